"""Closing a package: judge its programmes, describe them, report, list everything with checksums, the manifest last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from lessontool import curriculum, records
from lessontool.delivery import manifest, metadata
from lessontool.delivery.metadata import DeliveredFile, LessonNames
from lessontool.delivery.shelf import lesson_of
from lessontool.delivery.waivers import kept_waivers, still_needed
from lessontool.model import (
    Finding,
    Loudness,
    Manifest,
    MediaFile,
    Observed,
    Package,
    PackagedFile,
    QCReport,
)
from lessontool.qc.judging import judged, report, results, silences_of, verdicts
from lessontool.qc.package import look_at_package
from lessontool.reports import FORMS, write_reports
from lessontool.tools.process import Cancel

Write = Callable[[Path, bytes], None]

PAGE_NAME: Final = "index.html"
"""What a web server shows of a folder."""

_SIDECARS: Final = {"ebucore": "xml", "schema_org": "json"}


def side_files(step: Package) -> tuple[str, ...]:
    """Name the files that closing a package writes beside its programmes and manifest."""
    reports = (f"{_report_stem(step)}.{form}" for form in FORMS)
    page = (PAGE_NAME,) if step.preset.page else ()
    return (_sidecar_name(step), *page, *reports, *(f"checksums.{algorithm}" for algorithm in _algorithms(step)))


def package(
    step: Package,
    *,
    folder: Path,
    programmes: Sequence[Path],
    observed: Sequence[Observed],
    others: Sequence[Path],
    damage: Sequence[Finding],
    recording: MediaFile,
    created: str,
    target: Path,
    cancel: Cancel,
    progress: Callable[[float], None],
    write: Write = records.write_whole,
) -> None:
    """Judge what was measured in the programmes; write sidecar, reports, checksum lists and, at `target`, the manifest.

    `write` puts everything but the manifest into the folder, each file whole or not at all. What violates preset or
    station is said in the manifest and the reports, never an exception. Waivers of an earlier manifest in the folder
    are kept. Raises ToolError when a program fails, Interrupted when `cancel` is thrown.
    """
    closing = _Closing(step=step, folder=folder, created=created, cancel=cancel, write=write)
    files = closing.listed([*_programmes(step, programmes), *_beside(step, folder, others)])
    progress(0.4)
    sidecar = folder / _sidecar_name(step)
    write(sidecar, _describe(step, files, observed, created).encode())
    files += closing.listed([manifest.Content(name=sidecar.name, role="metadata")])
    progress(0.5)
    draft = manifest.build(
        files,
        spec=step.preset,
        lesson=records.plain(step.lesson),
        recording_name=recording.name,
        recording_sha256=recording.sha256,
        created=created,
        decisions=step.decisions,
        findings=[*step.findings, *damage],
        measured=dict(_measured(observed)),
        tools=manifest.tool_versions(),
        transcripts=step.transcripts,
        station=step.station.name,
        waivers=kept_waivers(folder / manifest.MANIFEST_NAME),
        chapters=step.chapters,
        recording_measured=step.recording_measured,
    )
    if step.preset.page:
        files += closing.paged(draft)
    qc = closing.report(draft, observed)
    made = write_reports(qc, folder, stem=_report_stem(step), write=write, cancel=cancel)
    progress(0.9)
    files += closing.listed([manifest.Content(name=path.name, role="report") for path in made])
    found = [finding for result in qc.results for finding in result.findings]
    whole = replace(
        draft,
        files=tuple(files),
        findings=(*draft.findings, *found),
        verdicts=verdicts(qc),
        waivers=still_needed(draft.waivers, qc),
    )
    manifest.write(folder, whole, target, write=write)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """A package that is being closed."""

    step: Package
    folder: Path
    created: str
    cancel: Cancel
    write: Write

    def listed(self, contents: Sequence[manifest.Content]) -> list[PackagedFile]:
        """Measure files for the manifest."""
        return list(manifest.read_files(self.folder, contents, _algorithms(self.step), cancel=self.cancel))

    def paged(self, draft: Manifest) -> list[PackagedFile]:
        """Write the page that plays the package's lesson."""
        from lessontool.delivery.pages import beside, web_page

        lesson = lesson_of(self.folder, draft)
        self.write(self.folder / PAGE_NAME, web_page(lesson, address=beside(self.folder)))
        return self.listed([manifest.Content(name=PAGE_NAME, role="page")])

    def report(self, draft: Manifest, observed: Sequence[Observed]) -> QCReport:
        """Judge programmes and everything beside them as the station does."""
        station, waivers = self.step.station, draft.waivers
        sums = {file.name: file.sha256 for file in draft.files}
        silences = silences_of(observed[0]) if observed else ()
        beside = look_at_package(
            self.folder, draft, station, silences=silences, spec=self.step.preset, closed=False, cancel=self.cancel
        )
        return report(
            self.step.lesson.title,
            station,
            [judged(each, station, waivers, sha256=sums.get(each.file, "")) for each in observed],
            results(beside, station, waivers),
            created=self.created,
            tools=draft.tools,
        )


def _measured(observed: Sequence[Observed]) -> Iterator[tuple[str, str | int | float]]:
    """Figures of every programme for the manifest."""
    for each in observed:
        figures: dict[str, str | int | float] = {
            "size_bytes": each.size_bytes,
            "frames": each.frames,
            **each.facts,
            "integrated_lufs": each.integrated_lufs,
            "loudness_range_lu": each.range_lu,
            "true_peak_dbtp": each.true_peak_dbtp,
        }
        yield from ((f"{each.file}: {name}", value) for name, value in figures.items())


def _algorithms(step: Package) -> tuple[str, ...]:
    return ("sha256", *(name for name in step.preset.checksums if name != "sha256"))


def _sidecar_name(step: Package) -> str:
    return f"{step.stem}.{_SIDECARS[step.preset.metadata]}"


def _report_stem(step: Package) -> str:
    return f"{step.stem}_qc"


def _programmes(step: Package, programmes: Sequence[Path]) -> Iterator[manifest.Content]:
    if step.preset.destination == "radio":
        for path in programmes:
            form = path.suffix.removeprefix(".")
            yield manifest.Content(name=path.name, role="programme", rendition=form, duration_frames=step.frames)
        return
    for path, rendition in zip(programmes, step.renditions, strict=True):
        yield manifest.Content(
            name=PurePosixPath(path.name).as_posix(),
            role="programme" if step.preset.destination == "tv" else "rendition",
            rendition=rendition.name,
            duration_frames=step.frames,
            before_frames=step.before_frames,
            silent=step.silent,
            width_px=rendition.width_px,
            height_px=rendition.height_px,
            codec=rendition.codec,
        )


def _beside(step: Package, folder: Path, others: Sequence[Path]) -> Iterator[manifest.Content]:
    for path, side in zip(others, step.others, strict=True):
        yield manifest.Content(name=path.relative_to(folder).as_posix(), role=side.role, language=side.language)


def _describe(step: Package, files: Sequence[PackagedFile], observed: Sequence[Observed], created: str) -> str:
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
            loudness=Loudness(
                integrated_lufs=seen.integrated_lufs, range_lu=seen.range_lu, true_peak_dbtp=seen.true_peak_dbtp
            ),
        )
        for file, rendition, seen in zip(files, step.renditions or (None,), observed, strict=False)
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
