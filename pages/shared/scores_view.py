"""The parts of 三比得分: the list, one window, windows side by side, weights tried."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.read import Build, Scope, honours
from pages.shared import charts, frame, links, points
from pages.shared.cached import ask
from pages.shared.labels import CASE_SETS, UNKNOWN
from reports import compared_scores, words
from reports.guestbook import window_label
from reports.scores_book import Behind, workbook
from reports.scoring import book_of
from scoring.result import Scores, WindowScore
from scoring.scores import score_windows
from scoring.whatif import Trial

SHOWN, STEPS, MOST_POINTS = 20, 41, 40.0
Placed = list[WindowScore]


def listed(build: Build, scope: Scope, scores: Scores, placed: Placed) -> None:
    """Who stands where, and who changed since the period before."""
    frame.table(points.score_table(placed), "三比得分", "scores-table", SHOWN)
    before = scope.previous()
    found = compared_scores.changes(scores, ask(score_windows, build, before, book_of(before)))
    period = words.period(scope)
    frame.download_file(
        "下载评审用 Excel（得分、逐项理由、巡查与举措、规则）", f"三比得分-{period}.xlsx", "scores-book",
        lambda: workbook(scores, period, build.meta, found, behind_tables(build, scope)),
    )  # fmt: skip
    name = words.previous_name(scope)
    st.markdown(compared_scores.sentence(found, name))
    if not found:
        return
    with st.expander(f"与{name}相比", key="open_changes", on_change="rerun") as opened:
        if opened.open:
            frame.table(
                pd.DataFrame(
                    {
                        "窗口": [one.name for one in found],
                        name: [words.percent(one.before) for one in found],
                        "本期": [words.percent(one.now) for one in found],
                        "变化": [words.points(one.change) for one in found],
                        "是否明显": ["明显" if one.is_clear else "无明显变化" for one in found],
                    }
                ),
                "三比得分变化",
                "scores-changes",
                SHOWN,
            )


def left_out(scores: Scores) -> None:
    """Windows that take no part, each with the reason."""
    out = [one for one in scores.windows if one.rate is None]
    if not out:
        return
    st.subheader(f"不参评的窗口（{len(out)} 个）", anchor=False)
    frame.table(
        pd.DataFrame(
            {
                "窗口": [one.window_name for one in out],
                "编号": [one.window_code for one in out],
                "原因": [one.excluded_reason for one in out],
                "说明": [one.excluded_why for one in out],
            }
        ),
        "不参评窗口",
        "scores-out",
    )


def one_window(scores: Scores, placed: Placed) -> None:
    """From full marks to the score, every point with its reason and the way to what is behind it."""
    names = {one.window_code: one.window_name for one in placed}
    chosen = st.selectbox(
        "窗口",
        list(names),
        key="explained",
        format_func=names.__getitem__,
        width=320,
        bind="query-params",
    )
    one = scores.window(chosen or placed[0].window_code)
    measured = [each for each in one.indicators if each.points is not None]
    charts.draw(
        charts.waterfall(
            [each.label for each in measured],
            [each.full - (each.points or 0) for each in measured],
            one.measurable or 0,
            one.points or 0,
        ),
        "waterfall",
        f"{one.window_name}从可计分到得分",
    )
    frame.table(points.why_table(one), f"得分说明-{one.window_name}", "scores-why")
    if one.n_suspect:
        st.warning(
            f"这个窗口有 {one.n_suspect:,} 条评价待核查，核定前仍计入；评选时请先核查。",
            icon=":material/flag:",
        )
    _evidence(one)


def _evidence(one: WindowScore) -> None:
    """The rows behind the points."""
    st.markdown("**看背后的每一件**")
    window = window_label(one.window_name, one.window_code)
    with st.container(horizontal=True):
        links.page("cases", "全部办结件", which=CASE_SETS["finished"], window=window)
        links.page("cases", "超承诺时限办结", which=CASE_SETS["overdue"], window=window)
        links.page("ratings", "好差评", window=window)
        links.page("loops", "投诉和差评", window=window)
        links.page("items", "事项的时限", window=window)
        links.page("profile", "窗口画像", window=window)


def compared(placed: Placed) -> None:
    """Two to four windows, indicator by indicator."""
    names = {one.window_code: one.window_name for one in placed}
    chosen = st.multiselect(
        "选两到四个窗口", list(names), default=list(names)[:2],
        key="compared", max_selections=compared_scores.MOST, format_func=names.__getitem__,
        placeholder="请选择窗口",
    )  # fmt: skip
    if len(chosen) < 2:
        st.info("请至少选两个窗口。")
        return
    some = [one for one in placed if one.window_code in chosen]
    st.markdown(f"**{frame.plain(compared_scores.told_apart(some))}**")
    frame.table(compared_scores.side_by_side(some), "窗口对比", "scores-compared")
    if len({one.peer_group for one in some}) > 1:
        st.caption("所选窗口不是同一类：业务量只与各自的同类比，合在一起看时请留意。")


def weights(tried: Trial) -> None:
    """Move one indicator's points: who enters, who leaves, how far each stays; nothing is saved."""
    labels = {one.indicator.key: one.indicator.label for one in tried.grid.columns}
    st.caption(
        "只是试算：不保存、不改规则，也不影响任何人看到的得分。其余指标的分值不变，按得分率比。"
    )
    key = st.selectbox(
        "动哪一项", list(labels), key="weight_of", format_func=labels.__getitem__, width=320
    )
    now = tried.points[key]
    value = st.slider(
        f"{labels[key]}的满分（规则为 {now:g} 分）", 0.0, MOST_POINTS, now, 1.0, key=f"weight-{key}",
        format="%g 分",
    )  # fmt: skip
    before, after = tried.under({}), tried.under({key: value})
    old, new = before.recommended.codes, after.recommended.codes
    names = tried.names
    enters, leaves = [one for one in new if one not in old], [one for one in old if one not in new]
    st.markdown(
        f"**进入名单：{_named(enters, names)}；退出名单：{_named(leaves, names)}。**"
        if enters or leaves
        else "**名单不变。**"
    )
    if after.recommended.note:
        st.caption(after.recommended.note)
    _ranges(tried, key, now)


