"""`library select`: somebody chooses a lesson for its place in the curriculum, and says why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.library.place import library_place, opened
from lessontool.cli.library.rank import lesson_name, number, ranking_asked
from lessontool.errors import InputError

if TYPE_CHECKING:
    from lessontool.catalogue.library import Catalogue
    from lessontool.model import CatalogueEntry, Choice

_LONGEST = 1000


@click.command(
    "select",
    cls=Command,
    help=both(
        "Chọn bài cho một chỗ trong chương trình, ghi rõ ai chọn và vì sao. --list: xem các bài đã chọn.",
        "Choose the lesson for a place in the curriculum, saying who and why. --list: see what is chosen.",
    ),
)
@click.argument("said", metavar="[PLACE|LESSON]", required=False)
@click.option("--by", cls=Option, metavar="NAME", default="", help=both("Ai chọn.", "Who chooses."))
@click.option(
    "--why", cls=Option, metavar="TEXT", default="", help=both("Vì sao; bài đứng đầu thì không bắt buộc.", "Why.")
)
@click.option("--rules", cls=Option, metavar="NAME", default="", help=both("Cách xếp hạng.", "How lessons are ranked."))
@click.option("--list", "listed", cls=Option, is_flag=True, help=both("Xem đã chọn những gì.", "See what is chosen."))
@own_presets
@library_place
@common
@click.pass_obj
def select(voice: Voice, /, said: str | None, place: str, own: Path | None, **asked: Any) -> None:
    """Choose a lesson."""
    catalogue = opened(place)
    if asked["listed"]:
        _list(voice, catalogue)
        return
    by, why = (" ".join(asked[name].split())[:_LONGEST] for name in ("by", "why"))
    for what, given in (("PLACE|LESSON", said), ("--by", by)):
        if not given:
            raise InputError("select-missing", what=what)
    _choose(voice, catalogue, said or "", ranking_asked(asked["rules"], own), by, why, preset_folder(own))


def _choose(voice: Voice, catalogue: Catalogue, said: str, ranking: Any, by: str, why: str, own: Path | None) -> None:
    from lessontool import records
    from lessontool.catalogue.choosing import choose
    from lessontool.cli.checking import today

    made = choose(catalogue, said, ranking, by=by, why=why, day=today(), preset_folder=own)
    if voice.json:
        before = records.plain(made.before) if made.before else None
        voice.print_json({"choice": records.plain(made.choice), "before": before, "same": made.same})
        return
    if made.same:
        echo(voice.say("select-same"))
        return
    name = lesson_name(made.row.candidate.lesson, made.choice.lesson_id, blind=False)
    echo(voice.say("select-kept", lesson=name, place=made.choice.place, score=number(voice, made.choice.score)))
    if made.before and made.before.lesson_id != made.choice.lesson_id:
        echo(voice.say("select-instead", lesson=_name(voice, catalogue, made.before)))


def _list(voice: Voice, catalogue: Catalogue) -> None:
    from lessontool import records
    from lessontool.catalogue.choosing import standing_choices

    choices = catalogue.choices()
    standing = standing_choices(choices)
    if voice.json:
        voice.print_json([{**records.plain(each), "standing": standing[each.place] is each} for each in choices])
        return
    if not choices:
        echo(voice.say("select-none"))
    entries = {entry.id: entry for entry in catalogue.entries(transcripts=False)}
    for place, choice in sorted(standing.items()):
        score, why = number(voice, choice.score), choice.why or voice.say("select-first")
        values = {"by": choice.by, "date": choice.date, "lesson": _known(voice, entries, choice)}
        echo(voice.say("select-line", place=place, score=score, why=why, **values))
        for before in reversed([each for each in choices if each.place == place and each is not choice]):
            why = before.why or voice.say("select-first")
            values = {"by": before.by, "date": before.date, "lesson": _known(voice, entries, before)}
            echo(f"    {voice.say('select-line-before', why=why, **values)}")


def _known(voice: Voice, entries: dict[str, CatalogueEntry], choice: Choice) -> str:
    if choice.lesson_id not in entries:
        return f"[{choice.lesson_id[:8]}] ({voice.say('select-line-gone')})"
    return lesson_name(entries[choice.lesson_id].lesson, choice.lesson_id, blind=False)


def _name(voice: Voice, catalogue: Catalogue, choice: Choice) -> str:
    return _known(voice, {entry.id: entry for entry in catalogue.entries(transcripts=False)}, choice)
