"""Finished programmes of a few seconds for tests of the last metres: chunks, sound, wrapped files, and broken brothers.

Each is made once in a session, on first use, in a folder that goes when the session ends. The chunk encoder's command
stands here in full and apart from lessontool's own: what wraps and proves is tested, not what encodes.
"""

from __future__ import annotations

import atexit
import dataclasses
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from lessontool.essence.wrap import chunk_list, mxf_command, wrap
from lessontool.model import (
    CaptionSpec,
    DeliverySpec,
    Lesson,
    Output,
    PictureSpec,
    RenditionSpec,
    Rights,
    RunningOrder,
    SoundSpec,
    WrapProgramme,
)
from lessontool.timing import SAMPLES_PER_FRAME, Timecode
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel

CREATED = "2026-11-22T10:00:00Z"
START = "10:00:00:00"
CHUNK_FRAMES = 60
FRAMES = 3 * CHUNK_FRAMES
TITLE = "Bài 5: Đường đi học – “Phép cộng”"

XDCAM = RenditionSpec(
    name="xdcam",
    codec="mpeg2",
    width_px=1920,
    height_px=1080,
    pictures_per_second=25,
    interlaced=True,
    chroma="4:2:2",
    bit_rate_kbps=50_000,
    gop_frames=12,
    b_frames=2,
)
SMALL = RenditionSpec(
    name="360p",
    codec="h264",
    width_px=640,
    height_px=360,
    pictures_per_second=50,
    interlaced=False,
    chroma="4:2:0",
    quality_crf=23,
    gop_frames=100,
    b_frames=2,
    sound_kbps=128,
)
TV = DeliverySpec(
    name="tv-xdcam-hd422",
    destination="tv",
    summary_vi="Đài truyền hình",
    summary_en="Station",
    container="mxf",
    renditions=(XDCAM,),
    sound=SoundSpec(
        codec="pcm_s24le",
        tracks=8,
        channels_per_track=1,
        target_lufs=-23.0,
        tolerance_lu=0.5,
        max_true_peak_dbtp=-3.0,
        noise_reduction="off",
        high_pass_hz=0,
    ),
    picture=PictureSpec(fill="black", crop_black_borders=True, repair_gamut=True),
    running_order=RunningOrder(segments=("lesson",)),
    captions=CaptionSpec(burn_in=False, font_percent=4.6, safe_area_percent=5.0),
    timecode_start=START,
    file_name="{subject}{grade}",
    metadata="ebucore",
    checksums=("sha256", "md5"),
)
ONLINE = dataclasses.replace(
    TV,
    name="online-web",
    destination="online",
    container="mp4",
    renditions=(SMALL,),
    sound=dataclasses.replace(TV.sound, codec="aac", tracks=1, channels_per_track=2),
    timecode_start="",
    metadata="schema_org",
    checksums=("sha256",),
)


def lesson(**changes: Any) -> Lesson:
    """The lesson that the masters show, with some fields changed."""
    values: dict[str, Any] = {
        "recording": "bai.mp4",
        "title": TITLE,
        "subject": "TV",
        "grade": 1,
        "series": "CD",
        "school_year": "2021-2022",
        "week": 1,
        "lesson_number": 5,
        "part": 2,
        "teachers": ("Lò Thị Mai",),
        "school": "TH Sìn Hồ",
        "rights": Rights(holder="Sở GD&ĐT Lai Châu"),
    }
    return Lesson(**{**values, **changes})


@functools.cache
def folder() -> Path:
    """Where the clips lie, with everything in its name that a list or a command line could trip over."""
    top = Path(tempfile.mkdtemp(prefix="lessontool-masters-"))
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    inside = top / "Bài 1 'tập' \\x |#ă"
    inside.mkdir()
    return inside


def unheard(_share: float) -> None:
    """Nobody watches the progress."""


def run(*arguments: str | Path, stdin: bytes = b"") -> bytes:
    """Run ffmpeg for a test and give its output."""
    command = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *arguments]
    return subprocess.run(command, check=True, capture_output=True, input=stdin, timeout=120).stdout


def tv_step(**changes: Any) -> WrapProgramme:
    """The step that wraps the TV master, with some fields changed."""
    values: dict[str, Any] = {
        "name": "wrap",
        "output": Output(name="master", suffix=".mxf"),
        "container": "mxf",
        "rendition": XDCAM,
        "chunks": ("c0", "c1", "c2"),
        "sound": "sound",
        "frames": FRAMES,
        "timecode_start": START,
        "sound_tracks": 8,
        "title": TITLE,
        "language": "vi",
    }
    return WrapProgramme(**{**values, **changes})


def online_step(**changes: Any) -> WrapProgramme:
    """The step that wraps the online programme, with some fields changed."""
    return tv_step(container="mp4", rendition=SMALL, timecode_start="", sound_tracks=1, **changes)


