"""What a review panel says of lessons: its marks as figures, where reviewers disagree, how harsh each of them is."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lessontool.model import Review, Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMarks:
    """What the panel gives one lesson for one question, as it was marked."""

    question: str
    mean: float
    low: float
    high: float
    spread: float
    """Standard deviation of the marks (of all of them, not of a sample), in points."""
    apart: bool
    """Highest and lowest lie so far apart that somebody should talk about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the panel gives one lesson."""

    reviewers: int
    questions: tuple[QuestionMarks, ...]
    """In the order of the rubric."""
    share: float
    """Of all that it could get, 0–1; brought together between reviewers where the rubric wants it."""
    counts: bool
    """There are enough reviewers for the marks to count."""

    @property
    def apart(self) -> tuple[str, ...]:
        """Names of the questions on which reviewers disagree strongly."""
        return tuple(each.question for each in self.questions if each.apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """One member of the panel, beside the others."""

    name: str
    reviews: int
    harsh: float
    """How many points he gives less than others give the same lesson, on average; below 0: more."""
    compared: int
    """On how many marks that stands; 0: nobody else marked the same lessons."""


def latest(reviews: Iterable[Review], rubric: Rubric) -> tuple[Review, ...]:
    """Keep each reviewer's newest marks of each lesson, for this rubric only and with all its questions.

    Of two on the same day the one that comes later counts. Sorted by lesson and reviewer.
    """
    names = {question.name for question in rubric.questions}
    newest: dict[tuple[str, str], Review] = {}
    for each in reviews:
        if each.rubric != rubric.name or not names <= {mark.question for mark in each.marks}:
            continue
        key = each.lesson_id, each.reviewer
        if key not in newest or newest[key].date <= each.date:
            newest[key] = each
    return tuple(newest[key] for key in sorted(newest))


def panels(reviews: Iterable[Review], rubric: Rubric) -> dict[str, Panel]:
    """Say what the panel gives every lesson that somebody marked, by lesson id."""
    kept = latest(reviews, rubric)
    harsh = {each.name: _believed(each, rubric) for each in reviewers(kept, rubric)} if rubric.balanced else {}
    by_lesson: dict[str, list[Review]] = {}
    for each in kept:
        by_lesson.setdefault(each.lesson_id, []).append(each)
    return {lesson: _panel(marked, rubric, harsh) for lesson, marked in by_lesson.items()}


def _panel(reviews: Sequence[Review], rubric: Rubric, harsh: Mapping[str, float]) -> Panel:
    points = [_points(each) for each in reviews]
    corrections = [harsh.get(each.reviewer, 0.0) for each in reviews]
    span = rubric.most_points - rubric.least_points
    total, weights = [], sum(question.weight for question in rubric.questions)
    told = []
    for question in rubric.questions:
        given = [each[question.name] for each in points]
        told.append(_question(question.name, given, rubric))
        fair = [mark + correction for mark, correction in zip(given, corrections, strict=True)]
        mean = math.fsum(fair) / len(fair)
        total.append(question.weight * (mean - rubric.least_points) / span)
    return Panel(
        reviewers=len(reviews),
        questions=tuple(told),
        share=min(1.0, max(0.0, math.fsum(total) / weights)),
        counts=len(reviews) >= rubric.least_reviewers,
    )


def _question(name: str, given: Sequence[float], rubric: Rubric) -> QuestionMarks:
    low, high = min(given), max(given)
    return QuestionMarks(
        question=name,
        mean=math.fsum(given) / len(given),
        low=low,
        high=high,
        spread=statistics.pstdev(given),
        apart=high - low >= rubric.disagreement_points,
    )


def _points(review: Review) -> dict[str, float]:
    return {mark.question: mark.points for mark in review.marks}


def reviewers(reviews: Iterable[Review], rubric: Rubric) -> tuple[Reviewer, ...]:
    """Say of every reviewer how harsh he is, from the lessons that others have marked too; sorted by name.

    Every mark is held against the mean of the others' marks for the same question of the same lesson, and counts as
    its question does: so a better mark never lowers the lesson that got it, also where harshness is taken out.
    """
    kept = latest(reviews, rubric)
    by_lesson: dict[str, list[tuple[str, dict[str, float]]]] = {}
    for each in kept:
        by_lesson.setdefault(each.lesson_id, []).append((each.reviewer, _points(each)))
    below: dict[str, list[float]] = {}
    weights: dict[str, list[float]] = {}
    for marked in by_lesson.values():
        for question in rubric.questions if len(marked) > 1 else ():
            total = math.fsum(points[question.name] for _, points in marked)
            for reviewer, points in marked:
                own = points[question.name]
                others = (total - own) / (len(marked) - 1)
                below.setdefault(reviewer, []).append(question.weight * (others - own))
                weights.setdefault(reviewer, []).append(question.weight)
    counts: dict[str, int] = {}
    for each in kept:
        counts[each.reviewer] = counts.get(each.reviewer, 0) + 1
    return tuple(
        Reviewer(
            name=name,
            reviews=count,
            harsh=math.fsum(below[name]) / math.fsum(weights[name]) if name in below else 0.0,
            compared=len(below.get(name, ())),
        )
        for name, count in sorted(counts.items())
    )


def _believed(reviewer: Reviewer, rubric: Rubric) -> float:
    """Take only a part of it where few marks could be compared: it may be chance."""
    if not reviewer.compared:
        return 0.0
    return reviewer.harsh * reviewer.compared / (reviewer.compared + rubric.shrinking)
