"""What a report says, in both languages at once, and strangers' words made harmless for every kind of page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool import messages
from lessontool.timing import PROGRAMME_RATE, Timecode, TimeSpan, frames_at

_TIMECODE: Final = re.compile(r"\d{2}:\d{2}:\d{2}[:;]\d{2}")

_TURNS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: a file's name could be made to look like another's."""


@dataclass(frozen=True, slots=True)
class Both:
    """The same in Vietnamese and in English."""

    vi: str
    en: str


def clean(text: str) -> str:
    """Make a stranger's words safe to print: one line, letters whole (NFC), nothing that no page or XML may hold."""
    kept = (" " if sign.isspace() else sign for sign in text if sign.isspace() or _printable(sign))
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def _printable(sign: str) -> bool:
    """Whether a sign may stand in XML 1.0 and says something: no control, no half of a pair, no turn, no non-sign."""
    if sign in _TURNS or unicodedata.category(sign) in ("Cc", "Cs"):
        return False
    return (ord(sign) & 0xFFFE) != 0xFFFE and not 0xFDD0 <= ord(sign) <= 0xFDEF


def say(code: str, values: Mapping[str, object] | None = None) -> Both:
    """Say a message in both languages; a code that the table lacks is shown itself, never an error."""
    try:
        known = {name: clean(value) if isinstance(value, str) else value for name, value in (values or {}).items()}
        return Both(clean(messages.say(code, known, "vi")), clean(messages.say(code, known, "en")))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        told = "".join(f" · {name} {value}" for name, value in (values or {}).items())
        plain = {"code": clean(f"{code}{told}")}
        return Both(
            messages.say("qc-report-unexplained", plain, "vi"), messages.say("qc-report-unexplained", plain, "en")
        )


def what_to_do(code: str, values: Mapping[str, object] | None = None) -> Both | None:
    """Say what to do about it in both languages; None where there is nothing to say."""
    try:
        known = {name: clean(value) if isinstance(value, str) else value for name, value in (values or {}).items()}
        told = Both(clean(messages.hint(code, known, "vi")), clean(messages.hint(code, known, "en")))
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return None
    return told if told.vi else None


# ── when ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def start_of(facts: Mapping[str, str]) -> Timecode | None:
    """Find the timecode of a file's first picture among its facts; None where it has none that counts 25 pictures."""
    found = _TIMECODE.search(facts.get("timecode", ""))
    try:
        return Timecode.parse(found[0]) if found else None
    except ValueError:
        return None


def at(seconds: Fraction, start: Timecode | None) -> str:
    """Say when: the file's timecode, else the time from its first picture as `12:05:07` (minutes, seconds, pictures).

    From an hour on the hours stand before it: `1:12:05:07`.
    """
    frames = max(0, frames_at(seconds))
    if start is not None:
        return str(start + frames)
    whole, left = divmod(frames, int(PROGRAMME_RATE))
    hours, rest = divmod(whole, 3600)
    text = f"{rest // 60:02}:{rest % 60:02}:{left:02}"
    return f"{hours}:{text}" if hours else text


def place(span: TimeSpan, start: Timecode | None) -> Both:
    """Say where a fault is and how long it lasts: in pictures, or in milliseconds where it is shorter than one."""
    begins, ends = at(span.start, start), at(span.end, start)
    frames = frames_at(span.end) - frames_at(span.start)
    if frames < 1:
        long = f"{round(span.seconds * 1000)} ms"
        return Both(f"{begins} ({long})", f"{begins} ({long})")
    long_vi = messages.say("qc-report-frames", {"count": frames}, "vi")
    long_en = messages.say("qc-report-frames", {"count": frames}, "en")
    stretch = begins if frames == 1 else f"{begins} – {ends}"
    return Both(f"{stretch} ({long_vi})", f"{stretch} ({long_en})")


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────


def decibels(value: float) -> str:
    """Write a level with one decimal and a real minus: `−23.1`."""
    return f"{value:.1f}".replace("-", "−")


def size(count: int) -> str:
    """Write a number of bytes as people read it: `9.4 GB`."""
    for unit, power in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= power:
            return f"{count / power:.1f} {unit}"
    return f"{count} B"


def day(utc: str) -> str:
    """Write a moment in UTC as people read it: `22/11/2026 10:00 UTC`; what is no moment stays as it is."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z", utc)
    return f"{found[3]}/{found[2]}/{found[1]} {found[4]} UTC" if found else clean(utc)
