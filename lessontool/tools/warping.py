"""Two recordings of the same words laid over each other: which moment of one is which of the other.

Sound is described by mel-frequency cepstra (Davis and Mermelstein 1980), as speech recognition did for thirty years:
they hold what is said rather than who says it. Dynamic time warping (Sakoe and Chiba 1978) then finds the cheapest
path through both, inside a band around where it is expected, so that time and memory grow with length only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOPS_PER_S: Final = 50
"""Descriptions a second: one for every 20 ms."""

_WINDOW_S: Final = 0.032
_BANDS: Final = 26
_LOWEST_HZ: Final = 100.0
_HIGHEST_HZ: Final = 7_600.0
"""Telephones and old microphones carry hardly more."""

_CEPSTRA: Final = 13
_FLOOR: Final = 1e-8
_DELTA_HOPS: Final = 2
_DELTA_WEIGHT: Final = 0.6
_ALONE, _STAY, _BOTH = range(3)
"""Steps of a path: in the reference alone, in what was heard alone, in both."""

_ROUNDING: Final = 1e-9

_BLOCK_HOPS: Final = 3_000
"""So many windows are transformed at a time: a minute, 40 MB."""

Sound = NDArray[np.float32]
Described = NDArray[np.float32]


def describe(sound: Sound, rate_hz: int) -> Described:
    """Describe sound of one channel: a row of cepstra for every 20 ms."""
    hop = rate_hz // HOPS_PER_S
    window = round(_WINDOW_S * rate_hz)
    count = len(sound) // hop
    padded = np.concatenate([np.zeros(window // 2, np.float32), sound, np.zeros(window, np.float32)])
    padded[1:] -= 0.97 * padded[:-1]
    filters, turn = _mel_filters(rate_hz, window), _cosines()
    shape = np.hanning(window).astype(np.float32)
    cepstra = np.empty((count, _CEPSTRA), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[hop // 2 :: hop]
    for at in range(0, count, _BLOCK_HOPS):
        block = frames[at : min(at + _BLOCK_HOPS, count)] * shape
        power = np.abs(np.fft.rfft(block)) ** 2 @ filters
        cepstra[at : at + len(block)] = np.log(power + _FLOOR) @ turn
    return cepstra


def comparable(cepstra: Described) -> Described:
    """Take voice, microphone and room out of a description, and add how it changes."""
    if not len(cepstra):
        return np.zeros((0, 2 * _CEPSTRA), np.float32)
    steady = (cepstra - cepstra.mean(axis=0)) / (cepstra.std(axis=0) + 1e-3)
    edged = np.pad(steady, ((_DELTA_HOPS, _DELTA_HOPS), (0, 0)), mode="edge")
    change = edged[2 * _DELTA_HOPS :] - edged[: -2 * _DELTA_HOPS]
    return np.concatenate([steady, _DELTA_WEIGHT * change], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Path:
    """Where one description goes along another."""

    begins: NDArray[np.int64]
    """For every row of the reference the row of what was heard on which it begins; never falling."""
    cost: float
    """How unlike both are along the path, in the mean: other words give more than the same words."""


def warp(heard: Described, reference: Described, expected: NDArray[np.int64], reach: int) -> Path:
    """Lay a reference over what was heard.

    Both have the same number of rows. `expected` says for every row of `heard` which row of `reference` should be
    there (never falling); the path stays within `reach` rows of that, and begins and ends with both.
    """
    rows = len(heard)
    if len(reference) != rows or len(expected) != rows:
        raise ValueError(f"{rows} rows heard, {len(reference)} in the reference, {len(expected)} expected")
    width = min(2 * reach + 1, rows)
    lows = _lows(expected - reach, width)
    shifts = np.diff(lows, prepend=0)
    own, others = (heard**2).sum(axis=1), (reference**2).sum(axis=1)
    steps = np.empty((rows, width), np.int8)
    padded = np.full(2 * width + 1, np.inf)
    padded[0] = 0  # the row before, from one cell left of its band
    for row in range(rows):
        low, shift = lows[row], shifts[row]
        there = slice(low, low + width)
        cost = np.sqrt(np.maximum(others[there] + own[row] - 2 * (reference[there] @ heard[row]), 0))
        both, stay = padded[shift : shift + width], padded[shift + 1 : shift + 1 + width]
        arrived = np.minimum(both, stay)
        total = np.cumsum(cost)
        best = total + np.minimum.accumulate(arrived - total + cost)
        steps[row] = np.where(best < arrived + cost - _ROUNDING, _ALONE, np.where(both <= stay, _BOTH, _STAY))
        padded[0] = np.inf
        padded[1 : 1 + width] = best
    begins = _begins(steps, lows)
    return Path(begins, float(np.linalg.norm(heard[begins] - reference, axis=1).mean()))


def _lows(wished: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Lay the band: never falling, from the first to the last cell, and never a leap that breaks the path."""
    rows = len(wished)
    leap = max(1, width // 2)
    climb = np.arange(rows) * leap
    lows = np.clip(np.maximum.accumulate(wished), 0, rows - width)
    lows[0] = 0
    lows = np.minimum.accumulate(lows - climb) + climb
    return np.asarray(np.maximum(lows, rows - width - climb[::-1]), np.int64)


def _begins(steps: NDArray[np.int8], lows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Walk the cheapest path back; say on which row each column begins."""
    rows = len(steps)
    begins = np.zeros(rows, np.int64)
    row, column = rows - 1, rows - 1
    while True:
        begins[column] = row
        if row == 0 and column == 0:
            return begins
        step = steps[row, column - lows[row]]
        row -= step != _ALONE
        column -= step != _STAY


@lru_cache(maxsize=4)
def _mel_filters(rate_hz: int, window: int) -> NDArray[np.float32]:
    """Triangles that rise and fall evenly on the ear's scale: one column for each band."""

    lowest, highest = _mel(np.array([_LOWEST_HZ, min(_HIGHEST_HZ, rate_hz / 2)]))
    edges = np.linspace(lowest, highest, _BANDS + 2)
    places = _mel(np.fft.rfftfreq(window, 1 / rate_hz))[:, None]
    rising = (places - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - places) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(0, np.minimum(rising, falling)), np.float32)


def _mel(hz: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(2595 * np.log10(1 + hz / 700), np.float64)


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    """Turn the bands into cepstra (DCT-II)."""
    bands, orders = np.arange(_BANDS)[:, None], np.arange(_CEPSTRA)
    return np.asarray(np.cos(np.pi * orders * (bands + 0.5) / _BANDS) * np.sqrt(2 / _BANDS), np.float32)
