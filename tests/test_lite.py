"""Low data: which rate factor a lesson gets and why; AV1 with Opus is joined, wrapped and judged as it should be."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from lessontool import trying
from lessontool.analysis.likeness import by_piece, likeness
from lessontool.errors import Interrupted, PresetError, ToolError
from lessontool.essence import sound
from lessontool.essence.encoders import encoder
from lessontool.essence.trial import plain_input
from lessontool.essence.wrap import wrap
from lessontool.model import (
    EncodeSound,
    Expected,
    LevelSound,
    Output,
    RenditionRecipe,
    RenditionSpec,
    WrapProgramme,
)
from lessontool.planning import trial
from lessontool.planning.ground import ground_of
from lessontool.planning.picture import plan_picture
from lessontool.planning.programme import plan
from lessontool.planning.trial import Tried
from lessontool.presets import load_delivery
from lessontool.qc.file.av1 import read_av1
from lessontool.qc.observing import observe
from lessontool.tools import ffmpeg, wav
from lessontool.tools.process import Cancel
from tests.sources import LESSON, PRESETS, picture, presented, preset, recording, slides, talking_head
from tests.station import PROFILE

LITE = preset("online-lite")
AV1, OLD = LITE.renditions
SMALL = replace(AV1, name="small", width_px=160, height_px=90, effort="12", quality_crf=50, gop_frames=50)
CREATED = "2026-11-22T10:00:00Z"


def found(vmaf: dict[int, float]) -> dict[int, Tried]:
    return {factor: Tried(vmaf=score, lowest=score - 1) for factor, score in vmaf.items()}


def searched(rendition: RenditionSpec, quality: dict[int, float]) -> dict[int, Tried]:
    """Try as lessontool does on a recording whose quality at each factor is known."""
    tried: dict[int, float] = {}
    while (factor := trial.next_factor(rendition, found(tried))) is not None:
        assert factor not in tried, "nothing is tried twice"
        tried[factor] = quality[factor]
    return found(tried)


# ── pure ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("steepness", [0.1, 0.25, 0.4, 0.9])
@pytest.mark.parametrize("at_best", [93.0, 95.0, 98.5])
def test_few_trials_find_a_factor_near_the_cheapest_that_is_good_enough(steepness: float, at_best: float) -> None:
    quality = {factor: at_best - steepness * (factor - 30) - 0.004 * (factor - 30) ** 2 for factor in range(1, 64)}
    tried = searched(AV1, quality)
    assert len(tried) <= trial.MOST_TRIALS
    chosen = trial.chosen_factor(AV1, tried)
    right = max((factor for factor in range(30, 61) if quality[factor] >= 92.3), default=30)
    assert chosen <= right
    # a step too fine costs some bytes, never quality
    assert right - chosen <= 6 or quality[chosen] - 92.3 <= 1.0


def test_the_picture_is_never_made_worse_than_legible_nor_better_than_allowed() -> None:
    assert trial.chosen_factor(AV1, searched(AV1, dict.fromkeys(range(1, 64), 99.0))) == 60
    assert trial.chosen_factor(OLD, searched(OLD, dict.fromkeys(range(1, 64), 99.0))) == 38
    noisy = searched(AV1, dict.fromkeys(range(1, 64), 60.0))
    assert trial.chosen_factor(AV1, noisy) == AV1.quality_crf
    assert not trial.reaches(AV1, noisy)


def test_the_reason_names_every_trial_and_says_when_the_aim_is_not_reached() -> None:
    reached = trial.trial_decision(AV1, found({48: 93.1, 53: 91.2}), 150)
    assert (reached.subject, reached.choice) == ("rate factor of 480p-av1", "CRF 48")
    assert "VMAF 92.3" in reached.reason
    assert "on 150 pictures of the lesson CRF 48: VMAF 93.1 (lowest 92.1); CRF 53: VMAF 91.2" in reached.reason
    assert "which no factor that the preset allows reaches" in trial.trial_decision(AV1, found({30: 80}), 9).reason


@pytest.mark.parametrize(("seconds", "count"), [(2, 1), (60, 3), (1500, 10)])
def test_pieces_are_spread_over_the_lesson_and_their_number_is_bounded(seconds: int, count: int) -> None:
    media, measured = recording(picture(seconds))
    spans = trial.pieces(ground_of(LESSON, media, measured))
    assert len(spans) == count
    assert sum(span.frames for span in spans) <= 500
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert spans[-1].end <= seconds * 25 + 12


def test_both_versions_are_made_of_the_same_pictures_even_of_a_small_recording() -> None:
    for source in (slides(), talking_head(), recording(picture(width_px=320, height_px=240))):
        ground = ground_of(LESSON, *source)
        recipes, _ = plan_picture(ground.video, ground.picture, LITE)
        assert [recipe.rendition.name for recipe in recipes] == ["480p-av1", "480p-h264"]
        assert recipes[0].chain == recipes[1].chain


def test_the_plan_codes_each_sound_once_in_one_channel_and_carries_the_reason() -> None:
    media, measured = talking_head()
    why = trial.trial_decision(AV1, found({48: 93.1}), 150)
    made = plan(
        LESSON,
        media,
        measured,
        (LITE,),
        presentation=presented(LITE),
        stations={LITE.name: PROFILE},
        trials={LITE.name: (why,)},
    )
    assert why in made.decisions
    coded = [step for step in made.steps if isinstance(step, EncodeSound)]
    assert [(each.codec, each.bit_rate_kbps, each.channels) for each in coded] == [("opus", 16, 1), ("aac", 24, 1)]
    assert [each.output.name for each in coded] == ["sound/online-lite/opus-16", "sound/online-lite/aac-24"]
    (levelled,) = (step for step in made.steps if isinstance(step, LevelSound))
    assert levelled.channels == 1
    wrapped = [step for step in made.steps if isinstance(step, WrapProgramme)]
    assert [(step.sound, step.sound_codec) for step in wrapped] == [
        ("sound/online-lite/opus-16", "opus"),
        ("sound/online-lite/aac-24", "aac"),
    ]


def test_presets_that_ask_for_no_trial_are_left_alone(tmp_path: Path) -> None:
    web = preset("online-web")
    media, measured = talking_head()
    settled = trying.settle(tmp_path, LESSON, (web,), tmp_path / "none.mp4", media, measured)
    assert settled.presets == (web,)
    assert not settled.decisions
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('effort: "6"', "effort: slow", "renditions[1].effort"),
        ("b_frames: 0", "b_frames: 3", "renditions[1].b_frames"),
        ("quality_vmaf: 92.3", "quality_vmaf: 100", "renditions[1].quality_vmaf"),
        ("quality_crf: 30", "quality_crf: 64", "renditions[1].quality_crf"),
        ("quality_crf: 30", "bit_rate_kbps: 300", "renditions[1].bit_rate_kbps"),
        ("quality_crf: 20", "bit_rate_kbps: 300\n    buffer_kbit: 300", "renditions[2].quality_vmaf"),
        ("interlaced: no", "interlaced: yes", "renditions[1].interlaced"),
        ("gop_frames: 500", "gop_frames: 501", "renditions[1].gop_frames"),
        ("sound_codec: opus", "sound_codec: mp2", "renditions[1].sound_codec"),
        ("sound_kbps: 16", "sound_kbps: 5", "renditions[1].sound_kbps"),
        ("sound_kbps: 24", "sound_kbps: 8", "renditions[2].sound_kbps"),
        ("channels_per_track: 1", "channels_per_track: 4", "sound.channels_per_track"),
    ],
)
def test_what_the_formats_forbid_is_refused_with_its_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = (PRESETS / "online-lite.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "online-lite.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PresetError) as refused:
        load_delivery("online-lite", folder=tmp_path)
    assert f": {field}: " in refused.value.detail


def test_scores_are_averaged_piece_by_piece() -> None:
    assert by_piece((90, 92, 80, 82), 2) == (91, 81)
    assert by_piece((90,), 3) == (90,)


# ── two seconds of AV1 and Opus ───────────────────────────────────────────────────────────────────────────────────


def run(*arguments: str | Path) -> bytes:
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chunks of 1 s in AV1 and 2 s of sound in one channel, in a folder: `a.mp4`, `b.mp4`, `sound.wav`."""
    folder = tmp_path_factory.mktemp("lite")
    recipe = RenditionRecipe(preset="lite", rendition=SMALL, chain=(), field_motion=False)
    options = [
        word
        for name, value in encoder(recipe, "", 25).items()
        for word in (f"-{'f' if name == 'format' else name}", str(value))
    ]
    colours = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv")
    for name, start in (("a", 0), ("b", 1)):
        shown = f"testsrc2=s=160x90:r=25:d=2,trim=start={start}:end={start + 1},setpts=PTS-STARTPTS,format=yuv420p"
        shown += ",setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
        run("-f", "lavfi", "-i", shown, *options, *colours, folder / f"{name}.mp4")
    voice = "anoisesrc=d=2:c=pink:r=48000:a=0.3:seed=1,lowpass=f=3000,aformat=channel_layouts=stereo"
    run("-f", "lavfi", "-i", voice, "-c:a", "pcm_s24le", folder / "sound.wav")
    return folder


