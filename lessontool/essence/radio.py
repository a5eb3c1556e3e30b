"""A lesson for the ears alone: an opening that is spoken, pauses that are shortened, WAV and MP3 files.

Every function writes exactly the file that it is told to; nothing here takes more memory for a longer lesson.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from lessontool.errors import ToolError
from lessontool.essence.joining import track_language
from lessontool.model import Mark, ShortenPauses, SpeakText, WrapSound, WriteCutList
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ, Timecode, frames_at
from lessontool.tools import broadcast_wave, espeak, ffmpeg, id3, process, wav
from lessontool.tools.broadcast_wave import Broadcast, Levels
from lessontool.tools.process import Cancel, Limits
from lessontool.version import VERSION

Progress = Callable[[float], None]

_CROSS_FADE: Final = SOUND_RATE_HZ * 30 // 1000
"""30 ms: a room's noise goes over into itself without a click, and no word is near."""

_BLOCK: Final = 1 << 18
"""Samples that are worked on at a time."""

_FLOAT: Final = np.dtype("<f4")
_STEREO: Final = 2
_24_BIT_BYTES: Final = 3

_WORDS_A_MINUTE: Final = 150
"""A calm announcer in Vietnamese, by eSpeak's count of words."""

_SLOWEST: Final = 130
"""Slower, the voice falls apart into syllables."""

_ROOM: Final = np.float32(1e-4)
"""A computer speaks in no room: without this breath of noise (−80 dBFS) its pauses are holes, as a broken cable has."""

_SILENT_END_S: Final = Fraction(4, 5)
"""So much silence at least parts an opening from the lesson."""

