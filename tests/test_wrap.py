"""Wrapping: nothing lost, nothing doubled, and every outside judge agrees."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.errors import Interrupted, ToolError
from lessontool.essence import wrap as wrapping
from lessontool.timing import SAMPLES_PER_FRAME
from lessontool.tools.process import Cancel
from tests import judges, masters

THIN = "Whole file: overall bit rate (the only rule that sees a truncated file)"
FAULTS = {
    "16 bit": {"24 bit", THIN},
    "wrong timecode": {"Timecode tracks start at 10:00:00:00", "Container starts at 10 h"},
    "two tracks": {"Eight sound tracks", THIN},
    "truncated": {THIN},
    "bottom field first": {"Top field first"},
    "progressive": {"Interlaced", "Top field first"},
    "35 Mbps": {"50 Mb/s"},
}


def decoded(*inputs: str | Path, stdin: bytes = b"") -> list[str]:
    """The checksum of every decoded picture."""
    arguments = [*inputs, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"]
    lines = masters.run(*arguments, stdin=stdin).decode().splitlines()
    return [line.rsplit(",", 1)[1].strip() for line in lines if not line.startswith("#")]


def packets(path: Path) -> list[tuple[int, int, int]]:
    """DTS, PTS and duration of every coded picture, in ticks."""
    said = masters.run("-i", path, "-map", "0:v", "-c", "copy", "-f", "framemd5", "-").decode()
    rows = (line.split(",") for line in said.splitlines() if not line.startswith("#"))
    return [(int(row[1]), int(row[2]), int(row[3])) for row in rows]


# ── pure ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_tv_command_copies_pictures_and_makes_eight_mono_tracks() -> None:
    command = wrapping.mxf_command(masters.tv_step(), "/w/s.wav", "/w/t.mxf.part", created=masters.CREATED)
    assert command[-3:] == ["-f", "mxf", "file:/w/t.mxf.part"]
    assert [command[at + 1] for at, word in enumerate(command) if word == "-map"] == [
        "0:v:0",
        *(f"[a{track}]" for track in range(1, 9)),
    ]
    graph = command[command.index("-filter_complex") + 1]
    assert graph == (
        "[1:a:0]asetnsamples=n=19200:p=0,channelsplit=channel_layout=stereo[a1][a2];"
        "anullsrc=sample_rate=48000:channel_layout=mono:nb_samples=19200,"
        f"atrim=end_sample={180 * 1920},asplit=6[a3][a4][a5][a6][a7][a8]"
    )
    assert command[command.index("-c:v") + 1] == "copy"
    assert command[command.index("-timecode") + 1] == "10:00:00:00"


def test_a_master_without_timecode_or_silent_tracks_asks_for_neither() -> None:
    step = masters.tv_step(timecode_start="", sound_tracks=2)
    command = wrapping.mxf_command(step, "s", "t", created=masters.CREATED)
    assert "-timecode" not in command
    graph = command[command.index("-filter_complex") + 1]
    assert graph == "[1:a:0]asetnsamples=n=19200:p=0,channelsplit=channel_layout=stereo[a1][a2]"


def test_the_online_command_copies_everything_and_puts_the_index_first() -> None:
    command = wrapping.mp4_command(masters.online_step(), "/w/s.m4a", "/w/t.mp4.part", created=masters.CREATED)
    assert command[-3:] == ["-f", "mp4", "file:/w/t.mp4.part"]
    assert "+faststart" in command
    assert command[command.index("-c") + 1] == "copy"
    assert "language=vie" in command


def test_a_chunk_list_quotes_what_the_list_syntax_would_read() -> None:
    assert wrapping.chunk_list(masters.tv_step(), ["/a b/c'd\\e"]) == "'file:/a b/c'\\''d\\e'\n"
    assert wrapping.chunk_list(masters.online_step(), ["/x"]) == "ffconcat version 1.0\nfile 'file:/x'\n"
    with pytest.raises(ValueError, match="line break"):
        wrapping.chunk_list(masters.tv_step(), ["/a\nfile /etc/passwd"])


@settings(deadline=None)
@given(st.text())
def test_a_carried_title_is_one_line_that_every_reader_can_show(title: str) -> None:
    carried = wrapping.carried_title(title)
    assert carried.isprintable()
    assert all(ord(character) <= 0xFFFF for character in carried)
    assert wrapping.carried_title(carried) == carried


def test_a_title_keeps_its_vietnamese_and_loses_its_emoji() -> None:
    assert wrapping.carried_title("Đường đi\n học 😀") == "Đường đi học"


@pytest.mark.parametrize(
    ("tag", "said"), [("vi", "vie"), ("vi-VN", "vie"), ("en", "eng"), ("hmn", "hmn"), ("blt", "blt"), ("xx", "und")]
)
def test_a_language_is_named_by_three_letters(tag: str, said: str) -> None:
    assert wrapping.track_language(tag) == said


# ── the TV master ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_a_joined_master_has_every_picture_of_its_chunks_once_and_in_order() -> None:
    apart = [picture for chunk in masters.tv_chunks() for picture in decoded("-f", "mpegvideo", "-i", chunk)]
    assert len(apart) == masters.FRAMES
    assert len(set(apart)) == masters.FRAMES
    assert decoded("-i", masters.tv_master()) == apart


@pytest.mark.tools
def test_bmx_reads_every_edit_unit_and_the_sound_is_sample_for_sample_the_mix() -> None:
    reading = judges.read_every_unit(masters.tv_master())
    assert (reading.units, reading.declared) == (masters.FRAMES, masters.FRAMES)
    assert reading.start == masters.START
    assert reading.name == masters.TITLE
    assert reading.picture_kind == "MPEG_2_Long_GOP_422P_HL_1080i"
    assert reading.payloads[0] == b"".join(chunk.read_bytes() for chunk in masters.tv_chunks())
    mix = masters.run("-i", masters.sound(), "-f", "s24le", "-")
    assert len(mix) == masters.FRAMES * SAMPLES_PER_FRAME * 6
    left = bytearray(len(mix) // 2)
    right = bytearray(len(mix) // 2)
    for byte in range(3):
        left[byte::3] = mix[byte::6]
        right[byte::3] = mix[byte + 3 :: 6]
    assert reading.payloads[1] == left
    assert reading.payloads[2] == right
    assert left != right
    assert [track == bytes(len(left)) for track in reading.payloads[3:]] == [True] * 6


@pytest.mark.tools
def test_mediaconch_passes_the_master() -> None:
    assert judges.failed_rules(masters.tv_master()) == (set(), 43)


@pytest.mark.tools
@pytest.mark.parametrize("fault", FAULTS)
def test_mediaconch_refuses_each_broken_brother_by_the_right_rule(fault: str) -> None:
    failed, _ = judges.failed_rules(masters.brother(fault))
    assert failed >= FAULTS[fault]
    if fault not in ("progressive", "35 Mbps"):  # these are other formats altogether
        assert failed == FAULTS[fault]


@pytest.mark.tools
def test_no_rule_of_the_policy_passes_by_accident(tmp_path: Path) -> None:
    tree = ET.parse(judges.XDCAM_POLICY)  # noqa: S314  # our own file
    rules = list(tree.getroot().iter("rule"))
    opposite = {"=": "!=", ">=": "<", "exists": "must not exist"}
    for rule in rules:
        rule.set("operator", opposite[rule.attrib["operator"]])
    tree.write(tmp_path / "opposite.xml", encoding="utf-8", xml_declaration=True)
    failed, ran = judges.failed_rules(masters.tv_master(), tmp_path / "opposite.xml")
    assert ran == len(rules) == 43
    assert failed == {rule.attrib["name"] for rule in rules}


@pytest.mark.tools
def test_mediainfo_calls_the_master_what_a_station_calls_it() -> None:
    assert judges.mediainfo(masters.tv_master(), "General", "Format_Commercial_IfAny", "PackageName", "FrameCount") == (
        f"XDCAM HD422|{masters.TITLE}|180"
    )
    picture = ("ScanType", "ScanOrder", "BitRate_Mode", "BitRate", "Format_Settings_GOP", "Gop_OpenClosed")
    assert judges.mediainfo(masters.tv_master(), "Video", *picture) == ("Interlaced|TFF|CBR|50000000|M=3, N=12|Closed")
    assert judges.mediainfo(masters.tv_master(), "Video", "TimeCode_FirstFrame", "colour_primaries") == (
        "10:00:00:00|BT.709"
    )


@pytest.mark.tools
def test_sixty_chunks_join_as_three_do(tmp_path: Path) -> None:
    chunk = masters.tv_chunk(0, 12)
    step = masters.tv_step(frames=720)
    heard: list[float] = []
    target = tmp_path / "sixty.mxf.part"
    wav = masters.sound(720 * SAMPLES_PER_FRAME)
    wrapping.wrap(step, [chunk] * 60, wav, target, created=masters.CREATED, cancel=Cancel(), progress=heard.append)
    reading = judges.read_every_unit(target)
    assert reading.units == 720
    assert hashlib.sha256(reading.payloads[0]).digest() == hashlib.sha256(chunk.read_bytes() * 60).digest()
    assert heard[-1] == 1.0
    assert [path.name for path in tmp_path.iterdir()] == ["sixty.mxf.part"]


@pytest.mark.tools
@pytest.mark.parametrize("samples", [180 * 1920 - 1, 180 * 1920 + 1, 0])
def test_sound_of_another_length_is_refused_before_anything_is_written(tmp_path: Path, samples: int) -> None:
    target = tmp_path / "t.part"
    with pytest.raises(ToolError, match=f"{samples} samples|holds no sound"):
        wrapping.wrap(
            masters.tv_step(),
            masters.tv_chunks(),
            masters.sound(samples),
            target,
            created=masters.CREATED,
            cancel=Cancel(),
            progress=masters.unheard,
        )
    assert not target.exists()


@pytest.mark.tools
@pytest.mark.parametrize("missing", ["one chunk too few", "a chunk that is not there", "a chunk cut short"])
def test_a_master_that_lacks_pictures_is_refused(tmp_path: Path, missing: str) -> None:
    first, second, third = masters.tv_chunks()
    short = tmp_path / "short.m2v"
    short.write_bytes(third.read_bytes()[: third.stat().st_size // 2])
    chunks = {
        "one chunk too few": [first, second],
        "a chunk that is not there": [first, second, tmp_path / "none.m2v"],
        "a chunk cut short": [first, second, short],
    }[missing]
    with pytest.raises(ToolError):
        wrapping.wrap(
            masters.tv_step(),
            chunks,
            masters.sound(),
            tmp_path / "t.part",
            created=masters.CREATED,
            cancel=Cancel(),
            progress=masters.unheard,
        )


@pytest.mark.tools
def test_wrapping_stops_when_it_is_cancelled(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        wrapping.wrap(
            masters.tv_step(frames=720),
            [masters.tv_chunk(0, 12)] * 60,
            masters.sound(720 * SAMPLES_PER_FRAME),
            tmp_path / "t.part",
            created=masters.CREATED,
            cancel=cancel,
            progress=masters.unheard,
        )


# ── the online programme ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_a_joined_online_programme_has_every_picture_once_at_its_time() -> None:
    apart = [picture for chunk in masters.online_chunks() for picture in decoded("-i", chunk)]
    assert len(apart) == 2 * masters.FRAMES
    assert decoded("-i", masters.online_programme()) == apart
    coded = packets(masters.online_programme())
    assert {after[0] - before[0] for before, after in pairwise(coded)} == {500}
    shown = sorted(pts for _, pts, _ in coded)
    assert shown == list(range(0, 500 * 2 * masters.FRAMES, 500))


@pytest.mark.tools
def test_the_online_sound_starts_with_the_picture_and_is_exactly_as_long() -> None:
    pcm = masters.run("-i", masters.online_programme(), "-map", "0:a", "-f", "s16le", "-")
    assert len(pcm) == masters.FRAMES * SAMPLES_PER_FRAME * 4
    assert judges.mediainfo(masters.online_programme(), "Audio", "Duration", "SamplingCount") == "7200|345600"
    assert judges.mediainfo(masters.online_programme(), "General", "Duration", "IsStreamable") == "7200|Yes"
    assert judges.mediainfo(masters.online_programme(), "Audio", "Language") == "vi"
