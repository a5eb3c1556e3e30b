"""TTML in its dialects (IMSC1, EBU-TT-D, SMPTE-TT, DFXP): the times and words of its paragraphs.

A small reader of our own: the text of a caption and its times are all that is wanted here, and a reader that knows
layout takes minutes for a file of some megabytes and says nothing about times that it cannot understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from lessontool.errors import InputError
from lessontool.subtitles.reading.cues import RawCue, RawFile, language_tag

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # for its type only: files are opened by defusedxml

_DEEPEST: Final = 40
_CLOCK: Final = re.compile(r"(\d{2,4}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{2,3})(?:\.\d+)?)?")
_OFFSET: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?(h|m|s|ms|f|t)")
_UNIT_S: Final = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_CONTAINERS: Final = frozenset({"tt", "body", "div"})
_RUBY_ASIDE: Final = frozenset({"text", "textContainer", "delimiter"})


def read_ttml(text: str, name: str) -> RawFile:
    """Read Timed Text Markup Language. Raises InputError: subtitles-unsafe, subtitles-damaged and others."""
    root = _parse(text, name)
    found = RawFile(name=name, language=language_tag(_attribute(root, "lang")))
    clock = _clock_of(root, name)
    whole = _Span(start=Fraction(0), end=None, timed=False)
    for number, (paragraph, span) in enumerate(_paragraphs(clock, root, whole, depth=0), start=1):
        for part, words in _texts(clock, paragraph, span).items():
            if not part.timed:
                found.leave_out(f"paragraph {number} has no time: {words.strip()[:60]!r}")
                continue
            found.add(RawCue(part.start, part.start if part.end is None else part.end, words, number))
    return found


def _parse(text: str, name: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(text.lstrip(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise InputError("subtitles-unsafe", file=name, detail=str(error)) from error
    except ParseError as error:
        raise InputError("subtitles-damaged", file=name, line=error.position[0], detail=str(error)) from error
    if _local(root.tag) != "tt":
        raise InputError("subtitles-unknown-format", file=name, detail=f"XML whose root is {root.tag[:80]}")
    return root


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace: the dialects differ in little else."""
    return next((value for key, value in element.attrib.items() if _local(key) == name), "").strip()


# ── times ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Span:
    """When an element is shown; without an end it stays."""

    start: Fraction
    end: Fraction | None
    timed: bool
    """Whether it or anything around it says a time."""


@dataclass(frozen=True, slots=True)
class _Clock:
    """How a file counts time."""

    name: str
    frame_s: Fraction
    tick_s: Fraction

    def seconds(self, element: Element, attribute: str) -> Fraction | None:
        """Read `begin`, `end` or `dur`. Raises InputError: subtitles-time-unreadable."""
        value = _attribute(element, attribute)
        if not value:
            return None
        if clock := _CLOCK.fullmatch(value):
            hours, minutes, seconds, part, frames = clock.groups()
            whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
            return whole + _decimal(part) + int(frames or 0) * self.frame_s
        if offset := _OFFSET.fullmatch(value):
            number = int(offset[1]) + _decimal(offset[2])
            return number * {**_UNIT_S, "f": self.frame_s, "t": self.tick_s}[offset[3]]
        raise InputError("subtitles-time-unreadable", file=self.name, line=1, text=f"{attribute}={value[:40]}")

    def active(self, element: Element, around: _Span) -> _Span:
        """When an element is shown that stands inside another."""
        begin, end, length = (self.seconds(element, attribute) for attribute in ("begin", "end", "dur"))
        start = around.start + (begin or 0)
        ends = [around.end, None if end is None else around.start + end, None if length is None else start + length]
        known = [at for at in ends if at is not None]
        timed = around.timed or any(at is not None for at in (begin, end, length))
        return _Span(start, min(known) if known else None, timed)


def _decimal(digits: str | None) -> Fraction:
    return Fraction(int(digits), 10 ** len(digits)) if digits else Fraction(0)


def _clock_of(root: Element, name: str) -> _Clock:
    rate = _whole_numbers(root, "frameRate", "30", name)[0]
    times, by = (*_whole_numbers(root, "frameRateMultiplier", "1 1", name), 1)[:2]
    ticks = _whole_numbers(root, "tickRate", str(rate) if _attribute(root, "frameRate") else "1", name)[0]
    return _Clock(name, Fraction(by, rate * times), Fraction(1, ticks))


def _whole_numbers(root: Element, attribute: str, default: str, name: str) -> list[int]:
    value = _attribute(root, attribute) or default
    numbers = re.findall(r"[0-9]{1,9}", value)
    if not numbers or any(int(number) == 0 for number in numbers):
        raise InputError("subtitles-time-unreadable", file=name, line=1, text=f"{attribute}={value[:40]}")
    return [int(number) for number in numbers]


# ── elements ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _paragraphs(clock: _Clock, element: Element, span: _Span, *, depth: int) -> Iterator[tuple[Element, _Span]]:
    """Every paragraph that is shown, with its time. Raises InputError: subtitles-unsafe for endless nesting."""
    _refuse_depth(clock.name, depth)
    follow = _attribute(element, "timeContainer") == "seq"
    around = span
    for child in element:
        kind = _local(child.tag)
        if kind not in _CONTAINERS and kind != "p":
            continue
        inside = clock.active(child, around)
        if kind == "p" and _is_shown(child):
            yield child, inside
        elif kind != "p" and _is_shown(child):
            yield from _paragraphs(clock, child, inside, depth=depth + 1)
        if follow and inside.end is not None:
            around = _Span(inside.end, span.end, timed=True)


def _texts(clock: _Clock, paragraph: Element, span: _Span) -> dict[_Span, str]:
    """The words of a paragraph by when they are shown: its spans may have times of their own."""
    keeps = _attribute(paragraph, "space") == "preserve"
    texts: dict[_Span, str] = {}
    for part, text in _pieces(clock, paragraph, span, depth=0):
        words = text if text == "\n" or keeps else _SPACES.sub(" ", text)
        texts[part] = texts.get(part, "") + words
    said = {part: words for part, words in texts.items() if words.strip()}
    return said or {span: ""}


def _pieces(clock: _Clock, element: Element, span: _Span, *, depth: int) -> Iterator[tuple[_Span, str]]:
    _refuse_depth(clock.name, depth)
    yield span, element.text or ""
    for child in element:
        kind = _local(child.tag)
        if kind == "br":
            yield span, "\n"
        elif kind == "span" and _is_shown(child):
            yield from _pieces(clock, child, clock.active(child, span), depth=depth + 1)
        yield span, child.tail or ""


def _is_shown(element: Element) -> bool:
    return _attribute(element, "display") != "none" and _attribute(element, "ruby") not in _RUBY_ASIDE


def _refuse_depth(name: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise InputError("subtitles-unsafe", file=name, detail=f"elements nested deeper than {_DEEPEST}")
