"""Caption styles: every grade has one, every value its reason; what breaks a rule is refused with line and field."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lessontool import curriculum, messages, presets, records
from lessontool.errors import PresetError
from lessontool.model import CaptionStyle
from lessontool.presets import caption_style_for, caption_style_names, load_caption_style

SHIPPED = ("adult", "grade-1-2", "grade-10-12", "grade-3-5", "grade-6-9")
SOURCES = Path(__file__).parents[1] / "presets" / "captions"


def test_all_shipped_styles_are_known_and_are_no_delivery_presets() -> None:
    assert caption_style_names() == SHIPPED
    assert not set(SHIPPED) & set(presets.delivery_names())
    assert len(list(SOURCES.glob("*.yaml"))) == len(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_style_loads_and_survives_json(name: str) -> None:
    style = load_caption_style(name)
    assert style.name == name
    assert not style.summary_vi.isascii()
    assert TypeAdapter(CaptionStyle).validate_json(records.pretty(style)) == style


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_style_says_why(name: str) -> None:
    lines = (SOURCES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    values = [at for at, line in enumerate(lines) if line.partition(":")[0].endswith(("_cps", "_s", "_frames"))]
    values += [at for at, line in enumerate(lines) if line.startswith(("max_line", "grades"))]
    assert len(values) >= 9
    for at in values:
        assert "# " in lines[at] or lines[at - 1].startswith("#") or lines[at].startswith("grades: [")


def test_every_grade_has_exactly_one_style() -> None:
    having = [(grade, style.name) for style in map(load_caption_style, SHIPPED) for grade in style.grades]
    assert sorted(grade for grade, _ in having) == list(curriculum.GRADES)
    assert [caption_style_for(grade).name for grade in (1, 2, 3, 5, 6, 9, 10, 12)] == [
        *["grade-1-2"] * 2,
        *["grade-3-5"] * 2,
        *["grade-6-9"] * 2,
        *["grade-10-12"] * 2,
    ]


def test_the_youngest_read_least_and_nobody_is_given_more_than_the_guides_allow() -> None:
    styles = [caption_style_for(grade) for grade in (1, 3, 6, 10)]
    assert [style.max_cps for style in styles] == [12, 13, 15, 17]
    assert [style.max_line_characters for style in styles] == [32, 37, 40, 42]
    assert [style.min_s for style in styles] == [Fraction(3, 2), Fraction(6, 5), 1, 1]
    for style in (*styles, load_caption_style("adult")):
        assert style.max_lines == 2
        assert style.max_s == 7
        assert style.min_gap_frames == 2
        assert style.lead_out_frames <= 25


def test_a_grade_without_a_style_is_refused() -> None:
    with pytest.raises(PresetError) as caught:
        caption_style_for(13)
    assert caught.value.code == "preset-unknown"


def test_a_misspelt_style_is_refused_with_what_was_probably_meant() -> None:
    with pytest.raises(PresetError) as caught:
        load_caption_style("grade-1-3")
    assert caught.value.values["suggestion"] in SHIPPED
    assert messages.say(caught.value.code, caught.value.values, "vi")


@pytest.mark.parametrize("name", ["../online-web", "online-web", "Grade-1-2", "grade-1-2.yaml", ""])
def test_a_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(PresetError, match="preset-unknown"):
        load_caption_style(name)


def test_a_schools_own_style_comes_from_its_own_folder(tmp_path: Path) -> None:
    place = tmp_path / "captions"
    place.mkdir()
    text = (SOURCES / "adult.yaml").read_text(encoding="utf-8")
    (place / "slow-readers.yaml").write_text(
        text.replace("name: adult", "name: slow-readers").replace("max_cps: 17", "max_cps: 9,5"), encoding="utf-8"
    )
    assert load_caption_style("slow-readers", folder=tmp_path).max_cps == 9.5
    assert "slow-readers" in caption_style_names(folder=tmp_path)
    assert "slow-readers" not in caption_style_names()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("name: grade-1-2", "name: grade-1", "name"),
        ("summary_vi: Phụ đề cho lớp 1–2, chữ ít và hiện lâu", "summary_vi: ''", "summary_vi"),
        ("grades: [1, 2]", "grades: [0, 2]", "grades[1]"),
        ("grades: [1, 2]", "grades: [2, 2]", "grades[2]"),
        ("grades: [1, 2]", "grades: [1, một]", "grades[2]"),
        ("max_line_characters: 32", "max_line_characters: 9", "max_line_characters"),
        ("max_line_characters: 32", "max_line_characters: 61", "max_line_characters"),
        ("max_lines: 2", "max_lines: 3", "max_lines"),
        ("max_lines: 2", "max_lines: 0", "max_lines"),
        ("max_cps: 12", "max_cps: 4", "max_cps"),
        ("max_cps: 12", "max_cps: 31", "max_cps"),
        ("max_cps: 12", "max_cps: quick", "max_cps"),
        ("min_s: 1.5", "min_s: 0.2", "min_s"),
        ("max_s: 7", "max_s: 1.5", "max_s"),
        ("max_s: 7", "max_s: 21", "max_s"),
        ("min_gap_frames: 2", "min_gap_frames: 0", "min_gap_frames"),
        ("close_gap_frames: 12", "close_gap_frames: 1", "close_gap_frames"),
        ("close_gap_frames: 12", "close_gap_frames: 26", "close_gap_frames"),
        ("lead_out_frames: 25", "lead_out_frames: 26", "lead_out_frames"),
        ("snap_frames: 6", "snap_frames: -1", "snap_frames"),
        ("snap_frames: 6", "snap: 6", "snap"),
        ("max_s: 7 ", "# ", "max_s"),
    ],
)
def test_a_style_that_breaks_a_rule_is_refused_with_its_line(tmp_path: Path, old: str, new: str, field: str) -> None:
    place = tmp_path / "captions"
    place.mkdir()
    text = (SOURCES / "grade-1-2.yaml").read_text(encoding="utf-8")
    assert old in text
    (place / "grade-1-2.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_caption_style("grade-1-2", folder=tmp_path)
    assert caught.value.code == "preset-wrong"
    assert caught.value.values["field"] == field
    assert f": {field}: " in caught.value.detail


def test_a_style_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "captions"
    place.mkdir()
    (place / "broken.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(PresetError, match="preset-wrong"):
        load_caption_style("broken", folder=tmp_path)
