"""What the sample lesson is drawn with: a landscape, birds, apples, baskets, buffaloes, balloons and lettering.

Everything is drawn four times too large and made smaller once, so that edges are smooth.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from pathlib import Path

import fontpkg_be_vietnam_pro
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 720
OVER = 4

INK = "#2b3a55"
WHITE = "#ffffff"
BLUE, ORANGE, RED, GREEN, YELLOW, VIOLET = "#2474d6", "#f07818", "#d9303e", "#2f9e44", "#ffd43b", "#8a4fd0"

_FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"


@functools.cache
def font(size: int, weight: str = "Bold") -> ImageFont.FreeTypeFont:
    """Be Vietnam Pro in a size: every Vietnamese letter has its mark."""
    return ImageFont.truetype(str(_FONTS / f"BeVietnamPro-{weight}.ttf"), size, layout_engine=ImageFont.Layout.BASIC)


class Pen:
    """Draws in picture pixels onto a canvas that is OVER times larger."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGBA", (width * OVER, height * OVER))
        self._draw = ImageDraw.Draw(self.image)

    def blob(self, x: float, y: float, rx: float, ry: float, fill: str, turn: float = 0.0) -> None:
        """An ellipse about a centre, turned by degrees."""
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        around = [(rx * math.cos(a * math.pi / 48), ry * math.sin(a * math.pi / 48)) for a in range(96)]
        self.shape([(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in around], fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self._draw.polygon([(x * OVER, y * OVER) for x, y in points], fill=fill)

    def line(self, points: list[tuple[float, float]], fill: str, width: float) -> None:
        """A line with round ends and corners."""
        scaled = [(x * OVER, y * OVER) for x, y in points]
        self._draw.line(scaled, fill=fill, width=round(width * OVER), joint="curve")
        for x, y in (points[0], points[-1]):
            self.blob(x, y, width / 2, width / 2, fill)

    def card(self, box: tuple[float, float, float, float], radius: float, fill: str) -> None:
        left, top, right, bottom = (side * OVER for side in box)
        self._draw.rounded_rectangle((left, top, right, bottom), radius * OVER, fill=fill)

    def finish(self) -> Image.Image:
        width, height = self.image.size
        return self.image.resize((width // OVER, height // OVER), Image.Resampling.LANCZOS)


def _drawn(width: int, height: int, paint: Callable[[Pen], None]) -> Image.Image:
    pen = Pen(width, height)
    paint(pen)
    return pen.finish()


@functools.cache
def apple() -> Image.Image:
    def paint(pen: Pen) -> None:
        pen.line([(36, 22), (38, 12), (43, 5)], "#7a4a21", 4)
        pen.blob(52, 12, 12, 5.5, "#58b947", -24)
        for x in (27, 45):
            pen.blob(x, 42, 21, 25, "#c92434")
        for x in (27, 45):
            pen.blob(x, 41, 19, 22.5, "#e8404d")
        pen.blob(36, 20, 7, 3.5, "#b81d2d")
        pen.blob(22, 32, 4.5, 8, "#ff9aa0", 24)

    return _drawn(74, 70, paint)


@functools.cache
def bird(wing: int, colour: str, belly: str) -> Image.Image:
    """A bird that looks right. `wing`: 0 folded, 1 up, 2 level, 3 down."""

    def paint(pen: Pen) -> None:
        pen.shape([(30, 70), (2, 60), (6, 72), (0, 80), (32, 82)], colour)
        if wing == 0:
            for x in (58, 68):
                pen.line([(x, 95), (x, 106), (x + 7, 107)], "#e07b1c", 3)
        pen.blob(60, 72, 36, 26, colour, -12)
        pen.blob(66, 80, 25, 16, belly, -14)
        pen.blob(88, 46, 20, 19, colour)
        pen.shape([(105, 40), (124, 47), (105, 54)], "#ff9f1c")
        pen.shape([(105, 47), (122, 47.5), (105, 54)], "#e07b1c")
        pen.shape([(80, 30), (74, 16), (86, 22), (90, 12), (95, 28)], colour)
        pen.blob(93, 42, 6.5, 7, WHITE)
        pen.blob(95, 42, 3.6, 4.4, INK)
        pen.blob(96.2, 40.3, 1.3, 1.5, WHITE)
        pen.blob(84, 54, 4.5, 3, "#ff8fa3")
        shade = "#1b5aa8" if colour == BLUE else "#c85a0c"
        x, y, length, turn = [(50, 70, 21, 18), (44, 40, 32, 62), (40, 62, 32, 14), (44, 92, 28, -56)][wing]
        pen.blob(x, y, length, 12, shade, turn)

    return _drawn(128, 124, paint)


@functools.cache
def buffalo(step: int) -> Image.Image:
    """A water buffalo that looks left. `step`: 0 to 7, where its legs are."""

    def paint(pen: Pen) -> None:
        hide, dark, light = "#5d6678", "#454d5e", "#8c95a6"
        swing = 7 * math.sin(step * math.pi / 4)
        pen.line([(137, 44), (148, 58), (146, 76)], dark, 4)
        pen.blob(146, 80, 4, 7, INK)
        for x, way in ((70, -1), (122, -1)):
            pen.line([(x, 74), (x + way * swing, 108)], dark, 12)
        for x, way in ((60, 1), (112, 1)):
            pen.line([(x, 74), (x + way * swing, 108)], hide, 12)
            pen.line([(x + way * swing - 1, 110), (x + way * swing + 2, 110)], INK, 9)
        pen.blob(92, 58, 50, 28, hide, 3)
        pen.blob(96, 74, 38, 10, dark, 2)
        pen.blob(88, 44, 34, 10, "#6b7487", 4)
        pen.blob(52, 54, 24, 17, hide, -28)
        for ahead, tip, colour in ((-1, (10, 14), "#a89a80"), (1, (66, 12), "#cdbfa5")):
            for k in range(25):
                part = k / 24
                bend = (38 + 34 * ahead, 46)
                x, y = (
                    (1 - part) ** 2 * root + 2 * part * (1 - part) * side + part**2 * end
                    for root, side, end in zip((38 + 6 * ahead, 50), bend, tip, strict=True)
                )
                pen.blob(x, y, 4.6 - 3.2 * part, 4.6 - 3.2 * part, colour)
        pen.blob(56, 56, 11, 5, dark, 20)
        pen.blob(34, 62, 20, 16, hide, 42)
        pen.blob(23, 74, 13, 10, light, 20)
        pen.blob(17, 72, 1.8, 2.4, INK)
        pen.blob(24, 76, 1.8, 2.4, INK)
        pen.blob(34, 56, 4.6, 5, WHITE)
        pen.blob(33, 57, 2.7, 3.2, INK)
        pen.line([(62, 76), (66, 60)], dark, 2)

    return _drawn(156, 118, paint)


@functools.cache
def basket(front: bool) -> Image.Image:
    """The front or the back half of a woven bamboo basket: apples go between."""

    def paint(pen: Pen) -> None:
        if not front:
            pen.blob(170, 34, 160, 26, "#8f5d27")
            pen.blob(170, 37, 148, 20, "#6e4419")
            return
        lower = [(170 + 160 * math.cos(a * math.pi / 40), 34 + 26 * math.sin(a * math.pi / 40)) for a in range(41)]
        pen.shape([*lower, (46, 150), (70, 162), (270, 162), (294, 150)], "#c98b43")
        for row in range(4):
            y = 66 + row * 25
            inset = 18 + row * 8
            for k in range(11):
                x = inset + (340 - 2 * inset) * (k + 0.5 * (row % 2) + 0.25) / 11
                sag = 14 * (1 - ((x - 170) / 170) ** 2)
                pen.blob(x, y + sag - 6, 12, 7, "#e0ab66" if (k + row) % 2 else "#b2752f")
        rim = [(170 + 158 * math.cos(a * math.pi / 40), 35 + 27 * math.sin(a * math.pi / 40)) for a in range(41)]
        pen.line(rim, "#a86d2d", 11)
        pen.line([(x, y - 2) for x, y in rim], "#dba45c", 4)

    return _drawn(340, 176, paint)


@functools.cache
def balloon(number: int) -> Image.Image:
    colour = (RED, ORANGE, "#e8a400", GREEN, BLUE, VIOLET)[(number - 1) % 6]

    def paint(pen: Pen) -> None:
        pen.line([(46 + 4 * math.sin(k / 2.0), 108 + k * 5) for k in range(11)], "#8b98ad", 2)
        pen.shape([(40, 112), (52, 112), (46, 100)], colour)
        pen.blob(46, 54, 41, 50, colour)
        pen.blob(30, 34, 8, 14, "#ffffff", 24)

    image = _drawn(92, 164, paint)
    write(image, (46, 56), str(number), 48, WHITE, "ExtraBold")
    return image


@functools.cache
def star(colour: str) -> Image.Image:
    def paint(pen: Pen) -> None:
        tips = [(24 if k % 2 == 0 else 11, math.radians(k * 36 - 90)) for k in range(10)]
        pen.shape([(26 + r * math.cos(a), 26 + r * math.sin(a)) for r, a in tips], colour)

    return _drawn(52, 52, paint)


@functools.cache
def branch() -> Image.Image:
    def paint(pen: Pen) -> None:
        bough = [(k * 40.0, 62 - 16 * math.sin(k / 8)) for k in range(29)]
        for k in range(len(bough) - 1):
            pen.line(bough[k : k + 2], "#7b5230", 24 - k * 0.5)
        for k in range(1, len(bough) - 1):
            x, y = bough[k]
            pen.line([(x, y - 4), (x + 24, y - 6)], "#946643", 3)
        for k in (2, 6, 11, 16, 21, 25):
            x, y = bough[k]
            pen.line([(x, y), (x + 22, y + 30)], "#7b5230", 6)
            pen.blob(x + 34, y + 44, 26, 11, "#3fa34d", 40)
            pen.blob(x + 8, y + 40, 22, 10, "#6cc24a", 112)

    return _drawn(1140, 130, paint)


def _hill(pen: Pen, base: float, height: float, length: float, shift: float, colour: str, terrace: str = "") -> None:
    def crest(x: float) -> float:
        wave = 0.62 * math.sin(x / length + shift) + 0.38 * math.sin(x / length * 2.3 + shift * 1.7)
        return base - height * (0.5 + 0.5 * wave)

    edge = [(x, crest(x)) for x in range(0, WIDTH + 8, 8)]
    pen.shape([*edge, (WIDTH + 8, HEIGHT), (0, HEIGHT)], colour)
    for k in range(1, 6 if terrace else 0):
        low = [(x, crest(x) + (base + 60 - crest(x)) * k / 6) for x in range(0, WIDTH + 8, 8)]
        pen.line(low, terrace, 3)


@functools.cache
def landscape() -> Image.Image:
    """Sky, sun, blue mountains, rice terraces and a meadow; the lowest sixth stays free for subtitles."""
    sky = Image.new("RGB", (1, 64))
    for y in range(64):
        part = y / 63
        sky.putpixel((0, y), (round(150 + 88 * part), round(210 + 34 * part), round(247 + 3 * part)))
    image = sky.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    pen = Pen(WIDTH, HEIGHT)
    pen.blob(1130, 104, 66, 66, "#fff3b8")
    pen.blob(1130, 104, 50, 50, "#ffdf5d")
    for x, y, size in ((210, 150, 1.0), (640, 96, 0.8), (930, 190, 0.7)):
        for dx, dy, r in ((-46, 10, 26), (-14, -6, 36), (26, 0, 32), (58, 12, 22)):
            pen.blob(x + dx * size, y + dy * size, r * size * 1.2, r * size * 0.8, "#ffffff")
    _hill(pen, 500, 190, 170, 0.6, "#a9cfe6")
    _hill(pen, 560, 150, 140, 2.4, "#7fbf9a")
    _hill(pen, 610, 110, 200, 4.2, "#8bcf6b", "#a9de85")
    _hill(pen, 640, 50, 320, 1.2, "#63b54a")
    for k in range(60):
        x, y = (k * 211) % WIDTH, 640 + (k * 37) % 66
        pen.line([(x, y), (x - 3, y - 9)], "#4b9a38", 2)
        pen.line([(x, y), (x + 4, y - 8)], "#4b9a38", 2)
        if k % 4 == 0:
            pen.blob(x + 14, y - 2, 3.4, 3.4, ("#fff", "#ffe066", "#ffb3c6")[k % 3])
    image.paste(done := pen.finish(), (0, 0), done)
    return image


@functools.cache
def panel(width: int, height: int, fill: str = WHITE) -> Image.Image:
    """A card with round corners and a soft shadow, 16 pixels larger on each side."""
    pen = Pen(width + 32, height + 32)
    pen.card((16, 20, width + 16, height + 20), 28, "#1d3b5e50")
    image = pen.finish().filter(ImageFilter.GaussianBlur(6))
    pen = Pen(width + 32, height + 32)
    pen.card((16, 16, width + 16, height + 16), 28, fill)
    image.alpha_composite(pen.finish())
    return image


@functools.cache
def spot(radius: int, colour: str) -> Image.Image:
    return _drawn(2 * radius, 2 * radius, lambda pen: pen.blob(radius, radius, radius - 1, radius - 1, colour))


def put(image: Image.Image, what: Image.Image, x: float, y: float) -> None:
    """Place a drawing with its centre at x, y."""
    image.paste(what, (round(x - what.width / 2), round(y - what.height / 2)), what if what.mode == "RGBA" else None)


def write(
    image: Image.Image,
    at: tuple[float, float],
    words: str,
    size: int,
    fill: str = INK,
    weight: str = "Bold",
    anchor: str = "mm",
) -> None:
    """Letter some words about a point."""
    ImageDraw.Draw(image).text(at, words, font=font(size, weight), fill=fill, anchor=anchor)
