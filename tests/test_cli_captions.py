"""`lessontool captions` and `lessontool models` as a teacher lives them: on real speech, in both languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lessontool.tools import ffmpeg
from tests import caption_judges, small_lesson, tiny
from tests.recordings import RECORDINGS

pytestmark = [pytest.mark.whole, pytest.mark.proof]

SENTENCE = "Tết là dịp mọi người háo hức đón chào một năm mới với nhiều hy vọng và mong ước."
OLD_SRT = """\
1
00:00:01,000 --> 00:00:03,000
Phép cộng trong phạm vi mười

2
00:00:04,000 --> 00:00:06,000
ba cộng hai bằng năm, các em nhớ nhé
"""


def lessontool(*words: object, code: int = 0) -> str:
    """Run a command; what it says must be for people, and its exit code as expected."""
    command = [sys.executable, "-m", "lessontool", *map(str, words)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def data(*words: object, code: int = 0) -> Any:
    return json.loads(lessontool(*words, "--json", code=code))


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of six seconds in which somebody really speaks, with its script."""
    top = tmp_path_factory.mktemp("lesson")
    recording = top / "recording.mp4"
    command = [
        *(ffmpeg.executable(), "-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=6"),
        *("-i", str(RECORDINGS / "speech_vi_tet.wav")),
        *("-filter_complex", "[1:a]aresample=48000,adelay=800,apad=whole_dur=6[a]"),
        *("-map", "0:v", "-map", "[a]", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", str(recording)),
    ]
    subprocess.run(command, check=True, timeout=60)
    folder = small_lesson.write_lesson(top / "bài 1", recording)
    (folder / "script.txt").write_text(f"{SENTENCE}\nCâu này không ai nói cả.\n", encoding="utf-8")
    with (folder / "lesson.yaml").open("a", encoding="utf-8") as file:
        file.write("script: script.txt\n")
    return folder


def test_every_part_of_captioning_says_what_it_found(lesson: Path) -> None:
    heard = data("captions", "transcribe", lesson)
    assert heard["backend"] == "faster-whisper"
    assert len(heard["words"]) > 12
    told = lessontool("captions", "align", lesson, "--lang", "en")
    assert SENTENCE in told
    assert "not said: Câu này không ai nói cả." in told
    checked = data("captions", "check", lesson)
    assert checked["usable"]
    (vi,) = checked["captions"]["subtitles"]
    assert " ".join(line for cue in vi["cues"] for line in cue["lines"]) == SENTENCE
    assert all(change["reason"] for cue in vi["cues"] for change in cue["changes"])


def test_a_teacher_corrects_in_a_minute(lesson: Path, tmp_path: Path) -> None:
    folder = small_lesson.copy_lesson(lesson, tmp_path / "bài")
    path = Path(data("captions", "edit", folder)["path"])
    assert "chưa được sửa" in lessontool("captions", "edit", folder)
    text = path.read_bytes().decode()
    path.write_bytes(text.replace("háo hức", "vui vẻ").encode())
    told = lessontool("captions", "edit", folder)
    assert "vui vẻ" in told
    assert "1" in told
    assert "vui vẻ" in path.read_bytes().decode(), "the teacher's file is left as it is"
    assert "vui vẻ" in json.dumps(data("captions", "check", folder), ensure_ascii=False)


def test_captions_of_a_lesson_and_old_files_are_converted_and_nothing_is_overwritten(
    lesson: Path, tmp_path: Path
) -> None:
    lessontool("captions", "convert", lesson, "--to", tmp_path / "a.vtt")
    assert not caption_judges.webvtt(tmp_path / "a.vtt").complaints
    old = tmp_path / "old.srt"
    old.write_bytes(OLD_SRT.encode("utf-16"))
    for name in ("b.vtt", "b.ttml", "b.xml", "b.txt", "b.srt"):
        lessontool("captions", "convert", old, "--to", tmp_path / name)
    assert [" ".join(lines) for _, _, lines in caption_judges.webvtt(tmp_path / "b.vtt").cues] == [
        "Phép cộng trong phạm vi mười",
        "ba cộng hai bằng năm, các em nhớ nhé",
    ]
    assert not caption_judges.ttconv(tmp_path / "b.xml").complaints
    assert "không bị ghi đè" in lessontool("captions", "convert", old, "--to", tmp_path / "b.vtt", code=2)
    assert ".docx" in lessontool("captions", "convert", old, "--to", tmp_path / "b.docx", code=2)
    (tmp_path / "rubbish.srt").write_bytes(bytes(range(256)) * 8)
    lessontool("captions", "convert", tmp_path / "rubbish.srt", "--to", tmp_path / "c.vtt", code=2)
    lessontool("captions", "convert", tmp_path / "none.srt", "--to", tmp_path / "c.vtt", code=2)


def test_what_cannot_be_done_is_refused_with_the_way_out(tmp_path: Path) -> None:
    quiet = tiny.lesson(tmp_path / "bài")
    assert "lời giảng" in lessontool("captions", "align", quiet, code=2)
    hmong = tiny.lesson(tmp_path / "mông", language="hmn")
    refused = lessontool("captions", "transcribe", hmong, code=2)
    assert "Mông" in refused
    assert "→" in refused
    assert "models add" in lessontool("captions", "transcribe", quiet, "--model", "không-có", code=2)


def test_the_packaged_model_is_listed_and_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert data("models", "list")["base"]["ok"]
    lessontool("models", "add", tmp_path, code=2)
