"""Filling a stick or memory card, and filling it again: only what changed is copied, and every copy is read back.

Whatever happens on the way (the stick is full, is pulled out, somebody presses Ctrl-C), what was on it before goes on
working: new files come beside the old ones, the pages that lead to them (`last`) are replaced when all is there, and
what is outdated is removed at the very end. Files that we did not write, or that somebody changed, are never touched.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool.delivery.places import BLOCK_BYTES, Place, place_of
from lessontool.delivery.stick_ledger import State, Written, ledger_name, note, read_ledger, state, write_ledger
from lessontool.delivery.stick_limits import FileSystem, folded, parents, require_fitting
from lessontool.errors import EngineError, InputError
from lessontool.tools.process import Cancel

Progress = Callable[[float], None]
Meanwhile = Callable[[frozenset[str]], Mapping[str, bytes]]
"""Told which wanted files are there already, gives the pages that lead to those alone."""

_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY: Final = {errno.EROFS, errno.EACCES, errno.EPERM}
_NO_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}
_TRIES: Final = 2
_NOTE_BYTES: Final = 300
"""What a file adds to our list, on the large side."""

_LESSON_FILE: Final = "lesson.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What happened to a stick. Names are relative to its folder."""

    written: tuple[str, ...]
    """New, or replaced."""
    kept: tuple[str, ...]
    """Were there already, just so."""
    removed: tuple[str, ...]
    """Ours from earlier, and no longer wanted."""
    repaired: tuple[str, ...] = ()
    """Of those written: the stick had lost a part of them."""
    left: tuple[str, ...] = ()
    """No longer wanted, but changed by somebody: they stay."""
    written_bytes: int = 0
    total_bytes: int = 0
    """Of all wanted files."""


