"""The catalogue: every finished lesson that the library has, to be listed, searched, ranked and planned with.

One object for one place. Each question and each change is a transaction of its own: a change that is interrupted leaves
the catalogue as it was, and two programs that write at once wait for each other.

The catalogue stores no pupil's name or number: there is no field for one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select

from lessontool import curriculum, records
from lessontool.catalogue import finding_words, people, schema
from lessontool.catalogue.adding import Added, Report, add_places, begun, drop, finish, lots
from lessontool.catalogue.manifests import one_line, shown
from lessontool.catalogue.opening import PATIENCE_S, Place, place_of, reading, writing
from lessontool.catalogue.people import People
from lessontool.catalogue.programmes import curriculum_order, newest, place_order
from lessontool.catalogue.standing import STATUSES, standing
from lessontool.errors import InputError
from lessontool.model import CataloguedPackage, CatalogueEntry, Choice, Finding, Lesson, Programme, Review, Showing
from lessontool.tools.process import Cancel

_SHORTEST_ID: Final = 4
"""Letters of an identity that are enough to ask for a lesson by it."""


def open_catalogue(url_or_path: str | Path | None = None, *, patience_s: float = PATIENCE_S) -> Catalogue:
    """Open the catalogue at a path, `sqlite:///…` or `postgresql://…`; None: the user's own.

    Nothing is touched yet: it is made by the first change. `patience_s` is how long another writer is waited for.
    Raises InputError: catalogue-address, catalogue-is-folder.
    """
    return Catalogue(place_of(url_or_path), patience_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found: how many lessons, and the best of them."""

    total: int = 0
    entries: tuple[CatalogueEntry, ...] = ()

    def __iter__(self) -> Iterator[CatalogueEntry]:
        """Go through the best of them."""
        return iter(self.entries)


