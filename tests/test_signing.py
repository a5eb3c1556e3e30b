"""The interpreter beside the lesson: where she stands, what of her picture is shown, and when she begins."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages, signing
from lessontool.analysis.matching import Match
from lessontool.errors import InputError
from lessontool.messages import TABLE
from lessontool.model import Box, Crop, Lesson, SignLanguage
from lessontool.planning.signing import SignLayout, sign_crop, sign_layout
from lessontool.running.examining import examine
from lessontool.signing import Signed, sign_of
from tests.sources import LESSON, picture, recording, slides, sound
from tests.test_matching_sound import RATE, in_the_room, poem, write

UPRIGHT_PHONE = (1080, 1920)
LYING_CAMERA = (1920, 1080)

# ── where she stands ──────────────────────────────────────────────────────────────────────────────────────────────


def laid(canvas: tuple[int, int], shape: Fraction) -> Box:
    """Where a lesson of a shape lies on a canvas, as large as fits."""
    width, height = canvas
    shown = (width, min(height, int(width / shape) // 2 * 2))
    if shape < Fraction(width, height):
        shown = (int(height * shape) // 2 * 2, height)
    return Box(
        x_px=(width - shown[0]) // 4 * 2, y_px=(height - shown[1]) // 4 * 2, width_px=shown[0], height_px=shown[1]
    )


def layout(lesson: Fraction, sign: tuple[int, int], canvas: tuple[int, int] = (1920, 1080)) -> SignLayout:
    return sign_layout(canvas, laid(canvas, lesson), sign, 24.0, 5)


CANVASES = st.sampled_from([(1920, 1080), (1280, 720), (854, 480), (640, 360), (320, 180), (720, 576)])
SHAPES = st.fractions(Fraction(9, 21), Fraction(21, 9), max_denominator=99)


@settings(max_examples=300, deadline=None)
@given(
    canvas=CANVASES,
    lesson=SHAPES,
    sign=st.tuples(st.integers(100, 4000), st.integers(100, 4000)),
    percent=st.floats(10, 35),
    safe=st.sampled_from([3.5, 5, 10]),
)
def test_boxes_are_even_inside_the_picture_apart_and_no_smaller_than_viewers_need(
    canvas: tuple[int, int], lesson: Fraction, sign: tuple[int, int], percent: float, safe: float
) -> None:
    width, height = canvas
    content = laid(canvas, lesson)
    made = sign_layout(canvas, content, sign, percent, safe)
    boxes = [box for box in (made.lesson, made.sign, made.captions) if box]
    for box in boxes:
        assert all(side % 2 == 0 for side in (box.x_px, box.y_px, box.width_px, box.height_px))
        assert box.width_px > 0
        assert box.height_px > 0
        assert min(box.x_px, box.y_px) >= 0
        assert box.right_px <= width
        assert box.bottom_px <= height
    assert not any(one.overlaps(other) for one in boxes for other in boxes if one is not other)
    across, down = width * safe / 100, height * safe / 100
    for box in (made.sign, made.captions):
        if box:
            assert box.x_px >= across - 2
            assert box.right_px <= width - across
            assert box.bottom_px <= height - down
    assert made.sign.y_px >= down - 2
    # Ofcom's sixth of the picture, as far as the share of the width and the safe area allow
    cramped = made.sign.width_px >= width * 0.35 - 2 or made.sign.height_px >= height - 2 * down - 4
    assert cramped or made.sign.width_px * made.sign.height_px >= width * height / 6
    assert made.captions is None or made.captions.height_px >= height * 0.14 - 2
    assert made.surround == (made.lesson != content)
    # the lesson keeps its shape to a pixel or two
    shape = content.width_px / content.height_px
    assert abs(made.lesson.width_px - made.lesson.height_px * shape) <= 2 * shape + 2
    assert made.lesson.width_px <= content.width_px


def test_wide_lesson_makes_room_for_the_interpreter_and_for_captions_below() -> None:
    made = layout(Fraction(16, 9), UPRIGHT_PHONE)
    assert made.surround
    assert made.lesson == Box(x_px=30, y_px=54, width_px=1304, height_px=732)
    assert made.sign == Box(x_px=1364, y_px=208, width_px=460, height_px=818)
    assert made.captions == Box(x_px=96, y_px=816, width_px=1238, height_px=210)


def test_portrait_lesson_leaves_a_bar_in_which_the_interpreter_stands() -> None:
    made = layout(Fraction(9, 16), UPRIGHT_PHONE)
    assert not made.surround
    assert made.lesson == laid((1920, 1080), Fraction(9, 16))
    assert made.sign.x_px > made.lesson.right_px


def test_portrait_lesson_steps_aside_where_the_bar_alone_is_too_narrow() -> None:
    made = layout(Fraction(9, 16), LYING_CAMERA)
    assert made.surround
    assert (made.lesson.width_px, made.lesson.height_px) == (606, 1080)
    assert made.lesson.x_px < laid((1920, 1080), Fraction(9, 16)).x_px


def test_old_lesson_of_four_to_three_gives_up_only_what_is_needed() -> None:
    made = layout(Fraction(4, 3), UPRIGHT_PHONE)
    assert made.lesson.height_px > 0.9 * 1080
    assert made.captions is None


def test_all_rasters_have_the_same_layout() -> None:
    large, small = layout(Fraction(16, 9), UPRIGHT_PHONE), layout(Fraction(16, 9), UPRIGHT_PHONE, (640, 360))
    for one, other in ((large.lesson, small.lesson), (large.sign, small.sign)):
        assert abs(one.x_px - 3 * other.x_px) <= 8
        assert abs(one.height_px - 3 * other.height_px) <= 12


# ── what is shown of her ──────────────────────────────────────────────────────────────────────────────────────────


def shown(made: Crop, sample_aspect: Fraction = Fraction(1)) -> float:
    return made.width_px * float(sample_aspect) / made.height_px


def test_sides_of_a_wide_picture_are_cut_off_and_nothing_of_an_upright_one() -> None:
    wide = layout(Fraction(16, 9), LYING_CAMERA).sign
    made = sign_crop(picture(), wide)
    assert made is not None
    assert (made.height_px, made.y_px) == (1080, 0)
    assert shown(made) == pytest.approx(wide.width_px / wide.height_px, abs=0.01)
    assert abs(1920 - made.width_px - 2 * made.x_px) <= 2, "from both sides alike"
    phone = layout(Fraction(16, 9), UPRIGHT_PHONE).sign
    assert sign_crop(picture(rotation_deg=90), phone) is None
    assert sign_crop(picture(width_px=1080, height_px=1920), phone) is None


@settings(max_examples=100, deadline=None)
@given(
    size=st.tuples(st.integers(50, 2000), st.integers(50, 2000)),
    sample_aspect=st.sampled_from([Fraction(1), Fraction(16, 15), Fraction(64, 45), Fraction(4, 3)]),
    turned=st.sampled_from([0, 90, 180, 270]),
    box=st.tuples(st.integers(60, 600), st.integers(60, 600)),
)
def test_what_is_cut_lies_in_the_picture_and_has_the_shape_of_the_box(
    size: tuple[int, int], sample_aspect: Fraction, turned: int, box: tuple[int, int]
) -> None:
    track = picture(width_px=size[0] * 2, height_px=size[1] * 2, sample_aspect=sample_aspect, rotation_deg=turned)
    made = sign_crop(track, Box(x_px=0, y_px=0, width_px=box[0], height_px=box[1]))
    if made is None:
        return
    assert min(made.x_px, made.y_px) >= 0
    assert made.x_px % 2 == made.width_px % 2 == made.y_px % 4 == 0
    assert made.x_px + made.width_px <= track.width_px
    assert made.y_px + made.height_px <= track.height_px
    wanted = box[1] / box[0] if turned in (90, 270) else box[0] / box[1]
    slack = 1 + 6 / min(made.width_px, made.height_px)
    assert wanted / slack <= shown(made, sample_aspect) <= wanted * slack


# ── when she begins ───────────────────────────────────────────────────────────────────────────────────────────────

LATE_S = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson of 24 seconds, and interpreters: heard in the room, without sound, too short, without picture."""
    place = tmp_path_factory.mktemp("bài giảng")
    sound = ("-c:a", "flac")
    write(place / "lesson.mkv", *sound)
    heard = in_the_room(poem()[LATE_S * RATE : 30 * RATE]) * 10
    write(place / "sign.mkv", *sound, sound=heard)
    write(place / "silent.mkv", "-an")
    write(place / "foreign.mkv", *sound, sound=poem()[30 * RATE :] * 0.2)
    write(place / "short.mkv", *sound, sound=heard[: 12 * RATE])
    write(place / "voice.mkv", *sound, "-vn", sound=np.array(heard))
    return place


