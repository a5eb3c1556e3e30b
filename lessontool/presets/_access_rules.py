"""What must be true of the rules by which the needs of schools are counted, beyond the types of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lessontool.model import AccessRules
from lessontool.presets._fields import Reading

_RANGES: Final[Mapping[str, tuple[int, int, str]]] = {
    "pupils_per_stick": (1, 1000, "one stick is for at least one pupil"),
    "spare_sticks": (0, 100, "more than a school can look after"),
    "stick_gb": (1, 2048, "sticks are sold so"),
    "stick_usable_percent": (50, 100, "the rest is for the file system"),
    "pupils_per_loudspeaker": (1, 1000, "one loudspeaker is for at least one pupil"),
    "shared_phone_percent": (0, 100, "a part of the pupils"),
    "pages_per_lesson": (0, 50, "more is a book"),
}
"""Least and most of each number, and why."""


def check(rules: AccessRules, stem: str, reading: Reading) -> None:
    """Note every rule that a file of access rules breaks; `stem` is the file's name."""
    if rules.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for field in ("summary_vi", "summary_en"):
        if not getattr(rules, field):
            reading.wrong(field, "empty")
    for field, (least, most, why) in _RANGES.items():
        if not least <= getattr(rules, field) <= most:
            reading.wrong(field, f"must be {least} to {most}: {why}", value=getattr(rules, field))
