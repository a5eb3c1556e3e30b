"""A lesson-like picture, drawn: a teacher walks and speaks before a board, a camera pans, a sensor has noise.

Every picture can be drawn alone, in any raster, with fields of their own moments, so that a fault is put into exactly
the pictures that it names. All levels are legal (EBU R 103).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
"""Y, Cb, Cr at 4:2:2."""
Edit = Callable[[Planes], None]
"""Changes a finished picture in place."""

FRAMES = 240
"""Length of a clean programme: 9.6 s, twenty groups of twelve."""
_MARGIN = 64


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What is drawn: the raster, and what is wrong with it."""

    width_px: int
    height_px: int
    interlaced: bool
    mouth: tuple[float, ...] = ()
    """How far the teacher's mouth is open, 0 to 1, fifty times a second."""
    edits: Mapping[int, tuple[Edit, ...]] = field(default_factory=dict)
    """What is done to a picture, by its number; −1: to every picture."""
    shown: Mapping[int, int] = field(default_factory=dict)
    """Which picture stands in the place of another: how a picture freezes."""
    swapped: bool = False
    """The second field's moment comes first: the fields were swapped on their way."""

    def pictures(self, first: int, frames: int) -> Iterator[Planes]:
        """Draw a stretch."""
        for number in range(first, first + frames):
            planes = self._drawn(self.shown.get(number, number))
            for edit in (*self.edits.get(-1, ()), *self.edits.get(number, ())):
                edit(planes)
            yield planes

    def _drawn(self, number: int) -> Planes:
        height, width = self.height_px, self.width_px
        planes = (
            np.empty((height, width), np.uint8),
            np.empty((height, width // 2), np.uint8),
            np.empty((height, width // 2), np.uint8),
        )
        moments = (2 * number, 2 * number + 1) if self.interlaced else (2 * number,)
        if self.swapped:
            moments = moments[::-1]
        for rows, moment in enumerate(moments):
            self._draw_rows(planes, rows, len(moments), moment)
        return planes

    def _draw_rows(self, planes: Planes, first: int, step: int, moment: int) -> None:
        """Draw every `step`-th row as it is at a moment (fiftieths of a second)."""
        height, width = self.height_px, self.width_px
        seconds, unit = moment / 50, height / 1080
        pan = _MARGIN // 2 + 2 * round(7 * unit * math.sin(2 * math.pi * seconds / 6))
        tilt = _MARGIN // 2 + 2 * round(4 * unit * math.cos(2 * math.pi * seconds / 5))
        noise = _noise()
        row, column = (37 * moment) % 256, (53 * moment) % 256
        for number, (plane, canvas) in enumerate(zip(planes, _room(width, height), strict=True)):
            under = 1 if number == 0 else 2
            left = pan // under
            part = canvas[tilt + first : tilt + height : step, left : left + width // under]
            if number == 0:
                grain = noise[row : row + part.shape[0], column : column + part.shape[1]]
                np.add(part, grain, out=plane[first::step])
            else:
                plane[first::step] = part
        self._teacher(planes, first, step, moment)

    def _teacher(self, planes: Planes, first: int, step: int, moment: int) -> None:
        """Stand the teacher where she is at a moment, with her mouth as it is then."""
        height, width = self.height_px, self.width_px
        where = 0.46 + 0.16 * math.sin(2 * math.pi * moment / 50 / 4.3) + 0.01 * math.sin(moment / 7)
        left = 2 * round(where * width / 2)
        mouth = self.mouth[moment] if moment < len(self.mouth) else 0.0
        sprite, mask = _figure(height, round(8 * mouth))
        top = height - mask.shape[0]
        rows = slice(top + (first - top) % step, height, step)
        inside = slice((first - top) % step, None, step)
        for number, (plane, drawn) in enumerate(zip(planes, sprite, strict=True)):
            under = 1 if number == 0 else 2
            there = plane[rows, left // under : left // under + drawn.shape[1]]
            np.copyto(there, drawn[inside], where=mask[inside, ::under])


@functools.cache
def _noise() -> Plane:
    """Sensor noise, in code values that wrap round: added to a plane without overflow."""
    dice = np.random.default_rng(5)
    return np.round(dice.normal(0, 1.4, (1600, 2400))).astype(np.int8).view(np.uint8)


@functools.cache
def _room(width: int, height: int) -> Planes:
    """A wall with a board and writing on it, larger than the picture, so that a camera can pan."""
    tall, wide = height + _MARGIN, width + _MARGIN
    y, x = np.mgrid[0:tall, 0:wide] / height
    luma = 120 + 22 * np.sin(3 * x + 1) + 14 * np.cos(4 * y) + 5 * np.sin(25 * x) * np.sin(19 * y)
    cb = np.full((tall, wide), 121.0) + 3 * np.sin(2 * x)
    cr = np.full((tall, wide), 134.0) + 3 * np.cos(2 * y)
    board = (x > 0.12) & (x < 1.25) & (y > 0.12) & (y < 0.66)
    luma[board], cb[board], cr[board] = 72 + 5 * np.sin(9 * x[board]), 124.0, 118.0
    for line in range(4):
        centre = 0.2 + 0.11 * line
        stroke = 0.025 * np.sin(70 * x + 9 * line) * np.sin(23 * x)
        chalk = board & (np.abs(y - centre - stroke) < 0.006) & (x < 1.1 - 0.1 * line) & (x > 0.18)
        luma[chalk], cb[chalk], cr[chalk] = 195.0, 127.0, 128.0
    # a lens is softer than a drawing, and one line of an interlaced picture never stands alone
    luma = sum(np.roll(luma, shift, axis) for shift in (-1, 0, 1) for axis in (0, 1)) / 6
    return luma.astype(np.uint8), cb[:, ::2].astype(np.uint8), cr[:, ::2].astype(np.uint8)


@functools.cache
def _figure(height: int, mouth: int) -> tuple[Planes, NDArray[np.bool_]]:
    """The teacher, seen from the front, with her mouth open by so many eighths."""
    tall, wide = round(0.8 * height), 2 * round(0.2 * height)
    y, x = np.mgrid[0:tall, 0:wide] / height
    x = x - wide / height / 2

    def blob(cx: float, cy: float, rx: float, ry: float) -> NDArray[np.bool_]:
        return np.asarray(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1)

    body, hair, head = blob(0, 0.62, 0.19, 0.34), blob(0, 0.14, 0.112, 0.14), blob(0, 0.16, 0.088, 0.118)
    luma, cb, cr = np.full(x.shape, 95.0), np.full(x.shape, 148.0), np.full(x.shape, 116.0)
    luma += 12 * np.sin(60 * x) * np.sin(9 * y)
    parts = [(hair & ~head, 45, 126, 131), (head, 160, 112, 150)]
    parts += [(blob(side * 0.035, 0.14, 0.014, 0.008), 40, 128, 128) for side in (-1, 1)]
    parts += [(blob(side * 0.035, 0.118, 0.02, 0.004), 60, 124, 134) for side in (-1, 1)]
    parts += [
        (blob(0, 0.175, 0.008, 0.022), 140, 114, 150),
        (blob(0, 0.222, 0.034, 0.007 + 0.0035 * mouth), 92, 118, 168),
    ]
    parts += [(blob(0, 0.222, 0.025, 0.0001 + 0.0034 * mouth), 40, 124, 138)]
    for where, level, blue, red in parts:
        luma[where], cb[where], cr[where] = level, blue, red
    planes = (luma.astype(np.uint8), cb[:, ::2].astype(np.uint8), cr[:, ::2].astype(np.uint8))
    return planes, body | hair | head


# ── what can be done to a picture ────────────────────────────────────────────────────────────────────────────────


def patch(share: float, y: int, cb: int, cr: int, *, left: float = 0.3, top: float = 0.2, corner: bool = False) -> Edit:
    """Cover so much of the picture's area (0 to 1) with one colour."""

    def paint(planes: Planes) -> None:
        height, width = planes[0].shape
        tall, wide = round(height * math.sqrt(share) / 2) * 2, round(width * math.sqrt(share) / 4) * 4
        first, start = (0, 0) if corner else (round(top * height / 2) * 2, round(left * width / 4) * 4)
        planes[0][first : first + tall, start : start + wide] = y
        for plane, level in ((planes[1], cb), (planes[2], cr)):
            plane[first : first + tall, start // 2 : (start + wide) // 2] = level

    return paint


def whole(y: int, cb: int = 128, cr: int = 128) -> Edit:
    """Fill the whole picture with one colour."""

    def paint(planes: Planes) -> None:
        for plane, level in zip(planes, (y, cb, cr), strict=True):
            plane[:] = level

    return paint


def brighter(by: int, share: float = 1.0) -> Edit:
    """Raise (or lower) the luma of the upper part of the picture."""

    def raise_it(planes: Planes) -> None:
        part = planes[0][: round(planes[0].shape[0] * share)]
        np.clip(part.astype(np.int16) + by, 18, 232, out=part, casting="unsafe")

    return raise_it


def borders(share: float, sides: bool = False) -> Edit:
    """Lay black bars over the upper and lower edge (or left and right), together so much of the picture."""

    def cover(planes: Planes) -> None:
        for plane, level in zip(planes, (16, 128, 128), strict=True):
            length = plane.shape[1 if sides else 0]
            bar = round(length * share / 4) * 2
            lines = plane.T if sides else plane
            lines[:bar] = level
            lines[length - bar :] = level

    return cover


def stuck(size_px: int, y: int, left: float = 0.61, top: float = 0.35) -> Edit:
    """One block of a sensor that always says the same."""

    def cover(planes: Planes) -> None:
        height, width = planes[0].shape
        row, column = round(top * height / 2) * 2, round(left * width / 2) * 2
        planes[0][row : row + size_px, column : column + size_px] = y

    return cover


def at(first: int, end: int, *edits: Edit) -> dict[int, tuple[Edit, ...]]:
    """Do edits to each picture of a stretch (half open)."""
    return dict.fromkeys(range(first, end), edits)


def pattern(first: int, end: int, cycle: str, edits: Mapping[str, Edit]) -> dict[int, tuple[Edit, ...]]:
    """Do edits in turn: each letter of `cycle` is one picture, `.` leaves it as it is."""
    letters = {number: cycle[(number - first) % len(cycle)] for number in range(first, end)}
    return {number: (edits[letter],) for number, letter in letters.items() if letter != "."}


def frozen(first: int, end: int) -> dict[int, int]:
    """Show the picture before `first` in its place and in all up to `end`."""
    return dict.fromkeys(range(first, end), first - 1)
