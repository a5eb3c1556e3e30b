"""What makes a recording clear, as figures in the manifest: pace, voice above noise, reading speed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import records
from lessontool.model import Captions, Cue, Manifest, Package, Subtitles
from lessontool.planning.clarity import merged, reading_figures, recording_figures, speaking_figures
from lessontool.planning.ground import ground_of
from lessontool.planning.programme import plan
from lessontool.presets import caption_style_for, load_delivery, station_of
from lessontool.timing import FrameSpan, TimeSpan
from tests.libraries import tv_package
from tests.sources import LESSON, SOURCES

spans = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 80)).map(
        lambda two: TimeSpan(Fraction(two[0], 4), Fraction(sum(two), 4))
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=50)
@given(spans, spans)
def test_the_pace_is_syllables_over_the_voice_under_them(said: list[TimeSpan], speech: list[TimeSpan]) -> None:
    quarters = {n for each in said for n in range(int(each.start * 4), int(each.end * 4))}
    voiced = {n for each in speech for n in range(int(each.start * 4), int(each.end * 4))} & quarters
    found = speaking_figures([(50, span) for span in said], speech)
    if len(voiced) < 40 or not said:
        assert found == {}
    else:
        assert found["spoken_s"] == len(voiced) / 4
        assert found["syllables_per_second"] == pytest.approx(50 * len(said) / (len(voiced) / 4), abs=0.001)


def test_pauses_do_not_make_a_teacher_slow_and_little_speech_has_no_pace() -> None:
    span = TimeSpan(Fraction(0), Fraction(40))
    voice = [TimeSpan(Fraction(0), Fraction(10)), TimeSpan(Fraction(30), Fraction(40))]
    assert speaking_figures([(60, span)], voice)["syllables_per_second"] == 3
    assert speaking_figures([(39, span)], voice) == {}
    assert speaking_figures([(60, span)], voice[:1])["spoken_s"] == 10
    assert speaking_figures([(60, span)], [TimeSpan(Fraction(0), Fraction(9))]) == {}


def test_reading_speed_is_that_of_all_but_the_fastest_captions() -> None:
    style = caption_style_for(1)
    cues = [cue(number * 100, 50, "a" * 20) for number in range(19)]
    subtitles = Subtitles(language="vi", style=style.name, origin="script", cues=(*cues, cue(2000, 25, "a" * 40)))
    found = reading_figures(subtitles, style)
    assert found == {
        "captions": 20, "caption_cps_p95": 10, "caption_cps_limit": 12, "captions_too_fast_share": 0.05
    }  # fmt: skip
    assert reading_figures(replace(subtitles, cues=()), style) == {}


def cue(start: int, frames: int, text: str) -> Cue:
    return Cue(span=FrameSpan(start, start + frames), lines=(text,), origin="script", confidence=1)


def test_a_silent_recording_has_no_voice_to_measure_and_one_that_says_little_no_level() -> None:
    media, measured = SOURCES["camcorder-1080i50"]()
    ground = ground_of(LESSON, media, measured)
    found = recording_figures(ground)
    heard = measured.sound[0]
    assert found["speech_to_noise_db"] == round(heard.speech_level_dbfs - heard.noise_floor_dbfs, 3)
    assert found["source_lines"] == 1080
    hardly = replace(measured, sound=tuple(replace(each, speech_share=0.01) for each in measured.sound))
    assert "speech_to_noise_db" not in recording_figures(ground_of(LESSON, media, hardly))
    quiet = replace(heard.loudness, integrated_lufs=-70.0)
    channels = tuple(replace(each, peak_dbfs=-90.0) for each in heard.channels)
    silent = replace(measured, sound=tuple(replace(each, loudness=quiet, channels=channels) for each in measured.sound))
    assert set(recording_figures(ground_of(LESSON, media, silent))) == {
        "source_lines", "source_pictures_per_second", "motion_share", "mean_luma_percent"
    }  # fmt: skip


def test_every_package_of_a_plan_carries_the_same_figures_and_those_of_its_captions() -> None:
    media, measured = SOURCES["talking-head-1080p30"]()
    specs = [load_delivery(name) for name in ("tv-xdcam-hd422", "online-web", "radio-programme")]
    captions = Captions(measured={"syllables_per_second": 3.2})
    made = plan(
        LESSON, media, measured, specs, captions=captions, stations={spec.name: station_of(spec) for spec in specs}
    )
    figures = [step.recording_measured for step in made.steps if isinstance(step, Package)]
    assert len(figures) == 3
    assert (
        figures[0]
        == figures[1]
        == figures[2]
        == merged(recording_figures(ground_of(LESSON, media, measured)), captions.measured)
    )
    assert figures[0]["syllables_per_second"] == 3.2
    assert list(figures[0]) == sorted(figures[0])


def test_a_manifest_of_an_earlier_version_still_reads(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tv_package(tmp_path) / "manifest.json"
    old = path.read_text(encoding="utf-8")
    data = records.plain(records.load(Manifest, path))
    assert data.pop("recording_measured") == {}
    assert records.parse(Manifest, data).recording_measured == {}
    assert '"recording_measured"' in old
