"""The formats that stations ask for: each is what its preset promises, and every outside judge says so."""

from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lessontool.errors import Interrupted, ToolError
from lessontool.essence import avc_intra, encoders, wrap
from lessontool.model import EncodeSound, Output, RenderChunk
from lessontool.timing import SAMPLES_PER_FRAME
from lessontool.tools.process import Cancel
from tests import formats, judges, masters
from tests.formats import FORMATS, FRAMES, made

pytestmark = pytest.mark.proof

THIN = "Whole file: overall bit rate (the only rule that sees a truncated file)"
OPPOSITE = {"=": "!=", ">=": "<", "exists": "must not exist"}
RULES = {
    "tv-mpeg2-ps-15": 34,
    "tv-h264-mp4": 30,
    "tv-h264-ts": 35,
    "tv-avc-intra-100": 37,
    "tv-imx50": 42,
    "tv-dv25": 32,
    "tv-dvb-ts": 37,
}
MXF = {"tv-avc-intra-100": "AVCI_100_1080i", "tv-imx50": "D10_50", "tv-dv25": "IEC_DV_25"}


# ── what the judges say ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
@pytest.mark.parametrize("name", FORMATS)
def test_mediaconch_passes_the_format(name: str) -> None:
    assert judges.failed_rules(made().programme(name), formats.policy(name)) == (set(), RULES[name])


@pytest.mark.tools
@pytest.mark.parametrize("name", FORMATS)
def test_no_rule_of_a_policy_passes_by_accident(name: str, tmp_path: Path) -> None:
    tree = ET.parse(formats.policy(name))  # noqa: S314  # our own file
    rules = list(tree.getroot().iter("rule"))
    for rule in rules:
        rule.set("operator", OPPOSITE[rule.attrib["operator"]])
    tree.write(tmp_path / "opposite.xml", encoding="utf-8", xml_declaration=True)
    failed, ran = judges.failed_rules(made().programme(name), tmp_path / "opposite.xml")
    assert ran == len(rules)
    assert failed == {rule.attrib["name"] for rule in rules}


@pytest.mark.tools
@pytest.mark.parametrize("name", MXF)
def test_bmx_reads_every_edit_unit_and_knows_the_picture(name: str) -> None:
    reading = judges.read_every_unit(made().programme(name))
    assert (reading.units, reading.declared, reading.start) == (FRAMES, FRAMES, "10:00:00:00")
    assert (reading.picture_kind, reading.name) == (MXF[name], "Bài thử")
    assert reading.payloads[0] == b"".join(chunk.read_bytes() for chunk in made().chunks(name))


