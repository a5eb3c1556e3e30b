"""Setting text: a field of any length in the room that a template gives it, never cut, never without its marks.

What the font has no sign for is spelt out or left out, as captions do it: it never becomes an empty box.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from lessontool.errors import ToolError
from lessontool.model import Look
from lessontool.subtitles.showing.lettering import writable

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"]
Align = Literal["left", "centre", "right"]

ROW: Final = 1.36
"""From one row to the next in ems: two marks on a capital come close to the dot of the row above, but not into it."""

_HIGHEST_AND_LOWEST: Final = "ẪẤẦẨẮẰẲẴẾỀỂỄỐỒỔỖỘẠỆỊỌỤỴgpqyjệộợụỵ()|"
"""A block has room for these whether it needs it or not, so that rows stand alike in all lessons."""

_SHRINK: Final = 0.96

_SMALLEST_PX: Final = 6
"""Nobody can read less; smaller is only what would not fit into its room at all."""

_MEASURED_PX: Final = 200

_SMALL_PX: Final = 32
_FINE: Final = 4

_BREAK_BEFORE: Final = 0.6
"""Letters shrink to this share of `Style.least_px` before a word that is too wide is broken."""

_PLACES_TO_BREAK: Final = frozenset("/.-_?&=,;:")
"""Addresses are best broken after one of these."""

_COUNTED: Final = frozenset({"tuần", "bài", "tiết", "lớp", "tập", "phần", "chương", "chủ", "số", "trang", "học"})
_NUMBER: Final = re.compile(r"[\dIVX][\dIVX/.,-]*")
_SIGNS: Final = frozenset("·•–—-=+×:/|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a field is set: font file, largest and smallest size, rows, alignment."""

    font: Path
    size_px: int
    """As large as it may be; it shrinks where the text needs it."""
    least_px: int
    """Below this more rows are taken than `rows`, as far as the room allows; only then letters become smaller still."""
    rows: int
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text that has been set: its rows and their size. Nothing of it reaches outside width and height.

    A text with no sign that can be written has no rows, and neither width nor height.
    """

    rows: tuple[str, ...]
    font: Path
    size_px: int
    width_px: int
    """Of the widest row."""
    height_px: int
    align: Align
    baseline_px: int = 0
    """From the top to the line on which the first row's letters stand."""
    overhang_px: int = 0
    """How far a row's ink reaches to the left of where it begins."""


def font_of(look: Look, role: Literal["title", "text"], weight: Weight, files: Mapping[str, Path]) -> Path:
    """Find the font for a role: the brand's own, else a weight of the packaged Be Vietnam Pro. Raises ToolError."""
    own = look.title_font if role == "title" else look.text_font
    return files[own] if own else font_file(weight)


def font_file(weight: Weight) -> Path:
    """Find a weight of the packaged Be Vietnam Pro, which has every Vietnamese letter. Raises ToolError without it."""
    import fontpkg_be_vietnam_pro

    path = Path(fontpkg_be_vietnam_pro.__file__).with_name("files") / f"BeVietnamPro-{weight}.ttf"
    if not path.is_file():
        raise ToolError("tool-missing", program="Be Vietnam Pro", detail=str(path))
    return path


def set_text(text: str, style: Style, *, width_px: int, height_px: int) -> Block:
    """Fit a text into a room: wrapped at words, then smaller, then in more rows, then smaller still; never cut.

    A single word that is wider than the room is broken only where smaller letters would not be read any more.
    """
    words = _words(legible(text, style.font))
    if not words:
        return Block(rows=(), font=style.font, size_px=style.size_px, width_px=0, height_px=0, align=style.align)
    block = None
    for size, most, broken in _attempts(style):
        face = _Face(style.font, size)
        allowed = face.rows_in(height_px) if most is None else min(most, face.rows_in(height_px))
        whole = _broken(words, face, width_px, anywhere=broken == "anywhere") if broken else words
        rows = _filled(whole, face, width_px, allowed)
        if len(rows) > allowed and size > 1:
            continue
        block = _block(rows, style, face)
        if block.width_px <= width_px and block.height_px <= height_px:
            balanced = _block(_balanced(whole, face, width_px, len(rows)), style, face)
            return balanced if balanced.width_px <= width_px else block
    assert block is not None  # noqa: S101  # the last attempt is always set
    return block


