"""The real order of fields (`field-order`): proved by what moves, whatever a file claims.

Every fifth pair of neighbouring pictures votes (`lessontool.analysis.scan`: fields of neighbours are woven together,
and the weave of true neighbours in time combs least). Pictures without motion prove nothing, and progressive pictures
in an interlaced file (PsF) are right in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import scan
from lessontool.analysis.scan import Votes
from lessontool.model import Finding, Outcome, RenditionSpec, VideoTrack
from lessontool.qc.picture.seen import Plane, Seen
from lessontool.qc.picture.stretches import Stretches

_EVERY: Final = 5
_COLUMNS: Final = 96
_WINDOW_S: Final = Fraction(2)
_ENOUGH: Final = 4
"""Votes for a wrong order within two seconds that make a fault, where hardly any speaks for the right one."""

_CONTRADICTED: Final = 8
"""One vote of another kind for so many is let pass: a pair that straddles a cut, or a graphic that moves in steps."""

_MOVED: Final = 20
"""Code values by which a sample changes that moves, as in `lessontool.analysis.scan`."""

_CLEARLY: Final = 1.5

_NAMES: Final = {"tff": "TFF", "bff": "BFF", "progressive": "P"}

Order = Literal["tff", "bff"]


class FieldOrder:
    """Lets every fifth pair of pictures vote."""

    def __init__(self, track: VideoTrack, rendition: RenditionSpec) -> None:
        self._wanted: tuple[Order, ...] = ()
        if rendition.interlaced:
            self._wanted = ("tff",) if rendition.first_field == "top" else ("bff",)
        self._flag = track.scan_flag
        self._before: NDArray[np.uint8] | None = None
        self._total = Votes()
        self._window = Votes()
        self._since = Fraction(0)
        self._end = Fraction(0)
        self._wrong = {"tff": Stretches(Fraction(1)), "bff": Stretches(Fraction(1))}

    def see(self, seen: Seen) -> None:
        """Compare one picture in five with the one before."""
        phase = seen.number % _EVERY
        self._end = seen.end
        if phase not in (0, _EVERY - 1):
            return
        columns = seen.luma[:, :: max(1, seen.luma.shape[1] // _COLUMNS)]
        if phase == _EVERY - 1:
            self._before = columns.copy()
            return
        if self._before is None:
            return
        if seen.time - self._since >= _WINDOW_S:
            self._close(seen.time)
        votes = scan.weave_votes(np.stack((self._before, columns)))
        if votes.decided > votes.progressive and not is_combed(self._before, columns):
            return  # what rises or falls by a line a picture looks like fields of different moments, but does not comb
        self._window += votes

    def _close(self, time: Fraction) -> None:
        votes, self._window = self._window, Votes()
        for order in self._wrong_orders():
            mine = getattr(votes, order)
            if mine >= _ENOUGH and (votes.decided - mine) * _CONTRADICTED <= mine:
                self._wrong[order].add(self._since, time)
        self._total += votes
        self._since = time

    def _wrong_orders(self) -> tuple[Order, ...]:
        """Which orders are wrong: those that were not asked for, and those that the file denies."""
        orders: tuple[Order, ...] = ("tff", "bff")
        return tuple(
            order
            for order in orders
            if order not in self._wanted or (self._flag != "progressive" and order != self._flag)
        )

    def outcomes(self) -> Iterator[Outcome]:
        """Give the votes, and where they speak against what was asked for."""
        self._close(self._end)
        votes = self._total
        wanted = _NAMES[self._wanted[0]] if self._wanted else "P"
        if votes.decided < _ENOUGH:
            yield Outcome(item="field-order", limit=wanted, unmeasured="qc-field-order-undetermined")
            return
        measured = f"TFF {votes.tff} · BFF {votes.bff} · P {votes.progressive}"
        yield Outcome(
            item="field-order",
            measured=measured,
            limit=wanted,
            faults=tuple(self._faults(measured, wanted)),
            notes=("qc-note-field-order-sampled",),
        )

    def _faults(self, measured: str, wanted: str) -> Iterator[Finding]:
        for order, wrong in self._wrong.items():
            if not wrong.count:
                continue
            values = {**wrong.values(), "found": _NAMES[order], "wanted": wanted, "flag": _NAMES[self._flag]}
            if self._wanted:
                yield Finding(
                    code="qc-field-order",
                    severity="error",
                    values=values,
                    spans=wrong.spans,
                    measured=measured,
                    limit=wanted,
                )
            else:
                yield Finding(
                    code="qc-combed",
                    severity="error",
                    values=values,
                    spans=wrong.spans,
                    measured=measured,
                    limit=wanted,
                )


def is_combed(picture: Plane, after: Plane) -> bool:
    """Whether lines of a picture stand out from their neighbours more than those of one field do, where it moves."""
    lines = len(picture) // 2 * 2
    now = picture[:lines].astype(np.int16)
    moving = np.abs(now - after[:lines]) > _MOVED
    field = now[0::2]
    return _standing_out(now, moving) > _CLEARLY * _standing_out(field, moving[0::2])


def _standing_out(lines: NDArray[np.int16], moving: NDArray[np.bool_]) -> float:
    """How far lines that move stand out from both neighbours in the same direction, in code values on average."""
    above, below = lines[1:-1] - lines[:-2], lines[1:-1] - lines[2:]
    out = np.where(np.sign(above) == np.sign(below), np.minimum(np.abs(above), np.abs(below)), 0)
    where = moving[1:-1]
    return float(np.sum(out, where=where)) / max(1, int(np.count_nonzero(where)))
