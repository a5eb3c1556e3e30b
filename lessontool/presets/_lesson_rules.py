"""What must be true of a lesson beyond the types of its fields: the curriculum's order, dates, paths, numbers."""

from __future__ import annotations

import datetime
import re
import unicodedata
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from lessontool import curriculum
from lessontool.model.preset import Destination
from lessontool.presets._fields import Complaint, Reading

DESTINATIONS: Final[tuple[Destination, ...]] = ("tv", "online", "radio")

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
_PRESET: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_VIETNAMESE_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z]:[\\/]")

FILM_SUFFIXES: Final = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".vob", ".ts", ".m2ts", ".mts"}
    | {".wmv", ".asf", ".flv", ".mxf", ".dv", ".ogv"}
)
"""How files that hold moving pictures are called; whether one really does is seen when it is looked at."""

_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?", re.IGNORECASE)
_LONGEST_ADDRESS: Final = 300
"""Characters: more make a QR code so fine that a phone cannot read it from a screen."""

ATTACHMENT_SUFFIXES: Final = frozenset(
    {".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".txt", ".rtf", ".jpg", ".jpeg", ".png", ".mp3"}
)
"""Worksheets that pupils and parents can open and print; no program, no archive, no page that runs anything."""

_MOST_ATTACHMENTS: Final = 10
_MOST_BROADCASTS: Final = 4
_LONGEST_BROADCAST: Final = 80

_RANGES: Final = {
    "grade": curriculum.GRADES,
    "week": curriculum.WEEKS,
    "lesson_number": range(1, 1000),
    "part": range(1, 100),
    "parts": range(1, 100),
    "duration_minutes": range(1, 601),
    "video_track": range(1, 100),
    "audio_track": range(1, 100),
}
_TIMES: Final = ("start_s", "end_s", "poster_s")


def complete(data: dict[str, Any], reading: Reading, folder: Path) -> None:
    """Bring a lesson's values to their one spelling and note every rule that they break."""
    _check_numbers(data, reading)
    _check_school(data, reading)
    _check_paths(data, reading, folder)
    _check_dates(data, reading)
    _check_words(data, reading)
    _check_times(data, reading)
    _check_presentation(data, reading)


def value_of(field: str, text: str) -> tuple[str | None, str]:
    """Check one short answer by itself: its one spelling, or None and an example of what would be right."""
    name = field.rpartition(".")[2]
    if field == "subject":
        subject = curriculum.find_subject(text)
        return (subject.code if subject else None), curriculum.suggest_subject(text) or "TO"
    if field == "series":
        series = curriculum.find_series(text)
        return (series.code if series else None), curriculum.suggest_series(text) or "KNTT"
    if field == "school_year":
        return _school_year(text), "2021-2022"
    if name in ("date", "expires"):
        return iso_date(text), "31/12/2026"
    if name in _RANGES:
        allowed = _RANGES[name]
        right = bool(re.fullmatch(r"\d{1,4}", text, re.ASCII)) and int(text) in allowed
        return (str(int(text)) if right else None), f"{allowed.start}–{allowed.stop - 1}"
    return text, ""


def iso_date(text: str) -> str | None:
    """Write a date as `YYYY-MM-DD`, also when it was written `31/12/2026`; None: there is no such day."""
    match = _VIETNAMESE_DATE.fullmatch(text)
    if match:
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _school_year(text: str) -> str | None:
    try:
        return curriculum.school_year(text)
    except ValueError:
        return None


def _check_numbers(data: dict[str, Any], reading: Reading) -> None:
    for field, allowed in _RANGES.items():
        value = data.get(field)
        if value is not None and value not in allowed:
            span = f"{allowed.start}–{allowed.stop - 1}"
            reading.wrong(field, f"must be {span}", value=value, example=span)
    part, parts = data.get("part"), data.get("parts")
    if part is not None and parts is not None and part > parts:
        reading.wrong("part", f"part {part} of {parts}", value=part, example=f"1–{parts}")


def _check_school(data: dict[str, Any], reading: Reading) -> None:
    year = data.get("school_year")
    if year:
        data["school_year"] = _school_year(year)
        if data["school_year"] is None:
            reading.wrong("school_year", "not a school year such as 2021-2022", value=year, example="2021-2022")
    subject = _find(data, reading, "subject")
    series = _find(data, reading, "series")
    grade: int = data.get("grade") or 0
    year = data.get("school_year")
    if grade not in curriculum.GRADES or not year:
        return
    if subject and subject not in curriculum.subjects_of(grade, year):
        _not_in_grade(reading, "subject", subject, grade, year)
    if series and series not in curriculum.series_of(grade, year):
        _not_in_grade(reading, "series", series, grade, year)


def _find(data: dict[str, Any], reading: Reading, field: str) -> str | None:
    word = data.get(field)
    if not word:
        return None
    code = value_of(field, word)[0]
    if code is None:
        known = curriculum.subjects() if field == "subject" else curriculum.all_series()
        guess = (curriculum.suggest_subject if field == "subject" else curriculum.suggest_series)(word) or ""
        choices = ", ".join(f"{item.code} ({item.name_vi})" for item in known)
        values = {field: word[:100], "suggestion": guess or choices}
        line = reading.line(field)
        reason = f"{word[:100]!r} is not known"
        reading.add(
            Complaint("wrong", line, field, reason, suggestion=guess, code=f"lesson-{field}-unknown", values=values)
        )
        return None
    data[field] = code
    return code


def _not_in_grade(reading: Reading, field: str, code: str, grade: int, year: str) -> None:
    item: curriculum.Subject | curriculum.Series
    if field == "subject":
        item = curriculum.subject(code)
        related = curriculum.related_subjects(code, grade, year)
        names = [curriculum.subject(other) for other in related or curriculum.subjects_of(grade, year)]
        everything = [curriculum.subject(other).name_vi for other in curriculum.subjects_of(grade, year)]
    else:
        item = curriculum.series(code)
        related = ()
        names = []
        everything = [f"{other} ({curriculum.series(other).name_vi})" for other in curriculum.series_of(grade, year)]
    near = f"{names[0].code} ({names[0].name_vi})" if related else ""
    listed = ", ".join(everything)
    reason = f"grade {grade} in {year} has no {code} ({item.name_vi}); it has {listed}"
    values: dict[str, object] = {field: item.name_vi, "grade": grade, "school_year": year}
    values["subjects" if field == "subject" else "list"] = listed
    code_of = f"lesson-{field}-not-in-grade"
    reading.add(Complaint("wrong", reading.line(field), field, reason, suggestion=near, code=code_of, values=values))


def _check_paths(data: dict[str, Any], reading: Reading, folder: Path) -> None:
    for field in ("recording", "script", "captions", "radio_opening"):
        _check_path(data, field, field, reading, folder)
    for number, translation in enumerate(data.get("translations", ()), start=1):
        _check_path(translation, "file", f"translations[{number}].file", reading, folder)
    _check_attachments(data, reading, folder)
    interpreter = data.get("sign_language")
    if isinstance(interpreter, dict):
        _check_path(interpreter, "file", "sign_language.file", reading, folder)


def _check_attachments(data: dict[str, Any], reading: Reading, folder: Path) -> None:
    names = data.get("attachments", ())
    if len(names) > _MOST_ATTACHMENTS:
        reading.wrong("attachments", f"more than {_MOST_ATTACHMENTS} files: put them into one")
    kept: list[str] = []
    for number, name in enumerate(names, start=1):
        path, one = f"attachments[{number}]", {"file": name}
        _check_path(one, "file", path, reading, folder)
        if Path(name).suffix.lower() not in ATTACHMENT_SUFFIXES:
            known = ", ".join(sorted(ATTACHMENT_SUFFIXES))
            reading.wrong(path, f"not a file that every computer opens ({known})", value=name, example="phieu.pdf")
        elif one.get("file") in kept:
            reading.wrong(path, "this file is there already", value=name)
        kept.append(one.get("file", ""))
    if names:
        data["attachments"] = tuple(kept)


def _check_path(values: dict[str, Any], field: str, path: str, reading: Reading, folder: Path) -> None:
    name = values.get(field)
    if not name:
        values.pop(field, None)
    elif leaves_folder(name):
        reason = "must be the name of a file inside the lesson folder"
        said = {"value": name[:200]}
        reading.add(Complaint("wrong", reading.line(path), path, reason, code="lesson-file-outside", values=said))
    else:
        values[field] = as_on_disk(folder, name)


def is_language(tag: str) -> bool:
    """Whether a text looks like a language tag of BCP 47, such as `vi` or `hmn`."""
    return bool(_LANGUAGE.fullmatch(tag))


def leaves_folder(name: str) -> bool:
    """Whether a file name could lead out of the lesson folder: an address, a drive, `..`, a path from the root."""
    parts = name.split("/")
    return bool(
        _ADDRESS.match(name)
        or "\\" in name
        or name.startswith("/")
        or ".." in parts
        or "" in parts
        or any(sign in name for sign in "\t\n\r")
    )


def as_on_disk(folder: Path, name: str) -> str:
    """A file copied from a Mac may have the same name in other code points (NFD); take the one that is there."""
    parent, _, last = name.rpartition("/")
    place = folder / parent
    if (place / last).exists() or not place.is_dir():
        return name
    same = [path.name for path in place.iterdir() if unicodedata.normalize("NFC", path.name) == last]
    return f"{parent}/{same[0]}" if parent and same else same[0] if same else name


def _check_dates(data: dict[str, Any], reading: Reading) -> None:
    for group, field in (("rights", "expires"), ("consent", "date")):
        values = data.get(group)
        if isinstance(values, dict) and values.get(field):
            written = values[field]
            values[field] = iso_date(written)
            if values[field] is None:
                reason = "not a date such as 2026-12-31"
                reading.wrong(f"{group}.{field}", reason, value=written, example="31/12/2026")


def _check_words(data: dict[str, Any], reading: Reading) -> None:
    if data.get("language") and not is_language(data["language"]):
        reading.wrong("language", "not a language tag (BCP 47)", value=data["language"], example="vi")
    _check_translations(data, reading)
    consent = data.get("consent")
    lists = [("destinations", data)] + ([("scope", consent)] if isinstance(consent, dict) else [])
    for field, owner in lists:
        path = field if owner is data else f"consent.{field}"
        for number, word in enumerate(owner.get(field, ()), start=1):
            if word not in DESTINATIONS:
                near = curriculum.suggest(word, DESTINATIONS) or ""
                example = " / ".join(DESTINATIONS)
                reading.wrong(
                    f"{path}[{number}]", f"not one of {example}", value=word, example=example, suggestion=near
                )
    for field in ("destinations", "presets"):
        words = data.get(field, ())
        if len(set(words)) != len(words):
            reading.wrong(
                field, "one of them stands there twice", value=", ".join(words), example=", ".join(dict.fromkeys(words))
            )
    if data.get("destinations") == ():
        reading.wrong("destinations", "empty list", example=" / ".join(DESTINATIONS))
    for number, word in enumerate(data.get("presets", ()), start=1):
        if not _PRESET.fullmatch(word):
            reading.wrong(f"presets[{number}]", "not a name of a preset", value=word, example="tv-xdcam-hd422")


def _check_translations(data: dict[str, Any], reading: Reading) -> None:
    spoken = str(data.get("language") or "vi").casefold()
    seen = {spoken}
    for number, translation in enumerate(data.get("translations", ()), start=1):
        tag = translation.get("language")
        path = f"translations[{number}].language"
        if tag and not is_language(tag):
            reading.wrong(path, "not a language tag (BCP 47)", value=tag, example="en")
        elif tag and tag.casefold() in seen:
            reading.wrong(path, "this language is there already", value=tag, example="en")
        seen.add(str(tag).casefold())
    style = data.get("caption_style")
    if style and not _PRESET.fullmatch(style):
        reading.wrong("caption_style", "not a name of a caption style", value=style, example="grade-1-2")


def _check_times(data: dict[str, Any], reading: Reading) -> None:
    for field in _TIMES:
        value: Fraction | None = data.get(field)
        if value is not None and value < 0:
            reading.wrong(field, "before the beginning", value=value, example="00:01:30")
    start, end = data.get("start_s"), data.get("end_s")
    if end is not None and end <= (start or 0):
        reading.wrong("end_s", "not after start_s", value=end, example="00:25:00")
    last: Fraction | None = None
    for number, chapter in enumerate(data.get("chapters", ()), start=1):
        at = chapter.get("start_s")
        if at is None:
            continue
        if at < 0 or (last is not None and at <= last):
            path = f"chapters[{number}].start_s"
            reading.wrong(path, "chapters must follow each other in time", value=at, example="00:01:30")
        last = at


def is_preset_name(text: str) -> bool:
    """Whether a text could be the name of a preset, a caption style or a brand: small letters, digits, hyphens."""
    return bool(_PRESET.fullmatch(text))


def _check_presentation(data: dict[str, Any], reading: Reading) -> None:
    """What stands around the lesson: its brand, when it is shown next, where the worksheets are."""
    brand = data.get("brand")
    if brand and not is_preset_name(brand):
        reading.wrong("brand", "not a name of a brand", value=brand, example="province")
    broadcasts = data.get("broadcasts", ())
    if len(broadcasts) > _MOST_BROADCASTS:
        many = f"more than {_MOST_BROADCASTS}: nobody can read so much at the end"
        reading.wrong("broadcasts", many, value=len(broadcasts), example=f"1–{_MOST_BROADCASTS}")
    for number, text in enumerate(broadcasts, start=1):
        if len(text) > _LONGEST_BROADCAST:
            long = f"longer than {_LONGEST_BROADCAST} characters"
            reading.wrong(f"broadcasts[{number}]", long, value=text, example="Thứ Hai 6/9, 8:00, kênh LTV1")
    address = data.get("materials_url")
    if address and not (_WEB_ADDRESS.fullmatch(address) and len(address) <= _LONGEST_ADDRESS):
        reason = f"not a web address that begins with https:// and has at most {_LONGEST_ADDRESS} characters"
        reading.wrong("materials_url", reason, value=address, example="https://hoclieu.example.vn/toan1/bai12")
