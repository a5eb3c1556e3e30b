"""Whole plans of recordings that never existed: golden texts, order, chunks, silence and permission. No program runs.

`LESSONTOOL_UPDATE_GOLDENS=1 pytest tests/test_programme.py` writes the goldens again; look at the difference.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import pytest

from lessontool import records
from lessontool.errors import InputError, PlanError
from lessontool.model import (
    Consent,
    DeliverySpec,
    DrawGraphic,
    DrawPoster,
    EncodeSound,
    Lesson,
    LevelSound,
    Package,
    Plan,
    PlayMelody,
    RecordingSource,
    RenderChunk,
    Rights,
    Step,
    TakeSound,
    TakeStill,
    WrapProgramme,
)
from lessontool.planning.delivery import package_folder
from lessontool.planning.permission import objections
from lessontool.planning.programme import plan
from lessontool.running.identity import needs, outputs
from lessontool.running.telling import tell_step
from lessontool.tools import ffmpeg, process
from tests.sources import LESSON, SILENCE, SOURCES, Source, picture, presented, preset, recording, sound, talking_head
from tests.station import PROFILE

T = TypeVar("T")
GOLDENS = Path(__file__).parent / "goldens"
TV = preset("tv-xdcam-hd422")
ONLINE = preset("online-web")
CASES = [(source, (spec,)) for source in SOURCES for spec in (TV, ONLINE)] + [("talking-head-1080p30", (TV, ONLINE))]


@pytest.fixture(autouse=True)
def _no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("planning started a program")

    monkeypatch.setattr(process, "run", refuse)
    monkeypatch.setattr(ffmpeg, "executable", lambda: "FFMPEG")


def planned(source: Source, *specs: DeliverySpec, lesson: Lesson = LESSON) -> Plan:
    media, measurements = source
    judges = {spec.name: PROFILE for spec in specs}
    return plan(lesson, media, measurements, specs, presentation=presented(*specs), stations=judges)


def steps(made: Plan, kind: type[T]) -> list[T]:
    return [step for step in made.steps if isinstance(step, kind)]


# ── goldens ───────────────────────────────────────────────────────────────────────────────────────────────────────


def told(made: Plan) -> str:
    """A plan as people compare it: decisions with reasons, then each step with its command lines."""
    lines = ["decisions"]
    for decision in made.decisions:
        lines += [f"  {decision.subject}: {decision.choice}", f"      {decision.reason}"]
    for number, step in enumerate(made.steps, start=1):
        lines += ["", f"{number}. {step.name}", *told_files(step)]
        for command in tell_step(step, made, "/RECORDING"):
            lines += told_command(command)
        if isinstance(step, (DrawGraphic, DrawPoster, LevelSound, Package, PlayMelody, TakeStill)):
            lines += told_record(step)
    return "\n".join(lines) + "\n"


def told_files(step: Step) -> Iterator[str]:
    for name in needs(step):
        yield f"  from {name}"
    for output in outputs(step):
        yield f"  to {output.package_path or output.name + output.suffix}"


def told_command(command: object) -> Iterator[str]:
    """One option a line, one chain of a filter graph a line."""
    assert isinstance(command, (list, tuple))
    words = [str(word).replace(sys.executable, "PYTHON").replace("; ", ";") for word in command]
    line = "  $"
    for word in words:
        if word.startswith("-") and len(word) > 1 and not word[1].isdigit():
            yield line
            line = "     "
        line += " " + word.replace(";", ";\n          ")
    yield line


def told_record(step: Step) -> Iterator[str]:
    known = {
        "step",
        "name",
        "output",
        "preset",
        "lesson",
        "renditions",
        "decisions",
        "findings",
        "programmes",
        "others",
    }
    for field, value in records.plain(step).items():
        if field not in known:
            yield f"  {field}: {value}"


@pytest.mark.parametrize(("source", "specs"), CASES, ids=lambda each: each if isinstance(each, str) else each[-1].name)
def test_a_plan_is_what_it_was(source: str, specs: tuple[DeliverySpec, ...]) -> None:
    path = GOLDENS / f"{source}.{'+'.join(spec.name for spec in specs)}.txt"
    text = told(planned(SOURCES[source](), *specs))
    if os.environ.get("LESSONTOOL_UPDATE_GOLDENS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_there_is_a_golden_for_each_case_and_none_without_one() -> None:
    wanted = {f"{source}.{'+'.join(spec.name for spec in specs)}.txt" for source, specs in CASES}
    assert len(wanted) == 11
    assert {path.name for path in GOLDENS.glob("*.txt")} == wanted


@pytest.mark.parametrize("source", SOURCES)
def test_a_plan_can_be_sent_and_read_back(source: str, tmp_path: Path) -> None:
    made = planned(SOURCES[source](), TV, ONLINE)
    (tmp_path / "plan.json").write_text(records.pretty(made), encoding="utf-8")
    assert records.load(Plan, tmp_path / "plan.json") == made
    assert planned(SOURCES[source](), TV, ONLINE) == made


# ── order ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("source", SOURCES)
def test_every_step_needs_only_what_an_earlier_one_made(source: str) -> None:
    made: set[str] = set()
    for step in planned(SOURCES[source](), TV, ONLINE).steps:
        assert set(needs(step)) <= made, step.name
        names = {output.name for output in outputs(step)}
        assert not names & made
        made |= names


def test_no_two_steps_have_one_name_and_no_two_outputs_one_place() -> None:
    made = planned(talking_head(), TV, ONLINE)
    assert len({step.name for step in made.steps}) == len(made.steps)
    places = [output.package_path for step in made.steps for output in outputs(step) if output.package_path]
    assert len(set(places)) == len(places) == 1 + 4 + 3 + 2 + 2 + 6 + 9  # the last two: tracks and playlists


def test_one_decode_of_a_chunk_serves_every_rendition_of_every_preset() -> None:
    made = planned(talking_head(), TV, ONLINE)
    lesson = [step for step in steps(made, RenderChunk) if step.segment == "lesson"]
    assert [len(step.recipes) for step in lesson] == [5, 5, 5]
    # the name and the way out are chunks of their own: another brand makes nothing else anew
    assert [(step.span.start, step.span.end) for step in lesson] == [(0, 300), (300, 1704), (1704, 1752)]


def test_the_voice_is_taken_once_for_presets_that_want_it_repaired_alike() -> None:
    assert len(steps(planned(talking_head(), TV, ONLINE), TakeSound)) == 1
    untouched = replace(ONLINE, sound=replace(ONLINE.sound, noise_reduction="off"))
    assert len(steps(planned(talking_head(), TV, untouched), TakeSound)) == 2


def test_sound_and_pictures_of_a_programme_have_the_same_length_in_whole_gops() -> None:
    made = planned(talking_head(), TV)
    (wrapped,), (levelled,) = steps(made, WrapProgramme), steps(made, LevelSound)
    lengths = {segment.segment: segment.frames for segment in levelled.segments}
    assert lengths == {"slate": 252, "opening": 204, "lesson": 1752, "closing": 252}
    assert wrapped.frames == sum(lengths.values()) == sum(step.span.frames for step in steps(made, RenderChunk))
    assert all(frames % 12 == 0 for frames in lengths.values())


def test_each_chunk_carries_its_timecode_on() -> None:
    chunks = steps(planned(talking_head(), TV), RenderChunk)
    assert [(step.segment, step.timecodes[0]) for step in chunks] == [
        ("slate", "10:00:00:00"),
        ("opening", "10:00:10:02"),
        ("closing", "10:01:28:08"),
        ("lesson", "10:00:18:06"),
        ("lesson", "10:00:30:06"),
        ("lesson", "10:01:26:10"),
    ]


def test_decoding_starts_two_keyframes_before_a_chunk_where_seeking_is_exact() -> None:
    def seeks(exact: bool) -> list[Fraction | None]:
        made = planned(recording(picture(70, exact_seek=exact), audio=sound(70)), ONLINE)
        return [step.source.seek for step in steps(made, RenderChunk) if isinstance(step.source, RecordingSource)]

    assert seeks(exact=True) == [None, Fraction(8), Fraction(64)]
    assert seeks(exact=False) == [None, None, None]


def test_the_packages_of_the_default_presets_are_called_after_their_destination() -> None:
    assert package_folder(TV) == "packages/tv"
    assert package_folder(replace(TV, name="tv-my-station")) == "packages/tv-my-station"


def test_only_what_was_chosen_of_a_recording_is_used() -> None:
    lesson = replace(LESSON, start_s=Fraction(2), end_s=Fraction(8), poster_s=Fraction(3))
    made = planned(recording(picture(), audio=sound()), ONLINE, lesson=lesson)
    (voice,), (still,) = steps(made, TakeSound), steps(made, TakeStill)
    assert (voice.zero, voice.frames) == (Fraction(2), 156)
    assert still.candidates == (Fraction(84 + 25, 25),)
    with pytest.raises(InputError) as caught:
        planned(recording(picture(), audio=sound()), ONLINE, lesson=replace(LESSON, start_s=Fraction(10)))
    assert caught.value.code == "nothing-left"


def test_a_plan_for_nothing_is_refused() -> None:
    with pytest.raises(PlanError) as caught:
        planned(talking_head())
    assert caught.value.code == "plan-no-preset"


def test_sound_alone_is_no_lesson() -> None:
    media, measurements = talking_head()
    with pytest.raises(InputError) as caught:
        planned((replace(media, video=()), measurements), TV)
    assert caught.value.code == "no-picture"


# ── silence ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "source", [recording(picture()), recording(picture(), audio=sound(), listened=SILENCE)], ids=["no track", "silent"]
)
def test_an_accepted_silence_becomes_a_silent_programme(source: Source) -> None:
    made = planned(source, TV, ONLINE)
    assert steps(made, TakeSound) == []
    voices = [each for step in steps(made, LevelSound) for each in step.segments if each.segment == "lesson"]
    assert not any(segment.source for segment in voices)
    assert all(step.silent for step in steps(made, Package))
    rates = {rung.sound_kbps for rung in ONLINE.renditions}
    assert {step.bit_rate_kbps for step in steps(made, EncodeSound)} == rates
    (decision,) = [each for each in made.decisions if each.subject == "sound"]
    assert decision.choice == "silence"
    assert decision.reason.endswith("accepted")


def test_a_lesson_that_is_heard_is_not_silent() -> None:
    made = planned(talking_head(), TV)
    assert not any(step.silent for step in steps(made, Package))
    assert not any(decision.subject == "sound" for decision in made.decisions)


# ── permission ────────────────────────────────────────────────────────────────────────────────────────────────────

DAY = "2022-05-31"


def codes(lesson: Lesson, *destinations: str) -> list[str]:
    found = objections(lesson, destinations or ("tv", "online"), DAY)
    assert all(finding.severity == "error" for finding in found)
    return [finding.code for finding in found]


@pytest.mark.parametrize(
    ("consent", "destinations", "expected"),
    [
        (Consent(pupils_visible=False), ("tv", "online"), []),
        (Consent(pupils_visible=True), ("tv",), ["consent-missing"]),
        (Consent(pupils_visible=True, scope=("tv",)), ("tv",), ["consent-missing"]),
        (Consent(pupils_visible=True, given=True), ("tv", "online"), []),
        (Consent(pupils_visible=True, given=True, scope=("tv",)), ("tv",), []),
        (Consent(pupils_visible=True, given=True, scope=("tv",)), ("tv", "online"), ["consent-not-for"]),
    ],
)
def test_pupils_are_shown_only_where_everybody_agreed(
    consent: Consent, destinations: tuple[str, ...], expected: list[str]
) -> None:
    assert codes(replace(LESSON, consent=consent), *destinations) == expected


@pytest.mark.parametrize(("expires", "expected"), [("", []), (DAY, []), ("2022-05-30", ["rights-expired"])])
def test_rights_hold_to_the_end_of_their_last_day(expires: str, expected: list[str]) -> None:
    assert codes(replace(LESSON, rights=Rights(holder="x", expires=expires))) == expected


def test_every_objection_is_told() -> None:
    lesson = replace(LESSON, consent=Consent(pupils_visible=True), rights=Rights(holder="x", expires="2020-01-01"))
    assert codes(lesson) == ["consent-missing", "rights-expired"]
