"""From what was said to captions that the pupils of a grade can read: the front of cutting.

No word is ever changed, left out or moved away from its sound: a caption that its readers cannot read in time stays,
and is reported. Whatever else is changed about a caption is noted on it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Final

from lessontool.model import CaptionStyle, Cue, Passage, Subtitles, TextOrigin
from lessontool.subtitles.cutting.breaking import SENTENCE, asks
from lessontool.subtitles.cutting.breaking import parts as broken
from lessontool.subtitles.cutting.given import fit_given
from lessontool.subtitles.cutting.legibility import outside, readability, too_long
from lessontool.subtitles.cutting.pacing import Timed, pace
from lessontool.subtitles.cutting.phrasing import Phrase, Piece, joined, lay, phrases
from lessontool.subtitles.cutting.silences import TICKS_PER_FRAME, TICKS_PER_S, Heard, heard, ticks
from lessontool.timing import FrameSpan, TimeSpan, seconds_of

__all__ = ["DOUBTFUL_BELOW", "cut", "fit_given"]

DOUBTFUL_BELOW: Final = 0.5
"""A word of which its recogniser was less sure than of a coin is shown to a person."""


def cut(
    passages: Sequence[Passage],
    *,
    style: CaptionStyle,
    speech: Sequence[TimeSpan],
    frames: int,
    language: str,
    slide_changes: Sequence[int] = (),
) -> Subtitles:
    """Cut what was said into captions that the readers of a style can read.

    `speech` says where somebody speaks, `frames` how long the lesson is, `slide_changes` on which of its frames
    another slide comes. Raises InputError when more text is said at once than there are frames to show it on.
    """
    lesson = _gather(passages, frames)
    spans = heard(
        [(word.start, word.end) for word in lesson.words],
        [(ticks(span.start), ticks(span.end)) for span in speech],
    )
    pieces = _pieces(lesson, spans, style, frames, language)
    chosen = phrases(pieces.parts, style, frames)
    timed = [_timed(pieces, phrase) for phrase in chosen]
    _note_words(lesson, pieces, chosen, timed, style)
    pace(timed, style, frames, slide_changes)
    shown = [_cue(lesson, pieces.parts, phrase, caption) for phrase, caption in zip(chosen, timed, strict=True)]
    torn = sorted({piece.word for piece in pieces.parts if piece.torn})
    return Subtitles(
        language=language,
        style=style.name,
        origin=lesson.origin,
        cues=tuple(shown),
        findings=(
            *outside(lesson.outside),
            *too_long([(lesson.words[at].text, lesson.words[at].seconds) for at in torn], style),
            *readability(shown, style),
        ),
    )


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of the lesson; times in ticks."""

    text: str
    start: int
    end: int
    confidence: float
    passage: int
    glued: bool
    """It follows the word before without a space."""

    @property
    def seconds(self) -> TimeSpan:
        return TimeSpan(Fraction(self.start, TICKS_PER_S), Fraction(self.end, TICKS_PER_S))


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Everything that is said in it."""

    passages: Sequence[Passage]
    words: list[_Said]
    outside: list[TimeSpan]
    """Words before or after the lesson."""
    origin: TextOrigin


def _gather(passages: Sequence[Passage], frames: int) -> _Lesson:
    words: list[_Said] = []
    outside: list[TimeSpan] = []
    for number, passage in enumerate(passages):
        for word, glued in zip(passage.words, _glued(passage), strict=True):
            texts = unicodedata.normalize("NFC", word.text).split()
            start, end = ticks(word.start), ticks(word.end)
            if texts and (start >= frames * TICKS_PER_FRAME or (start < 0 and end <= 0)):
                outside.append(TimeSpan(word.start, max(word.start, word.end)))
                continue
            for share, text in enumerate(texts):
                span = (start + (end - start) * share // len(texts), start + (end - start) * (share + 1) // len(texts))
                _say(words, _Said(text, *span, word.confidence, number, glued and not share), frames * TICKS_PER_FRAME)
    origins = Counter(passages[word.passage].origin for word in words)
    origin = origins.most_common(1)[0][0] if origins else passages[0].origin if passages else "speech"
    return _Lesson(passages, words, outside, origin)


def _say(words: list[_Said], word: _Said, end: int) -> None:
    """Add a word; what is written later is said later, whatever a recogniser thinks, and before the lesson ends."""
    start = max(word.start, 0)
    if words:
        before = words[-1]
        start = max(start, before.start)
        if before.end > start:
            words[-1] = replace(before, end=start)
    words.append(replace(word, start=start, end=max(start, min(word.end, end))))


def _glued(passage: Passage) -> list[bool]:
    """Which of a passage's words follow the one before without a space: in Chinese, Thai or Khmer most do."""
    found: list[bool] = []
    at = 0
    for word in passage.words:
        place = passage.text.find(word.text, at)
        found.append(bool(found) and bool(word.text) and place == at)
        at = place + len(word.text) if place >= 0 else len(passage.text) + 1
    return found


