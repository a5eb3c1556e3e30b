"""A script laid over a real voice: every sentence within 200 ms, whatever the teacher leaves out or says besides."""

from __future__ import annotations

import json
import random
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import records
from lessontool.errors import Interrupted, ToolError
from lessontool.messages import TABLE
from lessontool.model.text import Alignment, Passage, Transcript
from lessontool.subtitles.aligning import fitting
from lessontool.subtitles.aligning.pauses import levels, split_at_pauses
from lessontool.subtitles.alignment import align
from lessontool.subtitles.listening import listen
from lessontool.timing import SOUND_RATE_HZ, TimeSpan
from lessontool.tools import espeak, process, warping
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import find_model
from tests.spoken_lessons import script
from tests.verses import LINES, Said, Sound, heard, joined, lines, read, recording, transcript, trimmed, written

NEAR = Fraction(1, 5)
TET = "Tết là dịp mọi người háo hức đón chào một năm mới với nhiều hy vọng và mong ước."
EXAMPLE = "Ví dụ 2. Tính trung bình của dãy số."
KENNEDY = [
    "And so, my fellow Americans,",
    "ask not",
    "what your country can do for you,",
    "ask what you can do for your country.",
]

pytestmark = pytest.mark.tools


def aligned(
    folder: Path,
    sentences: Sequence[str],
    sound: Sound,
    listened: Transcript,
    *,
    language: str = "vi",
    channels: int = 1,
) -> Alignment:
    """Align, and check what is always true of an alignment."""
    path = written(folder / "voice.wav", sound, channels)
    found = align(sentences, listened, path, language=language, cancel=Cancel())
    assert all(finding.code in TABLE for finding in found.findings)
    assert records.parse(Alignment, json.loads(records.pretty(found))) == found
    words = [word for passage in found.passages for word in passage.words]
    assert all(before.end <= after.start for before, after in pairwise(words))
    for word in words:
        assert word.start <= word.end
        assert any(span.start <= word.start and word.start <= span.end for span in listened.speech)
        assert any(span.start <= word.end <= span.end for span in listened.speech)
    for passage in found.passages:
        assert passage.text == " ".join(word.text for word in passage.words)
        assert 0 <= passage.confidence <= 1
    return found


def codes(alignment: Alignment) -> set[str]:
    return {finding.code for finding in alignment.findings}


def ad_libs(alignment: Alignment) -> list[Passage]:
    return [passage for passage in alignment.passages if "ad_lib" in passage.marks]


def assert_on_time(alignment: Alignment, said: Sequence[Said], *, end_s: Fraction = NEAR) -> None:
    """Every line that was said begins and ends where it should."""
    spoken = [passage for passage in alignment.passages if passage.origin == "script"]
    assert [passage.text for passage in spoken] == [line.text for line in said]
    for passage, line in zip(spoken, said, strict=True):
        assert abs(passage.words[0].start - line.start) <= NEAR, passage.text
        assert abs(passage.words[-1].end - line.end) <= end_s, passage.text


# ── what a teacher does with a script ─────────────────────────────────────────────────────────────────────────────


def test_a_script_that_is_read_as_written_is_in_time(tmp_path: Path) -> None:
    sound, said = read(range(14))
    found = aligned(tmp_path, LINES[:14], sound, heard(said), channels=2)
    assert_on_time(found, said, end_s=Fraction(1, 10))
    assert (found.match, found.unspoken, found.findings) == (1, (), ())
    assert all(passage.confidence > 0.7 and not passage.marks for passage in found.passages)


def test_without_a_pause_between_sentences_they_are_in_time_too(tmp_path: Path) -> None:
    sound, said = read(range(10), gap_s=(0.0, 0.05))
    listened = heard(said)
    whole = replace(listened, speech=(TimeSpan(said[0].start, said[-1].end),))
    assert_on_time(aligned(tmp_path, LINES[:10], sound, whole), said)


