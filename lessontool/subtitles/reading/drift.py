"""Do captions run away from the voice? Compare their times with where somebody speaks, and say how to bring them back.

Captions made for a film at 25 pictures a second run away from the same film at 23.976 by two and a half minutes an
hour; captions of the uncut recording are late by whatever was cut off. Both are a factor and an offset.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from lessontool.model._record import record
from lessontool.model.finding import Finding
from lessontool.model.text import Change
from lessontool.subtitles.reading.cues import GivenCue, GivenSubtitles
from lessontool.timing import TimeSpan, decimal_seconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

_NTSC: Final = Fraction(30_000, 1_001)
_FILM: Final = Fraction(24_000, 1_001)
FACTORS: Final = (
    Fraction(1),
    *(Fraction(25, 24), Fraction(24, 25)),
    *(25 / _NTSC, _NTSC / 25),
    *(25 / _FILM, _FILM / 25),
    *(30 / _NTSC, _NTSC / 30),
)
"""Frame rates that are taken for each other: PAL, film, NTSC and its film."""

_GRID_HZ: Final = 20
"""Places a second at which voice and captions are compared: captions are not timed finer than 50 ms."""

_FEWEST_CUES: Final = 20
"""Fewer captions fit somewhere by chance."""

_LEAST_AGREEMENT: Final = 0.25
_CHANCE: Final = 2.8
"""Divided by the root of their number: what captions of another lesson reach by chance at the best of all places."""

_LEAST_GAIN: Final = 0.1
_LEAST_LEAD: Final = 0.15
"""By so much the best place must beat the best one elsewhere. Measured on made-up lessons of 5 to 45 minutes: captions
of another lesson hardly ever reach it, and never together with `_CHANCE`; those of this lesson nearly always do."""

_ELSEWHERE_S: Final = 5
_NEARLY: Final = 0.01
"""Of factors that agree as well as this, the first of the list is meant."""

_SMALLEST_SHIFT_S: Final = Fraction(1, 4)
"""Captions come a little before the voice and stay after it; that is no drift."""


@record
class Drift:
    """How captions run away from the voice, and how to bring them back: `new time = factor x time + offset`."""

    factor: Fraction
    offset: Fraction
    """In seconds."""
    score_before: float
    """How well the captions stand where somebody speaks: 1 exactly there, 0 as by chance."""
    score_after: float
    finding: Finding
    """For the teacher, with what it offers."""


def retime(given: GivenSubtitles, factor: Fraction, offset: Fraction) -> GivenSubtitles:
    """Move captions: every time is multiplied by `factor`, then `offset` seconds later (earlier, if negative).

    Captions that would end before the beginning are left out, and that is said. Raises ValueError for a factor of 0.
    """
    if factor <= 0:
        raise ValueError(f"times cannot be multiplied by {factor}")
    moved = [(cue, cue.start * factor + offset, cue.end * factor + offset) for cue in given.cues]
    kept = [replace(cue, start=max(start, Fraction(0)), end=end) for cue, start, end in moved if end > 0]
    said = [Change(kind="timing", reason=f"all times x {factor} and {decimal_seconds(offset)} s later")]
    said += [
        Change(kind="drop", reason=f"caption before the beginning left out: {' '.join(cue.lines)[:60]!r}")
        for cue, _, end in moved
        if end <= 0
    ]
    return replace(given, cues=tuple(kept), repairs=(*given.repairs, *said))


def find_drift(given: GivenSubtitles, speech: Sequence[TimeSpan], seconds: Fraction) -> Drift | None:
    """Say how captions run away from the voice, if they clearly do; None where they fit or nothing can be said.

    `speech` is where somebody speaks in a recording of `seconds`. Captions may cover only a part of it.
    """
    if len(given.cues) < _FEWEST_CUES or not speech:
        return None
    voice = _Voice(speech, seconds)
    matches = [voice.match(given.cues, factor) for factor in FACTORS]
    highest = max(match.agreement for match in matches)
    best = next(match for match in matches if match.agreement >= highest - _NEARLY)
    now = matches[0].unmoved
    shifts = [cue.start * (best.factor - 1) + best.offset for cue in (given.cues[0], given.cues[-1])]
    by_chance = _CHANCE / math.sqrt(len(given.cues))
    wanted = max(_LEAST_AGREEMENT, by_chance, now + _LEAST_GAIN, best.elsewhere + _LEAST_LEAD)
    if best.agreement < wanted or max(map(abs, shifts)) < _SMALLEST_SHIFT_S:
        return None
    return Drift(
        factor=best.factor,
        offset=best.offset,
        score_before=round(max(now, 0.0), 3),
        score_after=round(best.agreement, 3),
        finding=_finding(shifts, now, best.agreement),
    )


def _finding(shifts: Sequence[Fraction], before: float, after: float) -> Finding:
    first, last = (f"{float(shift):+.1f}" for shift in shifts)
    share = {"before": round(max(before, 0.0) * 100), "after": round(after * 100)}
    return Finding(code="subtitle-drift", severity="warning", values={"first": first, "last": last, **share})


@record
class _Match:
    """Where captions, stretched by a factor, agree best with the voice."""

    factor: Fraction
    offset: Fraction
    agreement: float
    elsewhere: float
    """The best agreement more than some seconds from there."""
    unmoved: float
    """The agreement with no offset."""


class _Voice:
    """Where somebody speaks, on a grid."""

    def __init__(self, speech: Sequence[TimeSpan], seconds: Fraction) -> None:
        import numpy as np

        self._speaks = _on_grid([(span.start, span.end) for span in speech], seconds)
        self._until = np.concatenate([[0.0], np.cumsum(self._speaks)])

    def match(self, cues: Sequence[GivenCue], factor: Fraction) -> _Match:
        """Try captions at every place of the recording: phi correlation over the stretch that they cover there."""
        import numpy as np

        begin = cues[0].start * factor
        times = [(cue.start * factor - begin, cue.end * factor - begin) for cue in cues]
        shown = _on_grid(times, max(end for _, end in times))
        places = np.arange(1 - len(shown), len(self._speaks))
        agreement = self._agreement(shown, places)
        best = int(np.argmax(agreement))
        far = np.abs(places - places[best]) > _ELSEWHERE_S * _GRID_HZ
        unmoved = round(begin * _GRID_HZ) + len(shown) - 1
        return _Match(
            factor=factor,
            offset=Fraction(int(places[best]), _GRID_HZ) - Fraction(round(begin * _GRID_HZ), _GRID_HZ),
            agreement=float(agreement[best]),
            elsewhere=float(agreement[far].max()) if far.any() else 1.0,
            unmoved=float(agreement[unmoved]) if 0 <= unmoved < len(agreement) else 0.0,
        )

    def _agreement(self, shown: Values, places: NDArray[np.signedinteger[Any]]) -> Values:
        import numpy as np

        total, length = len(self._speaks), len(shown)
        size = 1 << (total + length).bit_length()
        product = np.fft.rfft(self._speaks, size) * np.conj(np.fft.rfft(shown, size))
        both = np.fft.irfft(product, size)
        both = np.concatenate([both[size - (length - 1) :], both[:total]]) / length
        heard = self._until[np.clip(places + length, 0, total)] - self._until[np.clip(places, 0, total)]
        voice, captions = heard / length, float(shown.mean())
        spread = voice * (1 - voice) * captions * (1 - captions)
        phi: Values = np.zeros(len(places))
        np.divide(both - voice * captions, np.sqrt(np.maximum(spread, 0)), out=phi, where=spread > _FLAT)
        return phi


_FLAT: Final = 1e-6
"""Where all is speech or none is, nothing can be compared."""


def _on_grid(spans: Sequence[tuple[Fraction, Fraction]], seconds: Fraction) -> Values:
    import numpy as np

    grid = np.zeros(max(1, round(seconds * _GRID_HZ)))
    for start, end in spans:
        grid[max(0, round(start * _GRID_HZ)) : max(0, round(end * _GRID_HZ))] = 1.0
    return grid
