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
from math import ceil, floor
from typing import Final

from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Cue, Passage, Subtitles, TextOrigin, Word
from lessontool.subtitles.breaking import SENTENCE, asks, parts
from lessontool.subtitles.given import fit_given
from lessontool.subtitles.legibility import outside, readability, torn
from lessontool.subtitles.pacing import NoRoomError, Timed, pace
from lessontool.subtitles.phrasing import Phrase, Piece, joined, lay, phrases
from lessontool.subtitles.silences import MOST_SILENCE, Heard, heard
from lessontool.timing import PROGRAMME_RATE, FrameSpan, TimeSpan, seconds_of

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
    pieces = _pieces(lesson, heard([word.span for word in lesson.words], speech), style, frames, language)
    chosen = phrases(pieces.list, style, frames)
    timed = [_timed(pieces, phrase) for phrase in chosen]
    _note_words(lesson, pieces, chosen, timed, style)
    cues = _on_frames(timed, style, frames, slide_changes, words=len(lesson.words))
    shown = [_cue(lesson, pieces.list, phrase, caption) for phrase, caption in zip(chosen, cues, strict=True)]
    torn = sorted({piece.word for piece in pieces.list if piece.torn})
    return Subtitles(
        language=language,
        style=style.name,
        origin=lesson.origin,
        cues=tuple(shown),
        findings=(
            *outside(lesson.outside),
            *torn([(lesson.words[at].text, lesson.words[at].span) for at in torn], style),
            *readability(shown, style),
        ),
    )


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of the lesson."""

    text: str
    span: TimeSpan
    confidence: float
    passage: int


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Everything that is said in it."""

    passages: Sequence[Passage]
    words: list[_Said]
    glued: list[bool]
    """Whether each word follows the one before without a space."""
    outside: list[TimeSpan]
    """Words before or after the lesson."""
    origin: TextOrigin


def _gather(passages: Sequence[Passage], frames: int) -> _Lesson:
    end = seconds_of(frames)
    words: list[_Said] = []
    glued: list[bool] = []
    outside: list[TimeSpan] = []
    at = Fraction(0)
    for number, passage in enumerate(passages):
        for word, joined in zip(passage.words, _joined(passage), strict=True):
            texts = unicodedata.normalize("NFC", word.text).split()
            if texts and (word.start >= end or (word.start < 0 and word.end <= 0)):
                outside.append(TimeSpan(word.start, max(word.start, word.end)))
                continue
            for share, text in enumerate(texts):
                span = _share(word, share, len(texts))
                # what is written later is said later, whatever a recogniser thinks
                start = min(max(span.start, at), end)
                if words and words[-1].span.end > start:
                    words[-1] = replace(words[-1], span=TimeSpan(words[-1].span.start, start))
                words.append(_Said(text, TimeSpan(start, max(start, min(span.end, end))), word.confidence, number))
                glued.append(joined and not share)
                at = start
    origins = Counter(passages[word.passage].origin for word in words)
    origin = origins.most_common(1)[0][0] if origins else passages[0].origin if passages else "speech"
    return _Lesson(passages, words, glued, outside, origin)


def _share(word: Word, share: int, shares: int) -> TimeSpan:
    length = max(word.end - word.start, Fraction(0)) / shares
    return TimeSpan(word.start + share * length, word.start + (share + 1) * length)


def _joined(passage: Passage) -> list[bool]:
    """Which of a passage's words follow the one before without a space: in Chinese, Thai or Khmer most do."""
    found, at = [], 0
    for word in passage.words:
        place = passage.text.find(word.text, at)
        found.append(bool(found) and bool(word.text) and place == at)
        at = place + len(word.text) if place >= 0 else len(passage.text) + 1
    return found


@dataclass(frozen=True, slots=True)
class _Pieces:
    list: list[Piece]
    earliest: list[int]
    latest: list[int]
    """Frames before and after which a caption with this piece would run over too long a silence."""


