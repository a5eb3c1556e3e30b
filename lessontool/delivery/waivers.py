"""Waivers: a person takes a fault as it is, with name and reason, and the package says so from then on.

A waiver stands in the manifest, so it travels with the package; the report shows it, and judging again (by `lessontool
qc`, by a later `process`) counts the fault as taken. Nothing is measured again: the package's report has every figure.

A package is changed whole or not at all: new report, checksum lists and manifest are written into a hidden folder of
the package first; giving that folder its second name is the decision, and whoever comes next finishes what was decided.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path, PurePosixPath
from typing import Any, Final, cast, get_args

from lessontool import records
from lessontool.curriculum import suggest
from lessontool.delivery import manifest as listing
from lessontool.errors import EngineError, InputError
from lessontool.model import (
    FileReport,
    Finding,
    ItemName,
    ItemResult,
    Manifest,
    Outcome,
    PackagedFile,
    QCReport,
    Waiver,
)
from lessontool.presets import NEVER_WAIVED, load_station
from lessontool.qc import judging
from lessontool.qc.package.checksums import inside
from lessontool.qc.waiving import joined
from lessontool.reports import FORMS, write_reports
from lessontool.reports.words import place, start_of
from lessontool.timing import PROGRAMME_RATE, TimeSpan, seconds_of, seconds_text
from lessontool.tools.process import Cancel

STAGED: Final = ".lessontool-waiver"
"""Hidden folder of a package while its new files are being written: worth nothing."""

DECIDED: Final = ".lessontool-waived"
"""The same folder once all of them are complete: what is in it is what the package is to be."""

_BEFORE: Final = "before"
"""In it: checksum of the manifest that is to be replaced."""

_LARGEST_BYTES: Final = 256 << 20
"""A report with pictures of all its faults has a few megabytes; a stranger's may have any number."""

_LONGEST: Final = {"by": 200, "reason": 1000}
_RATE: Final = int(PROGRAMME_RATE)
_TOLD: Final = 8
_CLOCK: Final = re.compile(r"(?:(\d{1,2}):(?=\d+:\d+[:;]))?(\d{1,3}):([0-5]\d)(?:[:;]([01]\d|2[0-4]))?", re.ASCII)
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}

Put = Callable[[Mapping[str, Path]], None]
"""Puts new files into the package, each under its name there, in the order given (`running.workshop.package_alone`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A package with its manifest and its quality report, as they lie on the disk."""

    folder: Path
    manifest: Manifest
    report: QCReport
    report_name: str
    """The report's JSON, relative to the package."""


def kept_waivers(manifest_path: Path) -> tuple[Waiver, ...]:
    """Give the waivers of a package that is about to be made again; none where no manifest can be read."""
    decided = manifest_path.parent / DECIDED / manifest_path.name
    for path in (decided, manifest_path):
        if _is_file(path) and (path != decided or _holds(manifest_path.parent)):
            with contextlib.suppress(OSError, ValueError):
                return records.load(Manifest, path).waivers
    return ()


def still_needed(waivers: Sequence[Waiver], report: QCReport) -> tuple[Waiver, ...]:
    """Leave out waivers whose fault is gone: a lesson that was mended needs no pardon."""
    used = [waiver for result in report.results for waiver in result.waivers]
    return tuple(waiver for waiver in waivers if waiver in used)


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def read_package(folder: Path) -> Judged:
    """Read a package's manifest and report. Raises InputError where one is missing or damaged."""
    path = folder / listing.MANIFEST_NAME
    if not _is_file(path):
        raise InputError("package-no-manifest", folder=str(folder))
    try:
        manifest = records.load(Manifest, path)
    except (OSError, ValueError) as error:
        raise InputError("package-manifest-unreadable", folder=str(folder), detail=str(error)[:2000]) from error
    for file in manifest.files:
        if file.role == "report" and file.name.endswith(".json") and inside(file.name):
            with contextlib.suppress(OSError, ValueError):
                place = folder / file.name
                if _is_file(place):
                    report = records.load(QCReport, place)
                    return Judged(folder=folder, manifest=manifest, report=report, report_name=file.name)
    raise InputError("waive-no-report", folder=str(folder))


