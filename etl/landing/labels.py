"""Labels of comments: each new text is scored once, by text hash and model version.

A new model labels new texts; what an older one has labelled stays as it was published until a
rescoring is asked for. `versions.txt` holds the versions, those whose labels come first in front.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.errors import UserError
from etl.landing.batches import Batch, write_atomically
from etl.landing.containers import sql_path
from etl.settings import Settings
from nlp.mask import MASK_VERSION, mask_text

if TYPE_CHECKING:
    import pyarrow as pa

    from nlp.mentions import Roster

COLUMNS = (
    "text_hash varchar, text_masked varchar, label varchar, probability double, "
    "needs_review boolean, p_praise double, p_complaint double, p_mixed double, "
    "p_suggestion double, p_inquiry double, p_neutral double, work_rules varchar[], "
    "reasons varchar[], model_version varchar"
)
RULE_COLUMNS = "text_hash varchar, work_rule varchar, words varchar"
WORD_COLUMNS = "text_hash varchar, word varchar"
MENTION_COLUMNS = (
    "text_hash varchar, kind varchar, code varchar, words varchar, span_start bigint, "
    "span_end bigint, polarity varchar, needs_review boolean"
)
Progress = Callable[[str, float], None]
SLICE = 100_000
ORDER = "versions.txt"
MASKED = "masked.txt"
"""In a folder of labels: the version of the masking that its texts went through."""


def label_files(settings: Settings, version: str, kind: str) -> list[Path]:
    """Label files of one kind (`comments`, `rules`, `words`) of one model version."""
    return sorted((settings.labels / version).glob(f"{kind}-*.parquet"))


def versions(settings: Settings) -> list[str]:
    """Model versions whose labels may be published, those that come first in front.

    Labels made under an older masking are none of them: what it let through must not be published.
    """
    there = {
        one.name: one.stat().st_mtime
        for one in settings.labels.glob("*")
        if one.is_dir() and _masked_by(one) == MASK_VERSION
    }
    order = settings.labels / ORDER
    named = order.read_text(encoding="utf-8").split() if order.exists() else []
    first = [one for one in named if one in there]
    # Folders that no list names: the youngest is the likeliest to have been published.
    return [*first, *sorted(there.keys() - set(first), key=lambda one: -there[one])]


def _masked_by(folder: Path) -> str:
    mark = folder / MASKED
    return mark.read_text(encoding="utf-8").strip() if mark.exists() else ""


def _put(settings: Settings, version: str, *, first: bool) -> None:
    """Name a version in the list: in front after a rescoring, else at the end if it is new."""
    named = versions(settings)
    if first:
        named = [version, *(one for one in named if one != version)]
    elif version not in named:
        named = [*named, version]
    write_atomically(settings.labels / ORDER, "\n".join(named) + "\n")


def ensure_labels(
    settings: Settings, batches: list[Batch], progress: Progress, rescore: bool = False
) -> str | None:
    """Score every text of these batches (comments, words of ratings) that no model has labelled.

    With `rescore` every text that the present model has not labelled; only when all are done do its
    labels come first. Returns the version whose labels come first, or None when no comments are
    landed. Files appear whole: the scored texts are written aside and renamed.
    """
    files = _with_texts([settings.data / one.parquet for one in batches])
    if not files:
        return None
    from nlp.enrich import model_version  # noqa: PLC0415  jieba loads only for comments
    from nlp.model import load_or_train  # noqa: PLC0415
    from nlp.store import model_path  # noqa: PLC0415

    version = model_version(settings.models)
    _leave_out_of_date(settings, version)
    known = [version] if rescore else versions(settings)
    scored = [file for one in known for file in label_files(settings, one, "comments")]
    with duckdb.connect() as con:
        total, rows = _new_texts(con, files, scored)
        if total and not model_path(settings.models).exists():
            progress("第一次使用，训练留言模型（约一分钟）", 0.0)
            load_or_train(settings.models)
        done = 0
        # A million texts are never held at once: each slice is scored and written for itself.
        while texts := dict(rows.fetchmany(SLICE)):
            _score(settings, version, texts, _within(progress, done, total))
            done += len(texts)
    if (settings.labels / version).exists():
        _put(settings, version, first=rescore)
    return next(iter(versions(settings)), version)


def _with_texts(files: list[Path]) -> list[Path]:
    """Landed files that have texts: of ratings many have none."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    return [one for one in files if "content" in pq.read_schema(one).names]


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
        "union_by_name=true) where row_status = 'ok' and content is not null group by text_hash"
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
    from nlp.parallel import classify_all  # noqa: PLC0415

    folder = settings.labels / version
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / MASKED, MASK_VERSION)
    # Masked first: an excerpt among the reasons lacks the cue that would hide a number in it.
    masked = [mask_text(text) for text in texts.values()]
    results = classify_all(masked, settings.models, tell)
    if any(one.model_version != version for one in results):
        raise UserError("判断留言时模型刚好更新：数据没有变化，请再生成一次")
    rows, rules = [], []
    for text_hash, text, one in zip(texts, masked, results, strict=True):
        names = list(dict.fromkeys(rule for rule, _ in one.work_rules))
        rows.append(
            (
                text_hash,
                text,
                one.label,
                one.probability,
                one.needs_review,
                *(
                    one.probabilities[f"p_{k}"]
                    for k in ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")
                ),
                names,
                one.reasons,
                version,
            )
        )
        rules += [(text_hash, rule, _joined(words)) for rule, words in one.work_rules]
    name = hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
    words = [
        (text_hash, word)
        for text_hash, one in zip(texts, results, strict=True)
        for word in one.subjects
    ]
    # Comments last: a comment file that stands means that its rules and words stand.
    _write(folder / f"words-{name}.parquet", WORD_COLUMNS, words)
    _write(folder / f"rules-{name}.parquet", RULE_COLUMNS, rules)
    _write(folder / f"comments-{name}.parquet", COLUMNS, rows)


