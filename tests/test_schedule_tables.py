"""Plans as tables: what is written is read again, and what people write themselves is understood or refused."""

from __future__ import annotations

import csv
import datetime
import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages, records
from lessontool.errors import InputError, LessonToolError
from lessontool.model import PlayoutItem, Slot, Timetable
from lessontool.schedule.tables import BY_HAND, as_csv, as_xlsx, read_plan, write_csv, write_xlsx
from lessontool.schedule.tables.heads import HEADS, known
from lessontool.schedule.tables.moments import date_in, minutes_in, span_in, time_in, weekday_in
from tests.weekly_plans import CHANNEL, MONDAY, SECOND, at, lesson, plan

HEADS_VI = "Ngày;Giờ;Đến;Kênh;Lớp;Môn;Bài"
LINE = "04/10/2021;8:00;8:25;lai-chau;1;Toán;Bài 5. Phép cộng"
HELL = "\"<script>&amp;'=1+1|" + "x" * 150


def hand_made(tmp_path: Path, text: str | bytes, name: str = "lich.csv", **wishes: Any) -> Timetable:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_plan(path, **wishes)


def refused(tmp_path: Path, text: str | bytes, name: str = "lich.csv", **wishes: Any) -> LessonToolError:
    with pytest.raises(LessonToolError) as caught:
        hand_made(tmp_path, text, name, **wishes)
    for language in ("vi", "en"):
        assert messages.say(caught.value.code, caught.value.values, language)
        assert messages.hint(caught.value.code, caught.value.values, language)
    return caught.value


def workbook(rows: Sequence[Sequence[Any]], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Lịch"
    for row in rows:
        sheet.append(list(row))
    for each in merged:
        sheet.merge_cells(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# ── there and back ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_plan_that_was_written_is_read_again_as_it_was(tmp_path: Path, suffix: str, language: Any) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "csv":
        write_csv(plan(), path, language=language)
    else:
        write_xlsx(plan(), path, [CHANNEL], language=language)
    read = read_plan(path)
    assert read == replace(plan(), created="", solver="table")


_TEXT = st.text(
    st.sampled_from("aáâăđêôơưÀỆxyz 0123456789.,;:!?=+-@'\"<>&/()[]{}|%#\t\n")
    | st.characters(exclude_categories=["C"]),
    max_size=30,
).map(lambda text: " ".join(text.split()).removeprefix("'"))


@st.composite
def _slots(draw: Any) -> Slot:
    kind = draw(st.sampled_from(["lesson", "relay", "fixed"]))
    taught = kind != "fixed"
    grades = tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=1 if kind == "lesson" else 3))))
    start = draw(st.integers(0, 25 * 3600))
    frames = draw(st.integers(1, 90_000))
    item = PlayoutItem(
        file=draw(_TEXT), house_number=draw(_TEXT.filter(bool)), in_frames=draw(st.integers(0, 500)),
        out_frames=frames, file_frames=frames, sha256=draw(st.sampled_from(["", "0e1" * 20, "12345"])),
    )  # fmt: skip
    return Slot(
        channel=draw(st.sampled_from(["lai-chau", "lai-chau-2"])),
        date=(datetime.date(2021, 10, 4) + datetime.timedelta(days=draw(st.integers(0, 6)))).isoformat(),
        start_s=start,
        length_s=draw(st.integers(1, 4 * 3600)),
        kind=kind,
        title=draw(_TEXT.filter(bool)),
        grade=grades[0] if kind == "lesson" else None,
        grades=grades if taught else (),
        subjects=tuple(sorted(draw(st.sets(st.sampled_from(["TV", "TO", "LSDL", "HDTN"]), min_size=1, max_size=2))))
        if taught
        else (),
        counts=taught and draw(st.booleans()),
        lesson_id=draw(_TEXT) if kind == "lesson" else "",
        lesson_label=draw(_TEXT) if taught else "",
        teachers=tuple(filter(None, (draw(_TEXT).replace(";", "").strip() for _ in range(2)))) if taught else (),
        showing=draw(st.integers(1, 3)) if kind == "lesson" else 1,
        repeat=draw(st.booleans()),
        source=draw(_TEXT),
        address=draw(_TEXT),
        signed=draw(st.booleans()),
        captions=draw(st.booleans()),
        item=item if kind == "lesson" and draw(st.booleans()) else None,
    )


