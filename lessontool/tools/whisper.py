"""Hearing: where somebody speaks (Silero) and what is said (Whisper), in child processes that are bounded.

    python -P -m lessontool.tools.whisper voice SOUND                              a line for every 20 seconds
    python -P -m lessontool.tools.whisper words SOUND FOLDER MODEL BACKEND LANGUAGE   a file for every piece in FOLDER

Sound is read in blocks, so that an hour takes no more memory than a minute. Pieces are shared among processes with one
thread each: threads that wait for one another stall on machines that do other work too. Each piece is recognised
alone, so what is heard does not depend on how many processes there are.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from lessontool import records
from lessontool.errors import InputError, ToolError
from lessontool.model.text import Word
from lessontool.timing import SOUND_RATE_HZ
from lessontool.tools import process, wav
from lessontool.tools.process import Cancel, Limits
from lessontool.tools.speech_models import SpeechModel, child, offline

RATE_HZ: Final = 16_000
"""Samples a second of what Whisper and Silero were taught with."""

WINDOW: Final = 512
"""Samples for which voice activity is told: 32 ms."""

Backend = Literal["faster-whisper", "openai-whisper"]
Sound = NDArray[np.float32]

_RATIO: Final = SOUND_RATE_HZ // RATE_HZ
_REACH: Final = 128
_PASS_HZ: Final = 7_600
_KAISER: Final = 8.0
"""The filter before taking every third sample: 257 taps, 80 dB down from 8 kHz on, flat to 7.1 kHz."""

_BLOCK: Final = 625 * WINDOW
_CONTEXT: Final = 64
"""Samples of the window before that Silero wants to see."""

_BEAM: Final = 5
_LOOPS: Final = 2.4
"""Text that packs better than this says the same again and again (Whisper's own limit)."""

_NO_REPEAT: Final = 5
"""Where Whisper loops it is asked again, and may not write the same five tokens twice."""

_SPACELESS: Final = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Languages whose words Whisper cannot tell apart: each sign comes alone."""

_ADDRESS_SPACE: Final = 16 << 30
_NEED: Final = {"faster-whisper": (1, 350 << 20), "openai-whisper": (2, 900 << 20)}
"""Memory of a process: so many times its model's file, and so much beside it."""

_START_S: Final = 300
_LISTEN_PER_S: Final = 2
_RECOGNISE_PER_S: Final = 20
_RECOGNISE_PER_MB: Final = 0.2
"""Far slower than anything that was measured (0.2 seconds for a second of sound with a model of 150 MB)."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A stretch of sound that is recognised by itself, in samples at 16 kHz, half open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What Whisper heard in a piece, and how sure it is."""

    words: tuple[Word, ...]
    """On the clock of the whole sound."""
    mean_log_probability: float
    """Of its tokens; below -1 it is guessing."""
    no_speech_probability: float
    compression_ratio: float
    """How well the text packs; above 2.4 it repeats itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pieces:
    pieces: tuple[Piece, ...]


def voice_activity(sound: Path, *, cancel: Cancel, progress: Callable[[float], None]) -> tuple[float, ...]:
    """Say for every 32 ms of a sound how probably somebody speaks.

    `sound` is a float WAV of ours at 48 kHz. Raises ToolError when the child fails, Interrupted when `cancel` is
    thrown.
    """
    form = _form(sound)
    found: list[float] = []

    def take(line: str) -> None:
        found.extend(int(each) / 1000 for each in line.split())
        progress(min(1.0, len(found) * WINDOW * _RATIO / max(form.samples, 1)))

    argv = voice_command(str(sound))
    limits = Limits(wall_s=_START_S + _seconds(form) * _LISTEN_PER_S, memory_bytes=_ADDRESS_SPACE)
    process.check(argv, process.run(argv, limits=limits, cancel=cancel, on_output_line=take, environment=offline()))
    wanted = -(-length(form) // WINDOW)
    if len(found) != wanted:
        raise ToolError("tool-failed", program="voice activity", detail=f"{len(found)} windows instead of {wanted}")
    return tuple(found)


def recognise(
    sound: Path,
    pieces: Sequence[Piece],
    *,
    model: SpeechModel,
    backend: Backend,
    language: str,
    jobs: int,
    folder: Path,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> tuple[Heard, ...]:
    """Recognise what is said in pieces of a sound, in as many processes as jobs and memory allow.

    `folder` is empty and ours for the while. Raises InputError when the model does not know the language, ToolError
    when the backend is missing or a child fails, Interrupted when `cancel` is thrown.
    """
    _require(backend, model, language)
    form = _form(sound)
    records.write_whole(folder / _PIECES, records.canonical(_Pieces(pieces=tuple(pieces))))
    argv = words_command(str(sound), str(folder), str(model.folder), backend, language)
    seconds = sum(piece.end - piece.start for piece in pieces) / RATE_HZ
    limits = Limits(
        wall_s=_START_S + seconds * (_RECOGNISE_PER_S + _RECOGNISE_PER_MB * model.megabytes),
        memory_bytes=_ADDRESS_SPACE + (model.megabytes << 22),
    )
    done: list[int] = []
    guard = threading.Lock()

    def count(line: str) -> None:
        with guard:
            piece = pieces[int(line)]
            done.append(piece.end - piece.start)
            progress(min(1.0, sum(done) / RATE_HZ / seconds))

    workers = min(jobs, len(pieces), _affordable(model, backend)) if form.samples else 0
    _side_by_side(argv, workers, limits, cancel, count)
    return tuple(records.load(Heard, folder / f"{number}.json") for number in range(len(pieces)))


def voice_command(sound: str) -> tuple[str, ...]:
    """Build the command line of the child that finds where somebody speaks."""
    return child("lessontool.tools.whisper", "voice", sound)


def words_command(sound: str, folder: str, model: str, backend: str, language: str) -> tuple[str, ...]:
    """Build the command line of the children that recognise words."""
    return child("lessontool.tools.whisper", "words", sound, folder, model, backend, language)


def length(form: wav.WavFormat) -> int:
    """Say how many samples at 16 kHz a sound has."""
    return -(-form.samples // _RATIO)


def _seconds(form: wav.WavFormat) -> float:
    return form.samples / form.rate_hz


def _form(sound: Path) -> wav.WavFormat:
    form = wav.read_format(sound)
    if not form.floating or form.rate_hz != SOUND_RATE_HZ:
        raise ToolError("tool-failed", program="whisper", detail=f"{sound} is not float sound at {SOUND_RATE_HZ} Hz")
    return form


def _require(backend: Backend, model: SpeechModel, language: str) -> None:
    module = "whisper" if backend == "openai-whisper" else "faster_whisper"
    if importlib.util.find_spec(module) is None:
        raise ToolError("speech-backend-missing", program=backend, detail=f"no module {module}")
    if not model.knows(language):
        raise InputError("speech-language-not-in-model", model=model.name, language=language)


def _affordable(model: SpeechModel, backend: Backend) -> int:
    """How many processes fit into the memory that is free now."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemAvailable:"):
            free = int(line.split()[1]) << 10
    times, beside = _NEED[backend]
    return max(1, free // (times * model.megabytes * 1_000_000 + beside))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


class _Linked(Cancel):
    """A switch of several children: thrown when one of them fails, or with the one that it hangs on."""

    def __init__(self, outer: Cancel) -> None:
        super().__init__()
        self._outer = outer

    @property
    def thrown(self) -> bool:
        """Whether it or the outer one was thrown."""
        return super().thrown or self._outer.thrown


def _side_by_side(
    argv: tuple[str, ...], workers: int, limits: Limits, cancel: Cancel, count: Callable[[str], None]
) -> None:
    """Run the same command several times at once; the first that fails ends all, and its error is raised."""
    switch = _Linked(cancel)

    def work() -> None:
        process.check(
            argv, process.run(argv, limits=limits, cancel=switch, on_output_line=count, environment=offline())
        )

    with ThreadPoolExecutor(max(workers, 1)) as pool:
        for finished in as_completed([pool.submit(work) for _ in range(workers)]):
            if error := finished.exception():
                switch.throw()
                raise error


# ── the child ─────────────────────────────────────────────────────────────────────────────────────────────────────

_PIECES: Final = "pieces.json"

Said = tuple[list[tuple[str, float, float, float]], float, float, float]
"""Words with start, end (seconds within the piece) and probability; mean log probability; no speech; compression."""


class _Recogniser(Protocol):
    def hear(self, sound: Sound) -> Said:
        """Recognise a piece of at most half a minute."""


class _FasterWhisper:
    """Whisper on CTranslate2: 8 bit weights, one thread."""

    def __init__(self, folder: Path, language: str) -> None:
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
        self._pipeline = BatchedInferencePipeline(model)
        self._language = language

    def hear(self, sound: Sound) -> Said:
        """Recognise a piece; where Whisper loops, ask again and forbid it."""
        said = self._once(sound, 0)
        if said[3] <= _LOOPS:
            return said
        again = self._once(sound, _NO_REPEAT)
        return again if again[3] <= _LOOPS else said

    def _once(self, sound: Sound, no_repeat: int) -> Said:
        segments, _ = self._pipeline.transcribe(
            sound,
            language=self._language,
            beam_size=_BEAM,
            temperature=0.0,
            no_repeat_ngram_size=no_repeat,
            without_timestamps=True,
            word_timestamps=True,
            vad_filter=False,
            clip_timestamps=[{"start": 0, "end": Fraction(len(sound), RATE_HZ)}],
            batch_size=1,
        )
        found: list[Any] = list(segments)
        words = [(w.word, w.start, w.end, w.probability) for segment in found for w in segment.words or ()]
        if not found:
            return words, 0.0, 1.0, 0.0
        first = found[0]
        return words, float(first.avg_logprob), float(first.no_speech_prob), float(first.compression_ratio)


def _recogniser(backend: str, folder: Path, language: str) -> _Recogniser:
    if backend == "openai-whisper":
        from lessontool.tools.openai_whisper import OpenAiWhisper

        return OpenAiWhisper(folder, language, _BEAM)
    return _FasterWhisper(folder, language)


def read_sound(path: Path, form: wav.WavFormat, piece: Piece) -> Sound:
    """Read a stretch of a 48 kHz WAV as one channel at 16 kHz, the same wherever it begins."""
    first, last = piece.start * _RATIO - _REACH, piece.end * _RATIO + _REACH
    start, stop = max(first, 0), min(last, form.samples)
    offset = form.data_offset + start * form.channels * 4
    raw = np.fromfile(path, np.dtype("<f4"), max(stop - start, 0) * form.channels, offset=offset)
    mono = raw.reshape(-1, form.channels).mean(axis=1, dtype=np.float32)
    there = np.zeros(last - first, np.float32)
    there[start - first : start - first + mono.size] = np.nan_to_num(mono)
    count = piece.end - piece.start
    sound = np.zeros(count, np.float32)
    for phase in range(_RATIO):
        sound += np.correlate(there[phase::_RATIO], _low_pass()[phase::_RATIO], "valid")[:count]
    return sound


@functools.cache
def _low_pass() -> Sound:
    at = np.arange(-_REACH, _REACH + 1)
    taps = np.sinc(2 * _PASS_HZ / SOUND_RATE_HZ * at) * np.kaiser(2 * _REACH + 1, _KAISER)
    return np.asarray(taps / taps.sum(), np.float32)


def _probabilities(path: Path, form: wav.WavFormat) -> Iterator[NDArray[np.float32]]:
    """Listen to a whole sound, block by block; what Silero remembers is handed on from one to the next."""
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    state = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
    before = np.zeros(_CONTEXT, np.float32)
    whole = length(form)
    for start in range(0, whole, _BLOCK):
        sound = read_sound(path, form, Piece(start, min(start + _BLOCK, whole)))
        windows = np.pad(sound, (0, -sound.size % WINDOW)).reshape(-1, WINDOW)
        ends = windows[:, -_CONTEXT:]
        context = np.concatenate([before[np.newaxis], ends[:-1]])
        before = ends[-1].copy()
        answer, state["h"], state["c"] = session.run(None, {"input": np.hstack([context, windows]), **state})
        yield np.asarray(answer, np.float32).reshape(-1)


def _tell_voice(path: Path) -> None:
    for block in _probabilities(path, wav.read_format(path)):
        _tell(" ".join(str(round(float(each) * 1000)) for each in block))


def _tell_words(path: Path, folder: Path, model: Path, backend: str, language: str) -> None:
    form = wav.read_format(path)
    pieces = records.load(_Pieces, folder / _PIECES).pieces
    recogniser: _Recogniser | None = None
    # the longest first: then nobody is left with much to do at the end
    for number in sorted(range(len(pieces)), key=lambda each: pieces[each].start - pieces[each].end):
        try:
            (folder / f"{number}.taken").touch(exist_ok=False)
        except FileExistsError:
            continue
        recogniser = recogniser or _recogniser(backend, model, language)
        heard = _heard(recogniser.hear(read_sound(path, form, pieces[number])), pieces[number], language)
        records.write_whole(folder / f"{number}.json", records.canonical(heard))
        _tell(str(number))


def _heard(said: Said, piece: Piece, language: str) -> Heard:
    words, log_probability, no_speech, compression = said
    begin, end = Fraction(piece.start, RATE_HZ), Fraction(piece.end, RATE_HZ)
    found = [
        Word(
            text=unicodedata.normalize("NFC", text.strip()),
            start=min(begin + Fraction(round(start * 100), 100), end),
            end=min(begin + Fraction(round(stop * 100), 100), end),
            confidence=round(min(max(float(probability), 0.0), 1.0), 3),
        )
        for text, start, stop, probability in (words if language in _SPACELESS else _whole(words))
        if text.strip()
    ]
    return Heard(
        words=tuple(found),
        mean_log_probability=round(log_probability, 3),
        no_speech_probability=round(no_speech, 3),
        compression_ratio=round(compression, 3),
    )


def _whole(words: Sequence[tuple[str, float, float, float]]) -> list[tuple[str, float, float, float]]:
    """Join what Whisper parts at every sign: `2` and `,5`, `20` and `/11`, `l` and `'école` are one word each."""
    found: list[tuple[str, float, float, float]] = []
    for text, start, stop, probability in words:
        if found and not text.startswith(" "):
            before = found.pop()
            found.append((before[0] + text, before[1], stop, min(before[3], probability)))
        else:
            found.append((text, start, stop, probability))
    return found


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "voice":
        _tell_voice(Path(sys.argv[2]))
    else:
        _tell_words(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5], sys.argv[6])
