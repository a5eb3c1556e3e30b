"""WAV files of 32 bit float sound: written, read and checked here, larger than 4 GiB too (RF64, EBU Tech 3306)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from lessontool.errors import ToolError

_PCM: Final = 1
_FLOAT: Final = 3
_EXTENSIBLE: Final = 0xFFFE
_IN_DS64: Final = 0xFFFFFFFF
"""RF64: the length stands in the `ds64` chunk."""

_FLOAT_BYTES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WavFormat:
    """What a WAV file holds and where its samples begin."""

    channels: int
    rate_hz: int
    sample_bytes: int
    floating: bool
    samples: int
    """Per channel."""
    data_offset: int


def header(channels: int, rate_hz: int, samples: int) -> bytes:
    """Make the beginning of a float WAV file; `samples` per channel follow it, interleaved, little endian."""
    block = channels * _FLOAT_BYTES
    size = samples * block
    form = struct.pack("<4sIHHIIHHH", b"fmt ", 18, _FLOAT, channels, rate_hz, rate_hz * block, block, 32, 0)
    large = size + 128 > _IN_DS64
    fact = struct.pack("<4sII", b"fact", 4, _IN_DS64 if large else samples)
    data = struct.pack("<4sI", b"data", _IN_DS64 if large else size)
    rest = len(form) + len(fact) + len(data) + size + 4
    if not large:
        return struct.pack("<4sI4s", b"RIFF", rest, b"WAVE") + form + fact + data
    ds64 = struct.pack("<4sIQQQI", b"ds64", 28, rest + 36, size, samples, 0)
    return struct.pack("<4sI4s", b"RF64", _IN_DS64, b"WAVE") + ds64 + form + fact + data


def read_format(path: Path) -> WavFormat:
    """Read what a WAV file of ours holds. Raises ToolError when it is none or is cut short."""
    try:
        with path.open("rb") as file:
            found = _parse(file)
    except (struct.error, KeyError, ZeroDivisionError) as error:
        raise ToolError("tool-failed", program="wav", detail=f"{path}: no WAV file: {error!r}") from error
    expected = found.data_offset + found.samples * found.channels * found.sample_bytes
    if path.stat().st_size < expected:
        raise ToolError(
            "tool-failed", program="wav", detail=f"{path}: {path.stat().st_size} bytes instead of {expected}"
        )
    return found


def _parse(file: BinaryIO) -> WavFormat:
    kind, _, wave = struct.unpack("<4sI4s", file.read(12))
    if kind not in (b"RIFF", b"RF64") or wave != b"WAVE":
        raise KeyError("RIFF")
    chunks: dict[bytes, bytes] = {}
    while True:
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            break
        chunks[name] = file.read(size + size % 2)
    code, channels, rate_hz, _, block, bits = struct.unpack_from("<HHIIHH", chunks[b"fmt "])
    if code == _EXTENSIBLE:
        (code,) = struct.unpack_from("<H", chunks[b"fmt "], 24)
    if code not in (_PCM, _FLOAT):
        raise KeyError(f"format {code}")
    if size == _IN_DS64:
        (size,) = struct.unpack_from("<Q", chunks[b"ds64"], 8)
    return WavFormat(
        channels=channels,
        rate_hz=rate_hz,
        sample_bytes=bits // 8,
        floating=code == _FLOAT,
        samples=size // block,
        data_offset=file.tell(),
    )
