"""Which pieces of a recording are tried for a rate factor, and which factor is tried next: pure functions, no tool.

Quality falls as the rate factor rises, a little more with each step; so two trials on either side of what is wanted say
where the next one lies, and a handful of trials finds the factor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lessontool.model import (
    Decision,
    DeliverySpec,
    Output,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    RenditionSpec,
)
from lessontool.planning.chunks import read_until, seek_before
from lessontool.planning.ground import Ground
from lessontool.planning.picture import plan_picture
from lessontool.timing import FrameSpan, seconds_of

PIECE_FRAMES: Final = 50
"""Two seconds: what is coded behind a change of scene has settled in them."""

MOST_TRIALS: Final = 4

_FEWEST, _MOST = 3, 10
"""So many pieces are tried …"""

_EVERY_FRAMES: Final = 1_500
"""… one for each minute of the lesson between those limits."""

_WITHOUT_SEEKING: Final = 4_500
"""A recording that must be read from its beginning is tried in its first three minutes only."""

_WORST: Final[Mapping[str, int]] = {"av1": 60, "h264": 38}
"""Beyond these VMAF hardly falls on slides, yet small print begins to dissolve (OCR, see tests/test_lite_proof.py)."""

_FIRST: Final = 0.6
"""The first trial lies here between the best and the worst factor: a talk usually ends near it."""

_STEEPNESS: Final = 0.4
"""VMAF that a step of the factor costs where nothing is known yet: 0.1 on slides, 0.3 to 0.9 on a camera."""

_CLOSE: Final = 0.2
"""Nearer to what is wanted than two runs over different pieces would agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a rate factor gave on the pieces of a recording."""

    vmaf: float
    """On average."""
    lowest: float
    """Of the piece that came out worst."""


def tried_recipes(ground: Ground, spec: DeliverySpec) -> tuple[RenditionRecipe, ...]:
    """List the renditions of a preset whose rate factor is to be found out, as they are made of the recording."""
    recipes, _ = plan_picture(ground.video, ground.picture, spec)
    return tuple(recipe for recipe in recipes if recipe.rendition.quality_vmaf is not None)


def pieces(ground: Ground) -> tuple[FrameSpan, ...]:
    """Choose the pieces of a lesson that are tried, spread evenly, its first and last moments left out."""
    frames = ground.frames if ground.video.exact_seek else min(ground.frames, _WITHOUT_SEEKING)
    count = min(max(ground.frames // _EVERY_FRAMES, _FEWEST), _MOST)
    if frames < (count + 1) * PIECE_FRAMES:
        return (FrameSpan(0, frames),)
    starts = ((frames - PIECE_FRAMES) * (2 * number + 1) // (2 * count) for number in range(count))
    return tuple(FrameSpan(start, start + PIECE_FRAMES) for start in starts)


def piece_step(ground: Ground, recipe: RenditionRecipe, span: FrameSpan) -> RenderChunk:
    """Plan how one piece is taken out of the recording, as the lesson's own chunk would be."""
    return RenderChunk(
        name="try",
        outputs=(Output(name="trial", suffix=".yuv"),),
        segment="lesson",
        span=span,
        source=RecordingSource(
            track_index=ground.video.index,
            zero=ground.zero,
            seek=seek_before(ground.video, ground.zero + seconds_of(span.start)),
            read_until=read_until(ground.video, ground.zero + seconds_of(span.end)),
        ),
        recipes=(recipe,),
        timecodes=("",),
    )


def next_factor(rendition: RenditionSpec, tried: Mapping[int, Tried]) -> int | None:
    """Say which rate factor to try next; None: what is known is enough."""
    best, worst, wanted = _bounds(rendition)
    if not tried:
        return round(best + _FIRST * (worst - best))
    good = max((factor for factor, each in tried.items() if each.vmaf >= wanted), default=None)
    bad = min((factor for factor, each in tried.items() if each.vmaf < wanted), default=None)
    if len(tried) >= MOST_TRIALS or good == worst or bad == best:
        return None
    if good is None and bad is not None:
        return max(best, bad - math.ceil((wanted - tried[bad].vmaf) / _STEEPNESS))
    if good is None or tried[good].vmaf - wanted <= _CLOSE:
        return None
    above = tried[good].vmaf - wanted
    if bad is None:
        return min(worst, good + max(1, math.floor(above / _STEEPNESS)))
    if bad - good <= 1:
        return None
    share = above / (tried[good].vmaf - tried[bad].vmaf)
    # rounded up: quality falls ever faster, so a straight line between the two lies below it
    return min(max(good + math.ceil(share * (bad - good)), good + 1), bad - 1)


def chosen_factor(rendition: RenditionSpec, tried: Mapping[int, Tried]) -> int:
    """Say which rate factor is the cheapest that is good enough; the best that is allowed where none is."""
    best, _, wanted = _bounds(rendition)
    return max((factor for factor, each in tried.items() if each.vmaf >= wanted), default=best)


def reaches(rendition: RenditionSpec, tried: Mapping[int, Tried]) -> bool:
    """Say whether any rate factor that was tried is good enough."""
    return any(each.vmaf >= (rendition.quality_vmaf or 0) for each in tried.values())


def trial_decision(rendition: RenditionSpec, tried: Mapping[int, Tried], frames: int) -> Decision:
    """Say which rate factor a rendition gets, and why."""
    factor, wanted = chosen_factor(rendition, tried), rendition.quality_vmaf or 0
    told = [f"CRF {each}: VMAF {tried[each].vmaf:.1f} (lowest {tried[each].lowest:.1f})" for each in sorted(tried)]
    aim = f"VMAF {wanted:g} against the same picture before coding"
    if not reaches(rendition, tried):
        aim += ", which no factor that the preset allows reaches"
    return Decision(
        subject=f"rate factor of {rendition.name}",
        choice=f"CRF {factor}",
        reason=f"aim: {aim}; on {frames} pictures of the lesson {'; '.join(told)}",
    )


def _bounds(rendition: RenditionSpec) -> tuple[int, int, float]:
    best = rendition.quality_crf or 1
    return best, max(best, _WORST[rendition.codec]), rendition.quality_vmaf or 0
