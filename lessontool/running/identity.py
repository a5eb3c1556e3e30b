"""Who an output is: its command or its step, its inputs' identities and the programs that make it.

The same identity means the same file, so nothing is done twice. A rendition of a chunk has its own identity, whoever
else is rendered beside it: a corrected subtitle changes the TV chunks that show it and no online picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from lessontool import records
from lessontool.essence.picture import chunk_command
from lessontool.model import (
    AlignScript,
    CardSource,
    DrawCard,
    EncodeSound,
    FindSlideChanges,
    LevelSound,
    Listen,
    MediaFile,
    Output,
    Package,
    Plan,
    RenderChunk,
    Step,
    TakePoster,
    TakeSound,
    WrapProgramme,
    WriteText,
)
from lessontool.tools import ffmpeg
from lessontool.version import VERSION


def outputs(step: Step) -> tuple[Output, ...]:
    """List what a step makes."""
    return step.outputs if isinstance(step, RenderChunk) else (step.output,)


def needs(step: Step) -> tuple[str, ...]:
    """List the outputs of earlier steps that a step uses; the recording is not among them."""
    match step:
        case TakeSound() | DrawCard() | FindSlideChanges() | WriteText():
            return ()
        case LevelSound():
            return tuple(dict.fromkeys(each.source for each in step.segments if each.source))
        case EncodeSound() | TakePoster() | Listen():
            return (step.source,)
        case AlignScript():
            return (step.source, step.transcript)
        case RenderChunk():
            return (step.source.card,) if isinstance(step.source, CardSource) else ()
        case WrapProgramme():
            return (*step.chunks, step.sound)
        case Package():
            return (*step.programmes, *(side.output for side in step.others))


def identities(plan: Plan) -> dict[str, str]:
    """Give every output of a plan its identity, by name."""
    known: dict[str, str] = {}
    for step in plan.steps:
        inputs = [known[name] for name in needs(step)]
        for number, output in enumerate(outputs(step)):
            known[output.name] = records.identity(_essence(step, number, inputs, plan.media))
    return known


def _essence(step: Step, number: int, inputs: list[str], media: MediaFile) -> Mapping[str, object]:
    """All that decides what is in an output, and nothing else."""
    if isinstance(step, RenderChunk):
        command = chunk_command(step, "SOURCE", ["TARGET"], media=media, only=[number])
        source = inputs or [media.sha256]
        return {"command": command[1:], "source": source, "ffmpeg": ffmpeg.version()}
    record = replace(step, name="", output=replace(step.output, name=""))
    said = {each.name: getattr(record, each.name) for each in fields(record)}
    source = [media.sha256, *inputs] if isinstance(step, (TakeSound, FindSlideChanges, Package)) else inputs
    return {"step": said, "source": source, "ffmpeg": ffmpeg.version(), "lessontool": VERSION}
