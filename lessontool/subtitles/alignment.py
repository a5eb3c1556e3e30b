"""A teacher's script becomes captions in time with the voice: every sentence that is spoken gets its times.

What is said besides is captioned as it was heard; what nobody says is left out; and where script and recording are of
two different lessons, that is noticed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

from lessontool.model.finding import Finding, Severity
from lessontool.model.text import Alignment, Passage, Transcript, Word
from lessontool.subtitles.aligning.differences import Layout, Piece, Text, lay_out
from lessontool.subtitles.aligning.fitting import Timed, fit, lines_of, share_out
from lessontool.subtitles.aligning.overview import glance
from lessontool.subtitles.aligning.pauses import levels, split_at_pauses
from lessontool.subtitles.aligning.snapping import TICKS_PER_S, VoiceTime
from lessontool.subtitles.aligning.unheard import speech_of_pieces, unheard, with_lost_lines
from lessontool.subtitles.aligning.voices import Reader, Teacher
from lessontool.timing import TimeSpan
from lessontool.tools import espeak
from lessontool.tools.process import Cancel

ANOTHER_LESSON: Final = 0.3
"""A script of which less was heard, or in which less of what was heard stands, may be another lesson's. It is not where
its lines are heard well (then the teacher left most of it out, or said much besides), or where its sound fits."""

DOUBTFUL: Final = 0.6
"""Passages with less confidence are marked, and a person should look at them: read from a script 0.8–1; the words of
another lesson that is made in the same way 0.5–0.7."""

BY_SOUND: Final = 0.6
"""Confidence of sentences that were found by sound alone."""

_ESTIMATED: Final = 0.3
"""Confidence of times that were shared out over the speech without listening to the words."""

_BREAK_S: Final = 3
"""A remark does not go on over so long without a word."""

Span = tuple[int, int]


def align(
    sentences: Sequence[str],
    transcript: Transcript,
    sound: Path,
    *,
    language: str,
    cancel: Cancel,
    progress: Callable[[float], None] = lambda _: None,
) -> Alignment:
    """Find when each sentence of a script is said in a lesson's sound.

    `sound` is a float WAV of ours, on whose clock the transcript is. Where nothing was recognised the whole script is
    taken for spoken: found by its sound (`script-by-sound`), or shared out over the speech (`estimated_times`). A
    script of another lesson gives no passages and the finding `script-of-another-lesson`. Raises ToolError when the
    reader fails, Interrupted when `cancel` is thrown.
    """
    script = [Text.read(unicodedata.normalize("NFC", sentence).split(), language) for sentence in sentences]
    if not any(text.syllables for text in script):
        return _nothing(sentences, Finding(code="script-without-words", severity="error"))
    if not transcript.speech:
        return _nothing(sentences, Finding(code="script-nobody-speaks", severity="error"))
    cancel.raise_if_thrown()
    voice = VoiceTime(split_at_pauses(_ticks(transcript.speech), levels(sound)))
    name = espeak.voice_for(language)
    case = _Case(sentences, script, transcript, Teacher(sound, voice), Reader(name, cancel) if name else None, progress)
    return case.aligned(Text.read([word.text for word in transcript.words], language), language)


@dataclass(frozen=True, slots=True)
class _Case:
    """A script, what was heard, and both voices."""

    sentences: Sequence[str]
    script: Sequence[Text]
    transcript: Transcript
    teacher: Teacher
    reader: Reader | None
    progress: Callable[[float], None]

    def aligned(self, heard: Text, language: str) -> Alignment:
        """Choose the way by how much of the script was recognised, and in doubt by what the sound itself says."""
        if not heard.syllables:
            return self._by_sound() or self._shared_out()
        layout = lay_out(self.script, heard, language, _breaks(self.transcript.words))
        known = layout.match, layout.explained
        if (layout.sure and max(known) >= ANOTHER_LESSON) or (not layout.sure and min(known) >= ANOTHER_LESSON):
            return self._by_words(layout, heard)
        found = self._by_sound()
        if found:
            return found
        values = {"percent": round(100 * layout.match)}
        finding = Finding(code="script-of-another-lesson", severity="error", values=values)
        return _nothing(self.sentences, finding, layout.match)

    def _by_words(self, layout: Layout, heard: Text) -> Alignment:
        """Recognition heard the script: it says what was said, and helps to say when."""
        times = _syllable_times(heard, self.transcript.words)
        speech = self.teacher.voice.spans
        layout = with_lost_lines(layout, self.script, times, self.teacher.voice)
        teacher = Teacher(self.teacher.sound, VoiceTime(speech_of_pieces(layout, times, speech)))
        overview = glance(lines_of(layout.pieces), teacher, self.reader) if self.reader and not layout.sure else None
        timed = fit(layout.pieces, times, teacher, reader=self.reader, overview=overview, progress=self.progress)
        least = BY_SOUND if overview and overview.fits else 0.0
        passages = tuple(_passage(each, least, self.transcript.words, heard) for each in timed)
        return Alignment(
            passages=passages,
            unspoken=tuple(self.sentences[index] for index in layout.unspoken),
            match=layout.match,
            findings=_findings(layout, passages, self.script),
        )

    def _by_sound(self) -> Alignment | None:
        """Recognition did not hear the script, but the sound itself may say that it is this one."""
        if self.reader is None:
            return None
        pieces = self._whole_script()
        overview = glance(lines_of(pieces), self.teacher, self.reader)
        if not overview.fits:
            return None
        timed = fit(pieces, (), self.teacher, reader=self.reader, overview=overview, progress=self.progress)
        passages = tuple(_passage(each, BY_SOUND) for each in timed)
        finding = Finding(code="script-by-sound", severity="warning", values={"count": len(passages)})
        return Alignment(passages=passages, unspoken=(), match=1.0, findings=(finding,))

    def _shared_out(self) -> Alignment:
        """Nothing says when a word is said: each takes as much of the speech as it is long."""
        timed = share_out(self._whole_script(), self.teacher.voice)
        passages = tuple(replace(_passage(each, _ESTIMATED), marks=("estimated_times",)) for each in timed)
        finding = Finding(code="script-times-estimated", severity="warning", values={"count": len(passages)})
        return Alignment(passages=passages, unspoken=(), match=1.0, findings=(finding,))

    def _whole_script(self) -> list[Piece]:
        return [unheard(index, text) for index, text in enumerate(self.script) if text.syllables]


def _nothing(sentences: Sequence[str], finding: Finding, match: float = 0.0) -> Alignment:
    return Alignment(passages=(), unspoken=tuple(sentences), match=match, findings=(finding,))


def _ticks(speech: Sequence[TimeSpan]) -> list[Span]:
    """Speech in ticks, rounded inwards, without overlaps."""
    spans: list[Span] = []
    for span in speech:
        start = max(-int(-span.start * TICKS_PER_S // 1), spans[-1][1] if spans else 0)
        end = int(span.end * TICKS_PER_S // 1)
        if start < end:
            spans.append((start, end))
    return spans


def _breaks(words: Sequence[Word]) -> frozenset[int]:
    """The words before which no other was heard for long."""
    return frozenset(at for at, (before, word) in enumerate(pairwise(words), 1) if word.start - before.end >= _BREAK_S)


def _syllable_times(heard: Text, words: Sequence[Word]) -> list[Span]:
    """The ticks of each heard syllable: its even share of its word."""
    counts = [0] * len(words)
    for owner in heard.owners:
        counts[owner] += 1
    times: list[Span] = []
    for word, count in zip(words, counts, strict=True):
        start, end = int(word.start * TICKS_PER_S), int(word.end * TICKS_PER_S)
        times += [
            (start + (end - start) * at // count, start + (end - start) * (at + 1) // count) for at in range(count)
        ]
    return times


def _passage(timed: Timed, least: float, words: Sequence[Word] = (), heard: Text | None = None) -> Passage:
    """Give a piece its words with times and confidence; a sentence of the script has at least so much."""
    piece = timed.piece
    ad_lib = piece.sentence is None
    if ad_lib and heard:
        own = [words[heard.owners[at]].confidence for at in piece.heard if at is not None]
        sure = sum(own) / max(1, len(own))
    else:
        sure = piece.similarity
    confidence = max(sure * (1 + timed.agreement) / 2, 0.0 if ad_lib else least)
    spans = [(Fraction(start, TICKS_PER_S), Fraction(end, TICKS_PER_S)) for start, end in timed.spans]
    return Passage(
        text=" ".join(piece.text.words),
        words=tuple(
            Word(text=text, start=start, end=end, confidence=round(sure, 3) if ad_lib else 1.0)
            for text, (start, end) in zip(piece.text.words, spans, strict=True)
        ),
        origin="speech" if ad_lib else "script",
        confidence=round(confidence, 3),
        marks=(*(("ad_lib",) if ad_lib else ()), *(("low_confidence",) if confidence < DOUBTFUL else ())),
    )


def _findings(layout: Layout, passages: Sequence[Passage], script: Sequence[Text]) -> tuple[Finding, ...]:
    """What a person should know about how script and speech differ."""
    found: list[Finding] = []
    if layout.unspoken:
        first = " ".join(script[layout.unspoken[0]].words)
        values: dict[str, str | int | float] = {"count": len(layout.unspoken), "first": first}
        found.append(Finding(code="script-lines-not-spoken", severity="warning", values=values))
    ad_libs = [passage for passage in passages if "ad_lib" in passage.marks]
    if ad_libs:
        found.append(_about("script-remarks", "note", ad_libs))
    if layout.doubted:
        found.append(Finding(code="script-hard-to-hear", severity="warning", values={"count": len(layout.doubted)}))
    doubtful = [passage for passage in passages if "low_confidence" in passage.marks]
    if doubtful:
        found.append(_about("script-low-confidence", "warning", doubtful))
    return tuple(found)


def _about(code: str, severity: Severity, passages: Sequence[Passage]) -> Finding:
    spans = tuple(TimeSpan(passage.words[0].start, passage.words[-1].end) for passage in passages)
    return Finding(code=code, severity=severity, values={"count": len(passages)}, spans=spans)
