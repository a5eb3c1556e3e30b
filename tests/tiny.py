"""A lesson so small that all of it is made in two seconds: a clip of a second and a preset with one small picture."""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from lessontool.lesson_form import write_lesson
from lessontool.tools import ffmpeg
from tests.sources import PRESETS

PRESET = "online-tiny"
ANSWERS = {
    "title": "Phép cộng",
    "school_year": "2021-2022",
    "grade": "1",
    "subject": "TO",
    "series": "KNTT",
    "week": "5",
    "teachers": "Lò Văn Sơn",
    "school": "Trường Tiểu học Bản Mây",
}
VOICE = "sine=frequency=200:sample_rate=48000,tremolo=f=4:d=0.9,volume=3"
SILENCE = "anullsrc=sample_rate=48000:channel_layout=mono"


@functools.cache
def clip(sound: str) -> Path:
    """A second of moving colours with a sound, or without any sound track where `sound` is empty."""
    folder = tempfile.mkdtemp(prefix="lessontool-tiny-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "clip.mp4"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=1"]
    command += ["-f", "lavfi", "-i", sound, "-c:a", "aac"] if sound else []
    command += ["-t", "1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run(command, check=True)
    return path


def lesson(folder: Path, sound: str = VOICE, **answers: str) -> Path:
    """Make a lesson folder with a recording and a lesson.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(clip(sound), folder / "bai-giang.mp4")
    write_lesson(folder, ANSWERS | {name.replace("__", "."): text for name, text in answers.items()}, recording=None)
    return folder


def presets(folder: Path) -> Path:
    """Make a preset folder with the tiny preset: the online preset's smallest picture at a quarter of its size."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (PRESETS / "online-web.yaml").read_text(encoding="utf-8")
    # what stands for the lesson is drawn in sizes of its own: not for so small a lesson
    text = re.sub(r"(?ms)^posters:.*", "posters: []\n", text)
    head, _, rest = text.partition("renditions:\n")
    *_, smallest = re.split(r"(?m)^  - (?=name:)", rest)
    smallest, _, tail = smallest.partition("\nsound:\n")
    smallest = smallest.replace("360p", "180p").replace("640", "320").replace("height_px: 360", "height_px: 180")
    head = head.replace("name: online-web", f"name: {PRESET}")
    (folder / f"{PRESET}.yaml").write_text(f"{head}renditions:\n  - {smallest}\nsound:\n{tail}", encoding="utf-8")
    return folder
