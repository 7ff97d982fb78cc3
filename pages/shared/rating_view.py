"""The parts of 好差评: cards, trend, grades, groups, and what does not go together."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from etl.read import ratings as read
from etl.read.figures import Share
from pages.shared import charts, frame, kpis
from pages.shared.cached import ask
from pages.shared.labels import GRADES, UNKNOWN
from reports import words
from reports.definitions import METRICS
from reports.loops import Loops
from reports.ratings import Ratings

BY = {"窗口": "window", "事项": "item", "评价渠道": "channel", "群众和企业": "applicant"}
SHOWN = 20


def cards(view: Ratings, followed: Loops) -> None:
    """The headline first, then how many spoke, then what must be acted on."""
    scope = view.scope
    with st.grid(4, min_column_width=150):
        kpis.share_card("satisfaction", view.active_good, scope, view.good_months.values)
        kpis.share_card("active_rated", view.active_rated, scope, view.rated_months.values)
        kpis.share_card("bad_ratings", view.bad, scope, [], less_is_better=True)
        _card(
            "差评整改率",
            followed.rectified,
            "已整改的差评 ÷ 核实有效的差评",
            f"条差评已整改，其中按期 {words.count(followed.in_time.part)} 条",
            "核实有效",
            "条",
        )
        kpis.share_card("good_ratings", view.good, scope, [])
        kpis.share_card("rated", view.rated, scope, [])
        _card(
            "未评率",
            view.cases.unrated_share,
            "没有任何有效评价的办结件 ÷ 办结件",
            "件没有评价",
            "办结",
            "件",
        )
        with st.container(border=True, height="stretch"):
            st.metric(
                "待核查的评价", f"{view.now.suspect:,} 条", help=METRICS["suspicion"].definition
            )
            st.caption("核定之前仍计入，不扣分")


def _card(title: str, share: Share, meaning: str, part: str, whole: str, unit: str) -> None:
    with st.container(border=True, height="stretch"):
        st.metric(title, words.brief(share, unit), help=f"{meaning}。")
        st.caption(f"{words.count(share.part)} {part} · {whole}共 {words.count(share.whole)}")


def trend(view: Ratings) -> None:
    """How good, and how many spoke, by month."""
    told = {
        "主动好评率": (view.good_months, charts.PRAISE),
        "主动评价率": (view.rated_months, charts.PROMISE),
    }
    for place, (name, line) in zip(st.columns(2), told.items(), strict=True):
        with place:
            charts.draw(
                charts.share_lines({name: line}, name, 260), f"trend-{name}", f"{name}，按月"
            )
            st.caption(kpis.signal_words(line[0], name))


def grades(view: Ratings) -> None:
    """The five grades, those a person gave beside those the system gave."""
    now = view.now
    rows = []
    for grade, name in GRADES.items():
        active = now.active_grades[grade]
        rows.append(
            {
                "满意度": name,
                "主动评价": words.count(active),
                "占主动评价": words.percent(Share(active, now.active).value),
                "系统默认": words.count(now.grades[grade] - active),
                "合计": words.count(now.grades[grade]),
            }
        )
    frame.table(pd.DataFrame(rows), "好差评五级", "grade-table")
    st.caption(
        f"系统默认评价 {words.share(now.default_share, '条')}，是过期未评由系统给出的，不算主动评价；"
        f"另有 {words.count(now.struck)} 条已剔除，不计入。"
    )


def groups(build: Build, scope: Scope) -> None:
    """The same figures by window, item, channel or applicant."""
    chosen = st.segmented_control("分组看", list(BY), default="窗口", key="rating_by")
    dimension = BY[chosen or "窗口"]
    rows = ask(read.ratings_by, build, scope, dimension)
    if dimension == "window":
        rows = rows[rows["code"].notna()]
    listed = pd.DataFrame({str(chosen or "窗口"): rows["name"].fillna(UNKNOWN)})
    pairs = {
        "主动评价好评率": ("active_good", "active"),
        "好评率": ("good", "valid"),
        "差评率": ("bad", "valid"),
    }
    if "finished" in rows:
        pairs |= {"主动评价率": ("active_rated", "finished"), "评价率": ("rated", "finished")}
    for name, (part, whole) in pairs.items():
        unit = "件" if whole == "finished" else "条"
        listed[name] = [
            words.share(Share(int(p), int(w)), unit)
            for p, w in zip(rows[part], rows[whole], strict=True)
        ]
    listed["待核查"] = rows["suspect"].map(words.count)
    frame.table(listed, f"好差评按{chosen or '窗口'}", "rating-groups", SHOWN)
    st.caption(
        "不足10条（件）的只列数目，不算比率。窗口之间谁好谁差，请看“窗口排名”，那里只与同类比并画出区间。"
    )


def jumps(view: Ratings) -> None:
    """Windows whose default share jumped: for a look, nothing else."""
    if view.jumps.empty:
        st.caption("各窗口的系统默认评价占比与前12个月相比没有明显升高。")
        return
    st.markdown("**系统默认评价占比明显升高的窗口**（可能是不再请人评价，请核查）")
    frame.on_screen(
        pd.DataFrame(
            {
                "窗口": view.jumps["window_name"].fillna(view.jumps["window_code"]),
                "前12个月": _told(view.jumps["before"]),
                "本期": _told(view.jumps["now"]),
            }
        )
    )


def _told(shares: pd.Series) -> list[str]:
    return [words.share(one, "条") for one in shares]


def contradictions(build: Build, scope: Scope) -> None:
    """Grades and words about one case that do not go together."""
    rows = ask(read.contradictions, build, scope)
    if rows.empty:
        st.success("本期没有打分和文字对不上的办件。")
        return
    st.markdown(f"**打分和文字对不上的 {words.count(len(rows))} 处**")
    st.caption(
        "打了满意却写了不满，或打了不满意却写了表扬；文字的褒贬由机器判断，供核对，不改评分。"
    )
    listed = pd.DataFrame(
        {
            "日期": rows["rated_on"].dt.strftime("%Y-%m-%d"),
            "办件编号": rows["case_no"].fillna("—"),
            "窗口": rows["window_name"].fillna(UNKNOWN),
            "打分": rows["grade_label"],
            "文字": rows["words"].map(lambda text: charts.cut(text, 60)),
            "出处": rows["source"],
        }
    )
    whole = listed.assign(文字=rows["words"])
    frame.table(listed, "打分和文字对不上", "contradictions", SHOWN, file=whole)
