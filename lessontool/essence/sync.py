"""Where each sound belongs on the programme's clock: the recording's own times, smoothed only where they jitter.

A recording's sound comes in small pieces with times on them. Good files have exact times; where sound was lost there is
a hole, and the voice stays with the lips only if the hole is kept. Browser recorders write times that dance by tens of
milliseconds around the truth; followed blindly they would chop the voice. So: exact times are followed to the
millisecond, dancing times by their running median, and the voice is moved only when it is off by something visible.
Pure functions; all numbers are samples at 48 kHz.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.timing import SOUND_RATE_HZ

_MS: Final = SOUND_RATE_HZ // 1000

_OFF: Final = 8 * _MS
"""Sound that is off by less stays where it is; beyond it is moved. Viewers notice from about 40 ms (ITU-R BT.1359)."""

_STEADY: Final = 3 * _MS
"""Times that move by less are steady: rounding to a millisecond (Matroska, FLV, ASF) is not jitter."""

_WINDOW: Final = SOUND_RATE_HZ
"""Half of the stretch over which dancing times are smoothed."""

_WINDOW_TIMES: Final = (5, 201)
"""At least and at most so many times make a median."""

_NEAR: Final = 2
"""Neighbours on either side by which a single wrong time is found out."""

_BACK: Final = 2 * SOUND_RATE_HZ
"""Sound whose time goes back by more does not replace what is there already."""

_SPLICE: Final = 20 * _MS
"""A hole that is shorter is bridged by the sound itself: nothing that short was lost without a sound."""

FADE: Final = 5 * _MS
"""Edges of holes fade so long; joins cross-fade so long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of decoded sound and its place in the lesson, in samples."""

    source: int
    at: int
    samples: int

    @property
    def end(self) -> int:
        """First sample of the lesson after it."""
        return self.at + self.samples


@dataclass(frozen=True, slots=True)
class Join:
    """How a piece meets its neighbours: by fading at a hole, or by cross-fading with the next one."""

    piece: Piece
    fade_in: bool
    fade_out: bool
    overlap: int
    """Samples that it goes on after its end, under the next one's beginning (the last `FADE` of them fading)."""


def lay_out(times: NDArray[np.int64], counts: NDArray[np.int64], zero: int, length: int) -> tuple[Join, ...]:
    """Place the decoded sound on the lesson's clock so that voice and lips agree.

    `times` and `counts` are the time and length of each decoded block, `zero` the time of the lesson's first sample
    and `length` the lesson's length, all in samples. What comes back is in order and does not overlap.
    """
    if times.size == 0:
        return ()
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    pieces = _in_order(_moved(starts, _offsets(times - starts, counts), int(counts.sum())), zero, length)
    return _joined(pieces, int(counts.sum()))


def _offsets(raw: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """How far each block is from where it would be had nothing been lost since the first one."""
    mean = max(1, int(counts.sum()) // counts.size)
    half = int(np.clip(_WINDOW // mean, _WINDOW_TIMES[0] // 2, _WINDOW_TIMES[1] // 2))
    smooth = _running_median(raw, half)
    restless = _running_median(np.abs(raw - smooth), half) > _STEADY
    return np.where(restless, smooth, _running_median(raw, _NEAR))


def _running_median(values: NDArray[np.int64], half: int) -> NDArray[np.int64]:
    """Median over `half` neighbours on either side; it keeps the edges of steps."""
    half = min(half, values.size - 1)
    padded = np.pad(values, half, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    blocks = [np.median(windows[at : at + 8192], axis=1) for at in range(0, values.size, 8192)]
    return np.concatenate(blocks).astype(np.int64)


def _moved(starts: NDArray[np.int64], offsets: NDArray[np.int64], total: int) -> list[Piece]:
    """Cut the sound where its offset has changed by more than can be left."""
    cuts = [0]
    offset = int(offsets[0])
    places = [offset]
    for index, wanted in enumerate(offsets.tolist()):
        if abs(wanted - offset) > _OFF:
            offset = wanted
            cuts.append(int(starts[index]))
            places.append(offset)
    ends = [*cuts[1:], total]
    return [
        Piece(start, start + place, end - start)
        for start, end, place in zip(cuts, ends, places, strict=True)
        if end > start
    ]


def _in_order(pieces: list[Piece], zero: int, length: int) -> list[Piece]:
    """Keep what is inside the lesson; where two claim a moment the later one has it, unless time ran far back."""
    kept: list[Piece] = []
    for piece in pieces:
        piece = _inside(piece, zero, length)
        if kept and piece.at < kept[-1].end - _BACK:
            piece = _from(piece, kept[-1].end)
        while kept and piece.samples > 0 and kept[-1].at >= piece.at:
            kept.pop()
        if piece.samples <= 0:
            continue
        if kept and kept[-1].end > piece.at:
            last = kept.pop()
            kept.append(Piece(last.source, last.at, piece.at - last.at))
        kept.append(piece)
    return kept


def _inside(piece: Piece, zero: int, length: int) -> Piece:
    moved = _from(Piece(piece.source, piece.at - zero, piece.samples), 0)
    return Piece(moved.source, moved.at, min(moved.samples, length - moved.at))


def _from(piece: Piece, first: int) -> Piece:
    """Cut off what lies before a sample of the lesson."""
    cut = max(0, first - piece.at)
    return Piece(piece.source + cut, piece.at + cut, piece.samples - cut)


def _joined(pieces: list[Piece], total: int) -> tuple[Join, ...]:
    joins: list[Join] = []
    fade_in = bool(pieces) and pieces[0].at > 0
    for piece, following in pairwise([*pieces, None]):
        assert piece is not None  # noqa: S101  # only the last of the list is None
        gap = following.at - piece.end if following else 0
        bridged = following is not None and gap <= _SPLICE
        overlap = min(gap + FADE, total - piece.source - piece.samples, following.samples if following else 0)
        joins.append(Join(piece, fade_in, following is not None and not bridged, max(0, overlap) if bridged else 0))
        fade_in = True
    return tuple(joins)
