"""A lesson's captions, decided before any picture is made: what the teacher gave, what is heard, how it is cut.

Sources, best first: a subtitle file in the spoken language, the lesson's script laid over the sound, speech
recognition. What a person corrected comes before all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from lessontool import records
from lessontool.analysis.intake import accept_text
from lessontool.errors import InputError, LessonToolError
from lessontool.model import (
    Alignment,
    BurnLook,
    Captions,
    CaptionStyle,
    Decision,
    DeliverySpec,
    Finding,
    Lesson,
    Measurements,
    MediaFile,
    Passage,
    Plan,
    Presentation,
    Subtitles,
    TextOrigin,
    Transcript,
    Word,
)
from lessontool.planning.clarity import reading_figures, speaking_figures
from lessontool.planning.graphics import keep_clear, under_lesson
from lessontool.planning.ground import ground_of, lesson_frames
from lessontool.planning.listening import ALIGNMENT, SLIDES, TRANSCRIPT, Backend, Wish, plan_listening
from lessontool.running import Report, run
from lessontool.running.correcting import corrected
from lessontool.running.identity import identities
from lessontool.running.workshop import Workshop
from lessontool.timing import TimeSpan, seconds_of
from lessontool.tools.process import Cancel

if TYPE_CHECKING:
    from lessontool.subtitles.reading import GivenSubtitles
    from lessontool.subtitles.reading.script import Script

DEFAULT_MODEL: Final = "base"

_SCRIPT_SUFFIXES: Final = frozenset({".txt", ".docx", ".pptx"})
_ANOTHERS: Final = "script-of-another-lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What the teacher gave in writing, read."""

    subtitles: GivenSubtitles | None
    script: Script | None
    translations: Mapping[str, GivenSubtitles | Script]
    """By language."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said about these files."""
        read = (self.subtitles, self.script, *self.translations.values())
        return tuple(finding for each in read if each for finding in each.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was found out by listening and looking."""

    transcript: Transcript
    alignment: Alignment | None
    slide_changes: tuple[int, ...]
    """Frames of the lesson."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionWish:
    """How captions are wanted."""

    backend: Backend = "faster-whisper"
    model: str = ""
    """Name of the speech model; empty: the packaged one."""
    fix_drift: bool = False
    """Move a subtitle file that does not fit the sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A lesson whose captions are wanted, with all that is known of it."""

    folder: Path
    recording: Path
    lesson: Lesson
    media: MediaFile
    measurements: Measurements
    presets: tuple[DeliverySpec, ...]
    texts: Texts
    wish: CaptionWish = CaptionWish()
    presentation: Presentation = field(default_factory=Presentation)
    """What captions must keep clear of."""
    preset_folder: Path | None = None


# ── what the teacher gave ─────────────────────────────────────────────────────────────────────────────────────────


def read_texts(folder: Path, lesson: Lesson) -> Texts:
    """Read the subtitle file, the script and the translations that `lesson.yaml` names.

    Raises InputError for a file that is missing, is no text of its kind, or whose letters cannot be made out.
    """
    encoding = lesson.text_encoding or None
    return Texts(
        subtitles=_read_subtitles(folder, lesson.captions, encoding) if lesson.captions else None,
        script=_read_script(folder, lesson.script, encoding) if lesson.script else None,
        translations={each.language: _read_either(folder, each.file, encoding) for each in lesson.translations},
    )


def _read_subtitles(folder: Path, name: str, encoding: str | None) -> GivenSubtitles:
    from lessontool.subtitles.reading import read_subtitles

    return read_subtitles(accept_text(folder, name), encoding=encoding)


def _read_script(folder: Path, name: str, encoding: str | None) -> Script:
    from lessontool.subtitles.reading.script import read_script

    return read_script(accept_text(folder, name), encoding=encoding)


def _read_either(folder: Path, name: str, encoding: str | None) -> GivenSubtitles | Script:
    if Path(name).suffix.lower() in _SCRIPT_SUFFIXES:
        return _read_script(folder, name, encoding)
    return _read_subtitles(folder, name, encoding)


# ── listening ─────────────────────────────────────────────────────────────────────────────────────────────────────


def plan_hearing(request: Request) -> tuple[Plan | None, tuple[Finding, ...]]:
    """Decide what must be heard for a lesson's captions, and say why words cannot be recognised where they cannot.

    The plan is None where the recording is silent.
    """
    wish, findings = _wish(request)
    plan = plan_listening(request.lesson, request.media, request.measurements, request.presets, wish)
    return plan, findings


def _wish(request: Request) -> tuple[Wish, tuple[Finding, ...]]:
    from lessontool.subtitles.languages import asr_language, vietnamese_name
    from lessontool.tools.speech_models import find_model

    language, texts = request.lesson.language, request.texts
    sentences = texts.script.sentences if texts.script and not texts.subtitles else ()
    if texts.subtitles:
        return Wish(language=language), ()
    try:
        code = asr_language(language)
        model = find_model(request.wish.model or DEFAULT_MODEL)
        if not model.knows(code):
            raise InputError("speech-language-not-in-model", language=vietnamese_name(language), model=model.name)
    except LessonToolError as reason:
        # a script can still be laid over the speech, if less exactly
        values = {key: str(value) for key, value in reason.values.items()}
        return Wish(language=language, sentences=sentences), (
            Finding(code=reason.code, severity="note" if sentences else "warning", values=values),
        )
    wish = Wish(
        language=language,
        backend=request.wish.backend,
        model=model.name,
        model_sha256=model.sha256,
        sentences=sentences,
    )
    return wish, ()


def hear(
    request: Request,
    plan: Plan,
    *,
    created: str,
    jobs: int | None = None,
    cancel: Cancel | None = None,
    report: Report | None = None,
) -> Heard:
    """Listen to a lesson; what was heard already is not done again. Raises LessonToolError whatever goes wrong."""
    done = run(
        plan,
        request.folder,
        request.recording,
        created=created,
        jobs=jobs,
        # damage is judged where pictures are made
        accept_damage=True,
        cancel=cancel,
        report=report,
    )
    return _heard(done.files)


def recall(request: Request, plan: Plan) -> Heard | None:
    """Give back what was heard earlier; None where something still has to be found out."""
    workshop = Workshop(request.folder)
    known = identities(plan)
    outputs = [step.output for step in plan.steps if hasattr(step, "output") and step.output.name in plan.wanted]
    if not all(workshop.has(output, known[output.name]) for output in outputs):
        return None
    return _heard({output.name: workshop.path(output, known[output.name]) for output in outputs})


def _heard(files: Mapping[str, Path]) -> Heard:
    return Heard(
        transcript=records.load(Transcript, files[TRANSCRIPT]),
        alignment=records.load(Alignment, files[ALIGNMENT]) if ALIGNMENT in files else None,
        slide_changes=records.load(tuple[int, ...], files[SLIDES]) if SLIDES in files else (),
    )


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(request: Request, heard: Heard) -> Captions:
    """Decide what is shown and when, in every language, and how it is burnt in.

    Raises InputError for corrections that cannot be read.
    """
    from lessontool.subtitles.showing.burning import glyph_findings

    style = style_of(request)
    frames = lesson_frames(request.lesson, request.media, request.measurements)
    spoken, passages, decisions = _spoken(request, heard, style, frames)
    if spoken is None:
        finding = Finding(code="captions-no-speech", severity="note")
        return Captions(decisions=decisions, findings=(finding, *request.texts.findings))
    first, corrections = corrected(Workshop(request.folder), spoken, style, frames)
    others = [
        _translated(request, language, text, passages, heard, style, frames)
        for language, text in request.texts.translations.items()
    ]
    subtitles = (first, *(each for each in others if each.cues))
    looks = _looks(request, subtitles, style)
    return Captions(
        subtitles=subtitles,
        looks=looks,
        decisions=(*decisions, _style_decision(style, request)),
        findings=(
            *request.texts.findings,
            *corrections,
            *(finding for each in subtitles for finding in each.findings),
            *_doubtful(first),
            *(glyph_findings(first) if looks else ()),
        ),
        measured={**_pace(request, heard, passages), **reading_figures(first, style)},
    )


def _pace(request: Request, heard: Heard, passages: Sequence[Passage]) -> dict[str, float]:
    """How fast is spoken: only Vietnamese is written syllable by syllable."""
    from lessontool.subtitles.aligning.spoken import spoken

    language = request.lesson.language
    if language.lower().partition("-")[0] != "vi":
        return {}
    said = [
        (
            sum(map(len, spoken([word.text for word in each.words], language))),
            TimeSpan(each.words[0].start, max(each.words[0].start, each.words[-1].end)),
        )
        for each in passages
        if each.words
    ]
    return speaking_figures(said, heard.transcript.speech)


_SHOWN_WORDS: Final = 5


def _doubtful(subtitles: Subtitles) -> tuple[Finding, ...]:
    """Say which words a person should look at."""
    cues = [cue for cue in subtitles.cues if cue.doubtful]
    words = [word for cue in cues for word in cue.doubtful]
    if not words:
        return ()
    return (
        Finding(
            code="caption-doubtful",
            severity="note",
            values={"count": len(words), "words": ", ".join(words[:_SHOWN_WORDS])},
            spans=tuple(TimeSpan(seconds_of(cue.span.start), seconds_of(cue.span.end)) for cue in cues),
        ),
    )


def style_of(request: Request) -> CaptionStyle:
    """Choose the caption style: the one that is named, else that of the lesson's grade."""
    from lessontool.presets import caption_style_for, load_caption_style

    if request.lesson.caption_style:
        return load_caption_style(request.lesson.caption_style, folder=request.preset_folder)
    return caption_style_for(request.lesson.grade)


def _style_decision(style: CaptionStyle, request: Request) -> Decision:
    why = "named in lesson.yaml" if request.lesson.caption_style else f"the lesson is for grade {request.lesson.grade}"
    return Decision(subject="caption style", choice=style.name, reason=why)


Spoken = tuple[Subtitles | None, tuple[Passage, ...], tuple[Decision, ...]]


def _spoken(request: Request, heard: Heard, style: CaptionStyle, frames: int) -> Spoken:
    """The captions in the spoken language, the passages that translations follow, and the reason for the source."""
    from lessontool.subtitles.cutting import cut

    if request.texts.subtitles:
        return _from_file(request, request.texts.subtitles, heard, style, frames)
    passages, origin, why, findings = _passages(heard)
    decision = Decision(subject="captions", choice=f"from {origin}", reason=why)
    if not passages:
        return None, (), (decision,)
    shown = cut(
        passages,
        style=style,
        speech=heard.transcript.speech,
        frames=frames,
        language=request.lesson.language,
        slide_changes=heard.slide_changes,
    )
    return replace(shown, findings=(*findings, *shown.findings)), passages, (decision,)


def _passages(heard: Heard) -> tuple[tuple[Passage, ...], TextOrigin, str, tuple[Finding, ...]]:
    from lessontool.subtitles.doubts import findings_of
    from lessontool.subtitles.listening import words_to_passages

    alignment = heard.alignment
    if alignment and not any(finding.code == _ANOTHERS for finding in alignment.findings):
        why = f"the lesson has a script, and {alignment.match:.0%} of its sentences were found in the sound"
        return alignment.passages, "script", why, alignment.findings
    passages = words_to_passages(heard.transcript)
    doubts = findings_of(heard.transcript.doubts)
    if alignment:
        why = f"only {alignment.match:.0%} of the script's sentences were found in the sound"
        return passages, "speech", why, (*alignment.findings, *doubts)
    why = "there is neither a subtitle file nor a script"
    return passages, "speech", why, doubts


def _from_file(request: Request, given: GivenSubtitles, heard: Heard, style: CaptionStyle, frames: int) -> Spoken:
    from lessontool.subtitles.cutting import fit_given
    from lessontool.subtitles.reading import find_drift, retime

    # the file's times are the recording's: its first picture is 0
    given = retime(given, Fraction(1), -(request.lesson.start_s or Fraction(0)))
    reason = "the teacher gave a subtitle file"
    findings: tuple[Finding, ...] = ()
    drift = find_drift(given, heard.transcript.speech, heard.transcript.seconds)
    if drift and request.wish.fix_drift:
        given = retime(given, drift.factor, drift.offset)
        reason += f"; moved to fit the sound: times {float(drift.factor):.5f} {float(drift.offset):+.2f} s"
    elif drift:
        findings = (drift.finding,)
    shown = fit_given(
        given.cues,
        style=style,
        frames=frames,
        language=request.lesson.language,
        slide_changes=heard.slide_changes,
    )
    passages = tuple(
        _passage(cue.text, TimeSpan(seconds_of(cue.span.start), seconds_of(cue.span.end))) for cue in shown.cues
    )
    decision = Decision(subject="captions", choice="from subtitle file", reason=reason)
    return replace(shown, findings=(*findings, *shown.findings)), passages, (decision,)


# ── translations ──────────────────────────────────────────────────────────────────────────────────────────────────


def _translated(
    request: Request,
    language: str,
    text: GivenSubtitles | Script,
    passages: Sequence[Passage],
    heard: Heard,
    style: CaptionStyle,
    frames: int,
) -> Subtitles:
    """Captions in another language: at their own times, or line by line at those of what is spoken."""
    from lessontool.subtitles.cutting import cut, fit_given
    from lessontool.subtitles.reading import GivenSubtitles, retime

    if isinstance(text, GivenSubtitles):
        moved = retime(text, Fraction(1), -(request.lesson.start_s or Fraction(0)))
        return fit_given(moved.cues, style=style, frames=frames, language=language, slide_changes=heard.slide_changes)
    placed, findings = _placed(request, language, text, passages, heard)
    shown = cut(
        placed,
        style=style,
        speech=heard.transcript.speech,
        frames=frames,
        language=language,
        slide_changes=heard.slide_changes,
    )
    return replace(shown, findings=(*findings, *shown.findings))


def _placed(
    request: Request, language: str, text: Script, passages: Sequence[Passage], heard: Heard
) -> tuple[tuple[Passage, ...], tuple[Finding, ...]]:
    """Give each line of a translation the time of the line that it translates; where they cannot be paired, guess."""
    script = None if request.texts.subtitles else request.texts.script
    original = script.sentences if script else tuple(each.text for each in passages)
    spans = _spans_of(original, passages)
    sentences = text.sentences
    if len(spans) != len(sentences):
        # another language parts its sentences otherwise; lines stay lines
        spans = [_around(each) for each in _by_line(spans, script.lines if script else range(len(spans)))]
        sentences = tuple(" ".join(each) for each in _by_line(text.sentences, text.lines))
    if len(spans) == len(sentences):
        placed = (_passage(line, span) for line, span in zip(sentences, spans, strict=True) if span)
        return tuple(placed), ()
    guessed = _shared_out(text.sentences, heard.transcript.speech)
    values: dict[str, str | int | float] = {"language": language, "lines": len(sentences), "wanted": len(spans)}
    return guessed, (Finding(code="captions-translation-lines", severity="warning", values=values),)


_Item = TypeVar("_Item")


def _by_line(items: Sequence[_Item], lines: Sequence[int]) -> list[list[_Item]]:
    """Put together what stands in one line."""
    pairs = groupby(zip(lines, items, strict=True), key=lambda pair: pair[0])
    return [[item for _, item in group] for _, group in pairs]


def _around(spans: Sequence[TimeSpan | None]) -> TimeSpan | None:
    """From the first to the last of some stretches; None where there is none."""
    known = [span for span in spans if span]
    return TimeSpan(known[0].start, known[-1].end) if known else None


def _spans_of(original: Sequence[str], passages: Sequence[Passage]) -> list[TimeSpan | None]:
    """When each line is said; None for a line that nobody says. Passages stand in the order of the lines."""
    waiting = [each for each in passages if "ad_lib" not in each.marks]
    spans: list[TimeSpan | None] = []
    for line in original:
        if waiting and waiting[0].text == line:
            words = waiting.pop(0).words
            spans.append(TimeSpan(words[0].start, words[-1].end))
        else:
            spans.append(None)
    return spans


def _shared_out(sentences: Sequence[str], speech: Sequence[TimeSpan]) -> tuple[Passage, ...]:
    """Lay lines over the speech in proportion to their length."""
    whole = sum((span.seconds for span in speech), Fraction(0))
    letters = sum(map(len, sentences)) or 1
    placed, at = [], Fraction(0)
    for sentence in sentences:
        share = whole * len(sentence) / letters
        begin, end = _in_file(at, speech), _in_file(at + share, speech)
        if end > begin:
            placed.append(_passage(sentence, TimeSpan(begin, end)))
        at += share
    return tuple(placed)


def _in_file(at: Fraction, speech: Sequence[TimeSpan]) -> Fraction:
    """The moment at which so many seconds of speech are over."""
    for span in speech:
        if at <= span.seconds:
            return span.start + at
        at -= span.seconds
    return speech[-1].end if speech else Fraction(0)


def _passage(text: str, span: TimeSpan) -> Passage:
    """A line whose words are shared out over its time by their length."""
    words = text.split() or [text]
    letters = sum(map(len, words)) or 1
    timed, done = [], 0
    for word in words:
        start = span.start + span.seconds * done / letters
        done += len(word)
        timed.append(Word(text=word, start=start, end=span.start + span.seconds * done / letters, confidence=1.0))
    return Passage(text=text, words=tuple(timed), origin="script", confidence=1.0, marks=("estimated_times",))


# ── in the picture ────────────────────────────────────────────────────────────────────────────────────────────────


def _looks(request: Request, subtitles: Sequence[Subtitles], style: CaptionStyle) -> dict[str, BurnLook]:
    """Say where captions stand in the picture: clear of what the station keeps free and of what the brand shows."""
    from lessontool.subtitles.showing.burning import place

    ground = ground_of(request.lesson, request.media, request.measurements)
    looks = {}
    for spec in request.presets:
        if spec.captions.burn_in and subtitles:
            taken = keep_clear(ground, spec, request.presentation)
            captions = replace(spec.captions, keep_clear=(*spec.captions.keep_clear, *taken))
            look = place(replace(spec, captions=captions), style)
            looks[spec.name] = under_lesson(ground, spec, request.presentation, look)
    return looks
