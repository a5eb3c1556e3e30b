"""A lesson's captions through the whole pipeline: from real speech to burnt-in letters, files, corrections."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jiwer
import pytest

from lessontool.captioning import CaptionWish
from lessontool.door import Processed, caption_lesson, process_lesson
from lessontool.errors import InputError
from lessontool.running.correcting import correction_file, offer
from lessontool.running.workshop import Workshop
from lessontool.tools import ffmpeg
from tests import caption_judges, small_lesson
from tests.recordings import RECORDINGS

pytestmark = pytest.mark.whole

SCRIPT = (
    "Tết là dịp mọi người háo hức đón chào một năm mới với nhiều hy vọng và mong ước.",
    "Ví dụ 2. Tính trung bình của dãy số.",
)
ENGLISH = ("Tet is when everybody welcomes a new year with hope.", "Example 2. Find the mean of the series.")
TET_AT, EXAMPLE_AT = Fraction(1), Fraction(8)
"""Seconds at which the two speakers' recordings begin."""


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small online preset with every caption file, and letters in the picture."""
    folder = small_lesson.write_presets(tmp_path_factory.mktemp("presets"))
    path = folder / f"{small_lesson.ONLINE}.yaml"
    forms = "  sidecars: [webvtt, srt, imsc, ebu_tt_d]\n  transcripts: [txt, html, docx]\n"
    text = path.read_text(encoding="utf-8").replace("burn_in: no\n", f"burn_in: yes\n{forms}")
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two real speakers with silence before, between and after, over a grey picture."""
    target = tmp_path_factory.mktemp("recording") / "recording.mp4"
    speakers = [RECORDINGS / "speech_vi_tet.wav", RECORDINGS / "speech_vi_vidu2_trungbinh.wav"]
    delays = [f"[{n}:a]aresample=48000,adelay={int(at * 1000)}[a{n}]" for n, at in ((1, TET_AT), (2, EXAMPLE_AT))]
    command = [
        *(ffmpeg.executable(), "-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=12"),
        *(word for speaker in speakers for word in ("-i", str(speaker))),
        *("-filter_complex", f"{';'.join(delays)};[a1][a2]amix=2:normalize=0,apad=whole_dur=12[a]"),
        *("-map", "0:v", "-map", "[a]", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"),
        str(target),
    ]
    subprocess.run(command, check=True, timeout=60)
    return target


@pytest.fixture(autouse=True, scope="module")
def _small_chunks() -> Iterator[None]:
    with small_lesson.cutting_small():
        yield


def made_lesson(folder: Path, recording: Path, extra: str = "", **files: str) -> Path:
    small_lesson.write_lesson(folder, recording)
    with (folder / "lesson.yaml").open("a", encoding="utf-8") as file:
        file.write(extra)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return folder


def process(folder: Path, presets: Path, **wishes: Any) -> Processed:
    names = [small_lesson.ONLINE]
    return process_lesson(
        folder, created=small_lesson.CREATED, presets=names, preset_folder=presets, branded=False, jobs=2, **wishes
    )


def caption(folder: Path, presets: Path, **wish: Any) -> Any:
    return caption_lesson(folder, created=small_lesson.CREATED, wish=CaptionWish(**wish), preset_folder=presets)


def decided(processed: Processed, subject: str) -> list[str]:
    return [decision.choice for decision in processed.plan.decisions if decision.subject == subject]


def codes(processed: Processed) -> set[str]:
    return {finding.code for finding in processed.plan.findings}


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory, recording: Path, presets: Path) -> tuple[Path, Processed]:
    extra = "script: script.txt\ntranslations:\n  - language: en\n    file: english.txt\n"
    folder = made_lesson(
        tmp_path_factory.mktemp("scripted") / "bài học",
        recording,
        extra,
        script_txt="\n".join(SCRIPT),
        english_txt="\n".join(ENGLISH),
    )
    return folder, process(folder, presets)


def test_the_script_is_laid_over_the_speech_and_every_judge_reads_the_same_captions(
    scripted: tuple[Path, Processed],
) -> None:
    _, processed = scripted
    assert processed.passed
    assert decided(processed, "captions") == ["from script"]
    (place, manifest) = processed.packages[0]
    files = {file.name.partition(".")[2]: place / file.name for file in manifest.files if file.language}
    forms = ("vtt", "srt", "ttml", "ebuttd.xml", "txt", "html", "docx")
    assert set(files) == {f"{language}.{form}" for language in ("vi", "en") for form in forms}
    for language, lines in (("vi", SCRIPT), ("en", ENGLISH)):
        read = caption_judges.webvtt(files[f"{language}.vtt"])
        assert not read.complaints
        assert " ".join(" ".join(shown) for _, _, shown in read.cues) == " ".join(lines)
        assert manifest.transcripts[language] == " ".join(lines)
        begins = [start / 1000 for start, _, shown in read.cues if shown[0].startswith(("Tết", "Ví", "Tet", "Example"))]
        assert begins == pytest.approx([float(TET_AT), float(EXAMPLE_AT)], abs=0.35)


