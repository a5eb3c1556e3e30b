"""Subtitle files that teachers give: read whatever they are called, cleaned, mended, and every repair said.

SRT, WebVTT, ASS/SSA and TTML are told apart by what is in them. The readers are our own: they take time that grows
with the file only, refuse what is too large, and never pass a stranger's markup on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from lessontool.errors import InputError
from lessontool.subtitles.reading.cues import MOST_CUES, Format, GivenCue, GivenSubtitles, RawFile
from lessontool.subtitles.reading.drift import Drift, find_drift, retime
from lessontool.subtitles.reading.encodings import about_letters, file_bytes, read_text
from lessontool.subtitles.reading.formats import read_ass, read_srt, read_vtt
from lessontool.subtitles.reading.repairs import mend
from lessontool.subtitles.reading.ttml import read_ttml

__all__ = ["MOST_BYTES", "MOST_CUES", "Drift", "GivenCue", "GivenSubtitles", "find_drift", "read_subtitles", "retime"]

MOST_BYTES: Final = 5 << 20
"""A lesson's captions are a hundred kilobytes, in TTML perhaps one megabyte."""


def read_subtitles(path: Path, *, encoding: str | None = None) -> GivenSubtitles:
    """Read a subtitle file in whichever format and letters it is; its captions come out in order and without overlap.

    `encoding` forces the letters (see `encodings.ENCODINGS`). Raises InputError: those of `encodings.file_bytes` and
    `encodings.read_text`, and subtitles-unknown-format, subtitles-none, subtitles-time-unreadable, subtitles-damaged,
    subtitles-unsafe, subtitles-too-many, subtitles-cue-too-long.
    """
    name = path.name
    readable = read_text(file_bytes(path, most_bytes=MOST_BYTES), name=name, encoding=encoding)
    kind = _format_of(readable.text, name)
    raw = _READERS[kind](readable.text, name)
    mended = mend(raw)
    if not mended.cues:
        raise InputError("subtitles-none", file=name)
    return GivenSubtitles(
        format=kind,
        encoding=readable.encoding,
        language=raw.language,
        cues=mended.cues,
        repairs=mended.repairs,
        findings=(*about_letters(readable, name), *mended.findings),
    )


_READERS: Final[Mapping[Format, Callable[[str, str], RawFile]]] = {
    "srt": read_srt,
    "vtt": read_vtt,
    "ass": read_ass,
    "ttml": read_ttml,
}
_TTML_ROOT: Final = re.compile(r"<(?:[\w.-]{1,40}:)?tt[\s>/]")
_ASS_LINE: Final = re.compile(r"^[ \t]{0,20}(?:\[Script Info\]|Dialogue:)", re.IGNORECASE | re.MULTILINE)
_SRT_ARROW: Final = re.compile(r"\d[ \t]{0,20}(?:-{1,3} ?>|[–—] ?>|→)")
_HEAD: Final = 20_000


def _format_of(text: str, name: str) -> Format:
    """Tell a format by its content: files are called anything."""
    head = text[:_HEAD].lstrip()
    if head.startswith("WEBVTT"):
        return "vtt"
    if head.startswith("<") and _TTML_ROOT.search(head):
        return "ttml"
    if _ASS_LINE.search(text):
        return "ass"
    if _SRT_ARROW.search(text):
        return "srt"
    raise InputError("subtitles-unknown-format", file=name, detail=f"it begins with {head[:60]!r}")
