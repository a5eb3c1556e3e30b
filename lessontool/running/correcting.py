"""Captions in a person's hands: written out as one simple subtitle file, and taken back with what was corrected.

The file `captions.vi.srt` in the lesson folder belongs to the teacher. As long as nobody changed it, it says nothing;
once somebody did, what it says comes before everything that was recognised or aligned.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lessontool import records
from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Finding, Subtitles
from lessontool.model.work import Offered
from lessontool.running.workshop import Workshop
from lessontool.subtitles.cutting.legibility import readability

if TYPE_CHECKING:
    from lessontool.subtitles.editing import Edited

_MOST_BYTES: Final = 5 << 20
"""A day of captions is less than a megabyte."""


def correction_file(folder: Path, language: str) -> Path:
    """Say where the captions of a lesson are corrected."""
    return folder / f"captions.{language.lower()}.srt"


def offer(workshop: Workshop, fresh: Subtitles) -> Path:
    """Write captions out to be corrected, doubtful words marked; remember how they were.

    Raises InputError where a file is that somebody changed: it is never overwritten.
    """
    from lessontool.subtitles.editing import write_for_editing

    path = correction_file(workshop.folder, fresh.language)
    if _edited(workshop, path, fresh.language) is not None:
        raise InputError("correction-in-the-way", file=path.name)
    text = write_for_editing(fresh).encode()
    workshop.prepare()
    with workshop.storage():
        records.write_whole(path, text)
        note = Offered(subtitles=fresh, text_sha256=hashlib.sha256(text).hexdigest())
        records.write_whole(_keeper(workshop, fresh.language), records.pretty(note).encode())
    return path


def taken_back(workshop: Workshop, fresh: Subtitles, style: CaptionStyle, frames: int) -> Edited | None:
    """Read what somebody corrected; None where nobody did. Raises InputError for a file that cannot be understood."""
    from lessontool.subtitles.editing import take_back

    path = correction_file(workshop.folder, fresh.language)
    text = _edited(workshop, path, fresh.language)
    if text is None:
        return None
    known = _offered(workshop, fresh.language)
    edited = take_back(known.subtitles if known else fresh, text, style=style, frames=frames)
    return edited if edited.diff else None


def corrected(
    workshop: Workshop, fresh: Subtitles, style: CaptionStyle, frames: int
) -> tuple[Subtitles, tuple[Finding, ...]]:
    """Give captions as they are to be shown: corrected where somebody corrected them, and say so."""
    edited = taken_back(workshop, fresh, style, frames)
    if edited is None:
        return fresh, ()
    values: dict[str, str | int | float] = {
        "file": correction_file(workshop.folder, fresh.language).name,
        "count": len(edited.diff),
    }
    said = [Finding(code="correction-used", severity="note", values=values), *edited.findings]
    known = _offered(workshop, fresh.language)
    if known and known.subtitles.cues != fresh.cues:
        said.append(Finding(code="correction-of-older-text", severity="warning", values=values))
    # what was said of the captions as they were is no longer true
    judged = replace(edited.subtitles, findings=readability(edited.subtitles.cues, style))
    return judged, tuple(said)


def _edited(workshop: Workshop, path: Path, language: str) -> bytes | None:
    """What stands in the file, if somebody changed it since we wrote it."""
    if not (path.exists() or path.is_symlink()):
        return None
    if path.is_symlink() or not path.is_file():
        raise InputError("text-file-not-ordinary", file=path.name)
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES + 1)
    if len(text) > _MOST_BYTES:
        raise InputError("text-file-not-ordinary", file=path.name, detail="too big")
    known = _offered(workshop, language)
    return None if known and hashlib.sha256(text).hexdigest() == known.text_sha256 else text


def _keeper(workshop: Workshop, language: str) -> Path:
    return workshop.facts / f"captions-{language.lower()}.json"


def _offered(workshop: Workshop, language: str) -> Offered | None:
    with contextlib.suppress(OSError, ValueError):
        return records.load(Offered, _keeper(workshop, language))
    return None
