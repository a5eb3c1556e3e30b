"""What a fault is, before it is made: who must find it, where, and how bad it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lessontool.model import Expected, ItemName
from tests.faults.copies import Workshop
from tests.faults.scene import FRAMES

Degree = Literal["little", "much", "legal"]
"""little: just over the limit · much: anybody sees or hears it · legal: allowed, and must not be found."""
Part = Literal["file", "picture", "sound", "both"]
"""What has to be measured to find it."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with a programme, and how it comes about."""

    name: str
    items: tuple[ItemName, ...]
    """One of these must find it; a legal one none of these."""
    degree: Degree
    part: Part
    make: Callable[[Workshop, Path], Path]
    """Write the programme to a path."""
    where: tuple[tuple[int, int], ...] = ()
    """Where it is, in frames from the first picture, half open; empty: everywhere."""
    also: tuple[ItemName, ...] = ()
    """Who may find something too, because it is so: a peak that is too high is also loud."""
    online: bool = False
    """Whether it is the web site's programme and not the station's."""
    known: bool = True
    """Whether the judge knows how long the programme is meant to be, because we made it."""
    frames: int = FRAMES
    note: str = ""
    """Code of the message by which it is told where it is no fault but worth knowing."""
    exact: bool = True
    """Whether the fault's stretch must be met to two frames at both ends; False: what is found must lie about it."""

    @property
    def suffix(self) -> str:
        """The ending of its file's name."""
        return ".mp4" if self.online else ".mxf"

    @property
    def expected(self) -> Expected:
        """What the judge is told."""
        return Expected(frames=self.frames if self.known else None)
