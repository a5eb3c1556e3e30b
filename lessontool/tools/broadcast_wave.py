"""The beginning of a Broadcast Wave file (EBU Tech 3285), beyond 4 GiB as RF64 (EBU Tech 3306), and how it is read.

Everything that it says is in plain letters: the standard allows ASCII only, and marks get mangled on every other desk.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_BEXT: Final = struct.Struct("<256s32s32s10s8sQH64s5h180x")
"""EBU Tech 3285 v2: description, originator, its reference, date, time, time reference, version, UMID, loudness."""

_UNKNOWN: Final = 0x7FFF
"""What stands for a loudness that nobody measured (EBU Tech 3285 v2)."""

_LARGEST: Final = 0xFFFFFFFF
_PCM: Final = 1
_D: Final = str.maketrans("đĐ–—“”‘’…·", "dD--\"\"''.-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How loud a programme is, as its file says."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    momentary_lufs: float
    """Loudest 400 ms …"""
    short_term_lufs: float
    """… and loudest 3 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """What a Broadcast Wave file says of itself."""

    description: str
    originator: str
    reference: str
    created: str
    """UTC, `2026-11-22T10:00:00Z`."""
    history: str
    """How it was coded, as EBU R 98 writes it."""
    levels: Levels | None = None


def header(
    said: Broadcast,
    *,
    channels: int,
    rate_hz: int,
    bits: int,
    samples: int,
    marks: Sequence[tuple[int, str]] = (),
) -> bytes:
    """Make everything before the samples of a PCM file; `samples` per channel follow it, interleaved, little endian.

    `marks` are the parts of the programme: the sample on which each begins, and its name.
    """
    block = channels * bits // 8
    size = samples * block
    chunks = _chunk(b"bext", _bext(said))
    chunks += _chunk(b"fmt ", struct.pack("<HHIIHH", _PCM, channels, rate_hz, rate_hz * block, block, bits))
    chunks += _marks(marks)
    whole = 4 + len(chunks) + 8 + size + size % 2
    if whole <= _LARGEST:
        return struct.pack("<4sI4s", b"RIFF", whole, b"WAVE") + chunks + struct.pack("<4sI", b"data", size)
    ds64 = struct.pack("<4sIQQQI", b"ds64", 28, whole + 36, size, samples, 0)
    start = struct.pack("<4sI4s", b"RF64", _LARGEST, b"WAVE")
    return start + ds64 + chunks + struct.pack("<4sI", b"data", _LARGEST)


def plain(text: str) -> str:
    """Write a text with ASCII letters only: `Đường đi` becomes `Duong di`."""
    apart = unicodedata.normalize("NFKD", text.translate(_D))
    return " ".join("".join(each for each in apart if " " <= each <= "~").split())


def _bext(said: Broadcast) -> bytes:
    levels = said.levels
    figures = [_UNKNOWN] * 5
    if levels:
        each = (
            levels.integrated_lufs,
            levels.range_lu,
            levels.true_peak_dbtp,
            levels.momentary_lufs,
            levels.short_term_lufs,
        )
        figures = [max(-9_999, min(9_999, round(value * 100))) for value in each]
    fixed = _BEXT.pack(
        plain(said.description)[:256].encode(),
        plain(said.originator)[:32].encode(),
        plain(said.reference)[:32].encode(),
        said.created[:10].encode(),
        said.created[11:19].encode(),
        0,  # it has no place in a day
        2 if levels else 1,
        b"",
        *figures,
    )
    history = f"{plain(said.history)}\r\n".encode()
    return fixed + history + b"\0" * (len(history) % 2)


def _marks(marks: Sequence[tuple[int, str]]) -> bytes:
    """Cue points and their names, as editing programs show them (RIFF, 1991)."""
    if not marks:
        return b""
    points = b"".join(
        struct.pack("<II4sIII", number, at, b"data", 0, 0, at) for number, (at, _) in enumerate(marks, start=1)
    )
    names = b"".join(
        _chunk(b"labl", struct.pack("<I", number) + plain(title).encode() + b"\0")
        for number, (_, title) in enumerate(marks, start=1)
    )
    return _chunk(b"cue ", struct.pack("<I", len(marks)) + points) + _chunk(b"LIST", b"adtl" + names)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (len(content) % 2)
