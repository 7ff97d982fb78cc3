"""The commands as scripts outside call them."""

import json
from pathlib import Path

import pandas as pd
import pytest

from nlp.__main__ import main

COMMENTS = "编号,留言\n1,态度很好;非常满意\n2,=1+1太慢了;等了两个小时\n3,请问怎么办理居住证？\n4,\n"
ADDED = [
    *("label", "probability", "needs_review", "work_rules", "mentions", "reasons"),
    *("p_praise", "p_complaint", "p_mixed", "p_suggestion", "p_inquiry", "p_neutral"),
]


@pytest.fixture
def data(model_dir: Path, tmp_path: Path) -> Path:
    """A data folder whose models are the shared ones."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(model_dir, target_is_directory=True)
    return tmp_path / "data"


@pytest.fixture
def comments(tmp_path: Path) -> Path:
    path = tmp_path / "留言.csv"
    path.write_text(COMMENTS, encoding="utf-8")
    return path


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    capsys.readouterr()
    status = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return status, printed.out.splitlines(), printed.err


def test_classify(
    capsys: pytest.CaptureFixture[str], data: Path, comments: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "out.csv"
    status, lines, _ = _run(
        capsys, "classify", comments, "--text", "留言", "--out", out, "--data", data, "--json"
    )
    assert status == 0
    report = json.loads(lines[-1])
    assert report["rows"] == 4
    assert report["seconds"] > 0
    assert report["per_second"] > 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert list(table.columns) == ["编号", "留言", *ADDED]
    assert list(table["label"]) == ["praise", "complaint", "inquiry", "neutral"]
    assert table["留言"][1] == "'=1+1太慢了;等了两个小时"
    assert "限时办结制" in table["work_rules"][1]
    assert table["needs_review"][3] == "false"


def test_gb18030_reads_as_utf8(
    capsys: pytest.CaptureFixture[str], data: Path, comments: Path, tmp_path: Path
) -> None:
    other = tmp_path / "gbk.csv"
    other.write_bytes(COMMENTS.encode("gb18030"))
    for source, out in ((comments, "a.csv"), (other, "b.csv")):
        options = ("--text", "留言", "--out", tmp_path / out, "--data", data)
        assert _run(capsys, "classify", source, *options)[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_column_of_ours_in_the_input_is_kept_under_another_name(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,label\n很好,x\n", encoding="utf-8")
    status, _, err = _run(
        capsys, "classify", source, "--text", "text", "--out", out, "--data", data
    )
    assert status == 0
    assert "原_" in err
    table = pd.read_csv(out)
    assert (table["原_label"][0], table["label"][0]) == ("x", "praise")


def test_mentions_with_a_roster(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    source, roster, out = tmp_path / "in.csv", tmp_path / "roster.csv", tmp_path / "out.csv"
    source.write_text("text\n社保窗口很好\n", encoding="utf-8")
    roster.write_text("window_code,window_name\nA03,社保窗口\n", encoding="utf-8")
    options = ("--text", "text", "--out", out, "--data", data, "--roster", roster)
    assert _run(capsys, "classify", source, *options)[0] == 0
    assert pd.read_csv(out)["mentions"][0] == "A03 社保窗口"


def test_evaluate(capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path) -> None:
    source = tmp_path / "labelled.csv"
    source.write_text(
        "text,label\n态度很好,praise\n太差了,投诉\n很满意,表扬\n没人管,complaint\n空标签,\n",
        encoding="utf-8",
    )
    status, lines, _ = _run(
        capsys, "evaluate", source, "--text", "text", "--label", "label", "--data", data, "--json"
    )
    report = json.loads(lines[-1])
    assert status == 0
    assert report["rows"] == 4
    assert report["accuracy"] == report["macro_f1"] == 1.0
    assert report["per_label"]["praise"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "support": 2,
    }
    assert 0 <= report["coverage"] <= 1
    assert set(report["snownlp"]) == {"accuracy", "macro_f1", "seconds"}


def test_evaluate_on_other_classes_has_no_stock_to_compare(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    source = tmp_path / "labelled.csv"
    source.write_text("t,l\n建议增加座椅,suggestion\n怎么办理？,inquiry\n", encoding="utf-8")
    _, lines, _ = _run(
        capsys, "evaluate", source, "--text", "t", "--label", "l", "--data", data, "--json"
    )
    report = json.loads(lines[-1])
    assert report["snownlp"] is None
    assert set(report["per_label"]) == {"suggestion", "inquiry"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "文件不存在"),
        (b"", "是空的"),
        (b"\n\n", "是空的"),
        (b",\n,\n", "没有表头"),
        ("留言\n".encode(), "只有表头"),
        ("别的\n很好\n".encode(), "没有列“留言”，现有列：别的"),
        ("留言,b\n好,1,2\n".encode(), "第 2 行有 3 列"),
        ("留言,留言\n好,好\n".encode(), "重名"),
        ('留言,b\n"好,1\n'.encode(), "引号"),
        (b"PK\x03\x04\x00\x00", "不是 CSV"),
        (b"\xff\xfe\xfd\x80\x81", "编码"),
    ],
)
def test_bad_input_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path, content: bytes | None, says: str
) -> None:
    source = tmp_path / "坏文件.csv"
    if content is not None:
        source.write_bytes(content)
    out = tmp_path / "out.csv"
    status, lines, err = _run(
        capsys, "classify", source, "--text", "留言", "--out", out, "--data", data, "--json"
    )
    assert status == 2
    assert lines == []
    assert len(err.splitlines()) == 1
    assert says in err
    assert "坏文件.csv" in err
    assert not out.exists()


def test_an_unknown_label_is_named(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path
) -> None:
    source = tmp_path / "labelled.csv"
    source.write_text("t,l\n好,很棒\n", encoding="utf-8")
    status, _, err = _run(capsys, "evaluate", source, "--text", "t", "--label", "l", "--data", data)
    assert status == 2
    assert "不认识的标签“很棒”" in err


@pytest.mark.parametrize("arguments", [["clasify"], [], ["classify", "x.csv"]])
def test_a_wrong_call_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, _, err = _run(capsys, *arguments)
    assert status == 2
    assert len(err.splitlines()) == 1
    assert "--help" in err
