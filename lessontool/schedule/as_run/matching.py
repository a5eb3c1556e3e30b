"""What a log means for a plan: each lesson and relay was shown, late, cut, missed, or something else was shown.

A line belongs to the slot that has its house number, the nearest in time first; a slot without one takes the line that
says its planned time, or began about then. Playout servers do not see relays: a relay counts as shown, where the log
has anything at all of that channel and day, unless a line of the operator's says otherwise.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lessontool.curriculum import suggest
from lessontool.errors import InputError
from lessontool.model import AsRun, Channel, Slot, Timetable
from lessontool.schedule.tables.heads import bare

LATE_S: Final = 60
"""Lessons that begin more than a minute from their time are `late` (or early): families with a printed timetable miss
their beginning."""

CUT_SHARE: Final = 0.95
"""Shown shorter than this share a lesson is `cut` and counts as no showing: of 25 minutes more than 75 s are gone."""

_DAY_S: Final = 86_400
_EARLY_S: Final = 6 * 3600
"""Lines before six in the morning may belong to the broadcast day before, whatever date they name (BXF does both)."""

_FARTHEST_S: Final = 12 * 3600
_ABOUT_S: Final = 15 * 60
_FPS: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Aired:
    """What became of a slot, or a showing that was not planned."""

    slot: Slot
    """Of a showing that was not planned: the slot with the same house number, moved to when it was shown."""
    log: AsRun
    planned: bool = True

    @property
    def shown(self) -> bool:
        """It counts as a showing: the whole lesson was on air, if late."""
        return self.log.status in ("aired", "late")

    @property
    def start_s(self) -> int:
        """When it was on air, seconds after 0:00 of the slot's day; where that is not known when it was planned."""
        return self.slot.start_s if self.log.actual_start_s is None else self.log.actual_start_s


def matched(timetable: Timetable, log: Sequence[AsRun], channels: Sequence[Channel] = ()) -> tuple[Aired, ...]:
    """Hold a log against a plan: for each lesson and relay what became of it, then what was shown besides.

    Channels and days of which the log has no line are left out. Raises InputError as-run-channel for a line of a
    channel that the plan does not have.
    """
    lines = _by_channel(timetable, log, channels)
    fillers = {Path(filler.file).stem.casefold() for each in channels for filler in each.fillers}
    found: list[Aired] = []
    for name in timetable.channels:
        slots = [slot for slot in timetable.slots if slot.channel == name and slot.kind != "fixed"]
        found += _Day(slots, lines.get(name, ()), fillers).told()
    return tuple(found)


def logged_days(timetable: Timetable, log: Sequence[AsRun], channels: Sequence[Channel] = ()) -> set[tuple[str, str]]:
    """Say of which channels and broadcast days the log has lines."""
    lines = _by_channel(timetable, log, channels)
    return {(name, event.date) for name, events in lines.items() for event in events}


def _by_channel(timetable: Timetable, log: Iterable[AsRun], channels: Sequence[Channel]) -> Mapping[str, list[AsRun]]:
    words = {bare(name): name for name in timetable.channels}
    for each in channels:
        if each.name in timetable.channels:
            words |= {bare(word): each.name for word in (each.title, each.xmltv_id, str(each.service_id))}
            words[bare(each.name)] = each.name
    found: dict[str, list[AsRun]] = {}
    for event in log:
        name = words.get(bare(event.channel))
        if name is None and not event.channel and len(timetable.channels) == 1:
            name = timetable.channels[0]
        if name is None:
            near = suggest(event.channel, list(timetable.channels)) or ", ".join(timetable.channels)
            raise InputError("as-run-channel", value=event.channel[:60], suggestion=near)
        found.setdefault(name, []).append(event)
    return found


def _absolute(date: str, start_s: int) -> int:
    return datetime.date.fromisoformat(date).toordinal() * _DAY_S + start_s


def _whens(event: AsRun) -> tuple[int, ...]:
    """When a line says that something began; early in the morning also as after midnight of its date."""
    if event.actual_start_s is None:
        return ()
    at = _absolute(event.date, event.actual_start_s)
    return (at, at + _DAY_S) if event.actual_start_s < _EARLY_S else (at,)


