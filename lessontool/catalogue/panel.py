"""Marks of the review panel: typed one by one, or in a table that offices fill in with Excel.

Whoever marks is a teacher or an editor. A table for a blind review names neither teacher nor school: lessons stand in
it by number, and by their identity, which tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from lessontool.catalogue.outputs import csv_bytes
from lessontool.curriculum import fold
from lessontool.errors import InputError
from lessontool.messages import Language, say
from lessontool.model import CatalogueEntry, Finding, Ranking, Review, Rubric, RubricMark, RubricQuestion
from lessontool.planning.ranking import place_of
from lessontool.subtitles.reading.encodings import file_bytes, read_text
from lessontool.subtitles.reading.tables import MOST_LINES_ABOVE, BrokenTableError, Row, is_workbook, split_table
from lessontool.subtitles.reading.workbooks import workbook_rows

MOST_LINES: Final = 20_000
_MOST_BYTES: Final = 8 << 20
_LONGEST_REMARK: Final = 2000
_LONGEST_NAME: Final = 100
_LEAST_OF_ID: Final = 8
"""Letters of a lesson's identity that are enough in a table."""

Column = Literal["number", "lesson", "title", "school", "teachers", "reviewer", "date", "remark"]
_TEMPLATE: Final[tuple[Column, ...]] = ("number", "lesson", "title")
_OPEN: Final[tuple[Column, ...]] = ("school", "teachers")
_AFTER: Final[tuple[Column, ...]] = ("remark", "reviewer", "date")
_CALLED: Final[dict[Column, str]] = {
    "number": "so|stt|so thu tu|no|number",
    "lesson": "ma bai|ma bai hoc|ma|lesson|lesson id|id",
    "title": "bai|ten bai|bai hoc|tieu de|title",
    "school": "truong|school",
    "teachers": "giao vien|teachers|teacher",
    "reviewer": "nguoi cham|giam khao|nguoi danh gia|reviewer|judge",
    "date": "ngay|ngay cham|date",
    "remark": "nhan xet|ghi chu|y kien|remark|remarks|comment",
}
_NAMES: Final = {name: column for column, names in _CALLED.items() for name in names.split("|")}

_POINTS: Final = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedTable:
    """The reviews of a table, and what is to be said about it."""

    reviews: tuple[Review, ...]
    findings: tuple[Finding, ...]


# ── one lesson ────────────────────────────────────────────────────────────────────────────────────────────────────


def marks_of_text(text: str, rubric: Rubric) -> tuple[RubricMark, ...]:
    """Read marks as they are typed, `noi-dung=4,phuong-phap=5`, in the order of the rubric.

    A question may be called by its name or its title, points may have a comma where `;` parts them. Raises InputError:
    review-marks-wrong, review-question-unknown, review-question-twice, review-question-missing, review-points-range.
    """
    given: dict[str, float] = {}
    for part in re.split(r"[;\n]|,(?=\s*[^\W\d])", text):
        if not part.strip():
            continue
        name, equals, points = part.rpartition("=")
        value = _points(points.strip())
        if not equals or value is None:
            raise InputError("review-marks-wrong", text=part.strip()[:100], questions=_question_names(rubric))
        question = _question(name, rubric)
        if question is None:
            raise InputError("review-question-unknown", question=name.strip()[:100], questions=_question_names(rubric))
        if question.name in given:
            raise InputError("review-question-twice", question=question.name)
        if not rubric.least_points <= value <= rubric.most_points:
            raise InputError(
                "review-points-range",
                points=points.strip()[:20],
                question=question.name,
                least=rubric.least_points,
                most=rubric.most_points,
            )
        given[question.name] = value
    missing = [question.name for question in rubric.questions if question.name not in given]
    if missing:
        raise InputError("review-question-missing", questions=", ".join(missing))
    return tuple(RubricMark(question=each.name, points=given[each.name]) for each in rubric.questions)


def _question_names(rubric: Rubric) -> str:
    return ", ".join(question.name for question in rubric.questions)


def _points(text: str) -> float | None:
    found = _POINTS.fullmatch(text)
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]|_", " ", fold(re.sub(r"\(.*?\)", " ", text))).split())


def _question(said: str, rubric: Rubric) -> RubricQuestion | None:
    wanted = _bare(said)
    for question in rubric.questions:
        if wanted and wanted in {_bare(question.name), _bare(question.title_vi), _bare(question.title_en)}:
            return question
    return None


# ── a table to fill in ────────────────────────────────────────────────────────────────────────────────────────────


