"""What an MP4 file says in its boxes (ISO/IEC 14496-12): their order, and how it describes picture and sound."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.model._record import record
from lessontool.qc.file.pictures import MATRICES, PRIMARIES, TRANSFERS
from lessontool.tools import boxes

_MOST_BOXES: Final = 100
_LARGEST_INDEX_BYTES: Final = 64 << 20
"""The index of six hours of picture and sound is smaller."""
_FOLDERS: Final = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
SAMPLE_ENTRY_BYTES: Final = 78
"""Of a VisualSampleEntry before its own boxes (§12.1.3)."""


@record
class Mp4Track:
    """How one track is described."""

    kind: str = ""
    """`vide`, `soun` …"""
    language: str = ""
    seconds: Fraction | None = None
    samples: int = 0
    constant_steps: bool = True
    """Each picture is shown equally long."""
    entry: str = ""
    """`avc1`, `mp4a` …"""
    width_px: int = 0
    height_px: int = 0
    pixel_shape: Fraction | None = None
    primaries: str = ""
    transfer: str = ""
    matrix: str = ""
    full_range: bool | None = None


@record
class Mp4File:
    """How the whole file is laid out."""

    boxes: tuple[str, ...]
    """Outermost boxes in file order, at most a hundred."""
    missing_bytes: int
    """So much is announced behind the end of the file."""
    tracks: tuple[Mp4Track, ...]

    @property
    def index_first(self) -> bool:
        """Whether it can play before it is downloaded whole."""
        order = self.boxes
        return "moov" in order and "mdat" in order and order.index("moov") < order.index("mdat")


def top_level_boxes(path: Path) -> tuple[str, ...]:
    """List the boxes of an MP4 in file order (§4.2), at most the first hundred. Raises OSError."""
    with path.open("rb") as file:
        return tuple(name for name, _, _ in boxes.outermost(file, path.stat().st_size, most=_MOST_BOXES))


def read_mp4(path: Path) -> Mp4File:
    """Read how an MP4 describes itself; whatever is damaged says nothing. Raises OSError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        found = list(boxes.outermost(file, size, most=_MOST_BOXES))
        index = b""
        for name, at, length in found:
            if name == "moov" and length <= _LARGEST_INDEX_BYTES and not index:
                file.seek(at)
                index = file.read(length)
    ends = [at + length for _, at, length in found]
    return Mp4File(
        boxes=tuple(name for name, _, _ in found),
        missing_bytes=max([end - size for end in ends] + [0]),
        tracks=tuple(_tracks(index)),
    )


def _tracks(index: bytes) -> Iterator[Mp4Track]:
    for name, moov in boxes.inside(memoryview(index)):
        for inner, trak in boxes.inside(moov) if name == b"moov" else ():
            if inner == b"trak":
                yield _track(boxes.leaves(trak, _FOLDERS))


def _track(leaves: dict[bytes, memoryview]) -> Mp4Track:
    empty = memoryview(b"")
    kind = bytes(leaves.get(b"hdlr", empty)[8:12]).decode("latin-1")
    language, seconds = _media_header(leaves.get(b"mdhd", empty))
    steps = leaves.get(b"stts", empty)
    sizes = leaves.get(b"stsz", empty)
    entry = next(boxes.inside(leaves.get(b"stsd", empty)[8:]), (b"", empty))
    shown = picture_entry(entry[1]) if kind == "vide" else Mp4Track()
    return Mp4Track(
        kind=kind,
        language=language,
        seconds=seconds,
        samples=int.from_bytes(sizes[8:12], "big"),
        constant_steps=_constant(steps),
        entry=entry[0].decode("latin-1"),
        width_px=shown.width_px,
        height_px=shown.height_px,
        pixel_shape=shown.pixel_shape,
        primaries=shown.primaries,
        transfer=shown.transfer,
        matrix=shown.matrix,
        full_range=shown.full_range,
    )


def _media_header(content: memoryview) -> tuple[str, Fraction | None]:
    """Read language and length (§8.4.2)."""
    if len(content) < 24:
        return "", None
    at = 20 if content[0] == 1 else 12
    wide = 8 if content[0] == 1 else 4
    scale = int.from_bytes(content[at : at + 4], "big")
    length = int.from_bytes(content[at + 4 : at + 4 + wide], "big")
    code = int.from_bytes(content[at + 4 + wide : at + 6 + wide], "big")
    letters = "".join(chr(0x60 + (code >> shift & 31)) for shift in (10, 5, 0))
    return letters if letters.isalpha() and letters.isascii() else "", Fraction(length, scale) if scale else None


def _constant(steps: memoryview) -> bool:
    """Whether all samples are equally long but for the last (§8.6.1.2)."""
    count = min(int.from_bytes(steps[4:8], "big"), (len(steps) - 8) // 8)
    runs = [steps[8 + 8 * number : 16 + 8 * number] for number in range(min(count, 3))]
    different = {bytes(run[4:8]) for run in runs}
    return len(different) <= 1 or (count == 2 and int.from_bytes(runs[1][:4], "big") == 1)


def picture_entry(content: memoryview) -> Mp4Track:
    """Read what a visual sample entry says of the picture (§12.1.3); nothing where it is too short."""
    if len(content) < SAMPLE_ENTRY_BYTES:
        return Mp4Track()
    shape, colour = None, (0, 0, 0)
    full: bool | None = None
    for name, inside in boxes.inside(content[SAMPLE_ENTRY_BYTES:]):
        if name == b"pasp" and len(inside) >= 8:
            across, down = int.from_bytes(inside[:4], "big"), int.from_bytes(inside[4:8], "big")
            shape = Fraction(across, down) if across and down else None
        elif name == b"colr" and bytes(inside[:4]) in (b"nclx", b"nclc") and len(inside) >= 10:
            first, second, third = (int.from_bytes(inside[at : at + 2], "big") for at in (4, 6, 8))
            colour = first, second, third
            full = bool(inside[10] & 0x80) if bytes(inside[:4]) == b"nclx" and len(inside) > 10 else None
    return Mp4Track(
        width_px=int.from_bytes(content[24:26], "big"),
        height_px=int.from_bytes(content[26:28], "big"),
        pixel_shape=shape,
        primaries=PRIMARIES.get(colour[0], ""),
        transfer=TRANSFERS.get(colour[1], ""),
        matrix=MATRICES.get(colour[2], ""),
        full_range=full,
    )
