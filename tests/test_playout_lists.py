"""Lists for playout servers and automation, judged by their own rules written down a second time."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Channel, Filler, FixedBlock, Timetable
from lessontool.schedule.playout.bxf import as_bxf
from lessontool.schedule.playout.casparcg import as_casparcg
from lessontool.schedule.playout.day import Day, planned_day, with_cards
from lessontool.schedule.playout.edl import as_edls, reel_names
from lessontool.schedule.playout.ffplayout import as_ffplayout, place
from lessontool.schedule.playout.m3u import as_m3u
from tests.playout_rules import (
    amcp_clips,
    bxf_faults,
    edl_events,
    ffplayout_clips,
    ffplayout_faults,
    m3u_entries,
)
from tests.playout_weeks import CHANNEL, DAYS, MONDAY, block, clip, full_week, lesson, week, without_fillers

CREATED = "2021-10-01T09:00:00Z"
LONG = (Filler(title="Hình hiệu", file="hinh hieu.mxf", seconds=3600),)
SMALL = replace(CHANNEL, fillers=LONG)


def day(timetable: Timetable | None = None, channel: Channel = SMALL) -> Day:
    return planned_day(timetable or full_week(), channel, MONDAY)


def lengths(of: Day) -> dict[str, float]:
    return {item.file: item.file_frames / 25 for item in of.items if item.file} | {
        filler.file: float(filler.seconds) for filler in of.channel.fillers
    }


# ── ffplayout ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ffplayout_has_nothing_against_a_day_and_starts_everything_on_its_second() -> None:
    one = day(channel=CHANNEL)
    text = as_ffplayout(one)
    assert ffplayout_faults(text, f"/playlists/{place(one)}", lengths=lengths(one)) == []
    starts = {played.start_s: played.item["title"] for played in ffplayout_clips(text)}
    assert starts[8 * 3600] == "Toán lớp 1"
    assert starts[20 * 3600] == "Toán lớp 1"
    assert starts[14.5 * 3600] == "Dạy Toán lớp 1"
    lesson_ = next(played.item for played in ffplayout_clips(text) if played.start_s == 8 * 3600)
    assert (lesson_["in"], lesson_["out"], lesson_["duration"]) == (10.0, 1450.0, 1450.0)


def test_advertisements_hide_the_logo() -> None:
    advert = FixedBlock(title="Quảng cáo", kind="advertisement", days=("T2",), start="09:00", end="09:10")
    one = day(week(), replace(SMALL, fixed=(advert,)))
    said = [item.get("category") for item in json.loads(as_ffplayout(one))["program"]]
    assert said.count("advertisement") == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"in": 20.0}, "drifts"),
        ({"out": 1451.0}, "the file ends before"),
        ({"duration": 1440.0}, "duration differs"),
        ({"source": ""}, "source not found"),
        ({"source": "nowhere.mxf"}, "source not found"),
        ({"in": "10"}, "in is no number"),
        ({"title": None}, "title is no text"),
        ({"out": 10.5}, "less than a second"),
        ({"out": 5.0}, "nothing is played"),
    ],
)
def test_the_judge_of_ffplayout_refuses_a_broken_playlist(change: Mapping[str, Any], fault: str) -> None:
    one = day()
    data = json.loads(as_ffplayout(one))
    at = next(number for number, item in enumerate(data["program"]) if item["in"] == 10.0)
    data["program"][at].update(change)
    found = ffplayout_faults(json.dumps(data).encode(), f"/p/{place(one)}", lengths=lengths(one))
    assert any(fault in each for each in found)


def test_the_judge_of_ffplayout_refuses_a_day_that_is_short_or_lies_elsewhere() -> None:
    one = day()
    data = json.loads(as_ffplayout(one))
    del data["program"][-1]
    found = ffplayout_faults(json.dumps(data).encode(), "/p/2021-10-04.json", lengths=lengths(one))
    assert [each.split(":")[0] for each in found[:2]] == ["not found at /p/2021-10-04.json", "not long enough"]
    assert ffplayout_faults(b'{"date":"2021-10-04","program":[]}', f"/p/{place(one)}", lengths={}) == [
        "the list is empty"
    ]


def test_a_channel_without_fillers_leaves_gaps_to_ffplayouts_own() -> None:
    one = day(channel=without_fillers())
    found = ffplayout_faults(as_ffplayout(one), f"/p/{place(one)}", lengths=lengths(one))
    assert found
    assert all(each.endswith("source not found") for each in found)


# ── CasparCG ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_casparcg_gets_frames_and_names_without_endings() -> None:
    clips = amcp_clips(as_casparcg(day()))
    assert ("TO1_T05_B12", 250, 36_000) in clips
    assert ("hinh hieu", 0, 90_000) in clips
    assert ("udp://239.1.1.7:5000", 0, 0) in clips


def test_after_a_live_source_the_clock_starts_the_filler() -> None:
    lines = as_casparcg(day()).decode().split("\r\n")
    at = lines.index('LOADBG 1-10 "udp://239.1.1.7:5000" AUTO')
    assert lines[at + 1] == "PLAY 1-10"
    assert lines[at + 2].startswith("# 15:00:00:00 FILLER")
    assert lines[at + 4] == "PLAY 1-10"


def test_without_fillers_casparcg_shows_nothing_instead_of_the_last_picture() -> None:
    lines = as_casparcg(day(channel=without_fillers())).decode().split("\r\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("# 08:24:00:00 GAP"))
    assert lines[at + 1] == "CLEAR 1-10"


def test_a_quote_in_a_name_stays_inside_the_name() -> None:
    odd = (Filler(title='a"b', file='a" PLAY 1-20 "b.mxf', seconds=60),)
    assert ('a" PLAY 1-20 "b', 0, 1500) in amcp_clips(as_casparcg(day(channel=replace(CHANNEL, fillers=odd))))


@pytest.mark.parametrize(
    "line", ['LOADBG 1-10 "a" "b" AUTO\r\n', "STOP\r\n", 'LOADBG 1-10 "a\n" AUTO\r\n', "PLAY 1-10"]
)
def test_the_judge_of_amcp_refuses_what_the_server_would(line: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        amcp_clips(line.encode())


# ── M3U ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_m3u_has_every_item_and_its_length() -> None:
    one = day()
    entries = m3u_entries(as_m3u(one))
    assert sum(seconds for seconds, _, _ in entries) == pytest.approx(86_400)
    assert (1440.0, "Toán lớp 1", "/library/TO1_T05_B12.mxf") in entries
    assert b"#EXTVLCOPT:start-time=10\n#EXTVLCOPT:stop-time=1450\n/library/" in as_m3u(one)


def test_m3u_names_files_as_the_playout_server_sees_them() -> None:
    entries = m3u_entries(as_m3u(day(channel=replace(CHANNEL, media_folder="bai hoc"))))
    assert "bai hoc/TO1_T05_B12.mxf" in {file for _, _, file in entries}
    hash_ = (Filler(title="x", file="#1.mxf", seconds=60),)
    assert {file for _, _, file in m3u_entries(as_m3u(day(week(), replace(CHANNEL, fillers=hash_, relays=()))))} == {
        "./#1.mxf"
    }


# ── EDL ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edl_covers_the_day_with_source_and_record_of_the_same_length() -> None:
    (text,) = as_edls(day())
    events = edl_events(text)
    assert (events[0][2], events[-1][3]) == (0, 86_400 * 25)
    assert ("TO1T05B1", 250, 8 * 3600 * 25, 8 * 3600 * 25 + 36_000) in events
    assert [event[0] for event in events if event[2] == 14.5 * 3600 * 25] == ["BL"]


def test_a_day_with_more_than_999_events_or_over_midnight_goes_on_in_a_second_list() -> None:
    short = replace(CHANNEL, fillers=(Filler(title="Hình", file="h.mxf", seconds=40),))
    first, *more = map(edl_events, as_edls(day(channel=short)))
    assert len(first) == 999
    assert more[0][0][2] == first[-1][3]
    late = replace(SMALL, day_start="05:00")
    evening, night = map(edl_events, as_edls(day(week(lesson(MONDAY, "23:50", clip())), late)))
    assert (evening[0][2], evening[-1][3]) == (5 * 3600 * 25, 86_400 * 25)
    assert night[0] == ("TO1T05B1", 15_000, 0, 21_000)


def test_reels_have_eight_letters_and_no_two_files_the_same() -> None:
    slots = [lesson(MONDAY, f"{hour:02}:00", clip(f"TO1_KNTT_T05_B{hour:02}_P1")) for hour in range(7, 20)]
    one = day(week(*slots), replace(SMALL, fixed=(), relays=()))
    reels = reel_names(one.items)
    assert len(reels) == 14
    assert len(set(reels.values())) == 14
    assert all(1 <= len(name) <= 8 and name.isalnum() and name.isupper() for name in reels.values())
    odd = [replace(one.items[0], file=name) for name in ("中.mxf", "中2.mxf", "BL.mxf", "文.mxf")]
    assert list(reel_names(odd).values()) == ["CLIP", "2", "BL2", "CLIP2"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("NON-DROP", "DROP"), ("TO1T05B1 ", "TO1T05B12 "), ("00:00:10:00", "00:00:10:25"), ("00:00:10:00", "00:00:11:00")],
)
def test_the_judge_of_edl_refuses_a_broken_list(wrong: str, right: str) -> None:
    (text,) = as_edls(day())
    assert wrong in text.decode()
    with pytest.raises(ValueError, match=r".*"):
        edl_events(text.decode().replace(wrong, right).encode())


@pytest.mark.proof
def test_opentimelineio_reads_the_edl_frame_for_frame(tmp_path: Path) -> None:
    if os.environ.get("CI") != "true":
        pytest.importorskip("opentimelineio")
        pytest.importorskip("otio_cmx3600_adapter")
    import opentimelineio  # type: ignore[import-not-found,unused-ignore]

    one = day(channel=replace(SMALL, relays=()))
    path = tmp_path / "day.edl"
    path.write_bytes(as_edls(one)[0])
    timeline = opentimelineio.adapters.read_from_file(str(path), rate=25)
    assert timeline.duration().value == 86_400 * 25
    found = [each for each in timeline.find_clips() if each.metadata["cmx_3600"]["reel"] == "TO1T05B1"]
    assert {each.name for each in found} == {"TO1_T05_B12.mxf"}
    assert {(each.source_range.start_time.value, each.source_range.duration.value) for each in found} == {(250, 36_000)}
    starts = {each.range_in_parent().start_time.value for each in found}
    assert starts == {8 * 3600 * 25, 20 * 3600 * 25}
    path.write_bytes(as_edls(one)[0].replace(b"00:00:10:00", b"00:00:11:00"))
    with pytest.raises(opentimelineio.exceptions.OTIOError):
        opentimelineio.adapters.read_from_file(str(path), rate=25)


# ── BXF ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bxf_schedule_has_no_gap_and_every_event_an_identity() -> None:
    text = as_bxf(day(), created=CREATED)
    assert bxf_faults(text) == []
    said = text.decode()
    assert "<HouseNumber>TO1_T05_B12</HouseNumber>" in said
    assert "<SOM>\n        <SmpteTimeCode>00:00:10:00</SmpteTimeCode>" in said
    assert said.count("<StartMode>Fixed</StartMode>") == 4
    assert bxf_faults(as_bxf(day(channel=replace(SMALL, day_start="05:59")), created=CREATED)) == []


@pytest.mark.parametrize(
    ("wrong", "right", "fault"),
    [
        ("2021/2017/BXF", "2021/9999/BXF", "no BXF message"),
        ("<HouseNumber>TO1_T05_B12</HouseNumber>", "", "missing"),
        ("<SmpteTimeCode>08:00:00:00<", "<SmpteTimeCode>08:00:00:24<", "begins at"),
        ('frameRate="25" broad', 'frameRate="30" broad', "frame rate"),
        ('ScheduleEnd="2021-10-05T00:00:00:00"', 'ScheduleEnd="2021-10-05T00:00:00:01"', "its end"),
        ("urn:uuid:", "uuid:", "no identity"),
    ],
)
def test_the_judge_of_bxf_refuses_a_broken_schedule(wrong: str, right: str, fault: str) -> None:
    text = as_bxf(day(), created=CREATED).decode()
    assert wrong in text
    assert any(fault in each for each in bxf_faults(text.replace(wrong, right).encode()))
    with pytest.raises(ValueError, match="26"):
        bxf_faults(text.replace("08:00:00:00", "08:00:00:26").encode())


# ── all of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def everything(one: Day) -> list[bytes]:
    return [as_ffplayout(one), as_casparcg(one), as_m3u(one), *as_edls(one), as_bxf(one, created=CREATED)]


def test_the_same_day_is_the_same_bytes_in_every_format() -> None:
    assert everything(day()) == everything(day())


def test_a_sunday_without_lessons_is_a_whole_day_too() -> None:
    sunday = planned_day(full_week(), CHANNEL, DAYS[6])
    assert ffplayout_faults(as_ffplayout(sunday), f"/p/{place(sunday)}", lengths=lengths(sunday)) == []
    assert bxf_faults(as_bxf(sunday, created=CREATED)) == []


@settings(max_examples=40, deadline=None)
@given(
    title=st.text(st.characters(), max_size=300),
    source=st.text(st.characters(), max_size=40),
    frames=st.integers(25, 37_500),
)
def test_any_title_gives_lists_that_can_be_read(title: str, source: str, frames: int) -> None:
    slots = (
        lesson(MONDAY, "08:00", clip(frames=frames), lesson_label=title, subjects=(), title=title),
        block(MONDAY, 9 * 3600, 600, title, source=source),
        block(MONDAY, 10 * 3600, 600, title, kind="relay", address="udp://239.0.0.1:1"),
    )
    one = day(week(*slots), replace(SMALL, title=title, fixed=(), relays=(), fillers=(replace(LONG[0], title=title),)))
    assert ffplayout_faults(as_ffplayout(one), f"/p/{place(one)}", lengths=lengths(one)) == []
    assert len(amcp_clips(as_casparcg(one))) == len(with_cards(one))
    assert len(m3u_entries(as_m3u(one))) == len(with_cards(one))
    assert edl_events(as_edls(one)[0])[-1][3] == 86_400 * 25
    assert bxf_faults(as_bxf(one, created=CREATED)) == []
