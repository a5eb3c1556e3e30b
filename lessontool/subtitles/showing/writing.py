"""Caption files: SubRip, WebVTT, IMSC 1.1 Text and EBU-TT-D, with the same words at the same frames in each.

The two TTML documents are built here and not by ttconv: it writes no language and an empty content profile, and it
stays free to judge ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lessontool.model import Mark, Subtitles

FRAME_MS: Final = 40
"""A frame at 25 a second: every caption time is a whole number of milliseconds."""

SAFE_PERCENT: Final = 5
"""Captions stay so far from each edge: EBU R 95, graphics-safe area."""

_OVERRIDE: Final = re.compile(r"\{\\[^{}]*\}")
"""Markup of ASS that leaks into SubRip files, such as `{\\an8}`."""

_TAG: Final = re.compile(
    r"</?(?:[biusvc]|em|strong|ruby|rt|font|span|lang)>|<c\.[\w.]+>|<(?:font|span)\s[^<>]*>|<\d+:\d[\d:.]*>",
    re.IGNORECASE,
)
"""Markup that players of SubRip and WebVTT take for their own; `a < b`, `a<b, c>d` and `<x>` are none."""

_ARROW: Final = re.compile(r"-{2,}>")
"""Ends a caption in SubRip and WebVTT, wherever it stands."""

_INVISIBLE: Final = frozenset("\u00ad\u200b\u2028\u2029\u2060\ufeff")
"""Soft hyphen, zero-width and line-parting signs: nothing to read, and read differently by each program."""

_TAG_BEGINS: Final = re.compile(r"<(?=[A-Za-z/!?])")


# ── clean text ────────────────────────────────────────────────────────────────────────────────────────────────────


def clean_line(text: str) -> str:
    """Make one line of a caption readable by every program: no markup, no control signs, single spaces, NFC.

    Cleaning a clean line changes nothing.
    """
    while (cleaner := _cleaner(text)) != text:
        text = cleaner
    return text


def _cleaner(text: str) -> str:
    text = "".join(" " if sign.isspace() or sign in "\x85" else sign for sign in text if _is_written(sign))
    text = _TAG.sub("", _OVERRIDE.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(_ARROW.sub("→", text).replace("{\\", "{ \\").split())


def _is_written(sign: str) -> bool:
    """Whether a sign may stand in a file: XML 1.0 has no place for controls, halves of pairs and non-characters."""
    if sign in _INVISIBLE or ord(sign) & 0xFFFE == 0xFFFE:
        return sign in "\u2028\u2029"
    return sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs")


def clean_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Clean all lines of a caption and leave out those in which nothing is written."""
    return tuple(cleaned for line in lines if (cleaned := clean_line(line)))


def _shown(subtitles: Subtitles, offset_frames: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Every caption that says something: first millisecond, the one after its last, and its clean lines."""
    for cue in subtitles.cues:
        if lines := clean_lines(cue.lines):
            yield (cue.span.start + offset_frames) * FRAME_MS, (cue.span.end + offset_frames) * FRAME_MS, lines


def clock(milliseconds: int, mark: str) -> str:
    """Write a time as `01:02:03,040`, with the mark that a format wants before the milliseconds."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"


# ── plain files ───────────────────────────────────────────────────────────────────────────────────────────────────


def srt(subtitles: Subtitles, *, offset_frames: int) -> str:
    """Write SubRip, which every player and every web site reads. `offset_frames` is what comes before the lesson.

    Lines end as on Windows, where most people open such files. SubRip knows no escaping: a `<` that a player could
    take for markup gets a space behind it (`a< b`).
    """
    return "".join(
        f"{number}\r\n{clock(start, ',')} --> {clock(end, ',')}\r\n"
        + "".join(f"{srt_line(line)}\r\n" for line in lines)
        + "\r\n"
        for number, (start, end, lines) in enumerate(_shown(subtitles, offset_frames), start=1)
    )


def srt_line(line: str) -> str:
    """Keep players from taking a `<` in a clean line for markup."""
    return _TAG_BEGINS.sub("< ", line)


def webvtt(subtitles: Subtitles, *, offset_frames: int) -> str:
    """Write WebVTT (W3C), which web browsers show. `offset_frames` is what comes before the lesson."""
    cues = (
        f"\n{number}\n{clock(start, '.')} --> {clock(end, '.')}\n" + "".join(f"{escape(line)}\n" for line in lines)
        for number, (start, end, lines) in enumerate(_shown(subtitles, offset_frames), start=1)
    )
    # W3C has no place for a language but free text behind the signature
    return f"WEBVTT - Language: {clean_line(subtitles.language)}\n" + "".join(cues)


def chapters(marks: Sequence[Mark], *, frames: int) -> str:
    """Write the parts of a programme of so many frames as WebVTT (W3C), which players show in their time bar."""
    ends = [*(mark.start_frames for mark in marks[1:]), frames]
    cues = (
        f"\n{number}\n{clock(mark.start_frames * FRAME_MS, '.')} --> {clock(end * FRAME_MS, '.')}\n"
        f"{escape(clean_line(mark.title))}\n"
        for number, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1)
    )
    return "WEBVTT\n" + "".join(cues)


# ── TTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_IMSC_PROFILE: Final = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
_EBU_STANDARD: Final = "urn:ebu:tt:distribution:2018-04"
_NAMESPACES: Final = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling"'
)
_EBU_NAMESPACES: Final = 'xmlns:ebuttm="urn:ebu:tt:metadata" xmlns:ebutts="urn:ebu:tt:style"'
_EBU_METADATA: Final = f"""\
    <metadata>
      <ebuttm:documentMetadata>
        <ebuttm:conformsToStandard>{_EBU_STANDARD}</ebuttm:conformsToStandard>
      </ebuttm:documentMetadata>
    </metadata>
"""
_LINE_STYLE: Final = (
    'tts:fontFamily="proportionalSansSerif" tts:fontSize="80%" tts:lineHeight="125%" tts:textAlign="center"'
)
"""80 % of a row of 15: 5.3 % of the picture's height, so that 42 letters fit into the safe area."""

_LETTER_STYLE: Final = 'tts:color="#ffffff" tts:backgroundColor="#000000c0"'


def imsc(subtitles: Subtitles, *, offset_frames: int) -> str:
    """Write IMSC 1.1 Text (W3C), which streaming services take. `offset_frames` is what comes before the lesson."""
    return _ttml(subtitles, offset_frames, f'{_NAMESPACES} ttp:contentProfiles="{_IMSC_PROFILE}"', "", "")


def ebu_tt_d(subtitles: Subtitles, *, offset_frames: int) -> str:
    """Write EBU-TT-D (EBU Tech 3380), which stations take. `offset_frames` is what comes before the lesson."""
    padding = ' ebutts:linePadding="0.5c"'
    return _ttml(subtitles, offset_frames, f"{_NAMESPACES} {_EBU_NAMESPACES}", _EBU_METADATA, padding)


def _ttml(subtitles: Subtitles, offset_frames: int, root: str, metadata: str, padding: str) -> str:
    side = 100 - 2 * SAFE_PERCENT
    cues = "".join(
        f'      <p xml:id="c{number}" region="bottom" style="line" begin="{clock(start, ".")}" '
        f'end="{clock(end, ".")}"><span style="letter">{"<br/>".join(map(escape, lines))}</span></p>\n'
        for number, (start, end, lines) in enumerate(_shown(subtitles, offset_frames), start=1)
    )
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<tt {root} ttp:timeBase="media" ttp:cellResolution="32 15" xml:lang={quoteattr(clean_line(subtitles.language))}>
  <head>
{metadata}    <styling>
      <style xml:id="line" {_LINE_STYLE}{padding}/>
      <style xml:id="letter" {_LETTER_STYLE}/>
    </styling>
    <layout>
      <region xml:id="bottom" tts:origin="{SAFE_PERCENT}% {SAFE_PERCENT}%" tts:extent="{side}% {side}%" \
tts:displayAlign="after" tts:overflow="visible"/>
    </layout>
  </head>
  <body>
    <div>
{cues}    </div>
  </body>
</tt>
"""
