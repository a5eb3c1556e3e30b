"""Which silences a radio programme leaves out: decided from what was measured and where somebody speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from lessontool.model import Cue, RadioSpec, Subtitles
from lessontool.timing import PROGRAMME_RATE, FrameSpan, TimeSpan, frames_at

_FROM_WORDS_S: Final = Fraction(2, 5)
"""Nothing is taken away so close to a word: breath and the last consonant belong to it."""


def cuts_of(
    silences: Sequence[TimeSpan], speech: Sequence[TimeSpan] | None, frames: int, wish: RadioSpec
) -> tuple[FrameSpan, ...]:
    """Decide what of a lesson's silences is left out, in its frames; half of what is kept stays on either side.

    `silences` are stretches in which nothing was heard, `speech` those in which somebody speaks, both on the lesson's
    clock; None: nobody has listened, and the measured silences alone count. What is no silence is never left out,
    whether it is music, quiet speech or chalk.
    """
    if not wish.longest_pause_s:
        return ()
    longest, kept = (frames_at(Fraction(seconds)) for seconds in (wish.longest_pause_s, wish.kept_pause_s))
    words = [TimeSpan(span.start - _FROM_WORDS_S, span.end + _FROM_WORDS_S) for span in speech or ()]
    found = []
    for silence in silences:
        for quiet in _without(silence, words):
            first = max(0, (quiet.start * PROGRAMME_RATE).__ceil__())
            end = min(frames, (quiet.end * PROGRAMME_RATE).__floor__())
            if end - first > max(longest, kept):
                found.append(FrameSpan(first + kept - kept // 2, end - kept // 2))
    return tuple(found)


def _without(silence: TimeSpan, words: Sequence[TimeSpan]) -> Iterator[TimeSpan]:
    """What of a silence no word is in; `words` rise in time."""
    at = silence.start
    for word in words:
        if word.end <= at or word.start >= silence.end:
            continue
        if word.start > at:
            yield TimeSpan(at, word.start)
        at = word.end
    if at < silence.end:
        yield TimeSpan(at, silence.end)


def removed(cuts: Sequence[FrameSpan]) -> int:
    """Say how many frames some cuts take away."""
    return sum(cut.frames for cut in cuts)


def moved(frame: int, cuts: Sequence[FrameSpan]) -> int:
    """Say where a frame of the lesson is once the cuts are made; one that was left out is where its cut is."""
    return frame - sum(min(frame, cut.end) - cut.start for cut in cuts if cut.start < frame)


def moved_captions(subtitles: Subtitles, cuts: Sequence[FrameSpan]) -> Subtitles:
    """Give captions the times that they have once the cuts are made; each still stands for a frame at least."""
    cues: list[Cue] = []
    for cue in subtitles.cues:
        start = max(moved(cue.span.start, cuts), cues[-1].span.end if cues else 0)
        cues.append(replace(cue, span=FrameSpan(start, max(start + 1, moved(cue.span.end, cuts)))))
    return replace(subtitles, cues=tuple(cues))
