"""What is in the pictures: light, darkness, borders, colours that television cannot show, motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import ActivePicture, VideoTrack

Frame = NDArray[np.uint8]
"""One whole picture: luma, Cb, Cr planes of the same size, code values on an 8 bit scale."""

Thumbnails = NDArray[np.uint8]
"""Small pictures of luma, one for every frame."""

THUMB_WIDTH: Final = 160
THUMB_HEIGHT: Final = 90

DARK_PERCENT: Final = 16.0
"""Mean light of a picture, in % of white, below which faces can hardly be seen; a lit room is at 30–50."""

_BRIGHT_SPOT_PERCENT: Final = 60.0
"""A dark picture with something this bright in it is a slide with light letters on a dark ground: dark by intention."""

_BLACK_PERCENT: Final = 10.0
_BLACK_SHARE: Final = 0.98
"""Black as blackdetect has it: 98 % of the picture below 10 % of white."""

_BORDER_CODE: Final = 24
"""Luma code value (16 is black) up to which a border counts as black: cropdetect's customary limit."""

_LINE_LIT: Final = 0.01
_EDGE_LIT: Final = 0.3
"""A picture fills a good part of its first line at some time; letters on a black slide do not."""

_LEAST_BORDER: Final = 0.01
_LEAST_PICTURE: Final = 0.4

_MOTION_S: Final = 0.08
"""Motion is sought between pictures this far apart, so that 60 pictures a second move as much as 25."""

_BLOCK: Final = 5
_VISIBLE_CODES: Final = 3
_VISIBLE_SHARE: Final = 0.005
"""A step moves when at least this share of the blocks (1/32 of the width; so 3 of 576) changes by so many code values
on average: a face or a hand does; a mouse pointer, noise, compression and the jitter of a projector grabber do not."""

_COEFFICIENTS: Final = {
    "bt709": (0.2126, 0.0722),
    "bt470bg": (0.299, 0.114),
    "smpte170m": (0.299, 0.114),
    "fcc": (0.30, 0.11),
    "smpte240m": (0.212, 0.087),
    "bt2020nc": (0.2627, 0.0593),
    "bt2020c": (0.2627, 0.0593),
}
"""Red's and blue's share of luma, by ffmpeg's name of the matrix (ITU-T H.273)."""

_R103_RGB: Final = (-0.05, 1.05)
_R103_LUMA: Final = (-0.01, 1.03)
"""EBU R 103 (v3): legal RGB and luma, 1 is white."""


def is_rgb(track: VideoTrack) -> bool:
    """Whether the samples are RGB and must be converted before anything is measured."""
    return track.pixel_format.startswith(("rgb", "bgr", "gbr", "pal", "argb", "abgr", "0rgb", "0bgr"))


def is_full_range(track: VideoTrack) -> bool:
    """Whether black is 0 and white 255, as the file says; a file that says nothing is taken as limited."""
    if is_rgb(track):
        return False
    if track.colour.full_range is None:
        return track.pixel_format.startswith("yuvj")
    return track.colour.full_range


def percent(codes: NDArray[np.floating] | float, full_range: bool) -> NDArray[np.floating]:
    """Turn luma code values (8 bit scale) into % of white."""
    black, white = (0, 255) if full_range else (16, 235)
    return np.asarray((codes - black) * (100 / (white - black)))


def mean_luma(thumbnails: Thumbnails, full_range: bool) -> float:
    """Say how bright the pictures are on average, in % of white, 0–100."""
    if not len(thumbnails):
        return 0.0
    return float(np.clip(percent(float(thumbnails.mean()), full_range), 0, 100))


def black(thumbnails: Thumbnails, full_range: bool) -> NDArray[np.bool_]:
    """Say which pictures are black."""
    dark_pixels = percent(thumbnails.astype(np.float32), full_range) < _BLACK_PERCENT
    return np.asarray(dark_pixels.mean(axis=(1, 2)) >= _BLACK_SHARE)


def dark(thumbnails: Thumbnails, full_range: bool) -> NDArray[np.bool_]:
    """Say which pictures are darker than a lit room, without being a slide on a dark ground."""
    light = percent(thumbnails.reshape(len(thumbnails), -1).astype(np.float32), full_range)
    return np.asarray((light.mean(axis=1) < DARK_PERCENT) & (np.percentile(light, 99, axis=1) < _BRIGHT_SPOT_PERCENT))


