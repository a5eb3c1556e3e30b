"""What families are told without paper: SMS, loudspeakers, crawls and Zalo, each within its limits and readable."""

from __future__ import annotations

import importlib
import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import curriculum
from lessontool.model import Channel
from lessontool.schedule.families import crawl, gsm, loudspeaker, sms, speech, zns
from lessontool.schedule.families.fitting import packed, shortened
from lessontool.schedule.families.told import by_day, grades_of, subject_name, told
from lessontool.schedule.tables import BY_HAND
from tests.family_plans import HELL, MONDAY, at, channel, lesson, news, relay, week, week_slots

TUESDAY = MONDAY + timedelta(days=1)
DAYS = [MONDAY + timedelta(days=number) for number in range(7)]

TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The alphabet by position, 0 to 127, as 3GPP TS 23.038 prints it; 27 is the escape."""


def channels(**changes: Any) -> dict[str, Channel]:
    return {"lai-chau": channel(**changes)}


def two_channels() -> dict[str, Channel]:
    return {**channels(), "lai-chau-2": channel(name="lai-chau-2", title="LTV2", where="Kênh LTV2")}


def septets(text: str) -> list[int]:
    """Code a text by the standard's table, an escape and a position for each sign of the extension."""
    codes: list[int] = []
    for sign in text:
        if sign in "\f^{}\\[~]|€":
            codes += [27, 0]
        else:
            assert TABLE.index(sign) != 27
            codes.append(TABLE.index(sign))
    return codes


# ── what is told ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_families_hear_of_lessons_and_relays_but_not_of_news_or_of_lessons_that_do_not_exist() -> None:
    plan = week([news(MONDAY), relay(MONDAY, "10:00"), lesson("TO", 2, MONDAY, "8:00"),
                 lesson("TV", 2, MONDAY, "9:00", lesson_id="", lesson_label="")])  # fmt: skip
    assert [(item.subjects, item.start_s) for item in told(plan)] == [(("TO",), at("8:00")), (("TV",), at("10:00"))]
    assert grades_of(plan) == (1, 2)
    assert [item.subjects for item in told(plan, 2)] == [("TO",)]


def test_a_plan_made_by_hand_need_not_name_lessons_and_is_told_by_subjects() -> None:
    plan = week([lesson("TV", 2, MONDAY, "9:00", lesson_id="", lesson_label="")], solver=BY_HAND)
    assert [(item.subjects, item.text) for item in told(plan)] == [(("TV",), "")]


def test_a_lesson_after_midnight_is_on_the_next_day_of_the_wall_calendar() -> None:
    (item,) = told(week([lesson("TO", 9, MONDAY, "25:30")]))
    assert (item.day, item.start_s) == (TUESDAY, at("1:30"))
    assert item.moment(channel()).isoformat() == "2021-10-04T18:30:00+00:00"


def test_every_subject_has_a_name_without_brackets() -> None:
    names = [subject_name(each.code, "vi") for each in curriculum.subjects()]
    assert len(names) == 32
    assert all(name and not set("();") & set(name) for name in names)
    assert subject_name("TA", "vi") == "Tiếng Anh"
    assert subject_name("GDTC", "en") == "Physical education"


# ── SMS ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_day_of_a_grade_is_one_message() -> None:
    (text,) = sms.day_texts(told(week()), channels(), grades=[2], day=TUESDAY, language="vi")
    assert text == "LTV: Thu 3 05/10. Lop 2: TViet 09:00 & 15:30; Toan 09:30 & 16:00"
    (text,) = sms.day_texts(told(week()), channels(), grades=[2], day=TUESDAY, language="en")
    assert text == "LTV: Tue 05/10. Grade 2: Vietnamese 09:00 & 15:30; Mathematics 09:30 & 16:00"


