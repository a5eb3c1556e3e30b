"""A branded lesson, whole: where bumpers and lesson meet, what stands on them, and what may not change.

Every picture of the recording carries its number, so that one that is black, doubled or lost is seen.
"""

from __future__ import annotations

import difflib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lessontool.door import Processed, plan_lesson, process_lesson
from lessontool.model import Plan
from lessontool.running.identity import identities
from lessontool.tools.ffmpeg import executable
from tests import caption_judges, judges
from tests.sources import PRESETS

pytestmark = [pytest.mark.whole, pytest.mark.proof]

FRAMES = 144
"""Of the lesson: whole GOPs, so that nothing is added to it."""
BUMPER = 60
"""Frames of opening and closing: 2.4 s."""
TURN = 12
"""Frames of the way from one to the other on television."""
BITS = 8
CREATED = "2021-10-04T01:00:00Z"

LESSON = """\
recording: so.mkv
title: Phép cộng trong phạm vi một nghìn
subject: TO
grade: 3
series: KNTT
school_year: 2022-2023
week: 5
teachers: [Nguyễn Thị Phương Thảo, Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
rights: {holder: Trường Tiểu học Bản Mây}
brand: cut-and-wipe
materials_url: https://hoclieu.example.vn/bai-12
"""


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped brand and presets, shortened: a wipe on television, a cut online, no name over the lesson."""
    folder = tmp_path_factory.mktemp("presets")
    (folder / "brands").mkdir()
    text = (PRESETS / "brands" / "province.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(opening_s|closing_s): \d+", r"\1: 2.4", text.replace("name: province", "name: cut-and-wipe"))
    text = re.sub(r"(lower_third_s|chapter_titles_s): \d+", r"\1: 0", _cut_online(text))
    logo = PRESETS / "brands" / "province" / "logo.svg"
    (folder / "brands" / "cut-and-wipe.yaml").write_text(
        text.replace("province/logo.svg", "logo.svg"), encoding="utf-8"
    )
    (folder / "brands" / "logo.svg").write_bytes(logo.read_bytes())
    for name in ("tv-xdcam-hd422", "online-web"):
        preset = (PRESETS / f"{name}.yaml").read_text(encoding="utf-8")
        preset = preset.replace("[slate, opening", "[opening").replace("slate_s: 10", "slate_s: 0")
        preset = re.sub(r"(?ms)^posters:.*", "posters: []\n", preset)
        (folder / f"{name}.yaml").write_text(preset, encoding="utf-8")
    return folder


def _cut_online(brand: str) -> str:
    head, online = brand.split("transition: dissolve")
    return f"{head}transition: cut{online.replace('transition_frames: 12', 'transition_frames: 0', 1)}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bài")
    numbered(place / "so.mkv")
    (place / "lesson.yaml").write_text(LESSON, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def processed(folder: Path, presets: Path) -> Processed:
    return process_lesson(folder, created=CREATED, captions=None, preset_folder=presets)


def numbered(target: Path) -> None:
    """Record grey pictures that carry their numbers as black and white fields, with a tone like syllables."""
    pictures = np.full((FRAMES, 360, 640), 128, np.uint8)
    for number, picture in enumerate(pictures):
        for bit in range(BITS):
            picture[150:210, 40 + 70 * bit : 90 + 70 * bit] = 235 if number >> bit & 1 else 16
    tone = "0.2*sin(2*PI*300*t)*(1+sin(2*PI*4*t))"
    command = [
        executable(),
        "-v",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
        "-s",
        "640x360",
        "-r",
        "25",
        "-i",
        "-",
    ]
    command += ["-f", "lavfi", "-i", f"aevalsrc='{tone}':s=48000:d={FRAMES / 25}", "-c:a", "pcm_s16le"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "4", "-g", "25", "-pix_fmt", "yuv420p", str(target)]
    subprocess.run([*command, *coding], input=pictures.tobytes(), check=True)


def programme(processed: Processed, destination: str) -> Path:
    for place, manifest in processed.packages:
        if manifest.destination == destination:
            return place / manifest.files[0].name
    raise AssertionError(destination)


def decoded(path: Path) -> NDArray[np.uint8]:
    """Every frame's brightness, at 640x360."""
    command = [executable(), "-v", "error", "-i", str(path), "-an", "-vf", "scale=640:360:flags=area,format=gray"]
    raw = subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, 360, 640)


def numbers(frames: NDArray[np.uint8]) -> list[int]:
    """Read each picture's number."""
    fields = [frames[:, 165:195, 55 + 70 * bit : 75 + 70 * bit].mean(axis=(1, 2)) > 128 for bit in range(BITS)]
    return [int(number) for number in sum(field.astype(int) << bit for bit, field in enumerate(fields))]


