"""Put one track of a finished rendition into pieces, copying every sample as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lessontool.errors import ToolError
from lessontool.essence.adaptive.pieces import read_track, sample_count
from lessontool.essence.joining import track_language
from lessontool.model import CutTrack
from lessontool.timing import PROGRAMME_RATE
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

_MICROSECONDS = 1_000_000


def cut_command(step: CutTrack, source: str, target: str) -> list[str]:
    """Say how a track is cut: a fragmented MP4 (CMAF) with one index of its pieces in front."""
    return [
        *ffmpeg.base_command(),
        *("-y",),  # the target is our own .part, perhaps left by a run that was killed
        *("-protocol_whitelist", "file"),
        *("-f", "mov", "-i", f"file:{source}"),
        *("-map", "0:v:0" if step.kind == "picture" else "0:a:0"),
        *("-c", "copy"),
        *("-map_metadata", "-1"),  # a track has no title of its own, and no date
        *("-metadata:s:0", f"language={track_language(step.language)}"),
        *("-fflags", "+bitexact"),  # the same track is the same bytes
        *_pieces(step),
        *("-f", "mp4", f"file:{target}"),
    ]


def _pieces(step: CutTrack) -> tuple[str, ...]:
    # the edit list that hides what decoders need before the first picture or sound is known only when there is a piece;
    # times before decoding times would need none, but are taken for a delay by players that are built on this program
    # (measured: 80 ms); no list of all pieces behind the last one: the index in front has it
    flags = "+cmaf+delay_moov+global_sidx+skip_trailer"
    if step.kind == "picture":
        return ("-movflags", f"{flags}+frag_keyframe", "-min_frag_duration", _duration(step.least_frames))
    return ("-movflags", flags, "-frag_duration", _duration(step.fragment_frames))


def cut(step: CutTrack, source: Path, target: Path, *, cancel: Cancel, progress: Callable[[float], None]) -> None:
    """Put one track of a finished rendition into pieces, each of which can be decoded alone.

    Writes `target` and nothing else; `progress` hears shares of 1. Raises ToolError when the pieces do not hold exactly
    the samples of the source, when one is longer than was asked for, or when anything was logged as an error;
    Interrupted when `cancel` is thrown.
    """
    command = cut_command(step, str(source.resolve()), str(target.resolve()))
    finished = process.run(command, limits=Limits(wall_s=1800), cancel=cancel)  # six hours from a slow disk
    process.check(command, finished)
    if errors := ffmpeg.error_lines(finished.log):
        raise process.failure(command, finished, f"logged: {errors[0]}")
    track = read_track(target)
    wanted = sample_count(source, "vide" if step.kind == "picture" else "soun")
    if track.samples != wanted:
        raise ToolError("tool-failed", program="adaptive", detail=f"{source}: {track.samples} of {wanted} samples")
    longest = max(piece.end - piece.start for piece in track.pieces)
    if longest * PROGRAMME_RATE >= step.fragment_frames + 1:
        raise ToolError("tool-failed", program="adaptive", detail=f"{source}: a piece of {float(longest):.3f} s")
    progress(1.0)


def _duration(frames: int) -> str:
    return str(frames * _MICROSECONDS // int(PROGRAMME_RATE))
