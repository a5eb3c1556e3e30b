"""Captions in the picture: where they stand, and the ASS text that libass draws them from.

They stand on a translucent box, so that they are read over a white slide as over a dark classroom; inside the
graphics-safe area (EBU R 95), and never on a channel's logo or the sign-language box. libass gets nothing but text
that is written here, one style, and one folder of fonts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final, Protocol

from lessontool.errors import PresetError
from lessontool.model import BurnLook, CaptionSpec, CaptionStyle, DeliverySpec, Finding, KeepClear, Subtitles
from lessontool.subtitles.showing.lettering import (
    FONT_NAME,
    font_file,
    font_folder,
    line_height,
    line_width_px,
    missing_glyphs,
    writable,
)
from lessontool.subtitles.showing.writing import clean_line
from lessontool.timing import FrameSpan, TimeSpan, seconds_of

__all__ = ["ass", "font_faults", "font_folder", "glyph_findings", "missing_glyphs", "place"]

_WIDE_LETTER: Final = 0.58
"""Width of a letter in ems, over a line of Vietnamese: 0.52 is usual, this is more than all but lines in capitals."""

_PADDING: Final = 0.22
"""From the letters to the edge of their box, in ems."""

_OUTLINE_PX: Final = 0
"""No dark rim: the box gives contrast enough, and libass would take half as much time again to lay the rim on."""

_AIR: Final = 0.005
"""From a caption to what it must keep clear of, as a share of the picture's width."""

_MOST_SHRINKING: Final = 0.8
"""Letters are made so much smaller at most before captions are moved up over the picture."""

_SMALLEST: Final = 1 / 45
"""Letters below this share of the picture's height are not read on a television."""

_LETTER_COLOUR: Final = "&H00EBEBEB"
"""Television white, opaque: full white flickers and blooms on old sets. (ASS writes transparency, blue, green, red.)"""

_RIM_COLOUR: Final = "&H00101010"

_BOX_COLOUR: Final = "&H4D000000"
"""Black, 70 % opaque: the picture shines through, and over a white slide letters keep 7 to 1 of contrast (WCAG AAA)."""

_WORD_JOINER: Final = "\u2060"
"""Invisible; parts a backslash from the letter behind it, with which it would be a command."""


class Shown(Protocol):
    """A caption and when it is shown: a `Cue`, or what a plan says of it."""

    @property
    def span(self) -> FrameSpan:
        """Frames of the lesson on which it is shown."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says."""


# ── where captions stand ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """A part of the picture, half open."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _Room:
    """A free part of the picture's width, and the lower edge of captions in it."""

    left: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left


