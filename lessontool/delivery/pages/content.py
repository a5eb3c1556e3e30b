"""A finished lesson as a browser needs it: plain data, with an address for every file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from lessontool import curriculum
from lessontool.delivery.metadata import plain_text
from lessontool.delivery.pages.formats import media_type
from lessontool.delivery.shelf import ShelvedFile, ShelvedLesson
from lessontool.errors import InputError
from lessontool.model import Lesson
from lessontool.subtitles.languages import vietnamese_name
from lessontool.subtitles.reading import GivenSubtitles, read_subtitles
from lessontool.timing import PROGRAMME_RATE

Address = Callable[[Path], str]
"""Says where a page finds a file: relative to the page or whole; empty: the page has no such file."""

_ENGLISH: Final[Mapping[str, str]] = {
    "vi": "Vietnamese",
    "en": "English",
    "fr": "French",
    "hmn": "Hmong",
    "km": "Khmer",
    "lo": "Lao",
    "th": "Thai",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "rad": "Rade",
    "jra": "Jarai",
    "bdq": "Bahnar",
    "tyz": "Tày",
    "nut": "Nùng",
    "mtq": "Mường",
    "ium": "Yao",
}
"""Caption languages in English; others are shown by their tag."""


def lesson_data(lesson: ShelvedLesson, *, address: Address, tallest_px: int | None = None) -> dict[str, Any]:
    """Describe a lesson for the player: what it is called, what plays, what is said when, and what to download.

    `address` is asked once for every file that the page would use; where it answers with nothing, the page does not
    offer that file. Pictures taller than `tallest_px` are left out, but never all of them. The answer is JSON-able and
    the same for the same lesson. Times are in seconds, sizes in bytes. Captions that cannot be read are left out.
    """
    sources = _sources(lesson, address, tallest_px)
    pictures = any(each["height"] for each in sources)
    sounds = _sounds(lesson, address)
    return {
        **_words(lesson.lesson),
        "id": str(lesson.id),
        "duration_s": round(lesson.seconds, 3),
        "kind": "video" if pictures else "audio",
        "sources": sources or sounds,
        "sounds": sounds if sources else [],
        "poster": _href(lesson.poster, address),
        "captions": list(_captions(lesson, address)),
        "chapters": [
            {"start": round(float(mark.start_frames / PROGRAMME_RATE), 3), "title": plain_text(mark.title)}
            for mark in lesson.chapters
        ],
        "storyboard": _storyboard(lesson, address),
        "attachments": _downloads(lesson.attachments, address),
        "documents": _downloads(lesson.documents, address),
    }


def _words(lesson: Lesson) -> dict[str, Any]:
    subject = curriculum.subject(lesson.subject)
    series = curriculum.series(lesson.series)
    return {
        "title": plain_text(lesson.title),
        "subtitle": " · ".join((subject.name_vi, f"Lớp {lesson.grade}", *_place(lesson, "Tuần", "Bài", "Tiết"))),
        "subtitle_en": " · ".join(
            (subject.name_en, f"Grade {lesson.grade}", *_place(lesson, "Week", "Lesson", "Part"))
        ),
        "subject": subject.name_vi,
        "subject_en": subject.name_en,
        "subject_code": lesson.subject,
        "grade": lesson.grade,
        "series": series.name_vi,
        "school_year": lesson.school_year,
        "week": lesson.week,
        "lesson_number": lesson.lesson_number,
        "part": lesson.part,
        "teachers": [plain_text(each) for each in lesson.teachers],
        "school": plain_text(lesson.school),
        "holder": plain_text(lesson.rights.holder),
        "licence": plain_text(lesson.rights.licence),
        "description": plain_text(lesson.description),
        "language": lesson.language,
    }


def _place(lesson: Lesson, week: str, number: str, part: str) -> Iterator[str]:
    yield f"{week} {lesson.week}"
    if lesson.lesson_number is not None:
        yield f"{number} {lesson.lesson_number}"
    if lesson.part is not None:
        yield f"{part} {lesson.part}/{lesson.parts}" if lesson.parts else f"{part} {lesson.part}"


def _href(file: ShelvedFile | None, address: Address) -> str:
    return address(file.path) if file else ""


def _sources(lesson: ShelvedLesson, address: Address, tallest_px: int | None) -> list[dict[str, Any]]:
    """What plays, the tallest first; files for small budgets stand behind the others of their height."""
    offered = [(file, False) for file in lesson.videos] + [(file, True) for file in lesson.lite]
    heights = [file.file.height_px or 0 for file, _ in offered]
    limit = max((each for each in heights if each <= tallest_px), default=min(heights, default=0)) if tallest_px else 0
    kept = [(file, light) for file, light in offered if not limit or (file.file.height_px or 0) <= limit]
    kept.sort(key=lambda each: (-(each[0].file.height_px or 0), each[1]))
    return [_source(file, href, light) for file, light in kept if (href := address(file.path))]


def _source(file: ShelvedFile, href: str, light: bool) -> dict[str, Any]:
    height = file.file.height_px or 0
    return {
        "src": href,
        "type": media_type(file.path),
        "label": f"{height}p" if height else file.file.rendition,
        "height": height,
        "bytes": file.file.size_bytes,
        "name": file.name,
        "light": light,
    }


def _sounds(lesson: ShelvedLesson, address: Address) -> list[dict[str, Any]]:
    return [
        {
            "src": href,
            "type": media_type(file.path),
            "label": file.path.suffix[1:].upper(),
            "height": 0,
            "bytes": file.file.size_bytes,
            "name": file.name,
            "light": False,
        }
        for file in _heard(lesson)
        if (href := address(file.path))
    ]


def _heard(lesson: ShelvedLesson) -> tuple[ShelvedFile, ...]:
    """The sound that pupils get: not the station's WAV, which is twenty times as long, where there is another."""
    return tuple(file for file in lesson.sounds if file.path.suffix != ".wav") or lesson.sounds


