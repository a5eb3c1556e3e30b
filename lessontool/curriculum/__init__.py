"""The curriculum of Vietnam's schools as data: subjects, periods a year, textbook series, and which programme applies.

People write names as they say them: `Toán`, `toan` and `TO` are one subject, `Vật lý` and `Vật lí` are one spelling.
"""

from __future__ import annotations

import csv
import difflib
import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal

Programme = Literal["2018", "2006"]
"""GDPT 2018 (Circular 32/2018/TT-BGDDT) or the one before it (Decision 16/2006/QD-BGDDT)."""

GRADES: Final = range(1, 13)
"""School in Vietnam has twelve grades."""

WEEKS: Final = range(1, 36)
"""A school year has 35 weeks of lessons: 18 and 17."""

OTHER_SERIES: Final = "KHAC"
"""The series to name for a textbook that the list lacks, such as most English books."""

_LONGEST_WORD: Final = 100
_SCHOOL_YEAR: Final = re.compile(r"(20\d\d) ?[-–/] ?(?:20)?(\d\d)", re.ASCII)
_VOWELS_WITH_HATS: Final = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject of the curriculum: its code, and its name in Vietnamese, without tones, for SMS and in English."""

    code: str
    name_vi: str
    ascii: str
    sms: str
    name_en: str
    family: str
    """Subjects of one family follow each other through the grades, such as TV and NV."""
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A textbook series: its code, names, publisher, and the programme and grades that it was written for."""

    code: str
    name_vi: str
    ascii: str
    name_en: str
    publisher: str
    programme: str
    """`2018`, `2006`, or empty: any."""
    first_grade: int
    last_grade: int


# ── comparing and sorting what people write ───────────────────────────────────────────────────────────────────────


