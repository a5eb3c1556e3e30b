"""The plan of a programme for the ears alone: its opening, its pauses, one sound for WAV and MP3, its package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from lessontool import curriculum
from lessontool.errors import InputError, PlanError
from lessontool.model import (
    Captions,
    Chapter,
    Clip,
    Decision,
    DeliverySpec,
    Expected,
    Finding,
    JudgeProgramme,
    Lesson,
    LevelSound,
    Mark,
    Output,
    Package,
    Presentation,
    RadioSpec,
    ShortenPauses,
    SideFile,
    SoundSegment,
    SpeakText,
    StationProfile,
    Step,
    TakeSound,
    WrapSound,
    WriteCutList,
)
from lessontool.planning import names
from lessontool.planning.beside import marks_of
from lessontool.planning.captions import plain_texts, write_texts
from lessontool.planning.clarity import merged, recording_figures
from lessontool.planning.ground import Draft, Ground, take_voice
from lessontool.planning.pauses import cuts_of, moved, moved_captions, removed
from lessontool.planning.sound import plan_sound
from lessontool.planning.tracks import choose_audio, is_silent
from lessontool.timing import PROGRAMME_RATE, FrameSpan, TimeSpan, seconds_of

_LOSSY_OVERSHOOT_DB: Final = 1.0
"""Room for the peaks that MP3 adds; quality control measures each file's own."""

_BREATH_FRAMES: Final = 20
"""Silence between a recorded opening and the lesson: four fifths of a second."""

_SYLLABLE_S: Final = Fraction(1, 4)
_AROUND_S: Final = Fraction(3, 2)
"""A calm computer voice takes a quarter of a second for a syllable, a figure or a comma (measured on openings of 26 to
48 of them: 0.22 to 0.27 s), and silence follows."""

_MUCH: Final = Fraction(1, 4)
"""A lesson of which more than this share is silent is made to be looked at."""

