"""A selection by two people in two browsers, from its opening to the archived certificate."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from data_folders import office_of
from journeys import pick, serving, settle, visit
from playwright.sync_api import BrowserContext, Page, expect

from etl.settings import ROOT, Settings
from records import dossiers, honours
from records.honours import Stage
from records.store import open_records

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TITLE = "2026年第3季度红旗窗口"
KEY = "红旗窗口:2026Q3"
OPENED = f"selection?selection={TITLE}"
Two = tuple[BrowserContext, BrowserContext]


def done(page: Page, text: str) -> None:
    expect(page.get_by_text(re.compile(re.escape(text))).first).to_be_visible(timeout=20_000)
    settle(page)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)


def state(settings: Settings) -> honours.Selection:
    with open_records(settings.data) as store:
        found = honours.selection_of(honours.last_of(store, KEY))
    assert found is not None
    return found


def verified(settings: Settings) -> int:
    """Exit status of the command that checks the chain and the files that records name."""
    call = [sys.executable, "-m", "records", "verify", "--data", str(settings.data)]
    return subprocess.run(call, cwd=ROOT, check=False, capture_output=True).returncode


@pytest.fixture
def office(tmp_path: Path, demo: Settings) -> Settings:
    """The demonstration city's published build with records of its own."""
    return office_of(demo, tmp_path / "data")


def test_from_the_opening_to_the_archived_certificate(
    office: Settings, people: Two, tmp_path: Path
) -> None:
    photo = tmp_path / "锦旗.pdf"
    photo.write_bytes(b"%PDF-1.4 invented")
    wrong = tmp_path / "改名.pdf"
    wrong.write_bytes(b"MZ program")
    with serving(office.data) as at:
        first = visit(people[0], at, "selection", "李明")
        _open_and_nominate(first, photo, wrong)
        second = visit(people[1], at, OPENED, "王芳")
        _mark_reply_review(first, second)
        _two_at_once(first, second)
        _object_and_answer(first, second)
    assert state(office).stage == Stage.NOTICE and len(state(office).listed) == 2
    with serving(office.data, days_ahead=20) as at:
        second = visit(people[1], at, OPENED, "王芳")
        first = visit(people[0], at, OPENED, "李明")
        _decide_and_archive(first, second)
        _whole(office, first)


def _open_and_nominate(page: Page, photo: Path, wrong: Path) -> None:
    page.get_by_role("spinbutton", name="名额").fill("2")
    page.get_by_role("button", name="发起评选").click()
    done(page, f"已发起{TITLE}评选。")
    page.get_by_role("button", name=re.compile("列为候选")).click()
    done(page, "列为候选：请补充事迹")
    page.get_by_role("button", name="办理").first.click()
    settle(page)
    page.get_by_role("textbox", name="主要事迹").fill("全季办件提前办结，企业赠送锦旗一面")
    page.locator("input[type=file]").set_input_files(wrong)
    settle(page)
    page.get_by_role("button", name="保存补充事迹").click()
    done(page, "不要只改扩展名")
    page.get_by_role("textbox", name="主要事迹").fill("全季办件提前办结，企业赠送锦旗一面")
    page.get_by_role("button", name="Remove 改名.pdf").click()
    page.locator("input[type=file]").set_input_files(photo)
    settle(page)
    page.get_by_role("button", name="保存补充事迹").click()
    done(page, "的事迹。")
    expect(page.get_by_role("button", name=re.compile("附件：锦旗.pdf"))).to_be_visible()
    tab(page, "候选")
    page.get_by_role("button", name="办理").nth(1).click()
    settle(page)
    page.get_by_role("textbox", name="主要事迹").fill("全季没有超期，群众来信表扬两封")
    page.get_by_role("button", name="保存补充事迹").click()
    done(page, "的事迹。")
    tab(page, "候选")
    page.get_by_text("提名一个").click()
    combo = page.get_by_role("combobox", name="提名谁")
    combo.click()
    page.wait_for_timeout(600)
    combo.press("ArrowDown")
    combo.press("Enter")
    settle(page)
    page.get_by_role("textbox", name="主要事迹").fill("延时服务到晚上八点，群众来信致谢")
    page.get_by_role("button", name="提名", exact=True).click()
    done(page, "已提名。")
    tab(page, "候选")
    page.get_by_role("textbox", name=re.compile("提前结束的原因")).fill("各窗口都已提名")
    page.get_by_role("button", name="结束提名，开始打分").click()
    done(page, "可以打分了")


def _open_at(page: Page, stage: str) -> None:
    """The last candidate at a stage, on the list as it is by now."""
    tab(page, "候选")
    page.get_by_role("button", name="看最新情况").click()
    settle(page)
    act = page.get_by_role("button", name="办理")
    page.locator("div").filter(has_text=stage).filter(has=act).last.get_by_role(
        "button", name="办理"
    ).click()
    settle(page)