def fold(text: str) -> str:
    """Write a text without tones, hats and capitals, for comparison only: `Đạo đức` becomes `dao duc`."""
    bare = (sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return " ".join("".join(bare).replace("đ", "d").replace("Đ", "d").casefold().split())


def vietnamese_order(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the key that sorts texts as a Vietnamese dictionary does: a ă â … d đ, and last the six tones."""
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFC", text).lower():
        parts = unicodedata.normalize("NFD", sign)
        tones.append(next((_TONES[part] for part in parts if part in _TONES), "0"))
        toneless = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append(_VOWELS_WITH_HATS.get(toneless, toneless))
    return tuple(letters), tuple(tones)


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Say which known name was probably meant, whatever tones and capitals were written; None: none is near."""
    by_fold = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(word[:_LONGEST_WORD]), by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None


def _match_key(text: str) -> str:
    """What is compared to find a name: letters and digits only, `y` as `i` (Vật lý, Vật lí; Mỹ thuật, Mĩ thuật)."""
    return re.sub(r"[^a-z0-9]", "", fold(text[:_LONGEST_WORD])).replace("y", "i")


# ── subjects and series ───────────────────────────────────────────────────────────────────────────────────────────


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files(__name__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@functools.cache
def _subjects() -> Mapping[str, Subject]:
    return MappingProxyType(
        {
            row["code"]: Subject(**{**row, "aliases": tuple(filter(None, row["aliases"].split(";")))})  # type: ignore[arg-type]
            for row in _rows("subjects.csv")
        }
    )


@functools.cache
def _series() -> Mapping[str, Series]:
    return MappingProxyType(
        {
            row["code"]: Series(
                **{**row, "first_grade": int(row["first_grade"]), "last_grade": int(row["last_grade"])}  # type: ignore[arg-type]
            )
            for row in _rows("textbook_series.csv")
        }
    )


def subjects() -> tuple[Subject, ...]:
    """List all subjects of both programmes, by Vietnamese name in Vietnamese order."""
    return tuple(sorted(_subjects().values(), key=lambda item: vietnamese_order(item.name_vi)))


def all_series() -> tuple[Series, ...]:
    """List all textbook series as in the data: the common ones first, `KHAC` last."""
    return tuple(_series().values())


def subject(code: str) -> Subject:
    """Look a subject up by its exact code. Raises KeyError for another word; see `find_subject`."""
    return _subjects()[code]


def series(code: str) -> Series:
    """Look a textbook series up by its exact code. Raises KeyError for another word; see `find_series`."""
    return _series()[code]


@functools.cache
def _subject_words() -> Mapping[str, str]:
    words: dict[str, str] = {}
    for item in _subjects().values():
        for word in (item.code, item.name_vi, item.ascii, item.sms, item.name_en, *item.aliases):
            if words.setdefault(_match_key(word), item.code) != item.code:
                raise ValueError(f"subjects.csv: {word!r} means both {words[_match_key(word)]} and {item.code}")
    return words


@functools.cache
def _series_words() -> Mapping[str, str]:
    return {
        _match_key(word): item.code
        for item in _series().values()
        for word in (item.code, item.name_vi, item.ascii, item.name_en)
    }


def find_subject(word: str) -> Subject | None:
    """Find the subject that a teacher means by a code or name in any spelling; None: no such subject."""
    code = _subject_words().get(_match_key(word))
    return _subjects()[code] if code else None


def subject_name(word: str, language: str) -> str:
    """Name a subject in Vietnamese (`vi`) or English (`en`) as its programme does; a word that is none stays as it is.

    What families call it is `schedule.printed.week.subject_name`.
    """
    found = find_subject(word)
    return word if found is None else found.name_vi if language == "vi" else found.name_en


def find_series(word: str) -> Series | None:
    """Find the textbook series that a teacher means by a code or name in any spelling; None: no such series."""
    code = _series_words().get(_match_key(word))
    return _series()[code] if code else None


def suggest_subject(word: str) -> str | None:
    """Say which subject's code or Vietnamese name is nearest to a word; None: none is near."""
    return suggest(word, [name for item in _subjects().values() for name in (item.code, item.name_vi, *item.aliases)])


def suggest_series(word: str) -> str | None:
    """Say which series' code or Vietnamese name is nearest to a word; None: none is near."""
    return suggest(word, [name for item in _series().values() for name in (item.code, item.name_vi)])


# ── programmes ────────────────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def _periods() -> Mapping[str, Any]:
    data: dict[str, Any] = json.loads((resources.files(__name__) / "periods.json").read_text(encoding="utf-8"))
    return data


def school_year(text: str) -> str:
    """Write a school year in full: `2021-22` and `2021 – 2022` become `2021-2022`. Raises ValueError for others."""
    match = _SCHOOL_YEAR.fullmatch(text.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError(f"{text[:_LONGEST_WORD]!r} is not a school year such as 2021-2022")
    return f"{match[1]}-{int(match[1]) + 1}"


def programme(grade: int, year: str) -> Programme:
    """Say by which programme a grade is taught in a school year. Raises ValueError for no such grade or year."""
    if grade not in GRADES:
        raise ValueError(f"there is no grade {grade}; grades are 1 to 12")
    begun: Mapping[str, Mapping[str, list[int]]] = _periods()["programme_by_grade"]
    year = school_year(year)
    last = max((known for known in begun if known <= year), default=None)
    return "2018" if last and grade in begun[last]["2018"] else "2006"


def periods(grade: int, year: str) -> Mapping[str, int]:
    """Say how many periods a year each compulsory subject of a grade has. Raises ValueError as `programme` does."""
    return MappingProxyType(dict(_periods()[programme(grade, year)][str(grade)]))


def electives(grade: int, year: str) -> Mapping[str, int | None]:
    """Say how many periods a year each elective subject of a grade has; None: not fixed. Raises ValueError."""
    return MappingProxyType(dict(_periods()["elective"][programme(grade, year)][str(grade)]))


def subjects_of(grade: int, year: str) -> tuple[str, ...]:
    """List the codes of all subjects, elective ones too, that a grade has in a school year, in Vietnamese order.

    Raises ValueError for a grade outside 1 to 12 or a school year that is none.
    """
    taught = programme(grade, year)
    joint = (
        code for code, terms in _periods()["joint"].items() if terms["programme"] == taught and grade in terms["grades"]
    )
    codes = {*periods(grade, year), *electives(grade, year), *joint}
    return tuple(sorted(codes, key=lambda code: vietnamese_order(_subjects()[code].name_vi)))


def related_subjects(code: str, grade: int, year: str) -> tuple[str, ...]:
    """List what a grade has instead of a subject that it lacks, such as GDTC for TD. Raises KeyError, ValueError."""
    family = _subjects()[code].family
    return tuple(other for other in subjects_of(grade, year) if _subjects()[other].family == family)


def series_of(grade: int, year: str) -> tuple[str, ...]:
    """List the codes of the textbook series that a grade may use in a school year. Raises ValueError."""
    taught = programme(grade, year)
    return tuple(
        item.code
        for item in _series().values()
        if item.programme in ("", taught) and item.first_grade <= grade <= item.last_grade
    )
