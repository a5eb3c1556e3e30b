"""Planning without a solver: as good as the example's figures say, and never against a rule."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Demand, FixedBlock, Relay
from lessontool.planning.timetable import asking, flow, greedy
from lessontool.planning.timetable.problem import Ask, Cell, Pair, Part, Problem, Solution
from lessontool.planning.timetable.weighing import cost_of, short_of
from lessontool.timing import clock_text
from tests.example_week import CHANNEL, DAYS, SIX, WEEK, calendar, free_channel, lesson_slot, rota_rules, rules

SHORTER = replace(CHANNEL, lesson_minutes=20)
PARTS: tuple[Part, ...] = ("morning", "afternoon", "evening")


def missing(solution: Solution) -> int:
    return sum(solution.short.values())


def broken(problem: Problem, solution: Solution) -> list[str]:
    """Every hard rule that a solution breaks, found from the problem alone, without any of the planner's own code."""
    found = []
    asks = {(ask.pair, ask.date): ask for ask in problem.asks}
    placed: dict[tuple[Pair, str], list[Cell]] = defaultdict(list)
    grades: dict[int, int] = {}
    for pair, number in solution.placed:
        cell = problem.cells[number]
        ask = asks.get((pair, cell.date))
        if ask is None or number not in [option for option, _ in ask.options]:
            found.append(f"{pair} did not ask for {cell}")
            continue
        if number in grades:
            found.append(f"two lessons in {cell}")
        grades[number] = pair.grade
        placed[pair, cell.date].append(cell)
    for (pair, date), cells in placed.items():
        ask = asks[pair, date]
        if len(cells) > ask.need:
            found.append(f"{pair} {date}: more than asked for")
        at = [cell.start_s for cell in cells] + list(ask.taken_s)
        parts = [cell.part for cell in cells] + list(ask.parts_taken)
        if problem.apart == "other-part" and len(parts) != len(set(parts)):
            found.append(f"{pair} {date}: twice in one part of the day")
        if problem.apart == "gap" and any(
            abs(one - other) < problem.gap_s for n, one in enumerate(at) for other in at[n + 1 :] if n < len(cells)
        ):
            found.append(f"{pair} {date}: too close")
    for row in problem.rows:
        for start in range(len(row)):
            run = [grades.get(number) for number in row[start : start + problem.most_in_a_row + 1]]
            if len(run) > problem.most_in_a_row and run[0] is not None and len(set(run)) == 1:
                found.append(f"grade {run[0]}: too many in a row")
    for number, grade in grades.items():
        cell = problem.cells[number]
        spans = list(problem.busy.get((cell.date, grade), ()))
        others = [problem.cells[n] for n, each in grades.items() if each == grade and n != number]
        spans += [(other.start_s, other.start_s + other.lesson_s) for other in others if other.date == cell.date]
        if any(start < cell.start_s + cell.lesson_s and cell.start_s < end for start, end in spans):
            found.append(f"grade {grade} twice at once at {cell}")
    for pair in {ask.pair for ask in problem.asks}:
        own = [ask for ask in problem.asks if ask.pair == pair]
        days = {date for each, date in placed if each == pair}
        if own[0].rota and len(days) > own[0].rota:
            found.append(f"{pair} on {len(days)} days")
        if own[0].same_time:
            # days that could all have the same times: those with the same need and the same cells to choose from
            alike: dict[Any, list[Ask]] = defaultdict(list)
            for ask in own:
                alike[ask.need, frozenset(free_times(problem, ask))].append(ask)
            for ask in max(alike.values(), key=len):
                times = {(c.channel, c.start_s) for a in max(alike.values(), key=len) for c in placed[pair, a.date]}
                if len(times) > ask.need:
                    found.append(f"{pair} at {len(times)} different times")
    have = Counter((pair, problem.cells[number].date) for pair, number in solution.placed)
    for ask in problem.asks:
        if not ask.rota and have[ask.pair, ask.date] + solution.short.get((ask.pair, ask.date), 0) != ask.need:
            found.append(f"{ask.pair} {ask.date}: what is missing is not said")
    return found


def free_times(problem: Problem, ask: Ask) -> list[tuple[str, int]]:
    """When a pair could have a cell on a day, beside its relays and those of its grade."""
    found = []
    for number, _ in ask.options:
        cell = problem.cells[number]
        busy = problem.busy.get((ask.date, ask.pair.grade), ())
        if any(start < cell.start_s + cell.lesson_s and cell.start_s < end for start, end in busy):
            continue
        if problem.apart == "other-part" and cell.part in ask.parts_taken:
            continue
        if problem.apart == "gap" and any(abs(cell.start_s - taken) < problem.gap_s for taken in ask.taken_s):
            continue
        found.append((cell.channel, cell.start_s))
    return found


