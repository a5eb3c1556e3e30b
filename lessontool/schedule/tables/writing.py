"""A plan as CSV and as a workbook for Excel: a printed grid for each channel, and a list that can be edited.

Nothing in a cell can be taken for a formula. The same timetable gives the same bytes.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.curriculum import subject_name
from lessontool.messages import Language, say
from lessontool.model import Channel, Slot, Timetable
from lessontool.planning.timetable.weeks import week_days, weekday_of
from lessontool.schedule.printed.week import day_name
from lessontool.schedule.tables.heads import HEADS, Column
from lessontool.subtitles.reading.encodings import tidy
from lessontool.timing import broadcast_clock
from lessontool.tools import excel

_DAY_S: Final = 86_400
_KINDS: Final = {"lesson": "check-plan-kind-lesson", "relay": "check-plan-kind-relay", "fixed": "check-plan-kind-fixed"}
_WIDTHS: Final[dict[Column, float]] = {
    **{"channel": 13, "weekday": 8, "date": 12, "start": 8, "end": 8, "kind": 11, "grade": 7, "subject": 22},
    **{"title": 34, "lesson": 34, "teachers": 22, "lesson_id": 38, "house_number": 24, "file": 40, "note": 24},
}

Cell = str | int | datetime.date | datetime.timedelta


def write_csv(timetable: Timetable, path: Path, *, language: Language = "vi") -> None:
    """Write a plan as a list for Excel and programs, whole or not at all. Raises OSError."""
    records.write_whole(path, as_csv(timetable, language=language))


def write_xlsx(timetable: Timetable, path: Path, channels: Sequence[Channel], *, language: Language = "vi") -> None:
    """Write a plan as a workbook, whole or not at all. Raises OSError."""
    records.write_whole(path, as_xlsx(timetable, channels, language=language))


def as_csv(timetable: Timetable, *, language: Language = "vi", delimiter: str = ";") -> bytes:
    """Write a plan as Excel opens it in Vietnam: UTF-8 with its mark, semicolons, a line for each programme."""
    rows = ([_as_text(cell) for cell in _cells(slot, timetable, language)] for slot in timetable.slots)
    return excel.csv_bytes(_heads(language), rows, delimiter=delimiter)


def _heads(language: Language) -> list[str]:
    return [vi if language == "vi" else en for vi, en in HEADS.values()]


def _cells(slot: Slot, timetable: Timetable, language: Language) -> list[Cell]:
    """What stands in the columns of HEADS for one programme."""
    item = slot.item
    grades = slot.grades or ((slot.grade,) if slot.grade else ())
    day = datetime.date.fromisoformat(slot.date)
    told: dict[Column, Cell] = {
        "channel": slot.channel,
        "weekday": weekday_of(day),
        "date": day,
        "start": datetime.timedelta(seconds=slot.start_s),
        "end": datetime.timedelta(seconds=slot.start_s + slot.length_s),
        "kind": say(_KINDS[slot.kind], {}, language),
        "grade": grades[0] if len(grades) == 1 else "; ".join(map(str, grades)),
        "subject": "; ".join(subject_name(code, language) for code in slot.subjects),
        "title": slot.title,
        "lesson": slot.lesson_label,
        "teachers": "; ".join(slot.teachers),
        "showing": slot.showing if slot.kind == "lesson" else "",
        "repeat": "x" if slot.repeat else "",
        "counts": "" if slot.counts or slot.kind == "fixed" else say("check-plan-no", {}, language),
        "source": slot.source,
        "captions": "x" if slot.captions else "",
        "signed": "x" if slot.signed else "",
        "note": "" if slot.lesson_id or slot.kind != "lesson" else say("check-plan-note-no-lesson", {}, language),
        "lesson_id": slot.lesson_id,
        "house_number": item.house_number if item else "",
        "file": item.file if item else "",
        "in_frames": item.in_frames if item else "",
        "out_frames": item.out_frames if item else "",
        "file_frames": item.file_frames if item else "",
        "sha256": item.sha256 if item else "",
        "address": slot.address,
        "week": timetable.week,
        "rules": timetable.rules,
        "calendar": timetable.calendar,
    }
    return [told[column] for column in HEADS]


def _as_text(cell: Cell) -> str | int:
    if isinstance(cell, datetime.date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, datetime.timedelta):
        return broadcast_clock(round(cell.total_seconds()))
    return tidy(cell) if isinstance(cell, str) else cell


# ── Excel ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_FONT: Final = "Calibri"
_INK: Final = "FF1F2933"
_HEAD: Final = "FF1B4965"
_LINE: Final = "FFB8C4CE"
_FIXED: Final = "FFECEFF1"
_RELAY: Final = "FFFFF4CC"
_GRADES: Final = ("FFDCEBFA", "FFE3F4DF", "FFFDE7D3", "FFEADFF5", "FFD9F2F0")
"""Light enough to be read on when printed in grey; by grade."""

_MOST_CELL: Final = 300
_MOST_ROWS_OF_A_PAGE: Final = 26
"""More would be too small to be read on A4."""


def as_xlsx(timetable: Timetable, channels: Sequence[Channel], *, language: Language = "vi") -> bytes:
    """Write a plan as a workbook: for each channel a sheet as it hangs on the wall, and a list that can be read again.

    Sheets of channels are for reading; changes belong into the list. The same timetable gives the same bytes.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    by_name = {each.name: each for each in channels}
    used: set[str] = set()
    for name in timetable.channels:
        sheet = book.create_sheet(_sheet_name(by_name[name].title if name in by_name else name, used))
        _Grid(sheet, timetable, name, by_name.get(name), language).write()
    _list(book.create_sheet(_sheet_name(say("check-plan-list", {}, language), used)), timetable, language)
    return excel.workbook_bytes(book, created=timetable.created)


