"""Lips and sound: an offset is found on a drawn face that speaks, and nothing is claimed where nothing can be seen."""

from __future__ import annotations

import functools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lessontool.analysis import voice as levels
from lessontool.model import Expected, VideoTrack
from lessontool.presets import load_delivery
from lessontool.qc.lip_sync import MouthWatcher, Watched, agreement, lip_sync
from lessontool.qc.picture import look_at_picture
from lessontool.qc.picture.seen import Seen
from lessontool.qc.sound import Heard, listen
from lessontool.qc.subject import Subject, opened
from lessontool.tools.process import Cancel
from tests.faults import voice
from tests.faults.scene import Shot
from tests.recordings import RECORDINGS
from tests.sources import picture
from tests.station import LIMITS
from tests.test_qc_sound import subject

FRAMES = 225
NEVER = Cancel()

OWN_MS = 10
"""The drawn mouth shows the 20 ms that follow a picture's moment, so true sound seems so much late."""


def unheard(_share: float) -> None:
    """Nobody watches the progress."""


def film() -> Subject:
    """A film of a teacher, in the web site's smallest size."""
    track: VideoTrack = replace(picture(9), width_px=640, height_px=360)
    sound = subject(seconds=9)
    return replace(sound, media=replace(sound.media, video=(track,)))


@functools.cache
def spoken() -> voice.Sound:
    """What the teacher says."""
    return voice.clean(FRAMES)


@functools.cache
def watched() -> MouthWatcher:
    """Look at a drawn teacher who walks and speaks, once."""
    watcher = MouthWatcher(film())
    shot = Shot(width_px=640, height_px=360, interlaced=False, mouth=voice.mouth(spoken()))
    for number, (luma, cb, cr) in enumerate(shot.pictures(0, FRAMES)):
        watcher.see(Seen(number, Fraction(number, 25), Fraction(1, 25), luma, cb, cr, luma))
    assert list(watcher.outcomes()) == []
    return watcher


def heard(sound: voice.Sound, late_ms: int = 0) -> Heard:
    """What the ear keeps of a sound that comes so late."""
    power = np.mean(np.square(sound[0]).reshape(-1, 960), axis=1)
    return Heard(outcomes=(), envelope_dbfs=levels.decibels(power), envelope_start=Fraction(late_ms, 1000))


@pytest.mark.parametrize("late_ms", [-200, -60, -20, 0, 20, 60, 100, 200])
def test_the_offset_of_a_speaking_face_is_measured_to_a_few_milliseconds(late_ms: int) -> None:
    found = agreement(watched().runs, heard(spoken(), late_ms))
    assert found is not None
    assert found.credible
    assert abs(found.offset_ms - OWN_MS - late_ms) < 8


@pytest.mark.parametrize(
    ("late_ms", "code"),
    [(-60, "qc-lip-sync-early"), (100, "qc-lip-sync-late"), (-20, ""), (20, ""), (0, "")],
)
def test_sound_that_is_out_of_step_is_a_fault_and_what_ebu_r_37_allows_is_not(late_ms: int, code: str) -> None:
    outcome = lip_sync(watched(), heard(spoken(), late_ms), LIMITS)
    assert [fault.code for fault in outcome.faults] == [code] * bool(code)
    assert outcome.limit == "−40 … +60 ms"
    assert outcome.measured.endswith(" ms")
    assert outcome.notes == ("qc-lip-sync-estimate",)


def test_another_voice_behind_a_speaking_face_is_not_judged() -> None:
    for seconds in (10, 18, 30):
        other = np.roll(voice.clean(1200), -seconds * 48_000, axis=1)[:, : FRAMES * 1920]
        assert lip_sync(watched(), heard(other), LIMITS).unmeasured == "qc-lip-sync-unsure"


def test_a_mouth_that_moves_by_chance_is_not_judged() -> None:
    dice = np.random.default_rng(2)
    times = [number / 25 for number in range(FRAMES)]
    for _ in range(10):
        watcher = MouthWatcher(film())
        noise = [dice.normal(120, 10, 36).astype(np.float32) for _ in times]
        watcher.runs = [Watched(times=times, cells=noise)]
        assert lip_sync(watcher, heard(spoken()), LIMITS).unmeasured == "qc-lip-sync-unsure"


def test_without_a_face_or_without_sound_nothing_is_said() -> None:
    empty = MouthWatcher(film())
    plane = np.full((360, 640), 90, np.uint8)
    for number in range(3):
        empty.see(Seen(number, Fraction(number), Fraction(1, 25), plane, plane[:, ::2], plane[:, ::2], plane))
    assert lip_sync(empty, heard(spoken()), LIMITS).unmeasured == "qc-lip-sync-no-face"
    assert lip_sync(watched(), Heard(outcomes=()), LIMITS).unmeasured == "qc-sound-none"


@pytest.mark.tools
def test_a_real_lecture_that_shows_slides_is_not_judged() -> None:
    film = opened(
        RECORDINGS / "lecture_eth_slides_speech.mov", load_delivery("online-web"), Expected(), LIMITS, cancel=NEVER
    )
    watcher = MouthWatcher(film)
    look_at_picture(film, extra=(watcher,), cancel=NEVER, progress=unheard)
    outcome = lip_sync(watcher, listen(film, cancel=NEVER, progress=unheard), LIMITS)
    assert not outcome.faults
    assert outcome.unmeasured
