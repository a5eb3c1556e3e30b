"""What stands over the lesson: legible on every picture, inside its box whatever is written on it, gone in the end."""

from __future__ import annotations

import difflib
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool.branding import overlays, surrounds
from lessontool.model import DrawGraphic, Look, Output
from lessontool.model.brand import Box, Colours
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests import caption_judges as judges
from tests.test_logos import SVG

COLOURS = Colours(
    ground="#0D4A63",
    ground_end="#082A3F",
    accent="#F2B544",
    accent_second="#4FB3A0",
    text="#EBEBEB",
    text_on_accent="#10222E",
)
LONG_SCHOOL = "Trường Phổ thông dân tộc bán trú Tiểu học và THCS Nậm Nhùn 2"
NAMES = {"teacher": "Nguyễn Thị Hồng Nhung", "role": "Giáo viên", "school": "Trường Tiểu học Bản Mây"}
TEMPLATES = ("calm", "playful")
GROUNDS = ((235, 235, 235), (0, 0, 0))

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyẪỄỘỰỵệộ gjW"
WORDS = st.text(LETTERS, max_size=90)


def graphic(kind: Any, box: tuple[int, int, int, int] | None, height: int = 360, **more: Any) -> DrawGraphic:
    look = Look(template=more.pop("template", "calm"), colours=COLOURS, logo="logo")
    return DrawGraphic(
        name="draw",
        output=Output(name="graphic", suffix=".png"),
        graphic=kind,
        width_px=height * 16 // 9,
        height_px=height,
        box=Box(x_px=box[0], y_px=box[1], width_px=box[2], height_px=box[3]) if box else None,
        look=look,
        **more,
    )


def ink(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.getchannel("A"))


def touches_edge(picture: Image.Image) -> bool:
    alpha = ink(picture)
    return bool(alpha[0].any() or alpha[-1].any() or alpha[:, 0].any() or alpha[:, -1].any())


def read_in(text: str, read: str) -> float:
    """How well a text was found in what was read: tesseract confuses o and O, a and o of this font now and then."""
    rows = [read[at : at + len(text)] for at in range(max(1, len(read) - len(text) + 1))]
    return max(difflib.SequenceMatcher(None, text, row, autojunk=False).ratio() for row in rows)


def over(picture: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    below = Image.new("RGBA", picture.size, (*ground, 255))
    below.alpha_composite(picture)
    return below.convert("RGB")


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> dict[str, Path]:
    path = tmp_path / "logo.svg"
    path.write_text(f'<svg {SVG} width="20" height="20"><rect width="20" height="20" fill="#fff"/></svg>', "utf-8")
    return {"logo": path}


# ── names and titles ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_name_comes_in_stands_and_is_gone(template: str) -> None:
    step = graphic(
        "lower_third", (40, 280, 358, 57), lines=NAMES, pictures=60, in_pictures=25, out_pictures=20, template=template
    )
    pictures = list(overlays.pictures(step, {}))
    assert len(pictures) == 60
    assert not ink(pictures[0]).any()
    assert not ink(pictures[-1]).any()
    assert len({id(picture) for picture in pictures[25:40]}) == 1
    assert not any(touches_edge(picture) for picture in pictures)
    # it comes and goes without a jump: no picture has much more or less than the one before
    seen = [int(ink(picture).astype(int).sum()) for picture in pictures]
    steps = np.abs(np.diff(seen))
    assert steps.max() < 0.25 * max(seen)
    assert all(each > 0 for each in seen[1:-1])


def test_a_name_is_written_with_its_transparency(tmp_path: Path) -> None:
    step = graphic(
        "lower_third", (40, 280, 358, 57), lines=NAMES, pictures=30, in_pictures=10, out_pictures=10, template="playful"
    )
    overlays.draw(step, tmp_path / "name.mkv", files={}, cancel=Cancel(), progress=lambda _: None)
    command = [ffmpeg.executable(), "-v", "error", "-i", str(tmp_path / "name.mkv")]
    command += ["-f", "rawvideo", "-pix_fmt", "rgba", "-"]
    raw = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    drawn = b"".join(picture.tobytes() for picture in overlays.pictures(step, {}))
    assert raw == drawn


def test_a_short_stay_still_begins_and_ends_with_nothing() -> None:
    step = graphic(
        "chapter", (40, 280, 358, 43), lines={"title": "Ôn tập"}, pictures=10, in_pictures=25, out_pictures=20
    )
    pictures = list(overlays.pictures(step, {}))
    assert len(pictures) == 10
    assert not ink(pictures[0]).any()
    assert not ink(pictures[-1]).any()


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(("lower_third", "chapter")),
    template=st.sampled_from(TEMPLATES),
    first=WORDS,
    second=WORDS,
    number=st.sampled_from(("", "1", "12", "Phần 3")),
    width=st.integers(200, 400),
    height=st.integers(30, 60),
)
def test_a_text_of_any_length_stays_off_the_edge_of_its_box(
    kind: str, template: str, first: str, second: str, number: str, width: int, height: int
) -> None:
    lines = {"teacher": first, "school": second} if kind == "lower_third" else {"number": number, "title": first}
    picture = overlays.still(graphic(kind, (40, 200, width, height), lines=lines, template=template), {})
    assert picture.size == (width, height)
    assert not touches_edge(picture)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_a_name_is_read_over_a_white_slide_and_in_the_dark(
    tmp_path: Path, template: str, ground: tuple[int, int, int]
) -> None:
    lines = {"teacher": "Nguyễn Thị Hồng Nhung – Lò Văn Sơn", "role": "Giáo viên", "school": LONG_SCHOOL}
    step = graphic("lower_third", (114, 840, 1074, 172), height=1080, lines=lines, template=template)
    over(overlays.still(step, {}), ground).save(tmp_path / "seen.png")
    read = judges.read_picture(tmp_path / "seen.png")
    for text in ("Nguyễn Thị Hồng Nhung", "Lò Văn Sơn", "Giáo viên", LONG_SCHOOL[:30], LONG_SCHOOL[-25:]):
        assert read_in(text, read) > 0.85, read


