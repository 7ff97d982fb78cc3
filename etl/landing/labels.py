"""Labels of comments: each new text is scored once, by text hash and model version.

A new model labels new texts; what an older one has labelled stays as it was published until a
rescoring is asked for. `versions.txt` holds the versions in the order in which they were used.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.landing.batches import Batch
from etl.landing.containers import sql_path
from etl.settings import Settings

if TYPE_CHECKING:
    from nlp.mentions import Roster

COLUMNS = (
    "text_hash varchar, text_masked varchar, label varchar, probability double, "
    "needs_review boolean, p_praise double, p_complaint double, p_mixed double, "
    "p_suggestion double, p_inquiry double, p_neutral double, work_rules varchar[], "
    "reasons varchar[], model_version varchar"
)
RULE_COLUMNS = "text_hash varchar, work_rule varchar, words varchar"
MENTION_COLUMNS = (
    "text_hash varchar, kind varchar, code varchar, words varchar, span_start bigint, "
    "span_end bigint, polarity varchar, needs_review boolean"
)
Progress = Callable[[str, float], None]
SLICE = 100_000
ORDER = "versions.txt"


def label_files(settings: Settings, version: str, kind: str) -> list[Path]:
    """Label files of one kind (`comments`, `rules`) of one model version."""
    return sorted((settings.labels / version).glob(f"{kind}-*.parquet"))


def versions(settings: Settings) -> list[str]:
    """Model versions whose labels are kept, the one used last first."""
    order = settings.labels / ORDER
    named = order.read_text(encoding="utf-8").split() if order.exists() else []
    there = {one.name for one in settings.labels.glob("*") if one.is_dir()}
    # Folders from before the list was kept come last.
    last = [one for one in dict.fromkeys(reversed(named)) if one in there]
    return [*last, *sorted(there.difference(last))]


def ensure_labels(
    settings: Settings, batches: list[Batch], progress: Progress, rescore: bool = False
) -> str | None:
    """Score every text of these batches that no model has labelled yet.

    With `rescore` every text that the present model has not labelled. Returns the version whose
    labels come first, or None when no comments are landed. Files appear whole: the scored texts
    are written aside and renamed.
    """
    files = [settings.data / one.parquet for one in batches]
    if not files:
        return None
    from nlp.enrich import model_version  # noqa: PLC0415  jieba loads only for comments

    version = model_version(settings.models)
    used = versions(settings)
    known = [version] if rescore else used
    scored = [file for one in known for file in label_files(settings, one, "comments")]
    with duckdb.connect() as con:
        total, rows = _new_texts(con, files, scored)
        done = 0
        # A million texts are never held at once: each slice is scored and written for itself.
        while texts := dict(rows.fetchmany(SLICE)):
            _score(settings, version, texts, _within(progress, done, total))
            done += len(texts)
    if (total or rescore) and used[:1] != [version] and (settings.labels / version).exists():
        with (settings.labels / ORDER).open("a", encoding="utf-8") as order:
            order.write(f"{version}\n")
    return next(iter(versions(settings)), version)


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


def count_older_labels(con: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """How many texts of `label_comments` another model than the present one has labelled."""
    from nlp.enrich import model_version  # noqa: PLC0415

    query = "select count(*) from label_comments where model_version <> ?"
    return int(con.execute(query, [model_version(settings.models)]).fetchall()[0][0])


def find_mentions(
    settings: Settings, texts: list[tuple[str, str, str, bool]], roster: Roster
) -> list[tuple[Any, ...]]:
    """Rows of MENTION_COLUMNS for texts given as hash, content, label and whether it is unsure."""
    from nlp.attribution import attribute  # noqa: PLC0415
    from nlp.mentions import mentions  # noqa: PLC0415
    from nlp.model import load_or_train  # noqa: PLC0415

    rows: list[tuple[Any, ...]] = []
    model = None
    for text_hash, text, label, unsure in texts:
        found = mentions(text, roster)
        if found and model is None:
            model = load_or_train(settings.models)
        rows += [
            (
                text_hash,
                one.mention.kind,
                one.mention.code,
                one.mention.words,
                *one.mention.span,
                one.polarity,
                one.needs_review,
            )
            for one in (attribute(text, found, label, unsure, model) if model else ())
        ]
    return rows
