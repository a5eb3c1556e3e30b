"""The dispatch's own measure is proved or refuted, with figures, and contradictions in plans by hand are found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lessontool import messages, records
from lessontool.errors import InputError
from lessontool.model import AiringRules, Channel, Relay, SchoolCalendar, Timetable
from lessontool.presets import load_airing
from lessontool.schedule.checking import Checked, check, most_apart
from lessontool.schedule.picture import COLOURS, as_svg
from lessontool.schedule.proof import as_data, days_csv, sentence, week_csv, write_proof
from lessontool.schedule.tables import BY_HAND, as_csv, as_xlsx
from tests.weekly_plans import (
    CALENDAR,
    CHANNEL,
    MONDAY,
    RULES,
    SATURDAY,
    SECOND,
    SUNDAY,
    TUESDAY,
    at,
    lesson,
    plan,
    typed,
    with_slots,
    without,
)

HELL = "\"<script>&amp;'" + "x" * 185


def checked(
    timetable: Timetable,
    *channels: Channel,
    rules: AiringRules = RULES,
    calendar: SchoolCalendar = CALENDAR,
    **log: Any,
) -> Checked:
    return check(timetable, channels or (CHANNEL, SECOND), rules, calendar, **log)


def codes(found: Checked) -> list[str]:
    """What was found but for the rota's note; every sentence can be said."""
    for each in found.findings:
        for language in ("vi", "en"):
            assert messages.say(each.code, each.values, language)
            messages.hint(each.code, each.values, language)
    return [each.code for each in found.findings if each.code != "check-plan-rota"]


# ── the measure ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_week_with_all_its_showings_is_proved_with_figures() -> None:
    found = checked(plan())
    assert (found.proved, codes(found)) == (True, [])
    assert sentence(found, "vi") == (
        "Đạt, theo lịch: lớp 1: 3/3 môn đủ lượt mỗi ngày (tuần 2021-W40, quy tắc two-a-day: đủ 26 lượt)."
    )
    assert sentence(found, "en").startswith("Proved, by the plan: grade 1: 3/3 subjects")


def test_a_missing_showing_is_named_with_its_day() -> None:
    found = checked(without(plan(), date=TUESDAY, start_s=at("15:00")))
    assert not found.proved
    assert "lớp 1: 2/3 môn" in sentence(found, "vi")
    assert "thiếu 1 trong 26 lượt: Toán 1 (T3 1/2)" in sentence(found, "vi")
    [short] = [each for each in found.pairs if each.verdict == "short"]
    assert (short.subject, short.date, short.wanted, short.planned, short.apart) == ("TO", TUESDAY, 2, 1, 1)


def test_relays_count_unless_they_are_said_not_to() -> None:
    assert checked(plan()).of(1)["TV"][0].planned == 2
    told = plan(slots=tuple(replace(each, counts=each.source != "VTV1") for each in plan().slots))
    assert {each.verdict for each in checked(told).of(1)["TV"]} == {"short"}


def test_two_showings_in_one_part_of_the_day_are_no_two() -> None:
    moved = with_slots(without(plan(), date=MONDAY, start_s=at("15:00")), lesson(MONDAY, "09:30", showing=2))
    [pair] = [each for each in checked(moved).pairs if each.verdict == "together"]
    assert (pair.planned, pair.apart, pair.parts) == (2, 1, ("morning", "morning"))
    assert not checked(moved).proved


@pytest.mark.parametrize(("gap", "count"), [(60, 3), (240, 2), (700, 1)])
def test_showings_are_apart_by_their_gap_where_the_rules_have_one(gap: int, count: int) -> None:
    rules = replace(RULES, apart="gap", gap_minutes=gap)
    assert most_apart([at("08:00"), at("09:30"), at("15:00")], rules) == count


