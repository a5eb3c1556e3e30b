"""The calm template: dignified, for everybody. Hills in the dusk, a line that draws itself, words that rise."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lessontool.branding.bumpers.page import Field, Page, Row, gradient, readable, tone
from lessontool.branding.bumpers.stage import Part, Scene, Trail
from lessontool.branding.drawing import setting, shapes

_HILLS: Final = ((0.78, 0.16, 0.10, 0.9, 0.05), (0.88, 0.17, 0.06, 2.6, 0.09), (0.975, 0.13, 0.05, 4.4, 0.13))
"""Each hill: where it begins at the left, how far it rises to the right, how strong and where its waves are (shares of
the height), and how much of the second accent is in its colour."""


def opening(page: Page) -> Scene:
    """Lay an opening out: who broadcasts on top, what is taught in the middle, who teaches below."""
    soft = _soft(page)
    head, head_end = _head(page, page.said("series_title"), page.said("organisation"))
    people = page.column(
        [
            Field(text=page.said("teacher"), weight="SemiBold", size=44, least=36, colour=page.colours.text),
            Field(text=page.said("school"), size=37, least=30, colour=soft, gap=-4),
        ],
        page.right - page.left,
        page.px(250),
    )
    people_top = page.bottom - (_height(people) if people else page.px(40))
    line_y = people_top - page.px(16)
    body = _body(page, head_end + page.px(24), line_y - page.px(36))
    parts = [
        *head,
        *body,
        *_rising(page, people, (page.left, people_top), 0.62, 0.38),
    ]
    return Scene(ground=_ground(page), parts=tuple(parts), trail=_trail(page, page.left, page.width, line_y))


def closing(page: Page) -> Scene:
    """Lay a closing out: the lesson once more, who made it, when it is seen again, and the way to the materials."""
    soft = _soft(page)
    head, head_end = _head(page, "", page.said("organisation"))
    rights = page.column(
        [Field(text=page.said("rights"), size=27, least=24, rows=2, colour=soft)],
        page.right - page.left,
        page.px(110),
    )
    bottom = page.bottom - (_height(rights) + page.px(26) if rights else 0)
    code, code_left = _code(page, head_end + page.px(16), bottom)
    width = code_left - page.left
    what = " · ".join(filter(None, (page.said(each) for each in ("subject", "grade", "lesson"))))
    heading = page.column(
        [
            Field(text=what, weight="SemiBold", size=40, least=30, rows=2, colour=page.colours.accent),
            Field(
                text=page.said("title"),
                role="title",
                weight="Bold",
                size=68,
                least=42,
                rows=3,
                colour=page.colours.text,
                gap=-4,
            ),
        ],
        width,
        round((bottom - head_end) * 0.45),
    )
    credits_ = [
        Field(text=page.said("teacher"), weight="SemiBold", size=42, least=34, colour=page.colours.text),
        Field(text=page.said("school"), size=36, least=29, colour=soft, gap=-6),
    ]
    times = [line.strip() for line in page.said("broadcasts").splitlines() if line.strip()]
    if times:
        caption = Field(
            text="Phát sóng tiếp theo", weight="SemiBold", size=32, least=26, colour=page.colours.accent, gap=14
        )
        credits_.append(caption)
        credits_ += [
            Field(text=line, weight="Medium", size=36, least=28, rows=1, colour=page.colours.text, gap=-8)
            for line in times
        ]
    gap = page.px(48)
    room = bottom - head_end - page.px(24) - _height(heading) - gap
    below = page.column(credits_, width, room)
    total = _height(heading) + gap + _height(below)
    top = head_end + page.px(24) + max(0, (bottom - head_end - page.px(24) - total) // 2)
    line_y = top + _height(heading) + page.px(20)
    parts = [
        *head,
        *_rising(page, heading, (page.left, top), 0.1, 0.45),
        *_rising(page, below, (page.left, top + _height(heading) + gap), 0.4, 0.5),
        *code,
        *_rising(page, rights, (page.left, page.bottom - _height(rights)), 0.7, 0.3),
    ]
    return Scene(ground=_ground(page), parts=tuple(parts), trail=_trail(page, page.left, page.left + width, line_y))


# ── parts of both ─────────────────────────────────────────────────────────────────────────────────────────────────


def _soft(page: Page) -> str:
    """For what matters less: the colour of text, a little nearer to the ground."""
    return readable(tone(page.colours.text, page.colours.ground, 0.18), page.colours.ground, page.colours.ground_end)


def _height(rows: Sequence[Row]) -> int:
    return rows[-1].y + rows[-1].block.height_px if rows else 0


def _rising(page: Page, rows: Sequence[Row], at: tuple[int, int], start: float, length: float) -> Iterator[Part]:
    """Let the rows of a column rise one after another."""
    each = length * 0.6
    for number, row in enumerate(rows):
        begin = start + (length - each) * number / max(1, len(rows) - 1)
        yield page.written(row.block, row.colour, (at[0], at[1] + row.y), "rise", begin, min(1.0, begin + each))


def _head(page: Page, name: str, organisation: str) -> tuple[list[Part], int]:
    """Logo, and who broadcasts beside it; and where that ends."""
    logo = page.logo(width=page.px(340), height=page.px(104))
    left = page.left
    parts: list[Part] = []
    if logo:
        left += logo.width + page.px(28)
    rows = page.column(
        [
            Field(text=name, weight="SemiBold", size=36, least=28, colour=page.colours.text),
            Field(text=organisation, size=31, least=25, rows=1, colour=_soft(page), gap=-8),
        ],
        page.right - left,
        page.px(112),
    )
    height = max(_height(rows), logo.height if logo else 0)
    if logo:
        y = page.top + (height - logo.height) // 2
        parts.append(Part(picture=logo, x=page.left, y=y, entrance="fade", start=0.0, end=0.4, text=True))
    if logo and rows:
        bar = shapes.filled(page.colours.accent, shapes.rounded((page.px(4), max(1, height - page.px(24))), 0))
        parts.append(Part(picture=bar, x=left - page.px(14), y=page.top + page.px(12), entrance="fade", end=0.3))
        left += page.px(14)
        rows = page.column(
            [
                Field(text=name, weight="SemiBold", size=36, least=28, colour=page.colours.text),
                Field(text=organisation, size=31, least=25, rows=1, colour=_soft(page), gap=-8),
            ],
            page.right - left,
            page.px(112),
        )
    parts += _rising(page, rows, (left, page.top + (height - _height(rows)) // 2), 0.04, 0.4)
    return parts, page.top + height


def _body(page: Page, top: int, bottom: int) -> list[Part]:
    """Subject and grade, title, a short rule, and which lesson it is, in the middle of their room."""
    width = page.right - page.left
    label, label_height = _label(page, width)
    soft = _soft(page)
    rule_height = page.px(8)
    title = Field(
        text=page.said("title"), role="title", weight="Bold", size=110, least=60, rows=3, colour=page.colours.text
    )
    details = [
        Field(text=page.said("lesson"), weight="Medium", size=44, least=32, rows=2, colour=page.colours.text),
        Field(text=page.said("series"), size=36, least=28, rows=2, colour=soft, gap=-6),
    ]
    room = bottom - top - label_height - page.px(8)
    lower = page.column(details, width, room // 2)
    rule = rule_height + page.px(24) + page.px(26 if lower else 0)
    upper = page.column([title], width, max(1, room - rule - _height(lower)))
    free = max(0, room - _height(upper) - rule - _height(lower))
    y = top + free // 2
    parts = list(label(y))
    y += label_height + page.px(8)
    parts += _rising(page, upper, (page.left, y), 0.2, 0.4)
    y += _height(upper)
    bar = shapes.filled(page.colours.accent, shapes.rounded((page.px(140), rule_height), 0))
    parts.append(Part(picture=bar, x=page.left, y=y + page.px(24), entrance="grow", start=0.4, end=0.75))
    parts += _rising(page, lower, (page.left, y + rule), 0.45, 0.45)
    return parts


def _label(page: Page, width: int) -> tuple[Any, int]:
    """Subject, and the grade in a label beside it: what draws them at a height, and how high they are."""
    subject, grade = page.said("subject"), page.said("grade")
    chip = None
    if grade:
        field = Field(text=grade, weight="Bold", size=38, least=30, colour="")
        block = page.set(field, round(width * 0.4), page.px(90))
        box = (block.width_px + page.px(52), page.px(66) + max(0, block.height_px - page.px(66)))
        chip = shapes.filled(page.colours.accent, shapes.rounded(box, page.px(12)))
        ink = readable(page.colours.text_on_accent, page.colours.accent)
        y = round((box[1] + block.size_px * 0.74) / 2) - block.baseline_px
        chip.alpha_composite(setting.paint(block, ink), ((box[0] - block.width_px) // 2, max(0, y)))
    room = width - (chip.width + page.px(34) if chip else 0)
    field = Field(text=subject, weight="SemiBold", size=58, least=40, colour=page.colours.accent)
    named = page.set(field, room, page.px(150)) if subject else None
    height = max(chip.height if chip else 0, named.height_px if named else 0)

    def parts(y: int) -> Iterator[Part]:
        x = page.left
        if named:
            below = height - named.height_px
            yield page.written(named, page.colours.accent, (x, y + below), "rise", 0.1, 0.45)
            x += named.width_px + page.px(34)
        if chip:
            # the middle of the label at the middle of the subject's capitals
            middle = height - named.height_px + named.baseline_px - 0.37 * named.size_px if named else height / 2
            at = min(max(0, round(middle - chip.height / 2)), height - chip.height)
            yield Part(picture=chip, x=x, y=y + at, entrance="pop", start=0.3, end=0.6, text=True)

    return parts, height


def _code(page: Page, top: int, bottom: int) -> tuple[list[Part], int]:
    """The way to the materials at the right: a QR code on a light panel, and the address below it."""
    address = page.address
    if not address:
        return [], page.right
    room = min(page.code_room(address, page.px(330)), bottom - top - page.px(150), page.width // 2)
    code = page.code(address, room)
    code.putalpha(shapes.rounded(code.size, page.px(14)))
    width = max(code.width, page.px(300))
    left = page.right - width
    caption = Field(text="Tài liệu học tập", weight="SemiBold", size=32, least=24, colour=page.colours.accent)
    shown = Field(
        text=address.partition("://")[2] or address,
        weight="Medium",
        size=27,
        least=25,
        rows=3,
        colour=_soft(page),
        gap=-6,
    )
    height = bottom - top - code.height - page.px(14)
    words = page.column([caption, shown], width, min(height, page.px(170)))
    y = top + max(0, (bottom - top - code.height - page.px(14) - _height(words)) // 2)
    parts = [Part(picture=code, x=left, y=y, entrance="fade", start=0.4, end=0.8, text=True)]
    parts += _rising(page, words, (left, y + code.height + page.px(14)), 0.6, 0.4)
    return parts, left - page.px(70)


def _trail(page: Page, left: int, right: int, y: int) -> Trail:
    """A fine line that draws itself all the time."""
    from PIL import Image, ImageFilter

    line = Image.new("RGBA", (right - left, page.px(4)), (*shapes.rgb(page.colours.accent_second), 255))
    side = page.px(28)
    light = Image.new("L", (side, side), 0)
    middle = side // 2
    reach = page.px(4)
    light.paste(255, (middle - reach, middle - reach, middle + reach, middle + reach))
    light = light.filter(ImageFilter.GaussianBlur(page.px(4)))
    glow = shapes.filled(page.colours.text, light.point(lambda grey: min(255, grey * 3)))
    return Trail(line=Part(picture=line, x=left, y=y), light=glow, start=0.04, end=0.9)


def _ground(page: Page) -> Any:
    """The brand's ground with hills, one behind another, hardly lighter than it."""
    import numpy
    from PIL import Image

    size = (page.width, page.height)
    picture = gradient(page)
    x = numpy.linspace(0.0, 1.0, page.width)[None, :]
    y = numpy.arange(page.height)[:, None]
    for base, rise, wave, phase, share in _HILLS:
        edge = base - rise * x**1.6 + wave * 0.5 * numpy.sin(2 * math.pi * (x * 1.1 + phase / 6))
        # fading towards its foot, as hills do in haze
        depth = y - edge * page.height
        mask = numpy.clip(depth + 0.5, 0, 1) * numpy.clip(1 - depth / (0.42 * page.height), 0, 1)
        hill = Image.new("RGB", size, tone(page.colours.ground, page.colours.accent_second, share + 0.06))
        picture.paste(hill, (0, 0), Image.fromarray((mask * 150).astype("uint8")))
    return picture
