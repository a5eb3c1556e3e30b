"""Facts about a recording that are learnt without decoding it: tracks, exact times, and where decoding can start.

Three witnesses are heard: the reader's description of the file, a count of all its packets with a decoder's look at
the first few, and MediaInfo. What the packets say counts; headers only promise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from lessontool import records
from lessontool.analysis.intake import Accepted
from lessontool.errors import InputError, ToolError
from lessontool.model.media import AudioTrack, Colour, MediaFile, Scan, SubtitleTrack, VideoTrack
from lessontool.tools import ffmpeg, first_look, listing, mediainfo, packets
from lessontool.tools.first_look import FirstPictures
from lessontool.tools.listing import ListedTrack, Listing
from lessontool.tools.packets import Bounds, Packets, Scanned
from lessontool.tools.process import Cancel, Limits

_MEMORY_BYTES: Final = 6 << 30
_OPEN_LIMITS: Final = Limits(wall_s=60, memory_bytes=_MEMORY_BYTES, output_bytes=0)
_READ_BYTES_PER_S: Final = 4 << 20
"""Slowest disk on which a recording can still be read."""
BOUNDS: Final = Bounds(longest_s=6 * 3600, longest_gap_s=1800, farthest_s=100_000, most_packets=8_000_000)
"""Six hours; half an hour without a new picture (a slide); 2³³ / 90 000 Hz is the farthest that MPEG clocks count."""
_LARGEST_SIDE_PX: Final = 8_192
_LARGEST_AREA_PX: Final = 8_192 * 4_320
_MOST_TRACKS: Final = 32
_RATES: Final = tuple(
    Fraction(rate, under) for rate in (24, 25, 30, 48, 50, 60, 100, 120) for under in (1, Fraction(1001, 1000))
)
_JITTER_S: Final = Fraction(1, 1000)
_SEEK_TRIALS: Final = 3


def probe(
    accepted: Accepted,
    *,
    known: Sequence[Mapping[str, Any]] | None = None,
    identified: bool = True,
    cancel: Cancel | None = None,
) -> MediaFile:
    """Learn all facts about a recording that its container holds: tracks, sizes, colours, exact times, checksum.

    Times are seconds on the file's own clock. `known` is what MediaInfo says (`said_of`), where it was asked already.
    Not `identified`: without the checksum, which takes seconds for a large file.

    Raises InputError: recording-unreadable, recording-nothing-inside, picture-too-large, recording-times-broken,
    recording-too-long, recording-too-many-tracks; ToolError when ffmpeg is missing or takes far too long;
    Interrupted when `cancel` is thrown.
    """
    listed = _listed(accepted, cancel)
    wanted = [track for track in listed.tracks if track.kind in ("video", "audio") and not track.attached_picture]
    scanned = _scanned(accepted, wanted, cancel)
    known = said_of(accepted, cancel) if known is None else known
    video, audio = [], []
    for track, counted in zip(wanted, scanned.tracks, strict=True):
        if not counted.count or counted.end is None:
            continue
        if track.kind == "video":
            _refuse_large(accepted, counted.width_px, counted.height_px)
            video += _video(accepted, track, counted, known, cancel)
        else:
            audio += _audio(accepted, track, counted, cancel)
    if not video and not audio:
        raise InputError("recording-nothing-inside", name=accepted.path.name, detail="\n".join(scanned.log[-10:]))
    media = MediaFile(
        name=accepted.path.name,
        size_bytes=accepted.path.stat().st_size,
        sha256=records.checksum(accepted.path) if identified else "",
        demuxer=accepted.demuxer,
        container=_container(accepted, known),
        video=tuple(video),
        audio=tuple(audio),
        subtitles=tuple(
            SubtitleTrack(index=track.index, codec=track.codec, language=track.language)
            for track in listed.tracks
            if track.kind == "subtitle"
        ),
        timecode=listed.timecode,
        declared_duration=listed.duration,
        demux_errors=ffmpeg.error_lines(scanned.log)[:100],
    )
    return replace(media, truncated=listing.is_partial(scanned.log) or _promises_more(media, known))


# ── witnesses ────────────────────────────────────────────────────────────────────────────────────────────────────


def _listed(accepted: Accepted, cancel: Cancel | None) -> Listing:
    name = accepted.path.name
    try:
        listed, log = listing.inspect(accepted.path, accepted.demuxer, limits=_OPEN_LIMITS, cancel=cancel)
    except ToolError as error:
        if error.code != "tool-too-slow":
            raise
        raise InputError("recording-unreadable", name=name, detail=error.detail) from error
    if listed is None:
        raise InputError("recording-unreadable", name=name, detail="\n".join(log[-10:]))
    if len(listed.tracks) > _MOST_TRACKS:
        raise InputError("recording-too-many-tracks", name=name, tracks=len(listed.tracks), limit=_MOST_TRACKS)
    for track in listed.tracks:
        if track.kind == "video":
            _refuse_large(accepted, track.width_px, track.height_px)
    return listed


def _scanned(accepted: Accepted, wanted: Sequence[ListedTrack], cancel: Cancel | None) -> Scanned:
    name, size = accepted.path.name, accepted.path.stat().st_size
    if not wanted:
        raise InputError("recording-nothing-inside", name=name)
    limits = replace(_OPEN_LIMITS, wall_s=60 + size / _READ_BYTES_PER_S)
    indexes = [track.index for track in wanted]
    scanned = packets.scan(
        accepted.path, accepted.demuxer, indexes, bounds=BOUNDS, limits=limits, name=name, cancel=cancel
    )
    _refuse_apart(accepted, scanned)
    return scanned


def _refuse_apart(accepted: Accepted, scanned: Scanned) -> None:
    starts = [track.opening[0] * track.tick for track in scanned.tracks if track.opening]
    if starts and max(starts) - min(starts) > BOUNDS.longest_gap_s:
        raise InputError("recording-times-broken", name=accepted.path.name, detail=f"tracks start at {starts}")


def _refuse_large(accepted: Accepted, width_px: int, height_px: int) -> None:
    if max(width_px, height_px) > _LARGEST_SIDE_PX or width_px * height_px > _LARGEST_AREA_PX:
        raise InputError("picture-too-large", name=accepted.path.name, width=width_px, height=height_px)


def said_of(accepted: Accepted, cancel: Cancel | None) -> list[dict[str, Any]]:
    """Hear MediaInfo; where it crashes or never ends, it knows nothing and the others must do."""
    try:
        return mediainfo.tracks(accepted.path, cancel=cancel)
    except ToolError:
        return []


def _container(accepted: Accepted, known: Sequence[Mapping[str, Any]]) -> str:
    general = next((track for track in known if track.get("@type") == "General"), {})
    return str(general.get("Format") or accepted.kind)


def _known_video(known: Sequence[Mapping[str, Any]], index: int) -> Mapping[str, Any]:
    """What MediaInfo says of a picture track. It numbers tracks as `0`, or `0-0` in programmes."""
    for track in known:
        if track.get("@type") == "Video" and str(track.get("StreamOrder", "")).rpartition("-")[2] == str(index):
            return track
    return {}


def _promises_more(media: MediaFile, known: Sequence[Mapping[str, Any]]) -> bool:
    """Whether pictures and sound end clearly earlier than promised."""
    promised = media.declared_duration
    if promised is None:
        return False
    if media.demuxer == "mov":  # its length is that of the longest track, and data tracks promise no pictures
        each = [_number(track.get("Duration")) for track in known if track.get("@type") in ("Video", "Audio")]
        promised = min(promised, max(each)) if each and all(each) else promised
    ends = [*(track.end for track in media.video), *(track.end for track in media.audio)]
    starts = [*(track.start for track in media.video), *(track.start for track in media.audio)]
    held = max(ends) - min(Fraction(0), *starts)
    return promised - held > max(Fraction(1, 2), promised / 100)


def _number(text: object) -> Fraction:
    """Read a plain decimal number that MediaInfo wrote; 0 for anything else."""
    return Fraction(str(text)) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", str(text)) else Fraction(0)


# ── tracks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _video(
    accepted: Accepted,
    track: ListedTrack,
    counted: Packets,
    known: Sequence[Mapping[str, Any]],
    cancel: Cancel | None,
) -> list[VideoTrack]:
    seen = first_look.pictures(accepted.path, accepted.demuxer, track.index, limits=_OPEN_LIMITS, cancel=cancel)
    if seen is None:
        return []
    _refuse_large(accepted, seen.width_px, seen.height_px)
    timing = _Timing(counted, seen)
    keyframes = tuple(at for tick in counted.keyframes if (at := tick * counted.tick) >= timing.start)
    report = _known_video(known, track.index)
    pixel_format = track.pixel_format or seen.pixel_format
    return [
        VideoTrack(
            index=track.index,
            codec=counted.codec or track.codec,
            width_px=seen.width_px,
            height_px=seen.height_px,
            sample_aspect=_sane_aspect(track.sample_aspect or seen.sample_aspect),
            rotation_deg=track.rotation_deg,
            pixel_format=pixel_format,
            bit_depth=bit_depth(pixel_format),
            colour=Colour(
                full_range=track.full_range,
                primaries=track.primaries,
                transfer=track.transfer,
                matrix=track.matrix,
            ),
            dolby_vision=track.dolby_vision or "Dolby Vision" in str(report.get("HDR_Format", "")),
            scan_flag=_scan_flag(track, seen),
            frame_rate=timing.rate,
            start=timing.start,
            end=timing.end,
            frames=timing.frames,
            shortest_frame_s=timing.shortest,
            longest_frame_s=timing.longest,
            variable_rate=timing.variable,
            keyframes=keyframes,
            exact_seek=_exact_seek(accepted, track.index, keyframes, cancel),
        )
    ]


def _audio(accepted: Accepted, track: ListedTrack, counted: Packets, cancel: Cancel | None) -> list[AudioTrack]:
    heard = first_look.sound(accepted.path, accepted.demuxer, track.index, limits=_OPEN_LIMITS, cancel=cancel)
    if heard is None or counted.end is None:
        return []
    end = counted.end * counted.tick
    return [
        AudioTrack(
            index=track.index,
            codec=counted.codec or track.codec,
            channels=heard.channels,
            layout=track.layout if track.layout and not track.layout[0].isdigit() else heard.layout,
            sample_rate_hz=heard.sample_rate_hz,
            start=heard.start,
            end=max(end, heard.start),
            language=track.language,
        )
    ]


def _scan_flag(track: ListedTrack, seen: FirstPictures) -> Scan:
    """The pictures' own flags; QuickTime's field atom is only a promise and often wrong."""
    if seen.fields in "TB":
        return "tff" if seen.fields == "T" else "bff"
    return {"top first": "tff", "bottom first": "bff"}.get(track.field_order, "progressive")  # type: ignore[return-value]


def _sane_aspect(aspect: Fraction | None) -> Fraction:
    """Samples are never eight times wider than high: such a file does not know."""
    return aspect if aspect and Fraction(1, 8) <= aspect <= 8 else Fraction(1)


def bit_depth(pixel_format: str) -> int:
    """Say how many bits a sample has by ffmpeg's name of the pixel format (`yuv420p10le`: 10)."""
    name = pixel_format.removesuffix("le").removesuffix("be")
    for ending, bits in (
        *(("48", 16), ("64", 16), ("x2rgb10", 10), ("x2bgr10", 10), ("xv30", 10), ("xv36", 12), ("v30x", 10)),
        *((f"{sort}{bits}", bits) for bits in (9, 10, 12, 14, 16) for sort in ("p", "p0", "p2", "p4", "gray", "y2")),
    ):
        if name.endswith(ending):
            return bits
    return 8


