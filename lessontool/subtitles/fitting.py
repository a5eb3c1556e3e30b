"""What was said, laid over the sound: when each word begins.

Three witnesses agree on it. Speech recognition heard many of the words; eSpeak NG reads the same words aloud, and its
reading is laid over the teacher's voice; and the pauses say where sentences end. It is done in stretches of one to
three minutes, so that an hour takes no more memory than they do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.subtitles.differences import Piece
from lessontool.subtitles.matching import ALIKE
from lessontool.subtitles.snapping import TICKS_PER_S, Border, VoiceTime, settle
from lessontool.tools import espeak, warping, wav
from lessontool.tools.process import Cancel

_STRETCH: Final = (60 * TICKS_PER_S, 150 * TICKS_PER_S)
"""Ticks of speech after which a place to cut is sought, and by which it must be found if there is any."""

_CUT_PAUSE: Final = 30
_CUT_NEAR: Final = 40
"""Ticks: a cut is made in a pause that is so long and so near to where a word was heard to begin."""

_HOP: Final = TICKS_PER_S // warping.HOPS_PER_S

_LEAST_REACH: Final = 100
_MOST_REACH: Final = 750
"""Hops by which the path may leave what is expected: 2 s where words were heard, 15 s where hardly any were."""

_QUIET: Final = 0.01
"""The reading's own silences are below this, of 1."""

_AGREE: Final = 30
"""Ticks: so near both witnesses must be to bear each other out."""

_PULL_OF_MARKS: Final = {**dict.fromkeys(".!?…", 0.9), **dict.fromkeys(";:", 0.8), **dict.fromkeys(",–—-)", 0.6)}
_PULL_PLAIN: Final = 0.35

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Timed:
    """A piece with the times of its words, and how well the witnesses agree."""

    piece: Piece
    spans: tuple[Span, ...]
    """Of each word: ticks from which to which it is said; in order, none before the end of the one before."""
    agreement: float
    """Share of the heard syllables for which recognition and reading agree; 1 where only one of them speaks."""


@dataclass(slots=True)
class _Word:
    """One word that is said, and what is known about its beginning (voice time)."""

    piece: int
    place: int
    """In its piece."""
    syllables: tuple[str, ...]
    heard: int | None
    rough: int = 0
    """Where it is expected before the sound was looked at."""
    pull: float = _PULL_PLAIN
    warped: int = 0
    settled: int = 0


