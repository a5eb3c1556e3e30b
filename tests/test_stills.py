"""Which picture stands for a lesson: the one that a person would pick."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from lessontool.branding.drawing.setting import font_of
from lessontool.branding.posters import stills
from lessontool.branding.posters.stills import Face, Picture, score
from lessontool.errors import Interrupted, ToolError
from lessontool.model import Colours, Look, Output, TakeStill
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests.recordings import RECORDINGS

SIZE = (stills.LOOK_WIDTH, stills.LOOK_HEIGHT)
LOOK = Look(
    template="calm",
    colours=Colours(
        ground="#0D4A63",
        ground_end="#082A3F",
        accent="#F2B544",
        accent_second="#4FB3A0",
        text="#EBEBEB",
        text_on_accent="#10222E",
    ),
)


def slide(*rows: str, ground: str = "#f4f1e6") -> Image.Image:
    """A slide with rows of writing."""
    from PIL import ImageFont

    font = ImageFont.truetype(str(font_of(LOOK, "text", "Bold", {})), 34)
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    for number, row in enumerate(rows):
        pen.text((50, 30 + 60 * number), row, font=font, fill="#1c2b3a")
    return picture


def person(x: float = 400, y: float = 150, height: float = 90) -> Image.Image:
    """Somebody before a grey wall who looks at us, drawn well enough for a face detector."""
    width, picture = 0.78 * height, Image.new("RGB", SIZE, (150, 160, 150))
    pen = ImageDraw.Draw(picture)

    def blob(across: float, down: float, right: float, below: float, colour: tuple[int, int, int]) -> None:
        pen.ellipse([x + across * width, y + down * height, x + right * width, y + below * height], fill=colour)

    pen.rectangle([x - width, y + 0.55 * height, x + width, SIZE[1]], fill=(40, 60, 110))
    pen.rectangle([x - 0.2 * width, y + 0.3 * height, x + 0.2 * width, y + 0.7 * height], fill=(205, 150, 120))
    blob(-0.56, -0.66, 0.56, 0.2, (35, 25, 20))
    blob(-0.5, -0.5, 0.5, 0.5, (224, 172, 140))
    for eye in (-0.21, 0.21):
        blob(eye - 0.13, -0.13, eye + 0.13, -0.03, (240, 240, 235))
        blob(eye - 0.055, -0.13, eye + 0.055, -0.03, (40, 25, 20))
        blob(eye - 0.15, -0.20, eye + 0.15, -0.17, (45, 30, 22))
    blob(-0.09, 0.04, 0.09, 0.15, (200, 140, 110))
    blob(-0.2, 0.24, 0.2, 0.32, (170, 70, 70))
    return picture.filter(ImageFilter.GaussianBlur(height / 60))


def seen(picture: Image.Image) -> Picture:
    return np.asarray(picture)


SLIDE = slide("Phép cộng trong phạm vi 10", "3 + 2 = 5", "4 + 4 = 8", "Em hãy đếm xem", "có bao nhiêu quả táo")
NOISE = np.random.default_rng(1).normal(0, 12, (SIZE[1], SIZE[0], 3))


def noisy(picture: Image.Image) -> Picture:
    return np.clip(seen(picture) + NOISE, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (seen(SLIDE), seen(SLIDE.filter(ImageFilter.GaussianBlur(2.5)))),
        (seen(person()), seen(person().filter(ImageFilter.GaussianBlur(4)))),
        (seen(SLIDE), seen(slide())),
        (seen(SLIDE), seen(slide("?"))),
        (seen(slide()), seen(Image.new("RGB", SIZE, "black"))),
        (seen(SLIDE), noisy(slide())),
        (seen(person()), seen(Image.new("RGB", SIZE, "white"))),
        (seen(person()), seen(person().point(lambda level: level // 8))),
        (seen(person()), seen(person().point(lambda level: min(255, level * 4)))),
        (noisy(SLIDE), noisy(SLIDE.filter(ImageFilter.GaussianBlur(4)))),
    ],
    ids=[
        "sharp slide, blurred slide",
        "sharp person, blurred person",
        "writing, empty slide",
        "writing, one letter",
        "empty slide, black",
        "writing, noise",
        "person, white",
        "person, person in the dark",
        "person, burnt out",
        "noise makes nothing sharp",
    ],
)
def test_the_better_picture_has_the_higher_score(better: Picture, worse: Picture) -> None:
    assert score(better) > 1.2 * score(worse)


def test_a_picture_that_gives_way_to_another_loses() -> None:
    mixed, later = Image.blend(SLIDE, person(), 0.3), Image.blend(SLIDE, person(), 0.8)
    assert score(seen(mixed), seen(later)) < 0.5 * score(seen(mixed), seen(mixed))


def test_somebody_who_moves_fast_loses_a_little() -> None:
    still, moving = score(seen(person()), seen(person())), score(seen(person()), seen(person(x=460)))
    assert 0.4 * still < moving < 0.9 * still


def test_a_face_wins_if_it_is_large_whole_and_turned_to_us() -> None:
    face = Face(left=0.6, top=0.3, width=0.1, height=0.2, frontal=1.0)
    small = Face(left=0.6, top=0.3, width=0.02, height=0.04, frontal=1.0)
    aside = Face(left=0.6, top=0.3, width=0.1, height=0.2, frontal=0.0)
    cut = Face(left=0.95, top=0.3, width=0.1, height=0.2, frontal=1.0)
    picture = seen(person())
    best = score(picture, None, [face])
    assert best > 1.5 * score(picture)
    assert all(best > score(picture, None, [worse]) > score(picture) for worse in (small, aside, cut))
    assert score(picture, None, [small, face]) == best


@pytest.mark.parametrize("picture", [seen(SLIDE), noisy(SLIDE), seen(slide()), seen(person())])
def test_a_score_is_between_0_and_1(picture: Picture) -> None:
    face = Face(left=0.3, top=0.3, width=0.3, height=0.5, frontal=1.0)
    assert 0 < score(picture, picture, [face]) <= 1


def test_a_face_is_found_where_it_is_and_none_on_a_slide() -> None:
    (face,) = stills.find_faces(seen(person(x=400, y=150, height=90)))
    assert abs((face.left + face.width / 2) * SIZE[0] - 400) < 12
    assert abs((face.top + face.height / 2) * SIZE[1] - 155) < 20
    assert face.frontal > 0.7
    assert stills.find_faces(seen(SLIDE)) == ()


@pytest.mark.whole
def test_a_lecturer_is_found_from_the_side() -> None:
    recording = RECORDINGS / "lecture_sony_pxwx180_720p60.mts"
    command = [ffmpeg.executable(), "-v", "error", "-i", str(recording), "-frames:v", "1", "-vf", "scale=640:360"]
    command += ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    shown = subprocess.run(command, check=True, capture_output=True).stdout
    (face,) = stills.find_faces(np.frombuffer(shown, np.uint8).reshape(360, 640, 3))
    assert 0.5 < face.left < 0.6


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds: black, an empty slide, writing, the same blurred."""
    folder = tmp_path_factory.mktemp("programme")
    shown = [Image.new("RGB", SIZE, "black"), slide(), SLIDE, SLIDE.filter(ImageFilter.GaussianBlur(4))]
    pixels = b"".join(picture.tobytes() * 5 for picture in shown)
    command = [ffmpeg.executable(), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", "640x360"]
    command += ["-framerate", "5", "-i", "-", "-vf", "fps=25,scale=960:540:out_color_matrix=bt709", "-g", "50"]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p"]
    subprocess.run([*command, "-colorspace", "bt709", str(folder / "programme.mp4")], input=pixels, check=True)
    return folder / "programme.mp4"


def take(programme: Path, target: Path, *candidates: Fraction) -> Image.Image:
    step = TakeStill(
        name="take still",
        output=Output(name="still", suffix=".png"),
        source="programme",
        candidates=candidates,
    )
    stills.take_still(step, programme, target, cancel=Cancel())
    with Image.open(target) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (960, 540))
        return picture.resize(SIZE)


