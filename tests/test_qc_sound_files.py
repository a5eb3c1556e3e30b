"""All sound of a file in one decode: the pair metered as on air, every track counted, damage told."""

from __future__ import annotations

import functools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lessontool.errors import Interrupted
from lessontool.model import Expected, Outcome
from lessontool.presets import load_delivery
from lessontool.qc.sound import ITEMS, Heard, hearing, listen
from lessontool.qc.subject import Subject, opened
from lessontool.tools.process import Cancel
from tests import judges, masters
from tests.recordings import RECORDINGS
from tests.station import LIMITS

pytestmark = pytest.mark.tools

NEVER = Cancel()
TALE = RECORDINGS / "speech_vi_truyenkieu_49s_tts.wav"
BEFORE_FRAMES = 63
"""Line-up before the programme: 2.52 s, no whole number of readings of the meter."""
SECONDS = 40


def subject(path: Path, preset: str = "tv-xdcam-hd422", **expected: int | bool) -> Subject:
    spec = load_delivery(preset)
    return opened(path, spec, Expected(**expected), LIMITS, cancel=NEVER)  # type: ignore[arg-type]


def heard(path: Path, preset: str = "tv-xdcam-hd422", **expected: int | bool) -> Heard:
    shares: list[float] = []
    found = listen(subject(path, preset, **expected), cancel=NEVER, progress=shares.append)
    assert shares == sorted(shares)
    assert not shares or shares[-1] == 1.0
    return found


def by_item(found: Heard) -> dict[str, Outcome]:
    assert tuple(outcome.item for outcome in found.outcomes) == ITEMS
    return {outcome.item: outcome for outcome in found.outcomes}


@functools.cache
def programme() -> Path:
    """The programme alone, as a WAV: what an outside judge meters."""
    path = masters.folder() / "tale.wav"
    masters.run(
        *("-i", TALE, "-af", f"aresample=48000,pan=stereo|c0=c0|c1=0.8*c0,atrim=end_sample={SECONDS * 48000}"),
        *("-c:a", "pcm_s24le", path),
    )
    return path


@functools.cache
def eight_tracks() -> Path:
    """Line-up tone and the programme on tracks 1 and 2, silence on the others but for a tone on the last."""
    path = masters.folder() / "tale.mov"
    length = BEFORE_FRAMES * 1920 + SECONDS * 48000
    graph = (
        f"sine=1000:r=48000,volume=6,atrim=end_sample={BEFORE_FRAMES * 1920},pan=stereo|c0=c0|c1=c0,"
        "aformat=sample_fmts=flt[tone];[0:a]aformat=sample_fmts=flt[tale];[tone][tale]concat=n=2:v=0:a=1,"
        "channelsplit=channel_layout=stereo[t1][t2];"
        f"anullsrc=r=48000:cl=mono,atrim=end_sample={length},asplit=5[t3][t4][t5][t6][t7];"
        f"sine=300:r=48000,atrim=end_sample={length}[t8]"
    )
    mapped = [word for number in range(1, 9) for word in ("-map", f"[t{number}]")]
    masters.run("-i", programme(), "-filter_complex", graph, *mapped, "-c:a", "pcm_s24le", "-f", "mov", path)
    return path


def test_the_pair_is_metered_as_an_outside_judge_does_and_line_up_is_left_out_to_the_sample() -> None:
    found = heard(eight_tracks(), before_frames=BEFORE_FRAMES)
    judge = judges.loudness_lufs(programme())
    assert abs(found.integrated_lufs - judge) <= 0.1
    with_tone = heard(eight_tracks())
    assert with_tone.integrated_lufs > found.integrated_lufs + 0.5
    assert found.curve is not None
    assert len(found.curve.short_term_lufs) == round((BEFORE_FRAMES / 25 + SECONDS) * 10)
    assert set(found.curve.momentary_lufs[:20]) == {-120.0}
    assert found.errors == ()


