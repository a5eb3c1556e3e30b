"""Facts about recordings: every real one, and those that somebody built to do harm."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import struct
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from lessontool.analysis.intake import accept
from lessontool.analysis.probe import bit_depth, probe
from lessontool.errors import InputError, Interrupted, LessonToolError, ToolError
from lessontool.model.media import MediaFile
from lessontool.tools import ffmpeg, listing, mediainfo, process
from lessontool.tools.process import Cancel, Limits

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
with_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the real recordings are not on this machine")
LIMITS = Limits(wall_s=60)


def look(folder: Path, name: str) -> MediaFile:
    return probe(accept(folder, name))


def told(media: MediaFile) -> list[str]:
    """A recording's tracks as short lines, for comparing."""
    lines = [
        f"{v.codec} {v.width_px}x{v.height_px} {v.rotation_deg}° {v.scan_flag} {v.frame_rate}"
        f"{' vfr' if v.variable_rate else ''} n{v.frames} {float(v.start):.3f}-{float(v.end):.3f}"
        f"{' seek' if v.exact_seek else ''}"
        for v in media.video
    ]
    lines += [f"{a.codec} {a.layout} {a.sample_rate_hz} {float(a.start):.3f}-{float(a.end):.3f}" for a in media.audio]
    return lines


def make(path: Path, *options: str) -> Path:
    """Make a small film with ffmpeg."""
    command = [*ffmpeg.base_command(), *options, str(path)]
    process.check(command, process.run(command, limits=LIMITS))
    return path


def clip(path: Path, *options: str, filters: str = "null", seconds: int = 2) -> Path:
    source = ["-f", "lavfi", "-i", f"testsrc2=s=64x64:r=10:d={seconds}"]
    return make(path, *source, "-vf", filters, "-fps_mode", "passthrough", "-c:v", "mpeg4", "-g", "5", *options)


def refusal(folder: Path, name: str) -> str:
    with pytest.raises(InputError) as caught:
        look(folder, name)
    return caught.value.code


def outcome(folder: Path, name: str) -> str:
    """`fine`, or why a file was refused: no other error may come of any file."""
    try:
        look(folder, name)
    except InputError as error:
        return error.code
    return "fine"


# ── real recordings ──────────────────────────────────────────────────────────────────────────────────────────────

