"""What a file is in the words of a delivery preset, and which shipped preset it is nearest to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lessontool.model import DeliverySpec, MediaFile, RenditionSpec, VideoTrack
from lessontool.qc.file.evidence import number, text
from lessontool.timing import SOUND_RATE_HZ, Timecode

_CONTAINERS: Final = {"mxf": "mxf", "mov": "mp4", "mpeg": "mpeg_ps", "mpegts": "mpeg_ts"}
_CODECS: Final = {"mpeg2video": "mpeg2", "h264": "h264", "av1": "av1", "dvvideo": "dv"}
_SOUNDS: Final = ("pcm_s24le", "pcm_s16le", "aac", "mp2", "opus")
_GOP: Final = re.compile(r"(?:M=(\d+), )?N=(\d+)")
_IMX_LINES: Final = 608
_LEVELS: Final = {"BT.709": "bt709", "BT.601": "bt601", "BT.470 System B/G": "bt601"}
_RATE_ROUNDING: Final = 0.005
"""Part of a bit rate that nobody calls another one."""

_SOUND_ROUNDING: Final = 0.25
"""AAC keeps its rate only on the average of seconds."""

_WEIGHTS: Final = {
    "container": 8,
    "codec": 8,
    "height_px": 6,
    "width_px": 4,
    "interlaced": 4,
    "pictures_per_second": 4,
    "chroma": 3,
    "bit_depth": 2,
    "bit_rate_kbps": 2,
    "sound.codec": 2,
    "sound.tracks": 1,
    "sound.channels_per_track": 1,
}
"""How much further away a preset is for each difference; others count half."""

Value = str | int | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A file in the words of a delivery preset."""

    whole: Mapping[str, Value]
    """Fields of the preset itself, and of its sound as `sound.tracks`."""
    picture: Mapping[str, Value]
    """Fields of a rendition."""
    foreign: tuple[str, ...]
    """What it has that no preset can say, in figures and trade words."""

    def differences(self, spec: DeliverySpec, rendition: RenditionSpec) -> dict[str, tuple[Value, Value]]:
        """Say in which fields it is not as a preset wants it: what the preset says, and what the file has."""
        number_of = spec.renditions.index(rendition) + 1
        found: dict[str, tuple[Value, Value]] = {}
        for name, value in self.whole.items():
            owner, _, field = name.rpartition(".")
            wanted = getattr(spec.sound if owner == "sound" else spec, field)
            if name == "sound.codec":
                wanted = spec.sound_codec_of(rendition)
            if wanted != value:
                found[name] = (wanted, value)
        for name, value in self.picture.items():
            wanted = getattr(rendition, name)
            if wanted != value and not _same_rate(name, wanted, value):
                found[f"renditions[{number_of}].{name}"] = (wanted, value)
        return found


def nearest(portrait: Portrait, specs: Iterable[DeliverySpec]) -> tuple[DeliverySpec, RenditionSpec]:
    """Find the preset and the version of it from which a file differs least. Raises ValueError where there is none."""

    def distance(pair: tuple[DeliverySpec, RenditionSpec]) -> float:
        differences = portrait.differences(*pair)
        return sum(_WEIGHTS.get(re.sub(r"^renditions\[\d+\]\.", "", name), 0.5) for name in differences)

    return min(((spec, rendition) for spec in specs for rendition in spec.renditions), key=distance)


def _same_rate(name: str, wanted: object, value: Value) -> bool:
    if not (isinstance(wanted, int) and isinstance(value, int) and name.endswith("_kbps")):
        return False
    return abs(value - wanted) <= (_SOUND_ROUNDING if name == "sound_kbps" else _RATE_ROUNDING) * value


def portrait(media: MediaFile, said: Iterable[Mapping[str, Any]]) -> Portrait:
    """Describe a file as a delivery preset would, as far as presets have words for it."""
    tracks = tuple(said)
    general = next((track for track in tracks if track.get("@type") == "General"), {})
    foreign: list[str] = []
    whole: dict[str, Value] = {}
    container = _CONTAINERS.get(media.demuxer)
    if container == "mxf" and "D-10" in text(general, "Format_Profile") + text(general, "Format_Commercial_IfAny"):
        container = "mxf_d10"
    if media.video and container == "mxf" and media.video[0].height_px == _IMX_LINES:
        container = "mxf_d10"
    if container:
        whole["container"] = container
    else:
        foreign.append(f"container: {media.container or media.demuxer}")
    whole["timecode_start"] = _timecode(media)
    _sound(media, whole, foreign)
    pictures = _picture(media, tracks, foreign) if media.video else {}
    if len(media.video) != 1:
        foreign.append(f"{len(media.video)} × picture")
    if container == "mpeg_ts" and text(general, "OverallBitRate_Mode") == "CBR":
        whole |= _rate("mux_rate_kbps", text(general, "OverallBitRate"))
    return Portrait(whole=whole, picture=pictures, foreign=tuple(foreign))


