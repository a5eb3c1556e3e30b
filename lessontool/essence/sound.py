"""The programme's sound, whole: taken out of the recording, repaired, joined, brought to its loudness, encoded.

Every function writes exactly the file that it is told to and leaves nothing else behind. The command lines are built by
pure functions (`take_command` …), the same for showing and for doing.
"""

from __future__ import annotations

import errno
import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import InputError, ToolError
from lessontool.essence import sync
from lessontool.essence.loudness import Gain, LevelReport, level_command, level_sound, measure_command
from lessontool.model import EncodeSound, LevelSound, MediaFile, TakeSound
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ, decimal_seconds
from lessontool.tools import denoise, ffmpeg, process, wav
from lessontool.tools.process import Cancel, Limits

Progress = Callable[[float], None]

_FLOAT: Final = np.dtype("<f4")
_BLOCK: Final = 1 << 20
"""Samples that are copied at a time."""

_AROUND: Final = Fraction(2)
"""Seconds before and after the lesson that are decoded too: times may dance by less."""

_PANS: Final[Mapping[str, str]] = {
    "mono": "mono|c0=c0",
    "left": "mono|c0=c0",
    "right": "mono|c0=c1",
    "mix": "mono|c0=0.5*c0+0.5*c1",
    # one side is upside down: its negative is what the microphone heard
    "difference": "mono|c0=0.5*c0-0.5*c1",
    "stereo": "stereo|c0=c0|c1=c1",
    # the voice is in the centre, 3 dB above the sides; "<" scales each sum to 1, whichever of the channels exist
    "surround": "stereo|FL<FL+1.414*FC+0.5*SL+0.5*BL+0.5*BC|FR<FR+1.414*FC+0.5*SR+0.5*BR+0.5*BC",
}

_ABSURD: Final = 16
"""24 dB above full scale: no decoder means that, and what is not a number is not between either."""

_HARMONICS: Final = 8
"""Mains hum is heard up to its eighth harmonic, 400 Hz."""

_NOTCH_Q: Final = 30
"""A notch's width is its frequency divided by this: wide enough for mains that wander by 1 %, not to be heard."""

_AAC_FAST_CUTOFF_HZ: Final = (3_000, 12_000)
"""Highest frequency of AAC: the first plus a quarter of a channel's bit rate, at most the second plus a sixteenth.

So 32 kb/s a channel reach 11 kHz, 64 kb/s 16 kHz. By itself the fast search would stop at 9.5 kHz at 32 kb/s, and the
slow one fills all above 8 kHz with noise."""

_OPUS_APPLICATION: Final = "audio"
"""On speech as good as the mode for telephones (PESQ 4.10 and 4.08 at 16 kb/s), and kinder to a melody."""

_OPUS_FRAME_MS: Final = 60
"""A tenth fewer bytes than with frames of 20 ms (117 against 129 kB a minute at 16 kb/s; PESQ 4.1 against 4.2)."""

_LOW_RATE_KBPS: Final = 32
"""With so few bits for a channel high frequencies are lost, and with them up to 0.7 LU: they are made good."""

_MOST_MADE_GOOD_LU: Final = 1.0
_HEARD_LU: Final = 0.1
_INTEGRATED: Final = re.compile(r"\bI:\s+(-?[\d.]+) LUFS")

_LAYER_II_DELAY: Final = 481
"""Samples by which sound comes later out of Layer II than it went in (its filter bank); streams cannot say so."""

_NO_TIME: Final = -(1 << 63)
"""What ffmpeg writes for a block that has no time: it follows the one before."""

_DECODE_SHARE: Final = 0.8
_DECODE_SHARE_NOISY: Final = 0.15
"""Part of the time that goes into decoding, without and with noise reduction."""


def channels_of(step: TakeSound) -> int:
    """Say how many channels the taken sound has: 2 for stereo and surround, else 1."""
    return 2 if step.channels in ("stereo", "surround") else 1


