"""Packages for adaptive players, made through our own planning and cutting from a short programme with a flash and a
click at the same moment; small enough to be made once in a test run."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lessontool import presets
from lessontool.essence.adaptive import cut, write_playlists
from lessontool.model import (
    AdaptiveSpec,
    Cue,
    CutTrack,
    DeliverySpec,
    DrawStoryboard,
    Mark,
    Output,
    RenditionSpec,
    Step,
    StoryboardSpec,
    Subtitles,
    WrapProgramme,
    WritePlaylists,
    WriteText,
)
from lessontool.planning.adaptive import adaptive
from lessontool.subtitles.showing import writing
from lessontool.timing import FrameSpan
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests.sources import LESSON

STEM: Final = "TO1_KNTT_T05_B12_P1_Phep_cong"
FRAMES: Final = 360
"""14.4 s: an opening of 1.36 s, then pieces of 4 s from there on, and a rest."""

KEYFRAMES: Final = (0, 34, 134, 234, 334)
FLASH: Final = 175
"""The frame that is white, and at whose beginning the click is: 7 s."""

BOARD: Final = StoryboardSpec(every_s=1, width_px=160, columns=5, rows=2)
MARKS: Final = (Mark(start_frames=0, title='Khởi động "1 & 2"'), Mark(start_frames=134, title="Luyện tập <x>"))
CUES: Final = {
    "vi": ((50, 90, "Thầy chào các em!"), (250, 300, "Ba < năm & năm > ba.")),
    "en": ((50, 90, "Hello, children!"), (250, 300, "Three < five & five > three.")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A package folder and how it came to be."""

    folder: Path
    spec: DeliverySpec
    steps: tuple[CutTrack | WritePlaylists, ...]
    files: dict[str, Path]
    stem: str = STEM

    @property
    def cuts(self) -> tuple[CutTrack, ...]:
        """The steps that made tracks."""
        return tuple(step for step in self.steps if isinstance(step, CutTrack))

    @property
    def written(self) -> WritePlaylists:
        """The step that wrote the playlists."""
        return next(step for step in self.steps if isinstance(step, WritePlaylists))

    def read(self, ending: str) -> str:
        """The playlist whose name ends so behind the stem."""
        return (self.folder / f"{self.stem}{ending}").read_text(encoding="utf-8")


