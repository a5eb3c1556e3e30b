"""What happens between samples: holes of digital silence in running sound, and clicks.

A hole that damage leaves is cut out of the sound: it is loud up to its edge on both sides. An edit is faded, and
somebody who pauses leaves the sound of the room. A click is a sample or a few that stand alone: a clap, a keyboard or
a “p” ring on for milliseconds, and sound that hit a ceiling has corners again and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.timing import SOUND_RATE_HZ

Values = NDArray[np.float32]

MARGIN: Final = SOUND_RATE_HZ // 40
"""25 ms before and after a place are known when it is judged."""

_ZERO: Final = np.float32(4e-5)
"""Digital silence: nothing but the last bit of 16 bit sound."""

_SHORTEST: Final = SOUND_RATE_HZ // 500
"""2 ms: holes that are looked at; from where on they are a fault, the station says."""

_AROUND: Final = SOUND_RATE_HZ // 50
_EDGE: Final = 12
"""A quarter of a millisecond."""

_RUNNING: Final = 10 ** (-50 / 20)
"""Softer sound than −50 dBFS is not missed."""

_CREST: Final = 12
"""A click in silence is no running sound: of speech, peaks are three to eight times as high as its level."""

_ABRUPT: Final = 10 ** (-22 / 20)
_STILL_ABRUPT: Final = 10 ** (-38 / 20)
"""The last moment before a cut, or the first after it, against the loudest in 20 ms there: one of both is abrupt (of a
straight fade of 5 ms −26 dB are left there), the other at least not faded smoothly (−44 dB)."""

_MOST_EVENTS: Final = 5_000
"""More are not told apart: the file is full of them."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Digital silence with running sound on both sides; in samples of what was heard."""

    start: int
    end: int


class Holes:
    """Finds holes in one channel."""

    def __init__(self) -> None:
        self.found: list[Hole] = []
        self._start: int | None = None
        self._before = 0.0

    def look(self, sound: Values, first: int) -> None:
        """Look at all but the margins of a block whose first sample is number `first`."""
        silent = np.abs(sound) <= _ZERO
        if self._start is None and silent.all():
            return
        edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(np.int8)))
        begins, ends = edges[::2], edges[1::2]
        long = (ends - begins >= _SHORTEST) | (begins == 0) | (ends == len(sound))
        for begin, end in zip(begins[long], ends[long], strict=True):
            if MARGIN <= begin < len(sound) - MARGIN:
                self._start = first + int(begin)
                self._before = _abruptness(sound[begin - _AROUND : begin][::-1])
            if MARGIN <= end < len(sound) - MARGIN and self._start is not None:
                after = _abruptness(sound[end : end + _AROUND])
                if _cut(self._before, after) and len(self.found) < _MOST_EVENTS:
                    self.found.append(Hole(self._start, first + int(end)))
                self._start = None


def _cut(before: float, after: float) -> bool:
    return min(before, after) > _STILL_ABRUPT and max(before, after) > _ABRUPT


def _abruptness(sound: Values) -> float:
    """How loud the sound is right at the edge, against 20 ms of it; 0 where nothing runs. The edge comes first."""
    level, peak = float(np.sqrt(np.mean(sound**2))), float(np.abs(sound).max())
    if level < _RUNNING or peak > _CREST * level:
        return 0.0
    return float(np.abs(sound[:_EDGE]).max()) / peak


_CELL: Final = SOUND_RATE_HZ // 1000
_STEEP: Final = np.float32(0.02)
"""Second difference of a click that is worth a word."""

_ABOVE: Final = np.float32(4)
"""… and so many times higher than any other within 20 ms."""

_ALONE: Final = 0.9
"""So much of the energy of the second difference within 4 ms belongs to the few samples of a click."""


class Clicks:
    """Finds clicks in one channel."""

    def __init__(self) -> None:
        self.found: list[int] = []

    def look(self, sound: Values, first: int) -> list[int]:
        """Look at all but the margins of a block whose first sample is number `first`; gives what is new."""
        new: list[int] = []
        bend = np.zeros(len(sound), np.float32)
        bend[1:-1] = np.abs(sound[2:] - 2 * sound[1:-1] + sound[:-2])
        cells = bend[: len(bend) // _CELL * _CELL].reshape(-1, _CELL).max(axis=1)
        if not (cells > _STEEP).any():
            return new
        reach = 20
        padded = np.pad(cells, reach)
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
        # the neighbouring cells may hold a part of the same click
        others = np.maximum(windows[:, : reach - 1].max(axis=1), windows[:, reach + 2 :].max(axis=1))
        for cell in np.flatnonzero((cells > _STEEP) & (cells > _ABOVE * others)):
            at = int(cell) * _CELL + int(np.argmax(bend[cell * _CELL : (cell + 1) * _CELL]))
            if (
                MARGIN <= at < len(sound) - MARGIN
                and self._alone(bend, at)
                and len(self.found) + len(new) < _MOST_EVENTS
            ):
                new.append(first + at)
        self.found += new
        return new

    @staticmethod
    def _alone(bend: Values, at: int) -> bool:
        energy = bend[at - 2 * _CELL : at + 2 * _CELL + 1] ** 2
        middle = energy[2 * _CELL - 5 : 2 * _CELL + 6]
        return float(middle.sum()) > _ALONE * float(energy.sum())
