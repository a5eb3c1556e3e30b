"""Whether everything that is to be played is there: each programme's file, as its package's manifest describes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Final

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.delivery.shelf import read_manifest
from lessontool.errors import InputError
from lessontool.model import Finding, PackagedFile, PlayoutItem
from lessontool.planning.timetable.weeks import dates_text
from lessontool.schedule.playout.day import Day, few, served
from lessontool.tools.process import Cancel

_DEPTH: Final = 3
"""A package's files lie beside its manifest, or in a folder or two below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Which of the files are as they should be."""

    findings: tuple[Finding, ...]
    bad: Mapping[str, str] = field(default_factory=dict)
    """Files that cannot be played, with why: missing, size, other, sum, double."""


def check_files(days: Iterable[Day], *, verify: bool, cancel: Cancel | None = None) -> Presence:
    """Look at every programme that some days play: is it there, as long and with the checksum that its manifest says?

    The checksum is that of the manifest; with `verify` each file is read as a whole. What a playout server has by
    itself, fillers and addresses, nobody can see from here. Raises Interrupted.
    """
    used: dict[str, tuple[PlayoutItem, set[datetime.date], str]] = {}
    places: dict[str, str] = {}
    bad: dict[str, str] = {}
    for day in days:
        for item in day.items:
            if item.slot is None or item.slot.item is None:
                continue
            one = item.slot.item
            used.setdefault(one.file, (one, set(), item.title))[1].add(day.date)
            if places.setdefault(served(one.file, day.channel), one.file) != one.file:
                bad[one.file] = "double"
    for file, (played, _, _) in used.items():
        if cancel is not None:
            cancel.raise_if_thrown()
        if why := _wrong(played, verify):
            bad[file] = why
    findings = tuple(_finding(*used[file], why) for file, why in sorted(bad.items()))
    return Presence(findings=findings, bad=bad)


def _wrong(item: PlayoutItem, verify: bool) -> str:
    path = Path(item.file)
    try:
        if not path.is_file():
            return "missing"
        listed = _listed(path)
        if listed is not None and listed.sha256 != item.sha256:
            return "other"
        if listed is not None and path.stat().st_size != listed.size_bytes:
            return "size"
        if verify and records.checksum(path) != item.sha256:
            return "sum"
    except OSError:
        return "missing"
    return ""


def _listed(path: Path) -> PackagedFile | None:
    """What the manifest of its package says of a file; None: there is no manifest that knows it."""
    for folder in list(path.parents)[:_DEPTH]:
        if (folder / MANIFEST_NAME).is_file():
            try:
                manifest = read_manifest(folder / MANIFEST_NAME)
            except InputError:
                return None
            name = path.relative_to(folder).as_posix()
            return next((each for each in manifest.files if each.name == name), None)
    return None


def _finding(item: PlayoutItem, dates: set[datetime.date], title: str, why: str) -> Finding:
    values = {
        "file": PurePath(item.file).name,
        "folder": str(PurePath(item.file).parent),
        "title": title,
        "days": few([dates_text([day]) for day in sorted(dates)]),
    }
    code = {
        "missing": "playout-file-missing",
        "size": "playout-file-size",
        "other": "playout-file-other",
        "sum": "playout-file-changed",
        "double": "playout-file-double",
    }[why]
    return Finding(code=code, severity="error", values=values)
