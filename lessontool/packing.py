"""Packs for people and programs: finished lessons become what learning systems, sticks, Kolibri and platforms take."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lessontool import records
from lessontool.delivery import manifest as listing
from lessontool.delivery.manifest import MANIFEST_NAME
from lessontool.delivery.packs import Packed, Progress
from lessontool.delivery.shelf import PACK, ShelvedLesson, read_shelf
from lessontool.errors import InputError
from lessontool.model import Finding, KitPack, KolibriPack, Manifest, Output, PackSpec, ScormPack, StickPack
from lessontool.planning.permission import objections
from lessontool.presets import load_pack
from lessontool.running.workshop import HIDDEN, Workshop
from lessontool.tools.process import Cancel

_SCRATCH: Final = "pack-"
"""How the folders begin in which packs are put together, inside the lesson's hidden one."""

Report = Callable[[float], None]
"""Told how far the whole is, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePack:
    """A pack that is ready."""

    spec: PackSpec
    folder: Path
    lessons: tuple[ShelvedLesson, ...]
    files: tuple[str, ...]
    """What this run wrote, relative to the folder."""
    total_bytes: int
    findings: tuple[Finding, ...]


def pack_lessons(
    name: str,
    places: Sequence[Path],
    *,
    created: str,
    to: Path | None = None,
    budget_bytes: int | None = None,
    preset_folder: Path | None = None,
    cancel: Cancel | None = None,
    report: Report = lambda _: None,
) -> tuple[MadePack, ...]:
    """Make a pack of every finished lesson in some folders, by the pack preset `name`.

    Packs of single lessons go into each lesson's `packages/NAME`, or below `to`; a stick or channel is `to` itself.
    `created` is the packs' date: UTC, `2026-11-22T10:00:00Z`. Raises PresetError for an unknown pack, InputError for
    lessons that are not there or not finished and for a place that is not ours, EngineError for a full disk,
    Interrupted.
    """
    spec, cancel = load_pack(name, folder=preset_folder), cancel or Cancel()
    if isinstance(spec, (KolibriPack, StickPack)):
        if to is None:
            raise InputError("pack-needs-place", pack=spec.name)
        return (_together(spec, _allowed(read_shelf(places), created), to, created, budget_bytes, cancel, report),)
    if budget_bytes is not None:
        raise InputError("pack-no-budget", pack=spec.name)
    lessons = _allowed(read_shelf(places), created)
    homes = {lesson.id: to or _lesson_folder(lesson) for lesson in lessons}
    made = []
    for number, lesson in enumerate(lessons):
        share = _part(report, number, len(lessons))
        if to is None:
            made.append(_into_lesson(spec, lesson, homes[lesson.id], created, cancel, share))
        else:
            made.append(_below(spec, lesson, to, created, cancel, share))
    return tuple(made)


def _allowed(lessons: Sequence[ShelvedLesson], created: str) -> Sequence[ShelvedLesson]:
    """Refuse all where one may not be shown any more: nobody looks through a stick for a lesson to take out again."""
    for shelved in lessons:
        destination = "online" if shelved.videos or shelved.lite else "radio"
        for objection in objections(shelved.lesson, (destination,), created[:10]):
            values = {"title": shelved.lesson.title, "place": str(shelved.home)}
            raise InputError("pack-lesson-refused", **values, detail=objection.code)
    return lessons


def _together(
    spec: KolibriPack | StickPack,
    lessons: Sequence[ShelvedLesson],
    to: Path,
    created: str,
    budget_bytes: int | None,
    cancel: Cancel,
    report: Report,
) -> MadePack:
    if isinstance(spec, StickPack):
        from lessontool.delivery.packs.stick import build as build_stick

        packed = build_stick(
            lessons, spec, to, created=created, cancel=cancel, progress=report, budget_bytes=budget_bytes
        )
    else:
        from lessontool.delivery.packs.kolibri import build as build_channel

        packed = build_channel(
            lessons, spec, to, created=created, cancel=cancel, progress=report, budget_bytes=budget_bytes
        )
    return _made(spec, to, lessons, packed)


def _into_lesson(
    spec: ScormPack | KitPack, lesson: ShelvedLesson, folder: Path, created: str, cancel: Cancel, report: Report
) -> MadePack:
    """Put a lesson's pack beside its other packages, with a manifest of its own."""
    workshop = Workshop(folder)
    place = f"packages/{spec.name}"
    with workshop.locked(), _scratch(workshop.root) as scratch:
        packed = _build(spec, lesson, scratch, created, cancel, report, place=folder / place)
        listed = _manifest(spec, lesson, packed, scratch, created, cancel)
        listing.write(scratch, listed)
        names = [path.relative_to(scratch).as_posix() for path in sorted(scratch.rglob("*")) if path.is_file()]
        names.sort(key=lambda each: each == MANIFEST_NAME)
        for each in names:
            workshop.require_ours(f"{place}/{each}")
        for each in names:
            path = scratch / each
            output = Output(name=f"pack/{spec.name}/{each}", suffix=path.suffix, package_path=f"{place}/{each}")
            workshop.finish(output, records.identity([spec, each, records.checksum(path)]), path)
        workshop.retire(place, {f"{place}/{each}" for each in names})
    return _made(spec, folder / place, [lesson], packed, names)


