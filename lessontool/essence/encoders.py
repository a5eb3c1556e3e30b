"""How each rendition's picture is encoded: one function for each way, every option with its reason.

Chunks never see one another, yet their bits are joined as they are: keyframes stand on a grid, groups of pictures are
closed, and whatever a decoder's buffer is promised holds over every join (constant_rate.py).
"""

from __future__ import annotations

from typing import Any, Final

from lessontool.essence.constant_rate import Budget, budget
from lessontool.model import RenditionRecipe, RenditionSpec

_HD_LINES: Final = 720
"""From so many lines on a picture is high definition."""

_PROFILES: Final = {
    # 4:2:2 Profile @ High Level (ISO/IEC 13818-2 table 8-2)
    ("4:2:2", True): ("0", "2"),
    # 4:2:2 Profile @ Main Level
    ("4:2:2", False): ("0", "5"),
    # Main Profile @ High Level
    ("4:2:0", True): ("4", "4"),
    # Main Profile @ Main Level
    ("4:2:0", False): ("4", "8"),
}
"""Numbers of MPEG-2 profiles and levels, by chroma and by whether the picture is high definition."""


def encoder(recipe: RenditionRecipe, timecode: str, frames: int) -> dict[str, Any]:
    """Give ffmpeg's output options for one chunk of a rendition, of so many frames (25 a second)."""
    spec = recipe.rendition
    match spec.codec:
        case "mpeg2":
            return _mpeg2(spec, budget(spec, frames), field_motion=recipe.field_motion, timecode=timecode)
        case "avc_intra":
            return _avc_intra(spec)
        case "dv":
            return _dv(timecode)
        case "h264":
            return _h264_constant(spec) if spec.bit_rate_kbps else _h264(spec)
        case "av1":
            return _av1(spec)


def _mpeg2(spec: RenditionSpec, given: Budget, *, field_motion: bool, timecode: str) -> dict[str, Any]:
    """MPEG-2 for television, XDCAM HD422 first of all: closed GOPs of constant shape, constant bit rate."""
    profile, level = _PROFILES[spec.chroma, spec.height_px >= _HD_LINES]
    # ilme doubles the work and helps only where fields move; ildct alone still codes interlaced frames
    flags = {"flags:v": "+ildct+ilme+cgop" if field_motion else "+ildct+cgop"}
    if spec.gop_frames == 1:
        # IMX: intra only, nothing to search between fields, and a slice for each macroblock (the known recipe); coded
        # in two parts, because the encoder's room for one part does not hold the stuffing of an empty picture
        flags = {"flags:v": "+ildct+low_delay", "ps": "1", "slices": "2"}
    options = {
        "c:v": "mpeg2video",
        "profile:v": profile,
        "level:v": level,
        # constant bit rate, stuffed where the picture is easy
        "b:v": given.rate_bps,
        "minrate:v": given.rate_bps,
        "maxrate:v": given.rate_bps,
        "bufsize:v": given.buffer_bits,
        # this chunk's share of the buffer is full when it begins: see constant_rate.py
        "rc_init_occupancy:v": given.buffer_bits,
        "rc_max_vbv_use": "1",
        "rc_min_vbv_use": "1",
        "g": spec.gop_frames,
        "bf": spec.b_frames,
        # the GOP has the same shape everywhere: no scene cut, no adaptive B frames
        "b_strategy": "0",
        "sc_threshold": "1000000000",
        "mpv_flags": "+strict_gop",
        **flags,
        # 10 bit DC, the other coefficient tables and scan: what XDCAM cameras write
        "intra_dc_precision": "2",
        "intra_vlc": "1",
        "non_linear_quant": "1",
        "alternate_scan": "1",
        # the coarsest quantiser of the non-linear scale: with less, a noisy night shot breaks the bit rate
        "qmin": "1",
        "qmax": "28",
        "lmin": "1*QP2LAMBDA",
        "seq_disp_ext": "always",
        "video_format": "pal" if spec.colour == "bt601" else "component",
        "threads:v": "1",
        "format": "mpeg2video",
    }
    return options | ({"gop_timecode": timecode} if timecode else {})


