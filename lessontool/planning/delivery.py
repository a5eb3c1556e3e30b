"""How a programme leaves: wrapped, with its texts, posters and storyboard, in a package that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Final

from lessontool.model import (
    Captions,
    Container,
    Decision,
    DeliverySpec,
    DrawPoster,
    DrawStoryboard,
    Expected,
    Finding,
    JudgeProgramme,
    Output,
    Package,
    Presentation,
    RenditionRecipe,
    SideFile,
    StationProfile,
    Step,
    TakeStill,
    WrapProgramme,
)
from lessontool.model.steps import SideRole
from lessontool.planning import names, words
from lessontool.planning.adaptive import adaptive
from lessontool.planning.beside import attach, marks_of, write_chapters
from lessontool.planning.captions import plain_texts, write_texts
from lessontool.planning.clarity import merged, recording_figures
from lessontool.planning.graphics import NEUTRAL, look_of
from lessontool.planning.ground import Ground
from lessontool.planning.order import Order
from lessontool.planning.sound import coded_sound
from lessontool.timing import PROGRAMME_RATE, FrameSpan, round_up, seconds_of

DEFAULT_PRESETS: Final[Mapping[str, str]] = {
    "tv": "tv-xdcam-hd422",
    "online": "online-web",
    "radio": "radio-programme",
}
"""The preset of each destination whose package lies in `packages/<destination>/`."""

_STILLS: Final = 12
"""So many pictures of the lesson are looked at for the poster …"""

_STILLS_FROM: Final = Fraction(8, 100)
_STILLS_TO: Final = Fraction(92, 100)
"""… from past the greeting to before the goodbye."""

_KB: Final = 1_000

_SUFFIXES: Final[Mapping[Container, str]] = {
    "mxf": ".mxf",
    "mxf_d10": ".mxf",
    "mp4": ".mp4",
    "mpeg_ps": ".mpg",
    "mpeg_ts": ".ts",
}


def package_folder(spec: DeliverySpec) -> str:
    """Say where a preset's package lies, relative to the lesson folder."""
    default = DEFAULT_PRESETS.get(spec.destination) == spec.name
    return f"packages/{spec.destination if default else spec.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """What one preset's programme is made of, planned so far."""

    spec: DeliverySpec
    recipes: tuple[RenditionRecipe, ...]
    order: Order
    chunks: Mapping[str, Sequence[str]]
    """Outputs of each rendition's chunks in programme order."""
    decisions: tuple[Decision, ...]
    silent: bool
    station: StationProfile
    titled: tuple[FrameSpan, ...] = ()
    """Frames of the lesson on which a name or a title is laid over it."""
    attachments: Mapping[str, str] = field(default_factory=dict)
    """Checksum of each file that goes with the lesson, by its name in the lesson folder."""


def finish(
    ground: Ground,
    made: Production,
    presentation: Presentation,
    captions: Captions,
    findings: tuple[Finding, ...],
) -> Iterator[Step]:
    """Plan everything from the finished chunks to the manifest."""
    spec, order = made.spec, made.order
    folder = package_folder(spec)
    stem = names.file_name(spec.file_name, ground.lesson)
    path = f"{folder}/{stem}"
    wrapped = [_wrap(ground, made, recipe, path) for recipe in made.recipes]
    yield from wrapped
    judged = list(_judge(made, wrapped))
    yield from judged
    others: list[SideFile] = []
    beside: list[Step] = []
    for step, sides in _pictures(ground, made, presentation, wrapped[0].output.name, path):
        others += sides
        beside.append(step)
        yield step
    marks = marks_of(ground, order.before("lesson"), order.frames)
    for written, side in (
        *write_texts(spec, ground.lesson, captions, path, order.before("lesson")),
        *write_chapters(spec.name, marks, order.frames, path),
        *(attach(spec.name, made.attachments, folder) if spec.attachments else ()),
    ):
        others.append(side)
        beside.append(written)
        yield written
    for step, sides in adaptive(spec, wrapped, beside, marks=marks, path=path):
        others += sides
        yield step
    yield Package(
        name=f"package {spec.name}",
        output=Output(name=f"package/{spec.name}", suffix=".json", package_path=f"{folder}/manifest.json"),
        preset=spec,
        lesson=ground.lesson,
        folder=folder,
        stem=stem,
        programmes=tuple(step.output.name for step in wrapped),
        renditions=tuple(recipe.rendition for recipe in made.recipes),
        judged=tuple(step.output.name for step in judged),
        station=made.station,
        others=tuple(others),
        frames=order.frames,
        before_frames=order.before_programme,
        transcripts=plain_texts(captions.subtitles),
        chapters=marks,
        silent=made.silent,
        decisions=made.decisions,
        findings=findings,
        recording_measured=merged(recording_figures(ground), captions.measured),
    )


def _wrap(ground: Ground, made: Production, recipe: RenditionRecipe, stem: str) -> WrapProgramme:
    spec, rendition = made.spec, recipe.rendition
    suffix = _SUFFIXES[spec.container]
    coded = coded_sound(spec, rendition)
    alone = len(made.recipes) == 1 and spec.destination == "tv"
    return WrapProgramme(
        name=f"wrap {recipe.key}",
        output=Output(
            name=f"programme/{recipe.key}",
            suffix=suffix,
            package_path=f"{stem}{'' if alone else '_' + rendition.name}{suffix}",
        ),
        container=spec.container,
        rendition=rendition,
        chunks=tuple(made.chunks[recipe.key]),
        sound=coded.output if coded else f"sound/{spec.name}",
        frames=made.order.frames,
        timecode_start=spec.timecode_start,
        sound_tracks=spec.sound.tracks,
        title=ground.lesson.title,
        language=ground.lesson.language,
        sound_codec=spec.sound_codec_of(rendition),
        channels_per_track=spec.sound.channels_per_track,
        mux_rate_kbps=spec.mux_rate_kbps,
        service_name=spec.service_name,
    )