def test_a_rota_asks_for_its_days_and_no_more() -> None:
    days = checked(plan()).of(1)["DD"]
    assert [each.verdict for each in days] == ["met", "free", "free", "free", "free", "free"]
    gone = checked(without(plan(), subjects=("DD",))).of(1)["DD"]
    assert [each.verdict for each in gone] == ["free", "free", "free", "free", "free", "none"]
    [note] = [each for each in checked(plan()).findings if each.code == "check-plan-rota"]
    assert note.values == {"grade": 1, "count": 1, "missing": 10}


def test_a_cell_without_a_lesson_is_no_showing_but_in_a_plan_by_hand() -> None:
    bare = plan(slots=tuple(replace(each, lesson_id="", item=None) for each in plan().slots))
    assert {each.verdict for each in checked(bare).of(1)["TO"]} == {"none"}
    assert checked(replace(bare, solver=BY_HAND)).proved


def test_nothing_asked_is_nothing_proved() -> None:
    calendar = replace(CALENDAR, weeks=1)
    found = checked(plan(slots=()), calendar=calendar)
    assert (found.proved, codes(found)) == (False, ["check-plan-relays-left-out", "check-plan-nothing-asked"])
    assert "Chưa kết luận được" in sentence(found, "vi")


def test_no_lessons_at_all_are_refuted() -> None:
    found = checked(plan(slots=()))
    assert not found.proved
    assert "thiếu 26 trong 26 lượt: Tiếng Việt 1 (6 ngày 0/2)" in sentence(found, "vi")


# ── contradictions ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (lesson(MONDAY, "08:10", "DD"), "check-plan-overlap"),
        (lesson(MONDAY, "08:10", "DD", channel="lai-chau-2"), "check-plan-two-channels"),
        (lesson(MONDAY, "10:15", "DD", channel="lai-chau-2"), "check-plan-two-channels"),
        (lesson(MONDAY, "05:00", "DD"), "check-plan-off-air"),
        (lesson(MONDAY, "12:30", "DD"), "check-plan-outside-hours"),
        (lesson(MONDAY, "16:00", "Võ thuật"), "check-plan-subject"),
        (lesson(MONDAY, "16:00", "DD", length_s=1200), "check-plan-too-long"),
    ],
)
def test_what_cannot_be_aired_refutes_a_plan(more: Any, code: str) -> None:
    found = checked(with_slots(replace(plan(), channels=("lai-chau", "lai-chau-2")), more))
    assert code in codes(found)
    assert (found.proved, bool(found.errors)) == (False, True)
    assert "không phát được như vậy" in sentence(found, "vi")


def test_a_lesson_where_the_channel_has_news_is_found_though_the_table_leaves_the_news_out() -> None:
    hand = replace(without(plan(), kind="fixed"), solver=BY_HAND)
    assert codes(checked(hand)) == []
    assert "check-plan-on-block" in codes(checked(with_slots(hand, lesson(MONDAY, "11:20", "DD"))))


def test_relays_that_a_table_leaves_out_are_not_counted_and_are_named() -> None:
    found = checked(without(plan(), kind="relay"))
    assert not found.proved
    [note] = [each for each in found.findings if each.code == "check-plan-relays-left-out"]
    assert note.values == {"channel": "lai-chau", "count": 12}


def test_two_relays_at_once_are_nobodys_mistake() -> None:
    [first, *_] = [each for each in CHANNEL.relays if isinstance(each, Relay)]
    other = with_slots(
        replace(plan(), channels=("lai-chau", "lai-chau-2")),
        replace(lesson(MONDAY, first.start, "TV", kind="relay", channel="lai-chau-2", item=None, lesson_id="")),
    )
    found = [each for each in checked(other).findings if each.code == "check-plan-two-channels"]
    assert [each.severity for each in found] == ["note"]


