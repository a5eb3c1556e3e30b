"""What a package offers to adaptive players: measured tracks, captions and small pictures, and where they are.

Addresses are relative to the playlists and can stand in any of them as they are: what is no plain letter, digit or
`_.-~/` is written as %XX.
"""

from __future__ import annotations

import urllib.parse
from fractions import Fraction

from lessontool.essence.adaptive.pieces import Track
from lessontool.model._record import record


def address(name: str) -> str:
    """Write the name of a file as an address: whatever is in it stays part of the name."""
    return urllib.parse.quote(name)


@record
class Sound:
    """A sound track."""

    name: str
    """What people call it: `aac-128`."""
    address: str
    playlist: str
    """Address of its HLS playlist; empty: it has none."""
    track: Track


@record
class Variant:
    """A picture track and the sound that goes with it."""

    name: str
    address: str
    playlist: str
    track: Track
    sound: Sound


@record
class Text:
    """A caption file."""

    language: str
    name: str
    """What the language is called."""
    address: str
    size: int
    """In bytes."""
    playlist: str


@record
class Board:
    """Small pictures of the whole programme on sheets."""

    sheets: tuple[str, ...]
    """Their addresses, in order."""
    largest_bytes: int
    """Of one sheet."""
    every_s: int
    columns: int
    rows: int
    width_px: int
    height_px: int
    """Of one small picture."""
    playlist: str

    @property
    def sheet_s(self) -> int:
        """How much time a full sheet shows, in seconds."""
        return self.every_s * self.columns * self.rows


@record
class Offer:
    """Everything that playlists name."""

    variants: tuple[Variant, ...]
    """The largest picture first."""
    sounds: tuple[Sound, ...]
    texts: tuple[Text, ...]
    board: Board | None
    chapters: str
    """Address of the chapters; empty: there are none, or nobody reads them."""
    language: str
    """What is spoken …"""
    language_name: str
    """… and what that is called."""
    length: Fraction
    """Of the programme, in seconds."""
    target_s: int
    """What pieces are as long as, in seconds."""