def place(spec: DeliverySpec, style: CaptionStyle) -> BurnLook:
    """Decide where captions stand in a preset's picture: centred if the widest line fits so, else shifted or smaller.

    Raises PresetError where the parts to keep clear leave no room to read anything.
    """
    largest = max(spec.renditions, key=lambda rendition: rendition.height_px)
    width, height = largest.canvas_px
    wished_px = round(height * spec.captions.font_percent / 100)
    wanted = _block_px(style, wished_px)
    rooms = list(_rooms(wanted[1], spec.captions, width, height))
    wide_enough = (room for room in rooms if room.width >= wanted[0] * _MOST_SHRINKING)
    room = next(wide_enough, None) or max(rooms, key=lambda each: each.width, default=None)
    font_px = 0 if room is None else min(wished_px, wished_px * room.width // wanted[0])
    if room is None or font_px < height * _SMALLEST:
        boxes = ", ".join(box.name for box in spec.captions.keep_clear)
        raise PresetError("caption-keep-clear", preset=spec.name, boxes=boxes, detail=str(spec.captions))
    half = -(-_block_px(style, font_px)[0] // 2)
    centre = max(room.left + half, min(width // 2, room.right - half))
    reach = min(centre - room.left, room.right - centre)
    return BurnLook(
        raster_width_px=width,
        raster_height_px=height,
        font_px=font_px,
        outline_px=_OUTLINE_PX,
        left_px=centre - reach,
        right_px=centre + reach,
        bottom_px=room.bottom,
    )


def _block_px(style: CaptionStyle, font_px: int) -> tuple[int, int]:
    """Width and height of the largest caption that a style permits, with its box."""
    padding = 2 * _padding_px(font_px)
    wide = style.max_line_characters * font_px * _WIDE_LETTER
    return round(wide) + padding, round(style.max_lines * font_px * line_height()) + padding


def _padding_px(font_px: int) -> int:
    return round(font_px * _PADDING)


def _rooms(block_height: int, spec: CaptionSpec, width: int, height: int) -> Iterator[_Room]:
    """The widest room at the bottom of the picture, then above each part to keep clear, from below."""
    left, top = (ceil(side * spec.safe_area_percent / 100) for side in (width, height))
    boxes = [_box_px(box, width, height) for box in spec.keep_clear]
    bottoms = {height - top} | {box.top for box in boxes if box.top < height - top}
    for bottom in sorted((each for each in bottoms if each - block_height >= top), reverse=True):
        rooms = [_Room(left, width - left, bottom)]
        for box in boxes:
            if box.top < bottom and box.bottom > bottom - block_height:
                rooms = [part for room in rooms for part in _beside(room, box.left, box.right)]
        yield from sorted(rooms, key=lambda room: room.width)[-1:]


def _box_px(box: KeepClear, width: int, height: int) -> _Box:
    """A part to keep clear with some air around it, in pixels."""
    air = round(width * _AIR)
    return _Box(
        left=floor(width * box.left_percent / 100) - air,
        right=ceil(width * (box.left_percent + box.width_percent) / 100) + air,
        top=floor(height * box.top_percent / 100) - air,
        bottom=ceil(height * (box.top_percent + box.height_percent) / 100) + air,
    )


def _beside(room: _Room, left: int, right: int) -> Iterator[_Room]:
    """What is left of a room on both sides of something."""
    if left > room.left:
        yield _Room(room.left, min(room.right, left), room.bottom)
    if right < room.right:
        yield _Room(max(room.left, right), room.right, room.bottom)


# ── the text for libass ───────────────────────────────────────────────────────────────────────────────────────────


def ass(cues: Sequence[Shown], *, first_frame: int, look: BurnLook, language: str = "vi") -> str:
    """Write the captions of one chunk for libass; `first_frame` of the lesson is the chunk's first.

    Equal captions give equal text, so a chunk is made anew only where one of its own captions changed.
    Raises ToolError without the packaged font.
    """
    font_file()
    events = "".join(_event(cue, first_frame, look, language) for cue in cues if cue.span.end > first_frame)
    padding = _padding_px(look.font_px)
    margins = (
        f"{look.left_px + padding},{look.raster_width_px - look.right_px + padding},"
        f"{look.raster_height_px - look.bottom_px + padding}"
    )
    return f"""\
[Script Info]
ScriptType: v4.00+
PlayResX: {look.raster_width_px}
PlayResY: {look.raster_height_px}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Caption,{FONT_NAME},{_libass_px(look.font_px)},{_LETTER_COLOUR},{_LETTER_COLOUR},{_RIM_COLOUR},{_BOX_COLOUR},\
0,0,0,0,100,100,0,0,4,{look.outline_px},{max(0, padding - look.outline_px - 1)},2,{margins},1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
{events}"""


def _libass_px(font_px: int) -> int:
    """libass measures a font from its highest to its lowest mark, not by its em."""
    return int(font_px * line_height())


def _event(cue: Shown, first_frame: int, look: BurnLook, language: str) -> str:
    lines = [line for raw in cue.lines if (line := writable(clean_line(raw), language))]
    if not lines:
        return ""
    text = r"\N".join(map(_escaped, lines))
    start, end = (_time(max(0, frame - first_frame)) for frame in (cue.span.start, cue.span.end))
    return f"Dialogue: 0,{start},{end},Caption,,0,0,0,,{_shrunk(lines, look)}{text}\n"


def _time(frame: int) -> str:
    """Write a frame's time, a hundredth early: libass is asked in rounded-down milliseconds, and might show it late."""
    hundredths = max(0, frame * 4 - 1)
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def _escaped(line: str) -> str:
    """Keep libass from taking text for its own commands."""
    return line.replace("\\", f"\\{_WORD_JOINER}").replace("{", r"\{").replace("}", r"\}")


def _shrunk(lines: Sequence[str], look: BurnLook) -> str:
    """Make the letters of one caption smaller where it would not fit: all in capitals, or too many lines."""
    room = look.right_px - look.left_px - 2 * _padding_px(look.font_px) - 2 * look.outline_px
    widest = max(line_width_px(line, look.font_px) for line in lines)
    # a caption never grows over the upper half of the picture
    highest = look.bottom_px - min(look.bottom_px, look.raster_height_px) // 2
    share = min(room / widest, highest / (len(lines) * look.font_px * line_height()))
    return "" if share >= 1 else f"{{\\fs{max(1, int(_libass_px(look.font_px) * share))}}}"


# ── what goes wrong silently ──────────────────────────────────────────────────────────────────────────────────────


def glyph_findings(subtitles: Subtitles) -> tuple[Finding, ...]:
    """Say which signs of the captions cannot be written into the picture, and where they stand."""
    lost = [(cue, missing_glyphs(cue.text, subtitles.language)) for cue in subtitles.cues]
    signs = dict.fromkeys(sign for _, missing in lost for sign in missing)
    if not signs:
        return ()
    spans = tuple(TimeSpan(seconds_of(cue.span.start), seconds_of(cue.span.end)) for cue, missing in lost if missing)
    values: dict[str, str | int | float] = {"signs": " ".join(signs), "captions": len(spans)}
    return (Finding(code="caption-glyph-missing", severity="warning", values=values, spans=spans),)


def font_faults(log: Sequence[str]) -> tuple[str, ...]:
    """Pick the log lines which say that letters came from another font, or from none: libass calls that a success."""
    complaints = ("failed to find any fallback", "Using default font", "selecting one more font", "can't find selected")
    foreign = (
        line
        for line in log
        if any(said in line for said in complaints) or ("fontselect:" in line and "BeVietnamPro-SemiBold" not in line)
    )
    return tuple(foreign)
