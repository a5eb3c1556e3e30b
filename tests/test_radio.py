"""The programme for the ears alone: what is left out, what its files say, and who refuses a broken one."""

from __future__ import annotations

import csv
import io
import shutil
import struct
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen import id3, mp3
from numpy.typing import NDArray

from lessontool.door import process_lesson
from lessontool.errors import InputError, PresetError
from lessontool.essence import radio
from lessontool.model import (
    Captions,
    Chapter,
    Clip,
    Cue,
    DeliverySpec,
    Expected,
    LevelSound,
    Mark,
    Observed,
    Output,
    Package,
    Plan,
    Presentation,
    RadioSpec,
    ShortenPauses,
    SpeakText,
    Subtitles,
    TakeSound,
    WrapSound,
    WriteCutList,
    WriteText,
)
from lessontool.planning.pauses import cuts_of, moved, moved_captions
from lessontool.planning.programme import plan
from lessontool.planning.radio import opening_text, tags_of
from lessontool.presets import load_delivery, load_station
from lessontool.qc.judging import judged
from lessontool.qc.observing import observe
from lessontool.timing import FrameSpan, TimeSpan
from lessontool.tools import broadcast_wave, ffmpeg, wav
from lessontool.tools.process import Cancel
from tests.judges import loudness_lufs, mediainfo, need
from tests.recordings import RECORDINGS
from tests.sources import LESSON, SILENCE, heard, picture, preset, recording, sound

ID3: Any = id3.ID3
MP3: Any = mp3.MP3
"""The other reader's; its functions have no types."""

CREATED = "2026-11-22T10:00:00Z"
RADIO = preset("radio-programme")
STATION = load_station("radio")
WISH = RadioSpec(mp3_kbps=128, mp3_channels=2, longest_pause_s=4.0, kept_pause_s=2.0, opening="file")
HELL = "\"<script>&amp;' Phép cộng: đường đi"


def span(start: float, end: float) -> TimeSpan:
    return TimeSpan(Fraction(start), Fraction(end))


# ── which silences ────────────────────────────────────────────────────────────────────────────────────────────────


def test_half_of_what_is_kept_of_a_pause_stays_on_either_side() -> None:
    assert cuts_of([span(10, 20)], (), 2500, WISH) == (FrameSpan(275, 475),)


@pytest.mark.parametrize(
    ("silences", "speech", "cuts"),
    [
        ([span(10, 14)], None, ()),  # no longer than the longest
        ([span(10, 20)], None, (FrameSpan(275, 475),)),  # nobody has listened
        ([span(10, 20)], (span(12, 19),), ()),  # quiet speech
        ([span(10, 20)], (span(0, 10), span(20, 30)), (FrameSpan(285, 465),)),  # nothing close to a word
        ([span(10, 20)], (span(14.8, 15.2),), (FrameSpan(275, 335), FrameSpan(415, 475))),  # a word between two
        ([span(-3, 5)], None, (FrameSpan(25, 100),)),  # before the lesson begins
        ([span(95, 120)], None, (FrameSpan(2400, 2475),)),  # and after its end
        ([], (span(0, 1),), ()),  # music or chalk all along
    ],
)
def test_only_silence_in_which_nobody_speaks_is_left_out(
    silences: list[TimeSpan], speech: tuple[TimeSpan, ...] | None, cuts: tuple[FrameSpan, ...]
) -> None:
    assert cuts_of(silences, speech, 2500, WISH) == cuts


def test_a_preset_may_leave_every_pause() -> None:
    assert cuts_of([span(10, 60)], None, 2500, replace(WISH, longest_pause_s=0)) == ()


