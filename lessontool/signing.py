"""The sign-language interpreter's recording, decided before any picture is planned: what it is and when it begins.

The teacher says when, or it is found out from the sound of both recordings. Nothing is laid beside the lesson at a
guess: an interpreter who signs another sentence is worse than none.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.analysis import intake
from lessontool.analysis.matching import NO_MATCH, Match, find_offset
from lessontool.errors import EngineError, InputError
from lessontool.model import Clip, Decision, Finding, Lesson, Measurements, MediaFile, SignClip, VideoTrack
from lessontool.planning.ground import lesson_frames
from lessontool.planning.tracks import choose_audio, choose_video
from lessontool.running.examining import examine
from lessontool.running.workshop import Workshop
from lessontool.timing import seconds_of
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from lessontool.version import VERSION

_MISSED_S: Final = Fraction(5)
"""An interpreter comes in a moment after the first words and leaves with the last ones."""

_APART_S: Final = 0.2
"""Five pictures early or late is worth a word; an interpreter follows the voice by a second or two anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A match as it is kept in the lesson's facts."""

    examined_by: str
    match: Match


Signed = tuple[SignClip | None, tuple[Finding, ...], tuple[Decision, ...]]


def sign_of(
    folder: Path,
    lesson: Lesson,
    media: MediaFile,
    measurements: Measurements,
    *,
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> Signed:
    """Find out what the interpreter's recording is and when it begins, or recall it.

    `media` and `measurements` are those of the lesson's recording. Gives no clip, and a finding that says why, where
    the two cannot be brought together. Raises InputError for a file that cannot be accepted or read, ToolError when a
    program fails or is missing, Interrupted when `cancel` is thrown.
    """
    wish = lesson.sign_language
    if wish is None:
        return None, (), ()
    try:
        accepted, signed, seen = examine(folder, wish.file, cancel=cancel, report=report)
    except InputError as error:
        if not error.code.startswith("recording-missing"):
            raise
        raise InputError("sign-missing", file=wish.file, detail=str(error)) from error
    clip = Clip(media=signed, measurements=seen)
    picture, shown = choose_video(media, lesson), choose_video(signed, None)
    if shown is None:
        return _without("sign-no-picture", wish.file)
    if signed.sha256 == media.sha256:
        return _without("sign-is-the-lesson", wish.file)
    if wish.starts_s is not None:
        reason = "the teacher says so"
        return _placed(clip, shown, wish.starts_s, lesson, media, measurements, reason=reason, match=None)
    match = _match(folder, lesson, media, measurements, clip, accepted.path, cancel or Cancel())
    if picture is None or not match.certain:
        return _without("sign-not-matched", wish.file)
    # both clocks begin with their recording's first picture
    begins = shown.start + match.offset_s - picture.start
    reason = f"{match.agreeing} of {match.windows} stretches of sound agree, confidence {match.confidence:.2f}"
    return _placed(clip, shown, begins, lesson, media, measurements, reason=reason, match=match)


def _without(code: str, file: str) -> Signed:
    return None, (Finding(code=code, severity="warning", values={"file": file}),), ()


def _placed(
    clip: Clip,
    shown: VideoTrack,
    begins: Fraction,
    lesson: Lesson,
    media: MediaFile,
    measurements: Measurements,
    *,
    reason: str,
    match: Match | None,
) -> Signed:
    """Put the recording on the lesson's clock. `begins` is on the clock of the lesson's recording."""
    assert lesson.sign_language is not None  # noqa: S101  # else nobody came here
    file = lesson.sign_language.file
    starts_at = begins - (lesson.start_s or 0)
    length = seconds_of(lesson_frames(lesson, media, measurements))
    ends_at = starts_at + shown.end - shown.start
    if starts_at >= length or ends_at <= 0:
        return _without("sign-not-during-lesson", file)
    findings = _findings(file, begins, (max(Fraction(0), starts_at), max(Fraction(0), length - ends_at)), match)
    decision = Decision(
        subject="sign language", choice=f"{file} begins at {float(begins):.2f} s of the recording", reason=reason
    )
    return SignClip(clip=clip, starts_at=starts_at), tuple(findings), (decision,)


def _findings(file: str, begins: Fraction, missed: tuple[Fraction, Fraction], match: Match | None) -> Iterator[Finding]:
    if match:
        yield Finding(code="sign-matched", severity="note", values={"file": file, "at": round(float(begins), 2)})
    if match and match.apart_s > _APART_S:
        values: dict[str, str | int | float] = {"file": file, "seconds": round(match.apart_s, 2)}
        yield Finding(code="sign-drifts", severity="warning", values=values)
    if max(missed) > _MISSED_S:
        before, after = (round(float(seconds)) for seconds in missed)
        values = {"file": file, "before": before, "after": after}
        yield Finding(code="sign-too-short", severity="warning", values=values)


# ── what both heard ───────────────────────────────────────────────────────────────────────────────────────────────


def _match(
    folder: Path, lesson: Lesson, media: MediaFile, measurements: Measurements, clip: Clip, path: Path, cancel: Cancel
) -> Match:
    """Lay the two recordings over each other by their sound, or recall how they lie."""
    voice, copy = choose_audio(media, measurements, lesson), choose_audio(clip.media, clip.measurements, None)
    if voice is None or copy is None:
        return NO_MATCH
    tracks = [media.sha256, voice.index, clip.media.sha256, copy.index]
    keeper = Workshop(folder).facts / f"{records.identity(['sign', *tracks])[:24]}.json"
    examiner = f"lessontool {VERSION}, ffmpeg {ffmpeg.version()}"
    with contextlib.suppress(OSError, ValueError):
        kept = records.load(Kept, keeper)
        if kept.examined_by == examiner:
            return kept.match
    match = find_offset(
        intake.accept(folder, lesson.recording).path,
        media,
        voice.index,
        path,
        clip.media,
        copy.index,
        cancel=cancel,
    )
    # a folder that cannot be written to is no reason to do without an interpreter
    with contextlib.suppress(OSError, EngineError):
        Workshop(folder).prepare()
        records.write_whole(keeper, records.pretty(Kept(examined_by=examiner, match=match)).encode())
    return match
