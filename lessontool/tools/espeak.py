"""eSpeak NG reads a text aloud and says when each word begins: a spoken ruler to lay beside a teacher's voice.

It comes as a C library in the package `espeakng-loader`. It runs in a child process, so that limits and cancelling
hold for it and a crash cannot take us along: `python -m lessontool.tools.espeak VOICE WORDS_A_MINUTE`, a line of text
for each line of standard input. Nobody hears this voice but where a radio programme's opening is to be spoken.
"""

from __future__ import annotations

import ctypes
import re
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from lessontool.errors import ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROGRAM: Final = "eSpeak NG"

MOST_CHARACTERS: Final = 20_000
"""That may be read at a time: some twenty minutes of speech. Longer lessons are read in stretches."""

_LIMITS: Final = Limits(wall_s=180, memory_bytes=2 << 30, output_bytes=1 << 20)
"""Twenty minutes of speech take 10 s of processor time on a slow machine."""

_MOST_SOUND_BYTES: Final = 256 << 20
"""Of one reading: ten times what `MOST_CHARACTERS` take."""

_WORDS_A_MINUTE: Final = 200
"""About a teacher's pace. The reading is stretched to the teacher's own time anyway."""

SLOWEST_WORDS_A_MINUTE: Final = 80
FASTEST_WORDS_A_MINUTE: Final = 400
"""Between these the voice keeps its clearness."""

_HEAD: Final = struct.Struct("<III")
"""Before each line's sound: samples a second, word marks, samples. Then come the marks, then the samples, 16 bit."""

_MARK: Final = struct.Struct("<II")
"""A character's place in the line, from 0, and the sample on which its word begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One line read aloud."""

    sound: NDArray[np.float32]
    rate_hz: int
    starts: tuple[int, ...]
    """Sample on which each word of the line begins: as many as it has words, never falling."""


def voice_for(language: str) -> str | None:
    """Say which voice reads a language (`vi`, `vi-vn-x-south`, `en-GB`); None when there is none."""
    tag = language.lower()
    return next((name for name in (tag, tag.partition("-")[0]) if name in _voices()), None)


def read_aloud(
    lines: Sequence[Sequence[str]], voice: str, *, words_a_minute: int = _WORDS_A_MINUTE, cancel: Cancel
) -> tuple[Reading, ...]:
    """Read lines of words aloud, each by itself, and find where every word begins.

    Raises ToolError when the library is missing or fails, Interrupted when `cancel` is thrown.
    """
    _data_folder()
    texts = [" ".join(words) for words in lines]
    if sum(map(len, texts)) > MOST_CHARACTERS or any(word.split() != [word] for words in lines for word in words):
        raise ToolError("tool-failed", program=PROGRAM, detail="too much text at a time, or a space inside a word")
    argv = command(voice, words_a_minute)
    told = iter(["".join(f"{text}\n" for text in texts).encode()])
    said = process.check(
        argv, process.run(argv, limits=_LIMITS, cancel=cancel, stdin=told, stdout_limit_bytes=_MOST_SOUND_BYTES)
    )
    try:
        return tuple(_readings(said.stdout, lines))
    except struct.error as error:
        raise process.failure(argv, said, f"it stopped in the middle: {error}") from error


def command(voice: str, words_a_minute: int = _WORDS_A_MINUTE) -> tuple[str, ...]:
    """Build the command line of the child process."""
    return (sys.executable, "-P", "-m", "lessontool.tools.espeak", voice, str(words_a_minute))


def version() -> str:
    """Say which version reads. Raises ToolError when it is missing."""
    from importlib import metadata

    _data_folder()
    return metadata.version("espeakng-loader")


def _data_folder() -> Path:
    try:
        import espeakng_loader

        return Path(espeakng_loader.get_data_path())
    except (ImportError, RuntimeError) as error:
        raise ToolError("tool-missing", program=PROGRAM, detail=str(error)) from error


