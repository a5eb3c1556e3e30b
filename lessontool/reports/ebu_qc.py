"""A report in the EBU's own words: an XML document of the EBU Quality Control Data Model, release 2026-01.

Element names, their order and the words for results are the EBU's (tag:qc.ebu.ch,2026-01). What the model has no
place for (verdicts beyond true and false, waivers, what was not measured) stands in its `ExtensionProperties`, in a
namespace of ours. `qc_report.rng` beside this file is our own schema of what we write, as the EBU's XSD does not travel
with lessontool; the reports of tests/quality_reports.py were valid against it when this was written (2026-11-23).

Where the EBU's model leaves it to whoever writes a report:

- `Start` and `End` are timecode at 25 pictures a second (`HH:MM:SS:FF`): the file's own, else counted from its first
  picture, as `lt:timing` says; `End` is the first picture that is not concerned any more.
- An item whose id at the EBU is not known to us has an id that begins with `lessontool-`. Version `0.0` is a definition
  that we know by its id only.
- `Relevance` 10 is a fault that the station sends back, 5 one that somebody looks at, 1 one that is only told.
- What could not be measured is no part of the profile: the profile says which tests were carried out.
"""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool import records
from lessontool.model import FileReport, Finding, ItemResult, QCReport
from lessontool.reports.items import ITEMS, UNKNOWN_VERSION
from lessontool.reports.words import clean, say, start_of
from lessontool.timing import Timecode, frames_at

EBU_QC: Final = "tag:qc.ebu.ch,2026-01"
OURS: Final = "urn:lessontool:qc:1"

_OWN_VERSION: Final = "1.0"
_RELEVANCE: Final = {"error": 10, "warning": 5, "note": 1, "off": 0}
_RELEVANCE_LEVEL: Final = 9
"""Only results above it make a report's `CheckResult`."""

_PACKAGE: Final = "package"
"""What stands for a file's name where an item is about what goes along."""


def as_xml(report: QCReport) -> str:
    """Write a report for a station's programs, in the EBU's Quality Control vocabulary; the same report gives the same.

    UTF-8, with an XML declaration. What was not measured is listed apart; pictures stay in the page and the JSON.
    """
    ET.register_namespace("", EBU_QC)
    ET.register_namespace("lt", OURS)
    tests = list(_tests(report))
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{OURS}:{records.identity(report)}")
    root = ET.Element(_ebu("Report"))
    _add(root, "ReportId", name.urn)
    _add(root, "ExecutionStatus", "complete")
    _add(root, "CheckResult", _truth(report.verdict != "failed"))
    _content(root, report)
    _add(root, "LastModifiedDateTime", report.created)
    _tool(root, report)
    _profile(root, report, tests)
    results = _add(root, "ItemResults")
    for test in tests:
        _item_result(results, test, report)
    _rest(root, report)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


