"""All files of one month over ten million cases: seconds and memory, with pictures and without."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from etl.read import figures, open_build
from etl.settings import Settings
from tools.landing_bench import run

ALL_SECONDS, PLAIN_SECONDS, MEGABYTES = 10.0, 3.0, 1024.0


def measure(data: Path, out: Path) -> dict[str, Any]:
    """The command for the last whole month of a data folder, as a process of its own each time."""
    build = open_build(Settings(data))
    months = figures.months(build)
    cases = build.rows("select count(*) from fct_case")[0][0]
    build.close()
    month = months[1] if len(months) > 1 else months[0]
    call = [sys.executable, "-m", "reports", "month", f"{month:%Y-%m}", "--data", str(data)]
    plain = run(*call, "--out", str(out / "plain"), "--no-pictures")
    drawn = run(*call, "--out", str(out / "drawn"))
    return {
        "cases": cases, "month": f"{month:%Y-%m}", "plain_seconds": plain.seconds,
        "drawn_seconds": drawn.seconds, "megabytes": max(plain.gigabytes, drawn.gigabytes) * 1000,
        "limits": [PLAIN_SECONDS, ALL_SECONDS, MEGABYTES],
    }  # fmt: skip


def tell(found: dict[str, Any]) -> str:
    """The figures as ratios to their limits."""
    plain, drawn, memory = found["plain_seconds"], found["drawn_seconds"], found["megabytes"]
    return (
        f"{found['cases']:,} 件办件的月报（{found['month']}）：不放图形 {plain:.1f} 秒（上限的 {plain / PLAIN_SECONDS:.0%}），"
        f"放图形 {drawn:.1f} 秒（上限的 {drawn / ALL_SECONDS:.0%}），内存 {memory:.0f} MB（上限的 {memory / MEGABYTES:.0%}）"
    )


def main() -> int:
    """Measure a data folder at hand; the JSON object is the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    found = measure(args.data, args.out)
    print(tell(found), file=sys.stderr)
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
