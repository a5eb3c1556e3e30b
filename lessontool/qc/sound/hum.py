"""Mains hum: lines at 50 Hz and its harmonics that stand above what lies beside them, and do not waver."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.timing import SOUND_RATE_HZ

Values = NDArray[np.float32]

LINES_HZ: Final = (50, 100, 150, 200, 300)
_NARROW: Final = 12
"""4 kHz are plenty for tones below 310 Hz; folding back, speech is 30 dB softer."""

_WINDOW: Final = SOUND_RATE_HZ // _NARROW
"""A second: tones 1 Hz apart are told from one another, so a bell's G is not the mains'."""

_SHAPE: Final[Values] = np.hanning(_WINDOW).astype(np.float32)
_SCALE: Final = 2 / float(_SHAPE.sum()) ** 2


class Lines:
    """Keeps for each second how high the lines stand, and what lies beside them."""

    def __init__(self) -> None:
        self._level: list[float] = []
        self._line: list[Values] = []
        self._beside: list[Values] = []

    def hear(self, sound: Values) -> None:
        """Take a second of one or two channels; a shorter rest at the end is left out."""
        if sound.shape[1] < SOUND_RATE_HZ:
            return
        narrow = sound[:, :SOUND_RATE_HZ].reshape(len(sound), _WINDOW, _NARROW).mean(axis=2)
        power = np.abs(np.fft.rfft(narrow * _SHAPE)[:, :330]) ** 2 * _SCALE
        self._level.append(float(voice.decibels((narrow**2).mean(axis=1)).max()))
        line = [power[:, hertz - 1 : hertz + 2].max(axis=1) for hertz in LINES_HZ]
        beside = [np.delete(power[:, hertz - 9 : hertz + 10], np.s_[5:14], axis=1).mean(axis=1) for hertz in LINES_HZ]
        # a tone nearby, higher than what it leaves here, is a note of music
        foreign = [power[:, (hertz - 2, hertz + 2)].max(axis=1) for hertz in LINES_HZ]
        line = [np.where(other > own, 0, own) for own, other in zip(line, foreign, strict=True)]
        lines, around = voice.decibels(np.stack(line)), voice.decibels(np.stack(beside))
        clearest = np.argmax(lines - around, axis=1)
        pick = np.arange(len(LINES_HZ))
        self._line.append(lines[pick, clearest])
        self._beside.append(around[pick, clearest])

    @property
    def table(self) -> tuple[Values, Values, Values]:
        """Level of each second, level of its lines, level beside them; in dBFS."""
        empty = np.zeros((0, len(LINES_HZ)), np.float32)
        line = np.array(self._line, np.float32) if self._line else empty
        beside = np.array(self._beside, np.float32) if self._beside else empty
        return np.array(self._level, np.float32), line, beside
