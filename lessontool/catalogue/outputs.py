"""Files that the library writes for people: each whole or not at all, and never over what somebody else wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.errors import EngineError, InputError
from lessontool.messages import Language
from lessontool.tools import excel, own_files

SCHEMA_VERSION: Final = 1

Cell = str | int | float | None


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[Cell]], language: Language) -> bytes:
    """Write a table as Excel opens it where that language is set: UTF-8 with its mark, semicolons, decimals its way.

    No cell can be taken for a formula.
    """
    return excel.csv_bytes(heads, ([_cell(cell, language) for cell in row] for row in rows))


def _cell(cell: Cell, language: Language) -> Cell:
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", ",") if language == "vi" else f"{cell:g}"
    return cell


def write_files(listing: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write some files beside `listing`, and that one with `data` and their checksums; gives all their paths.

    What an earlier run wrote is replaced, unless somebody changed it since. Raises InputError rank-file-there,
    EngineError rank-unwritable.
    """
    try:
        written = own_files.write_files(listing, {"schema_version": SCHEMA_VERSION, **data}, files)
    except own_files.NotOursError as error:
        raise InputError("rank-file-there", path=str(error.path)) from error
    except OSError as error:
        raise EngineError("rank-unwritable", path=str(listing.parent), detail=str(error)) from error
    return (*written, listing)


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
