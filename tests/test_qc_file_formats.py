"""Formats that stations really ask for, made by hand with ffmpeg: none is falsely accused, each is found when cut."""

from __future__ import annotations

import dataclasses
import functools
import random
from array import array
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool.model import DeliverySpec, Expected
from lessontool.qc.file import FileLook, look_at_file
from lessontool.qc.file.bits import Bits
from lessontool.qc.file.h264 import H264Reader
from lessontool.qc.file.mp4 import read_mp4, top_level_boxes
from lessontool.qc.file.mpeg2 import Mpeg2Reader
from lessontool.qc.file.mxf import read_mxf
from lessontool.qc.file.pictures import Pictures
from lessontool.qc.file.rates import constant_rate_breaks, dry_pictures, seconds_range
from lessontool.qc.subject import opened
from lessontool.tools.process import Cancel
from tests import masters
from tests.sources import preset
from tests.station import LIMITS

pytestmark = pytest.mark.proof

FRAMES = 25
TONE = "sine=f=1000:r=48000"
BT709 = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=tff"
BT601 = "setparams=range=tv:color_primaries=bt470bg:color_trc=smpte170m:colorspace=bt470bg:field_mode=tff"
LONG_GROUPS = (
    *("-g", "12", "-bf", "2", "-b_strategy", "0", "-sc_threshold", "1000000000", "-mpv_flags", "+strict_gop"),
    *("-flags:v", "+ildct+ilme+cgop", "-seq_disp_ext", "always", "-gop_timecode", masters.START),
)
COLOUR = "colorprim=bt709:transfer=bt709:colormatrix=bt709"
X264 = f"nal-hrd=cbr:vbv-maxrate=12000:vbv-bufsize=12000:interlaced=1:tff=1:open-gop=0:{COLOUR}"


def made(name: str, size: str, pixels: str, *coding: str, channels: int = 2, tracks: int = 1) -> Path:
    """Make one second of picture and tone."""
    path = masters.folder() / name
    sounds = "".join(f"[s{number}]" for number in range(tracks))
    graph = f"[0:v]{pixels},trim=end_frame={FRAMES}[v];[1:a]atrim=end_sample=48000,asplit={tracks}{sounds}"
    maps = [word for number in range(tracks) for word in ("-map", f"[s{number}]")]
    masters.run(
        *("-f", "lavfi", "-i", f"testsrc2=s={size}:r=25", "-f", "lavfi", "-i", TONE),
        *("-filter_complex", graph, "-map", "[v]", *maps, "-ac", str(channels), *coding),
        path,
    )
    return path


def rate(bits: str, buffer: str) -> tuple[str, ...]:
    given = ("-b:v", bits, "-minrate:v", bits, "-maxrate:v", bits, "-bufsize:v", buffer)
    return *given, "-rc_init_occupancy:v", buffer, "-rc_max_vbv_use", "1", "-rc_min_vbv_use", "1"


@functools.cache
def h264() -> Path:
    coding = ("-c:v", "libx264", "-preset", "veryfast", "-b:v", "12M", "-x264-params", X264, "-weightp", "0")
    groups = ("-g", "25", "-keyint_min", "25", "-sc_threshold", "0", "-bf", "2")
    sound = ("-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart")
    return made("h264.mp4", "1920x1080", f"format=yuv420p,{BT709}", *coding, *groups, *sound)


