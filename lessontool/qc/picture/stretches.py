"""Where something is wrong: stretches of time that grow together, however many there are."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from lessontool.timing import TimeSpan, seconds_text

MOST_SPANS: Final = 50
"""A finding names so many places; who has more knows enough."""


class Stretches:
    """Collects stretches in rising order, joins those that (nearly) touch, keeps the first fifty and counts all."""

    def __init__(self, join_s: Fraction = Fraction(1, 5)) -> None:
        self._join_s = join_s
        self._kept: list[TimeSpan] = []
        self._last: TimeSpan | None = None
        self.count = 0
        self.total_s = Fraction(0)
        """What they last together."""

    def add(self, start: Fraction, end: Fraction) -> None:
        """Note one stretch; it begins no earlier than the one before."""
        if self._last is not None and start <= self._last.end + self._join_s:
            grown = TimeSpan(self._last.start, max(end, self._last.end))
            self.total_s += grown.seconds - self._last.seconds
            self._last = grown
            if self.count <= MOST_SPANS:
                self._kept[-1] = grown
            return
        self._last = TimeSpan(start, end)
        self.count += 1
        self.total_s += end - start
        if self.count <= MOST_SPANS:
            self._kept.append(self._last)

    @property
    def spans(self) -> tuple[TimeSpan, ...]:
        """The first fifty."""
        return tuple(self._kept)

    def values(self) -> dict[str, str | int | float]:
        """What every sentence about places may say: the first of them, how many there are, how long altogether."""
        return {
            "at": ", ".join(clock(span.start) for span in self._kept[:3]) + (" …" if self.count > 3 else ""),
            "count": self.count,
            "seconds": f"{float(self.total_s):.2f}",
        }


def clock(seconds: Fraction) -> str:
    """Write a time as people read it, to the hundredth of a second: `02:03.48`."""
    hundredths = (seconds * 100).__floor__()
    return f"{seconds_text(seconds)}.{hundredths % 100:02}"


def percent(share: float) -> str:
    """Write a share as people read it: `0.3 %`; what is there at all is never written as nothing."""
    value = 100 * share
    if 0 < value < 0.01:
        return "< 0.01 %"
    return f"{value:.2f} %" if value < 1 else f"{value:.1f} %"
