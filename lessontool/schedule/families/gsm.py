"""The alphabet of SMS: which letters are cheap, how many messages a text costs, and how it is written without tones."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 7 bit default alphabet (3GPP TS 23.038, 6.2.1), each of one septet."""

EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Its extension table (6.2.1.1): an escape and a sign, two septets, which one part of a message holds together."""

MOST: Final = {"gsm-7": (160, 153), "ucs-2": (70, 67)}
"""Septets, or 16 bit units: of a message alone, and of each part of a longer one (3GPP TS 23.040, 9.2.3.24.1)."""

_PLAIN: Final = {
    "đ": "d", "Đ": "D", "–": "-", "—": "-", "−": "-", "…": "...", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'",
    "×": "x", "÷": ":", "·": "-", "•": "-", "≤": "<=", "≥": ">=", "→": "->",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a text costs as SMS."""

    alphabet: Literal["gsm-7", "ucs-2"]
    units: int
    """Septets, or 16 bit units."""
    parts: int
    """As many messages are paid for."""


def measured(text: str) -> Measured:
    """Count what a text costs as SMS: its alphabet, its length in it, and its parts."""
    alphabet: Literal["gsm-7", "ucs-2"] = "gsm-7" if is_gsm(text) else "ucs-2"
    sizes = [_units(sign, alphabet) for sign in text]
    alone, part = MOST[alphabet]
    total = sum(sizes)
    if total <= alone:
        return Measured(alphabet=alphabet, units=total, parts=1)
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return Measured(alphabet=alphabet, units=total, parts=parts)


def _units(sign: str, alphabet: str) -> int:
    if alphabet == "gsm-7":
        return 2 if sign in EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def is_gsm(text: str) -> bool:
    """Say whether a text can be sent in the cheap alphabet."""
    return all(sign in BASIC or sign in EXTENDED for sign in text)


def toneless(text: str) -> str:
    """Write a text without tones and hats, in letters that every telephone and the cheap alphabet have.

    A sign that has no likeness there becomes `?`.
    """
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", "".join(_PLAIN.get(each, each) for each in text))
        if not unicodedata.combining(sign)
    )
    return "".join(sign if sign.isascii() and is_gsm(sign) else "'" if sign == "`" else "?" for sign in bare)
