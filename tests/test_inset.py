"""The interpreter's picture beside the lesson: in its place, at its time, frame for frame the same in every chunk."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import probe
from lessontool.essence import picture
from lessontool.model import (
    Cadence,
    Colour,
    Deinterlace,
    Inset,
    Interlace,
    MediaFile,
    PictureOperation,
    Place,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    Shrink,
    Turn,
)
from lessontool.planning.chunks import read_until, seek_before
from lessontool.timing import FrameSpan, seconds_of
from lessontool.tools.ffmpeg import executable
from lessontool.tools.process import Cancel
from tests.masters import SMALL, XDCAM
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.tools

WIDTH, HEIGHT = 320, 180
BOX = (212, 20, 92, 140)
"""Where the interpreter stands: left, top, width, height."""
SPAN = FrameSpan(0, 144)
CHUNK = 48
STANDARD = Colour(full_range=False, primaries="bt709", transfer="bt709", matrix="bt709")
SIGNS = {
    # name: (begins at this second of the lesson, work before it is scaled)
    "phone_portrait_270x480_vfr.mp4": (Fraction(17, 10), ()),
    "phone_iphone6_rot90_vfr_mono.mov": (Fraction(-13, 10), (Turn(degrees=90),)),
    "interlaced.mp4": (Fraction(5, 4), (Deinterlace(order="tff"),)),
}


@pytest.fixture(autouse=True)
def _pictures_before_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "encoder", lambda *_: {"c:v": "rawvideo", "format": "framemd5"})
    monkeypatch.setattr(picture, "settle", lambda *_: None)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    lesson = f"testsrc2=s={WIDTH}x{HEIGHT}:r=25:d=6"
    interlaced = "testsrc2=s=160x256:r=50:d=2,interlace=scan=tff"
    for name, source, more in (
        ("lesson.mp4", lesson, ["-g", "12", "-bf", "2"]),
        ("interlaced.mp4", interlaced, ["-g", "12", "-x264-params", "tff=1", "-flags", "+ildct+ilme"]),
    ):
        command = [executable(), "-v", "error", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p"]
        subprocess.run([*command, "-preset", "ultrafast", *more, str(folder / name)], check=True)
    return folder


@pytest.mark.parametrize("name", SIGNS)
def test_chunks_with_an_inset_are_the_undivided_run_frame_for_frame(name: str, clips: Path, tmp_path: Path) -> None:
    scene = Scene(clips, name)
    whole = scene.frames(SPAN, tmp_path, seeking=False)
    pieces = [scene.frames(piece, tmp_path) for piece in SPAN.chunks(CHUNK)]
    bare = scene.frames(SPAN, tmp_path, seeking=False, inset=False)
    for number, rendition in enumerate((XDCAM, SMALL, SMALL)):
        joined = [frame for piece in pieces for frame in piece[number]]
        assert joined == whole[number]
        assert len(joined) == SPAN.frames * rendition.pictures_per_second // 25
        # it is seen from the first picture to the last, whenever it begins and ends
        assert all(one != other for one, other in zip(whole[number], bare[number], strict=True))


def test_first_picture_stands_until_the_recording_begins_and_the_last_when_it_has_ended(clips: Path) -> None:
    scene = Scene(clips, "phone_portrait_270x480_vfr.mp4")
    pictures = scene.pictures(FrameSpan(0, 125))
    signs = [_cut(each, BOX) for each in pictures]
    begin, end = 85, 85 + 2 * 60  # 1.7 s, and 2.4 s later, in pictures of 50 a second
    assert len(set(signs[: begin + 1])) == 1
    assert len(set(signs[begin:end])) > 50
    assert len(set(signs[end + 2 :])) == 1
    assert signs[0] != signs[-1]


def test_recording_that_ends_before_the_lesson_begins_or_begins_after_its_end_is_seen_all_the_same(clips: Path) -> None:
    for starts_at in (Fraction(-60), Fraction(600)):
        scene = Scene(clips, "phone_portrait_270x480_vfr.mp4", starts_at)
        signs = {_cut(each, BOX) for each in scene.pictures(FrameSpan(50, 56))}
        assert len(signs) == 1
        assert len(set(signs.pop())) > 20, "a picture, not one colour"


def test_lesson_around_the_inset_stays_as_it_is_and_the_inset_is_all_its_own(clips: Path) -> None:
    scene = Scene(clips, "interlaced.mp4")
    span = FrameSpan(40, 48)
    left = (0, 0, BOX[0], HEIGHT)
    mixed, bare = scene.pictures(span), scene.pictures(span, inset=False)
    assert [_cut(each, left) for each in mixed] == [_cut(each, left) for each in bare]
    below = (0, BOX[1] + BOX[3], WIDTH, HEIGHT - BOX[1] - BOX[3])
    assert [_cut(each, below) for each in mixed] == [_cut(each, below) for each in bare]
    assert all(_cut(one, BOX) != _cut(other, BOX) for one, other in zip(mixed, bare, strict=True))
    # fields of their own: the interpreter moves 50 times a second
    assert len({_cut(each, BOX) for each in mixed}) == 2 * span.frames


def test_recording_is_opened_once_for_all_renditions(clips: Path) -> None:
    scene = Scene(clips, "interlaced.mp4")
    step = scene.step(FrameSpan(0, 25), seeking=True, inset=True)
    command = picture.chunk_command(step, "lesson", ["a", "b", "c"], media=scene.lesson, others=[scene.sign])
    assert command.count("-i") == 2
    opened = command[: command.index(f"file:{scene.sign.sha256}")][-14:]
    assert {"-protocol_whitelist", "file,pipe", "-f", "mov"} <= set(opened)


class Scene:
    """A lesson of six seconds and an interpreter's recording."""

    def __init__(self, clips: Path, name: str, starts_at: Fraction | None = None) -> None:
        self.clips = clips
        self.home = clips if (clips / name).exists() else RECORDINGS
        self.lesson = probe(accept(clips, "lesson.mp4"))
        self.sign = probe(accept(self.home, name))
        self.starts_at, self.before = SIGNS[name]
        self.starts_at = self.starts_at if starts_at is None else starts_at

    def frames(self, span: FrameSpan, folder: Path, *, seeking: bool = True, inset: bool = True) -> list[list[str]]:
        """Checksums of every picture of every rendition."""
        step = self.step(span, seeking=seeking, inset=inset)
        targets = {number: folder / f"{number}.md5" for number in range(len(step.recipes))}
        picture.render_chunk(
            step,
            self.clips / "lesson.mp4",
            targets,
            media=self.lesson,
            accept_damage=False,
            cancel=Cancel(),
            progress=lambda _: None,
            others={self.sign.sha256: (self.home / self.sign.name, self.sign)},
        )
        texts = [path.read_text(encoding="utf-8").splitlines() for path in targets.values()]
        return [[line.split(",")[-1] for line in text if line[0] != "#"] for text in texts]

    def pictures(self, span: FrameSpan, *, inset: bool = True) -> list[bytes]:
        """The brightness of every picture of the second rendition, from our own command line."""
        step = self.step(span, seeking=True, inset=inset)
        sign = [] if not inset else [self.sign]
        command = picture.chunk_command(step, "LESSON", ["OUT"], media=self.lesson, others=sign, only=[1])
        files = {
            "file:LESSON": f"file:{self.clips / 'lesson.mp4'}",
            f"file:{self.sign.sha256}": f"file:{self.home / self.sign.name}",
            "framemd5": "rawvideo",
            "file:OUT": "pipe:1",
        }
        command = [files.get(word, word) for word in command if word not in ("-progress",)]
        command.remove("pipe:1")
        done = subprocess.run(command, check=True, capture_output=True)
        size = WIDTH * HEIGHT * 3 // 2
        assert len(done.stdout) == span.frames * 2 * size
        return [done.stdout[at : at + WIDTH * HEIGHT] for at in range(0, len(done.stdout), size)]

    def step(self, span: FrameSpan, *, seeking: bool, inset: bool) -> RenderChunk:
        return RenderChunk(
            name="chunk",
            outputs=(),
            segment="lesson",
            span=span,
            source=_source(self.lesson, Fraction(0), span, seeking, ""),
            recipes=tuple(self._recipes(span, seeking=seeking, inset=inset)),
            timecodes=("", "", ""),
        )

    def _recipes(self, span: FrameSpan, *, seeking: bool, inset: bool) -> Iterator[RenditionRecipe]:
        tv = self._inset(span, seeking, full_chroma=True)
        online = self._inset(span, seeking, full_chroma=False)
        on_grid = Cadence(pictures_per_second=50)
        chains: list[list[PictureOperation]] = [
            [_laid(WIDTH, HEIGHT, full_chroma=True), on_grid, tv, Interlace(soften=True)],
            [_laid(WIDTH, HEIGHT), on_grid, online],
            # a smaller rung with its own grid: a second use of the same recording
            [_laid(WIDTH, HEIGHT), Shrink(width_px=WIDTH, height_px=HEIGHT), on_grid, online],
        ]
        for chain, rendition in zip(chains, (XDCAM, SMALL, SMALL), strict=True):
            kept = [operation for operation in chain if inset or not isinstance(operation, Inset)]
            yield RenditionRecipe(preset="p", rendition=rendition, chain=tuple(kept), field_motion=False)

    def _inset(self, span: FrameSpan, seeking: bool, *, full_chroma: bool) -> Inset:
        x, y, width, height = BOX
        source = _source(self.sign, -self.starts_at, span, seeking, self.sign.sha256)
        chain = (*self.before, _laid(width, height, full_chroma=full_chroma), Cadence(pictures_per_second=50))
        return Inset(source=source, chain=chain, x_px=x, y_px=y)


def _source(media: MediaFile, ahead: Fraction, span: FrameSpan, seeking: bool, sha256: str) -> RecordingSource:
    track = media.video[0]
    zero = track.start + ahead
    return RecordingSource(
        media=sha256,
        track_index=track.index,
        zero=zero,
        seek=seek_before(track, zero + seconds_of(span.start)) if seeking else None,
        read_until=read_until(track, zero + seconds_of(span.end)),
    )


def _laid(width: int, height: int, *, full_chroma: bool = False) -> Place:
    place = Place(
        content_width_px=width,
        content_height_px=height,
        canvas_width_px=width,
        canvas_height_px=height,
        fill="black",
        colour=STANDARD,
        hdr=False,
        bit_depth=8,
        full_chroma=False,
    )
    return replace(place, full_chroma=full_chroma)


def _cut(luma: bytes, box: tuple[int, int, int, int]) -> bytes:
    x, y, width, height = box
    return b"".join(luma[row * WIDTH + x : row * WIDTH + x + width] for row in range(y, y + height))
