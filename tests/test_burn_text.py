"""Captions in the picture: where they stand, what libass is given, and what is then really seen."""

from __future__ import annotations

import difflib
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool import messages
from lessontool.errors import PresetError
from lessontool.model import BurnLook, CaptionStyle, Cue, DeliverySpec, KeepClear
from lessontool.subtitles.showing import burning, lettering
from lessontool.timing import FrameSpan, TimeSpan
from lessontool.tools import ffmpeg
from tests import caption_judges as judges
from tests.caption_judges import captions, cue
from tests.sources import preset

VIETNAMESE = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
    "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬBCDĐEÈÉẺẼẸÊỀẾỂỄỆGHIÌÍỈĨỊKLMNOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢPQRSTUÙÚỦŨỤƯỪỨỬỮỰVXYỲÝỶỸỴ"
)
STYLE = CaptionStyle(
    name="grade-6-9",
    summary_vi="",
    summary_en="",
    grades=(),
    max_line_characters=42,
    max_lines=2,
    max_cps=15,
    min_s=Fraction(1),
    max_s=Fraction(7),
    min_gap_frames=2,
    close_gap_frames=12,
    lead_out_frames=12,
    snap_frames=12,
)
TV = preset("tv-xdcam-hd422")
WIDTH, HEIGHT = 1920, 1080
SAFE = (96, 54, 1824, 1026)
"""EBU R 95, graphics-safe area of 1920x1080: left, top, right, bottom, half open."""

