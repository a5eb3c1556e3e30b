"""A chunk's pictures are frame for frame those of an undivided run, whatever the recording's clock is like."""

from __future__ import annotations

import subprocess
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
    Overlay,
    PictureMeasurements,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    RenditionSpec,
    Scan,
)
from lessontool.planning.chunks import chunk_spans, read_until, seek_before
from lessontool.planning.dressing import dressed
from lessontool.planning.graphics import Dressing
from lessontool.planning.picture import plan_picture
from lessontool.presets import load_delivery
from lessontool.timing import FrameSpan, seconds_of
from lessontool.tools.ffmpeg import executable
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
    "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4": ("progressive", FrameSpan(0, 36), 12),
    "lecture_sony_pxwx180_720p60.mts": ("progressive", FrameSpan(0, 24), 12),
    "interlaced_mbaff_tff_opus_in_mp4.mp4": ("tff", FrameSpan(240, 384), 60),
    "mpeg1_elementary_noaudio.mpg": ("progressive", FrameSpan(300, 396), 48),
    "windows_sample.wmv": ("progressive", FrameSpan(600, 828), 84),
}


@pytest.fixture(autouse=True)
def _pictures_before_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "encoder", lambda *_: {"c:v": "rawvideo", "format": "framemd5"})
    monkeypatch.setattr(picture, "settle", lambda *_: None)


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


@pytest.mark.proof
@pytest.mark.parametrize(
    "name",
    ["screen_macos_vfr_3026x1386.mp4", "talk_timecode_burnin_silences.mp4"],
)
def test_graphics_over_the_lesson_are_on_exactly_their_pictures_and_change_no_other(name: str, tmp_path: Path) -> None:
    scan, span, length = CASES[name]
    media = probe(accept(RECORDINGS, name))
    plain = _recipes(media, scan)
    shown = FrameSpan(span.start + 30, span.start + 60)
    over = replace(OVER, span=shown)
    graphics = _graphics(tmp_path, pictures=2 * shown.frames)
    moving = [_dressed(recipe, Dressing(moving=(over,)), span) for recipe in plain]
    bare = _frames(media, plain, span, None, tmp_path)
    whole = _frames(media, moving, span, None, tmp_path, graphics=graphics)
    for number, recipe in enumerate(plain):
        changed = [at for at, (one, other) in enumerate(zip(bare[number], whole[number], strict=True)) if one != other]
        assert changed == list(range(30, 60)), recipe.key
    both = Dressing(stills=(STILL,), moving=(over,))
    pieces = [FrameSpan(span.start + part.start, span.start + part.end) for part in _parts(span, length)]
    dressing = [_dressed(recipe, both, span) for recipe in plain]
    together = _frames(media, dressing, span, None, tmp_path, graphics=graphics)
    chunked = [
        _frames(
            media,
            [_dressed(recipe, both, piece) for recipe in plain],
            piece,
            _seek(media, piece),
            tmp_path,
            graphics=graphics,
        )
        for piece in pieces
    ]
    for number, recipe in enumerate(plain):
        assert [frame for chunk in chunked for frame in chunk[number]] == together[number], recipe.key
        assert all(one != other for one, other in zip(bare[number], together[number], strict=True)), "the still stays"


STILL = Overlay(graphic="still", x_px=400, y_px=20, span=None, moving=False, full_chroma=False)
OVER = Overlay(graphic="moving", x_px=20, y_px=200, span=FrameSpan(0, 30), moving=True, full_chroma=False)


def _dressed(recipe: RenditionRecipe, dressing: Dressing, span: FrameSpan) -> RenditionRecipe:
    return dressed(recipe, load_delivery(recipe.preset), dressing, Fraction(0), span)


