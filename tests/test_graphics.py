"""What a brand lays over the lesson: in the safe area, never over one another, never over a caption."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import (
    Box,
    Brand,
    BrandUse,
    BurnLook,
    Cadence,
    Captions,
    Chapter,
    Clip,
    Cue,
    DeliverySpec,
    DrawGraphic,
    Inset,
    Lesson,
    LevelSound,
    Overlay,
    Place,
    Plan,
    Presentation,
    RenderChunk,
    Shrink,
    SignClip,
    Subtitles,
)
from lessontool.planning.graphics import caption_box, dress, keep_clear, raster_of, under_lesson
from lessontool.planning.ground import Draft, ground_of
from lessontool.planning.programme import plan
from lessontool.presets import load_brand, load_caption_style
from lessontool.subtitles.showing.burning import ass, place
from lessontool.timing import FrameSpan, TimeSpan
from tests.sources import LESSON, PRESETS, Source, picture, presented, preset, recording, seen, sound
from tests.station import PROFILE

TV, ONLINE = preset("tv-xdcam-hd422"), preset("online-web")
BRAND = load_brand("province", PRESETS)
CORNERS = st.sampled_from(["none", "top-left", "top-right", "bottom-left", "bottom-right"])
SECONDS = 60


def uses() -> st.SearchStrategy[BrandUse]:
    return st.builds(
        replace,
        st.just(BRAND.tv),
        logo=CORNERS,
        grade_label=CORNERS,
        logo_height_percent=st.floats(4, 20),
        lower_third_s=st.sampled_from([Fraction(0), Fraction(4), Fraction(8)]),
        chapter_titles_s=st.sampled_from([Fraction(0), Fraction(3)]),
        transition=st.sampled_from(["cut", "wipe"]),
        transition_frames=st.just(12),
        sign_width_percent=st.floats(15, 35),
    )


def chapters() -> st.SearchStrategy[tuple[Chapter, ...]]:
    starts = st.lists(st.integers(0, SECONDS + 5), unique=True, max_size=6).map(sorted)
    return starts.map(lambda all_: tuple(Chapter(start_s=Fraction(at), title=f"Phần {at}") for at in all_))


def interpreter(width: int, height: int) -> SignClip:
    track = picture(SECONDS, width_px=width, height_px=height)
    media, measurements = recording(track, seen(track))
    return SignClip(clip=Clip(media=replace(media, sha256="ef" * 32), measurements=measurements), starts_at=Fraction(1))


def source(width: int = 1920, height: int = 1080) -> Source:
    return recording(picture(SECONDS, width_px=width, height_px=height), audio=sound(SECONDS))


def captioned(spec: DeliverySpec, lesson: Lesson, made: Source, presentation: Presentation, every: int) -> Captions:
    """A caption of two lines every so many frames, placed clear of what always stands there."""
    ground = ground_of(lesson, *made)
    clear = (*spec.captions.keep_clear, *keep_clear(ground, spec, presentation))
    look = place(
        replace(spec, captions=replace(spec.captions, keep_clear=clear)),
        load_caption_style("grade-1-2", folder=PRESETS),
    )
    look = under_lesson(ground, spec, presentation, look)
    cues = tuple(
        Cue(span=FrameSpan(at, at + 60), lines=("Một dòng", "hai dòng"), origin="script", confidence=1.0)
        for at in range(10, SECONDS * 25 - 70, every)
    )
    shown = Subtitles(language="vi", style="grade-1-2", origin="script", cues=cues)
    return Captions(subtitles=(shown,), looks={spec.name: look})


@settings(deadline=None, max_examples=60)
@given(
    uses(),
    chapters(),
    st.sampled_from([None, (1920, 1080), (1080, 1920), (640, 480)]),
    st.sampled_from([(1920, 1080), (640, 480), (720, 1280)]),
    st.integers(60, 400),
    st.integers(0, 40),
)
def test_nothing_ever_covers_another_thing_and_all_is_inside_the_safe_area(
    use: BrandUse,
    titles: tuple[Chapter, ...],
    signing: tuple[int, int] | None,
    size: tuple[int, int],
    every: int,
    first: int,
) -> None:
    made = source(*size)
    lesson = replace(LESSON, chapters=titles)
    brand = replace(BRAND, tv=use)
    presentation = replace(
        presented(TV),
        brands={TV.name: brand},
        sign=interpreter(*signing) if signing else None,
        speech=(TimeSpan(Fraction(first), Fraction(first + 9)),),
    )
    ground = ground_of(lesson, *made)
    width, height = raster_of(ground, TV)
    captions = captioned(TV, lesson, made, presentation, every)
    draft = Draft()
    dressing = dress(ground, TV, presentation, captions, draft)
    sizes = {step.output.name: step for step in draft.steps if isinstance(step, DrawGraphic)}
    things: list[tuple[Box, FrameSpan]] = []
    always = FrameSpan(0, ground.frames)
    for each in (*dressing.stills, *dressing.moving):
        drawn = sizes[each.graphic]
        if drawn.box is None:  # over everything, or around it
            continue
        box = drawn.box
        assert (box.x_px, box.y_px) == (each.x_px, each.y_px)
        assert box.x_px >= width * 0.05
        assert box.right_px <= width * 0.95
        assert box.y_px >= height * 0.05
        assert box.bottom_px <= height * 0.95
        things.append((box, each.span or always))
    if dressing.layout:
        assert not dressing.layout.lesson.overlaps(dressing.layout.sign)
        things.append((dressing.layout.sign, always))
    look = captions.looks[TV.name]
    things += [(caption_box(look), cue.span) for cue in captions.subtitles[0].cues]
    for (one, when), (other, then) in combinations(things, 2):
        if when.start < then.end and then.start < when.end:
            assert not one.overlaps(other), (one, other)


def test_the_box_that_planning_keeps_for_captions_holds_what_is_drawn() -> None:
    look = place(TV, load_caption_style("grade-1-2", folder=PRESETS))
    kept = caption_box(look)
    assert "Style: Caption" in ass([], first_frame=0, look=look)
    assert kept.height_px >= 2 * 1.3 * look.font_px
    assert kept.bottom_px == look.bottom_px


def planned(
    spec: DeliverySpec, presentation: Presentation, lesson: Lesson = LESSON, made: Source | None = None
) -> Plan:
    media, measurements = made or source()
    return plan(lesson, media, measurements, [spec], presentation=presentation, stations={spec.name: PROFILE})


def lesson_chunks(made: Plan) -> list[RenderChunk]:
    return [step for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson"]


def overlays(made: Plan, kind: str) -> list[FrameSpan | None]:
    """When a graphic is seen, in order."""
    spans = dict.fromkeys(
        each.span
        for step in lesson_chunks(made)
        for recipe in step.recipes
        for each in recipe.chain
        if isinstance(each, Overlay) and f"/{kind}/" in each.graphic
    )
    return list(spans)


def test_the_name_comes_with_the_first_word_and_after_the_opening_has_gone() -> None:
    speech = (TimeSpan(Fraction(7), Fraction(9)),)
    assert overlays(planned(TV, presented(TV, speech=speech)), "lower_third") == [FrameSpan(175, 325)]
    early = (TimeSpan(Fraction(0), Fraction(9)),)
    assert overlays(planned(TV, presented(TV, speech=early)), "lower_third") == [FrameSpan(24, 174)]
    assert overlays(planned(TV, presented(TV, speech=None)), "lower_third") == [FrameSpan(50, 200)]


def test_titles_of_chapters_wait_for_the_name_and_are_left_out_when_they_come_too_late() -> None:
    lesson = replace(LESSON, chapters=tuple(Chapter(start_s=Fraction(at), title=str(at)) for at in (0, 4, 30)))
    made = planned(TV, presented(TV), lesson)
    (name,) = overlays(made, "lower_third")
    assert name == FrameSpan(50, 200)
    # the first would come when the second has begun
    assert overlays(made, "chapter") == [FrameSpan(212, 312), FrameSpan(750, 850)]


def test_a_lesson_without_teachers_or_with_graphics_switched_off_shows_none() -> None:
    assert overlays(planned(TV, presented(TV), replace(LESSON, teachers=())), "lower_third") == []
    assert overlays(planned(TV, Presentation()), "lower_third") == []
    segments = {step.segment for step in planned(TV, Presentation()).steps if isinstance(step, RenderChunk)}
    assert segments == {"slate", "lesson"}


def test_the_interpreter_makes_the_lesson_smaller_and_stands_on_every_picture_of_the_grid() -> None:
    presentation = presented(ONLINE, sign=interpreter(1080, 1920))
    made = planned(ONLINE, presentation, made=source(1280, 720))
    assert [media.sha256 for media in made.others] == ["ef" * 32]
    for step in lesson_chunks(made):
        for recipe in step.recipes:
            kinds = [type(each) for each in recipe.chain]
            laid = next(each for each in recipe.chain if isinstance(each, Place))
            assert laid.content_width_px < laid.canvas_width_px
            assert kinds.index(Cadence) < kinds.index(Inset)
            assert Shrink not in kinds[: kinds.index(Inset)]
    (decision,) = [each for each in made.decisions if each.subject == "sign language"]
    assert "nothing of it is covered" in decision.reason


def test_the_brands_sound_rings_on_only_until_the_first_word() -> None:
    def reach(first: Fraction) -> int:
        speech = (TimeSpan(first, Fraction(40)),)
        (level,) = [step for step in planned(TV, presented(TV, speech=speech)).steps if isinstance(step, LevelSound)]
        return next(each.after_frames for each in level.segments if each.segment == "opening")

    assert reach(Fraction(10)) == 38  # the brand's second and a half
    assert reach(Fraction(1)) == 25 - 6
    assert reach(Fraction(0)) == 0


@pytest.mark.parametrize("brand", ["province", "pupils-1-2"])
def test_melodies_are_over_before_their_segment_is(brand: str) -> None:
    loaded: Brand = load_brand(brand, PRESETS)
    for use in (loaded.tv, loaded.online):
        for notes, length in (
            (loaded.sound.opening_melody, use.opening_s),
            (loaded.sound.closing_melody, use.closing_s),
        ):
            last = Fraction(60 * (len(notes) - 1), loaded.sound.notes_per_minute)
            assert last + Fraction(1, 2) <= length


def test_captions_keep_clear_of_what_always_stands_there() -> None:
    brand = replace(BRAND, tv=replace(BRAND.tv, logo="bottom-left", grade_label="bottom-left"))
    presentation = replace(presented(TV), brands={TV.name: brand})
    ground = ground_of(LESSON, *source())
    kept = keep_clear(ground, TV, presentation)
    assert [each.name for each in kept] == ["logo", "grade_label"]
    look: BurnLook = captioned(TV, LESSON, source(), presentation, 100).looks[TV.name]
    logo = kept[0]
    assert look.left_px >= 1920 * (logo.left_percent + logo.width_percent) / 100 or (
        look.bottom_px <= 1080 * logo.top_percent / 100
    )