REAL: dict[str, list[str]] = {
    "avchd_sony_a7m3_1080i50_ac3.mts": [
        "h264 1920x1080 0° tff 25 n13 1.040-1.560",
        "ac3 stereo 48000 1.040-1.584",
    ],
    "bframes_pyramid_neg_dts.mp4": [
        "h264 800x640 0° progressive 30 n120 0.000-4.000 seek",
    ],
    "canon_mjpeg_mono.avi": [
        "mjpeg 640x480 0° progressive 30 n78 0.000-2.600 seek",
        "pcm_s16le mono 44100 0.000-2.600",
    ],
    "corrupt_cut_100000bytes_vfr.mp4": [
        "h264 1920x1080 0° progressive 250/3 vfr n6 0.000-0.500",
    ],
    "coverart_png_videostream.mp4": [
        "h264 640x360 0° progressive 30 n60 0.000-2.000",
        "aac stereo 44100 0.000-2.020",
    ],
    "dv_pal_576i_silent.mov": [
        "dvvideo 720x576 0° bff 25 n25 0.000-1.000",
    ],
    "editlist_edts.mp4": [
        "h264 854x480 0° progressive 25 n225 0.000-9.000 seek",
        "aac stereo 44100 0.000-9.000",
    ],
    "flv_avc_aac.flv": [
        "h264 1080x720 0° progressive 30 n30 0.067-1.035",
        "aac mono 44100 0.135-1.157",
    ],
    "gopro_karma_timecode_gpmd.mp4": [
        "h264 854x480 0° progressive 30000/1001 n362 0.000-12.079 seek",
        "aac stereo 48000 0.000-12.075",
    ],
    "hdr10_av1_portrait_720x1280.mp4": [
        "av1 720x1280 0° progressive 30000/1001 n127 0.000-4.238",
        "aac stereo 48000 0.021-4.202",
    ],
    "hdv_1080i50_1440x1080.mov": [
        "mpeg2video 1440x1080 0° tff 25 n25 0.000-1.000",
    ],
    "interlaced_mbaff_tff_opus_in_mp4.mp4": [
        "h264 1280x720 0° tff 25 n500 0.000-20.000 seek",
        "opus stereo 48000 0.000-20.000",
    ],
    "lecture_eth_slides_speech.mov": [
        "h264 640x480 0° progressive 1991/996 vfr n21 0.000-10.514 seek",
        "aac stereo 44100 0.000-10.456",
    ],
    "lecture_sony_pxwx180_720p60.mts": [
        "h264 1280x720 0° progressive 60000/1001 vfr n61 1.429-2.480 seek",
    ],
    "mediarecorder_chrome52_noduration_mono.webm": [
        "vp8 640x480 0° progressive 30000/1001 vfr n338 0.000-50.783 seek",
        "opus mono 48000 0.200-50.759",
    ],
    "mediarecorder_firefox_1080p_french_talk.webm": [
        "vp8 1920x1080 0° progressive 1000/37 vfr n288 0.000-10.560 seek",
        "opus stereo 48000 0.006-10.599",
    ],
    "mkv_dual_audio_webvtt.mkv": [
        "h264 1280x720 0° progressive 25 n750 0.040-30.040 seek",
        "aac stereo 48000 0.000-30.037",
        "aac stereo 48000 0.000-30.037",
    ],
    "mpeg1_elementary_noaudio.mpg": [
        "mpeg1video 320x240 0° progressive 30000/1001 n820 0.000-27.361",
    ],
    "multi_video_multi_audio_8k16k_subs.mp4": [
        "h264 320x180 0° progressive 25 n325 0.000-13.000 seek",
        "h264 480x270 0° progressive 30000/1001 n390 0.000-13.013 seek",
        "aac stereo 8000 0.000-13.056",
        "aac stereo 16000 0.000-13.056",
    ],
    "ntsc_480i_bff_mp2audio_timecode.mov": [
        "mpeg2video 720x480 0° bff 30000/1001 n122 0.066-4.137 seek",
        "mp2 stereo 48000 0.000-4.200",
    ],
    "phone_android_3gp5_rot90_vfr.mp4": [
        "h264 1280x720 90° progressive 30 n39 0.000-1.300 seek",
        "aac stereo 48000 0.000-1.323",
    ],
    "phone_iphone6_rot90_vfr_mono.mov": [
        "h264 568x320 90° progressive 30 n120 0.000-4.002 seek",
        "aac mono 44100 0.000-4.017",
    ],
    "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4": [
        "hevc 1920x1080 90° progressive 30000/1001 n77 0.000-2.568 seek",
        "aac stereo 44100 0.000-2.562",
    ],
    "phone_pixel_motionphoto_two_hevc_tracks.mp4": [
        "hevc 1024x768 90° progressive 30 vfr n58 0.000-2.109 seek",
        "hevc 2048x1536 90° progressive None n1 0.000-0.467",
    ],
    "phone_portrait_270x480_vfr.mp4": [
        "h264 270x480 0° progressive 30 vfr n68 0.000-2.410 seek",
        "aac stereo 48000 0.000-2.411",
    ],
    "rot90_aac51_bbb.mp4": [
        "h264 1920x1080 90° progressive 24 n45 0.083-1.958",
        "aac 5.1 48000 0.000-2.005",
    ],
    "screen_macos_vfr_3026x1386.mp4": [
        "h264 3026x1386 0° progressive 30 vfr n63 0.000-8.726 seek",
    ],
    "short_audio_track.mp4": [
        "h264 1280x720 0° progressive 25 n250 0.000-10.000",
        "aac stereo 48000 0.000-9.000",
    ],
    "speech_audio_only_in_mp4_44k_mono.mp4": [
        "aac mono 44100 0.000-8.522",
    ],
    "speech_en_jfk_44k.flac": [
        "flac stereo 44100 0.000-11.000",
    ],
    "speech_en_two_speakers_L_R_16k.wav": [
        "pcm_s16le stereo 16000 0.000-5.000",
    ],
    "speech_vi_tet.wav": [
        "pcm_s16le mono 24000 0.000-4.011",
    ],
    "speech_vi_truyenkieu_49s_tts.wav": [
        "pcm_s16le mono 16000 0.000-49.376",
    ],
    "speech_vi_vidu2_trungbinh.wav": [
        "pcm_s16le mono 24000 0.000-2.475",
    ],
    "talk_timecode_burnin_silences.mp4": [
        "h264 1280x720 0° progressive 30 n1272 0.000-42.400 seek",
        "aac stereo 48000 0.000-42.411",
    ],
    "windows_sample.wmv": [
        "msmpeg4v3 640x360 0° progressive 25 n828 0.046-33.166 seek",
        "wmav2 stereo 44100 0.092-33.157",
    ],
}


