"""Slate, line-up and clock: what an operator needs, exact to the level and to the picture."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from lessontool.branding import slates
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests import caption_judges as judges
from tests.test_overlays import LONG_SCHOOL, WORDS, graphic, read_in

WORDS_OF_A_SLATE = {
    "subject": "Toán",
    "grade": "Lớp 1",
    "title": "Phép cộng trong phạm vi 10",
    "lesson": "Tuần 5 · Bài 10 · Tiết 1/2",
    "series": "Kết nối tri thức với cuộc sống · Năm học 2021-2022",
    "teacher": "Giáo viên: Nguyễn Thị Hồng Nhung, Lò Văn Sơn",
    "school": LONG_SCHOOL,
    "organisation": "Sở Giáo dục và Đào tạo Lai Châu",
    "id": "TO1-05-10",
    "duration": "00:25:18:00",
    "lesson_duration": "00:24:52:12",
    "timecode": "10:00:00:00",
    "format": "tv-xdcam-hd422 · 25 fps · -23 LUFS",
}
BARS_709 = {
    "white": (235, 128, 128),
    "yellow": (168, 44, 136),
    "cyan": (145, 147, 44),
    "green": (133, 63, 52),
    "magenta": (63, 193, 204),
    "red": (51, 109, 212),
    "blue": (28, 212, 120),
    "black": (16, 128, 128),
}
"""Y, Cb, Cr of 100/0/75/0 bars in 8 bits (ITU-R BT.709)."""


def inked(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where something other than the ground is drawn."""
    pixels = np.asarray(picture).astype(int)
    rows, columns = np.nonzero((np.abs(pixels - pixels[0, 0]) > 3).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_a_slate_is_read(tmp_path: Path) -> None:
    step = graphic("slate", None, height=1080, lines=WORDS_OF_A_SLATE)
    slates.draw(step, tmp_path / "slate.png", files={}, cancel=Cancel(), progress=lambda _: None)
    with Image.open(tmp_path / "slate.png") as written:
        assert (written.mode, written.size) == ("RGB", (1920, 1080))
        dark_on_light = written.convert("L").point(lambda grey: 0 if grey > 100 else 255)
    read = ""
    # each part for itself: tesseract reads across columns, and looks for one size of letters
    boxes = [(0, 0, 1920, 300), (0, 320, 1160, 1080)]
    for top in (350, 531, 712):
        boxes += [(1200, top, 1760, top + 58), (1200, top + 60, 1760, top + 155)]
    for box in boxes:
        dark_on_light.crop(box).save(tmp_path / "part.png")
        read += judges.read_picture(tmp_path / "part.png") + " "
    for text in (
        "Phép cộng trong phạm vi 10",
        "Thời lượng chương trình",
        "Thời lượng bài học",
        "Mã thời gian bắt đầu",
        "00:25:18:00",
        "00:24:52:12",
        "10:00:00:00",
        "Môn học Toán - Lớp 1",
        "Giáo viên Nguyễn Thị Hồng Nhung, Lò Văn Sơn",
        "Mã bài TO1-05-10",
    ):
        assert read_in(text, read) > 0.8, read
    assert "Giáo viên:" not in read


@settings(max_examples=10, deadline=None)
@given(
    kind=st.sampled_from(("slate", "clock")),
    texts=st.fixed_dictionaries({}, optional=dict.fromkeys(WORDS_OF_A_SLATE, WORDS)),
)
def test_words_of_any_length_stay_inside_the_safe_area(kind: Any, texts: dict[str, str]) -> None:
    step = graphic(kind, None, lines=texts, pictures=50 if kind == "clock" else 0)
    drawn = slates.still(step, {}) if kind == "slate" else Image.fromarray(next(slates.clock_pictures(step, {})))
    left, top, right, bottom = inked(drawn)
    assert left >= 640 * 0.05
    assert right < 640 * 0.95
    assert top >= 360 * 0.05
    assert bottom < 360 * 0.95


def test_bars_have_the_levels_of_the_standard(tmp_path: Path) -> None:
    step = graphic("lineup", None, lines=WORDS_OF_A_SLATE)
    slates.still(step, {}).save(tmp_path / "bars.png")
    # as the pipeline makes television out of a still
    command = [
        *(ffmpeg.executable(), "-v", "error", "-i", str(tmp_path / "bars.png")),
        *("-vf", "scale=flags=bicubic+accurate_rnd+full_chroma_int:out_color_matrix=bt709:out_range=limited"),
        *("-pix_fmt", "yuv422p", "-f", "rawvideo", "-"),
    ]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    luma = np.frombuffer(raw[: 640 * 360], np.uint8).reshape(360, 640)
    chroma = np.frombuffer(raw[640 * 360 :], np.uint8).reshape(2, 360, 320)
    for number, (name, levels) in enumerate(BARS_709.items()):
        x = 40 + 80 * number
        found = (luma[100, x], chroma[0, 100, x // 2], chroma[1, 100, x // 2])
        assert tuple(map(int, found)) == levels, name


def test_a_line_up_says_in_a_black_field_what_comes(tmp_path: Path) -> None:
    picture = slates.still(graphic("lineup", None, height=1080, lines=WORDS_OF_A_SLATE), {})
    below = picture.crop((0, 845, 1920, 1080))
    assert below.getpixel((0, 0)) == (0, 0, 0)
    ImageOps.invert(below).save(tmp_path / "below.png")
    read = judges.read_picture(tmp_path / "below.png")
    assert read_in("Phép cộng trong phạm vi 10", read) > 0.9
    assert read_in("Sở Giáo dục và Đào tạo Lai Châu", read) > 0.9
    assert inked(below)[3] < 1026 - 845


@pytest.mark.parametrize("width", [640, 426, 1024])
def test_bars_begin_on_even_columns_in_every_raster(width: int) -> None:
    step = graphic("lineup", None, height=width * 9 // 16, lines={})
    row = np.asarray(slates.still(step, {}))[10].astype(int)
    changes = np.nonzero((np.diff(row, axis=0) != 0).any(axis=1))[0] + 1
    assert len(changes) == 7
    assert (changes % 2 == 0).all()


def test_a_clock_counts_its_seconds_down_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[int] = []
    put = slates._put_figure

    def note(*given: Any) -> None:
        said.append(given[-1])
        put(*given)

    monkeypatch.setattr(slates, "_put_figure", note)
    step = graphic("clock", None, height=180, lines=WORDS_OF_A_SLATE, pictures=120)
    pictures = list(slates.clock_pictures(step, {}))
    assert len(pictures) == 120
    assert said == [3, 2, 1]
    # the hand moves in every picture, and no picture is changed after it was handed over
    assert all((one != other).any() for one, other in pairwise(pictures))
    # the figure changes exactly when a second is over: 120 pictures are 2.4 s
    half = 8
    ring = pictures[0].shape[0] // 2
    centres = [picture[ring - half : ring + half, 51 + 26 - half : 51 + 26 + half].tobytes() for picture in pictures]
    changed = [number for number in range(1, 120) if centres[number] != centres[number - 1]]
    assert set(changed) <= {20, 70}


def test_a_clock_painted_bit_by_bit_is_the_clock_painted_at_once() -> None:
    step = graphic("clock", None, height=180, lines={}, pictures=100)
    pictures = list(slates.clock_pictures(step, {}))
    canvas = pictures[0].copy()
    centre, radius = slates._face(step)
    ring = slates._Ring(np.array(slates._ground(step)), step, centre, radius)
    ring.turn(canvas, 0.77)
    shown = pictures[77][ring._rows, ring._columns]
    assert np.abs(canvas[ring._rows, ring._columns].astype(int) - shown.astype(int)).max() <= 1


def test_a_clock_is_written_with_all_its_pictures(tmp_path: Path) -> None:
    step = graphic("clock", None, height=180, lines=WORDS_OF_A_SLATE, pictures=60)
    slates.draw(step, tmp_path / "clock.mkv", files={}, cancel=Cancel(), progress=lambda _: None)
    command = [ffmpeg.executable(), "-v", "error", "-i", str(tmp_path / "clock.mkv"), "-f", "framemd5", "-"]
    said = subprocess.run(command, check=True, capture_output=True, timeout=60, text=True).stdout
    sums = [line.rpartition(",")[2] for line in said.splitlines() if not line.startswith("#")]
    assert len(sums) == len(set(sums)) == 60
