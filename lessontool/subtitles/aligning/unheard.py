"""Speech in which recognition heard nothing of the script: a lost half minute, a pupil's cough, a word aside.

Recognition loses a window now and then: then lines of the script that fit there were said after all. Other speech
without a word of the script is left aside, so that no sentence begins with it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Final

from lessontool.subtitles.aligning.differences import Layout, Piece, Text
from lessontool.subtitles.aligning.snapping import VoiceTime

_LOST: Final = 150
"""Ticks: in less speech without any heard word no line is sought."""

_FITS: Final = (0.5, 2.0)
"""Lines fit when there is so many times the time that they need at the teacher's own pace."""

_USUAL_PACE: Final = 25.0
"""Ticks a syllable, where the teacher's own is not known."""

_WORDLESS: Final = 70
"""Ticks: shorter speech without a heard word may hold one that was heard a little beside it."""

_APART: Final = 20
"""Ticks: what belongs to no sentence stands apart so far on either side."""

_TOUCH: Final = 5
"""Ticks: a word that reaches less far into a stretch of speech is not said there."""

Span = tuple[int, int]


def with_lost_lines(layout: Layout, script: Sequence[Text], times: Sequence[Span], voice: VoiceTime) -> Layout:
    """Take up unspoken lines for which there is speech without words at their place.

    `times` are the ticks of each heard syllable.
    """
    if not layout.unspoken or not layout.sure:
        return layout
    pace = _pace(times, voice)
    inserted: dict[int, list[Piece]] = {}
    for lines, first, last in _runs_of_unspoken(layout):
        lost, before = _longest_without_words(layout.pieces, times, voice, first, last)
        needed = pace * sum(len(script[line].syllables) for line in lines)
        if lost >= _LOST and _FITS[0] <= lost / needed <= _FITS[1]:
            inserted[before] = [unheard(line, script[line]) for line in lines]
    found = {piece.sentence for pieces in inserted.values() for piece in pieces}
    pieces = [
        piece
        for index, known in enumerate([*layout.pieces, None])
        for piece in [*inserted.get(index, ()), known]
        if piece is not None
    ]
    return replace(layout, pieces=tuple(pieces), unspoken=tuple(line for line in layout.unspoken if line not in found))


def speech_of_pieces(layout: Layout, times: Sequence[Span], speech: Sequence[Span]) -> tuple[Span, ...]:
    """Leave aside speech that is no part of any piece: it stands apart, and every written word around it was heard."""
    if not layout.sure:
        return tuple(speech)
    used, complete = _used(layout.pieces)
    ends = [times[index][1] for index in used]
    all_ends = [end for _, end in times]
    kept: list[Span] = []
    for before, span, after in zip([None, *speech], speech, [*speech[1:], None], strict=False):
        start, end = span
        place = bisect_left(ends, start + _TOUCH)
        touched = place < len(used) and times[used[place]][0] < end - _TOUCH
        first = bisect_left(all_ends, start + _TOUCH)
        heard = first < len(times) and times[first][0] < end - _TOUCH
        apart = (before is None or start - before[1] >= _APART) and (after is None or after[0] - end >= _APART)
        if touched or not complete[place] or not apart or not (heard or end - start >= _WORDLESS):
            kept.append(span)
    return tuple(kept)


def _used(pieces: Sequence[Piece]) -> tuple[list[int], list[bool]]:
    """The heard syllables that belong to pieces; and whether no written one is missing before each, and at the end."""
    used: list[int] = []
    complete = [True]
    for partner in (partner for piece in pieces for partner in piece.heard):
        if partner is None:
            complete[-1] = False
        else:
            used.append(partner)
            complete.append(True)
    return used, complete


def _runs_of_unspoken(layout: Layout) -> Iterator[tuple[list[int], int, int]]:
    """Runs of unspoken lines, and the pieces between which they would stand (-1 and the pieces' number: the ends)."""
    known = [(piece.sentence, index) for index, piece in enumerate(layout.pieces) if piece.sentence is not None]
    beyond = layout.unspoken[-1] + 1
    for (line, first), (next_line, last) in pairwise([(-1, -1), *known, (beyond, len(layout.pieces))]):
        lines = [unspoken for unspoken in layout.unspoken if line < unspoken < next_line]
        if lines:
            yield lines, first, last


def _longest_without_words(
    pieces: Sequence[Piece], times: Sequence[Span], voice: VoiceTime, first: int, last: int
) -> tuple[int, int]:
    """The longest speech without a heard word from one piece to another, and before which piece it is."""
    found = (0, last)
    start = min(_heard(pieces[first]), default=-1) if first >= 0 else -1
    stop = max(_heard(pieces[last]), default=len(times)) if last < len(pieces) else len(times)
    for at in range(start, stop):
        begin = voice.at(times[at][1]) if at >= 0 else 0
        end = voice.at(times[at + 1][0]) if at + 1 < len(times) else voice.length
        before = next((index for index in range(first + 1, last) if min(_heard(pieces[index]), default=0) > at), last)
        found = max(found, (end - begin, before))
    return found


def _heard(piece: Piece) -> list[int]:
    return [at for at in piece.heard if at is not None]


def _pace(times: Sequence[Span], voice: VoiceTime) -> float:
    """How many ticks the teacher takes for a syllable."""
    steps = [voice.at(after) - voice.at(before) for (before, _), (after, _) in pairwise(times)]
    return median(steps) or _USUAL_PACE if steps else _USUAL_PACE


def unheard(line: int, text: Text) -> Piece:
    """A whole line of which no word was heard."""
    nothing = len(text.syllables)
    return Piece(sentence=line, text=text, heard=(None,) * nothing, alike=(0.0,) * nothing)
