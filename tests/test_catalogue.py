"""The catalogue: packages come in, leave and are found, in a file and on a real PostgreSQL server alike."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lessontool import records
from lessontool.catalogue import open_catalogue
from lessontool.catalogue.adding import Added
from lessontool.catalogue.library import Catalogue
from lessontool.catalogue.programmes import read_programmes
from lessontool.errors import InputError, Interrupted
from lessontool.model import Choice, Consent, Review, RubricMark, Showing
from lessontool.tools.process import Cancel
from tests import databases
from tests.libraries import term, tv_package

PRESET = "tv-xdcam-hd422"
DAY = "2021-10-01"
NUMBERS = count()
HELL = "<script>&amp;\"'; DROP TABLE lessons;-- %_\\ " + "ệ" * 150


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    # a socket's path may have 107 bytes, and another user must reach it
    folder = Path("/tmp") / f"lessontool-pg-{next(NUMBERS)}-{tmp_path_factory.getbasetemp().name}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with databases.server(folder) as socket:
            yield socket
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a catalogue may be made: a file, and a database on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "library.sqlite")
    return databases.new_database(request.getfixturevalue("socket"), f"library_{next(NUMBERS)}")


@pytest.fixture
def catalogue(place: str) -> Catalogue:
    return open_catalogue(place)


def change(package: Path, **changes: Any) -> None:
    """Write a manifest anew, as another run of lessontool would."""
    path = package / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, **changes}, ensure_ascii=False), encoding="utf-8")


def codes(added: Added) -> list[str]:
    return sorted(each.code for each in added.findings)


# ── adding ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_adding_again_changes_nothing_and_everything_is_told_once(catalogue: Catalogue, tmp_path: Path) -> None:
    lessons = term(tmp_path / "lessons", grades=(1,), subjects=("TO", "DD"), weeks=(5,))
    first = catalogue.add([lessons], day=DAY)
    assert (len(first.new), first.same, first.lessons, first.findings) == (6, 0, 6, ())
    before = catalogue.entries()
    again = catalogue.add([lessons, lessons / next(lessons.iterdir()).name], day=DAY)
    assert (again.new, again.changed, again.moved, again.gone, again.same) == ((), (), (), (), 6)
    assert catalogue.entries() == before


def test_an_entry_says_what_the_manifest_says(catalogue: Catalogue, tmp_path: Path) -> None:
    package = tv_package(
        tmp_path, minutes=24, before_frames=250, measured={"integrated_lufs": -23.1}, transcripts={"vi": "Xin chào."}
    )
    catalogue.add([package], day=DAY)
    (entry,) = catalogue.entries()
    (listed,) = entry.packages
    assert listed.folder == str(package)
    assert (listed.frames, listed.proof, listed.languages) == (36_000, "passed", ("vi",))
    assert listed.roles == ("captions", "metadata", "programme")
    assert listed.total_bytes == sum(path.stat().st_size for path in package.iterdir() if path.name != "manifest.json")
    assert listed.measured == {"TO1_T05_B12.mxf: integrated_lufs": -23.1}
    assert entry.transcripts == {"vi": "Xin chào."}
    assert catalogue.entry(entry.id) == entry
    assert catalogue.programmes(PRESET) == read_programmes([tmp_path], PRESET)


def test_changed_moved_and_gone_packages_are_told(catalogue: Catalogue, tmp_path: Path) -> None:
    lessons = term(tmp_path / "lessons", grades=(1,), subjects=("DD", "AN", "MT"), weeks=(5,))
    catalogue.add([lessons])
    changed, gone, moved = sorted(path for path in lessons.iterdir())
    change(changed / "packages" / "tv", station="strict")
    shutil.rmtree(gone)
    moved.rename(lessons / "elsewhere")
    added = catalogue.add([lessons])
    assert added.changed == (str(changed / "packages" / "tv"),)
    assert added.gone == (str(gone / "packages" / "tv"),)
    assert added.moved == (str(lessons / "elsewhere" / "packages" / "tv"),)
    assert (added.new, added.same, added.lessons) == ((), 0, 2)
    assert len(catalogue.entries()) == 2
    assert {each.station for entry in catalogue.entries() for each in entry.packages} == {"province", "strict"}


def test_a_broken_manifest_among_many_does_not_stop_the_others(catalogue: Catalogue, tmp_path: Path) -> None:
    lessons = term(tmp_path / "lessons", grades=(1,), subjects=("TO",), weeks=(5,))
    broken, unknown, newer, lost, foreign = sorted(path.parent for path in lessons.rglob("manifest.json"))
    (broken / "manifest.json").write_text("{", encoding="utf-8")
    lesson = json.loads((unknown / "manifest.json").read_text(encoding="utf-8"))["lesson"]
    change(unknown, lesson={**lesson, "subject": "XX"})
    change(newer, schema_version=99)
    next(lost.glob("*.mxf")).unlink()
    (foreign / "manifest.json").write_text('{"name": "a page"}', encoding="utf-8")
    good = tv_package(tmp_path / "lessons", number=99)
    added = catalogue.add([lessons], day=DAY)
    assert added.new == (str(good),)
    assert added.broken
    assert codes(added) == ["catalogue-newer", "shelf-broken", "shelf-broken", "shelf-broken", "shelf-file-changed"]


def test_a_package_that_breaks_leaves_the_catalogue_until_it_is_whole_again(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    package = tv_package(tmp_path / "lessons")
    tv_package(tmp_path / "lessons", number=13)
    catalogue.add([tmp_path / "lessons"])
    programme = next(package.glob("*.mxf"))
    whole = programme.read_bytes()
    programme.write_bytes(whole + b"longer")
    assert codes(catalogue.add([tmp_path / "lessons"])) == ["shelf-file-changed"]
    assert len(catalogue.programmes(PRESET)) == 1
    programme.write_bytes(whole)
    assert catalogue.add([tmp_path / "lessons"]).new == (str(package),)


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "yesterday"},
        {"preset": "tv\0"},
        {"measured": {"x": float("inf")}},
        {"lesson": {"grade": 10**12}},
        {"lesson": {"school_year": "2021"}},
        {"lesson": {"series": "none"}},
        {"lesson": {"lesson_number": 10**9}},
        {"lesson": {"unknown": 1}},
    ],
    ids=str,
)
def test_what_no_lessontool_wrote_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    package = tv_package(tmp_path / "lessons")
    if "lesson" in changes:
        lesson = json.loads((package / "manifest.json").read_text(encoding="utf-8"))["lesson"]
        changes = {"lesson": {**lesson, **changes["lesson"]}}
    change(package, **changes)
    added = open_catalogue(tmp_path / "library.sqlite").add([tmp_path / "lessons"])
    assert codes(added) == ["shelf-broken"]
    with pytest.raises(InputError, match="shelf-broken"):
        read_programmes([tmp_path / "lessons"], PRESET)


def test_packs_made_of_other_packages_stay_out(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "lessons")
    tv_package(tmp_path / "lessons", number=13, destination="pack")
    assert len(catalogue.add([tmp_path / "lessons"]).new) == 1


def test_an_empty_folder_where_packages_were_takes_nothing_out(catalogue: Catalogue, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    tv_package(disk)
    catalogue.add([disk])
    shutil.move(disk, tmp_path / "away")
    with pytest.raises(InputError, match="catalogue-place-gone"):
        catalogue.add([disk])
    disk.mkdir()
    added = catalogue.add([disk])
    assert codes(added) == ["catalogue-place-empty"]
    assert added.gone == ()
    assert len(catalogue.entries()) == 1
    assert len(catalogue.forget([disk])) == 1
    assert catalogue.entries() == ()
    with pytest.raises(InputError, match="catalogue-not-known"):
        catalogue.forget([disk])


def test_places_without_any_package_are_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="shelf-empty"):
        catalogue.add([tmp_path / "empty"])
    with pytest.raises(InputError, match="shelf-missing"):
        catalogue.add([tmp_path / "nowhere"])


def test_an_interrupted_add_leaves_the_catalogue_as_it_was(catalogue: Catalogue, tmp_path: Path) -> None:
    lessons = term(tmp_path / "lessons", grades=(1,), subjects=("TO",), weeks=(5,))
    catalogue.add([lessons])
    before = catalogue.entries()
    term(lessons, grades=(1,), subjects=("TO",), weeks=(6,))
    cancel = Cancel()

    def stop(packages: int) -> None:
        if packages == 7:
            cancel.throw()

    with pytest.raises(Interrupted):
        catalogue.add([lessons], cancel=cancel, report=stop)
    with pytest.raises(Interrupted):
        catalogue.rebuild([lessons], cancel=cancel)
    assert catalogue.entries() == before


def test_rights_consent_and_quality_are_told_when_lessons_come_in(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "a", number=1, expires="2021-09-30")
    tv_package(tmp_path / "a", number=2, expires="2021-10-15")
    tv_package(tmp_path / "a", number=3, verdicts={"TO.mxf: loudness": "failed"})
    tv_package(tmp_path / "a", number=4, verdicts={})
    tv_package(tmp_path / "a", number=5, consent=Consent(pupils_visible=True))
    tv_package(tmp_path / "a", number=6, consent=Consent(pupils_visible=True, given=True, scope=("online",)))
    tv_package(tmp_path / "a", number=7, verdicts={"TO.mxf: loudness": "waived"})
    added = catalogue.add([tmp_path / "a"], day=DAY)
    told = ["expired", "expiring", "failed-qc", "no-consent", "no-consent", "unproved"]
    assert codes(added) == [f"catalogue-{each}" for each in told]
    assert not added.broken


# ── the same lesson twice ─────────────────────────────────────────────────────────────────────────────────────────


def test_of_two_packages_of_a_lesson_the_newest_counts(catalogue: Catalogue, tmp_path: Path) -> None:
    old = tv_package(tmp_path / "old", title="Cũ", transcripts={"vi": "lời giảng đã bỏ"})
    new = tv_package(tmp_path / "new", title="Mới", created="2021-09-21T10:00:00Z")
    added = catalogue.add([tmp_path / "old", tmp_path / "new"])
    assert codes(added) == ["catalogue-twice"]
    assert added.findings[0].values["folder"] == str(new)
    (entry,) = catalogue.entries()
    assert entry.lesson.title == "Mới"
    assert [each.folder for each in entry.packages] == [str(new)]
    assert [each.folder for each in catalogue.copies(entry.id)] == [str(old)]
    assert [each.file for each in catalogue.programmes(PRESET)] == [str(new / "TO1_T05_B12.mxf")]
    assert catalogue.programmes(PRESET) == read_programmes([tmp_path], PRESET)
    assert catalogue.search("loi giang").total == 0
    shutil.rmtree(new.parents[1])
    catalogue.forget([tmp_path / "new"])
    assert [each.lesson.title for each in catalogue.entries()] == ["Cũ"]
    assert catalogue.search("loi giang").total == 1


def test_the_same_lesson_by_two_teachers_is_two_lessons(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "a", teachers=("Lò Văn Sơn",))
    tv_package(tmp_path / "b", teachers=("Giàng Thị Máy",))
    catalogue.add([tmp_path / "a", tmp_path / "b"])
    assert len(catalogue.entries()) == 2


def test_television_radio_and_web_packages_are_one_lesson(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "a", transcripts={"vi": "như nhau"})
    tv_package(tmp_path / "b", preset="radio-programme", destination="radio", transcripts={"vi": "như nhau"})
    tv_package(tmp_path / "c", preset="online-web", destination="online", created="2021-09-22T10:00:00Z")
    catalogue.add([tmp_path])
    (entry,) = catalogue.entries()
    assert [each.destination for each in entry.packages] == ["online", "radio", "tv"]
    assert entry.transcripts == {"vi": "như nhau"}
    (radio,) = catalogue.programmes("radio-programme")
    assert radio.file.endswith(".wav")


def test_a_programme_whose_file_vanished_is_never_planned_with(catalogue: Catalogue, tmp_path: Path) -> None:
    package = tv_package(tmp_path)
    catalogue.add([tmp_path])
    next(package.glob("*.mxf")).unlink()
    with pytest.raises(InputError, match="catalogue-programme-gone"):
        catalogue.programmes(PRESET)
    assert len(catalogue.programmes(PRESET, check_files=False)) == 1
    with pytest.raises(InputError, match="shelf-file-changed"):
        read_programmes([tmp_path], PRESET)


# ── names from hell ───────────────────────────────────────────────────────────────────────────────────────────────


def test_names_from_hell_come_out_as_they_went_in(catalogue: Catalogue, tmp_path: Path) -> None:
    title = unicodedata.normalize("NFD", HELL) + "\0\x1b[31m"
    folder = tmp_path / unicodedata.normalize("NFD", "Bài học của trường Bản Mây 'x\"")
    package = tv_package(folder, title=title, transcripts={"vi": "lời\0 nói"}, expires="2020-01-01")
    added = catalogue.add([folder], day=DAY)
    assert "\x1b" not in str(added.findings[0].values["title"])
    (entry,) = catalogue.entries()
    assert entry.lesson.title == title
    assert entry.packages[0].folder == str(package)
    assert [each.id for each in catalogue.search("drop table")] == [entry.id]
    assert catalogue.search("100%_").total == 0


def test_a_folder_that_is_named_by_a_link_is_the_same_folder(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "lessons")
    (tmp_path / "link").symlink_to(tmp_path / "lessons")
    assert len(catalogue.add([tmp_path / "lessons"]).new) == 1
    assert catalogue.add([tmp_path / "link"]).same == 1
    assert len(catalogue.forget([tmp_path / "link"])) == 1


def test_a_folder_whose_name_is_no_text_is_told(catalogue: Catalogue, tmp_path: Path) -> None:
    tv_package(tmp_path / "lessons")
    tv_package(tmp_path / "lessons" / "b\udcff", number=13)
    added = catalogue.add([tmp_path / "lessons"])
    assert codes(added) == ["catalogue-folder-name"]
    assert added.lessons == 1


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lessons_come_in_the_order_of_the_curriculum(catalogue: Catalogue, tmp_path: Path) -> None:
    for subject, grade, week, number in (("TV", 1, 5, 9), ("TO", 2, 1, 1), ("TO", 1, 6, 2), ("TO", 1, 5, 10)):
        tv_package(tmp_path, subject=subject, grade=grade, week=week, number=number)
    for title in ("Đi", "Ăn", "An", "Dì"):
        tv_package(tmp_path / title, subject="DD", number=1, title=title, school=f"Trường {title}")
    catalogue.add([tmp_path])
    told = [(each.lesson.grade, each.lesson.subject, each.lesson.title) for each in catalogue.entries()]
    assert [title for _, subject, title in told if subject == "DD"] == ["An", "Ăn", "Dì", "Đi"]
    assert [(grade, subject) for grade, subject, _ in told] == [(1, "DD")] * 4 + [
        (1, "TV"),
        (1, "TO"),
        (1, "TO"),
        (2, "TO"),
    ]
    assert [each.lesson.lesson_number for each in catalogue.entries(subject="TO", grade=1)] == [10, 2]
    assert len(catalogue.entries(week=5)) == 6
    assert len(catalogue.entries(series="CD")) == 0
    assert len(catalogue.entries(school_year="2021-2022", text="an")) == 2


SEARCHED = [
    ("duong di", ["Đường đi học", "Bài hát", "Ôn tập"]),
    ("ĐƯỜNG ĐI", ["Đường đi học", "Bài hát", "Ôn tập"]),
    ("đi đường", ["Đường đi học", "Bài hát", "Ôn tập"]),
    ("vat ly", ["Ôn tập"]),
    ("vật lí", ["Ôn tập"]),
    ("giang may", ["Bài hát"]),
    ("lop 1 tuan 5", ["Đường đi học", "Bài hát", "Ôn tập"]),
    ("bai 2", ["Bài hát"]),
    ("to1_t05_b02", ["Bài hát"]),
    ("duo", ["Đường đi học", "Bài hát", "Ôn tập"]),
    ("ường", []),
    ("mong", ["Bài hát"]),
    ("khong co tu nay", []),
]


@pytest.mark.parametrize(("words", "titles"), SEARCHED, ids=[words for words, _ in SEARCHED])
def test_search_ignores_tones_and_ranks_titles_first(
    searched: Catalogue, words: str, titles: list[str], tmp_path: Path
) -> None:
    assert [each.lesson.title for each in searched.search(words)] == titles
    assert searched.search(words, most=1).total == len(titles)
    assert [each.lesson.title for each in searched.search(words, most=1)] == titles[:1]


@pytest.fixture
def searched(catalogue: Catalogue, tmp_path: Path) -> Catalogue:
    tv_package(tmp_path, number=3, title="Ôn tập", transcripts={"vi": "Hôm nay vật lí. Con đường này, em đi học."})
    tv_package(
        tmp_path,
        number=2,
        title="Bài hát",
        teachers=("Giàng Thị Máy",),
        description="Hát về đường đi",
        keywords=("Mông",),
    )
    tv_package(tmp_path, number=1, title="Đường đi học")
    catalogue.add([tmp_path])
    return catalogue


def test_a_lesson_is_found_by_number_house_number_and_words(searched: Catalogue) -> None:
    (entry,) = searched.search("Bài hát", most=1)
    assert list(searched.find(entry.id[:8].upper())) == list(searched.find("TO1_T05_B02"))
    assert [each.id for each in searched.find(entry.id)] == [entry.id]
    assert [each.id for each in searched.find("bai hat")] == [entry.id]
    assert searched.find("lop 1").total == 3
    assert searched.find("khong co").total == searched.find("!?").total == 0


def test_nothing_to_search_for_is_said(searched: Catalogue) -> None:
    with pytest.raises(InputError, match="catalogue-no-words"):
        searched.search(" -- ")
    with pytest.raises(InputError, match="catalogue-lesson-unknown"):
        searched.entry("nobody")


# ── what people add ───────────────────────────────────────────────────────────────────────────────────────────────


def review(lesson_id: str, points: float = 4, reviewer: str = "Cô Hoa") -> Review:
    mark = RubricMark(question="clarity", points=points)
    return Review(lesson_id=lesson_id, reviewer=reviewer, rubric="best-lessons", date=DAY, marks=(mark,), remark="Hay!")


def choice(lesson_id: str, why: str = "Rõ") -> Choice:
    return Choice(lesson_id=lesson_id, place="TO 1 bài 12", by="Tổ Toán", why=why, date=DAY, score=87.5)


def shown(lesson_id: str, start_s: int, status: str = "planned", date: str = "2021-10-04") -> Showing:
    return Showing(lesson_id=lesson_id, channel="lai-chau", date=date, start_s=start_s, status=status)  # type: ignore[arg-type]


def test_a_reviewer_who_judges_again_takes_the_earlier_marks_back(catalogue: Catalogue) -> None:
    catalogue.add_reviews([review("a"), review("a", reviewer="Thầy Nam"), review("b")])
    catalogue.add_reviews([review("a", points=2)])
    assert catalogue.reviews(["a"]) == (review("a", reviewer="Thầy Nam"), review("a", points=2))
    assert len(catalogue.reviews()) == 3
    assert catalogue.reviews([]) == ()


def test_choices_are_kept_in_their_order(catalogue: Catalogue) -> None:
    for each in (choice("a"), choice("a"), choice("b", "Mới hơn"), choice("a")):
        catalogue.add_choice(each)
    assert [each.lesson_id for each in catalogue.choices()] == ["a", "b", "a"]


def test_a_new_plan_takes_the_place_of_the_days_plan_and_air_of_both(catalogue: Catalogue) -> None:
    catalogue.add_showings([shown("a", 28_800), shown("a", 70_000), shown("b", 30_000, date="2021-10-05")])
    catalogue.add_showings([shown("b", 28_800), shown("a", 36_000), shown("a", 70_000)])
    starts = [(each.lesson_id, each.start_s) for each in catalogue.showings(until="2021-10-04")]
    assert starts == [("b", 28_800), ("a", 36_000), ("a", 70_000)]
    catalogue.add_showings([shown("b", 28_800, "aired"), shown("a", 36_120, "late")])
    catalogue.add_showings([shown("b", 28_800, "aired"), shown("a", 36_120, "late")])
    told = [(each.start_s, each.status) for each in catalogue.showings(channel="lai-chau", until="2021-10-04")]
    assert told == [(28_800, "aired"), (36_120, "late"), (70_000, "planned")]
    catalogue.add_showings([shown("c", 28_800)])
    assert [each.status for each in catalogue.showings(["b"], until="2021-10-04")] == ["aired"]
    assert catalogue.showings(channel="other") == ()
    assert [each.date for each in catalogue.showings(since="2021-10-05")] == ["2021-10-05"]


def test_a_rebuild_restores_what_the_manifests_say_and_keeps_what_people_added(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    lessons = term(tmp_path / "lessons", grades=(1,), subjects=("TO",), weeks=(5,))
    elsewhere = tv_package(tmp_path / "elsewhere", number=99)
    catalogue.add([lessons, tmp_path / "elsewhere"])
    before = catalogue.entries()
    gone = next(each for each in before if each.packages[0].folder == str(elsewhere))
    catalogue.add_reviews([review(before[0].id), review(gone.id)])
    catalogue.add_choice(choice(before[0].id))
    catalogue.add_showings([shown(before[0].id, 28_800)])
    people = catalogue.people()
    rebuilt = catalogue.rebuild([lessons], day=DAY)
    assert (len(rebuilt.new), rebuilt.lessons, rebuilt.findings) == (5, 5, ())
    assert catalogue.entries() == tuple(each for each in before if each.id != gone.id)
    assert catalogue.people() == people
    assert catalogue.lessons([gone.id, "nobody"]) == {gone.id: gone.lesson}
    with pytest.raises(InputError, match="shelf-missing"):
        catalogue.rebuild([tmp_path / "nowhere"])
    assert len(catalogue.entries()) == 5


def test_what_people_added_can_be_kept_in_a_file_and_brought_back(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.add_reviews([review("a")])
    catalogue.add_choice(choice("a"))
    catalogue.add_showings([shown("a", 100_000)])
    kept = catalogue.people()
    assert records.parse(type(kept), records.plain(kept)) == kept
    other = open_catalogue(tmp_path / "other.sqlite")
    other.restore(kept)
    other.restore(kept)
    assert other.people() == kept


# ── the tables, as other programs read them ───────────────────────────────────────────────────────────────────────


def test_another_program_reads_the_tables_and_finds_them_whole(tmp_path: Path) -> None:
    file = tmp_path / "library.sqlite"
    catalogue = open_catalogue(file)
    catalogue.add([term(tmp_path / "lessons", grades=(1,), subjects=("TO",), weeks=(5,))])
    catalogue.rebuild([tmp_path / "lessons"])
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert reader.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = reader.execute(
            "SELECT l.grade, l.subject, l.title, p.proof FROM lessons l JOIN packages p ON p.lesson_id = l.id "
            "ORDER BY l.number"
        ).fetchall()
        assert rows == [(1, "TO", f"Toán 1, bài {number}", "passed") for number in range(21, 26)]
        assert reader.execute("SELECT version FROM lessontool_catalogue").fetchall() == [(1,)]
        tables = [name for (name,) in reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        columns = {row[1] for table in tables for row in reader.execute(f"PRAGMA table_info({table})")}
    reader.close()
    assert len(columns) > 20
    assert not [name for name in columns if "pupil" in name or "student" in name]


@pytest.mark.proof
def test_psql_reads_the_tables_on_the_server(socket: Path, tmp_path: Path) -> None:
    address = databases.new_database(socket, "psql_reads")
    open_catalogue(address).add([tv_package(tmp_path, title="Phép cộng")])
    asked = ["psql", address, "-At", "-c", "SELECT title, proof FROM lessons JOIN packages ON lesson_id = id"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    assert told.strip() == "Phép cộng|passed"
