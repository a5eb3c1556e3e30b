"""Timetables on paper and as pictures: everything is on the page, whole, with its diacritics, whatever the week."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from lessontool.errors import PlanError
from lessontool.model import DayOff, Timetable
from lessontool.presets import load_airing, load_calendar
from lessontool.schedule.printed import grades_of, overview, pictures, sheets, slips
from lessontool.schedule.printed.cards import prepare
from lessontool.schedule.printed.week import Week, shown, weeks_of
from lessontool.subtitles.showing.lettering import font_folder, writable
from lessontool.tools import typesetting
from tests.judges import need
from tests.printed_weeks import CHANNELS, HELL, NAMES, day, full, lesson, name_of, relay, renamed, timetable, usual
from tests.sources import PRESETS

CALENDAR = load_calendar("2021-2022", folder=PRESETS)
A4_PT = (595, 842)
A3_PT = (842, 1191)
LEAST_PT = {"a4": 11.0, "a3": 20.0}
"""Of a subject's name, to be read on a wall from 2 m."""


@dataclass(frozen=True)
class Word:
    """A word as poppler finds it on a page, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Printed:
    """What poppler reads from a PDF."""

    pages: int
    size: tuple[int, int]
    words: tuple[Word, ...]
    text: str
    """In the order in which it was set."""


def read(pdf: bytes, tmp_path: Path) -> Printed:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    info = subprocess.run([need("pdfinfo"), path], check=True, capture_output=True, text=True).stdout
    facts = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    assert facts["Tagged"].strip() == "yes"
    width, height = (round(float(part)) for part in facts["Page size"].split()[0:3:2])
    boxes = subprocess.run([need("pdftotext"), "-bbox", path, "-"], check=True, capture_output=True).stdout
    words = tuple(
        Word(each.text or "", *(float(each.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax")))
        for each in ET.fromstring(boxes).iter("{http://www.w3.org/1999/xhtml}word")  # noqa: S314  # poppler's own answer
    )
    raw = subprocess.run([need("pdftotext"), "-raw", path, "-"], check=True, capture_output=True).stdout.decode()
    return Printed(int(facts["Pages"]), (width, height), words, " ".join(raw.split()))


def faults(page: Printed, *, margin_pt: float = 14) -> list[str]:
    """Words that stick out of the page, or stand on each other."""
    width, height = page.size
    found = [
        f"outside: {word.text}"
        for word in page.words
        if word.left < margin_pt or word.top < margin_pt or word.right > width - margin_pt or word.bottom > height
    ]
    ordered = sorted(page.words, key=lambda word: word.top)
    for place, word in enumerate(ordered):
        middle = ((word.left + word.right) / 2, (word.top + word.bottom) / 2)
        for other in ordered[place + 1 :]:
            if other.top > middle[1]:
                break
            if other.left < middle[0] < other.right and other.top < middle[1] < other.bottom:
                found.append(f"on each other: {word.text}, {other.text}")
    return found


def lacking(page: Printed, plan: Timetable, grade: int = 1, *, title_signs: int = 1000) -> list[str]:
    """Times, subjects and titles of a grade's lessons that are not on the page as often as they are in the plan."""
    slots = [slot for slot in plan.slots if grade in slot.grades]
    subjects = Counter(name_of(slot) for slot in slots)
    titles = Counter((slot.lesson_label or slot.title)[:title_signs] for slot in slots)
    times = {f"{slot.start_s // 3600:02}:{slot.start_s // 60 % 60:02}" for slot in slots}
    found = [time for time in times if time not in page.text]
    found += [name for name, count in (subjects + titles).items() if page.text.count(name) < count]
    return found


def smallest_pt(page: Printed, plan: Timetable) -> float:
    """The height of the smallest subject on a page; poppler's box is the font's ascent and descent, 1.265 em."""
    firsts = {name_of(slot).split()[0] for slot in plan.slots}
    heights = [word.bottom - word.top for word in page.words if word.text in firsts]
    # subjects are named in smaller letters below, where it is said what to prepare, and in lessons' titles
    tallest = sorted(heights, reverse=True)[: len(plan.slots)]
    return min(tallest) / 1.265


def only(made: dict[str, bytes]) -> bytes:
    (content,) = made.values()
    return content


def week(plan: Timetable, grade: int = 1, **options: object) -> Week:
    (found,) = weeks_of(plan, CHANNELS, grades=[grade], **options)  # type: ignore[arg-type]
    return found


