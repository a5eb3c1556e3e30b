"""What is judged from a file without decoding it: every fault is found, under its item, at its place."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from lessontool.errors import Interrupted
from lessontool.messages import TABLE, hint, say
from lessontool.messages.qc_file import QC_FILE
from lessontool.model import DeliverySpec, Expected, Outcome
from lessontool.qc import file as qc_file
from lessontool.qc.file import FileLook, look_at_file, readable
from lessontool.qc.file.mp4 import top_level_boxes
from lessontool.qc.file.mxf import read_mxf
from lessontool.qc.subject import Subject, opened
from lessontool.timing import TimeSpan
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests import judges, masters
from tests.station import LIMITS

SHORT = masters.CHUNK_FRAMES
FILE_ITEMS = 15
GROUP = b"\x00\x00\x01\xb8"
SEQUENCE = b"\x00\x00\x01\xb3"
PICTURE = b"\x00\x00\x01\x00"
EXTENSION = b"\x00\x00\x01\xb5"

FAULTS = {
    "16 bit": {"sound-layout": {"qc-sound-format"}},
    "wrong timecode": {"timecode": {"qc-timecode-start"}, "agreement": {"qc-differs-timecode"}},
    "two tracks": {"sound-layout": {"qc-sound-tracks"}},
    "bottom field first": {"scan": {"qc-scan"}},
    "progressive": {"scan": {"qc-scan"}, "picture-format": {"qc-picture-format"}},
    "35 Mbps": {"bit-rate": {"qc-bit-rate"}, "picture-format": {"qc-picture-format"}},
}


@functools.cache
def subject(path: Path, spec: DeliverySpec = masters.TV, frames: int | None = None) -> Subject:
    return opened(path, spec, Expected(frames=frames), LIMITS, cancel=Cancel())


@functools.cache
def seen(path: Path, spec: DeliverySpec = masters.TV, frames: int | None = masters.FRAMES) -> FileLook:
    return look_at_file(subject(path, spec, frames), cancel=Cancel())


def faults(look: FileLook) -> dict[str, set[str]]:
    return {each.item: {fault.code for fault in each.faults} for each in look.outcomes if each.faults}


def item(look: FileLook, name: str) -> Outcome:
    return next(each for each in look.outcomes if each.item == name)


def spans(look: FileLook, code: str) -> tuple[TimeSpan, ...]:
    (fault,) = [fault for each in look.outcomes for fault in each.faults if fault.code == code]
    return fault.spans


def near(span: TimeSpan, frame: int) -> bool:
    return abs(span.start * 25 - frame) <= 2


def other(**changes: object) -> DeliverySpec:
    """The TV preset with another rendition."""
    return dataclasses.replace(masters.TV, renditions=(dataclasses.replace(masters.XDCAM, **changes),))  # type: ignore[arg-type]


# ── the masters, and the brothers that everybody has ─────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_the_master_is_without_fault_and_says_what_a_station_checks_first() -> None:
    look = seen(masters.tv_master())
    assert faults(look) == {}
    assert len(look.outcomes) == FILE_ITEMS
    assert not [each.item for each in look.outcomes if each.unmeasured or not each.measured]
    assert look.facts["format"] == "MXF OP1a Closed Complete · XDCAM HD422"
    assert look.facts["duration"] == "00:00:07:05"
    assert look.facts["timecode"] == masters.START
    assert look.facts["scan"] == "Interlaced TFF"
    assert look.facts["gop"] == "M=3, N=12 Closed"
    assert look.facts["sound"] == "8 × PCM 24 bit 1 ch 48000 Hz"
    assert look.facts["title"] == masters.TITLE
    assert item(look, "duration").measured == "180 / 345600"
    assert item(look, "agreement").measured == "9/9"


@pytest.mark.tools
def test_the_online_programme_is_without_fault() -> None:
    look = seen(masters.online_programme(), masters.ONLINE)
    assert faults(look) == {}
    assert item(look, "duration").measured == "360 / 345600"
    assert look.facts["language"] == "vie"
    assert top_level_boxes(masters.online_programme()) == ("ftyp", "moov", "free", "mdat")


@pytest.mark.tools
@pytest.mark.parametrize("fault", FAULTS)
def test_each_broken_brother_is_found_out(fault: str) -> None:
    look = seen(masters.brother(fault), frames=masters.brother_frames(fault))
    assert faults(look) == FAULTS[fault]


@pytest.mark.tools
def test_a_picture_too_many_or_too_few_is_found() -> None:
    look = seen(masters.tv_master(), frames=masters.FRAMES + 1)
    assert faults(look) == {"duration": {"qc-picture-count"}}
    assert near(spans(look, "qc-picture-count")[0], masters.FRAMES)


@pytest.mark.tools
def test_another_raster_rate_and_format_are_found() -> None:
    wrong = dataclasses.replace(masters.SMALL, width_px=1280, height_px=720, pictures_per_second=25)
    look = seen(masters.online_programme(), dataclasses.replace(masters.ONLINE, renditions=(wrong,)))
    assert faults(look) == {
        "raster": {"qc-raster"},
        "frame-rate": {"qc-frame-rate"},
        "duration": {"qc-picture-count"},
    }
    look = seen(masters.online_programme(), masters.TV)
    assert {"container", "picture-format", "scan", "chroma", "timecode", "sound-layout"} <= set(faults(look))


@pytest.mark.tools
def test_looking_stops_when_it_is_cancelled() -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        look_at_file(subject(masters.tv_master()), cancel=cancel)


# ── cut off ──────────────────────────────────────────────────────────────────────────────────────────────────────


def cut(path: Path, share: float, folder: Path) -> Path:
    target = folder / path.name
    content = path.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


@pytest.mark.tools
@pytest.mark.parametrize("share", [0.7, 0.999])
def test_a_master_that_is_cut_off_is_found_out_and_nothing_is_made_up(share: float, tmp_path: Path) -> None:
    look = seen(cut(masters.tv_master(), share, tmp_path), frames=None)
    found = faults(look)
    assert "qc-no-footer" in found["complete"]
    assert set(found) <= {"complete", "duration"}
    if share < 0.9:
        assert near(spans(look, "qc-fewer-than-promised")[0], round(share * masters.FRAMES))


@pytest.mark.tools
def test_an_online_programme_that_is_cut_off_is_found_out(tmp_path: Path) -> None:
    look = seen(cut(masters.online_programme(), 0.7, tmp_path), masters.ONLINE, frames=None)
    assert faults(look)["complete"] >= {"qc-bytes-missing", "qc-fewer-than-promised"}
    assert set(faults(look)) <= {"complete", "duration"}


# ── one change in the coded picture ──────────────────────────────────────────────────────────────────────────────


def places(content: bytes | bytearray, mark: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(mark), content)]


def timecode_jump(content: bytearray) -> None:
    for at in places(content, GROUP)[2:]:  # from frame 24 on, one second later
        content[at + 6] += 1 << 5
        assert content[at + 5] & 8, "the marker bit stays"


def open_group(content: bytearray) -> None:
    for at in places(content, GROUP):
        content[at + 7] &= ~0x40


def one_open_group(content: bytearray) -> None:
    content[places(content, GROUP)[3] + 7] &= ~0x40


def narrow(content: bytearray) -> None:
    for at in places(content, SEQUENCE):
        content[at + 7] = content[at + 7] & 0x0F | 2 << 4


def wrong_matrix(content: bytearray) -> None:
    for at in places(content, EXTENSION):
        if content[at + 4] >> 4 == 2:
            assert content[at + 5 : at + 8] == b"\x01\x01\x01"
            content[at + 7] = 6


def wrong_matrix_halfway(content: bytearray) -> None:
    after = bytearray(content[places(content, SEQUENCE)[2] :])
    wrong_matrix(after)
    content[-len(after) :] = after


def swapped_fields(content: bytearray) -> None:
    """From frame 36 to 48 the other field comes first."""
    groups = places(content, GROUP)
    for at in places(content, EXTENSION):
        if content[at + 4] >> 4 == 8 and groups[3] < at < groups[4]:
            content[at + 7] &= ~0x80


def without_a_b_picture(content: bytearray) -> None:
    """Take frame 29 out: the first B picture behind the second P of the third group."""
    pictures = places(content, PICTURE)
    del content[pictures[24 + 5] : pictures[24 + 6]]


def without_a_group(content: bytearray) -> None:
    starts = places(content, SEQUENCE)
    del content[starts[2] : starts[3]]


def one_huge_picture(content: bytearray) -> None:
    content[places(content, PICTURE)[30] : places(content, PICTURE)[30]] = bytes(4_000_000)


@functools.cache
def patched(change: Callable[[bytearray], None], frames: int = SHORT) -> Path:
    """A master of one chunk of which some bytes were changed before it was wrapped."""
    content = bytearray(masters.tv_chunk(0).read_bytes())
    change(content)
    name = change.__name__
    chunk = masters.folder() / f"{name}.m2v"
    chunk.write_bytes(content)
    return masters.wrapped(name, masters.tv_step(frames=frames), (chunk,))


@pytest.mark.tools
@pytest.mark.parametrize(
    ("change", "frames", "wanted"),
    [
        (timecode_jump, SHORT, {"timecode": {"qc-timecode-jump"}}),
        (open_group, SHORT, {"gop": {"qc-group-open"}}),
        (one_open_group, SHORT, {"gop": {"qc-group-open"}}),
        (narrow, SHORT, {"raster": {"qc-aspect"}}),
        (wrong_matrix, SHORT, {"colour": {"qc-colour", "qc-colour-container"}}),
        (wrong_matrix_halfway, SHORT, {"agreement": {"qc-headers-change"}}),
        (swapped_fields, SHORT, {"scan": {"qc-scan-changes"}}),
        (without_a_b_picture, SHORT - 1, {"gop": {"qc-picture-lost"}, "timecode": {"qc-timecode-jump"}}),
        (without_a_group, SHORT - 12, {"timecode": {"qc-timecode-jump"}}),
        (one_huge_picture, SHORT, {"bit-rate": {"qc-buffer-dry"}}),
    ],
)
def test_a_change_in_the_coded_picture_is_found(
    change: Callable[[bytearray], None], frames: int, wanted: dict[str, set[str]]
) -> None:
    look = seen(patched(change, frames), frames=SHORT)
    found = faults(look)
    if frames != SHORT:
        assert found.pop("duration") == {"qc-picture-count"}
    if change is not one_huge_picture:
        found.pop("picture-format", None)  # MediaInfo takes the trade's name away for some
    assert found == wanted


@pytest.mark.tools
@pytest.mark.parametrize(
    ("change", "frames", "code", "place"),
    [
        (timecode_jump, SHORT, "qc-timecode-jump", 24),
        (one_open_group, SHORT, "qc-group-open", 36),
        (wrong_matrix_halfway, SHORT, "qc-headers-change", 24),
        (swapped_fields, SHORT, "qc-scan-changes", 36),
        (without_a_b_picture, SHORT - 1, "qc-picture-lost", 29),
        (without_a_group, SHORT - 12, "qc-timecode-jump", 24),
        (one_huge_picture, SHORT, "qc-buffer-dry", 29),
    ],
)
def test_the_place_of_a_fault_is_told(change: Callable[[bytearray], None], frames: int, code: str, place: int) -> None:
    first, *_ = spans(seen(patched(change, frames), frames=SHORT), code)
    assert near(first, place), str(first)


@pytest.mark.tools
def test_swapped_fields_are_told_from_first_to_last() -> None:
    (span,) = spans(seen(patched(swapped_fields), frames=SHORT), "qc-scan-changes")
    assert (span.start * 25, span.end * 25) == (Fraction(36), Fraction(48))


@pytest.mark.tools
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (narrow, "16:9"),
        (wrong_matrix, "BT.709 matrix"),
        (open_group, "Closed GOP"),
    ],
)
def test_mediaconch_finds_the_same(change: Callable[[bytearray], None], rule: str) -> None:
    failed, _ = judges.failed_rules(patched(change))
    assert rule in failed


# ── one change in the container ──────────────────────────────────────────────────────────────────────────────────


@functools.cache
def rewritten(name: str, old: bytes, new: bytes) -> Path:
    """A master of which one value in the header was changed, the essence left as it is."""
    path = masters.folder() / f"{name}.mxf"
    content = masters.wrapped("plain", masters.tv_step(frames=SHORT), (masters.tv_chunk(0),)).read_bytes()
    assert old in content
    assert len(old) == len(new)
    path.write_bytes(content.replace(old, new))
    return path


ASPECT = bytes.fromhex("320e0008") + (16).to_bytes(4, "big") + (9).to_bytes(4, "big")
START = bytes.fromhex("15010008") + (900_000).to_bytes(8, "big")
BIT_RATE = (50_000_000).to_bytes(4, "big")
LAYOUT = bytes.fromhex("320c000101")


@pytest.mark.tools
@pytest.mark.parametrize(
    ("name", "old", "new", "wanted"),
    [
        ("shape", ASPECT, ASPECT[:4] + (4).to_bytes(4, "big") + (3).to_bytes(4, "big"), {"qc-differs-aspect"}),
        ("rate", b"\x00\x04" + BIT_RATE, b"\x00\x04" + (35_000_000).to_bytes(4, "big"), {"qc-differs-bit-rate"}),
    ],
)
def test_a_description_that_contradicts_the_picture_is_found(
    name: str, old: bytes, new: bytes, wanted: set[str]
) -> None:
    look = seen(rewritten(name, old, new), frames=SHORT)
    assert faults(look)["agreement"] == wanted
    assert item(look, "agreement").measured == "8/9"


@pytest.mark.tools
def test_two_timecodes_that_differ_are_found(tmp_path: Path) -> None:
    content = bytearray(rewritten("same", START, START).read_bytes())
    first, second = places(content, START)[:2]
    content[second + 4 : second + 12] = (900_025).to_bytes(8, "big")
    assert first < second
    path = tmp_path / "apart.mxf"
    path.write_bytes(content)
    assert {read_mxf(path).material_start, read_mxf(path).source_start} == {"10:00:00:00", "10:00:01:00"}
    assert "qc-timecode-packages" in faults(seen(path, frames=SHORT))["timecode"]


@pytest.mark.tools
def test_a_master_that_was_never_closed_is_found(tmp_path: Path) -> None:
    content = bytearray(rewritten("same", START, START).read_bytes())
    assert content[13:15] == b"\x02\x04"
    content[14] = 1
    path = tmp_path / "open.mxf"
    path.write_bytes(content)
    assert faults(seen(path, frames=SHORT)) == {"container": {"qc-container-open"}}


# ── MP4 ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_an_online_file_whose_index_comes_last_is_found(tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    masters.run("-i", masters.online_programme(), "-map", "0", "-c", "copy", "-f", "mp4", late)
    assert faults(seen(late, masters.ONLINE)) == {"container": {"qc-index-last"}}


@pytest.mark.tools
def test_sound_that_starts_late_or_ends_early_is_found(tmp_path: Path) -> None:
    film, late, short = masters.online_programme(), tmp_path / "late.mp4", tmp_path / "short.mp4"
    coding = ("-map", "0:v", "-map", "1:a", "-c", "copy", "-movflags", "+faststart", "-f", "mp4")
    masters.run("-i", film, "-itsoffset", "0.2", "-i", film, *coding, late)
    assert faults(seen(late, masters.ONLINE)) == {"duration": {"qc-sound-start"}}
    masters.run("-i", film, "-t", "7.1", "-i", film, *coding, short)
    found = seen(short, masters.ONLINE)
    assert faults(found)["duration"] == {"qc-sound-length"}
    assert near(spans(found, "qc-sound-length")[0], round(7.1 * 25))


@pytest.mark.tools
def test_a_picture_that_is_lost_leaves_a_hole_in_the_times(tmp_path: Path) -> None:
    holed = tmp_path / "holed.mp4"
    drop = "noise=drop='eq(n,149)'"
    coding = ("-map", "0", "-c", "copy", "-bsf:v", drop, "-movflags", "+faststart", "-f", "mp4")
    masters.run("-i", masters.online_programme(), *coding, holed)
    look = seen(holed, masters.ONLINE)
    assert faults(look) == {"frame-rate": {"qc-times-missing"}, "duration": {"qc-picture-count"}}
    assert near(spans(look, "qc-times-missing")[0], 75)


@pytest.mark.tools
def test_sound_is_as_long_as_the_pictures_to_the_sample_where_it_is_pcm() -> None:
    whole = subject(masters.tv_master(), masters.TV, masters.FRAMES)
    tracks = list(whole.media.audio)
    tracks[3] = dataclasses.replace(tracks[3], end=tracks[3].end - Fraction(1, 48_000))
    shorter = dataclasses.replace(whole, media=dataclasses.replace(whole.media, audio=tuple(tracks)))
    look = look_at_file(shorter, cancel=Cancel())
    assert faults(look) == {"duration": {"qc-sound-length"}}
    (fault,) = item(look, "duration").faults
    assert (fault.measured, fault.limit, fault.values["tracks"]) == ("345599", "345600", "4")


# ── nothing known, and what is said ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.tools
def test_a_file_of_which_mediainfo_knows_nothing_is_judged_all_the_same() -> None:
    silent = dataclasses.replace(subject(masters.tv_master(), masters.TV, masters.FRAMES), said=())
    look = look_at_file(silent, cancel=Cancel())
    assert faults(look) == {}
    assert item(look, "picture-format").measured == "MPEG-2 4:2:2@High"


@pytest.mark.tools
def test_what_cannot_be_decoded_is_told() -> None:
    whole = subject(masters.tv_master(), masters.TV, masters.FRAMES)
    assert readable((), (), masters.FRAMES, whole).faults == ()
    bad = readable(("[error] ac-tex damaged",), ("[error] x", "[error] y"), masters.FRAMES - 3, whole)
    assert {(fault.code, fault.measured, fault.limit) for fault in bad.faults} == {
        ("qc-pictures-damaged", "1", "0"),
        ("qc-sound-damaged", "2", "0"),
        ("qc-pictures-undecoded", "177", "180"),
    }


def test_every_fault_has_its_sentence_and_no_sentence_is_left_over() -> None:
    folder = Path(qc_file.__file__).parent
    used = {code for path in folder.glob("*.py") for code in re.findall(r'"(qc-[a-z0-9-]+)"', path.read_text("utf-8"))}
    assert used == set(QC_FILE)
    assert len(used) == 68
    values = dict.fromkeys(("found", "wanted", "at", "count", "bytes", "tracks", "buffer", "most"), "1")
    for code in used:
        for language in ("vi", "en"):
            assert say(code, values, language)
            assert hint(code, values, language) or not TABLE[code].hint_vi


def test_nothing_here_decodes_a_picture() -> None:
    folder = Path(qc_file.__file__).parent
    text = (folder / "reading.py").read_text("utf-8")
    assert '"-c", "copy"' in text
    assert not [path.name for path in folder.glob("*.py") if "rawvideo" in path.read_text("utf-8")]
    assert ffmpeg.executable()
