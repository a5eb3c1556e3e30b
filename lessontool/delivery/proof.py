"""Measure a finished file again, as if somebody else had made it, and compare it with what its preset promises.

Only the container, the headers and the sound are read: no picture is decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from lessontool.delivery.metadata import picture_format
from lessontool.errors import ToolError
from lessontool.model import DeliverySpec, Finding, Loudness, RenditionSpec
from lessontool.model._record import record
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import ffmpeg, mediainfo, process
from lessontool.tools.process import Cancel, Limits

SILENT_DB: Final = -120.0
"""What stands for minus infinity in records."""

_GATE_LUFS: Final = -70.0
"""The absolute gate of ITU-R BS.1770: nothing at or below it is heard, and the meter says just this figure."""

_METER_STEP: Final = 0.05
"""The meter says tenths: half a step is rounding, not a violation."""

_DEMUXER: Final = {"mxf": "mxf", "mp4": "mov"}

Track = Mapping[str, Any]
Words = str | int | float


@record
class Proof:
    """What a finished file was found to be, and everything in which it differs from its preset."""

    file: str
    loudness: Loudness
    measured: Mapping[str, str | int | float]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether it may be handed over."""
        return not any(finding.severity == "error" for finding in self.findings)


def prove(
    path: Path,
    spec: DeliverySpec,
    rendition: RenditionSpec,
    frames: int,
    *,
    before_frames: int = 0,
    silent: bool = False,
    cancel: Cancel,
) -> Proof:
    """Prove a finished file against its preset: pictures, raster, scan, timecode, tracks, exact length, loudness.

    `frames` is the file's length at 25 a second, of which `before_frames` are line-up, clock and black before the
    programme: they are part of every promise except loudness. What violates the preset is a Finding of severity error,
    never an exception. Loudness is R 128's (tracks 1 and 2 together where they are mono), its tolerance the preset's.
    Of a programme that is meant to be `silent` no loudness is wanted, and a warning says that nothing is heard. Raises
    ToolError when a judge itself fails, Interrupted when `cancel` is thrown.
    """
    tracks = mediainfo.tracks(path, cancel=cancel)
    general = _kind(tracks, "General")[:1] or [{}]
    video, audio = _kind(tracks, "Video"), _kind(tracks, "Audio")
    findings: list[Finding] = []

    def expect(code: str, found: Words, wanted: Words, *, good: bool | None = None) -> None:
        if (found == wanted) if good is None else good:
            return
        values = {"file": path.name, "found": str(found), "wanted": str(wanted)}
        finding = Finding(code=code, severity="error", values=values, measured=str(found), limit=str(wanted))
        if finding not in findings:  # eight tracks with one fault are one finding
            findings.append(finding)

    _container(expect, path, general[0], spec)
    expect("proof-pictures", len(video), 1)
    if video:
        _picture(expect, video[0], spec, rendition, frames)
    _sound(expect, audio, spec, frames)
    command = listen_command(str(path.resolve()), spec, len(audio), before_frames)
    loudness, start, errors = _listen(command, len(audio), frames, cancel)
    expect("proof-readable", errors[0] if errors else "", "", good=not errors)
    expect("proof-start", start, "0")
    if silent and loudness.integrated_lufs <= SILENT_DB:
        findings.append(Finding(code="proof-silent", severity="warning", values={"file": path.name}))
    else:
        _levels(expect, loudness, spec)
    first = video[0] if video else {}
    return Proof(
        file=path.name,
        loudness=loudness,
        measured=_said(path, general[0], first, audio, loudness),
        findings=tuple(findings),
    )


Expect = Callable[..., None]


def _container(expect: Expect, path: Path, general: Track, spec: DeliverySpec) -> None:
    wanted = {"mxf": "MXF OP-1a Closed / Complete", "mp4": "MPEG-4 Base Media"}[spec.container]
    found = " ".join(_text(general, key) for key in ("Format", "Format_Profile", "Format_Settings")).strip()
    expect("proof-format", found, wanted)
    expect("proof-whole", "cut off" if _extra(general, "IsTruncated") == "Yes" else "whole", "whole")
    if spec.container == "mp4":
        order = top_level_boxes(path)
        ready = "moov" in order and "mdat" in order and order.index("moov") < order.index("mdat")
        expect("proof-faststart", " ".join(order), "moov mdat", good=ready)


