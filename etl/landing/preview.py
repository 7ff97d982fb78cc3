"""What would happen to a file, for the import page: the data folder is only read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl import contract as contracts
from etl.contract import Contract
from etl.landing import batches, judging
from etl.landing.choices import Choices
from etl.landing.mapping import Mapping, propose_mapping
from etl.landing.outcome import HIDDEN, outcome
from etl.landing.readers import Source, open_source
from etl.landing.remembered import choices_for
from etl.settings import Settings
from nlp.mask import mask_text

SAMPLES = 3
CONFIDENCE = {
    "映射指定": "高",
    "记住的": "高",
    "名称一致": "高",
    "别名": "高",
    "去掉括号说明": "中",
    "含义不唯一": "低",
    "未对应": "低",
}


def preview(
    settings: Settings,
    path: Path,
    table: str,
    source_name: str,
    mapping_file: Path | None = None,
    sheet: str | None = None,
) -> dict[str, Any]:
    """What landing this file as `table` would do: the JSON of `python -m etl preview`.

    Cells of personal columns are not shown. What stands in the way of landing is in `problem`;
    UserError only where the file or the mapping file cannot be read.
    """
    contract = contracts.load(table)
    choices = choices_for(settings, source_name, contract, mapping_file)
    is_kept = choices.origin == "记住的"
    with TemporaryDirectory(prefix="zw-preview-") as name:
        holder = TemporaryDirectory(dir=name)
        source = open_source(path, holder, sheet)
        mapping = propose_mapping(source, contract, choices)
        report = _recognised(source, contract, mapping, source_name)
        report["mapping_used"] = "指定" if mapping_file else "记住的" if is_kept else None
        report["remembered"] = (
            {"columns": choices.columns, "values": choices.values} if is_kept else None
        )
        report["already_landed"] = _earlier(settings, source, contract, source_name, choices)
        report |= outcome(source, contract, mapping, choices, Path(name))
        holder.cleanup()
    return report


def _earlier(
    settings: Settings, source: Source, contract: Contract, source_name: str, choices: Choices
) -> dict[str, str] | None:
    """The batch that already holds this very export; None where there is none."""
    known = (source.sha256, source_name, source.sheet, choices.digest)
    found = batches.holding(batches.standing(settings, contract.table), known)
    return {"batch": found.batch, "landed_at": found.landed_at} if found else None


def _recognised(
    source: Source, contract: Contract, mapping: Mapping, source_name: str
) -> dict[str, Any]:
    required = {f.name for f in contract.required}
    return {
        "file": source.path.name,
        "container": source.container,
        "encoding": source.encoding,
        "sheet": source.sheet,
        "sheets": source.sheets,
        "members": source.members,
        "table": contract.table,
        "label": contract.label,
        "source": source_name,
        "header_row": mapping.header_row,
        "columns": _columns(source, contract, mapping),
        "fields": [
            {"name": f.name, "label": f.label, "required": f.name in required}
            for f in contract.fields
        ],
        "problem": mapping.problem,
    }


def _columns(source: Source, contract: Contract, mapping: Mapping) -> list[dict[str, Any]]:
    fields = {index: name for name, index in mapping.columns.items()}
    asked: dict[str, list[str]] = {}
    for header, name in mapping.ambiguous:
        asked.setdefault(header, []).append(name)
    found = []
    for index, header in enumerate(mapping.headers):
        if not header:
            continue
        field, how = contract.field(fields[index]) if index in fields else None, mapping.how[index]
        private = judging.is_hashed(contract, mapping, index)
        below = (row[index] for row in source.preview[mapping.header_row :] if index < len(row))
        samples = [cell.strip() for cell in below if cell and cell.strip()][:SAMPLES]
        found.append(
            {
                "index": index,
                "header": header,
                "field": field.name if field else None,
                "label": field.label if field else None,
                "how": how,
                "confidence": CONFIDENCE[how],
                "candidates": asked.get(header, []),
                "samples": [HIDDEN if private else mask_text(one) for one in samples],
            }
        )
    return found
