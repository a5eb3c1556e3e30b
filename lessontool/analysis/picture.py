"""Look at samples of one video track: scan order, borders, light, colour, motion. A few windows, not every frame."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import light, scan
from lessontool.analysis.light import FrameFacts, Thumbnails
from lessontool.analysis.voice import runs
from lessontool.errors import InputError
from lessontool.model import MediaFile, PictureMeasurements, VideoTrack
from lessontool.timing import TimeSpan, decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Finished, Limits

_LIMITS: Final = Limits(wall_s=300, memory_bytes=8 << 30, output_bytes=2 << 30)
_WHOLE_UP_TO_S: Final = 20
_WINDOWS: Final = 10
_WINDOW_S: Final = (Fraction(1, 2), Fraction(2), Fraction(10))
"""Shortest (for the largest pictures), usual, and longest (for a few pictures a second)."""

_DECODED_FOR_NOTHING_S: Final = 12
"""Key frames are up to ten seconds apart in screen recordings; further back it is not worth the time."""

_ROUNDING_S: Final = Fraction(1, 1000)
"""Containers round times to milliseconds: seeking to exactly a key frame may lead to the one before."""

_FRAMES_WANTED: Final = 6
_PIXELS_A_WINDOW: Final = 250_000_000
"""Bounds the work: two seconds of 1080p at 60 pictures a second, half a second of 2160p60."""

_FULL_FRAMES: Final = 3
"""Whole pictures looked at in a window, for borders and colours."""

_COLUMNS: Final = 96
_MOST_FRAMES: Final = 2_000
_HARMLESS_AFTER_SEEK: Final = re.compile(
    r"mmco: unref short|reference picture|co located POCs|reference frames exceeds|number of reference frames"
    r"|Could not find ref|error constructing the frame RPS|First slice in a frame missing|no frame!|Frame num gap"
    r"|illegal short term buffer|Invalid NAL unit|non-existing [PS]PS|decode_slice_header error|left block unavailable"
    r"|top block unavailable|RPS|Skipping invalid undecodable NALU|warning: first frame is no keyframe"
)
"""Decoding that begins in the middle misses pictures which came before; that is no damage."""

_NOT_OURS: Final = re.compile(r"\[(?:out#|wav|null|rawvideo|vost#|vf#|Parsed_|sws|swscaler)")


@dataclass(frozen=True, slots=True)
class _Window:
    """What was seen in one stretch."""

    span: TimeSpan
    times_s: NDArray[np.float64]
    thumbnails: Thumbnails
    idet: scan.Votes
    weave: scan.Votes
    frames: tuple[FrameFacts, ...]
    errors: tuple[str, ...]


def look(path: Path, media: MediaFile, track: VideoTrack, *, cancel: Cancel | None = None) -> PictureMeasurements:
    """Measure one video track in up to ten short windows spread over it, or whole if it is short.

    Light is in % of white, times in seconds on the file's clock; see `PictureMeasurements`. What the decoder stumbled
    over is reported, not raised. Raises ToolError when no program can be run or it takes too long, Interrupted on
    `cancel`.
    """
    with tempfile.TemporaryDirectory(prefix="lessontool-look-") as folder:
        windows = [_look_at(path, media, track, visit, Path(folder), cancel) for visit in visits(track)]
    seen = [window for window in windows if len(window.thumbnails)]
    if not seen:
        raise InputError("recording-unreadable", name=path.name, detail="no picture can be decoded")
    return _measurements(track, seen)


@dataclass(frozen=True, slots=True)
class Visit:
    """One stretch to look at, and how to get there."""

    span: TimeSpan
    seek: tuple[str, ...] = ()
    """ffmpeg's options; none: from the beginning."""
    decoded_from: Fraction | None = None
    """Where decoding starts, if that is before the stretch, in seconds."""


def visits(track: VideoTrack) -> tuple[Visit, ...]:
    """Choose what to look at: everything if it is short, else windows spread evenly from the first to the last."""
    length = track.end - track.start
    if length <= _WHOLE_UP_TO_S or not track.keyframes:  # without key frames nobody can start in the middle
        return (Visit(TimeSpan(track.start, min(track.end, track.start + _WHOLE_UP_TO_S))),)
    window = _window_length(track)
    count = min(_WINDOWS, max(2, (length / window).__floor__()))
    starts = (track.start + (length - window) * n / (count - 1) for n in range(count))
    found = {visit.span.start: visit for visit in (_visit(track, start, window) for start in starts)}
    return tuple(found.values())