def test_a_day_of_two_grades_is_one_message_too() -> None:
    (text,) = sms.day_texts(told(week()), channels(), grades=[1, 2], day=MONDAY, language="vi")
    assert text == (
        "LTV: Thu 2 04/10. Lop 1: TViet 08:00 & 10:00 & 14:30; Toan 08:30 & 15:00. "
        "Lop 2: TViet 09:00 & 15:30; Toan 09:30 & 16:00"
    )
    assert gsm.measured(text) == gsm.Measured(alphabet="gsm-7", units=len(text), parts=1)


def test_a_week_puts_days_with_the_same_times_together() -> None:
    texts = sms.week_texts(told(week()), channels(), grade=1, days=DAYS, language="vi")
    assert texts == (
        "LTV: tuan 04/10-10/10. Lop 1: TViet T2-T7 08:00 & 10:00 & 14:30; Toan T2-T7 08:30 & 15:00; "
        "DDuc T3 10:45 & 20:00",
    )
    odd = week([lesson("TO", 2, MONDAY, "8:00"), lesson("TO", 2, TUESDAY, "8:00"), lesson("TO", 2, DAYS[6], "24:30")])
    (text,) = sms.week_texts(told(odd), channels(), grade=2, days=DAYS, language="vi")
    assert text.endswith("Lop 2: Toan T2,T3 08:00; Toan T2 11/10 00:30")


def test_a_day_without_lessons_costs_nothing() -> None:
    assert sms.day_texts(told(week()), channels(), grades=[1], day=DAYS[6], language="vi") == ()
    assert sms.day_texts(told(week()), channels(), grades=[5], day=MONDAY, language="vi") == ()
    assert sms.week_texts(told(week()), channels(), grade=5, days=DAYS, language="vi") == ()


def test_a_long_day_first_loses_minutes_and_is_then_divided_between_subjects() -> None:
    subjects = ["TV", "TO", "DD", "TNXH", "AN", "MT", "GDTC", "HDTN"]
    slots = [lesson(code, 1, MONDAY, f"{7 + n}:00") for n, code in enumerate(subjects)]
    slots += [lesson(code, 1, MONDAY, f"{15 + n}:00") for n, code in enumerate(subjects[:6])]
    (text,) = sms.day_texts(told(week(slots)), channels(), grades=[1], day=MONDAY, language="vi")
    assert "TViet 7h & 15h; Toan 8h & 16h" in text
    slots += [lesson(code, 2, MONDAY, f"{7 + n}:30") for n, code in enumerate(subjects)]
    texts = sms.day_texts(told(week(slots)), channels(), grades=[1, 2], day=MONDAY, language="vi")
    assert len(texts) == 2
    assert texts[0].startswith("LTV: Thu 2 04/10 (1/2). Lop 1: TViet")
    assert texts[1].startswith("LTV: Thu 2 04/10 (2/2). Lop ")
    assert not any(text.endswith((";", "&", ".")) for text in texts)
    assert sum(text.count("TViet") for text in texts) == 2


def test_with_two_channels_every_time_says_its_channel() -> None:
    slots = [lesson("TO", 1, MONDAY, "8:00"), lesson("TO", 1, MONDAY, "14:00", channel="lai-chau-2"),
             lesson("TV", 1, MONDAY, "9:00"), lesson("TV", 1, MONDAY, "15:00")]  # fmt: skip
    (text,) = sms.day_texts(told(week(slots)), two_channels(), grades=[1], day=MONDAY, language="vi")
    assert text == "Thu 2 04/10. Lop 1: Toan 08:00 (LTV) & 14:00 (LTV2); TViet 09:00 & 15:00 (LTV)"


def test_grades_on_different_channels_say_theirs_once() -> None:
    slots = [lesson("TO", 1, MONDAY, "8:00"), lesson("TO", 1, MONDAY, "14:00"),
             lesson("TV", 2, MONDAY, "8:00", channel="lai-chau-2")]  # fmt: skip
    (text,) = sms.day_texts(told(week(slots)), two_channels(), grades=[1, 2], day=MONDAY, language="vi")
    assert text == "Thu 2 04/10. Lop 1 (LTV): Toan 08:00 & 14:00. Lop 2 (LTV2): TViet 08:00"
    script = loudspeaker.script(told(week(slots)), two_channels(), grades=[1, 2], day=MONDAY)
    assert script is not None
    assert script.opening.endswith("trên Truyền hình Lai Châu (LTV) và Kênh LTV hai.")
    assert [each.sentences[0] for each in script.readings] == [
        "Lịch học của lớp một, trên kênh LTV.",
        "Lịch học của lớp hai, trên kênh LTV hai.",
    ]
    assert script.readings[1].sentences[1] == "Buổi sáng: tám giờ, môn Tiếng Việt, Bài năm: Đường đi (Tiết một)."


