"""The judge of plans takes a plan that keeps every rule, and refuses one that breaks any of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.libraries import tv_package
from tests.plan_judge import faults

Plan = dict[str, Any]

CHANNEL = """
name: mot
on_air_from: "06:00"
on_air_until: "25:00"
lesson_minutes: 25
break_minutes: 5
preset: tv-xdcam-hd422
fixed:
  - {title: Thời sự, kind: news, days: [T2, T3, T4, T5, T6, T7, CN], start: "11:30", end: "12:15"}
  - {title: Lễ khai giảng, kind: live, dates: ["2021-10-06"], start: "11:00", end: "11:45"}
relays:
  - {source: VTV1, title: Dạy Tiếng Việt, days: [T4], start: "10:00", end: "10:30", grades: [1], subjects: [TV]}
"""

OTHER = """
name: hai
on_air_from: "07:00"
on_air_until: "21:00"
lesson_minutes: 25
break_minutes: 5
preset: tv-xdcam-hd422
"""

RULES = """
name: thu
meaning: repeat
apart: other-part
most_in_a_row: 2
when_out_of_lessons: repeat
demands:
  - {grade: 1, subjects: [TV, TO], showings_per_day: 2, days: [T2, T3, T4], same_time: yes}
  - {grade: 1, subjects: [DD], showings_per_day: 2, days: [T2, T3, T4], days_per_week: 1}
hours:
  - {grades: [1], days: [T2, T3, T4, CN], start: "07:30", end: "11:00"}
  - {grades: [1], days: [T2, T3, T4, CN], start: "13:30", end: "17:00"}
  - {grades: [1], days: [T2, T3, T4, CN], start: "19:45", end: "20:45"}
"""

CALENDAR = """
name: nam
school_year: 2021-2022
first_week: "2021-09-06"
weeks: 35
days_off:
  - {title: Nghỉ, start: "2021-10-05", end: "2021-10-05"}
  - {title: Nghỉ rét, start: "2021-10-04", end: "2021-10-04", districts: [Mường Tè]}
"""

MONDAY, TUESDAY, WEDNESDAY = "2021-10-04", "2021-10-05", "2021-10-06"


class Setting:
    """Presets, packages, and a plan of one week that keeps every rule."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (
            ("channels/mot", CHANNEL),
            ("channels/hai", OTHER),
            ("airing/thu", RULES),
            ("calendars/nam", CALENDAR),
        ):
            path = folder / "presets" / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.lessons = {
            (subject, number): self.package(subject, number) for subject in ("TV", "TO", "DD") for number in (1, 2)
        }
        self.plan: Plan = {
            "week": "2021-W40",
            "channels": ["mot", "hai"],
            "rules": "thu",
            "calendar": "nam",
            "slots": [
                *(self.fixed(f"2021-10-{day:02}") for day in (4, 5, 7, 8, 9, 10)),
                self.fixed(WEDNESDAY, "Lễ khai giảng", "live", 39600),
                {**self.lesson("TV", 1, WEDNESDAY, "10:00"), "kind": "relay", "title": "Dạy Tiếng Việt",
                 "source": "VTV1", "length_s": 1800, "lesson_id": "", "item": None, "grades": [1]},
                self.lesson("TV", 1, MONDAY, "08:00"),
                self.lesson("TV", 1, MONDAY, "14:00", 2),
                self.lesson("TO", 1, MONDAY, "08:30"),
                self.lesson("TO", 1, MONDAY, "14:30", 2),
                self.lesson("TV", 2, WEDNESDAY, "14:00"),
                self.lesson("TO", 2, WEDNESDAY, "08:30"),
                self.lesson("TO", 2, WEDNESDAY, "14:30", 2),
                self.lesson("DD", 1, MONDAY, "09:30"),
                self.lesson("DD", 1, MONDAY, "15:30", 2),
            ],
            "shortages": [],
        }  # fmt: skip

    def package(self, subject: str, number: int, **said: Any) -> tuple[Path, dict[str, Any]]:
        folder = tv_package(self.folder / "packages", subject=subject, week=5, number=number, before_frames=250, **said)
        data = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return folder, next(file for file in data["files"] if file["role"] == "programme")

    def fixed(self, date: str, title: str = "Thời sự", kind: str = "news", start_s: int = 41400) -> Plan:
        where = {"channel": "mot", "date": date, "start_s": start_s, "length_s": 2700}
        return {**where, "kind": "fixed", "title": title, "source": kind}

    def lesson(self, subject: str, number: int, date: str, at: str, showing: int = 1) -> Plan:
        folder, file = self.lessons[subject, number]
        hours, minutes = map(int, at.split(":"))
        item = {
            "file": str(folder / file["name"]),
            "house_number": Path(file["name"]).stem,
            "in_frames": 250,
            "out_frames": file["duration_frames"],
            "file_frames": file["duration_frames"],
            "sha256": file["sha256"],
        }
        return {
            "channel": "mot", "date": date, "start_s": hours * 3600 + minutes * 60, "length_s": 1500,
            "kind": "lesson", "title": f"{subject} {number}", "grade": 1, "grades": [1], "subjects": [subject],
            "lesson_id": f"{subject}-{number}", "showing": showing, "repeat": showing > 1, "item": item,
        }  # fmt: skip

    def slot(self, subject: str, date: str, showing: int = 1) -> Plan:
        """The slot of the plan that shows a subject the first or second time on a day."""
        there = [
            slot
            for slot in self.plan["slots"]
            if slot["kind"] == "lesson" and slot["subjects"] == [subject] and slot["date"] == date
        ]
        return next(slot for slot in there if slot["showing"] == showing)

    def judged(self, *, with_packages: bool = True) -> list[str]:
        path = self.folder / "plan.json"
        path.write_text(json.dumps(self.plan, ensure_ascii=False), encoding="utf-8")
        return faults(path, self.folder / "presets", self.folder / "packages" if with_packages else None)

    def without(self, slot: Plan) -> None:
        self.plan["slots"].remove(slot)

    def change(self, preset: str, old: str, new: str) -> None:
        path = self.folder / "presets" / f"{preset}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def good(tmp_path: Path) -> Setting:
    return Setting(tmp_path)


