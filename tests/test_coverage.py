"""What there is of a school year: counted against the curriculum, drawn for everybody, and never more than is there."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import curriculum
from lessontool.catalogue import open_catalogue
from lessontool.catalogue.covering import as_csv, as_data, held, sums, write_coverage
from lessontool.catalogue.covering_drawing import drawing
from lessontool.errors import InputError
from lessontool.model import Choice, Consent
from lessontool.planning.coverage import STATES, Coverage, HeldLesson, coverage, wanted_in_week
from lessontool.planning.ranking import place_of
from lessontool.presets import load_ranking
from tests.libraries import tv_package

RANKING = load_ranking("best-lessons")
YEAR = "2021-2022"
DAY = "2021-10-01"
CREATED = "2021-10-01T08:00:00Z"


def lesson(**changes: Any) -> HeldLesson:
    values: dict[str, Any] = {"subject": "TO", "grade": 1, "series": "KNTT", "week": 1, "place": "a", "state": "ready"}
    return HeldLesson(**(values | changes))


def week(*lessons: HeldLesson, number: int = 1) -> Any:
    rows = coverage(lessons, YEAR, [1]).rows
    return next(row for row in rows if row.subject == "TO").weeks[number - 1]


# ── what the curriculum wants ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("grade", curriculum.GRADES[:9])
def test_the_weeks_of_a_subject_have_all_its_periods_spread_evenly(grade: int) -> None:
    for year in ("2021-2022", "2024-2025"):
        for periods in curriculum.periods(grade, year).values():
            weeks = [wanted_in_week(periods, number) for number in curriculum.WEEKS]
            assert sum(weeks) == periods
            assert max(weeks) - min(weeks) <= 1
            assert min(weeks) == periods // 35


def test_every_compulsory_subject_has_a_row_and_an_elective_one_only_where_it_has_a_lesson() -> None:
    empty = coverage([], YEAR, [1, 2])
    assert [(row.grade, row.subject) for row in empty.rows][:3] == [(1, "AN"), (1, "DD"), (1, "GDTC")]
    for grade in (1, 2):
        assert {row.subject for row in empty.rows if row.grade == grade} == set(curriculum.periods(grade, YEAR))
    english = coverage([lesson(subject="TA", series="KHAC")], YEAR, [1])
    (row,) = (row for row in english.rows if row.subject == "TA")
    assert (row.periods, row.a_week, row.total("filled")) == (70, 2, 1)
    assert sum(row.total("wanted") for row in empty.rows if row.grade == 1) == 875


# ── what is there ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_lessons_for_one_place_fill_one_period() -> None:
    found = week(lesson(), lesson(), lesson(place="b"))
    assert (found.wanted, found.ready, found.filled, found.missing, found.sign) == (3, 2, 2, 1, "part")


@pytest.mark.parametrize(
    ("lessons", "sign"),
    [
        ([], "none"),
        ([lesson(state="waiting")], "waiting"),
        ([lesson(state="failed")], "waiting"),
        ([lesson(state="expired")], "expired"),
        ([lesson(state="barred")], "expired"),
        ([lesson(state="failed"), lesson(state="ready")], "part"),
        ([lesson(place=each) for each in "abc"], "full"),
        ([lesson(place=each) for each in "abcd"], "full"),
    ],
)
def test_a_week_has_the_sign_of_what_is_there(lessons: list[HeldLesson], sign: str) -> None:
    assert week(*lessons).sign == sign


def test_more_than_is_wanted_in_one_week_fills_no_other() -> None:
    found = coverage([lesson(place=f"{number}") for number in range(9)], YEAR, [1])
    assert sums(found)["filled"] == 3
    assert sums(found)["missing"] == 875 - 3


def test_every_textbook_that_has_lessons_has_a_row_and_one_can_be_asked_for() -> None:
    lessons = [lesson(), lesson(series="CD", place="b")]
    assert [row.series for row in coverage(lessons, YEAR, [1]).rows if row.subject == "TO"] == ["CD", "KNTT"]
    (row,) = (row for row in coverage(lessons, YEAR, [1], series="CTST").rows if row.subject == "TO")
    assert (row.series, row.total("ready")) == ("CTST", 0)


def test_a_lesson_that_no_week_or_grade_has_is_said_not_to_be_counted() -> None:
    lessons = [lesson(week=36), lesson(subject="HH"), lesson(), lesson(grade=2)]
    assert coverage(lessons, YEAR, [1]).outside == 2


def test_a_chosen_lesson_counts_only_while_it_may_be_shown() -> None:
    assert week(lesson(chosen=True)).chosen == 1
    assert week(lesson(chosen=True, state="expired")).chosen == 0
    assert week(lesson(expiring=True), lesson()).expiring == 0
    assert week(lesson(expiring=True)).expiring == 1


some_lessons = st.lists(
    st.builds(
        lesson,
        week=st.integers(1, 36),
        place=st.sampled_from("abcdef"),
        subject=st.sampled_from(["TO", "TV", "TA", "VL"]),
        state=st.sampled_from(STATES),
        series=st.sampled_from(["KNTT", "CD"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=50)
@given(some_lessons, st.integers(0, 11))
def test_another_lesson_never_makes_more_missing_and_all_are_counted(lessons: list[HeldLesson], place: int) -> None:
    found = coverage(lessons, YEAR, [1])
    fewer = coverage([*lessons[:place], *lessons[place + 1 :]], YEAR, [1])
    assert sums(found)["filled"] >= sums(fewer)["filled"]
    counted = sums(found)
    assert counted["filled"] + counted["missing"] == counted["wanted"]
    inside = {
        (each.subject, each.series, each.week, each.place)
        for each in lessons
        if each.week <= 35 and each.subject != "VL"
    }
    states = sum(row.total(state) for row in found.rows for state in STATES)
    assert states == len(inside)


# ── out of the library ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def covered(tmp_path: Path) -> Coverage:
    """A library with a lesson of every kind."""
    place = tmp_path / "lessons"
    tv_package(place, week=1, number=1)
    tv_package(place, week=2, number=2, verdicts={})
    tv_package(place, week=3, number=3, verdicts={"a.mxf: hum": "failed"})
    tv_package(place, week=4, number=4, expires="2021-09-30")
    tv_package(place, week=5, number=5, expires="2021-10-20")
    tv_package(place, week=6, number=6, consent=Consent(pupils_visible=True))
    tv_package(place, week=7, number=7, title="<script>&amp;\"' " + "ệ" * 150)
    catalogue = open_catalogue(tmp_path / "library.sqlite")
    catalogue.add([place])
    entries = catalogue.entries()
    first = entries[0]
    choice = Choice(lesson_id=first.id, place=place_of(first.lesson, RANKING), by="A", why="", date=DAY)
    return coverage(held(entries, [choice], RANKING, day=DAY), YEAR, [1])


def test_the_library_is_counted_by_what_may_be_shown_on_the_day(covered: Coverage) -> None:
    (row,) = (row for row in covered.rows if row.subject == "TO")
    signs = [each.sign for each in row.weeks[:8]]
    assert signs == ["part", "waiting", "waiting", "expired", "part", "expired", "part", "none"]
    assert [row.total(name) for name in ("ready", "waiting", "failed", "expired", "barred")] == [3, 1, 1, 1, 1]
    assert (row.weeks[4].expiring, row.total("expiring"), row.weeks[0].chosen) == (1, 1, 1)


def test_the_table_for_excel_and_the_data_for_programs_say_the_same(covered: Coverage) -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(covered, "en").decode("utf-8-sig")), delimiter=";"))
    data = as_data(covered)
    assert len(lines) == sum(len(row["weeks"]) for row in data["rows"]) == 8 * 35
    for name in ("wanted", "missing", "expired", "chosen"):
        assert sum(int(line[name]) for line in lines) == data["sums"][name]
    assert {line["periods a week"] for line in lines if line["Subject"] == "Mathematics"} == {"3"}


def test_the_drawing_says_by_number_and_sign_what_its_colours_say(covered: Coverage) -> None:
    svg, width, height = drawing(covered, day=DAY, language="vi")
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("1/3") == 3
    assert words.count("?1") == 2
    assert words.count("!1") == 3  # two weeks, and the one that says what it means
    assert "Toán" in words
    assert root.get("viewBox") == f"0 0 {width} {height}"
    rects = root.iter("{http://www.w3.org/2000/svg}rect")
    assert all(0 <= float(each.get("x", 0)) <= width and 0 <= float(each.get("y", 0)) <= height for each in rects)


def test_files_are_replaced_only_while_nobody_changed_them(covered: Coverage, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    paths = write_coverage(covered, folder, day=DAY, created=CREATED, language="vi")
    assert sorted(path.name for path in paths) == ["coverage.csv", "coverage.json", "coverage.png", "coverage.svg"]
    assert (folder / "coverage.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((folder / "coverage.json").read_text(encoding="utf-8"))["sums"]["wanted"] == 875
    before = {path: path.read_bytes() for path in paths}
    write_coverage(covered, folder, day=DAY, created=CREATED, language="vi")
    assert {path: path.read_bytes() for path in paths} == before
    (folder / "coverage.csv").write_text("của tôi", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_coverage(covered, folder, day=DAY, created=CREATED, language="vi")
    assert caught.value.code == "rank-file-there"
    assert (folder / "coverage.csv").read_text(encoding="utf-8") == "của tôi"


@pytest.mark.proof
def test_pandas_adds_the_table_up_to_the_same_sums(covered: Coverage) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(io.BytesIO(as_csv(covered, "en")), sep=";", encoding="utf-8-sig")
    pivot = frame.pivot_table(index="Subject", columns="Week", values=["wanted", "missing"], aggfunc="sum")
    for row in covered.rows:
        name = curriculum.subject(row.subject).name_en
        assert pivot["wanted"].loc[name].tolist() == [each.wanted for each in row.weeks]
        assert pivot["missing"].loc[name].tolist() == [each.missing for each in row.weeks]
    assert int(frame["missing"].sum()) == sums(covered)["missing"]


def test_no_grade_or_year_that_is_none_is_counted() -> None:
    with pytest.raises(ValueError, match="no grade 13"):
        coverage([], YEAR, [13])
    with pytest.raises(ValueError, match="not a school year"):
        coverage([], "2021", [1])
    assert replace(coverage([], YEAR, []), outside=0).rows == ()