def paint(block: Block, colour: str) -> Any:
    """Draw a set text as an RGBA picture of exactly its size."""
    from PIL import Image, ImageDraw

    # small letters stand on whole pixels, each a little too far from the next, unless they are drawn larger first
    fine = _fine(block.size_px)
    size = (max(1, block.width_px), max(1, block.height_px))
    mask = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    draw = ImageDraw.Draw(mask)
    font = _font(block.font, block.size_px * fine)
    for number, row in enumerate(block.rows):
        left, _, right, _ = font.getbbox(row, anchor="ls")
        left, slack = min(0, left), mask.width - right
        x = {"left": block.overhang_px * fine, "centre": (slack - left) // 2, "right": slack - fine}[block.align]
        y = block.baseline_px + number * _pitch(block.font, block.size_px)
        draw.text((max(x, -left), y * fine), row, font=font, fill=255, anchor="ls")
    picture = Image.new("RGBA", size, (*_rgb(colour), 0))
    picture.putalpha(mask.reduce(fine) if fine > 1 else mask)
    return picture


def legible(text: str, font: Path) -> str:
    """Write a text in one line, with nothing but signs that a font has: spelt out, else left out."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    text = unicodedata.normalize("NFC", writable(text))
    if font.name.startswith("BeVietnamPro-"):
        return " ".join(text.split())
    return " ".join("".join(sign for sign in text if sign == " " or _has(font, sign)).split())


def _fine(size_px: int) -> int:
    """How many times larger letters of a size are drawn."""
    return _FINE if size_px < _SMALL_PX else 1


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


# ── what is tried, from the best to the last ──────────────────────────────────────────────────────────────────────


def _attempts(style: Style) -> Iterator[tuple[int, int | None, Literal["", "at signs", "anywhere"]]]:
    """Sizes, with the most rows (None: as the room allows) and where words that are too wide are broken."""
    largest, least = max(1, style.size_px), max(1, min(style.least_px, style.size_px))
    floor = min(least, max(_SMALLEST_PX, round(least * _BREAK_BEFORE)))
    yield from ((size, style.rows, "") for size in _sizes(largest, least))
    yield least, style.rows, "at signs"
    yield from ((size, None, "at signs") for size in _sizes(least, floor))
    yield from ((size, None, "anywhere") for size in _sizes(least, 1))


def _sizes(largest: int, least: int) -> Iterator[int]:
    size = largest
    while size > least:
        yield size
        size = min(size - 1, round(size * _SHRINK))
    yield least


def _block(rows: Sequence[str], style: Style, face: _Face) -> Block:
    drawn = _font(style.font, face.size_px * _fine(face.size_px))
    boxes = [[side / _fine(face.size_px) for side in drawn.getbbox(row, anchor="ls")] for row in rows]
    overhang = max(0, math.ceil(-min(box[0] for box in boxes)))
    # marks that were piled upon one another reach higher than any letter
    above = 1 + max(face.above_px, *(math.ceil(-box[1]) - number * face.pitch_px for number, box in enumerate(boxes)))
    last = len(rows) - 1
    below = 1 + max(
        face.below_px, *(math.ceil(box[3]) - (last - number) * face.pitch_px for number, box in enumerate(boxes))
    )
    return Block(
        rows=tuple(rows),
        font=style.font,
        size_px=face.size_px,
        width_px=math.ceil(max(box[2] for box in boxes)) + overhang + 1,
        height_px=above + last * face.pitch_px + below,
        align=style.align,
        baseline_px=above,
        overhang_px=overhang,
    )


# ── words into rows ───────────────────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> list[str]:
    """Split at spaces, but keep a number with what it counts (`Bài 10`), and a sign with the word before it."""
    words: list[str] = []
    for word in text.split(" "):
        counted = words and _NUMBER.fullmatch(word) and words[-1].rpartition(" ")[2].casefold() in _COUNTED
        if word and words and (counted or word in _SIGNS):
            words[-1] += " " + word
        elif word:
            words.append(word)
    return words


def _filled(words: Sequence[str], face: _Face, width: float, most: int) -> list[str]:
    """Put words into rows, each as full as can be, and give up after one row too many.

    What was kept together is parted where it is too wide.
    """
    rows: list[str] = []
    room = 0.0
    space = face.length(" ")
    for group in words:
        for word in [group] if face.length(group) < width - 1 else group.split(" "):
            length = face.length(word)
            if rows and space + length <= room:
                rows[-1] += " " + word
                room -= space + length
                continue
            if len(rows) > most:
                return rows
            rows.append(word)
            # ink reaches a little beyond what letters count
            room = width - 1 - length
    return rows


def _balanced(words: Sequence[str], face: _Face, width: int, rows: int) -> list[str]:
    """Narrow the column as far as no row is added, so that rows are about as long as one another."""
    # no narrower than the widest of what stays together: it would stand out, or be parted
    lengths = [face.length(group) + 2 for group in words]
    narrow = max(width / 3, *(length for length in lengths if length < width), 0.0)
    wide = float(width)
    while rows > 1 and wide - narrow > max(1, width / 100):
        middle = (narrow + wide) / 2
        if len(_filled(words, face, middle, rows)) <= rows:
            wide = middle
        else:
            narrow = middle
    return _filled(words, face, wide, rows)


def _broken(words: Sequence[str], face: _Face, width: int, *, anywhere: bool) -> list[str]:
    """Break words that are wider than the room: after a sign as addresses have them, or after any letter."""
    pieces: list[str] = []
    for word in words:
        if face.length(word) < width - 1:
            pieces.append(word)
            continue
        for part in word.split(" "):
            while face.length(part) >= width - 1 and (end := _letters_in(part, face, width - 2, anywhere=anywhere)):
                pieces.append(part[:end])
                part = part[end:]
            pieces.append(part)
    return pieces


def _letters_in(word: str, face: _Face, width: float, *, anywhere: bool) -> int:
    """How many letters of a word make its first piece; 0: it cannot be broken."""
    room = width
    end = 0
    while end < len(word) - 1 and (room := room - face.length(word[end])) >= 0:
        end += 1
    place = next((n for n in range(end, end // 3, -1) if word[n - 1] in _PLACES_TO_BREAK), 0)
    if place or not anywhere:
        return place
    # marks stay with their letter
    while end > 1 and unicodedata.combining(word[end]):
        end -= 1
    return max(1, end) if len(word) > 1 else 0


# ── fonts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Face:
    """A font in one size: how much room letters and rows take."""

    def __init__(self, path: Path, size_px: int) -> None:
        self.path = path
        self.size_px = size_px
        self.above_px, self.below_px = _reach(path, size_px)
        self.pitch_px = _pitch(path, size_px)

    def length(self, text: str) -> float:
        """How long a text is, in pixels."""
        return _length(self.path, text) * self.size_px / _MEASURED_PX

    def rows_in(self, height_px: int) -> int:
        """How many rows go into a height."""
        return max(0, (height_px - self.above_px - self.below_px - 2) // self.pitch_px + 1)


@functools.lru_cache(maxsize=256)
def _font(path: Path, size_px: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(str(path), size_px)


@functools.lru_cache(maxsize=8192)
def _length(path: Path, text: str) -> float:
    """Measure a text once for all sizes: letters grow in proportion."""
    return float(_font(path, _MEASURED_PX).getlength(text))


@functools.lru_cache(maxsize=256)
def _reach(path: Path, size_px: int) -> tuple[int, int]:
    """How far letters reach above and below the line that they stand on, in pixels."""
    _, top, _, bottom = _font(path, size_px).getbbox(_HIGHEST_AND_LOWEST, anchor="ls")
    return math.ceil(-top), math.ceil(bottom)


@functools.lru_cache(maxsize=256)
def _pitch(path: Path, size_px: int) -> int:
    """From one row to the next, in pixels: more where a brand's own letters are taller than ours."""
    return max(1, round(size_px * ROW), round(sum(_reach(path, size_px)) * 0.94))


@functools.lru_cache(maxsize=4096)
def _has(path: Path, sign: str) -> bool:
    """Whether a font draws a sign as itself and not as the box of what it lacks."""
    drawn, lacking = (_font(path, 40).getmask(each) for each in (sign, "\U0010fffd"))
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))
