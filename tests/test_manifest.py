"""The list that travels with a package, and the checksums that prove it on the other side."""

from __future__ import annotations

import hashlib
import json
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lessontool import records
from lessontool.delivery import manifest as listing
from lessontool.delivery.manifest import Content
from lessontool.errors import Interrupted
from lessontool.model import Decision, Finding, Manifest
from lessontool.timing import TimeSpan
from lessontool.tools.process import Cancel
from tests import masters

NAMES = ("TV1_CD.mxf", "metadata/TV1_CD.xml", "Bài 1 – đường.txt")


def filled(folder: Path) -> tuple[Content, ...]:
    (folder / "metadata").mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_bytes(bytes([number]) * 5_000_000 * (1 - number % 2) + b"end")
    return (
        Content(name=NAMES[0], role="programme", rendition="xdcam", duration_frames=180),
        Content(name=NAMES[1], role="metadata"),
        Content(name=NAMES[2], role="report"),
    )


def made(folder: Path, spec: Any = masters.TV) -> Manifest:
    files = listing.read_files(folder, filled(folder), spec.checksums, cancel=Cancel())
    return listing.build(
        files,
        spec=spec,
        lesson={"title": masters.TITLE, "week": 1, "lesson": None},
        recording_name="bài.mp4",
        recording_sha256="00" * 32,
        created=masters.CREATED,
        decisions=(Decision(subject="scan", choice="tff", reason="50 fields"),),
        findings=(
            Finding(
                code="qc-picture-count",
                severity="error",
                values={"found": 1},
                spans=(TimeSpan(Fraction(1, 3), Fraction(2)),),
            ),
        ),
        measured={"integrated_lufs": -23.0},
        tools={"lessontool": "0.1.0"},
        transcripts={"vi": "Thầy chào các em!"},
    )


def test_sizes_and_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    files = listing.read_files(tmp_path, filled(tmp_path), ("sha256", "md5"), cancel=Cancel())
    assert [file.name for file in files] == list(NAMES)
    for file in files:
        content = (tmp_path / file.name).read_bytes()
        assert file.size_bytes == len(content)
        assert file.sha256 == hashlib.sha256(content).hexdigest()
        assert file.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert (files[0].rendition, files[0].duration_frames) == ("xdcam", 180)


def test_the_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = made(tmp_path)
    written = listing.write(tmp_path, manifest)
    assert [path.name for path in written] == ["checksums.sha256", "checksums.md5", "manifest.json"]
    assert records.load(Manifest, tmp_path / "manifest.json") == manifest
    assert "đường" in (tmp_path / "manifest.json").read_text(encoding="utf-8")
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_the_checksum_program_of_the_other_side_agrees_and_finds_a_changed_byte(tmp_path: Path, algorithm: str) -> None:
    listing.write(tmp_path, made(tmp_path))
    command = [f"{algorithm}sum", "--strict", "-c", f"checksums.{algorithm}"]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert said.stdout.count(": OK") == len(NAMES) + 1
    (tmp_path / NAMES[0]).write_bytes(b"other")
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_a_manifest_that_the_caller_renames_is_in_the_checksum_lists_by_its_last_name(tmp_path: Path) -> None:
    target = tmp_path / "manifest.json.new"
    assert listing.write(tmp_path, made(tmp_path), target)[-1] == target
    target.rename(tmp_path / "manifest.json")
    command = ["sha256sum", "--strict", "-c", "checksums.sha256"]
    assert subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode == 0


def test_md5_is_written_only_where_a_station_wants_it(tmp_path: Path) -> None:
    manifest = made(tmp_path, masters.ONLINE)
    assert {file.md5 for file in manifest.files} == {""}
    assert [path.name for path in listing.write(tmp_path, manifest)] == ["checksums.sha256", "manifest.json"]


def test_the_manifest_keeps_its_own_json_schema(tmp_path: Path) -> None:
    listing.write(tmp_path, made(tmp_path))
    schema = listing.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    content = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    judge.validate(content)
    for wrong in (
        {**content, "files": [{"name": "x"}]},
        {**content, "extra": 1},
        {key: value for key, value in content.items() if key != "created"},
    ):
        assert not judge.is_valid(wrong)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../b", "", "a\nb", "a\\b"])
def test_a_name_that_leaves_the_package_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name inside a package"):
        listing.read_files(tmp_path, (Content(name=name, role="report"),), (), cancel=Cancel())


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        listing.read_files(tmp_path, (Content(name="none.mxf", role="programme"),), (), cancel=Cancel())


def test_reading_stops_when_it_is_cancelled(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        listing.read_files(tmp_path, filled(tmp_path), (), cancel=cancel)


@pytest.mark.tools
def test_the_tools_are_named_with_their_versions() -> None:
    tools = listing.tool_versions()
    assert set(tools) == {"lessontool", "ffmpeg", "libmediainfo", "python"}
    assert all(version[0].isalnum() and any(c.isdigit() for c in version) for version in tools.values())