def test_a_band_stands_at_the_side_where_its_box_lies() -> None:
    left = ink(overlays.still(graphic("lower_third", (40, 280, 280, 57), lines={"teacher": "Lò"}), {}))
    right = ink(overlays.still(graphic("lower_third", (330, 20, 280, 57), lines={"teacher": "Lò"}), {}))
    assert left[:, :20].any()
    assert not left[:, -20:].any()
    assert right[:, -20:].any()
    assert not right[:, :20].any()


def test_a_name_without_anything_else_is_drawn_and_nothing_at_all_too() -> None:
    assert ink(overlays.still(graphic("lower_third", (40, 280, 280, 57), lines={"teacher": "Lò Văn Sơn"}), {})).any()
    assert not touches_edge(overlays.still(graphic("lower_third", (40, 280, 280, 57), lines={}), {}))


# ── logo and label ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("box", "columns", "rows"),
    [
        ((30, 20, 100, 40), slice(0, 50), slice(None)),
        ((510, 300, 100, 40), slice(50, 100), slice(None)),
        ((30, 20, 40, 100), slice(None), slice(0, 50)),
        ((570, 240, 40, 100), slice(None), slice(50, 100)),
    ],
)
def test_a_logo_stands_in_its_corner_at_its_opacity(
    files: dict[str, Path], box: tuple[int, int, int, int], columns: slice, rows: slice
) -> None:
    picture = overlays.still(graphic("logo", box, lines={"opacity_percent": "50"}), files)
    alpha = ink(picture)
    assert not touches_edge(picture)
    assert 126 <= alpha.max() <= 128
    solid = alpha > 110
    assert solid.sum() > 700
    assert solid[rows, columns].sum() == solid.sum()


def test_a_white_logo_is_seen_on_a_white_slide(files: dict[str, Path]) -> None:
    seen = over(overlays.still(graphic("logo", (510, 20, 100, 40), lines={}), files), (255, 255, 255)).convert("L")
    assert np.asarray(seen).min() < 220


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_grade_is_read(tmp_path: Path, template: str) -> None:
    step = graphic("grade_label", (1536, 64, 268, 64), height=1080, lines={"grade": "Lớp 12"}, template=template)
    picture = overlays.still(step, {})
    assert not touches_edge(picture)
    over(picture, (90, 90, 90)).resize((804, 192)).save(tmp_path / "label.png")
    assert "Lớp 12" in judges.read_picture(tmp_path / "label.png")


# ── the picture around lesson and interpreter ─────────────────────────────────────────────────────────────────────

LESSON = Box(x_px=32, y_px=18, width_px=432, height_px=243)
SIGN = Box(x_px=472, y_px=72, width_px=136, height_px=189)


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("title", ["Phép cộng", "Luyện tập: giải bài toán có lời văn và ứng dụng trong đời sống " * 4])
def test_a_surround_is_open_where_the_lesson_is_seen_and_opaque_elsewhere(template: str, title: str) -> None:
    lines = {"title": title, "subject": "Toán", "grade": "Lớp 1"}
    step = graphic("surround", None, lines=lines, holes=(LESSON, SIGN), template=template)
    picture = overlays.still(step, {})
    assert picture.size == (640, 360)
    alpha = ink(picture)
    wanted = np.full((360, 640), 255)
    for hole in step.holes:
        wanted[hole.y_px : hole.bottom_px, hole.x_px : hole.right_px] = 0
    assert (alpha == wanted).all()


def test_a_caption_stands_inside_the_safe_area_beside_the_holes() -> None:
    lines = {"title": "Phép cộng trong phạm vi 10", "subject": "Toán", "grade": "Lớp 1"}
    bare = np.asarray(surrounds.surround(graphic("surround", None, lines={}, holes=(LESSON, SIGN)), {}).convert("RGB"))
    step = graphic("surround", None, lines=lines, holes=(LESSON, SIGN))
    written = np.asarray(surrounds.surround(step, {}).convert("RGB"))
    rows, columns = np.nonzero((bare != written).any(axis=2))
    assert len(rows) > 300
    assert rows.min() > LESSON.bottom_px
    assert rows.max() < 360 * 0.95
    assert columns.min() >= 640 * 0.05
    assert columns.max() < 640 * 0.95


def test_a_surround_without_room_says_nothing() -> None:
    whole = Box(x_px=20, y_px=12, width_px=600, height_px=336)
    step = graphic("surround", None, lines={"title": "Phép cộng"}, holes=(whole,))
    silent = graphic("surround", None, lines={}, holes=(whole,))
    assert surrounds.surround(step, {}).tobytes() == surrounds.surround(silent, {}).tobytes()


def test_a_still_is_written_as_png_with_transparency(tmp_path: Path) -> None:
    shares: list[float] = []
    step = graphic("grade_label", (30, 20, 90, 22), lines={"grade": "Lớp 1"})
    overlays.draw(step, tmp_path / "label.part", files={}, cancel=Cancel(), progress=shares.append)
    with Image.open(tmp_path / "label.part") as written:
        assert (written.format, written.mode, written.size) == ("PNG", "RGBA", (90, 22))
    assert shares == [1.0]