def lesson(file: str, starts_s: Fraction | None = None, **changes: object) -> Lesson:
    wish = SignLanguage(file=file, starts_s=starts_s)
    return replace(LESSON, recording="lesson.mkv", sign_language=wish, **changes)  # type: ignore[arg-type]


def signed(folder: Path, wanted: Lesson) -> Signed:
    _, media, measurements = examine(folder, wanted.recording)
    return sign_of(folder, wanted, media, measurements)


def codes(made: Signed) -> list[str]:
    assert all(finding.code in TABLE for finding in made[1])
    for finding in made[1]:
        TABLE[finding.code].vi.format_map(finding.values)
    return [finding.code for finding in made[1]]


@pytest.mark.tools
def test_beginning_is_found_from_the_sound_and_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = signed(folder, lesson("sign.mkv"))
    clip, _, decisions = first
    assert clip is not None
    assert float(clip.starts_at) == pytest.approx(LATE_S, abs=0.02)
    assert codes(first) == ["sign-matched"]
    assert "begins at" in decisions[0].choice
    monkeypatch.setattr(signing, "find_offset", lambda *_, **__: pytest.fail("it was known"))
    assert signed(folder, lesson("sign.mkv")) == first
    cut = signed(folder, lesson("sign.mkv", start_s=Fraction(4)))[0]
    assert cut is not None
    assert cut.starts_at == clip.starts_at - 4, "on the lesson's clock, which begins where the lesson begins"


