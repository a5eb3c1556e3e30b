"""What fills the picture around a lesson that makes room for the sign-language interpreter: the brand's ground."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from lessontool.branding.drawing import setting, shapes
from lessontool.branding.drawing.setting import Style
from lessontool.model import Box, DrawGraphic, Look

if TYPE_CHECKING:
    from PIL import Image

_SAFE: Final = 0.05
"""EBU R 95: no text nearer to an edge of the raster, as a share of it."""


def surround(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Draw the brand's ground with a hole for the lesson and one for the interpreter, each in a fine frame."""
    from PIL import Image, ImageChops

    size = (step.width_px, step.height_px)
    picture = shapes.gradient(step.look, size, across=False).convert("RGBA")
    _ornament(picture, step.look)
    line = max(1, round(step.height_px / 360))
    framed = Image.new("L", size, 0)
    open_parts = Image.new("L", size, 0)
    for hole in step.holes:
        framed.paste(255, (hole.x_px - line, hole.y_px - line, hole.right_px + line, hole.bottom_px + line))
        open_parts.paste(255, (hole.x_px, hole.y_px, hole.right_px, hole.bottom_px))
    picture.alpha_composite(shapes.shadow(framed, blur=step.height_px * 0.012, strength=0.45))
    picture.paste((*shapes.blend(step.look.colours.text, step.look.colours.ground, 0.45), 255), (0, 0), framed)
    _caption(picture, step, files)
    picture.putalpha(ImageChops.invert(open_parts))
    return cast("Image.Image", picture)


def _ornament(picture: Any, look: Look) -> None:
    """Quiet shapes in shades of the ground: hills for everybody, bubbles for the youngest."""
    from PIL import Image, ImageDraw

    width, height = picture.size
    mask = Image.new("L", (width * 2, height * 2), 0)
    draw = ImageDraw.Draw(mask)
    unit = height * 2 / 100
    if look.template == "calm":
        for across, far, grey in ((20, 150, 8), (120, 130, 11), (205, 160, 8)):
            layer = Image.new("L", mask.size, 0)
            box = ((across - far) * unit, 62 * unit, (across + far) * unit, (62 + 2 * far) * unit)
            ImageDraw.Draw(layer).ellipse(box, fill=grey)
            mask.paste(grey, (0, 0), layer.point(lambda value: 255 if value else 0))
    else:
        for across, down, far in ((8, 88, 14), (33, 97, 8), (95, 94, 12), (150, 8, 16), (171, 84, 18), (120, 4, 6)):
            box = ((across - far) * unit, (down - far) * unit, (across + far) * unit, (down + far) * unit)
            draw.ellipse(box, fill=16)
    picture.paste((*shapes.rgb(look.colours.text), 255), (0, 0), mask.reduce(2))


def _caption(picture: Any, step: DrawGraphic, files: Mapping[str, Path]) -> None:
    """Write subject, grade and title small into the largest free room, if there is one that they can be read in."""
    head = " · ".join(filter(None, (step.lines.get("subject", ""), step.lines.get("grade", ""))))
    title = step.lines.get("title", "")
    room = _free_room(step)
    least = max(1, round(step.height_px * 0.022))
    if room is None or not (head or title):
        return
    colours = step.look.colours
    block: list[Any] = []
    for text, font, share, colour in (
        (head, setting.font_of(step.look, "text", "SemiBold", files), 0.028, colours.accent),
        (title, setting.font_of(step.look, "title", "Bold", files), 0.036, colours.text),
    ):
        if text:
            style = Style(font=font, size_px=round(step.height_px * share), least_px=least, rows=3)
            set_text = setting.set_text(text, style, width_px=room.width_px, height_px=room.height_px)
            if set_text.size_px < least or set_text.width_px > room.width_px:
                return
            block.append(setting.paint(set_text, colour))
    high = sum(part.height for part in block)
    if high > room.height_px:
        return
    # at the top of the room: captions stand at the bottom of the picture
    y = room.y_px
    for part in block:
        picture.alpha_composite(part, (room.x_px, y))
        y += part.height


def _free_room(step: DrawGraphic) -> Box | None:
    """Find the largest part of the safe area in which there is no hole."""
    left, top = round(step.width_px * _SAFE), round(step.height_px * _SAFE)
    right, bottom = step.width_px - left, step.height_px - top
    gap = round(step.height_px * 0.025)
    taken = [
        Box(
            x_px=hole.x_px - gap,
            y_px=hole.y_px - gap,
            width_px=hole.width_px + 2 * gap,
            height_px=hole.height_px + 2 * gap,
        )
        for hole in step.holes
    ]
    columns = sorted({left, right, *(x for box in taken for x in (box.x_px, box.right_px) if left < x < right)})
    rows = sorted({top, bottom, *(y for box in taken for y in (box.y_px, box.bottom_px) if top < y < bottom)})
    free = [
        room
        for begin, x in enumerate(columns)
        for end in columns[begin + 1 :]
        for first, y in enumerate(rows)
        for last in rows[first + 1 :]
        for room in [Box(x_px=x, y_px=y, width_px=end - x, height_px=last - y)]
        if not any(room.overlaps(box) for box in taken)
    ]
    wide_enough = [room for room in free if room.width_px > step.height_px * 0.25 and room.height_px > gap * 2]
    return max(wide_enough, key=lambda room: room.width_px * room.height_px, default=None)