class Catalogue:
    """The library's catalogue, as a context manager.

    Every method may raise EngineError (see `opening.told`); those that only read raise InputError catalogue-missing
    where there is no catalogue yet.
    """

    def __init__(self, place: Place, patience_s: float = PATIENCE_S) -> None:
        self._place = place
        self._patience_s = patience_s

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open between two questions."""

    @property
    def place(self) -> str:
        """Where it is, for people: never with a password."""
        return self._place.shown

    # ── packages ──────────────────────────────────────────────────────────────────────────────────────────────────

    def add(
        self,
        places: Sequence[Path],
        *,
        day: str = "",
        cancel: Cancel | None = None,
        report: Report = lambda _: None,
    ) -> Added:
        """Read the packages in some folders into the catalogue, and take out those that are no longer there.

        Run again it changes nothing. A package that cannot be read is a finding of severity error and is left out (or
        taken out); the others come in. `day` (`YYYY-MM-DD`) says when rights and consent are judged; without it nothing
        is said of them. Raises InputError: shelf-missing, shelf-empty, catalogue-place-gone; Interrupted.
        """
        with self._writing() as connection:
            work = add_places(connection, places, cancel or Cancel(), report)
            findings = (*work.findings, *_twice(connection, work.here), *_standings(connection, work.here, day))
            return Added(
                new=tuple(work.new),
                changed=tuple(work.changed),
                moved=tuple(work.moved),
                same=work.same,
                gone=tuple(work.gone),
                lessons=len(work.here),
                findings=findings,
            )

    def rebuild(
        self,
        places: Sequence[Path],
        *,
        day: str = "",
        cancel: Cancel | None = None,
        report: Report = lambda _: None,
    ) -> Added:
        """Make the catalogue again from the manifests in some folders alone; what people added to it is kept.

        All that lies elsewhere is forgotten. Raises as `add` does; then everything is as it was.
        """
        with self._writing() as connection:
            connection.execute(delete(schema.packages))
            connection.execute(delete(schema.texts))
            connection.execute(delete(schema.lessons).where(~_spoken_of()))
            work = add_places(connection, places, cancel or Cancel(), report)
            findings = (*work.findings, *_twice(connection, work.here), *_standings(connection, work.here, day))
            return Added(new=tuple(work.new), lessons=len(work.here), findings=findings)

    def forget(self, places: Sequence[Path]) -> tuple[str, ...]:
        """Take every package in some folders out of the catalogue; on the disk nothing is touched.

        Gives their folders. Raises InputError catalogue-not-known where there is none.
        """
        roots = [root for place in places for root in {place.absolute(), place.resolve()}]
        with self._writing() as connection:
            work = begun(connection)
            lost = [each for each in work.known.values() if any(Path(each.folder).is_relative_to(r) for r in roots)]
            if not lost:
                raise InputError("catalogue-not-known", places=", ".join(shown(place) for place in places))
            drop(work, lost)
            finish(work)
        return tuple(sorted(each.folder for each in lost))

    # ── lessons ───────────────────────────────────────────────────────────────────────────────────────────────────

    def entries(
        self,
        *,
        subject: str | None = None,
        grade: int | None = None,
        school_year: str | None = None,
        week: int | None = None,
        series: str | None = None,
        text: str | None = None,
        transcripts: bool = True,
    ) -> tuple[CatalogueEntry, ...]:
        """List the lessons of the library in the order of the curriculum, with the packages that count.

        Of a lesson that has the same preset twice the newest package counts. `transcripts=False` leaves out what is
        said in them: quicker, and small in memory. Raises InputError catalogue-no-words where `text` has no letter.
        """
        asked = {"subject": subject, "grade": grade, "school_year": school_year, "week": week, "series": series}
        where = [schema.lessons.c[name] == value for name, value in asked.items() if value is not None]
        where += _has(text) if text is not None else []
        with self._reading() as connection:
            return _entries(connection, where, transcripts=transcripts)

    def entry(self, lesson_id: str) -> CatalogueEntry:
        """Give one lesson by its identity. Raises InputError catalogue-lesson-unknown."""
        with self._reading() as connection:
            found = _entries(connection, [schema.lessons.c.id == lesson_id], transcripts=True)
        if not found:
            raise InputError("catalogue-lesson-unknown", lesson=lesson_id)
        return found[0]

    def lessons(self, lesson_ids: Collection[str]) -> dict[str, Lesson]:
        """Give lessons by identity, also those of which no package is left but a review, choice or showing is."""
        table = schema.lessons.c
        query = select(table.id, table.record)
        with self._reading() as connection:
            rows = [row for lot in lots(lesson_ids) for row in connection.execute(query.where(table.id.in_(lot)))]
        return {row.id: records.parse(Lesson, json.loads(row.record)) for row in rows}

    def copies(self, lesson_id: str) -> tuple[CataloguedPackage, ...]:
        """Give the packages of a lesson that do not count: a newer one of the same preset does."""
        with self._reading() as connection:
            rows = _packages(connection, [schema.packages.c.lesson_id == lesson_id])
        return tuple(_package(row) for row in rows if not row.counts)

    def search(self, words: str, *, most: int | None = None, transcripts: bool = False) -> Found:
        """Find lessons by words of their title, teacher, school, description or of what is said in them; best first.

        Tones and capitals do not matter, đ is d, y is i, and the beginning of a word is enough. `most`: give only so
        many of them. Raises InputError catalogue-no-words.
        """
        with self._reading() as connection:
            hits = _hits(connection, words)
            return _found(connection, hits, most, transcripts=transcripts)

    def find(self, said: str, *, most: int = 10) -> Found:
        """Find the lesson that somebody means by the beginning of its identity, its house number, or words.

        Several where that is not clear, the likeliest first; none where nothing fits.
        """
        key = said.strip().lower()
        table, packages = schema.lessons.c, schema.packages.c
        conditions: list[ColumnElement[bool]] = []
        if len(key) >= _SHORTEST_ID and set(key) <= set("0123456789abcdef-"):
            conditions.append(table.id.startswith(key, autoescape=True))
        conditions.append(exists().where(packages.lesson_id == table.id, func.lower(packages.house_number) == key))
        with self._reading() as connection:
            for condition in conditions:
                if entries := _entries(connection, [condition], transcripts=True):
                    return Found(total=len(entries), entries=entries[:most])
            if not finding_words.patterns(said):
                return Found()
            hits = _hits(connection, said)
            same = [hit for hit in hits if hit[0] == finding_words.SAME_TITLE]
            return _found(connection, same or hits, most, transcripts=True)

    def programmes(self, preset: str, *, check_files: bool = True) -> tuple[Programme, ...]:
        """Give every programme of a delivery preset that a station can play, in the order of the curriculum.

        Of a lesson that is there twice the newest counts. Raises InputError catalogue-programme-gone where a file is
        not where the catalogue says (`check_files=False`: do not look, for a computer that does not see the packages).
        """
        table = schema.packages.c
        query = select(table.programme, table.lesson).where(
            table.preset == preset, table.counts == 1, table.programme.is_not(None)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        found = newest(
            records.parse(Programme, {**json.loads(row.programme), "lesson": json.loads(row.lesson)}) for row in rows
        )
        if check_files and (lost := [each.file for each in found if not Path(each.file).is_file()]):
            raise InputError("catalogue-programme-gone", file=lost[0], count=len(lost))
        return found

    # ── what people add ───────────────────────────────────────────────────────────────────────────────────────────

    def add_reviews(self, reviews: Sequence[Review]) -> None:
        """Keep reviews; a reviewer who judges a lesson again by the same rubric takes the earlier marks back."""
        with self._writing() as connection:
            people.add_reviews(connection, reviews)

    def reviews(self, lesson_ids: Collection[str] | None = None) -> tuple[Review, ...]:
        """Give the reviews of some lessons, or all, in the order in which they were given."""
        with self._reading() as connection:
            return people.reviews_of(connection, lesson_ids)

    def add_choice(self, choice: Choice) -> None:
        """Keep a choice; earlier ones for the same place stay, so that one sees who chose what before."""
        with self._writing() as connection:
            people.add_choice(connection, choice)

    def choices(self) -> tuple[Choice, ...]:
        """Give all choices in the order in which they were made: of several for a place the last one counts."""
        with self._reading() as connection:
            return people.all_choices(connection)

    def add_showings(self, showings: Sequence[Showing]) -> None:
        """Keep when lessons were shown, or are going to be.

        A new plan of a channel's day takes the place of the day's earlier plan. What was on air takes the place of what
        was planned; no plan changes what was on air.
        """
        with self._writing() as connection:
            people.add_showings(connection, showings)

    def showings(
        self,
        lesson_ids: Collection[str] | None = None,
        *,
        channel: str = "",
        since: str = "",
        until: str = "",
    ) -> tuple[Showing, ...]:
        """Give showings by day, time and channel; `since` and `until` are the first and last day, empty: no limit."""
        with self._reading() as connection:
            return people.showings_of(connection, lesson_ids=lesson_ids, channel=channel, since=since, until=until)

    def people(self) -> People:
        """Give everything that only the catalogue knows, to be kept in a file."""
        with self._reading() as connection:
            return people.people_of(connection)

    def restore(self, kept: People) -> None:
        """Bring back what was kept in a file; what is there already stays as it is."""
        with self._writing() as connection:
            people.restore(connection, kept)

    def _reading(self) -> Any:
        return reading(self._place, self._patience_s)

    def _writing(self) -> Any:
        return writing(self._place, self._patience_s)


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _has(words: str) -> list[ColumnElement[bool]]:
    wanted = finding_words.patterns(words)
    if not wanted:
        raise InputError("catalogue-no-words", words=words[:100])
    return [schema.lessons.c.words.contains(each, autoescape=True) for each in wanted]


def _hits(connection: Connection, words: str) -> list[tuple[Any, ...]]:
    """How well lessons answer a question, and where they stand in the curriculum; their identity comes last."""
    table = schema.lessons.c
    where = (table.grade, table.subject, table.school_year, table.week, table.number, table.part, table.title)
    says = _says(finding_words.phrase(words)).label("said")
    query = select(table.id, *where, table.title_found, table.about_found, says).where(*_has(words), _has_package())
    return [
        (
            finding_words.rank(words, row.title_found, row.about_found, said=bool(row.said)),
            *place_order(row.grade, row.subject, row.school_year, row.week, row.number, row.part),
            row.title,
            row.id,
        )
        for row in connection.execute(query)
    ]


def _found(connection: Connection, hits: list[tuple[Any, ...]], most: int | None, *, transcripts: bool) -> Found:
    best = sorted(hits, key=lambda hit: hit[:-2])
    if most is not None and len(best) > most:
        # those as good as the last one stay until their titles have decided: only of few the costly order is needed
        best = [hit for hit in best if hit[:-2] <= best[most - 1][:-2]]
    best = sorted(best, key=lambda hit: (hit[:-2], curriculum.vietnamese_order(hit[-2]), hit[-1]))[:most]
    entries: dict[str, CatalogueEntry] = {}
    for lot in lots(hit[-1] for hit in best):
        found = _entries(connection, [schema.lessons.c.id.in_(lot)], transcripts=transcripts)
        entries |= {entry.id: entry for entry in found}
    return Found(total=len(hits), entries=tuple(entries[hit[-1]] for hit in best))


def _has_package() -> ColumnElement[bool]:
    return exists().where(schema.packages.c.lesson_id == schema.lessons.c.id)


def _says(whole: str) -> ColumnElement[bool]:
    """Whether the question is said in a lesson word for word."""
    return exists().where(
        schema.packages.c.lesson_id == schema.lessons.c.id,
        schema.packages.c.counts == 1,
        schema.spoken.c.package == schema.packages.c.key,
        schema.texts.c.sha256 == schema.spoken.c.sha256,
        schema.texts.c.found.contains(whole, autoescape=True),
    )


def _spoken_of() -> ColumnElement[bool]:
    """Whether people said something of a lesson."""
    tables = (schema.reviews, schema.choices, schema.showings)
    return or_(*(exists().where(table.c.lesson_id == schema.lessons.c.id) for table in tables))


def _entries(
    connection: Connection, where: Sequence[ColumnElement[bool]], *, transcripts: bool
) -> tuple[CatalogueEntry, ...]:
    table = schema.lessons.c
    lessons = {row.id: row.record for row in connection.execute(select(table.id, table.record).where(*where))}
    ids = select(table.id).where(*where)
    packages: dict[str, list[Any]] = {}
    for row in _packages(connection, [schema.packages.c.lesson_id.in_(ids), schema.packages.c.counts == 1]):
        packages.setdefault(row.lesson_id, []).append(row)
    said = _transcripts(connection, ids, packages) if transcripts else {}
    found = [
        CatalogueEntry(
            id=lesson_id,
            lesson=records.parse(Lesson, json.loads(lessons[lesson_id])),
            packages=tuple(_package(row) for row in rows),
            transcripts=said.get(lesson_id, {}),
        )
        for lesson_id, rows in packages.items()
    ]
    return tuple(sorted(found, key=lambda each: (curriculum_order(each.lesson), each.id)))


def _packages(connection: Connection, where: Sequence[ColumnElement[bool]]) -> list[Any]:
    """The packages of some lessons: by destination and preset, the newest first."""
    table = schema.packages.c
    columns = (table.key, table.lesson_id, table.preset, table.destination, table.created, table.folder)
    rows = connection.execute(select(*columns, table.counts, table.record).where(*where)).all()
    # sorted here and not there: two databases sort text differently
    newest_first = sorted(sorted(rows, key=lambda row: row.folder), key=lambda row: row.created, reverse=True)
    return sorted(newest_first, key=lambda row: (row.lesson_id, row.destination, row.preset))


def _package(row: Any) -> CataloguedPackage:
    return records.parse(CataloguedPackage, json.loads(row.record))


def _transcripts(connection: Connection, ids: Any, packages: dict[str, list[Any]]) -> dict[str, dict[str, str]]:
    """What is said in lessons, by language: of each the words of the newest package that has it."""
    newest_last = {
        row.key: (row.created, number) for rows in packages.values() for number, row in enumerate(reversed(rows))
    }
    query = (
        select(schema.packages.c.key, schema.packages.c.lesson_id, schema.spoken.c.language, schema.texts.c.text)
        .join(schema.spoken, schema.spoken.c.package == schema.packages.c.key)
        .join(schema.texts, schema.texts.c.sha256 == schema.spoken.c.sha256)
        .where(schema.packages.c.lesson_id.in_(ids), schema.packages.c.counts == 1)
    )
    rows = connection.execute(query).all()
    said: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: newest_last[row.key]):
        said.setdefault(row.lesson_id, {})[row.language] = row.text
    return said


# ── what adding tells ─────────────────────────────────────────────────────────────────────────────────────────────

_CODES: Final = {
    "failed": "catalogue-failed-qc",
    "unproved": "catalogue-unproved",
    "no-consent": "catalogue-no-consent",
    "expired": "catalogue-expired",
    "expiring": "catalogue-expiring",
}


def _standings(connection: Connection, here: Collection[str], day: str) -> Iterator[Finding]:
    """What stands against showing the lessons of some places."""
    if not day:
        return
    for lot in lots(here):
        for entry in _entries(connection, [schema.lessons.c.id.in_(lot)], transcripts=False):
            yield from standing_findings(entry, day)


def standing_findings(entry: CatalogueEntry, day: str) -> Iterator[Finding]:
    """Say in sentences what stands against showing a lesson on a day, the worst first."""
    stands = standing(entry, day)
    values = {"title": entry.lesson.title, "school": entry.lesson.school, "lesson": entry.id[:8]}
    values |= {"expires": entry.lesson.rights.expires, "items": ", ".join(stands.failed)}
    values = {name: one_line(value) for name, value in values.items()}
    for status in reversed(STATUSES):
        if status in stands.statuses and status in _CODES:
            severity: Any = "note" if status == "expiring" else "warning"
            yield Finding(code=_CODES[status], severity=severity, values=values)


def _twice(connection: Connection, here: Collection[str]) -> Iterator[Finding]:
    """Lessons that are there twice with the same preset: which package counts."""
    for lot in lots(here):
        rows = _packages(connection, [schema.packages.c.lesson_id.in_(lot)])
        counting = {(row.lesson_id, row.preset): row for row in rows if row.counts}
        for row in rows:
            best = counting[row.lesson_id, row.preset]
            if not row.counts:
                values = {"preset": row.preset, "folder": shown(Path(best.folder)), "other": shown(Path(row.folder))}
                yield Finding(code="catalogue-twice", severity="note", values=values)