def test_titles_from_hell_stay_within_one_cheap_line() -> None:
    slots = [lesson("TO", 1, MONDAY, "8:00", lesson_label=HELL, teachers=(HELL,)), relay(MONDAY, "10:00", source=HELL)]
    hell = channels(title=HELL, where=HELL)
    texts = sms.day_texts(told(week(slots)), hell, grades=[1], day=MONDAY, language="vi")
    assert all(len(text) <= 160 and gsm.is_gsm(text) and text.isprintable() for text in texts)
    assert "Toan 08:00" in texts[0]


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("a" * 160, "gsm-7", 160, 1),
        ("a" * 161, "gsm-7", 161, 2),
        ("a" * 306, "gsm-7", 306, 2),
        ("a" * 307, "gsm-7", 307, 3),
        ("€" * 80, "gsm-7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "gsm-7", 306, 3),  # the escape does not stand at the end of a part
        ("ế" + "a" * 69, "ucs-2", 70, 1),
        ("ế" + "a" * 70, "ucs-2", 71, 2),
        ("𝄞" * 35, "ucs-2", 70, 1),
        ("a" * 66 + "𝄞" + "a" * 66, "ucs-2", 134, 3),
        ("", "gsm-7", 0, 1),
    ],
)
def test_parts_are_counted_as_they_are_paid(text: str, alphabet: str, units: int, parts: int) -> None:
    found = gsm.measured(text)
    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


def test_the_cheap_alphabet_is_the_standards() -> None:
    assert len(TABLE) == 128
    assert set(TABLE) - {"\x1b"} == gsm.BASIC
    assert len(gsm.EXTENDED) == 10
    assert not gsm.BASIC & gsm.EXTENDED


def test_another_program_knows_the_same_alphabet() -> None:
    try:
        codec: Any = importlib.import_module("gsm0338").Codec()
    except ImportError:
        pytest.skip("gsm0338 is missing: pip install gsm0338")
    for sign in map(chr, range(0x3000)):
        try:
            size = len(codec.encode(sign)[0])
        except UnicodeError:
            size = 0
        if sign not in "\x1b\u00a0":
            assert size == (1 if sign in gsm.BASIC else 2 if sign in gsm.EXTENDED else 0), repr(sign)


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_whatever_is_written_without_tones_can_be_sent_cheaply(text: str) -> None:
    bare = gsm.toneless(text)
    assert gsm.measured(bare).units == len(septets(bare))
    assert gsm.measured(bare).alphabet == "gsm-7"
    assert gsm.toneless(unicodedata.normalize("NFD", text)) == gsm.toneless(unicodedata.normalize("NFC", text))


def test_vietnamese_loses_its_tones_and_nothing_else() -> None:
    assert gsm.toneless("Đường đi… “Mĩ thuật” – Thứ Bảy") == 'Duong di... "Mi thuat" - Thu Bay'


ITEMS = st.lists(st.text("ab c", min_size=1, max_size=230), max_size=9)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text("abc", min_size=1, max_size=8), ITEMS), max_size=5), st.integers(60, 160))
def test_nothing_is_longer_than_it_may_be_and_nothing_is_lost(groups: list[tuple[str, list[str]]], most: int) -> None:
    texts = packed(lambda mark: f"LTV{mark}. ", groups, most)
    assert all(len(text) <= most for text in texts)
    told_of = "".join(texts)
    for sign in "abc":
        assert told_of.count(sign) >= sum(item.count(sign) for _, items in groups for item in items)


