"""The whole plan of a lesson: running order, chunks, sound, wrapping and packages. A pure function, no tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from lessontool.errors import PlanError
from lessontool.model import (
    Captions,
    CardSource,
    Decision,
    DeliverySpec,
    DrawCard,
    EncodeSound,
    Finding,
    Lesson,
    LevelSound,
    Measurements,
    MediaFile,
    Output,
    Package,
    Plan,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    SegmentKind,
    SideFile,
    SoundSegment,
    Step,
    TakePoster,
    VideoTrack,
    WrapProgramme,
)
from lessontool.planning import names
from lessontool.planning.captions import burnt, plain_texts, write_texts
from lessontool.planning.cards import card_lines
from lessontool.planning.ground import SEGMENT_UNIT_FRAMES, Draft, Ground, ground_of, take_voice
from lessontool.planning.picture import plan_card, plan_picture
from lessontool.timing import PROGRAMME_RATE, FrameSpan, Timecode, frames_at, round_up, seconds_of

CHUNK_FRAMES: Final = 1_500
"""A minute: 125 GOPs of TV, 15 of the ladder, 375 MB of XDCAM. Small enough to lose little, to share out well."""

_REST_FRAMES: Final = 250
"""What is left over at the end joins the chunk before it if it is shorter than 10 s."""

_PREROLL: Final = Fraction(1)
"""Decoding starts at least so long before a chunk, in seconds: open GOPs and late pictures have settled by then."""

_READ_ON: Final = Fraction(2)
"""And goes on so long after it, in seconds: reordered pictures arrive late."""

_AAC_OVERSHOOT_DB: Final = 1.0
"""Room for the peaks that lossy coding adds: at most 0.25 dB were measured on speech at 64 and 128 kb/s, 0.63 at 48."""

_POSTER_AT: Final = Fraction(35, 100)
"""Where in the lesson the poster is taken if nobody said: past the greeting, before the exercises."""

DEFAULT_PRESETS: Final[Mapping[str, str]] = {"tv": "tv-xdcam-hd422", "online": "online-web"}
"""The preset of each destination whose package lies in `packages/<destination>/`."""


def plan(
    lesson: Lesson,
    media: MediaFile,
    measurements: Measurements,
    presets: Sequence[DeliverySpec],
    findings: Sequence[Finding] = (),
    captions: Captions | None = None,
) -> Plan:
    """Decide everything that will be done to a lesson for the given delivery presets.

    `captions` are what was decided after listening; None: none are wanted, or nobody has listened yet.

    Raises InputError where the recording cannot be used, PlanError where wishes contradict each other.
    """
    if not presets:
        raise PlanError("plan-no-preset")
    ground = ground_of(lesson, media, measurements)
    captions = captions or Captions()
    findings = (*findings, *captions.findings)
    draft = Draft()
    pictures = {spec.name: _picture(ground, spec) for spec in presets}
    sounds = {spec.name: take_voice(ground, spec, draft) for spec in presets}
    cards = {spec.name: _cards(ground, spec, draft) for spec in presets}
    orders = {spec.name: _running_order(ground, spec) for spec in presets}
    for spec in presets:
        draft.steps += _level(spec, pictures[spec.name][0], orders[spec.name], sounds[spec.name][0])
    recipes = {name: picture[0] for name, picture in pictures.items()}
    chunks = _segments(ground, presets, recipes, orders, cards, draft, captions)
    decisions: list[Decision] = []
    for spec in presets:
        reasons = (*pictures[spec.name][1], *sounds[spec.name][1], *captions.decisions)
        decisions += [each for each in reasons if each not in decisions]
        silent = not sounds[spec.name][0]
        draft.steps += _finish(
            ground, spec, recipes[spec.name], orders[spec.name], chunks, reasons, findings, captions, silent=silent
        )
    return Plan(
        lesson=lesson,
        media=media,
        destinations=tuple(dict.fromkeys(spec.destination for spec in presets)),
        presets=tuple(presets),
        steps=tuple(draft.steps),
        decisions=tuple(decisions),
        findings=findings,
    )


def package_folder(spec: DeliverySpec) -> str:
    """Say where a preset's package lies, relative to the lesson folder."""
    default = DEFAULT_PRESETS.get(spec.destination) == spec.name
    return f"packages/{spec.destination if default else spec.name}"


