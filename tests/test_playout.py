"""A broadcast day as a list: 24 hours to the frame, every programme on its frame, and nothing wrong in silence."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.errors import PlanError
from lessontool.model import Channel, Filler, FixedBlock, Timetable
from lessontool.schedule.playout.day import DAY_FRAMES, PlayItem, day_list, planned_day, served, with_cards
from tests.playout_rules import joined
from tests.playout_weeks import CHANNEL, DAYS, MONDAY, block, clip, full_week, lesson, week, without_fillers

TUESDAY = DAYS[1]
SUNDAY = DAYS[6]
PLAIN = replace(CHANNEL, fixed=(), relays=())


def whole(items: Sequence[PlayItem]) -> bool:
    return sum(item.frames for item in items) == DAY_FRAMES and joined(
        [(item.start_frames, item.end_frames) for item in items], 0, DAY_FRAMES
    )


def programmes(items: Sequence[PlayItem]) -> list[PlayItem]:
    return [item for item in items if item.kind not in ("filler", "gap")]


def at(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    return (hours * 60 + minutes) * 60 * 25


def codes(timetable: Timetable, channel: Channel = CHANNEL, day: datetime.date = MONDAY) -> list[str]:
    return [finding.code for finding in planned_day(timetable, channel, day).findings]


def test_a_day_has_24_hours_to_the_frame_and_every_programme_starts_on_its_frame() -> None:
    items = day_list(full_week(), CHANNEL, MONDAY)
    assert whole(items)
    assert [(item.start_frames, item.kind, item.title) for item in programmes(items)] == [
        (at("06:00"), "fixed", "Thời sự sáng"),
        (at("08:00"), "lesson", "Toán lớp 1"),
        (at("14:30"), "relay", "Dạy Toán lớp 1"),
        (at("20:00"), "lesson", "Toán lớp 1"),
    ]


def test_a_lesson_is_played_from_after_its_line_up_to_its_end() -> None:
    first = programmes(day_list(full_week(), CHANNEL, MONDAY))[1]
    assert (first.in_frames, first.frames, first.file_frames) == (250, 36_000, 36_250)
    assert first.house_number == "TO1_T05_B12"


def test_a_time_without_a_lesson_is_filled_and_said() -> None:
    day = planned_day(full_week(), CHANNEL, MONDAY)
    assert not [item for item in day.items if item.start_frames == at("08:30")]
    finding = next(each for each in day.findings if each.code == "playout-no-lesson")
    assert finding.values["titles"] == "08:30 Tiếng Việt lớp 1"


def test_fillers_are_cut_so_that_none_is_shorter_than_a_second() -> None:
    # 60 s of filler in a gap of 60 s and 12 frames: not 60 s and half a second, which ffplayout would skip
    channel = replace(PLAIN, fillers=(Filler(title="Hình hiệu", file="h.mxf", seconds=60),))
    odd = clip(frames=1500 * 25 - 12)
    items = day_list(week(lesson(MONDAY, "08:00", odd), lesson(MONDAY, "08:26", clip("B"))), channel, MONDAY)
    between = [item.frames for item in items if at("08:00") < item.start_frames < at("08:26")]
    assert between == [1487, 25]
    assert whole(items)
    assert min(item.frames for item in items) >= 25


def test_several_fillers_take_turns() -> None:
    items = day_list(week(), PLAIN, MONDAY)
    assert whole(items)
    assert [item.file for item in items[:3]] == [
        "fillers/hinh_hieu.mxf",
        "fillers/nui_rung.mxf",
        "fillers/hinh_hieu.mxf",
    ]


def test_without_fillers_the_gaps_are_named() -> None:
    day = planned_day(full_week(), without_fillers(), MONDAY)
    assert whole(day.items)
    finding = next(each for each in day.findings if each.code == "playout-no-filler")
    assert str(finding.values["times"]).startswith("00:00–06:00; 07:00–08:00; 08:24–14:30")


def test_a_gap_shorter_than_a_second_is_said() -> None:
    odd = clip(frames=1500 * 25 - 12)
    timetable = week(lesson(MONDAY, "08:00", odd), lesson(MONDAY, "08:25", clip("B")))
    assert "playout-short" in codes(timetable)
    assert "playout-short" not in codes(week(lesson(MONDAY, "08:00", clip(frames=1500 * 25))))


def test_after_midnight_belongs_to_the_next_list_unless_the_day_begins_later() -> None:
    timetable = week(lesson(MONDAY, "25:30", clip()))
    assert [item.kind for item in programmes(day_list(timetable, PLAIN, MONDAY))] == []
    assert [item.start_frames for item in programmes(day_list(timetable, PLAIN, TUESDAY))] == [at("01:30")]
    early = replace(PLAIN, day_start="05:00")
    assert [item.start_frames for item in programmes(day_list(timetable, early, MONDAY))] == [at("20:30")]
    assert programmes(day_list(timetable, early, TUESDAY)) == []


def test_a_lesson_over_the_end_of_the_day_goes_on_in_the_next_list() -> None:
    timetable = week(lesson(MONDAY, "23:50", clip(frames=36_000, before=250)))
    (evening,) = programmes(day_list(timetable, PLAIN, MONDAY))
    (night,) = programmes(day_list(timetable, PLAIN, TUESDAY))
    assert (evening.in_frames, evening.frames) == (250, 15_000)
    assert (night.start_frames, night.in_frames, night.frames) == (0, 15_250, 21_000)


def test_two_programmes_at_the_same_time_are_refused_by_name() -> None:
    timetable = week(lesson(MONDAY, "08:00", clip()), lesson(MONDAY, "08:10", clip("B"), subjects=("TV",)))
    with pytest.raises(PlanError) as refused:
        day_list(timetable, CHANNEL, MONDAY)
    assert refused.value.code == "playout-overlap"
    assert refused.value.values["one"] == "08:00 Toán lớp 1"
    assert refused.value.values["other"] == "08:10 Tiếng Việt lớp 1"


def test_a_lesson_longer_than_its_time_is_cut_where_the_next_one_begins_and_that_is_said() -> None:
    timetable = week(lesson(MONDAY, "08:00", clip(frames=1510 * 25)), lesson(MONDAY, "08:25", clip("B")))
    items = programmes(day_list(timetable, PLAIN, MONDAY))
    assert [item.frames for item in items] == [37_500, 36_000]
    finding = next(each for each in planned_day(timetable, PLAIN, MONDAY).findings if each.code == "playout-cut")
    assert finding.values["seconds"] == 10
    alone = week(lesson(MONDAY, "08:00", clip(frames=1510 * 25)))
    assert programmes(day_list(alone, PLAIN, MONDAY))[0].frames == 1510 * 25


def test_blocks_of_the_channel_that_a_plan_by_hand_forgot_are_played_all_the_same() -> None:
    items = programmes(day_list(week(), CHANNEL, MONDAY))
    assert [item.title for item in items] == ["Thời sự sáng", "Dạy Toán lớp 1"]
    # what the plan puts there instead stands
    live = week(block(MONDAY, 6 * 3600 + 1800, 1800, "Cầu truyền hình"))
    assert [item.title for item in programmes(day_list(live, CHANNEL, MONDAY))] == ["Cầu truyền hình", "Dạy Toán lớp 1"]


def test_who_switches_by_hand_sees_the_card_until_then() -> None:
    day = planned_day(full_week(), CHANNEL, MONDAY)
    news = [item for item in with_cards(day) if item.title == "Thời sự sáng"]
    assert sum(item.frames for item in news) == 3600 * 25
    assert {item.file for item in news} == {"fillers/hinh_hieu.mxf", "fillers/nui_rung.mxf"}
    assert [item.fixed_start for item in news[:2]] == [True, False]
    assert whole(with_cards(day))
    assert "playout-by-hand" in [finding.code for finding in day.findings]
    (relay,) = (item for item in with_cards(day) if item.kind == "relay")
    assert relay.file == "udp://239.1.1.7:5000"


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("", "/library/bai.mxf"),
        ("/mnt/playout/", "/mnt/playout/bai.mxf"),
        ("lessons", "lessons/bai.mxf"),
        ("D:\\clips", "D:\\clips\\bai.mxf"),
        ("\\\\server\\clips\\", "\\\\server\\clips\\bai.mxf"),
        ("D:/clips", "D:/clips\\bai.mxf"),
    ],
)
def test_a_programme_is_named_as_the_playout_server_sees_it(folder: str, name: str) -> None:
    assert served("/library/bai.mxf", replace(CHANNEL, media_folder=folder)) == name


@pytest.mark.parametrize("name", ["a\nPLAY 1-10 b", "a\r", "a\u2028b", "a\x00"])
def test_a_file_whose_name_breaks_the_line_is_refused(name: str) -> None:
    fixed = FixedBlock(title="Phim", days=("T2",), start="09:00", end="10:00", file=name)
    with pytest.raises(PlanError) as refused:
        day_list(week(), replace(PLAIN, fixed=(fixed,)), MONDAY)
    assert refused.value.code == "playout-file-letters"


def test_an_item_has_the_same_name_in_every_export_and_no_other_has_it() -> None:
    day = planned_day(full_week(), CHANNEL, MONDAY)
    ids = [day.event_id(item) for item in day.items]
    assert len(set(ids)) == len(ids)
    again = planned_day(full_week(clip("OTHER")), CHANNEL, MONDAY)
    morning = [each for each in (day, again) for item in each.items if item.start_frames == at("08:00")]
    assert (
        len({each.event_id(item) for each in morning for item in each.items if item.start_frames == at("08:00")}) == 1
    )


@settings(max_examples=60, deadline=None)
@given(
    starts=st.lists(st.integers(0, 47), unique=True, max_size=30),
    frames=st.lists(st.integers(1, 37_500), min_size=48, max_size=48),
    fillers=st.lists(st.integers(1, 900), max_size=3),
    begins=st.sampled_from(["00:00", "05:00", "05:59", "23:30"]),
)
def test_every_day_is_whole_whatever_is_planned(
    starts: list[int], frames: list[int], fillers: list[int], begins: str
) -> None:
    made = tuple(Filler(title=f"{seconds} s", file=f"{seconds}.mxf", seconds=seconds) for seconds in fillers)
    channel = replace(CHANNEL, fillers=made, day_start=begins, fixed=(), relays=())
    slots = [
        lesson(MONDAY, f"{start // 2:02}:{start % 2 * 30:02}", clip(f"C{start}", frames=frames[start]))
        for start in starts
    ]
    first = planned_day(week(*slots), channel, MONDAY)
    before = planned_day(week(*slots), channel, MONDAY - datetime.timedelta(days=1))
    for day in (first, before):
        assert whole(day.items)
        assert whole(with_cards(day))
        assert all(item.out_frames <= item.file_frames for item in day.items if item.kind in ("lesson", "filler"))
    shown = [*programmes(before.items), *programmes(first.items)]
    assert sum(item.frames for item in shown) == sum(frames[start] for start in starts)