def _judge(made: Production, wrapped: Sequence[WrapProgramme]) -> Iterator[JudgeProgramme]:
    """Judge every programme; pictures of a ladder are decoded once, in its largest version."""
    largest = max(wrapped, key=lambda step: step.rendition.height_px)
    for step in wrapped:
        elsewhere = "" if step is largest else PurePosixPath(largest.output.package_path).name
        yield JudgeProgramme(
            name=f"judge {made.spec.name}/{step.rendition.name}",
            output=Output(name=f"judged/{made.spec.name}/{step.rendition.name}", suffix=".json"),
            source=step.output.name,
            preset=made.spec,
            expected=Expected(
                frames=made.order.frames,
                before_frames=made.order.before_programme,
                silent=made.silent,
                pictures_judged_in=elsewhere,
            ),
            limits=made.station.limits,
        )


# ── pictures that stand for the lesson ────────────────────────────────────────────────────────────────────────────


def _pictures(
    ground: Ground, made: Production, presentation: Presentation, source: str, stem: str
) -> Iterator[tuple[Step, list[SideFile]]]:
    spec = made.spec
    if spec.posters:
        still = TakeStill(
            name=f"take still for {spec.name}",
            output=Output(name=f"still/{spec.name}", suffix=".png"),
            source=source,
            candidates=tuple(dict.fromkeys(_moments(ground, made))),
        )
        yield still, []
        for poster in _posters(ground, spec, presentation, still.output.name, stem):
            role: SideRole = "poster" if poster.output.package_path.endswith("_poster.jpg") else "thumbnail"
            yield poster, [SideFile(output=poster.output.name, role=role)]
    if spec.storyboard:
        board = _storyboard(made, source, stem)
        yield board, [SideFile(output=each.name, role="storyboard") for each in board.outputs]


def _moments(ground: Ground, made: Production) -> Iterator[Fraction]:
    """The moment that the teacher chose, else moments all over the lesson: times in the programme, in seconds."""
    before, length = seconds_of(made.order.before("lesson")), seconds_of(ground.frames)
    if ground.lesson.poster_s is not None:
        inside = ground.video.start + ground.lesson.poster_s - ground.zero
        yield before + min(max(inside, Fraction(0)), length - seconds_of(1))
        return
    for number in range(_STILLS):
        wanted = length * (_STILLS_FROM + (_STILLS_TO - _STILLS_FROM) * number / (_STILLS - 1))
        yield before + min(_untitled(wanted, made.titled), length - seconds_of(1))


def _untitled(moment: Fraction, titled: Sequence[FrameSpan]) -> Fraction:
    """Move a moment of the lesson behind a title that is laid over it then: the poster has its own."""
    for span in sorted(titled):
        if seconds_of(span.start) <= moment < seconds_of(span.end):
            moment = seconds_of(span.end)
    return moment


def _posters(
    ground: Ground, spec: DeliverySpec, presentation: Presentation, still: str, stem: str
) -> Iterator[DrawPoster]:
    brand = presentation.brands.get(spec.name)
    for poster in spec.posters:
        yield DrawPoster(
            name=f"draw {poster.name} for {spec.name}",
            output=Output(
                name=f"poster/{spec.name}/{poster.name}", suffix=".jpg", package_path=f"{stem}_{poster.name}.jpg"
            ),
            still=still,
            width_px=poster.width_px,
            height_px=poster.height_px,
            max_bytes=poster.max_kb * _KB,
            lines=words.poster_words(ground.lesson, brand),
            look=look_of(presentation, brand) if brand else NEUTRAL,
        )


def _storyboard(made: Production, source: str, stem: str) -> DrawStoryboard:
    spec = made.spec
    assert spec.storyboard is not None  # noqa: S101  # asked before
    rendition = made.recipes[0].rendition
    pictures = -(-made.order.frames // (spec.storyboard.every_s * int(PROGRAMME_RATE)))
    sheets = -(-pictures // (spec.storyboard.columns * spec.storyboard.rows))
    files = [f"{stem}_storyboard_{number}.jpg" for number in range(1, sheets + 1)]
    return DrawStoryboard(
        name=f"draw storyboard for {spec.name}",
        outputs=(
            *(
                Output(name=f"storyboard/{spec.name}/{number}", suffix=".jpg", package_path=path)
                for number, path in enumerate(files, start=1)
            ),
            Output(name=f"storyboard/{spec.name}", suffix=".vtt", package_path=f"{stem}_storyboard.vtt"),
        ),
        source=source,
        frames=made.order.frames,
        every_s=spec.storyboard.every_s,
        width_px=spec.storyboard.width_px,
        height_px=round_up(round(spec.storyboard.width_px * rendition.height_px / rendition.width_px), 2),
        columns=spec.storyboard.columns,
        rows=spec.storyboard.rows,
    )
