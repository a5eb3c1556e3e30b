"""Takes the programme's left and right as samples and keeps a few figures for every 20 ms of them.

Sound is worked on in blocks of a second. What happens between samples (a hole, a click) is looked for in each block
with a little of the one before, so that nothing is lost at a seam. Most lessons have one microphone on both channels:
what is the same on both is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.qc.sound import ceilings, hum, impulses
from lessontool.timing import SOUND_RATE_HZ

Values = NDArray[np.float32]

FRAME: Final = SOUND_RATE_HZ // 50
FRAME_S: Final = Fraction(1, 50)
"""One figure stands for 20 ms: half a picture, shorter than a syllable, longer than a period of the lowest voice."""

_BLOCK_BYTES: Final = SOUND_RATE_HZ * 2 * 4
_LOUDEST: Final = 100.0
"""Nothing writes +40 dBFS; such values, and what is no number at all, are damage."""


class Ear:
    """Hears left and right, once, from beginning to end."""

    def __init__(self, progress: Callable[[float], None], expected_samples: int) -> None:
        self.samples = 0
        self.broken = 0
        """Samples that are no numbers."""
        self.difference = 0.0
        """Energy of left minus right."""
        self.holes: tuple[impulses.Holes, impulses.Holes] = (impulses.Holes(), impulses.Holes())
        self.clicks: tuple[impulses.Clicks, impulses.Clicks] = (impulses.Clicks(), impulses.Clicks())
        self._progress = progress
        self._expected = max(1, expected_samples)
        self._pending = bytearray()
        self._columns: dict[str, list[Values]] = {name: [] for name in _COLUMNS}
        self._lines = hum.Lines()
        self._tail = np.zeros((2, 2 * impulses.MARGIN), np.float32)

    def hear(self, block: bytes) -> None:
        """Take the next bytes: left and right in turn, 32 bit float."""
        self._pending += block
        while len(self._pending) >= _BLOCK_BYTES:
            self._take(self._pending[:_BLOCK_BYTES])
            del self._pending[:_BLOCK_BYTES]

    def finish(self) -> None:
        """Take what is left; the last 20 ms are filled up with silence."""
        left = self._pending[: len(self._pending) // 8 * 8]
        if left:
            self._take(left)
        self._between_samples(np.zeros((2, 2 * impulses.MARGIN), np.float32), same=True)
        self._progress(1.0)

    def _take(self, block: bytearray) -> None:
        interleaved = np.frombuffer(bytes(block), "<f4").reshape(-1, 2)
        count = len(interleaved)
        sound = np.zeros((2, count + -count % FRAME), np.float32)
        sound[:, :count] = interleaved.T
        size = np.abs(sound)
        if not size.max() < _LOUDEST:  # true for NaN too
            broken = ~(size < _LOUDEST)
            self.broken += int(np.count_nonzero(broken))
            sound[broken] = size[broken] = 0
        same = bool(np.array_equal(sound[0], sound[1]))
        if same:
            sound, size = sound[:1], size[:1]
        self._measure(sound, size, same)
        self._between_samples(sound, same=same)
        self.samples += count
        self._progress(min(1.0, self.samples / self._expected))

    def _measure(self, sound: Values, size: Values, same: bool) -> None:
        """Keep the figures of every 20 ms."""
        frames = sound.reshape(len(sound), -1, FRAME)
        power = np.einsum("cfs,cfs->cf", frames, frames) / FRAME
        sizes = size.reshape(frames.shape)
        peaks = sizes.max(axis=2)
        near = np.count_nonzero(sizes > peaks[:, :, None] * _NEAR_PEAK, axis=2) / FRAME
        found = {
            "left": power[0],
            "right": power[-1],
            "both": power[0] if same else np.einsum("fs,fs->f", frames[0], frames[1]) / FRAME,
            "peak": peaks.max(axis=0),
            "near": near.max(axis=0),
            "flat": np.max([ceilings.flat_samples(each) for each in sound], axis=0),
        }
        for name, values in found.items():
            self._columns[name].append(values.astype(np.float32))
        if not same:
            self.difference += float(np.sum((sound[0] - sound[1]) ** 2, dtype=np.float64))
        self._lines.hear(sound)

    def _between_samples(self, sound: Values, *, same: bool) -> None:
        """Look for holes and clicks in a block and the end of the one before."""
        both = np.broadcast_to(sound, (2, sound.shape[1])) if same else sound
        joined = np.concatenate((self._tail, both), axis=1)
        first = self.samples - self._tail.shape[1]
        for channel in (0, 1):
            self.holes[channel].look(joined[channel], first)
        new = self.clicks[0].look(joined[0], first)
        if same and np.array_equal(self._tail[0], self._tail[1]):
            self.clicks[1].found += new
        else:
            self.clicks[1].look(joined[1], first)
        self._tail = joined[:, -2 * impulses.MARGIN :].copy()

    def column(self, name: str) -> Values:
        """Give one figure of every 20 ms."""
        return np.concatenate([np.zeros(0, np.float32), *self._columns[name]])

    def level_dbfs(self, name: str) -> Values:
        """Give the level of `left` or `right` of every 20 ms; silence is −120."""
        return voice.decibels(self.column(name))

    @property
    def lines(self) -> hum.Lines:
        """What stands out at 50 Hz and its harmonics, every second."""
        return self._lines


_COLUMNS: Final = ("left", "right", "both", "peak", "near", "flat")
"""Power of both channels and of what they have in common; the highest sample; share of samples close to it; samples
that stand still at a ceiling."""

_NEAR_PEAK: Final = np.float32(0.87)
"""1.2 dB below the peak, as in analysis/sound.py: `voice.clip_index` is calibrated for it."""
