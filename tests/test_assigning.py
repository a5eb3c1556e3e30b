"""Which lesson stands in which cell: the order of lessons, repeats, what may not be shown, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lessontool.messages import say
from lessontool.model import (
    AiringRules,
    Channel,
    Choice,
    Consent,
    DayOff,
    Demand,
    Finding,
    Programme,
    Relay,
    Rights,
    SchoolCalendar,
    Showing,
    Slot,
)
from lessontool.planning.timetable import asking, greedy
from lessontool.planning.timetable.assigning import Filled, timetable_slots
from lessontool.planning.timetable.problem import Pair
from lessontool.planning.timetable.sequence import label_of
from tests.example_week import CHANNEL, DAYS, MONDAY, WEEK, calendar, free_channel, rota_rules, rules
from tests.sources import LESSON

MATHS = rules(Demand(grade=2, subjects=("TO",)))


def programme(
    number: int, *, week: int = 5, minutes: float = 24, subject: str = "TO", grade: int = 2, **changes: Any
) -> Programme:
    """A finished programme of a lesson."""
    lesson = replace(
        LESSON,
        subject=subject,
        grade=grade,
        series=changes.pop("series", "KNTT"),
        school_year=changes.pop("school_year", "2021-2022"),
        week=week,
        lesson_number=changes.pop("lesson_number", number),
        part=changes.pop("part", None),
        title=changes.pop("title", f"Phép cộng {number}"),
        rights=Rights(holder="Trường", expires=changes.pop("expires", "")),
        consent=changes.pop("consent", Consent()),
        teachers=("Cô Lan",),
    )
    house = changes.pop("house", f"{subject}{grade}_B{number:03}")
    made = Programme(
        lesson_id=changes.pop("lesson_id", house),
        lesson=lesson,
        destination="tv",
        preset="tv-xdcam-hd422",
        file=f"/packages/{house}.mxf",
        house_number=house,
        frames=round(minutes * 1500) + 750,
        before_frames=750,
        sha256="0" * 64,
        proof="passed",
        created="2021-09-20T10:00:00Z",
    )
    return replace(made, **changes)


def filled(
    programmes: Iterable[Programme],
    wanted: AiringRules = MATHS,
    *,
    channels: Sequence[Channel] = (CHANNEL,),
    year: SchoolCalendar | None = None,
    week: str = WEEK,
    showings: Sequence[Showing] = (),
    kept: Sequence[Slot] = (),
    **more: Any,
) -> Filled:
    year = year or calendar()
    problem = asking.problem_of(channels, wanted, year, week, kept)
    return timetable_slots(problem, greedy.solve(problem), channels, wanted, year, programmes, showings, **more)


def lessons(slots: Iterable[Slot], subject: str = "TO") -> list[Slot]:
    found = [slot for slot in slots if slot.kind == "lesson" and slot.subjects == (subject,)]
    return sorted(found, key=lambda slot: (slot.date, slot.start_s))


def ids(slots: Iterable[Slot], subject: str = "TO") -> list[str]:
    return [slot.lesson_id[-3:] for slot in lessons(slots, subject)]


def shown(number: int, date: str, status: Any = "aired") -> Showing:
    return Showing(lesson_id=f"TO2_B{number:03}", channel="ltv", date=date, start_s=30_000, status=status)


def said(findings: Iterable[Finding], code: str = "") -> list[str]:
    return [say(each.code, each.values, "vi") for each in findings if not code or each.code == code]


TERM = [programme(number, week=4 + (number - 1) // 5) for number in range(1, 31)]
"""Weeks 4 to 9, five lessons each."""


# ── the order ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_day_has_its_lesson_twice_from_the_school_week_on() -> None:
    slots, shortages, findings = filled(TERM)
    own = lessons(slots)
    assert ids(slots) == [f"{number:03}" for number in range(6, 12) for _ in range(2)]
    assert [slot.showing for slot in own] == [1, 2] * 6
    assert [slot.repeat for slot in own] == [False, True] * 6
    assert shortages == ()
    assert findings == ()


def test_two_lessons_a_day_where_the_rules_say_so() -> None:
    slots, _, _ = filled(TERM, replace(MATHS, meaning="distinct"))
    assert ids(slots) == [f"{number:03}" for number in range(6, 18)]
    assert {slot.showing for slot in lessons(slots)} == {1}
    assert not any(slot.repeat for slot in lessons(slots))


def test_after_the_last_lesson_that_was_shown_comes_the_next() -> None:
    before = [
        shown(3, "2021-09-30"),
        shown(4, "2021-10-01", "late"),
        shown(5, "2021-10-02", "missed"),
        shown(29, MONDAY),
    ]
    slots, _, _ = filled(TERM, showings=before)
    assert ids(slots)[::2] == ["005", "006", "007", "008", "009", "010"]


def test_a_lesson_of_last_year_is_not_the_last_one_that_was_shown() -> None:
    slots, _, _ = filled(TERM, showings=[shown(20, "2021-03-01")])
    assert ids(slots)[0] == "006"


def test_holidays_leave_the_order_as_it_is() -> None:
    off = calendar(days_off=(DayOff(title="Nghỉ lễ", start="2021-10-05", end="2021-10-07"),))
    slots, _, findings = filled(TERM, year=off)
    assert [(slot.date, slot.lesson_id[-3:]) for slot in lessons(slots)[::2]] == [
        ("2021-10-04", "006"),
        ("2021-10-08", "007"),
        ("2021-10-09", "008"),
    ]
    assert said(findings) == ["Nghỉ lễ: T3 05/10 – T5 07/10 không có bài học trên sóng."]


def test_the_parts_of_a_lesson_come_in_their_order() -> None:
    parts = [programme(7, house=f"P{part}", part=part, title="Bảng cộng") for part in (3, 1, 2)]
    slots, _, _ = filled([*parts, programme(8)])
    assert [slot.lesson_label for slot in lessons(slots)[::2]][:4] == [
        "Bài 7. Bảng cộng (Tiết 1)",
        "Bài 7. Bảng cộng (Tiết 2)",
        "Bài 7. Bảng cộng (Tiết 3)",
        "Bài 8. Phép cộng 8",
    ]


@pytest.mark.parametrize(
    ("number", "part", "title", "label"),
    [
        (5, 1, "Đường đi", "Bài 5. Đường đi (Tiết 1)"),
        (5, None, "Bài 5: Đường đi", "Bài 5: Đường đi"),
        (5, None, "Bài 50 điều", "Bài 5. Bài 50 điều"),
        (None, 2, "Ôn tập", "Ôn tập (Tiết 2)"),
        (3, None, "To\u0302n", "Bài 3. Tôn"),
        (3, None, "<script>&amp;'\"" + "x" * 200, "Bài 3. <script>&amp;'\"" + "x" * 200),
    ],
)
def test_a_lesson_is_called_as_families_read_it(number: int | None, part: int | None, title: str, label: str) -> None:
    assert label_of(programme(1, lesson_number=number, part=part, title=title).lesson) == label


def test_a_relay_gives_one_showing_and_the_order_goes_on_once_a_day() -> None:
    morning = replace(CHANNEL, relays=CHANNEL.relays[:1])
    reading = [programme(number, subject="TV", grade=1) for number in range(1, 20)]
    slots, shortages, _ = filled(reading, rules(Demand(grade=1, subjects=("TV",))), channels=(morning,))
    own = lessons([slot for slot in slots if slot.kind == "lesson"], "TV")
    assert ids(own, "TV") == ["001", "002", "003", "004", "005", "006"]
    assert all(slot.start_s >= 12 * 3600 for slot in own)
    assert not any(slot.repeat for slot in own)
    assert shortages == ()


# ── what stands beside them ───────────────────────────────────────────────────────────────────────────────────────


def test_fixed_programmes_and_relays_stand_in_the_plan_and_everything_is_in_order() -> None:
    second = free_channel()
    slots, _, _ = filled(TERM, channels=(CHANNEL, second))
    assert [(s.channel != "ltv", s.date, s.start_s) for s in slots] == sorted(
        (s.channel != "ltv", s.date, s.start_s) for s in slots
    )
    relay = next(slot for slot in slots if slot.kind == "relay")
    assert (relay.source, relay.grades, relay.subjects, relay.counts, relay.length_s) == (
        "VTV1",
        (1,),
        ("TV",),
        True,
        1800,
    )
    fixed = [slot for slot in slots if slot.kind == "fixed"]
    assert len(fixed) == 5 * 7
    assert {slot.source for slot in fixed} == {"news"}
    assert not any(slot.counts for slot in fixed)
    sunday = [slot for slot in slots if slot.date == "2021-10-10"]
    assert {slot.kind for slot in sunday} == {"fixed"}


def test_playout_gets_the_file_from_its_first_picture_to_its_end() -> None:
    slots, _, _ = filled([replace(programme(1), signed=True, captions=("/a.srt",))])
    slot = lessons(slots)[0]
    assert slot.item is not None
    assert (slot.item.in_frames, slot.item.out_frames, slot.item.file_frames) == (750, 36_750, 36_750)
    assert slot.item.file == "/packages/TO2_B001.mxf"
    assert (slot.length_s, slot.signed, slot.captions, slot.teachers) == (1500, True, True, ("Cô Lan",))


# ── which of several ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_chosen_lesson_comes_before_the_newest() -> None:
    old = programme(1, house="CU_001", created="2021-09-01T00:00:00Z")
    new = programme(1, house="MOI_002", created="2021-09-25T00:00:00Z")
    other_year = programme(1, house="NAM_003", created="2021-12-01T00:00:00Z", school_year="2022-2023")
    assert ids(filled([old, new, other_year])[0])[0] == "002"
    choice = Choice(lesson_id="CU_001", place="", by="Hội đồng", why="rõ hơn", date="2021-09-30")
    assert ids(filled([old, new, other_year], choices=[choice])[0])[0] == "001"


def test_of_a_lesson_in_two_files_the_newest_that_is_proved_is_played() -> None:
    new = programme(1, house="V2", lesson_id="x", created="2021-10-01T00:00:00Z", proof="failed")
    slots, shortages, findings = filled([programme(1, house="V1", lesson_id="x"), new])
    item = lessons(slots)[0].item
    assert item is not None
    assert item.house_number == "V1"
    assert shortages == ()
    assert said(findings, "airing-lesson-failed") == []


def test_a_subject_follows_one_textbook_series() -> None:
    mixed = [programme(n, house=f"C_{n:03}", series="CD") for n in range(1, 4)] + [programme(n) for n in range(1, 6)]
    slots, _, findings = filled(mixed)
    assert {slot.lesson_id[:2] for slot in lessons(slots)} == {"TO"}
    assert said(findings, "airing-series") == [
        "Toán lớp 2: kho có bài theo nhiều bộ sách; lịch dùng bộ KNTT, không dùng CD."
    ]
    chosen = Choice(lesson_id="C_002", place="", by="Sở", why="", date="2021-09-30")
    assert {slot.lesson_id[:2] for slot in lessons(filled(mixed, choices=[chosen])[0])} == {"C_"}
    slots, _, _ = filled(mixed, series={Pair(2, "TO"): "CD"})
    assert {slot.lesson_id[:2] for slot in lessons(slots)} == {"C_"}


# ── what may not be shown ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"proof": "unproved"}, "airing-lesson-unproved", "chưa được kiểm tra chất lượng"),
        ({"proof": "failed"}, "airing-lesson-failed", "không đạt kiểm tra chất lượng"),
        ({"expires": "2021-10-03"}, "airing-lesson-expired", "chỉ được phát đến 2021-10-03"),
        ({"consent": Consent(pupils_visible=True)}, "airing-lesson-consent", "chưa có sự đồng ý"),
        (
            {"consent": Consent(pupils_visible=True, given=True, scope=("online",))},
            "airing-lesson-consent",
            "chưa có sự đồng ý",
        ),
        ({"minutes": 26}, "airing-lesson-too-long", "dài 26:00 phút, ô bài học của kênh LTV chỉ có 25:00 phút"),
    ],
)
def test_a_lesson_that_may_not_be_shown_never_is(changes: dict[str, Any], code: str, words: str) -> None:
    bad = programme(1, **changes)
    slots, shortages, findings = filled([bad, programme(2)])
    assert set(ids(slots)) == {"002"}
    (sentence,) = said(findings, code)
    assert "“Bài 1. Phép cộng 1”" in sentence
    assert words in sentence
    assert shortages == ()
    slots, shortages, findings = filled([bad])
    assert {slot.lesson_id for slot in lessons(slots)} == {""}
    assert {(s.reason, s.wanted, s.planned, s.minutes) for s in shortages} == {("unproved", 2, 0, 50)}
    assert len(shortages) == 6
    assert len(said(findings, "airing-lessons-missing")) == 1


def test_rights_that_end_in_the_week_hold_until_then() -> None:
    slots, _, _ = filled([programme(1, expires="2021-10-04"), programme(2, expires="2021-10-05"), programme(3)])
    assert ids(slots)[:6] == ["001", "001", "002", "002", "003", "003"]
    slots, _, _ = filled([programme(1), programme(2, expires="2021-10-04"), programme(3)])
    assert ids(slots)[:4] == ["001", "001", "003", "003"]


def test_a_lesson_as_long_as_its_cell_fits_to_the_frame() -> None:
    assert set(ids(filled([programme(1, frames=750 + 37_500)])[0])) == {"001"}
    assert set(ids(filled([programme(1, frames=750 + 37_501)])[0])) == {""}


def test_many_lessons_that_may_not_be_shown_are_counted() -> None:
    findings = filled([programme(number, proof="unproved") for number in range(1, 30)])[2]
    assert len(said(findings, "airing-lesson-unproved")) == 3
    assert said(findings, "airing-lessons-more") == ["Toán lớp 2: còn 26 bài khác không được phát vì cùng lí do."]


# ── too few ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_any_lesson_the_times_are_kept_and_the_plan_says_so() -> None:
    slots, shortages, findings = filled([])
    own = lessons(slots)
    assert len(own) == 12
    assert {(slot.lesson_id, slot.title, slot.counts, slot.item) for slot in own} == {("", "Toán lớp 2", False, None)}
    assert {(s.reason, s.wanted, s.planned) for s in shortages} == {("no-lesson", 2, 0)}
    assert said(findings) == ["Toán lớp 2: kho chưa có bài nào; giờ phát được giữ chỗ nhưng còn trống."]


def test_when_lessons_run_out_older_ones_come_again_or_nothing() -> None:
    slots, shortages, findings = filled(TERM[:9])
    assert ids(slots)[::2] == ["006", "007", "008", "009", "001", "002"]
    assert [slot.repeat for slot in lessons(slots)][-4:] == [True] * 4
    assert shortages == ()
    assert said(findings) == ["Toán lớp 2: hết bài mới, T6 08/10, T7 09/10 phát lại bài cũ."]
    slots, shortages, _ = filled(TERM[:9], replace(MATHS, when_out_of_lessons="empty"))
    assert ids(slots)[::2] == ["006", "007", "008", "009", "", ""]
    assert [(s.date, s.reason, s.planned) for s in shortages] == [(d, "no-lesson", 0) for d in DAYS[4:]]


def test_the_lesson_that_was_shown_longest_ago_comes_again_first() -> None:
    before = [shown(1, "2021-09-29"), shown(2, "2021-09-28"), shown(3, "2021-09-30")]
    slots, _, _ = filled(TERM[:3], showings=before)
    assert ids(slots)[::2] == ["002", "001", "003", "002", "001", "003"]


def test_two_lessons_a_day_are_two_as_long_as_there_are_two() -> None:
    distinct = replace(MATHS, meaning="distinct")
    slots, _, _ = filled(TERM[5:8], distinct)
    assert ids(slots) == ["006", "007", "008", "006", "007", "008", "006", "007", "008", "006", "007", "008"]
    slots, shortages, _ = filled(TERM[5:6], distinct)
    assert ids(slots) == ["006"] * 12
    assert [slot.showing for slot in lessons(slots)] == [1, 2] * 6
    assert shortages == ()


def test_what_has_no_cell_is_said_with_its_minutes() -> None:
    _, shortages, findings = filled([], rota_rules())
    room = [each for each in shortages if each.reason == "no-room"]
    assert sum(each.minutes for each in room) == 6 * 25
    assert all(each.wanted - each.planned > 0 for each in shortages)
    assert len(said(findings, "airing-room-cells")) == 1
    assert len(said(findings, "airing-bottleneck")) == 1


def test_a_relay_that_fills_half_a_day_of_a_rota_leaves_nothing_missing() -> None:
    tuesday = replace(CHANNEL.relays[0], days=("T3",))
    evening = rules(Demand(grade=1, subjects=("TV",), days_per_week=1), hours=rules().hours[2:3])
    reading = [programme(1, subject="TV", grade=1)]
    slots, shortages, _ = filled(reading, evening, channels=(replace(CHANNEL, relays=(tuesday,)),))
    assert [(slot.date, slot.kind) for slot in slots if "TV" in slot.subjects] == [
        ("2021-10-05", "relay"),
        ("2021-10-05", "lesson"),
    ]
    assert shortages == ()
    slots, shortages, _ = filled(reading, evening, channels=(replace(CHANNEL, relays=()),))
    (only,) = shortages
    assert (only.wanted, only.planned, only.reason) == (2, 1, "no-room")
    assert only.date == next(slot.date for slot in slots if slot.kind == "lesson")


def test_a_week_without_school_has_no_lessons_and_says_why() -> None:
    off = calendar(days_off=(DayOff(title="Tết", start="2021-10-04", end="2021-10-10"),))
    slots, shortages, findings = filled(TERM, year=off)
    assert lessons(slots) == []
    assert shortages == ()
    assert said(findings) == [
        "Tết: T2 04/10 – CN 10/10 không có bài học trên sóng.",
        "Tuần 2021-W40 không có ngày học nào theo lịch năm học 2021-2022: không có bài học trên sóng.",
    ]
    assert {slot.kind for slot in slots} == {"fixed", "relay"}


# ── several channels ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_channel_plays_only_what_was_made_for_it() -> None:
    radio = free_channel("phat-thanh", kind="radio", preset="radio-programme")
    slots, shortages, _ = filled(TERM, channels=(radio,))
    assert {slot.lesson_id for slot in lessons(slots)} == {""}
    assert {each.reason for each in shortages} == {"no-lesson"}
    sound = [replace(each, destination="radio", preset="radio-programme", file=f"{each.file}.wav") for each in TERM]
    slots, shortages, _ = filled([*TERM, *sound], channels=(radio,))
    assert all(slot.item and slot.item.file.endswith(".wav") for slot in lessons(slots))
    assert shortages == ()


def test_on_two_channels_a_day_has_one_lesson_and_a_channel_without_it_stays_empty() -> None:
    short = free_channel("ngan", lesson_minutes=15, on_air_from="07:30", on_air_until="11:15")
    long = replace(CHANNEL, on_air_from="12:15", relays=(), fixed=CHANNEL.fixed[2:])
    slots, shortages, findings = filled([programme(1), programme(2)], channels=(long, short))
    assert {slot.lesson_id for slot in lessons(slots) if slot.channel == "ngan"} <= {""}
    for date in DAYS:
        assert len({slot.lesson_id for slot in lessons(slots) if slot.date == date and slot.lesson_id}) == 1
    if any(slot.channel == "ngan" for slot in lessons(slots)):
        assert {each.reason for each in shortages} == {"unproved"}
        assert said(findings, "airing-lesson-too-long")


def test_relays_that_nobody_can_follow_are_noted() -> None:
    other = Relay(source="VTV7", title="Khác", days=("T2",), start="10:00", end="10:45", grades=(1,), subjects=("TO",))
    findings = filled(TERM, channels=(CHANNEL, free_channel(relays=(other,))))[2]
    assert len(said(findings, "airing-relays-at-once")) == 1


# ── planning again ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_published_plan_keeps_its_lessons_on_their_days() -> None:
    published, _, _ = filled(TERM)
    newer = [*TERM, programme(5, week=5, house="THEM_099", lesson_number=0, title="Bài mới")]
    assert ids(filled(newer)[0])[0] == "099"  # a new plan would begin with the new lesson
    again, _, _ = filled(newer, kept=published)
    assert [(s.date, s.start_s, s.lesson_id) for s in lessons(again)] == [
        (s.date, s.start_s, s.lesson_id) for s in lessons(published)
    ]


def test_a_lesson_that_was_published_and_may_not_be_shown_any_more_is_replaced() -> None:
    published, _, _ = filled(TERM)
    worse = [replace(each, proof="failed") if each.lesson_id == "TO2_B007" else each for each in TERM]
    again, _, findings = filled(worse, kept=published)
    assert ids(again)[::2] == ["006", "008", "009", "010", "011", "012"]
    assert len(said(findings, "airing-lesson-failed")) == 1


def test_a_day_that_falls_out_of_a_published_plan_does_not_shift_the_others() -> None:
    published, _, _ = filled(TERM)
    off = calendar(days_off=(DayOff(title="Rét đậm", start="2021-10-06", end="2021-10-06"),))
    again, _, _ = filled(TERM, year=off, kept=published)
    assert {(s.date, s.lesson_id) for s in lessons(again)} <= {(s.date, s.lesson_id) for s in lessons(published)}


def test_the_same_week_gives_the_same_plan() -> None:
    assert filled(TERM, rota_rules()) == filled(reversed(TERM), rota_rules())
