"""Black inside the programme (`black`): pictures with nothing in them, but for what stood there before, such as a logo.

A picture is black when hardly a pixel is above a tenth of white (as blackdetect has it) and it is as dark on average as
black is. A title card with small letters, a night scene or a slide on a dark ground is none: their letters are new, or
their mean is higher. Black between a slow fade out and a slow fade in is a dip, a means of style, and is allowed as
long as black at the edges.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light
from lessontool.model import Finding, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.seen import Seen
from lessontool.qc.picture.stretches import Stretches
from lessontool.timing import seconds_of

_DARK_PERCENT: Final = 10.0
"""Of white: blackdetect's customary `pix_th`."""

_LIT_SHARE: Final = 0.001
_LIT_WITH_LOGO: Final = 0.03
"""So much of the picture may be lit: stray pixels, and a logo that was there before."""

_MEAN_PERCENT: Final = 2.5
"""Mean light of what is not logo, in % of white."""

_UNCHANGED_CODES: Final = 24
_UNCHANGED_SHARE: Final = 0.8

_MOST_AT_ONCE: Final = 0.45

_FADE_FRAMES: Final = 4
"""A fade is at least so many pictures long; a cut is one, and two where fields or blended pictures are involved."""


class Black:
    """Looks for black stretches in a thirty-second of the samples of every picture."""

    def __init__(self, track: VideoTrack, limits: QCLimits, begins: Fraction) -> None:
        full = light.is_full_range(track)
        black, white = (0, 255) if full else (16, 235)
        self._dark = black + (white - black) * _DARK_PERCENT / 100
        self._mean = black + (white - black) * _MEAN_PERCENT / 100
        self._white = white - black
        self._limits = limits
        self._least_s = seconds_of(limits.black_frames)
        self._begins = begins
        self._wrong = Stretches(Fraction(0))
        self._longest_s = Fraction(0)
        self._reference: NDArray[np.int16] | None = None
        self._means: deque[float] = deque(maxlen=_FADE_FRAMES + 1)
        self._open: _Stretch | None = None
        self._closing: _Stretch | None = None
        self._end = Fraction(0)
        self._seen = False

    def see(self, seen: Seen) -> None:
        """Note whether this picture is black."""
        if seen.time < self._begins:
            return
        self._seen = True
        sample = seen.luma[::4, ::2]
        mean = float(sample.mean())
        if self._closing is not None and self._closing.leaves(mean):
            self._judge(self._closing)
            self._closing = None
        if mean < self._dark and self._is_black(sample):
            self._go_on(seen)
        else:
            self._stop(seen.time, mean)
            if mean >= self._dark:  # what stands on black is compared with what stood there in the picture before
                self._reference = sample.astype(np.int16)
        self._means.append(mean)
        self._end = seen.end

    def _is_black(self, sample: NDArray[np.uint8]) -> bool:
        lit = sample > self._dark
        share = float(np.count_nonzero(lit)) / sample.size
        if share > _LIT_WITH_LOGO:
            return False
        rest = (float(sample.sum(dtype=np.int64)) - float(sample.sum(where=lit, dtype=np.int64))) / sample.size
        if rest / (1 - share) > self._mean:
            return False
        if share <= _LIT_SHARE:
            return True
        if self._reference is None:
            return False
        apart = np.abs(sample[lit].astype(np.int16) - self._reference[lit])
        return bool(np.count_nonzero(apart <= _UNCHANGED_CODES) >= _UNCHANGED_SHARE * apart.size)

    def _go_on(self, seen: Seen) -> None:
        if self._closing is not None:  # black again before the way out was known
            self._judge(self._closing)
            self._closing = None
        if self._open is None:
            faded = len(self._means) == self._means.maxlen and _is_slope(list(self._means), self._white)
            self._open = _Stretch(seen.time, seen.time <= self._begins, faded)
        self._open.end = seen.end

    def _stop(self, time: Fraction, mean: float) -> None:
        if self._open is None:
            return
        self._open.end = time
        self._closing, self._open = self._open, None
        self._closing.leaves(mean)

    def _judge(self, stretch: _Stretch, at_the_end: bool = False) -> None:
        allowed = self._least_s
        if stretch.at_the_start or at_the_end or (stretch.faded_in and stretch.faded_out(self._white)):
            allowed = Fraction(self._limits.black_edge_s)
            allowed = max(self._least_s, allowed + Fraction(1, 1000))
        length = stretch.end - stretch.start
        if not (stretch.at_the_start or at_the_end):
            self._longest_s = max(self._longest_s, length)
        if length >= allowed:
            self._wrong.add(stretch.start, stretch.end)

    def outcomes(self) -> Iterator[Outcome]:
        """Give the longest black stretch inside the programme."""
        if not self._seen:
            yield Outcome(item="black", unmeasured="qc-picture-nothing-decoded")
            return
        if self._closing is not None:
            self._judge(self._closing)
        if self._open is not None:
            self._judge(self._open, at_the_end=True)
        measured = f"{float(self._longest_s):.2f} s"
        limit = f"< {float(self._least_s):.2f} s"
        faults: tuple[Finding, ...] = ()
        if self._wrong.count:
            longest = max(span.seconds for span in self._wrong.spans)
            faults = (
                Finding(
                    code="qc-black",
                    severity="error",
                    values={**self._wrong.values(), "longest": f"{float(longest):.2f}"},
                    spans=self._wrong.spans,
                    measured=f"{float(longest):.2f} s",
                    limit=limit,
                ),
            )
        yield Outcome(item="black", measured=measured, limit=limit, faults=faults)


class _Stretch:
    """One black stretch, and how it was entered and left."""

    def __init__(self, start: Fraction, at_the_start: bool, faded_in: bool) -> None:
        self.start = start
        self.end = start
        self.at_the_start = at_the_start
        self.faded_in = faded_in
        self._after: list[float] = []

    def leaves(self, mean: float) -> bool:
        """Note the light of a picture after it; true when enough are known."""
        self._after.append(mean)
        return len(self._after) > _FADE_FRAMES

    def faded_out(self, white: float) -> bool:
        return len(self._after) > _FADE_FRAMES and _is_slope(self._after[::-1], white)


def _is_slope(means: list[float], white: float) -> bool:
    """Whether light goes down picture by picture, without a jump of most of it."""
    falls = [before - after for before, after in itertools.pairwise(means)]
    whole = means[0] - means[-1]
    return whole > white / 200 and min(falls) >= -0.2 and max(falls) <= _MOST_AT_ONCE * whole