@given(st.lists(_slots(), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_whatever_a_plan_says_survives_both_tables(tmp_path_factory: pytest.TempPathFactory, given: list[Slot]) -> None:
    tidy = records.parse(Timetable, records.plain(plan(slots=tuple(_composed(slot) for slot in given))))
    path = tmp_path_factory.mktemp("bang") / "a"
    for data in (as_csv(tidy), as_xlsx(tidy, [CHANNEL, SECOND])):
        path.write_bytes(data)
        read = read_plan(path)
        assert sorted(read.slots, key=repr) == sorted(tidy.slots, key=repr)
        assert (read.week, read.rules, read.calendar) == (tidy.week, tidy.rules, tidy.calendar)


def _composed(slot: Slot) -> Slot:
    """As every text is kept: composed, with single plain spaces."""
    from lessontool.subtitles.reading.encodings import tidy

    changes: dict[str, Any] = {
        name: tidy(getattr(slot, name)) for name in ("title", "lesson_id", "lesson_label", "source", "address")
    }
    changes["title"] = changes["title"] or "x"
    changes["teachers"] = tuple(filter(None, map(tidy, slot.teachers)))
    if slot.item:
        house = tidy(slot.item.house_number) or "x"
        changes["item"] = replace(slot.item, house_number=house, file=tidy(slot.item.file))
    return replace(slot, **changes)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert as_xlsx(plan(), [CHANNEL]) == as_xlsx(plan(), [CHANNEL])
    assert as_csv(plan()) == as_csv(plan())


def test_no_cell_can_be_taken_for_a_formula() -> None:
    told = plan(slots=(lesson(MONDAY, "08:00", title="=1+1", lesson_label="@SUM(A1)", teachers=("+84 912",)),))
    rows = list(csv.reader(io.StringIO(as_csv(told).decode("utf-8-sig")), delimiter=";"))
    assert {"'=1+1", "'@SUM(A1)", "'+84 912"} <= set(rows[1])
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(told, [CHANNEL])))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "f" not in kinds
    assert book["Danh sách"]["I2"].value == "=1+1"


def test_names_from_hell_are_text_in_both_tables(tmp_path: Path) -> None:
    told = plan(slots=(lesson(MONDAY, "08:00", title=HELL, lesson_label=HELL),))
    for suffix, data in (("csv", as_csv(told)), ("xlsx", as_xlsx(told, [CHANNEL]))):
        read = hand_made(tmp_path, data, f"a.{suffix}")
        assert read.slots[0].title == read.slots[0].lesson_label == HELL


def test_a_channels_sheet_is_the_week_as_it_hangs_on_the_wall() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(plan(), [CHANNEL])))
    assert book.sheetnames == ["LTV", "Danh sách"]
    sheet = book["LTV"]
    assert sheet["A1"].value == "LTV – Lịch phát sóng từ 04/10/2021 đến 10/10/2021"
    assert [sheet.cell(3, column).value for column in (1, 2, 8)] == ["Giờ", "Thứ Hai\n04/10", "Chủ nhật\n10/10"]
    texts = [str(cell.value) for row in sheet.iter_rows(min_row=4) for cell in row if cell.value]
    assert any(text.startswith("Lớp 1 · Toán\nBài 1. Đường đi") for text in texts)
    assert sheet.freeze_panes == "B4"
    assert book["Danh sách"].freeze_panes == "F2"
    assert book["Danh sách"]["C2"].value == datetime.datetime(2021, 10, 4)