@functools.cache
def _workplace() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="lessontool-adaptive-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def programme(
    height_px: int = 180,
    sound_kbps: int = 64,
    codec: str = "h264",
    sound: str = "aac",
    keyframes: Sequence[int] = KEYFRAMES,
) -> Path:
    """The programme as a finished rendition: MP4 with closed GOPs; made once for each size and rate."""
    path = _workplace() / f"{height_px}-{codec}-{sound}-{sound_kbps}-{len(keyframes)}.mp4"
    flash = f"drawbox=color=white:t=fill:enable='eq(n,{FLASH})'"
    picture = f"testsrc2=size={height_px * 16 // 9}x{height_px}:rate=25:duration={FRAMES / 25},{flash}"
    at = FLASH / 25
    heard = f"aevalsrc='0.02*sin(1900*t)+0.9*between(t,{at},{at + 0.002})*sin(19000*t)':s=48000:d={FRAMES / 25}"
    coded = {
        "h264": ("libx264", "-preset", "ultrafast", "-bf", "3", "-sc_threshold", "0", "-flags:v", "+cgop"),
        "av1": ("libsvtav1", "-preset", "12", "-crf", "45", "-svtav1-params", "lp=1:scd=0"),
    }[codec]
    command = [ffmpeg.executable(), "-v", "error", "-y", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", heard]
    command += ["-c:v", *coded, "-g", "100", "-pix_fmt", "yuv420p", "-colorspace", "bt709"]
    command += ["-force_key_frames", ",".join(f"{frame / 25}" for frame in keyframes)]
    command += ["-c:a", "libopus" if sound == "opus" else "aac", "-ac", "2", "-b:a", f"{sound_kbps}k"]
    command += ["-video_track_timescale", "25000", "-metadata", "title=Secret & <title>", "-movflags", "+faststart"]
    subprocess.run([*command, path], check=True)
    return path


Rung = tuple[int, int, str, str]
"""Height, sound rate, picture and sound coding."""

LADDER: Final[tuple[Rung, ...]] = ((360, 128, "h264", "aac"), (180, 64, "h264", "aac"))
AV1_LADDER: Final[tuple[Rung, ...]] = (*LADDER, (180, 24, "av1", "opus"))


def online(rungs: Sequence[Rung], fragment_s: int = 4, *, hls: bool = True, dash: bool = True) -> DeliverySpec:
    """The online preset with such renditions."""
    spec = presets.load_delivery("online-web")
    first = spec.renditions[0]
    return replace(
        spec,
        renditions=tuple(_rendition(first, rung) for rung in rungs),
        storyboard=BOARD,
        adaptive=AdaptiveSpec(fragment_s=fragment_s, hls=hls, dash=dash),
    )


def _rendition(first: RenditionSpec, rung: Rung) -> RenditionSpec:
    height, kbps, codec, _ = rung
    shared = replace(first, height_px=height, width_px=height * 16 // 9, sound_kbps=kbps)
    return replace(shared, name=f"{height}p-av1", codec="av1") if codec == "av1" else replace(shared, name=f"{height}p")


def planned(
    folder: str,
    spec: DeliverySpec,
    rungs: Sequence[Rung],
    *,
    captions: Sequence[str] = ("vi", "en"),
    board: bool = True,
    marks: Sequence[Mark] = MARKS,
    stem: str = STEM,
) -> tuple[list[WrapProgramme], list[Step], tuple[CutTrack | WritePlaylists, ...]]:
    """Renditions, what goes with them, and the steps that are planned for adaptive players."""
    path = f"{folder}/{stem}"
    wrapped = [
        WrapProgramme(
            name=f"wrap {each.name}",
            output=Output(name=f"programme/{each.name}", suffix=".mp4", package_path=f"{path}_{each.name}.mp4"),
            container="mp4",
            rendition=each,
            chunks=(),
            sound=f"sound/{rung[3]}/{rung[1]}",
            frames=FRAMES,
            timecode_start="",
            sound_tracks=1,
            title="",
            language="vi",
            sound_codec="opus" if rung[3] == "opus" else "aac",
        )
        for each, rung in zip(spec.renditions, rungs, strict=True)
    ]
    beside: list[Step] = [_text(language, path) for language in captions]
    if board:
        beside.append(_storyboard(path))
    found = [step for step, _ in adaptive(spec, wrapped, beside, marks=marks, path=path)]
    return wrapped, beside, tuple(step for step in found if isinstance(step, (CutTrack, WritePlaylists)))


def _text(language: str, path: str) -> WriteText:
    cues = tuple(
        Cue(span=FrameSpan(start, end), lines=(said,), origin="script", confidence=1.0)
        for start, end, said in CUES[language]
    )
    return WriteText(
        name=f"write {language}",
        output=Output(name=f"text/{language}", suffix=".vtt", package_path=f"{path}.{language}.vtt"),
        form="webvtt",
        subtitles=Subtitles(language=language, style="grade-1-2", origin="script", cues=cues),
        offset_frames=0,
        lesson=LESSON,
    )


def _storyboard(path: str) -> DrawStoryboard:
    sheets = -(-FRAMES // (25 * BOARD.every_s * BOARD.columns * BOARD.rows))
    return DrawStoryboard(
        name="draw storyboard",
        outputs=(
            *(
                Output(name=f"board/{n}", suffix=".jpg", package_path=f"{path}_storyboard_{n}.jpg")
                for n in range(1, sheets + 1)
            ),
            Output(name="board", suffix=".vtt", package_path=f"{path}_storyboard.vtt"),
        ),
        source="",
        frames=FRAMES,
        every_s=BOARD.every_s,
        width_px=BOARD.width_px,
        height_px=90,
        columns=BOARD.columns,
        rows=BOARD.rows,
    )


def packed(
    root: Path,
    rungs: Sequence[Rung] = LADDER,
    *,
    fragment_s: int = 4,
    captions: Sequence[str] = ("vi", "en"),
    board: bool = True,
    marks: Sequence[Mark] = MARKS,
    stem: str = STEM,
) -> Packed:
    """Make a whole package below `root`: tracks, playlists, captions, sheets."""
    spec = online(rungs, fragment_s)
    wrapped, beside, steps = planned(
        "packages/online", spec, rungs, captions=captions, board=board, marks=marks, stem=stem
    )
    folder = root / "packages" / "online"
    folder.mkdir(parents=True)
    files: dict[str, Path] = {}
    for wrap, rung in zip(wrapped, rungs, strict=True):
        files[wrap.output.name] = programme(*rung)
    for each in beside:
        _write_beside(root, each, files)
    for step in steps:
        made = step.outputs if isinstance(step, WritePlaylists) else (step.output,)
        targets = {number: root / output.package_path for number, output in enumerate(made)}
        if isinstance(step, CutTrack):
            cut(step, files[step.source], targets[0], cancel=Cancel(), progress=lambda _: None)
        else:
            write_playlists(step, files, targets, folder=folder)
        files |= {output.name: root / output.package_path for output in made}
    return Packed(folder=folder, spec=spec, steps=steps, files=files, stem=stem)


def _write_beside(root: Path, step: Step, files: dict[str, Path]) -> None:
    if isinstance(step, WriteText):
        path = root / step.output.package_path
        path.write_text(writing.webvtt(step.subtitles, offset_frames=0), encoding="utf-8")
        files[step.output.name] = path
    if isinstance(step, DrawStoryboard):
        for output in step.outputs[:-1]:
            path = root / output.package_path
            width, height = BOARD.width_px * BOARD.columns, 90 * BOARD.rows
            picture = f"testsrc=size={width}x{height}"
            command = [ffmpeg.executable(), "-v", "error", "-y", "-f", "lavfi", "-i", picture, "-frames:v", "1"]
            subprocess.run([*command, path], check=True)
            files[output.name] = path
