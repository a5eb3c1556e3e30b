"""The grid of a channel's day: what stands fixed, which time is free, and the cells in which lessons can be shown.

Free time is cut where pupils may begin to watch, so that no lesson begins a few minutes before and is lost for them.
In what is left cells follow each other; the last one needs no break after it. Where room is left over, cells begin
later, at round times, as long as no grade loses a cell by that.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from lessontool.errors import PlanError
from lessontool.model import AiringRules, Channel, FixedBlock, Relay
from lessontool.planning.timetable.problem import Cell, Part
from lessontool.planning.timetable.weeks import dates_text, weekday_of
from lessontool.timing import clock_s

Span = tuple[int, int]
"""Seconds after 0:00 of the broadcast day, half open."""

YOUNG: Final = (1, 2)
"""Grades whose lessons end before the rules' `late`, where that can be."""

_LONGEST_PAUSE_S: Final = 900
"""Lessons are in a row where there is no more than this between them, or the channel's break where that is longer."""

_SHIFT_S: Final = 300
"""Times in a printed programme are multiples of five minutes."""


def seconds_at(text: str) -> int:
    """Read a time of day of a preset. Raises ValueError for what is none (presets are checked when they are read)."""
    moment = clock_s(text)
    if moment is None:
        raise ValueError(f"{text!r} is no time of day")
    return moment


def span_of(block: FixedBlock | Relay) -> Span:
    """Say from when until when a block is on air."""
    return seconds_at(block.start), seconds_at(block.end)


def blocks_on(channel: Channel, day: datetime.date) -> tuple[FixedBlock | Relay, ...]:
    """List what stands fixed on a channel on a day, by time: blocks of single dates take the place of weekly ones.

    Raises PlanError: airing-blocks-overlap where two of them still stand at the same time.
    """
    blocks: tuple[FixedBlock | Relay, ...] = (*channel.fixed, *channel.relays)
    dated = [block for block in blocks if day.isoformat() in block.dates]
    weekly = [block for block in blocks if weekday_of(day) in block.days and block not in dated]
    stands = [*dated, *(block for block in weekly if not any(meet(span_of(block), span_of(one)) for one in dated))]
    stands.sort(key=lambda block: (span_of(block), block.title))
    for one, other in pairwise(stands):
        if meet(span_of(one), span_of(other)):
            raise PlanError(
                "airing-blocks-overlap",
                channel=channel.title,
                day=dates_text([day]),
                one=f"{one.title} ({one.start}–{one.end})",
                other=f"{other.title} ({other.start}–{other.end})",
            )
    return tuple(stands)


def meet(one: Span, other: Span) -> bool:
    """Say whether two spans have time in common."""
    return one[0] < other[1] and other[0] < one[1]


def free_runs(channel: Channel, day: datetime.date) -> tuple[Span, ...]:
    """List the times in which a channel is on air and nothing stands fixed, in order."""
    start, end = seconds_at(channel.on_air_from), seconds_at(channel.on_air_until)
    free = []
    for block in blocks_on(channel, day):
        begins, ends = span_of(block)
        if start < begins:
            free.append((start, min(begins, end)))
        start = max(start, ends)
    if start < end:
        free.append((start, end))
    return tuple((begins, ends) for begins, ends in free if begins < ends)


def hours_of(rules: AiringRules, grade: int, day: datetime.date) -> tuple[tuple[Span, int], ...]:
    """List when pupils of a grade can watch on a day, with how much they like each time (0 to 10), in order."""
    weekday = weekday_of(day)
    return tuple(
        sorted(
            ((seconds_at(hours.start), seconds_at(hours.end)), hours.liking)
            for hours in rules.hours
            if grade in hours.grades and weekday in hours.days
        )
    )


def watching(rules: AiringRules, grade: int, day: datetime.date) -> tuple[Span, ...]:
    """List when pupils of a grade can watch on a day, hours that touch or overlap put together."""
    joined: list[Span] = []
    for (start, end), _ in hours_of(rules, grade, day):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def part_of(rules: AiringRules, start_s: int) -> Part:
    """Say in which part of the day something begins; after midnight it is still evening."""
    if start_s >= seconds_at(rules.evening):
        return "evening"
    return "afternoon" if start_s >= seconds_at(rules.afternoon) else "morning"


