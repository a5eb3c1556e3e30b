"""What contradicts itself in a plan, most of all in one made by hand: two things at once, or when nobody can watch."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from lessontool.curriculum import find_subject, fold, subject_name, suggest_subject
from lessontool.model import AiringRules, Channel, Finding, SchoolCalendar, Slot, Timetable
from lessontool.planning.timetable import weeks
from lessontool.planning.timetable.grid import blocks_on, inside, meet, seconds_at, span_of, watching
from lessontool.timing import broadcast_clock

_DAY_S: Final = 86_400
_FPS: Final = 25
_MOST_OF_A_KIND: Final = 20
"""Of one kind of finding; what is wrong a hundred times has one reason."""

_PLACE: Final = re.compile(r"bai (\d{1,3})\b(?:.*?tiet (\d{1,2})\b)?")


def conflicts(
    timetable: Timetable, channels: Sequence[Channel], rules: AiringRules, calendar: SchoolCalendar
) -> tuple[Finding, ...]:
    """List what contradicts itself in a plan, each with day, time and channel; at most 20 of a kind.

    Raises PlanError: airing-week, airing-blocks-overlap.
    """
    seen: dict[str, int] = defaultdict(int)
    kept = []
    for finding in _all(timetable, channels, rules, calendar):
        seen[finding.code] += 1
        if seen[finding.code] <= _MOST_OF_A_KIND:
            kept.append(finding)
    more = {code: count - _MOST_OF_A_KIND for code, count in seen.items() if count > _MOST_OF_A_KIND}
    if more:
        kept.append(Finding(code="check-plan-more", severity="note", values={"count": sum(more.values())}))
    return tuple(kept)


def day_text(date: str) -> str:
    """Write a day as people read it: `T2 04/10`."""
    return weeks.day_text(datetime.date.fromisoformat(date))


def _all(
    timetable: Timetable, channels: Sequence[Channel], rules: AiringRules, calendar: SchoolCalendar
) -> Iterator[Finding]:
    slots = sorted(timetable.slots, key=lambda slot: (slot.date, slot.start_s, slot.channel))
    by_name = {each.name: each for each in channels}
    yield from _strange(slots, calendar)
    yield from _overlaps(slots)
    yield from _two_channels(slots)
    yield from _outside(slots, by_name, rules)
    yield from _blocks(timetable, by_name)
    yield from _rows(slots, by_name, rules)
    yield from _too_long(slots)
    yield from _lessons(slots, rules)


def _where(slot: Slot) -> dict[str, str | int]:
    return {
        "day": day_text(slot.date),
        "time": broadcast_clock(slot.start_s),
        "channel": slot.channel,
        "title": _title(slot),
    }


def _title(slot: Slot) -> str:
    if slot.kind == "fixed" or not slot.subjects:
        return slot.title[:80]
    grades = ", ".join(map(str, _grades(slot)))
    return f"{', '.join(subject_name(code, 'vi') for code in slot.subjects)} {grades}".strip()[:80]


def _grades(slot: Slot) -> tuple[int, ...]:
    return slot.grades or ((slot.grade,) if slot.grade else ())


def _span(slot: Slot) -> tuple[int, int]:
    """When it is on air, in seconds since some day: after midnight it may meet the next day's."""
    start = datetime.date.fromisoformat(slot.date).toordinal() * _DAY_S + slot.start_s
    return start, start + slot.length_s


def _both(one: Slot, other: Slot) -> dict[str, str | int]:
    until = broadcast_clock(other.start_s + other.length_s)
    return {**_where(one), "other": f"{_title(other)} ({broadcast_clock(other.start_s)}–{until}, {other.channel})"}


# ── what nobody can see ───────────────────────────────────────────────────────────────────────────────────────────