def _timecode(media: MediaFile) -> str:
    try:
        return str(Timecode.parse(media.timecode[:11]))
    except ValueError:
        return ""


def _sound(media: MediaFile, whole: dict[str, Value], foreign: list[str]) -> None:
    if not media.audio:
        foreign.append("0 × sound")
        return
    codecs = {track.codec for track in media.audio}
    codec = media.audio[0].codec
    channels = {track.channels for track in media.audio}
    if len(codecs) == 1 and codec in _SOUNDS:
        whole["sound.codec"] = codec
    else:
        foreign.append(f"sound: {' + '.join(sorted(codecs))}")
    if whole.get("container") == "mxf_d10":
        # IMX has all its channels in one element (SMPTE ST 386); a preset counts them as tracks
        whole["sound.tracks"] = sum(track.channels for track in media.audio)
        whole["sound.channels_per_track"] = 1
    elif len(channels) == 1 and channels <= {1, 2}:
        whole["sound.tracks"] = len(media.audio)
        whole["sound.channels_per_track"] = channels.pop()
    else:
        foreign.append(f"{len(media.audio)} × {'/'.join(map(str, sorted(channels)))} ch")
    rates = sorted({track.sample_rate_hz for track in media.audio})
    if rates != [SOUND_RATE_HZ]:
        foreign.append(f"sound: {'/'.join(map(str, rates))} Hz")


def _picture(media: MediaFile, said: tuple[Mapping[str, Any], ...], foreign: list[str]) -> dict[str, Value]:
    track = media.video[0]
    video = next((each for each in said if each.get("@type") == "Video"), {})
    found: dict[str, Value] = {"width_px": track.width_px, "height_px": track.height_px}
    codec = _codec(track, video)
    if codec:
        found["codec"] = codec
    else:
        foreign.append(f"picture: {text(video, 'Format') or track.codec}")
    rate = track.frame_rate
    if rate in (25, 50):
        found["pictures_per_second"] = int(rate)
    else:
        foreign.append(f"{float(rate or 0):.3f} /s")
    found["interlaced"] = track.scan_flag != "progressive"
    if track.scan_flag != "progressive":
        found["first_field"] = "bottom" if track.scan_flag == "bff" else "top"
    chroma = next((name for name in ("4:2:2", "4:2:0") if name.replace(":", "") in track.pixel_format), "")
    if chroma:
        found["chroma"] = chroma
    else:
        foreign.append(f"colour: {text(video, 'ChromaSubsampling') or track.pixel_format}")
    if track.bit_depth in (8, 10):
        found["bit_depth"] = track.bit_depth
    else:
        foreign.append(f"{track.bit_depth} bit")
    level = _LEVELS.get(text(video, "matrix_coefficients"))
    if level:
        found["colour"] = level
    elif text(video, "matrix_coefficients"):
        foreign.append(f"colour: {text(video, 'matrix_coefficients')}")
    return found | _coding(video, codec) | _sound_rate(media, said)


def _codec(track: VideoTrack, video: Mapping[str, Any]) -> str:
    codec = _CODECS.get(track.codec, "")
    intra = "Intra" in text(video, "Format_Commercial_IfAny") + text(video, "Format_Profile")
    return "avc_intra" if codec == "h264" and intra else codec


def _coding(video: Mapping[str, Any], codec: str) -> dict[str, Value]:
    """Bit rate where it is constant, and the pattern of key frames."""
    found: dict[str, Value] = {}
    if codec in ("dv", "avc_intra"):
        return found  # the format's own
    if text(video, "BitRate_Mode") == "CBR":
        found |= _rate("bit_rate_kbps", text(video, "BitRate"))
    pattern = _GOP.fullmatch(text(video, "Format_Settings_GOP"))
    if pattern:
        found["gop_frames"] = int(pattern[2])
        found["b_frames"] = max(0, int(pattern[1] or 1) - 1)
    return found


def _sound_rate(media: MediaFile, said: tuple[Mapping[str, Any], ...]) -> dict[str, Value]:
    audio = next((each for each in said if each.get("@type") == "Audio"), {})
    coded = bool(media.audio) and media.audio[0].codec in ("mp2", "aac", "opus")
    return _rate("sound_kbps", text(audio, "BitRate")) if coded else {}


def _rate(field: str, said: str) -> dict[str, Value]:
    bits = number(said)
    return {field: round(bits / 1000)} if bits else {}
