"""Posters: a still of the lesson and its title, so set that both are known at the size of a stamp.

Wide posters have the words on the left, all others below the still. The still is never under the words: it is cropped
around a face, or around what is written where that still fits, else shown whole as a card.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lessontool.branding.drawing import setting
from lessontool.branding.drawing.setting import Block, Style
from lessontool.branding.posters import stills
from lessontool.errors import ToolError
from lessontool.model import Box, DrawPoster
from lessontool.tools.process import Cancel

if TYPE_CHECKING:
    from PIL import Image

_QUALITIES: Final = range(90, 39, -5)

_MARGIN: Final = 0.045
"""Nothing that is to be read comes nearer to an edge, as a share of the poster's width or height."""

_WIDE: Final = 1.25
"""From this aspect on the words stand at the side."""

_LOGO: Final = 0.09
"""Height of the logo, as a share of the poster's unit."""

_CAPITAL: Final = 0.7
"""Height of capitals, in ems."""

_OVER: Final = 3
"""Shapes are drawn so many times larger, for smooth edges."""

_MOST_ZOOM: Final = 1.8
"""A still is cropped to a face no closer than this, …"""

_MOST_ENLARGED: Final = 1.6
"""… and enlarged no more than this: it would look blurred."""


def draw(step: DrawPoster, still: Path, target: Path, *, files: Mapping[str, Path], cancel: Cancel) -> None:
    """Draw a poster and write it as a plain JPEG (baseline, 4:2:0, sRGB, no metadata) of at most `max_bytes`.

    Raises ToolError `poster-too-large` where not even a coarse JPEG is small enough, PresetError for a logo that cannot
    be used, Interrupted when `cancel` is thrown.
    """
    from PIL import Image

    with Image.open(still) as opened:
        picture = opened.convert("RGB")
    cancel.raise_if_thrown()
    composed = compose(step, picture, files)
    cancel.raise_if_thrown()
    target.write_bytes(_jpeg(composed, step))


def compose(step: DrawPoster, still: Image.Image, files: Mapping[str, Path]) -> Image.Image:
    """Compose a poster as an RGB picture."""
    poster = _Poster(step, files)
    poster.paint_ground()
    poster.show(still)
    poster.write()
    return poster.canvas


def written_parts(step: DrawPoster, files: Mapping[str, Path]) -> tuple[tuple[str, Box, Block], ...]:
    """List what is written on a poster: field, where it stands, and how it is set."""
    return tuple(_Poster(step, files).words())


def _jpeg(picture: Image.Image, step: DrawPoster) -> bytes:
    size = 0
    for quality in _QUALITIES:
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, progressive=False)
        size = written.tell()
        if size <= step.max_bytes:
            return written.getvalue()
    raise ToolError(
        "poster-too-large",
        kilobytes=step.max_bytes // 1000,
        detail=f"{step.name}: {step.width_px}x{step.height_px}, {size} bytes at quality {_QUALITIES[-1]}",
    )


# ── where the still's interest lies ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """The part of a still that must be seen, in pixels of the still."""

    active: Box
    """The still without black borders."""
    part: Box
    face_height_px: int = 0
    """0: no face; the part is where something is written or drawn."""


def focus_of(still: Image.Image) -> Focus:
    """Find what must be seen of a still: a face with its shoulders, else whatever is written or drawn."""
    small = still.copy()
    small.thumbnail((stills.LOOK_WIDTH, stills.LOOK_HEIGHT))
    pixels = np.asarray(small)
    scale = still.width / small.width
    active = _without_borders(pixels)
    faces = stills.find_faces(pixels)
    if faces:
        face = max(faces, key=lambda each: each.height)
        centre, height = (face.left + face.width / 2) * small.width, face.height * small.height
        top = face.top * small.height
        part = (centre - 1.1 * height, top - 0.7 * height, centre + 1.1 * height, top + 2.2 * height)
        return Focus(
            active=_scaled(active, scale, still),
            part=_scaled(part, scale, still),
            face_height_px=round(height * scale),
        )
    return Focus(active=_scaled(active, scale, still), part=_scaled(_drawn_part(pixels, active), scale, still))


