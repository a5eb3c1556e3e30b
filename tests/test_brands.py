"""Brands: shipped ones are legible and complete, wrong ones refused with their line, and each lesson gets its own."""

from __future__ import annotations

import shutil
import struct
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from lessontool import curriculum, messages, presets, records
from lessontool.branding.drawing.fonts import REQUIRED, VIETNAMESE, missing_letters, require_vietnamese
from lessontool.errors import InputError, LessonToolError, PresetError
from lessontool.model import Brand, Fonts, Lesson, Rights, Series
from lessontool.presets import (
    brand_file,
    brand_files,
    brand_for,
    brand_names,
    choose_brand,
    explain,
    load_brand,
    load_delivery,
    load_preset,
    load_series,
    preset_names,
)
from lessontool.presets._brand_rules import contrast

SHIPPED = ("province", "pupils-1-2")
SOURCES = Path(__file__).parents[1] / "presets" / "brands"

LESSON = Lesson(
    recording="bai.mp4",
    title="Phép cộng",
    subject="TO",
    grade=1,
    series="KNTT",
    school_year="2021-2022",
    week=5,
    teachers=("Cô Lan",),
    school="TH số 1",
    rights=Rights(holder="TH số 1"),
)


def own(folder: Path, name: str = "province", **changed: str) -> Path:
    """Copy a shipped brand with its files into a preset folder, parts of its text exchanged."""
    place = folder / "brands"
    shutil.copytree(SOURCES, place, dirs_exist_ok=True)
    text = (SOURCES / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new, 1)
    (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def told(error: LessonToolError) -> LessonToolError:
    for language in ("vi", "en"):
        assert messages.say(error.code, error.values, language)  # type: ignore[arg-type]
        assert messages.hint(error.code, error.values, language)  # type: ignore[arg-type]
    return error


# ── shipped brands ────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_shipped_brands_are_known_and_are_presets() -> None:
    assert brand_names() == SHIPPED
    assert len(list(SOURCES.glob("*.yaml"))) == len(SHIPPED)
    assert set(preset_names()) >= {f"brands/{name}" for name in SHIPPED}
    assert not set(SHIPPED) & set(presets.delivery_names())
    assert load_preset("brands/province") == load_brand("province")
    assert explain("brands/province").startswith(f"# {load_brand('province').summary_vi}\n")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brand_loads_survives_json_and_has_all_its_files(name: str) -> None:
    brand = load_brand(name)
    assert brand.name == name
    assert not brand.summary_vi.isascii()
    assert TypeAdapter(Brand).validate_json(records.pretty(brand)) == brand
    assert brand_files(brand) == {brand.logo: SOURCES / brand.logo}
    assert brand.sound.opening_melody
    assert brand.sound.closing_melody


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brand_gives_its_reasons(name: str) -> None:
    lines = (SOURCES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    values = [line for line in lines[lines.index("sound:") :] if line.startswith("  ")]
    assert len(values) > 30
    # what is said of the opening holds for the closing too
    assert [line for line in values if " # " not in line and not line.startswith("  closing")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_brand_is_legible_and_leaves_the_stations_corners_free(name: str) -> None:
    brand = load_brand(name)
    colours = brand.colours
    for text, behind in (
        (colours.text, colours.ground),
        (colours.text, colours.ground_end),
        (colours.text_on_accent, colours.accent),
    ):
        assert contrast(text, behind) >= 4.5
    for ground in (colours.ground, colours.ground_end):
        # letters this large need 3 : 1 (WCAG 1.4.3)
        assert contrast(colours.accent, ground) >= 3
    assert brand.tv.logo == "none"
    assert not brand.tv.grade_label.startswith("top")
    assert (brand.offline.opening, brand.offline.closing) == ("none", "none")
    assert brand.online.opening_s < brand.tv.opening_s


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_logo_refers_to_nothing_outside_itself(name: str) -> None:
    drawing = brand_file(name, load_brand(name).logo).read_text(encoding="utf-8")
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    for word in ("href", "url(", "script", "<image", "<text", "<!", "filter"):
        assert word not in drawing.replace("<!--", "")


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # WCAG's own example of just too little
    assert contrast("#112233", "#112233") == 1


def test_every_grade_gets_a_brand() -> None:
    chosen = {grade: brand_for(grade).name for grade in curriculum.GRADES}
    assert chosen == dict.fromkeys(curriculum.GRADES, "province") | dict.fromkeys((1, 2), "pupils-1-2")


# ── wrong brands ──────────────────────────────────────────────────────────────────────────────────────────────────

BROKEN = [
    ("name: province", "name: provinz", "name", "called province.yaml"),
    ("grades: []", "grades: [0]", "grades[1]", "must be 1 to 12"),
    ("grades: []", "grades: [3, 3]", "grades[2]", "twice"),
    ("template: calm", "template: clam", "template", "did you mean calm?"),
    ('"#0D4A63"', "#0D4A63", "colours.ground", "missing"),
    ('"#0D4A63"', '"0D4A63"', "colours.ground", "not a colour"),
    ('"#0D4A63"', "blue", "colours.ground", "not a colour"),
    ('"#0D4A63"', '"#8FA0A8"', "colours.text", "contrast with ground is 2.27 : 1, must be 4.5 : 1"),
    ('"#10222E"', '"#C07000"', "colours.text_on_accent", "contrast with accent is 2.0"),
    ('text: "#EBEBEB"', 'text: "#FFFFFF"', "colours.text", "brighter than television's white: 255"),
    ('"#F2B544"', '"#FFFFE0"', "colours.accent", "brighter than television's white"),
    ("accent_second:", "acent_second:", "colours.acent_second", "did you mean accent_second?"),
    ('title: ""', "title: font.woff2", "fonts.title", "ends in .otf, .ttf"),
    ('title: ""', "title: ../font.ttf", "fonts.title", "beside the brand"),
    ("logo: province/logo.svg", "logo: logo.jpg", "logo", "ends in .png, .svg"),
    ("logo: province/logo.svg", "logo: /etc/logo.svg", "logo", "beside the brand"),
    ("logo: province/logo.svg", 'logo: ""', "online.logo", "the brand has no logo"),
    ("[C5, E5, G5,", "[C5, H5, G5,", "sound.opening_melody[2]", "not a note such as C5, G#4 or Bb3"),
    ("[A5, G5, E5,", "[do, G5, E5,", "sound.closing_melody[1]", "not a note"),
    ("notes_per_minute: 120", "notes_per_minute: 6000", "sound.notes_per_minute", "must be 30 to 600"),
    ("below_speech_lu: 3", "below_speech_lu: -3", "sound.below_speech_lu", "never louder"),
    ("tail_s: 1.5", "tail_s: 0:15", "sound.tail_s", "must be 0 to 5 s"),
    ("opening_s: 8", "opening_s: 60", "tv.opening_s", "must be 2 to 20 s"),
    ("opening_s: 8", "opening_s: 0", "tv.opening_s", "must be 2 to 20 s"),
    ("closing_s: 10", "closing_s: 1", "tv.closing_s", "must be 2 to 30 s"),
    ("opening: animated", "opening: animted", "tv.opening", "did you mean animated?"),
    ("opening: animated", "opening: opening.txt", "tv.opening", "must be animated, none, a file that ends in"),
    ("opening: animated", "opening: ../opening.mov", "tv.opening", "beside the brand"),
    ("opening: animated", "opening: opening.mov", "tv.opening_s", "a clip has its own length"),
    ("opening: none", "opening: none\n  opening_s: 3", "offline.opening_s", "must be 0"),
    ("transition: wipe", "transition: cut", "tv.transition_frames", "a cut takes no time"),
    ("transition_frames: 12", "transition_frames: 0", "tv.transition_frames", "must be 1 to 50 frames"),
    ("transition_frames: 12", "transition_frames: 51", "tv.transition_frames", "must be 1 to 50 frames"),
    ("logo: top-right", "logo: topright", "online.logo", "not one of"),
    ("logo_height_percent: 9", "logo_height_percent: 50", "online.logo_height_percent", "must be 3 to 20"),
    ("logo_opacity_percent: 75", "logo_opacity_percent: 0", "online.logo_opacity_percent", "must be 20 to 100"),
    ("sign_width_percent: 24", "sign_width_percent: 80", "tv.sign_width_percent", "must be 15 to 40"),
    ("lower_third_s: 6", "lower_third_s: 1", "tv.lower_third_s", "must be 0 (not at all) or 2 to 20 s"),
    ("chapter_titles_s: 4", "chapter_titles_s: 90", "tv.chapter_titles_s", "must be 0"),
    ("sign_language: yes", "sign_language: maybe", "tv.sign_language", "not yes or no"),
    ("offline: ", "offlin: ", "offlin", "did you mean offline?"),
    ("series_title: ", "series_title: " + "x" * 121, "series_title", "longer than 120"),
]


@pytest.mark.parametrize(("old", "new", "field", "reason"), BROKEN)
def test_a_broken_brand_fails_with_path_line_and_field(
    tmp_path: Path, old: str, new: str, field: str, reason: str
) -> None:
    folder = own(tmp_path, **{old: new})
    with pytest.raises(PresetError) as caught:
        load_brand("province", folder)
    error = told(caught.value)
    path = folder / "brands" / "province.yaml"
    first = error.detail.splitlines()[0]
    assert (error.code, error.values["field"]) == ("preset-wrong", field)
    assert first.startswith(f"{path}:{error.values['line']}: {field}: ")
    assert reason in first
    written = path.read_text(encoding="utf-8").splitlines()[int(str(error.values["line"])) - 1]
    assert field.partition("[")[0].rpartition(".")[2] in written or "missing" in reason


def test_a_transition_as_long_as_its_opening_is_refused(tmp_path: Path) -> None:
    folder = own(tmp_path, **{"opening_s: 8": "opening_s: 2", "transition_frames: 12": "transition_frames: 50"})
    with pytest.raises(PresetError, match="takes as long as the whole opening"):
        load_brand("province", folder)


@pytest.mark.parametrize("name", ["provinz", "../brands/province", "", "Province", "province.yaml", "online-web"])
def test_an_unknown_brand_is_refused_and_paths_are_no_names(name: str) -> None:
    with pytest.raises(PresetError) as caught:
        load_brand(name)
    assert told(caught.value).code == "brand-unknown"
    assert "province" in str(caught.value.values["suggestion"])


def test_rests_sharps_and_flats_are_notes(tmp_path: Path) -> None:
    folder = own(tmp_path, **{"[C5, E5, G5, A5, G5, C6]": '[C5, "-", G#4, Bb3, -]'})
    assert load_brand("province", folder).sound.opening_melody == ("C5", "-", "G#4", "Bb3", "-")


# ── a brand's files ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_file_is_told_with_the_line_of_its_field(tmp_path: Path) -> None:
    folder = own(tmp_path, **{"logo: province/logo.svg": "logo: logo-cua-tinh.png", 'opening: ""': "opening: nhac.wav"})
    brand = load_brand("province", folder)
    with pytest.raises(PresetError) as caught:
        brand_files(brand, folder)
    error = told(caught.value)
    lines = (folder / "brands" / "province.yaml").read_text(encoding="utf-8").splitlines()
    at = {
        field: 1 + lines.index(next(line for line in lines if name in line))
        for field, name in (("logo", "logo-cua-tinh"), ("sound.opening", "nhac.wav"))
    }
    assert error.code == "brand-file-missing"
    assert error.detail.splitlines() == [
        f"{folder}/brands/province.yaml:{at['logo']}: logo: no such file: logo-cua-tinh.png",
        f"{folder}/brands/province.yaml:{at['sound.opening']}: sound.opening: no such file: nhac.wav",
    ]


def test_all_files_of_a_brand_are_found_by_the_names_that_it_uses(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        **{
            'title: ""': "title: chữ/đậm.otf",
            "opening: animated": "opening: mở đầu.mov",
            "opening_s: 8": "opening_s: 0",
        },
    )
    place = folder / "brands"
    (place / "chữ").mkdir()
    (place / "chữ" / "đậm.otf").touch()
    on_disk = place / unicodedata.normalize("NFD", "mở đầu.mov")  # as a Mac writes it
    on_disk.touch()
    found = brand_files(load_brand("province", folder), folder)
    assert found == {
        "chữ/đậm.otf": place / "chữ" / "đậm.otf",
        "province/logo.svg": place / "province" / "logo.svg",
        "mở đầu.mov": on_disk,
    }


@pytest.mark.parametrize(
    "name", ["../province.yaml", "/etc/passwd", "https://a.vn/x.svg", "a\\b.svg", "", "province", "x.svg"]
)
def test_a_file_outside_or_none_is_refused(name: str) -> None:
    with pytest.raises(PresetError) as caught:
        brand_file("province", name)
    assert told(caught.value).code == "brand-file-missing"


def test_a_link_out_of_the_brands_folder_is_refused(tmp_path: Path) -> None:
    folder = own(tmp_path / "own")
    (tmp_path / "secret.svg").write_text("<svg/>", encoding="utf-8")
    logo = folder / "brands" / "province" / "logo.svg"
    logo.unlink()
    logo.symlink_to(tmp_path / "secret.svg")
    with pytest.raises(PresetError, match="leads away"):
        brand_file("province", "province/logo.svg", folder)
    logo.unlink()
    logo.symlink_to(logo)
    with pytest.raises(PresetError, match="no such file"):
        brand_files(load_brand("province", folder), folder)


# ── which brand ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_wish_for_a_brand_counts(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for name in ("lesson-s", "station-s", "series-s"):
        own(folder)
        text = (SOURCES / "province.yaml").read_text(encoding="utf-8").replace("name: province", f"name: {name}")
        (folder / "brands" / f"{name}.yaml").write_text(text, encoding="utf-8")
    spec = load_delivery("online-web")
    wishes = [
        (replace(LESSON, brand="lesson-s"), replace(spec, brand="station-s"), Series(brand="series-s"), "lesson-s"),
        (LESSON, replace(spec, brand="station-s"), Series(brand="series-s"), "station-s"),
        (LESSON, spec, Series(brand="series-s"), "series-s"),
        (LESSON, spec, Series(), "pupils-1-2"),
        (LESSON, spec, None, "pupils-1-2"),
        (replace(LESSON, grade=7), spec, None, "province"),
    ]
    reasons = []
    for lesson, delivery, series, name in wishes:
        brand, reason = choose_brand(lesson, delivery, series, folder)
        assert brand.name == name
        reasons.append(reason)
    assert len(set(reasons)) == len(reasons) - 1
    assert reasons[0] == "named in lesson.yaml"


def test_an_own_brand_for_a_grade_comes_before_the_shipped_one(tmp_path: Path) -> None:
    folder = own(tmp_path, **{"grades: []": "grades: [1, 5]"})
    assert brand_for(1, folder).name == brand_for(5, folder).name == "province"
    assert brand_for(2, folder).name == "pupils-1-2"


def test_a_brand_that_a_lesson_misspells_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(PresetError) as caught:
        choose_brand(replace(LESSON, brand="pupil-1-2"), load_delivery("online-web"), None, None)
    assert told(caught.value).values["suggestion"] == "pupils-1-2"


# ── the series ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_series_says_its_brand_once_for_all_its_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = tmp_path / "bai-10"
    lesson.mkdir()
    assert load_series(lesson) is None
    (tmp_path / "series.yaml").write_text("# Lai Châu\nbrand: pupils-1-2\n", encoding="utf-8")
    assert load_series(lesson) == Series(brand="pupils-1-2")
    monkeypatch.chdir(lesson)
    assert load_series(Path()) == Series(brand="pupils-1-2")
    (tmp_path / "series.yaml").write_text("", encoding="utf-8")
    assert load_series(lesson) == Series()


@pytest.mark.parametrize(
    ("content", "code", "detail"),
    [
        ("brnad: province", "lesson-unknown-field", "series.yaml:1: brnad: unknown field; did you mean brand?"),
        ("\nbrand: ../x", "lesson-field-wrong", "series.yaml:2: brand: not a name of a brand"),
        ("brand: [a]", "lesson-field-wrong", "series.yaml:1: brand: expected one value"),
        ("brand: 'x", "lesson-file-not-understood", "series.yaml:1: file: "),
    ],
)
def test_a_wrong_series_is_refused_with_its_line(tmp_path: Path, content: str, code: str, detail: str) -> None:
    (tmp_path / "bai-10").mkdir()
    (tmp_path / "series.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_series(tmp_path / "bai-10")
    assert told(caught.value).code == code
    assert caught.value.detail.startswith(detail)


def test_a_series_file_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bai-10").mkdir()
    (tmp_path / "x.yaml").write_text("brand: province", encoding="utf-8")
    (tmp_path / "series.yaml").symlink_to(tmp_path / "x.yaml")
    with pytest.raises(InputError) as caught:
        load_series(tmp_path / "bai-10")
    assert caught.value.code == "lesson-file-unreadable"


# ── fonts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def packaged() -> Path:
    import fontpkg_be_vietnam_pro

    return Path(fontpkg_be_vietnam_pro.__file__).with_name("files") / "BeVietnamPro-Bold.ttf"


def without(letters: str, target: Path) -> Path:
    """Write the packaged font anew with a table (cmap, format 12) that knows all letters but these."""
    font = bytearray(packaged().read_bytes())
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables)]
    at = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    signs = sorted(ord(sign) for sign in {*REQUIRED, " "} - {*letters})
    groups = b"".join(struct.pack(">III", sign, sign, 40 + number % 200) for number, sign in enumerate(signs))
    table = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    table += struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(signs)) + groups
    number = next(number for number, (tag, *_) in enumerate(entries) if tag == b"cmap")
    struct.pack_into(">II", font, 12 + 16 * number + 8, len(font), len(table))
    assert at
    target.write_bytes(bytes(font) + table)
    return target


def test_there_are_134_letters_that_only_vietnamese_has() -> None:
    assert len(VIETNAMESE) == len(set(VIETNAMESE)) == 134
    assert {"ẫ", "Ặ", "đ", "Ư", "ỵ"} <= set(VIETNAMESE)
    assert all(unicodedata.is_normalized("NFC", letter) and len(letter) == 1 for letter in VIETNAMESE)


def test_the_packaged_font_writes_everything() -> None:
    assert missing_letters(packaged(), "x") == ()
    require_vietnamese(packaged(), "x")


def test_a_font_without_some_vietnamese_letters_is_refused_with_them(tmp_path: Path) -> None:
    assert missing_letters(without("", tmp_path / "all.ttf"), "all.ttf") == ()
    with pytest.raises(PresetError) as caught:
        require_vietnamese(without("ẫỵ7", tmp_path / "some.ttf"), "some.ttf")
    error = told(caught.value)
    assert error.code == "brand-font-lacks-letters"
    assert str(error.values["letters"]).split() == ["7", "ẫ", "ỵ"]


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    font = packaged().read_bytes()
    for number, content in enumerate(
        (b"", b"GIF89a", font[:4], font[:300], font[: len(font) // 3], b"OTTO" + b"\xff" * 999)
    ):
        path = tmp_path / f"{number}.ttf"
        path.write_bytes(content)
        with pytest.raises(PresetError) as caught:
            require_vietnamese(path, path.name)
        assert told(caught.value).code == "brand-font-unusable"


def test_a_brand_may_name_two_fonts() -> None:
    brand = replace(load_brand("province"), fonts=Fonts(title="a.ttf", text="b.ttf"))
    with pytest.raises(PresetError) as caught:
        brand_files(brand)
    assert len(caught.value.detail.splitlines()) == 2
