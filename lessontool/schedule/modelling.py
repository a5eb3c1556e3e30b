"""A week, or days that hang together, as a model for the CP-SAT solver: every cell of the grid is taken or not.

Subjects of a grade that ask for exactly the same are one *class*: the model counts the lessons that the class has, and
`dealt` hands them out afterwards, in turn. That loses nothing: in turn, no subject comes twice where the class as a
whole keeps the rule, and there is nothing left in the model that could be exchanged in vain.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lessontool.planning.timetable.problem import Ask, Pair, Problem
from lessontool.planning.timetable.weighing import (
    Time,
    asks_by_pair,
    end_of,
    time_of,
    usable,
    usual_days,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    Var = cp_model.IntVar
else:
    Var = Any


@dataclass(slots=True, kw_only=True)
class Class:
    """Subjects of a grade that ask for the same on every day."""

    pairs: tuple[Pair, ...]
    asks: dict[str, Ask]
    """By date, as the first of its pairs asks."""
    taken: dict[int, Var] = field(default_factory=dict)
    """By cell: one of its pairs has it."""
    on: dict[str, Var] = field(default_factory=dict)
    """By date: how many of its pairs are shown on it, for a rota."""

    @property
    def rota(self) -> int:
        """On how many of its days with a rota each of its pairs is shown."""
        rotas = [ask.rota for ask in self.asks.values() if ask.rota]
        return min(len(rotas), max(rotas, default=0))


@dataclass(slots=True, kw_only=True)
class Model:
    """The solver's model, and what its variables mean."""

    cp: Any
    classes: tuple[Class, ...]
    constant: int
    """What every solution costs on top of the model's own cost."""


def classes_of(problem: Problem, *, one_day: bool) -> tuple[Class, ...]:
    """Put subjects together that ask for exactly the same; `one_day`: no day hangs together with another."""
    kept = {pair for pair, _ in problem.keep}
    groups: dict[object, list[Pair]] = defaultdict(list)
    asked = asks_by_pair(problem)
    for pair, asks in asked.items():
        alone = pair in kept or (not one_day and any(ask.same_time for ask in asks))
        wants = tuple(
            (a.date, a.need, a.options, a.parts_taken, a.taken_s, a.weight, a.rota, a.same_time) for a in asks
        )
        groups[pair.grade, wants, pair if alone else None].append(pair)
    return tuple(Class(pairs=tuple(each), asks={ask.date: ask for ask in asked[each[0]]}) for each in groups.values())


def model_of(problem: Problem, *, times: Mapping[str, int]) -> Model:
    """Write the model of a problem; `times` says how many days each date stands for."""
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    dates = {ask.date for ask in problem.asks}
    classes = classes_of(problem, one_day=len(dates) == 1)
    costs: list[tuple[Any, int]] = []
    for number, each in enumerate(classes):
        for date, ask in each.asks.items():
            for cell, cost in usable(problem, ask):
                variable = cp.new_bool_var(f"x{number}.{cell}")
                each.taken[cell] = variable
                kept = problem.keep_cost if any((pair, cell) in problem.keep for pair in each.pairs) else 0
                costs.append((variable, (cost - kept) * times[date]))
        costs += _needs(cp, problem, each, times)
        _apart(cp, problem, each)
        costs += _same_time(cp, problem, each, times)
    _cells(cp, problem, classes)
    _rows(cp, problem, classes)
    _one_channel(cp, problem, classes)
    cp.minimize(cp_model.LinearExpr.weighted_sum([v for v, _ in costs], [c for _, c in costs]))
    constant = sum(problem.keep_cost * times.get(problem.cells[cell].date, 1) for _, cell in problem.keep)
    return Model(cp=cp, classes=classes, constant=constant)


def _needs(cp: Any, problem: Problem, each: Class, times: Mapping[str, int]) -> Iterator[tuple[Any, int]]:
    """Showings that are there and those that are missing make up what is asked."""
    size = len(each.pairs)
    for date, ask in each.asks.items():
        most = size * ask.need
        short = cp.new_int_var(0, most, f"short{date}")
        got = sum(each.taken[cell] for cell, _ in usable(problem, ask))
        if ask.rota:
            on = each.on[date] = cp.new_int_var(0, size, f"on{date}")
            cp.add(got + short == ask.need * on)
        else:
            cp.add(got + short == most)
        yield short, problem.short_cost * ask.weight * times[date]
    if each.rota:
        cp.add(sum(each.on.values()) == size * each.rota)


def _apart(cp: Any, problem: Problem, each: Class) -> None:
    """Showings of a subject lie in different parts of the day, or a gap apart; of a class, as often as it has pairs."""
    if "apart" in problem.rules_off:
        return
    for date, ask in each.asks.items():
        most = each.on[date] if ask.rota else len(each.pairs)
        groups: dict[object, list[int]] = defaultdict(list)
        cells = sorted((problem.cells[cell].start_s, cell) for cell, _ in usable(problem, ask))
        for start, cell in cells:
            if problem.apart == "other-part":
                groups[problem.cells[cell].part].append(cell)
            else:
                groups[start] = [other for later, other in cells if start <= later < start + problem.gap_s]
        for group in groups.values():
            if len(group) > 1 or ask.rota:
                cp.add(sum(each.taken[cell] for cell in group) <= most)


