"""Programme guides: XMLTV for boxes and web sites, DVB EIT for receivers, as other programs take them."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Channel, Slot, Timetable
from lessontool.schedule.playout.eit import EXTENDED_BYTES, SHORT_BYTES, as_eit, cut, event_ids
from lessontool.schedule.playout.shown import shown
from lessontool.schedule.playout.xmltv import as_xmltv
from tests.playout_rules import Event, eit_events, transport_stream
from tests.playout_weeks import CHANNEL, DAYS, MONDAY, clip, full_week, lesson, week

DTD = Path("/usr/share/xmltv/xmltv.dtd")
ORDER = (
    *("title", "sub-title", "desc", "credits", "date", "category", "keyword", "language", "orig-language", "length"),
    *("icon", "url", "country", "episode-num", "video", "audio", "previously-shown", "premiere", "last-chance", "new"),
    *("subtitles", "rating", "star-rating", "review", "image"),
)
PLAIN = replace(CHANNEL, fixed=(), relays=())
HELL = "<script>&amp;'\"]]> \x00\x1b\u0085\ufffe\ud800 Ệ\u0301 \U0001f600\r\nDòng hai " + "dài " * 80


def guide(timetable: Timetable, *channels: Channel, days: Sequence[datetime.date] = DAYS) -> bytes:
    known = {each.name: (each, shown(timetable, each, days)) for each in channels or (CHANNEL,)}
    return as_xmltv(known, days[0], created=timetable.created)


def programmes(timetable: Timetable, *channels: Channel) -> list[Element]:
    return fromstring(guide(timetable, *channels)).findall("programme")  # type: ignore[no-any-return]


def events(*slots: Slot, channel: Channel = PLAIN, revision: int = 1) -> list[Event]:
    timetable = week(*slots)
    return eit_events(as_eit(shown(timetable, channel, DAYS), channel, MONDAY, revision=revision))


def need(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"{program} is missing: apt-get install {package}")
    if found is None:
        pytest.skip(f"{program} is missing: apt-get install {package}")
    return found


# ── XMLTV ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lesson_stands_in_the_guide_with_its_number_teacher_and_zone() -> None:
    first = next(each for each in programmes(full_week()) if each.findtext("title") == "Toán lớp 1")
    assert first.attrib == {
        "start": "20211004080000 +0700",
        "stop": "20211004082500 +0700",
        "channel": "ltv.laichau.vn",
    }
    assert first.findtext("sub-title") == "Bài 12. Phép cộng trong phạm vi 10 (Tiết 1)"
    assert first.findtext("credits/presenter") == "Lò Thị Mây"
    assert [each.text for each in first.findall("episode-num")] == ["0.11.0", "TO1_T05_B12"]
    assert first.find("new") is not None


def test_a_repeat_says_when_it_was_shown_and_signs_and_captions_are_named() -> None:
    again = next(each for each in programmes(full_week()) if each.get("start") == "20211004200000 +0700")
    seen = again.find("previously-shown")
    assert seen is not None
    assert seen.attrib == {"start": "20211004080000 +0700", "channel": "ltv.laichau.vn"}
    assert again.find("new") is None
    assert [each.get("type") for each in again.findall("subtitles")] == [None, "deaf-signed"]


def test_a_repeat_of_an_earlier_week_has_no_time() -> None:
    (only,) = programmes(week(lesson(MONDAY, "08:00", clip(), repeat=True)), PLAIN)
    seen = only.find("previously-shown")
    assert seen is not None
    assert seen.attrib == {}


def test_after_midnight_is_the_next_day_of_the_calendar() -> None:
    (only,) = programmes(week(lesson(MONDAY, "25:30", clip())), PLAIN)
    assert only.get("start") == "20211005013000 +0700"
    (event,) = events(lesson(MONDAY, "25:30", clip()))
    assert event.start == datetime.datetime(2021, 10, 4, 18, 30, tzinfo=datetime.UTC)


def test_every_channel_of_the_week_is_in_one_guide_also_radio() -> None:
    radio = replace(PLAIN, name="phat-thanh", kind="radio", title="Phát thanh", xmltv_id="phatthanh.laichau.vn")
    timetable = week(
        lesson(item=clip()), lesson(item=clip(), channel="phat-thanh"), channels=("lai-chau", "phat-thanh")
    )
    root = fromstring(guide(timetable, PLAIN, radio))
    assert [each.get("id") for each in root.findall("channel")] == ["ltv.laichau.vn", "phatthanh.laichau.vn"]
    assert [each.findtext("video/present") for each in root.findall("programme")] == ["yes", "no"]


def test_the_order_inside_a_programme_is_that_of_the_dtd() -> None:
    found = programmes(full_week())
    assert len(found) > 20
    for each in found:
        places = [ORDER.index(child.tag) for child in each]
        assert places == sorted(places)


@pytest.mark.proof
def test_xmltvs_own_programs_take_the_guide_and_refuse_a_broken_one(tmp_path: Path) -> None:
    validate = need("tv_validate_file", "xmltv-util")
    timetable = full_week()
    hell = replace(timetable.slots[0], lesson_label=HELL, teachers=(HELL,), start_s=9 * 3600)
    radio = replace(PLAIN, name="phat-thanh", kind="radio", title="Phát & thanh", xmltv_id="phatthanh.laichau.vn")
    both = replace(timetable, slots=(*timetable.slots, hell, replace(hell, channel="phat-thanh")))
    good = tmp_path / "good.xml"
    good.write_bytes(guide(both, CHANNEL, radio))
    text = good.read_text(encoding="utf-8")
    broken = {
        "order": text.replace("<language>vi</language>", "", 1).replace("<new />", "<new /><language>vi</language>", 1),
        "id": text.replace('<channel id="ltv.laichau.vn">', '<channel id="ltv_laichau">', 1),
        "title": text.replace('<title lang="vi">Toán lớp 1</title>', '<title lang="vi"> </title>', 1),
        "number": text.replace(">0.11.0<", ">1-12<", 1),
        "time": text.replace("20211004080000 +0700", "8:00", 1),
    }
    assert _taken(validate, good)
    for name, said in broken.items():
        assert said != text
        bad = tmp_path / f"{name}.xml"
        bad.write_text(said, encoding="utf-8")
        assert not _taken(validate, bad), name
    lint = [need("xmllint", "libxml2-utils"), "--noout", "--nonet", "--dtdvalid", str(DTD)]
    assert subprocess.run([*lint, good], check=False, capture_output=True, timeout=60).returncode == 0
    assert subprocess.run([*lint, tmp_path / "order.xml"], check=False, capture_output=True, timeout=60).returncode != 0


def _taken(validate: str, path: Path) -> bool:
    done = subprocess.run(
        [validate, "--dtd-file", str(DTD), str(path)], check=False, capture_output=True, text=True, timeout=60
    )
    return done.returncode == 0 and "Validated ok" in done.stdout


# ── EIT ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_receiver_decodes_the_lesson_out_of_the_bytes() -> None:
    (event,) = events(lesson(item=clip()))
    assert event.start == datetime.datetime(2021, 10, 4, 1, tzinfo=datetime.UTC)
    assert event.seconds == 1500
    assert event.name == "Toán lớp 1"
    assert event.text == "Bài 12. Phép cộng trong phạm vi 10 (Tiết 1)"
    assert event.more == "Giáo viên: Lò Thị Mây"
    assert event.content == (0x54, 0)


def test_mediainfo_reads_the_week_out_of_a_broadcast_with_these_events(tmp_path: Path) -> None:
    from pymediainfo import MediaInfo

    path = tmp_path / "multiplex.ts"
    path.write_bytes(transport_stream(as_eit(shown(full_week(), CHANNEL, DAYS), CHANNEL, MONDAY, revision=1)))
    (menu,) = MediaInfo.parse(path).menu_tracks
    read = {name: said for name, said in menu.to_data().items() if name.endswith("_utc")}
    assert len(read) == 29
    assert read["20211003_23_00_00_utc"].startswith("vi:Thời sự sáng / ")
    assert "news" in read["20211003_23_00_00_utc"]
    toan = read["20211004_01_00_00_utc"]
    assert toan.startswith("vi:Toán lớp 1 / vi:Bài 12. Phép cộng trong phạm vi 10 (Tiết 1) / ")
    assert "informational/educational/school programmes" in toan
    assert "00:25:00" in toan


def test_three_hours_of_long_texts_fit_into_the_sections_that_there_are() -> None:
    slots = [
        lesson(MONDAY, f"{at // 4:02}:{at % 4 * 15:02}", clip(), length_s=900, lesson_label=HELL) for at in range(96)
    ]
    xml = as_eit(shown(week(*slots), PLAIN, DAYS), PLAIN, MONDAY, revision=1)
    assert len(transport_stream(xml)) % 188 == 0


def test_a_week_lies_in_two_schedule_tables_of_four_days() -> None:
    timetable = full_week()
    xml = as_eit(shown(timetable, CHANNEL, DAYS), CHANNEL, MONDAY, revision=33)
    root = fromstring(xml)
    assert [(each.get("type"), each.get("version"), each.get("last_table_id")) for each in root] == [
        ("0", "1", "0x51"),
        ("1", "1", "0x51"),
    ]
    assert len(eit_events(xml)) == 5 + 6 * 4
    # Monday 6:00 in Vietnam is Sunday in UTC
    assert root[0][0].get("start_time") == "2021-10-03 23:00:00"


def test_a_long_text_is_cut_after_a_syllable_and_all_of_it_follows() -> None:
    label = "Bài 5. " + " ".join(["Đường đi học của Vừ A Dính trên đỉnh núi"] * 20)
    (event,) = events(lesson(item=clip(), lesson_label=label))
    assert len(event.name.encode()) + len(event.text.encode()) + 2 <= SHORT_BYTES
    assert event.text.endswith("…")
    assert label.startswith(event.text[:-1])
    assert label[len(event.text) - 1] == " "
    assert event.more == f"{label}. Giáo viên: Lò Thị Mây"


def test_an_event_keeps_its_number_when_it_changes_and_no_two_have_the_same() -> None:
    one = lesson(MONDAY, "08:00", clip())
    other = lesson(MONDAY, "09:00", clip("B"))
    number = events(one)[0].number
    assert events(other, replace(one, lesson_label="Bài 13"))[0].number == number
    close = [replace(one, start_s=28_800 + 10 * at, length_s=10) for at in range(6)]
    assert len({event.number for event in events(*close)}) == 6
    everything = shown(full_week(), CHANNEL, DAYS)
    numbers = event_ids(everything, CHANNEL, MONDAY)
    assert len(set(numbers.values())) == len(everything)
    assert all(1 <= number <= 0xFFFF for number in numbers.values())


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('type="0"', 'type="3"'),
        ('service_id="0x0001"', 'service_id="0x10001"'),
        ('duration="00:25:00"', 'duration="25:25:00"'),
        ('last_table_id="0x50"', 'last_table_id="0x4F"'),
        ("Toán lớp 1", "Toán " * 60),
        ("Toán lớp 1", "Toán \U0001f600"),
        ("Toán lớp 1", ""),
        ('descriptor_number="0"', 'descriptor_number="1"'),
        ("short_event_descriptor", "long_event_descriptor"),
        ('running_status="undefined"', 'running_status="on"'),
    ],
)
def test_the_judge_of_eit_refuses_a_broken_file(wrong: str, right: str) -> None:
    xml = as_eit(shown(week(lesson(item=clip())), PLAIN, DAYS), PLAIN, MONDAY, revision=1).decode()
    assert wrong in xml
    eit_events(xml.encode())
    with pytest.raises((ValueError, KeyError)):
        eit_events(xml.replace(wrong, right).encode())


@given(st.text(alphabet="aế 中🙂.", max_size=120), st.integers(0, 60))
def test_a_cut_text_never_takes_more_bytes_than_there_are(text: str, most: int) -> None:
    short = cut(text, most)
    assert len(short.encode()) <= most or short == text
    assert short == text or short in ("", "…") or text.startswith(short[:-1])


# ── both ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_names_from_hell_are_text_in_every_guide() -> None:
    timetable = week(lesson(item=clip(), lesson_label=HELL, teachers=(HELL,)))
    (only,) = programmes(timetable, PLAIN)
    assert "\n" not in (only.findtext("sub-title") or "")
    assert (only.findtext("sub-title") or "").startswith("<script>&amp;'\"]]>")
    (event,) = events(*timetable.slots)
    assert event.text.startswith("<script>&amp;'\"]]>")
    assert "Dòng hai dài" in event.more


@settings(max_examples=50, deadline=None)
@given(title=st.text(st.characters(), max_size=300), label=st.text(st.characters(), max_size=300))
def test_any_title_gives_guides_that_can_be_read(title: str, label: str) -> None:
    slots = (
        lesson(item=clip(), lesson_label=label, teachers=(title,)),
        lesson(MONDAY, "10:00", kind="fixed", subjects=(), grade=None, title=title, source=title),
    )
    found = programmes(week(*slots), PLAIN)
    assert len(found) == 2
    assert all((each.findtext("title") or "").strip() for each in found)
    assert len(events(*slots)) == 2
    assert EXTENDED_BYTES == 249


def test_a_guide_is_the_same_bytes_every_time() -> None:
    assert guide(full_week()) == guide(full_week())
