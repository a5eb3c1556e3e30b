"""Keeping MPEG-2 at its constant rate over any number of chunks that never saw one another (ISO/IEC 13818-2 annex C).

A decoder's buffer fills at the programme's rate, and each picture takes its bits out of it. It must never run dry and
never overflow, nor where chunks meet. So each chunk begins with a half full buffer and ends with one: it is encoded for
half the buffer and for a rate that is lower by that half, which a busy picture may take once and never more. What is
left at its end is filled with zero bytes, which MPEG-2 allows before a start code. The headers then say what is true of
the whole: the programme's rate and buffer.

Where every picture is a keyframe (IMX, AVC-Intra, DV) all have the same size, and nothing is left to share. H.264
chunks carry their own filler and promise (HRD); a chunk may take its buffer once, which the rate of a transport
stream, above that of the picture, makes up for within seconds.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.model import RenditionSpec
from lessontool.timing import PROGRAMME_RATE

_BUFFER_UNIT_BITS: Final = 16_384
_RATE_UNIT_BPS: Final = 400
"""What headers count in (ISO/IEC 13818-2, 6.3.3: vbv_buffer_size, bit_rate)."""

_PICTURE_HEADER: Final = b"\x00\x00\x01\x00"
_LONGEST_DELAY: Final = 0xFFFE
"""0xFFFF would say that the rate is not constant (ISO/IEC 13818-2, 6.3.9)."""
_DELAY_HZ: Final = 90_000

_SEQUENCE_HEADER: Final = b"\x00\x00\x01\xb3"
_EXTENSION: Final = b"\x00\x00\x01\xb5"
_SEQUENCE_EXTENSION_ID: Final = 1
_PICTURE_BYTES: Final = {"dv": 144_000, "avc_intra": 568_832}
"""Every picture has so many: DV25 in 625 lines (12 sequences of 150 blocks of 80 bytes, IEC 61834-2), AVC-Intra class
100 at 1080i50 (what bmx knows such pictures by)."""

_CONTAINER_SHARE: Final = 50
"""The tables of an MP4 are less than one part in so many of what is in it."""

_HEADER_BYTES: Final = 256
"""The extension follows its header so closely: the tables between them have 128 bytes at most."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What the encoder of one chunk may use: bits a second, and the buffer, full at its beginning."""

    rate_bps: int
    buffer_bits: int


def budget(spec: RenditionSpec, frames: int) -> Budget:
    """Say what a chunk of so many frames (25 a second) may use, so that it can never take more than its share."""
    rate = (spec.bit_rate_kbps or 0) * 1000
    if spec.gop_frames == 1:
        # every picture takes what comes in during it, to the bit
        return Budget(rate, rate // int(PROGRAMME_RATE))
    half = _buffer_bits(spec) // 2
    # rate x time + the half that it begins with = the programme's rate x time
    lower = rate - -(-half * int(PROGRAMME_RATE) // frames)
    return Budget(lower // _RATE_UNIT_BPS * _RATE_UNIT_BPS, half)


def settle(target: Path, spec: RenditionSpec, frames: int) -> None:
    """Bring an encoded chunk to its exact size, and let its headers name the programme's rate and buffer.

    What is not MPEG-2 is only proved. Raises ToolError when the encoder needed more than it was given.
    """
    exact = (spec.bit_rate_kbps or 0) * 125 * frames // int(PROGRAMME_RATE)
    if spec.codec in _PICTURE_BYTES:
        exact = _PICTURE_BYTES[spec.codec] * frames
    elif spec.codec == "h264":
        exact += (spec.buffer_kbit or 0) * 125
        exact += exact // _CONTAINER_SHARE
    missing = exact - target.stat().st_size
    if missing < 0 or (missing and spec.codec in _PICTURE_BYTES):
        raise ToolError("rate-missed", detail=f"{target.name}: {-missing} bytes more than {spec.bit_rate_kbps} kb/s")
    if spec.codec != "mpeg2":
        return
    with target.open("r+b") as file:
        with mmap.mmap(file.fileno(), 0) as content:
            _rename(content, spec)
            if spec.gop_frames > 1:
                _tell_delays(content, spec)
        file.seek(0, 2)
        file.write(bytes(missing))


def _rename(content: mmap.mmap, spec: RenditionSpec) -> None:
    rate = -(-(spec.bit_rate_kbps or 0) * 1000 // _RATE_UNIT_BPS)
    buffer = _buffer_bits(spec) // _BUFFER_UNIT_BITS
    at = content.find(_SEQUENCE_HEADER)
    while at >= 0:
        _write_header(content, at + 8, rate, buffer)
        extension = content.find(_EXTENSION, at, at + _HEADER_BYTES)
        if extension >= 0 and content[extension + 4] >> 4 == _SEQUENCE_EXTENSION_ID:
            _write_extension(content, extension + 4, rate, buffer)
        at = content.find(_SEQUENCE_HEADER, at + _HEADER_BYTES)


def _tell_delays(content: mmap.mmap, spec: RenditionSpec) -> None:
    """Write into each picture how long the decoder waits for it: true of the whole programme, not of the chunk alone.

    A chunk begins with a half full buffer (ISO/IEC 13818-2, 6.3.9 and C.3.1).
    """
    rate, there = (spec.bit_rate_kbps or 0) * 1000, _buffer_bits(spec) // 2
    at, number = content.find(_PICTURE_HEADER), 0
    while at >= 0:
        at += len(_PICTURE_HEADER)
        wait = _DELAY_HZ * number // int(PROGRAMME_RATE) - _DELAY_HZ * (at * 8 - there) // rate
        word = int.from_bytes(content[at : at + 4], "big") & ~(0xFFFF << 3)
        # 10 bits of order and 3 of kind before it, 3 bits behind it
        content[at : at + 4] = (word | max(0, min(wait, _LONGEST_DELAY)) << 3).to_bytes(4, "big")
        at, number = content.find(_PICTURE_HEADER, at), number + 1


def _write_header(content: mmap.mmap, at: int, rate: int, buffer: int) -> None:
    """Write 18 bits of rate, a marker, 10 bits of buffer; the three bits behind them stay (6.2.2.1)."""
    word = (rate & 0x3FFFF) << 14 | 1 << 13 | (buffer & 0x3FF) << 3 | content[at + 3] & 7
    content[at : at + 4] = word.to_bytes(4, "big")


def _write_extension(content: mmap.mmap, at: int, rate: int, buffer: int) -> None:
    """Write the upper 12 bits of rate and 8 of buffer, between what stays (6.2.2.3)."""
    word = int.from_bytes(content[at : at + 6], "big")
    # 4 identifier, 8 profile and level, 1 progressive, 2 chroma, 4 size | 12 rate, 1 marker, 8 buffer | 1 delay, 7 rate
    kept = word & ~(0xFFF << 17 | 0xFF << 8)
    word = kept | (rate >> 18) << 17 | 1 << 16 | (buffer >> 10) << 8
    content[at : at + 6] = word.to_bytes(6, "big")


def _buffer_bits(spec: RenditionSpec) -> int:
    # whole kilobits in the preset, rounded down
    return -(-(spec.buffer_kbit or 0) * 1000 // _BUFFER_UNIT_BITS) * _BUFFER_UNIT_BITS
