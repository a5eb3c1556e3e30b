"""What must be true of a pack preset beyond the types of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lessontool.model import KitPack, KolibriPack, PackSpec, ScormPack, StickPack
from lessontool.presets._fields import Reading

KINDS: Final[Mapping[str, type[Any]]] = {
    "scorm": ScormPack,
    "kolibri": KolibriPack,
    "stick": StickPack,
    "kit": KitPack,
}
"""The record of each kind of pack."""

_PIXELS: Final = (120, 4320)
_RANGES: Final[Mapping[str, tuple[int, int, str]]] = {
    "tallest_px": (*_PIXELS, "the height of a picture"),
    "smallest_px": (*_PIXELS, "the height of a picture"),
    "completed_percent": (1, 100, "a part of the lesson"),
    "commit_every_s": (5, 300, "more often disturbs the learning system, more rarely loses a pupil's place"),
    "most_kb_per_minute": (100, 100_000, "less shows nothing"),
}
"""Least and most of each number, and why."""

_MOST_CHANNEL: Final = 200
"""Characters of a channel's name (Kolibri's content schema)."""

_MOST_CHANNEL_WORDS: Final = 400
"""Characters of a channel's description (Kolibri's content schema)."""


def check(spec: PackSpec, stem: str, reading: Reading) -> None:
    """Note every rule that a pack preset breaks; `stem` is the name of its file."""
    if spec.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for path, text in _texts(spec):
        if not text:
            reading.wrong(path, "empty")
    for field, (least, most, why) in _RANGES.items():
        value = getattr(spec, field, None)
        if value is not None and not least <= value <= most:
            reading.wrong(field, f"must be {least} to {most}: {why}", value=value)
    if isinstance(spec, StickPack) and spec.smallest_px > spec.tallest_px:
        reading.wrong("smallest_px", "taller than tallest_px", value=spec.smallest_px)
    if isinstance(spec, KolibriPack):
        _check_channel(spec, reading)
    if isinstance(spec, KitPack):
        _check_platforms(spec, reading)


def _texts(spec: PackSpec) -> Iterator[tuple[str, str]]:
    yield "summary_vi", spec.summary_vi
    yield "summary_en", spec.summary_en
    if isinstance(spec, KolibriPack):
        yield "channel", spec.channel
    if isinstance(spec, StickPack):
        yield "title", spec.title


def _check_channel(spec: KolibriPack, reading: Reading) -> None:
    for field, text, most in (
        ("channel", spec.channel, _MOST_CHANNEL),
        ("description", spec.description, _MOST_CHANNEL_WORDS),
    ):
        if len(text) > most:
            reading.wrong(field, f"longer than {most} characters, which is what Kolibri shows")


def _check_platforms(spec: KitPack, reading: Reading) -> None:
    if not spec.platforms:
        reading.wrong("platforms", "a kit is for at least one platform")
    names: set[str] = set()
    for number, platform in enumerate(spec.platforms, start=1):
        path = f"platforms[{number}]"
        if not platform.name or platform.name.casefold() in names:
            reading.wrong(f"{path}.name", "must be a name that no other platform has", value=platform.name)
        names.add(platform.name.casefold())
        for field in (
            "title_characters",
            "description_bytes",
            "description_characters",
            "tags_characters",
            "least_chapters",
            "shortest_chapter_s",
            "thumbnail_kb",
            "hashtags",
        ):
            if getattr(platform, field) < 0:
                reading.wrong(f"{path}.{field}", "below 0", value=getattr(platform, field))
        if platform.thumbnail not in ("", "poster", "wide", "square"):
            reading.wrong(f"{path}.thumbnail", "not one of poster, wide, square", value=platform.thumbnail)
