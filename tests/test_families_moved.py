"""What moved between two plans, as families would say it: by lesson first, then by time, and only where it matters."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Channel, Slot
from lessontool.schedule.families import notices
from lessontool.schedule.families.moved import Moved, concerning, elsewhere, moved, paired
from lessontool.schedule.families.told import told
from tests.family_plans import MONDAY, channel, lesson, news, relay, week, week_slots, without

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=number) for number in (1, 2, 3))
CHANNELS: dict[str, Channel] = {"lai-chau": channel(), "lai-chau-2": channel(name="lai-chau-2", title="LTV2")}


def changes(old: list[Slot], new: list[Slot]) -> tuple[Moved, ...]:
    return moved(week(old), week(new))


def said(found: tuple[Moved, ...], new: list[Slot] | None = None) -> list[str]:
    return list(notices.sentences(found, week(new or []), CHANNELS, "vi"))


def kinds(found: tuple[Moved, ...]) -> list[str]:
    return [each.change for each in found]


def test_the_same_plan_moved_nothing() -> None:
    assert changes(week_slots(), week_slots()[::-1]) == ()


def test_a_lesson_at_another_time_is_moved() -> None:
    new = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("TO", 1, TUESDAY, "20:30")]
    found = changes(week_slots(), new)
    assert said(found) == [
        "Toán (Bài 12. Phép cộng trong phạm vi 10), Thứ Ba 05/10: không phát lúc 08:30 nữa mà phát lúc 20:30."
    ]
    assert notices.sms_of(found, CHANNELS, grade=1, language="vi") == (
        "LTV: Doi lich hoc. Lop 1: Toan T3 05/10 08:30 -> 20:30",
    )


def test_a_lesson_on_another_day_is_moved_and_not_cancelled() -> None:
    number = TUESDAY.toordinal() % 100
    new = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("TO", 1, THURSDAY, "20:30", number=number)]
    found = changes(week_slots(), new)
    assert kinds(found) == ["moved"]
    assert found[0].days == (TUESDAY, THURSDAY)
    assert said(found)[0].endswith("không phát lúc 08:30, Thứ Ba 05/10 nữa mà phát lúc 20:30, Thứ Năm 07/10.")
    (text,) = notices.sms_of(found, CHANNELS, grade=1, language="vi")
    assert text.endswith("Toan T3 05/10 08:30 -> T5 07/10 20:30")


def test_a_lesson_at_its_time_on_another_channel() -> None:
    new = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("TO", 1, TUESDAY, "8:30", channel="lai-chau-2")]
    found = changes(week_slots(), new)
    assert kinds(found) == ["channel"]
    assert said(found)[0].endswith("lúc 08:30, Thứ Ba 05/10 (LTV2): chuyển sang kênh LTV2.")
    (text,) = notices.sms_of(found, CHANNELS, grade=1, language="vi")
    assert text == "Doi lich hoc. Lop 1: Toan T3 05/10 08:30 (LTV) -> 08:30 (LTV2)"


def test_another_lesson_at_the_same_time_is_a_replacement_and_no_sms_where_the_subject_stays() -> None:
    other = lesson("TO", 1, TUESDAY, "8:30", number=77, lesson_label="Bài 77")
    found = changes(week_slots(), [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), other])
    assert kinds(found) == ["replaced"]
    assert notices.sms_of(found, CHANNELS, grade=1, language="vi") == ()
    subject = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("MT", 1, TUESDAY, "8:30")]
    found = changes(week_slots(), subject)
    assert kinds(found) == ["replaced"]
    assert notices.sms_of(found, CHANNELS, grade=1, language="vi") == (
        "LTV: Doi lich hoc. Lop 1: T3 05/10 08:30: hoc MThuat thay Toan",
    )


def test_lessons_that_change_places_alter_no_time_of_the_subject() -> None:
    one = lesson("TO", 1, TUESDAY, "8:30", number=1, lesson_label="Bài 1")
    other = lesson("TO", 1, WEDNESDAY, "8:30", number=2, lesson_label="Bài 2")
    swapped = [lesson("TO", 1, WEDNESDAY, "8:30", number=1, lesson_label="Bài 1"),
               lesson("TO", 1, TUESDAY, "8:30", number=2, lesson_label="Bài 2")]  # fmt: skip
    found = changes([one, other], swapped)
    assert kinds(found) == ["moved", "moved"]
    assert elsewhere(found) == ()


def test_cancelled_and_added() -> None:
    found = changes(week_slots(), without(week_slots(), "DD", 1, TUESDAY, "20:00"))
    assert said(found) == ["Đạo đức (Bài 3. Lễ phép) lúc 20:00, Thứ Ba 05/10: nghỉ, không phát."]
    still = said(found, without(week_slots(), "DD", 1, TUESDAY, "20:00"))
    assert still == ["Đạo đức (Bài 3. Lễ phép) lúc 20:00, Thứ Ba 05/10: nghỉ lượt này, cùng ngày vẫn phát lúc 10:45."]
    found = changes(week_slots(), [*week_slots(), lesson("MT", 1, THURSDAY, "20:00", number=7)])
    assert said(found) == ["Thêm Mĩ thuật (Bài 7. Bài học), phát lúc 20:00, Thứ Năm 07/10."]


def test_news_that_move_and_a_title_that_is_corrected_concern_no_family() -> None:
    later = [slot for slot in week_slots() if slot.kind != "fixed"] + [news(MONDAY + timedelta(days=6))]
    assert changes(week_slots(), later) == ()
    corrected = week_slots()
    corrected[0] = lesson("TV", 1, MONDAY, "8:00", lesson_label="Bài 5. Đường đi học (Tiết 1)")
    assert changes(week_slots(), corrected) == ()


def test_a_relay_that_moves_concerns_all_its_grades() -> None:
    old, new = [relay(TUESDAY, "10:00", grades=(1, 2))], [relay(TUESDAY, "10:30", grades=(1, 2))]
    found = changes(old, new)
    assert kinds(found) == ["moved"]
    assert found[0].grades == (1, 2)
    assert concerning(found, grade=2, today=MONDAY) == found
    assert concerning(found, grade=3, today=MONDAY) == ()


def test_what_is_over_is_not_told() -> None:
    found = changes(week_slots(), without(week_slots(), "TO", 1, TUESDAY, "8:30"))
    assert concerning(found, today=TUESDAY) == found
    assert concerning(found, today=WEDNESDAY) == ()
    moved_on = [*without(week_slots(), "DD", 1, TUESDAY, "20:00"),
                lesson("DD", 1, THURSDAY, "20:00", number=TUESDAY.toordinal() % 100)]  # fmt: skip
    found = changes(week_slots(), moved_on)
    assert concerning(found, today=THURSDAY) == found


def test_a_showing_is_paired_with_the_nearest_of_its_lesson() -> None:
    old = [lesson("TO", 1, MONDAY, "8:00", number=5), lesson("TO", 1, MONDAY, "15:00", number=5)]
    new = [lesson("TO", 1, MONDAY, "15:30", number=5), lesson("TO", 1, MONDAY, "8:00", number=5)]
    (change,) = changes(old, new)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.start_s, change.after.start_s) == (15 * 3600, 15 * 3600 + 1800)
    later = [lesson("TO", 1, THURSDAY, "14:00", number=5), lesson("TO", 1, THURSDAY, "7:30", number=5)]
    hours = [(each.before.start_s // 3600, each.after.start_s // 3600) for each in changes(old, later)
             if each.before and each.after]  # fmt: skip
    assert hours == [(8, 7), (15, 14)]


PLANS = st.lists(
    st.tuples(
        st.sampled_from(("TV", "TO")), st.integers(1, 2), st.integers(0, 6), st.integers(6, 21), st.integers(1, 3)
    ),
    max_size=14,
    unique_by=lambda each: (each[2], each[3]),
)


@settings(max_examples=40)
@given(PLANS, PLANS)
def test_every_showing_of_both_plans_is_paired_once(
    one: list[tuple[str, int, int, int, int]], other: list[tuple[str, int, int, int, int]]
) -> None:
    def items(rows: list[tuple[str, int, int, int, int]]) -> list[Slot]:
        return [
            lesson(code, grade, MONDAY + timedelta(days=day), f"{hour}:00", number=number, lesson_label=f"Bài {number}")
            for code, grade, day, hour, number in rows
        ]

    old, new = told(week(items(one))), told(week(items(other)))
    pairs = paired(old, new)
    assert sorted((before for before, _ in pairs if before), key=lambda item: item.place) == sorted(
        old, key=lambda item: item.place
    )
    assert sorted((after for _, after in pairs if after), key=lambda item: item.place) == sorted(
        new, key=lambda item: item.place
    )
    assert all(before == after for before, after in paired(old, old))
    # who is told of nothing finds the new plan: applying the changes to the old one gives the new one
    found = moved(week(items(one)), week(items(other)))
    known = [item for item in old if item not in [change.before for change in found]]
    known += [change.after for change in found if change.after]
    assert sorted(known, key=lambda item: item.place) == sorted(new, key=lambda item: item.place)


def test_the_notice_to_hang_up_names_the_week_and_each_grade() -> None:
    new = week(without(without(week_slots(), "TO", 1, TUESDAY, "8:30"), "TO", 2, TUESDAY, "9:30"), revision=3)
    text = notices.notice(moved(week(), new), new, CHANNELS, grades=(1, 2), language="vi")
    assert text.startswith("THÔNG BÁO ĐỔI LỊCH HỌC\nTuần từ 04/10 đến 10/10/2021, bản sửa lần 3\n\nLớp 1\n  • Toán")
    assert "\n\nLớp 2\n  • Toán" in text
    assert notices.notice((), new, CHANNELS, grades=(1, 2), language="vi") == ""
    english = notices.notice(moved(week(), new), new, CHANNELS, grades=(1,), language="en")
    assert "Mathematics (Bài 12. Phép cộng trong phạm vi 10) at 08:30, Tuesday 05/10: cancelled" in english
    assert "it is still shown that day at 15:00." in english


def test_a_channel_that_nobody_describes_any_more_goes_by_its_own_name() -> None:
    new = [*without(week_slots(), "TO", 1, TUESDAY, "8:30"), lesson("TO", 1, TUESDAY, "8:30", channel="gone")]
    found = changes(new, week_slots())
    assert "(gone)" in notices.sms_of(found, {"lai-chau": channel()}, grade=1, language="vi")[0]
    assert date(2021, 10, 5) in found[0].days
