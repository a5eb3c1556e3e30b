"""Saying a step's command lines without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lessontool.analysis import slides
from lessontool.essence import picture, poster, sound, wrap
from lessontool.model import (
    AlignScript,
    CardSource,
    DrawCard,
    EncodeSound,
    FindSlideChanges,
    LevelSound,
    Listen,
    Package,
    Plan,
    RenderChunk,
    Step,
    TakePoster,
    TakeSound,
    WrapProgramme,
    WriteText,
)
from lessontool.running.identity import needs, outputs

_WHEN = "CREATED"


def tell_step(step: Step, plan: Plan, recording: str) -> Sequence[Sequence[str]]:
    """Write the command lines of a step, with output names where paths will be; none where no program is started."""
    made = [output.package_path or f"{output.name}{output.suffix}" for output in outputs(step)]
    match step:
        case RenderChunk():
            source = f"{step.source.card}.png" if isinstance(step.source, CardSource) else recording
            return [picture.chunk_command(step, source, made, media=plan.media)]
        case TakeSound() | LevelSound() | EncodeSound():
            files = {name: Path(f"{name}.wav") for name in needs(step)} | {"recording": Path(recording)}
            return sound.sound_commands(step, files, Path(made[0]), plan.media.demuxer)
        case WrapProgramme():
            command = wrap.mxf_command if step.container == "mxf" else wrap.mp4_command
            return [command(step, f"{step.sound}.wav", made[0], created=_WHEN)]
        case TakePoster():
            return [poster.poster_command(step, step.source, made[0])]
        case FindSlideChanges():
            return [slides.slides_command(step, recording, plan.media)]
        case Listen():
            from lessontool.subtitles import listening

            return [listening.command(step.language, step.backend, step.model, f"{step.source}.wav", made[0])]
        case DrawCard() | Package() | WriteText() | AlignScript():
            return []
