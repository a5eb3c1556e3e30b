"""What is handed over, and the proof that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.model.qc import Verdict, Waiver


@record
class Decision:
    """One thing that planning decided, and why, with the figures that made it so."""

    subject: str
    """What it is about: `scan`, `cadence`, `channels`, `noise` …"""
    choice: str
    reason: str


Role = Literal[
    "programme",
    "rendition",
    "poster",
    "thumbnail",
    "storyboard",
    "metadata",
    "captions",
    "transcript",
    "chapters",
    "track",
    "playlist",
    "page",
    "attachment",
    "cut_list",
    "archive",
    "text",
    "report",
    "checksums",
]
"""What a file of a package is for. track: one picture or sound in pieces, for adaptive players · playlist: says which
tracks there are · page: plays the lesson in a browser · attachment: worksheets and the script · cut_list: what a radio
programme leaves out · archive: a whole pack in one file, for learning systems · text: what people paste into a form."""


@record
class Mark:
    """A chapter as the programme has it: where it starts, in frames of 25 a second, and what it is called."""

    start_frames: int
    title: str


@record
class PackagedFile:
    """One file of a package. `name` is relative to the package folder, with forward slashes."""

    name: str
    role: Role
    size_bytes: int
    sha256: str
    md5: str = ""
    rendition: str = ""
    duration_frames: int | None = None
    language: str = ""
    """BCP 47 tag of captions and transcripts."""
    before_frames: int = 0
    """Line-up, clock and black before the programme: no part of its loudness."""
    silent: bool = False
    """Nothing is to be heard in it."""
    width_px: int | None = None
    height_px: int | None = None
    """Of pictures and of programmes with a picture."""
    codec: str = ""
    """How its picture is coded: `h264`, `av1` …; empty for everything else."""


@record
class Manifest:
    """The list that travels with a package: what it holds, how it was made, and why so."""

    schema_version: int
    destination: str
    preset: str
    lesson: Mapping[str, object]
    recording_name: str
    recording_sha256: str
    created: str
    """UTC, `2026-11-22T10:00:00Z`."""
    files: tuple[PackagedFile, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Finding, ...]
    measured: Mapping[str, str | int | float]
    """What was measured again in the finished files."""
    tools: Mapping[str, str]
    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Everything that is said, by language: for search."""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    """What the station's quality control said of each item: `NAME.mxf: loudness`, or `captions` for the package."""
    station: str = ""
    """The station profile that judged."""
    waivers: tuple[Waiver, ...] = ()
    """Faults that somebody takes as they are."""
    chapters: tuple[Mark, ...] = ()
    """The parts of the lesson, as times of the programme."""
    recording_measured: Mapping[str, float] = field(default_factory=dict)
    """What was measured in the recording before anything was made of it, by which lessons are compared: the names, with
    their units, are those of `planning.clarity.Figure`. Empty in packages of earlier versions."""
