"""What a person should know about captions: which cannot be read in time, and what found no room.

Too fast is not mended by force: words stay as they were said. It says where a teacher should speak more slowly, or
shorten the text by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lessontool.model import CaptionStyle, Cue, Finding
from lessontool.subtitles.cutting.pacing import Pace
from lessontool.timing import PROGRAMME_RATE, FrameSpan, TimeSpan, seconds_of


def readability(cues: Sequence[Cue], style: CaptionStyle) -> tuple[Finding, ...]:
    """Say which captions go before the readers of a style have read them, and how fast they are."""
    limits = Pace.of(style)
    fast, short = [], []
    for cue in cues:
        if cue.span.frames * limits.cps < len("\n".join(cue.lines)) * PROGRAMME_RATE:
            fast.append(cue)
        elif cue.span.frames < limits.least:
            short.append(cue)
    found = []
    if fast:
        worst = max(_cps(cue) for cue in fast)
        values: dict[str, str | int | float] = {
            "count": len(fast),
            "total": len(cues),
            "style": style.name,
            "cps": f"{float(worst):.1f}",
            "limit": f"{style.max_cps:g}",
        }
        found.append(
            Finding(
                code="caption-too-fast",
                severity="warning",
                values=values,
                spans=tuple(_seconds(cue.span) for cue in fast),
                measured=f"{float(worst):.1f} characters a second",
                limit=f"{style.max_cps:g} characters a second",
            )
        )
    if short:
        least = min(cue.span.frames for cue in short)
        found.append(
            Finding(
                code="caption-too-short",
                severity="note",
                values={"count": len(short), "total": len(cues), "seconds": f"{float(style.min_s):g}"},
                spans=tuple(_seconds(cue.span) for cue in short),
                measured=f"{float(seconds_of(least)):.2f} s",
                limit=f"{float(style.min_s):g} s",
            )
        )
    return tuple(found)


def _cps(cue: Cue) -> Fraction:
    return len("\n".join(cue.lines)) * PROGRAMME_RATE / cue.span.frames


def _seconds(span: FrameSpan) -> TimeSpan:
    return TimeSpan(seconds_of(span.start), seconds_of(span.end))


def outside(spans: Sequence[TimeSpan]) -> tuple[Finding, ...]:
    """Say that some text has no picture to stand on."""
    if not spans:
        return ()
    values = {"count": len(spans)}
    return (Finding(code="caption-outside-lesson", severity="warning", values=values, spans=tuple(spans)),)


def too_long(words: Sequence[tuple[str, TimeSpan]], style: CaptionStyle) -> tuple[Finding, ...]:
    """Say which words are longer than a line, and were torn."""
    if not words:
        return ()
    text = max((text for text, _ in words), key=len)
    values: dict[str, str | int | float] = {"count": len(words), "word": text[:40], "limit": style.max_line_characters}
    return (
        Finding(
            code="caption-word-broken",
            severity="note",
            values=values,
            spans=tuple(span for _, span in words),
            measured=f"{len(text)} characters",
            limit=f"{style.max_line_characters} characters",
        ),
    )
