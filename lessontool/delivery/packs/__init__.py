"""Packs of finished lessons, one file for each kind: learning systems, Kolibri, sticks, platforms.

A builder takes lessons from the shelf (`delivery/shelf.py`) and writes into a folder that is given; it decides nothing
about places and never reads a recording.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lessontool.delivery.manifest import Content
from lessontool.model import Finding

Progress = Callable[[float], None]
"""Told how far the work is, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a builder wrote, and what is to be said about it."""

    files: tuple[Content, ...]
    """Names relative to the folder; for sticks only what this run wrote or replaced."""
    findings: tuple[Finding, ...] = ()
    """Texts that were shortened, lessons that were left out, pictures made smaller: warnings and notes, each with what
    to do."""
    total_bytes: int = 0
    """Everything that the pack needs, whether it was there already or not."""
