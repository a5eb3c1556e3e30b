"""What an MXF file says in its partitions and header (SMPTE ST 377-1): pattern, lengths, timecodes, picture."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from lessontool.model._record import record
from lessontool.timing import Timecode

_PARTITION: Final = bytes.fromhex("060e2b34020501010d01020101")
"""Key of every partition pack; the three bytes behind it say which one and in what state (§7.1)."""
_HEADER, _FOOTER = 2, 4
_INDEX_PACK: Final = bytes.fromhex("060e2b34020501010d0102010111")
"""Key of the random index pack (§12)."""
_PRIMER: Final = bytes.fromhex("060e2b34020501010d01020101050100")
_SET: Final = bytes.fromhex("060e2b34025301010d0101010101")
_OPERATIONAL_PATTERN: Final = bytes.fromhex("060e2b34040101")
_LARGEST_HEADER_BYTES: Final = 16 << 20
_MOST_SETS: Final = 5_000
_MOST_PACKAGES: Final = 50
_MOST_REFERENCES: Final = 200
_RUN_IN_BYTES: Final = 65_536
_MATERIAL, _SOURCE, _TRACK, _SEQUENCE, _TIMECODE = 0x36, 0x37, 0x3B, 0x0F, 0x14
_PICTURE_DESCRIPTORS: Final = frozenset({0x27, 0x28, 0x29, 0x51})
_D10_WRAPPING: Final = bytes.fromhex("0d0103010201")
"""Bytes 9 to 14 of the essence container's label (SMPTE ST 386)."""
_INSTANCE, _TRACKS, _EDIT_RATE, _CONTENT, _PARTS, _LENGTH = 0x3C0A, 0x4403, 0x4B01, 0x4803, 0x1001, 0x0202
_START: Final = 0x1501
_SAMPLE_RATE, _CONTAINER_LENGTH = 0x3001, 0x3002
_STORED_HEIGHT, _STORED_WIDTH, _SHOWN_HEIGHT, _SHOWN_WIDTH = 0x3202, 0x3203, 0x3208, 0x3209
_SAMPLED_HEIGHT, _SAMPLED_WIDTH = 0x3204, 0x3205
_LAYOUT, _ASPECT, _PRIMARIES, _TRANSFER, _MATRIX, _AFD = 0x320C, 0x320E, 0x3219, 0x3210, 0x321A, 0x3218
_DEPTH = 0x3301
_BIT_RATE_LABEL: Final = bytes.fromhex("060e2b340101010504010602010b0000")
"""Bit rate of the MPEG descriptor (SMPTE ST 381-1); its local tag is found through the primer."""
_SEPARATE_FIELDS, _MIXED_FIELDS = 1, 3
_TRANSFER_WORDS: Final = {(1, 1): "BT.601", (1, 2): "BT.709", (1, 3): "SMPTE 240M"}
_MATRIX_WORDS: Final = {(2, 1): "BT.601", (2, 2): "BT.709", (2, 3): "SMPTE 240M"}
_PRIMARIES_WORDS: Final = {(3, 1): "BT.601 NTSC", (3, 2): "BT.601 PAL", (3, 3): "BT.709"}
"""Bytes 13 and 14 of the labels (SMPTE RP 224)."""


@record
class MxfFile:
    """How the file describes itself; 0, "" or None: it does not say."""

    operational_pattern: str = ""
    """`OP1a` …"""
    closed: bool = False
    complete: bool = False
    has_footer: bool = False
    has_index_pack: bool = False
    """The random index pack at the very end; optional in the standard, written by everybody."""
    whole_end: bool = True
    """The last unit ends where the file does."""
    lengths: tuple[int, ...] = ()
    """Every length that a picture or timecode track announces, in edit units of the picture."""
    material_start: str = ""
    source_start: str = ""
    """Timecode of the first picture as each package says it."""
    d10: bool = False
    """Wrapped as IMX is (SMPTE ST 386)."""
    width_px: int = 0
    height_px: int = 0
    aspect: Fraction | None = None
    rate: Fraction | None = None
    interlaced: bool | None = None
    primaries: str = ""
    transfer: str = ""
    matrix: str = ""
    bit_depth: int = 0
    bit_rate_bps: int = 0
    active_format: int | None = None


@record
class _Set:
    kind: int
    values: dict[int, bytes] = field(default_factory=dict)


