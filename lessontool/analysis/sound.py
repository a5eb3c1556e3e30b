"""Listen to the whole of one sound track, in one decode: loudness, levels, pauses, voice."""

from __future__ import annotations

import re
import struct
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.analysis import voice
from lessontool.analysis.voice import SILENT_DBFS, Values
from lessontool.model import AudioTrack, ChannelLevel, Loudness, MediaFile, SoundMeasurements
from lessontool.timing import SOUND_RATE_HZ, decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Finished, Limits

_LIMITS: Final = Limits(wall_s=900, memory_bytes=8 << 30)
_FRAME: Final = SOUND_RATE_HZ // 50
_BLOCK_FRAMES: Final = 100
"""Two seconds are worked on at a time."""

_GATED_LUFS: Final = -70.0
"""What the meter says when nothing was loud enough to be measured (ITU-R BS.1770 gate)."""

_BIN_HZ: Final = 25
"""40 ms windows tell frequencies 25 Hz apart."""

_HUM_HZ: Final = (50, 100, 150, 200, 300)
_NARROW: Final = 3
"""Voice and hum are sought at a third of the rate, 16 kHz."""

_HUM_WINDOW: Final = SOUND_RATE_HZ // _NARROW // 2
_RISES_BETWEEN: Final = 0.7
"""Between two samples a sound hardly rises by more than 3 dB."""

_NEAR_PEAK: Final = np.float32(0.87)
"""1.2 dB below the peak."""

_HOLES: Final = f"aresample={SOUND_RATE_HZ}:async=1:min_hard_comp=0.1"
"""Bring sound to 48 kHz and fill holes in it with silence, so that a place in it is a time of the recording."""

_METER: Final = "ebur128=framelog=quiet:dualmono=true"
"""EBU R 128 as the programme will have it: one microphone is heard from both loudspeakers."""

_NOT_OURS: Final = re.compile(r"\[(?:out#|wav|null|rawvideo|f32le|aost#|vost#)")
"""Complaints of the writing side say nothing about the recording."""


def listen(path: Path, media: MediaFile, track: AudioTrack, *, cancel: Cancel | None = None) -> SoundMeasurements:
    """Measure one sound track from beginning to end.

    Levels are in dBFS, loudness in LUFS, times in seconds on the file's clock. What the decoder stumbled over is
    reported, not raised. Raises ToolError when no program can be run or it takes too long, Interrupted on `cancel`.
    """
    if cancel is not None:
        cancel.raise_if_thrown()
    ear = _Ear()
    finished = _decode(path, media, track, f"{_HOLES},{_METER}", ear, cancel)
    ear.finish()
    errors = [line for line in ffmpeg.error_lines(finished.log) if not _NOT_OURS.search(line)]
    if ear.broken_samples:
        errors.append(f"{ear.broken_samples} samples are not numbers")
        cleaned = f"{_HOLES},aformat=flt,aeval=exprs={_numbers_only(ear.channels)}:c=same,{_METER}"
        finished = _decode(path, media, track, cleaned, _Ear(), cancel)
    return _measurements(track, ear, finished, tuple(errors[:20]))


def _numbers_only(channels: int) -> str:
    return "|".join(f"if(lt(abs(val({n}))\\,100)\\,val({n})\\,0)" for n in range(channels))


def _decode(path: Path, media: MediaFile, track: AudioTrack, chain: str, ear: _Ear, cancel: Cancel | None) -> Finished:
    command = [
        *ffmpeg.base_command(),
        *ffmpeg.open_recording(path, media.demuxer),
        *("-map", f"0:{track.index}", "-af", chain),
        *(
            "-t",
            decimal_seconds(max(Fraction(1), track.end - track.start + 2)),
        ),  # wild times would make endless silence
        *("-c:a", "pcm_f32le", "-f", "wav", "-bitexact", "pipe:1"),
    ]
    return process.run(command, limits=_LIMITS, cancel=cancel, on_output=ear.hear)


def _measurements(track: AudioTrack, ear: _Ear, finished: Finished, errors: tuple[str, ...]) -> SoundMeasurements:
    level, peak, flat, band, voicing = (np.concatenate(column or [_NOTHING]) for column in ear.columns)
    lines, neighbours = (np.concatenate(column or [_NOTHING_HUMS]) for column in ear.hum_columns)
    heard = len(level) > 0
    return SoundMeasurements(
        track_index=track.index,
        loudness=_loudness(finished, ear.true_peak),
        channels=ear.channel_levels(),
        correlation=ear.correlation(),
        silences=voice.silences(level, track.start),
        noise_floor_dbfs=_rounded(voice.noise_floor(level)),
        speech_level_dbfs=_rounded(voice.speech_level(level) if heard else SILENT_DBFS),
        speech_share=round(voice.speech_share(band, voicing), 3),
        clip_index=round(voice.clip_index(level, peak, flat), 3) if heard else 0.0,
        hum_db=_rounded(voice.hum_db(np.concatenate(ear.hum_levels or [_NOTHING]), lines, neighbours)),
        decode_errors=errors,
    )


