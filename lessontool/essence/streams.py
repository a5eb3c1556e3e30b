"""MPEG programme and transport streams (ISO/IEC 13818-1): what older playout servers and DVB multiplexers take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lessontool.essence.joining import READ_BYTES, track_language
from lessontool.model import WrapProgramme
from lessontool.timing import PROGRAMME_RATE
from lessontool.tools import ffmpeg

_HD_LINES: Final = 720

_SERVICE_TYPES: Final = {
    ("mpeg2", False): "digital_tv",
    ("mpeg2", True): "mpeg2_digital_hdtv",
    ("h264", False): "advanced_codec_digital_sdtv",
    ("h264", True): "advanced_codec_digital_hdtv",
}
"""ffmpeg's names of the service types of EN 300 468 table 87, by codec and whether it is high definition."""

_COPIES: Final = (
    *("-map", "0:v:0", "-map", "1:a:0"),
    *("-c", "copy"),
    # the first picture is shown when the first sample is heard, however many pictures were coded before it
    *("-bsf:v", "setts=pts=PTS-STARTPTS:dts=DTS-STARTPTS"),
    *("-map_metadata", "-1"),
    *("-progress", "pipe:1"),
)


def programme_stream_command(step: WrapProgramme, sound: str, target: str) -> list[str]:
    """Say how a programme is wrapped as MPEG programme stream (.mpg); the chunk list is read from standard input."""
    return [
        *_inputs(step, sound),
        *_COPIES,
        # MPEG-2 programme stream in packs of 2 048 bytes, as on discs
        *_mux_rate(step),
        *("-f", "vob", f"file:{target}"),
    ]


def transport_stream_command(step: WrapProgramme, sound: str, target: str, *, provider: str) -> list[str]:
    """Say how a programme is wrapped as transport stream of constant rate with one DVB service.

    The chunk list is read from standard input.
    """
    high = step.rendition.height_px >= _HD_LINES
    return [
        *_inputs(step, sound),
        *_COPIES,
        # null packets fill what picture, sound and tables leave free
        *_mux_rate(step),
        *("-metadata", f"service_name={step.service_name}"),
        *("-metadata", f"service_provider={provider}"),
        *("-metadata:s:a:0", f"language={track_language(step.language)}"),
        *("-mpegts_service_type", _SERVICE_TYPES[step.rendition.codec, high]),
        # receivers wait for these: programme tables ten times a second, clock every 20 ms, service name twice a second
        *("-pat_period", "0.1", "-pcr_period", "20", "-sdt_period", "0.5"),
        *("-f", "mpegts", f"file:{target}"),
    ]


def _inputs(step: WrapProgramme, sound: str) -> Sequence[str]:
    pictures: tuple[str, ...] = (
        *("-protocol_whitelist", "file,pipe,concatf"),
        # raw pictures carry no times: 25 a second, and B pictures' own are worked out
        *("-fflags", "+genpts"),
        *("-f", "mpegvideo", "-framerate", str(PROGRAMME_RATE), "-raw_packet_size", str(READ_BYTES)),
        *("-i", "concatf:pipe:0"),
    )
    if step.rendition.codec == "h264":
        # merges the chunks' tables, so that B pictures keep their times
        pictures = ("-protocol_whitelist", "file,pipe", "-f", "concat", "-safe", "0", "-i", "pipe:0")
    return (*ffmpeg.base_command(), "-y", *pictures, "-f", "mp3", "-i", f"file:{sound}")


def _mux_rate(step: WrapProgramme) -> Sequence[str]:
    return ("-muxrate", str(step.mux_rate_kbps * 1000)) if step.mux_rate_kbps else ()
