"""Which spoken languages speech recognition knows, under which code, and what they are called in Vietnamese.

Whisper never says that it does not know a language: told to hear Vietnamese in a Hmong lesson, it writes fluent
nonsense. So only languages that it was taught are recognised; for all others the teacher gives the text.
"""

from __future__ import annotations

from typing import Final

from lessontool.errors import InputError

_WORDS: Final = """
af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id is it
ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so
sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh yue
"""
WHISPER_LANGUAGES: Final = frozenset(_WORDS.split())
"""Whisper's own codes (openai/whisper, tokenizer.py); small models lack `yue`."""

_CODES: Final = {
    "vie": "vi",
    "eng": "en",
    "fra": "fr",
    "khm": "km",
    "lao": "lo",
    "tha": "th",
    "zho": "zh",
    "cmn": "zh",
    "jv": "jw",
    "jav": "jw",
    "fil": "tl",
    "nb": "no",
    "iw": "he",
    "in": "id",
}
"""Tags that mean a language for which Whisper has another code."""

_NAMES: Final = {
    "vi": "tiếng Việt",
    "en": "tiếng Anh",
    "fr": "tiếng Pháp",
    "ru": "tiếng Nga",
    "de": "tiếng Đức",
    "ja": "tiếng Nhật",
    "ko": "tiếng Hàn",
    "zh": "tiếng Trung",
    "yue": "tiếng Quảng Đông",
    "km": "tiếng Khmer",
    "kxm": "tiếng Khmer Surin",
    "lo": "tiếng Lào",
    "th": "tiếng Thái Lan",
    "my": "tiếng Miến Điện",
    "hmn": "tiếng Mông",
    "mww": "tiếng Mông Trắng",
    "hnj": "tiếng Mông Xanh",
    "blt": "tiếng Thái Đen",
    "twh": "tiếng Thái Trắng",
    "tyj": "tiếng Thái",
    "tyz": "tiếng Tày",
    "tyt": "tiếng Tày Tấc",
    "nut": "tiếng Nùng",
    "mtq": "tiếng Mường",
    "ium": "tiếng Dao",
    "mji": "tiếng Dao Kim Môn",
    "rad": "tiếng Ê-đê",
    "jra": "tiếng Gia-rai",
    "bdq": "tiếng Ba-na",
    "kpm": "tiếng Cơ-ho",
    "sed": "tiếng Xơ-đăng",
    "cjm": "tiếng Chăm (Đông)",
    "cja": "tiếng Chăm (Tây)",
    "hre": "tiếng Hrê",
    "cmo": "tiếng Mnông",
    "mnn": "tiếng Mnông",
    "sti": "tiếng Xtiêng",
    "brv": "tiếng Bru – Vân Kiều",
    "bru": "tiếng Bru – Vân Kiều",
    "pac": "tiếng Pa Cô",
    "ktv": "tiếng Cơ-tu",
    "kjg": "tiếng Khơ-mú",
    "rog": "tiếng Ra-glai",
    "cma": "tiếng Mạ",
    "crw": "tiếng Chơ-ro",
    "hni": "tiếng Hà Nhì",
    "lhu": "tiếng La Hủ",
    "tou": "tiếng Thổ",
    "scb": "tiếng Chứt",
    "tdd": "tiếng Thái Nưa",
    "tyr": "tiếng Thái Đỏ",
    "tys": "tiếng Tày Sa Pa",
    "pcc": "tiếng Giáy",
    "mlc": "tiếng Cao Lan",
    "kjm": "tiếng Kháng",
    "lha": "tiếng La Ha",
    "zng": "tiếng Mảng",
    "lgh": "tiếng Xá Phó",
    "khb": "tiếng Lự",
}
"""Languages of Vietnam's lessons, as their speakers are called in Vietnamese official writing."""

_SHOWN_TAG: Final = 20


def asr_language(tag: str) -> str:
    """Say under which code speech recognition knows a language.

    Raises InputError for one that it was never taught, such as Hmong or Tày.
    """
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    code = _CODES.get(primary, primary)
    if code not in WHISPER_LANGUAGES:
        raise InputError("speech-language-unknown", language=vietnamese_name(tag))
    return code


def vietnamese_name(tag: str) -> str:
    """Name a language in Vietnamese; for one that is not known here its tag is the name."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    name = _NAMES.get(_CODES.get(primary, primary))
    return f"{name} ({primary})" if name else f"“{tag.strip()[:_SHOWN_TAG]}”"


def shown_name(tag: str) -> str:
    """Name a language as a choice in a menu: “Tiếng Việt”; one that is not known here is called by its tag."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    name = _NAMES.get(_CODES.get(primary, primary), tag.strip()[:_SHOWN_TAG])
    return name[:1].upper() + name[1:] if name.startswith("tiếng") else name
