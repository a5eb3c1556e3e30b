"""A script laid beside the words that were heard: which syllable is which, which lines nobody said, what was added.

Speech recognition mishears: "cỏ xanh tươi" comes as "có sáng kơi". So syllables are not equal or different but more or
less alike, by how they sound, and the best order-keeping pairing of both texts decides (Needleman and Wunsch 1970).
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

ALIKE: Final = 0.5
"""From this similarity on a pair is taken for the same syllable: two of onset, vowel and final agree, nearly."""

_INDIFFERENT: Final = 0.4
"""A pair that is more alike than this is better paired than left out."""

_SKIP_HEARD: Final = 0.15
_SKIP_HEARD_BETWEEN_SENTENCES: Final = 0.02
"""What it costs to leave out a heard syllable: less between sentences, where teachers put in remarks, so that a
sentence that is read twice is found whole in one place."""

_SKIP_WRITTEN: Final = 0.1

_TOGETHER: Final = 0.15
"""What it is worth that two pairs follow one another without a gap."""

_BLOCK: Final = 300
"""Syllables of script after which a sure place is sought to cut the work: its cost grows with the square."""

_MOST_CELLS: Final = 8_000_000
"""Of one table. Without any sure place (another lesson's script) longer texts are cut blindly."""

_RUN: Final = 3
"""Syllables in a row that, found once in either text, make a sure place."""

_NEAR: Final = 30
"""Two sure places that are so near bear each other out."""

_FOLLOWS_PAIR, _HEARD_LEFT_OUT, _BEST_IS_PAIR = 1, 2, 4
"""How a cell of the table was reached."""

_ROUNDING: Final = 1e-9

_SYLLABLE: Final = re.compile(
    r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvxfjwz]|)([aăâeêioôơuưy]+)(ng|nh|ch|[ncmpt]|)"
)
_TONES: Final = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_VOWEL_MARKS: Final = str.maketrans("ăâêôơưy", "aaeooui")
_SAME_ONSET: Final = {"k": "c", "q": "c", "gh": "g", "ngh": "ng", "f": "ph", "z": "d", "j": "d", "w": "qu"}
_ONSET_CLASS: Final = {
    onset: kind
    for kind in ("ch tr", "s x", "d gi r v", "l n", "c qu kh h g", "ng nh", "ph p b", "t th đ")
    for onset in kind.split()
}
"""Onsets that regions of Vietnam, and Whisper, take for one another."""

_FINAL_CLASS: Final = {final: kind for kind in ("n ng nh", "t c ch") for final in kind.split()}
_SYNONYMS: Final = {
    "lẻ": "linh", "ngàn": "nghìn", "tư": "bốn", "lăm": "năm", "nhăm": "năm", "mốt": "một", "mươi": "mười", "bẩy": "bảy",
}  # fmt: skip
"""Numbers that are said in two ways."""

Table = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which heard syllable each written one is."""

    heard: tuple[int | None, ...]
    """For each written syllable the place of the heard one, rising; None where it was not heard."""
    alike: tuple[float, ...]
    """How alike each pair is, 0–1; 0 where there is none."""


def similarity(one: str, other: str, language: str) -> float:
    """Say how alike two spoken syllables or words are, 0–1."""
    return float(_similarities([one], [other], language)[0, 0])


def pair(sentences: Sequence[Sequence[str]], heard: Sequence[str], language: str) -> Pairing:
    """Find the best order-keeping pairing of a script's syllables with the heard ones."""
    written = [syllable for sentence in sentences for syllable in sentence]
    ends = set(accumulate(map(len, sentences)))
    skip = np.array(
        [_SKIP_HEARD_BETWEEN_SENTENCES if at in ends or at == 0 else _SKIP_HEARD for at in range(len(written) + 1)],
        np.float64,
    )
    partners: list[int | None] = []
    alike: list[float] = []
    for (i, j), (next_i, next_j) in pairwise(_cuts(written, heard)):
        found = _pair_block(written[i:next_i], heard[j:next_j], skip[i : next_i + 1], language)
        partners += [None if partner is None else j + partner for partner, _ in found]
        alike += [value for _, value in found]
    return Pairing(tuple(partners), tuple(alike))


def _similarities(written: Sequence[str], heard: Sequence[str], language: str) -> Table:
    """How alike every pair of two lists of words is."""
    vietnamese = language.lower().partition("-")[0] == "vi"
    sounds = [[_sounds(word, vietnamese) for word in words] for words in (written, heard)]
    place = {
        name: index for index, name in enumerate({name: None for side in sounds for word in side for name in word})
    }
    tables = [np.zeros((len(side), len(place)), np.float32) for side in sounds]
    for table, side in zip(tables, sounds, strict=True):
        for row, word in zip(table, side, strict=True):
            for name, weight in word.items():
                row[place[name]] = weight
    return np.asarray(tables[0] @ tables[1].T, np.float32)


@lru_cache(maxsize=20_000)
def _sounds(word: str, vietnamese: bool) -> Mapping[str, float]:
    """Take a word apart into weighted features; the squares of the weights sum to 1."""
    if vietnamese and (parts := _parts(_SYNONYMS.get(word, word))):
        return {name: weight**0.5 for name, weight in parts.items()}
    letters = Counter(first + second for first, second in pairwise(f"^{word}$"))
    length = sum(count * count for count in letters.values()) ** 0.5
    return {pair: count / length for pair, count in letters.items()}


