"""The first plan of a lesson: what must be heard and seen before its captions, and so the rest, can be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool.errors import PlanError
from lessontool.model import (
    AlignScript,
    Decision,
    DeliverySpec,
    FindSlideChanges,
    Lesson,
    Listen,
    Measurements,
    MediaFile,
    Output,
    Plan,
    RecordingSource,
    Step,
)
from lessontool.planning.chunks import read_until
from lessontool.planning.ground import Draft, Ground, ground_of, take_voice
from lessontool.timing import seconds_of

Backend = Literal["faster-whisper", "openai-whisper"]

TRANSCRIPT: Final = "text/transcript"
ALIGNMENT: Final = "text/alignment"
SLIDES: Final = "text/slide-changes"

_SLIDES_MOVE: Final = 0.3
"""Up to this share of moving pictures a recording is slides or a screen; above, nothing stands still to snap to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be found out about a lesson's speech."""

    language: str
    """BCP 47 tag of what is spoken."""
    backend: Backend = "faster-whisper"
    model: str = ""
    """Name of the speech model; empty: only where somebody speaks is found out."""
    model_sha256: str = ""
    sentences: tuple[str, ...] = ()
    """The script, to be laid over the sound; empty: there is none."""


def plan_listening(
    lesson: Lesson, media: MediaFile, measurements: Measurements, presets: Sequence[DeliverySpec], wish: Wish
) -> Plan | None:
    """Decide how a lesson's speech is found out; None where its recording is silent.

    The sound is the one that the first preset hears anyway. Raises InputError as the second plan does.
    """
    if not presets:
        raise PlanError("plan-no-preset")
    ground = ground_of(lesson, media, measurements)
    draft = Draft()
    voice, decisions = take_voice(ground, presets[0], draft)
    if not voice:
        return None
    steps: list[Step] = [*draft.steps, _listen(voice, wish)]
    if wish.sentences:
        steps.append(_align(voice, wish))
    if ground.seen and ground.picture.motion_share <= _SLIDES_MOVE:
        steps.append(_slides(ground))
    return Plan(
        lesson=lesson,
        media=media,
        destinations=tuple(dict.fromkeys(spec.destination for spec in presets)),
        presets=tuple(presets),
        steps=tuple(steps),
        decisions=(*decisions, _decision(wish)),
        findings=(),
        wanted=tuple(step.output.name for step in steps if isinstance(step, (Listen, AlignScript, FindSlideChanges))),
    )


def _listen(voice: str, wish: Wish) -> Listen:
    return Listen(
        name="listen",
        output=Output(name=TRANSCRIPT, suffix=".json"),
        source=voice,
        language=wish.language,
        backend=wish.backend,
        model=wish.model,
        model_sha256=wish.model_sha256,
    )


def _align(voice: str, wish: Wish) -> AlignScript:
    return AlignScript(
        name="align script",
        output=Output(name=ALIGNMENT, suffix=".json"),
        source=voice,
        transcript=TRANSCRIPT,
        sentences=wish.sentences,
        language=wish.language,
    )


def _slides(ground: Ground) -> FindSlideChanges:
    end = ground.zero + seconds_of(ground.frames)
    return FindSlideChanges(
        name="find slide changes",
        output=Output(name=SLIDES, suffix=".json"),
        source=RecordingSource(
            track_index=ground.video.index, zero=ground.zero, seek=None, read_until=read_until(ground.video, end)
        ),
        frames=ground.frames,
    )


def _decision(wish: Wish) -> Decision:
    if not wish.model:
        return Decision(subject="speech", choice="voice activity only", reason="no words need to be recognised")
    return Decision(
        subject="speech", choice=f"{wish.backend} with model {wish.model}", reason=f"spoken language is {wish.language}"
    )
