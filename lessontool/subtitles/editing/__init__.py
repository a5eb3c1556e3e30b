"""Captions in a teacher's hands: written as one simple subtitle file, and taken back with everything corrected.

Any program that opens SubRip will do: whatever it renumbers, sorts or re-encodes is understood. Nothing that a person
wrote is ever lost: what cannot be understood is refused with its line, and the file stays as it is. A caption that
nobody changed comes back as the very same record, so that nothing of the picture is made anew for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Change, Cue, Finding, Subtitles
from lessontool.model._record import record
from lessontool.subtitles.editing.corrections import CueDiff, differences, shown_during
from lessontool.subtitles.editing.mending import Block, mend, rebroken
from lessontool.subtitles.reading.encodings import read_text
from lessontool.subtitles.reading.formats import read_srt, read_vtt
from lessontool.subtitles.showing.writing import FRAME_MS, clean_line, clean_lines, clock
from lessontool.timing import PROGRAMME_RATE, FrameSpan, TimeSpan, frames_at, seconds_of, seconds_text

__all__ = ["CueDiff", "Edited", "take_back", "write_for_editing"]

_EXPLANATION: Final = "[?] ="
"""Begins each line of the first caption of a file to be edited, which is no caption."""

_EXPLAINED: Final = (
    f"{_EXPLANATION} từ chưa chắc, đánh dấu như [?thế này]: sửa cho đúng rồi xoá dấu [? ].",
    f"{_EXPLANATION} a doubtful word, marked [?like this]: correct it, then delete the [? ].",
)

_MARKED: Final = re.compile(r"\[\?[ \t]*([^\[\]]*?)[ \t]*\]")
_TIMES: Final = re.compile(r"\d[ \t]*(?:[-–—]{1,3} ?>|→)[ \t]*-?[ \t]?\d")
_AROUND_A_WORD: Final = "\"'“”‘’«»()[]{}.,;:!?…-–—"


@record
class Edited:
    """Corrected captions, what was corrected, and what a person should know about it."""

    subtitles: Subtitles
    diff: tuple[CueDiff, ...]
    """What differs from the captions that were written out, rising in time; empty: nothing."""
    findings: tuple[Finding, ...]


# ── writing out ───────────────────────────────────────────────────────────────────────────────────────────────────


def write_for_editing(subtitles: Subtitles) -> str:
    """Write captions as a simple subtitle file to be corrected: doubtful words stand in marks, `[?từ]`.

    It begins with a byte order mark and has Windows line ends: without them old editors garble Vietnamese. Where
    words are marked, a first caption of a thousandth of a second says what the marks mean.
    """
    written = [
        f"{number}\n{_times(cue.span)}\n" + "".join(f"{line}\n" for line in _with_marks(cue)) + "\n"
        for number, cue in enumerate(subtitles.cues, start=1)
        if clean_lines(cue.lines)
    ]
    if any(_MARKED.search(block) for block in written):
        written.insert(0, "0\n00:00:00,000 --> 00:00:00,001\n{}\n{}\n\n".format(*_EXPLAINED))
    return "\ufeff" + "".join(written).replace("\n", "\r\n")


def _times(span: FrameSpan) -> str:
    return f"{clock(span.start * FRAME_MS, ',')} --> {clock(span.end * FRAME_MS, ',')}"


def _with_marks(cue: Cue) -> list[str]:
    """A caption's lines with its doubtful words in marks; neighbours share one."""
    doubtful = {core for word in cue.doubtful if (core := _core(word)) and not set("[]") & set(core)}
    return [_marked_line(line, doubtful) for line in clean_lines(cue.lines)]


def _marked_line(line: str, doubtful: set[str]) -> str:
    words: list[str] = []
    open_mark = False
    # what only looks like a mark is none
    for word in line.replace("[?", "[ ?").split():
        core = _core(word)
        marked = re.sub(re.escape(core), r"[?\g<0>]", word, count=1, flags=re.IGNORECASE) if core in doubtful else word
        if open_mark and marked.startswith("[?"):
            words[-1], marked = words[-1].removesuffix("]"), marked.removeprefix("[?")
        words.append(marked)
        open_mark = core in doubtful and marked.endswith("]")
    return " ".join(words)


