"""The site on a stick: whole, the same every time, safe with every name, and it works from the file in two browsers."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest

from lessontool.delivery.packs import Packed
from lessontool.delivery.packs.stick import build
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.errors import InputError, PlanError
from lessontool.model.pack import StickPack
from lessontool.tools.process import Cancel
from tests.shelves import HELL, small_shelf

CREATED = "2026-11-22T10:00:00Z"
JUDGES = Path(__file__).parent / "judges_node"
SPEC = StickPack(
    name="usb-stick",
    summary_vi="",
    summary_en="",
    title="Bài học trên truyền hình",
    tallest_px=360,
    smallest_px=180,
    filesystem="fat32",
    transcripts=True,
    attachments=True,
)


def pack(lessons: Sequence[ShelvedLesson], folder: Path, spec: StickPack = SPEC, **more: Any) -> Packed:
    folder.mkdir(exist_ok=True)
    given: dict[str, Any] = {"created": CREATED, "cancel": Cancel(), "progress": lambda _: None}
    return build(lessons, spec, folder, **(given | more))


@pytest.fixture
def lesson(tmp_path: Path) -> ShelvedLesson:
    return small_shelf(tmp_path)


@pytest.fixture
def three(tmp_path: Path) -> list[ShelvedLesson]:
    """A plain lesson, one with names from hell and nothing beside its picture, and one for the ears alone."""
    return [
        small_shelf(tmp_path, title="Phép nhân", grade=3, lesson_number=1),
        small_shelf(
            tmp_path,
            title=HELL,
            school=HELL,
            grade=1,
            lesson_number=2,
            captions=(),
            chapters=(),
            attachments=(),
            poster=False,
            stem="TO1_hell",
        ),
        small_shelf(tmp_path, title="Đọc thơ", subject="TV", grade=3, heights=(), lesson_number=3, stem="TV3_Doc_tho"),
    ]


def tree(folder: Path) -> Any:
    with (folder / "index.html").open("rb") as file:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(file, transport_encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def catalogue(folder: Path) -> Any:
    (path,) = folder.glob("site/catalog.*.js")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("window.CATALOG = {")
    return json.loads(text.removeprefix("window.CATALOG = ").removesuffix(";\n"))


def test_stick_has_everything_that_its_pages_lead_to_and_nothing_else(
    three: list[ShelvedLesson], tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    packed = pack(three, folder)
    there = files(folder)
    assert {each.name for each in packed.files} == there.keys() - {".lessontool-stick.json"}
    assert packed.total_bytes == sum(map(len, there.values())) - len(there[".lessontool-stick.json"])
    page = tree(folder)
    led = {unquote(each.get("href") or each.get("src")) for each in page.iter() if each.get("href") or each.get("src")}
    led |= {entry["script"] for entry in catalogue(folder)["lessons"]}
    for path in folder.glob("lessons/*/lesson.*.js"):
        led |= set(re.findall(r'"(lessons/[^"]+)"', path.read_text(encoding="utf-8")))
    led = {each for each in led if not each.startswith(("#", "data:"))}
    srt = {name for name in there if name.endswith(".srt")}  # televisions find these by themselves
    assert len(srt) == 2
    assert led | srt | {"index.html", "huong-dan.txt", ".lessontool-stick.json"} == there.keys()
    roles = {each.name.rpartition(".")[2]: each.role for each in packed.files}
    assert (roles["mp4"], roles["mp3"], roles["srt"], roles["html"]) == ("rendition", "programme", "captions", "page")


def test_same_lessons_give_the_same_bytes_and_a_second_run_writes_nothing(
    three: list[ShelvedLesson], tmp_path: Path
) -> None:
    pack(three, tmp_path / "one")
    pack(list(reversed(three)), tmp_path / "two")
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    ledger = ".lessontool-stick.json"
    assert {name: each for name, each in one.items() if name != ledger} == {
        name: each for name, each in two.items() if name != ledger
    }
    assert pack(three, tmp_path / "one").files == ()


def test_corrected_title_copies_pages_but_no_picture(lesson: ShelvedLesson, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    pack([lesson], folder)
    renamed = replace(lesson, lesson=replace(lesson.lesson, title="Phép trừ"))
    packed = pack([renamed], folder)
    names = [each.name for each in packed.files]
    assert names[-1] == "index.html"
    assert {name.rpartition("/")[2].partition(".")[0] for name in names} == {"lesson", "catalog", "index"}
    assert len(list(folder.glob("lessons/*/lesson.*.js"))) == 1


def test_every_file_but_the_first_page_and_the_leaflet_is_another_one_when_its_content_is(
    three: list[ShelvedLesson], tmp_path: Path
) -> None:
    pack(three, tmp_path / "stick")
    plain = {"index.html", "huong-dan.txt", ".lessontool-stick.json"}
    assert {name for name in files(tmp_path / "stick") if not re.search(r"\.[0-9a-f]{8}\.[a-z0-9]+$", name)} == plain


def test_names_from_hell_are_text_everywhere(three: list[ShelvedLesson], tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    pack(three, folder, replace(SPEC, title=HELL))
    page = tree(folder)
    assert [each.get("src", "")[:5] for each in page.iter("script")] == ["site/", "site/"]
    assert page.findtext("head/title") == HELL
    assert any("".join(each.itertext()).startswith(HELL) for each in page.iter("th"))
    assert HELL in [each["title"] for each in catalogue(folder)["lessons"]]
    for name, content in files(folder).items():
        if name.endswith(".js") and "/app." not in name:
            assert b"<" not in content
        assert name.isascii()


def test_page_is_plain_to_read_without_script_and_without_style(three: list[ShelvedLesson], tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    pack(three, folder)
    page = tree(folder)
    rows = [row for row in page.iter("tr") if row.find("td") is not None]
    assert len(rows) == 3
    hrefs = [row.find("td[@class='st-files']/a").get("href") for row in rows]
    assert [Path(each).suffix for each in hrefs] == [".mp4", ".mp3", ".mp4"]
    assert all((folder / each).is_file() for each in hrefs)
    assert not [each for each in page.iter() if each.get("style") or any(key.startswith("on") for key in each.attrib)]


def test_page_may_load_nothing_but_what_lies_beside_it(lesson: ShelvedLesson, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    pack([lesson], folder)
    (policy,) = [each.get("content") for each in tree(folder).iter("meta") if each.get("http-equiv")]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert {word for rule in rules.values() for word in rule.split()} <= {"'none'", "'self'", "file:", "data:"}
    for name, content in files(folder).items():
        if name.endswith((".html", ".js", ".css")) and name.startswith(("site", "index")):
            assert not re.search(rb"https?://(?!www\.w3\.org)", content), name


def test_leaflet_is_readable_in_old_notepads(three: list[ShelvedLesson], tmp_path: Path) -> None:
    pack(three, tmp_path / "stick", replace(SPEC, title=f"A & B\n{HELL}"))
    text = (tmp_path / "stick" / "huong-dan.txt").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfA & B ")
    assert text.count(b"\n") == text.count(b"\r\n") > 20
    said = text.decode("utf-8-sig")
    assert "3 bài học" in said
    assert "Lớp 3: 2 bài" in said
    assert HELL in said


def test_lessons_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    two = [small_shelf(tmp_path, school=school) for school in ("Trường A", "Trường B")]
    pack(two, tmp_path / "stick")
    assert len(list((tmp_path / "stick" / "lessons").iterdir())) == 2


def test_worksheets_whose_names_differ_in_signs_alone_are_both_there(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, attachments=("Phiếu 1.pdf", "Phieu 1.pdf", "CON.pdf", "a" * 200 + ".PDF"))
    pack([lesson], tmp_path / "stick")
    assert len(list((tmp_path / "stick").rglob("*.pdf"))) == 4


def test_transcripts_and_worksheets_stay_away_where_the_preset_says_so(lesson: ShelvedLesson, tmp_path: Path) -> None:
    pack([lesson], tmp_path / "stick", replace(SPEC, transcripts=False, attachments=False))
    assert not list((tmp_path / "stick").rglob("*.pdf"))
    assert catalogue(tmp_path / "stick")["lessons"][0]["worksheets"] == 0


def test_lessons_come_as_a_timetable_has_them(tmp_path: Path) -> None:
    order = [(1, "TV", 3), (1, "TO", 1), (1, "TO", 2), (1, "DD", 1), (2, "TV", 1)]
    lessons = [
        small_shelf(tmp_path, grade=grade, subject=subject, week=week, stem=f"{subject}{grade}_{week}", heights=(180,))
        for grade, subject, week in reversed(order)
    ]
    pack(lessons, tmp_path / "stick")
    listed = catalogue(tmp_path / "stick")["lessons"]
    assert [(each["grade"], each["subject_code"], each["week"]) for each in listed] == order


# ── a budget ──────────────────────────────────────────────────────────────────────────────────────────────────────


def heights(folder: Path) -> list[str]:
    return sorted(path.name.split("_")[-1].split(".")[0] for path in folder.rglob("*.mp4"))


def test_pictures_get_smaller_before_a_lesson_is_left_out_and_it_is_said(tmp_path: Path) -> None:
    lessons = [
        small_shelf(tmp_path, title=f"Bài {each}", lesson_number=each, stem=f"TO1_{each}", heights=(720, 360))
        for each in (1, 2, 3)
    ]
    spec = replace(SPEC, tallest_px=720, smallest_px=360)
    whole = pack(lessons, tmp_path / "whole", spec)
    assert heights(tmp_path / "whole") == ["720p"] * 3
    assert whole.findings == ()
    budget = whole.total_bytes + 3_000_000  # whole clusters, and the pages twice
    seen = []
    for share in (100, 60, 40, 30):
        folder = tmp_path / f"{share}"
        packed = pack(lessons, folder, spec, budget_bytes=budget * share // 100)
        assert sum(-(-len(each) // 32768) * 32768 for each in files(folder).values()) <= budget * share // 100
        found = {each.code: each for each in packed.findings}
        seen.append(heights(folder))
        assert ("stick-smaller" in found) == ("360p" in seen[-1])
        assert ("stick-left-out" in found) == (len(seen[-1]) < 3)
        if len(seen[-1]) < 3:
            assert found["stick-left-out"].values["count"] == 3 - len(seen[-1])
    assert seen[0] == ["720p"] * 3
    assert any(len(each) == 3 and "360p" in each for each in seen)
    assert any(len(each) < 3 for each in seen)
    with pytest.raises(PlanError) as caught:
        pack(lessons, tmp_path / "stick", spec, budget_bytes=300_000)
    assert caught.value.code == "stick-nothing-fits"


def test_figures_of_a_finding_are_enough_when_they_are_given(tmp_path: Path) -> None:
    lessons = [
        small_shelf(tmp_path, title=f"Bài {each}", lesson_number=each, stem=f"TO1_{each}", heights=(720, 360))
        for each in (1, 2)
    ]
    spec = replace(SPEC, tallest_px=720, smallest_px=360)
    packed = pack(lessons, tmp_path / "one", spec, budget_bytes=1_500_000)
    (finding,) = [each for each in packed.findings if each.code in ("stick-left-out", "stick-smaller")][:1]
    enough = int(finding.values["needed_mb"]) * 1_000_000
    again = pack(lessons, tmp_path / "two", spec, budget_bytes=enough)
    assert finding.code not in {each.code for each in again.findings}


def test_lesson_with_nothing_to_play_is_left_out_and_said(lesson: ShelvedLesson, tmp_path: Path) -> None:
    empty = replace(small_shelf(tmp_path, lesson_number=9, title="Trống"), videos=(), lite=(), sounds=())
    packed = pack([lesson, empty], tmp_path / "stick")
    (finding,) = packed.findings
    assert (finding.code, finding.values["lessons"]) == ("stick-nothing-to-play", "Trống")
    assert len(catalogue(tmp_path / "stick")["lessons"]) == 1
    with pytest.raises(PlanError):
        pack([empty], tmp_path / "other")


def test_file_that_is_not_as_its_manifest_says_is_never_handed_on(lesson: ShelvedLesson, tmp_path: Path) -> None:
    path = lesson.videos[0].path
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        pack([lesson], tmp_path / "stick")
    assert caught.value.code == "shelf-file-changed"
    assert not (tmp_path / "stick" / "index.html").exists()


# ── in the browsers of schools, from the file ─────────────────────────────────────────────────────────────────────


def judged(browser: str, folder: Path, **words: Any) -> tuple[int, dict[str, Any]]:
    command = ["node", str(JUDGES / "stick.cjs"), browser, str(folder), json.dumps(words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.proof
@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_stick_is_searched_played_and_gone_on_with_from_the_file(
    browser: str, three: list[ShelvedLesson], tmp_path: Path
) -> None:
    folder = tmp_path / "usb # 100% Bài học"
    pack(three, folder)
    status, saw = judged(browser, folder, search="phep nhan", title="Phép nhân", at=1.7)
    assert (status, saw["errors"], saw["requests"]) == (0, [], [])
    assert saw["all"] == [HELL, "Đọc thơ", "Phép nhân"]
    assert (saw["found"], saw["none"]) == (["Phép nhân"], [])
    assert saw["filtered"]["Lớp 1"] == [HELL]
    assert saw["filtered"]["Tiếng Việt"] == ["Đọc thơ"]  # every timetable begins with it
    assert saw["chapters"] == ["Khởi động", "Luyện tập & củng cố"]
    assert saw["attachments"] == ["phieu-bai-tap.pdf"]
    assert saw["caption"] == "Hai con chim nữa\nbay đến."
    assert saw["pictureWidth"] == 640
    assert saw["going"] == ["Phép nhân"]
    assert (saw["listed"], saw["foreign"]) == (3, 0)


@pytest.mark.proof
@pytest.mark.parametrize("title", [HELL, "Đọc thơ"])
def test_lesson_without_captions_and_lesson_without_picture_play_from_the_file(
    title: str, three: list[ShelvedLesson], tmp_path: Path
) -> None:
    pack(three, tmp_path / "stick")
    status, saw = judged("chrome", tmp_path / "stick", search=title, title=title, at=1.7)
    assert (status, saw["errors"]) == (0, [])
    assert saw["going"] == [title]


@pytest.mark.proof
@pytest.mark.parametrize("fault", ["catalogue from elsewhere", "picture missing"])
def test_judge_refuses_a_broken_stick(fault: str, lesson: ShelvedLesson, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    pack([lesson, small_shelf(tmp_path, title="Bài khác", lesson_number=9, stem="TO1_9")], folder)
    if fault == "catalogue from elsewhere":
        page = (folder / "index.html").read_text(encoding="utf-8")
        page = page.replace('src="site/catalog', 'src="https://cdn.example.com/catalog')
        page = re.sub(r"<meta http-equiv[^>]*>", "", page)
        (folder / "index.html").write_text(page, encoding="utf-8")
    else:
        for path in folder.rglob("*.mp4"):
            path.unlink()
    status, saw = judged("chrome", folder, search=lesson.lesson.title, title=lesson.lesson.title)
    assert status == 1
    assert saw["errors"]
