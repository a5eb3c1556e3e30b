"""The letters of Vietnamese: what a syllable can look like, and how the old fonts TCVN3, VNI and VISCII wrote it.

The old fonts gave other signs' codes to Vietnamese letters. A file typed with them shows those signs (`c¸c b¹n`,
`caùc baïn`) wherever their font is missing; here they become the letters that were meant.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

LOST: Final = "\ufffd"
"""Stands for a sign that an old font has no letter for."""

# ── syllables ─────────────────────────────────────────────────────────────────────────────────────────────────────

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_TONES_OF_STOPS: Final = frozenset("\u0301\u0323")
"""Syllables that end in c, ch, p or t have one of these two tones."""

_LONGEST_SYLLABLE: Final = 7
"""`nghiêng`, in NFC."""

_FRONT: Final = frozenset("ieêy")
_BEFORE_FRONT_ONLY: Final = frozenset({"gh", "ngh"})
_BEFORE_OTHERS_ONLY: Final = frozenset({"c", "g", "ng"})
"""Spelling: ghi, nghe, kia, but ga, nga, ca."""

_ONSETS: Final = (
    *("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"),
    *("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""),
)
_LIST_OF_RIMES: Final = """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăk ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc
    oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt
    uyn uynh uyp uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
"""
_RIMES: Final = frozenset(_LIST_OF_RIMES.split())
_RIMES_AFTER: Final[Mapping[str, frozenset[str]]] = {
    "qu": _RIMES - {"i"} | frozenset({"yt", "ynh", "ych", "yn", "yp", "yu", "it", "i"}),
    "gi": _RIMES | frozenset({"", "n", "m", "êng", "êc"}),
}
"""The u of `qu` and the i of `gi` belong to the onset: quýt, gì, gìn, giêng."""


@functools.lru_cache(maxsize=1 << 16)
def is_vietnamese_syllable(word: str) -> bool:
    """Tell whether a word has the shape of one Vietnamese syllable: `nghiêng` and `cho` do, `nghiêgn` and `été` do not.

    Capitals and composed or decomposed letters make no difference; punctuation does.
    """
    if not word or len(word) > 3 * _LONGEST_SYLLABLE:
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    tone = "".join(sign for sign in apart if sign in _TONES)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
    return len(tone) <= 1 and any(_fits(onset, letters[len(onset) :], tone) for onset in _onsets(letters))


def _onsets(letters: str) -> Iterator[str]:
    return (onset for onset in _ONSETS if letters.startswith(onset))


def _fits(onset: str, rime: str, tone: str) -> bool:
    if rime not in _RIMES_AFTER.get(onset, _RIMES):
        return False
    if rime.endswith(("c", "ch", "k", "p", "t")) and tone not in _TONES_OF_STOPS:
        return False
    front = rime[:1] in _FRONT
    return not (front and onset in _BEFORE_OTHERS_ONLY) and not (not front and onset in _BEFORE_FRONT_ONLY)


# ── the old fonts, as they look without their font (in the signs of Windows-1252) ─────────────────────────────────


def plain_view(text: str) -> str:
    """Bring text that was typed with an old font to one look, whichever Windows (1252 or 1258) it was typed on."""
    return text.translate(_VIEW)


def _byte_views() -> tuple[str, dict[int, int]]:
    latin = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))
    vietnamese = (bytes([code]).decode("cp1258", "ignore") for code in range(256))
    view = {ord(other): ord(sign) for sign, other in zip(latin, vietnamese, strict=True) if other and other != sign}
    return latin, view


_LATIN, _VIEW = _byte_views()
_LOOK: Final = {code: sign for code, sign in enumerate(_LATIN) if ord(sign) != code}
_CODE_OF: Final = {sign: code for code, sign in enumerate(_LATIN)}


def look_of(data: bytes) -> str:
    """Show bytes as a computer without the old font does."""
    return data.decode("latin-1").translate(_LOOK)


_TCVN3_CODES: Final = bytes.fromhex(
    "B5B8B6B7B9A8BBBEBCBDC6A9C7CAC8C9CBAECCD0CECFD1AAD2D5D3D4D6D7DDD8DCDEDFE3E1E2E4ABE5E8E6E7E9ACEAEDEBECEEEFF3F1F2F4AD"
    "F5F8F6F7F9FAFDFBFCFEA1A2A7A3A4A5A6"
)
_TCVN3_LETTERS: Final = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_UNUSED: Final = {ord(sign): LOST for sign in _LATIN[0xC0:] if sign.isalpha()}
_TCVN3: Final = {
    **_UNUSED,
    **{ord(_LATIN[code]): letter for code, letter in zip(_TCVN3_CODES, _TCVN3_LETTERS, strict=True)},
    0x3BC: "à",  # the Greek letter that looks like the micro sign
}


def _doubled_capitals() -> dict[str, str]:
    """Some converters write À as A and then the code of à, since TCVN3 fonts have no À."""
    table = {}
    for letter in _TCVN3_LETTERS:
        apart = unicodedata.normalize("NFD", letter)
        plain = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
        if plain != letter:
            table[plain.upper() + letter] = letter.upper()
    return table


_DOUBLED: Final = _doubled_capitals()
_DOUBLED_SIGNS: Final = re.compile(
    f"[{''.join({pair[0] for pair in _DOUBLED})}][{''.join({pair[1] for pair in _DOUBLED})}]"
)


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Turn text typed with a TCVN3 (ABC) font into Unicode: `c¸c b¹n` becomes `các bạn`.

    The fonts whose name ends in H (`.VnTimeH`) show small letters as capitals: `capitals` says that this was one.
    Without it, accented letters inside words or lines of capitals are made capitals: `LÞCH Sö` becomes `LỊCH SỬ`.
    """
    text = _DOUBLED_SIGNS.sub(lambda found: _DOUBLED.get(found[0], found[0]), plain_view(text).translate(_TCVN3))
    if capitals:
        return text.upper()
    return "\n".join(map(_raise_among_capitals, text.split("\n")))


