"""What was on air is told from logs of any kind, and held against the plan lesson by lesson."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import messages, records
from lessontool.errors import InputError
from lessontool.model import AsRun, Timetable
from lessontool.schedule.as_run import Aired, matched, read_as_run
from lessontool.schedule.checking import Checked, check
from lessontool.schedule.proof import sentence
from tests.libraries import term
from tests.weekly_plans import CALENDAR, CHANNEL, MONDAY, RULES, TUESDAY, at, lesson, plan, typed, with_slots, without

HEADS = "channel,planned_start,actual_start,planned_frames,actual_frames,house_number,lesson_key,kind,status,note"


def logged(tmp_path: Path, text: str | bytes, name: str = "log.csv", channel: str = "lai-chau") -> tuple[AsRun, ...]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_as_run(path, channel=channel)


def refused(tmp_path: Path, text: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        logged(tmp_path, text)
    for language in ("vi", "en"):
        assert messages.say(caught.value.code, caught.value.values, language)
        assert messages.hint(caught.value.code, caught.value.values, language)
    return caught.value


def everything(timetable: Timetable) -> list[AsRun]:
    """A log in which every lesson was shown as planned; relays leave no line."""
    return [
        AsRun(
            channel=slot.channel,
            date=slot.date,
            planned_start_s=None,
            actual_start_s=slot.start_s + 2,
            planned_frames=0,
            actual_frames=slot.item.out_frames - slot.item.in_frames,
            house_number=slot.item.house_number,
            status="aired",
        )
        for slot in timetable.slots
        if slot.item
    ]


def held(timetable: Timetable, log: list[AsRun]) -> Checked:
    return check(timetable, (CHANNEL,), RULES, CALENDAR, log)


def became(log: list[AsRun], start: str = "08:00", date: str = MONDAY) -> Aired:
    return next(
        each
        for each in matched(plan(), log, (CHANNEL,))
        if each.planned and (each.slot.date, each.slot.start_s) == (date, at(start))
    )


def changed(log: list[AsRun], number: int, **changes: Any) -> list[AsRun]:
    return [*log[:number], replace(log[number], **changes), *log[number + 1 :]]


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_our_own_table_is_read_with_times_of_frames(tmp_path: Path) -> None:
    text = (
        f"{HEADS}\n"
        "LTV,2021-10-04T08:00:00,2021-10-04T08:00:01:12,36000,00:24:00:00,TO1_B01.mxf,,lesson,aired,\n"
        "LTV,2021-10-04 23:50,2021-10-05 00:10,36000,1000,TO1_B02,,lesson,cut,mất điện\n"
        "LTV,2021-10-04T15:00:00,,36000,,TO1_B01,,lesson,missed,\n"
    )
    first, second, third = logged(tmp_path, text)
    assert (first.date, first.planned_start_s, first.actual_start_s) == (MONDAY, 28_800, 28_801)
    assert (first.actual_frames, first.house_number, first.status) == (36_000, "TO1_B01", "aired")
    assert (second.planned_start_s, second.actual_start_s, second.note) == (85_800, 87_000, "mất điện")
    assert (third.actual_start_s, third.status) == (None, "missed")


def test_a_table_in_vietnamese_is_read_too(tmp_path: Path) -> None:
    text = (
        "Nhật kí phát sóng\n\nNgày;Giờ phát;Thời lượng;Mã băng;Trạng thái\n"
        "04/10/2021;08:00:05;00:24:00:00;TO1_B01;Đã phát\n"
        ";15:00:00;00:10:00:00;TO1_B01;bị cắt\n;;;;\n"
    )
    first, second = logged(tmp_path, text)
    assert (first.channel, first.date, first.actual_start_s) == ("lai-chau", MONDAY, 28_805)
    assert (second.date, second.actual_frames, second.status) == (MONDAY, 15_000, "cut")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("LTV,2021-10-04T08:00:00:25,,,,A,,,,", "as-run-frames"),
        ("LTV,2021-10-04T08:00:00,,,00:24:00:26,A,,,,", "as-run-frames"),
        ("LTV,2021-10-04T08:00:00,,,dài,A,,,,", "as-run-length"),
        ("LTV,2021-10-04T08:61:00,,,,A,,,,", "as-run-time"),
        ("LTV,08:00:00,,,,A,,,,", "as-run-date"),
        ("LTV,,,,,A,,,,", "as-run-time"),
        ("LTV,2021-10-04T01:00:00Z,,,,A,,,,", "as-run-zone"),
        ("LTV,2021-10-04T08:00:00,,,,A,,,đâu đó,", "as-run-status"),
        ("", "as-run-empty"),
    ],
)
def test_a_line_that_says_nothing_sure_is_refused(tmp_path: Path, line: str, code: str) -> None:
    assert refused(tmp_path, f"{HEADS}\n{line}\n").code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a;b\n1;2\n", "as-run-columns"),
        ("<BxfMessage><broken", "as-run-xml"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><BxfMessage>&b;</BxfMessage>', "as-run-xml"),
        ("<BxfMessage/>", "as-run-empty"),
        (b"\x00\x01\x02" * 900, "check-plan-not-table"),
        ("[2021-10-04 08:00:00.1] [ INFO] Nothing\n", "as-run-empty"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert refused(tmp_path, text).code == code


def _bxf(start: str = "08:00:00:00", length: str = "00:24:00:00", namespace: str = "2017") -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<BxfMessage xmlns="http://smpte-ra.org/schemas/2021/{namespace}/BXF"><BxfData action="add"><Schedule>
<Channel ShortName="LTV"/><AsRun><BasicAsRun>
<AsRunEventId><EventId>urn:uuid:0</EventId></AsRunEventId>
<Content><ContentId><HouseNumber>TO1_B01</HouseNumber></ContentId><Name>Toán</Name></Content>
<AsRunDetail><Status>Aired Without Discrepancy</Status><Type>Primary</Type>
<StartDateTime><SmpteDateTime frameRate="25" broadcastDate="2021-10-04"><SmpteTimeCode>{start}</SmpteTimeCode>
</SmpteDateTime></StartDateTime>
<Duration><SmpteDuration frameRate="25"><SmpteTimeCode>{length}</SmpteTimeCode></SmpteDuration></Duration>
</AsRunDetail></BasicAsRun></AsRun></Schedule></BxfData></BxfMessage>"""


