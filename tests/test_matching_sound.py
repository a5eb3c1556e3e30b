"""When a second recording began, from what both microphones heard: found through room and noise, or refused."""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.analysis.intake import accept
from lessontool.analysis.matching import CERTAIN, Ear, Heard, Match, find_offset, listen_command, match
from lessontool.analysis.probe import probe
from lessontool.errors import InputError
from lessontool.model import MediaFile
from lessontool.tools.ffmpeg import executable
from lessontool.tools.process import Cancel
from tests.recordings import RECORDINGS

Sound = NDArray[np.float64]

RATE = 8_000
SOUND_TRAVELS_S = 0.01
"""From the loudspeaker to the interpreter's camera: 3.4 m."""


@cache
def speech(name: str) -> Sound:
    command = [executable(), "-v", "error", "-i", str(RECORDINGS / name), "-ac", "1", "-ar", str(RATE)]
    raw = subprocess.run([*command, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, "<f4").astype(np.float64)


def poem() -> Sound:
    return speech("speech_vi_truyenkieu_49s_tts.wav")


def noise(count: int, seed: int = 1) -> Sound:
    """Pink noise, as rooms are noisy."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(1 << count.bit_length()))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)))[:count]
    return np.asarray(pink / np.sqrt(np.mean(pink**2)))


def in_the_room(sound: Sound, snr_db: float = 5, gain: float = 0.01, ppm: float = 0) -> Sound:
    """What another microphone hears of it: late, dull, without bass, with echo, quiet, noisy, by another clock."""
    rng = np.random.default_rng(2)
    length = RATE * 6 // 10
    echo = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    late = round(SOUND_TRAVELS_S * RATE)
    room = np.concatenate((np.zeros(late), echo / np.sqrt(np.sum(echo**2))))
    room[late] += 0.5
    size = 1 << (len(sound) + len(room)).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(room, size)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    heard = np.fft.irfft(spectrum / (1 + (300 / np.maximum(hertz, 1)) ** 4) / (1 + (hertz / 3000) ** 6), size)
    heard = heard[: len(sound)]
    clock = np.arange(0, len(heard) - 1, 1 + ppm * 1e-6)
    heard = np.interp(clock, np.arange(len(heard)), heard)
    heard /= np.sqrt(np.mean(heard**2))
    return gain * (heard + 10 ** (-snr_db / 20) * noise(len(heard)))


def ear(sound: Sound, start: Fraction = Fraction(0)) -> Heard:
    listening = Ear()
    raw = sound.astype("<f4").tobytes()
    for at in range(0, len(raw), 50_001):
        listening.hear(raw[at : at + 50_001])
    return listening.done(start)


def found(lesson: Sound, other: Sound) -> Match:
    return match(ear(lesson), ear(other))


# ── what belongs together ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("snr_db", [20, 5, 0])
def test_interpreter_who_began_later_is_found_through_room_and_noise(snr_db: float) -> None:
    late = 118_420
    result = found(poem(), in_the_room(poem()[late:], snr_db))
    assert result.certain
    assert float(result.offset_s) == pytest.approx(late / RATE - SOUND_TRAVELS_S, abs=0.005)
    assert result.agreeing > result.windows / 2


def test_interpreter_who_began_earlier_and_went_on_longer_is_found() -> None:
    before, after = noise(17 * RATE, 3) * 0.004, noise(9 * RATE, 4) * 0.004
    result = found(poem()[: 30 * RATE], np.concatenate((before, in_the_room(poem()[: 30 * RATE]), after)))
    assert result.certain
    assert float(result.offset_s) == pytest.approx(-17 - SOUND_TRAVELS_S, abs=0.005)


@pytest.mark.parametrize("far_s", [-600, 600])
def test_ten_minutes_earlier_or_later_is_not_too_far(far_s: int) -> None:
    first, second = poem(), in_the_room(poem()[: 30 * RATE])
    quiet = np.random.default_rng(5).standard_normal(abs(far_s) * RATE, np.float32) * 0.003
    waiting = np.concatenate((quiet, first if far_s > 0 else second))
    result = found(waiting, second) if far_s > 0 else found(first, waiting)
    assert result.certain
    assert float(result.offset_s) == pytest.approx(far_s - SOUND_TRAVELS_S, abs=0.005)


def test_lesson_with_long_silences_is_matched_by_the_little_that_is_said() -> None:
    talk = speech("talk_timecode_burnin_silences.mp4")
    result = found(talk, in_the_room(talk[5 * RATE :]))
    assert result.certain
    assert float(result.offset_s) == pytest.approx(5 - SOUND_TRAVELS_S, abs=0.005)


@pytest.mark.parametrize("ppm", [100, -60])
def test_clock_that_runs_differently_is_measured_and_the_middle_is_exact(ppm: float) -> None:
    words = np.concatenate((poem(), speech("speech_en_jfk_44k.flac"), speech("lecture_eth_slides_speech.mov")))
    long = np.concatenate([words[(3 * n) * RATE :] for n in range(2)])
    result = found(long, in_the_room(long, 10, ppm=ppm))
    seconds = len(long) / RATE
    assert result.certain
    assert result.drift_ppm == pytest.approx(-ppm, abs=8)
    assert result.apart_s == pytest.approx(abs(ppm) * 1e-6 * seconds / 2, abs=0.003)
    assert float(result.offset_s) == pytest.approx(ppm * 1e-6 * seconds / 2 - SOUND_TRAVELS_S, abs=0.003)


# ── what does not ─────────────────────────────────────────────────────────────────────────────────────────────────


def tune(seconds: int, seed: int) -> Sound:
    """Music: notes of a scale, four a second, with overtones."""
    rng = np.random.default_rng(seed)
    at = np.arange(RATE // 4) / RATE
    notes = (220 * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12], seconds * 4) / 12)).tolist()
    fading = np.exp(-6 * at)
    return np.concatenate([sum(np.sin(2 * np.pi * k * hertz * at) / k for k in (1, 2, 3)) * fading for hertz in notes])


TONE = "mkv_dual_audio_webvtt.mkv"
FOREIGN: dict[str, tuple[Callable[[], Sound], Callable[[], Sound]]] = {
    "another lesson": (poem, lambda: in_the_room(speech("talk_timecode_burnin_silences.mp4"))),
    "another language": (poem, lambda: in_the_room(speech("speech_en_jfk_44k.flac"))),
    "the same voice says something else": (lambda: poem()[: 24 * RATE], lambda: in_the_room(poem()[25 * RATE :])),
    "music": (poem, lambda: in_the_room(tune(30, 1))),
    "two pieces of music in one beat": (lambda: tune(40, 1), lambda: in_the_room(tune(30, 2), 20)),
    "the same steady tone": (lambda: speech(TONE)[: 12 * RATE], lambda: in_the_room(speech(TONE)[14 * RATE :], 20)),
    "an empty room": (poem, lambda: noise(40 * RATE, 6) * 0.001),
    "hum": (poem, lambda: np.sin(np.arange(40 * RATE) * 2 * np.pi * 250 / RATE) * 0.01),
    "silence": (poem, lambda: np.zeros(40 * RATE)),
    "nothing": (poem, lambda: np.zeros(0)),
    "a second": (poem, lambda: poem()[:RATE]),
    "not a number": (poem, lambda: np.full(20 * RATE, np.nan)),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_recording_that_does_not_belong_to_the_lesson_is_refused(name: str) -> None:
    lesson, other = FOREIGN[name]
    assert found(lesson(), other()).confidence < 0.9 * CERTAIN


def test_opening_jingle_that_all_lessons_share_proves_nothing() -> None:
    jingle = tune(8, 7) * 0.3
    first = np.concatenate((jingle, poem()))
    second = np.concatenate((jingle, speech("talk_timecode_burnin_silences.mp4")))
    assert not found(first, in_the_room(second)).certain


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, *options: str, channels: tuple[float, ...] = (1.0,), sound: Sound | None = None) -> MediaFile:
    """Make a recording of the poem whose channels carry it with these weights."""
    sound = poem()[: 24 * RATE] if sound is None else sound
    samples = np.stack([np.round(sound * weight * 20_000) for weight in channels], axis=1)
    plain = path.with_suffix(".plain.wav")
    with wave.open(str(plain), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    picture = ["-f", "lavfi", "-i", f"color=s=32x32:r=5:d={len(sound) // RATE}"]
    command = [executable(), "-v", "error", *picture, "-i", str(plain), "-pix_fmt", "yuv420p", *options, str(path)]
    subprocess.run(command, check=True)
    plain.unlink()
    return probe(accept(path.parent, path.name))


@pytest.mark.tools
def test_times_are_those_of_the_files_wherever_their_clocks_begin(tmp_path: Path) -> None:
    lesson = write(tmp_path / "lesson.ts", "-c:a", "mp2", "-ar", "32000", "-muxdelay", "1.4", "-output_ts_offset", "70")
    cut = poem()[6 * RATE : 24 * RATE]
    # out of phase: the sum of both channels is silence
    other = write(tmp_path / "sign.mkv", "-c:a", "flac", channels=(1.0, -1.0), sound=cut)
    result = find_offset(
        tmp_path / "lesson.ts",
        lesson,
        lesson.audio[0].index,
        tmp_path / "sign.mkv",
        other,
        other.audio[0].index,
        cancel=Cancel(),
    )
    assert lesson.audio[0].start > 70
    assert result.certain
    wanted = float(lesson.video[0].start - other.video[0].start) + 6
    assert float(result.offset_s) == pytest.approx(wanted, abs=0.02)


@pytest.mark.tools
def test_sound_that_begins_late_and_has_a_hole_keeps_its_times(tmp_path: Path) -> None:
    lesson = write(tmp_path / "lesson.mkv", "-c:a", "flac")
    holed = "aselect='not(between(t,9,12))',asetpts=PTS+2/TB"
    other = write(tmp_path / "sign.mkv", "-c:a", "flac", "-af", holed)
    arguments = (tmp_path / "lesson.mkv", lesson, 1, tmp_path / "sign.mkv", other, 1)
    result = find_offset(*arguments, cancel=Cancel())
    assert result.certain
    assert float(result.offset_s) == pytest.approx(-2, abs=0.005)
    assert result.agreeing >= result.windows - 1


@pytest.mark.tools
def test_sound_that_cannot_be_decoded_is_named(tmp_path: Path) -> None:
    media = write(tmp_path / "lesson.mkv", "-c:a", "flac")
    (tmp_path / "gone.mkv").write_bytes(b"")
    with pytest.raises(InputError) as caught:
        find_offset(tmp_path / "gone.mkv", media, 1, tmp_path / "lesson.mkv", media, 1, cancel=Cancel())
    assert caught.value.code == "sound-unreadable"


def test_recording_is_opened_by_one_reader_and_may_open_nothing_else(tmp_path: Path) -> None:
    track = probe(accept(RECORDINGS, "talk_timecode_burnin_silences.mp4")).audio[0]
    command = listen_command(tmp_path / "sign.mp4", "mov", track)
    before = command[: command.index("-i")]
    assert before[-2:] == ("-f", "mov")
    assert ("-protocol_whitelist", "file,pipe") in pairwise(before)
    assert command[command.index("-i") + 1].startswith("file:/")
