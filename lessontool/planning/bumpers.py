"""What is heard and seen before and after the lesson: openings, closings, the slate, what a station lines up with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from lessontool.model import (
    Brand,
    Clip,
    DeliverySpec,
    DrawGraphic,
    GraphicSource,
    Output,
    PlayMelody,
    Presentation,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    SegmentKind,
    SoundSegment,
    TakeSound,
)
from lessontool.planning import words
from lessontool.planning.chunks import read_until
from lessontool.planning.graphics import NEUTRAL, look_of
from lessontool.planning.ground import Draft, Ground
from lessontool.planning.order import Order, Segment
from lessontool.planning.picture import chunk_suffix, plan_animation, plan_picture, plan_still
from lessontool.planning.sound import plan_sound
from lessontool.planning.tracks import choose_audio, choose_video
from lessontool.timing import FrameSpan, Timecode, frames_at, seconds_of

_COMING_PICTURES: Final = 60
"""An opening's parts have come in after 1.2 s, at 50 pictures a second."""

_FADE_OUT_FRAMES: Final = 12
"""Music that is longer than what it goes with fades out in half a second."""

_FROM_WORDS_FRAMES: Final = 6
"""The brand's sound is gone so long before the first word, and comes so long after the last: a quarter of a second."""


# ── picture ───────────────────────────────────────────────────────────────────────────────────────────────────────


def render_segment(
    ground: Ground,
    spec: DeliverySpec,
    presentation: Presentation,
    segment: Segment,
    order: Order,
    recipes: tuple[RenditionRecipe, ...],
    draft: Draft,
) -> RenderChunk:
    """Plan the picture of a segment other than the lesson, in the renditions that the lesson has."""
    renditions = [recipe.rendition for recipe in recipes]
    raster = max(each.canvas_px for each in renditions)
    source: GraphicSource | RecordingSource
    if segment.clip:
        source, chains = _clip(spec, segment.clip, recipes)
    else:
        drawn = _drawing(ground, spec, presentation, segment, order, raster)
        source = GraphicSource(graphic=draft.once(drawn), moving=bool(drawn.pictures))
        chains = tuple(
            plan_animation(spec, each, raster) if drawn.pictures else plan_still(spec, each) for each in renditions
        )
    timecode = order.timecode(spec, segment.kind)
    return RenderChunk(
        name=f"render {segment.kind} for {spec.name}",
        outputs=tuple(
            Output(
                name=f"picture/{segment.kind}/{spec.name}/{each.name}",
                suffix=chunk_suffix(each),
            )
            for each in renditions
        ),
        segment=segment.kind,
        span=FrameSpan(0, segment.frames),
        source=source,
        recipes=chains,
        timecodes=tuple(str(timecode or "") for _ in renditions),
    )


