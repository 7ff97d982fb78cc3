"""Classifying many comments in several processes, in blocks, in the order given."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from nlp.enrich import Enriched, blocks, classify, enrich_block
from nlp.model import Model, load_or_train

BLOCK = 500
"""Texts a process takes at once: long enough to be worth sending, short enough for a bar."""
WORTH_IT = 4_000
"""Fewer texts are done sooner in this process: another takes two seconds to read its words."""

Progress = Callable[[int, int], None]


def processes() -> int:
    """How many processes help: as many as there are processors for us, at most four."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(4, usable or 1))


def classify_all(
    texts: Sequence[str],
    model_dir: Path,
    progress: Progress | None = None,
    workers: int | None = None,
) -> list[Enriched]:
    """As `nlp.enrich.classify`, in `workers` processes where there are texts enough.

    The labels are the same whatever the number of processes. Raises OSError when `model_dir`
    cannot be used.
    """
    helpers = processes() if workers is None else workers
    if helpers < 2 or len(texts) < WORTH_IT:
        return classify(texts, model_dir, progress)
    load_or_train(model_dir)  # once, before every process would do it
    found: list[Enriched] = []
    # A fresh process and no fork: this one may hold threads of a database.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(helpers, context, initializer=_quiet) as pool:
        for block in pool.map(_block, _blocks(texts), [model_dir] * -(-len(texts) // BLOCK)):
            found += block
            if progress is not None:
                progress(len(found), len(texts))
    return found


def _blocks(texts: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(texts), BLOCK):
        yield list(texts[start : start + BLOCK])


def _block(texts: list[str], model_dir: Path) -> list[Enriched]:
    model = _model(model_dir)
    return [one for block in blocks(texts) for one in enrich_block(block, model)]


@cache
def _model(model_dir: Path) -> Model:
    """Read once a process."""
    return load_or_train(model_dir)


def _quiet() -> None:
    """Helpers leave an interruption to the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
