"""A teacher's script becomes captions in time with the voice: every sentence that is spoken gets its times.

What is said besides is captioned as it was heard; what nobody says is left out; and where script and recording are of
two different lessons, that is noticed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Final

from lessontool.model.package import Finding, Severity
from lessontool.model.text import Alignment, Passage, Transcript, Word
from lessontool.subtitles.differences import Layout, Piece, Text, lay_out
from lessontool.subtitles.fitting import Timed, fit, share_out
from lessontool.subtitles.snapping import TICKS_PER_S, VoiceTime
from lessontool.subtitles.unheard import speech_of_pieces, with_lost_lines
from lessontool.timing import TimeSpan
from lessontool.tools import espeak
from lessontool.tools.process import Cancel

ANOTHER_LESSON: Final = 0.3
"""Where fewer of the script's sentences are heard, and less of what is heard stands in the script, it is not its own."""

_DOUBTFUL: Final = 0.5
"""Passages with less confidence are marked, and a person should look at them."""

_ESTIMATED: Final = 0.3
"""Confidence of times that were shared out over the speech without listening to the words."""

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

    `sound` is a float WAV of ours, on whose clock the transcript is. Where the recogniser knows no word of the
    language (`transcript.words` is empty) the script is shared out over the speech. A script of another lesson gives
    no passages and the finding `script-of-another-lesson`. Raises ToolError when the reader fails, Interrupted when
    `cancel` is thrown.
    """
    script = [Text.read(unicodedata.normalize("NFC", sentence).split(), language) for sentence in sentences]
    speech = _ticks(transcript.speech)
    if not any(text.syllables for text in script):
        return _nothing(sentences, Finding(code="script-empty", severity="error"))
    if not speech:
        return _nothing(sentences, Finding(code="script-nobody-speaks", severity="error"))
    if not transcript.words:
        return _shared_out(script, speech)
    heard = Text.read([word.text for word in transcript.words], language)
    layout = lay_out(script, heard, language)
    if max(layout.match, layout.explained) < ANOTHER_LESSON:
        values = {"percent": round(100 * layout.match)}
        found = Finding(code="script-of-another-lesson", severity="error", values=values)
        return replace(_nothing(sentences, found), match=layout.match)
    times = _syllable_times(heard, transcript.words)
    layout = with_lost_lines(layout, script, times, VoiceTime(speech))
    timed = fit(
        layout.pieces,
        times,
        VoiceTime(speech_of_pieces(layout, times, speech)),
        sound,
        reader=espeak.voice_for(language),
        cancel=cancel,
        progress=progress,
    )
    passages = tuple(_passage(each, transcript.words, heard) for each in timed)
    return Alignment(
        passages=passages,
        unspoken=tuple(sentences[index] for index in layout.unspoken),
        match=layout.match,
        findings=_findings(layout, passages, script),
    )


def _nothing(sentences: Sequence[str], finding: Finding) -> Alignment:
    return Alignment(passages=(), unspoken=tuple(sentences), match=0.0, findings=(finding,))


def _ticks(speech: Sequence[TimeSpan]) -> list[Span]:
    """Speech in ticks, rounded inwards, without overlaps."""
    spans: list[Span] = []
    for span in speech:
        start = max(-int(-span.start * TICKS_PER_S // 1), spans[-1][1] if spans else 0)
        end = int(span.end * TICKS_PER_S // 1)
        if start < end:
            spans.append((start, end))
    return spans


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


def _passage(timed: Timed, words: Sequence[Word], heard: Text) -> Passage:
    """Give a piece its words with times and confidence."""
    piece = timed.piece
    ad_lib = piece.sentence is None
    if ad_lib:
        own = [words[heard.owners[at]].confidence for at in piece.heard if at is not None]
        sure = sum(own) / max(1, len(own))
    else:
        sure = piece.similarity
    confidence = sure * (1 + timed.agreement) / 2
    spans = [(Fraction(start, TICKS_PER_S), Fraction(end, TICKS_PER_S)) for start, end in timed.spans]
    return Passage(
        text=" ".join(piece.text.words),
        words=tuple(
            Word(text=text, start=start, end=end, confidence=sure if ad_lib else 1.0)
            for text, (start, end) in zip(piece.text.words, spans, strict=True)
        ),
        origin="speech" if ad_lib else "script",
        confidence=round(confidence, 3),
        marks=(*(("ad_lib",) if ad_lib else ()), *(("low_confidence",) if confidence < _DOUBTFUL else ())),
    )


def _shared_out(script: Sequence[Text], speech: Sequence[Span]) -> Alignment:
    """Share a script out over the speech: each word as much of it as it is long; sentences end at pauses."""
    voice = VoiceTime(speech)
    pieces = [
        Piece(sentence=index, text=text, heard=(None,) * len(text.syllables), alike=(0.0,) * len(text.syllables))
        for index, text in enumerate(script)
        if text.syllables
    ]
    passages = tuple(
        replace(passage, confidence=_ESTIMATED, marks=("estimated_times",))
        for passage in (_passage(timed, (), script[0]) for timed in share_out(pieces, voice))
    )
    return Alignment(
        passages=passages,
        unspoken=(),
        match=1.0,
        findings=(Finding(code="script-times-estimated", severity="warning", values={"count": len(passages)}),),
    )


def _findings(layout: Layout, passages: Sequence[Passage], script: Sequence[Text]) -> tuple[Finding, ...]:
    """What a person should know about how script and speech differ."""
    found: list[Finding] = []
    if layout.unspoken:
        first = " ".join(script[layout.unspoken[0]].words)
        values = {"count": len(layout.unspoken), "first": first}
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
