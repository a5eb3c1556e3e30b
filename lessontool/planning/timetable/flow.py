"""How many showings fit into a day at best, exactly, and which subjects compete for which cells where not all fit.

A day of one channel is a flow: from subjects through parts of the day into cells. The largest flow is the best plan,
and the smallest cut says what stands in the way. Runs of lessons of one grade are left out, and so is, on several
channels, that nobody watches two: with these rules a plan can only hold less.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lessontool.planning.timetable.problem import Ask, Pair, Problem
from lessontool.planning.timetable.weighing import usable

_SOURCE: Final = "source"
_SINK: Final = "sink"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """What a day can hold at best, and what competes where that is not everything."""

    date: str
    wanted: int
    """Showings that are asked for."""
    placed: int
    """Showings that fit at best."""
    pairs: tuple[Pair, ...]
    """Which compete: one of them at least goes without, whoever it is."""
    cells: tuple[int, ...]
    """For which cells, by index: all of them are taken by these."""
    chosen: tuple[tuple[Pair, int], ...]
    """One way to place as many as fit."""

    @property
    def short(self) -> int:
        """Showings that do not fit, however one plans."""
        return self.wanted - self.placed


def bottleneck(problem: Problem, date: str, pairs: Collection[Pair] | None = None) -> Bottleneck:
    """Find out how many showings of a day fit at best; `pairs`: only of these subjects (empty: none at all).

    Without `pairs` all that are asked for on the day count, those of a rota too.
    """
    asks = [ask for ask in problem.asks if ask.date == date and ask.need and (pairs is None or ask.pair in pairs)]
    graph = _Flow()
    ways: list[tuple[Hashable, ...]] = []
    for ask in asks:
        graph.edge(_SOURCE, ask.pair, ask.need)
        for cell, _ in sorted(usable(problem, ask), key=lambda option: (option[1], option[0])):
            part = _part_node(problem, ask, cell)
            if part is not None:
                graph.edge(ask.pair, part, 1)
            graph.edge(ask.pair if part is None else part, cell, 1)
            graph.edge(cell, _SINK, 1)
            ways.append((_SOURCE, ask.pair, *(() if part is None else (part,)), cell, _SINK))
    # most of it goes straight; only the rest has to look for a way round
    placed = sum(graph.send(way) for way in ways) + graph.fill()
    within = graph.reached()
    return Bottleneck(
        date=date,
        wanted=sum(ask.need for ask in asks),
        placed=placed,
        pairs=tuple(sorted(ask.pair for ask in asks if ask.pair in within)),
        cells=tuple(sorted({node for node in within if isinstance(node, int)})),
        chosen=tuple(sorted(_chosen(problem, asks, graph), key=lambda one: one[1])),
    )


def _part_node(problem: Problem, ask: Ask, cell: int) -> Hashable | None:
    """The part of the day through which a subject reaches a cell; None: it may have several showings in one."""
    if problem.apart != "other-part" or "apart" in problem.rules_off:
        return None
    return ask.pair, problem.cells[cell].part


def _chosen(problem: Problem, asks: Collection[Ask], graph: _Flow) -> list[tuple[Pair, int]]:
    found = []
    for ask in asks:
        for cell, _ in usable(problem, ask):
            part = _part_node(problem, ask, cell)
            if graph.used(ask.pair if part is None else part, cell):
                found.append((ask.pair, cell))
    return found


class _Flow:
    """Edges with what still fits through them; the largest flow by shortest ways (Edmonds and Karp)."""

    def __init__(self) -> None:
        self._left: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)

    def edge(self, start: Hashable, end: Hashable, most: int) -> None:
        """Join two nodes; joining them again changes nothing."""
        self._left[start].setdefault(end, most)
        self._left[end].setdefault(start, 0)

    def used(self, start: Hashable, end: Hashable) -> bool:
        """Whether something flows from one node to another."""
        return self._left[end].get(start, 0) > 0

    def send(self, way: Sequence[Hashable]) -> bool:
        """Send one along a way, if it is free; whether it was."""
        steps = list(pairwise(way))
        if not all(self._left[start].get(end, 0) for start, end in steps):
            return False
        for start, end in steps:
            self._left[start][end] -= 1
            self._left[end][start] += 1
        return True

    def fill(self) -> int:
        """Send as much more as fits from source to sink; gives how much that is."""
        sent = 0
        while _SINK in (came := self._ways()):
            node: Hashable = _SINK
            while node != _SOURCE:
                before = came[node]
                self._left[before][node] -= 1
                self._left[node][before] += 1
                node = before
            sent += 1
        return sent

    def reached(self) -> set[Hashable]:
        """Nodes that more could reach from the source: on this side of the smallest cut."""
        return set(self._ways())

    def _ways(self) -> dict[Hashable, Hashable]:
        came: dict[Hashable, Hashable] = {_SOURCE: _SOURCE}
        queue: deque[Hashable] = deque(came)
        while queue:
            node = queue.popleft()
            for other, left in self._left[node].items():
                if left and other not in came:
                    came[other] = node
                    queue.append(other)
        return came
