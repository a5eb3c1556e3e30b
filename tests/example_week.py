"""The example of all planning: one channel's day with news and relays, hours of pupils, and a school year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lessontool.model import AiringRules, Channel, Demand, FixedBlock, Relay, SchoolCalendar, Slot, ViewingHours
from lessontool.model.airing import SCHOOL_DAYS, WEEKDAYS

WEEK = "2021-W40"
MONDAY = "2021-10-04"
DAYS = tuple(f"2021-10-{day:02}" for day in range(4, 10))

CHANNEL = Channel(
    name="ltv",
    summary_vi="Kênh mẫu",
    summary_en="An example",
    kind="tv",
    title="LTV",
    xmltv_id="ltv.example.vn",
    on_air_from="06:00",
    on_air_until="22:00",
    lesson_minutes=25,
    break_minutes=5,
    preset="tv-xdcam-hd422",
    fixed=tuple(
        FixedBlock(title=title, kind="news", days=WEEKDAYS, start=start, end=end)
        for title, start, end in (
            ("Thời sự sáng", "06:00", "07:00"),
            ("Thời sự trưa", "11:30", "12:15"),
            ("Tiếng dân tộc", "17:30", "18:30"),
            ("Thời sự tối", "18:30", "19:45"),
            ("Bản tin cuối ngày", "21:30", "22:00"),
        )
    ),
    relays=(
        Relay(
            source="VTV1",
            title="Tiếng Việt 1",
            days=SCHOOL_DAYS,
            start="10:00",
            end="10:30",
            grades=(1,),
            subjects=("TV",),
        ),
        Relay(
            source="VTV2",
            title="Tiếng Việt 1",
            days=SCHOOL_DAYS,
            start="14:30",
            end="15:00",
            grades=(1,),
            subjects=("TV",),
        ),
    ),
)

HOURS = (
    *(
        ViewingHours(grades=(1, 2), start=start, end=end, liking=liking)
        for start, end, liking in (("07:30", "11:15", 8), ("13:45", "17:00", 6), ("19:45", "20:45", 10))
    ),
    *(
        ViewingHours(grades=(3, 4, 5), start=start, end=end, liking=liking)
        for start, end, liking in (("07:00", "11:30", 6), ("13:30", "17:30", 6), ("19:45", "21:30", 8))
    ),
)

SIX = {
    1: ("TV", "TO", "TA", "DD", "TNXH", "HDTN"),
    2: ("TV", "TO", "TA", "DD", "TNXH", "HDTN"),
    3: ("TV", "TO", "DD", "TNXH", "AN", "MT"),
    4: ("TV", "TO", "DD", "KH", "LSDL", "MT"),
    5: ("TV", "TO", "DD", "KH", "LSDL", "MT"),
}
"""Six subjects of each grade of primary school: 30 pairs."""


def rules(*demands: Demand, **changes: Any) -> AiringRules:
    """Airing rules of the example with some demands; without any: all 30 pairs twice a day."""
    wanted = demands or tuple(Demand(grade=grade, subjects=subjects) for grade, subjects in SIX.items())
    made = AiringRules(
        name="example",
        summary_vi="Ví dụ",
        summary_en="An example",
        meaning="repeat",
        apart="other-part",
        demands=wanted,
        hours=HOURS,
    )
    return replace(made, **changes)


def rota_rules(**changes: Any) -> AiringRules:
    """The core of grades 1 and 2 every day, the 24 other pairs once a week, always twice on a day."""
    core = [Demand(grade=grade, subjects=SIX[grade][:3], weight=3) for grade in (1, 2)]
    others = [
        Demand(grade=grade, subjects=subjects[3:] if grade < 3 else subjects, days_per_week=1)
        for grade, subjects in SIX.items()
    ]
    return rules(*core, *others, **changes)


def calendar(**changes: Any) -> SchoolCalendar:
    """A school year in which 2021-W40 is week 5, for everybody."""
    made = SchoolCalendar(
        name="2021-2022", summary_vi="Năm học", summary_en="A year", school_year="2021-2022", first_week="2021-09-06"
    )
    return replace(made, **changes)


def free_channel(name: str = "phu", **changes: Any) -> Channel:
    """A channel for lessons alone, 7:00 to 21:00."""
    made = replace(
        CHANNEL, name=name, title=name.upper(), fixed=(), relays=(), on_air_from="07:00", on_air_until="21:00"
    )
    return replace(made, **changes)


def lesson_slot(date: str, start_s: int, grade: int, subject: str, lesson_id: str = "", channel: str = "ltv") -> Slot:
    """A lesson of a plan that was published."""
    return Slot(
        channel=channel,
        date=date,
        start_s=start_s,
        length_s=1500,
        kind="lesson",
        title="",
        grade=grade,
        grades=(grade,),
        subjects=(subject,),
        lesson_id=lesson_id,
    )


def starts(cells: Iterable[Any]) -> list[str]:
    """When cells begin, as people write it; hours go on counting after midnight."""
    return [f"{cell.start_s // 3600:02}:{cell.start_s // 60 % 60:02}" for cell in cells]
