"""Where a script and the speech differ: lines that nobody says, remarks that stand in no script, lines read twice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from lessontool.subtitles.aligning.matching import ALIKE, Pairing, pair
from lessontool.subtitles.aligning.spoken import spoken

_SPOKEN: Final = 0.35
"""A sentence is taken for spoken when so much of its syllables was heard. People reading: 0.7–1; unspoken: 0–0.2."""

_SPOKEN_IN_A_ROW: Final = 4
"""Also when so many syllables were heard in a row: the rest of it may be lost."""

_CLEARLY_SPOKEN: Final = 0.7
"""What a second reading, or a line out of its order, must reach."""

_BADLY_HEARD: Final = 0.3
_AS_LONG: Final = (0.6, 1.6)
"""What a line must reach where exactly it should stand, and how much longer or shorter it may be."""

_SURE: Final = 0.6
"""Only where speech recognition heard the spoken lines so well is its silence a proof that a line was not said."""

_PAIRED: Final = 0.25
"""Pairs that are less alike say nothing about either."""

_AD_LIB_WORDS: Final = 4
"""Fewer words that stand in no script are a slip, or a mishearing."""

_LEAST_SYLLABLES: Final = 3
"""Shorter lines ("Hai!") are not looked for out of their order."""

_NEIGHBOURS: Final = 8
"""A teacher reads again what stands so near."""

_FAR: Final = 200
"""And no line is sought further from its place."""


@dataclass(frozen=True, slots=True)
class Text:
    """Written words with their spoken syllables."""

    words: tuple[str, ...]
    syllables: tuple[str, ...]
    owners: tuple[int, ...]
    """Which word each syllable belongs to."""

    @classmethod
    def read(cls, words: Sequence[str], language: str) -> Text:
        """Take words as they are said."""
        said = spoken(words, language)
        owned = [(syllable, index) for index, syllables in enumerate(said) for syllable in syllables]
        return cls(tuple(words), tuple(syllable for syllable, _ in owned), tuple(index for _, index in owned))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words that were said one after another: of a sentence of the script, or of a remark (`sentence` is None)."""

    sentence: int | None
    text: Text
    heard: tuple[int | None, ...]
    """For each syllable of the text the heard syllable that it is, rising."""
    alike: tuple[float, ...]
    """How alike both are, 0–1."""

    @property
    def similarity(self) -> float:
        """Share of its syllables that were heard, weighted by how alike they are."""
        return sum(self.alike) / max(1, len(self.alike))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What was said, in order, and what was not."""

    pieces: tuple[Piece, ...]
    unspoken: tuple[int, ...]
    """Sentences that nobody says; rising."""
    match: float
    """Share of the sentences that were found."""
    explained: float
    """Share of the heard syllables that stand in the script."""
    sure: bool
    """Whether the spoken sentences were heard well enough to know which were not spoken."""
    doubted: tuple[int, ...]
    """Sentences that were hardly heard and are kept because hearing was bad."""


def lay_out(script: Sequence[Text], heard: Text, language: str, breaks: frozenset[int] = frozenset()) -> Layout:
    """Say what was said, in order, and what was not: script sentences, parts of them, second readings, remarks.

    No remark goes on over one of the `breaks`: heard words before which nothing was heard for long.
    """
    sayable = [index for index, text in enumerate(script) if text.syllables]
    traces = _traces(script, sayable, heard, language)
    found = [index for index in sayable if traces[index].spoken]
    sure = bool(found) and median(traces[index].share for index in found) >= _SURE
    kept = found if sure else sayable
    laid = _Laid(script, heard, language, breaks, frozenset(sayable) - frozenset(kept))
    pieces = laid.pieces(kept) if sure else laid.whole(kept)
    said = {piece.sentence for piece in pieces if piece.sentence is not None}
    explained = sum(value >= ALIKE for piece in pieces if piece.sentence is not None for value in piece.alike)
    return Layout(
        pieces=tuple(pieces),
        unspoken=tuple(index for index in sayable if index not in said),
        match=len(said if sure else found) / max(1, len(sayable)),
        explained=explained / max(1, len(heard.syllables)),
        sure=sure,
        doubted=() if sure else tuple(index for index in kept if not traces[index].spoken),
    )


@dataclass(frozen=True, slots=True)
class _Trace:
    """What was heard of a sentence."""

    share: float
    """Of its syllables, weighted by how alike they are."""
    run: int
    """Most syllables in a row."""

    @property
    def spoken(self) -> bool:
        """Whether it was said, as a whole or in part."""
        return self.share >= _SPOKEN or self.run >= _SPOKEN_IN_A_ROW


def _traces(script: Sequence[Text], chosen: Sequence[int], heard: Text, language: str) -> dict[int, _Trace]:
    """What was heard of each chosen sentence, where everything is paired in order."""
    found = pair([script[index].syllables for index in chosen], heard.syllables, language)
    pairs = zip(found.heard, found.alike, strict=True)
    return {index: _trace([next(pairs) for _ in script[index].syllables]) for index in chosen}


def _trace(pairs: Sequence[tuple[int | None, float]]) -> _Trace:
    run = longest = 0
    before: int | None = None
    for partner, alike in pairs:
        follows = before is not None and partner == before + 1
        run = 0 if alike < ALIKE else run + 1 if follows else 1
        longest, before = max(longest, run), partner
    return _Trace(sum(alike for _, alike in pairs if alike >= ALIKE) / max(1, len(pairs)), longest)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Script and speech, to be taken apart."""

    script: Sequence[Text]
    heard: Text
    language: str
    breaks: frozenset[int]
    spare: frozenset[int]
    """Sentences that were not found in their order."""

    def pieces(self, chosen: Sequence[int]) -> list[Piece]:
        """Take all that was heard apart into the chosen sentences and what stands between them.

        What is left over may be a line that was read a second time, or out of its order, or that was badly heard.
        """
        items = self._split(chosen, range(len(self.heard.words)))
        laid: list[Piece] = []
        for index, item in enumerate(items):
            if isinstance(item, Piece):
                laid.append(item)
                continue
            before = next((piece.sentence for piece in reversed(laid) if piece.sentence is not None), -1)
            later = (other.sentence for other in items[index:] if isinstance(other, Piece))
            after = next((sentence for sentence in later if sentence is not None), len(self.script))
            laid += self._remark(item, before, after)
        return laid

    def whole(self, chosen: Sequence[int]) -> list[Piece]:
        """The chosen sentences as they were heard, without looking for remarks: hearing was too bad."""
        items = self._split(chosen, range(len(self.heard.words)), remarks=False)
        return [item for item in items if isinstance(item, Piece)]

    def _remark(self, words: range, before: int, after: int) -> list[Piece]:
        """What was said between two sentences: lines of the script after all, else a remark."""
        run = self._heard(words)
        lines = self._badly_heard(run, before, after) or self._out_of_order(run, before)
        items = self._split(lines, words) if lines else [words]
        return [item if isinstance(item, Piece) else self._as_heard(item) for item in items]

    def _badly_heard(self, run: Text, before: int, after: int) -> list[int]:
        """The lines that belong there, if they are as long as what was said, and a little like it."""
        lines = [index for index in range(before + 1, after) if index in self.spare]
        length = sum(len(self.script[index].syllables) for index in lines)
        if not lines or not _AS_LONG[0] <= length / max(1, len(run.syllables)) <= _AS_LONG[1]:
            return []
        traces = _traces(self.script, lines, run, self.language)
        return lines if all(trace.share >= _BADLY_HEARD for trace in traces.values()) else []

    def _out_of_order(self, run: Text, before: int) -> list[int]:
        """Lines near by that are read again, and lines from elsewhere that were not found in their order."""
        near = range(max(0, before - _NEIGHBOURS), min(len(self.script), before + _NEIGHBOURS + 1))
        spare = self.spare.intersection(range(before - _FAR, before + _FAR))
        lines = [index for index in sorted(spare.union(near)) if len(self.script[index].syllables) >= _LEAST_SYLLABLES]
        traces = _traces(self.script, lines, run, self.language)
        return [index for index in lines if traces[index].share >= _CLEARLY_SPOKEN]

    def _heard(self, words: range) -> Text:
        """Some of the heard words."""
        owned = [index for index, owner in enumerate(self.heard.owners) if owner in words]
        return Text(
            tuple(self.heard.words[word] for word in words),
            tuple(self.heard.syllables[index] for index in owned),
            tuple(self.heard.owners[index] - words.start for index in owned),
        )

    def _as_heard(self, words: range) -> Piece:
        text = self._heard(words)
        first = bisect_left(self.heard.owners, words.start)
        return Piece(
            sentence=None,
            text=text,
            heard=tuple(range(first, first + len(text.syllables))),
            alike=(1.0,) * len(text.syllables),
        )

    def _split(self, chosen: Sequence[int], words: range, *, remarks: bool = True) -> list[Piece | range]:
        """Pair the chosen sentences with the heard words; gives their pieces, and runs of words left over, in order."""
        run = self._heard(words)
        first = bisect_left(self.heard.owners, words.start)
        found = pair([self.script[index].syllables for index in chosen], run.syllables, self.language)
        places = [(index, at) for index in chosen for at in range(len(self.script[index].syllables))]
        pairs = [
            (at, partner)
            for at, (partner, alike) in enumerate(zip(found.heard, found.alike, strict=True))
            if partner is not None and alike >= _PAIRED
        ]
        items: list[Piece | range] = []
        begun = 0
        for (at, partner), (next_at, next_partner) in pairwise([(-1, -1), *pairs, (len(places), len(run.syllables))]):
            left_over = _words_between(run.owners, partner, next_partner)
            left, right = _missing(places, at, next_at)
            if not remarks or len(left_over) - (next_at - at - 1) < _AD_LIB_WORDS:
                continue
            cut = self._word_end(places, at + 1 + left)
            items += self._sentences(places, found, begun, cut, first)
            items += self._broken(range(words.start + left_over.start + left, words.start + left_over.stop - right))
            begun = cut
        return items + self._sentences(places, found, begun, len(places), first)

    def _broken(self, words: range) -> list[range]:
        """Cut a remark where nothing was heard for long; single words are left out."""
        ends = [words.start, *(word for word in words[1:] if word in self.breaks), words.stop]
        return [range(start, stop) for start, stop in pairwise(ends) if stop - start > 1]

    def _word_end(self, places: Sequence[tuple[int, int]], cut: int) -> int:
        """Move a cut out of a word that is said in several syllables."""
        while 0 < cut < len(places) and self._word(places[cut]) == self._word(places[cut - 1]):
            cut += 1
        return cut

    def _word(self, place: tuple[int, int]) -> tuple[int, int]:
        sentence, at = place
        return sentence, self.script[sentence].owners[at]

    def _sentences(
        self, places: Sequence[tuple[int, int]], found: Pairing, start: int, stop: int, first: int
    ) -> list[Piece]:
        """Make pieces of a run of the chosen sentences' syllables: one for each sentence, or part of one."""
        made: list[Piece] = []
        for sentence, group in groupby(range(start, stop), key=lambda at: places[at][0]):
            at = list(group)
            text = self._part(sentence, places[at[0]][1], places[at[-1]][1] + 1)
            heard = [found.heard[index] if found.alike[index] >= _PAIRED else None for index in at]
            made.append(
                Piece(
                    sentence=sentence,
                    text=text,
                    heard=tuple(None if partner is None else first + partner for partner in heard),
                    alike=tuple(found.alike[index] for index in at),
                )
            )
        return made

    def _part(self, sentence: int, start: int, stop: int) -> Text:
        """A sentence, or the words of it from one syllable to another; words that are not said go with those before."""
        whole = self.script[sentence]
        words = [*whole.owners, len(whole.words)]
        first, end = (0 if start == 0 else words[start]), words[stop]
        return Text(whole.words[first:end], whole.syllables[start:stop], tuple(w - first for w in words[start:stop]))


def _words_between(owners: Sequence[int], before: int, after: int) -> range:
    """Words that lie wholly between two syllables."""
    start = owners[before] + 1 if before >= 0 else 0
    stop = owners[after] if after < len(owners) else (owners[-1] + 1 if owners else 0)
    return range(start, max(start, stop))


def _missing(places: Sequence[tuple[int, int]], at: int, next_at: int) -> tuple[int, int]:
    """How many syllables between two paired ones were not heard of the sentence before, and of the one after."""
    between = [sentence for sentence, _ in places[at + 1 : next_at]]
    left = between.count(places[at][0]) if at >= 0 else 0
    same = at >= 0 and next_at < len(places) and places[at][0] == places[next_at][0]
    right = between.count(places[next_at][0]) if next_at < len(places) and not same else 0
    return left, right
