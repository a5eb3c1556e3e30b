"""A plan that somebody made: JSON of ours, CSV or a workbook, whatever its columns are called.

A cell for date, day, channel or grade that is empty is the one of the line above, as merged cells come out of Excel.
What cannot be read is refused with file, cell and column; nothing is guessed that would change what is on air.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.curriculum import GRADES, find_subject, suggest
from lessontool.errors import InputError
from lessontool.model import Channel, PlayoutItem, Slot, SlotKind, Timetable
from lessontool.planning.timetable.weeks import week_days, week_name
from lessontool.schedule.tables import moments
from lessontool.schedule.tables.heads import HEADS, Column, bare, column_of, known
from lessontool.schedule.tables.refusing import as_table
from lessontool.subtitles.reading.encodings import file_bytes
from lessontool.subtitles.reading.tables import MOST_LINES_ABOVE
from lessontool.subtitles.reading.workbooks import Line, Sheet, Value, read_sheets

BY_HAND: Final = "by hand"
"""`Timetable.solver` of a plan that names no finished lessons: its slots count as they stand."""

TABLE: Final = "table"
"""`Timetable.solver` of a plan that was read from a table with the lessons' ids."""

MOST_BYTES: Final = 16 << 20

_ISO_WEEK: Final = re.compile(r"(?<!\d)(\d{4})-?[Ww](\d{1,2})(?!\d)", re.ASCII)
_NO: Final = ("", "khong", "k", "no", "n", "0", "false", "sai")
_KINDS: Final[Mapping[str, SlotKind]] = {
    **dict.fromkeys(("bai hoc", "bai", "bai day", "lesson", "day hoc", "tiet hoc", "hoc"), "lesson"),
    **dict.fromkeys(("tiep song", "tiep", "relay", "tiep song bai hoc", "tiep phat"), "relay"),
    **dict.fromkeys(
        ("co dinh", "khac", "fixed", "thoi su", "tin tuc", "ban tin", "quang cao", "other", "news"), "fixed"
    ),
}
_RELAYED: Final = re.compile(r"(?:vtv|vov|ttxvn|htv|antv|qptv)\s*\d*", re.IGNORECASE)


def read_plan(
    path: Path, *, channels: Sequence[Channel] = (), week: str = "", encoding: str | None = None
) -> Timetable:
    """Read a plan: a timetable's JSON, CSV, or XLSX, also made by hand.

    `channels` are those that it may name, by name or title; a table without a channel's column is of the only one.
    `week` is the ISO week of a table that has only days of the week. Raises InputError: check-plan-… with the cell and
    its column, table-…, text-…; PlanError: airing-week.
    """
    with as_table():
        data = file_bytes(path, most_bytes=MOST_BYTES)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _json(data, path.name)
    days = week_days(week) if week else ()
    with as_table():
        sheets = read_sheets(data, path.name, lambda row: len(known(row)), encoding=encoding)
    reader = _Reader(file=path.name, channels=channels, days=days)
    tables = [(sheet, found) for sheet in sheets if (found := _heads(sheet)) is not None]
    if not tables:
        raise InputError("check-plan-columns", file=path.name, columns=_missing(sheets))
    slots = [slot for sheet, (at, columns) in tables for slot in reader.slots(sheet.lines, at, columns)]
    if not slots:
        raise InputError("check-plan-empty", file=path.name)
    return _timetable(slots, reader, tables)


def _json(data: bytes, name: str) -> Timetable:
    try:
        timetable = records.parse(Timetable, json.loads(data))
        week = {day.isoformat() for day in week_days(timetable.week)}
        for slot in timetable.slots:
            good = slot.date in week and 0 <= slot.start_s <= moments.LATEST_S and 0 < slot.length_s <= moments.DAY_S
            if not good:
                raise ValueError(f"slot {slot.channel} {slot.date} {slot.start_s} {slot.length_s}")
    except (ValueError, RecursionError) as error:
        raise InputError("check-plan-json", file=name, detail=str(error)[:500]) from error
    return timetable


