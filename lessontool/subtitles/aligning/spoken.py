"""How written words are said: `3 + 2 = 5` is "ba cộng hai bằng năm". A script and what was heard compare only so.

In Vietnamese each word becomes syllables, with numbers, signs and units read out. In other languages words are only
lowered and cleaned, and scripts without spaces are taken letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS: Final = {1: "mốt", 4: "tư", 5: "lăm"}
_SCALES: Final = ("", "nghìn", "triệu")
_MOST_READ_AS_NUMBER: Final = 9
"""Digits: longer ones are telephone numbers and are read digit by digit."""

_MOST_DIGITS: Final = 30
"""Nobody reads more."""

_SIGNS: Final = {"+": "cộng", "=": "bằng", "×": "nhân", "÷": "chia", "%": "phần trăm", "<": "bé hơn", ">": "lớn hơn"}
_BETWEEN_NUMBERS: Final = {
    "-": "trừ",
    "–": "trừ",
    "−": "trừ",
    ":": "chia",
    ".": "chấm",
    ",": "phẩy",
    "x": "nhân",
    "*": "nhân",
}
"""Signs that are punctuation or letters elsewhere."""

_UNITS: Final = {
    "kg": "ki lô gam",
    "g": "gam",
    "km": "ki lô mét",
    "m": "mét",
    "dm": "đề xi mét",
    "cm": "xăng ti mét",
    "mm": "mi li mét",
    "l": "lít",
    "ml": "mi li lít",
    "m²": "mét vuông",
    "cm²": "xăng ti mét vuông",
    "°c": "độ xê",
}
"""Read out after a number."""

_MONTHS: Final = 12
_DAYS: Final = 31

_ROMAN: Final = re.compile(r"(?=[IVX]{2})X{0,3}(IX|IV|V?I{0,3})")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10}

_ATOM: Final = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])|[0-9]+"  # a number, thousands with dots
    r"|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"  # letters whose vowels are marks
    r"|°[cC]|[^\W\d_](?:['’]?[^\W\d_]|[\u0300-\u036f])*²?"  # letters
    r"|[-+–−=×÷:/%<>.,*]"  # what may be a sign
)
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese letters."""


def number(value: int) -> str:
    """Say a whole number in Vietnamese, up to 999 999 999."""
    if value < len(_DIGITS):
        return _DIGITS[value]
    groups = [(value // 1000**power % 1000, _SCALES[power]) for power in reversed(range(len(_SCALES)))]
    said: list[str] = []
    for group, scale in groups:
        if group:
            said += [*_hundreds(group, full=bool(said)), scale]
    return " ".join(filter(None, said))


def _hundreds(value: int, *, full: bool) -> list[str]:
    """Say 1–999; `full` where higher digits stand before it, so that a nought is said too."""
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    said = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return said + ([*(["linh"] if said else []), _DIGITS[ones]] if ones else [])
    said += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        said.append("lăm" if ones == 5 else _DIGITS[ones] if tens == 1 else _AFTER_TENS.get(ones, _DIGITS[ones]))
    return said


def spoken(words: Sequence[str], language: str) -> tuple[tuple[str, ...], ...]:
    """Say how each written word is spoken: in lower case, without punctuation, numbers as words.

    A word may give several syllables, or none (a dash).
    """
    primary = language.lower().partition("-")[0]
    say: Callable[[list[_Atom]], None] = _say_vietnamese if primary == "vi" else _say_plainly
    atoms = [atom for index, word in enumerate(words) for atom in _atoms(word, index)]
    say(atoms)
    said: list[tuple[str, ...]] = [()] * len(words)
    for index, group in groupby(atoms, key=lambda atom: atom.word):
        said[index] = tuple(syllable for atom in group for syllable in atom.said.split())
    return tuple(said)


class _Atom:
    """A number, a run of letters or a sign of a written word, and how it is said."""

    __slots__ = ("said", "text", "word")

    def __init__(self, text: str, word: int) -> None:
        self.text = text
        self.word = word
        self.said = ""

    @property
    def is_number(self) -> bool:
        return "0" <= self.text[0] <= "9"


def _atoms(word: str, index: int) -> Iterator[_Atom]:
    for match in _ATOM.finditer(unicodedata.normalize("NFC", word)):
        if _UNSPACED.search(match[0]):
            yield from (_Atom(letter, index) for letter in re.findall(r"\w\W*", match[0]))
        else:
            yield _Atom(match[0], index)


def _say_plainly(atoms: list[_Atom]) -> None:
    for atom in atoms:
        if atom.text[0].isalnum():
            atom.said = atom.text.lower()


def _say_vietnamese(atoms: list[_Atom]) -> None:
    beyond = _Atom(" ", -1)
    for before, atom, after in zip([beyond, *atoms], atoms, [*atoms[1:], beyond], strict=False):
        text = atom.text.lower()
        if atom.is_number:
            atom.said = _say_digits(atom.text.replace(".", ""))
        elif before.is_number and after.is_number and text == "/":
            atom.said = _say_slash(before.text, after.text)
        elif (
            before.is_number and after.is_number and text == ":" and before.word == after.word and len(after.text) == 2
        ):
            atom.said = "giờ"
        elif before.is_number and after.is_number and text in _BETWEEN_NUMBERS:
            joined = before.word == after.word or text not in ".,"
            atom.said = _BETWEEN_NUMBERS[text] if joined else ""
        elif before.is_number and text in _UNITS:
            atom.said = _UNITS[text]
        elif text in _SIGNS:
            atom.said = _SIGNS[text]
        elif _ROMAN.fullmatch(atom.text):
            atom.said = number(_roman(atom.text))
        elif text[0].isalpha():
            atom.said = text


def _say_digits(digits: str) -> str:
    if len(digits) > _MOST_READ_AS_NUMBER or (digits[0] == "0" and len(digits) > 1):
        return " ".join(_DIGITS[int(digit)] for digit in digits[:_MOST_DIGITS])
    return number(int(digits))


def _say_slash(before: str, after: str) -> str:
    """A date (`30/4`) or a fraction (`3/4`)."""
    day, month = int(before.replace(".", "")), int(after.replace(".", ""))
    return "tháng" if month <= _MONTHS and month <= day <= _DAYS else "phần"


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
