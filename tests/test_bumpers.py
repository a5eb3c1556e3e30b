"""Openings and closings: without holes, inside the safe area, read by OCR, and met by the lesson exactly."""

from __future__ import annotations

import difflib
import itertools
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import segno
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pymediainfo import MediaInfo

from lessontool.branding import bumpers
from lessontool.branding.bumpers import page
from lessontool.branding.bumpers.stage import Part, Scene
from lessontool.branding.drawing import animation
from lessontool.errors import Interrupted, ToolError
from lessontool.model import Colours, DrawGraphic, GraphicKind, Look, Output
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests.caption_judges import read_picture

Template = Literal["calm", "playful"]
TEMPLATES: tuple[Template, ...] = ("calm", "playful")
COLOURS = {
    "calm": Colours(
        ground="#0A3E54",
        ground_end="#062636",
        accent="#F5B335",
        accent_second="#3FB8AF",
        text="#EBEBEB",
        text_on_accent="#10222B",
    ),
    "playful": Colours(
        ground="#1E88C8",
        ground_end="#0D5EA6",
        accent="#FFC93C",
        accent_second="#FF7043",
        text="#EBEBEB",
        text_on_accent="#10222B",
    ),
}
OPENING = {
    "series_title": "Dạy học trên truyền hình",
    "organisation": "Sở Giáo dục và Đào tạo",
    "subject": "Toán",
    "grade": "Lớp 1",
    "title": "Phép cộng trong phạm vi 10",
    "lesson": "Tuần 10 · Bài 10 · Tiết 1/6",
    "series": "Kết nối tri thức với cuộc sống · Năm học 2021-2022",
    "teacher": "Giáo viên: Nguyễn Thị Hồng Nhung, Lò Văn Thưởng",
    "school": "Trường Tiểu học số 1 thị trấn Mường Tè",
}
CLOSING = {
    **{field: OPENING[field] for field in ("title", "subject", "grade", "lesson", "teacher", "school", "organisation")},
    "rights": "© 2021 Sở Giáo dục và Đào tạo",
    "broadcasts": "Thứ Hai, 11/10/2021 lúc 9:00\nThứ Tư, 13/10/2021 lúc 15:30",
    "materials_url": "https://example.edu.vn/hoc-lieu/toan-1/bai-10",
}
LONG = {
    "title": "Ôn tập giữa học kì: đọc hiểu văn bản, luyện tập từ chỉ sự vật, " * 4,
    "teacher": "Giáo viên: Nguyễn Thị Hồng Nhung, Lò Văn Thưởng, Hoàng Thị Phương Thảo, Vàng A Dế",
    "school": "Trường Phổ thông Dân tộc Bán trú Tiểu học và THCS Nậm Manh Ẫ",
    "materials_url": "https://example.edu.vn/" + "hoc-lieu/" * 40,
}
SMALL = (480, 270)


def step(
    graphic: GraphicKind,
    template: Template,
    lines: Mapping[str, str] | None = None,
    size: tuple[int, int] = SMALL,
    **changes: Any,
) -> DrawGraphic:
    own = OPENING if graphic in ("opening", "reveal") else CLOSING
    wishes: dict[str, Any] = {"pictures": 24, "in_pictures": 12, **changes}
    return DrawGraphic(
        name="draw",
        output=Output(name="graphic", suffix=".mkv"),
        graphic=graphic,
        width_px=size[0],
        height_px=size[1],
        lines=own if lines is None else lines,
        look=wishes.pop("look", Look(template=template, colours=COLOURS[template])),
        **wishes,
    )


def drawn(graphic: GraphicKind, template: Template, **changes: Any) -> list[Any]:
    return list(bumpers.pictures(step(graphic, template, **changes), {}))


@pytest.fixture(name="logo")
def _logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (90, 60), (0, 0, 0, 0))
    picture.paste((200, 40, 40, 255), (5, 5, 85, 55))
    picture.save(path)
    return path


# ── layout ────────────────────────────────────────────────────────────────────────────────────────────────────────


def outside_safe_area(scene: Scene) -> list[Part]:
    """Parts with words that come nearer to an edge than 5 % (EBU R 95) at any time."""
    width, height = scene.ground.size
    safe = (width * 0.05, height * 0.05, width * 0.95, height * 0.95)
    return [
        part
        for part in scene.parts
        if part.text
        and not (
            part.box[0] >= safe[0] and part.box[1] >= safe[1] and part.box[2] <= safe[2] and part.box[3] <= safe[3]
        )
    ]


