"""Which version of a row stands, what windows and items mean, and what is found odd."""

import datetime as dt

import pytest
from model_build import Office

CASE = {
    "办件编号": "A1", "事项编码": "I1", "办件类型": "承诺件", "窗口编号": "W1",
    "受理时间": "2018-03-01 09:00:00", "承诺办结时限": "5", "法定办结时限": "20",
    "办结时间": "2018-03-05 10:00:00", "办件状态": "办结",
}  # fmt: skip
ITEM = {"事项编码": "I1", "事项名称": "甲事项", "部门名称": "甲局"}
WINDOW = {"窗口编号": "W1", "窗口名称": "一号窗口", "部门名称": "甲局", "窗口类别": "审批类"}


def without(row: dict[str, str], *names: str) -> dict[str, str]:
    """The row with those cells empty."""
    return row | dict.fromkeys(names, "")


def one_case(office: Office, columns: str = "*") -> dict[str, object]:
    """The only case of the build."""
    rows = office.query(f"select {columns} from fct_case")
    assert len(rows) == 1
    return rows[0]


def findings(office: Office) -> set[tuple[str, str]]:
    """Every finding with the row it names."""
    rows = office.query("select finding, row_name from fct_finding")
    assert len({(row["finding"], row["row_name"]) for row in rows}) == len(rows)
    return {(row["finding"], row["row_name"]) for row in rows}


def test_latest_update_time_wins_whatever_lands_last(office):
    newer = CASE | {"更新时间": "2018-03-09 08:00:00", "跑动次数": "2"}
    older = CASE | {"更新时间": "2018-03-08 08:00:00", "跑动次数": "1"}
    office.land("cases", [newer])
    office.land("cases", [older])
    office.build()
    assert one_case(office, "visits") == {"visits": 2}


def test_without_update_time_the_last_landed_wins(office):
    office.land("cases", [CASE | {"跑动次数": "1"}])
    office.land("cases", [CASE | {"跑动次数": "2"}])
    office.land("cases", [CASE | {"跑动次数": "3"}, CASE | {"跑动次数": "4"}])
    office.build()
    assert one_case(office, "visits, batch_id[:5] as batch, row_no") == {
        "visits": 4, "batch": "00003", "row_no": 3,
    }  # fmt: skip


def test_a_dated_version_wins_over_one_without_time(office):
    office.land("cases", [CASE | {"更新时间": "2018-03-09", "跑动次数": "1"}])
    office.land("cases", [CASE | {"更新时间": "", "跑动次数": "2"}])
    office.build()
    assert one_case(office, "visits") == {"visits": 1}


def test_sources_number_their_cases_apart(office):
    office.land("cases", [CASE], source="甲系统")
    office.land("cases", [CASE | {"跑动次数": "1"}], source="乙系统")
    office.build()
    rows = office.query("select source_system from fct_case order by 1")
    assert [row["source_system"] for row in rows] == ["乙系统", "甲系统"]


def test_two_items_under_one_number_are_two_cases(office):
    office.land("cases", [CASE, CASE | {"事项编码": "I2"}])
    office.land("cases", [CASE | {"事项编码": "I2", "跑动次数": "7"}])
    office.build()
    rows = office.query("select item_code, visits from fct_case order by 1")
    assert rows == [{"item_code": "I1", "visits": None}, {"item_code": "I2", "visits": 7}]


def test_an_item_corrected_in_a_later_export_stays_one_case(office):
    office.land("cases", [CASE])
    office.land("cases", [CASE | {"事项编码": "I2"}])
    office.build()
    assert one_case(office, "item_code") == {"item_code": "I2"}


def test_joint_cases_share_a_number_across_exports(office):
    office.land("cases", [CASE | {"并联编号": "J1"}])
    office.land("cases", [CASE | {"并联编号": "J1", "事项编码": "I2"}])
    office.land("joint_cases", [{"并联编号": "J1", "项目名称": "甲项目", "牵头部门": "甲局"}])
    office.build()
    rows = office.query("select joint_no, cases, finished from fct_joint_case")
    assert rows == [{"joint_no": "J1", "cases": 2, "finished": 2}]


def test_a_joint_number_given_later_does_not_double_the_case(office):
    office.land("cases", [CASE])
    office.land("cases", [CASE | {"并联编号": "J1"}])
    office.build()
    assert one_case(office, "joint_no") == {"joint_no": "J1"}