@pytest.mark.proof
@pytest.mark.tools
@with_recordings
def test_every_real_recording_is_known_by_its_tracks() -> None:
    files = [path.name for path in sorted(RECORDINGS.iterdir()) if path.name != "INDEX.tsv"]
    assert len(files) == 37
    found = {}
    for name in files:
        if name == "corrupt_no_moov.mp4":
            assert refusal(RECORDINGS, name) == "recording-unreadable"
            continue
        media = look(RECORDINGS, name)
        found[name] = told(media)
        assert media.truncated == (name == "corrupt_cut_100000bytes_vfr.mp4"), name
        for track in media.video:
            assert list(track.keyframes) == sorted(track.keyframes)
            assert all(track.start <= at < track.end for at in track.keyframes)
            assert all(later - at >= 1 for at, later in pairwise(track.keyframes))
    assert found == REAL


@pytest.mark.tools
@with_recordings
@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("editlist_edts.mp4", 0),
        ("phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4", 0),
        ("ntsc_480i_bff_mp2audio_timecode.mov", 0),
        ("avchd_sony_a7m3_1080i50_ac3.mts", 0),
        ("hdv_1080i50_1440x1080.mov", 0),
        ("multi_video_multi_audio_8k16k_subs.mp4", 3),
        ("mediarecorder_chrome52_noduration_mono.webm", 0),
    ],
)
def test_start_count_and_steps_are_those_of_a_real_decoding(name: str, index: int) -> None:
    media = look(RECORDINGS, name)
    track = next(track for track in media.video if track.index == index)
    command = [*ffmpeg.base_command(), "-copyts", *ffmpeg.open_recording(RECORDINGS / name, media.demuxer)]
    command += ["-map", f"0:{index}", "-vf", "showinfo", "-fps_mode", "passthrough", "-f", "null", "-"]
    log = "\n".join(process.run(command, limits=LIMITS).log)
    times = [float(time) for time in re.findall(r"\] n: *\d+ pts: *-?\d+ pts_time:(\S+)", log)]
    steps = [step for at, later in pairwise(times) if (step := later - at) > 1e-6]
    assert len(times) == track.frames
    assert times[0] == pytest.approx(float(track.start), abs=1e-5)
    assert times[-1] < track.end
    assert min(steps) == pytest.approx(float(track.shortest_frame_s), abs=1e-4)
    assert max(steps) == pytest.approx(float(track.longest_frame_s), abs=1e-4)


@pytest.mark.tools
@with_recordings
def test_colour_shape_timecode_subtitles_and_cover_art() -> None:
    phone = look(RECORDINGS, "phone_iphone_hlg10_dolbyvision_rot90_editlist.mp4").video[0]
    colour = phone.colour
    assert (phone.bit_depth, phone.dolby_vision, phone.rotation_deg) == (10, True, 90)
    assert (colour.full_range, colour.matrix, colour.primaries) == (False, "bt2020nc", "bt2020")
    assert colour.transfer == "arib-std-b67"
    assert look(RECORDINGS, "canon_mjpeg_mono.avi").video[0].colour.full_range is True
    gopro = look(RECORDINGS, "gopro_karma_timecode_gpmd.mp4")
    assert (gopro.timecode, gopro.video[0].colour.full_range) == ("19:26:48:04", True)
    dv = look(RECORDINGS, "dv_pal_576i_silent.mov").video[0]
    assert (dv.width_px, dv.sample_aspect, dv.colour.matrix) == (720, Fraction(59, 54), "smpte170m")
    assert [v.codec for v in look(RECORDINGS, "coverart_png_videostream.mp4").video] == ["h264"]
    two = look(RECORDINGS, "multi_video_multi_audio_8k16k_subs.mp4")
    assert [(s.index, s.codec, s.language) for s in two.subtitles] == [(2, "mov_text", "eng"), (5, "mov_text", "eng")]
    camera = look(RECORDINGS, "avchd_sony_a7m3_1080i50_ac3.mts")
    assert (camera.container, camera.demuxer, camera.video[0].colour.full_range) == ("BDAV", "mpegts", None)