def _core(word: str) -> str:
    """A word without the punctuation around it, to be compared."""
    return clean_line(word).strip(_AROUND_A_WORD).lower()


# ── taking back ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Found:
    """One caption as it stands in the edited file, without marks."""

    start: Fraction
    end: Fraction
    lines: tuple[str, ...]
    marked: tuple[str, ...]
    """Words that still stand in a mark."""
    line: int


def take_back(
    original: Subtitles, edited: bytes | str, *, style: CaptionStyle, frames: int, name: str = "captions.srt"
) -> Edited:
    """Read a file that `write_for_editing` wrote and a person changed; give back corrected captions and what differs.

    A caption whose times were not touched keeps its frames; others go to the nearest frames. Lines that are too long
    for the style are broken again. A word out of whose mark somebody took it counts as sure. `frames` is the lesson's
    length. Raises InputError: those of `encodings.read_text` and `reading_formats.read_srt`, subtitles-none,
    correction-outside.
    """
    text = read_text(edited.encode() if isinstance(edited, str) else edited, name=name).text
    found = list(_found(text, name))
    if not found:
        raise InputError("subtitles-none", file=name)
    written = _as_written(original, name)
    blocks = [_block(each, original, written, frames, name) for each in found]
    blocks, mended = mend(blocks, style)
    made = [(block, _cues(block, original, style)) for block in blocks]
    cues = [cue for _, shown in made for cue in shown]
    rebroke = [block for block, shown in made if tuple(line for cue in shown for line in cue.lines) != block.lines]
    return Edited(
        subtitles=replace(original, cues=tuple(cues)),
        diff=differences(original.cues, cues),
        findings=(*_findings("correction-times-mended", mended), *_findings("correction-rebroken", rebroke)),
    )


def _found(text: str, name: str) -> Iterator[_Found]:
    """Every caption of a file that says something, in the order of the file."""
    if not _TIMES.search(text):
        return
    reader = read_vtt if text.lstrip().startswith("WEBVTT") else read_srt
    for raw in reader(text, name).cues:
        lines = raw.text.split("\n")
        if lines[0].strip().startswith(_EXPLANATION) and raw.end <= Fraction(FRAME_MS, 1000):
            continue
        said = "\n".join(line for line in lines if not line.strip().startswith(_EXPLANATION))
        marked = tuple(_core(word) for stretch in _MARKED.findall(said) for word in stretch.split())
        bare = clean_lines(_MARKED.sub(r"\1", said).replace("[?", "").split("\n"))
        if bare:
            yield _Found(raw.start, raw.end, bare, marked, raw.line)


def _as_written(original: Subtitles, name: str) -> dict[FrameSpan, tuple[Cue, _Found]]:
    """Each caption with what `take_back` would read of it unchanged: only a difference from that is an edit."""
    cues = {cue.span: cue for cue in original.cues}
    text = read_text(write_for_editing(original).encode(), name=name).text
    read = ((frames_at(each.start), frames_at(each.end), each) for each in _found(text, name))
    return {span: (cues[span], each) for start, end, each in read if (span := FrameSpan(start, end)) in cues}


