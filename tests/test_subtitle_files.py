"""Subtitle files as they really come are read, cleaned and mended, and every repair is said."""

from __future__ import annotations

import os
import random
import time
from fractions import Fraction
from pathlib import Path

import pysrt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessontool.errors import InputError
from lessontool.messages import say
from lessontool.subtitles.reading import (
    Drift,
    GivenCue,
    GivenSubtitles,
    find_drift,
    read_subtitles,
    retime,
)
from lessontool.subtitles.reading.cues import RawCue, RawFile
from lessontool.subtitles.reading.repairs import mend
from lessontool.timing import TimeSpan

HEAD = "1\n00:00:01,000 --> 00:00:02,500\n"


def read(folder: Path, content: str | bytes, name: str = "phụ đề.srt") -> GivenSubtitles:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    given = read_subtitles(path)
    for finding in given.findings:
        assert say(finding.code, finding.values, "vi")
    return given


def refused(folder: Path, content: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read(folder, content)
    assert say(caught.value.code, caught.value.values, "vi")
    return caught.value


def shown(given: GivenSubtitles) -> list[tuple[float, float, str]]:
    return [(float(cue.start), float(cue.end), "|".join(cue.lines)) for cue in given.cues]


def kinds(given: GivenSubtitles) -> list[str]:
    return [change.kind for change in given.repairs]


# ── SRT ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("00:00:01,000 --> 00:00:02,500", (1, 2.5)),
        ("00:00:01.000 --> 00:00:02.500", (1, 2.5)),
        ("00:01,000 --> 00:02,5", (1, 2.5)),
        ("0:0:1 --> 0:0:2", (1, 2)),
        ("00:00:01:120 -> 00:00:02:100", (1.12, 2.1)),
        ("  00:00:01,000-->00:00:02,500  X1:10 X2:20 Y1:5 Y2:9", (1, 2.5)),
        ("00:00:01,000 –> 00:00:02,500", (1, 2.5)),
        ("00 : 00 : 01,000 --> 00 : 00 : 02 , 500", (1, 2.5)),
        ("00:00:01.1234567 --> 00:00:02.5 align:start line:90%", (1.1234567, 2.5)),
        ("00:00:59,900 --> 00:00:60,000", (59.9, 60)),
    ],
)
def test_times_are_read_however_programs_write_them(tmp_path: Path, times: str, expected: tuple[float, float]) -> None:
    given = read(tmp_path, f"1\n{times}\nChào\n")
    assert shown(given) == [(*expected, "Chào")]
    assert given.repairs == ()


def test_what_pysrt_writes_is_read_as_it_was_meant(tmp_path: Path) -> None:
    items = [
        pysrt.SubRipItem(
            number, pysrt.SubRipTime(0, 0, 2 * number, 40 * number), pysrt.SubRipTime(0, 0, 2 * number + 1), t
        )
        for number, t in enumerate(("Chào các em!", "Hai dòng\nở đây", "3 + 2 = 5", "7"), start=1)
    ]
    path = tmp_path / "a.srt"
    pysrt.SubRipFile(items).save(str(path), encoding="utf-8")
    given = read_subtitles(path)
    assert [(cue.start * 1000, cue.end * 1000, cue.lines) for cue in given.cues] == [
        (item.start.ordinal, item.end.ordinal, tuple(item.text.split("\n"))) for item in items
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1\n00:00:01,000 --> 00:00:02,000\nmột\n\n2\n00:00:03,000 --> 00:00:04,000\nhai\n",
        "00:00:01,000 --> 00:00:02,000\nmột\n\n00:00:03,000 --> 00:00:04,000\nhai\n",
        "1\n00:00:01,000 --> 00:00:02,000\nmột\n2\n00:00:03,000 --> 00:00:04,000\nhai",
        "1\n\n00:00:01,000 --> 00:00:02,000\n\nmột\n\n2\n\n00:00:03,000 --> 00:00:04,000\n\nhai\n\n",
        "\ufeff\n\n7\r\n00:00:01,000 --> 00:00:02,000\r\nmột\r\n\r\n9\r\n00:00:03,000 --> 00:00:04,000\r\nhai\r\n",
        "1\r00:00:01,000 --> 00:00:02,000\rmột\r\r2\r00:00:03,000 --> 00:00:04,000\rhai\r",
        "1\r\r\n00:00:01,000 --> 00:00:02,000\r\r\nmột\r\r\n\r\r\n2\r\r\n00:00:03,000 --> 00:00:04,000\r\r\nhai",
    ],
)
def test_numbers_and_blank_lines_may_be_missing_or_too_many(tmp_path: Path, text: str) -> None:
    assert shown(read(tmp_path, text)) == [(1, 2, "một"), (3, 4, "hai")]


