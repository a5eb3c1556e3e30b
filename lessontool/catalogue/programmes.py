"""The programmes that a station can play, straight from the manifests on the disk: no catalogue is needed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lessontool import curriculum
from lessontool.catalogue.manifests import manifests_below, programme_of, read_package, require_files
from lessontool.errors import InputError
from lessontool.model import Finding, Lesson, Programme


def read_programmes(places: Sequence[Path], preset: str) -> tuple[Programme, ...]:
    """Find every programme of a delivery preset in some folders, in the order of the curriculum.

    Of a lesson that is there twice the newest counts. A plan is never made with packages that cannot be trusted, so the
    first one that cannot is refused. Raises InputError: shelf-missing, shelf-closed, shelf-broken, shelf-file-changed,
    catalogue-newer, catalogue-folder-name.
    """
    findings: list[Finding] = []
    found = []
    for path in manifests_below(places, findings):
        package = read_package(path)
        if package is None or package.manifest.preset != preset:
            continue
        require_files(package)
        if programme := programme_of(package):
            found.append(programme)
    for each in findings:
        raise InputError(each.code, path=each.values["path"])
    return newest(found)


def newest(programmes: Iterable[Programme]) -> tuple[Programme, ...]:
    """Keep the newest programme of each lesson, in the order of the curriculum; of two as new, the first by path."""
    best: dict[str, Programme] = {}
    for each in sorted(programmes, key=lambda each: each.file):
        if each.lesson_id not in best or best[each.lesson_id].created < each.created:
            best[each.lesson_id] = each
    return tuple(sorted(best.values(), key=lambda each: (curriculum_order(each.lesson), each.lesson_id)))


def curriculum_order(lesson: Lesson) -> tuple[Any, ...]:
    """Give the key that sorts lessons as they are taught: grade, subject, school year, week, lesson, part, title."""
    where = (lesson.grade, lesson.subject, lesson.school_year, lesson.week, lesson.lesson_number, lesson.part)
    return (*place_order(*where), curriculum.vietnamese_order(lesson.title))


def place_order(
    grade: int, subject: str, school_year: str, week: int, number: int | None, part: int | None
) -> tuple[Any, ...]:
    """Give the key that sorts places of the curriculum as they are taught; subjects by their Vietnamese names."""
    return (grade, _subject_order(subject), school_year, week, number or 0, part or 0)


@functools.cache
def _subject_order(code: str) -> tuple[Any, ...]:
    return curriculum.vietnamese_order(curriculum.subject(code).name_vi)