@functools.cache
def clip(name: str) -> Path:
    """One second as a preset wants it, encoded by nothing of ours."""
    pcm = ("-c:a", "pcm_s24le", "-timecode", masters.START)
    mp2 = ("-c:a", "mp2", "-b:a")
    wide = "setsar=64/45"
    if name == "tv-h264-mp4":
        return h264()
    if name == "tv-h264-ts":
        path = masters.folder() / "h264.ts"
        inputs = ("-i", h264(), "-f", "lavfi", "-t", "1", "-i", TONE, "-map", "0:v", "-map", "1:a", "-c:v", "copy")
        masters.run(*inputs, *mp2, "384k", "-ac", "2", "-muxrate", "13500k", path)
        return path
    if name == "tv-mpeg2-ps-15":
        coding = ("-c:v", "mpeg2video", "-profile:v", "4", "-level:v", "4", *rate("15M", "9781248"), *LONG_GROUPS)
        return made(
            "ps.mpg", "1920x1080", f"format=yuv420p,{BT709}", *coding, *mp2, "384k", "-muxrate", "16200k", "-f", "vob"
        )
    if name == "tv-dvb-ts":
        coding = ("-c:v", "mpeg2video", "-profile:v", "4", "-level:v", "8", *rate("6M", "1835008"), *LONG_GROUPS)
        graph = f"format=yuv420p,{wide},{BT601}"
        return made("dvb.ts", "720x576", graph, *coding, *mp2, "256k", "-muxrate", "7M")
    if name == "tv-avc-intra-100":
        params = "avcintra-class=100:avcintra-flavor=panasonic:interlaced=1:tff=1:" + COLOUR
        coding = ("-c:v", "libx264", "-preset", "ultrafast", "-x264-params", params)
        return made("avci.mxf", "1920x1080", f"format=yuv422p10le,{BT709}", *coding, *pcm, channels=1, tracks=8)
    if name == "tv-imx50":
        intra = ("-g", "1", "-bf", "0", "-intra_vlc", "1", "-non_linear_quant", "1", "-ps", "1", "-qmin", "1")
        flags = ("-qmax", "3", "-flags:v", "+ildct+low_delay", "-intra_dc_precision", "2", "-seq_disp_ext", "always")
        coding = ("-c:v", "mpeg2video", *rate("50M", "2000000"), *intra, *flags, "-aspect", "16:9")
        graph = f"pad=720:608:0:32,format=yuv422p,{wide},{BT601}"
        return made("imx.mxf", "720x576", graph, *coding, *pcm, "-f", "mxf_d10", channels=4)
    coding = ("-aspect", "16:9", "-c:v", "dvvideo", "-c:a", "pcm_s16le", "-timecode", masters.START)
    return made("dv.mxf", "720x576", f"format=yuv420p,{wide},setfield=bff", *coding, channels=1, tracks=2)


NAMES = (
    "tv-h264-mp4",
    "tv-h264-ts",
    "tv-mpeg2-ps-15",
    "tv-dvb-ts",
    "tv-avc-intra-100",
    "tv-imx50",
    "tv-dv25",
)


def seen(path: Path, spec: DeliverySpec, frames: int | None = FRAMES) -> FileLook:
    return look_at_file(opened(path, spec, Expected(frames=frames), LIMITS, cancel=Cancel()), cancel=Cancel())


def faults(look: FileLook) -> dict[str, set[str]]:
    return {each.item: {fault.code for fault in each.faults} for each in look.outcomes if each.faults}


@pytest.mark.tools
@pytest.mark.parametrize("name", NAMES)
def test_a_format_made_by_hand_is_not_accused_and_is_found_when_cut(name: str, tmp_path: Path) -> None:
    path, spec = clip(name), preset(name)
    look = seen(path, spec)
    assert faults(look) == {}
    assert not [each.item for each in look.outcomes if each.unmeasured or not each.measured] or "dv" in name
    content = path.read_bytes()
    short = tmp_path / path.name
    short.write_bytes(content[: int(len(content) * 0.7)])
    assert "complete" in faults(seen(short, spec, None))


@pytest.mark.tools
def test_another_stations_format_is_told_item_by_item() -> None:
    found = faults(seen(clip("tv-dvb-ts"), preset("tv-imx50")))
    assert {"container", "picture-format", "chroma", "bit-rate", "gop", "sound-layout"} <= set(found)
    found = faults(seen(clip("tv-dv25"), preset("tv-mpeg2-ps-15")))
    assert {"container", "picture-format", "raster", "scan", "colour", "sound-layout"} <= set(found)


@pytest.mark.tools
def test_fields_in_the_wrong_order_are_found_in_every_format() -> None:
    for name in ("tv-mpeg2-ps-15", "tv-h264-ts", "tv-dv25"):
        spec = preset(name)
        was = spec.renditions[0]
        turned = dataclasses.replace(was, first_field="bottom" if was.first_field == "top" else "top")
        other = dataclasses.replace(spec, renditions=(turned,))
        assert faults(seen(clip(name), other)) == {"scan": {"qc-scan"}}


