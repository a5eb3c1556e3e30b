"""What is handed over: a package that is what its checksums say, and the log of where it went."""

from __future__ import annotations

import hashlib
import re
import string
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.errors import InputError, PresetError
from lessontool.model import Manifest
from lessontool.model._record import record
from lessontool.model.station import FOLDER_GAPS
from lessontool.planning import names
from lessontool.qc.package.checksums import LIST_PREFIX, look_at_checksums
from lessontool.tools.process import Cancel

LOG_NAME: Final = "delivery.json"
LOG_VERSION: Final = 1

_MOST_MANIFEST_BYTES: Final = 64 << 20
_PARTS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+ -]{0,99}")
_ORDER: Final = {"programme": 0, "rendition": 0}
_SIDE, _LIST, _LAST = 1, 2, 3

How = Literal["sent", "resumed", "there", "replaced"]
"""sent: all of it · resumed: what was missing of it · there: it lay there already · replaced: an older one of ours was
there."""


# ── the log ───────────────────────────────────────────────────────────────────────────────────────────────────────


@record
class SentFile:
    """One file that was handed over and compared on the other side."""

    name: str
    size_bytes: int
    sha256: str
    """As it was read back there."""
    how: How


@record
class Delivery:
    """One hand-over, whole or broken off: what, when, where."""

    to: str
    """The address with the station's folder, without any password."""
    station: str
    started: str
    """UTC, `2026-11-22T10:00:00Z`."""
    seconds: float
    manifest_sha256: str
    """Which version of the package it was."""
    files: tuple[SentFile, ...]
    """Those that are there, compared."""
    sent_bytes: int
    """What went over the line."""
    marker: str
    """Name of the marker file; empty: the delivery is not whole."""
    broken_by: str = ""
    """Code of the message table: what stopped it."""
    failed_items: tuple[str, ...] = ()
    """Faults with which it was handed over all the same …"""
    accepted_because: str = ""
    """… and why."""


@record
class DeliveryLog:
    """`delivery.json`: every attempt to hand a package over, the oldest first."""

    schema_version: int
    deliveries: tuple[Delivery, ...] = ()


def read_log(folder: Path) -> DeliveryLog:
    """Read what was delivered so far. Raises InputError when the log cannot be read."""
    path = folder / LOG_NAME
    try:
        return records.load(DeliveryLog, path)
    except FileNotFoundError:
        return DeliveryLog(schema_version=LOG_VERSION)
    except (OSError, ValueError) as error:
        raise InputError("deliver-log-unreadable", path=str(path), detail=str(error)[:2000]) from error


# ── the package ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file that is handed over."""

    name: str
    size_bytes: int
    sha256: str

    @property
    def part(self) -> str:
        """Its name until it is whole: hidden, and of this very content."""
        path = PurePosixPath(self.name)
        return path.with_name(f".{path.name}.{self.sha256[:12]}.part").as_posix()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A package that is what its checksums say, in the order in which it is handed over."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    items: tuple[Item, ...]
    stem: str
    """What its programme is called without ending; the marker is called so too."""

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(item.size_bytes for item in self.items)


def inspect(folder: Path, *, cancel: Cancel) -> Parcel:
    """Read a whole package and compare it with its checksums.

    Raises InputError for a folder that is no package and for one that is damaged, Interrupted.
    """
    path = folder / MANIFEST_NAME
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_MANIFEST_BYTES:
            raise InputError("package-manifest-unreadable", folder=str(folder), detail="a link, or too large")
        content = path.read_bytes()
        manifest = records.load(Manifest, path)
    except FileNotFoundError as error:
        raise InputError("package-no-manifest", folder=str(folder)) from error
    except (OSError, ValueError) as error:
        raise InputError("package-manifest-unreadable", folder=str(folder), detail=str(error)[:2000]) from error
    known = look_at_checksums(folder, manifest, cancel=cancel)
    damage = [fault for fault in known.faults if fault.code != "qc-package-file-unknown"]
    if damage:
        files = "; ".join(str(fault.values["files"]) for fault in damage)
        codes = "\n".join(f"{fault.code}: {fault.values['files']}" for fault in damage)
        raise InputError("deliver-package-damaged", folder=str(folder), files=files[:400], detail=codes)
    if not manifest.files:
        raise InputError("package-manifest-unreadable", folder=str(folder), detail="it names no file")
    return Parcel(
        folder=folder,
        manifest=manifest,
        manifest_sha256=hashlib.sha256(content).hexdigest(),
        items=_items(folder, manifest),
        stem=_stem(manifest),
    )


def _items(folder: Path, manifest: Manifest) -> tuple[Item, ...]:
    ranked = [(_ORDER.get(file.role, _SIDE), Item(**{k: getattr(file, k) for k in ("name", "size_bytes", "sha256")}))
              for file in manifest.files if file.name != MANIFEST_NAME]  # fmt: skip
    lists = [path for path in sorted(folder.glob(f"{LIST_PREFIX}*")) if path.is_file() and not path.is_symlink()]
    for rank, path in [*((_LIST, each) for each in lists), (_LAST, folder / MANIFEST_NAME)]:
        if all(path.name != item.name for _, item in ranked):
            size, sha256 = path.stat().st_size, records.checksum(path)
            ranked.append((rank, Item(name=path.name, size_bytes=size, sha256=sha256)))
    return tuple(item for _, item in sorted(ranked, key=lambda each: each[0]))


def _stem(manifest: Manifest) -> str:
    """What the package's files are called: the programme's name; of a ladder, its description's."""
    programmes = [file for file in manifest.files if file.role in _ORDER] or list(manifest.files)
    if len(programmes) == 1:
        return PurePosixPath(programmes[0].name).stem
    sidecar = next((file.name for file in manifest.files if file.role == "metadata"), "")
    return PurePosixPath(sidecar).stem or manifest.preset


def failures(manifest: Manifest) -> tuple[str, ...]:
    """Say what the station's quality control found wrong in a package and nobody waived; empty: it may go."""
    if manifest.verdicts:
        return tuple(name for name, verdict in manifest.verdicts.items() if verdict == "failed")
    taken = {waiver.code for waiver in manifest.waivers}
    return tuple(dict.fromkeys(f.code for f in manifest.findings if f.severity == "error" and f.code not in taken))


def station_folder(template: str, manifest: Manifest, day: str) -> str:
    """Fill a station's `delivery_folder` in; `day` is `2026-11-22`. Nothing in it leaves the address.

    Raises PresetError for a template that cannot be filled.
    """
    lesson = manifest.lesson
    week = lesson.get("week")
    said = {
        "preset": manifest.preset,
        "week": f"T{week:02}" if isinstance(week, int) else "",
        "date": day,
        "subject": str(lesson.get("subject", "")),
        "grade": str(lesson.get("grade", "")),
        "name": next((PurePosixPath(file.name).stem for file in manifest.files), ""),
    }
    values = {name: names.slug(value) if value else "" for name, value in said.items()}
    try:
        asked = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
        filled = template.format_map(values)
    except (KeyError, ValueError, IndexError) as error:
        raise folder_error(template, str(error)) from error
    parts = [part for part in filled.split("/") if part]
    if not asked <= set(FOLDER_GAPS) or not all(_PARTS.fullmatch(part) and ".." not in part for part in parts):
        raise folder_error(template, filled)
    return "/".join(parts)


def folder_error(template: str, detail: str) -> PresetError:
    """Say that a station's folder or marker cannot be used."""
    return PresetError("deliver-folder-template", template=template, fields=", ".join(FOLDER_GAPS), detail=detail)