def test_a_number_that_is_spoken_is_no_captions_number(tmp_path: Path) -> None:
    unnumbered = "00:00:01,000 --> 00:00:02,000\n5\n\n00:00:03,000 --> 00:00:04,000\n6\n"
    assert shown(read(tmp_path, unnumbered)) == [(1, 2, "5"), (3, 4, "6")]
    numbered = "1\n00:00:01,000 --> 00:00:02,000\nba cộng hai bằng\n5\n\n2\n00:00:03,000 --> 00:00:04,000\n6\n"
    assert shown(read(tmp_path, numbered)) == [(1, 2, "ba cộng hai bằng|5"), (3, 4, "6")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<i>Chào</i> <b>các</b> <font color='red' size=3>em</font>", "Chào các em"),
        (r"{\an8}Chào {\i1}em{\i0}", "Chào em"),
        ("2 < 3 và 5 > 4, a<b và c>d", "2 < 3 và 5 > 4, a<b và c>d"),
        ("1 &lt; 2 &amp; R&D &nbsp; &#225; &#xe1; &unknown;", "1 < 2 & R&D á á &unknown;"),
        ("<ruby>漢<rt>kan</rt></ruby>字<br/>dòng hai", "漢字|dòng hai"),
        ('<I>HOA</I></b><SPAN class="x">!</SPAN>', "HOA!"),
        ("2H2 + O2 --> 2H2O", "2H2 + O2 --> 2H2O"),
        ("một\n\n\nhai", "một|hai"),
        ("các\u00a0em\u202e\u202c", "các em"),
        ("cho\u0302\u0300 các em", "chồ các em"),
    ],
)
def test_markup_goes_and_words_stay(tmp_path: Path, written: str, meant: str) -> None:
    assert shown(read(tmp_path, HEAD + written))[0][2] == meant


# ── WebVTT ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_webvtt_with_all_its_blocks_is_read(tmp_path: Path) -> None:
    given = read(
        tmp_path,
        "\ufeffWEBVTT - Bài 10\nKind: captions\nLanguage: vi\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n"
        "NOTE ghi chú\nkhông phải phụ đề\n\nmở đầu\n00:01.000 --> 00:02.000 align:start position:10%\n"
        "<v Cô>Chào các em!\n<v Lan>Em chào cô!\n\n"
        "00:00:03.000 --> 00:00:04.000\n<c.yellow.bg>1 &lt; 2</c> <00:00:03.500><v.loud Cô>nhé</v>\n\n"
        "còn nữa\n\n01:00:00.000 --> 01:00:01.000\n<lang en>Hello</lang>&lrm;\n",
        "anything.txt",
    )
    assert (given.format, given.language) == ("vtt", "vi")
    assert shown(given) == [
        (1, 2, "- Chào các em!|- Em chào cô!"),
        (3, 4, "1 < 2 nhé|còn nữa"),
        (3600, 3601, "Hello"),
    ]


def test_webvtt_without_blank_lines_is_read_too(tmp_path: Path) -> None:
    given = read(tmp_path, "WEBVTT\n1\n00:01.000 --> 00:02.000\nmột\n2\n00:03.000 --> 00:04.000\nhai")
    assert shown(given) == [(1, 2, "một"), (3, 4, "hai")]


# ── ASS ───────────────────────────────────────────────────────────────────────────────────────────────────────────

