"""An independent checker of plans: plain Python against the rules as they are written, and no part of our planning.

It reads the timetable's JSON, the presets' YAML and the packages' manifests by itself, so that a mistake in what we
think a rule means cannot hide in both places. `faults` says in English what is wrong; nothing: the plan keeps every
rule, or says exactly what it lacks.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import yaml

DAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
DAY_S = 86_400
PERIODS = Path(__file__).parents[1] / "lessontool" / "curriculum" / "periods.json"
SUBJECTS = PERIODS.with_name("subjects.csv")

Fields = dict[str, Any]
Pair = tuple[int, str]


def faults(timetable: Path, presets: Path, packages: Path | None = None) -> list[str]:
    """Say everything that a plan breaks; `presets` has the folders channels, airing and calendars."""
    plan = json.loads(timetable.read_text(encoding="utf-8"))
    channels = {name: _yaml(presets / "channels" / f"{name}.yaml") for name in plan["channels"]}
    rules = _yaml(presets / "airing" / f"{plan['rules']}.yaml")
    calendar = _yaml(presets / "calendars" / f"{plan['calendar']}.yaml")
    year, number = map(int, re.fullmatch(r"(\d{4})-W(\d{2})", plan["week"]).groups())  # type: ignore[union-attr]
    week = [dt.date.fromisocalendar(year, number, day) for day in range(1, 8)]
    slots = sorted(plan["slots"], key=lambda slot: (slot["date"], slot["start_s"], slot["channel"]))
    judge = _Judge(plan, channels, rules, calendar, week, slots)
    known = _manifests(packages) if packages else None
    found = [
        *judge.places(),
        *judge.overlaps(),
        *judge.blocks(),
        *judge.cells(),
        *judge.hours(),
        *judge.holidays(),
        *judge.one_channel(),
        *judge.rows(),
        *judge.apart(),
        *judge.counted(),
        *judge.same_times(),
        *judge.showings(known),
        *judge.files(known),
    ]
    return sorted(set(found))


class _Judge:
    def __init__(
        self,
        plan: Fields,
        channels: dict[str, Fields],
        rules: Fields,
        calendar: Fields,
        week: list[dt.date],
        slots: list[Fields],
    ) -> None:
        self.plan, self.channels, self.rules, self.calendar, self.week = plan, channels, rules, calendar, week
        self.slots = [slot for slot in slots if slot["channel"] in channels]
        self.lessons = [slot for slot in self.slots if slot["kind"] == "lesson"]
        self.strangers = [slot for slot in slots if slot["channel"] not in channels]

    # ── where slots are ───────────────────────────────────────────────────────────────────────────────────────

    def places(self) -> Iterator[str]:
        days = {day.isoformat() for day in self.week}
        for slot in self.strangers:
            yield f"{_at(slot)}: the plan has no such channel"
        for slot in self.slots:
            if slot["date"] not in days:
                yield f"{_at(slot)}: not in {self.plan['week']}"
            if slot["length_s"] <= 0:
                yield f"{_at(slot)}: has no length"
            channel = self.channels[slot["channel"]]
            if not _s(channel["on_air_from"]) <= slot["start_s"] <= _end(slot) <= _s(channel["on_air_until"]):
                yield f"{_at(slot)}: the channel is not on air"

    def overlaps(self) -> Iterator[str]:
        for name in self.channels:
            mine = sorted((slot for slot in self.slots if slot["channel"] == name), key=_absolute)
            for one, other in combinations(mine, 2):
                if _absolute(other) < _absolute(one) + one["length_s"]:
                    yield f"{_at(other)}: overlaps {_at(one)}"

    def blocks(self) -> Iterator[str]:
        """Fixed programmes and relays stand where the channel says; a single day's takes the place of a weekly one."""
        for name, channel in self.channels.items():
            for day in self.week:
                wanted = Counter(_standing(channel, day))
                there = Counter(
                    _block(slot["kind"], slot["title"], slot["start_s"], _end(slot), slot)
                    for slot in self.slots
                    if slot["channel"] == name and slot["date"] == day.isoformat() and slot["kind"] != "lesson"
                )
                for block in wanted - there:
                    yield f"{name} {day}: {block[0]} {block[1]!r} at {_clock(block[2])} is missing or changed"
                for block in there - wanted:
                    yield f"{name} {day}: {block[0]} {block[1]!r} at {_clock(block[2])} does not stand in the channel"

    def cells(self) -> Iterator[str]:
        """A lesson has the channel's length, and its break stands between it and the next one."""
        for name, channel in self.channels.items():
            mine = sorted((slot for slot in self.slots if slot["channel"] == name), key=_absolute)
            for slot in mine:
                if slot["kind"] == "lesson" and slot["length_s"] != int(channel["lesson_minutes"]) * 60:
                    yield f"{_at(slot)}: lasts {slot['length_s']} s, lessons there {channel['lesson_minutes']} min"
            for one, other in pairwise(mine):
                free = _absolute(other) - _absolute(one) - one["length_s"]
                if one["kind"] == other["kind"] == "lesson" and 0 <= free < int(channel["break_minutes"]) * 60:
                    yield f"{_at(other)}: begins within the break after {_at(one)}"

    def hours(self) -> Iterator[str]:
        for slot in self.lessons:
            spans = sorted(
                (_s(each["start"]), _s(each["end"]))
                for each in self.rules["hours"]
                if str(slot["grade"]) in each["grades"] and _weekday(slot["date"]) in each.get("days", DAYS)
            )
            if not any(start <= slot["start_s"] and _end(slot) <= end for start, end in _joined(spans)):
                yield f"{_at(slot)}: grade {slot['grade']} cannot watch then"

    def holidays(self) -> Iterator[str]:
        for slot in self.lessons:
            if not self.school_day(dt.date.fromisoformat(slot["date"]), slot["grade"]):
                yield f"{_at(slot)}: grade {slot['grade']} has no school on {slot['date']}"

    # ── the calendar ──────────────────────────────────────────────────────────────────────────────────────────

    def school_day(self, day: dt.date, grade: int) -> bool:
        """A day of a numbered week of school that is not off; Sundays only where calendar or demand name them."""
        named = {day for demand in self.rules["demands"] if int(demand["grade"]) == grade for day in _days(demand)}
        if self.added(day):
            return self.in_term(day, grade)
        return DAYS[day.weekday()] in named and not self.off(day) and self.in_term(day, grade)

    def added(self, day: dt.date) -> bool:
        return day.isoformat() in self.calendar.get("school_days_added", ())

    def off(self, day: dt.date) -> bool:
        return any(
            not each.get("districts") and each["start"] <= day.isoformat() <= each["end"]
            for each in self.calendar.get("days_off", ())
        )

    def in_term(self, day: dt.date, grade: int) -> bool:
        """In one of the year's numbered weeks: a week without any school day has no number."""
        first = self.calendar["first_week"]
        if grade == 1 and self.calendar.get("grade_1_first_week"):
            first = self.calendar["grade_1_first_week"]
        monday, number = dt.date.fromisoformat(first), 0
        while monday <= day:
            days = [monday + dt.timedelta(days=each) for each in range(7)]
            taught = [each for each in days if self.added(each) or (each.weekday() < 6 and not self.off(each))]
            number += bool(taught)
            if day in days:
                return bool(taught) and number <= int(self.calendar.get("weeks", 35))
            monday += dt.timedelta(days=7)
        return False

    # ── who asks for what ─────────────────────────────────────────────────────────────────────────────────────

    def demands(self) -> Iterator[tuple[Pair, Fields, list[str]]]:
        """Each pair with its demand and the days of this week on which it holds."""
        for demand in self.rules["demands"]:
            grade = int(demand["grade"])
            days = [
                day.isoformat()
                for day in self.week
                if (DAYS[day.weekday()] in _days(demand) or (self.added(day) and day.weekday() >= 5))
                and self.school_day(day, grade)
            ]
            for subject in demand.get("subjects") or _compulsory(grade, self.calendar["school_year"]):
                yield (grade, subject), demand, days

    def shown(self, pair: Pair, date: str) -> list[Fields]:
        """Everything of a day that counts as a showing of a pair: our lessons that exist, and relays that count.

        Of relays that are not apart from each other only the first counts, however many there are.
        """
        own = [
            slot
            for slot in self.lessons
            if slot["date"] == date and pair in _pairs(slot) and slot.get("counts", True) and slot.get("lesson_id")
        ]
        relays: list[Fields] = []
        for slot in self.slots:
            if slot["date"] != date or slot["kind"] != "relay" or not slot.get("counts", True):
                continue
            meets = any(slot["start_s"] < _end(other) and other["start_s"] < _end(slot) for other in relays)
            if pair in _pairs(slot) and not meets and not any(self._together(slot, other) for other in relays):
                relays.append(slot)
        return own + relays

    def counted(self) -> Iterator[str]:
        """Every demanded showing is there, or a shortage says exactly how many are not; none is said where all are."""
        missing: dict[tuple[Pair, str], list[Fields]] = defaultdict(list)
        for short in self.plan.get("shortages", ()):
            missing[(short["grade"], short["subject"]), short["date"]].append(short)
        for pair, demand, days in self.demands():
            count = int(demand.get("showings_per_day", 2))
            rota = min(int(demand.get("days_per_week", 0)), len(days))
            told = {date: missing.pop((pair, date), []) for date in days}
            if int(demand.get("days_per_week", 0)):
                yield from self._rota(pair, count, rota, days, told)
                continue
            for date in days:
                yield from self._day(pair, date, count, told[date])
        for (pair, date), shorts in missing.items():
            yield f"{_name(pair)} {date}: {len(shorts)} shortages where nothing is demanded"

    def _day(self, pair: Pair, date: str, count: int, told: list[Fields]) -> Iterator[str]:
        there = len(self.shown(pair, date))
        if there >= count and told:
            yield f"{_name(pair)} {date}: a shortage is claimed, but {there} of {count} are there"
        if there < count and not told:
            yield f"{_name(pair)} {date}: {there} of {count} showings, and no shortage says so"
        for short in told:
            if (short["wanted"], short["planned"]) != (count, there):
                said = f"{short['planned']} of {short['wanted']}"
                yield f"{_name(pair)} {date}: the shortage says {said}, there are {there} of {count}"
            if short["minutes"] <= 0:
                yield f"{_name(pair)} {date}: a shortage of {short['minutes']} minutes"

    def _rota(self, pair: Pair, count: int, rota: int, days: list[str], told: dict[str, list[Fields]]) -> Iterator[str]:
        there = sorted((min(count, len(self.shown(pair, date))) for date in days), reverse=True)
        missing = rota * count - sum(there[:rota])
        said = sum(short["wanted"] - short["planned"] for shorts in told.values() for short in shorts)
        if missing != said:
            yield f"{_name(pair)}: {missing} of the week's {rota * count} showings are missing, shortages say {said}"
        own = {slot["date"] for slot in self.lessons if pair in _pairs(slot)}
        if len(own) > rota:
            yield f"{_name(pair)}: on {len(own)} days of the week, asked for {rota}"

    # ── how they lie ──────────────────────────────────────────────────────────────────────────────────────────

    def one_channel(self) -> Iterator[str]:
        taught = [slot for slot in self.slots if slot["kind"] != "fixed"]
        for one, other in combinations(taught, 2):
            together = (
                _absolute(one) < _absolute(other) + other["length_s"]
                and _absolute(other) < _absolute(one) + one["length_s"]
            )
            both = {grade for grade, _ in _pairs(one)} & {grade for grade, _ in _pairs(other)}
            movable = "lesson" in (one["kind"], other["kind"])
            if together and both and movable and one["channel"] != other["channel"]:
                yield f"{_at(one)}: grade {min(both)} is on another channel at the same time: {_at(other)}"

    def rows(self) -> Iterator[str]:
        """Lessons of one grade without anything else between: a relay or a free cell is something else."""
        most = int(self.rules.get("most_in_a_row", 3))
        for name, channel in self.channels.items():
            mine = sorted((slot for slot in self.slots if slot["channel"] == name), key=_absolute)
            run: list[Fields] = []
            for slot in mine:
                follows = (
                    run
                    and _absolute(slot) - _absolute(run[-1]) - run[-1]["length_s"] <= int(channel["break_minutes"]) * 60
                )
                same = run and slot["kind"] == "lesson" and slot["grade"] == run[-1]["grade"]
                run = [*run, slot] if follows and same else [slot] if slot["kind"] == "lesson" else []
                if len(run) > most:
                    yield f"{_at(slot)}: the {len(run)}th lesson of grade {slot['grade']} in a row"

    def apart(self) -> Iterator[str]:
        for day in self.week:
            shown: dict[Pair, list[Fields]] = defaultdict(list)
            for slot in self.slots:
                if slot["date"] == day.isoformat() and slot["kind"] != "fixed" and slot.get("counts", True):
                    for pair in _pairs(slot):
                        shown[pair].append(slot)
            for pair, slots in shown.items():
                for one, other in combinations(slots, 2):
                    if "lesson" in (one["kind"], other["kind"]) and self._together(one, other):
                        yield f"{_name(pair)} {day}: {_clock(one['start_s'])} and {_clock(other['start_s'])} not apart"

    def _together(self, one: Fields, other: Fields) -> bool:
        if self.rules["apart"] == "gap":
            return bool(abs(one["start_s"] - other["start_s"]) < int(self.rules["gap_minutes"]) * 60)
        noon, night = _s(self.rules.get("afternoon", "12:00")), _s(self.rules.get("evening", "18:00"))
        parts = [(each["start_s"] >= noon) + (each["start_s"] >= night) for each in (one, other)]
        return bool(parts[0] == parts[1])

    def same_times(self) -> Iterator[str]:
        """Every day's times are those of the fullest day, or some of them, unless the plan says that they are not."""
        for pair, demand, days in self.demands():
            if demand.get("same_time", "no") not in ("yes", "true"):
                continue
            named = self._other_times(pair)
            times = {
                date: {slot["start_s"] for slot in self.lessons if slot["date"] == date and pair in _pairs(slot)}
                for date in days
                if date not in named
            }
            full = max(times.values(), key=len, default=set())
            for date, there in times.items():
                if not there <= full:
                    yield f"{_name(pair)} {date}: not at the times of the other days"
            if days and not times:
                yield f"{_name(pair)}: the plan says of every day that it has other times"

    def _other_times(self, pair: Pair) -> set[str]:
        """The days of which the plan says that a pair has other times there: `T2 04/10 – T4 06/10, T7 09/10`."""
        numbers = {day.strftime("%d/%m"): number for number, day in enumerate(self.week)}
        named: set[str] = set()
        for finding in self.plan.get("findings", ()):
            values = finding["values"]
            if finding["code"] != "airing-other-time" or (values["grade"], values["subject"]) != _called(pair):
                continue
            for run in values["dates"].split(", "):
                ends = [numbers[text.split()[-1]] for text in run.split(" – ")]
                named |= {day.isoformat() for day in self.week[ends[0] : ends[-1] + 1]}
        return named

    # ── which lesson it is ────────────────────────────────────────────────────────────────────────────────────

    def showings(self, known: dict[str, Fields] | None) -> Iterator[str]:
        """Lessons come in order, their repeats after them, and every slot says rightly which showing it is."""
        by_pair: dict[Pair, list[Fields]] = defaultdict(list)
        for slot in self.lessons:
            if len(_pairs(slot)) != 1:
                yield f"{_at(slot)}: a lesson has one grade and one subject"
            elif slot.get("lesson_id"):
                by_pair[next(iter(_pairs(slot)))].append(slot)
        for pair, slots in by_pair.items():
            yield from self._order(pair, slots, known)
            for date in sorted({slot["date"] for slot in slots}):
                yield from self._meaning(pair, [slot for slot in slots if slot["date"] == date], known)

    def _order(self, pair: Pair, slots: list[Fields], known: dict[str, Fields] | None) -> Iterator[str]:
        seen: set[str] = set()
        last: tuple[int, ...] = ()
        days: dict[str, set[str]] = defaultdict(set)
        for slot in slots:
            lesson, repeat = slot["lesson_id"], slot.get("repeat", False)
            days[lesson].add(slot["date"])
            if lesson in seen and not repeat:
                yield f"{_at(slot)}: was shown before, and does not say so"
            if lesson not in seen and not repeat and known is not None:
                place = _place(known, slot)
                if place < last:
                    yield f"{_at(slot)}: comes before the lesson that was shown already"
                last = max(last, place)
            seen.add(lesson)
        if self.rules.get("when_out_of_lessons", "repeat") == "empty":
            yield from (f"{_name(pair)}: {lesson} on several days" for lesson in days if len(days[lesson]) > 1)

    def _meaning(self, pair: Pair, slots: list[Fields], known: dict[str, Fields] | None) -> Iterator[str]:
        times: Counter[str] = Counter()
        for slot in slots:
            times[slot["lesson_id"]] += 1
            if slot.get("showing", 1) != times[slot["lesson_id"]]:
                yield f"{_at(slot)}: is showing {times[slot['lesson_id']]} of the day, it says {slot.get('showing', 1)}"
        if self.rules["meaning"] == "repeat" and len(times) > 1:
            yield f"{_name(pair)} {slots[0]['date']}: {len(times)} lessons, where one is to be repeated"
        if self.rules["meaning"] == "distinct" and known is not None and len(times) < len(slots):
            there = {
                str(each["lesson"].get("lesson_number")) + str(each["lesson"].get("part"))
                for each in known.values()
                if (each["lesson"]["grade"], each["lesson"]["subject"]) == pair and not _refused(each, slots[0]["date"])
            }
            if len(there) >= len(slots):
                yield f"{_name(pair)} {slots[0]['date']}: the same lesson again, where another could be shown"

    def files(self, known: dict[str, Fields] | None) -> Iterator[str]:
        """The file fits, is played from its first picture to its end, and is the one that its package lists."""
        for slot in self.slots:
            item = slot.get("item")
            if bool(item) != bool(slot["kind"] == "lesson" and slot.get("lesson_id")):
                yield f"{_at(slot)}: a file and a lesson go together"
            if not item:
                continue
            if item["out_frames"] - item["in_frames"] > slot["length_s"] * 25:
                yield f"{_at(slot)}: {item['house_number']} is longer than its slot"
            if not 0 <= item["in_frames"] < item["out_frames"] == item["file_frames"]:
                yield f"{_at(slot)}: {item['house_number']} is not played to its end"
            if item["house_number"] != Path(item["file"]).stem:
                yield f"{_at(slot)}: {item['house_number']} is not the name of {item['file']}"
            if known is not None:
                yield from self._packaged(slot, item, known.get(str(Path(item["file"]).resolve())))

    def _packaged(self, slot: Fields, item: Fields, package: Fields | None) -> Iterator[str]:
        if package is None:
            yield f"{_at(slot)}: no package has {item['file']}"
            return
        file, lesson = package["file"], package["lesson"]
        if (item["in_frames"], item["file_frames"]) != (file.get("before_frames", 0), file["duration_frames"]):
            yield f"{_at(slot)}: frames are not those of the package's manifest"
        if item["sha256"] != file["sha256"] or item["sha256"] != _sha256(Path(item["file"])):
            yield f"{_at(slot)}: checksum is not that of the file"
        if (lesson["grade"], lesson["subject"]) not in _pairs(slot):
            yield f"{_at(slot)}: the file is a lesson of {_name((lesson['grade'], lesson['subject']))}"
        if package["preset"] != self.channels[slot["channel"]]["preset"]:
            yield f"{_at(slot)}: made for {package['preset']}, not for this channel"
        why = _refused(package, slot["date"])
        if why:
            yield f"{_at(slot)}: {item['house_number']} {why}"


