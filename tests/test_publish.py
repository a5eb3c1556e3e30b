"""`lessontool schedule publish`: whole or not at all, a revision only for another plan, nothing of others lost."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from lessontool import records
from lessontool.cli import main
from lessontool.errors import EngineError, InputError, PlanError
from lessontool.model import Channel, Shortage, Slot, Timetable
from lessontool.schedule import publishing, shelving
from lessontool.schedule.publishing import Published, Wishes, channels_named
from tests.family_plans import FRIDAY_BEFORE, HELL, LATER, MOMENT, MONDAY, channel, lesson, week, week_slots, without

TUESDAY, THURSDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
CANCELLED = without(week_slots(), "DD", 1, TUESDAY, "20:00")


@pytest.fixture
def _no_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets and pictures take seconds, and have tests of their own."""
    monkeypatch.setattr(
        publishing, "sheets", lambda *_, grades, paper, **__: {f"lich_lop_{grades[0]}_{paper}.pdf": b"%PDF"}
    )
    monkeypatch.setattr(publishing, "pictures", lambda *_, grades, **__: {f"lich_lop_{grades[0]}_tuan.png": b"PNG"})


quickly = pytest.mark.usefixtures("_no_printer")


def publish(
    folder: Path,
    plan: Timetable | None = None,
    *,
    today: date = FRIDAY_BEFORE,
    created: str = MOMENT,
    channels: Sequence[Channel] | None = None,
    **wishes: Any,
) -> Published:
    return publishing.publish(
        plan or week(),
        channels or (channel(),),
        folder,
        today=today,
        created=created,
        wishes=Wishes(**wishes),
    )


_BEGUN: dict[str, bytes] = {}


def begin(folder: Path) -> None:
    """Put the week's first publication into a folder: made once, copied by every test that goes on from it."""
    if not _BEGUN:
        publish(folder)
        _BEGUN.update(content(folder))
        return
    for name, data in _BEGUN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def summaries(folder: Path, grade: int) -> list[str]:
    calendar = icalendar.Calendar.from_ical((folder / f"lop_{grade}/lich_lop_{grade}.ics").read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    return [f"{event.start:%d/%m %H:%M} {event['status']}" for event in calendar.events]


@quickly
def test_a_week_is_published_with_everything_that_families_need(tmp_path: Path) -> None:
    done = publish(tmp_path / "lich")
    assert (done.done, done.timetable.revision, done.grades, done.changes) == ("published", 1, (1, 2), ())
    files = content(tmp_path / "lich")
    shared = {"index.html", "2021-W40.html", "tin_nhan/2021-W40.txt", "tin_nhan/2021-W40.json", "zalo/2021-W40.json",
              "published/2021-W40.r1.timetable.json", "published/publications.json",
              "toan_truong/2021-W40/lich_toan_truong_a3.pdf"}  # fmt: skip
    each = {f"lop_{grade}/{name}" for grade in (1, 2) for name in (
        f"lich_lop_{grade}.ics", "2021-W40/tin_nhan.txt", f"2021-W40/lich_lop_{grade}_a4.pdf",
        f"2021-W40/lich_lop_{grade}_a6.pdf",
        f"2021-W40/lich_lop_{grade}_tuan.png")}  # fmt: skip
    assert shared | each <= set(files)
    rest = sorted(set(files) - shared - each)
    assert [name for name in rest if name.startswith("loa/")] == [f"loa/2021-10-0{day}.txt" for day in range(4, 10)]
    assert len([name for name in rest if name.startswith("chu_chay/lai-chau/")]) == 13
    assert len(rest) == 6 + 13
    assert {*done.written, "published/publications.json"} == set(files)
    links = set(re.findall(r'href="([^"#]+\.pdf)"', (tmp_path / "lich/2021-W40.html").read_text(encoding="utf-8")))
    assert links == {name for name in files if name.endswith(".pdf")}


@quickly
def test_the_same_plan_again_writes_nothing(tmp_path: Path) -> None:
    begin(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = publish(tmp_path, replace(week(), created="2021-10-02T00:00:00Z", seed=9), created=LATER)
    assert (again.done, again.timetable.revision, again.written) == ("same", 1, ())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@quickly
def test_another_plan_is_the_next_revision_with_notices(tmp_path: Path) -> None:
    begin(tmp_path)
    done = publish(tmp_path, week(CANCELLED), today=TUESDAY, created=LATER)
    assert (done.done, done.timetable.revision) == ("published", 2)
    assert [change.change for change in done.changes] == ["cancelled"]
    notice = (tmp_path / "thong_bao/2021-W40.r2.txt").read_text(encoding="utf-8")
    assert "Đạo đức (Bài 3. Lễ phép) lúc 20:00, Thứ Ba 05/10: nghỉ lượt này, cùng ngày vẫn phát lúc 10:45." in notice
    assert "DDuc T3 05/10 20:00: nghi" in (tmp_path / "thong_bao/2021-W40.r2.tin_nhan.txt").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "thong_bao/2021-W40.r2.json").read_bytes())
    assert data["changes"][0]["before"]["time"] == "20:00"
    assert data["changes"][0]["after"] is None
    assert not (tmp_path / "chu_chay/lai-chau/2021-10-05-toi.txt").exists()
    assert "20:00" not in (tmp_path / "lop_1/2021-W40/tin_nhan.txt").read_text(encoding="utf-8")
    assert "05/10 13:00 CANCELLED" in summaries(tmp_path, 1)
    assert "nghỉ lượt này" in (tmp_path / "2021-W40.html").read_text(encoding="utf-8")
    kept = records.load(Timetable, tmp_path / "published/2021-W40.r1.timetable.json")
    assert kept.slots == week().slots
    assert publish(tmp_path, week(CANCELLED), today=TUESDAY, created="2021-10-05T12:00:00Z").done == "same"


