"""Subtitles that a teacher gave, made to fit the screen and its readers: their words and times are the teacher's.

Lines stay where they fit. Only what is too long for a line, or for two, is laid anew; only what overlaps, flickers
or is gone before it is read gets other times.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Final, Protocol

from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Change, Cue, Finding, Subtitles
from lessontool.subtitles.breaking import CLAUSE, SENTENCE, parts
from lessontool.subtitles.legibility import outside, readability, too_long
from lessontool.subtitles.pacing import LEAD_IN_FRAMES, NoRoomError, Timed, pace
from lessontool.subtitles.phrasing import MOST_SILENCE_FRAMES, Piece, lay, phrases
from lessontool.timing import FrameSpan, TimeSpan, frames_at, seconds_of

_AT_ONCE_FRAMES: Final = 12
"""Overlapping captions that begin within half a second are meant to be seen together."""

_DASHES: Final = ("-", "–", "—")
"""Opens what somebody says, where two people speak."""


class Given(Protocol):
    """A caption of a subtitle file, as `reading.GivenCue`."""

    @property
    def start(self) -> Fraction:
        """Exact seconds on the lesson's clock; what lies before its first frame is negative."""

    @property
    def end(self) -> Fraction:
        """Exact seconds."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Its text, without markup."""


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
    cues: Sequence[Given],
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
    laid = [part for shown in _one_by_one(read, style) for part in _laid(shown, style, language)]
    timed = [_timed(shown) for shown in laid]
    try:
        pace(timed, style, frames, slide_changes)
    except NoRoomError as error:
        words = sum(len(line.split()) for shown in laid for line in shown.lines)
        seconds = str(ceil(seconds_of(frames)))
        detail = f"{len(laid)} captions in {frames} frames"
        raise InputError("caption-no-room", detail=detail, words=words, seconds=seconds) from error
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


def _read(cues: Sequence[Given], frames: int) -> tuple[list[_Shown], list[TimeSpan]]:
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


def _one_by_one(read: Sequence[_Shown], style: CaptionStyle) -> Iterator[_Shown]:
    """Bring captions that are meant to be seen together into one, or, where that is too much, one after another."""
    at = 0
    while at < len(read):
        group = [read[at]]
        while at + len(group) < len(read) and _at_once(group, read[at + len(group)]):
            group.append(read[at + len(group)])
        at += len(group)
        if len(group) == 1:
            yield group[0]
            continue
        lines = tuple(line for each in group for line in each.lines)
        until = max(each.end for each in group)
        if len(lines) <= style.max_lines:
            merged = _Shown(group[0].begin, until, lines, [change for each in group for change in each.changes])
            merged.note("merge", f"{len(group)} captions that were to be seen at once")
            yield merged
            continue
        room = sum(each.characters for each in group)
        done = 0
        for each in group:
            each.begin, done = _place_at(group[0].begin, until, done, room), done + each.characters
            each.end = max(_place_at(group[0].begin, until, done, room), each.begin + 1)
            each.note("overlap", f"{len(group)} captions were to be seen at once: they follow one another")
            yield each


def _at_once(group: Sequence[_Shown], following: _Shown) -> bool:
    first = group[0]
    return following.begin < group[-1].end and following.begin - first.begin < _AT_ONCE_FRAMES


def _place_at(begin: int, end: int, done: int, whole: int) -> int:
    return begin + (end - begin) * done // whole


def _laid(shown: _Shown, style: CaptionStyle, language: str) -> Iterator[_Shown]:
    """Keep a caption's lines where they fit, else lay them anew, in several captions where they need it."""
    longest = max(map(len, shown.lines))
    seconds = seconds_of(shown.end - shown.begin)
    if longest <= style.max_line_characters and len(shown.lines) <= style.max_lines and seconds <= style.max_s:
        yield shown
        return
    pieces = _pieces(shown, style, language)
    chosen = phrases(pieces, style, shown.end, by_time=False)
    text = shown.changes
    for phrase in chosen:
        lines = lay(pieces, phrase)
        inside = pieces[phrase.begin : phrase.end]
        end = pieces[phrase.end].start if phrase.end < len(pieces) else shown.end
        found = _Shown(inside[0].start, max(end, inside[0].start + 1), lines, list(text))
        broken = sorted({piece.word for piece in inside if piece.torn})
        found.torn = tuple("".join(piece.text for piece in pieces if piece.word == word) for word in broken)
        if len(chosen) > 1:
            found.note(
                "split",
                f"{len(shown.lines)} lines, the longest of {longest} characters, in {float(seconds):.2f} s, parted in "
                f"{len(chosen)} captions by their length: {style.max_lines} lines of {style.max_line_characters} "
                f"and {float(style.max_s):g} s fit",
            )
        elif lines != shown.lines:
            found.note("break", f"{len(shown.lines)} lines, the longest of {longest} characters, broken anew: "
                       f"{style.max_lines} of {style.max_line_characters} fit")  # fmt: skip
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
                opens_sentence=part.price == SENTENCE and not part.glued,
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
    kinds = {"break", "split", "merge", "overlap"}
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
