"""The timetable's web page: valid, self-contained, and in browsers it shows the right lessons at the right time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import html5lib
import pytest

from lessontool.model import Timetable
from lessontool.presets import load_calendar
from lessontool.schedule.printed import PAGE_NAME, web_page
from tests.printed_weeks import CHANNELS, HELL, NAMES, day, full, lesson, name_of, renamed, timetable, usual
from tests.sources import PRESETS

JUDGE = Path(__file__).parent / "judges_node" / "timetable_page.cjs"
BROWSERS = {"chromium": ("chromium",), "firefox": ("firefox-esr", "firefox")}
CALENDAR = load_calendar("2021-2022", folder=PRESETS)
HTML = "{http://www.w3.org/1999/xhtml}"

SCHOOL_WEEK = timetable([*usual(1), *usual(2, minutes_later=5)], revision=2)
page_of = partial(
    web_page,
    channels=CHANNELS,
    notices=("Toán lớp 1 thứ Ba 5/10 chuyển từ 08:30 sang 09:00.",),
    school="Trường Tiểu học Bản Mây",
    calendar=CALENDAR,
    feeds={1: "lich_lop_1.ics", 2: "lịch lớp 2.ics"},
    papers={1: ("lich_lop_1_a4.pdf", "lich_lop_1_a3.pdf", "lich_lop_1_a6.pdf")},
    overviews=("toan_truong/2021-W40/lich_toan_truong_a3.pdf",),
)


def tree_of(page: bytes) -> Any:
    """The page as a strict parser reads it: it may find nothing wrong."""
    parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"))
    tree = parser.parse(page.decode())
    assert parser.errors == []
    return tree


def texts(tree: Any, path: str) -> list[str]:
    """The words of some elements, such as `.//section[@data-grade='1']//tr`."""
    spaced = re.sub(r"(?<=/)(?=[a-z])", HTML, path)
    return [" ".join("".join(each.itertext()).split()) for each in tree.iterfind(spaced)]


def counted(plan: Timetable, grade: int) -> dict[str, int]:
    """How many lessons a grade has on each day, from the plan itself."""
    found = Counter(slot.date for slot in plan.slots if grade in slot.grades)
    return {day(number): found[day(number)] for number in range(6)}


# ── as it is written ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "plan",
    [
        SCHOOL_WEEK,
        timetable([]),
        timetable(full(12), NAMES),
        timetable(renamed([*usual(1), *usual(2)], HELL)),
        timetable([lesson(6, "25:10", "TO", lesson_id="", lesson_label="")]),
    ],
    ids=["school week", "nothing", "three channels", "names from hell", "after midnight"],
)
def test_page_is_valid_and_has_every_lesson_as_a_row(plan: Timetable) -> None:
    tree = tree_of(page_of(plan))
    rows = {
        grade: texts(tree, f".//section[@data-grade='{grade}']//tbody/tr")
        for grade in sorted({grade for slot in plan.slots for grade in slot.grades})
    }
    assert {grade: len(found) for grade, found in rows.items()} == {
        grade: sum(grade in slot.grades for slot in plan.slots) for grade in rows
    }
    assert texts(tree, ".//script") != []


def test_page_says_when_what_and_where() -> None:
    tree = tree_of(page_of(SCHOOL_WEEK))
    first = texts(tree, f".//section[@data-grade='1']//section[@data-day='{day(0)}']//tr")
    assert first[:3] == [
        "GiờMôn và bài học",
        "08:00 – 08:25 Tiếng Việt Bài 20. Ôn tập và kể chuyện (Tiết 1) Bài mới, lượt 1",
        "08:30 – 08:55 Toán Bài 10. Làm quen với bút vẽ (Tiết 1) Bài mới, lượt 1",
    ]
    assert "10:00 – 10:30 Tiếng Việt Dạy Tiếng Việt lớp 1 Tiếp sóng VTV1" in first
    assert texts(tree, ".//h1") == ["Từ 4/10 đến 9/10/2021"]
    assert texts(tree, ".//p[@class='dates']") == ["Tuần 7, từ 4/10 đến 9/10/2021", "Tuần 5, từ 4/10 đến 9/10/2021"]
    assert texts(tree, ".//section[@class='changes']//li") == ["Toán lớp 1 thứ Ba 5/10 chuyển từ 08:30 sang 09:00."]
    assert [each.get("href") for each in tree.iterfind(f".//{HTML}a[@class='button']")] == [
        "toan_truong/2021-W40/lich_toan_truong_a3.pdf",
        "lich_lop_1.ics",
        "lich_lop_1_a4.pdf",
        "lich_lop_1_a3.pdf",
        "lich_lop_1_a6.pdf",
        "l%E1%BB%8Bch%20l%E1%BB%9Bp%202.ics",
    ]
    assert [text for text in texts(tree, ".//a[@class='button']") if "(PDF)" in text] == [
        "Lịch toàn trường A3 (PDF)",
        "Bản in A4 (PDF)",
        "Bản in A3 (PDF)",
        "Phiếu nhỏ A6 để cắt (PDF)",
    ]


def test_page_allows_its_own_script_and_style_and_nothing_else() -> None:
    tree = tree_of(page_of(SCHOOL_WEEK))
    (policy,) = (each.get("content") for each in tree.iterfind(f".//{HTML}meta[@http-equiv='Content-Security-Policy']"))
    (style,) = tree.iterfind(f".//{HTML}style")
    (script,) = (each for each in tree.iterfind(f".//{HTML}script") if not each.get("type"))
    hashes = [base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode() for each in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert [each.get("src") for each in tree.iter() if each.get("src")] == []
    assert [
        each.tag for each in tree.iter() if any(name in ("style", "onclick", "onload") for name in each.attrib)
    ] == []


def test_page_speaks_english_where_it_is_asked_to() -> None:
    tree = tree_of(page_of(SCHOOL_WEEK, language="en"))
    assert tree.get("lang") == "en"
    assert texts(tree, ".//h1") == ["4 Oct to 9 Oct 2021"]
    first = texts(tree, f".//section[@data-grade='1']//section[@data-day='{day(0)}']//tbody/tr")[0]
    assert first == "08:00 – 08:25 Vietnamese Bài 20. Ôn tập và kể chuyện (Tiết 1) New, showing 1"


def test_same_timetable_gives_the_same_page() -> None:
    assert page_of(SCHOOL_WEEK) == page_of(SCHOOL_WEEK)


def test_day_off_says_why_there_are_no_lessons() -> None:
    plan = timetable([lesson(0, "08:00", "TO")], week="2022-W17")
    tree = tree_of(page_of(plan, grades=[1]))
    assert texts(tree, ".//section[@data-day='2022-04-30']/p") == ["Nghỉ: Giải phóng miền Nam và Quốc tế Lao động"]
    assert texts(tree, ".//section[@data-day='2022-04-29']/p") == ["Không có bài học"]


# ── in browsers ───────────────────────────────────────────────────────────────────────────────────────────────────


def judged(name: str, folder: Path, now: str, *, place: str = "http", grade: int = 1) -> dict[str, Any]:
    """Let a browser judge a page: what is wrong with it, and what was seen."""
    if not any(shutil.which(program) for program in BROWSERS[name]) or not (JUDGE.parent / "node_modules").is_dir():
        said = f"{name} or node_modules is missing: .ci/judges.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    command = ["node", str(JUDGE), name, place, str(folder), now, str(grade)]
    said_by = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert said_by.stdout, said_by.stderr
    verdict: dict[str, Any] = json.loads(said_by.stdout.splitlines()[-1])
    assert (said_by.returncode == 0) == (verdict["faults"] == []), said_by.stderr
    return verdict


def with_page(folder: Path, plan: Timetable = SCHOOL_WEEK, change: Callable[[str], str] = str, **options: Any) -> Path:
    """A folder with a page, changed as wished."""
    folder.mkdir(exist_ok=True)
    (folder / PAGE_NAME).write_text(change(page_of(plan, **options).decode()), encoding="utf-8")
    return folder


@pytest.mark.proof
@pytest.mark.parametrize(("name", "place"), [("chromium", "http"), ("chromium", "file"), ("firefox", "http")])
def test_family_sees_todays_lessons_first_and_the_browser_remembers_the_grade(
    tmp_path: Path, name: str, place: str
) -> None:
    verdict = judged(name, with_page(tmp_path / "page"), "2021-10-05T01:31:00Z", place=place)  # 8:31 in Việt Nam
    assert verdict["faults"] == []
    seen = verdict["seen"]
    assert seen["counts"] == {str(grade): counted(SCHOOL_WEEK, grade) for grade in (1, 2)}
    assert seen["today"]["items"] == [
        ["08:30", "Toán", "Đang phát"],
        ["09:30", "Tự nhiên và Xã hội", "Tiếp theo"],
        ["10:00", "Tiếng Việt", ""],
        ["14:30", "Tiếng Việt", ""],
        ["15:00", "Tự nhiên và Xã hội", ""],
        ["19:45", "Tiếng Việt", ""],
        ["20:15", "Toán", ""],
        ["08:00", "Tiếng Việt", "Đã phát"],
    ]
    assert (seen["today"]["shown"], seen["today"]["current"]) == (["1"], ["1"])
    assert seen["first"]["shown"] == ["1", "2"]
    assert set(seen["today"]["marked"]) == {"2021-10-05"}


@pytest.mark.proof
@pytest.mark.parametrize(
    ("now", "note", "items"),
    [
        ("2021-10-03T16:59:00Z", "Lịch này bắt đầu thứ Hai 4/10.", 0),
        ("2021-10-03T17:00:00Z", "", 8),
        ("2021-10-04T16:00:00Z", "Hôm nay đã phát hết các bài.", 8),
        ("2021-10-09T17:00:00Z", "Lịch này đã qua. Hãy mở lịch của tuần mới.", 0),
    ],
    ids=["Sunday evening", "Monday 0:00", "Monday 23:00", "next Sunday"],
)
def test_today_is_a_day_of_viet_nam_wherever_the_telephone_is(tmp_path: Path, now: str, note: str, items: int) -> None:
    verdict = judged("chromium", with_page(tmp_path / "page"), now)
    assert verdict["faults"] == []
    assert (verdict["seen"]["today"]["note"], len(verdict["seen"]["today"]["items"])) == (note, items)


@pytest.mark.proof
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_names_from_hell_are_text_in_browsers(tmp_path: Path, name: str) -> None:
    plan = timetable(renamed(full(12), HELL), NAMES)
    channels = [replace(each, title=HELL, where=HELL) for each in CHANNELS]
    folder = with_page(tmp_path / "page", plan, channels=channels, notices=[HELL] * 2, school=HELL)
    verdict = judged(name, folder, "2021-10-04T00:10:00Z")
    assert verdict["faults"] == []
    rows = verdict["seen"]["rows"]
    assert [row[:3] for row in rows] == [
        [slot.date, f"{slot.start_s // 3600:02}:{slot.start_s // 60 % 60:02}", name_of(slot)]
        for slot in sorted(plan.slots, key=lambda slot: (slot.date, slot.start_s))
    ]
    assert all(row[3].startswith("\"<script>window.hacked=1</script>&amp;' #[x]") for row in rows)


@pytest.mark.proof
def test_lesson_over_midnight_is_still_on_air_on_the_next_day(tmp_path: Path) -> None:
    plan = timetable([lesson(0, "23:50", "TO"), lesson(1, "08:00", "TV")])
    verdict = judged("chromium", with_page(tmp_path / "page", plan), "2021-10-04T17:05:00Z")  # Tuesday, 0:05
    assert verdict["faults"] == []
    assert verdict["seen"]["today"]["items"] == [["23:50", "Toán", "Đang phát"], ["08:00", "Tiếng Việt", "Tiếp theo"]]


def foreign_script(page: str) -> str:
    return page.replace("<title>", '<script src="http://cdn.example.org/player.js"></script><title>')


def foreign_picture_without_rules(page: str) -> str:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return page.replace("</main>", '</main><img alt="" src="http://cdn.example.org/logo.png">')


def changed_script(page: str) -> str:
    return page.replace('"use strict";', '"use strict"; /* changed */')


def small_buttons(page: str) -> str:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return page.replace("min-height: 44px", "min-height: 20px")


def pale_letters(page: str) -> str:
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    return page.replace("--muted: #4a5763", "--muted: #aab3bb")


def heads_without_scope(page: str) -> str:
    return page.replace(' scope="row"', "")


BROKEN: dict[Callable[[str], str], str] = {
    foreign_script: "cdn.example.org",
    foreign_picture_without_rules: "asks for http://cdn.example.org/logo.png",
    changed_script: "policy|judge",
    small_buttons: "small: ",
    pale_letters: "contrast ",
    heads_without_scope: "a head of a table without its scope",
}


@pytest.mark.proof
@pytest.mark.parametrize("change", BROKEN, ids=lambda change: change.__name__)
def test_judge_refuses_a_broken_page(tmp_path: Path, change: Callable[[str], str]) -> None:
    found = judged("chromium", with_page(tmp_path / "page", change=change), "2021-10-05T01:31:00Z")["faults"]
    assert any(re.search(BROKEN[change], fault) for fault in found), found
