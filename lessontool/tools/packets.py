"""The packets of a file, counted without decoding: when pictures and sounds start and end, and where decoding can.

One process reads the whole file once; its lines are counted as they come, so an endless file needs no memory here.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.errors import InputError
from lessontool.model._record import record
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_NO_TIME: Final = -(1 << 63)
_REORDERED: Final = 40
"""Packets between decoding and display order: 16 reference pictures as two fields each, and some."""
_FIRST: Final = 64
_MOST_STEPS: Final = 20_000
_FLAGS: Final = re.compile(r"F=0x([0-9A-F]+)")
_KEY: Final = 1
_DISCARD: Final = 4


@record
class Bounds:
    """How far the times in a file may go before it is refused. Seconds, and packets of all tracks together."""

    longest_s: int
    longest_gap_s: int
    farthest_s: int
    """Largest time, before or behind zero."""
    most_packets: int


@dataclass(slots=True, kw_only=True)
class Packets:
    """What the packets of one track say. Times in ticks of `tick` seconds, display order, cut-away parts left out."""

    tick: Fraction
    media: str
    bounds: Bounds
    name: str
    codec: str = ""
    width_px: int = 0
    height_px: int = 0
    count: int = 0
    untimed: bool = False
    """Pictures carry no display times (elementary stream): decoding times stand for them, without keyframes."""
    end: int | None = None
    keyframes: list[int] = field(default_factory=list)
    """At most one a second, rising."""
    opening: list[int] = field(default_factory=list)
    """Times of the first few packets, in display order."""
    steps: Counter[int] = field(default_factory=Counter)
    """How often each step between packets occurs; repeated times are left out."""
    _early: list[tuple[int, int, int, bool]] | None = field(default_factory=list)
    _heap: list[int] = field(default_factory=list)
    _last: int | None = None

    def add(self, dts: int, pts: int, duration: int, is_key: bool) -> None:
        """Count one packet."""
        self.count += 1
        if self._early is None:
            self._place(dts, pts, duration, is_key)
            return
        self._early.append((dts, pts, duration, is_key))
        if len(self._early) >= _FIRST:
            self._decide()

    def finish(self) -> None:
        """Count what still waits for its place in display order."""
        self._decide()
        while self._heap:
            self._emit(heapq.heappop(self._heap))
        self.keyframes.sort()

    def _decide(self) -> None:
        early, self._early = self._early or [], None
        self.untimed = self.untimed or any(pts == _NO_TIME for _, pts, _, _ in early)
        for packet in early:
            self._place(*packet)

    def _place(self, dts: int, pts: int, duration: int, is_key: bool) -> None:
        time = dts if self.untimed else pts
        if time == _NO_TIME:
            return
        if abs(time * self.tick) > self.bounds.farthest_s or duration * self.tick > self.bounds.longest_gap_s:
            raise self._broken(f"packet at {time}, {duration} long, ticks of {self.tick} s")
        end = time + max(duration, 0)
        self.end = end if self.end is None else max(self.end, end)
        if is_key and not self.untimed and (not self.keyframes or (time - self.keyframes[-1]) * self.tick >= 1):
            self.keyframes.append(time)
        heapq.heappush(self._heap, time)
        if len(self._heap) > _REORDERED:
            self._emit(heapq.heappop(self._heap))

    def _emit(self, time: int) -> None:
        if len(self.opening) < _FIRST:
            self.opening.append(time)
        step = time - self._last if self._last is not None else 0
        self._last = time
        if abs(step * self.tick) > self.bounds.longest_gap_s:
            raise self._broken(f"times jump by {step} ticks of {self.tick} s at {time}")
        if (time - self.opening[0]) * self.tick > self.bounds.longest_s:
            raise InputError("recording-too-long", name=self.name, hours=self.bounds.longest_s // 3600)
        if step > 0 and (step in self.steps or len(self.steps) < _MOST_STEPS):
            self.steps[step] += 1

    def _broken(self, detail: str) -> InputError:
        return InputError("recording-times-broken", name=self.name, detail=detail)


@record
class Scanned:
    """All that one pass over the packets told."""

    tracks: tuple[Packets, ...]
    """In the order in which they were asked for."""
    log: tuple[str, ...]
    status: int


def scan(
    path: Path,
    demuxer: str,
    indexes: Sequence[int],
    *,
    bounds: Bounds,
    limits: Limits,
    name: str,
    cancel: Cancel | None = None,
) -> Scanned:
    """Read every packet of some tracks of a file, decoding nothing.

    Raises InputError recording-times-broken or recording-too-long when times leave `bounds`, ToolError when it takes
    too long, Interrupted when `cancel` is thrown.
    """
    command = ffmpeg.base_command()
    command += ["-copyts"]  # times as the file has them
    command += ffmpeg.open_recording(path, demuxer)
    for index in indexes:
        command += ["-map", f"0:{index}"]
    command += ["-c", "copy", "-f", "framecrc", "-"]
    reader = _Reader(bounds, name)
    finished = process.run(command, limits=limits, cancel=cancel, on_output_line=reader.line)
    return Scanned(tracks=reader.finish(len(indexes)), log=finished.log, status=finished.status)


class _Reader:
    """Takes the list of packets line by line: `track, dts, pts, duration, bytes, checksum[, F=flags][, more]`."""

    def __init__(self, bounds: Bounds, name: str) -> None:
        self._bounds = bounds
        self._name = name
        self._tracks: dict[int, Packets] = {}
        self._packets = 0

    def line(self, line: str) -> None:
        if line.startswith("#"):
            self._header(line)
            return
        columns = line.split(",", 6)
        if len(columns) < 6:
            return
        self._packets += 1
        if self._packets > self._bounds.most_packets:
            raise InputError("recording-times-broken", name=self._name, detail=f"more than {self._packets - 1} packets")
        flags = _KEY
        if len(columns) == 7 and (match := _FLAGS.match(columns[6].lstrip())):
            flags = int(match[1], 16)
        if not flags & _DISCARD:
            dts, pts, duration = map(int, columns[1:4])
            self._tracks[int(columns[0])].add(dts, pts, duration, bool(flags & _KEY))

    def _header(self, line: str) -> None:
        match = re.fullmatch(r"#(tb|media_type|codec_id|dimensions) (\d+): (\S+)", line)
        if not match:
            return
        what, number, value = match[1], int(match[2]), match[3]
        if what == "tb":
            self._tracks[number] = Packets(tick=Fraction(value), media="", bounds=self._bounds, name=self._name)
        elif number in self._tracks:
            _SETTERS[what](self._tracks[number], value)

    def finish(self, wanted: int) -> tuple[Packets, ...]:
        for track in self._tracks.values():
            track.finish()
        missing = Packets(tick=Fraction(1), media="", bounds=self._bounds, name=self._name)
        return tuple(self._tracks.get(number, missing) for number in range(wanted))


def _set_media(track: Packets, value: str) -> None:
    track.media = value


def _set_codec(track: Packets, value: str) -> None:
    track.codec = value


def _set_size(track: Packets, value: str) -> None:
    track.width_px, track.height_px = map(int, value.split("x"))


_SETTERS: Final[dict[str, Callable[[Packets, str], None]]] = {
    "media_type": _set_media,
    "codec_id": _set_codec,
    "dimensions": _set_size,
}
