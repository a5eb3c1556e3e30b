"""Captions in plans: what a corrected word makes anew, where captions stand in the chain, and which files go along."""

from __future__ import annotations

from dataclasses import replace

from lessontool.model import (
    BurnCaptions,
    BurnLook,
    Captions,
    Cue,
    Interlace,
    Listen,
    MarkFields,
    Package,
    Plan,
    RenderChunk,
    Subtitles,
    TakeSound,
    WriteText,
)
from lessontool.planning.listening import SLIDES, Wish, plan_listening
from lessontool.planning.programme import plan
from lessontool.running.identity import identities
from lessontool.timing import FrameSpan
from tests.sources import LESSON, SILENCE, picture, presented, preset, recording, sound
from tests.station import stations

TV, ONLINE = preset("tv-xdcam-hd422"), preset("online-web")
LOOK = BurnLook(
    raster_width_px=1920, raster_height_px=1080, font_px=50, outline_px=2, left_px=500, right_px=1420, bottom_px=1026
)
TWENTY_MINUTES = 20 * 60
JOIN = 300 + 1500
"""Frame at which the first whole minute gives way to the second."""


def captions(changed: str = "") -> Captions:
    """A caption every four seconds of twenty minutes; one of them may say something else."""
    cues = [
        Cue(
            span=FrameSpan(at, at + 75),
            lines=(changed if changed and at == 1450 else f"Câu số {at}",),
            origin="script",
            confidence=1.0,
        )
        for at in range(50, TWENTY_MINUTES * 25 - 100, 100)
    ]
    vi = Subtitles(language="vi", style="grade-1-2", origin="script", cues=tuple(cues))
    return Captions(subtitles=(vi, replace(vi, language="en")), looks={TV.name: LOOK})


def planned(shown: Captions | None) -> Plan:
    media = recording(picture(TWENTY_MINUTES), audio=sound(TWENTY_MINUTES))
    judges = stations(TV.name, ONLINE.name)
    return plan(LESSON, media[0], media[1], (TV, ONLINE), (), shown, presented(TV, ONLINE), stations=judges)


def chunks(made: Plan) -> list[RenderChunk]:
    return [step for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson"]


def test_one_typo_in_twenty_minutes_makes_at_most_three_tv_chunks_anew_and_no_online_picture() -> None:
    before, after = identities(planned(captions())), identities(planned(captions("Câu số một bốn năm không")))
    changed = {name for name in before if before[name] != after[name] and name.startswith("picture/")}
    assert 1 <= len(changed) <= 3
    assert all("tv-xdcam-hd422" in name for name in changed)


def test_new_captions_make_no_online_picture_and_no_bumper_anew() -> None:
    before, after = identities(planned(None)), identities(planned(captions()))
    changed = {name for name in before if name.startswith("picture/") and before[name] != after[name]}
    # the last two seconds have no caption
    *chunked, _ = chunks(planned(captions()))
    assert changed == {step.outputs[0].name for step in chunked}


def test_letters_are_written_on_whole_pictures_before_they_become_fields() -> None:
    for step in chunks(planned(captions())):
        tv, *online = step.recipes
        burns = [operation for operation in tv.chain if isinstance(operation, BurnCaptions)]
        assert all(tv.chain[-2] is burn for burn in burns)
        assert burns or step.span.frames < 100, "the last two seconds show no caption"
        assert isinstance(tv.chain[-1], (Interlace, MarkFields))
        assert not any(isinstance(operation, BurnCaptions) for recipe in online for operation in recipe.chain)


def test_a_caption_over_a_join_stands_in_both_chunks() -> None:
    shown = captions()
    first, second = chunks(planned(shown))[1:3]
    assert first.span.end == second.span.start == JOIN
    over = next(cue for cue in shown.subtitles[0].cues if cue.span.start < first.span.end < cue.span.end)
    for step, part in ((first, FrameSpan(over.span.start, JOIN)), (second, FrameSpan(JOIN, over.span.end))):
        burn = step.recipes[0].chain[-2]
        assert isinstance(burn, BurnCaptions)
        assert part in [each.span for each in burn.captions]


def test_caption_files_move_by_what_comes_before_the_lesson_and_are_listed_with_their_language() -> None:
    made = planned(captions())
    written = [step for step in made.steps if isinstance(step, WriteText)]
    assert {step.offset_frames for step in written if TV.name in step.output.name} == {252 + 204}
    assert {step.offset_frames for step in written if ONLINE.name in step.output.name} == {84}
    paths = {step.output.package_path.rpartition("/")[2].partition(".")[2] for step in written}
    assert paths == {
        f"{tag}.{end}" for tag in ("vi", "en") for end in ("srt", "vtt", "ebuttd.xml", "txt", "html", "docx")
    }
    packages = [step for step in made.steps if isinstance(step, Package)]
    for package in packages:
        assert {side.language for side in package.others if side.role == "captions"} == {"vi", "en"}
        assert package.transcripts["vi"].startswith("Câu số 50 Câu số 150")


def test_listening_takes_the_sound_that_is_wanted_anyway_and_looks_for_slides_only_where_nothing_moves() -> None:
    media, measured = recording(picture(60), audio=sound(60))
    still = replace(measured, picture=tuple(replace(each, motion_share=0.02) for each in measured.picture))
    first = plan_listening(LESSON, media, still, (TV, ONLINE), Wish(language="vi", model="base", model_sha256="x"))
    assert first is not None
    (taken,) = (step for step in first.steps if isinstance(step, TakeSound))
    assert taken in plan(LESSON, media, still, (TV, ONLINE), stations=stations(TV.name, ONLINE.name)).steps
    assert SLIDES in first.wanted
    moving = replace(measured, picture=tuple(replace(each, motion_share=0.9) for each in measured.picture))
    again = plan_listening(LESSON, media, moving, (TV,), Wish(language="vi"))
    assert again is not None
    assert SLIDES not in again.wanted
    assert [step.model for step in again.steps if isinstance(step, Listen)] == [""]


def test_a_silent_recording_is_not_listened_to() -> None:
    media, silent = recording(picture(60), audio=sound(60), listened=SILENCE)
    assert plan_listening(LESSON, media, silent, (TV,), Wish(language="vi")) is None


def test_a_plan_without_captions_burns_nothing() -> None:
    assert not any("burn_captions" in repr(step) for step in planned(Captions()).steps)
