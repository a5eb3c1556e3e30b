"""Spots and lines of a sensor or a recorder that always show the same (`dead-pixels`).

What never changes while everything around it does: a spot up to about 16 × 16 pixels, or a line from edge to edge. The
picture is judged in stretches of four seconds, and only where it moves; a spot must show in two of them, in one place.
Letters and logos do not change either, but they do not come alone: nothing else may stand still around a spot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import Finding, Outcome, VideoTrack
from lessontool.qc.picture.seen import Plane, Seen
from lessontool.qc.picture.stretches import Stretches
from lessontool.timing import TimeSpan

_SAMPLES_S: Final = Fraction(4, 25)
"""One picture in so many seconds is looked at."""

_WINDOW_S: Final = Fraction(4)
_LEAST_SAMPLES: Final = 18
_STEADY_CODES: Final = 32
_LIVELY_CODES: Final = 60
"""Between its darkest and its brightest, a steady pixel differs by less (coding), a lively one by more."""

_AROUND: Final = 20
"""Lines on each side of a spot that are its surroundings; more in pictures that are taller than 1080."""

_MOST_STEADY: Final = 0.22
"""Share of its surroundings that may stand still: the spot itself, if it is 16 × 16."""

_LEAST_LIVELY: Final = 0.6
_LARGEST: Final = 20
"""Lines of the largest spot, likewise."""

_FULL: Final = 0.6
_CRISP: Final = 0.8
"""A spot fills its rectangle, and so much of what is next to it is lively."""

_CONTRAST_CODES: Final = 16.0
_KEPT_EVERY: Final = 4
_MOST_KEPT: Final = 8
"""So many pictures of four seconds are kept, for a second look at what was found in them."""

_MOST_SPOTS: Final = 40
"""More at once are no defects but a picture that hardly moves."""

_LINE_STEADY: Final = 0.95
_THICKEST: Final = 3
_EDGE: Final = 0.02
"""Lines and columns at the edges, by their share, are blanking and blending."""


@dataclass(slots=True)
class _Spot:
    """One place that stood still, and when."""

    row: int
    column: int
    size: int
    start: Fraction
    end: Fraction
    times: int = 1
    denied: int = 0


class DeadPixels:
    """Keeps the darkest and the brightest of every pixel in four seconds."""

    def __init__(self, track: VideoTrack) -> None:
        rate = track.frame_rate or Fraction(25)
        self._every = max(1, round(rate * _SAMPLES_S))
        self._low: Plane | None = None
        self._high: Plane | None = None
        self._samples = 0
        self._kept: list[Plane] = []
        self._since = self._end = Fraction(0)
        self._spots: list[_Spot] = []
        self._judged = 0

    def see(self, seen: Seen) -> None:
        """Take one picture in four into account."""
        if seen.number % self._every:
            return
        if self._low is None or self._high is None:
            self._low, self._high = seen.wide.copy(), seen.wide.copy()
            self._since, self._samples = seen.time, 0
            self._kept.clear()
        np.minimum(self._low, seen.wide, out=self._low)
        np.maximum(self._high, seen.wide, out=self._high)
        if self._samples % _KEPT_EVERY == 0 and len(self._kept) < _MOST_KEPT:
            self._kept.append(seen.wide.copy())
        self._samples += 1
        self._end = seen.end
        if seen.end - self._since >= _WINDOW_S:
            self._close()

    def _close(self) -> None:
        if self._low is None or self._high is None or self._samples < _LEAST_SAMPLES:
            return
        reach = self._high - self._low
        self._low = self._high = None
        lively = reach >= _LIVELY_CODES
        if float(lively.mean()) < 0.02:
            return
        self._judged += 1
        steady = reach <= _STEADY_CODES
        found = [spot for spot in spots(steady, lively) if stands_out(self._kept, spot)]
        found += lines(steady, lively)
        self._compare([] if len(found) > _MOST_SPOTS else found, lively)

    def _compare(self, found: list[tuple[int, int, int]], lively: NDArray[np.bool_]) -> None:
        for spot in self._spots:
            if lively[min(spot.row, len(lively) - 1), min(spot.column, lively.shape[1] - 1)]:
                spot.denied += 1
        for row, column, size in found:
            same = [spot for spot in self._spots if abs(spot.row - row) <= 4 and abs(spot.column - column) <= 4]
            if same:
                same[0].times += same[0].end != self._end  # two beside one another are one, and seen once
                same[0].end = self._end
            elif len(self._spots) < 1000:
                self._spots.append(_Spot(row, column, size, self._since, self._end))

    def outcomes(self) -> Iterator[Outcome]:
        """Give the number of spots that showed twice and were never denied in between."""
        self._close()
        if not self._judged:
            yield Outcome(item="dead-pixels", limit="0", unmeasured="qc-dead-pixels-undetermined")
            return
        real = [spot for spot in self._spots if spot.times >= 2 and spot.denied * 4 <= spot.times]
        faults: tuple[Finding, ...] = ()
        if real:
            where = Stretches(Fraction(1))
            for span in sorted(TimeSpan(spot.start, spot.end) for spot in real):
                where.add(span.start, span.end)
            faults = (
                Finding(
                    code="qc-dead-pixels",
                    severity="error",
                    values={**where.values(), "spots": len(real)},
                    spans=where.spans,
                    measured=str(len(real)),
                    limit="0",
                ),
            )
        yield Outcome(
            item="dead-pixels", measured=str(len(real)), limit="0", faults=faults, notes=("qc-note-dead-pixels",)
        )


def spots(steady: NDArray[np.bool_], lively: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Find small things that stand still in the middle of what moves: line, column and number of pixels."""
    height, width = steady.shape
    tall, wide = _around(height, width)
    alone = (_box(steady, tall, wide) <= _MOST_STEADY) & (_box(lively, tall, wide) >= _LEAST_LIVELY) & steady
    edge = (max(tall, round(_EDGE * height)), max(wide, round(_EDGE * width)))
    rows, columns = np.nonzero(alone[edge[0] : -edge[0], edge[1] : -edge[1]])
    largest = _LARGEST * max(1080, height) // 1080
    todo = list(zip((rows + edge[0]).tolist(), (columns + edge[1]).tolist(), strict=True))
    if len(todo) > 20_000:
        return
    for pixels in _clusters(todo):
        ups = [row for row, _ in pixels]
        overs = [column for _, column in pixels]
        tall, wide = max(ups) - min(ups) + 1, max(overs) - min(overs) + 1
        compact = len(pixels) >= 2 and tall <= largest and wide <= largest and len(pixels) >= _FULL * tall * wide
        if compact and _is_crisp(lively, min(ups), max(ups), min(overs), max(overs)):
            yield (min(ups) + max(ups)) // 2, (min(overs) + max(overs)) // 2, len(pixels)


