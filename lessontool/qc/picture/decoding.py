"""The one decode: ffmpeg samples columns, we cut its bytes into pictures and show them to everybody.

Scaling with `neighbor` picks every fourth sample and changes none (tried: equal to slicing the decoded picture). Times
come from the encoder's own statistics, one line a picture, written before the picture's bytes leave.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light
from lessontool.model import VideoTrack
from lessontool.qc.picture.seen import COLUMNS, WIDE_COLUMNS, Seen
from lessontool.qc.subject import Subject
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_MEMORY_BYTES: Final = 8 << 30
_LEAST_WALL_S: Final = 300
_SLOWEST: Final = 8
"""Times its own duration that decoding may take on a busy machine before it is given up."""

_SLACK_FRAMES: Final = 250
_TOLD: Final = 200
"""Complaints of the decoder that are kept."""

_SUBSAMPLED: Final = re.compile(r"(4(?:20|22|44|11|10|40))")
_AS_420: Final = ("nv12", "nv21", "p010", "p012", "p016")
_AS_422: Final = ("yuyv", "uyvy", "yvyu", "nv16", "p210", "v210")
_DIVISORS: Final = {"420": (2, 2), "422": (2, 1), "444": (1, 1), "411": (4, 1), "410": (4, 4), "440": (1, 2)}
"""Luma columns and lines for one of colour."""

_DEEP: Final = {"420", "422", "444", "440"}
"""Chroma formats that ffmpeg knows in 10 bit."""

_NOT_THE_FILE: Final = re.compile(r"\[(?:out#|rawvideo|vost#|vf#|fc#|Parsed_|sws|swscaler)")


@dataclass(frozen=True, slots=True)
class Raster:
    """How pictures come out of ffmpeg."""

    width: int
    height: int
    chroma_width: int
    chroma_height: int
    thin: int
    """One in so many of the columns is for everybody, all are for those who look closely."""
    pixel_format: str
    deep: bool
    """Two bytes a sample with 10 bits in them."""

    @property
    def samples(self) -> int:
        """Of one picture."""
        return self.width * self.height + 2 * self.chroma_width * self.chroma_height


@dataclass(frozen=True, slots=True)
class Decoded:
    """What became of the decoding."""

    frames: int
    errors: tuple[str, ...]
    """What the decoder complained about, with the time of the picture that followed, where it can be known."""


def raster(track: VideoTrack) -> Raster:
    """Choose how many columns are sampled, and the plain format that holds them unchanged."""
    found = _SUBSAMPLED.search(track.pixel_format)
    kind = found[1] if found else _kind(track)
    deep = track.bit_depth > 8 and kind in _DEEP
    across, down = _DIVISORS[kind]
    step = max(1, round(track.width_px / WIDE_COLUMNS))
    width = max(across, track.width_px // step // across * across)
    thin = max(1, round(width / COLUMNS))
    return Raster(
        width=width,
        height=track.height_px,
        chroma_width=width // across,
        chroma_height=-(-track.height_px // down),
        thin=thin,
        pixel_format=f"yuv{kind}p{'10le' if deep else ''}",
        deep=deep,
    )


def _kind(track: VideoTrack) -> str:
    if track.pixel_format.startswith(_AS_420):
        return "420"
    return "422" if track.pixel_format.startswith(_AS_422) else "444"


def decode(
    subject: Subject,
    track: VideoTrack,
    show: Callable[[Seen], None],
    *,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> Decoded:
    """Decode a track once and show each picture as it comes, on another thread.

    Raises ToolError when it takes far too long, Interrupted, and whatever `show` raises.
    """
    shape = raster(track)
    most = track.frames + _SLACK_FRAMES
    wall_s = _LEAST_WALL_S + _SLOWEST * float(track.end - track.start) + most / 5
    with tempfile.TemporaryDirectory(prefix="lessontool-qc-") as folder:
        listing = Path(folder) / "times"
        listing.touch()
        with listing.open("r", encoding="ascii") as times:
            cutter = _Cutter(shape, track, times, show, progress)
            finished = process.run(
                _command(subject, track, shape, most, listing),
                limits=Limits(wall_s=wall_s, memory_bytes=_MEMORY_BYTES),
                cancel=cancel,
                on_output=cutter.take,
            )
    complaints = [line for line in ffmpeg.error_lines(finished.log) if not _NOT_THE_FILE.search(line)]
    progress(1.0)
    return Decoded(frames=cutter.count, errors=tuple(complaints[:_TOLD]))


def _command(subject: Subject, track: VideoTrack, shape: Raster, most: int, listing: Path) -> list[str]:
    # code values stay what they are, whatever the file claims about them; only RGB must be converted
    rgb = light.is_rgb(track)
    same = "" if rgb else ":in_range=limited:out_range=limited"
    plain = "" if rgb else "setparams=range=tv,"
    # chroma positions of 0: the colour sample that is kept lies on (else two pixels beside) every other luma sample
    scale = f"scale=w={shape.width}:h={shape.height}:flags=neighbor:in_h_chr_pos=0:out_h_chr_pos=0{same}"
    return [
        *ffmpeg.base_command(),
        "-copyts",
        "-noautorotate",
        *ffmpeg.open_recording(subject.path, subject.media.demuxer),
        "-noauto_conversion_filters",
        *("-filter_complex", f"[0:{track.index}]{plain}{scale},format={shape.pixel_format}[v]"),
        *("-map", "[v]", "-fps_mode", "passthrough", "-frames:v", str(most)),
        *("-c:v", "rawvideo", "-stats_enc_pre:v", str(listing), "-stats_enc_pre_fmt:v", "{pts} {tb}"),
        *("-f", "rawvideo", "pipe:1"),
    ]


class _Cutter:
    """Cuts a flow of bytes into pictures; the buffer of one picture is filled again and again."""

    def __init__(
        self,
        shape: Raster,
        track: VideoTrack,
        times: IO[str],
        show: Callable[[Seen], None],
        progress: Callable[[float], None],
    ) -> None:
        self.count = 0
        self._shape = shape
        self._times = times
        self._show = show
        self._progress = progress
        self._expected = max(1, track.frames)
        self._lasts = 1 / track.frame_rate if track.frame_rate else Fraction(1, 25)
        self._first: Fraction | None = None
        self._last = -self._lasts
        self._raw = bytearray(shape.samples * (2 if shape.deep else 1))
        self._view = memoryview(self._raw)
        self._held = 0

    def take(self, block: bytes) -> None:
        at = 0
        while at < len(block):
            part = min(len(block) - at, len(self._raw) - self._held)
            self._view[self._held : self._held + part] = block[at : at + part]
            self._held += part
            at += part
            if self._held == len(self._raw):
                self._held = 0
                self._deliver()

    def _deliver(self) -> None:
        wide, cb, cr = self._planes()
        thin = self._shape.thin
        luma = wide if thin == 1 else np.ascontiguousarray(wide[:, ::thin])
        self._show(Seen(self.count, self._time(), self._lasts, luma, cb[:, ::thin], cr[:, ::thin], wide))
        self.count += 1
        if self.count % 25 == 0:
            self._progress(min(1.0, self.count / self._expected))

    def _planes(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
        shape = self._shape
        if shape.deep:
            samples = (np.frombuffer(self._raw, "<u2") >> 2).astype(np.uint8)
        else:
            samples = np.frombuffer(self._raw, np.uint8)
        size, small = shape.width * shape.height, shape.chroma_width * shape.chroma_height
        low = (shape.chroma_height, shape.chroma_width)
        return (
            samples[:size].reshape(shape.height, shape.width),
            samples[size : size + small].reshape(low),
            samples[size + small :].reshape(low),
        )

    def _time(self) -> Fraction:
        """Read when this picture is shown; where nothing can be read, one nominal length after the last."""
        found = re.fullmatch(r"(-?\d+) (\d+)/(\d+)\s*", self._times.readline())
        if not found or int(found[3]) == 0:
            self._last += self._lasts
            return self._last
        time = int(found[1]) * Fraction(int(found[2]), int(found[3]))
        if self._first is None:
            self._first = time
        self._last = time - self._first
        return self._last
