"""Taking one picture out of a finished rendition."""

from __future__ import annotations

from pathlib import Path

from lessontool.model import TakePoster
from lessontool.timing import decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits


def poster_command(step: TakePoster, source: str, target: str) -> list[str]:
    """Write the command line that takes a poster as JPEG."""
    return [
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file"),
        *("-f", "mov"),
        *("-ss", decimal_seconds(step.at)),
        *("-i", f"file:{source}"),
        *("-frames:v", "1"),
        # JPEG is full range by definition
        *("-vf", "scale=in_color_matrix=bt709:out_color_matrix=bt601:in_range=limited:out_range=full,format=yuvj420p"),
        # high quality: about 300 KB at 1080p
        *("-q:v", "3"),
        *("-f", "mjpeg", "-y", f"file:{target}"),
    ]


def take_poster(step: TakePoster, source: Path, target: Path, *, cancel: Cancel) -> None:
    """Take the poster's picture. Raises ToolError when no picture comes out."""
    command = poster_command(step, str(source.resolve()), str(target.resolve()))
    ended = process.check(command, process.run(command, limits=Limits(wall_s=120), cancel=cancel))
    if not target.is_file() or target.stat().st_size == 0:
        raise process.failure(command, ended, "no picture")
