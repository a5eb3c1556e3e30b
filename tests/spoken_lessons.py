"""Lessons as they are said: text with the times that a calm or a hasty teacher gives it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from lessontool.model import Passage, Word
from lessontool.timing import TimeSpan, frames_at

SCRIPT = Path(__file__).parents[1] / "samples" / "phep-cong-lop-1" / "script.txt"
FRAMES_A_SYLLABLE = 6
"""4.2 syllables a second."""


def script() -> list[str]:
    """The sentences of the sample lesson."""
    return SCRIPT.read_text(encoding="utf-8").splitlines()


def said(
    sentences: Sequence[str],
    *,
    rate: Fraction = Fraction(21, 5),
    pause: Fraction = Fraction(1, 2),
    breath: Fraction = Fraction(1, 4),
) -> tuple[tuple[Passage, ...], tuple[TimeSpan, ...], int]:
    """Say sentences at so many syllables a second, with a breath after each comma: passages, speech, frames."""
    at = Fraction(1, 2)
    passages, speech = [], []
    for sentence in sentences:
        start = at
        words = []
        for text in sentence.split():
            words.append(Word(text=text, start=at, end=at + 1 / rate, confidence=1.0))
            at += 1 / rate + (breath if text[-1] in ",;:" else 0)
        passages.append(Passage(text=sentence, words=tuple(words), origin="script", confidence=0.9))
        speech.append(TimeSpan(start, at))
        at += pause
    return tuple(passages), tuple(speech), frames_at(at + 1)
