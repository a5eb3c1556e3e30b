"""The lesson folder's hidden workshop: what is finished, under which identity, and who may work there.

`.lessontool/work/` holds work files whose name ends with their identity: a file that is there is complete.
`.lessontool/made/` remembers the files that we put into packages, so that nothing else is ever overwritten.
`.lessontool/facts/` keeps what was learnt about a recording. All of it can be deleted at any time and made again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.errors import EngineError, InputError
from lessontool.model import Output
from lessontool.model.work import Made

HIDDEN: Final = ".lessontool"
_ID_LENGTH: Final = 24
"""96 bits of the SHA-256: enough that no two differ by chance, short enough for a file name."""


class Workshop:
    """The work folder of one lesson. Only one process at a time works in it (`locked`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / HIDDEN
        if self.root.is_symlink():
            raise InputError("workshop-is-link", path=str(self.root))
        self.work = self.root / "work"
        self.made = self.root / "made"
        self.facts = self.root / "facts"

    def prepare(self) -> None:
        """Make the hidden folders. Raises EngineError when the lesson folder cannot be written to."""
        try:
            for place in (self.work, self.made, self.facts):
                place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError("folder-not-writable", path=str(self.folder), detail=str(error)) from error

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Work here alone. Raises EngineError when another process does. The lock ends with its process."""
        self.prepare()
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise EngineError("already-running", path=str(self.folder)) from error
            self._sweep()
            yield

    def _sweep(self) -> None:
        """Throw away what an earlier run left unfinished."""
        for place in (self.work, self.made, self.facts):
            for part in place.glob("*.part*"):
                part.unlink()

    def path(self, output: Output, identity: str) -> Path:
        """Say where an output lies, or will lie."""
        if output.package_path:
            return self.folder / output.package_path
        words = re.sub(r"[^a-z0-9]+", "-", output.name.lower()).strip("-")[:60]
        return self.work / f"{words}-{identity[:_ID_LENGTH]}{output.suffix}"

    def has(self, output: Output, identity: str) -> bool:
        """Say whether an output of this identity is there, complete and unchanged."""
        path = self.path(output, identity)
        if not output.package_path:
            return path.is_file()
        notes = [note for _, note in self._all_made() if note.identity == identity]
        return any(note.path == output.package_path for note in notes) and all(map(self._unchanged, notes))

    def part(self, output: Output, identity: str) -> Path:
        """Say where to write an output until it is complete. Raises InputError where somebody else's file is."""
        path = self.path(output, identity)
        path.parent.mkdir(parents=True, exist_ok=True)
        if output.package_path:
            self.require_ours(output.package_path)
        return path.with_name(path.name[-200:] + ".part")

    def finish(self, output: Output, identity: str, part: Path) -> Path:
        """Give a complete output its final name, safe on disk first."""
        with part.open("rb") as file:
            os.fsync(file.fileno())
        path = self.path(output, identity)
        part.replace(path)
        if output.package_path:
            self.remember(output.package_path, identity)
        return path

    def remember(self, package_path: str, identity: str) -> None:
        """Note that a file in a package is ours, as it is now."""
        status = (self.folder / package_path).stat()
        note = Made(path=package_path, identity=identity, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)
        name = records.identity([package_path, identity])[:_ID_LENGTH]
        records.write_whole(self.made / f"{name}.json", records.pretty(note).encode())

    def _all_made(self) -> Iterator[tuple[Path, Made]]:
        for file in sorted(self.made.glob("*.json")):
            with contextlib.suppress(OSError, ValueError):
                yield file, records.load(Made, file)

    def require_ours(self, package_path: str) -> None:
        """Raises InputError where a file is that we did not make, or that somebody changed since."""
        path = self.folder / package_path
        there = path.exists() or path.is_symlink()
        if there and not any(note.path == package_path and self._unchanged(note) for _, note in self._all_made()):
            raise InputError("not-our-file", path=package_path)

    def _unchanged(self, note: Made) -> bool:
        try:
            status = (self.folder / note.path).lstat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (note.size_bytes, note.mtime_ns)

    def retire(self, package_folder: str, current: set[str]) -> list[str]:
        """Move what we made earlier into a package, and no longer belongs to it, to `packages/superseded/`.

        Nothing that we did not make, or that somebody changed, is touched. Gives back the moved paths.
        """
        moved = []
        for file, note in list(self._all_made()):
            inside = note.path.startswith(f"{package_folder}/") and note.path not in current
            if inside and self._unchanged(note):
                target = self.folder / "packages" / "superseded" / Path(note.path).relative_to("packages")
                target.parent.mkdir(parents=True, exist_ok=True)
                (self.folder / note.path).replace(target)
                moved.append(note.path)
            if inside or not (self.folder / note.path).exists():
                file.unlink()
        return moved

    def prune(self, current: set[Path]) -> None:
        """Delete older versions of the finished plan's work files; what belongs to other presets stays."""
        words = {_words(path.name) for path in current}
        for file in self.work.iterdir():
            if file not in current and _words(file.name) in words:
                file.unlink()

    def clean(self) -> int:
        """Delete all work files; packages and the recording stay. Gives back the freed bytes."""
        freed = sum(file.stat().st_size for file in self.work.glob("*"))
        shutil.rmtree(self.work)
        self.work.mkdir()
        return freed

    def free_bytes(self) -> int:
        """Say how much room the disk has."""
        return shutil.disk_usage(self.folder).free


def _words(name: str) -> str:
    """What a work file is called for people, without its identity."""
    return re.sub(rf"-[0-9a-f]{{{_ID_LENGTH}}}(?=\.)", "", name)
