"""What we wrote on a stick: the list that lies on it, so that nothing else is ever replaced or deleted.

The list has every file that we put there *or are about to put there*, with its checksum. It is written before the first
of them, so whenever the stick is pulled out, we know our own files again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

from lessontool import records
from lessontool.delivery.stick_limits import require_name
from lessontool.errors import InputError
from lessontool.model._record import record

SCHEMA_VERSION: Final = 1

_MOST_LEDGER_BYTES: Final = 64 << 20
_ENDS_BYTES: Final = 1 << 20
"""Of the beginning and the end: where players and phones write titles and marks into a film."""

_SAMPLE_BYTES: Final = 64 << 10
_SAMPLES: Final = 14
_QUARTER_S: Final = 15 * 60
"""FAT keeps local time, to 2 s: seen from another time zone a file is whole quarters of an hour younger or older."""

_MOST_SHIFT_S: Final = 26 * 3600 + 2


@record
class Written:
    """A file that we put on a stick."""

    name: str
    size_bytes: int
    sha256: str
    glance: str = ""
    """Checksum of its length and some pieces; empty: it was not finished when this was noted."""
    mtime_s: int = 0


@record
class Ledger:
    """Everything that one kind of pack put on a stick. A name may stand there twice: as it was, and as it will be."""

    schema_version: int
    owner: str
    files: tuple[Written, ...]


State = Literal["absent", "same", "twin", "older", "damaged", "foreign"]
"""same: ours, as wanted · twin: as wanted, but nobody noted that it is ours · older: ours, to be replaced · damaged:
ours, and the stick lost some of it · foreign: somebody else's, or changed by somebody."""


def ledger_name(owner: str) -> str:
    """Say what an owner's list on a stick is called."""
    return f".lessontool-{owner}.json"


def read_ledger(folder: Path, owner: str) -> tuple[Written, ...]:
    """Read what we wrote there; nothing, where there is no list. Raises InputError: stick-ledger-broken."""
    path = folder / ledger_name(owner)
    for each in (path, path.with_name(path.name + ".part")):  # its writing may have been the moment of the power cut
        if not stat.S_ISREG(_mode(each)):
            continue
        with contextlib.suppress(ValueError):
            return _believed(each, owner)
    if path.exists() or path.is_symlink():
        raise InputError("stick-ledger-broken", path=str(path))
    return ()


def write_ledger(folder: Path, owner: str, files: Iterable[Written]) -> None:
    """Write the list, whole or not at all. Raises OSError."""
    path = folder / ledger_name(owner)
    part = path.with_name(path.name + ".part")
    if part.is_symlink():
        part.unlink()
    ordered = sorted(set(files), key=lambda each: (each.name, each.sha256, each.glance))
    ledger = Ledger(schema_version=SCHEMA_VERSION, owner=owner, files=tuple(ordered))
    records.write_whole(path, records.canonical(ledger) + b"\n")


def glance(path: Path) -> str:
    """Take the checksum of a file's length, its first and last MiB and pieces between: quick even on a slow stick."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        digest.update(f"{size}\n".encode())
        for start, length in _pieces(size):
            file.seek(start)
            digest.update(file.read(length))
    return digest.hexdigest()


def note(name: str, sha256: str, path: Path) -> Written:
    """Note a finished file; `path` is where it lies just now."""
    status = path.stat()
    return Written(
        name=name, size_bytes=status.st_size, sha256=sha256, glance=glance(path), mtime_s=int(status.st_mtime)
    )


def state(
    folder: Path, name: str, sha256: str, versions: Sequence[Written], checksum: Callable[[Path], str], *, verify: bool
) -> State:
    """Find out what stands on the stick where a file is wanted.

    `sha256` is what it should be, empty: it is not wanted any more; `versions` are what we noted under that name.
    `checksum` reads a whole file: always with `verify`, else only where a glance cannot tell.
    """
    path = folder / name
    if not _reached(folder, name):
        return "foreign"
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    if not stat.S_ISREG(status.st_mode):
        return "foreign"
    as_long = [each for each in versions if each.size_bytes == status.st_size]
    seen = glance(path) if any(each.glance for each in as_long) else ""
    whole = checksum(path) if as_long and (verify or not all(each.glance for each in as_long)) else ""
    same = [each.sha256 for each in as_long if (whole == each.sha256 if whole else seen == each.glance)]
    if same:
        return "same" if sha256 in same else "older"
    if any(each.glance and _same_time(each.mtime_s, int(status.st_mtime)) for each in versions):
        return "damaged"
    return "twin" if sha256 and (whole or checksum(path)) == sha256 else "foreign"


def _believed(path: Path, owner: str) -> tuple[Written, ...]:
    """Read a list; a stick comes from anywhere, and what it says must not lead out of it. Raises ValueError."""
    if path.stat().st_size > _MOST_LEDGER_BYTES:
        raise ValueError("too large")
    ledger = records.load(Ledger, path)
    if ledger.schema_version != SCHEMA_VERSION or ledger.owner != owner:
        raise ValueError("of another version or owner")
    for each in ledger.files:
        try:
            require_name(each.name)
        except InputError as error:
            raise ValueError(each.name) from error
    return ledger.files


def _reached(folder: Path, name: str) -> bool:
    """Whether all folders on the way are folders, and none a link to somewhere else."""
    place = folder
    for part in name.split("/")[:-1]:
        place = place / part
        mode = _mode(place)
        if mode and not stat.S_ISDIR(mode):
            return False
    return True


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return 0


def _same_time(noted_s: int, seen_s: int) -> bool:
    apart = abs(seen_s - noted_s)
    return apart <= _MOST_SHIFT_S and min(apart % _QUARTER_S, -apart % _QUARTER_S) <= 2


def _pieces(size: int) -> Iterable[tuple[int, int]]:
    if size <= 2 * _ENDS_BYTES + _SAMPLES * _SAMPLE_BYTES:
        yield 0, size
        return
    yield 0, _ENDS_BYTES
    step = (size - 2 * _ENDS_BYTES) // _SAMPLES
    for number in range(_SAMPLES):
        yield _ENDS_BYTES + number * step, _SAMPLE_BYTES
    yield size - _ENDS_BYTES, _ENDS_BYTES