def _joined(words: Any) -> str:
    return words if isinstance(words, str) else "、".join(words)


def _write(path: Path, columns: str, rows: list[tuple[Any, ...]]) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    partial = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(arrow_table(columns, rows), partial)
    partial.replace(path)


def arrow_table(columns: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows as an Arrow table with these `columns`, named and typed as in a table definition."""
    import pyarrow as pa  # noqa: PLC0415

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
    return pa.Table.from_arrays(arrays, schema=schema)


def _leave_out_of_date(settings: Settings, version: str) -> None:
    """Remove labels of this version that were made under an older masking: they are made anew."""
    folder = settings.labels / version
    if folder.exists() and _masked_by(folder) != MASK_VERSION:
        shutil.rmtree(folder)


def count_older_labels(con: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """How many texts of `label_comments` another model than the present one has labelled."""
    from nlp.enrich import model_version  # noqa: PLC0415

    query = "select count(*) from label_comments where model_version <> ?"
    return int(con.execute(query, [model_version(settings.models)]).fetchall()[0][0])


def find_mentions(
    settings: Settings, texts: list[tuple[str, str, str, bool]], roster: Roster
) -> list[tuple[Any, ...]]:
    """Rows of MENTION_COLUMNS for texts given as hash, content, label and whether it is unsure."""
    from nlp.attribution import Naming, attribute  # noqa: PLC0415
    from nlp.mentions import finder  # noqa: PLC0415
    from nlp.model import load_or_train  # noqa: PLC0415

    names = finder(roster)
    naming = [
        (text_hash, Naming(text, found, label, unsure))
        for text_hash, text, label, unsure in texts
        if (found := names.mentions(text))
    ]
    attributed = attribute(
        [one for _, one in naming], cache(lambda: load_or_train(settings.models))
    )
    return [
        (
            text_hash,
            one.mention.kind,
            one.mention.code,
            one.mention.words,
            *one.mention.span,
            one.polarity,
            one.needs_review,
        )
        for (text_hash, _), found in zip(naming, attributed, strict=True)
        for one in found
    ]
