"""What people add to the library: marks of the panel, choices, and when lessons were shown.

No manifest has it, so it is the one part of a catalogue that a rebuild cannot make again: it is kept when the catalogue
is rebuilt, and `people_of` writes it as one JSON file that `restore` reads again. Reviewers are teachers or editors; no
pupil is named anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from lessontool import records
from lessontool.catalogue.adding import lots
from lessontool.catalogue.schema import choices, reviews, showings
from lessontool.errors import InputError
from lessontool.model import Choice, Review, Showing
from lessontool.model._record import record

SCHEMA_VERSION: Final = 1
_MOST_BYTES: Final = 256 << 20
_T = TypeVar("_T")


@record
class People:
    """Everything that only the catalogue knows."""

    schema_version: int = SCHEMA_VERSION
    reviews: tuple[Review, ...] = ()
    choices: tuple[Choice, ...] = ()
    showings: tuple[Showing, ...] = ()


# ── reviews ───────────────────────────────────────────────────────────────────────────────────────────────────────


def add_reviews(connection: Connection, given: Iterable[Review]) -> None:
    """Keep reviews; a reviewer who judges a lesson again by the same rubric takes the earlier marks back."""
    table = reviews.c
    for each in given:
        same = (table.lesson_id == each.lesson_id, table.reviewer == each.reviewer, table.rubric == each.rubric)
        connection.execute(delete(reviews).where(*same))
        named = {name: _clean(getattr(each, name)) for name in ("lesson_id", "reviewer", "rubric", "date")}
        connection.execute(insert(reviews).values(**named, record=_json(each)))


def reviews_of(connection: Connection, lesson_ids: Collection[str] | None) -> tuple[Review, ...]:
    """Give the reviews of some lessons, or all, in the order in which they were given."""
    query = select(reviews.c.number, reviews.c.record)
    if lesson_ids is None:
        rows = connection.execute(query).all()
    else:
        rows = [row for lot in lots(set(lesson_ids)) for row in connection.execute(query.where(_among(reviews, lot)))]
    return tuple(_read(Review, row.record) for row in sorted(rows, key=lambda row: row.number))


# ── choices ───────────────────────────────────────────────────────────────────────────────────────────────────────


def add_choice(connection: Connection, choice: Choice) -> None:
    """Keep a choice; earlier ones for the same place stay, so that one sees who chose what before."""
    known = connection.execute(select(choices.c.record).where(choices.c.place == choice.place)).scalars().all()
    if known and _read(Choice, known[-1]) == choice:
        return
    named = {name: _clean(getattr(choice, name)) for name in ("lesson_id", "place", "date")}
    connection.execute(insert(choices).values(**named, score=choice.score, record=_json(choice)))


def all_choices(connection: Connection) -> tuple[Choice, ...]:
    """Give all choices in the order in which they were made: of several for a place the last one counts."""
    rows = connection.execute(select(choices.c.record).order_by(choices.c.number)).scalars()
    return tuple(_read(Choice, each) for each in rows)


# ── showings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def add_showings(connection: Connection, given: Sequence[Showing]) -> None:
    """Keep when lessons were shown, or are going to be.

    A new plan of a channel's day takes the place of the day's earlier plan. What was on air takes the place of what was
    planned: of the same time, else of the same lesson at the nearest time; no plan changes what was on air.
    """
    planned = [each for each in given if each.status == "planned"]
    for channel, date in sorted({(each.channel, each.date) for each in planned}):
        connection.execute(delete(showings).where(*_day(channel, date), showings.c.status == "planned"))
    for each in (*planned, *(each for each in given if each.status != "planned")):
        at = (*_day(each.channel, each.date), showings.c.start_s == each.start_s)
        there = connection.execute(select(showings.c.status).where(*at)).scalar()
        if each.status == "planned" and there not in (None, "planned"):
            continue
        if there is not None:
            connection.execute(delete(showings).where(*at))
        elif each.status != "planned":
            _take_planned(connection, each)
        connection.execute(insert(showings).values(**{**records.plain(each), "channel": _clean(each.channel)}))


def _take_planned(connection: Connection, aired: Showing) -> None:
    """Take out what was planned for a lesson that was on air at another time than planned."""
    same = (*_day(aired.channel, aired.date), showings.c.status == "planned", showings.c.lesson_id == aired.lesson_id)
    starts = connection.execute(select(showings.c.start_s).where(*same)).scalars().all()
    if starts:
        nearest = min(starts, key=lambda start: (abs(start - aired.start_s), start))
        connection.execute(delete(showings).where(*same, showings.c.start_s == nearest))


def _day(channel: str, date: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return showings.c.channel == _clean(channel), showings.c.date == date


def showings_of(
    connection: Connection, *, lesson_ids: Collection[str] | None, channel: str, since: str, until: str
) -> tuple[Showing, ...]:
    """Give showings by day, time and channel; `since` and `until` are the first and last day, empty: no limit."""
    query = select(showings)
    if channel:
        query = query.where(showings.c.channel == channel)
    if since:
        query = query.where(showings.c.date >= since)
    if until:
        query = query.where(showings.c.date <= until)
    if lesson_ids is None:
        rows = connection.execute(query).all()
    else:
        rows = [row for lot in lots(set(lesson_ids)) for row in connection.execute(query.where(_among(showings, lot)))]
    found = (Showing(**row._mapping) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.date, each.start_s, each.channel)))


# ── all of it, to keep and to bring back ──────────────────────────────────────────────────────────────────────────


def people_of(connection: Connection) -> People:
    """Give everything that only the catalogue knows."""
    shown = showings_of(connection, lesson_ids=None, channel="", since="", until="")
    return People(reviews=reviews_of(connection, None), choices=all_choices(connection), showings=shown)


def restore(connection: Connection, people: People) -> None:
    """Add what was kept; what is there already stays as it is."""
    add_reviews(connection, people.reviews)
    known = set(all_choices(connection))
    for choice in people.choices:
        if choice not in known:
            add_choice(connection, choice)
    there = {(row.channel, row.date, row.start_s) for row in connection.execute(select(showings))}
    for each in people.showings:
        if (each.channel, each.date, each.start_s) not in there:
            connection.execute(insert(showings).values(**records.plain(each)))


def read_people(path: Path) -> People:
    """Read what `library export --people` wrote. Raises InputError: catalogue-people-unreadable."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        people = records.load(People, path)
        if people.schema_version > SCHEMA_VERSION:
            raise ValueError(f"schema_version {people.schema_version}")
    except (OSError, ValueError) as error:
        raise InputError("catalogue-people-unreadable", path=str(path), detail=str(error)[:2000]) from error
    return people


def _among(table: Any, ids: Sequence[str]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = table.c.lesson_id.in_(ids)
    return found


def _clean(value: Any) -> Any:
    """PostgreSQL has no place for this sign."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _json(value: object) -> str:
    return json.dumps(records.plain(value), ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _read(kind: type[_T], text: str) -> _T:
    return records.parse(kind, json.loads(text))
