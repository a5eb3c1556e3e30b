"""What a solution of a week costs, what it lacks, and which rules it breaks: one measure for every solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lessontool.planning.timetable.problem import Ask, Cell, Pair, Problem

Placed = Sequence[tuple[Pair, int]]
Time = tuple[str, int]
"""A channel, and seconds after 0:00: the same on every day."""


def short_of(problem: Problem, placed: Placed) -> dict[tuple[Pair, str], int]:
    """Count the showings that are missing, by pair and date; a rota's stand at its last possible date."""
    have = Counter((pair, problem.cells[cell].date) for pair, cell in placed)
    short: dict[tuple[Pair, str], int] = {}
    for pair, asks in asks_by_pair(problem).items():
        daily = [ask for ask in asks if not ask.rota]
        for ask in daily:
            missing = ask.need - have[pair, ask.date]
            if missing > 0:
                short[pair, ask.date] = missing
        rota = [ask for ask in asks if ask.rota]
        if rota:
            missing = rota_need(rota, have)
            if missing > 0:
                short[pair, rota[-1].date] = missing
    return short


def rota_need(asks: Sequence[Ask], have: Mapping[tuple[Pair, str], int] | None = None) -> int:
    """Showings that a pair's rota still asks of the whole week, beside those that it has by pair and date.

    The rota is free to choose its days: those on which the least is missing count, relays and all.
    """
    missing = sorted(max(ask.need - (have or {}).get((ask.pair, ask.date), 0), 0) for ask in asks)
    return sum(missing[: asks[0].rota])


def asks_by_pair(problem: Problem) -> dict[Pair, list[Ask]]:
    """Gather what each pair asks, by date."""
    found: dict[Pair, list[Ask]] = defaultdict(list)
    for ask in sorted(problem.asks, key=lambda each: (each.pair, each.date)):
        found[ask.pair].append(ask)
    return dict(found)


def cost_of(problem: Problem, placed: Placed) -> int:
    """Say what a solution costs: missing showings by weight, cells by liking, what was moved, what has other times."""
    asks = {(ask.pair, ask.date): ask for ask in problem.asks}
    short = short_of(problem, placed)
    cost = sum(problem.short_cost * asks[where].weight * count for where, count in short.items())
    for pair, cell in placed:
        ask = asks.get((pair, problem.cells[cell].date))
        cost += next((price for option, price in ask.options if option == cell), 0) if ask else 0
    cost += problem.keep_cost * len(problem.keep - set(placed))
    return cost + problem.other_time_cost * len(at_other_times(problem, placed))


def at_other_times(problem: Problem, placed: Placed) -> list[tuple[Pair, int]]:
    """Which showings are not at their pair's same time."""
    if "same-time" in problem.rules_off:
        return []
    odd: list[tuple[Pair, int]] = []
    for pair, asks in asks_by_pair(problem).items():
        if not any(ask.same_time for ask in asks):
            continue
        usual = {ask.date for ask in usual_days(problem, [ask for ask in asks if ask.same_time])}
        mine = [cell for each, cell in placed if each == pair]
        times = {time_of(problem.cells[cell]) for cell in mine if problem.cells[cell].date in usual}
        odd += [(pair, cell) for cell in mine if time_of(problem.cells[cell]) not in times]
    return odd


def usual_days(problem: Problem, asks: Sequence[Ask], times: Mapping[str, int] | None = None) -> list[Ask]:
    """Which days of a pair have the same cells and the same need: the largest group, the earlier of two.

    `times` says how many days each date stands for, where days were put together.
    """
    groups: dict[object, list[Ask]] = defaultdict(list)
    for ask in asks:
        groups[ask.need, frozenset(time_of(problem.cells[cell]) for cell, _ in usable(problem, ask))].append(ask)
    return max(groups.values(), key=lambda group: sum((times or {}).get(a.date, 1) for a in group), default=[])


def time_of(cell: Cell) -> Time:
    """Where a cell lies on any day."""
    return cell.channel, cell.start_s


def usable(problem: Problem, ask: Ask) -> list[tuple[int, int]]:
    """Which of its options a pair may really have, beside what relays show of it and of its grade."""
    return [option for option in ask.options if not _blocked(problem, ask, problem.cells[option[0]])]


