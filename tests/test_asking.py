"""What a week asks: pairs and days, relays that count, rotas, hours with what they cost, and what was published."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from lessontool.errors import PlanError
from lessontool.messages import hint, say
from lessontool.model import DayOff, Demand, FixedBlock, Relay, ViewingHours
from lessontool.planning.timetable import asking, weeks
from lessontool.planning.timetable.problem import Ask, Pair, Problem
from lessontool.timing import clock_text
from tests.example_week import CHANNEL, DAYS, MONDAY, WEEK, calendar, free_channel, lesson_slot, rota_rules, rules

TV1 = Pair(1, "TV")
TO1 = Pair(1, "TO")


def asked(problem: Problem, pair: Pair, date: str = MONDAY) -> Ask:
    return next(ask for ask in problem.asks if (ask.pair, ask.date) == (pair, date))


def times(problem: Problem, ask: Ask) -> list[str]:
    return [clock_text(problem.cells[cell].start_s) for cell, _ in ask.options]


def test_thirty_pairs_ask_for_sixty_showings_a_day_and_two_relays_count() -> None:
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK)
    assert len(problem.asks) == 30 * 6
    assert sum(ask.need for ask in problem.asks if ask.date == MONDAY) == 58
    assert {ask.date for ask in problem.asks} == set(DAYS)
    assert problem.days == (*DAYS, "2021-10-10")
    assert len({cell.date for cell in problem.cells}) == 7
    ask = asked(problem, TV1)
    assert (ask.need, ask.parts_taken, ask.taken_s) == (0, ("afternoon", "morning"), (36_000, 52_200))
    assert problem.busy[MONDAY, 1] == ((36_000, 37_800), (52_200, 54_000))
    assert (MONDAY, 2) not in problem.busy


def test_without_subjects_a_demand_means_all_compulsory_ones_of_the_grade() -> None:
    problem = asking.problem_of([CHANNEL], rules(Demand(grade=3), Demand(grade=2, days=("T2",))), calendar(), WEEK)
    found = Counter(ask.pair.grade for ask in problem.asks if ask.date == MONDAY)
    assert found == {3: 8, 2: 8}  # grade 3 was still taught by the programme of 2006
    assert {ask.pair.subject for ask in problem.asks if ask.pair.grade == 3} >= {"TC", "TD"}
    assert {ask.date for ask in problem.asks if ask.pair.grade == 2} == {MONDAY}


def test_a_subject_that_the_grade_does_not_have_is_refused_with_what_was_meant() -> None:
    with pytest.raises(PlanError, match="airing-subject") as caught:
        asking.problem_of([CHANNEL], rules(Demand(grade=2, subjects=("TD",))), calendar(), WEEK)
    assert "Lớp 2 năm học 2021-2022 không có môn “Thể dục”" in say(caught.value.code, caught.value.values, "vi")
    assert "GDTC" in hint(caught.value.code, caught.value.values, "vi")
    with pytest.raises(PlanError, match="airing-subject"):
        asking.problem_of([CHANNEL], rules(Demand(grade=2, subjects=("XYZ",))), calendar(), WEEK)


def test_a_grade_may_ask_for_elective_subjects() -> None:
    problem = asking.problem_of([CHANNEL], rules(Demand(grade=1, subjects=("TA",))), calendar(), WEEK)
    assert asked(problem, Pair(1, "TA")).need == 2


def test_options_are_cells_in_hours_of_the_grade_and_cost_what_they_are_liked() -> None:
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK)
    ask = asked(problem, TO1)
    morning = ["07:30", "08:00", "08:30", "09:00", "09:30", "10:30"]
    assert times(problem, ask) == [*morning, "14:00", "15:00", "15:30", "16:00", "16:30", "19:45", "20:15"]
    costs = dict(zip(times(problem, ask), (cost for _, cost in ask.options), strict=True))
    assert all(0 <= cost <= 1000 for cost in costs.values())
    assert costs["19:45"] < costs["07:30"] < costs["14:00"]  # liking 10, 8, 6
    assert costs["07:30"] < costs["10:30"]  # the core comes first in its part of the day
    other = dict(zip(times(problem, ask), (cost for _, cost in asked(problem, Pair(1, "DD")).options), strict=True))
    assert other["10:30"] < other["07:30"]


def test_late_lessons_cost_most_for_the_smallest() -> None:
    late = rules(
        Demand(grade=1), Demand(grade=5), hours=(ViewingHours(grades=(1, 5), start="19:45", end="21:30", liking=5),)
    )
    problem = asking.problem_of([CHANNEL], late, calendar(), WEEK)
    young, old = (dict(asked(problem, Pair(grade, "TO")).options) for grade in (1, 5))
    last = max(young)
    assert clock_text(problem.cells[last].start_s) == "20:45"
    assert young[last] - old[last] == 300
    assert all(young[cell] == old[cell] for cell in young if cell != last)


def test_a_rota_asks_on_every_day_and_no_oftener_than_there_are_days() -> None:
    problem = asking.problem_of([CHANNEL], rota_rules(), calendar(), WEEK)
    assert {ask.rota for ask in problem.asks if ask.pair == Pair(3, "TV")} == {1}
    assert {ask.rota for ask in problem.asks if ask.pair == TO1} == {0}
    short = calendar(days_off=(DayOff(title="Nghỉ", start="2021-10-05", end="2021-10-08"),))
    often = rules(Demand(grade=3, subjects=("TO",), days_per_week=5))
    asks = asking.problem_of([CHANNEL], often, short, WEEK).asks
    assert [(ask.date, ask.rota) for ask in asks] == [("2021-10-04", 2), ("2021-10-09", 2)]


def test_days_of_a_rota_that_relays_fill_are_done() -> None:
    tuesday = tuple(replace(relay, days=("T3",)) for relay in CHANNEL.relays)
    often = rules(Demand(grade=1, subjects=("TV",), days_per_week=2))
    problem = asking.problem_of([replace(CHANNEL, relays=tuesday)], often, calendar(), WEEK)
    assert {(ask.date, ask.need, ask.rota) for ask in problem.asks} == {(d, 2, 1) for d in DAYS if d != "2021-10-05"}
    once = rules(Demand(grade=1, subjects=("TV",), days_per_week=1))
    assert asking.problem_of([replace(CHANNEL, relays=tuesday)], once, calendar(), WEEK).asks == ()


def test_a_holiday_week_asks_for_nothing_and_make_up_days_ask() -> None:
    off = DayOff(title="Nghỉ Tết", start="2021-10-04", end="2021-10-10")
    assert asking.problem_of([CHANNEL], rules(), calendar(days_off=(off,)), WEEK).asks == ()
    sunday = calendar(days_off=(off,), school_days_added=("2021-10-10",))
    problem = asking.problem_of([CHANNEL], rota_rules(), sunday, WEEK)
    assert {ask.date for ask in problem.asks} == {"2021-10-10"}
    assert asked(problem, TV1, "2021-10-10").need == 2  # no relays on Sundays
    assert asking.problem_of([CHANNEL], rules(), calendar(), "2021-08-30").asks == ()


def test_demands_for_different_days_meet_on_a_make_up_day_only_once() -> None:
    two = rules(
        Demand(grade=2, subjects=("TO",), days=("T2", "T4"), showings_per_day=1),
        Demand(grade=2, subjects=("TO",), days=("T3", "T5"), showings_per_day=2),
    )
    asks = asking.problem_of([CHANNEL], two, calendar(school_days_added=("2021-10-10",)), WEEK).asks
    assert [(ask.date[-2:], ask.need) for ask in asks] == [("04", 1), ("05", 2), ("06", 1), ("07", 2), ("10", 2)]


def test_relays_in_one_part_of_the_day_count_once_and_others_not_at_all() -> None:
    early = replace(CHANNEL.relays[0], start="09:15", end="09:45", source="VTV2")
    silent = replace(CHANNEL.relays[1], counts=False)
    channel = replace(CHANNEL, relays=(early, CHANNEL.relays[0], silent))
    ask = asked(asking.problem_of([channel], rules(), calendar(), WEEK), TV1)
    assert (ask.need, ask.parts_taken, ask.taken_s) == (1, ("morning",), (33_300, 36_000))


def test_with_a_gap_relays_count_that_lie_so_far_apart() -> None:
    early = replace(CHANNEL.relays[0], start="09:15", end="09:45", source="VTV2")
    channel = replace(CHANNEL, relays=(early, *CHANNEL.relays))
    three = rules(Demand(grade=1, subjects=("TV",), showings_per_day=3), apart="gap", gap_minutes=240)
    problem = asking.problem_of([channel], three, calendar(), WEEK)
    assert (problem.apart, problem.gap_s) == ("gap", 14_400)
    assert asked(problem, TV1).taken_s == (33_300, 36_000, 52_200)
    assert asked(problem, TV1).need == 1


def test_one_long_relay_counts_for_all_its_grades_and_subjects() -> None:
    vtv7 = Relay(
        source="VTV7", title="Lớp 1, 2", days=("T2",), start="14:00", end="16:30", grades=(1, 2), subjects=("TV", "TO")
    )
    problem = asking.problem_of([replace(CHANNEL, relays=(vtv7,))], rules(), calendar(), WEEK)
    assert [asked(problem, Pair(g, s)).need for g in (1, 2) for s in ("TV", "TO", "DD")] == [1, 1, 2, 1, 1, 2]


def test_a_live_event_takes_the_place_of_a_relay_that_then_does_not_count() -> None:
    live = FixedBlock(title="Trực tiếp", kind="live", dates=(MONDAY,), start="09:00", end="11:00")
    problem = asking.problem_of([replace(CHANNEL, fixed=(*CHANNEL.fixed, live))], rules(), calendar(), WEEK)
    assert asked(problem, TV1).parts_taken == ("afternoon",)
    assert asked(problem, TV1, DAYS[1]).need == 0


def test_two_relays_at_once_on_two_channels_are_noted_and_count_once() -> None:
    vtv7 = Relay(source="VTV7", title="Khác", days=("T2",), start="10:15", end="10:45", grades=(1,), subjects=("TV",))
    second = free_channel(relays=(vtv7,))
    problem = asking.problem_of([CHANNEL, second], rules(), calendar(), WEEK)
    assert (asked(problem, TV1).need, asked(problem, TV1).taken_s) == (0, (36_000, 36_900, 52_200))
    assert problem.busy[MONDAY, 1] == ((36_000, 37_800), (36_900, 38_700), (52_200, 54_000))
    (finding,) = asking.relay_findings([CHANNEL, second], weeks.week_days(WEEK))
    said = say(finding.code, finding.values, "vi")
    assert "LTV: VTV1 10:00–10:30" in said
    assert "PHU: VTV7 10:15–10:45" in said
    assert "T2 04/10" in said


def test_the_same_signal_on_two_channels_is_no_contradiction() -> None:
    second = free_channel(relays=CHANNEL.relays)
    assert asking.relay_findings([CHANNEL, second], weeks.week_days(WEEK)) == ()
    assert asked(asking.problem_of([CHANNEL, second], rules(), calendar(), WEEK), TV1).need == 0


def test_the_first_channel_is_a_little_better_than_the_second() -> None:
    one, two = free_channel("mot"), free_channel("hai")
    problem = asking.problem_of([one, two], rules(), calendar(), WEEK)
    costs: dict[int, dict[str, int]] = {}
    for cell, cost in asked(problem, TO1).options:
        costs.setdefault(problem.cells[cell].start_s, {})[problem.cells[cell].channel] = cost
    assert all(each["hai"] - each["mot"] == 5 for each in costs.values())
    assert problem.cells == tuple(sorted(problem.cells))


def test_placements_of_a_published_plan_are_kept_where_their_cells_still_are() -> None:
    published = (
        lesson_slot(MONDAY, 27_000, 1, "TO", "a"),  # 07:30
        lesson_slot(MONDAY, 71_100, 1, "TO", "a"),  # 19:45
        lesson_slot(MONDAY, 27_300, 2, "TO", "b"),  # no cell begins then
        lesson_slot(MONDAY, 28_800, 9, "TO", "c"),  # nobody asks for grade 9
        lesson_slot("2021-10-11", 27_000, 1, "TO", "d"),
        replace(lesson_slot(MONDAY, 30_600, 1, "DD", "e"), kind="relay"),
    )
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK, published)
    kept = {(pair, clock_text(problem.cells[cell].start_s)) for pair, cell in problem.keep}
    assert kept == {(TO1, "07:30"), (TO1, "19:45")}
    assert problem.keep_lessons[TO1, MONDAY] == ("a", "a")
    assert problem.keep_lessons[Pair(2, "TO"), MONDAY] == ("b",)
    assert (Pair(1, "DD"), MONDAY) not in problem.keep_lessons


def test_wishes_that_make_no_week_are_refused() -> None:
    with pytest.raises(PlanError, match="airing-no-channel"):
        asking.problem_of([], rules(), calendar(), WEEK)
    with pytest.raises(PlanError, match="airing-channel-twice"):
        asking.problem_of([CHANNEL, CHANNEL], rules(), calendar(), WEEK)
    with pytest.raises(PlanError, match="airing-week"):
        asking.problem_of([CHANNEL], rules(), calendar(), "2021-W53")
    with pytest.raises(PlanError, match="airing-clock-change"):
        asking.problem_of([replace(CHANNEL, time_zone="Europe/Berlin")], rules(), calendar(), "2021-W43")


def test_the_same_wishes_give_the_same_problem() -> None:
    one = asking.problem_of([CHANNEL, free_channel()], rota_rules(), calendar(), WEEK)
    assert one == asking.problem_of([CHANNEL, free_channel()], rota_rules(), calendar(), WEEK)
    assert list(one.asks) == sorted(one.asks, key=lambda ask: (ask.date, ask.pair))
    assert list(one.cells) == sorted(one.cells)
