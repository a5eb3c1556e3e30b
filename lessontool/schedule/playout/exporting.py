"""A planned week, written for everybody who shows it or lists it: all files, each whole or not at all."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, get_args

from lessontool import records
from lessontool.errors import EngineError, InputError
from lessontool.model import Channel, Finding, Timetable
from lessontool.planning.names import slug
from lessontool.planning.timetable.grid import seconds_at
from lessontool.planning.timetable.weeks import dates_text, refuse_clock_change, week_days
from lessontool.schedule.playout import bxf, casparcg, edl, eit, ffplayout, m3u, xmltv
from lessontool.schedule.playout.day import Day, few, planned_day
from lessontool.schedule.playout.presence import Presence, check_files
from lessontool.schedule.playout.shown import DAY_S, name_of, shown
from lessontool.timing import clock_text
from lessontool.tools import own_files
from lessontool.tools.process import Cancel

Format = Literal["xmltv", "eit", "ffplayout", "casparcg", "m3u", "edl", "bxf", "csv", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
GUIDES: Final[tuple[Format, ...]] = ("xmltv", "eit", "csv", "xlsx")
"""What names no files; the others are written only for days of which every file is there."""

LISTING: Final = "lessontool-export.json"
SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written, and what is to be said about it."""

    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...] = ()
    """Days without lists for playout, since a file of theirs is not as it should be: `lai-chau 2021-10-04`."""


