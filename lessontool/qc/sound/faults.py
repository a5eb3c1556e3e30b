"""How figures and places are written, and how many places make one fault."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.model import Finding
from lessontool.qc.sound.ear import FRAME_S
from lessontool.timing import TimeSpan

_MOST_SPANS: Final = 50


def figure(value: float, digits: int = 1) -> str:
    """Write a number with a real minus sign, as reports do; nothing is −0."""
    rounded = round(value, digits)
    return f"{rounded if rounded else 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def place(seconds: Fraction) -> str:
    """Write where something is: minutes, seconds and tenths from the file's first picture."""
    tenths = max(0, (seconds * 10).__floor__())
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    clock = f"{minutes:02}:{rest // 10:02}.{rest % 10}"
    return f"{hours}:{clock}" if hours else clock


def spans_at(runs: Sequence[tuple[int, int]], start: Fraction, *, step: Fraction = FRAME_S) -> tuple[TimeSpan, ...]:
    """Turn runs of steps (20 ms if nothing else is said) into times; `start` is that of the first step."""
    nothing = Fraction(0)
    times = ((max(nothing, start + first * step), start + end * step) for first, end in runs)
    return tuple(TimeSpan(first, end) for first, end in times if end > first)


def merged(spans: Sequence[TimeSpan], gap: Fraction) -> tuple[TimeSpan, ...]:
    """Join what overlaps or lies no further apart than a gap."""
    joined: list[TimeSpan] = []
    for span in sorted(spans):
        if joined and span.start - joined[-1].end <= gap:
            joined[-1] = TimeSpan(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def fault(
    code: str, spans: Sequence[TimeSpan], measured: str, limit: str, **values: str | int | float
) -> tuple[Finding, ...]:
    """Make one finding of all places where something is wrong; nothing where there is no place.

    Its sentence may say the first place (`at`), how many there are (`count`) and how long they are (`seconds`).
    """
    if not spans:
        return ()
    total = sum((span.seconds for span in spans), Fraction(0))
    known: dict[str, str | int | float] = {
        "at": place(spans[0].start),
        "count": len(spans),
        "seconds": f"{float(total):.1f}",
    }
    return (
        Finding(
            code=code,
            severity="error",
            values={**known, **values},
            spans=tuple(spans[:_MOST_SPANS]),
            measured=measured,
            limit=limit,
        ),
    )


def held_runs(bad: NDArray[np.bool_], idle: NDArray[np.bool_], bridge: int, least: int) -> list[tuple[int, int]]:
    """Find runs of bad steps, across idle ones (at most `bridge` in a row), with at least `least` bad steps in each."""
    joined: list[tuple[int, int]] = []
    for first, end in voice.runs(bad):
        if joined and first - joined[-1][1] <= bridge and bool(idle[joined[-1][1] : first].all()):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return [(first, end) for first, end in joined if int(np.count_nonzero(bad[first:end])) >= least]


def moving_sum(values: NDArray[np.floating], width: int) -> NDArray[np.float64]:
    """Sum over so many steps around each; what is missing at the ends is nothing."""
    padded = np.concatenate((np.zeros(width // 2 + 1), values.astype(np.float64), np.zeros(width - width // 2 - 1)))
    total = np.cumsum(padded)
    return np.asarray(total[width:] - total[:-width])
