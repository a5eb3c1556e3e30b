"""What a week asks of its channels: which subject of which grade, on which day, how often, and which cells it may have.

Relays that count take away from what is asked; what stood in a plan that was published before is kept where it can be.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lessontool import curriculum
from lessontool.errors import PlanError
from lessontool.model import AiringRules, Channel, Demand, Finding, Relay, SchoolCalendar, Slot
from lessontool.planning.timetable.grid import (
    YOUNG,
    Span,
    blocks_on,
    cell_rows,
    hours_of,
    inside,
    meet,
    part_of,
    roundness,
    seconds_at,
    span_of,
    watching,
)
from lessontool.planning.timetable.problem import Ask, Cell, Pair, Part, Problem
from lessontool.planning.timetable.weeks import dates_text, refuse_clock_change, school_days, week_days

_MOST_LIKING: Final = 10
_DISLIKE: Final = 40
"""For each point that hours are liked less than 10: 0 to 400 in all. Liking decides before everything that follows."""
_LATE: Final = 300
"""A lesson of grades 1 and 2 that ends after the rules' `late`."""
_ORDER: Final = 120
"""Core subjects from the beginning of a part of the day on, the others from its end: by how far away they are."""
_NOT_EVENING: Final = 30
"""Parents are home in the evening: it is a little better even where hours are liked the same."""
_ODD_TIME: Final = 20
"""For each step away from full and half hours (quarters: one step, others: two)."""
_OTHER_CHANNEL: Final = 5
"""For each channel before it in the list: the first is the one that everybody can receive."""
_MOST: Final = 1000


@dataclass(frozen=True, slots=True, order=True)
class Want:
    """What the rules demand of a day for a subject of a grade, whoever shows it."""

    date: str
    pair: Pair
    showings: int
    weight: int = 1
    rota: int = 0
    """On so many days of the week; 0: on every one of them."""
    same_time: bool = False


@dataclass(frozen=True, slots=True)
class Relayed:
    """A relay on a day, with when it is on air."""

    channel: str
    relay: Relay
    span: Span


def problem_of(
    channels: Sequence[Channel], rules: AiringRules, calendar: SchoolCalendar, week: str, keep: Iterable[Slot] = ()
) -> Problem:
    """Write down a week as a problem for the solvers; `keep`: slots of a plan of the same week that was published.

    Raises PlanError: airing-week, airing-clock-change, airing-blocks-overlap, airing-subject, airing-no-channel,
    airing-channel-twice.
    """
    days = week_days(week)
    _check(channels, days)
    cells: list[Cell] = []
    rows: list[tuple[int, ...]] = []
    for day in days:
        for channel in sorted(channels, key=lambda each: each.name):
            for row in cell_rows(channel, day, rules):
                rows.append(tuple(range(len(cells), len(cells) + len(row))))
                cells += row
    kept = sorted((slot for slot in keep if slot.kind == "lesson"), key=lambda slot: (slot.date, slot.start_s))
    relayed = {day.isoformat(): relays_on(channels, day) for day in days}
    price = _Price(channels, rules, cells)
    asks = tuple(_ask(want, relayed[want.date], price) for want in wanted(rules, calendar, days))
    return Problem(
        cells=tuple(cells),
        asks=_rotas_of(asks),
        rows=tuple(rows),
        most_in_a_row=rules.most_in_a_row,
        apart=rules.apart,
        gap_s=rules.gap_minutes * 60,
        busy=_busy(relayed),
        keep=_kept(asks, cells, kept),
        keep_lessons=_kept_lessons(kept),
        days=tuple(day.isoformat() for day in days),
    )


def _check(channels: Sequence[Channel], days: Sequence[datetime.date]) -> None:
    if not channels:
        raise PlanError("airing-no-channel")
    names = [channel.name for channel in channels]
    for name in names:
        if names.count(name) > 1:
            raise PlanError("airing-channel-twice", channel=name)
    for channel in channels:
        refuse_clock_change(channel, days)


# ── what the rules demand ─────────────────────────────────────────────────────────────────────────────────────────


def wanted(rules: AiringRules, calendar: SchoolCalendar, days: Sequence[datetime.date]) -> tuple[Want, ...]:
    """List what the rules demand on the school days among some days, by date, grade and subject.

    Where two demands speak of the same subject and day (on a make-up day), the one with more showings holds. Raises
    PlanError: airing-subject for a subject that the grade does not have in the calendar's school year.
    """
    found: dict[tuple[str, Pair], Want] = {}
    for demand in rules.demands:
        subjects = subjects_of(demand, calendar.school_year)
        school = school_days(calendar, days, demand.grade, demand.days)
        for day in school:
            for subject in subjects:
                want = Want(
                    date=day.isoformat(),
                    pair=Pair(demand.grade, subject),
                    showings=demand.showings_per_day,
                    weight=demand.weight,
                    rota=min(demand.days_per_week, len(school)),
                    same_time=demand.same_time,
                )
                known = found.get((want.date, want.pair))
                if known is None or (known.rota == 0, known.showings) < (want.rota == 0, want.showings):
                    found[want.date, want.pair] = want
    return tuple(sorted(found.values()))


