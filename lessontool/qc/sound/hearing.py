"""One run of one program: all sound of a file decoded once, metered, and handed over as samples.

Tracks 1 and 2, where they are mono, are metered together as the stereo pair that they are on air: one mono track alone
reads 3.1 LU low (measured). What stands before the programme is left out of the meter to the sample: R 128 is about
programmes. Further tracks of plain samples are only read and summed up: that tells silence from sound, at no cost.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lessontool.model import AudioTrack
from lessontool.qc.subject import Subject
from lessontool.timing import SAMPLES_PER_FRAME, SOUND_RATE_HZ, decimal_seconds
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Finished, Limits

SILENT_DB: Final = -120.0
"""What stands for minus infinity in records."""

_GATE_LUFS: Final = -70.0
"""The absolute gate of ITU-R BS.1770: nothing at or below it is heard, and the meter says just this figure."""

_METER_FILE: Final = "meter.txt"
_METER_BYTES: Final = 1 << 30
"""Six hours of readings are a tenth of it."""

_ERRORS_KEPT: Final = 20

_NOT_OURS: Final = re.compile(r"\[(?:out#|null|f32le|streamhash|aost#)")
"""Complaints of the writing side say nothing about the file."""

_HOLES: Final = f"aresample={SOUND_RATE_HZ}:async=1:min_hard_comp=0.1:osf=flt"
"""Bring sound to 48 kHz and fill holes in it with silence, so that a place in it is a time of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the meter and the reader said."""

    momentary_lufs: NDArray[np.float32]
    """Each 100 ms of the programme: over the 400 ms before."""
    short_term_lufs: NDArray[np.float32]
    """Each 100 ms: over the 3 s before."""
    peaks: NDArray[np.float32]
    """Highest true peak so far, 1 is full scale, each 100 ms."""
    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float
    samples: tuple[int, ...]
    """Per channel, of each track in the file's order; 0: none could be read."""
    heard_elsewhere: tuple[int, ...]
    """Numbers (from 1) of further tracks on which something is to be heard."""
    errors: tuple[str, ...]


def one_microphone(subject: Subject) -> bool:
    """Say whether the programme has a single channel, which both loudspeakers then play."""
    return len(subject.audio) == 1 and subject.audio[0].channels == 1


def pair_tracks(subject: Subject) -> tuple[AudioTrack, ...]:
    """Give the tracks that are the programme: two with one channel each, else the first alone."""
    return subject.audio[:2] if subject.voice_pair else subject.audio[:1]


def first_sample_s(subject: Subject) -> Fraction:
    """Say when the sound begins, in seconds from the file's first picture; negative where it is earlier."""
    begin = subject.video.start if subject.video else subject.audio[0].start
    return pair_tracks(subject)[0].start - begin


def programme_sample(subject: Subject) -> int:
    """Say with which sample the programme begins, behind line-up, clock and black."""
    late = round(first_sample_s(subject) * SOUND_RATE_HZ) if subject.expected.before_frames else 0
    return max(0, subject.expected.before_frames * SAMPLES_PER_FRAME - late)


