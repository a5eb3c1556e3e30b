"""Everything that is judged by listening to the decoded sound: one decode a file.

One run of one program decodes all tracks, meters loudness and hands the programme's left and right over (`hearing`);
figures are kept for every 20 ms (`ear`), and from these everything is judged afterwards (`loudness`, `pair`, `damage`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.model import ItemName, LoudnessCurve, Outcome
from lessontool.qc.sound import damage, hearing, loudness, pair
from lessontool.qc.sound.ear import FRAME_S, Ear
from lessontool.qc.sound.hearing import SILENT_DB
from lessontool.qc.sound.stretch import Stretch
from lessontool.qc.subject import Subject
from lessontool.timing import SOUND_RATE_HZ
from lessontool.tools.process import Cancel

__all__ = ["FRAME_S", "ITEMS", "SILENT_DB", "Heard", "listen"]

ITEMS: Final[tuple[ItemName, ...]] = (
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
)
"""What is judged by listening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one pass over the sound told. Times are seconds from the file's first picture."""

    outcomes: tuple[Outcome, ...]
    curve: LoudnessCurve | None = None
    integrated_lufs: float = SILENT_DB
    range_lu: float = 0.0
    true_peak_dbtp: float = SILENT_DB
    errors: tuple[str, ...] = ()
    """What the reader complained about, for engineers."""
    samples: tuple[int, ...] = ()
    """Per channel, of each track in the file's order."""
    heard_elsewhere: tuple[int, ...] = ()
    """Numbers (from 1) of further tracks on which something is to be heard."""
    envelope_dbfs: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """Level of the louder of left and right, every `FRAME_S`; silence is −120."""
    envelope_start: Fraction = Fraction(0)
    """When its first value begins."""


def listen(subject: Subject, *, cancel: Cancel, progress: Callable[[float], None]) -> Heard:
    """Decode all sound of a file once and judge everything that can be heard.

    `progress` hears shares of 1. What stands before the programme (`expected.before_frames`) is judged by nothing.
    Damage is reported, not raised. Raises ToolError when the program fails or takes too long, Interrupted on `cancel`.
    """
    if not subject.audio:
        return Heard(outcomes=tuple(Outcome(item=item, unmeasured="qc-sound-none") for item in ITEMS))
    longest = max(track.end - track.start for track in hearing.pair_tracks(subject))
    ear = Ear(progress, round(longest * SOUND_RATE_HZ))
    read = hearing.hear(subject, ear.hear, cancel=cancel)
    ear.finish()
    errors = read.errors
    if ear.broken:
        errors = (f"{ear.broken} samples are not numbers", *errors[:-1])
    stretch = Stretch(subject, ear)
    if not len(stretch.programme("peak")):
        outcomes = tuple(Outcome(item=item, unmeasured="qc-sound-unreadable") for item in ITEMS)
        return Heard(outcomes=outcomes, errors=errors, samples=read.samples)
    return Heard(
        outcomes=(*loudness.outcomes(stretch, read), *pair.outcomes(stretch), *damage.outcomes(stretch)),
        curve=loudness.curve(stretch, read),
        integrated_lufs=round(read.integrated_lufs, 2),
        range_lu=round(read.range_lu, 2),
        true_peak_dbtp=round(read.true_peak_dbtp, 2),
        errors=errors,
        samples=read.samples,
        heard_elsewhere=read.heard_elsewhere,
        envelope_dbfs=voice.decibels(np.maximum(ear.column("left"), ear.column("right"))),
        envelope_start=stretch.start_s,
    )
