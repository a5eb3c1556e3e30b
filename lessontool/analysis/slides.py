"""When a slide gives way to the next: the moments that captions like to keep to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.model import FindSlideChanges, MediaFile
from lessontool.timing import PROGRAMME_RATE, decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_WIDTH_PX: Final = 320
"""Lines of writing are still seen as grey; a pointer is not."""

_CHANGED: Final = 0.04
"""ffmpeg's scene score (0–1) of a slide that is replaced: 0.05–0.4; of an added line or a pointer: below 0.03."""

_APART_FRAMES: Final = 12
"""A slide that is blended in changes several times; the last of these is when it is there."""

_PICTURE: Final = re.compile(r"frame:\d+\s+pts:\S+\s+pts_time:(-?[\d.]+)")


def slides_command(step: FindSlideChanges, recording: str, media: MediaFile) -> list[str]:
    """Write the command line that watches the whole lesson, small, and prints the time of each change."""
    zero = decimal_seconds(step.source.zero)
    return [
        *ffmpeg.base_command(),
        # times as they stand in the file
        "-copyts",
        # work is bounded by the plan, whatever the file claims
        *("-t", decimal_seconds(step.source.read_until)),
        *("-threads", "1"),
        *ffmpeg.open_recording(Path(recording), media.demuxer),
        *("-map", f"0:{step.source.track_index}"),
        "-vf",
        f"settb=AVTB,setpts=PTS-({zero})/TB,scale={_WIDTH_PX}:-2:flags=area,format=gray,"
        rf"select=gt(scene\,{_CHANGED}),metadata=print:file=-",
        *("-f", "null", "-"),
    ]


def find_slide_changes(
    step: FindSlideChanges,
    recording: Path,
    media: MediaFile,
    target: Path,
    *,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Write the frames of the lesson (25 a second) on which another slide appears, as a JSON list.

    Damage of the recording is not judged here. Raises ToolError when the program itself fails.
    """
    command = slides_command(step, str(recording), media)
    times: list[float] = []

    def hear(line: str) -> None:
        found = _PICTURE.match(line)
        if found:
            times.append(float(found[1]))
            progress(min(1.0, times[-1] * float(PROGRAMME_RATE) / step.frames))

    limits = Limits(wall_s=300 + 2 * step.frames / float(PROGRAMME_RATE), memory_bytes=8 << 30)
    process.check(command, process.run(command, limits=limits, cancel=cancel, on_output_line=hear))
    frames = [round(time * float(PROGRAMME_RATE)) for time in times]
    records.write_whole(target, records.pretty(_last_of_each(frames, step.frames)).encode())


def _last_of_each(frames: list[int], length: int) -> list[int]:
    inside = [frame for frame in frames if 0 < frame < length]
    following = [*inside[1:], length + _APART_FRAMES]
    return [frame for frame, after in zip(inside, following, strict=False) if after - frame >= _APART_FRAMES]
