"""What must be true of a delivery preset beyond the types of its fields: laws of the formats that it names."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from typing import Final

from lessontool.curriculum import suggest
from lessontool.model import DeliverySpec, RenditionSpec, SegmentKind, SoundSpec
from lessontool.model.preset import FILE_NAME_FIELDS
from lessontool.presets import _adaptive_rules, _radio_rules
from lessontool.presets._fields import Reading
from lessontool.presets._lesson_rules import is_preset_name
from lessontool.timing import PROGRAMME_RATE, Timecode, round_up

_RENDITION_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEMPLATE_TEXT: Final = re.compile(r"[A-Za-z0-9_-]*")

_TAKES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "mxf": (("mpeg2", "avc_intra", "dv"), ("pcm_s24le", "pcm_s16le")),
    "mxf_d10": (("mpeg2",), ("pcm_s24le", "pcm_s16le")),
    "mp4": (("h264", "av1"), ("aac", "opus")),
    "mpeg_ps": (("mpeg2",), ("mp2",)),
    "mpeg_ts": (("mpeg2", "h264"), ("mp2",)),
}
"""Picture and sound that each container takes here; what is named first is meant where nothing fits."""

_LARGEST_PX: Final = {
    "mpeg2": (1920, 1152),
    "h264": (4096, 2304),
    "av1": (4096, 2304),
    "avc_intra": (1920, 1080),
    "dv": (720, 576),
}
"""MPEG-2 High Level: ISO/IEC 13818-2 clause 8; H.264 level 5.2: ITU-T H.264 table A-1 (36 864 macroblocks); AV1 has
room for more, phones' decoders have not."""

_HIGHEST_KBPS: Final = {"mpeg2": 300_000, "h264": 300_000, "av1": 300_000, "avc_intra": 113_766, "dv": 28_800}
"""MPEG-2 4:2:2 Profile @ High Level: ISO/IEC 13818-2 clause 8; H.264 High at level 5.2: 1.25 times 240 000. The other
two have exactly this rate: 568 832 and 144 000 bytes a picture."""

_LARGEST_BUFFER_KBIT: Final = {"mpeg2": 47_185, "h264": 300_000, "av1": 300_000}
"""MPEG-2 4:2:2 Profile @ High Level: 47 185 920 bits (ISO/IEC 13818-2 clause 8)."""

_MAIN_PROFILE: Final = {True: (80_000, 9_782), False: (15_000, 1_836)}
"""Highest kb/s and largest kbit of the buffer in MPEG-2 Main Profile at High and at Main Level (ISO/IEC 13818-2 clause
8: 9 781 248 and 1 835 008 bits), by whether the picture is high definition."""

_SHAPES: Final[dict[str, dict[str, object]]] = {
    # AVC-Intra class 100 at 1080i50 (RP 2027): nothing can be chosen
    "avc_intra": {
        "width_px": 1920,
        "height_px": 1080,
        "interlaced": True,
        "first_field": "top",
        "chroma": "4:2:2",
        "bit_depth": 10,
        "colour": "bt709",
        "bit_rate_kbps": 113_766,
        "gop_frames": 1,
        "b_frames": 0,
    },
    # DV25 in 625 lines (IEC 61834): bottom field first, colour in every other line
    "dv": {
        "width_px": 720,
        "height_px": 576,
        "interlaced": True,
        "first_field": "bottom",
        "chroma": "4:2:0",
        "bit_depth": 8,
        "colour": "bt601",
        "bit_rate_kbps": 28_800,
        "gop_frames": 1,
        "b_frames": 0,
    },
    # IMX (SMPTE ST 356, ST 386): 576 lines and 32 above them, intra only
    "mxf_d10": {
        "width_px": 720,
        "height_px": 608,
        "interlaced": True,
        "first_field": "top",
        "chroma": "4:2:2",
        "bit_depth": 8,
        "colour": "bt601",
        "gop_frames": 1,
        "b_frames": 0,
    },
}
"""What a format leaves no choice in, by codec or container."""

_IMX_KBPS: Final = (30_000, 40_000, 50_000)
_SD_LINES: Final = 576
_SD_LARGEST_PX: Final = 1024
"""From so many pixels on a picture is not standard definition."""

