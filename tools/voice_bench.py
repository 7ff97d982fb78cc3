"""The pages of the citizens' voice with a million comments, and searching them.

Comments are sentences of `nlp.examples` with a running number, so that every text is another one; they
go the whole way: landed, labelled, built. Windows, ratings and cases are those of a demonstration city.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import random
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl import jobs
from etl.settings import Settings

SEARCH_LIMIT_MS = 500
FIRST, DAYS = dt.date(2024, 11, 1), 730
CASES = 100_000
SEARCHED = ("排队", "态度", "没人", "谢谢", "材料", "12345", "不存在的词", "快")


def write_comments(path: Path, count: int, windows: list[str], seed: int = 7) -> None:
    """An export of so many different comments over two years."""
    from nlp.corpus import examples  # noqa: PLC0415

    rng = random.Random(seed)  # noqa: S311  no secret, the same comments every time
    texts = [one.text for one in examples()]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("留言编号", "留言时间", "留言内容", "窗口编号"))
        for number in range(count):
            moment = dt.datetime.combine(FIRST, dt.time(9)) + dt.timedelta(
                days=rng.randrange(DAYS), minutes=rng.randrange(480)
            )
            text = f"{texts[number % len(texts)]}（{number}）"
            writer.writerow(
                (f"V{number:07}", f"{moment:%Y-%m-%d %H:%M}", text, rng.choice(windows))
            )


def measure(work: Path, count: int, runs: int) -> dict[str, Any]:
    """Seconds of landing, labelling and building, milliseconds of pages and of a search."""
    from etl.read import Scope, open_build, voice  # noqa: PLC0415
    from etl.read.voice import Wanted  # noqa: PLC0415
    from tools.bench import page_runs  # noqa: PLC0415  which calls this module

    settings = Settings(work / "voice")
    settings.data.mkdir(parents=True)
    jobs.call(settings, "demo", "--cases", str(CASES), seconds=3600)
    windows = [code for (code,) in open_build(settings).rows("select window_code from dim_window")]
    path = work / "留言.csv"
    write_comments(path, count, windows)
    started = time.perf_counter()
    jobs.call(settings, "land", str(path), "--table", "comments", seconds=3600)
    jobs.call(settings, "build", "--as-of", "2026-10-31", seconds=7200)
    built = time.perf_counter() - started
    build = open_build(settings)
    scope = Scope(dt.date(2024, 11, 1), dt.date(2026, 10, 1))
    searched = []
    for word in SEARCHED:
        started = time.perf_counter()
        voice.comments(build, scope, Wanted(search=word))
        searched.append((time.perf_counter() - started) * 1000)
    total = build.rows("select count(*) from fct_comment")[0][0]
    build.close()
    return {
        "comments": int(total),
        "land_and_build_seconds": built,
        "search_ms": {"worst": max(searched), "median": statistics.median(searched)},
        "pages": page_runs(settings.data, runs, VOICE_PAGES),
    }


VOICE_PAGES = {
    "群众留言": "pages/voice/guestbook.py",
    "好差评": "pages/voice/ratings.py",
    "标注复核": "pages/voice/review.py",
    "投诉闭环": "pages/voice/loops.py",
}


def tell(found: dict[str, Any]) -> list[str]:
    """What was measured, for people."""
    lines = [
        f"留言 {found['comments']:,} 条：导入、判断、生成共 {found['land_and_build_seconds']:.0f} 秒",
        f"搜索全部留言：中位数 {found['search_ms']['median']:.0f} 毫秒，最慢 "
        f"{found['search_ms']['worst']:.0f} 毫秒（应不超过 {SEARCH_LIMIT_MS}）",
    ]
    return lines + [
        f"{title}：p50 {one['p50']:.0f} 毫秒，p95 {one['p95']:.0f} 毫秒（应不超过 250）"
        for title, one in found["pages"].items()
    ]


def main() -> int:
    """Measure alone and print; the JSON object is the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=40)
    args = parser.parse_args()
    with TemporaryDirectory(prefix="bench-voice-") as name:
        found = measure(Path(name), args.comments, args.runs)
    print("\n".join(tell(found)))
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
