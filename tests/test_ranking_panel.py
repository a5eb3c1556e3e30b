"""The review panel: its marks as figures, as tables that offices fill in, and what is wrong with them in words."""

from __future__ import annotations

import csv
import io
import statistics
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages
from lessontool.catalogue.panel import MarkedTable, marks_of_text, not_older, read_marks, template
from lessontool.errors import InputError
from lessontool.model import CatalogueEntry, Review, RubricMark
from lessontool.planning.panel import latest, panels, reviewers
from lessontool.presets import load_ranking
from tests.sources import LESSON

RANKING = load_ranking("best-lessons")
RUBRIC = RANKING.rubric
NAMES = [question.name for question in RUBRIC.questions]
DAY = "2021-10-01"
IDS = ["93dd7673-8201-554b-b1e1-c975313ca0ff", "3de1909f-0326-5f5e-85cf-f854b4aea108"]


def review(lesson: str, reviewer: str, points: Any, date: str = DAY, rubric: str = RUBRIC.name) -> Review:
    given = list(points) if isinstance(points, (list, tuple)) else [points] * len(NAMES)
    marks = tuple(RubricMark(question=name, points=value) for name, value in zip(NAMES, given, strict=True))
    return Review(lesson_id=lesson, reviewer=reviewer, rubric=rubric, date=date, marks=marks)


def drawn(seed: int) -> list[Review]:
    """Marks of some reviewers for some lessons."""
    chance = Random(seed)
    pairs = [(lesson, reviewer) for lesson in "abc" for reviewer in ("A3", "B7", "C1", "D4") if chance.random() < 0.7]
    return [review(lesson, reviewer, [chance.randint(1, 5) for _ in NAMES]) for lesson, reviewer in pairs]


some_reviews = st.integers(0, 2**32).map(drawn)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────


@settings(deadline=None, max_examples=50)
@given(some_reviews)
def test_mean_and_spread_are_those_of_pythons_statistics(reviews: list[Review]) -> None:
    for lesson, panel in panels(reviews, RUBRIC).items():
        own = [each for each in reviews if each.lesson_id == lesson]
        assert panel.reviewers == len(own)
        assert panel.counts == (len(own) >= RUBRIC.least_reviewers)
        for place, each in enumerate(panel.questions):
            points = [one.marks[place].points for one in own]
            assert each.mean == pytest.approx(statistics.fmean(points))
            assert each.spread == pytest.approx(statistics.pstdev(points))
            assert (each.low, each.high) == (min(points), max(points))
            assert each.apart == (max(points) - min(points) >= 2)
        weights = [question.weight for question in RUBRIC.questions]
        mean = statistics.fmean([each.mean for each in panel.questions], weights)
        assert panel.share == pytest.approx((mean - 1) / 4)


@settings(deadline=None, max_examples=50)
@given(some_reviews, st.integers(0, 2**16), st.booleans())
def test_a_better_mark_never_lowers_the_lesson_that_got_it(reviews: list[Review], seed: int, balanced: bool) -> None:
    rubric, chance = replace(RUBRIC, balanced=balanced), Random(seed)
    if not reviews:
        return
    place, question = chance.randrange(len(reviews)), chance.randrange(len(NAMES))
    old = reviews[place]
    marks = list(old.marks)
    marks[question] = replace(marks[question], points=min(5, marks[question].points + chance.randint(1, 4)))
    better = [*reviews[:place], replace(old, marks=tuple(marks)), *reviews[place + 1 :]]
    before, after = (panels(each, rubric)[old.lesson_id].share for each in (reviews, better))
    assert after >= before - 1e-12


def test_a_harsh_reviewer_does_not_lower_only_the_lessons_that_he_got() -> None:
    shared = [review(lesson, who, points) for lesson in "abcd" for who, points in (("kind", 4), ("harsh", 2))]
    alone = [review("e", "kind", 4), review("e", "kind2", 4), review("f", "harsh", 2), review("f", "harsh2", 2)]
    found = panels([*shared, *alone], RUBRIC)
    assert found["e"].share - found["f"].share == pytest.approx(0.5)
    fair = panels([*shared, *alone], replace(RUBRIC, balanced=True, shrinking=0))
    # the strangers harsh2 and kind2 agree with those beside them: half of it is taste, half of it the lesson
    assert fair["e"].share - fair["f"].share < 0.3
    harsh = {each.name: each for each in reviewers(shared, RUBRIC)}
    assert (harsh["harsh"].harsh, harsh["kind"].harsh) == (2.0, -2.0)
    assert harsh["harsh"].compared == 20


def test_a_reviewer_whom_nobody_can_be_compared_with_is_neither_harsh_nor_kind() -> None:
    (only,) = reviewers([review("a", "A3", 1)], RUBRIC)
    assert (only.harsh, only.compared) == (0.0, 0)
    assert panels([review("a", "A3", 1)], replace(RUBRIC, balanced=True))["a"].share == 0