@dataclass(frozen=True, slots=True)
class _Pieces:
    parts: list[Piece]
    earliest: list[int]
    latest: list[int]
    """Frames before and after which a caption with this piece would run over too long a silence."""


def _pieces(lesson: _Lesson, spans: list[Heard], style: CaptionStyle, frames: int, language: str) -> _Pieces:
    """Part all words, with the price of breaking before each part and the frames on which it is said."""
    found = _Pieces([], [], [])
    for _, group in groupby(range(len(lesson.words)), key=lambda at: lesson.words[at].passage):
        numbers = list(group)
        texts = [lesson.words[at].text for at in numbers]
        done = 0
        for part in broken(texts, language, style.max_line_characters):
            at, whole = numbers[part.word], len(texts[part.word])
            word = spans[at]
            if not part.glued:
                done = 0
            start = word.start + (word.end - word.start) * done // whole
            done += len(part.text)
            until = word.start + (word.end - word.start) * done // whole
            first = at == numbers[0] and not part.glued
            opens = first or part.price == SENTENCE
            begin = min(start // TICKS_PER_FRAME, frames - 1)
            found.parts.append(
                Piece(
                    text=part.text,
                    word=at,
                    glued=part.glued or lesson.words[at].glued,
                    price=SENTENCE if first else part.price,
                    start=begin,
                    end=min(max(-(-until // TICKS_PER_FRAME), begin + 1), frames),
                    apart=not part.glued and (word.apart or _other_origin(lesson, at)),
                    opens_sentence=opens,
                    answers=opens and bool(found.parts) and asks(found.parts[-1].text),
                    torn=part.torn,
                )
            )
            found.earliest.append(-(-word.earliest // TICKS_PER_FRAME))
            found.latest.append(word.latest // TICKS_PER_FRAME)
    return found


def _other_origin(lesson: _Lesson, at: int) -> bool:
    if not at:
        return False
    before, after = (lesson.passages[lesson.words[number].passage] for number in (at - 1, at))
    return before.origin != after.origin


# ── captions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _timed(pieces: _Pieces, phrase: Phrase) -> Timed:
    inside = pieces.parts[phrase.begin : phrase.end]
    earliest, latest = pieces.earliest[phrase.begin], max(pieces.latest[phrase.begin : phrase.end])
    return Timed(
        characters=len("\n".join(lay(pieces.parts, phrase))),
        # whole frames reach over the ends of the words
        said_from=max(inside[0].start, earliest),
        said_until=min(max(piece.end for piece in inside), latest),
        earliest=earliest,
        latest=latest,
    )


def _cue(lesson: _Lesson, pieces: Sequence[Piece], phrase: Phrase, caption: Timed) -> Cue:
    words = [lesson.words[at] for at in sorted({piece.word for piece in pieces[phrase.begin : phrase.end]})]
    passages = [lesson.passages[number] for number in sorted({word.passage for word in words})]
    return Cue(
        span=FrameSpan(caption.begin, caption.end),
        lines=lay(pieces, phrase),
        origin=passages[0].origin,
        # its words may be sure and its times not, or the other way round
        confidence=min(
            sum(word.confidence for word in words) / len(words), *(passage.confidence for passage in passages)
        ),
        doubtful=tuple(word.text for word in words if word.confidence < DOUBTFUL_BELOW),
        changes=tuple(caption.changes),
    )


def _note_words(
    lesson: _Lesson, pieces: _Pieces, chosen: Sequence[Phrase], timed: Sequence[Timed], style: CaptionStyle
) -> None:
    """Note on each caption how its words came together."""
    lengths = _sentence_lengths(pieces.parts)
    fits = (
        f"{style.max_lines} lines of {style.max_line_characters} characters, {float(style.max_s):g} s and "
        f"{style.max_cps:g} characters a second fit"
    )
    for phrase, caption in zip(chosen, timed, strict=True):
        inside = pieces.parts[phrase.begin : phrase.end]
        if not inside[0].opens_sentence:
            pause = float(seconds_of(inside[0].start - pieces.parts[phrase.begin - 1].end))
            at = f", at a pause of {pause:.2f} s" if pause > 0 else ""
            caption.note("split", f"part of a sentence of {lengths[phrase.begin]} characters{at}: {fits}")
        sentences = 1 + sum(piece.opens_sentence for piece in inside[1:])
        if sentences > 1:
            caption.note("merge", f"{sentences} sentences together: one alone is shorter than {float(style.min_s):g} s")
        for word in sorted({piece.word for piece in inside if piece.torn}):
            length = len(lesson.words[word].text)
            caption.note("break", f"a word of {length} characters torn: {style.max_line_characters} fit on a line")


def _sentence_lengths(pieces: Sequence[Piece]) -> list[int]:
    """For each piece, how many characters its sentence has."""
    found: list[int] = []
    begin = 0
    while begin < len(pieces):
        end = begin + 1
        while end < len(pieces) and not pieces[end].opens_sentence:
            end += 1
        found += [len(joined(pieces[begin:end]))] * (end - begin)
        begin = end
    return found
