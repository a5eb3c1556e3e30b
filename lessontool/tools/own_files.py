"""Files that we write for people: each whole or not at all, and never over what is not ours or was changed since.

Beside them lies the listing, one JSON file for programs, which also notes what every file was like: so the next run
knows what is its own, and leaves alone what somebody else wrote or changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessontool import records


class NotOursError(ValueError):
    """Something stands in the way that we did not write, or that somebody changed since."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def write_files(listing: Path, told: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files and the listing beside them; gives the files' paths.

    `files` are called by their paths below the listing's folder, with `/`; `told` is what the listing says besides
    `files` and `replaced`, the checksums. What an earlier run wrote is replaced; what it wrote and this one does not
    stays, and stays ours. Raises NotOursError before anything is touched, OSError.
    """
    folder = listing.parent
    known = _known(listing)
    before = _refuse_others(listing, files, known)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    kept = {name: one for name, one in known if name not in sums and _checksum(folder / name) == one}
    ours = dict(sorted({**kept, **sums}.items()))
    folder.mkdir(parents=True, exist_ok=True)
    # what is ours is noted before it is there: a run that is killed here finds no stranger's files the next time
    records.write_whole(listing, records.pretty({**told, "files": ours, "replaced": before}).encode())
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        records.write_whole(folder / name, content)
    records.write_whole(listing, records.pretty({**told, "files": ours, "replaced": {}}).encode())
    return tuple(folder / name for name in files)


def _known(listing: Path) -> set[tuple[str, str]]:
    """Name and checksum of everything that earlier runs wrote, or were about to; nothing where there is no listing."""
    if listing.is_symlink():
        raise NotOursError(listing)
    if not listing.exists():
        return set()
    try:
        data = json.loads(listing.read_text(encoding="utf-8"))
        return {(str(name), str(each)) for part in (data["files"], data["replaced"]) for name, each in part.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotOursError(listing) from error


def _refuse_others(listing: Path, files: Mapping[str, bytes], known: set[tuple[str, str]]) -> dict[str, str]:
    """Refuse to write over what is not as an earlier run left it; gives the checksums of what that one wrote."""
    folder = listing.parent
    before = {}
    for name in sorted(files):
        path = folder / name
        for inner in list(path.relative_to(folder).parents)[:-1]:
            if (folder / inner).is_symlink():
                raise NotOursError(folder / inner)
        if not path.exists() and not path.is_symlink():
            continue
        if path.is_symlink() or not path.is_file() or (name, _checksum(path)) not in known:
            raise NotOursError(path)
        before[name] = _checksum(path)
    return before


def _checksum(path: Path) -> str:
    try:
        return records.checksum(path)
    except OSError:
        return ""