def test_the_letters_of_pandas_and_of_excel_are_the_same() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(as_csv(plan())), sep=";", dtype=str, keep_default_na=False)
    assert list(frame.columns) == [vi for vi, _ in HEADS.values()]
    assert len(frame) == len(plan().slots)
    sheet = pandas.read_excel(
        io.BytesIO(as_xlsx(plan(), [CHANNEL])), sheet_name="Danh sách", dtype=str, na_filter=False
    )
    assert list(sheet["Mã bài"]) == list(frame["Mã bài"])


def _calc() -> str:
    """Find LibreOffice with its tables; without it fail in CI and skip elsewhere."""
    office = shutil.which("soffice")
    if office and (Path(office).resolve().parent / "libsclo.so").exists():
        return office
    said = "LibreOffice Calc is missing: apt-get install libreoffice-calc-nogui"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


@pytest.mark.proof
def test_libreoffice_opens_the_workbook_and_writes_the_same_table(tmp_path: Path) -> None:
    office = _calc()
    (tmp_path / "lich.xlsx").write_bytes(as_xlsx(plan(), [CHANNEL]))
    form = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,true,false,false,2"
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [office, "--headless", home, "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / "lich.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    [made] = tmp_path.glob("*.csv")
    assert read_plan(made).slots == plan().slots


# ── made by hand ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_table_by_hand_is_read_in_any_letters(tmp_path: Path, delimiter: str, encoding: str) -> None:
    import unicodedata

    text = f"{HEADS_VI}\n{LINE}\n".replace(";", delimiter)
    if encoding == "cp1258":
        text = "".join(_in_1258(sign) for sign in unicodedata.normalize("NFC", text))
    read = hand_made(tmp_path, text.encode(encoding))
    assert read.solver == BY_HAND
    [slot] = read.slots
    assert (slot.date, slot.start_s, slot.length_s, slot.channel) == (MONDAY, 28_800, 1500, "lai-chau")
    assert (slot.kind, slot.grade, slot.subjects, slot.lesson_label) == ("lesson", 1, ("TO",), "Bài 5. Phép cộng")


def _in_1258(sign: str) -> str:
    import unicodedata

    try:
        sign.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", sign)
        tones = "".join(part for part in parts if part in "\u0300\u0309\u0303\u0301\u0323")
        return unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones
    return sign


def test_columns_are_found_by_other_names_in_any_order_below_a_title(tmp_path: Path) -> None:
    text = (
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO;;;;;\nLịch phát sóng tuần từ 04/10/2021;;;;;\n\n"
        "Môn học;Khối lớp;Thời gian phát;Thứ;Ghi chú;Tên bài học\n"
        "Tiếng Việt;Lớp 1;8h00 – 8h25;Thứ Hai;;Bài 3\n"
        "TOÁN;2;2 giờ 30 chiều - 2 giờ 55 chiều;;;\nToan;1;19g45-20g10;T3;;\n"
    )
    read = hand_made(tmp_path, text, channels=[CHANNEL])
    said = [(each.date, each.start_s, each.length_s, each.grade, each.subjects) for each in read.slots]
    assert said == [
        (MONDAY, at("08:00"), 1500, 1, ("TV",)),
        (MONDAY, at("14:30"), 1500, 2, ("TO",)),
        ("2021-10-05", at("19:45"), 1500, 1, ("TO",)),
    ]


def test_a_blank_day_is_the_one_above_and_a_line_with_a_day_alone_begins_it(tmp_path: Path) -> None:
    text = (
        f"{HEADS_VI}\nThứ Hai 04/10/2021;;;;;;\n;8:00;8:25;LTV;1;Toán;\n;9:00;9:25;;;Tiếng Việt;\n"
        "05/10/2021;8:00;8:25;;2;Toán;\nNgười lập bảng;;;;;;\n"
    )
    read = hand_made(tmp_path, text, channels=[CHANNEL, SECOND])
    assert [(each.date, each.channel, each.grade) for each in read.slots] == [
        (MONDAY, "lai-chau", 1),
        (MONDAY, "lai-chau", 1),
        ("2021-10-05", "lai-chau", 2),
    ]


def test_cells_of_excel_are_read_as_days_times_and_merged_ranges(tmp_path: Path) -> None:
    day = datetime.date(2021, 10, 4)
    rows: list[list[Any]] = [
        ["Ngày", "Giờ", "Thời lượng (phút)", "Kênh", "Lớp", "Môn"],
        [day, datetime.time(8), 25, "LTV", 1, "Toán"],
        [None, datetime.time(9), "25 phút", None, None, "Tiếng Việt"],
        [44474, 0.375, 20.0, "LTV", 2.0, "Toán"],
        [datetime.datetime(2021, 10, 5), datetime.timedelta(hours=24, minutes=30), 25, "LTV", 2, "Đạo đức"],
    ]
    read = hand_made(tmp_path, workbook(rows, ("A2:A3", "D2:D3", "E2:E3")), "lich.xlsx", channels=[CHANNEL])
    said = [(each.date, each.start_s, each.length_s, each.grade) for each in read.slots]
    assert said == [
        (MONDAY, 28_800, 1500, 1),
        (MONDAY, 32_400, 1500, 1),
        ("2021-10-05", 32_400, 1200, 2),
        ("2021-10-05", 88_200, 1500, 2),
    ]


def test_relays_and_other_programmes_are_told_from_lessons(tmp_path: Path) -> None:
    text = (
        "Ngày;Giờ;Đến;Kênh;Chương trình;Nguồn;Lớp;Môn;Tính lượt\n"
        "04/10/2021;6:00;7:00;lai-chau;Thời sự;;;;\n04/10/2021;10:00;10:30;lai-chau;Dạy TV;VTV1;1-2;Tiếng Việt;không\n"
        "04/10/2021;23:45;0:15;lai-chau;Phim;;;;\n"
    )
    news, relay, film = hand_made(tmp_path, text).slots
    assert (news.kind, relay.kind, relay.grades, relay.counts) == ("fixed", "relay", (1, 2), False)
    assert (film.start_s, film.length_s) == (at("23:45"), 1800)


def test_a_week_can_be_named_where_the_table_has_only_days(tmp_path: Path) -> None:
    text = "Thứ;Giờ;Đến;Kênh;Lớp;Môn\nThứ 3;8:00;8:25;lai-chau;1;Toán\n"
    assert hand_made(tmp_path, text, week="2021-W40").slots[0].date == "2021-10-05"
    assert refused(tmp_path, text).code == "check-plan-no-week"
    assert refused(tmp_path, text, week="2021-W53").code == "airing-week"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        *(("8:00", 28_800), ("8h", 28_800), ("8h30", 30_600), ("8 giờ 30", 30_600), ("8g05", 29_100)),
        *(("25:30", 91_800), ("2 giờ chiều", 50_400), ("7h30 tối", 70_200), ("8:00 AM", 28_800), ("12:30 pm", 45_000)),
        *(("08:00:30", 28_830), ("2021-10-04T08:00", 28_800), ("8 giờ 30 phút", 30_600)),
        *(("8", None), ("25", None), ("8:61", None), ("31:00", None), ("sáng", None), ("8:00-8:30", None), ("", None)),
    ],
)
def test_times_are_read_as_people_write_them(said: str, seconds: int | None) -> None:
    assert time_in(said) == seconds


