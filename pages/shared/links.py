"""Ways from a figure to what is behind it, with the view kept in the address."""

from __future__ import annotations

import streamlit as st

from etl.read.scope import Scope

PAGES = {
    "summary": "pages/overview/summary.py",
    "limits": "pages/timeliness/limits.py",
    "cases": "pages/timeliness/cases.py",
    "guestbook": "pages/voice/guestbook.py",
    "ranking": "pages/windows/ranking.py",
    "scores": "pages/honours/scores.py",
}
FILTER_KEYS = ("period", "dept", "window", "channel", "type", "basis")
ALL = {
    "dept": "全部部门",
    "window": "全部窗口",
    "channel": "全部渠道",
    "type": "全部类型",
    "basis": "按办结",
}


def address(**extra: str) -> dict[str, str]:
    """The filters as they stand, for the address of another page."""
    chosen = {
        key: str(st.session_state[key])
        for key in FILTER_KEYS
        if st.session_state.get(key) not in (None, ALL.get(key))
    }
    return {**chosen, **extra}


def cases(text: str, scope: Scope, which: str) -> None:
    """A link to the cases behind a figure of this scope."""
    page("cases", text, scope, which=which)


def page(name: str, text: str, _scope: Scope, **extra: str) -> None:
    """A link to another page under the same filters."""
    st.page_link(
        PAGES[name], label=text, icon=":material/chevron_right:", query_params=address(**extra)
    )
