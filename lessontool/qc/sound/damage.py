"""What is broken in the sound itself: holes, clicks, tops that were cut off, mains hum."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.model import Finding, Outcome
from lessontool.qc.sound.faults import fault, figure, merged, moving_sum, spans_at
from lessontool.qc.sound.hearing import pair_tracks, programme_sample
from lessontool.qc.sound.impulses import MARGIN
from lessontool.qc.sound.stretch import Stretch
from lessontool.timing import SOUND_RATE_HZ, TimeSpan

Values = NDArray[np.float32]

_LONGEST_HOLE_S: Final = 1
"""A longer hole is a silence."""

_ONE_CLICK: Final = SOUND_RATE_HZ // 1000

_OVERDRIVEN: Final = 0.14
"""Clip index from where on a voice was cut off before, as in analysis/advice.py; clean recordings are below 0.08."""

_SWING_DB: Final = 6.0
"""Voices rise and fall by more; a tone or an engine, whose every wave is at the top, does not."""

_AUDIBLE_50_HZ_DBFS: Final = -55.0
"""50 Hz must be 20 dB louder than its harmonics to be heard at all (ISO 226)."""

_STEADY_S: Final = 4
_STEADY_DB: Final = 4.0
"""So little does a hum waver in four seconds."""

_SAMPLE: Final = Fraction(1, SOUND_RATE_HZ)


def outcomes(stretch: Stretch) -> tuple[Outcome, ...]:
    """Judge holes, clicks, clipping and hum."""
    coded = not pair_tracks(stretch.subject)[0].codec.startswith("pcm_")
    return (_dropout(stretch, coded), _clicks(stretch, coded), _clipping(stretch, coded), _hum(stretch))


def _nothing(stretch: Stretch) -> bool:
    return not float(stretch.programme("peak").max(initial=0)) > 1e-4


def _dropout(stretch: Stretch, coded: bool) -> Outcome:
    if _nothing(stretch):
        return Outcome(item="dropout", unmeasured="qc-sound-nothing-heard")
    least = Fraction(str(stretch.subject.limits.dropout_ms)) / 1000
    first = programme_sample(stretch.subject)
    found = {hole for side in stretch.ear.holes for hole in side.found if hole.start >= first}
    spans = [TimeSpan(max(Fraction(0), stretch.sample_s(hole.start)), stretch.sample_s(hole.end)) for hole in found]
    wide = [span for span in spans if least <= span.seconds <= _LONGEST_HOLE_S and span.start < span.end]
    holes = merged(wide, Fraction(0))
    longest = max((span.seconds for span in holes), default=Fraction(0))
    measured = f"{len(holes)} × ≤ {figure(float(longest * 1000))} ms" if holes else "0"
    limit = f"0 × ≥ {stretch.subject.limits.dropout_ms:g} ms"
    faults = fault("qc-dropout", holes, measured, limit, longest_ms=f"{float(longest * 1000):.0f}")
    return Outcome(item="dropout", measured=measured, limit=limit, faults=faults, notes=_hidden(coded))


def _hidden(coded: bool) -> tuple[str, ...]:
    """Compression smears holes, clicks and flat tops: not finding them proves less."""
    return ("qc-sound-coded",) if coded else ()


def _clicks(stretch: Stretch, coded: bool) -> Outcome:
    if _nothing(stretch):
        return Outcome(item="clicks", unmeasured="qc-sound-nothing-heard")
    first, last = max(MARGIN, programme_sample(stretch.subject)), stretch.ear.samples - MARGIN
    holes = [hole for side in stretch.ear.holes for hole in side.found]
    edges = np.array(sorted({place for hole in holes for place in (hole.start, hole.end)}), np.int64)
    places = sorted({place for side in stretch.ear.clicks for place in side.found if first < place < last})
    alone = [place for place in places if not len(edges) or np.abs(edges - place).min() > _ONE_CLICK]
    spans = [TimeSpan(max(Fraction(0), stretch.sample_s(place)), stretch.sample_s(place + 1)) for place in alone]
    single = merged([span for span in spans if span.start < span.end], Fraction(1, 500))
    measured, limit = str(len(single)), "0"
    faults = fault("qc-clicks", single, measured, limit)
    return Outcome(item="clicks", measured=measured, limit=limit, faults=faults, notes=_hidden(coded))


def _clipping(stretch: Stretch, coded: bool) -> Outcome:
    if _nothing(stretch):
        return Outcome(item="clipping", unmeasured="qc-sound-nothing-heard")
    least = stretch.subject.limits.clipping_ms * SOUND_RATE_HZ / 1000
    flat = stretch.programme("flat")
    worst = float(moving_sum(flat, 50).max()) * 1000 / SOUND_RATE_HZ
    index = _clip_index(stretch)
    measured = f"{figure(worst)} ms/s, {figure(100 * index, 0)} %"
    limit = f"< {stretch.subject.limits.clipping_ms:g} ms/s, ≤ {figure(100 * _OVERDRIVEN, 0)} %"
    spans = spans_at(_flat_runs(flat, least), stretch.frame_s(stretch.first))
    faults = fault("qc-clipping", spans, measured, limit)
    if not faults and index > _OVERDRIVEN:
        faults = fault("qc-clipping-before", [stretch.whole], measured, limit)
    return Outcome(item="clipping", measured=measured, limit=limit, faults=faults, notes=_hidden(coded))


def _flat_runs(flat: Values, least: float) -> list[tuple[int, int]]:
    """Group moments that are a fifth of a second apart at most, and take those that are enough within a second."""
    enough = moving_sum((moving_sum(flat, 50) >= least).astype(np.float32), 50) > 0
    groups: list[tuple[int, int]] = []
    for first, end in voice.runs(flat > 0):
        if groups and first - groups[-1][1] <= 10:
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((first, end))
    return [
        (first, end)
        for first, end in groups
        if bool(enough[first:end].any()) and float(flat[first:end].sum()) >= least / 4
    ]


def _clip_index(stretch: Stretch) -> float:
    """Share of loud moments at the very top; 0 where nothing rises and falls as a voice does."""
    level = voice.decibels(np.maximum(stretch.programme("left"), stretch.programme("right")))
    heard = level[level > np.float32(-60)]
    if len(heard) < 50 or float(np.percentile(heard, 90) - np.percentile(heard, 10)) < _SWING_DB:
        return 0.0
    peak = voice.decibels(stretch.programme("peak") ** 2)
    return voice.clip_index(level, peak, stretch.programme("near"))


def _hum(stretch: Stretch) -> Outcome:
    most = stretch.subject.limits.hum_db
    skipped = -(-programme_sample(stretch.subject) // SOUND_RATE_HZ)
    level, lines, beside = (table[skipped:] for table in stretch.ear.lines.table)
    if not len(level) or _nothing(stretch):
        return Outcome(item="hum", unmeasured="qc-sound-too-short" if not len(level) else "qc-sound-nothing-heard")
    lines = lines.copy()
    lines[lines[:, 0] < _AUDIBLE_50_HZ_DBFS, 0] = -120
    always = voice.hum_db(level, lines, beside)
    there, highest = _steady(lines, beside, most)
    measured, limit = f"{figure(max(always, highest))} dB", f"< {most:g} dB"
    start = stretch.sample_s(skipped * SOUND_RATE_HZ)
    spans = merged(spans_at(voice.runs(there), start, step=Fraction(1)), Fraction(2))
    if not spans and always >= most:
        spans = (stretch.whole,)
    faults: tuple[Finding, ...] = fault("qc-hum", spans, measured, limit)
    return Outcome(item="hum", measured=measured, limit=limit, faults=faults)


def _steady(lines: Values, beside: Values, most: float) -> tuple[NDArray[np.bool_], float]:
    """Mark seconds in which a line stands still above what lies beside it for four seconds, and say how high."""
    there = np.zeros(len(lines), np.bool_)
    highest = 0.0
    for first in range(len(lines) - _STEADY_S + 1):
        part = lines[first : first + _STEADY_S]
        above = np.median(part - beside[first : first + _STEADY_S], axis=0)
        still = (np.ptp(part, axis=0) < _STEADY_DB) & (part.min(axis=0) > _AUDIBLE_DBFS)
        if not still.any():
            continue
        highest = max(highest, float(above[still].max()))
        if bool((above[still] >= most).any()):
            there[first : first + _STEADY_S] = True
    return there, highest


_AUDIBLE_DBFS: Final = -75.0
"""As in analysis/voice.py."""
