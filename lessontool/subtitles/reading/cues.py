"""Captions as a teacher gave them: what every reader of a format hands on, and what comes out mended."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Literal

from lessontool.errors import InputError
from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.model.text import Change

Format = Literal["srt", "vtt", "ass", "ttml"]

MOST_CUES: Final = 20_000
"""Five hours of captions of one second."""

MOST_CUE_SIGNS: Final = 2_000
"""No caption is a page; a longer one is a file of something else, or an attack."""


@record
class GivenCue:
    """One caption as it was given: exact seconds, half open, and its lines without markup."""

    start: Fraction
    end: Fraction
    lines: tuple[str, ...]


@record
class GivenSubtitles:
    """A subtitle file that a teacher gave, clean: rising in time, never overlapping, with all that was mended."""

    format: Format
    encoding: str
    """As `encodings.read_text` says it."""
    language: str
    """BCP 47 tag where the file names one, else empty."""
    cues: tuple[GivenCue, ...]
    repairs: tuple[Change, ...] = ()
    """Everything that was changed, in English, in the order of the file."""
    findings: tuple[Finding, ...] = ()
    """The same for the teacher, summed up."""


@dataclass(frozen=True, slots=True)
class RawCue:
    """One caption as a format's reader found it: times as written, markup gone, lines parted by line ends."""

    start: Fraction
    end: Fraction
    text: str
    line: int
    """Where it stands in the file."""


@dataclass(slots=True)
class RawFile:
    """What a format's reader found."""

    name: str
    cues: list[RawCue] = field(default_factory=list)
    language: str = ""
    left_out: list[Change] = field(default_factory=list)

    def add(self, cue: RawCue) -> None:
        """Take up a caption. Raises InputError: subtitles-too-many, subtitles-cue-too-long."""
        if len(self.cues) >= MOST_CUES:
            raise InputError("subtitles-too-many", file=self.name, limit=MOST_CUES)
        if len(cue.text) > MOST_CUE_SIGNS:
            raise InputError("subtitles-cue-too-long", file=self.name, line=cue.line, limit=MOST_CUE_SIGNS)
        self.cues.append(cue)

    def leave_out(self, reason: str) -> None:
        """Say that something in the file is no caption."""
        self.left_out.append(Change(kind="drop", reason=reason))


_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def unescape(text: str) -> str:
    """Turn `&amp;` and the like into their letters; a bare & stays."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def language_tag(text: str) -> str:
    """Keep a language tag such as `vi` or `zh-Hant`; anything else is no tag."""
    text = text.strip().replace("_", "-")
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text) else ""