def crossing(scene: Scene) -> list[tuple[Part, Part]]:
    """Words that stand upon one another, and balls that sway over words."""
    found = []
    for one, other in itertools.combinations(scene.parts, 2):
        a, b = one.box, other.box
        if (
            a[0] < b[2]
            and b[0] < a[2]
            and a[1] < b[3]
            and b[1] < a[3]
            and (one.sway_px or (other.sway_px and one.text) or (one.text and other.text and not _only_air(one, other)))
        ):
            found.append((one, other))
    return found


def _only_air(one: Part, other: Part) -> bool:
    """Whether the frames of two parts share nothing that is seen."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    right = min(one.x + one.picture.width, other.x + other.picture.width)
    bottom = min(one.y + one.picture.height, other.y + other.picture.height)
    if right <= x or bottom <= y:
        return True
    inks = [
        np.asarray(part.picture.getchannel("A"))[y - part.y : bottom - part.y, x - part.x : right - part.x]
        for part in (one, other)
    ]
    return not np.any((inks[0] > 0) & (inks[1] > 0))


FIELDS = ("series_title", "organisation", "subject", "grade", "title", "lesson", "series", "teacher", "school")
WORDS = st.one_of(
    st.text(alphabet="aăâeêioôơuưyẪổếậỹĐđghnmtcQ 0123456789.,·/", max_size=240),
    st.text(max_size=50),
    st.sampled_from((*OPENING.values(), *CLOSING.values(), *LONG.values())),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
@given(
    lines=st.dictionaries(st.sampled_from((*FIELDS, "rights", "broadcasts", "materials_url")), WORDS),
    graphic=st.sampled_from(("opening", "closing")),
    template=st.sampled_from(TEMPLATES),
)
@example(lines={}, graphic="opening", template="calm")
@example(lines={}, graphic="closing", template="playful")
@example(lines={**OPENING, **LONG}, graphic="opening", template="calm")
@example(lines={**OPENING, **LONG}, graphic="opening", template="playful")
@example(lines={**CLOSING, **LONG}, graphic="closing", template="calm")
@example(lines={**CLOSING, **LONG}, graphic="closing", template="playful")
def test_nothing_that_is_read_ever_leaves_the_safe_area_or_crosses_anything_else(
    lines: dict[str, str], graphic: GraphicKind, template: Template
) -> None:
    scene = bumpers.scene(step(graphic, template, lines), {})
    assert outside_safe_area(scene) == []
    assert crossing(scene) == []


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("size", [(640, 360), (720, 576), (1024, 576), (360, 640)])
def test_every_raster_is_laid_out_alike(template: Template, size: tuple[int, int], logo: Path) -> None:
    look = Look(template=template, colours=COLOURS[template], logo="of the station")
    for graphic in ("opening", "closing"):
        scene = bumpers.scene(step(graphic, template, size=size, look=look), {"of the station": logo})  # type: ignore[arg-type]
        assert outside_safe_area(scene) == []
        assert crossing(scene) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_missing_fields_leave_no_hole(template: Template) -> None:
    scene = bumpers.scene(step("opening", template, {"title": "Phép cộng", "subject": "Toán", "grade": "Lớp 1"}), {})
    words = [part for part in scene.parts if part.text]
    assert len(words) == 3
    top, bottom = min(part.box[1] for part in words), max(part.box[3] for part in words)
    assert SMALL[1] * 0.2 < top < bottom < SMALL[1] * 0.75
    assert bottom - top < SMALL[1] * 0.45


def test_words_are_read_on_every_brands_colours() -> None:
    for ground in ("#FFFFFF", "#808080", "#000000", "#F5B335"):
        assert page.contrast(page.readable("#EBEBEB", ground), ground) >= 4.5
    assert page.readable("#EBEBEB", "#062636") == "#EBEBEB"
    # as the guideline itself counts: black on white is 21 to 1
    assert page.contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("template", TEMPLATES)
def test_title_teacher_and_school_are_read_from_the_middle_of_an_opening(template: Template, tmp_path: Path) -> None:
    opening = step("opening", template, size=(1920, 1080), pictures=80, in_pictures=30)
    middle = Image.fromarray(next(itertools.islice(bumpers.pictures(opening, {}), 40, None))).convert("L")
    # everything but what is on top: there a logo, balls and confetti are no letters
    read = ""
    for number, (top, bottom) in enumerate(((0.26, 0.72), (0.62, 0.93))):
        path = tmp_path / f"{number}.png"
        middle.crop((230 if template == "playful" else 100, int(1080 * top), 1690, int(1080 * bottom))).reduce(2).save(
            path
        )
        read += read_picture(path) + "\n"
    for field in ("title", "teacher", "school"):
        assert _found(OPENING[field], read) > 0.9, (field, read)


def _found(text: str, read: str) -> float:
    """How well a text was found in what was read: tesseract now and then takes a mark for another."""
    rows = [read[at : at + len(text)] for at in range(max(1, len(read) - len(text) + 1))]
    return max(difflib.SequenceMatcher(None, text, row, autojunk=False).ratio() for row in rows)


# ── the way to the materials ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("address", [CLOSING["materials_url"], LONG["materials_url"]])
def test_the_code_is_whole_with_its_quiet_zone_and_large_enough(template: Template, address: str) -> None:
    scene = bumpers.scene(step("closing", template, {**CLOSING, "materials_url": address}, size=(1920, 1080)), {})
    modules = np.array([bytearray(row) for row in segno.make(address, error="m", micro=False).matrix])
    side = len(modules) + 8
    code = next(part for part in scene.parts if part.text and part.picture.width == part.picture.height)
    module = code.picture.width // side
    assert module >= 4
    assert code.picture.width == module * side
    grey = np.asarray(Image.fromarray(scene.rest()).convert("L")).astype(int)
    seen = grey[code.y : code.y + code.picture.height, code.x : code.x + code.picture.width]
    middles = seen[module // 2 :: module, module // 2 :: module]
    expected = np.pad(modules, 4)
    # round corners take a little of the outermost light modules
    middles, expected = middles[1:-1, 1:-1], expected[1:-1, 1:-1]
    assert ((middles < 128) == (expected == 1)).all()
    assert middles[expected == 0].min() - middles[expected == 1].max() > 150


def test_an_address_that_no_telephone_could_read_is_left_out() -> None:
    scene = bumpers.scene(
        step("closing", "calm", {**CLOSING, "materials_url": "https://example.edu.vn/" + "x" * 3000}), {}
    )
    assert outside_safe_area(scene) == []
    assert not any(part.text and part.picture.width == part.picture.height for part in scene.parts)


# ── pictures ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_opening_begins_on_its_ground_ends_with_everything_and_is_never_black(template: Template) -> None:
    scene = bumpers.scene(step("opening", template), {})
    pictures = drawn("opening", template)
    assert len(pictures) == 24
    assert (pictures[0] == scene.before()).all()
    assert (pictures[-1] == scene.rest()).all()
    # everything has come to rest by itself, the last picture is no jump
    assert (pictures[-2] == pictures[-1]).all()
    assert min(picture.mean() for picture in pictures) > 20
    assert len({picture.tobytes() for picture in pictures}) > 10


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(("pictures", "coming"), [(1, 0), (2, 0), (3, 3), (8, 60), (14, 0)])
def test_even_a_very_short_animation_has_its_pictures(template: Template, pictures: int, coming: int) -> None:
    made = drawn("closing", template, size=(192, 108), pictures=pictures, in_pictures=coming)
    assert len(made) == pictures
    scene = bumpers.scene(step("closing", template, size=(192, 108)), {})
    assert (made[0] == scene.before()).all()
    if pictures > 1:
        assert (made[-1] == scene.rest()).all()


def test_a_picture_in_which_nothing_moves_is_the_same_object() -> None:
    pictures = drawn("opening", "calm", pictures=100, in_pictures=12, size=(192, 108))
    assert pictures[97] is pictures[98]
    assert len({id(picture) for picture in pictures}) < 100


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("transition", ["wipe", "dissolve"])
def test_the_opening_gives_way_to_the_lesson_from_its_very_last_picture(template: Template, transition: str) -> None:
    last = drawn("opening", template)[-1]
    reveal = drawn("reveal", template, pictures=10, in_pictures=0, transition=transition)
    assert len(reveal) == 10
    shares = [picture[..., 3].mean() / 255 for picture in reveal]
    assert all((picture[..., :3] == last)[picture[..., 3] > 0].all() for picture in reveal)
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.9
    assert 0 < shares[-1] < 0.1
    if transition == "wipe":
        assert any(np.isin(picture[..., 3], (0, 255)).mean() > 0.9 for picture in reveal[3:7])


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("transition", ["wipe", "dissolve"])
def test_the_closing_comes_over_the_lesson_up_to_its_very_first_picture(template: Template, transition: str) -> None:
    first = drawn("closing", template)[0]
    cover = drawn("cover", template, pictures=10, in_pictures=0, transition=transition)
    shares = [picture[..., 3].mean() / 255 for picture in cover]
    assert all((picture[..., :3] == first)[picture[..., 3] > 0].all() for picture in cover)
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert 0.9 < shares[-1] < 1
    assert first.mean() > 20


def test_a_closing_that_goes_fades_to_black() -> None:
    pictures = drawn("closing", "calm", pictures=20, in_pictures=5, out_pictures=6, size=(192, 108))
    means = [picture.mean() for picture in pictures[13:]]
    assert means == sorted(means, reverse=True)
    assert means[0] > 20
    assert means[-1] == 0


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TINY = (192, 108)


def decoded(path: Path, pixels: str) -> bytes:
    command = [*ffmpeg.base_command(), "-f", "matroska", "-i", str(path), "-f", "rawvideo", "-pix_fmt", pixels, "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def written(graphic: GraphicKind, template: Template, target: Path, **changes: Any) -> Path:
    wishes: dict[str, Any] = {"size": TINY, "pictures": 12, "in_pictures": 6, **changes}
    done: list[float] = []
    bumpers.draw(step(graphic, template, **wishes), target, files={}, cancel=Cancel(), progress=done.append)
    assert done == sorted(done)
    assert done[-1] == 1.0
    return target


def test_an_opening_is_written_in_televisions_colours_as_ffmpegs_own_converter_has_them(tmp_path: Path) -> None:
    path = written("opening", "playful", tmp_path / "opening.mkv.part")
    pictures = drawn("opening", "playful", size=TINY, pictures=12, in_pictures=6)
    ours = np.frombuffer(decoded(path, "yuv422p"), np.uint8).astype(int)
    assert len(ours) == 12 * TINY[0] * TINY[1] * 2
    said = "min=gbr:rin=full:pin=bt709:tin=bt709:m=bt709:r=limited:p=bt709:t=bt709"
    command = [
        *ffmpeg.base_command(),
        *("-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{TINY[0]}x{TINY[1]}", "-i", "-"),
        *("-vf", f"scale,format=gbrp,zscale={said},format=yuv422p", "-f", "rawvideo", "-"),
    ]
    stream = b"".join(picture.tobytes() for picture in pictures)
    theirs = np.frombuffer(subprocess.run(command, check=True, capture_output=True, input=stream).stdout, np.uint8)
    # zimg rounds a half now and then to the other side
    assert np.abs(ours - theirs.astype(int)).max() <= 1


def test_an_opening_says_what_its_colours_are_and_has_50_pictures_a_second(tmp_path: Path) -> None:
    media = MediaInfo.parse(written("opening", "calm", tmp_path / "opening.mkv"))
    video = media.video_tracks[0]
    assert (video.color_primaries, video.transfer_characteristics, video.matrix_coefficients) == ("BT.709",) * 3
    assert (video.color_range, video.chroma_subsampling, video.scan_type) == ("Limited", "4:2:2", "Progressive")
    assert (video.frame_rate, video.frame_count) == ("50.000", "12")


def test_a_transition_is_written_without_loss(tmp_path: Path) -> None:
    path = written("reveal", "calm", tmp_path / "reveal.mkv", transition="wipe")
    pictures = drawn("reveal", "calm", size=TINY, pictures=12, transition="wipe")
    assert decoded(path, "rgba") == b"".join(picture.tobytes() for picture in pictures)


def test_the_same_step_is_drawn_into_the_same_bytes(tmp_path: Path) -> None:
    first, second = (written("closing", "playful", tmp_path / name).read_bytes() for name in ("a.mkv", "b.mkv"))
    assert first == second


@pytest.mark.parametrize("write", [animation.write_opaque, animation.write_clear])
@pytest.mark.parametrize("came", [2, 4])
def test_too_few_or_too_many_pictures_are_an_error(write: Any, came: int, tmp_path: Path) -> None:
    values = 3 if write is animation.write_opaque else 4
    pictures = [np.full((36, 64, values), number, np.uint8) for number in range(came)]
    with pytest.raises(ToolError) as raised:
        write(
            iter(pictures),
            tmp_path / "x.mkv",
            width_px=64,
            height_px=36,
            count=3,
            cancel=Cancel(),
            progress=lambda _: None,
        )
    assert f"{came} pictures came" in str(raised.value.detail)


def test_drawing_can_be_stopped(tmp_path: Path) -> None:
    cancel = Cancel()
    still = np.zeros((36, 64, 3), np.uint8)

    def endless() -> Any:
        yield still
        cancel.throw()
        while True:
            yield still

    with pytest.raises(Interrupted):
        animation.write_opaque(
            endless(),
            tmp_path / "x.mkv",
            width_px=64,
            height_px=36,
            count=1 << 30,
            cancel=cancel,
            progress=lambda _: None,
        )
