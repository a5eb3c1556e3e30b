"""File names: every Vietnamese letter, every length, every template."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.errors import PresetError
from lessontool.model import Lesson, Rights
from lessontool.model.preset import FILE_NAME_FIELDS
from lessontool.planning.names import file_name, slug

_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
VIETNAMESE = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES] + ["đ", "Đ"]

SAFE = re.compile(r"[A-Za-z0-9_-]+")
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}


def lesson(**changes: Any) -> Lesson:
    values: dict[str, Any] = {
        "recording": "bai.mp4",
        "title": "Bài 5: Đường đi học",
        "subject": "TV",
        "grade": 1,
        "series": "CD",
        "school_year": "2021-2022",
        "week": 1,
        "lesson_number": 5,
        "part": 2,
        "teachers": ("Lò Thị Mai",),
        "school": "TH Sìn Hồ",
        "rights": Rights(holder="Sở GD&ĐT Lai Châu"),
    }
    return Lesson(**{**values, **changes})


def test_every_vietnamese_letter_becomes_its_plain_letter_in_both_unicode_forms() -> None:
    assert len(VIETNAMESE) == 146  # 12 vowels with 6 tones in two cases, and đ
    for letter in VIETNAMESE:
        base = unicodedata.normalize("NFD", letter)[0].translate(str.maketrans("đĐ", "dD"))
        assert slug(f"x{letter}x") == f"x{base}x"
        assert slug(unicodedata.normalize("NFD", f"x{letter}x")) == f"x{base}x"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Bài 5: Đường đi học", "Bai_5_Duong_di_hoc"),
        ("Ðạo đức", "Dao_duc"),  # typed with eth
        ("Lớp 1 – Tuần 2/35", "Lop_1_Tuan_2_35"),
        ("Toán 😀 6 👩‍🏫", "Toan_6"),
        ("a - b", "a_b"),
        ("2021-2022", "2021-2022"),
        ("  ..  ", "bai_hoc"),
        ("😀", "bai_hoc"),
        ("", "bai_hoc"),
        ("ກຂ", "bai_hoc"),
        ("con", "bai_con"),
        ("LPT1", "bai_LPT1"),
        ("../../etc/passwd", "etc_passwd"),
        ("x\x00y\nz", "x_y_z"),
        ("①②", "12"),
    ],
)
def test_a_text_becomes_a_name(text: str, wanted: str) -> None:
    assert slug(text) == wanted


@settings(deadline=None)
@given(st.text(st.one_of(st.sampled_from(VIETNAMESE), st.characters()), max_size=120), st.integers(8, 90))
def test_a_name_is_always_safe_short_and_its_own_name(text: str, max_bytes: int) -> None:
    name = slug(text, max_bytes=max_bytes)
    assert SAFE.fullmatch(name)
    assert len(name.encode()) <= max_bytes
    assert name.upper() not in RESERVED
    assert slug(name, max_bytes=max_bytes) == name
    assert slug(unicodedata.normalize("NFD", text), max_bytes=max_bytes) == slug(
        unicodedata.normalize("NFC", text), max_bytes=max_bytes
    )


def test_a_station_template_is_filled() -> None:
    template = "LTV_{subject}{grade}_{series}_{school_year}_{week}_{lesson}_{part}"
    assert file_name(template, lesson()) == "LTV_TV1_CD_2021-2022_T01_B05_P2"


def test_what_a_lesson_lacks_vanishes_with_its_separator() -> None:
    template = "L{grade}_{subject}_{lesson}-Phan{part}_{title}"
    assert file_name(template, lesson(part=None)) == "L1_TV_B05_Bai_5_Duong_di_hoc"
    assert file_name(template, lesson(lesson_number=None, part=None, title="?")) == "L1_TV"
    assert file_name("{part}_{subject}", lesson(part=None)) == "TV"
    assert file_name("{part}", lesson(part=None)) == "bai_hoc"


def test_a_long_title_is_cut_and_nothing_else() -> None:
    name = file_name("{subject}_{title}_{week}", lesson(title="đường " * 40), max_bytes=40)
    assert name.startswith("TV_duong_duong")
    assert name.endswith("_T01")
    assert len(name) <= 40


@pytest.mark.parametrize(
    "template", ["{pupil}", "{grade", "grade}", "{title.__class__}", "{}", "{grade:02}", "{title!r}"]
)
def test_a_template_that_makes_no_sense_is_refused(template: str) -> None:
    with pytest.raises(PresetError) as caught:
        file_name(template, lesson())
    assert caught.value.code == "file-name-template"


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([f"{{{name}}}" for name in sorted(FILE_NAME_FIELDS)]), min_size=1, max_size=8), st.text()
)
def test_every_template_gives_a_safe_name(pieces: list[str], title: str) -> None:
    name = file_name("_".join(pieces), lesson(title=title, part=None))
    assert SAFE.fullmatch(name)
    assert len(name) <= 80
