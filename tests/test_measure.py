"""What decoding reveals: real recordings by table, and synthetic clips of which the truth is known."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lessontool.analysis import light, picture, scan, sound, voice
from lessontool.analysis.intake import accept
from lessontool.analysis.measure import measure
from lessontool.analysis.probe import probe
from lessontool.analysis.scan import Votes
from lessontool.errors import Interrupted, ToolError
from lessontool.model import Measurements, MediaFile, PictureMeasurements, Scan, SoundMeasurements
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
INTERLACED = {
    "avchd_sony_a7m3_1080i50_ac3.mts": "tff",
    "interlaced_mbaff_tff_opus_in_mp4.mp4": "tff",
    "ntsc_480i_bff_mp2audio_timecode.mov": "bff",
}
UNREADABLE = "corrupt_no_moov.mp4"
MOVING = {"lecture_sony_pxwx180_720p60.mts": True, "windows_sample.wmv": True, "lecture_eth_slides_speech.mov": False}
MOVING |= {"mediarecorder_firefox_1080p_french_talk.webm": False, "canon_mjpeg_mono.avi": True}
LUFS = {  # from INDEX.tsv; one microphone is heard from both loudspeakers here, 3 LU louder than INDEX.tsv says
    "talk_timecode_burnin_silences.mp4": -21.9,
    "lecture_eth_slides_speech.mov": -24.5,
    "speech_vi_truyenkieu_49s_tts.wav": -21.3 + 3,
    "speech_vi_tet.wav": -16.7 + 3,
    "speech_en_jfk_44k.flac": -12.5,
    "gopro_karma_timecode_gpmd.mp4": -6.6,
    "windows_sample.wmv": -17.9,
    "phone_android_3gp5_rot90_vfr.mp4": -120.0,
}
SPEECH = [
    "lecture_eth_slides_speech.mov",
    "mediarecorder_firefox_1080p_french_talk.webm",
    "multi_video_multi_audio_8k16k_subs.mp4",
    "speech_audio_only_in_mp4_44k_mono.mp4",
    "speech_en_jfk_44k.flac",
    "speech_en_two_speakers_L_R_16k.wav",
    "speech_vi_tet.wav",
    "speech_vi_truyenkieu_49s_tts.wav",
    "speech_vi_vidu2_trungbinh.wav",
]
TONES = ["interlaced_mbaff_tff_opus_in_mp4.mp4", "short_audio_track.mp4", "ntsc_480i_bff_mp2audio_timecode.mov"]

Measured = Callable[[str], tuple[MediaFile, Measurements]]
Make = Callable[..., Path]


@pytest.fixture(scope="session")
def measured() -> Measured:
    if not RECORDINGS.is_dir():
        pytest.skip("the real recordings are not on this machine")
    known: dict[str, tuple[MediaFile, Measurements]] = {}

    def of(name: str) -> tuple[MediaFile, Measurements]:
        if name not in known:
            media = probe(accept(RECORDINGS, name))
            known[name] = media, measure(RECORDINGS / name, media)
        return known[name]

    return of


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    folder = tmp_path_factory.mktemp("measure")

    def clip(name: str, *arguments: str) -> Path:
        path = folder / name
        if not path.exists():
            command = [ffmpeg.executable(), "-v", "error", "-nostdin", *arguments, "-y", str(path)]
            process.check(command, process.run(command, limits=Limits(wall_s=60)))
        return path

    return clip


def see(path: Path, flag: Scan | None = None) -> PictureMeasurements:
    media = probe(accept(path.parent, path.name))
    track = media.video[0] if flag is None else replace(media.video[0], scan_flag=flag)
    return picture.look(path, media, track)


def hear(path: Path) -> SoundMeasurements:
    media = probe(accept(path.parent, path.name))
    return sound.listen(path, media, media.audio[0])


# ── real recordings ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
@pytest.mark.proof
def test_scan_order_of_every_real_recording(measured: Measured) -> None:
    seen = 0
    for path in sorted(RECORDINGS.iterdir()):
        if path.is_dir() or path.suffix in (".tsv", ".wav", ".flac") or path.name == UNREADABLE:
            continue
        for found in measured(path.name)[1].picture:
            seen += 1
            assert (path.name, found.scan) == (path.name, INTERLACED.get(path.name, "progressive"))
            assert 0 <= found.motion_share <= 1
            assert 0 <= found.mean_luma <= 100
    assert seen == 32


@pytest.mark.tools
@pytest.mark.parametrize(("name", "moves"), MOVING.items())
def test_motion_of_real_recordings(name: str, moves: bool, measured: Measured) -> None:
    share = measured(name)[1].picture[0].motion_share
    assert share > 0.5 if moves else share < 0.15


@pytest.mark.tools
@pytest.mark.parametrize(("name", "lufs"), LUFS.items())
def test_loudness_of_real_recordings(name: str, lufs: float, measured: Measured) -> None:
    assert measured(name)[1].sound[0].loudness.integrated_lufs == pytest.approx(lufs, abs=0.15)


@pytest.mark.tools
@pytest.mark.parametrize("name", SPEECH)
def test_a_voice_is_heard_and_not_called_overdriven(name: str, measured: Measured) -> None:
    found = measured(name)[1].sound[0]
    assert found.speech_share >= 0.5
    assert found.clip_index < 0.14
    assert found.hum_db < 15


@pytest.mark.tools
@pytest.mark.parametrize("name", TONES)
def test_tones_are_no_voice(name: str, measured: Measured) -> None:
    assert measured(name)[1].sound[0].speech_share < 0.05


@pytest.mark.tools
def test_silences_of_a_real_recording_are_found(measured: Measured) -> None:
    [silence] = measured("talk_timecode_burnin_silences.mp4")[1].sound[0].silences
    assert float(silence.start) == pytest.approx(17.2, abs=0.1)
    assert float(silence.end) == pytest.approx(40.0, abs=0.1)


@pytest.mark.tools
def test_a_damaged_recording_is_reported_and_a_clean_one_is_not(measured: Measured) -> None:
    assert measured("corrupt_cut_100000bytes_vfr.mp4")[1].picture[0].decode_errors
    for name in ("avchd_sony_a7m3_1080i50_ac3.mts", "windows_sample.wmv", "mkv_dual_audio_webvtt.mkv"):
        media, measurements = measured(name)
        assert not any(found.decode_errors for found in (*measurements.picture, *measurements.sound)), media.name


# ── scan order ────────────────────────────────────────────────────────────────────────────────────────────────────

FIELDS = {"tff": "tinterlace=interleave_top", "bff": "tinterlace=interleave_bottom", "progressive": "fps=25"}
MOTION = ("-f", "lavfi", "-i", "testsrc2=s=720x576:r=50:d=2")


@pytest.mark.tools
@pytest.mark.parametrize("flag", ["tff", "bff", "progressive"])
@pytest.mark.parametrize("content", ["tff", "bff", "progressive"])
def test_real_scan_order_is_found_under_every_flag(content: Scan, flag: Scan, make: Make) -> None:
    clip = make(f"{content}.mkv", *MOTION, "-vf", FIELDS[content], "-c:v", "ffv1")
    assert see(clip, flag).scan == content


@pytest.mark.tools
@pytest.mark.parametrize("flag", ["tff", "bff", "progressive"])
def test_the_flag_stands_where_nothing_moves(flag: Scan, make: Make) -> None:
    clip = make("still.mkv", "-f", "lavfi", "-i", "smptebars=s=720x576:r=25:d=2", "-c:v", "ffv1")
    found = see(clip, flag)
    assert found.scan == flag
    assert found.motion_share == 0


def test_one_proof_alone_does_not_make_progressive_pictures_interlaced() -> None:
    assert scan.decide("progressive", Votes(bff=225), Votes()) == "progressive"
    assert scan.decide("progressive", Votes(bff=225), Votes(progressive=200)) == "progressive"
    assert scan.decide("progressive", Votes(bff=225), Votes(bff=200)) == "bff"


def test_the_flag_of_interlaced_pictures_needs_proof_to_fall() -> None:
    assert scan.decide("tff", Votes(), Votes()) == "tff"
    assert scan.decide("tff", Votes(progressive=3), Votes()) == "tff"
    assert scan.decide("tff", Votes(progressive=24), Votes()) == "progressive"
    assert scan.decide("tff", Votes(progressive=24), Votes(tff=20)) == "tff"
    assert scan.decide("tff", Votes(bff=50), Votes(progressive=3, bff=1)) == "tff"
    assert scan.decide("tff", Votes(bff=50), Votes(bff=30)) == "bff"
    assert scan.decide("tff", Votes(tff=38, progressive=12), Votes(progressive=49)) == "progressive"


def test_the_last_count_of_idet_is_read() -> None:
    line = "[info] Multi frame detection: TFF:{:6d} BFF:{:6d} Progressive:{:6d} Undetermined:{:6d}"
    assert scan.idet_votes((line.format(0, 0, 0, 0), line.format(5, 1, 7, 9))) == Votes(5, 1, 7)
    assert scan.idet_votes(("nothing",)) == Votes()


# ── light, borders, colours ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_black_and_dark_stretches_are_found(make: Make) -> None:
    graph = "drawbox=c=black:t=fill:enable='lt(t,1)',eq=brightness=-0.42:contrast=0.4:enable='gte(t,2)'"
    clip = make("dark.mkv", "-f", "lavfi", "-i", "smptebars=s=640x360:r=25:d=3", "-vf", graph, "-c:v", "ffv1")
    found = see(clip)
    assert [(float(s.start), float(s.end)) for s in found.black_spans] == [(0.0, 1.0)]
    assert [(float(s.start), float(s.end)) for s in found.dark_spans] == [(0.0, 1.0), (2.0, 3.0)]


@pytest.mark.tools
@pytest.mark.parametrize(
    ("box", "active"),
    [
        ("scale=640:360", (0, 0, 640, 360)),
        ("scale=480:360,pad=640:360:80:0", (80, 0, 480, 360)),
        ("scale=640:272,pad=640:360:0:44", (0, 44, 640, 272)),
    ],
    ids=["full", "pillarbox", "letterbox"],
)
def test_black_borders_are_measured_to_the_pixel(box: str, active: tuple[int, ...], make: Make) -> None:
    name = f"box-{active[0]}-{active[1]}.mkv"
    clip = make(name, "-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=1", "-vf", box, "-c:v", "ffv1")
    found = see(clip).active
    assert (found.x_px, found.y_px, found.width_px, found.height_px) == active


@pytest.mark.tools
def test_letters_on_a_black_slide_are_no_borders(make: Make) -> None:
    slide = "drawbox=x=300:y=170:w=20:h=20:c=white:t=fill,drawbox=x=200:y=150:w=8:h=60:c=white:t=fill"
    clip = make("slide.mkv", "-f", "lavfi", "-i", "color=black:s=640x360:r=25:d=1", "-vf", slide, "-c:v", "ffv1")
    found = see(clip)
    assert (found.active.width_px, found.active.height_px) == (640, 360)


@pytest.mark.tools
def test_colours_that_television_cannot_show_are_found_and_bars_are_legal(make: Make) -> None:
    bars = make("bars.mkv", "-f", "lavfi", "-i", "pal75bars=s=640x360:r=25:d=1", "-pix_fmt", "yuv422p", "-c:v", "ffv1")
    assert see(bars).illegal_share < 0.01
    wild = make("wild.mkv", "-i", str(bars), "-vf", "drawbox=w=160:h=360:t=fill:c=white,hue=s=1.6", "-c:v", "ffv1")
    assert see(wild).illegal_share > 0.3


@pytest.mark.tools
@pytest.mark.parametrize("pixels", ["yuv420p", "yuv444p", "yuv422p10le"])
def test_code_values_are_measured_as_they_are(pixels: str, make: Make) -> None:
    low, high = (40, 980) if "10" in pixels else (10, 245)
    graph = f"format={pixels},geq=lum='if(lt(X,320),{low},{high})':cb=128:cr=128"
    clip = make(
        f"codes-{pixels}.mkv", "-f", "lavfi", "-i", "color=gray:s=640x360:r=5:d=1", "-vf", graph, "-c:v", "ffv1"
    )
    found = see(clip)
    assert (found.luma_low, found.luma_high) == (10, 245)


@pytest.mark.tools
def test_a_long_recording_is_looked_at_in_windows_from_head_to_tail(make: Make) -> None:
    graph = "testsrc2=s=320x180:r=25:d=60"
    clip = make("minute.mp4", "-f", "lavfi", "-i", graph, "-c:v", "libx264", "-preset", "ultrafast", "-g", "100")
    found = see(clip)
    assert len(found.sampled) == 10
    assert found.sampled[0].start == 0
    assert float(found.sampled[-1].end) == pytest.approx(60, abs=2.1)
    assert sum(span.seconds for span in found.sampled) == pytest.approx(20, abs=1)
    assert found.motion_share == 1
    assert not found.decode_errors


def test_motion_is_sought_between_pictures_a_twelfth_of_a_second_apart() -> None:
    pictures = np.full((60, light.THUMB_HEIGHT, light.THUMB_WIDTH), 100, np.uint8)
    times = np.arange(60) / 60
    assert light.moving_steps(pictures, times) == (0, 55)
    for n in range(60):
        pictures[n, 20:40, 20:40] += n  # one code value a picture: nothing from one to the next, 5 in a twelfth
    assert light.moving_steps(pictures, times) == (55, 55)
    assert light.moving_steps(pictures[:1], times[:1]) == (0, 0)


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────

NOT_A_VOICE = {
    "white": "anoisesrc=c=white:a=0.1:d=6",
    "pink": "anoisesrc=c=pink:a=0.3:d=6",
    "hum": "aevalsrc=0.1*sin(2*PI*50*t)+0.05*sin(2*PI*150*t)+0.001*random(0):d=6",
    "tone": "sine=f=440:d=6",
    "nothing": "anullsrc=d=6",
}


@pytest.mark.tools
@pytest.mark.parametrize("name", NOT_A_VOICE)
def test_noise_hum_tones_and_silence_are_no_voice(name: str, make: Make) -> None:
    assert hear(make(f"{name}.wav", "-f", "lavfi", "-i", NOT_A_VOICE[name])).speech_share < 0.05


@pytest.mark.tools
def test_hum_is_heard_in_noise_and_noise_alone_is_none(make: Make) -> None:
    assert hear(make("hum.wav", "-f", "lavfi", "-i", NOT_A_VOICE["hum"])).hum_db > 25
    assert hear(make("white.wav", "-f", "lavfi", "-i", NOT_A_VOICE["white"])).hum_db < 8


@pytest.mark.tools
def test_silence_has_levels_of_minus_120_and_is_one_silence(make: Make) -> None:
    found = hear(make("nothing.wav", "-f", "lavfi", "-i", NOT_A_VOICE["nothing"]))
    assert found.loudness.integrated_lufs == found.loudness.true_peak_dbtp == -120
    assert found.noise_floor_dbfs == found.speech_level_dbfs == found.channels[0].rms_dbfs == -120
    assert [span.seconds for span in found.silences] == [6]


@pytest.mark.tools
@pytest.mark.parametrize(("f", "phase", "peak"), [(997, 0, -6.02), (12000, 0.785398, -6.02)], ids=["plain", "between"])
def test_true_peak_is_found_between_the_samples(f: int, phase: float, peak: float, make: Make) -> None:
    tone = f"aevalsrc=0.5*sin(2*PI*{f}*t+{phase}):s=48000:d=2"
    found = hear(make(f"tone{f}.wav", "-f", "lavfi", "-i", tone, "-c:a", "pcm_f32le"))
    assert found.loudness.true_peak_dbtp == pytest.approx(peak, abs=0.3)


@pytest.mark.tools
def test_sides_are_compared(make: Make) -> None:
    pair = {"alike": "c0=c0|c1=c0", "turned": "c0=c0|c1=-1*c0", "left": "c0=c0|c1=0*c0"}
    noise = ("-f", "lavfi", "-i", "anoisesrc=c=pink:a=0.3:d=3")
    found = {n: hear(make(f"{n}.wav", *noise, "-af", f"pan=stereo|{p}")) for n, p in pair.items()}
    assert (found["alike"].correlation, found["turned"].correlation, found["left"].correlation) == (1, -1, 0)
    assert found["left"].channels[1].rms_dbfs == -120
    mono = hear(make("mono.wav", *noise))
    assert mono.correlation == 1
    assert mono.loudness.integrated_lufs == pytest.approx(found["alike"].loudness.integrated_lufs, abs=0.15)


@pytest.mark.tools
def test_samples_that_are_no_numbers_are_counted_and_everything_else_is_measured(tmp_path: Path) -> None:
    samples = 0.25 * np.sin(np.arange(3 * 48_000) * 0.1).astype("<f4")
    samples[1000:1010] = np.nan
    samples[2000] = np.inf
    data = samples.tobytes()
    path = tmp_path / "broken.wav"
    header = struct.pack("<HHIIHH", 3, 1, 48_000, 192_000, 4, 32)
    riff = b"WAVEfmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(riff)) + riff)
    found = hear(path)
    assert "11 samples are not numbers" in found.decode_errors[-1]
    assert found.channels[0].rms_dbfs == pytest.approx(-15.05, abs=0.1)
    assert -20 < found.loudness.integrated_lufs < -10


@pytest.mark.tools
@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the real recordings are not on this machine")
def test_an_overdriven_voice_is_found_even_after_compression(make: Make) -> None:
    speech = str(RECORDINGS / "speech_vi_truyenkieu_49s_tts.wav")
    over = make("over.m4a", "-i", speech, "-t", "20", "-af", "volume=12dB,aformat=s16,volume=-6dB", "-c:a", "aac")
    assert hear(over).clip_index > 0.2


def test_pauses_are_found_below_the_voice_and_clicks_do_not_end_them() -> None:
    level = np.full(1000, -20, np.float32)
    level[200:400] = -60
    level[300:303] = -10  # a click
    level[600:650] = -60  # one second only
    assert [(float(s.start), float(s.end)) for s in voice.silences(level, Fraction(1))] == [(5.0, 9.0)]


def test_the_silence_threshold_follows_voice_and_noise_within_bounds() -> None:
    assert voice.silence_threshold(-80, -20) == -50
    assert voice.silence_threshold(-42, -18) == -36
    assert voice.silence_threshold(-90, -60) == -70
    assert voice.silence_threshold(-5, -5) == -35


# ── the door to programs ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_binary_output_is_handed_over_in_blocks_and_not_kept() -> None:
    blocks: list[bytes] = []
    command = ["head", "-c", "300000", "/dev/zero"]
    finished = process.run(command, limits=Limits(wall_s=10), on_output=blocks.append, stdout_limit_bytes=10)
    assert sum(map(len, blocks)) == 300_000
    assert finished.stdout == b""


@pytest.mark.tools
def test_what_the_listener_raises_ends_the_program() -> None:
    def refuse(_: bytes) -> None:
        raise ToolError("tool-failed", program="x")

    with pytest.raises(ToolError):
        process.run(["cat", "/dev/zero"], limits=Limits(wall_s=10), on_output=refuse)


@pytest.mark.tools
def test_measuring_stops_when_it_is_cancelled(make: Make) -> None:
    clip = make("white.wav", "-f", "lavfi", "-i", NOT_A_VOICE["white"])
    cancel = Cancel()
    media = probe(accept(clip.parent, clip.name))
    cancel.throw()
    with pytest.raises(Interrupted):
        measure(clip, media, cancel=cancel)
