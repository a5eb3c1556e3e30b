"""What must be true of a ranking, beyond the types of its fields."""

from __future__ import annotations

import re
from typing import Final, get_args

from lessontool import curriculum
from lessontool.model import Band, GradePace, Ramp, Ranking, Rubric
from lessontool.model.preset import Destination
from lessontool.presets._fields import Reading

_ALL: Final = 100
"""Percent."""

_MOST: Final[dict[str, tuple[int, int, str]]] = {
    "waived_percent": (0, 100, "percent"),
    "caption_languages": (1, 10, "more are not made"),
    "chapters": (1, 20, "more are not found again"),
    "least_measured_percent": (0, 100, "percent"),
    "unlike_percent": (0, 100, "percent"),
}
_QUESTION: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_QUESTIONS: Final = 20
_MOST_POINTS: Final = 100
_RESERVED: Final = frozenset({"so", "ma-bai", "bai", "nguoi-cham", "ngay", "nhan-xet"})
"""What other columns of the table of marks are called."""


def check(ranking: Ranking, stem: str, reading: Reading) -> None:
    """Note every rule that a ranking breaks; `stem` is the file's name."""
    if ranking.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for field in ("summary_vi", "summary_en"):
        if not getattr(ranking, field):
            reading.wrong(field, "empty")
    _weights(ranking, reading)
    for field, (least, most, why) in _MOST.items():
        if not least <= getattr(ranking, field) <= most:
            reading.wrong(field, f"must be {least} to {most}: {why}", value=getattr(ranking, field))
    for field in ("source_lines", "speech_to_noise_db", "caption_speed"):
        ramp: Ramp = getattr(ranking, field)
        if ramp.none == ramp.all:
            reading.wrong(f"{field}.all", "must differ from `none`: points rise between them", value=ramp.all)
    _band("speech_share", ranking.speech_share, reading)
    _pace(ranking, reading)
    for number, destination in enumerate(ranking.destinations, start=1):
        if destination not in get_args(Destination) or destination in ranking.destinations[: number - 1]:
            known = ", ".join(get_args(Destination))
            reading.wrong(f"destinations[{number}]", f"one of {known}, each once", value=destination)
    _rubric(ranking.rubric, reading)


def _weights(ranking: Ranking, reading: Reading) -> None:
    for name, weight in ranking.weights.items():
        if weight < 0:
            reading.wrong(f"weights.{name}", "must not be below 0", value=weight)
    total = sum(ranking.weights.values())
    if total != _ALL:
        reading.wrong("weights", f"must be {_ALL} all together", value=total)
    for field in ("qc_points", "sound_points", "picture_points", "caption_origin"):
        for name, percent in getattr(ranking, field).items():
            if not 0 <= percent <= _ALL:
                reading.wrong(f"{field}.{name}", "must be 0 to 100: percent", value=percent)
    # a fault that is taken more seriously never costs less: else mending it would lower the score
    costs = [ranking.qc_points[each] for each in ("note", "warning", "error")]
    if costs != sorted(costs):
        reading.wrong("qc_points", "an error costs no less than a warning, and that no less than a note", value=costs)
    for worse, better in (("too-quiet", "quiet"),):
        if ranking.sound_points[worse] < ranking.sound_points[better]:  # type: ignore[index]
            reading.wrong(f"sound_points.{worse}", f"must cost no less than {better}")


def _band(path: str, band: Band | GradePace, reading: Reading) -> None:
    if not band.none_below < band.all_from <= band.all_to < band.none_above:
        reading.wrong(path, "must rise: none_below, all_from, all_to, none_above")


def _pace(ranking: Ranking, reading: Reading) -> None:
    seen: set[int] = set()
    for number, pace in enumerate(ranking.pace, start=1):
        _band(f"pace[{number}]", pace, reading)
        wrong = [grade for grade in pace.grades if grade not in curriculum.GRADES or grade in seen]
        if wrong:
            reading.wrong(f"pace[{number}].grades", "grades 1 to 12, each once", value=wrong[0])
        seen.update(pace.grades)


def _rubric(rubric: Rubric, reading: Reading) -> None:
    if not 0 <= rubric.least_points < rubric.most_points <= _MOST_POINTS:
        reading.wrong("rubric.most_points", f"must be above least_points, at most {_MOST_POINTS}")
    if not 1 <= rubric.least_reviewers <= _MOST_POINTS:
        reading.wrong("rubric.least_reviewers", "must be 1 at the least", value=rubric.least_reviewers)
    if rubric.disagreement_points <= 0:
        reading.wrong("rubric.disagreement_points", "must be above 0", value=rubric.disagreement_points)
    if not 0 <= rubric.shrinking <= 1000:
        reading.wrong("rubric.shrinking", "must be 0 to 1000", value=rubric.shrinking)
    if len(rubric.questions) > _MOST_QUESTIONS:
        reading.wrong("rubric.questions", f"at most {_MOST_QUESTIONS}: nobody answers more")
    heads: set[str] = set(_RESERVED)
    for number, question in enumerate(rubric.questions, start=1):
        path = f"rubric.questions[{number}]"
        if not _QUESTION.fullmatch(question.name):
            reading.wrong(f"{path}.name", "small letters, digits and hyphens", value=question.name, example="noi-dung")
        if question.weight < 1:
            reading.wrong(f"{path}.weight", "must be 1 at the least", value=question.weight)
        # the table of marks is read by any of them
        own = {curriculum.fold(each).replace(" ", "-") for each in (question.name, question.title_vi)}
        own.add(curriculum.fold(question.title_en).replace(" ", "-"))
        if own & heads:
            reading.wrong(f"{path}.name", "is called as another column of the table", value=question.name)
        heads |= own
