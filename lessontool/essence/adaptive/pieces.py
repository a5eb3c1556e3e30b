"""What is in a track that was cut into pieces: where each begins, how many bytes it has and which time it plays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

from lessontool.errors import ToolError
from lessontool.essence.adaptive.codecs import Coding, coding_of
from lessontool.model._record import record
from lessontool.tools import boxes

_MOST_BOXES: Final = 200_000
"""Two for each piece: a hundred hours."""

_LARGEST_HEADER_BYTES: Final = 16 << 20
"""The index of one piece has some bytes for each picture."""

_FOLDERS: Final = frozenset({b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"traf"})
_DATA_OFFSET, _FIRST_FLAGS = 0x1, 0x4
_DURATION, _SIZE, _FLAGS, _SHIFT = 0x100, 0x200, 0x400, 0x800
"""What a run of samples says of each, and of itself (ISO/IEC 14496-12 §8.8.8)."""


@record
class Piece:
    """What players fetch at a time: one index and its data."""

    at: int
    """First byte."""
    size: int
    samples: int
    start: Fraction
    """Seconds of the programme …"""
    end: Fraction
    """… half open."""


@record
class Track:
    """A finished track, measured."""

    coding: Coding
    rate: Fraction
    """Samples a second: pictures, or packets of sound."""
    header: tuple[int, int]
    """First byte of what a player must read before any piece, and the one after its last …"""
    index: tuple[int, int]
    """… and of the index of all pieces (`sidx`)."""
    pieces: tuple[Piece, ...]
    early: Fraction
    """Seconds that are decoded before the first piece's time begins: what a sound's decoder needs to get going."""

    @property
    def samples(self) -> int:
        """How many pictures, or packets of sound."""
        return sum(piece.samples for piece in self.pieces)

    @property
    def average_bps(self) -> int:
        """Bits a second of the whole."""
        length = self.pieces[-1].end - self.pieces[0].start
        return -(-sum(piece.size for piece in self.pieces) * 8 // length)

    def highest_bps(self, target_s: int) -> int:
        """Bits a second of the busiest stretch that is about as long as a piece: half to one and a half `target_s`.

        That is what a connection must carry (RFC 8216 §4.1 and §4.3.4.2). A shorter programme counts as a whole.
        """
        highest = Fraction(0)
        for first in range(len(self.pieces)):
            size, last = 0, first
            while last < len(self.pieces):
                size += self.pieces[last].size
                length = self.pieces[last].end - self.pieces[first].start
                if length * 2 > 3 * target_s:
                    break
                if length * 2 >= target_s:
                    highest = max(highest, size * 8 / length)
                last += 1
        return -int(-highest // 1) if highest else self.average_bps


def read_track(path: Path) -> Track:
    """Measure a track. Raises ToolError when the file is not header, index and whole pieces, one behind the other."""
    try:
        with path.open("rb") as file:
            return _read(file, path.stat().st_size)
    except (ValueError, IndexError, KeyError) as error:
        raise ToolError("tool-failed", program="adaptive", detail=f"{path}: {error}") from error


def sample_count(path: Path, kind: str) -> int:
    """Count the samples of an unbroken MP4's first track of a kind: `vide` or `soun`. 0 if there is none."""
    with path.open("rb") as file:
        for name, at, length in boxes.outermost(file, path.stat().st_size, most=_MOST_BOXES):
            if name != "moov":
                continue
            for inner, trak in boxes.inside(memoryview(_bytes(file, at, length))[8:]):
                leaves = boxes.leaves(trak, _FOLDERS) if inner == b"trak" else {}
                if leaves and bytes(leaves[b"hdlr"][8:12]).decode("latin-1") == kind:
                    return _number(leaves[b"stsz"], 8, 4)
    return 0


