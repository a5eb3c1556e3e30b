"""`library review`: the panel's marks, one by one or in a table, and how far its members agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.library.place import library_place, opened
from lessontool.cli.library.rank import (
    entries_asked,
    lesson_name,
    lessons_asked,
    number,
    ranking_asked,
    show,
    show_panel,
)
from lessontool.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lessontool.catalogue.library import Catalogue
    from lessontool.model import Finding, Ranking, Review
    from lessontool.planning.panel import Reviewer

_PATH = click.Path(path_type=Path)
_LONGEST = 100
_LONGEST_REMARK = 2000


@click.command(
    "review",
    cls=Command,
    help=both(
        "Chấm điểm bài học: từng bài, bằng bảng (--import), hoặc lấy bảng mẫu (--template). --list: xem điểm.",
        "Mark lessons: one by one, by a table (--import), or write an empty table (--template). --list: see the marks.",
    ),
)
@click.argument("lesson", metavar="[LESSON]", required=False)
@click.option("--reviewer", cls=Option, metavar="NAME", default="", help=both("Ai chấm.", "Who marks."))
@click.option(
    "--marks",
    cls=Option,
    metavar="noi-dung=4,…",
    default="",
    help=both("Điểm cho từng câu hỏi.", "Points for each question."),
)
@click.option("--remark", cls=Option, metavar="TEXT", default="", help=both("Nhận xét.", "A remark."))
@click.option("--import", "table", cls=Option, type=_PATH, metavar="MARKS", help=both("Bảng điểm.", "A table."))
@click.option("--template", cls=Option, is_flag=True, help=both("Ghi bảng mẫu để chấm.", "Write an empty table."))
@click.option(
    "--blind/--open",
    default=True,
    cls=Option,
    help=both(
        "Bảng mẫu và điểm không ghi tên trường, giáo viên, người chấm (mặc định), hoặc có ghi.",
        "Tables and marks without schools, teachers and reviewers' names (default), or with them.",
    ),
)
@click.option("--list", "listed", cls=Option, is_flag=True, help=both("Xem điểm đã chấm.", "See the marks."))
@click.option("--to", cls=Option, type=_PATH, metavar="FILE.csv", help=both("Ghi bảng mẫu vào đâu.", "Where to write."))
@click.option(
    "--encoding", cls=Option, metavar="NAME", default="", help=both("Bảng mã của bảng.", "The table's letters.")
)
@lessons_asked
@own_presets
@library_place
@common
@click.pass_obj
def review(voice: Voice, /, lesson: str | None, place: str, own: Path | None, **asked: Any) -> None:
    """Keep the panel's marks."""
    ranking = ranking_asked(asked["rules"], preset_folder(own))
    catalogue = opened(place)
    wanted = [bool(lesson), asked["table"] is not None, asked["template"], asked["listed"]]
    if wanted.count(True) != 1 or (asked["template"] and asked["to"] is None):
        raise InputError("review-nothing-to-do")
    if asked["template"]:
        _write_template(voice, catalogue, ranking, asked)
    elif asked["listed"]:
        _list(voice, catalogue, ranking, asked)
    elif lesson:
        _keep_one(voice, catalogue, ranking, lesson, asked)
    else:
        _keep_table(voice, catalogue, ranking, asked)


def _write_template(voice: Voice, catalogue: Catalogue, ranking: Ranking, asked: Mapping[str, Any]) -> None:
    from lessontool.catalogue.outputs import write_new
    from lessontool.catalogue.panel import template

    entries = entries_asked(catalogue, asked)
    write_new(asked["to"], template(entries, ranking, blind=asked["blind"], language=voice.language))
    data = {"file": str(asked["to"]), "lessons": len(entries)}
    voice.answer(data, "review-template-written", lessons=len(entries), path=asked["to"])


