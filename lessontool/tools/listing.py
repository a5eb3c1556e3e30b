"""What ffmpeg says about a file when it opens it, read from its own words: tracks, colours, rotation, length."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final, Literal

from lessontool.model._record import record
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

TrackKind = Literal["video", "audio", "subtitle", "other"]

_TRACK: Final = re.compile(
    r"\[info\] {2,8}Stream #0:(?P<index>\d+)(?:\[0x[0-9a-f]+\])?(?:\((?P<language>[A-Za-z0-9-]{0,35})\))?: "
    r"(?P<kind>Video|Audio|Subtitle|Data|Attachment|Unknown): (?P<rest>.*)"
)
_DURATION: Final = re.compile(r"\[info\] {3}Duration: (\d+):(\d\d):(\d\d\.\d\d)(?:,|$)")
_ROTATION: Final = re.compile(r"\[info\] +Display Matrix: rotation of (-?\d+\.\d+) degrees")
_DOLBY_VISION: Final = re.compile(r"\[info\] +DOVI configuration record: ")
_TIMECODE: Final = re.compile(r"\[info\] +timecode +: (\d\d:\d\d:\d\d[:;.]\d\d)")
_SIZE: Final = re.compile(r"(\d{1,6})x(\d{1,6})(?: \[SAR (\d+):(\d+) DAR \d+:\d+\])?")
_ASPECT: Final = re.compile(r"SAR (\d+):(\d+) DAR \d+:\d+")
_FIELDS: Final = (
    "progressive",
    "top first",
    "bottom first",
    "top coded first (swapped)",
    "bottom coded first (swapped)",
)
_CHROMA_PLACES: Final = ("left", "center", "topleft", "top", "bottomleft", "bottom")
_PARTIAL: Final = re.compile(r"partial file|truncat", re.IGNORECASE)


@record
class ListedTrack:
    """One track as the file describes itself. Unknown text is "", unknown numbers are 0 or None."""

    index: int
    kind: TrackKind
    codec: str
    language: str = ""
    attached_picture: bool = False
    width_px: int = 0
    height_px: int = 0
    sample_aspect: Fraction | None = None
    pixel_format: str = ""
    full_range: bool | None = None
    matrix: str = ""
    primaries: str = ""
    transfer: str = ""
    field_order: str = ""
    rotation_deg: int = 0
    """Clockwise turn that makes the picture upright."""
    dolby_vision: bool = False
    sample_rate_hz: int = 0
    layout: str = ""


@record
class Listing:
    """A file as it describes itself."""

    duration: Fraction | None
    """What the header promises, in seconds; None: nothing, or only a guess from the bit rate."""
    timecode: str
    tracks: tuple[ListedTrack, ...]


def inspect(
    path: Path, demuxer: str, *, limits: Limits, cancel: Cancel | None = None
) -> tuple[Listing | None, tuple[str, ...]]:
    """Open a file and read how it describes itself, with the reader's log.

    None when it cannot be opened or its description is ambiguous.
    Raises ToolError when that takes longer than `limits`, Interrupted when `cancel` is thrown.
    """
    command = [*ffmpeg.base_command(), *ffmpeg.open_recording(path, demuxer)]  # no output: it describes and ends
    log = process.run(command, limits=limits, cancel=cancel).log
    return read(log), log


def is_partial(log: Sequence[str]) -> bool:
    """Whether the reader noticed that a file ends too early."""
    return any(_PARTIAL.search(line) for line in log if "[error]" in line or "[warning]" in line)


def read(log: Sequence[str]) -> Listing | None:
    """Read the description of the one input from ffmpeg's log; None when it could not open the file, or when a file's
    own texts imitate the description so that it is ambiguous.
    """
    mine = list(_input_part(log))
    if not mine:
        return None
    tracks: list[ListedTrack] = []
    about: list[list[str]] = []
    for line in mine:
        if match := _TRACK.fullmatch(line):
            tracks.append(_track(match))
            about.append([])
        elif about:
            about[-1].append(line)
    if [track.index for track in tracks] != list(range(len(tracks))):
        return None
    guessed = any("Estimating duration from bitrate" in line for line in log)
    return Listing(
        duration=None if guessed else _duration(mine),
        timecode=next((match[1] for line in mine if (match := _TIMECODE.fullmatch(line.rstrip()))), ""),
        tracks=tuple(_with_side_data(track, lines) for track, lines in zip(tracks, about, strict=True)),
    )


def _input_part(log: Sequence[str]) -> Sequence[str]:
    start = next((at for at, line in enumerate(log) if line.startswith("[info] Input #0, ")), None)
    if start is None:
        return ()
    ends = ("[info] Stream mapping:", "[info] Output #0", "[fatal]")
    return log[start : next((at for at in range(start, len(log)) if log[at].startswith(ends)), len(log))]


def _duration(lines: Sequence[str]) -> Fraction | None:
    for line in lines:
        if match := _DURATION.match(line):
            return int(match[1]) * 3600 + int(match[2]) * 60 + Fraction(match[3])
    return None


def _track(match: re.Match[str]) -> ListedTrack:
    parts = _split(match["rest"])
    kinds: dict[str, TrackKind] = {"Video": "video", "Audio": "audio", "Subtitle": "subtitle"}
    track = ListedTrack(
        index=int(match["index"]),
        kind=kinds.get(match["kind"], "other"),
        codec=parts[0].split(" ", 1)[0],
        language="" if match["language"] in (None, "und") else match["language"],
    )
    if track.kind == "video":
        return _video(track, parts)
    return _audio(track, parts) if track.kind == "audio" else track


def _split(text: str) -> list[str]:
    """Cut at the commas that stand outside all brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def _video(track: ListedTrack, parts: list[str]) -> ListedTrack:
    pixel_format, _, inside = parts[1].partition("(") if len(parts) > 1 else ("", "", "")
    words = _split(inside.removesuffix(")"))
    colours = [
        word for word in words if word and word not in (*_FIELDS, *_CHROMA_PLACES, "tv", "pc") and "bpc" not in word
    ]
    matrix, primaries, transfer = _colours(colours[0] if colours else "")
    size = next((found for part in parts[1:] if (found := _SIZE.match(part))), None)
    aspect = next((found for part in parts[1:] if (found := _ASPECT.fullmatch(part))), None)
    shape = (aspect[1], aspect[2]) if aspect else (size[3], size[4]) if size and size[3] else None
    return _changed(
        track,
        attached_picture="(attached pic)" in parts[-1] or "(still image)" in parts[-1],
        width_px=int(size[1]) if size else 0,
        height_px=int(size[2]) if size else 0,
        sample_aspect=Fraction(int(shape[0]), int(shape[1])) if shape and int(shape[0]) and int(shape[1]) else None,
        pixel_format="" if pixel_format == "none" else pixel_format,
        full_range=True if pixel_format.startswith("yuvj") or "pc" in words else False if "tv" in words else None,
        matrix=matrix,
        primaries=primaries,
        transfer=transfer,
        field_order=next((word for word in words if word in _FIELDS), ""),
    )


