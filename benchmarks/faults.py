"""How much of what is wrong does the QC find, and how often does it cry wolf? One Markdown table for the README.

    python -m benchmarks.faults                       every declared fault, then the clean recordings
    python -m benchmarks.faults flashes freeze        only faults that these items must find
    python -m benchmarks.faults --recordings          only the clean recordings
    python -m benchmarks.faults --faults              only the declared faults

Every fault is made, judged and thrown away; what was missed or found wrongly is told on standard error with the judge's
own words.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

from lessontool.errors import LessonToolError
from lessontool.model import Expected, ItemName, Outcome
from lessontool.qc.observing import observe
from lessontool.tools.process import Cancel
from tests.faults import copies, files, pictures, sounds
from tests.faults.declared import Fault
from tests.faults.trial import Trial, described, tried, workshop
from tests.recordings import RECORDINGS
from tests.station import LIMITS

ANYWHERE: Final[tuple[ItemName, ...]] = (
    "black",
    "freeze",
    "flashes",
    "red-flashes",
    "field-order",
    "letterbox",
    "dead-pixels",
    "phase",
    "one-sided",
    "silence",
    "dropout",
    "clicks",
    "clipping",
    "hum",
    "lip-sync",
)
"""Items whose faults are faults in any format: what they say of a clean recording is looked at."""

TRUE: Final[dict[tuple[str, ItemName], str]] = {
    ("editlist_edts.mp4", "black"): "all of its 225 pictures are black: luma 16 to 18",
    ("mediarecorder_chrome52_noduration_mono.webm", "silence"): "a quiet microphone: −79 dBFS RMS from 16 s to 30 s",
    ("talk_timecode_burnin_silences.mp4", "silence"): "digital silence from 18 s to 39 s: made so",
}
"""Alarms on recordings that are right, by file and item, and what was seen or heard there."""


@dataclass
class Score:
    """What became of one item's clips."""

    faults: int = 0
    found: int = 0
    timed: int = 0
    """Found, and at its time."""
    legal: int = 0
    wrongly: int = 0
    """Legal clips in which it found something."""
    beside: int = 0
    """Clips with another fault in which it found something that is not there."""
    missed: list[str] = field(default_factory=list)


def every_fault() -> tuple[Fault, ...]:
    """All that the generator can do."""
    return (
        *files.all_of_them(),
        *pictures.all_of_them(),
        *pictures.all_of_them(online=True),
        *sounds.all_of_them(),
    )


def trials(faults: Sequence[Fault]) -> Iterator[Trial]:
    """Make and judge one after the other, and say how it went."""
    with workshop() as shop:
        for number, fault in enumerate(faults, 1):
            started = time.monotonic()
            trial = tried(fault, shop)
            verdict = "right" if trial.right else "WRONG"
            beside = f" beside: {', '.join(trial.beside)}" if trial.beside else ""
            kind = "online" if fault.online else "tv"
            took = time.monotonic() - started
            tell(f"{number:3}/{len(faults)} {verdict} {fault.name} ({kind}, {fault.degree}) {took:.1f} s{beside}")
            if not trial.right or trial.beside:
                tell("      wanted " + ", ".join(fault.items) + f" at {fault.where}")
                tell("\n".join(f"      {line}" for line in trial.told().splitlines()))
            yield trial


def scored(done: Sequence[Trial]) -> dict[ItemName, Score]:
    """Count by item; a fault that several items may find counts for the one that found it, else for the first."""
    scores: dict[ItemName, Score] = defaultdict(Score)
    for trial in done:
        fault = trial.fault
        score = scores[(trial.found_by or fault.items)[0]]
        if fault.degree == "legal":
            score.legal += 1
            score.wrongly += bool(trial.found_by)
        else:
            score.faults += 1
            score.found += bool(trial.found_by)
            score.timed += trial.right
            if not trial.found_by:
                score.missed.append(fault.name)
        for item in trial.beside:
            scores[item].beside += 1
    return scores


def recordings() -> Iterator[tuple[Path, float, tuple[Outcome, ...]]]:
    """Judge every recording that can be opened: its name, its length in minutes, what was found in it."""
    for path in sorted(RECORDINGS.iterdir()):
        if path.suffix == ".tsv":
            continue
        spec = copies.tv() if path.suffix in (".mts", ".mov", ".mpg") else copies.online()
        try:
            seen = observe(path, spec, Expected(), LIMITS, cancel=Cancel())
        except LessonToolError as error:
            tell(f"{path.name}: {error.code}")
            continue
        outcomes = tuple(one for one in seen.outcomes if one.item in ANYWHERE)
        tell(f"{path.name}: {seen.frames / 25:.1f} s")
        tell("\n".join(f"      {line}" for line in described(outcomes)))
        yield path, seen.frames / 25 / 60, outcomes


def table(scores: dict[ItemName, Score], alarms: Counter[ItemName], right: Counter[ItemName], minutes: float) -> str:
    """The README's table."""
    clean = f"alarms on {minutes:.1f} min of recordings (of them right)" if minutes else "alarms on recordings"
    lines = [
        f"| item | clips with it | found | at its time | legal clips | found wrongly | {clean} |",
        "|---|---|---|---|---|---|---|",
    ]
    for item in get_args(ItemName):
        if item not in scores and not alarms[item]:
            continue
        one = scores.get(item, Score())
        heard = f"{alarms[item]} ({right[item]})" if item in ANYWHERE else "–"
        figures = (one.faults, one.found, one.timed, one.legal, one.wrongly + one.beside)
        lines.append(f"| {item} | {' | '.join(map(str, figures))} | {heard} |")
    total = list(scores.values())
    lines.append(
        f"| all | {sum(s.faults for s in total)} | {sum(s.found for s in total)} | {sum(s.timed for s in total)} "
        f"| {sum(s.legal for s in total)} | {sum(s.wrongly + s.beside for s in total)} "
        f"| {alarms.total()} ({right.total()}) |"
    )
    return "\n".join(lines)


def tell(text: str) -> None:
    """Say how it goes, beside the table."""
    if text:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def main(words: Sequence[str]) -> int:
    """Run what was asked for and print the table; 1 if a fault was missed or something found that is not there."""
    wanted = {word for word in words if not word.startswith("--")}
    faults = [fault for fault in every_fault() if not wanted or wanted & set(fault.items)]
    done = [] if "--recordings" in words else list(trials(faults))
    alarms: Counter[ItemName] = Counter()
    right: Counter[ItemName] = Counter()
    minutes = 0.0
    if "--faults" not in words and not wanted:
        for path, length, outcomes in recordings():
            minutes += length
            for one in outcomes:
                alarms[one.item] += bool(one.faults)
                right[one.item] += bool(one.faults) and (path.name, one.item) in TRUE
    scores = scored(done)
    sys.stdout.write(table(scores, alarms, right, minutes) + "\n")
    for item, score in scores.items():
        for name in score.missed:
            sys.stdout.write(f"\nmissed by {item}: {name}")
    sys.stdout.write("\n")
    return int(any(not trial.right or trial.beside for trial in done))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
