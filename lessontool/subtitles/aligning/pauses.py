"""Pauses inside speech: voice activity is known roughly, but a breath between two sentences is heard in the levels.

Levels are compared with what is around them: with the noise of the room just there, and with the voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.subtitles.aligning.snapping import TICKS_PER_S
from lessontool.tools import wav

_SHORTEST_PAUSE: Final = 12
"""Ticks: the closure of a `t` or `kh` is as quiet, but shorter."""

_SHORTEST_SPEECH: Final = 5
"""Ticks: what is louder for less time is a click."""

_AROUND: Final = 10 * TICKS_PER_S
"""Ticks, before and after, in which voice and room are compared."""

_VOICE_PERCENT: Final = 85
_ROOM_PERCENT: Final = 5
_SHARE: Final = 0.25
_LEAST_ABOVE_ROOM_DB: Final = 3.0
_MOST_BELOW_VOICE_DB: Final = 40.0
"""A pause is quieter than a quarter of the way from room to voice, but never less than so far above the room, nor
further below the voice."""

_LEAST_LOUD: Final = 0.3
"""Where less of it is loud, voice and room cannot be told apart, and it is left as it is."""

_COARSE: Final = 6
"""Samples that are taken together: at 48 kHz what is above 4 kHz goes."""

_SILENCE: Final = 1e-10
_BLOCK_S: Final = 30

Span = tuple[int, int]
Levels = NDArray[np.float32]


def levels(sound: Path) -> Levels:
    """Measure how loud a float WAV is in every tick, in dB; rumble is left out."""
    form = wav.read_format(sound)
    tick = form.rate_hz // TICKS_PER_S
    return np.concatenate([_block_levels(block, tick) for block in _blocks(sound, form)])


def _blocks(sound: Path, form: wav.WavFormat) -> Iterator[NDArray[np.float32]]:
    values = _BLOCK_S * form.rate_hz * form.channels
    whole = form.samples * form.channels
    for at in range(0, whole, values):
        block = np.fromfile(sound, np.dtype("<f4"), min(values, whole - at), offset=form.data_offset + at * 4)
        yield block.reshape(-1, form.channels).mean(axis=1, dtype=np.float32)


def _block_levels(block: NDArray[np.float32], tick: int) -> Levels:
    count = len(block) // tick
    coarse = block[: count * tick].reshape(count, tick // _COARSE, _COARSE).mean(axis=2)  # hiss goes, the voice stays
    return np.asarray(10 * np.log10(coarse.var(axis=1) + _SILENCE), np.float32)  # without its mean: no rumble


def split_at_pauses(speech: Sequence[Span], levels: Levels) -> tuple[Span, ...]:
    """Cut rough speech at the pauses in it, and its quiet edges off."""
    smooth = np.asarray(np.convolve(levels, np.ones(3) / 3, "same"), np.float32)
    found: list[Span] = []
    for start, end in speech:
        loud = smooth[start:end] > _limits(smooth, start, end)
        parts = [(start + first, start + last) for first, last in _parts(loud)]
        plain = sum(last - first for first, last in parts) >= _LEAST_LOUD * (end - start)
        found += parts if plain else [(start, end)]
    return tuple(found)


def _limits(levels: Levels, start: int, end: int) -> Levels:
    """Below which level each tick is a pause: by the room and the voice around it."""
    limits = []
    for at in range(start, end, _AROUND):
        near = levels[max(0, at - _AROUND) : min(end, at + _AROUND) + _AROUND]
        room, voice = np.percentile(near, (_ROOM_PERCENT, _VOICE_PERCENT))
        limit = max(room + max(_LEAST_ABOVE_ROOM_DB, _SHARE * (voice - room)), voice - _MOST_BELOW_VOICE_DB)
        limits += [limit] * (min(end, at + _AROUND) - at)
    return np.array(limits, np.float32)[: max(0, len(levels) - start)]


def _parts(loud: NDArray[np.bool_]) -> list[Span]:
    """Stretches that are loud, short clicks and short pauses left aside."""
    runs = [(bool(value), len(list(group))) for value, group in groupby(loud.tolist())]
    parts: list[Span] = []
    at = 0
    for is_loud, length in runs:
        if is_loud and length >= _SHORTEST_SPEECH:
            if parts and at - parts[-1][1] < _SHORTEST_PAUSE:
                parts[-1] = (parts[-1][0], at + length)
            else:
                parts.append((at, at + length))
        at += length
    return parts
