"""Levels: luma outside what may be sent (`video-levels`), and colours that no screen can show (`gamut`, EBU R 103)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light
from lessontool.model import Finding, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.seen import Plane, Seen
from lessontool.qc.picture.stretches import Stretches, percent

_BLACK, _WHITE = 16, 235
_SCALE: Final = _WHITE - _BLACK


class VideoLevels:
    """Luma of every fourth column of every picture, against the lowest and highest code values that a station takes."""

    def __init__(self, track: VideoTrack, limits: QCLimits) -> None:
        self._full = light.is_full_range(track)
        self._limits = limits
        low, high = (self._code(limits.level_low_8bit), self._code(limits.level_high_8bit))
        self._low, self._high = int(np.ceil(low)), int(np.floor(high))
        self._most = limits.gamut_area_percent / 100
        self._worst = 0.0
        self._lowest, self._highest = 255, 0
        self._wrong = Stretches()

    def _code(self, legal: float) -> float:
        """Find the file's code value for one on the scale of television, where black is 16 and white 235."""
        return (legal - _BLACK) * 255 / _SCALE if self._full else legal

    def see(self, seen: Seen) -> None:
        """Count what lies outside."""
        low, high = int(seen.luma.min()), int(seen.luma.max())
        self._lowest, self._highest = min(self._lowest, low), max(self._highest, high)
        if low >= self._low and high <= self._high:
            return
        outside = np.count_nonzero(seen.luma < self._low) if low < self._low else 0
        outside += np.count_nonzero(seen.luma > self._high) if high > self._high else 0
        share = float(outside) / seen.luma.size
        self._worst = max(self._worst, share)
        if share > self._most:
            self._wrong.add(seen.time, seen.end)

    def outcomes(self) -> Iterator[Outcome]:
        """Give the worst picture's share, and the extremes."""
        if self._highest < self._lowest:
            yield Outcome(item="video-levels", unmeasured="qc-picture-nothing-decoded")
            return
        measured = f"{percent(self._worst)} (Y {self._lowest}–{self._highest})"
        limit = f"≤ {self._limits.gamut_area_percent:g} % (Y {self._low}–{self._high})"
        faults: tuple[Finding, ...] = ()
        if self._wrong.count:
            faults = (
                Finding(
                    code="qc-video-levels",
                    severity="error",
                    values={**self._wrong.values(), "percent": percent(self._worst)},
                    spans=self._wrong.spans,
                    measured=measured,
                    limit=limit,
                ),
            )
        yield Outcome(
            item="video-levels", measured=measured, limit=limit, faults=faults, notes=("qc-note-columns-sampled",)
        )


