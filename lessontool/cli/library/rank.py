"""`library rank`: the best lesson for each place in the curriculum, and why it is the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.library.listing import series_code, subject_code, year_of
from lessontool.cli.library.place import library_place, opened, with_named_items
from lessontool.errors import InputError

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue
    from lessontool.model import CatalogueEntry, Choice, Finding, Lesson, Ranking
    from lessontool.planning.panel import Panel
    from lessontool.planning.ranking import RankedPlace, Scored

ID_LETTERS = 8
_FEW = 12
"""So many lessons are told with all their reasons where nobody asks for them."""


def lessons_asked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the ways to name places in the curriculum, and the rules by which lessons are ranked."""
    rules = both("Cách xếp hạng (presets/rankings).", "How lessons are ranked (presets/rankings).")
    for option in (
        click.option("--rules", cls=Option, metavar="NAME", default="", help=rules),
        click.option("--series", cls=Option, metavar="NAME", help=both("Bộ sách.", "Textbook series.")),
        click.option("--school-year", cls=Option, metavar="YEAR", help=both("Năm học.", "School year.")),
        click.option("--week", cls=Option, type=click.IntRange(1, 35), help=both("Tuần.", "Week.")),
        click.option("--grade", cls=Option, type=click.IntRange(1, 12), help=both("Lớp.", "Grade.")),
        click.option("--subject", cls=Option, metavar="NAME", help=both("Môn học.", "Subject.")),
    ):
        command = option(command)
    return command


def ranking_asked(name: str, own: Path | None) -> Ranking:
    """Read the rules that were named. Raises PresetError."""
    from lessontool.presets import DEFAULT_RANKING, load_ranking

    return load_ranking(name or DEFAULT_RANKING, folder=preset_folder(own))


def entries_asked(catalogue: Catalogue, asked: Mapping[str, Any]) -> tuple[CatalogueEntry, ...]:
    """Find the lessons that were named. Raises InputError for a subject, series or year that is none; rank-nothing."""
    entries = catalogue.entries(
        subject=subject_code(asked["subject"]),
        grade=asked["grade"],
        school_year=year_of(asked["school_year"]),
        week=asked["week"],
        series=series_code(asked["series"]),
        transcripts=False,
    )
    if not entries:
        raise InputError("rank-nothing")
    return entries


def lesson_name(lesson: Lesson, lesson_id: str, *, blind: bool) -> str:
    """Call a lesson by its title and school; blind: by the beginning of its identity alone."""
    if blind:
        return f"[{lesson_id[:ID_LETTERS]}]"
    teachers = f", {', '.join(lesson.teachers)}" if lesson.teachers else ""
    return f"{lesson.title} ({lesson.school}{teachers}) [{lesson_id[:ID_LETTERS]}]"


@click.command(
    "rank",
    cls=Command,
    help=both(
        "Xếp hạng các bài cho từng chỗ trong chương trình, kèm lí do từng điểm.",
        "Order the lessons for each place in the curriculum, with the reason for every point.",
    ),
)
@lessons_asked
@click.option(
    "--blind", cls=Option, is_flag=True, help=both("Giấu tên trường và giáo viên.", "Hide schools and teachers.")
)
@click.option(
    "--across-series",
    cls=Option,
    is_flag=True,
    help=both("So cả các bài khác bộ sách.", "Compare lessons of different textbooks too."),
)
@click.option(
    "--across-weeks",
    cls=Option,
    is_flag=True,
    help=both("So cả các bài cùng số nhưng khác tuần.", "Compare lessons of one number in different weeks too."),
)
@click.option(
    "--reasons/--short",
    "full",
    default=None,
    cls=Option,
    help=both("Kể hết lí do, hoặc chỉ điểm theo nhóm.", "Tell all reasons, or the points of each group only."),
)
@click.option(
    "--to",
    cls=Option,
    metavar="FILE.csv",
    type=click.Path(path_type=Path),
    help=both("Ghi bảng điểm ra tệp, để mở bằng Excel.", "Write all scores into a file for Excel."),
)
@own_presets
@library_place
@common
@click.pass_obj
def rank(voice: Voice, /, place: str, own: Path | None, **asked: Any) -> None:
    """Order the lessons of the library."""
    from lessontool.catalogue.choosing import best_lessons, standing_choices
    from lessontool.cli.checking import today

    ranking = ranking_asked(asked["rules"], own)
    ranking = replace(
        ranking,
        series_apart=ranking.series_apart and not asked["across_series"],
        weeks_apart=ranking.weeks_apart and not asked["across_weeks"],
    )
    catalogue, day = opened(place), today()
    entries = entries_asked(catalogue, asked)
    places = best_lessons(catalogue, entries, ranking, day=day, preset_folder=preset_folder(own))
    chosen = standing_choices(catalogue.choices())
    written = _written(voice, places, ranking, asked, day) if asked["to"] else ()
    if voice.json:
        from lessontool.catalogue.scores import as_data

        voice.print_json(as_data(places, ranking, day=day, blind=asked["blind"]))
        return
    full = asked["full"] if asked["full"] is not None else len(entries) <= _FEW
    for each in places:
        _show_place(voice, each, chosen.get(each.place), ranking, full=full, blind=asked["blind"])
    echo(voice.say("rank-how"))
    for path in written:
        echo(voice.say("rank-written", path=path))


