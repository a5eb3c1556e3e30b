"""The playful template, for grades 1 and 2: a sheet of paper under the sun, large round letters, balls and confetti."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from lessontool.branding.bumpers.page import Field, Page, Row, contrast, gradient, readable, tone
from lessontool.branding.bumpers.stage import Entrance, Part, Scene
from lessontool.branding.drawing import setting, shapes

_NUMBERED: Final = re.compile(r"(\D+) (\d{1,2})")

_BALLS: Final = (
    (0.052, 0.30, 34, "accent", 0.32),
    (0.040, 0.66, 24, "text", 0.42),
    (0.958, 0.52, 30, "accent_second", 0.36),
    (0.946, 0.80, 22, "accent", 0.45),
    (0.046, 0.86, 28, "accent_second", 0.4),
)
"""Balls that fall in beside the paper: middle (shares of width and height), radius on 1080 lines, colour, when."""

_CONFETTI: Final = (
    (0.030, 0.12, "square", "accent_second"),
    (0.110, 0.055, "disc", "accent"),
    (0.028, 0.47, "triangle", "text"),
    (0.085, 0.955, "disc", "text"),
    (0.30, 0.962, "square", "accent"),
    (0.52, 0.966, "triangle", "accent_second"),
    (0.70, 0.958, "disc", "accent"),
    (0.90, 0.955, "square", "text"),
    (0.972, 0.66, "triangle", "accent"),
    (0.972, 0.36, "square", "text"),
    (0.47, 0.035, "triangle", "accent"),
    (0.64, 0.045, "disc", "text"),
    (0.33, 0.04, "square", "text"),
)
"""Small pieces of paper around everything: middle, shape, colour."""

_BADGE: Final = 190
_BADGE_ABOVE: Final = 136
"""The grade's disc, and how much of it stands above the paper, on 1080 lines."""

