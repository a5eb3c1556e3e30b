"""What the teacher is told: each fault alone, who mends it, and times as a player shows them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from lessontool import messages
from lessontool.analysis.advice import advise
from lessontool.model import (
    ActivePicture,
    ChannelLevel,
    Colour,
    Finding,
    Lesson,
    Loudness,
    Measurements,
    MediaFile,
    PictureMeasurements,
    Rights,
    SoundMeasurements,
    VideoTrack,
)
from lessontool.model.media import AudioTrack
from lessontool.timing import TimeSpan

START = Fraction(1)
VIDEO = VideoTrack(
    index=0,
    codec="h264",
    width_px=1920,
    height_px=1080,
    sample_aspect=Fraction(1),
    rotation_deg=0,
    pixel_format="yuv420p",
    bit_depth=8,
    colour=Colour(full_range=False, primaries="bt709", transfer="bt709", matrix="bt709"),
    dolby_vision=False,
    scan_flag="progressive",
    frame_rate=Fraction(25),
    start=START,
    end=START + 1200,
    frames=30_000,
    shortest_frame_s=Fraction(1, 25),
    longest_frame_s=Fraction(1, 25),
    variable_rate=False,
    keyframes=(START,),
    exact_seek=True,
)
AUDIO = AudioTrack(
    index=1, codec="aac", channels=2, layout="stereo", sample_rate_hz=48_000, start=START, end=START + 1200
)
MEDIA = MediaFile(
    name="bai.mp4", size_bytes=1, sha256="0", demuxer="mov", container="MPEG-4", video=(VIDEO,), audio=(AUDIO,)
)
PICTURE = PictureMeasurements(
    track_index=0,
    sampled=(TimeSpan(START, START + 2), TimeSpan(START + 600, START + 602)),
    scan="progressive",
    active=ActivePicture(x_px=0, y_px=0, width_px=1920, height_px=1080),
    mean_luma=45.0,
    dark_spans=(),
    black_spans=(),
    luma_low=16,
    luma_high=235,
    illegal_share=0.0,
    motion_share=0.6,
)
LEVEL = ChannelLevel(rms_dbfs=-24.0, peak_dbfs=-6.0, dc_offset=0.0)
SOUND = SoundMeasurements(
    track_index=1,
    loudness=Loudness(integrated_lufs=-23.0, range_lu=5.0, true_peak_dbtp=-6.0),
    channels=(LEVEL, LEVEL),
    correlation=1.0,
    silences=(),
    noise_floor_dbfs=-60.0,
    speech_level_dbfs=-20.0,
    speech_share=0.8,
    clip_index=0.02,
    hum_db=3.0,
)
LESSON = Lesson(
    recording="bai.mp4",
    title="Diện tích hình thang",
    subject="TO",
    grade=5,
    series="KNTT",
    school_year="2026-2027",
    week=12,
    teachers=("Cô Lan",),
    school="Trường Tiểu học số 1",
    rights=Rights(holder="Sở GD&ĐT"),
)


def told(
    *,
    video: dict[str, Any] | None = None,
    audio: dict[str, Any] | None = None,
    picture: dict[str, Any] | None = None,
    sound: dict[str, Any] | None = None,
    media: dict[str, Any] | None = None,
    lesson: Lesson | None = None,
) -> tuple[Finding, ...]:
    file = replace(MEDIA, video=(replace(VIDEO, **(video or {})),), audio=(replace(AUDIO, **(audio or {})),))
    measurements = Measurements(
        sha256="0", picture=(replace(PICTURE, **(picture or {})),), sound=(replace(SOUND, **(sound or {})),)
    )
    return advise(replace(file, **(media or {})), measurements, lesson)


def level(dbfs: float) -> ChannelLevel:
    return ChannelLevel(rms_dbfs=dbfs, peak_dbfs=dbfs + 12, dc_offset=0.0)


def loudness(lufs: float) -> Loudness:
    return Loudness(integrated_lufs=lufs, range_lu=5.0, true_peak_dbtp=lufs + 15)


def at(start: int, end: int) -> TimeSpan:
    """A stretch as a player shows it."""
    return TimeSpan(START + start, START + end)


def test_a_good_recording_is_fine() -> None:
    assert told() == (Finding(code="all-fine", severity="ok"),)


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("no-picture", "error", {"media": {"video": ()}}),
    ("no-sound", "error", {"media": {"audio": ()}}),
    ("recording-truncated", "error", {"media": {"truncated": True, "declared_duration": Fraction(2700)}}),
    ("recording-damaged", "error", {"picture": {"decode_errors": ("10:01–10:03: [h264] [error] oops",)}}),
    ("sound-damaged", "warning", {"sound": {"decode_errors": ("[aac] [error] oops",)}}),
    ("sound-silent", "error", {"sound": {"loudness": loudness(-120), "channels": (level(-120), level(-120))}}),
    ("nobody-speaks", "warning", {"sound": {"speech_share": 0.05}}),
    ("quiet", "repaired", {"sound": {"loudness": loudness(-36)}}),
    ("too-quiet", "warning", {"sound": {"loudness": loudness(-50)}}),
    ("overdriven", "warning", {"sound": {"clip_index": 0.3}}),
    ("one-channel", "repaired", {"sound": {"channels": (level(-24), level(-80)), "correlation": 0.0}}),
    ("out-of-phase", "repaired", {"sound": {"correlation": -0.98}}),
    ("hum", "repaired", {"sound": {"hum_db": 25.0}}),
    ("noisy", "repaired", {"sound": {"noise_floor_dbfs": -40.0}}),
    ("too-noisy", "warning", {"sound": {"noise_floor_dbfs": -28.0}}),
    ("portrait", "warning", {"video": {"width_px": 1080, "height_px": 1920}}),
    ("four-by-three", "note", {"video": {"width_px": 1440}}),
    ("tiny-picture", "warning", {"video": {"width_px": 640, "height_px": 360}}),
    ("varying-rate", "repaired", {"video": {"variable_rate": True}}),
    ("rotated", "repaired", {"video": {"rotation_deg": 180}}),
    ("hdr", "repaired", {"video": {"colour": Colour(full_range=False, transfer="arib-std-b67")}}),
    ("full-range", "repaired", {"video": {"colour": Colour(full_range=True)}}),
    ("full-range", "repaired", {"video": {"colour": Colour(full_range=None), "pixel_format": "yuvj420p"}}),
    ("interlaced", "repaired", {"picture": {"scan": "bff"}}),
    ("illegal-colours", "repaired", {"picture": {"illegal_share": 0.05}}),
    ("too-dark", "warning", {"picture": {"mean_luma": 8.0, "dark_spans": (at(0, 2), at(600, 601))}}),
    ("black-picture", "warning", {"picture": {"mean_luma": 0.0, "black_spans": (at(0, 2), at(600, 602))}}),
    ("black-head", "note", {"picture": {"black_spans": (TimeSpan(START, START + Fraction(3, 2)),)}}),
    ("silence-head", "warning", {"sound": {"silences": (at(0, 12),)}}),
    ("silence-tail", "warning", {"sound": {"silences": (at(1150, 1200),)}}),
    ("silence-middle", "note", {"sound": {"silences": (at(100, 130), at(300, 340), at(400, 403))}}),
    ("lesson-longer", "warning", {"lesson": replace(LESSON, duration_minutes=15)}),
    ("lesson-shorter", "warning", {"lesson": replace(LESSON, duration_minutes=35)}),
    ("sound-shorter", "warning", {"audio": {"end": START + 1000}}),
    ("picture-shorter", "warning", {"video": {"end": START + 1000}}),
    ("sound-offset", "repaired", {"audio": {"start": START + 2}}),
]


@pytest.mark.parametrize(("code", "severity", "changed"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_each_fault_is_told_alone_and_in_both_languages(code: str, severity: str, changed: dict[str, Any]) -> None:
    findings = told(**changed)
    wanted = {code} if severity in ("warning", "error") else {code, "all-fine"}
    assert {finding.code for finding in findings} == wanted
    [finding] = [finding for finding in findings if finding.code == code]
    assert finding.severity == severity
    for language in ("vi", "en"):
        assert "{" not in messages.say(code, finding.values, language)  # type: ignore[arg-type]  # both are languages
        messages.hint(code, finding.values, language)  # type: ignore[arg-type]


def test_every_sentence_about_a_recording_is_used() -> None:
    choosing = {"several-pictures", "several-sounds", "no-such-picture", "no-such-sound"}
    elsewhere = {"sound-silent", "recording-damaged"}  # rendering says them too
    assert set(messages.ADVICE) - choosing - {"all-fine"} == {code for code, _, _ in CASES} - elsewhere


def test_the_gravest_finding_comes_first() -> None:
    findings = told(video={"rotation_deg": 90}, sound={"clip_index": 0.5}, media={"truncated": True})
    assert [finding.severity for finding in findings] == ["error", "warning", "warning", "repaired"]


def test_times_are_those_that_a_player_shows() -> None:
    [finding] = [f for f in told(sound={"silences": (at(100, 130), at(300, 340))}) if f.code == "silence-middle"]
    assert finding.values == {"count": 2, "longest_s": 40, "when": "01:40–02:10, 05:00–05:40"}
    assert finding.spans == (at(100, 130), at(300, 340))


def test_damage_names_its_place() -> None:
    span = PICTURE.sampled[1]
    findings = told(picture={"decode_errors": (f"{span}: [h264] [error] oops",)})
    assert findings[0].values == {"at": "10:00–10:02"}
    assert findings[0].spans == (span,)


def test_what_is_cut_off_is_not_complained_about() -> None:
    lesson = replace(LESSON, start_s=Fraction(12), end_s=Fraction(1150))
    findings = told(sound={"silences": (at(0, 12), at(1150, 1200))}, audio={"end": START + 1160}, lesson=lesson)
    assert [finding.code for finding in findings] == ["all-fine"]


def test_which_of_several_tracks_was_taken_is_said_counted_from_one() -> None:
    tracks = (replace(AUDIO, index=1), replace(AUDIO, index=2))
    sounds = (replace(SOUND, track_index=1, speech_share=0.0), replace(SOUND, track_index=2))
    findings = advise(replace(MEDIA, audio=tracks), Measurements(sha256="0", picture=(PICTURE,), sound=sounds), None)
    assert Finding(code="several-sounds", severity="note", values={"count": 2, "chosen": 2}) in findings
    pictures = replace(MEDIA, video=(VIDEO, replace(VIDEO, index=5, width_px=640)))
    findings = advise(pictures, Measurements(sha256="0", picture=(PICTURE,), sound=(SOUND,)), None)
    assert Finding(code="several-pictures", severity="note", values={"count": 2, "chosen": 1}) in findings
