"""A report as pages of A4, set by Typst in Be Vietnam Pro: to be printed, signed and filed."""

from __future__ import annotations

import base64
import dataclasses
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, get_args

from lessontool.model import QCReport, Verdict
from lessontool.reports import signs
from lessontool.reports.view import Page, on_one_sheet, page_of, pictures_of
from lessontool.subtitles.showing.lettering import font_folder, writable
from lessontool.timing import moment_s
from lessontool.tools import typesetting
from lessontool.tools.process import Cancel

_TEMPLATE: Final = Path(__file__).with_name("templates") / "report.typ"

_MOST_FINDINGS: Final = 60
"""In each part of a report on paper; the page for the browser has all."""
_MOST_PICTURES: Final = 24


def as_pdf(report: QCReport, *, cancel: Cancel | None = None) -> bytes:
    """Set a report as PDF in Vietnamese and English: one page of A4 where little was found, tagged, fonts inside.

    Raises ToolError when Typst fails, Interrupted when `cancel` is thrown.
    """
    page = on_one_sheet(page_of(report))
    with tempfile.TemporaryDirectory(prefix="lessontool-report-") as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        for verdict in get_args(Verdict):
            (folder / f"{verdict}.svg").write_text(signs.sign(verdict), encoding="utf-8")
        data = _laid_out(page, folder)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return typesetting.pdf(folder, fonts=font_folder(), moment_s=moment_s(report.created), cancel=cancel)


def _laid_out(page: Page, folder: Path) -> dict[str, Any]:
    """Lay pictures and graphs into the folder and give what the template reads, in signs that the font has."""
    data: dict[str, Any] = _written(dataclasses.asdict(page), writable)
    kept = {encoded: f"picture-{number}.jpg" for number, encoded in enumerate(dict.fromkeys(pictures_of(page)))}
    kept = dict(list(kept.items())[:_MOST_PICTURES])
    for encoded, name in kept.items():
        (folder / name).write_bytes(base64.b64decode(encoded))
    parts = [*data["files"], *([data["package"]] if data["package"] else [])]
    for number, part in enumerate(parts):
        part["left_out"] = max(0, len(part["findings"]) - _MOST_FINDINGS)
        part["findings"] = part["findings"][:_MOST_FINDINGS]
        for found in part["findings"]:
            found["picture"] = kept.get(found["picture"], "")
        if part["graph"]:
            (folder / f"graph-{number}.svg").write_text(part["graph"]["small"], encoding="utf-8")
            part["graph"] = {"drawing": f"graph-{number}.svg", "text": part["graph"]["text"]}
    return data


def _written(value: Any, write: Callable[[str], str], name: str = "") -> Any:
    """Write every text of nested values with signs that the font has; pictures and drawings stay as they are."""
    if isinstance(value, dict):
        return {key: _written(each, write, key) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(each, write, name) for each in value]
    return write(value) if isinstance(value, str) and name not in ("svg", "small", "picture", "verdict") else value