def fit(
    pieces: Sequence[Piece],
    heard: Sequence[Span],
    voice: VoiceTime,
    sound: Path,
    *,
    reader: str | None,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> tuple[Timed, ...]:
    """Find when each word of the pieces is said.

    `heard` are the ticks of each heard syllable, `reader` the eSpeak voice (None: no voice reads this language, and
    recognition alone decides). Raises ToolError when the reader fails, Interrupted when `cancel` is thrown.
    """
    words = list(_words(pieces, heard, voice))
    _expect(words, voice.length)
    bench = _Bench(sound, wav.read_format(sound), voice, reader, cancel)
    for stretch, start, end in _stretches(words, voice):
        cancel.raise_if_thrown()
        bench.fit(stretch, start, end)
        progress(end / voice.length)
    return tuple(_timed(pieces, words, voice))


def share_out(pieces: Sequence[Piece], voice: VoiceTime) -> tuple[Timed, ...]:
    """Guess when each word of the pieces is said: each takes its share of the speech, and sentences end at pauses."""
    words = list(_words(pieces, (), voice))
    _expect(words, voice.length)
    borders = [Border(word.rough, None, word.pull, len(word.syllables)) for word in words]
    for word, place in zip(words, [0, *settle(borders[1:], voice.pauses, 0, voice.length)], strict=True):
        word.settled = place
    return tuple(_timed(pieces, words, voice))


def _words(pieces: Sequence[Piece], heard: Sequence[Span], voice: VoiceTime) -> Iterator[_Word]:
    for number, piece in enumerate(pieces):
        pull = 1.0
        for place, group in groupby(range(len(piece.text.owners)), key=lambda at: piece.text.owners[at]):
            syllables = list(group)
            partner = piece.heard[syllables[0]]
            sure = partner is not None and piece.alike[syllables[0]] >= ALIKE
            yield _Word(
                piece=number,
                place=place,
                syllables=tuple(piece.text.syllables[at] for at in syllables),
                heard=voice.at(heard[partner][0]) if sure and partner is not None else None,
                pull=pull,
            )
            pull = _PULL_OF_MARKS.get(piece.text.words[place][-1], _PULL_PLAIN)


def _expect(words: Sequence[_Word], length: int) -> None:
    """Expect each word by what was heard around it: evenly between two heard words."""
    if not words:
        return
    ordinals = np.cumsum([0, *(len(word.syllables) for word in words)])
    known = [(float(at), word.heard) for at, word in zip(ordinals, words, strict=False) if word.heard is not None]
    known = [(-1e-3, 0), *known, (float(ordinals[-1]), length)]
    places = np.maximum.accumulate([place for _, place in known])
    for word, rough in zip(words, np.interp(ordinals[:-1], [at for at, _ in known], places), strict=True):
        word.rough = round(rough)
        if word.heard is not None:
            word.heard = word.rough


def _stretches(words: list[_Word], voice: VoiceTime) -> Iterator[tuple[list[_Word], int, int]]:
    """Cut the work where a heard word begins after a pause: words, and the voice time from which to which they go."""
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
    """Say for every word how good it is to cut before it, and where; best is a heard word after a long pause."""
    pauses = [(pause, length) for pause, length in voice.pauses if length >= _CUT_PAUSE]
    places = [pause for pause, _ in pauses]
    for index, word in enumerate(words[1:], 1):
        known = 0.0 if word.heard is None else 1.0
        after = bisect_left(places, word.rough)
        near = [pair for pair in pauses[max(0, after - 1) : after + 1] if abs(pair[0] - word.rough) <= _CUT_NEAR]
        if not near:
            yield known - 2, index, word.rough
        for pause, length in near:
            distance = abs(pause - word.rough) / _CUT_NEAR
            yield known + word.pull * min(length, TICKS_PER_S) / TICKS_PER_S - distance, index, pause


@dataclass(frozen=True, slots=True)
class _Bench:
    """What the work on every stretch needs."""

    sound: Path
    form: wav.WavFormat
    voice: VoiceTime
    reader: str | None
    cancel: Cancel

    def fit(self, words: Sequence[_Word], start: int, end: int) -> None:
        """Settle when each of some words begins, between two voice times."""
        pauses = [(pause, length) for pause, length in self.voice.pauses if start < pause < end]
        for word, warped in zip(words, self._warped(words, start, end), strict=True):
            word.warped = warped
        borders = [Border(word.warped, word.heard, word.pull, len(word.syllables)) for word in words]
        for word, place in zip(words, [start, *settle(borders[1:], pauses, start, end)], strict=True):
            word.settled = place

    def _warped(self, words: Sequence[_Word], start: int, end: int) -> list[int]:
        """Where each word begins by laying the reading over the voice."""
        hops = (end - start) // _HOP
        if self.reader is None or hops < 2:
            return [word.rough for word in words]
        reference, begins = self._read(words, hops)
        expected = _expected(words, begins, start, hops)
        heard = warping.comparable(warping.describe(self._heard(start, end), self.form.rate_hz)[0][:hops])
        path = warping.warp(_padded(heard, hops), reference, expected, _reach(words, start, end))
        return [start + _HOP * int(path[min(at, hops - 1)]) for at in begins]

    def _read(self, words: Sequence[_Word], hops: int) -> tuple[warping.Described, list[int]]:
        """The reading, stretched to as many hops as the voice has, and the hop on which each word begins."""
        assert self.reader is not None
        lines = [list(group) for _, group in groupby(words, key=lambda word: word.piece)]
        readings = espeak.read_aloud(
            [[syllable for word in line for syllable in word.syllables] for line in lines],
            self.reader,
            cancel=self.cancel,
        )
        parts: list[warping.Sound] = []
        begins: list[int] = []
        length = 0
        for line, reading in zip(lines, readings, strict=True):
            loud = np.flatnonzero(np.abs(reading.sound) > _QUIET)
            end = int(loud[-1]) + 1 if len(loud) else 0
            firsts = accumulate((len(word.syllables) for word in line[:-1]), initial=0)
            begins += [length + min(reading.starts[at], end) for at in firsts]
            parts.append(reading.sound[:end])
            length += end
        described, _ = warping.describe(np.concatenate(parts), readings[0].rate_hz)
        return (
            warping.comparable(_stretched(described, hops)),
            [min(hops - 1, begin * hops // max(1, length)) for begin in begins],
        )

    def _heard(self, start: int, end: int) -> warping.Sound:
        """The voice from one voice time to another, one channel, silences cut out."""
        samples = self.form.rate_hz // TICKS_PER_S
        parts = [self._samples(first * samples, last * samples) for first, last in self.voice.between(start, end)]
        return np.concatenate(parts)

    def _samples(self, first: int, last: int) -> warping.Sound:
        last = min(last, self.form.samples)
        channels = self.form.channels
        offset = self.form.data_offset + first * channels * 4
        sound = np.fromfile(self.sound, np.dtype("<f4"), max(0, last - first) * channels, offset=offset)
        return sound.reshape(-1, channels).mean(axis=1, dtype=np.float32)


def _stretched(described: warping.Described, hops: int) -> warping.Described:
    """Make a description longer or shorter, evenly."""
    if not len(described):
        return np.zeros((hops, described.shape[1]), np.float32)
    places = np.linspace(0, len(described) - 1, hops)
    low = places.astype(np.int64)
    share = (places - low)[:, None].astype(np.float32)
    high = np.minimum(low + 1, len(described) - 1)
    return np.asarray(described[low] * (1 - share) + described[high] * share, np.float32)


def _padded(described: warping.Described, hops: int) -> warping.Described:
    """Repeat the last row where the sound ended a little early."""
    missing = hops - len(described)
    return np.pad(described, ((0, missing), (0, 0)), mode="edge") if missing and len(described) else described


def _expected(words: Sequence[_Word], begins: Sequence[int], start: int, hops: int) -> NDArray[np.int64]:
    """Which hop of the reading is expected on each hop of the voice, by the words that were heard."""
    known = [(0, 0)]
    for word, begin in zip(words, begins, strict=True):
        place = (word.heard - start) // _HOP if word.heard is not None else -1
        if place > known[-1][0] and begin > known[-1][1] and place < hops - 1:
            known.append((place, begin))
    known.append((hops - 1, hops - 1))
    places, there = zip(*known, strict=True)
    return np.interp(np.arange(hops), places, there).astype(np.int64)


def _reach(words: Sequence[_Word], start: int, end: int) -> int:
    """How far the path may leave what is expected: further where long stretches have no heard word."""
    known = [start, *(word.heard for word in words if word.heard is not None), end]
    alone = max(after - before for before, after in pairwise(known)) // _HOP
    return min(_MOST_REACH, _LEAST_REACH + alone // 2)


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
