"""Small pictures of failing frames for the report: fetched afterwards, each by one short visit to the file."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from lessontool.analysis import light
from lessontool.errors import ToolError
from lessontool.model import Finding, Outcome, VideoTrack
from lessontool.qc.subject import Subject
from lessontool.timing import decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

MOST: Final = 12
"""Pictures of one file."""

_SIDE_PX: Final = 480
_LIMITS: Final = Limits(wall_s=60, memory_bytes=8 << 30)
_DECODED_FOR_NOTHING_S: Final = 40
"""So far back a visit may begin; where no keyframe is nearer there is no picture."""

_ROUNDING_S: Final = Fraction(1, 1000)
_TURNS: Final = {90: ",transpose=clock", 180: ",hflip,vflip", 270: ",transpose=cclock"}


def illustrate(
    subject: Subject, outcomes: Sequence[Outcome], *, cancel: Cancel
) -> tuple[tuple[Outcome, ...], dict[str, str]]:
    """Fetch a picture for each fault that has a place; give the outcomes naming them, and the JPEGs as base64.

    A picture that cannot be had is left out. Raises Interrupted.
    """
    pictures: dict[str, str] = {}
    if subject.video is None:
        return tuple(outcomes), pictures
    named = tuple(_with_pictures(subject, subject.video, outcome, pictures, cancel) for outcome in outcomes)
    return named, pictures


def _with_pictures(
    subject: Subject, track: VideoTrack, outcome: Outcome, pictures: dict[str, str], cancel: Cancel
) -> Outcome:
    faults: list[Finding] = []
    for number, fault in enumerate(outcome.faults, start=1):
        name = f"{outcome.item}-{number}"
        still = None
        if fault.spans and len(pictures) < MOST:
            span = fault.spans[0]
            still = _still(subject, track, span.start + span.seconds / 2, cancel)
        if still:
            pictures[name] = base64.b64encode(still).decode("ascii")
            fault = replace(fault, picture=name)
        faults.append(fault)
    return replace(outcome, faults=tuple(faults))


def _still(subject: Subject, track: VideoTrack, time: Fraction, cancel: Cancel) -> bytes | None:
    at = track.start + time
    keys = [key for key in track.keyframes if key <= at] if track.exact_seek else []
    begin = keys[-1] if keys else track.start
    if at - begin > _DECODED_FOR_NOTHING_S:
        return None
    seek = ("-seek_timestamp", "1", "-noaccurate_seek", "-ss", decimal_seconds(begin + _ROUNDING_S)) if keys else ()
    half = (1 / track.frame_rate if track.frame_rate else Fraction(1, 25)) / 2
    command = [
        *ffmpeg.base_command(),
        *("-copyts", "-noautorotate", *seek),
        *ffmpeg.open_recording(subject.path, subject.media.demuxer),
        "-noauto_conversion_filters",
        *("-filter_complex", f"[0:{track.index}]select=gte(t\\,{decimal_seconds(at - half)}),{_shape(track)}[v]"),
        *("-map", "[v]", "-fps_mode", "passthrough", "-frames:v", "1"),
        *("-c:v", "mjpeg", "-q:v", "4", "-f", "image2pipe", "pipe:1"),
    ]
    try:
        found = process.run(command, limits=_LIMITS, cancel=cancel).stdout
    except ToolError:  # a report without this picture is better than none
        return None
    return found if found.startswith(b"\xff\xd8") else None


def _shape(track: VideoTrack) -> str:
    """Make a picture small, upright and of its right aspect."""
    wide, high = track.width_px * track.sample_aspect, Fraction(track.height_px)
    smaller = min(Fraction(1), _SIDE_PX / max(wide, high))
    width, height = (max(2, round(side * smaller / 2) * 2) for side in (wide, high))
    colour = "" if light.is_rgb(track) else f":in_range={'full' if light.is_full_range(track) else 'limited'}"
    return (
        f"scale=w={width}:h={height}:flags=area{colour}:out_range=full,format=yuvj420p"
        f"{_TURNS.get(track.rotation_deg, '')},setsar=1"
    )