_WORD: Final = re.compile(r"\w+")
_SMALL: Final = re.compile("[a-z]")
_CAPITAL: Final = re.compile("[A-Z]")


def _raise_among_capitals(line: str) -> str:
    if line.isascii():
        return line
    if _is_capital(line):
        return line.upper()
    return _WORD.sub(lambda found: found[0].upper() if _is_capital(found[0]) else found[0], line)


def _is_capital(text: str) -> bool:
    """Two plain letters or more, and every one of them a capital."""
    return not text.isascii() and not _SMALL.search(text) and len(_CAPITAL.findall(text)) >= 2


_VNI_TONES: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROOF: Final = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE: Final = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE: Final = dict(zip("ñöôíìæóòî", "đươíìỉĩịỵ", strict=True))


def _vni_table() -> dict[str, str]:
    pairs = dict(_VNI_SINGLE)
    for vowel in "aeouyôö":
        pairs |= {vowel + mark: _VNI_SINGLE.get(vowel, vowel) + tone for mark, tone in _VNI_TONES.items()}
    for vowel in "aeo":
        pairs |= {vowel + mark: vowel + "\u0302" + tone for mark, tone in _VNI_ROOF.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BREVE.items()}
    capitals = {key.upper(): letter.upper() for key, letter in pairs.items()}
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in pairs.items()}
    table = pairs | mixed | capitals
    return {key: unicodedata.normalize("NFC", letter) for key, letter in table.items()}


_VNI: Final = _vni_table()
_VNI_SIGNS: Final = re.compile("|".join([*sorted(_VNI, key=len, reverse=True), "[À-ÖØ-öø-ÿ]"]))


def from_vni(text: str) -> str:
    """Turn text typed with a VNI-Windows font into Unicode: `caùc baïn` becomes `các bạn`."""
    return _VNI_SIGNS.sub(lambda found: _VNI.get(found[0], LOST), plain_view(text))


_VISCII_HIGH: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW: Final = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
_VISCII: Final = {**dict(enumerate(_VISCII_HIGH, start=0x80)), **_VISCII_LOW}


def from_viscii(data: bytes) -> str:
    """Read bytes of VISCII (RFC 1456)."""
    return data.decode("latin-1").translate(_VISCII)


_TWICE: Final = re.compile(r"[\xc2-\xdf][\x80-\xbf]|\xc3 |[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def from_twice(text: str) -> str:
    """Turn Unicode that was encoded twice back: `Tiáº¿ng` becomes `Tiếng`. Other text stays as it is."""
    codes = "".join(chr(_CODE_OF.get(sign, ord(sign))) for sign in plain_view(text))
    pieces: list[str] = []
    done = 0
    for found in _TWICE.finditer(codes):
        raw = found[0].replace("\xc3 ", "\xc3\xa0").encode("latin-1")
        pieces += [text[done : found.start()], raw.decode("utf-8", "ignore") or text[found.start() : found.end()]]
        done = found.end()
    return "".join([*pieces, text[done:]])
