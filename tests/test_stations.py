"""Station profiles: every item has its importance and every value its reason; what breaks a rule names its line."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from pydantic import TypeAdapter

from lessontool import messages, presets, records
from lessontool.errors import PresetError
from lessontool.model import ItemName, QCLimits, StationProfile
from lessontool.presets import explain, load_delivery, load_preset, load_station, preset_names, station_for, station_of
from lessontool.presets._station_rules import LIMIT_RANGES, NEVER_WAIVED
from tests.station import LIMITS

SHIPPED = ("province", "radio", "strict", "web")
SOURCES = Path(__file__).parents[1] / "presets" / "stations"
ITEMS = get_args(ItemName)


def own(folder: Path, name: str, old: str, new: str) -> Path:
    """Copy a shipped profile into a preset folder, a part of its text exchanged."""
    text = (SOURCES / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    place = folder / "stations"
    place.mkdir()
    (place / f"{name}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


# ── shipped profiles ──────────────────────────────────────────────────────────────────────────────────────────────


def test_all_shipped_stations_are_known_and_are_presets() -> None:
    assert presets.station_names() == SHIPPED
    assert len(list(SOURCES.glob("*.yaml"))) == len(SHIPPED)
    assert set(preset_names()) >= {f"stations/{name}" for name in SHIPPED}
    assert load_preset("stations/province") == load_station("province")
    assert explain("stations/province").startswith(f"# {load_station('province').summary_vi}\n")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_station_says_something_about_every_item_and_survives_json(name: str) -> None:
    station = load_station(name)
    assert station.name == name
    assert tuple(station.importance) == ITEMS
    assert not station.summary_vi.isascii()
    assert TypeAdapter(StationProfile).validate_json(records.pretty(station)) == station


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_of_a_station_says_why(name: str) -> None:
    lines = (SOURCES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    values = {*ITEMS, *(field.name for field in fields(QCLimits)), *(field.name for field in fields(StationProfile))}
    values -= {"summary_vi", "summary_en", "importance", "limits", "level_high_8bit"}
    told = {
        line.strip().partition(":")[0]
        for before, line in pairwise(["", *lines])
        if re.search(r": .+ # \S", line) or before.startswith("#")
    }
    assert values - told == set()
    assert all(len(line) <= 145 for line in lines)


def test_no_clause_of_the_vietnamese_regulation_is_invented() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.yaml"))
    assert "QCVN 115:2017/BTTTT" in text
    assert not re.search(r"QCVN[^\n]*(?:clause|§|điều|khoản|mục)", text)


def test_typical_limits_in_tests_are_such_as_a_station_may_have() -> None:
    assert set(LIMIT_RANGES) == {field.name for field in fields(QCLimits)}
    for field, (least, most, _) in LIMIT_RANGES.items():
        assert least <= getattr(LIMITS, field) <= most


def test_television_is_judged_by_the_province_and_the_web_by_the_web() -> None:
    assert station_for("tv") == load_station("province")
    assert station_for("online") == load_station("web")
    spec = load_delivery("tv-xdcam-hd422")
    assert station_of(spec) == load_station("province")
    assert station_of(replace(spec, station="strict")) == load_station("strict")


def test_the_web_leaves_out_what_only_television_needs_and_the_strict_one_nothing() -> None:
    off = {item for item, importance in load_station("web").importance.items() if importance == "off"}
    assert {"timecode", "afd", "field-order"} <= off
    assert set(load_station("strict").importance.values()) == {"error"}
    assert "off" not in load_station("province").importance.values()


def test_the_strict_station_forgives_nothing_that_the_province_refuses() -> None:
    strict, province = load_station("strict").limits, load_station("province").limits
    for field in ("black_frames", "freeze_frames", "letterbox_percent", "loudness_range_lu", "silence_s", "dropout_ms"):
        assert getattr(strict, field) <= getattr(province, field)


def test_a_stations_own_profile_comes_from_its_own_folder(tmp_path: Path) -> None:
    own(tmp_path, "province", "  hum: warning ", "  hum: off ")
    assert load_station("province", folder=tmp_path).importance["hum"] == "off"
    assert station_for("tv", folder=tmp_path).importance["hum"] == "off"
    assert load_station("province").importance["hum"] == "warning"


# ── what is wrong ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["provinse", "../province", "stations/province", ""])
def test_an_unknown_station_is_refused_with_what_was_probably_meant(name: str) -> None:
    with pytest.raises(PresetError) as caught:
        load_station(name)
    assert caught.value.code == "station-unknown"
    assert "province" in str(caught.value.values["suggestion"])
    for language in ("vi", "en"):
        assert messages.say(caught.value.code, caught.value.values, language)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: province ", "name: lai-chau ", "name: the file is called"),
        (
            "  red-flashes: warning",
            "  red-flash: warning",
            "importance.red-flash: unknown name; did you mean red-flashes?",
        ),
        ("  hum: warning ", "  # hum: warning ", "importance.hum: missing"),
        (
            "  hum: warning ",
            "  hum: warn ",
            "importance.hum: not one of error / warning / note / off; did you mean warning",
        ),
        ("  complete: error", "  complete: note", "importance.complete: must be error"),
        ("  checksums: error", "  checksums: off", "importance.checksums: must be error"),
        ("  level_low_8bit: 5", "  level_low_8bit: 17", "limits.level_low_8bit: must be 0 to 16"),
        ("  black_frames: 3", "  black_frames: 0", "limits.black_frames: must be 1 to 1500"),
        ("  phase_correlation: -0.5", "  phase_correlation: -1.5", "limits.phase_correlation: must be -1 to 1"),
        ("  hum_db: 15 ", "  hum_dbs: 15 ", "limits.hum_dbs: unknown field; did you mean hum_db?"),
        ("  silence_s: 10", "  silence_s: long", "limits.silence_s: not a number"),
        (
            "[tv-xdcam-hd422, ",
            "[tv-xdcam-hd42, ",
            "formats[1]: no delivery preset is called tv-xdcam-hd42; did you",
        ),
        ("[tv-xdcam-hd422, ", "[tv-xdcam-hd422-lineup, ", "formats[2]: tv-xdcam-hd422-lineup stands there twice"),
        ('"[A-Za-z0-9]+(', '"[A-Za-z0-9+(', "file_name_pattern: not a regular expression"),
        ("longest_name: 85", "longest_name: 5", "longest_name: must be 0 (any) or 12 to 255"),
        (
            "[title, subject,",
            "[titel, subject,",
            "metadata_fields[1]: a lesson has no field titel; did you mean title?",
        ),
        ("caption_languages: []", "caption_languages: [vietnamesisch]", "caption_languages[1]: not a language tag"),
        (
            "checksums: [sha256, md5]",
            "checksums: [sha256, md4]",
            "checksums[2]: not one of sha256, md5; did you mean md5",
        ),
        ("checksums: [sha256, md5]", "checksums: [md5]", "checksums: sha256 is what"),
        ('"bai-hoc/{week}/{name}"', '"../{week}"', "delivery_folder: must lead downwards"),
        ('"bai-hoc/{week}/{name}"', '"/bai-hoc"', "delivery_folder: must lead downwards"),
        (
            '"bai-hoc/{week}/{name}"',
            '"{weak}"',
            "grade, name; did you mean week",
        ),
        ('"bai-hoc/{week}/{name}"', '"bai học"', "delivery_folder: only letters"),
        ('"bai-hoc/{week}/{name}"', '"{week"', "delivery_folder: expected '}'"),
        ('marker: ".done"', 'marker: "done/x"', "marker: must be an ending"),
        ("importance:\n", "importance: error\nrest:\n", "importance: expected a list of names"),
    ],
)
def test_a_broken_rule_is_refused_with_its_line_and_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    own(tmp_path, "province", old, new)
    with pytest.raises(PresetError) as caught:
        load_station("province", folder=tmp_path)
    text = (tmp_path / "stations" / "province.yaml").read_text(encoding="utf-8")
    assert caught.value.code == "preset-wrong"
    lines = caught.value.detail.splitlines()
    found = [line for line in lines if said in line]
    assert found, lines
    number = int(found[0].removeprefix(str(tmp_path / "stations" / "province.yaml")).split(":")[1])
    if "missing" not in said:
        assert text.splitlines()[number - 1] in new or new.splitlines()[0].strip()[:8] in text.splitlines()[number - 1]


def test_what_nobody_may_waive_is_an_error_everywhere() -> None:
    assert set(NEVER_WAIVED) == {"complete", "readable", "checksums"}
    for name in SHIPPED:
        assert {load_station(name).importance[item] for item in NEVER_WAIVED} == {"error"}
