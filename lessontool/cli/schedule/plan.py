"""`lessontool schedule plan`: a week of broadcasts, planned and shown."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lessontool.cli.asking import Voice, echo, existing_plan, lesson_folder, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.cli.library.place import library_place

if TYPE_CHECKING:
    from lessontool.model import Channel, Choice, Finding, Programme, SchoolCalendar, Showing, Slot, Timetable

_PATH = click.Path(path_type=Path, readable=False)
_YEAR_BEGINS: Final = 8
"""The month in which a school year begins; its name says which two years it touches."""


def _wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give the command what it can be asked."""
    said = {
        "channel": both("Kênh phát (presets/channels); có thể nhiều.", "Channel (presets/channels); may be several."),
        "week": both("Tuần, như 2021-W40, hoặc một ngày trong tuần.", "The week, such as 2021-W40, or a day in it."),
        "rules": both("Quy tắc phát sóng (presets/airing).", "Airing rules (presets/airing)."),
        "calendar": both(
            "Lịch năm học (presets/calendars); mặc định: năm học chứa tuần đó.",
            "School calendar (presets/calendars); default: the school year in which the week lies.",
        ),
        "lessons": both("Thư mục bài đã làm xong, thay cho kho.", "Folder of finished lessons instead of a library."),
        "to": both("Thư mục ghi lịch.", "Where to write the plan."),
        "seed": both("Cùng một số thì cùng một lịch.", "The same number gives the same plan."),
        "seconds": both("Thời gian tính, giây.", "How long to compute, seconds."),
        "keep": both("Lịch đã công bố: dời càng ít càng tốt.", "A published plan: move as little as possible."),
        "solver": both("auto, hoặc greedy: cách đơn giản.", "auto, or greedy: the simple way."),
        "force": both("Ghi đè lịch đã có.", "Write over a plan that is there."),
    }
    for option in (
        click.option("--force", cls=Option, is_flag=True, help=said["force"]),
        click.option(
            "--solver", cls=Option, type=click.Choice(["auto", "greedy"]), default="auto", help=said["solver"]
        ),
        click.option("--keep", cls=Option, type=_PATH, metavar="FILE", help=said["keep"]),
        click.option(
            "--seconds", cls=Option, type=click.FloatRange(0.1, 3600), default=20.0, metavar="S", help=said["seconds"]
        ),
        click.option(
            "--seed", cls=Option, type=click.IntRange(0, 2**31 - 1), default=1, metavar="N", help=said["seed"]
        ),
        click.option("--to", cls=Option, type=_PATH, default=".", metavar="DIR", help=said["to"]),
        click.option("--lessons", cls=Option, type=_PATH, metavar="DIR", multiple=True, help=said["lessons"]),
        click.option("--calendar", cls=Option, metavar="NAME", default="", help=said["calendar"]),
        click.option("--rules", cls=Option, metavar="NAME", default="", help=said["rules"]),
        click.option("--week", cls=Option, metavar="WEEK", required=True, help=said["week"]),
        click.option(
            "--channel", "names", cls=Option, metavar="NAME", multiple=True, required=True, help=said["channel"]
        ),
    ):
        command = option(command)
    return library_place(command)


