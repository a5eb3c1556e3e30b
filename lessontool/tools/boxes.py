"""The boxes that MP4 files are made of (ISO/IEC 14496-12 §4.2): where each begins, and what is inside.

Nothing here trusts a file: lengths that lead nowhere end the walk, and no walk is endless.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

_HEADER_BYTES: Final = 8
_LONG_HEADER_BYTES: Final = 16
_MOST_INNER_BOXES: Final = 1_000
_DEEPEST: Final = 8


def outermost(file: BinaryIO, size: int, *, most: int) -> Iterator[tuple[str, int, int]]:
    """Walk the outermost boxes of an open file of so many bytes, at most the first `most`.

    Gives each one's name, where it begins and how many bytes it says it has: more than are there, in a cut file.
    """
    at = 0
    for _ in range(most):
        file.seek(at)
        head = file.read(_LONG_HEADER_BYTES)
        if len(head) < _HEADER_BYTES:
            return
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        yield head[4:8].decode("latin-1"), at, length
        if length < _HEADER_BYTES:
            return
        at += length


def inside(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Walk the boxes in a box: each one's name and content."""
    at = 0
    for _ in range(_MOST_INNER_BOXES):
        if at + _HEADER_BYTES > len(content):
            return
        length, header = int.from_bytes(content[at : at + 4], "big"), _HEADER_BYTES
        if length == 1:
            length, header = int.from_bytes(content[at + 8 : at + 16], "big"), _LONG_HEADER_BYTES
        if length < header:
            return
        yield bytes(content[at + 4 : at + 8]), content[at + header : at + length]
        at += length


def leaves(content: memoryview, folders: frozenset[bytes]) -> dict[bytes, memoryview]:
    """Gather the boxes that are in a box or in one of its `folders`, however deep; of two alike the first."""
    found: dict[bytes, memoryview] = {}
    _gather(content, folders, found, 0)
    return found


def _gather(content: memoryview, folders: frozenset[bytes], found: dict[bytes, memoryview], depth: int) -> None:
    for name, within in inside(content):
        if name in folders and depth < _DEEPEST:
            _gather(within, folders, found, depth + 1)
        else:
            found.setdefault(name, within)
