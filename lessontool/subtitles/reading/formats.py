"""SRT, WebVTT and ASS as people and programs really write them, read in time that grows with the file and no faster.

Players forgive much, so files are full of it: missing numbers, blank lines inside captions, dots for commas, other
programs' markup. What cannot be understood is refused with its line, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from lessontool.errors import InputError
from lessontool.subtitles.reading.cues import RawCue, RawFile, language_tag, unescape

# ── times ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_TIME: Final = r"(-?) ?(?:(\d{1,4}) ?: ?)?(\d{1,2}) ?: ?(\d{1,2})(?: ?[.,] ?(\d{1,9})|:(\d{3}))?"
"""Parts of a second after a dot or comma; after a colon only thousandths, for two digits may be frames."""

_TWO_TIMES: Final = re.compile(rf"[ \t]*{_TIME}[ \t]*(?:-{{1,3}} ?>|[–—] ?>|→)[ \t]*{_TIME}(?:[ \t].*)?")
_ONE_TIME: Final = re.compile(rf"[ \t]*{_TIME}[ \t]*")
_ARROW: Final = re.compile("[-–—] ?>|→")
_SURELY_A_TIME: Final = re.compile(r"[ \t]*-?\d{1,4}:\d{2}[:.,]\d{2}")
_LIKE_A_TIME: Final = re.compile(r"[ \t]*-?[ \t]?\d{1,4}[ \t]?:")


def _seconds(parts: tuple[str | None, ...]) -> Fraction:
    sign, hours, minutes, seconds, part, thousandths = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    exact = Fraction(int(part), 10 ** len(part)) if part else Fraction(int(thousandths or 0), 1000)
    return -(whole + exact) if sign else whole + exact


def _times(line: str, number: int, name: str) -> tuple[Fraction, Fraction] | None:
    """Read a line with two times; None for any other line. Raises InputError: subtitles-time-unreadable."""
    if not _is_timed(line):
        return None
    found = _TWO_TIMES.fullmatch(line)
    if not found:
        raise _unreadable(name, number, line)
    return _seconds(found.groups()[:6]), _seconds(found.groups()[6:])


def _is_timed(line: str) -> bool:
    """A time and an arrow, readable or not; `2H2 + O2 --> 2H2O` and `10 : 2 → 5` are text."""
    arrow = _ARROW.search(line)
    if not arrow or not _LIKE_A_TIME.match(line):
        return False
    return arrow[0] != "→" or bool(_SURELY_A_TIME.match(line))


def _unreadable(name: str, number: int, line: str) -> InputError:
    return InputError("subtitles-time-unreadable", file=name, line=number, text=line.strip()[:60])


# ── SRT ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBER: Final = re.compile(r"\s*\d{1,9}\s*")


def read_srt(text: str, name: str) -> RawFile:
    """Read SubRip: a number, a line with two times, lines of text. Raises InputError."""
    found = RawFile(name=name)
    lines = text.split("\n")
    head = _add_timed(found, lines, first=1, markup=_plain)
    said = [line for line in head if line.strip()]
    if said and found.cues:
        found.leave_out(f"line 1: text before the first time: {said[0].strip()[:60]!r}")
    return found


def _add_timed(found: RawFile, lines: list[str], *, first: int, markup: Callable[[str], str]) -> list[str]:
    """Take up every caption in some lines, the first of which has the number `first`; give back what is before them."""
    places = [(at, times) for at, line in enumerate(lines) if (times := _times(line, first + at, found.name))]
    if not places:
        return lines
    ends = [at for at, _ in places[1:]] + [len(lines)]
    head, expected = _without_number(lines[: places[0][0]], _last_number(lines[: places[0][0]]))
    for (at, (start, end)), stop in zip(places, ends, strict=True):
        block = lines[at + 1 : stop]
        if stop < len(lines):
            block, expected = _without_number(block, expected)
        found.add(RawCue(start, end, markup("\n".join(block).strip("\n")), first + at))
    return head


def _last_number(lines: list[str]) -> int | None:
    said = [line for line in lines if line.strip()]
    return int(said[-1]) if said and _NUMBER.fullmatch(said[-1]) else None


def _without_number(block: list[str], expected: int | None) -> tuple[list[str], int | None]:
    """Take the next caption's number from the end of a block of lines, if it is one and not a line of text."""
    last = next((at for at in range(len(block) - 1, -1, -1) if block[at].strip()), None)
    if last is None or not _NUMBER.fullmatch(block[last]):
        return block, expected
    value = int(block[last])
    right_above = last == len(block) - 1
    alone = last == 0 or not block[last - 1].strip()
    if value == expected or (right_above and (alone or expected is not None)):
        return block[:last], value + 1
    return block, expected


# ── WebVTT ────────────────────────────────────────────────────────────────────────────────────────────────────────

_NO_CAPTION: Final = re.compile(r"NOTE(?:[ \t].*)?|(?:STYLE|REGION)[ \t]*")
_LANGUAGE: Final = re.compile(r"language[ \t]*[:=][ \t]*(\S+)[ \t]*", re.IGNORECASE)


