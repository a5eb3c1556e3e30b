"""Simple shapes and shades from which graphics are put together: smooth edges, soft shadows, a ground without steps."""

from __future__ import annotations

import math
from typing import Any, Final

from lessontool.model import Look

_FINE: Final = 4
"""Shapes are drawn so many times larger and scaled down: Pillow draws hard edges."""

_UNSEEN: Final = 6
"""Of 255: the far ends of a shadow, which would only make its layer larger."""


def rounded(size: tuple[int, int], radius: int) -> Any:
    """A filled shape with round corners and smooth edges."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 0)
    box = (0, 0, size[0] * _FINE - 1, size[1] * _FINE - 1)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=radius * _FINE, fill=255)
    return mask.reduce(_FINE)


def filled(colour: str, mask: Any) -> Any:
    """A shape in one colour, as RGBA."""
    from PIL import Image

    picture = Image.new("RGBA", mask.size, (*rgb(colour), 255))
    picture.putalpha(mask)
    return picture


def shadow(shape: Any, *, blur: float, strength: float) -> Any:
    """A soft dark copy of a shape, as RGBA; beyond two and a half times its blur there is nothing of it."""
    from PIL import Image, ImageFilter

    picture = Image.new("RGBA", shape.size, (0, 0, 0, 255))
    soft = shape.filter(ImageFilter.GaussianBlur(blur))
    picture.putalpha(soft.point(lambda grey: round(max(0, grey - _UNSEEN) * strength)))
    return picture


def gradient(look: Look, size: tuple[int, int], *, across: bool) -> Any:
    """The brand's ground, from its first colour to its second: to the right, or to the bottom right corner.

    Fine noise keeps it from showing steps: a ground passes through few shades on a large picture.
    """
    import numpy
    from PIL import Image

    width, height = size
    x = numpy.linspace(0.0, 1.0, width)[None, :]
    y = numpy.linspace(0.0, 1.0, height)[:, None]
    share = (x + 0 * y if across else (x * 0.6 + y * 0.4))[..., None]
    begin, end = (numpy.array(rgb(colour), dtype=float) for colour in (look.colours.ground, look.colours.ground_end))
    noise = numpy.random.default_rng(0).uniform(0.0, 1.0, (height, width, 1))
    return Image.fromarray(numpy.clip(begin + (end - begin) * share + noise, 0, 255).astype("uint8"))


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#RRGGBB`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(first: str, second: str, share: float) -> tuple[int, int, int]:
    """A colour on the way from the first to the second."""
    one, other = rgb(first), rgb(second)
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def stamp_star(picture: Any, colour: str) -> None:
    """Put a five-pointed star into the middle of a disc."""
    from PIL import Image, ImageDraw

    width, height = (side * _FINE for side in picture.size)
    mask = Image.new("L", (width, height), 0)
    reach = min(width, height) * 0.34
    points = []
    for number in range(10):
        angle, far = math.pi * (number / 5 - 0.5), reach * (1.0 if number % 2 == 0 else 0.5)
        points.append((width / 2 + far * math.cos(angle), height * 0.515 + far * math.sin(angle)))
    ImageDraw.Draw(mask).polygon(points, fill=255)
    picture.alpha_composite(filled(colour, mask.reduce(_FINE)))