def take_command(step: TakeSound, recording: Path, demuxer: str, target: Path) -> tuple[str, ...]:
    """Build the command line that decodes and repairs a recording's sound into raw 48 kHz float samples.

    Each block's time and length come out on standard output, because raw samples have no times.
    """
    length = Fraction(step.frames) / PROGRAMME_RATE
    filters = (
        # what is far outside the lesson is not worth repairing, and a time 26 hours ahead ends the work
        f"atrim=start={decimal_seconds(step.zero - _AROUND)}:end={decimal_seconds(step.zero + length + _AROUND)}",
        # where the voice is
        f"pan={_PANS[step.channels]}",
        # damaged files decode to NaN and infinity, and one of them would silence every filter behind it for good
        rf"aeval=if(between(val(ch)\,-{_ABSURD}\,{_ABSURD})\,val(ch)\,0):c=same",
        # soxr: no aliasing from 44.1 kHz
        f"aresample={SOUND_RATE_HZ}:resampler=soxr",
        *_repairs(step),
    )
    return (
        *ffmpeg.base_command(),
        # times as they stand in the file: they are what the lesson's clock means
        "-copyts",
        *ffmpeg.open_recording(recording, demuxer),
        # the track that was measured, and no other
        *("-map", f"0:{step.track_index}"),
        *("-af", ",".join(filters)),
        # the time of each block on the file's clock, and its length, in samples at 48 kHz
        *("-stats_enc_pre:a:0", "pipe:1", "-stats_enc_pre_fmt", "{pts} {samp}"),
        # float: very quiet sound is raised by 30 dB later on
        *("-c:a", "pcm_f32le"),
        # times that go back are ours to judge, not the writer's to refuse
        *("-bsf:a", "setts=ts=N"),
        *("-f", "f32le"),
        "-y",
        _file(target),
    )


def _repairs(step: TakeSound) -> tuple[str, ...]:
    rumble = (f"highpass=f={step.high_pass_hz}:precision=f64",) if step.high_pass_hz else ()
    hum = tuple(
        f"bandreject=f={step.hum_hz * harmonic}:width_type=q:width={_NOTCH_Q}:precision=f64"
        for harmonic in range(1, _HARMONICS + 1)
        if step.hum_hz
    )
    return rumble + hum


def take_sound(
    step: TakeSound, recording: Path, media: MediaFile, target: Path, *, cancel: Cancel, progress: Progress
) -> None:
    """Bring the lesson's voice out of the recording as a 48 kHz float WAV, in step with the picture to 20 ms.

    It is exactly `step.frames` frames of 1 920 samples long: holes and ends are silence, and the last
    `step.fade_out_frames` of them fade to it. Sound without a picture is taken just so. Raises InputError
    (sound-unreadable) when nothing in the lesson can be decoded, ToolError when a program fails or is missing,
    Interrupted when `cancel` is thrown.
    """
    raw, noisy = _beside(target, "raw"), _beside(target, "noisy")
    share = _DECODE_SHARE_NOISY if step.noise_reduction_db else _DECODE_SHARE
    try:
        joins = _decode(step, recording, media.demuxer, raw, cancel, lambda done: progress(done * share))
        _lay(joins, raw, noisy if step.noise_reduction_db else target, step)
        raw.unlink()
        if step.noise_reduction_db:
            denoise.denoise(
                noisy,
                target,
                step.noise_reduction_db,
                cancel=cancel,
                progress=lambda done: progress(share + done * (1 - share)),
            )
    finally:
        raw.unlink(missing_ok=True)
        noisy.unlink(missing_ok=True)
    progress(1.0)


def _decode(
    step: TakeSound, recording: Path, demuxer: str, raw: Path, cancel: Cancel, progress: Progress
) -> tuple[sync.Join, ...]:
    clock = _Clock(step, progress)
    command = take_command(step, recording, demuxer, raw)
    sample_bytes = channels_of(step) * _FLOAT.itemsize
    limits = Limits(
        wall_s=600 + step.frames / 25,
        memory_bytes=8 << 30,
        # the lesson, what is decoded around it, and as much again for times that dance
        output_bytes=2 * (clock.length + 60 * SOUND_RATE_HZ) * sample_bytes,
    )
    finished = process.run(command, limits=limits, cancel=cancel, on_output_line=clock.note)
    process.check(command, finished)
    joins = clock.joins()
    if not joins:
        said = "\n".join(finished.log[-20:])
        raise InputError("sound-unreadable", detail=f"{process.command_text(command)}\n{said}")
    if raw.stat().st_size != sum(clock.counts) * sample_bytes:
        raise process.failure(command, finished, "the samples are not as many as their times say")
    return joins


