"""Letters that cannot be parted: where a word may be torn when it is longer than a line, or has no spaces around it.

Khmer, Lao, Thai, Burmese, Chinese and Japanese are written without spaces between words. Without a dictionary any
border between two whole letters is as good as another, but a letter and its vowels and tones are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SPACELESS: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
)
"""Thai and Lao, Burmese, Khmer, Chinese and Japanese, with their punctuation."""

_IDEOGRAPH: Final = re.compile(
    "[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
)

_LEADING_VOWELS: Final = frozenset("เแโใไເແໂໃໄ")
"""Thai and Lao: written before the consonant with which they sound, so they begin a syllable."""

_STACKERS: Final = frozenset("\u17d2\u1039")
"""Khmer coeng, Burmese virama: the next consonant is written under this one."""

_ZERO_WIDTH_JOINER: Final = "\u200d"
ZERO_WIDTH_SPACE: Final = "\u200b"
"""Marks the end of a word in well-prepared Khmer and Thai text; it belongs to the word before it."""

_FOLLOWERS: Final = frozenset("ะาำๆฯຯະາຳໆៗ។៕៖៘၊။" + ZERO_WIDTH_SPACE + _ZERO_WIDTH_JOINER)
"""Vowels and signs that Unicode counts as letters of their own but that never begin a line."""

_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)

CLOSING: Final = frozenset(".,;:!?…)]}”’»›%、。，．；：！？）」』】》〉〕ー々")
"""Never begins a line."""

OPENING: Final = frozenset("([{“‘«‹（「『【《〈〔¿¡")
"""Never ends a line."""

_TOGETHER: Final = {"ideographs": 2, "letters": 4}
"""Letters that stay together where nothing says where words end: most Chinese words have two, a Thai or Khmer syllable
has two to four. It also keeps the work for an hour of such text small."""

_SEAMS: Final = frozenset("/-_.?&=@,:;")
"""Where an over-long word such as a web address is torn rather than inside a name."""


def clusters(text: str) -> list[str]:
    """Part a text into its letters, each with the marks that belong to it."""
    found: list[str] = []
    for sign in text:
        if found and _belongs(sign, found[-1]):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _belongs(sign: str, before: str) -> bool:
    last = before[-1]
    if sign in _FOLLOWERS or unicodedata.category(sign) in ("Mn", "Mc", "Me") or ord(sign) in _SKIN_TONES:
        return True
    if last in _STACKERS or last == _ZERO_WIDTH_JOINER or before in _LEADING_VOWELS:
        return True
    return ord(sign) in _FLAG_LETTERS and len(before) == 1 and ord(before) in _FLAG_LETTERS


def unspaced(word: str) -> list[str]:
    """Part what stands between two spaces where captions may break: one piece for most languages' words."""
    if not _SPACELESS.search(word):
        return [word]
    found: list[str] = []
    count = 0
    for letter in clusters(word):
        if found and _continues(found[-1], letter, count):
            found[-1] += letter
            count += 1
        else:
            found.append(letter)
            count = 1
    return found


def _continues(piece: str, letter: str, count: int) -> bool:
    """Whether a letter stays with the piece before it."""
    if letter[0] in CLOSING or piece[-1] in OPENING:
        return True
    if piece[-1] == ZERO_WIDTH_SPACE:
        return False
    spaceless = _SPACELESS.match(letter)
    if not spaceless or not _SPACELESS.match(piece):
        return not spaceless and not _SPACELESS.match(piece)
    if piece[-1] in CLOSING or letter[0] in OPENING:
        return False
    if _IDEOGRAPH.match(letter):
        return count < _TOGETHER["ideographs"]
    most = _TOGETHER["letters"]
    return count < most - (1 if letter[0] in _LEADING_VOWELS else 0)


def torn(word: str, most_characters: int) -> list[str]:
    """Tear a word that is longer than a line, after a seam of its second half where it has one."""
    return list(_tear(clusters(word), most_characters))


def _tear(letters: list[str], most_characters: int) -> Iterator[str]:
    while letters:
        taken, length = 0, 0
        while taken < len(letters) and length + len(letters[taken]) <= most_characters:
            length += len(letters[taken])
            taken += 1
        # one letter with more marks than a line has room for: torn between its marks, whatever it then looks like
        if not taken:
            yield letters[0][:most_characters]
            letters = [letters[0][most_characters:], *letters[1:]]
            continue
        if taken < len(letters):
            seams = (at for at in range(taken, taken // 2, -1) if letters[at - 1] in _SEAMS)
            taken = next(seams, taken)
        yield "".join(letters[:taken])
        letters = letters[taken:]
