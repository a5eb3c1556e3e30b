"""A week of broadcasts, planned: what is asked is solved, lessons are given their places, and what is short is said."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from lessontool import curriculum, records
from lessontool.errors import EngineError, InputError
from lessontool.model import AiringRules, Channel, Choice, Finding, Programme, SchoolCalendar, Showing, Timetable
from lessontool.planning.timetable import asking, assigning, greedy
from lessontool.planning.timetable.problem import Pair, Problem, Solution
from lessontool.planning.timetable.weeks import dates_text, week_days, week_name
from lessontool.planning.timetable.weighing import at_other_times
from lessontool.schedule import repairs, solving
from lessontool.tools.process import Cancel

Solver = Literal["auto", "greedy"]

_SOLVING: Final = 0.1
"""Which share of the work is done when the week is solved and changes are tried, as far as one can say."""


def plan_week(
    channels: Sequence[Channel],
    rules: AiringRules,
    calendar: SchoolCalendar,
    week: str,
    programmes: Sequence[Programme],
    showings: Sequence[Showing],
    *,
    created: str,
    seed: int = 1,
    seconds: float = 20.0,
    keep: Timetable | None = None,
    solver: Solver = "auto",
    choices: Sequence[Choice] = (),
    cancel: Cancel | None = None,
    progress: Callable[[float], None] | None = None,
) -> Timetable:
    """Plan a week on some channels; what has no room or no lesson stands in its shortages, with what would help.

    `programmes` are what can be shown, `showings` what was or will be shown in other weeks, `choices` which lessons
    were chosen as the best; `created` is UTC, `seconds` how long the solver may compute. `keep` is a plan of this week
    that families know already: as little as possible of it moves. The same arguments give the same timetable.
    `progress` is told the share that is done. Raises PlanError for wishes that contradict each other
    (`asking.problem_of`), Interrupted when `cancel` is thrown.
    """
    cancel = cancel or Cancel()
    report = progress or (lambda _: None)
    report(0.0)
    name = week_name(week_days(week)[0])
    kept = keep.slots if keep is not None and keep.week == name else ()
    problem = asking.problem_of(channels, rules, calendar, name, keep=kept)
    if problem.keep:
        # one day at another time is better than a whole week of a subject that families have to learn anew
        problem = replace(problem, other_time_cost=problem.keep_cost)
    solution = _solved(problem, seed=seed, seconds=seconds, solver=solver, cancel=cancel)
    report(_SOLVING)
    slots, shortages, assigned = assigning.timetable_slots(
        problem, solution, channels, rules, calendar, programmes, showings, choices=choices
    )
    helping = repairs.cheapest(
        channels,
        rules,
        calendar,
        name,
        problem,
        solution,
        seed=seed,
        cancel=cancel,
        progress=lambda share: report(_SOLVING + (1 - _SOLVING) * share),
    )
    cancel.raise_if_thrown()
    return sealed(
        Timetable(
            week=name,
            channels=tuple(channel.name for channel in channels),
            rules=rules.name,
            calendar=calendar.name,
            created=created,
            revision=keep.revision if keep is not None else 1,
            seed=seed,
            solver=solution.solver,
            proved=solution.proved,
            gap_percent=gap_percent(solution),
            slots=slots,
            shortages=shortages,
            findings=(
                *helping,
                *_of_keep(keep, name),
                *_of_solver(solution, solver),
                *_of_times(problem, solution),
                *assigned,
            ),
        )
    )


def _solved(problem: Problem, *, seed: int, seconds: float, solver: Solver, cancel: Cancel) -> Solution:
    if solver == "greedy":
        return greedy.solve(problem)
    return solving.solve(problem, seconds=seconds, seed=seed, cancel=cancel)


def gap_percent(solution: Solution) -> float:
    """Say how much cheaper a solution could still be at most, in percent, with two decimals; 0 where it is proved."""
    if solution.proved or not solution.cost:
        return 0.0
    return round(100 * (solution.cost - solution.bound) / abs(solution.cost), 2)


def _of_keep(keep: Timetable | None, week: str) -> tuple[Finding, ...]:
    if keep is None or keep.week == week:
        return ()
    return (Finding(code="airing-keep-other-week", severity="warning", values={"kept": keep.week, "week": week}),)


def _of_solver(solution: Solution, solver: Solver) -> tuple[Finding, ...]:
    """What there is to say about how the week was found."""
    found = []
    if solver == "auto" and not solving.has_solver():
        found.append(Finding(code="airing-no-solver", severity="note"))
    if solution.stopped:
        found.append(Finding(code="airing-stopped", severity="warning"))
    if not solution.proved and solution.solver != "greedy":
        found.append(Finding(code="airing-not-proved", severity="note", values={"gap": gap_percent(solution)}))
    return tuple(found)


def _of_times(problem: Problem, solution: Solution) -> tuple[Finding, ...]:
    """Which subjects have other times on some days although theirs are to be the same."""
    days: dict[Pair, set[str]] = {}
    for pair, cell in at_other_times(problem, solution.placed):
        days.setdefault(pair, set()).add(problem.cells[cell].date)
    return tuple(
        Finding(
            code="airing-other-time",
            severity="note",
            values={
                "subject": curriculum.subject(pair.subject).name_vi,
                "grade": pair.grade,
                "dates": dates_text(map(datetime.date.fromisoformat, sorted(dates))),
            },
        )
        for pair, dates in sorted(days.items())
    )


# ── the plan's file ───────────────────────────────────────────────────────────────────────────────────────────────


def plan_file(week: str, folder: Path) -> Path:
    """Say where the plan of a week is kept in a folder."""
    return folder / f"{week}.timetable.json"


def sealed(timetable: Timetable) -> Timetable:
    """Seal a plan, so that one sees afterwards whether somebody changed it."""
    return replace(timetable, seal=records.identity(replace(timetable, seal="")))


def is_unchanged(timetable: Timetable) -> bool:
    """Whether a plan is as it was planned: nobody changed it by hand, and it was not published in another revision."""
    return timetable.seal == sealed(timetable).seal


def write_plan(timetable: Timetable, folder: Path, *, force: bool = False) -> Path:
    """Write a plan into a folder, whole or not at all; gives its path.

    A plan that is there is written over only where it is as we left it, or with `force`. Raises InputError
    airing-plan-there, EngineError airing-plan-unwritable.
    """
    path = plan_file(timetable.week, folder)
    require_free(timetable.week, folder, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        records.write_whole(path, records.pretty(timetable).encode())
    except OSError as error:
        raise EngineError("airing-plan-unwritable", path=str(path), detail=str(error)) from error
    return path


def require_free(week: str, folder: Path, *, force: bool = False) -> None:
    """Refuse a place where a plan stands that is not as we left it. Raises InputError airing-plan-there."""
    path = plan_file(week, folder)
    if not force and (path.exists() or path.is_symlink()) and not _is_ours(path):
        raise InputError("airing-plan-there", path=str(path))


def _is_ours(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        return is_unchanged(records.load(Timetable, path))
    except (OSError, ValueError):
        return False