@quickly
def test_a_change_of_a_day_that_is_over_is_no_news(tmp_path: Path) -> None:
    begin(tmp_path)
    done = publish(tmp_path, week(CANCELLED), today=THURSDAY, created=LATER)
    assert (done.timetable.revision, done.changes) == (2, ())
    assert not (tmp_path / "thong_bao").exists()


@quickly
def test_weeks_stand_side_by_side_in_the_calendars_and_on_the_start_page(tmp_path: Path) -> None:
    begin(tmp_path)
    first = content(tmp_path)
    next_monday = MONDAY + timedelta(days=7)
    publish(tmp_path, week(week_slots(next_monday), week="2021-W41"), today=FRIDAY_BEFORE + timedelta(days=7))
    dates = {line[:5] for line in summaries(tmp_path, 2)}
    assert {"04/10", "09/10", "11/10", "16/10"} <= dates
    assert len(summaries(tmp_path, 2)) == 48
    start = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="([^"]+)" data-last="([^"]+)"', start) == [
        ("2021-W41.html", "2021-10-17"),
        ("2021-W40.html", "2021-10-10"),
    ]
    changed = {name for name, data in content(tmp_path).items() if first.get(name, data) != data}
    assert changed == {"index.html", "lop_1/lich_lop_1.ics", "lop_2/lich_lop_2.ics", "published/publications.json"}
    far = MONDAY + timedelta(days=70)
    publish(tmp_path, week(week_slots(far), week="2021-W50"), today=far)
    assert {line[3:5] for line in summaries(tmp_path, 2)} == {"12"}


@quickly
@pytest.mark.parametrize("name", ["index.html", "lop_1/lich_lop_1.ics", "loa/2021-10-05.txt"])
def test_a_file_that_somebody_changed_is_never_overwritten(tmp_path: Path, name: str) -> None:
    begin(tmp_path)
    (tmp_path / name).write_text("của thầy hiệu trưởng", encoding="utf-8")
    before = content(tmp_path)
    with pytest.raises(InputError) as caught:
        publish(tmp_path, week(CANCELLED), today=MONDAY)
    assert caught.value.code == "publish-not-ours"
    assert caught.value.values["path"] == str(tmp_path / name)
    assert content(tmp_path) == before


@quickly
def test_a_file_that_goes_with_the_plan_stays_where_somebody_changed_it(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "chu_chay/lai-chau/2021-10-05-toi.txt").write_text("khác", encoding="utf-8")
    with pytest.raises(InputError, match="publish-not-ours"):
        publish(tmp_path, week(CANCELLED), today=MONDAY)
    assert (tmp_path / "chu_chay/lai-chau/2021-10-05-toi.txt").read_text(encoding="utf-8") == "khác"


@quickly
def test_strangers_files_and_links_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lich"
    folder.mkdir()
    (folder / "ghi_chu.txt").write_text("giữ lại", encoding="utf-8")
    publish(folder)
    publish(folder, week(CANCELLED), today=MONDAY)
    assert (folder / "ghi_chu.txt").read_text(encoding="utf-8") == "giữ lại"
    for place, kind in (("a/index.html", "file"), ("b/lop_1", "link"), ("c/index.html", "link"), ("d/loa", "file")):
        target = tmp_path / place
        target.parent.mkdir()
        (tmp_path / "away").mkdir(exist_ok=True)
        target.write_text("x") if kind == "file" else target.symlink_to(tmp_path / "away")
        with pytest.raises(InputError, match="publish-not-ours"):
            publish(target.parent)
        assert list(target.parent.iterdir()) == [target]
    assert list((tmp_path / "away").iterdir()) == []


@quickly
def test_a_run_that_was_killed_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path)
    real = Path.replace
    count = 0

    def dies(self: Path, target: Any) -> Path:
        nonlocal count
        count += not self.name.endswith(".part")
        if count > 5:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, week(CANCELLED), today=MONDAY)
    monkeypatch.setattr(Path, "replace", real)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    third = week(without(CANCELLED, "TO", 1, TUESDAY, "8:30"))
    done = publish(tmp_path, third, today=MONDAY, created=LATER)
    assert (done.done, done.timetable.revision, len(done.changes)) == ("published", 2, 2)
    assert publish(tmp_path, third, today=MONDAY, created=LATER).done == "same"
    other = tmp_path / "fresh"
    publish(other)
    publish(other, third, today=MONDAY, created=LATER)
    fresh = content(other)
    assert {name: data for name, data in content(tmp_path).items() if not name.startswith("fresh/")} == fresh


