"""Everything that is judged by looking at the decoded pictures: one decode a file, shown to all items in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lessontool.model import Outcome, VideoTrack
from lessontool.qc.picture import decoding, stills
from lessontool.qc.picture.black import Black
from lessontool.qc.picture.borders import Letterbox
from lessontool.qc.picture.defects import DeadPixels
from lessontool.qc.picture.fields import FieldOrder
from lessontool.qc.picture.flashes import Flashes
from lessontool.qc.picture.freeze import Freeze
from lessontool.qc.picture.levels import Gamut, VideoLevels
from lessontool.qc.picture.seen import PictureItem, Plane, Seen
from lessontool.qc.subject import Subject
from lessontool.timing import seconds_of
from lessontool.tools.process import Cancel

__all__ = ["Looked", "PictureItem", "Plane", "Seen", "look_at_picture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one pass over the pictures told."""

    outcomes: tuple[Outcome, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Small JPEGs of failing frames as base64, by the name that a finding's `picture` says; at most twelve."""
    errors: tuple[str, ...] = ()
    """What the decoder complained about."""
    frames: int = 0
    """Pictures that were really decoded."""


def _items(subject: Subject, track: VideoTrack) -> list[PictureItem]:
    """Everything of the family, made ready for one file."""
    limits, rendition = subject.limits, subject.rendition
    begins = seconds_of(subject.expected.before_frames)
    fields = rendition.interlaced or track.scan_flag != "progressive"
    return [
        VideoLevels(track, limits),
        Gamut(track, limits),
        Black(track, limits, begins),
        Freeze(track, limits),
        Flashes(track, limits, begins, rendition.first_field, fields),
        FieldOrder(track, rendition),
        Letterbox(track, limits, begins),
        DeadPixels(track),
    ]


def look_at_picture(
    subject: Subject,
    *,
    extra: Sequence[PictureItem] = (),
    cancel: Cancel,
    progress: Callable[[float], None],
) -> Looked:
    """Decode the first picture track of a file once and judge everything that can be seen.

    `extra` items see every picture too, and their outcomes follow ours. A file without pictures gives no outcome.
    Raises ToolError when it takes far too long, Interrupted.
    """
    track = subject.video
    if track is None:
        return Looked()
    items: list[PictureItem] = [*_items(subject, track), *extra]

    def show(seen: Seen) -> None:
        for item in items:
            item.see(seen)

    decoded = decoding.decode(subject, track, show, cancel=cancel, progress=progress)
    outcomes = [outcome for item in items for outcome in item.outcomes()]
    named, pictures = stills.illustrate(subject, outcomes, cancel=cancel)
    return Looked(
        outcomes=named,
        pictures=pictures,
        errors=decoded.errors,
        frames=decoded.frames,
    )
