"""Whether a package is whole: every file there, unchanged, known, and listed alike in all its lists."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool.model import Finding, Manifest, Outcome, PackagedFile
from lessontool.tools.process import Cancel

MANIFEST: Final = "manifest.json"
LIST_PREFIX: Final = "checksums."
KNOWN_BESIDE: Final = ("delivery.json", "receipts")
"""What we file ourselves beside a package, after it was closed; it is never handed over."""

_LISTABLE: Final = {"sha256": 64, "md5": 32}
"""Kinds of list, and how many hexadecimal digits a checksum of each has."""

_LINE: Final = re.compile(r"\\?([0-9a-fA-F]{32,128}) [ *](.+)")
_BLOCK_BYTES: Final = 4 << 20
_MOST_LIST_BYTES: Final = 4 << 20
_MOST_EXTRA: Final = 2_000
_TOLD: Final = 8


def look_at_checksums(
    folder: Path, manifest: Manifest, algorithms: Sequence[str] = (), *, closed: bool = True, cancel: Cancel
) -> Outcome:
    """Compare a package with its manifest and checksum lists; each file is read once for all its checksums.

    `algorithms` are the lists that a station wants. With `closed=False` lists and manifest are not written yet, and
    only the files are looked at. Raises Interrupted when `cancel` is thrown; whatever is wrong is a finding.
    """
    read = {file.name: _read(folder, file, cancel) for file in manifest.files}
    faults = [
        *_unsafe(manifest),
        *_missing(manifest, read),
        *_changed(manifest, read),
    ]
    if closed:
        faults += [*_lists(folder, manifest, algorithms, cancel), *_extra(folder, manifest)]
    right = sum(1 for file in manifest.files if not _differs(file, read[file.name]))
    wanted = ["SHA-256", *(name.upper() for name in algorithms if name != "sha256")]
    return Outcome(
        item="checksums",
        measured=f"{right} / {len(manifest.files)}",
        limit=f"{len(manifest.files)} / {len(manifest.files)} ({', '.join(wanted)})",
        faults=tuple(faults),
    )


_Sums = tuple[int, str, str]
"""Size, SHA-256 and MD5 of a file as it is."""


def inside(name: str) -> bool:
    """Whether a name of a manifest is one inside the package, and can stand in a checksum list."""
    path = PurePosixPath(name)
    plain = path.as_posix() == name and not any(sign in name for sign in "\\\n\r\0")
    return plain and bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def sums(path: Path, cancel: Cancel) -> _Sums | None:
    """Read an ordinary file for its size, SHA-256 and MD5; None where there is none, or a link.

    Raises Interrupted.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        with contextlib.suppress(OSError):  # a disk that cannot be read gives another sum
            while block := file.read(_BLOCK_BYTES):
                cancel.raise_if_thrown()
                sha256.update(block)
                md5.update(block)
                size += len(block)
    return size, sha256.hexdigest(), md5.hexdigest()


def _read(folder: Path, file: PackagedFile, cancel: Cancel) -> _Sums | None:
    if not inside(file.name):
        return None
    parents = PurePosixPath(file.name).parents
    if any((folder / parent).is_symlink() for parent in parents if parent.parts):
        return None
    return sums(folder / file.name, cancel)


def _differs(file: PackagedFile, read: _Sums | None) -> bool:
    if read is None:
        return True
    size, sha256, md5 = read
    return (size, sha256) != (file.size_bytes, file.sha256.lower()) or (bool(file.md5) and file.md5.lower() != md5)


def told(names: Sequence[str]) -> str:
    """Name a few files, and say how many more there are."""
    more = f" … (+{len(names) - _TOLD})" if len(names) > _TOLD else ""
    return ", ".join(name[:120] for name in names[:_TOLD]) + more


def _fault(code: str, names: Sequence[str], measured: str = "", limit: str = "") -> list[Finding]:
    if not names:
        return []
    values: dict[str, str | int | float] = {"count": len(names), "files": told(names)}
    return [Finding(code=code, severity="error", values=values, measured=measured, limit=limit)]


