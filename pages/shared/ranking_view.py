"""The parts of 窗口排名: places with intervals, the funnel, places by month, what items explain."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from etl.read.scope import shift_month
from pages.shared import charts, charts_peers, frame, links
from pages.shared.cached import ask
from reports import ranking as report
from reports import words
from reports.guestbook import window_label
from reports.ranking import Group

COLOURS = {
    "高于同类": charts.PRAISE,
    "与同类相当": charts.PEER,
    "低于同类": charts.COMPLAINT,
    "样本不足": charts.OTHER,
    "待核查": charts.STATUTE,
}
MONTHS, MOST_NAMED, EXPLAINED = 12, 3, 20


def named(group: Group, unit: str) -> pd.DataFrame:
    """A group's windows with name, colour and the words of a hover."""
    rows = group.windows
    names = rows["window_name"].where(
        ~rows["window_name"].duplicated(keep=False), rows["window_name"] + rows["window_code"]
    )
    text = [
        f"{name}：{words.percent(one.value)}（{one.part:,}/{one.whole:,} {unit}）<br>"
        f"按同类收缩后 {words.percent(one.shrunk)}，95%区间 {words.percent(one.low)}—"
        f"{words.percent(one.high)}<br>可能的名次 {report.place_words(one.first, one.last)}；{one.band}"
        for name, one in zip(names, rows.itertuples(), strict=True)
    ]
    return rows.assign(name=names, text=text, colour=rows["band"].map(COLOURS))


def unlisted(group: Group) -> None:
    """Windows that only the cases name."""
    if group.unlisted.empty:
        return
    pairs = zip(
        group.unlisted["window_name"], group.unlisted["window_code"], group.unlisted["whole"],
        strict=True,
    )  # fmt: skip
    names = "、".join(f"{name}（{code}，{whole} 件）" for name, code, whole in pairs)
    st.caption(f"不在窗口清单、不排位：{frame.plain(names)}。请在窗口清单中补登。")


def placed(group: Group, label: str, unit: str) -> None:
    """A group's windows with their intervals, its table and those too small."""
    st.subheader(f"{group.name}（{len(group.windows) + len(group.few)} 个窗口）", anchor=False)
    if group.windows.empty:
        st.caption(f"这一类窗口本期都不足10{unit}，不排位。")
    else:
        rows = named(group, unit)
        charts.draw(
            charts_peers.intervals(
                rows.assign(value=rows["shrunk"]), group.total.value, "同类合计"
            ),
            f"rank-{group.name}",
            f"{group.name}各窗口的{label}及区间",
        )
        st.caption(_prior_words(group, unit))
        with st.expander("看名次表", key=f"open-{group.name}", on_change="rerun") as opened:
            if opened.open:
                _table(group, rows, label)
    few(group, label, unit)


def _prior_words(group: Group, unit: str) -> str:
    if not group.prior.is_fitted:
        return "同类窗口太少，没有按同类收缩。"
    return (
        f"按同类收缩：同类平均 {words.percent(group.prior.mean)} 相当于 {group.prior.weight:,.0f} {unit}的分量，"
        f"{unit}数少的窗口向它靠。"
    )


def _table(group: Group, rows: pd.DataFrame, label: str) -> None:
    links_to = [
        links.profile_address(window_label(one.window_name, one.window_code))
        for one in rows.itertuples()
    ]
    listed = pd.DataFrame(
        {
            "窗口": rows["name"],
            "可能的名次": [report.place_words(one.first, one.last) for one in rows.itertuples()],
            "并列": [f"第{one}档" for one in rows["tier"]],
            f"真正进前{group.seats}的可能": rows["p_top"].map(words.percent),
            label: rows["value"].map(words.percent),
            "收缩后": rows["shrunk"].map(words.percent),
            "分子/分母": [f"{p:,}/{w:,}" for p, w in zip(rows["part"], rows["whole"], strict=True)],
            "与同类相比": rows["band"],
            "部门": rows["dept_name"],
            "待核查评价": rows["suspect"].map("{:,}".format),
            "只因暂停而按时": rows["only_by_pause"].astype(int).map("{:,}".format),
        }
    )
    frame.table(listed, f"窗口排名-{group.name}", f"table-{group.name}", links={"窗口": links_to})
    st.caption("同一档的窗口按现有数据分不出先后，视为并列。")


def few(group: Group, label: str, unit: str) -> None:
    """Windows too small to be placed, with how many they have."""
    if group.few.empty:
        return
    names = "、".join(
        f"{name}（{whole} {unit}）"
        for name, whole in zip(group.few["window_name"], group.few["whole"], strict=True)
    )
    st.caption(f"样本不足（{label}的分母不足10），不排位：{frame.plain(names)}。")


