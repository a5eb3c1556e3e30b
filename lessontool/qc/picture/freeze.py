"""A picture that suddenly stands still between pictures that move (`freeze`).

Slides, boards and title cards stand still by right, so standing still proves nothing. A freeze shows in what is around
it: lively pictures before and after (a camera's noise in much of the picture, or a person in the same part of it),
which stop and start at once, in the same shot. Cuts and dissolves to a slide change the shot; animations fade to a halt
or move elsewhere afterwards; a camera that drops pictures all the time stops for no longer than it always does.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import Finding, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.blocks import ACROSS, DOWN, Means, block_means
from lessontool.qc.picture.seen import Plane, Seen
from lessontool.qc.picture.stretches import Stretches

_ALIVE_CODES: Final = 0.8
"""Mean difference of a block from the picture before, in code values: a camera's noise is above, coding below."""

_MOVING_CODES: Final = 1.5
"""Coding the same noisy picture anew changes every block a little (measured: up to 1.1); motion changes some more."""

_STILL_SHARE: Final = 0.02
"""So much may move in a picture that stands still: a clock in a corner."""

_LIVELY_SHARE: Final = 0.25
"""Where so many blocks are alive, it is a camera's picture."""

_PERSON_SHARE: Final = 0.08
_PERSON_DUTY: Final = 0.9
_SAME_PLACE: Final = 0.5
"""Less, but in the same place before and after and in nearly every picture: a person before a still ground."""

_LEAST_DUTY: Final = 0.3
_TIMES_LONGER: Final = 3
"""A freeze is so many times as long as any halt in the second before and after."""

_AT_ONCE: Final = 0.5
"""One of the last and first three moving pictures is so lively, in parts of the usual: nothing fades to a halt."""

_SAME_SHOT_CODES: Final = 7.0
"""Mean difference of block means from half a second before, and after, in code values; other shots differ by 20–50."""

_GLIDING: Final = 0.93
"""Steps that resemble one another so much are a dissolve or a drawn zoom, no camera."""

_FLICKER_CODES: Final = 1.0
"""Mean difference of block means by which a keyframe may draw the same picture differently, in code values."""

_BEFORE_S: Final = Fraction(1)
_AFTER_S: Final = Fraction(3, 5)
_LEAST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class _Step:
    """From one picture to the next."""

    time: Fraction
    share: float
    """Of blocks that are alive."""
    moves: bool
    """Whether something really moves; else what lives may be coding that draws the same picture anew."""
    alive: NDArray[np.bool_]
    means: Means
    """Of the picture at the end of the step."""

    @property
    def still(self) -> bool:
        return self.share <= _STILL_SHARE


@dataclass(slots=True)
class _Halt:
    """A picture that stands still, with what was before and, when it is over, what came after."""

    start: Fraction
    before: tuple[_Step, ...]
    means: Means
    """Of the picture that stands."""
    steps: int = 0
    run: int = 0
    """Still steps since it began, or since coding made it flicker."""
    flickers: int = 0
    doubtful: list[_Step] = field(default_factory=list)
    """Steps that were not still, as long as nobody knows whether the picture only flickered."""
    end: Fraction = Fraction(0)
    after: list[_Step] = field(default_factory=list)

    def bears(self, step: _Step, least: int) -> bool:
        """Whether a step that is not still may be a flicker: a keyframe draws the same picture anew."""
        if _apart(step.means, self.means) > _FLICKER_CODES:
            return False
        return len(self.doubtful) < 3 if not step.moves else not self.doubtful and self.run >= least


