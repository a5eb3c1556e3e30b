"""A second recording laid over the lesson's picture: the sign-language interpreter.

The lesson's picture alone says how many pictures there are, and when. The other recording's first picture stands until
it begins and its last one when it has ended, so that nobody sees a hole. Every picture is the same wherever a chunk
begins, which holds only *behind* the main chain's `Cadence`: on the grid both have a picture at every moment.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from lessontool.essence.filters import Props, apply
from lessontool.essence.reading import recording_input
from lessontool.model import Inset, MediaFile, Place
from lessontool.timing import PROGRAMME_RATE, decimal_seconds, seconds_of

Stream = Any
"""A node of ffmpeg-python's graph; the library has no types."""

_LAST_SECOND: Final = int(PROGRAMME_RATE)
"""A chunk that begins after the recording's end starts with so many frames before that end, and goes on from there."""


def laid_in(stream: Stream, inset: Inset, *, media: MediaFile, path: str, first_frame: int, props: Props) -> Stream:
    """Lay the recording at `path` over a picture that is on the grid already.

    `first_frame` is the lesson's frame (25 a second) with which the chunk begins. The picture below must be 4:2:2 where
    the inset's `Place` has full chroma, else 4:2:0; both in BT.709, limited range.
    """
    import ffmpeg as graphs

    first = _shown_from(inset, media, first_frame)
    small = recording_input(graphs, inset.source, media, path, first, use=next(props.uses))
    for operation in inset.chain:
        small = apply(operation, small, first, props)
    small = small.filter(
        "trim",
        start=decimal_seconds(seconds_of(first_frame)),
        # a first picture that stands for ten minutes is not made for all of them
        end=decimal_seconds(inset.source.read_until - inset.source.zero),
    )
    full = any(operation.full_chroma for operation in inset.chain if isinstance(operation, Place))
    # the overlay asks for transparency; a format alone would convert nothing, because that is forbidden to it
    opaque = small.filter("scale").filter("format", "yuva422p" if full else "yuva420p")
    return graphs.filter(
        [stream, opaque],
        "overlay",
        inset.x_px,
        inset.y_px,
        format="yuv422" if full else "yuv420",
        # it does not move: the place is worked out once
        eval="init",
        # what has ended keeps its last picture
        eof_action="repeat",
    )


def _shown_from(inset: Inset, media: MediaFile, first_frame: int) -> int:
    """Say where its pictures are made from: where the chunk begins, or shortly before the recording ends."""
    track = next(track for track in media.video if track.index == inset.source.track_index)
    end: Fraction = (track.end - inset.source.zero) * PROGRAMME_RATE
    return min(first_frame, end.__floor__() - _LAST_SECOND)
