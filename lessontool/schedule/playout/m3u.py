"""M3U8: the plainest list there is, for players and old playout software; UTF-8."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from lessontool.schedule.playout.day import Day, PlayItem, with_cards
from lessontool.schedule.playout.shown import one_line
from lessontool.timing import seconds_of

_PLACES: Final = 2
"""A frame is 0.04 s: two digits are exact."""


def as_m3u(day: Day) -> bytes:
    """Write a day. Where to begin in a file and where to stop is said as VLC understands it."""
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(day.channel.title)} {day.date:%d/%m/%Y}"]
    for item in with_cards(day):
        if not item.file:
            lines.append(f"# {day.timecode(item.start_frames)} {item.title or '-'}")
            continue
        lines.append(f"#EXTINF:{_seconds(seconds_of(item.frames))},{item.title}")
        if _is_cut(item):
            lines.append(f"#EXTVLCOPT:start-time={_seconds(seconds_of(item.in_frames))}")
            lines.append(f"#EXTVLCOPT:stop-time={_seconds(seconds_of(item.out_frames))}")
        if item.remote:
            lines.append(f"#EXTVLCOPT:run-time={_seconds(seconds_of(item.frames))}")
        lines.append(f"./{item.file}" if item.file.startswith("#") else item.file)
    return ("\n".join(lines) + "\n").encode()


def _is_cut(item: PlayItem) -> bool:
    return not item.remote and (item.in_frames > 0 or item.out_frames < item.file_frames)


def _seconds(seconds: Fraction) -> str:
    return f"{float(seconds):.{_PLACES}f}".rstrip("0").rstrip(".")
