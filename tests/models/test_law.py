"""What the law says beside the two clocks: deemed acceptance, delivery, pauses outside a case."""

import datetime as dt

import pytest
from model_build import Office

from etl.errors import UserError

AS_OF = dt.date(2026, 3, 31)
# Monday 2 March 2026; the sixth working day after it is Tuesday the 10th.
RECEIVED = "2026-03-02 09:00:00"
CASE = {
    "办件编号": "A1", "办件类型": "承诺件", "受理时间": "2026-03-02 10:00:00",
    "承诺办结时限": "5工作日", "法定办结时限": "20工作日", "办结时间": "2026-03-06 10:00:00",
}  # fmt: skip
UNACCEPTED = CASE | {"受理时间": "", "接件时间": RECEIVED, "办结时间": "", "办件状态": "待受理"}


def findings(office: Office) -> dict[str, int]:
    """Every named finding with its rows."""
    rows = office.query("select finding, count(*) as n from fct_finding group by 1")
    return {row["finding"]: row["n"] for row in rows}


@pytest.mark.parametrize(
    ("as_of", "is_case"),
    [
        (dt.date(2026, 3, 6), False),
        (dt.date(2026, 3, 9), False),  # the fifth working day: still in time to tell
        (dt.date(2026, 3, 10), True),
        (dt.date(2026, 3, 31), True),
    ],
)
def test_acceptance_is_deemed_after_five_working_days(office, as_of, is_case):
    report = office.land("cases", [UNACCEPTED])
    assert (report["loaded"], report["rejected"]) == (1, 0)
    office.build(as_of)
    rows = office.query(
        "select accepted_on, received_on, is_deemed_accepted, is_counted from fct_case"
    )
    day = dt.date(2026, 3, 2)
    told = {"accepted_on": day, "received_on": day, "is_deemed_accepted": True, "is_counted": True}
    assert rows == ([told] if is_case else [])
    named = "逾期未告知，视为受理" if is_case else "收件后尚未受理"
    assert findings(office)[named] == 1


@pytest.mark.parametrize(
    ("changed", "is_case"),
    [
        ({"补正告知时间": "2026-03-09 10:00"}, False),  # told on the fifth working day
        ({"补正告知时间": "2026-03-10 10:00"}, True),  # told a day too late
        ({"补正次数": "1"}, False),
        ({"补正次数": "0"}, True),
        ({"办件状态": "不予受理"}, False),
        ({"办件状态": "退件"}, False),
        ({"办件状态": "草稿"}, False),
        ({"办理结果": "撤回"}, False),
        ({"办结时间": "2026-03-03 10:00", "办件状态": "办结"}, True),  # finished: it was handled
        ({"办结时间": "2026-03-20 10:00", "办件状态": "办结", "补正次数": "1"}, False),
    ],
)
def test_a_notice_in_time_or_a_refusal_is_no_acceptance(office, changed, is_case):
    office.land("cases", [UNACCEPTED | changed])
    office.build(AS_OF)
    assert len(office.query("select case_no from fct_case")) == is_case


def test_only_a_missing_acceptance_beside_a_receipt_is_kept(office):
    rows = [
        UNACCEPTED,
        UNACCEPTED | {"办件编号": "A2", "接件时间": ""},
        UNACCEPTED | {"办件编号": "A3", "受理时间": "不详"},
        UNACCEPTED | {"办件编号": "A4", "接件时间": "不详"},
    ]
    report = office.land("cases", rows)
    assert (report["loaded"], report["rejected"]) == (1, 3)
    office.build(AS_OF)
    reasons = office.query("select reason from meta_reject order by row_no")
    assert [row["reason"] for row in reasons] == [
        "缺少受理时间",
        "受理时间无法识别为日期时间",
        "缺少受理时间",
    ]


def test_without_a_column_of_receipt_a_missing_acceptance_is_rejected(office):
    report = office.land("cases", [CASE, CASE | {"办件编号": "A2", "受理时间": ""}])
    assert (report["loaded"], report["rejected"]) == (1, 1)


def test_a_later_export_that_accepts_the_case_wins(office):
    office.land("cases", [UNACCEPTED])
    office.land("cases", [UNACCEPTED | {"受理时间": "2026-03-12 09:00", "办件状态": "办理中"}])
    office.build(AS_OF)
    assert office.query("select accepted_on, is_deemed_accepted as d from fct_case") == [
        {"accepted_on": dt.date(2026, 3, 12), "d": False}
    ]
    assert "收件后尚未受理" not in findings(office)


