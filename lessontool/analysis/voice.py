"""What can be heard, worked out from a few figures for every 20 ms of sound: voice, pauses, noise, clipping, hum."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.timing import TimeSpan

Values = NDArray[np.float32]

FRAME_S: Final = Fraction(1, 50)
"""One figure stands for 20 ms: shorter than a syllable, longer than a period of the lowest voice."""

SILENT_DBFS: Final = -120.0
"""What the level of silence is called, instead of minus infinity."""

_DIGITAL_SILENCE_DBFS: Final = -95.0
"""Below the last bit of 16-bit sound: nothing was recorded here, so it says nothing about the room."""

_SILENCE_S: Final = Fraction(2)
"""Shorter pauses belong to speaking."""

_PAUSE_BELOW_SPEECH_DB: Final = 30.0
"""A room in which nobody speaks is usually this much quieter than the voice, if the microphone was near."""

_ABOVE_NOISE_DB: Final = 6.0
_LEAST_BELOW_SPEECH_DB: Final = 15.0
_SILENCE_DBFS: Final = (-70.0, -35.0)
"""A silence is never sought below or above these levels, whatever voice and noise are."""

_CLICK_S: Final = Fraction(1, 5)
"""A click or cough this short does not end a silence."""

_VOICED: Final = 0.55
"""How periodic (0–1) a sound must be to be a vowel; noise stays below 0.45 in these windows."""

_VOICED_SHARE: Final = 0.15
_SYLLABLES_DB: Final = 6.0
"""Speech rises and falls by more than this within a second; noise, hum and steady tones do not."""

_AUDIBLE_VOICE_DBFS: Final = -65.0
_WINDOW: Final = 50
_HOP: Final = 10

_AT_THE_TOP_DB: Final = 2.0
_TOP_QUANTILE: Final = 0.97
"""A few peaks may stand out: decoders of lossy sound overshoot, and so does a knock on the table."""

_FLAT_SHARE: Final = 0.05
"""In a natural vowel 1–3 % of the samples come within 1.2 dB of its peak, in a clipped one far more."""

_LOUD_SHARE: Final = 1 / 3

_AUDIBLE_HUM_DBFS: Final = -75.0
_QUIET_SHARE: Final = 0.3


def decibels(power: NDArray[np.floating]) -> Values:
    """Turn powers (1 is full scale) into dBFS, silence being −120."""
    return np.asarray(10 * np.log10(np.maximum(power, 1e-12)), np.float32)


def noise_floor(level_dbfs: Values) -> float:
    """Say how loud the quietest tenth is that is not digital silence, in dBFS."""
    heard = np.sort(level_dbfs[level_dbfs > _DIGITAL_SILENCE_DBFS])
    return _mean_level(heard[: max(1, len(heard) // 10)])


def speech_level(level_dbfs: Values) -> float:
    """Say how loud the loudest third is, in dBFS: in a lesson, the teacher's voice."""
    return _mean_level(np.sort(level_dbfs)[-max(1, len(level_dbfs) // 3) :])


def _mean_level(levels: Values) -> float:
    if not len(levels):
        return SILENT_DBFS
    return max(SILENT_DBFS, float(10 * np.log10(np.mean(np.power(10.0, levels.astype(np.float64) / 10)))))


def silence_threshold(floor_dbfs: float, speech_dbfs: float) -> float:
    """Say below which level this recording counts as silent, in dBFS.

    30 dB below the voice, but 6 dB above the noise of the room, and in any case clearly below the voice.
    """
    wanted = max(speech_dbfs - _PAUSE_BELOW_SPEECH_DB, floor_dbfs + _ABOVE_NOISE_DB)
    wanted = min(wanted, speech_dbfs - _LEAST_BELOW_SPEECH_DB)
    return min(max(wanted, _SILENCE_DBFS[0]), _SILENCE_DBFS[1])


def silences(level_dbfs: Values, start: Fraction) -> tuple[TimeSpan, ...]:
    """List the stretches of at least two seconds in which nothing is heard, on the file's clock."""
    if not len(level_dbfs):
        return ()
    threshold = silence_threshold(noise_floor(level_dbfs), speech_level(level_dbfs))
    quiet = level_dbfs < threshold
    for first, end in runs(~quiet):
        inside = first > 0 and end < len(quiet)
        if inside and (end - first) * FRAME_S < _CLICK_S:
            quiet[first:end] = True
    return tuple(
        TimeSpan(start + first * FRAME_S, start + end * FRAME_S)
        for first, end in runs(quiet)
        if (end - first) * FRAME_S >= _SILENCE_S
    )


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """List where a row of yes and no says yes, as half-open stretches."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def speech_share(band_dbfs: Values, voicing: Values) -> float:
    """Say in which share of the time something like a voice is heard, 0–1.

    A second is speech when it is loud enough, has vowels (periodic at a pitch of 70–400 Hz) and rises and falls as
    syllables do. Noise has no pitch; hum and tones do not rise and fall; music may pass for a voice.
    """
    count = len(band_dbfs)
    if count < _WINDOW:
        return speech_share(_lengthened(band_dbfs), _lengthened(voicing)) if count else 0.0
    speech = np.zeros(count, np.bool_)
    starts = np.arange(0, count - _WINDOW + 1, _HOP)
    band = np.lib.stride_tricks.sliding_window_view(band_dbfs, _WINDOW)[starts]
    pitch = np.lib.stride_tricks.sliding_window_view(voicing, _WINDOW)[starts]
    top = np.percentile(band, 90, axis=1)
    swing = top - np.percentile(band, 10, axis=1)
    vowels = np.mean((pitch > _VOICED) & (band > (top - 15)[:, None]), axis=1)
    heard = (top > _AUDIBLE_VOICE_DBFS) & (swing > _SYLLABLES_DB) & (vowels > _VOICED_SHARE)
    for first in starts[heard]:
        speech[first : first + _WINDOW] = True
    return float(np.mean(speech))


def _lengthened(values: Values) -> Values:
    return np.resize(values, _WINDOW)


def clip_index(level_dbfs: Values, peak_dbfs: Values, flatness: Values) -> float:
    """Say which share of the loud moments is cut off at the top, 0–1; overdriven voices are above 0.14.

    A moment is cut off when its peak is at the top of the whole recording *and* many of its samples (`flatness`, 0–1)
    are up there with it. That is found again after lossy compression and after turning the level down, where counting
    full-scale samples finds nothing. A steady tone or a limiter gives high figures too: judge voices only.
    """
    loud = level_dbfs > max(_DIGITAL_SILENCE_DBFS, float(np.quantile(level_dbfs, 1 - _LOUD_SHARE)) - 0.01)
    if not np.any(loud):
        return 0.0
    top = float(np.quantile(peak_dbfs[loud], _TOP_QUANTILE))
    return float(np.mean((peak_dbfs[loud] > top - _AT_THE_TOP_DB) & (flatness[loud] > _FLAT_SHARE)))


def hum_db(level_dbfs: Values, lines_dbfs: Values, neighbours_dbfs: Values) -> float:
    """Say how far 50 Hz and its harmonics stand above their neighbours in quiet moments, in dB.

    Each row of `lines_dbfs` and `neighbours_dbfs` belongs to half a second, each column to a harmonic.
    """
    heard = level_dbfs > _DIGITAL_SILENCE_DBFS
    if not np.any(heard):
        return 0.0
    quiet = heard & (level_dbfs <= np.quantile(level_dbfs[heard], _QUIET_SHARE))
    lines = np.median(lines_dbfs[quiet], axis=0)
    above = np.median(lines_dbfs[quiet] - neighbours_dbfs[quiet], axis=0)
    audible = lines > _AUDIBLE_HUM_DBFS
    return max(0.0, float(np.max(above[audible]))) if np.any(audible) else 0.0
