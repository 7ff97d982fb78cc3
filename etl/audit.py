"""Checks stated in a model's header become queries for failing rows.

`-- check: EXPR` fails where EXPR is false (null passes), `-- not null: a, b` where one is null,
`-- unique: a, b` where a combination stands twice, `-- rows as: other` where the model has not as
many rows as the other one.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.models import Model


@dataclass(frozen=True)
class Failure:
    """One check that failed, and on how many rows."""

    model: str
    check: str
    rows: int

    def __str__(self) -> str:
        return f"{self.model}：检查“{self.check}”有 {self.rows} 行不通过"


def failing_conditions(model: Model) -> list[tuple[str, str]]:
    """Each row check with the condition that its failing rows meet."""
    found = [(f"check: {expr}", f"not ({expr})") for expr in model.stated("check:")]
    for names in model.stated("not null:"):
        for name in map(str.strip, names.split(",")):
            found.append((f"not null: {name}", f"{name} is null"))
    return found


def count_checks(model: Model) -> int:
    """How many checks the header states."""
    whole = model.stated("unique:") + model.stated("rows as:")
    return len(failing_conditions(model)) + len(whole)


def audit(con: duckdb.DuckDBPyConnection, model: Model) -> list[Failure]:
    """Run a model's checks on its table; the failures, empty when it is sound."""
    failures = []
    conditions = failing_conditions(model)
    if conditions:
        counts = ", ".join(f"count(*) filter (where {where})" for _, where in conditions)
        row = con.execute(f"select {counts} from {model.name}").fetchall()[0]
        failures += [
            Failure(model.name, check, rows)
            for (check, _), rows in zip(conditions, row, strict=True)
            if rows
        ]
    for columns in model.stated("unique:"):
        found = con.execute(
            f"select count(*) from (select {columns} from {model.name} "
            f"group by {columns} having count(*) > 1)"
        ).fetchall()[0][0]
        if found:
            failures.append(Failure(model.name, f"unique: {columns}", found))
    for other in model.stated("rows as:"):
        sizes = f"(select count(*) from {model.name}), (select count(*) from {other})"
        own, theirs = con.execute(f"select {sizes}").fetchall()[0]
        if own != theirs:
            failures.append(Failure(model.name, f"rows as: {other}", abs(own - theirs)))
    return failures
