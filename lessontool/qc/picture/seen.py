"""One picture of a file as all items of the picture family see it, and what an item must offer.

Everything that is judged by looking is judged in one pass: a file is decoded once, and each picture is shown to every
item in turn. An item keeps figures and runs, never pictures, so memory does not grow with the programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from lessontool.model import Outcome

Plane = NDArray[np.uint8]
"""Lines × columns of one component, code values on an 8 bit scale as the file has them."""

COLUMNS: Final = 480
"""About so many columns of luma are kept: every fourth of 1920, sampled at a point so that extremes survive."""

WIDE_COLUMNS: Final = 960
"""About so many are there for what is smaller than that."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One coded picture: all of its lines, some of its columns. Its arrays are only lent: copy what you keep.

    Nothing was averaged and no code value changed; 10 bit material was brought to 8 by shifting. The picture is as it
    is coded: not turned upright, not stretched to its aspect. 8 bit values mean what the track says about its range.
    """

    number: int
    """From 0, in the order of display."""
    time: Fraction
    """Seconds since the file's first picture."""
    lasts: Fraction
    """Nominal length of one picture in seconds."""
    luma: Plane
    cb: Plane
    cr: Plane
    """Colour differences with as many lines and columns as the file has for them: half as many columns in 4:2:2."""
    wide: Plane
    """Luma with about twice as many columns: nothing that is two pixels wide slips through in 1920."""

    @property
    def end(self) -> Fraction:
        """When the next picture is due, in seconds since the first."""
        return self.time + self.lasts

    @property
    def top(self) -> Plane:
        """Luma of the top field: lines 0, 2, 4 … (a view)."""
        return self.luma[0::2]

    @property
    def bottom(self) -> Plane:
        """Luma of the bottom field: lines 1, 3, 5 … (a view)."""
        return self.luma[1::2]


class PictureItem(Protocol):
    """One thing that is judged while the pictures pass."""

    def see(self, seen: Seen) -> None:
        """Look at the next picture. What it raises ends the pass."""

    def outcomes(self) -> Iterator[Outcome]:
        """Say what was measured; asked once, after the last picture."""
