"""From drawn pictures and a voice to files as stations and schools get them; clean parts are made once and used again.

The encoders' commands stand here in full and apart from lessontool's own: what judges is tested, not what encodes.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from lessontool.essence.wrap import chunk_list, mxf_command
from lessontool.model import DeliverySpec, RenditionSpec
from lessontool.presets import load_delivery
from lessontool.timing import Timecode
from lessontool.tools import ffmpeg
from tests import masters
from tests.faults import voice
from tests.faults.scene import FRAMES, Shot

CHUNK: Final = 60
"""Frames that are encoded together: five groups of twelve."""
START: Final = "10:00:00:00"
CREATED: Final = "2026-11-22T10:00:00Z"


@functools.cache
def tv() -> DeliverySpec:
    """What a station wants."""
    return load_delivery("tv-xdcam-hd422")


@functools.cache
def online() -> DeliverySpec:
    """What a web site wants, in its smallest size: its limits are judged as cheaply as can be."""
    spec = load_delivery("online-web")
    return replace(spec, renditions=tuple(one for one in spec.renditions if one.name == "360p"))


@dataclass(frozen=True, kw_only=True)
class Coding:
    """How the station's picture is encoded, and what may be wrong with that."""

    width_px: int = 1920
    height_px: int = 1080
    field_flag: str = "tff"
    """tff, bff, or prog."""
    rate: str = "50M"
    constant: bool = True
    gop: int = 12
    closed: bool = True
    chroma: str = "yuv422p"
    colour: str = "bt709"
    aspect: str = "16/9"
    timecode: str = START
    rate_fps: int = 25


