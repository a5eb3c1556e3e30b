"""Speech recognition of a lesson: its sound becomes a transcript, and the transcript sentences.

First voice activity says where somebody speaks. Only that is recognised, in pieces of at most half a minute that are
cut at pauses: over silence and music Whisper would invent words. What it invents all the same is sifted out.
"""

from __future__ import annotations

import tempfile
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.model.text import Passage, Transcript, Word
from lessontool.subtitles.doubts import LOW_CONFIDENCE, Sifted, sift
from lessontool.subtitles.languages import asr_language
from lessontool.timing import TimeSpan
from lessontool.tools import wav, whisper
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import SpeechModel, models_folder
from lessontool.tools.whisper import RATE_HZ, WINDOW, Backend, Heard, Piece

_SPEECH: Final = 0.5
_SILENCE: Final = 0.35
"""Probabilities of voice activity above which speech begins and below which it ends (Silero's own)."""

_SHORTEST_WINDOWS: Final = 3
"""About 0.1 s: shorter speech is a click, a shorter pause belongs to a word."""

_LONGEST_S: Final = 28
"""Pieces are so long at most: with a little sound around them they stay below the half minute that Whisper hears."""

_CUT_FROM_S: Final = 20
"""A piece that must end is cut at the longest pause after so many seconds."""

_JOINED_S: Final = 8
"""Speech on both sides of a pause up to this long is recognised together: with what was said before, Whisper hears
better, and it takes as long over a second of sound as over half a minute. Measured on three mixes of read sentences
with pauses: WER 24 instead of 29 %, at two thirds of the cost, against cutting at every pause of a second. What it
writes into the pause is sifted out."""

_AROUND_S: Final = Fraction(1, 5)
"""Sound around a piece, so that no consonant is cut off."""

_LISTENING_SHARE: Final = 0.04
"""Part of the work that voice activity takes."""

_FIRST_SHARE: Final = (_LISTENING_SHARE, 0.95)
_AGAIN_SHARE: Final = (0.95, 1.0)
"""Stages of the work: voice activity, recognition, and recognition of what was left out."""

_UNHEARD_S: Final = Fraction(6, 5)
"""So much speech in a row without a word is listened to again, by itself."""

_MOST_WORDS: Final = 28
_FEWEST_WORDS: Final = 4
_PAUSE_S: Final = Fraction(1)
_SHORT_PAUSE_S: Final = Fraction(3, 5)
"""A sentence ends at a pause; at a shorter one when the next word is written large."""

_COMMA_WORTH_S: Final = Fraction(2, 5)
"""Where a long sentence must be cut, a comma counts like so much pause."""

_UNEVEN_S: Final = 0.5
"""And a cut in the middle like so much more than one at an end."""

_DOUBTFUL_SHARE: Final = 1 / 3
"""A sentence in which so many words are doubtful is doubtful."""

_ENDS: Final = (".", "?", "!", "…", "。", "？", "！", "។", "၊", "။")
_CLOSERS: Final = "\"'”’)]»"
_COMMAS: Final = (",", ";", ":", "，", "、", "；")


def listen(
    sound: Path,
    *,
    language: str,
    model: SpeechModel | None,
    backend: Backend,
    jobs: int,
    target: Path,
    cancel: Cancel,
    progress: Callable[[float], None],
    known_text: str = "",
) -> None:
    """Find out where somebody speaks in a lesson's sound and, with a model, what is said; write a transcript.

    `sound` is a float WAV of ours at 48 kHz; the transcript is written whole or not at all, and is the same however
    many `jobs` there are. `known_text` is the lesson's script, if there is one. Raises InputError for a language that
    speech recognition or the model does not know, ToolError when a program fails, Interrupted when `cancel` is thrown.
    """
    code = asr_language(language) if model else ""
    form = wav.read_format(sound)
    seconds = Fraction(form.samples, form.rate_hz)
    listened = _stage(progress, (0, _LISTENING_SHARE if model else 1))
    probabilities = whisper.voice_activity(sound, cancel=cancel, progress=listened)
    speech = speech_spans(probabilities, seconds)
    found = Sifted((), speech, ())
    if model:
        recogniser = _Recogniser(sound, model, backend, code, jobs, cancel)
        heard = recogniser.hear(pieces_of(speech, probabilities, seconds), _stage(progress, _FIRST_SHARE))
        found = sift(heard, speech, known_text)
        if unheard := unheard_speech(speech, found.words):
            again = recogniser.hear(pieces_of(unheard, probabilities, seconds), _stage(progress, _AGAIN_SHARE))
            found = sift(heard, speech, known_text, again)
    transcript = Transcript(
        language=language,
        backend=backend if model else "",
        model=model.name if model else "",
        model_sha256=model.sha256 if model else "",
        seconds=seconds,
        speech=found.speech,
        words=found.words,
        doubts=found.doubts,
    )
    records.write_whole(target, records.pretty(transcript).encode())
    progress(1)


