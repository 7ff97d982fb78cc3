import time

import pytest

from nlp.mentions import Mention, Roster, mentions

ROSTER = [
    ("A03", "社保综合窗口"),
    ("A04", "不动产登记窗口"),
    ("B01", "公积金窗口"),
    ("05", "婚姻登记窗口"),
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("社保综合窗口态度很好", ["A03"]),
        ("社保窗口态度很好", ["A03"]),
        ("不动产登记很快", ["A04"]),
        ("A03的小王很耐心", ["A03"]),
        ("ａ０３窗口", ["A03"]),
        ("3号窗口没人", ["A03"]),
        ("05号窗口和B01都慢", ["05", "B01"]),
        ("9号窗口没人", []),
        ("三号窗口没人", ["A03"]),
        ("十三号窗口没人", []),
        ("第三号窗口", []),
        ("13号窗口没人", []),
        ("1号3号窗口都好", ["B01", "A03"]),
        ("3号、4号窗口都好", ["A03", "A04"]),
        ("3号窗口推给5号，5号推给4号", ["A03", "05", "A04"]),
        ("不是3号窗口，是4号", ["A04"]),
        ("5号去3号窗口办的", ["A03"]),
        ("3号窗口是5号上午办的", ["A03"]),
        ("税务3号窗口没人", []),
        ("社保局3号窗口没人", ["A03"]),
        ("医保的3号窗口没人", []),
        ("A031不是窗口号", []),
        ("办社保的人很多", []),
        ("百姓满意", []),
        ("", []),
    ],
)
def test_only_what_the_roster_has(text: str, codes: list[str]) -> None:
    assert [item.code for item in mentions(text, ROSTER)] == codes


def test_where_and_in_which_words() -> None:
    assert mentions("请问Ａ０３窗口在哪", ROSTER) == [
        Mention("window", "A03", (2, 7), "Ａ０３窗口")
    ]


def test_a_number_that_fits_two_windows_is_left_out() -> None:
    assert mentions("3号窗口没人", [("A03", "社保窗口"), ("B03", "医保窗口")]) == []


def test_a_number_beside_an_office_is_that_offices_window() -> None:
    windows = (("A03", "综合窗口"), ("B03", "登记窗口"), ("C07", "咨询窗口"))
    departments = (("湘潭市税务局", ("A03",)), ("湘潭市民政局", ("B03", "C07")))
    roster = Roster(windows, departments)
    assert [one.code for one in mentions("税务局3号窗口好", roster) if one.kind == "window"] == [
        "A03"
    ]
    assert [one.code for one in mentions("民政3号窗口好", roster)] == ["B03"]
    assert [one.code for one in mentions("税务7号窗口好", roster)] == []
    assert [one.code for one in mentions("3号窗口好", roster)] == []


def test_no_roster_no_mentions() -> None:
    assert mentions("A03窗口", []) == []


def test_long_numbers_beside_a_window_take_no_time() -> None:
    """A number of any length is read in one way alone; two hundred thousand signs in a moment."""
    started = time.perf_counter()
    for piece in ("1234567890", "12号", "3、", "一二三", "3号、", "第三号", "12，"):
        assert mentions("在窗口缴费，单号" + piece * 20_000, ROSTER) == []
    assert time.perf_counter() - started < 10
