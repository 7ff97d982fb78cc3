"""导入 from app.py: from the file to the published build, by the real commands."""

from __future__ import annotations

import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from data_folders import data_folder
from page_runs import Open
from streamlit.testing.v1 import AppTest

from etl import jobs
from etl.landing.choices import Choices
from etl.landing.remembered import remember
from etl.settings import Settings
from pages.shared import imports_file as files
from pages.shared import imports_job
from pages.shared import imports_mapping as mapping

CASES = (
    "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限,法定时限\n"
    "A1,甲,局,一号窗口,2025-03-03 09:00,2025-03-05 10:00,5个工作日,20个工作日\n"
    "A2,甲,局,一号窗口,2025-03-03 09:00,2025-03-20 10:00,5个工作日,20个工作日\n"
    ",甲,局,一号窗口,2025-03-24 09:00,,5个工作日,20个工作日\n"
)
RATINGS = "评价编号,办件编号,窗口名称,评价等级,评价时间\n1,A1,一号窗口,1,2025-03-05\n2,A2,一号窗口,5,2025-03-06\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty data folder with two files in its inbox."""
    made = data_folder(tmp_path / "data")
    jobs.inbox(made).mkdir()
    (jobs.inbox(made) / "办件.csv").write_text(CASES, encoding="utf-8")
    (jobs.inbox(made) / "评价.csv").write_text(RATINGS, encoding="utf-8")
    (jobs.inbox(made) / "空.csv").write_text("", encoding="utf-8")
    return made


def opened(open_page: Open, settings: Settings, name: str | None = "李明") -> AppTest:
    test = open_page("imports", data=settings.data)
    if name:
        test.text_input(key="user_name").input(name).run()
    return test


def choose(test: AppTest, name: str) -> AppTest:
    test.segmented_control(key="import_way").select("从待导入文件夹选").run()
    return test.selectbox(key="import_inbox").select(name).run()