def subjects_of(demand: Demand, school_year: str) -> tuple[str, ...]:
    """List the subjects that a demand speaks of: those it names, or all compulsory ones of its grade.

    Raises PlanError: airing-subject for one that the grade does not have in that school year.
    """
    if not demand.subjects:
        return tuple(curriculum.periods(demand.grade, school_year))
    known = curriculum.subjects_of(demand.grade, school_year)
    for code in demand.subjects:
        if code not in known:
            meant = curriculum.find_subject(code)
            near = curriculum.related_subjects(meant.code, demand.grade, school_year) if meant else ()
            raise PlanError(
                "airing-subject",
                subject=meant.name_vi if meant else code,
                grade=demand.grade,
                school_year=school_year,
                suggestion=", ".join(near or known),
            )
    return tuple(dict.fromkeys(demand.subjects))


# ── relays ────────────────────────────────────────────────────────────────────────────────────────────────────────


def relays_on(channels: Sequence[Channel], day: datetime.date) -> tuple[Relayed, ...]:
    """List the relays of all channels on a day, by time and channel. Raises PlanError as `grid.blocks_on` does."""
    found = [
        Relayed(channel.name, block, span_of(block))
        for channel in channels
        for block in blocks_on(channel, day)
        if isinstance(block, Relay)
    ]
    return tuple(sorted(found, key=lambda each: (each.span, each.channel)))


def counted(rules: AiringRules, relayed: Iterable[Relayed], pair: Pair, most: int) -> tuple[Relayed, ...]:
    """Choose the relays that count as showings of a pair on a day, `most` at most, apart from each other as ruled.

    The same relay on two channels, or two at once, are one showing: nobody watches both.
    """
    found: list[Relayed] = []
    for each in relayed:
        if not _is_showing(each.relay, pair):
            continue
        if any(meet(each.span, other.span) for other in found):
            continue
        if rules.apart == "other-part":
            apart = part_of(rules, each.span[0]) not in {part_of(rules, other.span[0]) for other in found}
        else:
            apart = all(abs(each.span[0] - other.span[0]) >= rules.gap_minutes * 60 for other in found)
        if apart and len(found) < most:
            found.append(each)
    return tuple(found)


def _is_showing(relay: Relay, pair: Pair) -> bool:
    return relay.counts and pair.grade in relay.grades and pair.subject in relay.subjects


def relay_findings(channels: Sequence[Channel], days: Iterable[datetime.date]) -> tuple[Finding, ...]:
    """Note relays of different sources for the same grade at the same time on two channels: pupils can watch one."""
    clashes: dict[tuple[str, str, int], list[datetime.date]] = defaultdict(list)
    for day in days:
        relayed = relays_on(channels, day)
        for number, one in enumerate(relayed):
            for other in relayed[number + 1 :]:
                if one.channel == other.channel or not meet(one.span, other.span):
                    continue
                if (one.relay.source, one.span) == (other.relay.source, other.span):
                    continue  # one signal on both: it does not matter which of them they watch
                for grade in sorted(set(one.relay.grades) & set(other.relay.grades)):
                    clashes[_relay_text(one, channels), _relay_text(other, channels), grade].append(day)
    return tuple(
        Finding(
            code="airing-relays-at-once",
            severity="warning",
            values={"one": one, "other": other, "grade": grade, "dates": dates_text(clashing)},
        )
        for (one, other, grade), clashing in clashes.items()
    )


def _relay_text(each: Relayed, channels: Sequence[Channel]) -> str:
    title = next(channel.title for channel in channels if channel.name == each.channel)
    return f"{title}: {each.relay.source} {each.relay.start}–{each.relay.end}"


def _busy(relayed: Mapping[str, Iterable[Relayed]]) -> dict[tuple[str, int], tuple[Span, ...]]:
    found: dict[tuple[str, int], set[Span]] = defaultdict(set)
    for date, each_day in relayed.items():
        for each in each_day:
            for grade in each.relay.grades:
                found[date, grade].add(each.span)
    return {key: tuple(sorted(spans)) for key, spans in sorted(found.items())}


# ── what a pair may have, and what it costs ───────────────────────────────────────────────────────────────────────


