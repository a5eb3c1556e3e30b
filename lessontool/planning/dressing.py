"""How what a brand lays over the lesson comes into a chunk's recipes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lessontool.model import (
    Box,
    Cadence,
    Clip,
    DeliverySpec,
    Inset,
    PictureOperation,
    Place,
    RecordingSource,
    RenditionRecipe,
    RepairGamut,
    WidenChroma,
)
from lessontool.planning.chunks import read_until, seek_before
from lessontool.planning.graphics import Dressing
from lessontool.planning.picture import plan_inset
from lessontool.planning.tracks import choose_video
from lessontool.timing import FrameSpan, seconds_of

_LAYING = (Place, WidenChroma, RepairGamut)


def dressed(
    recipe: RenditionRecipe, spec: DeliverySpec, dressing: Dressing, starts_at: Fraction, span: FrameSpan
) -> RenditionRecipe:
    """Add to a chunk's recipe what is laid over it; the very same recipe where nothing is.

    `starts_at` is when the interpreter's recording begins on the lesson's clock, in seconds.
    """
    moving: list[PictureOperation] = []
    chain = list(recipe.chain)
    laid = 1 + max(number for number, operation in enumerate(chain) if isinstance(operation, _LAYING))
    cadence = next(number for number, operation in enumerate(chain) if isinstance(operation, Cadence))
    full = any(isinstance(each, (WidenChroma, RepairGamut)) or getattr(each, "full_chroma", False) for each in chain)
    if dressing.sign and dressing.layout:
        grid = chain[cadence]
        assert isinstance(grid, Cadence)  # noqa: S101  # it was looked for
        moving.append(_inset(dressing.sign, spec, dressing.layout.sign, starts_at, span, grid, full_chroma=full))
    moving += [
        replace(each, full_chroma=full)
        for each in dressing.moving
        if each.span and each.span.start < span.end and span.start < each.span.end
    ]
    stills: list[PictureOperation] = [replace(each, full_chroma=full) for each in dressing.stills]
    if moving and cadence >= laid:
        # what moves needs every picture of the grid, also where the recording has fewer
        chain.insert(laid, chain.pop(cadence))
        chain[laid + 1 : laid + 1] = moving
        moving = []
    chain[laid:laid] = [*stills, *moving]
    return replace(recipe, chain=tuple(chain))


def _inset(
    clip: Clip,
    spec: DeliverySpec,
    box: Box,
    starts_at: Fraction,
    span: FrameSpan,
    cadence: Cadence,
    *,
    full_chroma: bool,
) -> Inset:
    track = choose_video(clip.media, None)
    assert track is not None  # noqa: S101  # else there is no layout
    measured = next(each for each in clip.measurements.picture if each.track_index == track.index)
    # the lesson's first frame, on the interpreter's clock
    zero = track.start - starts_at
    return Inset(
        source=RecordingSource(
            media=clip.media.sha256,
            track_index=track.index,
            zero=zero,
            seek=seek_before(track, zero + seconds_of(span.start)),
            read_until=read_until(track, zero + seconds_of(span.end)),
        ),
        chain=plan_inset(track, measured, spec, box, cadence, full_chroma=full_chroma),
        x_px=box.x_px,
        y_px=box.y_px,
    )