@quickly
def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(tmp_path)
    before = content(tmp_path)

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelving, "_safely", full)
    with pytest.raises(EngineError, match="publish-unwritable"):
        publish(tmp_path, week(CANCELLED), today=MONDAY)
    assert content(tmp_path) == before


@quickly
def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lich").write_text("x")
    with pytest.raises(EngineError, match="publish-unwritable"):
        publish(tmp_path / "lich")


@quickly
@pytest.mark.parametrize("name", ["publications.json", "2021-W40.r1.timetable.json"])
@pytest.mark.parametrize("damage", ["", "{}x", '{"schema_version": 7, "stranger": 1}', None])
def test_a_broken_record_of_what_was_published_is_refused(tmp_path: Path, name: str, damage: str | None) -> None:
    begin(tmp_path)
    path = tmp_path / "published" / name
    if damage is None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"revision": 1', '"revision": "x"'), encoding="utf-8")
    else:
        path.write_text(damage)
    before = content(tmp_path)
    with pytest.raises(InputError, match="publish-record-broken"):
        publish(tmp_path, week(CANCELLED), today=MONDAY)
    assert content(tmp_path) == before


@quickly
def test_a_published_timetable_that_was_changed_since_is_refused(tmp_path: Path) -> None:
    begin(tmp_path)
    path = tmp_path / "published/2021-W40.r1.timetable.json"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(InputError, match="publish-record-broken"):
        publish(tmp_path)


@quickly
def test_only_wanted_grades_are_published_and_published_ones_are_kept_up_to_date(tmp_path: Path) -> None:
    assert publish(tmp_path, grades=(2,)).grades == (2,)
    assert not (tmp_path / "lop_1").exists()
    assert "Lop 1" not in (tmp_path / "lop_2/2021-W40/tin_nhan.txt").read_text(encoding="utf-8")
    done = publish(tmp_path, week(CANCELLED), grades=(1,), today=MONDAY)
    assert (done.grades, done.timetable.revision) == ((1, 2), 2)
    with pytest.raises(PlanError) as caught:
        publish(tmp_path, grades=(1, 9))
    assert (caught.value.code, caught.value.values["grade"]) == ("publish-grade-missing", 9)


@quickly
def test_a_grade_that_lost_all_its_lessons_is_told_so(tmp_path: Path) -> None:
    begin(tmp_path)
    only_first = [slot for slot in week_slots() if slot.grade != 2]
    done = publish(tmp_path, week(only_first), today=MONDAY, created=LATER)
    assert done.grades == (1, 2)
    assert {line.split()[-1] for line in summaries(tmp_path, 2)} == {"CANCELLED"}


def codes(done: Published) -> list[str]:
    return [finding.code for finding in done.findings]


