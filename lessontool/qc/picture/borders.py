"""Black borders that stay over the programme (`letterbox`).

One picture in twelve tells which of its lines and columns are lit; those of ten seconds are taken together, so that a
dark scene is no border. A border counts where it is the same for most of the programme: an opening that fills the
screen does not hide the bars of the lesson behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light
from lessontool.analysis.light import FrameFacts
from lessontool.model import Finding, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.seen import Seen
from lessontool.qc.picture.stretches import Stretches

_EVERY: Final = 12
_WINDOW_S: Final = Fraction(10)
_MOST: Final = 0.6
"""Share of all lit windows that must have the same borders."""

_ALIKE: Final = 0.01
"""Borders that differ by less of the picture's height or width are the same."""


class Letterbox:
    """Notes the borders of every ten seconds."""

    def __init__(self, track: VideoTrack, limits: QCLimits, begins: Fraction) -> None:
        self._track = track
        self._limits = limits
        self._begins = begins
        self._least = limits.letterbox_percent / 100
        self._code = light.border_code(track)
        self._rows: NDArray[np.float64] | None = None
        self._columns: NDArray[np.float64] | None = None
        self._since = self._end = begins
        self._windows: list[tuple[Fraction, Fraction, float, float]] = []

    def see(self, seen: Seen) -> None:
        """Note which lines and columns of one picture in twelve are lit."""
        self._end = seen.end
        if seen.number % _EVERY or seen.time < self._begins:
            return
        if self._rows is not None and seen.time - self._since >= _WINDOW_S:
            self._close(seen.time)
        lit = seen.luma > self._code
        rows, columns = lit.mean(axis=1), lit.mean(axis=0)
        if self._rows is None or self._columns is None:
            self._since, self._rows, self._columns = seen.time, rows, columns
        else:
            np.maximum(self._rows, rows, out=self._rows)
            np.maximum(self._columns, columns, out=self._columns)

    def _close(self, time: Fraction) -> None:
        if self._rows is None or self._columns is None:
            return
        nothing = np.zeros(1, np.int64)
        facts = FrameFacts(counts=nothing, illegal=0.0, rows_lit=self._rows, columns_lit=self._columns)
        active = light.active_picture([facts], self._track)
        if self._rows.max() > 0.3:  # something was there to be seen
            above = 1 - active.height_px / len(self._rows)
            beside = 1 - active.width_px / len(self._columns)
            self._windows.append((self._since, time, above, beside))
        self._rows = self._columns = None

    def outcomes(self) -> Iterator[Outcome]:
        """Give the borders of most of the programme: above and below together, left and right together."""
        limit = f"≤ {self._limits.letterbox_percent:g} %"
        if self._rows is not None:
            self._close(self._end)
        if not self._windows:
            yield Outcome(item="letterbox", limit=limit, unmeasured="qc-picture-too-dark")
            return
        steps = Counter((round(above / _ALIKE), round(beside / _ALIKE)) for _, _, above, beside in self._windows)
        (above_steps, beside_steps), _ = steps.most_common(1)[0]
        alike = [
            window
            for window in self._windows
            if abs(window[2] / _ALIKE - above_steps) <= 1 and abs(window[3] / _ALIKE - beside_steps) <= 1
        ]
        above, beside = (sorted(window[side] for window in alike)[len(alike) // 2] for side in (2, 3))
        faults: tuple[Finding, ...] = ()
        measured = f"↕ {100 * above:.1f} % · ↔ {100 * beside:.1f} %"
        if len(alike) >= _MOST * len(self._windows) and max(above, beside) > self._least:
            where = Stretches(Fraction(1))
            for window in alike:
                where.add(window[0], window[1])
            faults = (
                Finding(
                    code="qc-letterbox",
                    severity="error",
                    values={**where.values(), "above": f"{100 * above:.1f} %", "beside": f"{100 * beside:.1f} %"},
                    spans=where.spans,
                    measured=measured,
                    limit=limit,
                ),
            )
        yield Outcome(
            item="letterbox", measured=measured, limit=limit, faults=faults, notes=("qc-note-borders-sampled",)
        )
