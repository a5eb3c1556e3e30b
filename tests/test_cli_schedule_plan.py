"""`lessontool schedule plan` as a station types it: what it shows, writes and answers, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lessontool import records
from lessontool.catalogue import open_catalogue
from lessontool.cli.asking import Voice
from lessontool.cli.main import commands
from lessontool.errors import LessonToolError
from lessontool.model import Timetable
from tests.libraries import term, tv_package
from tests.plan_judge import faults

PRESETS = Path(__file__).parents[1] / "presets"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return term(tmp_path_factory.mktemp("packages"), weeks=(5, 7), a_week={"TV": 6, "TO": 6})


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def run(*words: str, language: str = "vi") -> int:
    """Type a command; gives its exit code."""
    voice = Voice(language="en" if language == "en" else "vi", json="--json" in words)
    try:
        return commands.main(["schedule", "plan", *words], standalone_mode=False, obj=voice) or 0
    except LessonToolError as error:
        return voice.complain(error)


def written(folder: Path = Path(), week: str = "2021-W40") -> Timetable:
    return records.load(Timetable, folder / f"{week}.timetable.json")


LTV = ("--channel", "lai-chau", "--week", "2021-W40")


def test_a_week_is_planned_shown_and_written(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV, "--lessons", str(packages)) == 0
    shown = capsys.readouterr().out
    assert "Thứ Hai 04/10" in shown
    assert "Lớp 2   Toán" in shown
    assert "VTV1    Dạy Tiếng Việt lớp 1" in shown
    assert "60 lượt phát bài học, đủ mọi môn mỗi ngày" in shown
    assert faults(Path("2021-W40.timetable.json"), PRESETS, packages) == []
    assert [path.name for path in Path().iterdir()] == ["2021-W40.timetable.json"]


def test_the_library_is_where_lessons_come_from(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_catalogue("own.sqlite") as catalogue:
        catalogue.add([packages])
    assert run(*LTV, "--library", "own.sqlite", "--to", "plans") == 0
    assert all(slot.item for slot in written(Path("plans")).slots if slot.kind == "lesson")
    with open_catalogue() as catalogue:
        catalogue.add([packages])
    assert run(*LTV) == 0
    assert [slot.lesson_id for slot in written().slots] == [slot.lesson_id for slot in written(Path("plans")).slots]
    assert run(*LTV, "--library", "none.sqlite", "--to", "other") == 2
    assert "none.sqlite" in capsys.readouterr().err


def test_without_any_lessons_the_times_are_kept_and_it_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV) == 1
    shown = capsys.readouterr().out
    assert "Chưa có kho bài học nào" in shown
    assert "(chưa có bài)" in shown
    assert "0 lượt phát bài học, còn thiếu 60 lượt" in shown
    assert len([slot for slot in written().slots if slot.kind == "lesson"]) == 60


def test_what_has_no_room_is_said_before_everything_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV, "--rules", "primary-all", language="en") == 1
    lines = capsys.readouterr().out.splitlines()
    first = next(number for number, line in enumerate(lines) if "are missing in the week" in line)
    assert "246 showings (7380 minutes) of 348" in lines[first]
    assert any("2 more channels for lessons alone" in line and "everything has room" in line for line in lines[first:])
    assert not any("Monday" in line for line in lines[first:])


def test_programs_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV, "--json", "--solver", "greedy") == 1
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["week"] == "2021-W40"
    assert said["whole"] is False
    assert said["solver"] == "greedy"
    assert Path(said["file"]).is_file()
    assert all(each["message"] for each in said["findings"])


def test_a_day_names_its_week_and_a_holiday_week_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--channel", "lai-chau", "--week", "2022-02-01") == 0
    shown = capsys.readouterr().out
    assert "không có bài học nào phải phát" in shown
    assert "Tết Nguyên đán" in shown
    assert written(week="2022-W05").shortages == ()


@pytest.mark.proof
def test_two_channels_and_the_radio(packages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV, "--channel", "lai-chau-2", "--lessons", str(packages)) == 0
    assert written().channels == ("lai-chau", "lai-chau-2")
    assert run("--channel", "phat-thanh", "--week", "2021-W40", "--lessons", str(packages), "--to", "radio") == 1
    assert "Không có bài học nào đã làm xong cho kênh Phát thanh Lai Châu" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--channel", "lai-chu", "--week", "2021-W40"), 3, "lai-chau"),
        ((*LTV, "--rules", "two-aday"), 3, "two-a-day"),
        ((*LTV, "--calendar", "2021"), 3, "2021-2022"),
        ((*LTV, "--channel", "lai-chau"), 3, "hai lần"),
        (("--channel", "lai-chau", "--week", "2021-W53"), 3, "Không có tuần"),
        (("--channel", "lai-chau", "--week", "<script>"), 3, "Không có tuần"),
        (("--channel", "lai-chau", "--week", "2030-W10"), 3, "Không có lịch năm học nào"),
        ((*LTV, "--lessons", "nowhere"), 2, "nowhere"),
        ((*LTV, "--keep", "nowhere.json"), 2, "nowhere.json"),
        ((*LTV, "--preset-folder", "nowhere"), 3, "nowhere"),
    ],
)
def test_wrong_wishes_are_refused_in_words(
    words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == code
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert not list(Path().glob("*.json"))


def test_a_plan_changed_by_hand_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*LTV) == 1
    path = Path("2021-W40.timetable.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"start_s": 27000', '"start_s": 27300'), encoding="utf-8")
    changed = path.read_bytes()
    assert run(*LTV) == 2
    assert "--force" in capsys.readouterr().err
    assert path.read_bytes() == changed
    assert run(*LTV, "--force") == 1
    assert path.read_bytes() != changed


def test_a_published_plan_is_kept(packages: Path, tmp_path: Path) -> None:
    assert run(*LTV, "--lessons", str(packages)) == 0
    before = written()
    own = tmp_path / "own" / "channels"
    own.mkdir(parents=True)
    text = (PRESETS / "channels" / "lai-chau.yaml").read_text(encoding="utf-8")
    block = '  - {title: Họp, kind: live, dates: ["2021-10-06"], start: "08:00", end: "08:30"}\nrelays:'
    (own / "lai-chau.yaml").write_text(text.replace("relays:", block, 1), encoding="utf-8")
    words = ("--lessons", str(packages), "--preset-folder", "own", "--to", "new")
    assert run(*LTV, *words, "--keep", "2021-W40.timetable.json") == 0
    after = written(Path("new"))

    def times(timetable: Timetable) -> set[tuple[str, int, str]]:
        return {(slot.date, slot.start_s, slot.title) for slot in timetable.slots if slot.kind == "lesson"}

    assert len(times(before) - times(after)) == 1
    assert (own.parent / "channels").is_dir()


def test_a_file_that_is_no_plan_cannot_be_kept(capsys: pytest.CaptureFixture[str]) -> None:
    Path("old.json").write_text('{"week": 1}', encoding="utf-8")
    assert run(*LTV, "--keep", "old.json") == 2
    assert "old.json" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["plan", "check", "export", "publish"])
def test_a_plan_that_is_no_file_is_refused_in_words_about_plans(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder").mkdir()
    Path("film.csv").write_bytes(bytes(range(256)) * 40)
    for name, said in (
        ("nowhere/2021-W40.json", "Không có tệp “nowhere/2021-W40.json”."),
        ("folder", "“folder” là thư mục"),
        ("film.csv", "“film.csv” không phải là bảng hay lịch phát sóng."),
    ):
        words = [*LTV, "--keep", name] if command == "plan" else [name, *(["--to", "to"] if command != "check" else [])]
        voice = Voice(language="vi", json=False)
        with pytest.raises(LessonToolError) as caught:
            commands.main(["schedule", command, *words], standalone_mode=False, obj=voice)
        assert voice.complain(caught.value) == 2
        shown = capsys.readouterr().err
        assert said in shown
        assert "thư mục bài học" not in shown


def test_the_lesson_that_was_selected_as_the_best_is_the_one_that_is_planned(tmp_path: Path) -> None:
    for school in ("Trường Tiểu học Pa Ủ", "Trường Tiểu học Tả Phìn"):
        tv_package(tmp_path / "two", subject="TO", grade=1, week=7, number=31, school=school)
    with open_catalogue() as catalogue:
        catalogue.add([tmp_path / "two"])
        both = {entry.id for entry in catalogue.entries()}

    def planned() -> str:
        assert run(*LTV, "--solver", "greedy", "--force") == 1  # the other subjects have no lesson here
        (lesson,) = {slot.lesson_id for slot in written().slots if slot.lesson_id}
        return lesson

    first = planned()
    (other,) = both - {first}
    for lesson in (other, first):
        words = ["library", "select", lesson, "--by", "Tổ Toán", "--why", "nói chậm và rõ hơn"]
        assert (commands.main(words, standalone_mode=False, obj=Voice(language="vi", json=False)) or 0) == 0
        assert planned() == lesson
