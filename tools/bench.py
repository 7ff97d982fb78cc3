"""`make bench`: speed as ratios within one run, because machines are noisy.

1. Landing and building ten million cases, see `tools.landing_bench`.
2. The working-day clock of a million cases against pm4py, and of ten million, see `tools.clock_bench`.
3. The comment classifier beside stock SnowNLP, see `tools.comment_bench`.
4. The script run of every page under changing filters on the whole demonstration city, in
   milliseconds at the median and the 95th percentile; every filter is new, so nothing is cached.
5. The pages of the citizens' voice with a million comments, and a search, see `tools.voice_bench`.
6. The monthly report over those ten million cases, see `tools.month_bench`.
7. Scores of 500 windows under 40 indicators, and a weight moved, see `tools.scoring_bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.settings import ROOT, Settings
from tools import (
    clock_bench,
    comment_bench,
    landing_bench,
    month_bench,
    scoring_bench,
    voice_bench,
)

LIMIT_MS = 300
PAGES = {
    "总览": "pages/overview/summary.py",
    "承诺与法定时限": "pages/timeliness/limits.py",
    "窗口排名": "pages/windows/ranking.py",
    "群众留言": "pages/voice/guestbook.py",
    "好差评": "pages/voice/ratings.py",
    "投诉闭环": "pages/voice/loops.py",
    "标注复核": "pages/voice/review.py",
    "三比得分": "pages/honours/scores.py",
    "评分规则": "pages/honours/rules.py",
    "窗口画像": "pages/windows/profile.py",
    "办件明细": "pages/timeliness/cases.py",
    "预警": "pages/timeliness/watchlist.py",
    "只因暂停而按时": "pages/timeliness/pauses.py",
    "并联审批": "pages/work/joint_approval.py",
}


def page_runs(data: Path, runs: int, pages: dict[str, str] = PAGES) -> dict[str, dict[str, float]]:
    """Milliseconds of each page's script run, p50 and p95, each run under other filters."""
    os.environ["ZW_DATA"] = str(data)
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415  slow to load

    rng = random.Random(7)  # noqa: S311  no secret, the same filters every time
    found = {}
    for title, file in pages.items():
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        test.run()
        test.switch_page(str(ROOT / file)).run()
        taken = []
        for _ in range(runs):
            test.selectbox(key="period").select(rng.choice(test.selectbox(key="period").options))
            test.selectbox(key="dept").select(rng.choice(test.selectbox(key="dept").options))
            started = time.perf_counter()
            test.run()
            taken.append((time.perf_counter() - started) * 1000)
            if test.exception:
                raise RuntimeError(f"{title}: {test.exception}")
        cuts = statistics.quantiles(taken, n=20, method="inclusive")
        found[title] = {"p50": statistics.median(taken), "p95": cuts[-1], "limit": LIMIT_MS}
    return found


def main() -> int:
    """Run all and print a table; the JSON object is the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="cases landed and built")
    parser.add_argument("--cases", type=int, default=1_000_000, help="cases behind the pages")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--clock", type=int, default=1_000_000, help="cases of the clock's part")
    parser.add_argument("--comments", type=int, default=40_000, help="comments of the memory part")
    parser.add_argument("--voice", type=int, default=1_000_000, help="comments behind the pages")
    parser.add_argument("--pm4py", type=Path, default=ROOT / ".venv-bench" / "bin" / "python")
    parser.add_argument("--data", type=Path, help="a demonstration city already built")
    args = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        landed = landing_bench.measure(work, args.rows)
        for line in landing_bench.tell(landed):
            print(line)
        month = month_bench.measure(work / "plain", work / "month")
        print(month_bench.tell(month))
        clock = clock_bench.measure(work, args.clock, args.pm4py)
        for line in clock_bench.tell(clock):
            print(line)
        comments = comment_bench.measure(work / "models", args.comments)
        for line in comment_bench.tell(comments):
            print(line)
        scores = scoring_bench.measure()
        print(scoring_bench.tell(scores))
        data = args.data or work / "city"
        if Settings(data).published() is None:
            landing_bench.etl("demo", data, "--cases", str(args.cases))
        pages = page_runs(data, args.runs)
        voice = voice_bench.measure(work, args.voice, args.runs)
        for line in voice_bench.tell(voice):
            print(line)
        for title, one in pages.items():
            print(
                f"{title}：中位 {one['p50']:.0f} 毫秒，P95 {one['p95']:.0f} 毫秒（上限 {LIMIT_MS}）"
            )
    whole = {
        "land_and_build": landed,
        "month": month,
        "clock": clock,
        "comments": comments,
        "scores": scores,
        "voice": voice,
        "pages": pages,
    }
    print(json.dumps(whole, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
