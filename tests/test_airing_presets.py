"""Channels, airing rules and school calendars: the shipped ones are right, and every wrong line is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessontool import messages
from lessontool.errors import PresetError
from lessontool.presets import (
    airing_names,
    calendar_names,
    channel_names,
    explain,
    load_airing,
    load_calendar,
    load_channel,
    load_preset,
    preset_names,
)

PRESETS = Path(__file__).parents[1] / "presets"


def own(tmp_path: Path, kind: str, name: str, *changes: tuple[str, str]) -> Path:
    """A folder of somebody's own presets: a shipped one with some words changed, each found there."""
    text = (PRESETS / kind / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (tmp_path / kind).mkdir()
    (tmp_path / kind / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def complaint(tmp_path: Path, kind: str, name: str, *changes: tuple[str, str]) -> str:
    """What is said about a preset with some words changed."""
    folder = own(tmp_path, kind, name, *changes)
    with pytest.raises(PresetError) as caught:
        load_preset(f"{kind}/{name}", folder=folder)
    assert caught.value.code == "preset-wrong"
    return caught.value.detail


def test_every_shipped_channel_calendar_and_set_of_rules_can_be_read_and_shown() -> None:
    assert {"lai-chau", "lai-chau-2", "phat-thanh"} <= set(channel_names())
    assert {"two-a-day", "primary-all"} <= set(airing_names())
    assert "2021-2022" in calendar_names()
    for name in preset_names():
        if name.partition("/")[0] in ("channels", "airing", "calendars"):
            assert load_preset(name).name == name.partition("/")[2]
            assert "summary_vi" in explain(name)


def test_the_example_channel_is_the_one_of_the_facts() -> None:
    channel = load_channel("lai-chau")
    assert (channel.on_air_from, channel.on_air_until, channel.lesson_minutes) == ("06:00", "22:00", 25)
    assert [each.source for each in channel.relays] == ["VTV1", "VTV2"]
    assert len(channel.fixed) == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: lai-chau ", "name: lai-chu ", "name: the file is called lai-chau.yaml"),
        ("title: LTV", "title: ''", "title"),
        ("ltv.laichau.vn", "ltv", "xmltv_id: letters, digits and hyphens with a dot between"),
        ("service_id: 1", "service_id: 70000", "service_id: must be 1 to 65535"),
        ("Asia/Ho_Chi_Minh", "Asia/Lai_Chau", "time_zone: no such time zone"),
        ('day_start: "00:00"', 'day_start: "25:00"', "day_start: no time of day"),
        ('on_air_until: "22:00"', 'on_air_until: "05:00"', "on_air_until: ends before it begins"),
        ('on_air_until: "22:00"', 'on_air_until: "29:00"', "on_air_until: the day has 24 hours"),
        ("lesson_minutes: 25", "lesson_minutes: 0", "lesson_minutes: must be 5 to 120"),
        ("break_minutes: 5", "break_minutes: 60", "break_minutes: must be 0 to 30"),
        ("crawl_characters: 200", "crawl_characters: 9", "crawl_characters: must be 60 to 1000"),
        ("seconds: 60", "seconds: 0", "fillers[1].seconds"),
        ('end: "07:00"', 'end: "24:61"', "fixed[1].end: no time of day"),
        ('end: "07:00"', 'end: "05:00"', "fixed[1].end: ends before it begins; after midnight hours are counted on"),
        ('start: "06:00"', 'start: "05:00"', "fixed[1].start: the channel is not on air then"),
        ('start: "18:30"', 'start: "18:00"', "fixed[4].start: overlaps fixed[3]"),
        ('start: "14:30"', 'start: "10:15"', "relays[2].start: overlaps relays[1]"),
        ("days: [T2, T3, T4, T5, T6, T7, CN]", "days: []", "fixed[1]: neither `days` nor `dates`"),
        ("subjects: [TV]", "subjects: [TVA]", "relays[1].subjects: no such subject"),
        ("subjects: [TV]", "subjects: [Toán]", "relays[1].subjects: write its code; did you mean TO"),
        ("grades: [1]", "grades: [13]", "relays[1].grades: grades are 1 to 12"),
    ],
)
def test_a_wrong_line_of_a_channel_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in complaint(tmp_path, "channels", "lai-chau", (old, new))


