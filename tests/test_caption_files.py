"""Caption files: the same words at the same frames in every format, as judges read them that are not ours."""

from __future__ import annotations

import itertools
import re
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pysrt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Subtitles
from lessontool.subtitles.showing import writing
from tests import caption_judges as judges
from tests.caption_judges import ShownCue, captions, cue

SCRIPT = Path(__file__).parents[1] / "samples" / "phep-cong-lop-1" / "script.txt"
OPENING = 375
"""Frames of slate and title card before the lesson: the captions of a programme come so much later."""

Writer = Callable[..., str]


def lesson() -> Subtitles:
    """The sample lesson's script, two lines a caption, three frames apart."""
    shown, at = [], 12
    for line in SCRIPT.read_text(encoding="utf-8").splitlines():
        words = line.split()
        half = len(words) // 2
        lines = (line,) if len(line) < 32 else (" ".join(words[:half]), " ".join(words[half:]))
        shown.append(cue(at, at + 2 * len(line), *lines))
        at += 2 * len(line) + 3
    return captions(*shown)


def wanted(subtitles: Subtitles, offset_frames: int) -> list[ShownCue]:
    """What a viewer should see: at 25 frames a second every time is a whole number of milliseconds."""
    return [
        ((each.span.start + offset_frames) * 40, (each.span.end + offset_frames) * 40, each.lines)
        for each in subtitles.cues
    ]


def read_srt(text: str) -> list[ShownCue]:
    """Ask pysrt."""
    items = pysrt.from_string(text, error_handling=pysrt.ERROR_RAISE)
    assert [item.index for item in items] == list(range(1, len(items) + 1))
    return [(item.start.ordinal, item.end.ordinal, tuple(item.text.split("\n"))) for item in items]


def saved(folder: Path, text: str) -> Path:
    path = folder / "captions"
    path.write_bytes(text.encode())
    return path


# ── good files ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_subrip_has_every_word_at_its_frame_after_the_opening() -> None:
    subtitles = lesson()
    text = writing.srt(subtitles, offset_frames=OPENING)
    assert len(subtitles.cues) == 16
    assert read_srt(text) == wanted(subtitles, OPENING)
    assert text.count("\n") == text.count("\r\n")
    assert "00:00:15,480 --> " in text


def test_webvtt_is_faultless_for_the_w3c(tmp_path: Path) -> None:
    text = writing.webvtt(lesson(), offset_frames=OPENING)
    verdict = judges.webvtt(saved(tmp_path, text))
    assert verdict.complaints == []
    assert verdict.cues == wanted(lesson(), OPENING)
    assert text.startswith("WEBVTT - Language: vi\n\n1\n00:00:15.480 --> ")


@pytest.mark.parametrize("write", [writing.imsc, writing.ebu_tt_d], ids=["imsc", "ebu-tt-d"])
def test_ttml_is_faultless_for_ttconv_imsc_js_and_the_render_model(write: Writer, tmp_path: Path) -> None:
    path = saved(tmp_path, write(lesson(), offset_frames=OPENING))
    for judge in (judges.ttconv, judges.imsc):
        verdict = judge(path)
        assert verdict.complaints == []
        assert verdict.cues == wanted(lesson(), OPENING)
    assert judges.render_model(path)


@pytest.mark.parametrize("write", [writing.imsc, writing.ebu_tt_d], ids=["imsc", "ebu-tt-d"])
def test_ttml_says_its_language_and_stays_inside_the_safe_area(write: Writer) -> None:
    text = write(captions(cue(0, 50, "Xin chào"), language="vi-VN"), offset_frames=0)
    root = ET.fromstring(text)  # noqa: S314  # our own file
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi-VN"
    (region,) = root.iter(f"{judges.TTML}region")
    styling = "{http://www.w3.org/ns/ttml#styling}"
    assert (region.get(f"{styling}origin"), region.get(f"{styling}extent")) == ("5% 5%", "90% 90%")
    names = {paragraph.get("region") for paragraph in root.iter(f"{judges.TTML}p")}
    assert names == {region.get("{http://www.w3.org/XML/1998/namespace}id")}


def test_each_ttml_says_which_standard_it_keeps() -> None:
    assert 'contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"' in writing.imsc(lesson(), offset_frames=0)
    station = writing.ebu_tt_d(lesson(), offset_frames=0)
    assert ">urn:ebu:tt:distribution:2018-04</ebuttm:conformsToStandard>" in station


def test_captions_after_the_hundredth_hour_keep_their_order() -> None:
    late = captions(cue(100 * 3600 * 25, 100 * 3600 * 25 + 25, "Muộn"))
    assert "100:00:00,000 --> 100:00:01,000" in writing.srt(late, offset_frames=0)


def test_no_captions_are_files_without_captions(tmp_path: Path) -> None:
    nothing = captions()
    assert writing.srt(nothing, offset_frames=0) == ""
    assert judges.webvtt(saved(tmp_path, writing.webvtt(nothing, offset_frames=0))).cues == []
    for write in (writing.imsc, writing.ebu_tt_d):
        assert judges.ttconv(saved(tmp_path, write(nothing, offset_frames=0))) == judges.Verdict([], [])


# ── any text ──────────────────────────────────────────────────────────────────────────────────────────────────────

