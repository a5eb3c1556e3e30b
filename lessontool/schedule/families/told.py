"""What families hear of a week: every lesson and relay at the day and time at which they switch on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lessontool.messages import Language, say
from lessontool.model import Channel, Slot, Timetable
from lessontool.schedule.printed import week
from lessontool.schedule.printed.week import day_name, shown
from lessontool.schedule.tables.reading import BY_HAND
from lessontool.timing import clock_text

__all__ = [
    "DAY_S",
    "Told",
    "by_day",
    "by_subject",
    "channel_title",
    "clock",
    "day_name",
    "grade_name",
    "grades_of",
    "is_named",
    "short_day",
    "shown",
    "station",
    "subject_name",
    "subject_names",
    "told",
]

DAY_S: Final = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One showing of a lesson, or one relay, as families hear of it."""

    channel: str
    """Name of the channel's preset."""
    day: date
    """The day on the wall calendar: after midnight already the next one."""
    start_s: int
    """Seconds after 0:00 of that day, local time."""
    length_s: int
    grades: tuple[int, ...]
    subjects: tuple[str, ...]
    lesson_id: str
    """Empty: a relay, or a lesson of a plan made by hand."""
    text: str
    """Which lesson: "Bài 5. Đường đi (Tiết 1)"; of a relay its title."""
    teachers: tuple[str, ...]
    source: str
    """Of a relay: `VTV1`."""
    signed: bool
    captions: bool

    @property
    def what(self) -> tuple[object, ...]:
        """What is shown, whenever it is."""
        same = self.lesson_id or (self.source, self.text)
        return (self.grades, self.subjects, same)

    @property
    def place(self) -> tuple[date, int, str]:
        """When and where it is shown."""
        return (self.day, self.start_s, self.channel)

    def moment(self, channel: Channel) -> datetime:
        """When it begins, in UTC."""
        midnight = datetime.combine(self.day, time(), ZoneInfo(channel.time_zone))
        return (midnight + timedelta(seconds=self.start_s)).astimezone(UTC)


def told(timetable: Timetable, grade: int | None = None) -> tuple[Told, ...]:
    """List what families hear of a week, by day, time and channel; of one grade, or of all.

    Times that are kept for a lesson that is not finished, and programmes that are no lessons, are left out. In a plan
    made by hand, which need not name lessons, subjects and times are told.
    """
    named = timetable.solver != BY_HAND
    slots = [each for each in timetable.slots if each.kind == "relay" or (each.kind == "lesson" and
             (is_named(each) or not named))]  # fmt: skip
    return tuple(
        sorted(
            (item for item in map(_told, slots) if grade is None or grade in item.grades),
            key=lambda item: (*item.place, item.grades, item.subjects, item.lesson_id, item.text),
        )
    )


def is_named(slot: Slot) -> bool:
    """Say whether it is known which lesson is shown."""
    return slot.kind == "lesson" and bool(slot.lesson_id or slot.lesson_label)


def _told(slot: Slot) -> Told:
    days, start_s = divmod(slot.start_s, DAY_S)
    grades = slot.grades or ((slot.grade,) if slot.grade is not None else ())
    return Told(
        channel=slot.channel,
        day=date.fromisoformat(slot.date) + timedelta(days=days),
        start_s=start_s,
        length_s=slot.length_s,
        grades=tuple(sorted(set(grades))),
        subjects=slot.subjects,
        lesson_id=slot.lesson_id if slot.kind == "lesson" else "",
        text=shown(slot.lesson_label or (slot.title if slot.lesson_id or slot.kind == "relay" else "")),
        teachers=tuple(map(shown, slot.teachers)),
        source=shown(slot.source) if slot.kind == "relay" else "",
        signed=slot.signed,
        captions=slot.captions,
    )


def grades_of(timetable: Timetable) -> tuple[int, ...]:
    """List the grades to which something is shown."""
    return tuple(sorted({grade for item in told(timetable) for grade in item.grades}))


def by_day(items: Iterable[Told]) -> dict[date, tuple[Told, ...]]:
    """Sort what families hear by days."""
    days: dict[date, list[Told]] = {}
    for item in items:
        days.setdefault(item.day, []).append(item)
    return {day: tuple(days[day]) for day in sorted(days)}


def by_subject(items: Iterable[Told]) -> dict[tuple[str, ...], tuple[Told, ...]]:
    """Sort what families hear on a day by subjects, the one that is on first coming first."""
    subjects: dict[tuple[str, ...], list[Told]] = {}
    for item in items:
        subjects.setdefault(item.subjects, []).append(item)
    return {codes: tuple(each) for codes, each in subjects.items()}


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def subject_name(code: str, language: Language) -> str:
    """Name a subject as families do, without the year of its programme."""
    return week.subject_name(code, language).partition(" (2")[0]


def subject_names(codes: Sequence[str], language: Language) -> str:
    """Name several subjects."""
    return ", ".join(subject_name(code, language) for code in codes)


def short_day(day: date) -> str:
    """Write a day as it stands on a timetable: `04/10`."""
    return f"{day.day:02}/{day.month:02}"


def clock(item: Told) -> str:
    """Write when it begins: `08:00`."""
    return clock_text(item.start_s)


def grade_name(grade: int, language: Language) -> str:
    """Name a grade: `Lớp 1`."""
    return say("families-grade", {"grade": grade}, language)


def channel_title(channels: Mapping[str, Channel], name: str) -> str:
    """Say what viewers call a channel; one that is described no more goes by its own name."""
    return shown(channels[name].title) if name in channels else name


def station(channel: Channel) -> str:
    """Say how families find a channel, in one line."""
    return shown(channel.where) or shown(channel.title)