@quickly
def test_late_weeks_shortages_and_times_without_lessons_are_said(tmp_path: Path) -> None:
    assert codes(publish(tmp_path / "a")) == []
    assert codes(publish(tmp_path / "b", today=TUESDAY)) == ["publish-late"]
    assert codes(publish(tmp_path / "a", week(CANCELLED), today=TUESDAY)) == []
    assert codes(publish(tmp_path / "c", today=MONDAY + timedelta(days=7))) == ["publish-over"]
    short = Shortage(grade=2, subject="DD", date="2021-10-05", wanted=2, planned=0, minutes=50, reason="no-room")
    empty = lesson("MT", 1, THURSDAY, "20:00", lesson_id="", lesson_label="")
    done = publish(tmp_path / "d", week([*week_slots(), empty], shortages=(short,)))
    assert codes(done) == ["publish-shortages", "publish-without-lesson"]
    assert done.findings[0].values == {"count": 2, "subject": "Đạo đức", "grade": 2, "date": "05/10"}
    assert done.findings[1].values["time"] == "20:00"
    assert "MThuat" not in (tmp_path / "d/lop_1/2021-W40/tin_nhan.txt").read_text(encoding="utf-8")


BAD: list[tuple[str, list[Slot]]] = [
    ("publish-overlap", [lesson("TO", 1, MONDAY, "8:00"), lesson("TV", 2, MONDAY, "8:20")]),
    ("publish-overlap", [lesson("TO", 1, MONDAY, "24:10"), lesson("TV", 2, TUESDAY, "0:20")]),
    ("publish-grade-twice", [lesson("TO", 1, MONDAY, "8:00"), lesson("TV", 1, MONDAY, "8:20", channel="lai-chau-2")]),
    ("publish-channel-missing", [lesson("TO", 1, MONDAY, "8:00", channel="gone")]),
    ("publish-slot-wrong", [lesson("XX", 1, MONDAY, "8:00")]),
    ("publish-slot-wrong", [lesson("TO", 13, MONDAY, "8:00")]),
    ("publish-slot-wrong", [lesson("TO", 1, MONDAY, "31:00")]),
    ("publish-slot-wrong", [lesson("TO", 1, MONDAY + timedelta(days=7), "8:00")]),
    ("publish-slot-wrong", [replace(lesson("TO", 1, MONDAY, "8:00"), length_s=0)]),
    ("publish-slot-wrong", [replace(lesson("TO", 1, MONDAY, "8:00"), date="mai")]),
    ("publish-slot-wrong", [replace(lesson("TO", 1, MONDAY, "8:00"), subjects=())]),
    ("publish-no-lessons", []),
]


@pytest.mark.parametrize(("code", "slots"), BAD, ids=[f"{code}-{n}" for n, (code, _) in enumerate(BAD)])
def test_a_timetable_that_contradicts_itself_is_told_to_nobody(tmp_path: Path, code: str, slots: list[Slot]) -> None:
    both = (channel(), channel(name="lai-chau-2", title="LTV2"))
    with pytest.raises(PlanError) as caught:
        publish(tmp_path / "lich", week(slots), channels=both)
    assert caught.value.code == code
    assert not (tmp_path / "lich").exists()


@quickly
def test_two_lessons_at_once_may_be_meant_and_the_same_on_two_channels_are_fine(tmp_path: Path) -> None:
    both = (channel(), channel(name="lai-chau-2", title="LTV2"))
    slots = [lesson("TO", 1, MONDAY, "8:00"), lesson("TV", 1, MONDAY, "8:20", channel="lai-chau-2")]
    assert publish(tmp_path / "a", week(slots), channels=both, force=True).done == "published"
    same = [lesson("TO", 1, MONDAY, "8:00"), lesson("TO", 1, MONDAY, "8:00", channel="lai-chau-2")]
    assert publish(tmp_path / "b", week(same), channels=both).done == "published"


def test_a_week_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    for name in ("2021-W53", "../../etc", ""):
        with pytest.raises(PlanError, match="airing-week"):
            publish(tmp_path / "lich", week(week=name))


@quickly
def test_a_week_that_is_named_by_a_day_is_the_same_week(tmp_path: Path) -> None:
    assert publish(tmp_path, week(week="2021-10-06")).timetable.week == "2021-W40"
    assert publish(tmp_path).done == "same"


@quickly
def test_names_from_hell_are_text_everywhere(tmp_path: Path) -> None:
    slots = [*week_slots(), lesson("TV", 1, THURSDAY, "20:00", lesson_label=HELL, teachers=(HELL,))]
    publish(tmp_path, week(slots), school=HELL, channels=[channel(title=HELL, where=HELL)])
    for path in tmp_path.rglob("*.html"):
        assert "<script>alert" not in path.read_text(encoding="utf-8")
    for path in tmp_path.rglob("*.txt"):
        assert "\r" not in path.read_text(encoding="utf-8")
    assert len(json.loads((tmp_path / "tin_nhan/2021-W40.json").read_bytes())["sms"]) == 2 + 3 * 6