NASTY = (
    "-->",
    "00:00:01,000 --> 00:00:02,000",
    "a & b < c > d &amp; &lt;i&gt; ]]>",
    "a<b và c>d",
    "{\\an8}ở trên",
    "<i>nghiêng</i> <font color='red'>đỏ</font> <c.yellow>vàng</c>",
    "\"'“”‘’",
    "\u200fשלום\u200e \u202bمرحبا\u202c",
    "👩🏽‍🏫 ❤️ 🇻🇳",
    "một\nhai\r\nba\x0bbốn\u2028năm\x85sáu",
    "e\u0302\u0301 Tie\u0302\u0301ng Vie\u0323\u0302t",
    "\ufeff\u00ad\u200bx\u2060\x00\x1b[31m",
    "NOTE không phải ghi chú",
    "WEBVTT",
    "12",
    "   cách   đều   ",
    "A \\ B = {x; \\N}",
)

ANY_TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.text(alphabet="<>&-{}\\/ abiv\n\r\u0301;.!=#:,0123", max_size=30),
)


@given(ANY_TEXT)
@settings(max_examples=400, deadline=None)
def test_a_clean_line_is_single_spaced_printable_and_clean(text: str) -> None:
    clean = writing.clean_line(text)
    assert writing.clean_line(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == " ".join(clean.split())
    assert "-->" not in clean
    assert not re.search(r"\{\\", clean)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in clean)
    assert all(line == clean for line in clean.splitlines())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("{\\an8}<i>Chào</i> các em", "Chào các em"),
        ("a<b và c>d", "a<b và c>d"),
        ("5 > 3 & 2 < 4", "5 > 3 & 2 < 4"),
        ("A = {1; 2}", "A = {1; 2}"),
        ("một --> hai", "một → hai"),
        ("Vie\u0323\u0302t", "Việt"),
        ("<<b>b>đậm", "đậm"),
    ],
)
def test_markup_goes_and_mathematics_stay(text: str, clean: str) -> None:
    assert writing.clean_line(text) == clean


@given(st.lists(st.lists(ANY_TEXT, min_size=1, max_size=2), min_size=1, max_size=30))
@settings(max_examples=8, deadline=None)
def test_any_text_comes_through_every_format_alike(texts: list[list[str]]) -> None:
    texts += [[text] for text in NASTY]
    subtitles = captions(*(cue(at * 50, at * 50 + 40, *lines) for at, lines in enumerate(texts)))
    clean = [(*times, lines) for *times, raw in wanted(subtitles, 10) if (lines := writing.clean_lines(raw))]
    assert len(clean) >= 15
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder), writing.webvtt(subtitles, offset_frames=10))
        assert judges.webvtt(path) == judges.Verdict(clean, [])
        for write, judge in itertools.product((writing.imsc, writing.ebu_tt_d), (judges.ttconv, judges.imsc)):
            assert judge(saved(Path(folder), write(subtitles, offset_frames=10))) == judges.Verdict(clean, [])
    spaced = [(start, end, tuple(map(writing.srt_line, lines))) for start, end, lines in clean]
    assert read_srt(writing.srt(subtitles, offset_frames=10)) == spaced


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 200)), min_size=1, max_size=20), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_subrip_times_are_exact_at_any_frame(steps: list[tuple[int, int]], offset: int) -> None:
    shown, at = [], 0
    for gap, length in steps:
        shown.append(cue(at + gap, at + gap + length, "từ"))
        at += gap + length
    subtitles = captions(*shown)
    assert read_srt(writing.srt(subtitles, offset_frames=offset)) == wanted(subtitles, offset)


# ── judges that can say no ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "repair"),
    [
        ("WEBVTT - Language: vi\n", "WEBVTT\nLanguage: vi\n"),
        ("00:00:15.480 --> ", "15.48 --> "),
        (" --> 00:00:16", " -> 00:00:16"),
        ("\nThầy chào", "\n<i>Thầy chào"),
    ],
    ids=["header", "time", "arrow", "tag"],
)
def test_the_webvtt_judge_refuses_a_fault(fault: str, repair: str, tmp_path: Path) -> None:
    text = writing.webvtt(lesson(), offset_frames=OPENING)
    assert fault in text
    assert judges.webvtt(saved(tmp_path, text.replace(fault, repair, 1))).complaints


@pytest.mark.parametrize(
    ("fault", "repair"),
    [('begin="00:00:15.480"', 'begin="15,48"'), ('region="bottom"', 'region="nowhere"')],
    ids=["time", "region"],
)
def test_the_ttml_judges_refuse_a_fault(fault: str, repair: str, tmp_path: Path) -> None:
    for write in (writing.imsc, writing.ebu_tt_d):
        text = write(lesson(), offset_frames=OPENING)
        assert fault in text
        path = saved(tmp_path, text.replace(fault, repair, 1))
        assert judges.ttconv(path).complaints
        assert judges.imsc(path).complaints


def test_the_render_model_refuses_text_that_comes_too_fast(tmp_path: Path) -> None:
    signs = [chr(at) for at in range(0x1E00, 0x1E40)]
    hurried = captions(*(cue(at, at + 1, " ".join(signs[at % 8 :: 2])) for at in range(20)))
    assert not judges.render_model(saved(tmp_path, writing.imsc(hurried, offset_frames=0)))


def test_the_subrip_judge_refuses_a_fault() -> None:
    text = writing.srt(lesson(), offset_frames=0).replace(" --> ", " -> ", 1)
    with pytest.raises(pysrt.Error):
        read_srt(text)
