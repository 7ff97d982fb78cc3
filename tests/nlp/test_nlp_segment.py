import os
import subprocess
import sys

import pytest

from nlp.segment import mark_negation, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("一次性告知", ["一次性告知"]),
        ("不要踢皮球", ["不要", "踢皮球"]),
        ("服务态度 很好", ["服务态度", "很", "好"]),
    ],
)
def test_service_words_stay_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("tokens", "marked"),
    [
        (["不", "满意"], ["不", "不_满意"]),
        (["没有", "人", "来", "管", "我们"], ["没有", "不_人", "不_来", "不_管", "我们"]),
        (["不", "好", ",", "走"], ["不", "不_好", ",", "走"]),
        (["没", "不", "满意", "的"], ["没", "不", "不_满意", "不_的"]),
        (["很", "满意"], ["很", "满意"]),
        ([], []),
    ],
)
def test_negation_marks_the_next_words(tokens: list[str], marked: list[str]) -> None:
    assert mark_negation(tokens) == marked


def test_silent_and_without_a_writable_temporary_folder() -> None:
    """A service account may have nowhere to write; jieba's own start would log or fail."""
    code = (
        "import tempfile; tempfile.tempdir = '/nonexistent'\n"
        "from nlp.segment import words; print(len(words('窗口没有人')))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().isdigit()
    assert done.stderr == ""
