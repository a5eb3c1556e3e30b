"""Looking at real files: one decode, every sample as it is coded, and a small picture of what is wrong."""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lessontool.errors import Interrupted
from lessontool.model import DeliverySpec, Expected, Outcome
from lessontool.qc.picture import Looked, PictureItem, Seen, decoding, look_at_picture
from lessontool.qc.subject import Subject, opened
from lessontool.tools.process import Cancel
from tests import masters
from tests.recordings import RECORDINGS
from tests.station import LIMITS


class Kept:
    """Keeps what passes."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []

    def see(self, seen: Seen) -> None:
        planes = (seen.luma, seen.cb, seen.cr, seen.wide)
        self.seen.append(Seen(seen.number, seen.time, seen.lasts, *(plane.copy() for plane in planes)))

    def outcomes(self) -> Iterator[Outcome]:
        yield Outcome(item="lip-sync", measured=str(len(self.seen)))


class Broken(Kept):
    """Cannot go on."""

    def see(self, seen: Seen) -> None:
        raise ZeroDivisionError(seen.number)


class Quiet(Kept):
    """Keeps nothing but throws a switch."""

    def __init__(self, cancel: Cancel) -> None:
        super().__init__()
        self.cancel = cancel

    def see(self, seen: Seen) -> None:
        if seen.number == 0:
            self.cancel.throw()


def subject(path: Path, spec: DeliverySpec = masters.ONLINE) -> Subject:
    return opened(path, spec, Expected(), LIMITS, cancel=Cancel())


def looked(
    path: Path, *extra: PictureItem, spec: DeliverySpec = masters.ONLINE, cancel: Cancel | None = None
) -> Looked:
    return look_at_picture(subject(path, spec), extra=extra, cancel=cancel or Cancel(), progress=masters.unheard)


def faults(found: Looked) -> set[str]:
    return {fault.code for outcome in found.outcomes for fault in outcome.faults}


@functools.cache
def interlaced(pixel_format: str = "yuv422p") -> Path:
    """Twelve pictures of 1080i with fields of their own."""
    path = masters.folder() / f"short-{pixel_format}.mxf"
    masters.run(
        *("-f", "lavfi", "-i", f"testsrc2=s=1920x1080:r=50,format={pixel_format},interlace=scan=tff"),
        *("-frames:v", "12", "-c:v", "mpeg2video", "-profile:v", "0", "-level:v", "2", "-q:v", "2"),
        *("-flags:v", "+ildct+ilme", "-f", "mxf", path),
    )
    return path


def test_samples_are_those_of_the_coded_picture() -> None:
    kept = Kept()
    found = looked(interlaced(), kept, spec=masters.TV)
    assert found.frames == len(kept.seen) == 12
    assert found.errors == ()
    assert [seen.time for seen in kept.seen] == [Fraction(n, 25) for n in range(12)]
    raw = np.frombuffer(masters.run("-i", interlaced(), "-f", "rawvideo", "pipe:1"), np.uint8).reshape(12, -1)
    for number in (0, 11):
        seen = kept.seen[number]
        luma = raw[number][: 1920 * 1080].reshape(1080, 1920)
        cb = raw[number][1920 * 1080 :].reshape(2, 1080, 960)[0]
        assert (seen.luma.shape, seen.cb.shape, seen.wide.shape) == ((1080, 480), (1080, 240), (1080, 960))
        assert any(np.array_equal(seen.wide, luma[:, first::2]) for first in (0, 1))
        assert any(np.array_equal(seen.luma, luma[:, first::4]) for first in range(4))
        assert any(np.array_equal(seen.cb, cb[:, first::4]) for first in range(4))
        assert np.array_equal(seen.top, seen.luma[0::2])
        assert np.array_equal(seen.bottom, seen.luma[1::2])


def test_ten_bits_are_shifted_to_eight(tmp_path: Path) -> None:
    path = tmp_path / "ten.mp4"
    masters.run(
        *("-f", "lavfi", "-i", "gradients=s=640x360:r=25,format=yuv422p10le", "-frames:v", "3"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", path),
    )
    kept = Kept()
    looked(path, kept)
    raw = np.frombuffer(masters.run("-i", path, "-f", "rawvideo", "pipe:1"), "<u2").reshape(3, -1)
    wanted: NDArray[np.uint16] = raw[1][: 640 * 360].reshape(360, 640) >> 2
    assert np.array_equal(kept.seen[1].wide, wanted)


def test_the_web_sites_file_is_clean_but_for_the_colours_of_the_test_picture() -> None:
    found = looked(masters.online_programme())
    assert found.frames == 360
    assert faults(found) <= {"qc-gamut"}
    assert {outcome.item for outcome in found.outcomes} >= {"black", "freeze", "gamut", "field-order", "dead-pixels"}


def test_a_fault_comes_with_its_picture_upright_and_in_its_aspect(tmp_path: Path) -> None:
    path = tmp_path / "black.mp4"
    source = "testsrc2=s=320x360:r=25:d=3,drawbox=t=fill:c=black:enable='between(n,40,49)',format=yuv420p,setsar=2"
    masters.run("-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "ultrafast", path)
    found = looked(path)
    (black,) = (fault for outcome in found.outcomes for fault in outcome.faults if fault.code == "qc-black")
    assert [(int(span.start * 25), int(span.end * 25)) for span in black.spans] == [(40, 50)]
    jpeg = base64.b64decode(found.pictures[black.picture])
    (tmp_path / "still.jpg").write_bytes(jpeg)
    gray = masters.run("-i", tmp_path / "still.jpg", "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1")
    assert len(gray) == 480 * 270
    assert max(gray) < 8


def test_a_rotated_phone_film_is_shown_upright() -> None:
    path = RECORDINGS / "phone_iphone6_rot90_vfr_mono.mov"
    known = subject(path)
    assert known.video is not None
    from lessontool.qc.picture import stills

    assert "transpose=clock" in stills._shape(known.video)
    still = stills._still(known, known.video, Fraction(1), Cancel())
    assert still is not None
    assert still.startswith(b"\xff\xd8")


def test_what_an_item_raises_ends_the_pass_and_a_thrown_switch_too() -> None:
    with pytest.raises(ZeroDivisionError):
        looked(interlaced(), Broken())
    cancel = Cancel()
    with pytest.raises(Interrupted):
        looked(masters.online_programme(), Quiet(cancel), cancel=cancel)


def test_a_damaged_file_is_looked_at_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "damaged.mp4"
    data = bytearray(masters.online_programme().read_bytes())
    for at in range(len(data) // 3, len(data) // 2, 2_000):
        data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    found = looked(path)
    assert found.errors
    assert 0 < found.frames <= 360


def test_a_file_without_pictures_has_no_outcome() -> None:
    assert looked(RECORDINGS / "speech_audio_only_in_mp4_44k_mono.mp4") == Looked()


CLEAN = {
    "canon_mjpeg_mono.avi": set[str](),
    "phone_portrait_270x480_vfr.mp4": set[str](),
    "phone_iphone6_rot90_vfr_mono.mov": set[str](),
    "avchd_sony_a7m3_1080i50_ac3.mts": {"qc-combed"},
    "lecture_eth_slides_speech.mov": set[str](),
    "multi_video_multi_audio_8k16k_subs.mp4": set[str](),
    "editlist_edts.mp4": {"qc-black"},  # it is black from end to end
}


@pytest.mark.parametrize("name", CLEAN)
def test_real_recordings_have_no_faults_but_their_own(name: str) -> None:
    found = looked(RECORDINGS / name)
    assert found.frames > 10
    assert faults(found) <= CLEAN[name]


def test_every_layout_of_samples_is_known() -> None:
    video = subject(masters.online_programme()).video
    assert video is not None
    from dataclasses import replace

    for layout, wanted in {
        "nv12": "yuv420p",
        "p010le": "yuv420p10le",
        "yuv411p": "yuv411p",
        "uyvy422": "yuv422p",
        "rgb24": "yuv444p",
        "yuvj420p": "yuv420p",
        "yuv444p12le": "yuv444p10le",
    }.items():
        depth = 10 if layout in ("p010le", "yuv444p12le") else 8
        assert decoding.raster(replace(video, pixel_format=layout, bit_depth=depth)).pixel_format == wanted
