"""Left and right: whether both are there, whether they fit together, and whether anything is heard."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.model import Finding, Outcome
from lessontool.qc.sound.ear import FRAME, FRAME_S
from lessontool.qc.sound.faults import fault, figure, held_runs, moving_sum, spans_at
from lessontool.qc.sound.hearing import SILENT_DB
from lessontool.qc.sound.stretch import Stretch
from lessontool.timing import TimeSpan

Values = NDArray[np.float32]

_HEARD: Final = 10 ** (-50 / 10)
"""Power from where on something is heard: −50 dBFS."""

_SHORT: Final = 10
"""Steps of 20 ms over which two channels are compared."""

_PHASE: Final = 25
"""Half a second."""

_PAUSE: Final = 50
"""A pause so long does not end a fault."""

_SAME_DB: Final = -50.0
"""What differs by less is one sound on both channels; compression leaves −57 dB of difference."""

_SIDE_DB: Final = 20.0
"""One side by so much softer is missing: a voice at the very edge of a stereo picture is about 15 dB softer there."""

_ENDING: Final = 2
"""Times as long as elsewhere a programme may be silent at its end."""

_SIDE: Final = 150
"""Three seconds of sound on one side only are a fault; a pupil who answers from the left is not."""


def outcomes(stretch: Stretch) -> tuple[Outcome, ...]:
    """Judge phase, sameness, balance and silence of left and right within the programme."""
    return (_phase(stretch), _dual_mono(stretch), _one_sided(stretch), _silence(stretch))


def _phase(stretch: Stretch) -> Outcome:
    limit = stretch.subject.limits.phase_correlation
    wanted = f"≥ {figure(limit, 2)}"
    left, right, both = (stretch.programme(name) for name in ("left", "right", "both"))
    sides = np.minimum(moving_sum(left, _SHORT), moving_sum(right, _SHORT)) / _SHORT
    heard = sides > _HEARD
    if not heard.any():
        return Outcome(item="phase", unmeasured="qc-sound-not-both")
    bad = heard & (_correlation(left, right, both, _SHORT) < limit)
    runs = held_runs(bad, ~heard, _PAUSE, _PHASE - _SHORT // 2)
    alike = _correlation(left, right, both, 1)
    loud = np.minimum(left, right) > _HEARD / 10
    runs = [_sharpened(run, (alike < limit) & loud) for run in runs]
    runs = [(first, end) for first, end in runs if end - first >= _PHASE - 1]
    lowest = float(_correlation(left, right, both, _PHASE)[heard].min())
    measured = figure(lowest, 2)
    spans = spans_at(runs, stretch.frame_s(stretch.first))
    return Outcome(
        item="phase", measured=measured, limit=wanted, faults=fault("qc-phase-inverted", spans, measured, wanted)
    )


def _correlation(left: Values, right: Values, both: Values, width: int) -> NDArray[np.float64]:
    """How alike the channels are over so many steps around each, −1…1; 1 where one is silent."""
    scale = np.sqrt(np.maximum(moving_sum(left, width), 0) * np.maximum(moving_sum(right, width), 0))
    alike = moving_sum(both, width)
    return np.asarray(np.clip(np.divide(alike, scale, out=np.ones_like(alike), where=scale > 1e-9), -1, 1))


def _sharpened(run: tuple[int, int], bad: NDArray[np.bool_]) -> tuple[int, int]:
    """Move both ends to the first and the last step that are bad by themselves."""
    first = max(0, run[0] - _SHORT)
    inside = np.flatnonzero(bad[first : run[1] + _SHORT])
    return (first + int(inside[0]), first + int(inside[-1]) + 1) if len(inside) else run


def _dual_mono(stretch: Stretch) -> Outcome:
    energy = float(np.sum(stretch.ear.column("left") + stretch.ear.column("right"), dtype=np.float64)) / 2
    if energy <= 1e-9:
        return Outcome(item="dual-mono", unmeasured="qc-sound-nothing-heard")
    apart = stretch.ear.difference / (energy * FRAME)
    decibels = max(SILENT_DB, float(10 * np.log10(max(apart, 1e-12))))
    measured, limit = f"L−R {figure(decibels)} dB", f"> {figure(_SAME_DB)} dB"
    if stretch.one_channel:  # it claims nothing else
        return Outcome(item="dual-mono", measured=measured, limit=limit, notes=("qc-sound-one-channel",))
    same = [stretch.whole] if decibels < _SAME_DB else []
    return Outcome(
        item="dual-mono", measured=measured, limit=limit, faults=fault("qc-dual-mono", same, measured, limit)
    )


def _one_sided(stretch: Stretch) -> Outcome:
    left, right = stretch.programme("left"), stretch.programme("right")
    sums = moving_sum(left, _PAUSE), moving_sum(right, _PAUSE)
    heard = np.maximum(left, right) > _HEARD
    if not heard.any():
        return Outcome(item="one-sided", unmeasured="qc-sound-nothing-heard")
    apart = 10 * np.log10(np.maximum(sums[0], 1e-12) / np.maximum(sums[1], 1e-12))
    levels = [max(SILENT_DB, float(10 * np.log10(max(float(side[heard].mean()), 1e-12)))) for side in (left, right)]
    measured = f"L {figure(levels[0])} dBFS, R {figure(levels[1])} dBFS"
    limit = f"Δ ≤ {figure(_SIDE_DB, 0)} dB"
    start = stretch.frame_s(stretch.first)
    faults: tuple[Finding, ...] = ()
    for code, sign in (("qc-one-sided-left", 1), ("qc-one-sided-right", -1)):
        runs = held_runs(heard & (sign * apart > _SIDE_DB), ~heard, 2 * _PAUSE, _SIDE)
        faults += fault(code, spans_at(runs, start), measured, limit)
    return Outcome(item="one-sided", measured=measured, limit=limit, faults=faults)


def _silence(stretch: Stretch) -> Outcome:
    limits = stretch.subject.limits
    level = np.maximum(stretch.programme("left"), stretch.programme("right"))
    runs = voice.runs(voice.decibels(level) < limits.silence_dbfs)
    spans = spans_at(runs, stretch.frame_s(stretch.first))
    longest = max((span.seconds for span in spans), default=Fraction(0))
    measured = f"{figure(float(longest))} s"
    limit = f"< {limits.silence_s:g} s (< {figure(limits.silence_dbfs, 0)} dBFS)"
    if stretch.subject.expected.silent:
        return Outcome(item="silence", measured=measured, limit=limit, notes=("qc-sound-silent-expected",))
    long = [span for span in spans if span.seconds >= _allowed_s(stretch, span)]
    return Outcome(item="silence", measured=measured, limit=limit, faults=fault("qc-silence", long, measured, limit))


def _allowed_s(stretch: Stretch, span: TimeSpan) -> float:
    """How long a silence may be: nothing is heard during a slate, and a closing runs out longer than people pause."""
    least = stretch.subject.limits.silence_s
    order = stretch.subject.spec.running_order
    whole = stretch.whole
    if span.start - whole.start < FRAME_S and span.end < whole.end:
        return least + (order.slate_s if "slate" in order.segments else 0)
    if whole.end - span.end < FRAME_S and span.start - whole.start >= FRAME_S:
        return least * _ENDING
    return least