# ── the example's figures ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("channel", "lacks"), [(CHANNEL, 6), (SHORTER, 0)])
@pytest.mark.parametrize("same_time", [False, True])
def test_the_rota_week_lacks_six_showings_and_none_with_shorter_lessons(
    channel: Any, lacks: int, same_time: bool
) -> None:
    wanted = rota_rules()
    demands = tuple(replace(each, same_time=same_time and not each.days_per_week) for each in wanted.demands)
    problem = asking.problem_of([channel], replace(wanted, demands=demands), calendar(), WEEK)
    solution = greedy.solve(problem)
    assert missing(solution) == lacks
    assert broken(problem, solution) == []
    assert solution.solver == "greedy"
    assert solution.bound <= solution.cost == cost_of(problem, solution.placed)
    assert dict(solution.short) == short_of(problem, solution.placed)


def test_thirty_pairs_a_day_fill_every_cell_of_one_channel_and_fit_on_three_with_shorter_lessons() -> None:
    problem = asking.problem_of([CHANNEL], rules(), calendar(), WEEK)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    assert len(solution.placed) == 17 * 6
    assert missing(solution) == 41 * 6
    three = [SHORTER, *(free_channel(name, lesson_minutes=20) for name in ("hai", "ba"))]
    problem = asking.problem_of(three, rules(), calendar(), WEEK)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    assert missing(solution) == 0


def test_the_heavier_of_two_demands_is_met() -> None:
    two = rules(
        Demand(grade=3, subjects=SIX[3], weight=1, days=("T2",)),
        Demand(grade=5, subjects=SIX[5], weight=9, days=("T2",)),
    )
    problem = asking.problem_of([CHANNEL], two, calendar(), WEEK)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    assert {pair.grade for pair, _ in solution.short} == {3}


def test_the_same_times_hold_on_every_day_and_a_day_with_another_grid_takes_what_it_has() -> None:
    live = FixedBlock(title="Trực tiếp", dates=(DAYS[2],), start="19:00", end="21:30")
    channel = replace(CHANNEL, fixed=(*CHANNEL.fixed, live))
    steady = rules(Demand(grade=2, subjects=("TV", "TO"), same_time=True))
    problem = asking.problem_of([channel], steady, calendar(), WEEK)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    assert missing(solution) == 0
    times = {
        (pair.subject, date): {
            clock_text(problem.cells[n].start_s)
            for p, n in solution.placed
            if (p, problem.cells[n].date) == (pair, date)
        }
        for pair in (Pair(2, "TV"), Pair(2, "TO"))
        for date in DAYS
    }
    assert len({frozenset(times["TV", date]) for date in DAYS if date != DAYS[2]}) == 1
    assert times["TV", DAYS[0]] & {"19:45", "20:15"}
    assert not times["TV", DAYS[2]] & {"19:45", "20:15"}


def test_what_was_published_stays_and_only_what_must_moves() -> None:
    first = asking.problem_of([SHORTER], rota_rules(), calendar(), WEEK)
    before = greedy.solve(first)
    published = [
        lesson_slot(first.cells[n].date, first.cells[n].start_s, pair.grade, pair.subject) for pair, n in before.placed
    ]
    again = asking.problem_of([SHORTER], rota_rules(), calendar(), WEEK, published)
    assert greedy.solve(again).placed == before.placed
    live = FixedBlock(title="Trực tiếp", dates=(DAYS[1],), start="15:00", end="16:00")
    changed = replace(SHORTER, fixed=(*SHORTER.fixed, live))
    problem = asking.problem_of([changed], rota_rules(), calendar(), WEEK, published)
    after = greedy.solve(problem)
    assert broken(problem, after) == []

    def places(p: Problem, s: Solution) -> set[tuple[Pair, str, int]]:
        return {(pair, p.cells[n].date, p.cells[n].start_s) for pair, n in s.placed}

    gone = places(first, before) - places(problem, after)
    assert {date for _, date, _ in gone} == {DAYS[1]}
    assert len(gone) <= 8  # the event takes two or three cells; rows and parts of the day may move a few more


def test_relays_on_another_channel_keep_the_grade_free() -> None:
    vtv7 = Relay(
        source="VTV7",
        title="Lớp 1",
        days=("T2",),
        start="07:00",
        end="11:30",
        grades=(1,),
        subjects=("TV",),
        counts=False,
    )
    channels = [CHANNEL, free_channel(relays=(vtv7,))]
    problem = asking.problem_of(channels, rules(Demand(grade=1, subjects=("TO", "DD"))), calendar(), WEEK)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    monday = [problem.cells[n] for _, n in solution.placed if problem.cells[n].date == DAYS[0]]
    assert {cell.part for cell in monday} == {"afternoon", "evening"}


