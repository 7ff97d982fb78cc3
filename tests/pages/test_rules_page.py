"""评分规则: shown in Chinese, a copy changed, what it changes told, published with the reason, taken back."""

from __future__ import annotations

from pathlib import Path

from page_runs import Open
from streamlit.testing.v1 import AppTest

from etl import rules_edit
from etl.settings import Settings
from scoring.rulebook import rulebook_for

QUARTER = "2026年第3季度"


def field(test: AppTest, label: str) -> object:
    return next(one for one in test.number_input if one.label == label)


def change(test: AppTest, indicator: str, label: str, value: float) -> None:
    box = test.selectbox(key="rules_of")
    box.select(next(key for key in _keys() if key == indicator)).run()
    field(test, label).set_value(value).run()  # type: ignore[attr-defined]


def _keys() -> list[str]:
    return [one.key for one in rulebook_for(Settings(Path("nowhere")), 2026).indicators]


def test_the_rules_stand_in_chinese(open_page: Open) -> None:
    test = open_page("rules", period=QUARTER)
    assert not test.exception and not test.error
    said = " ".join(one.value for one in test.markdown)
    assert "满分 100" in said and "一票否决" in said
    assert {one.value for one in test.subheader} >= {
        "比创新（25 分）",
        "比作风（35 分）",
        "比业绩（40 分）",
    }


def test_nobody_unnamed_changes_them(open_page: Open, office: Settings) -> None:
    test = open_page("rules", data=office.data, period=QUARTER, rules_tab="改规则")
    assert "填写左侧的姓名" in test.info[0].value and not test.number_input


def test_changed_told_published_and_taken_back(open_page: Open, office: Settings) -> None:
    test = open_page("rules", data=office.data, period=QUARTER, rules_tab="改规则")
    test.text_input(key="user_name").input("李明").run()
    change(test, "volume", "满分", 2.0)
    assert any("各指标合计 30 分，应为 40 分" in one.value for one in test.warning)
    assert test.button(key="rules_publish").disabled
    change(test, "on_time", "满分", 20.0)
    assert not test.warning and not test.exception
    assert any("改了 2 处" in one.value for one in test.subheader)
    assert any("推荐名单：进入" in one.value for one in test.markdown)
    test.text_input(key="rules_reason").input("按时更要紧").run()
    test.button(key="rules_publish").click().run()
    assert not test.error and any("已发布新的规则" in one.value for one in test.success)
    now = {one.key: one.points for one in rulebook_for(office, 2026).indicators}
    assert (now["volume"], now["on_time"]) == (2, 20)

    test = open_page("rules", data=office.data, period=QUARTER, rules_tab="改过几次")
    test.text_input(key="user_name").input("李明").run()
    (record,) = rules_edit.versions(office, 2026)
    assert any("按时更要紧" in one.value and "李明" in one.value for one in test.markdown)
    test.button(key=f"rules-take-{record.seq}").click().run()
    test.text_input(key="rules_reason").input("改回来").run()
    test.button(key="rules_publish").click().run()
    assert not test.error and not test.exception
    assert {one.key: one.points for one in rulebook_for(office, 2026).indicators}["volume"] == 12


def test_a_draft_thrown_away_leaves_the_rules_on_screen(open_page: Open, office: Settings) -> None:
    test = open_page("rules", data=office.data, period=QUARTER, rules_tab="改规则")
    test.text_input(key="user_name").input("李明").run()
    change(test, "volume", "满分", 3.0)
    test.button(key="rules_drop").click().run()
    assert field(test, "满分").value == 12.0  # type: ignore[attr-defined]
    assert rules_edit.versions(office, 2026) == []


def test_the_slower_of_two_sees_a_sentence(open_page: Open, office: Settings) -> None:
    test = open_page("rules", data=office.data, period=QUARTER, rules_tab="改规则")
    test.text_input(key="user_name").input("王芳").run()
    change(test, "volume", "满分", 11.0)
    change(test, "on_time", "满分", 11.0)
    test.text_input(key="rules_reason").input("慢一步").run()
    faster = rules_edit.text_of(office, 2026).replace("recommended = 5", "recommended = 4")
    from records.users import User  # noqa: PLC0415

    rules_edit.publish(
        office, User("李明"), 2026, faster, rulebook_for(office, 2026).sha256, "快一步"
    )
    test.button(key="rules_publish").click().run()
    assert rulebook_for(office, 2026).rules.recommended == 4
    assert any("刚被别人改过" in one.value for one in test.error)
