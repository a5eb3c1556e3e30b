"""The floor of all costs: the very encoders of a plan, fed with ready frames and ready sound.

Nothing is decoded, scaled, wrapped or checked. Of the lesson, stretches spread over its whole length are encoded and
their cost is scaled to all of it; cards and sound are encoded whole.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

from benchmarks.cost import FREE, Cost, measured
from lessontool.essence import picture
from lessontool.essence.sound import encode_command
from lessontool.model import EncodeSound, GraphicSource, Plan, RecordingSource, RenderChunk, RenditionRecipe
from lessontool.planning.chunks import read_until, seek_before
from lessontool.timing import FrameSpan, seconds_of
from lessontool.tools import ffmpeg

STRETCHES: Final = 6
STRETCH_FRAMES: Final = 100
"""A GOP of the online renditions. Six of them are 2.5 GB of raw 1080i 4:2:2."""


@dataclass(frozen=True)
class Floor:
    """What the encoders alone cost for a whole programme in all its renditions."""

    lesson: Cost
    cards: Cost
    sound: Cost
    reading: Cost
    """What part of `lesson` and `cards` is reading the ready frames from files."""

    @property
    def whole(self) -> Cost:
        """All of it."""
        return self.lesson + self.cards + self.sound


def floor(made: Plan, recording: Path, files: Mapping[str, str], folder: Path) -> Floor:
    """Measure the encoders of a plan; `files` has the finished outputs of its steps by name."""
    chunks = [step for step in made.steps if isinstance(step, RenderChunk)]
    lesson = [step for step in chunks if step.segment == "lesson"]
    cards = [step for step in chunks if step.segment != "lesson"]
    frames = max(step.span.end for step in lesson)
    stretches = [_stretch(lesson[0], at, made) for at in _places(frames)]
    share = frames / sum(step.span.frames for step in stretches)
    one, read_one = _encoders(stretches, [str(recording)] * len(stretches), made, folder)
    other, read_other = FREE, FREE
    for _, same in groupby(cards, key=lambda step: step.recipes[0].preset):
        steps = list(same)
        sources = [files[step.source.graphic] for step in steps if isinstance(step.source, GraphicSource)]
        cost, read = _encoders(steps, sources, made, folder)
        other, read_other = other + cost, read_other + read
    return Floor(one * share, other, _sound(made, files, folder), read_one * share + read_other)


def _places(frames: int) -> list[int]:
    last = max(0, frames - STRETCH_FRAMES)
    return sorted({last * number // (STRETCHES - 1) for number in range(STRETCHES)})


def _stretch(chunk: RenderChunk, at: int, made: Plan) -> RenderChunk:
    """Give a short stretch of the lesson as if it were a chunk."""
    assert isinstance(chunk.source, RecordingSource)
    zero, index = chunk.source.zero, chunk.source.track_index
    track = next(track for track in made.media.video if track.index == index)
    span = FrameSpan(at, at + STRETCH_FRAMES)
    source = replace(
        chunk.source,
        seek=seek_before(track, zero + seconds_of(span.start)),
        read_until=read_until(track, zero + seconds_of(span.end)),
    )
    return replace(chunk, span=span, source=source)


def _encoders(steps: Sequence[RenderChunk], sources: Sequence[str], made: Plan, folder: Path) -> tuple[Cost, Cost]:
    """Make the frames of some chunks, and then measure their encoders and the mere reading of the frames."""
    encoding = reading = FREE
    for number, recipe in enumerate(steps[0].recipes):
        raw = folder / "ready.raw"
        with raw.open("wb") as file:
            for step, source in zip(steps, sources, strict=True):
                _make_frames(step, number, source, made, file)
        assert raw.stat().st_size == _bytes(recipe, sum(step.span.frames for step in steps))
        options = _encoder(steps[0], number, sum(step.span.frames for step in steps), sources[0], made)
        read = [ffmpeg.executable(), "-v", "error", "-nostdin", "-y", "-threads", "1", *_shape(recipe), "-i", str(raw)]
        encoding += _run([*read, *options, str(folder / "encoded")])
        reading += _run([*read, "-c:v", "wrapped_avframe", "-f", "null", "-"])
        raw.unlink()
    return encoding, reading


def _make_frames(step: RenderChunk, number: int, source: str, made: Plan, file: BinaryIO) -> None:
    """Write one rendition's raw frames, made by the chunk's own graph."""
    before, graph, label, _ = _command(step, number, source, made)
    count = str(step.span.frames * step.recipes[number].rendition.pictures_per_second // 25)
    sink = ["-map", label, "-frames:v", count, "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"]
    # the progress would come in between
    before = [word for word in before if word not in ("-progress", "pipe:1")]
    subprocess.run([*before, "-filter_complex", graph, *sink], check=True, stdout=file, stderr=subprocess.DEVNULL)


def _encoder(step: RenderChunk, number: int, frames: int, source: str, made: Plan) -> list[str]:
    """Say with which options a chunk's rendition is encoded."""
    options = _command(step, number, source, made)[3]
    options[options.index("-frames:v") + 1] = str(frames * step.recipes[number].rendition.pictures_per_second // 25)
    return options


def _command(step: RenderChunk, number: int, source: str, made: Plan) -> tuple[list[str], str, str, list[str]]:
    """Cut a chunk's command line into input, graph, label and the encoder's options."""
    command = picture.chunk_command(step, source, ["TARGET"], media=made.media, only=[number])
    graph, output = command.index("-filter_complex"), command.index("-map")
    options = [word for word in command[output + 2 :] if word not in ("file:TARGET", "-y")]
    return command[:graph], command[graph + 1], command[output + 1], options


def _bytes(recipe: RenditionRecipe, frames: int) -> int:
    """Say how large so many frames are; half of the colour samples are left out, or three quarters."""
    rendition = recipe.rendition
    picture_bytes = rendition.width_px * rendition.height_px * (4 if rendition.chroma == "4:2:2" else 3) // 2
    return frames * rendition.pictures_per_second // 25 * picture_bytes


def _shape(recipe: RenditionRecipe) -> list[str]:
    rendition = recipe.rendition
    pixels = "yuv422p" if rendition.chroma == "4:2:2" else "yuv420p"
    size, rate = f"{rendition.width_px}x{rendition.height_px}", str(rendition.pictures_per_second)
    return ["-f", "rawvideo", "-pixel_format", pixels, "-video_size", size, "-framerate", rate]


def _sound(made: Plan, files: Mapping[str, str], folder: Path) -> Cost:
    """Measure the sound encoders; uncompressed sound has none."""
    total = FREE
    for step in made.steps:
        if isinstance(step, EncodeSound):
            command = encode_command(step, Path(files[step.source]), folder / "encoded.m4a")
            total += _run(command)
    return total


def _run(command: Sequence[str]) -> Cost:
    """Run a program in the environment in which lessontool runs it."""
    return measured(
        lambda: subprocess.run(
            command, check=True, capture_output=True, env=ffmpeg.environment(), stdin=subprocess.DEVNULL
        )
    )