@click.command(
    "plan",
    cls=Command,
    help=both(
        "Xếp lịch phát sóng một tuần: mỗi môn đủ lượt mỗi ngày; không đủ thì nói thiếu gì và làm gì thì đủ.",
        "Plan a week of broadcasts: every subject as often as demanded; else what is missing, and what would help.",
    ),
)
@_wishes
@own_presets
@common
@click.pass_obj
def plan(voice: Voice, /, **wishes: Any) -> None:
    """Plan a week."""
    from lessontool.cli.checking import telling
    from lessontool.errors import EXIT_QC_FAILED
    from lessontool.planning.timetable.weeks import week_days, week_name
    from lessontool.presets import DEFAULT_AIRING, load_airing, load_channel
    from lessontool.schedule import weeks

    own = preset_folder(wishes["own"])
    channels = tuple(load_channel(name, folder=own) for name in wishes["names"])
    rules = load_airing(wishes["rules"] or DEFAULT_AIRING, folder=own)
    week = week_name(week_days(wishes["week"])[0])
    calendar = calendar_of(wishes["calendar"], week, own)
    keep = _kept(wishes["keep"])
    weeks.require_free(week, wishes["to"], force=wishes["force"])
    told: list[Finding] = []
    with telling(voice) as tell:
        tell(voice.pick("Đang đọc kho bài học …", "Reading the library …"))
        shelf = _shelf(channels, wishes["place"], [lesson_folder(place) for place in wishes["lessons"]], told)
        planning = voice.pick("Đang xếp lịch …", "Planning the week …")
        timetable = weeks.plan_week(
            channels,
            rules,
            calendar,
            week,
            shelf.programmes,
            shelf.showings,
            created=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            seed=wishes["seed"],
            seconds=wishes["seconds"],
            keep=keep,
            solver=wishes["solver"],
            choices=shelf.choices,
            cancel=voice.stoppable(),
            progress=lambda share: tell(f"{planning} {share:.0%}"),
        )
    path = weeks.write_plan(timetable, wishes["to"], force=wishes["force"])
    _tell(voice, timetable, channels, told, path)
    if timetable.shortages:
        raise click.exceptions.Exit(EXIT_QC_FAILED)


class _Shelf:
    """What there is to show."""

    def __init__(
        self, programmes: Sequence[Programme], showings: Sequence[Showing] = (), choices: Sequence[Choice] = ()
    ) -> None:
        self.programmes, self.showings, self.choices = programmes, showings, choices


def _shelf(channels: Sequence[Channel], library: str, lessons: Sequence[Path], told: list[Finding]) -> _Shelf:
    """Read what can be shown: from folders, from the library that was named, or from the user's own if there is one."""
    from lessontool.model import Finding

    presets = tuple(dict.fromkeys(channel.preset for channel in channels))
    if lessons:
        from lessontool.catalogue.programmes import read_programmes

        shelf = _Shelf([each for preset in presets for each in read_programmes(lessons, preset)])
    else:
        from lessontool.catalogue import open_catalogue
        from lessontool.catalogue.choosing import standing_choices
        from lessontool.catalogue.opening import default_file

        if not library and not default_file().is_file():
            told.append(Finding(code="airing-no-library", severity="warning"))
            return _Shelf(())
        with open_catalogue(library or None) as catalogue:
            programmes = [each for preset in presets for each in catalogue.programmes(preset)]
            shelf = _Shelf(programmes, catalogue.showings(), tuple(standing_choices(catalogue.choices()).values()))
    there = {each.preset for each in shelf.programmes}
    for channel in channels:
        if channel.preset not in there:
            values = {"channel": channel.title, "preset": channel.preset}
            told.append(Finding(code="airing-no-programmes", severity="warning", values=values))
    return shelf


def calendar_of(name: str, week: str, own: Path | None) -> SchoolCalendar:
    """Read the school calendar that was named, or the one whose school year holds the week. Raises PresetError."""
    from lessontool.errors import PlanError
    from lessontool.planning.timetable.weeks import week_days
    from lessontool.presets import calendar_names, load_calendar

    if name:
        return load_calendar(name, folder=own)
    thursday = week_days(week)[3]
    first = thursday.year - (thursday.month < _YEAR_BEGINS)
    year = f"{first}-{first + 1}"
    names = calendar_names(folder=own)
    found = [each for each in (load_calendar(one, folder=own) for one in names) if each.school_year == year]
    if len(found) != 1:
        code = "airing-several-calendars" if found else "airing-no-calendar"
        raise PlanError(code, week=week, suggestion=", ".join(each.name for each in found) or ", ".join(names))
    return found[0]


def _kept(path: Path | None) -> Timetable | None:
    if path is None:
        return None
    from lessontool.schedule.tables.reading import read_plan

    return read_plan(existing_plan(path))


# ── the week on the screen ────────────────────────────────────────────────────────────────────────────────────────


_LABEL_LETTERS: Final = 58
_ABOUT_ROOM: Final = (
    *("airing-short", "airing-room", "airing-bottleneck"),
    *("airing-too-much", "airing-conflict", "airing-change"),
)
"""What findings about missing room begin with, in the order in which one wants to read them."""