# ── the judge itself ──────────────────────────────────────────────────────────────────────────────────────────────


def test_judge_finds_words_on_each_other_outside_and_missing(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    folder.mkdir()
    source = (
        '#set document(title: "x")\n#set page(width: 300pt, height: 200pt)\n#set text(font: "Be Vietnam Pro")\nToán'
    )
    (folder / "main.typ").write_text(source, encoding="utf-8")
    page = read(typesetting.pdf(folder, fonts=font_folder()), tmp_path)
    plan = timetable([lesson(0, "08:00", "TO")])
    assert faults(page) == []
    assert lacking(page, plan) == ["08:00", "Bài 12. Phép cộng trong phạm vi 10 (Tiết 1)"]
    more = "\n#place(top + left)[Đạo]\n#place(top + left, dx: 260pt)[đức]"
    (folder / "main.typ").write_text(source + more, encoding="utf-8")
    assert faults(read(typesetting.pdf(folder, fonts=font_folder()), tmp_path)) == [
        "outside: đức",
        "on each other: Đạo, Toán",
    ]


# ── sheets for the wall ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("paper", "size"), [("a4", A4_PT), pytest.param("a3", A3_PT, marks=pytest.mark.proof)], ids=["a4", "a3"]
)
def test_usual_week_is_on_one_page_with_every_time_subject_and_title_in_letters_for_a_wall(
    tmp_path: Path, paper: str, size: tuple[int, int]
) -> None:
    plan = timetable(usual())
    made = sheets(plan, CHANNELS, school="Trường Tiểu học Bản Mây", calendar=CALENDAR, paper=paper)  # type: ignore[arg-type]
    assert list(made) == [f"lich_lop_1_{paper}.pdf"]
    page = read(only(made), tmp_path)
    assert page.pages == 1
    assert sorted(page.size) == list(size)
    assert faults(page) == []
    assert lacking(page, plan) == []
    for told in ("Lịch học trên truyền hình", "Lớp 1", "Tuần 7, từ 4/10 đến 9/10/2021", "Trường Tiểu học Bản Mây",
                 "Truyền hình Lai Châu (LTV)", "Tiếp sóng VTV1", "Tiếp sóng VTV2", "Thứ Năm", "7/10", "KÍ HIỆU",
                 "Chú thích:", "Chuẩn bị:", "phát lại, cho ai chưa kịp xem"):  # fmt: skip
        assert told in page.text, told
    assert smallest_pt(page, plan) >= LEAST_PT[paper] * 0.99


@pytest.mark.parametrize("each_day", [12, pytest.param(24, marks=pytest.mark.proof)])
def test_full_week_on_three_channels_is_on_one_page_and_says_the_channel_of_each_lesson(
    tmp_path: Path, each_day: int
) -> None:
    plan = timetable(full(each_day), NAMES)
    page = read(only(sheets(plan, CHANNELS)), tmp_path)
    assert (page.pages, faults(page)) == (1, [])
    assert lacking(page, plan, title_signs=8) == []
    assert page.text.count("PTLC") >= each_day * 2
    assert "Phát thanh Lai Châu – Sóng FM và loa xã" in page.text
    assert "các bài trên tivi, trừ giờ tiếp sóng, đều có phụ đề" in page.text
    if each_day == 12:
        assert smallest_pt(page, plan) >= LEAST_PT["a4"] * 0.99


@pytest.mark.parametrize("slots", [usual(), pytest.param(full(12), marks=pytest.mark.proof)], ids=["usual", "full"])
def test_names_from_hell_are_text_and_break_no_page(tmp_path: Path, slots: list[object]) -> None:
    title = HELL[:200]
    plan = timetable(renamed(slots, title), NAMES)  # type: ignore[arg-type]
    channels = [replace(each, title=each.title + HELL, where=HELL) for each in CHANNELS]
    page = read(only(sheets(plan, channels, school=HELL)), tmp_path)
    assert (page.pages, faults(page)) == (1, [])
    assert page.text.count('"<script>') >= len(plan.slots)
    assert lacking(page, timetable(renamed(slots, '"<script>'), NAMES)) == []  # type: ignore[arg-type]


