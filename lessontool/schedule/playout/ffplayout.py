"""ffplayout: a day's playlist as JSON, `YYYY/MM/YYYY-MM-DD.json` below its playlist folder.

Its lists know no start times: a programme begins when everything before it has been played. So the list is whole,
86 400 seconds from the hour at which the channel's day begins in ffplayout's own settings (`day_start`).
"""

from __future__ import annotations

import json
from typing import Any

from lessontool.schedule.playout.day import RATE, Day, PlayItem, with_cards
from lessontool.schedule.playout.shown import one_line


def as_ffplayout(day: Day) -> bytes:
    """Write a day; a gap without fillers has no source, so ffplayout puts its own filler there."""
    program = [_item(item) for item in with_cards(day)]
    data = {"channel": one_line(day.channel.title), "date": day.date.isoformat(), "program": program}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def place(day: Day) -> str:
    """Say where it looks for a day's list, below its playlist folder."""
    return f"{day.date:%Y/%m}/{day.date.isoformat()}.json"


def _item(item: PlayItem) -> dict[str, Any]:
    data: dict[str, Any] = {
        "in": item.in_frames / RATE,
        "out": item.out_frames / RATE,
        "duration": (item.file_frames or item.frames) / RATE,
        "source": item.file,
        "title": item.title,
    }
    if item.slot is not None and item.slot.kind == "fixed" and item.slot.source == "advertisement":
        data["category"] = "advertisement"  # ffplayout hides the channel's logo
    return data
