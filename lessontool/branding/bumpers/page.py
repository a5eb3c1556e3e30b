"""A page of a template: its raster, its words, its margins, and columns of text that always fit their room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from lessontool.branding.bumpers.stage import Entrance, Part
from lessontool.branding.drawing import setting, shapes
from lessontool.branding.drawing.setting import Align, Block, Style, Weight
from lessontool.model import Colours, DrawGraphic

_LINES: Final = 1080
"""Sizes are given as they are on so many lines."""

_ACROSS, _DOWN = 0.08, 0.085
"""Margins of text as shares of width and height: EBU R 95 asks for 5 %; homes with old sets get more."""

_COLUMN_SHRINK: Final = 0.95
_COLUMN_LEAST: Final = 0.4

_QUIET_MODULES: Final = 4
"""Light margin around a QR code (ISO/IEC 18004, 6.3.8)."""

_MOST_ADDRESS_BYTES: Final = 600
"""A QR code of more has modules that are too small on a television."""

READABLE: Final = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A text in a column: how it is set, and how much free room is above it. Sizes as on 1080 lines."""

    text: str
    size: int
    least: int
    colour: str
    weight: Weight = "Regular"
    role: Literal["title", "text"] = "text"
    rows: int = 1
    gap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field that has been set: its block, its colour, and where it begins below the column's top."""

    block: Block
    colour: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a template lays out on one raster."""

    width: int
    height: int
    step: DrawGraphic
    files: Mapping[str, Path]

    @property
    def colours(self) -> Colours:
        """The brand's."""
        return self.step.look.colours

    @property
    def left(self) -> int:
        """Where text begins."""
        return round(self.width * _ACROSS)

    @property
    def right(self) -> int:
        """Where text ends."""
        return self.width - self.left

    @property
    def top(self) -> int:
        """No text is higher."""
        return round(self.height * _DOWN)

    @property
    def bottom(self) -> int:
        """No text is lower."""
        return self.height - self.top

    def px(self, size: float) -> int:
        """A length, given as on 1080 lines, in pixels of this raster; never nothing."""
        return max(1, round(size * self._lines / _LINES))

    @property
    def _lines(self) -> float:
        """What sizes are in proportion to: the height, or less where the picture is narrower than 4:3."""
        return min(self.height, self.width * 0.75)

    def said(self, field: str) -> str:
        """What stands in a field; empty where the lesson has nothing, or nothing that can be written."""
        text = self.step.lines.get(field, "")
        return text.strip() if setting.legible(text, self._font("text", "Regular")) else ""

    @property
    def address(self) -> str:
        """Where the materials are; empty where there are none, or where no telephone could read so long an address."""
        address = self.said("materials_url")
        return address if len(address.encode()) <= _MOST_ADDRESS_BYTES else ""

    def _font(self, role: Literal["title", "text"], weight: Weight) -> Path:
        return setting.font_of(self.step.look, role, weight, self.files)

    def set(self, field: Field, width: int, height: int, *, align: Align = "left", scale: float = 1.0) -> Block:
        """Set a text into a room."""
        style = Style(
            font=self._font(field.role, field.weight),
            size_px=self.px(field.size * scale),
            least_px=self.px(field.least * scale),
            rows=field.rows,
            align=align,
        )
        return setting.set_text(field.text, style, width_px=max(1, width), height_px=max(1, height))

    def column(self, fields: Sequence[Field], width: int, room: int) -> tuple[Row, ...]:
        """Set fields one below another; if they are too high together, all shrink together."""
        fields = [field for field in fields if field.text]
        scale = 1.0
        while True:
            blocks = [self.set(field, width, room, scale=scale) for field in fields]
            rows = self._rows(fields, blocks, scale)
            if not rows or rows[-1].y + rows[-1].block.height_px <= room:
                return rows
            if scale < _COLUMN_LEAST:
                break
            scale *= _COLUMN_SHRINK
        # each gets its share of the room, without any gap
        total = sum(block.height_px for block in blocks)
        shares = [block.height_px * room // total for block in blocks]
        blocks = [self.set(each, width, share, scale=scale) for each, share in zip(fields, shares, strict=True)]
        return self._rows(fields, blocks, 0.0)

    def _rows(self, fields: Sequence[Field], blocks: Sequence[Block], scale: float) -> tuple[Row, ...]:
        rows: list[Row] = []
        y = 0
        for field, block in zip(fields, blocks, strict=True):
            y += round(field.gap * scale * self._lines / _LINES) if rows else 0
            rows.append(Row(block=block, colour=field.colour, y=max(0, y)))
            y += block.height_px
        return tuple(rows)

    def written(
        self, block: Block, colour: str, at: tuple[int, int], entrance: Entrance, start: float, end: float
    ) -> Part:
        """Make a part of a set text: no larger than its ink, so that rows do not move over one another."""
        picture = setting.paint(block, colour)
        ink = picture.getchannel("A").getbbox() or (0, 0, 1, 1)
        return Part(
            picture=picture.crop(ink),
            x=at[0] + ink[0],
            y=at[1] + ink[1],
            entrance=entrance,
            start=start,
            end=end,
            way_px=self.px(14),
            text=True,
        )

    def logo(self, *, width: int, height: int) -> Any | None:
        """The brand's logo as an RGBA picture that fits into a room; None without one."""
        if not self.step.look.logo:
            return None
        from lessontool.branding.drawing import logos

        return logos.logo_picture(self.files[self.step.look.logo], height_px=height, width_px=width)

    def code(self, address: str, room: int) -> Any:
        """An address as a QR code, dark on light with its quiet zone, no larger than a room (in pixels), RGBA."""
        import segno
        from PIL import Image

        modules = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
        side = len(modules) + 2 * _QUIET_MODULES
        picture = Image.new("RGB", (side, side), self.colours.text)
        dark = shapes.rgb(tone(self.colours.ground_end, "#000000", 0.6))
        for y, row in enumerate(modules):
            for x, module in enumerate(row):
                if module:
                    picture.putpixel((x + _QUIET_MODULES, y + _QUIET_MODULES), dark)
        return picture.resize((side * max(1, room // side),) * 2, Image.Resampling.NEAREST).convert("RGBA")

    def code_room(self, address: str, room: int) -> int:
        """How large a QR code must be, in pixels: as the room, or larger, so that a module has 4 px on 1080 lines."""
        import segno

        modules = len(segno.make(address, error="m", micro=False).matrix) + 2 * _QUIET_MODULES
        return max(room, modules * max(2, self.px(4)))


def page_of(step: DrawGraphic, files: Mapping[str, Path]) -> Page:
    """Begin the page of a step."""
    return Page(width=step.width_px, height=step.height_px, step=step, files=files)


def gradient(page: Page) -> Any:
    """The brand's ground, from its first colour at the top left to its second: an RGB picture.

    Fine noise keeps it from showing steps: dark grounds pass through few shades on a large picture.
    """
    import numpy
    from PIL import Image

    x = numpy.linspace(0.0, 0.6, page.width, dtype=numpy.float32)[None, :]
    y = numpy.linspace(0.0, 0.4, page.height, dtype=numpy.float32)[:, None]
    share = x + y
    noise = numpy.random.default_rng(0).random(share.shape, dtype=numpy.float32)
    picture = numpy.empty((*share.shape, 3), dtype=numpy.uint8)
    ends = zip(shapes.rgb(page.colours.ground), shapes.rgb(page.colours.ground_end), strict=True)
    for number, (begin, end) in enumerate(ends):
        picture[..., number] = numpy.minimum(begin + (end - begin) * share + noise, 255)
    return Image.fromarray(picture)


# ── colours ───────────────────────────────────────────────────────────────────────────────────────────────────────


def tone(first: str, second: str, share: float) -> str:
    """A colour on the way from the first to the second, as `#RRGGBB`."""
    return "#{:02x}{:02x}{:02x}".format(*shapes.blend(first, second, share))


def contrast(first: str, second: str) -> float:
    """How well a colour stands out from another, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, *grounds: str) -> str:
    """Make a colour lighter or darker until it is read on all grounds; the same colour where it already is."""
    if all(contrast(colour, ground) >= READABLE for ground in grounds):
        return colour
    tries = [tone(colour, end, step / 20) for step in range(1, 21) for end in ("#ebebeb", "#000000")]
    worst = [min(contrast(each, ground) for ground in grounds) for each in tries]
    return next(
        (each for each, least in zip(tries, worst, strict=True) if least >= READABLE), tries[worst.index(max(worst))]
    )


def _luminance(colour: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (each / 255 for each in shapes.rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