def refresh(
    folder: Path,
    wanted: Mapping[str, Path | bytes],
    *,
    owner: str,
    last: Collection[str] = (),
    filesystem: FileSystem,
    cancel: Cancel,
    progress: Progress,
    verify: bool = False,
    expected: Mapping[str, str] | None = None,
    meanwhile: Meanwhile | None = None,
) -> Refreshed:
    """Bring a folder on a stick to what is wanted: relative names with slashes, and the file or bytes of each.

    `last`, in its order, is put in place when everything else is there. `verify` reads everything again that is there
    already, instead of a glance at it. `expected` has SHA-256 checksums that are known; those files are not read where
    the stick has them. `meanwhile`: where old and new do not fit together, the outdated is removed first, after these
    pages lead to nothing but what stays; without it, that is an error. `progress` is told 0 to 1.

    Raises InputError: stick-missing, stick-is-link, stick-in-lesson, stick-not-ours, stick-ledger-broken and those of
    `stick_limits.require_fitting`, before anything is written; shelf-file-changed for a source that is not as expected.
    Raises EngineError: stick-full (before anything is written), stick-filled, stick-file-refused, stick-read-only,
    stick-gone, stick-copy-differs, stick-busy. Raises Interrupted.
    """
    folder = _accepted(folder)
    with _told(folder), _alone(folder):
        _require_apart(wanted)
        sources = {name: _source(content, (expected or {}).get(name, ""), cancel) for name, content in wanted.items()}
        require_fitting({name: each.size_bytes for name, each in sources.items()}, filesystem)
        return _Errand(folder, owner, cancel, progress, verify=verify).run(sources, tuple(last), meanwhile)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    content: Path | bytes
    size_bytes: int
    sha256: str

    def blocks(self) -> Iterator[bytes]:
        return _blocks(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is to be done, found out before anything is changed."""

    kept: tuple[str, ...]
    new: tuple[str, ...]
    """To be written, those of `last` at the end."""
    repaired: tuple[str, ...]
    twins: frozenset[str]
    """As wanted, but nobody knows who put them there: they are never removed."""
    outdated: tuple[str, ...]
    left: tuple[str, ...]


class _Errand:
    """One refreshing of one stick, by one owner."""

    def __init__(self, folder: Path, owner: str, cancel: Cancel, progress: Progress, *, verify: bool) -> None:
        self.folder = folder
        self.owner = owner
        self.cancel = cancel
        self.progress = progress
        self.verify = verify
        self.place: Place = place_of(str(folder))
        self.disk = folder.stat().st_dev
        self.part = f".lessontool-{owner}.part"
        self.ours: dict[str, tuple[Written, ...]] = {}
        """By their names without regard to capitals, as sticks see them."""
        self.wanted: dict[str, str] = {}
        """What is wanted, likewise."""
        self._done, self._all = 0, 1

    def run(self, sources: Mapping[str, _Source], last: Collection[str], meanwhile: Meanwhile | None) -> Refreshed:
        for each in read_ledger(self.folder, self.owner):
            self._add(each)
        work = self._look(sources, last)
        early = self._require_room(work, sources, last, meanwhile)
        self._all = 2 * sum(sources[name].size_bytes for name in work.new)
        removed: tuple[str, ...] = ()
        if work.new:
            self._intend([*early.items(), *((name, sources[name]) for name in work.new)])
        for name, source in early.items():
            self._write(name, source, counted=False)
        if early:
            removed = self._remove(work.outdated, sources)
        for name in work.new:
            self._write(name, sources[name])
        removed += self._remove(self._outdated(sources), sources)
        self._settle(sources, work)
        self.progress(1.0)
        return Refreshed(
            written=work.new,
            kept=work.kept,
            removed=tuple(name for name in removed if name not in early),
            repaired=work.repaired,
            left=work.left,
            written_bytes=sum(sources[name].size_bytes for name in work.new),
            total_bytes=sum(each.size_bytes for each in sources.values()),
        )

    # ── looking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _look(self, sources: Mapping[str, _Source], last: Collection[str]) -> _Work:
        found = {name: self._state(name, source.sha256) for name, source in sources.items()}
        strange = [name for name, each in found.items() if each == "foreign"]
        if strange:
            raise InputError("stick-not-ours", files=_some(strange), folder=str(self.folder))
        outdated = {name: self._state(name, "") for name in self._outdated(sources)}
        place = {name: number for number, name in enumerate(last)}
        new = [name for name, each in found.items() if each in ("absent", "older", "damaged")]
        return _Work(
            kept=tuple(name for name, each in found.items() if each in ("same", "twin")),
            new=tuple(sorted(new, key=lambda name: (place.get(name, -1), name))),
            repaired=tuple(name for name, each in found.items() if each == "damaged"),
            twins=frozenset(name for name, each in found.items() if each == "twin"),
            outdated=tuple(name for name, each in outdated.items() if each in ("older", "damaged")),
            left=tuple(name for name, each in outdated.items() if each == "foreign"),
        )

    def _outdated(self, sources: Mapping[str, _Source]) -> tuple[str, ...]:
        names = {each.name for versions in self.ours.values() for each in versions} - sources.keys()
        return tuple(sorted(name for name in names if not self._is_wanted(name, sources)))

    def _is_wanted(self, name: str, sources: Mapping[str, _Source]) -> bool:
        """Whether a file is wanted under a name with other capitals, which most sticks take for the same."""
        if not self.wanted:
            self.wanted = {folded(each): each for each in sources}
        other = self.wanted.get(folded(name))
        # two entries: a file system that knows capitals; asking for the same inode is no use on FUSE
        return other is not None and not (_listed(self.folder, other) and _listed(self.folder, name))

    def _state(self, name: str, sha256: str) -> State:
        self.cancel.raise_if_thrown()
        versions = self.ours.get(folded(name), ())
        return state(self.folder, name, sha256, versions, self._checksum, verify=self.verify)

    def _checksum(self, path: Path) -> str:
        return _digest(_blocks(path), self.cancel)

    def _size(self, name: str) -> int:
        try:
            return (self.folder / name).lstat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return 0

    # ── room ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _require_room(
        self, work: _Work, sources: Mapping[str, _Source], last: Collection[str], meanwhile: Meanwhile | None
    ) -> dict[str, _Source]:
        """Refuse a stick that is too small; gives pages for the meantime where the outdated must go first."""
        room = os.statvfs(self.folder)
        if room.f_blocks == 0 or not work.new:  # some file systems do not say
            return {}
        cluster = room.f_frsize or 1
        free = room.f_bavail + _clusters(self._size(self.part), cluster)
        need = self._need(work, sources, cluster)
        if need <= free:
            return {}
        if meanwhile is not None and work.outdated:
            freed = sum(_clusters(self._size(name), cluster) for name in work.outdated)
            pages = meanwhile(frozenset(work.kept) - set(last))
            early = {name: _source(content) for name, content in pages.items()}
            _require_apart(early)
            between = sum(_clusters(each.size_bytes, cluster) for each in early.values())
            self._require_known(early)
            if need + between <= free + freed:
                return early
            free += freed
        raise EngineError(
            "stick-full",
            folder=str(self.folder),
            needed_mb=-(-need * cluster // 1_000_000),
            free_mb=free * cluster // 1_000_000,
        )

    def _need(self, work: _Work, sources: Mapping[str, _Source], cluster: int) -> int:
        """The most clusters that are taken at any moment: an old file stays until the new one is whole."""
        folders = [each for each in parents(work.new) if not (self.folder / each).exists()]
        most = taken = len(folders) + 2 * _clusters(_NOTE_BYTES * (1 + len(sources) + 2 * len(self.ours)), cluster)
        for name in work.new:
            taken += _clusters(sources[name].size_bytes, cluster)
            most = max(most, taken)
            taken -= _clusters(self._size(name), cluster)
        return most

    def _require_known(self, early: Mapping[str, _Source]) -> None:
        strange = [name for name, each in early.items() if self._state(name, each.sha256) == "foreign"]
        if strange:
            raise InputError("stick-not-ours", files=_some(strange), folder=str(self.folder))

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _intend(self, coming: Iterable[tuple[str, _Source]]) -> None:
        """Note what will be ours, before the first byte of it is there."""
        for name, source in coming:
            self._add(Written(name=name, size_bytes=source.size_bytes, sha256=source.sha256))
        self._save()

    def _add(self, written: Written) -> None:
        key = folded(written.name)
        if written not in self.ours.get(key, ()):
            self.ours[key] = (*self.ours.get(key, ()), written)

    def _save(self) -> None:
        write_ledger(self.folder, self.owner, (each for versions in self.ours.values() for each in versions))

    def _write(self, name: str, source: _Source, *, counted: bool = True) -> None:
        """Copy a file under a name of our own, read it back, and give it its name only then."""
        part = self.folder / self.part
        before = self._done
        try:
            for _ in range(_TRIES):
                self._done = before
                self._require_here()
                part.unlink(missing_ok=True)
                if self._send(source, counted) != source.sha256:
                    raise InputError("shelf-file-changed", path=str(source.content))
                if self._read_back(counted) == source.sha256:
                    self._name(name, source)
                    return
            raise EngineError("stick-copy-differs", name=name, folder=str(self.folder))
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _require_here(self) -> None:
        """Where a stick was mounted, there is a folder of this machine when it is pulled out: never fill that one."""
        if self.folder.stat().st_dev != self.disk:
            raise EngineError("stick-gone", folder=str(self.folder), detail="another disk is there now")

    def _send(self, source: _Source, counted: bool) -> str:
        digest = hashlib.sha256()
        with self.place.writing(self.part, 0) as file:
            for block in source.blocks():
                self._advance(len(block) * counted)
                file.write(block)
                digest.update(block)
        return digest.hexdigest()

    def _read_back(self, counted: bool) -> str:
        digest = hashlib.sha256()
        for block in self.place.blocks(self.part):
            self._advance(len(block) * counted)
            digest.update(block)
        return digest.hexdigest()

    def _name(self, name: str, source: _Source) -> None:
        path, part = self.folder / name, self.folder / self.part
        if self._state(name, source.sha256) == "foreign":  # somebody put it there since we looked
            raise InputError("stick-not-ours", files=name, folder=str(self.folder))
        path.parent.mkdir(parents=True, exist_ok=True)
        noted = note(name, source.sha256, part)
        part.replace(path)
        _sync(path.parent)
        self._add(noted)

    def _advance(self, size: int) -> None:
        self.cancel.raise_if_thrown()
        self._done += size
        self.progress(min(self._done / max(self._all, 1), 1.0))

    # ── tidying up ────────────────────────────────────────────────────────────────────────────────────────────────

    def _remove(self, names: Iterable[str], sources: Mapping[str, _Source]) -> tuple[str, ...]:
        gone = []
        self._require_here()
        for name in names:
            # looked at again: somebody may have changed it since
            if self._is_wanted(name, sources) or self._state(name, "") not in ("older", "damaged"):
                continue
            (self.folder / name).unlink()
            gone.append(name)
            for parent in PurePosixPath(name).parents:
                try:
                    if str(parent) != ".":
                        (self.folder / parent).rmdir()
                except OSError:  # something else is in it
                    break
        return tuple(gone)

    def _settle(self, sources: Mapping[str, _Source], work: _Work) -> None:
        """Forget what was: the list has what is there now, and nothing else. Not written where it says so already."""
        if (self.folder / self.part).exists():
            (self.folder / self.part).unlink()
        before = {each for versions in self.ours.values() for each in versions}
        settled = []
        for name in sorted(sources.keys() - work.twins):
            sha256 = sources[name].sha256
            noted = [each for each in self.ours.get(folded(name), ()) if each.sha256 == sha256 and each.glance]
            noted = [each for each in noted if each.name == name] or noted
            found = noted[-1] if noted else note(name, sha256, self.folder / name)
            if found.name != name:
                found = note(name, sha256, self.folder / name)
            settled.append(found)
        self.ours = {folded(each.name): (each,) for each in settled}
        if set(settled) != before:
            self._save()


def _accepted(folder: Path) -> Path:
    """Refuse a folder that is not there, is a link, or belongs to a lesson. Raises InputError."""
    if folder.is_symlink():
        raise InputError("stick-is-link", folder=str(folder))
    if not folder.is_dir():
        raise InputError("stick-missing", folder=str(folder))
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        if (place / _LESSON_FILE).is_file():
            raise InputError("stick-in-lesson", folder=str(folder), lesson=str(place))
    return folder


def _require_apart(names: Iterable[str]) -> None:
    """None of the wanted files may be called as one of our own lists. Raises InputError."""
    for name in names:
        if folded(name).startswith(folded(ledger_name("").removesuffix(".json"))):
            raise InputError("stick-name-forbidden", name=name)


def _source(content: Path | bytes, sha256: str = "", cancel: Cancel | None = None) -> _Source:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    known = "" if isinstance(content, bytes) else sha256
    return _Source(content=content, size_bytes=size, sha256=known or _digest(_blocks(content), cancel or Cancel()))


def _blocks(content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def _digest(blocks: Iterable[bytes], cancel: Cancel) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        cancel.raise_if_thrown()
        digest.update(block)
    return digest.hexdigest()


def _clusters(size: int, cluster: int) -> int:
    return -(-size // cluster)


def _listed(folder: Path, name: str) -> bool:
    """Whether a file is there under exactly this name, capitals and all."""
    for part in name.split("/"):
        try:
            if part not in os.listdir(folder):  # noqa: PTH208  # only names are wanted
                return False
        except OSError:
            return False
        folder = folder / part
    return True


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that no two of us fill one stick; some file systems know no such thing."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EngineError("stick-busy", folder=str(folder)) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Say in words what the stick said, or that a file for it cannot be read."""
    try:
        yield
    except OSError as error:
        said: dict[str, str] = {"folder": str(folder), "detail": f"{type(error).__name__}: {error}"[:500]}
        if error.filename is not None and not Path(str(error.filename)).is_relative_to(folder):
            raise InputError("shelf-file-changed", path=str(error.filename), detail=said["detail"]) from error
        if error.errno in _FULL:
            raise EngineError("stick-filled", **said) from error
        if error.errno == errno.EFBIG:
            raise EngineError("stick-file-refused", **said) from error
        if error.errno in _READ_ONLY:
            raise EngineError("stick-read-only", **said) from error
        raise EngineError("stick-gone", **said) from error


def _sync(folder: Path) -> None:
    """Make a new name safe from a power cut; not every file system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _some(names: list[str]) -> str:
    more = f" (+{len(names) - 5})" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
