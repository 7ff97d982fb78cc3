"""Typing as people write, as DuckDB expressions over the raw strings of one column.

Every function returns SQL; the common form of a value takes the cheap branch, so that a clean
column of millions of rows pays nothing for the odd ones.
"""

from __future__ import annotations

from etl.contract import UNIT_WORDS, Field

BLANKS = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff\u2060"
NULLS = (
    "",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "空",
    "N/A",
    "n/a",
    "NULL",
    "null",
    "None",
    "nan",
    "NaN",
    "－",
    "／",
    "#N/A",
)
LONGEST_NULL = max(len(one.encode()) for one in NULLS)
# A code that is no word for nothing and needs no cleaning: those words begin with N or a sign.
PLAIN_CODE = "[A-Za-z0-9_-]{5,}|[0-9A-MP-Za-mo-z][A-Za-z0-9_-]*"
FORMULA = "^[=+@＝＋＠－\\t\\r\\n-]"
PLAIN_NUMBER = "[+-]?[0-9]+([.][0-9]+)?|[-－—]+"
SENTINELS = ("1753-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "9999-12-31", "0001-01-01")
FULL = "０１２３４５６７８９．，：／－＋％（）ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ　\u00a0"
HALF = "0123456789.,:/-+%()ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz  "
# 2024E001 is a number somebody gave; 4.11E+17 and 4.11E17 are what a spreadsheet leaves.
SCIENTIFIC = r"[+-]?[0-9]+(\.[0-9]*)?[eE]\+[0-9]+|[+-]?[0-9]+\.[0-9]*[eE][0-9]+"
TIMES = (
    "%Y%m%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d%H%M",
    "%Y%m%dT%H%M%S",
    "%Y%m%d %H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月",
    "%Y-%m",
    "%Y/%m",
)


def quote(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def trimmed(column: str, has_blanks: bool = True) -> str:
    """The cell without blanks of any kind around it; null when nothing is left.

    Trimming costs more than all other typing of a clean file, so it is left out where one
    look at the bytes has shown that no cell begins or ends with a blank.
    """
    return f"nullif(trim({column}, {quote(BLANKS)}), '')" if has_blanks else f"nullif({column}, '')"


def half_width(column: str) -> str:
    """Full-width letters, digits and signs as half width; ASCII cells pass untouched."""
    return (
        f"case when strlen({column}) = length({column}) then {column} "
        f"else translate({column}, {quote(FULL)}, {quote(HALF)}) end"
    )


def _or_null(column: str) -> str:
    """The value unless it is a word for nothing; most values are told by length or first sign."""
    return (
        f"case when strlen({column}) > {LONGEST_NULL} or ({column} >= '0' and {column} < 'N') "
        f"then {column} when {column} in ({', '.join(map(quote, NULLS))}) then null "
        f"else {column} end"
    )


def text(column: str) -> str:
    """Text with the words for nothing read as null."""
    return _or_null(column)


def identifier(column: str) -> str:
    """A code as text: leading backtick or quote stripped, 4111010001.0 read as 4111010001.

    Null for a word for nothing and for a code damaged into scientific notation.
    """
    plain = half_width(column)
    return (
        f"case when regexp_full_match({column}, {quote(PLAIN_CODE)}) then {column} "
        f"when {column} is null or {column} in ({', '.join(map(quote, NULLS))}) then null "
        f"when {is_scientific(column)} then null when regexp_full_match({plain}, '[0-9]+[.]0+') then split_part({plain}, '.', 1) "
        f"else nullif(trim(rtrim(ltrim({plain}, '=`''’\"'), '\"')), '') end"
    )


def is_scientific(column: str) -> str:
    """Whether a code was damaged into scientific notation."""
    return f"regexp_full_match({half_width(column)}, {quote(SCIENTIFIC)})"


def timestamp(column: str) -> str:
    """A date or time in any of the forms offices write; null when it is none of them."""
    plain = half_width(column)
    serial = f"try_cast({plain} as double)"
    formats = "[" + ", ".join(map(quote, TIMES)) + "]"
    # DuckDB reads “02:05 PM” as 02:05, so only what ends in a digit takes the short way.
    read = (
        f"coalesce(case when right({column}, 1) between '0' and '9' "
        f"then try_cast({column} as timestamp) end, "
        f"case when {serial} between 18000 and 80000 then timestamp '1899-12-30' "
        f"+ to_microseconds(cast(round({serial} * 86400) as bigint) * 1000000) end, "
        f"try_strptime({plain}, {formats}), {_spoken_time(plain)})"
    )
    return f"case when {column} is null then null else {read} end"


def _spoken_time(plain: str) -> str:
    """Times with Chinese signs or a 12-hour clock: 2023年4月3日 下午2时05分, 2:05 PM."""
    signs = f"translate({plain}, '年月日号时点分秒', '--  :::')"
    bare = f"regexp_replace({signs}, '上午|下午|凌晨|中午|晚上|[AaPp][.]?[Mm][.]?|([.][0-9]+)?Z$', ' ', 'g')"
    single = f"regexp_replace({bare}, ' +', ' ', 'g')"
    whole = f"regexp_replace(trim({single}, ' :'), '([ T][0-9]{{1,2}})$', '\\1:00')"
    time = f"coalesce(try_cast({whole} as timestamp), try_cast(try_cast({whole} as date) as timestamp))"
    later = f"regexp_matches({plain}, '下午|晚上|中午|[Pp][.]?[Mm]')"
    early = f"regexp_matches({plain}, '上午|凌晨|[Aa][.]?[Mm]')"
    shift = (
        f"case when {later} and hour({time}) < 12 then interval 12 hour "
        f"when {early} and hour({time}) = 12 then interval (-12) hour else interval 0 hour end"
    )
    return f"case when not regexp_full_match({plain}, '[A-Za-z].*') then {time} + {shift} end"


def is_sentinel(column: str, time: str) -> str:
    """Whether a cell, read as `time`, is a vendor's word for none: 1753-01-01 or 0000-00-00."""
    days = ", ".join(f"date {quote(one)}" for one in SENTINELS)
    return (
        f"(cast({time} as date) in ({days}) "
        f"or regexp_matches({column}, '^(0000|1900)[-/.]?0?[01][-/.]?0?0( |T|$)'))"
    )


def unless_sentinel(time: str) -> str:
    """A typed time; null where it is a sentinel or of a year that no export means (23-04-03)."""
    return (
        f"case when {time} >= timestamp '1901-01-01' and {time} < timestamp '9999-12-31' "
        f"then {time} end"
    )


def number(column: str) -> str:
    """A number with thousands separators, blanks or full-width digits."""
    plain = f"replace(replace({half_width(column)}, ',', ''), ' ', '')"
    return f"coalesce(try_cast({column} as double), try_cast({plain} as double))"


def finite(value: str) -> str:
    """A number; DuckDB reads nan and inf as numbers; here they are none."""
    return f"case when isfinite({value}) then {value} end"


def integer(value: str) -> str:
    """A number that is whole; null for a fraction."""
    return f"case when {value} = floor({value}) then try_cast({value} as bigint) end"


def boolean(column: str) -> str:
    """是 or 否 in the forms in use; null for anything else."""
    return (
        f"case when lower({column}) in ('是', '1', 'true', 'y', 'yes', '√', '有', '已', '在') "
        f"then true when lower({column}) in ('否', '0', 'false', 'n', 'no', '×', '无', '未') "
        "then false end"
    )


def enumeration(field: Field, column: str, chosen: dict[str, str]) -> str:
    """The contract's word for a raw value; the raw text where the contract has none.

    Where bare digits run both ways between systems they are null unless `chosen` reads them.
    """
    known = {raw: word for word, raws in field.values.items() for raw in raws}
    branches = "".join(
        f"when {quote(raw)} then {quote(word)} " for raw, word in (known | chosen).items()
    )
    other = "null" if "unknown" in field.reject else _or_null(column)
    if field.bare_digits:
        other = f"case when regexp_full_match({column}, '[0-9]+') then null else {other} end"
    return f"case {column} {branches}else {other} end"


AT_ONCE = "('即办', '即办件', '当场办结', '即时办结', '当场', '即时')"
NO_LIMIT = "('无期限', '无时限', '不限', '无', '长期')"


def limit_value(column: str) -> str:
    """The number of a limit such as 20个工作日; 0 for 即办; null for 无期限 and for no limit."""
    plain = f"replace({half_width(column)}, ',', '')"
    # Of a range such as 3-5天 nobody can say which number is meant.
    digits = rf"try_cast(regexp_extract({plain}, '^[^0-9-]*(-?[0-9]+([.][0-9]+)?)[^0-9]*$', 1) as double)"
    return (
        f"case when {column} is null then null else coalesce(try_cast({column} as double), "
        f"try_cast(replace({column}, '个工作日', '') as double), "
        f"case when {column} in {AT_ONCE} then 0.0 when {column} in {NO_LIMIT} then null "
        f"else {digits} end) end"
    )


def limit_unit(column: str, unit_column: str | None, header_unit: str | None) -> str:
    """The unit of a limit: in the cell, else in its own column, else in the header, else 工作日."""
    # Longer words first: 自然日 ends in 日, 个月 in 月.
    written = sorted(UNIT_WORDS, key=len, reverse=True)
    found = "".join(
        f"when contains({column}, {quote(w)}) then {quote(UNIT_WORDS[w])} " for w in written
    )
    fallback, alone = quote(header_unit or "工作日"), "null"
    if unit_column:
        # 即办 and 无期限 in the unit's column need no number beside them.
        alone = f"case when {unit_column} in ('即办', '无期限') then {unit_column} end"
        words = "".join(f"when {quote(k)} then {quote(v)} " for k, v in UNIT_WORDS.items())
        fallback = f"coalesce(case {unit_column} {words} end, {fallback})"
    return (
        f"case when try_cast({column} as double) is not null then {fallback} "
        f"when {column} is null then {alone} when ends_with({column}, '工作日') then '工作日' "
        f"when {column} in {AT_ONCE} then '即办' when {column} in {NO_LIMIT} then '无期限' "
        f"{found}else {fallback} end"
    )


def masked(column: str) -> str:
    """Long numbers with their middle hidden: a shifted column puts ID numbers anywhere."""
    pattern = "([0-9]{3})[0-9]{6,}([0-9Xx]{2})"
    return f"regexp_replace({column}, {quote(pattern)}, '\\1******\\2', 'g')"


def masked_within(column: str) -> str:
    """Text with the telephone and ID numbers inside it hidden; other numbers stay."""
    phone, whole = "(^|[^0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})([^0-9]|$)", "\\1\\2****\\3\\4"
    identity = "(^|[^0-9])([1-9][0-9]{2})(?:[0-9]{10}|[0-9]{13})([0-9][0-9Xx])([^0-9Xx]|$)"
    shown = f"regexp_replace({column}, {quote(phone)}, '{whole}', 'g')"
    shown = f"regexp_replace({shown}, {quote(identity)}, '{whole}', 'g')"
    return f"case when regexp_matches({column}, '[0-9]{{11}}') then {shown} else {column} end"


def neutral(cell: str) -> str:
    """SQL: a cell that no spreadsheet takes for a formula; numbers with a sign stay numbers."""
    return (
        # By its place in the order of signs most cells are told harmless at once.
        f"case when ({cell} < '0' or {cell} between ':' and 'A' or {cell} >= '\uff00') "
        f"and regexp_matches({cell}, {quote(FORMULA)}) "
        f"and not regexp_full_match({cell}, {quote(PLAIN_NUMBER)}) "
        f"then chr(39) || {cell} else {cell} end"
    )
