"""Saying a step's command lines without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lessontool.analysis import slides
from lessontool.essence import picture, radio, sound, wrap
from lessontool.model import (
    AlignScript,
    Attach,
    CutTrack,
    DrawGraphic,
    DrawPoster,
    DrawStoryboard,
    EncodeSound,
    FindSlideChanges,
    GraphicSource,
    JudgeProgramme,
    LevelSound,
    Listen,
    Package,
    Plan,
    PlayMelody,
    RenderChunk,
    ShortenPauses,
    SpeakText,
    Step,
    TakeSound,
    TakeStill,
    WrapProgramme,
    WrapSound,
    WriteChapters,
    WriteCutList,
    WritePlaylists,
    WriteText,
)
from lessontool.running.identity import needs, outputs

_WHEN = "CREATED"


def tell_step(step: Step, plan: Plan, recording: str) -> Sequence[Sequence[str]]:
    """Write the command lines of a step, with output names where paths will be; none where no program is started."""
    made = [output.package_path or f"{output.name}{output.suffix}" for output in outputs(step)]
    match step:
        case RenderChunk():
            if isinstance(step.source, GraphicSource):
                return [picture.chunk_command(step, step.source.graphic, made, others=plan.others)]
            media = plan.recording(step.source.media)
            source = media.name if step.source.media else recording
            return [picture.chunk_command(step, source, made, media=media, others=plan.others)]
        case TakeSound() | LevelSound() | EncodeSound():
            media = plan.recording(step.media) if isinstance(step, TakeSound) else plan.media
            source = media.name if media is not plan.media else recording
            files = {name: Path(f"{name}.wav") for name in needs(step)} | {"recording": Path(source)}
            return sound.sound_commands(step, files, Path(made[0]), media.demuxer)
        case WrapProgramme():
            command = wrap.wrap_command(step, f"{step.sound}.wav", made[0], created=_WHEN)
            return [command] if command else []
        case FindSlideChanges():
            return [slides.slides_command(step, recording, plan.media)]
        case CutTrack():
            from lessontool.essence import adaptive

            return [adaptive.cut_command(step, f"{step.source}.mp4", made[0])]
        case Listen():
            from lessontool.subtitles import listening

            return [listening.command(step.language, step.backend, step.model, f"{step.source}.wav", made[0])]
        case SpeakText() | WrapSound():
            source = step.source if isinstance(step, WrapSound) else ""
            return radio.radio_commands(step, Path(f"{source}.wav"), Path(made[0]))
        case (
            DrawGraphic()
            | DrawPoster()
            | DrawStoryboard()
            | TakeStill()
            | PlayMelody()
            | JudgeProgramme()
            | Package()
            | WriteText()
            | WriteChapters()
            | WritePlaylists()
            | WriteCutList()
            | ShortenPauses()
            | Attach()
            | AlignScript()
        ):
            return []