def test_letters_are_in_the_picture_while_they_are_spoken(scripted: tuple[Path, Processed]) -> None:
    _, processed = scripted
    place, manifest = processed.packages[0]
    (video,) = (place / file.name for file in manifest.files if "144p" in file.name)
    command = [ffmpeg.executable(), "-v", "error", "-i", str(video), "-vf", "format=gray", "-f", "rawvideo", "-"]
    pictures = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    size = 256 * 144
    dark = [min(pictures[at : at + size]) < 80 for at in range(0, len(pictures), size)]
    begin, end = dark.index(True), len(dark) - dark[::-1].index(True)
    assert begin == pytest.approx(float(TET_AT) * 25, abs=9)
    assert end < 12 * 25
    assert not any(dark[25 * 7 - 12 : 25 * 7]), "nothing stands over the pause"


def test_a_corrected_word_makes_only_the_chunks_that_show_it_anew(
    scripted: tuple[Path, Processed], presets: Path, tmp_path: Path
) -> None:
    folder = small_lesson.copy_lesson(scripted[0], tmp_path / "bài")
    before = caption(folder, presets)
    workshop = Workshop(folder)
    path = offer(workshop, before.captions.subtitles[0])
    assert path == correction_file(folder.resolve(), "vi")
    assert "picture" not in " ".join(process(folder, presets).done.worked), "nothing is corrected yet"
    text = path.read_bytes().decode("utf-8")
    path.write_bytes(text.replace("dãy số", "dãy chữ").encode())
    corrected = process(folder, presets)
    assert "correction-used" in codes(corrected)
    made = {name for name in corrected.done.worked if name.startswith("picture/")}
    shown = [cue for cue in before.captions.subtitles[0].cues if "số" in cue.text]
    chunks = {frame // small_lesson.CHUNK_FRAMES for cue in shown for frame in range(cue.span.start, cue.span.end)}
    assert {int(name.split("/")[2]) for name in made} <= chunks
    assert made
    assert "dãy chữ" in corrected.packages[0][1].transcripts["vi"]
    with pytest.raises(InputError, match="correction-in-the-way"):
        offer(workshop, before.captions.subtitles[0])


def test_without_a_script_whisper_is_heard_and_understood(recording: Path, presets: Path, tmp_path: Path) -> None:
    folder = made_lesson(tmp_path / "bài", recording)
    made = caption(folder, presets)
    assert made.heard is not None
    said = made.captions.subtitles[0]
    assert said.origin == "speech"
    heard = " ".join(cue.text for cue in said.cues).lower()
    assert jiwer.wer(" ".join(SCRIPT).lower(), heard) < 0.6
    silent = [cue for cue in said.cues if cue.span.start < 25 * 7 and cue.span.end > 25 * 7 - 12]
    assert not silent, "no caption over the pause"


def test_a_subtitle_file_comes_before_everything(recording: Path, presets: Path, tmp_path: Path) -> None:
    srt = "00:00:01,000 --> 00:00:05,000\nTết là dịp\n\n00:00:08,000 --> 00:00:10,000\n<i>Ví dụ 2.</i>\n"
    extra = "captions: phu.srt\nscript: s.txt\n"
    folder = made_lesson(tmp_path / "bài", recording, extra, phu_srt=srt, s_txt="Khác.")
    made = caption(folder, presets)
    assert [cue.text for cue in made.captions.subtitles[0].cues] == ["Tết là dịp", "Ví dụ 2."]
    assert made.heard is not None
    assert made.heard.transcript.words == (), "nothing needs to be recognised"


@pytest.mark.proof
def test_a_script_of_another_lesson_is_noticed_and_speech_is_used(
    recording: Path, presets: Path, tmp_path: Path
) -> None:
    other = "Con trâu đi cày ruộng.\nBầu trời hôm nay nhiều mây.\nMẹ nấu cơm chiều bên bếp lửa.\n"
    folder = made_lesson(tmp_path / "bài", recording, "script: s.txt\n", s_txt=other)
    made = caption(folder, presets)
    assert "script-of-another-lesson" in {finding.code for finding in made.captions.findings}
    assert made.captions.subtitles[0].origin == "speech"


@pytest.mark.proof
def test_a_language_that_nobody_recognises_is_never_transcribed_as_nonsense(
    recording: Path, presets: Path, tmp_path: Path
) -> None:
    folder = made_lesson(tmp_path / "bài", recording)
    path = folder / "lesson.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("language: vi", "language: hmn"), encoding="utf-8")
    made = caption(folder, presets)
    assert [finding.code for finding in made.unheard] == ["speech-language-unknown"]
    assert not made.captions.subtitles
    finished = process(folder, presets)
    assert finished.passed
    assert "speech-language-unknown" in codes(finished)


@pytest.mark.proof
def test_a_lesson_without_speech_finishes_with_a_note(presets: Path, tmp_path: Path) -> None:
    small_lesson.make_recording(tmp_path / "recording.mp4")
    folder = made_lesson(tmp_path / "bài", tmp_path / "recording.mp4")
    finished = process(folder, presets)
    assert finished.passed
    assert "captions-no-speech" in codes(finished)


def test_a_script_that_is_not_there_is_said_before_any_work(recording: Path, presets: Path, tmp_path: Path) -> None:
    folder = made_lesson(tmp_path / "bài", recording, "script: script.txt\n", scrip_txt="Chào các em.")
    with pytest.raises(InputError, match="text-file-missing"):
        process(folder, presets)
