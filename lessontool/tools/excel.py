"""Tables for Excel and LibreOffice: CSV as they open it, and cells of a workbook that stay what they are.

No text of a stranger is ever calculated, and the same table gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from lessontool.timing import moment_s

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so is calculated by Excel and LibreOffice (OWASP, CSV injection)."""

_NO_SIGN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, and so XLSX, has no place for (§2.2)."""

_MOST_CELL: Final = 32_767
"""Characters that a cell of Excel holds ("Excel specifications and limits")."""

_NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can name: no clock in what we write."""

_C = TypeVar("_C", bound=object)


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ";") -> bytes:
    """Write a table as Excel opens it: UTF-8 with its mark, and no cell that could be taken for a formula.

    Semicolons are what Excel parts columns by where it is set to Vietnamese.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([guarded(head) for head in heads])
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode(errors="replace")


def guarded(cell: _C) -> _C | str:
    """Let no text be taken for a formula by a program that opens a CSV file."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unguarded(text: str) -> str:
    """Give a cell without the mark that keeps Excel from calculating it (we write it, and so do careful offices)."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def fill(cell: Any, value: object) -> None:
    """Fill a cell of an openpyxl workbook; a text is always a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = _NO_SIGN.sub("", value)[:_MOST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(FORMULA)
    else:
        cell.value = value


def workbook_bytes(book: Any, *, created: str) -> bytes:
    """Save an openpyxl workbook without the time of writing, which that library puts in; `created` is UTC, ISO 8601."""
    book.properties.creator = "lessontool"
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    moment = datetime.fromtimestamp(moment_s(created), UTC)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, _NEVER), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