def test_every_track_is_counted_and_silence_is_told_from_sound() -> None:
    found = heard(eight_tracks(), before_frames=BEFORE_FRAMES)
    assert found.samples == (BEFORE_FRAMES * 1920 + SECONDS * 48000,) * 8
    assert found.heard_elsewhere == (8,)
    assert len(found.envelope_dbfs) == found.samples[0] // 960
    outcomes = by_item(found)
    assert {item for item, outcome in outcomes.items() if outcome.faults} == {"loudness"}
    assert all(outcome.measured for outcome in outcomes.values())


def test_a_mono_track_is_metered_as_both_loudspeakers_play_it() -> None:
    path = masters.folder() / "tale-mono.m4a"
    masters.run("-i", programme(), "-t", "8", "-af", "pan=mono|c0=c0", "-c:a", "aac", "-b:a", "96k", path)
    stereo = masters.folder() / "tale-both.m4a"
    masters.run("-i", programme(), "-t", "8", "-af", "pan=stereo|c0=c0|c1=c0", "-c:a", "aac", "-b:a", "128k", stereo)
    one, both = heard(path, "online-web"), heard(stereo, "online-web")
    assert abs(one.integrated_lufs - both.integrated_lufs) < 0.2
    assert "qc-sound-one-channel" in by_item(one)["loudness"].notes
    assert "qc-sound-coded" in by_item(one)["clipping"].notes
    assert by_item(both)["dual-mono"].faults


def test_times_count_from_the_first_picture_even_if_the_sound_is_late() -> None:
    path = masters.folder() / "late.mkv"
    graph = "[1:a]atrim=end=4,volume='if(between(t,2,2.05),0,1)':eval=frame,asetpts=PTS+1.5/TB[a]"
    masters.run(
        *("-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=6"),
        *("-f", "lavfi", "-i", "sine=440:r=48000,asetnsamples=480"),
        *("-filter_complex", graph, "-map", "0:v", "-map", "[a]", "-c:v", "ffv1", "-c:a", "pcm_s16le", path),
    )
    (fault,) = by_item(heard(path))["dropout"].faults
    assert abs(fault.spans[0].start - Fraction(7, 2)) <= Fraction(2, 25)


def test_a_file_without_sound_says_so_for_every_item() -> None:
    found = heard(RECORDINGS / "dv_pal_576i_silent.mov")
    assert {outcome.unmeasured for outcome in found.outcomes} == {"qc-sound-none"}
    assert by_item(found)
    assert found.curve is None


def test_surround_sound_and_several_coded_tracks_are_heard() -> None:
    surround = heard(RECORDINGS / "rot90_aac51_bbb.mp4", "online-web")
    assert surround.integrated_lufs < -30
    assert by_item(surround)["phase"].measured
    two = heard(RECORDINGS / "multi_video_multi_audio_8k16k_subs.mp4", "online-web")
    assert len(two.samples) == 2
    assert min(two.samples) > 100_000


def test_what_the_reader_stumbles_over_is_told_and_the_rest_is_heard() -> None:
    path = masters.folder() / "damaged.mp3"
    masters.run("-i", programme(), "-t", "8", "-c:a", "libmp3lame", "-b:a", "128k", path)
    data = bytearray(path.read_bytes())
    dice = np.random.default_rng(1)
    for at in dice.integers(20_000, len(data) - 20_000, 300):
        data[at] ^= 0x5A
    path.write_bytes(bytes(data))
    found = heard(path)
    assert 0 < len(found.errors) <= 20
    assert found.samples[0] > 4 * 48_000
    assert found.integrated_lufs > -60


def test_listening_stops_when_it_is_asked_to() -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        listen(subject(programme()), cancel=cancel, progress=lambda _: None)


def test_tracks_of_plain_samples_beyond_the_pair_are_not_decoded() -> None:
    command = hearing.listen_command(subject(eight_tracks()))
    assert command.count("streamhash") == 6
    assert "[0:0]" in " ".join(command)
    assert "join=inputs=2" in " ".join(command)
