"""Every real recording goes through check and process: the right programme, or the right clear error."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from lessontool import records
from lessontool.door import Processed, check_lesson, process_lesson
from lessontool.errors import InputError
from lessontool.model import DeliverySpec
from lessontool.presets import load_delivery
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.whole

SECONDS = 3
"""How much of each recording is processed: every kind of source, not every minute."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What should become of a recording."""

    error: str = ""
    """Code of the error with which it is refused; empty: it becomes a programme."""
    accept: tuple[str, ...] = ()
    """With these words of acceptance it becomes a programme all the same."""
    decided: tuple[str, ...] = ()
    """Words that must stand among the decisions."""
    sent_back: tuple[str, ...] = ()
    """Items for which a station sends the programme back, because that is how the recording is."""


SILENT = Case(error="no-sound", accept=("silence",))
SOUND_ONLY = Case(error="no-picture")

CASES: dict[str, Case] = {
    "avchd_sony_a7m3_1080i50_ac3.mts": Case(
        error="sound-silent", accept=("silence",), decided=("treated as tff", "50 fields", "fills 1920x1080")
    ),
    "bframes_pyramid_neg_dts.mp4": SILENT,
    "canon_mjpeg_mono.avi": Case(decided=("full to limited", "bt470bg to BT.709", "1440x1080 on blurred")),
    "corrupt_cut_100000bytes_vfr.mp4": Case(error="recording-truncated", accept=("damage", "silence")),
    "corrupt_no_moov.mp4": Case(error="recording-unreadable"),
    "coverart_png_videostream.mp4": Case(decided=("fills 1920x1080",)),
    "dv_pal_576i_silent.mov": Case(error="no-sound", accept=("silence",), decided=("treated as progressive",)),
    "editlist_edts.mp4": Case(decided=("25 pictures a second as PsF",), sent_back=("black",)),
    "flv_avc_aac.flv": Case(error="sound-silent", accept=("silence",)),
    "gopro_karma_timecode_gpmd.mp4": Case(decided=("full to limited",)),
    "hdr10_av1_portrait_720x1280.mp4": Case(decided=("HDR to BT.709", "608x1080 on blurred")),
    "hdv_1080i50_1440x1080.mov": Case(
        error="no-sound", accept=("silence",), decided=("treated as progressive", "fills 1920x1080")
    ),
    "interlaced_mbaff_tff_opus_in_mp4.mp4": Case(decided=("treated as tff", "50 fields")),
    "lecture_eth_slides_speech.mov": Case(decided=("25 pictures a second as PsF", "1440x1080 on blurred")),
    "lecture_sony_pxwx180_720p60.mts": SILENT,
    "mediarecorder_chrome52_noduration_mono.webm": Case(decided=("every picture at its own time",)),
    "mediarecorder_firefox_1080p_french_talk.webm": Case(decided=("fills 1920x1080",)),
    "mkv_dual_audio_webvtt.mkv": Case(sent_back=("gamut",)),  # test bars: coding alone leaves 1.1 % of edges
    "mpeg1_elementary_noaudio.mpg": Case(error="no-sound", accept=("silence", "damage")),
    "multi_video_multi_audio_8k16k_subs.mp4": Case(decided=("fills 1920x1080",)),
    "ntsc_480i_bff_mp2audio_timecode.mov": Case(decided=("treated as bff", "50 fields", "1440x1080 on blurred")),
    "phone_android_3gp5_rot90_vfr.mp4": Case(
        error="sound-silent", accept=("silence",), decided=("turned 90° clockwise", "608x1080 on blurred")
    ),
    "phone_iphone6_rot90_vfr_mono.mov": Case(
        error="sound-silent", accept=("silence",), decided=("turned 90° clockwise",)
    ),
    "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4": Case(decided=("HDR to BT.709", "turned 90° clockwise")),
    "phone_pixel_motionphoto_two_hevc_tracks.mp4": Case(
        error="no-sound", accept=("silence",), decided=("full to limited", "turned 90° clockwise")
    ),
    "phone_portrait_270x480_vfr.mp4": Case(decided=("608x1080 on blurred",)),
    "rot90_aac51_bbb.mp4": Case(decided=("turned 90° clockwise",), sent_back=("black",)),
    "screen_macos_vfr_3026x1386.mp4": Case(error="no-sound", accept=("silence",), decided=("1920x880 on blurred",)),
    "short_audio_track.mp4": Case(),
    "speech_audio_only_in_mp4_44k_mono.mp4": SOUND_ONLY,
    "speech_en_jfk_44k.flac": SOUND_ONLY,
    "speech_en_two_speakers_L_R_16k.wav": SOUND_ONLY,
    "speech_vi_tet.wav": SOUND_ONLY,
    "speech_vi_truyenkieu_49s_tts.wav": SOUND_ONLY,
    "speech_vi_vidu2_trungbinh.wav": SOUND_ONLY,
    "talk_timecode_burnin_silences.mp4": Case(decided=("50 fields",)),
    "windows_sample.wmv": Case(),
}

