"""The time in which somebody speaks, and word borders drawn to its pauses.

Estimates of where a word begins are good to a tenth of a second, pauses are known to a hundredth: so a border that is
near a pause belongs there. All of this happens in *voice time*, in which silences have no length; times are in ticks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

TICKS_PER_S: Final = 100

_REACH: Final = 70
"""Ticks: no border moves further to a pause."""

_LONG_PAUSE: Final = 100
"""Ticks: a longer pause draws no more."""

_NO_PAUSE: Final = 10
"""Ticks: the closure of a consonant draws nothing."""

_DRAW: Final = 4.0
"""How much a long pause draws the border of two sentences: it outweighs estimates that err by half a second each."""

_DRAW_ANY: Final = 1.0
"""And how much more it draws any border: no word goes on over a pause."""

_WARPED_ERR: Final = 25
_HEARD_ERR: Final = 20
"""Ticks that an estimate may be off at the cost of 1: from laying the reading over the sound, from recognition."""

_SHORTEST: Final = 4
"""Ticks: no syllable is shorter."""


_Chain = tuple[int, int, "_Chain | None"]
"""Borders put into pauses, the last first: border, pause, and those before."""


class VoiceTime:
    """The time of a lesson without its silences."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = tuple((start, end) for start, end in spans if start < end)
        self._starts = [start for start, _ in self.spans]
        self._before = list(accumulate((end - start for start, end in self.spans), initial=0))
        """Voice time at which each span begins, and the whole."""

    @property
    def length(self) -> int:
        """How long somebody speaks."""
        return self._before[-1]

    @property
    def pauses(self) -> tuple[tuple[int, int], ...]:
        """Where, in voice time, a pause is, and how long it really is."""
        return tuple(
            (self._before[index], after[0] - before[1]) for index, (before, after) in enumerate(pairwise(self.spans), 1)
        )

    def at(self, tick: int) -> int:
        """Turn real time into voice time; within a pause it stands still."""
        index = bisect_right(self._starts, tick) - 1
        if index < 0:
            return 0
        start, end = self.spans[index]
        return self._before[index] + min(tick, end) - start

    def begin(self, voice: int) -> int:
        """When what begins there really begins: after the pause, if there is one."""
        index = min(bisect_right(self._before, voice), len(self.spans)) - 1
        return self.spans[index][0] + voice - self._before[index]

    def end(self, voice: int) -> int:
        """When what ends there really ends: before the pause, if there is one."""
        index = max(bisect_left(self._before, voice), 1) - 1
        return self.spans[index][0] + voice - self._before[index]

    def between(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The real stretches of speech from one voice time to another."""
        found = []
        for (first, _), before, after in zip(self.spans, self._before, self._before[1:], strict=False):
            if before < end and start < after:
                found.append((first + max(start, before) - before, first + min(end, after) - before))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Border:
    """Where one word ends and the next begins, as far as is known; voice time."""

    warped: int
    heard: int | None
    """By recognition; None where it did not hear the word that begins there."""
    pull: float
    """How much a pause is expected there, 0–1: 1 between sentences."""
    syllables: int
    """Of the word that begins there."""

    @property
    def expected(self) -> int:
        """The best single guess."""
        return self.warped if self.heard is None else (self.warped + self.heard) // 2

    def worth(self, pause: int, length: int) -> float:
        """What it is worth to put this border into a pause; from 0 on it is not done."""
        if abs(pause - self.expected) > _REACH:
            return 0
        doubt = abs(pause - self.warped) / _WARPED_ERR
        if self.heard is not None:
            doubt += abs(pause - self.heard) / _HEARD_ERR
        drawn = (min(length, _LONG_PAUSE) - _NO_PAUSE) / (_LONG_PAUSE - _NO_PAUSE)
        return (_DRAW * self.pull + _DRAW_ANY) * drawn - doubt


def settle(borders: Sequence[Border], pauses: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """Decide all borders of a stretch of voice time: in a pause where one is near, else where they are expected.

    Borders never fall, and where there is room every word between two has its shortest length.
    """
    fixed = _into_pauses(borders, pauses)
    places = [fixed.get(index, border.expected) for index, border in enumerate(borders)]
    knots = [-1, *sorted(fixed), len(borders)]
    for first, last in pairwise(knots):
        low = places[first] if first >= 0 else start
        high = places[last] if last < len(borders) else end
        _spread(places, borders, range(first + 1, last), low, high)
    return places


def _spread(places: list[int], borders: Sequence[Border], free: range, low: int, high: int) -> None:
    """Keep free borders in order between two fixed ones, with room for each word where there is any."""
    first = borders[free.start - 1].syllables if free.start else 1
    need = list(accumulate([_SHORTEST * borders[index].syllables for index in free], initial=_SHORTEST * first))
    scale = min(1.0, (high - low) / max(1, need[-1]))
    for index, needed in zip(free, need, strict=False):
        earliest = low + round(scale * needed)
        latest = high - round(scale * (need[-1] - needed))
        places[index] = min(max(places[index], earliest), latest)
    for before, index in pairwise(free):
        places[index] = max(
            places[index], min(places[before] + round(scale * _SHORTEST * borders[before].syllables), high)
        )


def _into_pauses(borders: Sequence[Border], pauses: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Give pauses to borders, in order, so that the whole is worth most."""
    best: list[tuple[float, _Chain | None]] = [(0.0, None)] * (len(borders) + 1)  # with the first so many borders
    for pause, length in pauses:
        offers = [
            (index, best[index][0] + worth, (index, pause, best[index][1]))
            for index, border in enumerate(borders)
            if (worth := border.worth(pause, length)) > 0
        ]
        for index, worth, chain in offers:
            for later in range(index + 1, len(best)):
                if best[later][0] >= worth:
                    break
                best[later] = (worth, chain)
    fixed: dict[int, int] = {}
    last = best[-1][1]
    while last is not None:
        fixed[last[0]] = last[1]
        last = last[2]
    return fixed
