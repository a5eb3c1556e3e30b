"""What must be true of a station profile beyond the types of its fields: limits that mean something, good names."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Mapping
from typing import Final

from lessontool.curriculum import suggest
from lessontool.model import ItemName, Lesson, StationProfile
from lessontool.model.station import FOLDER_GAPS
from lessontool.presets._fields import Reading, hints
from lessontool.presets._lesson_rules import is_language

NEVER_WAIVED: Final[tuple[ItemName, ...]] = ("complete", "readable", "checksums")
"""A file that is cut off, damaged or another one than was made: no station can want that, and none can waive it."""

LIMIT_RANGES: Final[Mapping[str, tuple[float, float, str]]] = {
    "level_low_8bit": (0, 16, "16 is television's black (BT.709, 8 bit), and nothing is darker than 0"),
    "level_high_8bit": (235, 255, "235 is television's white (BT.709, 8 bit), and nothing is brighter than 255"),
    "gamut_area_percent": (0, 100, "a part of the picture"),
    "black_frames": (1, 1500, "one frame to a minute"),
    "black_edge_s": (0, 60, "nobody waits longer for a programme than a minute"),
    "freeze_frames": (2, 1500, "two pictures that are the same, to a minute"),
    "flash_area_percent": (1, 100, "a part of the picture"),
    "flashes_per_second": (1, 12, "25 pictures a second show no more than 12 flashes"),
    "letterbox_percent": (0, 50, "half of the picture at most"),
    "loudness_range_lu": (1, 40, "EBU Tech 3342 measures from 0; speech alone has some"),
    "short_term_lu": (1, 30, "above the target"),
    "phase_correlation": (-1, 1, "a correlation"),
    "silence_dbfs": (-120, -20, "louder than that is speech"),
    "silence_s": (0.5, 600, "shorter than half a second one breathes"),
    "dropout_ms": (1, 1000, "a millisecond to a second; longer is silence"),
    "clipping_ms": (0, 1000, "within a second"),
    "hum_db": (3, 60, "below 3 dB noise alone does it"),
    "lip_sync_ms": (20, 1000, "half a picture at least: nothing is seen finer"),
    "caption_overlap_percent": (0, 100, "a part of all captions"),
}
"""Least and most of each limit, and why."""

_FOLDER_TEXT: Final = re.compile(r"[A-Za-z0-9_./-]*", re.ASCII)
_MARKER: Final = re.compile(r"\.[A-Za-z0-9_-]{1,20}", re.ASCII)
_CHECKSUMS: Final = ("sha256", "md5")
_LONGEST_PATTERN: Final = 200
_LEAST_NAME: Final = 12
"""Eight letters, a dot and three more: the oldest file systems took that."""
_MOST_NAME: Final = 255
"""Bytes that a name may have on most file systems."""


def check(profile: StationProfile, stem: str, reading: Reading, deliveries: Collection[str]) -> None:
    """Note every rule that a profile breaks; `stem` names its file, `deliveries` are the delivery presets."""
    if profile.name != stem:
        reading.wrong("name", f"the file is called {stem}.yaml", suggestion=stem)
    for path in ("summary_vi", "summary_en"):
        if not getattr(profile, path):
            reading.wrong(path, "empty")
    for number, name in enumerate(profile.formats, start=1):
        if name not in deliveries:
            near = suggest(name, deliveries) or ""
            reading.wrong(f"formats[{number}]", f"no delivery preset is called {name[:100]}", suggestion=near)
    for item in NEVER_WAIVED:
        if profile.importance.get(item) != "error":
            reason = "must be error: cut off, damaged or exchanged files cannot be used"
            reading.wrong(f"importance.{item}", reason, suggestion="error")
    _check_limits(profile, reading)
    _check_names(profile, reading)
    _check_hand_over(profile, reading)
    for field in ("formats", "metadata_fields", "caption_languages", "checksums"):
        values = getattr(profile, field)
        for number, value in enumerate(values, start=1):
            if value in values[: number - 1]:
                reading.wrong(f"{field}[{number}]", f"{value} stands there twice")


def _check_limits(profile: StationProfile, reading: Reading) -> None:
    for field, (least, most, why) in LIMIT_RANGES.items():
        value = getattr(profile.limits, field)
        if not least <= value <= most:
            reading.wrong(f"limits.{field}", f"must be {least:g} to {most:g}: {why}", value=value)


def _check_names(profile: StationProfile, reading: Reading) -> None:
    pattern = profile.file_name_pattern
    try:
        re.compile(pattern)
    except re.error as error:
        reading.wrong("file_name_pattern", f"not a regular expression: {error}", value=pattern)
    if len(pattern) > _LONGEST_PATTERN:
        reading.wrong("file_name_pattern", f"longer than {_LONGEST_PATTERN} characters: nobody understands it")
    if profile.longest_name and not _LEAST_NAME <= profile.longest_name <= _MOST_NAME:
        reading.wrong("longest_name", f"must be 0 (any) or {_LEAST_NAME} to {_MOST_NAME} characters")
    known = hints(Lesson)
    for number, name in enumerate(profile.metadata_fields, start=1):
        if name not in known:
            reason = f"a lesson has no field {name[:100]}"
            reading.wrong(f"metadata_fields[{number}]", reason, suggestion=suggest(name, known) or "")
    for number, tag in enumerate(profile.caption_languages, start=1):
        if not is_language(tag):
            reading.wrong(f"caption_languages[{number}]", "not a language tag (BCP 47) such as vi", value=tag)


def _check_hand_over(profile: StationProfile, reading: Reading) -> None:
    for number, name in enumerate(profile.checksums, start=1):
        if name not in _CHECKSUMS:
            reason = f"not one of {', '.join(_CHECKSUMS)}"
            reading.wrong(f"checksums[{number}]", reason, suggestion=suggest(name, _CHECKSUMS) or "")
    if "sha256" not in profile.checksums:
        reading.wrong("checksums", "sha256 is what the manifest proves files by")
    if not _MARKER.fullmatch(profile.marker):
        reading.wrong("marker", "must be an ending such as .done", value=profile.marker)
    folder = profile.delivery_folder
    try:
        parts = list(string.Formatter().parse(folder))
    except ValueError as error:
        reading.wrong("delivery_folder", str(error), value=folder)
        return
    for text, gap, how, conversion in parts:
        if not _FOLDER_TEXT.fullmatch(text):
            reading.wrong("delivery_folder", "only letters a-z, digits, _ - . and / outside the braces", value=folder)
        if gap is not None and (gap not in FOLDER_GAPS or how or conversion):
            known = ", ".join(FOLDER_GAPS)
            near = suggest(gap, FOLDER_GAPS) or ""
            reading.wrong("delivery_folder", f"{{{gap[:100]}}} is not one of {known}", suggestion=near)
    if folder and (folder.startswith("/") or {"", ".", ".."} & set(folder.split("/"))):
        reading.wrong("delivery_folder", "must lead downwards from where one delivers to", value=folder)