def _running_order(ground: Ground, spec: DeliverySpec) -> tuple[tuple[SegmentKind, int], ...]:
    """The programme's segments with their lengths in frames."""
    order = spec.running_order
    seconds = {"slate": order.slate_s, "opening": order.opening_s, "closing": order.closing_s}
    lengths = {kind: round_up(s * int(PROGRAMME_RATE), SEGMENT_UNIT_FRAMES) for kind, s in seconds.items()}
    return tuple((kind, ground.frames if kind == "lesson" else lengths[kind]) for kind in order.segments)


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _level(
    spec: DeliverySpec, recipes: Sequence[RenditionRecipe], order: Sequence[tuple[SegmentKind, int]], voice: str
) -> Iterator[Step]:
    sound = spec.sound
    yield LevelSound(
        name=f"level sound for {spec.name}",
        output=Output(name=f"sound/{spec.name}", suffix=".wav"),
        segments=tuple(
            SoundSegment(segment=kind, source=voice if kind == "lesson" else "", frames=frames)
            for kind, frames in order
        ),
        target_lufs=sound.target_lufs,
        tolerance_lu=sound.tolerance_lu,
        max_true_peak_dbtp=sound.max_true_peak_dbtp - (_AAC_OVERSHOOT_DB if sound.codec == "aac" else 0),
    )
    if sound.codec == "aac":
        for kbps in sorted({recipe.rendition.sound_kbps or 0 for recipe in recipes}):
            yield EncodeSound(
                name=f"encode sound for {spec.name} at {kbps} kb/s",
                output=Output(name=f"sound/{spec.name}/{kbps}", suffix=".m4a"),
                source=f"sound/{spec.name}",
                bit_rate_kbps=kbps,
            )


# ── picture ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(ground: Ground, spec: DeliverySpec) -> tuple[tuple[RenditionRecipe, ...], tuple[Decision, ...]]:
    return plan_picture(ground.video, ground.picture, spec)


def _cards(ground: Ground, spec: DeliverySpec, draft: Draft) -> dict[SegmentKind, str]:
    """Draw the cards of a preset's running order; give back the output that each segment shows."""
    cards: dict[SegmentKind, str] = {}
    order = _running_order(ground, spec)
    for kind, _ in order:
        if kind == "lesson":
            continue
        step = DrawCard(
            name=f"draw {kind}",
            output=Output(name=f"card/{kind}", suffix=".png"),
            card=kind,
            width_px=max(rendition.width_px for rendition in spec.renditions),
            height_px=max(rendition.height_px for rendition in spec.renditions),
            lines=card_lines(kind, ground.lesson, spec, ground.frames, sum(length for _, length in order)),
        )
        cards[kind] = draft.once(step)
    return cards


def _segments(
    ground: Ground,
    presets: Sequence[DeliverySpec],
    recipes: Mapping[str, tuple[RenditionRecipe, ...]],
    orders: Mapping[str, Sequence[tuple[SegmentKind, int]]],
    cards: Mapping[str, Mapping[SegmentKind, str]],
    draft: Draft,
    captions: Captions,
) -> dict[str, list[str]]:
    """Add the picture work of all segments; give back each rendition's chunk outputs in programme order."""
    made: dict[tuple[str, SegmentKind], list[str]] = {}
    for spec in presets:
        for kind, frames in orders[spec.name]:
            if kind != "lesson":
                step = _card_chunk(spec, kind, frames, recipes[spec.name], orders[spec.name], cards[spec.name][kind])
                draft.steps.append(step)
                for recipe, output in zip(step.recipes, step.outputs, strict=True):
                    made[recipe.key, kind] = [output.name]
    everyone = [recipe for spec in presets for recipe in recipes[spec.name]]
    starts = {spec.name: _timecode_of_lesson(spec, orders[spec.name]) for spec in presets}
    for number, span in enumerate(chunk_spans(ground.video, ground.zero, ground.frames)):
        shown = [burnt(recipe, captions, span) for recipe in everyone]
        step = _lesson_chunk(ground, number, span, shown, starts)
        draft.steps.append(step)
        for recipe, output in zip(step.recipes, step.outputs, strict=True):
            made.setdefault((recipe.key, "lesson"), []).append(output.name)
    return {
        recipe.key: [name for kind, _ in orders[recipe.preset] for name in made[recipe.key, kind]]
        for recipe in everyone
    }