def test_a_plan_that_keeps_every_rule_is_taken(good: Setting) -> None:
    assert good.judged() == []
    assert good.judged(with_packages=False) == []


def _move(subject: str, date: str, showing: int, at: str, **changes: Any) -> Callable[[Setting], None]:
    def change(good: Setting) -> None:
        hours, minutes = map(int, at.split(":"))
        good.slot(subject, date, showing).update({"start_s": hours * 3600 + minutes * 60, **changes})

    return change


def _changed(subject: str, date: str, showing: int, /, **changes: Any) -> Callable[[Setting], None]:
    return lambda good: good.slot(subject, date, showing).update(changes)


def _item(**changes: Any) -> Callable[[Setting], None]:
    return lambda good: good.slot("DD", MONDAY)["item"].update(changes)


def _dropped(title: str, date: str) -> Callable[[Setting], None]:
    def change(good: Setting) -> None:
        good.without(next(s for s in good.plan["slots"] if s["title"] == title and s["date"] == date))

    return change


BREAKS: dict[str, tuple[Callable[[Setting], None], str]] = {
    "overlap": (_move("DD", MONDAY, 1, "08:45"), "overlaps"),
    "outside the week": (_changed("DD", MONDAY, 1, date="2021-10-18"), "not in 2021-W40"),
    "unknown channel": (_changed("DD", MONDAY, 1, channel="ba"), "no such channel"),
    "not on air": (_move("DD", MONDAY, 1, "05:00"), "not on air"),
    "fixed programme left out": (_dropped("Thời sự", "2021-10-07"), "is missing or changed"),
    "relay left out": (_dropped("Dạy Tiếng Việt", WEDNESDAY), "is missing or changed"),
    "weekly block beside the single day's": (
        lambda good: good.plan["slots"].append(good.fixed(WEDNESDAY)),
        "does not stand in the channel",
    ),
    "outside the grade's hours": (_move("DD", MONDAY, 1, "07:00"), "cannot watch"),
    "wrong length": (_changed("DD", MONDAY, 1, length_s=1200), "lasts 1200 s"),
    "no break": (_move("DD", MONDAY, 1, "08:55"), "within the break"),
    "a holiday": (_changed("DD", MONDAY, 1, date=TUESDAY), "has no school"),
    "too few showings": (lambda good: good.without(good.slot("TO", MONDAY, 2)), "no shortage says so"),
    "too few of a rota": (lambda good: good.without(good.slot("DD", MONDAY, 2)), "1 of the week's 2 showings"),
    "a cell without a lesson": (_changed("TO", MONDAY, 2, lesson_id="", item=None), "no shortage says so"),
    "not in different parts": (_move("DD", MONDAY, 2, "10:30"), "not apart"),
    "not apart from a relay": (_move("TV", WEDNESDAY, 1, "09:00"), "not apart"),
    "not at the same time": (_move("TO", WEDNESDAY, 1, "09:00"), "not at the times of the other days"),
    "three in a row": (_move("DD", MONDAY, 1, "09:00"), "the 3th lesson of grade 1 in a row"),
    "two channels at once": (_move("DD", MONDAY, 1, "08:10", channel="hai"), "another channel at the same time"),
    "beside a relay": (_move("TO", WEDNESDAY, 1, "09:50", channel="hai"), "another channel at the same time"),
    "two lessons on a day": (_changed("TO", MONDAY, 2, lesson_id="TO-2", showing=1, repeat=False), "is to be repeated"),
    "repeat not said": (_changed("TO", MONDAY, 2, repeat=False), "does not say so"),
    "wrong count of the day": (_changed("TO", MONDAY, 2, showing=1), "is showing 2 of the day"),
    "lesson without file": (_changed("DD", MONDAY, 1, item=None), "go together"),
    "line-up is shown": (_item(in_frames=0), "not those of the package's manifest"),
    "cut": (_item(out_frames=2000), "not played to its end"),
    "other checksum": (_item(sha256="0" * 64), "checksum is not that of the file"),
    "other name": (_item(house_number="X"), "is not the name of"),
    "no such file": (_item(file="/nowhere/DD1_T05_B01.mxf"), "no package has"),
    "longer than its slot": (_item(out_frames=250 + 37501, file_frames=250 + 37501), "longer than its slot"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_plan_that_breaks_a_rule_is_refused(good: Setting, name: str) -> None:
    change, words = BREAKS[name]
    change(good)
    assert any(words in fault for fault in good.judged()), good.judged()


def test_lessons_in_the_wrong_order_are_refused(good: Setting) -> None:
    for showing in (1, 2):
        first, second = good.slot("TO", MONDAY, showing), good.slot("TO", WEDNESDAY, showing)
        first["date"], second["date"] = second["date"], first["date"]
    assert any("comes before the lesson that was shown already" in fault for fault in good.judged())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"verdicts": {"a.mxf: loudness": "failed"}}, "failed quality control"),
        ({"verdicts": {}}, "never looked at"),
        ({"preset": "tv-other"}, "not for this channel"),
        ({"minutes": 26}, "longer than its slot"),
    ],
)
def test_a_lesson_that_may_not_be_shown_is_refused(good: Setting, said: dict[str, Any], words: str) -> None:
    good.lessons["DD", 1] = good.package("DD", 7, **said)
    for showing, at in ((1, "09:30"), (2, "15:30")):
        good.slot("DD", MONDAY, showing).update(good.lesson("DD", 1, MONDAY, at, showing))
    assert any(words in fault for fault in good.judged())


