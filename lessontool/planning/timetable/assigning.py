"""The second half of a plan: which lesson stands in which cell, in the order of the curriculum, and what is missing.

The week is walked through in the order of time. A day's first showing takes the next lesson, the second shows it again
or takes the one after it, as the rules say. Days without school leave the order as it is.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from lessontool import curriculum
from lessontool.model import (
    AiringRules,
    Channel,
    Choice,
    Finding,
    PlayoutItem,
    Programme,
    Relay,
    SchoolCalendar,
    Shortage,
    Showing,
    Slot,
)
from lessontool.planning.timetable import capacity, weeks
from lessontool.planning.timetable.asking import Want, counted, relay_findings, relays_on, wanted
from lessontool.planning.timetable.grid import blocks_on, span_of
from lessontool.planning.timetable.problem import Pair, Problem, Solution
from lessontool.planning.timetable.sequence import Candidate, LessonList, Reason, Seat, label_of

_Taken = tuple[Candidate | None, bool]
"""A lesson, and whether it is an older one because there is no new one."""

Filled = tuple[tuple[Slot, ...], tuple[Shortage, ...], tuple[Finding, ...]]


def timetable_slots(
    problem: Problem,
    solution: Solution,
    channels: Sequence[Channel],
    rules: AiringRules,
    calendar: SchoolCalendar,
    programmes: Iterable[Programme],
    showings: Iterable[Showing],
    *,
    choices: Collection[Choice] = (),
    series: Mapping[Pair, str] | None = None,
) -> Filled:
    """Fill a solved week with lessons: gives all slots by channel, day and time, what is missing, and what was noted.

    `choices` say which lesson stands for its place in the curriculum, `series` which textbooks a subject follows. The
    lessons of a published plan of the same week (`Problem.keep_lessons`) stay on their days.
    """
    days = days_of(problem)
    week = _Week(problem, solution, channels, rules)
    shelf = list(programmes)
    aired = list(showings)
    slots: list[Slot] = []
    findings: list[Finding] = []
    for pair, seats in week.seats.items():
        lessons = LessonList(pair, shelf, calendar, choices=choices, series=(series or {}).get(pair, ""))
        number = weeks.school_week(calendar, days[0], pair.grade) if days else None
        lessons.begin(calendar, number, days[0].isoformat(), aired)
        slots += week.fill(lessons, seats)
        findings += lessons.findings()
    findings += week.findings
    for channel in channels:
        for day in days:
            slots += _standing(channel, day)
    order = {channel.name: number for number, channel in enumerate(channels)}
    slots.sort(key=lambda slot: (order[slot.channel], slot.date, slot.start_s))
    noted = (*_of_week(channels, rules, calendar, days), *_of_room(problem, solution, channels, rules), *findings)
    return tuple(slots), _shortages(week, calendar, days), noted


def days_of(problem: Problem) -> tuple[datetime.date, ...]:
    """List the days of a problem's week."""
    dates = problem.days or sorted({cell.date for cell in problem.cells} | {ask.date for ask in problem.asks})
    return tuple(map(datetime.date.fromisoformat, dates))


def _of_week(
    channels: Sequence[Channel], rules: AiringRules, calendar: SchoolCalendar, days: Sequence[datetime.date]
) -> Iterator[Finding]:
    """What is to be said of the week itself: days off, weeks without school, relays that nobody can follow."""
    if not days:
        return
    for each in calendar.days_off:
        inside = [day for day in days if weeks.off(calendar, day) is each]
        if inside:
            values: dict[str, str | int | float] = {"title": each.title, "dates": weeks.dates_text(inside)}
            yield Finding(code="airing-day-off", severity="note", values=values)
    yield from weeks.district_findings(calendar, days)
    if not wanted(rules, calendar, days):
        values = {"week": weeks.week_name(days[0]), "calendar": calendar.name}
        yield Finding(code="airing-no-school", severity="warning", values=values)
    yield from relay_findings(channels, days)


def _of_room(
    problem: Problem, solution: Solution, channels: Sequence[Channel], rules: AiringRules
) -> tuple[Finding, ...]:
    """Why showings are missing: first the arithmetic, then exactly who competes for what."""
    if not solution.short:
        return ()
    return (*capacity.shortfalls(problem, channels, rules), *capacity.competing(problem, solution))


