"""What people decide counts with the next build, and not before; what they take back does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from data_folders import data_folder

from etl import jobs
from etl.decisions import LABEL_REVIEW, SUSPECT_REVIEW, last_of, read_decisions
from etl.errors import UserError
from etl.read import Build, Scope, open_build, ratings, voice
from etl.settings import Settings
from records import loops, trail
from records.entries import Entry, Record, Subject
from records.store import open_records
from records.users import User

MARCH = Scope(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
STAFF = "工号,姓名,窗口编号,手机\nS1,王小明,A01,13800000001\n"
COMMENTS = (
    "留言编号,留言时间,留言内容,窗口编号,联系电话\n"
    "L1,2026-03-04 09:10,窗口的人态度恶劣，爱理不理,A01,13811110001\n"
    "L2,2026-03-04 10:20,工作人员热情周到，办得很快,A01,13800000001\n"
    "L3,2026-03-05 10:20,窗口同志耐心细致，点赞,A01,13811110003\n"
    "L4,2026-03-05 15:00,服务周到，帮我填表，谢谢,A01,\n"
    + "".join(f"R{n},2026-03-06 16:0{n},服务一流，人民满意,A01,\n" for n in range(1, 6))
    + "".join(
        f"P{n},2026-03-09 11:0{n},{text}，真好,A01,1381111{n:04}\n"
        for n, text in enumerate(
            ["态度好", "办得快", "很热情", "很耐心", "很负责", "很细致", "很周到", "讲得清楚"]
        )
    )
    + "".join(f"Q{n},2026-03-1{n} 09:00,工作人员{t},A01,13822220000\n"
              for n, t in enumerate(["热情", "耐心"], start=1))
)  # fmt: skip
RATINGS = (
    "评价编号,办件编号,窗口编号,满意度,评价时间,评价渠道,评价人手机,评价内容,评价阶段\n"
    "E1,C1,A01,非常满意,2026-03-04 10:00,二维码,13811110001,等了三个小时没人管,办结\n"
    "E2,C2,A01,非常满意,2026-03-04 21:30,大厅平板,13811110002,,办结\n"
    "E3,C3,A01,非常满意,2026-03-04 11:00,二维码,13800000001,,办结\n"
    "E4,C4,A01,非常不满意,2026-03-04 12:00,二维码,13811110004,,办结\n"
    "E5,C5,A01,基本满意,2026-03-11 12:00,系统默认,,,办结\n"
    "E6,C6,A01,满意,2026-03-05 12:00,二维码,13811110006,,办结\n"
    "E7,C6,A01,满意,2026-03-05 12:05,二维码,13811110006,,办结\n"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = data_folder(tmp_path_factory.mktemp("decided") / "data")
    put(settings, "staff", STAFF)
    put(settings, "comments", COMMENTS)
    put(settings, "ratings", RATINGS)
    jobs.call(settings, "build")
    return settings


def put(settings: Settings, table: str, text: str) -> None:
    path = settings.data / f"{table}.csv"
    path.write_text(text, encoding="utf-8")
    jobs.call(settings, "land", str(path), "--table", table)


def decide(settings: Settings, kind: str, subject: Subject, after: Any, **more: Any) -> Record:
    with open_records(settings.data) as store:
        return trail.append(
            store, User("李明"), Entry(kind, subject, "决定", "核对过", after=after, **more)
        )


def reasons(build: Build, table: str, number: str) -> dict[str, str]:
    rows = build.rows(
        f"select {number}, suspect_reason from {table} where suspect_reason is not null"
    )
    return {name.split(":")[-1]: reason for name, reason in rows}


pytestmark = pytest.mark.xdist_group("model")


def test_each_sign_of_rigging_is_named(office: Settings) -> None:
    build = open_build(office)
    told = reasons(build, "fct_comment", "comment_no")
    assert told["L2"] == "留言电话是工作人员的电话"
    assert {told[f"R{n}"] for n in range(1, 6)} == {"同窗口同日内容雷同5条以上"}
    assert {told[f"P{n}"] for n in range(8)} == {"10分钟内集中表扬8条以上"}
    assert not {"L1", "L3", "L4", "Q1", "Q2"} & told.keys()
    rated = reasons(build, "fct_rating", "rating_id")
    assert rated == {
        "E2": "大厅设备在非上班时间评价",
        "E3": "评价手机是工作人员的手机",
        "E7": "同一办件同一阶段重复评价",
    }
    assert build.rows("select rating_id from fct_rating where contradicts") == [("default:E1",)]


def test_ratings_without_a_word_are_landed_and_built(tmp_path: Path) -> None:
    settings = data_folder(tmp_path / "data")
    put(settings, "ratings", "评价编号,窗口编号,满意度,评价时间\nE1,A01,满意,2026-03-04 10:00\n")
    jobs.call(settings, "build")
    assert open_build(settings).rows("select grade, text_masked from fct_rating") == [(4, None)]


def test_suspect_comments_wait_outside_and_ratings_inside(office: Settings) -> None:
    build = open_build(office)
    told = voice.comment_figures(build, MARCH)
    assert (told.total, told.suspect) == (5, 14)
    rated = ratings.rating_figures(build, MARCH)
    assert (rated.valid, rated.active, rated.suspect) == (7, 6, 3)


def test_a_decision_counts_with_the_next_build_and_undone_no_more(office: Settings) -> None:
    build = open_build(office)
    assert build.meta.decided_seq == 0
    groups = voice.suspect_groups(build, MARCH).set_index("suspect_reason")
    burst = groups.loc["10分钟内集中表扬8条以上", "suspect_key"]
    repeated = groups.loc["同窗口同日内容雷同5条以上", "suspect_key"]
    night = ratings.suspect_groups(build, MARCH).set_index("suspect_reason")
    key = night.loc["大厅设备在非上班时间评价", "suspect_key"]
    on_comments = {one: Subject("suspect_comments", one) for one in (burst, repeated)}
    decide(
        office, SUSPECT_REVIEW, on_comments[burst], {"is_counted": True}, evidence={"entries": 8}
    )
    decide(
        office,
        SUSPECT_REVIEW,
        on_comments[repeated],
        {"is_counted": False},
        evidence={"entries": 5},
    )
    struck = decide(
        office,
        SUSPECT_REVIEW,
        Subject("suspect_ratings", key),
        {"is_counted": False},
        evidence={"entries": 1},
    )
    assert voice.comment_figures(build, MARCH).total == 5
    with open_records(office.data) as store:
        assert last_of(store) == struck.seq > build.meta.decided_seq

    jobs.call(office, "build")
    after = open_build(office)
    assert after.meta.decided_seq == struck.seq and after.build_id != build.build_id
    told = voice.comment_figures(after, MARCH)
    assert (told.total, told.suspect) == (13, 1)
    rated = ratings.rating_figures(after, MARCH)
    assert (rated.valid, rated.active, rated.struck, rated.suspect) == (6, 5, 1, 2)
    # Nothing is lost: the row stands there with its reason.
    assert after.rows(
        "select is_valid, suspect_reason from fct_rating where rating_id like '%E2'"
    ) == [(False, "大厅设备在非上班时间评价")]

    decide(office, SUSPECT_REVIEW, struck.subject, struck.before, evidence={"undoes": struck.seq})
    jobs.call(office, "build")
    assert ratings.rating_figures(open_build(office), MARCH).valid == 7


def test_a_group_that_has_grown_is_decided_anew(office: Settings) -> None:
    """What landed later was never looked at: a decision holds for the group as it was."""
    put(
        office,
        "comments",
        "留言编号,留言时间,留言内容,窗口编号\nR9,2026-03-06 16:30,服务一流，人民满意,A01\n",
    )
    jobs.call(office, "build")
    build = open_build(office)
    groups = voice.suspect_groups(build, MARCH).set_index("suspect_reason")
    grown = groups.loc["同窗口同日内容雷同5条以上"]
    assert (grown["entries"], grown["is_open"]) == (6, True)
    assert not groups.loc["10分钟内集中表扬8条以上", "is_open"]


def test_a_ruling_on_a_comment_leaves_a_rating_of_that_number_alone(office: Settings) -> None:
    put(office, "ratings", "评价编号,窗口编号,满意度,评价时间\nL4,A01,不满意,2026-03-07 10:00\n")
    for user, step in (("李明", "派单"), ("李明", "申诉"), ("王芳", "申诉成立")):
        with open_records(office.data) as store:
            found = loops.standing(store).get("comment:default:L4")
            given = loops.Given("核对过", "A01", "赵强", ground="误评")
            seen = found.seq if found else 0
            loops.take(
                store,
                User(user),
                "comment:default:L4",
                loops.Step(step),
                given,
                seen,
                dt.date.today(),
            )
    jobs.call(office, "build")
    build = open_build(office)
    assert build.rows(
        "select is_ruled_out, is_counted from fct_comment where comment_no = 'L4'"
    ) == [(True, False)]
    assert build.rows(
        "select is_ruled_out, is_valid from fct_rating where rating_id like '%:L4'"
    ) == [(False, True)]


def test_a_window_is_decided_only_where_people_said_so(office: Settings) -> None:
    said = {"label": "praise", "work_rules": []}
    decide(office, LABEL_REVIEW, Subject("fct_comment", "default:L2"), said)
    decide(
        office, LABEL_REVIEW, Subject("fct_comment", "default:L3"), {**said, "window_code": None}
    )
    jobs.call(office, "build")
    rows = dict(open_build(office).rows("select comment_no, window_code from fct_comment"))
    assert (rows["L2"], rows["L3"]) == ("A01", None)


def test_a_label_of_people_comes_before_the_machines(office: Settings) -> None:
    comment = "default:L1"
    decide(
        office,
        LABEL_REVIEW,
        Subject("fct_comment", comment),
        {"label": "suggestion", "work_rules": ["首问责任制"], "window_code": "B09"},
    )
    jobs.call(office, "build")
    build = open_build(office)
    row = build.frame("select * from fct_comment where comment_id = ?", [comment]).iloc[0]
    assert (row["label"], row["label_source"], row["model_label"]) == (
        "suggestion", "human", "complaint",
    )  # fmt: skip
    assert (list(row["work_rules"]), row["window_code"]) == (["首问责任制"], "B09")
    assert not row["needs_review"]
    rules = build.rows("select work_rule from fct_comment_rule where comment_id = ?", [comment])
    assert rules == [("首问责任制",)]


def test_a_damaged_record_store_stops_the_build_and_leaves_the_figures(
    office: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = office.published()
    monkeypatch.setenv("ZW_RECORDS_URL", f"sqlite:///{tmp_path / 'broken.db'}")
    (tmp_path / "broken.db").write_text("not a database", encoding="utf-8")
    with pytest.raises(UserError, match="读不到已有的复核和核查决定"):
        read_decisions(office)
    assert office.published() == published
