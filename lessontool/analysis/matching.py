"""Finding out when a second recording of a lesson began, from what both microphones heard.

The interpreter signs while the lesson is played in the room. What her camera hears is quieter, dull, full of echo and
noise, and its clock runs a little differently. Two looks, from far and from near: the rise and fall of loudness in
eight bands, laid over each other at every distance, says where the two fit best; then short stretches of the sound
itself, compared there to a fraction of a millisecond, confirm it or do not. Unrelated recordings also fit best
somewhere, so only stretches that agree with one another prove anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import exp
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import InputError
from lessontool.model import AudioTrack, MediaFile
from lessontool.timing import decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

Values = NDArray[np.float32]

CERTAIN: Final = 0.5
"""A match of less confidence is none. Calibrated in `benchmarks/matching.py`: what belongs together is above 0.8, also
through a room and with noise as loud as the voice; other voices stay below 0.25, music in the same beat below 0.45."""

_RATE_HZ: Final = 8_000
"""Voices are understood up to 4 kHz, and a loudspeaker in a room gives little more."""

_HOP: Final = _RATE_HZ // 100
"""Loudness is looked at 100 times a second."""

_WINDOW: Final = 256
"""32 ms: shorter than a syllable."""

_BANDS_HZ: Final = (150, 300, 450, 650, 900, 1250, 1700, 2400, 3500)
"""Edges of the bands: where voices live, a little narrower where they tell most."""

_LOCAL: Final = 151
"""Loudness is judged against the second and a half around it: level, microphone and room cancel out."""

_LEAST_OVERLAP_S: Final = 12
"""So much of both must be heard together; where one is shorter than twice that, half of it."""

_GUESSES: Final = 5
_APART: Final = 50
"""So many distances are followed up, half a second from one another."""

_SAME_ANSWER_S: Final = 0.3
"""Two guesses that lead to one line have the same answer."""

_LONGEST_S: Final = Fraction(3 * 3600)
"""Nothing after three hours is listened to."""

_PLACES: Final = 24
"""So many stretches are compared closely, spread over what both heard …"""

_PIECE: Final = 2 * _RATE_HZ
_PIECES: Final = 5
"""… each of up to five pieces of 2 s: over 2 s the worst clock moves by less than two samples."""

_REACH: Final = 4 * _RATE_HZ // 10
"""How far around the first guess they are compared: a clock that is off by 100 ppm moves 0.27 s in 45 minutes."""

_SMEAR: Final = 17
"""Peaks are 2 ms wide: the clock moves, and a table near the microphone echoes."""

_ECHOES: Final = 240
"""What is as strong within 30 ms is taken for an echo, not for another answer."""

_AGREE_S: Final = 0.012
"""Stretches agree when they lie on one line to so many seconds."""

_ENOUGH: Final = 1.0
"""As much as one stretch can prove at most, if nothing stands against it."""

_SAYS_NOTHING: Final = 0.25
"""A stretch without any answer counts so much against the others."""

_MOST_DRIFT: Final = 150e-6
"""Clocks of phones and cameras differ by less than 100 parts in a million; what drifts faster is no clock."""

_DRIFT_SPAN_S: Final = 60
"""A shorter overlap does not show how fast the clocks part."""

_LIMITS: Final = Limits(wall_s=900, memory_bytes=8 << 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How two recordings lie to one another in time."""

    offset_s: Fraction
    """What to add to a time on the other recording's clock to get the lesson's recording's clock, in seconds. Exact in
    the middle of what both heard."""
    drift_ppm: float
    """How much faster the other clock runs, in parts in a million; 0 where they were too short together to say."""
    apart_s: float
    """How far picture and voice are apart where both begin or end to be heard together, because of the drift."""
    confidence: float
    """0 … 1; below `CERTAIN` they do not belong together."""
    windows: int
    """Stretches of sound that were compared closely …"""
    agreeing: int
    """… and how many of them agree."""

    @property
    def certain(self) -> bool:
        """Whether the two recordings belong together."""
        return self.confidence >= CERTAIN


NO_MATCH: Final = Match(offset_s=Fraction(0), drift_ppm=0.0, apart_s=0.0, confidence=0.0, windows=0, agreeing=0)


def find_offset(
    lesson: Path,
    lesson_media: MediaFile,
    lesson_track: int,
    other: Path,
    other_media: MediaFile,
    other_track: int,
    *,
    cancel: Cancel,
) -> Match:
    """Find out when another recording of the same lesson began, from the sound of both.

    The tracks are given by their number in the file. A match that is not `certain` means that they do not belong
    together. Takes about half a second of processor time for each minute of both, and 130 MB for an hour. Raises
    InputError (sound-unreadable) when nothing of a track can be decoded, ToolError when a program fails or is missing,
    Interrupted when `cancel` is thrown.
    """
    first = _heard(lesson, lesson_media, lesson_track, cancel)
    second = _heard(other, other_media, other_track, cancel)
    cancel.raise_if_thrown()
    return match(first, second)