@cache
def _voices() -> frozenset[str]:
    """The languages that it can read, as its own voice files name them."""
    files = [path for path in (_data_folder() / "lang").rglob("*") if path.is_file()]
    named = (re.findall(r"^language\s+(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files)
    return frozenset(name.lower() for names in named for name in names)


def _readings(said: bytes, lines: Sequence[Sequence[str]]) -> Iterator[Reading]:
    import numpy as np

    at = 0
    for words in lines:
        rate_hz, marks, samples = _HEAD.unpack_from(said, at)
        at += _HEAD.size
        starts = dict(_MARK.unpack_from(said, at + index * _MARK.size) for index in range(marks))
        at += marks * _MARK.size
        if at + 2 * samples > len(said):
            raise struct.error(f"{samples} samples were promised")
        sound = np.frombuffer(said, np.dtype("<i2"), samples, at).astype(np.float32) / np.float32(32_768)
        at += 2 * samples
        yield Reading(sound=sound, rate_hz=rate_hz, starts=_word_starts(words, starts, samples))


def _word_starts(words: Sequence[str], marks: dict[int, int], samples: int) -> tuple[int, ...]:
    """Give every word its start, also one for which there is no mark: then between its neighbours."""
    places = list(accumulate((len(word) + 1 for word in words), initial=0))[:-1]
    known = [(index, marks[place]) for index, place in enumerate(places) if place in marks]
    knots = [(-1, 0), *known, (len(words), samples)] if not known or known[0][0] else [*known, (len(words), samples)]
    starts: list[int] = []
    for (first, start), (last, end) in pairwise(knots):
        end = max(start, end)
        starts += [start + (end - start) * (index - first) // (last - first) for index in range(max(first, 0), last)]
    return tuple(accumulate(starts, max))


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),  # of the first character, from 1
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_SYNCHRONOUS: Final = 2  # AUDIO_OUTPUT_SYNCHRONOUS: sound and events are handed over, nothing is played
_NEVER_EXIT: Final = 0x8000  # espeakINITIALIZE_DONT_EXIT
_RATE: Final = 1  # espeakRATE
_UTF8: Final = 1  # espeakCHARS_UTF8
_LIST_ENDS: Final = 0  # espeakEVENT_LIST_TERMINATED
_WORD: Final = 1  # espeakEVENT_WORD
_FINE: Final = 0  # EE_OK


class _Voice:
    """The library, set to a voice."""

    def __init__(self, name: str, words_a_minute: int) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        self.rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _NEVER_EXIT))
        if self.rate_hz <= 0 or self._library.espeak_SetVoiceByName(name.encode()) != _FINE:
            raise RuntimeError(f"{PROGRAM} has no voice {name}")
        self._library.espeak_SetParameter(_RATE, words_a_minute, 0)
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.c_void_p, ctypes.c_void_p,
        ]  # fmt: skip
        self._sound = array("h")
        self._marks: list[tuple[int, int]] = []
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
        self._kept = kind(self._take)  # as long as the library may call it
        self._library.espeak_SetSynthCallback(self._kept)

    def read(self, text: str) -> bytes:
        """Read a line; gives back head, marks and sound."""
        self._sound, self._marks = array("h"), []
        coded = text.encode()
        if self._library.espeak_Synth(coded, len(coded) + 1, 0, 1, 0, _UTF8, None, None) != _FINE:
            raise RuntimeError(f"{PROGRAM} could not read {text!r}")
        if sys.byteorder == "big":
            self._sound.byteswap()
        head = _HEAD.pack(self.rate_hz, len(self._marks), len(self._sound))
        return head + b"".join(_MARK.pack(*mark) for mark in self._marks) + self._sound.tobytes()

    def _take(self, sound: Any, samples: int, events: Any) -> int:
        for event in _until_the_list_ends(events):
            if event.type == _WORD:
                self._marks.append((max(0, event.text_position - 1), max(0, event.sample)))
        if sound and samples > 0:
            self._sound.frombytes(ctypes.string_at(sound, samples * 2))
        return 0


def _until_the_list_ends(events: Any) -> Iterator[_Event]:
    index = 0
    while events[index].type != _LIST_ENDS:
        yield events[index]
        index += 1


def _work(voice: str, words_a_minute: int, lines: BinaryIO, target: BinaryIO) -> None:
    reader = _Voice(voice, words_a_minute)
    for line in lines:
        target.write(reader.read(line.decode().rstrip("\n")))


if __name__ == "__main__":
    _work(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