def _timetable(
    slots: Sequence[Slot], reader: _Reader, tables: Sequence[tuple[Sheet, tuple[int, Mapping[Column, int]]]]
) -> Timetable:
    weeks = sorted({week_name(datetime.date.fromisoformat(slot.date)) for slot in slots})
    if len(weeks) > 1:
        raise InputError("check-plan-weeks", file=reader.file, weeks=", ".join(weeks[:5]))
    names = tuple(dict.fromkeys(slot.channel for slot in slots))
    with_ids = any("lesson_id" in columns for _, (_, columns) in tables)
    return Timetable(
        week=weeks[0],
        channels=names,
        rules=reader.said["rules"],
        calendar=reader.said["calendar"],
        created="",
        solver=TABLE if with_ids else BY_HAND,
        slots=tuple(sorted(slots, key=lambda slot: (names.index(slot.channel), slot.date, slot.start_s))),
    )


# ── the heads ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _enough(columns: Mapping[Column, int]) -> bool:
    return "start" in columns and bool({"subject", "title", "lesson"} & columns.keys()) and len(columns) >= 3


def _heads(sheet: Sheet) -> tuple[int, Mapping[Column, int]] | None:
    """Find the line of heads; gives its number among the lines and where each column is."""
    for at, line in enumerate(sheet.lines[: MOST_LINES_ABOVE + 1]):
        texts = [cell if isinstance(cell, str) else "" for cell in line.cells]
        columns = known(texts)
        if _enough(columns):
            told = [column_of(text) for text in texts]
            for column in columns:
                if told.count(column) > 1 and column != "note":
                    raise InputError(
                        "check-plan-column-twice", place=line.place(columns[column]), column=_called(column)
                    )
            return at, columns
    return None


def _missing(sheets: Sequence[Sheet]) -> str:
    best: Mapping[Column, int] = {}
    for sheet in sheets:
        for line in sheet.lines[: MOST_LINES_ABOVE + 1]:
            best = max(best, known([cell if isinstance(cell, str) else "" for cell in line.cells]), key=len)
    wanted: tuple[Column, ...] = ("date", "start", "end", "grade", "subject")
    return ", ".join(f"“{_called(each)}”" for each in wanted if each not in best) or f"“{_called('title')}”"


