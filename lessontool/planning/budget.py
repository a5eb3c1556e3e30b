"""Lessons into the room that there is: which version of each goes onto a stick of a given size.

Nobody is left without a lesson so that somebody else has a sharper picture: the smallest version of everything comes
first, and only what room is left then buys larger ones, where a byte buys most.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from lessontool.errors import InputError

_UNITS: Final = {
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
"""Sticks and cards are sold in powers of ten (IEC 80000-13); the binary units have names of their own."""

_SIZE: Final = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,2}|[0-9]{4,6}))?\s*([kmgt]i?b?)", re.IGNORECASE)
"""Three digits after a point or comma are thousands for one reader and thousandths for another: nobody guesses."""


@dataclass(frozen=True, slots=True)
class Option:
    """One version in which a lesson can be had."""

    size_bytes: int
    """What it takes on the disk, whole clusters counted."""
    worth: float
    """How much better it is than another one, in any unit that all lessons share: lines of the picture, points of VMAF,
    times the minutes that the lesson lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a choice comes to, for the sentence that tells it."""

    total_bytes: int
    """All that was chosen."""
    left_bytes: int
    """Room that is still there."""
    left_out: tuple[int, ...]
    """Lessons for which there was no room, by their place in the list."""
    smaller: tuple[int, ...]
    """Lessons that are there, but not in their best version."""
    least_bytes: int
    """Room that every lesson would need in its smallest version."""
    best_bytes: int
    """Room that every lesson would need in its best version."""

    @property
    def fits(self) -> bool:
        """Whether every lesson found a place."""
        return not self.left_out


def choose(options: Sequence[Sequence[Option]], budget_bytes: int) -> tuple[int | None, ...]:
    """Choose at most one version of every lesson so that all fit together; None: this lesson is left out.

    First as many lessons as possible get their smallest version; where not all fit, the fewest are left out, and of
    those as late in the list as can be. Then the room that is left goes where a byte is worth most. What is chosen is
    worth at most one step to a larger version less than the best choice there is. The same options give the same
    choice. A lesson without any version is None. Raises ValueError for a size below 0.
    """
    if any(option.size_bytes < 0 for versions in options for option in versions):
        raise ValueError("a size below 0")
    ladders = [_ladder(versions) for versions in options]
    smallest = [min((each.size_bytes for each in versions), default=None) for versions in options]
    kept = _kept(smallest, budget_bytes)
    chosen = {place: ladders[place][0] for place in kept}
    left = budget_bytes - sum(options[place][chosen[place]].size_bytes for place in kept)
    left = _climb(options, {place: ladders[place] for place in kept}, chosen, left)
    _fill(options, chosen, left)
    return tuple(chosen.get(place) for place in range(len(options)))


def figures(options: Sequence[Sequence[Option]], chosen: Sequence[int | None], budget_bytes: int) -> Figures:
    """Say what a choice comes to. Lessons without any version count nowhere."""
    taken = [(versions, pick) for versions, pick in zip(options, chosen, strict=True) if versions]
    total = sum(versions[pick].size_bytes for versions, pick in taken if pick is not None)
    return Figures(
        total_bytes=total,
        left_bytes=budget_bytes - total,
        left_out=tuple(place for place, pick in enumerate(chosen) if pick is None and options[place]),
        smaller=tuple(
            place
            for place, pick in enumerate(chosen)
            if pick is not None and options[place][pick].worth < max(each.worth for each in options[place])
        ),
        least_bytes=sum(min(each.size_bytes for each in versions) for versions, _ in taken),
        best_bytes=sum(min((-each.worth, each.size_bytes) for each in versions)[1] for versions, _ in taken),
    )


def bytes_of(text: str) -> int:
    """Read a size as people write it: `8GB`, `700 MB`, `1,5 GB`. 1 GB is 1 000 000 000 bytes, as sticks are sold.

    Raises InputError budget-not-understood: no unit, nothing, or a number that can be read in two ways (`1.500 MB`).
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise InputError("budget-not-understood", text=text[:60])
    whole, part, unit = found.groups()
    unit = unit.lower() if unit.lower().endswith("b") else f"{unit.lower()}b"
    size = int(Fraction(f"{whole}.{part or 0}") * _UNITS[unit])
    if size == 0:
        raise InputError("budget-not-understood", text=text[:60])
    return size


def in_clusters(size_bytes: int, cluster_bytes: int) -> int:
    """Say what a file of this size takes on a disk that gives room in clusters; an empty file takes none."""
    return math.ceil(size_bytes / cluster_bytes) * cluster_bytes


def _ladder(versions: Sequence[Option]) -> list[int]:
    """The versions that are ever worth their bytes, the smallest first: the upper hull of worth over size."""
    order = sorted(range(len(versions)), key=lambda each: (versions[each].size_bytes, -versions[each].worth, each))
    hull: list[int] = []
    for each in order:
        if hull and versions[each].worth <= versions[hull[-1]].worth:
            continue  # not better than a smaller one
        while len(hull) > 1 and _slope(versions, hull[-2], hull[-1]) <= _slope(versions, hull[-1], each):
            hull.pop()
        hull.append(each)
    return hull


def _slope(versions: Sequence[Option], small: int, large: int) -> float:
    gain = versions[large].worth - versions[small].worth
    return gain / (versions[large].size_bytes - versions[small].size_bytes)


def _kept(sizes: Sequence[int | None], budget_bytes: int) -> list[int]:
    """As many lessons as can be had, and of all such sets the one whose lessons stand first in the list."""
    later = sorted(size for size in sizes if size is not None)
    most, room = 0, budget_bytes
    for size in later:
        room -= size
        if room < 0:
            break
        most += 1
    kept: list[int] = []
    room = budget_bytes
    for place, each in enumerate(sizes):
        if each is None or len(kept) == most:
            continue
        del later[bisect.bisect_left(later, each)]
        if each + sum(later[: most - len(kept) - 1]) <= room:
            kept.append(place)
            room -= each
    return kept


def _climb(
    options: Sequence[Sequence[Option]], ladders: dict[int, list[int]], chosen: dict[int, int], left: int
) -> int:
    """Buy larger versions where a byte is worth most, while they fit; gives the room that is left.

    The steps of one ladder get worse from rung to rung, so the best step of all is always the next of its lesson.
    """
    steps = [
        (-_slope(options[place], small, large), place, small, large)
        for place, ladder in ladders.items()
        for small, large in pairwise(ladder)
    ]
    for _, place, small, large in sorted(steps, key=lambda step: step[:2]):
        cost = options[place][large].size_bytes - options[place][small].size_bytes
        if chosen[place] == small and cost <= left:
            chosen[place] = large
            left -= cost
    return left


def _fill(options: Sequence[Sequence[Option]], chosen: dict[int, int], left: int) -> None:
    """Use the last room for versions that lie under the hull: once through the list, the best that fits."""
    for place, now in chosen.items():
        versions = options[place]
        room = versions[now].size_bytes + left
        better = [
            each
            for each, version in enumerate(versions)
            if version.size_bytes <= room and version.worth > versions[now].worth
        ]
        if better:
            best = min(better, key=lambda each: (-versions[each].worth, versions[each].size_bytes, each))
            left = room - versions[best].size_bytes
            chosen[place] = best