def until(test: AppTest, is_so: Callable[[AppTest], bool], seconds: float = 90) -> None:
    """Run the page again and again, as its fragment does in a browser."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        test.run()
        assert not test.exception
        if is_so(test):
            return
        time.sleep(0.3)
    raise AssertionError(said(test))


def said(test: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "success", "error")
    return "\n".join(str(one.value) for kind in kinds for one in getattr(test, kind))


def buttons(test: AppTest) -> dict[str, bool]:
    return {one.label: one.disabled for one in test.button}


def test_an_empty_folder_can_be_imported_into(open_page: Open, settings: Settings) -> None:
    test = opened(open_page, settings, None)
    assert not test.exception
    assert "涉密信息不得录入" in said(test)
    assert "还没有导入过任何文件" in said(test)
    assert "从这台电脑选" in str(test.segmented_control(key="import_way").options)


def test_who_has_no_name_may_only_look(open_page: Open, settings: Settings) -> None:
    test = choose(opened(open_page, settings, None), "办件.csv")
    assert not test.error
    assert "请先在左侧填写“使用者姓名”" in said(test)
    assert buttons(test)["导入"] is True


def test_from_the_file_to_the_pages(open_page: Open, settings: Settings) -> None:
    test = choose(opened(open_page, settings), "办件.csv")
    assert not test.exception
    assert "编码 UTF-8" in said(test)
    assert "表头在第 1 行" in said(test)
    assert "共 3 行中，退回 1 行，其余入库" in said(test)
    test.button(key="land").click().run()
    until(test, lambda one: "上一次：李明（自报）导入" in said(one))
    told = said(test)
    assert "读入 3 行 ＝ 入库 2 行 ＋ 退回 1 行 ＋ 重复 0 行" in told
    assert settings.published() is not None
    assert list(jobs.uploads(settings).iterdir()) == []
    assert (jobs.inbox(settings) / "办件.csv").is_file()
    test.button(key="seen").click().run()
    assert "上一次" not in said(test)
    shown = open_page("", data=settings.data, period="2025年3月")
    assert {one.label: one.value for one in shown.metric}["办结件数"] == "2 件"


def test_the_same_file_again_is_said_before_anything_happens(
    open_page: Open, settings: Settings
) -> None:
    path = jobs.inbox(settings) / "办件.csv"
    jobs.call(settings, "land", str(path), "--table", "cases")
    test = choose(opened(open_page, settings), "办件.csv")
    assert "已经导入过" in said(test)
    assert "导入" not in buttons(test)


def test_bare_digits_are_asked_and_never_guessed(open_page: Open, settings: Settings) -> None:
    test = choose(opened(open_page, settings), "评价.csv")
    assert test.selectbox(key=next(k for k in keys(test) if k.startswith("table-"))).value == "ratings"  # fmt: skip
    assert "请先说明" in said(test)
    assert "导入" not in buttons(test)
    for code, word in (("1", "非常满意"), ("5", "非常不满意")):
        key = next(one for one in keys(test) if one.endswith(f"grade-{code}"))
        test.selectbox(key=key).select(word).run()
    assert not test.exception
    assert buttons(test)["导入"] is False
    assert "共 2 行中，退回 0 行" in said(test)


def test_remembered_codes_are_shown_and_can_be_put_right(
    open_page: Open, settings: Settings
) -> None:
    words = {"grade": {"1": "非常满意", "5": "非常满意"}}
    remember(settings, "default", "ratings", Choices({}, words), "李明")
    test = choose(opened(open_page, settings), "评价.csv")
    shown = {one.key[-1]: one.value for one in test.selectbox if "-grade-" in str(one.key)}
    assert shown == words["grade"]
    assert "请核对" in said(test)
    key = next(one for one in keys(test) if one.endswith("grade-5"))
    test.selectbox(key=key).select("非常不满意").run()
    assert not test.exception
    assert "请核对" not in said(test)
    assert buttons(test)["导入"] is False


def test_every_part_of_a_workbook_and_an_archive_lands(open_page: Open, settings: Settings) -> None:
    rows = [line.split(",") for line in CASES.splitlines()]
    with xlsxwriter.Workbook(jobs.inbox(settings) / "两月.xlsx") as book:
        for month in ("9月", "10月"):
            sheet = book.add_worksheet(month)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    with zipfile.ZipFile(jobs.inbox(settings) / "打包.zip", "w") as archive:
        archive.writestr("a.csv", CASES)
        archive.writestr("b.csv", CASES.replace("A", "B"))
    test = choose(opened(open_page, settings), "两月.xlsx")
    assert "2 张工作表中表头符合的都会导入" in said(test)
    choose(test, "打包.zip")
    assert "2 个文件中表头符合的都会导入" in said(test)
    assert buttons(test)["导入"] is False


def keys(test: AppTest) -> list[str]:
    return [str(one.key) for one in test.selectbox]


def test_a_file_that_cannot_be_used_is_one_clear_line(open_page: Open, settings: Settings) -> None:
    test = choose(opened(open_page, settings), "空.csv")
    assert not test.exception
    assert [one.value for one in test.error] == ["文件“空.csv”是空的：请重新导出后再导入"]


def test_another_person_sees_the_work_and_a_reload_finds_it(
    open_page: Open, settings: Settings
) -> None:
    big = settings.data / "大.csv"
    head, row = CASES.splitlines()[:2]
    big.write_text(
        "\n".join([head, *(row.replace("A1", f"B{n}") for n in range(400_000))]), encoding="utf-8"
    )
    desk = jobs.new_desk(settings)
    land = jobs.Step("导入", ("land", str(big), "--table", "cases", "--by", "李明（自报）"))
    job = jobs.start(settings, "导入 大.csv", "李明（自报）", [land], desk)
    other = opened(open_page, settings, None)
    assert "李明（自报）正在导入 大" in said(other)
    assert "取消" not in buttons(other)
    assert len(other.get("file_uploader")) == 0
    again = opened(open_page, settings)
    again.button(key="cancel_job").click().run()
    until(again, lambda one: "已取消" in said(one))
    found = jobs.latest(settings)
    assert found is not None
    assert (found.job, found.state) == (job.job, "cancelled")
    assert not desk.exists()


def test_a_batch_is_taken_back_after_a_question(open_page: Open, settings: Settings) -> None:
    inbox = jobs.inbox(settings)
    (inbox / "二.csv").write_text(CASES.replace("A1", "C1").replace("A2", "C2"), encoding="utf-8")
    for name in ("办件.csv", "二.csv"):
        jobs.call(settings, "land", str(inbox / name), "--table", "cases")
    jobs.call(settings, "build")
    test = opened(open_page, settings)
    box = test.selectbox(key="forget_batch")
    assert len(box.options) == 2
    box.select_index(0).run()
    test.button(key="forget").click().run()
    assert "将撤回 **二" in said(test)
    test.button(key="forget_sure").click().run()
    until(test, lambda one: "上一次：李明（自报）撤回 二" in said(one))
    assert len(test.selectbox(key="forget_batch").options) == 1
    shown = open_page("", data=settings.data, period="2025年3月")
    assert {one.label: one.value for one in shown.metric}["办结件数"] == "2 件"


def test_steps_of_a_build_show_no_machine_words() -> None:
    assert imports_job.MACHINE_WORDS.sub("", "计算 fct_case_2") == "计算"
    assert imports_job.MACHINE_WORDS.sub("", "读取文件") == "读取文件"


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        (["办件编号", "事项名称", "受理时间"], "cases"),
        (["评价编号", "办件编号", "评价等级", "评价时间"], "ratings"),
        (["留言编号", "留言时间", "留言内容"], "comments"),
        (["窗口编号", "窗口名称", "首席代表"], "windows"),
        (["没见过"], "cases"),
        ([], "cases"),
    ],
)
def test_the_table_is_guessed_by_its_headers(columns: list[str], table: str) -> None:
    assert files.guess_table(columns) == table


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("办件.csv", "办件.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\导出\\办件.xls", "办件.xls"),
        ("..", "上传的文件"),
        ("a\x00b\n.csv", "ab.csv"),
    ],
)
def test_a_name_never_leaves_its_folder(name: str, kept: str) -> None:
    assert files._safe(name) == kept


def test_choices_become_the_mapping_file(tmp_path: Path) -> None:
    assert mapping.write_mapping(tmp_path, {"columns": {}, "values": {}}) is None
    chosen = {
        "columns": {'表"头\\': "case_no", "备\x7f注\t": ""},
        "values": {"grade": {"1": "非常满意"}},
    }
    path = mapping.write_mapping(tmp_path, chosen)
    assert path is not None
    assert tomllib.loads(path.read_text(encoding="utf-8")) == chosen
