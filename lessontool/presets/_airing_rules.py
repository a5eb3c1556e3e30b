"""What must be true of channels, airing rules and school calendars, beyond the types of their fields.

Here stands only what one file can say by itself. Whether a week can be planned with them is found out when it is.
"""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from lessontool import curriculum
from lessontool.model import AiringRules, Channel, Demand, FixedBlock, Relay, SchoolCalendar, ViewingHours
from lessontool.presets._fields import Reading
from lessontool.timing import clock_s

_XMLTV_ID: Final = re.compile(r"[-a-zA-Z0-9]+(\.[-a-zA-Z0-9]+)+", re.ASCII)
"""As XMLTV's DTD wants a channel's id, and its checker tests it."""

_LATEST_S: Final = 30 * 3600
"""A broadcast day may run on after midnight, up to six in the morning."""

_MOST_DVB: Final = 0xFFFF
_LONGEST_BLOCK_S: Final = 24 * 3600
_MOST_SHOWINGS: Final = 6


def check_channel(channel: Channel, stem: str, reading: Reading) -> None:
    """Note every rule that a channel breaks; `stem` is the file's name."""
    _names(channel, stem, reading)
    if not channel.title:
        reading.wrong("title", "empty")
    if not _XMLTV_ID.fullmatch(channel.xmltv_id):
        reading.wrong("xmltv_id", "letters, digits and hyphens with a dot between", example="ltv.laichau.vn")
    for field in ("service_id", "transport_stream_id", "original_network_id"):
        if not 1 <= getattr(channel, field) <= _MOST_DVB:
            reading.wrong(field, f"must be 1 to {_MOST_DVB} (ETSI EN 300 468)", value=getattr(channel, field))
    try:
        zoneinfo.ZoneInfo(channel.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        reading.wrong("time_zone", "no such time zone", value=channel.time_zone, example="Asia/Ho_Chi_Minh")
    _time("day_start", channel.day_start, reading, latest_s=_LONGEST_BLOCK_S - 1)
    span = _span("on_air_from", channel.on_air_from, "on_air_until", channel.on_air_until, reading)
    begun = clock_s(channel.day_start)
    if span and begun is not None and not begun <= span[0] < span[1] <= begun + _LONGEST_BLOCK_S:
        reading.wrong("on_air_until", "the day has 24 hours from day_start", value=channel.on_air_until)
    if not 5 <= channel.lesson_minutes <= 120:
        reading.wrong("lesson_minutes", "must be 5 to 120", value=channel.lesson_minutes)
    if not 0 <= channel.break_minutes <= 30:
        reading.wrong("break_minutes", "must be 0 to 30", value=channel.break_minutes)
    if not 60 <= channel.crawl_characters <= 1000:
        reading.wrong("crawl_characters", "must be 60 to 1000", value=channel.crawl_characters)
    for number, filler in enumerate(channel.fillers, start=1):
        if not 1 <= filler.seconds <= 3600:
            reading.wrong(f"fillers[{number}].seconds", "must be 1 to 3600", value=filler.seconds)
    _blocks("fixed", channel.fixed, reading)
    _blocks("relays", channel.relays, reading)
    for number, relay in enumerate(channel.relays, start=1):
        _taught(f"relays[{number}]", relay.grades, relay.subjects, reading)
    _overlaps(channel, reading)


def check_airing(rules: AiringRules, stem: str, reading: Reading) -> None:
    """Note every rule that a file of airing rules breaks; `stem` is the file's name."""
    _names(rules, stem, reading)
    for field in ("afternoon", "evening", "late"):
        _time(field, getattr(rules, field), reading)
    noon, night = clock_s(rules.afternoon), clock_s(rules.evening)
    if noon is not None and night is not None and noon >= night:
        reading.wrong("evening", "begins before the afternoon", value=rules.evening)
    if rules.apart == "gap" and not 30 <= rules.gap_minutes <= 720:
        reading.wrong("gap_minutes", "must be 30 to 720 where `apart` is gap", value=rules.gap_minutes, example="240")
    if rules.apart == "other-part" and rules.gap_minutes:
        reading.wrong("gap_minutes", "says nothing where `apart` is other-part", value=rules.gap_minutes)
    if not 1 <= rules.most_in_a_row <= 20:
        reading.wrong("most_in_a_row", "must be 1 to 20", value=rules.most_in_a_row)
    _taught("core_subjects", (), rules.core_subjects, reading)
    if not rules.demands:
        reading.wrong("demands", "nothing is demanded")
    for number, demand in enumerate(rules.demands, start=1):
        _demand(f"demands[{number}]", demand, rules, reading)
    _demanded_twice(rules.demands, reading)
    for number, hours in enumerate(rules.hours, start=1):
        _hours(f"hours[{number}]", hours, reading)
    watching = {grade for hours in rules.hours for grade in hours.grades}
    for number, demand in enumerate(rules.demands, start=1):
        if demand.grade not in watching:
            reading.wrong(f"demands[{number}].grade", "no `hours` in which this grade can watch", value=demand.grade)


def check_calendar(calendar: SchoolCalendar, stem: str, reading: Reading) -> None:
    """Note every rule that a school calendar breaks; `stem` is the file's name."""
    _names(calendar, stem, reading)
    try:
        year = curriculum.school_year(calendar.school_year)
    except ValueError:
        reading.wrong("school_year", "no school year", value=calendar.school_year, example="2021-2022")
        return
    if year != calendar.school_year:
        reading.wrong("school_year", "written in full", value=calendar.school_year, example=year)
    if not 1 <= calendar.weeks <= 52:
        reading.wrong("weeks", "must be 1 to 52", value=calendar.weeks)
    for field in ("first_week", "grade_1_first_week"):
        said = getattr(calendar, field)
        day = _day(field, said, reading) if said else None
        if day and day.weekday() != 0:
            reading.wrong(field, "must be a Monday", value=said)
        if day and day.year != int(year[:4]):
            reading.wrong(field, f"must be in {year[:4]}", value=said)
    for number, off in enumerate(calendar.days_off, start=1):
        first = _day(f"days_off[{number}].start", off.start, reading)
        last = _day(f"days_off[{number}].end", off.end, reading)
        if first and last and last < first:
            reading.wrong(f"days_off[{number}].end", "before its start", value=off.end)
    for number, text in enumerate(calendar.school_days_added, start=1):
        _day(f"school_days_added[{number}]", text, reading)


def _names(preset: Channel | AiringRules | SchoolCalendar, stem: str, reading: Reading) -> None:
    if preset.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for field in ("summary_vi", "summary_en"):
        if not getattr(preset, field):
            reading.wrong(field, "empty")


def _time(field: str, text: str, reading: Reading, *, latest_s: int = _LATEST_S) -> int | None:
    moment = clock_s(text)
    if moment is None or moment > latest_s:
        reading.wrong(field, "no time of day", value=text, example="06:00")
        return None
    return moment


def _span(first: str, start: str, last: str, end: str, reading: Reading) -> tuple[int, int] | None:
    begins, ends = _time(first, start, reading), _time(last, end, reading)
    if begins is None or ends is None:
        return None
    if ends <= begins:
        after = f"{int(end.partition(':')[0]) + 24}:{end.partition(':')[2]}"
        reading.wrong(last, "ends before it begins; after midnight hours are counted on", value=end, suggestion=after)
        return None
    return begins, ends


def _day(field: str, text: str, reading: Reading) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        reading.wrong(field, "no day", value=text, example="2021-09-06")
        return None


def _blocks(field: str, blocks: Sequence[FixedBlock | Relay], reading: Reading) -> None:
    for number, block in enumerate(blocks, start=1):
        where = f"{field}[{number}]"
        _span(f"{where}.start", block.start, f"{where}.end", block.end, reading)
        if not block.title:
            reading.wrong(f"{where}.title", "empty")
        if not block.days and not block.dates:
            reading.wrong(where, "neither `days` nor `dates`", example="days: [T2, T3]")
        for text in block.dates:
            _day(f"{where}.dates", text, reading)


def _taught(where: str, grades: Iterable[int], subjects: Sequence[str], reading: Reading) -> None:
    for grade in grades:
        if grade not in curriculum.GRADES:
            reading.wrong(f"{where}.grades", "grades are 1 to 12", value=grade)
    for code in subjects:
        if curriculum.find_subject(code) is None:
            near = curriculum.suggest_subject(code) or ""
            reading.wrong(f"{where}.subjects", "no such subject", value=code, suggestion=near)
        elif code not in {each.code for each in curriculum.subjects()}:
            found = curriculum.find_subject(code)
            reading.wrong(f"{where}.subjects", "write its code", value=code, suggestion=found.code if found else "")


def _overlaps(channel: Channel, reading: Reading) -> None:
    """Two blocks at the same time on the same day: one of them would never be seen."""
    placed = [(f"fixed[{n}]", block) for n, block in enumerate(channel.fixed, start=1)]
    both: list[tuple[str, FixedBlock | Relay]] = [*placed]
    both += [(f"relays[{n}]", relay) for n, relay in enumerate(channel.relays, start=1)]
    for (first, one), (second, other) in combinations(both, 2):
        # a block on a single date takes the place of what stands there every week
        if _meet(one, other) and (set(one.days) & set(other.days) or set(one.dates) & set(other.dates)):
            reason = f"overlaps {first} ({one.title}, {one.start}–{one.end})"
            reading.wrong(f"{second}.start", reason, value=f"{other.title}, {other.start}–{other.end}")
    on_air = clock_s(channel.on_air_from), clock_s(channel.on_air_until)
    for where, block in both:
        start, end = clock_s(block.start), clock_s(block.end)
        if None not in (*on_air, start, end) and not (on_air[0] <= start and end <= on_air[1]):  # type: ignore[operator]
            reading.wrong(f"{where}.start", "the channel is not on air then", value=f"{block.start}–{block.end}")


def _meet(one: FixedBlock | Relay, other: FixedBlock | Relay) -> bool:
    times = [clock_s(each) for each in (one.start, one.end, other.start, other.end)]
    if any(each is None for each in times):
        return False
    begins, ends, starts, stops = (each or 0 for each in times)
    return begins < stops and starts < ends


def _demand(where: str, demand: Demand, rules: AiringRules, reading: Reading) -> None:
    _taught(where, (demand.grade,), demand.subjects, reading)
    if not 1 <= demand.showings_per_day <= _MOST_SHOWINGS:
        reading.wrong(f"{where}.showings_per_day", f"must be 1 to {_MOST_SHOWINGS}", value=demand.showings_per_day)
    if rules.apart == "other-part" and demand.showings_per_day > 3:
        reason = "a day has three parts; use `apart: gap`"
        reading.wrong(f"{where}.showings_per_day", reason, value=demand.showings_per_day)
    if not demand.days:
        reading.wrong(f"{where}.days", "empty", example="[T2, T3, T4, T5, T6, T7]")
    if not 0 <= demand.days_per_week <= len(demand.days):
        reading.wrong(f"{where}.days_per_week", f"must be 0 to {len(demand.days)}", value=demand.days_per_week)
    if not 1 <= demand.weight <= 100:
        reading.wrong(f"{where}.weight", "must be 1 to 100", value=demand.weight)
    if demand.same_time and demand.days_per_week:
        reading.wrong(f"{where}.same_time", "a rota has no times that are the same every day", value="yes")


def _demanded_twice(demands: Sequence[Demand], reading: Reading) -> None:
    for (first, one), (second, other) in combinations(enumerate(demands, start=1), 2):
        same = one.grade == other.grade and set(one.days) & set(other.days)
        if same and (not one.subjects or not other.subjects or set(one.subjects) & set(other.subjects)):
            reading.wrong(f"demands[{second}].grade", f"demands[{first}] says the same grade, subject and day already")


def _hours(where: str, hours: ViewingHours, reading: Reading) -> None:
    _span(f"{where}.start", hours.start, f"{where}.end", hours.end, reading)
    if not hours.grades:
        reading.wrong(f"{where}.grades", "empty", example="[1, 2]")
    if not 0 <= hours.liking <= 10:
        reading.wrong(f"{where}.liking", "must be 0 to 10", value=hours.liking)
    _taught(where, hours.grades, (), reading)