# ── what stands in the files ──────────────────────────────────────────────────────────────────────────────────────


def _yaml(path: Path) -> Fields:
    return dict(yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader))  # noqa: S506  # all is text


def _manifests(folder: Path) -> dict[str, Fields]:
    """Every programme of the packages below a folder, by its resolved path, with what its manifest says."""
    known: dict[str, Fields] = {}
    for path in sorted(folder.rglob("manifest.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for file in data["files"]:
            if file["role"] == "programme":
                known[str((path.parent / file["name"]).resolve())] = {**data, "file": file}
    return known


def _refused(package: Fields, date: str) -> str:
    """Why a package may not be shown on a day; empty: it may."""
    verdicts = package.get("verdicts", {}).values()
    if not verdicts:
        return "was never looked at by quality control"
    if "failed" in verdicts:
        return "failed quality control"
    expires = package["lesson"].get("rights", {}).get("expires", "")
    return f"may be shown until {expires} only" if expires and expires < date else ""


def _place(known: dict[str, Fields], slot: Fields) -> tuple[int, ...]:
    package = known.get(str(Path((slot.get("item") or {}).get("file", "")).resolve()))
    if package is None:
        return ()
    lesson = package["lesson"]
    return lesson["week"], lesson.get("lesson_number") or 0, lesson.get("part") or 0


def _called(pair: Pair) -> tuple[int, str]:
    with SUBJECTS.open(encoding="utf-8", newline="") as lines:
        return pair[0], next(row["name_vi"] for row in csv.DictReader(lines) if row["code"] == pair[1])


def _compulsory(grade: int, school_year: str) -> Sequence[str]:
    data = json.loads(PERIODS.read_text(encoding="utf-8"))
    begun = max(year for year in data["programme_by_grade"] if year <= school_year)
    taught = "2018" if grade in data["programme_by_grade"][begun]["2018"] else "2006"
    return tuple(data[taught][str(grade)])


def _standing(channel: Fields, day: dt.date) -> Iterator[tuple[Any, ...]]:
    both = [("fixed", each) for each in channel.get("fixed", ())]
    both += [("relay", each) for each in channel.get("relays", ())]
    single = [each for _, each in both if day.isoformat() in each.get("dates", ())]
    for kind, each in both:
        weekly = DAYS[day.weekday()] in each.get("days", ()) and each not in single
        start, end = _s(each["start"]), _s(each["end"])
        stands = weekly and not any(_s(other["start"]) < end and start < _s(other["end"]) for other in single)
        if stands or each in single:
            yield _block(kind, each["title"], start, end, each)


def _block(kind: str, title: str, start_s: int, end_s: int, fields: Fields) -> tuple[Any, ...]:
    taught: tuple[Any, ...] = ()
    if kind == "relay":
        counts = fields.get("counts", True) in (True, "yes", "true")
        subjects = tuple(sorted(fields["subjects"]))
        taught = tuple(sorted(map(int, fields["grades"]))), subjects, counts, fields["source"]
    return kind, title, start_s, end_s, taught


def _days(demand: Fields) -> Sequence[str]:
    return demand.get("days") or DAYS[:6]


def _pairs(slot: Fields) -> set[Pair]:
    grades = slot.get("grades") or ([slot["grade"]] if slot.get("grade") else [])
    return {(int(grade), subject) for grade in grades for subject in slot.get("subjects", ())}


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _s(text: str) -> int:
    hours, minutes = text.split(":")[:2]
    return int(hours) * 3600 + int(minutes) * 60


def _weekday(date: str) -> str:
    return DAYS[dt.date.fromisoformat(date).weekday()]


def _end(slot: Fields) -> int:
    return int(slot["start_s"]) + int(slot["length_s"])


def _absolute(slot: Fields) -> int:
    return dt.date.fromisoformat(slot["date"]).toordinal() * DAY_S + int(slot["start_s"])


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"


def _name(pair: Pair) -> str:
    return f"{pair[1]} {pair[0]}"


def _at(slot: Fields) -> str:
    return f"{slot['channel']} {slot['date']} {_clock(slot['start_s'])} {slot['title']!r}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no such file"
