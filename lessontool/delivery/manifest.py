"""The list that travels with a package: every file with its checksum, how it was made and why so.

`manifest.json` is for programs, `checksums.sha256` (and `.md5` where a station wants it) for `sha256sum -c` on the
other side. Each file is read once for all its checksums.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any, Final

from lessontool import records
from lessontool.model import Decision, DeliverySpec, Finding, Manifest, Mark, PackagedFile, Verdict, Waiver
from lessontool.model._record import record
from lessontool.model.package import Role
from lessontool.tools import ffmpeg, mediainfo
from lessontool.tools.process import Cancel

SCHEMA_VERSION: Final = 1
MANIFEST_NAME: Final = "manifest.json"

_BLOCK_BYTES: Final = 4 << 20


@record
class Content:
    """One file that belongs to a package, before it is measured. `name` is relative, with forward slashes."""

    name: str
    role: Role
    rendition: str = ""
    duration_frames: int | None = None
    language: str = ""
    before_frames: int = 0
    silent: bool = False
    width_px: int | None = None
    height_px: int | None = None
    codec: str = ""


def read_files(
    folder: Path, contents: Sequence[Content], algorithms: Sequence[str], *, cancel: Cancel
) -> tuple[PackagedFile, ...]:
    """Measure a package's files: size, SHA-256 always, MD5 if `algorithms` names it; one read of each file for all.

    Raises ValueError for a name that leaves the folder or cannot stand in a checksum list, OSError for a file that is
    not there, Interrupted when `cancel` is thrown.
    """
    return tuple(_read_file(folder, content, "md5" in algorithms, cancel) for content in contents)


def build(
    files: Sequence[PackagedFile],
    *,
    spec: DeliverySpec,
    lesson: Mapping[str, object],
    recording_name: str,
    recording_sha256: str,
    created: str,
    decisions: Sequence[Decision],
    findings: Sequence[Finding],
    measured: Mapping[str, str | int | float],
    tools: Mapping[str, str],
    transcripts: Mapping[str, str],
    station: str = "",
    verdicts: Mapping[str, Verdict] | None = None,
    waivers: Sequence[Waiver] = (),
    chapters: Sequence[Mark] = (),
    recording_measured: Mapping[str, float] | None = None,
) -> Manifest:
    """Put a manifest together. `created` is UTC, `2026-11-22T10:00:00Z`; the clock is the caller's."""
    return Manifest(
        schema_version=SCHEMA_VERSION,
        destination=spec.destination,
        preset=spec.name,
        lesson=lesson,
        recording_name=recording_name,
        recording_sha256=recording_sha256,
        created=created,
        files=tuple(files),
        decisions=tuple(decisions),
        findings=tuple(findings),
        measured=dict(measured),
        tools=dict(tools),
        transcripts=dict(transcripts),
        station=station,
        verdicts=dict(verdicts or {}),
        waivers=tuple(waivers),
        chapters=tuple(chapters),
        recording_measured=dict(recording_measured or {}),
    )


def write(
    folder: Path,
    manifest: Manifest,
    target: Path | None = None,
    *,
    write: Callable[[Path, bytes], None] = records.write_whole,
) -> tuple[Path, ...]:
    """Write the manifest and the checksum lists into a package folder, each whole or not at all.

    The manifest goes to `target` where one is given (the caller then renames it to `manifest.json`, which is the name
    that the lists know), else to `manifest.json` in the folder. `write` puts the lists there.

    The lists name every file and the manifest itself, so `sha256sum -c checksums.sha256` in the folder proves the whole
    package. The lists come first and the manifest last: a package with a manifest is complete. Gives the paths written.
    """
    text = records.pretty(manifest).encode()
    sums = {"sha256": [(file.sha256, file.name) for file in manifest.files]}
    if any(file.md5 for file in manifest.files):
        sums["md5"] = [(file.md5, file.name) for file in manifest.files]
    written = []
    for algorithm, lines in sums.items():
        own = hashlib.new(algorithm, text, usedforsecurity=False).hexdigest()
        listing = "".join(f"{value}  {name}\n" for value, name in [*lines, (own, MANIFEST_NAME)])
        written.append(folder / f"checksums.{algorithm}")
        write(written[-1], listing.encode())
    written.append(target or folder / MANIFEST_NAME)
    records.write_whole(written[-1], text)
    return tuple(written)


def tool_versions() -> dict[str, str]:
    """Say what made a package: lessontool, ffmpeg, MediaInfo and Python, with their versions."""
    return {
        "lessontool": metadata.version("lessontool"),
        "ffmpeg": ffmpeg.version(),
        "libmediainfo": mediainfo.version(),
        "python": platform.python_version(),
    }


def json_schema() -> dict[str, Any]:
    """Describe `manifest.json` for programs of others, as JSON Schema 2020-12, made from the record itself."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(Manifest).json_schema(mode="validation"),
    }


def _read_file(folder: Path, content: Content, with_md5: bool, cancel: Cancel) -> PackagedFile:
    path = folder / _checked(content.name)
    sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            cancel.raise_if_thrown()
            sha256.update(block)
            if with_md5:
                md5.update(block)
            size += len(block)
    return PackagedFile(
        name=content.name,
        role=content.role,
        size_bytes=size,
        sha256=sha256.hexdigest(),
        md5=md5.hexdigest() if with_md5 else "",
        rendition=content.rendition,
        duration_frames=content.duration_frames,
        language=content.language,
        before_frames=content.before_frames,
        silent=content.silent,
        width_px=content.width_px,
        height_px=content.height_px,
        codec=content.codec,
    )


def _checked(name: str) -> PurePosixPath:
    """Refuse a name that leads out of the package or that `sha256sum -c` would read otherwise."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or any(c in name for c in "\\\n\r\0"):
        raise ValueError(f"{name!r} is no name inside a package")
    return path
