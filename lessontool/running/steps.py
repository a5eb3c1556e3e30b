"""Doing one step: each kind of work is handed to the room that knows it. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lessontool import branding, records
from lessontool.analysis import slides
from lessontool.delivery.packaging import package
from lessontool.errors import InputError
from lessontool.essence import melody, picture, sound, wrap
from lessontool.model import (
    AlignScript,
    Attach,
    CutTrack,
    DrawGraphic,
    DrawPoster,
    DrawStoryboard,
    EncodeSound,
    Finding,
    FindSlideChanges,
    GraphicSource,
    JudgeProgramme,
    LevelSound,
    Listen,
    MediaFile,
    Observed,
    Package,
    Plan,
    PlayMelody,
    RenderChunk,
    ShortenPauses,
    SpeakText,
    Step,
    TakeSound,
    TakeStill,
    Transcript,
    WrapProgramme,
    WrapSound,
    WriteChapters,
    WriteCutList,
    WritePlaylists,
    WriteText,
)
from lessontool.tools.process import Cancel

DAMAGE_SUFFIX = ".damage"
"""Beside a chunk that was made from damaged pictures: what the decoder complained about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a step works with: where things are, who may stop it, and how it says how far it is."""

    folder: Path
    recording: Path
    plan: Plan
    assets: Mapping[str, Path]
    """Files that the plan uses besides the recording, by SHA-256: logos, fonts, clips, the interpreter."""
    files: Mapping[str, Path]
    """Finished outputs by name."""
    created: str
    """The moment that files carry as their date: UTC, `2026-11-22T10:00:00Z`."""
    accept_damage: bool
    jobs: int
    """How many processors a step may use by itself."""
    write: Callable[[Path, bytes], None]
    """Puts a small file into a package, whole or not at all."""
    cancel: Cancel
    progress: Callable[[float], None]

    def source(self, sha256: str) -> tuple[Path, MediaFile]:
        """Find a recording that is used: the lesson's own where none is named."""
        return self.assets[sha256] if sha256 else self.recording, self.plan.recording(sha256)


def do(step: Step, targets: Mapping[int, Path], bench: Bench) -> None:
    """Do a step: write each missing output (by its number) to the path given, whole or not at all.

    Raises LessonToolError whatever goes wrong; the caller gives files their final names.
    """
    match step:
        case TakeSound():
            path, media = bench.source(step.media)
            sound.take_sound(step, path, media, targets[0], cancel=bench.cancel, progress=bench.progress)
        case PlayMelody():
            melody.play(step, targets[0])
        case LevelSound():
            sources = {each.source: bench.files[each.source] for each in step.segments if each.source}
            sound.level_sound(step, sources, targets[0], cancel=bench.cancel, progress=bench.progress)
        case Listen():
            _listen(step, targets[0], bench)
        case AlignScript():
            _align(step, targets[0], bench)
        case FindSlideChanges():
            slides.find_slide_changes(
                step, bench.recording, bench.plan.media, targets[0], cancel=bench.cancel, progress=bench.progress
            )
        case WriteText():
            _write_text(step, targets[0])
        case WriteChapters() | WriteCutList() | Attach():
            _write_beside(step, targets[0], bench)
        case SpeakText() | ShortenPauses() | WrapSound():
            _make_radio(step, targets[0], bench)
        case CutTrack() | WritePlaylists():
            _make_adaptive(step, targets, bench)
        case EncodeSound():
            sound.encode_sound(step, bench.files[step.source], targets[0], cancel=bench.cancel, progress=bench.progress)
        case DrawGraphic():
            branding.draw_graphic(step, targets[0], files=bench.assets, cancel=bench.cancel, progress=bench.progress)
        case RenderChunk():
            _render(step, targets, bench)
        case WrapProgramme():
            wrap.wrap(
                step,
                [bench.files[name] for name in step.chunks],
                bench.files[step.sound],
                targets[0],
                created=bench.created,
                cancel=bench.cancel,
                progress=bench.progress,
            )
        case TakeStill():
            branding.take_still(step, bench.files[step.source], targets[0], cancel=bench.cancel)
        case DrawPoster():
            still = bench.files[step.still]
            branding.draw_poster(step, still, targets[0], files=bench.assets, cancel=bench.cancel)
        case DrawStoryboard():
            source = bench.files[step.source]
            branding.draw_storyboard(step, source, targets, cancel=bench.cancel, progress=bench.progress)
        case JudgeProgramme():
            _judge(step, targets[0], bench)
        case Package():
            _package(step, targets[0], bench)


def _listen(step: Listen, target: Path, bench: Bench) -> None:
    from lessontool.subtitles.listening import listen
    from lessontool.tools.speech_models import find_model

    listen(
        bench.files[step.source],
        language=step.language,
        model=find_model(step.model) if step.model else None,
        backend=step.backend,
        jobs=bench.jobs,
        target=target,
        cancel=bench.cancel,
        progress=bench.progress,
    )


