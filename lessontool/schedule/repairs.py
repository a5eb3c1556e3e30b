"""Why a week has no room for everything that is demanded, and which one change helps most.

Each change is tried by itself on the whole week: likings do not count here, only showings that are missing, so a trial
takes a fraction of a second. Changes stand in the order in which a station would rather make them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lessontool import curriculum
from lessontool.model import AiringRules, Channel, Demand, Finding, SchoolCalendar, ViewingHours
from lessontool.model.airing import WEEKDAYS
from lessontool.planning.timetable import asking, greedy
from lessontool.planning.timetable.problem import Problem, Solution
from lessontool.planning.timetable.weighing import asks_by_pair, rota_need
from lessontool.schedule.solving import has_solver, nothing, solve
from lessontool.timing import clock_s
from lessontool.tools.process import Cancel

SHORTER_MINUTES: Final = 20
"""A lesson of 20 minutes and a break of 5, as the Philippines' DepEd TV has them."""

TRIAL_S: Final = 1.0
"""Of computing for each change; most need a tenth."""

MOST_CHANNELS: Final = 6
MOST_TOLD: Final = 4

_NEW_DAY: Final = ("07:00", "21:00")
"""When a channel for lessons alone would be on air."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a station or department could do otherwise."""

    name: str
    """As the message table calls it, between `airing-change-` and `-enough` or `-helps`."""
    channels: tuple[Channel, ...]
    rules: AiringRules
    off: frozenset[str] = frozenset()
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a change would do."""

    change: Change
    showings: int
    """That are still missing in the week; 0: it is enough."""
    minutes: int

    def finding(self) -> Finding:
        """Say it."""
        values = {**self.change.values, "showings": self.showings, "minutes": self.minutes}
        ending = "helps" if self.showings else "enough"
        return Finding(code=f"airing-change-{self.change.name}-{ending}", severity="note", values=values)


def cheapest(
    channels: Sequence[Channel],
    rules: AiringRules,
    calendar: SchoolCalendar,
    week: str,
    problem: Problem,
    solution: Solution,
    *,
    seed: int,
    cancel: Cancel | None = None,
    progress: Callable[[float], None] | None = None,
) -> tuple[Finding, ...]:
    """Say what is missing, which rules stand in each other's way, and which changes help; nothing where all is met.

    Changes that are enough come first, the one that a station would rather make before others; where none is, those
    that help most. Raises Interrupted.
    """
    if not solution.short:
        return ()
    trial = _Trial(channels=tuple(channels), rules=rules, calendar=calendar, week=week, seed=seed, cancel=cancel)
    report = progress or (lambda _: None)
    changes = list(changes_of(channels, rules))
    tried = []
    now = sum(solution.short.values())
    for number, change in enumerate(changes):
        report(number / len(changes))
        each = trial.run(change)
        if each.showings < now:
            tried.append(each)
        if sum(not one.showings for one in tried) == MOST_TOLD:
            break
    enough = any(not each.showings for each in tried)
    several = None if enough else _channels_wanted(trial, tuple(channels), rules)
    return (
        *missing(problem, solution, channels),
        *_conflict(trial, tuple(channels), rules),
        *(each.finding() for each in _best(tried, several)),
    )


def missing(problem: Problem, solution: Solution, channels: Sequence[Channel]) -> tuple[Finding, ...]:
    """Say how many showings and minutes are missing in the week, altogether and for each grade."""
    if not solution.short:
        return ()
    step = cell_minutes(channels)
    total = sum(solution.short.values())
    wanted = sum(ask.need for ask in problem.asks if not ask.rota)
    rotas = ([ask for ask in asks if ask.rota] for asks in asks_by_pair(problem).values())
    wanted += sum(rota_need(asks) for asks in rotas if asks)
    found = [
        Finding(
            code="airing-short",
            severity="error",
            values={"showings": total, "minutes": total * step, "wanted": wanted, "cells": len(problem.cells)},
        )
    ]
    for grade in sorted({pair.grade for pair, _ in solution.short}):
        counts: dict[str, int] = {}
        for (pair, _), count in solution.short.items():
            if pair.grade == grade:
                counts[pair.subject] = counts.get(pair.subject, 0) + count
        named = sorted((curriculum.subject(code).name_vi, count) for code, count in counts.items())
        named.sort(key=lambda each: curriculum.vietnamese_order(each[0]))
        lost = sum(counts.values())
        values = {"grade": grade, "showings": lost, "minutes": lost * step}
        subjects = ", ".join(f"{name} {count}" for name, count in named)
        found.append(Finding(code="airing-short-grade", severity="error", values={**values, "subjects": subjects}))
    return tuple(found)


def cell_minutes(channels: Sequence[Channel]) -> int:
    """How long a lesson with its break is, minutes: on the channel where it is shortest."""
    return min((each.lesson_minutes + each.break_minutes for each in channels), default=0)


# ── the changes ───────────────────────────────────────────────────────────────────────────────────────────────────


def changes_of(channels: Sequence[Channel], rules: AiringRules) -> Iterator[Change]:
    """Name the changes that could help, in the order in which a station would rather make them."""
    own = tuple(channels)
    relayed = tuple(replace(each, relays=tuple(replace(relay, counts=True) for relay in each.relays)) for each in own)
    if relayed != own:
        yield Change(name="relays", channels=relayed, rules=rules)
    if shortened := _shortened(own):
        times = {"lesson": SHORTER_MINUTES, "break": 5}
        yield Change(name="shorter", channels=shortened, rules=rules, values=times)
    if rota := _rota(rules):
        yield Change(name="rota", channels=own, rules=rota)
    day = {"start": _NEW_DAY[0], "end": _NEW_DAY[1]}
    yield Change(name="channel", channels=_with_channels(own, 1), rules=rules, values=day)
    start, end = _all_day(rules)
    if any((hours.start, hours.end) != (start, end) for hours in rules.hours):
        values = {"start": start, "end": end}
        yield Change(name="hours", channels=own, rules=widen(rules, start, end), values=values)
    if weekend := _with_sunday(rules):
        yield Change(name="sunday", channels=own, rules=weekend)
    yield from _moved_blocks(own, rules)
    if any(demand.showings_per_day > 1 for demand in rules.demands):
        once = tuple(replace(demand, showings_per_day=1) for demand in rules.demands)
        yield Change(name="once", channels=own, rules=replace(rules, demands=once))
    if any(demand.same_time for demand in rules.demands):
        yield Change(name="same-time", channels=own, rules=rules, off=frozenset({"same-time"}))
    yield Change(name="apart", channels=own, rules=rules, off=frozenset({"apart"}))
    yield Change(name="row", channels=own, rules=rules, off=frozenset({"row"}), values={"most": rules.most_in_a_row})


def _shortened(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if all(each.lesson_minutes <= SHORTER_MINUTES for each in channels):
        return ()
    return tuple(
        replace(
            each, lesson_minutes=min(each.lesson_minutes, SHORTER_MINUTES), break_minutes=min(each.break_minutes, 5)
        )
        for each in channels
    )


def _rota(rules: AiringRules) -> AiringRules | None:
    """All but the core subjects on one day of the week only, with all their showings on it."""
    demands: list[Demand] = []
    for demand in rules.demands:
        core = tuple(code for code in demand.subjects if code in rules.core_subjects)
        others = tuple(code for code in demand.subjects if code not in rules.core_subjects)
        if demand.days_per_week == 1 or not others:
            demands.append(demand)
            continue
        if core:
            demands.append(replace(demand, subjects=core))
        demands.append(replace(demand, subjects=others, days_per_week=1, same_time=False))
    return replace(rules, demands=tuple(demands)) if tuple(demands) != rules.demands else None


def _with_channels(channels: tuple[Channel, ...], count: int) -> tuple[Channel, ...]:
    """With some more channels for lessons alone."""
    first = channels[0]
    more = (
        replace(
            first,
            name=f"{first.name}+{number}",
            on_air_from=_NEW_DAY[0],
            on_air_until=_NEW_DAY[1],
            fixed=(),
            relays=(),
        )
        for number in range(1, count + 1)
    )
    return (*channels, *more)


def widen(rules: AiringRules, start: str, end: str) -> AiringRules:
    """Let pupils of every grade watch all the time between two hours."""
    grades = tuple(sorted({grade for hours in rules.hours for grade in hours.grades}))
    return replace(rules, hours=(ViewingHours(grades=grades, start=start, end=end),))


def _all_day(rules: AiringRules) -> tuple[str, str]:
    """From the earliest hour at which anybody may watch until the latest, or what a day holds if that is more."""
    start = min([*(hours.start for hours in rules.hours), _NEW_DAY[0]], key=_seconds)
    return start, max([*(hours.end for hours in rules.hours), _NEW_DAY[1]], key=_seconds)


def _seconds(text: str) -> int:
    return clock_s(text) or 0


def _with_sunday(rules: AiringRules) -> AiringRules | None:
    """Rotas that may use Sunday too: what is wanted every day would only be wanted once more."""
    demands = tuple(
        replace(each, days=WEEKDAYS) if each.days_per_week and set(each.days) != set(WEEKDAYS) else each
        for each in rules.demands
    )
    if demands == rules.demands:
        return None
    days = tuple(replace(each, days=WEEKDAYS) for each in rules.hours)
    return replace(rules, demands=demands, hours=days)


def _moved_blocks(channels: tuple[Channel, ...], rules: AiringRules) -> Iterator[Change]:
    """Each fixed programme of a channel at another time, where pupils cannot watch anyway."""
    spans = [(_seconds(hours.start), _seconds(hours.end)) for hours in rules.hours]
    for number, channel in enumerate(channels):
        for block in channel.fixed:
            begins, ends = _seconds(block.start), _seconds(block.end)
            if not any(begins < end and start < ends for start, end in spans):
                continue
            fixed = tuple(each for each in channel.fixed if each != block)
            moved = (*channels[:number], replace(channel, fixed=fixed), *channels[number + 1 :])
            values = {"title": block.title, "start": block.start, "end": block.end, "channel": channel.title}
            yield Change(name="block", channels=moved, rules=rules, values=values)


# ── trying them ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    channels: tuple[Channel, ...]
    rules: AiringRules
    calendar: SchoolCalendar
    week: str
    seed: int
    cancel: Cancel | None

    known: dict[tuple[tuple[Channel, ...], AiringRules], Problem] = field(default_factory=dict)
    """Weeks without likings, by what they are made from."""

    def _problem(self, change: Change) -> Problem:
        key = change.channels, change.rules
        if key not in self.known:
            problem = asking.problem_of(change.channels, change.rules, self.calendar, self.week)
            plain = tuple(replace(ask, options=tuple((cell, 0) for cell, _ in ask.options)) for ask in problem.asks)
            self.known[key] = replace(problem, asks=plain)
        return self.known[key]

    def run(self, change: Change) -> Tried:
        bare = replace(self._problem(change), rules_off=change.off)
        begin = nothing(bare) if has_solver() else greedy.solve(bare)
        found = solve(bare, seconds=TRIAL_S, seed=self.seed, start=begin, cancel=self.cancel)
        showings = sum(found.short.values())
        return Tried(change=change, showings=showings, minutes=showings * cell_minutes(change.channels))


def _best(tried: Sequence[Tried], several: Tried | None) -> list[Tried]:
    """Choose what is worth telling: what is enough, otherwise what helps most and how many channels are enough."""
    enough = [each for each in tried if not each.showings]
    if enough:
        return enough[:MOST_TOLD]
    most = sorted(tried, key=lambda each: each.showings)[: MOST_TOLD - (several is not None)]
    return [*most, *([several] if several is not None else [])]


def _channels_wanted(trial: _Trial, channels: tuple[Channel, ...], rules: AiringRules) -> Tried | None:
    """How many channels for lessons alone would be enough, with lessons as they are and with shorter ones."""
    for count in range(1, MOST_CHANNELS):
        for name, own in (("channels", channels), ("channels-shorter", _shortened(channels))):
            if not own or (count == 1 and name == "channels"):  # tried by itself already
                continue
            values = {"count": count, "lesson": own[0].lesson_minutes, "break": own[0].break_minutes}
            tried = trial.run(Change(name=name, channels=_with_channels(own, count), rules=rules, values=values))
            if not tried.showings:
                return tried
    return None


_GROUPS: Final = ("apart", "row", "one-channel", "same-time", "hours", "fixed")


def _conflict(trial: _Trial, channels: tuple[Channel, ...], rules: AiringRules) -> tuple[Finding, ...]:
    """Find the smallest set of rules that cannot be kept together (a deletion filter); maybe it is just too much."""

    whole = min((c.on_air_from for c in channels), key=_seconds), max((c.on_air_until for c in channels), key=_seconds)

    def short(kept: frozenset[str]) -> int:
        own = channels if "fixed" in kept else tuple(replace(each, fixed=()) for each in channels)
        wide = rules if "hours" in kept else widen(rules, *whole)
        off = frozenset(_GROUPS[:4]) - kept
        return trial.run(Change(name="channels", channels=own, rules=wide, off=off)).showings

    none = short(frozenset())
    if none:
        return (Finding(code="airing-too-much", severity="note", values={"showings": none}),)
    kept = frozenset(_GROUPS)
    for group in _GROUPS:
        if short(kept - {group}):
            kept -= {group}
    return tuple(Finding(code=f"airing-conflict-{group}", severity="note") for group in _GROUPS if group in kept)
