"""A brand's own font, before anybody relies on it: it must write every Vietnamese letter, or viewers see boxes."""

from __future__ import annotations

import itertools
import struct
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lessontool.errors import PresetError

MAX_BYTES: Final = 20_000_000
"""A font for Vietnamese has some hundred kilobytes; Chinese ones, which nobody needs here, have more."""

_TONES: Final = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""Level, grave (huyền), hook (hỏi), tilde (ngã), acute (sắc), dot below (nặng)."""

_VOWELS: Final = "aăâeêioôơuưy"
VIETNAMESE: Final = tuple(
    letter
    for pair in (
        *(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(_VOWELS, _TONES)),
        "đ",
    )
    for letter in (pair, pair.upper())
    if not letter.isascii()
)
"""The 134 letters that only Vietnamese writing has, each as one sign (NFC), small and capital."""

REQUIRED: Final = (*map(chr, range(0x21, 0x7F)), *VIETNAMESE, *"–—…·“”‘’")
"""What stands on graphics: besides these letters all of ASCII, and the signs of good typography."""

_HEADS: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO")
"""How TrueType and OpenType files begin; collections and web fonts begin otherwise."""

_SHOWN: Final = 40


def require_vietnamese(path: Path, name: str) -> None:
    """Check that a font file can be used and has a shape for every Vietnamese letter, digit and common sign.

    Raises PresetError: brand-font-unusable, brand-font-lacks-letters with the letters that it lacks. `name` is what
    the brand calls the file.
    """
    missing = missing_letters(path, name)
    if missing:
        shown = " ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        detail = f"{path}: {len(missing)} of {len(REQUIRED)} signs have no shape: {' '.join(missing)}"
        raise PresetError("brand-font-lacks-letters", detail=detail, file=name, letters=shown, count=len(missing))


def missing_letters(path: Path, name: str) -> tuple[str, ...]:
    """List the signs that a font has no shape for. Raises PresetError brand-font-unusable for what is no font."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"larger than {MAX_BYTES} bytes")
        font = path.read_bytes()
        if font[:4] not in _HEADS:
            raise ValueError("neither TrueType nor OpenType")
        shapes = _shapes(font)
        blank = _blank(path, [sign for sign in REQUIRED if shapes.get(ord(sign))])
    except (OSError, ValueError, struct.error, IndexError) as reason:
        detail = f"{path}: {reason}"
        raise PresetError("brand-font-unusable", detail=detail, file=name) from reason
    return tuple(sign for sign in REQUIRED if not shapes.get(ord(sign)) or sign in blank)


def _blank(path: Path, signs: list[str]) -> frozenset[str]:
    """Signs whose shape has nothing in it: so some fonts pretend to know a letter. Raises OSError for no font."""
    from PIL import ImageFont

    font = ImageFont.truetype(str(path), 24)
    return frozenset(sign for sign in signs if not font.getmask(sign, mode="L").getbbox())


# ── the font's own tables (OpenType 1.9) ──────────────────────────────────────────────────────────────────────────


def _shapes(font: bytes) -> dict[int, int]:
    """Number of the shape of each sign that we require: from the font's `cmap`, format 4 or 12; 0 is `no shape`."""
    cmap = _table(font, b"cmap")
    (tables,) = struct.unpack_from(">H", font, cmap + 2)
    records = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * number) for number in range(min(tables, 64))]
    found: dict[int, int] = {}
    for platform, kind, offset in records:
        # Unicode (platform 0) and Windows Unicode, basic plane and all planes
        if platform == 0 or (platform, kind) in ((3, 1), (3, 10)):
            found |= dict(_mapped(font, cmap + offset))
    if not found:
        raise ValueError("no Unicode table of format 4 or 12")
    return found


def _mapped(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 4:
        yield from _by_segments(font, at)
    elif form == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        spans = [struct.unpack_from(">III", font, at + 16 + 12 * number) for number in range(min(groups, 65_536))]
        for sign in map(ord, REQUIRED):
            yield from ((sign, shape + sign - first) for first, last, shape in spans if first <= sign <= last)


def _by_segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", font, at + 6)
    count = twice // 2
    ends, starts, steps, offsets = (
        struct.unpack_from(f">{count}H", font, at + 14 + number * twice + (2 if number else 0)) for number in range(4)
    )
    for sign in map(ord, REQUIRED):
        number = next((each for each in range(count) if sign <= ends[each]), None)
        if number is None or sign < starts[number]:
            continue
        if not offsets[number]:
            yield sign, (sign + steps[number]) & 0xFFFF
            continue
        slot = at + 16 + 3 * twice + 2 * number
        (shape,) = struct.unpack_from(">H", font, slot + offsets[number] + 2 * (sign - starts[number]))
        yield sign, (shape + steps[number]) & 0xFFFF if shape else 0


def _table(font: bytes, name: bytes) -> int:
    """Where one of the font's tables begins. Raises ValueError where it is missing or any table is cut off."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables)]
    if any(offset + length > len(font) for _, _, offset, length in entries):
        raise ValueError("the file is not whole")
    for tag, _, offset, _ in entries:
        if tag == name:
            return int(offset)
    raise ValueError(f"no table {name!r}")