def _captions(lesson: ShelvedLesson, address: Address) -> Iterator[dict[str, Any]]:
    for file in lesson.captions:
        read = _read(file)
        if read is None:
            continue
        language = file.file.language or read.language or lesson.lesson.language
        yield {
            "lang": language,
            "label": _language_vi(language),
            "label_en": _ENGLISH.get(language.partition("-")[0].lower(), language),
            "src": address(file.path),
            "cues": [
                [_seconds(cue.start), _seconds(cue.end), "\n".join(plain_text(line) for line in cue.lines)]
                for cue in read.cues
            ],
        }


def _seconds(value: Any) -> float:
    return round(float(value), 3)


def _language_vi(tag: str) -> str:
    name = vietnamese_name(tag).partition(" (")[0].strip("“”")
    return name[:1].upper() + name[1:]


def _read(file: ShelvedFile) -> GivenSubtitles | None:
    try:
        return read_subtitles(file.path)
    except InputError:
        return None  # nobody is kept from a lesson by its captions


def _storyboard(lesson: ShelvedLesson, address: Address) -> dict[str, Any] | None:
    """Where the small picture of each moment is: sheets, and for each start second the sheet and the place on it."""
    listing = next((file for file in lesson.storyboard if file.path.suffix == ".vtt"), None)
    sheets = {file.name: address(file.path) for file in lesson.storyboard if file.path.suffix != ".vtt"}
    read = _read(listing) if listing else None
    if read is None or not all(sheets.values()):
        return None
    names = list(sheets)
    tiles: list[list[float]] = []
    size = (0, 0)
    for cue in read.cues:
        name, _, place = cue.lines[0].partition("#xywh=")
        try:
            x, y, width, height = (int(number) for number in place.split(","))
            tiles.append([_seconds(cue.start), names.index(PurePosixPath(name).name), x, y])
        except ValueError:
            return None
        size = (width, height)
    return {"sheets": list(sheets.values()), "width": size[0], "height": size[1], "tiles": tiles}


def _downloads(files: tuple[ShelvedFile, ...], address: Address) -> list[dict[str, Any]]:
    return [
        {"href": href, "name": file.name, "bytes": file.file.size_bytes, "lang": file.file.language}
        for file in files
        if (href := address(file.path))
    ]