@dataclass(frozen=True, slots=True)
class _Recogniser:
    """All that does not change from one listening to the next."""

    sound: Path
    model: SpeechModel
    backend: Backend
    language: str
    jobs: int
    cancel: Cancel

    def hear(self, pieces: Sequence[Piece], progress: Callable[[float], None]) -> tuple[Heard, ...]:
        with tempfile.TemporaryDirectory(prefix="lessontool-speech-") as folder:
            return whisper.recognise(
                self.sound,
                pieces,
                model=self.model,
                backend=self.backend,
                language=self.language,
                jobs=self.jobs,
                folder=Path(folder),
                cancel=self.cancel,
                progress=progress,
            )


def _stage(progress: Callable[[float], None], share: tuple[float, float]) -> Callable[[float], None]:
    """Report a stage of the work as its share of the whole."""
    begin, end = share
    return lambda done: progress(begin + done * (end - begin))


def unheard_speech(speech: Sequence[TimeSpan], words: Sequence[Word]) -> tuple[TimeSpan, ...]:
    """Find speech in which no word was heard: Whisper sometimes leaves out whole sentences of a piece."""
    ends = [word.end for word in words]
    lonely: list[list[TimeSpan]] = [[]]
    for span in speech:
        number = bisect_right(ends, span.start)
        if number < len(words) and words[number].start < span.end:
            lonely.append([])
        else:
            lonely[-1].append(span)
    long = [group for group in lonely if sum((span.seconds for span in group), Fraction(0)) >= _UNHEARD_S]
    return tuple(span for group in long for span in group)


def command(language: str, backend: str, model: str, sound: str, target: str) -> tuple[str, ...]:
    """Show the command line that does the heavy part of `listen`, for people to read."""
    if not model:
        return whisper.voice_command(sound)
    return whisper.words_command(
        sound, f"{target}.pieces", str(models_folder() / model), backend, asr_language(language)
    )


# ── where somebody speaks ─────────────────────────────────────────────────────────────────────────────────────────


def speech_spans(probabilities: Sequence[float], seconds: Fraction) -> tuple[TimeSpan, ...]:
    """Turn voice activity into stretches of speech: short dips belong to them, clicks do not."""
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    for number, probability in enumerate((*probabilities, 0.0)):
        if begin is None and probability >= _SPEECH:
            begin = number
        elif begin is not None and probability < _SILENCE:
            if runs and begin - runs[-1][1] < _SHORTEST_WINDOWS:
                begin = runs.pop()[0]
            runs.append((begin, number))
            begin = None
    step = Fraction(WINDOW, RATE_HZ)
    return tuple(
        TimeSpan(first * step, min(last * step, seconds))
        for first, last in runs
        if last - first >= _SHORTEST_WINDOWS and first * step < seconds
    )


def pieces_of(speech: Sequence[TimeSpan], probabilities: Sequence[float], seconds: Fraction) -> tuple[Piece, ...]:
    """Cut the speech of a lesson into pieces to recognise: at pauses, none longer than Whisper hears at a time."""
    runs = [part for span in speech for part in _parts(span, probabilities)]
    packs: list[list[TimeSpan]] = []
    for run in runs:
        if packs and run.start - packs[-1][-1].end <= _JOINED_S:
            packs[-1].append(run)
            while packs[-1][-1].end - packs[-1][0].start > _LONGEST_S:
                packs[-1:] = _cut(packs[-1])
        else:
            packs.append([run])
    spans = [TimeSpan(pack[0].start, pack[-1].end) for pack in packs]
    return tuple(_piece(spans, number, seconds) for number in range(len(spans)))


def _parts(span: TimeSpan, probabilities: Sequence[float]) -> Iterator[TimeSpan]:
    """Part speech without a pause where it is least sure to be speech, if it is too long for one piece."""
    step = Fraction(WINDOW, RATE_HZ)
    while span.seconds > _LONGEST_S:
        first = int((span.start + _CUT_FROM_S) / step)
        last = int((span.start + _LONGEST_S) / step)
        at = min(range(first, last), key=lambda number: probabilities[number]) * step
        yield TimeSpan(span.start, at)
        span = TimeSpan(at, span.end)
    yield span


