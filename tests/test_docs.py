"""The documents are true: commands of the README run, the dictionary is the models' own."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from etl.models import all_models
from etl.settings import ROOT, Settings
from tools.dictionary import TARGET, dictionary

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]


def test_the_dictionary_is_what_the_models_say() -> None:
    assert TARGET.read_text(encoding="utf-8") == dictionary(), "请运行 python -m tools.dictionary"


def test_every_published_table_is_in_the_dictionary(demo: Settings) -> None:
    text = TARGET.read_text(encoding="utf-8")
    for model in all_models():
        if model.layer == "marts":
            assert f"### {model.name}\n" in text


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    assert targets == {"run", "test", "bench"}
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_ci_calls_the_test_command_of_the_readme() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_commands_of_the_readme_run(demo: Settings, tmp_path: Path) -> None:
    """In the order written, on a data folder of their own, with the demonstration's exports."""
    (tmp_path / "models").symlink_to(demo.models, target_is_directory=True)
    ran = 0
    for line in COMMANDS:
        if not line.startswith("python -m ") or "venv" in line:
            continue
        words = [word.replace("data/demo", str(demo.demo)) for word in shlex.split(line)]
        words = [word.replace("我的数据", str(tmp_path)) for word in words]
        for out in ("识别结果.csv", "纸质留言簿.xlsx", "结果.csv", "备份.jsonl"):
            words = [str(tmp_path / word) if word == out else word for word in words]
        _run(words if "--data" in words else [*words, "--data", str(tmp_path)])
        ran += 1
    assert ran >= 8


def _run(words: list[str]) -> None:
    done = subprocess.run([sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0, f"{shlex.join(words)}\n{done.stderr}"


@pytest.mark.parametrize(
    "name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/使用手册.md"]
)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{name}: {target}"