def _unsafe(manifest: Manifest) -> list[Finding]:
    return _fault("qc-package-name-outside", [file.name for file in manifest.files if not inside(file.name)])


def _missing(manifest: Manifest, read: dict[str, _Sums | None]) -> list[Finding]:
    gone = [file.name for file in manifest.files if inside(file.name) and read[file.name] is None]
    total = len(manifest.files)
    return _fault("qc-package-file-missing", gone, f"{total - len(gone)} / {total}", f"{total} / {total}")


def _changed(manifest: Manifest, read: dict[str, _Sums | None]) -> list[Finding]:
    there = [(file, found) for file in manifest.files if (found := read[file.name]) is not None]
    cut = [(file, found[0]) for file, found in there if found[0] != file.size_bytes]
    other = [file.name for file, found in there if found[0] == file.size_bytes and _differs(file, found)]
    sizes = ("", "") if not cut else (f"{cut[0][1]} B", f"{cut[0][0].size_bytes} B")
    return [
        *_fault("qc-package-file-size", [file.name for file, _ in cut], *sizes),
        *_fault("qc-package-file-changed", other),
    ]


# ── the lists ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _lists(folder: Path, manifest: Manifest, algorithms: Sequence[str], cancel: Cancel) -> list[Finding]:
    """Whether the lists are there, name every file and the manifest, and say what the manifest says."""
    there = sorted(path.name for path in folder.glob(f"{LIST_PREFIX}*") if path.is_file())
    wanted = {f"{LIST_PREFIX}{name}" for name in ("sha256", *algorithms)}
    faults = _fault("qc-package-list-missing", sorted(wanted - set(there)))
    own = sums(folder / MANIFEST, cancel)
    if own is None:
        faults += _fault("qc-package-file-missing", [MANIFEST])
    for name in there:
        kind = name.removeprefix(LIST_PREFIX)
        if kind not in _LISTABLE:
            continue
        right = {file.name: file.sha256 if kind == "sha256" else file.md5 for file in manifest.files}
        if own is not None:
            right[MANIFEST] = own[1] if kind == "sha256" else own[2]
        listed = _parsed(folder / name, _LISTABLE[kind])
        if listed is not None and own is None:
            listed.pop(MANIFEST, None)  # that it is not there is said once
        faults += _compared(name, listed, right)
    return faults


def _parsed(path: Path, digits: int) -> dict[str, str] | None:
    """Read a list as `sha256sum -c` does; None where it is none."""
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_LIST_BYTES:
            return None
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    found: dict[str, str] = {}
    for line in lines:
        if not line:
            continue
        match = _LINE.fullmatch(line.rstrip("\r"))
        if match is None or len(match[1]) != digits:
            return None
        found[match[2]] = match[1].lower()
    return found


def _compared(name: str, listed: dict[str, str] | None, right: dict[str, str]) -> list[Finding]:
    if listed is None:
        return _fault("qc-package-list-unreadable", [name])
    wrong = [
        file
        for file in sorted(set(listed) | set(right))
        if file not in listed or (right.get(file, "") or listed[file]).lower() != listed[file]
    ]
    stray = [file for file in listed if file not in right]
    return _fault("qc-package-list-disagrees", [f"{name}: {file}" for file in sorted({*wrong, *stray})])


def _extra(folder: Path, manifest: Manifest) -> list[Finding]:
    """Files that nobody knows: half a file of an interrupted run, or somebody else's."""
    known = {MANIFEST, *(f"{LIST_PREFIX}{kind}" for kind in _LISTABLE), *(file.name for file in manifest.files)}
    extra = []
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number > _MOST_EXTRA:
            break
        name = path.relative_to(folder).as_posix()
        if name in known or name.partition("/")[0] in KNOWN_BESIDE or (path.is_dir() and not path.is_symlink()):
            continue
        extra.append(name)
    return _fault("qc-package-file-unknown", extra)