def test_a_lesson_whose_rights_ended_is_refused(good: Setting) -> None:
    good.lessons["DD", 1] = good.package("DD", 7, expires="2021-10-04")
    slots = [good.lesson("DD", 1, MONDAY, at, showing) for showing, at in ((1, "09:30"), (2, "15:30"))]
    for showing, slot in enumerate(slots, start=1):
        good.slot("DD", MONDAY, showing).update(slot)
    assert good.judged() == []
    for slot in good.plan["slots"]:
        if slot.get("lesson_id") == "DD-1":
            slot["date"] = WEDNESDAY
    assert any("may be shown until 2021-10-04 only" in fault for fault in good.judged())


def _short(**changes: Any) -> Plan:
    said = {"grade": 1, "subject": "TO", "date": MONDAY, "wanted": 2, "planned": 1, "minutes": 25, "reason": "no-room"}
    return {**said, **changes}


def test_a_shortage_that_says_exactly_what_is_missing_is_taken(good: Setting) -> None:
    good.without(good.slot("TO", MONDAY, 2))
    good.plan["shortages"] = [_short()]
    assert good.judged() == []
    good.without(good.slot("DD", MONDAY, 2))
    good.plan["shortages"].append(_short(subject="DD", date=WEDNESDAY))
    assert good.judged() == []


@pytest.mark.parametrize(
    "changes", [{"planned": 0}, {"wanted": 3}, {"minutes": 0}, {"date": TUESDAY}, {"subject": "MT"}]
)
def test_a_shortage_that_says_something_else_is_refused(good: Setting, changes: dict[str, Any]) -> None:
    good.without(good.slot("TO", MONDAY, 2))
    good.plan["shortages"] = [_short(**changes)]
    assert good.judged()


def test_a_shortage_where_nothing_is_missing_is_refused(good: Setting) -> None:
    good.plan["shortages"] = [_short(planned=2)]
    assert any("a shortage is claimed" in fault for fault in good.judged())


