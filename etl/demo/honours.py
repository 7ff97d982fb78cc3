"""Checks at the windows and measures adopted, invented: weak windows are found at fault more often."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from etl.demo.basics import AS_OF, FIRST_DAY, stream
from etl.demo.city import City

Row = list[str]
CHECKS = ("08", "21")
"""Days of a month on which the hall is checked."""
FAULTS = {
    "脱岗": ("工作时间无人在岗约十分钟", "顶岗补位制"),
    "迟到": ("开始办公后才到岗", "顶岗补位制"),
    "着装": ("未按要求着工装", "文明服务制"),
    "环境卫生": ("台面凌乱、材料堆放", "文明服务制"),
    "服务用语": ("应答生硬，没有使用服务用语", "文明服务制"),
}
APPEALED, UPHELD, UNDECIDED = 0.12, 0.4, 0.2
KINDS = {"创新举措": 2.0, "锦旗": 1.0, "表扬信": 0.5, "媒体表扬": 1.5}
TITLES = {
    "创新举措": ("推出一表申请，减少重复填写", "设帮办代办专席", "推出午间不间断服务"),
    "锦旗": ("企业赠送锦旗，感谢跟办到底",),
    "表扬信": ("群众来信，感谢耐心讲解",),
    "媒体表扬": ("本地媒体报道便民做法",),
}
UNPROVEN = 0.15


def inspection_rows(city: City, seed: int) -> list[Row]:
    """Two checks a month through the whole hall; some findings are appealed, of which some fall."""
    rng = stream(seed, "inspections")
    rows: list[Row] = [
        ["巡查编号", "巡查时间", "窗口编号", "工号", "类别", "违反制度", "发现的问题", "扣分", "佐证", "是否申诉", "是否认定"]
    ]  # fmt: skip
    names = list(FAULTS)
    for day in _days():
        for place, window in enumerate(city.windows):
            if rng.random() >= 0.012 + 0.1 * (1 - window.quality) ** 2:
                continue
            name = names[int(rng.integers(len(names)))]
            said, rule = FAULTS[name]
            member = int(city.staff_start[place]) + int(rng.integers(int(city.staff_count[place])))
            appealed = rng.random() < APPEALED
            final = ""
            if appealed and rng.random() >= UNDECIDED:
                final = "是" if rng.random() < UPHELD else "否"
            at = f"{day} {9 + int(rng.integers(8)):02d}:{int(rng.integers(60)):02d}"
            rows.append(
                [
                    f"XC{len(rows):05d}", at, window.code, city.staff[member].number, name, rule, said,
                    "2" if rule == "顶岗补位制" else "1", f"照片{len(rows):05d}",
                    "是" if appealed else "否", final,
                ]
            )  # fmt: skip
        rows.append([f"XC{len(rows):05d}", f"{day} 17:00", city.windows[0].code, "", "无问题", "",
                     "全厅巡查，其余窗口未发现问题", "0", "", "否", ""])  # fmt: skip
    return rows


def innovation_rows(city: City, seed: int) -> list[Row]:
    """A measure or a letter now and then, better windows more often; some lack their evidence."""
    rng = stream(seed, "innovations")
    rows: list[Row] = [
        ["举措编号", "日期", "窗口编号", "工号", "种类", "内容", "佐证材料", "认定单位", "认定加分"]
    ]
    kinds = list(KINDS)
    for day in _days()[1::2]:
        for place, window in enumerate(city.windows):
            if rng.random() >= 0.01 + 0.08 * window.quality**2:
                continue
            kind = kinds[int(rng.integers(len(kinds)))]
            told = TITLES[kind][int(rng.integers(len(TITLES[kind])))]
            member = int(city.staff_start[place]) + int(rng.integers(int(city.staff_count[place])))
            is_proven = rng.random() >= UNPROVEN
            rows.append(
                [
                    f"CX{len(rows):04d}", day, window.code, city.staff[member].number, kind, told,
                    f"材料{len(rows):04d}" if is_proven else "", "政务服务中心督查科" if is_proven else "",
                    f"{KINDS[kind]:g}" if is_proven else "",
                ]
            )  # fmt: skip
    return rows


def _days() -> list[str]:
    months = sorted({(day.year, day.month) for day in _span()})
    return [f"{year}-{month:02d}-{day}" for year, month in months for day in CHECKS]


def _span() -> list[dt.date]:
    return [FIRST_DAY + dt.timedelta(days=n) for n in range((AS_OF - FIRST_DAY).days + 1)]


def honours_truth(city: City, seed: int) -> dict[str, Any]:
    """Findings and measures as written, and what counts of them by window."""
    found, made = inspection_rows(city, seed)[1:], innovation_rows(city, seed)[1:]
    stands = [
        row for row in found
        if row[4] != "无问题" and (row[10] == "是" or (row[10] == "" and row[9] == "否"))
    ]  # fmt: skip
    return {
        "inspections": len(found),
        "findings_that_stand": dict(sorted(Counter(row[2] for row in stands).items())),
        "innovations": len(made),
        "innovations_proven": sum(bool(row[6]) for row in made),
    }
