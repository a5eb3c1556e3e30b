"""The lesson folder's hidden workshop: what is finished, under which identity, and who may work there.

`.lessontool/work/` holds work files whose name ends with their identity: a file that is there is complete.
`.lessontool/made/` remembers the files that we put into packages, so that nothing else is ever overwritten.
`.lessontool/facts/` keeps what was learnt about a recording. Work and facts can be deleted at any time and are made
again; without `made/` our packages are taken for other people's, and nobody overwrites them.

Everything is written in `work/` first and gets its final name when it is complete. A package file is noted as ours
just *before* it gets its name: whenever we are killed, we know our own files again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import stat
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool import records
from lessontool.errors import EngineError, InputError
from lessontool.model import Output
from lessontool.model.work import Made

HIDDEN: Final = ".lessontool"
SUPERSEDED: Final = "packages/superseded"
_ID_LENGTH: Final = 24
"""96 bits of the SHA-256: enough that no two differ by chance, short enough for a file name."""

_WORDS_LENGTH: Final = 60
_HEARD: Final = "text_"
"""How the names of transcripts begin, and of what else was found out about speech."""

_CARRIED: Final = ".lessontool-"
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


class Workshop:
    """The work folder of one lesson. Only one process at a time works in it (`locked`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / HIDDEN
        self.work = self.root / "work"
        self.made = self.root / "made"
        self.facts = self.root / "facts"
        for place in (self.root, self.work, self.made, self.facts):
            _require_folder(place)
        self._known: dict[Path, Made] | None = None
        self._guard = threading.RLock()

    def prepare(self) -> None:
        """Make the hidden folders. Raises EngineError when the lesson folder cannot be written to."""
        with self.storage():
            for place in (self.root, self.work, self.made, self.facts):
                place.mkdir(exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Work here alone. Raises EngineError when another process does. The lock ends with its process."""
        self.prepare()
        with self.storage(), self._opened_lock() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise EngineError("already-running", path=str(self.folder)) from error
            self._sweep()
            self._known = None
            yield

    @contextlib.contextmanager
    def storage(self) -> Iterator[None]:
        """Say it in words when the disk is full or may not be written to: EngineError."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise EngineError("disk-full", detail=str(error)) from error
            if error.errno in _FORBIDDEN or (isinstance(error, FileNotFoundError) and not self.folder.is_dir()):
                raise EngineError("folder-not-writable", path=str(self.folder), detail=str(error)) from error
            raise

    @contextlib.contextmanager
    def _opened_lock(self) -> Iterator[int]:
        path = self.root / "lock"
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.unlink()  # a stranger's folder may bring a link to something of value
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            yield lock
        finally:
            os.close(lock)

    def _sweep(self) -> None:
        """Throw away what an earlier run left unfinished."""
        for place in (self.work, self.made, self.facts):
            for part in place.glob("*.part*"):
                part.unlink()
        for part in (self.folder / "packages").glob(f"*/{_CARRIED}*.part"):
            part.unlink()

    # ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def path(self, output: Output, identity: str) -> Path:
        """Say where an output lies, or will lie."""
        return self.folder / output.package_path if output.package_path else self._work_path(output, identity)

    def part(self, output: Output, identity: str) -> Path:
        """Say where to write an output until it is complete: never among other people's files."""
        path = self._work_path(output, identity)
        return path.with_name(path.name + ".part")

    def _work_path(self, output: Output, identity: str) -> Path:
        return self.work / f"{_slug(output.name)}-{identity[:_ID_LENGTH]}{output.suffix}"

    def has(self, output: Output, identity: str) -> bool:
        """Say whether an output of this identity is there, complete and unchanged, with all that belongs to it."""
        if not output.package_path:
            return self._work_path(output, identity).is_file()
        notes = [note for note in self._notes() if note.identity == identity]
        there = {note.path for note in notes if self._unchanged(note)}
        return output.package_path in there and there == {note.path for note in notes}

    def finish(self, output: Output, identity: str, part: Path) -> Path:
        """Give a complete output its final name, safe on disk first.

        Raises InputError where somebody else's file has that name.
        """
        with part.open("rb") as file:
            os.fsync(file.fileno())
        path = self.path(output, identity)
        if output.package_path:
            self._deliver(output.package_path, identity, part)
        else:
            part.replace(path)
            _sync_folder(path.parent)
        return path

    def write(self, package_path: str, identity: str, content: bytes) -> None:
        """Put a small file into a package, whole or not at all. Raises InputError as `finish` does."""
        staged = self.work / f"{records.identity([package_path, identity])[:_ID_LENGTH]}.part.whole"
        records.write_whole(staged, content)
        self._deliver(package_path, identity, staged)

    def rewrite(self, files: Mapping[str, Path]) -> None:
        """Put new versions of package files in place of those that we made, in the order given; they stay as current.

        Raises InputError, before anything is changed, where a file is not ours or somebody changed it since.
        """
        with self.storage(), self._guard:
            for package_path in files:
                self.require_ours(package_path)
            made = {note.path: note.identity for note in self._notes() if self._unchanged(note)}
            for package_path, part in files.items():
                self._deliver(package_path, made.get(package_path, ""), part)

    def _deliver(self, package_path: str, identity: str, part: Path) -> None:
        path = self.folder / package_path
        with self._guard:
            self.require_ours(package_path)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._note(package_path, identity, part.stat())
            try:
                part.replace(path)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                self._carry(package_path, identity, part)
            _sync_folder(path.parent)

    def _carry(self, package_path: str, identity: str, part: Path) -> None:
        """Deliver a file to packages that are another disk: copied under a hidden name first."""
        path = self.folder / package_path
        near = path.with_name(f"{_CARRIED}{records.identity(package_path)[:_ID_LENGTH]}.part")
        near.unlink(missing_ok=True)
        with part.open("rb") as source, near.open("xb") as copy:
            shutil.copyfileobj(source, copy, 4 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        self._note(package_path, identity, near.stat())
        near.replace(path)
        part.unlink()

    # ── what is ours ──────────────────────────────────────────────────────────────────────────────────────────────

    def require_ours(self, package_path: str) -> None:
        """Refuse a place where a file is that we did not make, or that somebody changed since, or that is elsewhere.

        Raises InputError.
        """
        self.require_inside(package_path)
        path = self.folder / package_path
        there = path.exists() or path.is_symlink()
        if there and not any(note.path == package_path and self._unchanged(note) for note in self._notes()):
            raise InputError("not-our-file", path=package_path)

    def require_inside(self, package_path: str) -> None:
        """Refuse a place in a package that is reached through a link, and so may be anywhere. Raises InputError."""
        for parent in PurePosixPath(package_path).parents:
            place = self.folder / parent
            if place == self.folder:
                continue
            if place.is_symlink():
                raise InputError("package-folder-is-link", path=parent.as_posix())
            if place.exists() and not place.is_dir():
                raise InputError("not-our-file", path=parent.as_posix())

    def _note(self, package_path: str, identity: str, status: os.stat_result) -> None:
        note = Made(path=package_path, identity=identity, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)
        # the state is part of the name: the file that is replaced stays known as ours until it is gone
        file = self.made / f"{records.identity(note)[:_ID_LENGTH]}.json"
        records.write_whole(file, records.pretty(note).encode())
        _sync_folder(file.parent)
        with self._guard:
            self._ledger()[file] = note

    def _ledger(self) -> dict[Path, Made]:
        """Everything that we noted as ours, read once."""
        with self._guard:
            if self._known is None:
                self._known = {}
                for file in sorted(self.made.glob("*.json")):
                    with contextlib.suppress(OSError, ValueError):
                        note = records.load(Made, file)
                        if _is_package_path(note.path):
                            self._known[file] = note
            return self._known

    def _notes(self) -> list[Made]:
        with self._guard:
            return list(self._ledger().values())

    def _forget(self, file: Path) -> None:
        with self._guard:
            file.unlink(missing_ok=True)
            self._ledger().pop(file, None)

    def _unchanged(self, note: Made) -> bool:
        try:
            status = (self.folder / note.path).lstat()
        except OSError:
            return False
        same = (status.st_size, status.st_mtime_ns) == (note.size_bytes, note.mtime_ns)
        return same and stat.S_ISREG(status.st_mode)

    # ── order ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def retire(self, package_folder: str, current: set[str]) -> list[str]:
        """Move what we made earlier into a package, and no longer belongs to it, to `packages/superseded/`.

        Nothing that we did not make, or that somebody changed, is touched. Gives back the moved paths.
        """
        moved = []
        for file, note in list(self._ledger().items()):
            outdated = note.path.startswith(f"{package_folder}/") and note.path not in current
            if outdated and self._unchanged(note):
                self.require_inside(note.path)
                self._supersede(note.path)
                moved.append(note.path)
            if outdated or not self._unchanged(note):
                self._forget(file)
        return moved

    def _supersede(self, package_path: str) -> None:
        target = self.folder / SUPERSEDED / PurePosixPath(package_path).relative_to("packages")
        self.require_inside(target.relative_to(self.folder).as_posix())
        target.parent.mkdir(parents=True, exist_ok=True)
        free, number = target, 2
        while free.exists() or free.is_symlink():
            free, number = target.with_name(f"{target.stem}_{number}{target.suffix}"), number + 1
        (self.folder / package_path).replace(free)

    def prune(self, current: set[Path]) -> None:
        """Delete older versions of the finished plan's work files; what belongs to other presets stays."""
        words = {_words(path.name) for path in current}
        for file in self.work.iterdir():
            if file not in current and _words(file.name) in words:
                file.unlink()

    def clean(self) -> int:
        """Delete all work files but what was heard; packages and the recording stay. Gives back the freed bytes.

        Transcripts are small and took long: with them, captions are decided again in a moment.
        """
        files = [file for file in self.work.iterdir() if not file.name.startswith(_HEARD)]
        freed = sum(file.lstat().st_size for file in files)
        for file in files:
            file.unlink()
        return freed

    def free_bytes(self) -> int:
        """Say how much room the disk has."""
        return shutil.disk_usage(self.folder).free


Put = Callable[[Mapping[str, Path]], None]
"""Puts new files into a package, each under its name there, in the order given."""


@contextlib.contextmanager
def package_alone(folder: Path) -> Iterator[Put]:
    """Work alone on a finished package, in its lesson's folder or wherever it was copied to; gives how files get there.

    Raises EngineError when somebody else works there or nothing can be written, InputError as `Workshop` does.
    """
    folder = folder.resolve()
    lesson = folder.parent.parent
    if folder.parent.name == "packages" and (lesson / HIDDEN).is_dir():
        workshop = Workshop(lesson)
        with workshop.locked():
            yield lambda files: workshop.rewrite(
                {f"packages/{folder.name}/{name}": part for name, part in files.items()}
            )
        return
    with _held(folder):
        yield lambda files: _replace(folder, files)


def _replace(folder: Path, files: Mapping[str, Path]) -> None:
    try:
        for name, part in files.items():
            part.replace(folder / name)
        _sync_folder(folder)
    except OSError as error:
        raise EngineError("folder-not-writable", path=str(folder), detail=str(error)) from error


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder so that nobody of us works there at the same time; some network disks know no such thing."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EngineError("already-running", path=str(folder)) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield
    finally:
        os.close(descriptor)


def _require_folder(place: Path) -> None:
    """Refuse a hidden folder that is something else: a stranger's lesson may lead anywhere. Raises InputError."""
    if place.is_symlink():
        raise InputError("workshop-is-link", path=str(place))
    if place.exists() and not place.is_dir():
        raise InputError("workshop-not-folder", path=str(place))


def _is_package_path(path: str) -> bool:
    """Whether a note can be believed: it names a place inside `packages/`, by the one way to write it."""
    pure = PurePosixPath(path)
    return pure.parts[:1] == ("packages",) and ".." not in pure.parts and pure.as_posix() == path


def _sync_folder(folder: Path) -> None:
    """Make a new name safe from a power cut too; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _slug(name: str) -> str:
    """Write an output's name for people, as part of a file name; no two names become the same by being cut short."""
    words = "_".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in name.split("/"))
    if len(words) <= _WORDS_LENGTH:
        return words
    return f"{words[: _WORDS_LENGTH - 9]}-{records.identity(_unnumbered(words))[:8]}"


def _words(name: str) -> str:
    """What a work file is called for people, without its identity and whichever chunk or version it is."""
    return _unnumbered(re.sub(rf"-[0-9a-f]{{{_ID_LENGTH}}}(?=\.)", "", name))


def _unnumbered(words: str) -> str:
    """Leave out a chunk's number, and by which settings a card or the lesson's sound was made."""
    words = re.sub(r"^(picture_[a-z]+_)\d{4,}_", r"\1", words)
    return re.sub(r"^(sound_lesson|card_[a-z]+)_[0-9a-f]{8}", r"\1", words)
