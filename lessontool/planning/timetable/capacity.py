"""Whether there is room at all: minutes that are demanded against minutes in which pupils can watch.

Arithmetic that anybody can follow comes first; `flow` says exactly which subjects compete for which cells.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from lessontool import curriculum
from lessontool.model import AiringRules, Channel, Finding
from lessontool.planning.timetable.flow import Bottleneck, bottleneck
from lessontool.planning.timetable.grid import Span, free_runs, watching
from lessontool.planning.timetable.problem import Pair, Problem, Solution
from lessontool.planning.timetable.weeks import dates_text
from lessontool.planning.timetable.weighing import asks_by_pair, end_of, rota_need
from lessontool.timing import clock_text

_MOST_NAMED: Final = 10
"""Subjects; more are counted for each grade."""

_MOST_CLASSES: Final = 4
"""Up to so many kinds of hours every combination is looked at; beyond, each by itself and all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What some grades need and have, on a day or in the whole week."""

    grades: tuple[int, ...]
    need: int
    """Cells that are asked for."""
    cells: int
    """Cells that there are at most."""
    each_minutes: int
    """A lesson with its break."""
    free_minutes: int
    """In which pupils of these grades can watch and a channel has nothing fixed."""

    @property
    def needed_minutes(self) -> int:
        """Minutes that are asked for."""
        return self.need * self.each_minutes

    def finding(self, days: Sequence[datetime.date], *, whole_week: bool) -> Finding:
        """Say it: in minutes where minutes are missing, else in cells."""
        values: dict[str, str | int | float] = {
            "grades": grades_text(self.grades),
            "dates": dates_text(days),
            "need": self.need,
        }
        if self.needed_minutes > self.free_minutes:
            values |= {"each": self.each_minutes, "needed": self.needed_minutes, "free": self.free_minutes}
            values["lacking"] = self.needed_minutes - self.free_minutes
            if whole_week:
                return Finding(code="airing-room-week", severity="warning", values=values)
            return Finding(code="airing-room-minutes", severity="warning", values=values)
        values |= {"cells": self.cells, "lacking": self.need - self.cells}
        values["minutes"] = (self.need - self.cells) * self.each_minutes
        return Finding(code="airing-room-cells", severity="warning", values=values)


def shortfalls(problem: Problem, channels: Sequence[Channel], rules: AiringRules) -> tuple[Finding, ...]:
    """Say for which grades there cannot be room, by plain arithmetic: on single days, or only in the week as a whole.

    Nothing is said that a plan could disprove: there are always fewer cells than are asked for. Empty: arithmetic
    alone finds nothing.
    """
    found: list[Finding] = []
    for grades in _groups(problem, rules):
        days: dict[Room, list[datetime.date]] = defaultdict(list)
        for date in sorted({ask.date for ask in problem.asks}):
            room = _room(problem, channels, rules, grades, [date], _daily_need(problem, grades, date))
            if room.need > room.cells:
                days[room].append(datetime.date.fromisoformat(date))
        found += [room.finding(dates, whole_week=False) for room, dates in days.items()]
        if not days:
            found += _of_week(problem, channels, rules, grades)
    return tuple(found)


def competing(problem: Problem, solution: Solution) -> tuple[Finding, ...]:
    """Say on which days which subjects compete for which cells, exactly, where a solution lacks showings."""
    found: dict[tuple[int, ...], list[tuple[datetime.date, Bottleneck]]] = defaultdict(list)
    for date in sorted({ask.date for ask in problem.asks}):
        # of rotas only those that have the day: the days that they lack could have been any
        there = {pair for pair, cell in solution.placed if problem.cells[cell].date == date}
        daily = {ask.pair for ask in problem.asks if ask.date == date and not ask.rota}
        each = bottleneck(problem, date, there | daily)
        if each.short and each.cells:
            times = (problem.cells[cell].start_s for cell in each.cells)
            key = (each.wanted, each.placed, len(each.pairs), *times)
            found[key].append((datetime.date.fromisoformat(date), each))
    return tuple(_competition(problem, same) for same in found.values())


def _competition(problem: Problem, same: Sequence[tuple[datetime.date, Bottleneck]]) -> Finding:
    first = same[0][1]
    cells = [problem.cells[cell] for cell in first.cells]
    return Finding(
        code="airing-bottleneck",
        severity="note",
        values={
            "dates": dates_text([day for day, _ in same]),
            "pairs": len(first.pairs),
            "subjects": pairs_text(first.pairs),
            "cells": len(cells),
            "from": clock_text(min(cell.start_s for cell in cells)),
            "until": clock_text(max(end_of(cell) for cell in cells)),
            "wanted": first.wanted,
            "placed": first.placed,
        },
    )


def grades_text(grades: Collection[int]) -> str:
    """Write grades as people do: `1-2, 4`."""
    runs: list[list[int]] = []
    for grade in sorted(set(grades)):
        if runs and runs[-1][-1] == grade - 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def pairs_text(pairs: Collection[Pair]) -> str:
    """Write subjects by grade: `1: Tiếng Việt, Toán; 2: Toán`; where there are many, how many each grade has."""
    by_grade: dict[int, list[str]] = defaultdict(list)
    for pair in pairs:
        by_grade[pair.grade].append(curriculum.subject(pair.subject).name_vi)
    long = len(pairs) > _MOST_NAMED
    return "; ".join(
        f"{grade}: " + (str(len(names)) if long else ", ".join(sorted(names, key=curriculum.vietnamese_order)))
        for grade, names in sorted(by_grade.items())
    )


def _groups(problem: Problem, rules: AiringRules) -> Iterator[tuple[int, ...]]:
    """Grades with the same hours together, and every combination of such classes, small ones first."""
    days = [datetime.date.fromisoformat(date) for date in sorted({ask.date for ask in problem.asks})]
    classes: dict[object, list[int]] = defaultdict(list)
    for grade in sorted({ask.pair.grade for ask in problem.asks}):
        classes[tuple(watching(rules, grade, day) for day in days)].append(grade)
    kinds = list(classes.values())
    sizes = range(1, len(kinds) + 1) if len(kinds) <= _MOST_CLASSES else (1, len(kinds))
    for size in sizes:
        for chosen in combinations(kinds, size):
            yield tuple(sorted(grade for each in chosen for grade in each))


def _of_week(
    problem: Problem, channels: Sequence[Channel], rules: AiringRules, grades: tuple[int, ...]
) -> Iterator[Finding]:
    """The same for the whole week, with the days of rotas."""
    dates = sorted({ask.date for ask in problem.asks if ask.pair.grade in grades})
    need = sum(_daily_need(problem, grades, date) for date in dates)
    for pair, asks in asks_by_pair(problem).items():
        rota = [ask for ask in asks if ask.rota and pair.grade in grades]
        need += rota_need(rota) if rota else 0
    room = _room(problem, channels, rules, grades, dates, need)
    if room.need > room.cells:
        yield room.finding([datetime.date.fromisoformat(date) for date in dates], whole_week=True)


def _daily_need(problem: Problem, grades: Collection[int], date: str) -> int:
    return sum(ask.need for ask in problem.asks if ask.date == date and ask.pair.grade in grades and not ask.rota)


def _room(
    problem: Problem,
    channels: Sequence[Channel],
    rules: AiringRules,
    grades: tuple[int, ...],
    dates: Sequence[str],
    need: int,
) -> Room:
    return Room(
        grades=grades,
        need=need,
        cells=sum(_most_cells(problem, grades, date) for date in dates),
        each_minutes=min(channel.lesson_minutes + channel.break_minutes for channel in channels),
        free_minutes=sum(_free_s(problem, channels, rules, grades, date) for date in dates) // 60,
    )


def _most_cells(problem: Problem, grades: Collection[int], date: str) -> int:
    """Cells that these grades can have: each grade those at most that do not run at the same time."""
    options = {c for a in problem.asks if a.date == date and a.pair.grade in grades for c, _ in a.options}
    cells = sorted((problem.cells[number] for number in options), key=end_of)
    apart, last = 0, 0
    for cell in cells:
        if cell.start_s >= last:
            apart, last = apart + 1, end_of(cell)
    return min(len(cells), apart * len(grades))


def _free_s(
    problem: Problem, channels: Sequence[Channel], rules: AiringRules, grades: Collection[int], date: str
) -> int:
    """Seconds in which a channel is free and a grade can watch; with several of both, as often as they pair up."""
    day = datetime.date.fromisoformat(date)
    free = [free_runs(channel, day) for channel in channels]
    seen = [watching(rules, grade, day) for grade in grades]
    busy = [problem.busy.get((date, grade), ()) for grade in grades]
    edges = sorted({moment for spans in (*free, *seen, *busy) for span in spans for moment in span})
    total = 0
    for start, end in pairwise(edges):
        idle = sum(_at(start, spans) for spans in free)
        eyes = sum(_at(start, spans) and not _at(start, away) for spans, away in zip(seen, busy, strict=True))
        total += (end - start) * min(idle, eyes)
    return total


def _at(moment: int, spans: Sequence[Span]) -> bool:
    return any(start <= moment < end for start, end in spans)