def test_a_week_without_wishes_or_without_cells_is_no_mistake() -> None:
    nothing = Problem(cells=(), asks=(), rows=(), most_in_a_row=3, apart="other-part")
    assert greedy.solve(nothing).placed == ()
    assert greedy.solve(nothing).proved
    full = replace(CHANNEL, fixed=(FixedBlock(title="Cả ngày", days=("T2",), start="06:00", end="22:00"),), relays=())
    problem = asking.problem_of([full], rules(Demand(grade=2, subjects=("TO",), days=("T2",))), calendar(), WEEK)
    solution = greedy.solve(problem)
    assert dict(solution.short) == {(Pair(2, "TO"), DAYS[0]): 2}
    assert solution.proved


def test_the_same_problem_gives_the_same_plan() -> None:
    problem = asking.problem_of([CHANNEL, free_channel()], rota_rules(), calendar(), WEEK)
    assert greedy.solve(problem) == greedy.solve(problem)


# ── any problem at all ────────────────────────────────────────────────────────────────────────────────────────────


def random_problem(seed: int, *, days: int = 3, simple: bool = False) -> Problem:
    """A small problem: some cells on one or two channels, some pairs of a few grades with all kinds of wishes."""
    dice = random.Random(seed)
    cells: list[Cell] = []
    rows: list[tuple[int, ...]] = []
    dates = [f"2021-10-{4 + day:02}" for day in range(days)]
    for date in dates:
        for channel in ("a", "b")[: 1 if simple else dice.randint(1, 2)]:
            at, row = dice.choice((7, 7.25)) * 3600, []
            for _ in range(dice.randint(2, 9)):
                part = PARTS[(at >= 12 * 3600) + (at >= 18 * 3600)]
                row.append(len(cells))
                cells.append(Cell(date, channel, int(at), 1500, 300, part))
                at += 1800
                if dice.random() < 0.3:
                    rows.append(tuple(row))
                    at, row = at + dice.choice((1, 4, 6)) * 3600, []
            rows += [tuple(row)] if row else []
    asks = []
    for grade in range(1, dice.randint(2, 4)):
        for subject in ("TV", "TO", "DD", "TNXH")[: dice.randint(1, 4)]:
            rota = 0 if simple else dice.choice((0, 0, 1, 2))
            steady = not simple and not rota and dice.random() < 0.4
            share = dice.choice((0.4, 0.8, 1.0))
            for date in dates:
                if simple or rota or dice.random() < 0.9:
                    mine = [n for n, cell in enumerate(cells) if cell.date == date and dice.random() < share]
                    taken = ("morning",) if dice.random() < 0.2 else ()
                    asks.append(
                        Ask(
                            pair=Pair(grade, subject),
                            date=date,
                            need=dice.randint(1, 2) if not rota else 2,
                            options=tuple((n, dice.randint(0, 1000)) for n in mine),
                            parts_taken=taken,  # type: ignore[arg-type]
                            taken_s=(30_000,) if taken else (),
                            weight=dice.choice((1, 5)),
                            rota=min(rota, days),
                            same_time=steady,
                        )
                    )
    asks.sort(key=lambda ask: (ask.date, ask.pair))
    busy = {(date, 1): ((36_000, 40_000),) for date in dates if not simple and dice.random() < 0.3}
    options = [(ask.pair, n) for ask in asks for n, _ in ask.options]
    keep = frozenset(dice.sample(options, min(len(options), dice.choice((0, 0, 6)))))
    return Problem(
        cells=tuple(cells),
        asks=tuple(asks),
        rows=tuple(rows),
        most_in_a_row=20 if simple else dice.randint(1, 3),
        apart="other-part" if simple else dice.choice(("other-part", "gap")),
        gap_s=dice.choice((3600, 14_400)),
        busy=busy,
        keep=keep,
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_every_plan_keeps_every_hard_rule(seed: int) -> None:
    problem = random_problem(seed)
    solution = greedy.solve(problem)
    assert broken(problem, solution) == []
    assert solution.bound <= solution.cost
    if problem.apart == "other-part":
        for date in {ask.date for ask in problem.asks}:
            there = [pair for pair, n in solution.placed if problem.cells[n].date == date]
            assert len(there) <= flow.bottleneck(problem, date).placed


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_the_flow_bounds_the_greedy_plan_and_is_what_the_solver_finds(seed: int) -> None:
    if importlib.util.find_spec("ortools") is None:
        pytest.skip("the solver's library is not installed")
    from lessontool.schedule import solving

    problem = replace(random_problem(seed, days=1, simple=True), keep=frozenset())
    # as many as possible, whoever they are: the flow knows no weights
    problem = replace(problem, asks=tuple(replace(ask, weight=1) for ask in problem.asks))
    most = flow.bottleneck(problem, DAYS[0]).placed
    solved = solving.solve(problem, seconds=5, seed=1)
    assert broken(problem, solved) == []
    assert len(solved.placed) == most
    assert most - 1 <= len(greedy.solve(problem).placed) <= most
    assert greedy.solve(problem).bound <= solved.cost