class _Timing:
    """Exact times of a picture track: packets where they are complete, the decoder for where pictures begin."""

    def __init__(self, counted: Packets, seen: FirstPictures) -> None:
        tick = counted.tick
        self.start = seen.times[0]
        steps = _frame_steps(counted, seen)
        usual = _median(steps) * tick if steps else None
        dropped = sum(1 for time in counted.opening if time * tick < self.start) if not counted.untimed else 0
        self.frames = max(1, counted.count - dropped - _second_fields(counted, seen))
        end = (counted.end or 0) * tick
        last = self.start + (self.frames - 1) * (usual or 0)
        self.end = end if end > self.start else last + (usual or Fraction(1, 25))
        held = self.end - self.start
        self.shortest = min(steps) * tick if steps else held
        self.longest = max(steps) * tick if steps else held
        self.variable = self.longest - self.shortest > max(2 * tick, _JITTER_S)
        if usual is None:
            self.rate: Fraction | None = None
        elif self.variable:
            self.rate = _nearest_rate(1 / usual, Fraction(1, 50))
        else:
            covered = sum(step * times for step, times in steps.items()) * tick
            mean = sum(steps.values()) / covered
            self.rate = _nearest_rate(
                mean, max(Fraction(4, 10_000), 2 * max(tick, self.longest - self.shortest) / covered)
            )


