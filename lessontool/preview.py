"""Looking at a brand before it is used: a contact sheet and a short film, planned and drawn as programmes are."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from lessontool import branding
from lessontool.branding.posters import sheet
from lessontool.errors import InputError
from lessontool.model import (
    ActivePicture,
    Chapter,
    Colour,
    DeliverySpec,
    DrawGraphic,
    DrawPoster,
    GraphicSource,
    Lesson,
    LevelSound,
    Measurements,
    MediaFile,
    Overlay,
    PictureMeasurements,
    Plan,
    PlayMelody,
    RecordingSource,
    RenderChunk,
    RenditionSpec,
    Rights,
    SegmentKind,
    TakeSound,
    VideoTrack,
)
from lessontool.planning.programme import plan
from lessontool.presentation import Surroundings, surroundings_of
from lessontool.presets import brand_files, load_brand, load_delivery, load_lesson, station_of
from lessontool.timing import TimeSpan, decimal_seconds, seconds_of
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

MARK: Final = "lessontool brand preview"
"""Stands in both files: what has it may be replaced by the next preview."""

LONGEST_S: Final = 30
"""Nobody looks longer at a preview, in seconds."""

_WIDTH_PX: Final = 1280
_HEIGHT_PX: Final = 720
_TILE_PX: Final = (960, 540)
_SMALL_PX: Final = (640, 360)
_PICTURES_PER_SECOND: Final = 50

_LESSON_S: Final = Fraction(6)
"""The lesson in the film: its first words come after two seconds, and one must have read the name."""

_LONG_LESSON_S: Final = Fraction(60)
"""On the sheet there is time for a chapter too."""

_CHAPTER_AT_S: Final = Fraction(30)

_BUMPERS: Final[tuple[SegmentKind, SegmentKind]] = ("opening", "closing")

_LIMITS: Final = Limits(wall_s=300)
_FRAME_LIMITS: Final = Limits(wall_s=60)

WORST_CASE: Final = Lesson(
    recording="bai-giang.mp4",
    title="Phép cộng, phép trừ (không nhớ) trong phạm vi 100 và giải bài toán có lời văn bằng hai phép tính",
    subject="TO",
    grade=2,
    series="KNTT",
    school_year="2021-2022",
    week=35,
    lesson_number=128,
    part=2,
    parts=3,
    teachers=("Nguyễn Thị Phương Thảo", "Hoàng Nghiêm Đình Khuê"),
    school="Trường PTDT bán trú Tiểu học và Trung học cơ sở Nậm Xuồng Hạ",
    rights=Rights(holder="Sở Giáo dục và Đào tạo", licence="CC BY-NC-SA 4.0"),
    chapters=(Chapter(start_s=_CHAPTER_AT_S, title="Luyện tập: đặt tính rồi tính, so sánh và điền dấu thích hợp"),),
    broadcasts=(
        "Thứ Hai 6/9, 8:00–8:25, kênh Truyền hình Lai Châu (LTV)",
        "Thứ Tư 8/9, 15:00–15:25, kênh Truyền hình Lai Châu (LTV)",
        "Thứ Bảy 11/9, 19:45–20:10, kênh VTV7",
    ),
    materials_url="https://hoclieu.example.vn/lop-2/toan/bai-128?tiet=2",
)
"""A lesson whose words are as long as words get: a school of 60 letters, two teachers, a title of two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """What a preview made, and of which brand."""

    brand: str
    sheet: Path
    clip: Path


