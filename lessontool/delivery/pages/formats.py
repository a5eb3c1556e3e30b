"""How a browser is told what a file is, so that it takes the best one that it can play before it loads any."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lessontool.tools import boxes

TYPES: Final = {
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m3u8": "application/vnd.apple.mpegurl",
}

_MOST_INDEX_BYTES: Final = 16 << 20
"""The index of a lesson of some hours; a longer one is not read, and the browser then finds out for itself."""

_MOST_BOXES: Final = 64
_FOLDERS: Final = frozenset({b"mdia", b"minf", b"stbl"})
_LIST_HEAD: Final = 8
"""Version, flags and number of entries before a sample description's first entry (ISO/IEC 14496-12 §8.5.2)."""
_PICTURE_HEAD: Final = 78
"""What a picture's sample entry has before its own boxes (ISO/IEC 14496-12 §12.1.3)."""


def media_type(path: Path) -> str:
    """Name the type of a file for a browser, for MP4 with the codecs in it (RFC 6381) where they can be read."""
    plain = TYPES.get(path.suffix.lower(), "application/octet-stream")
    codecs = _codecs(path) if path.suffix.lower() in (".mp4", ".m4a") else ()
    return f'{plain}; codecs="{",".join(codecs)}"' if codecs else plain


def _codecs(path: Path) -> tuple[str, ...]:
    """The codecs of an MP4's tracks in order; nothing where one of them is not known here."""
    index = _index(path)
    named = []
    for name, track in boxes.inside(memoryview(index)):
        listed = boxes.leaves(track, _FOLDERS).get(b"stsd") if name == b"trak" else None
        if listed is not None:
            named.append(next((_codec(kind, entry) for kind, entry in boxes.inside(listed[_LIST_HEAD:])), ""))
    return tuple(named) if all(named) else ()


def _index(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        for name, at, length in boxes.outermost(file, size, most=_MOST_BOXES):
            if name == "moov" and length <= min(size - at, _MOST_INDEX_BYTES):
                file.seek(at + _LIST_HEAD)
                return file.read(length - _LIST_HEAD)
    return b""


def _codec(kind: bytes, entry: memoryview) -> str:
    inner = dict(boxes.inside(entry[_PICTURE_HEAD:]))
    if kind in (b"avc1", b"avc3") and len(inner.get(b"avcC", b"")) >= 4:
        return f"{kind.decode()}.{bytes(inner[b'avcC'][1:4]).hex()}"
    if kind == b"av01" and len(inner.get(b"av1C", b"")) >= 3:
        profile, flags = inner[b"av1C"][1], inner[b"av1C"][2]
        depth = 12 if flags & 0x20 else 10 if flags & 0x40 else 8
        return f"av01.{profile >> 5}.{profile & 0x1F:02}{'H' if flags & 0x80 else 'M'}.{depth:02}"
    # AAC-LC is the only AAC that we make
    return {b"mp4a": "mp4a.40.2", b"Opus": "opus"}.get(kind, "")
