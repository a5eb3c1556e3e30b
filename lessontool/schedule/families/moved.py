"""What moved between two plans of a week: lessons at another time, on another channel, replaced, cancelled, new.

Two showings are paired as a family would: the same lesson first, wherever it went; then another lesson at the very same
time. The pairing also carries a calendar's entries from one publication to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from lessontool.model import Timetable
from lessontool.schedule.families.told import Told, told

Change = Literal["moved", "channel", "replaced", "cancelled", "added"]

_MOST_NEAREST: Final = 400
"""Showings of one lesson in one week; beyond that they are paired in order, not by nearness (each with each)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One showing that is not as it was announced."""

    change: Change
    """moved: the same lesson at another time, perhaps on another channel too · channel: at its time, elsewhere ·
    replaced: another lesson at its time and on its channel · cancelled · added."""
    before: Told | None
    after: Told | None

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades whom it concerns."""
        return tuple(sorted({grade for each in (self.before, self.after) if each for grade in each.grades}))

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which something is different now."""
        return tuple(sorted({each.day for each in (self.before, self.after) if each}))


Pair = tuple[Told | None, Told | None]


def moved(old: Timetable, new: Timetable) -> tuple[Moved, ...]:
    """Say what a new plan changes in the old one's lessons and relays, by the day and time that families know."""
    changes = (_change(before, after) for before, after in paired(told(old), told(new)))
    return tuple(sorted(filter(None, changes), key=_order))


def concerning(changes: Iterable[Moved], *, grade: int | None = None, today: date) -> tuple[Moved, ...]:
    """Keep what concerns a grade (None: any) and is not over: a day before `today` changes nothing for anybody."""
    return tuple(
        each for each in changes if each.days[-1] >= today and (grade is None or grade in each.grades)
    )  # fmt: skip


def elsewhere(changes: Iterable[Moved]) -> tuple[Moved, ...]:
    """Keep what alters when or where a subject is on: two lessons that merely change places do not."""
    changes = tuple(changes)
    was, now = _places(each.before for each in changes), _places(each.after for each in changes)
    kept = [each for each in changes if (_place(each.before) not in now) or (_place(each.after) not in was)]
    return tuple(kept)


def _places(items: Iterable[Told | None]) -> set[Hashable]:
    return {_place(each) for each in items if each}


def _place(item: Told | None) -> Hashable:
    return (item.place, item.grades, item.subjects) if item else None


def paired(old: Sequence[Told], new: Sequence[Told]) -> tuple[Pair, ...]:
    """Pair every showing of an old plan with what became of it; None: it is gone, or it is new."""
    left, right = list(old), list(new)
    pairs: list[Pair] = []
    rules: tuple[Callable[[Told], Hashable], ...] = (
        lambda item: (item.what, item.place),
        lambda item: (item.what, item.day, item.channel),
        lambda item: (item.what, item.day),
        lambda item: item.what,
        lambda item: (item.place, item.grades, item.subjects),
        lambda item: (item.place, item.grades),
    )
    for rule in rules:
        pairs += _matched(left, right, rule)
    pairs += [(item, None) for item in left]
    pairs += [(None, item) for item in right]
    return tuple(pairs)


def _matched(left: list[Told], right: list[Told], rule: Callable[[Told], Hashable]) -> Iterator[Pair]:
    """Take those out of both lists that a rule makes the same, the nearest in time first."""
    sides: dict[Hashable, tuple[list[Told], list[Told]]] = {}
    for number, items in enumerate((left, right)):
        for item in items:
            sides.setdefault(rule(item), ([], []))[number].append(item)
    gone: list[Told] = []
    come: list[Told] = []
    for olds, news in sides.values():
        for before, after in _nearest(olds, news):
            gone.append(before)
            come.append(after)
            yield before, after
    _take(left, gone)
    _take(right, come)


def _take(items: list[Told], away: list[Told]) -> None:
    chosen = {id(item) for item in away}
    items[:] = [item for item in items if id(item) not in chosen]


def _nearest(olds: list[Told], news: list[Told]) -> Iterator[tuple[Told, Told]]:
    if len(olds) * len(news) > _MOST_NEAREST**2:
        yield from zip(olds, news, strict=False)
        return
    apart = sorted(
        (abs((one.day - other.day).days), abs(one.start_s - other.start_s), first, second)
        for first, one in enumerate(olds)
        for second, other in enumerate(news)
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, first, second in apart:
        if first not in taken[0] and second not in taken[1]:
            taken[0].add(first)
            taken[1].add(second)
            yield olds[first], news[second]


def _change(before: Told | None, after: Told | None) -> Moved | None:
    if before is None or after is None:
        return Moved(change="added" if before is None else "cancelled", before=before, after=after)
    if before.what != after.what:
        return Moved(change="replaced", before=before, after=after)
    if before.place == after.place:
        return None
    there = (before.day, before.start_s) == (after.day, after.start_s)
    return Moved(change="channel" if there else "moved", before=before, after=after)


def _order(change: Moved) -> tuple[object, ...]:
    first = change.before or change.after
    assert first is not None  # noqa: S101  # a change has one of them
    return (*first.place, first.grades, first.subjects, first.lesson_id, change.change)
