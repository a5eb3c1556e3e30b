"""Finding each lesson's own rate factor before anything is planned: the cheapest that still looks good enough.

A few seconds of the lesson are coded with a handful of rate factors and compared with the same pictures before coding.
What was found is kept beside the lesson until the recording, the preset or the programs change.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.analysis.likeness import by_piece, likeness
from lessontool.errors import EngineError
from lessontool.essence.trial import code_pieces, coded_pictures, plain_input, take_pieces
from lessontool.model import (
    Decision,
    DeliverySpec,
    Finding,
    Lesson,
    Measurements,
    MediaFile,
    RenderChunk,
    RenditionRecipe,
)
from lessontool.model.work import Trial, TrialStep
from lessontool.planning import trial
from lessontool.planning.ground import Ground, ground_of
from lessontool.planning.trial import Tried
from lessontool.running.workshop import Workshop
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from lessontool.version import VERSION

_ROUNDING: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Presets whose renditions have their rate factors, and why they have these."""

    presets: tuple[DeliverySpec, ...]
    decisions: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    """By the preset's name."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    folder: Path
    recording: Path
    media: MediaFile
    ground: Ground
    cancel: Cancel | None
    report: Callable[[str], None]


def settle(
    folder: Path,
    lesson: Lesson,
    presets: Sequence[DeliverySpec],
    recording: Path,
    media: MediaFile,
    measurements: Measurements,
    *,
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> Settled:
    """Find the rate factor of every rendition that wants its quality measured; other presets stay as they are.

    `folder` is the lesson folder, in whose hidden workshop the findings are kept; `report` hears `trial` before work
    begins. Raises InputError for a recording that cannot be used, ToolError when a program fails, Interrupted when
    `cancel` is thrown.
    """
    if not any(rendition.quality_vmaf for spec in presets for rendition in spec.renditions):
        return Settled(presets=tuple(presets))
    bench = _Bench(
        folder=folder,
        recording=recording,
        media=media,
        ground=ground_of(lesson, media, measurements),
        cancel=cancel,
        report=report or (lambda _: None),
    )
    settled: list[DeliverySpec] = []
    decisions: dict[str, tuple[Decision, ...]] = {}
    findings: list[Finding] = []
    for spec in presets:
        # a radio programme has no picture at all
        found = _found(spec, bench) if any(each.quality_vmaf for each in spec.renditions) else {}
        renditions = (
            replace(each, quality_crf=found[each.name][0]) if each.name in found else each for each in spec.renditions
        )
        settled.append(replace(spec, renditions=tuple(renditions)))
        if found:
            decisions[spec.name] = tuple(decision for _, decision, _ in found.values())
        findings += [finding for _, _, finding in found.values() if finding]
    return Settled(presets=tuple(settled), decisions=decisions, findings=tuple(findings))


def _found(spec: DeliverySpec, bench: _Bench) -> dict[str, tuple[int, Decision, Finding | None]]:
    """Give each tried rendition's factor, with its reason and what is to be said of it, by the rendition's name."""
    spans = trial.pieces(bench.ground)
    recipes = trial.tried_recipes(bench.ground, spec)
    steps = {each.key: tuple(trial.piece_step(bench.ground, each, span) for span in spans) for each in recipes}
    known = {each.key: _recalled(each, steps[each.key], bench) for each in recipes}
    for chain in dict.fromkeys(each.chain for each in recipes if known[each.key] is None):
        alike = [each for each in recipes if each.chain == chain and known[each.key] is None]
        bench.report("trial")
        known |= _tried(alike, steps[alike[0].key], bench)
    found: dict[str, tuple[int, Decision, Finding | None]] = {}
    for recipe in recipes:
        rendition, tried = recipe.rendition, known[recipe.key] or {}
        decision = trial.trial_decision(rendition, tried, sum(coded_pictures(step) for step in steps[recipe.key]))
        found[rendition.name] = trial.chosen_factor(rendition, tried), decision, _finding(recipe, tried)
    return found


def _tried(
    recipes: Sequence[RenditionRecipe], steps: Sequence[RenderChunk], bench: _Bench
) -> dict[str, Mapping[int, Tried] | None]:
    """Try renditions whose pictures are the same before coding: those are taken out of the recording once."""
    pictures = sum(coded_pictures(step) for step in steps)
    found: dict[str, Mapping[int, Tried] | None] = {}
    with tempfile.TemporaryDirectory(prefix="lessontool-trial-") as made:
        folder = Path(made)
        pieces, coded = folder / "pieces.yuv", folder / "coded.mp4"
        take_pieces(steps, bench.recording, bench.media, pieces, cancel=bench.cancel)
        for recipe in recipes:
            tried: dict[int, Tried] = {}
            while (factor := trial.next_factor(recipe.rendition, tried)) is not None:
                code_pieces(recipe, factor, pieces, coded, pictures=pictures, cancel=bench.cancel)
                original = plain_input(recipe, pieces)
                scores = likeness(coded, original, pictures=pictures, folder=folder, cancel=bench.cancel)
                mean, lowest = sum(scores) / len(scores), min(by_piece(scores, len(steps)))
                tried[factor] = Tried(vmaf=round(mean, _ROUNDING), lowest=round(lowest, _ROUNDING))
            found[recipe.key] = tried
            _remember(recipe, steps, tried, bench)
    return found


def _finding(recipe: RenditionRecipe, tried: Mapping[int, Tried]) -> Finding | None:
    rendition = recipe.rendition
    if trial.reaches(rendition, tried):
        return None
    best = max((each.vmaf for each in tried.values()), default=0.0)
    values = {"rendition": rendition.name, "found": f"{best:.0f}", "wanted": f"{rendition.quality_vmaf:g}"}
    return Finding(code="lite-quality-below", severity="note", values=values, measured=f"VMAF {best:.1f}")


# ── what was found earlier ────────────────────────────────────────────────────────────────────────────────────────


def _keeper(recipe: RenditionRecipe, steps: Sequence[RenderChunk], bench: _Bench) -> Path:
    """Name the file by all that decides what a trial finds."""
    known = {
        "recording": bench.media.sha256,
        "rendition": recipe.rendition,
        "pieces": steps,
        "ffmpeg": ffmpeg.version(),
        "lessontool": VERSION,
    }
    return Workshop(bench.folder).facts / f"trial-{records.identity(known)[:24]}.json"


def _recalled(recipe: RenditionRecipe, steps: Sequence[RenderChunk], bench: _Bench) -> Mapping[int, Tried] | None:
    with contextlib.suppress(OSError, ValueError):
        kept = records.load(Trial, _keeper(recipe, steps, bench))
        return {each.factor: Tried(vmaf=each.vmaf, lowest=each.lowest) for each in kept.steps}
    return None


def _remember(recipe: RenditionRecipe, steps: Sequence[RenderChunk], tried: Mapping[int, Tried], bench: _Bench) -> None:
    kept = Trial(
        steps=tuple(TrialStep(factor=factor, vmaf=each.vmaf, lowest=each.lowest) for factor, each in tried.items())
    )
    # a folder that cannot be written to is no reason not to plan
    with contextlib.suppress(OSError, EngineError):
        Workshop(bench.folder).prepare()
        records.write_whole(_keeper(recipe, steps, bench), records.pretty(kept).encode())
