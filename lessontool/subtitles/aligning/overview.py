"""A whole lesson at a glance: where each word of the script is about, by sound alone, and whether it is there at all.

It is for lessons in which recognition heard little or nothing: a dialect, a noisy room, a synthetic voice, a language
or a machine without a speech model. An hour is laid under the reading in steps of a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lessontool.subtitles.aligning.snapping import TICKS_PER_S
from lessontool.subtitles.aligning.voices import HOP, Line, Reader, Teacher
from lessontool.tools import warping

_POOL: Final = 5
"""Hops that are taken together: a tenth of a second."""

_REACH_SHARE: Final = 0.15
_REACH: Final = (100, 600)
"""Rows by which the teacher may be ahead or behind an even pace: a share of the whole, from 10 s to a minute."""

_TURNS: Final = (0.25, 0.5, 0.75)
"""The same reading begun elsewhere is a script that certainly does not fit: measured beside each other."""

_FITS: Final = 0.98
"""A script fits when it is so much less unlike than those. Measured on 6 s of people's voices and more: their own
script 0.9–0.97 (in 9 of 10 cases), another one from 0.988 on."""

_LEAST: Final = 5 * TICKS_PER_S
"""Ticks of speech: less proves nothing."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Where every word begins, about, and how well all of it fits."""

    begins: tuple[int, ...]
    """Voice time of each word."""
    likeness: float
    """How unlike script and sound are, compared with scripts that do not fit: 1 and more is another lesson."""
    length: int
    """How long somebody speaks."""

    @property
    def fits(self) -> bool:
        """Whether these words are certainly said there."""
        return self.length >= _LEAST and self.likeness <= _FITS


def glance(lines: Sequence[Line], teacher: Teacher, reader: Reader) -> Overview:
    """Lay a reading of all lines under all of the voice, roughly.

    Raises ToolError when the reader fails, Interrupted when it is cancelled.
    """
    length = teacher.voice.length
    rows = max(1, length // (HOP * _POOL))
    heard = warping.comparable(teacher.describe(0, length, _POOL)[:rows])
    described, begins = reader.describe(lines, rows, _POOL)
    reference = warping.comparable(described)
    even = np.arange(rows)
    reach = min(max(round(rows * _REACH_SHARE), _REACH[0]), _REACH[1])
    path = warping.warp(heard, reference, even, reach)
    others = [warping.warp(heard, np.roll(reference, round(rows * turn), axis=0), even, reach) for turn in _TURNS]
    return Overview(
        begins=tuple(min(length, int(path.begins[row]) * HOP * _POOL) for row in begins),
        likeness=path.cost / max(1e-9, min(other.cost for other in others)),
        length=length,
    )
