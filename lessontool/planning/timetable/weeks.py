"""Weeks and days: ISO weeks of the calendar, weeks of the school year, and the days on which there is school.

Pure: no clock is read; whoever plans says which week.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from lessontool.errors import PlanError
from lessontool.model import Channel, DayOff, Finding, SchoolCalendar
from lessontool.model.airing import SCHOOL_DAYS, WEEKDAYS, Weekday

_ISO_WEEK: Final = re.compile(r"(\d{4})-?[Ww](\d{1,2})", re.ASCII)
_DAY: Final = datetime.timedelta(days=1)
_MOST_LISTED: Final = 2
"""Of days that follow each other; more are written as from … to …."""
_LONGEST_WORD: Final = 40
_MOST_WEEKS: Final = 60
"""No school year lasts longer, holidays counted: where counting its weeks ends."""
_LAST_HOUR: Final = 7 * 24 + 6
"""The week's last broadcast day may run on until six in the morning."""


def week_days(week: str) -> tuple[datetime.date, ...]:
    """List the seven days, Monday first, of an ISO week such as `2021-W40`, or of the week in which a day lies.

    Raises PlanError: airing-week for a week or day that does not exist, such as 2021-W53.
    """
    text = week.strip()
    match = _ISO_WEEK.fullmatch(text)
    try:
        if match:
            monday = datetime.date.fromisocalendar(int(match[1]), int(match[2]), 1)
        else:
            day = datetime.date.fromisoformat(text)
            monday = day - day.weekday() * _DAY
        return tuple(monday + number * _DAY for number in range(7))
    except (ValueError, OverflowError):
        raise PlanError("airing-week", week=text[:_LONGEST_WORD]) from None


def week_name(day: datetime.date) -> str:
    """Name the ISO week in which a day lies, such as `2020-W53` for 1 January 2021."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def weekday_of(day: datetime.date) -> Weekday:
    """Say which day of the week it is: T2 (Monday) to T7, CN (Sunday)."""
    return WEEKDAYS[day.weekday()]


def school_week(calendar: SchoolCalendar, day: datetime.date, grade: int) -> int | None:
    """Say which week of the school year it is for a grade, from 1; None: outside of it, or a week without school.

    Weeks in which nobody has school have no number: after them it goes on with the next.
    """
    monday = day - day.weekday() * _DAY
    at = first_monday(calendar, grade)
    number = 0
    for _ in range(_MOST_WEEKS):
        if _any_school(calendar, at):
            number += 1
            if at == monday:
                return number if number <= calendar.weeks else None
        if at >= monday:
            return None
        at += 7 * _DAY
    return None


def first_monday(calendar: SchoolCalendar, grade: int) -> datetime.date:
    """Say on which Monday the school year begins for a grade: the first one may begin earlier."""
    earlier = calendar.grade_1_first_week if grade == 1 else ""
    return datetime.date.fromisoformat(earlier or calendar.first_week)


def school_days(
    calendar: SchoolCalendar, days: Iterable[datetime.date], grade: int, weekdays: Collection[Weekday] = SCHOOL_DAYS
) -> tuple[datetime.date, ...]:
    """Choose the days on which a grade has school: those of `weekdays` that are not off, and make-up days.

    A make-up day at the weekend has school whatever `weekdays` says; one in a time off where it is among them.
    """
    return tuple(
        day for day in days if school_week(calendar, day, grade) is not None and _has_school(calendar, day, weekdays)
    )


def off(calendar: SchoolCalendar, day: datetime.date) -> DayOff | None:
    """Say which time off, for everybody, a day lies in; None: in none."""
    return next((each for each in calendar.days_off if not each.districts and _within(each, day)), None)


def district_findings(calendar: SchoolCalendar, days: Sequence[datetime.date]) -> tuple[Finding, ...]:
    """Note in which districts only there is no school: lessons are planned on these days all the same."""
    found = []
    for each in calendar.days_off:
        inside = [day for day in days if each.districts and _within(each, day)]
        if inside:
            values = {"title": each.title, "districts": ", ".join(each.districts), "dates": dates_text(inside)}
            found.append(Finding(code="airing-district-off", severity="note", values=values))
    return tuple(found)


def dates_text(days: Iterable[datetime.date]) -> str:
    """Write days as people read them, in order: `T2 04/10 – T5 07/10, T7 09/10`."""
    runs: list[list[datetime.date]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] + _DAY == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts: list[str] = []
    for run in runs:
        if len(run) > _MOST_LISTED:
            texts.append(f"{day_text(run[0])} – {day_text(run[-1])}")
        else:
            texts += map(day_text, run)
    return ", ".join(texts)


def refuse_clock_change(channel: Channel, days: Sequence[datetime.date]) -> None:
    """Refuse a week in which clocks are changed where a channel is: hours would be missing, or come twice.

    Raises PlanError: airing-clock-change.
    """
    zone = zoneinfo.ZoneInfo(channel.time_zone)
    start = datetime.datetime.combine(days[0], datetime.time(), tzinfo=zone).astimezone(datetime.UTC)
    offset = None
    for hour in range(_LAST_HOUR + 1):
        local = (start + datetime.timedelta(hours=hour)).astimezone(zone)
        if offset is not None and local.utcoffset() != offset:
            raise PlanError(
                "airing-clock-change",
                channel=channel.title,
                week=week_name(days[0]),
                day=dates_text([local.date()]),
                time_zone=channel.time_zone,
            )
        offset = local.utcoffset()


def day_text(day: datetime.date) -> str:
    """Write a day as people read it: `T2 04/10`."""
    return f"{weekday_of(day)} {day:%d/%m}"


def _within(each: DayOff, day: datetime.date) -> bool:
    return each.start <= day.isoformat() <= each.end


def _has_school(calendar: SchoolCalendar, day: datetime.date, weekdays: Collection[Weekday]) -> bool:
    if day.isoformat() in calendar.school_days_added and (day.weekday() >= 5 or weekday_of(day) in weekdays):
        return True
    return weekday_of(day) in weekdays and off(calendar, day) is None


def _any_school(calendar: SchoolCalendar, monday: datetime.date) -> bool:
    return any(_has_school(calendar, monday + number * _DAY, SCHOOL_DAYS) for number in range(7))
