"""How loud a programme is: over all of it, at its loudest, in its peaks; and as a curve for the report."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import LoudnessCurve, Outcome
from lessontool.qc.sound.ear import FRAME_S
from lessontool.qc.sound.faults import fault, figure, merged, spans_at
from lessontool.qc.sound.hearing import SILENT_DB, Readings
from lessontool.qc.sound.stretch import Stretch
from lessontool.timing import TimeSpan

Values = NDArray[np.float32]

_METER_STEP: Final = 0.05
"""A tenth is said: half of it is rounding, not a violation."""

_READING_S: Final = Fraction(1, 10)
_MOST_VALUES: Final = 6_000
"""Of a curve: ten minutes are drawn in steps of 100 ms, longer programmes in wider ones."""

_RANGE_FROM_S: Final = 60
"""EBU Tech 3342: the range of less than a minute says little."""

_MOMENTARY_S: Final = Fraction(2, 5)
_SHORT_TERM_S: Final = 3


def outcomes(stretch: Stretch, read: Readings) -> tuple[Outcome, ...]:
    """Judge loudness, its range, short-term loudness and peaks by the delivery preset and the station's limits."""
    return (_loudness(stretch, read), _true_peak(stretch, read), _range(stretch, read), _short_term(stretch, read))


def _loudness(stretch: Stretch, read: Readings) -> Outcome:
    sound = stretch.subject.spec.sound
    limit = f"{figure(sound.target_lufs)} ±{sound.tolerance_lu:g} LUFS"
    heard = read.integrated_lufs
    measured = f"{figure(heard)} LUFS"
    notes = tuple(note for note, holds in (("qc-sound-one-channel", stretch.one_channel),) if holds)
    if heard <= SILENT_DB and stretch.subject.expected.silent:
        return Outcome(item="loudness", measured=measured, limit="", notes=("qc-sound-silent-expected",))
    if heard <= SILENT_DB:
        faults = fault("qc-loudness-nothing", [stretch.whole], measured, limit)
    elif abs(heard - sound.target_lufs) > sound.tolerance_lu + _METER_STEP:
        off = heard - sound.target_lufs
        code = "qc-loudness-high" if off > 0 else "qc-loudness-low"
        faults = fault(code, [stretch.whole], measured, limit, off=f"{abs(off):.1f}")
    else:
        faults = ()
    return Outcome(item="loudness", measured=measured, limit=limit, faults=faults, notes=notes)


def _true_peak(stretch: Stretch, read: Readings) -> Outcome:
    highest = stretch.subject.spec.sound.max_true_peak_dbtp
    measured, limit = f"{figure(read.true_peak_dbtp)} dBTP", f"≤ {figure(highest)} dBTP"
    spans: tuple[TimeSpan, ...] = ()
    if read.true_peak_dbtp > highest + _METER_STEP:
        over = 10 ** ((highest + _METER_STEP / 2) / 20)
        # the meter says each new highest peak; those that samples show are found besides
        rising = np.diff(read.peaks, prepend=np.float32(0)) > 0
        meter = [(int(at), int(at) + 1) for at in np.flatnonzero(rising & (read.peaks > over))]
        samples = [(int(at), int(at) + 1) for at in np.flatnonzero(stretch.programme("peak") > over)]
        places = [
            *_narrowed(stretch, spans_at(meter, stretch.programme_s, step=_READING_S)),
            *spans_at(samples, stretch.frame_s(stretch.first)),
        ]
        spans = merged(places, Fraction(1, 5)) or (stretch.whole,)
    faults = fault("qc-true-peak-high", spans, measured, limit)
    return Outcome(item="true-peak", measured=measured, limit=limit, faults=faults)


def _narrowed(stretch: Stretch, spans: tuple[TimeSpan, ...]) -> list[TimeSpan]:
    """Within 100 ms, the highest sample is beside the highest peak."""
    peaks, narrow = stretch.ear.column("peak"), []
    for span in spans:
        first = max(0, round((span.start - stretch.start_s) / FRAME_S))
        inside = peaks[first : max(first + 1, round((span.end - stretch.start_s) / FRAME_S))]
        if len(inside):
            at = stretch.frame_s(first + int(np.argmax(inside)))
            narrow.append(TimeSpan(max(Fraction(0), at), at + FRAME_S))
    return narrow


def _range(stretch: Stretch, read: Readings) -> Outcome:
    most = stretch.subject.limits.loudness_range_lu
    measured, limit = f"{figure(read.range_lu)} LU", f"≤ {figure(most)} LU"
    if stretch.whole.seconds < _RANGE_FROM_S:
        return Outcome(item="loudness-range", measured=measured, limit=limit, notes=("qc-loudness-range-short",))
    wide = [stretch.whole] if read.range_lu > most + _METER_STEP else []
    return Outcome(
        item="loudness-range",
        measured=measured,
        limit=limit,
        faults=fault("qc-loudness-range-wide", wide, measured, limit),
    )


def _short_term(stretch: Stretch, read: Readings) -> Outcome:
    most = stretch.subject.spec.sound.target_lufs + stretch.subject.limits.short_term_lu
    readings = read.short_term_lufs
    loudest = float(readings.max(initial=SILENT_DB))
    measured, limit = f"{figure(loudest)} LUFS", f"≤ {figure(most)} LUFS"
    spans: list[TimeSpan] = []
    loud_now = read.momentary_lufs > most
    for at in np.flatnonzero(readings > most + _METER_STEP):
        # what is loud lies somewhere within the three seconds before
        first = max(0, int(at) + 1 - int(_SHORT_TERM_S / _READING_S))
        loud = np.flatnonzero(loud_now[first : int(at) + 1]) + first
        begin, end = (int(loud[0]) + 1, int(loud[-1]) + 1) if len(loud) else (first, int(at) + 1)
        start = max(stretch.programme_s, stretch.programme_s + begin * _READING_S - _MOMENTARY_S / 2)
        spans.append(TimeSpan(max(Fraction(0), start), stretch.programme_s + end * _READING_S))
    found = merged(spans, Fraction(1))
    return Outcome(
        item="short-term",
        measured=measured,
        limit=limit,
        faults=fault("qc-short-term-loud", found, measured, limit),
    )


def curve(stretch: Stretch, read: Readings) -> LoudnessCurve:
    """Draw loudness over time from the file's first picture on; before the programme nothing is heard.

    Where a long programme needs wider steps, each tells its loudest moment.
    """
    late = round(stretch.programme_s / _READING_S)
    # what the meter says belongs to the middle of the 400 ms before
    shift = int(_MOMENTARY_S / _READING_S / 2)
    momentary = np.concatenate((read.momentary_lufs[shift:], read.momentary_lufs[-shift:]))
    count = max(0, late + len(read.short_term_lufs))
    factor = max(1, -(-count // _MOST_VALUES))
    return LoudnessCurve(
        step_ms=int(_READING_S * 1000) * factor,
        short_term_lufs=_thinned(read.short_term_lufs, late, factor),
        momentary_lufs=_thinned(momentary, late, factor),
    )


def _thinned(readings: Values, late: int, factor: int) -> tuple[float, ...]:
    quiet = np.full(max(0, late), SILENT_DB, np.float32)
    values = np.concatenate((quiet, readings[max(0, -late) :]))
    full = np.concatenate((values, np.full(-len(values) % factor, SILENT_DB, np.float32)))
    return tuple(round(float(value), 1) for value in full.reshape(-1, factor).max(axis=1))