def funnels(groups: list[Group], label: str, unit: str) -> None:
    """One funnel a group, and who lies outside it."""
    st.caption(
        "横轴是件数，纵轴是比率；虚线是同类窗口只凭偶然会有的范围（内 95%、外 99.8%）。线内的高低不说明问题，"
        "外线之外才算高于或低于同类，两线之间的值得留意。"
    )
    for group in groups:
        if len(group.windows) < 2 or not group.total.value:
            continue
        rows = named(group, unit)
        rows = rows.assign(colour=rows["signal"].map(_signal_colour))
        st.subheader(group.name, anchor=False)
        charts.draw(
            charts_peers.funnel(rows, group.total.value),
            f"funnel-{group.name}",
            f"{group.name}各窗口的{label}漏斗图",
        )
        st.markdown(_beyond(rows))


def _beyond(rows: pd.DataFrame) -> str:
    """Who lies outside the limits, the outer ones first."""
    told = [
        f"{word}：{'、'.join(frame.plain(str(name)) for name in rows.loc[rows['signal'] == signal, 'name'])}"
        for signal, word in (
            (2, "高于同类"),
            (-2, "低于同类"),
            (1, "偏高，值得留意"),
            (-1, "偏低，值得留意"),
        )
        if (rows["signal"] == signal).any()
    ]
    return "；".join(told) + "。" if told else "都在偶然范围之内。"


def _signal_colour(signal: int) -> str:
    return (
        charts.PRAISE
        if signal == report.ACTED
        else charts.COMPLAINT
        if signal == -report.ACTED
        else charts.PEER
    )


def movement(build: Build, scope: Scope, label: str, groups: list[Group], unit: str) -> None:
    """Who moved beyond chance, and places by month."""
    found = ask(report.moved, build, scope, label)
    name = words.previous_name(scope)
    if found.empty:
        st.markdown(f"**与{name}相比，没有窗口的{label}变化明显。**")
    else:
        st.markdown(f"**与{name}相比变化明显的 {len(found)} 个窗口**")
        frame.table(
            pd.DataFrame(
                {
                    "窗口": found["window_name"],
                    name: [words.share(one, unit) for one in found["before"]],
                    "本期": [words.share(one, unit) for one in found["now"]],
                    "变化": found["change"].map(words.points),
                }
            ),
            f"变化-{label}",
            "moved-table",
            EXPLAINED,
        )
    last_year = scope.within(shift_month(scope.last, 1 - MONTHS), scope.last)
    for group in groups:
        if len(group.windows) < 2:
            continue
        names = named(group, unit).set_index("window_code")["name"]
        rows = ask(report.by_month, build, last_year, label, list(names.index))
        rows = rows.assign(window_name=rows["window_code"].map(names))
        if rows["month"].nunique() < 2:
            continue
        st.subheader(f"{group.name}：近 {MONTHS} 个月的名次", anchor=False)
        chosen = list(names.head(MOST_NAMED))
        charts.draw(
            charts_peers.places(rows, chosen),
            f"places-{group.name}",
            f"{group.name}各窗口名次，按月",
        )
    st.caption("彩色的是本期排在前面的窗口。每月的名次都会因偶然上下，件数少的月份跳得更多。")


def explained(build: Build, scope: Scope, label: str, unit: str) -> None:
    """Observed against expected from the items that a window serves."""
    rows = ask(report.case_mix, build, scope, label)
    if rows.empty:
        st.info("当前筛选下没有可比的窗口：请放宽时段、部门或渠道。")
        return
    beyond = rows[(rows["low"] > 1) | (rows["high"] < 1)]
    st.markdown(
        f"**扣除事项难易之后，{len(beyond[beyond['low'] > 1])} 个窗口没达标的明显多于预期，"
        f"{len(beyond[beyond['high'] < 1])} 个明显少于预期。**"
    )
    ends = pd.concat([rows.head(EXPLAINED // 2), beyond, rows.tail(EXPLAINED // 2)])
    shown = ends.drop_duplicates("window_code").sort_values("ratio", ascending=False)
    if len(shown) < len(rows):
        st.caption(f"图中列出两端和超出预期的 {len(shown)} 个，共 {len(rows)} 个窗口。")
    colour = [
        charts.COMPLAINT if one.low > 1 else charts.PRAISE if one.high < 1 else charts.PEER
        for one in shown.itertuples()
    ]
    text = [
        f"{one.window_name}：没达标 {int(one.observed):,} {unit}，预期 {one.expected:.1f} {unit}<br>"
        f"实际是预期的 {one.ratio:.2f} 倍（95%区间 {one.low:.2f}—{one.high:.2f}）"
        for one in shown.itertuples()
    ]
    charts.draw(
        charts_peers.expected(shown.assign(name=shown["window_name"], colour=colour, text=text)),
        "case-mix",
        f"各窗口{label}没达标的件数，实际与预期之比",
    )
    st.caption(
        "预期＝这个窗口办的每个事项，按全中心办同一事项的水平应有多少没达标；只有一个窗口办的事项，"
        "按同类型事项的水平。大于 1 是比预期多，小于 1 是比预期少；横线穿过 1 的分不出高下。"
    )
    links.page("items", "看事项")
