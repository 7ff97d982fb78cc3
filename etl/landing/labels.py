"""Labels of comments: each new text is scored once, by text hash and model version."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from etl.landing.batches import Batch
from etl.landing.containers import sql_path
from etl.settings import Settings

COLUMNS = (
    "text_hash varchar, text_masked varchar, label varchar, probability double, "
    "needs_review boolean, p_praise double, p_complaint double, p_mixed double, "
    "p_suggestion double, p_inquiry double, p_neutral double, work_rules varchar[], "
    "reasons varchar[], model_version varchar"
)
RULE_COLUMNS = "text_hash varchar, work_rule varchar, words varchar"
MENTION_COLUMNS = (
    "text_hash varchar, kind varchar, code varchar, words varchar, span_start bigint, "
    "span_end bigint"
)
Progress = Callable[[str, float], None]
SLICE = 100_000


def label_files(settings: Settings, version: str, kind: str) -> list[Path]:
    """Label files of one kind (`comments`, `rules`) of one model version."""
    return sorted((settings.labels / version).glob(f"{kind}-*.parquet"))


def ensure_labels(settings: Settings, batches: list[Batch], progress: Progress) -> str | None:
    """Score every text of these batches that the current model has not seen yet.

    Returns the model version, or None when no comments are landed. Files appear whole: the
    scored texts are written aside and renamed.
    """
    files = [settings.data / one.parquet for one in batches]
    if not files:
        return None
    from nlp.enrich import model_version  # noqa: PLC0415  jieba loads only for comments

    version = model_version()
    with duckdb.connect() as con:
        total, rows = _new_texts(con, files, label_files(settings, version, "comments"))
        done = 0
        # A million texts are never held at once: each slice is scored and written for itself.
        while texts := dict(rows.fetchmany(SLICE)):
            _score(settings, version, texts, _within(progress, done, total))
            done += len(texts)
    return version


def _within(progress: Progress, done: int, total: int) -> Callable[[int, int], None]:
    """Progress of one slice as a share of all texts."""

    def tell(here: int, _: int) -> None:
        progress(f"为 {total:,} 条新留言判断褒贬", (done + here) / max(total, 1))

    return tell


def _new_texts(
    con: duckdb.DuckDBPyConnection, files: list[Path], scored: list[Path]
) -> tuple[int, duckdb.DuckDBPyConnection]:
    """How many texts the model has not seen, and a cursor over their hashes and contents."""
    landed = ", ".join(map(sql_path, files))
    query = (
        f"select text_hash, any_value(content) as content from read_parquet([{landed}], "
        "union_by_name=true) where row_status = 'ok' group by text_hash"
    )
    if scored:
        known = ", ".join(map(sql_path, scored))
        query = f"select * from ({query}) n anti join read_parquet([{known}]) k using (text_hash)"
    con.execute(f"create temp table new_texts as {query}")
    total = int(con.execute("select count(*) from new_texts").fetchall()[0][0])
    return total, con.execute("select text_hash, content from new_texts order by text_hash")


def _score(
    settings: Settings, version: str, texts: dict[str, str], tell: Callable[[int, int], None]
) -> None:
    from nlp.mask import mask_text  # noqa: PLC0415
    from nlp.parallel import classify_all  # noqa: PLC0415

    folder = settings.labels / version
    folder.mkdir(parents=True, exist_ok=True)
    results = classify_all(list(texts.values()), settings.models, tell)
    rows, rules = [], []
    for (text_hash, text), one in zip(texts.items(), results, strict=True):
        names = list(dict.fromkeys(rule for rule, _ in one.work_rules))
        rows.append(
            (
                text_hash,
                mask_text(text),
                one.label,
                one.probability,
                one.needs_review,
                *(
                    one.probabilities[f"p_{k}"]
                    for k in ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")
                ),
                names,
                [mask_text(reason) for reason in one.reasons],
                version,
            )
        )
        rules += [(text_hash, rule, mask_text(_joined(words))) for rule, words in one.work_rules]
    name = hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
    # Rules first: a comment file that stands means that its rules stand.
    _write(folder / f"rules-{name}.parquet", RULE_COLUMNS, rules)
    _write(folder / f"comments-{name}.parquet", COLUMNS, rows)


def _joined(words: Any) -> str:
    return words if isinstance(words, str) else "、".join(words)


def _write(path: Path, columns: str, rows: list[tuple[Any, ...]]) -> None:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {
        "varchar": pa.string(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "bigint": pa.int64(),
        "varchar[]": pa.list_(pa.string()),
    }
    fields = [tuple(part.split()) for part in columns.split(", ")]
    schema = pa.schema([(name, kinds[kind]) for name, kind in fields])
    lists = list(zip(*rows, strict=True)) or [() for _ in fields]
    arrays = [pa.array(list(values), schema.field(i).type) for i, values in enumerate(lists)]
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), partial)
    partial.replace(path)


def find_mentions(
    texts: dict[str, str], roster: list[tuple[str, str]]
) -> list[tuple[str, str, str, str, int, int]]:
    """Windows of the roster named in texts: hash, kind, code, words, and the span in characters."""
    from nlp.mentions import mentions  # noqa: PLC0415

    return [
        (text_hash, one.kind, one.code, one.words, one.span[0], one.span[1])
        for text_hash, text in texts.items()
        for one in mentions(text, roster)
    ]
