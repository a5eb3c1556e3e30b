"""Timetables that must not be told to anybody: programmes on top of each other, lines that say nothing sensible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from lessontool import curriculum
from lessontool.errors import PlanError
from lessontool.model import Channel, Slot, Timetable
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.families.told import DAY_S, Told, shown, told
from lessontool.timing import clock_text

_LATEST_S: Final = 30 * 3600
"""A broadcast day may run on after midnight, up to six in the morning."""


def refuse_contradictions(timetable: Timetable, channels: Mapping[str, Channel], *, force: bool = False) -> None:
    """Refuse a timetable that contradicts itself.

    Raises PlanError publish-channel-missing, publish-slot-wrong, publish-overlap, airing-week, and publish-grade-twice
    unless `force`: two lessons at once for a grade may be meant, where it has two classes.
    """
    days = {day.isoformat() for day in week_days(timetable.week)}
    known = {each.code for each in curriculum.subjects()}
    for slot in timetable.slots:
        if slot.channel not in channels:
            raise PlanError("publish-channel-missing", channel=slot.channel)
        wrong = _wrong(slot, days, known)
        if wrong:
            raise PlanError(
                "publish-slot-wrong", channel=slot.channel, date=slot.date, title=shown(slot.title), field=wrong
            )
    _refuse_overlaps(timetable)
    if not force:
        _refuse_two_at_once(timetable)


def _wrong(slot: Slot, days: set[str], known: set[str]) -> str:
    """Name the first field of a slot that cannot be; empty: none."""
    checks = {
        "date": slot.date in days,
        "start_s": 0 <= slot.start_s < _LATEST_S,
        "length_s": 0 < slot.length_s <= DAY_S,
        "subjects": known.issuperset(slot.subjects) and (slot.kind == "fixed" or bool(slot.subjects)),
        "grades": set(curriculum.GRADES).issuperset(_grades(slot)) and (slot.kind == "fixed" or bool(_grades(slot))),
    }
    return next((field for field, right in checks.items() if not right), "")


def _grades(slot: Slot) -> tuple[int, ...]:
    return (*slot.grades, *(() if slot.grade is None else (slot.grade,)))


def _refuse_overlaps(timetable: Timetable) -> None:
    by_channel: dict[str, list[Slot]] = {}
    for slot in timetable.slots:
        by_channel.setdefault(slot.channel, []).append(slot)
    for name in sorted(by_channel):
        for first, second in pairwise(sorted(by_channel[name], key=lambda slot: (_second(slot), slot.length_s))):
            if _second(second) < _second(first) + first.length_s:
                raise PlanError(
                    "publish-overlap",
                    channel=name,
                    date=second.date,
                    first=shown(first.title),
                    first_at=clock_text(first.start_s),
                    second=shown(second.title),
                    second_at=clock_text(second.start_s),
                )


def _second(slot: Slot) -> int:
    return date.fromisoformat(slot.date).toordinal() * DAY_S + slot.start_s


def _refuse_two_at_once(timetable: Timetable) -> None:
    for grade, first, second in _two_at_once(told(timetable)):
        raise PlanError(
            "publish-grade-twice",
            grade=grade,
            date=second.day.isoformat(),
            first=first.channel,
            first_at=clock_text(first.start_s),
            second=second.channel,
            second_at=clock_text(second.start_s),
        )


def _two_at_once(items: tuple[Told, ...]) -> Iterator[tuple[int, Told, Told]]:
    """Find two different lessons that a grade is shown at once; the same one on two channels is none."""
    for number, first in enumerate(items):
        ends = first.start_s + first.length_s
        for second in items[number + 1 :]:
            if second.day > first.day or second.start_s >= ends:
                break
            common = set(first.grades) & set(second.grades)
            if common and first.what != second.what:
                yield min(common), first, second