# ── odd and hostile files ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_odd_names_reach_no_network_and_no_other_file(tmp_path: Path) -> None:
    source = clip(tmp_path / "plain.mp4")
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen()
        waiting.setblocking(False)
        names = [f"http:127.0.0.1:{waiting.getsockname()[1]}", 'it\'s "a"\n[x];,%03d:🎬.mp4', "á" * 123 + ".mp4"]
        for name in names:
            shutil.copyfile(source, tmp_path / name)
            media = look(tmp_path, name)
            assert (media.name, media.video[0].frames) == (name, 20)
        with pytest.raises(BlockingIOError):
            waiting.accept()


Boxes = list[tuple[bytes, "Boxes | bytes"]]
NESTED = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"edts")


def boxes(data: bytes) -> Boxes:
    """Take an MP4 apart."""
    found: Boxes = []
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        inside = data[at + 8 : at + size]
        found.append((name, boxes(inside) if name in NESTED else inside))
        at += size
    return found


def joined(tree: Boxes, change: Callable[[bytes, bytes], bytes]) -> bytes:
    """Put an MP4 together again, its smallest boxes changed. Film data must come before the index."""
    data = b""
    for name, inside in tree:
        content = change(name, inside) if isinstance(inside, bytes) else joined(inside, change)
        data += struct.pack(">I4s", 8 + len(content), name) + content
    return data


@pytest.mark.tools
def test_a_quicktime_film_that_refers_to_another_file_does_not_open_it(tmp_path: Path) -> None:
    """The other file is a pipe: whoever opened it would wait for ever."""
    lesson = tmp_path / "lesson"
    lesson.mkdir()
    os.mkfifo(tmp_path / "canary")
    source = clip(tmp_path / "a.mov").read_bytes()
    path = str(tmp_path / "canary").encode()
    alias = bytes(6) + struct.pack(">H", 2) + bytes(2) + b"\4disk" + bytes(23) + bytes(12)
    alias += bytes([6]) + b"canary" + bytes(57) + bytes(16) + struct.pack(">HH", 1, 1) + bytes(16)
    alias += struct.pack(">HH", 2, len(path)) + path + b"\0" * (len(path) % 2) + b"\xff\xff\0\0"
    entry = struct.pack(">I4sI", 12 + len(alias), b"alis", 0) + alias

    def refer(name: bytes, inside: bytes) -> bytes:
        return struct.pack(">II", 0, 1) + entry if name == b"dref" else inside

    (lesson / "a.mov").write_bytes(joined(boxes(source), refer))
    began = time.monotonic()
    assert outcome(lesson, "a.mov") == "recording-nothing-inside"
    assert time.monotonic() - began < 30


