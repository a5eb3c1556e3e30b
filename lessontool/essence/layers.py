"""What is laid over the lesson's picture: drawn graphics, and the sign-language interpreter's recording.

The lesson's picture alone says how many pictures there are, and when. The other recording's first picture stands until
it begins and its last one when it has ended, so that nobody sees a hole. Every picture is the same wherever a chunk
begins, which for a recording holds only *behind* the main chain's `Cadence`: on the grid both have a picture at every
moment.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from lessontool.model import Inset, MediaFile, Overlay, Place
from lessontool.timing import PROGRAMME_RATE, decimal_seconds, seconds_of

Stream = Any
"""A node of ffmpeg-python's graph; the library has no types."""

STILL: Final = {
    "format": "image2",
    # the name is a name, not a pattern of names
    "pattern_type": "none",
    "framerate": "25",
    "threads": "1",
    "protocol_whitelist": "file",
}
ANIMATION: Final = {"format": "matroska", "threads": "1", "protocol_whitelist": "file"}
"""How what we drew is opened."""

_HALF_A_PICTURE: Final = Fraction(1, 100)
"""At 50 pictures a second: rounding cannot matter."""

_LONG_BEFORE_S: Final = 3_600
"""A still is there before any picture, also those from before the lesson's first frame."""

_LAST_SECOND: Final = int(PROGRAMME_RATE)
"""A chunk that begins after the recording's end starts with so many frames before that end, and goes on from there."""


def graphic_over(stream: Stream, overlay: Overlay, path: str, *, use: int) -> Stream:
    """Lay a drawn graphic over a picture; `use` tells several uses of one graphic in a graph apart."""
    import ffmpeg as graphs

    until: dict[str, str] = {}
    moved = f"-{_LONG_BEFORE_S}/TB"
    if overlay.moving and overlay.span:
        moved = f"PTS+{decimal_seconds(seconds_of(overlay.span.start))}/TB"
        # the last picture would stay for one more
        until = {"enable": f"lt(t,{decimal_seconds(seconds_of(overlay.span.end) - _HALF_A_PICTURE)})"}
    opened = graphs.input(f"file:{path}", **(ANIMATION if overlay.moving else STILL))
    timed = opened["0"].filter("setpts", f"{moved}+0*{use}")
    drawn = timed.filter("scale", flags="bicubic", out_color_matrix="bt709", out_range="limited")
    return graphs.filter(
        [stream, drawn.filter("format", "yuva422p" if overlay.full_chroma else "yuva420p")],
        "overlay",
        overlay.x_px,
        overlay.y_px,
        format="yuv422" if overlay.full_chroma else "yuv420",
        # a still stays, a graphic that has gone is gone
        eof_action="pass" if overlay.moving else "repeat",
        repeatlast=0 if overlay.moving else 1,
        **until,
    )


def shown_from(inset: Inset, media: MediaFile, first_frame: int) -> int:
    """Say where another recording's pictures are made from: where the chunk begins, or shortly before it ends.

    Frames of the lesson, 25 a second; `first_frame` is the one with which the chunk begins.
    """
    track = next(track for track in media.video if track.index == inset.source.track_index)
    end: Fraction = (track.end - inset.source.zero) * PROGRAMME_RATE
    return min(first_frame, end.__floor__() - _LAST_SECOND)


def recording_over(stream: Stream, small: Stream, inset: Inset, first: int, first_frame: int) -> Stream:
    """Lay a recording, brought to its size from the frame `first` on, over a picture that is on the grid already.

    The picture below must be 4:2:2 where the inset's `Place` has full chroma, else 4:2:0; BT.709, limited range.
    """
    import ffmpeg as graphs

    if first < first_frame:
        small = small.filter("trim", start=decimal_seconds(seconds_of(first_frame)))
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