def _block(
    found: _Found, original: Subtitles, written: Mapping[FrameSpan, tuple[Cue, _Found]], frames: int, name: str
) -> Block:
    """Put a caption of the file on frames. Raises InputError: correction-outside."""
    start, end = frames_at(max(Fraction(0), found.start)), min(frames, frames_at(found.end))
    if start >= frames:
        raise InputError("correction-outside", file=name, line=found.line, time=seconds_text(found.start))
    span = FrameSpan(start, max(start + 1, end))
    source = written[span][0] if span in written else _longest_shown(original.cues, span)
    before = written.get(source.span, (source, None))[1] if source else None
    doubtful = _still_doubtful(source, before, found) if source and span == source.span else _standing(found)
    lines = tuple(_without_stray_ends(line, source, before) for line in found.lines) if source else found.lines
    same = source is not None and before is not None and before.lines == lines
    return Block(
        start=start,
        end=end,
        lines=source.lines if source and same else lines,
        line=found.line,
        source=source,
        kept=_reviewed(source, doubtful) if source and same and source.span == span and end > start else None,
        cut_off=frames_at(found.end) > frames or found.start < 0,
        snapped=any((time * PROGRAMME_RATE).denominator != 1 for time in (found.start, found.end)),
        doubtful=doubtful,
    )


def _longest_shown(cues: Sequence[Cue], span: FrameSpan) -> Cue | None:
    """The caption that was shown longest in a span."""
    return max(
        shown_during(cues, span),
        key=lambda cue: min(span.end, cue.span.end) - max(span.start, cue.span.start),
        default=None,
    )


def _standing(found: _Found) -> tuple[str, ...]:
    """Words that still stand in a mark."""
    return tuple(word for line in found.lines for word in line.split() if _core(word) in found.marked)


def _still_doubtful(source: Cue, before: _Found | None, found: _Found) -> tuple[str, ...]:
    """Doubtful words that nobody took out of their marks, or changed in them."""
    resolved = set(before.marked if before else ()) - set(found.marked)
    return tuple(word for word in source.doubtful if _core(word) not in resolved)


def _reviewed(cue: Cue, doubtful: tuple[str, ...]) -> Cue:
    """A caption whose text somebody left as it was: surer, if marks were taken away."""
    if doubtful == cue.doubtful:
        return cue
    return replace(cue, doubtful=doubtful, confidence=cue.confidence if doubtful else 1.0)


def _without_stray_ends(line: str, source: Cue, before: _Found | None) -> str:
    """Take away the `]` of a mark whose beginning somebody deleted; `(2; 5]` in a formula stays."""
    marked = {_core(word) for word in source.doubtful} - {""}
    known = {word for each in (before.lines if before else ()) for word in each.split()}
    return " ".join(
        word.replace("]", "")
        if "]" in word and "[" not in word and word not in known and _core(word) in marked
        else word
        for word in line.split()
    )


def _cues(block: Block, original: Subtitles, style: CaptionStyle) -> list[Cue]:
    """Make captions of what somebody wrote: one, or more where it is too long for one."""
    if block.kept is not None:
        return [block.kept]
    reasons = [Change(kind="correction", reason=f"line {block.line} of the corrected file")]
    if block.snapped:
        reasons.append(Change(kind="snap", reason="its times were no whole frames"))
    if block.mended:
        reasons.append(Change(kind="timing", reason=block.mended))
    confidence = block.source.confidence if block.source and block.doubtful else 1.0
    return [
        Cue(
            span=span,
            lines=lines,
            origin=block.source.origin if block.source else original.origin,
            confidence=confidence,
            doubtful=tuple(word for word in block.doubtful if _core(word) in map(_core, " ".join(lines).split())),
            changes=tuple(reasons),
        )
        for span, lines in rebroken(block, style, original.language)
    ]


def _findings(code: str, blocks: Sequence[Block]) -> tuple[Finding, ...]:
    if not blocks:
        return ()
    values: dict[str, str | int | float] = {
        "count": len(blocks),
        "lines": ", ".join(str(block.line) for block in blocks[:_MOST_NAMED]) + (" …" * (len(blocks) > _MOST_NAMED)),
    }
    spans = tuple(TimeSpan(seconds_of(block.start), seconds_of(block.end)) for block in blocks)
    return (Finding(code=code, severity="repaired", values=values, spans=spans),)


_MOST_NAMED: Final = 12
"""So many lines are named in one finding."""