# ── the buffer ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_buffer_that_works_for_one_beginning_works() -> None:
    even = [1000] * 50
    assert constant_rate_breaks(even, Fraction(8000), Fraction(8000)) == ([], [])
    swinging = [1500, 500] * 20
    assert constant_rate_breaks(swinging, Fraction(8000), Fraction(12_000)) == ([], [])
    assert constant_rate_breaks(swinging, Fraction(8000), Fraction(11_000))[0]


def test_a_picture_that_is_too_large_and_bits_that_are_missing_are_found_at_their_place() -> None:
    sizes = [1000] * 50
    sizes[20] = 4000
    assert constant_rate_breaks(sizes, Fraction(8000), Fraction(24_000)) == ([20], [])
    assert dry_pictures(sizes, Fraction(8000), Fraction(24_000)) == [20]
    sizes = [1000] * 20 + [100] * 10 + [1000] * 20
    dry, over = constant_rate_breaks(sizes, Fraction(8000), Fraction(24_000))
    assert not dry
    assert 20 < over[0] < 25
    assert dry_pictures(sizes, Fraction(8000), Fraction(24_000)) == []


def test_the_busiest_second_is_found() -> None:
    sizes = array("I", [1000] * 25 + [2000] * 25 + [1000] * 25)
    assert seconds_range(sizes, Fraction(25)) == (Fraction(200_000), Fraction(400_000))
    assert seconds_range([1000] * 5, Fraction(25)) == (Fraction(200_000), Fraction(200_000))


# ── nonsense ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bits_are_read_as_the_standards_write_them() -> None:
    bits = Bits(bytes([0b1_010_011_0, 0b0100_0101]))
    assert [bits.golomb() for _ in range(4)] == [0, 1, 2, 3]
    assert bits.left == 4
    with pytest.raises(ValueError, match="too early"):
        bits.take(5)
    assert [Bits(bytes([code])).signed_golomb() for code in (0x80, 0x40, 0x60, 0x20)] == [0, 1, -1, 2]
    with pytest.raises(ValueError, match=r"Exp-Golomb|too early"):
        Bits(bytes(9)).golomb()


def read(reader: Mpeg2Reader | H264Reader, content: bytes, step: int) -> Pictures:
    for at in range(0, len(content), step):
        reader.feed(content[at : at + step])
    return reader.finish()


@pytest.mark.tools
def test_pictures_are_the_same_in_whatever_pieces_they_come() -> None:
    content = masters.tv_chunk(0).read_bytes()[:3_000_000]
    whole = read(Mpeg2Reader(), content, len(content))
    pieces = read(Mpeg2Reader(), content, 65_537)
    assert len(whole) > 5
    assert whole == pieces
    assert sum(whole.sizes) == len(content)


@pytest.mark.tools
def test_damaged_headers_never_raise(tmp_path: Path) -> None:
    chance = random.Random(5)
    mpeg2 = masters.tv_chunk(0).read_bytes()[:200_000]
    bare = masters.run("-i", masters.online_programme(), "-map", "0:v", "-c", "copy", "-f", "h264", "-")[:60_000]
    mxf, mp4 = masters.tv_master().read_bytes()[:40_000], masters.online_programme().read_bytes()[:20_000]
    target = tmp_path / "damaged"
    for _ in range(120):
        for source, near in ((mpeg2, 400), (bare, 1_000), (mxf, 20_000), (mp4, 12_000)):
            content = bytearray(source)
            for _ in range(chance.randint(1, 40)):
                content[chance.randrange(min(near, len(content)))] = chance.choice((0, 1, 255, chance.randrange(256)))
            if source in (mpeg2, bare):
                reader = Mpeg2Reader() if source is mpeg2 else H264Reader()
                assert len(read(reader, bytes(content), 50_000)) < 1_000
                continue
            target.write_bytes(content)
            read_mxf(target)
            read_mp4(target)


def test_the_box_list_of_nonsense_ends(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    for content in (b"", b"\0\0\0\0moov", b"\0\0\0\1moov" + bytes(8), b"\0\0\0\2mdatxxxx", b"\0\0\0\x08free" * 500):
        odd.write_bytes(content)
        assert len(top_level_boxes(odd)) <= 100
        assert not read_mp4(odd).tracks
        assert read_mxf(odd).lengths == ()
