"""Tables of 承诺与法定时限: limits beside what cases really took, in working days."""

from __future__ import annotations

import pandas as pd

from reports import words


def busiest(items: pd.DataFrame) -> pd.DataFrame:
    """The items of the chart."""
    return pd.DataFrame(
        {
            "事项": items["item_name"],
            "部门": items["dept_name"],
            "法定时限": items["statutory_workdays"].map("{:g}".format),
            "承诺时限": items["promise_workdays"].map("{:g}".format),
            "九成办件用时": items["p90"].map("{:g}".format),
            "一半办件用时": items["p50"].map("{:g}".format),
            "办结件数": items["n"],
        }
    )


def room(items: pd.DataFrame) -> pd.DataFrame:
    """Items whose promise could be shorter."""
    return pd.DataFrame(
        {
            "事项": items["item_name"],
            "承诺": items["promise_workdays"].map("{:g}".format),
            "九成办件用时": items["p90"].map("{:g}".format),
            "办结件数": items["n"],
        }
    )


def late_delivery(items: pd.DataFrame) -> pd.DataFrame:
    """Items whose results were delivered past ten working days."""
    return pd.DataFrame(
        {
            "事项": items["item_name"],
            "部门": items["dept_name"].fillna("未登记"),
            "超过10个工作日送达": items["late"].map(words.count),
            "有送达时间的办件": items["delivered"].map(words.count),
        }
    )


def late(items: pd.DataFrame) -> pd.DataFrame:
    """Items whose cases mostly took longer than promised."""
    return pd.DataFrame(
        {
            "事项": items["item_name"],
            "承诺": [words.NOTHING if pd.isna(v) else f"{v:g}" for v in items["promise_workdays"]],
            "按时": items["on_time"],
            "有承诺的办结件": items["promised"],
        }
    )


def departments(sums: pd.DataFrame) -> pd.DataFrame:
    """Compression by department."""
    return pd.DataFrame(
        {
            "部门": sums["dept_name"],
            "可比事项": sums["items"],
            "法定合计（工作日）": sums["statutory"].map("{:,.0f}".format),
            "承诺合计（工作日）": sums["promise"].map("{:,.0f}".format),
            "压缩比": sums["compression"].map(words.percent),
        }
    )