def _visit(track: VideoTrack, wanted: Fraction, window: Fraction) -> Visit:
    """Start at the key frame before if it is near or too far; in between, decode from it but look from `wanted` on."""
    key = max((key for key in track.keyframes if key <= wanted), default=track.start)
    if key <= track.start and wanted - key < window:
        return Visit(TimeSpan(track.start, track.start + window))
    exactly = track.exact_seek and window <= wanted - key <= _DECODED_FOR_NOTHING_S
    at = wanted if not track.exact_seek else key + _ROUNDING_S
    # ffmpeg's own accurate seek counts from another zero where a file does not start at 0: it would find nothing there
    seek = ("-seek_timestamp", "1", "-noaccurate_seek", "-ss", decimal_seconds(at))
    if exactly:
        return Visit(TimeSpan(wanted, wanted + window), seek, decoded_from=key)
    return Visit(TimeSpan(at, at + window), seek)


def _window_length(track: VideoTrack) -> Fraction:
    shortest, usual, longest = _WINDOW_S
    rate = _average_rate(track)
    bounded = Fraction(_PIXELS_A_WINDOW) / (track.width_px * track.height_px) / rate
    return max(shortest, min(longest, max(usual, _FRAMES_WANTED / rate), bounded))


def _average_rate(track: VideoTrack) -> Fraction:
    length = track.end - track.start
    return max(
        Fraction(1, 10), track.frames / length if track.frames and length > 0 else track.frame_rate or Fraction(25)
    )


def _look_at(
    path: Path, media: MediaFile, track: VideoTrack, visit: Visit, folder: Path, cancel: Cancel | None
) -> _Window:
    if cancel is not None:
        cancel.raise_if_thrown()
    stretch = visit.span
    rate = _average_rate(track)
    most_frames = max(2, min(_MOST_FRAMES, (stretch.seconds * rate * 3).__ceil__()))
    every = max(1, (stretch.seconds * rate / _FULL_FRAMES).__floor__())
    names = [folder / name for name in ("thumbnails", "columns", "frames")]
    command = [
        *ffmpeg.base_command(),
        *("-copyts", "-noautorotate"),
        *visit.seek,
        *("-t", decimal_seconds(stretch.end - (visit.decoded_from or stretch.start))),
        *ffmpeg.open_recording(path, media.demuxer),
        *("-filter_complex", _graph(track, every, stretch.start if visit.decoded_from is not None else None)),
        *("-map", "[k]", *_passed_on(most_frames), "-f", "framecrc", "pipe:1"),  # the times of the thumbnails
    ]
    for label, name in zip("tcf", names, strict=True):
        command += ["-map", f"[{label}]", *_passed_on(most_frames), "-f", "rawvideo", "-y", str(name)]
    finished = process.run(command, limits=_LIMITS, cancel=cancel)
    errors = [line for line in ffmpeg.error_lines(finished.log) if not _NOT_OURS.search(line)]
    if visit.seek:
        errors = [line for line in errors if not _HARMLESS_AFTER_SEEK.search(line)]
    return _read(track, stretch, finished, names, errors)


def _passed_on(most_frames: int) -> tuple[str, ...]:
    return ("-fps_mode", "passthrough", "-frames:v", str(most_frames), "-c:v", "rawvideo")


def _graph(track: VideoTrack, every: int, begin: Fraction | None) -> str:
    """Decode once, look three ways: small pictures of all, unscaled lines of all, a few whole pictures."""
    size = f"w={track.width_px}:h={track.height_px}"
    # code values stay what they are, whatever the file claims about them; only RGB must be converted
    same = "" if light.is_rgb(track) else ":in_range=limited:out_range=limited"
    late = f"select=gte(t\\,{decimal_seconds(begin)})," if begin is not None else ""
    return (
        f"[0:{track.index}]{late}{'' if light.is_rgb(track) else 'setparams=range=tv,'}idet,split=3[a][b][d];"
        f"[a]scale=w={light.THUMB_WIDTH}:h={light.THUMB_HEIGHT}:flags=area{same},format=gray,split[t][k];"
        f"[b]scale=w={_COLUMNS}:h={track.height_px}:flags=neighbor{same},format=gray[c];"
        f"[d]select=not(mod(n\\,{every})),scale={size}:flags=bilinear{same},format=yuv444p[f]"
    )


