"""The best week that there is: days that do not hang together are solved one by one, equal days once.

The solver is bounded by its own deterministic time, not by the clock: two runs on machines that are more or less busy
give the same plan to the byte. The clock is an outer net alone.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, Final

from lessontool.planning.timetable import greedy
from lessontool.planning.timetable.problem import Ask, Pair, Problem, Solution
from lessontool.planning.timetable.weighing import Time, asks_by_pair, cost_of, faults, short_of, time_of
from lessontool.schedule.modelling import Model, dealt, hint, model_of
from lessontool.tools.process import Cancel

_UNITS: Final = 0.4
"""Of the solver's deterministic time in a second of computing, as measured on weeks like ours (0.37 to 0.5)."""

_WALL_FACTOR: Final = 8
"""The clock may pass so much further than the solver's own time before it is stopped: on a machine that does much
else."""

_WALL_LEAST_S: Final = 30.0
_DAY_SHARE: Final = 0.1
"""Of the time that is left, for each day of a week to begin with."""

_LOOK_S: Final = 0.05

Placed = tuple[tuple[Pair, int], ...]


def has_solver() -> bool:
    """Whether the solver of the extra `solver` is installed."""
    try:
        return importlib.util.find_spec("ortools") is not None
    except ValueError:
        return False


def solve(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    start: Solution | None = None,
    cancel: Cancel | None = None,
) -> Solution:
    """Find the cheapest week within about `seconds` of computing; without the solver's library what `greedy` finds.

    The same problem, seconds and seed give the same solution, unless the machine is so busy that the clock strikes
    first (`Solution.stopped`). `start` is a solution to begin with. Raises Interrupted when `cancel` is thrown.
    """
    if not has_solver():
        return start or greedy.solve(problem)
    search = _Search(seconds=seconds, seed=seed, cancel=cancel or Cancel())
    days = _merged(problem)
    placed: list[tuple[Pair, int]] = []
    begin: list[tuple[Pair, int]] = []
    bound = 0
    groups: dict[object, list[_Days]] = defaultdict(list)
    for each in days:
        groups[each.signature].append(each)
    for left, same in zip(range(len(groups), 0, -1), groups.values(), strict=True):
        begun = same[0].part_of(start) if start is not None else search.beginning(same[0])
        found = search.run(same[0], begun, share=1 / left)
        for each in same:
            begin += each.copies(begun)
            placed += each.copies(found.placed)
            bound += found.bound
    asked = {ask.date for ask in problem.asks}
    bound += problem.keep_cost * sum(problem.cells[cell].date not in asked for _, cell in problem.keep)
    best = tuple(sorted(placed, key=lambda one: one[1]))
    cost = cost_of(problem, best)
    if cost_of(problem, begin) < cost:
        best, cost = tuple(begin), cost_of(problem, begin)
    return replace(_as_solution(problem, best, bound=min(bound, cost), solver=_name()), stopped=search.stopped)


def nothing(problem: Problem) -> Solution:
    """Give the solution that shows nothing, for a search that is quicker than a good beginning would be."""
    return _as_solution(problem, (), bound=0, solver="")


def _as_solution(problem: Problem, placed: Sequence[tuple[Pair, int]], *, bound: int, solver: str) -> Solution:
    return Solution(
        placed=tuple(sorted(placed, key=lambda one: one[1])),
        short=short_of(problem, placed),
        cost=cost_of(problem, placed),
        bound=bound,
        solver=solver,
    )


def _name() -> str:
    return f"cp-sat {importlib.metadata.version('ortools')}"


