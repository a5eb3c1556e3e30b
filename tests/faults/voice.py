"""The programme's sound: somebody reads Vietnamese in a quiet room, as loud as a station wants, and faults in it."""

from __future__ import annotations

import functools
import math
import re
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import ffmpeg
from tests.recordings import RECORDINGS

Sound = NDArray[np.float64]
"""Two rows, left and right, 1.0 is full scale."""
Change = Callable[[Sound], Sound]

SPEECH = RECORDINGS / "speech_vi_truyenkieu_49s_tts.wav"


@functools.cache
def _speech() -> Sound:
    command = [ffmpeg.executable(), "-v", "error", "-i", str(SPEECH), "-ar", "48000", "-ac", "1", "-f", "f64le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f8")


def clean(frames: int) -> Sound:
    """Speech on both sides and the noise of a room, a little different left and right; at no set loudness yet."""
    samples = frames * SAMPLES_PER_FRAME
    dice = np.random.default_rng(7)
    speech = np.resize(_speech(), samples)
    return 0.5 * speech + dice.normal(0, 10 ** (-62 / 20), (2, samples))


def loudness(sound: Sound) -> tuple[float, float, float]:
    """Measure: integrated LUFS, range LU, true peak dBTP."""
    command = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-f", "f64le", "-ar", "48000"]
    command += ["-ac", "2", "-i", "pipe:0", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    data = np.ascontiguousarray(sound.T).astype("<f8").tobytes()
    said = subprocess.run(command, check=True, capture_output=True, input=data).stderr.decode()
    summary = said[said.rindex("Summary:") :]
    found = [re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary) for name in ("I", "LRA", "Peak")]
    integrated, spread, peak = (float(match[1]) if match else -math.inf for match in found)
    return integrated, spread, peak


def levelled(sound: Sound, lufs: float = -23.0) -> Sound:
    """Bring a sound to a loudness."""
    return sound * 10 ** ((lufs - loudness(sound)[0]) / 20)


def write(path: Path, sound: Sound) -> Path:
    """Write a WAV of 24 bit."""
    scaled = np.clip(np.round(sound.T * (1 << 23)), -(1 << 23), (1 << 23) - 1).astype("<i4")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(3)
        file.setframerate(SOUND_RATE_HZ)
        file.writeframes(scaled.reshape(-1, 1).view(np.uint8)[:, :3].tobytes())
    return path


def mouth(sound: Sound) -> tuple[float, ...]:
    """How far the mouth of somebody who says this is open, fifty times a second, 0 to 1."""
    step = SOUND_RATE_HZ // 50
    level = np.sqrt(np.mean(np.square(sound[0]).reshape(-1, step), axis=1))
    return tuple(float(value) for value in np.clip(level / np.percentile(level, 90), 0, 1))


# ── faults; times are frames of 1/25 s, so that they can be declared like those of the picture ───────────────────


def _samples(first: float, frames: float) -> slice:
    return slice(round(first * SAMPLES_PER_FRAME), round((first + frames) * SAMPLES_PER_FRAME))


def _with(sound: Sound, where: slice, part: Sound) -> Sound:
    changed = sound.copy()
    changed[:, where] = part
    return changed


def clipped(first: float, seconds: float) -> Change:
    """An amplifier that runs into its ceiling for so long."""

    def change(sound: Sound) -> Sound:
        where = _samples(first, seconds * 25)
        part = sound[:, where]
        ceiling = 0.35
        loud = part * (6 * ceiling / np.max(np.abs(part)))
        return _with(sound, where, np.clip(loud, -ceiling, ceiling))

    return change


def louder(decibels: float) -> Change:
    """All of it louder or softer."""
    return lambda sound: sound * 10 ** (decibels / 20)


def peak(frame: float, dbtp: float) -> Change:
    """A short tone at a quarter of the sampling rate whose peaks lie between the samples."""

    def change(sound: Sound) -> Sound:
        first = round(frame * SAMPLES_PER_FRAME)
        where = slice(first, first + 96)
        n = np.arange(where.stop - where.start)
        tone = np.sin(np.pi / 2 * n + np.pi / 4) * np.hanning(n.size)
        return _with(sound, where, np.stack([tone, tone]) * 10 ** (dbtp / 20))

    return change


def hole(first: float, milliseconds: float) -> Change:
    """Digital silence for a moment, as when a packet is lost."""
    return lambda sound: _with(sound, _samples(first, milliseconds / 40), np.zeros((2, 1)))


def clicks(*frames: float) -> Change:
    """Single samples that jump out."""

    def change(sound: Sound) -> Sound:
        changed = sound.copy()
        for frame in frames:
            changed[:, round(frame * SAMPLES_PER_FRAME)] += 0.3
        return changed

    return change


def silent(first: float, frames: float, dbfs: float = -80.0) -> Change:
    """Nobody is heard, only the noise of the electronics."""

    def change(sound: Sound) -> Sound:
        where = _samples(first, frames)
        dice = np.random.default_rng(3)
        quiet = dice.normal(0, 10 ** (dbfs / 20), sound[:, where].shape)
        fade = np.clip(np.minimum(np.arange(quiet.shape[1]), np.arange(quiet.shape[1])[::-1]) / 960, 0, 1)
        return _with(sound, where, quiet * fade + sound[:, where] * (1 - fade))

    return change


def hum(dbfs: float) -> Change:
    """Mains hum and its harmonics under everything."""

    def change(sound: Sound) -> Sound:
        t = np.arange(sound.shape[1]) / SOUND_RATE_HZ
        tone = sum(np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3)) * math.sqrt(2) * 10 ** (dbfs / 20)
        changed: Sound = sound + tone
        return changed

    return change


def opposed(first: float, frames: float, share: float = 1.0) -> Change:
    """Right is left with its sign turned, by a share of it (the rest is noise of its own)."""

    def change(sound: Sound) -> Sound:
        where = _samples(first, frames)
        left = sound[0, where]
        other = np.random.default_rng(2).normal(0, float(np.std(left)) * (1 - share), left.shape)
        return _with(sound, where, np.stack([left, -share * left + other]))

    return change


def both_the_same(sound: Sound) -> Sound:
    """Left on both sides."""
    return np.stack([sound[0], sound[0]])


def one_sided(dbfs: float) -> Change:
    """Nothing but noise of a level on the right; −inf: digital silence."""

    def change(sound: Sound) -> Sound:
        noise = np.random.default_rng(4).normal(0, 1, sound[1].shape) * 10 ** (dbfs / 20)
        return np.stack([sound[0], noise])

    return change


def uneven(decibels: float, loud_frames: int) -> Change:
    """The first frames as they are, all that follows softer."""

    def change(sound: Sound) -> Sound:
        return np.concatenate(
            [
                sound[:, _samples(0, loud_frames)],
                sound[:, _samples(loud_frames, sound.shape[1])] * 10 ** (-decibels / 20),
            ],
            axis=1,
        )

    return change


def raised(first: float, frames: float, decibels: float) -> Change:
    """Some seconds much louder than the rest; the knob is turned within 20 ms, so nothing clicks."""

    def change(sound: Sound) -> Sound:
        where = _samples(first, frames)
        n = np.arange(where.stop - where.start)
        turned = np.clip(np.minimum(n, n[::-1]) / 960, 0, 1)
        return _with(sound, where, sound[:, where] * 10 ** (turned * decibels / 20))

    return change


def shifted(milliseconds: float) -> Change:
    """All sound later by so much (negative: before the picture)."""
    return lambda sound: np.roll(sound, round(milliseconds * SOUND_RATE_HZ / 1000), axis=1)
