"""`lessontool schedule check`: whether every subject has its showings a day, in a plan and on the air."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lessontool.cli.asking import Voice, echo, existing_plan, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.schedule.plan import calendar_of

if TYPE_CHECKING:
    from lessontool.model import AsRun, Channel, Showing, Timetable
    from lessontool.schedule.checking import Checked, PairDay, Verdict

_PATH = click.Path(path_type=Path, readable=False)
_SIGNS: Final[dict[Verdict, tuple[str, str]]] = {
    "met": ("✔", "green"),
    "together": ("▲", "yellow"),
    "short": ("◐", "yellow"),
    "none": ("✘", "red"),
    "free": ("–", "bright_black"),
}
_MANY_FINDINGS: Final = 25


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command what it can be asked."""
    said = {
        "log": both(
            "Nhật kí phát sóng (CSV, XLSX, BXF, ffplayout); dùng được nhiều lần.",
            "As-run log (CSV, XLSX, BXF, ffplayout); may be repeated.",
        ),
        "channel": both("Kênh, nếu bảng không ghi (presets/channels).", "The channel, where the table names none."),
        "rules": both(
            "Quy tắc phát sóng; mặc định: như lịch ghi, hoặc two-a-day.",
            "Airing rules; default: those of the plan, else two-a-day.",
        ),
        "calendar": both("Lịch năm học (presets/calendars).", "School calendar (presets/calendars)."),
        "week": both("Tuần, nếu bảng chỉ ghi thứ.", "The week, where the table has only days of the week."),
        "to": both("Ghi bảng CSV, hình PNG và JSON vào đây.", "Write tables (CSV), a picture and JSON here."),
        "library": both("Ghi bài đã phát vào kho bài học này.", "Note in this library what was on air."),
        "letters": both("Bảng mã của bảng, nếu đoán sai.", "The table's letters, where they are guessed wrong."),
    }
    for option in (
        click.option("--encoding", cls=Option, metavar="NAME", default="", help=said["letters"]),
        click.option("--library", cls=Option, metavar="FILE|URL", default="", help=said["library"]),
        click.option("--to", cls=Option, type=_PATH, metavar="DIR", help=said["to"]),
        click.option("--week", cls=Option, metavar="WEEK", default="", help=said["week"]),
        click.option("--calendar", cls=Option, metavar="NAME", default="", help=said["calendar"]),
        click.option("--rules", cls=Option, metavar="NAME", default="", help=said["rules"]),
        click.option("--channel", "names", cls=Option, metavar="NAME", multiple=True, help=said["channel"]),
        click.option("--as-run", "logs", cls=Option, type=_PATH, metavar="FILE", multiple=True, help=said["log"]),
        click.argument("plan", metavar="PLAN", type=_PATH),
    ):
        command = option(command)
    return command


@click.command(
    "check",
    cls=Command,
    help=both(
        "Chứng minh mỗi môn đủ lượt phát mỗi ngày, hoặc chỉ ra còn thiếu gì: theo lịch và theo nhật kí phát sóng.",
        "Prove that every subject has its showings a day, or say what is missing: in a plan, and on the air.",
    ),
)
@_wishes
@own_presets
@common
@click.pass_obj
def check(voice: Voice, /, **wishes: Any) -> None:
    """Check a plan and what was on air."""
    from lessontool.errors import EXIT_QC_FAILED, InputError
    from lessontool.presets import DEFAULT_AIRING, load_airing, load_channel
    from lessontool.schedule import checking
    from lessontool.schedule.tables import read_plan

    own = preset_folder(wishes["own"])
    place = existing_plan(wishes["plan"])
    if wishes["library"] and not wishes["logs"]:
        raise InputError("as-run-library-alone")
    timetable = read_plan(
        place, channels=_channels(wishes["names"], own), week=wishes["week"], encoding=wishes["encoding"] or None
    )
    channels = tuple(load_channel(name, folder=own) for name in timetable.channels)
    rules = load_airing(wishes["rules"] or timetable.rules or DEFAULT_AIRING, folder=own)
    calendar = calendar_of(wishes["calendar"] or timetable.calendar, timetable.week, own)
    log = _log(wishes["logs"], timetable) if wishes["logs"] else None
    checked = checking.check(timetable, channels, rules, calendar, log)
    files = _written(voice, checked, wishes["to"], channels, place) if wishes["to"] else ()
    filed = _filed(wishes["library"], checked, channels) if wishes["library"] else None
    _tell(voice, checked, files, filed)
    if not checked.proved:
        raise click.exceptions.Exit(EXIT_QC_FAILED)


