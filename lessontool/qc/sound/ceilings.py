"""Sound that hit a ceiling: samples that stand still at the top of a wave.

A wave that is cut off enters its plateau with a corner; the top of a low tone, or of a soft sound in few bits, is level
for some samples too, but is reached gently. So plateaus count whose height both neighbours reach with a step. Plateaus
below full scale count as well: cut off first, turned down afterwards.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.timing import SOUND_RATE_HZ

Values = NDArray[np.float32]

_FRAME: Final = SOUND_RATE_HZ // 50
_LEVEL: Final = np.float32(4e-5)
"""Samples that differ by less are at one height: a step and a third of 16 bit sound."""

_LOW: Final = np.float32(0.05)
"""Below −26 dBFS the steps of 16 bit sound look like plateaus."""

_NEAR_TOP: Final = np.float32(0.9)
_LEAST: Final = 4
"""So many samples in a row."""

_CORNER: Final = np.float32(0.003)
"""Of the height: the step onto the plateau."""


def flat_samples(sound: Values) -> NDArray[np.float64]:
    """Count for each 20 ms the samples of a channel that stand still at a ceiling."""
    count = len(sound) // _FRAME
    found = np.zeros(count)
    still = np.abs(np.diff(sound)) <= _LEVEL
    # three steps of nothing in a row: rare enough to be looked at one by one
    rows = still[:-2] & still[1:-1] & still[2:]
    if not rows.any():
        return found
    edges = np.flatnonzero(np.diff(np.concatenate(([False], rows, [False])).astype(np.int8)))
    first, last = edges[::2], edges[1::2] + 2
    height = np.abs(sound[first])
    tops = np.abs(sound[: count * _FRAME].reshape(count, _FRAME)).max(axis=1)
    local = tops[np.minimum(first // _FRAME, count - 1)]
    before = np.abs(sound[first] - sound[np.maximum(first - 1, 0)])
    after = np.abs(sound[last] - sound[np.minimum(last + 1, len(sound) - 1)])
    good = (height > _LOW) & (height >= local * _NEAR_TOP) & (np.maximum(before, after) > _CORNER * height)
    lengths = (last - first + 1)[good]
    np.add.at(found, np.minimum(first[good] // _FRAME, count - 1), lengths)
    return np.minimum(found, _FRAME)
