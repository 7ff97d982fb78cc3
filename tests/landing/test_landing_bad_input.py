"""Bad input and bad days: one Chinese line, the right status, nothing changed, the next run works.

Every test starts from a folder with a published build, checks that the build is still the same
file, and lands a good export afterwards.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from landing_cases import CASE_HEADER, ROOT, book, landed, put, quiet, rows_where, tree
from messy_files import write_file

from etl.errors import UserError
from etl.landing import batches
from etl.landing.land import Request, land
from etl.read import open_build
from etl.runner import build
from etl.settings import Settings

MANY = 1_000
MEGABYTE = 1 << 20
MOST_MEMORY = 1_500 * MEGABYTE
LONGEST_SECONDS = 60
FREE_BYTES = 48 << 10
ROWS = [CASE_HEADER.split(","), *[[f"YS{i}", "2024-03-04 09:00:00", "", "甲"] for i in range(300)]]


@dataclass(frozen=True)
class Answer:
    """What a command left behind: exit status, JSON, words for people, its peak memory in bytes."""

    status: int
    report: dict[str, Any] | None
    said: str
    memory: int


def run(
    settings: Settings, *words: str | Path, before: Sequence[str] = (), **options: Any
) -> Answer:
    """`python -m etl …` as a process of its own, with its own peak memory."""
    said, out = settings.data.parent / "话.txt", settings.data.parent / "出.txt"
    data = ("--data", str(settings.data), "--json")
    with said.open("wb") as errors, out.open("wb") as answers:
        child = subprocess.Popen(
            [*before, sys.executable, "-m", "etl", *map(str, words), *data],
            cwd=ROOT,
            stdout=answers,
            stderr=errors,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            **options,
        )
        # wait4 tells the memory of this child alone, whatever other children took.
        clock = threading.Timer(LONGEST_SECONDS, child.kill)
        clock.start()
        _, code, usage = os.wait4(child.pid, 0)
        clock.cancel()
        child.returncode = os.waitstatus_to_exitcode(code)
    lines = out.read_text(encoding="utf-8").strip().splitlines()
    report = json.loads(lines[-1]) if lines else None
    text = said.read_text(encoding="utf-8")
    for path in (said, out):
        path.unlink()
    return Answer(child.returncode, report, text, usage.ru_maxrss << 10)


def run_land(settings: Settings, path: Path, **options: Any) -> Answer:
    return run(settings, "land", path, "--table", "cases", **options)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A folder with one landed export and its build."""
    folder = tmp_path_factory.mktemp("底")
    settings = Settings(folder / "数据")
    land(settings, Request(put(folder, f"{CASE_HEADER}\nA1,2024-1-2,,甲\n"), "cases"), quiet)
    build(settings, None, quiet)
    return settings


@pytest.fixture
def office(published: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(published.data, tmp_path / "数据")
    return Settings(tmp_path / "数据")


def assert_one_line(said: str, *words: str) -> None:
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) == 1, said[-2000:]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said), said
    for word in words:
        assert word in said


def build_file(settings: Settings) -> tuple[str, int, int]:
    """The published build: its name, size and time of writing."""
    named = settings.published()
    assert named is not None
    stat = named[1].stat()
    return named[0], stat.st_size, stat.st_mtime_ns


def assert_next_run_works(settings: Settings) -> None:
    """A good export lands and builds, and the build holds it."""
    path = put(settings.data.parent, f"{CASE_HEADER}\nZ1,2024-1-3,,乙\nZ2,2024-1-4,,丙\n", "好.csv")
    report = land(settings, Request(path, "cases"), quiet)
    assert (report["rows_in"], report["loaded"]) == (2, 2)
    build(settings, None, quiet)
    opened = open_build(settings)
    try:
        found = opened.rows("select count(*) from fct_case where case_no in ('A1', 'Z1', 'Z2')")
    finally:
        opened.close()
    assert found == [(3,)]


