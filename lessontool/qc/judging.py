"""What a station makes of what was measured: pure, so that another station's judgement costs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from lessontool.model import (
    REPORT_VERSION,
    FileReport,
    Finding,
    Importance,
    ItemResult,
    Observed,
    Outcome,
    QCReport,
    Severity,
    StationProfile,
    Verdict,
    Waiver,
)
from lessontool.qc.waiving import parted
from lessontool.timing import TimeSpan

_SEVERITY: Final[dict[Importance, Severity]] = {"error": "error", "warning": "warning", "note": "note"}
_VERDICT: Final[dict[Importance, Verdict]] = {"error": "failed", "warning": "warning", "note": "noted"}

_UNHEARD_LUFS: Final = -60.0
"""Softer than this is silence, for captions that stand where nothing is heard."""


def report(
    title: str,
    station: StationProfile,
    files: Sequence[FileReport],
    package: Sequence[ItemResult] = (),
    *,
    created: str,
    tools: Mapping[str, str],
) -> QCReport:
    """Put judgements together into a report. `created` is UTC, `2026-11-22T10:00:00Z`."""
    return QCReport(
        schema_version=REPORT_VERSION,
        title=title,
        station=station.name,
        station_vi=station.summary_vi,
        station_en=station.summary_en,
        created=created,
        files=tuple(files),
        package=tuple(package),
        tools=tools,
    )


def verdicts(whole: QCReport) -> dict[str, Verdict]:
    """Sum a report up: the verdict on every item, those of programmes as `NAME.mxf: loudness`."""
    said = {f"{file.file}: {result.item}": result.verdict for file in whole.files for result in file.items}
    return said | {result.item: result.verdict for result in whole.package}


def silences_of(observed: Observed) -> tuple[TimeSpan, ...]:
    """Say where a programme is silent, by its loudness over time."""
    curve = observed.loudness
    if curve is None:
        return ()
    step = Fraction(curve.step_ms, 1000)
    spans: list[TimeSpan] = []
    begun: int | None = None
    for number, level in enumerate((*curve.momentary_lufs, 0.0)):
        silent = level <= _UNHEARD_LUFS
        if silent and begun is None:
            begun = number
        elif not silent and begun is not None:
            spans.append(TimeSpan(begun * step, number * step))
            begun = None
    return tuple(spans)


def judged(
    observed: Observed, profile: StationProfile, waivers: Sequence[Waiver] = (), *, sha256: str = ""
) -> FileReport:
    """Judge one file by what was measured in it, as a station does; waived faults count as taken."""
    return FileReport(
        file=observed.file,
        size_bytes=observed.size_bytes,
        sha256=sha256,
        frames=observed.frames,
        spec=observed.spec,
        facts=observed.facts,
        items=results(observed.outcomes, profile, waivers),
        loudness=observed.loudness,
        pictures=observed.pictures,
    )


def results(
    outcomes: Sequence[Outcome], profile: StationProfile, waivers: Sequence[Waiver] = ()
) -> tuple[ItemResult, ...]:
    """Give each outcome the station's verdict; what the station does not look at is left out."""
    wanted = [each for each in outcomes if profile.importance.get(each.item, "error") != "off"]
    return tuple(_result(each, profile.importance.get(each.item, "error"), waivers) for each in wanted)


def _result(outcome: Outcome, importance: Importance, waivers: Sequence[Waiver]) -> ItemResult:
    outcome = parted(outcome, waivers)
    taken = [each for each in waivers if any(_covers(each, outcome, fault) for fault in outcome.faults)]
    left = [fault for fault in outcome.faults if not any(_covers(each, outcome, fault) for each in taken)]
    return ItemResult(
        item=outcome.item,
        verdict=_verdict(outcome, left, importance),
        importance=importance,
        measured=outcome.measured,
        limit=outcome.limit,
        findings=tuple(
            replace(fault, severity=_SEVERITY[importance] if fault in left else "note") for fault in outcome.faults
        ),
        notes=outcome.notes,
        unmeasured=outcome.unmeasured,
        waivers=tuple(taken),
    )


def _verdict(outcome: Outcome, left: Sequence[Finding], importance: Importance) -> Verdict:
    if left:
        return _VERDICT[importance]
    if outcome.faults:
        return "waived"
    return "not_measured" if outcome.unmeasured else "passed"


def _covers(waiver: Waiver, outcome: Outcome, fault: Finding) -> bool:
    """Whether a waiver is about this fault; one with a stretch takes only faults that lie wholly inside it."""
    if waiver.item != outcome.item or waiver.code not in ("", fault.code):
        return False
    span = waiver.span
    if span is None:
        return True
    return bool(fault.spans) and all(span.start <= each.start and each.end <= span.end for each in fault.spans)
