"""The proof as a picture for the department's report: subjects of grades against days, with signs as well as colours.

Who does not tell colours apart reads the signs and the figures: each verdict has a shape of its own, and the colours
are chosen from those that differ for everybody (Okabe and Ito).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from lessontool.curriculum import subject_name
from lessontool.messages import Language, say
from lessontool.model import Channel
from lessontool.planning.timetable.weeks import day_text
from lessontool.schedule.checking import Checked, PairDay, Verdict
from lessontool.subtitles.showing.lettering import font_folder, line_width_px, writable
from lessontool.tools import resvg
from lessontool.tools.process import Cancel

WIDTH_PX: Final = 1600
_MARGIN: Final = 56
_NAMES: Final = 372
_SUM: Final = 150
_ROW: Final = 46
_INK: Final = "#1f2933"
_FAINT: Final = "#5a6b7d"
_LINE: Final = "#d5dde4"

COLOURS: Final[Mapping[Verdict, tuple[str, str]]] = MappingProxyType(
    {
        "met": ("#005f8f", "#e3f1f9"),
        "together": ("#7a5c00", "#fdf3d0"),
        "short": ("#a04a00", "#fde6d3"),
        "none": ("#8f1452", "#f9dfec"),
        "free": ("#7b8896", "#ffffff"),
    }
)
"""Of the sign and of its cell; signs are dark enough to be read (WCAG AA), cells light enough to be printed."""

_SIGNS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        "met": '<circle r="11" fill="{0}"/><path d="M-5.4 .6l3.7 3.7 6.9-7.6" {1}/>',
        "together": '<path d="M0-11L11.5 9.5h-23z" fill="{0}"/><path d="M0-4.4v6M0 5.6v.3" {1}/>',
        "short": '<circle r="10" fill="#fff" stroke="{0}" stroke-width="2.2"/><path d="M0-10a10 10 0 0 0 0 20z" '
        'fill="{0}"/>',
        "none": '<path d="M-4.6-11h9.2L11-4.6v9.2L4.6 11h-9.2L-11 4.6v-9.2z" fill="{0}"/>'
        '<path d="M-4.4-4.4l8.8 8.8M4.4-4.4l-8.8 8.8" {1}/>',
        "free": '<path d="M-6 0h12" fill="none" stroke="{0}" stroke-width="2.4" stroke-linecap="round"/>',
    }
)
_MARK: Final = 'fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"'
_VERDICTS: Final[tuple[Verdict, ...]] = ("met", "together", "short", "none", "free")


def as_svg(
    checked: Checked, channels: Sequence[Channel], *, language: Language, created: str, sentence: str
) -> tuple[bytes, int]:
    """Draw the week as SVG; gives it and its height in pixels. `sentence` is what is proved or refuted."""
    page = _Page(checked, language)
    page.title(sentence)
    page.table()
    page.legend()
    page.foot(channels, created)
    return page.svg(), page.height


def as_png(
    checked: Checked,
    channels: Sequence[Channel],
    *,
    language: Language,
    created: str,
    sentence: str,
    cancel: Cancel | None = None,
) -> bytes:
    """Draw the week as a PNG, 1 600 pixels wide. Raises ToolError where it cannot be drawn, Interrupted."""
    svg, height = as_svg(checked, channels, language=language, created=created, sentence=sentence)
    return resvg.png(svg, width_px=WIDTH_PX, height_px=height, fonts=font_folder(), cancel=cancel)


class _Page:
    """A drawing that grows downwards."""

    def __init__(self, checked: Checked, language: Language) -> None:
        self.checked, self.language = checked, language
        self.parts: list[str] = []
        self.y = 0
        self.days = tuple(datetime.date.fromisoformat(day) for day in checked.days)
        self.shown = [day for day in self.days if day.weekday() < 6 or self._asked(day)]
        self.column = (WIDTH_PX - 2 * _MARGIN - _NAMES - _SUM) / len(self.shown)

    @property
    def height(self) -> int:
        return self.y

    def svg(self) -> bytes:
        size = f'width="{WIDTH_PX}" height="{self.y}" viewBox="0 0 {WIDTH_PX} {self.y}"'
        whole = f'<rect width="{WIDTH_PX}" height="{self.y}" fill="#ffffff"/>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="Be Vietnam Pro">'
        return "\n".join([head, whole, *self.parts, "</svg>\n"]).encode()

    def _asked(self, day: datetime.date) -> bool:
        return any(each.date == day.isoformat() and each.wanted for each in self.checked.pairs)

    def _say(self, code: str, **values: object) -> str:
        return say(code, values, self.language)

    def _text(self, x: float, y: float, text: str, size: int, *, bold: bool = False, colour: str = _INK,
              anchor: str = "start") -> None:  # fmt: skip
        weight = ' font-weight="bold"' if bold else ""
        where = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}'
        self.parts.append(f"<text {where}>{escape(writable(text))}</text>")

    def title(self, sentence: str) -> None:
        """What it is about, and what was found."""
        first, last = (f"{day:%d/%m/%Y}" for day in (self.days[0], self.days[-1]))
        self._text(_MARGIN, 78, self._say("check-plan-picture-title", first=first, last=last), 34, bold=True)
        self.y = 100
        verdict: Verdict = "met" if self.checked.proved else "none"
        ink, ground = COLOURS[verdict]
        lines = _wrapped(sentence, 22, WIDTH_PX - 2 * _MARGIN - 110)
        height = 32 * len(lines) + 34
        self.parts.append(
            f'<rect x="{_MARGIN}" y="{self.y}" width="{WIDTH_PX - 2 * _MARGIN}" height="{height}" rx="10" '
            f'fill="{ground}" stroke="{ink}" stroke-width="2"/>'
        )
        self._sign(verdict, _MARGIN + 42, self.y + height / 2, 1.7)
        for number, line in enumerate(lines):
            self._text(_MARGIN + 84, self.y + 42 + 32 * number, line, 22, colour=_INK)
        self.y += height + 34

    def table(self) -> None:
        """A row for each subject, grade by grade."""
        for grade in self.checked.grades():
            self._head(grade)
            for subject, days in self.checked.of(grade).items():
                self._row(subject, {each.date: each for each in days})
            self.y += 26

    def _head(self, grade: int) -> None:
        met, count = self.checked.met(grade), len(self.checked.of(grade))
        width = WIDTH_PX - 2 * _MARGIN
        self.parts.append(f'<rect x="{_MARGIN}" y="{self.y}" width="{width}" height="52" rx="6" fill="#1b4965"/>')
        self._text(_MARGIN + 16, self.y + 34, self._say("check-plan-picture-grade", grade=grade, met=met, count=count),
                   20, bold=True, colour="#ffffff")  # fmt: skip
        for at, day in enumerate(self.shown):
            x = _MARGIN + _NAMES + self.column * (at + 0.5)
            self._text(x, self.y + 34, day_text(day), 19, colour="#ffffff", anchor="middle")
        x = WIDTH_PX - _MARGIN - _SUM / 2
        self._text(x, self.y + 34, self._say("check-plan-picture-week"), 19, colour="#ffffff", anchor="middle")
        self.y += 52

    def _row(self, subject: str, days: Mapping[str, PairDay]) -> None:
        name = subject_name(subject, self.language)
        self._text(_MARGIN + 16, self.y + 30, _shortened(name, 20, _NAMES - 30), 20)
        for at, day in enumerate(self.shown):
            each = days.get(day.isoformat())
            if each:
                self._cell(_MARGIN + _NAMES + self.column * at, each)
        asked = [each for each in days.values() if each.wanted]
        counted = sum(min(each.apart, each.wanted) for each in asked)
        total = f"{counted}/{sum(each.wanted for each in asked)}"
        good = all(each.verdict == "met" for each in asked)
        x = WIDTH_PX - _MARGIN - _SUM / 2
        self._text(x, self.y + 30, total, 20, bold=True, anchor="middle", colour=COLOURS["met" if good else "none"][0])
        self.y += _ROW
        self.parts.append(f'<path d="M{_MARGIN} {self.y}h{WIDTH_PX - 2 * _MARGIN}" stroke="{_LINE}" stroke-width="1"/>')

    def _cell(self, x: float, each: PairDay) -> None:
        ink, ground = COLOURS[each.verdict]
        self.parts.append(
            f'<rect x="{x + 3:.1f}" y="{self.y + 3}" width="{self.column - 6:.1f}" height="{_ROW - 6}" rx="5" '
            f'fill="{ground}"/>'
        )
        middle = x + self.column / 2
        if each.verdict == "free":
            self._sign("free", middle, self.y + _ROW / 2, 1)
            return
        self._sign(each.verdict, middle - 24, self.y + _ROW / 2, 1)
        self._text(middle - 4, self.y + 30, f"{each.apart}/{each.wanted}", 20, bold=True, colour=ink)

    def _sign(self, verdict: Verdict, x: float, y: float, scale: float) -> None:
        drawn = _SIGNS[verdict].replace("{0}", COLOURS[verdict][0]).replace("{1}", _MARK)
        self.parts.append(f'<g transform="translate({x:.1f} {y:.1f}) scale({scale})">{drawn}</g>')

    def legend(self) -> None:
        """What the signs mean."""
        x = float(_MARGIN + 14)
        for verdict in _VERDICTS:
            words = self._say(f"check-plan-legend-{verdict}")
            width = line_width_px(writable(words), 18) + 66
            if x + width > WIDTH_PX - _MARGIN:
                x, self.y = float(_MARGIN + 14), self.y + 36
            self._sign(verdict, x, self.y + 10, 0.9)
            self._text(x + 20, self.y + 16, words, 18, colour=_FAINT)
            x += width
        self.y += 44

    def foot(self, channels: Sequence[Channel], created: str) -> None:
        """Which channels, by which rules, and when it was looked at."""
        titles = {each.name: each.title for each in channels}
        named = ", ".join(titles.get(name, name) for name in self.checked.channels)
        source = self._say("check-plan-by-log" if self.checked.aired is not None else "check-plan-by-plan")
        made = "/".join(reversed(created[:10].split("-")))
        words = self._say("check-plan-picture-foot", channels=named, rules=self.checked.rules, source=source, made=made)
        for line in _wrapped(words, 18, WIDTH_PX - 2 * _MARGIN):
            self._text(_MARGIN, self.y + 16, line, 18, colour=_FAINT)
            self.y += 26
        self.y += 30


def _wrapped(text: str, size: int, width_px: float) -> list[str]:
    """Break a text into lines that are no wider than `width_px`."""
    lines = [""]
    for word in writable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and line_width_px(longer, size) > width_px:
            lines.append(_shortened(word, size, width_px))
        else:
            lines[-1] = _shortened(longer, size, width_px)
    return lines


def _shortened(text: str, size: int, width_px: float) -> str:
    text = writable(text)
    if line_width_px(text, size) <= width_px:
        return text
    while text and line_width_px(text + "…", size) > width_px:
        text = text[:-1]
    return text + "…"
