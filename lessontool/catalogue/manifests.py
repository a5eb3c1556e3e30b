"""What the manifests of finished packages say: read from the disk, checked, and put as the catalogue keeps it.

The packages of lessons are found and read as the shelf finds them (`delivery.shelf`); packs that are made of other
packages are left out. A package that cannot be trusted becomes a finding and does not stop the others.
"""

from __future__ import annotations

import hashlib
import math
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool import curriculum
from lessontool.delivery import shelf
from lessontool.delivery.manifest import SCHEMA_VERSION
from lessontool.errors import InputError
from lessontool.model import CataloguedPackage, Finding, Lesson, Manifest, PackagedFile, Programme, Proof

_PLAYED: Final = ("programme", "rendition")
"""Roles of files that people see or hear, one whole programme each."""

_NEEDED: Final = (*_PLAYED, "captions")
"""Roles of files without which a package is of no use to anybody."""

_CREATED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_MOST_BYTES: Final = 1 << 60
"""No disk has so many, and a database's number still holds it."""

_MOST_NUMBER: Final = 10_000
"""No textbook has so many lessons."""

_SIGN_DECISION: Final = "sign language"
"""Planning writes down where the interpreter stands in the picture (`planning.graphics`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPackage:
    """A package as it lies on the disk: its folder, its manifest, and the lesson that it is of."""

    folder: Path
    sha256: str
    """Of the manifest."""
    manifest: Manifest
    lesson: Lesson
    lesson_id: str


def manifests_below(places: Sequence[Path], findings: list[Finding]) -> Iterator[Path]:
    """Find the manifests of all packages in some folders, each once; links are followed only where they are named.

    Folders that nobody may look into, and names that are no text, become findings. Raises InputError shelf-missing for
    a place that is not there.
    """
    seen: set[Path] = set()
    for place in places:
        if not place.is_dir():
            raise InputError("shelf-missing", place=str(place))
        closed: list[Path] = []
        for path in shelf.manifest_paths(place.resolve(), closed=closed):
            if path in seen:
                continue
            seen.add(path)
            if _is_text(str(path)):
                yield path
            else:
                findings.append(_error("catalogue-folder-name", path=ascii(str(path.parent))))
        findings += [_error("catalogue-folder-closed", path=shown(each)) for each in closed]


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(path: Path) -> str:
    """Write a path for people, whatever bytes are in its name."""
    return one_line(str(path).encode(errors="replace").decode())


def one_line(text: str) -> str:
    """Write a text of strangers in one line, without signs that move a terminal's cursor."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def digest(path: Path) -> str:
    """Give the SHA-256 of a manifest, in hexadecimal. Raises InputError shelf-broken where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError("shelf-broken", path=shown(path), detail=str(error)) from error


def read_package(path: Path, sha256: str = "") -> FoundPackage | None:
    """Read a package by the path of its manifest; None: it is a pack made of others, or has no files.

    Raises InputError: shelf-broken for a manifest that cannot be read or describes no lesson of the curriculum,
    catalogue-newer for one of a newer lessontool.
    """
    before = sha256 or digest(path)
    manifest = shelf.read_manifest(path)
    if manifest.schema_version > SCHEMA_VERSION:
        raise InputError("catalogue-newer", path=shown(path))
    if manifest.destination == shelf.PACK or not manifest.files:
        return None
    _require_words(manifest, path)
    lesson = shelf.lesson_in(manifest, path)
    _require_place(lesson, path)
    lesson_id = str(shelf.lesson_id(lesson))
    return FoundPackage(folder=path.parent, sha256=before, manifest=manifest, lesson=lesson, lesson_id=lesson_id)


def _require_words(manifest: Manifest, path: Path) -> None:
    """Refuse what no lessontool wrote and no database keeps."""
    words = (manifest.destination, manifest.preset, manifest.station, *manifest.transcripts)
    numbers = [each for each in manifest.measured.values() if isinstance(each, float)]
    for wrong, said in (
        (not _CREATED.fullmatch(manifest.created), f"created: {manifest.created[:40]!r}"),
        (any(not word.isprintable() for word in words), "a name has control characters"),
        (not all(map(math.isfinite, numbers)), "a figure is none"),
        (sum(file.size_bytes for file in manifest.files) > _MOST_BYTES, "too many bytes"),
    ):
        if wrong:
            raise InputError("shelf-broken", path=shown(path), detail=said)


def _require_place(lesson: Lesson, path: Path) -> None:
    """Refuse a lesson that stands nowhere in the curriculum."""
    numbers = (lesson.week, lesson.lesson_number or 0, lesson.part or 0, lesson.parts or 0)
    known = lesson.grade in curriculum.GRADES and all(0 <= each < _MOST_NUMBER for each in numbers)
    try:
        curriculum.subject(lesson.subject)
        curriculum.series(lesson.series)
        known &= curriculum.school_year(lesson.school_year) == lesson.school_year
    except (KeyError, ValueError):
        known = False
    if not known:
        said = f"{lesson.subject} {lesson.grade} {lesson.series} {lesson.school_year} {lesson.week}"
        raise InputError("shelf-broken", path=shown(path), detail=f"no place in the curriculum: {said[:200]}")


def require_files(found: FoundPackage) -> dict[str, int]:
    """Refuse a package whose programmes or captions are gone or have another size; gives their names and bytes.

    Raises InputError: shelf-broken, shelf-file-changed.
    """
    needed = [file for file in found.manifest.files if file.role in _NEEDED]
    for file in needed:
        shelf.checked_file(found.folder, file)
    return {file.name: file.size_bytes for file in needed}


def still_there(folder: Path, sizes: Mapping[str, int]) -> bool:
    """Whether the files of a package that was read before still are as large as they were."""
    try:
        there = [(folder / PurePosixPath(name)).lstat() for name in sizes]
    except OSError:
        return False
    return all(stat.S_ISREG(each.st_mode) for each in there) and [e.st_size for e in there] == list(sizes.values())


def catalogued(found: FoundPackage) -> CataloguedPackage:
    """Put a package as the catalogue keeps it."""
    manifest = found.manifest
    lengths = [(file.duration_frames or 0) - file.before_frames for file in manifest.files if file.role in _PLAYED]
    return CataloguedPackage(
        folder=str(found.folder),
        destination=manifest.destination,
        preset=manifest.preset,
        created=manifest.created,
        manifest_sha256=found.sha256,
        frames=max(0, *lengths, 0),
        total_bytes=sum(file.size_bytes for file in manifest.files),
        proof=proof(manifest),
        failed=tuple(name for name, verdict in manifest.verdicts.items() if verdict == "failed"),
        languages=tuple(sorted({file.language for file in manifest.files if file.role == "captions"} - {""})),
        roles=tuple(sorted({file.role for file in manifest.files})),
        measured=manifest.measured,
        verdicts=manifest.verdicts,
        station=manifest.station,
    )


def proof(manifest: Manifest) -> Proof:
    """Say whether a package may go on air as far as quality control goes; a waived fault counts as passed."""
    verdicts: Mapping[str, str] = manifest.verdicts
    if "failed" in verdicts.values():
        return "failed"
    return "passed" if set(verdicts.values()) - {"not_measured"} else "unproved"


def programme_of(found: FoundPackage) -> Programme | None:
    """Give the programme of a package that a station plays; None: it has none, as a package for the web."""
    file = _played(found.manifest.files)
    if file is None:
        return None
    folder, manifest = found.folder, found.manifest
    captions = (each.name for each in manifest.files if each.role == "captions")
    seen = manifest.destination != "radio"
    return Programme(
        lesson_id=found.lesson_id,
        lesson=found.lesson,
        destination=manifest.destination,
        preset=manifest.preset,
        file=str(folder / PurePosixPath(file.name)),
        house_number=PurePosixPath(file.name).stem,
        frames=file.duration_frames or 0,
        before_frames=file.before_frames,
        sha256=file.sha256,
        proof=proof(manifest),
        created=manifest.created,
        captions=tuple(str(folder / PurePosixPath(name)) for name in captions),
        signed=seen and any(each.subject == _SIGN_DECISION for each in manifest.decisions),
    )


def house_number(found: FoundPackage) -> str:
    """Say what traffic calls a package: the name of its programme without its ending, else that of its metadata."""
    file = _played(found.manifest.files)
    named = [file.name] if file else [each.name for each in found.manifest.files if each.role == "metadata"]
    return PurePosixPath(named[0]).stem if named else ""


def _played(files: Sequence[PackagedFile]) -> PackagedFile | None:
    """The file that playout takes: of a radio programme the uncompressed one, of several the first by name."""
    there = [file for file in files if file.role == "programme" and (file.duration_frames or 0) > file.before_frames]
    return min(there, key=lambda file: (file.name.lower().endswith(".mp3"), file.name), default=None)


def _error(code: str, **values: str) -> Finding:
    return Finding(code=code, severity="error", values=values)
