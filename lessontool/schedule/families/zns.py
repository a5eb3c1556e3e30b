"""Rows for a message template of Zalo (ZNS): a title, a sentence and a table of at most eight rows.

Zalo approves a template once, about two working days, and sends it to whom the school is in touch with; whom to send it
to is the school's own list, and never ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from lessontool.messages import Language, say
from lessontool.model import Channel
from lessontool.schedule.families.fitting import shortened
from lessontool.schedule.families.told import (
    Told,
    by_subject,
    clock,
    day_name,
    short_day,
    shown,
    station,
    subject_names,
)

TITLE: Final = (9, 65)
PARAGRAPH: Final = (9, 400)
ROWS: Final = (2, 8)
NAME: Final = (3, 35)
VALUE: Final = (3, 90)
"""Fewest and most characters, and rows of a table, that Zalo takes in a template."""

_CONTACT: Final = re.compile(r"https?:|www\.|\w\.(?:vn|com|net|org)\b|\d(?:[ .\-]?\d){7,}", re.IGNORECASE)
"""Addresses and telephone numbers, which Zalo refuses in texts."""


def messages(
    items: Sequence[Told], channels: Mapping[str, Channel], *, grade: int, day: date, language: Language
) -> tuple[dict[str, Any], ...]:
    """Write a day of a grade as Zalo's template takes it; more than seven subjects become several messages.

    The first row of each table says where to watch.
    """
    mine = [item for item in items if item.day == day and grade in item.grades]
    if not mine:
        return ()
    rows = [_row(subject_names(codes, language), _times(each, channels)) for codes, each in by_subject(mine).items()]
    names = sorted({item.channel for item in mine})
    where = _row(say("families-zns-where", {}, language), ", ".join(_place(channels[name]) for name in names))
    tables = _divided(rows, ROWS[1] - 1)
    return tuple(
        {
            "title": _title(grade, day, language, f" ({number}/{len(tables)})" if len(tables) > 1 else ""),
            "paragraphs": [say("families-zns-text", {"grade": grade}, language)],
            "table": [where, *table],
        }
        for number, table in enumerate(tables, start=1)
    )


def _title(grade: int, day: date, language: Language, mark: str) -> str:
    values = {"grade": grade, "day": day_name(day, language), "date": short_day(day)}
    return shortened(say("families-zns-title", values, language), TITLE[1] - len(mark)) + mark


def _times(items: Sequence[Told], channels: Mapping[str, Channel]) -> str:
    if len({item.channel for item in items}) == 1:
        return ", ".join(map(clock, items))
    return ", ".join(f"{clock(item)} {shown(channels[item.channel].title)}" for item in items)


def _place(channel: Channel) -> str:
    """Where to watch, without what Zalo refuses."""
    return next((each for each in (station(channel), shown(channel.title)) if not _CONTACT.search(each)), channel.name)


def _row(name: str, value: str) -> dict[str, str]:
    return {"name": shortened(name, NAME[1]), "value": shortened(value, VALUE[1])}


def _divided(rows: list[dict[str, str]], most: int) -> list[list[dict[str, str]]]:
    """Divide rows evenly, so that no table is left with a single one."""
    count = -(-len(rows) // most)
    size, more = divmod(len(rows), count)
    ends = [number * size + min(number, more) for number in range(count + 1)]
    return [rows[first:last] for first, last in pairwise(ends)]
