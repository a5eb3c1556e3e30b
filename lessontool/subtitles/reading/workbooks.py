"""A table as it lies in a file, CSV or a workbook of Excel, cell by cell, whatever its columns mean.

A workbook comes from strangers: before anything is read its size when unpacked and its merged cells are looked at, its
formulas and what it links to are never followed, and rows and columns are bounded.
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lessontool.errors import InputError
from lessontool.subtitles.reading.encodings import read_text, tidy
from lessontool.subtitles.reading.tables import (
    MOST_LINES_ABOVE,
    BrokenTableError,
    Row,
    is_workbook,
    split_table,
)
from lessontool.tools.excel import unguarded

MOST_ROWS: Final = 6000
"""Of all sheets together; a week of three channels has some 500."""

MOST_COLUMNS: Final = 80
_MOST_UNPACKED_BYTES: Final = 24 << 20
_MOST_PARTS: Final = 400
_MOST_SHEETS: Final = 40
_MOST_MERGED: Final = 20_000
"""Cells within merged ranges."""

_LONGEST_CELL: Final = 2000

Value = str | int | float | datetime.datetime | datetime.date | datetime.time | datetime.timedelta
"""What stands in a cell; empty cells hold an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table."""

    where: str
    """File or sheet, for people."""
    number: int
    """Counted from 1, as Excel and editors show it."""
    cells: tuple[Value, ...]
    formulas: frozenset[int] = frozenset()
    """Columns with a formula whose result the file does not hold."""
    of_workbook: bool = False

    def place(self, column: int) -> str:
        """Say where a cell is, as people find it: `Danh sách!C12`, in a text file `lich.csv:12`."""
        return f"{self.where}!{_letters(column)}{self.number}" if self.of_workbook else f"{self.where}:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: all its rows that are not empty."""

    name: str
    lines: tuple[Line, ...]


def read_sheets(
    data: bytes, name: str, count: Callable[[Sequence[str]], int], *, encoding: str | None = None
) -> tuple[Sheet, ...]:
    """Read the tables of a file: one of CSV, each sheet of a workbook.

    `count` says how many heads of a row are known, which tells what parts the columns of CSV. Raises InputError:
    table-workbook, table-row-broken, table-too-many, text-….
    """
    if is_workbook(data):
        return tuple(_workbook(data, name))
    text = read_text(data, name=name, encoding=encoding).text
    try:
        _, rows = split_table(text, count)
    except BrokenTableError as error:
        raise InputError("table-row-broken", file=name, line=error.line, detail=error.detail) from error
    if len(rows) > MOST_ROWS:
        raise InputError("table-too-many", file=name, most=MOST_ROWS)
    lines = (
        Line(where=name, number=number, cells=tuple(unguarded(cell[:_LONGEST_CELL]) for cell in cells))
        for number, cells in rows
    )
    return (Sheet(name=name, lines=tuple(lines)),)


def workbook_rows(data: bytes, name: str, count: Callable[[Sequence[str]], int]) -> list[Row]:
    """Read the sheet of a workbook in which most heads are known, with every cell as the text that CSV would have.

    `count` says how many heads of a row are known. Raises InputError: table-workbook, table-too-many, table-formula.
    """
    tables = [_as_rows(sheet) for sheet in _workbook(data, name)]
    return max(tables, key=lambda rows: max((count(row) for _, row in rows[:MOST_LINES_ABOVE]), default=0), default=[])


