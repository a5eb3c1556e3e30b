"""Put a programme's finished pictures and sound into the container that is delivered, copying every picture as it is.

Chunks of MPEG-2, DV and AVC-Intra are elementary streams whose bytes follow one another; those of H.264 are small files
whose tables of contents are merged. Either way the encoder's bits are copied, never made again. ffmpeg writes every
container but AVC-Intra's MXF (avc_intra.py); programme and transport streams are in streams.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from lessontool.errors import ToolError
from lessontool.essence import avc_intra, streams
from lessontool.essence.joining import READ_BYTES, chunk_list, track_language
from lessontool.model import WrapProgramme
from lessontool.timing import PROGRAMME_RATE, SAMPLES_PER_FRAME, SOUND_RATE_HZ
from lessontool.tools import ffmpeg, process
from lessontool.tools.process import Cancel, Limits

COMPANY: Final = "lessontool"
PRODUCT: Final = "lessontool"

_MP4_TIMESCALE: Final = 25_000
"""Ticks a second of every online chunk: 25 and 50 pictures a second are whole numbers of ticks."""

_RATE: Final = str(PROGRAMME_RATE)

_SOUND_PIECE: Final = 10 * SAMPLES_PER_FRAME
"""Eight tracks go through the graph in pieces of ten frames; the MXF writer cuts them to single frames itself."""


def wrap_command(step: WrapProgramme, sound: str, target: str, *, created: str) -> list[str]:
    """Say how a programme is wrapped; empty where no program is started (AVC-Intra).

    The chunk list is read from standard input. `created` is UTC, `2026-11-22T10:00:00Z`.
    """
    if step.rendition.codec == "avc_intra":
        return []
    match step.container:
        case "mxf":
            return mxf_command(step, sound, target, created=created)
        case "mxf_d10":
            return imx_command(step, sound, target, created=created)
        case "mp4":
            return mp4_command(step, sound, target, created=created)
        case "mpeg_ps":
            return streams.programme_stream_command(step, sound, target)
        case "mpeg_ts":
            return streams.transport_stream_command(step, sound, target, provider=COMPANY)
        case "wav":
            raise NotImplementedError("radio programmes are wrapped by essence/radio.py")


def mxf_command(step: WrapProgramme, sound: str, target: str, *, created: str) -> list[str]:
    """Say how a TV master is wrapped: XDCAM HD422 or DV in MXF OP1a (SMPTE ST 378), voice on tracks 1 and 2, silence.

    The chunk list is read from standard input. `created` is UTC, `2026-11-22T10:00:00Z`.
    """
    names = [f"a{track}" for track in range(1, step.sound_tracks + 1)]
    timecode = (
        ["-timecode", step.timecode_start] if step.timecode_start else []
    )  # material package start (ST 377-1 §12)
    return [
        *ffmpeg.base_command(),
        *("-y",),  # the target is our own .part, perhaps left by a run that was killed
        *("-protocol_whitelist", "file,pipe,concatf"),  # the list names files only
        *_RAW_PICTURES[step.rendition.codec],
        *("-i", "concatf:pipe:0"),  # the chunks' bytes one behind the other, no copy on disk
        *("-f", "wav", "-i", f"file:{sound}"),
        *("-filter_complex", _track_graph(step, names)),
        *("-map", "0:v:0"),
        *(word for name in names for word in ("-map", f"[{name}]")),
        *("-c:v", "copy"),  # the encoder's bits, frame for frame
        *_COPIED[step.rendition.codec],
        *("-c:a", step.sound_codec),  # in AES3 frames (ST 382), 24 bit as stations expect, 16 with DV
        *("-ar", str(SOUND_RATE_HZ)),
        *("-map_metadata", "-1"),  # nothing that a chunk or a WAV says of itself
        *timecode,
        *_signal(step),
        *("-metadata", f"creation_time={created}"),  # without it every date in the file is zero
        *("-metadata", f"material_package_name={carried_title(step.title)}"),
        *("-metadata", f"company_name={COMPANY}"),
        *("-metadata", f"product_name={PRODUCT}"),
        *("-progress", "pipe:1"),
        *("-f", "mxf", f"file:{target}"),
    ]


def imx_command(step: WrapProgramme, sound: str, target: str, *, created: str) -> list[str]:
    """Say how IMX is wrapped: MXF D-10 (SMPTE ST 386), all sound channels in one AES3 element.

    The chunk list is read from standard input. `created` is UTC, `2026-11-22T10:00:00Z`.
    """
    timecode = ["-timecode", step.timecode_start] if step.timecode_start else []
    return [
        *ffmpeg.base_command(),
        "-y",
        *("-protocol_whitelist", "file,pipe,concatf"),
        *_RAW_PICTURES["mpeg2"],
        *("-i", "concatf:pipe:0"),
        *("-f", "wav", "-i", f"file:{sound}"),
        # voice on channels 1 and 2; what is not named is silent
        *("-filter_complex", "[1:a:0]pan=4.0|c0=c0|c1=c1[a]"),
        *("-map", "0:v:0", "-map", "[a]"),
        *("-c:v", "copy"),
        *("-c:a", step.sound_codec),
        *("-ar", str(SOUND_RATE_HZ)),
        *("-map_metadata", "-1"),
        *timecode,
        *("-signal_standard", "bt601"),
        *("-metadata", f"creation_time={created}"),
        *("-metadata", f"material_package_name={carried_title(step.title)}"),
        *("-metadata", f"company_name={COMPANY}"),
        *("-metadata", f"product_name={PRODUCT}"),
        *("-progress", "pipe:1"),
        *("-f", "mxf_d10", f"file:{target}"),
    ]


def mp4_command(step: WrapProgramme, sound: str, target: str, *, created: str) -> list[str]:
    """Say how an online programme is wrapped: H.264 and AAC in MP4 that plays before it is fully downloaded.

    The chunk list is read from standard input. `created` is UTC, `2026-11-22T10:00:00Z`.
    """
    language = track_language(step.language)
    return [
        *ffmpeg.base_command(),
        *("-y",),  # the target is our own .part, perhaps left by a run that was killed
        *("-protocol_whitelist", "file,pipe"),  # the list names files only
        *("-f", "concat"),  # merges the chunks' tables, so that B-frames keep their times
        *("-safe", "0"),  # absolute paths; every one of them is our own
        *("-i", "pipe:0"),
        *("-f", "mov", "-i", f"file:{sound}"),
        *("-map", "0:v:0", "-map", "1:a:0"),
        *("-c", "copy"),  # the encoders' bits; the edit list that hides the AAC priming stays
        *("-map_metadata", "-1"),  # nothing that a chunk says of itself
        *("-video_track_timescale", str(_MP4_TIMESCALE)),  # as the chunks: no rounded picture time
        *("-metadata", f"title={carried_title(step.title)}"),
        *("-metadata", f"creation_time={created}"),
        *("-metadata:s:v:0", f"language={language}"),
        *("-metadata:s:a:0", f"language={language}"),
        *("-movflags", "+faststart"),  # the index first: a slow line starts to play at once
        *("-progress", "pipe:1"),
        *("-f", "mp4", f"file:{target}"),
    ]


def wrap(
    step: WrapProgramme,
    chunks: Sequence[Path],
    sound: Path,
    target: Path,
    *,
    created: str,
    cancel: Cancel,
    progress: Callable[[float], None],
) -> None:
    """Join a programme's chunks and put picture and sound into one file, exactly as long as the plan says.

    Writes `target` and nothing else; `progress` hears shares of 1. Raises ToolError when the sound is not exactly as
    long as the pictures, when pictures are missing or over, or when anything was logged as an error; Interrupted when
    `cancel` is thrown.
    """
    pictures = step.frames * step.rendition.pictures_per_second // int(PROGRAMME_RATE)
    if step.sound_codec.startswith("pcm") and step.container != "mp4":
        _require_exact_sound(sound, step.frames)
    if step.rendition.codec == "avc_intra":
        title, makers = carried_title(step.title), (COMPANY, PRODUCT)
        avc_intra.wrap(step, chunks, sound, target, title, makers, created=created, cancel=cancel, progress=progress)
        return
    command = wrap_command(step, str(sound.resolve()), str(target.resolve()), created=created)
    listing = chunk_list(step, [str(chunk.resolve()) for chunk in chunks]).encode()
    written = [0]

    def hear(line: str) -> None:
        key, _, value = line.partition("=")
        if key == "frame" and value.strip().isdigit():
            written[0] = int(value)
            progress(min(written[0] / pictures, 1.0))

    finished = process.run(
        command,
        limits=Limits(wall_s=300 + 2 * step.frames / float(PROGRAMME_RATE)),  # half real time, even on a slow disk
        cancel=cancel,
        on_output_line=hear,
        stdin=iter([listing]),
    )
    process.check(command, finished)
    _require_clean(command, finished, written[0], pictures)


def carried_title(title: str) -> str:
    """Write a title so that every reader of the file can show it: NFC, one line, no emoji.

    Emoji need surrogate pairs in MXF's UTF-16 (ST 377-1 §4.3); libmediainfo gives them out as broken text, at which its
    Python reader fails, and station software shows `??`.
    """
    kept = (c for c in unicodedata.normalize("NFC", title) if ord(c) <= 0xFFFF and unicodedata.category(c) != "Cs")
    visible = "".join(" " if unicodedata.category(c).startswith(("Z", "C")) else c for c in kept)
    return " ".join(visible.replace("\ufe0f", "").split())


def _signal(step: WrapProgramme) -> tuple[str, ...]:
    # 1080-line interlace (ST 274) or 625 lines (BT.601); readers ask for it, the default is empty
    return ("-signal_standard", "bt601" if step.rendition.colour == "bt601" else "smpte274m")


def _track_graph(step: WrapProgramme, names: Sequence[str]) -> str:
    """Lay left and right on tracks 1 and 2 and give every further track silence of exactly the same length."""
    samples = step.frames * SAMPLES_PER_FRAME
    voice, silent = names[:2], names[2:]
    pieces = f"asetnsamples=n={_SOUND_PIECE}:p=0"  # p=0: the last piece stays as short as it is
    graph = f"[1:a:0]{pieces},channelsplit=channel_layout=stereo{_labels(voice)}"
    if not silent:
        return graph
    source = f"anullsrc=sample_rate={SOUND_RATE_HZ}:channel_layout=mono:nb_samples={_SOUND_PIECE}"
    silence = f"{source},atrim=end_sample={samples}"
    return f"{graph};{silence},asplit={len(silent)}{_labels(silent)}"


def _labels(names: Sequence[str]) -> str:
    return "".join(f"[{name}]" for name in names)


_RAW_PICTURES: Final = {
    # raw MPEG-2 pictures, nothing to guess; they carry no times: 25 a second
    "mpeg2": ("-f", "mpegvideo", "-framerate", _RATE, "-raw_packet_size", str(READ_BYTES)),
    # DV says by itself how many pictures a second it has
    "dv": ("-f", "dv"),
}
"""How chunks are read that are put one behind the other."""

_COPIED: Final[dict[str, tuple[str, ...]]] = {
    "mpeg2": (),
    # the reader counts time in ticks that the writer takes for a frame rate
    "dv": ("-r:v", _RATE, "-bsf:v", f"setts=ts=N:duration=1:time_base=1/{_RATE}"),
}


def _require_exact_sound(sound: Path, frames: int) -> None:
    """Refuse a WAV that is not exactly as long as the pictures.

    One sample too few and the MXF writer silently drops the last picture (found with bmx; MediaInfo shows nothing).
    """
    found, wanted = wav_samples(sound), frames * SAMPLES_PER_FRAME
    if found != wanted:
        raise ToolError("tool-failed", program="wrap", detail=f"{sound}: {found} samples, wanted {wanted}")


def wav_samples(path: Path) -> int:
    """Count the samples of a WAV file by its own header, per channel. Raises ToolError if it is no WAV of PCM."""
    with path.open("rb") as file:
        if (head := file.read(12))[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
            raise ToolError("tool-failed", program="wrap", detail=f"{path} is no WAV file")
        block_bytes, left = 0, path.stat().st_size - 12
        while len(chunk := file.read(8)) == 8:
            name, size = chunk[:4], int.from_bytes(chunk[4:], "little")
            left -= 8
            if name == b"fmt ":
                block_bytes = int.from_bytes(file.read(size + size % 2)[12:14], "little")
            elif name == b"data" and block_bytes:
                return min(size, left) // block_bytes  # RF64 and files from a pipe say 0xFFFFFFFF here
            else:
                file.seek(size + size % 2, 1)
            left -= size + size % 2
    raise ToolError("tool-failed", program="wrap", detail=f"{path} holds no sound")


def _require_clean(command: Sequence[str], finished: process.Finished, written: int, pictures: int) -> None:
    """Believe the log and the count of pictures, not the exit status."""
    errors = ffmpeg.error_lines(finished.log)
    missing = tuple(line for line in finished.log if "missing frames" in line)  # a warning only, yet a picture is lost
    if errors or missing:
        raise process.failure(command, finished, f"logged: {(*errors, *missing)[0]}")
    if written != pictures:
        raise process.failure(command, finished, f"{written} pictures written, {pictures} wanted")