def _loudness(finished: Finished, true_peak: float) -> Loudness:
    said = "\n".join(finished.log)
    integrated = re.findall(r"\bI:\s+(-?[\d.]+|-?inf|-?nan) LUFS", said)
    span = re.findall(r"\bLRA:\s+(-?[\d.]+|-?inf|-?nan) LU", said)
    lufs = float(integrated[-1]) if integrated else SILENT_DBFS
    range_lu = float(span[-1]) if span else 0.0
    return Loudness(
        integrated_lufs=lufs if np.isfinite(lufs) and lufs > _GATED_LUFS else SILENT_DBFS,
        range_lu=range_lu if np.isfinite(range_lu) else 0.0,
        true_peak_dbtp=_amplitude_db(true_peak),
    )


def _amplitude_db(amplitude: float) -> float:
    return _rounded(20 * float(np.log10(max(amplitude, 1e-6))))


def _rounded(value: float) -> float:
    return round(max(SILENT_DBFS, value), 2)


_NOTHING: Final[Values] = np.zeros(0, np.float32)
_NOTHING_HUMS: Final[Values] = np.zeros((0, len(_HUM_HZ)), np.float32)
_WINDOW_SHAPE: Final[Values] = np.hanning(2 * _FRAME // _NARROW).astype(np.float32)
_HUM_SHAPE: Final[Values] = np.hanning(_HUM_WINDOW).astype(np.float32)


def _lag_shape() -> Values:
    """What the window alone does to periodicity at the lags that are looked at."""
    whole = np.correlate(_WINDOW_SHAPE, _WINDOW_SHAPE, "full")[len(_WINDOW_SHAPE) - 1 :]
    at = np.arange(32, 183) / 12_800 * (SOUND_RATE_HZ / _NARROW)
    return np.asarray(np.interp(at, np.arange(len(whole)), whole / whole[0]), np.float32)


_LAG_SHAPE: Final = _lag_shape()


class _Ear:
    """Takes a WAV from a pipe and keeps a few figures for every 20 ms of it."""

    def __init__(self) -> None:
        self.channels = 0
        self.broken_samples = 0
        self.true_peak = 0.0
        self.columns: tuple[list[Values], ...] = ([], [], [], [], [])
        """Level, peak, share of samples near the peak, level of the speech band, periodicity: for each 20 ms."""
        self.hum_columns: tuple[list[Values], ...] = ([], [])
        self.hum_levels: list[Values] = []
        self._pending = bytearray()
        self._tail: Values = _NOTHING
        self._samples = 0
        self._sums = np.zeros((0, 0))
        self._sum = np.zeros(0)
        self._peaks = np.zeros(0)

    def hear(self, block: bytes) -> None:
        """Take the next bytes."""
        self._pending += block
        if not self.channels and not self._read_header():
            return
        size = _BLOCK_FRAMES * _FRAME * 4 * self.channels
        while len(self._pending) >= size:
            self._take(bytes(self._pending[:size]))
            del self._pending[:size]

    def finish(self) -> None:
        """Take what is left; the last 20 ms are filled up with silence."""
        if not self.channels:
            return
        left = self._pending[: len(self._pending) // (4 * self.channels) * 4 * self.channels]
        if left:
            self._take(bytes(left))
        self._spectra(np.zeros(_FRAME // _NARROW, np.float32))

    def _read_header(self) -> bool:
        at = self._pending.find(b"data", 12)
        if at < 0 or len(self._pending) < at + 8:
            return False
        (self.channels,) = struct.unpack_from("<H", self._pending, 22)
        del self._pending[: at + 8]
        self._sums = np.zeros((self.channels, self.channels))
        self._sum = np.zeros(self.channels)
        self._peaks = np.zeros(self.channels)
        return True

    def _take(self, block: bytes) -> None:
        interleaved = np.frombuffer(block, "<f4").reshape(-1, self.channels)
        count = len(interleaved)
        sound = np.zeros((self.channels, count + -count % _FRAME), np.float32)
        sound[:, :count] = interleaved.T
        fine = np.abs(sound) < 100  # no recorder writes +40 dBFS; NaN and infinity are not below it either
        if not fine.all():
            self.broken_samples += int(np.size(fine) - np.count_nonzero(fine))
            sound[~fine] = 0
        self._samples += count
        self._sum += sound.sum(axis=1, dtype=np.float64)
        self._sums += sound @ sound.T
        frames = sound.reshape(self.channels, -1, _FRAME)
        sizes = np.abs(frames)
        peaks = sizes.max(axis=2)
        self._peaks = np.maximum(self._peaks, peaks.max(axis=1))
        near_peak = np.count_nonzero(sizes > peaks[:, :, None] * _NEAR_PEAK, axis=2) / _FRAME
        self.columns[0].append(voice.decibels(np.einsum("cfs,cfs->cf", frames, frames).max(axis=0) / _FRAME))
        self.columns[1].append(voice.decibels(peaks.max(axis=0) ** 2))
        self.columns[2].append(near_peak.max(axis=0).astype(np.float32))
        self._find_true_peak(sound, peaks)
        loudest = int(np.argmax(np.einsum("cs,cs->c", sound, sound)))
        narrow = sound[loudest].reshape(-1, _NARROW).mean(axis=1)
        self._spectra(narrow)
        self._find_hum(narrow)

    def _find_true_peak(self, sound: Values, peaks: Values) -> None:
        """Look between the samples (4 times as many, by Fourier interpolation), only where it can matter."""
        for channel, frame in np.argwhere(peaks > self.true_peak * _RISES_BETWEEN):
            if peaks[channel, frame] <= self.true_peak * _RISES_BETWEEN:
                continue  # meanwhile a higher one was found
            first = max(0, int(frame) * _FRAME - _FRAME // 2)
            around = sound[channel, first : first + 2 * _FRAME]
            between = np.fft.irfft(np.fft.rfft(around), 4 * len(around)) * 4
            near = slice(4 * (int(frame) * _FRAME - first), 4 * ((int(frame) + 1) * _FRAME - first))
            self.true_peak = max(self.true_peak, float(np.abs(between[near]).max()), float(peaks[channel, frame]))

    def _spectra(self, narrow: Values) -> None:
        joined = np.concatenate((self._tail, narrow))
        step = _FRAME // _NARROW
        self._tail = joined[-step:]
        if len(joined) < 2 * step:
            return
        windows = np.lib.stride_tricks.sliding_window_view(joined, 2 * step)[::step]
        spectrum = np.fft.rfft(windows * _WINDOW_SHAPE)[:, : 4000 // _BIN_HZ]
        power = spectrum.real**2 + spectrum.imag**2
        speech = power[:, 300 // _BIN_HZ : 3400 // _BIN_HZ + 1]
        scale = 2 / (2 * step * float(np.sum(_WINDOW_SHAPE**2)))
        self.columns[3].append(voice.decibels(speech.sum(axis=1) * scale))
        self.columns[4].append(_periodicity(power))

    def _find_hum(self, narrow: Values) -> None:
        windows = narrow[: len(narrow) // _HUM_WINDOW * _HUM_WINDOW].reshape(-1, _HUM_WINDOW)
        if not len(windows):
            return
        scale = 2 / float(_HUM_SHAPE.sum()) ** 2
        power = np.abs(np.fft.rfft(windows * _HUM_SHAPE)[:, :200]) ** 2 * scale  # 2 Hz apart, up to 400 Hz
        self.hum_levels.append(voice.decibels((windows**2).mean(axis=1)))
        lines, beside = [], []
        for hertz in _HUM_HZ:
            at = hertz // 2
            lines.append(power[:, at - 1 : at + 2].max(axis=1))
            beside.append(np.concatenate((power[:, at - 9 : at - 3], power[:, at + 4 : at + 10]), axis=1).mean(axis=1))
        self.hum_columns[0].append(voice.decibels(np.stack(lines, axis=1)))
        self.hum_columns[1].append(voice.decibels(np.stack(beside, axis=1)))

    def channel_levels(self) -> tuple[ChannelLevel, ...]:
        """Level, peak and offset of each channel over the whole track."""
        count = max(1, self._samples)
        return tuple(
            ChannelLevel(
                rms_dbfs=_amplitude_db(float(np.sqrt(max(0.0, self._sums[c, c]) / count))),
                peak_dbfs=_amplitude_db(float(self._peaks[c])),
                dc_offset=round(float(self._sum[c]) / count, 5),
            )
            for c in range(self.channels)
        )

    def correlation(self) -> float:
        """How alike the first two channels are, −1…1; 1 for a single channel, 0 where one of them is silent."""
        if self.channels < 2:
            return 1.0
        mean = self._sum / max(1, self._samples)
        spread = self._sums - self._samples * np.outer(mean, mean)
        scale = float(spread[0, 0]) * float(spread[1, 1])
        if not scale > 1e-12 * self._samples:
            return 0.0
        return round(min(1.0, max(-1.0, float(spread[0, 1]) / float(np.sqrt(scale)))), 3)


def _periodicity(power: NDArray[np.floating]) -> Values:
    """Say for each window how well it repeats itself at the pitch of a voice (70–400 Hz), 0–1."""
    size = 512  # 25 Hz apart up to 6.4 kHz: as if sampled at 12 800 Hz
    band = np.zeros((len(power), size // 2 + 1), np.float32)
    band[:, 150 // _BIN_HZ : 3400 // _BIN_HZ + 1] = power[:, 150 // _BIN_HZ : 3400 // _BIN_HZ + 1]
    lags = np.arange(32, 183)
    alike = np.fft.irfft(band, size)
    whole = np.maximum(alike[:, :1], 1e-12)
    return np.asarray(np.clip((alike[:, lags] / whole / _LAG_SHAPE).max(axis=1), 0, 1), np.float32)
