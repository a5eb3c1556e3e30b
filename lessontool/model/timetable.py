"""A week of broadcasts: what is shown when, on which channel, and what could not be shown."""

from __future__ import annotations

from typing import Literal

from lessontool.model._record import record
from lessontool.model.finding import Finding

SlotKind = Literal["lesson", "relay", "fixed"]


@record
class PlayoutItem:
    """What playout plays in a slot: a packaged file, from where to where."""

    file: str
    """Absolute path of the packaged file."""
    house_number: str
    in_frames: int
    """First frame that is shown, from the start of the file: after line-up, clock and black."""
    out_frames: int
    """First frame that is not shown any more."""
    file_frames: int
    """The whole file, in frames of 25 a second."""
    sha256: str


@record
class Slot:
    """One programme in the plan."""

    channel: str
    date: str
    """The broadcast day, `YYYY-MM-DD`."""
    start_s: int
    """Seconds after 0:00 of that day, local time; over 86 400 after midnight."""
    length_s: int
    """Of the whole slot: for a lesson its cell without the break."""
    kind: SlotKind
    title: str
    grade: int | None = None
    """None: a block that is no lesson."""
    grades: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    """Of lessons and relays; a lesson has one of each. It counts as a showing of each pair where `counts`."""
    counts: bool = True
    lesson_id: str = ""
    """Empty: a lesson's time is kept, but there is no finished lesson for it."""
    lesson_label: str = ""
    """As families read it: "Bài 5. Đường đi (Tiết 1)"."""
    teachers: tuple[str, ...] = ()
    showing: int = 1
    """The how manyth showing of this lesson on this day."""
    repeat: bool = False
    """It was on air before: earlier on the day, or on a day before."""
    source: str = ""
    """Of a relay: `VTV1`; of a fixed block: its kind."""
    address: str = ""
    """What playout takes for a relay or a fixed block; empty: switched by hand."""
    item: PlayoutItem | None = None
    signed: bool = False
    captions: bool = False


@record
class Shortage:
    """A required showing that is not in the plan."""

    grade: int
    subject: str
    date: str
    wanted: int
    planned: int
    """Showings, relays counted."""
    minutes: int
    """Air time that is missing for it."""
    reason: Literal["no-room", "no-lesson", "unproved"]
    """no-room: no cell is left for it · no-lesson: it has a cell, but there is no finished lesson for it · unproved:
    its lessons did not pass quality control, may not be shown, or are longer than a cell."""


@record
class Timetable:
    """A planned week of one or several channels."""

    schema_version: int = 1
    week: str
    """ISO week, `2021-W40`."""
    channels: tuple[str, ...]
    rules: str
    """Name of the airing rules."""
    calendar: str
    created: str
    """UTC, `2026-11-22T10:00:00Z`."""
    revision: int = 1
    """Counts up each time that a plan of the same week is published again."""
    seed: int = 1
    solver: str = ""
    """`cp-sat 9.15.6755`, or `greedy`."""
    proved: bool = False
    """No plan is better by the rules' own measure; otherwise the best that was found in the time."""
    gap_percent: float = 0.0
    """How much better a plan could still be at most; 0 where proved."""
    slots: tuple[Slot, ...]
    """By channel, day and time."""
    shortages: tuple[Shortage, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What stands against a better plan, and which change would help."""
    seal: str = ""
    """SHA-256 of everything else as it was planned: a plan that somebody changed since is not planned over."""


@record
class AsRun:
    """What really went on air in one slot, as the playout server or the operator logged it."""

    channel: str
    date: str
    planned_start_s: int | None
    """None: it was not planned."""
    actual_start_s: int | None
    """None: it was not shown."""
    planned_frames: int
    actual_frames: int
    house_number: str
    status: Literal["aired", "late", "cut", "missed", "replaced"]
    note: str = ""
