"""The whole plan of a lesson: running order, chunks, sound, wrapping and packages. A pure function, no tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool.errors import PlanError
from lessontool.model import (
    Captions,
    Decision,
    DeliverySpec,
    EncodeSound,
    Finding,
    Lesson,
    LevelSound,
    Measurements,
    MediaFile,
    Output,
    Plan,
    Presentation,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    StationProfile,
    Step,
)
from lessontool.planning.bumpers import render_segment, segment_sounds
from lessontool.planning.captions import burnt
from lessontool.planning.chunks import chunk_spans, read_until, seek_before
from lessontool.planning.delivery import Production, finish, package_folder
from lessontool.planning.dressing import dressed
from lessontool.planning.graphics import Dressing, dress
from lessontool.planning.ground import Draft, Ground, ground_of, take_voice
from lessontool.planning.order import Order, running_order
from lessontool.planning.picture import chunk_suffix, plan_picture
from lessontool.planning.radio import plan_radio
from lessontool.planning.sound import CodedSound, coded_sound
from lessontool.timing import FrameSpan, seconds_of

_LOSSY_OVERSHOOT_DB: Final = 1.0
"""Room for the peaks that lossy coding adds: at most 0.25 dB were measured on speech at 64 and 128 kb/s, 0.63 at 48."""

_LOW_RATE_OVERSHOOT_DB: Final = 3.3
_LOW_RATE_KBPS: Final = 32
"""… and with fewer bits than that for a channel up to 2.3 dB on a minute of speech (Opus at 16 to 24, AAC at 24 kb/s),
3.1 on a room's noises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one preset wants of the lesson."""

    spec: DeliverySpec
    order: Order
    voice: str
    dressing: Dressing
    recipes: tuple[RenditionRecipe, ...]
    decisions: tuple[Decision, ...]


def plan(
    lesson: Lesson,
    media: MediaFile,
    measurements: Measurements,
    presets: Sequence[DeliverySpec],
    findings: Sequence[Finding] = (),
    captions: Captions | None = None,
    presentation: Presentation | None = None,
    *,
    stations: Mapping[str, StationProfile],
    attachments: Mapping[str, str] | None = None,
    trials: Mapping[str, tuple[Decision, ...]] | None = None,
) -> Plan:
    """Decide everything that will be done to a lesson for the given delivery presets.

    `captions` are what was decided after listening; None: none are wanted, or nobody has listened yet. `presentation`
    is what surrounds the lesson; None: nothing does but the station's slate. `stations` says who judges what each
    preset makes, by the preset's name; `attachments` gives the checksum of each file that goes with the lesson,
    `trials` why renditions have the rate factors that they have.

    Raises InputError where the recording cannot be used, PlanError where wishes contradict each other.
    """
    if not presets:
        raise PlanError("plan-no-preset")
    ground = ground_of(lesson, media, measurements)
    captions, presentation = captions or Captions(), presentation or Presentation()
    findings = (*findings, *captions.findings, *presentation.findings)
    draft = Draft()
    parts = [_part(ground, spec, presentation, captions, draft) for spec in presets if spec.destination != "radio"]
    for part in parts:
        draft.steps += _level(part, presentation, draft)
    chunks = _segments(ground, parts, presentation, captions, draft)
    decisions: list[Decision] = []
    for part in parts:
        tried = (trials or {}).get(part.spec.name, ())
        reasons = (*part.decisions, *tried, *captions.decisions, *presentation.decisions)
        decisions += [each for each in reasons if each not in decisions]
        made = Production(
            spec=part.spec,
            recipes=part.recipes,
            order=part.order,
            chunks=chunks,
            decisions=reasons,
            silent=not part.voice,
            station=stations[part.spec.name],
            titled=tuple(each.span for each in part.dressing.moving if each.span),
            attachments=attachments or {},
        )
        draft.steps += finish(ground, made, presentation, captions, findings)
    for spec in presets:
        if spec.destination == "radio":
            judge, place = stations[spec.name], package_folder(spec)
            why = plan_radio(ground, spec, presentation, captions, findings, draft, station=judge, folder=place)
            decisions += [each for each in why if each not in decisions]
    return Plan(
        lesson=lesson,
        media=media,
        others=_others(presentation),
        destinations=tuple(dict.fromkeys(spec.destination for spec in presets)),
        presets=tuple(presets),
        steps=tuple(draft.steps),
        decisions=tuple(decisions),
        findings=findings,
    )


