"""Files that the library writes for people: each whole or not at all, and never over what somebody else wrote.

Beside them lies one JSON file for programs, which also notes what every file was like: so the next run knows what is
its own, and leaves alone what somebody changed since.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.catalogue.sheets import guarded
from lessontool.errors import EngineError, InputError
from lessontool.messages import Language

SCHEMA_VERSION: Final = 1


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str | int | float]], language: Language) -> bytes:
    """Write a table as Excel opens it where that language is set: UTF-8 with its mark, semicolons, decimals its way.

    No cell can be taken for a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(cell, language) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode(errors="replace")


def _cell(cell: str | int | float, language: Language) -> str | int | float | None:
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",") if language == "vi" else f"{cell:g}"
    return guarded(cell)


def write_files(listing: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write some files beside `listing`, and that one with `data` and their checksums; gives all their paths.

    What an earlier run wrote is replaced, unless somebody changed it since. Raises InputError rank-file-there,
    EngineError rank-unwritable.
    """
    folder = listing.parent
    before = _refuse_others(listing, [folder / name for name in files])
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # what is ours is noted before it is there: a run that is killed here finds no stranger's files the next time
        records.write_whole(listing, _json({**data, "files": sums, "replaced": before}))
        for name, content in files.items():
            records.write_whole(folder / name, content)
        records.write_whole(listing, _json({**data, "files": sums, "replaced": {}}))
    except OSError as error:
        raise EngineError("rank-unwritable", path=str(folder), detail=str(error)) from error
    return (*(folder / name for name in files), listing)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that people are going to fill in: never over one that is there already.

    Raises InputError rank-file-there, EngineError rank-unwritable.
    """
    if path.exists() or path.is_symlink():
        raise InputError("rank-file-there", path=str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        records.write_whole(path, content)
    except OSError as error:
        raise EngineError("rank-unwritable", path=str(path), detail=str(error)) from error


def _json(data: Mapping[str, Any]) -> bytes:
    whole = {"schema_version": SCHEMA_VERSION, **data}
    return (json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _refuse_others(listing: Path, paths: Sequence[Path]) -> dict[str, str]:
    """Refuse to write over what is not as an earlier run left it; gives the checksums of what that one wrote."""
    there = [path for path in (listing, *paths) if path.exists() or path.is_symlink()]
    known = _known(listing)
    for path in there:
        if path.is_symlink() or not path.is_file() or known is None:
            raise InputError("rank-file-there", path=str(path))
        if path != listing and (path.name, records.checksum(path)) not in known:
            raise InputError("rank-file-there", path=str(path))
    return {path.name: records.checksum(path) for path in there if path != listing}


def _known(listing: Path) -> set[tuple[str, str]] | None:
    try:
        data = json.loads(listing.read_text(encoding="utf-8"))
        return {(str(name), str(each)) for part in (data["files"], data["replaced"]) for name, each in part.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
