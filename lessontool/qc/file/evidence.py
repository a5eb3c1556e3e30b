"""All that was found out about one file before anything is judged, and how a fault is written down."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from lessontool.model import DeliverySpec, Finding, ItemName, Outcome, RenditionSpec
from lessontool.qc.file.mp4 import Mp4File
from lessontool.qc.file.mxf import MxfFile
from lessontool.qc.file.pictures import Headline, Pictures
from lessontool.qc.file.reading import Arrivals
from lessontool.qc.file.sound_files import SoundFile
from lessontool.qc.subject import Subject
from lessontool.timing import PROGRAMME_RATE, TimeSpan, seconds_text

MOST_SPANS: Final = 50
_LONGEST_WORDS: Final = 120
NOTHING: Final = "–"
"""What stands where a file says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a file's container, headers and packets were found to say."""

    subject: Subject
    pictures: Pictures | None
    """None: the coded pictures are of a format that we cannot read."""
    arrivals: Arrivals
    mxf: MxfFile | None
    mp4: Mp4File | None
    sound: SoundFile | None = None
    """None: it is no WAV or MP3 file."""
    cut: bool = False
    """Its end is missing: what stands last is damaged for that reason and no other."""

    @property
    def spec(self) -> DeliverySpec:
        """What the destination wants."""
        return self.subject.spec

    @property
    def rendition(self) -> RenditionSpec:
        """The version that the file is judged as."""
        return self.subject.rendition

    @property
    def headline(self) -> Headline | None:
        """What the first coded picture says."""
        return self.pictures.headline if self.pictures is not None else None

    @property
    def frames(self) -> int:
        """Frames that the file really holds; of a file for the ears, its length at 25 a second."""
        if self.pictures is not None and len(self.pictures):
            return len(self.pictures)
        if self.subject.unseen and self.subject.video is None:
            return self.subject.frames
        return self.subject.video.frames if self.subject.video else 0

    @property
    def rate(self) -> Fraction:
        """Frames a second, as found; else as wanted."""
        track, headline = self.subject.video, self.headline
        told = headline.rate if headline else None
        counted = track.frame_rate if track else None
        if told and headline is not None and (headline.format == "MPEG-2" or (counted and counted == 2 * told)):
            return told  # H.264 may lie about its clock, yet where fields come one by one it is right
        return counted or told or Fraction(self.rendition.pictures_per_second)

    @property
    def general(self) -> Mapping[str, Any]:
        """MediaInfo on the container."""
        return self._said("General")

    @property
    def video(self) -> Mapping[str, Any]:
        """MediaInfo on the picture."""
        return self._said("Video")

    def _said(self, kind: str) -> Mapping[str, Any]:
        return next((track for track in self.subject.said if track.get("@type") == kind), {})

    def fault(
        self,
        code: str,
        found: object = "",
        wanted: object = "",
        *,
        pictures: Iterable[int] = (),
        **values: str | int,
    ) -> Finding:
        """Write down a fault; `pictures` are the numbers of the pictures that have it."""
        spans = self.spans(pictures)
        kept = spans[:MOST_SPANS]
        at = ", ".join(seconds_text(span.start) for span in kept[:3]) + (" …" if len(spans) > 3 else "")
        where: dict[str, str | int] = {"at": at, "count": len(spans)} if spans else {}
        words: dict[str, str | int] = {"file": self.subject.path.name, "found": str(found), "wanted": str(wanted)}
        return Finding(
            code=code,
            severity="error",
            values={**words, **where, **values},
            spans=tuple(kept),
            measured=str(found),
            limit=str(wanted),
        )

    def spans(self, numbers: Iterable[int]) -> list[TimeSpan]:
        """Turn numbers of pictures into stretches of time, neighbours joined."""
        runs: list[list[int]] = []
        if isinstance(numbers, range):  # a hostile header may promise more pictures than anybody can count
            runs, numbers = [[numbers.start, numbers.stop]] if numbers else [], ()
        for number in numbers:
            if runs and number <= runs[-1][1]:
                runs[-1][1] = max(runs[-1][1], number + 1)
            else:
                runs.append([number, number + 1])
        return [TimeSpan(first / self.rate, end / self.rate) for first, end in runs]


def outcome(item: ItemName, measured: str, limit: str, faults: Sequence[Finding | None]) -> Outcome:
    """Put together what one item measured."""
    return Outcome(
        item=item,
        measured=measured or NOTHING,
        limit=limit,
        faults=tuple(fault for fault in faults if fault is not None),
    )


def unmeasured(item: ItemName, code: str) -> Outcome:
    """Say that an item could not be measured, and why."""
    return Outcome(item=item, unmeasured=code)


def text(track: Mapping[str, Any], key: str) -> str:
    """Read MediaInfo's word on something, made harmless: one short line."""
    found = track.get(key)
    if found is None:
        extra = track.get("extra")
        found = extra.get(key, "") if isinstance(extra, dict) else ""
    if not isinstance(found, str | int | float):
        return ""
    plain = unicodedata.normalize("NFC", str(found)[: 4 * _LONGEST_WORDS])
    kept = "".join(c if c.isprintable() else " " for c in plain)
    return " ".join(kept.split())[:_LONGEST_WORDS]


def number(found: str) -> float | None:
    """Read a number that MediaInfo wrote; None for anything else."""
    return float(found) if found.replace(".", "", 1).isdecimal() and found.isascii() and len(found) < 20 else None


def aspect_words(aspect: Fraction | None) -> str:
    """Write width to height as the trade does: `16:9`."""
    if aspect is None or aspect <= 0:
        return NOTHING
    for across, down in ((16, 9), (4, 3), (14, 9), (221, 100), (235, 100)):
        if abs(aspect - Fraction(across, down)) < Fraction(1, 100):
            return f"{across}:{down}" if down < 100 else f"{across / 100:g}:1"
    return f"{float(aspect):.3f}:1"


def rate_words(rate: Fraction | None) -> str:
    """Write frames a second: `25`, `29.97`."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".") if rate else NOTHING


def megabits(bits: Fraction | float) -> str:
    """Write a bit rate: `50.00 Mb/s`."""
    return f"{float(bits) / 1_000_000:.2f} Mb/s"


def length_words(frames: int, rate: Fraction) -> str:
    """Write a length as timecode at 25 a second: `00:24:31:07`."""
    at_25 = round(Fraction(frames) / rate * PROGRAMME_RATE)
    seconds, rest = divmod(at_25, 25)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"
