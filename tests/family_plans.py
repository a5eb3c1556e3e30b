"""A week of two grades on two channels, as a plan that families are told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from lessontool.model import Channel, Slot, Timetable
from lessontool.presets import load_channel

WEEK = "2021-W40"
MONDAY = date(2021, 10, 4)
FRIDAY_BEFORE = date(2021, 10, 1)
MOMENT = "2021-10-01T08:00:00Z"
LATER = "2021-10-05T09:30:00Z"
HELL = "<script>alert(1)</script>&amp;\"'\n=1+1 𝄞 " + "Đường " * 20
NAMES = {"TV": "Bài 5. Đường đi (Tiết 1)", "TO": "Bài 12. Phép cộng trong phạm vi 10", "DD": "Bài 3. Lễ phép"}


def at(text: str) -> int:
    """Seconds after 0:00 of `8:30` or `25:30`."""
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def lesson(
    subject: str, grade: int, day: date, start: str, *, number: int = 0, channel: str = "lai-chau", **more: Any
) -> Slot:
    """A lesson in the plan; those of one subject, grade and number are the same lesson."""
    number = number or day.toordinal() % 100
    label = more.pop("lesson_label", NAMES.get(subject, f"Bài {number}. Bài học"))
    return Slot(
        channel=channel,
        date=day.isoformat(),
        start_s=at(start),
        length_s=25 * 60,
        kind="lesson",
        title=f"{subject} {grade}",
        grade=grade,
        grades=(grade,),
        subjects=(subject,),
        lesson_id=more.pop("lesson_id", f"{subject}{grade}-{number}"),
        lesson_label=label,
        teachers=more.pop("teachers", ("Lò Thị Mai",)),
        **more,
    )


def relay(
    day: date, start: str, *, source: str = "VTV1", grades: Sequence[int] = (1,), subjects: Sequence[str] = ("TV",)
) -> Slot:
    """A lesson of another channel."""
    return Slot(
        channel="lai-chau",
        date=day.isoformat(),
        start_s=at(start),
        length_s=30 * 60,
        kind="relay",
        title="Dạy Tiếng Việt lớp 1",
        grades=tuple(grades),
        subjects=tuple(subjects),
        source=source,
    )


def news(day: date) -> Slot:
    """A programme that is no lesson."""
    return Slot(
        channel="lai-chau",
        date=day.isoformat(),
        start_s=at("11:30"),
        length_s=45 * 60,
        kind="fixed",
        title="Thời sự trưa",
        source="news",
    )


def week_slots(monday: date = MONDAY) -> list[Slot]:
    """Monday to Saturday: Vietnamese and mathematics of two grades twice a day, ethics on Tuesday, a relay, news."""
    slots: list[Slot] = []
    for number in range(6):
        day = monday + timedelta(days=number)
        slots += [
            lesson("TV", 1, day, "8:00"),
            lesson("TO", 1, day, "8:30"),
            lesson("TV", 2, day, "9:00"),
            lesson("TO", 2, day, "9:30"),
            relay(day, "10:00"),
            news(day),
            lesson("TV", 1, day, "14:30", showing=2, repeat=True),
            lesson("TO", 1, day, "15:00", showing=2, repeat=True),
            lesson("TV", 2, day, "15:30", showing=2, repeat=True),
            lesson("TO", 2, day, "16:00", showing=2, repeat=True),
        ]
    tuesday = monday + timedelta(days=1)
    slots += [lesson("DD", 1, tuesday, "10:45"), lesson("DD", 1, tuesday, "20:00", showing=2, repeat=True)]
    return slots


def week(slots: Sequence[Slot] | None = None, **changes: Any) -> Timetable:
    """The week as a plan."""
    plan = Timetable(
        week=WEEK,
        channels=("lai-chau",),
        rules="two-a-day",
        calendar="2021-2022",
        created="2021-09-30T10:00:00Z",
        slots=tuple(sorted(week_slots() if slots is None else slots, key=lambda s: (s.channel, s.date, s.start_s))),
    )
    return replace(plan, **changes)


def channel(**changes: Any) -> Channel:
    """The channel of the plan."""
    return replace(load_channel("lai-chau"), **changes)


def without(slots: Sequence[Slot], subject: str, grade: int, day: date, start: str) -> list[Slot]:
    """Take one lesson out."""
    kept = [
        slot
        for slot in slots
        if (slot.subjects, slot.grade, slot.date, slot.start_s) != ((subject,), grade, day.isoformat(), at(start))
    ]
    assert len(kept) == len(slots) - 1
    return kept
