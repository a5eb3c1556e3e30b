"""Choosing the picture that a lesson is known by: the best of some, as a person would pick it.

Each candidate is looked at small, together with the picture a moment later: what is black, empty, blurred or just
giving way to something else loses; a face, a board or a slide wins.
"""

from __future__ import annotations

import functools
import importlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import ToolError
from lessontool.model import TakeStill
from lessontool.timing import decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

LOOK_WIDTH, LOOK_HEIGHT = 640, 360
"""Candidates are looked at in this size: faces at the back of a class room are found, noise is gone."""

_LATER_S: Final = Fraction(1, 5)
"""A picture so much later tells whether something moves."""

_LIMITS: Final = Limits(wall_s=120)

_FULL_RANGE_RGB: Final = "scale={size}in_color_matrix=bt709:in_range=limited:out_range=full:flags=bicubic,format=rgb24"

_CLEAR: Final = 12.0
"""Steps of brightness from pixel to pixel, of 255, that are an edge and no shading."""

Picture = NDArray[np.uint8]
"""Rows, columns, RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face in a picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float
    frontal: float
    """1: it looks at us; 0: from the side."""


def take_still(step: TakeStill, source: Path, target: Path, *, cancel: Cancel) -> None:
    """Write the best candidate as a PNG of the rendition's size; one alone is taken as it is.

    Raises ToolError when no picture comes out, Interrupted when `cancel` is thrown.
    """
    best = step.candidates[0]
    if len(step.candidates) > 1:
        best = max(step.candidates, key=lambda at: _judged(source, at, cancel))
    command = still_command(best, str(source.resolve()), str(target.resolve()))
    ended = process.check(command, process.run(command, limits=_LIMITS, cancel=cancel))
    if not target.is_file() or target.stat().st_size == 0:
        raise process.failure(command, ended, "no picture")


def still_command(at: Fraction, source: str, target: str) -> list[str]:
    """Write the command line that takes one picture out of a finished rendition, as PNG."""
    return [
        *_opened(at, source),
        *("-frames:v", "1"),
        *("-vf", _FULL_RANGE_RGB.format(size="")),
        *("-f", "image2", "-update", "1", "-c:v", "png", "-y", f"file:{target}"),
    ]


def look_command(at: Fraction, source: str) -> list[str]:
    """Write the command line that shows a candidate small, and then the picture a moment later."""
    fitted = f"{LOOK_WIDTH}:{LOOK_HEIGHT}:force_original_aspect_ratio=decrease:"
    return [
        *_opened(at, source),
        *("-t", decimal_seconds(_LATER_S + Fraction(1, 10))),
        *("-frames:v", "2"),
        # the first, and the first that comes long enough after it, whatever the frame rate
        "-vf",
        ",".join(
            (
                rf"select=isnan(prev_selected_t)+gte(t-prev_selected_t\,{float(_LATER_S) - 0.005})",
                _FULL_RANGE_RGB.format(size=fitted),
                f"pad={LOOK_WIDTH}:{LOOK_HEIGHT}:-1:-1",
            )
        ),
        *("-fps_mode", "passthrough"),
        *("-f", "rawvideo", "-"),
    ]


def score(picture: Picture, later: Picture | None = None, faces: Sequence[Face] = ()) -> float:
    """Say how good a picture of a lesson is, from 0 to about 1.

    `later` is the picture a moment later, if there is one; `faces` are those found in it.
    """
    luma = _luma(picture)
    edges = _edges(luma)
    content = 0.25 + 0.35 * _written(edges) + 0.40 * max((_presence(face) for face in faces), default=0.0)
    calm = 1.0 if later is None else _calm(luma, _luma(later))
    return content * _sharp(luma) * _exposed(luma) * _filled(edges) * calm


def clear_edges(picture: Picture) -> NDArray[np.bool_]:
    """Mark the pixels at which something begins or ends: letters, drawings, outlines."""
    return _edges(_luma(picture)) > _CLEAR


def find_faces(picture: Picture) -> tuple[Face, ...]:
    """Find the faces in a picture, on this machine alone and without keeping anything about them."""
    detect = _detector()
    height, width = picture.shape[:2]
    found = []
    for sure, box, marks in detect(picture):
        left, top, right, bottom = (float(edge) for edge in box)
        if sure < 0.9 or right - left < 8:
            continue
        eyes = abs(float(marks[2]) - float(marks[0])) / (right - left)
        found.append(
            Face(
                left=left / width,
                top=top / height,
                width=(right - left) / width,
                height=(bottom - top) / height,
                # the eyes of somebody who looks at us are about 0.45 of the face apart
                frontal=float(np.clip((eyes - 0.1) / 0.3, 0, 1)),
            )
        )
    return tuple(found)


@functools.cache
def _detector() -> Callable[[Picture], Any]:
    """Load the face detector with what it has learnt, once. Raises ToolError where it is not installed."""
    try:
        found_in = importlib.import_module("faceie.mtcnn")
        model = importlib.import_module("faceie.mtcnn.model")
    except ImportError as error:
        raise ToolError("tool-missing", program="faceie", detail=str(error)) from error
    with warnings.catch_warnings():
        # it leaves its own files open
        warnings.simplefilter("ignore", ResourceWarning)
        for weights in (model.PNetWeights, model.RNetWeights, model.ONetWeights):
            weights.load()

    def detect(picture: Picture) -> Any:
        from PIL import Image

        found = found_in.detect_faces(Image.fromarray(picture), rotations=np.array([0.0]), extract_images=None)
        return zip(found.probabilities, found.bounding_boxes, found.landmarks, strict=True)

    return detect


def _opened(at: Fraction, source: str) -> list[str]:
    return [
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file"),
        *("-f", "mov"),
        # from the keyframe before it: a rendition has one every few seconds
        *("-ss", decimal_seconds(at)),
        *("-i", f"file:{source}"),
        *("-map", "0:v:0"),
    ]


def _judged(source: Path, at: Fraction, cancel: Cancel) -> float:
    size = LOOK_WIDTH * LOOK_HEIGHT * 3
    command = look_command(at, str(source.resolve()))
    ended = process.check(command, process.run(command, limits=_LIMITS, cancel=cancel, stdout_limit_bytes=4 * size))
    shown = [
        np.frombuffer(ended.stdout, np.uint8, size, number * size).reshape(LOOK_HEIGHT, LOOK_WIDTH, 3)
        for number in range(len(ended.stdout) // size)
    ]
    if not shown:
        # behind the last picture
        return 0.0
    return score(shown[0], shown[1] if len(shown) > 1 else None, find_faces(shown[0]))


# ── what makes a picture good ─────────────────────────────────────────────────────────────────────────────────────


def _luma(picture: Picture) -> NDArray[np.float32]:
    """Brightness, 0 to 255, softened by one pixel so that noise is no sharpness."""
    weighted = picture.astype(np.float32) @ np.array((0.2126, 0.7152, 0.0722), np.float32)
    return _soft(weighted)


def _soft(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    padded = np.pad(luma, 1, mode="edge")
    across = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    soft: NDArray[np.float32] = (across[:-2] + 2 * across[1:-1] + across[2:]) * np.float32(1 / 16)
    return soft


def _edges(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    down, across = np.gradient(luma)
    steep: NDArray[np.float32] = np.hypot(down, across)
    return steep


def _sharp(luma: NDArray[np.float32]) -> float:
    """Compare the steepest edges with what is left of them after more softening: a blurred edge loses nothing.

    So a talking head, which has few edges, is not blamed for having fewer than a slide.
    """
    edges = _edges(luma)
    steepest = edges >= max(float(np.percentile(edges, 98)), 1.0)
    if not steepest.any():
        return 0.05
    softer = _edges(_soft(_soft(luma)))
    kept = float(softer[steepest].mean() / edges[steepest].mean())
    return float(np.clip((0.95 - kept) / 0.30, 0.05, 1.0))


def _exposed(luma: NDArray[np.float32]) -> float:
    """Blame pictures that are dark as a whole, or burnt out: a white slide is neither."""
    dark = float((luma < 24).mean())
    burnt = float((luma > 250).mean())
    spread = float(np.percentile(luma, 99) - np.percentile(luma, 1))
    bright = float(np.percentile(luma, 90))
    return float(
        np.clip((1.15 - dark) / 0.5, 0.1, 1.0)
        * np.clip((1.25 - burnt) / 0.4, 0.3, 1.0)
        * np.clip(spread / 100, 0.05, 1.0)
        * np.clip(bright / 110, 0.1, 1.0)
    )


def _cells(edges: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cut the picture into cells of 20 pixels and give the share of each that are clear edges."""
    rows, columns = edges.shape[0] // 20, edges.shape[1] // 20
    clear = (edges[: rows * 20, : columns * 20] > _CLEAR).astype(np.float32)
    shares: NDArray[np.float32] = clear.reshape(rows, 20, columns, 20).mean(axis=(1, 3))
    return shares


