"""MediaInfo in its child process: what it tells, and that it cannot hold us up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from lessontool.errors import Interrupted, ToolError
from lessontool.tools import mediainfo
from lessontool.tools.process import Cancel, Limits

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
with_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the real recordings are not on this machine")


def test_its_version_is_known() -> None:
    assert mediainfo.version()[0].isdigit()


@with_recordings
def test_it_names_container_tracks_rotation_and_hdr() -> None:
    general, video, audio, *_ = mediainfo.tracks(RECORDINGS / "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4")
    assert (general["@type"], general["Format"]) == ("General", "MPEG-4")
    assert (video["HDR_Format"], video["Rotation"], video["FrameRate_Mode"]) == ("Dolby Vision", "90.000", "VFR")
    assert audio["Format"] == "AAC"


@with_recordings
def test_a_transport_stream_is_read_to_its_end_without_its_name() -> None:
    general, video, *_ = mediainfo.tracks(RECORDINGS / "avchd_sony_a7m3_1080i50_ac3.mts")
    assert general["Format"] == "BDAV"
    assert (video["ScanType"], video["ScanOrder"]) == ("Interlaced", "TFF")


def test_a_missing_file_is_a_tools_failure(tmp_path: Path) -> None:
    with pytest.raises(ToolError):
        mediainfo.tracks(tmp_path / "none.mp4")


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("while True: pass", "tool-too-slow"),
        ("import os; os.abort()", "tool-failed"),
        ("bytearray(4 << 30)", "tool-failed"),
        ("print('no json')", "tool-failed"),
        ("print('[' * 100000)", "tool-failed"),
        ("print('[]')", "tool-failed"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "tool-failed"),
    ],
)
def test_a_child_that_hangs_crashes_or_raves_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, child: str, code: str
) -> None:
    monkeypatch.setattr(mediainfo, "_CHILD", child)
    limits = Limits(wall_s=1.5, memory_bytes=2 << 30, output_bytes=0)
    monkeypatch.setattr(mediainfo, "_LIMITS", limits)
    began = time.monotonic()
    with pytest.raises(ToolError) as caught:
        mediainfo.tracks(tmp_path)
    assert caught.value.code == code
    assert time.monotonic() - began < 10


def test_it_stops_when_the_work_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediainfo, "_CHILD", "while True: pass")
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        mediainfo.tracks(tmp_path, cancel=cancel)


def test_an_answer_without_tracks_is_an_empty_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediainfo, "_CHILD", "print('{\"media\": null}')")
    assert mediainfo.tracks(tmp_path) == []
