"""What the file systems of sticks and memory cards take, asked before the first byte is written.

The names are held to Windows' rules too, whatever the file system: a stick that was written here is read there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from lessontool.errors import InputError

FileSystem = Literal["fat32", "exfat"]

MOST_FILE_BYTES: Final[Mapping[FileSystem, int]] = {"fat32": (4 << 30) - 1, "exfat": (1 << 63) - 1}
"""Microsoft FAT specification 1.03: DIR_FileSize has 32 bits; exFAT's DataLength has 64."""

MOST_PATH: Final = 240
"""Windows' MAX_PATH is 260 with drive, root and closing zero; the rest is for a folder above ours."""

MOST_NAME: Final = 255
"""Of one name, in UTF-16 units: both file systems."""

MOST_SLOTS: Final[Mapping[FileSystem, int]] = {"fat32": 65_534, "exfat": 2_796_202}
"""Entries that a folder holds beside `.` and `..`: FAT folders end at 2 MiB (32 bytes an entry), exFAT's at 256 MiB."""

_SLOT_CHARACTERS: Final[Mapping[FileSystem, int]] = {"fat32": 13, "exfat": 15}
"""How much of a long name goes into one entry; FAT adds one entry for the short name, exFAT two."""

_FORBIDDEN: Final = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])[ ]*(?:\..*)?", re.IGNORECASE)
"""Microsoft, "Naming Files, Paths, and Namespaces": device names, with any ending."""


def require_fitting(sizes: Mapping[str, int], filesystem: FileSystem) -> None:
    """Refuse files that the stick's file system, or Windows, would not take: their names, sizes and number.

    Raises InputError: stick-name-forbidden, stick-path-long, stick-names-alike, stick-file-too-big,
    stick-folder-full.
    """
    for name, size in sizes.items():
        require_name(name)
        if size > MOST_FILE_BYTES[filesystem]:
            raise InputError("stick-file-too-big", name=name, size_mb=_megabytes(size), filesystem=filesystem)
    _require_distinct(sizes)
    slots = _slots(sizes, filesystem)
    for folder, count in slots.items():
        if count > MOST_SLOTS[filesystem]:
            raise InputError("stick-folder-full", folder=folder, count=count, most=MOST_SLOTS[filesystem])


def require_name(name: str) -> None:
    """Refuse a relative name that cannot stand on a stick. Raises InputError: stick-name-forbidden, stick-path-long."""
    parts = name.split("/")
    if any(not _fits(part) for part in parts):
        raise InputError("stick-name-forbidden", name=name)
    if _units(name) > MOST_PATH or any(_units(part) > MOST_NAME for part in parts):
        raise InputError("stick-path-long", name=name, characters=_units(name), most=MOST_PATH)


def folded(name: str) -> str:
    """Write a name as a file system sees it that knows no capitals: names that are alike become the same."""
    return unicodedata.normalize("NFC", name).upper().casefold()


def parents(names: Iterable[str]) -> set[str]:
    """Every folder that some files need, without the one above all."""
    found: set[str] = set()
    for name in names:
        folder = name.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _fits(part: str) -> bool:
    try:
        part.encode()
    except UnicodeEncodeError:  # half a character, as broken names of other systems have
        return False
    plain = bool(part) and part not in (".", "..") and part == part.rstrip(". ") and part == part.lstrip(" ")
    return plain and not _FORBIDDEN.search(part) and not _RESERVED.fullmatch(part)


def _require_distinct(names: Iterable[str]) -> None:
    """No two names, and no file and folder, may be the same thing to the stick."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(folded(name), name)
        if other != name:
            raise InputError("stick-names-alike", name=name, other=other)
    folders: dict[str, str] = {}
    for folder in sorted(parents(seen.values())):
        other = folders.setdefault(folded(folder), folder)
        if other != folder or folded(folder) in seen:
            raise InputError("stick-names-alike", name=folder, other=seen.get(folded(folder), other))


def _slots(names: Iterable[str], filesystem: FileSystem) -> Counter[str]:
    held: Counter[str] = Counter()
    names = set(names)
    for name in names | parents(names):
        folder, _, own = name.rpartition("/")
        long_name = -(-_units(own) // _SLOT_CHARACTERS[filesystem])
        held[folder] += long_name + (1 if filesystem == "fat32" else 2)
    return held


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)
