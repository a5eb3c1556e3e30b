"""The lesson's picture and sound are chosen among several: the teacher's word first, then what moves and speaks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lessontool.errors import InputError
from lessontool.model import (
    AudioTrack,
    ChannelLevel,
    Colour,
    Lesson,
    Loudness,
    Measurements,
    MediaFile,
    Rights,
    SoundMeasurements,
    VideoTrack,
)
from lessontool.planning.tracks import MOST_TRACKS, choose_audio, choose_video

LESSON = Lesson(
    recording="lesson.mp4",
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


def video(index: int, width: int, height: int, rate: int = 25, seconds: int = 60) -> VideoTrack:
    return VideoTrack(
        index=index,
        codec="h264",
        width_px=width,
        height_px=height,
        sample_aspect=Fraction(1),
        rotation_deg=0,
        pixel_format="yuv420p",
        bit_depth=8,
        colour=Colour(full_range=False),
        dolby_vision=False,
        scan_flag="progressive",
        frame_rate=Fraction(rate),
        start=Fraction(0),
        end=Fraction(seconds),
        frames=rate * seconds,
        shortest_frame_s=Fraction(1, rate),
        longest_frame_s=Fraction(1, rate),
        variable_rate=False,
        keyframes=(Fraction(0),),
        exact_seek=True,
    )


def audio(index: int, language: str = "") -> AudioTrack:
    return AudioTrack(
        index=index,
        codec="aac",
        channels=2,
        layout="stereo",
        sample_rate_hz=48_000,
        start=Fraction(0),
        end=Fraction(60),
        language=language,
    )


def heard(index: int, speech: float = 0.8, lufs: float = -20.0) -> SoundMeasurements:
    silent = lufs <= -70
    level = ChannelLevel(rms_dbfs=lufs, peak_dbfs=-120.0 if silent else lufs + 12, dc_offset=0.0)
    return SoundMeasurements(
        track_index=index,
        loudness=Loudness(integrated_lufs=lufs, range_lu=3.0, true_peak_dbtp=level.peak_dbfs),
        channels=(level, level),
        correlation=0.9,
        silences=(),
        noise_floor_dbfs=lufs - 40,
        speech_level_dbfs=lufs,
        speech_share=speech,
        clip_index=0.0,
        hum_db=0.0,
    )


def media(pictures: tuple[VideoTrack, ...] = (), sounds: tuple[AudioTrack, ...] = ()) -> MediaFile:
    return MediaFile(
        name="lesson.mp4", size_bytes=1, sha256="0", demuxer="mov", container="MPEG-4", video=pictures, audio=sounds
    )


def measured(*sounds: SoundMeasurements) -> Measurements:
    return Measurements(sha256="0", picture=(), sound=sounds)


def test_the_biggest_moving_picture_is_the_lesson() -> None:
    small, big = video(0, 320, 180), video(3, 480, 270)
    assert choose_video(media((small, big)), None) == big


def test_a_larger_series_of_stills_beside_a_moving_picture_is_not_the_lesson() -> None:
    moving, stills = video(0, 1024, 768, rate=28), video(1, 2048, 1536, rate=2)
    assert choose_video(media((moving, stills)), None) == moving


def test_slides_alone_are_the_lesson_however_few_they_are() -> None:
    slides = video(0, 640, 480, rate=2)
    assert choose_video(media((slides,)), None) == slides


def test_a_short_insert_is_not_the_lesson() -> None:
    whole, insert = video(0, 640, 360), video(1, 1920, 1080, seconds=5)
    assert choose_video(media((whole, insert)), None) == whole


def test_the_teachers_number_counts_from_one_and_wins() -> None:
    tracks = (video(0, 320, 180), video(3, 480, 270))
    assert choose_video(media(tracks), replace(LESSON, video_track=1)) == tracks[0]
    with pytest.raises(InputError, match="no-such-picture"):
        choose_video(media(tracks), replace(LESSON, video_track=3))


def test_no_track_is_chosen_where_there_is_none() -> None:
    assert choose_video(media(), None) is None
    assert choose_audio(media(), measured(), None) is None


def test_the_track_with_the_voice_wins_over_louder_music() -> None:
    tracks = (audio(1), audio(2))
    sounds = measured(heard(1, speech=0.05, lufs=-12.0), heard(2, speech=0.7, lufs=-25.0))
    assert choose_audio(media((), tracks), sounds, None) == tracks[1]


def test_of_two_voices_the_first_is_taken_unless_only_the_second_speaks_the_lessons_language() -> None:
    sounds = measured(heard(1, speech=0.75), heard(2, speech=0.8))
    plain = (audio(1), audio(2))
    assert choose_audio(media((), plain), sounds, LESSON) == plain[0]
    tagged = (audio(1, "eng"), audio(2, "vie"))
    assert choose_audio(media((), tagged), sounds, LESSON) == tagged[1]


def test_a_silent_track_is_taken_only_where_all_are_silent() -> None:
    tracks = (audio(1), audio(2))
    assert choose_audio(media((), tracks), measured(heard(1, 0.0, -120.0), heard(2, 0.0, -30.0)), None) == tracks[1]
    assert choose_audio(media((), tracks), measured(heard(1, 0.0, -120.0), heard(2, 0.0, -120.0)), None) == tracks[0]


def test_the_teachers_sound_track_wins_even_when_it_is_silent() -> None:
    tracks = (audio(1), audio(2))
    sounds = measured(heard(1), heard(2, 0.0, -120.0))
    assert choose_audio(media((), tracks), sounds, replace(LESSON, audio_track=2)) == tracks[1]
    for wrong in (0, 3, -1):
        with pytest.raises(InputError, match="no-such-sound"):
            choose_audio(media((), tracks), sounds, replace(LESSON, audio_track=wrong))


def test_tracks_that_nobody_measured_cannot_be_chosen() -> None:
    tracks = tuple(video(n, 320, 180) for n in range(MOST_TRACKS + 1))
    with pytest.raises(InputError, match="no-such-picture"):
        choose_video(media(tracks), replace(LESSON, video_track=MOST_TRACKS + 1))