_LAME_SCALE: Final = 0.95
_LAME_SCALES: Final = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""LAME makes everything so much softer, by bit rate, against overshoots (its presets; measured: −0.45 dB at 128 kb/s).
Our sound leaves room for them already, so it goes in so much louder: loudness is then that of the WAV file."""

_TEXT_FRAMES: Final = {
    "title": "TIT2",
    "artist": "TPE1",
    "album": "TALB",
    "genre": "TCON",
    "publisher": "TPUB",
    "copyright": "TCOP",
    "track": "TRCK",
}
"""ID3v2.3's names of what a programme's tags say."""


# ── the opening ───────────────────────────────────────────────────────────────────────────────────────────────────


def speak(step: SpeakText, target: Path, *, cancel: Cancel) -> None:
    """Say a sentence with a computer voice: a mono float WAV of exactly `step.frames`, with silence at its end.

    The voice goes faster where it must, a little slower where it may. Raises ToolError when there is no voice for the
    language, when the text is too long for its time, or when a program fails; Interrupted when `cancel` is thrown.
    """
    voice = espeak.voice_for(step.language)
    if voice is None:
        raise ToolError("tool-failed", program=espeak.PROGRAM, detail=f"no voice for {step.language}")
    samples = step.frames * SAMPLES_PER_FRAME
    room = Fraction(samples, SOUND_RATE_HZ) - _SILENT_END_S
    said, rate = _said(step.text, voice, _WORDS_A_MINUTE, cancel), _WORDS_A_MINUTE
    for _ in range(3):
        length = Fraction(len(said.sound), said.rate_hz)
        wanted = max(_SLOWEST, min(espeak.FASTEST_WORDS_A_MINUTE, -((-rate * length) // room)))
        if length <= room and (rate == _SLOWEST or wanted >= rate):
            break
        # a little faster than it need be: pauses between sentences do not shrink with the words
        rate = int(wanted) + 5 if length > room else int(wanted)
        said = _said(step.text, voice, rate, cancel)
    if Fraction(len(said.sound), said.rate_hz) > room:
        raise ToolError("tool-failed", program=espeak.PROGRAM, detail=f"{step.frames} frames are too few: {step.text}")
    raw = target.with_name(f"{target.name}.raw")
    try:
        noise = np.random.default_rng(0).standard_normal(len(said.sound), np.float32) * _ROOM
        raw.write_bytes((said.sound + noise).astype(_FLOAT).tobytes())
        command = _resample_command(raw, said.rate_hz, samples, target)
        process.check(command, process.run(command, limits=Limits(wall_s=120, memory_bytes=2 << 30), cancel=cancel))
    finally:
        raw.unlink(missing_ok=True)


def _said(text: str, voice: str, rate: int, cancel: Cancel) -> espeak.Reading:
    (reading,) = espeak.read_aloud([text.split()], voice, words_a_minute=rate, cancel=cancel)
    return reading


def _resample_command(raw: Path, rate_hz: int, samples: int, target: Path) -> tuple[str, ...]:
    return (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file,pipe", "-f", "f32le", "-ar", str(rate_hz), "-ac", "1", "-i", f"file:{raw}"),
        # to the programme's rate without aliasing, and to its length to the sample
        *("-af", f"aresample={SOUND_RATE_HZ}:resampler=soxr,apad=whole_len={samples},atrim=end_sample={samples}"),
        *("-c:a", "pcm_f32le", "-fflags", "+bitexact", "-f", "wav", "-y", f"file:{target}"),
    )


# ── pauses ────────────────────────────────────────────────────────────────────────────────────────────────────────


def shorten(step: ShortenPauses, source: Path, target: Path, *, cancel: Cancel, progress: Progress) -> None:
    """Leave long silences out of a sound: exact to the sample, with a short cross-fade at each cut.

    Raises ToolError when the source is no float WAV of ours or shorter than the cuts say, ValueError for cuts that
    overlap, Interrupted when `cancel` is thrown.
    """
    form = wav.read_format(source)
    if not form.floating or form.sample_bytes != _FLOAT.itemsize or form.rate_hz != SOUND_RATE_HZ:
        raise ToolError("tool-failed", program="wav", detail=f"{source}: {form}")
    cuts = [(cut.start * SAMPLES_PER_FRAME, cut.end * SAMPLES_PER_FRAME) for cut in step.cuts]
    ends = [0, *(end for _, end in cuts)]
    if any(start < end for (start, _), end in zip(cuts, ends, strict=False)) or ends[-1] > form.samples:
        raise ValueError(f"these cuts cannot be made in {form.samples} samples: {step.cuts}")
    left = form.samples - sum(end - start for start, end in cuts)
    with source.open("rb") as sound, target.open("wb") as file:
        file.write(wav.header(form.channels, SOUND_RATE_HZ, left))
        read = _Sound(sound, form)
        done = 0
        for part in _kept(read, cuts):
            cancel.raise_if_thrown()
            file.write(part.astype(_FLOAT).tobytes())
            done += len(part)
            progress(done / max(1, left))
    if done != left:
        raise ToolError("tool-failed", program="wav", detail=f"{target}: {done} samples instead of {left}")


class _Sound:
    """The samples of a float WAV file."""

    def __init__(self, file: BinaryIO, form: wav.WavFormat) -> None:
        self.file = file
        self.form = form

    def read(self, start: int, end: int) -> NDArray[np.float32]:
        """Read samples of all channels; what lies outside the file is silence."""
        inside = max(0, min(start, self.form.samples)), max(0, min(end, self.form.samples))
        block = self.form.channels * _FLOAT.itemsize
        self.file.seek(self.form.data_offset + inside[0] * block)
        data = np.frombuffer(self.file.read((inside[1] - inside[0]) * block), _FLOAT).reshape(-1, self.form.channels)
        return np.pad(data, ((inside[0] - start, end - inside[1]), (0, 0))).astype(np.float32)

    def blocks(self, start: int, end: int) -> Iterator[NDArray[np.float32]]:
        """Read a stretch piece by piece."""
        for at in range(start, end, _BLOCK):
            yield self.read(at, min(at + _BLOCK, end))


def _kept(sound: _Sound, cuts: Sequence[tuple[int, int]]) -> Iterator[NDArray[np.float32]]:
    """Give what stays, cross-faded where something is left out: half of each fade lies on either side of the cut."""
    half = _CROSS_FADE // 2
    at = 0
    for start, end in cuts:
        reach = min(half, start - at)
        yield from sound.blocks(at, start - reach)
        yield _cross_faded(sound.read(start - reach, start + reach), sound.read(end - reach, end + reach))
        at = end + reach
    yield from sound.blocks(at, sound.form.samples)


def _cross_faded(out: NDArray[np.float32], coming: NDArray[np.float32]) -> NDArray[np.float32]:
    """Go over from one sound into another with equal power: two stretches of a room's noise have nothing in common."""
    turn = (np.arange(len(out), dtype=np.float32)[:, None] + np.float32(0.5)) * np.float32(np.pi / 2 / max(1, len(out)))
    return np.asarray(out * np.cos(turn) + coming * np.sin(turn), np.float32)


def cut_list(step: WriteCutList) -> str:
    """Write down what is left out, as a table that spreadsheets open: UTF-8 with its mark, so that Vietnamese shows.

    Times in the recording are those that a player shows, times in the programme those of the finished file.
    """
    said = io.StringIO(newline="")
    # with a comma in numbers, as in Vietnam, spreadsheets part columns by semicolons
    table = csv.writer(said, delimiter=";", lineterminator="\r\n")
    table.writerow(("Số", "Từ (bản ghi)", "Đến (bản ghi)", "Đã bỏ (giây)", "Tại (chương trình)"))
    begin, removed = frames_at(step.starts_at), 0
    for number, cut in enumerate(step.cuts, start=1):
        place = step.before_frames + cut.start - removed
        times = (str(_shown(frames)) for frames in (begin + cut.start, begin + cut.end))
        table.writerow(
            (number, *times, f"{float(cut.frames / PROGRAMME_RATE):.2f}".replace(".", ","), str(_shown(place)))
        )
        removed += cut.frames
    return f"\ufeff{said.getvalue()}"


