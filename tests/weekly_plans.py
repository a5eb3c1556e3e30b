"""A week that keeps every rule of a small set of rules, to be written, read, checked and spoilt."""

from __future__ import annotations

import datetime
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from lessontool.cli.main import main
from lessontool.model import AiringRules, Channel, Demand, PlayoutItem, Relay, Slot, Timetable, ViewingHours
from lessontool.presets import load_calendar, load_channel

CHANNEL: Channel = load_channel("lai-chau")
"""Relays VTV1 at 10:00 and VTV2 at 14:30, Monday to Saturday: Vietnamese for grade 1."""

SECOND: Channel = load_channel("lai-chau-2")
CALENDAR = load_calendar("2021-2022")
MONDAY, TUESDAY, SATURDAY, SUNDAY = "2021-10-04", "2021-10-05", "2021-10-09", "2021-10-10"
DAYS = tuple((datetime.date(2021, 10, 4) + datetime.timedelta(days=each)).isoformat() for each in range(7))

RULES = AiringRules(
    name="two-a-day",
    summary_vi="Thử",
    summary_en="Trial",
    meaning="repeat",
    apart="other-part",
    demands=(
        Demand(grade=1, subjects=("TV", "TO"), days=("T2", "T3", "T4", "T5", "T6", "T7")),
        Demand(grade=1, subjects=("DD",), days=("T2", "T3", "T4", "T5", "T6", "T7"), days_per_week=1),
    ),
    hours=(
        ViewingHours(grades=(1,), start="07:30", end="11:15"),
        ViewingHours(grades=(1,), start="13:45", end="17:00"),
        ViewingHours(grades=(1,), start="19:45", end="20:45"),
    ),
)

SUBJECTS = {"TV": "Tiếng Việt", "TO": "Toán", "DD": "Đạo đức"}


def at(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    return hours * 3600 + minutes * 60


def lesson(date: str, start: str, subject: str = "TO", number: int = 1, showing: int = 1, **changes: Any) -> Slot:
    house = f"{subject}1_B{number:02}"
    item = PlayoutItem(
        file=f"/phat/{house}.mxf", house_number=house, in_frames=250, out_frames=36_250, file_frames=36_250,
        sha256=f"{number:02}" * 32,
    )  # fmt: skip
    slot = Slot(
        channel="lai-chau",
        date=date,
        start_s=at(start),
        length_s=1500,
        kind="lesson",
        title=f"{SUBJECTS.get(subject, subject)} 1",
        grade=1,
        grades=(1,),
        subjects=(subject,),
        lesson_id=f"id-{subject}-{number}",
        lesson_label=f"Bài {number}. Đường đi",
        teachers=("Lò Văn Sơn",),
        showing=showing,
        repeat=showing > 1,
        item=item,
    )
    return replace(slot, **changes)


def _relays(date: str) -> Iterator[Slot]:
    for relay in CHANNEL.relays:
        assert isinstance(relay, Relay)
        yield Slot(
            channel="lai-chau", date=date, start_s=at(relay.start), length_s=at(relay.end) - at(relay.start),
            kind="relay", title=relay.title, grades=relay.grades, subjects=relay.subjects, source=relay.source,
        )  # fmt: skip


def slots() -> tuple[Slot, ...]:
    found = [
        Slot(channel="lai-chau", date=date, start_s=at(block.start), length_s=at(block.end) - at(block.start),
             kind="fixed", title=block.title, counts=False, source=block.kind)
        for date in DAYS
        for block in CHANNEL.fixed
    ]  # fmt: skip
    for number, date in enumerate(DAYS[:6], start=1):
        found += _relays(date)
        found += [lesson(date, "08:00", number=number), lesson(date, "15:00", number=number, showing=2)]
    found += [lesson(MONDAY, "09:00", "DD"), lesson(MONDAY, "20:00", "DD", showing=2)]
    return tuple(sorted(found, key=lambda slot: (slot.channel, slot.date, slot.start_s)))


def plan(**changes: Any) -> Timetable:
    timetable = Timetable(
        week="2021-W40",
        channels=("lai-chau",),
        rules="two-a-day",
        calendar="2021-2022",
        created="2021-09-20T10:00:00Z",
        solver="greedy",
        slots=slots(),
    )
    return replace(timetable, **changes)


def without(timetable: Timetable, **said: Any) -> Timetable:
    """The plan without every slot of which all that is said is true."""
    kept = [slot for slot in timetable.slots if any(getattr(slot, name) != value for name, value in said.items())]
    assert len(kept) < len(timetable.slots)
    return replace(timetable, slots=tuple(kept))


def with_slots(timetable: Timetable, *more: Slot) -> Timetable:
    return replace(
        timetable, slots=tuple(sorted((*timetable.slots, *more), key=lambda each: (each.date, each.start_s)))
    )


def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Run a command of `lessontool schedule` as a user types it: its exit code, and what it said."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.delenv("LESSONTOOL_LANG", raising=False)
    monkeypatch.setattr(sys, "argv", ["lessontool", "schedule", *map(str, words)])
    try:
        with pytest.raises(SystemExit) as left:
            main()
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err