@quickly
def test_nothing_published_looks_like_a_telephone_number(tmp_path: Path) -> None:
    begin(tmp_path)
    for path in (*tmp_path.rglob("*.txt"), *tmp_path.rglob("zalo/*.json")):
        assert not re.search(r"(?<![\d/])0\d{8,10}\b", path.read_text(encoding="utf-8")), path


@quickly
def test_channels_of_earlier_weeks_are_still_needed(tmp_path: Path) -> None:
    both = (channel(), channel(name="lai-chau-2", title="LTV2"))
    publish(tmp_path, week([lesson("TO", 1, MONDAY, "8:00", channel="lai-chau-2")]), channels=both)
    assert channels_named(week(), tmp_path) == ("lai-chau", "lai-chau-2")


# ── as people type it ─────────────────────────────────────────────────────────────────────────────────────────────


def run(words: Sequence[str]) -> int:
    """Type a command; gives its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["lessontool", *words])
        before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
        with pytest.raises(SystemExit) as left:
            main()
        for sign, handler in before.items():
            signal.signal(sign, handler)
    return int(left.value.code or 0)


def plan_file(folder: Path, plan: Timetable | None = None) -> Path:
    path = folder / "2021-W40.timetable.json"
    path.write_text(records.pretty(plan or week()), encoding="utf-8")
    return path


@pytest.mark.proof
def test_the_printed_files_lie_where_the_page_says(tmp_path: Path) -> None:
    publish(tmp_path, grades=(1,), papers=("a4", "a3"))
    assert (tmp_path / "lop_1/2021-W40/lich_lop_1_tuan.png").read_bytes().startswith(b"\x89PNG")
    links = re.findall(r'href="([^"#]+)"', (tmp_path / "2021-W40.html").read_text(encoding="utf-8"))
    papers = {f"lop_1/2021-W40/lich_lop_1_{paper}.pdf" for paper in ("a4", "a3")}
    assert {"lop_1/lich_lop_1.ics", *papers} <= set(links)
    assert all((tmp_path / link).is_file() for link in links if not link.startswith("data:"))
    assert publish(tmp_path, grades=(1,), papers=("a4", "a3"), created=LATER).done == "same"


@quickly
def test_the_command_publishes_and_then_tells_what_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "lich"
    words = ["schedule", "publish", "--to", str(folder), "--grade", "1", "--school", "Trường Tiểu học Bản Mây"]
    assert run([*words, str(plan_file(tmp_path)), "--today", "2021-10-01"]) == 0
    assert "Đã thông báo lịch tuần 2021-W40, lần 1" in capsys.readouterr().out
    assert "lop_1/lich_lop_1.ics" in (folder / "2021-W40.html").read_text(encoding="utf-8")
    assert run([*words, str(plan_file(tmp_path, week(CANCELLED))), "--today", "2021-10-04"]) == 0
    said = capsys.readouterr().out
    assert (
        "• Lớp 1: Đạo đức (Bài 3. Lễ phép) lúc 20:00, Thứ Ba 05/10: nghỉ lượt này, cùng ngày vẫn phát lúc 10:45."
        in said
    )
    assert "lần 2" in said


@quickly
def test_the_command_answers_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["schedule", "publish", str(plan_file(tmp_path)), "--to", str(tmp_path / "lich"), "--json"]
    assert run([*words, "--today", "2021-10-05"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["done"], said["revision"], said["grades"]) == ("published", 1, [1, 2])
    assert said["findings"][0]["code"] == "publish-late"
    assert all(Path(path).is_file() for path in said["written"])
    assert run([*words, "--today", "2021-10-05"]) == 0
    assert json.loads(capsys.readouterr().out)["done"] == "same"


@quickly
def test_what_is_typed_wrong_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, to = plan_file(tmp_path), ["--to", str(tmp_path / "lich")]
    (tmp_path / "broken.json").write_text("{}")
    for words, status in (
        (["không.json", *to], 2),
        ([str(tmp_path / "broken.json"), *to], 2),
        ([str(path)], 2),
        ([str(path), *to, "--today", "hôm nay"], 2),
        ([str(path), *to, "--grade", "13"], 2),
        ([str(path), *to, "--grade", "9"], 3),
        ([str(path), *to, "--preset-folder", str(tmp_path / "nowhere")], 3),
    ):
        assert run(["schedule", "publish", *words]) == status, words
        said = capsys.readouterr()
        assert "Lỗi: " in said.err
        assert "Traceback" not in said.err
    assert not (tmp_path / "lich").exists()
