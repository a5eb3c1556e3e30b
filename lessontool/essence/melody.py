"""A brand's melody on soft bells: what a station is known by when nobody looks, made from a few notes.

The instrument is a struck metal bar over a tube, as a vibraphone is: nearly only its fundamental rings on, the tuned
fourth partial gives the colour, higher ones are not in tune and are gone after a moment. Around it is a small, warm
room. All is arithmetic without chance: the same notes are the same samples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import PlayMelody
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import wav

Stereo = NDArray[np.float64]

_NOTE: Final = re.compile(r"([A-G])(#|b)?([0-8])")
_STEPS: Final = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}
"""Semitones from A of the same octave."""

_A4_HZ: Final = 440.0

_PEAK: Final = 10 ** (-6 / 20)
"""Room for whatever comes after; how loud it is in the programme is decided there."""

_MIDDLE_HZ: Final = 523.25
"""Decays are given for C5."""


@dataclass(frozen=True, slots=True)
class _Partial:
    """One of the tones that a bar sounds in at once."""

    ratio: float
    """Its frequency, of the fundamental's."""
    level: float
    decay_s: float
    """Until it is 60 dB softer, at C5."""
    attack_s: float


_BAR: Final = (
    # the tube under the bar: warmth an octave below, felt more than heard
    _Partial(0.5, 0.07, 1.1, 0.008),
    _Partial(1.0, 1.0, 4.4, 0.006),
    # no bar is the same all over: its twin, two cents higher, makes it shimmer
    _Partial(1.0011, 0.16, 4.4, 0.006),
    # an arched bar is tuned to two octaves above; a little flat, as real ones are
    _Partial(3.984, 0.26, 1.5, 0.004),
    # the first twisting of the bar, and what is above: not in tune, the wood of the mallet
    _Partial(5.62, 0.035, 0.35, 0.003),
    _Partial(10.08, 0.06, 0.28, 0.003),
    _Partial(16.3, 0.018, 0.12, 0.003),
)

_TOP_HZ: Final = 15_000
"""Partials above are left out: nothing folds back, and no encoder keeps them."""

_VELOCITIES: Final = (0.90, 0.74, 0.82, 0.70)
"""How hard notes are struck, in turn; the last one is struck fully."""

_BRIGHT: Final = 0.8
"""A harder blow is brighter: the higher a partial, the more it depends on the velocity."""

_WIDTH: Final = 0.35
"""How far low notes are to the left and high ones to the right, as players of bars see them; 1: all the way."""

_ROOM_S: Final = 1.3
"""Until the room is 60 dB softer."""

_ROOM_LEVEL: Final = 0.22
_ROOM_DELAY_S: Final = 0.014
_ROOM_TOP_HZ: Final = 5_200
"""Curtains and people take the highs."""

_ROOM_LOWEST_HZ: Final = 80.0
"""What is lower would be rumble."""

_END_S: Final = 0.9
"""The last of the sound fades to nothing over so long."""


def play(step: PlayMelody, target: Path) -> None:
    """Play a brand's melody into a 48 kHz float stereo WAV of exactly `step.frames` frames of 1 920 samples.

    It ends in silence. Raises ValueError for what is no note.
    """
    count = step.frames * SAMPLES_PER_FRAME
    sound = samples(step.notes, step.notes_per_minute, count)
    target.write_bytes(wav.header(2, SOUND_RATE_HZ, count) + sound.astype("<f4").tobytes())


def frequency_hz(note: str) -> float:
    """Say a note's pitch, equal temperament, A4 = 440 Hz. Raises ValueError for what is not like C5, G#4 or Bb4."""
    match = _NOTE.fullmatch(note)
    if not match:
        raise ValueError(f"{note!r} is no note such as C5, G#4 or Bb4")
    name, sign, octave = match.groups()
    semitones = _STEPS[name] + {"#": 1, "b": -1, None: 0}[sign] + 12 * (int(octave) - 4)
    return float(_A4_HZ * 2 ** (semitones / 12))


