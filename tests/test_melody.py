"""The brand's melody: in tune, of exact length, without clicks, and every time the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.essence import melody
from lessontool.model import Output, PlayMelody
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import wav

RATE = SOUND_RATE_HZ
NOTES = ("G4", "C5", "E5", "-", "G5")
COUNT = 125 * SAMPLES_PER_FRAME


@pytest.fixture(scope="module")
def played() -> NDArray[np.float64]:
    return melody.samples(NOTES, 150, COUNT)


def pitch_hz(heard: NDArray[np.float64], near_hz: float) -> float:
    """Find the strongest tone within a semitone of a frequency, between the lines of the spectrum."""
    size = 1 << 20
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), size))
    low, high = (round(near_hz * 2 ** (way / 12) * size / RATE) for way in (-1, 1))
    top = low + int(np.argmax(spectrum[low:high]))
    left, middle, right = np.log(spectrum[top - 1 : top + 2])
    return float((top + (left - right) / (2 * (left - 2 * middle + right))) * RATE / size)


@pytest.mark.parametrize(
    ("note", "hertz"), [("A4", 440.0), ("C5", 523.251), ("G#4", 415.305), ("Bb3", 233.082), ("C8", 4186.01)]
)
def test_notes_are_in_equal_temperament_on_a_440(note: str, hertz: float) -> None:
    assert melody.frequency_hz(note) == pytest.approx(hertz, abs=0.005)
    alone = melody.samples((note,), 60, 2 * RATE)[:, 0]
    assert abs(1200 * np.log2(pitch_hz(alone, hertz) / hertz)) < 3


def test_each_note_of_a_melody_is_heard_in_its_turn_and_in_tune(played: NDArray[np.float64]) -> None:
    together = played.sum(axis=1)
    for number, note in enumerate(NOTES):
        if note == "-":
            continue
        begin = round(number * 0.4 * RATE)
        wanted = melody.frequency_hz(note)
        cents = 1200 * np.log2(pitch_hz(together[begin : begin + round(0.4 * RATE)], wanted) / wanted)
        assert abs(cents) < 3, note
        before = together[max(0, begin - 2400) : begin]
        after = together[begin + 240 : begin + 2640]
        assert not before.size or np.std(after) > 1.2 * np.std(before), f"{note} is struck"


def test_its_length_is_exact_and_it_ends_in_silence(played: NDArray[np.float64], tmp_path: Path) -> None:
    assert played.shape == (COUNT, 2)
    assert np.abs(played[-48:]).max() < 1e-6
    step = PlayMelody(name="m", output=Output(name="m", suffix=".wav"), notes=NOTES, notes_per_minute=150, frames=125)
    files = [tmp_path / name for name in ("1.wav", "2.wav")]
    for file in files:
        melody.play(step, file)
    form = wav.read_format(files[0])
    assert (form.channels, form.rate_hz, form.samples, form.floating) == (2, RATE, COUNT, True)
    assert files[0].read_bytes() == files[1].read_bytes()
    written = np.fromfile(files[0], np.float32, offset=form.data_offset).reshape(-1, 2)
    assert np.allclose(written, played, atol=1e-7)


def test_it_peaks_at_minus_six_without_an_offset_or_a_click(played: NDArray[np.float64]) -> None:
    assert 20 * np.log10(np.abs(played).max()) == pytest.approx(-6, abs=0.01)
    assert np.abs(played.mean(axis=0)).max() < 1e-5
    assert np.abs(played[0]).max() < 1e-4
    # no step between samples is larger than the highest loud partial's own, and notes do not begin with a crack
    assert np.abs(np.diff(played, axis=0)).max() < 0.1
    strike = played[: round(0.02 * RATE), 0]
    rising = np.flatnonzero(np.abs(strike) > 0.9 * np.abs(strike).max())[0]
    assert 3 <= rising / RATE * 1000 <= 20


def test_it_rings_like_a_bar_and_is_wider_than_one_point(played: NDArray[np.float64]) -> None:
    last = np.asarray(played[round(1.6 * RATE) :, 0])
    levels = [20 * np.log10(np.std(last[round(at * RATE) :][:4800])) for at in (0.05, 0.5, 1.0, 2.0)]
    assert levels == sorted(levels, reverse=True)
    assert 9 < levels[0] - levels[2] < 25, "dB in the first second"
    power = np.abs(np.fft.rfft(played.sum(axis=1))) ** 2
    centroid = (power * np.fft.rfftfreq(COUNT, 1 / RATE)).sum() / power.sum()
    assert 400 < centroid < 1_500
    assert 0.5 < np.corrcoef(played[:, 0], played[:, 1])[0, 1] < 0.98


def test_very_high_notes_do_not_fold_back() -> None:
    high = melody.samples(("B8",), 60, RATE)[:, 0]
    power = np.abs(np.fft.rfft(high)) ** 2
    assert power[:3_000].sum() < 1e-4 * power.sum()


@pytest.mark.parametrize("count", [0, 1, SAMPLES_PER_FRAME])
def test_however_short_nothing_breaks_and_what_begins_after_the_end_is_not_heard(count: int) -> None:
    assert melody.samples(NOTES, 150, count).shape == (count, 2)
    alone = melody.samples(("C5",), 150, RATE // 4)
    assert np.array_equal(melody.samples(("C5", "-", "-"), 150, RATE // 4), alone)


def test_nothing_but_rests_is_silence() -> None:
    assert not melody.samples(("-", "-"), 150, 4_800).any()
    assert not melody.samples((), 150, 4_800).any()


@pytest.mark.parametrize("note", ["H4", "C", "c5", "C9", "C##4", "", "Đồ"])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="no note"):
        melody.samples((note,), 150, 4_800)
