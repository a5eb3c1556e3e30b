"""Setting text: whatever somebody writes stays in its room, whole, with every mark, in signs that the font has."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from lessontool.branding.drawing import setting
from lessontool.branding.drawing.setting import Align, Style, Weight

SMALL_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
VIETNAMESE = SMALL_LETTERS + SMALL_LETTERS.upper()
WEIGHTS: tuple[Weight, ...] = ("Regular", "Medium", "SemiBold", "Bold", "ExtraBold")
TEXTS = st.one_of(
    st.text(alphabet=VIETNAMESE + "fjwzFJWZ 0123456789.,:;!?()/·–“”", max_size=260),
    st.text(max_size=60),
    st.lists(st.text(alphabet=VIETNAMESE, min_size=1, max_size=45), max_size=12).map(" ".join),
)


def style(size: int = 40, least: int = 20, rows: int = 2, align: Align = "left", weight: Weight = "Bold") -> Style:
    return Style(font=setting.font_file(weight), size_px=size, least_px=least, rows=rows, align=align)


def without_breaks(block: setting.Block) -> str:
    return "".join(block.rows).replace(" ", "")


@settings(max_examples=80, deadline=None)
@given(
    text=TEXTS,
    width=st.integers(60, 700),
    height=st.integers(30, 260),
    size=st.integers(8, 60),
    align=st.sampled_from(("left", "centre", "right")),
)
@example(text="Ẫ" * 90, width=60, height=30, size=60, align="left")
@example(text="e\u0301\u0301\u0301\u0301\u0301\u0301\u0323\u0323", width=60, height=30, size=60, align="left")
def test_any_text_stays_whole_and_inside_its_room(text: str, width: int, height: int, size: int, align: Align) -> None:
    set_style = style(size, max(1, size // 2), 2, align)
    block = setting.set_text(text, set_style, width_px=width, height_px=height)
    assert block.width_px <= width
    assert block.height_px <= height
    assert without_breaks(block) == setting.legible(text, set_style.font).replace(" ", "")
    picture = setting.paint(block, "#EBEBEB")
    if block.rows:
        assert picture.size == (block.width_px, block.height_px)
        alpha = np.asarray(picture.getchannel("A"))
        edge = np.concatenate([alpha[0], alpha[-1], alpha[:, -1]])
        # a stroke that was cut would stand at the edge with its full strength
        assert edge.max(initial=0) < 64


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_vietnamese_letter_is_drawn_and_none_as_the_box_of_what_a_font_lacks(weight: Weight) -> None:
    assert len(set(VIETNAMESE)) == 2 * 89
    path = setting.font_file(weight)
    font = ImageFont.truetype(str(path), 40)
    lacking = bytes(font.getmask("\U0010fffd"))
    shapes = {letter: bytes(font.getmask(letter)) for letter in VIETNAMESE}
    assert lacking not in shapes.values()
    assert len(set(shapes.values())) == len(VIETNAMESE)
    assert setting.legible(VIETNAMESE, path) == VIETNAMESE


@pytest.mark.parametrize("size", [9, 21, 40, 108])
def test_no_mark_of_any_letter_is_cut(size: int) -> None:
    for letter in VIETNAMESE:
        block = setting.set_text(letter, style(size, size), width_px=4 * size, height_px=4 * size)
        ink = setting.paint(block, "#000000").getchannel("A").getbbox()
        assert ink is not None
        assert ink[1] >= 1, letter
        assert ink[3] <= block.height_px - 1, letter


def test_letters_written_as_base_and_marks_are_set_as_one() -> None:
    block = setting.set_text(unicodedata.normalize("NFD", "Ẫ ổ"), style(), width_px=400, height_px=100)
    assert block.rows == ("Ẫ ổ",)


def test_what_the_font_lacks_is_spelt_out_or_left_out() -> None:
    block = setting.set_text("A → ∞ 🎉 字", style(rows=1), width_px=700, height_px=100)
    assert block.rows == ("A -> vô cùng",)
    nothing = setting.set_text(" 🎉 ", style(), width_px=100, height_px=100)
    assert (nothing.rows, nothing.width_px, nothing.height_px) == ((), 0, 0)


def test_a_brands_own_font_is_asked_for_each_sign(tmp_path: Path) -> None:
    own = tmp_path / "station.ttf"
    own.write_bytes(setting.font_file("Regular").read_bytes())
    assert setting.legible("Lớp 1 \U000e0041字", own) == "Lớp 1"
    assert setting.legible(VIETNAMESE, own) == VIETNAMESE


def test_words_are_wrapped_before_letters_shrink_and_rows_are_about_as_long_as_one_another() -> None:
    title = "Phép cộng trong phạm vi mười và các bài toán có lời văn"
    block = setting.set_text(title, style(40, 20, 2), width_px=700, height_px=300)
    assert block.size_px == 40
    assert len(block.rows) == 2
    assert min(map(len, block.rows)) > 0.7 * max(map(len, block.rows))


def test_a_long_text_takes_more_rows_before_it_becomes_too_small_to_read() -> None:
    block = setting.set_text("học sinh chăm ngoan " * 12, style(40, 24, 2), width_px=500, height_px=400)
    assert block.size_px == 24
    assert len(block.rows) > 2


def test_a_number_stays_with_what_it_counts() -> None:
    block = setting.set_text("Tuần 10 · Bài 10 · Tiết 1/6", style(40, 40, 3), width_px=250, height_px=400)
    assert block.rows == ("Tuần 10 ·", "Bài 10 ·", "Tiết 1/6")


def test_an_address_is_broken_after_its_signs() -> None:
    block = setting.set_text("laichau.edu.vn/hoc-lieu/toan-1/bai-10", style(30, 28, 3), width_px=300, height_px=300)
    assert len(block.rows) > 1
    assert all(row[-1] in "/.-" for row in block.rows[:-1])


def test_a_word_wider_than_the_room_shrinks_and_is_broken_only_at_last() -> None:
    shrunk = setting.set_text("Nghiêngnghiêng", style(60, 40, 1), width_px=250, height_px=200)
    assert shrunk.rows == ("Nghiêngnghiêng",)
    assert shrunk.size_px < 40
    broken = setting.set_text("ngoằnngoèo" * 4, style(60, 40, 1), width_px=250, height_px=400)
    assert len(broken.rows) > 1
    assert broken.size_px == 40
