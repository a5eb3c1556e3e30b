"""Loudness over time as a drawing: the curve, what is wanted, and the loudest place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lessontool.model import LoudnessCurve
from lessontool.reports.words import decibels

_LEFT: Final = 34
_TOP: Final = 10

_LOWEST: Final = -50.0
_HIGHEST: Final = 0.0
_UNHEARD: Final = -119.0
"""At and below, nothing was heard."""

_MOST_COLUMNS: Final = 560
_TICKS_S: Final = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_TICKS: Final = 10

_MUTED: Final = "#5a6b7d"
_GRID: Final = "#e3e8ed"
_CURVE: Final = "#2a5f9e"
_WANTED: Final = "#1d7a4c"
_MARKED: Final = "#b3231b"

_LEVEL: Final = re.compile(r"([−-]?\d+(?:\.\d+)?)\s*(?:LUFS)?\s*(?:±\s*(\d+(?:\.\d+)?))?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The room for a drawing, in units of which a letter is ten high."""

    width: int = 720
    height: int = 190

    @property
    def right(self) -> int:
        """Where the curve ends."""
        return self.width - 8

    @property
    def bottom(self) -> int:
        """Where the axis of time is."""
        return self.height - 22

    def y(self, level: float) -> float:
        """How high a level stands."""
        within = min(_HIGHEST, max(_LOWEST, level))
        return _TOP + (_HIGHEST - within) / (_HIGHEST - _LOWEST) * (self.bottom - _TOP)

    def x(self, share: float) -> float:
        """Where a share of the programme's length is."""
        return _LEFT + share * (self.right - _LEFT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How loud a programme is to be: LUFS, and the LU that it may be off."""

    target: float
    tolerance: float


def wanted(limit: str) -> Wanted | None:
    """Read `−23 ±0.2 LUFS`, as the limit of the item `loudness` says it; None for anything else."""
    found = _LEVEL.search(limit)
    return Wanted(float(found[1].replace("−", "-")), float(found[2] or 0)) if found else None


def highest(curve: LoudnessCurve) -> tuple[int, float] | None:
    """Find the loudest place of a programme: milliseconds from its beginning, and LUFS; None where nothing is heard."""
    values = curve.short_term_lufs
    if not values or max(values) <= _UNHEARD:
        return None
    number = max(range(len(values)), key=values.__getitem__)
    return number * curve.step_ms, values[number]


def drawing(
    curve: LoudnessCurve,
    target: Wanted | None,
    *,
    target_word: str,
    unit: str,
    title: str,
    sheet: Sheet = Sheet(),  # a frozen record
) -> str:
    """Draw the short-term curve as SVG: minutes along, LUFS up, what is wanted as a band, the loudest place marked.

    The words are put in as they are: they come from our own message table.
    """
    seconds = max(1e-3, len(curve.short_term_lufs) * curve.step_ms / 1000)
    parts = [*_levels(sheet), *_times(seconds, unit, sheet)]
    if target is not None:
        parts += _band(target, target_word, sheet)
    path = _path(curve.short_term_lufs, sheet)
    parts.append(f'<path d="{path}" fill="{_CURVE}" stroke="{_CURVE}" stroke-width="1.1"/>')
    parts += _mark(curve, seconds, sheet)
    size = f'viewBox="0 0 {sheet.width} {sheet.height}" width="{sheet.width}" height="{sheet.height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}" '
        f'font-family="Be Vietnam Pro" font-size="10">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", colour: str = _MUTED) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'


def _levels(sheet: Sheet) -> Iterator[str]:
    for level in range(int(_LOWEST), int(_HIGHEST) + 1, 10):
        y = sheet.y(level)
        yield f'<path d="M{_LEFT} {y:.1f}H{sheet.right}" stroke="{_GRID}" stroke-width="1"/>'
        yield _text(_LEFT - 5, y + 3.5, f"{level}".replace("-", "−"), anchor="end")


def _times(seconds: float, unit: str, sheet: Sheet) -> Iterator[str]:
    most = _MOST_TICKS * sheet.width / 720
    step = next((each for each in _TICKS_S if seconds / each <= most), _TICKS_S[-1])
    for number in range(int(seconds // step) + 1):
        x = sheet.x(number * step / seconds)
        minutes, left = divmod(number * step, 60)
        words = f"{minutes}:{left:02}" if step % 60 else f"{minutes}"
        yield f'<path d="M{x:.1f} {sheet.bottom}v4" stroke="{_MUTED}" stroke-width="1"/>'
        if sheet.right - x > 60:
            yield _text(x, sheet.bottom + 15, words, anchor="middle")
    yield _text(sheet.right, sheet.bottom + 15, unit, anchor="end")


def _band(target: Wanted, word: str, sheet: Sheet) -> Iterator[str]:
    top, bottom = sheet.y(target.target + target.tolerance), sheet.y(target.target - target.tolerance)
    if bottom > top:
        yield (
            f'<path d="M{_LEFT} {top:.1f}H{sheet.right}V{bottom:.1f}H{_LEFT}z" fill="{_WANTED}" fill-opacity="0.22"/>'
        )
    middle = sheet.y(target.target)
    line = f'd="M{_LEFT} {middle:.1f}H{sheet.right}" stroke="{_WANTED}"'
    yield f'<path {line} stroke-width="1.2" stroke-dasharray="5 3"/>'
    tolerance = f" ±{target.tolerance:g}" if target.tolerance else ""
    said = f"{word} {decibels(target.target)}{tolerance} LUFS"
    yield _text(sheet.right - 2, _TOP + 11, said, anchor="end", colour=_WANTED)


def _path(values: Sequence[float], sheet: Sheet) -> str:
    """Outline of the curve: the highest of each column forth, the lowest back, so that no peak is lost."""
    count = min(_MOST_COLUMNS, len(values))
    columns = [values[len(values) * n // count : len(values) * (n + 1) // count] for n in range(count)]
    forth = [f"{sheet.x((n + 0.5) / count):.1f} {sheet.y(max(column)):.1f}" for n, column in enumerate(columns)]
    back = [f"{sheet.x((n + 0.5) / count):.1f} {sheet.y(min(column)):.1f}" for n, column in enumerate(columns)]
    return "M" + "L".join([*forth, *reversed(back)]) + "z"


def _mark(curve: LoudnessCurve, seconds: float, sheet: Sheet) -> Iterator[str]:
    loudest = highest(curve)
    if loudest is None:
        return
    x, y = sheet.x(loudest[0] / 1000 / seconds), sheet.y(loudest[1])
    anchor, aside = ("end", -8) if x > sheet.width / 2 else ("start", 8)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="#ffffff" stroke="{_MARKED}" stroke-width="1.8"/>'
    yield _text(x + aside, max(_TOP + 24.0, y - 5), f"{decibels(loudest[1])} LUFS", anchor=anchor, colour=_MARKED)