def _cut(pack: Sequence[TimeSpan]) -> list[list[TimeSpan]]:
    """Part a pack that has become too long at the longest of its late pauses."""
    begin = pack[0].start
    can = [n for n in range(1, len(pack)) if pack[n - 1].end - begin <= _LONGEST_S]
    late = [n for n in can if pack[n - 1].end - begin >= _CUT_FROM_S] or can[-1:]
    at = max(late, key=lambda number: pack[number].start - pack[number - 1].end)
    return [list(pack[:at]), list(pack[at:])]


def _piece(spans: Sequence[TimeSpan], number: int, seconds: Fraction) -> Piece:
    """Take a little of the pause on both sides, but nothing that another piece takes."""
    span = spans[number]
    before = (spans[number - 1].end + span.start) / 2 if number else Fraction(0)
    after = (span.end + spans[number + 1].start) / 2 if number + 1 < len(spans) else seconds
    start, end = max(span.start - _AROUND_S, before), min(span.end + _AROUND_S, after)
    return Piece(int(start * RATE_HZ), int(end * RATE_HZ))


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────


def words_to_passages(transcript: Transcript) -> tuple[Passage, ...]:
    """Make sentences of recognised words: by punctuation, pauses and length, never across a second without speech."""
    return tuple(_passage(part) for sentence in _sentences(transcript) for part in _short_enough(sentence))


def _sentences(transcript: Transcript) -> Iterator[list[Word]]:
    silence = _Silence(transcript.speech)
    said: list[Word] = []
    for word in transcript.words:
        if said and _ends(said[-1], word, silence):
            yield said
            said = []
        said.append(word)
    if said:
        yield said


@dataclass(frozen=True, slots=True)
class _Silence:
    speech: tuple[TimeSpan, ...]

    def between(self, start: Fraction, end: Fraction) -> Fraction:
        """The longest stretch without speech between two moments, in seconds."""
        found, at = Fraction(0), start
        for number in range(bisect_right(self.speech, start, key=lambda span: span.end), len(self.speech)):
            span = self.speech[number]
            if span.start >= end:
                break
            found = max(found, span.start - at)
            at = max(at, span.end)
        return max(found, end - at)


def _ends(last: Word, following: Word, silence: _Silence) -> bool:
    """Whether a sentence ends between two words."""
    if last.text.rstrip(_CLOSERS).endswith(_ENDS):
        return True
    pause = following.start - last.end
    if pause > _PAUSE_S or silence.between(last.start, following.end) > _PAUSE_S:
        return True
    return pause > _SHORT_PAUSE_S and following.text[:1].isupper()


def _short_enough(words: list[Word]) -> Iterator[list[Word]]:
    """Part a sentence that is too long for anybody to read where the speaker pauses most, best at a comma."""
    if len(words) <= _MOST_WORDS:
        yield words
        return

    middle = len(words) / 2

    def worth(number: int) -> float:
        pause = words[number].start - words[number - 1].end
        comma = _COMMA_WORTH_S if words[number - 1].text.endswith(_COMMAS) else 0
        return float(pause + comma) - _UNEVEN_S * abs(number - middle) / middle

    at = max(range(_FEWEST_WORDS, len(words) - _FEWEST_WORDS + 1), key=worth)
    yield from _short_enough(words[:at])
    yield from _short_enough(words[at:])


def _passage(words: Sequence[Word]) -> Passage:
    first = replace(words[0], text=words[0].text[:1].upper() + words[0].text[1:])
    said = (first, *words[1:])
    doubtful = sum(word.confidence < LOW_CONFIDENCE for word in said) / len(said)
    confidence = sum(word.confidence for word in said) / len(said)
    return Passage(
        text=_joined(said),
        words=said,
        origin="speech",
        confidence=round(confidence, 3),
        marks=("low_confidence",) if doubtful >= _DOUBTFUL_SHARE or confidence < LOW_CONFIDENCE else (),
    )


def _joined(words: Sequence[Word]) -> str:
    """Write words with spaces between them, but without where their writing has none (Chinese, Thai, Lao, Khmer)."""
    text = words[0].text
    for word in words[1:]:
        glued = _is_spaceless(text[-1:]) and _is_spaceless(word.text[:1])
        text += word.text if glued else f" {word.text}"
    return unicodedata.normalize("NFC", text)


def _is_spaceless(sign: str) -> bool:
    return any(sign and unicodedata.name(sign, "").startswith(script) for script in _SPACELESS)


_SPACELESS: Final = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "IDEOGRAPHIC", "FULLWIDTH")
