"""Faults of the file itself: cut off, bits turned over, another format than asked for, parts that do not agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lessontool.model import ItemName
from tests.faults import voice
from tests.faults.copies import CHUNK, Workshop, encode_tv, online
from tests.faults.declared import Degree, Fault
from tests.faults.scene import FRAMES

GOP: Final = 12
_PICTURE_KEY: Final = bytes.fromhex("060e2b34010201010d01030115")
"""First bytes of the key before every coded picture (SMPTE ST 379-1, ST 381-1)."""
_SOUND_KEY: Final = bytes.fromhex("060e2b34010201010d01030116")
_INDEX_KEY: Final = bytes.fromhex("060e2b34025301010d01020101100100")
"""Of an index table segment (SMPTE ST 377-1)."""
_STORED: Final = (0, 3, 1, 2, 6, 4, 5, 9, 7, 8, 11, 10)
"""A closed group of twelve as it is stored: which picture of those shown comes when."""

Turn = Callable[[bytearray], None]


def all_of_them() -> tuple[Fault, ...]:
    """Every declared fault of files."""
    return (*_cuts(), *_bits(), *_lost(), *_formats(), *_layouts(), *_online())


def _fault(name: str, degree: Degree, items: tuple[ItemName, ...], make: Any, **more: Any) -> Fault:
    return Fault(name=name, degree=degree, items=items, **{"part": "file", "make": make, **more})


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ALSO_CUT: Final[tuple[ItemName, ...]] = (
    "duration",
    "readable",
    "agreement",
    "container",
    "bit-rate",
    "timecode",
    "gop",
)


def _cut(keep: Callable[[int], int], web: bool = False) -> Callable[[Workshop, Path], Path]:
    def make(shop: Workshop, path: Path) -> Path:
        data = (shop.clean_online() if web else shop.clean_tv()).read_bytes()
        path.write_bytes(data[: keep(len(data))])
        return path

    return make


def _cuts() -> tuple[Fault, ...]:
    whole: tuple[ItemName, ...] = ("complete",)
    more: dict[str, Any] = {"also": _ALSO_CUT}
    return (
        _fault("cut off at 70 %", "much", whole, _cut(lambda size: size * 7 // 10), **more),
        _fault(
            "cut off at 70 %, length unknown", "much", whole, _cut(lambda size: size * 7 // 10), known=False, **more
        ),
        _fault("the last 100 kB missing", "little", whole, _cut(lambda size: size - 100_000), **more),
        _fault(
            "the last 100 kB missing, length unknown", "little", whole, _cut(lambda n: n - 100_000), known=False, **more
        ),
        _fault("the last 200 bytes missing", "little", whole, _cut(lambda size: size - 200), known=False, **more),
        _fault("online: cut off at 70 %", "much", whole, _cut(lambda size: size * 7 // 10, True), online=True, **more),
        _fault("online: last 2 kB missing", "little", whole, _cut(lambda size: size - 2000, True), online=True, **more),
    )


# ── bits turned over ─────────────────────────────────────────────────────────────────────────────────────────────


def stored_at(shown: int) -> int:
    """When a picture comes in the file, by when it is shown."""
    return shown // GOP * GOP + _STORED.index(shown % GOP)


def _elements(data: bytes | bytearray, key: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(key), data)]


def _after(data: bytearray, start: int, code: bytes) -> int:
    """Where the first start code after a place ends."""
    return data.index(code, start) + len(code)


def _picture(data: bytearray, shown: int) -> int:
    return _elements(data, _PICTURE_KEY)[stored_at(shown)]


def _turned(turn: Turn) -> Callable[[Workshop, Path], Path]:
    def make(shop: Workshop, path: Path) -> Path:
        data = bytearray(shop.clean_tv().read_bytes())
        turn(data)
        path.write_bytes(data)
        return path

    return make


def _in_slice(shown: int, row: int, byte: int, bit: int) -> Turn:
    """Turn a bit over inside one row of blocks of a picture."""

    def turn(data: bytearray) -> None:
        data[_after(data, _picture(data, shown), bytes((0, 0, 1, row))) + byte] ^= 1 << bit

    return turn


def _in_header(shown: int, code: int, byte: int, bit: int) -> Turn:
    """Turn a bit over in a header before a picture's rows: sequence 0xB3, extension 0xB5, group 0xB8, picture 0x00."""
    return _in_slice(shown, code, byte, bit)