def test_a_live_event_on_one_date_may_stand_where_something_else_stands_every_week(tmp_path: Path) -> None:
    event = "fixed:\n  - title: Lễ khai giảng\n    dates: ['2021-09-05']\n    start: '06:30'\n    end: '08:00'\n"
    folder = own(tmp_path, "channels", "lai-chau", ("fixed:\n", event))
    assert load_channel("lai-chau", folder=folder).fixed[0].dates == ("2021-09-05",)


def test_a_day_may_run_on_after_midnight(tmp_path: Path) -> None:
    changes = (
        ('day_start: "00:00"', 'day_start: "05:00"'),
        ('on_air_until: "22:00"', 'on_air_until: "25:30"'),
        ('start: "21:30"\n    end: "22:00"', 'start: "24:30"\n    end: "25:30"'),
    )
    assert load_channel("lai-chau", folder=own(tmp_path, "channels", "lai-chau", *changes)).fixed[4].end == "25:30"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: two-a-day ", "name: two ", "name: the file is called"),
        ('afternoon: "12:00"', 'afternoon: "noon"', "afternoon: no time of day"),
        ('evening: "18:00"', 'evening: "11:00"', "evening: begins before the afternoon"),
        ("apart: other-part", "apart: gap", "gap_minutes: must be 30 to 720"),
        ("gap_minutes: 0", "gap_minutes: 90", "gap_minutes: says nothing where"),
        ("most_in_a_row: 3", "most_in_a_row: 0", "most_in_a_row: must be 1 to 20"),
        ("core_subjects: [TV, TO]", "core_subjects: [XX]", "core_subjects.subjects: no such subject"),
        ("grade: 1\n    subjects: [TV, TO]", "grade: 14\n    subjects: [TV, TO]", "grades are 1 to 12"),
        ("showings_per_day: 2", "showings_per_day: 9", "showings_per_day: must be 1 to 6"),
        ("showings_per_day: 2", "showings_per_day: 4", "a day has three parts"),
        ("weight: 5", "weight: 0", "weight: must be 1 to 100"),
        ("days_per_week: 1", "days_per_week: 7", "days_per_week: must be 0 to 6"),
        ("same_time: yes", "same_time: yes\n    days_per_week: 2", "a rota has no times that are the same"),
        ("subjects: [DD, TNXH, AN", "subjects: [TV, TNXH, AN", "says the same grade, subject and day already"),
        ('start: "07:30"\n    end: "11:15"', 'start: "11:30"\n    end: "11:15"', "hours[1].end: ends before it begins"),
        ("liking: 8", "liking: 80", "hours[1].liking: must be 0 to 10"),
        (
            "grade: 1\n    subjects: [TV, TO]",
            "grade: 7\n    subjects: [TV, TO]",
            "no `hours` in which this grade can watch",
        ),
    ],
)
def test_a_wrong_line_of_airing_rules_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in complaint(tmp_path, "airing", "two-a-day", (old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("school_year: 2021-2022", "school_year: 2021-2023", "school_year: no school year"),
        ("school_year: 2021-2022", "school_year: 2021-22", "school_year: written in full"),
        ('first_week: "2021-09-06"', 'first_week: "2021-09-07"', "first_week: must be a Monday"),
        ('first_week: "2021-09-06"', 'first_week: "2022-09-05"', "first_week: must be in 2021"),
        ('first_week: "2021-09-06"', 'first_week: "6/9/2021"', "first_week: no day"),
        ("weeks: 35", "weeks: 60", "weeks: must be 1 to 52"),
        ('end: "2021-09-03"', 'end: "2021-09-01"', "days_off[1].end: before its start"),
        ("weeks: 35", "weeks: 35\nschool_days_added: ['2021-02-30']", "school_days_added[1]: no day"),
    ],
)
def test_a_wrong_line_of_a_calendar_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in complaint(tmp_path, "calendars", "2021-2022", (old, new))


@pytest.mark.parametrize(
    ("code", "load"),
    [("channel-unknown", load_channel), ("airing-unknown", load_airing), ("calendar-unknown", load_calendar)],
)
def test_an_unknown_name_gets_the_known_ones(code: str, load: object) -> None:
    with pytest.raises(PresetError) as caught:
        load("lai-chu")  # type: ignore[operator]
    assert caught.value.code == code
    for language in ("vi", "en"):
        assert messages.say(code, caught.value.values, language)
        assert messages.hint(code, caught.value.values, language)