def _picture(expect: Expect, video: Track, spec: DeliverySpec, rendition: RenditionSpec, frames: int) -> None:
    pictures = frames * rendition.pictures_per_second // int(PROGRAMME_RATE)
    expect("proof-frames", _text(video, "FrameCount"), str(pictures))
    expect("proof-raster", _raster(video), f"{rendition.width_px}×{rendition.height_px} 16:9")
    expect("proof-rate", _text(video, "FrameRate"), f"{rendition.pictures_per_second}.000")
    expect("proof-scan", _scan(video), "Interlaced TFF" if rendition.interlaced else "Progressive")
    expect("proof-picture-format", _picture_format(video), picture_format(rendition))
    sampling = f"{_text(video, 'ChromaSubsampling')} {_text(video, 'BitDepth')} bit"
    expect("proof-chroma", sampling, f"{rendition.chroma} 8 bit")
    colour = "/".join(_text(video, what) for what in _COLOUR)
    expect("proof-colour", colour, "BT.709/BT.709/BT.709/Limited")
    if rendition.bit_rate_kbps is not None:
        rate = f"{_text(video, 'BitRate_Mode')} {_text(video, 'BitRate')}"
        expect("proof-bit-rate", rate, f"CBR {rendition.bit_rate_kbps * 1000}")
    if rendition.codec == "mpeg2":
        gop = f"{_text(video, 'Format_Settings_GOP')} {_text(video, 'Gop_OpenClosed')}"
        expect("proof-gop", gop, f"M={rendition.b_frames + 1}, N={rendition.gop_frames} Closed")
    if spec.timecode_start:
        expect("proof-timecode", _timecode(video), spec.timecode_start)


_COLOUR: Final = ("colour_primaries", "transfer_characteristics", "matrix_coefficients", "colour_range")


def _sound(expect: Expect, audio: Sequence[Track], spec: DeliverySpec, frames: int) -> None:
    expect("proof-sound-tracks", len(audio), spec.sound.tracks)
    wanted = "PCM 24 bit" if spec.sound.codec == "pcm_s24le" else "AAC"
    layout = f"{wanted} {spec.sound.channels_per_track} ch {SOUND_RATE_HZ} Hz"
    samples = str(frames * SAMPLES_PER_FRAME)
    for track in audio:
        depth = f" {_text(track, 'BitDepth')} bit" if spec.sound.codec == "pcm_s24le" else ""
        said = f"{_text(track, 'Format')}{depth} {_text(track, 'Channels')} ch {_text(track, 'SamplingRate')} Hz"
        expect("proof-sound-format", said, layout)
        expect("proof-sound-length", _text(track, "SamplingCount"), samples)
        delay = _text(track, "Video_Delay") or "0"
        expect("proof-sync", delay, "0", good=float(delay) == 0)


def _levels(expect: Expect, loudness: Loudness, spec: DeliverySpec) -> None:
    target, tolerance = spec.sound.target_lufs, spec.sound.tolerance_lu
    off = abs(loudness.integrated_lufs - target)
    expect(
        "proof-loudness", loudness.integrated_lufs, f"{target:g} ±{tolerance:g}", good=off <= tolerance + _METER_STEP
    )
    peak, highest = loudness.true_peak_dbtp, spec.sound.max_true_peak_dbtp
    expect("proof-true-peak", peak, f"{highest:g}", good=peak <= highest + _METER_STEP)


def listen_command(path: str, spec: DeliverySpec, tracks: int, before_frames: int = 0) -> list[str]:
    """Say how a finished file's loudness is metered: tracks 1 and 2 as the stereo pair that they are on air.

    One mono track alone reads 3.1 LU low (measured), so an 8-track master is never metered track by track. What stands
    before the programme is left out to the sample: R 128 is about programmes.
    """
    pair = spec.sound.channels_per_track == 1 and tracks >= 2
    source = "[0:a:0][0:a:1]join=inputs=2:channel_layout=stereo," if pair else "[0:a:0]"
    if before_frames:
        source += f"atrim=start_sample={before_frames * SAMPLES_PER_FRAME},"
    return [
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file"),
        *("-f", _DEMUXER[spec.container]),
        *("-i", f"file:{path}"),
        *("-filter_complex", f"{source}ebur128=peak=true:framelog=quiet[heard]"),  # summary only, with true peak
        *("-map", "[heard]"),  # the pictures are not decoded
        *("-f", "null", "-"),
    ]


