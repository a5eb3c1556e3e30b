"""What the library has of a school year: counted from the catalogue, and written as table, drawing and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from lessontool import curriculum
from lessontool.catalogue.candidates import kept_candidate
from lessontool.catalogue.covering_drawing import drawing
from lessontool.catalogue.outputs import csv_bytes, write_files
from lessontool.catalogue.standing import SOON_DAYS, standing
from lessontool.messages import Language, say
from lessontool.model import CatalogueEntry, Choice, Ranking
from lessontool.planning.coverage import Count, Coverage, CoveredSubject, CoveredWeek, HeldLesson, State
from lessontool.planning.ranking import bars_of, place_of
from lessontool.subtitles.showing.lettering import font_folder
from lessontool.tools import resvg
from lessontool.tools.process import Cancel

_STATES: Final[dict[str, State]] = {
    "rank-unproved": "waiting",
    "rank-qc-failed": "failed",
    "consent-missing": "barred",
    "consent-not-for": "barred",
    "rights-expired": "expired",
}
"""What stands against a lesson, and how it is counted: what can be mended soonest first."""

COUNTS: Final = ("wanted", "ready", "missing", "waiting", "failed", "barred", "expired", "expiring", "chosen")
"""Columns of the table, in periods."""


def held(
    entries: Iterable[CatalogueEntry],
    choices: Iterable[Choice],
    ranking: Ranking,
    *,
    day: str,
    soon_days: int = SOON_DAYS,
) -> tuple[HeldLesson, ...]:
    """See the lessons of the library as coverage counts them, on a day (`YYYY-MM-DD`)."""
    chosen = {choice.place: choice.lesson_id for choice in choices}
    found = []
    for entry in entries:
        lesson, place = entry.lesson, place_of(entry.lesson, ranking)
        codes = {each.code for each in bars_of(kept_candidate(entry), day)}
        state: State = next((state for code, state in _STATES.items() if code in codes), "ready")
        soon = state == "ready" and "expiring" in standing(entry, day, soon_days=soon_days).statuses
        found.append(
            HeldLesson(
                subject=lesson.subject,
                grade=lesson.grade,
                series=lesson.series,
                week=lesson.week,
                place=place,
                state=state,
                expiring=soon,
                chosen=chosen.get(place) == entry.id,
            )
        )
    return tuple(found)


_SUMS: Final[tuple[Count, ...]] = (
    *("wanted", "filled", "missing", "waiting", "failed", "barred", "expired", "expiring", "chosen"),
)


def sums(covered: Coverage) -> dict[str, int]:
    """Add everything up: periods wanted, filled, missing, and what is there but may not be shown."""
    return {name: sum(row.total(name) for row in covered.rows) for name in _SUMS}


def as_csv(covered: Coverage, language: Language) -> bytes:
    """Write one line for each subject and week, counted in periods."""
    heads = [say(f"coverage-{name}", {}, language) for name in ("subject", "series")]
    grade = say("coverage-grade", {"grade": ""}, language).strip()
    heads = [grade, *heads, say("coverage-week", {}, language), say("coverage-a-week", {}, language)]
    heads += [say(f"coverage-{name}", {}, language) for name in COUNTS]
    rows = [_line(row, week, language) for row in covered.rows for week in row.weeks]
    return csv_bytes(heads, rows, language)


def _line(row: CoveredSubject, week: CoveredWeek, language: Language) -> list[str | int | float]:
    counts: list[str | int | float] = [getattr(week, name) for name in COUNTS]
    names = [curriculum.subject_name(row.subject, language), series_name(row.series, language)]
    return [row.grade, *names, week.week, round(row.a_week, 2), *counts]


def series_name(code: str, language: Language) -> str:
    """Say what a textbook series is called; nothing for none."""
    if not code:
        return ""
    series = curriculum.series(code)
    return series.name_vi if language == "vi" else series.name_en


def as_data(covered: Coverage) -> dict[str, Any]:
    """Give everything to programs."""
    return {
        "school_year": covered.school_year,
        "outside": covered.outside,
        "sums": sums(covered),
        "rows": [
            {
                "grade": row.grade,
                "subject": row.subject,
                "series": row.series,
                "periods": row.periods,
                "a_week": round(row.a_week, 2),
                "weeks": [
                    {"week": week.week, "sign": week.sign, **{name: getattr(week, name) for name in COUNTS}}
                    for week in row.weeks
                ],
            }
            for row in covered.rows
        ],
    }


def write_coverage(
    covered: Coverage, folder: Path, *, day: str, created: str, language: Language, cancel: Cancel | None = None
) -> tuple[Path, ...]:
    """Write `coverage.csv`, a drawing as `coverage.svg` and `.png`, and `coverage.json`; gives their paths.

    Raises InputError rank-file-there, EngineError rank-unwritable, ToolError where the drawing cannot be made.
    """
    svg, width, height = drawing(covered, day=day, language=language)
    files = {
        "coverage.csv": as_csv(covered, language),
        "coverage.svg": svg,
        "coverage.png": resvg.png(svg, width_px=width, height_px=height, fonts=font_folder(), cancel=cancel),
    }
    data = {"created": created, "day": day, **as_data(covered)}
    return write_files(folder / "coverage.json", data, files)


def grades_of(entries: Sequence[CatalogueEntry]) -> tuple[int, ...]:
    """Say which grades have any lesson."""
    return tuple(sorted({entry.lesson.grade for entry in entries}))
