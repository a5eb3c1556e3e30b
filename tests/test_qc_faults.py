"""Proof of the QC itself: a clean programme passes every item, and one fault for each item is found at its time.

The default run takes the smallest degree of each fault and puts several into one clip; `python -m benchmarks.faults`
makes all of them, one at a time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import pytest

from lessontool.model import Expected, ItemName, Outcome
from tests.faults import files, pictures, scene, sounds, voice
from tests.faults.copies import CHUNK, Workshop, online, tv
from tests.faults.declared import Fault, Part
from tests.faults.scene import FRAMES, at, brighter, patch, pattern, whole
from tests.faults.trial import Trial, described, measured, tried, workshop
from tests.station import LIMITS

pytestmark = [pytest.mark.tools, pytest.mark.proof]

_WITH_PACKAGES: Final[set[ItemName]] = {
    "captions",
    "caption-language",
    "reading-speed",
    "caption-area",
    "caption-silence",
    "caption-phantoms",
    "metadata",
    "file-name",
    "checksums",
}
"""Proved with the packages: they are not in a programme."""


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """In a small raster: what depends on the full one has the full one."""
    with workshop(small=True) as made:
        yield made


@pytest.fixture(scope="module")
def full() -> Iterator[Workshop]:
    with workshop() as made:
        yield made


@functools.cache
def named(name: str) -> Fault:
    """A fault as the generator declares it."""
    every = (*files.all_of_them(), *pictures.all_of_them(), *sounds.all_of_them())
    (fault,) = (one for one in every if one.name == name)
    return fault


# ── clean ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clean_programme_for_a_station_has_no_fault_in_any_item(full: Workshop) -> None:
    frames = 2 * CHUNK
    outcomes = measured(full.clean_tv(frames), tv(), Expected(frames=frames), "both", LIMITS)
    assert list(described(outcomes)) == []
    assert {one.item for one in outcomes} == set(get_args(ItemName)) - _WITH_PACKAGES
    assert {one.item: one.unmeasured for one in outcomes if one.unmeasured}.keys() <= {"afd", "lip-sync", "hum"}


def test_a_clean_programme_for_the_web_has_no_fault_in_any_item(shop: Workshop) -> None:
    outcomes = measured(shop.clean_online(), online(), Expected(frames=FRAMES), "both", LIMITS)
    assert list(described(outcomes)) == []
    unmeasured = {one.item for one in outcomes if one.unmeasured}
    assert unmeasured <= {"afd", "timecode", "field-order", "lip-sync", "hum", "gamut", "video-levels"}


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "the last 100 kB missing",
        "a picture lost",
        "the sound a frame shorter",
        "timecode begins a frame late",
        "the groups' timecode jumps by 10 s",
        "a frame less than was planned",
        "bottom field first, by its flag",
        "two tracks of sound",
        "sound of 16 bit",
        "online: its index last",
        "online: 480×272",
        "online: 30 pictures a second",
        "online: MPEG-4 part 2",
        "online: 4:2:2",
        "online: colour of standard definition",
        "online: keyframes every 6 s",
    ],
)
def test_a_fault_of_the_file_is_found(name: str, shop: Workshop) -> None:
    trial = tried(named(name), shop)
    assert trial.right, trial.told()


def test_too_low_a_bit_rate_is_found(full: Workshop) -> None:
    trial = tried(named("45 Mb/s"), full)
    assert trial.right, trial.told()


# ── seen and heard: several faults in one clip ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True)
class Clip:
    """Faults that do not disturb one another, and where each of them is."""

    wants: dict[ItemName, tuple[int, int] | None]
    part: Part
    make: Any
    inexact: tuple[ItemName, ...] = ()
    """Items whose method has a window of its own."""
    also: tuple[ItemName, ...] = ()
    note: str = ""


def _drawn(shop: Workshop, path: Path, **changes: Any) -> Path:
    return shop.tv(path, shop.shot(**changes))


def _broken(shop: Workshop, path: Path) -> Path:
    data = bytearray(shop.clean_tv().read_bytes())
    files.zeros(168, 4_096)(data)
    path.write_bytes(data)
    return path


_FLASHES: Final = pattern(100, 142, "BBBDDD", {"B": brighter(85), "D": brighter(-40)})
_RED: Final = pattern(160, 190, "RRRGGG", {"R": whole(63, 102, 240), "G": whole(63)})
_SEEN: Final = {
    "moments": Clip(
        wants={"black": (54, 57), "freeze": (74, 87), "flashes": (100, 142), "red-flashes": (160, 190)},
        part="picture",
        inexact=("flashes", "red-flashes"),
        also=("gamut", "video-levels"),
        make=lambda shop, path: _drawn(
            *(shop, path),
            edits=at(54, 57, whole(16)) | _FLASHES | _RED,
            shown=scene.frozen(75, 87),
        ),
    ),
    "areas": Clip(
        wants={"gamut": (60, 90), "video-levels": (120, 150), "letterbox": None, "dead-pixels": None},
        part="picture",
        also=("gamut",),
        make=lambda shop, path: _drawn(
            *(shop, path),
            edits=at(60, 90, patch(0.015, 126, 235, 230))
            | at(120, 150, patch(0.02, 250, 128, 128))
            | {-1: (scene.borders(0.06), scene.stuck(4, 235))},
        ),
    ),
    "fields": Clip(
        wants={"field-order": None},
        part="picture",
        make=lambda shop, path: shop.coded(path, 2 * CHUNK, shop.shot(swapped=True)),
    ),
    "bits": Clip(
        wants={"readable": None},  # decoders say that pictures are damaged, not when
        part="both",
        also=get_args(ItemName),
        make=_broken,
    ),
}


def _changed(*changes: voice.Change, level: float | None = -23.0, frames: int = FRAMES) -> Any:
    def make(shop: Workshop, path: Path) -> Path:
        sound = shop.spoken if frames == FRAMES else voice.levelled(voice.clean(frames))
        for change in changes:
            sound = change(sound)
        return shop.carried(path, sound if level is None else voice.levelled(sound, level), sound_tracks=2)

    return make


_HEARD: Final = {
    "moments": Clip(
        wants={"clicks": (80, 81), "dropout": (95, 96), "clipping": (120, 123), "phase": (150, 188)},
        part="sound",
        inexact=("phase",),
        also=("true-peak",),
        make=_changed(voice.hole(95, 6), voice.clipped(120, 0.1), voice.clicks(80), voice.opposed(150, 38, 0.8)),
    ),
    "levels": Clip(
        wants={"loudness": None, "true-peak": (120, 121)},
        part="sound",
        also=("clicks", "clipping"),
        make=_changed(voice.louder(-1.2), voice.peak(120, -0.5), level=None),
    ),
    "hum": Clip(wants={"hum": None}, part="sound", make=_changed(voice.hum(-52))),
    "pause": Clip(wants={"silence": (40, 190)}, part="sound", make=_changed(voice.silent(40, 150))),
    "one side": Clip(wants={"one-sided": None}, part="sound", also=("phase",), make=_changed(voice.one_sided(-66))),
    "twice left": Clip(
        wants={"dual-mono": None}, part="sound", note="qc-dual-mono", make=_changed(voice.both_the_same)
    ),
    "uneven": Clip(wants={"loudness-range": None}, part="sound", make=_changed(voice.uneven(22, 130), frames=1600)),
    "shout": Clip(
        wants={"short-term": (300, 375)},
        part="sound",
        inexact=("short-term",),
        also=("true-peak", "loudness-range"),
        make=_changed(voice.raised(300, 75, 17), frames=800),
    ),
}


@pytest.mark.parametrize("name", _SEEN)
def test_a_fault_that_is_seen_is_found_at_its_time(name: str, shop: Workshop) -> None:
    _assert_found(_SEEN[name], shop)


@pytest.mark.parametrize("name", _HEARD)
def test_a_fault_that_is_heard_is_found_at_its_time(name: str, shop: Workshop) -> None:
    _assert_found(_HEARD[name], shop)


def _assert_found(clip: Clip, shop: Workshop) -> None:
    path = shop.folder / "clip.mxf"
    clip.make(shop, path)
    outcomes = measured(path, tv(), Expected(), clip.part, LIMITS)
    for item, where in clip.wants.items():
        trial = _asked(clip, item, where, outcomes)
        assert trial.right, f"{item} at {where}:\n{trial.told()}"
    found = {one.item for one in outcomes if one.faults}
    assert found <= {*clip.wants, *clip.also}, "\n".join(described(outcomes))


def _asked(clip: Clip, item: ItemName, where: tuple[int, int] | None, outcomes: tuple[Outcome, ...]) -> Trial:
    fault = Fault(
        name=item,
        items=(item,),
        degree="little",
        part=clip.part,
        make=clip.make,
        where=() if where is None else (where,),
        exact=item not in clip.inexact,
        note=clip.note,
    )
    return Trial(fault=fault, outcomes=outcomes)
