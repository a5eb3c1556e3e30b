"""Low data on real recordings: so small, still alike, small print still legible, and passed by our own judge.

Each recording is made into a whole package once; what is promised is measured in the finished files.
"""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessontool.analysis.likeness import likeness
from lessontool.door import Planned, Processed, plan_lesson, process_lesson
from lessontool.essence.trial import picture_bytes, plain_input, take_pieces
from lessontool.lesson_form import write_lesson
from lessontool.planning import trial
from lessontool.planning.ground import ground_of
from lessontool.timing import FrameSpan
from lessontool.tools import ffmpeg
from tests.recordings import RECORDINGS
from tests.tiny import ANSWERS

pytestmark = pytest.mark.proof

CREATED = "2026-11-22T10:00:00Z"
PRESET = "online-lite"
SLIDES = "lecture_eth_slides_speech.mov"
WEBCAM = "mediarecorder_chrome52_noduration_mono.webm"
VOICE = "speech_vi_truyenkieu_49s_tts.wav"
"""Nobody speaks in the webcam's recording, and the slides are too short for a lecture."""


@dataclass(frozen=True, kw_only=True)
class Made:
    planned: Planned
    done: Processed
    files: dict[str, Path]
    original: Path

    def kb_a_minute(self, name: str) -> float:
        package = self.done.packages[0][1]
        file = next(each for each in package.files if each.rendition == name)
        return file.size_bytes / 1000 / ((file.duration_frames or 0) / 1500)


def make(recording: str, folder: Path, *, voice: str, seconds: int, repeat: int = 1) -> Made:
    """Make the package of a recording with a voice, put N times behind itself; keep its picture before coding."""
    folder.mkdir()
    target = folder / "bai.mkv"
    command = [ffmpeg.executable(), "-v", "error", "-stream_loop", str(repeat - 1), "-i", str(RECORDINGS / recording)]
    command += ["-i", str(RECORDINGS / voice), "-map", "0:v:0", "-map", "1:a:0", "-t", str(seconds)]
    subprocess.run([*command, "-c:v", "copy", "-c:a", "pcm_s16le", str(target)], check=True)
    write_lesson(folder, ANSWERS, recording=None)
    planned = plan_lesson(
        folder, day=CREATED[:10], presets=(PRESET,), accept=("silence",), captions=None, branded=False
    )
    done = process_lesson(folder, created=CREATED, presets=(PRESET,), accept=("silence",), captions=None, branded=False)
    place, package = done.packages[0]
    files = {file.rendition: place / file.name for file in package.files if file.role == "rendition"}
    original = folder / "original.yuv"
    ground = ground_of(planned.request.lesson, planned.checked.media, planned.checked.measurements)
    recipe = trial.tried_recipes(ground, planned.request.presets[0])[0]
    step = trial.piece_step(ground, recipe, FrameSpan(0, ground.frames))
    take_pieces([step], target, planned.checked.media, original, cancel=None)
    return Made(planned=planned, done=done, files=files, original=original)


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("lite")
    yield make(SLIDES, folder / "slides", voice=VOICE, seconds=20, repeat=2)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def webcam(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("lite")
    yield make(WEBCAM, folder / "webcam", voice=VOICE, seconds=43)
    shutil.rmtree(folder)


def alike(made: Made, name: str) -> float:
    ground = ground_of(made.planned.request.lesson, made.planned.checked.media, made.planned.checked.measurements)
    recipe = next(
        each for each in trial.tried_recipes(ground, made.planned.request.presets[0]) if each.rendition.name == name
    )
    pictures = made.original.stat().st_size // picture_bytes(recipe)
    original = plain_input(recipe, made.original)
    folder = made.original.parent
    scores = likeness(made.files[name], original, pictures=pictures, folder=folder, cancel=None)
    return sum(scores) / len(scores)


def read(picture: Path) -> str:
    said = subprocess.run(["tesseract", picture, "-", "--psm", "6"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", said.stdout).strip()


def shown(source: list[str], at: float, target: Path) -> str:
    """Read what stands in one picture, three times as large as readers of small print like it."""
    command = [ffmpeg.executable(), "-v", "error", "-y", "-ss", str(at), *source]
    subprocess.run([*command, "-frames:v", "1", "-vf", "scale=iw*3:ih*3:flags=lanczos", str(target)], check=True)
    return read(target)


def test_slides_take_little_more_than_their_sound_and_pass(slides: Made) -> None:
    assert slides.done.passed
    # twice as many keyframes as in minutes of a lecture, which takes 238 kB a minute (benchmarks/lite.py --repeat 12)
    assert slides.kb_a_minute("480p-av1") <= 330
    assert slides.kb_a_minute("480p-h264") <= 1.7 * slides.kb_a_minute("480p-av1")
    assert alike(slides, "480p-av1") >= 92


def test_a_webcam_talk_takes_six_tenths_of_a_megabyte_a_minute_and_passes(webcam: Made) -> None:
    assert webcam.done.passed
    assert webcam.kb_a_minute("480p-av1") <= 600
    assert webcam.kb_a_minute("480p-h264") <= 1.7 * webcam.kb_a_minute("480p-av1")
    assert alike(webcam, "480p-av1") >= 92


def test_the_reason_for_each_rate_factor_stands_in_the_manifest(webcam: Made) -> None:
    decisions = {each.subject: each for each in webcam.done.packages[0][1].decisions}
    for name in ("480p-av1", "480p-h264"):
        decision = decisions[f"rate factor of {name}"]
        assert decision.choice.startswith("CRF ")
        assert "VMAF" in decision.reason


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
@pytest.mark.parametrize("name", ["480p-av1", "480p-h264"])
def test_small_print_on_slides_reads_as_before_coding(slides: Made, name: str, tmp_path: Path) -> None:
    ground = ground_of(slides.planned.request.lesson, slides.planned.checked.media, slides.planned.checked.measurements)
    recipe = trial.tried_recipes(ground, slides.planned.request.presets[0])[0]
    plain = plain_input(recipe, slides.original)
    for at in (6, 9, 17):
        before = shown(plain, at, tmp_path / "before.png")
        after = shown(["-i", str(slides.files[name])], at, tmp_path / "after.png")
        assert len(before) > 300
        assert difflib.SequenceMatcher(None, before, after, autojunk=False).ratio() >= 0.9, (at, before, after)