def test_the_newer_marks_of_a_reviewer_replace_the_older_ones_and_other_questions_are_not_mixed_in() -> None:
    old, new = review("a", "A3", 1, "2021-09-01"), review("a", "A3", 5, "2021-09-02")
    other = review("a", "A3", 3, "2021-12-01", rubric="last-year")
    torn = replace(review("a", "B7", 2), marks=review("a", "B7", 2).marks[:2])
    assert latest([new, old, other, torn], RUBRIC) == (new,)
    same_day = review("a", "A3", 4, "2021-09-02")
    assert latest([old, new, same_day], RUBRIC) == (same_day,)
    assert not_older([old], [new]) == ((), 0)
    assert not_older([new], [old]) == ((new,), 1)


# ── marks as they are typed ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "noi-dung=4,phuong-phap=5,ngon-ngu=4,chu-viet=3,hung-thu=2",
        "Nội dung=4; Phương pháp=5; Ngôn ngữ=4; Chữ và hình=3; Hứng thú=2",
        "hung-thu=2, noi-dung = 4 ,phuong-phap=5,ngon-ngu=4,chu-viet=3.0",
        "Content=4,Teaching=5,Language=4,Writing and pictures=3,Interest=2",
    ],
)
def test_marks_are_understood_in_any_order_and_spelling(text: str) -> None:
    assert [mark.points for mark in marks_of_text(text, RUBRIC)] == [4, 5, 4, 3, 2]


def test_half_points_may_have_a_comma() -> None:
    text = "noi-dung=4,5,phuong-phap=5,ngon-ngu=4,chu-viet=3,hung-thu=2"
    assert marks_of_text(text, RUBRIC)[0].points == 4.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "review-question-missing"),
        ("noi-dung", "review-marks-wrong"),
        ("noi-dung=tốt", "review-marks-wrong"),
        ("noi-dung=4,noi-dung=5", "review-question-twice"),
        ("dep=4", "review-question-unknown"),
        ("noi-dung=6", "review-points-range"),
        ("noi-dung=0", "review-points-range"),
        ("noi-dung=-1", "review-marks-wrong"),
        ("noi-dung=4", "review-question-missing"),
    ],
)
def test_marks_that_are_none_are_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        marks_of_text(text, RUBRIC)
    assert caught.value.code == code
    for language in ("vi", "en"):
        assert messages.say(code, caught.value.values, language)
        assert messages.hint(code, caught.value.values, language)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────

HEADS = ["Số", "Mã bài", "Bài", "Nội dung (1–5 điểm)", "Phương pháp", "Ngôn ngữ", "Chữ và hình", "Hứng thú"]
AFTER = ["Nhận xét", "Người chấm", "Ngày"]
GOOD = ["1", IDS[0], "Phép cộng", "4", "4,5", "3", "5", "2", "Rõ ràng", "A3", "25/9/2021"]


def table(tmp_path: Path, *lines: list[str], heads: list[str] | None = None, delimiter: str = ";") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([heads or [*HEADS, *AFTER], *lines])
    path = tmp_path / "diem.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    return path


def read(path: Path, **wishes: Any) -> MarkedTable:
    return read_marks(path, RUBRIC, IDS, **{"day": DAY, **wishes})


def changed(**cells: str) -> list[str]:
    places = {"lesson": 1, "content": 3, "method": 4, "reviewer": 9, "date": 10}
    line = list(GOOD)
    for name, value in cells.items():
        line[places[name]] = value
    return line


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_a_table_of_an_office_is_read_whatever_parts_its_columns(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = table(tmp_path, GOOD, delimiter=delimiter)
    above = "BẢNG CHẤM BÀI CỦA HỘI ĐỒNG\r\n"
    path.write_text(above + path.read_text(encoding="utf-8-sig"), encoding=encoding)
    (one,) = read(path).reviews
    assert (one.lesson_id, one.reviewer, one.date, one.remark) == (IDS[0], "A3", "2021-09-25", "Rõ ràng")
    assert [mark.points for mark in one.marks] == [4, 4.5, 3, 5, 2]


def test_a_workbook_is_read_as_the_same_table_saved_as_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["BẢNG CHẤM BÀI CỦA HỘI ĐỒNG"])
    sheet.append([*HEADS, *AFTER])
    sheet.append([1, IDS[0], "Phép cộng", 4, 4.5, 3.0, 5, 2, "Rõ ràng", "A3", datetime(2021, 9, 25)])
    book.save(tmp_path / "diem.xlsx")
    assert read(tmp_path / "diem.xlsx").reviews == read(table(tmp_path, GOOD)).reviews


def test_empty_cells_are_the_reviewer_and_day_that_were_named(tmp_path: Path) -> None:
    path = table(tmp_path, changed(reviewer="", date="", lesson=IDS[1][:8]))
    (one,) = read(path, reviewer="B7").reviews
    assert (one.lesson_id, one.reviewer, one.date) == (IDS[1], "B7", DAY)