_ACROSS: Final = 0.10
"""From the edges of the picture to those of the paper, as a share of the width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """The sheet: where it stands, and its picture with its shadow."""

    x: int
    y: int
    width: int
    height: int
    part: Part


def opening(page: Page) -> Scene:
    """Lay an opening out: who broadcasts on top, and on the paper what is taught and who teaches."""
    ink, soft = _inks(page)
    head, head_end = _head(page, page.said("series_title"), page.said("organisation"))
    fields = [
        Field(text=page.said("title"), role="title", weight="ExtraBold", size=120, least=66, rows=3, colour=ink),
        Field(text=page.said("lesson"), weight="SemiBold", size=46, least=34, rows=2, colour=ink, gap=12),
        Field(text=page.said("series"), weight="Medium", size=37, least=29, rows=2, colour=soft, gap=-6),
        Field(text=page.said("teacher"), weight="Bold", size=46, least=36, rows=1, colour=ink, gap=28),
        Field(text=page.said("school"), weight="Medium", size=39, least=31, rows=1, colour=soft, gap=-6),
    ]
    badge = _badge(page, page.said("grade"))
    label = _label(page, page.said("subject"))
    over = label.height // 2 if label else 0
    first = max(_first(page, head_end, over), page.top + page.px(_BADGE_ABOVE) if badge else 0)
    free = max(over, page.px(_BADGE - _BADGE_ABOVE + 8) if badge else 0)
    rows = page.column(fields, _inside(page), page.bottom - first - free - page.px(64))
    paper = _paper(page, free + _height(rows) + page.px(64), first, page.bottom)
    parts = [paper.part]
    top = paper.y + free + (paper.height - free - _height(rows)) // 2 - page.px(10)
    parts += _popping(page, rows, (page.width // 2, max(top, paper.y + free)), 0.42, 0.56)
    if label:
        parts.append(_placed(label, ((page.width - label.width) // 2, paper.y - over), "pop", 0.32, 0.55))
    if badge:
        # on the paper's corner, above its words
        x = min(paper.x + paper.width - badge.width * 3 // 4, page.right - badge.width)
        parts.append(_placed(badge, (x, paper.y - page.px(_BADGE_ABOVE)), "pop", 0.36, 0.62))
    return Scene(ground=_ground(page), parts=(*head, *parts, *_toys(page)))


def closing(page: Page) -> Scene:
    """Lay a closing out: the lesson once more, when it is seen again, and the way to the materials, on paper."""
    ink, soft = _inks(page)
    head, head_end = _head(page, "", page.said("organisation"))
    rights = page.column(
        [
            Field(
                text=page.said("rights"),
                weight="Medium",
                size=27,
                least=24,
                rows=2,
                colour=readable(page.colours.text, _hill(page, 0.16)),
            )
        ],
        page.right - page.left,
        page.px(100),
    )
    bottom = page.bottom - (_height(rights) + page.px(10) if rights else 0)
    label = _label(page, " · ".join(filter(None, (page.said(each) for each in ("subject", "grade")))))
    over = label.height // 2 if label else 0
    first = _first(page, head_end, over)
    most = bottom - first
    code, code_words = _code(page, most - page.px(90) - over)
    inside = _inside(page)
    width = inside - (max(code.width, page.px(300)) + page.px(50) if code else 0)
    accent = readable(page.colours.accent_second, page.colours.text)
    fields = [
        Field(text=page.said("title"), role="title", weight="ExtraBold", size=70, least=46, rows=3, colour=ink),
        Field(text=page.said("lesson"), weight="SemiBold", size=40, least=31, rows=2, colour=ink, gap=4),
        Field(text=page.said("teacher"), weight="Bold", size=42, least=34, rows=1, colour=ink, gap=18),
        Field(text=page.said("school"), weight="Medium", size=36, least=29, rows=1, colour=soft, gap=-6),
    ]
    times = [line.strip() for line in page.said("broadcasts").splitlines() if line.strip()]
    if times:
        fields.append(Field(text="Phát sóng tiếp theo", weight="Bold", size=34, least=27, colour=accent, gap=18))
        fields += [Field(text=line, weight="SemiBold", size=37, least=29, colour=ink, gap=-8) for line in times]
    rows = page.column(fields, width, most - over - page.px(64))
    beside = code.height + page.px(10) + _height(code_words) if code else 0
    paper = _paper(page, over + max(_height(rows), beside) + page.px(64), first, bottom)
    free = paper.height - over
    left = (page.width - inside) // 2
    parts = [paper.part]
    parts += _popping(page, rows, (left, paper.y + over + (free - _height(rows)) // 2), 0.42, 0.5, left=True)
    if label:
        parts.append(_placed(label, ((page.width - label.width) // 2, paper.y - over), "pop", 0.32, 0.55))
    if code:
        x, y = left + inside - (max(code.width, page.px(300)) + code.width) // 2, paper.y + over + (free - beside) // 2
        parts.append(_placed(code, (x, y), "fade", 0.45, 0.8))
        below = (x + code.width // 2, y + code.height - page.px(8))
        parts += _popping(page, code_words, below, 0.6, 0.4)
    parts += _popping(page, rights, (page.width // 2, page.bottom - _height(rights)), 0.7, 0.3)
    return Scene(ground=_ground(page), parts=(*head, *parts, *_toys(page)))


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _inks(page: Page) -> tuple[str, str]:
    """What is written on paper with, and what matters less is written with."""
    paper = page.colours.text
    ink = readable(tone(page.colours.ground_end, "#000000", 0.35), paper)
    return ink, readable(tone(ink, paper, 0.22), paper)


def _height(rows: Sequence[Row]) -> int:
    return rows[-1].y + rows[-1].block.height_px if rows else 0


def _first(page: Page, head_end: int, over: int) -> int:
    """Where paper may begin: clear of the head, also while it swells up."""
    return head_end + max(page.px(20) + over, page.px(66))


def _inside(page: Page) -> int:
    """How wide text on the paper may be."""
    return page.width - 2 * round(page.width * _ACROSS) - 2 * page.px(70)


def _popping(
    page: Page, rows: Sequence[Row], at: tuple[int, int], start: float, length: float, *, left: bool = False
) -> Iterator[Part]:
    """Let rows come one after another, each in the middle of a line or beginning at it."""
    each = length * 0.55
    for number, row in enumerate(rows):
        begin = start + (length - each) * number / max(1, len(rows) - 1)
        block = row.block if left else _centred(row.block)
        x = at[0] if left else at[0] - block.width_px // 2
        yield page.written(block, row.colour, (x, at[1] + row.y), "rise", begin, min(1.0, begin + each))


def _centred(block: setting.Block) -> setting.Block:
    return replace(block, align="centre")


def _placed(picture: Any, at: tuple[int, int], entrance: Entrance, start: float, end: float) -> Part:
    return Part(picture=picture, x=at[0], y=at[1], entrance=entrance, start=start, end=end, text=True)


def _head(page: Page, name: str, organisation: str) -> tuple[list[Part], int]:
    """Logo and who broadcasts, in the middle at the top; and where that ends."""
    logo = page.logo(width=page.px(260), height=page.px(88))
    gap = page.px(24)
    room = page.right - page.left - 2 * page.px(_BADGE + 60) - (logo.width + gap if logo else 0)
    colour = readable(page.colours.text, _hill(page, 0.3))
    rows = page.column(
        [
            Field(text=name, weight="Bold", size=40, least=30, colour=colour),
            Field(text=organisation, weight="Medium", size=32, least=26, colour=colour, gap=-8),
        ],
        room,
        page.px(108),
    )
    height = max(_height(rows), logo.height if logo else 0)
    if not height:
        return [], page.top
    width = max((row.block.width_px for row in rows), default=0)
    width += logo.width + (gap if rows else 0) if logo else 0
    x = (page.width - width) // 2
    parts: list[Part] = []
    if rows:
        # words on a bright sky are hard to read: they get a dark band
        size = (width + 2 * page.px(44), height + 2 * page.px(10))
        band = shapes.filled(_hill(page, 0.3), shapes.rounded(size, size[1] // 2))
        at = ((page.width - size[0]) // 2, page.top)
        parts.append(Part(picture=band, x=at[0], y=at[1], entrance="pop", start=0.0, end=0.28))
    top = page.top + (page.px(10) if rows else 0)
    if logo:
        parts.append(_placed(logo, (x, top + (height - logo.height) // 2), "fade", 0.3, 0.5))
        x += logo.width + gap
    parts += _popping(page, rows, (x, top + (height - _height(rows)) // 2), 0.3, 0.3, left=True)
    return parts, top + height + (page.px(10) if rows else 0)


def _hill(page: Page, share: float) -> str:
    """A dark shade of the ground."""
    return tone(page.colours.ground_end, "#000000", share)


def _label(page: Page, words: str) -> Any | None:
    """What is taught, on a band that lies over the paper's upper edge."""
    if not words:
        return None
    block = page.set(
        Field(text=words, weight="Bold", size=56, least=38, colour=""), round(page.width * 0.42), page.px(140)
    )
    size = (block.width_px + page.px(96), max(block.height_px, page.px(96)))
    picture = shapes.filled(page.colours.accent, shapes.rounded(size, size[1] // 2))
    _write(picture, block, readable(page.colours.text_on_accent, page.colours.accent), size[1] / 2)
    return picture


def _badge(page: Page, grade: str) -> Any | None:
    """The grade on a disc, its number as large as it can be."""
    if not grade:
        return None
    side = page.px(_BADGE)
    picture = shapes.filled(page.colours.text, shapes.rounded((side, side), side // 2))
    inner = side - 2 * page.px(9)
    disc = shapes.filled(page.colours.accent_second, shapes.rounded((inner, inner), inner // 2))
    picture.alpha_composite(disc, ((side - inner) // 2,) * 2)
    ink = max(
        (page.colours.text_on_accent, page.colours.text), key=lambda each: contrast(each, page.colours.accent_second)
    )
    ink = readable(ink, page.colours.accent_second)
    numbered = _NUMBERED.fullmatch(grade)
    if not numbered:
        block = page.set(
            Field(text=grade, weight="Bold", size=50, least=24, colour="", rows=2), side * 7 // 10, side * 7 // 10
        )
        _write(picture, _centred(block), ink, side / 2)
        return picture
    word = page.set(Field(text=numbered[1], weight="Bold", size=40, least=28, colour=""), side * 6 // 10, side)
    figure = page.set(Field(text=numbered[2], weight="ExtraBold", size=104, least=60, colour=""), side * 6 // 10, side)
    _write(picture, word, ink, side * 0.27)
    _write(picture, figure, ink, side * 0.62)
    return picture


def _write(picture: Any, block: setting.Block, ink: str, middle: float) -> None:
    """Write on a picture, with the middle of the capitals at a height."""
    tall = (len(block.rows) - 1) * (block.height_px / max(1, len(block.rows)))
    y = round(middle - tall / 2 + block.size_px * 0.37) - block.baseline_px
    written = setting.paint(block, ink)
    top = max(0, -y)
    picture.alpha_composite(
        written.crop((0, top, written.width, min(written.height, picture.height - y))),
        (max(0, (picture.width - written.width) // 2), y + top),
    )


def _code(page: Page, room: int) -> tuple[Any | None, tuple[Row, ...]]:
    """The way to the materials: a QR code, and the words that go below it."""
    address = page.address
    if not address:
        return None, ()
    ink, soft = _inks(page)
    code = page.code(address, min(page.code_room(address, page.px(330)), room - page.px(150), page.width // 2))
    words = page.column(
        [
            Field(text="Tài liệu học tập", weight="Bold", size=33, least=25, colour=ink),
            Field(
                text=address.partition("://")[2] or address,
                weight="Medium",
                size=27,
                least=25,
                rows=3,
                colour=soft,
                gap=-6,
            ),
        ],
        max(code.width, page.px(300)),
        min(page.px(190), room - code.height - page.px(10)),
    )
    return code, words


# ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _paper(page: Page, height: int, top: int, bottom: int) -> _Paper:
    """A sheet in the middle of its room, with round corners and a shadow."""
    from PIL import Image

    x = round(page.width * _ACROSS)
    width = page.width - 2 * x
    height = min(max(height, page.px(380)), bottom - top)
    y = top + (bottom - top - height) // 2
    around = page.px(36)
    shape = Image.new("L", (width + 2 * around, height + 2 * around), 0)
    sheet = shapes.rounded((width, height), page.px(56))
    shape.paste(sheet, (around, around + page.px(8)))
    picture = shapes.shadow(shape, blur=page.px(12), strength=0.32)
    picture.alpha_composite(shapes.filled(page.colours.text, sheet), (around, around))
    part = Part(picture=picture, x=x - around, y=y - around, entrance="pop", start=0.0, end=0.3)
    return _Paper(x=x, y=y, width=width, height=height, part=part)


def _toys(page: Page) -> Iterator[Part]:
    """Balls that fall in and go on bobbing, and small pieces of paper."""
    shades = {name: getattr(page.colours, name) for name in ("accent", "accent_second", "text")}
    for across, down, radius, colour, start in _BALLS:
        side = 2 * page.px(radius)
        ball = shapes.filled(shades[colour], shapes.rounded((side, side), side // 2))
        shine = shapes.rounded((side * 2 // 5, side * 2 // 5), side // 5).point(lambda grey: grey // 3)
        ball.alpha_composite(shapes.filled(tone(shades[colour], "#ebebeb", 0.8), shine), (side // 6, side // 8))
        yield Part(
            picture=ball,
            x=round(page.width * across) - side // 2,
            y=round(page.height * down) - side // 2,
            entrance="drop",
            start=start,
            end=min(1.0, start + 0.55),
            way_px=page.px(150),
            sway_px=page.px(12) if radius >= 28 else 0,
            sway_s=1.4 + start * 2,
        )


def _piece(shape: str, side: int, turned: float) -> Any:
    """A small piece of paper, as a mask."""
    from PIL import Image, ImageDraw

    fine = 4
    mask = Image.new("L", (side * fine, side * fine), 0)
    corners = {"square": 4, "triangle": 3, "disc": 40}[shape]
    reach = side * fine / 2
    points = [
        (
            reach + reach * math.cos(turned + n * math.tau / corners),
            reach + reach * math.sin(turned + n * math.tau / corners),
        )
        for n in range(corners)
    ]
    ImageDraw.Draw(mask).polygon(points, fill=255)
    return mask.reduce(fine)


def _ground(page: Page) -> Any:
    """A sky with a sun, large soft rounds, and hills."""
    from PIL import Image

    picture = gradient(page).convert("RGBA")
    light = tone(page.colours.ground, page.colours.text, 0.16)
    rounds = (
        (0.06, 0.02, 300, light, 90),
        (0.60, 0.10, 210, light, 60),
        (0.94, 0.05, 330, light, 90),
        (0.94, 0.05, 235, page.colours.accent, 255),
        (0.13, 1.10, 420, _hill(page, 0.16), 255),
        (0.80, 1.22, 640, _hill(page, 0.24), 255),
        (0.42, 1.30, 560, _hill(page, 0.32), 255),
    )
    for across, down, radius, colour, strength in rounds:
        side = 2 * page.px(radius)
        shape = shapes.rounded((side, side), side // 2).point(lambda grey, strength=strength: grey * strength // 255)
        picture.alpha_composite(
            *_within(
                shapes.filled(colour, shape),
                round(page.width * across) - side // 2,
                round(page.height * down) - side // 2,
                picture.size,
            )
        )
    for number, (across, down, kind, name) in enumerate(_CONFETTI):
        piece = shapes.filled(getattr(page.colours, name), _piece(kind, page.px(26 + number % 3 * 6), number * 1.3))
        x, y = round(page.width * across) - piece.width // 2, round(page.height * down) - piece.height // 2
        picture.alpha_composite(*_within(piece, x, y, picture.size))
    return Image.merge("RGB", picture.split()[:3])


def _within(piece: Any, x: int, y: int, size: tuple[int, int]) -> tuple[Any, tuple[int, int]]:
    """The part of a piece that lies on a picture, and where."""
    left, top = max(0, -x), max(0, -y)
    right, bottom = min(piece.width, size[0] - x), min(piece.height, size[1] - y)
    return piece.crop((left, top, max(left, right), max(top, bottom))), (max(0, x), max(0, y))
