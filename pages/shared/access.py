"""Who is looking: until sign-in comes, a name the person chooses, marked 自报."""

from __future__ import annotations

import streamlit as st

from records.errors import BadNameError
from records.users import NOBODY, User, current_user


def show_user() -> User:
    """The name field of the side bar; the name stays in the session."""
    with st.sidebar:
        name = st.text_input(
            "使用者姓名",
            key="user_name",
            persist_state="session",
            max_chars=20,
            placeholder="可不填",
            help="自报姓名，会记入您今后的每项操作",
        )
        try:
            user = current_user(name)
        except BadNameError as error:
            st.warning(str(error))
            user = NOBODY
        st.caption(f"当前使用者：{user}")
    return user