def test_dims_are_completed_from_cases_and_marked(office):
    office.land("items", [ITEM])
    office.land("windows", [WINDOW])
    unknown = CASE | {
        "办件编号": "A2", "事项编码": "I9", "事项名称": "新事项", "窗口编号": "W9",
        "窗口名称": "九号窗口", "受理部门": "乙局",
    }  # fmt: skip
    office.land("cases", [CASE, unknown])
    office.build()
    assert office.query(
        "select item_code, item_name, dept_name, is_from_cases from dim_item order by 1"
    ) == [
        {"item_code": "I1", "item_name": "甲事项", "dept_name": "甲局", "is_from_cases": False},
        {"item_code": "I9", "item_name": "新事项", "dept_name": "乙局", "is_from_cases": True},
    ]
    assert office.query(
        "select window_code, window_name, dept_name, peer_group, is_from_cases "
        "from dim_window order by 1"
    ) == [
        {"window_code": "W1", "window_name": "一号窗口", "dept_name": "甲局",
         "peer_group": "审批类", "is_from_cases": False},
        {"window_code": "W9", "window_name": "九号窗口", "dept_name": "乙局",
         "peer_group": "未分组", "is_from_cases": True},
    ]  # fmt: skip
    assert office.query(
        "select dept_name, windows, is_from_cases from dim_department order by 1"
    ) == [
        {"dept_name": "乙局", "windows": 1, "is_from_cases": True},
        {"dept_name": "甲局", "windows": 1, "is_from_cases": False},
    ]


WRITTEN_WINDOWS = {
    "code": ("W1", "", "W1"),
    "code and another name": ("W1", "旧名", "W1"),
    "name": ("", "一号窗口", "W1"),
    "unknown code, known name": ("X7", "一号窗口", "W1"),
    "name in the code's column": ("一号窗口", "", "W1"),
    "code in the name's column": ("", "W1", "W1"),
    "unknown code": ("W9", "", "W9"),
    "unknown name": ("", "九号窗口", "九号窗口"),
    "name of two windows": ("", "双号窗口", "双号窗口"),
    "nothing": ("", "", None),
}


def test_windows_resolve_by_code_and_name_in_either_column(office):
    twice = [WINDOW | {"窗口编号": code, "窗口名称": "双号窗口"} for code in ("W2", "W3")]
    office.land("windows", [WINDOW, *twice])
    rows = [
        CASE | {"办件编号": name, "窗口编号": code, "窗口名称": written}
        for name, (code, written, _) in WRITTEN_WINDOWS.items()
    ]
    office.land("cases", rows)
    office.build()
    found = office.query("select case_no, window_code from fct_case")
    assert {row["case_no"]: row["window_code"] for row in found} == {
        name: code for name, (_, _, code) in WRITTEN_WINDOWS.items()
    }
    unknown = {row for finding, row in findings(office) if finding == "窗口不在清单"}
    assert unknown == {"unknown code", "unknown name", "name of two windows"}
    assert ("没有登记窗口", "nothing") in findings(office)


WRITTEN_ITEMS = {
    "code": ("I1", "", "I1"),
    "code and another name": ("I1", "旧名", "I1"),
    "name": ("", "甲事项", "I1"),
    "name in the code's column": ("甲事项", "", "I1"),
    "code in the name's column": ("", "I1", "I1"),
    "unknown code, known name": ("I9", "甲事项", "I9"),
    "unknown name": ("", "新事项", "新事项"),
    "name of two items": ("", "双事项", "双事项"),
    "nothing": ("", "", None),
}


def test_items_resolve_by_code_and_unique_name(office):
    twice = [ITEM | {"事项编码": code, "事项名称": "双事项"} for code in ("I2", "I3")]
    office.land("items", [ITEM, *twice])
    rows = [
        CASE | {"办件编号": name, "事项编码": code, "事项名称": written}
        for name, (code, written, _) in WRITTEN_ITEMS.items()
    ]
    office.land("cases", rows)
    office.build()
    found = office.query("select case_no, item_code from fct_case")
    assert {row["case_no"]: row["item_code"] for row in found} == {
        name: code for name, (_, _, code) in WRITTEN_ITEMS.items()
    }


