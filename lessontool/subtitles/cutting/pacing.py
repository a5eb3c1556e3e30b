"""When a caption comes and goes: long enough to be read, never over another, never long over a silence.

A caption comes with its first word. If it cannot be read by the time its last word is said, it stays on into the pause
that follows, and only then comes a moment early into the pause before. All in frames. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final

from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Change
from lessontool.timing import PROGRAMME_RATE

LEAD_IN_FRAMES: Final = 5
"""A caption may come so much before its first word, into a pause: a fifth of a second is not felt as early."""


@dataclass(slots=True)
class Timed:
    """A caption on its way to its frames."""

    characters: int
    """Counted in NFC with spaces, line break as one."""
    said_from: int
    said_until: int
    """Frames of its words."""
    earliest: int
    latest: int
    """No sooner and no later can it stand without running over too long a silence."""
    begin: int = 0
    end: int = 0
    changes: list[Change] = field(default_factory=list)

    @property
    def frames(self) -> int:
        """How long it stands."""
        return self.end - self.begin

    def note(self, kind: str, reason: str) -> None:
        """Note what was changed about it, and why."""
        self.changes.append(Change(kind=kind, reason=reason))


@dataclass(frozen=True, slots=True)
class Pace:
    """A caption style in frames."""

    least: int
    most: int
    gap: int
    close_gap: int
    lead_out: int
    snap: int
    cps: Fraction

    @classmethod
    def of(cls, style: CaptionStyle) -> Pace:
        """Bring a style to frames, so that every limit is kept when it is measured in seconds."""
        return cls(
            least=ceil(style.min_s * PROGRAMME_RATE),
            most=int(style.max_s * PROGRAMME_RATE),
            gap=style.min_gap_frames,
            close_gap=style.close_gap_frames,
            lead_out=style.lead_out_frames,
            snap=style.snap_frames,
            cps=Fraction(str(style.max_cps)),
        )

    def needed(self, caption: Timed) -> int:
        """Frames in which a caption can be read; no caption gets more than `most`."""
        return min(self.most, max(self.least, self.reading(caption)))

    def reading(self, caption: Timed) -> int:
        """Frames that its characters take at this pace."""
        return ceil(caption.characters * PROGRAMME_RATE / self.cps)

    def too_fast(self, caption: Timed) -> bool:
        """Whether it goes before it can be read."""
        return caption.characters * PROGRAMME_RATE > self.cps * caption.frames


def pace(captions: Sequence[Timed], style: CaptionStyle, frames: int, slide_changes: Sequence[int] = ()) -> None:
    """Give each caption its frames. Raises InputError where a lesson has no room for so many."""
    limits = Pace.of(style)
    _place(captions, limits, frames)
    for at, caption in enumerate(captions):
        until = captions[at + 1].begin - limits.gap if at + 1 < len(captions) else frames
        _stay(caption, limits, until)
    for at, caption in enumerate(captions):
        _come_early(caption, limits, captions[at - 1] if at else None)
    slides = sorted({change for change in slide_changes if 0 < change < frames})
    if slides:
        for at, caption in enumerate(captions):
            _snap_in(caption, limits, captions[at - 1] if at else None, slides)
    for at in range(len(captions) - 1):
        _close(captions[at], limits, captions[at + 1].begin)
    if slides:
        for at, caption in enumerate(captions):
            _snap_out(caption, limits, captions[at + 1].begin if at + 1 < len(captions) else None, slides)


def _place(captions: Sequence[Timed], limits: Pace, frames: int) -> None:
    """Let each caption come with its first word, one after another, all of them before the end."""
    least = 1 + limits.gap
    free = 0
    for caption in captions:
        caption.begin = max(caption.said_from, free)
        free = caption.begin + least
    last = frames - 1
    for caption in reversed(captions):
        caption.begin = min(caption.begin, last)
        last = caption.begin - least
    if captions and captions[0].begin < 0:
        detail = f"{len(captions)} captions in {frames} frames, {limits.gap} between two"
        raise InputError("caption-no-room", detail=detail, count=len(captions), seconds=ceil(frames / PROGRAMME_RATE))
    for caption in captions:
        if caption.begin != caption.said_from:
            moved = caption.begin - caption.said_from
            caption.note("timing", f"comes {abs(moved)} frames {'after' if moved > 0 else 'before'} its first word: "
                         "more is said there than there are frames to show it")  # fmt: skip


def _stay(caption: Timed, limits: Pace, until: int) -> None:
    """Let a caption stay until its last word, and on into the pause where it cannot be read by then."""
    until = min(until, caption.begin + limits.most)
    said = max(caption.said_until, caption.begin + 1)
    reading = min(caption.begin + limits.reading(caption), said + limits.lead_out, caption.latest)
    shortest = min(caption.begin + limits.least, caption.latest)
    caption.end = max(caption.begin + 1, min(until, max(said, reading, shortest)))
    if caption.end > said:
        why = f"{caption.characters} characters need {limits.reading(caption)} frames at {float(limits.cps):g} a second"
        if reading < shortest:
            why = f"no caption stands for less than {limits.least} frames"
        caption.note("stretch", f"stays {caption.end - said} frames after its last word: {why}")
    elif caption.begin + limits.most < said:
        caption.note("timing", f"goes {said - caption.end} frames before its last word ends: "
                     f"no caption stands for more than {limits.most} frames")  # fmt: skip
    elif caption.end < said - limits.gap - 1:  # words that touch share the frame in which one ends
        caption.note("overlap", f"goes {said - caption.end} frames early: the next one comes")


def _come_early(caption: Timed, limits: Pace, before: Timed | None) -> None:
    missing = limits.needed(caption) - caption.frames
    if missing <= 0:
        return
    free = max(before.said_until, before.end + limits.gap) if before else 0
    begin = max(caption.begin - min(missing, LEAD_IN_FRAMES), free, caption.earliest)
    if begin < caption.begin:
        early = caption.begin - begin
        caption.note("stretch", f"comes {early} frames before its first word, into the pause: {missing} were missing")
        caption.begin = begin


def _close(caption: Timed, limits: Pace, following: int) -> None:
    """Let a caption stay until the next one where the picture would be empty for a blink only."""
    gap = following - caption.end
    end = following - limits.gap
    if limits.gap < gap < limits.close_gap and end <= caption.latest and end - caption.begin <= limits.most:
        caption.note("gap", f"a gap of {gap} frames closed to {limits.gap}: under {limits.close_gap} it flickers")
        caption.end = end


# ── slide changes ─────────────────────────────────────────────────────────────────────────────────────────────────


def _nearest(slides: Sequence[int], frame: int, most: int) -> int | None:
    at = bisect_left(slides, frame)
    near = [slide for slide in slides[max(0, at - 1) : at + 1] if 0 < abs(slide - frame) <= most]
    if at < len(slides) and slides[at] == frame:
        return None
    return min(near, key=lambda slide: abs(slide - frame), default=None)


def _snap_in(caption: Timed, limits: Pace, before: Timed | None, slides: Sequence[int]) -> None:
    """Let a caption come with the slide: earlier into a pause only, later only where it can still be read."""
    slide = _nearest(slides, caption.begin, limits.snap)
    if slide is None or slide >= caption.end or caption.end - slide > limits.most:
        return
    if slide > caption.begin:
        if caption.end - slide < limits.needed(caption):
            return
    else:
        free = before.said_until if before else 0
        if slide < max(free, caption.earliest):
            return
        if before and before.end > slide - limits.gap:
            shorter = slide - limits.gap - before.begin
            if shorter < max(1, min(limits.needed(before), before.frames)):
                return
            before.note("snap", f"goes {before.end - slide + limits.gap} frames earlier: a slide comes")
            before.end = slide - limits.gap
    moved = slide - caption.begin
    caption.note("snap", f"comes {abs(moved)} frames {'later' if moved > 0 else 'earlier'}, with the slide")
    caption.begin = slide


def _snap_out(caption: Timed, limits: Pace, following: int | None, slides: Sequence[int]) -> None:
    """Let a caption go with the slide, where nothing follows at once and it can be read."""
    slide = _nearest(slides, caption.end, limits.snap)
    if slide is None or slide > caption.latest or slide - caption.begin > limits.most:
        return
    if slide < caption.end and (slide < caption.said_until or slide - caption.begin < limits.needed(caption)):
        return
    if following is not None and following - slide < limits.close_gap and following - slide != limits.gap:
        return
    caption.note("snap", f"goes {abs(slide - caption.end)} frames {'later' if slide > caption.end else 'earlier'}, "
                 "with the slide")  # fmt: skip
    caption.end = slide