def preview_brand(
    name: str,
    target: Path,
    *,
    lesson_folder: Path | None = None,
    preset_folder: Path | None = None,
    overwrite: bool = False,
    cancel: Cancel | None = None,
    progress: Callable[[float], None] | None = None,
) -> Previewed:
    """Draw a brand's graphics for a lesson into `NAME-sheet.png` and `NAME-preview.mp4`, in the folder `target`.

    Without a lesson, one with very long words takes its place. Raises PresetError for a brand that cannot be used,
    InputError for a lesson that cannot, brand-preview-exists for a file that is not ours and may not be overwritten,
    brand-preview-unwritable; ToolError when a program fails, Interrupted when `cancel` is thrown.
    """
    brand = load_brand(name, preset_folder)
    brand_files(brand, preset_folder)
    lesson = load_lesson(lesson_folder) if lesson_folder else WORST_CASE
    made = Previewed(brand=name, sheet=target / f"{name}-sheet.png", clip=target / f"{name}-preview.mp4")
    _require_writable(target)
    for path in (made.sheet, made.clip):
        _require_free(path, overwrite)
    cancel, progress = cancel or Cancel(), progress or (lambda _: None)
    with tempfile.TemporaryDirectory(prefix="lessontool-preview-") as folder:
        studio = _Studio(
            folder=Path(folder),
            lesson=_shortened(lesson, brand.name),
            preset_folder=preset_folder,
            cancel=cancel,
            drawn={},
        )
        progress(0.05)
        neutral = studio.folder / "neutral.png"
        sheet.neutral_picture(_WIDTH_PX, _HEIGHT_PX).save(neutral)
        clip = _film(studio, neutral)
        progress(0.6)
        picture = _sheet(studio, neutral)
        progress(0.95)
        sheet.save(picture, studio.folder / "sheet.png", MARK)
        _put(studio.folder / "sheet.png", made.sheet)
        _put(clip, made.clip)
    progress(1.0)
    return made


def _shortened(lesson: Lesson, brand: str) -> Lesson:
    """The lesson's words, without what belongs to its recording."""
    chapters = tuple(replace(chapter, start_s=_CHAPTER_AT_S) for chapter in lesson.chapters[:1])
    return replace(
        lesson,
        brand=brand,
        chapters=chapters or WORST_CASE.chapters,
        start_s=None,
        end_s=None,
        poster_s=None,
        video_track=None,
        audio_track=None,
        sign_language=None,
    )


# ── the files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _require_free(path: Path, overwrite: bool) -> None:
    if overwrite or not (path.exists() or path.is_symlink()):
        return
    if path.is_file() and not path.is_symlink() and MARK.encode() in path.read_bytes():
        return
    raise InputError("brand-preview-exists", path=str(path))


def _require_writable(folder: Path) -> None:
    """Refuse before a minute of drawing what nothing can be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InputError("brand-preview-unwritable", path=str(folder), detail=str(error)) from error


def _put(made: Path, target: Path) -> None:
    """Put a finished file into its place, whole or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(made.read_bytes())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError("brand-preview-unwritable", path=str(target.parent), detail=str(error)) from error


# ── planning as for a programme ───────────────────────────────────────────────────────────────────────────────────


def _spec(destination: str) -> DeliverySpec:
    """A delivery of one small picture, as the shipped preset for web sites has it, with pictures for each field."""
    shipped = load_delivery("online-web")
    rendition = RenditionSpec(
        name="preview",
        codec="h264",
        width_px=_WIDTH_PX,
        height_px=_HEIGHT_PX,
        pictures_per_second=_PICTURES_PER_SECOND,
        interlaced=False,
        chroma="4:2:0",
        quality_crf=20,
        max_bit_rate_kbps=8000,
        buffer_kbit=16000,
        gop_frames=100,
        b_frames=3,
        effort="veryfast",
        sound_kbps=128,
    )
    return replace(
        shipped,
        name=f"preview-{destination}",
        destination="tv" if destination == "tv" else "online",
        renditions=(rendition,),
        brand="",
        storyboard=None,
    )


def _facts(seconds: Fraction) -> tuple[MediaFile, Measurements]:
    """What would be known of a recording that is as plain as can be."""
    colour = Colour(full_range=False, primaries="bt709", transfer="bt709", matrix="bt709")
    track = VideoTrack(
        index=0,
        codec="h264",
        width_px=_WIDTH_PX,
        height_px=_HEIGHT_PX,
        sample_aspect=Fraction(1),
        rotation_deg=0,
        pixel_format="yuv420p",
        bit_depth=8,
        colour=colour,
        dolby_vision=False,
        scan_flag="progressive",
        frame_rate=Fraction(25),
        start=Fraction(0),
        end=seconds,
        frames=int(seconds * 25),
        shortest_frame_s=Fraction(1, 25),
        longest_frame_s=Fraction(1, 25),
        variable_rate=False,
        keyframes=(Fraction(0),),
        exact_seek=True,
    )
    measured = PictureMeasurements(
        track_index=0,
        sampled=(TimeSpan(Fraction(0), seconds),),
        scan="progressive",
        active=ActivePicture(x_px=0, y_px=0, width_px=_WIDTH_PX, height_px=_HEIGHT_PX),
        mean_luma=40.0,
        dark_spans=(),
        black_spans=(),
        luma_low=24,
        luma_high=210,
        illegal_share=0.0,
        motion_share=0.5,
    )
    media = MediaFile(
        name="preview",
        size_bytes=1,
        sha256="0" * 64,
        demuxer="matroska",
        container="Matroska",
        video=(track,),
        audio=(),
    )
    return media, Measurements(sha256=media.sha256, picture=(measured,), sound=())