def _standing(channel: Channel, day: datetime.date) -> Iterator[Slot]:
    """What stands fixed on a channel on a day."""
    for block in blocks_on(channel, day):
        start, end = span_of(block)
        if isinstance(block, Relay):
            yield Slot(
                channel=channel.name,
                date=day.isoformat(),
                start_s=start,
                length_s=end - start,
                kind="relay",
                title=block.title,
                grade=min(block.grades, default=None),
                grades=block.grades,
                subjects=block.subjects,
                counts=block.counts,
                lesson_label=block.title,
                source=block.source,
                address=block.file,
            )
        else:
            yield Slot(
                channel=channel.name,
                date=day.isoformat(),
                start_s=start,
                length_s=end - start,
                kind="fixed",
                title=block.title,
                counts=False,
                source=block.kind,
                address=block.file,
            )


class _Week:
    """A solved week that lessons are put into."""

    def __init__(self, problem: Problem, solution: Solution, channels: Sequence[Channel], rules: AiringRules) -> None:
        self.problem, self.solution, self.channels, self.rules = problem, solution, channels, rules
        by_name = {channel.name: channel for channel in channels}
        self.seats: dict[Pair, list[Seat]] = defaultdict(list)
        for pair, number in sorted(solution.placed):
            cell = problem.cells[number]
            self.seats[pair].append(Seat(cell, by_name[cell.channel]))
        self.findings: list[Finding] = []
        self.empty: Counter[tuple[Pair, str, Reason]] = Counter()
        """Cells without a lesson, by why."""
        self.full: Counter[tuple[Pair, str]] = Counter()
        """Lessons of each day."""

    def fill(self, lessons: LessonList, seats: Iterable[Seat]) -> Iterator[Slot]:
        """Give each cell of a subject its lesson."""
        by_day: dict[str, list[Seat]] = defaultdict(list)
        for seat in sorted(seats, key=lambda each: (each.cell.date, each.cell.start_s, each.cell.channel)):
            by_day[seat.cell.date].append(seat)
        out: list[str] = []
        for date, today in by_day.items():
            taken = self._repeats(lessons, today) if self.rules.meaning == "repeat" else self._distinct(lessons, today)
            if any(found is not None and older for found, older in taken):
                out.append(date)
            had: list[str] = []
            for seat, (candidate, older) in zip(today, taken, strict=True):
                had += [candidate.lesson_id] if candidate else []
                yield self._slot(lessons, seat, candidate, had, older=older)
        self._note(lessons, out)

    def _repeats(self, lessons: LessonList, today: Sequence[Seat]) -> list[_Taken]:
        """One lesson for the whole day, in every cell where it can be shown."""
        lesson, older = self._next(
            lessons, today, self.problem.keep_lessons.get((lessons.pair, today[0].cell.date), ()), ()
        )
        return [(lesson if lesson and lessons.programme(lesson, seat) else None, older) for seat in today]

    def _distinct(self, lessons: LessonList, today: Sequence[Seat]) -> list[_Taken]:
        """A lesson of its own for each cell, as long as there are any."""
        kept = self.problem.keep_lessons.get((lessons.pair, today[0].cell.date), ())
        found: list[_Taken] = []
        for number, seat in enumerate(today):
            had = [each.lesson_id for each, _ in found if each]
            lesson, older = self._next(lessons, [seat], kept[number : number + 1], had)
            if lesson is None and had and self.rules.when_out_of_lessons == "repeat":
                lesson, older = lessons.again([seat]), True
            found.append((lesson, older))
        return found

    def _next(self, lessons: LessonList, seats: Sequence[Seat], kept: Sequence[str], had: Collection[str]) -> _Taken:
        """The lesson that was published, else the next one, else an older one; and whether it is such."""
        for lesson_id in kept:
            found = lessons.keep(lesson_id, seats)
            if found is not None:
                return found, False
        found = lessons.take(seats)
        if found is not None or self.rules.when_out_of_lessons == "empty":
            return found, False
        for lesson_id in kept:
            found = None if lesson_id in had else lessons.keep(lesson_id, seats, older=True)
            if found is not None:
                return found, True
        return lessons.again(seats, had), True

    def _slot(
        self, lessons: LessonList, seat: Seat, candidate: Candidate | None, had: Sequence[str], *, older: bool
    ) -> Slot:
        pair, cell = lessons.pair, seat.cell
        programme = lessons.programme(candidate, seat) if candidate else None
        slot = Slot(
            channel=cell.channel,
            date=cell.date,
            start_s=cell.start_s,
            length_s=cell.lesson_s,
            kind="lesson",
            title=f"{curriculum.subject(pair.subject).name_vi} lớp {pair.grade}",
            grade=pair.grade,
            grades=(pair.grade,),
            subjects=(pair.subject,),
            counts=programme is not None,
        )
        if candidate is None or programme is None:
            self.empty[pair, cell.date, "unproved" if lessons.blocked else "no-lesson"] += 1
            return slot
        self.full[pair, cell.date] += 1
        before = older or candidate.lesson_id in lessons.shown
        lessons.shown[candidate.lesson_id] = cell.date, cell.start_s
        return replace(
            slot,
            title=candidate.lesson.title,
            lesson_id=candidate.lesson_id,
            lesson_label=label_of(candidate.lesson),
            teachers=candidate.lesson.teachers,
            showing=had.count(candidate.lesson_id),
            repeat=before,
            item=_item(programme),
            signed=programme.signed,
            captions=bool(programme.captions),
        )

    def _note(self, lessons: LessonList, out: Sequence[str]) -> None:
        """Say when a subject has no lessons at all, or too few."""
        pair = lessons.pair
        values: dict[str, str | int | float] = {
            "subject": curriculum.subject(pair.subject).name_vi,
            "grade": pair.grade,
        }
        empty = sorted({date for each, date, _ in self.empty if each == pair})
        if not lessons.places:
            self.findings.append(Finding(code="airing-no-lessons", severity="warning", values=values))
        elif empty:
            values["dates"] = _days_text(empty)
            self.findings.append(Finding(code="airing-lessons-missing", severity="warning", values=values))
        if out:
            values["dates"] = _days_text(out)
            self.findings.append(Finding(code="airing-lessons-again", severity="note", values=values))