def test_days_spans_and_lengths_are_read_as_people_write_them() -> None:
    assert date_in("Thứ Hai, ngày 4/10/2021") == datetime.date(2021, 10, 4)
    assert date_in("4.10.21") == datetime.date(2021, 10, 4)
    assert date_in("31/02/2021") is None
    assert date_in("10/13/2021") is None
    assert date_in("04/10") is None
    assert [weekday_in(each) for each in ("T2", "Thứ Hai", "thu 7", "CN", "Chủ nhật", "Friday", "Thứ Tám")] == [
        *(0, 0, 5, 6, 6, 4, None)
    ]
    assert span_in("từ 8h đến 8h25") == (28_800, 30_300)
    assert span_in("8:00 - 25:00") == (28_800, 90_000)
    assert [minutes_in(each) for each in ("25", "25 phút", "0:25", 25, datetime.time(0, 25), "lâu")] == [
        *(1500, 1500, 1500, 1500, 1500, None)
    ]


def test_a_head_is_known_with_whatever_stands_in_brackets() -> None:
    assert known(["NGÀY (dd/mm)", "Giờ phát", "thoi luong [phut]", "Trạm", ""]) == {"date": 0, "start": 1, "minutes": 2}


# ── what cannot be read ───────────────────────────────────────────────────────────────────────────────────────────