def samples(notes: tuple[str, ...], notes_per_minute: int, count: int) -> Stereo:
    """Make the samples of a melody: `count` at 48 kHz, two channels, peaks at −6 dBFS, the end faded to nothing.

    Notes follow one another evenly, `-` is a rest, each rings on under the next. What begins after the end is not
    heard. Raises ValueError for what is no note.
    """
    dry = np.zeros((count, 2))
    for at, hertz, velocity in _struck(notes, notes_per_minute):
        if at < count:
            dry[at:] += _note(hertz, velocity, count - at)
    sound = _in_room(dry)
    sound *= _ending(count)[:, None]
    peak = np.abs(sound).max(initial=0.0)
    return sound * (_PEAK / peak) if peak else sound


def _struck(notes: tuple[str, ...], notes_per_minute: int) -> Iterator[tuple[int, float, float]]:
    """When, at which pitch and how hard each note is struck."""
    last = max((index for index, note in enumerate(notes) if note != "-"), default=0)
    for index, note in enumerate(notes):
        if note == "-":
            continue
        velocity = 1.0 if index == last else _VELOCITIES[index % len(_VELOCITIES)]
        yield round(index * 60 * SOUND_RATE_HZ / notes_per_minute), frequency_hz(note), velocity


def _note(hertz: float, velocity: float, count: int) -> Stereo:
    """Strike one bar; longer bars ring longer."""
    time = np.arange(count) / SOUND_RATE_HZ
    lower = (_MIDDLE_HZ / hertz) ** 0.6
    sound = np.zeros(count)
    for partial in _BAR:
        pitch = hertz * partial.ratio
        if pitch > _TOP_HZ:
            continue
        level = partial.level * velocity ** (1 + _BRIGHT * np.log2(max(1.0, partial.ratio)) / 2)
        # the blow itself: from nothing, without a corner
        attack = 0.5 - 0.5 * np.cos(np.pi * np.minimum(time / partial.attack_s, 1))
        ringing = np.exp(-np.log(1000) * time / (partial.decay_s * lower))
        sound += level * attack * ringing * np.sin(2 * np.pi * pitch * time)
    place = _WIDTH * float(np.clip(np.log2(hertz / _MIDDLE_HZ), -1, 1))
    angle = (1 + place) * np.pi / 4
    return np.outer(sound, (np.cos(angle), np.sin(angle)))


def _in_room(dry: Stereo) -> Stereo:
    """Add what the room gives back."""
    room = _room()
    size = 1 << int(len(dry) + len(room)).bit_length()
    given_back = np.fft.irfft(np.fft.rfft(dry, size, axis=0) * np.fft.rfft(room, size, axis=0), size, axis=0)
    return dry + _ROOM_LEVEL * given_back[: len(dry)]


def _room() -> Stereo:
    """How a small room answers a click: other noise from each side, that soon loses its highs."""
    length = round(_ROOM_S * SOUND_RATE_HZ)
    delay = round(_ROOM_DELAY_S * SOUND_RATE_HZ)
    noise = np.random.default_rng(1).standard_normal((length, 2))
    pitches = np.fft.rfftfreq(length, 1 / SOUND_RATE_HZ)[:, None]
    spectrum = np.fft.rfft(noise, axis=0) * (pitches > _ROOM_LOWEST_HZ)
    soft = np.fft.irfft(spectrum / (1 + (pitches / _ROOM_TOP_HZ) ** 2), length, axis=0)
    softer = np.fft.irfft(spectrum / (1 + (pitches / (_ROOM_TOP_HZ / 4)) ** 2), length, axis=0)
    time = np.arange(length)[:, None] / SOUND_RATE_HZ
    lost = np.minimum(1, 3 * time / _ROOM_S)
    answer = (soft * (1 - lost) + softer * lost) * np.exp(-np.log(1000) * time / _ROOM_S)
    # it comes from everywhere, so it swells up instead of striking
    answer *= np.minimum(1, time / 0.02)
    return np.concatenate([np.zeros((delay, 2)), answer / np.sqrt(np.sum(answer**2, axis=0))])


def _ending(count: int) -> NDArray[np.float64]:
    """Full, and at its end gently down to nothing."""
    fade = min(round(_END_S * SOUND_RATE_HZ), count // 2)
    down = 0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 1) / fade) if fade else np.empty(0)
    return np.concatenate([np.ones(count - fade), down])
