"""Is this Vietnamese? And if not: was it typed with an old font, and which?

In the right reading nearly every accented word has the shape of a Vietnamese syllable, in a wrong one few have. Lines
that were typed with TCVN3 or VNI and then saved as Unicode are found and turned back one by one, since a lesson that
was edited for years may hold both.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from lessontool.subtitles.reading.letters import from_tcvn3, from_twice, from_vni, is_vietnamese_syllable

CONVINCING: Final = 0.6
"""Share of accented words that must be Vietnamese syllables before a reading is believed."""

LEAD: Final = 0.2
"""By so much the best reading must beat the next one; below it the teacher is asked."""

_FOREIGN: Final = 0.8
"""A line of which fewer accented words are Vietnamese syllables may have been typed with an old font."""

_MOST_JUDGED_SIGNS: Final = 1_000
MOST_JUDGED_LINES: Final = 2_000
"""So many lines tell a text's letters; a book's worth more would tell the same."""

_FEW_WORDS: Final = 3
"""Fewer different words say nothing, unless signs stand inside them that stand in no word of any language."""

_BETWEEN_WORDS: Final = re.compile(r"[\s\d!-/:-@\[-`{-~“”‘’–—…]+")
_AT_WORD_ENDS: Final = "«»·•°²³×÷±"


def accented(text: str) -> list[str]:
    """Words with anything but plain letters: only these differ from one reading to the next."""
    words = (word.strip(_AT_WORD_ENDS) for word in _BETWEEN_WORDS.split(text) if not word.isascii())
    return [word for word in words if not word.isascii()]


def is_word(word: str) -> bool:
    """A Vietnamese syllable, written small, with a capital or in capitals."""
    return is_vietnamese_syllable(word) and (word[1:] == word[1:].lower() or word.isupper())


def share(words: Iterable[str]) -> float:
    seen = Counter(words)
    return sum(number for word, number in seen.items() if is_word(word)) / (seen.total() or 1)


# ── Unicode that was typed with an old font ───────────────────────────────────────────────────────────────────────

_FONTS: Final[Mapping[str, Callable[[str], str]]] = {"tcvn3": from_tcvn3, "vni": from_vni, "twice": from_twice}
ONLY_UNICODE: Final = re.compile("[\u1ea0-\u1ef9]")
"""Letters that no old font could give: a line with one of them is Unicode."""

SIGN_IN_WORD: Final = re.compile("[A-Za-z][\u00a1-\u00bf\u00d7\u00f7]|[\u00a1-\u00bf\u00d7\u00f7][A-Za-z]")
"""`c¸c`, `b¹n`: such signs stand inside no word of any language."""


def from_old_fonts(text: str) -> tuple[str, tuple[str, ...]]:
    """Convert the lines that were typed with an old font, if enough of them prove that there was one."""
    if text.isascii():
        return text, ()
    lines = text.split("\n")
    fonts = _proved_fonts(lines)
    if not fonts:
        return text, ()
    accented = sum(1 for line in lines if not line.isascii())
    mostly = sum(1 for line in lines if _is_foreign(line)) * 2 > accented
    return "\n".join(_best_line(line, fonts, mostly=mostly) for line in lines), fonts


def _proved_fonts(lines: list[str]) -> tuple[str, ...]:
    """Which old fonts turn lines that are no Vietnamese into Vietnamese, enough of it, and better than the others."""
    found: dict[str, list[tuple[list[str], list[str]]]] = {font: [] for font in _FONTS}
    foreign = (line for line in lines if _is_foreign(line))
    for line in itertools.islice(foreign, MOST_JUDGED_LINES):
        readings = {font: _judged(convert(line[:_MOST_JUDGED_SIGNS])) for font, convert in _FONTS.items()}
        best = max(readings, key=lambda font: share(readings[font]))
        found[best].append((_judged(line), readings[best]))
    return tuple(font for font, pairs in found.items() if _is_proof(pairs))


def _is_proof(pairs: list[tuple[list[str], list[str]]]) -> bool:
    before = [word for typed, _ in pairs for word in typed]
    after = [word for _, read in pairs for word in read]
    different = len({word for word in after if is_word(word)})
    signs = {word for word in before if SIGN_IN_WORD.search(word)}
    enough = different >= _FEW_WORDS or (different >= 2 and len(signs) >= 2)
    return enough and share(after) >= max(CONVINCING, share(before) + LEAD)


def _judged(line: str) -> list[str]:
    return accented(line[:_MOST_JUDGED_SIGNS])


def _is_foreign(line: str) -> bool:
    if line.isascii() or ONLY_UNICODE.search(line):
        return False
    words = _judged(line)
    return bool(words) and share(words) < _FOREIGN


def _best_line(line: str, fonts: tuple[str, ...], *, mostly: bool) -> str:
    """Where a line is as good either way, most of the text decides."""
    if line.isascii() or ONLY_UNICODE.search(line):
        return line
    best = max((_FONTS[font](line) for font in fonts), key=lambda reading: share(_judged(reading)))
    before, after = share(_judged(line)), share(_judged(best))
    return best if after > before or (mostly and after == before > 0) else line


# ── the eaten ư ───────────────────────────────────────────────────────────────────────────────────────────────────

_HORNED_O: Final = re.compile("[ơớờởỡợƠỚỜỞỠỢ]")


def eaten_letters(text: str) -> tuple[str, ...]:
    """Name words of a text from which the ư has gone, such as `đợc` and `trờng`; empty when it is whole.

    TCVN3 gave ư the code of the soft hyphen, which many programs throw away without a word.
    """
    horned = Counter(word for word in accented(unicodedata.normalize("NFC", text)) if _HORNED_O.search(word))
    eaten = {
        word: number
        for word, number in horned.items()
        if not is_word(word) and is_vietnamese_syllable(_HORNED_O.sub(r"ư\g<0>", word.lower()))
    }
    whole = sum(number for word, number in horned.items() if "ư" in word.lower())
    return tuple(eaten) if sum(eaten.values()) > whole else ()