def _called(column: Column) -> str:
    return HEADS[column][0] if column in HEADS else "Thời lượng"


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, kw_only=True)
class _Row:
    """A line under its heads."""

    line: Line
    columns: Mapping[Column, int]

    def value(self, column: Column) -> Value:
        at = self.columns.get(column)
        if at is None or at >= len(self.line.cells):
            return ""
        if at in self.line.formulas:
            raise self.wrong("table-formula", column)
        return self.line.cells[at]

    def text(self, column: Column) -> str:
        value = self.value(column)
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

    def wrong(self, code: str, column: Column, **values: str) -> InputError:
        at = self.columns.get(column, 0)
        value = str(self.line.cells[at])[:60] if at < len(self.line.cells) else ""
        return InputError(code, place=self.line.place(at), column=_called(column), value=value, **values)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What is known from the lines above."""

    file: str
    channels: Sequence[Channel]
    days: Sequence[datetime.date]
    """Of the week, where somebody said which."""
    said: dict[str, str] = field(default_factory=lambda: {"rules": "", "calendar": ""})
    date: datetime.date | None = None
    channel: str = ""
    grades: tuple[int, ...] = ()

    def slots(self, lines: Sequence[Line], at: int, columns: Mapping[Column, int]) -> Iterator[Slot]:
        """Read the lines below the heads; titles above may say which week it is."""
        self.date, self.channel, self.grades = None, "", ()
        if not self.days:
            self.days = _week_above(lines[:at])
        for line in lines[at + 1 :]:
            row = _Row(line=line, columns=columns)
            if not any(row.value(column) != "" for column in columns if column not in ("note", "date", "weekday")):
                if not _is_footer(row):
                    self._day(row)
                continue
            if known([cell if isinstance(cell, str) else "" for cell in line.cells]).keys() >= columns.keys():
                continue  # the heads again, on the next page
            yield self._slot(row)

    def _slot(self, row: _Row) -> Slot:
        date = self._day(row)
        if date is None:
            raise row.wrong("check-plan-no-date", "date" if "date" in row.columns else "weekday")
        start_s, length_s = _times(row)
        kind = _kind(row)
        subjects = _subjects(row) if kind != "fixed" else ()
        grades = self._grades(row) if kind != "fixed" else ()
        for column in ("rules", "calendar"):
            self.said[column] = self.said[column] or row.text(column)
        label, title = row.text("lesson"), row.text("title")
        slot = Slot(
            channel=self._channel(row),
            date=date.isoformat(),
            start_s=start_s,
            length_s=length_s,
            kind=kind,
            title=title or label or row.text("subject"),
            grade=grades[0] if kind == "lesson" and len(grades) == 1 else None,
            grades=grades,
            subjects=subjects,
            counts=kind != "fixed" and (not row.text("counts") or bare(row.text("counts")) not in _NO),
            lesson_id=row.text("lesson_id") if kind == "lesson" else "",
            lesson_label=label,
            teachers=tuple(filter(None, (each.strip() for each in row.text("teachers").split(";")))),
            source=row.text("source"),
            address=row.text("address"),
            signed=bare(row.text("signed")) not in _NO,
            captions=bare(row.text("captions")) not in _NO,
            repeat=bare(row.text("repeat")) not in _NO,
            showing=_number(row, "showing") or 1,
        )
        return replace(slot, item=_item(row)) if kind == "lesson" else slot

    def _day(self, row: _Row) -> datetime.date | None:
        """Which day a line is of: its own, that of its week, or the one above."""
        value, named = row.value("date"), row.value("weekday")
        if value == "" and named == "":
            start = row.value("start")
            self.date = (moments.date_in(start) if not isinstance(start, (int, float)) else None) or self.date
            return self.date
        column: Column = "date" if value != "" else "weekday"
        found = moments.date_in(value) or moments.date_in(named) or self._in_week(row, value, named)
        if found is None:
            raise row.wrong("check-plan-date", column)
        weekday = moments.weekday_in(named) if isinstance(named, str) and named else None
        if weekday is not None and found.weekday() != weekday:
            raise row.wrong("check-plan-weekday", "weekday", date=found.strftime("%d/%m/%Y"))
        self.date = found
        return found

    def _in_week(self, row: _Row, value: Value, named: Value) -> datetime.date | None:
        """A day without its year, or a day of the week: of the week that the line, the title or the caller says."""
        days = self.days
        said = _ISO_WEEK.search(row.text("week"))
        if said:
            days = week_days(said[0])
        short = moments.day_and_month(value) or moments.day_and_month(named)
        weekday = moments.weekday_in(value)
        if weekday is None:
            weekday = moments.weekday_in(named)
        if not days and (short or weekday is not None):
            raise row.wrong("check-plan-no-week", "date" if value != "" else "weekday")
        if short:
            return next((day for day in days if (day.day, day.month) == short), None)
        return days[weekday] if days and weekday is not None else None

    def _channel(self, row: _Row) -> str:
        said = row.text("channel")
        names = {bare(word): each.name for each in self.channels for word in (each.title, each.name)}
        if not said:
            if not self.channel and len(self.channels) == 1:
                self.channel = self.channels[0].name
            if not self.channel:
                raise row.wrong("check-plan-no-channel", "channel")
            return self.channel
        found = names.get(bare(said)) if names else said
        if found is None:
            words = [word for each in self.channels for word in (each.name, each.title)]
            raise row.wrong("check-plan-channel", "channel", suggestion=suggest(said, words) or ", ".join(words))
        self.channel = found
        return found

    def _grades(self, row: _Row) -> tuple[int, ...]:
        said = row.value("grade")
        if said == "":
            if not self.grades:
                raise row.wrong("check-plan-grade", "grade")
            return self.grades
        text = bare(row.text("grade"))
        numbers = [int(each) for each in re.findall(r"\d+", text)]
        between = re.search(r"\d\s*[-–—]\s*\d", row.text("grade"))
        if between and len(numbers) == 2:
            numbers = list(range(numbers[0], numbers[1] + 1))
        strange = re.sub(r"\d+|lop|khoi|grades?|va|and|class|l\b|k\b", "", text).strip()
        if strange or not numbers or any(each not in GRADES for each in numbers) or isinstance(said, datetime.date):
            raise row.wrong("check-plan-grade", "grade")
        self.grades = tuple(dict.fromkeys(numbers))
        return self.grades


def _is_footer(row: _Row) -> bool:
    """Say whether a line is no part of the plan: a signature, a remark."""
    text = bare(f"{row.text('date')} {row.text('weekday')}")
    return not re.search(r"\d", text) and not text.startswith(("thu ", "ngay", "chu nhat", "cn"))


def _week_above(lines: Sequence[Line]) -> Sequence[datetime.date]:
    """The week that a title names: `2021-W40`, or the first date in it."""
    for line in lines:
        for cell in line.cells:
            said = _ISO_WEEK.search(cell) if isinstance(cell, str) else None
            if said:
                return week_days(said[0])
            day = moments.date_in(cell) if isinstance(cell, (str, datetime.date)) else None
            if day:
                return week_days(day.isoformat())
    return ()


def _times(row: _Row) -> tuple[int, int]:
    """When it begins and how long it lasts, in seconds."""
    span = moments.span_in(row.value("start"))
    start = span[0] if span else moments.time_in(row.value("start"))
    if start is None:
        raise row.wrong("check-plan-time", "start")
    if span and row.value("end") == "":
        return start, _length(row, start, span[1])
    if row.value("end") != "":
        return start, _length(row, start, moments.time_in(row.value("end")))
    if row.value("minutes") == "":
        raise row.wrong("check-plan-no-end", "start")
    length = moments.minutes_in(row.value("minutes"))
    if not length or not 0 < length <= moments.DAY_S:
        raise row.wrong("check-plan-time", "minutes")
    return start, length


def _length(row: _Row, start: int, end: int | None) -> int:
    column: Column = "end" if row.value("end") != "" else "start"
    if end is None:
        raise row.wrong("check-plan-time", column)
    after = moments.ends_after(start, end)
    if after is None:
        raise row.wrong("check-plan-ends-before", column)
    return after - start


def _kind(row: _Row) -> SlotKind:
    said = bare(row.text("kind"))
    if said in _KINDS:
        return _KINDS[said]
    taught = row.value("subject") != ""
    relayed = _RELAYED.match(row.text("source")) is not None
    return "relay" if taught and relayed else "lesson" if taught else "fixed"


def _subjects(row: _Row) -> tuple[str, ...]:
    """The subjects' codes; a word that is no subject stays as it is written, and checking complains of it."""
    said = row.text("subject")
    found: list[str] = []
    for part in filter(None, (part.strip() for part in said.split(";"))):
        whole = find_subject(part)  # a name may have “và” in it: Lịch sử và Địa lí
        words = [part] if whole else [word.strip() for word in re.split(r"[,/+&]|\bvà\b", part) if word.strip()]
        found += [subject.code if (subject := find_subject(word)) else word for word in words]
    if not found:
        raise row.wrong("check-plan-no-subject", "subject")
    return tuple(dict.fromkeys(found))


def _number(row: _Row, column: Column) -> int | None:
    text = row.text(column)
    if text and not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise row.wrong("check-plan-number", column)
    return int(text) if text else None


def _item(row: _Row) -> PlayoutItem | None:
    """What playout plays, where the table says so."""
    frames: tuple[Column, ...] = ("in_frames", "out_frames", "file_frames")
    begins, ends, whole = (_number(row, column) for column in frames)
    if not row.text("house_number") or begins is None or ends is None or whole is None:
        if not row.text("house_number"):
            return None
        begins = ends = whole = 0
    return PlayoutItem(
        file=row.text("file"),
        house_number=row.text("house_number"),
        in_frames=begins,
        out_frames=ends,
        file_frames=whole,
        sha256=row.text("sha256"),
    )