@dataclass(slots=True, kw_only=True)
class _Studio:
    """Where a preview is made, and what has been drawn already."""

    folder: Path
    lesson: Lesson
    preset_folder: Path | None
    cancel: Cancel
    drawn: dict[str, Path]
    """Outputs of steps, by name: equal names are equal work."""

    def planned(self, destination: str, seconds: Fraction) -> tuple[Plan, Surroundings]:
        """Plan a programme as `process` would, for a lesson of so many seconds in which nobody speaks."""
        spec = _spec(destination)
        media, measurements = _facts(seconds)
        around = surroundings_of(
            self.folder,
            self.lesson,
            (spec,),
            media,
            measurements,
            preset_folder=self.preset_folder,
            cancel=self.cancel,
        )
        presentation = replace(around.presentation, speech=())
        stations = {spec.name: station_of(spec)}
        return plan(self.lesson, media, measurements, (spec,), presentation=presentation, stations=stations), around

    def draw(self, name: str, made: Plan, around: Surroundings) -> Path:
        """Draw a graphic that a plan names, once."""
        if name not in self.drawn:
            step = next(each for each in made.steps if isinstance(each, DrawGraphic) and each.output.name == name)
            path = self.folder / f"graphic-{len(self.drawn)}{step.output.suffix}"
            branding.draw_graphic(step, path, files=around.assets, cancel=self.cancel, progress=lambda _: None)
            self.drawn[name] = path
        return self.drawn[name]

    def segment(self, kind: SegmentKind, made: Plan, around: Surroundings) -> tuple[Path, int] | None:
        """Draw an opening or closing, or conform the brand's own film, and say its frames; None: there is none."""
        step = next((each for each in made.steps if isinstance(each, RenderChunk) and each.segment == kind), None)
        if step is None:
            return None
        if isinstance(step.source, GraphicSource):
            return self.draw(step.source.graphic, made, around), step.span.frames
        return self._conformed(step, step.source, made, around), step.span.frames

    def _conformed(self, step: RenderChunk, source: RecordingSource, made: Plan, around: Surroundings) -> Path:
        from lessontool.essence import picture

        path = self.folder / f"clip-{step.segment}.mp4"
        if not path.exists():
            picture.render_chunk(
                step,
                around.assets[source.media],
                {0: path},
                media=made.recording(source.media),
                accept_damage=False,
                cancel=self.cancel,
                progress=lambda _: None,
            )
        return path

    def still(self, path: Path, at_s: Fraction, size: tuple[int, int]) -> Any:
        """Take one picture out of a drawn graphic or film, with its transparency."""
        from PIL import Image

        if path.suffix == ".png":
            return Image.open(path)
        command = [
            *ffmpeg.base_command(),
            *("-ss", decimal_seconds(at_s), "-protocol_whitelist", "file", "-i", f"file:{path}"),
            *("-frames:v", "1", "-vf", "scale=in_color_matrix=bt709,format=rgba"),
            *("-f", "rawvideo", "pipe:1"),
        ]
        pixels = process.check(command, process.run(command, limits=_FRAME_LIMITS, cancel=self.cancel)).stdout
        return Image.frombytes("RGBA", size, pixels)


def _overlays(made: Plan) -> list[tuple[Overlay, DrawGraphic]]:
    """What a plan lays over the lesson, in the picture's order, with the steps that draw it."""
    drawings = {step.output.name: step for step in made.steps if isinstance(step, DrawGraphic)}
    laid = (
        operation
        for step in made.steps
        if isinstance(step, RenderChunk) and step.segment == "lesson"
        for operation in step.recipes[0].chain
        if isinstance(operation, Overlay)
    )
    return [(each, drawings[each.graphic]) for each in dict.fromkeys(laid)]


