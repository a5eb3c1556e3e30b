"""Captions in the TV picture: on exactly their frames, over joins too, and nowhere else in the picture."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import probe
from lessontool.essence import picture
from lessontool.model import (
    ActivePicture,
    Captions,
    Cue,
    MediaFile,
    PictureMeasurements,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    Subtitles,
)
from lessontool.model.steps import Output
from lessontool.planning.captions import burnt
from lessontool.planning.chunks import read_until, seek_before
from lessontool.planning.picture import plan_picture
from lessontool.presets import load_caption_style
from lessontool.subtitles.showing.burning import place
from lessontool.timing import FrameSpan, seconds_of
from lessontool.tools.ffmpeg import executable
from lessontool.tools.process import Cancel
from tests.recordings import RECORDINGS
from tests.sources import preset

pytestmark = pytest.mark.tools

TV = preset("tv-xdcam-hd422")
SHOWN = (FrameSpan(3, 20), FrameSpan(22, 31), FrameSpan(40, 60))
SPAN = FrameSpan(0, 72)
JOIN = 48
LINES = ("Trên cành cây có ba con chim,", "hai con chim nữa bay đến.")
SUBTITLES = Subtitles(
    language="vi",
    style="grade-1-2",
    origin="script",
    cues=tuple(
        Cue(
            span=span,
            lines=("Trên cành cây có ba con chim,", "hai con chim nữa bay đến."),
            origin="script",
            confidence=1.0,
        )
        for span in SHOWN
    ),
)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("name", "moving"), [("talk_timecode_burnin_silences.mp4", 1.0), ("lecture_eth_slides_speech.mov", 0.0)]
)
def test_captions_are_on_exactly_their_frames_and_only_where_nothing_else_may_be(
    name: str, moving: float, tmp_path: Path
) -> None:
    media = probe(accept(RECORDINGS, name))
    recipe = _recipe(media, moving)
    captions = Captions(subtitles=(SUBTITLES,), looks={TV.name: place(TV, load_caption_style("grade-1-2"))})
    plain = _luma(media, [recipe], [SPAN], tmp_path / "plain")
    pieces = [FrameSpan(0, JOIN), FrameSpan(JOIN, SPAN.end)]
    lettered = _luma(media, [burnt(recipe, captions, piece) for piece in pieces], pieces, tmp_path / "lettered")
    # what MPEG-2 makes of the same picture differs by little, white letters on a dark box by much
    changed = np.abs(lettered.astype(int) - plain.astype(int)) > 60
    seen = [frame for frame in range(SPAN.end) if changed[frame].sum() > 200]
    assert seen == [frame for span in SHOWN for frame in range(span.start, span.end)]
    rows, columns = np.flatnonzero(changed[seen].any(axis=(0, 2))), np.flatnonzero(changed[seen].any(axis=(0, 1)))
    assert rows.min() > 540 * 0.5
    assert rows.max() < 540 * 0.95
    assert columns.min() > 960 * 0.05
    assert columns.max() < 960 * 0.75, "the sign-language box is kept clear"


def _recipe(media: MediaFile, moving: float) -> RenditionRecipe:
    track = media.video[0]
    measured = PictureMeasurements(
        track_index=track.index,
        sampled=(),
        scan="progressive",
        active=ActivePicture(x_px=0, y_px=0, width_px=track.width_px, height_px=track.height_px),
        mean_luma=50,
        dark_spans=(),
        black_spans=(),
        luma_low=16,
        luma_high=235,
        illegal_share=0,
        motion_share=moving,
    )
    return plan_picture(track, measured, TV)[0][0]


def _luma(media: MediaFile, recipes: list[RenditionRecipe], spans: list[FrameSpan], target: Path) -> NDArray[np.uint8]:
    """Render chunks with the real encoder, join them, and decode the brightness of every frame."""
    track = media.video[0]
    zero = track.start + Fraction(2)
    joined = b""
    for recipe, span in zip(recipes, spans, strict=True):
        step = RenderChunk(
            name="chunk",
            outputs=(Output(name="xdcam", suffix=".m2v"),),
            segment="lesson",
            span=span,
            source=RecordingSource(
                track_index=track.index,
                zero=zero,
                seek=seek_before(track, zero + seconds_of(span.start)),
                read_until=read_until(track, zero + seconds_of(span.end)),
            ),
            recipes=(recipe,),
            timecodes=("10:00:00:00",),
        )
        made = target.with_suffix(f".{span.start}.m2v")
        picture.render_chunk(
            step,
            RECORDINGS / media.name,
            {0: made},
            media=media,
            accept_damage=False,
            cancel=Cancel(),
            progress=lambda _: None,
        )
        joined += made.read_bytes()
    whole = target.with_suffix(".m2v")
    whole.write_bytes(joined)
    command = [
        executable(),
        "-v",
        "error",
        "-i",
        str(whole),
        "-vf",
        "scale=960:540",
        "-pix_fmt",
        "gray",
        "-f",
        "rawvideo",
        "-",
    ]
    said = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout
    return np.frombuffer(said, np.uint8).reshape(-1, 540, 960)
