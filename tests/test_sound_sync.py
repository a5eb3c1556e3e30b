"""Where each sound belongs on the lesson's clock: pure arithmetic on times, in samples at 48 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lessontool.essence.sync import FADE, Join, lay_out

BLOCK = 1024
MS = 48


def place(times: NDArray[np.int64], zero: int = 0, length: int | None = None) -> tuple[Join, ...]:
    counts = np.full(times.size, BLOCK, np.int64)
    return lay_out(times, counts, zero, int(times.max()) + BLOCK if length is None else length)


def steady(blocks: int) -> NDArray[np.int64]:
    return np.arange(blocks, dtype=np.int64) * BLOCK


def span(join: Join) -> tuple[int, int, int]:
    return join.piece.source, join.piece.at, join.piece.samples


def test_whole_sound_is_one_piece() -> None:
    assert [span(join) for join in place(steady(500))] == [(0, 0, 500 * BLOCK)]


def test_rounding_to_a_millisecond_moves_nothing() -> None:
    rounded = np.round(steady(3000) / MS).astype(np.int64) * MS
    assert len(place(rounded)) == 1


def test_sound_before_the_lesson_is_cut_and_what_comes_later_waits() -> None:
    assert [span(join) for join in place(steady(100), zero=5000)] == [(5000, 0, 100 * BLOCK - 5000)]
    (late,) = place(steady(100), zero=-5000, length=100 * BLOCK + 9000)
    assert span(late) == (0, 5000, 100 * BLOCK)
    assert late.fade_in


def test_a_hole_stays_a_hole_and_fades() -> None:
    times = steady(400)
    times[200:] += 3 * BLOCK
    first, second = place(times)
    assert span(first) == (0, 0, 200 * BLOCK)
    assert span(second) == (200 * BLOCK, 203 * BLOCK, 200 * BLOCK)
    assert first.fade_out
    assert second.fade_in


def test_a_short_hole_is_bridged_by_the_sound_itself() -> None:
    times = steady(400)
    times[200:] += 12 * MS
    first, second = place(times)
    assert first.overlap == 12 * MS + FADE
    assert not first.fade_out
    assert second.piece.at == 200 * BLOCK + 12 * MS


def test_a_slow_clock_is_followed_to_eight_milliseconds() -> None:
    times = np.round(steady(10_000) * 1.0002).astype(np.int64)
    joins = place(times)
    assert 4 < len(joins) < 8
    for join in joins:
        assert abs(join.piece.at - join.piece.source * 1.0002) <= 9 * MS


def test_dancing_times_do_not_chop_the_voice() -> None:
    dance = np.random.default_rng(1).integers(-30 * MS, 30 * MS, 2000)
    joins = place(np.sort(steady(2000) + 2000 + dance))
    assert len(joins) <= 3
    assert all(abs(join.piece.at - 2000 - join.piece.source) < 20 * MS for join in joins)


def test_a_single_wrong_time_is_ignored() -> None:
    times = steady(400)
    times[100] += 26 * 3600 * 48_000
    times[300] = 0
    assert len(place(times, length=400 * BLOCK)) == 1


def test_time_that_starts_again_does_not_replace_the_lesson() -> None:
    times = np.concatenate([steady(400), steady(300)])
    assert [span(join) for join in place(times, length=700 * BLOCK)] == [(0, 0, 400 * BLOCK)]


def test_pieces_never_overlap_and_stay_inside() -> None:
    generator = np.random.default_rng(7)
    for _ in range(50):
        times = steady(300) + np.cumsum(generator.integers(-2000, 2000, 300) * (generator.random(300) < 0.05))
        length = int(generator.integers(1, 400 * BLOCK))
        at = 0
        for join in place(times, zero=int(generator.integers(-5000, 5000)), length=length):
            assert join.piece.samples > 0
            assert join.piece.at >= at
            at = join.piece.end
        assert at <= length


def test_nothing_decoded_is_no_piece() -> None:
    assert lay_out(np.empty(0, np.int64), np.empty(0, np.int64), 0, 1920) == ()
