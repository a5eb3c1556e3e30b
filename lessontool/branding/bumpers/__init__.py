"""Openings and closings, and how they give way to the lesson and come over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lessontool.branding.bumpers.page import Page, page_of
from lessontool.branding.bumpers.stage import Scene, smoothly
from lessontool.branding.drawing import animation
from lessontool.model import DrawGraphic
from lessontool.tools.process import Cancel

_EDGE: Final = {"calm": 0.22, "playful": 0.09}
"""How far the edge of a wipe leans, or waves, as a share of the picture's height."""


def draw(
    step: DrawGraphic,
    target: Path,
    *,
    files: Mapping[str, Path],
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw an opening or a closing, or how it gives way to the lesson or comes over it, and write it to `target`.

    An opening ends with everything on show, a closing begins with its bare ground: that is what `reveal` takes away and
    `cover` brings. Raises ToolError when a font is missing or a program fails, PresetError for a logo that cannot be
    drawn, Interrupted when `cancel` is thrown.
    """
    write = animation.write_opaque if step.graphic in ("opening", "closing") else animation.write_clear
    write(
        pictures(step, files),
        target,
        width_px=step.width_px,
        height_px=step.height_px,
        count=step.pictures,
        cancel=cancel,
        progress=progress,
    )


def pictures(step: DrawGraphic, files: Mapping[str, Path]) -> Iterator[Any]:
    """Draw all pictures of a step as numbers: RGB, or RGBA for what is laid over the lesson."""
    if step.graphic in ("opening", "closing"):
        moving = scene(step, files).pictures(step.pictures, step.in_pictures)
        return _going(moving, step) if step.out_pictures and step.graphic == "closing" else moving
    return _transition(step, files)


def scene(step: DrawGraphic, files: Mapping[str, Path]) -> Scene:
    """Lay out the card that a step shows: an opening's for `reveal`, a closing's for `cover`."""
    from lessontool.branding.bumpers import calm, playful

    page: Page = page_of(step, files)
    opening, closing = {
        "calm": (calm.opening, calm.closing),
        "playful": (playful.opening, playful.closing),
    }[step.look.template]
    return opening(page) if step.graphic in ("opening", "reveal") else closing(page)


def _going(moving: Iterator[Any], step: DrawGraphic) -> Iterator[Any]:
    """Fade a closing's last pictures to black: after it there is nothing."""
    import numpy

    first = step.pictures - step.out_pictures
    for number, picture in enumerate(moving):
        if number < first:
            yield picture
            continue
        light = 1 - smoothly((number - first + 1) / step.out_pictures)
        yield numpy.rint(picture * numpy.float32(light)).astype(numpy.uint8)


# ── from the opening to the lesson, and from the lesson to the closing ────────────────────────────────────────────


def _transition(step: DrawGraphic, files: Mapping[str, Path]) -> Iterator[Any]:
    """Draw the card with less and less of it, or with more and more: straight transparency, the colours stay."""
    import numpy

    card = scene(step, files)
    away = step.graphic == "reveal"
    colours = card.rest() if away else card.before()
    picture = numpy.dstack([colours, numpy.zeros(colours.shape[:2], numpy.uint8)])
    for number in range(step.pictures):
        gone = smoothly((number + 1) / (step.pictures + 1))
        shown = picture.copy()
        shown[..., 3] = _alpha(step, gone if away else 1 - gone)
        yield shown


def _alpha(step: DrawGraphic, gone: float) -> Any:
    """How much of the card is seen where: `gone` is the share of it that has given way."""
    import numpy

    if step.transition == "dissolve":
        return round(255 * (1 - gone))
    width, height = step.width_px, step.height_px
    lean = _EDGE[step.look.template] * height
    y = numpy.linspace(-1.0, 1.0, height)
    shape = y if step.look.template == "calm" else numpy.cos(y * numpy.pi * 4)
    # from beyond one side to beyond the other; the edge is soft over a few pixels, as interlaced pictures need it
    soft = max(2.0, height / 270)
    reach = lean + soft
    edge = -reach + (width + 2 * reach) * gone + lean * shape
    x = numpy.arange(width, dtype=numpy.float32)[None, :]
    share = numpy.clip((x - edge[:, None].astype(numpy.float32)) / soft + 0.5, 0, 1)
    return numpy.rint(share * 255).astype(numpy.uint8)
