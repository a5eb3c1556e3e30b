"""Posters: the title is read at any size and length, the face is seen, the file is as small as it must be."""

from __future__ import annotations

import difflib
import io
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool import messages
from lessontool.branding import posters
from lessontool.branding.posters import Focus, stills, window_of
from lessontool.errors import Interrupted, ToolError
from lessontool.model import Box, DrawPoster, Look, Output
from lessontool.tools.process import Cancel
from tests import caption_judges as judges
from tests.test_stills import LOOK, SLIDE, person

LINES = {
    "subject": "Toán",
    "grade": "Lớp 1",
    "title": "Phép cộng trong phạm vi 10",
    "lesson": "Tuần 5 · Bài 12 · Tiết 1/2",
    "teacher": "Giáo viên: Lò Văn Sơn",
    "school": "Trường Tiểu học Bản Mây",
    "organisation": "Sở Giáo dục và Đào tạo Lai Châu",
    "series_title": "Dạy học trên truyền hình",
}
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵẮẰẴẤẦỖỘƯỢĐQWM"
SHAPES = ((480, 270), (300, 300), (270, 480), (400, 300))
PLAYFUL = replace(LOOK, template="playful")
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">'
    '<rect width="300" height="100" fill="#ff00ff"/></svg>'
)


def step(
    width_px: int = 1280,
    height_px: int = 720,
    lines: Mapping[str, str] = LINES,
    look: Look = LOOK,
    max_bytes: int = 2_000_000,
) -> DrawPoster:
    """A poster of a lesson."""
    return DrawPoster(
        name="draw poster",
        output=Output(name="poster", suffix=".jpg"),
        still="still",
        width_px=width_px,
        height_px=height_px,
        max_bytes=max_bytes,
        lines=lines,
        look=look,
    )


def safe(box: Box, wanted: DrawPoster) -> bool:
    """Whether something keeps 4 % away from every edge."""
    across, down = 0.04 * wanted.width_px, 0.04 * wanted.height_px
    inside = box.x_px >= across and box.right_px <= wanted.width_px - across
    return inside and box.y_px >= down and box.bottom_px <= wanted.height_px - down


words = st.text(LETTERS, min_size=1, max_size=12)
FIELDS = {"title": 24, "teacher": 9, "school": 12, "organisation": 9, "series_title": 7, "lesson": 6, "subject": 7}
texts = st.fixed_dictionaries(
    {},
    optional={field: st.lists(words, min_size=1, max_size=most).map(" ".join) for field, most in FIELDS.items()}
    | {"grade": st.sampled_from(("Lớp 1", "Lớp 12"))},
)


@settings(max_examples=50, deadline=None)
@given(texts, st.sampled_from(SHAPES), st.sampled_from((LOOK, PLAYFUL)))
def test_words_of_any_length_are_all_there_and_never_near_an_edge_or_on_another(
    lines: dict[str, str], shape: tuple[int, int], look: Look
) -> None:
    wanted = step(*shape, lines, look)
    parts = posters.written_parts(wanted, {})
    assert all(safe(box, wanted) for _, box, _ in parts), parts
    assert not [(one, other) for (one, a, _), (other, b, _) in combinations(parts, 2) if a.overlaps(b)], parts
    written = " ".join(" ".join(block.rows) for _, _, block in parts).replace(" · ", " ")
    assert sorted(written.split()) == sorted(" ".join(lines.values()).replace(" · ", " ").split())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("look", [LOOK, PLAYFUL])
def test_what_is_written_keeps_off_the_edges_and_off_the_still(shape: tuple[int, int], look: Look) -> None:
    wanted = step(*shape, look=look)
    flat = Image.new("RGB", (320, 180), "#808080")
    empty = np.asarray(posters.compose(replace(wanted, lines={}), flat, {}))
    drawn = np.asarray(posters.compose(wanted, flat, {}))
    rows, columns = np.nonzero((empty != drawn).any(axis=2))
    assert safe(Box(x_px=columns[0], y_px=rows[0], width_px=1, height_px=1), wanted)
    assert columns.min() >= 0.04 * shape[0]
    assert columns.max() < 0.96 * shape[0]
    assert rows.min() >= 0.04 * shape[1]
    assert rows.max() < 0.96 * shape[1]
    if shape[0] > 1.25 * shape[1]:
        assert columns.max() < 0.48 * shape[0]
    else:
        # the badge alone sits on the seam
        assert rows.min() > 0.33 * shape[1]