ASS = """[Script Info]
Title: x
[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def test_ass_gives_its_words_without_overrides_and_drawings(tmp_path: Path) -> None:
    given = read(
        tmp_path,
        ASS + "Comment: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,bỏ\n"
        r"Dialogue: 0,0:00:05.00,0:00:06.50,D,Cô,0,0,0,,{\pos(1,2)\fad(1,2)}Xin, chào\Ncác\hem{chú thích}" + "\n"
        r"Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,{\p1}m 0 0 l 9 9{\p0}{\k20}chữ {hở" + "\n"
        r"Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,{\p2}m 0 0 l 9 9" + "\n"
        r"Dialogue: 1,0:00:05.00,0:00:06.50,D,Cô,0,0,0,,{\blur3}Xin, chào\Ncác\hem" + "\n",
    )
    assert given.format == "ass"
    assert shown(given) == [(1, 2, "chữ {hở"), (5, 6.5, "Xin, chào|các em")]
    assert sorted(kinds(given)) == ["drop", "duplicate", "sort"]


def test_old_ssa_is_read_by_its_own_format_line(tmp_path: Path) -> None:
    given = read(
        tmp_path,
        "[Script Info]\n[Events]\nFormat: Marked, Start, End, Text\n"
        "Dialogue: Marked=0,0:00:01.00,0:00:02.00,một, hai\n",
    )
    assert shown(given) == [(1, 2, "một, hai")]


# ── TTML ──────────────────────────────────────────────────────────────────────────────────────────────────────────

TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="vi"
    xmlns:tts="http://www.w3.org/ns/ttml#styling" ttp:frameRate="25" ttp:tickRate="10">
<head><metadata xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><ttm:title>không</ttm:title></metadata>
<layout><region xml:id="r1"/></layout></head>
<body region="r1"><div begin="10s">
<p begin="00:00:01.5" end="3s">Xin   chào<br/>các
   <span tts:fontStyle="italic">em</span></p>
<p begin="00:00:04:05" dur="50f"><span begin="0s" end="1s">Một</span><span begin="1s">hai</span></p>
<p begin="95t" end="100t">nhịp</p>
</div></body></tt>"""


def test_ttml_times_are_added_up_and_words_joined(tmp_path: Path) -> None:
    given = read(tmp_path, TTML)
    assert (given.format, given.language) == ("ttml", "vi")
    assert shown(given) == [
        (11.5, 13, "Xin chào|các em"),
        (14.2, 15.2, "Một"),
        (15.2, 16.2, "hai"),
        (19.5, 20, "nhịp"),
    ]


def test_ttconv_reads_the_same_from_ttml(tmp_path: Path) -> None:
    """The judge: another reader's SRT of the same file. (Where a div begins but has no end it loses every caption.)"""
    import xml.etree.ElementTree as ET

    from defusedxml.ElementTree import fromstring
    from ttconv.imsc import reader
    from ttconv.srt import writer

    model = reader.to_model(ET.ElementTree(fromstring(TTML.replace('begin="10s"', 'begin="10s" end="60s"'))))
    theirs = read(tmp_path, writer.from_model(model), "b.srt")
    assert shown(theirs) == shown(read(tmp_path, TTML))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div timeContainer="seq"><p dur="2s">a</p><p dur="3s">b</p></div>', [(0, 2, "a"), (2, 5, "b")]),
        ('<p begin="1s" end="2s">a</p><p>không giờ</p>', [(1, 2, "a")]),
        ('<p begin="1s" end="2s"><span tts:display="none">b</span>a</p>', [(1, 2, "a")]),
        ('<p begin="1s" end="2s" xml:space="preserve">a\nb</p>', [(1, 2, "a|b")]),
        ('<p begin="0.5m" end="31s">a</p>', [(30, 31, "a")]),
        ('<p begin="1s">a b c</p>', [(1, 2, "a b c")]),
    ],
)
def test_ttml_of_all_kinds(tmp_path: Path, body: str, expected: list[tuple[float, float, str]]) -> None:
    head = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling"><body>'
    assert shown(read(tmp_path, f"{head}{body}</body></tt>")) == expected


def test_dfxp_with_a_prefix_and_a_frame_rate_of_its_own_is_read(tmp_path: Path) -> None:
    text = (
        '<x:tt xmlns:x="http://www.w3.org/2006/10/ttaf1" xmlns:p="http://www.w3.org/2006/10/ttaf1#parameter" '
        'p:frameRate="30" p:frameRateMultiplier="1000 1001"><x:body><x:div><x:p begin="30f" end="60f">a</x:p></x:div>'
        "</x:body></x:tt>"
    )
    (cue,) = read(tmp_path, text).cues
    assert (cue.start, cue.end) == (Fraction(1001, 1000), Fraction(2002, 1000))


