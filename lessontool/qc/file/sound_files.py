"""What a file without picture says of itself: chunks of a WAV file, the first frame of an MP3."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_MOST_CHUNKS: Final = 64
_IN_DS64: Final = 0xFFFFFFFF
"""RF64 (EBU Tech 3306): the length stands in the `ds64` chunk."""

_MOST_TAGS: Final = 8
_HEAD_BYTES: Final = 512
_HAS_FRAMES: Final = 1
_HAS_BYTES: Final = 2
"""Flags of the Xing or Info header in the first frame of an MP3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A sound file's own account of itself."""

    broadcast: bool = False
    """It has the `bext` chunk of Broadcast Wave (EBU Tech 3285)."""
    missing_bytes: int = 0
    """It announces so many more than there are."""


def read_sound_file(path: Path, demuxer: str) -> SoundFile | None:
    """Read what a WAV or MP3 file announces; None where it announces nothing that could be understood."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            return {"wav": _wave, "mp3": _mp3}[demuxer](file, size)
    except (OSError, struct.error, KeyError):
        return None


def _wave(file: BinaryIO, size: int) -> SoundFile:
    file.seek(12)
    broadcast, large = False, 0
    for _ in range(_MOST_CHUNKS):
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            promised = large if length == _IN_DS64 else length
            return SoundFile(broadcast=broadcast, missing_bytes=max(0, promised - (size - file.tell())))
        broadcast = broadcast or name == b"bext"
        after = file.tell() + length + length % 2
        if name == b"ds64":
            _, large = struct.unpack("<QQ", file.read(16))
        file.seek(after)
    return SoundFile(broadcast=broadcast)


def _mp3(file: BinaryIO, size: int) -> SoundFile:
    at = 0
    for _ in range(_MOST_TAGS):
        head = file.read(10)
        if head[:3] != b"ID3":
            break
        at += 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) + (10 if head[5] & 0x10 else 0)
        file.seek(at)
    file.seek(at)
    frame = file.read(_HEAD_BYTES)
    told = max(frame.find(b"Xing"), frame.find(b"Info"))
    if told < 0:
        return SoundFile()
    (flags,) = struct.unpack_from(">I", frame, told + 4)
    if not flags & _HAS_BYTES:
        return SoundFile()
    (promised,) = struct.unpack_from(">I", frame, told + 8 + (4 if flags & _HAS_FRAMES else 0))
    return SoundFile(missing_bytes=max(0, promised - (size - at)))