def _is_file(path: Path) -> bool:
    """Whether something is an ordinary file of a size that we could have written, and no link."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST_BYTES


def faulty(report: QCReport) -> dict[ItemName, list[Finding]]:
    """Say which items have faults, waived ones included."""
    found: dict[ItemName, list[Finding]] = {}
    for result in report.results:
        if result.findings:
            found.setdefault(result.item, []).extend(result.findings)
    return found


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def waiver_for(package: Judged, item: str, *, by: str, reason: str, on: str, at: str = "", code: str = "") -> Waiver:
    """Word a waiver for faults that the report has; `at` says when, as the report does: `10:12:05:07` or `12:05`.

    Raises InputError: nobody's name, no reason, an item that is unknown, has no fault or can never be waived, a fault
    that is not there, or is waived already.
    """
    name = _item(item)
    by, reason = _words("by", by), _words("reason", reason)
    _require_fault(package.report, name, code)
    span = _place(package.report, name, code, at) if at else None
    waiver = Waiver(item=name, code=code, span=span, by=by, on=on, reason=reason)
    known = package.manifest.waivers
    if any((each.item, each.code, each.span) == (name, code, span) for each in known):
        raise InputError("waive-already", item=name)
    return waiver


def _item(item: str) -> ItemName:
    known = get_args(ItemName)
    if item not in known:
        raise InputError("waive-unknown-item", item=item[:100], suggestion=suggest(item, known) or ", ".join(known))
    if item in NEVER_WAIVED:
        raise InputError("waive-never", item=item)
    return cast(ItemName, item)


def _words(field: str, text: str) -> str:
    tidy = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not tidy or len(tidy) > _LONGEST[field]:
        raise InputError("waive-no-name" if field == "by" else "waive-no-reason", most=_LONGEST[field])
    return tidy


def _require_fault(report: QCReport, item: ItemName, code: str) -> None:
    """Refuse to take what is not there. Raises InputError with what there is."""
    found = faulty(report)
    if item not in found:
        raise InputError("waive-no-fault", item=item, items=", ".join(found) or "–")
    codes = list(dict.fromkeys(finding.code for finding in found[item]))
    if code and code not in codes:
        raise InputError("waive-no-code", item=item, fault=code[:100], faults=", ".join(codes))


def _place(report: QCReport, item: ItemName, code: str, at: str) -> TimeSpan:
    """The stretch of the faults that there are at a time. Raises InputError where there is none, with all places."""
    met: list[TimeSpan] = []
    known: list[str] = []
    for file, finding in _with_files(report, item):
        moment, start = _moment(at, file), start_of(file.facts) if file else None
        if code in ("", finding.code):
            met += [span for span in finding.spans if _meets(moment, span)]
            known += [place(span, start).en for span in finding.spans]
    if not met:
        more = f" … (+{len(known) - _TOLD})" if len(known) > _TOLD else ""
        raise InputError("waive-not-there", item=item, at=at[:40], places=", ".join(known[:_TOLD]) + more or "–")
    return TimeSpan(min(span.start for span in met), max(span.end for span in met))


def _with_files(report: QCReport, item: ItemName) -> Iterator[tuple[FileReport | None, Finding]]:
    for file in report.files:
        yield from ((file, finding) for result in file.items if result.item == item for finding in result.findings)
    yield from ((None, finding) for result in report.package if result.item == item for finding in result.findings)


def _meets(moment: TimeSpan, span: TimeSpan) -> bool:
    return span.start < moment.end and moment.start < max(span.end, span.start + Fraction(1, 1000))


def _moment(text: str, file: FileReport | None) -> TimeSpan:
    """Understand a time as the report writes it: a file's own timecode, else `mm:ss:ff`; or `mm:ss`, any time in it."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise InputError("waive-at-wrong", at=text[:40])
    hours, minutes, seconds, frames = (int(each or 0) for each in found.groups())
    at = ((hours * 60 + minutes) * 60 + seconds) * _RATE + frames
    start = start_of(file.facts) if file else None
    if start is not None and found[1]:
        at -= start.frames
    # a picture early or late: where a fault begins is known to two pictures
    first, last = (at - 1, at + 2) if found[4] else (at, at + _RATE)
    return TimeSpan(seconds_of(first), seconds_of(last))


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def finish_decided(folder: Path, put: Put) -> None:
    """Finish what an earlier run decided and could not finish, and throw away what it had not decided yet."""
    _remove(folder / STAGED)
    decided = folder / DECIDED
    with _storage(folder):
        if _holds(folder):
            with contextlib.suppress(ValueError):
                _put_all(decided, records.load(Manifest, decided / listing.MANIFEST_NAME), put)
        _remove(decided)


