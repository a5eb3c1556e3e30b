"""`lessontool schedule export`: a planned week for playout servers, traffic systems and programme guides."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessontool.cli.asking import Voice, echo, existing_plan, preset_folder
from lessontool.cli.help import Command, Option, both, common, own_presets
from lessontool.errors import EXIT_QC_FAILED, InputError

if TYPE_CHECKING:
    from lessontool.model import Timetable
    from lessontool.schedule.playout.exporting import Exported

_PATH = click.Path(path_type=Path, readable=False)
_MANY_FILES = 12


@click.command(
    cls=Command,
    help=both(
        "Xuất lịch cho máy phát và lịch giới thiệu: XMLTV, EIT, ffplayout, CasparCG, M3U, EDL, BXF, CSV, XLSX.",
        "Write a plan for playout and guides: XMLTV, EIT, ffplayout, CasparCG, M3U, EDL, BXF, CSV, XLSX.",
    ),
)
@click.argument("plan", metavar="TIMETABLE", type=_PATH)
@click.option(
    "--to", "folder", cls=Option, type=_PATH, metavar="DIR", required=True,
    help=both("Thư mục ghi kết quả.", "Where to write."),
)  # fmt: skip
@click.option(
    "--as", "formats", cls=Option, metavar="LIST", default="",
    help=both("Chỉ các định dạng này, ví dụ xmltv,ffplayout.", "Only these formats, such as xmltv,ffplayout."),
)  # fmt: skip
@click.option(
    "--channel", "names", cls=Option, metavar="NAME", multiple=True,
    help=both("Chỉ kênh này (dùng được nhiều lần).", "Only this channel (may be repeated)."),
)  # fmt: skip
@click.option(
    "--date", "dates", cls=Option, metavar="YYYY-MM-DD", multiple=True,
    help=both("Chỉ ngày này (dùng được nhiều lần).", "Only this day (may be repeated)."),
)  # fmt: skip
@click.option(
    "--week", "week", cls=Option, metavar="2021-W40", default="",
    help=both("Tuần, nếu bảng tự làm không ghi ngày.", "The week, for a table by hand without dates."),
)  # fmt: skip
@click.option(
    "--verify", cls=Option, is_flag=True,
    help=both("Đọc lại từng tệp và so mã kiểm tra.", "Read every file and compare its checksum."),
)  # fmt: skip
@common
@own_presets
@click.pass_obj
def export(
    voice: Voice,
    /,
    plan: Path,
    folder: Path,
    formats: str,
    names: tuple[str, ...],
    dates: tuple[str, ...],
    *,
    week: str,
    verify: bool,
    own: Path | None,
    **_: object,
) -> None:
    """Write the week, and say what is missing in it."""
    from lessontool.presets import channel_names, load_channel
    from lessontool.schedule.playout.exporting import export as write
    from lessontool.schedule.playout.exporting import formats_of
    from lessontool.schedule.tables import read_plan

    wanted = formats_of(formats)
    places = preset_folder(own)
    known = [load_channel(name, folder=places) for name in channel_names(folder=places)]
    timetable = read_plan(existing_plan(plan), channels=known, week=week)
    days = tuple(_day(text, timetable) for text in dates)
    exported = write(
        timetable,
        [load_channel(name, folder=places) for name in _channels(timetable, names)],
        folder,
        formats=wanted,
        dates=days,
        verify=verify,
        created=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        cancel=voice.stoppable(),
    )
    _tell(voice, timetable, folder, exported)
    if any(finding.severity == "error" for finding in exported.findings):
        raise click.exceptions.Exit(EXIT_QC_FAILED)


def _channels(timetable: Timetable, names: tuple[str, ...]) -> tuple[str, ...]:
    """The channels that are wanted. Raises InputError: playout-channel for one that the plan has not."""
    for name in names:
        if name not in timetable.channels:
            raise InputError("playout-channel", name=name, suggestion=", ".join(timetable.channels))
    return tuple(name for name in timetable.channels if name in names or not names)


def _day(text: str, timetable: Timetable) -> datetime.date:
    from lessontool.planning.timetable.weeks import dates_text, week_days

    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        days = dates_text(week_days(timetable.week))
        raise InputError("playout-date", date=text, week=timetable.week, days=days) from None


def _tell(voice: Voice, timetable: Timetable, folder: Path, exported: Exported) -> None:
    from lessontool.cli.checking import as_data, show_finding, worst_first

    found = worst_first(exported.findings)
    if voice.json:
        data = {"files": [str(path) for path in exported.files], "left_out": list(exported.left_out)}
        voice.print_json({**data, "findings": [as_data(voice, finding) for finding in found]})
        return
    for finding in found:
        show_finding(voice, finding)
    for path in exported.files[:_MANY_FILES]:
        echo(f"    → {path.relative_to(folder)}")
    if len(exported.files) > _MANY_FILES:
        echo(f"    … (+{len(exported.files) - _MANY_FILES})")
    echo(voice.say("playout-done", count=len(exported.files), week=timetable.week, folder=folder))
