"""What an MP4 file says of the AV1 pictures in it (AV1 Codec ISO Media File Format Binding), without reading one.

A sync sample of this binding begins with a keyframe that is shown, and nothing behind it leans on what comes before: so
the tables of the container are enough to know every group, its length and that it is closed.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.qc.file.mp4 import SAMPLE_ENTRY_BYTES, picture_entry
from lessontool.qc.file.pictures import FORWARD, INTRA, PROGRESSIVE, Headline, Pictures
from lessontool.tools import boxes

_MOST_BOXES: Final = 100
_LARGEST_INDEX_BYTES: Final = 64 << 20
_MOST_PICTURES: Final = 4_000_000
_FOLDERS: Final = frozenset({b"mdia", b"minf", b"stbl"})
_PROFILES: Final = {0: "Main", 1: "High", 2: "Professional"}
_ENTRY: Final = b"av01"


def read_av1(path: Path) -> Pictures | None:
    """Read what the tables of an MP4 file say of its AV1 pictures; None where it has none.

    Whatever is damaged says nothing. Raises OSError.
    """
    size = path.stat().st_size
    index = b""
    with path.open("rb") as file:
        for name, at, length in boxes.outermost(file, size, most=_MOST_BOXES):
            if name == "moov" and length <= _LARGEST_INDEX_BYTES:
                file.seek(at)
                index = file.read(length)
                break
    for outer, moov in boxes.inside(memoryview(index)):
        for inner, track in boxes.inside(moov) if outer == b"moov" else ():
            tables = boxes.leaves(track, _FOLDERS) if inner == b"trak" else {}
            entry = next(boxes.inside(tables.get(b"stsd", memoryview(b""))[8:]), (b"", memoryview(b"")))
            if entry[0] == _ENTRY:
                return _pictures(entry[1], tables)
    return None


def _pictures(entry: memoryview, tables: dict[bytes, memoryview]) -> Pictures:
    found = Pictures()
    found.note_headline(_headline(entry))
    sizes = _sizes(tables.get(b"stsz", memoryview(b"")))
    keys = _numbers(tables[b"stss"]) if b"stss" in tables else set(range(len(sizes)))
    for number, size in enumerate(sizes):
        if number in keys:
            found.groups.append(number)
            found.group_timecodes.append(-1)
            found.group_closed.append(1)
        found.kinds.append(INTRA if number in keys else FORWARD)
        found.flags.append(PROGRESSIVE)
        found.references.append(0)
        found.sizes.append(size)
    return found


def _sizes(table: memoryview) -> list[int]:
    """Read the size of every sample (ISO/IEC 14496-12 §8.7.3.2)."""
    same, count = _number(table, 4), min(_number(table, 8), _MOST_PICTURES)
    if same:
        return [same] * count
    return [_number(table, 12 + 4 * place) for place in range(min(count, max(0, len(table) - 12) // 4))]


def _numbers(table: memoryview) -> set[int]:
    """Read which samples are sync samples (§8.6.2), counted from 0."""
    count = min(_number(table, 4), max(0, len(table) - 8) // 4)
    return {_number(table, 8 + 4 * place) - 1 for place in range(count)}


def _headline(entry: memoryview) -> Headline:
    """Read the sample entry and its av1C box (AV1 binding §2.3)."""
    said = picture_entry(entry)
    record = next((inside for name, inside in boxes.inside(entry[SAMPLE_ENTRY_BYTES:]) if name == b"av1C"), None)
    profile, chroma, depth = "", "", 0
    if record is not None and len(record) >= 4:
        level = record[1] & 31
        profile = f"{_PROFILES.get(record[1] >> 5, '')}@L{2 + (level >> 2)}.{level & 3}"
        depth = (12 if record[2] & 0x20 else 10) if record[2] & 0x40 else 8
        halves = record[2] >> 2 & 3
        chroma = {3: "4:2:0", 2: "4:2:2", 0: "4:4:4"}.get(halves, "")
    shape = said.pixel_shape or Fraction(1)
    return Headline(
        format="AV1",
        profile=profile,
        width_px=said.width_px,
        height_px=said.height_px,
        aspect=shape * said.width_px / said.height_px if said.height_px else None,
        interlaced=False,
        chroma=chroma,
        bit_depth=depth,
        primaries=said.primaries,
        transfer=said.transfer,
        matrix=said.matrix,
        full_range=said.full_range,
    )


def _number(table: memoryview, at: int) -> int:
    return int.from_bytes(table[at : at + 4], "big")
