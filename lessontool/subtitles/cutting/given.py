"""Subtitles that a teacher gave, made to fit the screen and its readers: their words and times are the teacher's.

Lines stay where they fit. Only what is too long for a line, or for two, is laid anew; only what overlaps, flickers
or is gone before it is read gets other times.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from lessontool.model import CaptionStyle, Change, Cue, Finding, Subtitles
from lessontool.subtitles.cutting.breaking import CLAUSE, COMMA, SENTENCE, parts
from lessontool.subtitles.cutting.legibility import outside, readability, too_long
from lessontool.subtitles.cutting.pacing import LEAD_IN_FRAMES, Timed, pace
from lessontool.subtitles.cutting.phrasing import MOST_SILENCE_FRAMES, Piece, lay, phrases
from lessontool.subtitles.reading.cues import GivenCue
from lessontool.timing import FrameSpan, TimeSpan, frames_at, seconds_of

_DASHES: Final = ("-", "–", "—")
"""Opens what somebody says, where two people speak."""


_NEVER: Final = 100_000
"""Price of a break that costs more than anything that it could mend."""


@dataclass(slots=True)
class _Shown:
    """A caption between the file and the screen."""

    begin: int
    end: int
    lines: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    torn: tuple[str, ...] = ()

    def note(self, kind: str, reason: str) -> None:
        self.changes.append(Change(kind=kind, reason=reason))

    @property
    def characters(self) -> int:
        return len("\n".join(self.lines))


def fit_given(
    cues: Sequence[GivenCue],
    *,
    style: CaptionStyle,
    frames: int,
    language: str,
    slide_changes: Sequence[int] = (),
) -> Subtitles:
    """Fit a teacher's subtitles to a style: text and line breaks are kept wherever they fit, words always.

    Captions that lie before or after the lesson are left out and reported. Raises InputError when there are more
    captions than the lesson has room for.
    """
    read, lost = _read(cues, frames)
    laid = [part for shown in _without_overlap(read) for part in _laid(shown, style, language)]
    timed = [_timed(shown) for shown in laid]
    pace(timed, style, frames, slide_changes)
    shown = tuple(
        Cue(
            span=FrameSpan(caption.begin, caption.end),
            lines=each.lines,
            origin="subtitle",
            confidence=1.0,
            changes=(*each.changes, *caption.changes),
        )
        for each, caption in zip(laid, timed, strict=True)
    )
    long_words = [(word, TimeSpan(seconds_of(each.begin), seconds_of(each.end))) for each in laid for word in each.torn]
    findings = (*outside(lost), *too_long(long_words, style), *_mended(shown), *readability(shown, style))
    return Subtitles(language=language, style=style.name, origin="subtitle", cues=shown, findings=findings)


def _read(cues: Sequence[GivenCue], frames: int) -> tuple[list[_Shown], list[TimeSpan]]:
    """Bring captions to frames, rising in time; those outside the lesson are named."""
    found: list[_Shown] = []
    lost: list[TimeSpan] = []
    for cue in sorted(cues, key=lambda each: each.start):
        lines = tuple(filter(None, (" ".join(unicodedata.normalize("NFC", line).split()) for line in cue.lines)))
        begin, end = frames_at(cue.start), frames_at(cue.end)
        if not lines:
            continue
        if begin >= frames or (begin < 0 and end <= 0):
            lost.append(TimeSpan(cue.start, max(cue.start, cue.end)))
            continue
        shown = _Shown(max(begin, 0), min(max(end, max(begin, 0) + 1), frames), lines)
        if end <= begin:
            shown.note("timing", f"its end lies {begin - end} frames before its start: it gets the time that it needs")
        elif (begin, end) != (shown.begin, shown.end):
            shown.note("timing", "the part of it that lies outside the lesson is left off")
        found.append(shown)
    return found, lost


def _without_overlap(shown: list[_Shown]) -> list[_Shown]:
    """Let each caption go when the next one comes, before its text is shared out over its time."""
    for caption, following in pairwise(shown):
        if caption.begin < following.begin < caption.end:
            caption.note("overlap", f"goes {caption.end - following.begin} frames early: the next one comes")
            caption.end = following.begin
    return shown


def _place_at(begin: int, end: int, done: int, whole: int) -> int:
    return begin + (end - begin) * done // whole


def _laid(shown: _Shown, style: CaptionStyle, language: str) -> Iterator[_Shown]:
    """Keep a caption's lines where they fit, else lay them anew, in several captions where they need it."""
    longest = max(map(len, shown.lines))
    fits = longest <= style.max_line_characters and len(shown.lines) <= style.max_lines
    seconds = seconds_of(shown.end - shown.begin)
    if fits and seconds <= style.max_s:
        yield shown
        return
    pieces = _pieces(shown, style, language)
    if fits:
        # it only stands too long: a phrase is not torn for that, it goes after the longest time instead
        for piece in pieces:
            piece.price = piece.price if piece.price <= COMMA else _NEVER
    chosen = phrases(pieces, style, shown.end)
    if fits and len(chosen) == 1:
        yield shown
        return
    had = f"{len(shown.lines)} line(s) of up to {longest} characters in {float(seconds):.2f} s"
    fit = f"{style.max_lines} of {style.max_line_characters} and {float(style.max_s):g} s fit"
    for phrase in chosen:
        inside = pieces[phrase.begin : phrase.end]
        begin = inside[0].start
        end = pieces[phrase.end].start if phrase.end < len(pieces) else shown.end
        found = _Shown(begin, max(end, begin + 1), lay(pieces, phrase), list(shown.changes))
        broken = sorted({piece.word for piece in inside if piece.torn})
        found.torn = tuple("".join(piece.text for piece in pieces if piece.word == word) for word in broken)
        if len(chosen) > 1:
            found.note("split", f"{had}, parted in {len(chosen)} by their length: {fit}")
        elif found.lines != shown.lines:
            found.note("break", f"{had}, broken anew: {fit}")
        yield found


