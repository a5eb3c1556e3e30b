"""Finished lessons as packages for readers are made from them: read from the manifests of their packages.

The manifests are the truth: a lesson folder, a folder of lessons and a folder of packages that somebody copied away
from their lessons are read alike. A file that is not as its manifest says is never handed on.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.errors import InputError
from lessontool.model import Lesson, Manifest, Mark, PackagedFile
from lessontool.model.package import Role
from lessontool.timing import PROGRAMME_RATE

NAMESPACE: Final = uuid.UUID("5f1d7a60-6f3e-5a8e-9c0b-3d8f0a2c7e11")
"""Of all our lessons: the same lesson has the same identity in every package, whoever makes it again."""

PACK: Final = "pack"
"""The destination of what is made from the shelf; it never stands on it again."""

_READ: Final = ("online", "radio")
"""Destinations whose packages pupils can use."""

_MOST_DEPTH: Final = 6
"""Folders below the one that was named; nobody keeps lessons deeper."""

_MOST_MANIFEST_BYTES: Final = 64 << 20
_SKIPPED: Final = frozenset({"superseded", ".lessontool"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedFile:
    """A finished file: where it lies, and what its manifest says of it."""

    path: Path
    file: PackagedFile

    @property
    def name(self) -> str:
        """Its name alone, without folders."""
        return PurePosixPath(self.file.name).name


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedLesson:
    """A finished lesson: what it is, and every file that there is of it."""

    id: uuid.UUID
    """Stays the same when the lesson is made again, corrected or renamed."""
    lesson: Lesson
    created: str
    """When the newest of its packages was made: UTC, `2026-11-22T10:00:00Z`."""
    frames: int
    """Length of the programme, in frames of 25 a second."""
    recording_sha256: str
    stem: str
    """What its file names begin with; plain letters."""
    home: Path
    """The folder of its main package."""
    chapters: tuple[Mark, ...] = ()
    transcripts: dict[str, str] = field(default_factory=dict)
    """Everything that is said, by language."""
    videos: tuple[ShelvedFile, ...] = ()
    """Whole MP4 files that browsers play (H.264 and AAC), the tallest first."""
    lite: tuple[ShelvedFile, ...] = ()
    """Those for phones on a small budget, the best coded first."""
    sounds: tuple[ShelvedFile, ...] = ()
    """The programme for the ears alone: MP3 before WAV."""
    captions: tuple[ShelvedFile, ...] = ()
    """WebVTT, the spoken language first."""
    subtitle_files: tuple[ShelvedFile, ...] = ()
    """The same as SubRip."""
    poster: ShelvedFile | None = None
    thumbnails: tuple[ShelvedFile, ...] = ()
    """`…_wide.jpg`, `…_square.jpg`."""
    storyboard: tuple[ShelvedFile, ...] = ()
    """The sheets, and their WebVTT file last."""
    attachments: tuple[ShelvedFile, ...] = ()
    documents: tuple[ShelvedFile, ...] = ()
    """Transcripts to read and to print: HTML, Word, plain text."""
    failed: tuple[str, ...] = ()
    """What quality control refused, `NAME: item`; empty: everything passed or was waived."""

    def video_up_to(self, tallest_px: int) -> ShelvedFile | None:
        """The tallest whole video that is no taller; the smallest one where all are; None: there is no picture."""
        fitting = (each for each in self.videos if (each.file.height_px or 0) <= tallest_px)
        return next(fitting, self.videos[-1] if self.videos else None)

    @property
    def seconds(self) -> float:
        """Length of the programme in seconds."""
        return float(self.frames / PROGRAMME_RATE)


def read_shelf(places: Sequence[Path]) -> tuple[ShelvedLesson, ...]:
    """Find every finished lesson in some folders: lesson folders, packages, or folders of them.

    They come in the order of the curriculum: grade, subject, week, lesson, part. Raises InputError: shelf-empty where
    there is none, shelf-broken for a manifest that cannot be read, shelf-missing for a folder that is not there.
    """
    found: dict[uuid.UUID, list[tuple[Path, Manifest, Lesson]]] = {}
    for place in places:
        for path in manifest_paths(place):
            manifest = read_manifest(path)
            if manifest.destination not in _READ or not manifest.files:
                continue
            lesson = lesson_in(manifest, path)
            found.setdefault(lesson_id(lesson), []).append((path.parent, manifest, lesson))
    shelved = [_shelved(key, packages) for key, packages in found.items()]
    if not shelved:
        raise InputError("shelf-empty", places=", ".join(str(place) for place in places))
    return tuple(sorted(shelved, key=_order))


def lesson_of(folder: Path, manifest: Manifest) -> ShelvedLesson:
    """See one package as a finished lesson, also while it is being closed. Raises InputError as `read_shelf` does."""
    lesson = lesson_in(manifest, folder / MANIFEST_NAME)
    return _shelved(lesson_id(lesson), [(folder, manifest, lesson)])


def lesson_id(lesson: Lesson) -> uuid.UUID:
    """Give a lesson its lasting identity: by the department's number, else by its place in the curriculum and school.

    A corrected title changes nothing: pupils keep their place in the lesson.
    """
    if lesson.external_id:
        return uuid.uuid5(NAMESPACE, f"external:{lesson.external_id}")
    where: list[Any] = [lesson.school_year, lesson.subject, lesson.grade, lesson.series, lesson.week]
    where += [lesson.lesson_number, lesson.part, lesson.school, *lesson.teachers]
    if lesson.lesson_number is None:
        where.append(lesson.title)
    return uuid.uuid5(NAMESPACE, records.identity([str(each) for each in where]))


def manifest_paths(place: Path, *, closed: list[Path] | None = None) -> Iterator[Path]:
    """Find the manifests of all packages in a folder, in the order of their folders' names.

    Folders that nobody may look into are added to `closed`. Raises InputError: shelf-missing for a folder that is not
    there, shelf-closed for a folder that nobody may look into where there is no list of them.
    """
    if not place.is_dir():
        raise InputError("shelf-missing", place=str(place))
    yield from _below(place, 0, closed)


def _below(place: Path, depth: int, closed: list[Path] | None) -> Iterator[Path]:
    try:
        own = place / MANIFEST_NAME
        if own.is_file() and not own.is_symlink():
            yield own
            return
        inside = [each for each in sorted(place.iterdir()) if each.is_dir() and not each.is_symlink()]
    except OSError as error:
        if closed is None:
            raise InputError("shelf-closed", place=str(place), detail=str(error)) from error
        closed.append(place)
        return
    if depth < _MOST_DEPTH:
        for inner in inside:
            if inner.name not in _SKIPPED:
                yield from _below(inner, depth + 1, closed)


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of a package. Raises InputError: shelf-broken for one that cannot be read."""
    try:
        if path.stat().st_size > _MOST_MANIFEST_BYTES:
            raise ValueError("too large")
        return records.load(Manifest, path)
    except (OSError, ValueError) as error:
        raise InputError("shelf-broken", path=str(path), detail=str(error)) from error