def _keep_one(voice: Voice, catalogue: Catalogue, ranking: Ranking, lesson: str, asked: Mapping[str, Any]) -> None:
    from lessontool.catalogue.choosing import lesson_meant
    from lessontool.catalogue.panel import marks_of_text
    from lessontool.cli.checking import today
    from lessontool.model import Review

    reviewer = " ".join(asked["reviewer"].split())[:_LONGEST]
    if not reviewer:
        raise InputError("review-reviewer-missing")
    marks = marks_of_text(asked["marks"], ranking.rubric)
    entry = lesson_meant(catalogue, lesson)
    given = Review(
        lesson_id=entry.id,
        reviewer=reviewer,
        rubric=ranking.rubric.name,
        date=today(),
        marks=marks,
        remark=" ".join(asked["remark"].split())[:_LONGEST_REMARK],
    )
    _keep(voice, catalogue, (given,), ())


def _keep_table(voice: Voice, catalogue: Catalogue, ranking: Ranking, asked: Mapping[str, Any]) -> None:
    from lessontool.catalogue.panel import read_marks
    from lessontool.cli.checking import today

    table = read_marks(
        asked["table"],
        ranking.rubric,
        [entry.id for entry in catalogue.entries(transcripts=False)],
        day=today(),
        reviewer=" ".join(asked["reviewer"].split()),
        encoding=asked["encoding"] or None,
    )
    _keep(voice, catalogue, table.reviews, table.findings)


def _keep(voice: Voice, catalogue: Catalogue, reviews: tuple[Review, ...], findings: tuple[Finding, ...]) -> None:
    from lessontool.catalogue.panel import not_older

    kept, replaced = not_older(reviews, catalogue.reviews([each.lesson_id for each in reviews]))
    catalogue.add_reviews(kept)
    lessons = len({each.lesson_id for each in kept})
    if voice.json:
        from lessontool.cli.checking import as_data

        told = [as_data(voice, finding) for finding in findings]
        voice.print_json({"reviews": len(kept), "lessons": lessons, "replaced": replaced, "findings": told})
        return
    for finding in findings:
        show(voice, finding)
    echo(voice.say("review-kept", reviews=len(kept), lessons=lessons))
    if replaced:
        echo(voice.say("review-replaced", count=replaced))


# ── showing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(voice: Voice, catalogue: Catalogue, ranking: Ranking, asked: Mapping[str, Any]) -> None:
    from lessontool import records
    from lessontool.planning.panel import panels, reviewers

    entries = {entry.id: entry for entry in entries_asked(catalogue, asked)}
    reviews = catalogue.reviews(list(entries))
    marked, people = panels(reviews, ranking.rubric), reviewers(reviews, ranking.rubric)
    if voice.json:
        names = {each.name: _reviewer_name(voice, number, each, asked) for number, each in enumerate(people, start=1)}
        told = [{**records.plain(_plain(each)), "name": names[each.name]} for each in people]
        voice.print_json({"lessons": {key: records.plain(each) for key, each in marked.items()}, "reviewers": told})
        return
    if not marked:
        echo(voice.say("review-nobody"))
        return
    for key, entry in entries.items():
        if key in marked:
            name = lesson_name(entry.lesson, key, blind=asked["blind"])
            mean = ranking.rubric.least_points + marked[key].share * (
                ranking.rubric.most_points - ranking.rubric.least_points
            )
            words = voice.say("rank-panel", reviewers=marked[key].reviewers, mean=number(voice, mean))
            echo(f"  {click.style(name, bold=True)}: {words}")
            show_panel(voice, marked[key], ranking, only_apart=False)
    for place, each in enumerate(people, start=1):
        echo(f"  {_harshness(voice, each, _reviewer_name(voice, place, each, asked))}")


def _plain(reviewer: Reviewer) -> dict[str, Any]:
    return {"reviews": reviewer.reviews, "harsh": round(reviewer.harsh, 3), "compared": reviewer.compared}


def _reviewer_name(voice: Voice, place: int, reviewer: Reviewer, asked: Mapping[str, Any]) -> str:
    return voice.say("review-blind-reviewer", number=place) if asked["blind"] else reviewer.name


def _harshness(voice: Voice, reviewer: Reviewer, name: str) -> str:
    values = {"reviewer": name, "reviews": reviewer.reviews, "compared": reviewer.compared}
    if not reviewer.compared:
        return voice.say("review-alone", **values)
    points = number(voice, abs(reviewer.harsh))
    return voice.say("review-harsh" if reviewer.harsh >= 0 else "review-kind", points=points, **values)
