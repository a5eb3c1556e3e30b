"""The proof: what was looked at in a finished file, what was found, and what the station says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Final, Literal

from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.timing import TimeSpan

ItemGroup = Literal["file", "picture", "sound", "captions", "package"]

ItemName = Literal[
    # the file: container and essence, and whether they agree
    "container",
    "complete",
    "readable",
    "picture-format",
    "raster",
    "scan",
    "frame-rate",
    "chroma",
    "colour",
    "bit-rate",
    "gop",
    "timecode",
    "afd",
    "sound-layout",
    "duration",
    "agreement",
    # the picture, decoded
    "video-levels",
    "gamut",
    "black",
    "freeze",
    "flashes",
    "red-flashes",
    "field-order",
    "letterbox",
    "dead-pixels",
    # the sound, decoded
    "loudness",
    "true-peak",
    "loudness-range",
    "short-term",
    "phase",
    "dual-mono",
    "one-sided",
    "silence",
    "dropout",
    "clicks",
    "clipping",
    "hum",
    # both
    "lip-sync",
    # what goes with it
    "captions",
    "caption-language",
    "reading-speed",
    "caption-area",
    "caption-silence",
    "caption-phantoms",
    "metadata",
    "file-name",
    "checksums",
]
"""Everything that can be judged; `lessontool.reports.items` says what each is, by which standard, and its EBU QC id."""

Importance = Literal["error", "warning", "note", "off"]
"""What a station makes of a fault: error: sent back · warning: somebody looks · note: only told · off: not judged."""

Verdict = Literal["passed", "noted", "warning", "failed", "waived", "not_measured"]


@record
class Outcome:
    """What one item measured in one file: figures and faults. What follows from it, the station says."""

    item: ItemName
    measured: str = ""
    """What was found, in figures with units: `−23.1 LUFS`. In no language."""
    limit: str = ""
    """What is wanted, likewise: `−23 ±0.2 LUFS`."""
    faults: tuple[Finding, ...] = ()
    """Each violation; severity is `error` here and becomes the station's afterwards."""
    notes: tuple[str, ...] = ()
    """Codes of the message table: what the reader must know of how it was measured (sampled, no certificate …)."""
    unmeasured: str = ""
    """Code of the message table: why nothing could be measured; empty: it was."""


@record
class Waiver:
    """A station's decision to take a fault as it is."""

    item: ItemName
    code: str
    """Of the finding; empty: every finding of the item."""
    span: TimeSpan | None = None
    """Findings that lie in this stretch; None: wherever they are."""
    by: str
    """Who decided it."""
    on: str
    """When: UTC, `2026-11-22T10:00:00Z`."""
    reason: str


@record
class ItemResult:
    """What became of one item: what was measured, and what the station makes of it."""

    item: ItemName
    verdict: Verdict
    importance: Importance
    measured: str = ""
    limit: str = ""
    findings: tuple[Finding, ...] = ()
    """With the station's severity."""
    notes: tuple[str, ...] = ()
    unmeasured: str = ""
    waivers: tuple[Waiver, ...] = ()
    """Those that took findings out of the judgement."""


@record
class LoudnessCurve:
    """Loudness over time, for a graph: one value for each step."""

    step_ms: int
    short_term_lufs: tuple[float, ...]
    """Over the three seconds before (EBU Tech 3341); −120 where nothing is heard."""
    momentary_lufs: tuple[float, ...] = ()


@record
class Observed:
    """Everything that was measured in one file, before anybody judges it: kept, so that judging again costs nothing."""

    file: str
    size_bytes: int
    spec: str
    """The delivery preset that it was held against."""
    frames: int
    """Length at 25 pictures a second, as far as it could be read."""
    facts: Mapping[str, str]
    """What a station looks at first, by key: `format`, `raster`, `scan`, `timecode`, `duration`, `sound` …"""
    outcomes: tuple[Outcome, ...]
    loudness: LoudnessCurve | None = None
    integrated_lufs: float = -120.0
    range_lu: float = 0.0
    true_peak_dbtp: float = -120.0
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Small JPEGs of failing frames as base64, by the name that a finding's `picture` says."""


@record
class FileReport:
    """The judgement on one file."""

    file: str
    size_bytes: int
    sha256: str = ""
    frames: int
    spec: str
    """The delivery preset that it was judged by."""
    facts: Mapping[str, str]
    items: tuple[ItemResult, ...]
    loudness: LoudnessCurve | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)


@record
class QCReport:
    """The report that goes with a package or a file: one judgement for each programme, and one on what goes along."""

    schema_version: int
    title: str
    """What was judged, for people: the lesson's title, or the file's name."""
    station: str
    """The station profile that judged."""
    station_vi: str
    station_en: str
    """Its summary, for people."""
    created: str
    """UTC, `2026-11-22T10:00:00Z`."""
    files: tuple[FileReport, ...]
    package: tuple[ItemResult, ...] = ()
    """Captions, metadata, names and checksums of a package; empty for a file alone."""
    tools: Mapping[str, str]
    """Version of everything that measured."""

    @property
    def verdict(self) -> Verdict:
        """The worst of all: `failed`, `warning` or `passed` (whatever is waived or only noted is passed)."""
        seen = {result.verdict for result in self.results}
        return next((worst for worst in ("failed", "warning") if worst in seen), "passed")

    @property
    def results(self) -> tuple[ItemResult, ...]:
        """Every item of every file, and those of the package."""
        return (*(result for file in self.files for result in file.items), *self.package)


REPORT_VERSION: Final = 1
"""Of the report's JSON: raised when a program that read the one before would misread it."""


@record
class Expected:
    """What is known about a file before it is looked at, because we made it; nothing for somebody else's."""

    frames: int | None = None
    """Its length at 25 pictures a second."""
    before_frames: int = 0
    """Line-up, clock and black before the programme: no part of loudness, flashes or silence."""
    silent: bool = False
    """Nothing is to be heard: the recording was silent, and that was accepted."""
    pictures_judged_in: str = ""
    """Name of the file that was made from the same pictures and is looked at instead; empty: look at this one."""


@record
class Receipt:
    """A station's answer to a delivery: taken, or sent back with what is wrong."""

    accepted: bool
    station: str
    by: str
    on: str
    """UTC, `2026-11-22T10:00:00Z`."""
    reference: str = ""
    """The station's own number for it."""
    findings: tuple[str, ...] = ()
    """What they found, in their words."""
