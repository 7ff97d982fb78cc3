"""The journeys of the citizens' voice in a real browser, with two people where two are needed."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from data_folders import data_folder
from journeys import IDLE, pick, serving, settle, visit
from playwright.sync_api import BrowserContext, Page, expect

from etl import jobs
from etl.read import Scope, open_build, ratings, voice
from etl.settings import Settings
from nlp.gate import history
from nlp.model import load_or_train
from nlp.store import trained_version
from pages.shared.review_desk import in_sample
from records import loops, trail
from records.entries import Entry, Record, Subject
from records.loops import Stage, loop_of
from records.store import open_records
from records.users import User

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MARCH = Scope(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
# A number that the second reviewer's sample takes.
SAMPLED = next(f"Z{n}" for n in range(100) if in_sample(f"default:Z{n}"))
COMMENTS = (
    "留言编号,留言时间,留言内容,窗口编号,窗口名称\n"
    f"{SAMPLED},2026-03-04 09:10,这事办得，真行啊,A01,社保窗口\n"
    "L1,2026-03-04 10:10,窗口的人态度恶劣，爱理不理，太差了,A01,社保窗口\n"
    + "".join(f"R{n},2026-03-06 16:0{n},服务一流，人民满意,A01,社保窗口\n" for n in range(1, 6))
)
RATINGS = (
    "评价编号,办件编号,窗口编号,满意度,评价时间,评价渠道\n"
    "E1,C1,A01,非常满意,2026-03-04 10:00,二维码\n"
    "E2,C2,A01,非常满意,2026-03-04 22:00,大厅平板\n"
    "E3,C3,A01,不满意,2026-03-04 11:00,二维码\n"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, str]]:
    """A small office, its build and its server."""
    folder = tmp_path_factory.mktemp("voice")
    # A model of its own: training from the page must not change the one that all tests share.
    shared = Path(os.environ["ZW_TEST_MODEL_DIR"])
    data = folder / "data"
    data.mkdir()
    load_or_train(shared)
    version = trained_version(shared)
    shutil.copytree(shared / version, data / "models" / version)
    settings = data_folder(data)
    for table, text in (("comments", COMMENTS), ("ratings", RATINGS)):
        path = folder / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        jobs.call(settings, "land", str(path), "--table", table)
    jobs.call(settings, "build", "--as-of", "2026-03-31")
    with serving(settings.data) as at:
        yield settings, at


def labels_of(settings: Settings, kind: str = "label_review") -> list[str]:
    with open_records(settings.data) as store:
        return [one.action for one in trail.read(store, kind=kind)]


def press_for_job(page: Page, settings: Settings, title: str) -> None:
    """Press a button and wait for the end of the work it starts; an earlier one of that name is not it."""
    before = jobs.latest(settings)
    page.get_by_role("button", name=title).last.click()
    for _ in range(240):
        page.wait_for_timeout(500)
        job = jobs.latest(settings)
        is_new = before is None or (job is not None and job.job != before.job)
        if job is not None and is_new and job.title == title and not job.is_under_way:
            assert job.state == "done", job.line
            break
    else:
        pytest.fail(f"没有等到：{title}")
    page.wait_for_selector(IDLE, timeout=30_000)
    settle(page)


def test_review_with_keys_undo_and_a_second_person(
    office: tuple[Settings, str], people: tuple[BrowserContext, BrowserContext]
) -> None:
    settings, at = office
    page = visit(people[0], at, "review?period=2026年3月", "李明")
    expect(page.get_by_text("这事办得，真行啊")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("2")
    expect(page.get_by_text("已记下：标为投诉。")).to_be_visible()
    assert labels_of(settings) == ["标为投诉"]
    page.locator("h1").click()
    page.keyboard.press("9")
    expect(page.get_by_text("这事办得，真行啊")).to_be_visible()
    assert labels_of(settings) == ["标为投诉", "撤销：标为投诉"]
    settle(page)
    page.locator("h1").click()
    page.keyboard.press("3")
    expect(page.get_by_text("已记下：标为褒贬都有。")).to_be_visible()

    other = visit(people[1], at, "review?period=2026年3月", "王芳")
    other.get_by_role("radio", name="二审").or_(other.get_by_text("二审", exact=True)).first.click()
    settle(other)
    expect(other.get_by_text("这事办得，真行啊")).to_be_visible()
    assert other.get_by_text(re.compile("机器判为")).count() == 0
    other.get_by_role("button", name=re.compile("投诉")).last.click()
    settle(other)
    assert labels_of(settings, "label_second") == ["标为投诉"]
    other.get_by_role("tab", name="一致程度").click()
    settle(other)
    expect(other.get_by_text("0 条一致")).to_be_visible()

    press_for_job(page, settings, "按新的决定重新生成")
    row = open_build(settings).rows(
        "select label, label_source from fct_comment where comment_no = ?", [SAMPLED]
    )
    assert row == [("mixed", "human")]


def test_a_rigged_day_is_struck_out_and_taken_back(
    office: tuple[Settings, str], people: tuple[BrowserContext, BrowserContext]
) -> None:
    settings, at = office
    page = visit(people[0], at, "ratings?period=2026年3月&ratings_tab=待核查", "李明")
    expect(page.get_by_text("等人核定 1 组、1 条")).to_be_visible()
    strike = page.get_by_role("button", name="核定剔除")
    expect(strike).to_be_disabled()
    reason = page.get_by_role("textbox", name="核查情况（必填）")
    reason.fill("调取监控，夜间无人在场")
    reason.press("Enter")
    settle(page)
    strike.click()
    expect(page.get_by_text("本期的线索都已核定。")).to_be_visible()
    press_for_job(page, settings, "按新的决定重新生成")
    assert ratings.rating_figures(open_build(settings), MARCH).struck == 1
    page.goto(f"{at}/ratings?period=2026年3月&ratings_tab=待核查")
    settle(page)
    field = page.get_by_role("textbox", name="使用者姓名")
    field.fill("王芳")
    field.press("Enter")
    settle(page)
    page.get_by_text("本期已核定的 1 组").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("等人核定 1 组、1 条")).to_be_visible()
    comments = visit(people[1], at, "guestbook?period=2026年3月&voice_tab=待核查", "王芳")
    expect(comments.get_by_text("等人核定 1 组、5 条")).to_be_visible()
    assert voice.comment_figures(open_build(settings), MARCH).suspect == 5


def test_a_complaint_is_followed_to_an_appeal_that_another_decides(
    office: tuple[Settings, str], people: tuple[BrowserContext, BrowserContext]
) -> None:
    settings, at = office
    page = visit(people[0], at, "loops?period=2026年3月&loop_tab=办一条", "李明")
    expect(page.get_by_text(re.compile("还有 . 条没有着落")).first).to_be_visible()
    page.get_by_role("textbox", name="责任人").fill("赵强")
    page.get_by_role("button", name="保存派单").click()
    expect(page.get_by_text("已保存：派单。")).to_be_visible()
    key = next(iter(standing(settings)))
    pick(page, "申诉")
    page.get_by_role("textbox", name="申诉理由").fill("不是本窗口的事")
    page.get_by_role("button", name="保存申诉").click()
    expect(page.get_by_text("已保存：申诉。")).to_be_visible()
    expect(page.get_by_text("申诉是您提出的，要由另一个人复核。")).to_be_visible()

    other = visit(people[1], at, "loops?period=2026年3月&loop_tab=办一条", "王芳")
    # Typed, as somebody with a long list would.
    combo = other.get_by_role("combobox", name=re.compile("哪一条"))
    combo.fill("申诉待复核")
    combo.press("Enter")
    settle(other)
    other.get_by_role("textbox", name="复核意见").fill("核实属实，转相关部门")
    other.get_by_role("button", name="保存申诉成立").click()
    expect(other.get_by_text("已保存：申诉成立。")).to_be_visible()
    assert loop_of(standing(settings)[key]).stage == Stage.RULED_OUT
    press_for_job(other, settings, "按新的决定重新生成")
    number = key.partition(":")[2]
    build = open_build(settings)
    out = build.rows("select is_ruled_out from fct_comment where comment_id = ? union all "
                     "select is_ruled_out from fct_rating where rating_id = ?", [number, number])  # fmt: skip
    assert out == [(True,)]
    with open_records(settings.data) as store:
        assert trail.verify(store) == []


def test_two_people_at_one_complaint_and_steps_taken_back(
    office: tuple[Settings, str], people: tuple[BrowserContext, BrowserContext]
) -> None:
    settings, at = office
    before = len(standing(settings))
    pages = [
        visit(people[n], at, "loops?period=2026年3月", name)
        for n, name in enumerate(("李明", "王芳"))
    ]
    for page in pages:
        act = page.get_by_role("button", name="办理")
        page.locator("div").filter(has_text="待派单").filter(has=act).last.get_by_role(
            "button", name="办理"
        ).click()
        settle(page)
        page.get_by_role("textbox", name="责任人").fill("赵强")
    first, second = pages
    first.get_by_role("button", name="保存派单").click()
    expect(first.get_by_text("已保存：派单。")).to_be_visible()
    second.get_by_role("button", name="保存派单").click()
    expect(second.get_by_text("这一条刚被别人处理过")).to_be_visible()
    assert len(standing(settings)) == before + 1

    pick(first, "回访")
    first.get_by_role("textbox", name="回访情况").fill("群众说清了经过")
    first.get_by_role("button", name="保存回访").click()
    expect(first.get_by_text("已保存：回访。")).to_be_visible()
    for step in ("回访", "派单"):
        first.get_by_role("button", name=f"撤销：{step}").click()
        expect(first.get_by_text(f"已撤销：{step}。")).to_be_visible()
    assert [one.action for one in of_table(settings) if one.action.startswith("撤销")][-2:] == [
        "撤销回访",
        "撤销派单",
    ]


def of_table(settings: Settings) -> list[Record]:
    with open_records(settings.data) as store:
        return trail.read(store, kind=loops.KIND)


def standing(settings: Settings) -> dict[str, object]:
    with open_records(settings.data) as store:
        return loops.standing(store)  # type: ignore[return-value]


def test_training_from_the_page_tells_what_the_gate_said(
    office: tuple[Settings, str], people: tuple[BrowserContext, BrowserContext], tmp_path: Path
) -> None:
    settings, at = office
    with open_records(settings.data) as store:
        judged = Entry(
            "label_review", Subject("fct_comment", "default:L1"), "标为投诉",
            evidence={"model_label": "complaint"}, after={"label": "complaint", "work_rules": []},
        )  # fmt: skip
        trail.append(store, User("李明"), judged)
    page = visit(people[0], at, "review?period=2026年3月&review_tab=重新训练", "李明")
    before = len(history(settings.models))
    press_for_job(page, settings, "重新训练")
    told = history(settings.models)
    assert len(told) == before + 1 and told[-1]["check"]["rows"] == 300
    expect(page.get_by_text(re.compile("条人工复核过的留言训练")).first).to_be_visible()
    expect(page.get_by_text("历次训练")).to_be_visible()
