"""Where caption files put their text on the screen: regions of TTML, positions of WebVTT cues."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # for its type only: files are opened by defusedxml

SAFE_PERCENT: Final = 5
"""EBU R 95: graphics keep 5 % from each edge."""

_MOST_BYTES: Final = 5 << 20
_SLACK: Final = 0.01
_MOST_TOLD: Final = 50
_PERCENT: Final = re.compile(r"(-?\d{1,4}(?:\.\d{1,9})?)%")
_CELLS: Final = re.compile(r"(-?\d{1,4}(?:\.\d{1,9})?)c")
_VTT_TIMING: Final = re.compile(r"-->[ \t]*[\d:.]+([ \t].*)$", re.MULTILINE)
_VTT_PLACE: Final = re.compile(r"(line|position):(-?\d{1,4}(?:\.\d{1,6})?)%")


def outside(path: Path, form: str) -> list[str]:
    """Name what a caption file puts outside the safe area: regions, or positions of cues. SubRip has none."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return []
        content = path.read_bytes()
    except OSError:
        return []
    if form == "vtt":
        return _cues(content.decode("utf-8", "replace"))
    return _regions(content) if form == "ttml" else []


def _cues(text: str) -> list[str]:
    found = []
    for settings in _VTT_TIMING.findall(text):
        for name, percent in _VTT_PLACE.findall(settings):
            if not SAFE_PERCENT <= float(percent) <= 100 - SAFE_PERCENT:
                found.append(f"{name}:{percent}%")
    return list(dict.fromkeys(found))[:_MOST_TOLD]


def _regions(content: bytes) -> list[str]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError):
        return []  # that it cannot be read is said elsewhere
    cells = (_attribute(root, "cellResolution") or "32 15").split()
    grid = [float(count) for count in cells if count.isdigit() and int(count)]
    found = []
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] != "region":
            continue
        box = _box(element, grid if len(grid) == 2 else [32.0, 15.0])
        if box is None:
            continue
        left, top, right, bottom = box
        low, high = SAFE_PERCENT - _SLACK, 100 - SAFE_PERCENT + _SLACK
        if left < low or top < low or right > high or bottom > high:
            name = _attribute(element, "id") or "?"
            found.append(f"{name[:40]}: {left:g}–{right:g} %, {top:g}–{bottom:g} %")
    return found[:_MOST_TOLD]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "").strip()


def _box(region: Element, grid: list[float]) -> tuple[float, float, float, float] | None:
    """Left, top, right, bottom in percent; None where it is said in pixels or not at all."""
    origin, extent = (_pair(_attribute(region, name), grid) for name in ("origin", "extent"))
    if origin is None or extent is None:
        return None
    return origin[0], origin[1], origin[0] + extent[0], origin[1] + extent[1]


def _pair(text: str, grid: list[float]) -> tuple[float, float] | None:
    parts = text.split()
    if len(parts) != 2:
        return None
    found = []
    for part, cells in zip(parts, grid, strict=True):
        if percent := _PERCENT.fullmatch(part):
            found.append(float(percent[1]))
        elif counted := _CELLS.fullmatch(part):
            found.append(float(counted[1]) * 100 / cells)
    return (found[0], found[1]) if len(found) == 2 else None
