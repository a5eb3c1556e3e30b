"""Which of several lessons for one place in the curriculum is the best, and why: every point with its reason.

A score is the share of points that a lesson reached among those that were measured, 0 to 100. What was not measured
neither helps nor hurts; how much was measured stands beside the score. Pure: days and figures are given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lessontool import curriculum
from lessontool.model import Finding, Lesson, Ranking
from lessontool.model.ranking import CRITERIA, Criterion
from lessontool.planning import criteria
from lessontool.planning.candidates import Candidate, PackageFacts
from lessontool.planning.criteria import Told
from lessontool.planning.names import slug
from lessontool.planning.panel import Panel
from lessontool.planning.permission import objections

_ALL: Final = 100.0
_PLACE_TITLE_BYTES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionMark:
    """What a lesson gets for one criterion, and why."""

    criterion: Criterion
    weight: int
    share: float | None
    """Of the criterion's points, 0–1; None: it was not measured, and counts neither way."""
    measured: Told
    ideal: Told

    @property
    def points(self) -> float:
        """Points of the criterion's weight."""
        return self.weight * (self.share or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with its score and its reasons."""

    candidate: Candidate
    rank: int | None
    """1 is the best; None: it may not be shown."""
    score: float
    """0–100, to one decimal."""
    measured_percent: float
    """How much of all weight the score stands on."""
    provisional: bool
    """Too little was measured for the score to say much."""
    marks: tuple[CriterionMark, ...]
    """Those with a weight, in the order of the rules."""
    bars: tuple[Finding, ...]
    """Why it may not be shown; empty: it may."""
    panel: Panel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPlace:
    """All candidates for one place in the curriculum, the best first, those that may not be shown last."""

    place: str
    rows: tuple[Scored, ...]
    findings: tuple[Finding, ...]
    """What must be known before one trusts the order."""


# ── places in the curriculum ──────────────────────────────────────────────────────────────────────────────────────


def place_of(lesson: Lesson, ranking: Ranking) -> str:
    """Say which place in the curriculum a lesson is for: `TO-1-KNTT-T05-B12-P1`.

    Subject, grade, textbook series, week, lesson and part; a lesson without a number is known by its title. Series and
    week stand there only where the rules keep them apart. The school year does not: a good lesson may be shown again.
    """
    parts = [lesson.subject, str(lesson.grade)]
    parts += [lesson.series] if ranking.series_apart else []
    parts += [f"T{lesson.week:02}"] if ranking.weeks_apart else []
    if lesson.lesson_number is None:
        parts.append(slug(lesson.title, max_bytes=_PLACE_TITLE_BYTES).lower())
    else:
        parts.append(f"B{lesson.lesson_number:02}")
    parts += [f"P{lesson.part}"] if lesson.part is not None else []
    return "-".join(parts)


def curriculum_key(lesson: Lesson) -> tuple[Any, ...]:
    """Give the key that sorts places as they are taught: grade, subject, week, lesson, part, series."""
    subject = curriculum.vietnamese_order(curriculum.subject(lesson.subject).name_vi)
    where = (lesson.week, lesson.lesson_number or 0, lesson.part or 0, lesson.series)
    return (lesson.grade, subject, *where, curriculum.vietnamese_order(lesson.title))


# ── may it be shown ───────────────────────────────────────────────────────────────────────────────────────────────


def bars_of(candidate: Candidate, day: str) -> tuple[Finding, ...]:
    """Say why a lesson may not be shown anywhere on a day (`YYYY-MM-DD`); empty: at least one package of it may."""
    found: list[Finding] = []
    for package in candidate.packages:
        reasons = _bars(package, candidate.lesson, day)
        if not reasons:
            return ()
        found += [each for each in reasons if each not in found]
    return tuple(found)


def _bars(package: PackageFacts, lesson: Lesson, day: str) -> list[Finding]:
    reasons = list(objections(lesson, [package.destination], day))
    if package.proof == "failed":
        items = sorted({name.rpartition(": ")[2] for name in package.failed})
        values = {"items": ", ".join(items) or "–", "destination": package.destination}
        reasons.append(Finding(code="rank-qc-failed", severity="error", values=values))
    elif package.proof == "unproved":
        values = {"destination": package.destination}
        reasons.append(Finding(code="rank-unproved", severity="error", values=values))
    return reasons


# ── the score ─────────────────────────────────────────────────────────────────────────────────────────────────────


def marks_of(candidate: Candidate, ranking: Ranking, panel: Panel | None = None) -> tuple[CriterionMark, ...]:
    """Give a lesson its marks for every criterion that has a weight, each with what was measured and what is ideal."""
    marks = []
    for name in CRITERIA:
        weight = ranking.weights[name]
        if weight:
            share, measured = criteria.judged(name, candidate, ranking, panel)
            ideal = criteria.ideal(name, candidate, ranking)
            marks.append(CriterionMark(criterion=name, weight=weight, share=share, measured=measured, ideal=ideal))
    return tuple(marks)


def score_of(marks: Iterable[CriterionMark]) -> tuple[float, float]:
    """Put marks together: the score, 0–100 to one decimal, and how many percent of all weight was measured."""
    marks = list(marks)
    measured = [each for each in marks if each.share is not None]
    weight = sum(each.weight for each in measured)
    if not weight:
        return 0.0, 0.0
    points = math.fsum(each.points for each in measured)
    return round(_ALL * points / weight, 1), round(_ALL * weight / sum(each.weight for each in marks), 1)


def scored(candidate: Candidate, ranking: Ranking, day: str, panel: Panel | None = None) -> Scored:
    """Give a lesson its score for a day, with all reasons; `rank` is left open."""
    marks = marks_of(candidate, ranking, panel)
    score, measured = score_of(marks)
    return Scored(
        candidate=candidate,
        rank=None,
        score=score,
        measured_percent=measured,
        provisional=measured < ranking.least_measured_percent,
        marks=marks,
        bars=bars_of(candidate, day),
        panel=panel,
    )


def ranked(
    candidates: Iterable[Candidate], ranking: Ranking, panels: Mapping[str, Panel], day: str
) -> tuple[RankedPlace, ...]:
    """Order the candidates of every place, the best first; places come in the order of the curriculum.

    Of two with the same score the one of which more was measured comes first, then the one that more reviewers saw,
    then by school and title in Vietnamese order, and last by id: the same candidates always give the same order.
    """
    places: dict[str, list[Candidate]] = {}
    for each in candidates:
        places.setdefault(place_of(each.lesson, ranking), []).append(each)
    keys = {place: min(curriculum_key(each.lesson) for each in found) for place, found in places.items()}
    order = sorted(places, key=lambda each: (keys[each], each))
    return tuple(_ranked(place, places[place], ranking, panels, day) for place in order)


def _ranked(
    place: str, candidates: Sequence[Candidate], ranking: Ranking, panels: Mapping[str, Panel], day: str
) -> RankedPlace:
    rows = sorted((scored(each, ranking, day, panels.get(each.id)) for each in candidates), key=_order)
    numbered, rank = [], 0
    for row in rows:
        rank += not row.bars
        numbered.append(replace(row, rank=None if row.bars else rank))
    return RankedPlace(place=place, rows=tuple(numbered), findings=tuple(_cautions(numbered, ranking)))


def _order(row: Scored) -> tuple[Any, ...]:
    lesson = row.candidate.lesson
    reviewers = row.panel.reviewers if row.panel else 0
    names = (curriculum.vietnamese_order(lesson.school), curriculum.vietnamese_order(lesson.title), row.candidate.id)
    return (bool(row.bars), -row.score, -row.measured_percent, -reviewers, *names)


def _cautions(rows: Sequence[Scored], ranking: Ranking) -> Iterable[Finding]:
    there = [row for row in rows if row.rank]
    measured = [row.measured_percent for row in there]
    if len(there) > 1 and max(measured) - min(measured) > ranking.unlike_percent:
        values = {"least": round(min(measured)), "most": round(max(measured))}
        yield Finding(code="rank-unlike", severity="warning", values=values)
    for row in there:
        if row.panel and row.panel.counts and row.panel.apart:
            questions = ", ".join(row.panel.apart)
            yield Finding(
                code="rank-panel-apart", severity="warning", values={"rank": row.rank or 0, "questions": questions}
            )
