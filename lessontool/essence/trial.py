"""Trying a rate factor on a few seconds of a lesson: pieces taken out without loss, coded as the lesson would be."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lessontool.errors import ToolError
from lessontool.essence.encoders import encoder
from lessontool.essence.picture import chunk_command
from lessontool.model import MediaFile, RenderChunk, RenditionRecipe
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_SECONDS_A_FRAME: Final = 4.0
"""On a loaded machine: beyond this the program is stuck, not slow."""


def take_pieces(
    steps: Sequence[RenderChunk], source: Path, media: MediaFile, target: Path, *, cancel: Cancel | None
) -> None:
    """Take pieces of a lesson out of its recording into one file of plain pictures, exactly as they would be coded.

    Raises ToolError when pictures are missing, Interrupted when `cancel` is thrown.
    """
    piece = target.with_name(f"{target.name}.piece")
    with target.open("wb") as whole:
        for step in steps:
            command = chunk_command(step, str(source.resolve()), [str(piece)], media=media, encode=_plain)
            limits = Limits(wall_s=120 + _SECONDS_A_FRAME * step.span.frames)
            finished = process.run(command, limits=limits, cancel=cancel, environment=ffmpeg.environment())
            process.check(command, finished)
            if piece.stat().st_size != picture_bytes(step.recipes[0]) * coded_pictures(step):
                raise process.failure(command, finished, f"wanted {coded_pictures(step)} pictures")
            with piece.open("rb") as part:
                shutil.copyfileobj(part, whole)
            piece.unlink()


def coded_pictures(step: RenderChunk) -> int:
    """Say how many pictures a piece has."""
    return step.span.frames * step.recipes[0].rendition.pictures_per_second // 25


def picture_bytes(recipe: RenditionRecipe) -> int:
    """Say how large a plain picture is: 8 bit 4:2:0."""
    return recipe.rendition.width_px * recipe.rendition.height_px * 3 // 2


def plain_input(recipe: RenditionRecipe, pieces: Path) -> list[str]:
    """Open a file of plain pictures, with all that it does not say itself."""
    rendition = recipe.rendition
    return [
        *("-f", "rawvideo", "-pixel_format", "yuv420p"),
        *("-video_size", f"{rendition.width_px}x{rendition.height_px}"),
        *("-framerate", str(rendition.pictures_per_second)),
        *("-protocol_whitelist", "file", "-i", f"file:{pieces}"),
    ]


def code_pieces(
    recipe: RenditionRecipe, factor: int, pieces: Path, target: Path, *, pictures: int, cancel: Cancel | None
) -> None:
    """Code plain pictures with a rate factor as the lesson would be, all pieces one behind the other.

    Keyframes stand as far apart as in the lesson; with one at the head of each piece VMAF comes out 1.3 to 1.6 too
    high. As it is, it is 0.1 above the same pieces of a whole recording with AV1, 1 below with H.264 (a webcam, 30 s).
    Raises ToolError when a picture is missing, Interrupted when `cancel` is thrown.
    """
    tried = replace(recipe, rendition=replace(recipe.rendition, quality_crf=factor))
    command = [
        *ffmpeg.base_command(),
        *plain_input(recipe, pieces),
        *("-map", "0:v:0"),
        *_words(encoder(tried, "", pictures)),
        *("-progress", "pipe:1"),
        *("-y", f"file:{target}"),
    ]
    written = [0]

    def hear(line: str) -> None:
        if line.startswith("frame="):
            written[0] = int(line.removeprefix("frame="))

    limits = Limits(wall_s=120 + _SECONDS_A_FRAME * pictures)
    finished = process.run(command, limits=limits, cancel=cancel, on_output_line=hear)
    process.check(command, finished)
    if written[0] != pictures:
        raise ToolError("tool-failed", program="ffmpeg", detail=f"{written[0]} pictures coded, {pictures} wanted")


def _plain(_recipe: RenditionRecipe, _timecode: str, _frames: int) -> dict[str, Any]:
    return {"c:v": "rawvideo", "pix_fmt": "yuv420p", "threads:v": "1", "format": "rawvideo"}


def _words(options: dict[str, Any]) -> list[str]:
    return [word for name, value in options.items() for word in (f"-{'f' if name == 'format' else name}", str(value))]
