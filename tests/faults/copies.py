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

from lessontool.essence.constant_rate import budget, settle
from lessontool.essence.joining import chunk_list
from lessontool.essence.wrap import mxf_command
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
_XDCAM: Final = load_delivery("tv-xdcam-hd422").renditions[0]
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
    """Of primaries, transfer and matrix; three where they differ: `a/b/c`."""
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
    primaries, transfer, matrix = (*coding.colour.split("/"), coding.colour, coding.colour)[:3]
    tags = f"color_primaries={primaries}:color_trc={transfer}:colorspace={matrix}"
    scale = f"scale={coding.width_px}:{coding.height_px}:interl=1," if shot.width_px != coding.width_px else ""
    marks = f"setsar={_pixel(coding)},setparams=range=tv:{tags}:field_mode={coding.field_flag}"
    graph = f"{scale}format={coding.chroma},{marks}"
    flags = ("" if progressive else "+ildct+ilme") + ("+cgop" if coding.closed else "")
    four_two_two = coding.chroma == "yuv422p"
    share = budget(_XDCAM, frames) if coding.rate == "50M" else None  # chunks that are joined share one buffer
    rate, buffer = (str(share.rate_bps), str(share.buffer_bits)) if share else (coding.rate, "17825792")
    command = [
        *(ffmpeg.executable(), "-hide_banner", "-loglevel", "error", "-y"),
        *("-f", "rawvideo", "-pix_fmt", "yuv422p", "-s", size, "-r", str(coding.rate_fps), "-i", "pipe:0"),
        *("-vf", graph, "-c:v", "mpeg2video"),
        *("-profile:v", "0" if four_two_two else "4", "-level:v", "2" if four_two_two else "4"),
        *("-b:v", rate),
        *(("-minrate:v", rate, "-maxrate:v", rate) if coding.constant else ()),
        *(("-bufsize:v", buffer, "-rc_init_occupancy:v", buffer) if coding.constant else ()),
        *("-g", str(coding.gop), "-bf", "2", "-b_strategy", "0", "-sc_threshold", "1000000000"),
        *(
            "-mpv_flags",
            "+strict_gop",
            "-flags:v",
            flags or "+bitexact",
            "-alternate_scan",
            "0" if progressive else "1",
        ),
        *("-intra_dc_precision", "2", "-intra_vlc", "1", "-non_linear_quant", "1"),
        *("-qmin", "1", "-qmax", "28", "-lmin", "1*QP2LAMBDA", "-rc_max_vbv_use", "1", "-rc_min_vbv_use", "1"),
        *("-seq_disp_ext", "always", "-video_format", "component"),
        *("-gop_timecode", coding.timecode, "-f", "mpeg2video", str(path)),
    ]
    run(command, shot.pictures(first, frames))
    if share:
        settle(path, _XDCAM, frames)
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
    small: bool = False
    """A station's picture of a ninth of its size: where the raster is not the fault, it is made and found sooner."""

    @functools.cached_property
    def spoken(self) -> voice.Sound:
        """The clean sound at the station's loudness."""
        return voice.levelled(voice.clean(FRAMES))

    @functools.cached_property
    def mouth(self) -> tuple[float, ...]:
        """The mouth that says it."""
        return voice.mouth(self.spoken)

    def shot(self, **changes: Any) -> Shot:
        """The station's picture, with something wrong."""
        values: dict[str, Any] = {"interlaced": True, "mouth": self.mouth, **self._raster}
        return Shot(**{**values, **changes})

    @property
    def _raster(self) -> dict[str, int]:
        return {"width_px": 640, "height_px": 384} if self.small else {"width_px": 1920, "height_px": 1080}

    def coding(self, **changes: Any) -> Coding:
        """The station's encoding, with something wrong."""
        return Coding(**{**self._raster, **({"rate": "8M"} if self.small else {}), **changes})

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
        return self.coding(timecode=str(Timecode.parse(START) + number * CHUNK))

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
            return self.kept("clean.wav", lambda path: voice.write(path, self.spoken))
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
        assert set(swaps or ()) <= set(command)
        command = [(swaps or {}).get(word, word) for word in command]
        listing = chunk_list(masters.tv_step(), [str(chunk) for chunk in chunks]).encode()
        subprocess.run(command, check=True, capture_output=True, input=listing, timeout=120)
        return path

    def clean_tv(self, frames: int = FRAMES) -> Path:
        """The station's programme without a fault, or its beginning."""

        def make(path: Path) -> Path:
            chunks = [self.chunk(number) for number in range(frames // CHUNK)]
            wav = voice.write(self.folder / "beginning.wav", voice.levelled(self.spoken[:, : frames * 1920]))
            return self.wrap(path, chunks, wav, frames=frames)

        return self.kept(f"clean-{frames}.mxf", make)

    def tv(self, path: Path, shot: Shot | None = None, sound: voice.Sound | None = None, **wrapping: Any) -> Path:
        """The station's programme with another picture or sound."""
        return self.wrap(path, self.chunks(shot or self.shot()), self.sound_file(sound), **wrapping)

    def coded(self, path: Path, frames: int = CHUNK, shot: Shot | None = None, **coding: Any) -> Path:
        """A short programme whose picture is encoded otherwise."""
        m2v = encode_tv(self.folder / "coded.m2v", shot or self.shot(), 0, frames, self.coding(**coding))
        wav = voice.write(self.folder / "coded.wav", self.spoken[:, : frames * 1920])
        return self.wrap(path, [m2v], wav, frames=frames)

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
        tiny.write_bytes(tiny.read_bytes() * frames)
        return self.wrap(path, [tiny], wav, frames=frames, **wrapping)

    # ── the web site's file ──────────────────────────────────────────────────────────────────────────────────────

    def clean_online(self) -> Path:
        """The web site's programme without a fault."""
        return self.kept("clean.mp4", self.online)

    @functools.cached_property
    def online_voice(self) -> voice.Sound:
        """The clean sound as loud as web sites want it."""
        return voice.levelled(self.spoken, -16.0)

    def online(
        self,
        path: Path,
        shot: Shot | None = None,
        sound: voice.Sound | None = None,
        *,
        rendition: RenditionSpec | None = None,
        flags: Sequence[str] = ("-movflags", "+faststart"),
        codec: Sequence[str] = (),
        pixels: str = "yuv420p",
        colour: str = "bt709",
    ) -> Path:
        """The web site's programme with another picture or sound."""
        shot = shot or self.small_shot()
        wav = voice.write(self.folder / "online.wav", self.online_voice if sound is None else sound)
        spec = rendition or online().renditions[0]
        rate, gop = f"{spec.max_bit_rate_kbps}k", str(spec.gop_frames)
        tags = f"setparams=range=tv:color_primaries={colour}:color_trc={colour}:colorspace={colour}"
        command = [
            *(ffmpeg.executable(), "-hide_banner", "-loglevel", "error", "-y"),
            *("-f", "rawvideo", "-pix_fmt", "yuv422p", "-s", f"{shot.width_px}x{shot.height_px}", "-r", "25"),
            *("-i", "pipe:0", "-i", str(wav), "-vf", f"format={pixels},setsar=1,{tags}"),
            *(codec or ("-c:v", "libx264", "-preset", "veryfast", "-crf", str(spec.quality_crf))),
            *("-maxrate", rate, "-bufsize", f"{spec.buffer_kbit}k", "-bf", str(spec.b_frames)),
            *("-g", gop, "-keyint_min", gop, "-sc_threshold", "0"),
            *("-c:a", "aac", "-b:a", f"{spec.sound_kbps}k", "-video_track_timescale", "25000"),
            *(*flags, "-f", "mp4", str(path)),
        ]
        run(command, shot.pictures(0, FRAMES))
        return path

    def close(self) -> None:
        """Throw everything away."""
        shutil.rmtree(self.folder, ignore_errors=True)