def test_bumpers_and_lesson_meet_without_a_black_a_doubled_or_a_lost_frame(processed: Processed) -> None:
    for destination, turn in (("tv", TURN), ("online", 0)):
        frames = decoded(programme(processed, destination))
        assert len(frames) == BUMPER + FRAMES + BUMPER
        lesson = frames[BUMPER : BUMPER + FRAMES]
        assert numbers(lesson[turn : FRAMES - turn]) == list(range(turn, FRAMES - turn)), destination
        for border in (BUMPER, BUMPER + FRAMES):
            around = frames[border - TURN - 2 : border + TURN + 2]
            # black is 16; the brand's ground is dark, but never black
            assert around.mean(axis=(1, 2)).min() > 25, destination
        assert numbers(lesson[:1]) == [0] or turn
        # the opening's last frame is the opening, and the closing's first the closing
        for at in (BUMPER - 1, BUMPER + FRAMES):
            assert np.abs(frames[at].astype(int) - 128).mean() > 30


def test_the_wipe_shows_the_running_lesson_and_not_a_still(processed: Processed) -> None:
    frames = decoded(programme(processed, "tv"))[BUMPER : BUMPER + TURN]
    left, right = (frames[:, :, part].mean(axis=(1, 2)) for part in (slice(0, 40), slice(600, 640)))
    # one side is the lesson's grey before the other
    assert max(abs(left - right)) > 30


def test_title_and_names_are_read_from_the_master(processed: Processed, tmp_path: Path) -> None:
    said = read(programme(processed, "tv"), BUMPER * 3 // 4, tmp_path)
    for words in ("Phép cộng", "phạm vi một nghìn", "Nguyễn Thị Phương Thảo", "Lò Văn Sơn", "Bản Mây"):
        assert similar(words, said) > 0.75, (words, said)


def test_a_phone_reads_the_code_at_the_end(processed: Processed, tmp_path: Path) -> None:
    frame = still(programme(processed, "tv"), BUMPER + FRAMES + BUMPER - 4, tmp_path)
    command = [judges.need("zbarimg"), "--quiet", "--raw", str(frame)]
    found = subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()
    assert found == "https://hoclieu.example.vn/bai-12"


def test_station_takes_the_branded_master(processed: Processed) -> None:
    path = programme(processed, "tv")
    failed, _ = judges.failed_rules(path)
    assert failed == set()
    assert judges.read_every_unit(path).units == BUMPER + FRAMES + BUMPER
    failed = [
        n for _, manifest in processed.packages for n, verdict in manifest.verdicts.items() if verdict == "failed"
    ]
    assert processed.passed, failed


def test_another_colour_makes_only_the_brands_own_pictures_anew(folder: Path, presets: Path) -> None:
    def planned() -> Plan:
        return plan_lesson(folder, day=CREATED[:10], captions=None, preset_folder=presets).plan

    before = identities(planned())
    brand = presets / "brands" / "cut-and-wipe.yaml"
    text = brand.read_text(encoding="utf-8")
    brand.write_text(text.replace("#0D4A63", "#0D4A64"), encoding="utf-8")
    after = identities(planned())
    brand.write_text(text, encoding="utf-8")
    assert before.keys() != after.keys() or before != after
    online = {name for name in before if name.startswith("picture/lesson/") and "/online" in name}
    assert online
    # a cut leaves the lesson alone, and the logo has its own colours
    assert {name for name in online if before[name] == after.get(name)} == online


def still(path: Path, frame: int, folder: Path) -> Path:
    target = folder / f"{frame}.png"
    graph = f"select=eq(n\\,{frame}),yadif=0"
    command = [executable(), "-v", "error", "-y", "-i", str(path), "-vf", graph, "-frames:v", "1", str(target)]
    subprocess.run(command, check=True)
    return target


def read(path: Path, frame: int, folder: Path) -> str:
    """What tesseract reads in a frame: dark letters on white are what it knows."""
    grey = np.asarray(Image.open(still(path, frame, folder)).convert("L")).astype(int)
    ground = np.median(grey)
    bright = Image.fromarray(np.where(grey > ground + 60, 0, 255).astype(np.uint8))
    bright.save(folder / "letters.png")
    return caption_judges.read_picture(folder / "letters.png")


def similar(words: str, text: str) -> float:
    """How well some words are found anywhere in a text, 0 to 1."""
    return max((difflib.SequenceMatcher(None, words, part).ratio() for part in _parts(text, len(words))), default=0.0)


def _parts(text: str, length: int) -> Iterator[str]:
    flat = " ".join(text.split())
    return (flat[at : at + length] for at in range(max(1, len(flat) - length + 1)))
