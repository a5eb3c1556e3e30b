"""The list of the library as files: a table for Excel (CSV, XLSX), and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lessontool import curriculum, records
from lessontool.catalogue.outputs import Cell, csv_bytes
from lessontool.catalogue.standing import SOON_DAYS, standing
from lessontool.messages import Language, say
from lessontool.model import CatalogueEntry
from lessontool.timing import PROGRAMME_RATE
from lessontool.tools import excel

SCHEMA_VERSION: Final = 1
KINDS: Final = (".csv", ".xlsx", ".json")

_HEADS: Final = (
    *("id", "grade", "subject", "series", "school-year", "week", "lesson", "part", "title", "teachers", "school"),
    *("minutes", "packages", "captions", "status", "expires", "consent", "showings", "folder"),
)
_WIDE: Final = {"title": 48, "teachers": 28, "school": 36, "packages": 30, "status": 30, "consent": 26, "folder": 60}
_NARROW: Final = 12


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
        return csv_bytes(heads, rows, language)
    widths = [_WIDE.get(name, _NARROW) for name in _HEADS]
    return workbook(say("catalogue-sheet", {}, language), heads, rows, widths, created=created)


def row_of(entry: CatalogueEntry, day: str, showings: int, language: Language, soon_days: int) -> list[Cell]:
    """Give the cells of a lesson."""
    lesson, packages = entry.lesson, entry.packages
    frames = max((each.frames for each in packages), default=0)
    return [
        entry.id,
        lesson.grade,
        curriculum.subject_name(lesson.subject, language),
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


def workbook(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[float], *, created: str
) -> bytes:
    """Write a table as XLSX: heads that stay in view and filter, every text as text; `created` is UTC.

    The same table gives the same bytes.
    """
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101  # a new book has one
    sheet.title = title
    for number, row in enumerate([heads, *rows], start=1):
        for column, value in enumerate(row, start=1):
            excel.fill(sheet.cell(number, column), value)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    return excel.workbook_bytes(book, created=created)