def _line(**changes: str) -> str:
    names = ["date", "start", "end", "channel", "grade", "subject", "lesson"]
    cells = dict(zip(names, LINE.split(";"), strict=True)) | changes
    return f"{HEADS_VI}\n{';'.join(cells[name] for name in names)}\n"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (_line(date="32/10/2021"), "check-plan-date", "lich.csv:2"),
        (_line(date=""), "check-plan-no-date", "lich.csv:2"),
        (_line(date="04/10"), "check-plan-no-week", "lich.csv:2"),
        (_line(start="sáng sớm"), "check-plan-time", "lich.csv:2"),
        (_line(end="x"), "check-plan-time", "lich.csv:2"),
        (_line(end="7:00"), "check-plan-ends-before", "lich.csv:2"),
        (_line(end=""), "check-plan-no-end", "lich.csv:2"),
        (_line(grade="13"), "check-plan-grade", "lich.csv:2"),
        (_line(grade=""), "check-plan-grade", "lich.csv:2"),
        (_line(grade="lớp chồi"), "check-plan-grade", "lich.csv:2"),
        (_line(channel=""), "check-plan-no-channel", "lich.csv:2"),
        (_line() + LINE.replace("04/10", "14/10") + "\n", "check-plan-weeks", None),
        (_line().replace("Đến", "Giờ"), "check-plan-column-twice", "lich.csv:1"),
        ("Tên;Tuổi\nA;3\n", "check-plan-columns", None),
        (f"{HEADS_VI}\n", "check-plan-empty", None),
        (f'{HEADS_VI}\n"04/10;8:00\n', "table-row-broken", None),
        ("{}", "check-plan-json", None),
        ("{" * 100_000, "check-plan-json", None),
        ("", "text-file-empty", None),
        (b"\x00\x01\x02garbage" * 1000, "check-plan-not-table", None),
        (b"%PDF-1.7 ...", "check-plan-not-table", None),
        (b"PK\x03\x04 no zip", "table-workbook", None),
        (b"\xd0\xcf\x11\xe0 old", "table-workbook", None),
        (f"{HEADS_VI}\n" + f"{LINE}\n" * 6001, "table-too-many", None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    tmp_path: Path, text: str | bytes, code: str, place: str | None
) -> None:
    error = refused(tmp_path, text)
    assert (error.code, error.exit_code) == (code, 2)
    assert place is None or error.values["place"] == place


def test_ten_megabytes_of_garbage_are_refused_at_once(tmp_path: Path) -> None:
    assert refused(tmp_path, bytes(range(256)) * 40_000).code == "check-plan-not-table"
    assert refused(tmp_path, b"a;b\n" * (5 << 20)).code == "check-plan-file-big"


def test_a_day_that_is_another_weekday_is_refused(tmp_path: Path) -> None:
    text = "Ngày;Thứ;Giờ;Đến;Kênh;Lớp;Môn\n05/10/2021;Thứ Hai;8:00;8:25;lai-chau;1;Toán\n"
    error = refused(tmp_path, text)
    assert (error.code, error.values["date"]) == ("check-plan-weekday", "05/10/2021")


