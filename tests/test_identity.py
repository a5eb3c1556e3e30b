"""An output's identity changes with all that decides what is in it, and with nothing else. No program runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import (
    Colour,
    Crop,
    DeliverySpec,
    DrawGraphic,
    Lesson,
    MediaFile,
    Output,
    Package,
    Place,
    Plan,
    RecordingSource,
    RenderChunk,
    RenditionRecipe,
    Turn,
    WrapProgramme,
)
from lessontool.planning.programme import plan
from lessontool.running import identity as identity_room
from lessontool.running.identity import identities, outputs, uses
from lessontool.timing import FrameSpan
from lessontool.tools import ffmpeg, process
from tests.sources import LESSON, picture, presented, preset, recording, sound
from tests.station import PROFILE

TV, ONLINE = preset("tv-xdcam-hd422"), preset("online-web")
LADDER = [rung.name for rung in ONLINE.renditions]


@pytest.fixture(autouse=True, scope="module")
def _no_program() -> object:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an identity started a program")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "run", refuse)
        patch.setattr(ffmpeg, "executable", lambda: "FFMPEG")
        patch.setattr(ffmpeg, "version", lambda: "9.0.2")
        yield


def planned(*specs: DeliverySpec, lesson: Lesson = LESSON, **changes: object) -> Plan:
    track = picture(110, frame_rate=Fraction(30))
    media, measurements = recording(track, None, sound(110))
    presentation = presented(*specs)
    changed = replace(media, **changes)  # type: ignore[arg-type]
    judges = {spec.name: PROFILE for spec in specs}
    return plan(lesson, changed, measurements, specs, presentation=presentation, stations=judges)


def changed(one: Plan, other: Plan) -> set[str]:
    """The outputs that both plans have and that are not the same."""
    before, after = identities(one), identities(other)
    return {name for name in before.keys() & after.keys() if before[name] != after[name]}


def same(one: Plan, other: Plan) -> set[str]:
    return identities(one).keys() & identities(other).keys() - changed(one, other)


# ── plans ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_output_is_somebody() -> None:
    made = planned(TV, ONLINE)
    known = identities(made)
    assert len(known) == sum(len(outputs(step)) for step in made.steps) >= 30
    assert len(set(known.values())) == len(known)


def test_a_plan_made_again_is_the_same() -> None:
    assert identities(planned(TV, ONLINE)) == identities(planned(TV, ONLINE))


def test_a_preset_keeps_its_identities_whoever_else_is_wanted() -> None:
    together = identities(planned(TV, ONLINE))
    assert identities(planned(ONLINE, TV)) == together
    for alone in (planned(TV), planned(ONLINE)):
        known = identities(alone)
        assert known.items() <= together.items()


def test_a_new_title_changes_what_shows_or_carries_it_and_no_picture_of_the_lesson() -> None:
    old, new = planned(TV, ONLINE), planned(TV, ONLINE, lesson=replace(LESSON, title="Phép trừ"))
    touched = changed(old, new)
    chunks = [step for step in old.steps if isinstance(step, RenderChunk) and step.segment == "lesson"]
    assert len(chunks) == 4
    # opening and closing show it, and so do the ways out of the one and into the other
    between = {output.name for step in chunks[1:-1] for output in step.outputs}
    assert {name for name in same(old, new) if name.startswith("picture/")} == between
    assert not [name for name in touched if name.startswith("sound/")]
    closing = {step.output.name for step in old.steps if isinstance(step, (WrapProgramme, Package))}
    assert closing <= touched


@pytest.mark.parametrize("change", [{"keywords": ("số",)}, {"description": "Ba phép cộng"}])
def test_words_that_only_metadata_carry_change_only_the_package(change: dict[str, object]) -> None:
    old, new = planned(TV, ONLINE), planned(TV, ONLINE, lesson=replace(LESSON, **change))  # type: ignore[arg-type]
    assert changed(old, new) == {"package/tv-xdcam-hd422", "package/online-web"}


def test_another_recording_changes_everything_but_the_cards() -> None:
    old, new = planned(TV, ONLINE), planned(TV, ONLINE, sha256="cd" * 32)
    assert {name.split("/")[0] for name in same(old, new)} == {"graphic", "picture", "sound"}
    assert not [name for name in same(old, new) if name.startswith(("picture/lesson/", "sound/lesson/"))]


def test_what_the_recording_is_called_changes_no_picture_and_no_sound() -> None:
    assert changed(planned(TV, ONLINE), planned(TV, ONLINE, name="khác.mp4", size_bytes=7)) == set()


@pytest.mark.parametrize("rung", LADDER)
def test_another_quality_of_one_rung_changes_that_rung_only(rung: str) -> None:
    rungs = tuple(
        replace(each, quality_crf=(each.quality_crf or 0) + (each.name == rung)) for each in ONLINE.renditions
    )
    touched = changed(planned(TV, ONLINE), planned(TV, replace(ONLINE, renditions=rungs)))
    pictures = {name for name in touched if name.startswith("picture/")}
    assert len(pictures) == 6
    assert {name.rpartition("/")[2] for name in pictures} == {rung}
    assert {name for name in touched if name.startswith("programme/")} == {f"programme/online-web/{rung}"}
    assert "package/tv-xdcam-hd422" not in touched


def test_another_loudness_changes_that_sound_and_no_picture() -> None:
    louder = replace(ONLINE, sound=replace(ONLINE.sound, target_lufs=-18.0))
    touched = changed(planned(TV, ONLINE), planned(TV, louder))
    assert "sound/online-web" in touched
    assert not [name for name in touched if name.startswith("picture/") or "tv-xdcam" in name]


def test_other_programs_make_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identities(planned(TV, ONLINE))
    monkeypatch.setattr(ffmpeg, "version", lambda: "9.0.3")
    after = identities(planned(TV, ONLINE))
    assert not before.items() & after.items()


def test_where_the_program_lies_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    before = identities(planned(TV, ONLINE))
    monkeypatch.setattr(ffmpeg, "executable", lambda: "/opt/elsewhere/ffmpeg")
    assert identities(planned(TV, ONLINE)) == before


def test_what_changes_changes_all_that_is_made_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = planned(TV, ONLINE)
    before = identities(made)
    for step in made.steps:
        for output in outputs(step):
            after = with_other(made, output.name, monkeypatch)
            touched = {name for name, value in after.items() if value != before[name]}
            assert touched == {output.name} | later(made, output.name)


def with_other(made: Plan, name: str, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """Identities as they are when one output has another one."""
    essence = identity_room._essence

    def other(step: object, number: int, inputs: list[str], made: Plan) -> Mapping[str, object]:
        said = dict(essence(step, number, inputs, made))  # type: ignore[arg-type]
        return said | {"other": 1} if outputs(step)[number].name == name else said  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(identity_room, "_essence", other)
        return identities(made)


def later(made: Plan, name: str) -> set[str]:
    """Everything that is made of an output, also by way of others."""
    touched = {name}
    for step in made.steps:
        for number, output in enumerate(outputs(step)):
            if touched & set(uses(step, number)):
                touched.add(output.name)
    return touched - {name}


def test_an_hour_is_known_in_a_moment() -> None:
    """A third of a second on a quiet machine; the limit is for one that is busy."""
    track = picture(3600)
    media, measurements = recording(track, None, sound(3600))
    made = plan(LESSON, media, measurements, [TV, ONLINE], stations={TV.name: PROFILE, ONLINE.name: PROFILE})
    assert len(made.steps) > 60
    spent = []
    for _ in range(3):
        begun = time.process_time()
        identities(made)
        spent.append(time.process_time() - begun)
    assert min(spent) < 1


# ── chunks ────────────────────────────────────────────────────────────────────────────────────────────────────────

LESSON_CHUNKS = st.deferred(
    lambda: st.sampled_from(
        [step for step in planned(TV, ONLINE).steps if isinstance(step, RenderChunk) and step.segment == "lesson"]
    )
)
NUMBERS = st.integers(0, len(LADDER))


def known(step: RenderChunk, number: int, media: MediaFile | None = None) -> str:
    """The identity of one rendition of a chunk."""
    made = planned(TV, ONLINE)
    drawn = tuple(each for each in made.steps if isinstance(each, DrawGraphic))
    return identities(replace(made, steps=(*drawn, step), media=media or made.media))[step.outputs[number].name]


@settings(deadline=None, max_examples=25)
@given(LESSON_CHUNKS, NUMBERS, st.permutations(range(len(LADDER) + 1)), st.integers(1, len(LADDER) + 1))
def test_who_else_is_rendered_beside_it_does_not_matter(
    step: RenderChunk, number: int, order: list[int], count: int
) -> None:
    kept = [number, *[each for each in order if each != number][: count - 1]]
    kept.sort(key=order.index)
    fewer = replace(
        step,
        recipes=tuple(step.recipes[each] for each in kept),
        outputs=tuple(step.outputs[each] for each in kept),
        timecodes=tuple(step.timecodes[each] for each in kept),
    )
    assert known(fewer, kept.index(number)) == known(step, number)


@settings(deadline=None, max_examples=25)
@given(LESSON_CHUNKS, NUMBERS, st.text("abc", min_size=1))
def test_what_things_are_called_does_not_matter(step: RenderChunk, number: int, word: str) -> None:
    renamed = replace(
        step,
        name=word,
        outputs=tuple(Output(name=f"{word}/{n}", suffix=output.suffix) for n, output in enumerate(step.outputs)),
        recipes=tuple(
            replace(recipe, preset=word, rendition=replace(recipe.rendition, name=f"{word}{n}"))
            for n, recipe in enumerate(step.recipes)
        ),
    )
    assert known(renamed, number) == known(step, number)


CHAIN_CHANGES = (
    Turn(degrees=180),
    Crop(x_px=0, y_px=0, width_px=1918, height_px=1080),
)


@settings(deadline=None, max_examples=25)
@given(LESSON_CHUNKS, NUMBERS, st.data())
def test_each_operation_on_the_way_matters(step: RenderChunk, number: int, data: st.DataObject) -> None:
    chain = step.recipes[number].chain
    at = data.draw(st.integers(0, len(chain)))
    longer = (*chain[:at], data.draw(st.sampled_from(CHAIN_CHANGES)), *chain[at:])
    assert known(with_recipe(step, number, replace(step.recipes[number], chain=longer)), number) != known(step, number)
    for other in range(len(step.recipes)):
        if other != number:
            assert known(with_recipe(step, number, replace(step.recipes[number], chain=longer)), other) == known(
                step, other
            )


@settings(deadline=None, max_examples=25)
@given(LESSON_CHUNKS, NUMBERS, st.sampled_from(["colour", "hdr", "content_width_px"]))
def test_each_figure_of_the_placing_matters(step: RenderChunk, number: int, field: str) -> None:
    place = next((each for each in step.recipes[number].chain if isinstance(each, Place)), None)
    assert place is not None
    value = {
        "colour": Colour(full_range=True, primaries="bt709", transfer="bt709", matrix="bt709"),
        "hdr": not place.hdr,
        "content_width_px": place.content_width_px - 2,
    }[field]
    other = replace(place, **{field: value})  # type: ignore[arg-type]
    chain = tuple(other if each is place else each for each in step.recipes[number].chain)
    assert known(with_recipe(step, number, replace(step.recipes[number], chain=chain)), number) != known(step, number)


@settings(deadline=None, max_examples=25)
@given(LESSON_CHUNKS, NUMBERS, st.integers(1, 99))
def test_which_frames_of_which_recording_matters(step: RenderChunk, number: int, shift: int) -> None:
    source = step.source
    assert isinstance(source, RecordingSource)
    media = planned(TV, ONLINE).media
    others = [
        known(replace(step, span=FrameSpan(step.span.start, step.span.end + shift)), number),
        known(replace(step, source=replace(source, zero=source.zero + Fraction(shift, 1000))), number),
        known(replace(step, source=replace(source, track_index=source.track_index + shift)), number),
        known(step, number, replace(media, sha256=f"{shift:064}")),
        known(step, number, replace(media, demuxer="matroska")),
    ]
    assert len({known(step, number), *others}) == len(others) + 1


def with_recipe(step: RenderChunk, number: int, recipe: RenditionRecipe) -> RenderChunk:
    recipes = list(step.recipes)
    recipes[number] = recipe
    return replace(step, recipes=tuple(recipes))
