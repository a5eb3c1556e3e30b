"""Exact time: frame rates, timecode and spans of a programme, without a single rounded second.

Time inside lessontool is either a whole number of frames of the programme (25 a second) or an exact fraction of a
second. Float seconds exist only in what people read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final

PROGRAMME_RATE: Final = Fraction(25)
"""Pictures a second of every programme: Vietnam broadcasts 1080i at 25 frames, 50 fields."""

SOUND_RATE_HZ: Final = 48_000
"""Samples a second of all delivered sound (EBU R 128 family, XDCAM, AAC)."""

SAMPLES_PER_FRAME: Final = 1_920
"""48 000 / 25: sound lengths that are multiples of this join to pictures without a gap."""

_CLOCK: Final = re.compile(r"(\d{1,2})[:hg](\d{2})(?::(\d{2}))?", re.ASCII)
_TIMECODE: Final = re.compile(r"(\d{2}):(\d{2}):(\d{2})[:;](\d{2})")


def seconds_text(seconds: Fraction) -> str:
    """Write an exact time as people read it: `1:02:03` or `02:03`, rounded down to whole seconds."""
    sign = "-" if seconds < 0 else ""
    whole = abs(seconds).__floor__()
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}:{left:02}" if hours else f"{sign}{minutes:02}:{left:02}"


def decimal_seconds(seconds: Fraction) -> str:
    """Write a time for a program's command line: decimal seconds, exact to the microsecond (rounded to nearest)."""
    micro = round(seconds * 1_000_000)
    sign, micro = ("-", -micro) if micro < 0 else ("", micro)
    return f"{sign}{micro // 1_000_000}.{micro % 1_000_000:06}"


def frames_at(seconds: Fraction, rate: Fraction = PROGRAMME_RATE) -> int:
    """Say which frame is nearest to a time (frames from 0; ties go up)."""
    return (seconds * rate + Fraction(1, 2)).__floor__()


def seconds_of(frames: int, rate: Fraction = PROGRAMME_RATE) -> Fraction:
    """Say how long a number of frames lasts, in exact seconds."""
    return Fraction(frames) / rate


def round_up(frames: int, unit_frames: int) -> int:
    """Lengthen a number of frames to the next whole group of pictures."""
    return -(-frames // unit_frames) * unit_frames


def clock_s(text: str) -> int | None:
    """Read a time of day as people write it, `6:00` or `25:30` (after midnight), as seconds; None: it is none."""
    match = _CLOCK.fullmatch(text.strip())
    if not match or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0)


def clock_text(seconds: int) -> str:
    """Write a time of day as families read it: `06:00`; after midnight it begins at `00:00` again."""
    minutes = seconds // 60
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def broadcast_clock(seconds: int) -> str:
    """Write a time of a broadcast day, hours counted on after midnight: `25:30`; seconds where there are any."""
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def moment_s(utc: str) -> int:
    """Give a moment such as `2021-10-04T09:00:00Z` as seconds since 1970; 0 for what is no moment."""
    try:
        return max(0, int(datetime.fromisoformat(utc).timestamp()))
    except (ValueError, OverflowError):
        return 0


@dataclass(frozen=True, slots=True, order=True)
class Timecode:
    """A time of day on tape: hours, minutes, seconds and frames at 25 frames a second (SMPTE ST 12-1, non-drop)."""

    frames: int

    @classmethod
    def parse(cls, text: str) -> Timecode:
        """Read `10:00:00:00`. Raises ValueError for anything else, so also for frame 25 or minute 60."""
        match = _TIMECODE.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is not a timecode such as 10:00:00:00")
        hours, minutes, seconds, frames = map(int, match.groups())
        if hours > 23 or minutes > 59 or seconds > 59 or frames > 24:
            raise ValueError(f"{text!r} is no time of day at 25 frames a second")
        return cls(((hours * 60 + minutes) * 60 + seconds) * 25 + frames)

    def __add__(self, frames: int) -> Timecode:
        """Move on by a number of frames, over midnight if need be."""
        return Timecode((self.frames + frames) % (24 * 3600 * 25))

    def __str__(self) -> str:
        seconds, frames = divmod(self.frames, 25)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"


@dataclass(frozen=True, slots=True, order=True)
class FrameSpan:
    """A stretch of programme in frames, half open: `start` is in it, `end` is not."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"frames {self.start} to {self.end} are no stretch of programme")

    @property
    def frames(self) -> int:
        """Its length in frames."""
        return self.end - self.start

    def chunks(self, length_frames: int) -> tuple[FrameSpan, ...]:
        """Cut it into pieces of at most `length_frames`, in order, none empty."""
        return tuple(
            FrameSpan(at, min(at + length_frames, self.end)) for at in range(self.start, self.end, length_frames)
        )


@dataclass(frozen=True, slots=True, order=True)
class TimeSpan:
    """A stretch of a recording in exact seconds, half open."""

    start: Fraction
    end: Fraction

    @property
    def seconds(self) -> Fraction:
        """Its length in seconds."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{seconds_text(self.start)}–{seconds_text(self.end)}"
