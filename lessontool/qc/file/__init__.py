"""Everything that is judged from a file without decoding its pictures: container, headers, packets."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from lessontool.model import Finding, ItemName, Outcome
from lessontool.qc.file.agreement import agreement
from lessontool.qc.file.evidence import Evidence, outcome
from lessontool.qc.file.facts import facts
from lessontool.qc.file.groups import gop, timecode
from lessontool.qc.file.mp4 import Mp4File, read_mp4
from lessontool.qc.file.mxf import MxfFile, read_mxf
from lessontool.qc.file.picture import afd, chroma, colour, frame_rate, picture_format, raster, scan
from lessontool.qc.file.rates import bit_rate
from lessontool.qc.file.reading import read_arrivals, read_pictures
from lessontool.qc.file.sound_files import read_sound_file
from lessontool.qc.file.tracks import duration, sound_layout
from lessontool.qc.file.wrapping import complete, container
from lessontool.qc.subject import Subject
from lessontool.timing import TimeSpan
from lessontool.tools.process import Cancel

_ITEMS: Final = (
    container,
    complete,
    picture_format,
    raster,
    scan,
    frame_rate,
    chroma,
    colour,
    bit_rate,
    gop,
    timecode,
    afd,
    sound_layout,
    duration,
    agreement,
)

_HEARD_ITEMS: Final = (container, complete, sound_layout, duration)
"""What is judged of a file for the ears alone …"""

_SEEN_ITEMS: Final[tuple[ItemName, ...]] = (
    "picture-format",
    "raster",
    "scan",
    "frame-rate",
    "chroma",
    "colour",
    "bit-rate",
    "gop",
    "timecode",
    "afd",
    "agreement",
)
"""… and what nobody asks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLook:
    """What was found without decoding."""

    outcomes: tuple[Outcome, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a station checks first, by key, in figures and trade words."""


def look_at_file(
    subject: Subject, *, cancel: Cancel, progress: Callable[[float], None] = lambda _share: None
) -> FileLook:
    """Judge container, headers and packets of a file: all items of the group `file` but `readable`.

    The file is read twice from beginning to end, its pictures are copied out and never decoded. `progress` hears shares
    of 1. Raises ToolError when ffmpeg is missing, Interrupted when `cancel` is thrown; a damaged or foreign file never
    raises: what cannot be known is `unmeasured`.
    """
    pictures = read_pictures(subject, cancel=cancel, progress=lambda share: progress(0.6 * share))
    arrivals = read_arrivals(subject, cancel=cancel)
    progress(0.9)
    demuxer = subject.media.demuxer
    seen = Evidence(
        subject=subject,
        pictures=pictures,
        arrivals=arrivals,
        mxf=_mxf(subject.path) if demuxer == "mxf" else None,
        mp4=_mp4(subject.path) if demuxer == "mov" else None,
        sound=read_sound_file(subject.path, demuxer),
    )
    seen = replace(seen, cut=bool(complete(seen).faults))
    items = _HEARD_ITEMS if subject.unseen else _ITEMS
    outcomes = tuple(item(seen) for item in items)
    if subject.unseen:
        outcomes += tuple(Outcome(item=item, unmeasured="qc-sound-only") for item in _SEEN_ITEMS)
    progress(1.0)
    return FileLook(outcomes=outcomes, facts=facts(seen, outcomes))


def _mxf(path: Path) -> MxfFile | None:
    with contextlib.suppress(OSError):
        return read_mxf(path)
    return None


def _mp4(path: Path) -> Mp4File | None:
    with contextlib.suppress(OSError):
        return read_mp4(path)
    return None


def _to_decode(subject: Subject, decoded_frames: int) -> int:
    """Say how many pictures must come out; H.264 may bring the two fields of each one by one."""
    track = subject.video
    if track is None:
        return 0
    halves = track.codec == "h264" and track.scan_flag != "progressive" and abs(2 * decoded_frames - track.frames) <= 2
    return decoded_frames if halves else track.frames


def readable(
    picture_errors: Sequence[str],
    sound_errors: Sequence[str],
    decoded_frames: int,
    subject: Subject,
    damaged: tuple[TimeSpan, ...] = (),
) -> Outcome:
    """Judge whether every picture and every sound could be decoded, after both were.

    `picture_errors` and `sound_errors` are the lines that the decoders called errors, `decoded_frames` the pictures
    that came out, at the file's own rate, `damaged` the stretches of the picture in which decoding stumbled.
    """
    faults: list[Finding] = []
    held = _to_decode(subject, decoded_frames)
    name = subject.path.name

    def fault(code: str, found: int, wanted: int, spans: tuple[TimeSpan, ...] = ()) -> None:
        values: dict[str, str | int] = {"file": name, "found": found, "wanted": wanted}
        finding = Finding(
            code=code, severity="error", values=values, spans=spans, measured=str(found), limit=str(wanted)
        )
        faults.append(finding)

    if picture_errors:
        fault("qc-pictures-damaged", len(picture_errors), 0, damaged)
    if sound_errors:
        fault("qc-sound-damaged", len(sound_errors), 0)
    if subject.media.demux_errors:
        fault("qc-wrapping-damaged", len(subject.media.demux_errors), 0)
    if subject.video is not None and decoded_frames < held:
        fault("qc-pictures-undecoded", decoded_frames, held)
    return outcome("readable", f"{decoded_frames}/{held}" if held else "", f"{held}/{held}" if held else "", faults)
