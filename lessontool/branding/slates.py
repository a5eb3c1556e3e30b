"""What stands before a programme for those who play it out: slate, line-up (colour bars) and clock.

Plain and neutral: these tell an operator what it is, who made it and how long it runs, and are never broadcast.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from lessontool.branding.drawing import setting, shapes
from lessontool.branding.drawing.setting import Style, Weight
from lessontool.model import Box, DrawGraphic
from lessontool.tools.process import Cancel

if TYPE_CHECKING:
    from PIL import Image

_SAFE: Final = 0.08
"""Margin on each side as a share of the raster: EBU R 95 asks for 5 % for graphics."""

_PICTURES_PER_SECOND: Final = 50

_TEXTS: Final = (
    ("subject", "Môn học"),
    ("lesson", "Bài học"),
    ("series", "Bộ sách"),
    ("teacher", "Giáo viên"),
    ("school", "Trường"),
    ("id", "Mã bài"),
    ("format", "Định dạng"),
)
_FIGURES: Final = (
    ("duration", "Thời lượng chương trình"),
    ("lesson_duration", "Thời lượng bài học"),
    ("timecode", "Mã thời gian bắt đầu"),
)

_BARS: Final = (
    (255, 255, 255),
    (191, 191, 0),
    (0, 191, 191),
    (0, 191, 0),
    (191, 0, 191),
    (191, 0, 0),
    (0, 0, 191),
    (0, 0, 0),
)
"""EBU bars 100/0/75/0 (ITU-R BT.471): white at 100 %, colours at 75 %: 191 is 75 % of 255, as near as 8 bits come."""

_BARS_HIGH: Final = 0.78
"""Share of the picture's height that bars take; under them is a black field with the programme's name."""


def draw(
    step: DrawGraphic,
    target: Path,
    *,
    files: Mapping[str, Path],
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw slate or line-up as RGB PNG, or the clock as an animation without loss, and write it to `target`.

    Raises ToolError when a font is missing or a program fails, Interrupted when `cancel` is thrown.
    """
    if step.graphic == "clock":
        from lessontool.branding.drawing import animation

        animation.write_opaque(
            clock_pictures(step, files),
            target,
            width_px=step.width_px,
            height_px=step.height_px,
            count=step.pictures,
            cancel=cancel,
            progress=progress,
        )
        return
    still(step, files).save(target, format="PNG")
    progress(1.0)