# ── mending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def srt(*cues: tuple[str, str, str]) -> str:
    return "\n\n".join(f"{number}\n{start} --> {end}\n{text}" for number, (start, end, text) in enumerate(cues, 1))


@pytest.mark.parametrize(
    ("cues", "expected", "kind"),
    [
        ([("0:01", "0:03", "a"), ("0:02", "0:04", "b")], [(1, 2, "a"), (2, 4, "b")], "overlap"),
        ([("00:01,0", "0:03", "a"), ("00:01,4", "0:04", "b\nc")], [(1, 4, "a|b c")], "merge"),
        ([("0:05", "0:06", "b"), ("0:01", "0:02", "a")], [(1, 2, "a"), (5, 6, "b")], "sort"),
        ([("0:01", "0:02", "a"), ("0:01", "0:02", "a")], [(1, 2, "a")], "duplicate"),
        ([("0:01", "0:02", "a"), ("0:02", "0:03", "a")], [(1, 3, "a")], "duplicate"),
        ([("0:01", "0:01", "a")], [(1, 2, "a")], "timing"),
        ([("0:05", "0:01", "a" * 30), ("00:06,5", "0:09", "b")], [(5, 6.5, "a" * 30), (6.5, 9, "b")], "timing"),
        ([("-0:02", "0:03", "a")], [(0, 3, "a")], "timing"),
        ([("-0:03", "-0:02", "a"), ("0:01", "0:02", "b")], [(1, 2, "b")], "drop"),
        ([("25:00:00", "25:00:01", "a"), ("0:01", "0:02", "b")], [(1, 2, "b")], "drop"),
        ([("0:01", "0:02", "<i></i>"), ("0:03", "0:04", "b")], [(3, 4, "b")], "drop"),
        ([("0:01", "0:02", "\u200bb\u202e")], [(1, 2, "b")], "clean"),
    ],
)
def test_what_is_wrong_is_mended_and_said(
    tmp_path: Path, cues: list[tuple[str, str, str]], expected: list[tuple[float, float, str]], kind: str
) -> None:
    given = read(tmp_path, srt(*cues))
    assert shown(given) == expected
    assert kinds(given) == [kind]
    (finding,) = given.findings
    assert (finding.severity, finding.values) == ("repaired", {"count": 1})


def test_text_before_the_first_time_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    given = read(tmp_path, "Phụ đề bài 10\n\n" + HEAD + "Chào")
    assert shown(given) == [(1, 2.5, "Chào")]
    assert "Phụ đề bài 10" in given.repairs[0].reason


def test_old_letters_are_converted_and_said(tmp_path: Path) -> None:
    text = HEAD + "Xin chµo c¸c b¹n häc sinh\n"
    given = read(tmp_path, text.encode("cp1252"))
    assert given.cues[0].lines == ("Xin chào các bạn học sinh",)
    assert [finding.code for finding in given.findings] == ["text-converted"]
    assert read(tmp_path, text).encoding == "utf-8+tcvn3"


TIMES = st.fractions(min_value=-5, max_value=100_000, max_denominator=1000)


@given(st.lists(st.tuples(TIMES, TIMES, st.sampled_from(["a", "b", "c d", "\u200b", ""])), max_size=12))
def test_mended_captions_rise_and_never_overlap(times: list[tuple[Fraction, Fraction, str]]) -> None:
    raw = RawFile(name="a", cues=[RawCue(start, end, text, 1) for start, end, text in times])
    mended = mend(raw)
    ends = Fraction(0)
    for cue in mended.cues:
        assert ends <= cue.start < cue.end
        assert cue.lines
        assert all(cue.lines)
        ends = cue.end
    if mended.cues and not mended.repairs:
        assert [(cue.start, cue.end, cue.lines) for cue in mended.cues] == [(a, b, (text,)) for a, b, text in times]


