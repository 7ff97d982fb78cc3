"""Run by the bench in an environment with pm4py: seconds of its business-hours durations."""

from __future__ import annotations

import json
import sys
import time

import pandas as pd


def main() -> int:
    """Read acceptance and finish of cases, make pm4py's log of them, time its own call."""
    import pm4py  # noqa: PLC0415  slow to load

    rows = pd.read_parquet(sys.argv[1])
    parts = [
        pd.DataFrame(
            {"case:concept:name": rows["case_no"], "concept:name": name, "time:timestamp": rows[at]}
        )
        for name, at in (("受理", "accepted_at"), ("办结", "finished_at"))
    ]
    log = pd.concat(parts).sort_values(["case:concept:name", "time:timestamp"], kind="stable")
    log["time:timestamp"] = pd.to_datetime(log["time:timestamp"], utc=True)
    started = time.perf_counter()
    durations = pm4py.get_all_case_durations(log, business_hours=True)
    seconds = time.perf_counter() - started
    print(json.dumps({"cases": len(durations), "seconds": seconds}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
