"""Ways from a figure to what is behind it; the filters stay chosen and stay in the address."""

from __future__ import annotations

import urllib.parse

import streamlit as st

from pages.shared.labels import CASE_SETS

GUIDE = "guide"
PAGES = {
    "summary": "pages/overview/summary.py",
    "limits": "pages/timeliness/limits.py",
    "watchlist": "pages/timeliness/watchlist.py",
    "pauses": "pages/timeliness/pauses.py",
    "items": "pages/timeliness/items.py",
    "case": "pages/timeliness/case.py",
    "cases": "pages/timeliness/cases.py",
    "joint": "pages/work/joint_approval.py",
    "calendar": "pages/data/calendar.py",
    "guestbook": "pages/voice/guestbook.py",
    "ratings": "pages/voice/ratings.py",
    "loops": "pages/voice/loops.py",
    "transcribe": "pages/voice/transcribe.py",
    "review": "pages/voice/review.py",
    "ranking": "pages/windows/ranking.py",
    "profile": "pages/windows/profile.py",
    "scores": "pages/honours/scores.py",
    "selection": "pages/honours/selection.py",
    "rules": "pages/honours/rules.py",
    "entries": "pages/honours/entries.py",
    "monthly": "pages/reports/monthly.py",
    "exports": "pages/data/exports.py",
    "imports": "pages/data/imports.py",
    "quality": "pages/data/quality.py",
}


def missing_address(offered: list[str], default: str) -> dict[str, str]:
    """The address to go to where the one at hand names no period; empty otherwise.

    A bare address comes without a period, a mistyped one with a period that is not `offered`.
    Once the filter is drawn it keeps itself in the address.
    """
    if "period" in st.session_state or st.query_params.get("period") in offered:
        return {}
    return {**st.query_params.to_dict(), "period": default}


def cases(text: str, which: str) -> None:
    """A link to the cases behind a figure, under the filters as they stand."""
    page("cases", text, which=CASE_SETS[which])


def page(name: str, text: str, **extra: str | list[str]) -> None:
    """A link to another page under the filters as they stand."""
    st.page_link(PAGES[name], label=text, icon=":material/chevron_right:", query_params=extra)


def case_address(number: str) -> str:
    """The address of a case's account, as a link inside a table."""
    return f"case?no={urllib.parse.quote(number)}"


def item_address(code: str) -> str:
    """The address of an item's page, as a link inside a table."""
    return f"items?item={urllib.parse.quote(code)}"


def profile_address(window: str) -> str:
    """The address of a window's profile in the period on screen, as a link inside a table."""
    asked = {"period": st.query_params.get("period", ""), "window": window}
    return f"profile?{urllib.parse.urlencode({name: one for name, one in asked.items() if one})}"


def guide_address(code: str) -> str:
    """The same as a citizen opens it from a QR code: the item alone, without the other pages."""
    return f"{item_address(code)}&view={GUIDE}"


def is_guide() -> bool:
    """Whether this visit came by a QR code. It hides what is no citizen's business from the eye;
    it is no protection, which sign-in will be."""
    return st.query_params.get("view") == GUIDE


def case(number: str, text: str = "看逐日账") -> None:
    """A link to the day-by-day account of a case."""
    page("case", text, no=number)
