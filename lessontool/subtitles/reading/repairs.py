"""Mend the times of given captions: rising, never overlapping, none empty; and say every single thing that was done."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lessontool.errors import InputError
from lessontool.model.finding import Finding
from lessontool.model.text import Change
from lessontool.subtitles.reading.cues import MOST_CUE_SIGNS, GivenCue, RawCue, RawFile
from lessontool.subtitles.reading.encodings import hidden_signs, tidy
from lessontool.timing import TimeSpan, decimal_seconds

_LONGEST_RECORDING_S: Final = Fraction(24 * 3600)
_SHORTEST_S: Final = Fraction(1, 2)
"""A caption that an overlap would leave shorter than this is shown together with the next one."""

_READING_CPS: Final = 15
"""How long a caption stands whose end is missing or lies before its start."""

_LEAST_READING_S: Final = Fraction(1)
_MOST_SPANS: Final = 20


@dataclass(slots=True)
class _Cue:
    """One caption while it is mended."""

    start: Fraction
    end: Fraction
    lines: tuple[str, ...]
    line: int
    merged: bool = False
    """Its lines are captions that are shown together."""

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Mended:
    """Captions as they may be used, and what was done to them."""

    cues: tuple[GivenCue, ...]
    repairs: tuple[Change, ...]
    findings: tuple[Finding, ...]


def mend(given: RawFile) -> Mended:
    """Clean and mend the captions of a file. Raises InputError: subtitles-cue-too-long."""
    log = _Log()
    for change in given.left_out:
        log.add(change.kind, change.reason)
    cues = [cue for raw in given.cues if (cue := _cleaned(raw, log))]
    cues = _sorted([cue for cue in cues if _in_time(cue, log)], log)
    _give_ends(cues, log)
    cues = _apart(_single(cues, log), given.name, log)
    done = tuple(GivenCue(start=cue.start, end=cue.end, lines=cue.lines) for cue in cues)
    return Mended(done, tuple(log.changes), log.findings())


_FINDING_OF: Final = {
    "drop": "subtitles-cues-dropped",
    "clean": "subtitles-signs-cleaned",
    "timing": "subtitles-times-mended",
    "sort": "subtitles-sorted",
    "duplicate": "subtitles-duplicates",
    "overlap": "subtitles-overlaps-mended",
    "merge": "subtitles-overlaps-mended",
}


class _Log:
    """Everything that was done, one by one and summed up."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._spans: dict[str, list[TimeSpan]] = {}

    def add(self, kind: str, reason: str, cue: _Cue | None = None) -> None:
        self.changes.append(Change(kind=kind, reason=reason))
        if cue and 0 <= cue.start < cue.end:
            self._spans.setdefault(_FINDING_OF[kind], []).append(TimeSpan(cue.start, cue.end))

    def findings(self) -> tuple[Finding, ...]:
        counts = Counter(_FINDING_OF[change.kind] for change in self.changes)
        return tuple(
            Finding(
                code=code,
                severity="repaired",
                values={"count": count},
                spans=tuple(self._spans.get(code, ())[:_MOST_SPANS]),
            )
            for code, count in counts.items()
        )


def _cleaned(raw: RawCue, log: _Log) -> _Cue | None:
    lines = tuple(line for line in map(tidy, raw.text.split("\n")) if line)
    cue = _Cue(raw.start, raw.end, lines, raw.line)
    if not lines:
        log.add("drop", f"line {raw.line}: empty caption left out", cue)
        return None
    if hidden := hidden_signs(raw.text):
        log.add("clean", f"line {raw.line}: {hidden} signs that nobody sees taken out", cue)
    return cue


def _in_time(cue: _Cue, log: _Log) -> bool:
    """Whether a caption can belong to a recording; one that begins before it is cut to its beginning."""
    if cue.start >= _LONGEST_RECORDING_S:
        log.add("drop", f"line {cue.line}: caption after 24 hours left out: {cue.text[:60]!r}")
        return False
    if cue.start < 0 and cue.end <= 0:
        log.add("drop", f"line {cue.line}: caption before the beginning left out: {cue.text[:60]!r}")
        return False
    if cue.start < 0:
        start, cue.start = cue.start, Fraction(0)
        log.add("timing", f"line {cue.line}: began at {decimal_seconds(start)} s, now at the beginning", cue)
    return True


def _sorted(cues: list[_Cue], log: _Log) -> list[_Cue]:
    for before, cue in itertools.pairwise(cues):
        if cue.start < before.start:
            log.add("sort", f"line {cue.line}: stood after a caption that begins later", cue)
    return sorted(cues, key=lambda cue: (cue.start, cue.end, cue.line))


def _give_ends(cues: list[_Cue], log: _Log) -> None:
    """A caption that ends where it starts, or before, stands for as long as one reads it."""
    for number, cue in enumerate(cues, start=1):
        following = cues[number].start if number < len(cues) else _LONGEST_RECORDING_S
        if cue.end > cue.start:
            continue
        lasted = cue.end - cue.start
        reading = max(_LEAST_READING_S, Fraction(len(cue.text), _READING_CPS))
        cue.end = cue.start + reading if following <= cue.start else min(cue.start + reading, following)
        now = decimal_seconds(cue.end - cue.start)
        log.add("timing", f"line {cue.line}: lasted {decimal_seconds(lasted)} s, now {now} s", cue)


def _single(cues: list[_Cue], log: _Log) -> list[_Cue]:
    """The same words twice at the same time, or one right after the other, are one caption."""
    kept: list[_Cue] = []
    last: dict[str, _Cue] = {}
    for cue in cues:
        same = last.get(cue.text)
        if same and cue.start <= same.end:
            log.add("duplicate", f"line {cue.line}: the same words as line {same.line} at the same time", cue)
            same.end = max(same.end, cue.end)
            continue
        last[cue.text] = cue
        kept.append(cue)
    return kept


def _apart(cues: list[_Cue], name: str, log: _Log) -> list[_Cue]:
    """Of two captions at the same time the earlier ends where the later starts, or both are shown together."""
    kept: list[_Cue] = []
    for cue in cues:
        before = kept[-1] if kept else None
        if before is None or before.end <= cue.start:
            kept.append(cue)
        elif cue.start - before.start >= _SHORTEST_S:
            over = decimal_seconds(before.end - cue.start)
            log.add("overlap", f"line {before.line}: ends {over} s earlier, where line {cue.line} starts", cue)
            before.end = cue.start
            kept.append(cue)
        else:
            log.add("merge", f"line {cue.line}: shown together with line {before.line}, which starts with it", cue)
            before.lines = (*_one_line_each(before), cue.text)
            before.end, before.merged = max(before.end, cue.end), True
            if len(before.text) > MOST_CUE_SIGNS:
                raise InputError("subtitles-cue-too-long", file=name, line=before.line, limit=MOST_CUE_SIGNS)
    return kept


def _one_line_each(cue: _Cue) -> tuple[str, ...]:
    return cue.lines if cue.merged else (cue.text,)
