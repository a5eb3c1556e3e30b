"""What speech recognition only imagined to hear: known phrases, loops, and words where nobody speaks.

Whisper learnt from subtitles of the internet. Over silence, music and noise it writes what often stood there: thanks
for watching, subscribe. Everything that is left out here is noted with its reason, so that a person can look. Pure.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import Final, Literal

from lessontool.model.finding import Finding
from lessontool.model.text import Doubt, Word
from lessontool.timing import TimeSpan
from lessontool.tools.whisper import Heard

LOW_CONFIDENCE: Final = 0.5
"""Of words that are less sure, two of three are wrong (base model, 708 Vietnamese words: 14 % are below, a third of all
errors are among them)."""

_FOREIGN: Final = ("ghiền mì gõ", "la la school", "lalaschool", "amara org")
"""Names that are in no lesson: channels whose subtitles Whisper learnt by heart."""

_PHRASES: Final = (
    "hãy subscribe cho kênh",
    "hãy đăng ký kênh",
    "hãy đăng kí cho kênh",
    "đăng ký kênh để ủng hộ kênh",
    "để ủng hộ kênh của mình",
    "nhớ đăng ký kênh",
    "để không bỏ lỡ những video hấp dẫn",
    "để không bỏ lỡ các video",
    "nhớ like và share",
    "like và subscribe",
    "bấm chuông thông báo",
    "nhấn chuông thông báo",
    "cảm ơn các bạn đã theo dõi",
    "cảm ơn các bạn đã xem",
    "cảm ơn đã theo dõi",
    "hẹn gặp lại các bạn trong những video",
    "subscribe",
    "thanks for watching",
    "thank you for watching",
    "like and subscribe",
    "subscribe to my channel",
    "subtitles by",
)
"""What Whisper says when it hears nothing; some of it a teacher may really say."""

_FASTEST: Final = 8
"""Syllables a second: nobody speaks faster (the fastest human clip that was measured has 5.5)."""

_LOOP_TIMES: Final = 4
_LOOP_WORDS: Final = 8
"""A loop is a stretch of at most eight words that stands there four times or more; children's drills look alike."""

_LOOP_COMPRESSION: Final = 2.4
_NO_SPEECH: Final = 0.5
_GUESSING: Final = -0.5
_REPETITIVE: Final = 2.2
"""Whisper's own figures for a piece: probability of no speech, mean log probability, compression ratio."""

_SILENT: Final = 0.6
_HOPELESS: Final = -1.0
"""Beyond both, Whisper itself throws a piece away as silence."""

_SOME_SPEECH_S: Final = Fraction(3, 2)
"""With less speech than this under it, a piece that Whisper itself takes for no speech is left out."""

_IMAGINED: Final = 0.3
"""Words that are kept although they are probably imagined get no more confidence than this."""

_BREATH_S: Final = Fraction(3, 10)
"""Voice activity breaks off within words; what is closer together than this is one breath."""

_NEAR_S: Final = Fraction(3, 10)
"""How far off voice activity or the times of a word may be."""

_SHORTEST_S: Final = Fraction(1, 50)
_MOST_WORDS_PER_S: Final = 15

