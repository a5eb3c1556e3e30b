"""Where a picture track is damaged: found by decoding once more, slowly, and only where there is damage at all.

While many pictures are decoded at once, complaints come at any time. On one thread they stand in the log between the
pictures that came out before and after.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.model import VideoTrack
from lessontool.qc.subject import Subject
from lessontool.timing import TimeSpan
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_SHOWN: Final = re.compile(r"\[showinfo@place @ \S+\] \[info\] n: *\d+ pts: *(-?\d+) ")
_TICK: Final = re.compile(r"\[showinfo@place @ \S+\] \[info\] config in time_base: (\d+)/(\d+)")
_COMPLAINT: Final = re.compile(r"\] \[(?:error|fatal)\]")
_NOT_THE_FILE: Final = re.compile(r"\[(?:out#|null|vost#|vf#|fc#|Parsed_)")
_APART_FRAMES: Final = 25
"""Complaints nearer than this are one place: what is damaged stays so until the next picture that stands alone."""

_MOST_PLACES: Final = 50


def damaged(subject: Subject, track: VideoTrack, *, cancel: Cancel) -> tuple[TimeSpan, ...]:
    """Find the stretches in which decoding stumbled, in seconds from the file's first picture, at most fifty.

    Raises ToolError when decoding takes far too long, Interrupted when `cancel` is thrown.
    """
    with tempfile.TemporaryDirectory(prefix="lessontool-qc-") as folder:
        log = Path(folder) / "log"
        command = [
            *ffmpeg.base_command(),
            *("-copyts", "-noautorotate", "-threads", "1"),
            *ffmpeg.open_recording(subject.path, subject.media.demuxer),
            *("-map", f"0:{track.index}", "-vf", "showinfo@place=checksum=0", "-fps_mode", "passthrough"),
            *("-frames:v", str(track.frames + _MOST_PLACES), "-f", "null", "-"),
        ]
        limits = Limits(wall_s=300 + 16 * float(track.end - track.start), output_bytes=2 << 30)
        environment = {**os.environ, "FFREPORT": f"file={log}:level=32"}
        process.run(command, limits=limits, cancel=cancel, environment=environment)
        with log.open(encoding="utf-8", errors="replace") as lines:
            return tuple(_joined(list(_places(lines, track))))


def _places(lines: Iterator[str], track: VideoTrack) -> Iterator[Fraction]:
    """Time of each complaint: about when the picture after the one that came out next is shown."""
    tick, first, waiting = Fraction(0), None, False
    lasts = 1 / (track.frame_rate or Fraction(25))
    last = Fraction(0)
    for line in lines:
        if found := _TICK.search(line):
            tick = Fraction(int(found[1]), int(found[2]))
        elif found := _SHOWN.search(line):
            time = int(found[1]) * tick
            first = time if first is None else first
            last = time - first
            if waiting:
                # a picture that others are made from comes out one to three pictures later than it is decoded
                yield last + lasts
                waiting = False
        elif _COMPLAINT.search(line) and not _NOT_THE_FILE.search(line):
            waiting = True
    if waiting:
        yield last


def _joined(places: list[Fraction]) -> Iterator[TimeSpan]:
    """Join complaints that lie close together."""
    spans: list[TimeSpan] = []
    for place in places:
        end = place + Fraction(1, 25)
        if spans and place - spans[-1].end <= Fraction(_APART_FRAMES, 25):
            spans[-1] = TimeSpan(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(TimeSpan(max(place, Fraction(0)), end))
    yield from spans[:_MOST_PLACES]
