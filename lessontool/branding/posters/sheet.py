"""A contact sheet: all of a brand's pictures on one, with what each of them is, for people to look at and judge."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lessontool.branding.drawing.setting import font_of
from lessontool.model import Look

SAFE_SHARE: Final = 0.05
"""EBU R 95: graphics keep so far from each edge, as a share of the picture's size."""

_GAP_PX: Final = 24
_CAPTION_PX: Final = 22
_HEAD_PX: Final = 34

_GROUND: Final = 24
_LINE: Final = 128
_WORDS: Final = 220
"""Greys of 255: the sheet itself has no colour, so that the brand's are seen as they are."""

_BOARD: Final = 205
_WALL: Final = 88
_CHALK: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A picture on the sheet and what it is."""

    picture: Any
    """A Pillow image, shown in exactly its size."""
    caption: str


def neutral_picture(width_px: int, height_px: int) -> Any:
    """Draw what could be a lesson, in greys: a wall, and a board with writing, to see graphics on dark and on light."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (width_px, height_px), _WALL)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = (round(share * side) for share, side in _board(width_px, height_px))
    draw.rectangle((left, top, right, bottom), fill=_BOARD)
    line = max(1, height_px // 180)
    for number in range(1, 6):
        y = top + (bottom - top) * number // 6
        draw.rectangle((left + 8 * line, y, left + (right - left) * (9 - number) // 12, y + line), fill=_CHALK)
    return picture.convert("RGB")


def _board(width_px: int, height_px: int) -> tuple[tuple[float, int], ...]:
    return (0.08, width_px), (0.12, height_px), (0.66, width_px), (0.92, height_px)


def over(picture: Any, graphic: Any, x_px: int, y_px: int) -> Any:
    """Lay a drawn graphic with transparency over a picture; the picture itself stays as it is."""
    laid = picture.convert("RGBA")
    laid.alpha_composite(graphic.convert("RGBA"), (x_px, y_px))
    return laid.convert("RGB")


def with_safe_area(picture: Any) -> Any:
    """Draw the R 95 graphics-safe area as a thin line that is seen on dark and on light."""
    from PIL import Image, ImageDraw

    drawn = picture.copy()
    mask = Image.new("L", picture.size, 0)
    across, down = round(picture.width * SAFE_SHARE), round(picture.height * SAFE_SHARE)
    ImageDraw.Draw(mask).rectangle((across, down, picture.width - 1 - across, picture.height - 1 - down), outline=255)
    inverse = drawn.point(lambda value: 255 if value < _LINE else 0)
    drawn.paste(inverse, (0, 0), mask)
    return drawn


def fitted(picture: Any, width_px: int, height_px: int) -> Any:
    """Scale a picture as a player does."""
    from PIL import Image

    return picture.convert("RGB").resize((width_px, height_px), Image.Resampling.LANCZOS)


def compose(title: str, rows: Sequence[Sequence[Tile]], look: Look) -> Any:
    """Put tiles in rows, each with its caption below it, and a title above all. Raises ToolError without a font."""
    from PIL import Image, ImageDraw, ImageFont

    rows = [row for row in rows if row]
    plain = Look(template=look.template, colours=look.colours)
    small = ImageFont.truetype(str(font_of(plain, "text", "Medium", {})), _CAPTION_PX)
    large = ImageFont.truetype(str(font_of(plain, "text", "Bold", {})), _HEAD_PX)
    width = max(sum(tile.picture.width + _GAP_PX for tile in row) for row in rows) + _GAP_PX
    heights = [max(tile.picture.height for tile in row) + _CAPTION_PX + 2 * _GAP_PX for row in rows]
    sheet = Image.new("RGB", (width, _HEAD_PX + 2 * _GAP_PX + sum(heights)), (_GROUND,) * 3)
    draw = ImageDraw.Draw(sheet)
    draw.text((_GAP_PX, _GAP_PX), _written(title, large, width - 2 * _GAP_PX), font=large, fill=(_WORDS,) * 3)
    y = _HEAD_PX + 2 * _GAP_PX
    for row, height in zip(rows, heights, strict=True):
        x = _GAP_PX
        for tile in row:
            sheet.paste(tile.picture.convert("RGB"), (x, y))
            words = _written(tile.caption, small, tile.picture.width)
            draw.text((x, y + tile.picture.height + _GAP_PX // 4), words, font=small, fill=(_WORDS,) * 3)
            x += tile.picture.width + _GAP_PX
        y += height
    return sheet


def save(sheet: Any, target: Path, mark: str) -> None:
    """Write a sheet as PNG that says who made it, so that the next one may take its place."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Software", mark)
    sheet.save(target, format="PNG", pnginfo=info)


def _written(text: str, font: Any, width: int) -> str:
    """Shorten a caption to the width that it has; only here, on no programme, may words be cut."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