def _card_chunk(
    spec: DeliverySpec,
    kind: SegmentKind,
    frames: int,
    recipes: Sequence[RenditionRecipe],
    order: Sequence[tuple[SegmentKind, int]],
    card: str,
) -> RenderChunk:
    renditions = [recipe.rendition for recipe in recipes]
    before = _before(order, kind)
    return RenderChunk(
        name=f"render {kind} for {spec.name}",
        outputs=tuple(
            Output(name=f"picture/{kind}/{spec.name}/{rendition.name}", suffix=_suffix(rendition.codec))
            for rendition in renditions
        ),
        segment=kind,
        span=FrameSpan(0, frames),
        source=CardSource(card=card),
        recipes=tuple(plan_card(spec, rendition, frames) for rendition in renditions),
        timecodes=tuple(_timecode(spec, before) for _ in renditions),
    )


def _lesson_chunk(
    ground: Ground,
    number: int,
    span: FrameSpan,
    recipes: Sequence[RenditionRecipe],
    starts: Mapping[str, Timecode | None],
) -> RenderChunk:
    first = [starts[recipe.preset] for recipe in recipes]
    return RenderChunk(
        name=f"render lesson chunk {number}",
        outputs=tuple(
            Output(name=f"picture/lesson/{number:04}/{recipe.key}", suffix=_suffix(recipe.rendition.codec))
            for recipe in recipes
        ),
        segment="lesson",
        span=span,
        source=RecordingSource(
            track_index=ground.video.index,
            zero=ground.zero,
            seek=seek_before(ground.video, ground.zero + seconds_of(span.start)),
            read_until=read_until(ground.video, ground.zero + seconds_of(span.end)),
        ),
        recipes=tuple(recipes),
        timecodes=tuple(str(start + span.start) if start else "" for start in first),
    )


def chunk_spans(track: VideoTrack, zero: Fraction, frames: int) -> tuple[FrameSpan, ...]:
    """Cut a lesson of so many frames into chunks; `zero` is its first frame's time on the recording's clock.

    No chunk starts after the last picture, which stays on show while the sound goes on, and none is a mere rest.
    """
    spans = list(FrameSpan(0, frames).chunks(CHUNK_FRAMES))
    pictures = frames_at(track.end - track.longest_frame_s - zero)
    while len(spans) > 1 and (spans[-1].start >= pictures or spans[-1].frames < _REST_FRAMES):
        spans[-2:] = [FrameSpan(spans[-2].start, spans[-1].end)]
    return tuple(spans)


def read_until(track: VideoTrack, time: Fraction) -> Fraction:
    """Say how far a chunk that ends at `time` reads on: the picture after it must be seen, it ends the one before."""
    return time + track.longest_frame_s + _READ_ON


def seek_before(track: VideoTrack, time: Fraction) -> Fraction | None:
    """Say where decoding starts for a chunk that begins at `time` (seconds on the recording's clock).

    The last keyframe but one before it: the decoder has settled, also after an open GOP. None: from the beginning.
    """
    if not track.exact_seek:
        return None
    earlier = [key for key in track.keyframes if key <= time - _PREROLL]
    return earlier[-2] if len(earlier) > 1 else None


def _before(order: Sequence[tuple[SegmentKind, int]], segment: SegmentKind) -> int:
    """How many frames of a programme come before one of its segments."""
    return sum(length for _, length in order[: [kind for kind, _ in order].index(segment)])


