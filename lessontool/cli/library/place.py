"""Which catalogue a command speaks of: the option that all of them have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.help import Option, both
from lessontool.messages import TABLE

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue
    from lessontool.cli.asking import Voice
    from lessontool.model import Finding


def library_place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the catalogue that it works with, as `place`; the user's own where nobody says another."""
    text = both(
        "Tệp kho bài học, hoặc postgresql://…; mặc định: kho riêng của người dùng.",
        "The library's file, or postgresql://…; default: your own.",
    )
    return click.option(
        "--library", "place", cls=Option, metavar="FILE|URL", envvar="LESSONTOOL_LIBRARY", default="", help=text
    )(command)


def opened(place: str) -> Catalogue:
    """Open the catalogue that was named. Raises InputError as `open_catalogue` does."""
    from lessontool.catalogue import open_catalogue

    return open_catalogue(place or None)


def with_named_items(voice: Voice, finding: Finding) -> Finding:
    """Say what quality control refused by the names that its report has: nobody reads `PRESET: FILE: loudness`."""
    codes = [(each, f"qc-item-{each.rpartition(': ')[2]}") for each in str(finding.values.get("items", "")).split(", ")]
    named = dict.fromkeys(voice.say(code) if code in TABLE else each for each, code in codes if each)
    return replace(finding, values={**finding.values, "items": ", ".join(named)}) if named else finding