def lesson_in(manifest: Manifest, path: Path) -> Lesson:
    """Give the lesson of a manifest that lies at a path. Raises InputError: shelf-broken where it describes none."""
    try:
        return records.parse(Lesson, dict(manifest.lesson))
    except ValueError as error:
        raise InputError("shelf-broken", path=str(path), detail=str(error)) from error


def _shelved(key: uuid.UUID, packages: Sequence[tuple[Path, Manifest, Lesson]]) -> ShelvedLesson:
    # the newest words are the right ones; the plain online package has the fullest set of files
    newest = sorted(packages, key=lambda each: each[1].created, reverse=True)
    folder, manifest, lesson = next((each for each in newest if each[1].preset == "online-web"), newest[0])
    online = [each for each in newest if each[1].destination == "online"]
    whole = [file for place, listed, _ in online for file in _files(place, listed, "rendition")]
    mp4 = [each for each in whole if each.path.suffix == ".mp4"]
    light = {
        file.path
        for place, listed, _ in online
        if listed.preset.endswith("-lite")
        for file in _files(place, listed, "rendition")
    }
    first = [folder, *(place for place, _, _ in newest if place != folder)]
    everything = {role: _first_with(first, packages, role) for role in _WANTED}
    texts, posters = everything["captions"], everything["poster"]
    spoken = lesson.language.lower()
    captions = sorted(
        (each for each in texts if each.path.suffix == ".vtt"), key=lambda each: each.file.language.lower() != spoken
    )
    return ShelvedLesson(
        id=key,
        lesson=lesson,
        created=newest[0][1].created,
        frames=max((each.file.duration_frames or 0 for each in whole), default=0)
        or max((file.duration_frames or 0 for _, listed, _ in newest for file in listed.files), default=0),
        recording_sha256=manifest.recording_sha256,
        stem=_stem(manifest),
        home=folder,
        chapters=manifest.chapters,
        transcripts=dict(manifest.transcripts),
        videos=_tallest_first(each for each in mp4 if each.file.codec in ("h264", "") and each.path not in light),
        lite=tuple(sorted((each for each in mp4 if each.path in light), key=lambda each: each.file.codec != "av1")),
        sounds=tuple(
            sorted(
                (
                    file
                    for place, listed, _ in newest
                    if listed.destination == "radio"
                    for file in _files(place, listed, "programme")
                ),
                key=lambda each: each.path.suffix != ".mp3",
            )
        ),
        captions=tuple(captions),
        subtitle_files=tuple(each for each in texts if each.path.suffix == ".srt"),
        poster=posters[0] if posters else None,
        thumbnails=everything["thumbnail"],
        storyboard=tuple(sorted(everything["storyboard"], key=lambda each: each.path.suffix == ".vtt")),
        attachments=everything["attachment"],
        documents=everything["transcript"],
        failed=tuple(
            f"{listed.preset}: {name}"
            for _, listed, _ in newest
            for name, verdict in listed.verdicts.items()
            if verdict == "failed"
        ),
    )


