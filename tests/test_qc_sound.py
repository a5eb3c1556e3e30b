"""What is judged by listening: each fault is found at its time, and what only looks like one is not."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.model import AudioTrack, Expected, MediaFile, Outcome
from lessontool.presets import load_delivery
from lessontool.qc.sound import damage, loudness, pair
from lessontool.qc.sound.ear import Ear
from lessontool.qc.sound.faults import place
from lessontool.qc.sound.hearing import Readings
from lessontool.qc.sound.stretch import Stretch
from lessontool.qc.subject import Subject
from lessontool.timing import TimeSpan
from lessontool.tools import ffmpeg
from tests.recordings import RECORDINGS
from tests.station import LIMITS

RATE = 48_000
Sound = NDArray[np.float32]
"""Samples × left and right."""
NEAR = Fraction(2, 25)
"""Two pictures."""


@functools.cache
def speech(name: str = "speech_vi_truyenkieu_49s_tts.wav", seconds: int = 12) -> Sound:
    """Real (or read) speech at −23 dBFS in a quiet room, a little different left and right."""
    command = [ffmpeg.executable(), "-v", "error", "-i", str(RECORDINGS / name), "-t", str(seconds)]
    command += ["-map", "0:a:0", "-af", "aresample=48000:ochl=mono", "-f", "f32le", "-"]
    voice = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4")
    dice = np.random.default_rng(3)
    both = np.stack([voice, voice], axis=1) * (0.07 / np.sqrt(np.mean(voice**2)))
    return np.asarray(both + dice.normal(0, 10 ** (-62 / 20), both.shape), np.float32)


def subject(channels: int = 2, codec: str = "pcm_s24le", seconds: int = 12, **expected: int | bool) -> Subject:
    """A file of sound alone, as the preset for stations wants it."""
    track = AudioTrack(
        index=0,
        codec=codec,
        channels=channels,
        layout="",
        sample_rate_hz=RATE,
        start=Fraction(0),
        end=Fraction(seconds),
    )
    media = MediaFile(name="a.wav", size_bytes=1, sha256="", demuxer="wav", container="Wave", video=(), audio=(track,))
    spec = load_delivery("tv-xdcam-hd422")
    return Subject(
        path=Path("a.wav"),
        media=media,
        said=(),
        spec=spec,
        rendition=spec.renditions[0],
        expected=Expected(**expected),  # type: ignore[arg-type]
        limits=LIMITS,
    )


def stretch(sound: Sound, block: int = 1 << 16, **about: Any) -> Stretch:
    """Let the ear hear a sound, in blocks of so many bytes."""
    ear = Ear(lambda _: None, len(sound))
    data = np.ascontiguousarray(sound, "<f4").tobytes()
    for at in range(0, len(data), block):
        ear.hear(data[at : at + block])
    ear.finish()
    return Stretch(subject(**about), ear)


def judged(sound: Sound, **about: Any) -> dict[str, Outcome]:
    """What is found in a sound, by item."""
    heard = stretch(sound, **about)
    return {outcome.item: outcome for outcome in (*pair.outcomes(heard), *damage.outcomes(heard))}


def faulty(outcomes: dict[str, Outcome]) -> set[str]:
    return {item for item, outcome in outcomes.items() if outcome.faults}


def spans(outcome: Outcome) -> tuple[TimeSpan, ...]:
    return tuple(span for finding in outcome.faults for span in finding.spans)


def near(span: TimeSpan, start: float, end: float) -> bool:
    return abs(span.start - Fraction(start)) <= NEAR and abs(span.end - Fraction(end)) <= NEAR


def changed(start: float, seconds: float, change: Callable[[Sound], Sound], name: str = "") -> Sound:
    """Speech with one stretch of it changed."""
    sound = (speech(name) if name else speech()).copy()
    where = slice(round(start * RATE), round((start + seconds) * RATE))
    sound[where] = change(sound[where])
    return sound


def loud_place(seconds: float) -> float:
    """A time at which somebody speaks, before and after a stretch of so many seconds."""
    level = np.sqrt(np.mean(speech()[:, 0].reshape(-1, 960) ** 2, axis=1))
    length = round(seconds * 50)
    for at in range(150, len(level) - length - 2):
        if min(level[at - 1 : at + 1].min(), level[at + length : at + length + 2].min()) > 0.04:
            return at / 50 + 0.003
    raise AssertionError


# ── clean sound ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "speech_vi_truyenkieu_49s_tts.wav",
        "speech_en_jfk_44k.flac",
        "lecture_eth_slides_speech.mov",
        "mediarecorder_firefox_1080p_french_talk.webm",
        "speech_audio_only_in_mp4_44k_mono.mp4",
    ],
)
def test_clean_speech_has_no_fault_and_every_figure_is_told(name: str) -> None:
    outcomes = judged(speech(name, 10))
    assert faulty(outcomes) == set()
    assert all(one.measured and one.limit for one in outcomes.values())
    assert len(outcomes) == 8


def test_silence_alone_gives_nothing_to_judge() -> None:
    outcomes = judged(np.zeros((4 * RATE, 2), np.float32))
    assert faulty(outcomes) == set()
    assert {one.unmeasured for one in outcomes.values()} == {"", "qc-sound-nothing-heard", "qc-sound-not-both"}


def test_figures_do_not_depend_on_how_the_bytes_come() -> None:
    sound = changed(3, 0.01, lambda part: part * 0)[: 4 * RATE + 77]
    one, other = stretch(sound, 1 << 16), stretch(sound, 99_991)
    assert all(np.array_equal(one.ear.column(name), other.ear.column(name)) for name in ("left", "both", "flat"))
    assert one.ear.holes[0].found == other.ear.holes[0].found
    assert one.ear.samples == other.ear.samples == len(sound)


def test_samples_that_are_no_numbers_are_counted_and_harm_nothing() -> None:
    sound = speech()[: 3 * RATE].copy()
    sound[RATE, 0], sound[RATE + 5, 1] = np.nan, np.inf
    heard = stretch(sound)
    assert heard.ear.broken == 2
    assert np.isfinite(heard.ear.column("left")).all()


# ── holes and clicks ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("milliseconds", [5, 30, 80, 300])
def test_a_hole_in_running_sound_is_a_dropout_at_its_time(milliseconds: int) -> None:
    at = loud_place(milliseconds / 1000)
    outcomes = judged(changed(at, milliseconds / 1000 + 1e-4, lambda part: part * 0))
    (span,) = spans(outcomes["dropout"])
    assert near(span, at, at + milliseconds / 1000)
    assert faulty(outcomes) == {"dropout"}


def test_a_hole_on_one_channel_only_is_found_too() -> None:
    at = loud_place(0.03)
    assert len(spans(judged(changed(at, 0.03, lambda part: part * (1, 0)))["dropout"])) == 1


def test_a_hole_across_the_seam_of_two_blocks_is_found() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)[:, None] * np.float32(0.2)
    sound = np.repeat(tone, 2, axis=1).astype(np.float32)
    for at in (RATE - 100, 2 * RATE - 1, 3 * RATE - 1300):
        sound[at : at + 480] = 0
    assert len(spans(judged(sound)["dropout"])) == 3


def test_a_very_short_hole_is_not_the_stations_business() -> None:
    at = loud_place(0.01)
    assert not judged(changed(at, 0.003, lambda part: part * 0))["dropout"].faults


def test_an_edit_that_is_faded_is_no_dropout() -> None:
    at, samples = loud_place(0.2), round(0.2 * RATE)
    fade = np.ones(samples)
    ramp = (1 - np.cos(np.pi * np.arange(240) / 240)) / 2
    fade[:240], fade[240:-240], fade[-240:] = ramp[::-1], 0, ramp
    outcomes = judged(changed(at, 0.2, lambda part: part * fade[:, None].astype(np.float32)))
    assert faulty(outcomes) == set()


def test_clicks_are_found_at_their_times() -> None:
    sound = speech().copy()
    for at in (2, 5, 9):
        sound[at * RATE + 11] += 0.3
    found = spans(judged(sound)["clicks"])
    assert [round(float(span.start), 2) for span in found] == [2, 5, 9]


def test_claps_keys_and_sound_that_hit_the_ceiling_are_no_clicks() -> None:
    dice = np.random.default_rng(1)
    sound = speech().copy()
    for at, decay_ms, height in ((2, 12, 0.6), (4, 3, 0.3), (6, 2, 0.15)):
        ring = dice.normal(0, height / 2, 4800) * np.exp(-np.arange(4800) / (decay_ms * 48))
        sound[at * RATE : at * RATE + 4800] += ring[:, None].astype(np.float32)
    sound[8 * RATE :] = np.clip(sound[8 * RATE :] * 6, -0.4, 0.4)
    assert not judged(sound)["clicks"].faults


# ── clipping ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ceiling", [1.0, 0.2])
def test_a_tenth_of_a_second_at_the_ceiling_is_clipping_even_if_it_was_turned_down_afterwards(ceiling: float) -> None:
    at = loud_place(0.1)

    def overdriven(part: Sound) -> Sound:
        return np.asarray(np.clip(part * (5 / np.abs(part).max()), -1, 1) * ceiling, np.float32)

    outcomes = judged(changed(at, 0.1, overdriven))
    (span,) = spans(outcomes["clipping"])
    assert near(span, at, at + 0.1)


def test_a_voice_that_was_cut_off_and_then_coded_is_told_by_its_loud_moments() -> None:
    noise = np.random.default_rng(4).normal(0, 2e-4, speech().shape)
    sound = np.clip(speech() * 8, -0.5, 0.5) + noise
    (fault,) = judged(sound.astype(np.float32))["clipping"].faults
    assert fault.code == "qc-clipping-before"


def test_low_tones_in_few_bits_and_test_tones_are_not_clipped() -> None:
    seconds = np.arange(4 * RATE) / RATE
    for hertz, height in ((50, 0.5), (80, 0.06), (1000, 0.126), (997, 0.99)):
        tone = np.round(np.sin(2 * np.pi * hertz * seconds) * height * 32768) / 32768
        assert not judged(np.stack([tone, tone], axis=1).astype(np.float32))["clipping"].faults, hertz


# ── hum ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def tone(hertz: float, dbfs: float) -> Sound:
    wave = np.sin(2 * np.pi * hertz * np.arange(len(speech())) / RATE) * np.sqrt(2) * 10 ** (dbfs / 20)
    return np.asarray(wave[:, None], np.float32)


@pytest.mark.parametrize(("hertz", "dbfs"), [(50, -45), (50.1, -40), (100, -55), (150, -50)])
def test_mains_hum_is_heard_under_speech(hertz: float, dbfs: float) -> None:
    assert judged(speech() + tone(hertz, dbfs))["hum"].faults


def test_hum_that_comes_late_is_told_from_there_on() -> None:
    hum = tone(50, -38)
    hum[: 6 * RATE] = 0
    (span,) = spans(judged(speech() + hum)["hum"])
    assert abs(span.start - 6) <= 1


@pytest.mark.parametrize(("hertz", "dbfs"), [(50, -62), (98, -40), (146.8, -40), (440, -30)])
def test_what_nobody_hears_and_a_note_of_music_are_no_hum(hertz: float, dbfs: float) -> None:
    assert not judged(speech() + tone(hertz, dbfs))["hum"].faults


# ── left and right ───────────────────────────────────────────────────────────────────────────────────────────────


def test_channels_out_of_phase_are_found_for_as_long_as_they_are() -> None:
    outcomes = judged(changed(4, 2, lambda part: part * (1, -1)))
    found = spans(outcomes["phase"])
    assert abs(found[0].start - 4) < Fraction(1, 2)
    assert abs(found[-1].end - 6) < Fraction(1, 2)
    assert outcomes["phase"].measured in ("−0.99", "−1.00")
    assert faulty(outcomes) <= {"phase", "clicks"}  # where the sign turns there is a step


def test_a_moment_out_of_phase_is_none() -> None:
    assert not judged(changed(loud_place(0.3), 0.3, lambda part: part * (1, -1)))["phase"].faults


@pytest.mark.parametrize(("side", "code"), [(0, "qc-one-sided-right"), (1, "qc-one-sided-left")])
def test_a_voice_on_one_side_only_is_told_with_its_side(side: int, code: str) -> None:
    sound = speech().copy()
    sound[:, side] *= 0.01
    (fault,) = judged(sound)["one-sided"].faults
    assert fault.code == code


def test_two_speakers_on_two_sides_are_not_one_sided() -> None:
    left, right = speech()[:, 0], np.roll(speech()[:, 0], 5 * RATE)
    assert not judged(np.stack([left, right + left * 0.3], axis=1))["one-sided"].faults


def test_the_same_on_both_channels_is_told_unless_there_is_only_one() -> None:
    same = np.repeat(speech()[:, :1], 2, axis=1)
    assert [fault.code for fault in judged(same)["dual-mono"].faults] == ["qc-dual-mono"]
    single = judged(same, channels=1)["dual-mono"]
    assert (single.faults, single.notes) == ((), ("qc-sound-one-channel",))


def test_six_seconds_of_silence_are_found_and_four_are_a_pause() -> None:
    quiet = judged(changed(3, 6, lambda part: part * np.float32(1e-3)))["silence"]
    (span,) = spans(quiet)
    assert near(span, 3, 9)
    assert not judged(changed(3, 4, lambda part: part * np.float32(1e-3)))["silence"].faults


def test_a_programme_that_is_meant_to_be_silent_has_no_silence_to_blame() -> None:
    sound = np.zeros((8 * RATE, 2), np.float32)
    assert judged(sound)["silence"].faults
    assert judged(sound, silent=True)["silence"].notes == ("qc-sound-silent-expected",)


def test_what_stands_before_the_programme_is_judged_by_nobody() -> None:
    sound = speech().copy()
    sound[: 6 * RATE] = 0
    sound[2 * RATE] = 0.5
    assert faulty(judged(sound, before_frames=150)) == set()
    assert "clicks" in faulty(judged(sound))


# ── loudness ─────────────────────────────────────────────────────────────────────────────────────────────────────


def readings(seconds: int, lufs: float = -23.0, peak_dbtp: float = -6.0, spread: float = 5.0) -> Readings:
    steady = np.full(10 * seconds, lufs, np.float32)
    return Readings(
        momentary_lufs=steady,
        short_term_lufs=steady,
        peaks=np.full(10 * seconds, 10 ** (peak_dbtp / 20), np.float32),
        integrated_lufs=lufs,
        range_lu=spread,
        true_peak_dbtp=peak_dbtp,
        samples=(seconds * RATE,),
        heard_elsewhere=(),
        errors=(),
    )


@pytest.mark.parametrize(
    ("read", "found"),
    [
        (readings(12), set()),
        (readings(12, lufs=-24.2), {"qc-loudness-low"}),
        (readings(12, lufs=-21.9), {"qc-loudness-high"}),
        (readings(12, lufs=-120.0), {"qc-loudness-nothing"}),
        (readings(12, peak_dbtp=0.4), {"qc-true-peak-high"}),
        (readings(12, lufs=-14.5), {"qc-loudness-high", "qc-short-term-loud"}),
        (readings(12, spread=25.0), set()),  # twelve seconds have no range
    ],
)
def test_loudness_is_judged_by_the_preset(read: Readings, found: set[str]) -> None:
    outcomes = loudness.outcomes(stretch(speech()), read)
    assert {fault.code for outcome in outcomes for fault in outcome.faults} == found
    assert all(outcome.measured and outcome.limit for outcome in outcomes)


def test_no_loudness_is_wanted_of_a_silent_programme() -> None:
    silent = loudness.outcomes(stretch(speech(), silent=True), readings(12, lufs=-120.0))[0]
    assert (silent.faults, silent.notes) == ((), ("qc-sound-silent-expected",))


def test_a_long_curve_is_thinned_and_keeps_its_loudest_moments() -> None:
    read = readings(3600)
    read.short_term_lufs[20_000] = -9.0
    curve = loudness.curve(stretch(speech()), read)
    assert len(curve.short_term_lufs) == len(curve.momentary_lufs) <= 6_000
    assert curve.step_ms * len(curve.short_term_lufs) >= 3_600_000
    assert max(curve.short_term_lufs) == -9.0


def test_places_are_written_as_people_read_them() -> None:
    assert [place(Fraction(text)) for text in ("0", "62.49", "3723.95")] == ["00:00.0", "01:02.4", "1:02:03.9"]
