"""A stage for animations: a still ground, and parts that come in one after another and then stand still.

Each part moves in a frame of its own, and nothing of it is ever seen outside that frame: what stands inside the safe
area never leaves it, not even while it comes in. moviepy composes the frames in which something moves; all else stays.
"""

from __future__ import annotations

import functools
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

_PICTURES_PER_SECOND: Final = 50

Entrance = Literal["none", "rise", "drop", "grow", "pop", "fade"]
"""How a part comes in: not at all (it is there from the first picture), from a little below, falling and bouncing, out
of its left edge, swelling up from its middle, out of nothing."""

_POP_MARGIN: Final = 0.04
"""A part that pops swells a little beyond its size; so much of its size is left free around it for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a card: its picture, where it stands, and how and when it comes in."""

    picture: Any
    """RGBA, a Pillow image."""
    x: int
    y: int
    entrance: Entrance = "none"
    start: float = 0.0
    """When it begins to come in, as a share of the time for coming in."""
    end: float = 1.0
    way_px: int = 0
    """How far above its place a part begins to fall that drops: its frame reaches so far up. How far below it begins to
    rise, besides a share of its height."""
    sway_px: int = 0
    """How far it sways up and down once it is there; it comes to rest before the last picture."""
    sway_s: float = 2.4
    text: bool = False
    """Whether it carries words (or a code), which must stay inside the safe area."""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the frame in which it moves."""
        width, height = self.picture.size
        x_more, y_more = margin(self.picture.size) if self.entrance == "pop" else (0, 0)
        return (
            self.x - x_more,
            self.y - max(y_more, self.sway_px, self.way_px if self.entrance == "drop" else 0),
            self.x + width + x_more,
            self.y + height + max(y_more, self.sway_px),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """A line that draws itself from left to right while the card stands, led by a small light."""

    line: Part
    light: Any
    """RGBA, a Pillow image."""
    start: float = 0.0
    """As a share of the whole animation."""
    end: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A card at rest, and how it gets there."""

    ground: Any
    """RGB, a Pillow image: the whole picture without the parts."""
    parts: tuple[Part, ...]
    """In the order in which they lie upon one another; one that lies on another comes in when that one stands. Parts
    that sway share pixels with nothing that comes later."""
    trail: Trail | None = None

    def before(self) -> Any:
        """The first picture: what is there before anything comes in. RGB numbers."""
        return self._laid([part for part in self.parts if part.entrance == "none"])

    def rest(self) -> Any:
        """The picture at rest, with everything: the last one. RGB numbers."""
        return self._laid([*([self.trail.line] if self.trail else []), *self.parts])

    def _laid(self, parts: Sequence[Part]) -> Any:
        import numpy

        canvas = numpy.array(self.ground)
        for part in parts:
            _stamp(canvas, part.picture, part.x, part.y)
        return canvas

    def pictures(self, count: int, coming: int) -> Iterator[Any]:
        """All pictures, as RGB numbers, the first `coming` for coming in. What shows nothing new is the same object.

        The first is `before`; the last, if there are more, is `rest`.
        """
        canvas = self.before()
        movers = self._movers(count, coming)
        shown = canvas.copy()
        for number in range(count):
            if number and number == count - 1:
                yield self.rest()
                return
            moved = [mover.move(canvas, number) for mover in movers]
            if any(moved):
                shown = canvas.copy()
            yield shown

    def _movers(self, count: int, coming: int) -> list[_Mover]:
        movers: list[_Mover] = []
        if self.trail:
            first, last = (1 + math.floor(share * max(0, count - 3)) for share in (self.trail.start, self.trail.end))
            movers.append(_Drawing(self.trail, first, max(first, last)))
        entered: list[_Entering] = []
        for part in self.parts:
            if part.entrance != "none":
                first = 1 + math.floor(part.start * coming)
                # nothing comes in over what is itself still coming in
                first = max(first, *(each.arrived for each in entered if _meet(each.part.box, part.box)), 1)
                last = max(first, min(math.ceil(part.end * coming), count - 2))
                entered.append(_Entering(part, first, last, max(last, count - 2)))
        return [*movers, *entered]


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def margin(size: tuple[int, int]) -> tuple[int, int]:
    """How much room a part of some size needs on each side for swelling up."""
    return math.ceil(size[0] * _POP_MARGIN / 2) + 1, math.ceil(size[1] * _POP_MARGIN / 2) + 1


