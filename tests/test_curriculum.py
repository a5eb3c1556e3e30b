"""The curriculum's data agrees with the official totals, and people may write names as they say them."""

from __future__ import annotations

import unicodedata

import pytest

from lessontool import curriculum

OFFICIAL_TOTALS_2018 = {1: 875, 2: 875, 3: 980, 4: 1050, 5: 1050, 6: 1015, 7: 1015, 8: 1032, 9: 1032}
YEARS = ("2019-2020", "2020-2021", "2021-2022", "2022-2023", "2023-2024", "2024-2025", "2030-2031")


@pytest.mark.parametrize(("grade", "total"), OFFICIAL_TOTALS_2018.items())
def test_periods_of_the_2018_programme_sum_to_the_official_totals(grade: int, total: int) -> None:
    assert sum(curriculum.periods(grade, "2024-2025").values()) == total


@pytest.mark.parametrize(("year", "new"), [(2019, []), (2020, [1]), (2021, [1, 2, 6]), (2022, [1, 2, 3, 6, 7, 10])])
def test_the_2018_programme_arrives_grade_by_grade(year: int, new: list[int]) -> None:
    text = f"{year}-{year + 1}"
    assert [grade for grade in curriculum.GRADES if curriculum.programme(grade, text) == "2018"] == new


def test_all_grades_follow_the_2018_programme_from_2024_on() -> None:
    for year in ("2024-25", "2025-2026", "2040-2041"):
        assert {curriculum.programme(grade, year) for grade in curriculum.GRADES} == {"2018"}


@pytest.mark.parametrize("year", YEARS)
def test_each_grade_of_each_year_has_only_known_subjects_in_vietnamese_order(year: str) -> None:
    for grade in curriculum.GRADES:
        codes = curriculum.subjects_of(grade, year)
        names = [curriculum.subject(code).name_vi for code in codes]
        assert len(codes) >= 8
        assert {"TO"} | {"TV" if grade < 6 else "NV"} <= set(codes)
        assert names == sorted(names, key=curriculum.vietnamese_order)


def test_grade_one_has_no_physics_and_english_only_by_choice() -> None:
    assert "VL" not in curriculum.subjects_of(1, "2021-2022")
    assert "TA" in curriculum.subjects_of(1, "2021-2022")
    assert "TA" not in curriculum.periods(1, "2021-2022")
    assert curriculum.electives(1, "2021-2022")["TA"] == 70


def test_what_a_grade_has_instead_is_found_by_family() -> None:
    assert curriculum.related_subjects("TD", 1, "2021-2022") == ("GDTC",)
    assert curriculum.related_subjects("TV", 6, "2021-2022") == ("NV",)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Toán", "TO"),
        ("toan", "TO"),
        ("TO", "TO"),
        ("  TOÁN ", "TO"),
        (unicodedata.normalize("NFD", "Tiếng Việt"), "TV"),
        ("Vật lý", "VL"),
        ("Vật lí", "VL"),
        ("Đạo đức", "DD"),
        ("dao duc", "DD"),
        ("Hóa học", "HH"),
        ("Hoá học", "HH"),
        ("Mỹ thuật", "MT"),
        ("English", "TA"),
        ("Tiếng Anh", "TA"),
        ("Tiếng Mông", "TDT"),
        ("Hoạt động trải nghiệm - hướng nghiệp", "HDTNHN"),
    ],
)
def test_a_subject_is_found_however_it_is_written(word: str, code: str) -> None:
    found = curriculum.find_subject(word)
    assert found is not None
    assert found.code == code


def test_every_name_in_the_data_finds_its_own_record() -> None:
    assert len(curriculum.subjects()) == 32
    assert len(curriculum.all_series()) == 7
    for item in curriculum.subjects():
        for word in (item.code, item.name_vi, item.ascii, item.sms, item.name_en, *item.aliases):
            assert curriculum.find_subject(word) == item
    for each in curriculum.all_series():
        for word in (each.code, each.name_vi, each.ascii, each.name_en):
            assert curriculum.find_series(word) == each


def test_names_are_complete_and_in_one_normal_form() -> None:
    for item in curriculum.subjects():
        assert item.name_en
        assert item.name_vi == unicodedata.normalize("NFC", item.name_vi)
        assert item.ascii.isascii()
        assert curriculum.fold(item.ascii) == curriculum.fold(item.ascii).lower()


@pytest.mark.parametrize("word", ["", "???", "Phép thuật", "x" * 100_000])
def test_an_unknown_word_is_no_subject(word: str) -> None:
    assert curriculum.find_subject(word) is None
    curriculum.suggest_subject(word)


def test_the_nearest_name_is_proposed_without_regard_to_tones_and_capitals() -> None:
    assert curriculum.suggest("subjct", ["subject", "title", "series"]) == "subject"
    assert curriculum.suggest("Tieng Viêt", ["Tiếng Việt", "Toán"]) == "Tiếng Việt"
    assert curriculum.suggest("zzzz", ["Tiếng Việt", "Toán"]) is None
    assert curriculum.suggest_subject("Vật lis") == "Vật lí"
    assert curriculum.suggest_series("Cánh Diêu") == "Cánh Diều"


def test_series_belong_to_grades_and_years() -> None:
    assert set(curriculum.series_of(1, "2021-2022")) == {"CD", "KNTT", "CTST", "CH", "BD", "KHAC"}
    assert set(curriculum.series_of(2, "2021-2022")) == {"CD", "KNTT", "CTST", "KHAC"}
    assert set(curriculum.series_of(3, "2021-2022")) == {"P06", "KHAC"}
    assert curriculum.series("KNTT").name_vi == "Kết nối tri thức với cuộc sống"


@pytest.mark.parametrize(("text", "year"), [("2021-22", "2021-2022"), ("2021 – 2022", "2021-2022"), ("2099-2100", "")])
def test_a_school_year_is_written_in_full(text: str, year: str) -> None:
    if year:
        assert curriculum.school_year(text) == year
    else:
        with pytest.raises(ValueError, match="school year"):
            curriculum.school_year(text)


@pytest.mark.parametrize("text", ["2021", "2021-2023", "21-22", "2022-2021", "năm 2021", ""])
def test_what_is_no_school_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="school year"):
        curriculum.school_year(text)


@pytest.mark.parametrize("grade", [0, 13, -1])
def test_there_is_no_grade_outside_one_to_twelve(grade: int) -> None:
    with pytest.raises(ValueError, match="grade"):
        curriculum.programme(grade, "2021-2022")


def test_vietnamese_order_is_that_of_a_dictionary() -> None:
    wanted = [
        "an",
        "ăn",
        "ân",
        "bà",
        "cá",
        "da",
        "đa",
        "em",
        "êm",
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
        "on",
        "ôn",
        "ơn",
    ]
    assert sorted(set(wanted), key=curriculum.vietnamese_order) == wanted