def test_what_is_said_besides_and_what_is_left_out_is_found(tmp_path: Path) -> None:
    sound, said = read(range(12))
    sentences = [*LINES[:3], *script()[2:4], *LINES[3:5], *LINES[7:12]]
    found = aligned(tmp_path, sentences, sound, heard(said))
    assert_on_time(found, [*said[:5], *said[7:]])
    assert found.unspoken == tuple(script()[2:4])
    assert found.match == pytest.approx(10 / 12)
    remark = ad_libs(found)
    assert remark
    assert abs(remark[0].words[0].start - said[5].start) <= NEAR
    assert abs(remark[-1].words[-1].end - said[6].end) <= NEAR
    assert all(passage.origin == "speech" for passage in remark)
    assert {"script-lines-not-spoken", "script-remarks"} <= codes(found)


def test_a_line_that_is_read_twice_is_captioned_twice(tmp_path: Path) -> None:
    order = [0, 1, 2, 2, 3, 4]
    sound, said = read(order)
    found = aligned(tmp_path, LINES[:5], sound, heard(said))
    assert_on_time(found, said)
    assert not ad_libs(found)


def test_a_refrain_is_in_time_each_time(tmp_path: Path) -> None:
    order = [0, 8, 1, 8, 2, 8, 3]
    sound, said = read(order)
    assert_on_time(aligned(tmp_path, [LINES[index] for index in order], sound, heard(said)), said)


def test_a_paragraph_that_is_skipped_moves_nothing(tmp_path: Path) -> None:
    sound, said = read([*range(4), *range(14, 18)])
    found = aligned(tmp_path, LINES[:18], sound, heard(said))
    assert_on_time(found, said)
    assert found.unspoken == LINES[4:14]


def test_a_long_script_of_which_little_is_said_is_no_other_lessons(tmp_path: Path) -> None:
    chance = random.Random(2)
    words = [word for line in script() for word in line.lower().split()]
    chapter = [" ".join(chance.choices(words, k=11)) + "." for _ in range(300)]
    sound, said = read(range(8))
    found = aligned(tmp_path, [*chapter[:150], *LINES[:8], *chapter[150:]], sound, heard(said))
    assert_on_time(found, said)
    assert found.match < Fraction(3, 10)
    assert len(found.unspoken) == 300
    assert "script-of-another-lesson" not in codes(found)


def test_another_lessons_script_is_noticed(tmp_path: Path) -> None:
    sound, said = read(range(10))
    found = aligned(tmp_path, script(), sound, heard(said))
    assert (found.passages, found.unspoken) == ((), tuple(script()))
    assert found.match < Fraction(3, 10)
    assert [(finding.code, finding.severity) for finding in found.findings] == [("script-of-another-lesson", "error")]


def test_one_sentence_is_a_script(tmp_path: Path) -> None:
    sound, said = read([1])
    assert_on_time(aligned(tmp_path, [LINES[1]], sound, heard(said)), said)


@pytest.mark.parametrize("sentences", [[], ["* * *", "–"]])
def test_a_script_without_words_is_refused(tmp_path: Path, sentences: list[str]) -> None:
    sound, said = read([0])
    assert codes(aligned(tmp_path, sentences, sound, heard(said))) == {"script-without-words"}


def test_without_speech_nothing_is_aligned(tmp_path: Path) -> None:
    found = aligned(tmp_path, LINES[:2], np.zeros(SOUND_RATE_HZ, np.float32), transcript((), ()))
    assert (found.passages, found.unspoken) == ((), LINES[:2])
    assert codes(found) == {"script-nobody-speaks"}


def test_signs_and_dashes_are_kept_as_they_are_written(tmp_path: Path) -> None:
    sound, said = read([16, 17])
    sentences = ["– Mai cốt cách, tuyết tinh thần …", unicodedata.normalize("NFD", "Mỗi người 1 vẻ - 10 phân vẹn 10.")]
    found = aligned(tmp_path, sentences, sound, heard(said))
    assert [passage.text for passage in found.passages] == [unicodedata.normalize("NFC", line) for line in sentences]
    assert abs(found.passages[1].words[0].start - said[1].start) <= NEAR