def test_an_unknown_channel_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    error = refused(tmp_path, _line(channel="LTV1"), channels=[CHANNEL, SECOND])
    assert error.code == "check-plan-channel"
    assert error.values["suggestion"] in ("LTV", "LTV2")


def test_a_cell_of_a_workbook_is_named_as_excel_names_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Ngày", "Giờ", "Đến", "Kênh", "Lớp", "Môn"],
        ["04/10/2021", "8:00", "tám giờ", "lai-chau", 1, "Toán"],
    ]
    assert refused(tmp_path, workbook(rows), "a.xlsx").values["place"] == "Lịch!C2"


def test_a_formula_without_its_result_is_refused(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Ngày", "Giờ", "Đến", "Kênh", "Lớp", "Môn"],
        ["=TODAY()", "8:00", "8:25", "lai-chau", 1, "Toán"],
    ]
    error = refused(tmp_path, workbook(rows), "a.xlsx")
    assert (error.code, error.values["place"]) == ("table-formula", "Lịch!A2")


def test_a_workbook_that_is_a_renamed_table_is_read_as_what_it_is(tmp_path: Path) -> None:
    assert len(hand_made(tmp_path, _line(), "lich.xlsx").slots) == 1


def _with(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(part.filename, content if part.filename == name else before.read(part))
        if name not in before.namelist():
            after.writestr(name, content)
    return out.getvalue()


def test_hostile_workbooks_are_refused_without_being_unpacked(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Ngày", "Giờ", "Đến", "Kênh", "Lớp", "Môn"],
        ["04/10/2021", "8:00", "8:25", "lai-chau", 1, "Toán"],
    ]
    good = workbook(rows)
    part = "xl/worksheets/sheet1.xml"
    sheet = zipfile.ZipFile(io.BytesIO(good)).read(part).decode()
    bomb = _with(good, "xl/media/a.bin", bytes(64 << 20))
    everywhere = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    merged = _with(good, part, sheet.replace("</sheetData>", everywhere).encode())
    entity = _with(good, part, b'<!DOCTYPE a [<!ENTITY b "cc">]>' + sheet.encode().partition(b"?>")[2])
    broken = _with(good, part, sheet[:200].encode())
    for data in (bomb, merged, entity, broken):
        assert refused(tmp_path, data, "a.xlsx").code == "table-workbook"
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    far = _with(good, part, sheet.replace("</sheetData>", last).encode())
    assert len(hand_made(tmp_path, far, "far.xlsx").slots) == 1
    linked = _with(good, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert len(hand_made(tmp_path, linked, "linked.xlsx").slots) == 1


def test_a_timetable_with_a_day_of_another_week_is_refused(tmp_path: Path) -> None:
    good = records.pretty(plan())
    assert hand_made(tmp_path, good, "a.json") == plan()
    for old, new in (
        (f'"{MONDAY}"', '"2021-11-04"'),
        ('"2021-W40"', '"2021-W53"'),
        ('"start_s": 28800', '"start_s": -1'),
    ):
        assert refused(tmp_path, good.replace(old, new), "a.json").exit_code in (2, 3)


def test_a_subject_that_is_none_is_kept_as_it_is_written(tmp_path: Path) -> None:
    assert hand_made(tmp_path, _line(subject="Tóan học nâng cao")).slots[0].subjects == ("Tóan học nâng cao",)


def test_lines_that_name_no_subject_are_no_lessons(tmp_path: Path) -> None:
    [slot] = hand_made(tmp_path, _line(subject="", grade="", lesson="Thời sự")).slots
    assert (slot.kind, slot.title) == ("fixed", "Thời sự")
    with pytest.raises(InputError, match="check-plan-no-subject"):
        hand_made(tmp_path, f"{HEADS_VI};Loại\n{LINE.replace('Toán', '')};Bài học\n")