TWO_LINES = ("Muốn nhân một số với một tổng, ta làm như", "thế nào? Chữ ẨN, chỗ gồ ghề, thuở ấy")
CAPITALS = ("MƯỜNG THƯỢNG MƯỜNG MƯƠNG NGHƯƠM MMMM WWWWW", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW")


def box(name: str, left: float, top: float, width: float, height: float) -> KeepClear:
    return KeepClear(name=name, left_percent=left, top_percent=top, width_percent=width, height_percent=height)


def with_boxes(*boxes: KeepClear, **changes: Any) -> DeliverySpec:
    return replace(TV, captions=replace(TV.captions, keep_clear=boxes, **changes))


def block_height(look: BurnLook, lines: int = 2) -> float:
    return lines * look.font_px * lettering.line_height() + 2 * look.font_px * 0.25


# ── where captions stand ──────────────────────────────────────────────────────────────────────────────────────────


def test_captions_stand_in_the_middle_at_the_bottom_of_the_safe_area() -> None:
    look = burning.place(with_boxes(), STYLE)
    assert look.left_px + look.right_px == WIDTH
    assert look.bottom_px == SAFE[3]
    assert look.font_px == 50
    assert look.left_px >= SAFE[0]


def test_captions_move_left_beside_the_sign_language_box_at_full_size() -> None:
    look = burning.place(TV, STYLE)
    assert {each.name for each in TV.captions.keep_clear} == {"sign-language", "logo-left", "logo-right"}
    assert look.right_px <= 1440
    assert look.left_px >= SAFE[0]
    assert (look.left_px + look.right_px) // 2 < WIDTH // 2
    assert look.font_px == 50


def test_short_lines_stay_in_the_middle_beside_the_sign_language_box() -> None:
    look = burning.place(TV, replace(STYLE, max_line_characters=30))
    assert look.left_px + look.right_px == WIDTH


def test_captions_get_smaller_before_they_climb() -> None:
    look = burning.place(with_boxes(box("sign-language", 65, 50, 35, 50)), STYLE)
    assert look.bottom_px == SAFE[3]
    assert 40 <= look.font_px < 50
    assert look.right_px <= WIDTH * 0.65


def test_captions_climb_over_what_fills_the_bottom() -> None:
    look = burning.place(with_boxes(box("ticker", 0, 88, 100, 12)), STYLE)
    assert look.bottom_px <= HEIGHT * 0.88
    assert look.font_px == 50
    assert look.left_px + look.right_px == WIDTH


def test_a_preset_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(PresetError) as refused:
        burning.place(with_boxes(box("board", 0, 0, 100, 100)), STYLE)
    assert refused.value.code == "caption-keep-clear"
    assert "board" in messages.say(refused.value.code, refused.value.values, "vi")


BOXES = st.lists(
    st.builds(
        lambda left, top, width, height: box("box", left, top, min(width, 100 - left), min(height, 100 - top)),
        *(st.integers(0, 90), st.integers(0, 90), st.integers(2, 60), st.integers(2, 60)),
    ),
    max_size=4,
)


@given(BOXES, st.sampled_from([28, 32, 37, 42]), st.sampled_from([1, 2]))
@settings(max_examples=300, deadline=None)
def test_captions_never_reach_out_of_the_safe_area_or_into_a_box(boxes: list[KeepClear], most: int, lines: int) -> None:
    style = replace(STYLE, max_line_characters=most, max_lines=lines)
    try:
        look = burning.place(with_boxes(*boxes), style)
    except PresetError:
        assume(False)
    left, right, bottom = look.left_px, look.right_px, look.bottom_px
    top = bottom - block_height(look, lines)
    assert SAFE[0] <= left < right <= SAFE[2]
    assert SAFE[1] - 3 <= top < bottom <= SAFE[3]
    for each in boxes:
        apart = (
            right <= WIDTH * each.left_percent / 100
            or left >= WIDTH * (each.left_percent + each.width_percent) / 100
            or bottom <= HEIGHT * each.top_percent / 100
            or top >= HEIGHT * (each.top_percent + each.height_percent) / 100
        )
        assert apart, (look, each)


# ── the font ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_font_has_every_vietnamese_letter() -> None:
    assert len(VIETNAMESE) == 2 * 89
    assert lettering.missing_glyphs(VIETNAMESE) == ()
    assert lettering.writable(VIETNAMESE) == VIETNAMESE


def test_our_list_of_signs_is_what_freetype_finds_in_the_font() -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(str(lettering.font_file()), 24, layout_engine=ImageFont.Layout.BASIC)
    absent = bytes(font.getmask("\uffff"))
    asked = [
        chr(code) for code in (*range(0x21, 0x7F), *range(0xA1, 0x250), *range(0x370, 0x400), *range(0x1E00, 0x2300))
    ]
    drawn = {sign for sign in asked if bytes(font.getmask(sign)) != absent}
    # a blank sign looks like nothing, an absent one like an empty frame
    assert drawn == {sign for sign in asked if sign in lettering._signs()}
    assert len(drawn) > 350


@pytest.mark.parametrize(
    ("line", "vietnamese", "english"),
    [
        ("√2 ≤ π", "căn 2 ≤ pi", "root 2 ≤ pi"),
        ("x ∈ ℝ, A = ∅.", "x thuộc R, A = tập rỗng.", "x in R, A = empty set."),
        ("a → b ⇒ c", "a -> b => c", "a -> b => c"),
        ("x² + H₂O ≥ ½", "x² + H₂O ≥ ½", "x² + H₂O ≥ ½"),
        ("Tốt lắm 😀!", "Tốt lắm!", "Tốt lắm!"),
        ("① ﬁ", "1 fi", "1 fi"),
        ("A \\ B", "A \\ B", "A \\ B"),
    ],
)
def test_signs_that_the_font_lacks_are_spelt_out(line: str, vietnamese: str, english: str) -> None:
    assert lettering.writable(line) == vietnamese
    assert lettering.writable(line, "en") == english


def test_letters_of_minorities_are_put_together_from_their_marks() -> None:
    assert lettering.writable("čĭŏŭĕ") == "čĭŏŭĕ".replace("ĭ", "i\u0306").replace("ŏ", "o\u0306").replace(
        "ŭ", "u\u0306"
    ).replace("ĕ", "e\u0306")
    assert lettering.missing_glyphs("Ê Đê: čĭŏŭĕ") == ()
    assert lettering.missing_glyphs("ƀơi") == ("ƀ",)


def test_lost_signs_are_told_with_the_captions_in_which_they_stand() -> None:
    subtitles = captions(cue(0, 50, "Chào"), cue(50, 100, "Tốt 😀", "学 😀"), cue(100, 150, "√2\u200f"))
    (finding,) = burning.glyph_findings(subtitles)
    assert (finding.code, finding.severity) == ("caption-glyph-missing", "warning")
    assert finding.values == {"signs": "😀 学", "captions": 1}
    assert finding.spans == (TimeSpan(Fraction(2), Fraction(4)),)
    assert "😀 学" in messages.say(finding.code, finding.values, "en")
    assert burning.glyph_findings(captions(cue(0, 50, *TWO_LINES))) == ()


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_nothing_but_signs_of_the_font_is_written(line: str) -> None:
    written = lettering.writable(line)
    assert set(written) <= lettering._signs()
    assert lettering.writable(written) == written


# ── the text for libass ───────────────────────────────────────────────────────────────────────────────────────────


def events(text: str) -> list[str]:
    return [line.split(",", 9)[9] for line in text.splitlines() if line.startswith("Dialogue:")]


@given(st.lists(st.text(max_size=40) | st.text(alphabet="{}\\Nnhan8 \n\r", max_size=20), min_size=1, max_size=2))
@settings(max_examples=300, deadline=None)
def test_no_text_is_a_command_for_libass(lines: list[str]) -> None:
    text = burning.ass([cue(0, 25, *lines)], first_frame=0, look=burning.place(TV, STYLE))
    assert text.count("Dialogue:") <= 1
    for event in events(text):
        bare = re.sub(r"^\{\\fs\d+\}", "", event)
        bare = bare.replace("\\\u2060", "").replace(r"\{", "").replace(r"\}", "")
        assert not set("{}") & set(bare)
        assert re.sub(r"\\N", "", bare, count=1).count("\\") == 0


def test_a_caption_is_one_event_with_its_lines_as_they_are() -> None:
    look = burning.place(TV, STYLE)
    text = burning.ass([cue(110, 160, *TWO_LINES), cue(160, 185, "  ", "A \\ B = {1}")], first_frame=100, look=look)
    assert events(text) == [r"\N".join(TWO_LINES), "A \\\u2060 B = \\{1\\}"]
    assert "Dialogue: 0,0:00:00.39,0:00:02.39,Caption," in text
    assert "Style: Caption,Be Vietnam Pro SemiBold,76," in text
    assert f"PlayResX: {WIDTH}\nPlayResY: {HEIGHT}\nWrapStyle: 2" in text


def test_a_caption_from_the_chunk_before_begins_with_the_chunk_and_an_older_one_is_left_out() -> None:
    look = burning.place(TV, STYLE)
    text = burning.ass([cue(0, 100, "cũ"), cue(50, 150, "dở dang")], first_frame=100, look=look)
    assert events(text) == ["dở dang"]
    assert "Dialogue: 0,0:00:00.00,0:00:01.99," in text


def test_a_line_in_wide_capitals_is_written_smaller() -> None:
    look = burning.place(TV, STYLE)
    (usual,) = events(burning.ass([cue(0, 50, *TWO_LINES)], first_frame=0, look=look))
    (wide,) = events(burning.ass([cue(0, 50, *CAPITALS)], first_frame=0, look=look))
    assert "\\fs" not in usual
    assert 30 <= int(wide.removeprefix("{\\fs").partition("}")[0]) < 76


def test_another_font_in_the_log_is_a_fault() -> None:
    good = "[ass] fontselect: (Be Vietnam Pro SemiBold, 400, 0) -> BeVietnamPro-SemiBold, 0, BeVietnamPro-SemiBold"
    foreign = "[ass] fontselect: (Be Vietnam Pro SemiBold, 400, 0) -> /usr/share/fonts/DejaVuSans.ttf, 0, DejaVuSans"
    none = "[ass] fontselect: failed to find any fallback with glyph 0x394 for font: (Be Vietnam Pro SemiBold, 400, 0)"
    assert burning.font_faults([good, "[info] frame= 1", foreign, none]) == (foreign, none)


# ── real pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

BLACK = f"color=black:s={WIDTH}x{HEIGHT}:r=25"
BUSY = f"testsrc2=s={WIDTH}x{HEIGHT}:r=25"
LEGAL = "setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"


def burn(folder: Path, source: str, cues: list[Cue], frames: int, look: BurnLook, chain: str = "") -> tuple[Any, Any]:
    """Lay captions on pictures with the real program; give back luma without and with them."""
    text = folder / "captions.ass"
    text.write_text(burning.ass(cues, first_frame=0, look=look), encoding="utf-8")
    fonts = str(burning.font_folder()).replace("\\", "/").replace(":", "\\:")
    pictures = []
    for burnt in (False, True):
        filters = [f"format=yuv422p,{LEGAL}", chain, f"ass=filename=captions.ass:fontsdir={fonts}" if burnt else ""]
        command = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+verbose"]
        command += ["-f", "lavfi", "-i", source, "-vf", ",".join(filter(None, filters))]
        command += ["-frames:v", str(frames), "-f", "rawvideo", "-"]
        done = subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=folder)
        log = done.stderr.decode()
        if burnt:
            assert burning.font_faults(log.splitlines()) == ()
            assert "-> BeVietnamPro-SemiBold" in log
        planes = np.frombuffer(done.stdout, np.uint8).reshape(frames, -1)
        size = look.raster_width_px * look.raster_height_px
        pictures.append(planes[:, :size].reshape(frames, look.raster_height_px, look.raster_width_px).astype(np.int16))
    return pictures[0], pictures[1]