@pytest.mark.proof
def test_names_of_two_hundred_signs_are_cut_where_there_is_no_room_and_only_there(tmp_path: Path) -> None:
    title = ("Bài 12. Em kể chuyện về gia đình và ngôi trường của em. " * 4)[:200].strip()
    sparse = timetable(renamed([lesson(0, "08:00", "TV"), lesson(3, "19:45", "TO")], title))
    page = read(only(sheets(sparse, CHANNELS)), tmp_path)
    assert (faults(page), lacking(page, sparse)) == ([], [])
    crowded = timetable(renamed(full(12), title), NAMES)
    page = read(only(sheets(crowded, CHANNELS)), tmp_path)
    assert (faults(page), lacking(page, crowded, title_signs=12)) == ([], [])
    assert "…" in page.text
    assert smallest_pt(page, crowded) >= LEAST_PT["a4"] * 0.99


def test_week_without_lessons_says_so_and_why(tmp_path: Path) -> None:
    plan = timetable([])
    calendar = replace(CALENDAR, days_off=(DayOff(title="Nghỉ mùa", start=day(0), end=day(5)),))
    made = sheets(plan, CHANNELS, grades=[1], calendar=calendar)
    page = read(only(made), tmp_path)
    assert page.pages == 1
    assert "Tuần này không có bài học trên truyền hình" in page.text
    assert "Thứ Ba 5/10 – Nghỉ: Nghỉ mùa" in page.text
    assert "từ 4/10 đến 9/10/2021" in page.text.lower()
    assert "Tuần 7" not in page.text
    assert sheets(plan, CHANNELS) == {}


@pytest.mark.proof
def test_grades_in_one_classroom_share_a_sheet_that_says_whose_lesson_it_is(tmp_path: Path) -> None:
    plan = timetable([*usual(1), *usual(2, minutes_later=5)])
    made = sheets(plan, CHANNELS, grades=[(2, 1)], language="en", calendar=CALENDAR)
    assert list(made) == ["lich_lop_1-2_a4.pdf"]
    page = read(only(made), tmp_path)
    assert (page.pages, faults(page)) == (1, [])
    assert page.text.count("Grade 2") >= 36
    assert "Grades 1 and 2" in page.text
    assert "Lessons on television" in page.text
    assert "4 Oct to 9 Oct 2021" in page.text


def test_same_timetable_gives_the_same_bytes() -> None:
    plan = timetable([lesson(5, "25:10", "TO")], revision=2)
    assert sheets(plan, CHANNELS) == sheets(plan, CHANNELS)
    assert pictures(plan, CHANNELS) == pictures(plan, CHANNELS)


# ── overview and slips ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.proof
def test_overview_has_all_lessons_of_all_grades_on_one_page(tmp_path: Path) -> None:
    plan = timetable([slot for grade in range(1, 6) for slot in full(12, grade)], NAMES)
    made = overview(plan, CHANNELS, school="Trường Tiểu học Bản Mây")
    assert list(made) == ["lich_toan_truong_a3.pdf"]
    page = read(only(made), tmp_path)
    assert (page.pages, sorted(page.size), faults(page)) == (1, list(A3_PT), [])
    subjects = Counter(name_of(slot) for slot in plan.slots)
    assert {name: page.text.count(name) for name in subjects} == dict(subjects)
    assert all(f"Lớp {grade}" in page.text for grade in range(1, 6))
    assert overview(timetable([]), CHANNELS) == {}


def test_slips_have_the_week_four_times_on_a_page_to_be_cut(tmp_path: Path) -> None:
    plan = timetable(usual())
    made = slips(plan, CHANNELS, grades=[1], calendar=CALENDAR)
    assert list(made) == ["lich_lop_1_a6.pdf"]
    page = read(only(made), tmp_path)
    assert (page.pages, sorted(page.size), faults(page)) == (1, list(A4_PT), [])
    subjects = Counter(name_of(slot) for slot in plan.slots)
    assert {name: page.text.count(name) for name in subjects} == {name: 4 * count for name, count in subjects.items()}
    assert page.text.count("Chữ đậm: bài mới. Chữ thường: phát lại.") == 4


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_have_the_shape_of_telephones_and_are_light() -> None:
    crowded = [slot for slot in full(12) if slot.date == day(2)]
    plan = timetable([*usual()[:8], *crowded], NAMES)
    made = pictures(plan, CHANNELS, calendar=CALENDAR)
    sizes = {}
    for name, content in made.items():
        assert len(content) <= 500_000
        with Image.open(io.BytesIO(content)) as picture:
            sizes[name] = picture.size
            assert picture.format == "PNG"
    assert sizes == {
        "lich_lop_1_tuan.png": (1080, 1920),
        "lich_lop_1_2021-10-04.png": (1080, 1350),
        "lich_lop_1_2021-10-06.png": (1080, 1920),
    }


