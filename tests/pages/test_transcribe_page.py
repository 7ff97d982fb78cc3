"""留言簿誊录 on the screen: an entry is kept, a repeat is told, drafts wait."""

from __future__ import annotations

from pathlib import Path

from data_folders import data_folder
from page_runs import Open

from etl.read import open_build
from etl.settings import Settings
from etl.transcripts import drafts


def test_the_page_keeps_warns_and_waits(open_page: Open, tmp_path: Path, demo: Settings) -> None:
    settings = data_folder(tmp_path / "data")
    for name in ("builds", "landing", "CURRENT", "demo"):
        (settings.data / name).symlink_to(demo.data / name)
    test = open_page("transcribe", settings.data)
    assert not test.exception and not test.error
    assert any("没有等待导入的誊录" in one.value for one in test.markdown)
    assert test.button(key="keep").disabled
    test.text_input(key="user_name").set_value("李明").run()
    known = open_build(settings).rows("select text_masked from fct_comment limit 1")[0][0]
    test.text_area(key="copy_text").set_value(known)
    test.text_input(key="copy_signed").set_value("王小明 13812345678")
    test.button(key="keep").click().run()
    # A repeat is told and not kept; nothing typed is lost.
    assert any("一模一样的留言" in one.value for one in test.warning)
    assert drafts(settings) == [] and test.text_area(key="copy_text").value == known
    test.checkbox(key="copy_sure_0").check()
    test.button(key="keep").click().run()
    (kept,) = drafts(settings)
    assert (kept.text, kept.signed) == (known, "王*明")
    assert test.text_area(key="copy_text").value == test.text_input(key="copy_signed").value == ""
    assert any("已誊录 1 条" in one.value for one in test.markdown)
    test.text_area(key="copy_text").set_value(known)
    test.button(key="keep").click().run()
    assert any("已经誊录过" in one.value for one in test.warning)
    assert len(drafts(settings)) == 1