def read_vtt(text: str, name: str) -> RawFile:
    """Read WebVTT; notes, styles and regions are no captions. Raises InputError."""
    found = RawFile(name=name)
    blocks = list(_blocks(text.split("\n")))
    for line in blocks[0][1][1:]:
        said = _LANGUAGE.fullmatch(line)
        found.language = language_tag(said[1]) if said else found.language
    for first, lines in _captions_of(blocks):
        head = _add_timed(found, lines, first=first, markup=_plain_vtt)
        if len(head) > 1:
            found.leave_out(f"line {first}: {len(head)} lines above a time are no caption")
    return found


def _captions_of(blocks: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Blocks with captions; text without a time goes on where a blank line interrupted a caption."""
    header, kept = blocks[0], list[tuple[int, list[str]]]()
    if any(map(_is_timed, header[1])):
        kept.append((header[0] + 1, header[1][1:]))
    for first, lines in blocks[1:]:
        if _NO_CAPTION.fullmatch(lines[0]):
            continue
        if kept and not any(map(_is_timed, lines)):
            kept[-1][1].extend(["", *lines])
        else:
            kept.append((first, lines))
    return iter(kept)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not blank, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


# ── markup ────────────────────────────────────────────────────────────────────────────────────────────────────────

_ASIDE: Final = re.compile(r"<(rt|rp)\b[^<>\n]{0,200}>[^<\n]*(?:</\1>)?", re.IGNORECASE)
_BREAK: Final = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_TAG: Final = re.compile(
    r"</?(?:b|i|u|s|em|strong|font|span|c|ruby|rt|rp|p|div)(?:\.[\w.-]{0,200})?"
    r"(?:[ \t]+[\w:-]{1,40}[ \t]*=[^<>\n]{0,500})?[ \t]*/?>|<\d{1,4}:\d\d[\d:.,]{0,20}>",
    re.IGNORECASE,
)
"""Only what really is markup: `2 < 3 và 5 > 4` stays."""

_PLACE: Final = re.compile(r"\{\\[^{}\n]{0,500}\}")
_VOICE: Final = re.compile(r"<v(?:\.[\w.-]{0,200})?[ \t]+([^<>\n]{0,200})>")
_VTT_TAG: Final = re.compile(r"</?(?:v|lang)(?:\.[\w.-]{0,200})?(?:[ \t]+[^<>\n]{0,200})?>")
_TWO_DASHES: Final = re.compile(r"(?m)^- (?=[ \t]*[-–][ \t])")


def _plain(text: str) -> str:
    text = _BREAK.sub("\n", _ASIDE.sub("", _PLACE.sub("", text)))
    return unescape(_TAG.sub("", text))


def _plain_vtt(text: str) -> str:
    if len({voice.strip() for voice in _VOICE.findall(text)}) > 1:
        text = _TWO_DASHES.sub("", _VOICE.sub("\n- ", text)).lstrip("\n")
    return _plain(_VTT_TAG.sub("", text))


# ── ASS, SSA ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ASS_FIELDS: Final = "layer,start,end,style,name,marginl,marginr,marginv,effect,text"
_OVERRIDE: Final = re.compile(r"\{([^{}]*)\}")
_DRAWING: Final = re.compile(r"\\p(\d{1,3})")
_ASS_BREAK: Final = re.compile(r"\\[Nn]")


def read_ass(text: str, name: str) -> RawFile:
    """Read the events of Advanced SubStation Alpha (and SSA); comments and drawings are no captions."""
    found = RawFile(name=name)
    fields = _ASS_FIELDS.split(",")
    for number, line in enumerate(text.split("\n"), start=1):
        kind, _, rest = line.strip().partition(":")
        if kind.lower() == "format" and "start" in rest.lower() and "text" in rest.lower():
            fields = [field.strip().lower() for field in rest.split(",")]
        elif kind.lower() == "dialogue":
            _add_event(found, fields, rest, number)
    return found


def _add_event(found: RawFile, fields: list[str], rest: str, number: int) -> None:
    values: Mapping[str, str] = dict(zip(fields, rest.split(",", len(fields) - 1), strict=False))
    times = [_ONE_TIME.fullmatch(values.get(field, "")) for field in ("start", "end")]
    if times[0] is None or times[1] is None or "text" not in values:
        raise _unreadable(found.name, number, rest)
    text = _plain_ass(values["text"])
    found.add(RawCue(_seconds(times[0].groups()), _seconds(times[1].groups()), text, number))


def _plain_ass(text: str) -> str:
    kept: list[str] = []
    done, drawing = 0, False
    for override in _OVERRIDE.finditer(text):
        kept.append("" if drawing else text[done : override.start()])
        for scale in _DRAWING.findall(override[1]):
            drawing = int(scale) > 0
        done = override.end()
    kept.append("" if drawing else text[done:])
    return _ASS_BREAK.sub("\n", "".join(kept)).replace("\\h", " ")
