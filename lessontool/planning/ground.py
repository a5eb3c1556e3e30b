"""What every plan of a lesson stands on: the tracks that are used, the lesson's first frame and length, its voice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from lessontool import records
from lessontool.errors import InputError
from lessontool.model import (
    AudioTrack,
    Decision,
    DeliverySpec,
    DrawGraphic,
    Lesson,
    Measurements,
    MediaFile,
    Output,
    PictureMeasurements,
    PlayMelody,
    Step,
    TakeSound,
    VideoTrack,
)
from lessontool.planning.sound import plan_sound
from lessontool.planning.tracks import choose_audio, choose_video, is_silent
from lessontool.timing import PROGRAMME_RATE, round_up

SEGMENT_UNIT_FRAMES: Final = 12
"""Every segment is a whole number of broadcast GOPs, so that the GOP is constant over each join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all parts of a plan stand on."""

    lesson: Lesson
    media: MediaFile
    measurements: Measurements
    seen: VideoTrack | None
    """The picture that is used; None: the recording has none, which is enough for radio."""
    audio: AudioTrack | None
    zero: Fraction
    """Time on the recording's clock that is the lesson's first frame."""
    frames: int

    @property
    def video(self) -> VideoTrack:
        """The picture that is used. Raises InputError (no-picture) where the recording has none."""
        if self.seen is None:
            raise InputError("no-picture", name=self.media.name)
        return self.seen

    @property
    def picture(self) -> PictureMeasurements:
        """What was measured of the picture that is used."""
        return next(each for each in self.measurements.picture if each.track_index == self.video.index)


@dataclass(slots=True)
class Draft:
    """Steps in order, each output made once: two presets that want the same thing share it."""

    steps: list[Step] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    def once(self, step: TakeSound | DrawGraphic | PlayMelody) -> str:
        """Add a step unless one that does the same is there; say the name of its output.

        The name comes from what is done, not from the preset that asked first: the work is found again by whoever
        asks next time.
        """
        key = records.identity(replace(step, name="", output=replace(step.output, name="")))
        if key not in self.made:
            name = f"{step.output.name}/{key[:8]}"
            self.made[key] = name
            self.steps.append(replace(step, name=f"{step.name} {key[:8]}", output=replace(step.output, name=name)))
        return self.made[key]


def ground_of(lesson: Lesson, media: MediaFile, measurements: Measurements) -> Ground:
    """Decide what is used of a recording. Raises InputError where there is nothing at all, or nothing is left of it."""
    video = choose_video(media, lesson)
    audio = choose_audio(media, measurements, lesson)
    first = video or audio
    if first is None:
        raise InputError("no-picture", name=media.name)
    begin = first.start + (lesson.start_s or 0)
    end = max(track.end for track in (video, audio) if track)
    if lesson.end_s is not None:
        end = min(end, first.start + lesson.end_s)
    seconds = end - begin
    if seconds <= 0:
        raise InputError("nothing-left", start=float(lesson.start_s or 0), end=float(lesson.end_s or 0))
    frames = round_up((seconds * PROGRAMME_RATE).__ceil__(), SEGMENT_UNIT_FRAMES)
    return Ground(
        lesson=lesson,
        media=media,
        measurements=measurements,
        seen=video,
        audio=audio,
        zero=begin,
        frames=frames,
    )


def lesson_frames(lesson: Lesson, media: MediaFile, measurements: Measurements) -> int:
    """Say how long the lesson is, in frames of 25 a second. Raises InputError as `ground_of` does."""
    return ground_of(lesson, media, measurements).frames


def take_voice(ground: Ground, spec: DeliverySpec, draft: Draft) -> tuple[str, tuple[Decision, ...]]:
    """Add the lesson's sound as this preset wants it repaired, and say its name.

    It has no name ("") where the recording is silent and that was accepted.
    """
    if ground.audio is None:
        return "", (Decision(subject="sound", choice="silence", reason="the recording has no sound track; accepted"),)
    measured = next(each for each in ground.measurements.sound if each.track_index == ground.audio.index)
    if is_silent(measured):
        # raising a room's or a recorder's own noise to a programme's loudness would be worse than silence
        reason = f"no voice, and {measured.loudness.integrated_lufs:.0f} LUFS only; accepted"
        return "", (Decision(subject="sound", choice="silence", reason=reason),)
    treatment, reasons = plan_sound(ground.audio, measured, spec.sound)
    step = TakeSound(
        name="take sound",
        output=Output(name="sound/lesson", suffix=".wav"),
        track_index=ground.audio.index,
        channels=treatment.channels,
        zero=ground.zero,
        frames=ground.frames,
        high_pass_hz=treatment.high_pass_hz,
        hum_hz=treatment.hum_hz,
        noise_reduction_db=treatment.noise_reduction_db,
    )
    return draft.once(step), reasons
