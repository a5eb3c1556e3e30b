"""Corrected captions made fit to be shown: none empty, none over another, none too wide; all the words stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from lessontool.model import CaptionStyle, Cue
from lessontool.subtitles.cutting.breaking import Part, parts
from lessontool.timing import PROGRAMME_RATE, FrameSpan

_SPEAKER_MARKS: Final = ("- ", "– ", "— ")

_SHORTEST_FRAMES: Final = 12
"""Half a second: what stands for less is not even seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What somebody wrote for one caption, on its way to be one."""

    start: int
    end: int
    """Frames of the lesson; may lie wrong until it is mended."""
    lines: tuple[str, ...]
    line: int
    """Where it stands in the corrected file."""
    source: Cue | None = None
    """The caption that it was."""
    kept: Cue | None = None
    """The same caption, where nobody changed its text or times."""
    doubtful: tuple[str, ...] = ()
    snapped: bool = False
    cut_off: bool = False
    """It began before the lesson or ended after it."""
    mended: str = ""
    """What had to be done to its times, in English."""

    @property
    def text(self) -> str:
        """All that it says."""
        return " ".join(self.lines)


# ── times ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def mend(blocks: Sequence[Block], style: CaptionStyle) -> tuple[list[Block], list[Block]]:
    """Bring captions into order, with a length and without overlap; give them back, and those that were mended."""
    blocks = sorted(blocks, key=lambda block: (block.start, block.line))
    blocks = [_moved(each, each.start, each.end, "cut to the lesson") if each.cut_off else each for each in blocks]
    together = [list(group) for _, group in groupby(blocks, key=lambda block: block.start)]
    done: list[Block] = []
    for number, group in enumerate(together):
        limit = together[number + 1][0].start if number + 1 < len(together) else None
        done += _shared(group, limit, style)
    for number, (block, following) in enumerate(pairwise(done)):
        if block.end > following.start:
            # each begins at a frame of its own, so at least one frame is left
            end = max(block.start + 1, following.start - style.min_gap_frames)
            done[number] = _moved(block, block.start, end, "it ran into the next one")
    return done, [block for block in done if block.mended]


def _moved(block: Block, start: int, end: int, why: str) -> Block:
    return replace(block, start=start, end=end, kept=None, mended=why)


def _shared(group: list[Block], limit: int | None, style: CaptionStyle) -> Iterator[Block]:
    """Give a caption without length some, and captions that begin together their time one after the other.

    `limit` is where the next one begins. Where there is no time to read them one by one, they are shown together.
    """
    start, end = group[0].start, max(block.end for block in group)
    empty = end <= start
    if empty:
        end = start + max(1, int(style.min_s * PROGRAMME_RATE)) * len(group)
    if len(group) > 1 or empty:
        end = min(end, limit) if limit is not None else end
    if len(group) == 1:
        yield _moved(group[0], start, end, "it ended before it began") if empty else group[0]
    elif end - start < len(group) * _SHORTEST_FRAMES:
        lines = tuple(line for block in group for line in block.lines)
        doubtful = tuple(word for block in group for word in block.doubtful)
        joined = replace(group[0], lines=lines, doubtful=doubtful)
        yield _moved(joined, start, max(end, start + 1), "another caption began with it; they are shown together")
    else:
        shares = _portions(start, end, [len(block.text) for block in group], style.min_gap_frames)
        for block, span in zip(group, shares, strict=True):
            yield _moved(block, span.start, span.end, "another caption began with it")


def _portions(start: int, end: int, lengths: Sequence[int], gap: int) -> list[FrameSpan]:
    """Share a time out by lengths of text, at least a frame each, with gaps where there is room for them."""
    count, frames = len(lengths), end - start
    gap = gap if frames >= count * (gap + _SHORTEST_FRAMES) else 0
    whole = sum(lengths) or 1
    borders = [start + frames * sum(lengths[:number]) // whole for number in range(count + 1)]
    for number in range(1, count):
        borders[number] = max(borders[number], borders[number - 1] + 1)
    for number in range(count - 1, 0, -1):
        borders[number] = min(borders[number], borders[number + 1] - 1)
    return [FrameSpan(begin, max(begin + 1, until - (gap if until < end else 0))) for begin, until in pairwise(borders)]


# ── lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rebroken(block: Block, style: CaptionStyle, language: str) -> list[tuple[FrameSpan, tuple[str, ...]]]:
    """Break a caption's lines again where they are too long for the style, and part it where they are too many.

    A teacher's own line breaks stay wherever they fit.
    """
    span = FrameSpan(block.start, block.end)
    if _fits(block.lines, style):
        return [(span, block.lines)]
    said = [shown for text in _speakers(block.lines) for shown in _captions(text, style, language)]
    if _fits(flat := tuple(line for lines in said for line in lines), style):
        return [(span, flat)]
    if span.frames < len(said):
        # less than a frame each: too short to be seen, but not to be kept
        return [(span, flat)]
    lengths = [sum(map(len, lines)) for lines in said]
    return list(zip(_portions(span.start, span.end, lengths, style.min_gap_frames), said, strict=True))


def _fits(lines: Sequence[str], style: CaptionStyle) -> bool:
    return len(lines) <= style.max_lines and all(len(line) <= style.max_line_characters for line in lines)


def _speakers(lines: Sequence[str]) -> Iterator[str]:
    """What each speaker says, on one line each."""
    said: list[str] = []
    for line in lines:
        if said and line.startswith(_SPEAKER_MARKS):
            yield " ".join(said)
            said = []
        said.append(line)
    yield " ".join(said)


def _captions(text: str, style: CaptionStyle, language: str) -> list[tuple[str, ...]]:
    """Cut a text into captions and lines at the cheapest places; when each word is said is not known any more."""
    pieces = parts(text.split(), language, style.max_line_characters)
    best = {(0, style.max_lines): _Way(0.0, ())}
    for begin, piece in enumerate(pieces):
        ways = [(full, best[begin, full]) for full in range(1, style.max_lines + 1) if (begin, full) in best]
        for end, line in _lines_from(pieces, begin, style.max_line_characters) if ways else ():
            slack = ((style.max_line_characters - len(line)) / _SLACK) ** 2
            for full, way in ways:
                price = way.price + piece.price + slack
                _keep(best, (end, 1), way.add(line, price + _CAPTION, opens=True))
                if full < style.max_lines:
                    _keep(best, (end, full + 1), way.add(line, price, opens=False))
    done = [best[key] for full in range(1, style.max_lines + 1) if (key := (len(pieces), full)) in best]
    return list(min(done, key=lambda way: way.price).captions)


_CAPTION: Final = 100
"""Price of one more caption."""

_SLACK: Final = 3
"""Lines of one length are cheapest: so many characters too short cost 1, twice as many 4."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to lay the beginning of a text, and what its breaks cost."""

    price: float
    captions: tuple[tuple[str, ...], ...]

    def add(self, line: str, price: float, *, opens: bool) -> _Way:
        if opens:
            return _Way(price, (*self.captions, (line,)))
        return _Way(price, (*self.captions[:-1], (*self.captions[-1], line)))


def _keep(best: dict[tuple[int, int], _Way], key: tuple[int, int], way: _Way) -> None:
    if key not in best or way.price < best[key].price:
        best[key] = way


def _lines_from(pieces: Sequence[Part], begin: int, most_characters: int) -> Iterator[tuple[int, str]]:
    """Every line that can begin with a piece: where the next begins, and what it says. One piece fits always."""
    line = ""
    for end in range(begin, len(pieces)):
        space = "" if not line or pieces[end].glued else " "
        line = f"{line}{space}{pieces[end].text}"
        if end > begin and len(line) > most_characters:
            return
        yield end + 1, line
