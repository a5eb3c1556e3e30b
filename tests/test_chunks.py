"""A chunk's pictures are frame for frame those of an undivided run, whatever the recording's clock is like."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import probe
from lessontool.essence import picture
from lessontool.model import (
    ActivePicture,
    MediaFile,
    PictureMeasurements,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    RenditionSpec,
    Scan,
)
from lessontool.planning.picture import plan_picture
from lessontool.planning.programme import seek_before
from lessontool.presets import load_delivery
from lessontool.timing import FrameSpan, seconds_of
from lessontool.tools.process import Cancel
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.tools

CASES: dict[str, tuple[Scan, FrameSpan, int]] = {
    # name: (content, frames that are compared, length of a chunk)
    "screen_macos_vfr_3026x1386.mp4": ("progressive", FrameSpan(0, 216), 72),
    "mediarecorder_chrome52_noduration_mono.webm": ("progressive", FrameSpan(240, 480), 60),
    "bframes_pyramid_neg_dts.mp4": ("progressive", FrameSpan(0, 100), 36),
    "talk_timecode_burnin_silences.mp4": ("progressive", FrameSpan(840, 1068), 84),
    "editlist_edts.mp4": ("progressive", FrameSpan(0, 228), 72),
    "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4": ("progressive", FrameSpan(0, 60), 24),
    "lecture_sony_pxwx180_720p60.mts": ("progressive", FrameSpan(0, 24), 12),
    "interlaced_mbaff_tff_opus_in_mp4.mp4": ("tff", FrameSpan(240, 480), 84),
    "mpeg1_elementary_noaudio.mpg": ("progressive", FrameSpan(300, 396), 48),
    "windows_sample.wmv": ("progressive", FrameSpan(600, 828), 84),
}


@pytest.fixture(autouse=True)
def _pictures_before_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_encoder", lambda *_: {"c:v": "rawvideo", "format": "framemd5"})


@pytest.mark.parametrize("name", CASES)
def test_chunks_together_are_the_undivided_run_frame_for_frame(name: str, tmp_path: Path) -> None:
    scan, span, length = CASES[name]
    media = probe(accept(RECORDINGS, name))
    recipes = _recipes(media, scan)
    whole = _frames(media, recipes, span, None, tmp_path)
    pieces = [FrameSpan(span.start + part.start, span.start + part.end) for part in _parts(span, length)]
    seeks = [_seek(media, piece) for piece in pieces]
    chunked = [_frames(media, recipes, piece, seek, tmp_path) for piece, seek in zip(pieces, seeks, strict=True)]
    for number, recipe in enumerate(recipes):
        assert [frame for chunk in chunked for frame in chunk[number]] == whole[number], recipe.key
        assert len(whole[number]) == span.frames


def test_the_test_really_seeks() -> None:
    media = probe(accept(RECORDINGS, "talk_timecode_burnin_silences.mp4"))
    assert _seek(media, FrameSpan(924, 1008)) is not None


def _recipes(media: MediaFile, scan: Scan) -> list[RenditionRecipe]:
    track = media.video[0]
    measured = PictureMeasurements(
        track_index=track.index,
        sampled=(),
        scan=scan,
        active=ActivePicture(x_px=0, y_px=0, width_px=track.width_px, height_px=track.height_px),
        mean_luma=50,
        dark_spans=(),
        black_spans=(),
        luma_low=16,
        luma_high=235,
        illegal_share=0,
        motion_share=1,
    )
    recipes = []
    for preset in ("tv-xdcam-hd422", "online-web"):
        spec = load_delivery(preset)
        small = tuple(_small(rendition) for rendition in spec.renditions[-1:])
        recipes += plan_picture(track, measured, replace(spec, renditions=small))[0]
    return recipes


def _small(rendition: RenditionSpec) -> RenditionSpec:
    """The same kind of picture with fewer pixels: what is compared is which picture is shown when."""
    return replace(rendition, width_px=480, height_px=272)


def _parts(span: FrameSpan, length: int) -> tuple[FrameSpan, ...]:
    return FrameSpan(0, span.frames).chunks(length)


def _seek(media: MediaFile, span: FrameSpan) -> Fraction | None:
    return seek_before(media.video[0], media.video[0].start + seconds_of(span.start))


def _frames(
    media: MediaFile, recipes: list[RenditionRecipe], span: FrameSpan, seek: Fraction | None, folder: Path
) -> list[list[str]]:
    track = media.video[0]
    step = RenderChunk(
        name="chunk",
        outputs=(),
        segment="lesson",
        span=span,
        source=RecordingSource(
            track_index=track.index,
            zero=track.start,
            seek=seek,
            read_until=track.start + seconds_of(span.end) + 2,
        ),
        recipes=tuple(recipes),
        timecodes=("",) * len(recipes),
    )
    targets = {number: folder / f"{number}.md5" for number in range(len(recipes))}
    picture.render_chunk(
        step,
        RECORDINGS / media.name,
        targets,
        media=media,
        accept_damage=True,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    return [
        [line.split(",")[-1] for line in path.read_text().splitlines() if line[0] != "#"] for path in targets.values()
    ]
