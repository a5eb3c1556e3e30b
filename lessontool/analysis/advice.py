"""What to tell the teacher about a recording: findings from facts and measurements, a pure function.

Severities say who acts: `repaired` lessontool by itself, `warning` the teacher, `error` the teacher before anything can
be processed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.model import (
    AudioTrack,
    Finding,
    Lesson,
    Measurements,
    MediaFile,
    PictureMeasurements,
    SoundMeasurements,
    VideoTrack,
)
from lessontool.planning.tracks import choose_audio, choose_video, is_silent
from lessontool.timing import TimeSpan, seconds_text

_SPEAKS_SHARE: Final = 0.1
"""A lesson with writing and pupils' work still has a voice in more than a tenth of its time."""

_JUDGED_AS_VOICE_SHARE: Final = 0.3
"""Below this the sound is mostly something else, and figures that are meant for voices say nothing."""

_QUIET_LUFS: Final = -32.0
"""A phone at arm's length records at about −25 LUFS; below −32 it was far away."""

_TOO_QUIET_LUFS: Final = -42.0
"""Raised by 19 LU to −23 LUFS, the hiss of a usual recorder (−65 dBFS) is heard in every pause."""

_CLIPPED_INDEX: Final = 0.14
"""Clean voices were measured below 0.10, those with 0.8 % clipped samples above 0.20."""

_ONE_SIDED_DB: Final = 20.0
_OUT_OF_PHASE: Final = -0.5
_HUM_DB: Final = 15.0
"""As planning/sound.py has it: this is what is repaired."""

_NOISY_DB: Final = 25.0
_TOO_NOISY_DB: Final = 12.0
"""Voice above noise: tiring below 25 dB, hard to understand for children below about 12 dB (classroom acoustics asks
for 15 dB at the pupil's ear, ANSI S12.60)."""

_WIDE: Final = Fraction(3, 2)
"""Width to height: narrower than 3:2 is 4:3 or squarer."""

_TINY_LINES: Final = 480
"""Fewer lines than standard definition television: enlarged more than twice on a 1080-line screen."""

_DARK_SHARE: Final = 0.5
_BLACK_SHARE: Final = 0.9
_BLACK_HEAD_S: Final = 1
_ILLEGAL_SHARE: Final = 0.01
"""EBU R 103 allows 1 % of the pixels to be outside."""

_HEAD_S: Final = 5
_TAIL_S: Final = 10
_MIDDLE_S: Final = 15
"""Silences, in seconds, after which a viewer believes that the sound is gone; a tail is often kept for the credits."""

_OFFSET_S: Final = Fraction(1, 5)
"""Beyond what encoders add by themselves (some 100 ms)."""

_LENGTHS_APART_S: Final = 5
_DURATION_TOLERANCE: Final = Fraction(1, 5)
Values = dict[str, str | int | float]

_HDR: Final = ("arib-std-b67", "smpte2084")
_SHOWN_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class _Case:
    """A recording as it will be used: the chosen tracks with their measurements, and the part that is used."""

    media: MediaFile
    lesson: Lesson | None
    video: VideoTrack | None
    picture: PictureMeasurements | None
    audio: AudioTrack | None
    sound: SoundMeasurements | None
    used: TimeSpan

    @property
    def zero(self) -> Fraction:
        """Time on the file's clock that a player shows as 0:00."""
        return self.video.start if self.video else self.audio.start if self.audio else Fraction(0)

    def shown(self, time: Fraction) -> str:
        """Write a time as a player shows it."""
        return seconds_text(max(Fraction(0), time - self.zero))


def advise(media: MediaFile, measurements: Measurements, lesson: Lesson | None) -> tuple[Finding, ...]:
    """Say everything worth knowing about a recording, the gravest first; `all-fine` where nothing is left to do.

    Times in the sentences are those that a player shows; `spans` are seconds on the file's clock. Raises InputError
    (no-such-picture, no-such-sound) where the lesson names a track that the recording lacks.
    """
    case = _case(media, measurements, lesson)
    findings = [*_whole(case), *_picture(case), *_sound(case), *_together(case)]
    if not any(finding.severity in ("warning", "error") for finding in findings):
        findings.append(Finding(code="all-fine", severity="ok"))
    order = ("error", "warning", "repaired", "note", "ok")
    return tuple(sorted(findings, key=lambda finding: order.index(finding.severity)))