def _written(
    voice: Voice, places: tuple[RankedPlace, ...], ranking: Ranking, asked: Mapping[str, Any], day: str
) -> tuple[Path, ...]:
    from lessontool.catalogue.scores import write_scores

    return write_scores(places, asked["to"], ranking, day=day, blind=asked["blind"], language=voice.language)


# ── showing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def place_heading(voice: Voice, place: str, lesson: Lesson) -> str:
    """Call a place in the curriculum by its words."""
    from lessontool import curriculum

    subject = curriculum.subject(lesson.subject)
    parts = [lesson.title] if lesson.lesson_number is None else []
    if lesson.lesson_number is not None:
        parts.append(voice.say("rank-place-lesson", number=lesson.lesson_number))
    if lesson.part is not None:
        parts.append(voice.say("rank-place-part", part=lesson.part))
    words = voice.say(
        "rank-place",
        subject=voice.pick(subject.name_vi, subject.name_en),
        grade=lesson.grade,
        week=lesson.week,
        lesson=", ".join(parts),
    )
    return f"{words} ({place})"


def _show_place(
    voice: Voice, each: RankedPlace, choice: Choice | None, ranking: Ranking, *, full: bool, blind: bool
) -> None:
    echo("")
    echo(click.style(place_heading(voice, each.place, each.rows[0].candidate.lesson), bold=True))
    for row in each.rows:
        _show_row(voice, row, chosen=choice is not None and choice.lesson_id == row.candidate.id, blind=blind)
        if row.rank is None:
            continue
        if full:
            _show_marks(voice, row)
        else:
            _show_groups(voice, row)
        if row.panel:
            show_panel(voice, row.panel, ranking, only_apart=not full)
    for finding in each.findings:
        show(voice, _worded(voice, finding, ranking))


def _worded(voice: Voice, finding: Finding, ranking: Ranking) -> Finding:
    """Say a question by its title, not by its name."""
    if "questions" not in finding.values:
        return finding
    names = str(finding.values["questions"]).split(", ")
    titles = {each.name: voice.pick(each.title_vi, each.title_en) for each in ranking.rubric.questions}
    values = {**finding.values, "questions": ", ".join(titles.get(name, name) for name in names)}
    return replace(finding, values=values)


def show(voice: Voice, finding: Finding) -> None:
    """Tell a finding as every command does."""
    from lessontool.cli.checking import show_finding

    show_finding(voice, with_named_items(voice, finding))


def number(voice: Voice, value: float) -> str:
    """Write a figure with a decimal sign as the reader has it."""
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if voice.language == "vi" else text


def _show_row(voice: Voice, row: Scored, *, chosen: bool, blind: bool) -> None:
    name = lesson_name(row.candidate.lesson, row.candidate.id, blind=blind)
    star = f" {voice.say('rank-row-chosen')}" if chosen else ""
    if row.rank is None:
        echo(f"  {click.style(voice.say('rank-row-barred', lesson=name), fg='red')}{star}")
        for finding in row.bars:
            show(voice, finding)
        return
    words = voice.say("rank-row", rank=row.rank, score=number(voice, row.score), lesson=name)
    measured = voice.say("rank-row-measured", percent=number(voice, row.measured_percent))
    provisional = f" {voice.say('rank-row-provisional')}" if row.provisional else ""
    echo(f"  {click.style(words, fg='green' if row.rank == 1 else None)}{star} – {measured}{provisional}")


def _show_marks(voice: Voice, row: Scored) -> None:
    for mark in row.marks:
        values = {
            "weight": mark.weight,
            "criterion": voice.say(f"rank-criterion-{mark.criterion}"),
            "measured": mark.measured.said(voice.language),
        }
        if mark.share is None:
            echo(f"      {click.style(voice.say('rank-row-unmeasured', **values), dim=True)}")
            continue
        points, ideal = number(voice, mark.points), mark.ideal.said(voice.language)
        echo(f"      {voice.say('rank-row-criterion', points=points, ideal=ideal, **values)}")


def _show_groups(voice: Voice, row: Scored) -> None:
    from lessontool.model.ranking import GROUPS

    told = []
    for group, names in GROUPS.items():
        marks = [mark for mark in row.marks if mark.criterion in names and mark.share is not None]
        if marks:
            points = number(voice, sum(mark.points for mark in marks))
            told.append(f"{voice.say(f'rank-group-{group}')} {points}/{sum(mark.weight for mark in marks)}")
    echo(f"      {' · '.join(told)}")


def show_panel(voice: Voice, panel: Panel, ranking: Ranking, *, only_apart: bool) -> None:
    """Tell the panel's marks for each question, and where reviewers disagree."""
    titles = {each.name: voice.pick(each.title_vi, each.title_en) for each in ranking.rubric.questions}
    for each in panel.questions:
        if only_apart and not each.apart:
            continue
        words = voice.say(
            "review-shown",
            question=titles[each.question],
            mean=number(voice, each.mean),
            low=number(voice, each.low),
            high=number(voice, each.high),
            spread=number(voice, each.spread),
        )
        apart = f" {click.style(voice.say('review-shown-apart'), fg='yellow')}" if each.apart else ""
        echo(f"        {words}{apart}")
