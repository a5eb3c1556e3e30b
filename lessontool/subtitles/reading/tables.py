"""Tables as offices keep them: CSV out of Excel, with whichever sign between the columns and titles above them.

Letters are `encodings`' business. What the columns mean is the reader's: it says how many heads of a row it knows, and
the sign under which most are known is the one that parts the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lessontool.subtitles.reading.encodings import tidy

MOST_LINES_ABOVE: Final = 12
"""Titles that offices put above the table."""

DELIMITERS: Final = (";", ",", "\t")

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How Excel's own files begin, new and old."""

Row = tuple[int, list[str]]
"""Line number in the file, and cells without needless spaces; empty rows are left out."""


class BrokenTableError(ValueError):
    """A table that cannot be split into cells: a quotation mark is missing, say."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(f"line {line}: {detail}")
        self.line = line
        self.detail = detail


def is_workbook(data: bytes) -> bool:
    """Say whether bytes are a file of Excel itself, which is no CSV."""
    return data.startswith(_WORKBOOKS)


def split_table(text: str, known: Callable[[Sequence[str]], int]) -> tuple[str, list[Row]]:
    """Split a text into rows of cells with the delimiter under which most heads are known; gives it and the rows.

    `known` says how many cells of a row are heads that the reader knows. Raises BrokenTableError with its line.
    """
    if text[:4].casefold() == "sep=":  # how Excel notes the delimiter
        text = "\n" + text.partition("\n")[2]
    top = "\n".join(text.split("\n")[:MOST_LINES_ABOVE])
    counts = {each: max((known(row) for _, row in _rows(top, each, strict=False)), default=0) for each in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda each: counts[each])
    try:
        return delimiter, list(_rows(text, delimiter, strict=True))
    except csv.Error as error:
        raise BrokenTableError(_line_of(text, delimiter), str(error)) from error


def _rows(text: str, delimiter: str, *, strict: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=strict)
    for cells in reader:
        cleaned = [tidy(cell.replace("\n", " ")) for cell in cells]
        if any(cleaned):
            yield reader.line_num, cleaned


def _line_of(text: str, delimiter: str) -> int:
    """The line from which on a table cannot be read."""
    line = 1
    try:
        for last, _ in _rows(text, delimiter, strict=True):
            line = last + 1
    except csv.Error:
        pass
    return line
