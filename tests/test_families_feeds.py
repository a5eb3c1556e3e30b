"""Calendars: what a telephone shows is the plan, through every change of it; ical.js and icalendar read every feed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Channel, Slot
from lessontool.schedule.families.feeds import Event, Publication, events, feed
from lessontool.schedule.families.told import told
from tests.family_plans import (
    FRIDAY_BEFORE,
    HELL,
    LATER,
    MOMENT,
    MONDAY,
    channel,
    lesson,
    relay,
    week,
    week_slots,
    without,
)

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=number) for number in (1, 2, 3))
CHANNELS: dict[str, Channel] = {"lai-chau": channel(), "lai-chau-2": channel(name="lai-chau-2", title="LTV2")}
NODE_JUDGES = Path(__file__).parent / "judges_node"
THIRD = "2021-10-06T01:00:00Z"


def missing(what: str, remedy: str) -> NoReturn:
    said = f"{what} is missing: {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def judged(path: Path) -> dict[str, Any]:
    """What ical.js reads, and its complaints."""
    if not shutil.which("node") or not (NODE_JUDGES / "node_modules" / "ical.js").is_dir():
        missing("ical.js", ".ci/judges.sh")
    command = ["node", str(NODE_JUDGES / "ical.cjs"), str(path)]
    said = subprocess.run(command, check=False, capture_output=True, timeout=60)
    assert said.returncode in (0, 1), said.stderr.decode()
    answer: dict[str, Any] = json.loads(said.stdout)
    assert said.returncode == bool(answer["errors"])
    return answer


def history(*plans: Sequence[Slot]) -> tuple[Publication, ...]:
    moments = (MOMENT, LATER, THIRD)
    return tuple(
        Publication(timetable=week(slots), moment=moment) for slots, moment in zip(plans, moments, strict=False)
    )


def written(*plans: Sequence[Slot], grade: int = 1, today: date = FRIDAY_BEFORE, **more: Any) -> bytes:
    return feed(
        [events(history(*plans))], CHANNELS, grade=grade, today=today, language=more.pop("language", "vi"), **more
    )


def entries(content: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    assert isinstance(calendar, icalendar.Calendar)
    assert calendar.errors == []
    found = calendar.events
    assert all(entry.errors == [] for entry in found)
    return list(found)


def one(followed: Sequence[Event], subject: str, day: date, start: str) -> Event:
    hours, minutes = map(int, start.split(":"))
    (found,) = (
        event
        for event in followed
        if (event.item.subjects, event.item.day, event.item.start_s) == ((subject,), day, hours * 3600 + minutes * 60)
    )
    return found


def test_ical_js_shows_exactly_the_plan(tmp_path: Path) -> None:
    slots = [*week_slots(), lesson("TV", 1, THURSDAY, "20:00", lesson_label=HELL, teachers=(HELL,), signed=True,
                                   captions=True), lesson("AN", 1, THURSDAY, "25:15")]  # fmt: skip
    path = tmp_path / "lich.ics"
    path.write_bytes(written(slots, school=HELL))
    said = judged(path)
    assert said["errors"] == []
    assert said["name"].startswith("Lịch học lớp 1 – LTV – <script>alert(1)</script>&amp;")
    assert said["refresh"] == "PT12H"
    planned = {
        (
            # Vietnam is seven hours ahead of UTC
            (datetime.fromisoformat(slot.date) + timedelta(seconds=slot.start_s, hours=-7)).isoformat() + ".000Z",
            slot.length_s,
        )
        for slot in slots
        if slot.kind != "fixed" and 1 in slot.grades
    }
    shown = {
        (event["start"], round((datetime.fromisoformat(event["end"]) - datetime.fromisoformat(event["start"])).seconds))
        for event in said["events"]
    }
    assert shown == planned
    assert len(said["events"]) == len(planned) == 34
    assert {event["alarm"] for event in said["events"]} == {-900}
    hell = next(event for event in said["events"] if "script" in event["summary"])
    assert hell["summary"].startswith("Tiếng Việt lớp 1: <script>alert(1)</script>&amp;\"' =1+1 𝄞 Đường")
    assert hell["description"].endswith("Có phiên dịch ngôn ngữ kí hiệu\nCó phụ đề")


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ((b"END:VEVENT\r\n", b""), "Error"),
        ((b"UID:", b"X-UID:"), "not exactly one uid"),
        ((b"\r\n", b"\n"), "CR LF"),
        ((b"LOCATION:", b"LOCATION:" + b"x" * 80), "a line of"),
        ((b"T013000Z", b"T013000"), "not in UTC"),
        ((b"DTEND:20211004T015500Z", b"DTEND:20211004T005500Z"), "ends before it begins"),
        ((b"VERSION:2.0", b"VERSION:1.0"), "no VERSION"),
        (("Tiếng".encode(), b"Ti\xe1\xba"), "TypeError"),
    ],
)
def test_a_broken_calendar_is_refused_by_the_judge(tmp_path: Path, damage: tuple[bytes, bytes], complaint: str) -> None:
    path = tmp_path / "lich.ics"
    good = written(week_slots())
    path.write_bytes(good.replace(*damage, 1) if complaint != "CR LF" else good.replace(*damage))
    assert path.read_bytes() != good
    assert complaint in " ".join(judged(path)["errors"])


def test_lines_are_folded_at_75_octets_and_never_inside_a_letter() -> None:
    content = written([lesson("TV", 1, MONDAY, "8:00", lesson_label="Đường " * 40, teachers=("Lò Thị Ưởng" * 9,))])
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_an_entry_says_where_who_and_when_again() -> None:
    first = entries(written(week_slots()))[0]
    assert str(first["summary"]) == "Tiếng Việt lớp 1: Bài 5. Đường đi (Tiết 1)"
    assert str(first["description"]).split("\n") == [
        "Xem trên: Truyền hình Lai Châu (LTV)",
        "Giáo viên: Lò Thị Mai",
        "Trong ngày còn phát lúc: 14:30",
    ]
    relayed = next(each for each in entries(written([relay(MONDAY, "10:00")])))
    assert str(relayed["summary"]) == "Tiếng Việt lớp 1"
    assert "Tiếp sóng VTV1" in str(relayed["description"])
    english = entries(written(week_slots(), language="en"))[0]
    assert str(english["summary"]).startswith("Vietnamese, grade 1: Bài 5")


def test_a_moved_lesson_keeps_its_name_and_counts_its_changes() -> None:
    number = TUESDAY.toordinal() % 100
    second = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("TO", 1, THURSDAY, "20:30", number=number)]
    third = [*without(second, "TO", 1, THURSDAY, "20:30"),
             lesson("TO", 1, THURSDAY, "20:30", number=number, channel="lai-chau-2")]  # fmt: skip
    before = one(events(history(week_slots())), "TO", TUESDAY, "8:30")
    after = one(events(history(week_slots(), second)), "TO", THURSDAY, "20:30")
    last = one(events(history(week_slots(), second, third)), "TO", THURSDAY, "20:30")
    assert before.uid == after.uid == last.uid
    assert [each.sequence for each in (before, after, last)] == [0, 1, 2]
    assert [each.changed for each in (before, after, last)] == [MOMENT, LATER, THIRD]
    untouched = one(events(history(week_slots(), second)), "TV", WEDNESDAY, "8:00")
    assert (untouched.sequence, untouched.changed) == (0, MOMENT)
    assert len({event.uid for event in events(history(week_slots(), second, third))}) == len(told(week()))


def test_a_cancelled_lesson_is_crossed_out_until_its_day_is_over(tmp_path: Path) -> None:
    second = without(week_slots(), "DD", 1, TUESDAY, "20:00")
    crossed = [each for each in entries(written(week_slots(), second, today=TUESDAY)) if each["status"] == "CANCELLED"]
    assert [(str(each["summary"]), each["sequence"]) for each in crossed] == [
        ("Đã huỷ: Đạo đức lớp 1: Bài 3. Lễ phép", 1)
    ]
    assert crossed[0].subcomponents == []
    path = tmp_path / "lich.ics"
    path.write_bytes(written(week_slots(), second, today=TUESDAY))
    assert [each["status"] for each in judged(path)["events"]].count("CANCELLED") == 1
    over = entries(written(week_slots(), second, today=WEDNESDAY))
    assert [each for each in over if each["status"] == "CANCELLED"] == []


def test_a_cancelled_lesson_that_comes_back_is_the_same_entry() -> None:
    second = without(week_slots(), "DD", 1, TUESDAY, "20:00")
    back = one(events(history(week_slots(), second, week_slots())), "DD", TUESDAY, "20:00")
    assert (back.uid, back.sequence, back.cancelled) == (
        one(events(history(week_slots())), "DD", TUESDAY, "20:00").uid,
        2,
        False,
    )


def test_a_lesson_that_is_put_where_a_moved_one_was_gets_a_name_of_its_own() -> None:
    number = TUESDAY.toordinal() % 100
    gone = [slot for slot in week_slots() if not (slot.subjects == ("TO",) and slot.date == TUESDAY.isoformat())]
    first = [*gone, lesson("TO", 1, TUESDAY, "8:30", number=number)]
    second = [*gone, lesson("TO", 1, THURSDAY, "20:30", number=number)]
    third = [*second, lesson("TO", 1, TUESDAY, "8:30", number=number)]
    followed = events(history(first, second, third))
    assert one(followed, "TO", TUESDAY, "8:30").uid != one(followed, "TO", THURSDAY, "20:30").uid


def test_a_new_title_changes_the_entry_that_was_there() -> None:
    slots = week_slots()
    slots[0] = replace(slots[0], lesson_label="Bài 5. Đường đi học (Tiết 1)")
    event = one(events(history(week_slots(), slots)), "TV", MONDAY, "8:00")
    assert (event.sequence, event.item.text) == (1, "Bài 5. Đường đi học (Tiết 1)")


def test_every_grade_has_its_own_calendar_and_the_same_bytes_again() -> None:
    slots = [*week_slots(), relay(THURSDAY, "20:00", grades=(1, 2), subjects=("TV", "TO"))]
    assert len(entries(written(slots, grade=1))) == 33
    assert len(entries(written(slots, grade=2))) == 25
    assert entries(written(slots, grade=3)) == []
    assert written(slots) == written(slots[::-1])
    shared = [each for each in entries(written(slots, grade=2)) if "," in str(each["summary"])]
    assert [str(each["summary"]) for each in shared] == ["Tiếng Việt, Toán lớp 2"]


PLAN = st.lists(
    st.tuples(st.sampled_from(("TV", "TO")), st.integers(0, 2), st.integers(7, 12), st.integers(1, 3), st.booleans()),
    max_size=9,
    unique_by=lambda each: (each[1], each[2]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(PLAN, min_size=1, max_size=4))
def test_through_any_history_live_entries_are_the_last_plan_and_no_entry_ever_loses_count(
    plans: list[list[tuple[str, int, int, int, bool]]],
) -> None:
    publications = [
        Publication(
            timetable=week(
                [
                    lesson(
                        code,
                        1,
                        MONDAY + timedelta(days=day),
                        f"{hour}:00",
                        number=number,
                        lesson_label=f"Bài {number}",
                        channel="lai-chau-2" if second else "lai-chau",
                    )
                    for code, day, hour, number, second in rows
                ]
            ),
            moment=f"2021-10-01T0{count}:00:00Z",
        )
        for count, rows in enumerate(plans)
    ]
    before: dict[str, Event] = {}
    for count in range(1, len(publications) + 1):
        followed = events(publications[:count])
        live = sorted((event.item for event in followed if not event.cancelled), key=lambda item: item.place)
        assert live == sorted(told(publications[count - 1].timetable), key=lambda item: item.place)
        now = {event.uid: event for event in followed}
        assert len(now) == len(followed)
        assert set(before) <= set(now)
        for uid, event in before.items():
            same = (event.item, event.cancelled) == (now[uid].item, now[uid].cancelled)
            assert now[uid].sequence == event.sequence + (not same)
            assert now[uid].changed == (event.changed if same else publications[count - 1].moment)
        before = now