def listen_command(subject: Subject) -> list[str]:
    """Write the command line that decodes and meters all sound of a file; it is run where the readings may lie."""
    longest = max(track.end - track.start for track in subject.audio)
    bounded = ("-t", decimal_seconds(max(Fraction(1), longest + 2)))  # wild times would make endless silence
    start = programme_sample(subject)
    cut = f"atrim=start_sample={start}," if start else ""
    graph = ";".join(
        (
            f"{_source(subject)}asplit=2[heard][metered]",
            f"[heard]{_two_channels(subject)}[pair]",
            f"[metered]{cut}ebur128=peak=true:metadata=1:framelog=quiet,"
            f"ametadata=mode=print:file={_METER_FILE}[readings]",
        )
    )
    command = [
        # each track's count of samples is told by the reader at this level only
        *(word.replace("level+info", "level+verbose") for word in ffmpeg.base_command()),
        *ffmpeg.open_recording(subject.path, subject.media.demuxer),
        *("-filter_complex", graph),
        *("-map", "[readings]", *bounded, "-f", "null", "-"),
        *("-map", "[pair]", *bounded, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1"),
    ]
    for track in subject.audio[len(pair_tracks(subject)) :]:
        command += ["-map", f"0:{track.index}"]
        if _plain(track):
            command += ["-c", "copy", "-f", "streamhash", "-hash", "crc32", f"file:{track.index}.txt"]
        else:
            command += [*bounded, "-f", "null", "-"]
    return command


def _source(subject: Subject) -> str:
    """Bring the programme's channels together."""
    tracks = pair_tracks(subject)
    if len(tracks) == 2:
        length = max(round((track.end - track.start) * SOUND_RATE_HZ) for track in tracks)
        # what is shorter ends in silence, and does not end the other
        sides = [f"[0:{track.index}]{_HOLES},apad=whole_len={length}[side{track.index}]" for track in tracks]
        names = "".join(f"[side{track.index}]" for track in tracks)
        return ";".join((*sides, f"{names}join=inputs=2:channel_layout=stereo,"))
    track = tracks[0]
    chosen = ""
    if track.channels == 1:
        chosen = "pan=stereo|c0=c0|c1=c0,"
    elif track.channels == 2 or subject.media.demuxer == "mxf":
        # in MXF the channels of one track are tracks of their own in all but name
        chosen = "pan=stereo|c0=c0|c1=c1,"
    return f"[0:{track.index}]{_HOLES},{chosen}"


def _two_channels(subject: Subject) -> str:
    """Surround sound is metered as it is, and listened to as two loudspeakers play it."""
    surround = pair_tracks(subject)[0].channels > 2 and subject.media.demuxer != "mxf"
    return "aresample=ochl=stereo" if surround else "anull"


def _plain(track: AudioTrack) -> bool:
    return re.fullmatch(r"pcm_s(8|16[lb]e|24[lb]e|32[lb]e)", track.codec) is not None


def hear(subject: Subject, take: Callable[[bytes], None], *, cancel: Cancel) -> Readings:
    """Decode all sound once; `take` gets the programme's left and right, interleaved, 32 bit float at 48 kHz.

    Raises ToolError when the program fails without saying what is wrong with the file, Interrupted on `cancel`.
    """
    command = listen_command(subject)
    length = max(track.end - track.start for track in subject.audio)
    limits = Limits(wall_s=300 + 2 * float(length), memory_bytes=8 << 30, output_bytes=_METER_BYTES)
    with tempfile.TemporaryDirectory(prefix="lessontool-sound-") as made:
        folder = Path(made)
        finished = process.run(command, limits=limits, cancel=cancel, on_output=take, cwd=folder)
        errors = [line for line in ffmpeg.error_lines(finished.log) if not _NOT_OURS.search(line)]
        if finished.status != 0 and not errors:
            raise process.failure(command, finished)
        return _readings(subject, finished, folder, tuple(errors[:_ERRORS_KEPT]))


def _readings(subject: Subject, finished: Finished, folder: Path, errors: tuple[str, ...]) -> Readings:
    columns = _columns(folder / _METER_FILE)
    counted = _counted(finished.log, subject.audio)
    integrated = float(columns["I"][-1]) if len(columns["I"]) else SILENT_DB
    spread = float(columns["LRA"][-1]) if len(columns["LRA"]) else 0.0
    highest = float(columns["true_peak"].max(initial=0.0))
    peak = read_peak(finished.log, 20 * float(np.log10(max(highest, 1e-6))))
    further = enumerate(subject.audio[len(pair_tracks(subject)) :], 1 + len(pair_tracks(subject)))
    return Readings(
        momentary_lufs=columns["M"],
        short_term_lufs=columns["S"],
        peaks=columns["true_peak"],
        integrated_lufs=integrated if integrated > _GATE_LUFS else SILENT_DB,
        range_lu=max(spread, 0.0),
        true_peak_dbtp=max(peak, SILENT_DB),
        samples=counted,
        heard_elsewhere=tuple(number for number, track in further if not _silent(track, finished.log, folder)),
        errors=errors,
    )


_KEYS: Final = ("M", "S", "I", "LRA", "true_peak")


def _columns(path: Path) -> dict[str, NDArray[np.float32]]:
    """Read what the meter wrote, every 100 ms; what is no number is silence."""
    found: dict[str, list[float]] = {key: [] for key in _KEYS}
    if path.is_file():
        with path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                key, _, value = line.rstrip().removeprefix("lavfi.r128.").partition("=")
                if key in found:
                    found[key].append(_number(value))
    return {key: np.array(values, np.float32) for key, values in found.items()}


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return SILENT_DB
    return max(SILENT_DB, value) if np.isfinite(value) else SILENT_DB


def read_peak(log: Sequence[str], otherwise: float) -> float:
    """Read the true peak in the meter's summary, which is finer than its readings below −40 dBTP."""
    for line in reversed(log):
        if match := re.fullmatch(r"\s*Peak:\s+(-?inf|-?nan|-?[\d.]+) dBFS", line):
            return _number(match[1])
    return otherwise


_STATISTICS: Final = re.compile(r"Input stream #0:(\d+) \(audio\): \d+ packets read \((\d+) bytes\)")
_DECODED: Final = re.compile(r"decode errors \((\d+) samples\)")


def _bytes_read(log: Sequence[str]) -> dict[int, tuple[int, int | None]]:
    """Say for each track how many bytes were read and, if it was decoded, how many samples came of them."""
    found = {}
    for line in log:
        if match := _STATISTICS.search(line):
            decoded = _DECODED.search(line)
            found[int(match[1])] = (int(match[2]), int(decoded[1]) if decoded else None)
    return found


def _counted(log: Sequence[str], tracks: Sequence[AudioTrack]) -> tuple[int, ...]:
    read = _bytes_read(log)
    counts = []
    for track in tracks:
        size, samples = read.get(track.index, (0, None))
        bits = re.search(r"\d+", track.codec)
        if samples is None:
            samples = size * 8 // int(bits[0]) // max(1, track.channels) if bits and _plain(track) else 0
        counts.append(samples)
    return tuple(counts)


def _silent(track: AudioTrack, log: Sequence[str], folder: Path) -> bool:
    """Whether a further track holds nothing but zeros; what is coded is not looked into and counts as silent."""
    said = folder / f"{track.index}.txt"
    if not said.is_file():
        return True
    found = re.search(r"CRC32=([0-9a-fA-F]{8})", said.read_text(encoding="ascii", errors="replace"))
    size, _ = _bytes_read(log).get(track.index, (0, None))
    return found is None or int(found[1], 16) == _crc_of_zeros(size)


def _crc_of_zeros(size: int) -> int:
    crc, block = 0, bytes(1 << 20)
    while size > 0:
        part = min(size, len(block))
        crc = zlib.crc32(block[:part], crc)
        size -= part
    return crc
