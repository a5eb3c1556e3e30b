"""Small packages as `lessontool process` closes them, made in a moment: for hand-over and package QC."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from lessontool import presets
from lessontool.delivery import manifest
from lessontool.delivery.manifest import Content
from lessontool.model import Manifest
from lessontool.tools.process import Cancel

STEM = "TV1_CD_T05_B12"
NOW = "2026-11-22T10:00:00Z"
LESSON: Mapping[str, object] = {
    "title": "Bài 12: Vần an, at",
    "subject": "TV",
    "grade": 1,
    "series": "CD",
    "week": 5,
    "language": "vi",
    "teachers": ["Nguyễn Thị Lan"],
    "school": "Trường Tiểu học Thanh An",
    "rights": {"holder": "Sở Giáo dục và Đào tạo", "licence": "", "expires": ""},
}
SRT = (
    "1\r\n00:00:01,000 --> 00:00:05,000\r\nChào các em, hôm nay\r\nchúng ta học vần an.\r\n\r\n"
    "2\r\n00:00:06,000 --> 00:00:09,000\r\nCác em mở sách ra nhé,\r\nbài mười hai.\r\n\r\n"
    "3\r\n00:00:10,000 --> 00:00:13,000\r\nBạn nào đọc được\r\nđầu bài cho cô?\r\n\r\n"
)


def contents(programme_bytes: int = 300_000) -> dict[str, bytes]:
    """Files of a package before its lists, by name."""
    return {
        f"{STEM}.mxf": random.Random(7).randbytes(programme_bytes),
        f"{STEM}.vi.srt": SRT.encode(),
        f"{STEM}.xml": ebucore().encode(),
    }


def ebucore(title: str = str(LESSON["title"]), duration: str = "PT20S", loudness: str = "-23.0") -> str:
    """The part of a station's sidecar that is looked at."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ebucore:ebuCoreMain xmlns:ebucore="urn:ebu:metadata-schema:ebucore"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><ebucore:coreMetadata>'
        f'<ebucore:title typeLabel="main"><dc:title xml:lang="vi">{title}</dc:title></ebucore:title>'
        f"<ebucore:format><ebucore:duration><ebucore:normalPlayTime>{duration}</ebucore:normalPlayTime>"
        f'</ebucore:duration><ebucore:technicalAttributeFloat typeLabel="IntegratedLoudness" unit="LUFS">{loudness}'
        "</ebucore:technicalAttributeFloat></ebucore:format></ebucore:coreMetadata></ebucore:ebuCoreMain>\n"
    )


def make(
    folder: Path, files: Mapping[str, bytes] | None = None, lesson: Mapping[str, object] = LESSON, **changes: object
) -> Manifest:
    """Write a package into a folder, lists and manifest included."""
    folder.mkdir(parents=True, exist_ok=True)
    files = contents() if files is None else files
    roles = {".mxf": "programme", ".mp4": "rendition", ".srt": "captions", ".xml": "metadata", ".jsonld": "metadata",
             ".vtt": "captions", ".ttml": "captions"}  # fmt: skip
    listed = []
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        role = roles[Path(name).suffix]
        listed.append(
            Content(
                name=name,
                role=role,  # type: ignore[arg-type]
                duration_frames=500 if role in ("programme", "rendition") else None,
                language=name.split(".")[-2] if role == "captions" else "",
            )
        )
    spec = presets.load_delivery("tv-xdcam-hd422")
    built = manifest.build(
        manifest.read_files(folder, listed, ("sha256", "md5"), cancel=Cancel()),
        spec=spec,
        lesson=lesson,
        recording_name="bai-giang.mp4",
        recording_sha256="0" * 64,
        created=NOW,
        decisions=(),
        findings=(),
        measured={f"{STEM}.mxf: integrated_lufs": -23.0},
        tools={},
        transcripts={},
    )
    built = replace(built, **changes)  # type: ignore[arg-type]
    manifest.write(folder, built)
    return built