def _pieces(shown: _Shown, style: CaptionStyle, language: str) -> list[Piece]:
    """Part a caption's text; the time of each part follows from its length, and the teacher's breaks are cheap."""
    words = [word for line in shown.lines for word in line.split()]
    opening = {0}
    for line in shown.lines[:-1]:
        opening.add(max(opening) + len(line.split()))
    two_speak = sum(line.startswith(_DASHES) for line in shown.lines) > 1
    found: list[Piece] = []
    laid = parts(words, language, style.max_line_characters)
    room = sum(len(part.text) + 1 for part in laid)
    done = 0
    for part in laid:
        opens_line = part.word in opening and not part.glued
        start = _place_at(shown.begin, shown.end, done, room)
        done += len(part.text) + 1
        found.append(
            Piece(
                text=part.text,
                word=part.word,
                glued=part.glued,
                price=min(part.price, CLAUSE) if opens_line else part.price,
                start=start,
                end=max(_place_at(shown.begin, shown.end, done, room), start + 1),
                apart=opens_line and two_speak and words[part.word].startswith(_DASHES),
                opens_sentence=part.price == SENTENCE,
                torn=part.torn,
            )
        )
    return found


def _timed(shown: _Shown) -> Timed:
    return Timed(
        characters=shown.characters,
        said_from=shown.begin,
        said_until=shown.end,
        earliest=shown.begin - LEAD_IN_FRAMES,
        latest=shown.end + MOST_SILENCE_FRAMES,
    )


def _mended(cues: Sequence[Cue]) -> tuple[Finding, ...]:
    """Say how many of the teacher's captions look otherwise than in the file."""
    kinds = {"break", "split", "overlap"}
    changed = [cue for cue in cues if any(change.kind in kinds for change in cue.changes)]
    if not changed:
        return ()
    spans = tuple(TimeSpan(seconds_of(cue.span.start), seconds_of(cue.span.end)) for cue in changed)
    return (
        Finding(
            code="caption-mended",
            severity="repaired",
            values={"count": len(changed), "total": len(cues)},
            spans=spans,
        ),
    )