def _in_key(shown: int, byte: int, bit: int) -> Turn:
    """Turn a bit over in the key or the length before a picture."""

    def turn(data: bytearray) -> None:
        data[_picture(data, shown) + byte] ^= 1 << bit

    return turn


def _in_index(byte: int, bit: int) -> Turn:
    """Turn a bit over in the last index table, so many bytes after its array of entries begins."""

    def turn(data: bytearray) -> None:
        start = _elements(data, _INDEX_KEY)[-1]
        data[data.index(b"\x3f\x0a", start) + 12 + byte] ^= 1 << bit

    return turn


def _in_sound(frame: int) -> Turn:
    """Turn the highest bit of one sample of track 1 over."""

    def turn(data: bytearray) -> None:
        start = _elements(data, _SOUND_KEY)[8 * frame]
        data[start + 20 + 3 * 900 + 2] ^= 0x40

    return turn


def zeros(shown: int, length: int) -> Turn:
    """A disk block that was never written."""

    def turn(data: bytearray) -> None:
        start = _picture(data, shown) + 10_000
        data[start : start + length] = bytes(length)

    return turn


def _bits() -> tuple[Fault, ...]:
    read: tuple[ItemName, ...] = ("readable", "complete", "agreement", "gop", "raster", "picture-format")
    seen: tuple[ItemName, ...] = ("freeze", "black", "video-levels", "gamut", "field-order", "dead-pixels")
    also = (*_ALSO_CUT, *read, *seen)

    def one(name: str, turn: Turn, *where: tuple[int, int], degree: Degree = "little", **more: Any) -> Fault:
        return _fault(
            name,
            degree,
            **{"items": read, "also": also, "part": "both", **more},
            make=_turned(turn),
            where=where,
            exact=False,
        )

    return (
        one("one bit in a row of a whole picture", _in_slice(60, 20, 300, 3), (60, 72)),
        one("one bit in a row of a whole picture (2)", _in_slice(132, 40, 500, 6), (132, 144)),
        one("one bit in a row of a B picture", _in_slice(125, 30, 100, 2), (125, 126)),
        one("one bit in a row of a B picture (2)", _in_slice(137, 12, 60, 5), (137, 138)),
        one("one bit at the start of a row", _in_slice(96, 20, -1, 6), (96, 108)),
        one("one bit in a sequence header (width)", _in_header(120, 0xB3, 1, 6), (120, 132)),
        one("one bit in a picture header (kind)", _in_header(123, 0x00, 1, 4), (121, 132)),
        one("one bit in a group's header (closed)", _in_header(120, 0xB8, 3, 6), items=("gop",)),
        one("one bit in the key before a picture", _in_key(150, 6, 3), (150, 151)),
        one("one bit in the length before a picture", _in_key(152, 18, 4), (152, 153)),
        one(
            "one bit in the index", _in_index(11 * 40 + 8, 3), items=("agreement", "complete", "container", "readable")
        ),
        one("one bit in the sound", _in_sound(100), (100, 101), items=("clicks", "true-peak")),
        one("64 kB of zeros in a picture", zeros(168, 65_536), (168, 180), degree="much"),
    )


# ── pictures lost, sound too short, times that jump ──────────────────────────────────────────────────────────────


def _pieces(data: bytes, code: int) -> list[bytes]:
    """Cut raw pictures before every start code of a kind; the first piece is what comes before."""
    return re.split(b"(?=\x00\x00\x01" + re.escape(bytes((code,))) + b")", data)


