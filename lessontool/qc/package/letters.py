"""In which language a text is written, as far as its letters tell: for captions under another language's name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_ENOUGH_WORDS: Final = 12
"""With fewer words chance decides."""

_VIETNAMESE_LEAST: Final = 0.35
"""Of Vietnamese syllables about three of four carry a mark or đ; teachers' texts with formulas and names fewer."""

_VIETNAMESE_MOST: Final = 0.2
"""Languages without such marks have them in Vietnamese names only."""

_SCRIPT_LEAST: Final = 0.5
_SCRIPTS: Final = {
    "km": "KHMER",
    "lo": "LAO",
    "th": "THAI",
    "my": "MYANMAR",
    "ko": "HANGUL",
    "ru": "CYRILLIC",
    "zh": "CJK",
    "yue": "CJK",
}
_PLAIN_LATIN: Final = frozenset({"en", "de", "id", "ms", "hmn", "mww", "hnj"})
"""Written in Latin letters without Vietnamese marks; Tày, Nùng, Mường and others are written with them."""

_VIETNAMESE_MARKS: Final = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
"""Grave, acute, tilde, hook, dot below, circumflex, breve, horn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a text's letters say."""

    measured: str = ""
    """The share that was looked at, in figures; empty: too little text, or a language that letters do not tell."""
    other: bool = False
    """It is some other language."""


def other_language(tag: str, lines: Iterable[str]) -> Written:
    """Say whether a text is in another language than its tag says, where letters can tell."""
    words = [word for line in lines for word in line.split() if any(sign.isalpha() for sign in word)]
    language = tag.lower().partition("-")[0]
    if len(words) < _ENOUGH_WORDS:
        return Written()
    if language in _SCRIPTS:
        share = _share(words, _SCRIPTS[language])
        return Written(measured=f"{share:.0%}".replace("%", " %"), other=share < _SCRIPT_LEAST)
    marked = sum(1 for word in words if _is_marked(word)) / len(words)
    measured = f"{marked:.0%}".replace("%", " %")
    if language == "vi":
        return Written(measured=measured, other=marked < _VIETNAMESE_LEAST)
    if language in _PLAIN_LATIN:
        latin = _share(words, "LATIN")
        return Written(measured=measured, other=marked > _VIETNAMESE_MOST or latin < _SCRIPT_LEAST)
    return Written()


def _is_marked(word: str) -> bool:
    lower = word.lower()
    return "đ" in lower or any(sign in _VIETNAMESE_MARKS for sign in unicodedata.normalize("NFD", lower))


def _share(words: Iterable[str], script: str) -> float:
    letters = [sign for word in words for sign in word if sign.isalpha()]
    mine = sum(1 for sign in letters if unicodedata.name(sign, "").startswith(script))
    return mine / len(letters) if letters else 0.0