def _case(media: MediaFile, measurements: Measurements, lesson: Lesson | None) -> _Case:
    video = choose_video(media, lesson)
    audio = choose_audio(media, measurements, lesson)
    start = video.start if video else audio.start if audio else Fraction(0)
    end = max((track.end for track in (video, audio) if track), default=start)
    if lesson is not None and lesson.end_s is not None:
        end = min(end, start + lesson.end_s)
    if lesson is not None and lesson.start_s is not None:
        start += lesson.start_s
    return _Case(
        media=media,
        lesson=lesson,
        video=video,
        picture=next((p for p in measurements.picture if video and p.track_index == video.index), None),
        audio=audio,
        sound=next((s for s in measurements.sound if audio and s.track_index == audio.index), None),
        used=TimeSpan(start, max(start, end)),
    )


# ── the whole file ────────────────────────────────────────────────────────────────────────────────────────────────


def _whole(case: _Case) -> Iterator[Finding]:
    heard_only = case.lesson is not None and set(case.lesson.destinations) == {"radio"}
    if case.video is None and not heard_only:
        yield Finding(code="no-picture", severity="error", values={"name": case.media.name})
    if case.audio is None:
        yield Finding(code="no-sound", severity="error")
    if case.media.truncated:
        yield _truncated(case)
    yield from _damage(case)
    yield from _duration(case)


def _truncated(case: _Case) -> Finding:
    ends = [track.end - track.start for track in case.media.video]
    ends += [track.end - track.start for track in case.media.audio]
    real = max(ends, default=Fraction(0))
    promised = max(real, case.media.declared_duration or real)
    values = {"promised": seconds_text(promised), "real": seconds_text(real)}
    measured = f"{float(real):.2f} s of {float(promised):.2f} s"
    return Finding(code="recording-truncated", severity="error", values=values, measured=measured)


def _damage(case: _Case) -> Iterator[Finding]:
    if case.picture is not None and case.picture.decode_errors:
        lines = case.picture.decode_errors
        spans = tuple(s for s in case.picture.sampled if any(line.startswith(f"{s}: ") for line in lines))
        at = ", ".join(f"{case.shown(s.start)}–{case.shown(s.end)}" for s in spans[:_SHOWN_TIMES]) or "?"
        yield Finding(
            code="recording-damaged",
            severity="error",
            values={"at": at},
            spans=spans,
            measured=f"{len(lines)}: {lines[0]}",
        )
    if case.sound is not None and case.sound.decode_errors:
        lines = case.sound.decode_errors
        yield Finding(code="sound-damaged", severity="warning", measured=f"{len(lines)}: {lines[0]}")


def _duration(case: _Case) -> Iterator[Finding]:
    wanted = case.lesson.duration_minutes if case.lesson is not None else None
    minutes = case.used.seconds / 60
    if not wanted or abs(minutes - wanted) <= wanted * _DURATION_TOLERANCE:
        return
    yield Finding(
        code="lesson-longer" if minutes > wanted else "lesson-shorter",
        severity="warning",
        values={"minutes": round(minutes), "wanted": wanted},
        measured=f"{float(minutes):.1f} min",
        limit=f"{wanted} min ± {float(_DURATION_TOLERANCE):.0%}",
    )


# ── picture ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _picture(case: _Case) -> Iterator[Finding]:
    if case.video is None:
        return
    if len(case.media.video) > 1:
        values = {"count": len(case.media.video), "chosen": case.media.video.index(case.video) + 1}
        yield Finding(code="several-pictures", severity="note", values=values)
    yield from _shape(case.video)
    yield from _format(case.video)
    if case.picture is not None:
        yield from _content(case, case.picture)


