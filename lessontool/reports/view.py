"""What stands on a report's page, in the order in which it is read; how it looks, the page's template says.

Everything here is finished text: both languages, cleaned of what no page may hold. HTML and PDF are made of the same.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, get_args

from lessontool.messages import QC_REPORT
from lessontool.model import FileReport, Finding, ItemName, ItemResult, QCReport, Verdict, Waiver
from lessontool.reports import graph, words
from lessontool.reports.items import GROUPS, ITEMS, LOUDNESS_ELSEWHERE, LOUDNESS_RULES, name_code
from lessontool.reports.words import Both, clean, say
from lessontool.timing import Timecode

_WORST: Final[tuple[Verdict, ...]] = ("failed", "warning", "waived", "noted", "not_measured", "passed")
"""From what is read first to what is read last."""

_R128_TARGET: Final = -23.0
"""Programmes that are made this loud follow EBU R 128; others have rules of their own."""

_SMALL_SHEET: Final = graph.Sheet(width=400, height=140)

_JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item in the table."""

    name: Both
    verdict: Verdict
    word: Both
    measured: str
    limit: str
    ebu: str
    standards: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items of one kind."""

    name: Both
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found, and where."""

    item: Both
    verdict: Verdict
    word: Both
    text: Both
    hint: Both | None
    places: tuple[Both, ...]
    measured: str
    limit: str
    picture: str
    """Base64 of a JPEG; empty: none."""
    alt: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Loudness over time."""

    svg: str
    small: str
    """The same for half a page of paper."""
    text: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """How items were measured, or why not."""

    items: Both
    text: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A fault that the station takes as it is."""

    item: Both
    places: tuple[Both, ...]
    by: Both
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file, or what goes along with the files."""

    name: str
    verdict: Verdict
    word: Both
    facts: tuple[tuple[Both, str], ...]
    summary: str
    """Its most important facts in one line."""
    findings: tuple[Found, ...]
    groups: tuple[Group, ...]
    others_passed: Both | None
    """Said where only what did not pass is listed."""
    graph: Graph | None
    notes: tuple[Note, ...]
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole report."""

    title: str
    station: Both
    created: str
    verdict: Verdict
    word: Both
    for_teacher: Both
    for_station: Both
    files: tuple[Part, ...]
    """The first is shown in full."""
    package: Part | None
    sayings: tuple[Both, ...]
    """What must be known of every report: no certificate, whose rules, how ids are given."""
    tools: str
    labels: Mapping[str, Both]
    """Every heading and label, by its code without `qc-report-`."""


def page_of(report: QCReport) -> Page:
    """Put together what stands on the page of a report."""
    files = _largest_first(report.files)
    verdict = report.verdict
    return Page(
        title=clean(report.title),
        station=Both(clean(report.station_vi) or clean(report.station), clean(report.station_en)),
        created=words.day(report.created),
        verdict=verdict,
        word=say(f"qc-overall-{verdict}"),
        for_teacher=say(f"qc-for-teacher-{verdict}"),
        for_station=say(f"qc-for-station-{verdict}"),
        files=tuple(_file(file, in_full=number == 0) for number, file in enumerate(files)),
        package=_package(report.package),
        sayings=tuple(_sayings(report)),
        tools=" · ".join(f"{clean(name)} {clean(version)}" for name, version in report.tools.items()),
        labels={
            code.removeprefix("qc-report-"): Both(message.vi, message.en)
            for code, message in QC_REPORT.items()
            if code.startswith("qc-report-")
        },
    )


def on_one_sheet(page: Page) -> Page:
    """Put what goes along with a single file among the file's own items: less paper."""
    if page.package is None or len(page.files) != 1:
        return page
    file, package = page.files[0], page.package
    findings = sorted((*file.findings, *package.findings), key=lambda found: _WORST.index(found.verdict))
    whole = replace(
        file,
        findings=tuple(findings),
        groups=(*file.groups, *package.groups),
        notes=(*file.notes, *package.notes),
        taken=(*file.taken, *package.taken),
    )
    return replace(page, files=(whole,), package=None)


def pictures_of(page: Page) -> Iterator[str]:
    """Every picture of a page as base64, in the order in which it is seen."""
    parts = (*page.files, *((page.package,) if page.package else ()))
    return (found.picture for part in parts for found in part.findings if found.picture)


