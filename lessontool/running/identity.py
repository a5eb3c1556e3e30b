"""Who an output is: its command or its step, its inputs' identities and the programs that make it.

The same identity means the same file, so nothing is done twice. A rendition of a chunk has its own identity, whoever
else is rendered beside it: a corrected subtitle changes the TV chunks that show it and no online picture.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import fields, replace
from importlib import metadata

from lessontool import records
from lessontool.essence.picture import chunk_command, props_of
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
    Output,
    Package,
    Plan,
    PlayMelody,
    RecordingSource,
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
from lessontool.tools import espeak, ffmpeg
from lessontool.version import VERSION


def outputs(step: Step) -> tuple[Output, ...]:
    """List what a step makes."""
    if isinstance(step, (RenderChunk, DrawStoryboard, WritePlaylists)):
        return step.outputs
    return (step.output,)


def needs(step: Step) -> tuple[str, ...]:
    """List the outputs of earlier steps that a step uses; the recording is not among them."""
    match step:
        case TakeSound() | PlayMelody() | DrawGraphic() | FindSlideChanges() | WriteText():
            return ()
        case WriteChapters() | Attach() | SpeakText() | WriteCutList():
            return ()
        case LevelSound():
            return tuple(dict.fromkeys(each.source for each in step.segments if each.source))
        case EncodeSound() | TakeStill() | DrawStoryboard() | Listen() | JudgeProgramme():
            return (step.source,)
        case CutTrack() | ShortenPauses() | WrapSound():
            return (step.source,)
        case AlignScript():
            return (step.source, step.transcript)
        case RenderChunk():
            return tuple(dict.fromkeys(name for n in range(len(step.recipes)) for name in uses(step, n)))
        case DrawPoster():
            return (step.still,)
        case WrapProgramme():
            return (*step.chunks, step.sound)
        case WritePlaylists():
            tracks = [each.output for each in (*step.pictures, *step.sounds)]
            texts = [each.output for each in step.captions]
            return (*tracks, *texts, *step.sheets)
        case Package():
            return (*step.programmes, *step.judged, *(side.output for side in step.others))


def identities(plan: Plan) -> dict[str, str]:
    """Give every output of a plan its identity, by name."""
    known: dict[str, str] = {}
    for step in plan.steps:
        for number, output in enumerate(outputs(step)):
            inputs = [known[name] for name in uses(step, number)]
            known[output.name] = records.identity(_essence(step, number, inputs, plan))
    return known


def uses(step: Step, number: int) -> tuple[str, ...]:
    """List the outputs of earlier steps that one output of a step is made of."""
    if not isinstance(step, RenderChunk):
        return needs(step)
    source = (step.source.graphic,) if isinstance(step.source, GraphicSource) else ()
    return (*source, *props_of(step.recipes[number])[0])


def _essence(step: Step, number: int, inputs: list[str], plan: Plan) -> Mapping[str, object]:
    """All that decides what is in an output, and nothing else."""
    if isinstance(step, RenderChunk):
        media = plan.recording(step.source.media) if isinstance(step.source, RecordingSource) else None
        command = chunk_command(step, "SOURCE", ["TARGET"], media=media, others=plan.others, only=[number])
        own = [media.sha256] if media else []
        return {"command": command[1:], "source": [*own, *inputs], "ffmpeg": ffmpeg.version()}
    said = {each.name: getattr(step, each.name) for each in fields(step) if each.name not in ("name", "output")}
    said["output"] = replace(outputs(step)[number], name="")
    return {
        "step": said,
        "number": number,
        "source": [*_recording(step, plan), *inputs],
        "ffmpeg": ffmpeg.version(),
        "lessontool": VERSION,
        **_drawn_by(step),
    }


def _recording(step: Step, plan: Plan) -> list[str]:
    """The recording that a step other than a chunk takes something from."""
    if isinstance(step, TakeSound):
        return [plan.recording(step.media).sha256]
    return [plan.media.sha256] if isinstance(step, (FindSlideChanges, Package)) else []


def _drawn_by(step: Step) -> Mapping[str, str]:
    """The libraries whose version decides what a drawing or a sound looks like, besides our own."""
    if isinstance(step, (DrawGraphic, DrawPoster)):
        return {name: _installed(name) for name in ("pillow", "moviepy", "fontpkg-be-vietnam-pro", "resvg-py", "segno")}
    if isinstance(step, TakeStill):
        return {name: _installed(name) for name in ("faceie", "numpy")}
    return {"espeak": espeak.version()} if isinstance(step, (AlignScript, SpeakText)) else {}


@functools.cache
def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