# ── refusing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("Thầy chào các em\nHôm nay ta học\n", "subtitles-unknown-format", None),
        ("{1}{25}Chào", "subtitles-unknown-format", None),
        ("WEBVTT\n\nNOTE x\n", "subtitles-none", None),
        (ASS, "subtitles-none", None),
        (HEAD + "  \n", "subtitles-none", None),
        ("1\n00:0x:01,000 --> 00:00:02,000\nhi\n", "subtitles-time-unreadable", 2),
        (HEAD + "a\n\n2\n00:00:03,000 --> \nb", "subtitles-time-unreadable", 6),
        ("1\n00:00:01:12 --> 00:00:02:10\nhi\n", "subtitles-time-unreadable", 2),
        (ASS + "Dialogue: 0,soon,later,D,,0,0,0,,a\n", "subtitles-time-unreadable", 8),
        (ASS + "Dialogue: 0\n", "subtitles-time-unreadable", 8),
        ("<tt><body>\n<p begin='1s'", "subtitles-damaged", 2),
        ("<tt><body><p begin='soon' end='2s'>a</p></body></tt>", "subtitles-time-unreadable", 1),
        ("<tt frameRate='0'><body><p begin='1f' end='2s'>a</p></body></tt>", "subtitles-time-unreadable", 1),
        ("<tt><head/><body/></tt>", "subtitles-none", None),
        (
            '<!DOCTYPE tt [<!ENTITY a "b">]><tt><body><p begin="1s" end="2s">&a;</p></body></tt>',
            "subtitles-unsafe",
            None,
        ),
        ('<!DOCTYPE tt SYSTEM "file:///etc/passwd"><tt/>', "subtitles-unsafe", None),
        ("<tt>" + "<div>" * 5_000 + "</div>" * 5_000 + "</tt>", "subtitles-unsafe", None),
        (b"PK\x03\x04", "text-not-text", None),
        ("".join(f"{HEAD}{number}\n\n" for number in range(20_001)), "subtitles-too-many", None),
        ("".join(f"{HEAD}x{number}\n\n" for number in range(2_000)), "subtitles-cue-too-long", 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, code: str, line: int | None
) -> None:
    error = refused(tmp_path, content)
    assert error.code == code
    assert error.values.get("line") == line