def _written(edges: NDArray[np.float32]) -> float:
    """Say how much of the picture is full of clear edges, as writing is; a fifth of it is plenty."""
    return float(np.clip((_cells(edges) > 0.15).mean() / 0.20, 0.0, 1.0))


def _filled(edges: NDArray[np.float32]) -> float:
    """Tell an empty picture, or a caption on nothing, from one in which there is something to see."""
    return float(np.clip((_cells(edges) > 0.02).mean() / 0.10, 0.02, 1.0))


def _calm(luma: NDArray[np.float32], later: NDArray[np.float32]) -> float:
    """Blame movement: somewhere (it is blurred there), and everywhere (one picture gives way to another)."""
    changed = np.abs(later - luma)
    rows, columns = changed.shape[0] // 20, changed.shape[1] // 20
    cells = changed[: rows * 20, : columns * 20].reshape(rows, 20, columns, 20).mean(axis=(1, 3))
    somewhere = float(np.clip(1.1 - np.percentile(cells, 98) / 80, 0.5, 1.0))
    everywhere = float(np.clip(1.2 - np.median(cells) / 12, 0.2, 1.0))
    return somewhere * everywhere


def _presence(face: Face) -> float:
    """Value a face: large enough to be seen small, whole, and turned to us."""
    whole = face.left > 0.01 and face.top > 0.01 and face.left + face.width < 0.99 and face.top + face.height < 0.99
    return float(np.clip(face.height / 0.18, 0.3, 1.0)) * (0.7 + 0.3 * face.frontal) * (1.0 if whole else 0.5)
