"""Opening a recording for its pictures: safely, on the lesson's clock, and no more of it than a chunk needs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from lessontool.model import MediaFile, RecordingSource, VideoTrack
from lessontool.timing import decimal_seconds, seconds_of

Stream = Any
"""A node of ffmpeg-python's graph; the library has no types."""

_LOOKED_BACK_PICTURES: Final = 3
_LOOKED_BACK_S: Final = Fraction(1, 2)
"""A chunk is made from so many pictures before it and, where single ones are damaged, from at least so many seconds."""

_FIRST_PICTURE_S: Final = Fraction(2)
"""So much is read of a recording that begins after the chunk: its first picture stands until then."""


def recording_input(
    source: RecordingSource, media: MediaFile, path: str, first_frame: int, use: int | None = None
) -> Stream:
    """Open a recording's picture for a chunk that begins with a frame of the lesson (25 a second).

    The lesson's first frame is at 0 on a microsecond clock. `use` tells several uses of one recording in a graph apart:
    to ffmpeg-python equal filters would be one; the file is opened and decoded once all the same.
    """
    import ffmpeg as graphs

    track = next((track for track in media.video if track.index == source.track_index), None)
    opened = graphs.input(f"file:{path}", **_options(source, media, track))
    clocked = _clocked(opened, source, use)
    return _without_approach(clocked, source, track, seconds_of(first_frame)) if track else clocked


def _options(source: RecordingSource, media: MediaFile, track: VideoTrack | None) -> dict[str, str | None]:
    until = max(source.read_until, track.start + track.longest_frame_s + _FIRST_PICTURE_S) if track else None
    options: dict[str, str | None] = {
        "format": media.demuxer,
        # a stranger's file may name other files and hosts: none of them is ever opened
        "protocol_whitelist": "file,pipe",
        # the whole coded picture: QuickTime's "clean aperture" would put the fields out of step
        "apply_cropping": "codec",
        # turning is our own decision, made from the facts
        "noautorotate": None,
        "threads": "1",
        # work is bounded by the plan, whatever the file claims
        "t": decimal_seconds((until or source.read_until) - (source.seek or 0)),
    }
    if source.seek is not None:
        options |= {
            "ss": decimal_seconds(source.seek),
            # times of the recording's own clock, also where it does not start at 0
            "seek_timestamp": "1",
            # hand over every picture from the keyframe on: one from before the chunk may still be on show in it
            "noaccurate_seek": None,
        }
    return options


def _clocked(opened: Stream, source: RecordingSource, use: int | None) -> Stream:
    """Put the lesson's first frame at 0 on a microsecond clock, on which every 1/25 s is a whole number."""
    zero = round(source.zero * 1_000_000)
    shift = f"PTS-{zero}" if zero >= 0 else f"PTS+{-zero}"
    told_apart = "" if use is None else f"+0*{use}"
    clocked = opened[str(source.track_index)].filter("settb", f"AVTB{told_apart}").filter("setpts", shift)
    # rotation and HDR notes of the recording would travel into the finished file, where they are no longer true
    return clocked.filter("sidedata", mode="delete")


def _without_approach(stream: Stream, source: RecordingSource, track: VideoTrack, start: Fraction) -> Stream:
    """Leave out pictures that were decoded on the way to the chunk, before anything is made of them.

    What stays is the picture that is on show when the chunk begins, and those before it that a deinterlacer looks at.
    """
    first = start - max(_LOOKED_BACK_S, _LOOKED_BACK_PICTURES * track.longest_frame_s)
    if source.zero + first <= track.start:
        return stream
    return stream.filter("trim", start=decimal_seconds(first))