def _shown(frames: int) -> str:
    """Write a time as hh:mm:ss.ff, in frames of 25 a second."""
    clock, _, rest = str(Timecode(frames)).rpartition(":")
    return f"{clock}.{rest}"


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def wrap(step: WrapSound, source: Path, target: Path, *, created: str, cancel: Cancel, progress: Progress) -> None:
    """Put a finished sound into Broadcast Wave with its loudness, or into MP3 with tags and chapters.

    `source` is a programme as it was levelled, `created` the date that the file carries. Raises ToolError when a
    program fails or the source is not as long as the step says, Interrupted when `cancel` is thrown.
    """
    form = wav.read_format(source)
    right = form.channels == _STEREO and form.sample_bytes == _24_BIT_BYTES and form.rate_hz == SOUND_RATE_HZ
    if not right or form.samples != step.frames * SAMPLES_PER_FRAME:
        raise ToolError("tool-failed", program="wav", detail=f"{source}: {form}, {step.frames} frames are wanted")
    if step.form == "mp3":
        _wrap_mp3(step, source, target, created, cancel, progress)
    else:
        _wrap_wave(step, source, form, target, created, cancel, progress)
    progress(1.0)


def _wrap_wave(
    step: WrapSound,
    source: Path,
    form: wav.WavFormat,
    target: Path,
    created: str,
    cancel: Cancel,
    progress: Progress,
) -> None:
    levels = _measured(source, step.frames, cancel, lambda share: progress(0.8 * share))
    tags = step.tags
    mode = "stereo" if step.channels == _STEREO else "mono"
    said = Broadcast(
        description=" - ".join(filter(None, (tags.get("title"), tags.get("album"), tags.get("artist")))),
        originator="lessontool",
        reference=tags.get("reference", ""),
        created=created,
        history=f"A=PCM,F={SOUND_RATE_HZ},W={step.sample_bits},M={mode},T=lessontool {VERSION}",
        levels=levels,
    )
    beginning = broadcast_wave.header(
        said,
        channels=step.channels,
        rate_hz=SOUND_RATE_HZ,
        bits=step.sample_bits,
        samples=form.samples,
        marks=[(mark.start_frames * SAMPLES_PER_FRAME, mark.title) for mark in step.chapters],
    )
    block = form.channels * form.sample_bytes
    with source.open("rb") as sound, target.open("wb") as file:
        file.write(beginning)
        sound.seek(form.data_offset)
        for number, at in enumerate(range(0, form.samples, _BLOCK)):
            cancel.raise_if_thrown()
            data = sound.read(min(_BLOCK, form.samples - at) * block)
            file.write(_converted(data, step, number))


def _converted(data: bytes, step: WrapSound, number: int) -> bytes:
    """Bring a block of 24 bit stereo to the channels and the depth that are wanted; each block has its own dither."""
    if step.channels == _STEREO and step.sample_bits == 24:
        return data
    raw = np.frombuffer(data, np.uint8).reshape(-1, _24_BIT_BYTES)
    wide = np.zeros((len(raw), 4), np.uint8)
    wide[:, 1:] = raw
    sound = (wide.view("<i4").reshape(-1, _STEREO) >> 8).astype(np.float64)
    if step.channels == 1:
        sound = sound.mean(axis=1, keepdims=True)
    if step.sample_bits == 24:
        whole = np.rint(sound).astype("<i4")
        return whole.view(np.uint8).reshape(-1, 4)[:, :_24_BIT_BYTES].tobytes()
    noise = np.random.default_rng(number)
    # triangular dither of one step to each side: what is softer than a step is heard as hiss, not as buzzing
    dithered = sound / 256 + noise.random(sound.shape) - noise.random(sound.shape)
    return np.clip(np.rint(dithered), -32_768, 32_767).astype("<i2").tobytes()


def measure_command(source: Path) -> tuple[str, ...]:
    """Build the command line that measures a finished programme for what its file says of its loudness."""
    return (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", f"file:{source}"),
        *("-af", r"ebur128=peak=true:metadata=1:framelog=quiet,ametadata=mode=print:file=pipe\\:1:direct=1"),
        *("-f", "null", "-"),
    )


_TIME: Final = re.compile(r"pts_time:(-?[\d.]+)")
_PEAK: Final = re.compile(r"\s*Peak:\s+(-?[\d.]+) dBFS")