@dataclass(frozen=True, slots=True)
class _Test:
    """One item that was carried out, in one file or in what goes along."""

    result: ItemResult
    file: str
    start: Timecode | None

    @property
    def instance(self) -> str:
        """Tells the same item in two files apart."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{OURS}:{self.file}:{self.result.item}").urn


def _tests(report: QCReport) -> Iterator[_Test]:
    for file in report.files:
        yield from (_Test(result, file.file, start_of(file.facts)) for result in _measured(file.items))
    yield from (_Test(result, _PACKAGE, None) for result in _measured(report.package))


def _measured(results: tuple[ItemResult, ...]) -> Iterator[ItemResult]:
    return (result for result in results if result.verdict != "not_measured")


# ── what was to be done ───────────────────────────────────────────────────────────────────────────────────────────


def _content(above: ET.Element, report: QCReport) -> None:
    content = _add(above, "ContentId")
    for file in report.files:
        name = _add(content, "ContentIdentifier")
        _add(name, "ID", f"sha256:{file.sha256}" if file.sha256 else file.file)
        _add(_add(name, "Annotation"), "Text", file.file)
    if not report.files:
        _add(_add(content, "ContentIdentifier"), "ID", report.title)


def _tool(above: ET.Element, report: QCReport) -> None:
    version = clean(report.tools.get("lessontool", ""))
    tool = _add(above, "ToolInformation")
    _add(tool, "ToolID", f"urn:lessontool:{version or 'unknown'}".replace(" ", "-"))
    _add(tool, "ToolName", "lessontool")
    if version:
        _add(tool, "Version", version)
    kept = _add(tool, "ExtensionProperties")
    for name, each in report.tools.items():
        _own(kept, "tool", name=name, version=each)


def _profile(above: ET.Element, report: QCReport, tests: list[_Test]) -> None:
    profile = _add(above, "Profile")
    specs = ", ".join(dict.fromkeys(file.spec for file in report.files))
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{OURS}:{report.station}:{specs}")
    _add(profile, "ID", name.urn)
    _add(profile, "Name", report.station)
    _content(profile, report)
    _add(profile, "CheckResultRule", "MinimumRelevance")
    _add(profile, "Description", f"{report.station_en} / {report.station_vi} / {specs}")
    _add(profile, "Scopes")
    _add(profile, "RelevanceLevel", str(_RELEVANCE_LEVEL))
    items = _add(profile, "Items")
    for test in tests:
        item = _add(items, "Item")
        _identified(item, test)
        _add(item, "Relevance", str(_RELEVANCE[test.result.importance]))
        _add(item, "UsedAs", "check")
        _add(item, "Scopes")
        inputs = _add(item, "Inputs")
        if test.result.limit:
            given = _add(inputs, "Input")
            _add(given, "Name", "Limit")
            _add(given, "Value", test.result.limit)
    _add(profile, "ItemDefinitions")


def _identified(above: ET.Element, test: _Test) -> None:
    item = ITEMS[test.result.item]
    known = item.ebu_id("" if test.file == _PACKAGE else test.file)
    ebu = item.ebu if known else None
    _add(above, "EBUQCID", known or f"lessontool-{test.result.item}")
    _add(above, "EBUQCName", ebu.name if ebu else say(f"qc-item-{test.result.item}").en)
    _add(above, "EBUQCVersion", (ebu.version or UNKNOWN_VERSION) if ebu else _OWN_VERSION)
    _add(above, "InstanceId", test.instance)


# ── what came of it ───────────────────────────────────────────────────────────────────────────────────────────────


def _item_result(above: ET.Element, test: _Test, report: QCReport) -> None:
    result = test.result
    told = _add(above, "ItemResult")
    _identified(told, test)
    _add(told, "AnalysisMethodUsed", ITEMS[result.item].method)
    _add(told, "ExecutionStatus", "complete")
    _add(told, "CheckResult", _truth(result.verdict in ("passed", "waived")))
    if result.measured or result.limit:
        _add(told, "ResultDescription", " / ".join(each for each in (result.measured, result.limit) if each))
    _add(told, "Relevance", str(_RELEVANCE[result.importance]))
    _add(told, "DetectionMethod", "assisted" if result.waivers else "automatic")
    _add(told, "CreationDateTime", report.created)
    outputs = _add(told, "Outputs")
    _output(outputs, "CheckResult", value=_truth(result.verdict in ("passed", "waived")))
    if result.measured:
        _output(outputs, "Measured", value=result.measured)
    for finding in result.findings:
        _found(outputs, finding, test)
    _own_words(told, test)


def _found(outputs: ET.Element, finding: Finding, test: _Test) -> None:
    """One output for each place of a finding; one without a place is about the whole file."""
    text = say(finding.code, finding.values)
    for span in finding.spans or (None,):
        output = _add(outputs, "Output")
        _add(output, "Name", finding.code)
        if span is not None:
            where = _add(output, "Locator")
            _add(where, "Start", _timecode(span.start, test.start))
            _add(where, "End", _timecode(span.end, test.start))
            _own(
                _add(where, "ExtensionProperties"),
                "frames",
                start=str(frames_at(span.start)),
                end=str(frames_at(span.end)),
            )
        _add(output, "Value", finding.measured or "true")
        _add(_add(output, "Annotation"), "Text", f"{text.en} / {text.vi}")


def _output(outputs: ET.Element, name: str, *, value: str) -> None:
    output = _add(outputs, "Output")
    _add(output, "Name", name)
    _add(output, "Value", value)


def _own_words(told: ET.Element, test: _Test) -> None:
    result = test.result
    kept = _add(told, "ExtensionProperties")
    _own(
        kept,
        "item",
        name=result.item,
        file=test.file,
        verdict=result.verdict,
        importance=result.importance,
        standards=", ".join(ITEMS[result.item].rules("" if test.file == _PACKAGE else test.file)),
    )
    for code in result.notes:
        _own(kept, "note", code=code, text=say(code).en)
    for waiver in result.waivers:
        where = {}
        if waiver.span is not None:
            where = {"start": _timecode(waiver.span.start, test.start), "end": _timecode(waiver.span.end, test.start)}
        _own(kept, "waiver", by=waiver.by, on=waiver.on, reason=waiver.reason, code=waiver.code, **where)


def _rest(root: ET.Element, report: QCReport) -> None:
    """Say what the EBU's model has no place for: titles, what was not measured, and how times are counted."""
    kept = _add(root, "ExtensionProperties")
    _own(kept, "title", text=report.title)
    for file in report.files:
        _own(kept, "file", **_of_file(file))
    parts = [*((file.file, file.items) for file in report.files), (_PACKAGE, report.package)]
    for name, results in parts:
        for result in results:
            if result.verdict == "not_measured":
                why = say(result.unmeasured).en if result.unmeasured else ""
                _own(kept, "not-measured", item=result.item, file=name, importance=result.importance, why=why)


def _of_file(file: FileReport) -> dict[str, str]:
    start = start_of(file.facts)
    return {
        "name": file.file,
        "spec": file.spec,
        "bytes": str(file.size_bytes),
        "frames": str(file.frames),
        "timing": "timecode" if start is not None else "from-first-picture",
        "start": str(start or Timecode(0)),
    }


def _timecode(seconds: Fraction, start: Timecode | None) -> str:
    return str((start or Timecode(0)) + max(0, frames_at(seconds)))


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _ebu(name: str) -> str:
    return f"{{{EBU_QC}}}{name}"


def _add(above: ET.Element, name: str, text: str = "") -> ET.Element:
    made = ET.SubElement(above, _ebu(name))
    if text:
        made.text = clean(text)
    return made


def _own(above: ET.Element, tag: str, /, **told: str) -> None:
    ET.SubElement(above, f"{{{OURS}}}{tag}", {key: clean(value) for key, value in told.items()})