def _as_rows(sheet: Sheet) -> list[Row]:
    for line in sheet.lines:
        for column in sorted(line.formulas)[:1]:
            raise InputError("table-formula", place=line.place(column), column=_letters(column))
    return [(line.number, [_text(cell) for cell in line.cells]) for line in sheet.lines]


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _workbook(data: bytes, name: str) -> Iterator[Sheet]:
    import openpyxl

    _refuse_bombs(data, name)
    try:
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        if len(values.worksheets) > _MOST_SHEETS:
            raise InputError("table-workbook", file=name, detail=f"{len(values.worksheets)} sheets")
        left = MOST_ROWS
        for sheet, raw in zip(values.worksheets, formulas.worksheets, strict=True):
            merged = _merged(data, sheet, name)
            lines = tuple(_lines(sheet, raw, merged, name, left))
            left -= len(lines)
            yield Sheet(name=sheet.title, lines=lines)
    except InputError:
        raise
    except _UNREADABLE as error:
        raise InputError("table-workbook", file=name, detail=f"{type(error).__name__}: {error}"[:300]) from error


_UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError),
    *(OSError, NotImplementedError, RuntimeError, SyntaxError, OverflowError),
)
"""What openpyxl raises at a broken or hostile workbook; an XML error is a SyntaxError, defusedxml's a ValueError."""


def _refuse_bombs(data: bytes, name: str) -> None:
    """Refuse what is no new workbook of Excel, is locked, or unpacks to more than any plan has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            whole = "xl/workbook.xml" in packed.namelist() and not any(part.flag_bits & 1 for part in parts)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError("table-workbook", file=name, detail=str(error)) from error
    if not whole:
        raise InputError("table-workbook", file=name, detail="no xl/workbook.xml, or locked")
    if unpacked > _MOST_UNPACKED_BYTES or len(parts) > _MOST_PARTS:
        raise InputError("table-workbook", file=name, detail=f"{len(parts)} parts, {unpacked} bytes unpacked")


_Places = Mapping[tuple[int, int], tuple[int, int]]
"""Row and column of a cell below or beside the first one of a merged range, and those of the first one."""


def _merged(data: bytes, sheet: Any, name: str) -> _Places:
    """Read which cells are merged: a reader that keeps memory small does not."""
    from defusedxml.ElementTree import iterparse
    from openpyxl.utils.cell import range_boundaries

    places: dict[tuple[int, int], tuple[int, int]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(sheet._worksheet_path) as part:
        for _, element in iterparse(part):
            if element.tag.endswith("}mergeCell"):
                left, top, right, bottom = (each or 1 for each in range_boundaries(element.get("ref", "A1")))
                if (right - left + 1) * (bottom - top + 1) + len(places) > _MOST_MERGED:
                    raise InputError("table-workbook", file=name, detail=f"merged {element.get('ref')}")
                for row in range(top, bottom + 1):
                    places |= {(row, column): (top, left) for column in range(left, right + 1)}
            element.clear()
    return places


def _lines(sheet: Any, raw: Any, merged: _Places, name: str, most: int) -> Iterator[Line]:
    sheet.reset_dimensions()
    raw.reset_dimensions()
    firsts: dict[tuple[int, int], Value] = {}
    starts = set(merged.values())
    bounds = {"max_row": most * 4 + 1, "max_col": MOST_COLUMNS}
    count = 0
    pairs = zip(sheet.iter_rows(**bounds, values_only=True), raw.iter_rows(**bounds, values_only=True), strict=True)
    for number, (row, written) in enumerate(pairs, start=1):
        cells = [_value(each) for each in row]
        for column in range(len(cells)):
            place = number, column + 1
            if place in starts:
                firsts[place] = cells[column]
            elif place in merged:
                cells[column] = firsts.get(merged[place], "")
        if all(cell == "" for cell in cells) and not any(_is_formula(each) for each in written):
            continue
        count += 1
        if count > most:
            raise InputError("table-too-many", file=name, most=MOST_ROWS)
        unknown = {at for at, each in enumerate(written) if _is_formula(each) and cells[at] == ""}
        yield Line(where=sheet.title, number=number, cells=tuple(cells), formulas=frozenset(unknown), of_workbook=True)


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=") and len(value) > 1


def _value(value: object) -> Value:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, (int, float, datetime.date, datetime.time, datetime.timedelta)):
        return value
    return unguarded(tidy(str(value)[:_LONGEST_CELL].replace("\n", " ")))