@pytest.fixture(scope="module")
def wrapped(lite: Path) -> Path:
    """The two chunks joined, with Opus."""
    coded = lite / "opus-16.mp4"
    step = EncodeSound(
        name="sound",
        output=Output(name="sound", suffix=".mp4"),
        source="s",
        bit_rate_kbps=16,
        codec="opus",
        channels=1,
    )
    sound.encode_sound(step, lite / "sound.wav", coded, cancel=Cancel(), progress=lambda _: None)
    target = lite / "wrapped.mp4"
    joined = WrapProgramme(
        name="wrap",
        output=Output(name="programme", suffix=".mp4"),
        container="mp4",
        rendition=SMALL,
        chunks=("a", "b"),
        sound="s",
        frames=50,
        timecode_start="",
        sound_tracks=1,
        title="Bài 1: <script>&amp;'",
        language="vi",
        sound_codec="opus",
    )
    chunks = [lite / "a.mp4", lite / "b.mp4"]
    wrap(joined, chunks, coded, target, created=CREATED, cancel=Cancel(), progress=lambda _: None)
    return target


def pictures(path: Path) -> list[str]:
    lines = run("-i", path, "-map", "0:v", "-f", "framemd5", "-").decode().splitlines()
    return [line.rsplit(",", 1)[1].strip() for line in lines if not line.startswith("#")]