def _strange(slots: Sequence[Slot], calendar: SchoolCalendar) -> Iterator[Finding]:
    for slot in slots:
        for code in slot.subjects:
            if find_subject(code) is None:
                near = suggest_subject(code) or "–"
                values = {**_where(slot), "subject": code[:60], "suggestion": near}
                yield Finding(code="check-plan-subject", severity="error", values=values)
        day = datetime.date.fromisoformat(slot.date)
        off = next(
            (each for each in calendar.days_off if not each.districts and each.start <= slot.date <= each.end), None
        )
        idle = slot.kind == "lesson" and slot.date not in calendar.school_days_added
        if idle and (off or any(weeks.school_week(calendar, day, grade) is None for grade in _grades(slot))):
            values = {**_where(slot), "why": off.title if off else calendar.school_year}
            yield Finding(code="check-plan-no-school", severity="warning", values=values)


def _overlaps(slots: Sequence[Slot]) -> Iterator[Finding]:
    by_channel: dict[str, list[Slot]] = defaultdict(list)
    for slot in slots:
        by_channel[slot.channel].append(slot)
    for mine in by_channel.values():
        mine.sort(key=_span)
        longest = None
        for slot in mine:
            if longest is not None and _span(slot)[0] < _span(longest)[1]:
                yield Finding(code="check-plan-overlap", severity="error", values=_both(slot, longest))
            if longest is None or _span(slot)[1] > _span(longest)[1]:
                longest = slot


def _two_channels(slots: Sequence[Slot]) -> Iterator[Finding]:
    taught = [slot for slot in slots if slot.kind != "fixed"]
    for at, one in enumerate(taught):
        for other in taught[at + 1 :]:
            if _span(other)[0] >= _span(one)[0] + _DAY_S:
                break
            same = set(_grades(one)) & set(_grades(other))
            if one.channel != other.channel and same and meet(_span(one), _span(other)):
                relays = one.kind == other.kind == "relay"
                values = {**_both(other, one), "grade": min(same)}
                yield Finding(code="check-plan-two-channels", severity="note" if relays else "error", values=values)


def _outside(slots: Sequence[Slot], channels: Mapping[str, Channel], rules: AiringRules) -> Iterator[Finding]:
    hours: dict[tuple[int, str], tuple[tuple[int, int], ...]] = {}
    for slot in slots:
        span = slot.start_s, slot.start_s + slot.length_s
        channel = channels.get(slot.channel)
        if channel and not inside(span, ((seconds_at(channel.on_air_from), seconds_at(channel.on_air_until)),)):
            values = {**_where(slot), "from": channel.on_air_from, "until": channel.on_air_until}
            yield Finding(code="check-plan-off-air", severity="error", values=values)
        for grade in _grades(slot) if slot.kind == "lesson" else ():
            key = grade, slot.date
            if key not in hours:
                hours[key] = watching(rules, grade, datetime.date.fromisoformat(slot.date))
            if hours[key] and not inside(span, hours[key]):
                said = ", ".join(f"{broadcast_clock(start)}–{broadcast_clock(end)}" for start, end in hours[key])
                values = {**_where(slot), "grade": grade, "hours": said}
                yield Finding(code="check-plan-outside-hours", severity="error", values=values)


def _blocks(timetable: Timetable, channels: Mapping[str, Channel]) -> Iterator[Finding]:
    """What the channel itself says stands there, where the plan puts a lesson or leaves a relay out."""
    left_out: dict[str, int] = defaultdict(int)
    for name in timetable.channels:
        channel = channels.get(name)
        for day in weeks.week_days(timetable.week) if channel else ():
            assert channel is not None  # noqa: S101  # there are no days otherwise
            mine = [slot for slot in timetable.slots if slot.channel == name and slot.date == day.isoformat()]
            for block in blocks_on(channel, day):
                span = span_of(block)
                there = any(
                    (slot.start_s, slot.start_s + slot.length_s) == span and slot.kind != "lesson" for slot in mine
                )
                left_out[name] += hasattr(block, "subjects") and not there
                for slot in mine:
                    if slot.kind == "lesson" and not there and meet((slot.start_s, slot.start_s + slot.length_s), span):
                        values = {**_where(slot), "other": f"{block.title} ({block.start}–{block.end})"}
                        yield Finding(code="check-plan-on-block", severity="error", values=values)
    for name, count in left_out.items():
        if count:
            values = {"channel": name, "count": count}
            yield Finding(code="check-plan-relays-left-out", severity="note", values=values)


