"""Learning from a sample: what a station accepts passes what was drafted, and the draft says why."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessontool import messages, presets
from lessontool.errors import InputError, LessonToolError
from lessontool.model import (
    AudioTrack,
    Colour,
    DeliverySpec,
    Expected,
    Finding,
    ItemName,
    MediaFile,
    Observed,
    Outcome,
    QCLimits,
    VideoTrack,
)
from lessontool.presets import NEVER_WAIVED, load_delivery, load_station
from lessontool.qc import learning
from lessontool.qc.judging import judged
from lessontool.qc.learning import Draft, learn, name_for, write
from lessontool.qc.recognising import nearest, portrait
from lessontool.tools.process import Cancel
from tests import masters

ITEMS = get_args(ItemName)
ZERO = Fraction(0)
MASTER = Path("mau.mxf")


def video(**changes: Any) -> VideoTrack:
    """A picture as XDCAM HD422 has it, with some fields changed."""
    values: dict[str, Any] = {
        "index": 0,
        "codec": "mpeg2video",
        "width_px": 1920,
        "height_px": 1080,
        "sample_aspect": Fraction(1),
        "rotation_deg": 0,
        "pixel_format": "yuv422p",
        "bit_depth": 8,
        "colour": Colour(full_range=False),
        "dolby_vision": False,
        "scan_flag": "tff",
        "frame_rate": Fraction(25),
        "start": ZERO,
        "end": Fraction(60),
        "frames": 1500,
        "shortest_frame_s": Fraction(1, 25),
        "longest_frame_s": Fraction(1, 25),
        "variable_rate": False,
        "keyframes": (),
        "exact_seek": True,
    }
    return VideoTrack(**{**values, **changes})


def audio(count: int = 8, codec: str = "pcm_s24le", channels: int = 1) -> tuple[AudioTrack, ...]:
    return tuple(
        AudioTrack(
            index=n, codec=codec, channels=channels, layout="", sample_rate_hz=48_000, start=ZERO, end=Fraction(60)
        )
        for n in range(1, count + 1)
    )


def media(**changes: Any) -> MediaFile:
    """A master as a station has it."""
    values: dict[str, Any] = {
        "name": "mau.mxf",
        "size_bytes": 1,
        "sha256": "0" * 64,
        "demuxer": "mxf",
        "container": "MXF",
        "video": (video(),),
        "audio": audio(),
        "timecode": "10:00:00:00",
    }
    return MediaFile(**{**values, **changes})


def said(rate: str = "50000000", gop: str = "M=3, N=12") -> tuple[dict[str, str], ...]:
    """What MediaInfo says of it."""
    return (
        {"@type": "General", "Format": "MXF"},
        {
            "@type": "Video",
            "Format": "MPEG Video",
            "BitRate_Mode": "CBR",
            "BitRate": rate,
            "Format_Settings_GOP": gop,
            "matrix_coefficients": "BT.709",
        },
        {"@type": "Audio", "BitRate": "1152000"},
    )


SPECS = tuple(load_delivery(name) for name in presets.delivery_names())


# ── what a sample is ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_master_is_recognised_as_its_preset() -> None:
    seen = portrait(media(), said())
    spec, rendition = nearest(seen, SPECS)
    assert spec.name == "tv-xdcam-hd422"
    assert seen.differences(spec, rendition) == {}
    assert seen.foreign == ()


@pytest.mark.parametrize(
    ("file", "words", "preset", "differences"),
    [
        (
            media(timecode="09:58:00:00"),
            said(),
            "tv-xdcam-hd422-lineup",
            {"timecode_start": ("09:59:00:00", "09:58:00:00")},
        ),
        (media(), said(rate="35000000"), "tv-xdcam-hd422", {"renditions[1].bit_rate_kbps": (50_000, 35_000)}),
        (media(audio=audio(4)), said(), "tv-xdcam-hd422", {"sound.tracks": (8, 4)}),
        (
            media(),
            said(gop="M=1, N=15"),
            "tv-xdcam-hd422",
            {"renditions[1].gop_frames": (12, 15), "renditions[1].b_frames": (2, 0)},
        ),
        (
            media(video=(video(scan_flag="bff"),)),
            said(),
            "tv-xdcam-hd422",
            {"renditions[1].first_field": ("top", "bottom")},
        ),
    ],
)
def test_a_sample_is_told_apart_from_the_nearest_preset(
    file: MediaFile, words: tuple[dict[str, str], ...], preset: str, differences: dict[str, object]
) -> None:
    seen = portrait(file, words)
    spec, rendition = nearest(seen, SPECS)
    if preset == "tv-xdcam-hd422-lineup":
        spec = load_delivery(preset)
        rendition = spec.renditions[0]
    assert spec.name == preset
    assert seen.differences(spec, rendition) == differences


def test_what_no_preset_can_say_is_told() -> None:
    odd = video(codec="prores", frame_rate=Fraction(30000, 1001), pixel_format="yuv444p12le", bit_depth=12)
    seen = portrait(media(video=(odd,), audio=audio(1, "pcm_s24le", 6)), ())
    assert seen.foreign == ("1 × 6 ch", "picture: prores", "29.970 /s", "colour: yuv444p12le", "12 bit")


# ── a measurement that says what it is told to ────────────────────────────────────────────────────────────────────


@dataclasses.dataclass
class Sample:
    """A file of which everything is known: what each item measures, and how it is judged."""

    figures: dict[str, float] = dataclasses.field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    """Items with a fault that no limit pardons."""
    format_differs: bool = False
    loudness_lufs: float = -23.0
    peak_dbtp: float = -3.0
    looks: int = 0

    def __call__(self, path: Path, spec: DeliverySpec, _: Expected, limits: QCLimits, **__: object) -> Observed:
        self.looks += 1
        outcomes = [self._outcome(item, spec, limits) for item in ITEMS if item not in ("captions", "metadata")]
        return Observed(
            file=path.name,
            size_bytes=1,
            spec=spec.name,
            frames=1500,
            facts={},
            outcomes=tuple(outcomes),
            integrated_lufs=self.loudness_lufs,
            true_peak_dbtp=self.peak_dbtp,
        )

    def _outcome(self, item: ItemName, spec: DeliverySpec, limits: QCLimits) -> Outcome:
        words, wrong = self._judge(item, spec, limits)
        fault = Finding(code=f"qc-{item}", severity="error", measured=words)
        return Outcome(item=item, measured=words, faults=(fault,) if wrong or item in self.broken else ())

    def _judge(self, item: ItemName, spec: DeliverySpec, limits: QCLimits) -> tuple[str, bool]:
        sound = spec.sound
        value = self.figures.get(item, 0.0)
        match item:
            case "loudness":
                off = abs(self.loudness_lufs - sound.target_lufs)
                return f"{self.loudness_lufs:.1f} LUFS".replace("-", "−"), off > sound.tolerance_lu + 0.05
            case "true-peak":
                return f"{self.peak_dbtp:.1f} dBTP".replace("-", "−"), self.peak_dbtp > sound.max_true_peak_dbtp + 0.05
            case "bit-rate":
                return "35.00 Mb/s", self.format_differs and spec.renditions[0].bit_rate_kbps == 50_000
            case "black":
                return f"{value:.2f} s", value >= limits.black_frames / 25
            case "freeze":
                return f"{value:.2f} s", value >= limits.freeze_frames / 25
            case "gamut":
                return f"{value:.1f} %", value > limits.gamut_area_percent
            case "flashes":
                return f"{value:g} Hz", value > limits.flashes_per_second
            case "letterbox":
                return f"↕ {value:.1f} % · ↔ 0.0 %", value > limits.letterbox_percent
            case "loudness-range":
                return f"{value:.1f} LU", value > limits.loudness_range_lu + 0.05
            case "short-term":
                loudest = sound.target_lufs + value
                return f"{loudest:.1f} LUFS".replace(
                    "-", "−"
                ), loudest > sound.target_lufs + limits.short_term_lu + 0.05
            case "phase":
                return f"{-value:.2f}".replace("-", "−"), -value < limits.phase_correlation
            case "silence":
                return f"{value:.1f} s", value >= limits.silence_s
            case "dropout":
                return f"3 × ≤ {value:.1f} ms", value >= limits.dropout_ms
            case "clipping":
                return f"{value:.1f} ms/s, 5 %", value >= limits.clipping_ms
            case "hum":
                return f"{value:.1f} dB", value >= limits.hum_db
            case "video-levels":
                low, high = 16 - round(value), 235 + round(value)
                return f"2.0 % (Y {low}–{high})", low < limits.level_low_8bit or high > limits.level_high_8bit
            case _:
                return "1", False


@pytest.fixture
def master(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Draft]:
    """Learn from a master that is known without being opened."""

    @dataclasses.dataclass
    class Opened:
        media: MediaFile
        said: tuple[dict[str, str], ...]

    def from_it(
        sample: Sample, file: MediaFile | None = None, words: Any = None, name: str = "dai-mau", path: Path = MASTER
    ) -> Draft:
        opened = Opened(file or media(), words or said())
        monkeypatch.setattr(learning, "opened", lambda *_, **__: opened)
        return learn(path, name=name, observe=sample, cancel=Cancel())

    return from_it


def passes(draft: Draft, sample: Sample, folder: Path) -> None:
    """Write a draft, load it as anybody would, and judge the sample by it again."""
    written = write(draft, folder)
    assert all(path.is_file() for path in written)
    station = load_station(draft.summary.name, folder=folder)
    spec = load_delivery(draft.summary.spec, folder=folder)
    assert station.formats == (spec.name,)
    assert tuple(station.importance) == ITEMS
    again = judged(sample(Path("mau.mxf"), spec, Expected(), station.limits), station)
    assert {item.verdict for item in again.items} <= {"passed", "noted"}


def comment(text: str, field: str) -> str:
    return next(line for line in text.splitlines() if line.strip().startswith(f"{field}:")).partition("# ")[2]


def test_a_sample_without_faults_is_the_shipped_station_under_another_name(
    master: Callable[..., Draft], tmp_path: Path
) -> None:
    sample = Sample()
    draft = master(sample)
    assert sample.looks == 1
    assert draft.spec_text == ""
    assert draft.summary.spec == "tv-xdcam-hd422"
    assert [each.code for each in draft.said] == ["learn-fits"]
    passes(draft, sample, tmp_path)
    station = load_station("dai-mau", folder=tmp_path)
    shipped = load_station("province")
    assert station.limits == shipped.limits
    assert station.importance == shipped.importance


def test_a_limit_goes_just_so_far_that_the_sample_passes_and_says_why(
    master: Callable[..., Draft], tmp_path: Path
) -> None:
    sample = Sample(figures={"hum": 18.2, "black": 0.48, "phase": 0.62, "silence": 12.0})
    draft = master(sample)
    assert sample.looks == 2
    passes(draft, sample, tmp_path)
    limits = load_station("dai-mau", folder=tmp_path).limits
    assert (limits.hum_db, limits.black_frames, limits.phase_correlation, limits.silence_s) == (18.5, 13, -0.7, 12.5)
    assert comment(draft.station_text, "hum_db") == "learned: the sample has 18.2 dB (province: 15)"
    assert comment(draft.station_text, "freeze_frames").startswith("default (province): shorter than 0.4 s")
    assert comment(draft.station_text, "hum").startswith(
        "default (province): tiring over half an hour; the sample: 18.2 dB"
    )
    assert set(draft.summary.widened) == {"hum_db", "black_frames", "phase_correlation", "silence_s"}


def test_what_would_be_no_limit_any_more_becomes_a_note(master: Callable[..., Draft], tmp_path: Path) -> None:
    sample = Sample(figures={"gamut": 62.4}, broken=frozenset({"gop", "letterbox"}))
    draft = master(sample)
    passes(draft, sample, tmp_path)
    station = load_station("dai-mau", folder=tmp_path)
    assert station.limits.gamut_area_percent == 1
    assert {item for item in ITEMS if station.importance[item] != load_station("province").importance[item]} == {
        "gamut",
        "gop",
        "letterbox",
    }
    assert comment(draft.station_text, "gamut") == "learned: the sample has this fault, 62.4 %"
    assert {each.values["item"] for each in draft.said if each.code == "learn-taken"} == {"gamut", "gop", "letterbox"}


def test_a_sample_that_fits_no_preset_brings_one_along(master: Callable[..., Draft], tmp_path: Path) -> None:
    sample = Sample(format_differs=True, loudness_lufs=-24.1, peak_dbtp=-0.4)
    draft = master(sample, words=said(rate="35000000"))
    passes(draft, sample, tmp_path)
    spec = load_delivery("tv-dai-mau", folder=tmp_path)
    shipped = load_delivery("tv-xdcam-hd422")
    assert spec.renditions[0].bit_rate_kbps == 35_000
    assert spec.sound.tolerance_lu == 1.1
    assert spec.sound.max_true_peak_dbtp == -0.4
    assert spec.station == "dai-mau"
    assert spec.running_order == shipped.running_order
    why = "learned: the sample has 35000 (tv-xdcam-hd422: 50000)"
    assert comment(draft.spec_text, "bit_rate_kbps") == why
    assert "learned: the sample has −24.1 LUFS" in draft.spec_text
    assert set(draft.summary.differences) == {
        "renditions[1].bit_rate_kbps",
        "sound.tolerance_lu",
        "sound.max_true_peak_dbtp",
    }


def test_a_much_softer_sample_has_another_target(master: Callable[..., Draft], tmp_path: Path) -> None:
    sample = Sample(loudness_lufs=-27.3)
    passes(master(sample), sample, tmp_path)
    assert load_delivery("tv-dai-mau", folder=tmp_path).sound.target_lufs == -27.3


def test_what_lessontool_cannot_make_is_said_and_stands_in_the_draft(
    master: Callable[..., Draft], tmp_path: Path
) -> None:
    sample = Sample(broken=frozenset({"picture-format", "frame-rate"}))
    file = media(video=(video(codec="prores", frame_rate=Fraction(30)),), audio=audio(20))
    draft = master(sample, file=file)
    passes(draft, sample, tmp_path)
    assert {"picture: MPEG Video", "30.000 /s", "sound.tracks: 20"} <= set(draft.summary.unexpressed)
    assert "# NOT EXPRESSED: 30.000 /s" in draft.station_text
    assert "# NOT EXPRESSED: sound.tracks: 20" in draft.spec_text or not draft.spec_text
    for each in draft.said:
        for language in ("vi", "en"):
            assert messages.say(each.code, each.values, language)


FIGURES = {
    "black": st.floats(0, 4),
    "freeze": st.floats(0, 20),
    "gamut": st.floats(0, 100),
    "flashes": st.integers(0, 24).map(lambda n: n / 2),
    "letterbox": st.floats(0, 60),
    "loudness-range": st.floats(0, 40),
    "short-term": st.floats(0, 20),
    "phase": st.floats(-1, 1),
    "silence": st.floats(0, 100),
    "dropout": st.floats(0, 900),
    "clipping": st.floats(0, 100),
    "hum": st.floats(0, 60),
    "video-levels": st.integers(0, 20),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    figures=st.fixed_dictionaries({}, optional=FIGURES),
    broken=st.frozensets(st.sampled_from(sorted(set(ITEMS) - set(NEVER_WAIVED))), max_size=5),
    loudness=st.floats(-45, -5),
    peak=st.floats(-20, 3),
    rate=st.sampled_from(["50000000", "35000000", "18500000"]),
    tracks=st.integers(1, 18),
    start=st.sampled_from(["", "10:00:00:00", "01:00:00:00", "09:59:30:00"]),
)
def test_whatever_a_station_accepts_passes_what_was_learnt_from_it(
    master: Callable[..., Draft],
    tmp_path_factory: pytest.TempPathFactory,
    figures: dict[str, float],
    broken: frozenset[str],
    loudness: float,
    peak: float,
    rate: str,
    tracks: int,
    start: str,
) -> None:
    sample = Sample(figures, broken, rate != "50000000", loudness, peak)
    draft = master(sample, file=media(audio=audio(tracks), timecode=start), words=said(rate=rate))
    passes(draft, sample, tmp_path_factory.mktemp("drafts"))
    assert sample.looks <= 3


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(LessonToolError) as caught:
        act()
    assert caught.value.code == code
    for language in ("vi", "en"):
        assert messages.say(code, caught.value.values, language)
        assert messages.hint(code, caught.value.values, language)


@pytest.mark.parametrize("item", NEVER_WAIVED)
def test_nothing_is_learnt_from_a_damaged_sample(master: Callable[..., Draft], item: str) -> None:
    refused("learn-sample-broken", lambda: master(Sample(broken=frozenset({item}))))


@pytest.mark.parametrize("name", ["", "Đài mẫu", "a b", "../x", "-x"])
def test_a_name_that_is_none_is_refused_before_anything_is_measured(master: Callable[..., Draft], name: str) -> None:
    sample = Sample()
    refused("learn-name-wrong", lambda: master(sample, name=name))
    assert sample.looks == 0


def test_a_file_that_is_there_is_never_overwritten(master: Callable[..., Draft], tmp_path: Path) -> None:
    draft = master(Sample(loudness_lufs=-24))
    (tmp_path / "tv-dai-mau.yaml").write_text("mine", encoding="utf-8")
    refused("learn-exists", lambda: write(draft, tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["tv-dai-mau.yaml"]
    assert (tmp_path / "tv-dai-mau.yaml").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_a_file_is_said_in_words(master: Callable[..., Draft], tmp_path: Path) -> None:
    place = tmp_path / "presets"
    place.write_text("", encoding="utf-8")
    refused("learn-unwritable", lambda: write(master(Sample()), place))


@pytest.mark.parametrize(
    ("file", "name"), [("Đài mẫu – Tập 1.mxf", "dai-mau-tap-1"), ("???.mov", "station"), ("x" * 90 + ".ts", "x" * 40)]
)
def test_a_name_is_proposed_after_the_samples(file: str, name: str) -> None:
    assert name_for(Path(file)) == name


def test_strangers_words_in_a_samples_name_are_no_yaml(master: Callable[..., Draft], tmp_path: Path) -> None:
    sample = Sample(figures={"hum": 18.2}, loudness_lufs=-25.0)
    draft = master(sample, path=Path("mau: {x} #\nhum_db: 3\x1b[31m\u202e.mxf"))
    passes(draft, sample, tmp_path)
    assert load_station("dai-mau", folder=tmp_path).file_name_pattern == ""
    for text in (draft.station_text, draft.spec_text):
        assert all(sign.isprintable() or sign == "\n" for sign in text)
        assert "\nhum_db: 3" not in text


@pytest.mark.proof
@pytest.mark.tools
def test_a_real_sample_passes_what_was_learnt_from_it(tmp_path: Path) -> None:
    draft = learn(masters.brother("wrong timecode"), name="dai-that", cancel=Cancel())
    write(draft, tmp_path)
    assert draft.summary.nearest == "tv-xdcam-hd422"
    assert load_delivery("tv-dai-that", folder=tmp_path).timecode_start == "00:00:00:00"
    station = load_station("dai-that", folder=tmp_path)
    assert station.formats == ("tv-dai-that",)
    assert "agreement" in draft.summary.taken


def test_no_film_is_no_sample(tmp_path: Path) -> None:
    path = tmp_path / "mau.mxf"
    path.write_text("#EXTM3U\n", encoding="utf-8")
    with pytest.raises(InputError):
        learn(path, name="dai-mau", cancel=Cancel())
