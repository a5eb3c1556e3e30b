"""Speech recognition with the real packaged model: what is said is heard, and nothing where nobody speaks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lessontool import records
from lessontool.errors import InputError, Interrupted, ToolError
from lessontool.model.text import Transcript, Word
from lessontool.subtitles import listening
from lessontool.subtitles.languages import WHISPER_LANGUAGES, asr_language, vietnamese_name
from lessontool.subtitles.listening import listen, pieces_of, speech_spans, unheard_speech, words_to_passages
from lessontool.timing import SOUND_RATE_HZ, TimeSpan
from lessontool.tools import ffmpeg, openai_whisper, speech_models, wav, whisper
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import SpeechModel, find_model
from lessontool.tools.whisper import RATE_HZ, WINDOW, Piece
from tests.recordings import RECORDINGS

Sound = NDArray[np.float32]
WINDOW_S = Fraction(WINDOW, RATE_HZ)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechModel]:
    root = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LESSONTOOL_MODELS", str(root))
        yield find_model("base")
    shutil.rmtree(root)  # pytest keeps what it makes


def recording(name: str) -> Sound:
    """A recording as one channel at 48 kHz."""
    command = [ffmpeg.executable(), "-v", "error", "-i", str(RECORDINGS / name), "-ac", "1"]
    command += ["-ar", str(SOUND_RATE_HZ), "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.float32)


def written(path: Path, *parts: Sound) -> Path:
    """A WAV of ours, of two channels, of which the second is half as loud."""
    sound = np.concatenate(parts)
    both = np.stack([sound, sound / 2], axis=1).astype("<f4")
    path.write_bytes(wav.header(2, SOUND_RATE_HZ, len(sound)) + both.tobytes())
    return path


def silence(seconds: float) -> Sound:
    return np.zeros(round(seconds * SOUND_RATE_HZ), np.float32)


def pink(seconds: float, level: float = 0.05) -> Sound:
    noise = np.fft.rfft(np.random.default_rng(1).standard_normal(round(seconds * SOUND_RATE_HZ)))
    sound = np.fft.irfft(noise / np.sqrt(np.maximum(np.arange(noise.size), 1)))
    return (sound / sound.std() * level).astype(np.float32)


def hum(seconds: float) -> Sound:
    return (0.05 * np.sin(2 * np.pi * 50 * np.arange(round(seconds * SOUND_RATE_HZ)) / SOUND_RATE_HZ)).astype(
        np.float32
    )


def music(seconds: int) -> Sound:
    """A melody of plucked notes with a drum."""
    chance = np.random.default_rng(2)
    at = np.arange(SOUND_RATE_HZ // 2) / SOUND_RATE_HZ
    notes = []
    for number in range(2 * seconds):
        pitch = (262, 294, 330, 392, 440, 392, 330, 294)[number % 8]
        tone = sum(np.sin(2 * np.pi * pitch * part * at) / part for part in range(1, 6)) * np.exp(-3 * at) * 0.15
        notes.append(tone + chance.standard_normal(at.size) * np.exp(-40 * at) * 0.2)
    return np.concatenate(notes).astype(np.float32)


def claps(seconds: float) -> Sound:
    sound = silence(seconds)
    clap = np.random.default_rng(3).standard_normal(4000) * np.exp(-np.arange(4000) / 500) * 0.5
    for begin in range(9600, sound.size - 4000, 21_600):
        sound[begin : begin + 4000] += clap
    return sound


def transcript_of(sound: Path, model: SpeechModel | None, language: str = "vi", jobs: int = 2) -> Transcript:
    target = sound.with_suffix(".json")
    shares: list[float] = []
    listen(
        sound,
        language=language,
        model=model,
        backend="faster-whisper",
        jobs=jobs,
        target=target,
        cancel=Cancel(),
        progress=shares.append,
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    found = records.load(Transcript, target)
    check(found)
    return found


def check(found: Transcript) -> None:
    """What is true of every transcript."""
    assert all(one.end < other.start for one, other in pairwise(found.speech))
    assert all(0 <= span.start < span.end <= found.seconds for span in found.speech)
    assert all(one.end <= other.start for one, other in pairwise(found.words))
    for word in found.words:
        assert word.start < word.end
        assert any(span.start < word.end and word.start < span.end for span in found.speech)
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert 0 <= word.confidence <= 1


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFC", text).lower().replace("2", "hai")
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())


def said(words: Sequence[Word]) -> str:
    return plain(" ".join(word.text for word in words))


def word_errors(name: str, words: Sequence[Word], truth: str, most: float) -> None:
    """Report the word error rate; fail only when recognition has collapsed."""
    rate = jiwer.wer(plain(truth), said(words))
    sys.stdout.write(f"{name}: WER {100 * rate:.0f} %: {said(words)}\n")
    assert rate <= most, (rate, said(words))


# ── what is heard ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_a_lesson_is_heard_and_nothing_is_written_over_its_music(model: SpeechModel, tmp_path: Path) -> None:
    tet, sums = recording("speech_vi_tet.wav"), recording("speech_vi_vidu2_trungbinh.wav")
    before, after = tet.size / SOUND_RATE_HZ + 1, tet.size / SOUND_RATE_HZ + 31
    sound = written(tmp_path / "lesson.wav", silence(1), tet, music(30), sums, silence(1))
    found = transcript_of(sound, model)
    assert (found.backend, found.model, found.model_sha256) == ("faster-whisper", "base", speech_models.PACKAGED_SHA256)
    assert found.seconds == Fraction(tet.size + sums.size, SOUND_RATE_HZ) + 32
    first = [word for word in found.words if word.end <= before + 0.3]
    second = [word for word in found.words if word.start >= after - 0.3]
    assert len(first) + len(second) == len(found.words)
    word_errors("tet", first, "Tết là dịp mọi người háo hức đón chào một năm mới với nhiều hy vọng và mong ước", 0.6)
    word_errors("vidu2", second, "Ví dụ hai tính trung bình của dãy số", 0.6)
    passages = words_to_passages(found)
    assert passages[0].text.startswith("Tết ")
    assert passages[-1].words[-1].end > 30
    assert all(passage.words[-1].end - passage.words[0].start < 10 for passage in passages)
    assert (
        transcript_of(written(tmp_path / "again.wav", silence(1), tet, music(30), sums, silence(1)), model, jobs=1)
        == found
    )


@pytest.mark.tools
def test_english_is_heard(model: SpeechModel, tmp_path: Path) -> None:
    found = transcript_of(written(tmp_path / "jfk.wav", recording("speech_en_jfk_44k.flac")), model, "en-GB")
    truth = "And so my fellow Americans ask not what your country can do for you ask what you can do for your country"
    word_errors("jfk", found.words, truth, 0.2)
    assert found.language == "en-GB"
    assert np.mean([word.confidence for word in found.words]) > 0.8


@pytest.mark.proof
@pytest.mark.whole
def test_verse_of_a_minute_is_heard_about_half_right(model: SpeechModel, tmp_path: Path) -> None:
    rows = (RECORDINGS / "INDEX.tsv").read_text(encoding="utf-8").splitlines()
    (row,) = [line.split("\t") for line in rows if line.startswith("speech_vi_truyenkieu")]
    found = transcript_of(written(tmp_path / "kieu.wav", recording(row[0])), model)
    word_errors("kieu", found.words, row[-2], 0.6)
    passages = words_to_passages(found)
    assert [word for passage in passages for word in passage.words][1:3] == list(found.words[1:3])
    assert max(len(passage.words) for passage in passages) <= 28


@pytest.mark.tools
def test_nothing_is_heard_in_silence_noise_hum_music_and_claps(model: SpeechModel, tmp_path: Path) -> None:
    sound = written(tmp_path / "noise.wav", silence(15), pink(15), hum(10), music(15), claps(15), pink(5, 0.3))
    found = transcript_of(sound, model)
    assert found.words == ()
    assert words_to_passages(found) == ()
    assert sum((span.seconds for span in found.speech), Fraction(0)) < Fraction(1, 2)


@pytest.mark.tools
def test_what_whisper_imagines_in_noise_is_sifted_out(model: SpeechModel, tmp_path: Path) -> None:
    """As if voice activity had let it pass: the second lock."""
    sound = written(tmp_path / "pink.wav", pink(12))
    pieces = [Piece(0, 12 * RATE_HZ)]
    heard = whisper.recognise(
        sound,
        pieces,
        model=model,
        backend="faster-whisper",
        language="vi",
        jobs=1,
        folder=tmp_path,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    assert heard[0].words, "Whisper has become wise: find another noise"
    sifted = listening.sift(heard, [TimeSpan(Fraction(0), Fraction(12))])
    assert sifted.words == ()
    assert {doubt.removed for doubt in sifted.doubts} == {True}


@pytest.mark.tools
def test_a_language_that_whisper_does_not_know_gets_voice_activity_only(tmp_path: Path) -> None:
    sound = written(tmp_path / "mong.wav", silence(2), recording("speech_vi_vidu2_trungbinh.wav"), silence(2))
    found = transcript_of(sound, None, "hmn")
    assert (found.backend, found.model, found.words, found.doubts) == ("", "", (), ())
    assert 1.8 < found.speech[0].start < 2.5
    assert 3.5 < found.speech[-1].end < 4.7
    with pytest.raises(InputError, match=r"^speech-language-unknown"):
        transcript_of(sound, SpeechModel(name="x", folder=tmp_path, sha256="", multilingual=True, megabytes=1), "hmn")


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_stopping_leaves_nothing(model: SpeechModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = written(tmp_path / "sound.wav", recording("speech_vi_tet.wav"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(listening.tempfile, "tempdir", str(scratch))
    cancel = Cancel()

    def stop_in_the_middle(share: float) -> None:
        if share >= 0.04:  # voice activity is over
            threading.Timer(0.5, cancel.throw).start()

    with pytest.raises(Interrupted):
        listen(
            sound,
            language="vi",
            model=model,
            backend="faster-whisper",
            jobs=2,
            target=tmp_path / "target.json",
            cancel=cancel,
            progress=stop_in_the_middle,
        )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["scratch", "sound.wav"]
    assert list(scratch.iterdir()) == []


@pytest.mark.tools
def test_a_child_that_fails_ends_the_others_and_its_log_is_kept(model: SpeechModel, tmp_path: Path) -> None:
    sound = written(tmp_path / "sound.wav", pink(3))
    broken = SpeechModel(name="broken", folder=tmp_path, sha256="", multilingual=True, megabytes=1)
    (tmp_path / "tokenizer.json").write_text('"<|vi|>"')
    with pytest.raises(ToolError, match=r"^tool-failed(?s:.)*model\.bin"):
        recognise_all(sound, broken, tmp_path)


def recognise_all(sound: Path, model: SpeechModel, folder: Path, language: str = "vi", backend: str = "") -> None:
    whisper.recognise(
        sound,
        [Piece(0, RATE_HZ), Piece(RATE_HZ, 2 * RATE_HZ)],
        model=model,
        backend="openai-whisper" if backend else "faster-whisper",
        language=language,
        jobs=2,
        folder=folder,
        cancel=Cancel(),
        progress=lambda _: None,
    )


def test_a_language_that_this_model_does_not_know_is_refused(model: SpeechModel, tmp_path: Path) -> None:
    sound = written(tmp_path / "sound.wav", silence(1))
    with pytest.raises(InputError, match=r"^speech-language-not-in-model"):
        recognise_all(sound, model, tmp_path, "yue")
    english = SpeechModel(name="base.en", folder=model.folder, sha256="", multilingual=False, megabytes=1)
    with pytest.raises(InputError, match=r"^speech-language-not-in-model"):
        recognise_all(sound, english, tmp_path, "vi")


def test_a_backend_that_is_not_installed_is_said(
    model: SpeechModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whisper.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ToolError, match=r"^speech-backend-missing") as caught:
        recognise_all(written(tmp_path / "sound.wav", silence(1)), model, tmp_path, backend="openai")
    assert caught.value.values["program"] == "openai-whisper"


def test_openai_whisper_gets_every_weight_that_it_has_a_place_for(model: SpeechModel) -> None:
    known = dict(openai_whisper._variables(model.folder / "model.bin"))
    named = dict(openai_whisper._renamed(known))
    parts = ["attn.query", "attn.value", "attn.out", "attn_ln", "mlp.0", "mlp.2", "mlp_ln"]
    cross = [f"cross_{part}" for part in parts[:4]]
    wanted = {"encoder.positional_embedding", "decoder.positional_embedding", "decoder.token_embedding.weight"}
    wanted |= {f"{norm}.{kind}" for norm in ("encoder.ln_post", "decoder.ln") for kind in ("weight", "bias")}
    wanted |= {f"encoder.conv{number}.{kind}" for number in (1, 2) for kind in ("weight", "bias")}
    for block in range(6):
        for side, all_parts in (("encoder", parts), ("decoder", parts + cross)):
            wanted |= {f"{side}.blocks.{block}.{part}.{kind}" for part in all_parts for kind in ("weight", "bias")}
            wanted.add(f"{side}.blocks.{block}.attn.key.weight")
        wanted.add(f"decoder.blocks.{block}.cross_attn.key.weight")
    assert set(named) == wanted
    assert sum(values.size for values in named.values()) == 71_825_920 + 1500 * 512  # as openai-whisper counts, + sines


@pytest.mark.whole
def test_openai_whisper_hears_the_same_words(model: SpeechModel, tmp_path: Path) -> None:
    pytest.importorskip("whisper", reason="the extra openai-whisper is not installed")
    sound = written(tmp_path / "jfk.wav", recording("speech_en_jfk_44k.flac"))
    recognise_all(sound, model, tmp_path, "en", "openai")


def test_numbers_and_elisions_stay_one_word_and_thai_stays_in_pieces() -> None:
    parts = [(" dài", 0.0, 0.2, 0.9), (" 2", 0.2, 0.4, 0.9), (",5", 0.4, 0.6, 0.5), (" m", 0.6, 0.8, 0.9)]
    heard = whisper._heard((parts, -0.2, 0.1, 1.0), Piece(RATE_HZ, 2 * RATE_HZ), "vi")
    assert [word.text for word in heard.words] == ["dài", "2,5", "m"]
    assert (heard.words[1].start, heard.words[1].end, heard.words[1].confidence) == (
        Fraction("1.2"),
        Fraction("1.6"),
        0.5,
    )
    thai = [("สวัส", 0.0, 0.2, 0.9), ("ดี", 0.2, 0.4, 0.9)]
    assert len(whisper._heard((thai, -0.2, 0.1, 1.0), Piece(0, RATE_HZ), "th").words) == 2


def test_sound_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.wav").write_bytes(wav.header(1, 44_100, 10) + bytes(40))
    with pytest.raises(ToolError, match=r"^tool-failed"):
        transcript_of(tmp_path / "other.wav", None)


def test_a_child_imports_nothing_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = written(tmp_path / "sound.wav", silence(1))
    (tmp_path / "numpy.py").write_text("open('owned', 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert transcript_of(sound, None).speech == ()
    assert not (tmp_path / "owned").exists()


# ── rules without a model ─────────────────────────────────────────────────────────────────────────────────────────


def test_sound_is_read_alike_wherever_a_piece_begins(tmp_path: Path) -> None:
    path = written(tmp_path / "sound.wav", pink(2))
    form = wav.read_format(path)
    whole = whisper.read_sound(path, form, Piece(0, whisper.length(form)))
    part = whisper.read_sound(path, form, Piece(10_000, 20_000))
    assert np.array_equal(whole[10_000:20_000], part)


def test_what_lies_above_8_khz_is_not_folded_down(tmp_path: Path) -> None:
    at = np.arange(SOUND_RATE_HZ) / SOUND_RATE_HZ
    for pitch, least_db, most_db in ((1_000, -0.1, 0.1), (7_000, -0.5, 0.1), (9_000, -200, -75), (15_000, -200, -75)):
        path = written(tmp_path / f"{pitch}.wav", np.sin(2 * np.pi * pitch * at).astype(np.float32))
        heard = whisper.read_sound(path, wav.read_format(path), Piece(2_000, 14_000))
        level = 20 * np.log10(max(float(heard.std()) * np.sqrt(2) / 0.75, 1e-10))
        assert least_db < level < most_db, (pitch, level)


def test_speech_is_cut_where_voice_activity_says_so() -> None:
    voice = [0.1] * 10 + [0.9] * 20 + [0.2] * 2 + [0.9] * 8 + [0.1] * 9 + [0.8] * 2 + [0.1] * 9 + [0.6, 0.4, 0.4, 0.9]
    found = speech_spans(voice, len(voice) * WINDOW_S - Fraction(1, 100))
    assert found == (
        TimeSpan(10 * WINDOW_S, 40 * WINDOW_S),  # a dip of two windows belongs to a word, two windows alone are a click
        TimeSpan(60 * WINDOW_S, 64 * WINDOW_S - Fraction(1, 100)),
    )


@given(st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), max_size=200), st.integers(0, 511))
def test_speech_is_in_order_and_inside_the_sound(voice: list[float], lacking: int) -> None:
    seconds = len(voice) * WINDOW_S - (Fraction(lacking, RATE_HZ) if voice else 0)
    found = speech_spans(voice, seconds)
    assert all(0 <= span.start < span.end <= seconds for span in found)
    assert all(other.start - one.end >= 3 * WINDOW_S for one, other in pairwise(found))


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(3, 400)), max_size=60), st.integers(1, 3))
def test_pieces_hold_all_speech_once_and_are_short_enough(runs: list[tuple[int, int]], long: int) -> None:
    spans, at = [], 0
    for silent, spoken in runs:
        spans.append(TimeSpan((at + silent) * WINDOW_S, (at + silent + spoken * long) * WINDOW_S))
        at += silent + spoken * long
    voice = [0.5 + (number % 97) / 200 for number in range(at)]
    found = pieces_of(spans, voice, (at + 5) * WINDOW_S)
    assert all(piece.end - piece.start <= 30 * RATE_HZ for piece in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for span in spans:
        inside = sum(
            max(0, min(piece.end, span.end * RATE_HZ) - max(piece.start, span.start * RATE_HZ)) for piece in found
        )
        assert abs(inside - span.seconds * RATE_HZ) <= len(found)
    for piece in found:  # between what is recognised together there are eight seconds at most
        inner = [span for span in spans if piece.start <= span.start * RATE_HZ and span.end * RATE_HZ <= piece.end]
        assert all(other.start - one.end <= 8 for one, other in pairwise(inner))


def test_speech_without_words_is_found() -> None:
    limits = [(0, 1), (1.2, 2), (2.3, 3), (3.1, 3.5), (5, 5.5), (7, 9)]
    speech = tuple(TimeSpan(Fraction(str(start)), Fraction(str(end))) for start, end in limits)
    made = transcript(("một", 0.2, 0.9), ("hai", 3.2, 3.4))
    assert unheard_speech(speech, made.words) == (*speech[1:3], *speech[4:])
    assert unheard_speech(speech, (*made.words, *transcript(("ba", 7, 8)).words)) == speech[1:3]
    assert unheard_speech(speech, ()) == speech


def transcript(*words: tuple[str, float, float], language: str = "vi") -> Transcript:
    """A transcript whose words are speech."""
    made = tuple(
        Word(text=text, start=Fraction(str(start)), end=Fraction(str(end)), confidence=0.4 if "≈" in text else 0.9)
        for text, start, end in words
    )
    return Transcript(
        language=language,
        backend="faster-whisper",
        model="base",
        model_sha256="",
        seconds=Fraction(1000),
        speech=tuple(TimeSpan(word.start, word.end) for word in made),
        words=made,
    )


def running(text: str, start: float = 0, pace: float = 0.3) -> list[tuple[str, float, float]]:
    return [(word, round(start + n * pace, 3), round(start + (n + 1) * pace, 3)) for n, word in enumerate(text.split())]


def test_sentences_end_at_full_stops_and_long_pauses() -> None:
    words = [*running("xin chào các con. hôm nay ta học"), *running("phép cộng", 4), *running("Nào", 5.3)]
    passages = words_to_passages(transcript(*words))
    assert [passage.text for passage in passages] == ["Xin chào các con.", "Hôm nay ta học", "Phép cộng", "Nào"]
    assert all(passage.origin == "speech" and not passage.marks for passage in passages)
    assert all(passage.text == " ".join(word.text for word in passage.words) for passage in passages)


def test_a_sentence_never_runs_over_a_second_without_speech() -> None:
    made = transcript(("một", 0, 0.4), ("hai", 0.4, 2.4), ("ba", 2.4, 2.8))
    quiet = Transcript(
        **{name: getattr(made, name) for name in made.__slots__ if name != "speech"},
        speech=(
            TimeSpan(Fraction(0), Fraction("0.5")),
            TimeSpan(Fraction("2.3"), Fraction("2.8")),
        ),
    )
    assert [passage.text for passage in words_to_passages(quiet)] == ["Một", "Hai", "Ba"]


def test_a_sentence_that_is_too_long_is_parted_at_a_comma() -> None:
    words = running(" ".join(f"từ{number}" + ("," if number in (13, 27) else "") for number in range(41)))
    parts = [len(passage.words) for passage in words_to_passages(transcript(*words))]
    assert parts == [14, 27]


def test_a_doubtful_sentence_is_marked() -> None:
    (passage,) = words_to_passages(transcript(("mây≈", 0, 1), ("thuân", 1, 2), ("nước", 2, 3)))
    assert passage.marks == ("low_confidence",)


def test_writing_without_spaces_gets_none() -> None:
    words = [("ສະ", 0.0, 0.5), ("ບາຍ", 0.5, 1.0), ("ດີ", 1.0, 1.5)]
    assert words_to_passages(transcript(*words, language="lo"))[0].text == "ສະບາຍດີ"


def test_the_language_table_is_whispers_own() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(_LANGUAGE_CODES) == WHISPER_LANGUAGES


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("vi", "vi"),
        ("vi-VN", "vi"),
        ("VIE", "vi"),
        ("zh-Hant", "zh"),
        ("yue", "yue"),
        ("km", "km"),
        ("lo_LA", "lo"),
        ("jv", "jw"),
    ],
)
def test_a_known_language_has_its_code(tag: str, code: str) -> None:
    assert asr_language(tag) == code


@pytest.mark.parametrize(
    "tag", ["hmn", "mww", "blt", "tdd", "tyz", "nut", "mtq", "ium", "rad", "jra", "bdq", "kpm", "cjm", "sed"]
)
def test_a_language_of_the_mountains_is_not_recognised_and_named_in_vietnamese(tag: str) -> None:
    with pytest.raises(InputError) as caught:
        asr_language(tag)
    assert caught.value.code == "speech-language-unknown"
    assert str(caught.value.values["language"]).startswith("tiếng ")
    assert vietnamese_name(tag).endswith(f"({tag})")


def test_a_tag_that_nobody_knows_is_shown_as_it_is() -> None:
    assert vietnamese_name("qqq") == "“qqq”"


def test_the_command_that_is_shown_names_the_child_and_its_model() -> None:
    shown = listening.command("vi-VN", "faster-whisper", "base", "voice.wav", "transcript.json")
    assert shown[2:7] == ("-m", "lessontool.tools.whisper", "words", "voice.wav", "transcript.json.pieces")
    assert shown[7].endswith(f"{os.sep}base")
    assert shown[8:] == ("faster-whisper", "vi")
    assert listening.command("hmn", "faster-whisper", "", "voice.wav", "t")[-2:] == ("voice", "voice.wav")