def _read(
    track: VideoTrack, stretch: TimeSpan, finished: Finished, names: Sequence[Path], errors: Iterable[str]
) -> _Window:
    times = _times(finished.stdout.decode("ascii", "replace"))
    thumbnails = _frames(names[0], light.THUMB_HEIGHT, light.THUMB_WIDTH)[: len(times)]
    span = _seen(stretch, times)
    whole = _frames(names[2], 3 * track.height_px, track.width_px)
    return _Window(
        span=span,
        times_s=np.array([float(time) for time in times[: len(thumbnails)]]),
        thumbnails=thumbnails,
        idet=scan.idet_votes(finished.log),
        weave=scan.weave_votes(_frames(names[1], track.height_px, _COLUMNS)),
        frames=tuple(light.frame_facts(frame.reshape(3, track.height_px, track.width_px), track) for frame in whole),
        errors=tuple(f"{span}: {line}" for line in errors),
    )


def _times(listing: str) -> list[Fraction]:
    """Read the times of frames from ffmpeg's list of them."""
    base = re.search(r"^#tb 0: (\d+)/(\d+)", listing, re.MULTILINE)
    unit = Fraction(int(base[1]), int(base[2])) if base else Fraction(1)
    return [int(found) * unit for found in re.findall(r"^0,\s*-?\d+,\s*(-?\d+),", listing, re.MULTILINE)]


def _seen(stretch: TimeSpan, times: Sequence[Fraction]) -> TimeSpan:
    """Say which stretch was really looked at: decoding begins at the key frame before."""
    if not times:
        return stretch
    step = (times[-1] - times[0]) / max(1, len(times) - 1)
    return TimeSpan(times[0], times[-1] + step)


def _frames(path: Path, height_px: int, width_px: int) -> NDArray[np.uint8]:
    data = np.frombuffer(path.read_bytes() if path.exists() else b"", np.uint8)
    size = height_px * width_px
    return data[: len(data) // size * size].reshape(-1, height_px, width_px)


def _measurements(track: VideoTrack, windows: Sequence[_Window]) -> PictureMeasurements:
    full = light.is_full_range(track)
    thumbnails = np.concatenate([window.thumbnails for window in windows])
    frames = [frame for window in windows for frame in window.frames]
    low, high = light.luma_extremes(frames)
    steps = [light.moving_steps(window.thumbnails, window.times_s) for window in windows]
    idet = sum((window.idet for window in windows), scan.Votes())
    weave = sum((window.weave for window in windows), scan.Votes())
    return PictureMeasurements(
        track_index=track.index,
        sampled=tuple(window.span for window in windows),
        scan=scan.decide(track.scan_flag, idet, weave),
        active=light.active_picture(frames, track),
        mean_luma=round(light.mean_luma(thumbnails, full), 2),
        dark_spans=_spans(windows, [light.dark(window.thumbnails, full) for window in windows]),
        black_spans=_spans(windows, [light.black(window.thumbnails, full) for window in windows]),
        luma_low=low,
        luma_high=high,
        illegal_share=round(max((frame.illegal for frame in frames), default=0.0), 4),
        motion_share=round(sum(moving for moving, _ in steps) / max(1, sum(count for _, count in steps)), 3),
        decode_errors=tuple(line for window in windows for line in window.errors)[:20],
    )


def _spans(windows: Sequence[_Window], masks: Sequence[NDArray[np.bool_]]) -> tuple[TimeSpan, ...]:
    """Turn yes and no for each picture into times; a picture lasts until the next, and what touches is one span."""
    spans: list[TimeSpan] = []
    for window, mask in zip(windows, masks, strict=True):
        times = [Fraction(float(time)).limit_denominator(90_000) for time in window.times_s]
        times.append(max(window.span.end, times[-1]) if times else window.span.end)
        for first, end in runs(mask):
            if spans and spans[-1].end >= times[first]:
                spans[-1] = TimeSpan(spans[-1].start, times[end])
            else:
                spans.append(TimeSpan(times[first], times[end]))
    return tuple(spans)
