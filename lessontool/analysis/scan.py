"""Are these pictures really interlaced, and which field comes first? Flags lie in both directions, so two proofs.

The first proof is idet's count over the sampled stretches. The second is our own and asks a different question: if
fields of *neighbouring* frames are woven together, which weave combs least where something moves?

* Progressive pictures comb least as they are; both foreign weaves comb alike.
* Top field first: the bottom field of a frame and the top field of the next are neighbours in time too, so that weave
  combs as little as the frame itself, and the opposite weave, three field times apart, combs most.
* Bottom field first: the other way round.

The rule (`decide`): the flag stands unless the content contradicts it.

1. Flagged interlaced → progressive if our own proof finds nearly all moving frames progressive (fields of different
   moments cannot comb so little; idet is misled by fine horizontal patterns), or idet does and our own proof names no
   field order. Without motion nothing is proved, and the flag stands.
2. Flagged interlaced, other order → only if both proofs name the other order.
3. Flagged progressive → interlaced only if both proofs name the same order. idet alone takes slowly rising pictures
   for bottom field first.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import Scan

Columns = NDArray[np.uint8]
"""Frames x lines x a few columns of luma, untouched by any scaling of lines."""

_MOVED: Final = 20
"""Code values by which a sample must change between frames to count as moving: far above noise and compression."""

_ENOUGH_MOVING: Final = 200
"""Moving samples in a pair of frames below which the pair proves nothing."""

_ENOUGH_PAIRS: Final = 3
_ENOUGH_DECISIONS: Final = 8
_NEARLY_ALL: Final = 0.9
_MOST: Final = 0.6
_CLEAR: Final = 1.5
"""How many times more a weave of fields from different moments must comb than one of neighbours."""

_SAME_MOMENT: Final = 1.2

_LINE: Final = re.compile(
    r"Multi frame detection: TFF:\s*(\d+) BFF:\s*(\d+) Progressive:\s*(\d+) Undetermined:\s*(\d+)"
)


@dataclass(frozen=True, slots=True)
class Votes:
    """How many frames speak for which scan order."""

    tff: int = 0
    bff: int = 0
    progressive: int = 0

    @property
    def decided(self) -> int:
        """Frames that say anything."""
        return self.tff + self.bff + self.progressive

    def __add__(self, other: Votes) -> Votes:
        return Votes(self.tff + other.tff, self.bff + other.bff, self.progressive + other.progressive)


def idet_votes(log: tuple[str, ...]) -> Votes:
    """Read idet's last count from a log; the blocks before it are zeros."""
    found = [match for match in map(_LINE.search, log) if match]
    if not found:
        return Votes()
    tff, bff, progressive, _ = map(int, found[-1].groups())
    return Votes(tff, bff, progressive)


def weave_votes(columns: Columns) -> Votes:
    """Let every pair of neighbouring frames with enough motion vote."""
    total = Votes()
    for now, after in itertools.pairwise(columns):
        total += _pair_vote(now, after)
    return total


def _pair_vote(now: Columns, after: Columns) -> Votes:
    lines = len(now) // 2 * 2
    a, b = now[:lines].astype(np.int16), after[:lines].astype(np.int16)
    moved = np.abs(a - b) > _MOVED
    moving = moved[0::2] | moved[1::2]
    if np.count_nonzero(moving) < _ENOUGH_MOVING:
        return Votes()
    own = _combing(a[0::2], a[1::2], moving)
    early = _combing(b[0::2], a[1::2], moving)
    late = _combing(a[0::2], b[1::2], moving)
    if late > early * _CLEAR and own * _SAME_MOMENT < late:
        return Votes(tff=1)
    if early > late * _CLEAR and own * _SAME_MOMENT < early:
        return Votes(bff=1)
    return Votes(progressive=1) if own * _CLEAR < min(early, late) else Votes()


def _combing(top: NDArray[np.int16], bottom: NDArray[np.int16], moving: NDArray[np.bool_]) -> float:
    """Say how much a weave of two fields combs: lines that stand out from both neighbours in the same direction."""
    above, below = (bottom - top)[:-1], bottom[:-1] - top[1:]
    alike = np.sign(above) == np.sign(below)
    out = np.where(alike, np.minimum(np.abs(above), np.abs(below)), 0)
    return float(np.sum(out, where=moving[:-1])) + 1.0


def decide(flag: Scan, idet: Votes, weave: Votes) -> Scan:
    """Say the real scan order from what the file claims and both proofs (rule: top of this file)."""
    seen = _order(idet) if idet.decided >= _ENOUGH_DECISIONS else None
    proved = _order(weave) if weave.decided >= _ENOUGH_PAIRS else None
    agreed = seen if seen == proved else None
    if flag == "progressive":
        return agreed or flag
    if _nearly_all_progressive(weave) or (_nearly_all_progressive(idet) and proved in (None, "progressive")):
        return "progressive"
    return agreed or flag


def _nearly_all_progressive(votes: Votes) -> bool:
    return votes.decided >= _ENOUGH_DECISIONS and votes.progressive >= _NEARLY_ALL * votes.decided


def _order(votes: Votes) -> Scan | None:
    """Name the order that most frames speak for, if there is one."""
    need = _MOST * max(1, votes.decided)
    if votes.tff >= need:
        return "tff"
    if votes.bff >= need:
        return "bff"
    return "progressive" if votes.progressive >= need else None
