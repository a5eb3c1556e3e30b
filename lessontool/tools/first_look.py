"""A decoder's first look at a track: the first few pictures or sounds, and whether decoding can start in the middle.

Headers promise much; what a decoder really gives first is where a track starts, how large and in which field order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.model._record import record
from lessontool.timing import decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_PICTURES: Final = 12
_SOUNDS: Final = 3
_TICK: Final = re.compile(r"\[showinfo@look @ \S+\] \[info\] config in time_base: (\d+)/(\d+)")
_PICTURE: Final = re.compile(
    r"\[showinfo@look @ \S+\] \[info\] n: *\d+ pts: *(?P<pts>-?\d+) .*?fmt:(?P<format>\S+) "
    r".*?sar:(?P<across>\d+)/(?P<down>\d+) s:(?P<width>\d+)x(?P<height>\d+) i:(?P<fields>[PTB?]) "
)
_SOUND: Final = re.compile(
    r"\[ashowinfo@look @ \S+\] \[info\] n:\d+ pts:(?P<pts>-?\d+) .*?channels:(?P<channels>\d+) "
    r"chlayout:(?P<layout>.*) rate:(?P<rate>\d+) nb_samples:"
)


@record
class FirstPictures:
    """The first pictures of a track as a decoder gives them."""

    times: tuple[Fraction, ...]
    """In seconds, on the file's own clock."""
    width_px: int
    height_px: int
    sample_aspect: Fraction | None
    pixel_format: str
    fields: str
    """P, T or B: progressive, top or bottom field first, as most of the pictures say."""


@record
class FirstSound:
    """The first sound of a track as a decoder gives it."""

    start: Fraction
    channels: int
    layout: str
    sample_rate_hz: int


def pictures(
    path: Path, demuxer: str, index: int, *, limits: Limits, cancel: Cancel | None = None
) -> FirstPictures | None:
    """Decode the first few pictures of a track; None when there are none. Raises Interrupted."""
    options = ["-vf", "showinfo@look", "-fps_mode", "passthrough", "-frames:v", str(_PICTURES)]
    log = _decode(path, demuxer, index, options, limits, cancel)
    ticks = [match for line in log if (match := _TICK.match(line))]
    seen = [match for line in log if (match := _PICTURE.match(line))]
    if not ticks or not seen:
        return None
    tick = Fraction(int(ticks[0][1]), int(ticks[0][2]))
    first, fields = seen[0], [match["fields"] for match in seen]
    shape = int(first["across"]), int(first["down"])
    return FirstPictures(
        times=tuple(int(match["pts"]) * tick for match in seen),
        width_px=int(first["width"]),
        height_px=int(first["height"]),
        sample_aspect=Fraction(*shape) if all(shape) else None,
        pixel_format=first["format"],
        fields=max("PTB", key=fields.count),
    )


def sound(path: Path, demuxer: str, index: int, *, limits: Limits, cancel: Cancel | None = None) -> FirstSound | None:
    """Decode the first moment of a sound track; None when there is none. Raises Interrupted."""
    log = _decode(path, demuxer, index, ["-af", "ashowinfo@look", "-frames:a", str(_SOUNDS)], limits, cancel)
    first = next((match for line in log if (match := _SOUND.match(line))), None)
    if first is None or not int(first["rate"]):
        return None
    return FirstSound(
        start=Fraction(int(first["pts"]), int(first["rate"])),
        channels=int(first["channels"]),
        layout=first["layout"],
        sample_rate_hz=int(first["rate"]),
    )


def starts_at(
    path: Path, demuxer: str, index: int, at: Fraction, *, limits: Limits, cancel: Cancel | None = None
) -> bool:
    """Try to start at a keyframe: whether the packet and the picture that come first lie at or before it."""
    command = ffmpeg.base_command()
    command += ["-copyts", "-threads", "2", "-noautorotate"]
    command += ["-seek_timestamp", "1"]  # the time is on the file's own clock, wherever that starts
    command += ["-noaccurate_seek", "-ss", decimal_seconds(at)]
    command += ffmpeg.open_recording(path, demuxer)
    command += ["-map", f"0:{index}", "-c", "copy", "-frames:v", "1", "-f", "framecrc", "-"]
    command += ["-map", f"0:{index}", "-vf", "showinfo@look", "-fps_mode", "passthrough", "-frames:v", "1"]
    command += ["-f", "null", "-"]
    try:
        finished = process.run(command, limits=limits, cancel=cancel, stdout_limit_bytes=1 << 20)
    except ToolError:
        return False
    listed = finished.stdout.decode("utf-8", "replace").splitlines()
    packet = _first_packet(listed)
    picture = _first_picture(finished.log)
    close = at + Fraction(1, 500_000)  # `at` went over the command line in microseconds
    return packet is not None and picture is not None and max(packet, picture) <= close


def _first_packet(listed: Sequence[str]) -> Fraction | None:
    """Time of the first packet, if it is a keyframe (its flags are only named when it is not)."""
    tick = next((Fraction(line.split(": ", 1)[1]) for line in listed if line.startswith("#tb 0: ")), None)
    packet = next((line.split(",") for line in listed if line.startswith("0,")), None)
    if tick is None or packet is None or any(column.lstrip().startswith("F=") for column in packet):
        return None
    return int(packet[2]) * tick


def _first_picture(log: Sequence[str]) -> Fraction | None:
    tick = next((match for line in log if (match := _TICK.match(line))), None)
    picture = next((match for line in log if (match := _PICTURE.match(line))), None)
    return int(picture["pts"]) * Fraction(int(tick[1]), int(tick[2])) if tick and picture else None


def _decode(
    path: Path, demuxer: str, index: int, options: list[str], limits: Limits, cancel: Cancel | None
) -> tuple[str, ...]:
    command = ffmpeg.base_command()
    command += ["-copyts"]  # times as the file has them
    command += ["-threads", "2"]  # a first look needs no more, and little memory
    command += ["-noautorotate"]  # the coded size, before rotation
    command += ffmpeg.open_recording(path, demuxer)
    command += ["-map", f"0:{index}", *options, "-f", "null", "-"]
    try:
        return process.run(command, limits=limits, cancel=cancel).log
    except ToolError:
        return ()
