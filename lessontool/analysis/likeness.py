"""How much coded pictures still look like what they were made from: VMAF, as viewers would say it.

VMAF (Video Multi-Method Assessment Fusion) gives 0 to 100 for each picture; 6 points are a difference that people just
notice. The model is built into the program that measures: nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_MODEL: Final = "vmaf_v0.6.1"
"""The ordinary one: a television in a living room. A phone's small screen forgives more."""

_EVERY: Final = 5
"""Each fifth picture is scored: the mean over seconds moves by less than 0.1, at a third of the work."""

_SCORES: Final = "scores.json"
_SECONDS_A_FRAME: Final = 2.0


def likeness(
    coded: Path, original: Sequence[str], *, pictures: int, folder: Path, cancel: Cancel | None
) -> tuple[float, ...]:
    """Score coded pictures against their original, picture by picture, 0 to 100; each fifth is scored.

    `original` are the words of the command line that open the original; `folder` takes the scores while they are
    written. Raises ToolError when the program fails or counts other pictures, Interrupted when `cancel` is thrown.
    """
    # plain pictures do not say their range and colours: unsaid on one side, the other would be converted unasked
    same = "settb=AVTB,setpts=N*40000,format=yuv420p,setparams=range=tv:colorspace=bt709"
    # options of the meter, no paths: its file lies where the program is run
    meter = f"libvmaf=model=version={_MODEL}:n_threads=1:n_subsample={_EVERY}:log_fmt=json:log_path={_SCORES}"
    command = [
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{coded}"),
        *original,
        # picture against picture, whatever their clocks say
        *("-filter_complex", f"[0:v]{same}[coded];[1:v]{same}[original];[coded][original]{meter}"),
        *("-f", "null", "-"),
    ]
    limits = Limits(wall_s=120 + _SECONDS_A_FRAME * pictures, memory_bytes=8 << 30)
    finished = process.run(command, limits=limits, cancel=cancel, cwd=folder)
    process.check(command, finished)
    scores = _read(folder / _SCORES)
    if len(scores) != -(-pictures // _EVERY):
        raise process.failure(command, finished, f"{len(scores)} scores of {pictures} pictures")
    return scores


def by_piece(scores: Sequence[float], pieces: int) -> tuple[float, ...]:
    """Average the scores of each of so many pieces, which are equally long."""
    length = max(1, len(scores) // pieces)
    groups = [scores[number * length : (number + 1) * length] for number in range(pieces)]
    return tuple(sum(group) / len(group) for group in groups if group)


def _read(path: Path) -> tuple[float, ...]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return tuple(float(frame["metrics"]["vmaf"]) for frame in said["frames"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ToolError("tool-failed", program="ffmpeg", detail=f"no scores: {error}") from error
