"""The commands as scripts outside call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from trail_cases import tamper

from records import Store

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str | Path, data: Path | None = None) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one command."""
    call = [sys.executable, "-m", "records", *map(str, words)]
    if data is not None:
        call += ["--data", str(data)]
    env = {key: value for key, value in os.environ.items() if not key.startswith("ZW_")}
    done = subprocess.run(
        call, cwd=ROOT, env={**env, "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def last_line(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def test_verify_says_sound_or_names_the_first_bad_record(five: Store, tmp_path: Path) -> None:
    status, out, says = run("verify", "--json", data=tmp_path)
    assert (status, last_line(out)["rows"], last_line(out)["sound"]) == (0, 5, True)
    assert "记录链完好：共 5 条" in says
    tamper(tmp_path, "update record set reason = '别的' where seq = 4")
    tamper(tmp_path, "update record set actor = '王芳' where seq = 2")
    status, out, says = run("verify", "--json", data=tmp_path)
    assert status == 1
    assert "第 2 条记录" in says
    assert len(says.splitlines()) == 1
    report = last_line(out)
    assert (report["rows"], report["sound"]) == (5, False)
    assert [one["seq"] for one in report["problems"]] == [2, 4]


def test_backup_restore_and_verify_against(five: Store, tmp_path: Path) -> None:
    file = tmp_path / "备份.jsonl"
    status, out, _ = run("backup", file, "--json", data=tmp_path)
    assert (status, last_line(out)["rows"]) == (0, 5)
    status, out, _ = run("restore", file, "--json", data=tmp_path / "new")
    assert (status, last_line(out)) == (0, {"rows": 5, "added": 5})
    assert run("verify", "--against", file, data=tmp_path / "new")[0] == 0
    status, _, says = run("verify", "--against", tmp_path / "none", data=tmp_path)
    assert (status, len(says.splitlines())) == (2, 1)


def test_the_log_lists_the_latest_first(five: Store, tmp_path: Path) -> None:
    status, out, says = run("log", "--limit", "2", data=tmp_path)
    assert (status, says) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["5", "4"]
    assert "李明（自报）  标注复核  改标注  fct_comment/c5  理由：" in out
    status, out, _ = run("log", "--kind", "label_review", "--json", data=tmp_path)
    assert (last_line(out)["rows"], len(out.splitlines())) == (5, 1)
    status, out, says = run("log", "--kind", "nomination", data=tmp_path)
    assert (status, out, says.strip()) == (0, "", "没有符合条件的记录")


def test_a_tampered_text_does_not_stop_the_log(five: Store, tmp_path: Path) -> None:
    tamper(tmp_path, "update record set reason = cast(x'e4ff' as text) where seq = 4")
    assert run("log", data=tmp_path)[0] == 0
    assert run("log", "--json", data=tmp_path)[0] == 0
    tamper(tmp_path, "update record set reason = x'e4ff' where seq = 4")
    status, _, says = run("log", data=tmp_path)
    assert (status, "第 4 条" in says) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["log"],
        ["backup", "here"],
        ["restore", "none.jsonl"],
        ["restore"],
        ["log", "--limit", "0"],
        ["log", "--limit", "多"],
        ["log", "--kind", "guess"],
        ["guess"],
        [],
        ["verify", "--json", "more"],
    ],
)
def test_unusable_calls_get_one_chinese_line(tmp_path: Path, words: list[str]) -> None:
    place = tmp_path / "none"
    status, out, says = run(*words, data=place)
    assert (status, out) == (2, "")
    assert len(says.splitlines()) == 1
    assert "：" in says
    assert not place.exists()


def test_a_refused_restore_leaves_no_empty_store(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("{}", encoding="utf-8")
    assert run("restore", tmp_path / "bad", data=tmp_path)[0] == 2
    assert not (tmp_path / "records.db").exists()


def test_a_store_that_is_no_database_is_not_sound(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_bytes(b"x" * 5000)
    status, out, says = run("verify", "--json", data=tmp_path)
    assert (status, last_line(out)["rows"]) == (1, None)
    assert "已损坏" in says
    assert run("backup", tmp_path / "b", data=tmp_path)[0] == 2


def test_help_is_chinese() -> None:
    for words in (["--help"], ["log", "-h"]):
        status, out, _ = run(*words)
        assert status == 0
        assert "usage" not in out
        assert "python -m records restore 文件" in out