# ── what is hard on pupils ────────────────────────────────────────────────────────────────────────────────────────


def _rows(slots: Sequence[Slot], channels: Mapping[str, Channel], rules: AiringRules) -> Iterator[Finding]:
    for name in sorted({slot.channel for slot in slots}):
        mine = sorted((slot for slot in slots if slot.channel == name), key=_span)
        rest = channels[name].break_minutes * 60 if name in channels else 0
        run = 1
        for one, other in pairwise(mine):
            straight = _span(other)[0] - _span(one)[1] <= rest
            same = one.kind == other.kind == "lesson" and set(_grades(one)) & set(_grades(other))
            run = run + 1 if straight and same else 1
            if run == rules.most_in_a_row + 1:
                values = {**_where(other), "most": rules.most_in_a_row}
                yield Finding(code="check-plan-row", severity="warning", values=values)


def _too_long(slots: Sequence[Slot]) -> Iterator[Finding]:
    for slot in slots:
        if slot.item and slot.item.out_frames - slot.item.in_frames > slot.length_s * _FPS:
            shown = -(-(slot.item.out_frames - slot.item.in_frames) // (_FPS * 60))
            values = {**_where(slot), "minutes": shown, "most": slot.length_s // 60}
            yield Finding(code="check-plan-too-long", severity="error", values=values)


def _lessons(slots: Sequence[Slot], rules: AiringRules) -> Iterator[Finding]:
    """Lessons in their order; on a day the same one again, or two, as the rules want it."""
    by_pair: dict[tuple[int, str], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.kind == "lesson" and len(slot.subjects) == 1 and len(_grades(slot)) == 1:
            by_pair[_grades(slot)[0], slot.subjects[0]].append(slot)
    for mine in by_pair.values():
        named = [slot for slot in mine if slot.lesson_id or slot.lesson_label]
        yield from _order(named)
        yield from _twice(named, rules)


def _key(slot: Slot) -> str:
    return slot.lesson_id or fold(slot.lesson_label)


def _order(slots: Sequence[Slot]) -> Iterator[Finding]:
    highest: tuple[tuple[int, int], Slot] | None = None
    seen: set[str] = set()
    for slot in slots:
        found = _PLACE.search(fold(slot.lesson_label))
        first = _key(slot) not in seen and not slot.repeat
        seen.add(_key(slot))
        if not found or not first:
            continue
        place = int(found[1]), int(found[2] or 0)
        if highest and place < highest[0]:
            values = {**_where(slot), "lesson": slot.lesson_label[:80], "before": highest[1].lesson_label[:80]}
            yield Finding(code="check-plan-order", severity="warning", values=values)
        else:
            highest = place, slot


def _twice(slots: Sequence[Slot], rules: AiringRules) -> Iterator[Finding]:
    first: dict[str, Slot] = {}
    of_day: dict[str, Slot] = {}
    for slot in slots:
        before = first.setdefault(_key(slot), slot)
        again = before.date != slot.date and not slot.repeat and slot.showing == 1
        if again and of_day.get(slot.date) is None:
            values = {**_where(slot), "lesson": (slot.lesson_label or slot.title)[:80], "other": day_text(before.date)}
            yield Finding(code="check-plan-again", severity="warning", values=values)
        other = of_day.setdefault(slot.date, slot)
        if other is slot:
            continue
        if rules.meaning == "repeat" and _key(other) != _key(slot):
            yield Finding(code="check-plan-not-repeated", severity="warning", values=_where(slot))
        if rules.meaning == "distinct" and _key(other) == _key(slot) and not slot.repeat:
            yield Finding(code="check-plan-same-lesson", severity="warning", values=_where(slot))
