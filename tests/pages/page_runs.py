"""Pages run under AppTest from the entry point, on the demonstration city or on a folder given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from data_folders import office_of
from streamlit.testing.v1 import AppTest

from etl.settings import ROOT, Settings

PAGES = {
    "": "pages/overview/summary.py",
    "limits": "pages/timeliness/limits.py",
    "ranking": "pages/windows/ranking.py",
    "profile": "pages/windows/profile.py",
    "guestbook": "pages/voice/guestbook.py",
    "ratings": "pages/voice/ratings.py",
    "loops": "pages/voice/loops.py",
    "review": "pages/voice/review.py",
    "scores": "pages/honours/scores.py",
    "rules": "pages/honours/rules.py",
    "selection": "pages/honours/selection.py",
    "monthly": "pages/reports/monthly.py",
    "exports": "pages/data/exports.py",
    "cases": "pages/timeliness/cases.py",
    "watchlist": "pages/timeliness/watchlist.py",
    "pauses": "pages/timeliness/pauses.py",
    "items": "pages/timeliness/items.py",
    "case": "pages/timeliness/case.py",
    "joint": "pages/work/joint_approval.py",
    "calendar": "pages/data/calendar.py",
    "quality": "pages/data/quality.py",
}
# These show commands and no figures: their own tests look at them.
DOORS = {
    **PAGES,
    "imports": "pages/data/imports.py",
    "transcribe": "pages/voice/transcribe.py",
    "entries": "pages/honours/entries.py",
}
Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, demo: Settings) -> Iterator[Open]:
    """Open a page by its address name with filters in the address; `data` names another folder."""

    def opened(name: str = "", data: Path | None = None, **filters: str) -> AppTest:
        monkeypatch.setenv("ZW_DATA", str(data or demo.data))
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in {"period": "2026年10月", **filters}.items():
            test.query_params[key] = value
        test.run()
        if name:
            test.switch_page(str(ROOT / DOORS[name])).run()
        return test

    yield opened
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def office(demo: Settings, tmp_path: Path) -> Settings:
    """The demonstration city's build in a folder of its own."""
    return office_of(demo, tmp_path / "data")


def named(test: AppTest, name: str) -> AppTest:
    """The page after a person has written their name in the side bar."""
    return test.text_input(key="user_name").set_value(name).run()


def said(test: AppTest) -> str:
    """What stands on the page in words, answers and faults included."""
    parts = [*test.markdown, *test.caption, *test.info, *test.warning, *test.error, *test.success]
    return "\n".join(one.value for one in parts)


def press(test: AppTest, label: str) -> AppTest:
    """The page after a press on the button of this label."""
    return next(one for one in test.button if one.label == label).click().run()