@functools.cache
def tv_chunk(
    number: int, frames: int = CHUNK_FRAMES, order: str = "tff", interlaced: bool = True, rate: str = "50M"
) -> Path:
    """A chunk of TV picture: 50 fields of motion a second, closed GOPs of 12, constant bit rate."""
    path = folder() / f"c{number}-{frames}-{order}-{interlaced}-{rate}.m2v"
    fields = f"interlace=scan={order}:lowpass=complex" if interlaced else "fps=25"
    mode = order if interlaced else "prog"
    colour = f"setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode={mode}"
    first = 2 * number * frames
    cut = f"trim=start_frame={first}:end_frame={first + 2 * frames},setpts=PTS-STARTPTS"
    coding = ["-flags:v", "+ildct+ilme+cgop", "-alternate_scan", "1"] if interlaced else ["-flags:v", "+cgop"]
    run(
        *("-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=50,format=yuv422p"),
        *("-vf", f"{cut},{fields},setsar=1,{colour}", "-frames:v", str(frames)),
        *("-c:v", "mpeg2video", "-profile:v", "0", "-level:v", "2"),
        *("-b:v", rate, "-minrate:v", rate, "-maxrate:v", rate),
        *("-bufsize:v", "17825792", "-rc_init_occupancy:v", "17825792"),
        *("-g", "12", "-bf", "2", "-b_strategy", "0", "-sc_threshold", "1000000000", "-mpv_flags", "+strict_gop"),
        *coding,
        *("-intra_dc_precision", "2", "-intra_vlc", "1", "-non_linear_quant", "1"),
        *("-qmin", "1", "-qmax", "12", "-lmin", "1*QP2LAMBDA", "-rc_max_vbv_use", "1", "-rc_min_vbv_use", "1"),
        *("-seq_disp_ext", "always", "-video_format", "component"),
        *("-gop_timecode", str(Timecode.parse(START) + number * frames), "-f", "mpeg2video", path),
    )
    return path


@functools.cache
def tv_chunks() -> tuple[Path, ...]:
    """The master's three chunks."""
    return tuple(tv_chunk(number) for number in range(3))


@functools.cache
def sound(samples: int = FRAMES * SAMPLES_PER_FRAME, level_db: float = -23.0) -> Path:
    """A stereo WAV of 24 bit: 1 000 Hz left and 1 010 Hz right; −23 dBFS reads −23 LUFS (EBU Tech 3341)."""
    path = folder() / f"sound-{samples}-{level_db}.wav"
    wave = "|".join(f"sin(2*PI*{hertz}*t)*pow(10,{level_db}/20)" for hertz in (1000, 1010))
    run(
        *("-f", "lavfi", "-i", f"aevalsrc='{wave}':s=48000:c=stereo,atrim=end_sample={samples}"),
        *("-c:a", "pcm_s24le", path),
    )
    return path


@functools.cache
def online_chunks() -> tuple[Path, ...]:
    """Three chunks of online picture, 2.4 s each."""
    paths = []
    pictures = 2 * CHUNK_FRAMES
    for number in range(3):
        path = folder() / f"h'{number}.mp4"
        cut = f"trim=start_frame={number * pictures}:end_frame={(number + 1) * pictures},setpts=PTS-STARTPTS"
        colour = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
        run(
            *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=50", "-vf", f"{cut},format=yuv420p,setsar=1,{colour}"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "2"),
            *("-g", "100", "-keyint_min", "100", "-sc_threshold", "0", "-x264-params", "open-gop=0"),
            *("-video_track_timescale", "25000", "-f", "mp4", path),
        )
        paths.append(path)
    return tuple(paths)


@functools.cache
def online_sound() -> Path:
    """The programme's AAC, as the sound room hands it over."""
    path = folder() / "sound.m4a"
    run("-i", sound(), "-c:a", "aac", "-b:a", "128k", "-f", "mp4", path)
    return path


@functools.cache
def tv_master() -> Path:
    """The TV master that lessontool wraps from three chunks."""
    path = folder() / "master.mxf"
    wrap(tv_step(), tv_chunks(), sound(), path, created=CREATED, cancel=Cancel(), progress=unheard)
    return path


@functools.cache
def online_programme() -> Path:
    """The online programme that lessontool wraps from three chunks."""
    path = folder() / "online.mp4"
    wrap(
        online_step(),
        online_chunks(),
        online_sound(),
        path,
        created=CREATED,
        cancel=Cancel(),
        progress=unheard,
    )
    return path


def wrapped(name: str, step: WrapProgramme, chunks: tuple[Path, ...], *swaps: tuple[str, str]) -> Path:
    """Wrap without any of lessontool's checks, with words of the command line swapped: how broken brothers are born."""
    path = folder() / f"{name}.mxf"
    wav = sound(step.frames * SAMPLES_PER_FRAME)
    command = mxf_command(step, str(wav), str(path), created=CREATED)
    for old, new in swaps:
        assert old in command
        command = [new if word == old else word for word in command]
    listing = chunk_list(step, [str(chunk) for chunk in chunks]).encode()
    subprocess.run(command, check=True, capture_output=True, input=listing, timeout=120)
    return path


@functools.cache
def brother(fault: str) -> Path:
    """A file that looks like the master and has one fault."""
    if fault == "truncated":
        path = folder() / "truncated.mxf"
        path.write_bytes(tv_master().read_bytes()[: tv_master().stat().st_size // 2])
        return path
    whole = {
        "16 bit": (tv_step(), ("pcm_s24le", "pcm_s16le")),
        "wrong timecode": (tv_step(timecode_start="00:00:00:00"),),
        "two tracks": (tv_step(sound_tracks=2),),
    }
    if fault in whole:
        step, *swaps = whole[fault]
        return wrapped(fault, step, tv_chunks(), *swaps)
    odd: dict[str, Any] = {
        "bottom field first": {"order": "bff"},
        "progressive": {"interlaced": False},
        "35 Mbps": {"rate": "35M"},
    }[fault]
    frames = brother_frames(fault)
    return wrapped(fault, tv_step(frames=frames), (tv_chunk(0, frames, **odd),))


def brother_frames(fault: str) -> int:
    """How long a brother is. MediaInfo needs about two seconds before it dares to name the groups of pictures."""
    return {"bottom field first": CHUNK_FRAMES, "progressive": 24, "35 Mbps": 24}.get(fault, FRAMES)
