"""A week is planned from presets and packages: every rule kept, what is short said with figures, little moved after."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import presets, records
from lessontool.catalogue.programmes import read_programmes
from lessontool.errors import InputError, Interrupted, PlanError
from lessontool.messages import say
from lessontool.model import AiringRules, Channel, Finding, FixedBlock, Programme, Relay, Timetable, ViewingHours
from lessontool.schedule import weeks
from lessontool.schedule.repairs import changes_of
from lessontool.schedule.weeks import plan_week
from lessontool.tools.process import Cancel
from tests.libraries import term
from tests.plan_judge import faults

ROOT = Path(__file__).parents[1] / "presets"
CREATED = "2021-09-24T08:00:00Z"
CALENDAR = presets.load_calendar("2021-2022")
TWO = presets.load_airing("two-a-day")
ALL = presets.load_airing("primary-all")
LTV = presets.load_channel("lai-chau")
SECOND = presets.load_channel("lai-chau-2")
THIRD = replace(SECOND, name="lai-chau-3", title="LTV3")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Programme, ...]]:
    folder = term(tmp_path_factory.mktemp("library"), weeks=(5, 7), a_week={"TV": 6, "TO": 6})
    return folder, read_programmes([folder], LTV.preset)


def planned(
    channels: Sequence[Channel] = (LTV,),
    rules: AiringRules = TWO,
    programmes: Sequence[Programme] = (),
    week: str = "2021-W40",
    **wishes: Any,
) -> Timetable:
    return plan_week(channels, rules, CALENDAR, week, programmes, (), created=CREATED, **wishes)


def lessons(timetable: Timetable) -> set[tuple[str, str, int, int | None, str]]:
    return {
        (slot.channel, slot.date, slot.start_s, slot.grade, slot.subjects[0])
        for slot in timetable.slots
        if slot.kind == "lesson"
    }


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def judged(timetable: Timetable, folder: Path, packages: Path | None = None, **other: Any) -> list[str]:
    """What the independent judge says; `other` are presets that are not the shipped ones."""
    own = folder / "presets"
    for room in ("channels", "airing", "calendars"):
        (own / room).mkdir(parents=True, exist_ok=True)
        for path in (ROOT / room).iterdir():
            (own / room / path.name).write_bytes(path.read_bytes())
    for room, preset in other.items():
        for each in preset:
            text = json.dumps(records.plain(each), ensure_ascii=False)
            (own / room / f"{each.name}.yaml").write_text(text, encoding="utf-8")
    plan = folder / "plan.json"
    plan.write_text(records.pretty(timetable), encoding="utf-8")
    return faults(plan, own, packages)


def test_the_dispatchs_week_is_met_on_one_channel_and_the_judge_agrees(
    shelf: tuple[Path, tuple[Programme, ...]], tmp_path: Path
) -> None:
    folder, programmes = shelf
    timetable = planned(programmes=programmes)
    assert timetable.shortages == ()
    assert timetable.proved
    assert timetable.gap_percent == 0
    assert not [each for each in timetable.findings if each.severity in ("warning", "error")]
    assert len(lessons(timetable)) == 60
    assert judged(timetable, tmp_path, folder) == []


def test_two_runs_give_the_same_bytes(shelf: tuple[Path, tuple[Programme, ...]]) -> None:
    first, second = (records.pretty(planned(programmes=shelf[1], seed=7)) for _ in range(2))
    assert first == second


def test_the_benchmark_week_is_whole_on_three_channels(tmp_path: Path) -> None:
    channels = [replace(each, lesson_minutes=20) for each in (LTV, SECOND, THIRD)]
    timetable = planned(channels, ALL)
    assert {each.reason for each in timetable.shortages} == {"no-lesson"}
    assert timetable.proved
    assert len(lessons(timetable)) == 348
    assert judged(timetable, tmp_path, channels=channels) == []


def test_what_cannot_be_done_is_said_with_figures_and_with_what_helps() -> None:
    timetable = planned(rules=ALL)
    short = {each.code: each for each in timetable.findings if each.code == "airing-short"}["airing-short"]
    assert short.severity == "error"
    assert (short.values["wanted"], short.values["showings"], short.values["minutes"]) == (348, 246, 7380)
    assert sum(each.code == "airing-short-grade" for each in timetable.findings) == 5
    assert "airing-too-much" in codes(timetable.findings)
    helping = [each for each in timetable.findings if each.code.startswith("airing-change-")]
    assert helping[-1].code == "airing-change-channels-shorter-enough"
    assert helping[-1].values["count"] == 2
    assert all(each.code.endswith("-helps") and each.values["showings"] for each in helping[:-1])
    for finding in timetable.findings:
        assert say(finding.code, finding.values, "vi")
        assert say(finding.code, finding.values, "en")


@pytest.mark.proof
def test_the_change_that_is_said_to_be_enough_is_enough(tmp_path: Path) -> None:
    timetable = planned((LTV, SECOND, THIRD), ALL)
    enough = [each.code for each in timetable.findings if each.code.endswith("-enough")]
    assert enough[0] == "airing-change-shorter-enough"
    assert "airing-conflict-hours" in codes(timetable.findings)
    for change in changes_of((LTV, SECOND, THIRD), ALL):
        if f"airing-change-{change.name}-enough" not in enough or change.off:
            continue
        channels = [replace(each, name=each.name.replace("+", "-")) for each in change.channels]
        rules = replace(change.rules, name="changed")
        whole = plan_week(channels, rules, CALENDAR, "2021-W40", (), (), created=CREATED)
        assert {each.reason for each in whole.shortages} == {"no-lesson"}, change.name
        assert judged(whole, tmp_path / change.name, channels=channels, airing=[rules]) == []


@pytest.mark.proof
def test_mornings_alone_are_not_enough_and_wider_hours_are() -> None:
    rules = replace(TWO, hours=TWO.hours[:1])
    found = codes(planned(rules=rules).findings)
    assert "airing-short" in found
    assert "airing-conflict-hours" in found
    assert "airing-change-hours-enough" in found


def test_relays_that_do_not_count_yet_are_the_first_thing_to_change() -> None:
    relays = tuple(replace(each, counts=False) for each in LTV.relays)
    rules = replace(ALL, demands=(replace(ALL.demands[0], subjects=("TV",)),), hours=(
        ViewingHours(grades=(1,), start="10:00", end="11:00"), ViewingHours(grades=(1,), start="14:30", end="15:00"),
    ))  # fmt: skip
    found = codes(planned((replace(LTV, relays=relays),), rules).findings)
    assert next(each for each in found if each.startswith("airing-change")) == "airing-change-relays-enough"


def test_a_new_programme_moves_only_what_stood_there(shelf: tuple[Path, tuple[Programme, ...]]) -> None:
    programmes = shelf[1]
    before = planned(programmes=programmes)
    meeting = FixedBlock(title="Họp Hội đồng", kind="live", dates=("2021-10-06",), start="08:00", end="08:30")
    channel = replace(LTV, fixed=(*LTV.fixed, meeting))
    after = planned((channel,), programmes=programmes, keep=before)
    stood = {each for each in lessons(before) if each[1] == "2021-10-06" and each[2] == 8 * 3600}
    assert len(stood) == 1
    assert lessons(before) - lessons(after) == stood
    assert after.shortages == ()
    assert after.revision == before.revision
    assert "airing-other-time" in codes(after.findings)
    unhurt = {(s.date, s.start_s): s.lesson_id for s in before.slots if s.kind == "lesson"}
    assert all(unhurt.get((s.date, s.start_s), s.lesson_id) == s.lesson_id for s in after.slots if s.kind == "lesson")


def test_without_any_change_a_published_plan_stays_as_it_is(shelf: tuple[Path, tuple[Programme, ...]]) -> None:
    before = planned(programmes=shelf[1], seed=1)
    after = planned(programmes=shelf[1], seed=99, keep=before)
    assert after.slots == before.slots


def test_when_a_channel_is_lost_the_other_keeps_its_times() -> None:
    before = planned((LTV, SECOND))
    after = planned((LTV,), keep=before)
    stayed = {each for each in lessons(before) if each[0] == LTV.name}
    assert len(stayed & lessons(after)) >= 0.9 * len(stayed)


def test_a_plan_of_another_week_keeps_nothing_and_says_so() -> None:
    found = planned(week="2021-W41", keep=planned()).findings
    assert "airing-keep-other-week" in codes(found)


def test_a_holiday_week_has_no_lessons_and_nothing_is_missing(tmp_path: Path) -> None:
    timetable = planned(week="2022-W05")
    assert lessons(timetable) == set()
    assert timetable.shortages == ()
    assert judged(timetable, tmp_path) == []


def test_without_the_solver_a_plan_is_made_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ortools", None)
    timetable = planned()
    assert timetable.solver == "greedy"
    assert "airing-no-solver" in codes(timetable.findings)
    assert {each.reason for each in timetable.shortages} == {"no-lesson"}
    assert judged(timetable, tmp_path) == []


def test_the_simple_way_can_be_wished_for() -> None:
    timetable = planned(solver="greedy")
    assert timetable.solver == "greedy"
    assert "airing-not-proved" not in codes(timetable.findings)
    assert "airing-no-solver" not in codes(timetable.findings)


def test_contradictions_are_refused() -> None:
    block = FixedBlock(title="Lễ", kind="live", dates=("2021-10-06",), start="08:00", end="09:00")
    other = replace(block, title="Hội", start="08:30", end="09:30")
    with pytest.raises(PlanError) as told:
        planned((replace(LTV, fixed=(*LTV.fixed, block, other)),))
    assert told.value.code == "airing-blocks-overlap"
    with pytest.raises(PlanError) as told:
        planned(week="2021-W53")
    assert told.value.code == "airing-week"
    with pytest.raises(PlanError) as told:
        planned((replace(LTV, time_zone="Europe/Berlin"),), week="2022-W12")
    assert told.value.code == "airing-clock-change"


@pytest.mark.proof
def test_relays_fill_a_day_alone() -> None:
    day = Relay(
        source="VTV7", title="Cả ngày", dates=("2021-10-06",), start="06:00", end="22:00", grades=(5,), subjects=("TO",)
    )
    timetable = planned((replace(LTV, fixed=(), relays=(day,)),))
    assert not any(slot.kind == "lesson" and slot.date == "2021-10-06" for slot in timetable.slots)
    assert any(each.reason == "no-room" and each.date == "2021-10-06" for each in timetable.shortages)


def test_planning_stops_when_it_is_told_to() -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        planned(cancel=cancel)


def test_a_plan_is_written_whole_and_only_over_one_that_nobody_changed(tmp_path: Path) -> None:
    timetable = planned()
    path = weeks.write_plan(timetable, tmp_path / "plans")
    assert records.load(Timetable, path) == timetable
    weeks.write_plan(timetable, tmp_path / "plans")
    changed = replace(timetable, slots=timetable.slots[:-1])
    path.write_text(records.pretty(changed), encoding="utf-8")
    with pytest.raises(InputError) as told:
        weeks.write_plan(timetable, tmp_path / "plans")
    assert told.value.code == "airing-plan-there"
    assert records.load(Timetable, path) == changed
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError):
        weeks.write_plan(timetable, tmp_path / "plans")
    weeks.write_plan(timetable, tmp_path / "plans", force=True)
    assert records.load(Timetable, path) == timetable
    published = replace(timetable, revision=2)
    path.write_text(records.pretty(published), encoding="utf-8")
    with pytest.raises(InputError):
        weeks.require_free(timetable.week, tmp_path / "plans")