def _largest_first(files: Sequence[FileReport]) -> list[FileReport]:
    """Bring the file in which most was measured to the front: of a ladder, its pictures are looked at in one."""

    def unmeasured(file: FileReport) -> int:
        return sum(result.verdict == "not_measured" for result in file.items)

    first = min(files, key=unmeasured, default=None)
    return [*([first] if first else []), *(file for file in files if file is not first)]


def _sayings(report: QCReport) -> Iterator[Both]:
    seen = {result.item for result in report.results}
    noted = any("certificate" in code for result in report.results for code in result.notes)
    if seen & {"flashes", "red-flashes"} and not noted:
        yield say("qc-report-no-certificate")
    if seen & {"loudness", "true-peak"}:
        yield say("qc-report-cites")
    yield say("qc-report-times")
    yield say("qc-report-ebu-ids")


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _file(file: FileReport, *, in_full: bool) -> Part:
    start = words.start_of(file.facts)
    results = _sorted(file.items)
    shown = (
        results if in_full else [each for each in results if each.verdict in ("failed", "warning", "waived", "noted")]
    )
    passed = sum(each.verdict == "passed" for each in results)
    told = results if in_full else [each for each in results if each.verdict != "passed"]
    verdict = _worst(file.items)
    return Part(
        name=clean(file.file),
        verdict=verdict,
        word=say(f"qc-overall-{verdict}"),
        facts=tuple(_facts(file)) if in_full else (),
        summary=_summary(file),
        findings=tuple(_findings(results, start, file.pictures)),
        groups=_groups(shown, file),
        others_passed=None if in_full else say("qc-report-others-passed", {"count": passed}),
        graph=_graph(file, start) if in_full else None,
        notes=tuple(_notes(told)),
        taken=tuple(_taken(results, start)),
    )


def _package(results: Sequence[ItemResult]) -> Part | None:
    if not results:
        return None
    ordered = _sorted(results)
    verdict = _worst(results)
    return Part(
        name="",
        verdict=verdict,
        word=say(f"qc-overall-{verdict}"),
        facts=(),
        summary="",
        findings=tuple(_findings(ordered, None, {})),
        groups=_groups(ordered, None),
        others_passed=None,
        graph=None,
        notes=tuple(_notes(ordered)),
        taken=tuple(_taken(ordered, None)),
    )


def _sorted(results: Sequence[ItemResult]) -> list[ItemResult]:
    order = {name: number for number, name in enumerate(get_args(ItemName))}
    return sorted(results, key=lambda result: order[result.item])


def _worst(results: Sequence[ItemResult]) -> Verdict:
    seen = {result.verdict for result in results}
    return next((each for each in ("failed", "warning") if each in seen), "passed")


def _facts(file: FileReport) -> Iterator[tuple[Both, str]]:
    yield say("qc-fact-name"), clean(file.file)
    for key, value in file.facts.items():
        if clean(value):
            code = f"qc-fact-{key.replace('_', '-')}"
            yield say(code) if code in QC_REPORT else Both(clean(key), ""), clean(value)
    if "duration" not in file.facts:
        yield say("qc-fact-duration"), str(Timecode(file.frames))
    if "size" not in file.facts:
        yield say("qc-fact-size"), words.size(file.size_bytes)
    yield say("qc-fact-spec"), clean(file.spec)
    if file.sha256:
        yield say("qc-fact-sha256"), clean(file.sha256)


def _summary(file: FileReport) -> str:
    told = [clean(file.facts.get(key, "")) for key in ("format", "raster", "scan")]
    loudness = next((each.measured for each in file.items if each.item == "loudness"), "")
    return " · ".join(each for each in (*told, words.size(file.size_bytes), clean(loudness)) if each)


def _graph(file: FileReport, start: Timecode | None) -> Graph | None:
    loudest = graph.highest(file.loudness) if file.loudness is not None else None
    if file.loudness is None or loudest is None:
        return None
    values = {"highest": words.decibels(loudest[1]), "at": words.at(Fraction(loudest[0], 1000), start)}
    title, target, unit = say("qc-report-graph"), say("qc-report-graph-target"), say("qc-report-minutes")
    svg, small = (
        graph.drawing(
            file.loudness,
            _target(file.items),
            target_word=f"{target.vi} / {target.en}",
            unit=f"{unit.vi} / {unit.en}",
            title=f"{title.vi} – {title.en}",
            sheet=sheet,
        )
        for sheet in (graph.Sheet(), _SMALL_SHEET)
    )
    return Graph(svg=svg, small=small, text=say("qc-report-graph-says", values))


