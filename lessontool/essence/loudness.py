"""A programme's loudness: all its sound joined, one gain for the whole, a true-peak limiter only where it is needed.

EBU R 128 with one static gain keeps the teacher's own dynamics. Every source is measured by itself first: bumpers are
brought to the lesson's loudness before they are joined, and from all of them together the gain of the whole is known
before it exists. The limiter works at 192 kHz (peaks between samples are heard by every converter downstream) and is
measured in the same pass; where it takes loudness away, the gain is raised and the pass repeated. Line-up tone, clock
and black stand before the programme and are no part of any of this.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import InputError, ToolError
from lessontool.model import LevelSound, Loudness, SoundSegment
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import ffmpeg, process, wav
from lessontool.tools.process import Cancel, Finished, Limits

Progress = Callable[[float], None]

_PASSES: Final = 5
_FADE: Final = SOUND_RATE_HZ // 200
"""5 ms at both ends of each voice: no click where it meets silence."""

_GATED_LUFS: Final = -70.0
"""Nothing below is measured at all (ITU-R BS.1770-4, absolute gate)."""

_GATE_LU: Final = 10.0
"""… nor what is softer by more than this than all that is above it (BS.1770-4, relative gate)."""

_BLOCK: Final = SOUND_RATE_HZ * 2 // 5
"""Loudness is measured over 400 ms, ten times a second (BS.1770-4)."""

_SHORT_BLOCKS: Final = 30
"""A sound under 3 s is too short for an integrated loudness: EBU R 128 s1 looks at its loudest moment instead."""

_LOUDEST_OVER_INTEGRATED_LU: Final = 2.5
"""By so much the loudest 400 ms of a short sound stand above its integrated loudness: 18 melodies on our bells, 1.2 to
3 s long, have 0.9 to 6.0 LU, 2.6 on average. A lone stroke, with the most, is so much softer than a jingle."""

_HEAD: Final = ("lineup", "clock", "black")
"""What may stand before a programme."""

_TONE_HZ: Final = 1_000
_TONE_DBFS: Final = -18.0
"""Alignment level, the peak of a sine (EBU R 68)."""

_TONE_CYCLE: Final = 3 * SOUND_RATE_HZ
_TONE_BREAK: Final = SOUND_RATE_HZ // 4
"""Every 3 s the left channel alone is silent for 250 ms: that tells left from right (EBU R 49, Tech 3304)."""

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
    bumpers_db: tuple[float, ...]
    """One for each segment: what a bumper got besides, to be as loud as the lesson; 0 for everything else."""
    limited: bool
    passes: int
    """How often the whole programme was gone through, measuring included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One gain for the whole programme and, where peaks would be too high, the limiter's ceiling."""

    gain_db: float
    ceiling_dbtp: float | None = None
    """None: no limiter."""
    bumpers_db: tuple[float, ...] = ()
    """One for each segment, before all are joined: what brings a bumper to the lesson's loudness. Empty: all 0."""


def measure_command(source: Path, channels: int = 2) -> tuple[str, ...]:
    """Build the command line that measures one source of a programme by itself, of 1 channel: both sides mixed."""
    mixed = _MIXED if channels == 1 else ""
    return (
        *ffmpeg.base_command(),
        *_opened(source),
        # the meter needs 400 ms to say anything
        *("-filter_complex", f"[0:a]{_STEREO},{mixed}apad=whole_len={_BLOCK},{_meter('sample', 'M')}"),
        *_METERED,
    )


