"""All caching of the pages: one open build, and read functions remembered by build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import streamlit as st

from etl import jobs
from etl.read import Build, open_build
from etl.settings import Settings
from records import trail
from records.store import Store, open_records

P = ParamSpec("P")
T = TypeVar("T")
MAX_BUILDS = 2
MAX_ANSWERS = 1000


@st.cache_resource(max_entries=MAX_BUILDS, show_spinner=False)
def _open(build_id: str, path: str) -> Build:
    return Build(build_id, Path(path))


def current_build() -> Build:
    """The published build; a newer one is picked up on the next rerun. NoBuildError before any."""
    settings = Settings.from_environment()
    published = settings.published()
    return open_build(settings) if published is None else _open(published[0], str(published[1]))


@st.cache_data(max_entries=MAX_ANSWERS, show_spinner=False)
def _remembered(key: tuple[Any, ...], _call: Callable[[], Any]) -> Any:
    """The answer to `_call`, remembered by `key` (build, function and arguments)."""
    del key  # Streamlit has read it: only `_call` is left to do
    return _call()


@st.cache_resource(max_entries=8, show_spinner=False)
def _of_records(key: tuple[Any, ...], _read: Callable[[], Any]) -> Any:
    """As `_remembered`, of which the newest alone are worth keeping, and never a copy.

    Copying the steps of some thousand complaints took longer than all else on their page.
    """
    del key
    return _read()


def ask(function: Callable[..., T], build: Build, *args: Any) -> T:
    """`function(build, *args)`, computed once a build and arguments.

    Arguments are plain values and scopes; the answer is a copy that the page may change.
    """
    name = f"{function.__module__}.{function.__qualname__}"
    key = (build.build_id, name, *map(_short, args))
    answer: T = _remembered(key, lambda: function(build, *args))
    return answer


@st.cache_resource(max_entries=16, show_spinner=False)
def _shared(key: tuple[Any, ...], _call: Callable[[], Any]) -> Any:
    """As `_remembered`, never a copy."""
    del key
    return _call()


def share(function: Callable[..., T], build: Build, *args: Any) -> T:
    """As `ask`, of an answer too large to copy at every run; all pages share it and none changes it."""
    name = f"{function.__module__}.{function.__qualname__}"
    return of_others((name, *args), lambda: function(build, *args), build)


def of_others(key: tuple[Any, ...], read: Callable[[], T], build: Build) -> T:
    """What is read of a build and of other things, which `key` names; shared, and changed by none."""
    answer: T = _shared((build.build_id, *key), read)
    return answer


def of_file(path: Path, read: Callable[[], T]) -> T:
    """What `read` says of a file, remembered while its size and time stay as they are."""
    try:
        told = path.stat()
    except OSError:
        return read()
    answer: T = _remembered((str(path), told.st_size, told.st_mtime_ns), read)
    return answer


def _short(value: Any) -> Any:
    """Thousands of words as one, which Streamlit reads at once instead of one by one."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return len(value), "\0".join(value)
    return value


def recorded(settings: Settings, name: str, read: Callable[[Store], T]) -> T:
    """What `read` says of the record store, remembered by `name` until the next record.

    All pages share the answer, so that none may change it. RecordsError where the store cannot be read.
    """
    with open_records(settings.data) as store:
        key = ("records", store.where, name, trail.standing(store).seq)
        answer: T = _of_records(key, lambda: read(store))
    return answer


def told(settings: Settings, stamp: tuple[Any, ...], *args: str) -> dict[str, Any]:
    """The report of `python -m etl …`, remembered as long as `stamp` of what it reads holds."""
    key = ("etl", str(settings.data), stamp, *args)
    report: dict[str, Any] = _remembered(key, lambda: jobs.call(settings, *args))
    return report
