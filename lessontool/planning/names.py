"""File names that every playout server, USB stick and school computer takes: plain letters, no spaces, no marks."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from typing import Final

from lessontool.errors import PresetError
from lessontool.model import Lesson
from lessontool.model.preset import FILE_NAME_FIELDS

MAX_NAME_BYTES: Final = 80
"""Longest name without its ending where a caller says nothing else; with ending and folder it fits Windows paths."""

_NOTHING_LEFT: Final = "bai_hoc"
"""The name of something whose title has no letter at all ("lesson")."""

_D: Final = str.maketrans("đĐðÐɖƉ", "dDdDdD")
"""đ has no base letter in Unicode; eth and African d look like it and get typed instead of it."""

_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])", re.IGNORECASE)
"""Device names that Windows refuses as file names, with any ending (Microsoft, "Naming Files")."""


def slug(text: str, *, max_bytes: int = MAX_NAME_BYTES) -> str:
    """Write any text with A–Z, a–z, 0–9, `_` and `-` only: "Bài 5: Đường đi" becomes `Bai_5_Duong_di`.

    Vietnamese letters lose their marks (đ becomes d), spaces and signs become one `_`, emoji and other scripts are
    dropped. The result is never empty, never a reserved Windows name, at most `max_bytes` (8 or more) long, and its own
    slug.
    """
    return _safe(_latin(text), max_bytes)


def file_name(template: str, lesson: Lesson, *, max_bytes: int = MAX_NAME_BYTES) -> str:
    """Name a lesson's file by a template such as `{subject}{grade}_{series}_{week}_{lesson}_{part}`, without ending.

    That one gives `TO1_KNTT_T05_B12_P1`: `{week}` says T05, `{lesson}` B12, `{part}` P1, and every field of
    FILE_NAME_FIELDS may be used. A piece between two separators (`_` or `-`)
    whose value the lesson lacks vanishes with its separator. A name that is too long loses the end of its title first.
    Raises PresetError for a field that does not exist or a template that cannot be read.
    """
    fields = _fields(lesson)
    name = _fill(template, fields)
    over = len(name) - max_bytes
    title = _latin(lesson.title)
    if over > 0 and len(title) > over:
        name = _fill(template, {**fields, "title": title[: len(title) - over].rstrip("_-")})
    return _safe(_tidy(name), max_bytes)


def _fields(lesson: Lesson) -> Mapping[str, str]:
    return {
        "subject": _latin(lesson.subject),
        "grade": str(lesson.grade),
        "series": _latin(lesson.series),
        "school_year": _latin(lesson.school_year),
        "week": f"T{lesson.week:02}",  # tuần
        "lesson": "" if lesson.lesson_number is None else f"B{lesson.lesson_number:02}",  # bài
        "part": "" if lesson.part is None else f"P{lesson.part}",  # phần
        "title": _latin(lesson.title),
    }


def _fill(template: str, fields: Mapping[str, str]) -> str:
    """Fill the gaps piece by piece; a piece with an empty gap is left out together with the separator before it."""
    filled = ""
    for separator, piece in re.findall(r"([_-]*)((?:\{[^{}]*\}|[^_{}-]|[{}])+)", template):
        said = _piece(template, piece, fields)
        if said is not None:
            filled += (separator if filled else "") + said
    return _latin(filled)


def _piece(template: str, piece: str, fields: Mapping[str, str]) -> str | None:
    said = ""
    try:
        for literal, name, how, conversion in string.Formatter().parse(piece):
            said += literal
            if name is None:
                continue
            if how or conversion:
                raise ValueError(f"{{{name}}} takes no format")
            if not fields[name]:
                return None
            said += fields[name]
    except (KeyError, ValueError) as error:
        known = ", ".join(sorted(FILE_NAME_FIELDS))
        raise PresetError("file-name-template", template=template, fields=known, detail=str(error)) from error
    return said


def _latin(text: str) -> str:
    """Only what may stand in a name; empty where nothing is left."""
    latin = unicodedata.normalize("NFKD", text.translate(_D))
    return _tidy("".join(_letter(character) for character in latin))


def _letter(character: str) -> str:
    """What becomes of one character: itself, an underscore, or nothing."""
    if character.isascii() and (character.isalnum() or character in "_-"):
        return character
    kind = unicodedata.category(character)
    return "_" if kind[0] in "ZP" or kind in ("Cc", "Sm", "Sc") else ""


def _tidy(text: str) -> str:
    """One separator where several stand together, none at the ends."""
    joined = re.sub(r"[_-]{2,}", lambda run: "_" if "_" in run[0] else "-", text)
    return joined.strip("_-")


def _safe(name: str, max_bytes: int) -> str:
    """Cut to length, and never hand out an empty or a reserved name."""
    short = name[:max_bytes].rstrip("_-") or _NOTHING_LEFT
    return f"bai_{short}" if _RESERVED.fullmatch(short) else short