def moving_steps(thumbnails: Thumbnails, times_s: NDArray[np.float64]) -> tuple[int, int]:
    """Count the steps between pictures at which something visible moves, and all steps."""
    count = len(thumbnails)
    if count < 2:
        return 0, 0
    grid = thumbnails.reshape(count, THUMB_HEIGHT // _BLOCK, _BLOCK, THUMB_WIDTH // _BLOCK, _BLOCK)
    blocks = grid.mean(axis=(2, 4), dtype=np.float32)
    before = np.searchsorted(times_s, times_s - _MOTION_S + 1e-6, side="right") - 1
    later = np.flatnonzero(before >= 0)
    if not len(later):
        later, before = np.array([count - 1]), np.zeros(count, np.int64)
    changed = np.abs(blocks[later] - blocks[before[later]]) > _VISIBLE_CODES
    moving = changed.mean(axis=(1, 2)) >= _VISIBLE_SHARE
    return int(np.count_nonzero(moving)), len(later)


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What is kept of one whole picture."""

    counts: NDArray[np.int64]
    """How often each luma code value occurs."""
    illegal: float
    rows_lit: NDArray[np.float64]
    columns_lit: NDArray[np.float64]
    """For each line and column, the share of its pixels that are not black."""


def frame_facts(frame: Frame, track: VideoTrack) -> FrameFacts:
    """Note down what matters of one whole picture."""
    lit = frame[0] > border_code(track)
    return FrameFacts(
        counts=np.bincount(frame[0].ravel(), minlength=256),
        illegal=illegal_share(frame, track),
        rows_lit=lit.mean(axis=1),
        columns_lit=lit.mean(axis=0),
    )


def border_code(track: VideoTrack) -> int:
    """Give the highest luma code value (8 bit scale) that still counts as black border."""
    return _BORDER_CODE - (16 if is_full_range(track) else 0)


def luma_extremes(facts: Sequence[FrameFacts]) -> tuple[int, int]:
    """Give the lowest and highest luma code values in all but 0.1 % of pixels (8 bit scale)."""
    if not facts:
        return 16, 235
    counts = np.sum([frame.counts for frame in facts], axis=0)
    share = np.cumsum(counts) / counts.sum()
    return int(np.searchsorted(share, 0.001, side="right")), int(np.searchsorted(share, 0.999, side="left"))


def illegal_share(frame: Frame, track: VideoTrack) -> float:
    """Say which share of pixels no television may be sent (EBU R 103: RGB −5…105 %, luma −1…103 %), 0–1."""
    y, cb, cr = (plane[::2, ::2].astype(np.float32) for plane in frame)
    if is_full_range(track):
        y, cb, cr = y / 255, (cb - 128) / 255, (cr - 128) / 255
    else:
        y, cb, cr = (y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    kr, kb = luma_shares(track)
    red, blue = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    green = (y - kr * red - kb * blue) / (1 - kr - kb)
    bad = (y < _R103_LUMA[0]) | (y > _R103_LUMA[1])
    for colour in (red, green, blue):
        bad |= (colour < _R103_RGB[0]) | (colour > _R103_RGB[1])
    return float(bad.mean())


def luma_shares(track: VideoTrack) -> tuple[float, float]:
    """Give red's and blue's share of luma, by the file's own word, else by custom for a picture of its size."""
    named = "smpte170m" if is_rgb(track) else track.colour.matrix
    guessed = "bt709" if min(track.width_px, track.height_px) >= 720 else "smpte170m"
    return _COEFFICIENTS.get(named) or _COEFFICIENTS[guessed]


def active_picture(facts: Sequence[FrameFacts], track: VideoTrack) -> ActivePicture:
    """Find the part of the coded picture that is not black border; the whole picture where that is not certain."""
    if not facts:
        return ActivePicture(x_px=0, y_px=0, width_px=track.width_px, height_px=track.height_px)
    top, bottom = _extent(np.max([frame.rows_lit for frame in facts], axis=0))
    left, right = _extent(np.max([frame.columns_lit for frame in facts], axis=0))
    return ActivePicture(x_px=left, y_px=top, width_px=right - left, height_px=bottom - top)


def _extent(lit: NDArray[np.floating]) -> tuple[int, int]:
    """Give the even, half-open range of lines that belong to the picture, from each line's greatest lit share."""
    size = len(lit)
    lines = np.flatnonzero(lit > _LINE_LIT)
    if not len(lines):
        return 0, size
    first, end = int(lines[0]), int(lines[-1]) + 1
    sharp = lit[first : first + 6].max() > _EDGE_LIT and lit[max(0, end - 6) : end].max() > _EDGE_LIT
    even_sided = abs(first - (size - end)) <= max(8, size // 20)
    if end - first < _LEAST_PICTURE * size or not sharp or not even_sided:
        return 0, size
    first = first + first % 2 if first >= _LEAST_BORDER * size else 0
    end = end - end % 2 if size - end >= _LEAST_BORDER * size else size
    return first, end
