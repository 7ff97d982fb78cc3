"""What every row below a header is: data, or why it is none. The one definition of both.

`blank`: nothing in it. `title`: the header or a title again, as exports joined page by page have
it. `section`: a heading between the rows. `total`: 合计, 小计 and their kin. `note`: remarks,
sources, signatures and page numbers. A row is data unless its looks say otherwise beyond doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from etl.landing.typing import quote

REASONS = ("title", "blank", "section", "total", "note")
SENTENCE_LENGTH = 30
HAN = "[\\x{4e00}-\\x{9fff}]"
# The first sign of Chinese words; what sorts before it, such as a number, opens no total or note.
FIRST_HAN = "一"
BEFORE = "(本页|上页|本月|本季|本季度|本年|全年|全市|全区|全县)?"
TOTAL = f"{BEFORE}[合总小共累]计([（(][^（）()]{{1,8}}[)）])?[:：]?"
TOTAL_TOLD = f"^{BEFORE}[合总小共累]计[:：（(0-9共].*"
TOTAL_OF = ".{1,20}[合总小共]计[:：]?"
KEYED = (
    "^[*※★（(【\\s]*(注|备注|说明|附注|数据来源|资料来源|来源|单位|填[表报](人|单位|日期|时间)?"
    "|制[表单](人|单位|日期|时间)?|(单位)?负责人|审[核批](人)?|复核(人)?|经办(人)?|联系(人|电话)|报送(单位|日期|时间)"
    "|(打印|导出|统计|生成|查询)(时间|日期|人|口径|条件|范围)) *[0-9一二三四五]? *[:：】]"
)
ALONE = (
    "^[*※★（(【\\s]*((注|备注|说明|附注)([0-9一二三四五、.．（(]|$)|数据来源|资料来源|填[表报](人|单位|日期)"
    "|制表|审核(人|意见|单位)|以上|本表|(数据)?截[至止]|第 *[0-9]+ *页|共 *[0-9]+ *(页|条|行))"
)
SIGNED = f"^{HAN}{{1,10}} *[:：]"
MONTH = "^.*[0-9]{4}年([0-9]{1,2}月)?([0-9]{1,2}日)?[^0-9]*$"


@dataclass(frozen=True)
class Shape:
    """What the judgement of a row needs to know of its table.

    `named`: how many columns have a name. `start`: the first column in use. `header`: the header's
    rows, each as its filled cells by column. `titles`: words above the header. `spoken`: columns
    of people's own words; in them a note needs its colon, and nothing there is a heading.
    `dated`: columns of times without which no row is kept; a filled row with one is data.
    """

    named: int
    start: int
    header: tuple[tuple[tuple[int, str], ...], ...]
    titles: tuple[str, ...] = ()
    spoken: tuple[int, ...] = ()
    dated: tuple[int, ...] = ()


def skipped(counts: Mapping[str, int], above: Mapping[str, int]) -> dict[str, int]:
    """Rows that are no data by reason: `counts` of rows below the header and those `above` it."""
    return dict(Counter({why: counts.get(why, 0) for why in REASONS}) + Counter(above))


def reason(shape: Shape, width: int) -> str:
    """SQL over the trimmed cells r0, r1 … of a row: why it is no data; null for data.

    A row whose first cell sorts before Chinese words and whose second is filled takes the cheap
    branch; only others are read closely.
    """
    cells = [f"r{i}" for i in range(width)]
    start = min(shape.start, width - 1)
    opening, after = cells[start], cells[start + 1] if start + 1 < width else None
    first = f"coalesce({', '.join(cells)})" if width > 1 else cells[0]
    plain = f"replace(replace({first}, ' ', ''), '\u3000', '')"
    filled = " + ".join(f"cast({cell} is not null as int)" for cell in cells)
    branches = [_again(shape, width)]
    if after:
        branches.append(f"when {opening} < {quote(FIRST_HAN)} and {after} is not null then null ")
    branches += [
        f"when {first} is null then 'blank' ",
        f"when regexp_full_match({plain}, {quote(TOTAL)}) then 'total' ",
    ]
    if shape.titles:
        listed = ", ".join(map(quote, shape.titles))
        branches.append(f"when {first} in ({listed}) and {filled} = 1 then 'title' ")
    if shape.spoken:
        branches.append(_spoken(shape, first, filled, width))
    if width > 1:
        branches += _sparse(shape, cells, opening, after, first, plain, filled)
    return f"case {''.join(branches)}end"


def _again(shape: Shape, width: int) -> str:
    """The header once more: its first filled cells, three at most, stand in their columns."""
    found = ""
    for row in shape.header:
        told = [(i, cell) for i, cell in row if i < width][:3]
        same = " and ".join(f"r{i} = {quote(cell)}" for i, cell in told)
        found += f"when {same} then 'title' " if same else ""
    return found


def _spoken(shape: Shape, first: str, filled: str, width: int) -> str:
    said = " or ".join(f"r{i} is not null" for i in shape.spoken if i < width) or "false"
    note = f"{filled} = 1 and regexp_matches({first}, {quote(KEYED)})"
    return f"when {said} then case when {note} then 'note' end "


def _sparse(
    shape: Shape,
    cells: list[str],
    opening: str,
    after: str | None,
    first: str,
    plain: str,
    filled: str,
) -> list[str]:
    """Totals, notes and headings of a table of several columns."""
    together = f"({opening} is not null and {after} is not null)" if after else "false"
    words = " + ".join(
        f"cast({c} is not null and try_cast(replace({c}, ',', '') as double) is null as int)"
        for c in cells
    )
    signed = " and ".join(f"({c} is null or regexp_matches({c}, {quote(SIGNED)}))" for c in cells)
    keyed = f"regexp_matches({first}, {quote(KEYED)})"
    few = f"({filled}) * 2 <= {shape.named}"
    full = f"{filled} > 2 and not {few}"
    dated = [i for i in shape.dated if i < len(cells)]
    branches = [
        f"when regexp_full_match({plain}, {quote(TOTAL_OF)}) and {filled} > 1 and {words} = 1 "
        "then 'total' ",
        f"when not {together} and regexp_matches({plain}, {quote(TOTAL_TOLD)}) then 'total' ",
        *(f"when regexp_matches({cells[i]}, '[0-9]') and {full} then null " for i in dated),
        f"when {keyed} and (not {together} or {few}) then 'note' ",
        f"when {filled} > 1 and ({signed}) then 'note' ",
        f"when {filled} > 1 then null ",
        f"when regexp_matches({first}, {quote(ALONE)}) then 'note' ",
    ]
    if shape.named > 2:
        sentence = f"contains({first}, '。') or contains({first}, '；') or length({first}) >= {SENTENCE_LENGTH}"
        # A number of four digits is a code and no heading, unless it is a year.
        coded = f"regexp_matches({first}, '[0-9]{{4,}}') and not regexp_matches({first}, {quote(MONTH)})"
        han = f"{opening} is not null and regexp_matches({opening}, {quote(HAN)})"
        branches.append(
            f"when {han} then case when {sentence} then 'note' when {coded} then null "
            "else 'section' end "
        )
    return branches