def test_a_rota_on_too_many_days_is_refused(good: Setting) -> None:
    for at, showing in (("09:30", 1), ("15:30", 2)):
        good.plan["slots"].append(good.lesson("DD", 2, WEDNESDAY, at, showing))
    assert good.judged() == ["DD 1: on 2 days of the week, asked for 1"]


def test_showings_need_their_gap_where_the_rules_ask_for_one(good: Setting) -> None:
    good.change("airing/thu", "apart: other-part", "apart: gap\ngap_minutes: 360")
    assert good.judged() == ["TV 1 2021-10-06: 10:00 and 14:00 not apart"]


def test_two_different_lessons_are_wanted_where_the_rules_say_distinct(good: Setting) -> None:
    good.change("airing/thu", "meaning: repeat", "meaning: distinct")
    assert any("where another could be shown" in fault for fault in good.judged())
    _, file = good.lessons["DD", 2]
    again = good.lesson("DD", 2, MONDAY, "15:30")
    assert again["item"]["house_number"] == Path(file["name"]).stem
    good.slot("DD", MONDAY, 2).update(again)
    assert not any(fault.startswith("DD") for fault in good.judged())


def test_an_old_lesson_on_another_day_is_refused_where_the_rules_leave_that_empty(good: Setting) -> None:
    good.change("airing/thu", "when_out_of_lessons: repeat", "when_out_of_lessons: empty")
    assert good.judged() == []
    for showing in (1, 2):
        slot = good.slot("TO", WEDNESDAY, showing)
        slot.update(good.lesson("TO", 1, WEDNESDAY, "08:30" if showing == 1 else "14:30", showing), repeat=True)
    assert good.judged() == ["TO 1: TO-1 on several days"]


def test_a_made_up_sunday_is_a_school_day(good: Setting) -> None:
    good.change("calendars/nam", "weeks: 35", 'weeks: 35\nschool_days_added: ["2021-10-10"]')
    sunday = [
        {**copy.deepcopy(good.slot(subject, MONDAY, showing)), "date": "2021-10-10", "repeat": True}
        for subject in ("TV", "TO")
        for showing in (1, 2)
    ]
    assert any("2021-10-10: 0 of 2 showings" in fault for fault in good.judged())
    good.plan["slots"] += sunday
    assert good.judged() == []


def test_after_the_last_week_nothing_is_wanted_and_nothing_is_planned(good: Setting) -> None:
    good.change("calendars/nam", "weeks: 35", "weeks: 4")
    assert {fault.rpartition(": ")[2] for fault in good.judged()} >= {"grade 1 has no school on 2021-10-04"}
    good.plan["slots"] = [slot for slot in good.plan["slots"] if slot["kind"] != "lesson"]
    assert good.judged() == []


def test_all_compulsory_subjects_are_meant_where_a_demand_names_none(good: Setting) -> None:
    good.change("airing/thu", "subjects: [DD], showings_per_day: 2, days: [T2, T3, T4], days_per_week: 1", "days: [CN]")
    good.change("calendars/nam", "weeks: 35", 'weeks: 35\nschool_days_added: ["2021-10-10"]')
    said = {fault.split()[0] for fault in good.judged() if "2021-10-10: 0 of 2" in fault}
    assert said == {"TV", "TO", "DD", "TNXH", "GDTC", "AN", "MT", "HDTN"}


def test_two_relays_in_one_part_of_the_day_are_one_showing(good: Setting) -> None:
    relay = next(slot for slot in good.plan["slots"] if slot["kind"] == "relay")
    good.without(good.slot("TV", WEDNESDAY))
    good.plan["slots"].append({**relay, "channel": "hai", "start_s": relay["start_s"] - 3600})
    said = [fault for fault in good.judged() if fault.startswith(f"TV 1 {WEDNESDAY}")]
    assert said == [f"TV 1 {WEDNESDAY}: 1 of 2 showings, and no shortage says so"]


def test_other_times_are_accepted_on_the_days_of_which_the_plan_says_so(good: Setting) -> None:
    good.slot("TO", WEDNESDAY, 2).update(good.lesson("TO", 2, WEDNESDAY, "15:00", 2))
    complaint = f"TO 1 {WEDNESDAY}: not at the times of the other days"
    assert good.judged() == [complaint]
    other: Plan = {"code": "airing-other-time", "values": {"grade": 1, "subject": "Toán", "dates": "T4 06/10"}}
    good.plan["findings"] = [other]
    assert good.judged() == []
    other["values"]["dates"] = "T2 04/10 – T4 06/10"
    assert good.judged() == ["TO 1: the plan says of every day that it has other times"]
    other["values"].update(dates="T4 06/10", grade=2)
    assert good.judged() == [complaint]