def _target(results: Sequence[ItemResult]) -> graph.Wanted | None:
    return next((graph.wanted(each.limit) for each in results if each.item == "loudness"), None)


# ── items ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _groups(results: Sequence[ItemResult], file: FileReport | None) -> tuple[Group, ...]:
    found = []
    for group in GROUPS:
        rows = tuple(_row(each, file) for each in results if ITEMS[each.item].group == group)
        if rows:
            found.append(Group(name=say(f"qc-group-{group}"), rows=rows))
    return tuple(found)


def _row(result: ItemResult, file: FileReport | None) -> Row:
    item = ITEMS[result.item]
    name = file.file if file else ""
    return Row(
        name=say(name_code(result.item)),
        verdict=result.verdict,
        word=_word(result.verdict),
        measured=clean(result.measured),
        limit=clean(result.limit),
        ebu=item.ebu_id(name),
        standards=" · ".join(_rules(item.rules(name), file)),
    )


def _rules(rules: tuple[str, ...], file: FileReport | None) -> tuple[str, ...]:
    """Name the rules of television only where a programme is made as loud as they want it."""
    target = _target(file.items) if file else None
    if target is None or target.target == _R128_TARGET:
        return rules
    return LOUDNESS_ELSEWHERE if rules == LOUDNESS_RULES else rules


def _word(verdict: Verdict) -> Both:
    return say(f"qc-verdict-{verdict.replace('_', '-')}")


# ── what was found ────────────────────────────────────────────────────────────────────────────────────────────────


def _findings(results: Sequence[ItemResult], start: Timecode | None, pictures: Mapping[str, str]) -> Iterator[Found]:
    found = [(_verdict(finding, result), finding, result) for result in results for finding in result.findings]
    for verdict, finding, result in sorted(found, key=lambda each: _WORST.index(each[0])):
        name = say(name_code(result.item))
        yield Found(
            item=name,
            verdict=verdict,
            word=_word(verdict),
            text=say(finding.code, finding.values),
            hint=words.what_to_do(finding.code, finding.values),
            places=tuple(words.place(span, start) for span in finding.spans),
            measured=clean(finding.measured),
            limit=clean(finding.limit),
            picture=_picture(pictures.get(finding.picture, "")),
            alt=Both(
                say("qc-report-picture-alt", {"name": name.vi}).vi, say("qc-report-picture-alt", {"name": name.en}).en
            ),
        )


def _verdict(finding: Finding, result: ItemResult) -> Verdict:
    """Say what became of one finding: a waived one is judged as a note among others that are not."""
    if finding.severity in ("error", "warning"):
        return "failed" if finding.severity == "error" else "warning"
    return "waived" if result.waivers and result.importance != "note" else "noted"


def _picture(encoded: str) -> str:
    """Let a picture through that is a JPEG in base64; empty for anything else."""
    try:
        return encoded if base64.b64decode(encoded, validate=True).startswith(_JPEG) else ""
    except (binascii.Error, ValueError):
        return ""


def _taken(results: Sequence[ItemResult], start: Timecode | None) -> Iterator[Taken]:
    for result in results:
        for waiver in result.waivers:
            yield _waived(waiver, start)


def _waived(waiver: Waiver, start: Timecode | None) -> Taken:
    return Taken(
        item=say(name_code(waiver.item)),
        places=(words.place(waiver.span, start),) if waiver.span else (),
        by=say("qc-report-waived-by", {"by": waiver.by, "on": words.day(waiver.on)}),
        reason=clean(waiver.reason),
    )


def _notes(results: Sequence[ItemResult]) -> Iterator[Note]:
    """Tell each note once, with all items that it is about."""
    about: dict[str, list[Both]] = {}
    for result in results:
        for code in (*result.notes, *((result.unmeasured,) if result.unmeasured else ())):
            names = about.setdefault(code, [])
            names.append(say(name_code(result.item)))
    for code, names in about.items():
        yield Note(
            items=Both(", ".join(name.vi for name in names), ", ".join(name.en for name in names)), text=say(code)
        )