def test_lines_without_marks_are_left_out_and_said(tmp_path: Path) -> None:
    blank = [*GOOD[:3], *[""] * 5, "", "", ""]
    found = read(table(tmp_path, GOOD, blank))
    assert len(found.reviews) == 1
    assert [(each.code, dict(each.values)) for each in found.findings] == [("review-lines-unmarked", {"count": 1})]


def test_of_two_lines_of_one_reviewer_for_one_lesson_the_newer_counts(tmp_path: Path) -> None:
    older = changed(content="1", date="24/9/2021")
    for lines, line in (((GOOD, older), 2), ((older, GOOD), 3)):
        found = read(table(tmp_path, *lines))
        assert found.reviews[0].marks[0].points == 4
        assert [(each.code, each.values["line"]) for each in found.findings] == [("review-lines-twice", line)]


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        (changed(lesson="khong-co"), "review-line-lesson", 3),
        (changed(lesson=""), "review-line-lesson", 3),
        (changed(reviewer=""), "review-line-reviewer", 3),
        (changed(content="6"), "review-line-points", 3),
        (changed(content="-1"), "review-line-points", 3),
        (changed(content="tốt"), "review-line-points", 3),
        (changed(method=""), "review-line-missing", 3),
        (changed(date="31/2/2021"), "review-line-date", 3),
        (changed(date="hôm qua"), "review-line-date", 3),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(tmp_path: Path, line: list[str], code: str, place: int) -> None:
    with pytest.raises(InputError) as caught:
        read(table(tmp_path, GOOD, line))
    assert caught.value.code == code
    assert caught.value.values["line"] == place
    for language in ("vi", "en"):
        assert str(place) in messages.say(code, caught.value.values, language)
        assert messages.hint(code, caught.value.values, language)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04....", "table-workbook"),
        ("Mã bài;Nội dung\nx;4\n".encode(), "review-table-columns"),
        (";".join([*HEADS, "Nội dung", *AFTER]).encode(), "review-table-column-twice"),
        (";".join([*HEADS, *AFTER]).encode(), "review-table-empty"),
        ((";".join([*HEADS, *AFTER]) + '\n1;"abc;4;4\n').encode(), "review-table-broken"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "diem.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == code
    for language in ("vi", "en"):
        assert messages.say(code, caught.value.values, language)


def entries() -> list[CatalogueEntry]:
    names = ["Toán <script>&amp;\"'", "=1+1", "Ti" + "ế" * 200]
    lessons = [replace(LESSON, title=name, school="Trường Bí Mật", teachers=("Cô Bí Mật",)) for name in names]
    ids = [*IDS, "c" * 36]
    return [CatalogueEntry(id=key, lesson=lesson, packages=()) for key, lesson in zip(ids, lessons, strict=True)]


def test_a_blind_table_names_neither_teacher_nor_school_and_an_open_one_does() -> None:
    blind = template(entries(), RANKING, blind=True, language="vi").decode("utf-8-sig")
    assert "Bí Mật" not in blind
    assert "<script>&amp;" in blind
    shown = template(entries(), RANKING, blind=False, language="vi").decode("utf-8-sig")
    assert "Trường Bí Mật" in shown
    assert "Cô Bí Mật" in shown


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("blind", [True, False])
def test_what_we_give_to_fill_in_can_be_read_again(tmp_path: Path, language: Any, blind: bool) -> None:
    data = template(entries(), RANKING, blind=blind, language=language)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    width = 3 if blind else 5
    for row in rows[1:]:
        row[width : width + 5] = ["4", "3", "5", "2", "1"]
    path = tmp_path / "filled.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    ids = [each.id for each in entries()]
    found = read_marks(path, RUBRIC, ids, day=DAY, reviewer="A3")
    assert [each.lesson_id for each in found.reviews] == ids
    assert found.findings == ()


@pytest.mark.proof
def test_pandas_finds_the_same_spread_for_every_lesson_and_question() -> None:
    pandas = pytest.importorskip("pandas")
    reviews = [
        each for seed in range(40) for each in (replace(r, lesson_id=f"{seed}{r.lesson_id}") for r in drawn(seed))
    ]
    lines = [(each.lesson_id, mark.question, mark.points) for each in reviews for mark in each.marks]
    frame = pandas.DataFrame(lines, columns=["lesson", "question", "points"])
    judged = frame.groupby(["lesson", "question"])["points"].agg(["mean", "min", "max", lambda x: x.std(ddof=0)])
    seen = 0
    for lesson, panel in panels(reviews, RUBRIC).items():
        for each in panel.questions:
            row = judged.loc[(lesson, each.question)].tolist()
            assert [each.mean, each.low, each.high, each.spread] == pytest.approx(row)
            seen += 1
    assert seen == len(judged) > 400