@pytest.mark.tools
def test_the_best_candidate_is_taken_at_the_size_of_the_rendition(programme: Path, tmp_path: Path) -> None:
    candidates = (Fraction(1, 2), Fraction(3, 2), Fraction(19, 10), Fraction(12, 5), Fraction(7, 2))
    taken = take(programme, tmp_path / "still.png", *candidates)
    assert np.abs(seen(taken).astype(int) - seen(SLIDE)).mean() < 3


@pytest.mark.tools
def test_a_candidate_alone_is_taken_as_it_is(programme: Path, tmp_path: Path) -> None:
    assert seen(take(programme, tmp_path / "still.png", Fraction(1, 2))).max() < 6


@pytest.mark.tools
def test_the_last_picture_can_be_a_candidate_and_none_behind_it_is_taken(programme: Path, tmp_path: Path) -> None:
    taken = take(programme, tmp_path / "still.png", Fraction(99, 25), Fraction(9))
    assert seen(taken).mean() > 150
    with pytest.raises(ToolError, match="tool-failed"):
        take(programme, tmp_path / "none.png", Fraction(9))


@pytest.mark.tools
def test_taking_a_still_can_be_interrupted(programme: Path, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    step = TakeStill(
        name="take still", output=Output(name="still", suffix=".png"), source="", candidates=(Fraction(0), Fraction(1))
    )
    with pytest.raises(Interrupted):
        stills.take_still(step, programme, tmp_path / "still.png", cancel=cancel)
