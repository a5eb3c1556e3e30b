"""The sound of openings and closings, and of line-up: as loud as the lesson, cross-faded, never over a word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.errors import InputError, ToolError
from lessontool.essence import loudness, melody, sound
from lessontool.essence.loudness import Gain, LevelReport
from lessontool.model import LevelSound, Output, SoundSegment
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import wav
from lessontool.tools.process import Cancel
from tests import judges

pytestmark = pytest.mark.tools

Sound = NDArray[np.float64]
RATE = SOUND_RATE_HZ
NOTES = ("G4", "C5", "E5", "G5")
CLICK_FREE = 240
"""Samples at each end of a lesson that are faded, 5 ms."""


def speech(seconds: float, loud: float = 0.05) -> Sound:
    """Noise in syllables and phrases, as loud on both sides as speech is."""
    time = np.arange(round(seconds * RATE)) / RATE
    syllables = np.clip(np.sin(2 * np.pi * 4 * time), 0, 1) * (np.mod(time, 4) < 3)
    noise = np.random.default_rng(2).normal(0, 1, time.size)
    dull = np.convolve(noise, np.hanning(24) / 4, "same")
    return np.repeat((loud * syllables * dull).clip(-0.9, 0.9)[:, None], 2, axis=1)


def ident(frames: int, loud_db: float = 0.0) -> Sound:
    return melody.samples(NOTES, 150, frames * SAMPLES_PER_FRAME) * 10 ** (loud_db / 20)


def write(path: Path, heard: NDArray[Any]) -> Path:
    heard = np.asarray(heard, np.float32).reshape(len(heard), -1)
    path.write_bytes(wav.header(heard.shape[1], RATE, len(heard)) + heard.tobytes())
    return path


def read(path: Path) -> Sound:
    """Read the 24 bit of a levelled programme."""
    form = wav.read_format(path)
    assert (form.channels, form.rate_hz, form.sample_bytes) == (2, RATE, 3)
    data = np.frombuffer(path.read_bytes(), np.uint8, offset=form.data_offset).reshape(-1, 3)
    whole = np.zeros((len(data), 4), np.uint8)
    whole[:, 1:] = data
    return whole.view("<i4").reshape(-1, 2) / 2.0**31


def part(segment: Any, source: str, frames: int, before: int = 0, after: int = 0, **more: Any) -> SoundSegment:
    more.setdefault("below_speech_lu", None if segment == "lesson" or not source else 0.0)
    return SoundSegment(segment=segment, source=source, frames=frames, before_frames=before, after_frames=after, **more)


def level_step(*segments: SoundSegment, target_lufs: float = -23.0, peak: float = -1.0) -> LevelSound:
    return LevelSound(
        name="level",
        output=Output(name="level", suffix=".wav"),
        segments=segments,
        target_lufs=target_lufs,
        tolerance_lu=1.0,
        max_true_peak_dbtp=peak,
    )


def level(step: LevelSound, tmp: Path, sources: Mapping[str, Sound]) -> tuple[LevelReport, Sound]:
    files = {name: write(tmp / f"{name}.wav", heard) for name, heard in sources.items()}
    target = tmp / "level.wav.part"
    told: list[float] = []
    report = sound.level_sound(step, files, target, cancel=Cancel(), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    heard = read(target)
    assert len(heard) == sum(one.frames for one in step.segments) * SAMPLES_PER_FRAME
    return report, heard


def judged_lufs(heard: Sound, tmp: Path) -> float:
    """Ask Debian's meter; what is short is played again and again, because it says nothing about less than 10 s."""
    times = -(-30 * RATE // len(heard))
    path = write(tmp / "judged.wav", np.tile(heard, (times, 1)))
    return judges.loudness_lufs(path)


def at(frames: int) -> int:
    return frames * SAMPLES_PER_FRAME


def test_an_ident_that_is_much_too_loud_comes_to_the_lessons_loudness(tmp_path: Path) -> None:
    voice, loud = speech(31.0), ident(130)
    apart = judged_lufs(voice, tmp_path) + 12 - judged_lufs(loud, tmp_path)
    sources = {"o": loud * 10 ** (apart / 20), "v": voice, "c": ident(90, -30)}
    programme = (part("opening", "o", 100, after=30), part("lesson", "v", 775), part("closing", "c", 75, before=15))
    report, heard = level(level_step(*programme), tmp_path, sources)
    assert report.passes == 2
    assert judged_lufs(heard, tmp_path) == pytest.approx(-23.0, abs=0.2)
    opening, lesson, closing = heard[: at(100)], heard[at(130) : at(860)], heard[at(875) :]
    spoken = judged_lufs(lesson, tmp_path)
    assert judged_lufs(opening, tmp_path) == pytest.approx(spoken, abs=1.0)
    assert judged_lufs(closing, tmp_path) == pytest.approx(spoken, abs=1.5)
    assert report.bumpers_db[0] == pytest.approx(-12, abs=0.5)


def test_a_bumper_may_be_softer_than_the_lesson(tmp_path: Path) -> None:
    sources = {"o": ident(100, -20), "v": speech(12.0)}
    programme = (part("opening", "o", 100, below_speech_lu=6.0), part("lesson", "v", 300))
    _, heard = level(level_step(*programme), tmp_path, sources)
    softer = judged_lufs(heard[at(100) :], tmp_path) - judged_lufs(heard[: at(100)], tmp_path)
    assert softer == pytest.approx(6.0, abs=0.5)


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> tuple[LevelReport, Sound, dict[str, Sound]]:
    """A lesson between two bumpers that reach into it; without a limiter, so that every sample can be told."""
    tone = np.sin(2 * np.pi * 330 * np.arange(at(90)) / RATE)[:, None] * (0.5, 0.4)
    sources = {"o": tone, "v": speech(10.0), "c": ident(80)}
    programme = (
        part("slate", "", 10),
        part("opening", "o", 60, after=30),
        part("lesson", "v", 250),
        part("closing", "c", 65, before=15),
    )
    report, heard = level(level_step(*programme, target_lufs=-30.0), tmp_path_factory.mktemp("crossed"), sources)
    assert not report.limited
    return report, heard, sources


def gain_of(decibels: float) -> float:
    return float(10 ** (round(decibels, 3) / 20))


def test_overlapping_sounds_are_summed_and_only_the_bumper_fades(
    crossed: tuple[LevelReport, Sound, dict[str, Sound]],
) -> None:
    report, heard, sources = crossed
    expected = np.zeros_like(heard)
    quarter = np.pi / 2
    opening = sources["o"] * gain_of(report.bumpers_db[1])
    opening[at(60) :] *= np.cos(quarter * np.arange(at(30)) / at(30))[:, None]
    closing = sources["c"] * gain_of(report.bumpers_db[3])
    closing[: at(15)] *= np.sin(quarter * np.arange(at(15)) / at(15))[:, None]
    expected[at(10) : at(100)] += opening
    expected[at(70) : at(320)] += sources["v"]
    expected[at(305) :] += closing
    off = np.abs(heard - expected * gain_of(report.gain_db))
    ends = [at(10), at(70), at(320), at(385)]
    for end in ends:
        off[max(0, end - CLICK_FREE - 1) : end + CLICK_FREE + 1] = 0
    assert off.max() < 2e-5


def test_after_the_overlap_the_lesson_is_as_it_is_without_bumpers(
    crossed: tuple[LevelReport, Sound, dict[str, Sound]], tmp_path: Path
) -> None:
    report, heard, sources = crossed
    step = level_step(part("slate", "", 70), part("lesson", "v", 250), part("slate", "", 65), target_lufs=-30.0)
    alone_report, alone = level(step, tmp_path, {"v": sources["v"]})
    free = slice(at(100), at(305))
    change = gain_of(report.gain_db) / gain_of(alone_report.gain_db)
    assert np.abs(heard[free] - alone[free] * change).max() < 3e-7
    before = slice(at(100) - 480, at(100))
    assert np.abs(heard[before] - alone[before] * change).max() > 1e-6


def test_the_cross_fade_neither_dips_nor_clicks(crossed: tuple[LevelReport, Sound, dict[str, Sound]]) -> None:
    report, heard, sources = crossed
    over = heard[: at(200)]
    tone_gain = gain_of(report.gain_db + report.bumpers_db[1])
    steepest = np.abs(np.diff(sources["v"], axis=0)).max() * gain_of(report.gain_db)
    steepest += np.abs(np.diff(sources["o"], axis=0)).max() * tone_gain
    assert np.abs(np.diff(over, axis=0)).max() <= steepest
    loud = np.std(sources["o"][:, 0]) * tone_gain
    for frame in range(60, 98):
        least = loud * np.cos(np.pi / 2 * max(0, frame + 1 - 70) / 30)
        assert np.std(over[at(frame) : at(frame + 1), 0]) > 0.97 * least


def test_a_silent_lesson_does_not_keep_its_bumpers_from_being_levelled(tmp_path: Path) -> None:
    sources = {"o": ident(150, -25), "v": np.zeros((at(300), 2))}
    programme = (part("opening", "o", 150), part("lesson", "v", 300))
    report, _ = level(level_step(*programme), tmp_path, sources)
    assert report.integrated_lufs == pytest.approx(-23, abs=0.2)


def test_a_silent_bumper_is_left_alone_and_silence_everywhere_is_refused(tmp_path: Path) -> None:
    nothing = np.zeros((at(50), 1))
    programme = (part("opening", "o", 50), part("lesson", "v", 300))
    report, _ = level(level_step(*programme), tmp_path, {"o": nothing, "v": speech(12.0)})
    assert report.bumpers_db == (0.0, 0.0)
    with pytest.raises(InputError) as caught:
        level(level_step(*programme), tmp_path, {"o": nothing, "v": np.zeros((at(300), 1))})
    assert caught.value.code == "sound-silent"


def test_a_very_short_sound_is_judged_by_its_loudest_moment(tmp_path: Path) -> None:
    sources = {"o": np.repeat(ident(8), 2, axis=0)[::2], "v": speech(12.0)}
    programme = (part("opening", "o", 8), part("lesson", "v", 300))
    report, heard = level(level_step(*programme), tmp_path, sources)
    assert abs(report.bumpers_db[0]) < 20
    loudest = np.sqrt(np.mean(heard[: at(8)] ** 2)) / np.sqrt(np.mean(heard[at(8) :] ** 2))
    assert 0.5 < loudest < 4


def test_two_bumpers_that_ring_into_each_other_and_one_into_the_lesson_are_all_heard(tmp_path: Path) -> None:
    tones = {name: np.sin(2 * np.pi * pitch * np.arange(at(90)) / RATE)[:, None] * (0.3, 0.3) for name, pitch in PAIR}
    programme = (
        part("opening", "a", 60, after=30),
        part("opening", "b", 40, before=20, after=30),
        part("lesson", "v", 250),
    )
    step = level_step(*programme)
    _, heard = level(step, tmp_path, {**tones, "v": speech(10.0) * 0.2})
    both = np.abs(np.fft.rfft(heard[at(50) : at(75), 0]))
    peaks = {name: both[pitch] for name, pitch in PAIR}
    assert min(peaks.values()) > 50 * np.median(both)


PAIR = (("a", 400), ("b", 1000))


# ── line-up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_line_up_is_the_alignment_tone_and_nothing_of_the_programme(tmp_path: Path) -> None:
    sources = {"o": ident(100), "v": speech(12.0)}
    programme = (part("opening", "o", 80, after=20), part("lesson", "v", 300))
    head = (part("lineup", "", 175), part("clock", "", 30), part("black", "", 25))
    without, plain = level(level_step(*programme, target_lufs=-20.0, peak=-8.0), tmp_path, sources)
    report, heard = level(level_step(*head, *programme, target_lufs=-20.0, peak=-8.0), tmp_path, sources)
    assert report.limited
    assert np.array_equal(heard[at(230) :], plain)
    assert (report.integrated_lufs, report.true_peak_dbtp) == (without.integrated_lufs, without.true_peak_dbtp)
    assert not heard[at(175) : at(230)].any()
    left, right = heard[: at(175)].T
    inner = right[RATE : 6 * RATE]
    assert 20 * np.log10(np.sqrt(2 * np.mean(inner**2))) == pytest.approx(-18.0, abs=0.01)
    assert np.argmax(np.abs(np.fft.rfft(inner))) == 5 * 1000
    assert np.array_equal(left[CLICK_FREE : 2 * RATE], right[CLICK_FREE : 2 * RATE])
    quiet = np.flatnonzero(np.abs(right) < 1e-9)
    assert quiet.size < 7.1 * 2000, "the right channel is never interrupted"
    for cycle in (0, 3):
        gap = slice(round((cycle + 2.75) * RATE), round((cycle + 3) * RATE) - CLICK_FREE)
        assert not left[gap].any()
    assert np.abs(np.diff(heard[: at(175)], 2, axis=0)).max() < 1.2 * np.abs(np.diff(inner, 2)).max()
    assert abs(left[0]) + abs(left[-1]) < 1e-4


def test_line_up_before_a_silent_programme_is_heard(tmp_path: Path) -> None:
    report, heard = level(level_step(part("lineup", "", 25), part("lesson", "", 50)), tmp_path, {})
    assert report.integrated_lufs <= -70
    assert np.abs(heard[: at(25)]).max() == pytest.approx(10 ** (-18 / 20), abs=1e-6)
    assert not heard[at(25) :].any()


# ── what is refused, and what is shown ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "segments",
    [
        (part("opening", "o", 50, before=1), part("lesson", "v", 50)),
        (part("opening", "o", 50, after=51), part("lesson", "v", 50)),
        (part("opening", "o", 50), part("lesson", "v", 50, before=1)),
        (part("lesson", "v", 50), part("closing", "o", 50, after=1)),
        (part("lesson", "v", 50), part("black", "", 50, before=1)),
        (part("lesson", "v", 50), part("lineup", "", 50)),
        (part("lineup", "o", 50), part("lesson", "v", 50)),
        (part("lineup", "", 50, after=1), part("lesson", "v", 50)),
        (part("lineup", "", 50), part("black", "", 50)),
        (part("opening", "o", 50, after=-1), part("lesson", "v", 50)),
    ],
)
def test_segments_that_cannot_be_joined_are_refused_before_any_work(segments: tuple[SoundSegment, ...]) -> None:
    files = {"o": Path("/desk/o.wav"), "v": Path("/desk/v.wav")}
    with pytest.raises(ValueError, match=r"[a-z]"):
        loudness.level_command(level_step(*segments), files, Gain(gain_db=0), Path("/desk/l.wav"))


