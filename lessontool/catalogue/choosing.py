"""The best lessons of the library: in their order, and chosen by somebody who says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessontool.catalogue.candidates import candidates
from lessontool.catalogue.manifests import manifests_below, read_package
from lessontool.errors import InputError
from lessontool.model import CatalogueEntry, Choice, Ranking
from lessontool.planning.panel import panels
from lessontool.planning.ranking import RankedPlace, Scored, place_of, ranked

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A choice that was made."""

    choice: Choice
    row: Scored
    before: Choice | None
    """What was chosen for the place until now."""
    same: bool
    """It was the same lesson, by the same person and for the same reason: nothing changed."""


def best_lessons(
    catalogue: Catalogue,
    entries: Iterable[CatalogueEntry],
    ranking: Ranking,
    *,
    day: str,
    preset_folder: Path | None = None,
) -> tuple[RankedPlace, ...]:
    """Order lessons of the library for each place in the curriculum, with the marks of the panel.

    `day` (`YYYY-MM-DD`) says when rights and consent are judged. Raises EngineError as the catalogue does.
    """
    found = candidates(entries, preset_folder=preset_folder)
    marked = panels(catalogue.reviews([each.id for each in found]), ranking.rubric)
    return ranked(found, ranking, marked, day)


def standing_choices(choices: Iterable[Choice]) -> dict[str, Choice]:
    """Give the choice that counts for every place: the last one that was made."""
    return {choice.place: choice for choice in choices}


def lesson_meant(catalogue: Catalogue, said: str) -> CatalogueEntry:
    """Find the lesson that somebody means: by identity, house number, words, or the folder of its packages.

    Raises InputError: review-lesson-unknown, review-lesson-unclear, and shelf-… for a folder that cannot be read.
    """
    folder = Path(said)
    if "/" in said and folder.is_dir():
        ids = {each.lesson_id for path in manifests_below([folder], []) if (each := read_package(path))}
        found = [each for each in catalogue.entries(transcripts=False) if each.id in ids]
    else:
        found = list(catalogue.find(said))
    if not found:
        raise InputError("review-lesson-unknown", lesson=said[:100])
    if len(found) > 1:
        raise InputError("review-lesson-unclear", lesson=said[:100], count=len(found))
    return found[0]


def choose(
    catalogue: Catalogue,
    said: str,
    ranking: Ranking,
    *,
    by: str,
    why: str,
    day: str,
    preset_folder: Path | None = None,
) -> Chosen:
    """Choose the best lesson of a place (`TO-1-KNTT-T05-B12`), or the lesson that is named, and note who and why.

    A lesson that is not the first of its place needs a reason. Earlier choices stay in the catalogue. Raises
    InputError: select-place-unknown, select-nobody, select-why, review-lesson-unclear, and what stands against a lesson
    that may not be shown (rank-qc-failed, rank-unproved, rights-expired, consent-missing, consent-not-for).
    """
    entries = catalogue.entries(transcripts=False)
    own = [each for each in entries if place_of(each.lesson, ranking).casefold() == said.strip().casefold()]
    wanted = "" if own else _named(catalogue, said).id
    if wanted:
        place = next(place_of(each.lesson, ranking) for each in entries if each.id == wanted)
        own = [each for each in entries if place_of(each.lesson, ranking) == place]
    (ordered,) = best_lessons(catalogue, own, ranking, day=day, preset_folder=preset_folder)
    row = _chosen_row(ordered, wanted, why)
    choice = Choice(
        lesson_id=row.candidate.id,
        place=ordered.place,
        by=by,
        why=why,
        date=day,
        score=row.score,
        instead_of=tuple(each.candidate.id for each in ordered.rows if each is not row),
    )
    before = standing_choices(catalogue.choices()).get(ordered.place)
    same = before is not None and (before.lesson_id, before.by, before.why) == (choice.lesson_id, by, why)
    if not same:
        catalogue.add_choice(choice)
    return Chosen(choice=choice, row=row, before=before, same=same)


def _named(catalogue: Catalogue, said: str) -> CatalogueEntry:
    try:
        return lesson_meant(catalogue, said)
    except InputError as error:
        if error.code == "review-lesson-unknown":
            raise InputError("select-place-unknown", said=said[:100]) from error
        raise


def _chosen_row(ordered: RankedPlace, wanted: str, why: str) -> Scored:
    first = next((each for each in ordered.rows if each.rank == 1), None)
    if not wanted:
        if first is None:
            raise InputError("select-nobody", place=ordered.place)
        return first
    row = next(each for each in ordered.rows if each.candidate.id == wanted)
    if row.bars:
        # what stands against it is the error: its sentence says what to do
        values: dict[str, Any] = dict(row.bars[0].values)
        raise InputError(row.bars[0].code, **values)
    if first is not None and row is not first and not why:
        raise InputError("select-why", rank=row.rank)
    return row