def assert_refused(settings: Settings, path: Path, *words: str) -> Answer:
    """Exit status 2, one Chinese line, not a byte of the folder changed."""
    before = tree(settings.data)
    answer = run_land(settings, path)
    assert (answer.status, answer.report) == (2, None), answer.said[-2000:]
    assert_one_line(answer.said, *words)
    assert tree(settings.data) == before
    assert_next_run_works(settings)
    return answer


# Files that cannot be used. Each takes a folder and gives a path and words of the line.


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def cut_in_a_character(folder: Path, encoding: str) -> Path:
    path = put(folder, f"{CASE_HEADER}\nYS1,2024-3-4,,设立\nYS2,2024-3-4,,注销", encoding=encoding)
    path.write_bytes(path.read_bytes()[:-1])
    return path


def packed(folder: Path, **members: bytes) -> Path:
    path = folder / "包.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def bomb(folder: Path) -> Path:
    """A member that unpacks to a thousand times its size."""
    path = folder / "炸弹.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("办件.csv", "w", force_zip64=True) as member,
    ):
        member.write(f"{CASE_HEADER}\n".encode())
        for _ in range(400):
            member.write(b"0" * MEGABYTE)
    return path


def lying_bomb(folder: Path) -> Path:
    """The same, with a directory that says the member is small."""
    path = bomb(folder)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1000)
    path.write_bytes(data)
    return path


def crowd(folder: Path) -> Path:
    path = folder / "许多.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number}.csv", f"{CASE_HEADER}\nYS{number},2024-3-4,,甲\n")
    return path


