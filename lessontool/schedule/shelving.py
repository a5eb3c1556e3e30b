"""The folder of what was published: which files are ours, what each week was, and how new ones take their place."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from pydantic import ValidationError

from lessontool import records
from lessontool.errors import EngineError, InputError
from lessontool.model import Timetable
from lessontool.model._record import record
from lessontool.schedule.families.feeds import Publication

RECORD: Final = "published/publications.json"
SCHEMA_VERSION: Final = 1


@record
class KeptFile:
    """A file that we wrote."""

    path: str
    """Below the folder, with `/`."""
    sha256: str
    week: str = ""
    """It tells of this week alone, and goes when that week has it no more; empty: it stays."""


@record
class PublishedWeek:
    """One publication of a week."""

    week: str
    revision: int
    moment: str
    """When, UTC."""
    grades: tuple[int, ...]
    """Whom it was published for."""
    file: str
    sha256: str


@record
class Shelf:
    """What the folder's record says."""

    schema_version: int = SCHEMA_VERSION
    weeks: tuple[PublishedWeek, ...] = ()
    """Oldest publication first."""
    files: tuple[KeptFile, ...] = ()
    replaced: tuple[KeptFile, ...] = ()
    """What a run that did not come to its end was replacing."""


def read_shelf(folder: Path) -> Shelf:
    """Read what was published into a folder before; nothing where it is new.

    Raises InputError publish-record-broken.
    """
    path = folder / RECORD
    if not path.exists() and not path.is_symlink():
        return Shelf()
    try:
        return records.load(Shelf, path)
    except (OSError, ValidationError) as error:
        raise InputError("publish-record-broken", path=str(path), detail=str(error)) from error


def read_week(folder: Path, shelf: Shelf, week: str) -> tuple[Publication, ...]:
    """Read all publications of a week, oldest first. Raises InputError publish-record-broken."""
    found = []
    for each in (each for each in shelf.weeks if each.week == week):
        path = folder / each.file
        try:
            content = path.read_bytes()
            timetable = records.load(Timetable, path)
        except (OSError, ValidationError) as error:
            raise InputError("publish-record-broken", path=str(path), detail=str(error)) from error
        if hashlib.sha256(content).hexdigest() != each.sha256:
            raise InputError("publish-record-broken", path=str(path), detail="changed since it was published")
        found.append(Publication(timetable=timetable, moment=each.moment))
    return tuple(found)


def replace_files(
    folder: Path,
    shelf: Shelf,
    files: Mapping[str, tuple[bytes, str]],
    weeks: tuple[PublishedWeek, ...],
    week: str | None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put files (content, and the week that they tell of) into a folder: all of them, or none where one is refused.

    What an earlier publication of `week` wrote and this one does not is taken away; None: nothing is. Gives the paths
    that were written and those that went. Raises InputError publish-not-ours, EngineError publish-unwritable.
    """
    ours = {(each.path, each.sha256) for each in (*shelf.files, *shelf.replaced)}
    kept = {each.path: each for each in shelf.files}
    new = {
        path: KeptFile(path=path, sha256=hashlib.sha256(content).hexdigest(), week=of)
        for path, (content, of) in files.items()
    }
    write = [path for path in files if _differs(folder, path, new[path].sha256, ours)]
    stale = [path for path, each in kept.items() if week is not None and each.week == week and path not in files]
    stale += [each.path for each in shelf.replaced if each.path not in files and each.path not in kept]
    stale = [path for path in dict.fromkeys(stale) if _is_there(folder, path, ours)]
    after = {path: each for path, each in (kept | new).items() if path not in stale}
    result = Shelf(weeks=weeks, files=tuple(after[path] for path in sorted(after)))
    if not write and not stale and result == shelf:
        return (), ()
    during = Shelf(
        weeks=shelf.weeks, files=shelf.files, replaced=(*shelf.replaced, *(new[path] for path in sorted(new)))
    )
    try:
        _put(folder, {path: files[path][0] for path in write}, stale, during, result)
    except OSError as error:
        raise EngineError("publish-unwritable", folder=str(folder), detail=str(error)) from error
    return tuple(write), tuple(stale)


def _differs(folder: Path, path: str, sha256: str, ours: set[tuple[str, str]]) -> bool:
    """Say whether a file is to be written. Raises InputError where something that is not ours is in its way."""
    if not _is_there(folder, path, {*ours, (path, sha256)}):
        return True
    return records.checksum(folder / path) != sha256


def _is_there(folder: Path, path: str, ours: Iterable[tuple[str, str]]) -> bool:
    target = folder / path
    for above in (folder / part for part in list(PurePosixPath(path).parents)[:-1]):
        if above.is_symlink() or (above.exists() and not above.is_dir()):
            raise InputError("publish-not-ours", path=str(above))
    if not target.exists() and not target.is_symlink():
        return False
    if target.is_symlink() or not target.is_file():
        raise InputError("publish-not-ours", path=str(target))
    if (path, records.checksum(target)) not in set(ours):
        raise InputError("publish-not-ours", path=str(target))
    return True


def _put(folder: Path, files: Mapping[str, bytes], stale: Iterable[str], during: Shelf, result: Shelf) -> None:
    """Write everything beside its place first, so that a full disk is found before anything is replaced."""
    (folder / RECORD).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".lessontool-", dir=folder) as name:
        staged = Path(name)
        for number, content in enumerate(files.values()):
            _safely(staged / str(number), content)
        # what is about to be ours is noted first: a run that is killed here finds no stranger's files the next time
        records.write_whole(folder / RECORD, records.pretty(during).encode())
        for number, path in enumerate(files):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (staged / str(number)).replace(folder / path)
    for path in stale:
        (folder / path).unlink(missing_ok=True)
        _leave(folder, (folder / path).parent)
    records.write_whole(folder / RECORD, records.pretty(result).encode())


def _safely(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _leave(folder: Path, inner: Path) -> None:
    """Take folders away that have become empty."""
    while inner != folder and not any(inner.iterdir()):
        inner.rmdir()
        inner = inner.parent