def _read(file: BinaryIO, size: int) -> Track:
    found = list(boxes.outermost(file, size, most=_MOST_BOXES))
    names = [name for name, _, _ in found]
    pairs = (len(names) - 3) // 2
    if names != ["ftyp", "moov", "sidx", *["moof", "mdat"] * pairs] or not pairs:
        raise ValueError(f"not in order: {' '.join(names[:8])}")
    if (end := found[-1][1] + found[-1][2]) != size:
        raise ValueError(f"{end} bytes announced, {size} there")
    moov = memoryview(_bytes(file, *found[1][1:]))[8:]
    leaves = boxes.leaves(moov, _FOLDERS)
    scale, begins = _scale(leaves[b"mdhd"]), _begins(leaves)
    step = _number(leaves[b"trex"], 12, 4)
    pieces: list[Piece] = []
    runs: list[_Run] = []
    for number in range(pairs):
        (_, at, head), (_, _, data) = found[3 + 2 * number : 5 + 2 * number]
        run = _Run(memoryview(_bytes(file, at, head))[8:], step)
        runs.append(run)
        start, stop = (Fraction(max(tick - begins, 0), scale) for tick in (run.start, run.end))
        if pieces and start != pieces[-1].end:
            raise ValueError(f"a piece begins at {start} s, the one before ends at {pieces[-1].end} s")
        pieces.append(Piece(at=at, size=head + data, samples=len(run.steps), start=start, end=stop))
    index = (found[2][1], found[2][1] + found[2][2])
    if _index_sizes(_bytes(file, *found[2][1:])) != [piece.size for piece in pieces]:
        raise ValueError("the index is not that of the pieces")
    coding = coding_of(*next(boxes.inside(leaves[b"stsd"][8:])))
    header = (0, found[1][1] + found[1][2])
    return Track(
        coding=coding,
        rate=Fraction(scale, runs[0].steps[0]),
        header=header,
        index=index,
        pieces=tuple(pieces),
        early=Fraction(max(begins - runs[0].start, 0), scale),
    )


class _Run:
    """One piece's samples: how long each is, and when the earliest is shown and the last has gone (§8.8)."""

    def __init__(self, moof: memoryview, usual_step: int) -> None:
        leaves = boxes.leaves(moof, _FOLDERS)
        header = leaves[b"tfhd"]
        flags, at = _number(header, 1, 3), 8
        at += (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
        step = _number(header, at, 4) if flags & 0x8 else usual_step
        begins = _number(leaves[b"tfdt"], 4, 8 if leaves[b"tfdt"][0] else 4)
        samples = list(_samples(leaves[b"trun"], step))
        if not samples:
            raise ValueError("a piece without samples")
        self.steps = [length for length, _ in samples]
        self.start, self.end, decoded = begins + samples[0][1], begins, begins
        for length, shift in samples:
            self.start = min(self.start, decoded + shift)
            self.end = max(self.end, decoded + shift + length)
            decoded += length


def _samples(run: memoryview, usual_step: int) -> Iterator[tuple[int, int]]:
    """Read each sample's length, and how much later than decoded it is shown (§8.8.8)."""
    flags, count, signed = _number(run, 1, 3), _number(run, 4, 4), bool(run[0])
    at = 8 + (4 if flags & _DATA_OFFSET else 0) + (4 if flags & _FIRST_FLAGS else 0)
    for _ in range(count):
        step, shift = usual_step, 0
        for field in (_DURATION, _SIZE, _FLAGS, _SHIFT):
            if not flags & field:
                continue
            if field == _DURATION:
                step = _number(run, at, 4)
            elif field == _SHIFT:
                shift = int.from_bytes(run[at : at + 4], "big", signed=signed)
            at += 4
        if at > len(run):
            raise ValueError("a piece's index is cut off")
        yield step, shift


def _scale(header: memoryview) -> int:
    return _number(header, 20 if header[0] else 12, 4)


def _begins(leaves: dict[bytes, memoryview]) -> int:
    """Ticks of the track that come before the programme: what a sound's decoder needs to get going (§8.6.6)."""
    edits = leaves.get(b"elst")
    if edits is None:
        return 0
    if _number(edits, 4, 4) != 1:
        raise ValueError("more than one edit")
    wide = 8 if edits[0] else 4
    return int.from_bytes(edits[8 + wide : 8 + 2 * wide], "big", signed=True)


def _index_sizes(sidx: bytes) -> list[int]:
    """Read how long each piece is, by the index that players use (§8.16.3)."""
    body = memoryview(sidx)[8:]
    at = 12 + (16 if body[0] else 8)
    count = _number(body, at + 2, 2)
    return [_number(body, at + 4 + 12 * number, 4) & 0x7FFFFFFF for number in range(count)]


def _bytes(file: BinaryIO, at: int, length: int) -> bytes:
    if length > _LARGEST_HEADER_BYTES:
        raise ValueError(f"an index of {length} bytes")
    file.seek(at)
    return file.read(length)


def _number(content: memoryview, at: int, size: int) -> int:
    if at + size > len(content):
        raise IndexError("an index is cut off")
    return int.from_bytes(content[at : at + size], "big")