class _Day:
    """The slots and lines of one channel."""

    def __init__(self, slots: Sequence[Slot], events: Sequence[AsRun], fillers: set[str]) -> None:
        self.slots, self.events, self.fillers = slots, list(events), fillers
        self.dates = {event.date for event in events}
        self.taken: dict[int, int] = {}
        """Slot → line, by their places."""
        self.used: set[int] = set()

    def told(self) -> Iterator[Aired]:
        self._by_house_number()
        self._by_time()
        for at, slot in enumerate(self.slots):
            event = self.events[self.taken[at]] if at in self.taken else None
            if event is None and slot.date not in self.dates:
                continue
            yield Aired(slot=slot, log=self._became(slot, event))
        yield from self._besides()

    # ── which line is which slot's ──────────────────────────────────────────────────────────────────────────────

    def _by_house_number(self) -> None:
        by_house: dict[str, list[int]] = {}
        for number, event in enumerate(self.events):
            by_house.setdefault(event.house_number.casefold(), []).append(number)
        near = sorted(
            (abs(when - _absolute(slot.date, slot.start_s)), at, number)
            for at, slot in enumerate(self.slots)
            if _house(slot)
            for number in by_house.get(_house(slot), ())
            for when in _whens(self.events[number])
        )
        for distance, at, number in near:
            if distance <= _FARTHEST_S:
                self._take(at, number)
        for at, slot in enumerate(self.slots):  # lines that say that something was not shown
            for number in by_house.get(_house(slot), ()) if _house(slot) else ():
                event = self.events[number]
                same = _planned(event) in (None, _absolute(slot.date, slot.start_s))
                if event.actual_start_s is None and same and event.date == slot.date:
                    self._take(at, number)

    def _by_time(self) -> None:
        """Lines without a house number, or of slots without one."""
        near = []
        for at, slot in enumerate(self.slots):
            planned = _absolute(slot.date, slot.start_s)
            for number, event in enumerate(self.events):
                if event.house_number and _house(slot) not in ("", event.house_number.casefold()):
                    replaced = event.status == "replaced" and _planned(event) == planned
                    near += [(0, at, number)] if replaced else []
                elif _planned(event) is not None:
                    near += [(0, at, number)] if _planned(event) == planned else []
                else:
                    whens = [abs(when - planned) for when in _whens(event)]
                    near += [(distance, at, number) for distance in whens if distance <= _ABOUT_S]
        for _, at, number in sorted(near):
            if self.events[number].house_number.casefold() not in self.fillers:
                self._take(at, number)

    def _take(self, at: int, number: int) -> None:
        if at not in self.taken and number not in self.used:
            self.taken[at] = number
            self.used.add(number)

    # ── what it means ───────────────────────────────────────────────────────────────────────────────────────────

    def _became(self, slot: Slot, event: AsRun | None) -> AsRun:
        house = slot.item.house_number if slot.item else ""
        whole = slot.item.out_frames - slot.item.in_frames if slot.item and slot.item.out_frames else 0
        blank = AsRun(
            channel=slot.channel,
            date=slot.date,
            planned_start_s=slot.start_s,
            actual_start_s=None,
            planned_frames=whole or slot.length_s * _FPS,
            actual_frames=0,
            house_number=house,
            status="missed",
        )
        if event is None and slot.kind == "relay":
            return replace(blank, actual_start_s=slot.start_s, actual_frames=blank.planned_frames, status="aired")
        if event is None:
            other = self._instead(slot)
            return replace(blank, status="replaced", note=other) if other else blank
        if event.actual_start_s is None or event.status in ("missed", "replaced"):
            note = event.note or self._instead(slot)
            return replace(blank, status="replaced" if event.status == "replaced" else "missed", note=note)
        planned = _absolute(slot.date, slot.start_s)
        begun = min(_whens(event), key=lambda when: abs(when - planned))
        frames = event.actual_frames + self._rest(event, begun, slot)
        asked = whole or event.planned_frames or slot.length_s * _FPS
        cut = frames < asked * CUT_SHARE if frames else event.status == "cut"
        late = abs(begun - planned) > LATE_S or event.status == "late"
        return replace(
            blank,
            actual_start_s=begun - _absolute(slot.date, 0),
            planned_frames=asked,
            actual_frames=frames,
            house_number=house or event.house_number,
            status="cut" if cut else "late" if late else "aired",
            note=event.note,
        )

    def _rest(self, first: AsRun, begun: int, slot: Slot) -> int:
        """Frames of the same programme that were shown after a break in it."""
        if not first.house_number or not first.actual_frames:
            return 0
        rest = 0
        for number, event in enumerate(self.events):
            same = event.house_number.casefold() == first.house_number.casefold() and number not in self.used
            if same and any(begun < when < begun + slot.length_s for when in _whens(event)):
                self.used.add(number)
                rest += event.actual_frames
        return rest

    def _instead(self, slot: Slot) -> str:
        """What was on air for at least half of a slot, in its place; fillers are nothing."""
        start = _absolute(slot.date, slot.start_s)
        for event in self.events:
            if event.house_number.casefold() in self.fillers | {"", _house(slot)}:
                continue
            for when in _whens(event):
                together = min(start + slot.length_s, when + event.actual_frames // _FPS) - max(start, when)
                if together * 2 >= slot.length_s:
                    return event.house_number
        return ""

    def _besides(self) -> Iterator[Aired]:
        """Lessons of the plan that were shown once more than it says."""
        known = {_house(slot): slot for slot in self.slots if _house(slot)}
        for number, event in enumerate(self.events):
            slot = known.get(event.house_number.casefold())
            if number in self.used or slot is None or event.actual_start_s is None:
                continue
            whole = slot.item.out_frames - slot.item.in_frames if slot.item else 0
            cut = event.actual_frames < whole * CUT_SHARE if event.actual_frames else event.status == "cut"
            moved = replace(slot, date=event.date, start_s=event.actual_start_s)
            line = replace(event, channel=slot.channel, planned_start_s=None, status="cut" if cut else "aired")
            yield Aired(slot=moved, log=line, planned=False)


def _house(slot: Slot) -> str:
    return slot.item.house_number.casefold() if slot.item else ""


def _planned(event: AsRun) -> int | None:
    return None if event.planned_start_s is None else _absolute(event.date, event.planned_start_s)