def _timecode_of_lesson(spec: DeliverySpec, order: Sequence[tuple[SegmentKind, int]]) -> Timecode | None:
    if not spec.timecode_start:
        return None
    return Timecode.parse(spec.timecode_start) + _before(order, "lesson")


def _timecode(spec: DeliverySpec, frames: int) -> str:
    return str(Timecode.parse(spec.timecode_start) + frames) if spec.timecode_start else ""


def _suffix(codec: str) -> str:
    return {"mpeg2": ".m2v", "h264": ".mp4"}[codec]


# ── packages ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _finish(
    ground: Ground,
    spec: DeliverySpec,
    recipes: Sequence[RenditionRecipe],
    order: Sequence[tuple[SegmentKind, int]],
    chunks: Mapping[str, Sequence[str]],
    reasons: tuple[Decision, ...],
    findings: tuple[Finding, ...],
    captions: Captions,
    *,
    silent: bool,
) -> Iterator[Step]:
    folder = package_folder(spec)
    stem = names.file_name(spec.file_name, ground.lesson)
    frames = sum(length for _, length in order)
    wrapped = []
    for recipe in recipes:
        step = _wrap(ground, spec, recipe, chunks[recipe.key], frames, f"{folder}/{stem}", single=len(recipes) == 1)
        wrapped.append(step.output.name)
        yield step
    others = []
    if spec.poster:
        poster = _poster(ground, spec, order, wrapped[0], f"{folder}/{stem}_poster.jpg")
        others.append(SideFile(output=poster.output.name, role="poster"))
        yield poster
    for written, side in write_texts(spec, ground.lesson, captions, f"{folder}/{stem}", _before(order, "lesson")):
        others.append(side)
        yield written
    yield Package(
        name=f"package {spec.name}",
        output=Output(name=f"package/{spec.name}", suffix=".json", package_path=f"{folder}/manifest.json"),
        preset=spec,
        lesson=ground.lesson,
        folder=folder,
        stem=stem,
        programmes=tuple(wrapped),
        renditions=tuple(recipe.rendition for recipe in recipes),
        others=tuple(others),
        frames=frames,
        transcripts=plain_texts(captions.subtitles),
        silent=silent,
        decisions=reasons,
        findings=findings,
    )


def _wrap(
    ground: Ground,
    spec: DeliverySpec,
    recipe: RenditionRecipe,
    chunks: Sequence[str],
    frames: int,
    stem: str,
    *,
    single: bool,
) -> WrapProgramme:
    rendition = recipe.rendition
    suffix = {"mxf": ".mxf", "mp4": ".mp4"}[spec.container]
    sound = f"sound/{spec.name}/{rendition.sound_kbps}" if spec.sound.codec == "aac" else f"sound/{spec.name}"
    return WrapProgramme(
        name=f"wrap {recipe.key}",
        output=Output(
            name=f"programme/{recipe.key}",
            suffix=suffix,
            package_path=f"{stem}{'' if single and spec.destination == 'tv' else '_' + rendition.name}{suffix}",
        ),
        container=spec.container,
        rendition=rendition,
        chunks=tuple(chunks),
        sound=sound,
        frames=frames,
        timecode_start=spec.timecode_start,
        sound_tracks=spec.sound.tracks,
        title=ground.lesson.title,
        language=ground.lesson.language,
    )


def _poster(
    ground: Ground, spec: DeliverySpec, order: Sequence[tuple[SegmentKind, int]], source: str, path: str
) -> TakePoster:
    before = _before(order, "lesson")
    inside = seconds_of(ground.frames) * _POSTER_AT
    if ground.lesson.poster_s is not None:
        inside = min(max(ground.video.start + ground.lesson.poster_s - ground.zero, Fraction(0)), inside / _POSTER_AT)
    return TakePoster(
        name=f"take poster for {spec.name}",
        output=Output(name=f"poster/{spec.name}", suffix=".jpg", package_path=path),
        source=source,
        at=seconds_of(before) + inside,
    )
