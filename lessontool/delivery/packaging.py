"""Closing a package: prove its programmes, describe them, list everything with checksums, the manifest last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from lessontool import curriculum, records
from lessontool.delivery import manifest, metadata
from lessontool.delivery.metadata import DeliveredFile, LessonNames
from lessontool.delivery.proof import Proof, prove
from lessontool.model import Finding, MediaFile, Package, PackagedFile
from lessontool.tools.process import Cancel

_SIDECARS = {"ebucore": "xml", "schema_org": "json"}


def side_files(step: Package) -> tuple[str, ...]:
    """Name the files that closing a package writes beside its programmes and manifest."""
    return (_sidecar_name(step), *(f"checksums.{algorithm}" for algorithm in _algorithms(step)))


def package(
    step: Package,
    *,
    folder: Path,
    programmes: Sequence[Path],
    others: Sequence[Path],
    damage: Sequence[Finding],
    recording: MediaFile,
    created: str,
    target: Path,
    cancel: Cancel,
    progress: Callable[[float], None],
    write: Callable[[Path, bytes], None] = records.write_whole,
) -> None:
    """Prove the finished programmes and write sidecar, checksum lists and, at `target`, the manifest.

    `write` puts the sidecar and the lists into the folder, each whole or not at all.
    What violates the preset is a Finding in the manifest, never an exception: the caller reads it there. Raises
    ToolError when a judge itself fails.
    """
    proofs = []
    for number, (path, rendition) in enumerate(zip(programmes, step.renditions, strict=True)):
        proofs.append(
            prove(
                path,
                step.preset,
                rendition,
                step.frames,
                before_frames=step.before_frames,
                silent=step.silent,
                cancel=cancel,
            )
        )
        progress((number + 1) / (len(programmes) + 1))
    contents = [_programme(step, path, number) for number, path in enumerate(programmes)]
    contents += [
        manifest.Content(name=path.relative_to(folder).as_posix(), role=side.role, language=side.language)
        for path, side in zip(others, step.others, strict=True)
    ]
    files = manifest.read_files(folder, contents, _algorithms(step), cancel=cancel)
    sidecar = folder / _sidecar_name(step)
    write(sidecar, _describe(step, files, proofs, created).encode())
    described = manifest.Content(name=sidecar.name, role="metadata")
    files += manifest.read_files(folder, [described], _algorithms(step), cancel=cancel)
    whole = manifest.build(
        files,
        spec=step.preset,
        lesson=records.plain(step.lesson),
        recording_name=recording.name,
        recording_sha256=recording.sha256,
        created=created,
        decisions=step.decisions,
        findings=[*step.findings, *damage, *(finding for proof in proofs for finding in proof.findings)],
        measured={f"{proof.file}: {name}": value for proof in proofs for name, value in proof.measured.items()},
        tools=manifest.tool_versions(),
        transcripts=step.transcripts,
    )
    manifest.write(folder, whole, target, write=write)


def _algorithms(step: Package) -> tuple[str, ...]:
    return ("sha256", *(name for name in step.preset.checksums if name != "sha256"))


def _sidecar_name(step: Package) -> str:
    return f"{step.stem}.{_SIDECARS[step.preset.metadata]}"


def _programme(step: Package, path: Path, number: int) -> manifest.Content:
    return manifest.Content(
        name=PurePosixPath(path.name).as_posix(),
        role="programme" if step.preset.destination == "tv" else "rendition",
        rendition=step.renditions[number].name,
        duration_frames=step.frames,
    )


def _describe(step: Package, files: Sequence[PackagedFile], proofs: Sequence[Proof], created: str) -> str:
    lesson, spec = step.lesson, step.preset
    names = LessonNames(
        subject=curriculum.subject(lesson.subject).name_vi, series=curriculum.series(lesson.series).name_vi
    )
    delivered = tuple(
        DeliveredFile(
            name=file.name,
            rendition=rendition,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            loudness=proof.loudness,
        )
        for file, rendition, proof in zip(files, step.renditions, proofs, strict=False)
    )
    if spec.metadata == "ebucore":
        return metadata.ebucore(lesson, spec, names=names, file=delivered[0], frames=step.frames, created=created)
    poster = next((file.name for file in files if file.role == "poster"), "")
    return metadata.schema_org(
        lesson,
        spec,
        names=names,
        files=delivered,
        frames=step.frames,
        published=created,
        poster=poster,
        captions=tuple(
            metadata.CaptionFile(name=file.name, language=file.language) for file in files if file.role == "captions"
        ),
        transcript=step.transcripts.get(lesson.language, ""),
    )
