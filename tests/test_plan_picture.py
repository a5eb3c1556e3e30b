"""What happens to a picture and why, as a table of decisions: no program is started, no file opened."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lessontool.model import (
    ActivePicture,
    Cadence,
    Colour,
    Crop,
    Deinterlace,
    DeliverySpec,
    Interlace,
    LinesAbove,
    MarkFields,
    NarrowChroma,
    PictureMeasurements,
    PictureOperation,
    Place,
    RenditionRecipe,
    RepairGamut,
    Shrink,
    StandardDefinition,
    Turn,
    VideoTrack,
    WidenChroma,
)
from lessontool.planning.picture import plan_animation, plan_picture, plan_still
from tests.sources import picture, preset, seen

TV = preset("tv-xdcam-hd422")
ONLINE = preset("online-web")


def recipes(
    track: VideoTrack, measured: PictureMeasurements | None = None, spec: DeliverySpec = TV
) -> tuple[RenditionRecipe, ...]:
    return plan_picture(track, measured or seen(track), spec)[0]


def chain(
    track: VideoTrack, measured: PictureMeasurements | None = None, spec: DeliverySpec = TV
) -> list[PictureOperation]:
    return list(recipes(track, measured, spec)[0].chain)


def only(kind: type, operations: list[PictureOperation]) -> PictureOperation:
    (found,) = [operation for operation in operations if isinstance(operation, kind)]
    return found


def place(track: VideoTrack, measured: PictureMeasurements | None = None, spec: DeliverySpec = TV) -> Place:
    found = only(Place, chain(track, measured, spec))
    assert isinstance(found, Place)
    return found


def reasons(
    track: VideoTrack, measured: PictureMeasurements | None = None, spec: DeliverySpec = TV
) -> dict[str, tuple[str, str]]:
    decisions = plan_picture(track, measured or seen(track), spec)[1]
    assert all(decision.choice and decision.reason for decision in decisions)
    return {decision.subject: (decision.choice, decision.reason) for decision in decisions}


def kinds(operations: list[PictureOperation]) -> list[type]:
    return [type(operation) for operation in operations]


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fields(recipe: RenditionRecipe) -> bool:
    return any(isinstance(operation, Interlace) for operation in recipe.chain)


def test_a_talking_head_at_30_pictures_becomes_50_fields() -> None:
    track = picture(frame_rate=Fraction(30))
    (recipe,) = recipes(track, seen(track, motion_share=0.9))
    assert Cadence(pictures_per_second=50) in recipe.chain
    assert recipe.chain[-1] == Interlace(soften=True)
    said = ("50 fields, each picture in its turn", "30.00 pictures a second, 90 % of them move")
    assert reasons(track)["cadence"] == said


@pytest.mark.parametrize(("rate", "searched"), [(30, False), (50, True), (60, True)])
def test_motion_between_fields_is_searched_only_where_fields_have_their_own(rate: int, searched: bool) -> None:
    track = picture(frame_rate=Fraction(rate))
    (recipe,) = recipes(track)
    assert fields(recipe)
    assert recipe.field_motion is searched
    interlaced = picture(scan_flag="tff")
    assert recipes(interlaced)[0].field_motion


@pytest.mark.parametrize("rate", [20, 25, 30])
def test_slides_become_psf_without_a_search_for_motion_between_fields(rate: int) -> None:
    track = picture(frame_rate=Fraction(rate))
    (recipe,) = recipes(track, seen(track, motion_share=0.02))
    assert not recipe.field_motion
    assert Cadence(pictures_per_second=25) in recipe.chain
    assert recipe.chain[-1] == MarkFields()


@pytest.mark.parametrize(("rate", "motion", "moving"), [(25, 0.9, False), (30, 0.15, False), (30, 0.16, True)])
def test_fields_move_only_where_there_are_more_pictures_than_frames_and_they_differ(
    rate: int, motion: float, moving: bool
) -> None:
    track = picture(frame_rate=Fraction(rate))
    assert fields(recipes(track, seen(track, motion_share=motion))[0]) is moving


def test_pictures_are_left_out_early_and_repeated_late() -> None:
    fast = picture(width_px=1280, height_px=720, frame_rate=Fraction(60))
    slow = picture(width_px=1280, height_px=720, frame_rate=Fraction(20))
    assert kinds(chain(fast, spec=ONLINE))[:2] == [Cadence, Place]
    assert kinds(chain(slow, spec=ONLINE)) == [Place, Cadence]


def test_a_phones_30_pictures_with_gaps_count_as_30() -> None:
    track = picture(frame_rate=Fraction(30), frames=230, variable_rate=True)
    assert fields(recipes(track)[0])
    assert reasons(track)["variable rate"][0] == "every picture at its own time on an exact grid"


# ── interlaced recordings ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_cameras_own_lines_are_not_softened_when_they_are_not_scaled() -> None:
    track = picture(scan_flag="tff")
    operations = chain(track)
    assert operations[0] == Deinterlace(order="tff")
    assert operations[-1] == Interlace(soften=False)


@pytest.mark.parametrize("height", [900, 1080])
def test_scaled_or_cropped_camera_lines_are_softened(height: int) -> None:
    track = picture(height_px=height, scan_flag="tff")
    measured = seen(track, active=ActivePicture(x_px=0, y_px=12, width_px=1920, height_px=height - 24))
    spec = replace(TV, picture=replace(TV.picture, crop_black_borders=True))
    assert chain(track, measured, spec)[-1] == Interlace(soften=True)


def test_a_much_enlarged_picture_has_no_fine_lines_to_soften() -> None:
    track = picture(width_px=720, height_px=576, sample_aspect=Fraction(64, 45), scan_flag="tff")
    assert chain(track)[-1] == Interlace(soften=False)


def test_what_the_pictures_say_outweighs_the_scan_flag() -> None:
    track = picture(scan_flag="progressive")
    measured = seen(track, scan="bff")
    assert chain(track, measured)[0] == Deinterlace(order="bff")
    assert reasons(track, measured)["scan"] == ("treated as bff", "the file says progressive, the pictures say bff")
    flagged = picture(scan_flag="tff")
    assert Deinterlace not in kinds(chain(flagged, seen(flagged, scan="progressive")))


def test_online_gets_progressive_pictures_of_an_interlaced_recording() -> None:
    track = picture(scan_flag="tff")
    for recipe in recipes(track, spec=ONLINE):
        assert recipe.chain[0] == Deinterlace(order="tff")
        assert not {Interlace, MarkFields} & set(kinds(list(recipe.chain)))


# ── the ladder ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "made"),
    [
        ((1920, 1080), ["1080p", "720p", "480p", "360p"]),
        ((3840, 2160), ["1080p", "720p", "480p", "360p"]),
        ((1280, 720), ["720p", "480p", "360p"]),
        ((640, 480), ["480p", "360p"]),
        ((320, 240), ["360p"]),
    ],
)
def test_rungs_above_the_source_are_left_out_but_one_is_always_made(size: tuple[int, int], made: list[str]) -> None:
    track = picture(width_px=size[0], height_px=size[1])
    assert [recipe.rendition.name for recipe in recipes(track, spec=ONLINE)] == made
    assert ("ladder" in reasons(track, spec=ONLINE)) is (len(made) < 4)


def test_each_rung_is_shrunk_from_the_one_above_it() -> None:
    made = recipes(picture(), spec=ONLINE)
    shrinks = [[(op.width_px, op.height_px) for op in each.chain if isinstance(op, Shrink)] for each in made]
    assert shrinks == [[], [(1280, 720)], [(1280, 720), (854, 480)], [(1280, 720), (854, 480), (640, 360)]]


def test_full_hd_is_converted_once_for_television_and_online() -> None:
    track = picture()
    (tv,), online = recipes(track), recipes(track, spec=ONLINE)
    assert tv.chain[0] == online[0].chain[0]
    assert tv.chain[1] == WidenChroma()


def test_a_television_master_always_has_its_full_size() -> None:
    track = picture(width_px=640, height_px=480)
    assert (place(track).canvas_width_px, place(track).canvas_height_px) == (1920, 1080)


# ── shape ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_upright_recording_is_turned_and_stands_on_a_blurred_canvas() -> None:
    track = picture(rotation_deg=90)
    operations = chain(track)
    laid = place(track)
    assert operations[0] == Turn(degrees=90)
    assert (laid.content_width_px, laid.content_height_px, laid.fill) == (608, 1080, "blurred")
    assert reasons(track)["canvas"][0] == "608x1080 on blurred 1920x1080"
    assert reasons(track)["rotation"][0] == "turned 90° clockwise"


def test_half_a_turn_keeps_the_shape() -> None:
    track = picture(rotation_deg=180)
    assert place(track).content_width_px == 1920
    assert Turn(degrees=180) in chain(track)


@pytest.mark.parametrize(
    ("size", "sample_aspect", "content"),
    [
        ((1440, 1080), Fraction(4, 3), (1920, 1080)),  # HDV
        ((720, 576), Fraction(16, 15), (1440, 1080)),  # 4:3 PAL
        ((720, 576), Fraction(64, 45), (1920, 1080)),  # 16:9 PAL
        ((640, 480), Fraction(1), (1440, 1080)),
        ((1366, 768), Fraction(1), (1920, 1080)),  # nearly 16:9: stretched by less than 1 %
        ((3026, 1386), Fraction(1), (1920, 880)),
    ],
)
def test_pixels_become_square_and_the_picture_as_large_as_fits(
    size: tuple[int, int], sample_aspect: Fraction, content: tuple[int, int]
) -> None:
    track = picture(width_px=size[0], height_px=size[1], sample_aspect=sample_aspect)
    laid = place(track)
    assert (laid.content_width_px, laid.content_height_px) == content


def test_black_borders_are_cut_only_when_the_preset_asks() -> None:
    track = picture()
    measured = seen(track, active=ActivePicture(x_px=241, y_px=6, width_px=1439, height_px=1070))
    asking = replace(TV, picture=replace(TV.picture, crop_black_borders=True))
    assert Crop not in kinds(chain(track, measured))
    assert only(Crop, chain(track, measured, asking)) == Crop(x_px=240, y_px=4, width_px=1438, height_px=1068)
    assert reasons(track, measured, asking)["crop"][0] == "1438x1068+240+4"
    assert Crop not in kinds(chain(track, seen(track), asking))


# ── colour ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("transfer", ["arib-std-b67", "smpte2084"])
def test_hdr_is_tone_mapped(transfer: str) -> None:
    colour = Colour(full_range=False, primaries="", transfer=transfer, matrix="")
    laid = place(picture(colour=colour, bit_depth=10, pixel_format="yuv420p10le"))
    assert laid.hdr
    assert (laid.colour.primaries, laid.colour.matrix, laid.bit_depth) == ("bt2020", "bt2020nc", 10)
    assert reasons(picture(colour=colour))["colour"][0] == "HDR to BT.709 by tone mapping (mobius)"


@pytest.mark.parametrize(
    ("size", "said", "decided", "reason"),
    [
        ((720, 576), "", "smpte170m", "the file does not say and the picture is standard definition"),
        ((1280, 720), "smpte170m", "smpte170m", "the file says smpte170m"),
        ((1280, 720), "", "bt709", ""),
    ],
)
def test_bt601_becomes_bt709(size: tuple[int, int], said: str, decided: str, reason: str) -> None:
    track = picture(width_px=size[0], height_px=size[1], colour=Colour(full_range=None, matrix=said))
    assert place(track).colour.matrix == decided
    assert reasons(track).get("colour", ("", ""))[1] == reason


@pytest.mark.parametrize(
    ("low", "high", "full"), [(0, 255, True), (4, 250, True), (16, 255, False), (0, 249, False), (5, 255, False)]
)
def test_full_range_is_detected_though_the_file_says_limited(low: int, high: int, full: bool) -> None:
    track = picture()
    measured = seen(track, luma_low=low, luma_high=high)
    assert place(track, measured).colour.full_range is full
    if full:
        said = f"luma reaches from {low} to {high}, whatever the file says"
        assert reasons(track, measured)["range"] == ("full to limited", said)


def test_what_the_file_calls_full_range_is_full() -> None:
    assert place(picture(colour=Colour(full_range=True, matrix="bt709"))).colour.full_range
    assert place(picture(colour=Colour(full_range=None, matrix="bt709"), pixel_format="yuvj420p")).colour.full_range


def test_a_screen_recorded_in_rgb_is_full_range_without_a_matrix() -> None:
    laid = place(picture(pixel_format="gbrp", colour=Colour(full_range=None)))
    assert (laid.colour.full_range, laid.colour.matrix) == (True, "gbr")


@pytest.mark.parametrize(("share", "repaired"), [(0.0, False), (0.004, False), (0.006, True)])
def test_illegal_colours_are_repaired_for_television_only(share: float, repaired: bool) -> None:
    track = picture()
    measured = seen(track, illegal_share=share)
    assert (RepairGamut in kinds(chain(track, measured))) is repaired
    assert RepairGamut not in kinds(chain(track, measured, ONLINE))


# ── what is drawn ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_still_is_held_and_marked_as_fields_where_fields_are_wanted() -> None:
    tv = plan_still(TV, TV.renditions[0])
    web = plan_still(ONLINE, ONLINE.renditions[-1])
    assert tv.chain[-1] == MarkFields()
    assert [operation.op for operation in web.chain] == ["place", "hold"]
    assert not tv.field_motion


def test_an_animation_keeps_its_fifty_pictures_a_second_as_fields_and_loses_half_of_them_online() -> None:
    tv = plan_animation(TV, TV.renditions[0], (1920, 1080))
    assert tv.chain == (Interlace(soften=True),)
    assert tv.field_motion
    web = plan_animation(ONLINE, ONLINE.renditions[-1], (1280, 720))
    assert [operation.op for operation in web.chain] == ["cadence", "shrink"]
    assert web.chain[0] == Cadence(pictures_per_second=25)


# ── formats ───────────────────────────────────────────────────────────────────────────────────────────────────────


def standard(*, full_chroma: bool) -> StandardDefinition:
    return StandardDefinition(width_px=720, height_px=576, full_chroma=full_chroma)


def test_standard_definition_is_composed_in_hd_and_shrunk_before_fields_are_woven() -> None:
    imx, dv = preset("tv-imx50"), preset("tv-dv25")
    track = picture(frame_rate=Fraction(50))
    hd = chain(track)
    assert isinstance(hd[-1], Interlace)
    ends = [standard(full_chroma=True), Interlace(soften=True), LinesAbove(lines=32)]
    # up to there it is the same picture, made once
    assert chain(track, spec=imx) == [*hd[:-1], *ends]
    assert chain(track, spec=dv)[-2:] == [standard(full_chroma=False), Interlace(first_field="bottom", soften=True)]
    assert reasons(track, spec=dv)["raster"][0] == "720x576, 16:9, BT.601"


def test_slides_in_dv_are_marked_bottom_field_first() -> None:
    track = picture(frame_rate=Fraction(25))
    slides = seen(track, motion_share=0.0)
    assert chain(track, slides, preset("tv-dv25"))[-1] == MarkFields(first_field="bottom")


def test_chroma_is_narrowed_only_where_a_repair_has_widened_it() -> None:
    spec = preset("tv-mpeg2-ps-15")
    track = picture(frame_rate=Fraction(50))
    assert WidenChroma not in kinds(chain(track, spec=spec))
    assert NarrowChroma not in kinds(chain(track, spec=spec))
    repaired = kinds(chain(track, seen(track, illegal_share=0.02), spec))
    assert repaired[-2:] == [NarrowChroma, Interlace]
    assert RepairGamut in repaired


@pytest.mark.parametrize(("name", "full"), [("tv-imx50", True), ("tv-dv25", False), ("tv-dvb-ts", False)])
def test_what_is_drawn_is_drawn_in_hd_for_standard_definition_too(name: str, full: bool) -> None:
    spec = preset(name)
    (rendition,) = spec.renditions
    still = plan_still(spec, rendition)
    (laid,) = [each for each in still.chain if isinstance(each, Place)]
    assert (laid.canvas_width_px, laid.canvas_height_px) == rendition.canvas_px == (1920, 1080)
    assert standard(full_chroma=full) in still.chain
    moving = plan_animation(spec, rendition, rendition.canvas_px)
    assert moving.chain[0] == standard(full_chroma=full)
    assert (moving.chain[-1] == LinesAbove(lines=32)) == (name == "tv-imx50")
