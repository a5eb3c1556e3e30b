"""What viewers know a station or a series by: openings, closings, names, logos, posters, drawn from brand and lesson.

Everything is composed at the programme's raster. What does not move is drawn once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from lessontool.model import DrawGraphic, DrawPoster, DrawStoryboard, TakeStill
from lessontool.tools.process import Cancel


def draw_graphic(
    step: DrawGraphic,
    target: Path,
    *,
    files: Mapping[str, Path],
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw a still (PNG) or an animation (without loss, in Matroska, 50 pictures a second) and write it to `target`.

    `files` has the brand's own fonts and logo by SHA-256. Raises ToolError when a font is missing or a program fails,
    PresetError for a font or logo that cannot be used, Interrupted when `cancel` is thrown.
    """
    match step.graphic:
        case "opening" | "closing" | "reveal" | "cover":
            from lessontool.branding import bumpers

            bumpers.draw(step, target, files=files, cancel=cancel, progress=progress)
        case "lower_third" | "chapter" | "logo" | "grade_label" | "surround":
            from lessontool.branding import overlays

            overlays.draw(step, target, files=files, cancel=cancel, progress=progress)
        case "black":
            from PIL import Image

            Image.new("RGB", (step.width_px, step.height_px)).save(target, format="PNG")
        case "slate" | "lineup" | "clock":
            from lessontool.branding import slates

            slates.draw(step, target, files=files, cancel=cancel, progress=progress)


def take_still(step: TakeStill, source: Path, target: Path, *, cancel: Cancel) -> None:
    """Take the best of some pictures out of a finished rendition, as PNG. Raises ToolError when none comes out."""
    from lessontool.branding.posters import stills

    stills.take_still(step, source, target, cancel=cancel)


def draw_poster(step: DrawPoster, still: Path, target: Path, *, files: Mapping[str, Path], cancel: Cancel) -> None:
    """Draw a poster from a still of the lesson. Raises as `draw_graphic` does."""
    from lessontool.branding import posters

    posters.draw(step, still, target, files=files, cancel=cancel)


def draw_storyboard(
    step: DrawStoryboard,
    source: Path,
    targets: Mapping[int, Path],
    *,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Draw a storyboard's sheets and write the WebVTT file that points into them; targets by number of the output."""
    from lessontool.branding.posters import storyboards

    storyboards.draw(step, source, targets, cancel=cancel, progress=progress)
