"""A script laid beside the words that were heard: which syllable is which, which lines nobody said, what was added.

Speech recognition mishears: "cỏ xanh tươi" comes as "có sáng kơi". So syllables are not equal or different but more or
less alike, by how they sound, and the best order-keeping pairing of both texts decides (Needleman and Wunsch 1970).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

ALIKE: Final = 0.5
"""From this similarity on a pair is taken for the same syllable: two of onset, vowel and final agree, nearly."""

_INDIFFERENT: Final = 0.4
"""A pair that is more alike than this is better paired than not."""

_SKIP_HEARD: Final = 0.15
_SKIP_HEARD_BETWEEN_SENTENCES: Final = 0.02
"""What it costs to leave out a heard syllable: less between sentences, where teachers put in remarks, so that a sentence
that is read twice is found whole in one place."""

_SKIP_WRITTEN: Final = 0.1

_BLOCK: Final = 300
"""Syllables of script after which a sure place is sought to cut the work: its cost grows with the square."""

_MOST_CELLS: Final = 8_000_000
"""Of one table. Without any sure place (another lesson's script) longer texts are cut blindly."""

_RUN: Final = 3
"""Syllables in a row that, found once in either text, make a sure place."""

_ONSETS: Final = re.compile(r"ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvxfjwz]|")
_TONES: Final = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_SAME_ONSET: Final = {"k": "c", "q": "c", "gh": "g", "ngh": "ng", "f": "ph", "z": "d", "j": "d", "w": "qu"}
_ONSET_CLASS: Final = {
    onset: kind
    for kind in ("ch tr", "s x", "d gi r v", "l n", "c qu kh h g", "ng nh", "ph p b", "t th đ", "m")
    for onset in kind.split()
}
"""Onsets that regions of Vietnam, and Whisper, take for one another."""

_VOWEL_CLASS: Final = {
    vowel: kind
    for kind in ("a ă â", "e ê", "i y", "o ô ơ", "u ư", "iê yê ia ya", "uô ua", "ươ ưa", "oa oă uâ ua", "oe uê", "uy uyê")
    for vowel in kind.split()
}
_FINAL_CLASS: Final = {final: kind for kind in ("n ng nh", "t c ch", "m", "p", "i y", "o u") for final in kind.split()}
_RIME: Final = re.compile(r"(.*?)(ng|nh|ch|[ncmpt]|(?<=.)[iyou])?")
_GLIDES_THAT_ARE_VOWELS: Final = frozenset({"ia", "ua", "ưa", "uy", "oa", "oe", "uơ", "ya"})

_SYNONYMS: Final = {
    "lẻ": "linh", "ngàn": "nghìn", "tư": "bốn", "lăm": "năm", "nhăm": "năm", "mốt": "một", "mươi": "mười", "bẩy": "bảy",
}  # fmt: skip
"""Numbers are said in two ways."""

_WEIGHTS: Final = {"tone": 0.1, "onset": 0.15, "onsets": 0.2, "vowel": 0.15, "vowels": 0.15, "final": 0.1, "finals": 0.15}
"""What each part of a syllable counts, exactly and roughly; together 1."""

Table = NDArray[np.float32]


@lru_cache(maxsize=20_000)
def _sounds(word: str, vietnamese: bool) -> Mapping[str, float]:
    """Take a syllable or word apart into weighted features; the squares of the weights sum to 1."""
    parts = _syllable_parts(_SYNONYMS.get(word, word)) if vietnamese else None
    if parts is not None:
        return {f"{name}:{value}": _WEIGHTS[name] ** 0.5 for name, value in parts.items()}
    framed = f"^{word}$"
    pairs = Counter(a + b for a, b in pairwise(framed))
    length = sum(count * count for count in pairs.values()) ** 0.5
    return {pair: count / length for pair, count in pairs.items()}


def _syllable_parts(word: str) -> Mapping[str, str] | None:
    """Onset, vowel, final and tone of a Vietnamese syllable; None for what is none."""
    split = unicodedata.normalize("NFD", word)
    tone = "".join(mark for mark in split if mark in "\u0300\u0301\u0303\u0309\u0323")
    plain = unicodedata.normalize("NFC", split.translate(_TONES))
    onset = _ONSETS.match(plain)[0]  # type: ignore[index]
    rime = plain[len(onset) :]
    if onset == "gi" and (not rime or rime[0] not in "aăâeêoôơuưi"):
        rime = "i" + rime
    ...