def _drawing(
    ground: Ground,
    spec: DeliverySpec,
    presentation: Presentation,
    segment: Segment,
    order: Order,
    raster: tuple[int, int],
) -> DrawGraphic:
    brand = presentation.brands.get(spec.name)
    kind: Literal["slate", "lineup", "clock", "black", "opening", "closing"] = segment.kind  # type: ignore[assignment]
    moving = kind in ("clock", "opening", "closing")
    pictures = 2 * segment.frames if moving else 0
    coming = min(_COMING_PICTURES, pictures // 3) if kind in ("opening", "closing") else 0
    return DrawGraphic(
        name=f"draw {kind}",
        output=Output(name=f"graphic/{kind}", suffix=".mkv" if moving else ".png"),
        graphic=kind,
        width_px=raster[0],
        height_px=raster[1],
        pictures=pictures,
        in_pictures=coming,
        lines=_lines(kind, ground, spec, brand, order),
        look=look_of(presentation, brand) if brand else NEUTRAL,
    )


def _lines(
    kind: SegmentKind, ground: Ground, spec: DeliverySpec, brand: Brand | None, order: Order
) -> Mapping[str, str]:
    if kind == "black":
        return {}
    if kind == "opening" and brand:
        return words.opening_words(ground.lesson, brand)
    if kind == "closing" and brand:
        return words.closing_words(ground.lesson, brand)
    first = Timecode.parse(spec.timecode_start) + order.before_programme if spec.timecode_start else ""
    programme = order.frames - order.before_programme
    return words.slate_words(ground.lesson, spec, brand, ground.frames, programme, str(first))


def _clip(
    spec: DeliverySpec, clip: Clip, recipes: tuple[RenditionRecipe, ...]
) -> tuple[RecordingSource, tuple[RenditionRecipe, ...]]:
    """A brand's own film is conformed as a recording is."""
    track = choose_video(clip.media, None)
    assert track is not None  # noqa: S101  # a clip without picture makes no segment
    measured = next(each for each in clip.measurements.picture if each.track_index == track.index)
    chains, _ = plan_picture(track, measured, spec, renditions=tuple(recipe.rendition for recipe in recipes))
    source = RecordingSource(
        media=clip.media.sha256,
        track_index=track.index,
        zero=track.start,
        seek=None,
        read_until=read_until(track, track.end),
    )
    return source, chains


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def segment_sounds(
    spec: DeliverySpec, presentation: Presentation, order: Order, voice: str, draft: Draft
) -> tuple[SoundSegment, ...]:
    """Say what is heard in each segment; the brand's sound rings into the lesson only where nobody speaks."""
    brand = presentation.brands.get(spec.name)
    lesson = next(segment.frames for segment in order.segments if segment.kind == "lesson")
    sounds = []
    for segment in order.segments:
        if segment.kind == "lesson":
            sounds.append(SoundSegment(segment="lesson", source=voice, frames=segment.frames))
        elif brand and segment.kind in ("opening", "closing"):
            reach = _reach(brand, presentation, lesson, segment.kind)
            sounds.append(_bumper_sound(spec, brand, presentation, segment, reach, draft))
        else:
            sounds.append(SoundSegment(segment=segment.kind, source="", frames=segment.frames))
    return tuple(sounds)


def _reach(brand: Brand, presentation: Presentation, lesson_frames: int, kind: SegmentKind) -> int:
    """For how many frames the brand's sound may be heard together with the lesson."""
    spoken = presentation.speech
    if spoken is None:
        return 0
    if not spoken:
        free = lesson_frames
    elif kind == "opening":
        free = frames_at(spoken[0].start)
    else:
        free = lesson_frames - frames_at(spoken[-1].end)
    return max(0, min(frames_at(brand.sound.tail_s), free - _FROM_WORDS_FRAMES, lesson_frames // 4))


def _bumper_sound(
    spec: DeliverySpec, brand: Brand, presentation: Presentation, segment: Segment, reach: int, draft: Draft
) -> SoundSegment:
    opening = segment.kind == "opening"
    sound = brand.sound
    name = sound.opening if opening else sound.closing
    notes = sound.opening_melody if opening else sound.closing_melody
    if not opening and notes and not name:
        # bells begin with a stroke: coming in softly under the lesson would take it away
        reach = 0
    frames = segment.frames + reach
    source = ""
    if segment.clip:
        frames, reach = segment.frames, 0
        source = _taken(spec, segment.clip, frames, draft)
    elif name:
        source = _taken(spec, presentation.clips[presentation.files[brand.name][name]], frames, draft)
    elif notes:
        source = draft.once(
            PlayMelody(
                name="play melody",
                output=Output(name="sound/melody", suffix=".wav"),
                notes=notes,
                notes_per_minute=sound.notes_per_minute,
                frames=frames,
            )
        )
    return SoundSegment(
        segment=segment.kind,
        source=source,
        frames=segment.frames,
        before_frames=0 if opening or not source else reach,
        after_frames=reach if opening and source else 0,
        below_speech_lu=sound.below_speech_lu if source else None,
    )


def _taken(spec: DeliverySpec, clip: Clip, frames: int, draft: Draft) -> str:
    """Take the sound of a brand's file; none where it has none."""
    track = choose_audio(clip.media, clip.measurements, None)
    if track is None:
        return ""
    measured = next(each for each in clip.measurements.sound if each.track_index == track.index)
    treatment, _ = plan_sound(track, measured, spec.sound)
    return draft.once(
        TakeSound(
            name="take sound of the brand",
            output=Output(name="sound/brand", suffix=".wav"),
            media=clip.media.sha256,
            track_index=track.index,
            # two channels of music are stereo, however little they have in common
            channels="stereo" if treatment.channels == "mix" else treatment.channels,
            zero=track.start,
            frames=frames,
            fade_out_frames=_FADE_OUT_FRAMES if track.end - track.start > seconds_of(frames) else 0,
            high_pass_hz=0,
            hum_hz=0,
            noise_reduction_db=0,
        )
    )
