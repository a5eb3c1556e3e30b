"""Small real films with bytes turned over, cut, spliced and lied to, as accidents and bad people make them; seeded."""

from __future__ import annotations

import functools
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import masters
from tests.faults import voice
from tests.faults.copies import Coding, Workshop, encode_tv
from tests.faults.scene import Shot

Kind = str
FRAMES: Final = 25

_RAW: Final = ("-map", "0", "-c", "copy")
_REMUXED: Final[dict[Kind, tuple[str, ...]]] = {
    ".mkv": (*_RAW, "-f", "matroska"),
    ".ts": (*_RAW, "-f", "mpegts"),
    ".mov": (*_RAW, "-f", "mov"),
}
KINDS: Final = (".mxf", ".mp4", ".mkv", ".ts", ".mov", ".mpg")


@functools.cache
def film(kind: Kind) -> bytes:
    """A second of a small picture and a voice in a container."""
    shop = Workshop(masters.folder())
    path = shop.folder / f"hostile{kind}"
    if kind == ".mp4":
        sound = voice.levelled(voice.clean(FRAMES))
        shot = Shot(width_px=320, height_px=180, interlaced=False)
        wav = voice.write(shop.folder / "hostile.wav", sound)
        raw = b"".join(plane.tobytes() for planes in shot.pictures(0, FRAMES) for plane in planes)
        masters.run(
            *("-f", "rawvideo", "-pix_fmt", "yuv422p", "-s", "320x180", "-r", "25", "-i", "pipe:0", "-i", wav),
            *("-vf", "format=yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-b:v", "300k", "-c:a", "aac"),
            *("-movflags", "+faststart", "-f", "mp4", path),
            stdin=raw,
        )
    elif kind in (".mxf", ".mpg"):
        shot = Shot(width_px=320, height_px=192, interlaced=True)
        m2v = encode_tv(shop.folder / "hostile.m2v", shot, 0, FRAMES, Coding(width_px=320, height_px=192, rate="2M"))
        wav = voice.write(shop.folder / "hostile2.wav", voice.clean(FRAMES))
        if kind == ".mxf":
            shop.wrap(path, [m2v], wav, frames=FRAMES, sound_tracks=2)
        else:
            masters.run(
                *("-f", "mpegvideo", "-framerate", "25", "-i", m2v, "-i", wav, "-c:v", "copy", "-c:a", "mp2"),
                *("-f", "dvd", path),
            )
    else:
        source = masters.folder() / "hostile.mp4"
        source.write_bytes(film(".mp4"))
        masters.run("-i", source, *_REMUXED[kind], path)
    return path.read_bytes()


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One hostile file: its name says what was done and with which seed, so that it can be made again."""

    name: str
    ending: str
    write: Callable[[Path], None]


# ── what is done to bytes ────────────────────────────────────────────────────────────────────────────────────────

Harm = Callable[[bytearray, random.Random], None]


def _flip_head(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(16, min(len(data), 4096))] ^= 1 << dice.randrange(8)


def _flip_anywhere(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 5, 50, 1000))):
        data[dice.randrange(16, len(data))] ^= 1 << dice.randrange(8)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(64, len(data)) :]


def _zero(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 4)):
        start, length = dice.randrange(64, len(data)), dice.choice((16, 512, 65_536))
        data[start : start + length] = bytes(len(data[start : start + length]))


def _splice(data: bytearray, dice: random.Random) -> None:
    """Put a piece of this or another film into the middle."""
    other = film(dice.choice(KINDS))
    start = dice.randrange(len(other))
    at = dice.randrange(256, len(data))
    data[at:at] = other[start : start + dice.choice((100, 5_000, 200_000))]


def _twice(data: bytearray, dice: random.Random) -> None:
    """Two films one behind the other in one file."""
    data += film(dice.choice(KINDS))


def _lie_about_size(data: bytearray, dice: random.Random) -> None:
    """Say of boxes (MP4), pieces (MXF) or anything else that they are empty, enormous or of another length."""
    marks = [
        match.start() - 4
        for match in re.finditer(rb"moov|trak|mdia|stbl|stts|stsz|stco|elst|mdat|ctts|stsc|edts", data)
    ]
    marks += [match.start() + 16 for match in re.finditer(re.escape(bytes.fromhex("060e2b34")), data)]
    for _ in range(dice.randint(1, 3)):
        at = dice.choice(marks) if marks else dice.randrange(64, len(data) - 8)
        lie = dice.choice(
            (b"\0\0\0\0", b"\0\0\0\1", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x88\xff\xff\xff", b"\x83\0\0\0")
        )
        data[at : at + 4] = lie


def _lie_about_time(data: bytearray, dice: random.Random) -> None:
    """Say of counts, durations and units of time that they are enormous, or nought."""
    marks = [match.end() for match in re.finditer(rb"mvhd|mdhd|tkhd|stts|elst|ctts|stsz", data)]
    marks += [
        match.end() for match in re.finditer(rb"\x30\x01|\x3f\x0b|\x30\x02|\x12\x01|\x44\x89|\x2a\xd7\xb1", data)
    ][:400]
    for _ in range(dice.randint(1, 4)):
        at = (dice.choice(marks) if marks else dice.randrange(64, len(data) - 32)) + dice.randrange(24)
        data[at : at + 4] = dice.choice(
            (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1", b"\x3b\x9a\xca\0")
        )


_HARMS: Final[dict[str, Harm]] = {
    "head": _flip_head,
    "flip": _flip_anywhere,
    "cut": _cut,
    "zero": _zero,
    "splice": _splice,
    "twice": _twice,
    "size": _lie_about_size,
    "time": _lie_about_time,
}


def mutations(count: int) -> Iterator[Mutation]:
    """So many harmed films, every kind of harm in every container as long as they last."""
    pairs = [(harm, kind) for harm in _HARMS for kind in KINDS]
    for number in range(count):
        harm, kind = pairs[11 * number % len(pairs)]  # a few of them are already of many kinds
        yield Mutation(name=f"{harm}-{number}{kind}", ending=kind, write=_harmed(harm, kind, number))


def _harmed(harm: str, kind: Kind, seed: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        data = bytearray(film(kind))
        _HARMS[harm](data, random.Random(seed))
        path.write_bytes(data)

    return write


# ── what is no film at all ───────────────────────────────────────────────────────────────────────────────────────

_TEXTS: Final = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\ncanary.mp4\n#EXT-X-ENDLIST\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet>'
    "<Representation mimeType='video/mp4'><BaseURL>canary.mp4</BaseURL></Representation>"
    "</AdaptationSet></Period></MPD>",
    "smil": '<smil><body><video src="canary.mp4"/></body></smil>',
    "concat": "ffconcat version 1.0\nfile canary.mp4\n",
    "m3u": "canary.mp4\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "text": "not a film",
}


def strangers() -> Iterator[Mutation]:
    """Things that are named like a programme and are none: texts, pipes, links, devices, hollow files."""
    for name, text in _TEXTS.items():
        for ending in (".mxf", ".mp4"):
            yield Mutation(name=f"{name}{ending}", ending=ending, write=_text(text))
    yield Mutation(name="empty.mxf", ending=".mxf", write=_text(""))
    yield Mutation(name="pipe.mxf", ending=".mxf", write=os.mkfifo)
    yield Mutation(name="folder.mxf", ending=".mxf", write=lambda path: path.mkdir())
    yield Mutation(name="zero.mxf", ending=".mxf", write=lambda path: path.symlink_to("/dev/zero"))
    yield Mutation(name="link.mxf", ending=".mxf", write=lambda path: path.symlink_to("/etc/passwd"))
    yield Mutation(name="loop.mxf", ending=".mxf", write=lambda path: path.symlink_to(path.name))
    for head, ending in ((b"", ".mxf"), (film(".mxf"), ".mxf"), (film(".mp4"), ".mp4"), (film(".mkv"), ".mkv")):
        yield Mutation(name=f"hollow-{len(head)}{ending}", ending=ending, write=_hollow(head))


def _text(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(text)

    return write


def _hollow(head: bytes) -> Callable[[Path], None]:
    """A file of 4 GiB that takes no room on the disk: only its beginning is there."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(head)
            file.truncate(4 << 30)

    return write
