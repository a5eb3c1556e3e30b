"""Which lesson comes next: the lessons of a subject in the order of the curriculum, and those that may not be shown.

Of several lessons for the same place in the curriculum the one that was chosen comes first, then this school year's,
then the newest.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lessontool import curriculum
from lessontool.model import Channel, Choice, Finding, Lesson, Programme, SchoolCalendar, Showing
from lessontool.planning import permission
from lessontool.planning.timetable.problem import Cell, Pair
from lessontool.planning.timetable.weeks import first_monday
from lessontool.timing import PROGRAMME_RATE

Place = tuple[int, int, int, str]
"""Week, number of the lesson, part of it; and its title where it has no number."""

Reason = Literal["no-lesson", "unproved"]

_MOST_NOTED: Final = 3
"""Of a subject's lessons that may not be shown for the same reason; the others are counted."""

_SHOWN: Final = ("planned", "aired", "late")
"""What was cut short, missed or replaced was not seen: it is still to come."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A cell that a lesson is wanted for, with its channel."""

    cell: Cell
    channel: Channel


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lesson with all its programmes, the newest first."""

    lesson_id: str
    lesson: Lesson
    programmes: tuple[Programme, ...]


def place_of(lesson: Lesson) -> Place:
    """Say where a lesson stands in its subject's order: by week, number and part; without a number by title."""
    title = curriculum.fold(lesson.title) if lesson.lesson_number is None else ""
    return lesson.week, lesson.lesson_number or 0, lesson.part or 0, title


def label_of(lesson: Lesson) -> str:
    """Write which lesson it is, as families read it: "Bài 5. Đường đi (Tiết 1)"."""
    title = unicodedata.normalize("NFC", lesson.title)
    part = "" if lesson.part is None else f" (Tiết {lesson.part})"
    if lesson.lesson_number is None:
        return title + part
    number = f"Bài {lesson.lesson_number}"
    said, words = curriculum.fold(number), curriculum.fold(title)
    if words.startswith(said) and not words[len(said) : len(said) + 1].isdigit():
        return title + part
    return f"{number}. {title}{part}"