Kind = Literal["phantom", "loop", "no_speech", "low_confidence"]


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is left of what was heard."""

    words: tuple[Word, ...]
    """Rising, none outside speech."""
    speech: tuple[TimeSpan, ...]
    """Voice activity; closed where a word was heard between two stretches of one breath."""
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: Kind
    removed: bool
    reason: str


def sift(
    heard: Sequence[Heard], speech: Sequence[TimeSpan], known_text: str = "", again: Sequence[Heard] = ()
) -> Sifted:
    """Keep what was really said and fit it to where somebody speaks; note what was left out or is doubtful.

    A phrase that stands in `known_text` (the lesson's script) is not doubted. What was heard `again`, where nothing
    was heard at first, must be sure: it may be a sound that is no speech.
    """
    known = f" {' '.join(_syllables(known_text))} "
    kept: list[Word] = []
    doubts: list[Doubt] = []
    for number, piece in enumerate((*heard, *again)):
        words = _tidied(piece.words)
        doubtful = _unsure(piece) if number >= len(heard) else _no_speech(piece, words, speech)
        marks = _marks(piece, words, speech, known, doubtful)
        doubts += _noted(words, marks)
        kept += [
            replace(word, confidence=min(word.confidence, _IMAGINED)) if mark else word
            for word, mark in zip(words, marks, strict=True)
            if not (mark and mark.removed)
        ]
    kept.sort(key=lambda word: word.start)
    fitted, lost = _fitted(kept, speech)
    doubts += lost
    unsure = _Mark("low_confidence", False, f"probability below {LOW_CONFIDENCE}")
    doubts += _noted(fitted, [unsure if word.confidence < LOW_CONFIDENCE else None for word in fitted])
    return Sifted(tuple(fitted), _closed(speech, fitted), tuple(sorted(doubts, key=lambda each: each.span)))


def findings_of(doubts: Sequence[Doubt]) -> tuple[Finding, ...]:
    """Say what a person should know: what was left out as imagined, and what was kept although it may be."""
    found = []
    for code, removed in (("speech-phantoms-removed", True), ("speech-phantoms", False)):
        those = [each for each in doubts if each.kind != "low_confidence" and each.removed is removed]
        if those:
            text = "; ".join(f"{each.span.start.__floor__()} s “{_short(each.text)}”" for each in those[:_TOLD])
            values: dict[str, str | int | float] = {"count": len(those), "text": text}
            spans = tuple(each.span for each in those)
            found.append(Finding(code=code, severity="note" if removed else "warning", values=values, spans=spans))
    return tuple(found)


_TOLD: Final = 5
_TOLD_CHARACTERS: Final = 60


def _short(text: str) -> str:
    return text if len(text) <= _TOLD_CHARACTERS else text[: _TOLD_CHARACTERS - 1] + "…"


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────


def _tidied(words: Sequence[Word]) -> list[Word]:
    """Give lone punctuation to the word before it; drop dashes and dots that stand alone."""
    found: list[Word] = []
    for word in words:
        if any(sign.isalnum() for sign in word.text):
            found.append(word)
        elif found and all(sign in '.,;:!?…)”’"%' for sign in word.text):
            found[-1] = replace(found[-1], text=found[-1].text + word.text)
    return found


def _syllables(text: str) -> list[str]:
    """The syllables of a text without tones, hats and punctuation: as Whisper may have misheard them."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(sign if sign.isalnum() else "" if unicodedata.combining(sign) else " " for sign in bare)
    return letters.split()


def _marks(
    piece: Heard, words: Sequence[Word], speech: Sequence[TimeSpan], known: str, doubtful: _Mark | None
) -> list[_Mark | None]:
    """Judge every word of a piece; None: nothing is the matter with it. `doubtful` is what is to be said of all."""
    marks: list[_Mark | None] = [doubtful] * len(words)
    for begin, end, certain in _phrases(words, known):
        pace = _pace(words[begin:end], speech)
        removed = certain or pace is None or pace > _FASTEST or piece.no_speech_probability > _NO_SPEECH
        told = "no speech" if pace is None else f"{pace:.1f} syllables a second"
        name = "a name that is in no lesson" if certain else "a phrase that is often imagined"
        mark = _Mark("phantom", removed, f"{name}; {told}; no speech {piece.no_speech_probability}")
        marks[begin:end] = [mark] * (end - begin)
    for begin, end, unit in _loops(words):
        marks[begin:end] = _loop_marks(piece, words[begin:end], unit, speech)
    return marks


def _no_speech(piece: Heard, words: Sequence[Word], speech: Sequence[TimeSpan]) -> _Mark | None:
    """Whisper itself takes the piece for no speech, and guesses or repeats itself."""
    guesses = piece.mean_log_probability < _GUESSING or piece.compression_ratio > _REPETITIVE
    if not words or piece.no_speech_probability <= _NO_SPEECH or not guesses:
        return None
    spoken = _spoken_s(TimeSpan(words[0].start, words[-1].end), speech)
    reason = (
        f"no speech {piece.no_speech_probability}, mean log probability {piece.mean_log_probability}, "
        f"compression {piece.compression_ratio}, {float(spoken):.1f} s of speech"
    )
    silent = piece.no_speech_probability > _SILENT and piece.mean_log_probability < _HOPELESS
    return _Mark("no_speech", silent or spoken < _SOME_SPEECH_S, reason)


def _unsure(piece: Heard) -> _Mark | None:
    """A piece in which nothing was heard at first, and now only doubtfully."""
    good = piece.no_speech_probability <= _NO_SPEECH and piece.mean_log_probability >= _HOPELESS
    if good and piece.compression_ratio <= _LOOP_COMPRESSION:
        return None
    reason = (
        f"nothing was heard at first; then no speech {piece.no_speech_probability}, "
        f"mean log probability {piece.mean_log_probability}, compression {piece.compression_ratio}"
    )
    return _Mark("no_speech", True, reason)


def _phrases(words: Sequence[Word], known: str) -> Iterator[tuple[int, int, bool]]:
    """Find phrases that are often imagined: first word, word after the last, and whether nobody ever says it."""
    said = [(syllable, number) for number, word in enumerate(words) for syllable in _syllables(word.text)]
    at = 0
    while at < len(said):
        for phrase, certain in _SORTED:
            if [syllable for syllable, _ in said[at : at + len(phrase)]] == list(phrase):
                if f" {' '.join(phrase)} " not in known:
                    yield said[at][1], said[at + len(phrase) - 1][1] + 1, certain
                at += len(phrase) - 1
                break
        at += 1


_SORTED: Final = sorted(
    [(tuple(_syllables(text)), certain) for texts, certain in ((_FOREIGN, True), (_PHRASES, False)) for text in texts],
    key=lambda each: -len(each[0]),
)


def _loops(words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
    """Find stretches in which the same words follow one another again and again: begin, end, length of what repeats."""
    said = [" ".join(_syllables(word.text)) for word in words]
    at = 0
    while at < len(said):
        best = (at, 0)
        for unit in range(1, _LOOP_WORDS + 1):
            end = at + unit
            while end < len(said) and said[end] == said[end - unit]:
                end += 1
            if end - at >= unit * _LOOP_TIMES and end > best[0]:
                best = (end, unit)
        if best[1]:
            yield at, *best
        at = max(best[0], at + 1)


def _loop_marks(piece: Heard, words: Sequence[Word], unit: int, speech: Sequence[TimeSpan]) -> list[_Mark | None]:
    """A drill is spoken at a speed that is possible; of a loop that is none its first round is kept, in doubt."""
    pace = _pace(words, speech)
    impossible = pace is None or pace > _FASTEST
    removed = impossible or piece.compression_ratio > _LOOP_COMPRESSION
    told = "no speech" if pace is None else f"{pace:.1f} words a second"
    reason = f"{unit} words {len(words) // unit} times; {told}; compression {piece.compression_ratio}"
    again, first = _Mark("loop", removed, reason), _Mark("loop", pace is None, reason)
    return [*[first] * unit, *[again] * (len(words) - unit)]


def _pace(words: Sequence[Word], speech: Sequence[TimeSpan]) -> float | None:
    """Syllables for each second of speech under some words; None where nobody speaks."""
    spoken = _spoken_s(TimeSpan(words[0].start, words[-1].end), speech)
    return sum(max(1, len(_syllables(word.text))) for word in words) / float(spoken) if spoken else None


def _spoken_s(span: TimeSpan, speech: Sequence[TimeSpan]) -> Fraction:
    """How long somebody speaks in a span, in seconds."""
    total = Fraction(0)
    for number in range(bisect_left(speech, span.start, key=lambda each: each.end), len(speech)):
        stretch = speech[number]
        if stretch.start >= span.end:
            break
        total += min(stretch.end, span.end) - max(stretch.start, span.start)
    return total


def _noted(words: Sequence[Word], marks: Sequence[_Mark | None]) -> list[Doubt]:
    """Write neighbouring words with the same mark as one doubt."""
    found = []
    for alike, those in groupby(
        zip(words, marks, strict=True), lambda each: each[1] and (each[1].kind, each[1].removed)
    ):
        group = list(those)
        mark = group[0][1]
        if alike and mark:
            span = TimeSpan(group[0][0].start, max(word.end for word, _ in group))
            text = " ".join(word.text for word, _ in group)
            found.append(Doubt(kind=mark.kind, span=span, text=text, removed=mark.removed, reason=mark.reason))
    return found


# ── when it is said ───────────────────────────────────────────────────────────────────────────────────────────────


def _fitted(words: Sequence[Word], speech: Sequence[TimeSpan]) -> tuple[list[Word], list[Doubt]]:
    """Lay every word into the breath in which most of it is heard; what is heard where nobody speaks is left out."""
    breaths = _breaths(speech)
    places: list[int | None] = []
    earliest = 0
    for word in words:
        place = _place(word, breaths, earliest)
        earliest = earliest if place is None else place
        places.append(place)
    nobody = _Mark("no_speech", True, "voice activity: nobody speaks there")
    doubts = _noted(words, [nobody if place is None else None for place in places])
    near = [(word, place) for word, place in zip(words, places, strict=True) if place is not None]
    found: list[Word] = []
    for place, those in groupby(near, lambda each: each[1]):
        group = [word for word, _ in those]
        breath = breaths[place]
        if len(group) <= breath.seconds * _MOST_WORDS_PER_S:
            found += _laid_out(group, breath)
            continue
        reason = f"voice activity: {len(group)} words in {float(breath.seconds):.2f} s"
        doubts += _noted(group, [_Mark("no_speech", True, reason)] * len(group))
    return found, doubts


def _breaths(speech: Sequence[TimeSpan]) -> list[TimeSpan]:
    found: list[TimeSpan] = []
    for span in speech:
        if found and span.start - found[-1].end <= _BREATH_S:
            found[-1] = TimeSpan(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _place(word: Word, breaths: Sequence[TimeSpan], earliest: int) -> int | None:
    """The breath in which most of a word is heard, or the nearest; None where none is near."""
    near: tuple[Fraction, int] | None = None
    first = max(earliest, bisect_left(breaths, word.start - _NEAR_S, key=lambda each: each.end))
    for number in range(first, len(breaths)):
        breath = breaths[number]
        if breath.start > word.end + _NEAR_S:
            break
        heard = min(word.end, breath.end) - max(word.start, breath.start)  # below 0: so far off
        if near is None or heard > near[0]:
            near = (heard, number)
    return near[1] if near and near[0] >= -_NEAR_S else None


def _laid_out(words: Sequence[Word], breath: TimeSpan) -> list[Word]:
    """Clip words to a breath so that they follow one another and none is empty."""
    found: list[Word] = []
    at = breath.start
    for left, word in zip(range(len(words) - 1, -1, -1), words, strict=True):
        start = min(max(word.start, at), breath.end - _SHORTEST_S * (left + 1))
        at = min(max(word.end, start + _SHORTEST_S), breath.end - _SHORTEST_S * left)
        found.append(replace(word, start=start, end=at))
    return found


def _closed(speech: Sequence[TimeSpan], words: Sequence[Word]) -> tuple[TimeSpan, ...]:
    """Close the short gaps of voice activity in which a whole word was heard."""
    found: list[TimeSpan] = []
    starts = [word.start for word in words]
    for span in speech:
        if found and span.start - found[-1].end <= _BREATH_S:
            before = found[-1].end
            number = bisect_left(starts, before)
            if number < len(words) and words[number].end <= span.start:
                found[-1] = TimeSpan(found[-1].start, span.end)
                continue
        found.append(span)
    return tuple(found)