def _pieces(lesson: _Lesson, spans: list[Heard], style: CaptionStyle, frames: int, language: str) -> _Pieces:
    """Part all words, with the price of breaking before each part and the frames on which it is said."""
    found = _Pieces([], [], [])
    begin = 0
    for number in range(len(lesson.passages)):
        end = begin
        while end < len(lesson.words) and lesson.words[end].passage == number:
            end += 1
        words = lesson.words[begin:end]
        for part in parts([word.text for word in words], language, style.max_line_characters):
            at = begin + part.word
            first = at == begin and not part.glued
            before = found.list[-1] if found.list else None
            opens = first or (part.price == SENTENCE and not part.glued)
            whole = len(words[part.word].text)
            done = sum(len(piece.text) for piece in _of_word(found.list, at))
            span = spans[at].span
            start = span.start + span.seconds * done / whole
            until = span.start + span.seconds * (done + len(part.text)) / whole
            from_frame = min(floor(start * PROGRAMME_RATE), frames - 1)
            found.list.append(
                Piece(
                    text=part.text,
                    word=at,
                    glued=part.glued or lesson.glued[at],
                    price=SENTENCE if first else part.price,
                    start=from_frame,
                    end=min(max(ceil(until * PROGRAMME_RATE), from_frame + 1), frames),
                    apart=not part.glued and (spans[at].apart or _other_origin(lesson, at)),
                    opens_sentence=opens,
                    answers=opens and before is not None and asks(before.text),
                    torn=part.torn,
                )
            )
            found.earliest.append(ceil((spans[at].sound_from - MOST_SILENCE) * PROGRAMME_RATE))
            found.latest.append(floor((spans[at].sound_until + MOST_SILENCE) * PROGRAMME_RATE))
        begin = end
    return found


def _of_word(pieces: list[Piece], word: int) -> list[Piece]:
    """The pieces of a word that are there already."""
    begin = len(pieces)
    while begin and pieces[begin - 1].word == word:
        begin -= 1
    return pieces[begin:]


def _other_origin(lesson: _Lesson, at: int) -> bool:
    if not at:
        return False
    before, after = (lesson.passages[lesson.words[number].passage] for number in (at - 1, at))
    return before.origin != after.origin


# ── captions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _timed(pieces: _Pieces, phrase: Phrase) -> Timed:
    inside = pieces.list[phrase.begin : phrase.end]
    return Timed(
        characters=len("\n".join(lay(pieces.list, phrase))),
        said_from=inside[0].start,
        said_until=max(piece.end for piece in inside),
        earliest=pieces.earliest[phrase.begin],
        latest=max(pieces.latest[phrase.begin : phrase.end]),
    )


def _on_frames(
    timed: list[Timed], style: CaptionStyle, frames: int, slide_changes: Sequence[int], *, words: int
) -> list[Timed]:
    try:
        pace(timed, style, frames, slide_changes)
    except NoRoomError as error:
        detail = f"{len(timed)} captions in {frames} frames"
        seconds = str(ceil(seconds_of(frames)))
        raise InputError("caption-no-room", detail=detail, words=words, seconds=seconds) from error
    return timed


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
    lengths = _sentence_lengths(pieces.list)
    room = f"{style.max_lines} lines of {style.max_line_characters} characters"
    for phrase, caption in zip(chosen, timed, strict=True):
        inside = pieces.list[phrase.begin : phrase.end]
        first = inside[0]
        if phrase.begin:
            before = pieces.list[phrase.begin - 1]
            silence = (first.start - before.end) / float(PROGRAMME_RATE)
            if first.apart and not first.opens_sentence:
                caption.note("split", f"a sentence parted by a silence of {silence:.2f} s")
            elif not first.opens_sentence:
                pause = f", at a pause of {silence:.2f} s" if silence > 0 else ""
                caption.note("split", f"a sentence of {lengths[phrase.begin]} characters parted for {room}, {style.max_s} s "
                             f"and {style.max_cps:g} characters a second{pause}")  # fmt: skip
        sentences = 1 + sum(piece.opens_sentence for piece in inside[1:])
        if sentences > 1:
            caption.note("merge", f"{sentences} short sentences in one caption: alone they stand less than "
                         f"{style.min_s} s or cannot be read")  # fmt: skip
        for piece in inside:
            if piece.torn:
                text = lesson.words[piece.word].text
                caption.note("break", f"a word of {len(text)} characters torn: a line has {style.max_line_characters}")


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
