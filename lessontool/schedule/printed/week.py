"""A week as families see it: which lessons of their grades come on which day, without any page or program yet.

Everything that is shown is text here, in one language, composed (NFC) and without signs that would turn or hide what
stands beside it. Blocks that are no lesson (news, live events) are left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from lessontool import curriculum
from lessontool.messages import TABLE, Language, say
from lessontool.model import AiringRules, Channel, SchoolCalendar, Slot, Timetable
from lessontool.planning.timetable.weeks import school_week, week_days
from lessontool.timing import clock_s, clock_text

Grades = Sequence[int | Sequence[int]]
"""What gets a sheet of its own: a grade, or several that sit in one classroom."""

_AFTERNOON_S: Final = 12 * 3600
_EVENING_S: Final = 18 * 3600
"""Where the parts of the day begin when no airing rules say otherwise: as people in Vietnam part it."""

_DAY_S: Final = 86_400
_LONGEST_MARK: Final = 6
_HIDDEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Control signs, signs that turn or join the writing, and signs that are none (Unicode's general categories)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One lesson on one channel, as families read it."""

    start_s: int
    """Seconds after 0:00 of the broadcast day, local time; over 86 400 after midnight."""
    start: str
    """`08:00`."""
    end: str
    from_utc: int
    """When it begins and ends, in seconds since 1970."""
    until_utc: int
    part: int
    """0 morning, 1 afternoon, 2 evening."""
    after_midnight: bool
    codes: tuple[str, ...]
    """Of its subjects."""
    subject: str
    """Their names."""
    title: str
    """What is taught, or that it is not known yet."""
    pending: bool
    """Its time is kept, but there is no finished lesson for it."""
    grades: tuple[int, ...]
    channel: str
    """What viewers call it."""
    showing: int
    repeat: bool
    relay: str
    """The channel that it is taken over from; empty: it is our own."""
    signed: bool
    captions: bool
    heard: bool
    """It is on the radio."""


@dataclass(frozen=True, slots=True)
class Day:
    """A broadcast day and its lessons, in order."""

    date: date
    name: str
    """`Thứ Hai`."""
    short: str
    """`4/10`."""
    off: str
    """Why there is no school; empty: there is."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a channel is found."""

    name: str
    where: str
    mark: str
    """What stands for it in small letters: its name, or where that is long its first letters."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one grade, or of several that sit in one classroom."""

    grades: tuple[int, ...]
    name: str
    """`Lớp 1`."""
    key: str
    """For names of files: `1`, `1-2`."""
    dates: str
    """`Tuần 5, từ 4/10 đến 9/10/2021`."""
    iso_week: str
    revision: int
    days: tuple[Day, ...]
    """Monday to Saturday, Sunday only where it has lessons."""
    places: tuple[Place, ...]
    radio: bool
    """All its lessons are on the radio."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All lessons of the week, day by day."""
        return tuple(each for day in self.days for each in day.entries)

    @property
    def several_channels(self) -> bool:
        """Families must be told the channel of each lesson."""
        return len({each.channel for each in self.entries}) > 1


def weeks_of(
    timetable: Timetable,
    channels: Sequence[Channel],
    *,
    grades: Grades = (),
    language: Language = "vi",
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
) -> tuple[Week, ...]:
    """Look at a timetable as the families of each grade do; without `grades` each grade that has lessons.

    With a `calendar` the school's own number of the week is told, and why a day has no lessons; `rules` say where
    afternoon and evening begin. Raises PlanError airing-week for a week that does not exist.
    """
    reading = _Reading(timetable, {each.name: each for each in channels}, language, calendar, _parts(rules))
    wanted = [_group(each) for each in grades] or [(grade,) for grade in grades_of(timetable)]
    return tuple(reading.week(group) for group in dict.fromkeys(wanted))


def grades_of(timetable: Timetable) -> tuple[int, ...]:
    """List the grades that have lessons in a timetable."""
    return tuple(sorted({grade for slot in timetable.slots if slot.kind != "fixed" for grade in _slot_grades(slot)}))


def shown(text: str) -> str:
    """Write what somebody typed as it can stand on a page: composed, on one line, without signs that hide or turn."""
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in _HIDDEN)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def subject_name(code: str, language: Language) -> str:
    """Name a subject as families call it."""
    short = f"printed-subject-{code.lower()}"
    if short in TABLE:
        return say(short, {}, language)
    known = curriculum.subject(code)
    return known.name_vi if language == "vi" else known.name_en


def day_name(day: date, language: Language) -> str:
    """Name a day of the week: `Thứ Hai`."""
    return say(f"printed-day-{day.weekday() + 1}", {}, language)


def date_text(day: date, language: Language) -> str:
    """Write a day of the year: `4/10`, in English `4 Oct`."""
    return f"{day.day}/{day.month}" if language == "vi" else f"{day.day} {_MONTHS[day.month - 1]}"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _group(grades: int | Sequence[int]) -> tuple[int, ...]:
    return (grades,) if isinstance(grades, int) else tuple(sorted(set(grades)))


def _slot_grades(slot: Slot) -> tuple[int, ...]:
    return tuple(sorted({*slot.grades, *(() if slot.grade is None else (slot.grade,))}))