def test_joined_av1_chunks_are_picture_for_picture_what_they_were(lite: Path, wrapped: Path) -> None:
    assert pictures(wrapped) == pictures(lite / "a.mp4") + pictures(lite / "b.mp4")
    assert len(pictures(wrapped)) == 50


def test_opus_begins_with_the_picture_and_is_as_long(wrapped: Path) -> None:
    said = subprocess.run([ffmpeg.executable(), "-i", wrapped], capture_output=True, check=False).stderr.decode()
    assert "Opus" in said
    assert "mono" in said
    samples = len(run("-i", wrapped, "-map", "0:a", "-f", "s16le", "-")) // 2
    assert abs(samples - 2 * 48_000) <= 2_880
    assert re.search(r"Duration: 00:00:02\.0", said)


def test_the_tables_of_an_mp4_tell_the_groups_of_av1(wrapped: Path) -> None:
    read = read_av1(wrapped)
    assert read is not None
    assert read.headline is not None
    assert (read.headline.format, read.headline.chroma, read.headline.bit_depth) == ("AV1", "4:2:0", 8)
    assert read.headline.profile.startswith("Main@L")
    assert (read.headline.width_px, read.headline.height_px) == (160, 90)
    assert len(read) == 50
    assert list(read.groups) == [0, 25]
    assert set(read.group_closed) == {1}


def test_a_file_without_av1_or_cut_off_has_no_groups_and_breaks_nothing(wrapped: Path, tmp_path: Path) -> None:
    whole = wrapped.read_bytes()
    for number, content in enumerate((b"", b"\0" * 64, whole[:200], whole.replace(b"av01", b"avc1"))):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(content)
        assert read_av1(path) is None
    broken = bytearray(whole)
    at = whole.index(b"stsz")
    broken[at + 12 : at + 16] = b"\xff\xff\xff\xff"
    (tmp_path / "broken.mp4").write_bytes(broken)
    read_av1(tmp_path / "broken.mp4")


def test_our_own_judge_passes_av1_with_opus_and_finds_a_wrong_promise(wrapped: Path) -> None:
    spec = replace(
        LITE, renditions=(SMALL,), sound=replace(LITE.sound, target_lufs=-20, tolerance_lu=2, max_true_peak_dbtp=0)
    )
    seen = observe(wrapped, spec, Expected(frames=50), PROFILE.limits, cancel=Cancel())
    of = {str(outcome.item): outcome for outcome in seen.outcomes}
    for item in ("container", "picture-format", "raster", "scan", "frame-rate", "chroma", "colour", "gop"):
        assert not of[item].faults, (item, of[item])
    for item in ("sound-layout", "duration", "agreement", "readable"):
        assert not of[item].faults, (item, of[item])
    assert of["picture-format"].measured.startswith("AV1 Main@L")
    assert of["gop"].measured == "M=1, N=25 Closed"
    other = replace(spec, renditions=(replace(SMALL, codec="h264", sound_codec="aac", gop_frames=12),))
    seen = observe(wrapped, other, Expected(frames=50), PROFILE.limits, cancel=Cancel())
    of = {str(outcome.item): outcome for outcome in seen.outcomes}
    for item in ("picture-format", "sound-layout", "gop"):
        assert of[item].faults, item


