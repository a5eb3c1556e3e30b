"""Packs as people ask for them: into the lesson's own packages, below a folder, onto a stick; and every wrong wish."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lessontool import records
from lessontool.errors import InputError, LessonToolError, PresetError
from lessontool.judging import judge_package
from lessontool.model import Consent, Manifest, Rights
from lessontool.packing import MadePack, pack_lessons
from lessontool.presets import load_pack, pack_names
from tests.shelves import small_package

CREATED = "2026-11-22T10:00:00Z"


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """A lesson folder whose online package is finished."""
    folder = tmp_path / "bai-12"
    (folder / ".lessontool").mkdir(parents=True)
    small_package(folder / "packages" / "online")
    return folder


def packed(name: str, *places: Path, **wishes: object) -> MadePack:
    (made,) = pack_lessons(name, places, created=CREATED, **wishes)  # type: ignore[arg-type]
    return made


# ── into the lesson ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pack_lies_beside_the_lessons_other_packages_and_is_proved_by_its_manifest(lesson: Path) -> None:
    made = packed("scorm-1-2", lesson)
    assert made.folder == lesson / "packages" / "scorm-1-2"
    manifest = records.load(Manifest, made.folder / "manifest.json")
    assert (manifest.destination, manifest.preset, manifest.created) == ("pack", "scorm-1-2", CREATED)
    assert [file.role for file in manifest.files] == ["archive"]
    check = subprocess.run(["sha256sum", "-c", "checksums.sha256"], cwd=made.folder, capture_output=True, check=False)
    assert check.returncode == 0
    assert judge_package(made.folder, created=CREATED).verdict == "passed"


def test_the_same_pack_again_is_the_same_bytes_and_another_title_replaces_it(lesson: Path) -> None:
    first = packed("scorm-1-2", lesson)
    before = {name: records.checksum(first.folder / name) for name in first.files}
    again = packed("scorm-1-2", lesson)
    assert {name: records.checksum(again.folder / name) for name in again.files} == before
    small_package(lesson / "packages" / "online", title="Phép trừ")
    other = packed("scorm-1-2", lesson)
    assert {name: records.checksum(other.folder / name) for name in other.files} != before
    assert not list((lesson / ".lessontool").glob("pack-*"))


def test_a_pack_that_somebody_changed_is_not_overwritten(lesson: Path) -> None:
    made = packed("scorm-1-2", lesson)
    archive = next(made.folder.glob("*.zip"))
    archive.write_bytes(b"somebody's own")
    with pytest.raises(InputError, match="not-our-file"):
        packed("scorm-1-2", lesson)
    assert archive.read_bytes() == b"somebody's own"


def test_a_pack_whose_file_was_cut_off_is_found(lesson: Path) -> None:
    made = packed("scorm-1-2", lesson)
    archive = next(made.folder.glob("*.zip"))
    archive.write_bytes(archive.read_bytes()[:-10])
    assert judge_package(made.folder, created=CREATED).verdict == "failed"


def test_a_failed_lesson_is_packed_and_it_is_said(lesson: Path) -> None:
    path = lesson / "packages" / "online" / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["verdicts"] = {"loudness": "failed"}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert "pack-lesson-failed" in [finding.code for finding in packed("scorm-1-2", lesson).findings]


def test_a_lesson_whose_rights_ran_out_or_without_consent_is_never_packed(tmp_path: Path) -> None:
    for number, forbidden in enumerate(
        ({"rights": Rights(holder="Sở", expires="2026-11-21")}, {"consent": Consent(pupils_visible=True)})
    ):
        away = small_package(tmp_path / str(number), **forbidden)
        with pytest.raises(InputError, match="pack-lesson-refused"):
            packed("scorm-1-2", away, to=tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ── elsewhere ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_package_that_was_copied_away_needs_a_place(tmp_path: Path) -> None:
    away = small_package(tmp_path / "copied")
    with pytest.raises(InputError, match="pack-lesson-away"):
        packed("scorm-1-2", away)
    made = packed("scorm-1-2", away, to=tmp_path / "out")
    assert made.folder.parent == tmp_path / "out"
    assert {path.suffix for path in made.folder.iterdir()} >= {".zip", ".sha256", ".json"}
    with zipfile.ZipFile(next(made.folder.glob("*.zip"))) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("name", ["usb-stick", "kolibri"])
def test_a_stick_and_a_channel_need_a_place(lesson: Path, name: str) -> None:
    with pytest.raises(InputError, match="pack-needs-place"):
        packed(name, lesson)


def test_a_stick_with_two_lessons_keeps_what_is_there_when_it_is_filled_again(tmp_path: Path, lesson: Path) -> None:
    other = small_package(tmp_path / "bai-13" / "packages" / "online", lesson_number=13, title="Bài mười ba")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "anh-gia-dinh.jpg").write_bytes(b"a family's picture")
    first = packed("usb-stick", lesson, other.parents[1], to=stick)
    assert (len(first.lessons), (stick / "index.html").is_file()) == (2, True)
    again = packed("usb-stick", lesson, other.parents[1], to=stick)
    assert again.files == ()
    assert (stick / "anh-gia-dinh.jpg").read_bytes() == b"a family's picture"


def test_a_single_lessons_pack_takes_no_budget(lesson: Path) -> None:
    with pytest.raises(InputError, match="pack-no-budget"):
        packed("publishing-kit", lesson, budget_bytes=1_000_000)


# ── presets ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_shipped_pack_is_read() -> None:
    assert pack_names() == ("kolibri", "publishing-kit", "scorm-1-2", "scorm-2004", "usb-stick")
    assert [load_pack(name).name for name in pack_names()] == list(pack_names())


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("kind: stick", "kind: stik", "kind: must be one of"),
        ("name: usb-stick", "name: other", "the file is called"),
        ("smallest_px: 360", "smallest_px: 1080", "taller than tallest_px"),
        ("tallest_px: 720", "tallest_px: 10", "must be 120 to 4320"),
        ("filesystem: fat32", "filesystem: ext4", "filesystem"),
        ("transcripts: yes", "transcrips: yes", "did you mean transcripts"),
    ],
)
def test_a_wrong_pack_preset_is_refused_with_its_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    from tests.sources import PRESETS

    text = (PRESETS / "packs" / "usb-stick.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "usb-stick.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_pack("usb-stick", folder=tmp_path)
    assert complaint in caught.value.detail


def test_an_unknown_pack_is_answered_with_those_that_there_are(lesson: Path) -> None:
    with pytest.raises(LessonToolError) as caught:
        packed("usb-stik", lesson)
    assert (caught.value.code, caught.value.values["suggestion"]) == ("pack-unknown", "usb-stick")


# ── as typed ──────────────────────────────────────────────────────────────────────────────────────────────────────


def typed(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lessontool", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_packing_as_it_is_typed_tells_what_came_of_it(lesson: Path) -> None:
    done = typed("pack", "scorm-1-2", lesson)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Xong gói “scorm-1-2”: 1 bài học" in done.stdout
    told = json.loads(typed("pack", "scorm-1-2", lesson, "--json").stdout)
    assert told[0]["pack"] == "scorm-1-2"
    assert len(told[0]["written"]) == 3


def test_wrong_words_end_with_status_2_or_3_and_what_to_do(lesson: Path, tmp_path: Path) -> None:
    for words, status in (
        (("pack",), 2),
        (("pack", "usb-stick"), 2),
        (("pack", "usb-stick", lesson), 2),
        (("pack", "usb-stick", lesson, "--to", tmp_path, "--budget", "nhiều"), 2),
        (("pack", "scorm", lesson), 3),
        (("pack", "scorm-1-2", tmp_path / "nowhere"), 2),
    ):
        done = typed(*words)
        assert (done.returncode, "→" in done.stderr, "Traceback" in done.stderr) == (status, True, False), words
