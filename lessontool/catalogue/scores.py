"""Scores as files: a line for every criterion of every lesson, so that anybody can add them up again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lessontool import records
from lessontool.catalogue.outputs import csv_bytes, write_files
from lessontool.messages import Language, say
from lessontool.model import Ranking
from lessontool.planning.ranking import RankedPlace, Scored

HEADS = (
    *("place", "rank", "score", "measured_percent", "lesson_id", "title", "school", "teachers"),
    *("criterion", "criterion_name", "weight", "share", "points", "measured", "ideal", "barred"),
)
"""Of the table: names that programs can rely on, in every language."""

Cell = str | int | float


def as_csv(places: Sequence[RankedPlace], *, blind: bool, language: Language) -> bytes:
    """Write all scores, one line for each lesson and criterion; what was not measured has no share and no points.

    A lesson's score is 100 × the sum of its points ÷ the sum of the weights of what has points.
    """
    rows = [line for place in places for row in place.rows for line in _lines(place.place, row, blind, language)]
    return csv_bytes(HEADS, rows, language)


def _lines(place: str, row: Scored, blind: bool, language: Language) -> list[list[Cell]]:
    lesson = row.candidate.lesson
    names = ["", "", ""] if blind else [lesson.title, lesson.school, ", ".join(lesson.teachers)]
    barred = " ".join(say(each.code, each.values, language) for each in row.bars)
    begin: list[Cell] = [place, row.rank or "", row.score, row.measured_percent, row.candidate.id, *names]
    lines = []
    for mark in row.marks:
        name = say(f"rank-criterion-{mark.criterion}", {}, language)
        figures: list[Cell] = [mark.weight]
        figures += ["", ""] if mark.share is None else [mark.share, mark.points]
        told = [mark.measured.said(language), "" if mark.share is None else mark.ideal.said(language)]
        lines.append([*begin, mark.criterion, name, *figures, *told, barred])
    return lines


def as_data(places: Sequence[RankedPlace], ranking: Ranking, *, day: str, blind: bool) -> dict[str, Any]:
    """Give all scores to programs."""
    return {
        "rules": ranking.name,
        "day": day,
        "places": [
            {
                "place": place.place,
                "lessons": [_row_data(row, blind) for row in place.rows],
                "findings": [records.plain(each) for each in place.findings],
            }
            for place in places
        ],
    }


def _row_data(row: Scored, blind: bool) -> dict[str, Any]:
    lesson = row.candidate.lesson
    shown = {} if blind else {"title": lesson.title, "school": lesson.school, "teachers": list(lesson.teachers)}
    return {
        "lesson_id": row.candidate.id,
        **shown,
        "rank": row.rank,
        "score": row.score,
        "measured_percent": row.measured_percent,
        "provisional": row.provisional,
        "criteria": [
            {
                "criterion": mark.criterion,
                "weight": mark.weight,
                "share": mark.share,
                "points": None if mark.share is None else round(mark.points, 4),
                "measured": {language: mark.measured.said(language) for language in _LANGUAGES},
                "ideal": {language: mark.ideal.said(language) for language in _LANGUAGES},
            }
            for mark in row.marks
        ],
        "barred": [records.plain(each) for each in row.bars],
        "panel": records.plain(row.panel) if row.panel else None,
    }


_LANGUAGES: tuple[Language, ...] = ("vi", "en")


def write_scores(
    places: Sequence[RankedPlace], path: Path, ranking: Ranking, *, day: str, blind: bool, language: Language
) -> tuple[Path, ...]:
    """Write the scores as CSV, and beside them as JSON under the same name; gives both paths.

    Raises InputError rank-file-there, EngineError rank-unwritable.
    """
    data = as_data(places, ranking, day=day, blind=blind)
    name = path.name if path.suffix.lower() == ".csv" else f"{path.name}.csv"
    listing = path.with_name(f"{name.removesuffix('.csv').removesuffix('.CSV')}.json")
    return write_files(listing, data, {name: as_csv(places, blind=blind, language=language)})
