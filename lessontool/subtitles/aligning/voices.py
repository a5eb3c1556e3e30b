"""Two voices that say the same words: the teacher's, silences cut out, and eSpeak's; both as rows that compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np

from lessontool.subtitles.aligning.snapping import TICKS_PER_S, VoiceTime
from lessontool.tools import espeak, warping, wav
from lessontool.tools.process import Cancel

HOP: Final = TICKS_PER_S // warping.HOPS_PER_S
"""Ticks of one row."""

_BLOCK: Final = 60 * TICKS_PER_S
"""Ticks of sound that are described at a time."""

_QUIET: Final = 0.01
"""The reading's own silences are below this, of 1."""

_READ_AT_A_TIME: Final = 4_000
"""Characters: some four minutes of speech, 10 MB."""

_LONGEST_WORD: Final = 30
"""Letters: what is longer is no word, and would be spelled out for minutes."""

Line = Sequence[Sequence[str]]
"""Words said in one breath, each with its syllables."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """The voice in a lesson's sound."""

    sound: Path
    voice: VoiceTime

    def describe(self, start: int, end: int, pool: int = 1) -> warping.Described:
        """Describe it from one voice time to another; a row stands for `pool` hops."""
        form = wav.read_format(self.sound)
        rows = (end - start) // (HOP * pool)
        step = max(1, _BLOCK // (HOP * pool)) * HOP * pool
        parts = [
            _pooled(warping.describe(self._samples(form, at, min(at + step, end)), form.rate_hz), pool)
            for at in range(start, end, step)
        ]
        described = np.concatenate(parts)[:rows]
        return np.pad(described, ((0, rows - len(described)), (0, 0)))

    def _samples(self, form: wav.WavFormat, start: int, end: int) -> warping.Sound:
        """The sound between two voice times, as one channel."""
        tick = form.rate_hz // TICKS_PER_S
        return np.concatenate(
            [_read(self.sound, form, first * tick, last * tick) for first, last in self.voice.between(start, end)]
        )


def _read(path: Path, form: wav.WavFormat, first: int, last: int) -> warping.Sound:
    count = max(0, min(last, form.samples) - first) * form.channels
    sound = np.fromfile(path, np.dtype("<f4"), count, offset=form.data_offset + first * form.channels * 4)
    return np.asarray(sound.reshape(-1, form.channels).mean(axis=1), np.float32)


@dataclass(frozen=True, slots=True)
class Reader:
    """eSpeak, reading in one of its voices."""

    name: str
    cancel: Cancel

    def describe(self, lines: Sequence[Line], rows: int, pool: int = 1) -> tuple[warping.Described, list[int]]:
        """Describe the lines read aloud, evenly stretched to a number of rows; and on which row each word begins."""
        parts: list[warping.Described] = []
        begins: list[float] = []
        length = 0.0
        for some in _some_at_a_time(lines):
            readings = espeak.read_aloud(
                [[syllable[:_LONGEST_WORD] for word in line for syllable in word] for line in some],
                self.name,
                cancel=self.cancel,
            )
            for line, reading in zip(some, readings, strict=True):
                end = _end_of_speech(reading)
                firsts = accumulate((len(word) for word in line[:-1]), initial=0)
                begins += [length + min(reading.starts[at], end) / reading.rate_hz for at in firsts]
                length += end / reading.rate_hz
            sound = np.concatenate([reading.sound[: _end_of_speech(reading)] for reading in readings])
            parts.append(_pooled(warping.describe(sound, readings[0].rate_hz), pool))
        return _stretched(np.concatenate(parts), rows), [
            min(rows - 1, int(at / max(length, 1e-9) * rows)) for at in begins
        ]


def _some_at_a_time(lines: Sequence[Line]) -> Iterator[list[Line]]:
    some: list[Line] = []
    characters = 0
    for line in lines:
        more = sum(len(syllable) + 1 for word in line for syllable in word)
        if some and characters + more > _READ_AT_A_TIME:
            yield some
            some, characters = [], 0
        some.append(line)
        characters += more
    if some:
        yield some


def _end_of_speech(reading: espeak.Reading) -> int:
    loud = np.flatnonzero(np.abs(reading.sound) > _QUIET)
    return int(loud[-1]) + 1 if len(loud) else 0


def _pooled(described: warping.Described, pool: int) -> warping.Described:
    """Take some rows together as their mean."""
    rows = len(described) // pool
    return np.asarray(described[: rows * pool].reshape(rows, pool, -1).mean(axis=1), np.float32)


def _stretched(described: warping.Described, rows: int) -> warping.Described:
    """Give a description more or fewer rows, evenly."""
    if not len(described):
        return np.zeros((rows, described.shape[1]), np.float32)
    places = np.linspace(0, len(described) - 1, rows)
    low = places.astype(np.int64)
    share = (places - low)[:, None].astype(np.float32)
    high = np.minimum(low + 1, len(described) - 1)
    return np.asarray(described[low] * (1 - share) + described[high] * share, np.float32)
