"""Cutting the lesson's picture into chunks on the frame grid, and where decoding starts for each."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final

from lessontool.model import VideoTrack
from lessontool.timing import FrameSpan, frames_at

CHUNK_FRAMES: Final = 1_500
"""A minute: 125 GOPs of TV, 15 of the ladder, 375 MB of XDCAM. Small enough to lose little, to share out well."""

_REST_FRAMES: Final = 250
"""What is left over at the end joins the chunk before it if it is shorter than 10 s."""

HEAD_FRAMES: Final = 300
"""12 s: the opening's way out and, as a rule, the teacher's name are shown in them."""

TAIL_FRAMES: Final = 48
"""About 2 s: the closing comes over them."""

_PREROLL: Final = Fraction(1)
"""Decoding starts at least so long before a chunk, in seconds: open GOPs and late pictures have settled by then."""

_READ_ON: Final = Fraction(2)
"""And goes on so long after it, in seconds: reordered pictures arrive late."""


def chunk_spans(track: VideoTrack, zero: Fraction, frames: int) -> tuple[FrameSpan, ...]:
    """Cut a lesson of so many frames into chunks; `zero` is its first frame's time on the recording's clock.

    The head, with the teacher's name, and the tail, with the way out, are chunks of their own: another brand makes
    little else anew. No chunk starts after the last picture, which stays on show while the sound goes on, and none
    but the tail is a mere rest.
    """
    borders = [0, frames]
    if frames >= HEAD_FRAMES + _REST_FRAMES + TAIL_FRAMES:
        borders[1:1] = [HEAD_FRAMES, frames - TAIL_FRAMES]
    spans = [span for start, end in pairwise(borders) for span in _minutes(start, end)]
    pictures = frames_at(track.end - track.longest_frame_s - zero)
    while len(spans) > 1 and spans[-1].start >= pictures:
        spans[-2:] = [FrameSpan(spans[-2].start, spans[-1].end)]
    return tuple(spans)


def _minutes(start: int, end: int) -> list[FrameSpan]:
    spans = list(FrameSpan(start, end).chunks(CHUNK_FRAMES))
    if len(spans) > 1 and spans[-1].frames < _REST_FRAMES:
        spans[-2:] = [FrameSpan(spans[-2].start, spans[-1].end)]
    return spans


def read_until(track: VideoTrack, time: Fraction) -> Fraction:
    """Say how far a chunk that ends at `time` reads on: the picture after it must be seen, it ends the one before."""
    return time + track.longest_frame_s + _READ_ON


def seek_before(track: VideoTrack, time: Fraction) -> Fraction | None:
    """Say where decoding starts for a chunk that begins at `time` (seconds on the recording's clock).

    The last keyframe but one before it: the decoder has settled, also after an open GOP. None: from the beginning.
    """
    if not track.exact_seek:
        return None
    earlier = [key for key in track.keyframes if key <= time - _PREROLL]
    return earlier[-2] if len(earlier) > 1 else None
