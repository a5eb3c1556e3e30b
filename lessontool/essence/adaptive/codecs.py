"""How a track's coding is named to players (RFC 6381), as the track itself says it."""

from __future__ import annotations

from lessontool.model._record import record
from lessontool.tools import boxes

_PICTURE_BYTES = 78
"""Of a VisualSampleEntry before its own boxes (ISO/IEC 14496-12 §12.1.3)."""

_SOUND_BYTES = 28
"""Of an AudioSampleEntry before its own boxes (§12.2.3)."""

_DESCRIPTOR, _DECODER, _DECODER_OWN = 3, 4, 5
"""Tags of the descriptors in `esds` (ISO/IEC 14496-1 §7.2.6)."""


@record
class Coding:
    """How one track is coded."""

    codecs: str
    """`avc1.64001f`, `av01.0.04M.08`, `mp4a.40.2`, `opus`."""
    width_px: int = 0
    height_px: int = 0
    sample_rate_hz: int = 0
    channels: int = 0


def coding_of(name: bytes, entry: memoryview) -> Coding:
    """Read a sample entry. Raises ValueError for one that no lesson has, or that is damaged."""
    known = name in (b"avc1", b"av01", b"mp4a", b"Opus")
    fixed = _PICTURE_BYTES if name in (b"avc1", b"av01") else _SOUND_BYTES
    if not known or len(entry) < fixed:
        raise ValueError(f"a track of {name!r}")
    own = dict(boxes.inside(entry[fixed:]))
    try:
        codecs = _named(name, own)
    except (KeyError, IndexError) as error:
        raise ValueError(f"a track of {name!r} that does not say how it is coded") from error
    if fixed == _PICTURE_BYTES:
        return Coding(codecs=codecs, width_px=_number(entry, 24, 2), height_px=_number(entry, 26, 2))
    return Coding(codecs=codecs, channels=_number(entry, 16, 2), sample_rate_hz=_number(entry, 24, 2))


def _named(name: bytes, own: dict[bytes, memoryview]) -> str:
    match name:
        case b"avc1":  # profile, constraints, level (ISO/IEC 14496-15 §5.3.3)
            return f"avc1.{bytes(own[b'avcC'][1:4]).hex()}"
        case b"av01":  # AV1 codec ISO media file format binding §5
            first, second = own[b"av1C"][1], own[b"av1C"][2]
            depth = (10 if second >> 6 & 1 else 8) if not second >> 5 & 1 else 12
            return f"av01.{first >> 5}.{first & 31:02}{'H' if second >> 7 else 'M'}.{depth:02}"
        case b"mp4a":
            return _sound_object(own[b"esds"][4:])
        case _:
            own[b"dOps"]  # an Opus track without it cannot be played
            return "opus"


def _sound_object(descriptors: memoryview) -> str:
    """Name the kind of MPEG-4 sound: `mp4a.40.2` is AAC-LC (ISO/IEC 14496-3 table 1.17)."""
    decoder = _descriptor(descriptors, _DESCRIPTOR)[3:]  # behind ES_ID and flags, of which MP4 files set none
    config = _descriptor(decoder, _DECODER)
    own = _descriptor(config[13:], _DECODER_OWN)
    return f"mp4a.{config[0]:x}.{own[0] >> 3}"


def _descriptor(content: memoryview, tag: int) -> memoryview:
    if content[0] != tag:
        raise IndexError(tag)
    at, length = 1, 0
    while True:  # seven bits a byte, the last without its highest bit
        length = length << 7 | content[at] & 127
        at += 1
        if not content[at - 1] & 128:
            return content[at : at + length]


def _number(content: memoryview, at: int, size: int) -> int:
    return int.from_bytes(content[at : at + size], "big")