def test_lessons_out_of_order_again_or_not_repeated_are_noticed() -> None:
    def with_monday(number: int, showing: int = 1, **changes: Any) -> list[str]:
        return codes(checked(with_slots(plan(), lesson(SATURDAY, "16:00", number=number, showing=showing, **changes))))

    assert with_monday(6, 3) == []
    assert with_monday(9) == ["check-plan-not-repeated"]
    swapped = plan(
        slots=tuple(
            replace(each, date={MONDAY: TUESDAY, TUESDAY: MONDAY}.get(each.date, each.date))
            if each.subjects == ("TO",)
            else each
            for each in plan().slots
        )
    )
    assert codes(checked(swapped)) == ["check-plan-order"]
    again = plan(
        slots=tuple(
            replace(each, lesson_id="id-TO-1", lesson_label="Bài 1. Đường đi")
            if each.subjects == ("TO",) and each.date == TUESDAY
            else each
            for each in plan().slots
        )
    )
    assert codes(checked(again)) == ["check-plan-again"]
    rules = replace(RULES, meaning="distinct")
    same = plan(slots=tuple(replace(each, repeat=False) for each in plan().slots))
    assert set(codes(checked(same, rules=rules))) == {"check-plan-same-lesson"}


def test_more_lessons_in_a_row_than_the_rules_allow_are_noticed() -> None:
    more = [lesson(MONDAY, start, "DD", showing=3) for start in ("08:30", "09:30")]
    assert "check-plan-row" in codes(checked(with_slots(plan(), *more), rules=replace(RULES, most_in_a_row=3)))


def test_lessons_on_a_day_off_are_noticed() -> None:
    off = replace(CALENDAR, days_off=(replace(CALENDAR.days_off[0], title="Nghỉ rét", start=MONDAY, end=MONDAY),))
    found = checked(plan(), calendar=off)
    assert set(codes(found)) == {"check-plan-no-school"}
    assert not any(each.date == MONDAY for each in found.pairs)


def test_a_mistake_made_a_hundred_times_is_told_twenty_times() -> None:
    many = with_slots(
        plan(), *(lesson(SUNDAY, "05:00", "DD", start_s=at("05:00") + each) for each in range(0, 1500, 25))
    )
    told = codes(checked(many))
    assert told.count("check-plan-off-air") == 20
    assert told[-1] == "check-plan-more"


# ── tables, the picture, the command ──────────────────────────────────────────────────────────────────────────────


def test_the_tables_have_every_pair_with_day_and_week() -> None:
    found = checked(without(plan(), date=TUESDAY, start_s=at("15:00")))
    days = list(csv.reader(io.StringIO(days_csv(found, language="vi").decode("utf-8-sig")), delimiter=";"))
    assert days[0] == [
        *("Lớp", "Môn", "Thứ", "Ngày", "Cần", "Trong lịch", "Đã phát", "Được tính", "Giờ", "Kết quả", "Luân phiên"),
    ]
    assert ["1", "Toán", "T3", "05/10/2021", "2", "1", "", "1", "08:00", "Thiếu", ""] in days
    assert len(days) == 1 + 3 * 6
    week = list(csv.reader(io.StringIO(week_csv(found, language="en").decode("utf-8-sig")), delimiter=";"))
    assert ["1", "Mathematics", "12", "11", "", "11", "6", "5", "Short"] in week


def test_the_picture_says_everything_with_signs_and_words_too() -> None:
    found = checked(without(plan(), date=TUESDAY, start_s=at("15:00")))
    svg, height = as_svg(
        found, (CHANNEL,), language="vi", created="2021-10-01T00:00:00Z", sentence=sentence(found, "vi")
    )
    text = svg.decode()
    assert all(word in text for word in ("Lớp 1 – 2/3 môn đủ", "T3 05/10", "1/2", "11/12", "Kênh: LTV."))
    assert height > 400
    assert len({ink for ink, _ in COLOURS.values()}) == len(COLOURS)


def test_names_from_hell_are_text_in_picture_and_tables() -> None:
    rules = replace(RULES, name=HELL)
    found = checked(with_slots(plan(), lesson(MONDAY, "16:00", HELL)), rules=rules)
    svg, _ = as_svg(found, (CHANNEL,), language="vi", created="", sentence=HELL)
    assert b"<script" not in svg
    assert HELL in json.dumps(as_data(found), ensure_ascii=False).replace('\\"', '"')