LESSON = """\
recording: "{name}"
title: Bài thử
subject: TO
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
teachers: [Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
rights: {{holder: Trường Tiểu học Bản Mây}}
end_s: {seconds}
"""


def test_the_table_names_every_recording() -> None:
    there = {path.name for path in RECORDINGS.iterdir()} - {"INDEX.tsv"}
    assert there == set(CASES)
    assert len(CASES) == 37  # as INDEX.tsv


@pytest.fixture(scope="session")
def quick_presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped presets, shortened: one card, and only the smallest rung."""
    folder = tmp_path_factory.mktemp("presets")
    for name in ("tv-xdcam-hd422", "online-web"):
        plain = records.plain(load_delivery(name))
        plain["running_order"] |= {"segments": ["slate", "lesson"], "slate_s": 1}
        plain |= {"posters": [], "storyboard": None}
        plain["renditions"] = plain["renditions"][-1:]
        lines = records.pretty({key: value for key, value in plain.items() if value is not None})
        (folder / f"{name}.yaml").write_text(_without_nulls(lines), encoding="utf-8")
    assert isinstance(load_delivery("online-web", folder=folder), DeliverySpec)
    return folder


def _without_nulls(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.rstrip(",").endswith(": null"))


QUICK = {
    "avchd_sony_a7m3_1080i50_ac3.mts",
    "phone_iphone6_rot90_vfr_mono.mov",
}
"""Tried every day, beside those that are refused; the others by `make proof`."""

PARAMETERS = [
    pytest.param(name, marks=() if name in QUICK or (case.error and not case.accept) else pytest.mark.proof)
    for name, case in CASES.items()
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_recording_becomes_the_right_programme_or_the_right_error(
    name: str, tmp_path: Path, quick_presets: Path
) -> None:
    case = CASES[name]
    (tmp_path / "lesson.yaml").write_text(LESSON.format(name=name, seconds=SECONDS), encoding="utf-8")
    shutil.copy(RECORDINGS / name, tmp_path / name)
    if case.error:
        with pytest.raises(InputError) as refused:
            _process(tmp_path, quick_presets, ())
        assert refused.value.code == case.error
        assert not (tmp_path / "packages").exists()
    if case.error and not case.accept:
        return
    processed = _process(tmp_path, quick_presets, case.accept)
    manifests = [manifest for _, manifest in processed.packages]
    failed = {name for manifest in manifests for name, verdict in manifest.verdicts.items() if verdict == "failed"}
    assert {name.rpartition(": ")[2] for name in failed} == set(case.sent_back)
    assert processed.passed is not bool(failed)
    assert {manifest.destination for manifest in manifests} == {"tv", "online"}
    said = " | ".join(decision.choice for decision in processed.plan.decisions)
    for words in case.decided:
        assert words in said
    assert check_lesson(tmp_path).media.sha256 == manifests[0].recording_sha256
    shutil.rmtree(tmp_path)


def _process(folder: Path, presets: Path, accept: tuple[str, ...]) -> Processed:
    return process_lesson(
        folder, captions=None, branded=False, created="2021-10-04T01:00:00Z", accept=accept, preset_folder=presets
    )