class _Clock:
    """The times of the decoded blocks, as ffmpeg tells them line by line."""

    def __init__(self, step: TakeSound, progress: Progress) -> None:
        self.zero = round(step.zero * SOUND_RATE_HZ)
        self.length = step.frames * SAMPLES_PER_FRAME
        self.times = array("q")
        self.counts = array("q")
        self.progress = progress

    def note(self, line: str) -> None:
        """Take down one block: its time and its length in samples."""
        time, count = map(int, line.split())
        if time == _NO_TIME:
            time = self.times[-1] + self.counts[-1] if self.times else self.zero
        self.times.append(time)
        self.counts.append(count)
        if len(self.times) % 256 == 0:
            self.progress(min(1.0, max(0.0, (time - self.zero) / self.length)))

    def joins(self) -> tuple[sync.Join, ...]:
        """Say where everything belongs."""
        times, counts = (np.frombuffer(numbers, np.int64) for numbers in (self.times, self.counts))
        return sync.lay_out(times, counts, self.zero, self.length)


def _lay(joins: tuple[sync.Join, ...], raw: Path, target: Path, step: TakeSound) -> None:
    """Put each piece of sound to its place in the lesson; what is not covered is silence."""
    channels = channels_of(step)
    length = step.frames * SAMPLES_PER_FRAME
    beginning = wav.header(channels, SOUND_RATE_HZ, length)
    try:
        with raw.open("rb") as source, target.open("w+b") as file:
            file.write(beginning)
            file.truncate(len(beginning) + length * channels * _FLOAT.itemsize)
            taken = _Samples(file, len(beginning), channels)
            for join in (*joins[:-1], *(_ending(join, length) for join in joins[-1:])):
                _put(join, _Samples(source, 0, channels), taken, length)
            _fade_end(taken, length, min(length, step.fade_out_frames * SAMPLES_PER_FRAME))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise ToolError("disk-full", detail=str(error)) from error


class _Samples:
    """Interleaved float samples in a file, from some byte on."""

    def __init__(self, file: BinaryIO, offset: int, channels: int) -> None:
        self._file = file
        self._offset = offset
        self._channels = channels

    def read(self, at: int, count: int) -> NDArray[np.float32]:
        """Read samples of all channels."""
        self._seek(at)
        data = self._file.read(count * self._channels * _FLOAT.itemsize)
        return np.frombuffer(data, _FLOAT).reshape(-1, self._channels).astype(np.float32)

    def write(self, at: int, sound: NDArray[np.float32]) -> None:
        """Write samples of all channels."""
        self._seek(at)
        self._file.write(sound.astype(_FLOAT).tobytes())

    def _seek(self, at: int) -> None:
        self._file.seek(self._offset + at * self._channels * _FLOAT.itemsize)


def _put(join: sync.Join, source: _Samples, target: _Samples, length: int) -> None:
    piece = join.piece
    total = min(piece.samples + join.overlap, length - piece.at)
    for done in range(0, total, _BLOCK):
        sound = source.read(piece.source + done, min(_BLOCK, total - done))
        _fade(sound, done, total, join)
        at = piece.at + done
        if done == 0:
            # the one before goes on under our beginning
            under = target.read(at, min(sync.FADE, len(sound)))
            sound[: len(under)] += under
        target.write(at, sound)


def _ending(last: sync.Join, length: int) -> sync.Join:
    """A sound that ends before the lesson does not click."""
    return replace(last, fade_out=last.piece.end < length)


def _fade_end(taken: _Samples, length: int, fade: int) -> None:
    """Fade the end of all, with equal power as bumpers are."""
    for done in range(0, fade, _BLOCK):
        sound = taken.read(length - fade + done, min(_BLOCK, fade - done))
        places = np.arange(done + 1, done + len(sound) + 1, dtype=np.float32)[:, None]
        # a cosine of a quarter turn is not quite 0
        sound *= np.clip(np.cos(np.float32(np.pi / 2) * places / np.float32(fade)), 0, 1)
        taken.write(length - fade + done, sound)