_LAYER_II_KBPS: Final = (64, 96, 112, 128, 160, 192, 224, 256, 320, 384)
"""Bit rates of two channels in MPEG-1 Layer II (ISO/IEC 11172-3)."""

_SERVICE_NAME: Final = re.compile(r"[ -~]{1,60}")
"""Letters of a service name that every receiver shows: the writer marks no other alphabet (EN 300 468 annex A)."""

_STREAM_OVERHEAD: Final = 104
"""In percent: a stream's own packets and tables take less than 4 % above picture and sound."""

_AAC_KBPS: Final = {2: range(32, 289), 1: range(16, 145)}
"""One channel of AAC holds at most 6 144 bits in 1 024 samples (ISO/IEC 14496-3): 288 kb/s at 48 kHz. By channels."""

_OPUS_KBPS: Final = range(6, 257)
"""RFC 6716 §2.1.1: 6 to 510 kb/s; nobody hears more than half of that."""

_LONGEST_GOP: Final = {True: 500, False: 250}
"""In pictures, by whether quality is constant: one can only start playing at a keyframe, and where a phone must decode
20 s of a small picture to show one in between, it still does so in a second or two."""

_AV1_EFFORTS: Final = tuple(str(number) for number in range(14))
"""SVT-AV1's speed presets, 0 the slowest."""

_WORST_FACTOR: Final = {"h264": 51, "av1": 63}
"""Largest rate factor of each encoder that has one."""

_EFFORTS: Final = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""x264's speed presets."""

_STEREO: Final = 2

_ORDER: Final[tuple[SegmentKind, ...]] = ("lineup", "clock", "black", "slate", "opening", "lesson", "closing")

_LONGEST_S: Final = {"lineup": 120, "clock": 60, "black": 60, "slate": 120}
"""Segments whose length the preset says; how long opening and closing are, a brand says."""

_MINUTE_FRAMES: Final = 60 * int(PROGRAMME_RATE)

_STILL_PX: Final = range(120, 4097)
_STILL_KB: Final = range(20, 20_001)
_SHEET_PX: Final = 8192
"""No side of a sheet is longer: phones cannot hold larger pictures (WebGL's common limit is 8 192)."""


def check(spec: DeliverySpec, stem: str, reading: Reading) -> None:
    """Note every law that a preset breaks; `stem` is the name of its file."""
    if spec.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for path, text in (("summary_vi", spec.summary_vi), ("summary_en", spec.summary_en)):
        if not text:
            reading.wrong(path, "empty")
    _radio_rules.check(spec, reading)
    if spec.container != "wav":
        _check_renditions(spec, reading)
    _check_sound(spec, reading)
    _check_running_order(spec, reading)
    _check_stills(spec, reading)
    _adaptive_rules.check(spec, reading)
    if spec.brand and not is_preset_name(spec.brand):
        reading.wrong("brand", "not a name of a brand", value=spec.brand, example="province")
    if spec.station and not is_preset_name(spec.station):
        reading.wrong("station", "not a name of a station", value=spec.station, example="province")
    _check_captions(spec, reading)
    _check_file_name(spec.file_name, reading)
    _once("checksums", spec.checksums, reading)
    if "sha256" not in spec.checksums:
        reading.wrong("checksums", "sha256 is what the manifest proves files by")
    if spec.timecode_start:
        try:
            Timecode.parse(spec.timecode_start)
        except ValueError as error:
            reading.wrong("timecode_start", str(error))