def template(entries: Sequence[CatalogueEntry], ranking: Ranking, *, blind: bool, language: Language) -> bytes:
    """Write an empty table for some lessons, one line each, as CSV; blind: without teachers and schools."""
    rubric = ranking.rubric
    columns = [*_TEMPLATE, *(() if blind else _OPEN)]
    heads = [_head(each, language) for each in columns]
    for question in rubric.questions:
        title = question.title_vi if language == "vi" else question.title_en
        values = {"question": title, "least": rubric.least_points, "most": rubric.most_points}
        heads.append(say("review-points-head", values, language))
    heads += [_head(each, language) for each in _AFTER]
    rows: list[list[str | int]] = []
    for number, entry in enumerate(entries, start=1):
        lesson = entry.lesson
        row: list[str | int] = [number, entry.id, f"{place_of(lesson, ranking)}: {lesson.title}"]
        row += [] if blind else [lesson.school, ", ".join(lesson.teachers)]
        rows.append([*row, *[""] * (len(rubric.questions) + len(_AFTER))])
    return csv_bytes(heads, rows, language)


def _head(column: Column, language: Language) -> str:
    return say(f"review-column-{column}", {}, language)


# ── a table that was filled in ────────────────────────────────────────────────────────────────────────────────────


def read_marks(
    path: Path,
    rubric: Rubric,
    lesson_ids: Sequence[str],
    *,
    day: str,
    reviewer: str = "",
    encoding: str | None = None,
) -> MarkedTable:
    """Read a table of marks: one line for each lesson and reviewer, all questions of the rubric.

    `reviewer` and `day` (`YYYY-MM-DD`) stand for cells that are empty. Lines without any mark are left out; of two
    lines of one reviewer for one lesson the newer counts, on the same day the lower one. Raises InputError with line
    and column for whatever is wrong: review-table-…, review-line-…, table-… and text-….
    """
    data = file_bytes(path, most_bytes=_MOST_BYTES)
    rows = _rows(data, path.name, rubric, encoding)
    start, places = _columns(rows, rubric, path.name)
    if len(rows) - start > MOST_LINES:
        raise InputError("review-table-too-many", most=MOST_LINES)
    reading = _Lines(rubric=rubric, places=places, known=_known(lesson_ids), day=day, reviewer=reviewer)
    findings = _ignored(rows[start - 1][1], places)
    reviews = _newest(reading.reviews(rows[start:], path.name), findings)
    if not reviews:
        raise InputError("review-table-empty", file=path.name)
    if reading.unmarked:
        findings.append(Finding(code="review-lines-unmarked", severity="note", values={"count": reading.unmarked}))
    return MarkedTable(reviews=reviews, findings=tuple(findings))


def _rows(data: bytes, name: str, rubric: Rubric, encoding: str | None) -> list[Row]:
    def known(heads: Sequence[str]) -> int:
        return len(_places(heads, rubric))

    if is_workbook(data):
        return workbook_rows(data, name, known)
    try:
        return split_table(read_text(data, name=name, encoding=encoding).text, known)[1]
    except BrokenTableError as error:
        raise InputError("review-table-broken", line=error.line, file=name, detail=error.detail) from error


