"""What stands on a programme's graphics: words only, by field; how they look is branding's business."""

from __future__ import annotations

from collections.abc import Mapping

from lessontool import curriculum
from lessontool.model import Brand, DeliverySpec, Lesson
from lessontool.timing import PROGRAMME_RATE, Timecode


def slate_words(
    lesson: Lesson, spec: DeliverySpec, brand: Brand | None, lesson_frames: int, programme_frames: int, timecode: str
) -> Mapping[str, str]:
    """Choose the words for the playout operator: what, who, how long. Empty fields are left out.

    `timecode` is that of the programme's first frame.
    """
    return _said(
        _lesson(lesson)
        | _brand(brand)
        | {
            "id": lesson.external_id,
            "duration": str(Timecode(programme_frames)),
            "lesson_duration": str(Timecode(lesson_frames)),
            "timecode": timecode,
            "format": f"{spec.name} · {int(PROGRAMME_RATE)} fps · {spec.sound.target_lufs:g} LUFS",
        }
    )


def opening_words(lesson: Lesson, brand: Brand) -> Mapping[str, str]:
    """Choose the words of an opening."""
    return _said(_lesson(lesson) | _brand(brand))


def closing_words(lesson: Lesson, brand: Brand) -> Mapping[str, str]:
    """Choose the words of a closing: credits, rights, when it is shown next, where the materials are."""
    return _said(
        _lesson(lesson)
        | _brand(brand)
        | {
            "series": "",
            "rights": " · ".join(part for part in (lesson.rights.holder, lesson.rights.licence) if part),
            "broadcasts": "\n".join(lesson.broadcasts),
            "materials_url": lesson.materials_url,
        }
    )


def poster_words(lesson: Lesson, brand: Brand | None) -> Mapping[str, str]:
    """Choose the words of a poster: few, for it is seen small."""
    words = _lesson(lesson) | _brand(brand)
    return _said({field: words[field] for field in words if field != "series"})


def lower_third_words(lesson: Lesson) -> Mapping[str, str]:
    """Say who teaches."""
    return _said({"teacher": " – ".join(lesson.teachers), "role": "Giáo viên", "school": lesson.school})


def chapter_words(number: int, title: str) -> Mapping[str, str]:
    """Name a chapter."""
    return {"number": str(number), "title": title}


def grade_words(lesson: Lesson) -> Mapping[str, str]:
    """Say for which grade a lesson is."""
    return {"grade": f"Lớp {lesson.grade}"}


def _lesson(lesson: Lesson) -> dict[str, str]:
    return {
        "subject": curriculum.subject(lesson.subject).name_vi,
        "grade": f"Lớp {lesson.grade}",
        "title": lesson.title,
        "lesson": _lesson_words(lesson),
        "series": f"{curriculum.series(lesson.series).name_vi} · Năm học {lesson.school_year}",
        "teacher": f"Giáo viên: {', '.join(lesson.teachers)}" if lesson.teachers else "",
        "school": lesson.school,
    }


def _brand(brand: Brand | None) -> dict[str, str]:
    return {"organisation": brand.organisation, "series_title": brand.series_title} if brand else {}


def _said(words: Mapping[str, str]) -> Mapping[str, str]:
    return {field: text for field, text in words.items() if text}


def _lesson_words(lesson: Lesson) -> str:
    parts = [f"Tuần {lesson.week}"]
    if lesson.lesson_number is not None:
        parts.append(f"Bài {lesson.lesson_number}")
    if lesson.part is not None:
        parts.append(f"Tiết {lesson.part}/{lesson.parts}" if lesson.parts else f"Tiết {lesson.part}")
    return " · ".join(parts)
