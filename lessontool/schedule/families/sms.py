"""Timetables as SMS: without tones and hats, each at most 160 characters, so that each costs one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from lessontool import curriculum
from lessontool.messages import Language, say
from lessontool.model import Channel
from lessontool.model.airing import WEEKDAYS
from lessontool.schedule.families.fitting import Group, packed
from lessontool.schedule.families.gsm import EXTENDED, MOST, toneless
from lessontool.schedule.families.moved import Moved
from lessontool.schedule.families.told import (
    Told,
    by_day,
    by_subject,
    channel_title,
    clock,
    day_name,
    grade_name,
    short_day,
    subject_name,
)

MOST_CHARACTERS: Final = MOST["gsm-7"][0]

_LONGEST_TITLE: Final = 20
"""Of a channel's name in an SMS: the rest is for the lessons."""

_RUN: Final = 3
"""So many days one after the other are written `T2-T4`; two are `T2,T3`."""

Clock = Callable[[Told], str]


def day_texts(
    items: Sequence[Told], channels: Mapping[str, Channel], *, grades: Sequence[int], day: date, language: Language
) -> tuple[str, ...]:
    """Write one day of one grade, or of several together; nothing where it has no lessons.

    What is too long for one message loses the minutes of full hours (`8h`), then is divided.
    """
    today = [item for item in items if item.day == day and set(item.grades) & set(grades)]
    when = f"{_day(day, language)} {short_day(day)}"
    return _fewest(today, channels, when, language, lambda clock: _day_groups(today, channels, grades, language, clock))


def week_texts(
    items: Sequence[Told], channels: Mapping[str, Channel], *, grade: int, days: Sequence[date], language: Language
) -> tuple[str, ...]:
    """Write a whole week of a grade: each subject with its times, days with the same times together."""
    mine = [item for item in items if grade in item.grades]
    when = say("families-sms-week", {"first": short_day(days[0]), "last": short_day(days[-1])}, language)
    return _fewest(
        mine,
        channels,
        toneless(when),
        language,
        lambda clock: _week_groups(mine, channels, grade, days, language, clock),
    )


def _fewest(
    items: Sequence[Told],
    channels: Mapping[str, Channel],
    when: str,
    language: Language,
    groups: Callable[[Clock], list[Group]],
) -> tuple[str, ...]:
    if not items:
        return ()
    names = {item.channel for item in items}
    title = f"{_title(channels, names.pop())}: " if len(names) == 1 else ""

    def head(mark: str) -> str:
        return f"{title}{when}{mark}. "

    clocks: tuple[Clock, ...] = (clock, _short_clock) if language == "vi" else (clock,)
    return min((packed(head, groups(each), MOST_CHARACTERS) for each in clocks), key=len)


