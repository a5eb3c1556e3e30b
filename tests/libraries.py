"""A whole library of finished television packages, made in a moment: true manifests beside files of a few bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lessontool import curriculum, records
from lessontool.delivery.manifest import MANIFEST_NAME, SCHEMA_VERSION
from lessontool.model import Lesson, Manifest, PackagedFile, Rights
from lessontool.planning.names import slug
from tests.sources import LESSON

CREATED = "2021-09-20T10:00:00Z"
YEAR = "2021-2022"


def tv_package(
    folder: Path,
    *,
    subject: str = "TO",
    grade: int = 1,
    week: int = 5,
    number: int = 12,
    part: int | None = None,
    minutes: float = 24,
    before_frames: int = 0,
    preset: str = "tv-xdcam-hd422",
    destination: str = "tv",
    created: str = CREATED,
    verdicts: Mapping[str, Any] | None = None,
    expires: str = "",
    school: str = "Trường Tiểu học Bản Mây",
    measured: Mapping[str, str | int | float] | None = None,
    transcripts: Mapping[str, str] | None = None,
    **lesson: Any,
) -> Path:
    """A finished package of a lesson below a folder, as `lessontool process` leaves it; gives the package's folder."""
    title = lesson.pop("title", f"{curriculum.subject(subject).name_vi} {grade}, bài {number}")
    described: Lesson = replace(
        LESSON,
        subject=subject,
        grade=grade,
        series=lesson.pop("series", "KNTT" if grade < 3 or grade == 6 else "P06"),
        school_year=YEAR,
        week=week,
        lesson_number=number,
        part=part,
        title=title,
        school=school,
        rights=Rights(holder=school, expires=expires),
        **lesson,
    )
    stem = f"{subject}{grade}_T{week:02}_B{number:02}" + (f"_P{part}" if part else "")
    package = folder / f"{stem}_{slug(school)}"[:60] / "packages" / destination
    package.mkdir(parents=True)
    suffix = ".wav" if destination == "radio" else ".mxf"
    programme = f"a programme of {minutes} minutes: {title}, {school}".encode()
    captions = b"1\n00:00:01,000 --> 00:00:02,000\nXin ch\xc3\xa0o!\n"
    files = (
        _file(package, f"{stem}{suffix}", "programme", programme, frames=round(minutes * 1500) + before_frames)
        | {"before_frames": before_frames},
        _file(package, f"{stem}.vi.srt", "captions", captions) | {"language": "vi"},
        _file(package, f"{stem}.xml", "metadata", b"<ebuCoreMain/>"),
    )
    manifest = Manifest(
        schema_version=SCHEMA_VERSION,
        destination=destination,
        preset=preset,
        lesson=records.plain(described),
        recording_name="recording.mp4",
        recording_sha256=hashlib.sha256(programme).hexdigest(),
        created=created,
        files=tuple(PackagedFile(**each) for each in files),
        decisions=(),
        findings=(),
        measured={f"{stem}{suffix}: {name}": value for name, value in (measured or {}).items()},
        tools={"lessontool": "0.6.0"},
        transcripts=dict(transcripts or {}),
        verdicts={f"{stem}{suffix}: loudness": "passed"} if verdicts is None else dict(verdicts),
        station="province",
    )
    (package / MANIFEST_NAME).write_text(records.pretty(manifest), encoding="utf-8")
    return package


def term(
    folder: Path,
    *,
    grades: Sequence[int] = (1, 2),
    subjects: Sequence[str] = ("TV", "TO", "DD", "TNXH", "AN", "MT", "GDTC", "HDTN"),
    weeks: Sequence[int] = (4, 5, 6),
    a_week: Mapping[str, int] | None = None,
    minutes: float = 24,
) -> Path:
    """Some weeks of lessons of several grades: for each subject `a_week` lessons a week (TV 12, TO 5, others 1)."""
    counts = {"TV": 12, "TO": 5} if a_week is None else a_week
    for grade in grades:
        for subject in subjects:
            each = counts.get(subject, 1)
            for week in weeks:
                for period in range(each):
                    number = (week - 1) * each + period + 1
                    tv_package(folder, subject=subject, grade=grade, week=week, number=number, minutes=minutes)
    return folder


def _file(package: Path, name: str, role: str, content: bytes, frames: int | None = None) -> dict[str, Any]:
    (package / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "role": role, "size_bytes": len(content), "sha256": digest, "duration_frames": frames}
