"""What a channel shows in a week: the plan's programmes and the blocks that stand fixed, in order, none over another.

Playlists and programme guides both begin here, so they cannot tell different things.
"""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from lessontool import curriculum
from lessontool.errors import PlanError
from lessontool.model import Channel, FixedBlock, Slot, Timetable
from lessontool.planning.timetable.grid import blocks_on, span_of
from lessontool.planning.timetable.weeks import dates_text
from lessontool.timing import clock_text

DAY_S: Final = 24 * 3600

_REMEMBERED: Final = 4096
"""A day has a thousand fillers, but few different ones."""

_BRACKETS: Final = re.compile(r"(.*?)\s*\((.*)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One programme of a channel, and when it is on."""

    start_s: int
    """Seconds after 0:00 of the first day that was asked for."""
    end_s: int
    slot: Slot

    @property
    def empty(self) -> bool:
        """A time that is kept for a lesson which is not there."""
        return self.slot.kind == "lesson" and self.slot.item is None


def shown(timetable: Timetable, channel: Channel, days: Sequence[datetime.date]) -> tuple[Shown, ...]:
    """List what a channel shows on some broadcast days that follow each other, by time.

    Blocks of the channel that the plan does not name, such as one that somebody wrote by hand, are added where nothing
    else is planned. Raises PlanError: playout-overlap where two programmes are on at the same time,
    airing-blocks-overlap.
    """
    first = days[0]
    planned = [_shown(slot, first) for slot in timetable.slots if slot.channel == channel.name]
    planned = [each for each in planned if each.slot.date in {day.isoformat() for day in days}]
    known = [*planned]
    for each in _blocks(channel, days, first):
        if not any(each.start_s < one.end_s and one.start_s < each.end_s for one in planned):
            known.append(each)
    known.sort(key=lambda each: (each.start_s, each.end_s, each.slot.title))
    for one, other in pairwise(known):
        if other.start_s < one.end_s:
            day = datetime.date.fromisoformat(other.slot.date)
            raise PlanError(
                "playout-overlap",
                channel=channel.title,
                day=dates_text([day]),
                one=f"{clock_text(one.slot.start_s)} {name_of(one.slot)}",
                other=f"{clock_text(other.slot.start_s)} {name_of(other.slot)}",
            )
    return tuple(known)


def _shown(slot: Slot, first: datetime.date) -> Shown:
    start_s = (datetime.date.fromisoformat(slot.date) - first).days * DAY_S + slot.start_s
    return Shown(start_s=start_s, end_s=start_s + slot.length_s, slot=slot)


def _blocks(channel: Channel, days: Sequence[datetime.date], first: datetime.date) -> Iterator[Shown]:
    for day in days:
        for block in blocks_on(channel, day):
            start_s, end_s = span_of(block)
            fixed = isinstance(block, FixedBlock)
            slot = Slot(
                channel=channel.name,
                date=day.isoformat(),
                start_s=start_s,
                length_s=end_s - start_s,
                kind="fixed" if fixed else "relay",
                title=block.title,
                grades=() if isinstance(block, FixedBlock) else block.grades,
                subjects=() if isinstance(block, FixedBlock) else block.subjects,
                counts=False if isinstance(block, FixedBlock) else block.counts,
                source=block.kind if isinstance(block, FixedBlock) else block.source,
                address=block.file,
            )
            yield _shown(slot, first)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def name_of(slot: Slot) -> str:
    """Name a programme in one line, as a guide does: "Toán lớp 1" for a lesson, its title for anything else."""
    if slot.kind == "lesson" and slot.subjects and slot.grade is not None:
        names = ", ".join(_subject(code) for code in slot.subjects)
        return f"{names} lớp {slot.grade}"
    return one_line(slot.title) or one_line(slot.source) or "?"


def detail_of(slot: Slot) -> str:
    """Say which lesson it is: "Bài 5. Đường đi (Tiết 1)"; nothing where the name says all."""
    text = one_line(slot.lesson_label) or (one_line(slot.title) if slot.kind == "lesson" else "")
    return "" if text == name_of(slot) else text


def _subject(code: str) -> str:
    """Name a subject as families do: `Tiếng Anh`, not `Ngoại ngữ 1 (Tiếng Anh)`."""
    try:
        name = curriculum.subject(code).name_vi
    except KeyError:
        return one_line(code)
    match = _BRACKETS.fullmatch(name)
    if match is None:
        return name
    return match[2] if match[1][-1:].isdigit() else match[1]


@functools.lru_cache(maxsize=_REMEMBERED)
def one_line(text: str) -> str:
    """Write a text as one line: composed letters, no line breaks, nothing that cannot be seen or that XML refuses."""
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign.isspace() or not unicodedata.category(sign).startswith("C")
    )
    return " ".join(seen.split())


@functools.lru_cache(maxsize=_REMEMBERED)
def ascii_of(text: str) -> str:
    """Write a text with ASCII alone, for machines that know nothing else: `Đường` becomes `Duong`."""
    bare = unicodedata.normalize("NFKD", one_line(text).replace("đ", "d").replace("Đ", "D"))
    return " ".join("".join(sign for sign in bare if " " <= sign <= "~").split())


# ── moments ───────────────────────────────────────────────────────────────────────────────────────────────────────


def moment(channel: Channel, first: datetime.date, start_s: int) -> datetime.datetime:
    """Say when something begins, by the clock where the channel is; `start_s` counts from 0:00 of the first day."""
    days, seconds = divmod(start_s, DAY_S)
    midnight = datetime.datetime.combine(first + datetime.timedelta(days=days), datetime.time())
    return (midnight + datetime.timedelta(seconds=seconds)).replace(tzinfo=ZoneInfo(channel.time_zone))
