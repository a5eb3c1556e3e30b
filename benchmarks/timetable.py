"""How fast and how well weeks of broadcasts are planned: the solver, and the simple way beside it.

The benchmark week is all of primary school (5 grades, 6 subjects each, two showings a day) on three channels with
lessons of 20 minutes and breaks of 5; around it weeks that are easier, harder, too full, and published before. Prints
for each: cells and showings, what was proved, seconds of computing (processor time of all threads), time until a week
with nothing more missing than in the best was there, the gap, and what the simple way finds. The issue asks of the
benchmark week: such a week in 5 s, within 2 % of the best in 30 s.
Run: `python -m benchmarks.timetable [--seconds 30]`.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import replace

from lessontool.model import FixedBlock
from lessontool.planning.timetable import asking, greedy
from lessontool.planning.timetable.problem import Problem
from lessontool.planning.timetable.weighing import faults
from lessontool.presets import load_airing, load_calendar, load_channel
from lessontool.schedule.solving import nothing, solve
from lessontool.schedule.weeks import gap_percent

WEEK = "2021-W40"


def cases() -> Iterator[tuple[str, Problem]]:
    """The weeks that are planned."""
    calendar = load_calendar("2021-2022")
    two, every = load_airing("two-a-day"), load_airing("primary-all")
    first, second = load_channel("lai-chau"), load_channel("lai-chau-2")
    three = tuple(
        replace(each, lesson_minutes=20) for each in (first, second, replace(second, name="lai-chau-3", title="LTV3"))
    )
    long = tuple(replace(each, lesson_minutes=25) for each in three)

    def week(*channels: object, rules: object = every) -> Problem:
        return asking.problem_of(channels, rules, calendar, WEEK)  # type: ignore[arg-type]

    yield "two-a-day, 1 channel", week(first, rules=two)
    yield "two-a-day, 2 channels", week(first, second, rules=two)
    yield "benchmark: primary, 3 channels, 20+5", (best := week(*three))
    steady = replace(every, demands=tuple(replace(each, same_time=True) for each in every.demands))
    yield "the same, same times every day", week(*three, rules=steady)
    meeting = FixedBlock(title="Họp", kind="live", dates=("2021-10-06",), start="08:00", end="09:00")
    moved = (replace(three[0], fixed=(*three[0].fixed, meeting)), *three[1:])
    yield "the same, one day with another grid", week(*moved, rules=steady)
    yield "primary, 3 channels, 25+5 (too full)", week(*long)
    yield "primary, 1 channel, 25+5 (far too full)", week(first)
    rota = replace(every, demands=tuple(replace(each, days_per_week=2) for each in every.demands))
    yield "primary, 1 channel, rota of 2 days", week(first, rules=rota)
    dice = random.Random(1)  # noqa: S311  # the same likings in every run
    asks = tuple(replace(a, options=tuple((c, dice.randrange(400)) for c, _ in a.options)) for a in best.asks)
    yield "benchmark, likings that all differ", replace(best, asks=asks)
    published = greedy.solve(best)
    yield (
        "benchmark, published and changed",
        replace(week(*moved), keep=frozenset(each for each in published.placed if each[1] < len(week(*moved).cells))),
    )


def main() -> None:
    """Plan every week and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30)
    seconds = parser.parse_args().seconds
    print(f"{'week':40} {'cells':>5} {'asked':>5} {'status':7} {'CPU s':>6} {'first s':>7} {'gap %':>6} {'short':>5}"
          f" | {'greedy s':>8} {'short':>5} {'cost / best':>11}")  # fmt: skip
    for name, problem in cases():
        begun = time.process_time()
        solution = solve(problem, seconds=seconds, seed=1)
        solved = time.process_time() - begun
        begun = time.process_time()
        simple = greedy.solve(problem)
        simply = time.process_time() - begun
        assert not faults(problem, solution.placed), name
        assert not faults(problem, simple.placed), name
        status = "proved" if solution.proved else "found"
        asked = len(solution.placed) + sum(solution.short.values())
        missing = sum(solution.short.values())
        first = _first(problem, missing, solved)
        ratio = simple.cost / solution.cost if solution.cost else 1.0
        print(f"{name:40} {len(problem.cells):5} {asked:5} {status:7} {solved:6.2f} {first:7.2f}"
              f" {gap_percent(solution):6.2f} {missing:5} | {simply:8.2f} {sum(simple.short.values()):5} {ratio:11.3f}",
              flush=True)  # fmt: skip
    print(f"memory at the peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def _first(problem: Problem, missing: int, most: float) -> float:
    """Seconds of computing until the solver alone, without a beginning, had a week with no more missing than that."""
    for seconds in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10):
        begun = time.process_time()
        found = solve(problem, seconds=seconds, seed=1, start=nothing(problem))
        if sum(found.short.values()) <= missing:
            return time.process_time() - begun
    return most


if __name__ == "__main__":
    main()