def _write_text(step: WriteText, target: Path) -> None:
    from lessontool.subtitles.showing import transcripts, writing

    subtitles, offset = step.subtitles, step.offset_frames
    match step.form:
        case "srt":
            text = writing.srt(subtitles, offset_frames=offset)
        case "webvtt":
            text = writing.webvtt(subtitles, offset_frames=offset)
        case "imsc":
            text = writing.imsc(subtitles, offset_frames=offset)
        case "ebu_tt_d":
            text = writing.ebu_tt_d(subtitles, offset_frames=offset)
        case "txt":
            text = transcripts.transcript_text(subtitles, step.lesson, offset_frames=offset)
        case "html":
            text = transcripts.transcript_html(subtitles, step.lesson, offset_frames=offset)
        case "docx":
            records.write_whole(target, transcripts.transcript_docx(subtitles, step.lesson, offset_frames=offset))
            return
    records.write_whole(target, text.encode())


def _write_beside(step: WriteChapters | WriteCutList | Attach, target: Path, bench: Bench) -> None:
    from lessontool.subtitles.showing import writing

    if isinstance(step, Attach):
        source = bench.assets[step.sha256]
        try:
            records.copy_whole(source, target, sha256=step.sha256)
        except (ValueError, FileNotFoundError) as error:
            raise InputError("recording-changed", name=source.name, detail=str(error)) from error
    elif isinstance(step, WriteChapters):
        records.write_whole(target, writing.chapters(step.marks, frames=step.frames).encode())
    else:
        from lessontool.essence import radio

        records.write_whole(target, radio.cut_list(step).encode())


def _make_radio(step: SpeakText | ShortenPauses | WrapSound, target: Path, bench: Bench) -> None:
    from lessontool.essence import radio

    match step:
        case SpeakText():
            radio.speak(step, target, cancel=bench.cancel)
        case ShortenPauses():
            radio.shorten(step, bench.files[step.source], target, cancel=bench.cancel, progress=bench.progress)
        case WrapSound():
            source = bench.files[step.source]
            radio.wrap(step, source, target, created=bench.created, cancel=bench.cancel, progress=bench.progress)


def _make_adaptive(step: CutTrack | WritePlaylists, targets: Mapping[int, Path], bench: Bench) -> None:
    from lessontool.essence import adaptive

    if isinstance(step, CutTrack):
        source = bench.files[step.source]
        adaptive.cut(step, source, targets[0], cancel=bench.cancel, progress=bench.progress)
        return
    folder = bench.files[step.pictures[0].output].parent
    adaptive.write_playlists(step, bench.files, targets, folder=folder)


def _align(step: AlignScript, target: Path, bench: Bench) -> None:
    from lessontool.subtitles.alignment import align

    aligned = align(
        step.sentences,
        records.load(Transcript, bench.files[step.transcript]),
        bench.files[step.source],
        language=step.language,
        cancel=bench.cancel,
        progress=bench.progress,
    )
    records.write_whole(target, records.pretty(aligned).encode())


def _render(step: RenderChunk, targets: Mapping[int, Path], bench: Bench) -> None:
    if isinstance(step.source, GraphicSource):
        source, media = bench.files[step.source.graphic], None
    else:
        source, media = bench.source(step.source.media)
    damage = picture.render_chunk(
        step,
        source,
        targets,
        media=media,
        accept_damage=bench.accept_damage,
        cancel=bench.cancel,
        progress=bench.progress,
        graphics=bench.files,
        others={
            other.sha256: bench.source(other.sha256) for other in bench.plan.others if other.sha256 in bench.assets
        },
    )
    if damage:
        finding = Finding(
            code="damage-accepted",
            severity="warning",
            spans=(damage.span,),
            values={"at": str(damage.span)},
            measured="; ".join(damage.lines[:3]),
        )
        for target in targets.values():
            note = target.with_name(target.name.removesuffix(".part") + DAMAGE_SUFFIX)
            records.write_whole(note, records.pretty(finding).encode())


def _judge(step: JudgeProgramme, target: Path, bench: Bench) -> None:
    from lessontool.qc.observing import observe

    observed = observe(
        bench.files[step.source],
        step.preset,
        step.expected,
        step.limits,
        cancel=bench.cancel,
        progress=bench.progress,
    )
    records.write_whole(target, records.pretty(observed).encode())


def _package(step: Package, target: Path, bench: Bench) -> None:
    package(
        step,
        folder=bench.folder / step.folder,
        programmes=[bench.files[name] for name in step.programmes],
        observed=[records.load(Observed, bench.files[name]) for name in step.judged],
        others=[bench.files[side.output] for side in step.others],
        damage=_damage_of(bench),
        recording=bench.plan.media,
        created=bench.created,
        target=target,
        cancel=bench.cancel,
        progress=bench.progress,
        write=bench.write,
    )


def _damage_of(bench: Bench) -> tuple[Finding, ...]:
    notes = {path.with_name(path.name + DAMAGE_SUFFIX) for path in bench.files.values()}
    found = [records.load(Finding, note) for note in sorted(notes) if note.is_file()]
    unique = {finding.spans: finding for finding in found}
    return tuple(unique[spans] for spans in sorted(unique))