def _is_crisp(lively: NDArray[np.bool_], top: int, bottom: int, left: int, right: int) -> bool:
    """Whether the picture moves right beside a spot, on all sides: a sensor's spot has an edge, a still hat has not."""
    outer = lively[top - 5 : bottom + 6, left - 5 : right + 6]
    inner = lively[top - 2 : bottom + 3, left - 2 : right + 3]
    around = outer.size - inner.size
    return (float(np.count_nonzero(outer)) - float(np.count_nonzero(inner))) >= _CRISP * around


def _around(height: int, width: int) -> tuple[int, int]:
    """Give how many lines and columns on each side are a spot's surroundings."""
    tall = _AROUND * max(1080, height) // 1080
    return tall, max(4, tall * width * 9 // (16 * height))


def stands_out(pictures: Sequence[Plane], spot: tuple[int, int, int]) -> bool:
    """Say whether a spot is always brighter, or always darker, than what is around it."""
    row, column, _ = spot
    contrasts = []
    for picture in pictures:
        tall, wide = _around(*picture.shape)
        around = picture[max(0, row - tall) : row + tall + 1, max(0, column - wide) : column + wide + 1]
        contrasts.append(float(picture[row, column]) - float(np.median(around)))
    return bool(contrasts) and (min(contrasts) >= _CONTRAST_CODES or max(contrasts) <= -_CONTRAST_CODES)


def _clusters(pixels: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Put pixels that touch (also at their corners) together."""
    left = set(pixels)
    while left:
        cluster = [left.pop()]
        for row, column in cluster:
            for up in (-1, 0, 1):
                for over in (-1, 0, 1):
                    beside = (row + up, column + over)
                    if beside in left:
                        left.remove(beside)
                        cluster.append(beside)
        yield cluster


def lines(steady: NDArray[np.bool_], lively: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Find thin lines from edge to edge, level or upright, that stand still between lines that move."""
    for axis in (1, 0):
        still, moves = steady.mean(axis=axis), lively.mean(axis=axis)
        count = len(still)
        edge = max(8, round(_EDGE * count))
        whole = np.flatnonzero(still[edge:-edge] >= _LINE_STEADY) + edge
        for group in np.split(whole, np.flatnonzero(np.diff(whole) > 1) + 1):
            if not 0 < len(group) <= _THICKEST:
                continue
            before, after = int(group[0]) - 4, int(group[-1]) + 4
            if min(moves[before - 2 : before + 1].min(), moves[after : after + 3].min()) >= _LEAST_LIVELY:
                middle = int(group[0])
                size = steady.shape[1] if axis == 1 else steady.shape[0]
                yield (middle, steady.shape[1] // 2, size) if axis == 1 else (steady.shape[0] // 2, middle, size)


def _box(mask: NDArray[np.bool_], tall: int, wide: int) -> NDArray[np.float32]:
    """Give each pixel's mean over the box around it, by sums over everything above and left."""
    sums = np.zeros((mask.shape[0] + 2 * tall + 1, mask.shape[1] + 2 * wide + 1), np.int32)
    padded = np.pad(mask, ((tall, tall), (wide, wide)))
    np.cumsum(np.cumsum(padded, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    high, broad = 2 * tall + 1, 2 * wide + 1
    total = sums[high:, broad:] - sums[:-high, broad:] - sums[high:, :-broad] + sums[:-high, :-broad]
    return (total / np.float32(high * broad)).astype(np.float32)
