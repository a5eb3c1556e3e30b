"""Whether a lesson is described as its station wants it, and whether the description tells the truth."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from lessontool.model import Finding, Manifest, Outcome, PackagedFile, StationProfile
from lessontool.qc.package.checksums import inside
from lessontool.timing import seconds_of

_MOST_BYTES: Final = 16 << 20
_FRAME_S: Final = Fraction(1, 25)
_SAME_LU: Final = 0.15
"""A tenth is the last digit that is written."""

_DURATION: Final = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?")
_LOUDNESS: Final = "IntegratedLoudness"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a description says; None: nothing."""

    title: str | None
    duration: str | None
    loudness: str | None = None


def look_at_description(folder: Path, manifest: Manifest, profile: StationProfile) -> Outcome:
    """Measure the item `metadata`: fields that must not be empty, and a sidecar that agrees with lesson and file."""
    empty = [name for name in profile.metadata_fields if not _said(manifest.lesson, name)]
    faults = []
    if empty:
        values: dict[str, str | int | float] = {"count": len(empty), "fields": ", ".join(empty)}
        faults.append(Finding(code="qc-metadata-empty", severity="error", values=values, measured=", ".join(empty)))
    sidecars = [file for file in manifest.files if file.role == "metadata"]
    if not sidecars:
        faults.append(Finding(code="qc-metadata-no-sidecar", severity="error"))
    for file in sidecars:
        faults += _sidecar(folder, file, manifest)
    wanted = len(profile.metadata_fields)
    return Outcome(
        item="metadata",
        measured=f"{wanted - len(empty)} / {wanted}",
        limit=f"{wanted} / {wanted}",
        faults=tuple(faults),
    )


def _said(lesson: Mapping[str, object], name: str) -> bool:
    """Whether a field, or a field of a field (`rights.holder`), says something."""
    value: object = lesson
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return _is_something(value)


def _is_something(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping):
        return any(_is_something(each) for each in value.values())
    if isinstance(value, Sequence):
        return any(_is_something(each) for each in value)
    return value is not None


# ── the sidecar ───────────────────────────────────────────────────────────────────────────────────────────────────


def _sidecar(folder: Path, file: PackagedFile, manifest: Manifest) -> Iterator[Finding]:
    values: dict[str, str | int | float] = {"file": file.name}
    path = folder / file.name
    if not inside(file.name) or not path.is_file() or path.is_symlink():
        yield Finding(code="qc-metadata-missing", severity="error", values=values)
        return
    told = _read(path)
    if told is None:
        yield Finding(code="qc-metadata-unreadable", severity="error", values=values)
        return
    for what, said, right in _compared(told, manifest):
        yield Finding(
            code=_CODES[what],
            severity="error",
            values={**values, "said": said, "right": right},
            measured=said,
            limit=right,
        )


_CODES: Final = {
    "title": "qc-metadata-title",
    "duration": "qc-metadata-duration",
    "loudness": "qc-metadata-loudness",
}


def _compared(told: _Told, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    """What differs: what it is, what the description says, what is right."""
    title = _plain(str(manifest.lesson.get("title", "")))
    if _plain(told.title or "") != title:
        yield "title", _plain(told.title or "–"), title
    programme = next((file for file in manifest.files if file.duration_frames), None)
    if programme is not None and programme.duration_frames:
        length = seconds_of(programme.duration_frames)
        said = _seconds(told.duration or "")
        if said is None or abs(said - length) > _FRAME_S:
            yield "duration", told.duration or "–", f"{float(length):.2f} s"
    if programme is None or told.loudness is None:
        return
    measured = manifest.measured.get(f"{programme.name}: integrated_lufs")
    if isinstance(measured, int | float) and not _same_level(told.loudness, float(measured)):
        yield "loudness", _minus(told.loudness[:20]), _minus(f"{measured:.1f} LUFS")


def _minus(figures: str) -> str:
    return figures.replace("-", "−")


def _same_level(said: str, measured: float) -> bool:
    try:
        return abs(float(said) - measured) <= _SAME_LU
    except ValueError:
        return False


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())[:400]


def _seconds(text: str) -> Fraction | None:
    match = _DURATION.fullmatch(text.strip())
    if match is None or text == "PT":
        return None
    hours, minutes, seconds = (Fraction(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def _read(path: Path) -> _Told | None:
    """Read EBUCore or schema.org; None: it is neither, or damaged."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return _json(content) if content.lstrip()[:1] == b"{" else _xml(content)


def _json(content: bytes) -> _Told | None:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    title, duration = data.get("name"), data.get("duration")
    return _Told(
        title=title if isinstance(title, str) else None, duration=duration if isinstance(duration, str) else None
    )


def _xml(content: bytes) -> _Told | None:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Any = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError):
        return None
    if _local(root) != "ebuCoreMain":
        return None
    title = next((_first(each, "title") for each in root.iter() if _is_main_title(each)), None)
    loudness = next((each.text for each in root.iter() if each.get("typeLabel") == _LOUDNESS), None)
    return _Told(title=title, duration=_first(root, "normalPlayTime"), loudness=(loudness or "").strip() or None)


def _is_main_title(element: Any) -> bool:
    return _local(element) == "title" and element.get("typeLabel") == "main"


def _first(root: Any, name: str) -> str | None:
    """The text of the first element of a name below another."""
    return next((each.text or "" for each in root.iter() if each is not root and _local(each) == name), None)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