@pytest.mark.tools
@pytest.mark.parametrize("look", [LOOK, PLAYFUL])
def test_the_title_is_read_from_the_poster(look: Look, tmp_path: Path) -> None:
    wanted = step(look=look)
    poster = posters.compose(wanted, person().resize((1280, 720)), {})
    places = {field: box for field, box, _ in posters.written_parts(wanted, {})}
    for field, smaller in (("title", 2), ("teacher", 1), ("school", 1)):
        box = places[field]
        room = poster.crop((box.x_px - 20, box.y_px - 8, box.right_px + 20, box.bottom_px + 8))
        room.resize((room.width // smaller, room.height // smaller)).save(tmp_path / "part.png")
        read, text = judges.read_picture(tmp_path / "part.png"), LINES[field]
        matched = sum(block.size for block in difflib.SequenceMatcher(None, text, read, False).get_matching_blocks())
        assert matched >= 0.8 * len(text), (text, read)


def test_the_title_is_large_enough_for_the_smallest_preview() -> None:
    (title,) = (block for field, _, block in posters.written_parts(step(), {}) if field == "title")
    assert title.size_px * 168 / 1280 >= 10
    (title,) = (block for field, _, block in posters.written_parts(step(1080, 1080), {}) if field == "title")
    assert title.size_px * 64 / 1080 >= 6


def drawn(wanted: DrawPoster, folder: Path, still: Image.Image) -> bytes:
    still.save(folder / "still.png")
    posters.draw(wanted, folder / "still.png", folder / "poster.jpg", files={}, cancel=Cancel())
    return (folder / "poster.jpg").read_bytes()


def markers(jpeg: bytes) -> list[int]:
    """The segments of a JPEG before its picture."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def test_a_poster_is_a_plain_jpeg_without_anybodys_data(tmp_path: Path) -> None:
    written = drawn(step(480, 270), tmp_path, SLIDE)
    # JFIF's own header, tables, baseline; neither EXIF (E1) nor a colour profile (E2) nor a comment (FE)
    assert set(markers(written)) == {0xE0, 0xDB, 0xC0, 0xC4}
    with Image.open(io.BytesIO(written)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (480, 270))
        assert [part[1:3] for part in picture.layer] == [(2, 2), (1, 1), (1, 1)]  # type: ignore[attr-defined]
        assert "exif" not in picture.info


def test_a_poster_is_never_larger_than_it_may_be(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(2).integers(0, 255, (180, 320, 3), np.uint8))
    sizes = [len(drawn(step(480, 270, max_bytes=most), tmp_path, noise)) for most in (1_000_000, 35_000, 25_000)]
    assert sizes[0] > 35_000 >= sizes[1] > 25_000 >= sizes[2]
    with pytest.raises(ToolError, match="poster-too-large") as caught:
        drawn(step(480, 270, max_bytes=5_000), tmp_path, noise)
    assert "5 kB" in messages.say(caught.value.code, caught.value.values, "en")


def test_the_same_poster_has_the_same_bytes(tmp_path: Path) -> None:
    assert drawn(step(480, 270), tmp_path, SLIDE) == drawn(step(480, 270), tmp_path, SLIDE)


# ── the still ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_writing_that_fits_is_cropped_around_and_wider_writing_is_shown_whole() -> None:
    narrow = Image.new("RGB", (1280, 720), "#c8c8c8")
    narrow.paste(SLIDE.crop((40, 20, 340, 330)), (880, 200))
    window = window_of(posters.focus_of(narrow), 640, 720)
    assert window is not None
    assert window.x_px <= 890
    assert window.right_px >= 1180
    assert window_of(posters.focus_of(SLIDE.resize((1280, 720))), 300, 720) is None


def test_black_borders_are_never_shown() -> None:
    framed = Image.new("RGB", (640, 360))
    framed.paste(SLIDE.resize((480, 360)), (80, 0))
    focus = posters.focus_of(framed)
    assert abs(focus.active.x_px - 80) <= 2
    assert abs(focus.active.right_px - 560) <= 2
    assert focus.part.x_px >= 78


def test_a_black_still_is_shown_as_it_is() -> None:
    assert posters.focus_of(Image.new("RGB", (640, 360))).active == Box(x_px=0, y_px=0, width_px=640, height_px=360)
    posters.compose(step(160, 90), Image.new("RGB", (64, 36)), {})


@given(
    st.tuples(st.integers(0, 1000), st.integers(0, 600), st.integers(10, 280), st.integers(10, 120)),
    st.integers(0, 400),
    st.sampled_from(((640, 720), (1080, 450), (300, 300))),
)
def test_a_window_lies_in_the_still_and_has_the_shape_of_its_room(
    part: tuple[int, int, int, int], face: int, room: tuple[int, int]
) -> None:
    active = Box(x_px=0, y_px=0, width_px=1280, height_px=720)
    x, y, width, height = part
    box = Box(x_px=x, y_px=y, width_px=width, height_px=height)
    window = window_of(Focus(active=active, part=box, face_height_px=face), *room)
    assert window is not None
    assert 0 <= window.x_px <= window.right_px <= 1281
    assert 0 <= window.y_px <= window.bottom_px <= 721
    assert abs(window.width_px / window.height_px - room[0] / room[1]) < 0.03


@pytest.mark.parametrize(("shape", "look", "x"), [((640, 360), LOOK, 400), ((640, 640), PLAYFUL, 400)])
def test_the_face_is_seen_whole_on_the_poster_and_nothing_covers_it(shape: tuple[int, int], look: Look, x: int) -> None:
    wanted = step(*shape, look=look)
    still = person(x=x, y=150, height=90).resize((1280, 720))
    focus = posters.focus_of(still)
    assert focus.part.x_px < 2 * x < focus.part.right_px
    assert 150 < focus.face_height_px < 250
    (face,) = stills.find_faces(np.asarray(posters.compose(wanted, still, {})))
    box = Box(
        x_px=round(face.left * shape[0]),
        y_px=round(face.top * shape[1]),
        width_px=round(face.width * shape[0]),
        height_px=round(face.height * shape[1]),
    )
    assert not [field for field, other, _ in posters.written_parts(wanted, {}) if box.overlaps(other)]


@pytest.mark.tools
@pytest.mark.parametrize("shape", SHAPES)
def test_the_logo_is_seen_whole_and_off_the_edges(shape: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(LOGO, encoding="utf-8")
    wanted = step(*shape, look=replace(LOOK, logo="sha"))
    files = {"sha": tmp_path / "logo.svg"}
    pixels = np.asarray(posters.compose(wanted, SLIDE, files)).astype(int)
    rows, columns = np.nonzero((pixels[:, :, 0] > 200) & (pixels[:, :, 1] < 60) & (pixels[:, :, 2] > 200))
    logo = Box(
        x_px=int(columns.min()),
        y_px=int(rows.min()),
        width_px=int(np.ptp(columns)) + 1,
        height_px=int(np.ptp(rows)) + 1,
    )
    assert safe(logo, wanted)
    assert abs(logo.width_px - 3 * logo.height_px) <= 3
    assert not [field for field, box, _ in posters.written_parts(wanted, files) if box.overlaps(logo)]


def test_drawing_can_be_interrupted(tmp_path: Path) -> None:
    SLIDE.save(tmp_path / "still.png")
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        posters.draw(step(160, 90), tmp_path / "still.png", tmp_path / "poster.jpg", files={}, cancel=cancel)
    assert not (tmp_path / "poster.jpg").exists()