def _colours(word: str) -> tuple[str, str, str]:
    """`matrix/primaries/transfer`, or one name for all three."""
    names = ["" if name in ("unknown", "reserved") else name for name in word.split("/")]
    return (names[0], names[1], names[2]) if len(names) == 3 else (names[0], names[0], names[0])


def _audio(track: ListedTrack, parts: list[str]) -> ListedTrack:
    rate = next((part.removesuffix(" Hz") for part in parts if part.endswith(" Hz")), "0")
    after = next((at + 1 for at, part in enumerate(parts) if part.endswith(" Hz")), len(parts))
    return _changed(
        track,
        sample_rate_hz=int(rate) if rate.isdecimal() else 0,
        layout=parts[after] if after < len(parts) else "",
    )


def _with_side_data(track: ListedTrack, lines: Sequence[str]) -> ListedTrack:
    angle = next((float(match[1]) for line in lines if (match := _ROTATION.match(line))), 0.0)
    quarter_turns = round(-angle / 90) % 4
    return _changed(
        track,
        rotation_deg=90 * quarter_turns,
        dolby_vision=any(_DOLBY_VISION.match(line) for line in lines),
    )


def _changed(track: ListedTrack, **values: object) -> ListedTrack:
    return dataclasses.replace(track, **values)  # type: ignore[arg-type]  # names and types are checked by the record
