"""Labels that people gave on the screen, as a file that the model is trained with."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from etl.decisions import read_decisions
from etl.errors import UserError
from etl.settings import Settings
from nlp.corpus import JOIN
from nlp.human import read_labels
from nlp.store import HUMAN_LABELS

FILE = "reviewed.csv"


def write_human_labels(settings: Settings) -> tuple[Path, int]:
    """Reviewed comments of the published build with label and rules, and the labels given before; the
    file, and how many were reviewed.

    UserError when nothing is published or nobody has reviewed anything.
    """
    published = settings.published()
    if published is None:
        raise UserError("还没有发布过数据，没有可以用来训练的留言：请先导入并生成")
    decided = read_decisions(settings)
    rules: dict[str, list[str]] = {}
    for comment, rule in decided.rules:
        rules.setdefault(comment, []).append(rule)
    with duckdb.connect(str(published[1]), read_only=True) as con:
        texts = dict(
            con.execute(
                "select comment_id, text_masked from fct_comment where list_contains(?, comment_id)",
                [[one[0] for one in decided.labels]],
            ).fetchall()
        )
    reviewed = {
        texts[comment]: (label, JOIN.join(rules.get(comment, ())))
        for comment, label, *_ in decided.labels
        if comment in texts
    }
    if not reviewed:
        raise UserError("还没有人复核过留言：请先在“标注复核”页复核一些，再重新训练")
    # Labels given by a file before stay; what was reviewed on the screen comes first.
    own = settings.models / HUMAN_LABELS
    earlier = read_labels(own) if own.exists() else []
    given = {one.text: (one.label, JOIN.join(one.work_rules or ())) for one in earlier}
    rows = [(text, *said) for text, said in (given | reviewed).items()]
    path = settings.models / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = settings.models / f".{FILE}.writing"
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("text", "label", "work_rules"), *rows])
    partial.replace(path)
    return path, len(reviewed)