def _mark_reply_review(first: Page, second: Page) -> None:
    """Everybody is marked by the one, answers, and is reviewed by the other."""
    tab(second, "候选")
    expect(second.get_by_text("3 个等初评打分")).to_be_visible()
    for _ in range(3):
        _open_at(first, "待打分")
        for field in first.get_by_role("spinbutton").all():
            field.fill("4")
        first.get_by_role("textbox", name="打分的依据").fill("查过台账，没有有责投诉")
        # The heading “3 个等初评打分。” is no answer, and a click on a page that is being drawn is none either.
        settle(first)
        first.get_by_role("button", name="保存初评打分").click()
        settle(first)
        done(first, "初评打分。")
        expect(first.get_by_text("待答复").first).to_be_visible()
    for _ in range(3):
        _open_at(second, "待答复")
        second.get_by_role("textbox", name=re.compile("的答复")).fill("没有意见")
        second.get_by_role("button", name="保存窗口答复").click()
        done(second, "窗口答复。")
        second.get_by_role("button", name="保存复核").click()
        done(second, "，复核。")
    # Whoever gave the marks is told on the spot.
    tab(first, "候选")
    _open_at(first, "复核同意")
    pick(first, "复核")
    expect(first.get_by_text("您打过分，答复、复核和撤回要由别人来办。")).to_be_visible()


def _two_at_once(first: Page, second: Page) -> None:
    """Both have the list before them; one may not decide, and the one who presses later is told."""
    for page in (first, second):
        tab(page, "候选")
        tab(page, "名单")
    for page in (first, second):
        page.get_by_role("textbox", name="公示单位").fill("某市政务服务中心")
        page.get_by_role("textbox", name="受理异议的电话或地点").fill("0000-0000000")
    first.get_by_role("button", name="开始公示").click()
    done(first, "打过分，不能再定名单")
    second.get_by_role("button", name="开始公示").click()
    done(second, "公示已开始")
    first.get_by_role("button", name="开始公示").click()
    done(first, "刚被别人处理过")


def _object_and_answer(first: Page, second: Page) -> None:
    with second.expect_download() as got:
        second.get_by_role("button", name="下载公示（Word）").click()
    text = "\n".join(one.text for one in docx.Document(str(got.value.path())).paragraphs)
    assert "拟表彰下列2个窗口" in text and "自公示次日起5个工作日" in text
    assert second.get_by_role("button", name="记录决定").count() == 0
    tab(first, "办一个")
    pick(first, "登记异议")
    first.get_by_role("textbox", name="异议内容").fill("上月有一次无人在岗")
    first.get_by_role("button", name="保存登记异议").click()
    done(first, "登记异议。")
    _open_at(second, "异议 1 条")
    second.get_by_role("textbox", name="核实情况和答复").fill("查监控，当时有人顶岗")
    second.get_by_role("button", name="保存答复异议").click()
    done(second, "答复异议。")


def _decide_and_archive(first: Page, second: Page) -> None:
    tab(second, "名单")
    second.get_by_role("textbox", name="哪次会议决定的").fill("2026年12月第一次主任办公会")
    second.get_by_role("button", name="记录决定").click()
    done(second, "决定已记录。")
    tab(first, "名单")
    first.get_by_role("button", name="归档", exact=True).click()
    done(first, "已归档。")
    expect(first.get_by_text("档案完好")).to_be_visible()


def _whole(office: Settings, page: Page) -> None:
    """The certificate is in the archive, the chain verifies, and one changed byte is found."""
    with page.expect_download() as got:
        page.get_by_role("button", name=re.compile("下载档案")).click()
    content = got.value.path().read_bytes()
    now = state(office)
    path = dossiers.archive_path(office.data, now.archive)
    assert content == path.read_bytes() and now.stage == Stage.ARCHIVED
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        certificates = [name for name in names if name.startswith("证书/")]
        assert len(certificates) == 2 and any(name.endswith("1-锦旗.pdf") for name in names)
        told = docx.Document(io.BytesIO(packed.read(certificates[0])))
        assert any("授予2026年第3季度“红旗窗口”称号" in one.text for one in told.paragraphs)
        for line in packed.read("清单.txt").decode().splitlines():
            sha256, _, name = line.partition("  ")
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
        steps = json.loads(packed.read("记录.json"))
    assert [one["action"] for one in steps][-1] == "记录决定"
    assert verified(office) == 0
    broken = bytearray(content)
    broken[len(broken) // 2] ^= 1
    path.write_bytes(bytes(broken))
    assert verified(office) == 1
    tab(page, "经过")
    tab(page, "名单")
    expect(page.get_by_text("被改动过")).to_be_visible()
    path.write_bytes(content)
    assert verified(office) == 0
