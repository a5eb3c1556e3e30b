"""Calendars that families subscribe to: a lesson that moves moves there too, one that is cancelled is crossed out.

iCalendar (RFC 5545), with REFRESH-INTERVAL and NAME of RFC 7986. What an entry is called and how often it was changed
follows from the publications of its week, one after the other; nothing else is remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from lessontool.messages import Language, say
from lessontool.model import Channel, Timetable
from lessontool.schedule.families.moved import paired
from lessontool.schedule.families.told import (
    Told,
    by_day,
    clock,
    shown,
    station,
    subject_names,
    told,
)

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar
    from icalendar import Event as Component

REFRESH: Final = timedelta(hours=12)
"""How often a telephone should look for changes: what changes in the evening is known in the morning."""

WARNING: Final = timedelta(minutes=15)
"""How long before a lesson a telephone rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A plan as it was published."""

    timetable: Timetable
    moment: str
    """When, in UTC: `2021-10-01T08:00:00Z`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One showing through all publications of its week."""

    uid: str
    sequence: int
    item: Told
    changed: str
    """When it was last changed, in UTC."""
    cancelled: bool = False


def events(history: Sequence[Publication]) -> tuple[Event, ...]:
    """Follow every showing of a week through its publications, oldest first; cancelled ones are kept.

    An entry keeps its `uid` when its lesson moves to another time, day or channel; `sequence` counts its changes.
    """
    live: list[Event] = []
    gone: dict[str, Event] = {}
    for publication in history:
        live = _followed(live, gone, told(publication.timetable), publication.moment)
    return tuple(sorted([*live, *gone.values()], key=lambda event: (*event.item.place, event.uid)))


def _followed(live: list[Event], gone: dict[str, Event], items: Sequence[Told], moment: str) -> list[Event]:
    pairs = paired([event.item for event in live], items)
    of_item = {id(event.item): event for event in live}
    now: list[Event] = []
    for before, after in pairs:
        event = of_item[id(before)] if before is not None else None
        if event is not None and after is not None:
            now.append(event if before == after else _changed(event, after, moment))
        elif event is not None:
            gone[event.uid] = replace(event, sequence=event.sequence + 1, changed=moment, cancelled=True)
    taken = {event.uid for event in now}
    for item in (after for before, after in pairs if before is None and after is not None):
        now.append(_new(item, taken, gone, moment))
        taken.add(now[-1].uid)
    return now


def _changed(event: Event, item: Told, moment: str) -> Event:
    return replace(event, sequence=event.sequence + 1, item=item, changed=moment, cancelled=False)


def _new(item: Told, taken: set[str], gone: dict[str, Event], moment: str) -> Event:
    """Name a new entry by its lesson, day and channel; what was cancelled under that name comes back to life."""
    number = 1
    while (uid := _uid(item, number)) in taken:
        number += 1
    back = gone.pop(uid, None)
    return _changed(back, item, moment) if back else Event(uid=uid, sequence=0, item=item, changed=moment)


def _uid(item: Told, number: int) -> str:
    said = item.lesson_id or f"{item.source}|{item.text}|{item.start_s}"
    parts = (item.grades, item.subjects, said, item.day.isoformat(), item.channel, number)
    return f"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}@lessontool"


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def feed(
    weeks: Iterable[Sequence[Event]],
    channels: Mapping[str, Channel],
    *,
    grade: int,
    today: date,
    language: Language,
    school: str = "",
) -> bytes:
    """Write a grade's calendar of several weeks.

    A cancelled entry stays, crossed out, until its day is over.
    """
    from icalendar import Calendar

    mine = [event for week in weeks for event in week if grade in event.item.grades]
    listed = [event for event in mine if not event.cancelled or event.item.day >= today]
    calendar = Calendar()
    _head(calendar, _name(grade, channels, listed, language, school), language)
    days = by_day(event.item for event in mine if not event.cancelled)
    for event in sorted(listed, key=lambda each: (*each.item.place, each.uid)):
        again = [item for item in days.get(event.item.day, ()) if item.what == event.item.what and item != event.item]
        calendar.add_component(_entry(event, again, channels, grade, language))
    written: bytes = calendar.to_ical()
    return written


def _name(grade: int, channels: Mapping[str, Channel], listed: Sequence[Event], language: Language, school: str) -> str:
    on = sorted({event.item.channel for event in listed} or channels)
    titles = ", ".join(shown(channels[name].title) for name in on)
    name = say("families-feed-name", {"grade": grade, "channels": titles}, language)
    return f"{name} – {shown(school)}" if school else name


def _head(calendar: Calendar, name: str, language: Language) -> None:
    calendar.add("prodid", f"-//lessontool//timetable//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")


def _entry(
    event: Event, again: Sequence[Told], channels: Mapping[str, Channel], grade: int, language: Language
) -> Component:
    from icalendar import Event as Component

    item, channel = event.item, channels[event.item.channel]
    begins = item.moment(channel)
    changed = datetime.fromisoformat(event.changed).astimezone(UTC)
    entry = Component()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("dtstart", begins)
    entry.add("dtend", begins + timedelta(seconds=item.length_s))
    entry.add("summary", summary(item, grade, language, cancelled=event.cancelled))
    entry.add("description", "\n".join(_description(item, again, channel, language)))
    entry.add("location", station(channel))
    entry.add("categories", [subject_names([code], language) for code in item.subjects])
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT")
    if not event.cancelled:
        entry.add_component(_alarm(item, grade, language))
    return entry


def _alarm(item: Told, grade: int, language: Language) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -WARNING)
    alarm.add("description", summary(item, grade, language))
    return alarm


def summary(item: Told, grade: int, language: Language, *, cancelled: bool = False) -> str:
    """Name a showing in one line: `Toán lớp 1: Bài 12. Phép cộng`."""
    values = {"subject": subject_names(item.subjects, language), "grade": grade, "lesson": item.text}
    said = say("families-entry-relay" if item.source or not item.text else "families-entry", values, language)
    return say("families-entry-cancelled", {"entry": said}, language) if cancelled else said


def _description(item: Told, again: Sequence[Told], channel: Channel, language: Language) -> list[str]:
    """Say what a family needs to know: where, who teaches, when it is shown again."""
    lines = [say(f"families-where-{channel.kind}", {"where": station(channel)}, language)]
    if item.source:
        lines.append(say("families-relay", {"source": item.source}, language))
    if item.teachers:
        lines.append(say("families-teacher", {"names": ", ".join(item.teachers)}, language))
    if again:
        lines.append(say("families-again", {"times": ", ".join(clock(each) for each in again)}, language))
    if item.signed:
        lines.append(say("families-signed", {}, language))
    if item.captions:
        lines.append(say("families-captions", {}, language))
    return lines