def _named(codes: list[str], names: dict[str, str]) -> str:
    return "、".join(frame.plain(names[code]) for code in codes) or "无"


def _ranges(tried: Trial, key: str, now: float) -> None:
    steps = [MOST_POINTS / (STEPS - 1) * number for number in range(STEPS)]
    rows = [
        {
            "窗口": tried.names[one.code],
            "现在": "在名单上" if one.low is not None else "不在名单上",
            "这一项的分值在多少时保持不变": f"{one.low:g}—{one.high:g} 分"
            if one.low is not None
            else "换别的分值才进入",
        }
        for one in tried.ranges(key, steps)
    ]
    if not rows:
        st.caption("没有窗口够条件进入名单。")
        return
    frame.table(pd.DataFrame(rows), "权重试算", "weights-table")
    st.caption(
        f"试了 0 到 {MOST_POINTS:g} 分；范围窄的，名次靠的就是这一项的分值（现为 {now:g} 分）。"
    )


def behind(build: Build, scope: Scope) -> None:
    """Findings of checks and measures of the period, those that do not count as well, and why."""
    rows = behind_tables(build, scope)
    st.subheader(f"巡查（{len(rows.findings):,} 条）", anchor=False)
    if rows.findings.empty:
        st.info(
            "本期没有巡查记录：请在“巡查与举措录入”里录，或在“导入”里整表导入。没有巡查时，在岗和窗容两项不计分。"
        )
    else:
        frame.table(rows.findings, "巡查", "findings-table", SHOWN)
    st.subheader(f"创新举措、锦旗与表扬（{len(rows.measures):,} 项）", anchor=False)
    if rows.measures.empty:
        st.info("本期没有创新举措台账：请在“巡查与举措录入”里录，或在“导入”里整表导入。")
    else:
        frame.table(rows.measures, "创新举措", "measures-table", SHOWN)


def behind_tables(build: Build, scope: Scope) -> Behind:
    """The same as two tables in Chinese."""
    found, made = ask(honours.findings, build, scope), ask(honours.measures, build, scope)
    findings = pd.DataFrame(
        {
            "日期": found["inspected_on"].dt.strftime("%Y-%m-%d"),
            "窗口": found["window_name"].fillna(UNKNOWN),
            "类别": found["category"],
            "情况": found["finding"].fillna(""),
            "制度": found["work_rule"].fillna(""),
            "佐证": found["evidence"].fillna(""),
            "是否计入": [_finding_words(one) for one in found.itertuples()],
        }
    )
    measures = pd.DataFrame(
        {
            "日期": made["happened_on"].dt.strftime("%Y-%m-%d"),
            "窗口": made["window_name"].fillna(UNKNOWN),
            "种类": made["kind"],
            "内容": made["title"].fillna(""),
            "佐证": made["evidence"].fillna(""),
            "认定单位": made["adopted_by"].fillna(""),
            "加分": [f"{one:g}" if pd.notna(one) else "" for one in made["points"]],
            "是否计入": [
                "计入" if one else "缺佐证、认定单位或加分，不计" for one in made["is_counted"]
            ],
        }
    )
    return Behind(findings, measures)


def _finding_words(one: Any) -> str:
    if one.category == "无问题":
        return "没有发现问题"
    if one.is_counted:
        return "计入"
    return "申诉中，认定前不计" if pd.isna(one.is_upheld) else "复核不认定，不计"


def big(scope: Scope, scores: Scores, is_listed: bool) -> None:
    """The recommended list in large type, for the screen of a meeting room."""
    if not is_listed:
        st.info("请选一个已结束的季度，并选全部部门、全部窗口：红旗窗口按季度在全中心里评。")
        return
    st.markdown(f"# {words.period(scope)} 红旗窗口推荐名单")
    st.markdown("### 供评选参考，由人决定")
    codes = scores.recommended.codes
    if not codes:
        st.markdown("## 没有够条件的窗口")
    for code in codes:
        one = scores.window(code)
        place = f"{'并列' if one.is_tied else ''}第 {one.rank} 名"
        st.markdown(f"# {place} {frame.plain(one.window_name)}")
        st.markdown(
            f"### {frame.plain(one.peer_group)} · 得分率 {words.percent(one.rate)}（可能在 "
            f"{words.percent(one.low)}—{words.percent(one.high)}）· {one.band}"
            f"{f' · 待核查评价 {one.n_suspect:,} 条' if one.n_suspect else ''}"
        )
    for text in (scores.recommended.note, compared_scores.beyond_words(scores)):
        if text:
            st.markdown(f"### {frame.plain(text)}")
    st.caption("同一档的窗口按现有数据分不出先后。左侧菜单可点左上角的 « 收起。")