def _listen(command: list[str], tracks: int, frames: int, cancel: Cancel) -> tuple[Loudness, str, tuple[str, ...]]:
    """Meter the sound; also gives the file's own start in seconds and what the reader logged as errors."""
    nothing = Loudness(integrated_lufs=SILENT_DB, range_lu=0.0, true_peak_dbtp=SILENT_DB)
    if tracks == 0:
        return nothing, "0", ()
    limits = Limits(wall_s=300 + 2 * frames / float(PROGRAMME_RATE))
    finished = process.run(command, limits=limits, cancel=cancel)
    log = "\n".join(finished.log)
    errors = ffmpeg.error_lines(finished.log)
    if finished.status != 0 and not errors:
        raise process.failure(command, finished)
    began = re.search(r"Duration: [^,]+, start: (-?[\d.]+)", log)
    start = f"{float(began[1]):g}" if began else "0"  # not said where the container knows no other start
    if finished.status != 0:
        return nothing, start, errors
    return read_summary(log), start, errors


def read_summary(log: str) -> Loudness:
    """Read the meter's summary: programme loudness, range, true peak. Raises ToolError where there is none."""
    said = log[log.rfind("Integrated loudness:") :]
    found = [re.search(rf"\s{name}:\s+(-?[\d.]+|-inf|nan) {unit}", said) for name, unit in _SUMMARY]
    if not all(found):
        raise ToolError("tool-failed", program="ebur128", detail=log[-2000:])
    levels = [float(match[1]) for match in found if match]
    loud, wide, peak = (level if level > SILENT_DB else SILENT_DB for level in levels)
    heard = loud if loud > _GATE_LUFS else SILENT_DB
    return Loudness(integrated_lufs=heard, range_lu=max(wide, 0.0), true_peak_dbtp=peak)


_SUMMARY: Final = (("I", "LUFS"), ("LRA", "LU"), ("Peak", "dBFS"))


def top_level_boxes(path: Path) -> tuple[str, ...]:
    """List the boxes of an MP4 in file order (ISO/IEC 14496-12 §4.2), at most the first hundred."""
    with path.open("rb") as file:
        return tuple(_boxes(file, path.stat().st_size))[:100]


def _boxes(file: Any, size: int) -> Iterator[str]:
    at = 0
    for _ in range(100):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        yield head[4:8].decode("latin-1")
        if length < 8:
            return
        at += length


def _kind(tracks: Sequence[Track], kind: str) -> list[Track]:
    return [track for track in tracks if track.get("@type") == kind]


def _text(track: Track, key: str) -> str:
    return str(track.get(key, ""))


def _extra(track: Track, key: str) -> str:
    extra = track.get("extra")
    return str(track.get(key) or (extra.get(key, "") if isinstance(extra, dict) else ""))


def _raster(video: Track) -> str:
    said = _text(video, "DisplayAspectRatio")
    wide = said != "" and abs(float(said) - 16 / 9) < 0.005  # 854×480 and 426×240 are 16:9 to the nearest even pixel
    return f"{_text(video, 'Width')}×{_text(video, 'Height')} {'16:9' if wide else said}"


def _scan(video: Track) -> str:
    return f"{_text(video, 'ScanType')} {_text(video, 'ScanOrder')}".strip()


def _picture_format(video: Track) -> str:
    return _text(video, "Format_Commercial_IfAny") or _text(video, "Format")


def _timecode(video: Track) -> str:
    """The container's own start, where it has one; else the one in the pictures."""
    if _text(video, "Delay_Source") != "Container" or not _text(video, "Delay"):
        return _text(video, "TimeCode_FirstFrame")
    frames = round(float(_text(video, "Delay")) * float(PROGRAMME_RATE))
    seconds, rest = divmod(frames, int(PROGRAMME_RATE))
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{rest:02}"


def _said(
    path: Path, general: Track, video: Track, audio: Sequence[Track], loudness: Loudness
) -> dict[str, str | int | float]:
    """What the manifest tells of the file."""
    pictures = _text(video, "FrameCount")
    return {
        "size_bytes": path.stat().st_size,
        "container": f"{_text(general, 'Format')} {_text(general, 'Format_Profile')}".strip(),
        "picture": f"{_picture_format(video)} {_raster(video)} {_scan(video)}".strip(),
        "pictures": int(pictures) if pictures.isdigit() else 0,
        "duration_s": _text(general, "Duration"),
        "timecode": _timecode(video),
        "sound_tracks": len(audio),
        "integrated_lufs": loudness.integrated_lufs,
        "loudness_range_lu": loudness.range_lu,
        "true_peak_dbtp": loudness.true_peak_dbtp,
    }