def test_everything_behind_a_cut_comes_earlier_by_its_length() -> None:
    cuts = (FrameSpan(100, 150), FrameSpan(200, 300))
    assert [moved(frame, cuts) for frame in (0, 100, 120, 150, 175, 250, 300, 400)] == [
        0,
        100,
        100,
        100,
        125,
        150,
        150,
        250,
    ]
    cues = [Cue(span=FrameSpan(*each), lines=("a",), origin="script", confidence=1) for each in ((90, 110), (120, 130))]
    told = moved_captions(Subtitles(language="vi", style="x", origin="script", cues=tuple(cues)), cuts)
    assert [cue.span for cue in told.cues] == [FrameSpan(90, 100), FrameSpan(100, 101)]


# ── the plan ──────────────────────────────────────────────────────────────────────────────────────────────────────


def planned(
    *specs: DeliverySpec, lesson: Any = LESSON, silent: bool = False, seen: bool = True, **presented: Any
) -> Plan:
    listened = SILENCE if silent else heard(silences=(span(20, 40),))
    media, measured = recording(picture(60), audio=sound(60), listened=listened)
    if not seen:
        media, measured = replace(media, video=()), replace(measured, picture=())
    cue = Cue(span=FrameSpan(1100, 1150), lines=("Ba cộng hai",), origin="script", confidence=1)
    captions = Captions(subtitles=(Subtitles(language="vi", style="x", origin="script", cues=(cue,)),))
    presentation = Presentation(speech=(span(1, 19), span(41, 59)), **presented)
    judges = {spec.name: STATION for spec in specs}
    return plan(lesson, media, measured, specs, captions=captions, presentation=presentation, stations=judges)


def only(made: Plan, kind: Any) -> Any:
    (step,) = [step for step in made.steps if isinstance(step, kind)]
    return step


def test_a_recording_without_picture_is_enough_for_radio_and_for_nothing_else() -> None:
    made = planned(RADIO, seen=False)
    assert only(made, Package).preset == RADIO
    with pytest.raises(InputError) as caught:
        planned(RADIO, preset("online-web"), seen=False)
    assert caught.value.code == "no-picture"


def test_captions_chapters_and_the_list_follow_the_cuts() -> None:
    lesson = replace(
        LESSON, chapters=(Chapter(start_s=Fraction(0), title="Một"), Chapter(start_s=Fraction(44), title="Hai"))
    )
    made = planned(RADIO, lesson=lesson)
    (cut,) = only(made, ShortenPauses).cuts
    assert cut == FrameSpan(525, 975)
    assert only(made, LevelSound).max_true_peak_dbtp == -2.0
    package = only(made, Package)
    assert package.frames == 1500 - 450
    assert package.chapters == (Mark(start_frames=0, title="Một"), Mark(start_frames=650, title="Hai"))
    texts = [step for step in made.steps if isinstance(step, WriteText)]
    assert {text.form for text in texts} == {"txt", "docx"}
    assert {text.subtitles.cues[0].span for text in texts} == {FrameSpan(650, 700)}
    assert texts[0].lesson.chapters[1].start_s == 26
    assert [side.role for side in package.others] == ["cut_list", "transcript", "transcript"]
    assert "radio-much-to-look-at" in {finding.code for finding in package.findings}


def test_radio_and_television_share_the_lesson_s_voice() -> None:
    made = planned(RADIO, preset("online-web"))
    assert len([step for step in made.steps if isinstance(step, TakeSound)]) == 1
    assert {step.folder for step in made.steps if isinstance(step, Package)} == {"packages/radio", "packages/online"}


def test_a_silent_recording_makes_no_radio_programme() -> None:
    with pytest.raises(InputError) as caught:
        planned(RADIO, silent=True)
    assert caught.value.code == "radio-nothing-to-hear"


def test_an_opening_is_heard_first_and_as_loud_as_the_teacher() -> None:
    media, measured = recording(picture(3), audio=sound(3), listened=heard())
    opening = Clip(media=replace(media, sha256="cd" * 32), measurements=measured)
    made = planned(RADIO, radio_opening=opening)
    first, second = only(made, LevelSound).segments
    assert (first.segment, first.frames, first.below_speech_lu) == ("opening", 95, 0.0)
    assert second.segment == "lesson"
    assert only(made, WriteCutList).before_frames == 95
    assert made.others == (opening.media,)
    silent = replace(opening, measurements=replace(measured, sound=(SILENCE,)))
    with pytest.raises(InputError) as caught:
        planned(RADIO, radio_opening=silent)
    assert caught.value.code == "radio-opening-silent"


