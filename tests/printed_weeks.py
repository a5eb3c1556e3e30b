"""Weeks of broadcasts as they are printed: a usual one, a full one on three channels, and one from hell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from lessontool import curriculum
from lessontool.model import Channel, Slot, Timetable
from lessontool.presets import load_channel
from lessontool.timing import clock_s
from tests.sources import PRESETS

MONDAY: Final = date(2021, 10, 4)
NAMES: Final = ("lai-chau", "lai-chau-2", "phat-thanh")
CHANNELS: Final[tuple[Channel, ...]] = tuple(load_channel(name, folder=PRESETS) for name in NAMES)
TITLES: Final = (
    "Phép cộng trong phạm vi 10",
    "Gia đình em",
    "Ôn tập và kể chuyện",
    "Đường đến trường",
    "Làm quen với bút vẽ",
    "Nghỉ hè",
)
HELL: Final = "\"<script>window.hacked=1</script>&amp;' #[x] $\\\\ *a* </td></table> \u202etrái\u202c \x07 ổ" + "Đ" * 90
"""Markup of three kinds, signs that turn the writing, and a word that is wider than any column."""


def day(number: int) -> str:
    """The date of a day of the week, Monday is 0."""
    return (MONDAY + timedelta(days=number)).isoformat()


def lesson(number: int, start: str, subject: str, grade: int = 1, *, bai: int = 12, **changes: Any) -> Slot:
    """A lesson of 25 minutes on a day of the week, changed as wished."""
    title = TITLES[(bai + number) % len(TITLES)]
    seconds = clock_s(start)
    assert seconds is not None
    slot = Slot(
        channel="lai-chau",
        date=day(number),
        start_s=seconds,
        length_s=1500,
        kind="lesson",
        title=title,
        grade=grade,
        grades=(grade,),
        subjects=(subject,),
        lesson_id=f"{subject}{grade}-{bai}",
        lesson_label=f"Bài {bai}. {title} (Tiết 1)",
    )
    return replace(slot, **changes)


def relay(number: int, start: str, source: str, grades: tuple[int, ...] = (1,)) -> Slot:
    """A lesson that is taken over from another channel."""
    slot = lesson(number, start, "TV", title="Dạy Tiếng Việt lớp 1", lesson_id="", lesson_label="", length_s=1800)
    return replace(slot, kind="relay", source=source, grade=None, grades=grades)


def timetable(slots: Sequence[Slot], channels: tuple[str, ...] = ("lai-chau",), **changes: Any) -> Timetable:
    """A plan of week 40 of 2021."""
    plan = Timetable(
        week="2021-W40",
        channels=channels,
        rules="two-a-day",
        calendar="2021-2022",
        created="2021-10-01T10:00:00Z",
        slots=tuple(sorted(slots, key=lambda slot: (slot.channel, slot.date, slot.start_s))),
    )
    return replace(plan, **changes)


def usual(grade: int = 1, *, minutes_later: int = 0) -> list[Slot]:
    """Vietnamese and mathematics every day at the same times, another subject by a rota, all twice, and two relays."""
    found: list[Slot] = []
    for number, other in enumerate(("DD", "TNXH", "AN", "MT", "GDTC", "HDTN")):
        for start, subject, again in (
            ("08:00", "TV", False),
            ("08:30", "TO", False),
            ("09:30", other, False),
            ("15:00", other, True),
            ("19:45", "TV", True),
            ("20:15", "TO", True),
        ):
            bai = {"TV": 20 + number, "TO": 10 + number}.get(subject, 5)
            slot = lesson(number, start, subject, grade, bai=bai, showing=2 if again else 1, repeat=again)
            found.append(replace(slot, start_s=slot.start_s + 60 * minutes_later, signed=other == "AN"))
        found += [relay(number, "10:00", "VTV1"), relay(number, "14:30", "VTV2")] if grade == 1 else []
    return found


def full(each_day: int, grade: int = 1) -> list[Slot]:
    """So many lessons a day on three channels, every time on another one."""
    found: list[Slot] = []
    subjects = ("TV", "TO", "DD", "TNXH", "HDTN", "GDTC")
    for number in range(6):
        for place in range(each_day):
            minutes = 7 * 60 + place * 35 * 24 // each_day
            start = f"{minutes // 60:02}:{minutes % 60:02}"
            later = place * 2 >= each_day
            slot = lesson(number, start, subjects[(place + number) % 6], grade, bai=place + 1)
            found.append(replace(slot, channel=NAMES[place % 3], showing=1 + later, repeat=later, captions=True))
    return found


def renamed(slots: Sequence[Slot], title: str) -> list[Slot]:
    """The same lessons, all with one title."""
    return [replace(slot, title=title, lesson_label=title) for slot in slots]


def name_of(slot: Slot) -> str:
    """What families call its subject."""
    return curriculum.subject(slot.subjects[0]).name_vi
