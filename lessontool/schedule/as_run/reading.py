"""Logs of what was on air: a table (CSV or XLSX), BXF's as-run messages (SMPTE ST 2021), or ffplayout's own log.

A frame number of 25 or more, or a minute of 60, is refused: whoever wrote it counted otherwise than 25 a second, and
every length in the log would be wrong.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final, Literal, get_args

from lessontool.errors import InputError
from lessontool.model import AsRun
from lessontool.schedule.tables.heads import bare
from lessontool.schedule.tables.moments import DAY_S, date_in
from lessontool.schedule.tables.refusing import as_table
from lessontool.subtitles.reading.encodings import file_bytes, read_text, tidy
from lessontool.subtitles.reading.tables import MOST_LINES_ABOVE
from lessontool.subtitles.reading.workbooks import Line, Sheet, Value, read_sheets

Status = Literal["aired", "late", "cut", "missed", "replaced"]
Column = Literal[
    "channel",
    "date",
    "planned_start",
    "actual_start",
    "planned_frames",
    "actual_frames",
    "house_number",
    "status",
    "note",
]

MOST_BYTES: Final = 32 << 20
MOST_EVENTS: Final = 20_000
_FPS: Final = 25
_LONGEST: Final = 300

_CALLED: Final[Mapping[Column, tuple[str, str]]] = {
    "channel": ("Kênh", "channel|kenh|station|kenh phat"),
    "date": ("Ngày", "date|ngay|ngay phat|ngay phat song|broadcast date"),
    "planned_start": ("Giờ dự kiến", "planned start|gio du kien|gio ke hoach|du kien|ke hoach|scheduled start|planned"),
    "actual_start": (
        "Giờ thực tế",
        "actual start|gio thuc te|gio phat|gio phat thuc te|thuc te|gio|gio bat dau|start|start time|actual|time",
    ),
    "planned_frames": (
        "Khung hình dự kiến",
        "planned frames|khung hinh du kien|thoi luong du kien|planned duration|thoi luong ke hoach",
    ),
    "actual_frames": (
        "Khung hình thực tế",
        "actual frames|khung hinh thuc te|thoi luong thuc te|actual duration|thoi luong|duration|frames|so khung hinh",
    ),
    "house_number": (
        "Mã phát sóng",
        "house number|ma phat song|ma phat|ma bang|ma chuong trinh|house no|house id|clip|clip id|tep|file|source",
    ),
    "status": ("Trạng thái", "status|trang thai|tinh trang|ket qua|result"),
    "note": ("Ghi chú", "note|ghi chu|notes|remark|remarks|comment"),
}
_NAMES: Final[Mapping[str, Column]] = {
    bare(name): column for column, (head, names) in _CALLED.items() for name in (head, *names.split("|"))
}
_STATUS: Final[Mapping[str, Status]] = {
    **{each: each for each in get_args(Status)},
    **dict.fromkeys(("da phat", "phat dung", "dung gio", "phat du", "ok", "aired without discrepancy", "co"), "aired"),
    **dict.fromkeys(("tre", "muon", "phat tre", "phat muon", "cham", "late start"), "late"),
    **dict.fromkeys(("cat", "bi cat", "phat thieu", "thieu", "ran short", "short", "aired short", "truncated"), "cut"),
    **dict.fromkeys(("khong phat", "khong", "bo", "bo qua", "did not air", "not aired", "skipped", "failed"), "missed"),
    **dict.fromkeys(("thay", "thay the", "bi thay", "thay bang", "substituted", "replacement"), "replaced"),
}

_CLOCK: Final = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:([:;.,])(\d{1,6}))?)?(?![\d:])", re.ASCII)
_ZONE: Final = re.compile(r"(?<=\d)\s*(Z|[+-]\d{2}:?\d{2})$", re.ASCII)
_LOGGED: Final = r"\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[.,]\d+\]\s*\[\s*INFO\]\s*"
_PLAY: Final = re.compile(_LOGGED + r"Play(?: for (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?)?: (.+)")
"""ffplayout's line at the start of a clip, as logs in its issues #205, #486 and #626 have it, with and without how
long the clip is to be."""

_STOP: Final = re.compile(_LOGGED + "Playout done")
_TAGS: Final = re.compile(r"<[^>]{0,80}>|\x1b\[[\d;]*m")


def read_as_run(path: Path, *, channel: str = "") -> tuple[AsRun, ...]:
    """Read a log of what was on air; `channel` is the one of a log that names none.

    Every line is as it was logged: whether it was late or cut is found out when it is held against the plan. Raises
    InputError: as-run-… with the line, table-workbook, text-….
    """
    with as_table():
        data = file_bytes(path, most_bytes=MOST_BYTES)
    start = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        events = tuple(_bxf(data, path.name, channel))
    elif b"] [" in start and start.startswith(b"["):
        events = tuple(_ffplayout(data, path.name, channel))
    else:
        with as_table():
            sheets = read_sheets(data, path.name, lambda row: len(_known(row)))
        events = tuple(_table(sheets, path.name, channel))
    if not events:
        raise InputError("as-run-empty", file=path.name)
    if len(events) > MOST_EVENTS:
        raise InputError("as-run-too-many", file=path.name, most=MOST_EVENTS)
    return events


def house_number(name: str) -> str:
    """Name a clip as traffic does: without folders and without its ending."""
    last = PureWindowsPath(PurePosixPath(tidy(name)).name).name
    stem, dot, ending = last.rpartition(".")
    return (stem if dot and 2 <= len(ending) <= 4 and stem else last)[:_LONGEST]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _known(heads: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for place, head in enumerate(heads):
        column = _NAMES.get(bare(re.sub(r"\(.*?\)", " ", head[:200])))
        if column:
            found.setdefault(column, place)
    return found


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    columns: Mapping[Column, int]

    def value(self, column: Column) -> Value:
        at = self.columns.get(column)
        return "" if at is None or at >= len(self.line.cells) else self.line.cells[at]

    def text(self, column: Column) -> str:
        return str(self.value(column)).strip()[:_LONGEST]

    def wrong(self, code: str, column: Column) -> InputError:
        place = self.line.place(self.columns.get(column, 0))
        return InputError(code, place=place, column=_CALLED[column][0], value=self.text(column)[:60])


def _table(sheets: Sequence[Sheet], name: str, channel: str) -> Iterator[AsRun]:
    found = False
    for sheet in sheets:
        for at, line in enumerate(sheet.lines[: MOST_LINES_ABOVE + 1]):
            columns = _known([cell if isinstance(cell, str) else "" for cell in line.cells])
            if {"planned_start", "actual_start"} & columns.keys() and len(columns) >= 3:
                found = True
                yield from _events([_Row(each, columns) for each in sheet.lines[at + 1 :]], channel)
                break
    if not found:
        wanted = ", ".join(f"“{_CALLED[each][0]}”" for each in ("date", "actual_start", "house_number"))
        raise InputError("as-run-columns", file=name, columns=wanted)


def _events(rows: Sequence[_Row], channel: str) -> Iterator[AsRun]:
    date: datetime.date | None = None
    for row in rows:
        if all(row.value(column) == "" for column in row.columns if column not in ("date", "channel", "note")):
            continue
        if row.value("date") != "":
            date = date_in(row.value("date"))
            if date is None:
                raise row.wrong("as-run-date", "date")
        planned, actual = (_moment(row, column, date) for column in ("planned_start", "actual_start"))
        begun = planned or actual
        if begun is None:
            raise row.wrong("as-run-time", "actual_start" if "actual_start" in row.columns else "planned_start")
        status = _STATUS.get(bare(row.text("status")))
        if row.text("status") and status is None:
            raise row.wrong("as-run-status", "status")
        day = begun[0]
        yield AsRun(
            channel=row.text("channel") or channel,
            date=day.isoformat(),
            planned_start_s=_since(day, planned),
            actual_start_s=_since(day, actual) if status != "missed" else None,
            planned_frames=_frames(row, "planned_frames"),
            actual_frames=_frames(row, "actual_frames"),
            house_number=house_number(row.text("house_number")),
            status=status or ("aired" if actual else "missed"),
            note=row.text("note"),
        )


_Moment = tuple[datetime.date, int]
"""A day, and seconds after its 0:00."""


def _since(day: datetime.date, moment: _Moment | None) -> int | None:
    return None if moment is None else (moment[0] - day).days * DAY_S + moment[1]


def _moment(row: _Row, column: Column, date: datetime.date | None) -> _Moment | None:
    """When something was, or was to be, on air; hours above 23 lie after midnight. None: the cell is empty."""
    value = row.value(column)
    if value == "" or (isinstance(value, str) and value.strip("-–— ") == ""):
        return None
    if isinstance(value, datetime.datetime):
        return value.date(), value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, datetime.time):
        seconds: int | None = value.hour * 3600 + value.minute * 60 + value.second
    elif isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
    elif isinstance(value, float) and 0 <= value < 1.25:
        seconds = round(value * DAY_S)
    else:
        text = str(value)
        zone = _ZONE.search(text)
        if zone and zone[1].replace(":", "") != "+0700":
            raise row.wrong("as-run-zone", column)
        date = date_in(text) or date
        seconds = _clock(row, column, _ZONE.sub("", text))
    if seconds is None:
        raise row.wrong("as-run-time", column)
    if date is None:
        raise row.wrong("as-run-date", column)
    return date, seconds


def _clock(row: _Row, column: Column, text: str) -> int | None:
    found = _CLOCK.search(text.replace("T", " "))
    if not found:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4] in (":", ";") and int(found[5]) >= _FPS:
        raise row.wrong("as-run-frames", column)
    return hours * 3600 + minutes * 60 + seconds if hours <= 30 and minutes < 60 and seconds < 60 else None


def _frames(row: _Row, column: Column) -> int:
    """A length in frames, as a number of them or as hours:minutes:seconds:frames; 0: it is not said."""
    value = row.value(column)
    if value == "":
        return 0
    if isinstance(value, datetime.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) * _FPS
    if isinstance(value, datetime.timedelta):
        return round(value.total_seconds() * _FPS)
    text = row.text(column)
    if re.fullmatch(r"\d{1,9}(\.0)?", text, re.ASCII):
        return int(float(text))
    found = _timecode(text)
    if found is None:
        late = re.search(r"[:;](\d{2})$", text)
        raise row.wrong("as-run-frames" if late and int(late[1]) >= _FPS else "as-run-length", column)
    return found


def _timecode(text: str) -> int | None:
    """Read `00:25:00:00` or `00:25:00` as frames; None: it is none at 25 frames a second."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2}):(\d{2})(?:[:;](\d{2}))?", text.strip(), re.ASCII)
    if not found:
        return None
    hours, minutes, seconds, frames = (int(each or 0) for each in found.groups())
    whole = minutes < 60 and seconds < 60 and frames < _FPS
    return ((hours * 60 + minutes) * 60 + seconds) * _FPS + frames if whole else None