def window_of(focus: Focus, width_px: int, height_px: int) -> Box | None:
    """Choose the part of a still that fills a room; None where what must be seen does not fit in, so all is shown."""
    active, part = focus.active, focus.part
    across = min(active.width_px, active.height_px * width_px / height_px)
    if focus.face_height_px:
        # a face is shown at a third of the room's height, if the still is fine enough
        closest = max(across / _MOST_ZOOM, width_px / _MOST_ENLARGED)
        across = min(across, max(closest, focus.face_height_px / 0.30 * width_px / height_px))
    down = across * height_px / width_px
    if not focus.face_height_px and (part.width_px > 1.06 * across or part.height_px > 1.06 * down):
        return None
    return _around(part, active, int(across), int(down))


_Edges = tuple[float, float, float, float]


def _without_borders(pixels: stills.Picture) -> _Edges:
    bright = pixels.max(axis=2) > 32
    rows, columns = np.flatnonzero(bright.mean(axis=1) > 0.02), np.flatnonzero(bright.mean(axis=0) > 0.02)
    height, width = bright.shape
    if len(rows) < height / 3 or len(columns) < width / 4:
        return (0, 0, width, height)
    return (float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))


def _drawn_part(pixels: stills.Picture, active: _Edges) -> _Edges:
    """Find the smallest part with nearly all edges, and a little room around it."""
    left, top, right, bottom = (round(edge) for edge in active)
    inside = np.s_[top + 2 : bottom - 2, left + 2 : right - 2]
    clear = stills.clear_edges(pixels)[inside]
    spans = []
    for axis, (first, last) in enumerate(((left, right), (top, bottom))):
        share = np.cumsum(clear.sum(axis=axis), dtype=np.float64)
        if not len(share) or share[-1] == 0:
            return active
        low, high = np.searchsorted(share, (0.01 * share[-1], 0.99 * share[-1]))
        room = 0.03 * (last - first)
        spans.append((max(first, first + low - room), min(last, first + high + room)))
    return (spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def _scaled(edges: _Edges, scale: float, still: Image.Image) -> Box:
    left, right = (min(max(round(edge * scale), 0), still.width) for edge in (edges[0], edges[2]))
    top, bottom = (min(max(round(edge * scale), 0), still.height) for edge in (edges[1], edges[3]))
    return Box(x_px=left, y_px=top, width_px=max(1, right - left), height_px=max(1, bottom - top))


# ── the poster ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Poster:
    """One poster while it is drawn: its rooms, its shades, its canvas."""

    def __init__(self, step: DrawPoster, files: Mapping[str, Path]) -> None:
        self.step, self.files = step, files
        self.look, self.colours = step.look, step.look.colours
        self.width, self.height = step.width_px, step.height_px
        self.wide = self.width >= _WIDE * self.height
        self.unit = self.height if self.wide else min(self.width, self.height)
        self.playful = step.look.template == "playful"
        # an outward-rounded margin never falls short
        self.left, self.top = int(_MARGIN * self.width) + 1, int(_MARGIN * self.height) + 1
        self.canvas: Image.Image
        self.ground: Image.Image
        self.pills: list[Box] = []
        self.logo = self._load_logo()

    def px(self, share: float) -> int:
        """A length in proportion to the poster."""
        return max(1, round(share * self.unit))

    # rooms

    @property
    def still_room(self) -> Box:
        """Where the still is shown."""
        gap = self.px(0.05) if self.playful else 0
        if self.wide:
            x = round(0.5 * self.width)
            return _box(x, gap, self.width - gap, self.height - gap)
        return _box(gap, gap, self.width - gap, round(0.40 * self.height))

    @property
    def text_room(self) -> Box:
        """Where words may stand."""
        if self.wide:
            return _box(self.left, self.top, round(0.462 * self.width), self.height - self.top)
        # the badge sits on the seam
        top = self.still_room.bottom_px - self.px(0.05)
        return _box(self.left, top, self.width - self.left, self.height - self.top)

    # ground

    def paint_ground(self) -> None:
        """Paint the ground: from one colour to the other, and the template's own shapes."""
        from PIL import Image

        slope = np.linspace(0, 1, self.width)[None, :] * 0.5 + np.linspace(0, 1, self.height)[:, None] * 0.5
        first, last = (np.array(_rgb(each), float) for each in (self.colours.ground, self.colours.ground_end))
        shaded = first + (last - first) * slope[:, :, None]
        self.canvas = Image.fromarray(np.round(shaded).astype(np.uint8))
        self.ground = self.canvas.copy()
        if self.playful:
            light = _mixed(self.colours.ground, self.colours.text, 0.09)
            # beside and behind the still: words stand on an even ground
            wide, tall = ((0.56, 0.0, 0.22), (1.0, 1.0, 0.36)), ((0.04, 0.02, 0.20), (0.98, 0.40, 0.08))
            for x, y, radius in wide if self.wide else tall:
                self._shape(light, lambda pen, at: pen.ellipse(at, fill=255), self._circle(x, y, radius))

    def _circle(self, x: float, y: float, radius: float) -> Box:
        reach = self.px(radius)
        across, down = round(x * self.width), round(y * self.height)
        return _box(across - reach, down - reach, across + reach, down + reach)

    # the still

    def show(self, still: Image.Image) -> None:
        """Show the still, cropped around what must be seen, or whole as a card."""
        room = self.still_room
        focus = focus_of(still)
        window = window_of(focus, room.width_px, room.height_px)
        if self.playful and window is not None:
            self._frame(still, window, room, corner=self.px(0.07), border=self.px(0.016), colour=self.colours.accent)
        elif not self.playful:
            self._fill_room(_cut(still, window, room) if window is not None else None)
        if window is None:
            self._show_card(still, focus)

    def _fill_room(self, picture: Image.Image | None) -> None:
        """Fill the room, or tint it; where the ground meets it runs a band of the accent colour, leaning a little."""
        room = self.still_room
        tint = _rgb(_mixed(self.colours.ground, self.colours.text, 0.14))
        self.canvas.paste(picture or tint, (room.x_px, room.y_px, room.right_px, room.bottom_px))
        if not self.wide:
            band = _box(0, room.bottom_px, self.width, room.bottom_px + self.px(0.012))
            self._shape(self.colours.accent, lambda pen, at: pen.rectangle(at, fill=255), band)
            return
        lean, thick = round(0.035 * self.width), self.px(0.014)
        over = _box(room.x_px, 0, room.x_px + lean + thick, self.height)

        def leaning(shift: int) -> Any:
            def paint(pen: Any, at: tuple[int, int, int, int]) -> None:
                left, top, _, bottom = at
                edge = left + (lean + shift) * _OVER
                pen.polygon([(left, top), (edge, top), (left + shift * _OVER, bottom), (left, bottom)], fill=255)

            return paint

        self._shape(self.colours.accent, leaning(thick), over)
        ground = self.ground.crop((over.x_px, over.y_px, over.right_px, over.bottom_px))
        self.canvas.paste(ground, (over.x_px, over.y_px), _mask(over, leaning(0)))

    def _show_card(self, still: Image.Image, focus: Focus) -> None:
        """Show all that is written or drawn, as large as it fits, framed like a card."""
        room = self.still_room
        side = round(0.025 * self.width) if self.wide else self.left
        left = room.x_px if self.wide else self.left
        right = self.width - side
        top = self.top
        bottom = self.height - self.top if self.wide else room.bottom_px - self.px(0.07)
        part = _with_aspect(focus.part, focus.active, (right - left) / (bottom - top))
        scale = min((right - left) / part.width_px, (bottom - top) / part.height_px)
        width, height = int(part.width_px * scale), int(part.height_px * scale)
        x, y = left + (right - left - width) // 2, top + (bottom - top - height) // 2
        place = Box(x_px=x, y_px=y, width_px=width, height_px=height)
        corner = self.px(0.05 if self.playful else 0.018)
        colour = self.colours.accent if self.playful else _mixed(self.colours.ground, self.colours.text, 0.35)
        self._frame(still, part, place, corner=corner, border=self.px(0.014 if self.playful else 0.005), colour=colour)

    def _frame(self, still: Image.Image, window: Box, place: Box, *, corner: int, border: int, colour: str) -> None:
        dark = _mixed(self.colours.ground_end, "#000000", 0.45)
        drop = self.px(0.012)
        shadow = _box(place.x_px + drop, place.y_px + drop, place.right_px + drop, place.bottom_px + drop)
        for box, tone in ((shadow, dark), (place, colour)):
            self._shape(tone, lambda pen, at: pen.rounded_rectangle(at, corner * _OVER, fill=255), box)
        inner = _box(place.x_px + border, place.y_px + border, place.right_px - border, place.bottom_px - border)
        mask = _mask(inner, lambda pen, at: pen.rounded_rectangle(at, max(1, corner - border) * _OVER, fill=255))
        self.canvas.paste(_cut(still, window, inner), (inner.x_px, inner.y_px), mask)

    # words

    def write(self) -> None:
        """Write all words, the badge on its pill, and the logo."""
        words = self.words()
        for number, pill in enumerate(self.pills):
            ground = self.colours.accent_second if number else self.colours.accent
            self._shape(ground, lambda pen, at: pen.rounded_rectangle(at, (at[3] - at[1]) // 2, fill=255), pill)
        for field, place, block in words:
            colour = {
                "badge": self.colours.text_on_accent,
                "grade_badge": self.colours.text_on_accent,
                "lesson": self.colours.accent,
            }.get(field, self.colours.text)
            picture = setting.paint(block, colour)
            self.canvas.paste(picture, (place.x_px, place.y_px), picture)
        if self.logo is not None:
            at = self._logo_place()
            self.canvas.paste(self.logo, (at.x_px, at.y_px), self.logo)

    def words(self) -> list[tuple[str, Box, Block]]:
        """Set all words from the top and from the bottom; the title gets the rest."""
        room = self.text_room
        placed: list[tuple[str, Box, Block]] = []
        top = self._head(room, placed)
        bottom = self._foot(room, placed)
        title = self.step.lines.get("title", "")
        if title:
            style = Style(
                font=setting.font_of(self.look, "title", "ExtraBold" if self.playful else "Bold", self.files),
                size_px=self.px(0.15),
                least_px=self.px(0.075),
                rows=4 if self.wide or self.height > 1.3 * self.width else 3,
            )
            block = setting.set_text(title, style, width_px=room.width_px, height_px=bottom - top)
            y = top + max(0, bottom - top - block.height_px) // 2
            placed.append(("title", _sized(room.x_px, y, block), block))
        return placed

    def _head(self, room: Box, placed: list[tuple[str, Box, Block]]) -> int:
        """Set what stands above the title; gives the first line below it."""
        top = room.y_px
        if self.wide:
            height = self.px(_LOGO)
            if self._brand_words(placed, _box(room.x_px, top, room.right_px, top + height)) or self.logo is not None:
                top += height + self.px(0.028)
        top = self._badges(room, top, placed)
        return top + self.px(0.015)

    def _badges(self, room: Box, top: int, placed: list[tuple[str, Box, Block]]) -> int:
        """Set subject and grade on pills: one together, or in the playful template each its own."""
        subject, grade = (self.step.lines.get(field, "") for field in ("subject", "grade"))
        texts = [subject, grade] if self.playful else [" · ".join(part for part in (subject, grade) if part)]
        texts = [text for text in texts if text]
        if not texts:
            return top
        pad, height, gap = self.px(0.032), self.px(0.105), self.px(0.02)
        style = Style(
            font=setting.font_of(self.look, "text", "Bold", self.files), size_px=self.px(0.064), least_px=1, rows=1
        )
        blocks = self._pill_texts(texts, style, room.width_px, gap=gap, pad=pad, height=height)
        self.pills.clear()
        x, tall = room.x_px, max(round(1.2 * block.height_px) for block in blocks)
        for number, block in enumerate(blocks):
            # capitals stand in the middle of the pill: the eye does not count the room for marks above them
            above = tall // 2 - (block.baseline_px - round(_CAPITAL / 2 * block.size_px))
            place = _sized(x + pad, top + min(max(0, above), tall - block.height_px), block)
            placed.append(("grade_badge" if number else "badge", place, block))
            self.pills.append(_box(x, top, place.right_px + pad, top + tall))
            x = place.right_px + pad + gap
        return top + tall

    def _pill_texts(
        self, texts: list[str], style: Style, width: int, *, gap: int, pad: int, height: int
    ) -> list[Block]:
        """Set the last, which is short, then the first in what it leaves; neither much larger than the other."""
        *before, last = texts
        while True:
            room = (width - gap) // 2 if before else width
            blocks = [setting.set_text(last, style, width_px=room - 2 * pad, height_px=height)]
            if not before:
                return blocks
            room = width - gap - 4 * pad - blocks[0].width_px
            first = setting.set_text(before[0], style, width_px=room, height_px=height)
            most = int(1.3 * first.size_px)
            if blocks[0].size_px <= most or style.size_px <= most:
                return [first, *blocks]
            style = replace(style, size_px=most)

    def _foot(self, room: Box, placed: list[tuple[str, Box, Block]]) -> int:
        """Set what stands below the title, from the bottom up; gives the first line of it."""
        bottom, right = room.bottom_px, room.right_px
        highest = bottom
        if not self.wide:
            corner = _box(round(0.64 * self.width), bottom - self.px(_LOGO), right, bottom)
            if self._brand_words(placed, corner) or self.logo is not None:
                right, highest = corner.x_px - self.px(0.02), corner.y_px
        for field, weight, size, rows in (
            ("school", "Regular", 0.036, 2),
            ("teacher", "SemiBold", 0.040, 2),
            ("lesson", "SemiBold", 0.038, 1),
        ):
            text = self.step.lines.get(field, "")
            if not text:
                continue
            style = Style(
                font=setting.font_of(self.look, "text", weight, self.files),  # type: ignore[arg-type]
                size_px=self.px(size),
                least_px=self.px(size * 0.7),
                rows=rows,
            )
            most = self.px(size * 0.7 * setting.ROW * (rows + 0.6))
            block = setting.set_text(text, style, width_px=right - room.x_px, height_px=most)
            bottom -= block.height_px
            placed.append((field, _sized(room.x_px, bottom, block), block))
        return min(bottom, highest) - self.px(0.02)

    # the brand

    def _load_logo(self) -> Any:
        if not self.look.logo:
            return None
        from lessontool.branding.drawing.logos import logo_picture

        return logo_picture(self.files[self.look.logo], height_px=self.px(_LOGO), width_px=self.px(0.26))

    def _logo_place(self) -> Box:
        height = self.px(_LOGO)
        room = self.text_room
        y = (room.y_px if self.wide else room.bottom_px - height) + (height - self.logo.height) // 2
        x = room.x_px if self.wide else room.right_px - self.logo.width
        return Box(x_px=x, y_px=y, width_px=self.logo.width, height_px=self.logo.height)

    def _brand_words(self, placed: list[tuple[str, Box, Block]], room: Box) -> bool:
        """Set who stands behind it and what the series is called beside the logo; says whether there is anything."""
        fields = [field for field in ("organisation", "series_title") if self.step.lines.get(field)]
        taken = self.logo.width + self.px(0.025) if self.logo is not None else 0
        left, right = (room.x_px + taken, room.right_px) if self.wide else (room.x_px, room.right_px - taken)
        if not fields or right - left < self.px(0.12):
            return False
        height = room.height_px // len(fields)
        for number, field in enumerate(fields):
            style = Style(
                font=setting.font_of(self.look, "text", "Regular" if number else "SemiBold", self.files),
                size_px=self.px(0.034),
                least_px=self.px(0.024),
                rows=3 - len(fields),
                align="left" if self.wide else "right",
            )
            block = setting.set_text(self.step.lines[field], style, width_px=right - left, height_px=height)
            x = left if self.wide else right - block.width_px
            y = room.y_px + number * height + (height - block.height_px) // 2
            placed.append((field, _sized(x, y, block), block))
        return True

    def _shape(self, colour: str, paint: Any, box: Box) -> None:
        self.canvas.paste(_rgb(colour), (box.x_px, box.y_px), _mask(box, paint))


def _mask(box: Box, paint: Any) -> Image.Image:
    """Draw a shape that fills a box, with smooth edges."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (box.width_px * _OVER, box.height_px * _OVER), 0)
    paint(ImageDraw.Draw(large), (0, 0, large.width - 1, large.height - 1))
    return large.resize((box.width_px, box.height_px), Image.Resampling.BOX)


def _cut(still: Image.Image, window: Box, place: Box) -> Image.Image:
    """Scale a part of a still so that it covers a place."""
    from PIL import Image

    across = min(window.width_px, window.height_px * place.width_px / place.height_px)
    down = min(window.height_px, across * place.height_px / place.width_px)
    x, y = window.x_px + (window.width_px - across) / 2, window.y_px + (window.height_px - down) / 2
    size = (place.width_px, place.height_px)
    return still.resize(size, Image.Resampling.LANCZOS, box=(x, y, x + across, y + down))


def _with_aspect(part: Box, active: Box, aspect: float) -> Box:
    """Widen or heighten a part towards an aspect, as far as the still reaches: a card shows as much as it can."""
    width = min(max(part.width_px, part.height_px * min(aspect, 16 / 9)), active.width_px)
    height = min(max(part.height_px, part.width_px / max(aspect, 4 / 3)), active.height_px)
    return _around(part, active, int(width), int(height))


def _around(part: Box, active: Box, width_px: int, height_px: int) -> Box:
    """Lay a window about the middle of a part, inside what there is of the still."""
    x = part.x_px + (part.width_px - width_px) // 2
    y = part.y_px + (part.height_px - height_px) // 2
    return Box(
        x_px=min(max(x, active.x_px), active.right_px - width_px),
        y_px=min(max(y, active.y_px), active.bottom_px - height_px),
        width_px=width_px,
        height_px=height_px,
    )


def _box(left: int, top: int, right: int, bottom: int) -> Box:
    return Box(x_px=left, y_px=top, width_px=max(1, right - left), height_px=max(1, bottom - top))


def _sized(x: int, y: int, block: Block) -> Box:
    return Box(x_px=x, y_px=y, width_px=block.width_px, height_px=block.height_px)


def _rgb(colour: str) -> tuple[int, int, int]:
    from PIL import ImageColor

    red, green, blue, *_ = ImageColor.getrgb(colour)
    return red, green, blue


def _mixed(colour: str, other: str, share: float) -> str:
    mixed = [round(a + (b - a) * share) for a, b in zip(_rgb(colour), _rgb(other), strict=True)]
    return "#{:02X}{:02X}{:02X}".format(*mixed)