def _holds(folder: Path) -> bool:
    """Whether something was decided about the package as it is: one that was made anew since is another one."""
    decided, manifest = folder / DECIDED, folder / listing.MANIFEST_NAME
    files = (decided / _BEFORE, decided / listing.MANIFEST_NAME, manifest)
    if decided.is_symlink() or not all(_is_file(path) for path in files):
        return False
    return (decided / _BEFORE).read_text(encoding="utf-8", errors="replace") == records.checksum(manifest)


def close_again(package: Judged, waivers: Sequence[Waiver], put: Put, *, cancel: Cancel) -> Judged:
    """Give a package other waivers: new report, checksum lists and manifest, all of them or none.

    Raises InputError where the package was changed since it was made, EngineError where it cannot be written.
    """
    folder = package.folder
    _require_unchanged(package)
    report = judged_again(package.report, waivers)
    staged = folder / STAGED
    _remove(staged)
    with _storage(folder):
        staged.mkdir()
        try:
            manifest = _stage(package, staged, report, waivers, cancel)
            _sync(staged)
            _remove(folder / DECIDED)
            staged.rename(folder / DECIDED)
        except BaseException:
            _remove(staged)
            raise
    finish_decided(folder, put)
    return replace(package, manifest=manifest, report=report)


def judged_again(report: QCReport, waivers: Sequence[Waiver]) -> QCReport:
    """Judge a report's findings again with other waivers; nothing is measured."""
    files = tuple(replace(file, items=_again(file.items, waivers)) for file in report.files)
    return replace(report, files=files, package=_again(report.package, waivers))


def _again(results: Sequence[ItemResult], waivers: Sequence[Waiver]) -> tuple[ItemResult, ...]:
    # every shipped station has limits that judging does not look at; importance is what the report says
    shipped = load_station("province")
    outcomes = [
        Outcome(
            item=each.item,
            measured=each.measured,
            limit=each.limit,
            faults=joined(each.findings),
            notes=each.notes,
            unmeasured=each.unmeasured,
        )
        for each in results
        if each.importance != "off"
    ]
    station = replace(shipped, importance={each.item: each.importance for each in results})
    return judging.results(outcomes, station, waivers)


def _stage(package: Judged, staged: Path, report: QCReport, waivers: Sequence[Waiver], cancel: Cancel) -> Manifest:
    """Write everything that changes into the hidden folder; give the new manifest."""
    stem = PurePosixPath(package.report_name).with_suffix("")
    beside = {file.name for file in package.manifest.files if file.role == "report"}
    forms = [form for form in FORMS if f"{stem}.{form}" in beside]
    place = staged / stem.parent
    place.mkdir(parents=True, exist_ok=True)
    write_reports(report, place, stem=stem.name, forms=forms, cancel=cancel)
    manifest = replace(
        package.manifest,
        waivers=tuple(waivers),
        findings=_findings(package, report),
        verdicts=_verdicts(package.manifest, report),
        files=tuple(_measured(staged, file, cancel) for file in package.manifest.files),
    )
    listing.write(staged, manifest)
    records.write_whole(staged / _BEFORE, records.checksum(package.folder / listing.MANIFEST_NAME).encode())
    return manifest