class Freeze:
    """Compares every picture with the one before, in half of the lines that are there."""

    def __init__(self, track: VideoTrack, limits: QCLimits) -> None:
        rate = track.frame_rate or Fraction(25)
        self._least = max(2, round(limits.freeze_frames * rate / 25))
        self._rate = rate
        self._wanted_after = max(_LEAST_STEPS, round(rate * _AFTER_S))
        self._before: deque[_Step] = deque(maxlen=max(_LEAST_STEPS, round(rate * _BEFORE_S)))
        self._last: Plane | None = None
        self._halt: _Halt | None = None
        self._waiting: list[_Halt] = []
        self._wrong = Stretches(Fraction(0))
        self._longest = 0

    def see(self, seen: Seen) -> None:
        """Compare one picture with the one before."""
        picture = _half(seen.luma)
        last, self._last = self._last, picture
        if last is None:
            return
        apart = block_means(np.maximum(picture, last) - np.minimum(picture, last))
        alive = apart > _ALIVE_CODES
        moves = float((apart > _MOVING_CODES).mean()) > _STILL_SHARE
        step = _Step(seen.time, float(alive.mean()), moves, alive, block_means(picture))
        self._watch_the_waiting(step)
        if step.still:
            self._stand(step)
        elif self._halt is not None and self._halt.bears(step, self._least):
            self._halt.doubtful.append(step)
        elif self._halt is not None:
            self._over(self._halt, (*self._halt.doubtful, step))
        self._before.append(step)

    def _stand(self, step: _Step) -> None:
        halt = self._halt
        if halt is None:
            halt = self._halt = self._begun(step)
        elif halt.doubtful:
            halt.flickers += len(halt.doubtful)
            halt.steps += len(halt.doubtful)
            halt.doubtful.clear()
            halt.run = 0
        halt.steps += 1
        halt.run += 1

    def _begun(self, step: _Step) -> _Halt:
        """Begin a halt; steps before belong to it if only coding moved in them, and more in the one before them."""
        before = tuple(self._before)
        for weak in (1, 2, 3):
            if len(before) <= weak or before[-weak].moves or before[-weak].still:
                break
            if before[-weak - 1].moves:
                return _Halt(before[-weak].time, before[:-weak], step.means, steps=weak, flickers=weak)
        return _Halt(step.time, before, step.means)

    def _over(self, halt: _Halt, after: Sequence[_Step]) -> None:
        self._halt = None
        if halt.steps < self._least or len(halt.before) < _LEAST_STEPS or halt.flickers > 1 + halt.steps // 4:
            return
        halt.end = after[0].time
        halt.after.extend(after)
        self._waiting.append(halt)

    def _watch_the_waiting(self, step: _Step) -> None:
        for halt in self._waiting:
            halt.after.append(step)
        while self._waiting and len(self._waiting[0].after) >= self._wanted_after:
            self._judge(self._waiting.pop(0))

    def _judge(self, halt: _Halt) -> None:
        if is_freeze(halt.before, halt.after, halt.means, halt.steps):
            self._longest = max(self._longest, halt.steps)
            self._wrong.add(halt.start, halt.end)

    def outcomes(self) -> Iterator[Outcome]:
        """Give the longest freeze; slides and boards that stand still by right are none."""
        if self._last is None:
            yield Outcome(item="freeze", unmeasured="qc-picture-nothing-decoded")
            return
        for halt in self._waiting:
            if len(halt.after) >= _LEAST_STEPS:
                self._judge(halt)
        measured = f"{float(self._longest / self._rate):.2f} s"
        limit = f"< {float(self._least / self._rate):.2f} s"
        faults: tuple[Finding, ...] = ()
        if self._wrong.count:
            faults = (
                Finding(
                    code="qc-freeze",
                    severity="error",
                    values={**self._wrong.values(), "longest": f"{float(self._longest / self._rate):.2f}"},
                    spans=self._wrong.spans,
                    measured=measured,
                    limit=limit,
                ),
            )
        yield Outcome(item="freeze", measured=measured, limit=limit, faults=faults, notes=("qc-note-freeze",))


def _half(luma: Plane) -> Plane:
    """Copy lines 0, 1, 4, 5, 8 …: both fields, so that neither hides what the other shows."""
    lines = len(luma) // 4 * 4
    return luma[:lines].reshape(-1, 4, luma.shape[1])[:, :2].reshape(lines // 2, -1)


def is_freeze(before: Sequence[_Step], after: Sequence[_Step], means: Means, steps: int) -> bool:
    """Judge a halt by its surroundings."""
    sides = [_Side.of(before), _Side.of(tuple(reversed(after)))]
    if steps < _TIMES_LONGER * max(side.longest_halt for side in sides):
        return False
    if any(side.at_the_border < _AT_ONCE * side.usual or side.duty < _LEAST_DUTY for side in sides):
        return False
    if max(_apart(before[-min(len(before), 12)].means, means), _apart(after[min(len(after), 12) - 1].means, means)) > (
        _SAME_SHOT_CODES
    ):
        return False
    if _gliding(before) or _gliding(after):
        return False
    usual = min(side.usual for side in sides)
    if usual >= _LIVELY_SHARE:
        return True
    return usual >= _PERSON_SHARE and min(side.duty for side in sides) >= _PERSON_DUTY and _in_one_place(before, after)


@dataclass(frozen=True, slots=True)
class _Side:
    """What one second looks like, its steps in order of time towards the halt."""

    duty: float
    usual: float
    longest_halt: int
    at_the_border: float

    @classmethod
    def of(cls, steps: Sequence[_Step]) -> _Side:
        shares = [step.share for step in steps]
        moving = [share for share in shares if share > _STILL_SHARE]
        longest = halted = 0
        for share in shares:
            halted = 0 if share > _STILL_SHARE else halted + 1
            longest = max(longest, halted)
        usual = float(np.median(moving)) if moving else 0.0
        return cls(
            duty=len(moving) / len(shares),
            usual=usual,
            longest_halt=max(1, longest),
            at_the_border=max(moving[-3:], default=0.0),
        )


def _apart(one: Means, other: Means) -> float:
    return float(np.abs(one - other).mean())


def _gliding(steps: Sequence[_Step]) -> bool:
    """Whether every step resembles the one before."""
    means = [step.means.ravel() for step in steps]
    moves = [after - before for before, after in itertools.pairwise(means)]
    moves = [move - move.mean() for move in moves if float(np.abs(move).max()) > _ALIVE_CODES / 2]
    if len(moves) < 3:
        return False
    alike = [
        float(a @ b) / max(1e-9, float(np.linalg.norm(a) * np.linalg.norm(b))) for a, b in itertools.pairwise(moves)
    ]
    return float(np.median(alike)) > _GLIDING


def _in_one_place(before: Sequence[_Step], after: Sequence[_Step]) -> bool:
    places = []
    for steps in (before, after):
        often = np.mean([step.alive for step in steps], axis=0)
        places.append(often >= 1 / 3)
    least = min(np.count_nonzero(place) for place in places)
    shared = int(np.count_nonzero(places[0] & places[1]))
    return bool(least > DOWN * ACROSS * _PERSON_SHARE / 4 and shared >= _SAME_PLACE * least)
