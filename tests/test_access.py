"""Who needs which package: every pupil is reached, no pupil is named, and whatever an office writes is understood."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages
from lessontool.delivery.access.reading import MOST_SCHOOLS, SchoolList, read_schools
from lessontool.delivery.access.writing import as_csv, as_pdf, size_text, sizes_of, write_plan
from lessontool.errors import InputError, PresetError
from lessontool.model import Access, AccessRules
from lessontool.planning.access import AccessPlan, LessonSizes, contradiction, plan_access, usable_bytes
from lessontool.presets import access_names, explain, load_access, load_preset, preset_names
from lessontool.tools.process import Cancel
from tests.shelves import CREATED, HELL, small_shelf

HEADS = "Huyện;Trường;Lớp;Học sinh;Tivi;Internet;Điện thoại;Không có gì"
LINES = "Mường Tè;TH Pa Ủ;1-5;412;35;6;81;301\nSìn Hồ;TH Nậm Hăn;;1.034;210;57;402;390"
RULES = load_access()


def school(**changes: Any) -> Access:
    given = {"school": "TH Pa Ủ", "pupils": 100, "tv": 0, "internet": 0, "phone": 0, "nothing": 0, **changes}
    return Access(**given)


def listed(tmp_path: Path, text: str | bytes, name: str = "truong.csv") -> SchoolList:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_schools(path)


def refused(tmp_path: Path, text: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        listed(tmp_path, text)
    for language in ("vi", "en"):
        assert messages.say(caught.value.code, caught.value.values, language)
        assert messages.hint(caught.value.code, caught.value.values, language)
    return caught.value


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_a_table_is_read_as_excel_writes_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    lines = LINES.replace("1.034", "1034")
    text = f"{HEADS}\n{lines}\n".replace(";", delimiter).replace("\n", "\r\n")
    found = listed(tmp_path, _encoded(text, encoding))
    assert found.delimiter == delimiter
    assert found.findings == ()
    assert found.schools == (
        Access(
            school="TH Pa Ủ", district="Mường Tè", grade="1-5", pupils=412, tv=35, internet=6, phone=81, nothing=301
        ),
        Access(school="TH Nậm Hăn", district="Sìn Hồ", pupils=1034, tv=210, internet=57, phone=402, nothing=390),
    )


def test_a_workbook_is_read_as_the_same_list_saved_as_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Ghi chú").append(["Phòng GD&ĐT", "Tivi"])
    sheet = book.create_sheet("Danh sách")
    sheet.append(["DANH SÁCH TRƯỜNG"])
    sheet.append([*HEADS.split(";")])
    sheet.append(["Mường Tè", "TH Pa Ủ", "1–5", 412, 35, 6.0, 81, 301])
    sheet.append(["Sìn Hồ", "TH Nậm Hăn", None, 1034, 210, 57, 402, 390])
    sheet.merge_cells("A1:H1")
    packed = io.BytesIO()
    book.save(packed)
    assert listed(tmp_path, packed.getvalue(), "truong.xlsx").schools == listed(tmp_path, f"{HEADS}\n{LINES}").schools


def test_a_workbook_whose_sums_were_never_calculated_or_that_names_pupils_is_refused(tmp_path: Path) -> None:
    for heads, cell, code in ((HEADS, "=400+12", "table-formula"), (f"{HEADS};Họ tên", "412", "access-names")):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append(heads.split(";"))
        sheet.append(["Mường Tè", "TH Pa Ủ", "1–5", cell, 35, 6, 81, 301, "Lò Văn Chung"])
        packed = io.BytesIO()
        book.save(packed)
        error = refused(tmp_path, packed.getvalue())
        assert error.code == code
        assert "Chung" not in str(error.values)


def _encoded(text: str, encoding: str) -> bytes:
    if encoding != "cp1258":
        return text.encode(encoding)
    import unicodedata

    return b"".join(_old(unicodedata.normalize("NFD", each)) for each in text)


def _old(parts: str) -> bytes:
    """A Vietnamese letter as Windows-1258 has it: the letter with its hat, then the tone."""
    import unicodedata

    for cut in range(len(parts), 0, -1):
        try:
            return (unicodedata.normalize("NFC", parts[:cut]) + parts[cut:]).encode("cp1258")
        except UnicodeEncodeError:
            if cut == 1:
                tone = "".join(sign for sign in parts if sign in "\u0300\u0301\u0303\u0309\u0323")
                hat = "".join(sign for sign in parts if sign not in tone)
                return (unicodedata.normalize("NFC", hat) + tone).encode("cp1258")
    return b""


def test_english_heads_titles_above_sums_below_and_merged_cells_are_understood(tmp_path: Path) -> None:
    text = (
        "sep=,\nEducation office of the province,,,,,,,,\n\n"
        "No,District,School name,Grade,Number of pupils,Pupils with TV,Internet,Phone,No device\n"
        '1,A,"School ""One"", main",1,50,20,10,15,5\n2,,,2 – 5,150,20,10,15,105\n,,,,,,,,\n'
        '3,B,Cộng Hoà,,"1,200",1.200,0,,\nTotal,,,,1400,,,,\n'
    )
    found = listed(tmp_path, text)
    assert [(each.district, each.school, each.grade, each.pupils) for each in found.schools] == [
        ("A", 'School "One", main', "1", 50),
        ("A", 'School "One", main', "2-5", 150),
        ("B", "Cộng Hoà", "", 1200),
    ]
    assert [finding.code for finding in found.findings] == ["access-columns-ignored", "access-sums-left-out"]


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        (
            "Trường;Học sinh;Tivi;Internet\nA;1;1;1",
            "access-columns-missing",
            {"columns": "“Điện thoại”, “Không có gì”"},
        ),
        (f"{HEADS}\nX;A;1;năm mươi;0;0;0;0", "access-not-a-number", {"line": 2, "column": "Học sinh"}),
        (f"{HEADS}\nX;A;1;;0;0;0;0", "access-not-a-number", {"line": 2, "column": "Học sinh"}),
        (f"{HEADS}\nX;A;1;10;1,5;0;0;0", "access-not-a-number", {"column": "Tivi", "value": "1,5"}),
        (f"{HEADS}\nX;A;1;10;0;0;0;50%", "access-not-a-number", {"column": "Không có gì"}),
        (f"{HEADS}\nX;A;1;10;0;-3;0;0", "access-negative", {"line": 2, "column": "Internet", "value": "-3"}),
        (f"{HEADS}\n\nX;A;1;10;11;0;0;0", "access-more-than-pupils", {"line": 3, "column": "Tivi", "pupils": 10}),
        (f"{HEADS}\nX;A;1;10;8;0;0;3", "access-nothing-too-many", {"line": 2, "value": 3, "most": 2}),
        (f"{HEADS}\nX;;1;10;8;0;0;2", "access-no-school", {"line": 2}),
        (f"{HEADS}\nX;A;01-Feb;10;8;0;0;2", "access-grade-wrong", {"line": 2}),
        (f"{HEADS}\nX;A;5-1;10;8;0;0;2", "access-grade-wrong", {"value": "5-1"}),
        (f"{HEADS}\nX;A;13;10;8;0;0;2", "access-grade-wrong", {"value": "13"}),
        (f"{HEADS}\nX;A;1-3;9;9;0;0;0\nX;a;3;9;9;0;0;0", "access-twice", {"line": 3, "first": 2}),
        (f"{HEADS}\nX;A", "access-row-broken", {"line": 2}),
        (f"{HEADS}\nX;A;1;1,234;0;0;0;0".replace(";", ","), "access-row-broken", {"line": 2}),
        (f'{HEADS}\nX;A;1;9;9;0;0;0\nX;"B;1;9;9;0;0;0', "access-row-broken", {"line": 3}),
        (HEADS, "access-empty", {}),
        (HEADS.replace("Internet", "Có tivi"), "access-columns-missing", {"columns": "“Internet”"}),
        (f"{HEADS};Tivi", "access-column-twice", {"column": "Tivi"}),
        (b"PK\x03\x04 sheet", "table-workbook", {}),
        (b"", "text-file-empty", {}),
        ("Xin chào", "access-columns-missing", {}),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(
    tmp_path: Path, text: str | bytes, code: str, values: dict[str, object]
) -> None:
    error = refused(tmp_path, text)
    assert error.code == code
    assert {name: error.values[name] for name in values} == values


def test_more_lines_than_a_province_has_schools_are_refused(tmp_path: Path) -> None:
    def text(count: int) -> str:
        return HEADS + "".join(f"\nX;Trường {number};;9;9;0;0;0" for number in range(count))

    assert len(listed(tmp_path, text(MOST_SCHOOLS)).schools) == MOST_SCHOOLS
    assert refused(tmp_path, text(MOST_SCHOOLS + 1)).code == "access-too-many"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADS};Họ và tên\nX;A;1;1;1;0;0;0;Sùng A Páo",
        f"{HEADS};Ngày sinh\nX;A;1;1;1;0;0;0;1/1/2015",
        f"{HEADS};Pupil name\nX;A;1;1;1;0;0;0;",
        f"{HEADS};Ghi chú\nX;A;1;1;1;0;0;0;Giàng Thị Mỷ\nX;B;1;1;1;0;0;0;Lò Văn Sơn",
        f"{HEADS}\nX;A;1;Giàng Thị Mỷ;1;0;0;0",
        "Họ và tên;Trường;Lớp\nGiàng Thị Mỷ;A;1",
    ],
)
def test_a_list_that_names_people_is_refused_and_nobody_is_repeated(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, text)
    assert error.code == "access-names"
    told = messages.say(error.code, error.values, "vi") + error.detail + str(error)
    assert not any(name in told for name in ("Giàng", "Mỷ", "Sùng", "Páo", "2015"))


def test_a_school_that_is_called_after_somebody_is_no_person(tmp_path: Path) -> None:
    text = f"{HEADS};Ghi chú\nX;Nguyễn Trãi;1;9;9;0;0;0;Đã gửi phiếu\nX;Lê Quý Đôn;1;9;9;0;0;0;"
    assert [each.school for each in listed(tmp_path, text).schools] == ["Nguyễn Trãi", "Lê Quý Đôn"]


# ── planning ──────────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def schools(draw: st.DrawFn) -> Access:
    pupils = draw(st.integers(0, 500))
    tv, internet, phone = (draw(st.integers(0, pupils)) for _ in range(3))
    nothing = draw(st.integers(0, pupils - max(tv, internet, phone)))
    name = draw(st.sampled_from("ABC"))
    return school(school=name, pupils=pupils, tv=tv, internet=internet, phone=phone, nothing=nothing)


@settings(max_examples=200, deadline=None)
@given(st.lists(schools(), max_size=5))
def test_every_pupil_is_reached_in_at_least_one_way(lines: list[Access]) -> None:
    plan = plan_access(lines, RULES)
    assert len(plan.schools) == len(lines)
    for needs in plan.schools:
        own = needs.school
        assert contradiction(own) is None
        assert own.tv + own.internet + own.phone + needs.offline >= own.pupils
        assert needs.offline >= own.nothing
        assert bool(needs.needs) == bool(own.pupils)
        ways = {"tv": own.tv, "online-web": own.internet, "online-lite": own.phone}
        ways |= dict.fromkeys(("stick", "radio"), needs.offline)
        assert all((way in needs.needs) == bool(count) for way, count in ways.items())
        assert needs.offline <= needs.sticks * RULES.pupils_per_stick
        assert needs.offline <= needs.loudspeakers * RULES.pupils_per_loudspeaker
        assert needs.offline <= needs.printed <= own.pupils
    assert plan.totals.sticks == sum(each.sticks for each in plan.schools)


def test_sticks_are_counted_with_their_spare_ones_once_for_a_school() -> None:
    lines = [school(grade="1", nothing=31, tv=69), school(grade="2", nothing=15, tv=85), school(school="B", tv=100)]
    plan = plan_access(lines, RULES)
    assert [each.sticks for each in plan.schools] == [3 + 1, 1, 0]
    assert plan.totals.schools == 2


def test_pupils_whom_nobody_counted_get_what_those_with_nothing_get() -> None:
    plan = plan_access([school(tv=40, nothing=20)], RULES)
    assert plan.schools[0].uncounted == 40
    assert plan.schools[0].offline == 60
    assert plan.findings[0].code == "access-uncounted"
    assert plan.findings[0].values["pupils"] == 40


def test_lessons_are_those_of_the_schools_grades() -> None:
    lessons = [LessonSizes(grade=grade, web=10, lite=2, radio=1, stick=7, smallest_stick=5) for grade in (1, 1, 5, 9)]
    plan = plan_access(
        [school(grade="1-5", tv=50, internet=30, phone=50, nothing=50), school(school="B")], RULES, lessons
    )
    first, second = plan.schools
    assert (first.lessons, first.web_bytes, first.lite_bytes, first.radio_bytes, first.stick_bytes) == (3, 30, 6, 3, 21)
    assert (second.lessons, second.web_bytes, second.stick_bytes) == (4, 0, 28)
    assert first.pages == first.printed * 3 * RULES.pages_per_lesson


def test_pictures_get_smaller_before_a_second_stick_is_needed() -> None:
    room = usable_bytes(RULES)

    def plan(stick: int, smallest: int) -> AccessPlan:
        lessons = [LessonSizes(grade=1, web=1, lite=1, radio=1, stick=stick, smallest_stick=smallest)]
        return plan_access([school(nothing=100)], replace(RULES, spare_sticks=0, pupils_per_stick=100), lessons)

    for stick, smallest, sticks, codes in (
        (room, room, 1, ["access-smaller-pictures"]),
        (room - 1, 1, 1, []),
        (room + 1, room, 1, ["access-smaller-pictures"]),
        (3 * room, 2 * room, 2, ["access-several-sticks"]),
    ):
        assert plan(stick, smallest).schools[0].sticks == sticks
        if stick != room:
            assert [finding.code for finding in plan(stick, smallest).findings] == codes


def test_lessons_without_a_version_that_somebody_needs_are_told() -> None:
    lines = [school(grade="1", tv=100, internet=9, phone=9), school(school="B", grade="9", nothing=100)]
    found = plan_access(lines, RULES, [LessonSizes(grade=1, stick=1, smallest_stick=1)]).findings
    assert [finding.code for finding in found] == [
        "access-no-lessons-for", "access-lite-missing", "access-radio-missing", "access-web-missing",
    ]  # fmt: skip
    for finding in (*found, *plan_access(lines, RULES).findings):
        for language in ("vi", "en"):
            assert messages.say(finding.code, finding.values, language)
            messages.hint(finding.code, finding.values, language)


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_rules_are_presets_that_can_be_shown() -> None:
    assert access_names() == ("minimum",)
    assert "access/minimum" in preset_names()
    assert load_preset("access/minimum") == RULES
    assert isinstance(RULES, AccessRules)
    assert "pupils_per_stick: 15" in explain("access/minimum")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("pupils_per_stick: 15", "pupils_per_stick: 0", "pupils_per_stick"),
        ("shared_phone_percent: 40", "shared_phone_percent: 140", "shared_phone_percent"),
        ("name: minimum", "name: least", "name"),
        ("stick_gb: 16", "stick_tb: 16", "stick_tb"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_line(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = explain("access/minimum")
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "minimum.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_access(folder=tmp_path)
    assert caught.value.values["field"] == field


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def hostile_plan() -> AccessPlan:
    lines = [
        school(school=HELL, district="=1+1", tv=40, nothing=60, grade="1-2"),
        school(school="-2+3", district="=1+1", pupils=1234, phone=1000, nothing=234),
        school(school="@SUM(A1)", district='#eval("x") $x$ *b*', pupils=9, tv=9),
    ]
    return plan_access(
        lines, RULES, [LessonSizes(grade=1, web=5 * 10**6, lite=10**6, stick=2 * 10**9, smallest_stick=1)]
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_written_for_excel_has_no_formula_and_is_read_again(tmp_path: Path, language: Any) -> None:
    data = as_csv(hostile_plan(), delimiter=";", language=language)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + 3 + 1
    assert len({len(row) for row in rows}) == 1
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[1][1] == HELL
    again = listed(tmp_path, data).schools
    assert [(each.school, each.pupils, each.nothing, each.grade) for each in again] == [
        (HELL, 100, 60, "1-2"), ("'-2+3", 1234, 234, ""), ("'@SUM(A1)", 9, 0, ""),
    ]  # fmt: skip


def test_files_are_written_again_unless_somebody_changed_them(tmp_path: Path) -> None:
    def write(plan: AccessPlan) -> tuple[Path, ...]:
        wishes: Any = {
            "source": "truong.csv",
            "created": CREATED,
            "delimiter": ";",
            "language": "vi",
            "cancel": Cancel(),
        }
        return write_plan(plan, tmp_path / "out", "truong.access", **wishes)

    files = write(hostile_plan())
    assert [path.name for path in files] == ["truong.access.csv", "truong.access.pdf", "truong.access.json"]
    before = [path.read_bytes() for path in files]
    assert [path.read_bytes() for path in write(hostile_plan())] == before, "the same plan, the same bytes"
    told = json.loads(before[2])
    assert told["totals"]["pupils"] == 1343
    assert told["districts"][0]["schools"][0]["school"] == HELL
    write(plan_access([school(tv=100)], RULES))
    files[0].write_bytes(b"mine")
    with pytest.raises(InputError) as caught:
        write(hostile_plan())
    assert caught.value.code == "access-output-changed"
    assert files[0].read_bytes() == b"mine"


def test_somebody_elses_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"mine")
    with pytest.raises(InputError):
        write_plan(
            hostile_plan(),
            tmp_path,
            "a",
            source="a.csv",
            created=CREATED,
            delimiter=";",
            language="vi",
            cancel=Cancel(),
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is missing: apt-get install poppler-utils")
def test_the_printed_sheet_says_it_all_and_names_from_hell_are_text(tmp_path: Path) -> None:
    data = as_pdf(hostile_plan(), source="truong.csv", created=CREATED)
    (tmp_path / "a.pdf").write_bytes(data)
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    flat = " ".join(said.split())
    for words in ("Giao bài học cho các trường", "Lessons for every school", "=1+1", "#eval(", "$x$ *b*", "@SUM(A1)"):
        assert words in flat
    for words in ("1.234", "1.343", "Người lập bảng", "Handed over by", "22/11/2026", "2,0 GB", "<script"):
        assert words in flat


def test_sizes_of_finished_lessons_are_those_of_their_files(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    (sizes,) = sizes_of([lesson], tallest_px=720, smallest_px=180)
    assert sizes.grade == 1
    assert sizes.web == lesson.videos[0].file.size_bytes
    assert (sizes.lite, sizes.radio) == (0, 0)
    assert sizes.stick >= sizes.smallest_stick >= lesson.videos[-1].file.size_bytes
    assert sizes.stick % 32768 == 0
    radio = small_shelf(tmp_path, heights=())
    (heard,) = sizes_of([radio], tallest_px=720, smallest_px=180)
    assert heard.web == 0
    assert heard.radio == radio.sounds[0].file.size_bytes <= heard.stick


def test_sizes_are_written_as_people_read_them() -> None:
    assert [size_text(each, "vi") for each in (1_200_000_000, 350_000_000, 1_600_000)] == ["1,2 GB", "350 MB", "1,6 MB"]
    assert size_text(1_200_000_000, "en") == "1.2 GB"
