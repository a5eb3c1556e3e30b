"""`lessontool schedule publish`: a planned week is told to families, and what moved since it was told before."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, existing_plan, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets

if TYPE_CHECKING:
    from lessontool.model import Channel, Timetable
    from lessontool.schedule.publishing import Published

_PATH = click.Path(path_type=Path, readable=False)


@click.command(
    "publish",
    cls=Command,
    help=both(
        "Báo lịch cho gia đình: lịch điện thoại (iCal), bảng in, trang web, tin nhắn SMS, bài đọc trên loa, chữ chạy, "
        "và thông báo những gì thay đổi so với lần trước.",
        "Tell families: calendars (iCal), sheets to print, a web page, SMS, a script for loudspeakers, crawl text, and "
        "notices of what moved since last time.",
    ),
)
@click.argument("timetable", metavar="TIMETABLE", type=_PATH)
@click.option(
    "--to",
    "folder",
    cls=Option,
    type=_PATH,
    metavar="DIR",
    required=True,
    help=both("Thư mục thông báo; tuần nào cũng dùng lại thư mục này.", "Where to; the same folder every week."),
)
@click.option(
    "--grade",
    "grades",
    cls=Option,
    type=click.IntRange(1, 12),
    metavar="N",
    multiple=True,
    help=both("Chỉ lớp này; ghi được nhiều lần.", "This grade only; may be said several times."),
)
@click.option(
    "--school",
    cls=Option,
    default="",
    metavar="NAME",
    help=both("Tên trường ghi trên lịch.", "The school's name on sheets and calendars."),
)
@click.option(
    "--language",
    cls=Option,
    type=click.Choice(["vi", "en"]),
    default="vi",
    help=both(
        "Ngôn ngữ cho gia đình (bài đọc trên loa luôn là tiếng Việt).", "For families (loudspeakers: Vietnamese)."
    ),
)
@click.option(
    "--paper",
    "papers",
    cls=Option,
    type=click.Choice(["a4", "a3"]),
    multiple=True,
    default=("a4",),
    help=both("Khổ giấy; ghi được cả hai.", "Size of the sheets; both may be said."),
)
@click.option(
    "--week",
    cls=Option,
    default="",
    metavar="WEEK",
    help=both("Tuần (2021-W40), cho bảng làm tay không ghi ngày.", "The week of a table without dates (2021-W40)."),
)
@click.option(
    "--today",
    cls=Option,
    default="",
    metavar="DAY",
    help=both("Coi hôm nay là ngày này (2021-10-01).", "Take this day for today (2021-10-01)."),
)
@click.option(
    "--force",
    cls=Option,
    is_flag=True,
    help=both("Cho phép một lớp có hai bài cùng giờ.", "Two lessons at once for a grade are meant."),
)
@own_presets
@common
@click.pass_obj
def publish(voice: Voice, /, timetable: Path, folder: Path, own: Path | None, **wishes: Any) -> None:
    """Publish a week to families."""
    from lessontool.schedule import publishing

    plan = _read(timetable, wishes["week"], preset_folder(own))
    channels = _channels(plan, folder, preset_folder(own))
    now = datetime.now(UTC)
    done = publishing.publish(
        plan,
        channels,
        folder,
        today=_today(wishes["today"], now, channels),
        created=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        wishes=publishing.Wishes(
            grades=tuple(sorted(set(wishes["grades"]))),
            school=wishes["school"],
            language=wishes["language"],
            papers=tuple(dict.fromkeys(wishes["papers"])),
            force=wishes["force"],
        ),
        **_school_year(plan, preset_folder(own)),
        cancel=voice.stoppable(),
    )
    _tell(voice, done, folder, channels, wishes["language"])


def _read(path: Path, week: str, own: Path | None) -> Timetable:
    """Read a plan, also a table made by hand: its channels may be any that are described."""
    from lessontool.presets import channel_names, load_channel
    from lessontool.schedule.tables import read_plan

    known = [load_channel(name, folder=own) for name in channel_names(folder=own)]
    return read_plan(existing_plan(path), channels=known, week=week)


def _channels(plan: Timetable, folder: Path, own: Path | None) -> tuple[Channel, ...]:
    """Load the plan's channels, and those of earlier publications that are still described."""
    from lessontool.errors import PresetError
    from lessontool.presets import load_channel
    from lessontool.schedule.publishing import channels_named

    needed = {*plan.channels, *(slot.channel for slot in plan.slots)}
    found: list[Channel] = []
    for name in channels_named(plan, folder):
        try:
            found.append(load_channel(name, folder=own))
        except PresetError as error:
            if name in needed or error.code != "channel-unknown":
                raise
    return tuple(found)


def _school_year(plan: Timetable, own: Path | None) -> dict[str, Any]:
    """Load the calendar and the rules that the plan was made with; a plan made by hand may have none."""
    from lessontool.presets import airing_names, calendar_names, load_airing, load_calendar

    calendar = load_calendar(plan.calendar, folder=own) if plan.calendar in calendar_names(folder=own) else None
    rules = load_airing(plan.rules, folder=own) if plan.rules in airing_names(folder=own) else None
    return {"calendar": calendar, "rules": rules}


def _today(text: str, now: datetime, channels: tuple[Channel, ...]) -> date:
    """Say which day it is where the channel is."""
    from zoneinfo import ZoneInfo

    from lessontool.errors import InputError

    if not text:
        return now.astimezone(ZoneInfo(channels[0].time_zone) if channels else UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("publish-day-wrong", value=text) from error


def _tell(voice: Voice, done: Published, folder: Path, channels: tuple[Channel, ...], language: Any) -> None:
    from lessontool.cli.checking import as_data, show_finding, worst_first
    from lessontool.schedule.families import notices

    by_name = {each.name: each for each in channels}
    plan = done.timetable
    moved = notices.for_all(done.changes, plan, by_name, language)
    if voice.json:
        data = {
            "done": done.done,
            "week": plan.week,
            "revision": plan.revision,
            "grades": list(done.grades),
            "written": [str(folder / path) for path in done.written],
            "removed": [str(folder / path) for path in done.removed],
            "moved": list(moved),
        }
        voice.print_json({**data, "findings": [as_data(voice, finding) for finding in done.findings]})
        return
    for finding in worst_first(done.findings):
        show_finding(voice, finding)
    if moved:
        echo(voice.say("publish-moved", count=len(moved)))
    for line in moved:
        echo(f"    • {line}")
    code = {"published": "publish-done", "refreshed": "publish-refreshed", "same": "publish-same"}[done.done]
    echo(voice.say(code, week=plan.week, revision=plan.revision, files=len(done.written), folder=folder))
