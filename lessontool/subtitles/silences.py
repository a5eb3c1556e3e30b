"""Where words are heard and where nobody speaks: what keeps a caption from standing over a silence.

Recognisers sometimes stretch a word over half a minute of music. Voice activity says better where sound is, so a
word keeps only the side of such a silence on which more of it is heard. Exact seconds. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.timing import TimeSpan

MOST_SILENCE: Final = Fraction(1)
"""Seconds without speech that a caption may run over: more is a pause in which something else happens."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as it is heard."""

    span: TimeSpan
    sound_from: Fraction
    """When speech is first heard in it, a moment after its start perhaps."""
    sound_until: Fraction
    apart: bool
    """More than a second without speech lies between the word before and this one."""
    cut_s: Fraction
    """Seconds of silence that were taken from it."""


def heard(spans: Sequence[TimeSpan], speech: Sequence[TimeSpan]) -> list[Heard]:
    """Lay words over speech. A word that no speech touches is taken for speech that was overheard."""
    known = _union(speech)
    lost = [span for span in spans if not _touching(span, known)]
    sound = _Sound(_union([*known, *lost]) if lost else known)
    found: list[Heard] = []
    for span in spans:
        kept = sound.kept(span)
        first, last = sound.first_in(kept), sound.last_in(kept)
        apart = bool(found) and sound.silent_between(found[-1].sound_until, first)
        found.append(Heard(kept, first, last, apart, span.seconds - kept.seconds))
    return found


def _union(spans: Sequence[TimeSpan]) -> list[TimeSpan]:
    found: list[TimeSpan] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = TimeSpan(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _touching(span: TimeSpan, sound: Sequence[TimeSpan]) -> Sequence[TimeSpan]:
    """The stretches of sound that a span meets, be it with one end."""
    begin = bisect_left(sound, span.start, key=lambda each: each.end)
    end = bisect_right(sound, span.end, key=lambda each: each.start)
    return sound[begin:end]


class _Sound:
    def __init__(self, stretches: Sequence[TimeSpan]) -> None:
        self._stretches = stretches

    def kept(self, span: TimeSpan) -> TimeSpan:
        """The part of a word between long silences in which most of it is heard."""
        groups: list[list[TimeSpan]] = []
        for stretch in _touching(span, self._stretches):
            inside = TimeSpan(max(stretch.start, span.start), min(stretch.end, span.end))
            if groups and inside.start - groups[-1][-1].end <= MOST_SILENCE:
                groups[-1].append(inside)
            else:
                groups.append([inside])
        best = max(groups, key=lambda group: sum((each.seconds for each in group), Fraction(0)))
        start, end = best[0].start, best[-1].end
        # a moment without speech at either end is how exactly voice activity knows it
        alone = len(groups) == 1
        return TimeSpan(
            span.start if alone and start - span.start <= MOST_SILENCE else start,
            span.end if alone and span.end - end <= MOST_SILENCE else end,
        )

    def first_in(self, span: TimeSpan) -> Fraction:
        return max(_touching(span, self._stretches)[0].start, span.start)

    def last_in(self, span: TimeSpan) -> Fraction:
        return min(_touching(span, self._stretches)[-1].end, span.end)

    def silent_between(self, start: Fraction, end: Fraction) -> bool:
        """Whether a silence between two moments is too long for one caption."""
        if end - start <= MOST_SILENCE:
            return False
        edges = _touching(TimeSpan(start, end), self._stretches)
        return any(after.start - before.end > MOST_SILENCE for before, after in zip(edges, edges[1:], strict=False))