def _parts(rules: AiringRules | None) -> tuple[int, int]:
    if rules is None:
        return _AFTERNOON_S, _EVENING_S
    afternoon, evening = clock_s(rules.afternoon), clock_s(rules.evening)
    return _AFTERNOON_S if afternoon is None else afternoon, _EVENING_S if evening is None else evening


@dataclass(frozen=True, slots=True)
class _Reading:
    timetable: Timetable
    channels: dict[str, Channel]
    language: Language
    calendar: SchoolCalendar | None
    parts: tuple[int, int]

    def week(self, grades: tuple[int, ...]) -> Week:
        slots = [slot for slot in self.timetable.slots if slot.kind != "fixed" and set(grades) & {*_slot_grades(slot)}]
        days = tuple(self._day(day, slots) for day in week_days(self.timetable.week))
        days = days if days[6].entries else days[:6]
        used = {slot.channel for slot in slots} or set(self.timetable.channels)
        places = self._places(name for name in self.timetable.channels if name in used)
        radio = bool(used) and all(name in self.channels and self.channels[name].kind == "radio" for name in used)
        key = "-".join(map(str, grades))
        several = "printed-grades" if len(grades) > 1 else "printed-grade"
        return Week(
            grades=grades,
            name=say(several, {"grade": self._listed(map(str, grades))}, self.language),
            key=key,
            dates=self._dates(days, grades),
            iso_week=self.timetable.week,
            revision=self.timetable.revision,
            days=days,
            places=places,
            radio=radio,
        )

    def _day(self, day: date, slots: Iterable[Slot]) -> Day:
        entries = sorted(
            (self._entry(slot, day) for slot in slots if slot.date == day.isoformat()),
            key=lambda each: (each.start_s, each.grades, each.channel, curriculum.vietnamese_order(each.subject)),
        )
        name, short = day_name(day, self.language), date_text(day, self.language)
        return Day(date=day, name=name, short=short, off=self._off(day), entries=tuple(entries))

    def _off(self, day: date) -> str:
        text = day.isoformat()
        if self.calendar is None or text in self.calendar.school_days_added:
            return ""
        found = (each for each in self.calendar.days_off if not each.districts and each.start <= text <= each.end)
        return next((shown(each.title) for each in found), "")

    def _entry(self, slot: Slot, day: date) -> Entry:
        channel = self.channels.get(slot.channel)
        midnight = datetime.combine(day, time(), ZoneInfo(channel.time_zone if channel else "Asia/Ho_Chi_Minh"))
        from_utc = round(midnight.timestamp()) + slot.start_s
        until_s = slot.start_s + slot.length_s
        heard = channel is not None and channel.kind == "radio"
        pending = slot.kind == "lesson" and not slot.lesson_id and not slot.lesson_label
        title = shown(slot.lesson_label or slot.title)
        subject = self._listed(subject_name(code, self.language) for code in slot.subjects)
        return Entry(
            start_s=slot.start_s,
            start=clock_text(slot.start_s),
            end=clock_text(until_s),
            from_utc=from_utc,
            until_utc=from_utc + slot.length_s,
            part=(slot.start_s >= self.parts[0]) + (slot.start_s >= self.parts[1]),
            after_midnight=slot.start_s >= _DAY_S,
            codes=slot.subjects,
            subject=subject or shown(slot.title),
            title=say("printed-pending", {}, self.language) if pending else title,
            pending=pending,
            grades=_slot_grades(slot),
            channel=shown(channel.title) if channel else shown(slot.channel),
            showing=slot.showing,
            repeat=slot.repeat,
            relay=shown(slot.source) if slot.kind == "relay" else "",
            signed=slot.signed and not heard,
            captions=slot.captions and not heard,
            heard=heard,
        )

    def _places(self, names: Iterable[str]) -> tuple[Place, ...]:
        found: dict[str, Place] = {}
        for name in names:
            channel = self.channels.get(name)
            title, where = (shown(channel.title), shown(channel.where)) if channel else (shown(name), "")
            initials = "".join(word[0] for word in title.split())[:_LONGEST_MARK].upper()
            mark = title if len(title) <= _LONGEST_MARK else initials
            mark = mark if mark and mark not in found else f"{mark}{len(found) + 1}"
            found[mark] = Place(title, where, mark)
        return tuple(found.values())

    def _dates(self, days: tuple[Day, ...], grades: tuple[int, ...]) -> str:
        first, last = days[0].date, days[-1].date
        begin = date_text(first, self.language)
        if first.year != last.year:
            begin += f"/{first.year}" if self.language == "vi" else f" {first.year}"
        end = date_text(last, self.language) + (f"/{last.year}" if self.language == "vi" else f" {last.year}")
        numbers = {self._number(days, grade) for grade in grades}
        number = numbers.pop() if len(numbers) == 1 else None
        code = "printed-dates" if number is None else "printed-week-dates"
        values = {"first": begin, "last": end} | ({} if number is None else {"week": number})
        return say(code, values, self.language)

    def _number(self, days: tuple[Day, ...], grade: int) -> int | None:
        return None if self.calendar is None else school_week(self.calendar, days[0].date, grade)

    def _listed(self, words: Iterable[str]) -> str:
        several = list(words)
        if len(several) < 2:
            return "".join(several)
        return say("printed-and", {"first": ", ".join(several[:-1]), "last": several[-1]}, self.language)