LIMITS = {
    # name: (promise and statute of the case, of the catalogue, promised and lawful working days)
    "case": (("5", "20"), ("9", "30"), (5, 20)),
    "catalogue": (("", ""), ("9", "30"), (9, 30)),
    "half of each": (("5", ""), ("9", "30"), (5, 30)),
    "catalogue in its unit": (("", ""), ("3自然日", "1月"), (3, 23)),
    "unreadable, catalogue in its unit": (("见指南", "-"), ("3自然日", "1月"), (3, 23)),
    "unlimited by the case": (("无期限", "无期限"), ("9", "30"), (None, None)),
    "at once by the catalogue": (("", ""), ("即办", "20"), (0, 20)),
    "none anywhere": (("", ""), ("", ""), (None, None)),
}


def test_limits_are_the_catalogues_where_the_case_has_none(office):
    cases, items = [], []
    for name, ((promise, statute), (item_promise, item_statute), _) in LIMITS.items():
        cases.append(
            CASE | {"办件编号": name, "事项编码": name, "承诺办结时限": promise,
                    "法定办结时限": statute, "受理时间": "2018-03-05"}
        )  # fmt: skip
        items.append(
            {"事项编码": name, "事项名称": name, "承诺时限": item_promise, "法定时限": item_statute}
        )
    office.land("items", items)
    office.land("cases", cases)
    office.build()
    found = office.query("select case_no, promise_workdays, statutory_workdays from fct_case")
    assert {
        row["case_no"]: (row["promise_workdays"], row["statutory_workdays"]) for row in found
    } == {name: expected for name, (_, _, expected) in LIMITS.items()}


TYPES = {
    # name: (type, promise and due date of the case; type and promise of the catalogue; expected)
    "written": ("其他", "5", "", "承诺件", "5", "其他"),
    "of the catalogue": ("", "", "", "即办件", "", "即办件"),
    "by the limit": ("", "5", "", "", "", "承诺件"),
    "by the due date": ("", "", "2018-03-08", "", "", "承诺件"),
    "by the catalogue's limit": ("", "", "", "", "5", "承诺件"),
    "at once": ("", "即办", "", "", "", "即办件"),
    "nothing known": ("", "", "", "", "", "其他"),
}


def test_case_type_by_default(office):
    cases, items = [], []
    for name, (kind, promise, due, item_kind, item_promise, _) in TYPES.items():
        cases.append(
            {"办件编号": name, "事项编码": name, "受理时间": "2018-03-01", "窗口编号": "W1",
             "办件类型": kind, "承诺办结时限": promise, "承诺办结时间": due}
        )  # fmt: skip
        items.append(
            {"事项编码": name, "事项名称": name, "办件类型": item_kind, "承诺时限": item_promise}
        )
    office.land("items", items)
    office.land("cases", cases)
    office.build()
    found = office.query("select case_no, case_type from fct_case")
    assert {row["case_no"]: row["case_type"] for row in found} == {
        name: row[-1] for name, row in TYPES.items()
    }
    assumed = {row for finding, row in findings(office) if finding.startswith("缺少办件类型")}
    assert assumed == TYPES.keys() - {"written"}


@pytest.mark.parametrize(
    ("column", "values", "counted"),
    [
        ("办件状态", ["草稿", "暂存", "不予受理", "作废", "退件"], False),
        ("办件状态", ["", "办理中", "特别程序", "补正中", "办结"], True),
        ("办理结果", ["退回", "作废", "撤回", "申请人撤回"], False),
        ("办理结果", ["", "准予", "不予许可", "转报"], True),
    ],
)
def test_is_counted_by_status_and_result(office, column, values, counted):
    office.land("cases", [CASE | {"办件编号": f"A{i}", column: v} for i, v in enumerate(values)])
    office.build()
    rows = office.query("select is_counted from fct_case")
    assert [row["is_counted"] for row in rows] == [counted] * len(values)


