"""Each thing that is judged by looking, on drawn pictures: faults by little and by much, and what is right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.messages import TABLE
from lessontool.model import Colour, Outcome, QCLimits, VideoTrack
from lessontool.qc.picture.black import Black
from lessontool.qc.picture.borders import Letterbox
from lessontool.qc.picture.defects import DeadPixels
from lessontool.qc.picture.fields import FieldOrder
from lessontool.qc.picture.flashes import Flashes
from lessontool.qc.picture.freeze import Freeze
from lessontool.qc.picture.levels import Gamut, VideoLevels
from lessontool.qc.picture.seen import PictureItem, Plane, Seen
from lessontool.qc.picture.stretches import MOST_SPANS, Stretches, percent
from tests import masters
from tests.station import LIMITS

HEIGHT, WIDTH = 216, 384
RATE = Fraction(25)
TRACK = VideoTrack(
    index=0,
    codec="mpeg2video",
    width_px=WIDTH,
    height_px=HEIGHT,
    sample_aspect=Fraction(1),
    rotation_deg=0,
    pixel_format="yuv422p",
    bit_depth=8,
    colour=Colour(full_range=False, primaries="bt709", transfer="bt709", matrix="bt709"),
    dolby_vision=False,
    scan_flag="tff",
    frame_rate=RATE,
    start=Fraction(0),
    end=Fraction(10),
    frames=250,
    shortest_frame_s=Fraction(1, 25),
    longest_frame_s=Fraction(1, 25),
    variable_rate=False,
    keyframes=(Fraction(0),),
    exact_seek=True,
)
DICE = np.random.default_rng(4)
NOISE = DICE.normal(0, 2.0, (HEIGHT + 64, WIDTH + 64))
Y, X = np.mgrid[0 : HEIGHT + 64, 0 : WIDTH + 64]
ROOM = 110 + 30 * np.sin(X / 37) + 25 * np.cos(Y / 23) + 12 * np.sin(X / 5) * np.sin(Y / 7)
Picture = NDArray[np.uint8] | tuple[NDArray[np.uint8], int, int]


def camera(number: int, speed: float = 0.7) -> Plane:
    """A camera that pans over a room, with the noise of its sensor."""
    left = round(20 + 18 * np.sin(speed * number / 9))
    up, over = (number * 17) % 64, (number * 29) % 64
    return codes(ROOM[16 : 16 + HEIGHT, left : left + WIDTH] + NOISE[up : up + HEIGHT, over : over + WIDTH])


def codes(values: NDArray[Any]) -> Plane:
    return np.clip(np.round(values), 16, 235).astype(np.uint8)


def flat(level: int) -> Plane:
    return np.full((HEIGHT, WIDTH), level, np.uint8)


def shown(item: PictureItem, pictures: Iterable[Picture]) -> Outcome:
    """Show pictures to an item; give its first outcome."""
    return every(item, pictures)[0]


def every(item: PictureItem, pictures: Iterable[Picture]) -> Sequence[Outcome]:
    for number, picture in enumerate(pictures):
        luma, blue, red = picture if isinstance(picture, tuple) else (picture, 128, 128)
        cb, cr = (np.full((HEIGHT, WIDTH // 2), level, np.uint8) for level in (blue, red))
        item.see(Seen(number, number / RATE, 1 / RATE, luma, cb, cr, luma))
    outcomes = tuple(item.outcomes())
    for outcome in outcomes:
        for code in (*outcome.notes, *filter(None, [outcome.unmeasured]), *(fault.code for fault in outcome.faults)):
            assert code in TABLE
        for fault in outcome.faults:
            TABLE[fault.code].vi.format_map(fault.values)
            assert fault.measured
            assert fault.limit
    return outcomes


def frames(outcome: Outcome) -> list[tuple[int, int]]:
    """Where the faults are, in frames."""
    return [(round(span.start * RATE), round(span.end * RATE)) for fault in outcome.faults for span in fault.spans]


def with_patch(picture: Plane, share: float, level: int) -> Plane:
    changed = picture.copy()
    changed[: round(HEIGHT * share / 0.5), : WIDTH // 2] = level
    return changed


# ── levels ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("share", "level", "wrong"), [(0.02, 250, True), (0.02, 2, True), (0.5, 255, True)])
def test_luma_outside_the_limits_is_found_where_it_is(share: float, level: int, wrong: bool) -> None:
    pictures = [with_patch(camera(n), share, level) if 10 <= n < 20 else camera(n) for n in range(30)]
    assert frames(shown(VideoLevels(TRACK, LIMITS), pictures)) == [(10, 20)]
    assert wrong


def test_luma_outside_on_half_a_percent_or_at_white_is_let_pass() -> None:
    clean = VideoLevels(TRACK, LIMITS)
    assert not shown(clean, [with_patch(camera(n), 0.006, 250) for n in range(5)]).faults
    outcome = shown(VideoLevels(TRACK, LIMITS), [with_patch(camera(n), 0.3, 235) for n in range(5)])
    assert not outcome.faults
    assert outcome.measured.startswith("0.00 % (Y ")


def test_full_range_luma_has_no_illegal_codes() -> None:
    track = dataclasses.replace(TRACK, colour=dataclasses.replace(TRACK.colour, full_range=True))
    assert not shown(VideoLevels(track, LIMITS), [flat(255), flat(0)]).faults


def gamut(colour: tuple[int, int, int], share: float = 1.0, count: int = 6) -> Outcome:
    item = Gamut(TRACK, LIMITS)
    y, blue, red = colour
    for number in range(count):
        luma, cb, cr = flat(100), np.full((HEIGHT, WIDTH // 2), 128, np.uint8), np.full((HEIGHT, WIDTH // 2), 128)
        lines = round(HEIGHT * share)
        luma[:lines], cb[:lines], cr[:lines] = y, blue, red
        item.see(Seen(number, number / RATE, 1 / RATE, luma, cb, cr.astype(np.uint8), luma))
    return next(item.outcomes())


def test_colours_that_cannot_be_shown_are_found_though_each_component_is_legal() -> None:
    assert frames(gamut((126, 235, 230))) == [(0, 6)]
    assert gamut((126, 235, 230), share=0.05).faults
    assert gamut((126, 235, 230), share=0.05).measured.startswith(("3", "4", "5"))


def test_legal_colours_small_patches_and_single_pictures_are_let_pass() -> None:
    # 75 % bars in BT.709: yellow, cyan, green, magenta, red, blue
    for colour in ((168, 44, 136), (145, 147, 44), (133, 63, 52), (63, 193, 204), (51, 109, 212), (28, 212, 120)):
        assert not gamut(colour).faults, colour
    assert not gamut((126, 235, 230), share=0.005).faults
    assert not gamut((126, 235, 230), count=1).faults


# ── black ────────────────────────────────────────────────────────────────────────────────────────────────────────


def black(pictures: Iterable[Picture], begins: Fraction = Fraction(0)) -> Outcome:
    return shown(Black(TRACK, LIMITS, begins), pictures)


def cut_in(where: range, what: Callable[[int], Plane], count: int = 60) -> list[Plane]:
    return [what(n) if n in where else camera(n) for n in range(count)]


@pytest.mark.parametrize(("length", "found"), [(2, False), (3, True), (40, True)])
def test_black_inside_is_found_from_its_third_frame_on(length: int, found: bool) -> None:
    outcome = black(cut_in(range(10, 10 + length), lambda _: flat(16)))
    assert frames(outcome) == ([(10, 10 + length)] if found else [])


def test_noisy_black_and_black_under_a_logo_are_black() -> None:
    noisy = codes(17 + np.abs(NOISE[:HEIGHT, :WIDTH]))
    assert frames(black(cut_in(range(10, 15), lambda _: noisy))) == [(10, 15)]

    def logo(picture: Plane) -> Plane:
        picture[8:24, 340:372] = 180
        return picture

    assert frames(black([logo(picture) for picture in cut_in(range(10, 15), lambda _: flat(16))])) == [(10, 15)]


def test_title_cards_dark_scenes_fades_and_edges_are_no_fault() -> None:
    card = flat(16)
    card[100:106, 150:230:3] = 200
    dark = codes(16 + (ROOM[:HEIGHT, :WIDTH] - 16) / 6)
    assert not black(cut_in(range(20, 45), lambda _: card)).faults
    assert not black(cut_in(range(20, 45), lambda _: dark)).faults
    assert not black(cut_in(range(45), lambda _: flat(16))).faults
    assert not black(cut_in(range(20, 60), lambda _: flat(16))).faults
    dip = [codes(16 + (camera(n) - 16.0) * min(1.0, max(0.0, (abs(n - 30) - 6) / 12))) for n in range(60)]
    assert not black(dip).faults
    cross = [codes(camera(n) * max(0.0, 1 - n / 25) + 180 * min(1.0, n / 25)) for n in range(50)]
    assert not black(cross).faults


def test_black_too_long_at_an_edge_and_line_up_before_the_programme() -> None:
    pictures = [flat(16) if n < 60 else camera(n) for n in range(80)]
    assert frames(black(pictures)) == [(0, 60)]
    assert not black(pictures, begins=Fraction(60, 25)).faults


# ── freeze ───────────────────────────────────────────────────────────────────────────────────────────────────────


def freeze(pictures: Iterable[Picture]) -> Outcome:
    return shown(Freeze(TRACK, LIMITS), pictures)


@pytest.mark.parametrize(("length", "found"), [(6, False), (12, True), (50, True)])
def test_a_camera_that_stands_still_is_found(length: int, found: bool) -> None:
    pictures = [camera(29 if 30 <= n < 30 + length else n, 0.2) for n in range(100)]
    assert frames(freeze(pictures)) == ([(30, 30 + length)] if found else [])


def test_a_freeze_is_found_although_coding_draws_it_anew() -> None:
    flicker = codes(camera(29, 0.2) + np.where(X[:HEIGHT, :WIDTH] % 2, 1.0, -1.0))
    pictures = [(flicker if n >= 37 else camera(29, 0.2)) if 30 <= n < 46 else camera(n, 0.2) for n in range(80)]
    assert frames(freeze(pictures)) == [(30, 46)]


def person(number: int) -> Plane:
    picture = codes(ROOM[:HEIGHT, :WIDTH])
    shift = (number * 7) % 64
    picture[60:216, 140:260] = codes(120 + 8 * NOISE[shift : shift + 156, shift : shift + 120])
    return picture


def test_a_person_before_a_still_ground_is_found_too() -> None:
    assert frames(freeze([person(30 if 30 <= n < 45 else n) for n in range(90)])) == [(31, 45)]


def slide(number: int) -> Plane:
    picture = flat(230)
    for line in range(6):
        picture[30 + 24 * line : 36 + 24 * line, 40 : 200 + 31 * ((number + line) % 5)] = 40
    return picture


def clock_slide(number: int) -> Plane:
    picture = slide(number // 50)
    picture[4:20, 340:372] = 30 + (number // 25) % 8 * 20
    return picture


def bar(number: int) -> Plane:
    picture = flat(60)
    left = abs(number * 6 % (2 * (WIDTH - 40)) - (WIDTH - 40))
    picture[:, left : left + 40] = 200
    return picture


def eased(number: int) -> Plane:
    """A card that comes in, rests, and goes on elsewhere, as openings are drawn."""
    place = 150 * (1 - np.exp(-number / 6)) if number < 70 else 150 + 40 * (1 - np.exp(-(number - 70) / 6))
    picture = flat(60)
    picture[40:180, round(place) : round(place) + 160] = 180
    return picture


def dissolved(number: int) -> Plane:
    """From a camera over to a slide, and back."""
    share = float(np.clip((number - 30) / 20, 0, 1) - np.clip((number - 80) / 20, 0, 1))
    return codes(camera(number, 0.2) * (1 - share) + slide(1) * share)


def wiped(number: int) -> Plane:
    picture, edge = camera(number, 0.2), int(np.clip((number - 30) * 16, 0, WIDTH))
    picture[:, :edge] = slide(1)[:, :edge]
    return picture if number < 90 else camera(number, 0.2)


def stuttering(number: int) -> Plane:
    return camera(number // 6 * 6, 0.2) if number < 60 or number > 74 else camera(60, 0.2)


@pytest.mark.parametrize(
    "draw",
    [
        clock_slide,
        bar,
        eased,
        dissolved,
        wiped,
        stuttering,
        lambda n: slide(n // 30),
        lambda n: camera(n // 2 * 2, 0.2),
        lambda n: slide(1) if 30 <= n < 60 else camera(n, 0.2),
        lambda n: flat(16) if 30 <= n < 60 else camera(n, 0.2),
        lambda n: camera(min(n, 60), 0.2),
    ],
)
def test_what_stands_still_by_right_is_no_freeze(draw: Callable[[int], Plane]) -> None:
    assert not freeze(draw(n) for n in range(130)).faults


# ── flashes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def flashing(hertz: float, share: float, low: int = 60, high: int = 200, count: int = 60) -> list[Plane]:
    pictures = []
    for number in range(count):
        picture = flat(low)
        lit = int(number * 2 * hertz / 25 + 1e-9) % 2
        picture[: round(HEIGHT * share)] = high if lit else low
        pictures.append(picture)
    return pictures


def flashes(pictures: Iterable[Picture]) -> Sequence[Outcome]:
    return every(Flashes(TRACK, LIMITS, Fraction(0), "top", True), pictures)


@pytest.mark.parametrize(
    ("hertz", "share", "measured", "found"),
    [(5, 1, "5 Hz", True), (4, 1, "4 Hz", True), (3, 1, "3 Hz", False), (2, 1, "2 Hz", False)],
)
def test_flashes_are_counted(hertz: float, share: float, measured: str, found: bool) -> None:
    general, red = flashes(flashing(hertz, share))
    assert (general.measured, bool(general.faults)) == (measured, found)
    assert red.measured == "0 Hz"
    assert "qc-note-no-certificate" in general.notes


def test_only_a_quarter_of_the_screen_and_a_step_of_light_count() -> None:
    assert flashes(flashing(5, 0.21))[0].measured == "0 Hz"
    assert flashes(flashing(5, 0.3))[0].measured == "5 Hz"
    assert flashes(flashing(5, 1, 60, 75))[0].measured == "0 Hz"
    assert flashes(flashing(5, 1, 226, 235))[0].measured == "0 Hz"


def test_a_pattern_that_is_reversed_is_not_counted_twice() -> None:
    halves = []
    for number in range(60):
        picture = flat(60)
        lit = number * 6 // 25 % 2
        picture[HEIGHT // 2 * lit : HEIGHT // 2 * (lit + 1)] = 200
        halves.append(picture)
    assert flashes(halves)[0].measured == "3 Hz"


def test_slides_fades_bars_and_a_panning_camera_do_not_flash() -> None:
    for draw in (lambda n: slide(n // 20), bar, camera, dissolved, lambda n: flat(16 + 3 * (n % 60))):
        assert not flashes(draw(n) for n in range(100))[0].faults


def test_red_that_flashes_is_found_where_light_alone_would_not_be() -> None:
    red, grey = (63, 102, 240), (63, 128, 128)
    pictures = [(flat(colour[0]), *colour[1:]) for n in range(60) for colour in [red if n // 3 % 2 else grey]]
    general, saturated = flashes(pictures)
    assert not general.faults
    assert saturated.faults
    slow = [(flat(colour[0]), *colour[1:]) for n in range(60) for colour in [red if n // 12 % 2 else grey]]
    assert not flashes(slow)[1].faults


# ── order of fields ──────────────────────────────────────────────────────────────────────────────────────────────


def moving(number: int, first: int | None, step: int = 5) -> Plane:
    """Blocks that move between fields; `first` is the line with which the earlier field begins, None: both at once."""
    picture = flat(60)
    for field in (0, 1):
        later = first is not None and field != first
        left = (2 * number + later) * step
        for block in range(6):
            at = (left + 64 * block) % (WIDTH - 24)
            picture[field::2, at : at + 24] = 200
    return picture


def order(first: int | None, rendition: Any = masters.XDCAM, flag: str = "tff", count: int = 80) -> Outcome:
    track = dataclasses.replace(TRACK, scan_flag=flag)  # type: ignore[arg-type]
    return shown(FieldOrder(track, rendition), [moving(n, first) for n in range(count)])


def test_swapped_fields_are_found_and_right_and_progressive_ones_are_not() -> None:
    assert not order(0).faults
    assert not order(None).faults
    assert [fault.code for fault in order(1).faults] == ["qc-field-order"]
    assert [fault.code for fault in order(0, flag="bff").faults] == ["qc-field-order"]


def test_fields_in_a_progressive_version_are_combs() -> None:
    assert [fault.code for fault in order(0, masters.SMALL, "progressive").faults] == ["qc-combed"]
    assert not order(None, masters.SMALL, "progressive").faults


def test_a_still_picture_has_no_order_of_fields() -> None:
    outcome = shown(FieldOrder(TRACK, masters.XDCAM), [slide(1)] * 40)
    assert outcome.unmeasured == "qc-field-order-undetermined"
    assert not outcome.faults


def test_credits_that_roll_by_a_line_a_picture_do_not_comb() -> None:
    tall = codes(100 + 60 * np.sign(np.sin(np.arange(HEIGHT + 200) / 3))[:, None] + 0 * X[0, :WIDTH])
    tall[:, ::3] = 40
    for way in (1, -1):
        pictures = [tall[100 + way * n : 100 + way * n + HEIGHT] for n in range(80)]
        track = dataclasses.replace(TRACK, scan_flag="progressive")
        assert not shown(FieldOrder(track, masters.SMALL), pictures).faults
        assert not shown(FieldOrder(TRACK, masters.XDCAM), pictures).faults


def test_fields_swapped_for_three_seconds_are_found_there() -> None:
    pictures = [moving(n, 1 if 100 <= n < 175 else 0) for n in range(300)]
    ((start, end),) = frames(shown(FieldOrder(TRACK, masters.XDCAM), pictures))
    assert 90 <= start <= 130
    assert 150 <= end <= 185


# ── borders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def borders(pictures: Iterable[Picture]) -> Outcome:
    return shown(Letterbox(TRACK, LIMITS, Fraction(0)), pictures)


def boxed(number: int, above: int, beside: int) -> Plane:
    picture = camera(number)
    for edge, size in ((picture, above), (picture.T, beside)):
        if size:
            edge[:size] = 16
            edge[-size:] = 16
    return picture


@pytest.mark.parametrize(("above", "beside"), [(6, 0), (26, 0), (0, 48)])
def test_borders_that_stay_are_found(above: int, beside: int) -> None:
    outcome = borders(boxed(n, above, beside) for n in range(100))
    assert [fault.code for fault in outcome.faults] == ["qc-letterbox"]
    assert frames(outcome) == [(0, 100)]


def test_thin_borders_dark_scenes_and_slides_on_black_are_none() -> None:
    assert not borders(boxed(n, 2, 2) for n in range(50)).faults
    night = codes(16 + (ROOM[:HEIGHT, :WIDTH] - 16) / 14)
    assert not borders([night] * 30 + [camera(n) for n in range(60)]).faults
    dark_slide = flat(16)
    dark_slide[60:150:6, 80:300:2] = 220
    assert not borders([dark_slide] * 50).faults
    assert borders([flat(16)] * 50).unmeasured == "qc-picture-too-dark"


def test_an_opening_that_fills_the_screen_does_not_hide_the_bars_behind_it() -> None:
    pictures = (camera(n) if n < 250 else boxed(n, 26, 0) for n in range(0, 1300))
    assert borders(pictures).faults


# ── spots ────────────────────────────────────────────────────────────────────────────────────────────────────────


def passing(number: int) -> Plane:
    """People who keep passing before a camera."""
    picture = camera(number, 0.5)
    for column in range(0, WIDTH, 96):
        left = (column + number * 11) % WIDTH
        picture[:, left : left + 48] = np.clip(picture[:, left : left + 48] + np.uint8(70), 16, 235)
    return picture


def spotted(size: int, level: int, count: int = 230) -> Outcome:
    def pictures() -> Iterable[Plane]:
        for number in range(count):
            picture = passing(number)
            picture[100 : 100 + size, 200 : 200 + size] = level
            yield picture

    return shown(DeadPixels(TRACK), pictures())


def test_spots_that_never_change_are_found() -> None:
    assert [fault.values["spots"] for fault in spotted(2, 235).faults] == [1]
    assert [fault.values["spots"] for fault in spotted(14, 17).faults] == [1]


def test_clean_pictures_logos_and_stills_have_no_dead_pixels() -> None:
    assert shown(DeadPixels(TRACK), (passing(n) for n in range(230))).measured == "0"
    assert not spotted(60, 200).faults
    assert shown(DeadPixels(TRACK), [slide(1)] * 130).unmeasured == "qc-dead-pixels-undetermined"


def test_a_dead_line_is_found() -> None:
    def pictures() -> Iterable[Plane]:
        for number in range(230):
            picture = passing(number)
            picture[120] = 30
            yield picture

    assert shown(DeadPixels(TRACK), pictures()).faults


# ── all ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_item_that_saw_nothing_says_so() -> None:
    limits: QCLimits = LIMITS
    items: list[PictureItem] = [
        VideoLevels(TRACK, limits),
        Gamut(TRACK, limits),
        Black(TRACK, limits, Fraction(0)),
        Freeze(TRACK, limits),
        Flashes(TRACK, limits, Fraction(0), "top", True),
        FieldOrder(TRACK, masters.XDCAM),
        Letterbox(TRACK, limits, Fraction(0)),
        DeadPixels(TRACK),
    ]
    for item in items:
        assert all(outcome.unmeasured for outcome in every(item, []))


def test_places_are_joined_counted_and_bounded() -> None:
    where = Stretches(Fraction(1, 5))
    for second in range(100):
        where.add(Fraction(second), second + Fraction(1, 2))
        where.add(second + Fraction(1, 2), second + Fraction(3, 5))
    assert (where.count, len(where.spans)) == (100, MOST_SPANS)
    assert where.spans[-1].seconds == Fraction(3, 5)
    assert where.values() == {"at": "00:00.00, 00:01.00, 00:02.00 …", "count": 100, "seconds": "60.00"}
    assert [percent(share) for share in (0, 0.00001, 0.002, 0.5)] == ["0.00 %", "< 0.01 %", "0.20 %", "50.0 %"]