def test_a_spoken_opening_says_what_comes() -> None:
    assert RADIO.radio is not None
    spoken = replace(RADIO, radio=replace(RADIO.radio, opening="spoken"))
    step = only(planned(spoken), SpeakText)
    assert step.text == (
        "Môn Toán, lớp 1, tuần 5, bài 12, tiết 1. Phép cộng trong phạm vi 10. Giáo viên Lò Văn Sơn. "
        "Trường Tiểu học Bản Mây."
    )
    assert step.text == opening_text(LESSON)


@pytest.mark.parametrize(
    ("line", "instead", "field"),
    [
        ("container: wav", "container: mp4", "container"),
        ("mp3_kbps: 128", "mp3_kbps: 100", "radio.mp3_kbps"),
        ("kept_pause_s: 2", "kept_pause_s: 5", "radio.longest_pause_s"),
        ("kept_pause_s: 2", "kept_pause_s: 0.1", "radio.kept_pause_s"),
        ("segments: [opening, lesson]", "segments: [slate, lesson]", "running_order.segments"),
        ("metadata: ebucore", "metadata: schema_org", "metadata"),
        ("codec: pcm_s24le", "codec: aac", "sound.codec"),
        ("destination: radio", "destination: online", "radio"),
    ],
)
def test_a_radio_preset_that_breaks_a_law_is_refused(tmp_path: Path, line: str, instead: str, field: str) -> None:
    text = (Path(__file__).parents[1] / "presets" / "radio-programme.yaml").read_text(encoding="utf-8")
    assert text.count(line) == 1
    (tmp_path / "radio-programme.yaml").write_text(text.replace(line, instead), encoding="utf-8")
    with pytest.raises(PresetError) as caught:
        load_delivery("radio-programme", folder=tmp_path)
    assert f"{field}:" in str(caught.value.values) + str(caught.value) + str(caught.value.detail)


# ── sound ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def float_wav(path: Path, samples: NDArray[np.float32]) -> Path:
    path.write_bytes(wav.header(samples.shape[1], 48_000, len(samples)) + samples.astype("<f4").tobytes())
    return path


def read_float(path: Path) -> NDArray[np.float32]:
    form = wav.read_format(path)
    return np.frombuffer(path.read_bytes()[form.data_offset :], "<f4").reshape(-1, form.channels)


def shortened(tmp_path: Path, samples: NDArray[np.float32], *cuts: FrameSpan) -> NDArray[np.float32]:
    source = float_wav(tmp_path / "in.wav", samples)
    step = ShortenPauses(name="s", output=Output(name="x", suffix=".wav"), source="y", cuts=cuts)
    radio.shorten(step, source, tmp_path / "out.wav", cancel=Cancel(), progress=lambda _: None)
    return read_float(tmp_path / "out.wav")


def test_a_cut_is_exact_and_nothing_of_the_speech_around_it_is_touched(tmp_path: Path) -> None:
    dice = np.random.default_rng(1)
    samples = dice.normal(0, 0.1, (300 * 1920, 2)).astype(np.float32)
    cuts = (FrameSpan(50, 100), FrameSpan(200, 260))
    out = shortened(tmp_path, samples, *cuts)
    assert len(out) == (300 - 110) * 1920
    assert np.array_equal(out[: 50 * 1920 - 720], samples[: 50 * 1920 - 720])
    assert np.array_equal(out[50 * 1920 + 720 : 150 * 1920 - 720], samples[100 * 1920 + 720 : 200 * 1920 - 720])
    assert np.array_equal(out[150 * 1920 + 720 :], samples[260 * 1920 + 720 :])
    # the room does not get softer where two stretches of its noise meet
    join = out[50 * 1920 - 720 : 50 * 1920 + 720]
    assert abs(20 * np.log10(np.std(join) / 0.1)) < 0.5


