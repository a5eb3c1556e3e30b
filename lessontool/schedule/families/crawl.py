"""What runs along the bottom of the screen: one line for each part of the day, as long as the channel can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from lessontool.messages import Language, say
from lessontool.model import Channel
from lessontool.schedule.families.fitting import Group, packed
from lessontool.schedule.families.loudspeaker import PARTS, part_of
from lessontool.schedule.families.told import (
    Told,
    clock,
    day_name,
    grade_name,
    short_day,
    shown,
    subject_names,
)

FILES: Final = {"morning": "sang", "afternoon": "chieu", "evening": "toi"}
"""What the parts of a day are called in names of files."""


def lines(
    items: Sequence[Told], channel: Channel, *, grades: Sequence[int], day: date, language: Language
) -> dict[str, tuple[str, ...]]:
    """Write what a channel's own crawl says of its lessons on a day, by part of the day.

    What is longer than `crawl_characters` becomes several lines, each complete by itself.
    """
    found: dict[str, tuple[str, ...]] = {}
    for part, _ in PARTS:
        mine = [item for item in items if (item.day, item.channel) == (day, channel.name) and part_of(item) == part]
        groups = [group for grade in grades if (group := _group(mine, grade, language))[1]]
        if groups:
            found[part] = packed(_head(part, channel, day, language), groups, channel.crawl_characters)
    return found


def _head(part: str, channel: Channel, day: date, language: Language) -> Callable[[str], str]:
    values = {"channel": shown(channel.title), "day": day_name(day, language), "date": short_day(day)}
    said = say(f"families-crawl-{part}", values, language)
    return lambda mark: f"{said}{mark} – "


def _group(items: Sequence[Told], grade: int, language: Language) -> Group:
    entries = [f"{clock(item)} {subject_names(item.subjects, language)}" for item in items if grade in item.grades]
    return grade_name(grade, language), entries