def still(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Draw slate or line-up: RGB, the whole raster."""
    return _lineup(step, files) if step.graphic == "lineup" else _slate(step, files)


# ── slate ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _slate(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Title on top, a table of who and what at the left, lengths in large figures at the right."""
    picture = _ground(step)
    area = _area(step)
    y = area.y_px + _head(picture, step, files, area) + round(step.height_px * 0.03)
    line = max(2, round(step.height_px * 0.004))
    picture.paste(shapes.rgb(step.look.colours.accent), (area.x_px, y, area.right_px, y + line))
    y += line + round(step.height_px * 0.035)
    below = area.bottom_px - y
    figures_width = round(area.width_px * 0.36)
    gap = round(step.height_px * 0.05)
    left = Box(x_px=area.x_px, y_px=y, width_px=area.width_px - figures_width - gap, height_px=below)
    right = Box(x_px=left.right_px + gap, y_px=y, width_px=figures_width, height_px=below)
    _table(picture, step, files, left)
    _figures(picture, step, files, right)
    return cast("Image.Image", picture)


def _head(picture: Any, step: DrawGraphic, files: Mapping[str, Path], area: Box) -> int:
    """Write whose programme it is, and its title; says how high that came."""
    whose = " · ".join(filter(None, (step.lines.get("organisation", ""), step.lines.get("series_title", ""))))
    colours = step.look.colours
    y = area.y_px
    for text, weight, size, least, rows, high, colour in (
        (whose, "SemiBold", 0.032, 0.024, 1, 0.1, colours.accent),
        (step.lines.get("title", ""), "Bold", 0.085, 0.055, 2, 0.25, colours.text),
    ):
        if text:
            room = Box(x_px=area.x_px, y_px=y, width_px=area.width_px, height_px=round(step.height_px * high))
            style = _style(step, files, weight, size, least, rows)
            y += _write(picture, text, style, room, shapes.rgb(colour))
    return y - area.y_px


def _table(picture: Any, step: DrawGraphic, files: Mapping[str, Path], area: Box) -> None:
    """Labels in one column, what they stand for in the next; all rows become smaller together if they must."""
    rows = [(label, _value(step, field)) for field, label in _TEXTS if step.lines.get(field)]
    if not rows:
        return
    soft = shapes.blend(step.look.colours.text, step.look.colours.ground, 0.35)
    label_width = round(area.width_px * 0.25)
    least = max(0.012, 6 / step.height_px)
    for size in (0.036, 0.034, 0.032, 0.03, 0.028, 0.026, 0.024, 0.022, 0.02, 0.018, 0.016):
        labels = _style(step, files, "Medium", size * 0.9, least, 2)
        values = _style(step, files, "SemiBold", size, min(size, 0.03), 2)
        columns = (label_width, area.width_px - label_width)
        pitch = area.height_px // len(rows)
        blocks = [
            tuple(
                setting.set_text(text, style, width_px=width, height_px=area.height_px)
                for text, style, width in zip(row, (labels, values), columns, strict=True)
            )
            for row in rows
        ]
        heights = [max(label.height_px, value.height_px) for label, value in blocks]
        if sum(heights) <= area.height_px:
            break
    gap = min(max(0, (area.height_px - sum(heights)) // max(1, len(rows) - 1)), pitch // 3)
    y = area.y_px
    for (label, value), high in zip(blocks, heights, strict=True):
        # both first rows stand on one line
        down = max(label.baseline_px, value.baseline_px)
        _put(picture, setting.paint(label, _hex(soft)), area.x_px, y + down - label.baseline_px)
        value_picture = setting.paint(value, step.look.colours.text)
        _put(picture, value_picture, area.x_px + label_width, y + down - value.baseline_px)
        y += high + gap


def _figures(picture: Any, step: DrawGraphic, files: Mapping[str, Path], area: Box) -> None:
    """Lengths and start: what an operator reads from across the room, each on a field of its own."""
    shown = [(label, step.lines[field]) for field, label in _FIGURES if step.lines.get(field)]
    if not shown:
        return
    colours = step.look.colours
    gap = round(step.height_px * 0.018)
    high = min(round(step.height_px * 0.15), (area.height_px - gap * (len(shown) - 1)) // len(shown))
    pad = round(high * 0.12)
    field = shapes.blend(colours.text, _hex(_back(step)), 0.9)
    for number, (label, text) in enumerate(shown):
        y = area.y_px + number * (high + gap)
        mask = shapes.rounded((area.width_px, high), max(1, round(high * 0.06)))
        picture.paste(field, (area.x_px, y), mask)
        bar = max(2, round(high * 0.045))
        accent = colours.accent if number == 0 else colours.accent_second
        picture.paste(shapes.rgb(accent), (area.x_px, y, area.x_px + bar, y + high))
        room = Box(
            x_px=area.x_px + bar + pad,
            y_px=y + pad // 2,
            width_px=area.width_px - bar - 2 * pad,
            height_px=round(high * 0.36),
        )
        soft = shapes.blend(colours.text, colours.ground, 0.25)
        down = _write(picture, label, _style(step, files, "Medium", 0.026, 0.016, 1), room, soft)
        rest = Box(x_px=room.x_px, y_px=room.y_px + down, width_px=room.width_px, height_px=high - pad - down)
        _write(picture, text, _style(step, files, "Bold", 0.06, 0.03, 1), rest, shapes.rgb(colours.text))


def _value(step: DrawGraphic, field: str) -> str:
    """What stands beside a label: without a label of its own, and the subject with its grade."""
    text = step.lines[field]
    if field == "teacher":
        text = text.removeprefix("Giáo viên:").strip()
    if field == "subject":
        text = " · ".join(filter(None, (text, step.lines.get("grade", ""))))
    return text


# ── line-up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _lineup(step: DrawGraphic, files: Mapping[str, Path]) -> Image.Image:
    """Colour bars, exact to the level, and what is lined up for in a black field under them."""
    from PIL import Image

    width, height = step.width_px, step.height_px
    picture = Image.new("RGB", (width, height))
    bottom = round(height * _BARS_HIGH) // 2 * 2
    # even columns: no chroma sample lies in two bars
    edges = [round(width * number / len(_BARS) / 2) * 2 for number in range(len(_BARS))] + [width]
    for number, colour in enumerate(_BARS):
        picture.paste(colour, (edges[number], 0, edges[number + 1], bottom))
    area = _area(step)
    whose = " · ".join(filter(None, (step.lines.get("organisation", ""), step.lines.get("series_title", ""))))
    lasts = step.lines.get("duration", "")
    under = " · ".join(filter(None, (whose, f"{_FIGURES[0][1]} {lasts}" if lasts else "")))
    light = max(step.look.colours.text, step.look.colours.ground, key=_bright)
    blocks = []
    for text, weight, size, least, colour in (
        (step.lines.get("title", ""), "Bold", 0.05, 0.026, shapes.rgb(light)),
        (under, "Medium", 0.03, 0.018, shapes.blend(light, "#000000", 0.25)),
    ):
        if text:
            style = _style(step, files, weight, size, least, 1, align="centre")
            room = (area.bottom_px - bottom) // 2
            blocks.append((setting.set_text(text, style, width_px=area.width_px, height_px=room), colour))
    y = bottom + (area.bottom_px - bottom - sum(block.height_px for block, _ in blocks)) // 2
    for block, colour in blocks:
        _put(picture, setting.paint(block, _hex(colour)), (width - block.width_px) // 2, y)
        y += block.height_px
    return picture


# ── clock ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def clock_pictures(step: DrawGraphic, files: Mapping[str, Path]) -> Iterator[Any]:
    """Draw a clock that counts its own length down, picture by picture, as RGB arrays; the last one says 1.

    Only the ring, and once a second the figure, are drawn anew.
    """
    import numpy

    picture = _ground(step)
    area = _area(step)
    centre, radius = _face(step)
    gap = round(step.height_px * 0.09)
    side = Box(
        x_px=centre[0] + radius + gap,
        y_px=area.y_px,
        width_px=area.right_px - centre[0] - radius - gap,
        height_px=area.height_px,
    )
    _beside(picture, step, files, side)
    seconds = -(-step.pictures // _PICTURES_PER_SECOND)
    _dial(picture, step, centre, radius, seconds)
    canvas = numpy.array(picture)
    ring = _Ring(canvas, step, centre, radius)
    said = 0
    for number in range(step.pictures):
        left = step.pictures - number
        figure = -(-left // _PICTURES_PER_SECOND)
        if figure != said:
            said = figure
            _put_figure(canvas, step, files, centre, radius, figure)
        ring.turn(canvas, 1 - left / (seconds * _PICTURES_PER_SECOND))
        yield canvas.copy()


def _face(step: DrawGraphic) -> tuple[tuple[int, int], int]:
    """Where the clock's face has its middle, and how far it reaches."""
    area = _area(step)
    radius = round(min(step.height_px * 0.36, area.width_px * 0.23))
    return (area.x_px + radius, step.height_px // 2), radius


def _beside(picture: Any, step: DrawGraphic, files: Mapping[str, Path], area: Box) -> None:
    """Write the slate's main lines beside the clock, in the middle of its height."""
    colours = step.look.colours
    subject = " · ".join(filter(None, (step.lines.get("subject", ""), step.lines.get("grade", ""))))
    soft = shapes.blend(colours.text, colours.ground, 0.25)
    lasts, starts = (
        " ".join((label, step.lines[field])) if step.lines.get(field) else "" for field, label in _FIGURES[::2]
    )
    blocks = []
    gap = round(step.height_px * 0.02)
    for text, weight, size, least, rows, colour in (
        (subject, "SemiBold", 0.04, 0.028, 2, shapes.rgb(colours.accent)),
        (step.lines.get("title", ""), "Bold", 0.075, 0.045, 3, shapes.rgb(colours.text)),
        (step.lines.get("lesson", ""), "Medium", 0.036, 0.026, 2, soft),
        (step.lines.get("teacher", ""), "Medium", 0.036, 0.026, 2, soft),
        (step.lines.get("school", ""), "Medium", 0.036, 0.026, 2, soft),
        (lasts, "SemiBold", 0.036, 0.026, 2, shapes.rgb(colours.accent)),
        (starts, "Medium", 0.036, 0.026, 2, soft),
    ):
        if text:
            high = round(area.height_px * (0.33 if weight == "Bold" else 0.1))
            style = _style(step, files, weight, size, least, rows)
            block = setting.set_text(text, style, width_px=area.width_px, height_px=high)
            blocks.append((block, colour, text in (step.lines.get("lesson"), lasts)))
    # the title, and what is about time, stand off a little
    apart = [gap if lifted else 0 for _, _, lifted in blocks]
    high = sum(block.height_px for block, _, _ in blocks) + sum(apart)
    y = area.y_px + max(0, area.height_px - high) // 2
    for (block, colour, _), space in zip(blocks, apart, strict=True):
        _put(picture, setting.paint(block, _hex(colour)), area.x_px, y + space)
        y += block.height_px + space


def _dial(picture: Any, step: DrawGraphic, centre: tuple[int, int], radius: int, seconds: int) -> None:
    """A round face with a stroke for each second."""
    from PIL import Image, ImageDraw

    side = 2 * radius + 2
    mask = Image.new("L", (side * 2, side * 2), 0)
    draw_on = ImageDraw.Draw(mask)
    strokes = seconds if seconds <= 60 else 12
    for number in range(strokes):
        angle = 2 * math.pi * number / strokes
        across, down = math.sin(angle), -math.cos(angle)
        main = strokes <= 12 or number % 5 == 0
        inner, outer = (0.9 if main else 0.94) * radius, 0.99 * radius
        points = [(side + 2 * far * across, side + 2 * far * down) for far in (inner, outer)]
        draw_on.line(points, fill=255, width=max(2, round(radius * (0.036 if main else 0.018))))
    colour = shapes.blend(step.look.colours.text, step.look.colours.ground, 0.25)
    picture.paste(colour, (centre[0] - side // 2, centre[1] - side // 2), mask.reduce(2))


class _Ring:
    """The part of the face that the hand sweeps over: its pixels in the order in which the hand comes to them.

    From one picture to the next only those near the hand change.
    """

    def __init__(self, canvas: Any, step: DrawGraphic, centre: tuple[int, int], radius: int) -> None:
        import numpy

        outer, inner = 0.86 * radius, 0.66 * radius
        reach = int(outer) + 2
        top, left = centre[1] - reach, centre[0] - reach
        y, x = numpy.mgrid[-reach : reach + 1, -reach : reach + 1].astype(numpy.float32)
        far = numpy.hypot(x, y)
        cover = numpy.clip(outer - far + 0.5, 0, 1) * numpy.clip(far - inner + 0.5, 0, 1)
        rows, columns = numpy.nonzero(cover)
        turned = (numpy.arctan2(x, -y)[rows, columns] / (2 * numpy.pi)) % 1.0
        order = numpy.argsort(turned, kind="stable")
        rows, columns, self._turned = rows[order], columns[order], turned[order]
        self._rows, self._columns = rows + top, columns + left
        self._far = far[rows, columns]
        under = canvas[self._rows, self._columns].astype(numpy.float32)
        share = cover[rows, columns][:, None]
        colours = step.look.colours
        gone, waiting, hand = (
            numpy.array(colour, dtype=numpy.float32)
            for colour in (
                shapes.blend(colours.text, _hex(_back(step)), 0.86),
                shapes.rgb(colours.accent),
                shapes.rgb(colours.text),
            )
        )
        self._gone = under + (gone - under) * share
        self._waiting = under + (waiting - under) * share
        self._hand = under + (hand - under) * share
        self._half_hand = max(1.0, radius * 0.014)
        self._reach = (self._half_hand + 2) / (2 * math.pi * inner)
        """Of the hand to either side, as a share of the circle."""
        self._painted = -1.0

    def turn(self, canvas: Any, time: float) -> None:
        """Paint the hand at a share of its way: what has gone is dark, what is to come is bright."""
        import numpy

        if self._painted < 0:
            self._paint(canvas, slice(None), time)
        else:
            begin, end = self._painted - self._reach, time + self._reach
            for first, last in ((begin, end), (begin + 1, end + 1), (begin - 1, end - 1)):
                near = numpy.searchsorted(self._turned, (first, last))
                self._paint(canvas, slice(int(near[0]), int(near[1])), time)
        self._painted = time

    def _paint(self, canvas: Any, some: slice, time: float) -> None:
        import numpy

        turned = self._turned[some]
        # how far a pixel lies before the hand, in pixels along its circle
        ahead = ((turned - time + 0.5) % 1.0 - 0.5) * (2 * numpy.pi) * self._far[some]
        waiting = numpy.where(turned >= time, 1.0, 0.0)
        if time > 0.01:
            waiting = numpy.where(numpy.abs(ahead) < 1, numpy.clip(ahead + 0.5, 0, 1), waiting)
        hand = numpy.clip(self._half_hand - numpy.abs(ahead) + 0.5, 0, 1)[:, None]
        gone = self._gone[some]
        painted = gone + (self._waiting[some] - gone) * waiting[:, None]
        painted += (self._hand[some] - painted) * hand
        canvas[self._rows[some], self._columns[some]] = (painted + 0.5).astype(numpy.uint8)


def _put_figure(
    canvas: Any, step: DrawGraphic, files: Mapping[str, Path], centre: tuple[int, int], radius: int, figure: int
) -> None:
    """Write the seconds that are left into the middle of the face."""
    import numpy
    from PIL import Image

    half = round(radius * 0.45)
    font = setting.font_of(step.look, "title", "Bold", files)
    style = Style(font=font, size_px=round(radius * 0.62), least_px=round(radius * 0.2), rows=1, align="centre")
    block = setting.set_text(str(figure), style, width_px=2 * half, height_px=2 * half)
    text = setting.paint(block, step.look.colours.text)
    ink = text.getbbox() or (0, 0, 1, 1)
    field = Image.new("RGB", (2 * half, 2 * half), _back(step))
    # the ink of figures in the middle: no marks above, nothing below
    place = (half - (ink[0] + ink[2]) // 2, half - (ink[1] + ink[3]) // 2)
    field.paste(text, place, text)
    canvas[centre[1] - half : centre[1] + half, centre[0] - half : centre[0] + half] = numpy.asarray(field)


# ── ground and letters ────────────────────────────────────────────────────────────────────────────────────────────


def _ground(step: DrawGraphic) -> Any:
    from PIL import Image

    return Image.new("RGB", (step.width_px, step.height_px), _back(step))


def _back(step: DrawGraphic) -> tuple[int, int, int]:
    """A dark shade of the look's ground: an operator's room is dark. A look with dark letters stays light."""
    colours = step.look.colours
    if _bright(colours.text) < _bright(colours.ground_end):
        return shapes.rgb(colours.ground_end)
    return shapes.blend(colours.ground_end, "#000000", 0.4)


def _bright(colour: str) -> int:
    red, green, blue = shapes.rgb(colour)
    return 2 * red + 7 * green + blue


def _area(step: DrawGraphic) -> Box:
    left, top = round(step.width_px * _SAFE), round(step.height_px * _SAFE)
    return Box(x_px=left, y_px=top, width_px=step.width_px - 2 * left, height_px=step.height_px - 2 * top)


def _style(
    step: DrawGraphic, files: Mapping[str, Path], weight: str, size: float, least: float, rows: int, **more: Any
) -> Style:
    """How a field is set; sizes as shares of the picture's height."""
    font = setting.font_of(
        step.look, "title" if weight in ("Bold", "ExtraBold") else "text", cast("Weight", weight), files
    )
    height = step.height_px
    return Style(
        font=font, size_px=max(1, round(size * height)), least_px=max(1, round(least * height)), rows=rows, **more
    )


def _write(picture: Any, text: str, style: Style, room: Box, colour: tuple[int, int, int]) -> int:
    """Write a text into a room; says how high it came."""
    block = setting.set_text(text, style, width_px=room.width_px, height_px=room.height_px)
    _put(picture, setting.paint(block, _hex(colour)), room.x_px, room.y_px)
    return block.height_px


def _put(picture: Any, text: Any, x: int, y: int) -> None:
    picture.paste(text, (x, y), text)


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
