"""What a model file may say: the subset of SQL that means the same on DuckDB and on Spark."""

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

MAX_LINES = 80
FUNCTIONS = {
    "count", "count_if", "bool_or", "any_value", "max_by", "median", "percentile_cont", "sum",
    "min", "max", "avg", "row_number", "rank", "dense_rank", "lag", "lead", "first_value",
    "last_value", "cast", "try_cast", "date_trunc", "extract", "year", "month", "coalesce",
    "greatest", "least", "nullif", "if", "round", "abs", "floor", "ceil", "substring",
    "replace", "trim", "lower", "length", "md5",
}  # fmt: skip
# Words that stand before a bracket and call nothing.
SYNTAX = {
    "in", "as", "over", "filter", "and", "or", "not", "on", "when", "then", "else", "end",
    "from", "join", "union", "all", "by", "using", "exists", "where", "select", "group",
    "between", "is", "having", "case", "except", "intersect", "distinct", "=",
}  # fmt: skip
FORBIDDEN_WORDS = {
    "qualify", "exclude", "every", "ilike", "glob", "similar", "asof", "positional", "lateral",
    "pivot", "unpivot", "sample", "tablesample", "interval", "recursive", "current_date",
    "current_timestamp", "create", "insert", "update", "delete", "drop", "alter", "copy",
    "attach", "pragma", "set",
}  # fmt: skip
FORBIDDEN_SIGNS = {"::", "[", "{", "//", "**", "==", "->", "~", "^"}
TYPES = {
    "TEXT", "INT", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMPNTZ", "BOOLEAN",
}  # fmt: skip
TIMES = {exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ}
WHOLE = {exp.DataType.Type.INT, exp.DataType.Type.BIGINT}
FRACTIONS = (exp.Div, exp.Avg, exp.Median, exp.PercentileCont)
ROUNDED = (exp.Floor, exp.Ceil, exp.Round)


def problems(text: str) -> list[str]:
    """Everything in one model's text that the house refuses; empty for a sound model."""
    header = [line for line in text.splitlines() if line.startswith("--")]
    body = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    found = _layout(text, header, body) + _sql(body)
    for line in header:
        if line.startswith("-- check:"):
            found += _sql(f"select count(*) from t where not ({line[9:]})")
    return found


def _layout(text: str, header: list[str], body: str) -> list[str]:
    found = []
    if not any(re.match(r"-- grain: \S", line) for line in header):
        found.append("header without grain")
    if len(text.splitlines()) > MAX_LINES:
        found.append("too long")
    if (bare := re.sub(r"'[^']*'", "''", body)) != bare.lower():
        found.append("upper case")
    if not re.match(r"\s*(with|select)\b", body):
        found.append("not a select")
    return found


def _sql(body: str) -> list[str]:
    try:
        tokens = sqlglot.tokenize(body, read="duckdb")
        trees = sqlglot.parse(body, read="duckdb")
    except SqlglotError as error:
        return [f"unreadable: {error}"]
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.SetOperation):
        return ["not one select"]
    return _tokens(tokens) + _tree(trees[0])


def _tokens(tokens: list[Token]) -> list[str]:
    found = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        word, following = token.text.lower(), after.text.lower() if after else ""
        if token.token_type == TokenType.STRING:
            continue
        if token.token_type == TokenType.IDENTIFIER:
            found.append(f"quoted identifier {word}")
        if word in FORBIDDEN_WORDS:
            found.append(f"word {word}")
        if any(sign in word for sign in FORBIDDEN_SIGNS):
            found.append(f"sign {word}")
        if (word, following) in (
            ("*", "replace"),
            ("*", "rename"),
            ("*", "except"),
            ("by", "name"),
        ):
            found.append(f"{word} {following}")
        if following == "(" and re.fullmatch(r"[a-z_]\w*", word) and word not in FUNCTIONS | SYNTAX:
            found.append(f"function {word}")
    return found


def _tree(tree: exp.Expression) -> list[str]:
    found = []
    for node in tree.walk():
        if isinstance(node, exp.Sub) and _is_date(node.this) and _is_date(node.expression):
            found.append(f"date subtraction {node.sql()}")
        if isinstance(node, exp.Cast) and node.to.this.name not in TYPES:
            found.append(f"type {node.to.sql()}")
        if isinstance(node, exp.Cast) and node.to.this in WHOLE and _is_fraction(node.this):
            found.append(f"cast of a fraction {node.sql()}")
        if isinstance(node, exp.Floor | exp.Ceil) and not isinstance(node.parent, exp.Cast):
            found.append(f"type of {node.sql()} is not stated")
    return found


def _is_date(node: exp.Expression) -> bool:
    """As far as it can be seen: a date column by its name, a cast, a literal, or the like of it."""
    if isinstance(node, exp.Column):
        return node.name.endswith(("_on", "_at")) or node.name == "date"
    if isinstance(node, exp.Cast):
        return node.to.this in TIMES
    picks = (exp.Max, exp.Min, exp.Coalesce, exp.Greatest, exp.Least, exp.Paren, exp.TimestampTrunc)
    return isinstance(node, picks) and _is_date(node.this)


def _is_fraction(node: exp.Expression) -> bool:
    if isinstance(node, ROUNDED):
        return False
    if isinstance(node, exp.Literal):
        return "." in node.name
    if isinstance(node, FRACTIONS):
        return True
    if isinstance(node, exp.Column | exp.Subquery):
        return False
    return any(_is_fraction(child) for child in node.iter_expressions())
