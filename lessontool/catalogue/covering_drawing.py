"""The coverage of a school year as a drawing: a box for each subject and week, told by number and sign, not by colour.

Colours are those that people with any kind of colour blindness tell apart (Okabe and Ito, 2008); every state has a
sign or pattern of its own as well, so that a copy in black and white says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from lessontool import curriculum
from lessontool.messages import Language, say
from lessontool.planning.coverage import Coverage, CoveredSubject, CoveredWeek, Sign

_LEFT: Final = 450
_SERIES: Final = 305
"""Where the textbook series stands."""

_BOX: Final = 40
_ROW: Final = 34
_TOP: Final = 132
_GRADE: Final = 40
_TOTAL: Final = 150
_EDGE: Final = 24
_LEGEND: Final = 126
_LONGEST_NAME: Final = 35
_LONGEST_IN_BOX: Final = 4
_BESIDE_STAR: Final = 4

_BLUE: Final = "#0072B2"
_SKY: Final = "#9AD0F0"
_ORANGE: Final = "#E69F00"
_YELLOW: Final = "#F7EE9A"
_INK: Final = "#1b2530"
_MUTED: Final = "#5a6b7d"
_LINE: Final = "#b9c4cf"

_FILLS: Final[dict[Sign, str]] = {
    "full": _BLUE,
    "part": _SKY,
    "none": "#ffffff",
    "waiting": "url(#waiting)",
    "expired": _ORANGE,
    "unasked": "#eef1f4",
}
_LEGENDS: Final[tuple[Sign, ...]] = ("full", "part", "none", "waiting", "expired", "unasked")

_PATTERN: Final = (
    f'<pattern id="waiting" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="8" height="8" fill="{_YELLOW}"/>'
    f'<rect width="2" height="8" fill="{_INK}" fill-opacity=".35"/></pattern>'
)


def drawing(covered: Coverage, *, day: str, language: Language) -> tuple[bytes, int, int]:
    """Draw the whole coverage as SVG; gives it with its width and height in pixels."""
    width = _LEFT + _BOX * len(curriculum.WEEKS) + _TOTAL + _EDGE
    parts: list[str] = []
    y = _TOP
    grade = None
    for row in covered.rows:
        if row.grade != grade:
            grade = row.grade
            y += _GRADE
            parts.append(_text(_EDGE, y - 10, say("coverage-grade", {"grade": grade}, language), size=19, bold=True))
            parts += _weeks(y - 10, language)
        parts += _row(row, y, language)
        y += _ROW
    height = y + _LEGEND + _EDGE
    head = [*_heading(covered, day, language), *parts, *_legend(y + 30, language)]
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    title = _escaped(say("coverage-title", {"year": covered.school_year}, language))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Be Vietnam Pro" font-size="13" role="img" '
        f'aria-label="{title}"><defs>{_PATTERN}</defs>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{"".join(head)}</svg>'
    )
    return svg.encode(), width, height


def _heading(covered: Coverage, day: str, language: Language) -> Iterator[str]:
    title = say("coverage-title", {"year": covered.school_year}, language)
    yield _text(_EDGE, 44, title, size=26, bold=True)
    wanted = sum(row.total("wanted") for row in covered.rows)
    ready = sum(row.total("filled") for row in covered.rows)
    values = {
        "ready": ready,
        "wanted": wanted,
        "percent": 100 * ready // wanted if wanted else 0,
        "missing": wanted - ready,
        "waiting": sum(row.total("waiting") + row.total("failed") for row in covered.rows),
        "expired": sum(row.total("expired") for row in covered.rows),
    }
    yield _text(_EDGE, 74, say("coverage-sum", values, language), size=16)
    date = "/".join(reversed(day.split("-")))
    yield _text(_EDGE, 100, f"{say('coverage-numbers', {}, language)} · {date}", size=14, colour=_MUTED)


def _weeks(y: int, language: Language) -> Iterator[str]:
    yield _text(_LEFT - 8, y, say("coverage-week", {}, language), anchor="end", colour=_MUTED)
    for week in curriculum.WEEKS:
        yield _text(_LEFT + (week - 1) * _BOX + _BOX // 2, y, str(week), anchor="middle", colour=_MUTED)
    yield _text(_LEFT + len(curriculum.WEEKS) * _BOX + 12, y, say("coverage-total", {}, language), colour=_MUTED)


def _row(row: CoveredSubject, y: int, language: Language) -> Iterator[str]:
    name = curriculum.subject_name(row.subject, language)
    name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
    yield _text(_EDGE, y + 22, name, size=14)
    yield _text(_SERIES, y + 22, row.series, colour=_MUTED)
    a_week = f"{row.a_week:.2f}".rstrip("0").rstrip(".")
    a_week = a_week.replace(".", ",") if language == "vi" else a_week
    yield _text(
        _LEFT - 8, y + 22, f"{a_week}/{say('coverage-week', {}, language).lower()}", anchor="end", colour=_MUTED
    )
    for week in row.weeks:
        yield from _box(week, _LEFT + (week.week - 1) * _BOX, y)
    filled, wanted = row.total("filled"), row.total("wanted")
    total = f"{filled}/{wanted}" + (f" ({100 * filled // wanted} %)" if wanted else "")
    yield _text(_LEFT + len(row.weeks) * _BOX + 12, y + 22, total, size=14, bold=True)


def _box(week: CoveredWeek, x: int, y: int) -> Iterator[str]:
    sign, starred = week.sign, bool(week.chosen) and week.chosen >= week.wanted
    yield _shape(sign, x, y)
    colour = "#ffffff" if sign == "full" else _MUTED if sign in ("none", "unasked") else _INK
    words = "" if sign == "unasked" else f"{week.ready}/{week.wanted}"
    if sign == "waiting":
        words = f"?{week.waiting + week.failed}"
    elif sign == "expired":
        words = f"!{week.expired + week.barred}"
    if words:
        size = 13 if len(words) <= _LONGEST_IN_BOX else 11
        middle = x + _BOX // 2 + (_BESIDE_STAR if starred else 0)
        yield _text(middle, y + 20, words, size=size, anchor="middle", colour=colour, bold=sign != "none")
    if starred:
        yield _star(x + 8, y + 8, "#ffffff" if sign == "full" else _INK)
    if week.expiring:
        yield _corner(x, y)


def _shape(sign: Sign, x: int, y: int) -> str:
    return (
        f'<rect x="{x + 1}" y="{y + 1}" width="{_BOX - 2}" height="{_ROW - 6}" rx="3" '
        f'fill="{_FILLS[sign]}" stroke="{_LINE}" stroke-width="1"/>'
    )


_STAR: Final = "M0-6 1.6-1.9 6-1.8 2.6 1 3.7 5.4 0 2.9-3.7 5.4-2.6 1-6-1.8-1.6-1.9z"


def _star(x: int, y: int, colour: str) -> str:
    return f'<path transform="translate({x} {y})" d="{_STAR}" fill="{colour}"/>'


_COLUMNS: Final = 3
_COLUMN: Final = 460


def _legend(y: int, language: Language) -> Iterator[str]:
    for number, sign in enumerate(_LEGENDS):
        left, top = _EDGE + number % _COLUMNS * _COLUMN, y + number // _COLUMNS * _ROW
        mark = {"full": "5/5", "part": "2/5", "none": "0/5", "waiting": "?2", "expired": "!1"}.get(sign, "")
        yield _shape(sign, left, top)
        colour = "#ffffff" if sign == "full" else _MUTED if sign == "none" else _INK
        yield _text(left + _BOX // 2, top + 20, mark, anchor="middle", colour=colour, bold=sign != "none")
        yield _text(left + _BOX + 8, top + 20, say(f"coverage-sign-{sign}", {}, language), size=14)
    top = y + -(-len(_LEGENDS) // _COLUMNS) * _ROW
    for number, code in enumerate(("coverage-sign-chosen", "coverage-expiring")):
        left = _EDGE + number * _COLUMN
        yield _shape("full", left, top)
        yield _star(left + 8, top + 8, "#ffffff") if number == 0 else _corner(left, top)
        yield _text(left + _BOX + 8, top + 20, say(code, {}, language), size=14)


def _corner(x: int, y: int) -> str:
    return f'<path d="M{x + _BOX - 16} {y + 1}h14v14z" fill="{_ORANGE}" stroke="{_INK}" stroke-width=".7"/>'


def _text(
    x: float, y: float, words: str, *, size: int = 13, anchor: str = "start", colour: str = _INK, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{weight}'
    return f"<text {place}>{_escaped(words)}</text>"


def _escaped(words: str) -> str:
    return escape(words, {'"': "&quot;"})