# ── when recognition is bad, or knows nothing ─────────────────────────────────────────────────────────────────────


def test_half_the_words_misheard_the_voice_itself_keeps_the_time(tmp_path: Path) -> None:
    sound, said = read(range(10))
    found = aligned(tmp_path, LINES[:10], sound, heard(said, wrong=0.6))
    assert_on_time(found, said)
    assert found.unspoken == ()


def test_a_window_that_recognition_lost_is_filled_from_the_script(tmp_path: Path) -> None:
    sound, said = read(range(12))
    listened = heard(said)
    lost = replace(
        listened, words=tuple(word for word in listened.words if not said[4].start <= word.start < said[7].end)
    )
    found = aligned(tmp_path, LINES[:12], sound, lost)
    assert_on_time(found, said)
    assert [passage.marks for passage in found.passages[4:8]] == [("low_confidence",)] * 4
    assert codes(found) == {"script-low-confidence"}


def test_without_any_word_the_sound_alone_finds_the_script(tmp_path: Path) -> None:
    sound, said = read(range(12))
    found = aligned(tmp_path, LINES[:12], sound, replace(heard(said), words=()))
    assert_on_time(found, said)
    assert codes(found) == {"script-by-sound"}


def test_an_english_speech_is_found_by_its_sound_alone(tmp_path: Path) -> None:
    sound = recording_en()
    whole = transcript((TimeSpan(Fraction(0), Fraction(11)),), (), "en")
    found = aligned(tmp_path, KENNEDY, sound, whole, language="en")
    starts = [float(passage.words[0].start) for passage in found.passages]
    assert starts == pytest.approx([0.33, 3.28, 5.41, 8.19], abs=0.15)


def recording_en() -> Sound:
    """Kennedy, as one channel."""
    from lessontool.tools import ffmpeg
    from tests.recordings import RECORDINGS

    command = (ffmpeg.executable(), "-v", "error", "-i", str(RECORDINGS / "speech_en_jfk_44k.flac"))
    form = ("-ac", "1", "-ar", str(SOUND_RATE_HZ), "-f", "f32le", "-")
    limits = process.Limits(wall_s=60)
    return np.frombuffer(process.check(command, process.run((*command, *form), limits=limits)).stdout, np.float32)


def test_a_language_without_a_voice_is_shared_out_over_the_speech(tmp_path: Path) -> None:
    sound, said = read(range(6))
    listened = replace(heard(said), words=(), language="hmn")
    found = aligned(tmp_path, LINES[:6], sound, listened, language="hmn")
    assert [passage.text for passage in found.passages] == list(LINES[:6])
    assert {passage.marks for passage in found.passages} == {("estimated_times",)}
    assert codes(found) == {"script-times-estimated"}
    late = [abs(passage.words[0].start - line.start) for passage, line in zip(found.passages, said, strict=True)]
    assert max(late) <= 1


def test_a_language_without_a_voice_is_aligned_by_recognised_words(tmp_path: Path) -> None:
    sound, said = read(range(8))
    listened = heard(said, wrong=0.1, language="km")
    assert espeak.voice_for("km") is None
    assert_on_time(aligned(tmp_path, LINES[:8], sound, listened, language="km"), said)


def test_without_any_word_another_lessons_script_is_only_shared_out(tmp_path: Path) -> None:
    sound, said = read(range(10))
    found = aligned(tmp_path, script(), sound, replace(heard(said), words=()))
    assert codes(found) == {"script-times-estimated"}


def test_rough_voice_activity_costs_no_accuracy(tmp_path: Path) -> None:
    sound, said = read(range(8))
    rough = replace(heard(said), speech=(TimeSpan(Fraction(0), Fraction(len(sound), SOUND_RATE_HZ)),))
    assert_on_time(aligned(tmp_path, LINES[:8], sound, rough), said, end_s=Fraction(1, 10))