@pytest.mark.parametrize("namespace", ["2008", "2015", "2017"])
def test_as_run_messages_of_bxf_are_read(tmp_path: Path, namespace: str) -> None:
    [event] = logged(tmp_path, _bxf(namespace=namespace), "a.xml")
    assert (event.channel, event.date, event.actual_start_s, event.actual_frames) == ("LTV", MONDAY, 28_800, 36_000)
    assert (event.house_number, event.status) == ("TO1_B01", "aired")


def test_a_frame_number_of_26_in_bxf_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, _bxf(length="00:24:00:26"))
    assert (error.code, error.values["place"]) == ("as-run-frames", "log.csv #1")


def test_the_log_of_ffplayout_says_when_clips_began_and_whether_they_were_broken_off(tmp_path: Path) -> None:
    text = (
        "[2021-10-04 08:00:00.10012] [ INFO] Play for 00:24:00.000: /phat/TO1_B01.mxf\n"
        "[2021-10-04 08:00:00.20012] [DEBUG] Decoder CMD: x\n"
        "[2021-10-04 08:10:00.00000] [ INFO] Play for 00:01:00.000: /phat/hinh_hieu.mxf\n"
        "[2021-10-04 08:11:00.00000] [ INFO] Play for 00:24:00.500: /phat/TV1_B01.mxf\n"
        "[2021-10-04 08:35:00.00000] [ INFO] Playout done...\n"
        "[2021-10-04 09:00:00,000] [INFO]  Play: /phat/Bài 1.mp4\n"
    )
    cut, card, whole, open_end = logged(tmp_path, text, "ffplayout.log")
    assert [each.house_number for each in (cut, card, whole, open_end)] == ["TO1_B01", "hinh_hieu", "TV1_B01", "Bài 1"]
    assert (cut.planned_frames, cut.actual_frames) == (36_000, 15_000)
    assert (whole.planned_frames, whole.actual_frames) == (36_012, 36_012)
    assert open_end.actual_frames == 0


# ── against the plan ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_week_that_was_shown_as_planned_is_proved_by_its_log() -> None:
    found = held(plan(), everything(plan()))
    assert found.proved
    assert "Đạt, theo nhật kí phát sóng" in sentence(found, "vi")
    assert {each.aired for each in found.pairs if each.wanted} == {2}


@pytest.mark.parametrize(
    ("changes", "status", "counts"),
    [
        ({}, "aired", True),
        ({"actual_start_s": at("08:00") + 61}, "late", True),
        ({"actual_start_s": at("08:00") - 61}, "late", True),
        ({"actual_frames": int(36_000 * 0.95) - 1}, "cut", False),
        ({"actual_frames": int(36_000 * 0.95)}, "aired", True),
        ({"actual_frames": 0, "status": "cut"}, "cut", False),
        ({"actual_frames": 0}, "aired", True),
        ({"actual_start_s": None, "status": "missed"}, "missed", False),
        ({"house_number": "BONG_DA"}, "replaced", False),
        ({"house_number": "hinh_hieu"}, "missed", False),
        ({"house_number": "to1_b01"}, "aired", True),
    ],
)
def test_every_lesson_was_shown_late_cut_missed_or_replaced(changes: dict[str, Any], status: str, counts: bool) -> None:
    log = everything(plan())
    assert (log[0].house_number, log[0].actual_start_s) == ("TO1_B01", at("08:00") + 2)
    found = became(changed(log, 0, **changes))
    assert (found.log.status, found.shown) == (status, counts)
    assert held(plan(), changed(log, 0, **changes)).proved is counts