def level_command(step: LevelSound, sources: Mapping[str, Path], gain: Gain, target: Path) -> tuple[str, ...]:
    """Build the command line that joins, levels, writes and measures a programme's sound.

    Raises ValueError for segments that do not fit together: sound that reaches further than over a neighbour, a lesson
    that is meant to be faded, tone behind the programme's beginning.
    """
    head, programme = _parts(step.segments)
    length = _samples(programme)
    after = "programme" if head else "out"
    assembled = f"{_assembly(programme, gain.bumpers_db[len(head) :])},{_MIXED if step.channels == 1 else ''}"
    graph = f"{assembled}{_levelled(gain, length)},asplit=2[{after}][meter]"
    return (
        *ffmpeg.base_command(),
        *(word for segment in programme if segment.source for word in _opened(sources[segment.source])),
        *("-filter_complex", ";".join([graph, *_before(head), f"[meter]{_meter('true', 'I')}"])),
        *("-map", "[out]"),
        # 24 bit for television and for the encoder alike; no date or version in the file
        *("-c:a", "pcm_s24le", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
        # a programme beyond 3 hours 44 minutes is more than 4 GiB
        *("-f", "wav", "-rf64", "auto"),
        "-y",
        f"file:{target}",
        *_METERED,
    )


_METERED: Final = ("-map", "[measured]", "-c:a", "pcm_s24le", "-f", "null", "-")
"""The meter's own sound goes nowhere."""


def _meter(peak: Literal["sample", "true"], said: Literal["M", "I"]) -> str:
    """Meter both tracks together, as the television set plays them.

    Before levelling sample peaks are enough to guess whether the limiter is needed, at half the work; what was levelled
    is always measured with its true peaks, and those decide. Momentary loudness (M) is said for each 400 ms: from these
    follows the integrated loudness (I) of any joining of sources.
    """
    return (
        f"ebur128=peak={peak}:metadata=1:framelog=quiet,"
        # loudness to three decimals, ten times a second (the summary has one decimal); the times show how far we are
        rf"ametadata=mode=print:key=lavfi.r128.{said}:file=pipe\\:1:direct=1[measured]"
    )


def _opened(source: Path) -> tuple[str, ...]:
    # our own file, and nothing that it could refer to
    return ("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", f"file:{source}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """A source and its place in the programme, in samples."""

    number: int
    """Of its input."""
    start: int
    end: int
    fade_in: int
    fade_out: int
    """Equal-power fades of a bumper; 0: where it meets silence only."""
    raise_db: float | None


def _parts(segments: tuple[SoundSegment, ...]) -> tuple[tuple[SoundSegment, ...], tuple[SoundSegment, ...]]:
    """Part what stands before the programme from the programme, and refuse what cannot be joined."""
    size = next((at for at, one in enumerate(segments) if one.segment not in (*_HEAD, "slate")), len(segments))
    while size and segments[size - 1].segment == "slate":
        size -= 1
    head, programme = segments[:size], segments[size:]
    if not programme:
        raise ValueError("a programme is more than line-up, clock and black")
    for segment in head:
        if segment != SoundSegment(segment=segment.segment, source="", frames=segment.frames):
            raise ValueError(f"{segment.segment} has a sound of its own kind and no other: {segment}")
    for before, segment, after in zip((None, *programme), programme, (*programme[1:], None), strict=False):
        _refuse(before, segment, after)
    return head, programme


def _refuse(before: SoundSegment | None, segment: SoundSegment, after: SoundSegment | None) -> None:
    under = before.frames if before else 0
    into = after.frames if after else 0
    if segment.segment == "lineup":
        raise ValueError("line-up comes before the programme, not into it")
    if min(segment.frames, segment.before_frames, segment.after_frames) < 0:
        raise ValueError(f"no sound is shorter than nothing: {segment}")
    if segment.before_frames > under or segment.after_frames > into:
        raise ValueError(f"{segment.segment} reaches further than {under} frames before and {into} after it: {segment}")
    if (segment.before_frames or segment.after_frames) and (segment.below_speech_lu is None or not segment.source):
        raise ValueError(f"only a bumper's sound is heard beyond its segment: {segment}")


def _samples(segments: Sequence[SoundSegment]) -> int:
    return sum(segment.frames for segment in segments) * SAMPLES_PER_FRAME


def _voices(programme: tuple[SoundSegment, ...], bumpers_db: tuple[float, ...]) -> Iterator[_Voice]:
    at, numbers = 0, count()
    for index, segment in enumerate(programme):
        end = at + segment.frames * SAMPLES_PER_FRAME
        before, after = segment.before_frames * SAMPLES_PER_FRAME, segment.after_frames * SAMPLES_PER_FRAME
        if segment.source:
            raised = bumpers_db[index] if bumpers_db else 0.0
            yield _Voice(
                number=next(numbers),
                start=at - before,
                end=end + after,
                fade_in=before,
                fade_out=after,
                raise_db=None if segment.below_speech_lu is None else raised,
            )
        at = end


def _assembly(programme: tuple[SoundSegment, ...], bumpers_db: tuple[float, ...]) -> str:
    """Join a programme's sound: as many layers as sounds are heard at once, laid over one another unchanged."""
    length, labels = _samples(programme), count()
    layers: list[list[_Voice]] = [[]]
    # the lesson is whole in the first layer, and bumpers go where there is room
    for voice in sorted(_voices(programme, bumpers_db), key=lambda voice: voice.raise_db is not None):
        room = next((layer for layer in layers if _fits(voice, layer)), None)
        if room is None:
            layers.append(room := [])
        room.append(voice)
    graphs = [_layer(layer, length if layer is layers[0] else 0, labels) for layer in layers]
    if len(graphs) == 1:
        return graphs[0]
    named = [f"{graph}[layer{number}]" for number, graph in enumerate(graphs)]
    mixed = "".join(f"[layer{number}]" for number in range(len(graphs)))
    # a sum: nothing gets softer because something else begins or ends
    return ";".join([*named, f"{mixed}amix=inputs={len(graphs)}:duration=first:normalize=0"])


def _fits(voice: _Voice, layer: list[_Voice]) -> bool:
    return all(voice.end <= other.start or other.end <= voice.start for other in layer)


def _layer(voices: list[_Voice], length: int, labels: Iterator[int]) -> str:
    """Join sounds that follow one another, with silence between them and, up to `length`, behind them."""
    parts, at = [], 0
    for voice in sorted(voices, key=lambda voice: voice.start):
        if voice.start > at:
            parts.append(_silence(voice.start - at))
        parts.append(f"[{voice.number}:a]{_heard(voice)}")
        at = voice.end
    if length > at:
        parts.append(_silence(length - at))
    names = [f"[part{next(labels)}]" for _ in parts]
    named = [f"{part}{name}" for part, name in zip(parts, names, strict=True)]
    return ";".join([*named, f"{''.join(names)}concat=n={len(names)}:v=0:a=1"])


def _silence(length: int) -> str:
    return f"anullsrc=r={SOUND_RATE_HZ}:cl=stereo,atrim=end_sample={length}"


_STEREO: Final = (
    # one channel to both loudspeakers at full level ("<" scales each sum to 1), two stay as they are
    "pan=stereo|FL<FL+FC|FR<FR+FC,aformat=sample_fmts=flt"
)

_MIXED: Final = "pan=stereo|FL=0.5*FL+0.5*FR|FR=0.5*FL+0.5*FR,"
"""Left and right become one: the same from both loudspeakers, as a phone plays a single channel."""


def _heard(voice: _Voice) -> str:
    length = voice.end - voice.start
    raised = () if voice.raise_db is None else (f"volume={voice.raise_db:.3f}dB:precision=float",)
    return ",".join((_STEREO, *raised, _fade("in", voice.fade_in, length), _fade("out", voice.fade_out, length)))


def _fade(way: Literal["in", "out"], samples: int, length: int) -> str:
    """Fade with equal power over a neighbour, else only as long as it takes not to click."""
    curve = "qsin" if samples > _FADE else "hsin"
    samples = max(samples, _FADE)
    return f"afade=t={way}:curve={curve}:start_sample={0 if way == 'in' else length - samples}:nb_samples={samples}"


def _before(head: tuple[SoundSegment, ...]) -> list[str]:
    """Put tone and silence before the programme, which they do not touch."""
    if not head:
        return []
    parts = [
        f"{_tone(length) if segment.segment == 'lineup' else _silence(length)}[before{number}]"
        for number, segment in enumerate(head)
        for length in [segment.frames * SAMPLES_PER_FRAME]
    ]
    names = "".join(f"[before{number}]" for number in range(len(head)))
    return [*parts, f"{names}[programme]concat=n={len(head) + 1}:v=0:a=1[out]"]


def _tone(length: int) -> str:
    sine = f"{10 ** (_TONE_DBFS / 20):.9f}*sin(2*PI*n/{SOUND_RATE_HZ // _TONE_HZ})"
    # the break ends each cycle; its edges are as soft as all others
    place = f"mod(n,{_TONE_CYCLE})"
    begin = _TONE_CYCLE - _TONE_BREAK
    open_ = f"clip(max({begin}-{place},{place}-{_TONE_CYCLE - _FADE})/{_FADE},0,1)"
    return ",".join(
        (
            f"aevalsrc='{sine}*{open_}|{sine}':c=stereo:s={SOUND_RATE_HZ}",
            f"atrim=end_sample={length}",
            "aformat=sample_fmts=flt",
            _fade("in", 0, length),
            _fade("out", 0, length),
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

    Bumpers are brought to the lesson's loudness before they are joined; where nothing of the lesson is heard, to the
    programme's. Loudness is integrated over the whole programme in LUFS, peaks are true peaks in dBTP, and neither
    looks at line-up, clock and black before it. Where no segment has a source, silence is written. Raises InputError
    (sound-silent) when there is a source but nothing to hear, ToolError (loudness-missed) when loudness and peak cannot
    both be met, ToolError when a source is not as long as the step says or a program fails or is missing, ValueError
    for segments that cannot be joined, Interrupted when `cancel` is thrown.
    """
    _parts(step.segments)
    _check_lengths(step, sources)
    run = _Passes(step, sources, cancel, progress)
    if not any(segment.source for segment in step.segments):
        return _write_silence(step, run, target)
    gain = _first_gain(step, run.sources())
    if gain is None:
        raise InputError("sound-silent")
    wanted = min(step.tolerance_lu / 2, _CLOSE_LU)
    while run.passes < _PASSES:
        heard = run.level(gain, target)
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
        progress(1.0)
        return _report(heard, gain, run.passes)
    raise ToolError(
        "loudness-missed",
        target=f"{step.target_lufs:.1f}",
        measured=f"{heard.integrated_lufs:.1f}",
        detail=f"after {run.passes} passes: {heard}, last {gain}",
    )


def _write_silence(step: LevelSound, run: _Passes, target: Path) -> LevelReport:
    """A programme without any voice was planned so: it has no loudness that could be reached."""
    gain = Gain(gain_db=0, bumpers_db=(0.0,) * len(step.segments))
    heard = run.level(gain, target)
    _check_target(step, target)
    run.progress(1.0)
    return _report(heard, gain, run.passes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """What a source measures by itself."""

    momentary_lufs: NDArray[np.float64]
    """Loudness of each 400 ms, ten times a second."""
    peak_dbfs: float


def _integrated(momentary_lufs: Sequence[NDArray[np.float64]]) -> float:
    """Integrate loudness over sounds that follow one another, with both gates of ITU-R BS.1770-4; silence is −120."""
    blocks = np.concatenate([np.empty(0), *momentary_lufs])
    blocks = blocks[blocks > _GATED_LUFS]
    if not blocks.size:
        return -120.0
    return _mean(blocks[blocks > _mean(blocks) - _GATE_LU])


def _mean(lufs: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (lufs / 10))))


def _own_loudness(heard: _Heard) -> float:
    """How loud a bumper is; −120 where nothing is heard."""
    blocks = heard.momentary_lufs
    if blocks.size >= _SHORT_BLOCKS:
        return _integrated([blocks])
    loudest = float(blocks.max(initial=-120.0))
    return loudest - _LOUDEST_OVER_INTEGRATED_LU if loudest > _GATED_LUFS else -120.0


def _first_gain(step: LevelSound, heard: Mapping[str, _Heard]) -> Gain | None:
    """Say what brings bumpers to the lesson's loudness, and the whole to the station's; None: nothing is heard."""
    bumpers_db = _bumpers_db(step, heard)
    raised = [
        (heard[segment.source], raise_db)
        for segment, raise_db in zip(step.segments, bumpers_db, strict=True)
        if segment.source
    ]
    whole = _integrated([source.momentary_lufs + raise_db for source, raise_db in raised])
    if not whole > _GATED_LUFS:
        return None
    gain_db = step.target_lufs - whole
    peak = max(source.peak_dbfs + raise_db for source, raise_db in raised)
    fits = peak + gain_db <= step.max_true_peak_dbtp - _METER_ROUNDING_DB
    ceiling = None if fits else step.max_true_peak_dbtp - _LIMITER_MARGIN_DB
    return Gain(gain_db=gain_db, ceiling_dbtp=ceiling, bumpers_db=bumpers_db)


def _bumpers_db(step: LevelSound, heard: Mapping[str, _Heard]) -> tuple[float, ...]:
    lesson = [one.source for one in step.segments if one.source and one.below_speech_lu is None]
    speech = _integrated([heard[source].momentary_lufs for source in lesson])
    wanted = speech if speech > _GATED_LUFS else step.target_lufs

    def raise_db(segment: SoundSegment) -> float:
        if not segment.source or segment.below_speech_lu is None:
            return 0.0
        own = _own_loudness(heard[segment.source])
        return wanted - segment.below_speech_lu - own if own > _GATED_LUFS else 0.0

    return tuple(raise_db(segment) for segment in step.segments)


def _next_gain(step: LevelSound, gain: Gain, error: float, over: float) -> Gain:
    """Correct what was measured: loudness by the gain, peaks by a lower ceiling."""
    if gain.ceiling_dbtp is None:
        ceiling = step.max_true_peak_dbtp - _LIMITER_MARGIN_DB if over > 0 else None
        return replace(gain, gain_db=gain.gain_db + error, ceiling_dbtp=ceiling)
    ceiling = gain.ceiling_dbtp - (over + _METER_ROUNDING_DB if over > 0 else 0)
    return replace(gain, gain_db=gain.gain_db + _LOSS * error, ceiling_dbtp=ceiling)


def _report(heard: Loudness, gain: Gain, passes: int) -> LevelReport:
    return LevelReport(
        integrated_lufs=heard.integrated_lufs,
        range_lu=heard.range_lu,
        true_peak_dbtp=heard.true_peak_dbtp,
        gain_db=gain.gain_db,
        bumpers_db=gain.bumpers_db,
        limited=gain.ceiling_dbtp is not None,
        passes=passes,
    )


def _check_lengths(step: LevelSound, sources: Mapping[str, Path]) -> None:
    for segment in step.segments:
        if segment.source:
            frames = segment.before_frames + segment.frames + segment.after_frames
            _check_samples(sources[segment.source], frames * SAMPLES_PER_FRAME)


def _check_target(step: LevelSound, target: Path) -> None:
    _check_samples(target, _samples(step.segments))


def _check_samples(path: Path, samples: int) -> None:
    form = wav.read_format(path)
    if form.samples != samples or form.rate_hz != SOUND_RATE_HZ:
        found = f"{form.samples} samples at {form.rate_hz} Hz"
        raise ToolError("tool-failed", program="wav", detail=f"{path}: {found} instead of {samples}")


class _Passes:
    """Goes through the programme again and again, and says how far all of it is."""

    def __init__(self, step: LevelSound, sources: Mapping[str, Path], cancel: Cancel, progress: Progress) -> None:
        self.step = step
        self.files = sources
        self.cancel = cancel
        self.progress = progress
        self.passes = 0
        self.said = array("d")
        self.from_share = self.to_share = 0.0

    def sources(self) -> dict[str, _Heard]:
        """Measure each source by itself: together one pass."""
        lengths = {one.source: one.before_frames + one.frames + one.after_frames for one in self.step.segments}
        lengths.pop("", None)
        heard = {}
        done = 0
        for name, frames in lengths.items():
            # each further pass is rarer: half of what is left for each
            self.from_share, self.to_share = (share / sum(lengths.values()) / 2 for share in (done, done + frames))
            command = measure_command(self.files[name], self.step.channels)
            finished = self._run(command, frames * SAMPLES_PER_FRAME)
            peak = _said(command, finished, "Peak")
            heard[name] = _Heard(momentary_lufs=np.array(self.said, np.float64), peak_dbfs=peak)
            done += frames
        self.passes += 1
        return heard

    def level(self, gain: Gain, target: Path) -> Loudness:
        """Write the programme, levelled, and measure it."""
        left = 0.5**self.passes
        self.from_share, self.to_share = 1 - left, 1 - left / 2
        command = level_command(self.step, self.files, gain, target)
        finished = self._run(command, _samples(self.step.segments))
        self.passes += 1
        return Loudness(
            integrated_lufs=self.said[-1] if self.said else _GATED_LUFS,
            range_lu=_said(command, finished, "LRA"),
            true_peak_dbtp=_said(command, finished, "Peak"),
        )

    def _run(self, command: tuple[str, ...], samples: int) -> Finished:
        self.said = array("d")
        seconds = samples / SOUND_RATE_HZ
        limits = Limits(wall_s=600 + seconds, memory_bytes=8 << 30)

        def note(line: str) -> None:
            name, _, value = line.partition("=")
            if name.startswith("lavfi.r128."):
                self.said.append(float(value) if value not in ("nan", "-nan", "-inf") else -120.0)
            elif time := _TIME.search(line):
                part = min(1.0, float(time[1]) / seconds)
                self.progress(self.from_share + part * (self.to_share - self.from_share))

        finished = process.run(command, limits=limits, cancel=self.cancel, on_output_line=note)
        process.check(command, finished)
        if ffmpeg.error_lines(finished.log):
            raise process.failure(command, finished, "errors in the log")
        return finished


_TIME: Final = re.compile(r"pts_time:(-?[\d.]+)")


def _said(command: tuple[str, ...], finished: Finished, name: str) -> float:
    """Read one figure of the meter's summary; silence has no peak and is said to be at −120."""
    for line in reversed(finished.log):
        if match := re.fullmatch(rf"\s*{name}:\s+(-?inf|nan|-?[\d.]+) (?:LU|dBFS)", line):
            return max(-120.0, float(match[1])) if match[1] not in ("nan", "inf") else -120.0
    raise process.failure(command, finished, f"the meter did not say {name}")