def run(command: Sequence[str], pictures: Any = None, stdin: bytes = b"") -> None:
    """Run a program on pictures that are drawn one after the other."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stderr is not None
    with child.stdin as pipe:
        pipe.write(stdin)
        for planes in pictures or ():
            for plane in planes:
                pipe.write(plane.tobytes())
    said = child.stderr.read().decode(errors="replace")
    child.stderr.close()
    assert child.wait(timeout=120) == 0, said


def encode_tv(path: Path, shot: Shot, first: int, frames: int, coding: Coding = Coding()) -> Path:
    """Encode a stretch as MPEG-2 pictures without a container."""
    progressive = coding.field_flag == "prog"
    size = f"{shot.width_px}x{shot.height_px}"
    tags = f"color_primaries={coding.colour}:color_trc={coding.colour}:colorspace={coding.colour}"
    scale = f"scale={coding.width_px}:{coding.height_px}:interl=1," if shot.width_px != coding.width_px else ""
    graph = f"{scale}format={coding.chroma},setsar={_pixel(coding)},setparams=range=tv:{tags}:field_mode={coding.field_flag}"
    flags = ("" if progressive else "+ildct+ilme") + ("+cgop" if coding.closed else "")
    four_two_two = coding.chroma == "yuv422p"
    command = [
        *(ffmpeg.executable(), "-hide_banner", "-loglevel", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "yuv422p", "-s", size, "-r", str(coding.rate_fps), "-i", "pipe:0"),
        *("-vf", graph, "-c:v", "mpeg2video"),
        *("-profile:v", "0" if four_two_two else "4", "-level:v", "2" if four_two_two else "4"),
        *("-b:v", coding.rate),
        *(("-minrate:v", coding.rate, "-maxrate:v", coding.rate) if coding.constant else ()),
        *("-bufsize:v", "17825792", "-rc_init_occupancy:v", "17825792"),
        *("-g", str(coding.gop), "-bf", "2", "-b_strategy", "0", "-sc_threshold", "1000000000"),
        *("-mpv_flags", "+strict_gop", "-flags:v", flags or "+bitexact", "-alternate_scan", "0" if progressive else "1"),
        *("-intra_dc_precision", "2", "-intra_vlc", "1", "-non_linear_quant", "1"),
        *("-qmin", "1", "-qmax", "12", "-lmin", "1*QP2LAMBDA", "-rc_max_vbv_use", "1", "-rc_min_vbv_use", "1"),
        *("-seq_disp_ext", "always", "-video_format", "component"),
        *("-gop_timecode", coding.timecode, "-f", "mpeg2video", str(path)),
    ]
    run(command, shot.pictures(first, frames))
    return path


def _pixel(coding: Coding) -> str:
    """The shape of a pixel that gives the display aspect."""
    wide, high = (int(number) for number in coding.aspect.split("/"))
    return f"{wide * coding.height_px}/{high * coding.width_px}"


@dataclass
class Workshop:
    """Where programmes are made; clean chunks and voices stay, so that the next fault costs little."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)

    @functools.cached_property
    def voice(self) -> voice.Sound:
        """The clean sound at the station's loudness."""
        return voice.levelled(voice.clean(FRAMES))

    @functools.cached_property
    def mouth(self) -> tuple[float, ...]:
        """The mouth that says it."""
        return voice.mouth(self.voice)

    def shot(self, **changes: Any) -> Shot:
        """The station's picture, with something wrong."""
        values: dict[str, Any] = {"width_px": 1920, "height_px": 1080, "interlaced": True, "mouth": self.mouth}
        return Shot(**{**values, **changes})

    def small_shot(self, **changes: Any) -> Shot:
        """The web site's picture, with something wrong."""
        return self.shot(**{"width_px": 640, "height_px": 360, "interlaced": False, **changes})

    # ── the station's file ───────────────────────────────────────────────────────────────────────────────────────

    def chunk(self, number: int) -> Path:
        """A clean stretch of 60 frames, made once."""
        return self.kept(f"clean-{number}.m2v", lambda path: self._clean(path, number))

    def _clean(self, path: Path, number: int) -> Path:
        return encode_tv(path, self.shot(), number * CHUNK, CHUNK, self._coding(number))

    def _coding(self, number: int) -> Coding:
        return Coding(timecode=str(Timecode.parse(START) + number * CHUNK))

    def kept(self, name: str, make: Any) -> Path:
        """Make a file once."""
        if name not in self.made:
            self.made[name] = make(self.folder / name)
        return self.made[name]

    def chunks(self, shot: Shot) -> list[Path]:
        """A programme's picture: only the stretches with something in them that is wrong are encoded anew."""
        touched = {number // CHUNK for number in (*shot.edits, *shot.shown)}
        paths = []
        for number in range(FRAMES // CHUNK):
            if -1 in shot.edits or shot.swapped or number in touched:
                paths.append(
                    encode_tv(self.folder / f"fault-{number}.m2v", shot, number * CHUNK, CHUNK, self._coding(number))
                )
            else:
                paths.append(self.chunk(number))
        return paths

    def sound_file(self, sound: voice.Sound | None = None) -> Path:
        """A WAV of a sound; of the clean one, once."""
        if sound is None:
            return self.kept("clean.wav", lambda path: voice.write(path, self.voice))
        return voice.write(self.folder / "fault.wav", sound)

    def wrap(
        self,
        path: Path,
        chunks: Sequence[Path],
        wav: Path,
        *,
        frames: int = FRAMES,
        swaps: Mapping[str, str] | None = None,
        **step: Any,
    ) -> Path:
        """Put picture and sound into MXF, without any of lessontool's checks."""
        command = mxf_command(masters.tv_step(frames=frames, **step), str(wav), str(path), created=CREATED)
        for old, new in (swaps or {}).items():
            assert old in command, old
            command = [new if word == old else word for word in command]
        listing = chunk_list(masters.tv_step(), [str(chunk) for chunk in chunks]).encode()
        subprocess.run(command, check=True, capture_output=True, input=listing, timeout=120)
        return path

    def clean_tv(self) -> Path:
        """The station's programme without a fault."""

        def make(path: Path) -> Path:
            return self.wrap(path, [self.chunk(number) for number in range(FRAMES // CHUNK)], self.sound_file())

        return self.kept("clean.mxf", make)

    def tv(self, path: Path, shot: Shot | None = None, sound: voice.Sound | None = None, **wrapping: Any) -> Path:
        """The station's programme with another picture or sound."""
        return self.wrap(path, self.chunks(shot or self.shot()), self.sound_file(sound), **wrapping)

    def coded(self, path: Path, coding: Coding, frames: int = CHUNK, shot: Shot | None = None, **wrapping: Any) -> Path:
        """A short programme whose picture is encoded otherwise."""
        m2v = encode_tv(self.folder / "coded.m2v", shot or self.shot(), 0, frames, coding)
        wav = voice.write(self.folder / "coded.wav", self.voice[:, : frames * 1920])
        return self.wrap(path, [m2v], wav, frames=frames, **wrapping)

    def carried(self, path: Path, sound: voice.Sound, **wrapping: Any) -> Path:
        """A sound beside a picture that nobody looks at: for what is only listened to."""
        frames = sound.shape[1] // 1920
        wav = voice.write(self.folder / "carried.wav", sound)
        tiny = encode_tv(
            self.folder / "carried.m2v",
            Shot(width_px=64, height_px=64, interlaced=True),
            0,
            1,
            Coding(width_px=64, height_px=64, rate="1M"),
        )
        data = tiny.read_bytes()
        tiny.write_bytes(data[: data.rindex(b"\x00\x00\x01\xb7")] * frames if b"\x00\x00\x01\xb7" in data else data * frames)
        return self.wrap(path, [tiny], wav, frames=frames, **wrapping)

    # ── the web site's file ──────────────────────────────────────────────────────────────────────────────────────

    def clean_online(self) -> Path:
        """The web site's programme without a fault."""
        return self.kept("clean.mp4", self.online)

    @functools.cached_property
    def online_voice(self) -> voice.Sound:
        """The clean sound as loud as web sites want it."""
        return voice.levelled(self.voice, -16.0)

    def online(
        self,
        path: Path,
        shot: Shot | None = None,
        sound: voice.Sound | None = None,
        *,
        rendition: RenditionSpec | None = None,
        flags: Sequence[str] = ("-movflags", "+faststart"),
    ) -> Path:
        """The web site's programme with another picture or sound."""
        shot = shot or self.small_shot()
        wav = voice.write(self.folder / "online.wav", self.online_voice if sound is None else sound)
        spec = rendition or online().renditions[0]
        rate, gop = f"{spec.max_bit_rate_kbps}k", str(spec.gop_frames)
        tags = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
        command = [
            *(ffmpeg.executable(), "-hide_banner", "-loglevel", "error", "-y"),
            *("-f", "rawvideo", "-pix_fmt", "yuv422p", "-s", f"{shot.width_px}x{shot.height_px}", "-r", "25"),
            *("-i", "pipe:0", "-i", str(wav)),
            *("-vf", f"format=yuv420p,setsar=1,{tags}", "-frames:v", str(FRAMES)),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", str(spec.quality_crf), "-profile:v", "high"),
            *("-maxrate", rate, "-bufsize", f"{spec.buffer_kbit}k", "-bf", str(spec.b_frames)),
            *("-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-x264-params", "open-gop=0"),
            *("-c:a", "aac", "-b:a", f"{spec.sound_kbps}k", "-video_track_timescale", "25000"),
            *(*flags, "-f", "mp4", str(path)),
        ]
        run(command, shot.pictures(0, FRAMES))
        return path

    def close(self) -> None:
        """Throw everything away."""
        shutil.rmtree(self.folder, ignore_errors=True)
