"""Lessons into the room that there is: the fewest left out, then the best pictures that fit."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.errors import InputError
from lessontool.planning.budget import Option, bytes_of, choose, figures, in_clusters

SMALL = Option(10, 1.0)
MIDDLE = Option(25, 3.0)
LARGE = Option(60, 4.0)
LADDER = (LARGE, SMALL, MIDDLE)

options = st.builds(Option, st.integers(0, 30), st.integers(0, 12).map(float))
shelves = st.lists(st.lists(options, max_size=4), max_size=4)


def total(shelf: Sequence[Sequence[Option]], chosen: Sequence[int | None]) -> int:
    return sum(shelf[place][pick].size_bytes for place, pick in enumerate(chosen) if pick is not None)


def worth(shelf: Sequence[Sequence[Option]], chosen: Sequence[int | None]) -> float:
    return sum(shelf[place][pick].worth for place, pick in enumerate(chosen) if pick is not None)


def every_choice(shelf: Sequence[Sequence[Option]], room: int) -> list[tuple[int | None, ...]]:
    every = itertools.product(*[(None, *range(len(versions))) for versions in shelf])
    return [chosen for chosen in every if total(shelf, chosen) <= room]


def presence(chosen: Sequence[int | None]) -> tuple[bool, ...]:
    return tuple(pick is not None for pick in chosen)


def largest_step(shelf: Sequence[Sequence[Option]]) -> float:
    return max(
        (max(each.worth for each in versions) - min(each.worth for each in versions) for versions in shelf if versions),
        default=0.0,
    )


@settings(max_examples=300, deadline=None)
@given(shelf=shelves, room=st.integers(0, 100))
def test_a_choice_fits_leaves_out_the_fewest_and_last_and_is_nearly_the_best(
    shelf: list[list[Option]], room: int
) -> None:
    chosen = choose(shelf, room)
    possible = every_choice(shelf, room)
    assert total(shelf, chosen) <= room
    assert presence(chosen) == max(map(presence, possible), key=lambda each: (sum(each), each))
    best = max(worth(shelf, each) for each in possible if presence(each) == presence(chosen))
    assert best - largest_step(shelf) <= worth(shelf, chosen) <= best
    assert choose([list(versions) for versions in shelf], room) == chosen


@settings(max_examples=100, deadline=None)
@given(shelf=shelves, room=st.integers(0, 100))
def test_the_figures_say_what_was_chosen(shelf: list[list[Option]], room: int) -> None:
    chosen = choose(shelf, room)
    told = figures(shelf, chosen, room)
    assert told.total_bytes + told.left_bytes == room
    assert told.fits == (room >= told.least_bytes)
    if room >= told.best_bytes:
        assert told.smaller == ()


def test_everybody_gets_a_small_picture_before_anybody_gets_a_large_one() -> None:
    assert choose([LADDER, LADDER, LADDER], 30) == (1, 1, 1)
    assert choose([LADDER, LADDER, LADDER], 59) == (2, 1, 1)
    assert choose([LADDER, LADDER, LADDER], 10**9) == (0, 0, 0)


def test_lessons_at_the_end_of_the_list_are_left_out_first() -> None:
    assert choose([[SMALL], [SMALL], [SMALL]], 25) == (0, 0, None)
    assert choose([[LARGE], [SMALL], [SMALL]], 75) == (0, 0, None), "two of three, whichever they are: the first two"
    assert choose([[LARGE], [SMALL], [SMALL]], 69) == (None, 0, 0)


def test_a_long_first_lesson_stays_where_that_costs_no_other() -> None:
    assert choose([[LARGE], [SMALL], [SMALL]], 80) == (0, 0, 0)
    assert choose([[MIDDLE], [SMALL], [LARGE]], 60) == (0, 0, None)


def test_a_version_that_is_larger_and_no_better_is_never_chosen() -> None:
    assert choose([[Option(10, 2.0), Option(20, 2.0), Option(30, 1.0)]], 100) == (0,)


def test_last_room_is_used_for_a_version_under_the_hull() -> None:
    assert choose([[Option(10, 0.0), Option(20, 1.0), Option(100, 90.0)]], 50) == (1,)


def test_lesson_without_any_version_is_no_lesson_that_was_left_out() -> None:
    assert choose([[], [SMALL]], 10) == (None, 0)
    assert figures([[], [SMALL]], (None, 0), 10).left_out == ()


def test_no_lessons_and_no_room_are_no_mistake_but_a_size_below_nothing_is() -> None:
    assert choose([], 5) == ()
    assert choose([[SMALL]], 0) == (None,)
    with pytest.raises(ValueError, match="below 0"):
        choose([[Option(-1, 1.0)]], 5)


def test_two_thousand_lessons_are_chosen_without_waiting() -> None:
    shelf = [[Option(size * 1000 + place, size / 10) for size in (360, 480, 720)] for place in range(2000)]
    chosen = choose(shelf, 10**9)
    assert total(shelf, chosen) <= 10**9
    assert None not in chosen


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("8GB", 8 * 10**9),
        ("700 MB", 700 * 10**6),
        ("1,5 GB", 1_500_000_000),
        ("1.5gb", 1_500_000_000),
        (" 64 g ", 64 * 10**9),
        ("2TB", 2 * 10**12),
        ("4 GiB", 4 << 30),
        ("0,3 kB", 300),
    ],
)
def test_a_size_is_read_as_people_write_it(text: str, size: int) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize(
    "text", ["", "8", "GB", "0 GB", "-1GB", "1.500 MB", "1,500 MB", "8 GBit", "1.2.3GB", "８GB", "8GB\n9GB"]
)
def test_a_size_that_can_be_read_in_two_ways_or_none_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        bytes_of(text)
    assert caught.value.code == "budget-not-understood"


def test_a_file_takes_whole_clusters() -> None:
    assert [in_clusters(size, 32768) for size in (0, 1, 32768, 32769)] == [0, 32768, 32768, 65536]