# ── the sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _sheet(studio: _Studio, neutral: Path) -> Any:
    """Put together what is to be judged: large, and as small as the weakest connection gets it."""
    from PIL import Image

    made, around = studio.planned("tv", _LONG_LESSON_S)
    online, around_online = studio.planned("online", _LONG_LESSON_S)
    look = next(step.look for step in made.steps if isinstance(step, DrawPoster))
    bare = Image.open(neutral).convert("RGB")
    opening, closing = (list(_bumper_stills(studio, kind, made, around)) for kind in _BUMPERS)
    named = sheet.with_safe_area(_dressed(studio, bare, made, around, "lower_third"))
    chaptered = sheet.with_safe_area(_dressed(studio, bare, made, around, "chapter"))
    cornered = sheet.with_safe_area(_dressed(studio, bare, online, around_online, "lower_third"))
    posters = [(step, _poster(studio, step, neutral, around)) for step in made.steps if isinstance(step, DrawPoster)]
    posters = posters[:1] + [each for each in posters if each[0].width_px == each[0].height_px][:1]
    large = [
        *((f"Mở đầu, giây {float(at):.1f} / opening", still) for at, still in opening),
        ("Tên giáo viên, vùng an toàn R 95 / lower third, safe area", named),
        ("Tên phần / chapter title", chaptered),
        ("Trực tuyến: logo, nhãn lớp / online: logo, grade label", cornered),
        *((f"Kết thúc, giây {float(at):.1f} / closing", still) for at, still in closing[-1:]),
    ]
    small = [opening[-2][1]] if opening else []
    small += [named, chaptered, cornered, *(still for _, still in closing[-1:]), *(still for _, still in posters[:1])]
    tiles = [sheet.Tile(picture=sheet.fitted(still, *_TILE_PX), caption=caption) for caption, still in large]
    tiles += [sheet.Tile(picture=_poster_tile(still), caption=f"Áp phích / {_name(step)}") for step, still in posters]
    minis = [sheet.Tile(picture=sheet.fitted(still, *_SMALL_PX), caption="640 × 360") for still in small]
    rows = [*_in_rows(tiles, 2), *_in_rows(minis, 3)]
    return sheet.compose(f"{studio.lesson.brand} · {studio.lesson.title}", rows, look)


def _name(step: DrawPoster) -> str:
    return f"{step.output.name.rpartition('/')[2]} {step.width_px} × {step.height_px}"


def _in_rows(tiles: list[sheet.Tile], count: int) -> Iterator[list[sheet.Tile]]:
    for begin in range(0, len(tiles), count):
        yield tiles[begin : begin + count]


def _bumper_stills(
    studio: _Studio, kind: SegmentKind, made: Plan, around: Surroundings
) -> Iterator[tuple[Fraction, Any]]:
    """Four moments of an opening or closing: it comes, it has come, its middle, its last picture."""
    segment = studio.segment(kind, made, around)
    if segment is None:
        return
    path, frames = segment
    length = seconds_of(frames)
    for at in sorted(
        {min(Fraction(2, 5), length / 4), min(Fraction(1), length / 2), length / 2, length - Fraction(1, 10)}
    ):
        yield at, studio.still(path, at, (_WIDTH_PX, _HEIGHT_PX)).convert("RGB")


def _dressed(studio: _Studio, bare: Any, made: Plan, around: Surroundings, name: str) -> Any:
    """The neutral lesson with all that stands on it all the time, and one of the names that come and go, at rest."""
    picture = bare
    for overlay, step in _overlays(made):
        if overlay.moving and step.graphic != name:
            continue
        drawn = studio.draw(overlay.graphic, made, around)
        size = (step.box.width_px, step.box.height_px) if step.box else (step.width_px, step.height_px)
        still = studio.still(drawn, Fraction(step.pictures, 2 * _PICTURES_PER_SECOND), size)
        picture = sheet.over(picture, still, overlay.x_px, overlay.y_px)
    return picture


def _poster(studio: _Studio, step: DrawPoster, neutral: Path, around: Surroundings) -> Any:
    from PIL import Image

    path = studio.folder / f"poster-{step.width_px}x{step.height_px}{step.output.suffix}"
    branding.draw_poster(step, neutral, path, files=around.assets, cancel=studio.cancel)
    return Image.open(path).convert("RGB")


def _poster_tile(picture: Any) -> Any:
    return sheet.fitted(picture, round(picture.width * _TILE_PX[1] / picture.height), _TILE_PX[1])