def _measured(source: Path, frames: int, cancel: Cancel, progress: Progress) -> Levels | None:
    """Measure loudness; None where nothing is heard."""
    last: dict[str, float] = {}
    highest = {"M": -120.0, "S": -120.0}
    whole = max(1.0, float(frames / PROGRAMME_RATE))

    def note(line: str) -> None:
        name, _, value = line.removeprefix("lavfi.r128.").partition("=")
        if name in ("M", "S", "I", "LRA"):
            last[name] = float(value) if value not in ("nan", "-nan", "-inf", "inf") else -120.0
            if name in highest:
                highest[name] = max(highest[name], last[name])
        elif time := _TIME.search(line):
            progress(min(1.0, float(time[1]) / whole))

    command = measure_command(source)
    finished = process.run(
        command, limits=Limits(wall_s=600 + whole, memory_bytes=8 << 30), cancel=cancel, on_output_line=note
    )
    process.check(command, finished)
    peaks = [float(match[1]) for line in finished.log if (match := _PEAK.fullmatch(line))]
    if not peaks or last.get("I", -120.0) <= -70.0:
        return None
    return Levels(
        integrated_lufs=last["I"],
        range_lu=max(0.0, last.get("LRA", 0.0)),
        true_peak_dbtp=peaks[-1],
        momentary_lufs=highest["M"],
        short_term_lufs=highest["S"],
    )


def mp3_command(step: WrapSound, source: Path, target: Path) -> tuple[str, ...]:
    """Build the command line that encodes a programme as MP3, without any tag."""
    sides = ("pan=mono|c0=0.5*c0+0.5*c1",) if step.channels == 1 else ()
    louder = f"volume={1 / _LAME_SCALES.get(step.bit_rate_kbps, _LAME_SCALE):.6f}:precision=float"
    return (
        *ffmpeg.base_command(),
        *("-protocol_whitelist", "file,pipe", "-f", "wav", "-i", f"file:{source}"),
        *("-map", "0:a:0"),
        *("-af", ",".join((*sides, "aformat=sample_fmts=fltp", louder))),
        # constant bit rate: what every loudspeaker and playout system can wind in
        *("-c:a", "libmp3lame", "-b:a", f"{step.bit_rate_kbps}k", "-joint_stereo", "1"),
        # LAME's careful search: still forty times as fast as the programme
        *("-compression_level", "2"),
        # its first frame says how long it is and what to skip, so that length and beginning are exact
        *("-write_xing", "1", "-id3v2_version", "0", "-write_id3v1", "0"),
        *("-map_metadata", "-1"),
        *("-progress", "pipe:1", "-f", "mp3", "-y", f"file:{target}"),
    )


def _wrap_mp3(step: WrapSound, source: Path, target: Path, created: str, cancel: Cancel, progress: Progress) -> None:
    bare = target.with_name(f"{target.name}.bare")
    seconds = float(step.frames / PROGRAMME_RATE)

    def note(line: str) -> None:
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.isdecimal():
            progress(min(0.98, int(value) / 1e6 / seconds))

    command = mp3_command(step, source, bare)
    try:
        finished = process.run(
            command, limits=Limits(wall_s=600 + seconds, memory_bytes=4 << 30), cancel=cancel, on_output_line=note
        )
        process.check(command, finished)
        if ffmpeg.error_lines(finished.log):
            raise process.failure(command, finished, "errors in the log")
        with bare.open("rb") as frames, target.open("wb") as file:
            file.write(_tag(step, created))
            shutil.copyfileobj(frames, file, 4 << 20)
    finally:
        bare.unlink(missing_ok=True)


def _tag(step: WrapSound, created: str) -> bytes:
    language = track_language(step.tags.get("language", "vi"))
    texts = {name: step.tags.get(field, "") for field, name in _TEXT_FRAMES.items()}
    texts |= {"TYER": created[:4], "TLAN": language, "TLEN": str(_milliseconds(step.frames)), "TENC": "lessontool"}
    return id3.tag(
        texts, comment=step.tags.get("comment", ""), language=language, chapters=_spans(step.chapters, step.frames)
    )


def _spans(marks: Sequence[Mark], frames: int) -> list[tuple[int, int, str]]:
    ends = [*(mark.start_frames for mark in marks[1:]), frames][: len(marks)]
    return [
        (_milliseconds(mark.start_frames), _milliseconds(end), mark.title)
        for mark, end in zip(marks, ends, strict=True)
    ]


def _milliseconds(frames: int) -> int:
    return round(frames * 1000 / PROGRAMME_RATE)


def radio_commands(step: SpeakText | WrapSound, source: Path, target: Path) -> tuple[tuple[str, ...], ...]:
    """Show the command line of a step before anything is done."""
    if isinstance(step, SpeakText):
        return (espeak.command(step.language, _WORDS_A_MINUTE),)
    return (mp3_command(step, source, target) if step.form == "mp3" else measure_command(source),)


__all__ = ["cut_list", "radio_commands", "shorten", "speak", "wrap"]
