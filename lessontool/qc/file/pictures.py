"""What coded pictures say of themselves, in one form for all formats: a few bytes a picture, never a picture."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from lessontool.model._record import record

TOP_FIRST: Final = 1
PROGRESSIVE: Final = 2
FIELDS: Final = 4
"""Coded as two separate fields."""
LACKS_A_FIELD: Final = 8
UNTOLD: Final = 16
"""Its fields' order is not said with it."""

INTRA, FORWARD, BOTH = b"IPB"


@record
class Headline:
    """What the coded picture says of itself in its headers, in the trade's words; "" or None: nothing."""

    format: str
    """`MPEG-2`, `AVC`, `DV`."""
    profile: str = ""
    """`4:2:2@High`, `High@4.1` …"""
    width_px: int = 0
    height_px: int = 0
    aspect: Fraction | None = None
    """Width to height as it is shown."""
    rate: Fraction | None = None
    """Frames a second."""
    interlaced: bool | None = None
    """Whether pictures may be interlaced; each picture then says for itself."""
    chroma: str = ""
    bit_depth: int = 0
    primaries: str = ""
    transfer: str = ""
    matrix: str = ""
    full_range: bool | None = None
    bit_rate_bps: int = 0
    buffer_bits: int = 0
    constant_rate: bool | None = None


@dataclass(slots=True)
class Pictures:
    """All pictures of a file in coded order, about twenty bytes each."""

    headlines: list[tuple[int, Headline]] = field(default_factory=list)
    """Each different headline with the number of its first picture; at most `_MOST_HEADLINES`."""
    kinds: bytearray = field(default_factory=bytearray)
    """`I`, `P` or `B`."""
    flags: bytearray = field(default_factory=bytearray)
    references: array[int] = field(default_factory=lambda: array("H"))
    """Place in display order inside the group (MPEG-2), else 0."""
    sizes: array[int] = field(default_factory=lambda: array("I"))
    """Bytes, with the headers before it and the stuffing behind it."""
    groups: array[int] = field(default_factory=lambda: array("L"))
    """Number of the first picture of each group."""
    group_timecodes: array[int] = field(default_factory=lambda: array("l"))
    """In frames at 25 a second; −1: none is said."""
    group_closed: bytearray = field(default_factory=bytearray)
    """1: closed, 0: open, 2: not said."""
    active_formats: list[tuple[int, int]] = field(default_factory=list)
    """Active Format Description wherever it changes: number of the picture, code."""
    whole_end: bool = True
    """False: the last picture is visibly cut off."""

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def headline(self) -> Headline | None:
        """The first one."""
        return self.headlines[0][1] if self.headlines else None

    def group_spans(self) -> Iterable[tuple[int, int]]:
        """First picture of each group, and the one behind its last."""
        ends = [*self.groups[1:], len(self)]
        return zip(self.groups, ends, strict=True)

    def note_headline(self, headline: Headline) -> None:
        """Keep a headline if it differs from the one before."""
        if len(self.headlines) < _MOST_HEADLINES and (not self.headlines or self.headlines[-1][1] != headline):
            self.headlines.append((len(self), headline))


_MOST_HEADLINES: Final = 50
"""More changes than these tell nothing new."""

PRIMARIES: Final = {1: "BT.709", 4: "BT.470 M", 5: "BT.601 PAL", 6: "BT.601 NTSC", 7: "SMPTE 240M", 9: "BT.2020"}
TRANSFERS: Final = {
    1: "BT.709",
    4: "BT.470 M",
    5: "BT.470 B/G",
    6: "BT.601",
    7: "SMPTE 240M",
    14: "BT.2020",
    15: "BT.2020",
    16: "PQ",
    18: "HLG",
}
MATRICES: Final = {1: "BT.709", 4: "FCC", 5: "BT.601", 6: "BT.601", 7: "SMPTE 240M", 9: "BT.2020"}
"""Code points that MPEG-2, H.264 and MP4 share (ISO/IEC 13818-2 tables 6-7 to 6-9, H.273), in MediaInfo's names."""
