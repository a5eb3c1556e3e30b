"""Exact time: what is written is read back, and no frame is lost between two spans."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.timing import (
    FrameSpan,
    Timecode,
    TimeSpan,
    decimal_seconds,
    frames_at,
    round_up,
    seconds_of,
    seconds_text,
)

DAY_FRAMES = 24 * 3600 * 25
FRAMES = st.integers(0, DAY_FRAMES - 1)
TIMES = st.fractions(-(10**5), 10**6)
RATES = st.sampled_from([Fraction(25), Fraction(50), Fraction(30_000, 1001), Fraction(24_000, 1001)])


@settings(deadline=None)
@given(FRAMES)
def test_a_timecode_is_read_as_it_is_written(frames: int) -> None:
    assert Timecode.parse(str(Timecode(frames))) == Timecode(frames)


@settings(deadline=None)
@given(FRAMES, FRAMES)
def test_timecodes_stand_in_the_order_of_their_frames(one: int, other: int) -> None:
    assert (Timecode(one) < Timecode(other)) == (one < other) == (str(Timecode(one)) < str(Timecode(other)))


@settings(deadline=None)
@given(FRAMES, st.integers(-DAY_FRAMES, DAY_FRAMES), st.integers(0, DAY_FRAMES))
def test_moving_on_twice_is_moving_on_by_the_sum_also_over_midnight(start: int, one: int, other: int) -> None:
    assert Timecode(start) + one + other == Timecode(start) + (one + other)
    assert str(Timecode(DAY_FRAMES - 1) + 1) == "00:00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("10:00:00:25", "10:00:60:00", "10:60:00:00", "24:00:00:00", "1:00:00:00", "10:00:00", "10:00:00.00", ""),
        *("-1:00:00:00", "10:00:00:00 ", "10:00:00:00\n", "１０:00:00:0", "10:00:00:000"),
    ],
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no time of day|not a timecode"):
        Timecode.parse(text)


@settings(deadline=None)
@given(TIMES)
def test_decimal_seconds_are_exact_to_half_a_microsecond(time: Fraction) -> None:
    text = decimal_seconds(time)
    assert abs(Fraction(text) - time) <= Fraction(1, 2_000_000)
    whole, point, rest = text.removeprefix("-").partition(".")
    assert (point, len(rest)) == (".", 6)
    assert whole.isdecimal()
    assert rest.isdecimal()
    assert text != "-0.000000"


@settings(deadline=None)
@given(st.integers(0, 10**7), RATES)
def test_a_frames_own_time_is_that_frame(frames: int, rate: Fraction) -> None:
    assert frames_at(seconds_of(frames, rate), rate) == frames


@settings(deadline=None)
@given(TIMES, RATES)
def test_no_other_frame_is_nearer(time: Fraction, rate: Fraction) -> None:
    frame = frames_at(time, rate)
    assert -Fraction(1, 2) <= frame - time * rate <= Fraction(1, 2)
    assert frame != time * rate - Fraction(1, 2), "ties go up"


@settings(deadline=None)
@given(st.integers(0, 10**7), st.integers(1, 1000))
def test_rounding_up_adds_less_than_a_group(frames: int, unit: int) -> None:
    longer = round_up(frames, unit)
    assert longer % unit == 0
    assert 0 <= longer - frames < unit


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**4), st.integers(1, 2000))
def test_chunks_follow_one_another_without_hole_or_overlap(start: int, frames: int, length: int) -> None:
    span = FrameSpan(start, start + frames)
    chunks = span.chunks(length)
    assert [frame for chunk in chunks for frame in range(chunk.start, chunk.end)] == list(range(span.start, span.end))
    assert all(chunk.frames == length for chunk in chunks[:-1])
    assert 0 < chunks[-1].frames <= length


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (-1, 3)])
def test_a_span_without_frames_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch of programme"):
        FrameSpan(start, end)


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (Fraction(0), "00:00"),
        (Fraction(-1, 2), "-00:00"),
        (Fraction(119, 2), "00:59"),
        (Fraction(3599), "59:59"),
        (Fraction(3723), "1:02:03"),
        (Fraction(-3723), "-1:02:03"),
    ],
)
def test_people_read_hours_only_where_there_are_some(time: Fraction, text: str) -> None:
    assert seconds_text(time) == text


def test_a_stretch_of_a_recording_says_its_length_and_its_ends() -> None:
    span = TimeSpan(Fraction(1, 3), Fraction(61))
    assert span.seconds == Fraction(182, 3)
    assert str(span) == "00:00–01:01"