def _h264(spec: RenditionSpec) -> dict[str, Any]:
    """An online rendition: H.264 of constant quality under a ceiling, a keyframe every GOP for seeking and joining."""
    ceiling = {}
    if spec.max_bit_rate_kbps and spec.buffer_kbit:
        ceiling = {"maxrate:v": f"{spec.max_bit_rate_kbps}k", "bufsize:v": f"{spec.buffer_kbit}k"}
    return {
        "c:v": "libx264",
        "profile:v": "high",
        "preset:v": spec.effort,
        "crf": spec.quality_crf,
        **ceiling,
        "g": spec.gop_frames,
        "keyint_min": spec.gop_frames,
        # keyframes only on the grid, so that all rungs switch at the same moments
        "sc_threshold": "0",
        "bf": spec.b_frames,
        "flags:v": "+cgop",
        "threads:v": "1",
        # every 1/25 s is a whole number of ticks
        "video_track_timescale": "25000",
        "format": "mp4",
    }


def _h264_constant(spec: RenditionSpec) -> dict[str, Any]:
    """H.264 for television: constant bit rate with filler, interlaced coding where the picture is interlaced."""
    order = 1 if spec.first_field == "top" else 0
    return {
        "c:v": "libx264",
        "profile:v": "high",
        # what receivers and playout servers decode; 1080i25 needs level 4 (ITU-T H.264 table A-1)
        "level:v": "4.1" if spec.height_px >= _HD_LINES else "3",
        "preset:v": spec.effort,
        "b:v": f"{spec.bit_rate_kbps}k",
        "minrate:v": f"{spec.bit_rate_kbps}k",
        "maxrate:v": f"{spec.bit_rate_kbps}k",
        "bufsize:v": f"{spec.buffer_kbit}k",
        # filler where the picture is easy: a lesson of slides keeps the rate that the station asks for
        "nal-hrd": "cbr",
        "g": spec.gop_frames,
        "keyint_min": spec.gop_frames,
        "sc_threshold": "0",
        "bf": spec.b_frames,
        "flags:v": "+ildct+ilme+cgop" if spec.interlaced else "+cgop",
        # pictures come at a fixed rate; each pair of macroblocks chooses between frame and fields (MBAFF)
        "x264-params": f"force-cfr=1:interlaced=1:tff={order}" if spec.interlaced else "force-cfr=1",
        "threads:v": "1",
        "video_track_timescale": "25000",
        "format": "mp4",
    }


def _av1(spec: RenditionSpec) -> dict[str, Any]:
    """AV1 for phones on a small budget: constant quality, closed groups, every chunk by one processor."""
    return {
        "c:v": "libsvtav1",
        "preset:v": spec.effort,
        "crf": spec.quality_crf,
        # a keyframe costs as much as many seconds of a slide; they stand on the grid and nowhere else
        "g": spec.gop_frames,
        # lp: chunks run side by side, one processor each · scd: no keyframe for a new scene
        "svtav1-params": "lp=1:scd=0",
        "video_track_timescale": "25000",
        "format": "mp4",
    }


def _dv(timecode: str) -> dict[str, Any]:
    """DV25: every picture of the same size; it carries its own timecode."""
    options = {"c:v": "dvvideo", "threads:v": "1", "format": "dv"}
    return options | ({"timecode": timecode} if timecode else {})


def _avc_intra(spec: RenditionSpec) -> dict[str, Any]:
    """AVC-Intra class 100: every picture a keyframe of the same size; the class decides all the rest."""
    return {
        "c:v": "libx264",
        "preset:v": spec.effort,
        "flags:v": "+ildct+ilme",
        # Panasonic's: what the label in MXF says
        "x264-params": "avcintra-class=100:avcintra-flavor=panasonic:interlaced=1:tff=1",
        "threads:v": "1",
        "format": "h264",
    }