def _stamp(canvas: Any, picture: Any, x: int, y: int) -> None:
    """Lay a picture on a canvas of numbers; what reaches beyond the canvas is left out."""
    import numpy
    from PIL import Image

    left, top = max(0, x), max(0, y)
    right, bottom = min(canvas.shape[1], x + picture.width), min(canvas.shape[0], y + picture.height)
    if right > left and bottom > top:
        under = Image.fromarray(canvas[top:bottom, left:right])
        piece = picture.crop((left - x, top - y, right - x, bottom - y))
        under.paste(piece, (0, 0), piece)
        canvas[top:bottom, left:right] = numpy.asarray(under)


# ── easing: shares of time into shares of the way ─────────────────────────────────────────────────────────────────


def gently(share: float) -> float:
    """Begin fast and arrive slowly."""
    return 1 - (1 - _bounded(share)) ** 4


def smoothly(share: float) -> float:
    """Begin and arrive slowly."""
    share = _bounded(share)
    return share * share * (3 - 2 * share)


def swinging(share: float) -> float:
    """Arrive a little beyond the end (by less than 5 %), and come back."""
    back = _bounded(share) - 1
    return 1 + 2.3 * back**3 + 1.3 * back**2


def bouncing(share: float) -> float:
    """Fall, and bounce twice on arrival."""
    share = _bounded(share)
    for begin, middle, lost in ((0.0, 0.0, 1.0), (0.3636, 0.5455, 0.25), (0.7273, 0.8182, 0.0625)):
        width = 0.3636 if begin == 0.0 else middle - begin
        if share < middle + width:
            return share * share * 7.5625 if begin == 0.0 else 1 - lost + 7.5625 * (share - middle) ** 2
    return 1 - 0.015625 + 7.5625 * (share - 0.9545) ** 2 if share < 1 else 1.0


def _bounded(share: float) -> float:
    return min(1.0, max(0.0, share))


# ── what moves ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Mover(ABC):
    """Moves one thing on the canvas during some pictures; before and after them it does nothing."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def move(self, canvas: Any, number: int) -> bool:
        """Bring the canvas to a picture's state. Say whether anything changed."""
        return self.first <= number <= self.last and self.show(canvas, number)

    @abstractmethod
    def show(self, canvas: Any, number: int) -> bool:
        """Change the canvas; say whether anything is different now."""


class _Entering(_Mover):
    """Brings a part in, in its frame, over what was there when it began; then sways it until the end."""

    def __init__(self, part: Part, first: int, arrived: int, end: int) -> None:
        super().__init__(first, end if part.sway_px else arrived)
        self.part, self.arrived = part, arrived
        self.under: Any = None
        self.clip: Any = None
        self.swayed = 0

    def show(self, canvas: Any, number: int) -> bool:
        """Compose the frame with moviepy; where the part arrives and ends, it stands exactly where it belongs."""
        left, top, right, bottom = self.part.box
        rows, columns = slice(max(0, top), max(0, bottom)), slice(max(0, left), max(0, right))
        if self.under is None:
            self.under = canvas[rows, columns].copy()
        if number in (self.arrived, self.last):
            canvas[rows, columns] = self.under
            _stamp(canvas, self.part.picture, self.part.x, self.part.y)
            return True
        if number > self.arrived:
            swayed = self._sway((number - self.arrived) / _PICTURES_PER_SECOND)
            if swayed == self.swayed:
                return False
            self.swayed = swayed
        if self.clip is None:
            self.clip = self._composed((self.part.x - max(0, left), self.part.y - max(0, top)))
        canvas[rows, columns] = self.clip.get_frame((number - self.first) / _PICTURES_PER_SECOND)
        return True

    def _sway(self, t: float) -> int:
        """How far above its place the part is, so many seconds after it has come."""
        gone = _bounded(t * _PICTURES_PER_SECOND / (self.last - self.arrived))
        envelope = math.sqrt(max(0.0, math.sin(math.pi * gone)))
        return round(self.part.sway_px * envelope * math.sin(2 * math.pi * t / self.part.sway_s))

    def _composed(self, at: tuple[int, int]) -> Any:
        import numpy
        from moviepy import CompositeVideoClip, ImageClip

        picture = ImageClip(numpy.asarray(self.part.picture))
        coming = (self.arrived - self.first) / _PICTURES_PER_SECOND
        layers = [ImageClip(self.under)]
        if coming:
            layers.append(_entering(picture.with_duration(coming), self.part, at, coming))
        if self.last > self.arrived:
            staying = picture.with_duration((self.last - self.arrived) / _PICTURES_PER_SECOND).with_start(coming)
            layers.append(staying.with_position(lambda t: (at[0], at[1] - self._sway(t))))
        return CompositeVideoClip(layers, size=self.under.shape[1::-1], use_bgclip=True)


