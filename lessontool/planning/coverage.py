"""What there is of a school year: for each grade, subject and week how many periods have a lesson, and which have none.

The curriculum says how many periods a subject has in a year of 35 weeks. They are spread evenly: a subject of 52
periods has one in most weeks and two in some. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool import curriculum

State = Literal["ready", "waiting", "failed", "barred", "expired"]
"""ready: may be shown · waiting: nobody looked at it yet · failed: quality control refused it · barred: consent is
missing · expired: its rights ran out."""

STATES: Final[tuple[State, ...]] = ("ready", "waiting", "failed", "barred", "expired")
"""From the best to the worst."""

Count = Literal["wanted", "filled", "missing", "ready", "waiting", "failed", "barred", "expired", "expiring", "chosen"]
Sign = Literal["full", "part", "none", "waiting", "expired", "unasked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLesson:
    """A lesson of the library, as far as coverage asks."""

    subject: str
    grade: int
    series: str
    week: int
    place: str
    """In the curriculum: several lessons for one place fill one period."""
    state: State
    expiring: bool = False
    """It may be shown, but not for long."""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredWeek:
    """What a subject has in one week, counted in periods."""

    week: int
    wanted: int
    ready: int = 0
    waiting: int = 0
    failed: int = 0
    barred: int = 0
    expired: int = 0
    expiring: int = 0
    """Of those that are ready."""
    chosen: int = 0
    """Of those that are ready."""

    @property
    def filled(self) -> int:
        """Periods of the curriculum that have a lesson: never more than are wanted."""
        return min(self.wanted, self.ready)

    @property
    def missing(self) -> int:
        """Periods of the curriculum that have no lesson which may be shown."""
        return self.wanted - self.filled

    @property
    def sign(self) -> Sign:
        """What a table shows."""
        if self.ready and self.ready >= self.wanted:
            return "full"
        if self.ready:
            return "part"
        if self.waiting or self.failed:
            return "waiting"
        if self.expired or self.barred:
            return "expired"
        return "none" if self.wanted else "unasked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredSubject:
    """A subject of a grade, after one textbook series, over the whole year."""

    grade: int
    subject: str
    series: str
    """Empty: there is no lesson of any series."""
    periods: int
    """A year; 0: the curriculum does not fix it."""
    weeks: tuple[CoveredWeek, ...]

    @property
    def a_week(self) -> float:
        """Periods a week, on average."""
        return self.periods / len(curriculum.WEEKS)

    def total(self, what: Count) -> int:
        """Add a count up over the year."""
        return sum(getattr(week, what) for week in self.weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What there is of a school year."""

    school_year: str
    rows: tuple[CoveredSubject, ...]
    """By grade, subject in Vietnamese order, and series."""
    outside: int = 0
    """Lessons that are not counted: their grade has no such subject, or the year no such week."""


def wanted_in_week(periods: int, week: int) -> int:
    """Say how many of a year's periods lie in a week: spread evenly, and all weeks together have exactly that many."""
    weeks = len(curriculum.WEEKS)
    return week * periods // weeks - (week - 1) * periods // weeks


def coverage(held: Iterable[HeldLesson], school_year: str, grades: Sequence[int], *, series: str = "") -> Coverage:
    """Count what there is for some grades of a school year (`2021-2022`).

    Lessons of another series than `series` are left out; without one every series that has lessons has a row of its
    own, for no class follows two of them. Raises ValueError for a grade or school year that is none.
    """
    kept = [each for each in held if each.grade in grades and series in ("", each.series)]
    rows: list[CoveredSubject] = []
    counted = 0
    for grade in sorted(set(grades)):
        asked, compulsory = _periods(grade, school_year), curriculum.periods(grade, school_year)
        for subject in curriculum.subjects_of(grade, school_year):
            own = [each for each in kept if (each.grade, each.subject) == (grade, subject)]
            if not own and subject not in compulsory:
                continue
            for name in _series(own, series):
                inside = [each for each in own if each.series == name and each.week in curriculum.WEEKS]
                counted += len(inside)
                rows.append(_row(grade, subject, name, asked.get(subject) or 0, inside))
    return Coverage(school_year=school_year, rows=tuple(rows), outside=len(kept) - counted)


def _periods(grade: int, school_year: str) -> dict[str, int]:
    electives = curriculum.electives(grade, school_year)
    compulsory = curriculum.periods(grade, school_year)
    return {**{code: periods or 0 for code, periods in electives.items()}, **compulsory}


def _series(own: Sequence[HeldLesson], series: str) -> list[str]:
    there = {each.series for each in own}
    order = [each.code for each in curriculum.all_series()]
    return [each for each in order if each in there] or [series]


def _row(grade: int, subject: str, series: str, periods: int, held: Sequence[HeldLesson]) -> CoveredSubject:
    weeks = tuple(_week(week, wanted_in_week(periods, week), held) for week in curriculum.WEEKS)
    return CoveredSubject(grade=grade, subject=subject, series=series, periods=periods, weeks=weeks)


def _week(week: int, wanted: int, held: Sequence[HeldLesson]) -> CoveredWeek:
    """Count places, not lessons: of several lessons for one place the best one counts."""
    places: dict[str, list[HeldLesson]] = {}
    for each in held:
        if each.week == week:
            places.setdefault(each.place, []).append(each)
    states = [min((each.state for each in lessons), key=STATES.index) for lessons in places.values()]
    ready = [[each for each in lessons if each.state == "ready"] for lessons in places.values()]
    return CoveredWeek(
        week=week,
        wanted=wanted,
        **{state: states.count(state) for state in STATES},
        expiring=sum(bool(each) and all(lesson.expiring for lesson in each) for each in ready),
        chosen=sum(any(lesson.chosen for lesson in each) for each in ready),
    )