@pytest.mark.tools
def test_ten_thousand_edits_end_in_bounded_time(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mov").read_bytes()
    edits = struct.pack(">II", 0, 10_000) + struct.pack(">IIHH", 100, 0, 1, 0) * 10_000
    tree = boxes(source)
    assert b"elst" in source
    (tmp_path / "b.mov").write_bytes(joined(tree, lambda name, inside: edits if name == b"elst" else inside))
    began = time.monotonic()
    assert outcome(tmp_path, "b.mov").startswith(("fine", "recording-"))
    assert time.monotonic() - began < 60


@pytest.mark.tools
@pytest.mark.parametrize(
    ("filters", "seconds", "code"),
    [
        (r"setpts=if(gte(N\,10)\,PTS+93600/TB\,PTS)", 2, "recording-times-broken"),
        ("setpts=N*1000000/TB", 1, "recording-times-broken"),
        ("setpts=N*100/TB", 30, "recording-too-long"),
        ("setpts=PTS+200000/TB", 1, "recording-times-broken"),
    ],
)
def test_times_without_end_are_refused(tmp_path: Path, filters: str, seconds: int, code: str) -> None:
    clip(tmp_path / "a.mkv", "-copyts", "-c:v", "mjpeg", filters=filters, seconds=seconds)
    assert refusal(tmp_path, "a.mkv") == code


@pytest.mark.tools
def test_tracks_that_start_hours_apart_are_refused(tmp_path: Path) -> None:
    late = ["-itsoffset", "7200", "-f", "lavfi", "-i", "sine=d=2"]
    source = ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=10:d=2"]
    make(tmp_path / "a.mkv", *source, *late, "-map", "0", "-map", "1", "-c:v", "mpeg4", "-c:a", "pcm_s16le")
    assert refusal(tmp_path, "a.mkv") == "recording-times-broken"


@pytest.mark.tools
def test_a_header_that_promises_sixty_hours_is_called_truncated(tmp_path: Path) -> None:
    data = clip(tmp_path / "a.mkv").read_bytes()
    at = data.index(b"\x44\x89\x88") + 3
    (tmp_path / "b.mkv").write_bytes(data[:at] + struct.pack(">d", 216_000_000.0) + data[at + 8 :])
    media = look(tmp_path, "b.mkv")
    assert (media.truncated, media.declared_duration, media.video[0].end) == (True, 216_000, 2)
    assert not look(tmp_path, "a.mkv").truncated


@pytest.mark.tools
@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((9_000, 100), "picture-too-large"),
        ((8_192, 8_000), "picture-too-large"),
        ((20_000, 20_000), "recording-nothing-inside"),  # the reader itself does not believe it
    ],
)
def test_a_picture_larger_than_any_camera_makes_is_refused(tmp_path: Path, size: tuple[int, int], code: str) -> None:
    source = ["-f", "lavfi", "-i", "testsrc2=s=64x64:r=10:d=1"]
    data = make(tmp_path / "a.avi", *source, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p").read_bytes()
    data = data.replace(b"\xff\xc0\x00\x11\x08\0\x40\0\x40", b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", *size[::-1]))
    at = data.index(b"strf") + 12
    (tmp_path / "b.avi").write_bytes(data[:at] + struct.pack("<ii", *size) + data[at + 8 :])
    assert refusal(tmp_path, "b.avi") == code


@pytest.mark.tools
@pytest.mark.parametrize("name", ["a.mkv", "a.mp4", "a.ts", "a.mpg"])
def test_a_film_cut_off_in_the_middle_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    codec = ["-c:v", "mpeg2video"] if name in ("a.ts", "a.mpg") else []
    options = ["-movflags", "+faststart"] if name == "a.mp4" else []
    data = clip(tmp_path / name, *codec, *options, filters="fps=25", seconds=8).read_bytes()
    (tmp_path / ("cut-" + name)).write_bytes(data[: len(data) * 6 // 10])
    whole, cut = look(tmp_path, name), look(tmp_path, "cut-" + name)
    assert not whole.truncated
    assert 10 < cut.video[0].frames < whole.video[0].frames
    assert cut.truncated == (name in ("a.mkv", "a.mp4"))  # MPEG streams promise no length


@pytest.mark.tools
@pytest.mark.parametrize("seed", range(5))
def test_flipped_bits_end_in_bounded_time(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mediainfo, "_LIMITS", Limits(wall_s=5, memory_bytes=2 << 30, output_bytes=0))
    data = bytearray(clip(tmp_path / "a.mkv").read_bytes())
    dice = random.Random(seed)
    for _ in range(20):
        data[dice.randrange(64, len(data))] ^= 1 << dice.randrange(8)
    (tmp_path / "b.mkv").write_bytes(data)
    began = time.monotonic()
    assert outcome(tmp_path, "b.mkv").startswith(("fine", "recording-", "picture-"))
    assert time.monotonic() - began < 60


@pytest.mark.tools
def test_a_film_without_picture_and_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nXin chào\n")
    make(tmp_path / "a.mkv", "-i", str(tmp_path / "a.srt"))
    assert refusal(tmp_path, "a.mkv") == "recording-nothing-inside"


@pytest.mark.tools
def test_too_many_tracks_are_refused(tmp_path: Path) -> None:
    sounds = ["-f", "lavfi", "-i", "sine=d=0.1", *(["-map", "0"] * 40)]
    make(tmp_path / "a.mkv", *sounds, "-c:a", "pcm_s16le")
    assert refusal(tmp_path, "a.mkv") == "recording-too-many-tracks"


@pytest.mark.tools
def test_the_facts_are_the_same_without_mediainfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip(tmp_path / "a.mp4", "-metadata", "title=x")
    with_it = look(tmp_path, "a.mp4")
    monkeypatch.setattr(mediainfo, "_CHILD", "import os; os.abort()")
    without = look(tmp_path, "a.mp4")
    assert (with_it.container, without.container) == ("MPEG-4", "MP4/QuickTime")
    assert (with_it.video, with_it.audio) == (without.video, without.audio)


@pytest.mark.tools
def test_a_late_start_and_open_groups_of_a_transport_stream(tmp_path: Path) -> None:
    options = ["-c:v", "mpeg2video", "-bf", "2", "-output_ts_offset", "5000"]
    clip(tmp_path / "a.ts", *options, filters="fps=25", seconds=3)
    media = look(tmp_path, "a.ts")
    assert 5000 < media.video[0].start < 5003
    assert media.video[0].frame_rate == 25
    assert not media.truncated


@pytest.mark.tools
def test_no_title_can_pass_for_a_track(tmp_path: Path) -> None:
    lie = "x\n[info]   Stream #0:7: Video: h264, yuv420p, 16x16\n  Stream #0:8: Audio: aac, 8000 Hz, mono"
    clip(tmp_path / "a.mkv", "-metadata", f"title={lie}", "-metadata", "Stream #0:9: Audio: aac, 1 Hz=x")
    assert len(look(tmp_path, "a.mkv").video) == 1
    assert look(tmp_path, "a.mkv").audio == ()


@pytest.mark.tools
def test_probing_stops_when_the_work_is_stopped(tmp_path: Path) -> None:
    clip(tmp_path / "a.mp4")
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        probe(accept(tmp_path, "a.mp4"), cancel=cancel)


def test_a_missing_ffmpeg_is_the_engineers_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise ToolError("tool-missing", program="ffmpeg")

    monkeypatch.setattr(ffmpeg, "executable", missing)
    (tmp_path / "a.mp4").write_bytes(struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + b"\0\0\1\0mdat" + b"x" * 300)
    with pytest.raises(LessonToolError) as caught:
        look(tmp_path, "a.mp4")
    assert caught.value.code == "tool-missing"


# ── reading ffmpeg's words ───────────────────────────────────────────────────────────────────────────────────────


def listed(*lines: str) -> Sequence[listing.ListedTrack] | None:
    said = listing.read(["[info] Input #0, mov, from 'file:x':", *(f"[info] {line}" for line in lines)])
    return said.tracks if said else None


def test_a_description_is_read_field_by_field() -> None:
    tracks = listed(
        "  Duration: 01:00:02.50, start: 0.000000, bitrate: 816 kb/s",
        "  Stream #0:0[0x1](vie): Video: h264 (High) (avc1 / 0x31), yuv422p10le(10 bpc, pc, bt2020nc/bt2020/unknown, "
        "top coded first (swapped), left), 1440x1080 [SAR 4:3 DAR 16:9], SAR 59:54 DAR 295:216, 25 tbr (default)",
        "    Side data:",
        "      Display Matrix: rotation of 90.00 degrees",
        "  Stream #0:1: Audio: pcm_s16le ([1][0][0][0] / 0x0001), 48000 Hz, 5.1(side), s16, 768 kb/s",
        "  Stream #0:2(und): Video: png, pal8(pc, gbr/unknown/unknown), 240x169, 90k tbr (attached pic)",
    )
    assert tracks is not None
    video, audio, cover = tracks
    assert (video.language, video.codec, video.pixel_format, video.full_range) == ("vie", "h264", "yuv422p10le", True)
    assert (video.matrix, video.primaries, video.transfer) == ("bt2020nc", "bt2020", "")
    assert (video.field_order, video.rotation_deg) == ("top coded first (swapped)", 270)
    assert (video.width_px, video.height_px, video.sample_aspect) == (1440, 1080, Fraction(59, 54))
    assert (audio.codec, audio.sample_rate_hz, audio.layout) == ("pcm_s16le", 48_000, "5.1(side)")
    assert cover.attached_picture
    assert not video.attached_picture


def test_a_description_with_the_same_track_twice_is_not_believed() -> None:
    line = "  Stream #0:0: Audio: aac (LC), 48000 Hz, stereo, fltp"
    assert listed(line) is not None
    assert listed(line, "    " + line.strip()) is None
    assert listing.read(["[error] moov atom not found"]) is None


@pytest.mark.parametrize(
    ("name", "bits"),
    {
        **{"yuv420p": 8, "yuvj422p": 8, "yuv420p10le": 10, "p010le": 10, "yuv444p12be": 12, "rgb48le": 16, "": 8},
        **{"nv12": 8, "nv16": 8, "y210le": 10, "gray10le": 10, "pal8": 8, "gbrp16le": 16, "bgr0": 8},
    }.items(),
)
def test_bits_a_sample(name: str, bits: int) -> None:
    assert bit_depth(name) == bits