def _shape(track: VideoTrack) -> Iterator[Finding]:
    width, height = Fraction(track.width_px) * track.sample_aspect, Fraction(track.height_px)
    if track.rotation_deg in (90, 270):
        width, height = height, width
    measured = f"{round(width)}×{round(height)} px"
    if width < height:
        yield Finding(code="portrait", severity="warning", measured=measured)
    elif width / height < _WIDE:
        yield Finding(code="four-by-three", severity="note", measured=measured)
    if min(width, height) < _TINY_LINES:
        values = {"width": round(width), "height": round(height)}
        yield Finding(
            code="tiny-picture", severity="warning", values=values, measured=measured, limit=f"{_TINY_LINES} lines"
        )


def _format(track: VideoTrack) -> Iterator[Finding]:
    if track.rotation_deg:
        yield Finding(code="rotated", severity="repaired", measured=f"{track.rotation_deg}°")
    if track.variable_rate:
        steps = f"{float(track.shortest_frame_s) * 1000:.0f}–{float(track.longest_frame_s) * 1000:.0f} ms"
        yield Finding(code="varying-rate", severity="repaired", measured=steps)
    if track.colour.transfer in _HDR:
        yield Finding(code="hdr", severity="repaired", measured=track.colour.transfer)
    full = track.colour.full_range
    if full or (full is None and track.pixel_format.startswith("yuvj")):
        yield Finding(code="full-range", severity="repaired", measured="0–255")


def _content(case: _Case, seen: PictureMeasurements) -> Iterator[Finding]:
    if seen.scan != "progressive":
        yield Finding(code="interlaced", severity="repaired", measured=seen.scan)
    if seen.illegal_share > _ILLEGAL_SHARE:
        measured, limit = f"{seen.illegal_share:.1%}", f"{_ILLEGAL_SHARE:.0%} (EBU R 103)"
        yield Finding(code="illegal-colours", severity="repaired", measured=measured, limit=limit)
    whole = _total(seen.sampled) or Fraction(1)
    if _total(seen.black_spans) > whole * Fraction(_BLACK_SHARE):
        yield Finding(code="black-picture", severity="warning", spans=seen.black_spans)
        return
    if _total(seen.dark_spans) > whole * Fraction(_DARK_SHARE):
        light = f"{seen.mean_luma:.0f} %"
        yield Finding(code="too-dark", severity="warning", spans=seen.dark_spans, measured=light)
    head = next((s for s in _within(seen.black_spans, case.used) if s.start - case.used.start < Fraction(1, 5)), None)
    if head is not None and head.seconds >= _BLACK_HEAD_S:
        yield Finding(code="black-head", severity="note", values={"until": case.shown(head.end)}, spans=(head,))


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sound(case: _Case) -> Iterator[Finding]:
    if case.audio is None or case.sound is None:
        return
    if len(case.media.audio) > 1:
        values = {"count": len(case.media.audio), "chosen": case.media.audio.index(case.audio) + 1}
        yield Finding(code="several-sounds", severity="note", values=values)
    if is_silent(case.sound):
        yield Finding(code="sound-silent", severity="error")
        return
    yield from _sides(case.sound)
    yield from _level(case.sound)
    if case.sound.speech_share < _SPEAKS_SHARE:
        measured, limit = f"{case.sound.speech_share:.0%}", f"{_SPEAKS_SHARE:.0%}"
        yield Finding(code="nobody-speaks", severity="warning", measured=measured, limit=limit)
        return
    yield from _voice(case.sound)
    yield from _silences(case, case.sound)


def _sides(heard: SoundMeasurements) -> Iterator[Finding]:
    if len(heard.channels) != 2:
        return
    left, right = (channel.rms_dbfs for channel in heard.channels)
    if abs(left - right) >= _ONE_SIDED_DB:
        yield Finding(code="one-channel", severity="repaired", measured=f"{left:.0f} / {right:.0f} dBFS")
    elif heard.correlation < _OUT_OF_PHASE:
        yield Finding(code="out-of-phase", severity="repaired", measured=f"{heard.correlation:.2f}")


def _level(heard: SoundMeasurements) -> Iterator[Finding]:
    loudness = heard.loudness.integrated_lufs
    measured = f"{loudness:.1f} LUFS"
    if loudness < _TOO_QUIET_LUFS:
        yield Finding(code="too-quiet", severity="warning", measured=measured, limit=f"{_TOO_QUIET_LUFS:.0f} LUFS")
    elif loudness < _QUIET_LUFS:
        yield Finding(code="quiet", severity="repaired", measured=measured, limit=f"{_QUIET_LUFS:.0f} LUFS")


