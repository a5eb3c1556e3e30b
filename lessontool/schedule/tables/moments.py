"""Days and times as people write them: `04/10/2021`, `Thứ Hai`, `8h30`, `2 giờ chiều`, or cells of Excel."""

from __future__ import annotations

import datetime
import re
from typing import Final

from lessontool.schedule.tables.heads import bare
from lessontool.subtitles.reading.workbooks import Value

DAY_S: Final = 86_400
LATEST_S: Final = 30 * 3600
"""A broadcast day may run on after midnight, up to six in the morning."""

_SERIALS: Final = range(36_526, 73_051)
"""Days as Excel counts them where a cell has lost its format: the years 2000 to 2099."""

_EXCEL_START: Final = datetime.date(1899, 12, 30)

_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", re.ASCII)
_DMY: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?![\d:])", re.ASCII)
_DM: Final = re.compile(r"(?<!\d)(\d{1,2})\s*[/]\s*(\d{1,2})(?![\d/])", re.ASCII)

_WEEKDAYS: Final = {
    **{f"{word}{number}": number - 2 for word in ("t", "t ", "thu ", "thu") for number in range(2, 8)},
    **dict(zip(("hai", "ba", "tu", "nam", "sau", "bay"), range(6), strict=True)),
    **{f"thu {word}": at for at, word in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"))},
    **{str(number): number - 2 for number in range(2, 8)},
    **dict.fromkeys(("cn", "chu nhat", "sunday", "sun"), 6),
    **dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"), range(6), strict=True)),
    **dict(zip(("mon", "tue", "wed", "thur", "fri", "sat"), range(6), strict=True)),
}

_TIME: Final = (
    r"(\d{1,2})\s*(?:[:hHgG]|giờ|gio|giờ|h)\s*(?:(\d{1,2})(?::(\d{2}))?)?\s*(?:phút|phut|ph|p)?"
    r"\s*(sáng|sang|trưa|trua|chiều|chieu|tối|toi|đêm|dem|am|pm|a\.m\.|p\.m\.)?"
)
_ONE: Final = re.compile(_TIME, re.IGNORECASE)
_TWO: Final = re.compile(rf"(?:từ|tu|from)?\s*{_TIME}\s*(?:[-–—~]|đến|den|to|tới|toi)\s*{_TIME}", re.IGNORECASE)
_LATER: Final = ("chiều", "chieu", "tối", "toi", "pm", "p.m.", "đêm", "dem")


def date_in(value: Value) -> datetime.date | None:
    """Find a day in a cell; two numbers alone (`04/10`) are none, for they lack a year. None: there is none."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, (int, float)):
        return _EXCEL_START + datetime.timedelta(days=int(value)) if int(value) in _SERIALS else None
    if not isinstance(value, str):
        return None
    iso, usual = _ISO.search(value), _DMY.search(value)
    try:
        if iso:
            return datetime.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if usual:
            year = int(usual[3]) + (2000 if len(usual[3]) == 2 else 0)
            return datetime.date(year, int(usual[2]), int(usual[1]))
    except ValueError:
        return None
    return None


def day_and_month(value: Value) -> tuple[int, int] | None:
    """Find day and month where no year is written: `04/10`."""
    found = _DM.search(value) if isinstance(value, str) else None
    return (int(found[1]), int(found[2])) if found else None


def weekday_in(value: Value) -> int | None:
    """Say which day of the week a cell names, Monday is 0; None: it names none."""
    text = bare(str(value)) if isinstance(value, (str, int)) else ""
    if text in _WEEKDAYS:
        return _WEEKDAYS[text]
    words = text.split()
    return next((found for n in (2, 1) if (found := _WEEKDAYS.get(" ".join(words[:n]))) is not None), None)


def time_in(value: Value) -> int | None:
    """Read a time of day as seconds after 0:00; hours above 23 lie after midnight. None: it is none."""
    if isinstance(value, datetime.datetime):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, datetime.time):
        return value.hour * 3600 + value.minute * 60 + value.second
    if isinstance(value, datetime.timedelta):
        return _within(round(value.total_seconds()))
    if isinstance(value, float) and 0 <= value < LATEST_S / DAY_S:  # a cell of Excel that has lost its format
        return round(value * DAY_S)
    if not isinstance(value, str):
        return None
    found = _ONE.fullmatch(_without_date(value))
    return _seconds(*found.groups()) if found else None


def span_in(value: Value) -> tuple[int, int] | None:
    """Read from when until when, where one cell says both: `8h00–8h30`. None: it does not."""
    found = _TWO.fullmatch(_without_date(value)) if isinstance(value, str) else None
    if not found:
        return None
    said = found.groups()
    start, end = _seconds(*said[:4]), _seconds(*said[4:])
    return (start, end) if start is not None and end is not None else None


def minutes_in(value: Value) -> int | None:
    """Read a length as seconds: a number of minutes, `25 phút`, or hours and minutes `0:25`. None: it is none."""
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return time_in(value)
    if isinstance(value, float) and 0 < value < 0.5:
        return round(value * DAY_S)
    if isinstance(value, (int, float)):
        return round(value * 60)
    if not isinstance(value, str):
        return None
    plain = re.fullmatch(r"(\d{1,3})\s*(?:phút|phut|ph|p|'|min|mins|minutes)?", value.strip(), re.IGNORECASE)
    return int(plain[1]) * 60 if plain else time_in(value)


def ends_after(start_s: int, end_s: int) -> int | None:
    """Give when something ends that began at `start_s`; early in the morning is after midnight. None: it cannot."""
    if end_s > start_s:
        return end_s
    return end_s + DAY_S if start_s >= 18 * 3600 and end_s <= 6 * 3600 else None


def _without_date(text: str) -> str:
    text = _ISO.sub(" ", text) if _ISO.search(text) else _DMY.sub(" ", text)
    return text.replace("T", " ", 1).strip(" ,;") if text[:1] == "T" else text.strip(" ,;T")


def _seconds(hours: str, minutes: str | None, seconds: str | None, part: str | None) -> int | None:
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    hour = int(hours)
    if part and part.lower() in _LATER and hour < 12:
        hour += 12
    if part and part.lower() in ("am", "a.m.") and hour == 12:
        hour = 0
    return _within(hour * 3600 + int(minutes or 0) * 60 + int(seconds or 0))


def _within(seconds: int) -> int | None:
    return seconds if 0 <= seconds <= LATEST_S else None