def _part(ground: Ground, spec: DeliverySpec, presentation: Presentation, captions: Captions, draft: Draft) -> _Part:
    voice, heard = take_voice(ground, spec, draft)
    dressing = dress(ground, spec, presentation, captions, draft)
    at = dressing.layout.lesson if dressing.layout and dressing.layout.surround else None
    recipes, seen = plan_picture(ground.video, ground.picture, spec, at=at)
    return _Part(
        spec=spec,
        order=running_order(ground, spec, presentation),
        voice=voice,
        dressing=dressing,
        recipes=recipes,
        decisions=(*seen, *heard, *dressing.decisions),
    )


def _others(presentation: Presentation) -> tuple[MediaFile, ...]:
    signs = [presentation.sign.clip.media] if presentation.sign else []
    clips = [clip.media for clip in presentation.clips.values()]
    spoken = [presentation.radio_opening.media] if presentation.radio_opening else []
    return tuple({media.sha256: media for media in (*clips, *signs, *spoken)}.values())


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _level(part: _Part, presentation: Presentation, draft: Draft) -> Iterator[Step]:
    spec, sound = part.spec, part.spec.sound
    segments = segment_sounds(spec, presentation, part.order, part.voice, draft)
    coded = tuple(dict.fromkeys(coded_sound(spec, recipe.rendition) for recipe in part.recipes))
    channels: Literal[1, 2] = 1 if any(coded) and sound.channels_per_track == 1 else 2
    yield LevelSound(
        name=f"level sound for {spec.name}",
        output=Output(name=f"sound/{spec.name}", suffix=".wav"),
        segments=segments,
        target_lufs=sound.target_lufs,
        tolerance_lu=sound.tolerance_lu,
        max_true_peak_dbtp=sound.max_true_peak_dbtp - max((_overshoot_db(each, channels) for each in coded), default=0),
        channels=channels,
    )
    for each in coded:
        if each:
            yield EncodeSound(
                name=f"encode sound for {spec.name} as {each.codec} at {each.kbps} kb/s",
                output=Output(name=each.output, suffix=each.suffix),
                source=f"sound/{spec.name}",
                bit_rate_kbps=each.kbps,
                codec=each.codec,
                channels=channels,
            )


def _overshoot_db(coded: CodedSound | None, channels: int) -> float:
    if coded is None:
        return 0
    return _LOW_RATE_OVERSHOOT_DB if coded.kbps < _LOW_RATE_KBPS * channels else _LOSSY_OVERSHOOT_DB


# ── picture ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _segments(
    ground: Ground, parts: Sequence[_Part], presentation: Presentation, captions: Captions, draft: Draft
) -> dict[str, list[str]]:
    """Add the picture work of all segments; give back each rendition's chunk outputs in programme order."""
    made: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        for segment in part.order.segments:
            if segment.kind != "lesson":
                step = render_segment(ground, part.spec, presentation, segment, part.order, part.recipes, draft)
                draft.steps.append(step)
                for recipe, output in zip(step.recipes, step.outputs, strict=True):
                    made[recipe.key, segment.kind] = [output.name]
    for step in _lesson_chunks(ground, parts, presentation, captions):
        draft.steps.append(step)
        for recipe, output in zip(step.recipes, step.outputs, strict=True):
            made.setdefault((recipe.key, "lesson"), []).append(output.name)
    return {
        recipe.key: [name for segment in part.order.segments for name in made[recipe.key, segment.kind]]
        for part in parts
        for recipe in part.recipes
    }


def _lesson_chunks(
    ground: Ground, parts: Sequence[_Part], presentation: Presentation, captions: Captions
) -> Iterator[RenderChunk]:
    if not parts:
        return
    starts_at = presentation.sign.starts_at if presentation.sign else ground.zero
    timecodes = {part.spec.name: part.order.timecode(part.spec, "lesson") for part in parts}
    for number, span in enumerate(chunk_spans(ground.video, ground.zero, ground.frames)):
        recipes = [
            burnt(dressed(recipe, part.spec, part.dressing, starts_at, span), captions, span)
            for part in parts
            for recipe in part.recipes
        ]
        starts = [timecodes[recipe.preset] for recipe in recipes]
        yield RenderChunk(
            name=f"render lesson chunk {number}",
            outputs=tuple(
                Output(name=f"picture/lesson/{number:04}/{recipe.key}", suffix=chunk_suffix(recipe.rendition))
                for recipe in recipes
            ),
            segment="lesson",
            span=span,
            source=_source(ground, span),
            recipes=tuple(recipes),
            timecodes=tuple(str(start + span.start) if start else "" for start in starts),
        )


def _source(ground: Ground, span: FrameSpan) -> RecordingSource:
    return RecordingSource(
        track_index=ground.video.index,
        zero=ground.zero,
        seek=seek_before(ground.video, ground.zero + seconds_of(span.start)),
        read_until=read_until(ground.video, ground.zero + seconds_of(span.end)),
    )
