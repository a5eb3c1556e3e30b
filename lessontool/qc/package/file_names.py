"""Whether a station's server and a school's computer can take the names of a package's files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from lessontool.model import Finding, Manifest, Outcome, StationProfile
from lessontool.qc.package.checksums import told

_PLAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
"""No spaces, no marks, no dot or dash first, no dot last."""

_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\..*)?", re.IGNORECASE)
"""Device names that Windows refuses as file names, with any ending (Microsoft, "Naming Files")."""

_LONGEST_PATTERN: Final = 300
_LONGEST_NAME: Final = 255


def look_at_names(manifest: Manifest, profile: StationProfile) -> Outcome:
    """Measure the item `file-name`: pattern, length, and letters that every computer takes."""
    names = [file.name for file in manifest.files]
    programmes = [file.name for file in manifest.files if file.role in ("programme", "rendition")]
    longest = max((len(PurePosixPath(name).name) for name in names), default=0)
    faults = [
        *_unsafe(names),
        *_colliding(names),
        *_pattern(programmes, profile.file_name_pattern),
        *_long(names, profile.longest_name or _LONGEST_NAME),
    ]
    limit = ", ".join(
        filter(None, [profile.file_name_pattern, f"≤ {profile.longest_name}" if profile.longest_name else ""])
    )
    return Outcome(item="file-name", measured=f"{longest}", limit=limit, faults=tuple(faults))


def _fault(code: str, names: Sequence[str], measured: str = "", limit: str = "") -> list[Finding]:
    if not names:
        return []
    values: dict[str, str | int | float] = {"count": len(names), "files": told(names), "limit": limit}
    return [Finding(code=code, severity="error", values=values, measured=measured, limit=limit)]


def _unsafe(names: Sequence[str]) -> list[Finding]:
    parts = {name: PurePosixPath(name).parts for name in names}
    bad = [
        n
        for n in names
        if not parts[n] or not all(_PLAIN.fullmatch(p) and not _RESERVED.fullmatch(p) for p in parts[n])
    ]
    return _fault("qc-name-unsafe", bad)


def _colliding(names: Sequence[str]) -> list[Finding]:
    """Names that differ in large and small letters only are one file on Windows and most shares."""
    seen = Counter(name.casefold() for name in names)
    return _fault("qc-name-collides", [name for name in names if seen[name.casefold()] > 1])


def _pattern(programmes: Sequence[str], pattern: str) -> list[Finding]:
    if not pattern:
        return []
    try:
        wanted = re.compile(pattern[:_LONGEST_PATTERN])
    except re.error:
        return _fault("qc-name-pattern-unusable", [pattern[:80]])
    bad = [name for name in programmes if not wanted.fullmatch(PurePosixPath(name).stem)]
    return _fault("qc-name-pattern", bad, measured=bad[0][:120] if bad else "", limit=pattern)


def _long(names: Sequence[str], most: int) -> list[Finding]:
    long = [name for name in names if len(PurePosixPath(name).name) > most]
    longest = max((len(PurePosixPath(name).name) for name in long), default=0)
    return _fault("qc-name-too-long", long, measured=str(longest), limit=str(most))