ODD = {
    "办结早于受理": {"办结时间": "2018-02-27 10:00:00"},
    "办结时间在统计日之后": {"办结时间": "2018-06-01 10:00:00"},
    "状态为办结但没有办结时间": {"办结时间": ""},
    "承诺时限长于法定时限": {"承诺办结时限": "21"},
    "即办件却有承诺天数": {"办件类型": "即办件", "承诺办结时限": "2"},
    "时限为0或异常大": {"法定办结时限": "999"},
    "窗口不在清单": {"窗口编号": "W9"},
    "没有登记窗口": {"窗口编号": ""},
    "事项不在清单": {"事项编码": "I9"},
    "申请晚于受理": {"申请时间": "2018-03-02 08:00:00"},
    "来源到期日与按时限推算的不同": {"承诺办结时间": "2018-03-09 00:00:00"},
    "缺少办件类型，已按时限推定": {"办件类型": ""},
    "有内容无法识别": {"跑动次数": "若干"},
    "日期超出日历范围": {"受理时间": "1998-03-01 09:00:00", "办结时间": "1998-03-02 09:00:00"},
}
SOUND = [
    CASE | {"办件编号": "sound"},
    CASE | {"办件编号": "same due date", "承诺办结时间": "2018-03-08 00:00:00"},
    CASE | {"办件编号": "promise as long as statute", "承诺办结时限": "20"},
    CASE | {"办件编号": "998 days", "法定办结时限": "998"},
    CASE | {"办件编号": "at once", "办件类型": "即办件", "承诺办结时限": "即办"},
    CASE | {"办件编号": "applied on the day", "申请时间": "2018-03-01 23:00:00"},
]


def test_each_finding_stands_for_its_row_alone(office):
    office.land("items", [ITEM])
    office.land("windows", [WINDOW])
    odd = [CASE | {"办件编号": f"case {i}"} | change for i, change in enumerate(ODD.values())]
    office.land("cases", [*SOUND, *odd])
    pause = {"特别程序种类": "检测", "事项编码": "", "特别程序结束时间": "2018-03-03"}
    start = {"特别程序开始时间": "2018-03-02"}
    late = {"特别程序开始时间": "2018-03-05"}
    office.land(
        "pauses",
        [
            {"办件编号": "sound"} | pause | start,
            {"办件编号": "same due date"} | pause | late,
            {"办件编号": "nobody"} | pause | start,
            {"办件编号": "998 days"} | pause | start | {"事项编码": "I7"},
        ],
    )
    rating = {"评价时间": "2018-03-06 10:00:00", "满意度": "满意", "文字评价": "好"}
    office.land(
        "ratings",
        [rating | {"办件编号": "sound"}, rating | {"办件编号": "stranger"}],
    )
    office.build(as_of=dt.date(2018, 5, 31))
    assert findings(office) == {(name, f"case {i}") for i, name in enumerate(ODD)} | {
        ("特别程序结束早于开始", "same due date"),
        ("特别程序找不到办件", "nobody"),
        ("特别程序找不到办件", "998 days"),
        ("评价找不到办件", "stranger"),
    }


def test_equal_rows_landed_twice_are_one_pause(office):
    pause = {"办件编号": "A1", "特别程序种类": "检测", "特别程序开始时间": "2018-03-01",
             "特别程序结束时间": "2018-03-02"}  # fmt: skip
    office.land("cases", [CASE])
    office.land("pauses", [pause, pause])
    office.land("pauses", [pause, pause | {"特别程序结束时间": "2018-03-05"}])
    office.build()
    assert one_case(office, "paused_workdays") == {"paused_workdays": 2}


def test_a_pause_of_one_item_stops_that_case_alone(office):
    pause = {"办件编号": "A1", "事项编码": "I2", "特别程序种类": "检测",
             "特别程序开始时间": "2018-03-01", "特别程序结束时间": "2018-03-02"}  # fmt: skip
    office.land("cases", [CASE, CASE | {"事项编码": "I2"}])
    office.land("pauses", [pause])
    office.build()
    rows = office.query("select item_code, paused_workdays from fct_case order by 1")
    assert [row["paused_workdays"] for row in rows] == [0, 1]


def test_an_unknown_kind_of_pause_is_local(office):
    office.land("cases", [CASE])
    office.land("pauses", [{"办件编号": "A1", "特别程序种类": "领导外出",
                            "特别程序开始时间": "2018-03-01", "特别程序结束时间": "2018-03-02"}])  # fmt: skip
    office.build()
    assert one_case(office, "paused_workdays, paused_statutory_workdays") == {
        "paused_workdays": 1, "paused_statutory_workdays": 0,
    }  # fmt: skip