# ── listening ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is kept of a sound: loudness in bands, and the sound itself in 8 bits, each second at its own level."""

    start: Fraction
    """Time of the first sample on the file's clock, in seconds."""
    bands: Values
    """Power in each band (columns), 100 rows a second."""
    seconds: NDArray[np.int8]
    """One second a row."""
    scales: Values

    def stretch(self, at: int, count: int) -> Values:
        """Give so many samples from a place on; silence where there are none."""
        taken = np.zeros(count, np.float32)
        first, last = max(0, at), min(at + count, self.seconds.size)
        if first < last:
            rows = slice(first // _RATE_HZ, -(-last // _RATE_HZ))
            sound = (self.seconds[rows].astype(np.float32) * self.scales[rows, None]).ravel()
            skip = first - rows.start * _RATE_HZ
            taken[first - at : last - at] = sound[skip : skip + last - first]
        return taken


class Ear:
    """Takes in sound at 8 kHz block by block and keeps a thirtieth of it."""

    def __init__(self) -> None:
        self._bytes = b""
        self._tail = np.zeros(_WINDOW - _HOP, np.float32)
        self._bands = bytearray()
        self._seconds = bytearray()
        self._scales: list[float] = []

    def hear(self, block: bytes) -> None:
        """Take in bytes as they come: 32 bit float samples."""
        self._bytes += block
        whole = len(self._bytes) // (4 * _RATE_HZ) * 4 * _RATE_HZ
        for at in range(0, whole, 4 * _RATE_HZ):
            self._take(np.frombuffer(self._bytes, "<f4", _RATE_HZ, at))
        self._bytes = self._bytes[whole:]

    def done(self, start: Fraction) -> Heard:
        """Give what was kept; `start` is the time of the first sample."""
        if rest := len(self._bytes) // 4:
            last = np.zeros(_RATE_HZ, np.float32)
            last[:rest] = np.frombuffer(self._bytes, "<f4", rest)
            self._take(last)
            self._bytes = b""
        return Heard(
            start=start,
            bands=np.frombuffer(self._bands, np.float32).reshape(-1, len(_BANDS_HZ) - 1),
            seconds=np.frombuffer(self._seconds, np.int8).reshape(-1, _RATE_HZ),
            scales=np.array(self._scales, np.float32),
        )

    def _take(self, second: Values) -> None:
        # a damaged file decodes to infinity and to what is not a number
        sound = np.clip(np.nan_to_num(second), -16, 16)
        longer = np.concatenate((self._tail, sound))
        self._tail = longer[-(_WINDOW - _HOP) :]
        windows = np.lib.stride_tricks.sliding_window_view(longer, _WINDOW)[::_HOP]
        power = np.abs(np.fft.rfft(windows * _HANN, axis=1)) ** 2
        self._bands += (power @ _BANDS).astype(np.float32).tobytes()
        scale = max(float(np.max(np.abs(sound))), 1e-9) / 127
        self._seconds += np.round(sound / scale).astype(np.int8).tobytes()
        self._scales.append(scale)


_HANN: Final[Values] = np.hanning(_WINDOW).astype(np.float32)


def _band_matrix() -> Values:
    places = np.fft.rfftfreq(_WINDOW, 1 / _RATE_HZ)[:, None]
    edges = np.array(_BANDS_HZ)
    return ((places >= edges[:-1]) & (places < edges[1:])).astype(np.float32)


_BANDS: Final = _band_matrix()


def listen_command(path: Path, demuxer: str, track: AudioTrack) -> tuple[str, ...]:
    """Build the command line that decodes a sound to 8 kHz mono, its first sample at the track's start."""
    # one weight is smaller: a voice on one side only is heard, and one that is out of phase does not cancel itself out
    mono = {1: "pan=mono|c0=c0", 2: "pan=mono|c0=0.6*c0+0.4*c1"}.get(track.channels, "aformat=channel_layouts=mono")
    end = track.start + min(track.end - track.start + 2, _LONGEST_S)
    filters = (
        # a time 26 hours ahead ends the work
        f"atrim=end={decimal_seconds(end)}",
        mono,
        f"aresample={_RATE_HZ}",
        # holes are filled, so that a place in the sound is a time of the recording; `first_pts` counts samples of what
        # comes in, which only now is certain to be at 8 kHz
        f"aresample={_RATE_HZ}:async=1:min_hard_comp=0.1:first_pts={round(track.start * _RATE_HZ)}",
    )
    return (
        *ffmpeg.base_command(),
        # times as they stand in the file
        "-copyts",
        *ffmpeg.open_recording(path, demuxer),
        *("-map", f"0:{track.index}", "-af", ",".join(filters)),
        *("-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"),
    )


def _heard(path: Path, media: MediaFile, number: int, cancel: Cancel) -> Heard:
    track = next(each for each in media.audio if each.index == number)
    ear = Ear()
    command = listen_command(path, media.demuxer, track)
    finished = process.run(command, limits=_LIMITS, cancel=cancel, on_output=ear.hear)
    heard = ear.done(track.start)
    if not heard.seconds.size:
        said = "\n".join(finished.log[-20:])
        raise InputError("sound-unreadable", detail=f"{process.command_text(command)}\n{said}")
    return heard


# ── from far ──────────────────────────────────────────────────────────────────────────────────────────────────────


def match(lesson: Heard, other: Heard) -> Match:
    """Say how two sounds lie to one another."""
    found = [_compared(lesson, other, place * _HOP) for place in _guesses(lesson.bands, other.bands)]
    found.sort(key=lambda each: each.weight, reverse=True)
    if not found or not found[0].weight:
        return NO_MATCH
    best = found[0].match
    rival = max((each.weight for each in found if abs(each.match.offset_s - best.offset_s) > _SAME_ANSWER_S), default=0)
    # music in one beat: what fits elsewhere too proves nothing
    unique = 1 - (rival / found[0].weight) ** 2
    return replace(best, confidence=round(best.confidence * unique, 3))


def _shapes(band: Values) -> tuple[Values, Values]:
    """Rise and fall of the loudness of one band, freed from level and tone colour; silence is 0 everywhere."""
    floor = float(np.percentile(band, 20)) * 2 + float(np.max(band)) * 1e-5 + 1e-12
    level = np.log(band + np.float32(floor))
    level -= _smooth(level, _LOCAL)
    # a level that rises says where a sound begins; echoes only make it fall more slowly
    rise = np.zeros_like(level)
    rise[2:] = np.maximum(0, level[2:] - level[:-2])
    rise -= _smooth(rise, _LOCAL)
    return _even(level), _even(rise)


def _even(values: Values) -> Values:
    spread = float(np.std(values))
    return np.clip(values / np.float32(spread), -4, 4) if spread > 1e-3 else np.zeros_like(values)


def _smooth(values: Values, width: int) -> Values:
    """Mean over a stretch around each value."""
    half = min(width // 2, len(values) - 1)
    sums = np.cumsum(np.pad(values, (half + 1, half), mode="reflect"), dtype=np.float64)
    return np.asarray((sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2 * half + 1), np.float32)


def _guesses(first: Values, second: Values) -> Iterator[int]:
    """The distances at which two rows of loudness fit best, the best first: where the second begins in the first.

    In hundredths of a second.
    """
    shorter = min(len(first), len(second))
    if shorter < 200:
        return
    least = min(_LEAST_OVERLAP_S * 100, shorter // 2)
    fit = _fit(first, second)
    places = np.arange(least - len(second), len(first) - least + 1)
    overlap = np.minimum(places + len(second), len(first)) - np.maximum(places, 0)
    score = fit[places] / np.sqrt(overlap)
    for _ in range(_GUESSES):
        best = int(np.argmax(score))
        if not score[best] > 0:
            return
        yield int(places[best])
        score[max(0, best - _APART) : best + _APART] = 0


def _fit(first: Values, second: Values) -> Values:
    """How well two rows of loudness fit at every distance; distances below 0 count from the end."""
    size = 1 << (len(first) + len(second) - 1).bit_length()
    whole = np.zeros(size // 2 + 1, np.complex64)
    for column in range(first.shape[1]):
        for one, two in zip(_shapes(first[:, column]), _shapes(second[:, column]), strict=True):
            whole += np.fft.rfft(one, size) * np.conj(np.fft.rfft(two, size))
    return np.asarray(np.fft.irfft(whole, size), np.float32)


# ── from near ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Near:
    """A stretch that was compared closely."""

    at_s: float
    """Its middle, from the lesson's first sample."""
    moved_s: float
    """How much later it is heard in the lesson than in the other recording."""
    strength: float
    """How far it stands out above the second best, 0 … 1."""


@dataclass(frozen=True, slots=True)
class _Answer:
    match: Match
    weight: float
    """Seconds of sound that agree, as far as they are to be believed."""


def _compared(lesson: Heard, other: Heard, place: int) -> _Answer:
    """Look closely at two sounds of which the second may begin at this sample of the first."""
    first, last = max(0, place), min(lesson.seconds.size, place + other.seconds.size)
    pieces = int(np.clip((last - first) // (6 * _PIECE), 1, _PIECES))
    near = list(_stretches(lesson, other, place, (first, last), pieces))
    slope, height, agreeing = _line(near)
    middle = (first + last) / 2 / _RATE_HZ
    confidence = _confidence(near, agreeing)
    match = Match(
        offset_s=Fraction(round((height + slope * middle) * 10_000), 10_000) + lesson.start - other.start,
        drift_ppm=round(-slope * 1e6, 1) or 0.0,
        apart_s=round(abs(slope) * (last - first) / 2 / _RATE_HZ, 3),
        confidence=round(confidence, 3),
        windows=len(near),
        agreeing=len(agreeing),
    )
    return _Answer(match, confidence * len(agreeing) * pieces * _PIECE / _RATE_HZ)


def _stretches(lesson: Heard, other: Heard, place: int, both: tuple[int, int], pieces: int) -> Iterator[_Near]:
    """Compare stretches spread over what both heard."""
    first, last = both
    length = pieces * _PIECE
    count = int(np.clip((last - first) // length, 1, _PLACES))
    for at in np.linspace(first, max(first, last - length), count).astype(int).tolist():
        if near := _near(lesson, other, place, at, pieces):
            yield near


def _near(lesson: Heard, other: Heard, place: int, at: int, pieces: int) -> _Near | None:
    """Compare one stretch; None where one of the two is silent."""
    together = np.zeros(2 * _REACH + 1, np.float32)
    for piece in range(at, at + pieces * _PIECE, _PIECE):
        here = np.fft.rfft(lesson.stretch(piece, _PIECE) * _FADED, _SIZE)
        there = np.fft.rfft(other.stretch(piece - place - _REACH, _PIECE + 2 * _REACH) * _LONG_FADED, _SIZE)
        cross = np.conj(here) * there
        # every frequency counts the same: echoes and tone colour would hide the peak otherwise
        cross *= _VOICE / np.maximum(np.abs(cross), 1e-20)
        fit = np.fft.irfft(cross, _SIZE)[: 2 * _REACH + 1]
        together += np.asarray(fit * fit, np.float32)
    together = np.convolve(together, _PEAK, "same")
    best = int(np.argmax(together))
    top = float(together[best])
    together[max(0, best - _ECHOES) : best + _ECHOES] = 0
    if top <= 0:
        return None
    strength = 1 - float(np.max(together)) / top
    return _Near((at + pieces * _PIECE / 2) / _RATE_HZ, (place + _REACH - best) / _RATE_HZ, strength)


_FADED: Final[Values] = np.hanning(_PIECE).astype(np.float32)
_LONG_FADED: Final[Values] = np.concatenate(
    (np.hanning(2 * _REACH)[:_REACH], np.ones(_PIECE), np.hanning(2 * _REACH)[_REACH:])
).astype(np.float32)
"""Pieces come and go softly: what begins at once has all frequencies, and two beginnings would fit each other."""

_PEAK: Final[Values] = np.hanning(_SMEAR + 2).astype(np.float32)
_SIZE: Final = 1 << (_PIECE + 2 * _REACH).bit_length()
_VOICE: Final[Values] = np.asarray(
    [200 < place * _RATE_HZ / _SIZE < 3_400 for place in range(_SIZE // 2 + 1)], np.float32
)


def _line(near: list[_Near]) -> tuple[float, float, list[_Near]]:
    """Lay the line through the stretches on which most of them agree: its slope, its height at 0, who agrees."""
    best: list[_Near] = []
    for one in near:
        for slope in [0.0, *_slopes(one, near)]:
            agree = [
                each for each in near if abs(one.moved_s + slope * (each.at_s - one.at_s) - each.moved_s) <= _AGREE_S
            ]
            if _strength(agree) > _strength(best):
                best = agree
    if not best:
        return 0.0, 0.0, []
    at, moved, strength = np.array([(each.at_s, each.moved_s, each.strength) for each in best]).T
    if at[-1] - at[0] < _DRIFT_SPAN_S:
        return 0.0, float(np.median(moved)), best
    slope, height = np.polyfit(at, moved, 1, w=strength + 1e-3)
    return float(slope), float(height), best


def _slopes(one: _Near, near: list[_Near]) -> Iterator[float]:
    for two in near:
        span = two.at_s - one.at_s
        if span >= _DRIFT_SPAN_S / 2 and abs(two.moved_s - one.moved_s) <= _MOST_DRIFT * span:
            yield (two.moved_s - one.moved_s) / span


def _strength(near: list[_Near]) -> float:
    return sum(each.strength for each in near)


def _confidence(near: list[_Near], agreeing: list[_Near]) -> float:
    """How sure it is: the part of all that the stretches say on which they agree, if that is enough to prove it."""
    proof = _strength(agreeing)
    against = sum(max(each.strength, _SAYS_NOTHING) for each in near if each not in agreeing)
    return proof / (proof + against) * (1 - exp(-proof / _ENOUGH)) if proof else 0.0
