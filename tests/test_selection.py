"""What a selection is made of: persons' scores counted anew, places with ties, papers read back, the archive."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import docx
import duckdb
import pandas as pd
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from etl.read import Build, loops, staff
from etl.settings import ROOT
from records.attachments import AttachmentError
from records.candidates import AGREED, BY_PEOPLE, SENT_BACK, Candidate, Facts, Mark
from records.entries import Record, Subject
from records.honours import Award, Selection, Stage
from reports import honour_papers as papers
from reports import selection, word
from reports.dossier import archive
from scoring.period import parse_period
from scoring.rulebook import load_rulebook
from scoring.staff import score_staff, staff_trial

BOOK = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
LOOSE = replace(BOOK, rules=replace(BOOK.rules, staff_min_cases=8))
Q3 = parse_period("2026Q3")
EVIL = "<script>alert(1)</script>“引号”&\x01"


def one(code: str, points: float | None = 60.0, verdict: str = AGREED, **told: object) -> Candidate:
    lines = ("得 60/80 分",) if points is not None else ("不参评（样本不足）：办结 3 件",)
    facts = Facts(points, 80.0, lines, "b1", "r1")
    made = Candidate(code, f"{code}窗口", "某局", BY_PEOPLE, facts, "李明", verdict=verdict)
    return replace(made, marked_by="李明", reply="没有意见", replied_by="王芳", **told)  # type: ignore[arg-type]


NOW = Selection(
    "红旗窗口", "2026Q3", 2, 0.05, "2026-10-10", 5, "r" * 64, BOOK.title, (), "李明", stage="已决定",
    listed=("A", "B"), listed_by="王芳", notice_from="2026-10-12", notice_until="2026-10-19",
    honoured=("A",), meeting="主任办公会", decided_by="王芳", decided_on="2026-10-21",
    unit="某市政务服务中心", contact="0000-0000000",
)  # fmt: skip


# ---- persons ----


def counted_anew(build: Build, staff_no: str) -> dict[str, tuple[int, int]]:
    """Part and whole of what a person is scored on, by pandas from the published rows."""
    cases = build.frame(
        "select case_no, source_system, is_counted, has_date_conflict, finished_month, finish_class, "
        "case_type, channel from fct_case where staff_no = ?",
        [staff_no],
    )
    months = pd.to_datetime(cases["finished_month"])
    inside = months.between("2026-07-01", "2026-09-01")
    done = cases[inside & cases["is_counted"]]
    sound = done[~done["has_date_conflict"] & done["finish_class"].notna()]
    promised = sound[sound["case_type"] == "承诺件"]
    rated = build.frame("select * from fct_rating where is_valid and is_active")
    rated = rated[pd.to_datetime(rated["rated_month"]).between("2026-07-01", "2026-09-01")]
    rated = rated.merge(cases[["case_no", "source_system"]], on=["case_no", "source_system"])
    known = done[done["channel"].notna()]
    return {
        "volume": (len(done), len(done)),
        "on_time": (int((sound["finish_class"] != "超期").sum()), len(sound)),
        "early": (int((promised["finish_class"] == "提前").sum()), len(promised)),
        "online": (
            int(known["channel"].isin(["电脑端网上办理", "移动端网上申请"]).sum()),
            len(known),
        ),
        "good_rating": (int((rated["grade"] >= 3).sum()), len(rated)),
    }


def test_persons_are_scored_on_their_own_cases(demo_build: Build) -> None:
    people = score_staff(demo_build, Q3.scope, LOOSE)
    placed = [each for each in people.scores.windows if each.rate is not None]
    assert len(placed) >= 20
    for each in (placed[0], placed[len(placed) // 2], placed[-1]):
        told = counted_anew(demo_build, each.window_code)
        for key, (part, whole) in told.items():
            found = each.indicator(key)
            assert (found.part, found.whole) == (part, whole), (each.window_code, key)
        # Nobody answers alone for what a window's catalogue holds.
        for key in ("settled", "compression", "quick"):
            assert each.indicator(key).points is None
        assert (
            "窗口中" not in each.indicator("volume").why and " 人中" in each.indicator("volume").why
        )


def test_a_rating_counts_once_whatever_its_number_stands_for() -> None:
    with duckdb.connect() as con:
        con.execute(
            "create table fct_case as select * from (values ('s', 'N1', 'P1'), ('s', 'N1', 'P1'), "
            "('s', 'N2', 'P1'), ('s', 'N2', 'P2'), ('s', 'N3', 'P2'), ('s', 'N4', null)) "
            "t(source_system, case_no, staff_no)"
        )
        con.execute(
            "create table fct_rating as select 's' as source_system, case_no, true as is_valid, "
            "true as is_active, 5 as grade, false as is_suspect, date '2026-07-01' as rated_month, "
            "'d' as dept_name, 'w' as window_code from (values ('N1'), ('N2'), ('N3'), ('N4')) t(case_no)"
        )

        class Rows:
            def frame(self, query: str, params: list[object]) -> pd.DataFrame:
                return con.execute(query, params).df()

        found = staff.ratings_by_staff(Rows(), Q3.scope)  # type: ignore[arg-type]
    # N2 was handled by two persons: it is nobody's.
    assert sorted(zip(found["staff_no"], found["active"], strict=True)) == [("P1", 1), ("P2", 1)]


def test_checks_that_name_nobody_give_nobody_full_marks(demo_build: Build) -> None:
    no_name = replace_named(demo_build)
    people = score_staff(no_name, Q3.scope, LOOSE)
    assert all(each.indicator("attendance").points is None for each in people.scores.windows)


def replace_named(build: Build) -> Build:
    """The same build, whose checks name no person."""

    class Nameless:
        def __getattr__(self, name: str) -> object:
            return getattr(build, name)

        def rows(self, query: str, params: object = None) -> object:
            if "fct_inspection where staff_no is not null" in query:
                return [(False,)]
            return build.rows(query, params)  # type: ignore[arg-type]

    return Nameless()  # type: ignore[return-value]


def test_few_cases_are_no_part_and_the_list_has_its_seats(demo_build: Build) -> None:
    people = score_staff(demo_build, Q3.scope, LOOSE)
    for each in people.scores.windows:
        few = each.n_cases < 8
        assert (each.rate is None) or not few
        assert (each.excluded_reason == "样本不足") is few and bool(each.excluded_why) >= few
    assert 0 < len(people.scores.recommended.codes) <= LOOSE.rules.staff_seats


def test_the_party_list_is_of_party_members_among_the_same_peers(demo_build: Build) -> None:
    whole = score_staff(demo_build, Q3.scope, LOOSE)
    party = score_staff(demo_build, Q3.scope, LOOSE, party_alone=True)
    members = {
        row[0]
        for row in demo_build.rows(
            "select staff_no from dim_staff where coalesce(is_party_member, false)"
        )
    }
    assert party.party == members
    assert {each.window_code for each in party.scores.windows} == members
    assert set(party.scores.recommended.codes) <= members
    same = {each.window_code: each.rate for each in whole.scores.windows}
    assert all(each.rate == same[each.window_code] for each in party.scores.windows)
    tried = staff_trial(demo_build, Q3.scope, LOOSE, True).under({})
    assert tried.recommended.codes == party.scores.recommended.codes


@pytest.mark.parametrize("award", list(Award))
def test_the_field_holds_everybody_and_the_facts_of_each(demo_build: Build, award: Award) -> None:
    field = selection.field_of(demo_build, award, Q3.scope, LOOSE, 3)
    assert len(field.proposed) <= 3 and set(field.proposed) <= set(field.every)
    table = "dim_window" if award is Award.WINDOW else "dim_staff"
    where = {"党员先锋岗": " where is_party_member"}.get(str(award), "")
    assert len(field.every) == demo_build.rows(f"select count(*) from {table}{where}")[0][0]
    for each in field.every.values():
        assert each.facts.lines[0].startswith("得 ") == (each.facts.points is not None)
    if award is Award.WINDOW:
        cards = dict(
            demo_build.rows(
                "select window_code, count(*) from fct_case where card = '红牌' and is_counted and "
                "finished_month between '2026-07-01' and '2026-09-01' group by 1"
            )
        )
        for code, count in cards.items():
            assert f"红牌 {count} 件" in field.flagged[code]


# ---- places, seats, the calendar ----


def test_places_and_the_first_choice() -> None:
    every = [one("A", 70), one("B", 65), one("C", 65), one("D", 60), one("X", None), one("Y", 79, SENT_BACK)]  # fmt: skip
    ranked = selection.placed(every, 0.05)
    assert [(each.one.code, each.place, each.is_tied) for each in ranked] == [
        ("A", 1, False), ("B", 2, True), ("C", 2, True), ("D", 4, False), ("Y", None, False),
        ("X", None, False),
    ]  # fmt: skip
    # B and C are tied at the second seat: nobody takes it but people.
    assert selection.first_choice(ranked, 2) == ["A"]
    assert selection.first_choice(ranked, 3) == ["A", "B", "C"]
    assert selection.first_choice(ranked, 9) == ["A", "B", "C", "D"]
    assert selection.first_choice([], 3) == []


def test_marks_are_of_the_rule_book() -> None:
    marks = selection.items_of(BOOK)
    assert [(each.key, each.full, each.is_bonus) for each in marks] == [
        ("liable_complaint", 6.0, False), ("bad_rating_closure", 4.0, False), ("bonus", 5.0, True),
    ]  # fmt: skip
    marked = one("A", marks=(replace(marks[0], points=3.0), replace(marks[2], points=2.0)))
    assert marked.total == pytest.approx((60 + 3) / (80 + 6) * 100 + 2)
    nobody = one("A", None, marks=(replace(marks[0], points=6.0),))
    assert nobody.total == 0.0 and nobody.why_not == "不参评（样本不足）：办结 3 件"


def test_a_notice_counts_working_days_from_the_day_after(demo_build: Build) -> None:
    calendar = loops.workdays(demo_build)
    # The National Day holidays of 2025 lasted to 8 October, with work on Saturday the 11th.
    assert selection.notice_until(calendar, dt.date(2025, 9, 29), 4) == dt.date(2025, 10, 11)
    assert selection.notice_until(calendar, dt.date(2025, 9, 29), 5) == dt.date(2025, 10, 13)
    assert selection.notice_until(calendar, dt.date(2025, 9, 29), 1) == dt.date(2025, 9, 30)
    assert selection.notice_until(calendar, dt.date(2090, 1, 1), 5) is None


@pytest.mark.parametrize(
    ("as_of", "latest", "count"),
    [("2026-09-30", "2026Q3", 3), ("2026-09-29", "2026Q2", 2), ("2026-03-30", None, 0)],
)
def test_quarters_that_have_ended(as_of: str, latest: str | None, count: int) -> None:
    found = selection.finished_quarters(dt.date.fromisoformat(as_of), dt.date(2026, 1, 1))
    assert len(found) == count and (found[0].text if found else None) == latest


def test_what_comes_next_is_said() -> None:
    today = dt.date(2026, 10, 12)
    at = {stage: replace(NOW, stage=str(stage)) for stage in Stage}
    said = lambda stage, *every, day=today: selection.next_step(at[stage], list(every), day)  # noqa: E731
    assert "采用系统推荐名单" in said(Stage.NOMINATING)
    assert "结束提名" in said(Stage.NOMINATING, one("A"))
    fresh = replace(one("A", verdict=""), marked_by="", reply="")
    assert said(Stage.REVIEW, fresh) == "1 个等初评打分。"
    assert said(Stage.REVIEW, replace(fresh, marked_by="李明")) == "1 个等窗口答复。"
    assert said(Stage.REVIEW, one("A", verdict="")) == "1 个等另一个人复核。"
    assert "被退回" in said(Stage.REVIEW, one("A", verdict=SENT_BACK))
    assert "没有打过分的人" in said(Stage.REVIEW, one("A"))
    open_one = one("A", objections=({"answered_by": "", "is_upheld": False},))
    assert "1 条异议" in said(Stage.NOTICE, open_one)
    last = dt.date(2026, 10, 19)
    assert "当天过后" in said(Stage.NOTICE, one("A"), day=last)
    assert (
        said(Stage.NOTICE, one("A"), day=last + dt.timedelta(1)) == "公示已结束：记录会议的决定。"
    )


# ---- papers ----


def read(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def text_of(content: bytes) -> str:
    made = read(content)
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([each.text for each in made.paragraphs] + cells)


def test_the_notice_says_what_a_reader_needs() -> None:
    ranked = selection.placed([one("A", 70, deeds=EVIL * 5), one("B"), one("C")], 0.05)
    told = text_of(papers.notice(NOW, ranked, is_demo=True))
    for part in ("关于2026年第3季度红旗窗口", "拟表彰下列2个窗口", "2026年10月12日至2026年10月19日",
                 "自公示次日起5个工作日", "0000-0000000", "某市政务服务中心", "虚构", "87.5"):  # fmt: skip
        assert part in told, part
    assert "C窗口" not in told and "\x01" not in told
    assert "虚构" not in text_of(papers.notice(NOW, ranked))


def test_the_page_is_laid_out_by_the_standard() -> None:
    made = read(papers.notice(NOW, selection.placed([one("A"), one("B")], 0.05)))
    page = made.sections[0]
    for side, millimetres in (("top", 37), ("left", 28), ("bottom", 35), ("right", 26)):
        assert abs(getattr(page, f"{side}_margin") - Mm(millimetres)) < Mm(0.1)
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    normal = made.styles["Normal"]
    assert (
        normal.font.size.pt == word.THREE and normal.paragraph_format.line_spacing.pt == word.LINE
    )
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == word.BODY
    # 22 lines fit into the area, and 28 characters into a line.
    assert word.LINE * 22 <= 225 / 25.4 * 72 < word.LINE * 23
    assert (word.THREE + word.TIGHTER / 20) * 28 <= 156 / 25.4 * 72
    title = made.paragraphs[0].runs[0]
    assert title.font.size.pt == word.TWO
    assert title._r.rPr.rFonts.get(qn("w:eastAsia")) == word.TITLE
    assert made.settings.odd_and_even_pages_header_footer
    assert "PAGE" in page.footer._element.xml and "PAGE" in page.even_page_footer._element.xml
    header = made.tables[0].rows[0]._tr.trPr
    assert header.find(qn("w:tblHeader")) is not None
    assert not page.header.paragraphs[0].text  # no red head


def test_levels_of_headings() -> None:
    made = word.new_document("标题")
    for level in (1, 2, 3, 4):
        word.heading(made, level, f"第{level}级")
    fonts = [each.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for each in made.paragraphs]
    assert fonts == ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312"]
    levels = [each._p.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) for each in made.paragraphs]
    assert levels == ["0", "1", "2", "3"]


def test_certificate_and_circular() -> None:
    told = text_of(papers.certificate(NOW, one("A")))
    assert (
        "A窗口：" in told and "授予2026年第3季度“红旗窗口”称号" in told and "2026年10月21日" in told
    )
    ranked = selection.placed([one("A"), one("B")], 0.05)
    circular = text_of(papers.circular(NOW, ranked))
    assert "主任办公会决定" in circular and "A窗口" in circular and "B窗口" not in circular


def test_the_archive_holds_everything_with_its_hash() -> None:
    photo = {"name": "锦旗/照片.pdf", "sha256": "f" * 64, "size": 4}
    ranked = selection.placed([one("A", deeds=EVIL, files=(photo,)), one("B")], 0.05)
    step = Record(1, "2026-10-08T08:00:00.000Z", "李明", "自报", "selection", Subject("selection", "k"),
                  "发起评选", EVIL, None, None, {"name": "A窗口"}, "0" * 64, "a" * 64)  # fmt: skip
    lost = {"name": "不见.pdf", "sha256": "e" * 64, "size": 4}
    ranked[1] = replace(ranked[1], one=replace(ranked[1].one, code="../B", files=(lost,)))

    def found(told: dict[str, object]) -> bytes:
        if told is lost:
            raise AttachmentError("附件“不见.pdf”不见了")
        return b"%PDF"

    out = io.BytesIO()
    archive(out, replace(NOW, listed=("A",)), ranked, [step], found, is_demo=True)
    with zipfile.ZipFile(out) as packed:
        names = set(packed.namelist())
        assert "证书/A-A窗口.docx" in names and "附件/A-A窗口/1-锦旗_照片.pdf" in names
        lines = packed.read("清单.txt").decode().splitlines()
        listed = dict(reversed(line.split("  ", 1)) for line in lines if line[:2] != "缺失")
        assert [line for line in lines if line[:2] == "缺失"] == [
            "缺失  附件/_B-B窗口/1-不见.pdf  附件“不见.pdf”不见了"
        ]
        assert not any(".." in name for name in names)
        assert set(listed) == names - {"清单.txt"}
        for name, sha256 in listed.items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
        page = packed.read("档案.html").decode()
        assert "<script>alert" not in page and "&lt;script&gt;" in page
        assert "src=" not in page and "http" not in page
        assert json.loads(packed.read("记录.json"))[0]["hash"] == "a" * 64


def test_a_bonus_is_outside_the_hundred() -> None:
    mark = Mark("bonus", "奖励加分", 5.0, 5.0, is_bonus=True)
    assert one("A", 80, marks=(mark,)).total == pytest.approx(105.0)
