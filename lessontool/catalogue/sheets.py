"""The list of the library as files: a table for Excel (CSV, XLSX), and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from lessontool import curriculum, records
from lessontool.catalogue.standing import SOON_DAYS, standing
from lessontool.messages import Language, say
from lessontool.model import CatalogueEntry
from lessontool.timing import PROGRAMME_RATE

SCHEMA_VERSION: Final = 1
KINDS: Final = (".csv", ".xlsx", ".json")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so is calculated by Excel and LibreOffice (OWASP, CSV injection)."""

_NO_SIGN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0, and so XLSX, has no place for (§2.2)."""

_HEADS: Final = (
    *("id", "grade", "subject", "series", "school-year", "week", "lesson", "part", "title", "teachers", "school"),
    *("minutes", "packages", "captions", "status", "expires", "consent", "showings", "folder"),
)
_WIDE: Final = {"title": 48, "teachers": 28, "school": 36, "packages": 30, "status": 30, "consent": 26, "folder": 60}
_NARROW: Final = 12
_MOST_CELL: Final = 32_767
"""Characters that a cell of Excel holds ("Excel specifications and limits")."""

_NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can name: no clock in what we write."""

Cell = str | int | float | None
_C = TypeVar("_C", bound=Cell)


def as_file(
    kind: str,
    entries: Sequence[CatalogueEntry],
    *,
    day: str,
    created: str,
    showings: Mapping[str, int],
    language: Language,
    soon_days: int = SOON_DAYS,
) -> bytes:
    """Write the list as one of KINDS. `day` is when rights are judged, `created` UTC; `showings` says how often each
    lesson was on air. The same list gives the same bytes."""
    if kind == ".json":
        return as_json(entries, day=day, created=created, showings=showings, soon_days=soon_days)
    rows = [row_of(each, day, showings.get(each.id, 0), language, soon_days) for each in entries]
    heads = [say(f"catalogue-head-{name}", {}, language) for name in _HEADS]
    if kind == ".csv":
        return _csv(heads, [[_number(cell, language) for cell in row] for row in rows])
    widths = [_WIDE.get(name, _NARROW) for name in _HEADS]
    return workbook(say("catalogue-sheet", {}, language), heads, rows, widths, created=created)


def row_of(entry: CatalogueEntry, day: str, showings: int, language: Language, soon_days: int) -> list[Cell]:
    """Give the cells of a lesson."""
    lesson, packages = entry.lesson, entry.packages
    subject = curriculum.subject(lesson.subject)
    frames = max((each.frames for each in packages), default=0)
    return [
        entry.id,
        lesson.grade,
        subject.name_vi if language == "vi" else subject.name_en,
        lesson.series,
        lesson.school_year,
        lesson.week,
        lesson.lesson_number,
        lesson.part,
        lesson.title,
        ", ".join(lesson.teachers),
        lesson.school,
        round(float(frames / PROGRAMME_RATE) / 60, 1),
        ", ".join(each.preset for each in packages),
        ", ".join(sorted({tag for each in packages for tag in each.languages})),
        status_text(entry, day, language, soon_days),
        lesson.rights.expires,
        consent_text(entry, language),
        showings,
        packages[0].folder if packages else "",
    ]


def status_text(entry: CatalogueEntry, day: str, language: Language, soon_days: int = SOON_DAYS) -> str:
    """Say how a lesson stands on a day, the worst first."""
    stands = standing(entry, day, soon_days=soon_days)
    return ", ".join(say(f"catalogue-status-{each}", {}, language) for each in reversed(stands.statuses))


def consent_text(entry: CatalogueEntry, language: Language) -> str:
    """Say whether parents agreed, and for which destinations."""
    consent = entry.lesson.consent
    state = "given" if consent.given else "missing"
    said = say(f"catalogue-consent-{state if consent.pupils_visible else 'none-needed'}", {}, language)
    return f"{said} ({', '.join(consent.scope)})" if consent.pupils_visible and consent.scope else said


def entry_data(entry: CatalogueEntry, day: str, soon_days: int = SOON_DAYS, *, destination: str = "") -> dict[str, Any]:
    """Give a lesson to programs: its record without transcripts, and how it stands on a day (at a destination)."""
    data = records.plain(entry)
    del data["transcripts"]
    stands = standing(entry, day, destination, soon_days=soon_days)
    return {**data, "status": stands.status, "statuses": list(stands.statuses), "ready": stands.ready}


def as_json(
    entries: Sequence[CatalogueEntry],
    *,
    day: str,
    created: str,
    showings: Mapping[str, int],
    soon_days: int = SOON_DAYS,
) -> bytes:
    """Write the list for programs; what is said in the lessons stays in the packages."""
    lessons = [{**entry_data(each, day, soon_days), "showings": showings.get(each.id, 0)} for each in entries]
    data = {"schema_version": SCHEMA_VERSION, "created": created, "day": day, "lessons": lessons}
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(errors="replace")


def _csv(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark and semicolons: so Excel with Vietnamese settings shows columns and letters."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode(errors="replace")


def _number(cell: Cell, language: Language) -> Cell:
    """A broken number as Excel reads it where the list is read: `24,5` in Vietnam."""
    return str(cell).replace(".", ",") if isinstance(cell, float) and language == "vi" else cell


def guarded(cell: _C) -> _C | str:
    """Let no text be taken for a formula by a program that opens a CSV file."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def workbook(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], *, created: str
) -> bytes:
    """Write a table as XLSX: heads that stay in view and filter, every text as text; `created` is UTC.

    The same table gives the same bytes.
    """
    import openpyxl
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new book has one
    sheet.title = title
    for number, row in enumerate([heads, *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            assert isinstance(cell, SheetCell)  # noqa: S101  # nothing is merged here
            if isinstance(value, str):
                cell.value = _NO_SIGN.sub("", value)[:_MOST_CELL]
                cell.data_type = "s"  # text, whatever it begins with
            else:
                cell.value = value
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    book.properties.creator = "lessontool"
    moment = datetime.fromisoformat(created).astimezone(UTC).replace(tzinfo=None)
    book.properties.created = moment
    raw = io.BytesIO()
    book.save(raw)
    return _without_clock(raw.getvalue(), moment)


def _without_clock(archive: bytes, moment: datetime) -> bytes:
    """Take the time of writing out of an XLSX file, which its library puts there."""
    out = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            new.writestr(zipfile.ZipInfo(name, _NEVER), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
