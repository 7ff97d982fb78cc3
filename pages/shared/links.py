"""Ways from a figure to what is behind it; the filters stay chosen and stay in the address."""

from __future__ import annotations

import streamlit as st

from pages.shared.labels import CASE_SETS

PAGES = {
    "summary": "pages/overview/summary.py",
    "limits": "pages/timeliness/limits.py",
    "cases": "pages/timeliness/cases.py",
    "guestbook": "pages/voice/guestbook.py",
    "ranking": "pages/windows/ranking.py",
    "scores": "pages/honours/scores.py",
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


def page(name: str, text: str, **extra: str) -> None:
    """A link to another page under the filters as they stand."""
    st.page_link(PAGES[name], label=text, icon=":material/chevron_right:", query_params=extra)
