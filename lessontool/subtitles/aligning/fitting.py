"""What was said, laid over the sound: when each word begins.

Three witnesses agree on it. Speech recognition heard many of the words; eSpeak reads the same words aloud, and its
reading is laid over the teacher's voice; and the pauses say where sentences end. It is done in stretches of one to
three minutes, so that an hour takes no more memory than they do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.subtitles.aligning.differences import Piece
from lessontool.subtitles.aligning.matching import ALIKE
from lessontool.subtitles.aligning.overview import Overview
from lessontool.subtitles.aligning.snapping import TICKS_PER_S, Border, VoiceTime, settle
from lessontool.subtitles.aligning.voices import HOP, Line, Reader, Teacher
from lessontool.tools import warping

_STRETCH: Final = (60 * TICKS_PER_S, 150 * TICKS_PER_S)
"""Ticks of speech after which a place to cut is sought, and by which it must be found if there is any."""

_CUT_PAUSE: Final = 30
_CUT_NEAR: Final = 40
"""Ticks: a cut is made in a pause that is so long and so near to where a word is expected to begin."""

_REACH: Final = (100, 750)
"""Rows by which the path may leave what is expected: 2 s where words were heard, 15 s where hardly any were."""

_BELIEVED: Final = 300
"""Ticks: where a glance at the whole lesson is needed, a word that was heard further from it is not believed."""

_AGREE: Final = 30
"""Ticks: so near both witnesses must be to bear each other out."""

_LATE: Final = 4
"""Ticks by which words are heard to begin after the reading's: measured on people's voices and synthetic ones."""

_PULL_OF_MARKS: Final = {**dict.fromkeys(".!?…", 0.9), **dict.fromkeys(";:", 0.8), **dict.fromkeys(",–—-)", 0.6)}
_PULL_PLAIN: Final = 0.35

_LONGEST_LINE: Final = 200
"""Words that are read in one breath."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A piece with the times of its words, and how well the witnesses agree."""

    piece: Piece
    spans: tuple[Span, ...]
    """Of each word: ticks from which to which it is said; in order, none before the end of the one before."""
    agreement: float
    """Share of the heard words for which recognition and reading agree; 1 where only one of them speaks."""


@dataclass(slots=True)
class _Word:
    """One word that is said, and what is known about its beginning (voice time)."""

    piece: int
    place: int
    """In its piece."""
    syllables: tuple[str, ...]
    heard: int | None
    pull: float
    """How much a pause is expected before it."""
    rough: int = 0
    """Where it is expected before the sound is looked at closely."""
    known: bool = False
    """Whether that is more than a guess between two others."""
    warped: int = 0
    settled: int = 0


def lines_of(pieces: Sequence[Piece]) -> list[Line]:
    """The words of pieces as they are to be read aloud: as many, and in the same order, as `fit` times."""
    return [[word.syllables for word in line] for line in _lines(list(_words(pieces, (), VoiceTime(()))))]


def fit(
    pieces: Sequence[Piece],
    heard: Sequence[Span],
    teacher: Teacher,
    *,
    reader: Reader | None,
    overview: Overview | None,
    progress: Callable[[float], None],
) -> tuple[Timed, ...]:
    """Find when each word of the pieces is said.

    `heard` are the ticks of each heard syllable, `reader` reads the words aloud (None: no voice reads this language,
    and recognition alone decides), `overview` says where they are about if too few were heard. Raises ToolError when
    the reader fails, Interrupted when it is cancelled.
    """
    voice = teacher.voice
    words = list(_words(pieces, heard, voice))
    _expect(words, voice.length, overview)
    for some, start, end in _stretches(words, voice):
        warped = _warped(some, teacher, reader, start, end) if reader else [word.rough for word in some]
        _settle(some, warped, voice, start, end)
        progress(end / voice.length)
    return tuple(_timed(pieces, words, voice))