def _graphics(folder: Path, pictures: int) -> dict[str, Path]:
    """A still, and an animation in which every picture differs from the one before."""
    files = {"still": folder / "still.png", "moving": folder / "moving.mkv"}
    sources = {"still": ("color=white@0.7:s=60x40,format=rgba", 1), "moving": ("testsrc2=s=80x40:r=50", pictures)}
    for name, (source, count) in sources.items():
        coding = ["-c:v", "ffv1", "-pix_fmt", "bgra"] if name == "moving" else []
        command = [executable(), "-v", "error", "-f", "lavfi", "-i", source, *coding, "-frames:v", str(count)]
        subprocess.run([*command, str(files[name])], check=True)
    return files


def test_slide_that_stands_longer_than_a_chunk_is_shown_in_all_of_it(tmp_path: Path) -> None:
    slides = "color=red:s=320x180:r=10:d=30,select='lt(t,3)+between(t,20,22)'"
    coding = ["-c:v", "libx264", "-g", "10", "-fps_mode", "vfr", str(tmp_path / "slides.mkv")]
    subprocess.run([executable(), "-v", "error", "-f", "lavfi", "-i", slides, *coding], check=True)
    media = probe(accept(tmp_path, "slides.mkv"))
    recipes = _recipes(media, "progressive")
    span = FrameSpan(150, 300)  # a stretch without any picture of its own
    seek = _seek(media, span)
    assert len(set(_frames(media, recipes, span, seek, tmp_path, tmp_path)[0])) == 1


def test_no_chunk_starts_after_the_last_picture_or_is_a_mere_rest() -> None:
    track = probe(accept(RECORDINGS, "short_audio_track.mp4")).video[0]
    for seconds in (10, 61, 63, 130, 900):
        frames = seconds * 25
        spans = chunk_spans(track, track.start, frames)
        assert spans[0].start == 0
        assert spans[-1].end == frames
        assert all(span.start == 0 or seconds_of(span.start) < track.end - track.start for span in spans)


def test_the_test_really_seeks() -> None:
    media = probe(accept(RECORDINGS, "talk_timecode_burnin_silences.mp4"))
    assert _seek(media, FrameSpan(924, 1008)) is not None


def test_pictures_on_the_way_to_a_chunk_are_left_out_before_anything_is_made_of_them() -> None:
    media = probe(accept(RECORDINGS, "talk_timecode_burnin_silences.mp4"))
    recipes = _recipes(media, "progressive")

    def graph(span: FrameSpan) -> str:
        command = picture.chunk_command(_step(media, recipes, span, None), "in", ["a", "b"], media=media)
        return command[command.index("-filter_complex") + 1]

    late = graph(FrameSpan(924, 1008))
    assert "trim=start=36.460000" in late  # half a second before 36.96 s
    assert late.index("trim=") < late.index("split=")
    assert "trim=" not in graph(FrameSpan(0, 84))


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
    media: MediaFile,
    recipes: list[RenditionRecipe],
    span: FrameSpan,
    seek: Fraction | None,
    folder: Path,
    home: Path = RECORDINGS,
    graphics: dict[str, Path] | None = None,
) -> list[list[str]]:
    step = _step(media, recipes, span, seek)
    targets = {number: folder / f"{number}.md5" for number in range(len(recipes))}
    picture.render_chunk(
        step,
        home / media.name,
        targets,
        media=media,
        accept_damage=True,
        cancel=Cancel(),
        progress=lambda _: None,
        graphics=graphics,
    )
    return [
        [line.split(",")[-1] for line in path.read_text().splitlines() if line[0] != "#"] for path in targets.values()
    ]


def _step(media: MediaFile, recipes: list[RenditionRecipe], span: FrameSpan, seek: Fraction | None) -> RenderChunk:
    track = media.video[0]
    return RenderChunk(
        name="chunk",
        outputs=(),
        segment="lesson",
        span=span,
        source=RecordingSource(
            track_index=track.index,
            zero=track.start,
            seek=seek,
            read_until=read_until(track, track.start + seconds_of(span.end)),
        ),
        recipes=tuple(recipes),
        timecodes=("",) * len(recipes),
    )