def test_words_are_not_cut_in_the_middle() -> None:
    assert shortened("Hoạt động trải nghiệm", 15) == "Hoạt động…"
    assert shortened("Toán", 4) == "Toán"


# ── loudspeakers ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (35, "ba mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (115, "một trăm mười lăm"),
        (2021, "hai nghìn không trăm hai mươi mốt"),
        (10_000, "mười nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (3_002_001, "ba triệu hai nghìn không trăm linh một"),
        (1_000_000_000, "một không không không không không không không không không"),
    ],
)
def test_numbers_are_spoken(value: int, said: str) -> None:
    assert speech.number(value) == said


def test_times_and_days_are_spoken() -> None:
    assert speech.moment(at("8:30")) == "tám giờ ba mươi phút"
    assert speech.moment(at("14:05")) == "mười bốn giờ năm phút"
    assert speech.moment(at("0:00")) == "không giờ"
    assert speech.full_day(MONDAY) == "thứ Hai, ngày bốn tháng mười"
    assert speech.full_day(DAYS[6].replace(month=4, day=11)) == "Chủ nhật, ngày mười một tháng tư"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bài 12. Phép cộng", "Bài mười hai. Phép cộng"),
        ("3 + 4 = 7", "ba cộng bốn bằng bảy"),
        ("1/2 của 10.000", "một phần hai của mười nghìn"),
        ("2,5%", "hai phẩy năm phần trăm"),
        ("007", "không không bảy"),
        ("<b>Vần *an*</b>", "b Vần an b"),
        ("𝄞 Hát", "Hát"),
        ("٣ quả", "ba quả"),
        ("LTV1, VTV7", "LTV một, VTV bảy"),
        ("12a", "mười hai a"),
        ("x² và ½", "x² và ½"),
    ],
)
def test_titles_are_read_aloud_without_figures(text: str, said: str) -> None:
    assert speech.aloud(text) == said


def test_the_loudspeaker_reads_full_sentences_twice() -> None:
    script = loudspeaker.script(told(week()), channels(), grades=[1, 2], day=TUESDAY)
    assert script is not None
    assert script.opening.endswith("hôm nay, thứ Ba, ngày năm tháng mười, trên Truyền hình Lai Châu (LTV).")
    first, second = script.readings
    assert first.sentences[1] == (
        "Buổi sáng: tám giờ, môn Tiếng Việt, Bài năm: Đường đi (Tiết một); tám giờ ba mươi phút, môn Toán, "
        "Bài mười hai: Phép cộng trong phạm vi mười; mười giờ, môn Tiếng Việt; mười giờ bốn mươi lăm phút, "
        "môn Đạo đức, Bài ba: Lễ phép."
    )
    assert first.sentences[2] == (
        "Buổi chiều: mười bốn giờ ba mươi phút, phát lại môn Tiếng Việt; mười lăm giờ, phát lại môn Toán."
    )
    half = len(first.sentences) // 2
    assert first.sentences[half] == "Xin nhắc lại lịch học của lớp một."
    assert first.sentences[1:half] == first.sentences[half + 1 :]
    assert second.grade == 2
    assert not any(sign.isdigit() for sign in script.spoken())
    assert f"[Lớp 1, khoảng {first.seconds} giây]" in script.text()
    assert 0 < second.seconds < first.seconds <= loudspeaker.MOST_S


def test_a_long_day_is_read_without_titles_then_by_subjects_and_is_reported_when_it_is_still_too_long() -> None:
    subjects = ["TV", "TO", "DD", "TNXH", "AN", "MT", "GDTC", "HDTN"]

    def reading(count: int) -> loudspeaker.Reading:
        slots = [lesson(subjects[n % 8], 1, MONDAY, f"{6 + n // 2}:{n % 2 * 3}0", number=n % 8,
                        lesson_label="Bài 5. Đường đi học rất dài và nhiều dốc") for n in range(count)]  # fmt: skip
        script = loudspeaker.script(told(week(slots)), channels(), grades=[1], day=MONDAY)
        assert script is not None
        return script.readings[0]

    assert "Đường đi" in reading(4).sentences[1]
    assert not reading(4).too_long
    assert "Đường đi" not in reading(14).sentences[1]
    assert reading(14).sentences[1].startswith("Buổi sáng: ")
    assert not reading(14).too_long
    assert reading(24).sentences[1] == "Môn Tiếng Việt: sáu giờ, mười giờ và mười bốn giờ."
    assert reading(34).too_long