# ── the film ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _film(studio: _Studio, neutral: Path) -> Path:
    """Opening, a few seconds of lesson, closing: as on TV, or as online where that would be too long."""
    made, around = studio.planned("tv", _LESSON_S)
    if _frames(made) > LONGEST_S * 25:
        made, around = studio.planned("online", _LESSON_S)
    sound = _sound(studio, made, around)
    target = studio.folder / "preview.mp4"
    opening, closing = (studio.segment(kind, made, around) for kind in _BUMPERS)
    laid = [(overlay, studio.draw(overlay.graphic, made, around)) for overlay, _ in _overlays(made)]
    lesson = _lesson_frames(made)
    before, after = ([bumper[0]] if bumper else [] for bumper in (opening, closing))
    command = _film_command([*before, None, *after], neutral, lesson, laid, sound, target)
    process.check(command, process.run(command, limits=_LIMITS, cancel=studio.cancel))
    return target


def _frames(made: Plan) -> int:
    level = next(step for step in made.steps if isinstance(step, LevelSound))
    return sum(segment.frames for segment in level.segments)


def _lesson_frames(made: Plan) -> int:
    level = next(step for step in made.steps if isinstance(step, LevelSound))
    return next(segment.frames for segment in level.segments if segment.segment == "lesson")


def _sound(studio: _Studio, made: Plan, around: Surroundings) -> Path:
    """The brand's sound, played or taken and levelled as in a programme; nobody speaks."""
    from lessontool.essence import melody, sound

    sources: dict[str, Path] = {}
    for step in made.steps:
        path = studio.folder / f"sound-{len(sources)}.wav"
        if isinstance(step, PlayMelody):
            melody.play(step, path)
            sources[step.output.name] = path
        elif isinstance(step, TakeSound):
            media = made.recording(step.media)
            sound.take_sound(
                step, around.assets[step.media], media, path, cancel=studio.cancel, progress=lambda _: None
            )
            sources[step.output.name] = path
    level = next(step for step in made.steps if isinstance(step, LevelSound))
    target = studio.folder / "sound.wav"
    sound.level_sound(level, sources, target, cancel=studio.cancel, progress=lambda _: None)
    return target


def _film_command(
    segments: list[Path | None],
    neutral: Path,
    lesson_frames: int,
    laid: list[tuple[Overlay, Path]],
    sound: Path,
    target: Path,
) -> list[str]:
    """Join the drawn segments with a still lesson (None) between them, its graphics over it."""
    import ffmpeg as graphs

    files: Mapping[str, Any] = {"protocol_whitelist": "file"}
    whole = {
        "size": f"{_WIDTH_PX}x{_HEIGHT_PX}",
        "flags": "bicubic",
        "out_color_matrix": "bt709",
        "out_range": "limited",
    }
    seconds = decimal_seconds(seconds_of(lesson_frames))
    lesson = graphs.input(f"file:{neutral}", loop=1, framerate=_PICTURES_PER_SECOND, t=seconds, **files)
    lesson = lesson["v"].filter("scale", **whole).filter("format", "yuv420p")
    for overlay, path in laid:
        begin = decimal_seconds(seconds_of(overlay.span.start)) if overlay.span else "0"
        drawn = graphs.input(f"file:{path}", **files)["v"]
        drawn = drawn.filter("scale", out_color_matrix="bt709", out_range="limited").filter("format", "yuva420p")
        drawn = drawn.filter("setpts", f"PTS+{begin}/TB")
        lesson = graphs.filter(
            [lesson, drawn], "overlay", overlay.x_px, overlay.y_px, eof_action="pass" if overlay.moving else "repeat"
        )
    parts = []
    for part in segments:
        stream = graphs.input(f"file:{part}", **files)["v"].filter("scale", **whole) if part else lesson
        parts.append(stream.filter("fps", _PICTURES_PER_SECOND).filter("format", "yuv420p").filter("setsar", 1))
    film = graphs.concat(*parts, v=1, a=0).filter(
        "setparams", range="limited", color_primaries="bt709", color_trc="bt709", colorspace="bt709"
    )
    output = graphs.output(
        film,
        graphs.input(f"file:{sound}", **files)["a"],
        f"file:{target}",
        vcodec="libx264",
        preset="veryfast",
        crf=20,
        acodec="aac",
        audio_bitrate="128k",
        movflags="+faststart",
        # the mark by which the next preview knows this one
        metadata=f"comment={MARK}",
        f="mp4",
    )
    return [*ffmpeg.base_command(), *output.get_args()]
