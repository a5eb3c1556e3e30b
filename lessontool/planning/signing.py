"""Where the sign-language interpreter stands beside the lesson, so that neither covers the other: pure arithmetic.

Viewers who sign read hands and faces: "the signer should be no smaller than one sixth of the picture", which Ofcom
recommends to broadcasters (quoted in the Irish National IT Accessibility Guidelines, universaldesign.ie), on the right,
and in full from below the waist to above the head and an elbow's width to each side. The lesson gives up what that
takes and no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from lessontool.model import Box, Crop, VideoTrack

_SMALLEST: Final = Fraction(1, 6)
"""Least area of the interpreter's picture, as a share of the programme's (Ofcom)."""

_WIDEST: Final = Fraction(35, 100)
"""The interpreter never takes more of the width: the lesson stays the larger picture."""

_NARROWEST_SHAPE: Final = Fraction(9, 20)
_WIDEST_SHAPE: Final = Fraction(7, 8)
"""Width by height. A phone held upright is shown whole; of a wide picture the sides are cut off, but no more than
leaves the hands their room: who stands in it from the waist to above the head reaches as far to both sides as up."""

_SAME_SHAPE: Final = Fraction(1, 100)

_GAP: Final = Fraction(15, 1000)
"""Of the width: between lesson and interpreter, and to the left of a lesson that was made smaller."""

_CAPTION_BAND: Final = Fraction(14, 100)
"""Two lines of captions need so much of the height."""

_ENOUGH_BAND: Final = Fraction(20, 100)
"""More room than this below the lesson is shared with the space above it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLayout:
    """Where everything stands in a picture with an interpreter. Boxes do not overlap."""

    lesson: Box
    sign: Box
    """Inside the safe area."""
    surround: bool
    """The lesson was moved or made smaller, and something must fill the rest; False: it stands where it always does."""
    captions: Box | None
    """Free room for captions below the lesson; None: they stand in its lower part."""


def sign_layout(
    canvas: tuple[int, int],
    content: Box,
    sign: tuple[int, int],
    width_percent: float,
    safe_percent: float = 5,
) -> SignLayout:
    """Decide where lesson and interpreter stand on a canvas (width, height in pixels).

    `content` is where the lesson lies when it is as large as fits, `sign` the size of the interpreter's upright
    picture. `width_percent` of the canvas is the interpreter's width, more where that would be too small to be read.
    """
    width, height = canvas
    safe = Fraction(str(safe_percent)) / 100
    across, down = _even_above(width * safe), _even_above(height * safe)
    gap = _even_above(width * _GAP)
    sign_width, sign_height = _sign_size(canvas, sign, Fraction(str(width_percent)) / 100, height - 2 * down)
    free = width - across - sign_width
    bottom = height - down - sign_height
    if width - content.right_px >= gap + sign_width + across:
        # the bar beside the lesson is wide enough
        at = content.right_px + _even((width - across - content.right_px - sign_width) / Fraction(2))
        beside = Box(x_px=at, y_px=bottom, width_px=sign_width, height_px=sign_height)
        return SignLayout(lesson=content, sign=beside, surround=False, captions=_band(content, canvas, across, down))
    lesson_width, lesson_height = content.width_px, content.height_px
    if lesson_width > free - 2 * gap:
        lesson_width = _even(Fraction(free - 2 * gap))
        lesson_height = max(2, _even(Fraction(content.height_px * lesson_width, content.width_px)))
    left = _even((free - lesson_width) / Fraction(2))
    top = _top(lesson_height, height, down, gap)
    lesson = Box(x_px=left, y_px=top, width_px=lesson_width, height_px=lesson_height)
    return SignLayout(
        lesson=lesson,
        sign=Box(x_px=free, y_px=bottom, width_px=sign_width, height_px=sign_height),
        surround=True,
        captions=_band(lesson, canvas, across, down),
    )


def sign_crop(track: VideoTrack, box: Box) -> Crop | None:
    """Say which part of the interpreter's coded picture fills a box, the same from both sides; None: all of it.

    Black borders are no reason to cut: many interpreters stand before a black curtain, and their arms reach into it.
    """
    shape = Fraction(box.width_px, box.height_px)
    if track.rotation_deg in (90, 270):
        shape = 1 / shape
    pixel = track.sample_aspect or Fraction(1)
    whole = track.width_px * pixel / track.height_px
    if abs(whole / shape - 1) <= _SAME_SHAPE:
        return None
    width, height = track.width_px, track.height_px
    if whole > shape:
        width = min(width, max(2, _even(height * shape / pixel)))
    else:
        # multiples of four keep the fields in place
        height = min(height, max(4, round(width * pixel / shape / 4) * 4))
    return Crop(
        x_px=(track.width_px - width) // 4 * 2,
        y_px=(track.height_px - height) // 8 * 4,
        width_px=width,
        height_px=height,
    )


def _sign_size(canvas: tuple[int, int], sign: tuple[int, int], wish: Fraction, most_height: int) -> tuple[int, int]:
    """How large the interpreter is shown: as wide as wished, and large enough, and not too large."""
    width, height = canvas
    shape = min(max(Fraction(sign[0], max(1, sign[1])), _NARROWEST_SHAPE), _WIDEST_SHAPE)
    least = isqrt((width * height * _SMALLEST * shape).__ceil__()) + 2
    wanted = min(max(width * wish, Fraction(least)), width * _WIDEST, most_height * shape)
    shown = max(2, _even(wanted))
    return shown, min(most_height // 2 * 2, max(2, _even_above(shown / shape)))


def _top(lesson_height: int, height: int, down: int, gap: int) -> int:
    """Where the lesson begins: high enough for captions below it, if they can have room, else in the middle."""
    below = height - down - gap - lesson_height
    highest = min(down, gap)
    if below - highest < height * _CAPTION_BAND:
        return _even((height - lesson_height) / Fraction(2))
    if below - down < height * _CAPTION_BAND:
        return _even(below - height * _CAPTION_BAND)
    return max(down, _even(below - height * _ENOUGH_BAND))


def _band(lesson: Box, canvas: tuple[int, int], across: int, down: int) -> Box | None:
    """The room for captions below a lesson, inside the safe area."""
    width, height = canvas
    top = lesson.bottom_px + _even_above(width * _GAP)
    left, right = max(lesson.x_px, across), min(lesson.right_px, width - across)
    if height - down - top < height * _CAPTION_BAND or right <= left:
        return None
    return Box(x_px=left, y_px=top, width_px=(right - left) // 2 * 2, height_px=(height - down - top) // 2 * 2)


def _even(length: Fraction) -> int:
    return length.__floor__() // 2 * 2


def _even_above(length: Fraction) -> int:
    return -(-length // 2) * 2
