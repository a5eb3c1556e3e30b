"""Measure a recording: everything that only decoding reveals, before anything is decided."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lessontool.analysis import picture, sound
from lessontool.model import Measurements, MediaFile
from lessontool.planning.tracks import MOST_TRACKS
from lessontool.tools.process import Cancel


def measure(path: Path, media: MediaFile, *, cancel: Cancel | None = None) -> Measurements:
    """Look at samples of each picture track and listen to each whole sound track (the first eight of each).

    Takes seconds for a lesson of 45 minutes. Levels are dBFS and LUFS, times seconds on the file's clock. Damage is
    reported in the measurements. Raises ToolError when no program can be run or it takes too long, Interrupted on
    `cancel`.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:  # the sound decoder keeps only one core busy
        looking = [pool.submit(picture.look, path, media, track, cancel=cancel) for track in media.video[:MOST_TRACKS]]
        hearing = [pool.submit(sound.listen, path, media, track, cancel=cancel) for track in media.audio[:MOST_TRACKS]]
        return Measurements(
            sha256=media.sha256,
            picture=tuple(look.result() for look in looking),
            sound=tuple(hear.result() for hear in hearing),
        )