class Gamut:
    """Red, green, blue and luma of one in 32 of the pixels of every picture, against EBU R 103's range.

    Where two lines of the same field disagree, the milder counts: edges and single overshooting lines are no fault,
    R 103 itself has them filtered away. Likewise one picture alone, which coding can leave at a cut. Colour and
    luma are taken where both have a sample.
    """

    def __init__(self, track: VideoTrack, limits: QCLimits) -> None:
        self._limits = limits
        self._most = limits.gamut_area_percent / 100
        self._tables = _Tables(light.is_full_range(track), light.luma_shares(track))
        low, high = limits.level_low_8bit, limits.level_high_8bit
        self._low, self._high = round(low * _FINE), round(high * _FINE)
        self._worst = 0.0
        self._before = 0.0
        self._over: Fraction | None = None
        self._wrong = Stretches()
        self._seen = False

    def see(self, seen: Seen) -> None:
        """Count the pixels that cannot be shown, in two of four pictures: colours stay longer, and this is dear."""
        if seen.number % 4 > 1:
            return
        self._seen = True
        luma, cb, cr = together(seen)
        table = self._tables
        y = table.luma[luma]
        worst = np.zeros(y.shape, np.bool_)
        for colour in (y, y + table.red[cr], y + table.blue[cb], y + table.green_cb[cb] + table.green_cr[cr]):
            if int(colour.min()) < self._low:
                worst |= colour < self._low
            if int(colour.max()) > self._high:
                worst |= colour > self._high
        share = float(np.count_nonzero(worst[0::2] & worst[1::2])) / max(1, worst[0::2].size)
        over, self._over = self._over, seen.time if share > self._most else None
        if self._over is not None and over is not None:  # one picture alone is what coding leaves at a cut
            self._wrong.add(over, seen.end)
        self._worst = max(self._worst, min(share, self._before))
        self._before = share

    def outcomes(self) -> Iterator[Outcome]:
        """Give the share that the worst two neighbouring pictures both reach."""
        if not self._seen:
            yield Outcome(item="gamut", unmeasured="qc-picture-nothing-decoded")
            return
        measured = percent(self._worst)
        limits = self._limits
        limit = f"≤ {limits.gamut_area_percent:g} % (R, G, B, Y {limits.level_low_8bit:g}–{limits.level_high_8bit:g})"
        faults: tuple[Finding, ...] = ()
        if self._wrong.count:
            faults = (
                Finding(
                    code="qc-gamut",
                    severity="error",
                    values={**self._wrong.values(), "percent": measured},
                    spans=self._wrong.spans,
                    measured=measured,
                    limit=limit,
                ),
            )
        yield Outcome(item="gamut", measured=measured, limit=limit, faults=faults, notes=("qc-note-gamut-sampled",))


_FINE: Final = 16
"""Steps of a code value, so that whole numbers are exact enough."""


class _Tables:
    """What each code value adds to red, green, blue and luma, in sixteenths of a code value, black 16, white 235."""

    def __init__(self, full: bool, shares: tuple[float, float]) -> None:
        kr, kb = shares
        codes = np.arange(256, dtype=np.float64)
        colour = (codes - 128) * (_SCALE / (255 if full else 224))
        self.luma = _whole(codes * _SCALE / 255 + _BLACK if full else codes)
        self.red = _whole(2 * (1 - kr) * colour)
        self.blue = _whole(2 * (1 - kb) * colour)
        self.green_cr = _whole(-2 * (1 - kr) * kr / (1 - kr - kb) * colour)
        self.green_cb = _whole(-2 * (1 - kb) * kb / (1 - kr - kb) * colour)


def _whole(values: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.round(values * _FINE).astype(np.int16)


def together(seen: Seen) -> tuple[Plane, Plane, Plane]:
    """Pick pixels that have both luma and colour, two neighbouring lines of a field after one another.

    Of a picture with all its lines come lines 0, 2, 8, 10 … of one picture and 1, 3, 9, 11 … of the next. In 4:2:0 one
    line of colour stands for both of them.
    """
    across = max(1, round(seen.luma.shape[1] / max(1, seen.cb.shape[1])))
    down = max(1, round(seen.luma.shape[0] / max(1, seen.cb.shape[0])))
    step = max(1, 2 // across)
    first = seen.number % 2
    wide = min(seen.luma.shape[1] // across, seen.cb.shape[1])
    luma = _pairs(seen.luma[first:, : wide * across : across * step])
    if down == 1:
        planes = [_pairs(plane[first:, :wide:step]) for plane in (seen.cb, seen.cr)]
    else:
        # lines first and first + 2 of each eight lie in the field's first line of colour of each eight / down
        each = 8 // down
        planes = [np.repeat(plane[first::each, :wide:step], 2, axis=0) for plane in (seen.cb, seen.cr)]
    lines = min(len(luma), *(len(plane) for plane in planes)) // 2 * 2
    return luma[:lines], planes[0][:lines], planes[1][:lines]


def _pairs(plane: Plane) -> Plane:
    """Take lines 0, 2, 8, 10, 16, 18 …: pairs of neighbours in one field."""
    lines = len(plane) // 8 * 8
    each = plane[:lines].reshape(-1, 8, plane.shape[1])
    return each[:, 0:4:2].reshape(-1, plane.shape[1])