def test_a_source_that_is_not_longer_by_its_overlap_is_refused(tmp_path: Path) -> None:
    programme = (part("opening", "o", 80, after=20), part("lesson", "v", 50))
    with pytest.raises(ToolError, match="153600 samples"):
        level(level_step(*programme), tmp_path, {"o": ident(80), "v": speech(2.0)})


def test_simple_programmes_have_simple_command_lines() -> None:
    files = {"o": Path("/desk/o.wav"), "v": Path("/desk/v.wav")}

    def shown(*segments: SoundSegment) -> tuple[tuple[str, ...], ...]:
        return sound.sound_commands(level_step(*segments), files, Path("/desk/l.wav"))

    measuring, levelling = map(" ".join, shown(part("slate", "", 50), part("lesson", "v", 50)))
    assert "volume" not in measuring
    assert levelling.count("volume") == 1
    assert "amix" not in levelling
    assert "[0:a]pan=stereo|FL<FL+FC|FR<FR+FC,aformat=sample_fmts=flt,afade=t=in:curve=hsin" in levelling
    *measuring_each, joined = map(" ".join, shown(part("opening", "o", 50), part("lesson", "v", 50)))
    assert len(measuring_each) == 2
    assert joined.count("volume") == 2
    assert "amix" not in joined
    _, _, over = map(" ".join, shown(part("opening", "o", 50, after=10), part("lesson", "v", 50)))
    assert "amix=inputs=2:duration=first:normalize=0" in over
    # later black is a part of the programme
    (*_, ending) = map(" ".join, shown(part("lesson", "v", 50), part("black", "", 50)))
    assert "before0" not in ending