def test_a_cut_does_not_click(tmp_path: Path) -> None:
    """A tone whose phase jumps at the cut: a hard cut has everything above it, a cross-fade has not."""
    at = np.arange(100 * 1920)
    tone = (0.1 * np.sin(2 * np.pi * 101.3 * at / 48_000)).astype(np.float32)[:, None]
    soft = shortened(tmp_path, tone, FrameSpan(40, 61))[:, 0]
    hard = np.concatenate((tone[: 40 * 1920, 0], tone[61 * 1920 :, 0]))

    def click(samples: NDArray[np.float32]) -> float:
        around = samples[40 * 1920 - 4096 : 40 * 1920 + 4096] * np.hanning(8192)
        return float(20 * np.log10(np.abs(np.fft.rfft(around))[500:].max() + 1e-12))

    assert click(hard) - click(soft) > 30


def test_cuts_that_cannot_be_made_are_refused(tmp_path: Path) -> None:
    samples = np.zeros((10 * 1920, 1), np.float32)
    for cuts in ((FrameSpan(5, 11),), (FrameSpan(5, 8), FrameSpan(7, 9))):
        with pytest.raises(ValueError, match="cannot be made"):
            shortened(tmp_path, samples, *cuts)


def test_a_computer_voice_fits_its_time_and_ends_in_silence(tmp_path: Path) -> None:
    text = opening_text(LESSON)
    frames = only(planned(replace(RADIO, radio=replace(WISH, opening="spoken"))), SpeakText).frames
    step = SpeakText(name="s", output=Output(name="x", suffix=".wav"), text=text, language="vi", frames=frames)
    radio.speak(step, tmp_path / "a.wav", cancel=Cancel())
    samples = read_float(tmp_path / "a.wav")[:, 0]
    assert len(samples) == frames * 1920
    last = np.flatnonzero(np.abs(samples) > 0.01)[-1]
    assert 0.5 * 48_000 < len(samples) - last < 3 * 48_000
    assert np.sqrt(np.mean(samples**2)) > 0.02


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SECONDS = 6