def _frame_steps(counted: Packets, seen: FirstPictures) -> Counter[int]:
    """Steps between pictures. Where each field is a packet of its own, two half steps make one."""
    whole = _field_pair_step(counted, seen)
    if whole is None:
        return counted.steps
    steps = Counter[int]()
    for step, times in counted.steps.items():
        if step * 10 > whole * 6:
            steps[step] += times
        else:
            steps[whole] += (times + 1) // 2
    return steps


def _second_fields(counted: Packets, seen: FirstPictures) -> int:
    whole = _field_pair_step(counted, seen)
    if whole is None:
        return 0
    return (sum(times for step, times in counted.steps.items() if step * 10 <= whole * 6) + 1) // 2


def _field_pair_step(counted: Packets, seen: FirstPictures) -> int | None:
    """Step between whole pictures in ticks, where packets come twice as often as an interlaced decoder's pictures."""
    if seen.fields == "P" or len(seen.times) < 3:
        return None
    between = sorted(late - early for early, late in zip(seen.times, seen.times[1:], strict=False))
    whole = round(between[len(between) // 2] / counted.tick)
    return whole if any(0 < step * 10 <= whole * 6 for step in counted.steps) else None


def _median(steps: Mapping[int, int]) -> int:
    left = sum(steps.values()) // 2
    for step in sorted(steps):
        left -= steps[step]
        if left < 0:
            return step
    return max(steps)


def _nearest_rate(rate: Fraction, tolerance: Fraction) -> Fraction:
    """The standard picture rate that a measured one means, else the measured one in small numbers."""
    nearest = min(_RATES, key=lambda standard: abs(standard - rate))
    return nearest if abs(nearest - rate) <= nearest * tolerance else rate.limit_denominator(1001)


def _exact_seek(accepted: Accepted, index: int, keyframes: Sequence[Fraction], cancel: Cancel | None) -> bool:
    """Try to start at a few keyframes across the file; False where there is nothing to jump to."""
    later = keyframes[1:]
    if not later:
        return False
    trials = {later[len(later) * part // (_SEEK_TRIALS + 1)] for part in range(1, _SEEK_TRIALS + 1)}
    return all(
        first_look.starts_at(accepted.path, accepted.demuxer, index, at, limits=_OPEN_LIMITS, cancel=cancel)
        for at in sorted(trials)
    )