_ABOUT_LESSONS: Final = frozenset({"airing-no-lessons", "airing-lessons-missing"})


def _tell(voice: Voice, timetable: Timetable, channels: Sequence[Channel], told: Sequence[Finding], path: Path) -> None:
    from lessontool import records
    from lessontool.cli.checking import as_data, show_finding, worst_first

    findings = (*told, *timetable.findings)
    if voice.json:
        data: dict[str, object] = {"file": str(path), "whole": not timetable.shortages, **records.plain(timetable)}
        voice.print_json({**data, "findings": [as_data(voice, each) for each in findings]})
        return
    for channel in channels:
        _show_channel(voice, channel, [slot for slot in timetable.slots if slot.channel == channel.name])
    nothing = any(each.code == "airing-no-library" for each in told) or len(told) == len(channels)
    room = [each for start in _ABOUT_ROOM for each in findings if each.code.startswith(start)]
    for each in (*room, *worst_first(each for each in findings if not each.code.startswith(_ABOUT_ROOM))):
        # where there is no lesson at all, one sentence says so for all subjects
        if not (nothing and each.code in _ABOUT_LESSONS):
            show_finding(voice, each)
    echo(_summary(voice, timetable, channels, path))


def _summary(voice: Voice, timetable: Timetable, channels: Sequence[Channel], path: Path) -> str:
    # a cell that waits for a lesson shows none: it is missing
    lessons = sum(slot.kind == "lesson" and bool(slot.lesson_id) for slot in timetable.slots)
    # a day may lack a cell and a lesson: two shortages that speak of the same subject, each with its own minutes
    shortest = min(channel.lesson_minutes for channel in channels)
    missing = sum(each.minutes for each in timetable.shortages) // shortest
    said = {"week": timetable.week, "showings": lessons, "path": path}
    if not lessons and not missing:
        return voice.say("airing-planned-none", **said)
    if missing:
        return voice.say("airing-planned-partly", missing=missing, **said)
    return voice.say("airing-planned", **said)


def _show_channel(voice: Voice, channel: Channel, slots: Sequence[Slot]) -> None:
    title = click.style(channel.title, bold=True)
    echo(f"{title}  {click.style(channel.where, dim=True)}" if channel.where != channel.title else title)
    for date, today in groupby(slots, key=lambda slot: slot.date):
        shown = list(today)
        day = datetime.date.fromisoformat(date)
        name = voice.say(f"printed-day-{day.weekday() + 1}")
        count = sum(slot.kind == "lesson" for slot in shown)
        lessons = (
            voice.pick(f"{count} bài học", f"{count} lessons") if count else voice.pick("không có bài", "no lessons")
        )
        echo(f"\n {click.style(f'{name} {day:%d/%m}', bold=True)}  {click.style(lessons, dim=True)}")
        if all(slot.kind == "fixed" for slot in shown):
            continue
        for slot in shown:
            echo(f"   {_line(voice, slot)}")
    echo("")


def _line(voice: Voice, slot: Slot) -> str:
    from lessontool import curriculum
    from lessontool.timing import clock_text

    times = f"{clock_text(slot.start_s)}–{clock_text(slot.start_s + slot.length_s)}"
    if slot.kind == "fixed":
        return click.style(f"{times}  {_clipped(slot.title)}", dim=True)
    if slot.kind == "relay":
        return click.style(f"{times}  {slot.source:<6}  {_clipped(slot.title)}", fg="cyan")
    grade = voice.pick(f"Lớp {slot.grade}", f"Grade {slot.grade}")
    subject = curriculum.subject(slot.subjects[0])
    name = voice.pick(subject.name_vi, subject.name_en)
    if not slot.lesson_id:
        missing = click.style(voice.pick("(chưa có bài)", "(no lesson yet)"), fg="yellow")
        return f"{times}  {grade:<6}  {name:<22}  {missing}"
    again = click.style(voice.pick("  phát lại", "  repeat"), dim=True) if slot.repeat else ""
    return f"{times}  {grade:<6}  {name:<22}  {_clipped(slot.lesson_label or slot.title)}{again}"


def _clipped(text: str) -> str:
    return text if len(text) <= _LABEL_LETTERS else f"{text[: _LABEL_LETTERS - 1]}…"