# ── which days hang together, and which are the same ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Days that hang together as a problem of their own; of days that are the same only the first is in it."""

    problem: Problem
    times: Mapping[str, int]
    """How many days each date of the problem stands for."""
    own: Mapping[int, int]
    """Cells of the whole week's problem → cells of this one."""
    cells: tuple[tuple[int, ...], ...]
    """For each cell of this problem the whole week's cells that it stands for."""
    signature: object

    def copies(self, placed: Sequence[tuple[Pair, int]]) -> list[tuple[Pair, int]]:
        """Give placements on every day for which they stand, in the whole week's cells."""
        return [(pair, cell) for pair, number in placed for cell in self.cells[number]]

    def part_of(self, solution: Solution) -> Placed:
        """Give what a solution of the whole week has here."""
        return tuple((pair, self.own[cell]) for pair, cell in solution.placed if cell in self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    placed: Placed
    bound: int


def _merged(problem: Problem) -> list[_Days]:
    """Split a week into days that hang together, with days that are the same put together."""
    views = {date: _view(problem, date) for date in sorted({ask.date for ask in problem.asks})}
    return [_as_days(problem, dates, views) for dates in _together(problem)]


def _together(problem: Problem) -> list[list[str]]:
    """Which dates hang together: by a rota, or by times that are to be the same."""
    root = {ask.date: ask.date for ask in problem.asks}

    def find(date: str) -> str:
        while root[date] != date:
            date = root[date]
        return date

    for asks in asks_by_pair(problem).values():
        bound = [a.date for a in asks if a.rota or (a.same_time and "same-time" not in problem.rules_off)]
        for date in bound[1:]:
            one, other = sorted((find(bound[0]), find(date)))
            root[other] = one
    groups: dict[str, list[str]] = defaultdict(list)
    for date in sorted(root):
        groups[find(date)].append(date)
    return list(groups.values())


def _view(problem: Problem, date: str) -> tuple[list[int], object]:
    """A day's cells, and everything that makes it what it is but its date."""
    cells = [number for number, cell in enumerate(problem.cells) if cell.date == date]
    local = {cell: number for number, cell in enumerate(cells)}
    grid = tuple((c.channel, c.start_s, c.lesson_s, c.break_s, c.part) for c in (problem.cells[n] for n in cells))
    asks = tuple(
        (a.pair, a.need, tuple((local[cell], cost) for cell, cost in a.options), a.parts_taken, a.taken_s, a.weight,
         a.rota, a.same_time)
        for a in problem.asks
        if a.date == date
    )  # fmt: skip
    rows = tuple(tuple(local[cell] for cell in row) for row in problem.rows if row[0] in local)
    busy = tuple(sorted((grade, spans) for (day, grade), spans in problem.busy.items() if day == date))
    keep = tuple(sorted((pair, local[cell]) for pair, cell in problem.keep if cell in local))
    return cells, (grid, asks, rows, busy, keep)


def _as_days(problem: Problem, dates: Sequence[str], views: Mapping[str, tuple[list[int], object]]) -> _Days:
    rotas = any(ask.rota for ask in problem.asks if ask.date in dates)
    leaders: dict[object, str] = {}
    stands: dict[str, list[str]] = {}
    for date in dates:
        leader = date if rotas else leaders.setdefault(views[date][1], date)
        stands.setdefault(leader, []).append(date)
    chosen = [cell for date in stands for cell in views[date][0]]
    own = {cell: number for number, cell in enumerate(chosen)}
    part = replace(
        problem,
        cells=tuple(problem.cells[cell] for cell in chosen),
        asks=tuple(_moved(ask, own) for ask in problem.asks if ask.date in stands),
        rows=tuple(tuple(own[cell] for cell in row) for row in problem.rows if row[0] in own),
        keep=frozenset((pair, own[cell]) for pair, cell in problem.keep if cell in own),
    )
    cells = tuple(
        tuple(views[date][0][place] for date in same)
        for leader, same in stands.items()
        for place in range(len(views[leader][0]))
    )
    times = {leader: len(same) for leader, same in stands.items()}
    signature = tuple((views[leader][1], len(same)) for leader, same in stands.items())
    return _Days(problem=part, times=times, own=own, cells=cells, signature=signature)


def _moved(ask: Ask, own: Mapping[int, int]) -> Ask:
    return replace(ask, options=tuple((own[cell], cost) for cell, cost in ask.options))


def _on(problem: Problem, date: str) -> Problem:
    """A problem with what is asked of one date only."""
    return replace(problem, asks=tuple(ask for ask in problem.asks if ask.date == date))


def _steadied(problem: Problem, ask: Ask, times: Collection[tuple[Pair, Time]]) -> Ask:
    """What a subject asks when its times are known: others cost."""
    if not ask.same_time:
        return ask
    extra = problem.other_time_cost
    known = {cell: (ask.pair, time_of(problem.cells[cell])) in times for cell, _ in ask.options}
    return replace(ask, options=tuple((cell, cost + extra * (not known[cell])) for cell, cost in ask.options))


# ── the search ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Search:
    """What is left of the time, and the solver that uses it."""

    def __init__(self, *, seconds: float, seed: int, cancel: Cancel) -> None:
        self.left = seconds
        self.seed = seed
        self.cancel = cancel
        self.stopped = False

    def beginning(self, days: _Days) -> Placed:
        """Find a week to begin with: where days hang together by same times alone, day by day, the commonest first."""
        simple = greedy.solve(days.problem).placed
        if len(days.times) == 1 or any(ask.rota for ask in days.problem.asks):
            return simple
        placed: list[tuple[Pair, int]] = []
        for date in sorted(days.times, key=lambda each: -days.times[each]):
            times = {(pair, time_of(days.problem.cells[cell])) for pair, cell in placed}
            known = {pair for pair, _ in placed}
            asks = tuple(_steadied(days.problem, ask, times) if ask.pair in known else ask for ask in days.problem.asks)
            problem = replace(days.problem, asks=asks)
            (day,) = (each for each in _merged(_on(problem, date)))
            found = self.run(day, greedy.solve(day.problem).placed, share=_DAY_SHARE)
            placed += day.copies(found.placed)
        if faults(days.problem, placed) or cost_of(days.problem, placed) > cost_of(days.problem, simple):
            return simple
        return tuple(placed)

    def run(self, days: _Days, begin: Sequence[tuple[Pair, int]], *, share: float) -> _Found:
        """Solve some days with a share of the time that is left."""
        from ortools.sat.python import cp_model

        model = model_of(days.problem, times=days.times)
        hint(days.problem, model, begin)
        solver = cp_model.CpSolver()
        budget = max(self.left * share, 0.01)
        solver.parameters.num_workers = 1  # with more of them it is chance which one is first
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = budget * _UNITS
        solver.parameters.max_time_in_seconds = max(budget * _WALL_FACTOR, _WALL_LEAST_S)
        solver.parameters.catch_sigint_signal = False  # Ctrl-C is ours
        solver.parameters.linearization_level = 2  # cells in a row are nearly a flow: linear bounds are tight
        solver.parameters.cp_model_probing_level = 0  # costs more here than it wins
        status = self._watched(solver, model.cp)
        self.left -= solver.response_proto.deterministic_time / _UNITS
        if status == cp_model.OPTIMAL:
            placed = _read(days, model, solver)
            return _Found(placed=placed, bound=round(solver.objective_value) + model.constant)
        self.stopped |= solver.wall_time >= solver.parameters.max_time_in_seconds
        if status == cp_model.FEASIBLE:
            least = -int(-solver.best_objective_bound // 1)
            return _Found(placed=_read(days, model, solver), bound=least + model.constant)
        if status == cp_model.UNKNOWN:
            return _Found(placed=tuple(begin), bound=0)
        raise RuntimeError(f"the model has no solution at all: {solver.status_name(status)}")

    def _watched(self, solver: Any, cp: Any) -> Any:
        """Solve in a thread of its own, so that Ctrl-C is heard. Raises Interrupted."""
        with ThreadPoolExecutor(1) as pool:
            solving = pool.submit(solver.solve, cp)
            try:
                while True:
                    self.cancel.raise_if_thrown()
                    with contextlib.suppress(TimeoutError):
                        return solving.result(timeout=_LOOK_S)
            finally:
                while not wait((solving,), timeout=0).done:
                    solver.stop_search()  # it may have to be told again: it hears nothing before it has begun
                    wait((solving,), timeout=_LOOK_S)


def _read(days: _Days, model: Model, solver: Any) -> Placed:
    placed: list[tuple[Pair, int]] = []
    for each in model.classes:
        taken = [cell for cell, variable in each.taken.items() if solver.value(variable)]
        on = {date: solver.value(variable) for date, variable in each.on.items()}
        placed += dealt(days.problem, each, taken, on)
    return tuple(placed)
