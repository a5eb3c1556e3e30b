"""Weeks, school days, and the cells of a channel's day."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import presets
from lessontool.errors import PlanError
from lessontool.messages import hint, say
from lessontool.model import AiringRules, Channel, DayOff, Demand, FixedBlock, Relay, ViewingHours
from lessontool.model.airing import SCHOOL_DAYS, WEEKDAYS
from lessontool.planning.timetable import grid, weeks
from lessontool.planning.timetable.problem import Cell
from tests.example_week import CHANNEL, WEEK, calendar, rules, starts

WEEK_DAYS = weeks.week_days(WEEK)
MONDAY = WEEK_DAYS[0]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# ── weeks and days ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_week_is_seven_days_from_monday_on_however_it_is_named() -> None:
    assert WEEK_DAYS[0] == day("2021-10-04")
    assert WEEK_DAYS[6] == day("2021-10-10")
    for name in ("2021-10-04", "2021-10-10", " 2021w40 ", "2021-w40"):
        assert weeks.week_days(name) == WEEK_DAYS
    assert weeks.week_name(day("2021-10-10")) == WEEK


def test_week_53_exists_only_in_long_years() -> None:
    assert weeks.week_days("2020-W53")[6] == day("2021-01-03")
    assert weeks.week_name(day("2021-01-01")) == "2020-W53"
    with pytest.raises(PlanError, match="airing-week") as caught:
        weeks.week_days("2021-W53")
    assert "2021-W53" in say(caught.value.code, caught.value.values, "vi")
    assert "2021-W40" in hint(caught.value.code, caught.value.values, "vi")


@pytest.mark.parametrize("word", ["", "W40", "2021-W00", "2021-W99", "2021-13-40", "tuần 40", "0000-W01", "9" * 500])
def test_what_is_no_week_is_refused(word: str) -> None:
    with pytest.raises(PlanError, match="airing-week"):
        weeks.week_days(word)


def test_school_weeks_are_counted_from_the_first_and_without_weeks_off() -> None:
    year = presets.load_calendar("2021-2022")
    assert weeks.school_week(year, day("2021-09-05"), 2) is None
    assert weeks.school_week(year, day("2021-09-06"), 2) == 1
    assert weeks.school_week(year, MONDAY, 2) == 5
    assert weeks.school_week(year, MONDAY, 1) == 7  # grade 1 began two weeks earlier
    assert weeks.school_week(year, day("2021-08-23"), 1) == 1
    assert weeks.school_week(year, day("2022-01-26"), 2) is None  # Tết: two whole weeks
    assert weeks.school_week(year, day("2022-01-17"), 2) == 20
    assert weeks.school_week(year, day("2022-02-07"), 2) == 21
    assert weeks.school_week(year, day("2023-02-07"), 2) is None


def test_a_year_ends_after_its_last_week() -> None:
    short = calendar(weeks=5)
    assert weeks.school_week(short, MONDAY, 2) == 5
    assert weeks.school_week(short, MONDAY + datetime.timedelta(days=7), 2) is None


def test_days_off_are_no_school_days_and_make_up_days_are() -> None:
    off = DayOff(title="Nghỉ lễ", start="2021-10-05", end="2021-10-07")
    there = DayOff(title="Mùa gặt", start="2021-10-08", end="2021-10-08", districts=("Sìn Hồ",))
    year = calendar(days_off=(off, there), school_days_added=("2021-10-06", "2021-10-10"))
    assert [each.day for each in weeks.school_days(year, WEEK_DAYS, 2)] == [4, 6, 8, 9, 10]
    assert [each.day for each in weeks.school_days(year, WEEK_DAYS, 2, SCHOOL_DAYS[:2])] == [4, 10]
    assert [each.day for each in weeks.school_days(calendar(), WEEK_DAYS, 2, WEEKDAYS[6:])] == [10]
    (finding,) = weeks.district_findings(year, WEEK_DAYS)
    assert "Sìn Hồ" in say(finding.code, finding.values, "vi")
    assert "T6 08/10" in say(finding.code, finding.values, "vi")


def test_a_week_without_any_school_has_no_days() -> None:
    year = calendar(days_off=(DayOff(title="Nghỉ", start="2021-10-04", end="2021-10-09"),))
    assert weeks.school_days(year, WEEK_DAYS, 2, WEEKDAYS) == ()
    assert weeks.school_week(year, MONDAY, 2) is None
    assert weeks.school_week(year, MONDAY + datetime.timedelta(days=7), 2) == 5


def test_days_are_written_as_people_read_them() -> None:
    assert weeks.dates_text(WEEK_DAYS[:4]) == "T2 04/10 – T5 07/10"
    assert weeks.dates_text([WEEK_DAYS[5], *WEEK_DAYS[:2]]) == "T2 04/10, T3 05/10, T7 09/10"


def test_a_week_in_which_clocks_change_is_refused() -> None:
    berlin = replace(CHANNEL, time_zone="Europe/Berlin")
    weeks.refuse_clock_change(berlin, weeks.week_days("2021-W42"))
    weeks.refuse_clock_change(berlin, weeks.week_days("2021-W44"))
    weeks.refuse_clock_change(CHANNEL, weeks.week_days("2021-W43"))
    with pytest.raises(PlanError, match="airing-clock-change") as caught:
        weeks.refuse_clock_change(berlin, weeks.week_days("2021-W43"))
    assert "CN 31/10" in say(caught.value.code, caught.value.values, "vi")


# ── what stands fixed ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_block_of_a_single_date_takes_the_place_of_weekly_ones() -> None:
    live = FixedBlock(title="Lễ mít tinh", kind="live", dates=("2021-10-05",), start="09:45", end="12:00")
    channel = replace(CHANNEL, fixed=(*CHANNEL.fixed, live))
    titles = [block.title for block in grid.blocks_on(channel, WEEK_DAYS[1])]
    assert titles == [
        "Thời sự sáng",
        "Lễ mít tinh",
        "Tiếng Việt 1",
        "Tiếng dân tộc",
        "Thời sự tối",
        "Bản tin cuối ngày",
    ]
    assert len(grid.blocks_on(channel, MONDAY)) == 7
    assert len(grid.blocks_on(channel, WEEK_DAYS[6])) == 5  # no relays on Sunday


def test_a_block_with_days_and_dates_stands_once() -> None:
    block = replace(CHANNEL.fixed[0], dates=(MONDAY.isoformat(),))
    channel = replace(CHANNEL, fixed=(block,), relays=())
    assert grid.blocks_on(channel, MONDAY) == (block,)
    assert grid.blocks_on(channel, WEEK_DAYS[1]) == (block,)


@pytest.mark.parametrize(
    "other",
    [
        FixedBlock(title="Phim", days=("T2",), start="06:30", end="07:30"),
        Relay(source="VTV7", title="Dạy học", days=("T2",), start="06:59", end="07:30", grades=(1,), subjects=("TO",)),
    ],
)
def test_contradictory_blocks_are_refused_in_plain_words(other: FixedBlock | Relay) -> None:
    extra = {"fixed": (*CHANNEL.fixed, other)} if isinstance(other, FixedBlock) else {"relays": (other,)}
    channel: Channel = replace(CHANNEL, **extra)
    with pytest.raises(PlanError, match="airing-blocks-overlap") as caught:
        grid.cells_of(channel, MONDAY, rules())
    said = say(caught.value.code, caught.value.values, "vi")
    assert "Thời sự sáng (06:00–07:00)" in said
    assert other.title in said
    assert grid.cells_of(channel, WEEK_DAYS[1], rules())


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def usable(cells: tuple[Cell, ...]) -> list[Cell]:
    """Cells that some grade can watch."""
    seen = [grid.watching(rules(), grade, MONDAY) for grade in range(1, 6)]
    return [
        cell for cell in cells if any(grid.inside((cell.start_s, cell.start_s + cell.lesson_s), each) for each in seen)
    ]


def test_the_example_day_has_nineteen_cells_of_which_seventeen_can_be_watched() -> None:
    cells = grid.cells_of(CHANNEL, MONDAY, rules())
    assert len(cells) == 19
    morning = ["07:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:30", "11:00"]
    rest = ["14:00", "15:00", "15:30", "16:00", "16:30", "17:00", "19:45", "20:15", "20:45"]
    assert starts(usable(cells)) == [*morning, *rest]
    assert starts(cells)[8:10] == ["12:30", "13:00"]  # a quarter later than it could: a time to remember
    assert {cell.part for cell in cells[:8]} == {"morning"}
    assert {cell.part for cell in cells[8:16]} == {"afternoon"}
    assert {cell.part for cell in cells[16:]} == {"evening"}


def test_lessons_of_twenty_minutes_give_twenty_four_cells() -> None:
    cells = grid.cells_of(replace(CHANNEL, lesson_minutes=20), MONDAY, rules())
    assert len(cells) == 24
    assert len(usable(cells)) == 21


def test_free_minutes_of_the_example_day_are_those_of_the_arithmetic() -> None:
    def minutes(grade: int) -> int:
        seen = grid.watching(rules(), grade, MONDAY)
        return sum(
            max(0, min(end, until) - max(start, begin)) // 60
            for start, end in grid.free_runs(CHANNEL, MONDAY)
            for begin, until in seen
        )

    assert minutes(1) == 420
    assert minutes(3) == 555


def test_only_hours_of_grades_that_are_asked_for_cut_the_day() -> None:
    only = rules(Demand(grade=3))
    assert starts(grid.cells_of(CHANNEL, MONDAY, only))[-8:-3] == ["15:00", "15:30", "16:00", "16:30", "17:00"]
    late = replace(only, hours=(*only.hours, ViewingHours(grades=(9,), start="15:20", end="21:00")))
    assert grid.cells_of(CHANNEL, MONDAY, late) == grid.cells_of(CHANNEL, MONDAY, only)


def test_a_day_has_the_same_times_whatever_stands_after_the_hours_in_which_pupils_watch() -> None:
    radio = presets.load_channel("phat-thanh")  # on Saturdays its afternoon runs on into the evening
    asked = presets.load_airing("two-a-day")
    monday, saturday = (
        starts([cell for cell in grid.cells_of(radio, each, asked) if watched(cell, asked)])
        for each in (MONDAY, WEEK_DAYS[5])
    )
    assert monday == saturday
    assert monday[-8:] == ["14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "19:45", "20:15"]


def watched(cell: Cell, asked: AiringRules) -> bool:
    span = cell.start_s, cell.start_s + cell.lesson_s
    return grid.inside(span, grid.watching(asked, 1, day(cell.date)))


def test_a_row_ends_at_a_fixed_programme_and_at_a_long_pause() -> None:
    rows = [starts(row) for row in grid.cell_rows(CHANNEL, MONDAY, rules())]
    assert rows[0] == ["07:00", "07:30", "08:00", "08:30", "09:00", "09:30"]
    assert rows[1] == ["10:30", "11:00"]
    assert rows[2:4] == [["12:30", "13:00"], ["14:00"]]  # 35 minutes are no break any more


def test_a_day_runs_on_after_midnight() -> None:
    late = replace(
        CHANNEL,
        day_start="06:00",
        on_air_from="22:00",
        on_air_until="25:30",
        relays=(),
        fixed=(FixedBlock(title="Tin đêm", days=WEEKDAYS, start="23:30", end="24:10"),),
    )
    night = rules(Demand(grade=9), hours=(ViewingHours(grades=(9,), start="22:00", end="26:00"),))
    cells = grid.cells_of(late, MONDAY, night)
    assert starts(cells) == ["22:00", "22:30", "23:00", "24:30", "25:00"]
    assert {cell.part for cell in cells} == {"evening"}
    assert {cell.date for cell in cells} == {MONDAY.isoformat()}
    assert cells[-1].start_s == 25 * 3600


def test_a_channel_without_free_time_has_no_cells() -> None:
    full = replace(CHANNEL, fixed=(FixedBlock(title="Cả ngày", days=WEEKDAYS, start="06:00", end="22:00"),), relays=())
    assert grid.cells_of(full, MONDAY, rules()) == ()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(72, 260), st.integers(1, 30)), max_size=6),
    st.lists(st.tuples(st.integers(70, 250), st.integers(6, 40)), min_size=1, max_size=4),
    st.sampled_from((10, 15, 20, 25, 30, 45)),
    st.sampled_from((0, 5, 10)),
)
def test_cells_lie_in_free_time_in_order_with_their_breaks(
    blocks: list[tuple[int, int]], seen: list[tuple[int, int]], lesson: int, rest: int
) -> None:
    def clock(five: int) -> str:
        return f"{five // 12:02}:{five % 12 * 5:02}"

    fixed: list[FixedBlock] = []
    at = 72
    for start, length in sorted(blocks):
        if start >= at and start + length <= 264:
            fixed.append(FixedBlock(title="x", days=SCHOOL_DAYS, start=clock(start), end=clock(start + length)))
            at = start + length
    channel = replace(CHANNEL, fixed=tuple(fixed), relays=(), lesson_minutes=lesson, break_minutes=rest)
    hours = tuple(ViewingHours(grades=(1,), start=clock(start), end=clock(start + length)) for start, length in seen)
    cells = grid.cells_of(channel, MONDAY, rules(Demand(grade=1), hours=hours))
    free = grid.free_runs(channel, MONDAY)
    for cell in cells:
        assert any(start <= cell.start_s and cell.start_s + cell.lesson_s + cell.break_s <= end for start, end in free)
        assert 0 <= cell.break_s <= rest * 60
    for one, other in pairwise(cells):
        assert one.start_s + one.lesson_s + one.break_s <= other.start_s
        between = other.start_s - one.start_s - one.lesson_s
        same_run = any(start <= one.start_s and other.start_s < end for start, end in free)
        assert not same_run or between >= rest * 60