def _fade(sound: NDArray[np.float32], done: int, total: int, join: sync.Join) -> None:
    """Fade the beginning and the end of a piece, of which `sound` is the part that begins at `done`."""
    places = np.arange(done, done + len(sound), dtype=np.float32)[:, None]
    fade = np.float32(sync.FADE)
    if join.fade_in and done < sync.FADE:
        sound *= np.clip((places + np.float32(0.5)) / fade, 0, 1)
    if (join.fade_out or join.overlap) and done + len(sound) > total - sync.FADE:
        sound *= np.clip((total - places - np.float32(0.5)) / fade, 0, 1)


def encode_command(step: EncodeSound, source: Path, target: Path, gain_db: float = 0.0) -> tuple[str, ...]:
    """Build the command line that encodes a programme's sound as AAC, as Opus, or as MPEG-1 Layer II.

    `gain_db` makes good what so few bits take away from its loudness.
    """
    if step.codec == "mp2":
        return _layer_ii_command(step, source, target)
    if step.codec == "opus":
        return _opus_command(step, source, target, gain_db)
    return (
        *ffmpeg.base_command(),
        # our own file, and nothing that it could refer to
        *("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", _file(source)),
        *("-map", "0:a:0"),
        *_prepared(step, gain_db),
        # AAC-LC: every phone and browser since 2007 plays it
        *("-c:a", "aac", "-profile:a", "aac_low"),
        *("-b:a", f"{step.bit_rate_kbps}k"),
        # half the work of the default search, and nearer to the voice (PESQ 4.11–4.57 against 3.78–4.39 at 64 kb/s,
        # 4.59–4.64 against 4.48–4.63 at 128); peaks rise by at most 0.25 dB against 1.1
        *("-aac_coder", "fast"),
        *("-cutoff", str(_cutoff_hz(step.bit_rate_kbps, step.channels))),
        # same sound, same bytes: no dates or versions in the file
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"),
        # an edit list skips the encoder's first 1 024 samples, so sound begins with the picture
        *("-f", "ipod", "-use_editlist", "1"),
        # how far it is
        *("-progress", "pipe:1"),
        "-y",
        _file(target),
    )


def _layer_ii_command(step: EncodeSound, source: Path, target: Path) -> tuple[str, ...]:
    early = f"atrim=start_sample={_LAYER_II_DELAY},asetpts=PTS-STARTPTS,apad=pad_len={_LAYER_II_DELAY}"
    return (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", _file(source)),
        *("-map", "0:a:0"),
        # so much earlier as the decoder makes it later: sound keeps step with the picture to the sample
        *("-af", early),
        # MPEG-1 Layer II (ISO/IEC 11172-3): what every receiver and playout server takes in a stream
        *("-c:a", "mp2", "-b:a", f"{step.bit_rate_kbps}k"),
        *("-map_metadata", "-1"),
        *("-progress", "pipe:1"),
        *("-f", "mp2", "-y", _file(target)),
    )


def _opus_command(step: EncodeSound, source: Path, target: Path, gain_db: float) -> tuple[str, ...]:
    return (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", _file(source)),
        *("-map", "0:a:0"),
        *_prepared(step, gain_db),
        # RFC 6716: what phones' own calls and browsers use; clear for a voice at a quarter of AAC's rate
        *("-c:a", "libopus", "-b:a", f"{step.bit_rate_kbps}k"),
        *("-application", _OPUS_APPLICATION),
        # silence costs nothing, a whole lesson as much as was asked for
        *("-vbr", "on"),
        # the longest frame there is: a third of the packets, so a third of the container's own bytes
        *("-frame_duration", str(_OPUS_FRAME_MS)),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"),
        # an edit list skips the encoder's first samples, so sound begins with the picture
        *("-f", "mp4", "-use_editlist", "1"),
        *("-progress", "pipe:1"),
        "-y",
        _file(target),
    )


def _prepared(step: EncodeSound, gain_db: float) -> tuple[str, ...]:
    # left and right were mixed before they were levelled: either is the whole
    single = ("pan=mono|c0=c0",) if step.channels == 1 else ()
    gain = (f"volume={gain_db:.2f}dB:precision=float",) if gain_db else ()
    return ("-af", ",".join((*single, *gain))) if single or gain else ()


