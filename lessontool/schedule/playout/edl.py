"""EDL (CMX 3600): a day as an editor's decision list, 25 frames a second, non-drop.

The format is as old as tape: at most 999 events a list, names of reels of at most eight letters, and a clock that ends
at 24:00:00:00. A longer day, and what is after midnight, goes on in a second list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from lessontool.planning.timetable.grid import seconds_at
from lessontool.schedule.playout.day import DAY_FRAMES, RATE, Day, PlayItem, with_cards
from lessontool.schedule.playout.shown import ascii_of

MOST_EVENTS: Final = 999
REEL_LETTERS: Final = 8
BLACK: Final = "BL"
"""The reel of what comes from no tape."""

_RESERVED: Final = frozenset({"BL", "AX", "BLACK"})
_TITLE_LETTERS: Final = 60


def as_edls(day: Day) -> tuple[bytes, ...]:
    """Write a day as one list or several, by time. Times on the right are those of the clock on the wall."""
    begins = seconds_at(day.channel.day_start) * RATE
    items = with_cards(day)
    reels = reel_names(items)
    pages = list(_pages(items, DAY_FRAMES - begins))
    texts = []
    for number, page in enumerate(pages, start=1):
        of = f" {number}/{len(pages)}" if len(pages) > 1 else ""
        title = f"{ascii_of(day.channel.title).upper()[:_TITLE_LETTERS]} {day.date.isoformat()}{of}"
        lines = [f"TITLE: {title}", "FCM: NON-DROP FRAME", ""]
        for event, item in enumerate(page, start=1):
            lines += _event(event, item, reels, begins, day.channel.kind == "radio")
        texts.append(("\r\n".join(lines) + "\r\n").encode("ascii"))
    return tuple(texts)


def _pages(items: Sequence[PlayItem], midnight: int) -> Iterator[list[PlayItem]]:
    """Lists of at most 999 events, none over midnight; what is on then is cut in two."""
    split = [piece for item in items for piece in _at_midnight(item, midnight)]
    for part in (
        [item for item in split if item.end_frames <= midnight],
        [item for item in split if item.end_frames > midnight],
    ):
        for start in range(0, len(part), MOST_EVENTS):
            yield part[start : start + MOST_EVENTS]


def _at_midnight(item: PlayItem, midnight: int) -> tuple[PlayItem, ...]:
    early = midnight - item.start_frames
    if not 0 < early < item.frames:
        return (item,)
    later = replace(item, start_frames=midnight, frames=item.frames - early, in_frames=item.in_frames + early)
    return replace(item, frames=early), later


def _event(event: int, item: PlayItem, reels: dict[str, str], begins: int, radio: bool) -> list[str]:
    played = bool(item.file) and not item.remote
    reel = reels.get(item.file, BLACK)
    track = "AA" if radio else "AA/V"
    source = item.in_frames if played else 0
    start = (begins + item.start_frames) % DAY_FRAMES
    times = (source, source + item.frames, start, start + item.frames)
    lines = [f"{event:03}  {reel:<{REEL_LETTERS}} {track:<5} C        {' '.join(map(timecode, times))}"]
    if item.file:
        name = item.file if item.remote else item.file.replace("\\", "/").rsplit("/", 1)[-1]
        lines.append(f"* FROM CLIP NAME: {ascii_of(name)}")
    if title := ascii_of(item.title):
        lines.append(f"* COMMENT: {title}")
    return lines


def timecode(frames: int) -> str:
    """Write frames as hours, minutes, seconds and frames; an end may be 24:00:00:00."""
    seconds, rest = divmod(frames, RATE)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def reel_names(items: Sequence[PlayItem]) -> dict[str, str]:
    """Name the reel of each file: at most eight capitals and digits, no two the same."""
    reels: dict[str, str] = {}
    taken = set(_RESERVED)
    for file in dict.fromkeys(item.file for item in items if item.file and not item.remote):
        stem = PurePosixPath(file.replace("\\", "/")).stem
        plain = "".join(sign for sign in ascii_of(stem).upper() if sign.isalnum()) or "CLIP"
        name, number = plain[:REEL_LETTERS], 1
        while name in taken:
            number += 1
            name = f"{plain[: REEL_LETTERS - len(str(number))]}{number}"
        taken.add(name)
        reels[file] = name
    return reels