def _measured(staged: Path, file: PackagedFile, cancel: Cancel) -> PackagedFile:
    """A file as it is now: measured again where it was written again."""
    if not _is_file(staged / file.name):
        return file
    content = listing.Content(name=file.name, role=file.role)
    algorithms = ("md5",) if file.md5 else ()
    new = listing.read_files(staged, [content], algorithms, cancel=cancel)[0]
    return replace(file, size_bytes=new.size_bytes, sha256=new.sha256, md5=new.md5)


def _findings(package: Judged, report: QCReport) -> tuple[Finding, ...]:
    """What the manifest tells of the lesson, and of the programmes what the new report finds."""
    before = [finding for result in package.report.results for finding in result.findings]
    others = [finding for finding in package.manifest.findings if finding not in before]
    if len(others) == len(package.manifest.findings):  # a manifest that tells nothing of its report
        return package.manifest.findings
    return (*others, *(finding for result in report.results for finding in result.findings))


def _verdicts(manifest: Manifest, report: QCReport) -> dict[str, Any]:
    """What the manifest says of each item, where it says something."""
    now: dict[str, Any] = {f"{file.file}: {each.item}": each.verdict for file in report.files for each in file.items}
    now |= {each.item: each.verdict for each in report.package}
    return {key: now.get(key, verdict) for key, verdict in manifest.verdicts.items()}


def _require_unchanged(package: Judged) -> None:
    """Refuse a package whose list or report is another than was made: we would sign somebody else's work."""
    folder = package.folder
    lists = folder / "checksums.sha256"
    own = records.checksum(folder / listing.MANIFEST_NAME)
    said = lists.read_text(encoding="utf-8", errors="replace").splitlines() if _is_file(lists) else []
    changed = [] if f"{own}  {listing.MANIFEST_NAME}" in said else [listing.MANIFEST_NAME]
    for file in package.manifest.files:
        if file.role == "report" and (
            not inside(file.name)
            or not _is_file(folder / file.name)
            or records.checksum(folder / file.name) != file.sha256
        ):
            changed.append(file.name)
    if changed:
        raise InputError("waive-package-changed", files=", ".join(changed)[:500])


def _put_all(decided: Path, manifest: Manifest, put: Put) -> None:
    """Reports first, then the lists, the manifest last: a package whose manifest is new is new."""
    reports = [file.name for file in manifest.files if file.role == "report" and inside(file.name)]
    lists = sorted(path.name for path in decided.glob("checksums.*"))
    names = [*reports, *lists, listing.MANIFEST_NAME]
    put({name: decided / name for name in names if _is_file(decided / name)})


def _remove(place: Path) -> None:
    """Take a hidden folder of ours away, whatever a stranger made of it."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)


def _sync(folder: Path) -> None:
    """Have everything safe on the disk before it counts."""
    for path in [*folder.rglob("*"), folder]:
        with contextlib.suppress(OSError):  # not every file system can
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextlib.contextmanager
def _storage(folder: Path) -> Iterator[None]:
    """Say it in words when a disk is full or may not be written to."""
    try:
        yield
    except OSError as error:
        code = "disk-full" if error.errno in _FULL else "folder-not-writable"
        raise EngineError(code, path=str(folder), detail=str(error)) from error


def describe(waiver: Waiver) -> str:
    """Say what a waiver is about, in figures and codes: `black qc-black 02:03–02:04`."""
    span = f"{seconds_text(waiver.span.start)}–{seconds_text(waiver.span.end)}" if waiver.span else ""
    return " ".join(word for word in (waiver.item, waiver.code, span) if word)
