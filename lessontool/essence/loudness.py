"""A programme's loudness: all its sound joined, one gain for the whole, a true-peak limiter only where it is needed.

EBU R 128 with one static gain keeps the teacher's own dynamics. The limiter works at 192 kHz (peaks between samples are
heard by every converter downstream) and is measured in the same pass; where it takes loudness away, the gain is raised
and the pass repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from lessontool.errors import InputError, ToolError
from lessontool.model import LevelSound, Loudness, SoundSegment
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import ffmpeg, process, wav
from lessontool.tools.process import Cancel, Finished, Limits

Progress = Callable[[float], None]

_PASSES: Final = 5
_FADE: Final = SOUND_RATE_HZ // 200
"""5 ms at both ends of each voice: no click where it meets silence."""

_GATED_LUFS: Final = -70.0
"""Nothing below is measured at all (ITU-R BS.1770-4, absolute gate)."""

_METER_ROUNDING_DB: Final = 0.05
"""The meter says peaks to a tenth."""

_LIMITER_MARGIN_DB: Final = 0.3
"""Coming back from 192 to 48 kHz raises peaks by up to so much again (measured: 0.2)."""

_LOSS: Final = 1.3
"""Of each dB that is missing behind the limiter, 1.3 dB are added: the limiter takes a part of it again."""

_CLOSE_LU: Final = 0.15
"""However wide a station's tolerance is, we come at least so close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReport:
    """What a programme's sound measures after levelling, and what was done to it."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    gain_db: float
    limited: bool
    passes: int
    """How often the whole programme was gone through, measuring included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One gain for the whole programme and, where peaks would be too high, the limiter's ceiling."""

    gain_db: float
    ceiling_dbtp: float | None = None
    """None: no limiter."""