@pytest.mark.parametrize("tail", ["a", "<", "{", "{\\", "&", "<i ", "<rt>", " ", "\r", "\n", "-->", "00:", "<v "])
@pytest.mark.parametrize("head", [HEAD, "WEBVTT\n\n00:01.000 --> 00:02.000\n"])
def test_a_megabyte_of_anything_is_over_within_seconds(tmp_path: Path, tail: str, head: str) -> None:
    begun = time.process_time()
    assert refused(tmp_path, head + tail * ((1 << 20) // len(tail))).code in {
        "subtitles-cue-too-long",
        "subtitles-none",
    }
    assert time.process_time() - begun < 5


def test_only_ordinary_small_files_are_opened(tmp_path: Path) -> None:
    real = tmp_path / "a.srt"
    real.write_text(HEAD + "a", encoding="utf-8")
    (tmp_path / "link.srt").symlink_to(real)
    (tmp_path / "folder.srt").mkdir()
    os.mkfifo(tmp_path / "pipe.srt")
    (tmp_path / "big.srt").write_bytes(b"a" * ((5 << 20) + 1))
    (tmp_path / "empty.srt").touch()
    codes = {}
    for name in ("link", "folder", "pipe", "big", "empty", "none"):
        with pytest.raises(InputError) as caught:
            read_subtitles(tmp_path / f"{name}.srt")
        codes[name] = caught.value.code
    assert codes == {
        "link": "text-file-not-regular",
        "folder": "text-file-not-regular",
        "pipe": "text-file-not-regular",
        "big": "text-file-too-big",
        "empty": "text-file-empty",
        "none": "text-file-missing",
    }


# ── drift ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TWENTY_FIVE_FOR_FILM = Fraction(25 * 1001, 24_000)


def milliseconds(seconds: float) -> Fraction:
    return Fraction(round(seconds * 1000), 1000)


def lesson(seed: int, minutes: int) -> tuple[GivenSubtitles, list[TimeSpan], Fraction]:
    """A made-up lesson: captions, and where a voice is heard, with breaths, lost words and voices without captions."""
    chance = random.Random(seed)
    cues: list[GivenCue] = []
    speech: list[tuple[float, float]] = []
    at = chance.uniform(0, 4)
    while at < minutes * 60 - 8:
        end = at + chance.uniform(1.2, 6)
        cues.append(GivenCue(start=milliseconds(at), end=milliseconds(end), lines=("a",)))
        middle = (at + end) / 2
        if chance.random() < 0.9:
            speech += [(at + chance.gauss(0.1, 0.15), middle - 0.1), (middle + 0.15, end - abs(chance.gauss(0.3, 0.2)))]
        if chance.random() < 0.1:
            speech.append((end + 0.4, end + 2))
        at = end + (chance.uniform(0.1, 0.8) if chance.random() < 0.6 else chance.uniform(1, 6))
    spans = [TimeSpan(milliseconds(max(0, start)), milliseconds(end)) for start, end in sorted(speech) if start < end]
    given = GivenSubtitles(format="srt", encoding="utf-8", language="vi", cues=tuple(cues))
    return given, spans, Fraction(minutes * 60)


def part(given: GivenSubtitles, first: int, last: int) -> GivenSubtitles:
    return GivenSubtitles(format="srt", encoding="utf-8", language="vi", cues=given.cues[first:last])


def found(given: GivenSubtitles, speech: list[TimeSpan], seconds: Fraction) -> Drift:
    drift = find_drift(given, speech, seconds)
    assert drift is not None
    assert say(drift.finding.code, drift.finding.values, "vi")
    return drift


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("factor", [Fraction(1), Fraction(24, 25), Fraction(25, 24), TWENTY_FIVE_FOR_FILM])
def test_a_lesson_of_45_minutes_gets_its_factor_back(seed: int, factor: Fraction) -> None:
    given, speech, seconds = lesson(seed, 45)
    offset = Fraction(37, 10)
    drift = found(retime(given, 1 / factor, -offset / factor), speech, seconds)
    assert drift.factor == factor
    assert abs(drift.offset - offset) < Fraction(3, 10)
    assert drift.score_before < 0.2 < 0.5 < drift.score_after


def test_a_thousandth_is_found_in_a_long_lesson() -> None:
    given, speech, seconds = lesson(1, 45)
    drift = found(retime(given, Fraction(1001, 1000), Fraction(0)), speech, seconds)
    assert drift.factor == Fraction(1000, 1001)
    assert drift.finding.values["last"] == "-2.7" or abs(float(str(drift.finding.values["last"])) + 2.7) < 0.3


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("minutes", "first", "last"), [(45, 0, 900), (45, 100, 160), (8, 0, 200), (8, 40, 65), (3, 0, 9)]
)
def test_captions_that_fit_are_left_alone(seed: int, minutes: int, first: int, last: int) -> None:
    given, speech, seconds = lesson(seed, minutes)
    assert find_drift(part(given, first, last), speech, seconds) is None


@pytest.mark.parametrize("seed", range(6))
def test_captions_of_another_lesson_get_no_proposal(seed: int) -> None:
    given, _, _ = lesson(seed, 10)
    _, speech, seconds = lesson(seed + 100, 10)
    assert find_drift(given, speech, seconds) is None
    assert find_drift(part(given, 20, 60), speech, seconds) is None


def test_captions_of_a_part_are_moved_to_where_they_belong() -> None:
    given, speech, seconds = lesson(2, 45)
    drift = found(retime(part(given, 200, 300), Fraction(1), Fraction(-90)), speech, seconds)
    assert drift.factor == 1
    assert round(drift.offset) == 90


def test_nothing_is_said_where_nothing_can_be_compared() -> None:
    given, _, seconds = lesson(2, 10)
    assert find_drift(given, [], seconds) is None
    assert find_drift(given, [TimeSpan(Fraction(0), seconds)], seconds) is None
    assert find_drift(part(given, 0, 0), [TimeSpan(Fraction(0), seconds)], seconds) is None


def test_retiming_moves_every_time_and_says_so() -> None:
    given, _, _ = lesson(3, 3)
    moved = retime(given, Fraction(24, 25), Fraction(1, 3))
    assert [cue.start for cue in moved.cues] == [cue.start * 24 / 25 + Fraction(1, 3) for cue in given.cues]
    assert kinds(moved) == ["timing"]
    cut = retime(given, Fraction(1), -given.cues[1].start - Fraction(1, 10))
    assert kinds(cut) == ["timing", "drop"]
    assert cut.cues[0].start == 0
    with pytest.raises(ValueError, match="multiplied"):
        retime(given, Fraction(0), Fraction(0))
