"""Making pictures: one decode of a chunk becomes every rendition that somebody wants.

A rendition is a chain of operations from decoder to encoder. Chains that begin alike are laid into one graph as a
tree, so the decode, the turn, the first scale … happen once. Every conversion is spelt out: a scaler that ffmpeg
inserts by itself lands in another place when decoding starts elsewhere, and changes the picture.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.errors import InputError
from lessontool.essence.constant_rate import settle
from lessontool.essence.encoders import encoder
from lessontool.essence.filters import Props, apply, finished
from lessontool.essence.layers import ANIMATION, STILL
from lessontool.essence.reading import recording_input
from lessontool.model import (
    BurnCaptions,
    GraphicSource,
    Inset,
    MediaFile,
    Overlay,
    PictureOperation,
    RenderChunk,
    RenditionRecipe,
)
from lessontool.timing import PROGRAMME_RATE, TimeSpan, seconds_of
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Finished, Limits

Stream = Any
"""A node of ffmpeg-python's graph; the library has no types."""

_SLOWEST_FRAME_S: Final = 4.0
"""A frame in all renditions on a loaded machine: beyond this the program is stuck, not slow."""

_SEEK_NOISE: Final = re.compile(
    r"mmco: unref short failure|[Mm]issing reference picture|co located POCs unavailable"
    r"|reference frames exceeds max|Frame num gap|number of reference frames|reference picture missing during reorder"
)
"""What a decoder says when it starts in the middle of an open GOP, about pictures that nobody will see."""

_ENCODER: Final = re.compile(r"rc buffer underflow|max bitrate possibly too small|\[enc:")
"""What the encoder says; whether it kept its rate is seen from the bytes."""


# ── the command line ──────────────────────────────────────────────────────────────────────────────────────────────


def chunk_command(
    step: RenderChunk,
    source: str,
    targets: Sequence[str],
    *,
    media: MediaFile | None = None,
    others: Sequence[MediaFile] = (),
    only: Sequence[int] | None = None,
    props: Props | None = None,
    encode: Callable[[RenditionRecipe, str, int], dict[str, Any]] | None = None,
) -> list[str]:
    """Write the command line that renders a chunk: a pure function of the step and the paths.

    `only` picks recipes by number (renditions that are not there yet); `targets` belongs to those. `media` is the
    recording, where the source is one; `others` are recordings that are laid over it. Without `props` captions,
    graphics and other recordings are named by what they are. `encode` gives other output
    options than the rendition's encoder has.
    """
    import ffmpeg as graphs

    picked = list(range(len(step.recipes))) if only is None else list(only)
    recipes = [step.recipes[number] for number in picked]
    stream = _opened(graphs, step, source, media)
    chains = [recipe.chain for recipe in recipes]
    ends = _grow(stream, chains, step.span.start, props or _named_by_content(others))
    outputs = [
        graphs.output(
            finished(end, recipe.rendition),
            f"file:{target}",
            **(encode or encoder)(recipe, step.timecodes[number], step.span.frames),
            **{"frames:v": _coded_frames(step, recipe)},
        )
        for number, recipe, end, target in zip(picked, recipes, ends, targets, strict=True)
    ]
    arguments: list[str] = graphs.merge_outputs(*outputs).get_args(overwrite_output=True)
    return [*_before_input(), *arguments]


def _named_by_content(others: Sequence[MediaFile]) -> Props:
    """Everything by what it is, nothing by where it lies: the command line is the same on every machine."""
    known = {media.sha256: media for media in others}
    return Props(
        captions=lambda burn: records.identity(_captions_text(burn)),
        fonts="FONTS",
        graphic=lambda name: name,
        recording=lambda sha256: (sha256, known[sha256]),
    )


def props_of(recipe: RenditionRecipe) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List what a recipe needs besides its source: names of drawn graphics, and SHA-256 of other recordings."""
    graphics = tuple(each.graphic for each in recipe.chain if isinstance(each, Overlay))
    recordings = tuple(each.source.media for each in recipe.chain if isinstance(each, Inset))
    return tuple(dict.fromkeys(graphics)), tuple(dict.fromkeys(recordings))


def _coded_frames(step: RenderChunk, recipe: RenditionRecipe) -> int:
    return step.span.frames * recipe.rendition.pictures_per_second // int(PROGRAMME_RATE)


def _before_input() -> list[str]:
    return [
        ffmpeg.executable(),
        "-hide_banner",
        "-nostdin",
        # verbose: only there does ffmpeg say how many frames each output really got
        *("-loglevel", "level+verbose"),
        "-nostats",
        *("-progress", "pipe:1"),
        # times stay those of the recording, wherever decoding starts
        "-copyts",
        # see the head of this file
        "-noauto_conversion_filters",
        # chunks run side by side: one thread each wastes less than threads that wait for one another
        *("-filter_complex_threads", "1"),
    ]


def _opened(graphs: Any, step: RenderChunk, source: str, media: MediaFile | None) -> Stream:
    if isinstance(step.source, GraphicSource):
        drawn = graphs.input(f"file:{source}", **(ANIMATION if step.source.moving else STILL))["0"]
        # drawings do not say that their pixels are square; unsaid, an encoder's headers differ from the lesson's
        return drawn.filter("setsar", "1")
    if media is None:
        raise ValueError("a chunk of the recording needs to know the recording")
    return recording_input(step.source, media, source, step.span.start)


def _grow(
    stream: Stream,
    chains: Sequence[Sequence[PictureOperation]],
    start: int,
    props: Props,
    depth: int = 0,
) -> list[Stream]:
    """Lay chains that begin alike into a tree; give back the end of each, in order."""
    branches: dict[str, list[int]] = {}
    done = [number for number, chain in enumerate(chains) if len(chain) == depth]
    for number, chain in enumerate(chains):
        if len(chain) > depth:
            branches.setdefault(repr(chain[depth]), []).append(number)
    ends: list[Stream] = [None] * len(chains)
    # an output needs a branch of its own, even where another ends at the same place
    twigs = iter(_split(stream, len(done) + len(branches)))
    for number in done:
        ends[number] = next(twigs)
    for numbers in branches.values():
        grown = apply(chains[numbers[0]][depth], next(twigs), start, props)
        tips = _grow(grown, [chains[number] for number in numbers], start, props, depth + 1)
        for number, tip in zip(numbers, tips, strict=True):
            ends[number] = tip
    return ends


def _split(stream: Stream, ways: int) -> list[Stream]:
    if ways == 1:
        return [stream]
    node = stream.filter_multi_output("split", ways)
    return [node.stream(number) for number in range(ways)]


# ── doing it ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A decoder complained about a stretch of the recording."""

    span: TimeSpan
    """Where in the lesson, in seconds."""
    lines: tuple[str, ...]


