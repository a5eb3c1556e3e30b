"""Where the voice is and how it is repaired: decided from figures, without any sound."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lessontool.model import AudioTrack, ChannelLevel, Loudness, SoundMeasurements, SoundSpec
from lessontool.planning.sound import plan_sound

SPEC = SoundSpec(
    codec="pcm_s24le",
    tracks=8,
    channels_per_track=1,
    target_lufs=-23.0,
    tolerance_lu=1.0,
    max_true_peak_dbtp=-1.0,
    noise_reduction="when_noisy",
    high_pass_hz=80,
)


def track(channels: int) -> AudioTrack:
    return AudioTrack(
        index=1, codec="aac", channels=channels, layout="", sample_rate_hz=48_000, start=Fraction(0), end=Fraction(60)
    )


def heard(*levels: float, correlation: float = 0.5, dc: float = 0.0) -> SoundMeasurements:
    return SoundMeasurements(
        track_index=1,
        loudness=Loudness(integrated_lufs=-25.0, range_lu=6.0, true_peak_dbtp=-5.0),
        channels=tuple(ChannelLevel(rms_dbfs=level, peak_dbfs=level + 12, dc_offset=dc) for level in levels),
        correlation=correlation,
        silences=(),
        noise_floor_dbfs=-60.0,
        speech_level_dbfs=-24.0,
        speech_share=0.8,
        clip_index=0.05,
        hum_db=3.0,
    )


@pytest.mark.parametrize(
    ("levels", "correlation", "expected"),
    [
        ((-25.0,), 1.0, "mono"),
        ((-25.0, -72.0), 0.0, "left"),
        ((-120.0, -30.0), 0.0, "right"),
        ((-25.0, -45.0), 0.9, "left"),
        ((-25.0, -44.9), 0.9, "stereo"),
        ((-25.0, -26.0), -0.99, "difference"),
        ((-25.0, -35.0), -0.99, "left"),
        ((-35.0, -25.0), -0.6, "right"),
        ((-25.0, -26.0), -0.4, "mix"),
        ((-25.0, -30.0), 0.02, "mix"),
        ((-25.0, -26.0), 0.6, "stereo"),
        ((-25.0, -25.0), 1.0, "mix"),
        ((-120.0, -120.0), 0.0, "stereo"),
        ((-30.0, -30.0, -22.0, -60.0, -33.0, -33.0), 0.5, "surround"),
        ((-120.0, -120.0, -22.0, -120.0, -120.0, -120.0), 0.0, "surround"),
        ((-22.0, -120.0, -120.0, -120.0, -120.0, -120.0), 0.0, "left"),
        ((-22.0, -23.0, -120.0, -120.0), 0.05, "mix"),
    ],
)
def test_everybody_hears_the_voice_wherever_it_was_recorded(
    levels: tuple[float, ...], correlation: float, expected: str
) -> None:
    treatment, decisions = plan_sound(track(len(levels)), heard(*levels, correlation=correlation), SPEC)
    assert treatment.channels == expected
    assert [decision.subject for decision in decisions] == ["channels", "high_pass", "hum", "noise"]
    assert all(decision.choice and decision.reason for decision in decisions)


def test_the_reason_carries_the_figures() -> None:
    _, decisions = plan_sound(track(2), heard(-25.04, -72.31, correlation=0.1), SPEC)
    assert decisions[0].reason == "left -25.0 dBFS, right -72.3 dBFS, correlation 0.10: the other side is 47 dB quieter"


@pytest.mark.parametrize(("hum_db", "expected"), [(15.0, 0), (15.1, 50), (31.7, 50)])
def test_hum_is_notched_out_only_where_it_is_heard(hum_db: float, expected: int) -> None:
    treatment, _ = plan_sound(track(1), replace(heard(-25.0), hum_db=hum_db), SPEC)
    assert treatment.hum_hz == expected


@pytest.mark.parametrize(
    ("wish", "noise_floor_dbfs", "expected"),
    [("when_noisy", -48.0, 18), ("when_noisy", -49.0, 0), ("always", -80.0, 18), ("off", -30.0, 0)],
)
def test_noise_is_reduced_when_it_is_in_the_way(wish: str, noise_floor_dbfs: float, expected: int) -> None:
    measured = replace(heard(-25.0), noise_floor_dbfs=noise_floor_dbfs)
    spec = replace(SPEC, noise_reduction=wish)  # type: ignore[arg-type]
    assert plan_sound(track(1), measured, spec)[0].noise_reduction_db == expected


def test_silence_is_not_cleaned() -> None:
    measured = replace(heard(-120.0), noise_floor_dbfs=-120.0, speech_level_dbfs=-120.0)
    assert plan_sound(track(1), measured, replace(SPEC, noise_reduction="always"))[0].noise_reduction_db == 0


@pytest.mark.parametrize(("wish_hz", "dc", "expected"), [(80, 0.0, 80), (0, 0.0, 0), (0, -0.05, 20)])
def test_rumble_is_removed_by_wish_and_a_constant_offset_always(wish_hz: int, dc: float, expected: int) -> None:
    treatment, _ = plan_sound(track(1), heard(-25.0, dc=dc), replace(SPEC, high_pass_hz=wish_hz))
    assert treatment.high_pass_hz == expected