def formats_of(text: str) -> tuple[Format, ...]:
    """Read a list such as `xmltv,eit`; empty: all. Raises InputError: playout-format for one that does not exist."""
    names = [name.strip().casefold() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            raise InputError("playout-format", name=name, suggestion=", ".join(FORMATS))
    return tuple(name for name in FORMATS if name in names or not names)


def export(
    timetable: Timetable,
    channels: Sequence[Channel],
    folder: Path,
    *,
    formats: Sequence[Format] = FORMATS,
    dates: Sequence[datetime.date] = (),
    verify: bool = False,
    created: str = "",
    cancel: Cancel | None = None,
) -> Exported:
    """Write a week for playout servers, traffic systems and programme guides into a folder.

    `dates` are the days that are wanted; none: the whole week. `created` (UTC) is for a plan that does not say when it
    was made. What an earlier export wrote is replaced, unless somebody changed it since. With `verify` every programme
    is read and its checksum compared. Raises InputError: playout-date, playout-output-changed; PlanError:
    playout-overlap, playout-file-letters, airing-clock-change …; EngineError: playout-unwritable; Interrupted.
    """
    timetable = replace(timetable, created=timetable.created or created)
    week = week_days(timetable.week)
    for date in dates:
        if date not in week:
            raise InputError("playout-date", date=date.isoformat(), week=timetable.week, days=dates_text(week))
    wanted = tuple(day for day in week if day in dates or not dates)
    for channel in channels:
        refuse_clock_change(channel, week)
    days = [planned_day(timetable, channel, date) for channel in channels for date in wanted]
    lists = any(name not in GUIDES for name in formats)
    present = check_files(days, verify=verify, cancel=cancel) if lists else Presence(findings=())
    whole = [day for day in days if not _lacks(day, present)]
    broken = [day for day in days if _lacks(day, present)]
    contents = dict(_guides(timetable, channels, wanted, formats))
    contents.update(each for day in whole for each in _lists(day, timetable, formats))
    findings = [*present.findings, *_merged([each for day in days for each in day.findings])] if lists else []
    if lists:
        findings += [*_left_out(broken), *_letters(days, formats), *_beyond(timetable, channels, wanted)]
    left_out = tuple(f"{day.channel.name} {day.date.isoformat()}" for day in broken)
    return Exported(files=_write(folder, contents, timetable), findings=tuple(findings), left_out=left_out)


def _lacks(day: Day, present: Presence) -> bool:
    files = [item.slot.item.file for item in day.items if item.slot is not None and item.slot.item is not None]
    return any(file in present.bad for file in files)


# ── files and their names ─────────────────────────────────────────────────────────────────────────────────────────


def _guides(
    timetable: Timetable, channels: Sequence[Channel], wanted: Sequence[datetime.date], formats: Sequence[Format]
) -> Iterator[tuple[str, bytes]]:
    """Guides and tables: of the week, or of the days that are wanted."""
    when = timetable.week if len(wanted) == 7 else "_".join(day.isoformat() for day in wanted)
    everybody = {*timetable.channels} == {channel.name for channel in channels}
    stem = when if everybody else "_".join([*(slug(channel.name) for channel in channels), when])
    span = [wanted[0] + datetime.timedelta(days=number) for number in range((wanted[-1] - wanted[0]).days + 1)]
    days = {day.isoformat() for day in wanted}
    guide = {
        channel.name: (
            channel,
            [each for each in shown(timetable, channel, span) if each.slot.date in days],
        )
        for channel in channels
    }
    if "xmltv" in formats:
        yield f"{stem}.xmltv.xml", xmltv.as_xmltv(guide, wanted[0], created=timetable.created)
    if "eit" in formats:
        for channel, programmes in guide.values():
            text = eit.as_eit(programmes, channel, wanted[0], revision=timetable.revision)
            yield f"{slug(channel.name)}_{when}.eit.xml", text
    if "csv" in formats or "xlsx" in formats:
        yield from _tables(timetable, channels, wanted, formats, stem)


def _tables(
    timetable: Timetable,
    channels: Sequence[Channel],
    wanted: Sequence[datetime.date],
    formats: Sequence[Format],
    stem: str,
) -> Iterator[tuple[str, bytes]]:
    from lessontool.schedule import tables  # it takes openpyxl

    names, days = {channel.name for channel in channels}, {day.isoformat() for day in wanted}
    slots = tuple(slot for slot in timetable.slots if slot.channel in names and slot.date in days)
    part = replace(timetable, channels=tuple(name for name in timetable.channels if name in names), slots=slots)
    if "csv" in formats:
        yield f"{stem}.csv", tables.as_csv(part)
    if "xlsx" in formats:
        yield f"{stem}.xlsx", tables.as_xlsx(part, channels)


def _lists(day: Day, timetable: Timetable, formats: Sequence[Format]) -> Iterator[tuple[str, bytes]]:
    """A day's lists; each kind lies where its program looks for it."""
    name = slug(day.channel.name)
    stem = f"{name}_{day.date.isoformat()}"
    if "ffplayout" in formats:
        yield f"ffplayout/{name}/{ffplayout.place(day)}", ffplayout.as_ffplayout(day)
    if "casparcg" in formats:
        yield f"casparcg/{stem}.amcp.txt", casparcg.as_casparcg(day)
    if "m3u" in formats:
        yield f"m3u/{stem}.m3u8", m3u.as_m3u(day)
    if "edl" in formats:
        pages = edl.as_edls(day)
        for number, text in enumerate(pages, start=1):
            yield f"edl/{stem}{f'_{number}' if len(pages) > 1 else ''}.edl", text
    if "bxf" in formats:
        yield f"bxf/{stem}.bxf.xml", bxf.as_bxf(day, created=timetable.created)


# ── what is to be said ────────────────────────────────────────────────────────────────────────────────────────────


def _merged(findings: Sequence[Finding]) -> list[Finding]:
    """What is to be said of several days in the same words is said once."""
    days: dict[str, tuple[Finding, list[str]]] = {}
    for finding in findings:
        rest = {name: value for name, value in finding.values.items() if name != "day"}
        days.setdefault(records.identity([finding.code, rest]), (finding, []))[1].append(str(finding.values["day"]))
    return [replace(finding, values={**finding.values, "day": ", ".join(each)}) for finding, each in days.values()]


def _left_out(broken: Sequence[Day]) -> Iterator[Finding]:
    by_channel: dict[str, list[datetime.date]] = {}
    for day in broken:
        by_channel.setdefault(day.channel.title, []).append(day.date)
    for channel, dates in by_channel.items():
        values = {"channel": channel, "days": dates_text(dates)}
        yield Finding(code="playout-day-left-out", severity="error", values=values)


def _letters(days: Sequence[Day], formats: Sequence[Format]) -> Iterator[Finding]:
    """Some playout software stumbles over names of files that are not ASCII."""
    if not {"casparcg", "edl"} & set(formats):
        return
    files = [item.file for day in days for item in day.items if not item.file.isascii()]
    if names := sorted({Path(file.replace("\\", "/")).name for file in files}):
        yield Finding(code="playout-file-not-ascii", severity="warning", values={"files": few(names)})


def _beyond(timetable: Timetable, channels: Sequence[Channel], wanted: Sequence[datetime.date]) -> Iterator[Finding]:
    """Programmes that lie in a list of the week before or after, which this export does not write."""
    for channel in channels:
        begins = seconds_at(channel.day_start)
        names = []
        for slot in timetable.slots:
            if slot.channel != channel.name or slot.kind != "lesson":
                continue
            day = datetime.date.fromisoformat(slot.date)
            earlier, later = slot.start_s < begins, slot.start_s + slot.length_s > begins + DAY_S
            near = day + datetime.timedelta(days=-1 if earlier else 1)
            if (earlier or later) and day in wanted and near not in wanted:
                names.append(f"{dates_text([day])} {clock_text(slot.start_s)} {name_of(slot)}")
        if names:
            values = {"channel": channel.title, "titles": few(names)}
            yield Finding(code="playout-beyond", severity="warning", values=values)


# ── on disk ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(folder: Path, contents: Mapping[str, bytes], timetable: Timetable) -> tuple[Path, ...]:
    told = {
        "schema_version": SCHEMA_VERSION,
        "week": timetable.week,
        "revision": timetable.revision,
        "created": timetable.created,
    }
    try:
        return own_files.write_files(folder / LISTING, told, contents)
    except own_files.NotOursError as error:
        raise InputError("playout-output-changed", path=str(error.path)) from error
    except OSError as error:
        raise EngineError("playout-unwritable", folder=str(folder), detail=str(error)) from error
