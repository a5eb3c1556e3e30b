"""A week planned without a solver: subject by subject, and where one finds no cell, others make room for it.

It breaks no rule and takes a fraction of a second; the solver only finds nicer times. It is the way without the
solver's library, and where the solver begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from lessontool.planning.timetable.problem import Ask, Cell, Pair, Problem, Solution
from lessontool.planning.timetable.weighing import (
    Time,
    asks_by_pair,
    cost_of,
    end_of,
    faults,
    short_of,
    time_of,
    usable,
    usual_days,
)

_ROUNDS: Final = 4
"""Subjects that found no room come first in the next round; the best round counts. More rounds rarely help."""

_POLISHES: Final = 3
"""How often all lessons are looked at for a better time; nearly all of it is won the first time."""

Placement = tuple[Pair, int]


def solve(problem: Problem) -> Solution:
    """Plan a week: every hard rule holds, and as little is missing as the search finds."""
    first: list[Pair] = []
    best: tuple[int, tuple[Placement, ...]] | None = None
    for _ in range(_ROUNDS):
        placed = _Week(problem).plan(first)
        cost = cost_of(problem, placed)
        if faults(problem, placed):  # never seen; a plan that breaks a rule must not leave this room
            continue
        if best is not None and cost >= best[0]:
            break
        best = cost, placed
        late = [pair for pair, _ in short_of(problem, placed) if pair not in first]
        if not late:
            break
        first = [*late, *first]
    placed = best[1] if best else ()
    cost = cost_of(problem, placed)
    return Solution(
        placed=placed,
        short=short_of(problem, placed),
        cost=cost,
        bound=min(cost, least_cost(problem)),
        solver="greedy",
    )


def least_cost(problem: Problem) -> int:
    """Say what every solution costs at least: each subject has its cheapest cells, as if it were alone."""
    total = 0
    for asks in asks_by_pair(problem).values():
        total += sum(_least(problem, ask) for ask in asks if not ask.rota)
        rota = [ask for ask in asks if ask.rota]
        if rota and len({ask.weight for ask in rota}) == 1:
            total += sum(sorted(_least(problem, ask) for ask in rota)[: rota[0].rota])
    return total


def _least(problem: Problem, ask: Ask) -> int:
    """What a day of a subject costs at least; in each part of the day it has one showing at most, where that holds."""
    options = usable(problem, ask)
    if problem.apart == "other-part" and "apart" not in problem.rules_off:
        cheapest: dict[object, int] = {}
        for cell, cost in options:
            part = problem.cells[cell].part
            cheapest[part] = min(cost, cheapest.get(part, cost))
        costs = sorted(cheapest.values())[: ask.need]
    else:
        costs = sorted(cost for _, cost in options)[: ask.need]
    return sum(costs) + (ask.need - len(costs)) * problem.short_cost * ask.weight


class _Week:
    """A week that is being filled."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.cells: Sequence[Cell] = problem.cells
        self.asks = {(ask.pair, ask.date): ask for ask in problem.asks}
        self.price: dict[tuple[Pair, str], dict[int, int]] = {}
        for key, ask in self.asks.items():
            worth = {
                cell: cost - problem.keep_cost * ((ask.pair, cell) in problem.keep)
                for cell, cost in usable(problem, ask)
            }
            self.price[key] = dict(sorted(worth.items(), key=lambda one: (one[1], one[0])))
        self.open: dict[str, set[int]] = defaultdict(set)
        """Cells of each day that anybody may have."""
        for (_, date), worth in self.price.items():
            self.open[date].update(worth)
        self.taken: dict[int, Pair] = {}
        self.mine: dict[tuple[Pair, str], set[int]] = defaultdict(set)
        self.graded: dict[tuple[int, str], set[int]] = defaultdict(set)
        self.rota_days: dict[Pair, set[str]] = defaultdict(set)
        self.pinned: set[int] = set()
        self.place_in_row = {cell: (row, at) for row in problem.rows for at, cell in enumerate(row)}

    def plan(self, first: Sequence[Pair]) -> tuple[Placement, ...]:
        """Fill the week, some subjects before all others; gives who has which cell, by cell."""
        asked = asks_by_pair(self.problem)
        steady = {pair for pair, asks in asked.items() if self._is_steady(asks)}
        order = sorted(asked, key=lambda pair: self._turn(pair, asked[pair], first))
        for pair in order:
            if pair in steady:
                self._place_steady(pair, [ask for ask in asked[pair] if ask.same_time and ask.need])
        for pair, cell in sorted(self.problem.keep):
            if self._fits(pair, cell):
                self._put(pair, cell)
        for pair in order:
            for ask in asked[pair]:
                if not ask.rota and not (pair in steady and ask.same_time):
                    self._seat_all(pair, ask.date)
        for pair in order:
            if asked[pair][0].rota:
                self._place_rota(pair, [ask for ask in asked[pair] if ask.rota])
        self._last_chance(order, asked)
        for _ in range(_POLISHES):
            if not self._polish():
                break
        return tuple(sorted(((pair, cell) for cell, pair in self.taken.items()), key=lambda one: one[1]))

    def _is_steady(self, asks: Sequence[Ask]) -> bool:
        return "same-time" not in self.problem.rules_off and sum(ask.same_time and ask.need > 0 for ask in asks) > 1

    def _turn(self, pair: Pair, asks: Sequence[Ask], first: Sequence[Pair]) -> tuple[object, ...]:
        """Who comes first: who went without before, then by weight, then those with the fewest cells to choose from."""
        early = first.index(pair) if pair in first else len(first)
        room = min((len(self.price[pair, ask.date]) for ask in asks if ask.need), default=0)
        return early, -max(ask.weight for ask in asks), room, pair

    # ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _fits(self, pair: Pair, number: int) -> bool:
        """Whether a subject may have a cell as the week is now."""
        cell = self.cells[number]
        key = pair, cell.date
        ask = self.asks.get(key)
        if ask is None or number in self.taken or number not in self.price[key] or len(self.mine[key]) >= ask.need:
            return False
        days = self.rota_days[pair]
        if ask.rota and cell.date not in days and len(days) >= ask.rota:
            return False
        return self._is_apart(cell, self.mine[key]) and self._is_alone(pair, cell) and self._row_holds(pair, number)

    def _is_apart(self, cell: Cell, others: Iterable[int]) -> bool:
        if "apart" in self.problem.rules_off:
            return True
        if self.problem.apart == "other-part":
            return all(self.cells[other].part != cell.part for other in others)
        return all(abs(self.cells[other].start_s - cell.start_s) >= self.problem.gap_s for other in others)

    def _is_alone(self, pair: Pair, cell: Cell) -> bool:
        if "one-channel" in self.problem.rules_off:
            return True
        others = (self.cells[number] for number in self.graded[pair.grade, cell.date])
        return all(other.start_s >= end_of(cell) or cell.start_s >= end_of(other) for other in others)

    def _row_holds(self, pair: Pair, number: int) -> bool:
        if "row" in self.problem.rules_off or number not in self.place_in_row:
            return True
        row, at = self.place_in_row[number]
        length = 1
        for step in (-1, 1):
            here = at + step
            while 0 <= here < len(row) and row[here] in self.taken and self.taken[row[here]].grade == pair.grade:
                length += 1
                here += step
        return length <= self.problem.most_in_a_row

    def _put(self, pair: Pair, number: int) -> None:
        date = self.cells[number].date
        self.taken[number] = pair
        self.mine[pair, date].add(number)
        self.graded[pair.grade, date].add(number)
        if self.asks[pair, date].rota:
            self.rota_days[pair].add(date)

    def _lift(self, number: int) -> Pair:
        date = self.cells[number].date
        pair = self.taken.pop(number)
        self.mine[pair, date].remove(number)
        self.graded[pair.grade, date].remove(number)
        if not self.mine[pair, date]:
            self.rota_days[pair].discard(date)
        return pair

    # ── placing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _seat_all(self, pair: Pair, date: str) -> int:
        """Place what a subject still lacks on a day; gives how many showings it has then."""
        key = pair, date
        while len(self.mine[key]) < self.asks[key].need and self._seat(pair, date, set()):
            pass
        return len(self.mine[key])

    def _seat(self, pair: Pair, date: str, tried: set[int]) -> bool:
        """Place one showing: in a free cell, or in one whose lesson can move elsewhere on the day, and so on."""
        if not self.open[date] - self.taken.keys():
            return False  # every cell of the day is taken: nobody can make room
        options = self.price[pair, date]
        for number in options:
            if number not in tried and self._fits(pair, number):
                self._put(pair, number)
                return True
        for number in options:
            if number in tried or number in self.pinned or number not in self.taken:
                continue
            tried.add(number)
            other = self._lift(number)
            if other != pair and self._fits(pair, number):
                self._put(pair, number)
                if self._seat(other, date, tried):
                    return True
                self._lift(number)
            self._put(other, number)
        return False

    def _place_rota(self, pair: Pair, asks: Sequence[Ask]) -> None:
        """Choose the days of a rota, those that need the least and have the most room first, and place each whole.

        Where no day can be had whole, the one that lacks the least, and of these one that has some of it already.
        """
        for number in list(self.mine_of(pair)):
            self._seat_all(pair, self.cells[number].date)
        idle: set[str] = set()
        while len(self.rota_days[pair]) + len(idle) < asks[0].rota:
            left = [ask for ask in asks if ask.need and ask.date not in self.rota_days[pair] | idle]
            left.sort(key=lambda ask: (ask.need, -self._room(pair, ask.date), ask.date))
            lacks: dict[str, tuple[int, int, int]] = {}
            for turn, ask in enumerate(left):
                before = dict(self.taken)
                got = self._seat_all(pair, ask.date)
                if got == ask.need:
                    break
                self._restore(before)
                lacks[ask.date] = ask.need - got, -got, turn
            else:
                if not lacks:
                    return
                best = min(lacks, key=lacks.__getitem__)
                if not self._seat_all(pair, best):
                    idle.add(best)  # all of it is missing, and still no other day lacks less

    def mine_of(self, pair: Pair) -> Iterator[int]:
        """Which cells a subject has in the week."""
        return (number for number, other in sorted(self.taken.items()) if other == pair)

    def _room(self, pair: Pair, date: str) -> int:
        return sum(number not in self.taken for number in self.price[pair, date])

    def _restore(self, before: dict[int, Pair]) -> None:
        for number in [each for each, pair in self.taken.items() if before.get(each) != pair]:
            self._lift(number)
        for number, pair in before.items():
            if number not in self.taken:
                self._put(pair, number)

    def _last_chance(self, order: Sequence[Pair], asked: dict[Pair, list[Ask]]) -> None:
        """Once all are placed, who still lacks something tries again: others moved meanwhile."""
        for pair in order:
            for ask in asked[pair]:
                steady = ask.same_time and self._is_steady(asked[pair])
                if not steady and (not ask.rota or ask.date in self.rota_days[pair]):
                    self._seat_all(pair, ask.date)

    # ── the same times every day ──────────────────────────────────────────────────────────────────────────────────

    def _place_steady(self, pair: Pair, asks: Sequence[Ask]) -> None:
        """Choose the times that suit a subject on all its days, place them, and pin them down."""
        usual = usual_days(self.problem, asks)
        days = [{time_of(self.cells[cell]): cell for cell in self.price[pair, ask.date]} for ask in usual]
        shared = [time for time in days[0] if all(time in day for day in days)] if days else []
        worth: dict[Time, int] = {
            time: sum(self.price[pair, ask.date][day[time]] for ask, day in zip(usual, days, strict=True))
            for time in shared
        }
        for count in range(max((ask.need for ask in usual), default=0), 0, -1):
            choices = sorted(combinations(shared, count), key=lambda times: (sum(map(worth.__getitem__, times)), times))
            if any(self._pin(pair, [[day[time] for time in times] for day in days]) for times in choices):
                break
        fixed = {time_of(self.cells[number]) for number in self.mine_of(pair)}
        for ask in asks:
            if ask not in usual:
                self._pin_odd(pair, ask, fixed)

    def _pin(self, pair: Pair, days: Iterable[Iterable[int]]) -> bool:
        """Place a subject in all of some cells, or, if that breaks a rule anywhere, in none."""
        done: list[int] = []
        for cells in days:
            for number in cells:
                if not self._fits(pair, number):
                    for each in done:
                        self._lift(each)
                    return False
                self._put(pair, number)
                done.append(number)
        self.pinned.update(done)
        return True

    def _pin_odd(self, pair: Pair, ask: Ask, fixed: set[Time]) -> None:
        """On a day with another grid: the usual times where it has them, else whichever suits."""
        prices = self.price[pair, ask.date]
        for number in sorted(prices, key=lambda cell: (time_of(self.cells[cell]) not in fixed, prices[cell], cell)):
            if self._fits(pair, number):
                self._put(pair, number)
                self.pinned.add(number)

    # ── nicer times ───────────────────────────────────────────────────────────────────────────────────────────────

    def _polish(self) -> bool:
        """Move lessons to cells that suit them better, or exchange two of a day; whether anything was won."""
        won = False
        for number in sorted(self.taken):
            if number in self.pinned or number not in self.taken:
                continue
            date = self.cells[number].date
            for other in self.price[self.taken[number], date]:
                if other in self.pinned or other == number:
                    continue
                if self._try(number, other):
                    won = True
                    break
        return won

    def _try(self, number: int, other: int) -> bool:
        """Move a lesson to another cell, whose lesson comes back in exchange, if both are allowed and it is cheaper."""
        date = self.cells[number].date
        pair, guest = self.taken[number], self.taken.get(other)
        gain = self.price[pair, date][number] - self.price[pair, date][other]
        if guest is not None:
            if guest == pair or number not in self.price[guest, date]:
                return False
            gain += self.price[guest, date][other] - self.price[guest, date][number]
        if gain <= 0:
            return False
        self._lift(number)
        if guest is not None:
            self._lift(other)
        moves: list[tuple[Pair, int]] = [(pair, other)] + ([(guest, number)] if guest is not None else [])
        if self._put_all(moves):
            return True
        self._put(pair, number)
        if guest is not None:
            self._put(guest, other)
        return False

    def _put_all(self, moves: Sequence[tuple[Pair, int]]) -> bool:
        done: list[Callable[[], Pair]] = []
        for pair, number in moves:
            if not self._fits(pair, number):
                for undo in done:
                    undo()
                return False
            self._put(pair, number)
            done.append(lambda number=number: self._lift(number))  # type: ignore[misc]
        return True