class LessonList:
    """The lessons of a subject of a grade, in order, with a pointer to the next one."""

    def __init__(
        self,
        pair: Pair,
        programmes: Iterable[Programme],
        calendar: SchoolCalendar,
        *,
        choices: Collection[Choice] = (),
        series: str = "",
    ) -> None:
        self.pair = pair
        self._noted: dict[str, dict[str, Finding]] = defaultdict(dict)
        self.shown: dict[str, tuple[str, int]] = {}
        """When each lesson was shown last: broadcast day and seconds."""
        own = [each for each in programmes if _is_of(each.lesson, pair, calendar)]
        self.chosen = {choice.lesson_id for choice in choices}
        self.series = series or _best_series(own, self.chosen)
        self._every_series = {each.lesson.series for each in own}
        by_place: dict[Place, list[Programme]] = defaultdict(list)
        for each in own:
            if each.lesson.series == self.series:
                by_place[place_of(each.lesson)].append(each)
        self.places = tuple(sorted(by_place))
        self._candidates = [self._ordered(by_place[place], calendar) for place in self.places]
        self._index = {one.lesson_id: n for n, each in enumerate(self._candidates) for one in each}
        self.next = 0

    def begin(self, calendar: SchoolCalendar, week: int | None, monday: str, showings: Iterable[Showing]) -> None:
        """Set the pointer after the last lesson that was shown this school year, else at the school week's first."""
        start = first_monday(calendar, self.pair.grade).isoformat()
        last = -1
        for each in showings:
            if each.lesson_id not in self._index or each.date >= monday or each.status not in _SHOWN:
                continue
            when = each.date, each.start_s
            self.shown[each.lesson_id] = max(when, self.shown.get(each.lesson_id, when))
            if each.date >= start:
                last = max(last, self._index[each.lesson_id])
        of_week = (n for n, place in enumerate(self.places) if week is not None and place[0] >= week)
        self.next = last + 1 if last >= 0 else next(of_week, len(self.places))

    def take(self, seats: Sequence[Seat]) -> Candidate | None:
        """Take the next lesson that may be shown in one of some cells at least; None: there is none any more.

        Those that may not be shown are passed over, and noted.
        """
        for number in range(self.next, len(self.places)):
            found = self._pick(number, seats, note=True)
            if found is not None:
                self.next = number + 1
                return found
        return None

    def again(self, seats: Sequence[Seat], without: Collection[str] = ()) -> Candidate | None:
        """Take an older lesson once more: the one that was shown longest ago, those never shown first."""
        order = sorted(range(min(self.next, len(self.places))), key=lambda number: (self._last(number), number))
        for number in order:
            found = self._pick(number, seats)
            if found is not None and found.lesson_id not in without:
                return found
        return None

    def keep(self, lesson_id: str, seats: Sequence[Seat], *, older: bool = False) -> Candidate | None:
        """Take a lesson that a published plan of the week has, if it may still be shown and its turn has not passed.

        `older`: also if its turn has passed, for a subject that is out of lessons.
        """
        number = self._index.get(lesson_id, -1)
        if number < 0 or (number < self.next and not older):
            return None
        for each in self._candidates[number]:
            if each.lesson_id == lesson_id and any(self.programme(each, seat) for seat in seats):
                self.next = max(self.next, number + 1)
                return each
        return None

    def programme(self, candidate: Candidate, seat: Seat, *, note: bool = False) -> Programme | None:
        """Choose the newest programme of a lesson that a channel can play, that is proved, may be shown and fits."""
        stands: Finding | None = None
        for each in candidate.programmes:
            if each.destination == seat.channel.kind and each.preset == seat.channel.preset:
                against = self._against(each, seat)
                if against is None:
                    return each
                stands = stands or against
        if stands and note:
            self._noted[stands.code].setdefault(candidate.lesson_id, stands)
        return None

    @property
    def blocked(self) -> bool:
        """Whether lessons were passed over because they may not be shown."""
        return bool(self._noted)

    def findings(self) -> Iterator[Finding]:
        """Say which textbooks were chosen, and what stands against lessons that were passed over."""
        others = sorted(self._every_series - {self.series})
        if others and self.series:
            values: dict[str, str | int | float] = {**_words(self.pair), "series": self.series}
            yield Finding(code="airing-series", severity="note", values={**values, "others": ", ".join(others)})
        for found in self._noted.values():
            yield from list(found.values())[:_MOST_NOTED]
            more = len(found) - _MOST_NOTED
            if more > 0:
                yield Finding(
                    code="airing-lessons-more", severity="warning", values={**_words(self.pair), "count": more}
                )

    def _pick(self, number: int, seats: Sequence[Seat], *, note: bool = False) -> Candidate | None:
        """The best lesson of a place: of those that most of the cells can have the first."""
        best: tuple[int, Candidate] | None = None
        for each in self._candidates[number]:
            count = sum(self.programme(each, seat, note=note) is not None for seat in seats)
            if count and (best is None or count > best[0]):
                best = count, each
        return best[1] if best else None

    def _last(self, number: int) -> tuple[str, int]:
        return max(self.shown.get(each.lesson_id, ("", 0)) for each in self._candidates[number])

    def _ordered(self, programmes: Iterable[Programme], calendar: SchoolCalendar) -> tuple[Candidate, ...]:
        by_id: dict[str, list[Programme]] = defaultdict(list)
        for each in programmes:
            by_id[each.lesson_id].append(each)
        found = []
        for lesson_id, own in by_id.items():
            own.sort(key=lambda each: (each.created, each.file), reverse=True)
            found.append(Candidate(lesson_id, own[0].lesson, tuple(own)))
        found.sort(key=lambda each: (each.programmes[0].created, each.lesson_id), reverse=True)
        found.sort(
            key=lambda each: (each.lesson_id not in self.chosen, each.lesson.school_year != calendar.school_year)
        )
        return tuple(found)

    def _against(self, programme: Programme, seat: Seat) -> Finding | None:
        """What stands against showing a programme in a cell; None: nothing."""
        values: dict[str, str | int | float] = {**_words(self.pair), "lesson": label_of(programme.lesson)}
        if programme.proof != "passed":
            values["file"] = programme.house_number
            if programme.proof == "failed":
                return Finding(code="airing-lesson-failed", severity="warning", values=values)
            return Finding(code="airing-lesson-unproved", severity="warning", values=values)
        objections = permission.objections(programme.lesson, (seat.channel.kind,), seat.cell.date)
        if any(each.code == "rights-expired" for each in objections):
            values["expires"] = programme.lesson.rights.expires
            return Finding(code="airing-lesson-expired", severity="warning", values=values)
        if objections:
            return Finding(code="airing-lesson-consent", severity="warning", values=values)
        room = seat.cell.lesson_s * PROGRAMME_RATE
        if programme.shown_frames > room:
            values["minutes"] = minutes_text(programme.shown_frames)
            values["room"] = minutes_text(int(room))
            values["channel"] = seat.channel.title
            return Finding(code="airing-lesson-too-long", severity="warning", values=values)
        return None


def minutes_text(frames: int) -> str:
    """Write a length as people read it, rounded up to whole seconds: `25:00`."""
    seconds = -(-frames // int(PROGRAMME_RATE))
    return f"{seconds // 60}:{seconds % 60:02}"


def _words(pair: Pair) -> Mapping[str, str | int]:
    return {"subject": curriculum.subject(pair.subject).name_vi, "grade": pair.grade}


def _is_of(lesson: Lesson, pair: Pair, calendar: SchoolCalendar) -> bool:
    """A lesson of the pair that was made for the same programme of teaching, this year or earlier or later."""
    if (lesson.grade, lesson.subject) != (pair.grade, pair.subject):
        return False
    try:
        taught = curriculum.programme(pair.grade, lesson.school_year)
    except ValueError:
        return False
    return taught == curriculum.programme(pair.grade, calendar.school_year)


def _best_series(own: Sequence[Programme], chosen: Collection[str]) -> str:
    """The series with most chosen lessons, then with most that are proved, then with most of all."""
    picked: Counter[str] = Counter()
    for each in own:
        picked[each.lesson.series] += each.lesson_id in chosen
    proved = {(each.lesson.series, place_of(each.lesson)) for each in own if each.proof == "passed"}
    every = {(each.lesson.series, place_of(each.lesson)) for each in own}
    counts = [Counter(series for series, _ in places) for places in (proved, every)]
    order = [each.code for each in curriculum.all_series()]
    rank = {code: -number for number, code in enumerate(order)}
    names = sorted({each.lesson.series for each in own})
    return max(
        names, key=lambda name: (picked[name], counts[0][name], counts[1][name], rank.get(name, -99)), default=""
    )