def _cutoff_hz(bit_rate_kbps: int, channels: int) -> int:
    channel_bps = bit_rate_kbps * 1000 // channels
    low, high = _AAC_FAST_CUTOFF_HZ
    return min(low + channel_bps // 4, high + channel_bps // 16, 20_000)


def encode_sound(step: EncodeSound, source: Path, target: Path, *, cancel: Cancel, progress: Progress) -> None:
    """Encode a programme's sound so that it begins exactly with the first picture: AAC-LC, Opus, or plain Layer II.

    At low rates what the encoder takes away from its loudness is made good: it is measured and encoded again.
    Raises ToolError when a program fails or is missing, Interrupted when `cancel` is thrown.
    """
    form = wav.read_format(source)
    low = step.codec != "mp2" and step.bit_rate_kbps <= _LOW_RATE_KBPS * step.channels
    share = 0.4 if low else 1.0
    _encode(step, source, target, form, 0.0, cancel=cancel, progress=lambda done: progress(done * share))
    if low:
        before, after = (_loudness(path, demuxer, form, cancel) for path, demuxer in ((source, "wav"), (target, "mov")))
        lost = min(max(before - after, -_MOST_MADE_GOOD_LU), _MOST_MADE_GOOD_LU)
        if abs(lost) > _HEARD_LU:
            _encode(step, source, target, form, lost, cancel=cancel, progress=lambda done: progress(0.6 + done * 0.4))
    progress(1.0)


def _encode(
    step: EncodeSound,
    source: Path,
    target: Path,
    form: wav.WavFormat,
    gain_db: float,
    *,
    cancel: Cancel,
    progress: Progress,
) -> None:
    command = encode_command(step, source, target, gain_db)
    limits = Limits(wall_s=600 + form.samples / form.rate_hz, memory_bytes=8 << 30)
    finished = process.run(command, limits=limits, cancel=cancel, on_output_line=_microseconds(form, progress))
    process.check(command, finished)
    if ffmpeg.error_lines(finished.log):
        raise process.failure(command, finished, "errors in the log")


def _loudness(path: Path, demuxer: str, form: wav.WavFormat, cancel: Cancel) -> float:
    """Measure how loud a sound is as both loudspeakers play its first channel, in LUFS."""
    command = (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file", "-f", demuxer, "-i", _file(path)),
        *("-af", "pan=stereo|c0=c0|c1=c0,ebur128=framelog=quiet", "-f", "null", "-"),
    )
    finished = process.run(command, limits=Limits(wall_s=600 + form.samples / form.rate_hz), cancel=cancel)
    process.check(command, finished)
    said = [match[1] for line in finished.log if (match := _INTEGRATED.search(line))]
    if not said:
        raise process.failure(command, finished, "the meter said nothing")
    return float(said[-1])


def _microseconds(form: wav.WavFormat, progress: Progress) -> Callable[[str], None]:
    whole = max(1, form.samples) / form.rate_hz * 1e6

    def note(line: str) -> None:
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.isdecimal():
            progress(min(1.0, int(value) / whole))

    return note


def sound_commands(
    step: TakeSound | LevelSound | EncodeSound, files: Mapping[str, Path], target: Path, demuxer: str = ""
) -> tuple[tuple[str, ...], ...]:
    """Show every command line of a sound step, before anything is done: no file needs to be there.

    `files` has the step's sources by name, for `TakeSound` the recording under `recording`, which `demuxer` opens.
    The gains of a `LevelSound` are known only after measuring: 0 dB stands for each, and the limiter is shown.
    """
    match step:
        case TakeSound():
            taken = take_command(step, files["recording"], demuxer, _beside(target, "raw"))
            if not step.noise_reduction_db:
                return (taken,)
            return taken, denoise.command(_beside(target, "noisy"), target, step.noise_reduction_db)
        case LevelSound():
            gain = Gain(gain_db=0, ceiling_dbtp=step.max_true_peak_dbtp)
            sources = dict.fromkeys(segment.source for segment in step.segments if segment.source)
            measured = (measure_command(files[source], step.channels) for source in sources)
            return *measured, level_command(step, files, gain, target)
        case EncodeSound():
            return (encode_command(step, files[step.source], target),)


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f"{target.name}.{what}")


def _file(path: Path) -> str:
    return f"file:{path}"


__all__ = [
    "LevelReport",
    "channels_of",
    "encode_command",
    "encode_sound",
    "level_command",
    "level_sound",
    "sound_commands",
    "take_command",
    "take_sound",
]