def _ask(want: Want, relayed: Iterable[Relayed], price: _Price) -> Ask:
    shown = counted(price.rules, relayed, want.pair, want.showings)
    need = want.showings - len(shown)
    # one that does not count, because another is too near, is seen all the same: ours keep away from it too
    taken = tuple(each.span[0] for each in relayed if _is_showing(each.relay, want.pair))
    parts: set[Part] = {part_of(price.rules, start_s) for start_s in taken}
    return Ask(
        pair=want.pair,
        date=want.date,
        need=need,
        options=price.options(want.pair, want.date) if need else (),
        parts_taken=tuple(sorted(parts)),
        taken_s=taken,
        weight=want.weight,
        rota=want.rota,
        same_time=want.same_time,
    )


def _rotas_of(asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """What is asked, without days of a rota that relays fill already: so many days less are left to choose."""
    filled: dict[Pair, int] = defaultdict(int)
    for ask in asks:
        filled[ask.pair] += bool(ask.rota) and ask.need == 0
    left = []
    for ask in asks:
        if not ask.rota:
            left.append(ask)
        elif ask.need and ask.rota > filled[ask.pair]:
            left.append(replace(ask, rota=ask.rota - filled[ask.pair]))
    return tuple(left)


class _Price:
    """Which cells a pair may have, and what each costs: 0 is best, 1000 worst."""

    def __init__(self, channels: Sequence[Channel], rules: AiringRules, cells: Sequence[Cell]) -> None:
        self.rules = rules
        self._rank = {channel.name: number for number, channel in enumerate(channels)}
        self._cells: dict[str, list[tuple[int, Cell]]] = defaultdict(list)
        for number, cell in enumerate(cells):
            self._cells[cell.date].append((number, cell))
        self._late = seconds_at(rules.late)
        self._known: dict[tuple[int, bool, str], tuple[tuple[int, int], ...]] = {}

    def options(self, pair: Pair, date: str) -> tuple[tuple[int, int], ...]:
        """Cells in hours of the grade, with what each costs; the same for all core subjects, and for all others."""
        core = pair.subject in self.rules.core_subjects
        key = pair.grade, core, date
        if key not in self._known:
            self._known[key] = tuple(self._priced(pair.grade, core, date))
        return self._known[key]

    def _priced(self, grade: int, core: bool, date: str) -> Iterator[tuple[int, int]]:
        day = datetime.date.fromisoformat(date)
        spans = watching(self.rules, grade, day)
        fitting = [
            (number, cell)
            for number, cell in self._cells[date]
            if inside((cell.start_s, cell.start_s + cell.lesson_s), spans)
        ]
        starts: dict[Part, list[int]] = defaultdict(list)
        for _, cell in fitting:
            starts[cell.part].append(cell.start_s)
        for number, cell in fitting:
            first, last = min(starts[cell.part]), max(starts[cell.part])
            away = cell.start_s - first if core else last - cell.start_s
            cost = _DISLIKE * (_MOST_LIKING - self._liking(grade, day, cell))
            cost += _LATE * (grade in YOUNG and cell.start_s + cell.lesson_s > self._late)
            cost += _ORDER * away // max(last - first, 1)
            cost += _NOT_EVENING * (cell.part != "evening")
            cost += _ODD_TIME * (2 - roundness(cell.start_s))
            cost += _OTHER_CHANNEL * self._rank[cell.channel]
            yield number, min(cost, _MOST)

    def _liking(self, grade: int, day: datetime.date, cell: Cell) -> int:
        """How much the grade likes the hours in which the lesson begins."""
        likings = [liking for (start, end), liking in hours_of(self.rules, grade, day) if start <= cell.start_s < end]
        return max(likings, default=0)


def _kept(asks: Iterable[Ask], cells: Sequence[Cell], keep: Iterable[Slot]) -> frozenset[tuple[Pair, int]]:
    """Placements of the published plan that could be made again."""
    places = {(cell.date, cell.channel, cell.start_s): number for number, cell in enumerate(cells)}
    allowed = {(ask.pair, ask.date): {number for number, _ in ask.options} for ask in asks}
    found = set()
    for slot in keep:
        number, pair = places.get((slot.date, slot.channel, slot.start_s)), _pair_of(slot)
        if number is not None and pair is not None and number in allowed.get((pair, slot.date), ()):
            found.add((pair, number))
    return frozenset(found)


def _kept_lessons(keep: Iterable[Slot]) -> dict[tuple[Pair, str], tuple[str, ...]]:
    """Which lessons each pair had on each day of the published plan, by time."""
    found: dict[tuple[Pair, str], tuple[str, ...]] = {}
    for slot in keep:
        pair = _pair_of(slot)
        if pair is not None and slot.lesson_id:
            key = pair, slot.date
            found[key] = (*found.get(key, ()), slot.lesson_id)
    return found


def _pair_of(slot: Slot) -> Pair | None:
    """Which pair a slot shows; None: not exactly one."""
    if slot.grade is None or len(slot.subjects) != 1:
        return None
    return Pair(slot.grade, slot.subjects[0])