def test_picture_of_a_week_without_lessons_says_so() -> None:
    made = pictures(timetable([]), CHANNELS, grades=[3])
    assert list(made) == ["lich_lop_3_tuan.png"]
    with Image.open(io.BytesIO(only(made))) as picture:
        assert picture.size == (1080, 1350)
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 2


# ── the week itself ───────────────────────────────────────────────────────────────────────────────────────────────


def test_parts_of_the_day_are_those_of_the_rules() -> None:
    plan = timetable([lesson(0, start, "TO") for start in ("11:30", "13:00", "17:45", "19:00")])
    assert [each.part for each in week(plan).entries] == [0, 1, 1, 2]
    rules = replace(load_airing("two-a-day", folder=PRESETS), afternoon="11:00", evening="17:30")
    assert [each.part for each in week(plan, rules=rules).entries] == [1, 1, 2, 2]


def test_lesson_after_midnight_stays_with_its_broadcast_day_and_says_so() -> None:
    entry = week(timetable([lesson(5, "25:10", "TO")])).days[5].entries[0]
    assert (entry.start, entry.end, entry.after_midnight) == ("01:10", "01:35", True)
    assert entry.from_utc == datetime(2021, 10, 9, 18, 10, tzinfo=UTC).timestamp()


def test_sunday_is_shown_only_where_it_has_lessons_and_news_never() -> None:
    news = replace(lesson(6, "06:00", "TO"), kind="fixed", grade=None, grades=(), subjects=(), title="Thời sự")
    assert len(week(timetable([lesson(0, "08:00", "TO"), news])).days) == 6
    assert [each.name for each in week(timetable([lesson(6, "08:00", "TO"), news])).days][6] == "Chủ nhật"
    assert week(timetable([lesson(6, "08:00", "TO"), news])).days[6].short == "10/10"


def test_kept_time_without_a_finished_lesson_says_that_it_will_be_announced() -> None:
    plan = timetable([lesson(0, "08:00", "TO", lesson_id="", lesson_label="", title="Toán")])
    entry = week(plan).entries[0]
    assert (entry.subject, entry.title, entry.pending) == ("Toán", "Bài học sẽ báo sau", True)


def test_relay_counts_for_each_of_its_grades() -> None:
    plan = timetable([relay(0, "14:00", "VTV7", grades=(1, 2))])
    assert grades_of(plan) == (1, 2)
    assert [week(plan, grade).entries[0].relay for grade in (1, 2)] == ["VTV7", "VTV7"]


def test_radio_has_no_signs_for_eyes() -> None:
    slot = lesson(0, "08:00", "TO", channel="phat-thanh", signed=True, captions=True)
    entry = week(timetable([slot], ("phat-thanh",))).entries[0]
    assert (entry.signed, entry.captions) == (False, False)


def test_what_to_prepare_is_said_for_the_subjects_of_the_week() -> None:
    told = prepare(week(timetable([lesson(0, "08:00", "MT"), lesson(1, "08:00", "DD")])), "vi")
    assert told[1:] == ["Mĩ thuật: giấy vẽ, bút màu, kéo, hồ dán."]
    assert "tivi" in told[0]
    radio = timetable([lesson(0, "08:00", "TO", channel="phat-thanh")], ("phat-thanh",))
    assert week(radio).radio
    assert "tivi" not in prepare(week(radio), "vi")[0]


def test_what_people_typed_is_composed_and_loses_signs_that_hide_or_turn() -> None:
    assert shown(unicodedata.normalize("NFD", "Đường\u202e  đi\n\x00\ud800\uffff\u200b")) == "Đường đi"


def test_week_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PlanError) as caught:
        sheets(timetable([], week="2021-W53"), CHANNELS, grades=[1])
    assert caught.value.code == "airing-week"


def test_every_sign_of_the_templates_is_in_the_font() -> None:
    said = week(timetable(usual())).entries
    texts = {text for each in said for text in (each.subject, each.title, each.start, each.end)}
    assert all(writable(text) == text for text in texts)