def test_the_second_showing_of_a_house_number_is_not_taken_for_the_first() -> None:
    log = [event for event in everything(plan()) if event.date != MONDAY or event.actual_start_s != at("08:00") + 2]
    assert became(log, "08:00").log.status == "missed"
    assert became(log, "15:00").log.status == "aired"


def test_what_was_replaced_says_by_what() -> None:
    assert became(changed(everything(plan()), 0, house_number="BONG_DA")).log.note == "BONG_DA"


def test_a_lesson_with_a_break_in_it_was_shown_whole() -> None:
    log = changed(everything(plan()), 0, actual_frames=20_000)
    rest = replace(log[0], actual_start_s=at("08:15"), actual_frames=16_000)
    assert became([*log, rest]).log.status == "aired"


def test_relays_count_as_shown_unless_the_operator_says_otherwise() -> None:
    log = everything(plan())
    assert became(log, "10:00").log.status == "aired"
    line = AsRun(channel="LTV", date=MONDAY, planned_start_s=at("10:00"), actual_start_s=None, planned_frames=0,
                 actual_frames=0, house_number="", status="missed", note="mất tín hiệu")  # fmt: skip
    found = held(plan(), [*log, line])
    assert not found.proved
    assert became([*log, line], "10:00").log.status == "missed"
    assert "as-run-missed" in {each.code for each in found.findings}


def test_a_day_without_any_line_was_not_shown_relays_included() -> None:
    found = held(plan(), [event for event in everything(plan()) if event.date != TUESDAY])
    [said] = [each for each in found.findings if each.code == "as-run-day-missing"]
    assert said.values["days"] == "T3 05/10"
    assert {each.aired for each in found.pairs if each.date == TUESDAY} == {0}


def test_a_lesson_that_was_shown_once_more_counts() -> None:
    told = without(plan(), date=MONDAY, start_s=at("15:00"))
    log = everything(plan())
    assert not held(told, [event for event in log if event.actual_start_s != at("15:00") + 2]).proved
    found = held(told, log)
    assert found.proved
    assert [each.planned for each in found.aired or () if not each.planned] == [False]


def test_after_midnight_a_line_of_the_next_date_belongs_to_the_day_before() -> None:
    late = with_slots(plan(), lesson(MONDAY, "24:30", "DD", number=2))
    for date, start in ((MONDAY, at("24:30")), (TUESDAY, at("00:30")), (MONDAY, at("00:30"))):
        event = AsRun(channel="lai-chau", date=date, planned_start_s=None, actual_start_s=start, planned_frames=0,
                      actual_frames=36_000, house_number="DD1_B02", status="aired")  # fmt: skip
        [found] = [each for each in matched(late, [event], (CHANNEL,)) if each.slot.lesson_id == "id-DD-2"]
        assert (found.log.status, found.log.actual_start_s, found.planned) == ("aired", at("24:30"), True)


def test_a_plan_without_house_numbers_is_matched_by_time() -> None:
    hand = plan(slots=tuple(replace(each, item=None) for each in plan().slots))
    log = [replace(event, house_number="") for event in everything(plan())]
    found = held(hand, log)
    assert found.proved
    assert not held(hand, log[1:]).proved


def test_a_log_of_another_channel_is_refused() -> None:
    with pytest.raises(InputError, match="as-run-channel"):
        held(plan(), [replace(everything(plan())[0], channel="VTV7")])
    assert held(plan(), [replace(event, channel="ltv") for event in everything(plan())]).proved


def test_the_command_files_into_the_library_what_was_on_air(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lessontool.catalogue import open_catalogue

    place = str(tmp_path / "kho.db")
    packages = term(tmp_path / "bai", grades=(1,), subjects=("TO",), weeks=(5,), a_week={"TO": 1})
    with open_catalogue(place) as catalogue:
        catalogue.add([packages])
        [entry] = catalogue.entries()
        [programme] = catalogue.programmes("tv-xdcam-hd422")
    told = lesson(MONDAY, "08:00", lesson_id=entry.id)
    assert told.item
    item = replace(told.item, house_number=programme.house_number)
    (tmp_path / "lich.json").write_text(records.pretty(plan(slots=(replace(told, item=item),))), encoding="utf-8")
    line = f"LTV,2021-10-04T08:00:00,2021-10-04T08:00:03,36000,36000,{programme.house_number},,lesson,aired,"
    (tmp_path / "log.csv").write_text(f"{HEADS}\n{line}\n", encoding="utf-8")
    words = [
        "check",
        tmp_path / "lich.json",
        "--as-run",
        tmp_path / "log.csv",
        "--library",
        place,
    ]
    code, said = typed(monkeypatch, capsys, *words)
    assert (code, "Đã ghi 1 lượt phát vào kho" in said) == (1, True), said
    with open_catalogue(place) as catalogue:
        [showing] = catalogue.showings()
    assert (showing.lesson_id, showing.start_s, showing.status) == (entry.id, 28_803, "aired")