def test_one_channel_of_a_stereo_sound_keeps_its_loudness(lite: Path) -> None:
    step = EncodeSound(
        name="s", output=Output(name="s", suffix=".m4a"), source="s", bit_rate_kbps=24, codec="aac", channels=1
    )
    target = lite / "aac.m4a"
    sound.encode_sound(step, lite / "sound.wav", target, cancel=Cancel(), progress=lambda _: None)
    said = subprocess.run([ffmpeg.executable(), "-i", target], capture_output=True, check=False).stderr.decode()
    assert "mono" in said
    form = wav.read_format(lite / "sound.wav")
    before, after = (
        sound._loudness(path, demuxer, form, Cancel())
        for path, demuxer in ((lite / "sound.wav", "wav"), (target, "mov"))
    )
    assert abs(before - after) <= 0.3


def test_likeness_is_high_for_the_same_pictures_low_for_others_and_counts_them(lite: Path, tmp_path: Path) -> None:
    recipe = RenditionRecipe(preset="lite", rendition=SMALL, chain=(), field_motion=False)
    same, other = tmp_path / "same.yuv", tmp_path / "other.yuv"
    run("-i", lite / "a.mp4", "-f", "rawvideo", "-pix_fmt", "yuv420p", same)
    run("-i", lite / "a.mp4", "-vf", "hflip", "-f", "rawvideo", "-pix_fmt", "yuv420p", other)
    scores = {}
    for path in (same, other):
        scores[path] = likeness(lite / "a.mp4", plain_input(recipe, path), pictures=25, folder=tmp_path, cancel=None)
    assert len(scores[same]) == 5
    assert min(scores[same]) > 95
    assert max(scores[other]) < 50
    with pytest.raises(ToolError):
        likeness(lite / "a.mp4", plain_input(recipe, same), pictures=50, folder=tmp_path, cancel=None)
    thrown = Cancel()
    thrown.throw()
    with pytest.raises(Interrupted):
        likeness(lite / "a.mp4", plain_input(recipe, same), pictures=25, folder=tmp_path, cancel=thrown)


def test_a_trial_is_remembered_until_the_preset_changes(
    tmp_path: Path, lite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media, measured = recording(picture(2, width_px=160, height_px=90))
    spec = replace(LITE, renditions=(SMALL,))
    work: list[int] = []

    def take(steps: object, source: Path, media: object, target: Path, *, cancel: object) -> None:
        work.append(0)

    def code(recipe: RenditionRecipe, factor: int, *_: object, **__: object) -> None:
        work.append(factor)

    monkeypatch.setattr(trying, "take_pieces", take)
    monkeypatch.setattr(trying, "code_pieces", code)
    monkeypatch.setattr(trying, "likeness", lambda *_, **__: (92.4, 92.6))
    told: list[str] = []
    first = trying.settle(tmp_path, LESSON, (spec,), tmp_path / "r.mp4", media, measured, report=told.append)
    assert work
    assert told == ["trial"]
    assert first.presets[0].renditions[0].quality_crf == max(work)
    done = list(work)
    assert trying.settle(tmp_path, LESSON, (spec,), tmp_path / "r.mp4", media, measured) == first
    assert work == done
    kept = list((tmp_path / ".lessontool" / "facts").glob("trial-*.json"))
    assert len(kept) == 1
    assert json.loads(kept[0].read_text(encoding="utf-8"))["steps"]
    kept[0].write_text("{", encoding="utf-8")
    trying.settle(tmp_path, LESSON, (spec,), tmp_path / "r.mp4", media, measured)
    assert len(work) == 2 * len(done)
    other = replace(spec, renditions=(replace(SMALL, quality_vmaf=97.0),))
    below = trying.settle(tmp_path, LESSON, (other,), tmp_path / "r.mp4", media, measured)
    assert [finding.code for finding in below.findings] == ["lite-quality-below"]
    assert Fraction(below.presets[0].renditions[0].quality_crf or 0) == SMALL.quality_crf