def _below(
    spec: ScormPack | KitPack, lesson: ShelvedLesson, to: Path, created: str, cancel: Cancel, report: Report
) -> MadePack:
    """Put a lesson's pack into a folder of its own below one that somebody named."""
    from lessontool.delivery.sticks import refresh

    folder = to / lesson.stem
    with tempfile.TemporaryDirectory(prefix="lessontool-") as place:
        scratch = Path(place)
        packed = _build(spec, lesson, scratch, created, cancel, _part(report, 0, 2))
        listing.write(scratch, _manifest(spec, lesson, packed, scratch, created, cancel))
        files = {path.relative_to(scratch).as_posix(): path for path in sorted(scratch.rglob("*")) if path.is_file()}
        folder.mkdir(parents=True, exist_ok=True)
        refresh(
            folder,
            files,
            owner=spec.name,
            last=(MANIFEST_NAME,),
            filesystem="exfat",
            cancel=cancel,
            progress=_part(report, 1, 2),
        )
    return _made(spec, folder, [lesson], packed, list(files))


def _build(
    spec: ScormPack | KitPack,
    lesson: ShelvedLesson,
    folder: Path,
    created: str,
    cancel: Cancel,
    progress: Progress,
    *,
    place: Path | None = None,
) -> Packed:
    """Build a lesson's pack in a folder; `place` is where it will lie, where that is beside its other packages."""
    if isinstance(spec, ScormPack):
        from lessontool.delivery.packs.scorm import build as build_scorm

        return build_scorm(lesson, spec, folder, created=created, cancel=cancel, progress=progress)
    from lessontool.delivery.packs.kit import build as build_kit

    return build_kit(lesson, spec, folder, created=created, cancel=cancel, progress=progress, place=place)


def _manifest(
    spec: PackSpec, lesson: ShelvedLesson, packed: Packed, folder: Path, created: str, cancel: Cancel
) -> Manifest:
    return Manifest(
        schema_version=listing.SCHEMA_VERSION,
        destination=PACK,
        preset=spec.name,
        lesson=records.plain(lesson.lesson),
        recording_name=lesson.lesson.recording,
        recording_sha256=lesson.recording_sha256,
        created=created,
        files=listing.read_files(folder, packed.files, ("sha256",), cancel=cancel),
        decisions=(),
        findings=packed.findings,
        measured={},
        tools=listing.tool_versions(),
        chapters=lesson.chapters,
    )


def _made(
    spec: PackSpec, folder: Path, lessons: Sequence[ShelvedLesson], packed: Packed, names: Sequence[str] | None = None
) -> MadePack:
    failed = [
        Finding(
            code="pack-lesson-failed",
            severity="warning",
            values={"title": lesson.lesson.title, "items": ", ".join(lesson.failed)[:300]},
        )
        for lesson in lessons
        if lesson.failed
    ]
    return MadePack(
        spec=spec,
        folder=folder,
        lessons=tuple(lessons),
        files=tuple(names if names is not None else (file.name for file in packed.files)),
        total_bytes=packed.total_bytes,
        findings=(*packed.findings, *failed),
    )


def _lesson_folder(lesson: ShelvedLesson) -> Path:
    """The folder of the lesson that a package was made in. Raises InputError where it was copied away from it."""
    packages = lesson.home.resolve().parent
    if packages.name != "packages" or not (packages.parent / HIDDEN).is_dir():
        raise InputError("pack-lesson-away", title=lesson.lesson.title)
    return packages.parent


@contextlib.contextmanager
def _scratch(root: Path) -> Iterator[Path]:
    """A folder on the lesson's own disk, gone afterwards; those of runs that were killed go too."""
    for left in root.glob(f"{_SCRATCH}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=root) as place:
        yield Path(place)


def _part(report: Report, number: int, count: int) -> Report:
    return lambda share: report((number + share) / count)
