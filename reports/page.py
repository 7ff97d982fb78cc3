"""Self-contained pages to print: one HTML file, no script, nothing fetched."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno

STYLE = """
@page { size: A4; margin: 12mm }
body { margin: 0; font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "SimHei", sans-serif;
  color: #111; background: #fff }
h1 { font-size: 16pt; margin: 0 0 6mm }
.sheet { display: grid; grid-template-columns: repeat(3, 1fr); gap: 5mm }
.code { border: .3mm dashed #999; padding: 3mm; text-align: center; break-inside: avoid }
.code svg { width: 36mm; height: 36mm }
.name { font-size: 11pt; font-weight: bold; overflow-wrap: anywhere }
.more { font-size: 9pt; color: #333 }
h2 { font-size: 12pt; margin: 6mm 0 2mm; break-after: avoid }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt }
th, td { border: .2mm solid #999; padding: 1mm 2mm; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
th { background: #f0f0f0; white-space: nowrap }
tr { break-inside: avoid }
"""


@dataclass(frozen=True)
class Code:
    """One QR code for a counter: what it is for, a line below, the department, where it leads."""

    name: str
    line: str
    dept: str
    address: str


def qr_svg(address: str) -> str:
    """A QR code as SVG; error correction M (15 %), a quiet zone of four modules."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, xmldecl=False, svgns=True, light="#ffffff"
    )
    return out.getvalue().decode("utf-8")


def qr_page(codes: Sequence[Code]) -> str:
    """A sheet of QR codes, three in a row, to print on A4 and cut."""
    cells = "".join(
        f'<div class="code">{qr_svg(one.address)}<div class="name">{html.escape(one.name)}</div>'
        f'<div class="more">{html.escape(one.line)}</div>'
        f'<div class="more">{html.escape(one.dept)}</div></div>'
        for one in codes
    )
    return printable("事项办理指南二维码", f'<div class="sheet">{cells}</div>')


def printable(title: str, body: str) -> str:
    """A whole page; `body` is HTML whose texts are escaped already."""
    name = html.escape(title)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{STYLE}</style></head><body><h1>{name}</h1>{body}</body></html>"
    )
