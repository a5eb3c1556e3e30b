"""Where words are heard and where nobody speaks: what keeps a caption from standing over a silence.

Recognisers sometimes stretch a word over half a minute of music. Voice activity says better where sound is, so a
word keeps only the side of such a silence on which more of it is heard. All times are in ticks of less than a
microsecond: an hour of exact fractions would take seconds to compare. Pure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

TICKS_PER_S: Final = 1_200_000
"""A whole number of ticks to a frame (25 a second) and to a sample (48 000 a second)."""

TICKS_PER_FRAME: Final = TICKS_PER_S // 25

_MOST_SILENCE: Final = TICKS_PER_S - 2
"""A second without speech is what a caption may run over; more is a pause in which something else happens. Two ticks
less, for the rounding of both its ends."""

Stretch = tuple[int, int]
"""From and until, in ticks."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word as it is heard."""

    start: int
    end: int
    earliest: int
    """A caption with it that came sooner would run over too long a silence before it."""
    latest: int
    """Likewise after it."""
    apart: bool
    """Too long a silence lies between the word before and this one."""


def ticks(seconds: Fraction) -> int:
    """Bring an exact time to ticks, rounded down."""
    return seconds.numerator * TICKS_PER_S // seconds.denominator


def heard(words: Sequence[Stretch], speech: Sequence[Stretch]) -> list[Heard]:
    """Lay words over speech. A word that no speech touches is taken for speech that was overheard."""
    sound = _Sound(speech)
    lost = [word for word in words if not sound.touching(word)]
    if lost:
        sound = _Sound([*speech, *lost])
    found: list[Heard] = []
    until = 0
    for word in words:
        touched = sound.touching(word)
        start, end = _kept(word, touched)
        if (start, end) != word:
            touched = sound.touching((start, end))
        first, last = max(touched[0][0], start), min(touched[-1][1], end)
        apart = bool(found) and first - until > _MOST_SILENCE and sound.silent_between(until, first)
        # `first` was rounded down by less than a tick
        found.append(Heard(start, end, first + 1 - TICKS_PER_S, last + TICKS_PER_S, apart))
        until = last
    return found


class _Sound:
    """Where anything is heard: stretches that rise and lie apart."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches: list[Stretch] = []
        for start, end in sorted(stretches):
            if self._stretches and start <= self._stretches[-1][1]:
                self._stretches[-1] = (self._stretches[-1][0], max(self._stretches[-1][1], end))
            else:
                self._stretches.append((start, end))
        self._starts = [start for start, _ in self._stretches]
        self._ends = [end for _, end in self._stretches]

    def touching(self, word: Stretch) -> list[Stretch]:
        """The stretches that a word meets, be it with one end."""
        return self._stretches[bisect_left(self._ends, word[0]) : bisect_right(self._starts, word[1])]

    def silent_between(self, start: int, end: int) -> bool:
        """Whether too long a silence lies between two moments of sound."""
        return any(after[0] - before[1] > _MOST_SILENCE for before, after in pairwise(self.touching((start, end))))


def _kept(word: Stretch, touched: Sequence[Stretch]) -> Stretch:
    """The part of a word between long silences in which most of it is heard."""
    start, end = word
    groups: list[list[Stretch]] = []
    for begin, until in touched:
        inside = (max(begin, start), min(until, end))
        if groups and inside[0] - groups[-1][-1][1] <= _MOST_SILENCE:
            groups[-1].append(inside)
        else:
            groups.append([inside])
    best = max(groups, key=lambda group: sum(until - begin for begin, until in group)) if len(groups) > 1 else groups[0]
    # a moment without speech at either end is how exactly voice activity knows it
    if len(groups) > 1 or best[0][0] - start > _MOST_SILENCE:
        start = best[0][0]
    if len(groups) > 1 or end - best[-1][1] > _MOST_SILENCE:
        end = best[-1][1]
    return start, end
