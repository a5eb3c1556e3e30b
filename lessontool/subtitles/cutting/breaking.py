"""Where a sentence may be broken: each place between two words has a price, from the end of a sentence to a torn name.

Punctuation is understood in every language. English has its little words; Vietnamese, whose words have several
syllables with spaces between them, has rules of its own (`vietnamese.py`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lessontool.subtitles.cutting.clusters import CLOSING, OPENING, ZERO_WIDTH_SPACE, torn, unspaced

SENTENCE: Final = 0
"""After a full stop, a question, an exclamation."""
CLAUSE: Final = 6
"""After a semicolon, a colon, a dash."""
COMMA: Final = 10
_LISTED: Final = 15
"""More, at a comma with one word beside it: counting, or a list."""
CONJUNCTION: Final = 25
"""Before "and", "but", "because" …"""
PREPOSITION: Final = 35
PREDICATE: Final = 45
"""Before what is told of the subject."""
NOUN_PHRASE: Final = 50
"""Before an article, a number, a classifier."""
PLAIN: Final = 60
"""Between two words of which nothing is known."""
LONELY: Final = 70
"""More, where one syllable would be left alone on its line."""
LETTERS: Final = 90
"""Between letters of a language without spaces, where nothing says where words end."""
CLOSE: Final = 150
"""Between words that want to stay together: article and noun, verb and its direction."""
TIED: Final = 300
"""Inside one thing: a word, a name, a number and its unit, a formula. Broken only where nothing else fits."""


def words_of(text: str) -> frozenset[str]:
    """A list of words as one reads it best: with nothing but spaces between them."""
    return frozenset(text.split())


_SENTENCE_ENDS: Final = frozenset(".!?…。！？។៕")
_CLAUSE_ENDS: Final = frozenset(";:；：—–៖")
_COMMAS: Final = frozenset(",、，")
_DASHES: Final = frozenset("-–—−")
_ABBREVIATIONS: Final = words_of("TP. TX. TT. GS. PGS. TS. ThS. BS. KS. Th. Dr. Mr. Mrs. Ms. St. No. vs. e.g. i.e.")
_LIST_MARK: Final = re.compile(r"(?:\d{1,2}|[A-Za-zĐđ])[.)]")
_OPERATOR: Final = re.compile(r"[-+−–×x·÷:=<>≤≥≠≈/*]|[<>]=|→")
_OPERAND: Final = re.compile(r"[-+−(]*(?:\d[\d.,/]*|\d*[A-Za-zα-ωπ][²³]?|□|☐|…|\?|_+)[)%°!?.,;:²³]*")
_NUMBER: Final = re.compile(r"[-−+]?\d+(?:[.,/]\d+)*")

_ENGLISH: Final[dict[int, frozenset[str]]] = {
    CONJUNCTION: words_of("and but or so because while when if although though unless until since whereas"),
    PREPOSITION: words_of(
        "in on at to from with by for of about into over under after before between through during without near behind "
        "that which who whose whom where than as"
    ),
    PREDICATE: words_of("is are was were am will would can could shall should may might must have has had do"),
    NOUN_PHRASE: words_of("a an the this that these those my your his her its our their some any each every"),
}
"""By what it costs to break before them."""
_ENGLISH_PRICES: Final = {word: price for price, words in reversed(_ENGLISH.items()) for word in words}
_ENGLISH_NO_END: Final = frozenset().union(*_ENGLISH.values()) | words_of(
    "not no very too more most i we you he she they it don't doesn't isn't aren't let's mr mrs"
)
_ENGLISH_NUMBERS: Final = words_of(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand"
)


@dataclass(frozen=True, slots=True)
class Part:
    """What a caption is laid from and never torn: a word, or a piece of one in a language without spaces."""

    text: str
    word: int
    """Index of the word that it belongs to."""
    glued: bool
    """No space stands before it."""
    price: int
    """Of breaking before it."""
    torn: bool = False
    """A piece of a word that is longer than a line."""


def parts(words: Sequence[str], language: str, most_characters: int) -> list[Part]:
    """Part a sentence into what captions are laid from, with the price of breaking before each part."""
    found: list[Part] = []
    for index, (word, price) in enumerate(zip(words, break_prices(words, language), strict=True)):
        for number, piece in enumerate(unspaced(word)):
            if number:
                price = _price_inside(found[-1].text)
            fragments = [piece] if len(piece) <= most_characters else torn(piece, most_characters)
            for at, fragment in enumerate(fragments):
                found.append(
                    Part(fragment, index, bool(number or at), TIED if at else price, torn=len(fragments) > 1),
                )
    return found


def break_prices(words: Sequence[str], language: str) -> list[int]:
    """Say what it costs to break a sentence before each of its words; before the first it costs nothing."""
    if not words:
        return []
    spoken = language.partition("-")[0].lower()
    if spoken == "vi":
        from lessontool.subtitles.cutting.vietnamese import prices

        wordwise = prices(words)
    elif spoken == "en":
        wordwise = _english_prices(words)
    else:
        wordwise = [PLAIN] * len(words)
    return [SENTENCE, *(_price(words, at, wordwise[at]) for at in range(1, len(words)))]


def bare(word: str) -> str:
    """A word without the punctuation around it, lowered."""
    return word.strip("".join(CLOSING | OPENING) + "\"'-–—*").lower()


def _price(words: Sequence[str], at: int, wordwise: int) -> int:
    """The price of one place: signs first, then what the language says."""
    before, after = words[at - 1], words[at]
    if _in_formula(words, at):
        return TIED - 1 if after == "=" else TIED
    if not set(after) - CLOSING - {'"'} or not set(before) - OPENING:
        return TIED
    if before[0] in _DASHES and len(before) == 1:
        opening = at == 1 or ends_sentence(words[at - 2])
        return TIED if opening else CLAUSE
    if after[0] in _DASHES and len(after) == 1:
        # a dash within a sentence ends the line, one that opens what somebody says begins it
        return SENTENCE if ends_sentence(before) else TIED
    if before in _ABBREVIATIONS or (_LIST_MARK.fullmatch(before) and (at == 1 or ends_sentence(words[at - 2]))):
        return TIED
    ended = _price_after(before)
    if ended == COMMA and (after[-1] in _COMMAS or at == 1 or words[at - 2][-1] in _COMMAS):
        return COMMA + _LISTED
    if ended is not None:
        return ended
    if after[0] in OPENING or after[0] == '"':
        return min(wordwise, PREPOSITION)
    if _NUMBER.fullmatch(before):
        return max(wordwise, CLOSE)
    return wordwise


def _price_after(word: str) -> int | None:
    """What the punctuation at the end of a word says, if there is any."""
    last = word.rstrip("\"'”’»)]}」』" + ZERO_WIDTH_SPACE)[-1:]
    if last in _SENTENCE_ENDS:
        return SENTENCE
    if last in _CLAUSE_ENDS:
        return CLAUSE
    if last in _COMMAS:
        return COMMA
    return CLAUSE if word[-1] in ")]}" else None


def ends_sentence(word: str) -> bool:
    """Whether a sentence ends with this word, as its punctuation says."""
    return _price_after(word) == SENTENCE


def asks(word: str) -> bool:
    """Whether a question ends with this word."""
    return word.rstrip("\"'”’»)]}」』")[-1:] in ("?", "？")


def _in_formula(words: Sequence[str], at: int) -> bool:
    """Whether both sides of a place belong to a formula such as `3 + 2 = 5`."""
    before, after = words[at - 1], words[at]
    if _OPERATOR.fullmatch(before):
        # a dash with nothing before it is an item of a list, or somebody who speaks
        return at > 1 and bool(_OPERAND.fullmatch(words[at - 2]) and _OPERAND.fullmatch(after))
    if _OPERATOR.fullmatch(after):
        return at + 1 < len(words) and bool(_OPERAND.fullmatch(before) and _OPERAND.fullmatch(words[at + 1]))
    return False


def _price_inside(before: str) -> int:
    """Between two pieces of what has no spaces."""
    if before[-1] == ZERO_WIDTH_SPACE:
        return PREPOSITION
    ended = _price_after(before)
    return LETTERS if ended is None else ended


def _english_prices(words: Sequence[str]) -> list[int]:
    bares = [bare(word) for word in words]
    prices = [PLAIN]
    for at in range(1, len(words)):
        before, after = bares[at - 1], bares[at]
        price = _ENGLISH_PRICES.get(after, PLAIN)
        if _name(words, at):
            price = TIED
        elif before in _ENGLISH_NO_END or (before in _ENGLISH_NUMBERS and after not in _ENGLISH_PRICES):
            price = CLOSE
        elif price == PLAIN and _price_after(words[at]) is not None:
            price += LONELY
        prices.append(price)
    return prices


def capital(word: str) -> bool:
    """Whether a word is written like a name: `Sơn`, `A`, but not `TOÁN`."""
    word = word.lstrip("".join(OPENING) + "\"'")
    return word[:1].isupper() and (len(word) == 1 or not word[1:2].isupper())


def _name(words: Sequence[str], at: int) -> bool:
    first = at == 1 or ends_sentence(words[at - 2])
    known = bare(words[at - 1]) in _ENGLISH_NO_END
    return capital(words[at - 1]) and capital(words[at]) and bare(words[at]) != "i" and not (first and known)