def _same_time(cp: Any, problem: Problem, each: Class, times: Mapping[str, int]) -> Iterator[tuple[Any, int]]:
    """A subject keeps its times on all days with the same grid; elsewhere each other time costs."""
    asks = [ask for ask in each.asks.values() if ask.same_time]
    if len(asks) < 2 or "same-time" in problem.rules_off:
        return
    usual = usual_days(problem, asks, times)
    keys: dict[Time, Any] = {}
    for ask in usual:
        for cell, _ in usable(problem, ask):
            key = time_of(problem.cells[cell])
            if key not in keys:
                keys[key] = cp.new_bool_var(f"at{key[1]}")
            cp.add_implication(each.taken[cell], keys[key])
    cp.add(sum(keys.values()) <= usual[0].need)
    for ask in asks:
        if ask in usual:
            continue
        for cell, _ in usable(problem, ask):
            other = cp.new_bool_var(f"other{cell}")
            at = keys.get(time_of(problem.cells[cell]))
            cp.add(each.taken[cell] <= other + (0 if at is None else at))
            yield other, problem.other_time_cost * times[ask.date]


def _cells(cp: Any, problem: Problem, classes: Sequence[Class]) -> None:
    for cell in range(len(problem.cells)):
        wanted = [each.taken[cell] for each in classes if cell in each.taken]
        if len(wanted) > 1:
            cp.add_at_most_one(wanted)


def _by_grade(classes: Sequence[Class]) -> dict[int, list[Class]]:
    found: dict[int, list[Class]] = defaultdict(list)
    for each in classes:
        found[each.pairs[0].grade].append(each)
    return found


def _rows(cp: Any, problem: Problem, classes: Sequence[Class]) -> None:
    if "row" in problem.rules_off:
        return
    most = problem.most_in_a_row
    for own in _by_grade(classes).values():
        for row in problem.rows:
            for begin in range(len(row) - most):
                window = [each.taken[c] for c in row[begin : begin + most + 1] for each in own if c in each.taken]
                if len(window) > most:
                    cp.add(sum(window) <= most)


def _one_channel(cp: Any, problem: Problem, classes: Sequence[Class]) -> None:
    """Pupils of a grade can watch one channel: of the cells that run at any moment the grade has one at most."""
    if "one-channel" in problem.rules_off:
        return
    for own in _by_grade(classes).values():
        cells = sorted({cell for each in own for cell in each.taken}, key=lambda c: problem.cells[c].start_s)
        days: dict[str, list[int]] = defaultdict(list)
        for cell in cells:
            days[problem.cells[cell].date].append(cell)
        for day in days.values():
            for moment in {problem.cells[cell].start_s for cell in day}:
                at = [c for c in day if problem.cells[c].start_s <= moment < end_of(problem.cells[c])]
                if len(at) > 1:
                    cp.add_at_most_one([each.taken[c] for c in at for each in own if c in each.taken])


# ── what the solver chose, handed to the subjects ─────────────────────────────────────────────────────────────────


def dealt(problem: Problem, each: Class, taken: Sequence[int], on: Mapping[str, int]) -> list[tuple[Pair, int]]:
    """Hand the cells of a class to its subjects in turn, day by day; for a rota first the days."""
    placed: list[tuple[Pair, int]] = []
    cells: dict[str, list[int]] = defaultdict(list)
    for cell in sorted(taken, key=lambda number: (problem.cells[number].start_s, number)):
        cells[problem.cells[cell].date].append(cell)
    turn = 0
    for date, ask in each.asks.items():
        pairs: Sequence[Pair] = each.pairs
        if ask.rota:
            pairs = [each.pairs[(turn + number) % len(each.pairs)] for number in range(on[date])]
            turn += on[date]
        placed += [(pairs[number % len(pairs)], cell) for number, cell in enumerate(cells[date])]
    return placed


def hint(problem: Problem, model: Model, placed: Sequence[tuple[Pair, int]]) -> None:
    """Tell the solver where to begin looking."""
    class_of = {pair: each for each in model.classes for pair in each.pairs}
    chosen = {(id(class_of[pair]), cell) for pair, cell in placed if pair in class_of}
    for each in model.classes:
        for cell, variable in each.taken.items():
            model.cp.add_hint(variable, int((id(each), cell) in chosen))
        if each.rota:
            days = Counter((problem.cells[c].date, pair) for pair, c in placed if pair in each.pairs)
            for date, variable in each.on.items():
                model.cp.add_hint(variable, sum(1 for day, _ in days if day == date))
