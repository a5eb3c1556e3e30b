"""A planned week is published: calendars, sheets, a web page and texts for families, and what moved since last time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Literal

from lessontool import curriculum, records
from lessontool.errors import PlanError
from lessontool.messages import Language
from lessontool.model import AiringRules, Channel, Finding, SchoolCalendar, Timetable
from lessontool.planning.timetable.weeks import week_days
from lessontool.schedule.families import notices
from lessontool.schedule.families.contradictions import refuse_contradictions
from lessontool.schedule.families.feeds import Event, Publication, events, feed
from lessontool.schedule.families.moved import Moved, concerning, moved
from lessontool.schedule.families.start_page import page_name, start_page
from lessontool.schedule.families.texts import notice_sms, texts
from lessontool.schedule.families.told import grades_of, is_named, short_day, subject_name
from lessontool.schedule.printed import Paper, overview, pictures, sheets, slips, web_page
from lessontool.schedule.shelving import PublishedWeek, Shelf, read_shelf, read_week, replace_files
from lessontool.schedule.tables.reading import BY_HAND
from lessontool.timing import clock_text
from lessontool.tools.process import Cancel

WEEKS_BACK: Final = 4
"""So many weeks before the newest one stay in the calendars that families subscribe to."""

Done = Literal["published", "refreshed", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """For whom a week is published, and how it looks."""

    grades: tuple[int, ...] = ()
    """Empty: all that have lessons. Grades for which the week was published before are always kept up to date."""
    school: str = ""
    """Its name on the sheets and calendars; empty: a line to write it on."""
    language: Language = "vi"
    papers: tuple[Paper, ...] = ("a4",)
    force: bool = False
    """Two lessons at once for a grade are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing did."""

    done: Done
    """published: the plan is new, or another than before · refreshed: the same plan, some files made anew · same:
    nothing was written."""
    timetable: Timetable
    """As it stands in the folder, with its revision."""
    grades: tuple[int, ...]
    written: tuple[str, ...]
    """Paths below the folder."""
    removed: tuple[str, ...]
    changes: tuple[Moved, ...]
    """What moved since the last publication, from today on; nothing for a first one."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """Everything about the week that is being published."""

    timetable: Timetable
    channels: Mapping[str, Channel]
    history: tuple[Publication, ...]
    """With the one that is made now as its last."""
    raised: bool
    grades: tuple[int, ...]
    today: date
    wishes: Wishes

    @property
    def changes(self) -> tuple[Moved, ...]:
        """What moved since the publication before, from today on."""
        if len(self.history) < 2:
            return ()
        found = concerning(moved(self.history[-2].timetable, self.timetable), today=self.today)
        return tuple(each for each in found if set(each.grades) & set(self.grades))


def publish(
    timetable: Timetable,
    channels: Sequence[Channel],
    folder: Path,
    *,
    today: date,
    created: str,
    wishes: Wishes | None = None,
    calendar: SchoolCalendar | None = None,
    rules: AiringRules | None = None,
    cancel: Cancel | None = None,
) -> Published:
    """Write all that families are told of a week into a folder, whole or not at all.

    A plan that differs from the published one gets the next revision and notices of what moved from `today` on; the
    same plan again changes nothing. `created` is the moment of publication, UTC. Raises PlanError for a timetable that
    contradicts itself (see `refuse_contradictions`), has no lessons (publish-no-lessons) or none of a grade
    (publish-grade-missing); InputError publish-not-ours, publish-record-broken; EngineError publish-unwritable;
    ToolError where pages cannot be set; Interrupted.
    """
    wishes = wishes or Wishes()
    monday = week_days(timetable.week)[0]
    timetable = replace(timetable, week=f"{monday:%G-W%V}")
    by_name = {each.name: each for each in channels}
    refuse_contradictions(timetable, by_name, force=wishes.force)
    shelf = read_shelf(folder)
    week = _week(timetable, by_name, folder, shelf, today, created, wishes)
    files, findings = _files(week, folder, shelf, calendar, rules, cancel)
    weeks = shelf.weeks
    if week.raised:
        weeks = (*weeks, _entry(week, files))
    written, removed = replace_files(folder, shelf, files, weeks, None if wishes.grades else week.timetable.week)
    done: Done = "published" if week.raised else "refreshed" if written or removed else "same"
    return Published(
        done=done,
        timetable=week.timetable,
        grades=week.grades,
        written=written,
        removed=removed,
        changes=week.changes if week.raised else (),
        findings=(
            *_timing(week),
            *_missing(week),
            *findings,
        ),
    )


def channels_named(timetable: Timetable, folder: Path) -> tuple[str, ...]:
    """List the channels that publishing a week into a folder speaks of: its own, and those of earlier publications.

    Raises InputError publish-record-broken.
    """
    shelf = read_shelf(folder)
    before = (each for week in {each.week: None for each in shelf.weeks} for each in read_week(folder, shelf, week))
    slots = (slot for plan in (timetable, *(each.timetable for each in before)) for slot in plan.slots)
    return tuple(dict.fromkeys((*timetable.channels, *(slot.channel for slot in slots))))


def _week(
    timetable: Timetable,
    channels: Mapping[str, Channel],
    folder: Path,
    shelf: Shelf,
    today: date,
    created: str,
    wishes: Wishes,
) -> _Week:
    history = read_week(folder, shelf, timetable.week)
    before = [each for each in shelf.weeks if each.week == timetable.week]
    raised = not history or _plan(history[-1].timetable) != _plan(timetable)
    if raised:
        revision = before[-1].revision + 1 if before else 1
        history = (*history, Publication(timetable=replace(timetable, revision=revision), moment=created))
    there = grades_of(timetable)
    known = before[-1].grades if before else ()
    for grade in wishes.grades:
        if grade not in there and grade not in known:
            listed = ", ".join(map(str, there)) or "–"
            raise PlanError("publish-grade-missing", week=timetable.week, grade=grade, grades=listed)
    grades = tuple(sorted({*(wishes.grades or there), *known}))
    if not grades:
        raise PlanError("publish-no-lessons", week=timetable.week)
    return _Week(
        timetable=history[-1].timetable,
        channels={name: channels[name] for name in sorted(channels)},
        history=history,
        raised=raised,
        grades=grades,
        today=today,
        wishes=wishes,
    )


def _plan(timetable: Timetable) -> tuple[object, ...]:
    """What makes a plan another one: its programmes, not when or by which solver it was made."""
    return (sorted(timetable.channels), sorted(map(repr, timetable.slots)))


def _entry(week: _Week, files: Mapping[str, tuple[bytes, str]]) -> PublishedWeek:
    path = _path(week.timetable)
    return PublishedWeek(
        week=week.timetable.week,
        revision=week.timetable.revision,
        moment=week.history[-1].moment,
        grades=week.grades,
        file=path,
        sha256=hashlib.sha256(files[path][0]).hexdigest(),
    )


def _path(timetable: Timetable) -> str:
    return f"published/{timetable.week}.r{timetable.revision}.timetable.json"


# ── the files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(
    week: _Week,
    folder: Path,
    shelf: Shelf,
    calendar: SchoolCalendar | None,
    rules: AiringRules | None,
    cancel: Cancel | None,
) -> tuple[dict[str, tuple[bytes, str]], tuple[Finding, ...]]:
    """Make every file: its content, and the week that it tells of (empty: it outlives the week's revisions)."""
    name, language = week.timetable.week, week.wishes.language
    written, findings = texts(week.timetable, week.channels, grades=week.grades, language=language)
    of_week = written | _Press(week=week, calendar=calendar, rules=rules, cancel=cancel).files()
    files = {path: (content, name) for path, content in of_week.items()}
    lasting = _feeds(week, folder, shelf) | _notices(week)
    weeks = (name, *(each.week for each in shelf.weeks))
    lasting["index.html"] = start_page(weeks, language=language, school=week.wishes.school)
    if week.raised:
        lasting[_path(week.timetable)] = records.pretty(week.timetable).encode()
    return files | {path: (content, "") for path, content in lasting.items()}, findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What the printing room wants to know."""

    week: _Week
    calendar: SchoolCalendar | None
    rules: AiringRules | None
    cancel: Cancel | None

    def files(self) -> dict[str, bytes]:
        """Set sheets and draw pictures, each grade in its folder, and write the week's page that leads to them."""
        made: dict[str, bytes] = {}
        papers: dict[int, list[str]] = {}
        overviews: list[str] = []
        for grade in self.week.grades:
            for name, content in self._sheets(grade).items():
                path = f"lop_{grade}/{self.week.timetable.week}/{name}"
                made[path] = content
                if name.endswith(".pdf"):
                    papers.setdefault(grade, []).append(path)
        if len(self.week.grades) > 1:
            for name, content in self._set(overview, self.week.grades).items():
                path = f"toan_truong/{self.week.timetable.week}/{name}"
                made[path] = content
                overviews.append(path)
        return made | {page_name(self.week.timetable.week): self._page(papers, overviews)}

    def _sheets(self, grade: int) -> dict[str, bytes]:
        drawn = self._set(pictures, [grade])
        for paper in self.week.wishes.papers:
            drawn |= self._set(sheets, [grade], paper=paper)
        return drawn | self._set(slips, [grade])

    def _set(self, print_: Callable[..., dict[str, bytes]], grades: Sequence[int], **wishes: str) -> dict[str, bytes]:
        return print_(
            self.week.timetable,
            tuple(self.week.channels.values()),
            grades=grades,
            school=self.week.wishes.school,
            language=self.week.wishes.language,
            calendar=self.calendar,
            rules=self.rules,
            cancel=self.cancel,
            **wishes,
        )

    def _page(self, papers: Mapping[int, Sequence[str]], overviews: Sequence[str]) -> bytes:
        week = self.week
        return web_page(
            week.timetable,
            tuple(week.channels.values()),
            notices=notices.for_all(week.changes, week.timetable, week.channels, week.wishes.language),
            grades=week.grades,
            school=week.wishes.school,
            language=week.wishes.language,
            calendar=self.calendar,
            rules=self.rules,
            feeds={grade: _feed_path(grade) for grade in week.grades},
            papers=papers,
            overviews=overviews,
        )


def _feed_path(grade: int) -> str:
    return f"lop_{grade}/lich_lop_{grade}.ics"


def _feeds(week: _Week, folder: Path, shelf: Shelf) -> dict[str, bytes]:
    """Write each grade's calendar: this week, those before it that are not long over, and those after it."""
    followed = {week.timetable.week: events(week.history)}
    others = sorted({each.week for each in shelf.weeks} - set(followed))
    newest = max(week_days(each)[0] for each in (*others, week.timetable.week))
    for other in others:
        if week_days(other)[0] >= newest - timedelta(weeks=WEEKS_BACK):
            followed[other] = events(read_week(folder, shelf, other))
    weeks = [_on(followed[name], week.channels) for name in sorted(followed)]
    return {
        _feed_path(grade): feed(
            weeks,
            week.channels,
            grade=grade,
            today=week.today,
            language=week.wishes.language,
            school=week.wishes.school,
        )
        for grade in week.grades
    }


def _on(followed: Sequence[Event], channels: Mapping[str, Channel]) -> tuple[Event, ...]:
    """Leave out what was on a channel that this publication does not know."""
    return tuple(each for each in followed if each.item.channel in channels)


def _notices(week: _Week) -> dict[str, bytes]:
    if not week.raised or not week.changes:
        return {}
    stem = f"thong_bao/{week.timetable.week}.r{week.timetable.revision}"
    language = week.wishes.language
    text = notices.notice(week.changes, week.timetable, week.channels, grades=week.grades, language=language)
    data = notices.as_data(week.changes, week.timetable, week.channels, grades=week.grades, language=language)
    short = {
        grade: lines
        for grade in week.grades
        if (lines := notices.sms_of(week.changes, week.channels, grade=grade, language=language))
    }
    files = {
        f"{stem}.txt": text.encode(),
        f"{stem}.json": (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(),
    }
    return files | ({f"{stem}.tin_nhan.txt": notice_sms(short, language)} if short else {})


# ── what is to be said about it ───────────────────────────────────────────────────────────────────────────────────


def _timing(week: _Week) -> tuple[Finding, ...]:
    """Families are told on Friday of the week that begins on Monday."""
    days = week_days(week.timetable.week)
    if week.today > days[-1]:
        return (
            Finding(code="publish-over", severity="warning", values={"last": f"{short_day(days[-1])}/{days[-1].year}"}),
        )
    if week.today >= days[0] and len(week.history) == 1:
        return (Finding(code="publish-late", severity="warning", values={"first": short_day(days[0])}),)
    return ()


def _missing(week: _Week) -> tuple[Finding, ...]:
    """Say what is not in the plan, also of grades that have nothing in it and so are told nothing."""
    timetable, language = week.timetable, week.wishes.language
    grades = week.wishes.grades or tuple(curriculum.GRADES)
    findings: list[Finding] = []
    short = [each for each in timetable.shortages if each.grade in grades]
    if short:
        first = short[0]
        values: dict[str, str | int | float] = {
            "count": sum(max(0, each.wanted - each.planned) for each in short),
            "subject": subject_name(first.subject, language),
            "grade": first.grade,
            "date": short_day(date.fromisoformat(first.date)),
        }
        findings.append(Finding(code="publish-shortages", severity="warning", values=values))
    lessons = [slot for slot in timetable.slots if slot.kind == "lesson" and {slot.grade, *slot.grades} & {*grades}]
    kept = [slot for slot in lessons if not is_named(slot)]
    if kept and timetable.solver != BY_HAND:
        slot = kept[0]
        values = {
            "count": len(kept),
            "subject": ", ".join(subject_name(code, language) for code in slot.subjects),
            "grade": slot.grade or min(slot.grades),
            "date": short_day(date.fromisoformat(slot.date)),
            "time": clock_text(slot.start_s),
        }
        findings.append(Finding(code="publish-without-lesson", severity="warning", values=values))
    return tuple(findings)
