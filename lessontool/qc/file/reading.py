"""One pass over the coded pictures of a file, and one over their times: copied out by the reader, never decoded."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from lessontool.errors import ToolError
from lessontool.qc.file.av1 import read_av1
from lessontool.qc.file.h264 import H264Reader
from lessontool.qc.file.mpeg2 import Mpeg2Reader
from lessontool.qc.file.pictures import Pictures
from lessontool.qc.subject import Subject
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_READ_BYTES_PER_S: Final = 4 << 20
"""Slowest disk on which a file can still be read."""
_MEMORY_BYTES: Final = 6 << 30
_FORMATS: Final = {"mpeg2video": "mpeg2video", "mpeg1video": "mpeg1video", "h264": "h264"}
"""How the coded pictures of each kind are written out bare."""
_MOST_PACKETS: Final = 4_000_000
_NO_TIME: Final = -(1 << 63)


@dataclass(slots=True)
class Arrivals:
    """When each packet of the picture is shown, and how large it is, in coded order."""

    tick: Fraction = Fraction(1, 25)
    times: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("I"))
    untimed: int = 0
    """Packets without a time."""

    def line(self, line: str) -> None:
        """Take a line of the packet list: `track, dts, pts, duration, bytes, checksum …`."""
        if line.startswith("#"):
            if line.startswith("#tb 0: "):
                self.tick = Fraction(line[7:].strip())
            return
        columns = line.split(",", 5)
        if len(columns) < 6 or len(self.times) >= _MOST_PACKETS:
            return
        shown, size = int(columns[2]), int(columns[4])
        if shown == _NO_TIME:
            self.untimed += 1
            return
        self.times.append(shown)
        self.sizes.append(min(max(size, 0), 0xFFFF_FFFF))


def read_pictures(subject: Subject, *, cancel: Cancel, progress: Callable[[float], None]) -> Pictures | None:
    """Read what every coded picture says of itself; None where its format is not one that we can read.

    Raises ToolError when ffmpeg is missing, Interrupted when `cancel` is thrown.
    """
    track = subject.video
    if track is not None and track.codec == "av1" and subject.media.demuxer == "mov":
        return read_av1(subject.path)
    form = _FORMATS.get(track.codec) if track else None
    if track is None or form is None:
        return None
    reader: Mpeg2Reader | H264Reader = H264Reader() if form == "h264" else Mpeg2Reader()
    read, whole = 0, max(subject.media.size_bytes, 1)

    def take(block: bytes) -> None:
        nonlocal read
        read += len(block)
        reader.feed(block)
        progress(min(1.0, read / whole))

    command = [*_opened(subject, track.index), "-f", form, "-"]
    try:
        process.run(command, limits=_limits(subject), cancel=cancel, on_output=take)
    except ToolError as error:
        if error.code != "tool-too-slow":
            raise
        return None
    return reader.finish()


def read_arrivals(subject: Subject, *, cancel: Cancel) -> Arrivals:
    """Read when each coded picture is shown; nothing where there is none. Raises ToolError, Interrupted."""
    arrivals, track = Arrivals(), subject.video
    if track is None:
        return arrivals
    command = [*_opened(subject, track.index), "-f", "framecrc", "-"]
    try:
        process.run(command, limits=_limits(subject), cancel=cancel, on_output_line=arrivals.line)
    except ToolError as error:
        if error.code != "tool-too-slow":
            raise
        return Arrivals()
    return arrivals


def _opened(subject: Subject, index: int) -> list[str]:
    return [
        *ffmpeg.base_command(),
        "-copyts",  # times as the file has them
        *ffmpeg.open_recording(subject.path, subject.media.demuxer),
        *("-map", f"0:{index}"),
        *("-c", "copy"),
    ]


def _limits(subject: Subject) -> Limits:
    return Limits(wall_s=60 + subject.media.size_bytes / _READ_BYTES_PER_S, memory_bytes=_MEMORY_BYTES)
