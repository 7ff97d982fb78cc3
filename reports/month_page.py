"""The monthly report as one HTML file that opens offline: text, tables, interactive charts, a print style."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources

from reports import words
from reports.month_charts import charts
from reports.month_word import DRAFT, EMPTY, FREE, NUMBERS
from reports.report_model import MonthReport, Table, cell_text

STYLE = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 210mm; padding: 12mm; box-sizing: border-box; color: #111; background: #fff;
  font: 12pt/1.75 "FangSong", "仿宋_GB2312", "Noto Serif CJK SC", serif }
h1 { text-align: center; font: bold 20pt/1.4 "SimSun", "Noto Serif CJK SC", serif }
h2 { font: bold 13pt/1.6 "SimHei", "Noto Sans CJK SC", sans-serif; margin: 1.2em 0 .3em; break-after: avoid }
p { margin: .2em 0; text-indent: 2em }
p.plain { text-indent: 0; color: #444; font-size: 10.5pt }
table { border-collapse: collapse; width: 100%; font-size: 10pt; line-height: 1.45; margin: .3em 0 .8em }
caption { font: bold 10.5pt "SimHei", "Noto Sans CJK SC", sans-serif; padding: .3em; break-after: avoid }
th, td { border: 1px solid #888; padding: 2px 5px; text-align: left }
th { background: #eef2f7 } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
thead { display: table-header-group } tr { break-inside: avoid }
.chart { height: 300px; break-inside: avoid }
.wide { overflow-x: auto }
@page { size: A4; margin: 18mm 16mm }
@media print { body { max-width: none; padding: 0 } .wide { overflow: visible } }
"""


def month_page(report: MonthReport, free: Mapping[str, str], mark: str = DRAFT) -> str:
    """The whole file; nothing is fetched. `mark` tells a draft from what was published."""
    numbered = iter(NUMBERS)
    parts = [f"<h1>{_safe(report.title)}</h1>"]
    if report.is_demo:
        parts.append("<p class=plain>演示数据：内容均为虚构。</p>")
    parts.append(f"<p class=plain>{_safe(mark)}</p>")
    until = "" if report.is_whole else "；本期未满"
    parts.append(
        f"<p class=plain>范围：{_safe(report.scope_words)}。数据统计到{words.iso_date(report.as_of)}{until}；数据版本 "
        f"{_safe(report.build_id)}，数据指纹 {report.sha256[:12]}。</p>"
    )
    for section in report.sections:
        parts.append(f"<h2>{next(numbered)}、{_safe(section.heading)}</h2>")
        parts += [f"<p>{_safe(text)}</p>" for text in section.paragraphs]
        parts += [f'<div class=chart id="chart-{key}"></div>' for key in section.charts]
        parts += [_table(table) for table in section.tables if table.rows]
    for key, heading in FREE.items():
        parts.append(f"<h2>{next(numbered)}、{_safe(heading)}</h2>")
        lines = (free.get(key) or EMPTY).splitlines()
        parts += [f"<p>{_safe(line)}</p>" for line in lines if line.strip()]
    parts.append("<h2>附件</h2>")
    parts += [_table(table) for table in report.annexes if table.rows]
    parts.append("<h2>数据质量说明</h2>")
    parts += [f"<p>{_safe(text)}</p>" for text in report.quality]
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{_safe(report.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body>{''.join(parts)}<script>{_plotly()}</script><script>{_charts(report)}</script></body></html>"
    )


def _safe(text: str) -> str:
    return html.escape(text)


def _table(table: Table) -> str:
    head = "".join(f"<th>{_safe(one.label)}</th>" for one in table.columns)
    rows = []
    for told in table.rows:
        cells = "".join(
            f"<td{'' if column.kind == 'text' else ' class=n'}>{_safe(cell_text(value, column.kind))}</td>"
            for value, column in zip(told, table.columns, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    note = f"<p class=plain>注：{_safe(table.note)}</p>" if table.note else ""
    return (
        f"<div class=wide><table data-key={table.key}><caption>{_safe(table.title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>{note}"
    )


def _charts(report: MonthReport) -> str:
    """The calls that draw every chart; a text that ends a script is taken apart."""
    calls = []
    for key, one in charts(report).items():
        told = json.dumps(one, ensure_ascii=False).replace("</", "<\\/")
        calls.append(
            f"(function(t){{Plotly.newPlot('chart-{key}',t.data,t.layout,"
            f"{{displayModeBar:false,responsive:true}})}})({told});"
        )
    return "".join(calls)


@cache
def _plotly() -> str:
    """Plotly's own script, as its Python package carries it."""
    path = resources.files("plotly") / "package_data" / "plotly.min.js"
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")