def read_mxf(path: Path) -> MxfFile:
    """Read how an MXF describes itself; whatever is damaged says nothing. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = _begin(file)
        if start < 0:
            return MxfFile()
        file.seek(start)
        key, value = _klv(file, 65_536)
        kind, state = key[13], key[14]
        footer = int.from_bytes(value[24:32], "big")
        header_bytes = int.from_bytes(value[32:40], "big")
        content = file.read(min(header_bytes, _LARGEST_HEADER_BYTES))
        at_footer = _key_at(file, start + footer) if footer and start + footer < size else b""
        index_pack = _ends_with_index_pack(file, size)
        whole_end = index_pack or _ends_with_a_unit(file, start + footer, size)
    tags: dict[bytes, int] = {}
    sets: dict[bytes, _Set] = {}
    with contextlib.suppress(ValueError, IndexError):
        _read_sets(content, tags, sets)
    return _described(
        sets,
        tags,
        pattern=_pattern(value[64:80]),
        d10=any(value[at + 8 : at + 14] == _D10_WRAPPING for at in range(88, len(value) - 15, 16)),
        closed=kind == _HEADER and state in (2, 4),
        complete=state in (3, 4),
        footer=at_footer.startswith(_PARTITION) and at_footer[13:14] == bytes([_FOOTER]),
        index_pack=index_pack,
        whole_end=whole_end,
    )


def _begin(file: BinaryIO) -> int:
    """Find the header partition behind a run-in (§6.5)."""
    head = file.read(_RUN_IN_BYTES + 16)
    at = head.find(_PARTITION)
    return at if at >= 0 and len(head) > at + 15 and head[at + 13] == _HEADER else -1


def _klv(file: BinaryIO, most_bytes: int) -> tuple[bytes, bytes]:
    key, length = file.read(16), file.read(1)
    size = length[0] if length else 0
    if size & 0x80:
        size = int.from_bytes(file.read(size & 0x7F), "big")
    value = file.read(min(size, most_bytes))
    return key.ljust(16, b"\0"), value.ljust(88, b"\0")


def _key_at(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(16)


def _ends_with_index_pack(file: BinaryIO, size: int) -> bool:
    """Whether the last four bytes give the length of an index pack that begins so far before the end."""
    if size < 20:
        return False
    file.seek(size - 4)
    length = int.from_bytes(file.read(4), "big")
    return 20 <= length <= size and _key_at(file, size - length).startswith(_INDEX_PACK)


def _ends_with_a_unit(file: BinaryIO, at: int, size: int) -> bool:
    """Whether the units from the footer on fill the file to its last byte (SMPTE ST 336: key, length, value)."""
    for _ in range(_MOST_UNITS):
        if at >= size:
            return at == size
        file.seek(at + 16)
        length = file.read(9)
        if not length:
            return False
        more = length[0] & 0x7F if length[0] & 0x80 else 0
        at += 17 + more + (int.from_bytes(length[1 : 1 + more], "big") if more else length[0])
    return True


_MOST_UNITS: Final = 10_000
"""Of a footer: a stranger's file may have any number."""


def _pattern(label: bytes) -> str:
    """Name an operational pattern by its label (SMPTE ST 377-1 annex; bytes 13 and 14)."""
    if not label.startswith(_OPERATIONAL_PATTERN) or len(label) < 14:
        return ""
    item, package = label[12], label[13]
    if item == 0x10:
        return "OP-Atom"
    return f"OP{item}{chr(0x60 + package)}" if 1 <= item <= 3 and 1 <= package <= 3 else ""


def _read_sets(content: bytes, tags: dict[bytes, int], sets: dict[bytes, _Set]) -> None:
    for key, value in _units(content):
        if key == _PRIMER:
            for at in range(8, len(value) - 17, 18):
                tags[value[at + 2 : at + 18]] = int.from_bytes(value[at : at + 2], "big")
        elif key.startswith(_SET) and len(sets) < _MOST_SETS:
            each = _Set(kind=key[14], values=dict(_local(value)))
            sets[each.values.get(_INSTANCE, key + bytes([len(sets) & 0xFF]))] = each


