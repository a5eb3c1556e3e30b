"""`library coverage`: for each grade, subject and week what is there, what is missing, and what may not be shown."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.library.listing import series_code, year_of
from lessontool.cli.library.place import library_place, opened
from lessontool.cli.library.rank import number, ranking_asked
from lessontool.errors import InputError

if TYPE_CHECKING:
    from lessontool.planning.coverage import Coverage, CoveredSubject, CoveredWeek

_SIGNS = {"full": "●", "part": "◐", "none": "○", "waiting": "?", "expired": "!", "unasked": "·"}
_CHOSEN = "★"
_EXPIRING = "▲"
_COLOURS = {"full": "green", "part": "cyan", "waiting": "yellow", "expired": "red"}
_NAME = 30


@click.command(
    "coverage",
    cls=Command,
    help=both(
        "Mỗi lớp, môn, tuần: có bài nào, thiếu bài nào, bài nào chưa đạt hoặc hết hạn.",
        "For each grade, subject and week: what is there, missing, not passed, or expired.",
    ),
)
@click.option("--school-year", cls=Option, metavar="YEAR", required=True, help=both("Năm học.", "School year."))
@click.option("--grade", cls=Option, metavar="1,2,…", default="", help=both("Lớp.", "Grades."))
@click.option("--series", cls=Option, metavar="NAME", help=both("Bộ sách.", "Textbook series."))
@click.option("--rules", cls=Option, metavar="NAME", default="", help=both("Cách xếp hạng.", "How lessons are ranked."))
@click.option(
    "--within",
    cls=Option,
    type=click.IntRange(0, 3650),
    default=30,
    help=both("Bao nhiêu ngày trước hạn thì gọi là sắp hết hạn.", "How many days before its end rights end soon."),
)
@click.option(
    "--to",
    cls=Option,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=both("Ghi bảng CSV và hình vào đây.", "Write a table (CSV) and a drawing into it."),
)
@own_presets
@library_place
@common
@click.pass_obj
def coverage(voice: Voice, /, place: str, own: Path | None, **asked: Any) -> None:
    """Tell what is there of a school year."""
    from lessontool.catalogue.covering import as_data, grades_of, held, write_coverage
    from lessontool.cli.checking import today
    from lessontool.planning.coverage import coverage as counted

    year, series, day = year_of(asked["school_year"]), series_code(asked["series"]) or "", today()
    grades = _grades(asked["grade"])
    ranking = ranking_asked(asked["rules"], preset_folder(own))
    catalogue = opened(place)
    entries = catalogue.entries(school_year=year, transcripts=False)
    lessons = held(entries, catalogue.choices(), ranking, day=day, soon_days=asked["within"])
    covered = counted(lessons, year or "", grades or grades_of(entries), series=series)
    if not covered.rows:
        raise InputError("rank-nothing")
    files: tuple[Path, ...] = ()
    if asked["to"]:
        created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        cancel = voice.stoppable()
        files = write_coverage(covered, asked["to"], day=day, created=created, language=voice.language, cancel=cancel)
    if voice.json:
        voice.print_json({**as_data(covered), "files": [str(path) for path in files]})
        return
    _show(voice, covered)
    if files:
        echo(voice.say("coverage-written", files=", ".join(str(path) for path in files)))


def _grades(text: str) -> tuple[int, ...]:
    from lessontool import curriculum

    grades = []
    for part in filter(None, text.replace(" ", "").split(",")):
        if not part.isdecimal() or not part.isascii() or int(part[:3]) not in curriculum.GRADES:
            raise InputError("coverage-grade-wrong", grade=part[:20])
        grades.append(int(part))
    return tuple(grades)


def _show(voice: Voice, covered: Coverage) -> None:
    from lessontool.catalogue.covering import sums

    echo(click.style(voice.say("coverage-title", year=covered.school_year), bold=True))
    grade = None
    for row in covered.rows:
        if row.grade != grade:
            grade = row.grade
            echo("")
            weeks = "".join(str(week.week % 10) if week.week % 5 else "|" for week in row.weeks)
            heading = voice.say("coverage-grade", grade=grade)
            echo(f"{click.style(f'{heading:<{_NAME}}', bold=True)} {weeks}  {voice.say('coverage-read')}")
        _show_row(voice, row)
    echo("")
    _show_signs(voice)
    total = sums(covered)
    wanted, filled = total["wanted"], total["filled"]
    values = {"ready": filled, "wanted": wanted, "percent": 100 * filled // wanted if wanted else 0}
    waiting = total["waiting"] + total["failed"]
    echo(voice.say("coverage-sum", missing=total["missing"], waiting=waiting, expired=total["expired"], **values))
    if covered.outside:
        echo(voice.say("coverage-outside", count=covered.outside))


def _show_row(voice: Voice, row: CoveredSubject) -> None:
    from lessontool.curriculum import subject_name

    name = subject_name(row.subject, voice.language) + (f" · {row.series}" if row.series else "")
    name = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    signs = "".join(_sign(week) for week in row.weeks)
    a_week = f"{number(voice, row.a_week)} {voice.say('coverage-a-week')}"
    echo(f"{name:<{_NAME}} {signs}  {row.total('filled')}/{row.total('wanted')} ({a_week})")


def _sign(week: CoveredWeek) -> str:
    if week.expiring:
        return click.style(_EXPIRING, fg="yellow")
    if week.chosen and week.chosen >= week.wanted:
        return click.style(_CHOSEN, fg="green")
    return click.style(_SIGNS[week.sign], fg=_COLOURS.get(week.sign))


def _show_signs(voice: Voice) -> None:
    told = [f"{sign} {voice.say(f'coverage-sign-{name}')}" for name, sign in _SIGNS.items()]
    told += [f"{_CHOSEN} {voice.say('coverage-sign-chosen')}", f"{_EXPIRING} {voice.say('coverage-expiring')}"]
    echo(" · ".join(told))