_SPEECH: Final = "Speech"
"""ID3's genre 101."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Programme:
    """A radio programme, planned so far."""

    spec: DeliverySpec
    wish: RadioSpec
    cuts: tuple[FrameSpan, ...]
    opening_frames: int
    frames: int
    """Of the whole."""
    chapters: tuple[Mark, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    station: StationProfile


def plan_radio(
    ground: Ground,
    spec: DeliverySpec,
    presentation: Presentation,
    captions: Captions,
    findings: tuple[Finding, ...],
    draft: Draft,
    *,
    station: StationProfile,
    folder: str,
) -> tuple[Decision, ...]:
    """Add everything that a radio preset wants of a lesson to a draft, and say why it is so.

    `folder` is where its package lies, relative to the lesson folder. Raises InputError (radio-nothing-to-hear) where
    the recording is silent, (radio-opening-silent) where that is true of its opening.
    """
    if spec.radio is None:
        raise PlanError("radio-not-asked-for", preset=spec.name)
    voice, heard = take_voice(ground, spec, draft)
    if not voice:
        raise InputError("radio-nothing-to-hear", name=ground.media.name)
    cuts, why_cuts, said = _pauses(ground, spec.radio, presentation)
    opening, why_opening = _opening(ground, spec, presentation, draft)
    lesson_frames = ground.frames - removed(cuts)
    if cuts:
        step = ShortenPauses(
            name=f"shorten pauses for {spec.name}",
            output=Output(name=f"sound/{spec.name}/shortened", suffix=".wav"),
            source=voice,
            cuts=cuts,
        )
        draft.steps.append(step)
        voice = step.output.name
    before = opening.frames if opening else 0
    made = _Programme(
        spec=spec,
        wish=spec.radio,
        cuts=cuts,
        opening_frames=before,
        frames=before + lesson_frames,
        chapters=_chapters(ground, cuts, before, before + lesson_frames),
        decisions=(*heard, why_cuts, why_opening, *captions.decisions),
        findings=(*findings, *said),
        station=station,
    )
    lesson = SoundSegment(segment="lesson", source=voice, frames=lesson_frames)
    draft.steps.append(_level(made, (*([opening] if opening else []), lesson)))
    draft.steps += _finish(ground, made, captions, folder)
    return made.decisions


# ── what is heard ─────────────────────────────────────────────────────────────────────────────────────────────────


def _pauses(
    ground: Ground, wish: RadioSpec, presentation: Presentation
) -> tuple[tuple[FrameSpan, ...], Decision, tuple[Finding, ...]]:
    assert ground.audio is not None  # noqa: S101  # there is a voice
    measured = next(each for each in ground.measurements.sound if each.track_index == ground.audio.index)
    silences = [TimeSpan(span.start - ground.zero, span.end - ground.zero) for span in measured.silences]
    cuts = cuts_of(silences, presentation.speech, ground.frames, wish)
    if not cuts:
        reason = f"no silence is longer than {wish.longest_pause_s:g} s" if wish.longest_pause_s else "by the preset"
        return (), Decision(subject="pauses", choice="left", reason=reason), ()
    seconds = float(removed(cuts) / PROGRAMME_RATE)
    choice = f"{len(cuts)} shortened to {wish.kept_pause_s:g} s, {seconds:.2f} s left out"
    heard = "nobody speaks in them" if presentation.speech is not None else "nothing was heard in them"
    reason = f"{len(cuts)} silences are longer than {wish.longest_pause_s:g} s, and {heard}"
    spans = tuple(TimeSpan(seconds_of(cut.start), seconds_of(cut.end)) for cut in cuts)
    values: dict[str, str | int | float] = {"count": len(cuts), "seconds": round(seconds)}
    found = [Finding(code="radio-pauses-shortened", severity="note", values=values, spans=spans)]
    if removed(cuts) > ground.frames * _MUCH:
        share: dict[str, str | int | float] = {"percent": round(100 * removed(cuts) / ground.frames)}
        found.append(Finding(code="radio-much-to-look-at", severity="warning", values=share))
    return cuts, Decision(subject="pauses", choice=choice, reason=reason), tuple(found)


def _opening(
    ground: Ground, spec: DeliverySpec, presentation: Presentation, draft: Draft
) -> tuple[SoundSegment | None, Decision]:
    wish = spec.radio.opening if spec.radio and "opening" in spec.running_order.segments else "none"
    step: TakeSound | SpeakText
    if wish == "spoken":
        text = opening_text(ground.lesson)
        step = SpeakText(
            name=f"speak opening for {spec.name}",
            output=Output(name=f"sound/{spec.name}/opening", suffix=".wav"),
            text=text,
            # what is said is Vietnamese, whatever the lesson is taught in
            language="vi",
            frames=_spoken_frames(text),
        )
        draft.steps.append(step)
        source, why = step.output.name, "spoken by a computer voice, as the preset wants it"
    elif wish == "file" and presentation.radio_opening:
        step = _taken(spec, presentation.radio_opening)
        source, why = draft.once(step), f"{presentation.radio_opening.media.name} is the lesson's own"
    else:
        why = "the lesson has no radio_opening" if wish == "file" else "the preset wants none"
        return None, Decision(subject="opening", choice="none", reason=why)
    # as loud as the teacher
    segment = SoundSegment(segment="opening", source=source, frames=step.frames, below_speech_lu=0.0)
    seconds = f"{float(step.frames / PROGRAMME_RATE):.2f} s"
    return segment, Decision(subject="opening", choice=seconds, reason=why)


def _taken(spec: DeliverySpec, clip: Clip) -> TakeSound:
    track = choose_audio(clip.media, clip.measurements, None)
    measured = next((each for each in clip.measurements.sound if track and each.track_index == track.index), None)
    if track is None or measured is None or is_silent(measured):
        raise InputError("radio-opening-silent", name=clip.media.name)
    treatment, _ = plan_sound(track, measured, spec.sound)
    return TakeSound(
        name="take sound of the opening",
        output=Output(name="sound/radio-opening", suffix=".wav"),
        media=clip.media.sha256,
        track_index=track.index,
        # two channels of music are stereo, however little they have in common
        channels="stereo" if treatment.channels == "mix" else treatment.channels,
        zero=track.start,
        frames=((track.end - track.start) * PROGRAMME_RATE).__ceil__() + _BREATH_FRAMES,
        high_pass_hz=0,
        hum_hz=0,
        noise_reduction_db=0,
    )


def opening_text(lesson: Lesson) -> str:
    """Say in one breath what comes: subject, grade, week, lesson, title, who teaches, where."""
    subject = curriculum.subject(lesson.subject).name_vi
    where = [f"Môn {subject}", f"lớp {lesson.grade}", f"tuần {lesson.week}"]
    if lesson.lesson_number is not None:
        where.append(f"bài {lesson.lesson_number}")
    if lesson.part is not None:
        where.append(f"tiết {lesson.part}")
    who = f"Giáo viên {', '.join(lesson.teachers)}" if lesson.teachers else ""
    sentences = (", ".join(where), lesson.title, who, lesson.school)
    return " ".join(f"{text.strip().rstrip('.')}." for text in sentences if text.strip())


def _spoken_frames(text: str) -> int:
    """How long a computer voice takes; it is made to fit."""
    signs = sum(letter.isdigit() or letter in ",.;:?!–—" for letter in text)
    return (((len(text.split()) + signs) * _SYLLABLE_S + _AROUND_S) * PROGRAMME_RATE).__ceil__()


def _level(made: _Programme, segments: tuple[SoundSegment, ...]) -> LevelSound:
    sound = made.spec.sound
    return LevelSound(
        name=f"level sound for {made.spec.name}",
        output=Output(name=f"sound/{made.spec.name}", suffix=".wav"),
        segments=segments,
        target_lufs=sound.target_lufs,
        tolerance_lu=sound.tolerance_lu,
        max_true_peak_dbtp=sound.max_true_peak_dbtp - (_LOSSY_OVERSHOOT_DB if made.wish.mp3_kbps else 0),
    )


def _chapters(ground: Ground, cuts: Sequence[FrameSpan], before: int, frames: int) -> tuple[Mark, ...]:
    """The lesson's parts as the programme has them; two that fall on one moment are one."""
    marks = marks_of(ground, 0, ground.frames)
    found: dict[int, str] = {}
    for number, mark in enumerate(marks):
        at = before + moved(mark.start_frames, cuts) if number else 0
        if at < frames:
            found[at] = mark.title
    return tuple(Mark(start_frames=at, title=title) for at, title in sorted(found.items()))