@pytest.mark.parametrize(
    ("delivered", "days", "in_time"),
    [
        ("2026-03-06 15:00", 0, True),
        ("2026-03-19 10:00", 9, True),
        ("2026-03-20 23:59", 10, True),  # the tenth working day
        ("2026-03-21 09:00", 11, False),  # the Saturday after it
        ("2026-03-23 09:00", 11, False),
        ("2026-03-05 09:00", None, None),  # before the decision
        ("", None, None),
    ],
)
def test_delivery_is_a_clock_of_its_own(office, delivered, days, in_time):
    office.land("cases", [CASE | {"送达时间": delivered}])
    office.build(AS_OF)
    assert office.query(
        "select delivery_workdays as days, is_delivered_in_time as t, used_workdays as used, "
        "is_within_promise as kept from fct_case"
    ) == [{"days": days, "t": in_time, "used": 4, "kept": True}]
    assert findings(office).get("送达早于办结", 0) == (delivered == "2026-03-05 09:00")


def test_a_pause_outside_its_case_is_found_and_stops_nothing(office):
    pause = {"办件编号": "A1", "特别程序种类": "补正"}
    spans = [
        ("2026-02-02 09:00", "2026-02-05 09:00"),  # before
        ("2026-03-09 09:00", "2026-03-11 09:00"),  # after
        ("2026-03-03 09:00", "2026-03-03 18:00"),  # inside, within a day: no finding
        ("2026-03-05 09:00", "2026-03-03 09:00"),  # turned round: a finding of its own
    ]
    office.land("cases", [CASE])
    office.land(
        "pauses", [pause | {"特别程序开始时间": a, "特别程序结束时间": b} for a, b in spans]
    )
    office.build(AS_OF)
    found = findings(office)
    assert (found["特别程序不在办理期间"], found["特别程序结束早于开始"]) == (2, 1)
    assert office.query("select paused_workdays as p, used_workdays as u from fct_case") == [
        {"p": 0, "u": 4}
    ]
    idle = office.query("select is_idle, is_outside from fct_pause order by started_on")
    assert [(row["is_idle"], row["is_outside"]) for row in idle] == [
        (True, True), (True, False), (True, False), (True, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("received", "as_of", "is_deemed"),
    [
        ("2026-03-06", "2026-03-13", False),  # received on a Friday: the fifth day is a Friday
        ("2026-03-06", "2026-03-14", True),  # the Saturday after it is too late
        ("2026-03-07", "2026-03-13", False),  # received on a Saturday: it counts from Monday
        ("2026-03-07", "2026-03-14", True),
    ],
)
def test_the_fifth_working_day_ends_with_its_date(office, received, as_of, is_deemed):
    office.land("cases", [UNACCEPTED | {"接件时间": received}])
    office.build(dt.date.fromisoformat(as_of))
    assert len(office.query("select case_no from fct_case")) == is_deemed


def test_a_case_finished_without_acceptance_says_what_was_assumed(office):
    done = UNACCEPTED | {"办结时间": "2026-03-04 10:00", "办件状态": "办结"}
    office.land("cases", [done, done | {"办件编号": "A2", "补正次数": "1"}])
    office.build(AS_OF)
    told = office.query(
        "select case_no, is_acceptance_assumed as a, is_deemed_accepted as d, used_workdays as u from fct_case"
    )
    assert told == [{"case_no": "A1", "a": True, "d": False, "u": 2}]
    found = findings(office)
    assert (found["没有受理时间，按收件日计算"], found["办结但没有受理时间"]) == (1, 1)
    assert "逾期未告知，视为受理" not in found


def test_a_row_without_acceptance_never_takes_an_accepted_case_away(office):
    office.land("cases", [CASE])
    office.land("cases", [UNACCEPTED])
    office.build(AS_OF)
    assert office.query("select accepted_on as a, finished_on as f from fct_case") == [
        {"a": dt.date(2026, 3, 2), "f": dt.date(2026, 3, 6)}
    ]


def test_a_pause_of_one_of_several_cases_is_no_finding(office):
    both = [CASE | {"事项编码": "1", "并联编号": "P"},
            CASE | {"事项编码": "2", "并联编号": "P", "受理时间": "2026-03-16", "办结时间": "2026-03-20"}]  # fmt: skip
    office.land("cases", both)
    office.land(
        "pauses",
        [
            {
                "办件编号": "A1",
                "特别程序种类": "补正",
                "特别程序开始时间": "2026-03-03",
                "特别程序结束时间": "2026-03-04",
            }
        ],
    )
    office.build(AS_OF)
    assert "特别程序不在办理期间" not in findings(office)
    assert sorted(
        row["is_outside"] for row in office.query("select is_outside from fct_pause")
    ) == [False, True]


def test_a_pause_is_matched_as_the_clock_matches_it(office):
    office.land("items", [{"事项编码": "B9", "事项名称": "乙事", "承诺时限": "5工作日"}])
    office.land("cases", [CASE | {"事项编码": "乙事"}])
    office.land(
        "pauses",
        [{"办件编号": "A1", "事项编码": "乙事", "特别程序种类": "补正", "特别程序开始时间": "2026-03-03",
          "特别程序结束时间": "2026-03-05"}],
    )  # fmt: skip
    office.build(AS_OF)
    assert office.query("select item_code, paused_workdays as p from fct_case") == [
        {"item_code": "B9", "p": 2}
    ]
    assert office.query("select is_idle from fct_pause") == [{"is_idle": False}]


def test_a_due_date_before_acceptance_makes_no_case_lawful_or_not(office):
    at_once = CASE | {"办件类型": "即办件", "承诺办结时限": "", "承诺办结时间": "2026-03-01",
                      "办结时间": "2026-03-02 11:00:00"}  # fmt: skip
    office.land("cases", [at_once])
    office.build(AS_OF)
    assert office.query(
        "select sum(on_time) as a, sum(on_time_lawful) as b from mart_case_month"
    ) == [{"a": 2, "b": 2}]


def test_a_finish_in_the_future_is_open_at_no_month_end(office):
    office.land("cases", [CASE | {"受理时间": "2026-01-05", "办结时间": "2026-04-20"}])
    office.build(AS_OF)
    assert office.query("select * from mart_open_month") == []


def test_pauses_reach_the_build_masked(office):
    office.land("cases", [CASE])
    office.land(
        "pauses",
        [{"办件编号": "A1", "特别程序种类": "补正", "启动理由或依据": "请联系13812345678补件",
          "批准人": "欧阳修", "特别程序开始时间": "2026-03-03", "特别程序结束时间": "2026-03-04"}],
    )  # fmt: skip
    office.build(AS_OF)
    assert office.query("select pause_text, approver from fct_pause") == [
        {"pause_text": "请联系138****5678补件", "approver": "欧阳*"}
    ]


def reference(office: Office, name: str, text: str) -> None:
    """The installation's own table of that name."""
    folder = office.settings.data / "reference"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


OPEN = CASE | {"受理时间": "2026-03-16 10:00", "办结时间": ""}  # promise due Monday 23 March


@pytest.mark.parametrize(
    ("as_of", "warn", "red", "card"),
    [
        ("2026-03-20", 1, 3, "预警"),
        ("2026-03-19", 1, 3, None),
        ("2026-03-19", 2, 3, "预警"),
        ("2026-03-23", 0, 3, "预警"),
        ("2026-03-20", 0, 3, None),
        ("2026-03-26", 1, 3, "黄牌"),
        ("2026-03-27", 1, 3, "红牌"),
        ("2026-03-27", 1, 4, "黄牌"),
        ("2026-03-24", 1, 0, "红牌"),
    ],
)
def test_the_thresholds_of_the_cards_are_the_offices(office, as_of, warn, red, card):
    reference(office, "card_limits.csv", f"name,workdays\n预警,{warn}\n红牌,{red}\n")
    office.land("cases", [OPEN])
    office.build(dt.date.fromisoformat(as_of))
    assert office.query("select card from fct_case") == [{"card": card}]
    assert office.query("select warn_workdays as w, red_after_workdays as r from meta_build") == [
        {"w": warn, "r": red}
    ]


@pytest.mark.parametrize("line", ["黄牌,1", "预警,-1", "预警,一", "红牌,61", "红牌,"])
def test_a_bad_threshold_names_its_line(office, line):
    reference(office, "card_limits.csv", f"name,workdays\n{line}\n")
    office.land("cases", [OPEN])
    with pytest.raises(UserError, match="第2行"):
        office.build(AS_OF)


def test_a_limit_beyond_the_calendar_is_a_finding_and_no_verdict(office):
    office.land("cases", [CASE | {"承诺办结时限": "30年"}])
    office.build(AS_OF)
    assert findings(office)["到期日超出日历范围"] == 1
    assert office.query("select promise_due_on as d, is_within_promise as k from fct_case") == [
        {"d": None, "k": None}
    ]


@pytest.mark.parametrize(
    ("limit", "finding"),
    [
        ("0工作日", True),
        ("-3工作日", True),
        ("999工作日", True),
        ("998工作日", False),
        ("1工作日", False),
    ],
)
def test_limits_that_cannot_be_meant_are_found(office, limit, finding):
    office.land("cases", [CASE | {"承诺办结时限": limit, "法定办结时限": ""}])
    office.build(AS_OF)
    assert ("时限为0或异常大" in findings(office)) == finding
