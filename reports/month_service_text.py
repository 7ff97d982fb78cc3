"""The sentences of the monthly report on ratings and comments, discipline, honours and key work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.read.scope import shift_month
from reports import words
from reports.compared_scores import beyond_words
from reports.month_phrases import Paragraphs, against, part
from reports.report_model import Figure

if TYPE_CHECKING:
    from reports.month_inputs import Inputs
    from scoring.result import Scores


def voice(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """Ratings first, then what the comments say."""
    now = told.now.ratings
    found = []
    if now.valid:
        rated, active, good = by_key["rated"], by_key["active_rated"], by_key["satisfaction"]
        found.append(
            f"收到有效评价 {now.valid:,} 条，评价率 {rated.text}，主动评价率 {active.text}；主动评价好评率 "
            f"{good.text}{against(good, told)}。"
        )
        bad = by_key["bad"]
        found.append(f"差评 {bad.text}{against(bad, told)}。" if bad.now.value else "没有差评。")
    else:
        found.append("本期没有有效评价。")
    if now.suspect:
        found.append(f"有效评价中有 {now.suspect:,} 条待核查{_where_suspect(told)}，核定前仍计入。")
    total = by_key["comments"]
    if total.now.value:
        said = "、".join(
            f"{by_key[key].label.removesuffix('类留言')} {words.count(by_key[key].now.value)} 条"
            for key in ("praise", "suggestion", "inquiry")
        )
        said += f"、中性 {told.now.comments.by_label['neutral']:,} 条"
        complained = by_key["complaints"]
        found.append(
            f"收到群众留言 {total.text}{against(total, told)}，其中有抱怨的 "
            f"{part(complained.now.part or 0, complained.now.whole or 0, '条')}；{said}。"
        )
        if unsure := told.now.comments.needs_review:
            found.append(f"留言中有 {unsure:,} 条机器拿不准，待人复核，现按机器判断计入。")
    else:
        found.append("本期没有群众留言。")
    if held := told.now.comments.suspect:
        found.append(f"另有 {held:,} 条留言待核查，核定前不计入。")
    return tuple(found)


def _where_suspect(told: Inputs) -> str:
    """The window that more than half of the suspect ratings are of; empty without one."""
    called = told.called
    rated = told.windows_rated[told.windows_rated["window_code"].isin(list(called))]
    if rated.empty:
        return ""
    worst = rated.sort_values("suspect", ascending=False).iloc[0]
    count = int(worst["suspect"])
    where = called[worst["window_code"]]
    if count * 2 <= told.now.ratings.suspect:
        return ""
    return f"（{'都' if count == told.now.ratings.suspect else f'{count:,} 条'}在{where}）"


def discipline(told: Inputs) -> Paragraphs:
    """What checks have found, those under appeal apart."""
    found = told.findings
    if found.empty:
        return ("本期没有巡查记录。",)
    under_appeal = found["is_appealed"].fillna(False).astype(bool) & found["is_upheld"].isna()
    appeal = (
        f"；另有 {count:,} 条在申诉中，认定前不计" if (count := int(under_appeal.sum())) else ""
    )
    counted = found[found["is_counted"].astype(bool)]
    if counted.empty:
        return (f"巡查记录 {len(found):,} 条，没有认定的问题{appeal}。",)
    kinds = "、".join(
        f"{kind} {count:,} 次" for kind, count in counted["category"].value_counts().items()
    )
    return (f"巡查认定的问题 {len(counted):,} 次：{kinds}{appeal}。",)


def honours(told: Inputs) -> Paragraphs:
    """Scores of the period, the list where a quarter ends, measures adopted."""
    found = [_scored(told, told.scores) if told.scores else "没有评分规则，不列得分。"]
    if told.quarter is not None:
        found.append(_quarter(told, told.quarter))
    measures = told.measures[told.measures["is_counted"].astype(bool)]
    if len(measures):
        kinds = "、".join(
            f"{kind} {count:,} 项" for kind, count in measures["kind"].value_counts().items()
        )
        found.append(f"经认定的创新举措与表扬 {len(measures):,} 项：{kinds}。")
    return tuple(found)


def _scored(told: Inputs, scores: Scores) -> str:
    """How many windows are scored, the best rate of points, and who cannot be told apart from it."""
    placed = [one for one in scores.windows if one.rate is not None]
    if not placed:
        return "本期没有够条件计分的窗口。"
    best, called = placed[0], told.called
    alike = sum(one.band == best.band for one in placed)
    told_apart = (
        f"；连它在内 {alike:,} 个窗口分不出高下" if alike > 1 else "，明显高于其他参加计分的窗口"
    )
    return (
        f"按{scores.book.title}，{len(placed):,} 个窗口参加计分，得分率最高的是"
        f"{called.get(best.window_code, best.window_name)}（{words.percent(best.rate)}）"
        f"{told_apart if len(placed) > 1 else ''}。"
    )


def _quarter(told: Inputs, scores: Scores) -> str:
    """The list of the quarter that ends, which is scored over three months and not over this one."""
    called = told.called
    listed = "、".join(called.get(code, code) for code in scores.recommended.codes) or "无"
    first = shift_month(told.scope.last, -2).month
    return (
        f"本季度红旗窗口推荐名单按{first}月至{told.scope.last.month}月三个月计分，不按本月一个月的得分"
        f"（供评选参考，由人决定）：{listed}。{beyond_words(scores)}"
    )


def work(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """Online applications, compression, what is done at once."""
    found = []
    online = by_key["online"]
    if online.now.whole:
        found.append(f"{online.label} {online.text}{against(online, told)}。")
    if told.limits.compression is not None:
        found.append(
            f"{told.limits.comparable:,} 个事项有可比的法定和承诺时限，承诺时限合计比法定时限压缩 "
            f"{words.percent(told.limits.compression)}。"
        )
    counts = told.now.cases.counts
    if counts["typed"] >= words.FEW:
        found.append(f"即办件占 {words.percent(counts['at_once'] / counts['typed'])}。")
    return tuple(found) or ("本期没有可列的数据。",)