def test_the_proof_is_written_whole_again_and_never_over_strangers_files(tmp_path: Path) -> None:
    def written() -> tuple[Path, ...]:
        told = {"channels": (CHANNEL,), "source": "a.json", "created": "2021-10-01T00:00:00Z"}
        return write_proof(checked(plan()), tmp_path, language="vi", **told)  # type: ignore[arg-type]

    files = written()
    assert [path.name for path in files] == [
        *("2021-W40.check.csv", "2021-W40.check-week.csv", "2021-W40.check.png", "2021-W40.check.json"),
    ]
    first = [path.read_bytes() for path in files]
    with Image.open(files[2]) as picture:
        assert picture.width == 1600
    assert [path.read_bytes() for path in written()] == first
    files[0].write_text("của người khác", encoding="utf-8")
    with pytest.raises(InputError, match="check-plan-output-changed"):
        written()
    assert files[0].read_text(encoding="utf-8") == "của người khác"


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command as a user types it: its exit code, and what it said."""

    return lambda *words: typed(monkeypatch, capsys, "check", *words)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Presets of one's own: the small rules of these tests."""
    folder = tmp_path / "mau" / "airing"
    folder.mkdir(parents=True)
    demands = [
        {"grade": "1", "subjects": ["TV", "TO"]},
        {"grade": "1", "subjects": ["DD"], "days_per_week": "1"},
    ]
    hours = [{"grades": ["1"], "start": each.start, "end": each.end} for each in RULES.hours]
    told = {"name": "thu", "summary_vi": "Thử", "summary_en": "Trial", "meaning": "repeat", "apart": "other-part"}
    (folder / "thu.yaml").write_text(json.dumps({**told, "demands": demands, "hours": hours}), encoding="utf-8")
    assert load_airing("thu", folder=folder.parent).demands == RULES.demands
    return folder.parent


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx"])
def test_the_command_proves_a_plan_from_any_table_with_exit_code_0(
    tmp_path: Path, own: Path, run: Run, suffix: str
) -> None:
    path = tmp_path / f"lich.{suffix}"
    made = {"json": records.pretty(plan()).encode(), "csv": as_csv(plan()), "xlsx": as_xlsx(plan(), [CHANNEL])}
    path.write_bytes(made[suffix])
    code, said = run(path, "--rules", "thu", "--preset-folder", own)
    assert (code, "✔ Đạt, theo lịch: lớp 1: 3/3 môn" in said) == (0, True), said
    assert "Toán" in said


def test_the_command_refutes_with_exit_code_1_and_refuses_with_2(tmp_path: Path, own: Path, run: Run) -> None:
    path = tmp_path / "lich.json"
    path.write_text(records.pretty(without(plan(), date=TUESDAY, start_s=at("15:00"))), encoding="utf-8")
    code, said = run(path, "--rules", "thu", "--preset-folder", own, "--to", tmp_path / "ra", "--lang", "en")
    assert (code, "Not met, by the plan" in said) == (1, True), said
    assert len(list((tmp_path / "ra").iterdir())) == 4
    code, said = run(path, "--rules", "thu", "--preset-folder", own, "--json")
    assert (code, json.loads(said)["proved"]) == (1, False)
    path.write_text("không phải lịch", encoding="utf-8")
    code, said = run(path)
    assert (code, "còn thiếu cột" in said) == (2, True), said
    assert run(tmp_path / "khong-co.csv")[0] == 2
    path.write_text("Ngày;Giờ;Đến;Lớp;Môn\n04/10/2021;8:00;8:25;1;Toán\n", encoding="utf-8")
    assert run(path)[0] == 2
    assert run(path, "--channel", "lai-chau")[0] == 1
    assert run(path, "--channel", "khong-co")[0] == 3
    assert run(path, "--channel", "lai-chau", "--library", tmp_path / "kho.db")[0] == 2
