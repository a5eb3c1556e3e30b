"""What lies beside a programme: its chapters as players read them, and the files that pupils work with."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool import records
from lessontool.analysis import intake
from lessontool.door import process_lesson
from lessontool.errors import InputError
from lessontool.model import Chapter, Mark
from lessontool.planning.beside import attach, marks_of
from lessontool.planning.ground import Ground, ground_of
from lessontool.presets import load_lesson
from lessontool.subtitles.showing import writing
from tests import caption_judges, tiny
from tests.sources import LESSON, SOURCES

CREATED = "2026-11-22T10:00:00Z"


def ground(*chapters: tuple[str, str], start: str | None = None) -> Ground:
    told = tuple(Chapter(start_s=Fraction(at), title=title) for at, title in chapters)
    lesson = replace(LESSON, chapters=told, start_s=Fraction(start) if start else None)
    return ground_of(lesson, *SOURCES["camcorder-1080i50"]())


# ── chapters ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_chapters_move_behind_the_opening_and_the_first_begins_with_the_programme() -> None:
    marks = marks_of(ground(("1", "Khởi động"), ("4.04", "Bài mới")), 90, 500)
    assert marks == (Mark(start_frames=0, title="Khởi động"), Mark(start_frames=90 + 101, title="Bài mới"))


def test_chapters_follow_a_recording_that_is_not_used_from_its_beginning() -> None:
    marks = marks_of(ground(("0", "Chào hỏi"), ("2", "Khởi động"), ("6", "Bài mới"), start="4"), 100, 500)
    # both of the first two begin before what is used: the later one is what is heard then
    assert [(mark.start_frames, mark.title) for mark in marks] == [(0, "Khởi động"), (150, "Bài mới")]


def test_chapters_behind_the_end_are_left_out_and_a_lesson_without_any_has_none() -> None:
    assert [mark.title for mark in marks_of(ground(("0", "A"), ("3600", "B")), 0, 250)] == ["A"]
    assert marks_of(ground(), 100, 500) == ()


def test_the_w3cs_parser_reads_our_chapter_file(tmp_path: Path) -> None:
    marks = (Mark(start_frames=0, title="Khởi động"), Mark(start_frames=90, title='<b>Số & "chữ"</b> --> hết'))
    path = tmp_path / "bai.chapters.vtt"
    path.write_text(writing.chapters(marks, frames=250), encoding="utf-8")
    verdict = caption_judges.webvtt(path)
    assert verdict.complaints == []
    assert [(start, end) for start, end, _ in verdict.cues] == [(0, 3600), (3600, 10000)]
    assert verdict.cues[1][2] == ('Số & "chữ" → hết',)


# ── attachments ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_attachments_get_names_that_every_system_takes() -> None:
    names = {"Phiếu bài tập.PDF": "1", "khác/phiếu Bài tập.pdf": "2", "a<b>&.docx": "3", "CON.txt": "4"}
    paths = [step.output.package_path for step, _ in attach("online-web", names, "packages/online")]
    assert paths == [
        f"packages/online/attachments/{name}"
        for name in ("Phieu_bai_tap.pdf", "phieu_Bai_tap_2.pdf", "a_b.docx", "bai_CON.txt")
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("virus.exe", "lesson-field-wrong"),
        ("../ngoai.pdf", "lesson-file-outside"),
        ("trang.html", "lesson-field-wrong"),
    ],
)
def test_an_attachment_that_no_pupil_should_open_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    folder = tiny.lesson(tmp_path)
    with (folder / "lesson.yaml").open("a", encoding="utf-8") as file:
        file.write(f"attachments: [{name}]\n")
    with pytest.raises(InputError) as caught:
        load_lesson(folder)
    assert caught.value.code == reason


def test_a_missing_or_huge_attachment_is_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="text-file-missing"):
        intake.accept_attachment(tmp_path, "phieu.pdf")
    (tmp_path / "phieu.pdf").write_bytes(b"x" * 100)
    monkeypatch.setattr(intake, "_MOST_ATTACHMENT_BYTES", 99)
    with pytest.raises(InputError, match="attachment-too-large"):
        intake.accept_attachment(tmp_path, "phieu.pdf")


def test_worksheets_and_script_go_into_the_package_as_they_are(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "bai")
    (folder / "phiếu.pdf").write_bytes(b"%PDF-1.4 " + b"0" * 3000)
    with (folder / "lesson.yaml").open("a", encoding="utf-8") as file:
        file.write('attachments: ["phiếu.pdf"]\nchapters: [{start_s: 0, title: Khởi động}]\n')
    wishes = {"presets": [tiny.PRESET], "preset_folder": tiny.presets(tmp_path / "presets"), "captions": None}
    made = process_lesson(folder, created=CREATED, branded=False, **wishes)  # type: ignore[arg-type]
    place, manifest = made.packages[0]
    files = {file.role: file for file in manifest.files}
    assert files["attachment"].name == "attachments/phieu.pdf"
    assert files["attachment"].sha256 == hashlib.sha256((folder / "phiếu.pdf").read_bytes()).hexdigest()
    assert records.checksum(place / "attachments/phieu.pdf") == files["attachment"].sha256
    assert manifest.chapters == (Mark(start_frames=0, title="Khởi động"),)
    assert (place / files["chapters"].name).read_text(encoding="utf-8").startswith("WEBVTT")
    again = process_lesson(folder, created=CREATED, branded=False, **wishes)  # type: ignore[arg-type]
    assert again.done.worked == ()
    (folder / "phiếu.pdf").write_bytes(b"%PDF-1.4 mended")
    changed = process_lesson(folder, created=CREATED, branded=False, **wishes)  # type: ignore[arg-type]
    assert {name.split("/")[0] for name in changed.done.worked} == {"attachment", "package"}