def cells_of(channel: Channel, day: datetime.date, rules: AiringRules) -> tuple[Cell, ...]:
    """List the cells of a channel's day, in order. Raises PlanError as `blocks_on` does."""
    return tuple(cell for row in cell_rows(channel, day, rules) for cell in row)


def cell_rows(channel: Channel, day: datetime.date, rules: AiringRules) -> tuple[tuple[Cell, ...], ...]:
    """List the cells of a channel's day by rows: in a row lessons follow each other, with nothing but a break between.

    Whatever stands fixed ends a row, and so does a longer time without a lesson.
    """
    lesson, rest = channel.lesson_minutes * 60, channel.break_minutes * 60
    grades = sorted({demand.grade for demand in rules.demands})
    hours = [watching(rules, grade, day) for grade in grades]
    # a round time is not worth a lesson that then ends too late for the smallest
    hours += [_before(seconds_at(rules.late), watching(rules, grade, day)) for grade in grades if grade in YOUNG]
    rows: list[list[Cell]] = []
    for run in free_runs(channel, day):
        starts = [start for piece in _pieces(run, hours, rest) for start in _starts(piece, lesson, rest, hours)]
        for number, start in enumerate(starts):
            until = starts[number + 1] if number + 1 < len(starts) else run[1]
            cell = Cell(
                date=day.isoformat(),
                channel=channel.name,
                start_s=start,
                lesson_s=lesson,
                break_s=min(rest, until - start - lesson),
                part=part_of(rules, start),
            )
            if number == 0 or start - (starts[number - 1] + lesson) > max(rest, _LONGEST_PAUSE_S):
                rows.append([])
            rows[-1].append(cell)
    return tuple(map(tuple, rows))


def _before(end: int, spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((start, min(until, end)) for start, until in spans if start < end)


def _pieces(run: Span, hours: Sequence[Sequence[Span]], rest: int) -> Iterator[Span]:
    """A free run, cut where some grade begins to watch; the very last lesson may have its break beyond the end."""
    cuts = sorted({start for each in hours for start, _ in each if run[0] < start < run[1]})
    return zip([run[0], *cuts], [*cuts, run[1] + rest], strict=True)


def _starts(piece: Span, lesson: int, rest: int, hours: Sequence[Sequence[Span]]) -> tuple[int, ...]:
    """When the cells of a piece begin: at round times where that costs no cell that any grade can watch.

    Cells that nobody can watch count for nothing, so that a day has the same times whatever stands after them.
    """
    step = lesson + rest
    layouts = [tuple(range(piece[0] + shift, piece[1] - step + 1, step)) for shift in range(0, step, _SHIFT_S)]
    layouts = [each for each in layouts if each]
    if not layouts:
        return ()

    def seen(starts: Sequence[int]) -> list[int]:
        """Which cells any grade can watch."""
        return [start for start in starts if any(inside((start, start + lesson), each) for each in hours)]

    def worth(starts: Sequence[int]) -> tuple[int, ...]:
        watched, times = sum(_watched(starts, lesson, hours)), _roundness(seen(starts))
        return watched, times, len(starts), _roundness(starts), -starts[0]

    first, most = _watched(layouts[0], lesson, hours), len(seen(layouts[0]))
    fair = [
        each
        for each in layouts
        if len(seen(each)) >= most and all(map(int.__ge__, _watched(each, lesson, hours), first))
    ]
    return max(fair, key=worth)


def _watched(starts: Collection[int], lesson: int, hours: Sequence[Sequence[Span]]) -> list[int]:
    """How many of the cells each grade can watch."""
    return [sum(inside((start, start + lesson), each) for start in starts) for each in hours]


def inside(span: Span, spans: Sequence[Span]) -> bool:
    """Say whether a span lies within one of some others."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _roundness(starts: Collection[int]) -> int:
    return sum(roundness(start) for start in starts)


def roundness(start_s: int) -> int:
    """Say how easily a time is remembered: 2 for full and half hours, 1 for quarters, 0 for others."""
    return 2 if start_s % 1800 == 0 else 1 if start_s % 900 == 0 else 0