def level_command(
    step: LevelSound, sources: Mapping[str, Path], gain: Gain | None, target: Path | None
) -> tuple[str, ...]:
    """Build the command line that joins and measures a programme's sound; with `gain` and `target` also levels it."""
    voices = [segment for segment in step.segments if segment.source]
    assembly = _assembly(step.segments)
    graph = f"{assembly},{_meter('sample')}"
    out: tuple[str, ...] = ()
    if gain is not None and target is not None:
        graph = f"{assembly},{_levelled(gain, _length(step))},asplit=2[out][meter];[meter]{_meter('true')}"
        out = (
            *("-map", "[out]"),
            # 24 bit for television and for the encoder alike; no date or version in the file
            *("-c:a", "pcm_s24le", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
            # a programme beyond 3 hours 44 minutes is more than 4 GiB
            *("-f", "wav", "-rf64", "auto"),
            "-y",
            f"file:{target}",
        )
    return (
        *ffmpeg.base_command(),
        *(word for voice in voices for word in _opened(sources[voice.source])),
        *("-filter_complex", graph),
        *out,
        # the meter's own sound goes nowhere
        *("-map", "[measured]", "-c:a", "pcm_s24le", "-f", "null", "-"),
    )


def _meter(peak: Literal["sample", "true"]) -> str:
    """Meter both tracks together, as the television set plays them.

    Before levelling sample peaks are enough to guess whether the limiter is needed, at half the work; what was levelled
    is always measured with its true peaks, and those decide.
    """
    return (
        f"ebur128=peak={peak}:metadata=1:framelog=quiet,"
        # loudness to three decimals, ten times a second (the summary has one decimal); the times show how far we are
        r"ametadata=mode=print:key=lavfi.r128.I:file=pipe\\:1:direct=1[measured]"
    )


def _opened(source: Path) -> tuple[str, ...]:
    # our own file, and nothing that it could refer to
    return ("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", f"file:{source}")


def _assembly(segments: tuple[SoundSegment, ...]) -> str:
    parts: list[str] = []
    voice = 0
    for index, segment in enumerate(segments):
        length = segment.frames * SAMPLES_PER_FRAME
        if segment.source:
            parts.append(f"[{voice}:a]{_voice(length)}[part{index}]")
            voice += 1
        else:
            parts.append(f"anullsrc=r={SOUND_RATE_HZ}:cl=stereo,atrim=end_sample={length}[part{index}]")
    labels = "".join(f"[part{index}]" for index in range(len(segments)))
    return ";".join([*parts, f"{labels}concat=n={len(segments)}:v=0:a=1"])


def _voice(length: int) -> str:
    return ",".join(
        (
            # one channel to both loudspeakers at full level ("<" scales each sum to 1), two stay as they are
            "pan=stereo|FL<FL+FC|FR<FR+FC",
            "aformat=sample_fmts=flt",
            f"afade=t=in:curve=hsin:start_sample=0:nb_samples={_FADE}",
            f"afade=t=out:curve=hsin:start_sample={length - _FADE}:nb_samples={_FADE}",
        )
    )


def _levelled(gain: Gain, length: int) -> str:
    volume = f"volume={gain.gain_db:.3f}dB:precision=float"
    if gain.ceiling_dbtp is None:
        return volume
    return ",".join(
        (
            volume,
            # peaks between samples show at four times the rate
            f"aresample={4 * SOUND_RATE_HZ}:resampler=soxr",
            # attack and release in ms; level off: it would raise all to full scale; latency: it would come 5 ms late
            f"alimiter=limit={10 ** (gain.ceiling_dbtp / 20):.6f}:attack=5:release=80:asc=1:level=disabled:latency=1",
            f"aresample={SOUND_RATE_HZ}:resampler=soxr",
            # there and back again must not cost or add a sample
            f"apad=whole_len={length}",
            f"atrim=end_sample={length}",
        )
    )


def level_sound(
    step: LevelSound, sources: Mapping[str, Path], target: Path, *, cancel: Cancel, progress: Progress
) -> LevelReport:
    """Join a programme's sound and bring it to its loudness: stereo WAV, 48 kHz, 24 bit, exact to the sample.

    Loudness is integrated over the whole programme in LUFS, peaks are true peaks in dBTP. Where no segment has a
    source, silence is written. Raises InputError (sound-silent) when there is a source but nothing to hear, ToolError
    (loudness-missed) when loudness and peak cannot both be met, ToolError when a program fails or is missing,
    Interrupted when `cancel` is thrown.
    """
    _check_lengths(step, sources)
    run = _Passes(step, sources, cancel, progress)
    if not any(segment.source for segment in step.segments):
        return _write_silence(step, run, target)
    heard = run.measure(None, None)
    if not heard.integrated_lufs > _GATED_LUFS:
        raise InputError("sound-silent")
    gain = _first_gain(step, heard)
    wanted = min(step.tolerance_lu / 2, _CLOSE_LU)
    while run.passes < _PASSES:
        heard = run.measure(gain, target)
        error = step.target_lufs - heard.integrated_lufs
        over = heard.true_peak_dbtp - step.max_true_peak_dbtp
        if abs(error) <= wanted and over <= _METER_ROUNDING_DB / 10:
            _check_target(step, target)
            progress(1.0)
            return _report(heard, gain, run.passes)
        gain = _next_gain(step, gain, error, over)
    if abs(error) <= step.tolerance_lu and over <= _METER_ROUNDING_DB / 10:
        # as near as a hard-limited programme comes, and near enough for the station
        _check_target(step, target)
        return _report(heard, gain, run.passes)
    raise ToolError(
        "loudness-missed",
        target=f"{step.target_lufs:.1f}",
        measured=f"{heard.integrated_lufs:.1f}",
        detail=f"after {run.passes} passes: {heard}, last {gain}",
    )


def _write_silence(step: LevelSound, run: _Passes, target: Path) -> LevelReport:
    """A programme without any voice was planned so: it has no loudness that could be reached."""
    gain = Gain(gain_db=0)
    heard = run.measure(gain, target)
    _check_target(step, target)
    run.progress(1.0)
    return _report(heard, gain, run.passes)


def _first_gain(step: LevelSound, heard: Loudness) -> Gain:
    gain_db = step.target_lufs - heard.integrated_lufs
    fits = heard.true_peak_dbtp + gain_db <= step.max_true_peak_dbtp - _METER_ROUNDING_DB
    return Gain(gain_db=gain_db, ceiling_dbtp=None if fits else step.max_true_peak_dbtp - _LIMITER_MARGIN_DB)


def _next_gain(step: LevelSound, gain: Gain, error: float, over: float) -> Gain:
    """Correct what was measured: loudness by the gain, peaks by a lower ceiling."""
    if gain.ceiling_dbtp is None:
        corrected = Gain(gain_db=gain.gain_db + error)
        if over <= 0:
            return corrected
        return Gain(gain_db=corrected.gain_db, ceiling_dbtp=step.max_true_peak_dbtp - _LIMITER_MARGIN_DB)
    ceiling = gain.ceiling_dbtp - (over + _METER_ROUNDING_DB if over > 0 else 0)
    return Gain(gain_db=gain.gain_db + _LOSS * error, ceiling_dbtp=ceiling)


def _report(heard: Loudness, gain: Gain, passes: int) -> LevelReport:
    return LevelReport(
        integrated_lufs=heard.integrated_lufs,
        range_lu=heard.range_lu,
        true_peak_dbtp=heard.true_peak_dbtp,
        gain_db=gain.gain_db,
        limited=gain.ceiling_dbtp is not None,
        passes=passes,
    )


def _length(step: LevelSound) -> int:
    return sum(segment.frames for segment in step.segments) * SAMPLES_PER_FRAME


def _check_lengths(step: LevelSound, sources: Mapping[str, Path]) -> None:
    for segment in step.segments:
        if segment.source:
            _check_samples(sources[segment.source], segment.frames * SAMPLES_PER_FRAME)


def _check_target(step: LevelSound, target: Path) -> None:
    _check_samples(target, _length(step))


def _check_samples(path: Path, samples: int) -> None:
    form = wav.read_format(path)
    if form.samples != samples or form.rate_hz != SOUND_RATE_HZ:
        found = f"{form.samples} samples at {form.rate_hz} Hz"
        raise ToolError("tool-failed", program="wav", detail=f"{path}: {found} instead of {samples}")


class _Passes:
    """Goes through the programme again and again, and says how far all of it is."""

    def __init__(self, step: LevelSound, sources: Mapping[str, Path], cancel: Cancel, progress: Progress) -> None:
        self.step = step
        self.sources = sources
        self.cancel = cancel
        self.progress = progress
        self.passes = 0
        self.integrated_lufs = _GATED_LUFS

    def measure(self, gain: Gain | None, target: Path | None) -> Loudness:
        """Measure the programme, levelled and written if so wished."""
        command = level_command(self.step, self.sources, gain, target)
        self.integrated_lufs = _GATED_LUFS
        samples = _length(self.step)
        limits = Limits(wall_s=600 + samples / SOUND_RATE_HZ, memory_bytes=8 << 30)
        finished = process.run(command, limits=limits, cancel=self.cancel, on_output_line=self._note)
        process.check(command, finished)
        if ffmpeg.error_lines(finished.log):
            raise process.failure(command, finished, "errors in the log")
        self.passes += 1
        return Loudness(
            integrated_lufs=self.integrated_lufs,
            range_lu=_said(command, finished, "LRA"),
            true_peak_dbtp=_said(command, finished, "Peak"),
        )

    def _note(self, line: str) -> None:
        name, _, value = line.partition("=")
        if name == "lavfi.r128.I":
            self.integrated_lufs = float(value) if value not in ("nan", "-nan") else _GATED_LUFS
        elif time := _TIME.search(line):
            share = float(time[1]) * float(PROGRAMME_RATE) / sum(segment.frames for segment in self.step.segments)
            # each further pass is rarer: half of what is left for each
            left = 0.5**self.passes
            self.progress(min(1.0, 1 - left + left * 0.5 * min(1.0, share)))


_TIME: Final = re.compile(r"pts_time:(-?[\d.]+)")


def _said(command: tuple[str, ...], finished: Finished, name: str) -> float:
    """Read one figure of the meter's summary; silence has no peak and is said to be at −120."""
    for line in reversed(finished.log):
        if match := re.fullmatch(rf"\s*{name}:\s+(-?inf|nan|-?[\d.]+) (?:LU|dBFS)", line):
            return max(-120.0, float(match[1])) if match[1] not in ("nan", "inf") else -120.0
    raise process.failure(command, finished, f"the meter did not say {name}")
