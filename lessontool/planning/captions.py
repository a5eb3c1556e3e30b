"""How captions reach each destination: burnt into the chunks that show them, and as files beside the programme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lessontool.model import (
    BurnCaptions,
    Captions,
    Cue,
    DeliverySpec,
    Interlace,
    Lesson,
    MarkFields,
    NarrowChroma,
    Output,
    RenditionRecipe,
    ShownCaption,
    SideFile,
    StandardDefinition,
    Subtitles,
    WriteText,
)
from lessontool.model.preset import SidecarForm, TranscriptForm
from lessontool.model.steps import SideRole
from lessontool.timing import FrameSpan

_SUFFIXES: Final[dict[SidecarForm | TranscriptForm, str]] = {
    "srt": ".srt",
    "webvtt": ".vtt",
    "imsc": ".ttml",
    "ebu_tt_d": ".ebuttd.xml",
    "txt": ".txt",
    "html": ".html",
    "docx": ".docx",
}

_AFTER_LETTERS: Final = (NarrowChroma, StandardDefinition, Interlace, MarkFields)


def burnt(recipe: RenditionRecipe, captions: Captions, span: FrameSpan) -> RenditionRecipe:
    """Add to a chunk's recipe the captions that it shows; the very same recipe where it shows none.

    A chunk's picture depends on nothing but its own captions, so a corrected word makes no other chunk anew.
    """
    look = captions.looks.get(recipe.preset)
    if look is None or not captions.subtitles:
        return recipe
    cues = captions.subtitles[0].cues
    shown = tuple(_shown(cue, span) for cue in cues if _overlap(cue.span, span))
    if not shown:
        return recipe
    return _with(recipe, BurnCaptions(captions=shown, language=captions.subtitles[0].language, look=look))


def _shown(cue: Cue, chunk: FrameSpan) -> ShownCaption:
    """A caption as far as this chunk shows it: what it does in the next one is nothing to this one."""
    inside = FrameSpan(max(cue.span.start, chunk.start), min(cue.span.end, chunk.end))
    return ShownCaption(span=inside, lines=cue.lines)


def _overlap(one: FrameSpan, other: FrameSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _with(recipe: RenditionRecipe, burn: BurnCaptions) -> RenditionRecipe:
    # letters stand on the whole canvas: they are written before it is shrunk or woven into fields
    ends = (n for n, operation in enumerate(recipe.chain) if isinstance(operation, _AFTER_LETTERS))
    at = next(ends, len(recipe.chain))
    return replace(recipe, chain=(*recipe.chain[:at], burn, *recipe.chain[at:]))


def write_texts(
    spec: DeliverySpec, lesson: Lesson, captions: Captions, stem: str, offset_frames: int
) -> Iterator[tuple[WriteText, SideFile]]:
    """Plan the caption files and transcripts of a package; `stem` is the path that their names begin with."""
    for subtitles in captions.subtitles:
        roles: list[tuple[SidecarForm | TranscriptForm, SideRole]] = [
            *((form, "captions") for form in spec.captions.sidecars),
            *((form, "transcript") for form in spec.captions.transcripts),
        ]
        for form, role in roles:
            step = _write(spec, lesson, subtitles, form, stem, offset_frames)
            yield step, SideFile(output=step.output.name, role=role, language=subtitles.language)


def plain_texts(subtitles: Sequence[Subtitles]) -> dict[str, str]:
    """Everything that is said, by language, as one text each: what people search."""
    return {each.language: " ".join(cue.text for cue in each.cues) for each in subtitles}


def _write(
    spec: DeliverySpec,
    lesson: Lesson,
    subtitles: Subtitles,
    form: SidecarForm | TranscriptForm,
    stem: str,
    offset_frames: int,
) -> WriteText:
    language = subtitles.language.lower()
    return WriteText(
        name=f"write {form} in {subtitles.language} for {spec.name}",
        output=Output(
            name=f"text/{spec.name}/{language}/{form.replace('_', '-')}",
            suffix=_SUFFIXES[form],
            package_path=f"{stem}.{language}{_SUFFIXES[form]}",
        ),
        form=form,
        subtitles=subtitles,
        offset_frames=offset_frames,
        lesson=lesson,
    )
