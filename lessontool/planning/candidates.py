"""A lesson that stands for its place in the curriculum, and what its finished packages say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessontool.model import Importance, Lesson, Proof, Verdict
from lessontool.model.ranking import CaptionSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """What a finished package says of its lesson."""

    destination: str
    created: str
    proof: Proof
    failed: tuple[str, ...] = ()
    verdicts: Mapping[str, Verdict]
    importance: Mapping[str, Importance]
    """What its station makes of a fault in each item; empty: nobody knows the station any more."""
    figures: Mapping[str, float]
    """What was measured in the recording: `planning.clarity.Figure`."""
    found: frozenset[str]
    """Codes of what was found in the recording and in the finished files."""
    languages: tuple[str, ...] = ()
    """Of its captions."""
    caption_source: CaptionSource | None = None
    """Where the words of its captions come from; None: it is not known."""
    chapters: int = 0
    read: bool = True
    """Its manifest could be read; else only what the catalogue kept of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A lesson that could be shown for its place in the curriculum."""

    id: str
    lesson: Lesson
    packages: tuple[PackageFacts, ...]
    """The newest first."""
