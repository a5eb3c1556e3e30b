"""Judging for people and programs: a file, or a package with everything in it, as a station would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lessontool import records
from lessontool.delivery.manifest import MANIFEST_NAME, tool_versions
from lessontool.delivery.shelf import PACK
from lessontool.errors import InputError
from lessontool.model import (
    DeliverySpec,
    Expected,
    FileReport,
    Manifest,
    PackagedFile,
    QCReport,
    StationProfile,
)
from lessontool.planning.delivery import DEFAULT_PRESETS
from lessontool.presets import load_delivery, load_station, station_of
from lessontool.qc.judging import judged, report, results, silences_of
from lessontool.qc.observing import observe
from lessontool.qc.package import look_at_package
from lessontool.qc.package.checksums import inside, look_at_checksums
from lessontool.timing import TimeSpan
from lessontool.tools.process import Cancel

_JUDGED_ROLES = ("programme", "rendition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """By what is judged."""

    spec: DeliverySpec
    station: StationProfile


def wanted(
    spec: str = "", station: str = "", preset_folder: Path | None = None, *, default: str = DEFAULT_PRESETS["tv"]
) -> Wanted:
    """Find delivery preset and station by their names; a preset has its station, a destination its own.

    Raises PresetError for names that nobody has.
    """
    chosen = load_delivery(spec or default, folder=preset_folder)
    profile = load_station(station, folder=preset_folder) if station else station_of(chosen, folder=preset_folder)
    return Wanted(spec=chosen, station=profile)


def judge_file(
    path: Path,
    *,
    created: str,
    spec: str = "",
    station: str = "",
    preset_folder: Path | None = None,
    cancel: Cancel | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> QCReport:
    """Judge one file, ours or anybody's, as a station would that wants it so.

    `created` is the report's date: UTC, `2026-11-22T10:00:00Z`. Raises InputError for what cannot be opened at all,
    PresetError, ToolError, Interrupted.
    """
    by = wanted(spec, station, preset_folder)
    seen = observe(path, by.spec, Expected(), by.station.limits, cancel=cancel or Cancel(), progress=progress)
    return report(path.name, by.station, [judged(seen, by.station)], created=created, tools=tool_versions())


def judge_package(
    folder: Path,
    *,
    created: str,
    spec: str = "",
    station: str = "",
    preset_folder: Path | None = None,
    cancel: Cancel | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> QCReport:
    """Judge a whole package again: every programme, and everything that goes along; its waivers count.

    Raises InputError for a folder without a manifest that can be read, and as `judge_file` does.
    """
    manifest = read_manifest(folder)
    cancel = cancel or Cancel()
    if manifest.destination == PACK:
        return _judge_pack(folder, manifest, created, load_station(station or "web", folder=preset_folder), cancel)
    by = wanted(spec or manifest.preset, station, preset_folder)
    # what is missing, or named outside the package, is a fault of its checksums
    there = [file for file in manifest.files if inside(file.name) and (folder / file.name).is_file()]
    programmes = [file for file in there if file.role in _JUDGED_ROLES]
    heights = {rendition.name: rendition.height_px for rendition in by.spec.renditions}
    largest = max(programmes, key=lambda file: heights.get(file.rendition, 0), default=None)
    files: list[FileReport] = []
    silences: tuple[TimeSpan, ...] = ()
    for number, file in enumerate(programmes):
        share = _part(progress, number, len(programmes))
        expected = _expected(file, largest)
        seen = observe(folder / file.name, by.spec, expected, by.station.limits, cancel=cancel, progress=share)
        silences = silences or silences_of(seen)
        files.append(judged(seen, by.station, manifest.waivers, sha256=file.sha256))
    beside = look_at_package(folder, manifest, by.station, silences=silences, spec=by.spec, cancel=cancel)
    package = results(beside, by.station, manifest.waivers)
    title = str(manifest.lesson.get("title") or folder.name)
    return report(title, by.station, files, package, created=created, tools=tool_versions())


def _judge_pack(folder: Path, manifest: Manifest, created: str, station: StationProfile, cancel: Cancel) -> QCReport:
    """A pack is made of judged programmes: it has to be whole, and as it was made."""
    whole = look_at_checksums(folder, manifest, station.checksums, closed=True, cancel=cancel)
    package = results((whole,), station, manifest.waivers)
    title = str(manifest.lesson.get("title") or folder.name)
    return report(title, station, [], package, created=created, tools=tool_versions())


def read_manifest(folder: Path) -> Manifest:
    """Read the list of a package. Raises InputError where there is none, or none that can be read."""
    path = folder / MANIFEST_NAME
    try:
        return records.load(Manifest, path)
    except FileNotFoundError as error:
        raise InputError("package-no-manifest", folder=str(folder)) from error
    except (OSError, ValueError) as error:
        raise InputError("package-manifest-unreadable", folder=str(folder), detail=str(error)[:2000]) from error


def _expected(file: PackagedFile, largest: PackagedFile | None) -> Expected:
    """What the manifest says of a programme; pictures of a ladder are looked at once, in its largest version."""
    return Expected(
        frames=file.duration_frames,
        before_frames=file.before_frames,
        silent=file.silent,
        pictures_judged_in="" if file is largest or largest is None else largest.name,
    )


def _part(progress: Callable[[float], None], number: int, count: int) -> Callable[[float], None]:
    return lambda share: progress((number + share) / count)
