"""What must be true of a delivery preset beyond the types of its fields: laws of the formats that it names."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from typing import Final

from lessontool.curriculum import suggest
from lessontool.model import DeliverySpec, RenditionSpec, SegmentKind, SoundSpec
from lessontool.model.preset import FILE_NAME_FIELDS
from lessontool.presets._fields import Reading
from lessontool.presets._lesson_rules import is_preset_name
from lessontool.timing import PROGRAMME_RATE, Timecode, round_up

_RENDITION_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TEMPLATE_TEXT: Final = re.compile(r"[A-Za-z0-9_-]*")

_LARGEST_PX: Final = {"mpeg2": (1920, 1152), "h264": (4096, 2304)}
"""MPEG-2 High Level: ISO/IEC 13818-2 clause 8; H.264 level 5.2: ITU-T H.264 table A-1 (36 864 macroblocks)."""

_HIGHEST_KBPS: Final = {"mpeg2": 300_000, "h264": 300_000}
"""MPEG-2 4:2:2 Profile @ High Level: ISO/IEC 13818-2 clause 8; H.264 High at level 5.2: 1.25 times 240 000."""

_LARGEST_BUFFER_KBIT: Final = {"mpeg2": 47_185, "h264": 300_000}
"""MPEG-2 4:2:2 Profile @ High Level: 47 185 920 bits (ISO/IEC 13818-2 clause 8)."""

_AAC_KBPS: Final = range(32, 289)
"""One channel of AAC holds at most 6 144 bits in 1 024 samples (ISO/IEC 14496-3): 288 kb/s at 48 kHz."""

_EFFORTS: Final = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""x264's speed presets."""

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
    _check_renditions(spec, reading)
    _check_sound(spec.sound, reading)
    _check_running_order(spec, reading)
    _check_stills(spec, reading)
    if spec.brand and not is_preset_name(spec.brand):
        reading.wrong("brand", "not a name of a brand", value=spec.brand, example="province")
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
    codec, sound = ("mpeg2", "pcm_s24le") if spec.container == "mxf" else ("h264", "aac")
    if spec.sound.codec != sound:
        reading.wrong("sound.codec", f"{spec.container} takes {sound}", suggestion=sound)
    for number, rendition in enumerate(spec.renditions, start=1):
        path = f"renditions[{number}]"
        if rendition.codec != codec:
            reading.wrong(f"{path}.codec", f"{spec.container} takes {codec}", suggestion=codec)
        _check_rendition(rendition, path, reading)
        if spec.container == "mxf" and rendition.bit_rate_kbps is None:
            reading.wrong(f"{path}.bit_rate_kbps", "mxf needs a constant bit rate")
        if spec.sound.codec == "aac" and rendition.sound_kbps not in _AAC_KBPS:
            reading.wrong(f"{path}.sound_kbps", "aac needs 32 to 288 kb/s")
        if spec.sound.codec != "aac" and rendition.sound_kbps is not None:
            reading.wrong(f"{path}.sound_kbps", "uncompressed sound has no bit rate to choose")


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
    if not 1 <= rendition.gop_frames <= 250:
        wrong("gop_frames", "must be 1 to 250 frames (10 s): one can only start playing at a keyframe")
    if not 0 <= rendition.b_frames < max(rendition.gop_frames, 1) or rendition.b_frames > 16:
        wrong("b_frames", "must be 0 to 16 and fewer than gop_frames")
    if rendition.codec == "h264" and rendition.effort not in _EFFORTS:
        reading.wrong(
            f"{path}.effort", f"not one of {', '.join(_EFFORTS)}", suggestion=suggest(rendition.effort, _EFFORTS) or ""
        )
    if rendition.codec == "mpeg2" and rendition.effort:
        wrong("effort", "the MPEG-2 encoder has no speed presets")
    _check_rate(rendition, wrong)


def _check_rate(rendition: RenditionSpec, wrong: Callable[[str, str], None]) -> None:
    if (rendition.bit_rate_kbps is None) == (rendition.quality_crf is None):
        wrong("bit_rate_kbps", "exactly one of bit_rate_kbps and quality_crf must be given")
    if rendition.quality_crf is not None and (rendition.codec != "h264" or not 1 <= rendition.quality_crf <= 51):
        wrong("quality_crf", "must be 1 to 51, and h264 only")
    highest = _HIGHEST_KBPS[rendition.codec]
    for field, rate in (
        ("bit_rate_kbps", rendition.bit_rate_kbps),
        ("max_bit_rate_kbps", rendition.max_bit_rate_kbps),
    ):
        if rate is not None and not 1 <= rate <= highest:
            wrong(field, f"must be 1 to {highest} kb/s")
    if rendition.bit_rate_kbps is not None and rendition.max_bit_rate_kbps is not None:
        wrong("max_bit_rate_kbps", "a constant bit rate is its own ceiling")
    bounded = rendition.bit_rate_kbps is not None or rendition.max_bit_rate_kbps is not None
    if bounded != (rendition.buffer_kbit is not None):
        wrong("buffer_kbit", "a bit rate needs a buffer, and a buffer a bit rate")
    largest = _LARGEST_BUFFER_KBIT[rendition.codec]
    if rendition.buffer_kbit is not None and not 1 <= rendition.buffer_kbit <= largest:
        wrong("buffer_kbit", f"must be 1 to {largest} kbit")


def _check_sound(sound: SoundSpec, reading: Reading) -> None:
    if not 1 <= sound.tracks <= 16:
        reading.wrong("sound.tracks", "must be 1 to 16")
    if sound.codec == "aac" and sound.tracks != 1:
        reading.wrong("sound.tracks", "players take the first track only: mp4 needs exactly 1")
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
