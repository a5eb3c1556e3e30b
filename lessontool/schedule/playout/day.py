"""A broadcast day as a list without a gap: every programme starts on its frame, and fillers take the time between.

Playout servers know no clock, only one file after the other (ffplayout's issue 875). So what is not planned is played
too: the channel's fillers, cut and repeated, until the next programme's very first frame.
"""

from __future__ import annotations

import datetime
import functools
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final, Literal

from lessontool.errors import PlanError
from lessontool.model import Channel, Finding, Slot, Timetable
from lessontool.planning.timetable.grid import seconds_at
from lessontool.planning.timetable.weeks import dates_text
from lessontool.schedule.playout.shown import DAY_S, Shown, ascii_of, name_of, one_line, shown
from lessontool.timing import Timecode, clock_text

RATE: Final = 25
DAY_FRAMES: Final = DAY_S * RATE

SHORTEST_FRAMES: Final = RATE
"""ffplayout leaves out whatever is shorter than a second (`gen_source` in its playlist.rs), and then runs early."""

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://lessontool.example/playout")
_MANY: Final = 8

ItemKind = Literal["lesson", "relay", "fixed", "filler", "gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayItem:
    """One line of a day's list."""

    start_frames: int
    """From the list's beginning, which is `Channel.day_start`; 25 a second."""
    frames: int
    kind: ItemKind
    """gap: nothing is known to play, since the channel has no fillers."""
    title: str
    file: str = ""
    """As the playout server names it, or an address; empty: somebody switches it by hand, or a gap."""
    in_frames: int = 0
    """First frame that is shown, from the start of the file."""
    file_frames: int = 0
    """The whole file."""
    house_number: str = ""
    slot: Slot | None = None
    fixed_start: bool = True
    """It starts by the clock; otherwise right after what is before."""

    @property
    def out_frames(self) -> int:
        """First frame that is not shown any more."""
        return self.in_frames + self.frames

    @property
    def end_frames(self) -> int:
        """When it ends, from the list's beginning."""
        return self.start_frames + self.frames

    @property
    def by_hand(self) -> bool:
        """Somebody has to switch it."""
        return self.kind in ("relay", "fixed") and not self.file

    @property
    def remote(self) -> bool:
        """It comes over a line and not from a disk."""
        return "://" in self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A channel's broadcast day."""

    channel: Channel
    date: datetime.date
    items: tuple[PlayItem, ...]
    findings: tuple[Finding, ...] = ()

    def clock(self, frames: int) -> datetime.datetime:
        """Say when a frame of the list is on, by the clock on the wall, rounded down to the second."""
        seconds = seconds_at(self.channel.day_start) + frames // RATE
        return datetime.datetime.combine(self.date, datetime.time()) + datetime.timedelta(seconds=seconds)

    def timecode(self, frames: int) -> Timecode:
        """Say when a frame of the list is on, as timecode of the day; after midnight it begins again."""
        return Timecode(seconds_at(self.channel.day_start) * RATE) + frames

    def event_id(self, item: PlayItem) -> uuid.UUID:
        """Name an item: the same for the same channel, day and start, whenever it is written."""
        return uuid.uuid5(_NAMESPACE, f"{self.channel.name} {self.date.isoformat()} {item.start_frames}")


def day_list(timetable: Timetable, channel: Channel, date: datetime.date) -> tuple[PlayItem, ...]:
    """List what a channel plays on a broadcast day: 24 hours from `day_start`, exactly 2 160 000 frames.

    A time that is kept for a lesson which is not there becomes filler. Raises PlanError as `planned_day` does.
    """
    return planned_day(timetable, channel, date).items


def planned_day(timetable: Timetable, channel: Channel, date: datetime.date) -> Day:
    """List a broadcast day as `day_list`, and say what is missing in it.

    Raises PlanError: playout-overlap, airing-blocks-overlap, playout-file-letters.
    """
    around = tuple(date + datetime.timedelta(days=number) for number in (-1, 0, 1))
    begins = (DAY_S + seconds_at(channel.day_start)) * RATE
    every = shown(timetable, channel, around)
    findings: list[Finding] = []
    missing = [each for each in every if each.empty and 0 <= each.start_s * RATE - begins < DAY_FRAMES]
    programmes = _programmes([each for each in every if not each.empty], channel, date, begins, findings)
    items = tuple(_without_gaps(programmes, channel))
    for item in {item.file: item for item in items}.values():
        _refuse_letters(item)
    return Day(
        channel=channel,
        date=date,
        items=items,
        findings=(*findings, *_day_findings(items, missing, channel, date)),
    )


def with_cards(day: Day) -> tuple[PlayItem, ...]:
    """List a day for a server that must play something always: its card until somebody switches to a relay.

    Without fillers such items stay without a file.
    """
    return tuple(piece for item in day.items for piece in _cards(item, day.channel))


def _cards(item: PlayItem, channel: Channel) -> Iterator[PlayItem]:
    if not item.by_hand or not channel.fillers:
        yield item
        return
    for number, piece in enumerate(_fillers(channel, item.start_frames, item.end_frames, 0)):
        card = replace(item, start_frames=piece.start_frames, frames=piece.frames, file=piece.file)
        yield replace(card, file_frames=piece.file_frames, fixed_start=number == 0)


# ── programmes ────────────────────────────────────────────────────────────────────────────────────────────────────


def _programmes(
    every: Sequence[Shown], channel: Channel, date: datetime.date, begins: int, findings: list[Finding]
) -> list[PlayItem]:
    """What lies within the day, each cut where the next one starts and where the day begins and ends."""
    found = []
    for number, each in enumerate(every):
        start = each.start_s * RATE - begins
        item = _item(each.slot, start, (each.end_s - each.start_s) * RATE, channel)
        limit = every[number + 1].start_s * RATE - begins if number + 1 < len(every) else DAY_FRAMES * 3
        if item.end_frames > limit:
            if 0 <= start < DAY_FRAMES:
                findings.append(_cut(item, item.end_frames - limit, channel, date))
            item = replace(item, frames=limit - start)
        within = _within(item)
        if within is not None:
            found.append(within)
    return found


def _item(slot: Slot, start: int, frames: int, channel: Channel) -> PlayItem:
    if slot.item is None:
        title, known = name_of(slot), slot.address
        house = _house_number(title)
        return PlayItem(
            start_frames=start, frames=frames, kind=slot.kind, title=title, file=known, file_frames=frames,
            house_number=house, slot=slot,
        )  # fmt: skip
    item = slot.item
    return PlayItem(
        start_frames=start,
        frames=item.out_frames - item.in_frames,
        kind=slot.kind,
        title=name_of(slot),
        file=served(item.file, channel),
        in_frames=item.in_frames,
        file_frames=item.file_frames,
        house_number=item.house_number,
        slot=slot,
    )


def _within(item: PlayItem) -> PlayItem | None:
    """The part of an item that lies in the day; what is cut off at its beginning was on the day before."""
    early = max(0, -item.start_frames)
    frames = min(item.end_frames, DAY_FRAMES) - max(item.start_frames, 0)
    if frames <= 0:
        return None
    skipped = 0 if item.by_hand or item.remote else early
    return replace(item, start_frames=item.start_frames + early, frames=frames, in_frames=item.in_frames + skipped)


def served(file: str, channel: Channel) -> str:
    """Say where the playout server sees a programme: in its media folder, or where it lies on this computer."""
    folder = channel.media_folder
    if not folder:
        return file
    name = PurePosixPath(file).name
    if "\\" in folder or PureWindowsPath(folder).drive:
        return f"{folder.rstrip(chr(92) + '/')}\\{name}"
    return f"{folder.rstrip('/')}/{name}"


@functools.lru_cache(maxsize=4096)
def _filler_number(file: str) -> str:
    return _house_number(PurePosixPath(file.replace("\\", "/")).stem)


def _house_number(title: str) -> str:
    return ascii_of(title).upper().replace(" ", "_")[:32]


# ── fillers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _without_gaps(programmes: Sequence[PlayItem], channel: Channel) -> Iterator[PlayItem]:
    at = turn = 0
    for item in programmes:
        for filler in _between(channel, at, item.start_frames, turn):
            turn += 1
            yield filler
        yield item
        at = item.end_frames
    yield from _between(channel, at, DAY_FRAMES, turn)


def _between(channel: Channel, start: int, end: int, turn: int) -> Iterator[PlayItem]:
    if start >= end:
        return
    if not channel.fillers:
        yield PlayItem(start_frames=start, frames=end - start, kind="gap", title="", fixed_start=False)
        return
    yield from _fillers(channel, start, end, turn)


def _fillers(channel: Channel, start: int, end: int, turn: int) -> Iterator[PlayItem]:
    """Fill a time with fillers in turn; the last two share what is left, so that none is too short to be played."""
    while start < end:
        filler = channel.fillers[turn % len(channel.fillers)]
        whole = filler.seconds * RATE
        frames = min(whole, end - start)
        left = end - start - frames
        if 0 < left < SHORTEST_FRAMES and frames - (SHORTEST_FRAMES - left) >= SHORTEST_FRAMES:
            frames -= SHORTEST_FRAMES - left
        yield PlayItem(
            start_frames=start,
            frames=frames,
            kind="filler",
            title=one_line(filler.title),
            file=filler.file,
            file_frames=whole,
            house_number=_filler_number(filler.file),
            fixed_start=False,
        )
        start += frames
        turn += 1


# ── what is to be said ────────────────────────────────────────────────────────────────────────────────────────────


def _refuse_letters(item: PlayItem) -> None:
    """Line breaks in a name would be commands of somebody else's in every list of lines."""
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Zl", "Zp") for sign in item.file):
        raise PlanError("playout-file-letters", file=ascii_of(item.file), title=item.title)


def _cut(item: PlayItem, frames: int, channel: Channel, date: datetime.date) -> Finding:
    values = {
        **_where(channel, date),
        "title": f"{_time(item, channel)} {item.title}",
        "seconds": -(-frames // RATE),
    }
    return Finding(code="playout-cut", severity="warning", values=values)


def _day_findings(
    items: Sequence[PlayItem], missing: Sequence[Shown], channel: Channel, date: datetime.date
) -> Iterator[Finding]:
    where = _where(channel, date)
    if missing:
        names = [f"{clock_text(each.slot.start_s)} {name_of(each.slot)}" for each in missing]
        values = {**where, "count": len(missing), "titles": few(names)}
        yield Finding(code="playout-no-lesson", severity="warning", values=values)
    gaps = [each for each in items if each.kind == "gap"]
    if gaps:
        names = [f"{_time(each, channel)}–{_time(each, channel, each.frames)}" for each in gaps]
        yield Finding(code="playout-no-filler", severity="warning", values={**where, "times": few(names)})
    hand = [each for each in items if each.by_hand]
    if hand:
        names = [f"{_time(each, channel)} {each.title}" for each in hand]
        values = {**where, "count": len(hand), "titles": few(names)}
        yield Finding(code="playout-by-hand", severity="note", values=values)
    short = [each for each in items if each.frames < SHORTEST_FRAMES]
    if short:
        values = {**where, "count": len(short), "times": few([_time(each, channel) for each in short])}
        yield Finding(code="playout-short", severity="warning", values=values)


def _where(channel: Channel, date: datetime.date) -> dict[str, str | int | float]:
    return {"channel": channel.title, "day": dates_text([date])}


def _time(item: PlayItem, channel: Channel, later: int = 0) -> str:
    return clock_text(seconds_at(channel.day_start) + (item.start_frames + later) // RATE)


def few(names: Sequence[str]) -> str:
    """Name some things in a sentence; of many the first ones."""
    left = len(names) - _MANY
    return "; ".join(names[:_MANY]) + (f" … (+{left})" if left > 0 else "")