@pytest.mark.tools
@pytest.mark.parametrize("name", ["silent.mkv", "foreign.mkv"])
def test_interpreter_who_cannot_be_placed_is_left_out_until_the_teacher_says_when(folder: Path, name: str) -> None:
    refused = signed(folder, lesson(name))
    assert refused[0] is None
    assert codes(refused) == ["sign-not-matched"]
    assert refused[1][0].severity == "warning"
    told = signed(folder, lesson(name, Fraction(5, 2)))
    assert told[0] is not None
    assert told[0].starts_at == Fraction(5, 2)
    assert codes(told) == []


@pytest.mark.tools
def test_interpreter_who_misses_a_part_of_the_lesson_is_said_and_shown(folder: Path) -> None:
    made = signed(folder, lesson("short.mkv"))
    assert made[0] is not None
    assert codes(made) == ["sign-matched", "sign-too-short"]
    assert (made[1][1].values["before"], made[1][1].values["after"]) == (4, 8)


@pytest.mark.tools
def test_file_that_cannot_be_an_interpreter_is_named(folder: Path) -> None:
    assert codes(signed(folder, lesson("voice.mkv"))) == ["sign-no-picture"]
    assert codes(signed(folder, lesson("lesson.mkv"))) == ["sign-is-the-lesson"]
    for starts_s in (Fraction(-60), Fraction(60)):
        outside = signed(folder, lesson("sign.mkv", starts_s))
        assert outside[0] is None
        assert codes(outside) == ["sign-not-during-lesson"]


@pytest.mark.tools
def test_clock_that_runs_away_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = Match(offset_s=Fraction(3), drift_ppm=140.0, apart_s=0.21, confidence=0.9, windows=24, agreeing=20)
    monkeypatch.setattr(signing, "find_offset", lambda *_, **__: apart)
    made = signed(folder, lesson("foreign.mkv", start_s=Fraction(1), audio_track=1))
    assert made[0] is None, "remembered: it was listened to before"
    monkeypatch.setattr(signing, "VERSION", "another")
    assert "sign-drifts" in codes(signed(folder, lesson("foreign.mkv")))


def test_lesson_without_an_interpreter_has_none(tmp_path: Path) -> None:
    assert sign_of(tmp_path, LESSON, *slides()) == (None, (), ())


def test_a_missing_video_is_asked_for_by_its_own_name(tmp_path: Path) -> None:
    lesson = replace(LESSON, sign_language=SignLanguage(file="phien-dich.mp4"))
    with pytest.raises(InputError) as caught:
        sign_of(tmp_path, lesson, *recording(picture(), audio=sound()))
    assert caught.value.code == "sign-missing"
    assert "phien-dich.mp4" in messages.say(caught.value.code, caught.value.values, "vi")