_WANTED: Final[tuple[Role, ...]] = ("captions", "poster", "thumbnail", "storyboard", "attachment", "transcript")


def _first_with(
    folders: Sequence[Path], packages: Sequence[tuple[Path, Manifest, Lesson]], role: Role
) -> tuple[ShelvedFile, ...]:
    """The files of a role out of the first package that has any: never some of one and some of another."""
    listed = {place: manifest for place, manifest, _ in packages}
    for folder in folders:
        if found := tuple(_files(folder, listed[folder], role)):
            return found
    return ()


def _files(folder: Path, manifest: Manifest, role: Role) -> Iterator[ShelvedFile]:
    for file in manifest.files:
        if file.role == role:
            yield checked_file(folder, file)


def checked_file(folder: Path, file: PackagedFile) -> ShelvedFile:
    """Refuse a file that left its package, is no plain file, or is longer or shorter than it was.

    Raises InputError: shelf-broken, shelf-file-changed.
    """
    pure = PurePosixPath(file.name)
    path = folder / pure
    if pure.is_absolute() or ".." in pure.parts:
        raise InputError("shelf-broken", path=str(folder / MANIFEST_NAME), detail=f"{file.name} leads out")
    if path.is_symlink() or not path.is_file() or path.stat().st_size != file.size_bytes:
        raise InputError("shelf-file-changed", path=str(path))
    return ShelvedFile(path=path, file=file)


def _tallest_first(files: Iterator[ShelvedFile]) -> tuple[ShelvedFile, ...]:
    return tuple(sorted(files, key=lambda each: (-(each.file.height_px or 0), each.name)))


def _stem(manifest: Manifest) -> str:
    """What the package's file names have in common: they are called `STEM_720p.mp4`, `STEM.vi.vtt`."""
    metadata = next((file.name for file in manifest.files if file.role == "metadata"), "")
    return PurePosixPath(metadata).stem or "bai_hoc"


def _order(shelved: ShelvedLesson) -> tuple[Any, ...]:
    lesson = shelved.lesson
    where = (lesson.grade, lesson.subject, lesson.school_year, lesson.week, lesson.lesson_number or 0, lesson.part or 0)
    return (*where, lesson.title)
