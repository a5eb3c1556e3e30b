"""Where ffmpeg is, what it can do, and how a recording is safely opened with it."""

from __future__ import annotations

import functools
import os
import re
from pathlib import Path

from lessontool.errors import ToolError
from lessontool.tools import process
from lessontool.tools.process import Limits

_PROBE_LIMITS = Limits(wall_s=30)

_HEAP_UP_TO_BYTES = 32 << 20
"""The largest that the C library allows."""


@functools.cache
def executable() -> str:
    """Say which ffmpeg is used: `LESSONTOOL_FFMPEG` if set, else the packaged one. Raises ToolError without it."""
    chosen = os.environ.get("LESSONTOOL_FFMPEG")
    if not chosen:
        import imageio_ffmpeg

        chosen = str(imageio_ffmpeg.get_ffmpeg_exe())
    if not Path(chosen).is_file():
        raise ToolError("tool-missing", program="ffmpeg", detail=f"no file {chosen}")
    return chosen


@functools.cache
def version() -> str:
    """Say which ffmpeg release is used, as it says itself."""
    command = [executable(), "-hide_banner", "-version"]
    said = process.check(command, process.run(command, limits=_PROBE_LIMITS)).stdout.decode("utf-8", "replace")
    match = re.match(r"ffmpeg version (\S+)", said)
    return match.group(1) if match else "unknown"


def base_command() -> list[str]:
    """Begin a command line: no questions, and every log line marked with its level."""
    return [executable(), "-hide_banner", "-nostdin", "-loglevel", "level+info", "-nostats"]


def environment() -> dict[str, str]:
    """Give the environment in which ffmpeg makes pictures of many sizes at once: a tenth less work, the same bytes.

    The C library gives each large picture pages of its own. All of them then begin at the same place of the processor's
    caches and push one another out (measured: 17.2 instead of 15.4 s). From one heap they lie anywhere.
    """
    mine = f"glibc.malloc.mmap_threshold={_HEAP_UP_TO_BYTES}"
    return {**os.environ, "GLIBC_TUNABLES": ":".join(filter(None, (os.environ.get("GLIBC_TUNABLES"), mine)))}


def open_recording(path: Path, demuxer: str) -> list[str]:
    """Open a stranger's file: forced reader, files and pipes only, absolute path, so that nothing else is read.

    The whole coded picture is decoded: QuickTime's "clean aperture" would cut lines off and put the fields out of step.
    """
    return [
        *("-protocol_whitelist", "file,pipe"),
        *("-apply_cropping", "codec"),
        *("-f", demuxer),
        *("-i", f"file:{path.resolve()}"),
    ]


def error_lines(log: tuple[str, ...]) -> tuple[str, ...]:
    """Pick what ffmpeg itself calls an error: its exit status is 0 on most damaged files."""
    return tuple(line for line in log if "[error]" in line or "[fatal]" in line)