def _parts(word: str) -> Mapping[str, float]:
    """Onset, vowel, final and tone of a Vietnamese syllable, exactly and roughly, and what each counts; together 1."""
    split = unicodedata.normalize("NFD", word)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", split.translate(_TONES)))
    if not match:
        return {}
    onset, vowel, final = _SAME_ONSET.get(match[1], match[1]), match[2].replace("y", "i"), match[3]
    tone = "".join(mark for mark in split if ord(mark) in _TONES)
    return {
        f"tone {tone}": 0.1,
        f"onset {onset}": 0.15,
        f"onset like {_ONSET_CLASS.get(onset, onset)}": 0.2,
        f"vowel {vowel}": 0.12,
        f"vowel like {vowel.translate(_VOWEL_MARKS).replace('ie', 'ia').replace('uo', 'ua')}": 0.18,
        f"final {final}": 0.1,
        f"final like {_FINAL_CLASS.get(final, final)}": 0.15,
    }


def _pair_block(
    written: Sequence[str], heard: Sequence[str], skip_heard: NDArray[np.float64], language: str
) -> list[tuple[int | None, float]]:
    """Pair two short texts; for each written syllable its partner and how alike they are."""
    if not written or not heard:
        return [(None, 0.0)] * len(written)
    kinds, of_written = np.unique(np.array(written), return_inverse=True)
    heard_kinds, of_heard = np.unique(np.array(heard), return_inverse=True)
    alike = _similarities(kinds.tolist(), heard_kinds.tolist(), language)
    steps = _steps(alike, of_written, of_heard, skip_heard)
    row, column = len(written), len(heard)
    paired = bool(steps[row, column] & _BEST_IS_PAIR)
    found: list[tuple[int | None, float]] = []
    while row:
        if paired:
            paired = bool(steps[row, column] & _FOLLOWS_PAIR)
            row, column = row - 1, column - 1
            found.append((column, float(alike[of_written[row], of_heard[column]])))
            continue
        if steps[row, column] & _HEARD_LEFT_OUT:
            column -= 1
        else:
            row -= 1
            found.append((None, 0.0))
        paired = bool(steps[row, column] & _BEST_IS_PAIR)
    return found[::-1]


def _steps(alike: Table, of_written: Places, of_heard: Places, skip_heard: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Fill the table of best pairings row by row; what is kept is how each cell was reached.

    Each cell has two scores: of what ends with a pair, and of what ends with a syllable left out; a pair that follows
    a pair counts more, so that a sentence is found in one place and not in shreds.
    """
    columns = len(of_heard) + 1
    places = np.arange(columns, dtype=np.float64)
    pair, apart = np.full(columns, -np.inf), -skip_heard[0] * places
    steps = np.zeros((len(of_written) + 1, columns), np.uint8)
    steps[0, 1:] = _HEARD_LEFT_OUT
    for row, kind in enumerate(of_written, 1):
        cost = skip_heard[row] * places
        above = np.maximum(pair, apart) - _SKIP_WRITTEN
        together = pair[:-1] + _TOGETHER
        follows = together >= apart[:-1]
        pair = np.concatenate([[-np.inf], np.maximum(together, apart[:-1]) + alike[kind][of_heard] - _INDIFFERENT])
        left = np.concatenate([[-np.inf], np.maximum.accumulate(np.maximum(pair, above) + cost)[:-1]]) - cost
        apart = np.maximum(above, left)
        steps[row] = _HEARD_LEFT_OUT * (left > above + _ROUNDING) + _BEST_IS_PAIR * (pair >= apart)
        steps[row, 1:] += (_FOLLOWS_PAIR * follows).astype(np.uint8)
    return steps


def _cuts(written: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Find places (written, heard) at which the work may be cut, from (0, 0) to the end of both."""
    cuts = [(0, 0)]
    for i, j in _sure_places(written, heard):
        if i - cuts[-1][0] >= _BLOCK and j > cuts[-1][1]:
            cuts.append((i, j))
    cuts.append((len(written), len(heard)))
    return [cuts[0], *(cut for before, after in pairwise(cuts) for cut in _blind_cuts(before, after))]


def _blind_cuts(before: tuple[int, int], after: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Cut evenly what would be too large a table; gives the ends of the pieces."""
    rows, columns = after[0] - before[0], after[1] - before[1]
    pieces = math.isqrt(rows * columns // _MOST_CELLS) + 1
    for piece in range(1, pieces + 1):
        yield before[0] + rows * piece // pieces, before[1] + columns * piece // pieces


def _sure_places(written: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """Where runs of syllables stand that occur once in either text, as many as keep their order and go together."""
    others = _single_runs(heard)
    chain = _longest_rising([(at, others[run]) for run, at in _single_runs(written).items() if run in others])
    return [
        place
        for place, near in zip(chain, [*chain[1:], *chain[-2:-1]], strict=False)
        if abs((near[0] - place[0]) - (near[1] - place[1])) <= _RUN and abs(near[0] - place[0]) <= _NEAR
    ]


def _single_runs(syllables: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Runs of syllables that occur once, and where, in order."""
    runs = [tuple(syllables[at : at + _RUN]) for at in range(len(syllables) - _RUN + 1)]
    often = Counter(runs)
    return {run: at for at, run in enumerate(runs) if often[run] == 1}


def _longest_rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take as many places as possible that rise in both texts (patience); the first text's order is given."""
    lasts: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, (_, j) in enumerate(places):
        length = bisect_left(lasts, j)
        before.append(ends[length - 1] if length else None)
        lasts[length : length + 1] = [j]
        ends[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    index_or_end = ends[-1] if ends else None
    while index_or_end is not None:
        chain.append(places[index_or_end])
        index_or_end = before[index_or_end]
    return chain[::-1]