def _voice(heard: SoundMeasurements) -> Iterator[Finding]:
    if heard.hum_db > _HUM_DB:
        yield Finding(code="hum", severity="repaired", measured=f"{heard.hum_db:.0f} dB", limit=f"{_HUM_DB:.0f} dB")
    if heard.speech_share < _JUDGED_AS_VOICE_SHARE:
        return
    if heard.clip_index > _CLIPPED_INDEX:
        measured, limit = f"{heard.clip_index:.2f}", f"{_CLIPPED_INDEX:.2f}"
        yield Finding(code="overdriven", severity="warning", measured=measured, limit=limit)
    apart = heard.speech_level_dbfs - heard.noise_floor_dbfs
    if apart < _TOO_NOISY_DB:
        yield Finding(code="too-noisy", severity="warning", measured=f"{apart:.0f} dB", limit=f"{_TOO_NOISY_DB:.0f} dB")
    elif apart < _NOISY_DB:
        yield Finding(code="noisy", severity="repaired", measured=f"{apart:.0f} dB", limit=f"{_NOISY_DB:.0f} dB")


def _silences(case: _Case, heard: SoundMeasurements) -> Iterator[Finding]:
    assert case.audio is not None  # noqa: S101  # its caller looked
    stretch = TimeSpan(max(case.used.start, case.audio.start), min(case.used.end, case.audio.end))
    middle = []
    for span in _within(heard.silences, stretch):
        if span.start - stretch.start < Fraction(1, 10):
            if span.seconds >= _HEAD_S:
                values = {"until": case.shown(span.end)}
                yield Finding(code="silence-head", severity="warning", values=values, spans=(span,))
        elif stretch.end - span.end < Fraction(1, 10):
            if span.seconds >= _TAIL_S:
                values = {"since": case.shown(span.start)}
                yield Finding(code="silence-tail", severity="warning", values=values, spans=(span,))
        elif span.seconds >= _MIDDLE_S:
            middle.append(span)
    if middle:
        yield _silent_middle(case, middle)


def _silent_middle(case: _Case, spans: list[TimeSpan]) -> Finding:
    longest = max(span.seconds for span in spans)
    shown = [f"{case.shown(span.start)}–{case.shown(span.end)}" for span in spans[:_SHOWN_TIMES]]
    when = ", ".join(shown) + (" …" if len(spans) > _SHOWN_TIMES else "")
    values: Values = {"count": len(spans), "longest_s": round(longest), "when": when}
    return Finding(code="silence-middle", severity="note", values=values, spans=tuple(spans), limit=f"{_MIDDLE_S} s")


# ── both ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _together(case: _Case) -> Iterator[Finding]:
    if case.video is None or case.audio is None:
        return
    offset = case.audio.start - case.video.start
    if abs(offset) > _OFFSET_S:
        apart: Values = {"seconds": round(float(abs(offset)), 1)}
        yield Finding(code="sound-offset", severity="repaired", values=apart, measured=f"{float(offset):+.3f} s")
    video_end, audio_end = (min(track.end, case.used.end) for track in (case.video, case.audio))
    if abs(video_end - audio_end) > _LENGTHS_APART_S:
        values: Values = {"since": case.shown(min(video_end, audio_end)), "seconds": round(abs(video_end - audio_end))}
        code = "sound-shorter" if audio_end < video_end else "picture-shorter"
        yield Finding(code=code, severity="warning", values=values, limit=f"{_LENGTHS_APART_S} s")


def _within(spans: Iterable[TimeSpan], limits: TimeSpan) -> tuple[TimeSpan, ...]:
    cut = (TimeSpan(max(span.start, limits.start), min(span.end, limits.end)) for span in spans)
    return tuple(span for span in cut if span.start < span.end)


def _total(spans: Iterable[TimeSpan]) -> Fraction:
    return sum((span.seconds for span in spans), Fraction(0))