@pytest.mark.tools
def test_the_sound_of_avc_intra_is_sample_for_sample_the_mix() -> None:
    reading = judges.read_every_unit(made().programme("tv-avc-intra-100"))
    mix = masters.run("-i", made().sound("tv-avc-intra-100"), "-f", "s24le", "-")
    assert len(mix) == FRAMES * SAMPLES_PER_FRAME * 6
    both = np.frombuffer(mix, np.uint8).reshape(-1, 2, 3)
    for track in (0, 1):
        assert reading.payloads[1 + track] == both[:, track].tobytes()
    assert [track == bytes(len(mix) // 2) for track in reading.payloads[3:]] == [True] * 6


@pytest.mark.tools
def test_imx_has_four_channels_with_the_voice_on_the_first_two() -> None:
    found = [
        masters.run(
            "-i", made().programme("tv-imx50"), "-map", "0:a", "-af", f"pan=mono|c0=c{channel}", "-f", "s24le", "-"
        )
        for channel in range(4)
    ]
    assert [any(channel) for channel in found] == [True, True, False, False]
    assert {len(channel) for channel in found} == {FRAMES * SAMPLES_PER_FRAME * 3}


# ── joins, fields and times ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
@pytest.mark.parametrize("name", ["tv-mpeg2-ps-15", "tv-h264-ts", "tv-imx50", "tv-dv25", "tv-dvb-ts"])
def test_a_join_loses_and_doubles_no_picture(name: str) -> None:
    parts = [picture for chunk in made().chunks(name) for picture in formats.decoded("-i", chunk)]
    assert len(made().chunks(name)) == 2
    assert len(parts) == FRAMES
    assert formats.decoded("-i", made().programme(name)) == parts


@pytest.mark.tools
@pytest.mark.parametrize(("name", "order"), [("tv-imx50", "TFF"), ("tv-dvb-ts", "TFF"), ("tv-dv25", "BFF")])
def test_fields_come_in_the_order_that_the_format_says(name: str, order: str) -> None:
    # differences of neighbouring fields in the declared order are those of 20 ms, else jumps of 20 ms back and 60 on
    path = made().programme(name)
    lines = 608 if name == "tv-imx50" else 576
    raw = masters.run("-i", path, "-map", "0:v", "-vf", "format=gray", "-frames:v", "24", "-f", "rawvideo", "-")
    frames = np.frombuffer(raw, np.uint8).reshape(-1, lines, 720)[:, lines - 576 :].astype(np.int16)

    def stride(first: int) -> float:
        fields = [field for frame in frames for field in (frame[first::2], frame[1 - first :: 2])]
        return float(np.mean([np.abs(after - before).mean() for before, after in pairwise(fields)]))

    assert (stride(0) < stride(1)) == (order == "TFF")


@pytest.mark.tools
@pytest.mark.parametrize("name", ["tv-mpeg2-ps-15", "tv-h264-ts", "tv-dvb-ts"])
def test_the_sound_of_a_stream_is_in_step_to_the_sample(name: str) -> None:
    path = made().programme(name)
    step = next(each for each in made().plan.steps if isinstance(each, EncodeSound) and f" {name} " in each.name)
    whole = _samples(made().files[step.source])
    heard = _samples(path)[: len(whole)]
    length = len(heard)
    spectrum = np.fft.rfft(whole[:length], 2 * length) * np.conj(np.fft.rfft(heard, 2 * length))
    assert int(np.argmax(np.fft.irfft(spectrum))) == 0
    first = {kind: judges.mediainfo(path, kind, "Delay") for kind in ("Video", "Audio")}
    assert first["Video"] == first["Audio"]


def _samples(path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    raw = masters.run("-i", path, "-map", "0:a", "-af", "pan=mono|c0=c0", "-f", "f32le", "-")
    return np.frombuffer(raw, np.float32)


@pytest.mark.tools
@pytest.mark.parametrize(("name", "rate"), [("tv-h264-ts", 13_500_000), ("tv-dvb-ts", 7_000_000)])
def test_the_clock_of_a_transport_stream_runs_at_its_constant_rate(name: str, rate: int) -> None:
    data = made().programme(name).read_bytes()
    assert len(data) % 188 == 0
    clocks = []
    for at in range(0, len(data), 188):
        packet = data[at : at + 188]
        assert packet[0] == 0x47
        if packet[3] & 0x20 and packet[4] and packet[5] & 0x10:
            base = int.from_bytes(packet[6:11], "big") >> 7
            clocks.append((at, base * 300 + (int.from_bytes(packet[10:12], "big") & 0x1FF)))
    assert len(clocks) > 50
    for (at, clock), (later, next_clock) in pairwise(clocks):
        seconds = (next_clock - clock) / 27e6
        assert 0 < seconds <= 0.040  # TR 101 290: a clock every 40 ms
        assert abs((later - at) * 8 / seconds - rate) / rate < 0.001


@pytest.mark.tools
@pytest.mark.parametrize("name", ["tv-mpeg2-ps-15", "tv-dvb-ts"])
def test_a_decoder_never_starves_nor_overflows_and_is_told_the_truth(name: str) -> None:
    rendition = formats.spec(name).renditions[0]
    data = b"".join(chunk.read_bytes() for chunk in made().chunks(name))
    rate = (rendition.bit_rate_kbps or 0) * 1000
    buffer = -(-(rendition.buffer_kbit or 0) * 1000 // 16_384) * 16_384
    assert len(data) * 8 == rate * FRAMES // 25
    starts, at = [], data.find(b"\0\0\1\0")
    while at >= 0:
        starts.append(at)
        at = data.find(b"\0\0\1\0", at + 4)
    assert len(starts) == FRAMES
    ends = [
        *(
            data.rfind(b"\0\0\1\xb3", start, later) if b"\0\0\1\xb3" in data[start:later] else later
            for start, later in pairwise(starts)
        ),
        len(data),
    ]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        come = buffer // 2 + rate * number // 25
        assert end * 8 <= come or number == FRAMES - 1  # it is there when it is wanted
        told = int.from_bytes(data[start + 4 : start + 8], "big") >> 3 & 0xFFFF
        waits = (come - (start + 4) * 8) * 90_000 / rate
        assert abs(told - waits) <= 2
        assert come - start * 8 <= buffer + rate // 25


# ── broken brothers ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_sound_of_another_rate_is_refused(tmp_path: Path) -> None:
    name = "tv-mpeg2-ps-15"
    other = formats.wrapped(tmp_path / "a.mpg", made().step(name), made().chunks(name), made().sound("tv-dvb-ts"))
    assert judges.failed_rules(other, formats.policy(name))[0] == {"384 kb/s"}


@pytest.mark.tools
def test_pictures_of_another_format_in_a_programme_stream_are_refused(tmp_path: Path) -> None:
    name = "tv-mpeg2-ps-15"
    chunks = made().chunks("tv-dvb-ts")
    other = formats.wrapped(tmp_path / "a.mpg", made().step(name), chunks, made().sound(name))
    failed = judges.failed_rules(other, formats.policy(name))[0]
    assert failed >= {"High level", "15 Mb/s", "1920 pixels", "1080 lines", "Square pixels", "BT.709 primaries"}
    assert not failed & {"MPEG-2", "Closed GOP", "Interlaced", "Top field first", "384 kb/s"}


@pytest.mark.tools
@pytest.mark.parametrize(
    ("swap", "rules"),
    [
        (("service_name=Bai giang", "service_name=Service01"), {"Service has a name"}),
        (("language=vie", "language=eng"), {"Language of the sound"}),
        (("7000000", "8000000"), {"7 Mb/s"}),
        (("digital_tv", "digital_radio"), {"Service of television"}),
    ],
)
def test_a_transport_stream_with_one_wrong_word_is_refused_by_its_rule(
    tmp_path: Path, swap: tuple[str, str], rules: set[str]
) -> None:
    name = "tv-dvb-ts"
    other = formats.wrapped(tmp_path / "a.ts", made().step(name), made().chunks(name), made().sound(name), swap)
    assert judges.failed_rules(other, formats.policy(name))[0] == rules


@pytest.mark.tools
def test_a_transport_stream_of_any_rate_is_refused(tmp_path: Path) -> None:
    name = "tv-h264-ts"
    step = dataclasses.replace(made().step(name), mux_rate_kbps=None)
    other = formats.wrapped(tmp_path / "a.ts", step, made().chunks(name), made().sound(name))
    failed = judges.failed_rules(other, formats.policy(name))[0]
    assert failed == {"Constant rate of the whole", "13.5 Mb/s"}


@pytest.mark.tools
def test_progressive_h264_is_refused(tmp_path: Path) -> None:
    name = "tv-h264-mp4"
    chunk = tmp_path / "p.mp4"
    rendition = dataclasses.replace(formats.spec(name).renditions[0], interlaced=False, effort="ultrafast")
    recipe = next(
        recipe
        for step in made().plan.steps
        if isinstance(step, RenderChunk)
        for recipe in step.recipes
        if recipe.preset == name
    )
    options = encoders.encoder(dataclasses.replace(recipe, rendition=rendition), "", 12)
    words = [word for key, value in options.items() if key != "format" for word in (f"-{key}", str(value))]
    source = "testsrc2=s=1920x1080:r=25,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709"
    masters.run("-f", "lavfi", "-i", f"{source}:colorspace=bt709", "-frames:v", "12", *words, chunk)
    other = formats.wrapped(tmp_path / "a.mp4", made().step(name), [chunk], made().sound(name))
    assert judges.failed_rules(other, formats.policy(name))[0] >= {"Interlaced coding", "Top field first"}


@pytest.mark.tools
@pytest.mark.parametrize(
    ("name", "swap", "rules"),
    [
        ("tv-imx50", ("pcm_s24le", "pcm_s16le"), {"24 bit"}),
        (
            "tv-imx50",
            ("10:00:00:00", "01:00:00:00"),
            {"Container starts at 10 h", "Timecode tracks start at 10:00:00:00"},
        ),
        ("tv-dv25", ("pcm_s16le", "pcm_s24le"), {"16 bit"}),
        (
            "tv-dv25",
            ("10:00:00:00", "00:00:00:00"),
            {"Container starts at 10 h", "Timecode tracks start at 10:00:00:00"},
        ),
    ],
)
def test_an_mxf_with_one_wrong_word_is_refused_by_its_rule(
    tmp_path: Path, name: str, swap: tuple[str, str], rules: set[str]
) -> None:
    other = formats.wrapped(tmp_path / "a.mxf", made().step(name), made().chunks(name), made().sound(name), swap)
    assert judges.failed_rules(other, formats.policy(name))[0] == rules


@pytest.mark.tools
def test_the_description_that_ffmpeg_gives_avc_intra_is_refused(tmp_path: Path) -> None:
    """Why bmx writes this format."""
    name = "tv-avc-intra-100"
    target = tmp_path / "a.mxf"
    chunks = "|".join(str(chunk) for chunk in made().chunks(name))
    masters.run(
        *("-f", "h264", "-framerate", "25", "-i", f"concat:{chunks}", "-i", made().sound(name)),
        *("-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "pcm_s24le", "-f", "mxf", target),
    )
    failed = judges.failed_rules(target, formats.policy(name))[0]
    assert failed >= {"High 4:2:2 Intra profile", "Level 4.1", "568 832 bytes a picture, less 512 of parameter sets"}
    assert judges.mediainfo(target, "Video", "Format_Profile") == "Spatially Scalable@6"


@pytest.mark.tools
@pytest.mark.parametrize("name", MXF)
def test_a_truncated_mxf_is_refused(tmp_path: Path, name: str) -> None:
    short = tmp_path / "short.mxf"
    short.write_bytes(made().programme(name).read_bytes()[: made().programme(name).stat().st_size // 2])
    assert THIN in judges.failed_rules(short, formats.policy(name))[0]
    with pytest.raises(RuntimeError):
        judges.read_every_unit(short)


# ── AVC-Intra is written without ffmpeg: its own checks ───────────────────────────────────────────────────────────


@pytest.mark.tools
@pytest.mark.parametrize("fault", ["one chunk too few", "one too many", "cut short", "sound too short"])
def test_avc_intra_that_lacks_anything_is_refused(tmp_path: Path, fault: str) -> None:
    name = "tv-avc-intra-100"
    first, second = made().chunks(name)
    short = tmp_path / "short.h264"
    short.write_bytes(second.read_bytes()[:-1000])
    chunks = {
        "one chunk too few": [first],
        "one too many": [first, second, second],
        "cut short": [first, short],
        "sound too short": [first, second],
    }[fault]
    sound = masters.sound(1000) if fault == "sound too short" else made().sound(name)
    with pytest.raises(ToolError):
        _wrap(chunks, sound, tmp_path / "t.part", Cancel())


@pytest.mark.tools
def test_wrapping_avc_intra_stops_when_it_is_cancelled(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        _wrap(made().chunks("tv-avc-intra-100"), made().sound("tv-avc-intra-100"), tmp_path / "t.part", cancel)


def _wrap(chunks: list[Path], sound: Path, target: Path, cancel: Cancel) -> None:
    step = made().step("tv-avc-intra-100")
    wrap.wrap(step, chunks, sound, target, created=masters.CREATED, cancel=cancel, progress=masters.unheard)


@pytest.mark.tools
@pytest.mark.parametrize("name", MXF)
@pytest.mark.parametrize("picture", ["color=c=0x0D4A63:s={size}:r=25", "nullsrc=s={size}:r=25,noise=alls=100:allf=t"])
def test_an_empty_and_a_noisy_picture_have_the_same_size(tmp_path: Path, name: str, picture: str) -> None:
    # found with a brand's opening: the encoder had no room for the stuffing of an empty IMX picture
    recipe = next(
        recipe
        for step in made().plan.steps
        if isinstance(step, RenderChunk)
        for recipe in step.recipes
        if recipe.preset == name
    )
    spec = recipe.rendition
    pixels = {"tv-avc-intra-100": "yuv422p10le", "tv-imx50": "yuv422p", "tv-dv25": "yuv420p"}[name]
    options = encoders.encoder(recipe, "10:00:00:00", 3)
    words = [word for key, value in options.items() if key != "format" for word in (f"-{key}", str(value))]
    source = picture.format(size=f"{spec.width_px}x{spec.height_px}")
    aspect = "setsar=64/45" if spec.colour == "bt601" else "setsar=1"
    target = tmp_path / "x"
    masters.run(
        *("-f", "lavfi", "-i", f"{source},format={pixels},{aspect}", "-frames:v", "3"),
        *(*words, "-f", options["format"], target),
    )
    assert target.stat().st_size == 3 * {"tv-imx50": 250_000, "tv-dv25": 144_000}.get(name, avc_intra.PICTURE_BYTES)


def test_avc_intra_starts_no_program() -> None:
    spec = formats.spec("tv-avc-intra-100")
    step = masters.tv_step(rendition=spec.renditions[0], output=Output(name="x", suffix=".mxf"))
    assert wrap.wrap_command(step, "s.wav", "t.mxf", created=masters.CREATED) == []
    assert spec.renditions[0].bit_rate_kbps == avc_intra.PICTURE_BYTES * 25 * 8 // 1000
