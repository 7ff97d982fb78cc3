"""The pages of the citizens' voice under AppTest: sentences lead to what they counted, 差评 open."""

from __future__ import annotations

import datetime as dt
import re

from page_runs import Open
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from etl.read import Build
from etl.read.scope import Scope
from pages.shared.voice_view import TEXTS
from reports.guestbook import guestbook


def test_each_sentence_leads_to_the_comments_that_it_counted(
    open_page: Open, demo_build: Build
) -> None:
    view = guestbook(demo_build, Scope(dt.date(2026, 10, 1), dt.date(2026, 10, 1)))
    for number, said in enumerate(view.month_said()):
        if not said.labels:
            continue
        test = open_page("guestbook")
        test.button(key=f"said-{number}").click().run()
        assert not test.exception
        assert test.session_state["voice_tab"] == TEXTS
        shown = next(one.value for one in test.caption if one.value.startswith("共 "))
        listed = int(re.search(r"共 ([\d,]+) 条", shown)[1].replace(",", ""))  # type: ignore[index]
        counts = [int(n.replace(",", "")) for n in re.findall(r"([\d,]+)(?: 条|/)", said.text)]
        assert listed in counts, (said.text, listed)


def test_more_comments_are_a_click_away(open_page: Open) -> None:
    test = open_page("guestbook", voice_tab=TEXTS)
    before = len([one for one in test.markdown if "-badge[" in one.value])
    test.button(key="more").click().run()
    assert len([one for one in test.markdown if "-badge[" in one.value]) > before


def complaints(test: AppTest) -> Selectbox:
    """The choice of the complaint on screen."""
    return next(one for one in test.selectbox if one.label.startswith("哪一条"))


def test_a_bad_rating_opens_and_every_complaint_has_a_next_step(open_page: Open) -> None:
    test = open_page("loops", loop_tab="办一条", loop_kind="差评")
    test.text_input(key="user_name").set_value("李明").run()
    chosen = complaints(test)
    assert chosen.options and all("打分" in title for title in chosen.options)
    chosen.select_index(len(chosen.options) - 1).run()
    assert not test.exception and not test.error
    assert any("差评" in one.value for one in test.caption)


def test_the_list_leads_to_the_complaint_and_search_finds_it(open_page: Open) -> None:
    test = open_page("loops", period="2026年10月")
    lines = [one for one in test.button if one.label == "办理"]
    assert 0 < len(lines) <= 10
    key = str(lines[-1].key).removeprefix("do-")
    lines[-1].click().run()
    assert complaints(test).value == key and not test.exception
    test.text_input(key="loop_search").set_value("没有人说过的话").run()
    assert "没有找到含“没有人说过的话”的投诉" in test.info[0].value and not test.exception
    test.text_input(key="loop_search").set_value("").run()
    assert complaints(test).options and not test.exception


def test_every_choice_of_a_complaint_holds_and_no_two_have_one_name(open_page: Open) -> None:
    test = open_page("loops", period="2026年", loop_tab="办一条", loop_kind="差评")
    test.text_input(key="loop_search").set_value("窗口").run()
    options = complaints(test).options
    assert len(set(options)) == len(options) > 5
    for number in (4, 2, 5, 1):
        complaints(test).select_index(number).run()
        assert complaints(test).options[number] == options[number]
        assert complaints(test).index == number
        number_of = re.search(r"办件 (\S+)", options[number])
        if number_of:
            assert any(number_of[1] in one.value for one in test.caption)


def test_another_view_begins_with_its_own_first_complaint(open_page: Open) -> None:
    test = open_page("loops", period="2026年10月", loop_tab="办一条")
    complaints(test).select_index(3).run()
    held = complaints(test).value
    test.selectbox(key="period").select("2026年3月").run()
    assert complaints(test).index == 0
    assert all(held != key for key in [complaints(test).value])
    assert not test.exception