def _sheet_name(name: str, used: set[str]) -> str:
    """A name as Excel takes it: 31 letters, without some signs, none twice."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", tidy(name)).strip()[:28] or "LTV"
    found = next(each for n in range(1, 1000) if (each := plain if n == 1 else f"{plain} {n}").casefold() not in used)
    used.add(found.casefold())
    return found


def _put(sheet: Any, row: int, column: int, value: Cell, *, number_format: str = "") -> Any:
    """Fill a cell; a text is always a text, whatever it begins with."""
    cell = sheet.cell(row=row, column=column)
    excel.fill(cell, tidy(value) if isinstance(value, str) else value)
    if number_format:
        cell.number_format = number_format
    return cell


def _list(sheet: Any, timetable: Timetable, language: Language) -> None:
    """One line a programme, under heads that stay; what is for programs stands at the right, in grey."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    columns = list(HEADS)
    inks = Font(name=_FONT, color=_INK), Font(name=_FONT, color="FF7B8896")
    short, long = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
    for at, head in enumerate(_heads(language), start=1):
        cell = _put(sheet, 1, at, head)
        cell.font = Font(name=_FONT, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(columns[at - 1], 11)
    technical = columns.index("lesson_id") + 1
    for row, slot in enumerate(timetable.slots, start=2):
        fill = _fill(slot)
        for at, value in enumerate(_cells(slot, timetable, language), start=1):
            cell = _put(sheet, row, at, value, number_format=_format(value))
            cell.font = inks[at >= technical]
            cell.alignment = long if columns[at - 1] in ("title", "lesson") else short
            if at < technical:
                cell.fill = fill
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "F2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(timetable.slots) + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:{get_column_letter(technical - 1)}{len(timetable.slots) + 1}"
    sheet.print_title_rows = "1:1"


def _format(value: Cell) -> str:
    if isinstance(value, datetime.timedelta):
        return "[hh]:mm:ss" if round(value.total_seconds()) % 60 else "[hh]:mm"
    return "dd/mm/yyyy" if isinstance(value, datetime.date) else "@" if isinstance(value, str) else ""


def _fill(slot: Slot) -> Any:
    grades = slot.grades or ((slot.grade,) if slot.grade else ())
    if slot.kind == "fixed" or not grades:
        return _filled(_FIXED)
    return _filled(_RELAY if slot.kind == "relay" else _GRADES[(grades[0] - 1) % len(_GRADES)])


@functools.cache
def _filled(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


@functools.cache
def _dressed(bold: bool, centre: bool) -> tuple[Any, Any, Any]:
    """Border, letters and place of a cell in a grid; made once, for each cell takes them by comparing."""
    from openpyxl.styles import Alignment, Border, Font, Side

    side = Side(style="thin", color=_LINE)
    return (
        Border(left=side, right=side, top=side, bottom=side),
        Font(name=_FONT, size=10, bold=bold, color=_INK),
        Alignment(wrap_text=True, vertical="top", horizontal="center" if centre else "left"),
    )


class _Grid:
    """A channel's week as it hangs on the wall: days side by side, a row for each time at which something begins."""

    def __init__(
        self, sheet: Any, timetable: Timetable, name: str, channel: Channel | None, language: Language
    ) -> None:
        self.sheet, self.timetable, self.channel, self.language = sheet, timetable, channel, language
        self.name = name
        self.days = week_days(timetable.week)
        self.slots = [slot for slot in timetable.slots if slot.channel == name]
        self.starts = sorted({slot.start_s for slot in self.slots})

    def write(self) -> None:
        """Fill the sheet and make it ready for a printer."""
        from openpyxl.utils import get_column_letter

        self._titles()
        for at, start in enumerate(self.starts):
            row = at + 4
            cell = _put(self.sheet, row, 1, datetime.timedelta(seconds=start), number_format="[hh]:mm")
            self._dress(cell, bold=True, centre=True)
        for column, day in enumerate(self.days, start=2):
            self._day(column, day)
            self.sheet.column_dimensions[get_column_letter(column)].width = 23
        self.sheet.column_dimensions["A"].width = 8
        self._for_paper()

    def _titles(self) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        title = self.channel.title if self.channel else self.name
        first, last = (f"{day:%d/%m/%Y}" for day in (self.days[0], self.days[-1]))
        words = say("check-plan-grid-title", {"channel": title, "first": first, "last": last}, self.language)
        where = self.channel.where if self.channel else ""
        for row, text, size in ((1, words, 16), (2, where, 11)):
            self.sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=8)
            cell = _put(self.sheet, row, 1, text)
            cell.font = Font(name=_FONT, bold=row == 1, size=size, color=_INK)
        heads = [say("check-plan-grid-time", {}, self.language)]
        heads += [f"{day_name(day, self.language)}\n{day:%d/%m}" for day in self.days]
        for column, head in enumerate(heads, start=1):
            cell = self.sheet.cell(row=3, column=column, value=head)
            cell.font = Font(name=_FONT, bold=True, color="FFFFFFFF")
            cell.fill = PatternFill("solid", fgColor=_HEAD)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.sheet.row_dimensions[1].height = 26
        self.sheet.row_dimensions[3].height = 32

    def _day(self, column: int, day: datetime.date) -> None:
        """A day's programmes, each as high as the rows that it lasts; what overlaps in a plan by hand shares a cell."""
        mine = [slot for slot in self.slots if slot.date == day.isoformat()]
        by_row: dict[int, list[Slot]] = {}
        for slot in mine:
            by_row.setdefault(self.starts.index(slot.start_s), []).append(slot)
        filled: dict[int, bool] = {}
        for at, slots in sorted(by_row.items()):
            until = at + 1
            while (
                until < len(self.starts)
                and until not in by_row
                and self.starts[until] < slots[0].start_s + slots[0].length_s
            ):
                until += 1
            cell = self.sheet.cell(row=at + 4, column=column)
            excel.fill(cell, "\n".join(self._words(slot) for slot in slots)[: _MOST_CELL * 3])
            self._dress(cell, fill=_fill(slots[0]))
            for row in range(at, until):
                filled[row] = True
                if row > at:
                    self._dress(self.sheet.cell(row=row + 4, column=column), fill=_fill(slots[0]))
            if until > at + 1:
                self.sheet.merge_cells(start_row=at + 4, end_row=until + 3, start_column=column, end_column=column)
        for row in range(len(self.starts)):
            if row not in filled:
                self._dress(self.sheet.cell(row=row + 4, column=column))

    def _words(self, slot: Slot) -> str:
        grades = slot.grades or ((slot.grade,) if slot.grade else ())
        until = broadcast_clock(slot.start_s + slot.length_s)
        if slot.kind == "fixed":
            return f"{tidy(slot.title)[:_MOST_CELL]}\n– {until}"
        taught = ", ".join(subject_name(code, self.language) for code in slot.subjects)
        whom = say("check-plan-grid-grade", {"grades": ", ".join(map(str, grades))}, self.language)
        told = [f"{whom} · {taught}", tidy(slot.lesson_label or slot.title)[:_MOST_CELL]]
        if slot.kind == "relay":
            told[1] = f"{tidy(slot.source)}: {tidy(slot.title)[:_MOST_CELL]}"
        ends = f"– {until}"
        if slot.repeat:
            ends += f" ({say('check-plan-grid-repeat', {}, self.language)})"
        return "\n".join([*told, ends])

    def _dress(self, cell: Any, *, bold: bool = False, centre: bool = False, fill: Any = None) -> None:
        cell.border, cell.font, cell.alignment = _dressed(bold, centre)
        if fill is not None:
            cell.fill = fill

    def _for_paper(self) -> None:
        sheet = self.sheet
        lines: Callable[[int], int] = lambda at: max(  # noqa: E731
            (self._words(slot).count("\n") + 1 + len(slot.lesson_label or slot.title) // 26
             for slot in self.slots if slot.start_s == self.starts[at]),
            default=1,
        )  # fmt: skip
        for at in range(len(self.starts)):
            sheet.row_dimensions[at + 4].height = 14 * min(lines(at), 8) + 2
        sheet.freeze_panes = "B4"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = 1 if len(self.starts) <= _MOST_ROWS_OF_A_PAGE else 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = "1:3"
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.print_options.horizontalCentered = True
