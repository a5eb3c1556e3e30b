"""ID3v2.3 tags: what a car radio or a loudspeaker shows of an MP3 file, in Vietnamese letters.

Version 2.3 with UTF-16, because players of the last twenty years read it; 2.4 with UTF-8 many of them do not.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

_UTF_16: Final = b"\1"
_NO_OFFSET: Final = 0xFFFFFFFF
_TOP_AND_ORDERED: Final = 3
"""ID3v2 chapter frames 1.0: flags of a table of contents."""

_MOST_CHAPTERS: Final = 255
"""A table of contents counts them in one byte."""


def tag(
    texts: Mapping[str, str], *, comment: str = "", language: str = "vie", chapters: Sequence[tuple[int, int, str]] = ()
) -> bytes:
    """Write a whole tag. `texts` are text frames by their names (`TIT2` …); empty ones are left out.

    `language` is the comment's, ISO 639-2; `chapters` are beginning and end in milliseconds, and a title.
    """
    frames = b"".join(_text(name, text) for name, text in sorted(texts.items()) if text)
    if comment:
        spoken = language.encode("ascii")[:3].ljust(3)
        frames += _frame(b"COMM", _UTF_16 + spoken + _utf16("") + b"\0\0" + _utf16(comment))
    frames += _chapters(chapters[:_MOST_CHAPTERS])
    return b"ID3\3\0\0" + bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0)) + frames


def _chapters(chapters: Sequence[tuple[int, int, str]]) -> bytes:
    if not chapters:
        return b""
    names = [f"ch{number}".encode() + b"\0" for number in range(1, len(chapters) + 1)]
    contents = b"toc\0" + bytes([_TOP_AND_ORDERED, len(chapters)]) + b"".join(names)
    return _frame(b"CTOC", contents) + b"".join(
        _frame(b"CHAP", name + struct.pack(">IIII", start, end, _NO_OFFSET, _NO_OFFSET) + _text("TIT2", title))
        for name, (start, end, title) in zip(names, chapters, strict=True)
    )


def _text(name: str, text: str) -> bytes:
    return _frame(name.encode("ascii"), _UTF_16 + _utf16(text))


def _utf16(text: str) -> bytes:
    kept = "".join(each for each in unicodedata.normalize("NFC", text) if each == "\n" or each.isprintable())
    return b"\xff\xfe" + kept.encode("utf-16-le")


def _frame(name: bytes, content: bytes) -> bytes:
    return name + struct.pack(">IH", len(content), 0) + content