def _rewrapped(number: int, change: Callable[[bytes], bytes]) -> Callable[[Workshop, Path], Path]:
    """Change the raw bytes of one clean chunk and wrap anew."""

    def make(shop: Workshop, path: Path) -> Path:
        chunks = [shop.chunk(each) for each in range(FRAMES // CHUNK)]
        chunks[number] = shop.folder / "changed.m2v"
        chunks[number].write_bytes(change(shop.chunk(number).read_bytes()))
        return shop.wrap(path, chunks, shop.sound_file())

    return make


def _without_picture(stored: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        before, *pictures = _pieces(data, 0x00)
        del pictures[stored]
        return before + b"".join(pictures)

    return change


def _without_group(number: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        before, *groups = _pieces(data, 0xB3)
        del groups[number]
        return before + b"".join(groups)

    return change


def _later(seconds: int) -> Callable[[bytes], bytes]:
    """Let the groups' own timecode jump."""

    def change(data: bytes) -> bytes:
        before, *groups = _pieces(data, 0xB8)
        for number, group in enumerate(groups):
            word = int.from_bytes(group[4:8], "big")
            now = (word >> 13) & 0x3F
            word = word & ~(0x3F << 13) | ((now + seconds) % 60) << 13
            groups[number] = group[:4] + word.to_bytes(4, "big") + group[8:]
        return before + b"".join(groups)

    return change


def _short_sound(samples: int) -> Callable[[Workshop, Path], Path]:
    def make(shop: Workshop, path: Path) -> Path:
        chunks = [shop.chunk(number) for number in range(FRAMES // CHUNK)]
        wav = voice.write(shop.folder / "short.wav", shop.spoken[:, : -samples or None])
        return shop.wrap(path, chunks, wav, frames=FRAMES - (samples + 1919) // 1920)

    return make


def _lost() -> tuple[Fault, ...]:
    time: tuple[ItemName, ...] = ("timecode",)
    lost: tuple[ItemName, ...] = ("duration", "gop", "agreement", "timecode", "complete")
    also = (*_ALSO_CUT, "frame-rate", "freeze", "lip-sync", "complete")
    more: dict[str, Any] = {"also": also}
    return (
        _fault("a picture lost", "little", lost, _rewrapped(2, _without_picture(2)), **more),
        _fault(
            "a picture lost, length unknown", "little", lost, _rewrapped(2, _without_picture(2)), known=False, **more
        ),
        _fault("twelve pictures lost", "much", lost, _rewrapped(2, _without_group(2)), **more),
        _fault(
            "twelve pictures lost, length unknown", "much", lost, _rewrapped(2, _without_group(2)), known=False, **more
        ),
        _fault("the sound a frame shorter", "little", lost, _short_sound(1920), **more),
        _fault("the sound a frame shorter, length unknown", "little", lost, _short_sound(1920), known=False, **more),
        _fault("the sound half a second shorter", "much", lost, _short_sound(24_000), **more),
        _fault(
            "a frame less than was planned",
            "little",
            ("duration",),
            _copy,
            frames=FRAMES + 1,
        ),
        _fault(
            "timecode begins at 00:00:00:00", "much", time, _wrapped(timecode_start="00:00:00:00"), also=("agreement",)
        ),
        _fault(
            "timecode begins a frame late", "little", time, _wrapped(timecode_start="10:00:00:01"), also=("agreement",)
        ),
        _fault(
            "the groups' timecode jumps by 10 s",
            "much",
            (*time, "gop"),
            _rewrapped(2, _later(10)),
            where=((120, 121),),
            exact=False,
        ),
        _fault(
            "the groups' timecode jumps by 1 s",
            "little",
            (*time, "gop"),
            _rewrapped(2, _later(1)),
            where=((120, 121),),
            exact=False,
        ),
    )


def _copy(shop: Workshop, path: Path) -> Path:
    path.hardlink_to(shop.clean_tv())
    return path


def _wrapped(**step: Any) -> Callable[[Workshop, Path], Path]:
    def make(shop: Workshop, path: Path) -> Path:
        return shop.wrap(path, [shop.chunk(n) for n in range(FRAMES // CHUNK)], shop.sound_file(), **step)

    return make


# ── another format than asked for ────────────────────────────────────────────────────────────────────────────────


def _coded(frames: int = CHUNK, **coding: Any) -> Callable[[Workshop, Path], Path]:
    return lambda shop, path: shop.coded(path, frames, **coding)


def _two_lengths(shop: Workshop, path: Path) -> Path:
    """Groups of twelve, then groups of ten."""
    ten = encode_tv(shop.folder / "ten.m2v", shop.shot(), CHUNK, CHUNK, shop.coding(gop=10, timecode="10:00:02:10"))
    wav = voice.write(shop.folder / "two.wav", shop.spoken[:, : 2 * CHUNK * 1920])
    return shop.wrap(path, [shop.chunk(0), ten], wav, frames=2 * CHUNK)


def _formats() -> tuple[Fault, ...]:
    form: tuple[ItemName, ...] = (
        "picture-format",
        "agreement",
        "bit-rate",
        "gop",
        "field-order",
        "colour",
        "raster",
        "scan",
    )

    def one(name: str, degree: Degree, items: tuple[ItemName, ...], make: Any, frames: int = CHUNK) -> Fault:
        return _fault(name, degree, items, make, frames=frames, also=form)

    return (
        one("bottom field first, by its flag", "little", ("scan",), _coded(field_flag="bff")),
        one("progressive", "much", ("scan",), _coded(field_flag="prog")),
        one("35 Mb/s, variable", "much", ("bit-rate",), _coded(rate="35M", constant=False)),
        one("45 Mb/s", "little", ("bit-rate",), _coded(rate="45M")),
        one("4:2:0", "much", ("chroma",), _coded(chroma="yuv420p")),
        one("open groups", "little", ("gop",), _coded(closed=False)),
        one("groups of 15", "little", ("gop",), _coded(gop=15)),
        one("groups of 12 and of 10", "little", ("gop",), _two_lengths, 2 * CHUNK),
        one("only whole pictures", "much", ("gop",), _coded(gop=1)),
        one("colour of standard definition", "little", ("colour",), _coded(colour="smpte170m")),
        one("colour of HDR", "much", ("colour",), _coded(colour="bt2020/bt2020-10/bt2020nc")),
        one("shown as 4:3", "much", ("raster", "picture-format", "afd"), _coded(aspect="4/3")),
        one("1440×1080", "little", ("raster",), _coded(width_px=1440)),
        one("1280×720", "much", ("raster",), _coded(width_px=1280, height_px=720, field_flag="prog")),
    )


def _layouts() -> tuple[Fault, ...]:
    layout: tuple[ItemName, ...] = ("sound-layout",)

    def wrapped(**changes: Any) -> Callable[[Workshop, Path], Path]:
        return lambda shop, path: shop.carried(path, shop.spoken, **changes)

    also: dict[str, Any] = {
        "also": (
            "picture-format",
            "raster",
            "scan",
            "bit-rate",
            "gop",
            "colour",
            "chroma",
            "agreement",
            "complete",
            "timecode",
            "afd",
        )
    }
    return (
        _fault("two tracks of sound", "much", layout, wrapped(sound_tracks=2), **also),
        _fault("seven tracks of sound", "little", layout, wrapped(sound_tracks=7), **also),
        _fault("sound of 16 bit", "little", layout, wrapped(swaps={"pcm_s24le": "pcm_s16le"}), **also),
    )


def _online() -> tuple[Fault, ...]:
    def changed(**changes: Any) -> Callable[[Workshop, Path], Path]:
        return lambda shop, path: shop.online(path, **changes)

    def sized(width: int, height: int) -> Callable[[Workshop, Path], Path]:
        return lambda shop, path: shop.online(path, shop.small_shot(width_px=width, height_px=height))

    short, long = (replace(online().renditions[0], gop_frames=frames) for frames in (50, 150))
    faststart: tuple[str, ...] = ("-movflags", "+faststart")

    def one(name: str, degree: Degree, items: tuple[ItemName, ...], make: Any, **more: Any) -> Fault:
        return _fault(f"online: {name}", degree, items, make, online=True, **more)

    return (
        one("its index last", "little", ("container",), changed(flags=())),
        one("480×272", "little", ("raster",), sized(480, 272)),
        one("4:3", "much", ("raster",), sized(480, 360)),
        one(
            "30 pictures a second",
            "much",
            ("frame-rate",),
            changed(flags=("-r", "30", *faststart)),
            also=("duration", "gop", "agreement", "freeze"),
        ),
        one(
            "MPEG-4 part 2",
            "much",
            ("picture-format",),
            changed(codec=("-c:v", "mpeg4", "-b:v", "500k")),
            also=("bit-rate", "gop", "colour"),
        ),
        one("4:2:2", "little", ("chroma",), changed(pixels="yuv422p"), also=("picture-format",)),
        one("colour of standard definition", "little", ("colour",), changed(colour="smpte170m")),
        one("keyframes every 2 s", "legal", ("gop",), changed(rendition=short)),
        one("keyframes every 6 s", "little", ("gop",), changed(rendition=long)),
        one(
            "without sound",
            "much",
            ("sound-layout",),
            changed(flags=("-an", *faststart)),
            also=("loudness", "agreement", "complete"),
        ),
        one(
            "sound of one channel",
            "little",
            ("sound-layout",),
            changed(flags=("-ac", "1", *faststart)),
            also=("dual-mono", "loudness"),
        ),
        one("sound of 44.1 kHz", "little", ("sound-layout",), changed(flags=("-ar", "44100", *faststart))),
        one(
            "interlaced",
            "much",
            ("scan",),
            changed(flags=("-flags:v", "+ildct+ilme", "-x264-params", "interlaced=1", *faststart)),
            also=("picture-format", "agreement", "field-order"),
        ),
    )