def _channels(names: Sequence[str], own: Path | None) -> tuple[Channel, ...]:
    """The channels that a table may name: those that were named, else all that there are."""
    from lessontool.presets import channel_names, load_channel

    return tuple(load_channel(name, folder=own) for name in names or channel_names(folder=own))


def _log(paths: Sequence[Path], timetable: Timetable) -> tuple[AsRun, ...]:
    from lessontool.schedule.as_run import read_as_run

    alone = timetable.channels[0] if len(timetable.channels) == 1 else ""
    return tuple(event for path in paths for event in read_as_run(existing_plan(path), channel=alone))


def _written(
    voice: Voice, checked: Checked, folder: Path, channels: Sequence[Channel], place: Path
) -> tuple[Path, ...]:
    from lessontool.schedule.proof import write_proof

    return write_proof(
        checked,
        folder,
        channels=channels,
        source=place.name,
        created=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        language=voice.language,
        cancel=voice.stoppable(),
    )


def _filed(library: str, checked: Checked, channels: Sequence[Channel]) -> int:
    """Note in the library which lessons were on air; gives how many."""
    from lessontool.catalogue import open_catalogue

    with open_catalogue(library) as catalogue:
        known = {
            programme.house_number.casefold(): programme.lesson_id
            for preset in sorted({each.preset for each in channels})
            for programme in catalogue.programmes(preset)
        }
        showings = _showings(checked, known)
        catalogue.add_showings(showings)
    return len(showings)


def _showings(checked: Checked, known: dict[str, str]) -> tuple[Showing, ...]:
    from lessontool.model import Showing

    return tuple(
        Showing(
            lesson_id=lesson,
            channel=each.slot.channel,
            date=each.slot.date,
            start_s=each.start_s,
            status=each.log.status,
        )
        for each in checked.aired or ()
        if each.slot.kind == "lesson"
        and (lesson := each.slot.lesson_id or known.get(each.log.house_number.casefold(), ""))
    )


# ── on the screen ─────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(voice: Voice, checked: Checked, files: Sequence[Path], filed: int | None) -> None:
    from lessontool.cli.checking import show_finding, worst_first
    from lessontool.schedule.proof import as_data, sentence

    if voice.json:
        data = {**as_data(checked), "files": [str(path) for path in files]}
        voice.print_json(data if filed is None else {**data, "filed": filed})
        return
    for grade in checked.grades():
        _grade(voice, checked, grade)
    found = worst_first(checked.findings)
    for finding in found[:_MANY_FINDINGS]:
        show_finding(voice, finding)
    if len(found) > _MANY_FINDINGS:
        echo(f"   … (+{len(found) - _MANY_FINDINGS})")
    for path in files:
        echo(f"    → {path}")
    if filed is not None:
        echo(voice.say("as-run-filed", count=filed))
    mark, colour = ("✔", "green") if checked.proved else ("✘", "red")
    echo(f"{click.style(mark, fg=colour, bold=True)} {sentence(checked, voice.language)}")


def _grade(voice: Voice, checked: Checked, grade: int) -> None:
    """A grade's table: its subjects against the days, with the week's sum."""
    from lessontool.curriculum import subject_name
    from lessontool.schedule.proof import day_name

    rows = checked.of(grade)
    days = [day for day in checked.days if any(each.date == day for found in rows.values() for each in found)]
    names = {subject: subject_name(subject, voice.language) for subject in rows}
    width = max(map(len, names.values()))
    head = voice.say("check-plan-of-grade", grade=grade, met=checked.met(grade), count=len(rows))
    echo(click.style(head[:1].upper() + head[1:], bold=True))
    heads = "".join(f"{day_name(day)} {day[8:]}/{day[5:7]}".rjust(10) for day in days)
    echo(f"  {'':{width}}{heads}{voice.say('check-plan-picture-week').rjust(12)}")
    for subject, found in rows.items():
        by_day = {each.date: each for each in found}
        cells = "".join(_cell(by_day.get(day)) for day in days)
        counted = sum(min(each.apart, each.wanted) for each in found)
        echo(f"  {names[subject]:{width}}{cells}{f'{counted}/{sum(each.wanted for each in found)}'.rjust(12)}")


def _cell(each: PairDay | None) -> str:
    if each is None:
        return " " * 10
    sign, colour = _SIGNS[each.verdict]
    text = sign if each.verdict == "free" else f"{sign} {each.apart}/{each.wanted}"
    return click.style(text.rjust(10), fg=colour)
