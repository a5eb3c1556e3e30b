"""Whether there is room: the arithmetic of minutes, and the exact largest flow of a day with what competes in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.messages import say
from lessontool.model import Demand, Finding
from lessontool.planning.timetable import asking, capacity, flow, greedy
from lessontool.planning.timetable.problem import Pair, Problem
from tests.example_week import CHANNEL, MONDAY, WEEK, calendar, free_channel, rota_rules, rules
from tests.example_week import SIX as SUBJECTS


def said(findings: tuple[Finding, ...]) -> list[str]:
    return [say(each.code, each.values, "vi") for each in findings]


def test_the_arithmetic_says_how_many_minutes_each_set_of_grades_lacks() -> None:
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK)
    day = "mỗi ngày (T2 04/10 – T7 09/10)"
    assert said(capacity.shortfalls(problem, [CHANNEL], rules())) == [
        f"Lớp 1-2, {day}: cần 22 ô × 30 phút = 660 phút, chỉ có 420 phút, thiếu 240 phút.",
        f"Lớp 3-5, {day}: cần 36 ô × 30 phút = 1080 phút, chỉ có 555 phút, thiếu 525 phút.",
        f"Lớp 1-5, {day}: cần 58 ô × 30 phút = 1740 phút, chỉ có 555 phút, thiếu 1185 phút.",
    ]


def test_minutes_that_cells_cannot_use_are_counted_in_cells() -> None:
    problem = asking.problem_of([CHANNEL], rota_rules(), calendar(), WEEK)
    assert said(capacity.shortfalls(problem, [CHANNEL], rota_rules())) == [
        "Lớp 1-5 (T2 04/10 – T7 09/10): cần 108 ô, trong giờ xem được chỉ xếp được 102 ô, thiếu 6 ô (180 phút)."
    ]
    shorter = replace(CHANNEL, lesson_minutes=20)
    problem = asking.problem_of([shorter], rota_rules(), calendar(), WEEK)
    assert capacity.shortfalls(problem, [shorter], rota_rules()) == ()


def test_a_rota_that_does_not_fit_into_the_week_is_found_though_each_day_could_hold_it() -> None:
    much = rules(*(Demand(grade=grade, subjects=SUBJECTS[grade], days_per_week=5) for grade in (1, 2)))
    problem = asking.problem_of([CHANNEL], much, calendar(), WEEK)
    (finding,) = capacity.shortfalls(problem, [CHANNEL], much)
    assert finding.code == "airing-room-week"
    assert finding.values["need"] == 2 * 5 * 11  # relays give grade 1 its Vietnamese
    assert finding.values["free"] == 6 * 420


def test_a_grade_cannot_use_two_channels_at_once() -> None:
    one = rules(Demand(grade=1, subjects=("TV", "TO", "DD", "TNXH", "AN", "MT", "GDTC", "HDTN", "TA")))
    channels = [free_channel("mot"), free_channel("hai")]
    problem = asking.problem_of(channels, one, calendar(), WEEK)
    (finding,) = capacity.shortfalls(problem, channels, one)
    assert finding.values["free"] == 225 + 195 + 60
    two = rules(*(replace(one.demands[0], grade=grade) for grade in (1, 2)))
    problem = asking.problem_of(channels, two, calendar(), WEEK)
    (finding,) = capacity.shortfalls(problem, channels, two)
    assert finding.values["free"] == 2 * (225 + 195 + 60)


def test_nothing_is_said_where_there_is_room() -> None:
    few = rules(Demand(grade=1, subjects=("TO",)))
    problem = asking.problem_of([CHANNEL], few, calendar(), WEEK)
    assert capacity.shortfalls(problem, [CHANNEL], few) == ()
    assert capacity.competing(problem, greedy.solve(problem)) == ()


def test_seventeen_of_fifty_eight_showings_fit_into_the_example_day() -> None:
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK)
    day = flow.bottleneck(problem, MONDAY)
    assert (day.wanted, day.placed, day.short) == (58, 17, 41)
    assert len(day.pairs) == 29
    assert len(day.cells) == 17
    assert len(day.chosen) == 17


def test_of_the_rota_day_seventeen_of_eighteen_fit_and_nine_pairs_compete() -> None:
    problem = asking.problem_of([CHANNEL], rota_rules(), calendar(), WEEK)
    (finding,) = capacity.competing(problem, greedy.solve(problem))
    told = say(finding.code, finding.values, "vi")
    assert told.startswith(
        "T2 04/10 – T7 09/10: 9 môn cùng cần 17 ô từ 07:00 đến 21:10, nên trong 18 lượt chỉ xếp được 17 (lớp "
    )
    assert "Toán" in told


def test_what_competes_is_only_what_stands_in_the_way() -> None:
    evening = (replace(rules().hours[2], grades=(1, 2)),)
    few = rules(
        *(Demand(grade=grade, subjects=("TO", "DD"), showings_per_day=1) for grade in (1, 2)),
        Demand(grade=3, subjects=("TO",)),
        hours=(*evening, *rules().hours[3:]),
    )
    problem = asking.problem_of([CHANNEL], few, calendar(), WEEK)
    day = flow.bottleneck(problem, MONDAY)
    assert (day.wanted, day.placed) == (6, 4)
    assert day.pairs == tuple(Pair(grade, subject) for grade, subject in product((1, 2), ("DD", "TO")))
    assert [problem.cells[cell].start_s // 60 for cell in day.cells] == [19 * 60 + 45, 20 * 60 + 15]
    some = flow.bottleneck(problem, MONDAY, {Pair(3, "TO"), Pair(1, "TO")})
    assert (some.wanted, some.placed, some.pairs, some.cells) == (3, 3, (), ())


def test_numbers_of_grades_are_written_as_people_do() -> None:
    assert capacity.grades_text((5, 1, 2, 3)) == "1-3, 5"
    assert capacity.pairs_text([Pair(1, "TO"), Pair(1, "TV"), Pair(3, "DD")]) == "1: Tiếng Việt, Toán; 3: Đạo đức"
    assert (
        capacity.pairs_text([Pair(g, s) for g, each in SUBJECTS.items() for s in each])
        == "1: 6; 2: 6; 3: 6; 4: 6; 5: 6"
    )


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(1, 3)), min_size=1, max_size=12, unique=True),
    st.integers(10, 100),
)
def test_the_flow_is_a_true_plan_and_its_cut_a_true_limit(wishes: list[tuple[int, int, int]], lesson: int) -> None:
    demands = {(grade, SUBJECTS[grade][subject]): count for grade, subject, count in wishes}
    wanted = rules(
        *(Demand(grade=g, subjects=(s,), showings_per_day=n, days=("T2",)) for (g, s), n in demands.items()),
        most_in_a_row=20,
    )
    channel = replace(CHANNEL, lesson_minutes=lesson)
    problem = asking.problem_of([channel], wanted, calendar(), WEEK)
    day = flow.bottleneck(problem, MONDAY)
    assert greedy_faults(problem, day.chosen) == []
    assert len(day.chosen) == day.placed
    assert day.short == 0 or within_the_cut(problem, day) == day.placed
    assert len(greedy.solve(problem).placed) <= day.placed
    for finding in capacity.shortfalls(problem, [channel], wanted):
        assert day.short > 0, finding


def within_the_cut(problem: Problem, day: flow.Bottleneck) -> int:
    """What the cut lets through at most: whole wishes of those outside it; of those inside the cells that all share,
    and one showing for each part of the day whose cells are not among them."""
    most = 0
    for ask in problem.asks:
        if ask.pair not in day.pairs:
            most += ask.need
            continue
        free = [cell for cell, _ in ask.options if problem.cells[cell].part not in ask.parts_taken]
        most += len({problem.cells[cell].part for cell in free if cell not in day.cells})
    return most + len(day.cells)


def greedy_faults(problem: Problem, placed: tuple[tuple[Pair, int], ...]) -> list[str]:
    """What is wrong with a plan of a single day on one channel: cells, options, needs and parts of the day."""
    found = []
    asks = {ask.pair: ask for ask in problem.asks}
    if len({cell for _, cell in placed}) < len(placed):
        found.append("two lessons in a cell")
    for pair, ask in asks.items():
        cells = [cell for each, cell in placed if each == pair]
        parts = [problem.cells[cell].part for cell in cells] + list(ask.parts_taken)
        if len(cells) > ask.need or not set(cells) <= {cell for cell, _ in ask.options}:
            found.append(f"{pair} has what it must not have")
        if len(set(parts)) < len(parts):
            found.append(f"{pair} twice in one part of the day")
    return found
