"""The library's lessons as candidates for their places: what the catalogue keeps, and what manifests say besides."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final, get_args

from lessontool.catalogue.manifests import digest, read_package
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.errors import LessonToolError, PresetError
from lessontool.model import CataloguedPackage, CatalogueEntry, Importance, Manifest
from lessontool.model.ranking import CaptionSource, PictureFault, SoundFault
from lessontool.planning.candidates import Candidate, PackageFacts

_SOURCES: Final[Mapping[str, CaptionSource]] = {
    "from subtitle file": "subtitle",
    "from script": "script",
    "from speech": "speech",
}
"""As `captioning` writes its decision down."""

_TOLD: Final = frozenset({*get_args(SoundFault), *get_args(PictureFault)})

Importances = Callable[[str], Mapping[str, Importance]]


def candidates(entries: Iterable[CatalogueEntry], *, preset_folder: Path | None = None) -> tuple[Candidate, ...]:
    """See lessons as candidates, with everything that their manifests say.

    A manifest that cannot be read, or is not the one that the catalogue read, leaves what the catalogue kept: the rest
    counts as not measured.
    """
    importances = _remembered(preset_folder)
    return tuple(_candidate(entry, importances, read=True) for entry in entries)


def kept_candidate(entry: CatalogueEntry) -> Candidate:
    """See a lesson as a candidate from the catalogue alone: enough to say whether it may be shown."""
    return _candidate(entry, lambda _: {}, read=False)


def _candidate(entry: CatalogueEntry, importances: Importances, *, read: bool) -> Candidate:
    packages = [_facts(each, importances, read=read) for each in entry.packages]
    newest = sorted(packages, key=lambda each: each.created, reverse=True)
    return Candidate(id=entry.id, lesson=entry.lesson, packages=tuple(newest))


def _facts(package: CataloguedPackage, importances: Importances, *, read: bool) -> PackageFacts:
    manifest = _manifest(package) if read else None
    return PackageFacts(
        destination=package.destination,
        created=package.created,
        proof=package.proof,
        failed=package.failed,
        verdicts=package.verdicts,
        importance=importances(package.station),
        figures=manifest.recording_measured if manifest else {},
        found=_found(manifest) if manifest else frozenset(),
        languages=package.languages,
        caption_source=_source(manifest) if manifest else None,
        chapters=len(manifest.chapters) if manifest else 0,
        read=manifest is not None,
    )


def _manifest(package: CataloguedPackage) -> Manifest | None:
    """The manifest that the catalogue read; None: it is gone, or is another one by now."""
    path = Path(package.folder) / MANIFEST_NAME
    try:
        sha256 = digest(path)
        found = read_package(path, sha256) if sha256 == package.manifest_sha256 else None
    except LessonToolError:
        return None
    return found.manifest if found else None


def _found(manifest: Manifest) -> frozenset[str]:
    return frozenset(finding.code for finding in manifest.findings) & _TOLD


def _source(manifest: Manifest) -> CaptionSource | None:
    said = (each.choice for each in manifest.decisions if each.subject == "captions")
    return next((_SOURCES[choice] for choice in said if choice in _SOURCES), None)


def _remembered(preset_folder: Path | None) -> Importances:
    """What stations make of faults, each profile read once; nothing for one that is no longer there."""
    from lessontool.presets import load_station

    known: dict[str, Mapping[str, Importance]] = {}

    def importances(station: str) -> Mapping[str, Importance]:
        if station not in known:
            known[station] = {}
            if station:
                with contextlib.suppress(PresetError):
                    profile = load_station(station, folder=preset_folder)
                    known[station] = {str(item): importance for item, importance in profile.importance.items()}
        return known[station]

    return importances
