"""What a lesson's workshop remembers between runs."""

from __future__ import annotations

from lessontool.model._record import record
from lessontool.model.media import Measurements, MediaFile
from lessontool.model.text import Subtitles


@record
class Made:
    """A file in a package that lessontool made, as it was when it was made."""

    path: str
    """Relative to the lesson folder."""
    identity: str
    size_bytes: int
    mtime_ns: int


@record
class Facts:
    """What was learnt about a recording, and about which state of the file."""

    size_bytes: int
    mtime_ns: int
    inode: int
    examined_by: str
    """Versions of the programs that examined it."""
    media: MediaFile
    measurements: Measurements


@record
class Offered:
    """Captions as they were written out for a person to correct, and the checksum of that file."""

    subtitles: Subtitles
    text_sha256: str


@record
class TrialStep:
    """What a rate factor gave when it was tried on pieces of a lesson."""

    factor: int
    vmaf: float
    """On average, 0 to 100."""
    lowest: float
    """Of the piece that came out worst."""


@record
class Trial:
    """All that was tried for one rendition of a lesson."""

    steps: tuple[TrialStep, ...]
