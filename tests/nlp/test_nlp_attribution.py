"""Praise and complaint go to what the clause names; what is unsure goes to people."""

from __future__ import annotations

import pytest

from nlp.attribution import Attributed, Naming, attribute
from nlp.enrich import enrich
from nlp.mentions import Roster, mentions
from nlp.model import Model

ROSTER = Roster(
    windows=(("A03", "社保窗口"), ("A04", "医保窗口"), ("B01", "婚姻登记窗口"), ("T1", "办税一窗")),
    departments=(("湘潭市民政局", ("B01",)), ("国家税务总局湘潭市税务局", ("T1", "T2"))),
    staff=(
        ("S1", "李小明", "A03"),
        ("S2", "李*", "B01"),
        ("S3", "李芳", "B01"),
        ("S4", "高兴", "T1"),
        ("S5", "陈丽", "T1"),
        ("S6", "陈丽", "B01"),
        ("S7", "程*", "A03"),
        ("S8", "施*", "A03"),
    ),
)


def told(text: str, model: Model) -> list[Attributed]:
    one = enrich(text, model)
    return said(text, one.label, one.needs_review, model)


def said(text: str, label: str, unsure: bool, model: Model) -> list[Attributed]:
    naming = Naming(text, mentions(text, ROSTER), label, unsure)
    return attribute([naming], lambda: model)[0]


def test_each_window_gets_what_its_own_part_says(model: Model) -> None:
    text = "社保窗口的小姑娘很热情，帮我把表填好了，但是医保窗口态度恶劣，爱理不理。"
    found = said(text, "mixed", False, model)
    assert [(one.mention.code, one.polarity, one.needs_review) for one in found] == [
        ("A03", "praise", False),
        ("A04", "complaint", False),
    ]
    unsure = said(text, "mixed", True, model)
    assert [one.needs_review for one in unsure] == [True, True]


def test_a_part_that_judges_nothing_blames_nobody(model: Model) -> None:
    text = "社保窗口在几楼？医保窗口态度恶劣，爱理不理。"
    first, second = said(text, "mixed", False, model)
    assert (first.polarity, first.needs_review) == (None, True)
    assert second.polarity == "complaint"


@pytest.mark.parametrize(
    ("text", "codes", "polarity"),
    [
        ("社保窗口的小李很耐心，谢谢", ["A03", "S1"], "praise"),
        ("医保窗口的人态度恶劣，太差了", ["A04"], "complaint"),
        ("民政局窗口的同志非常热情", ["B01"], "praise"),
        ("请问社保窗口几点上班？", ["A03"], None),
    ],
)
def test_a_one_sided_comment_says_it_of_all_it_names(
    model: Model, text: str, codes: list[str], polarity: str | None
) -> None:
    found = told(text, model)
    assert [one.mention.code for one in found] == codes
    assert {one.polarity for one in found} == {polarity}


def test_a_name_that_fits_two_people_goes_to_review(model: Model) -> None:
    window, person = told("婚姻登记窗口的李姐服务很好", model)
    assert (window.mention.code, window.needs_review) == ("B01", False)
    assert (person.mention.kind, person.mention.code, person.needs_review) == ("staff", "", True)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("小李很耐心", []),
        ("老百姓满意", []),
        ("税务局窗口排队", [("department", "国家税务总局湘潭市税务局")]),
        ("湘潭市民政局办事快", [("department", "湘潭市民政局")]),
        ("民政局办事快", [("department", "湘潭市民政局")]),
        ("李小明同志帮了大忙", [("staff", "S1")]),
        ("我很高兴能办成", []),
        ("高兴同志很负责", [("staff", "S4")]),
        ("两位陈丽都好，陈丽的态度最好", [("staff", "")]),
        ("社保窗口让我用小程序预约", [("window", "A03")]),
        ("社保窗口的小程很好", [("window", "A03"), ("staff", "S7")]),
        ("社保窗口外面在施工", [("window", "A03")]),
    ],
)
def test_a_surname_alone_is_nobody(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.code) for one in mentions(text, ROSTER)] == kinds


def test_a_full_name_is_hidden_in_what_is_kept() -> None:
    (one,) = mentions("李小明同志帮了大忙", ROSTER)
    assert (one.words, one.span) == ("李*明", (0, 3))


def test_nothing_named_nothing_said(model: Model) -> None:
    assert said("很好", "praise", False, model) == []


def test_the_model_is_asked_for_only_where_parts_are_judged() -> None:
    def no_model() -> Model:
        raise AssertionError

    naming = Naming("社保窗口很好", mentions("社保窗口很好", ROSTER), "praise", False)
    assert [one.polarity for one in attribute([naming], no_model)[0]] == ["praise"]
