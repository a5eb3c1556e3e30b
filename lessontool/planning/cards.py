"""What stands on a programme's cards: words only, by field; how they look is branding's business."""

from __future__ import annotations

from collections.abc import Mapping

from lessontool import curriculum
from lessontool.model import DeliverySpec, Lesson, SegmentKind
from lessontool.timing import PROGRAMME_RATE, Timecode


def card_lines(
    kind: SegmentKind, lesson: Lesson, spec: DeliverySpec, lesson_frames: int, programme_frames: int
) -> Mapping[str, str]:
    """Choose the words of a slate, title card or closing card; empty fields are left out."""
    lines = {"slate": _slate, "opening": _opening, "closing": _closing}[kind](lesson)
    if kind == "slate":
        lines |= {
            "duration": str(Timecode(programme_frames)),
            "lesson_duration": str(Timecode(lesson_frames)),
            "timecode": spec.timecode_start,
            "format": f"{spec.name} · {int(PROGRAMME_RATE)} fps · {spec.sound.target_lufs:g} LUFS",
        }
    return {field: text for field, text in lines.items() if text}


def _opening(lesson: Lesson) -> dict[str, str]:
    return {
        "subject": f"{curriculum.subject(lesson.subject).name_vi} · Lớp {lesson.grade}",
        "title": lesson.title,
        "lesson": _lesson_words(lesson),
        "series": f"{curriculum.series(lesson.series).name_vi} · Năm học {lesson.school_year}",
        "teacher": _teacher_words(lesson),
        "school": lesson.school,
    }


def _slate(lesson: Lesson) -> dict[str, str]:
    return _opening(lesson) | {"id": lesson.external_id}


def _closing(lesson: Lesson) -> dict[str, str]:
    return {
        "title": lesson.title,
        "subject": f"{curriculum.subject(lesson.subject).name_vi} · Lớp {lesson.grade}",
        "teacher": _teacher_words(lesson),
        "school": lesson.school,
        "rights": " · ".join(part for part in (lesson.rights.holder, lesson.rights.licence) if part),
    }


def _lesson_words(lesson: Lesson) -> str:
    parts = [f"Tuần {lesson.week}"]
    if lesson.lesson_number is not None:
        parts.append(f"Bài {lesson.lesson_number}")
    if lesson.part is not None:
        parts.append(f"Tiết {lesson.part}/{lesson.parts}" if lesson.parts else f"Tiết {lesson.part}")
    return " · ".join(parts)


def _teacher_words(lesson: Lesson) -> str:
    return f"Giáo viên: {', '.join(lesson.teachers)}" if lesson.teachers else ""