def _blocked(problem: Problem, ask: Ask, cell: Cell) -> bool:
    if "one-channel" not in problem.rules_off and any(
        start < end_of(cell) and cell.start_s < end for start, end in problem.busy.get((cell.date, ask.pair.grade), ())
    ):
        return True
    if "apart" in problem.rules_off:
        return False
    if problem.apart == "other-part":
        return cell.part in ask.parts_taken
    return any(abs(cell.start_s - taken) < problem.gap_s for taken in ask.taken_s)


def end_of(cell: Cell) -> int:
    """When the lesson in a cell ends, seconds after 0:00; the break does not count."""
    return cell.start_s + cell.lesson_s


def faults(problem: Problem, placed: Placed) -> list[str]:
    """Name every hard rule that a solution breaks, in English; empty: none."""
    found = [f"cell {cell} has {count} lessons" for cell, count in Counter(c for _, c in placed).items() if count > 1]
    asks = {(ask.pair, ask.date): ask for ask in problem.asks}
    days: dict[tuple[Pair, str], list[Cell]] = defaultdict(list)
    for pair, number in placed:
        cell = problem.cells[number]
        ask = asks.get((pair, cell.date))
        if ask is None or number not in {option for option, _ in usable(problem, ask)}:
            found.append(f"{pair} may not have {cell}")
        days[pair, cell.date].append(cell)
    for key, cells in days.items():
        found += [f"{key} {fault}" for fault in _of_day(problem, asks.get(key), cells)]
    found += _rotas(problem, days)
    if "row" not in problem.rules_off:
        found += _rows(problem, placed)
    if "one-channel" not in problem.rules_off:
        found += _twice_at_once(problem, placed)
    return found + list(_unsteady(problem, placed))


def _of_day(problem: Problem, ask: Ask | None, cells: Sequence[Cell]) -> Iterator[str]:
    if ask is not None and len(cells) > ask.need:
        yield f"has {len(cells)} showings of {ask.need}"
    if "apart" in problem.rules_off:
        return
    if problem.apart == "other-part":
        if len({cell.part for cell in cells}) < len(cells):
            yield "twice in one part of the day"
    else:
        starts = sorted(cell.start_s for cell in cells)
        if any(later - earlier < problem.gap_s for earlier, later in pairwise(starts)):
            yield "too close together"


def _rotas(problem: Problem, days: Mapping[tuple[Pair, str], object]) -> Iterator[str]:
    for pair, asks in asks_by_pair(problem).items():
        on = [ask for ask in asks if ask.rota and (pair, ask.date) in days]
        if on and len(on) > on[0].rota:
            yield f"{pair} on {len(on)} days of {on[0].rota}"


def _rows(problem: Problem, placed: Placed) -> Iterator[str]:
    grades = {cell: pair.grade for pair, cell in placed}
    for row in problem.rows:
        count, last = 0, None
        for cell in row:
            grade = grades.get(cell)
            count = count + 1 if grade is not None and grade == last else int(grade is not None)
            last = grade
            if count == problem.most_in_a_row + 1:
                yield f"grade {grade} more than {problem.most_in_a_row} in a row at {problem.cells[cell]}"


def _twice_at_once(problem: Problem, placed: Placed) -> Iterator[str]:
    grades: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for pair, number in placed:
        grades[pair.grade, problem.cells[number].date].append(problem.cells[number])
    for key, cells in grades.items():
        cells.sort(key=lambda cell: cell.start_s)
        if any(end_of(one) > other.start_s for one, other in pairwise(cells)):
            yield f"grade {key[0]} on two channels at once on {key[1]}"


def _unsteady(problem: Problem, placed: Placed) -> Iterator[str]:
    """Pairs that have other times on days that could all have had the same ones; a missing showing is no fault."""
    if "same-time" in problem.rules_off:
        return
    for pair, asks in asks_by_pair(problem).items():
        usual = {ask.date for ask in usual_days(problem, [ask for ask in asks if ask.same_time])}
        need = max((ask.need for ask in asks if ask.same_time), default=0)
        times = {time_of(problem.cells[c]) for each, c in placed if each == pair and problem.cells[c].date in usual}
        if usual and len(times) > need:
            yield f"{pair} at {len(times)} times instead of {need}"