def _places(heads: Sequence[str], rubric: Rubric) -> dict[str, int]:
    """Where each column is: questions by their names, the others by ours."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = _column(head, rubric)
        if name:
            found[name] = place
    return found


def _column(head: str, rubric: Rubric) -> str:
    question = _question(head, rubric)
    return f"={question.name}" if question else _NAMES.get(_bare(head), "")


def _columns(rows: Sequence[Row], rubric: Rubric, name: str) -> tuple[int, dict[str, int]]:
    """Find the line of heads; gives the number of the row after it, and where each column is."""
    needed = {"lesson": say("review-column-lesson", {}, "vi")}
    needed |= {f"={question.name}": question.title_vi for question in rubric.questions}
    best: dict[str, int] = {}
    for number, (_, heads) in enumerate(rows[:MOST_LINES_ABOVE], start=1):
        places = _places(heads, rubric)
        if needed.keys() <= places.keys():
            told = [_column(head, rubric) for head in heads]
            for column, place in places.items():
                if told.count(column) > 1:
                    raise InputError("review-table-column-twice", column=heads[place][:60])
            return number, places
        best = max(best, places, key=len)
    missing = ", ".join(f"“{title}”" for column, title in needed.items() if column not in best)
    raise InputError("review-table-columns", file=name, columns=missing)


def _known(lesson_ids: Sequence[str]) -> Callable[[str], str | None]:
    ids = sorted(set(lesson_ids))

    def known(said: str) -> str | None:
        key = said.strip().lower()
        if key in ids:
            return key
        found = [each for each in ids if len(key) >= _LEAST_OF_ID and each.startswith(key)]
        return found[0] if len(found) == 1 else None

    return known


def _ignored(heads: Sequence[str], places: Mapping[str, int]) -> list[Finding]:
    others = [head for place, head in enumerate(heads) if head and place not in places.values()]
    if not others:
        return []
    return [Finding(code="review-columns-ignored", severity="note", values={"columns": ", ".join(others)[:300]})]


@dataclass(slots=True, kw_only=True)
class _Lines:
    """The lines of a table, as they are read."""

    rubric: Rubric
    places: Mapping[str, int]
    known: Callable[[str], str | None]
    day: str
    reviewer: str
    unmarked: int = 0

    def reviews(self, rows: Sequence[Row], name: str) -> Iterator[tuple[int, Review]]:
        """Read every line that has marks, with its number."""
        width = max(self.places.values())
        for line, row in rows:
            cells = {column: row[place] if place < len(row) else "" for column, place in self.places.items()}
            if not any(cells.values()):
                raise InputError("review-table-broken", line=line, file=name, detail=f"{len(row)} cells, not {width}")
            if not any(cells[f"={question.name}"] for question in self.rubric.questions):
                self.unmarked += 1
                continue
            yield line, self._review(line, cells)

    def _review(self, line: int, cells: Mapping[str, str]) -> Review:
        lesson = self.known(cells["lesson"])
        if lesson is None:
            raise InputError("review-line-lesson", line=line, lesson=cells["lesson"][:60] or "–")
        reviewer = (cells.get("reviewer", "") or self.reviewer)[:_LONGEST_NAME]
        if not reviewer:
            raise InputError("review-line-reviewer", line=line)
        return Review(
            lesson_id=lesson,
            reviewer=reviewer,
            rubric=self.rubric.name,
            date=self._date(line, cells.get("date", "")),
            marks=tuple(self._marks(line, cells)),
            remark=cells.get("remark", "")[:_LONGEST_REMARK],
        )

    def _marks(self, line: int, cells: Mapping[str, str]) -> Iterator[RubricMark]:
        rubric = self.rubric
        missing = [question.title_vi for question in rubric.questions if not cells[f"={question.name}"]]
        if missing:
            raise InputError("review-line-missing", line=line, questions=", ".join(missing))
        for question in rubric.questions:
            text = cells[f"={question.name}"]
            points = _points(text)
            if points is None or not rubric.least_points <= points <= rubric.most_points:
                values = {"column": question.title_vi, "value": text[:20]}
                least, most = rubric.least_points, rubric.most_points
                raise InputError("review-line-points", line=line, least=least, most=most, **values)
            yield RubricMark(question=question.name, points=points)

    def _date(self, line: int, text: str) -> str:
        if not text:
            return self.day
        iso, day_first = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text)
        try:
            if iso:
                return date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat()
            if day_first:
                return date(int(day_first[3]), int(day_first[2]), int(day_first[1])).isoformat()
        except ValueError:
            pass
        raise InputError("review-line-date", line=line, value=text[:20])


def _newest(read: Iterator[tuple[int, Review]], findings: list[Finding]) -> tuple[Review, ...]:
    kept: dict[tuple[str, str], tuple[int, Review]] = {}
    for line, review in read:
        key = review.lesson_id, review.reviewer
        if key in kept:
            first, other = kept[key]
            newer = line if other.date <= review.date else first
            values = {"line": newer, "first": first if newer == line else line}
            findings.append(Finding(code="review-lines-twice", severity="warning", values=values))
            if newer == first:
                continue
        kept[key] = line, review
    return tuple(review for _, review in kept.values())


def not_older(reviews: Sequence[Review], there: Sequence[Review]) -> tuple[tuple[Review, ...], int]:
    """Leave out reviews that the catalogue has newer ones for; gives the others, and how many they replace."""
    newest = {(each.lesson_id, each.reviewer, each.rubric): each.date for each in there}
    keys = [(each.lesson_id, each.reviewer, each.rubric) for each in reviews]
    kept = [each for key, each in zip(keys, reviews, strict=True) if newest.get(key, "") <= each.date]
    return tuple(kept), sum((each.lesson_id, each.reviewer, each.rubric) in newest for each in kept)