def test_nothing_is_read_on_a_day_without_lessons() -> None:
    assert loudspeaker.script(told(week()), channels(), grades=[1], day=DAYS[6]) is None


def test_syllables_are_counted_as_vietnamese_is_written() -> None:
    assert speech.syllables("Buổi sáng: tám giờ, môn Tiếng Việt.") == 7
    assert speech.syllables("kênh LTV") == 4


# ── crawl and Zalo ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_crawl_is_one_line_for_each_part_of_the_day() -> None:
    lines = crawl.lines(told(week()), channel(), grades=[1, 2], day=TUESDAY, language="vi")
    assert list(lines) == ["morning", "afternoon", "evening"]
    assert lines["evening"] == ("LTV – Lịch học tối Thứ Ba 05/10 – Lớp 1: 20:00 Đạo đức",)
    assert all(len(line) <= 200 for part in lines.values() for line in part)


def test_a_crawl_that_is_too_long_becomes_several_complete_lines() -> None:
    lines = crawl.lines(told(week()), channel(crawl_characters=80), grades=[1, 2], day=MONDAY, language="vi")
    assert len(lines["morning"]) == 3
    assert all(len(line) <= 80 and line.startswith("LTV – Lịch học sáng Thứ Hai 04/10 (") for line in lines["morning"])


def test_a_crawl_tells_of_its_own_channel_only() -> None:
    slots = [lesson("TO", 1, MONDAY, "8:00"), lesson("TV", 1, MONDAY, "9:00", channel="lai-chau-2")]
    both = two_channels()
    lines = crawl.lines(told(week(slots)), both["lai-chau-2"], grades=[1], day=MONDAY, language="vi")
    assert lines == {"morning": ("LTV2 – Lịch học sáng Thứ Hai 04/10 – Lớp 1: 09:00 Tiếng Việt",)}


@pytest.mark.parametrize("count", range(1, 17))
def test_zalo_tables_have_two_to_eight_rows_of_fitting_length(count: int) -> None:
    codes = [each.code for each in curriculum.subjects()][:count]
    slots = [lesson(code, 9, MONDAY, f"{6 + n // 2}:{n % 2 * 3}0") for n, code in enumerate(codes)]
    made = zns.messages(told(week(slots)), channels(), grade=9, day=MONDAY, language="vi")
    assert sum(len(each["table"]) - 1 for each in made) == count
    for each in made:
        assert zns.ROWS[0] <= len(each["table"]) <= zns.ROWS[1]
        assert zns.TITLE[0] <= len(each["title"]) <= zns.TITLE[1]
        assert all(zns.PARAGRAPH[0] <= len(text) <= zns.PARAGRAPH[1] for text in each["paragraphs"])
        for row in each["table"]:
            assert zns.NAME[0] <= len(row["name"]) <= zns.NAME[1]
            assert zns.VALUE[0] <= len(row["value"]) <= zns.VALUE[1]


@pytest.mark.parametrize("where", ["Gọi 0912 345 678", "https://ltv.vn/lich", "xem ltv.vn"])
def test_zalo_gets_no_address_and_no_telephone_number(where: str) -> None:
    (made,) = zns.messages(told(week()), channels(where=where), grade=2, day=MONDAY, language="vi")
    assert made["table"][0]["value"] == "LTV"


def test_a_day_is_told_in_order() -> None:
    days = by_day(told(week(week_slots()[::-1])))
    assert list(days) == DAYS[:6]
    assert [item.start_s for item in days[MONDAY]] == sorted(item.start_s for item in days[MONDAY])
