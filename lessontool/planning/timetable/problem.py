"""A week's timetable as a problem that any solver can take: cells to fill, pairs that ask for them, and costs.

A *pair* is a subject of a grade. Days are independent of each other but for rotas, same times every day, and what was
published before. What a solution costs, what it lacks and which rules it breaks, `weighing.py` says for every solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Part = Literal["morning", "afternoon", "evening"]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Room for one lesson on a channel."""

    date: str
    channel: str
    start_s: int
    """Seconds after 0:00 of the broadcast day."""
    lesson_s: int
    break_s: int
    part: Part = field(compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """A subject of a grade."""

    grade: int
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a pair asks of one day: showings that relays do not give it already."""

    pair: Pair
    date: str
    need: int
    """Showings on our own cells: the rule's number less the relays that count."""
    options: tuple[tuple[int, int], ...]
    """Cells that it may have, as index into `Problem.cells`, with what each costs (0 is best, up to 1 000)."""
    parts_taken: tuple[Part, ...] = ()
    """Parts of the day in which a relay shows it already."""
    taken_s: tuple[int, ...] = ()
    """When relays show it, seconds after 0:00."""
    weight: int = 1
    rota: int = 0
    """On so many days of the week, chosen by the solver, it is shown `need` times; on the others not. 0: every day."""
    same_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One week."""

    cells: tuple[Cell, ...]
    """Sorted by date, channel and start."""
    asks: tuple[Ask, ...]
    """By date, grade and subject; those of a rota on every day on which it may be."""
    rows: tuple[tuple[int, ...], ...]
    """Runs of cells that follow each other directly on one channel and day (indexes), for `most_in_a_row`: what stands
    fixed (a relay too) or more than 15 minutes without a lesson ends a run (`grid.cell_rows`)."""
    most_in_a_row: int
    apart: Literal["other-part", "gap"]
    gap_s: int = 0
    busy: Mapping[tuple[str, int], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Date and grade → spans (seconds after 0:00) in which relays show that grade a lesson on any channel: no cell of
    the grade may overlap them elsewhere."""
    keep: frozenset[tuple[Pair, int]] = frozenset()
    """Placements (pair, cell index) that were published before: leaving one costs."""
    keep_cost: int = 2_000
    """What it costs to leave one; more than any liking, less than any showing that is missing."""
    short_cost: int = 100_000
    """What a missing showing costs, times its weight."""
    other_time_cost: int = 20_000
    """What each showing costs that is not at its pair's same time, on a day whose grid lacks that time."""
    keep_lessons: Mapping[tuple[Pair, str], tuple[str, ...]] = field(default_factory=dict)
    """Which lessons a pair had on a date in the published plan, by time: they stay on their day, whatever moves."""
    days: tuple[str, ...] = ()
    """The week's seven days, `YYYY-MM-DD`, those without a cell too."""
    rules_off: frozenset[str] = frozenset()
    """Rules that are left out to find out what stands in the way: `apart`, `row`, `one-channel`, `same-time`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What a solver made of it."""

    placed: tuple[tuple[Pair, int], ...]
    """Which pair has which cell, by cell."""
    short: Mapping[tuple[Pair, str], int]
    """Showings that are missing, by pair and date; a rota's missing days stand at their last possible date."""
    cost: int
    bound: int
    """No solution costs less."""
    solver: str
    """`cp-sat 9.15.6755` or `greedy`."""
    stopped: bool = False
    """The clock ended the search before its own time was up: another run may find another solution."""

    @property
    def proved(self) -> bool:
        """No solution is better."""
        return self.cost <= self.bound