def nested(folder: Path) -> Path:
    inner = packed(folder, **{"办件.csv": f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n".encode()})
    return packed(folder, **{"里面.zip": inner.read_bytes()})


def made(folder: Path, written: str, name: str) -> Path:
    return write_file(folder, {"name": name, "written": written, "rows": ROWS})


def wide(folder: Path, columns: int) -> Path:
    header = ["办件编号", "受理时间", *(f"列{i}" for i in range(2, columns))]
    row = ["YS1", "2024-03-04", *["x"] * (columns - 2)]
    return put(folder, f"{','.join(header)}\n{','.join(row)}\n")


UNUSABLE: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "a folder": (lambda d: d, ("文件夹",)),
    "an empty file": (lambda d: put(d, ""), ("空的",)),
    "nothing but NUL": (lambda d: put(d, "\0" * 5_000), ("办件.csv",)),
    "a cut XLSX": (lambda d: cut(made(d, "xlsx", "断.xlsx"), 0.6), ("断.xlsx",)),
    "a cut ODS": (lambda d: cut(made(d, "ods", "断.ods"), 0.6), ("断.ods",)),
    "a cut ZIP": (lambda d: cut(packed(d, **{"a.csv": b"x" * 9999}), 0.5), ("包.zip",)),
    "a cut Parquet": (lambda d: cut(made(d, "parquet", "断.parquet"), 0.6), ("断.parquet",)),
    "UTF-8 cut in a character": (lambda d: cut_in_a_character(d, "utf-8"), ("办件.csv",)),
    "GB18030 cut in a character": (lambda d: cut_in_a_character(d, "gb18030"), ("办件.csv",)),
    "UTF-16 cut in a character": (lambda d: cut_in_a_character(d, "utf-16"), ("办件.csv",)),
    "100,000 columns": (lambda d: wide(d, 100_000), ("列",)),
    "a bomb": (bomb, ("炸弹.zip",)),
    "a lying bomb": (lying_bomb, ("炸弹.zip",)),
    "5,000 members": (crowd, ("许多.zip",)),
    "a ZIP in a ZIP": (nested, ("包.zip",)),
    "a ZIP without tables": (lambda d: packed(d, **{"说明.pdf": b"%PDF-1.7"}), ("说明.pdf",)),
    "an empty ZIP": (packed, ("包.zip",)),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_what_cannot_be_used_is_refused(office: Settings, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    make, words = UNUSABLE[kind]
    answer = assert_refused(office, make(folder), *words)
    assert answer.memory < MOST_MEMORY


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_cut_web_page_lands_only_whole_values(
    office: Settings, tmp_path: Path, share: float
) -> None:
    """What stands before the cut may land; half a value never does."""
    path = cut(made(tmp_path, "html", "断.xls"), share)
    answer = run_land(office, path)
    assert answer.status in (0, 2), answer.said
    if answer.report:
        report = answer.report["files"][0]
        assert report["rows_in"] == report["loaded"] + report["rejected"] + report["duplicate"]
        kept = landed(office, report, "case_no")
        assert kept == [(row[0],) for row in ROWS[1 : len(kept) + 1]]
    else:
        assert_one_line(answer.said, "断.xls")
    assert_next_run_works(office)


@pytest.mark.parametrize(
    "name", ["../逃.csv", "../../逃.csv", "{}/逃.csv", "..\\逃.csv", "C:\\逃.csv"]
)
def test_no_member_of_a_zip_leaves_its_folder(office: Settings, tmp_path: Path, name: str) -> None:
    """Refused or landed, nothing is written beside what a landing writes."""
    path = packed(
        tmp_path, **{name.format(tmp_path): f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n".encode()}
    )
    answer = run_land(office, path)
    assert answer.status in (0, 2), answer.said
    assert [p for folder in (tmp_path, ROOT) for p in folder.glob("*逃*")] == []
    assert [p for p in office.data.rglob("*") if "逃.csv" in p.name] == []
    assert_one_line(answer.said)
    assert_next_run_works(office)


def test_an_unreadable_file(office: Settings, tmp_path: Path) -> None:
    path = put(tmp_path, f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n")
    path.chmod(0)
    before = tree(office.data)
    answer = run_land(office, path, before=as_anyone())
    assert answer.status == 2, answer.said[-2000:]
    assert_one_line(answer.said, "办件.csv", "权限")
    assert tree(office.data) == before


def test_a_folder_that_may_not_be_written(office: Settings, tmp_path: Path) -> None:
    path = put(tmp_path, f"{CASE_HEADER}\nYS1,2024-3-4,,甲\n")
    folders = [office.data, *(p for p in office.data.rglob("*") if p.is_dir())]
    before = tree(office.data)
    for folder in folders:
        folder.chmod(0o555)
    answer = run_land(office, path, before=as_anyone())
    for folder in folders:
        folder.chmod(0o755)
    assert answer.status == 1, answer.said[-2000:]
    assert_one_line(answer.said, "权限")
    assert tree(office.data) == before
    assert_next_run_works(office)


def as_anyone() -> list[str]:
    """What to put before a command so that file permissions hold for it, also for root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("没有 setpriv：系统管理员身份下无法试验文件权限")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"]


# Rows that must not be lost.


def numbered(**odd: str) -> str:
    """1,000 cases; the row of a number can be written otherwise."""
    rows = [f"YS{i},2024-03-04 09:00:00,,事项{i}" for i in range(1, MANY + 1)]
    for number, row in odd.items():
        rows[int(number.removeprefix("row")) - 1] = row
    return "\n".join([CASE_HEADER, *rows]) + "\n"


UNTIDY = {
    "an unclosed quote": (numbered(row3='YS3,2024-03-04 09:00:00,,"事项3'), {3}),
    "an unclosed quote before a quoted cell": (
        numbered(
            row3='YS3,2024-03-04 09:00:00,,"事项3', row500='YS500,2024-03-04 09:00:00,,"事项,500"'
        ),
        {3, 500},
    ),
    "a quote that closes too early": (numbered(row3='YS3,2024-03-04 09:00:00,,"事"项3'), {3}),
    "nested quotes": (numbered(row3='YS3,2024-03-04 09:00:00,,"他说"好",我说""不"""'), {3}),
    "NUL within a cell": (numbered(row3="YS3,2024-03-04 09:00:00,,事\0项3"), {3}),
    "NUL as a row": (numbered(row3="\0\0\0,\0,\0,\0"), {3}),
    "a lone carriage return": (numbered(row3="YS3,2024-03-04 09:00:00,,事\r项3"), {3}),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("kind", UNTIDY)
def test_the_other_rows_are_all_there(
    office: Settings, tmp_path: Path, kind: str, encoding: str
) -> None:
    text, odd = UNTIDY[kind]
    answer = run_land(office, put(tmp_path, text, encoding=encoding))
    assert answer.status == 0, answer.said[-2000:]
    assert answer.report is not None
    report = answer.report["files"][0]
    assert report["rows_in"] == report["loaded"] + report["rejected"] + report["duplicate"]
    found = dict(landed(office, report, "case_no, item_name"))
    wanted = {f"YS{i}": f"事项{i}" for i in range(1, MANY + 1) if i not in odd}
    assert {name: item for name, item in found.items() if name in wanted} == wanted
    assert_next_run_works(office)


def test_an_unclosed_quote_in_the_third_row_costs_no_row(office: Settings, tmp_path: Path) -> None:
    text, _ = UNTIDY["an unclosed quote"]
    report = land(office, Request(put(tmp_path, text), "cases"), quiet)
    assert report["rows_in"] == MANY
    assert len(rows_where(office, report, "row_no", "row_status in ('ok', 'rejected')")) == MANY


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_200_megabytes_takes_bounded_memory(
    office: Settings, tmp_path: Path, quote: str
) -> None:
    path = tmp_path / "大.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f"{CASE_HEADER}\nYS1,2024-3-4,,甲\nYS2,2024-3-4,,{quote}")
        for _ in range(200):
            stream.write("x" * MEGABYTE)
        stream.write(f"{quote}\nYS3,2024-3-4,,乙\n")
    before = tree(office.data)
    answer = run_land(office, path)
    assert answer.status in (0, 2), answer.said[-2000:]
    assert_one_line(answer.said, "大.csv")
    assert answer.memory < MOST_MEMORY, f"{answer.memory >> 20} MB"
    if answer.report:
        assert answer.report["files"][0]["rows_in"] == 3
    else:
        assert tree(office.data) == before
    assert_next_run_works(office)


# Bad days.


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of its own in memory; only the superuser can have one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("不能挂载内存文件系统：需要系统管理员权限")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that leaves almost nothing free."""
    path = folder / "占位"
    stat = os.statvfs(folder)
    size = stat.f_bavail * stat.f_frsize - FREE_BYTES
    with path.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, size)
    return path


def large(folder: Path) -> Path:
    """20,000 cases whose names cannot be packed small."""
    chance = random.Random(1)
    rows = "".join(
        f"YS{i:06d},2024-03-04 09:{i % 60:02d}:00,,事项{chance.randbytes(16).hex()}\n"
        for i in range(20_000)
    )
    return put(folder, f"{CASE_HEADER}\n{rows}", "多.csv")


def test_a_full_disk(published: Settings, tmp_path: Path) -> None:
    path = large(tmp_path)
    with small_disk(tmp_path / "盘") as disk:
        shutil.copytree(published.data, disk / "数据")
        office = Settings(disk / "数据")
        before, ledger = build_file(office), batches.standing(office)
        filler = fill(disk)
        for words in (("land", str(path), "--table", "cases"), ("build",)):
            # What the command says goes elsewhere: the disk has no room for it.
            answer = run_beside(office, tmp_path, *words)
            assert answer.status == 1, answer.said[-2000:]
            assert_one_line(answer.said, "磁盘")
            assert (build_file(office), batches.standing(office)) == (before, ledger)
        filler.unlink()
        assert run_land(office, path).status == 0
        assert_next_run_works(office)


def run_beside(settings: Settings, folder: Path, *words: str) -> Answer:
    """Run with what is said kept in another folder than the data's."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *words, "--data", str(settings.data), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "TMPDIR": str(folder)},
        timeout=LONGEST_SECONDS,
    )
    return Answer(done.returncode, None, done.stderr, 0)


@pytest.mark.parametrize("command", ["land", "build"])
def test_files_that_may_not_grow(office: Settings, tmp_path: Path, command: str) -> None:
    """A quota: writing fails in the middle of a file."""
    words = ("land", large(tmp_path), "--table", "cases") if command == "land" else ("build",)
    before, ledger = build_file(office), batches.standing(office)

    def quota() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (FREE_BYTES, FREE_BYTES))

    answer = run(office, *words, preexec_fn=quota)
    assert answer.status == 1, answer.said[-2000:]
    assert_one_line(answer.said)
    assert (build_file(office), batches.standing(office)) == (before, ledger)
    assert run_land(office, large(tmp_path)).status == 0
    assert_next_run_works(office)


def append(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write("YS999999,2024-03-04,,后来的\n".encode())


def shorten(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace(path: Path) -> None:
    other = put(path.parent, f"{CASE_HEADER}\nB1,2024-03-04,,别的\n", "新.csv")
    other.replace(path)


@pytest.mark.parametrize("change", [append, shorten, replace])
@pytest.mark.parametrize("container", ["csv", "xlsx"])
def test_a_file_changed_while_it_is_read(
    office: Settings, tmp_path: Path, change: Callable[[Path], None], container: str
) -> None:
    """Told and refused: a mixture of two contents must not land."""
    folder = tmp_path / "来件"
    folder.mkdir()
    path = large(folder) if container == "csv" else book(folder / "多.xlsx", ROWS)
    before = tree(office.data)
    steps: list[str] = []

    def meddle(step: str, share: float) -> None:
        steps.append(step)
        # The second step begins after the file was opened and looked at.
        if len(steps) == 2:
            change(path)

    with pytest.raises(UserError) as told:
        land(office, Request(path, "cases"), meddle)
    assert_one_line(str(told.value), "多.", "改动")
    assert tree(office.data) == before
    assert_next_run_works(office)


def begin(settings: Settings, *words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *map(str, words), "--data", str(settings.data)],
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def test_different_files_and_the_same_file_at_once(office: Settings, tmp_path: Path) -> None:
    """Two of one file, two others and a build: the file once, the others whole, no number twice."""
    first = large(tmp_path)
    shared = first.read_text(encoding="utf-8").splitlines(keepends=True)[:2]
    others = [
        put(
            tmp_path,
            "".join([*shared, f"{name},2024-3-5,,甲\n"]),
            name,
        )
        for name in ("甲.csv", "乙.csv")
    ]
    calls = [("land", path, "--table", "cases") for path in (first, first, *others)]
    running = [begin(office, *words) for words in [*calls, ("build",)]]
    said = [one.communicate(timeout=LONGEST_SECONDS)[1] for one in running]
    assert [one.returncode for one in running] == [0] * len(running), said
    standing = batches.standing(office)
    assert sorted(one.file for one in standing) == sorted(
        ["办件.csv", "多.csv", "甲.csv", "乙.csv"]
    )
    assert len({one.seq for one in standing}) == len(standing)
    assert all(one.rows_in == one.loaded + one.rejected + one.duplicate for one in standing)
    assert sum(one.loaded for one in standing) == 1 + 20_000 + 2
    assert sum("没有变化" in words for words in said) == 1
    assert_next_run_works(office)


def test_a_landing_that_ends_under_our_eyes_is_no_error(
    office: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder may go between the look and the try: seen once in some hundred runs at once."""
    gone = office.landing / ".landing-gone"
    gone.mkdir(parents=True)
    real = batches.FileLock

    class Lock(real):  # type: ignore[misc, valid-type]
        def acquire(self, *args: object, **more: object) -> object:
            if Path(self.lock_file).parent == gone and gone.exists():
                gone.rmdir()
                raise FileNotFoundError(self.lock_file)
            return super().acquire(*args, **more)

    monkeypatch.setattr(batches, "FileLock", Lock)
    path = put(tmp_path, "办件编号,受理时间\nYS9,2024-03-04\n", "丙.csv")
    assert land(office, Request(path, "cases"), quiet)["loaded"] == 1
    assert not gone.exists()