def test_in_a_noisy_room_sentences_begin_in_time(tmp_path: Path) -> None:
    sound, said = read(range(10))
    noise = np.random.default_rng(3).standard_normal(len(sound)).cumsum()
    noise -= np.convolve(noise, np.ones(2_401) / 2_401, "same")
    loudness = float(np.sqrt(np.mean(np.concatenate([lines()[index] for index in range(10)]) ** 2)))
    noisy = (sound + noise / noise.std() * loudness * 10 ** (-10 / 20)).astype(np.float32)
    assert_on_time(aligned(tmp_path, LINES[:10], noisy, heard(said)), said)


def test_long_lessons_are_worked_on_in_stretches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_STRETCH", (800, 1_500))
    order = range(26)
    sound, said = read(order, gap_s=(0.2, 0.9))
    path = written(tmp_path / "long.wav", sound)
    for words in (heard(said).words, ()):
        seen: list[float] = []
        listened = replace(heard(said), words=words)
        found = align(LINES, listened, path, language="vi", cancel=Cancel(), progress=seen.append)
        assert_on_time(found, said)
        assert len(seen) >= 3
        assert seen == sorted(seen)
        assert seen[-1] == 1


@pytest.mark.whole
def test_real_recordings_with_real_recognition_are_in_time(tmp_path: Path) -> None:
    spoken = [(EXAMPLE, recording("speech_vi_vidu2_trungbinh.wav")), (TET, recording("speech_vi_tet.wav"))]
    sound, said = joined([(text, trimmed(part)) for text, part in [spoken[0], spoken[1]]])
    path, target = written(tmp_path / "voice.wav", sound), tmp_path / "transcript.json"
    listen(
        path,
        language="vi",
        model=find_model("base"),
        backend="faster-whisper",
        jobs=1,
        target=target,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    listened = records.load(Transcript, target)
    found = aligned(tmp_path, [said[0].text, "Câu này không ai đọc cả nhé.", said[1].text], sound, listened)
    assert_on_time(found, said)
    assert found.unspoken == ("Câu này không ai đọc cả nhé.",)


# ── pauses in the sound ───────────────────────────────────────────────────────────────────────────────────────────


def test_pauses_are_heard_to_a_few_hundredths(tmp_path: Path) -> None:
    sound, said = read(range(6), gap_s=(0.3, 0.8))
    measured = levels(written(tmp_path / "voice.wav", sound, 2))
    assert abs(len(measured) - len(sound) // 480) <= 1
    found = split_at_pauses([(0, len(measured))], measured)
    for line in said:
        assert min(abs(start - line.start * 100) for start, _ in found) <= 4
        assert min(abs(end - line.end * 100) for _, end in found) <= 4


@given(st.lists(st.integers(-90, -10), min_size=1, max_size=400), st.integers(0, 50), st.integers(1, 400))
@settings(deadline=None)
def test_splitting_speech_only_ever_makes_it_less(values: list[int], start: int, length: int) -> None:
    speech = [(start, start + length)]
    found = split_at_pauses(speech, np.array(values, np.float32))
    assert found
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert start <= found[0][0] < found[-1][1] <= start + length


# ── eSpeak and warping ────────────────────────────────────────────────────────────────────────────────────────────


def test_espeak_says_when_each_syllable_begins() -> None:
    words = ["hôm", "nay", "chúng", "ta", "học", "phép", "cộng", "trong", "phạm", "vi", "mười"]
    reading, nothing, one = espeak.read_aloud([words, [], ["à"]], "vi", cancel=Cancel())
    assert len(reading.starts) == len(words)
    assert reading.starts[0] < 0.05 * reading.rate_hz
    assert all(0.1 < (after - before) / reading.rate_hz < 0.5 for before, after in pairwise(reading.starts))
    assert reading.starts[-1] < len(reading.sound)
    assert (nothing.starts, one.starts) == ((), (0,))


def test_voices_are_named_as_languages_are() -> None:
    assert espeak.voice_for("vi") == espeak.voice_for("vi-VN") == "vi"
    assert espeak.voice_for("vi-vn-x-south") == "vi-vn-x-south"
    assert espeak.voice_for("en-GB") == "en-gb"
    assert espeak.voice_for("zh") == "zh"
    assert espeak.voice_for("hmn") is None
    assert espeak.version()


@pytest.mark.parametrize(
    ("lines_read", "voice"), [([["hai từ"]], "vi"), ([["à"] * 12_000], "vi"), ([["a\n"]], "vi"), ([["à"]], "không có")]
)
def test_what_espeak_cannot_read_is_an_error_of_the_tool(lines_read: list[list[str]], voice: str) -> None:
    with pytest.raises(ToolError):
        espeak.read_aloud(lines_read, voice, cancel=Cancel())


def test_a_reader_that_crashes_takes_nobody_along(monkeypatch: pytest.MonkeyPatch) -> None:
    crash = (sys.executable, "-c", "import os; os.kill(os.getpid(), 11)")
    monkeypatch.setattr(espeak, "command", lambda *_: crash)
    with pytest.raises(ToolError, match="status -11"):
        espeak.read_aloud([["à"]], "vi", cancel=Cancel())
    half = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(bytes(13))")
    monkeypatch.setattr(espeak, "command", lambda *_: half)
    with pytest.raises(ToolError, match="stopped in the middle"):
        espeak.read_aloud([["à"], ["ơi"]], "vi", cancel=Cancel())


def test_a_missing_reader_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(ToolError) as caught:
        espeak.version()
    assert (caught.value.code, caught.value.values["program"]) == ("tool-missing", "eSpeak NG")


def test_a_thrown_switch_stops_it(tmp_path: Path) -> None:
    sound, said = read([0, 1])
    cancel = Cancel()
    cancel.throw()
    path = written(tmp_path / "voice.wav", sound)
    with pytest.raises(Interrupted):
        align(LINES[:2], heard(said), path, language="vi", cancel=cancel)
    with pytest.raises(Interrupted):
        espeak.read_aloud([["à"] * 4_000], "vi", cancel=cancel)


def test_a_stretched_voice_is_laid_over_itself() -> None:
    described = warping.comparable(warping.describe(lines()[3], SOUND_RATE_HZ))
    rows = len(described)
    bent = np.interp(np.arange(rows), [0, rows // 2, rows - 1], [0, rows // 3, rows - 1])
    slow = described[bent.astype(int)]
    path = warping.warp(slow, described, np.arange(rows), rows // 3)
    truth = np.interp(np.arange(rows), bent, np.arange(rows))
    assert np.abs(path.begins - truth).max() <= 3
    assert path.cost < 0.5 * warping.warp(slow, described[::-1].copy(), np.arange(rows), rows // 3).cost


@given(st.integers(1, 40), st.integers(0, 50), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_a_path_never_falls_and_goes_from_end_to_end(rows: int, reach: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    heard_rows, reference = (chance.standard_normal((rows, 4)).astype(np.float32) for _ in range(2))
    expected = np.sort(chance.integers(0, rows, rows))
    path = warping.warp(heard_rows, reference, expected, reach)
    assert path.begins[0] == 0
    assert (np.diff(path.begins) >= 0).all()
    assert path.begins[-1] <= rows - 1
    assert np.isfinite(path.cost)


def test_descriptions_of_different_length_are_refused() -> None:
    short, long = np.zeros((3, 4), np.float32), np.zeros((4, 4), np.float32)
    with pytest.raises(ValueError, match="3 rows heard, 4 in the reference"):
        warping.warp(short, long, np.arange(3), 2)


def test_nothing_of_it_is_left_in_the_folder(tmp_path: Path) -> None:
    sound, said = read([0, 1])
    aligned(tmp_path, LINES[:2], sound, heard(said))
    assert [path.name for path in tmp_path.iterdir()] == ["voice.wav"]