def _check_captions(spec: DeliverySpec, reading: Reading) -> None:
    captions = spec.captions
    for field, least, most in (("font_percent", 2, 12), ("safe_area_percent", 0, 20)):
        value = getattr(captions, field)
        if not least <= value <= most:
            reading.wrong(f"captions.{field}", f"must be {least}–{most}", value=value, example=str(least + most // 4))
    for number, box in enumerate(captions.keep_clear, start=1):
        across = box.left_percent >= 0 and box.width_percent > 0 and box.left_percent + box.width_percent <= 100
        down = box.top_percent >= 0 and box.height_percent > 0 and box.top_percent + box.height_percent <= 100
        if not (across and down):
            reading.wrong(f"captions.keep_clear[{number}]", "no part of the picture (0–100 percent)", value=box.name)
    _once("captions.sidecars", captions.sidecars, reading)
    _once("captions.transcripts", captions.transcripts, reading)


def _check_stills(spec: DeliverySpec, reading: Reading) -> None:
    _once("posters", (poster.name for poster in spec.posters), reading)
    for number, poster in enumerate(spec.posters, start=1):
        path = f"posters[{number}]"
        if not _RENDITION_NAME.fullmatch(poster.name):
            reading.wrong(f"{path}.name", "only small letters a-z, digits and -: it becomes part of file names")
        for field in ("width_px", "height_px"):
            if getattr(poster, field) not in _STILL_PX:
                reading.wrong(f"{path}.{field}", f"must be {_STILL_PX[0]} to {_STILL_PX[-1]}")
        if poster.max_kb not in _STILL_KB:
            reading.wrong(f"{path}.max_kb", f"must be {_STILL_KB[0]} to {_STILL_KB[-1]} kB")
    sheets = spec.storyboard
    if sheets is None:
        return
    for field, most in (("every_s", 60), ("width_px", 640), ("columns", 20), ("rows", 20)):
        least = 64 if field == "width_px" else 1
        if not least <= getattr(sheets, field) <= most:
            reading.wrong(f"storyboard.{field}", f"must be {least} to {most}")
    if sheets.columns * sheets.width_px > _SHEET_PX or sheets.rows * sheets.width_px > _SHEET_PX:
        reading.wrong("storyboard.width_px", f"a sheet would be longer than {_SHEET_PX} pixels")


def _once(path: str, values: Iterable[object], reading: Reading) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            reading.wrong(path, f"{value} stands there twice")
        seen.add(value)


def _check_renditions(spec: DeliverySpec, reading: Reading) -> None:
    _once("renditions", (rendition.name for rendition in spec.renditions), reading)
    codecs, sounds = _TAKES[spec.container]
    if spec.sound.codec not in sounds:
        reading.wrong("sound.codec", f"{spec.container} takes {' or '.join(sounds)}", suggestion=sounds[0])
    for number, rendition in enumerate(spec.renditions, start=1):
        path = f"renditions[{number}]"
        if rendition.codec not in codecs:
            reading.wrong(f"{path}.codec", f"{spec.container} takes {' or '.join(codecs)}", suggestion=codecs[0])
        _check_rendition(rendition, path, reading)
        if spec.container != "mp4" and rendition.bit_rate_kbps is None:
            reading.wrong(f"{path}.bit_rate_kbps", f"{spec.container} needs a constant bit rate")
        _check_shape(rendition, spec.container, path, reading)
        _check_sound_rate(spec, rendition, path, reading)
    _check_stream(spec, reading)
    for rendition in spec.renditions:
        if rendition.codec == "dv" and not spec.timecode_start:
            reading.wrong("timecode_start", "DV carries one in every picture", example="10:00:00:00")
        if rendition.codec == "avc_intra" and spec.sound.codec == "pcm_s16le":
            reading.wrong("sound.codec", "sound beside AVC-Intra has 24 bit here", suggestion="pcm_s24le")


def _check_shape(rendition: RenditionSpec, container: str, path: str, reading: Reading) -> None:
    """A format that leaves no choice gets what it wants."""
    for format_ in (rendition.codec, container):
        for field, wanted in _SHAPES.get(format_, {}).items():
            if getattr(rendition, field) != wanted:
                reading.wrong(f"{path}.{field}", f"{format_} is always {wanted}", value=getattr(rendition, field))
    if container == "mxf_d10" and rendition.bit_rate_kbps not in _IMX_KBPS:
        reading.wrong(f"{path}.bit_rate_kbps", f"IMX is one of {', '.join(map(str, _IMX_KBPS))}")
    free = {"bit_depth": 8, "first_field": "top"}
    for field, wanted in free.items():
        if rendition.codec not in _SHAPES and getattr(rendition, field) != wanted:
            reading.wrong(f"{path}.{field}", f"{rendition.codec} is {wanted} here", value=getattr(rendition, field))
    standard = rendition.interlaced and rendition.width_px < _SD_LARGEST_PX
    if standard != (rendition.colour == "bt601"):
        reading.wrong(f"{path}.colour", "bt601 is for interlaced standard definition, and for nothing else")
    elif standard and rendition.height_px < _SD_LINES:
        reading.wrong(f"{path}.height_px", f"standard definition has {_SD_LINES} lines")


def _check_sound_rate(spec: DeliverySpec, rendition: RenditionSpec, path: str, reading: Reading) -> None:
    field, rate, codec = f"{path}.sound_kbps", rendition.sound_kbps, spec.sound_codec_of(rendition)
    channels = 1 if spec.sound.channels_per_track == 1 else 2
    sounds = _TAKES[spec.container][1]
    if rendition.sound_codec and codec not in sounds:
        reading.wrong(f"{path}.sound_codec", f"{spec.container} takes {' or '.join(sounds)}", suggestion=sounds[0])
    elif codec == "aac" and rate not in _AAC_KBPS[channels]:
        reading.wrong(field, f"aac needs {_AAC_KBPS[channels][0]} to {_AAC_KBPS[channels][-1]} kb/s")
    elif codec == "opus" and rate not in _OPUS_KBPS:
        reading.wrong(field, f"opus needs {_OPUS_KBPS[0]} to {_OPUS_KBPS[-1]} kb/s")
    elif codec == "mp2" and rate not in _LAYER_II_KBPS:
        reading.wrong(field, f"mp2 needs one of {', '.join(map(str, _LAYER_II_KBPS))} kb/s")
    elif codec.startswith("pcm") and rate is not None:
        reading.wrong(field, "uncompressed sound has no bit rate to choose")


def _check_stream(spec: DeliverySpec, reading: Reading) -> None:
    """A stream of constant rate has room for all that is in it, and a service has a name."""
    stream = spec.container in ("mpeg_ps", "mpeg_ts")
    if stream != (spec.mux_rate_kbps is not None):
        reading.wrong("mux_rate_kbps", "mpeg_ps and mpeg_ts need one, and nothing else has one")
    for rendition in spec.renditions:
        least = ((rendition.bit_rate_kbps or 0) + (rendition.sound_kbps or 0)) * _STREAM_OVERHEAD // 100
        if stream and spec.mux_rate_kbps is not None and not least <= spec.mux_rate_kbps <= 2 * least:
            reading.wrong("mux_rate_kbps", f"picture, sound and tables need {least} to {2 * least}")
    if spec.container != "mpeg_ts" and spec.service_name:
        reading.wrong("service_name", "only mpeg_ts carries a service")
    elif spec.container == "mpeg_ts" and not _SERVICE_NAME.fullmatch(spec.service_name):
        reading.wrong("service_name", "1 to 60 letters without diacritics: all that every receiver shows")


def _check_rendition(rendition: RenditionSpec, path: str, reading: Reading) -> None:
    def wrong(field: str, reason: str) -> None:
        reading.wrong(f"{path}.{field}", reason)

    if not _RENDITION_NAME.fullmatch(rendition.name):
        wrong("name", "only small letters a-z, digits and -: it becomes part of file names")
    wide, high = _LARGEST_PX[rendition.codec]
    for field, size, most in (("width_px", rendition.width_px, wide), ("height_px", rendition.height_px, high)):
        if not 16 <= size <= most or size % 2:
            wrong(field, f"must be even, from 16 to {most}")
    if rendition.interlaced and rendition.pictures_per_second != 25:
        wrong("pictures_per_second", "interlaced means 25 coded frames, 50 fields, a second")
    if rendition.interlaced and rendition.chroma == "4:2:0" and rendition.height_px % 4:
        wrong("height_px", "interlaced 4:2:0 needs a multiple of 4: each field has whole colour lines")
    longest = _LONGEST_GOP[rendition.quality_crf is not None]
    if not 1 <= rendition.gop_frames <= longest:
        seconds = longest // int(PROGRAMME_RATE)
        wrong("gop_frames", f"must be 1 to {longest} frames ({seconds} s): one can only start playing at a keyframe")
    if not 0 <= rendition.b_frames < max(rendition.gop_frames, 1) or rendition.b_frames > 16:
        wrong("b_frames", "must be 0 to 16 and fewer than gop_frames")
    if rendition.codec in ("h264", "avc_intra") and rendition.effort not in _EFFORTS:
        reading.wrong(
            f"{path}.effort", f"not one of {', '.join(_EFFORTS)}", suggestion=suggest(rendition.effort, _EFFORTS) or ""
        )
    if rendition.codec == "av1":
        _check_av1(rendition, wrong)
    if rendition.codec in ("mpeg2", "dv") and rendition.effort:
        wrong("effort", f"the {rendition.codec} encoder has no speed presets")
    _check_rate(rendition, wrong)


def _check_av1(rendition: RenditionSpec, wrong: Callable[[str, str], None]) -> None:
    if rendition.effort not in _AV1_EFFORTS:
        wrong("effort", f"av1 takes {_AV1_EFFORTS[0]} (slowest) to {_AV1_EFFORTS[-1]}")
    if rendition.b_frames:
        wrong("b_frames", "av1 decides by itself which pictures lean on which: 0")
    if rendition.interlaced:
        wrong("interlaced", "av1 knows whole pictures only")
    if rendition.bit_rate_kbps is not None or rendition.max_bit_rate_kbps is not None:
        wrong("bit_rate_kbps", "av1 is made of constant quality here")


def _check_rate(rendition: RenditionSpec, wrong: Callable[[str, str], None]) -> None:
    if (rendition.bit_rate_kbps is None) == (rendition.quality_crf is None):
        wrong("bit_rate_kbps", "exactly one of bit_rate_kbps and quality_crf must be given")
    factor, worst = rendition.quality_crf, _WORST_FACTOR.get(rendition.codec, 0)
    if factor is not None and not 1 <= factor <= worst:
        wrong("quality_crf", "must be 1 to 51 for h264 and to 63 for av1, and nothing else has one")
    if rendition.quality_vmaf is not None:
        if factor is None:
            wrong("quality_vmaf", "needs a quality_crf: the best that a trial may choose")
        if not 50 <= rendition.quality_vmaf <= 98:
            wrong("quality_vmaf", "must be 50 to 98: 100 is the picture before coding, which no rate factor reaches")
    highest = _HIGHEST_KBPS[rendition.codec]
    for field, rate in (
        ("bit_rate_kbps", rendition.bit_rate_kbps),
        ("max_bit_rate_kbps", rendition.max_bit_rate_kbps),
    ):
        if rate is not None and not 1 <= rate <= highest:
            wrong(field, f"must be 1 to {highest} kb/s")
    if rendition.bit_rate_kbps is not None and rendition.max_bit_rate_kbps is not None:
        wrong("max_bit_rate_kbps", "a constant bit rate is its own ceiling")
    if rendition.codec not in _LARGEST_BUFFER_KBIT:
        if rendition.buffer_kbit is not None:
            wrong("buffer_kbit", "every picture has the same size: there is no buffer")
        return
    bounded = rendition.bit_rate_kbps is not None or rendition.max_bit_rate_kbps is not None
    if bounded != (rendition.buffer_kbit is not None):
        wrong("buffer_kbit", "a bit rate needs a buffer, and a buffer a bit rate")
    largest = _LARGEST_BUFFER_KBIT[rendition.codec]
    if rendition.buffer_kbit is not None and not 1 <= rendition.buffer_kbit <= largest:
        wrong("buffer_kbit", f"must be 1 to {largest} kbit")
    if rendition.codec == "mpeg2" and rendition.chroma == "4:2:0":
        most, most_buffer = _MAIN_PROFILE[rendition.width_px >= _SD_LARGEST_PX]
        if (rendition.bit_rate_kbps or 0) > most:
            wrong("bit_rate_kbps", f"Main Profile has at most {most} kb/s at this size")
        if (rendition.buffer_kbit or 0) > most_buffer:
            wrong("buffer_kbit", f"Main Profile has at most {most_buffer} kbit at this size")


def _check_sound(spec: DeliverySpec, reading: Reading) -> None:
    sound: SoundSpec = spec.sound
    if not 1 <= sound.tracks <= 16:
        reading.wrong("sound.tracks", "must be 1 to 16")
    if sound.codec in ("aac", "mp2", "opus") and sound.tracks != 1:
        reading.wrong("sound.tracks", "players take the first track only: mp4 needs exactly 1")
    if spec.container == "mxf" and sound.channels_per_track != 1:
        reading.wrong("sound.channels_per_track", "mxf has one channel a track here")
    elif spec.container == "mxf_d10" and (sound.tracks, sound.channels_per_track) != (1, 4):
        reading.wrong("sound.tracks", "IMX has one track of four channels here")
    elif sound.codec == "mp2" and sound.channels_per_track != _STEREO:
        reading.wrong("sound.channels_per_track", f"{sound.codec} is stereo here")
    elif sound.codec in ("aac", "opus") and sound.channels_per_track not in (1, 2):
        reading.wrong("sound.channels_per_track", f"{sound.codec} has one channel or two here")
    if not -40 <= sound.target_lufs <= -5:
        reading.wrong("sound.target_lufs", "must be -40 to -5 LUFS")
    if not 0 < sound.tolerance_lu <= 2:
        reading.wrong("sound.tolerance_lu", "must be above 0 and at most 2 LU")
    if not -20 <= sound.max_true_peak_dbtp <= 0:
        reading.wrong("sound.max_true_peak_dbtp", "must be -20 to 0 dBTP")
    if not 0 <= sound.high_pass_hz <= 300:
        reading.wrong("sound.high_pass_hz", "must be 0 to 300 Hz: voices begin there")


def _check_running_order(spec: DeliverySpec, reading: Reading) -> None:
    order = spec.running_order
    _once("running_order.segments", order.segments, reading)
    if "lesson" not in order.segments:
        reading.wrong("running_order.segments", "a programme without its lesson")
    if list(order.segments) != sorted(order.segments, key=_ORDER.index):
        reading.wrong("running_order.segments", f"must stand in this order: {', '.join(_ORDER)}")
    if "clock" in order.segments and "slate" in order.segments:
        reading.wrong("running_order.segments", "a clock counts down to the programme, so no slate stands between")
    for kind, most in _LONGEST_S.items():
        seconds, path = getattr(order, f"{kind}_s"), f"running_order.{kind}_s"
        if kind not in order.segments:
            if seconds:
                reading.wrong(path, f"must be 0: there is no {kind} in segments")
        elif not 1 <= seconds <= most:
            reading.wrong(path, f"must be 1 to {most} s")
    if "lineup" in order.segments:
        _check_line_up(spec, reading)


def _check_line_up(spec: DeliverySpec, reading: Reading) -> None:
    """A file that begins before its programme says where that begins: at a whole minute, by whole GOPs."""
    try:
        start = Timecode.parse(spec.timecode_start)
    except ValueError:
        reading.wrong("timecode_start", "a file with a line-up needs one: 09:59:00:00", value=spec.timecode_start)
        return
    gop = max((rendition.gop_frames for rendition in spec.renditions), default=1)
    lengths = [getattr(spec.running_order, f"{kind}_s") for kind in _LONGEST_S]
    before = sum(round_up(seconds * int(PROGRAMME_RATE), max(gop, 1)) for seconds in lengths)
    begins = start + before
    if begins.frames % _MINUTE_FRAMES:
        minute = Timecode(round_up(begins.frames, _MINUTE_FRAMES))
        reason = f"the programme would begin at {begins}; stations expect a whole minute, so begin the file at"
        reading.wrong("timecode_start", f"{reason} {minute + -before}", value=spec.timecode_start)


def _check_file_name(template: str, reading: Reading) -> None:
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        reading.wrong("file_name", str(error), value=template)
        return
    names = []
    for text, name, spec, conversion in parts:
        if not _TEMPLATE_TEXT.fullmatch(text):
            reading.wrong("file_name", "only letters a-z, digits, _ and - outside the braces", value=template)
        if name is None:
            continue
        names.append(name)
        if name not in FILE_NAME_FIELDS or spec or conversion:
            known = ", ".join(sorted(FILE_NAME_FIELDS))
            near = suggest(name, FILE_NAME_FIELDS) or ""
            reading.wrong("file_name", f"{{{name}}} is not one of {known}", value=name, suggestion=near)
    if not names:
        reading.wrong("file_name", "every lesson would get the same name", value=template)