def share_out(pieces: Sequence[Piece], voice: VoiceTime) -> tuple[Timed, ...]:
    """Guess when each word of the pieces is said: each takes its share of the speech, and sentences end at pauses."""
    words = list(_words(pieces, (), voice))
    _expect(words, voice.length, None)
    _settle(words, [word.rough for word in words], voice, 0, voice.length)
    return tuple(_timed(pieces, words, voice))


def _words(pieces: Sequence[Piece], heard: Sequence[Span], voice: VoiceTime) -> Iterator[_Word]:
    for number, piece in enumerate(pieces):
        pull = 1.0
        for place, group in groupby(range(len(piece.text.owners)), key=lambda at: piece.text.owners[at]):
            syllables = list(group)
            partner = _partner(piece, syllables[0]) if heard else None
            yield _Word(
                piece=number,
                place=place,
                syllables=tuple(piece.text.syllables[at] for at in syllables),
                heard=voice.at(heard[partner][0]) if partner is not None else None,
                pull=pull,
            )
            pull = _PULL_OF_MARKS.get(piece.text.words[place][-1], _PULL_PLAIN)


def _partner(piece: Piece, at: int) -> int | None:
    """The heard syllable that one of a piece surely is: they are alike, and so is a neighbour."""
    partner = piece.heard[at]
    if partner is None or piece.alike[at] < ALIKE:
        return None
    borne_out = len(piece.heard) == 1 or any(
        0 <= near < len(piece.heard) and piece.heard[near] == partner + near - at for near in (at - 1, at + 1)
    )
    return partner if borne_out else None


def _expect(words: Sequence[_Word], length: int, overview: Overview | None) -> None:
    """Expect each word by what was heard around it, or by a glance at the whole: evenly between two known words."""
    if overview:
        for word, begin in zip(words, overview.begins, strict=True):
            if word.heard is not None and abs(word.heard - begin) > _BELIEVED:
                word.heard = None
            word.rough, word.known = begin, True
        return
    ordinals = np.cumsum([0, *(len(word.syllables) for word in words)])
    known = [(float(at), word.heard) for at, word in zip(ordinals, words, strict=False) if word.heard is not None]
    known = [(-1e-3, 0), *known, (float(ordinals[-1]), length)]
    places = np.maximum.accumulate([place for _, place in known])
    for word, rough in zip(words, np.interp(ordinals[:-1], [at for at, _ in known], places), strict=True):
        word.rough, word.known = round(rough), word.heard is not None
        if word.known:
            word.heard = word.rough


def _stretches(words: list[_Word], voice: VoiceTime) -> Iterator[tuple[list[_Word], int, int]]:
    """Cut the work where a word that is known begins after a pause: words, and from when to when they are said."""
    begun, start = 0, 0
    for index, place in [*_cuts(words, voice), (len(words), voice.length)]:
        if index > begun and place > start:
            yield words[begun:index], start, place
            begun, start = index, place


def _cuts(words: Sequence[_Word], voice: VoiceTime) -> Iterator[tuple[int, int]]:
    """Choose words to cut before, and the voice time of each."""
    least, most = _STRETCH
    offers = list(_places_to_cut(words, voice))
    index = start = 0
    while voice.length - start > most:
        window = [offer for offer in offers if offer[1] > index and start + least <= offer[2] <= start + most]
        if not window:
            return
        _, index, start = max(window)
        yield index, start


def _places_to_cut(words: Sequence[_Word], voice: VoiceTime) -> Iterator[tuple[float, int, int]]:
    """Say for every word how good it is to cut before it, and where; best is a known word after a long pause."""
    pauses = [(pause, length) for pause, length in voice.pauses if length >= _CUT_PAUSE]
    places = [pause for pause, _ in pauses]
    for index, word in enumerate(words[1:], 1):
        known = float(word.known)
        after = bisect_left(places, word.rough)
        near = [pair for pair in pauses[max(0, after - 1) : after + 1] if abs(pair[0] - word.rough) <= _CUT_NEAR]
        if not near:
            yield known - 2, index, word.rough
        for pause, length in near:
            distance = abs(pause - word.rough) / _CUT_NEAR
            yield known + word.pull * min(length, TICKS_PER_S) / TICKS_PER_S - distance, index, pause


