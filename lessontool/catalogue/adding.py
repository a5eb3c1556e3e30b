"""How packages come into the catalogue, and how those that are gone leave it: all of it in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, insert, or_, select, update

from lessontool import records
from lessontool.catalogue import manifests, schema
from lessontool.catalogue.finding_words import about, folded, once
from lessontool.catalogue.manifests import FoundPackage
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.errors import InputError
from lessontool.model import Finding, Lesson
from lessontool.tools.process import Cancel

MANY: Final = 500
"""So many lessons are looked at together: SQLite takes at most 32 766 values in one question (SQLITE_LIMIT_VARIABLE_
NUMBER), and memory stays small."""

Report = Callable[[int], None]
"""Told how many packages were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the packages that were looked at. Folders are absolute paths."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    """Packages that lay elsewhere before: where they lie now."""
    same: int = 0
    gone: tuple[str, ...] = ()
    """Packages that the catalogue knew and that are no longer there."""
    lessons: int = 0
    """How many lessons the places have now."""
    findings: tuple[Finding, ...] = ()

    @property
    def broken(self) -> bool:
        """Something could not be read and is not in the catalogue."""
        return any(each.severity == "error" for each in self.findings)


@dataclass(slots=True, kw_only=True)
class Known:
    """A package that the catalogue knows already."""

    key: str
    folder: str
    sha256: str
    lesson_id: str
    preset: str


@dataclass(slots=True, kw_only=True)
class Work:
    """An `add` on its way."""

    connection: Connection
    known: dict[str, Known]
    """By folder."""
    lesson_ids: set[str]
    met: set[str] = field(default_factory=set)
    """Folders that have a package."""
    affected: set[str] = field(default_factory=set)
    """Lessons of which something is another than before."""
    here: set[str] = field(default_factory=set)
    """Lessons that the places have."""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    same: int = 0
    findings: list[Finding] = field(default_factory=list)


def key_of(folder: str) -> str:
    """Name a package by its folder."""
    return hashlib.sha256(folder.encode()).hexdigest()


def add_places(connection: Connection, places: Sequence[Path], cancel: Cancel, report: Report) -> Work:
    """Read all packages in some folders into the catalogue and take out what is no longer there.

    Raises InputError: shelf-missing, catalogue-place-gone, shelf-empty; Interrupted.
    """
    work = begun(connection)
    for place in places:
        if not place.is_dir():
            known = sum(_inside(folder, place.absolute()) for folder in work.known)
            code = "catalogue-place-gone" if known else "shelf-missing"
            raise InputError(code, place=manifests.shown(place), count=known)
        _add_place(work, place, cancel, report)
    if not work.met and not work.findings:
        raise InputError("shelf-empty", places=", ".join(manifests.shown(place) for place in places))
    finish(work)
    return work


def begun(connection: Connection) -> Work:
    """Look up what the catalogue knows, before anything is changed."""
    table = schema.packages.c
    rows = connection.execute(select(table.key, table.folder, table.manifest_sha256, table.lesson_id, table.preset))
    known = {
        row.folder: Known(
            key=row.key, folder=row.folder, sha256=row.manifest_sha256, lesson_id=row.lesson_id, preset=row.preset
        )
        for row in rows
    }
    ids = set(connection.execute(select(schema.lessons.c.id)).scalars())
    return Work(connection=connection, known=known, lesson_ids=ids)


def _inside(folder: str, place: Path) -> bool:
    return Path(folder).is_relative_to(place)


def _add_place(work: Work, place: Path, cancel: Cancel, report: Report) -> None:
    before = len(work.met)
    told = len(work.findings)
    for path in manifests.manifests_below([place], work.findings):
        cancel.raise_if_thrown()
        folder = str(path.parent)
        if folder in work.met:
            continue
        work.met.add(folder)
        try:
            _take(work, path, folder)
        except InputError as error:
            values = {name: str(value) for name, value in error.values.items()} | {"detail": error.detail[:300]}
            work.findings.append(Finding(code=error.code, severity="error", values=values))
            drop(work, [work.known[folder]] if folder in work.known else [])
        report(len(work.met))
    root = place.resolve()
    closed = [f.values["path"] for f in work.findings[told:] if f.code == "catalogue-folder-closed"]
    lost = [
        each
        for folder, each in work.known.items()
        if folder not in work.met and _inside(folder, root) and not any(_inside(folder, Path(str(c))) for c in closed)
    ]
    if lost and len(work.met) == before and not _seen(work, root):
        told_so: dict[str, str | int | float] = {"place": manifests.shown(place), "count": len(lost)}
        work.findings.append(Finding(code="catalogue-place-empty", severity="error", values=told_so))
        return
    work.gone += [each.folder for each in lost]
    drop(work, lost)


def _seen(work: Work, root: Path) -> bool:
    """Whether a place had packages that another place, named before, has too."""
    return any(_inside(folder, root) for folder in work.met)


def _take(work: Work, path: Path, folder: str) -> None:
    """Put one package into the catalogue, unless it is there as it is."""
    sha256 = manifests.digest(path)
    known = work.known.get(folder)
    if known and known.sha256 == sha256 and manifests.still_there(path.parent, _sizes(work, known.key)):
        work.same += 1
        work.here.add(known.lesson_id)
        return
    found = manifests.read_package(path, sha256)
    if found is None:
        work.met.discard(folder)
        return
    sizes = manifests.require_files(found)
    if known:
        work.changed.append(folder)
        drop(work, [known])
    else:
        before = _moved_from(work, found)
        drop(work, before)
        (work.moved if before else work.new).append(folder)
    _put(work, found, folder, sizes)


def _sizes(work: Work, key: str) -> dict[str, int]:
    said = work.connection.execute(select(schema.packages.c.sizes).where(schema.packages.c.key == key)).scalar_one()
    sizes: dict[str, int] = json.loads(said)
    return sizes


def _moved_from(work: Work, found: FoundPackage) -> list[Known]:
    """The same package in a folder that is no longer there."""
    if found.lesson_id not in work.lesson_ids:
        return []
    table = schema.packages.c
    rows = work.connection.execute(
        select(table.folder).where(table.lesson_id == found.lesson_id, table.preset == found.manifest.preset)
    )
    folders = [row.folder for row in rows if row.folder in work.known and row.folder not in work.met]
    return [work.known[folder] for folder in folders if not (Path(folder) / MANIFEST_NAME).is_file()]


def _put(work: Work, found: FoundPackage, folder: str, sizes: Mapping[str, int]) -> None:
    lesson = _json(found.lesson)
    if found.lesson_id not in work.lesson_ids:
        row = {"id": found.lesson_id, **_lesson_row(found.lesson, lesson)}
        work.connection.execute(insert(schema.lessons), row)
        work.lesson_ids.add(found.lesson_id)
    package, programme = manifests.catalogued(found), manifests.programme_of(found)
    played = {**records.plain(programme), "lesson": None} if programme else None
    key = key_of(folder)
    names = ("folder", "destination", "preset", "created", "manifest_sha256", "proof", "total_bytes")
    package_row = {
        **{name: getattr(package, name) for name in names},
        "key": key,
        "lesson_id": found.lesson_id,
        "house_number": manifests.house_number(found),
        "sizes": json.dumps(sizes),
        "record": _json(package),
        "lesson": lesson,
        "programme": _json(played) if played else None,
    }
    work.connection.execute(insert(schema.packages), package_row)
    for language, said in found.manifest.transcripts.items():
        _put_text(work.connection, key, language, said)
    work.here.add(found.lesson_id)
    work.affected.add(found.lesson_id)


def _put_text(connection: Connection, key: str, language: str, said: str) -> None:
    said = said.replace("\0", "")  # PostgreSQL has no place for it
    sha256 = hashlib.sha256(said.encode(errors="replace")).hexdigest()
    if not connection.execute(select(exists().where(schema.texts.c.sha256 == sha256))).scalar():
        connection.execute(insert(schema.texts), {"sha256": sha256, "text": said, "found": folded(said)})
    connection.execute(insert(schema.spoken), {"package": key, "language": language, "sha256": sha256})


def _json(value: object) -> str:
    """Write a record as a database keeps it: ASCII, so that no sign is refused by any."""
    return json.dumps(records.plain(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _lesson_row(lesson: Lesson, record: str) -> dict[str, Any]:
    names = ("subject", "grade", "series", "school_year", "week", "part")
    told = {"number": lesson.lesson_number, "title": lesson.title.replace("\0", ""), "record": record}
    return {**{name: getattr(lesson, name) for name in names}, **told}


# ── taking out ────────────────────────────────────────────────────────────────────────────────────────────────────


def drop(work: Work, lost: Iterable[Known]) -> None:
    """Take packages out of the catalogue; what people said of their lessons stays."""
    for each in list(lost):
        work.connection.execute(delete(schema.packages).where(schema.packages.c.key == each.key))
        work.affected.add(each.lesson_id)
        work.known.pop(each.folder, None)


def finish(work: Work) -> None:
    """Bring everything that follows from the packages up to date."""
    for ids in lots(work.affected):
        _refresh(work.connection, ids)
    used = select(schema.spoken.c.sha256)
    work.connection.execute(delete(schema.texts).where(schema.texts.c.sha256.not_in(used)))
    _forget_empty(work.connection)


def _refresh(connection: Connection, ids: Sequence[str]) -> None:
    """Let lessons say what their newest packages say."""
    table = schema.packages.c
    columns = (table.key, table.folder, table.lesson_id, table.created, table.preset, table.house_number, table.lesson)
    rows = connection.execute(select(*columns).where(table.lesson_id.in_(ids))).all()
    # sorted here and not there: two databases sort text differently
    rows = sorted(sorted(rows, key=lambda row: row.folder), key=lambda row: row.created, reverse=True)
    by_lesson: dict[str, list[Any]] = {}
    for row in rows:
        by_lesson.setdefault(row.lesson_id, []).append(row)
    _let_newest_count(connection, rows)
    said = _said(connection, ids)
    change = update(schema.lessons).where(schema.lessons.c.id == bindparam("asked"))
    for lesson_id, packages in by_lesson.items():
        lesson = records.parse(Lesson, json.loads(packages[0].lesson))
        title, rest = folded(lesson.title), about(lesson, (row.house_number for row in packages))
        words = once(title, rest, *said.get(lesson_id, ()))
        found = {"title_found": title, "about_found": rest, "words": words}
        connection.execute(change, {"asked": lesson_id, **_lesson_row(lesson, packages[0].lesson), **found})


def _let_newest_count(connection: Connection, newest_first: Sequence[Any]) -> None:
    """Of packages of a lesson by the same preset the newest counts; of two as new, the first by its path."""
    counting = {(row.lesson_id, row.preset): row.key for row in reversed(newest_first)}
    table = schema.packages
    keys = {row.key: int(counting[row.lesson_id, row.preset] == row.key) for row in newest_first}
    for counts in (0, 1):
        for lot in lots(key for key, each in keys.items() if each == counts):
            connection.execute(update(table).where(table.c.key.in_(lot)).values(counts=counts))


def _said(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Everything that is said in the packages of some lessons, folded."""
    query = (
        select(schema.packages.c.lesson_id, schema.texts.c.found)
        .join(schema.spoken, schema.spoken.c.package == schema.packages.c.key)
        .join(schema.texts, schema.texts.c.sha256 == schema.spoken.c.sha256)
        .where(schema.packages.c.lesson_id.in_(ids), schema.packages.c.counts == 1)
        .distinct()
    )
    said: dict[str, list[str]] = {}
    for lesson_id, found in connection.execute(query):
        said.setdefault(lesson_id, []).append(found)
    return said


def _forget_empty(connection: Connection) -> None:
    """Forget lessons of which nothing is left: no package, and nobody said anything of them."""
    lesson = schema.lessons.c.id
    kept = [exists().where(table.c.lesson_id == lesson) for table in _SPEAKING]
    connection.execute(delete(schema.lessons).where(~or_(*kept)))


_SPEAKING: Final = (schema.packages, schema.reviews, schema.choices, schema.showings)


def lots(ids: Iterable[str]) -> Iterator[list[str]]:
    """Give identities in lots that a database takes at once."""
    listed = sorted(ids)
    for start in range(0, len(listed), MANY):
        yield listed[start : start + MANY]
