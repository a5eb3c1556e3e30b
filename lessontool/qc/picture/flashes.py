"""Flashing light (`flashes`) and flashing red (`red-flashes`), after ITU-R BT.1702. No certificate: a warning.

The screen is cut into 32 × 18 cells. A cell's light goes over when it has risen, or fallen, by 20 cd/m² from its last
extreme while the darker of both is below 160 cd/m². It counts where at least a quarter of the screen goes over the
same way at about the same time. Two are a flash; cells are followed one by one, so that a pattern that is reversed is
not counted twice. The figure is the number that a quarter of the screen reached within one second.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light
from lessontool.model import Finding, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.seen import Plane, Seen
from lessontool.qc.picture.stretches import Stretches

Cells = NDArray[np.float32]

_ACROSS: Final = 32
_DOWN: Final = 18
_SAMPLES_A_CELL: Final = 4
"""Lines and columns of each cell that are looked at, at most."""

_STEP: Final = 20.0
_DARKER_BELOW: Final = 160.0
"""cd/m², ITU-R BT.1702."""

_PEAK: Final = 200.0
_GAMMA: Final = 2.2
"""How code values are taken for light: white is 200 cd/m² on a screen of gamma 2.2."""

_RED_SHARE: Final = 0.8
_RED_SCALE: Final = 320.0
"""Saturated red is at least 80 % of the light's three parts, and (R − G − B) × 320 must change by 20 (WCAG 2)."""

_TOGETHER_S: Final = Fraction(8, 100)
"""Cells that go over within so long do it at the same time: a change that is spread over two pictures is one."""


class Crossings:
    """Follows every cell, and says how many times a quarter of the screen went over within the last second."""

    def __init__(self, per_second: int, area: float, darker_below: float) -> None:
        cells = _ACROSS * _DOWN
        self._slots = per_second
        self._rank = max(1, int(np.ceil(area * cells - 1e-9)))
        self._window = max(1, int(_TOGETHER_S * per_second))
        self._darker_below = darker_below
        self._low = self._high = np.zeros(cells, np.float32)
        self._way = np.zeros(cells, np.int8)
        self._when = np.full((2, cells), -per_second * 10, np.int64)
        self._credited = np.ones((2, cells), np.bool_)
        self._ring = np.zeros((per_second, cells), np.int8)
        self._counts = np.zeros(cells, np.int64)
        self._now = -1

    def step(self, at: int, values: Cells) -> int:
        """Take the light of all cells at a slot of time; slots rise. Give the number of the last second."""
        if self._now < 0:
            self._low, self._high = values.copy(), values.copy()
        self._forget(at)
        self._low, self._high = np.minimum(self._low, values), np.maximum(self._high, values)
        up = (self._way <= 0) & (values - self._low >= _STEP) & (self._low < self._darker_below)
        down = (self._way >= 0) & (self._high - values >= _STEP) & (values < self._darker_below) & ~up
        turned = False
        for row, (fired, way) in enumerate(((up, 1), (down, -1))):
            if not fired.any():
                continue
            turned = True
            self._way[fired] = way
            self._when[row, fired] = at
            self._credited[row, fired] = False
            self._low[fired] = self._high[fired] = values[fired]
        if turned:
            self._credit(at)
        # the value that a quarter of all cells reaches
        return int(np.partition(self._counts, len(self._counts) - self._rank)[-self._rank])

    def since(self) -> tuple[int, int]:
        """Give how many slots ago a quarter of the screen first and last went over within the last second."""
        enough = np.flatnonzero(np.count_nonzero(self._ring, axis=1) >= self._rank)
        ages = (self._now - enough) % self._slots
        return (int(ages.max()), int(ages.min())) if len(ages) else (self._slots, 0)

    def _credit(self, at: int) -> None:
        for row in (0, 1):
            recent = self._when[row] > at - self._window
            if np.count_nonzero(recent) < self._rank:
                continue
            fresh = np.flatnonzero(recent & ~self._credited[row])
            self._credited[row, fresh] = True
            self._ring[self._when[row, fresh] % self._slots, fresh] += 1
            self._counts[fresh] += 1

    def _forget(self, at: int) -> None:
        """Take what is a second old out of the counts."""
        steps = at - self._now if self._now >= 0 else 1
        for slot in {(self._now + 1 + n) % self._slots for n in range(min(steps, self._slots))}:
            self._counts -= self._ring[slot]
            self._ring[slot] = 0
        self._now = at


_CODES: Final[dict[Literal["flashes", "red-flashes"], str]] = {
    "flashes": "qc-flashes",
    "red-flashes": "qc-red-flashes",
}


