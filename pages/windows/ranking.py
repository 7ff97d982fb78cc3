"""窗口排名: who does well, who badly, who cannot be told apart; like with like."""

import pandas as pd
import streamlit as st

from pages.shared import charts, filters, frame, links, suspects
from pages.shared.cached import ask, current_build
from reports import ranking as report
from reports import words

COLOURS = {
    "高于同类": charts.PRAISE,
    "与同类相当": charts.PEER,
    "低于同类": charts.COMPLAINT,
    "样本不足": charts.OTHER,
    "待核查": charts.STATUTE,
}

build = current_build()
frame.head(build, "窗口排名", "谁好、谁差、谁分不出高下？只与同类窗口比。")
scope, window = filters.current()
frame.view_words(build, scope, window)
label = st.selectbox("比什么", list(report.METRICS), key="metric", bind="query-params", width=260)
groups = [
    g
    for g in ask(report.ranking, build, scope, label or "按时办结率")
    if len(g.windows) or len(g.few) or len(g.unlisted)
]
st.markdown(f"##### {report.summary(groups)}")
st.caption(
    "点为本期比率，横线为95%区间；颜色和文字都表示与同类其他窗口相比的结论。名次相近而区间重叠的，不应据此分先后。"
)

for group in groups:
    if len(group.unlisted):
        names = "、".join(
            f"{name}（{code}，{whole} 件）"
            for name, code, whole in zip(
                group.unlisted["window_name"],
                group.unlisted["window_code"],
                group.unlisted["whole"],
                strict=True,
            )
        )
        st.caption(f"不在窗口清单、不排位：{frame.plain(names)}。请在窗口清单中补登。")
    if group.windows.empty and group.few.empty:
        continue
    st.subheader(f"{group.name}（{len(group.windows) + len(group.few)} 个窗口）", anchor=False)
    if group.windows.empty:
        st.caption("这一类窗口本期都不足10件，不排位。")
    else:
        rows = group.windows
        names = rows["window_name"].where(
            ~rows["window_name"].duplicated(keep=False), rows["window_name"] + rows["window_code"]
        )
        text = [
            f"{name}：{words.percent(v)}（{p:,}/{w:,}）<br>95%区间 {words.percent(low)}—"
            f"{words.percent(high)}<br>{band}"
            for name, v, p, w, low, high, band in zip(
                names,
                rows["value"],
                rows["part"],
                rows["whole"],
                rows["low"],
                rows["high"],
                rows["band"],
                strict=True,
            )
        ]
        chart = rows.assign(name=names, text=text, colour=rows["band"].map(COLOURS))
        charts.draw(
            charts.intervals(chart, group.total.value, "同类合计"),
            f"rank-{group.name}",
            f"{group.name}各窗口的{label}及区间",
        )
        with st.expander("看名次表", key=f"open-{group.name}", on_change="rerun") as opened:
            if opened.open:
                listed = pd.DataFrame(
                    {
                        "名次": rows["rank"],
                        "窗口": names,
                        "部门": rows["dept_name"],
                        label: rows["value"].map(words.percent),
                        "件数": [
                            f"{p:,}/{w:,}" for p, w in zip(rows["part"], rows["whole"], strict=True)
                        ],
                        "与同类相比": rows["band"],
                        "待核查评价": rows["suspect"].map("{:,}".format),
                        "只因暂停而按时": rows["only_by_pause"].astype(int).map("{:,}".format),
                    }
                )
                frame.table(listed, f"窗口排名-{group.name}", f"table-{group.name}")
    if len(group.few):
        names = "、".join(
            f"{name}（{whole} 件）"
            for name, whole in zip(group.few["window_name"], group.few["whole"], strict=True)
        )
        st.caption(f"样本不足（{label}的分母不足10），不排位：{frame.plain(names)}。")
suspects.suspect_line(build, scope)
links.page("scores", "看三比得分")
frame.definitions(
    ["band", "on_time", "early", "within_statutory", "satisfaction", "online", "only_by_pause"]
)
frame.foot(build)
