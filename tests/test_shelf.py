"""Finished lessons as packs are made from them: found wherever they lie, the same for ever, and never half."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import records
from lessontool.delivery import shelf
from lessontool.delivery.shelf import lesson_id, read_shelf
from lessontool.errors import InputError
from lessontool.model import Manifest, PackagedFile
from tests.sources import LESSON

CREATED = "2026-11-22T10:00:00Z"


def file(name: str, role: Any, size: int = 3, **more: Any) -> PackagedFile:
    return PackagedFile(name=name, role=role, size_bytes=size, sha256="00" * 32, **more)


FILES = (
    file("B1_720p.mp4", "rendition", height_px=720, codec="h264", duration_frames=250),
    file("B1_360p.mp4", "rendition", height_px=360, codec="h264", duration_frames=250),
    file("B1.json", "metadata"),
    file("B1.en.vtt", "captions", language="en"),
    file("B1.vi.vtt", "captions", language="vi"),
    file("B1.vi.srt", "captions", language="vi"),
    file("B1_poster.jpg", "poster"),
)


def package(folder: Path, files: tuple[PackagedFile, ...] = FILES, **changes: Any) -> Path:
    """Write a package of files of three bytes with its manifest."""
    lesson = changes.pop("lesson", LESSON)
    made = Manifest(
        schema_version=1,
        destination="online",
        preset="online-web",
        lesson=records.plain(lesson),
        recording_name=lesson.recording,
        recording_sha256="11" * 32,
        created=CREATED,
        files=files,
        decisions=(),
        findings=(),
        measured={},
        tools={},
    )
    made = replace(made, **changes)
    folder.mkdir(parents=True)
    for each in made.files:
        (folder / each.name).write_bytes(b"abc")
    (folder / "manifest.json").write_text(records.pretty(made), encoding="utf-8")
    return folder


def test_a_lesson_is_found_in_its_folder_in_a_library_and_in_a_copied_package(tmp_path: Path) -> None:
    home = package(tmp_path / "bai-1" / "packages" / "online")
    copied = tmp_path / "copied"
    shutil.copytree(home, copied)
    found = [read_shelf([place]) for place in (tmp_path / "bai-1", home, copied)]
    assert [[each.id for each in lessons] for lessons in found] == [[lesson_id(LESSON)]] * 3
    lesson = found[0][0]
    assert (lesson.frames, lesson.seconds, lesson.stem) == (250, 10.0, "B1")
    assert [each.name for each in lesson.videos] == ["B1_720p.mp4", "B1_360p.mp4"]
    assert [each.name for each in lesson.captions] == ["B1.vi.vtt", "B1.en.vtt"]
    assert [each.name for each in lesson.subtitle_files] == ["B1.vi.srt"]
    assert lesson.poster is not None


def test_packages_of_one_lesson_come_together_and_television_stays_out(tmp_path: Path) -> None:
    packages = tmp_path / "bai-1" / "packages"
    package(packages / "tv", (file("B1.mxf", "programme"),), destination="tv", preset="tv-xdcam-hd422")
    package(packages / "online")
    light = (
        file("B1_480h.mp4", "rendition", height_px=480, codec="h264"),
        file("B1_480a.mp4", "rendition", height_px=480, codec="av1"),
    )
    package(packages / "online-lite", light, preset="online-lite")
    radio = (file("B1.wav", "programme"), file("B1.mp3", "programme"))
    package(packages / "radio", radio, destination="radio", preset="radio-programme")
    package(packages / "scorm-1-2", (file("B1.zip", "archive"),), destination="pack", preset="scorm-1-2")
    (lesson,) = read_shelf([tmp_path])
    assert [each.name for each in lesson.videos] == ["B1_720p.mp4", "B1_360p.mp4"]
    assert [each.name for each in lesson.lite] == ["B1_480a.mp4", "B1_480h.mp4"]
    assert [each.name for each in lesson.sounds] == ["B1.mp3", "B1.wav"]


def test_lessons_come_in_the_order_of_the_curriculum(tmp_path: Path) -> None:
    for number, (grade, week) in enumerate([(2, 1), (1, 9), (1, 2)]):
        lesson = replace(LESSON, grade=grade, week=week, lesson_number=None, title=f"Bài {number}")
        package(tmp_path / f"bai-{number}", lesson=lesson)
    assert [each.lesson.title for each in read_shelf([tmp_path])] == ["Bài 2", "Bài 1", "Bài 0"]


def test_a_corrected_title_is_the_same_lesson_and_another_teachers_is_not() -> None:
    numbered = replace(LESSON, lesson_number=12)
    assert lesson_id(replace(numbered, title="Tên mới")) == lesson_id(numbered)
    assert lesson_id(replace(numbered, teachers=("Giàng A Páo",))) != lesson_id(numbered)
    with_number = replace(numbered, external_id="HL-2021-7")
    assert lesson_id(replace(with_number, week=9, school="Khác")) == lesson_id(with_number)


def test_the_tallest_video_that_fits_is_chosen_and_the_smallest_where_none_does(tmp_path: Path) -> None:
    (lesson,) = read_shelf([package(tmp_path / "online")])
    chosen = {tallest: lesson.video_up_to(tallest) for tallest in (1080, 720, 480, 240)}
    heights = {tallest: video.file.height_px for tallest, video in chosen.items() if video}
    assert heights == {1080: 720, 720: 720, 480: 360, 240: 360}
    assert replace(lesson, videos=()).video_up_to(720) is None


def test_what_failed_its_control_is_known(tmp_path: Path) -> None:
    (lesson,) = read_shelf([package(tmp_path / "online", verdicts={"B1_720p.mp4: loudness": "failed"})])
    assert lesson.failed == ("online-web: B1_720p.mp4: loudness",)


def _gone(folder: Path) -> None:
    (folder / "B1_720p.mp4").unlink()


def _longer(folder: Path) -> None:
    (folder / "B1.vi.vtt").write_bytes(b"abcd")


def _link(folder: Path) -> None:
    (folder / "B1_poster.jpg").unlink()
    (folder / "B1_poster.jpg").symlink_to("/etc/hostname")


@pytest.mark.parametrize("harm", [_gone, _longer, _link])
def test_a_file_that_is_not_as_its_manifest_says_is_never_handed_on(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    harm(package(tmp_path / "online"))
    with pytest.raises(InputError, match="shelf-file-changed"):
        read_shelf([tmp_path])


def test_a_manifest_that_leads_out_of_its_package_is_refused(tmp_path: Path) -> None:
    folder = package(tmp_path / "online")
    text = (folder / "manifest.json").read_text(encoding="utf-8").replace("B1_poster.jpg", "../../poster.jpg")
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="shelf-broken"):
        read_shelf([tmp_path])


def test_no_lesson_no_folder_and_no_manifest_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shelf-empty"):
        read_shelf([tmp_path])
    with pytest.raises(InputError, match="shelf-missing"):
        read_shelf([tmp_path / "nowhere"])
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="shelf-broken"):
        read_shelf([tmp_path])


def test_folders_are_looked_through_to_a_bound(tmp_path: Path) -> None:
    package(tmp_path.joinpath(*["x"] * (shelf._MOST_DEPTH + 1)))
    assert read_shelf([tmp_path / "x"])
    with pytest.raises(InputError, match="shelf-empty"):
        read_shelf([tmp_path])


def test_no_link_is_followed(tmp_path: Path) -> None:
    elsewhere = package(tmp_path / "elsewhere" / "online")
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "link").symlink_to(elsewhere)
    with pytest.raises(InputError, match="shelf-empty"):
        read_shelf([tmp_path / "library"])
