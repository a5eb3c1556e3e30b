"""The pages of a stick: the list of lessons, and what finds, plays and prints them; all of it plain files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lessontool import curriculum
from lessontool.curriculum import vietnamese_order
from lessontool.delivery.metadata import plain_text
from lessontool.delivery.pages import player_script, player_style, script_json
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.messages.sticks import STICKS
from lessontool.model.pack import StickPack
from lessontool.tools.pages import asset, templates

INDEX: Final = "index.html"
LEAFLET: Final = "huong-dan.txt"
"""How to use the stick, for those who look into its folder: `hướng dẫn` in plain letters."""

_FOLDER: Final = Path(__file__).parent / "templates"
_SITE: Final = "site"
_FIRST: Final = ("TV", "NV", "TO", "TA")
"""Subjects that every timetable begins with; the others follow by the alphabet."""

_WORDS: Final = "stick-site-"
_BYTE_ORDER: Final = "\ufeff"
"""Without it, Notepad of Windows 7 and 8 shows Vietnamese as gibberish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A lesson on the stick, as its pages know it."""

    lesson: ShelvedLesson
    data: dict[str, Any]
    """What the player takes."""
    script: str
    """Where that lies as a script, relative to `index.html`."""
    media: str
    """The file that plays."""
    size_bytes: int = 0
    """All of its files."""


def site_files(
    unordered: Sequence[Entry], spec: StickPack, *, created: str, mark: Callable[[str, str, str], str]
) -> dict[str, bytes]:
    """Write the pages for some lessons: names relative to the stick's folder. `mark` puts a checksum into a name."""

    entries = sorted(unordered, key=_order)

    def named(stem: str, ending: str, content: bytes) -> str:
        return f"{_SITE}/{mark(stem, ending, hashlib.sha256(content).hexdigest())}"

    style = f"{player_style()}\n{asset(_FOLDER, 'stick.css')}".encode()
    script = f"{player_script()}\n{asset(_FOLDER, 'stick.js')}".encode()
    catalogue = _catalogue(entries, spec, created)
    names = {
        "style": named("app", ".css", style),
        "script": named("app", ".js", script),
        "catalogue": named("catalog", ".js", catalogue),
    }
    words = {code.removeprefix(_WORDS): each.vi for code, each in STICKS.items() if code.startswith(_WORDS)}
    page = templates(_FOLDER).get_template("stick.html.j2")
    index = page.render(
        title=spec.title,
        names=names,
        words=words,
        grades=_by_grade(entries),
        day=_day(created),
        terms=_terms(entries),
        clock=_clock,
        size=_size,
        count=len(entries),
        length=_length(entries),
        bytes=_size(sum(each.size_bytes for each in entries)),
    )
    return {
        names["style"]: style,
        names["script"]: script,
        names["catalogue"]: catalogue,
        LEAFLET: _leaflet(entries, spec, created),
        INDEX: index.encode(),
    }


def _catalogue(entries: Sequence[Entry], spec: StickPack, created: str) -> bytes:
    """Everything that the list needs, as a classic script: a page on file:// may read nothing else."""
    words = {
        "vi": {code.removeprefix(_WORDS): each.vi for code, each in STICKS.items() if code.startswith(_WORDS)},
        "en": {code.removeprefix(_WORDS): each.en for code, each in STICKS.items() if code.startswith(_WORDS)},
    }
    catalogue = {
        "title": spec.title,
        "created": created,
        "words": words,
        "subjects": _subjects(entries),
        "lessons": [_listed(entry) for entry in entries],
    }
    return f"window.CATALOG = {script_json(catalogue)};\n".encode()


def _listed(entry: Entry) -> dict[str, Any]:
    data, lesson = entry.data, entry.lesson.lesson
    kept = ("id", "title", "subtitle", "subtitle_en", "subject", "subject_en", "subject_code", "grade", "week")
    more = ("lesson_number", "part", "teachers", "school", "duration_s", "kind", "poster", "language")
    return {key: data[key] for key in (*kept, *more)} | {
        "script": entry.script,
        "captions": [each["lang"] for each in data["captions"]],
        "worksheets": len(data["attachments"]),
        "search": " ".join(
            plain_text(each) for each in (lesson.description, *lesson.keywords, data["series"], data["school_year"])
        ),
    }


def _order(entry: Entry) -> tuple[Any, ...]:
    """As a timetable has them: grade, subject, week, lesson."""
    lesson = entry.lesson.lesson
    where = (lesson.school_year, lesson.week, lesson.lesson_number or 0, lesson.part or 0, lesson.title)
    return (lesson.grade, *_subject_order(lesson.subject), *where, str(entry.lesson.id))


def _subject_order(code: str) -> tuple[int, Any]:
    first = _FIRST.index(code) if code in _FIRST else len(_FIRST)
    return first, vietnamese_order(curriculum.subject(code).name_vi)


def _subjects(entries: Sequence[Entry]) -> list[str]:
    return sorted({each.lesson.lesson.subject for each in entries}, key=_subject_order)


def _by_grade(entries: Sequence[Entry]) -> list[tuple[int, list[Entry]]]:
    return [(grade, list(those)) for grade, those in groupby(entries, key=lambda each: int(each.data["grade"]))]


def _terms(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """Who owns how many of the lessons, and on what terms."""
    found: dict[tuple[str, str], int] = {}
    for each in entries:
        key = (each.data["holder"], each.data["licence"])
        found[key] = found.get(key, 0) + 1
    return sorted((holder, licence, count) for (holder, licence), count in found.items())


def _leaflet(entries: Sequence[Entry], spec: StickPack, created: str) -> bytes:
    text = (
        templates(_FOLDER)
        .get_template("stick-leaflet.txt.j2")
        .render(
            title=plain_text(spec.title),
            count=len(entries),
            day=_day(created),
            grades=[(grade, len(those)) for grade, those in _by_grade(entries)],
        )
    )
    return (_BYTE_ORDER + text.replace("\n", "\r\n")).encode()


def _day(created: str) -> str:
    return datetime.fromisoformat(created).strftime("%d/%m/%Y")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes:02}:{whole % 60:02}"


def _length(entries: Sequence[Entry]) -> str:
    minutes = round(sum(each.data["duration_s"] for each in entries) / 60)
    return f"{minutes // 60} giờ {minutes % 60:02} phút" if minutes >= 60 else f"{max(minutes, 1)} phút"


def _size(size_bytes: int) -> str:
    """Say a size as sticks are sold, with a decimal comma."""
    for unit, power in (("GB", 10**9), ("MB", 10**6)):
        if size_bytes >= power:
            return f"{size_bytes / power:.1f} {unit}".replace(".", ",")
    return f"{max(1, round(size_bytes / 1000))} KB"
