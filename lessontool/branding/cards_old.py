"""Slate, title card and closing card: plain and legible, every word inside the R 95 graphics-safe area.

A card is composed once as a still; fading and holding it is picture work like any other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lessontool.errors import ToolError
from lessontool.model import DrawCard

_SAFE: Final = 0.10
"""Margin on each side as a share of the canvas: EBU R 95 asks for 5 % for graphics; homes with old sets get more."""

_GROUND: Final = {"slate": (28, 32, 38), "opening": (10, 62, 84), "closing": (10, 62, 84)}
_ACCENT: Final = (245, 179, 53)
_WHITE: Final = (235, 235, 235)
"""Television white: full white flickers and blooms on old sets."""

_SMALLEST_PX: Final = 20
"""At 1080 lines; smaller letters are gone at 360p."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """How one field is set: weight of the font, height as a share of the canvas, colour."""

    field: str
    weight: str
    size: float
    colour: tuple[int, int, int]
    lines: int = 1
    """At most so many lines; then the letters shrink."""


_LAYOUTS: Final[Mapping[str, Sequence[_Line]]] = {
    "opening": (
        _Line(field="subject", weight="SemiBold", size=0.052, colour=_ACCENT),
        _Line(field="title", weight="Bold", size=0.105, colour=_WHITE, lines=3),
        _Line(field="lesson", weight="Medium", size=0.046, colour=_WHITE),
        _Line(field="series", weight="Regular", size=0.036, colour=_WHITE, lines=2),
        _Line(field="teacher", weight="Medium", size=0.044, colour=_ACCENT, lines=2),
        _Line(field="school", weight="Regular", size=0.040, colour=_WHITE, lines=2),
    ),
    "closing": (
        _Line(field="title", weight="SemiBold", size=0.066, colour=_WHITE, lines=2),
        _Line(field="subject", weight="Medium", size=0.042, colour=_ACCENT),
        _Line(field="teacher", weight="Medium", size=0.044, colour=_WHITE, lines=2),
        _Line(field="school", weight="Regular", size=0.040, colour=_WHITE, lines=2),
        _Line(field="rights", weight="Regular", size=0.032, colour=_WHITE, lines=2),
    ),
    "slate": (
        _Line(field="title", weight="Bold", size=0.070, colour=_WHITE, lines=2),
        _Line(field="subject", weight="SemiBold", size=0.042, colour=_ACCENT),
        _Line(field="lesson", weight="Medium", size=0.038, colour=_WHITE),
        _Line(field="series", weight="Regular", size=0.032, colour=_WHITE, lines=2),
        _Line(field="teacher", weight="Regular", size=0.036, colour=_WHITE, lines=2),
        _Line(field="school", weight="Regular", size=0.036, colour=_WHITE, lines=2),
        _Line(field="id", weight="Regular", size=0.032, colour=_WHITE),
        _Line(field="duration", weight="SemiBold", size=0.046, colour=_ACCENT),
        _Line(field="lesson_duration", weight="Medium", size=0.036, colour=_WHITE),
        _Line(field="timecode", weight="Medium", size=0.036, colour=_WHITE),
        _Line(field="format", weight="Regular", size=0.030, colour=_WHITE),
    ),
}

_LABELS: Final = {
    "duration": "Thời lượng chương trình: {}",
    "lesson_duration": "Thời lượng bài học: {}",
    "timecode": "Mã thời gian bắt đầu: {}",
    "id": "Mã bài: {}",
}


def draw_card(step: DrawCard, target: Path) -> None:
    """Compose a card and write it as PNG. Raises ToolError when the packaged font is missing."""
    from moviepy import ColorClip, CompositeVideoClip, ImageClip
    from PIL import Image

    size = (step.width_px, step.height_px)
    layers: list[Any] = [ColorClip(size, color=_GROUND[step.card])]
    rule = ColorClip((max(2, size[0] // 160), size[1] - 2 * round(size[1] * _SAFE)), color=_ACCENT)
    layers.append(rule.with_position((round(size[0] * _SAFE * 0.75), round(size[1] * _SAFE))))
    for picture, at in _set(step):
        layers.append(ImageClip(picture, transparent=True).with_position(at))
    frame = CompositeVideoClip(layers, size=size).get_frame(0)
    Image.fromarray(frame.astype("uint8")).save(target, format="PNG")


def _set(step: DrawCard) -> list[tuple[Any, tuple[int, int]]]:
    """Set all lines from the top of the safe area; if they are too high, all shrink together."""
    left, top = round(step.width_px * _SAFE), round(step.height_px * _SAFE)
    room = (step.width_px - 2 * left, step.height_px - 2 * top)
    scale = 1.0
    while True:
        blocks = [_block(line, step, room[0], scale) for line in _LAYOUTS[step.card] if line.field in step.lines]
        height = sum(block.shape[0] for block in blocks)
        if height <= room[1] or scale < 0.3:
            break
        scale *= 0.94
    gap = min((room[1] - height) // max(1, len(blocks)), round(step.height_px * 0.03))
    y = top + (room[1] - height - gap * (len(blocks) - 1)) // 2
    placed = []
    for block in blocks:
        placed.append((block, (left, y)))
        y += block.shape[0] + gap
    return placed


def _block(line: _Line, step: DrawCard, width: int, scale: float) -> Any:
    """Draw one field, wrapped at words, shrunk until it fits its number of lines."""
    import numpy
    from PIL import Image, ImageDraw, ImageFont

    text = unicodedata.normalize("NFC", " ".join(step.lines[line.field].split()))
    text = _LABELS.get(line.field, "{}").format(text)
    size = max(_SMALLEST_PX * step.height_px / 1080, line.size * step.height_px * scale)
    while True:
        font = ImageFont.truetype(str(font_file(line.weight)), round(size))
        rows = _wrapped(text, font, width)
        if (len(rows) <= line.lines and all(font.getlength(row) <= width for row in rows)) or size < 8:
            break
        size *= 0.94
    # a row has room for two marks above a capital and for the dot below
    pitch = round(size * 1.36)
    picture = Image.new("RGBA", (width, pitch * len(rows)), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    for number, row in enumerate(rows):
        draw.text((0, number * pitch + round(size * 1.08)), row, font=font, fill=(*line.colour, 255), anchor="ls")
    return numpy.asarray(picture)


def _wrapped(text: str, font: Any, width: int) -> list[str]:
    """Break at words into as few rows as fit, then narrow the column so that the rows are about as long as another."""
    rows = _filled(text, font, width)
    narrow = width
    while len(rows) > 1 and narrow > width // 3:
        narrow -= width // 40
        tighter = _filled(text, font, narrow)
        if len(tighter) > len(rows) or max(map(font.getlength, tighter)) > width:
            break
        rows = tighter
    return rows


def _filled(text: str, font: Any, width: int) -> list[str]:
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and font.getlength(longer) > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def font_file(weight: str) -> Path:
    """Find a weight of the packaged Be Vietnam Pro, which has every Vietnamese letter. Raises ToolError without it."""
    import fontpkg_be_vietnam_pro

    path = Path(fontpkg_be_vietnam_pro.__file__).with_name("files") / f"BeVietnamPro-{weight}.ttf"
    if not path.is_file():
        raise ToolError("tool-missing", program="Be Vietnam Pro", detail=str(path))
    return path