def _short_clock(item: Told) -> str:
    hours, minutes = divmod(item.start_s // 60, 60)
    return f"{hours}h{minutes:02}" if minutes else f"{hours}h"


def _title(channels: Mapping[str, Channel], name: str) -> str:
    return _cheap(channel_title(channels, name))[:_LONGEST_TITLE].strip()


def _cheap(text: str) -> str:
    """Without tones, and without the signs that take two places of a message."""
    return "".join(sign for sign in toneless(text) if sign not in EXTENDED)


def _day(day: date, language: Language) -> str:
    return toneless(say(f"families-short-day-{day.weekday()}", {}, language))


def _code(day: date, language: Language) -> str:
    return WEEKDAYS[day.weekday()] if language == "vi" else day_name(day, language)[:3]


def _subjects(codes: Sequence[str], language: Language) -> str:
    if language == "vi":
        return _cheap("+".join(curriculum.subject(code).sms for code in codes))
    return _cheap("+".join(subject_name(code, language) for code in codes))


def _grade(grade: int, language: Language) -> str:
    return toneless(grade_name(grade, language))


def _times(items: Sequence[Told], channels: Mapping[str, Channel], write: Clock, *, many: bool) -> str:
    """Write the times of a subject: `08:00 & 14:30`, with channels where there are several."""
    if not many:
        return " & ".join(write(item) for item in items)
    if len({item.channel for item in items}) == 1:
        return f"{' & '.join(write(item) for item in items)} ({_title(channels, items[0].channel)})"
    return " & ".join(f"{write(item)} ({_title(channels, item.channel)})" for item in items)


def _day_groups(
    items: Sequence[Told], channels: Mapping[str, Channel], grades: Sequence[int], language: Language, write: Clock
) -> list[Group]:
    several = len({item.channel for item in items}) > 1
    groups: list[Group] = []
    for grade in grades:
        mine = [item for item in items if grade in item.grades]
        subjects = by_subject(mine)
        many = len({item.channel for item in mine}) > 1
        only = f" ({_title(channels, mine[0].channel)})" if several and mine and not many else ""
        entries = [
            f"{_subjects(codes, language)} {_times(each, channels, write, many=many)}"
            for codes, each in subjects.items()
        ]
        if entries:
            groups.append((f"{_grade(grade, language)}{only}", entries))
    return groups


def _week_groups(
    items: Sequence[Told],
    channels: Mapping[str, Channel],
    grade: int,
    days: Sequence[date],
    language: Language,
    write: Clock,
) -> list[Group]:
    many = len({item.channel for item in items}) > 1
    entries: list[str] = []
    for codes, each in by_subject(items).items():
        alike: dict[str, list[date]] = {}
        for day, showings in by_day(each).items():
            alike.setdefault(_times(showings, channels, write, many=many), []).append(day)
        entries += [f"{_subjects(codes, language)} {_days(at, days, language)} {times}" for times, at in alike.items()]
    return [(_grade(grade, language), entries)]


def _days(on: Sequence[date], week: Sequence[date], language: Language) -> str:
    """Write days as `T2-T4,T7`; one outside the week (after midnight on Sunday) with its date."""
    runs: list[list[date]] = []
    for day in on:
        if runs and (day - runs[-1][-1]).days == 1 and day in week:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        if len(run) >= _RUN:
            parts.append(f"{_code(run[0], language)}-{_code(run[-1], language)}")
        else:
            parts += [_code(day, language) + ("" if day in week else f" {short_day(day)}") for day in run]
    return ",".join(parts)


# ── what moved ────────────────────────────────────────────────────────────────────────────────────────────────────


def moved_texts(
    changes: Sequence[Moved], channels: Mapping[str, Channel], *, grade: int, language: Language
) -> tuple[str, ...]:
    """Write what moved for a grade; nothing where nothing did."""
    mine = [each for each in changes if grade in each.grades]
    if not mine:
        return ()
    names = {item.channel for each in mine for item in (each.before, each.after) if item}
    many = len(names) > 1
    title = f"{_title(channels, next(iter(names)))}: " if not many else ""
    said = toneless(say("families-sms-moved", {}, language))

    def head(mark: str) -> str:
        return f"{title}{said}{mark}. "

    entries = [_moved_entry(each, channels, language, many=many) for each in mine]
    return packed(head, [(_grade(grade, language), entries)], MOST_CHARACTERS)


def _moved_entry(change: Moved, channels: Mapping[str, Channel], language: Language, *, many: bool) -> str:
    before, after = change.before, change.after
    values = {
        "before": _moment(before, channels, language, many=many),
        "after": _moment(after, channels, language, many=many),
        "old": _subjects(before.subjects, language) if before else "",
        "new": _subjects(after.subjects, language) if after else "",
    }
    if change.change in ("moved", "channel") and before and after:
        same_day = before.day == after.day
        here = f" ({_title(channels, after.channel)})" if many else ""
        return f"{values['new']} {values['before']} -> {clock(after) + here if same_day else values['after']}"
    return toneless(say(f"families-sms-{change.change}", values, language))


def _moment(item: Told | None, channels: Mapping[str, Channel], language: Language, *, many: bool) -> str:
    if item is None:
        return ""
    here = f" ({_title(channels, item.channel)})" if many else ""
    return f"{_code(item.day, language)} {short_day(item.day)} {clock(item)}{here}"