def _warped(words: Sequence[_Word], teacher: Teacher, reader: Reader, start: int, end: int) -> list[int]:
    """Where each word begins by laying the reading over the voice."""
    rows = (end - start) // HOP
    if rows < 2:
        return [word.rough for word in words]
    described, begins = reader.describe([[word.syllables for word in line] for line in _lines(words)], rows)
    path = warping.warp(
        warping.comparable(teacher.describe(start, end)),
        warping.comparable(described),
        _expected(words, begins, start, rows),
        _reach(words, start, end),
    )
    return [start + HOP * int(path.begins[at]) + (_LATE if index else 0) for index, at in enumerate(begins)]


def _lines(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    for _, group in groupby(words, key=lambda word: word.piece):
        line = list(group)
        yield from (line[at : at + _LONGEST_LINE] for at in range(0, len(line), _LONGEST_LINE))


def _expected(words: Sequence[_Word], begins: Sequence[int], start: int, rows: int) -> NDArray[np.int64]:
    """Which row of the reading is expected on each row of the voice."""
    known = [(0, 0)]
    for word, begin in zip(words, begins, strict=True):
        place = (word.rough - start) // HOP
        if word.known and known[-1][0] < place < rows - 1 and begin > known[-1][1]:
            known.append((place, begin))
    known.append((rows - 1, rows - 1))
    places, there = zip(*known, strict=True)
    return np.asarray(np.interp(np.arange(rows), places, there), np.int64)


def _reach(words: Sequence[_Word], start: int, end: int) -> int:
    """How far the path may leave what is expected: further where long stretches have no heard word."""
    known = [start, *(word.heard for word in words if word.heard is not None), end]
    alone = max(after - before for before, after in pairwise(known)) // HOP
    return min(_REACH[1], _REACH[0] + alone // 2)


def _settle(words: Sequence[_Word], warped: Sequence[int], voice: VoiceTime, start: int, end: int) -> None:
    """Decide when each word begins: in a pause where one is near."""
    for word, place in zip(words, warped, strict=True):
        word.warped = place
    borders = [Border(word.warped, word.heard, word.pull, len(word.syllables)) for word in words]
    pauses = [(pause, length) for pause, length in voice.pauses if start < pause < end]
    for word, place in zip(words, [start, *settle(borders[1:], pauses, start, end)], strict=True):
        word.settled = place


def _timed(pieces: Sequence[Piece], words: Sequence[_Word], voice: VoiceTime) -> Iterator[Timed]:
    """Turn settled voice times into the times of all words of all pieces."""
    ends = [*(word.settled for word in words[1:]), voice.length]
    spans = [_span(voice, word.settled, end) for word, end in zip(words, ends, strict=True)]
    for number, group in groupby(range(len(words)), key=lambda index: words[index].piece):
        indices = list(group)
        piece = pieces[number]
        said = {words[index].place: spans[index] for index in indices}
        silent = spans[indices[0]][0]
        whole: list[Span] = []
        for place in range(len(piece.text.words)):
            whole.append(said.get(place, (silent, silent)))
            silent = whole[-1][1]
        witnessed = [words[index] for index in indices if words[index].heard is not None]
        agreeing = sum(abs(word.warped - (word.heard or 0)) <= _AGREE for word in witnessed)
        yield Timed(piece, tuple(whole), agreeing / len(witnessed) if witnessed else 1.0)


def _span(voice: VoiceTime, start: int, end: int) -> Span:
    begin = voice.begin(start)
    return begin, max(begin, voice.end(end))
