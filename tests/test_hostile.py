"""Hostile lessons through the whole pipeline: correct work or a clear error, in bounded time, and nothing lost."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import time
from pathlib import Path

import pytest

from lessontool.door import Processed, process_lesson
from lessontool.errors import InputError, ToolError
from lessontool.lesson_form import write_lesson
from tests import tiny

pytestmark = pytest.mark.whole

NAMES = (
    "bài “một” 'hai'.mp4",
    "a:b;c,[d]=e%03d.mp4",
    "http:127.0.0.1:9.mp4",
    "-i.mp4",
    "😀🐃 lớp 1.mp4",
    "concat:a|b.mp4",
    "x" * 246 + ".mp4",
)
TEXTS = {
    "title": "Tập \"đọc\": 'a' [x];,=% \\N{\\an8} 😀 <b>&amp; đường",
    "teachers": "Nguyễn Thị \"Ánh\" <&>; Lò Văn 'Đức' 😀",
    "school": "Trường %{n} `ls` $(id) Bản Mây: ' [v0] " + "dài " * 40,
}


@pytest.mark.parametrize("name", NAMES)
def test_an_odd_name_is_only_a_name_all_the_way(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "bài ' [học]"
    folder.mkdir()
    shutil.copy(tiny.clip(tiny.VOICE), folder / name)
    write_lesson(folder, tiny.ANSWERS, recording=name)
    _, manifest = process(folder, tmp_path).packages[0]
    assert manifest.recording_name == name
    assert (folder / name).read_bytes() == tiny.clip(tiny.VOICE).read_bytes()


def test_a_name_of_two_lines_gets_a_clear_error(tmp_path: Path) -> None:
    shutil.copy(tiny.clip(tiny.VOICE), tmp_path / "dòng\nmới.mp4")
    with pytest.raises(InputError) as refused:
        write_lesson(tmp_path, tiny.ANSWERS, recording="dòng\nmới.mp4")
    assert refused.value.code == "lesson-answer-wrong"


def test_odd_words_reach_the_pupils_unchanged(tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "lesson", **TEXTS)
    place, manifest = process(folder, tmp_path).packages[0]
    said = json.loads(next(place.glob("*[!t].json")).read_text(encoding="utf-8"))
    assert said["name"] == TEXTS["title"]
    assert all(file.name.isascii() and len(file.name) < 120 for file in manifest.files)


@pytest.mark.parametrize("seed", range(6))
def test_damaged_bytes_end_in_a_programme_or_a_clear_error(seed: int, tmp_path: Path) -> None:
    folder = tiny.lesson(tmp_path / "lesson")
    path = folder / "bai-giang.mp4"
    data = bytearray(path.read_bytes())
    dice = random.Random(seed)
    if seed % 2:
        del data[len(data) * dice.randint(30, 90) // 100 :]
    for _ in range(20):
        data[dice.randrange(64, len(data))] ^= 1 << dice.randrange(8)
    path.write_bytes(data)
    start = time.monotonic()
    for accept in ((), ("damage", "silence")):
        with contextlib.suppress(InputError, ToolError):
            assert process(folder, tmp_path, accept).packages[0][1].files
    assert time.monotonic() - start < 120
    assert path.read_bytes() == bytes(data)


def process(folder: Path, home: Path, accept: tuple[str, ...] = ()) -> Processed:
    return process_lesson(
        folder,
        captions=None,
        branded=False,
        created="2021-10-04T01:00:00Z",
        presets=[tiny.PRESET],
        preset_folder=tiny.presets(home / "presets"),
        accept=accept,
    )