def inked(plain: Any, burnt: Any) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (half open) of everything that the captions changed."""
    rows, columns = np.nonzero(plain != burnt)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


@pytest.mark.tools
@pytest.mark.parametrize("source", [BLACK, BUSY], ids=["black", "busy"])
def test_burnt_captions_are_read_by_another_program_and_stay_where_they_may(source: str, tmp_path: Path) -> None:
    look = burning.place(TV, STYLE)
    shown = [TWO_LINES, CAPITALS, ("Trên cành cây có ba con chim.",)]
    plain, burnt = burn(tmp_path, source, [cue(at, at + 1, *lines) for at, lines in enumerate(shown)], 4, look)
    assert (plain[3] == burnt[3]).all()
    for number, lines in enumerate(shown):
        left, top, right, bottom = inked(plain[number], burnt[number])
        assert look.left_px <= left < right <= look.right_px
        assert SAFE[1] <= top < bottom <= look.bottom_px
        # the sign-language box, and the channel's logo left and right
        for part in (np.s_[540:, 1440:], np.s_[:216, :480], np.s_[:216, 1440:]):
            assert (plain[number][part] == burnt[number][part]).all()
        picture = tmp_path / f"{number}.png"
        Image.fromarray(burnt[number][top:bottom, left:right].astype(np.uint8)).save(picture)
        if number != 1:
            said = judges.read_picture(picture)
            assert difflib.SequenceMatcher(None, said, " ".join(lines)).ratio() > 0.96, said
    white = burnt[0][inked(plain[0], burnt[0])[1] :, :].max()
    assert 210 <= white <= 235, "letters in television white"


@pytest.mark.tools
def test_captions_stand_on_exactly_their_frames(tmp_path: Path) -> None:
    """Frames 803, 811, 1613 … are those at which libass is asked a millisecond early."""
    look = BurnLook(
        raster_width_px=192, raster_height_px=108, font_px=10, outline_px=0, left_px=10, right_px=182, bottom_px=102
    )
    spans = [(0, 3), (803, 811), (811, 812), (1613, 1615)]
    plain, burnt = burn(tmp_path, "color=gray:s=192x108:r=25", [cue(*span, "Ấm") for span in spans], 1620, look)
    changed = (plain != burnt).any(axis=(1, 2)).nonzero()[0].tolist()
    assert changed == [frame for span in spans for frame in range(*span)]
    fields, woven = burn(tmp_path, "color=gray:s=192x108:r=25", [cue(*spans[1], "Ấm")], 1630, look, chain="fps=50")
    changed = (fields != woven).any(axis=(1, 2)).nonzero()[0].tolist()
    assert changed == list(range(2 * 803, 2 * 811))


@pytest.mark.tools
@pytest.mark.parametrize(
    ("right", "wrong"), [("Trên cành", "Δ 学"), ("Be Vietnam Pro SemiBold", "Không Có Chữ Này")], ids=["sign", "font"]
)
def test_letters_that_come_from_elsewhere_are_noticed(right: str, wrong: str, tmp_path: Path) -> None:
    text = burning.ass([cue(0, 1, "Trên cành cây")], first_frame=0, look=burning.place(TV, STYLE))
    assert right in text
    (tmp_path / "captions.ass").write_text(text.replace(right, wrong), encoding="utf-8")
    command = [
        ffmpeg.executable(),
        "-hide_banner",
        "-loglevel",
        "level+info",
        "-f",
        "lavfi",
        "-i",
        "color=gray:s=640x360",
    ]
    command += [
        "-vf",
        f"ass=filename=captions.ass:fontsdir={burning.font_folder()}",
        "-frames:v",
        "1",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, timeout=60)
    assert burning.font_faults(said.stderr.decode().splitlines())


@pytest.mark.tools
def test_a_smaller_rendition_shows_the_same_captions_smaller(tmp_path: Path) -> None:
    look = burning.place(TV, STYLE)
    text = tmp_path / "captions.ass"
    text.write_text(burning.ass([cue(0, 1, *TWO_LINES)], first_frame=0, look=look), encoding="utf-8")
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", "color=gray:s=640x360", "-vf"]
    command += [f"ass=filename=captions.ass:fontsdir={burning.font_folder()}", "-frames:v", "1", "-f", "rawvideo"]
    said = subprocess.run(
        [*command, "-pix_fmt", "gray", "-"], check=True, capture_output=True, cwd=tmp_path, timeout=60
    )
    picture = np.frombuffer(said.stdout, np.uint8).reshape(360, 640)
    rows, columns = np.nonzero(picture != picture[0, 0])
    assert look.left_px / 3 - 1 <= columns.min() < columns.max() <= look.right_px / 3 + 1
    assert 280 <= rows.min() < rows.max() <= 342


def test_a_plans_word_for_a_caption_is_burnt_like_a_cue() -> None:
    from lessontool.model import ShownCaption

    look = burning.place(TV, STYLE)
    said = ShownCaption(span=FrameSpan(10, 60), lines=TWO_LINES)
    assert burning.ass([said], first_frame=0, look=look) == burning.ass(
        [cue(10, 60, *TWO_LINES)], first_frame=0, look=look
    )
