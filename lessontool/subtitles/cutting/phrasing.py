"""Which words share a caption, and which a line of it: the cheapest way to cut a whole lesson, found in one pass.

Every caption has a price: what its breaks cost (`breaking.py`), how far its reader falls behind, how long a pause it
runs over. The sum is made as small as it can be (dynamic programming); a caption has two lines at most, so the work
grows with the length of the lesson and no faster. Times are in frames. Pure.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lessontool.model import CaptionStyle
from lessontool.timing import PROGRAMME_RATE

FRAMES_PER_S: Final = int(PROGRAMME_RATE)

MOST_SILENCE_FRAMES: Final = FRAMES_PER_S
"""No caption stands longer than this where nobody speaks, nor runs over so long a silence."""

_CAPTION: Final = 30
"""Price of a caption: each is a movement of the eyes."""

_LINE: Final = 5
"""Price of a second line."""

_INNER_SENTENCE: Final = 60
"""Price of a sentence that ends inside a caption: less than a caption that is gone at once."""

_INNER_QUESTION: Final = 120
"""Of a question: its answer must not be read before it is said."""

_SHORT: Final = 4
"""Price of each frame that a caption is too short."""

_LONG: Final = (100, 3)
"""Price of a caption that is said for longer than one may stand, and of each frame beyond: dearer than any break but
one inside a word, for its last words are heard when it is gone."""

_FAST: Final = 3
"""Price of each character that cannot be read in time."""

_PAUSE_FREE_FRAMES: Final = 8
_PAUSE: Final = 4
"""A breath may lie inside a caption; each frame beyond it costs so much."""

_TOP_HEAVY: Final = 2
_BOTTOM_HEAVY: Final = 1
"""Halves: price of each character by which one line is longer. The shorter line stands above, where it hides less."""


@dataclass(slots=True)
class Piece:
    """A word, or part of one, on its way into a caption."""

    text: str
    word: int
    """Index of its word in the lesson."""
    glued: bool
    """No space stands before it."""
    price: int
    """Of breaking before it."""
    start: int
    end: int
    """When it is said, in frames."""
    apart: bool = False
    """A caption must begin here."""
    opens_sentence: bool = False
    answers: bool = False
    """A question ends before it."""
    torn: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One caption's pieces: from `begin` to before `end`, broken before `middle` (`begin`: one line)."""

    begin: int
    middle: int
    end: int


def lay(pieces: Sequence[Piece], phrase: Phrase) -> tuple[str, ...]:
    """Write the lines of a caption."""
    ranges = [(phrase.begin, phrase.middle), (phrase.middle, phrase.end)]
    return tuple(joined(pieces[begin:end]) for begin, end in ranges if begin < end)


def joined(pieces: Sequence[Piece]) -> str:
    """Write pieces on one line."""
    return "".join(("" if piece.glued or not at else " ") + piece.text for at, piece in enumerate(pieces))


def phrases(pieces: Sequence[Piece], style: CaptionStyle, frames: int) -> list[Phrase]:
    """Cut what is said until frame `frames` into captions."""
    if not pieces:
        return []
    chooser = _Chooser(pieces, style, frames)
    return chooser.cheapest()


class _Chooser:
    """The numbers that every caption is priced by, looked up instead of computed anew."""

    def __init__(self, pieces: Sequence[Piece], style: CaptionStyle, frames: int) -> None:
        self.count = len(pieces)
        self.price = [piece.price for piece in pieces]
        self.start = [piece.start for piece in pieces] + [frames + style.min_gap_frames]
        self.end = [piece.end for piece in pieces]
        self.apart = [piece.apart for piece in pieces]
        self.most = style.max_line_characters
        self.two = style.max_lines > 1
        self.gap = style.min_gap_frames
        self.least_frames = -int(-style.min_s * FRAMES_PER_S // 1)
        self.most_frames = int(style.max_s * FRAMES_PER_S)
        self.frames_a_character = FRAMES_PER_S / style.max_cps
        self.lead_out = style.lead_out_frames
        # place of each piece on one endless line, and what it costs to have the pieces up to it inside a caption
        self.left, self.right = [], []
        self.inside = [0]
        at = 0
        for number, piece in enumerate(pieces):
            at += 0 if piece.glued else 1
            self.left.append(at)
            at += len(piece.text)
            self.right.append(at)
            self.inside.append(self.inside[-1] + (self._inner_price(piece, pieces[number - 1]) if number else 0))

    def _inner_price(self, piece: Piece, before: Piece) -> int:
        price = (_INNER_QUESTION if piece.answers else _INNER_SENTENCE) if piece.opens_sentence else 0
        return price + max(0, piece.start - before.end - _PAUSE_FREE_FRAMES) * _PAUSE

    def cheapest(self) -> list[Phrase]:
        """Find the cheapest way from the first piece to the last; of equal ones the first found."""
        unknown = 1 << 60
        best: list[float] = [0, *[unknown] * self.count]
        chosen: list[tuple[int, int]] = [(0, 0)] * (self.count + 1)
        room = self.most * (2 if self.two else 1) + 1
        left, right, inside, apart, price = self.left, self.right, self.inside, self.apart, self.price
        for begin in range(self.count):
            so_far = best[begin] + _CAPTION - inside[begin + 1]
            last_right = left[begin] + room
            for end in range(begin + 1, self.count + 1):
                last = end - 1
                if last > begin and (apart[last] or right[last] > last_right):
                    break
                cost = so_far + inside[end]
                if end < self.count and not apart[end]:
                    cost += price[end]
                # what follows only adds to it
                if cost >= best[end]:
                    continue
                cost += self._time_price(begin, end)
                if cost >= best[end]:
                    continue
                middle, line_price = self._lines(begin, end)
                if middle >= 0 and cost + line_price < best[end]:
                    best[end] = cost + line_price
                    chosen[end] = (begin, middle)
        found, end = [], self.count
        while end:
            begin, middle = chosen[end]
            found.append(Phrase(begin, middle, end))
            end = begin
        return found[::-1]

    def _lines(self, begin: int, end: int) -> tuple[int, float]:
        """Where a caption's second line begins and what that costs; -1 where two lines do not hold it."""
        left, right, most = self.left, self.right, self.most
        first, last = left[begin], right[end - 1]
        if last - first <= most:
            return begin, 0
        best, middle = float(1 << 60), -1
        if self.two:
            # the first place from which the rest fits on the second line
            for at in range(bisect_left(left, last - most, begin + 1, end), end):
                top = right[at - 1] - first
                if top > most:
                    break
                bottom = last - left[at]
                slope = (top - bottom) * _TOP_HEAVY if top > bottom else (bottom - top) * _BOTTOM_HEAVY
                price = _LINE + (self.price[at] + slope) / 2
                if price < best:
                    best, middle = price, at
        return middle, best

    def _time_price(self, begin: int, end: int) -> float:
        """What it costs that a caption goes before it is read."""
        start, said = self.start[begin], self.end[end - 1]
        until = self.start[end] - self.gap
        if until > start + self.most_frames:
            until = start + self.most_frames
        price = 0.0
        length = (until if until < said + self.lead_out else said + self.lead_out) - start
        behind = self.right[end - 1] - self.left[begin] - (length if length > 1 else 1) / self.frames_a_character
        if behind > 0:
            price += behind * _FAST
        length = (until if until < said + MOST_SILENCE_FRAMES else said + MOST_SILENCE_FRAMES) - start
        if said - start > self.most_frames:
            price += _LONG[0] + (said - start - self.most_frames) * _LONG[1]
        if length < self.least_frames:
            price += (self.least_frames - (length if length > 1 else 1)) * _SHORT
        return price
