"""A programme's running order: which segments, how long, and what is before the lesson."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.model import BrandUse, Clip, DeliverySpec, Presentation, SegmentKind
from lessontool.planning.graphics import use_of
from lessontool.planning.ground import SEGMENT_UNIT_FRAMES, Ground
from lessontool.planning.tracks import choose_video
from lessontool.timing import PROGRAMME_RATE, Timecode, round_up

BEFORE_PROGRAMME: Final[tuple[SegmentKind, ...]] = ("lineup", "clock", "black")
"""For the station only: no part of the programme, nor of its loudness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a programme and its length, in frames of 25 a second."""

    kind: SegmentKind
    frames: int
    clip: Clip | None = None
    """The brand's own film, where it is not drawn."""


@dataclass(frozen=True, slots=True)
class Order:
    """The segments of one preset's programme, in order."""

    segments: tuple[Segment, ...]

    @property
    def frames(self) -> int:
        """Length of the whole file."""
        return sum(segment.frames for segment in self.segments)

    @property
    def before_programme(self) -> int:
        """Frames of line-up, clock and black."""
        return sum(each.frames for each in self.segments if each.kind in BEFORE_PROGRAMME)

    def before(self, kind: SegmentKind) -> int:
        """Frames that come before a segment."""
        kinds = [segment.kind for segment in self.segments]
        return sum(segment.frames for segment in self.segments[: kinds.index(kind)])

    def timecode(self, spec: DeliverySpec, kind: SegmentKind) -> Timecode | None:
        """First timecode of a segment; None where the preset has none."""
        return Timecode.parse(spec.timecode_start) + self.before(kind) if spec.timecode_start else None


def running_order(ground: Ground, spec: DeliverySpec, presentation: Presentation) -> Order:
    """Decide the segments of a preset's programme with their lengths."""
    return Order(tuple(_segments(ground, spec, presentation)))


def _segments(ground: Ground, spec: DeliverySpec, presentation: Presentation) -> Iterator[Segment]:
    order = spec.running_order
    given = {"lineup": order.lineup_s, "clock": order.clock_s, "black": order.black_s, "slate": order.slate_s}
    brand = presentation.brands.get(spec.name)
    for kind in order.segments:
        if kind == "lesson":
            yield Segment(kind=kind, frames=ground.frames)
        elif kind in ("opening", "closing"):
            if brand:
                yield from _bumper(kind, use_of(brand, spec), presentation, brand.name)
        else:
            yield Segment(kind=kind, frames=_whole(Fraction(given[kind])))


def _bumper(kind: SegmentKind, use: BrandUse, presentation: Presentation, brand: str) -> Iterator[Segment]:
    wish, seconds = (use.opening, use.opening_s) if kind == "opening" else (use.closing, use.closing_s)
    if wish == "animated":
        yield Segment(kind=kind, frames=_whole(seconds))
    elif wish != "none":
        clip = presentation.clips[presentation.files[brand][wish]]
        track = choose_video(clip.media, None)
        if track:
            yield Segment(kind=kind, frames=_whole(track.end - track.start), clip=clip)


def _whole(seconds: Fraction) -> int:
    return round_up((seconds * PROGRAMME_RATE).__ceil__(), SEGMENT_UNIT_FRAMES)
