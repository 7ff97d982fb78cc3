"""The house itself: floors, no page file that Streamlit would find, no word out of place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from etl.settings import ROOT

PACKAGES = ("etl", "nlp", "scoring", "reports", "records", "pages", "tools")
FLOORS = (
    (1, ("etl.settings", "etl.errors", "etl.contract", "etl.calendar",
            "etl.notice", "etl.reference", "etl.demo", "etl.command_line", "nlp",
         "scoring.rulebook", "scoring.uncertainty", "scoring.shrinkage", "scoring.places", "scoring.funnel",
         "scoring.casemix",)),
    (2, ("etl.landing", "etl.commands", "etl.models", "etl.engines", "etl.audit", "etl.runner", "etl.jobs",
            "etl.keeper", "etl.tables_edit", "etl.decisions", "etl.human_labels", "etl.rules_edit", "etl.transcripts", "etl.drafts", "etl.hand_entries", "etl.demo_loops", "records")),
    (3, ("etl.read",)),
    (4, ("scoring",)),
    (5, ("reports",)),
    (6, ("pages.shared",)),
    (7, ("pages", "app", "tools", "etl.__main__",
            "reports.__main__", "nlp.__main__", "records.__main__",
         "scoring.__main__")),
)  # fmt: skip
SCREEN = ("streamlit", "plotly")
SQL_ONLY_BELOW = 4


def floor_of(module: str) -> int | None:
    """The floor of a module: that of its longest named prefix; None for what is not ours."""
    named = [(len(name), floor) for floor, names in FLOORS for name in names
             if module == name or module.startswith(f"{name}.")]  # fmt: skip
    return max(named)[1] if named else None


def modules() -> list[tuple[str, Path]]:
    """Every module of the project with its file."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    named = [(".".join(path.relative_to(ROOT).with_suffix("").parts), path) for path in files]
    return [(name.removesuffix(".__init__"), path) for name, path in named] + [
        ("app", ROOT / "app.py")
    ]


def imports(path: Path) -> set[str]:
    """Modules a file imports, also those inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return found


def climbing(module: str, imported: set[str]) -> list[str]:
    """Imports that go up a floor."""
    mine = floor_of(module)
    return [one for one in imported if (floor_of(one) or 0) > (mine or 0)]


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_imports_go_downward_only(module: str, path: Path) -> None:
    if module in PACKAGES or module == "etl":
        return
    assert floor_of(module) is not None, f"{module} stands on no floor"
    assert climbing(module, imports(path)) == []


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("nlp.enrich", "etl.landing.land"),
        ("etl.read.build", "scoring.scores"),
        ("reports.words", "pages.shared.labels"),
        ("scoring.rulebook.load", "etl.read"),
    ],
)
def test_the_floors_test_can_fail(module: str, imported: str) -> None:
    assert climbing(module, {imported}) == [imported]


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_only_pages_draw(module: str, path: Path) -> None:
    drawn = {one.split(".")[0] for one in imports(path)} & set(SCREEN)
    assert not drawn or (floor_of(module) or 0) >= 6


def test_pages_never_import_the_runner_or_landing() -> None:
    for module, path in modules():
        if module == "app" or module.startswith("pages"):
            bad = {one for one in imports(path)
                   if one.startswith(("etl.runner", "etl.landing", "etl.engines", "duckdb"))}  # fmt: skip
            assert not bad, f"{module}: {bad}"


def test_no_page_file_directly_in_pages() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []


def test_no_sql_outside_the_read_door() -> None:
    for module, path in modules():
        if (floor_of(module) or 0) >= SQL_ONLY_BELOW and not module.startswith("tools"):
            text = path.read_text(encoding="utf-8").lower()
            assert not re.search(r"\bselect\b[^\n\"']{0,80}\bfrom\b", text), module


def test_pages_carry_no_html_or_css() -> None:
    for module, path in modules():
        if module == "app" or module.startswith("pages"):
            text = path.read_text(encoding="utf-8")
            assert "unsafe_allow_html" not in text
            assert "components.v1" not in text
            assert "st.html" not in text


def test_a_page_is_short() -> None:
    for path in (ROOT / "pages").glob("*/*.py"):
        if path.parent.name != "shared":
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 130, path.name


def test_no_network_address_in_the_code() -> None:
    allowed = ("http://127.0.0.1", "http://{ADDRESS}")
    for _, path in modules():
        for found in re.findall(r"https?://[^\s\"'）)]+", path.read_text(encoding="utf-8")):
            assert found.startswith(allowed), f"{path.name}: {found}"


def test_settings_of_the_server() -> None:
    text = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert 'address = "127.0.0.1"' in text
    assert "gatherUsageStats = false" in text


@pytest.mark.xdist_group("browser")
def test_tests_that_share_a_thing_run_on_one_worker(request: pytest.FixtureRequest) -> None:
    """A runner that drops the groups runs the journeys side by side, and they fail by chance."""
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("只在多进程运行（-n 2 --dist loadgroup）时有分组")
    assert request.node.nodeid.endswith("@browser")