def _entering(clip: Any, part: Part, at: tuple[int, int], seconds: float) -> Any:
    """Move a part into its place, as a moviepy clip in its frame."""
    from moviepy import vfx

    (width, height), (x, y) = part.picture.size, at

    def share(t: float) -> float:
        return t / seconds

    match part.entrance:
        case "rise":
            way = min(height, round(height * 0.2) + part.way_px)
            moved = clip.with_position(lambda t: (x, y + round(way * (1 - gently(share(t))))))
            return moved.with_effects([vfx.CrossFadeIn(seconds * 0.6)])
        case "drop":
            return clip.with_position(lambda t: (x, y - round(part.way_px * (1 - bouncing(share(t))))))
        case "grow":
            return clip.with_position(lambda t: (x - round(width * (1 - gently(share(t)))), y))
        case "pop":
            return _popping(part, at, seconds)
        case _:
            return clip.with_position(at).with_effects([vfx.CrossFadeIn(seconds)])


def _popping(part: Part, at: tuple[int, int], seconds: float) -> Any:
    """Swell a part up from its middle. moviepy's own `Resize` scales colours and mask apart: three times the work."""
    import numpy
    from moviepy import VideoClip
    from PIL import Image

    width, height = part.picture.size

    def size(t: float) -> tuple[int, int]:
        scale = 0.5 + 0.5 * swinging(t / seconds)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @functools.lru_cache(maxsize=1)
    def scaled(t: float) -> Any:
        return numpy.asarray(part.picture.resize(size(t), Image.Resampling.BILINEAR))

    def seen(t: float) -> Any:
        return scaled(t)[..., 3] * (min(1.0, 0.1 + 3 * t / seconds) / 255)

    def corner(t: float) -> tuple[int, int]:
        now = size(t)
        return round(at[0] + (width - now[0]) / 2), round(at[1] + (height - now[1]) / 2)

    mask = VideoClip(seen, is_mask=True, duration=seconds)
    clip = VideoClip(lambda t: scaled(t)[..., :3], duration=seconds)
    return clip.with_mask(mask).with_position(corner)


class _Drawing(_Mover):
    """Draws a trail: only the columns that are new, and the light at its end."""

    def __init__(self, trail: Trail, first: int, last: int) -> None:
        super().__init__(first, last)
        self.trail = trail
        self.drawn = 0
        self.lit: tuple[slice, slice, Any] | None = None

    def show(self, canvas: Any, number: int) -> bool:
        """Put back what the light covered, draw on, and put the light at the new end; at last it has gone."""
        line, light = self.trail.line, self.trail.light
        if self.lit:
            rows, columns, covered = self.lit
            canvas[rows, columns] = covered
        share = smoothly((number - self.first + 1) / (self.last - self.first + 1))
        end = round(line.picture.width * share)
        if end > self.drawn:
            _stamp(canvas, line.picture.crop((self.drawn, 0, end, line.picture.height)), line.x + self.drawn, line.y)
            self.drawn = end
        if number == self.last:
            return True
        x, y = line.x + end - light.width // 2, line.y + (line.picture.height - light.height) // 2
        rows, columns = slice(max(0, y), max(0, y + light.height)), slice(max(0, x), max(0, x + light.width))
        self.lit = rows, columns, canvas[rows, columns].copy()
        strength = min(1.0, 4 * share, 4 * (1 - share))
        faint = light.copy()
        faint.putalpha(light.getchannel("A").point(lambda grey: round(grey * strength)))
        _stamp(canvas, faint, x, y)
        return True