def render_chunk(
    step: RenderChunk,
    source: Path,
    targets: Mapping[int, Path],
    *,
    media: MediaFile | None,
    accept_damage: bool,
    cancel: Cancel,
    progress: Callable[[float], None],
    graphics: Mapping[str, Path] | None = None,
    others: Mapping[str, tuple[Path, MediaFile]] | None = None,
) -> Damage | None:
    """Decode a chunk once and encode the renditions whose targets are given (by recipe number).

    `graphics` has the files of drawn graphics by name, `others` other recordings by SHA-256.
    Each target has exactly the chunk's number of frames when this returns. Says where the decoder complained, if
    damage is accepted. Raises InputError when it complained and is not, ToolError when a frame is missing.
    """
    numbers = sorted(targets)
    paths = [str(targets[number].resolve()) for number in numbers]
    wanted = [_coded_frames(step, step.recipes[number]) for number in numbers]
    with _props([step.recipes[number] for number in numbers], paths[0], graphics or {}, others or {}) as props:
        command = chunk_command(step, str(source.resolve()), paths, media=media, only=numbers, props=props)
        ended = process.run(
            command,
            limits=Limits(wall_s=120 + _SLOWEST_FRAME_S * step.span.frames),
            cancel=cancel,
            on_output_line=lambda line: _report(line, wanted[0], progress),
            environment=ffmpeg.environment(),
        )
    process.check(command, ended)
    _require_own_font(command, ended, step)
    damage = _damage(step, ended)
    if damage and not accept_damage:
        raise InputError("recording-damaged", at=str(damage.span), detail="\n".join(damage.lines[:20]))
    written = _frames_written(ended.log)
    if written != wanted:
        raise process.failure(command, ended, f"wanted {wanted} frames, got {written}")
    for number in numbers:
        if step.recipes[number].rendition.bit_rate_kbps is not None:
            settle(targets[number], step.recipes[number].rendition, step.span.frames)
    return damage


def _captions_text(burn: BurnCaptions) -> str:
    """The captions of a chunk in the form that the renderer reads, on the lesson's clock."""
    from lessontool.subtitles.showing import burning

    return burning.ass(burn.captions, first_frame=0, look=burn.look, language=burn.language)


@contextlib.contextmanager
def _props(
    recipes: Sequence[RenditionRecipe],
    beside: str,
    graphics: Mapping[str, Path],
    others: Mapping[str, tuple[Path, MediaFile]],
) -> Iterator[Props]:
    """Say where everything lies; captions that are burnt in are written down for as long as the renderer works."""
    from lessontool.subtitles.showing import burning

    burns = [operation for recipe in recipes for operation in recipe.chain if isinstance(operation, BurnCaptions)]
    texts = {records.identity(burn): _captions_text(burn) for burn in burns}
    files = {name: Path(f"{beside}.{name[:12]}.ass") for name in texts}
    try:
        for name, text in texts.items():
            files[name].write_text(text, encoding="utf-8")
        yield Props(
            captions=lambda burn: str(files[records.identity(burn)]),
            fonts=str(burning.font_folder()),
            graphic=lambda name: str(graphics[name].resolve()),
            recording=lambda sha256: (str(others[sha256][0].resolve()), others[sha256][1]),
        )
    finally:
        for file in files.values():
            file.unlink(missing_ok=True)


def _require_own_font(command: Sequence[str], ended: Finished, step: RenderChunk) -> None:
    """Refuse letters from a font that is not ours: on another machine they would look different, or be missing."""
    if not any(isinstance(operation, BurnCaptions) for recipe in step.recipes for operation in recipe.chain):
        return
    from lessontool.subtitles.showing import burning

    faults = burning.font_faults(ended.log)
    if faults:
        raise process.failure(command, ended, f"captions: {faults[0]}")


def _report(line: str, frames: int, progress: Callable[[float], None]) -> None:
    if line.startswith("frame="):
        progress(min(1.0, int(line.removeprefix("frame=")) / frames))


def _frames_written(log: Sequence[str]) -> list[int]:
    found = {
        int(match.group(1)): int(match.group(2))
        for line in log
        if (match := re.search(r"Output stream #(\d+):0 \(video\): (\d+) frames encoded", line))
    }
    return [found[number] for number in sorted(found)]


def _damage(step: RenderChunk, ended: Finished) -> Damage | None:
    if isinstance(step.source, GraphicSource):
        return None
    lines = tuple(line for line in ffmpeg.error_lines(ended.log) if not _ENCODER.search(line))
    if step.source.seek is not None:
        lines = tuple(line for line in lines if not _SEEK_NOISE.search(line))
    if not lines:
        return None
    return Damage(span=TimeSpan(seconds_of(step.span.start), seconds_of(step.span.end)), lines=lines)