class Flashes:
    """Both kinds of flashes in every field of every picture."""

    def __init__(self, track: VideoTrack, limits: QCLimits, begins: Fraction, first_field: str, fields: bool) -> None:
        self._limits = limits
        self._begins = begins
        self._order = ((0, 1) if first_field == "top" else (1, 0)) if fields else (None,)
        rate = track.frame_rate or Fraction(25)
        self._rate = max(2, round(rate * len(self._order)))
        area = limits.flash_area_percent / 100
        self._light = Crossings(self._rate, area, _DARKER_BELOW)
        self._red = Crossings(self._rate, area, float("inf"))
        self._tables = _Light(light.is_full_range(track), light.luma_shares(track))
        self._most = {"flashes": 0, "red-flashes": 0}
        self._wrong = {"flashes": Stretches(), "red-flashes": Stretches()}
        self._slot = -1

    def see(self, seen: Seen) -> None:
        """Follow the light of one picture's fields."""
        if seen.time < self._begins:
            return
        for nth, field in enumerate(self._order):
            time = seen.time + seen.lasts * nth / len(self._order)
            self._slot = max(self._slot + 1, round(time * self._rate))
            own = slice(None) if field is None else slice(field, None, 2)
            luma, cb, cr = seen.luma[own], seen.cb[own], seen.cr[own]
            self._note("flashes", self._light, self._tables.luminance(luma), time)
            self._note("red-flashes", self._red, self._tables.redness(luma, cb, cr), time)

    def _note(
        self, item: Literal["flashes", "red-flashes"], crossings: Crossings, cells: Cells, time: Fraction
    ) -> None:
        count = crossings.step(self._slot, cells)
        self._most[item] = max(self._most[item], count)
        if count > 2 * self._limits.flashes_per_second:
            first, last = crossings.since()
            self._wrong[item].add(time - Fraction(first, self._rate), time - Fraction(last - 1, self._rate))

    def outcomes(self) -> Iterator[Outcome]:
        """Give the most flashes of any second: half of the times that light went over."""
        for item, code in _CODES.items():
            if self._slot < 0:
                yield Outcome(item=item, unmeasured="qc-picture-nothing-decoded")
                continue
            measured = f"{self._most[item] / 2:g} Hz"
            limit = f"≤ {self._limits.flashes_per_second:g} Hz"
            wrong = self._wrong[item]
            faults: tuple[Finding, ...] = ()
            if wrong.count:
                faults = (
                    Finding(
                        code=code,
                        severity="error",
                        values={**wrong.values(), "flashes": f"{self._most[item] / 2:g}"},
                        spans=wrong.spans,
                        measured=measured,
                        limit=limit,
                    ),
                )
            yield Outcome(item=item, measured=measured, limit=limit, faults=faults, notes=("qc-note-no-certificate",))


class _Light:
    """Tables from code values to light."""

    def __init__(self, full: bool, shares: tuple[float, float]) -> None:
        kr, kb = shares
        codes = np.arange(256, dtype=np.float64)
        value = codes / 255 if full else (codes - 16) / 219
        colour = (codes - 128) / (255 if full else 224)
        self._luminance = (_PEAK * np.clip(value, 0, 1) ** _GAMMA).astype(np.float32)
        self._value = value.astype(np.float32)
        self._red = (2 * (1 - kr) * colour).astype(np.float32)
        self._blue = (2 * (1 - kb) * colour).astype(np.float32)
        self._green_cr = (-2 * (1 - kr) * kr / (1 - kr - kb) * colour).astype(np.float32)
        self._green_cb = (-2 * (1 - kb) * kb / (1 - kr - kb) * colour).astype(np.float32)
        self._linear = (np.linspace(0, 1, 256) ** _GAMMA).astype(np.float32)

    def luminance(self, luma: Plane) -> Cells:
        """Mean light of each cell in cd/m²."""
        picked = _picked(luma)
        return _means(self._luminance.take(picked))

    def redness(self, luma: Plane, cb: Plane, cr: Plane) -> Cells:
        """Mean of (R − G − B) × 320 of each cell, where red is saturated; 0 elsewhere."""
        reds = _picked(cr, 2)
        if int(reds.max()) < _LEAST_CR:  # no red on the screen: nearly always
            return np.zeros(_ACROSS * _DOWN, np.float32)
        blues, value = _picked(cb, 2), self._value[_picked(luma, 2)]
        red = self._light_of(value + self._red[reds])
        green = self._light_of(value + self._green_cb[blues] + self._green_cr[reds])
        blue = self._light_of(value + self._blue[blues])
        saturated = (red >= _RED_SHARE * (red + green + blue)) & (red > green + blue)
        return _means(np.where(saturated, (red - green - blue) * _RED_SCALE, np.float32(0)), 2)

    def _light_of(self, values: Cells) -> Cells:
        return self._linear[np.clip(np.round(values * 255), 0, 255).astype(np.uint8)]


_LEAST_CR: Final = 150
"""Cr of a red that could be saturated and bright enough to matter is far above."""


def _picked(plane: Plane, most: int = _SAMPLES_A_CELL) -> Plane:
    """Pick the same number of evenly spread samples for each cell."""
    lines = _spread(plane.shape[0], _DOWN * most)
    columns = _spread(plane.shape[1], _ACROSS * most)
    return plane[lines].take(columns, axis=1)


def _spread(size: int, count: int) -> NDArray[np.intp]:
    return ((np.arange(count) * 2 + 1) * size // (2 * count)).astype(np.intp)


def _means(samples: Cells, most: int = _SAMPLES_A_CELL) -> Cells:
    # lines first: long runs are added several times faster than many short ones
    lines = np.add.reduce(samples.reshape(_DOWN, most, _ACROSS * most), axis=1)
    cells = np.add.reduce(lines.reshape(_DOWN, _ACROSS, most), axis=2)
    return np.asarray(cells.ravel() / np.float32(most * most), np.float32)