def _item(programme: Programme) -> PlayoutItem:
    return PlayoutItem(
        file=programme.file,
        house_number=programme.house_number,
        in_frames=programme.before_frames,
        out_frames=programme.frames,
        file_frames=programme.frames,
        sha256=programme.sha256,
    )


def _days_text(dates: Iterable[str]) -> str:
    return weeks.dates_text(map(datetime.date.fromisoformat, dates))


def _shortages(week: _Week, calendar: SchoolCalendar, days: Sequence[datetime.date]) -> tuple[Shortage, ...]:
    """What is missing, by day and subject: no cell was left, or a cell has no lesson."""
    by_pair: dict[Pair, list[Want]] = defaultdict(list)
    for want in wanted(week.rules, calendar, days):
        by_pair[want.pair].append(want)
    relayed = {day.isoformat(): relays_on(week.channels, day) for day in days}
    shortest = min(channel.lesson_minutes for channel in week.channels)
    found = []
    for pair, wants in by_pair.items():
        there = {
            want.date: week.full[pair, want.date] + len(counted(week.rules, relayed[want.date], pair, want.showings))
            for want in wants
        }
        for want in _due(week, wants, there):
            planned = there[want.date]
            for reason, count in _reasons(week, want, want.showings - planned):
                asked = planned + count if want.rota else want.showings
                found.append(
                    Shortage(
                        grade=pair.grade,
                        subject=pair.subject,
                        date=want.date,
                        wanted=asked,
                        planned=planned,
                        minutes=count * shortest,
                        reason=reason,
                    )
                )
    return tuple(sorted(found, key=lambda each: (each.date, each.grade, each.subject, each.reason)))


def _due(week: _Week, wants: Iterable[Want], there: Mapping[str, int]) -> Iterator[Want]:
    """What had to be shown: everything daily; of a rota its best days, and where it lacks whole days the last ones."""
    rota: list[Want] = []
    for want in wants:
        if want.rota:
            rota.append(want)
        else:
            yield want
    cells = Counter(seat.cell.date for want in rota[:1] for seat in week.seats.get(want.pair, ()))
    rota.sort(key=lambda want: (there[want.date] - want.showings, cells[want.date], want.date), reverse=True)
    yield from rota[: rota[0].rota if rota else 0]


def _reasons(
    week: _Week, want: Want, missing: int
) -> Iterator[tuple[Literal["no-room", "no-lesson", "unproved"], int]]:
    """Why showings of a day are missing: cells without a lesson first, for the rest there was no cell."""
    empty: tuple[Reason, ...] = ("no-lesson", "unproved")
    for reason in empty:
        count = min(missing, week.empty[want.pair, want.date, reason])
        if count > 0:
            yield reason, count
            missing -= count
    if missing > 0:
        yield "no-room", missing