# ── BXF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bxf(data: bytes, name: str, channel: str) -> Iterator[AsRun]:
    """Read BasicAsRun events, whatever year BXF's namespace has."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InputError("as-run-xml", file=name, detail=str(error)[:300]) from error
    schedules = [each for each in root.iter() if _tag(each) == "Schedule"] or [root]
    number = 0
    for schedule in schedules:
        heads = [each for each in schedule if _tag(each) == "Channel"]
        said = next((_any(each.attrib, "ShortName", "shortName") for each in heads), "") or channel
        for event in schedule.iter():
            if _tag(event) == "BasicAsRun":
                number += 1
                yield _basic(event, f"{name} #{number}", tidy(said)[:_LONGEST])


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _any(attributes: Mapping[str, str], *names: str) -> str:
    return next((attributes[name] for name in names if name in attributes), "")


def _basic(event: Any, place: str, channel: str) -> AsRun:
    parts = {_tag(each): each for each in event.iter()}
    texts = {tag: (each.text or "").strip() for tag, each in parts.items()}
    detail = parts.get("AsRunDetail", event)
    start, length = (_code_in(detail, tag, place) for tag in ("StartDateTime", "Duration"))
    moment = next((each for each in detail.iter() if _tag(each) in ("SmpteDateTime", "StartDateTime")
                   and each.get("broadcastDate")), None)  # fmt: skip
    date = date_in(moment.get("broadcastDate", "")) if moment is not None else None
    if date is None or start is None:
        raise InputError("as-run-time", place=place, column="StartDateTime", value=texts.get("SmpteTimeCode", "")[:60])
    said = texts.get("Status", "")
    status = _STATUS.get(bare(said), "aired")
    return AsRun(
        channel=channel,
        date=date.isoformat(),
        planned_start_s=None,
        actual_start_s=start // _FPS if status != "missed" else None,
        planned_frames=0,
        actual_frames=length or 0,
        house_number=house_number(texts.get("HouseNumber", "")),
        status=status,
        note=tidy(said)[:_LONGEST],
    )


def _code_in(detail: Any, tag: str, place: str) -> int | None:
    """The timecode below an element, in frames."""
    around = next((each for each in detail.iter() if _tag(each) == tag), None)
    code = next((each for each in around.iter() if _tag(each) == "SmpteTimeCode"), None) if around is not None else None
    if code is None or not (code.text or "").strip():
        return None
    frames = _timecode((code.text or "").strip())
    if frames is None:
        raise InputError("as-run-frames", place=place, column=tag, value=(code.text or "").strip()[:60])
    return frames


# ── ffplayout ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _ffplayout(data: bytes, name: str, channel: str) -> Iterator[AsRun]:
    """Read when clips began; each was on air until the next one began, at most as long as it was to be."""
    text = _TAGS.sub("", read_text(data, name=name).text)
    begun: tuple[datetime.datetime, int, str] | None = None
    for line in text.split("\n"):
        stop, play = _STOP.search(line), _PLAY.search(line)
        if not play and not stop:
            continue
        found = play or stop
        assert found is not None  # noqa: S101  # one of them it was
        moment = datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}")
        if begun:
            yield _played(*begun, moment, channel)
        begun = None
        if play:
            length = (
                (_timecode(play[3]) or 0) + round(int((play[4] or "0").ljust(3, "0")) * _FPS / 1000) if play[3] else 0
            )
            begun = moment, length, play[5]
    if begun:
        yield _played(*begun, None, channel)


def _played(moment: datetime.datetime, length: int, clip: str, until: datetime.datetime | None, channel: str) -> AsRun:
    real = round((until - moment).total_seconds()) * _FPS if until else length
    event = AsRun(
        channel=channel,
        date=moment.date().isoformat(),
        planned_start_s=None,
        actual_start_s=moment.hour * 3600 + moment.minute * 60 + moment.second,
        planned_frames=length,
        actual_frames=length,
        house_number=house_number(clip),
        status="aired",
    )
    # the log has whole seconds: a clip that seems a second short is not
    return replace(event, actual_frames=real) if not length or real < length - 2 * _FPS else event