def _units(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 17 <= len(content):
        key, size, at = content[at : at + 16], content[at + 16], at + 17
        if size & 0x80:
            wide = size & 0x7F
            size, at = int.from_bytes(content[at : at + wide], "big"), at + wide
        yield key, content[at : at + size]
        at += size


def _local(value: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(value):
        size = int.from_bytes(value[at + 2 : at + 4], "big")
        yield int.from_bytes(value[at : at + 2], "big"), value[at + 4 : at + 4 + size]
        at += 4 + size


def _described(
    sets: dict[bytes, _Set],
    tags: dict[bytes, int],
    *,
    pattern: str,
    d10: bool,
    closed: bool,
    complete: bool,
    footer: bool,
    index_pack: bool,
    whole_end: bool,
) -> MxfFile:
    picture = next((each.values for each in sets.values() if each.kind in _PICTURE_DESCRIPTORS), {})
    rate = _fraction(picture.get(_SAMPLE_RATE, b""))
    fields = _number(picture.get(_LAYOUT, b"")) in (_SEPARATE_FIELDS, _MIXED_FIELDS) if _LAYOUT in picture else None
    height = _number(picture.get(_SHOWN_HEIGHT) or picture.get(_SAMPLED_HEIGHT) or picture.get(_STORED_HEIGHT, b""))
    width = _number(picture.get(_SHOWN_WIDTH) or picture.get(_SAMPLED_WIDTH) or picture.get(_STORED_WIDTH, b""))
    starts = {kind: _start(sets, kind) for kind in (_MATERIAL, _SOURCE)}
    return MxfFile(
        operational_pattern=pattern,
        closed=closed,
        complete=complete,
        has_footer=footer,
        has_index_pack=index_pack,
        whole_end=whole_end,
        lengths=tuple(sorted(set(_lengths(sets, picture, rate)))),
        material_start=starts[_MATERIAL],
        source_start=starts[_SOURCE],
        d10=d10,
        width_px=width,
        height_px=2 * height if fields else height,  # one field's lines where fields stand apart
        aspect=_fraction(picture.get(_ASPECT, b"")),
        rate=rate,
        interlaced=fields,
        primaries=_word(picture.get(_PRIMARIES, b""), _PRIMARIES_WORDS),
        transfer=_word(picture.get(_TRANSFER, b""), _TRANSFER_WORDS),
        matrix=_word(picture.get(_MATRIX, b""), _MATRIX_WORDS),
        bit_depth=_number(picture.get(_DEPTH, b"")),
        bit_rate_bps=_number(picture.get(tags.get(_BIT_RATE_LABEL, -1), b"")),
        active_format=picture[_AFD][0] >> 3 & 15 if picture.get(_AFD) else None,
    )


def _start(sets: dict[bytes, _Set], package: int) -> str:
    """Find the timecode with which a package begins."""
    packages = [each for each in sets.values() if each.kind == package]
    for each in packages[:_MOST_PACKAGES]:
        for part in _parts(sets, each):
            if part.kind == _TIMECODE and _START in part.values:
                return str(Timecode(0) + _number(part.values[_START]))
    return ""


def _parts(sets: dict[bytes, _Set], package: _Set) -> Iterator[_Set]:
    for track in _references(sets, package.values.get(_TRACKS, b"")):
        content = sets.get(track.values.get(_CONTENT, b""))
        if content is not None:
            yield from _references(sets, content.values.get(_PARTS, b""))


def _references(sets: dict[bytes, _Set], batch: bytes) -> Iterator[_Set]:
    """Follow a batch of references: count, size, then so many names."""
    for at in range(8, min(len(batch) - 15, 16 * _MOST_REFERENCES), 16):
        if batch[at : at + 16] in sets:
            yield sets[batch[at : at + 16]]


def _lengths(sets: dict[bytes, _Set], picture: dict[int, bytes], rate: Fraction | None) -> Iterator[int]:
    if length := _number(picture.get(_CONTAINER_LENGTH, b"")):
        yield length
    for each in sets.values():
        if each.kind != _TRACK or _fraction(each.values.get(_EDIT_RATE, b"")) != rate:
            continue
        content = sets.get(each.values.get(_CONTENT, b""))
        length = _number(content.values.get(_LENGTH, b"")) if content is not None else 0
        if 0 < length < 1 << 62:  # all ones: unknown
            yield length


def _number(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _fraction(value: bytes) -> Fraction | None:
    over, under = _number(value[:4]), _number(value[4:8])
    return Fraction(over, under) if len(value) == 8 and under else None


def _word(label: bytes, words: dict[tuple[int, int], str]) -> str:
    return words.get((label[12], label[13]), "") if len(label) == 16 else ""
