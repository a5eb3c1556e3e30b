"""The library: which lessons there are, which of their programmes may be shown, who judged them, when they were shown.

The packages' manifests are the truth. The catalogue only repeats what they say, so that it can be searched; what
people add to it (reviews, choices, showings) is all that it knows by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from lessontool.model._record import record
from lessontool.model.lesson import Lesson
from lessontool.model.qc import Verdict

Proof = Literal["passed", "failed", "unproved"]
"""passed: quality control took every item, or somebody waived it · failed: it refused one that nobody waived ·
unproved: nobody looked."""


@record
class CataloguedPackage:
    """A finished package, as its manifest says."""

    folder: str
    """Where it lies: an absolute path."""
    destination: str
    preset: str
    created: str
    """UTC, `2026-11-22T10:00:00Z`."""
    manifest_sha256: str
    frames: int
    """Length of its programme without line-up, clock and black, in frames of 25 a second; 0: it has none."""
    total_bytes: int
    proof: Proof
    failed: tuple[str, ...] = ()
    """What quality control refused, as `NAME: item`."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags of its captions."""
    roles: tuple[str, ...] = ()
    """What kinds of files it has: `captions`, `chapters`, `attachment` …, sorted."""
    measured: Mapping[str, str | int | float] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    station: str = ""


@record
class CatalogueEntry:
    """A lesson of the library, with everything that is finished of it."""

    id: str
    """Stays the same when the lesson is made again, corrected or renamed (`shelf.lesson_id`)."""
    lesson: Lesson
    packages: tuple[CataloguedPackage, ...]
    transcripts: Mapping[str, str] = field(default_factory=dict)
    """Everything that is said, by language."""


@record
class Programme:
    """A finished programme that a station can play: which lesson it is, its file, and how long it is."""

    lesson_id: str
    lesson: Lesson
    destination: str
    preset: str
    file: str
    """Absolute path of the file that is played."""
    house_number: str
    """What traffic and playout call it: the file's name without its ending."""
    frames: int
    """The whole file, in frames of 25 a second."""
    before_frames: int
    """Line-up, clock and black at its beginning, which viewers never see."""
    sha256: str
    proof: Proof
    created: str
    captions: tuple[str, ...] = ()
    """Absolute paths of its caption files."""
    signed: bool = False
    """An interpreter is in the picture."""

    @property
    def shown_frames(self) -> int:
        """What viewers see, in frames of 25 a second."""
        return self.frames - self.before_frames


@record
class Showing:
    """A lesson was on air, or is going to be."""

    lesson_id: str
    channel: str
    date: str
    """The broadcast day, `YYYY-MM-DD`."""
    start_s: int
    """Seconds after 0:00 of that day, local time; over 86 400 after midnight."""
    status: Literal["planned", "aired", "late", "cut", "missed", "replaced"]


@record
class RubricMark:
    """What one reviewer gives a lesson for one question of the rubric."""

    question: str
    points: float


@record
class Review:
    """What one member of the panel says of a lesson. Reviewers are teachers or editors, never pupils."""

    lesson_id: str
    reviewer: str
    """Name or number; with `blind` only a number leaves the catalogue."""
    rubric: str
    date: str
    marks: tuple[RubricMark, ...]
    remark: str = ""


@record
class Choice:
    """Somebody chose a lesson for its place in the curriculum, and says why."""

    lesson_id: str
    place: str
    """Which lesson of the curriculum it is chosen for, as `ranking.place_of` writes it."""
    by: str
    why: str
    date: str
    score: float = 0.0
    """What it had when it was chosen, 0 to 100."""
    instead_of: tuple[str, ...] = ()
    """Lesson ids of the other candidates."""
