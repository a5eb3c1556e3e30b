"""The packaged font of burnt-in captions: which signs it has, how wide a line is, and how to write what it lacks.

A sign that the font lacks is blank in the picture, or comes from whatever font a machine happens to have. So nothing
of the kind is ever handed to libass: it is decomposed, spelt out, or left out and reported.
"""

from __future__ import annotations

import functools
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lessontool.errors import ToolError

FONT_NAME: Final = "Be Vietnam Pro SemiBold"
"""Every Vietnamese letter with room for two marks, and strokes that survive interlacing."""

_FONT_FILE: Final = "BeVietnamPro-SemiBold.ttf"

_SPELT: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇔": "<=>", "′": "'", "″": '"', "―": "—"},
        **{"‐": "-", "‑": "-", "‒": "–", "∙": "·", "⋅": "·", "∗": "*", "∣": "|", "∶": ":", "μ": "µ"},
        **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "∆": "delta", "λ": "lambda"},
        **{"π": "pi", "θ": "theta", "φ": "phi", "ω": "omega", "Ω": "ohm", "ε": "epsilon", "ρ": "rho", "σ": "sigma"},
    }
)
"""The same in every language."""

_SPELT_VI: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"√": " căn ", "∛": " căn bậc ba ", "∞": " vô cùng ", "∈": " thuộc ", "∉": " không thuộc "},
        **{"∠": " góc ", "⊥": " vuông góc với ", "∥": " song song với ", "△": " tam giác ", "≡": " trùng với "},
        **{"∅": " tập rỗng ", "∩": " giao ", "∪": " hợp ", "⊂": " là tập con của ", "∀": " với mọi "},
        **{"∃": " tồn tại ", "∑": " tổng ", "∫": " tích phân "},
    }
)
_SPELT_EN: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{"√": " root ", "∛": " cube root ", "∞": " infinity ", "∈": " in ", "∉": " not in "},
        **{"∠": " angle ", "⊥": " perpendicular to ", "∥": " parallel to ", "△": " triangle ", "≡": " identical to "},
        **{"∅": " empty set ", "∩": " intersected with ", "∪": " united with ", "⊂": " part of ", "∀": " for all "},
        **{"∃": " there is ", "∑": " sum ", "∫": " integral "},
    }
)
"""As a teacher says it: captions are what is said."""

_SPACE_BEFORE_MARK: Final = re.compile(r" (?=[,.;:!?)])")
"""Left behind where the last sign before it was spelt out."""

_SAME_LETTER: Final = ("<compat>", "<font>", "<wide>", "<narrow>", "<noBreak>", "<circle>")
"""Signs whose plain letter says the same; superscripts are none of them: x² is not x2."""


def font_folder() -> Path:
    """Say where the packaged font lies: the only folder that libass may take letters from."""
    import fontpkg_be_vietnam_pro

    return Path(fontpkg_be_vietnam_pro.__file__).with_name("files")


def font_file() -> Path:
    """Find the font of captions. Raises ToolError without it: libass would go on with no letters at all."""
    path = font_folder() / _FONT_FILE
    if not path.is_file():
        raise ToolError("tool-missing", program=FONT_NAME, detail=str(path))
    return path


def line_width_px(line: str, font_px: int) -> float:
    """Measure a line in the packaged font, in pixels."""
    return float(_sized(font_px).getlength(line))


@functools.lru_cache(maxsize=16)
def _sized(font_px: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(font_file()), font_px)


# ── what the font cannot write ────────────────────────────────────────────────────────────────────────────────────


def writable(line: str, language: str = "vi") -> str:
    """Write a line with nothing but signs that the font has: spelt out where it has no sign, else without it."""
    written = "".join(_written(sign, language) or "" for sign in line)
    if written == line:
        return line
    return _SPACE_BEFORE_MARK.sub("", " ".join(written.split()))


def missing_glyphs(text: str, language: str = "vi") -> tuple[str, ...]:
    """Say which signs of a text would not be seen in the picture, each once, in the order in which they come."""
    lost = (sign for sign in text if _written(sign, language) is None)
    return tuple(dict.fromkeys(lost))


@functools.lru_cache(maxsize=4096)
def _written(sign: str, language: str) -> str | None:
    """Write one sign; nothing for one that nobody sees anyway, None for one that is lost."""
    if sign in _signs():
        return sign
    if sign.isspace():
        return " "
    words = _SPELT_VI if language.partition("-")[0] == "vi" else _SPELT_EN
    spelt = _SPELT.get(sign) or words.get(sign)
    if spelt is not None:
        return spelt
    for plain in _decomposed(sign):
        if all(part in _signs() for part in plain):
            return plain
    invisible = unicodedata.category(sign) in ("Cf", "Cc") or "\ufe00" <= sign <= "\ufe0f"
    return "" if invisible else None


def _decomposed(sign: str) -> Iterator[str]:
    """Other ways to write a letter: base and marks (`ĕ` of Ê Đê), then the plain form of a compatibility sign."""
    yield unicodedata.normalize("NFD", sign)
    if unicodedata.decomposition(sign).startswith(_SAME_LETTER):
        yield unicodedata.normalize("NFKC", sign)


# ── the font's own tables ─────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def line_height() -> float:
    """Height of a line as libass counts it, in ems: the font's ascent and descent for Windows (OS/2 table)."""
    font = font_file().read_bytes()
    (units_per_em,) = struct.unpack_from(">H", font, _table(font, b"head") + 18)
    ascent, descent = struct.unpack_from(">HH", font, _table(font, b"OS/2") + 74)
    return float((ascent + descent) / units_per_em)


@functools.cache
def _signs() -> frozenset[str]:
    """Every sign that the font has a shape for: its `cmap`, Windows Unicode, format 4 (OpenType)."""
    font = font_file().read_bytes()
    cmap = _table(font, b"cmap")
    (tables,) = struct.unpack_from(">H", font, cmap + 2)
    records = (struct.unpack_from(">HHI", font, cmap + 4 + 8 * number) for number in range(tables))
    at = next((cmap + offset for platform, kind, offset in records if (platform, kind) == (3, 1)), 0)
    kind, _, _, twice = struct.unpack_from(">HHHH", font, at)
    if not at or kind != 4:
        raise ToolError("tool-missing", program=FONT_NAME, detail="the font has no Windows Unicode table of format 4")
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts, steps, offsets = (
        struct.unpack_from(f">{count}H", font, at + 16 + number * twice) for number in range(1, 4)
    )
    return frozenset(
        chr(sign)
        for number in range(count)
        for sign in range(starts[number], min(ends[number], 0xFFFE) + 1)
        if _glyph(font, at + 16 + 3 * twice + 2 * number, offsets[number], steps[number], sign - starts[number], sign)
    )


def _glyph(font: bytes, slot: int, offset: int, step: int, index: int, sign: int) -> int:
    """Number of a sign's shape in a segment of the table; 0: none."""
    if offset == 0:
        return (sign + step) & 0xFFFF
    (glyph,) = struct.unpack_from(">H", font, slot + offset + 2 * index)
    return (glyph + step) & 0xFFFF if glyph else 0


def _table(font: bytes, name: bytes) -> int:
    """Where one of the font's tables begins."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise ToolError("tool-missing", program=FONT_NAME, detail=f"the font has no table {name!r}")