# ── what is handed over ───────────────────────────────────────────────────────────────────────────────────────────


def _finish(ground: Ground, made: _Programme, captions: Captions, folder: str) -> Iterator[Step]:
    spec, lesson = made.spec, ground.lesson
    stem = names.file_name(spec.file_name, lesson)
    wrapped = list(_wrap(made, lesson, f"{folder}/{stem}", stem))
    yield from wrapped
    judged = [_judge(made, step) for step in wrapped]
    yield from judged
    others: list[SideFile] = []
    if made.cuts:
        listed = _cut_list(ground, made, f"{folder}/{stem}")
        others.append(SideFile(output=listed.output.name, role="cut_list"))
        yield listed
    shown = replace(captions, subtitles=tuple(moved_captions(each, made.cuts) for each in captions.subtitles))
    # the cuts have moved the lesson's parts, and transcripts have times too
    chapters = (
        Chapter(start_s=seconds_of(max(0, mark.start_frames - made.opening_frames)), title=mark.title)
        for mark in made.chapters
    )
    told = replace(lesson, chapters=tuple(chapters), start_s=None)
    for text, side in write_texts(spec, told, shown, f"{folder}/{stem}", made.opening_frames):
        others.append(side)
        yield text
    yield Package(
        name=f"package {spec.name}",
        output=Output(name=f"package/{spec.name}", suffix=".json", package_path=f"{folder}/manifest.json"),
        preset=spec,
        lesson=lesson,
        folder=folder,
        stem=stem,
        programmes=tuple(step.output.name for step in wrapped),
        renditions=(),
        judged=tuple(step.output.name for step in judged),
        station=made.station,
        others=tuple(others),
        frames=made.frames,
        transcripts=plain_texts(captions.subtitles),
        chapters=made.chapters,
        decisions=made.decisions,
        findings=made.findings,
        recording_measured=merged(recording_figures(ground), captions.measured),
    )


def _wrap(made: _Programme, lesson: Lesson, path: str, stem: str) -> Iterator[WrapSound]:
    spec, wish = made.spec, made.wish
    forms: list[tuple[Literal["wav", "mp3"], Literal[1, 2], int]] = [
        ("wav", 1 if spec.sound.channels_per_track == 1 else 2, 0)
    ]
    if wish.mp3_kbps:
        forms.append(("mp3", wish.mp3_channels, wish.mp3_kbps))
    for form, channels, rate in forms:
        yield WrapSound(
            name=f"wrap {form} for {spec.name}",
            output=Output(name=f"programme/{spec.name}/{form}", suffix=f".{form}", package_path=f"{path}.{form}"),
            source=f"sound/{spec.name}",
            form=form,
            channels=channels,
            sample_bits=16 if spec.sound.codec == "pcm_s16le" else 24,
            bit_rate_kbps=rate,
            frames=made.frames,
            tags=tags_of(lesson, stem),
            chapters=made.chapters,
        )


def tags_of(lesson: Lesson, stem: str) -> dict[str, str]:
    """Say what a player shows of a lesson: words by field, none of them empty."""
    subject, series = curriculum.subject(lesson.subject).name_vi, curriculum.series(lesson.series).name_vi
    tags = {
        "title": lesson.title,
        "artist": ", ".join(lesson.teachers) or lesson.school,
        "album": f"{subject} {lesson.grade} – {series}",
        "genre": _SPEECH,
        "comment": lesson.description or f"Tuần {lesson.week}, năm học {lesson.school_year}",
        "publisher": lesson.school,
        "copyright": " · ".join(filter(None, (lesson.rights.holder, lesson.rights.licence))),
        "track": "" if lesson.lesson_number is None else str(lesson.lesson_number),
        "language": lesson.language,
        "reference": lesson.external_id or stem,
    }
    return {field: text for field, text in tags.items() if text}


def _judge(made: _Programme, step: WrapSound) -> JudgeProgramme:
    return JudgeProgramme(
        name=f"judge {made.spec.name}/{step.form}",
        output=Output(name=f"judged/{made.spec.name}/{step.form}", suffix=".json"),
        source=step.output.name,
        preset=made.spec,
        expected=Expected(frames=made.frames),
        limits=made.station.limits,
    )


def _cut_list(ground: Ground, made: _Programme, path: str) -> WriteCutList:
    return WriteCutList(
        name=f"write cut list for {made.spec.name}",
        output=Output(name=f"text/{made.spec.name}/cuts", suffix=".csv", package_path=f"{path}_luoc_bo.csv"),
        cuts=made.cuts,
        starts_at=Fraction(ground.lesson.start_s or 0),
        before_frames=made.opening_frames,
    )