@pytest.fixture(scope="module")
def levelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds at −23 LUFS, the same on both sides, as `LevelSound` leaves them."""
    path = tmp_path_factory.mktemp("radio") / "levelled.wav"
    voice = "sine=frequency=220:sample_rate=48000,tremolo=f=4:d=0.9,volume=0.55,aformat=channel_layouts=stereo"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", voice, "-t", str(SECONDS)]
    subprocess.run([*command, "-af", "pan=stereo|c0=c0|c1=c0", "-c:a", "pcm_s24le", str(path)], check=True)
    said = subprocess.run(
        [ffmpeg.executable(), "-hide_banner", "-i", path, "-af", "ebur128", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stderr
    gain = -23 - float(said.rsplit("I:", 1)[1].split()[0])
    right = path.with_name("right.wav")
    shaped = [*command, "-af", f"pan=stereo|c0=c0|c1=c0,volume={gain}dB", "-c:a", "pcm_s24le", str(right)]
    subprocess.run(shaped, check=True)
    return right


def wrapped(source: Path, target: Path, **changes: Any) -> Path:
    lesson = replace(LESSON, title=HELL)
    step = WrapSound(
        name="w",
        output=Output(name="x", suffix=target.suffix),
        source="y",
        form="mp3" if target.suffix == ".mp3" else "wav",
        channels=2,
        bit_rate_kbps=128 if target.suffix == ".mp3" else 0,
        frames=SECONDS * 25,
        tags=tags_of(lesson, "TO1_KNTT_T05_B12_P1"),
        chapters=(Mark(start_frames=0, title="Mở đầu"), Mark(start_frames=75, title=HELL)),
    )
    step = replace(step, **changes)
    radio.wrap(step, source, target, created=CREATED, cancel=Cancel(), progress=lambda _: None)
    return target


def test_the_wav_is_a_broadcast_wave_that_others_read(levelled: Path, tmp_path: Path) -> None:
    path = wrapped(levelled, tmp_path / "a.wav")
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 3, 48_000)
        assert file.getnframes() == SECONDS * 48_000
    said = mediainfo(path, "General", "Producer", "Description", "Encoded_Date", "Encoded_Library_Settings")
    producer, description, date, *_ = said.split("|")
    assert (producer, date) == ("lessontool", "2026-11-22 10:00:00")
    assert description.startswith("\"<script>&amp;' Phep cong: duong di - Toan 1 - Ket noi tri thuc")
    assert abs(loudness_lufs(path) + 23) <= 0.15
    content = path.read_bytes()
    at = content.index(b"bext") + 8
    value, _, peak = struct.unpack_from("<hhh", content, at + 412)
    assert struct.unpack_from("<H", content, at + 346) == (2,)
    assert abs(value + 2300) <= 10
    assert peak < -100
    assert content[at + 602 : at + 640].startswith(b"A=PCM,F=48000,W=24,M=stereo,T=lessonto")
    assert content.count(b"labl") == 2
    assert b"Mo dau\0" in content


def test_the_same_sound_gives_the_same_bytes(levelled: Path, tmp_path: Path) -> None:
    for name in ("a.wav", "a.mp3"):
        one, two = (wrapped(levelled, tmp_path / f"{number}{name}").read_bytes() for number in (1, 2))
        assert one == two


def test_sixteen_bits_and_one_channel_are_made_where_they_are_wanted(levelled: Path, tmp_path: Path) -> None:
    path = wrapped(levelled, tmp_path / "a.wav", channels=1, sample_bits=16)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getnframes()) == (1, 2, SECONDS * 48_000)
        got = np.frombuffer(file.readframes(48_000), "<i2") / 32_768
    raw = np.frombuffer(levelled.read_bytes()[wav.read_format(levelled).data_offset :][: 6 * 48_000], np.uint8)
    wide = np.zeros((48_000, 4), np.uint8)
    wide[:, 1:] = raw.reshape(-1, 6)[:, :3]
    assert np.abs(got - wide.view("<i4")[:, 0] / 2**31).max() < 3 / 32_768


def test_a_programme_beyond_four_gigabytes_is_rf64() -> None:
    said = broadcast_wave.Broadcast(description="x", originator="y", reference="z", created=CREATED, history="A=PCM")
    samples = 1 << 30
    beginning = broadcast_wave.header(said, channels=2, rate_hz=48_000, bits=24, samples=samples)
    assert beginning[:16] == b"RF64\xff\xff\xff\xffWAVEds64"
    whole, data, count = struct.unpack_from("<QQQ", beginning, 20)
    assert (data, count) == (samples * 6, samples)
    assert whole == len(beginning) - 8 + data
    small = broadcast_wave.header(said, channels=2, rate_hz=48_000, bits=24, samples=48_000)
    assert struct.unpack_from("<4sI", small) == (b"RIFF", len(small) - 8 + 48_000 * 6)


def test_the_mp3_says_everything_in_vietnamese_letters(levelled: Path, tmp_path: Path) -> None:
    path = wrapped(levelled, tmp_path / "a.mp3")
    tags = ID3(path)
    assert tags.version == (2, 3, 0)
    raw = ID3(path, translate=False)
    assert str(raw["TIT2"]) == HELL
    assert str(raw["TPE1"]) == "Lò Văn Sơn"
    assert str(raw["TALB"]) == "Toán 1 – Kết nối tri thức với cuộc sống"
    assert (str(raw["TLAN"]), str(raw["TYER"]), str(raw["TLEN"])) == ("vie", "2026", str(SECONDS * 1000))
    (comment,) = raw.getall("COMM")
    assert (comment.lang, str(comment)) == ("vie", "Tuần 5, năm học 2021-2022")
    chapters = sorted(raw.getall("CHAP"), key=lambda each: each.start_time)
    assert [(each.start_time, each.end_time) for each in chapters] == [(0, 3000), (3000, 6000)]
    assert str(chapters[1].sub_frames["TIT2"]) == HELL
    assert raw.getall("CTOC")[0].child_element_ids == ["ch1", "ch2"]
    read = MP3(path).info
    assert (read.bitrate, read.sample_rate, read.channels) == (128_000, 48_000, 2)
    assert abs(read.length - SECONDS) < 0.06


def decoded(path: Path) -> NDArray[np.float32]:
    command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-f", "f32le", "-c:a", "pcm_f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4").reshape(-1, 2)


@pytest.mark.parametrize("kbps", [64, 128, 192])
def test_the_mp3_is_as_long_and_as_loud_as_the_wav(levelled: Path, tmp_path: Path, kbps: int) -> None:
    path = wrapped(levelled, tmp_path / "a.mp3", bit_rate_kbps=kbps)
    samples = decoded(path)
    assert len(samples) == SECONDS * 48_000
    subprocess.run([ffmpeg.executable(), "-v", "error", "-i", path, str(tmp_path / "b.wav")], check=True)
    assert abs(loudness_lufs(tmp_path / "b.wav") + 23) <= 0.15
    # and begins with it, to the sample
    truth = decoded(levelled)[24_000:36_000, 0]
    shifts = [float(np.dot(truth, samples[24_000 + by : 36_000 + by, 0])) for by in range(-20, 21)]
    assert shifts.index(max(shifts)) == 20


def test_a_source_of_another_length_is_refused(levelled: Path, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="tool-failed"):
        wrapped(levelled, tmp_path / "a.wav", frames=SECONDS * 25 + 1)


def test_the_list_of_cuts_opens_in_a_spreadsheet_with_its_letters() -> None:
    step = WriteCutList(
        name="l",
        output=Output(name="x", suffix=".csv"),
        cuts=(FrameSpan(525, 975), FrameSpan(1200, 1300)),
        starts_at=Fraction(10),
        before_frames=100,
    )
    text = radio.cut_list(step)
    assert text.encode().startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert head == ["Số", "Từ (bản ghi)", "Đến (bản ghi)", "Đã bỏ (giây)", "Tại (chương trình)"]
    assert rows == [
        ["1", "00:00:31.00", "00:00:49.00", "18,00", "00:00:25.00"],
        ["2", "00:00:58.00", "00:01:02.00", "4,00", "00:00:34.00"],
    ]


# ── judging ───────────────────────────────────────────────────────────────────────────────────────────────────────


def looked_at(path: Path, frames: int | None = None) -> Observed:
    return observe(path, RADIO, Expected(frames=frames), STATION.limits, cancel=Cancel())


def faults(path: Path, frames: int | None = None) -> set[str]:
    report = judged(looked_at(path, frames), STATION)
    return {f"{item.item}: {each.code}" for item in report.items for each in item.findings if each.severity == "error"}


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_a_programme_without_picture_passes_and_nobody_asks_for_one(
    levelled: Path, tmp_path: Path, suffix: str
) -> None:
    path = wrapped(levelled, tmp_path / f"a{suffix}")
    seen = looked_at(path, SECONDS * 25)
    assert faults(path, SECONDS * 25) == set()
    unseen = {each.item for each in seen.outcomes if each.unmeasured == "qc-sound-only"}
    assert {"raster", "black", "lip-sync", "gop", "picture-format"} <= unseen
    measured = {each.item for each in seen.outcomes if not each.unmeasured}
    assert {"container", "complete", "readable", "sound-layout", "duration", "loudness", "true-peak"} <= measured
    assert seen.frames == SECONDS * 25
    assert not unseen & {item.item for item in judged(seen, STATION).items}


def converted(source: Path, target: Path, *options: str) -> Path:
    subprocess.run([ffmpeg.executable(), "-v", "error", "-i", source, *options, "-y", target], check=True)
    return target


@pytest.mark.parametrize(
    ("suffix", "options", "fault"),
    [
        (".wav", ("-c:a", "pcm_s24le"), "container: qc-wave-plain"),
        (".wav", ("-c:a", "pcm_s16le", "-write_bext", "1"), "sound-layout: qc-sound-format"),
        (".wav", ("-c:a", "pcm_s24le", "-ar", "44100"), "sound-layout: qc-sound-format"),
        (".wav", ("-c:a", "pcm_s24le", "-af", "volume=6dB"), "loudness: qc-loudness-high"),
        (".wav", ("-c:a", "pcm_s24le", "-t", "5"), "duration: qc-sound-short"),
        (".mp3", ("-b:a", "64k"), "sound-layout: qc-sound-rate"),
        (".mp3", ("-b:a", "128k", "-ac", "1"), "sound-layout: qc-sound-format"),
        (".flac", (), "container: qc-container"),
    ],
)
def test_what_a_station_did_not_ask_for_is_refused(
    levelled: Path, tmp_path: Path, suffix: str, options: Sequence[str], fault: str
) -> None:
    assert fault in faults(converted(levelled, tmp_path / f"b{suffix}", *options), SECONDS * 25)


@pytest.mark.parametrize("suffix", [".wav", ".mp3"])
def test_a_file_that_is_cut_off_is_found(levelled: Path, tmp_path: Path, suffix: str) -> None:
    whole = wrapped(levelled, tmp_path / f"a{suffix}").read_bytes()
    short = tmp_path / f"b{suffix}"
    short.write_bytes(whole[: len(whole) * 2 // 3])
    assert {"complete: qc-bytes-missing", "duration: qc-sound-short"} <= faults(short, SECONDS * 25)


# ── the whole ─────────────────────────────────────────────────────────────────────────────────────────────────────

LESSON_YAML = """
recording: recording.mp4
title: "{title}"
subject: TO
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
teachers: [Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
language: en
rights:
  holder: Trường Tiểu học Bản Mây
consent:
  pupils_visible: no
destinations: [radio]
radio_opening: mo-dau.wav
chapters:
  - start_s: 00:00:00
    title: Mở đầu
  - start_s: 00:00:30
    title: Kết thúc
"""


@pytest.mark.proof
def test_a_recording_with_a_long_pause_becomes_a_programme_without_it(tmp_path: Path) -> None:
    talk, opening = RECORDINGS / "talk_timecode_burnin_silences.mp4", RECORDINGS / "speech_vi_tet.wav"
    if not talk.is_file():
        pytest.skip(f"no {talk}")
    need("ebur128")
    shutil.copy(talk, tmp_path / "recording.mp4")
    shutil.copy(opening, tmp_path / "mo-dau.wav")
    (tmp_path / "lesson.yaml").write_text(LESSON_YAML.format(title=HELL.replace('"', '\\"')), encoding="utf-8")
    done = process_lesson(tmp_path, created=CREATED, captions=None)
    assert done.passed
    ((folder, manifest),) = done.packages
    programmes = [folder / file.name for file in manifest.files if file.role == "programme"]
    assert [path.suffix for path in programmes] == [".wav", ".mp3"]
    assert {file.role for file in manifest.files} >= {"programme", "cut_list", "metadata", "report"}
    assert manifest.verdicts[f"{programmes[1].name}: loudness"] == "passed"
    assert abs(loudness_lufs(programmes[0]) + 23) <= 0.5
    assert len(ID3(programmes[1]).getall("CHAP")) == 2
    for path in programmes:
        said = subprocess.run(
            [ffmpeg.executable(), "-hide_banner", "-i", path, "-af", "silencedetect=n=-55dB:d=4.1", "-f", "null", "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stderr
        assert "silence_start" not in said
    again = process_lesson(tmp_path, created=CREATED, captions=None)
    assert again.done.worked == ()
