"""The publishing kit: texts that fit each platform, whole words, working chapters, and a page that copies them."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessontool.delivery.packs import Packed, kit
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.errors import Interrupted
from lessontool.messages import hint, say
from lessontool.model import Consent, KitPack, Mark, PlatformSpec
from lessontool.planning import publishing
from lessontool.presets import load_pack
from lessontool.tools.process import Cancel
from tests.shelves import CREATED, HELL, STEM, plain_lesson, small_shelf

NODE_JUDGES = Path(__file__).parent / "judges_node"
FRAMES = 25 * 60 * 10
MARKS = (Mark(start_frames=0, title="Khởi động"), Mark(start_frames=3000, title="Bài mới"),
         Mark(start_frames=9000, title="Luyện tập"))  # fmt: skip


def pack() -> KitPack:
    found = load_pack("publishing-kit")
    assert isinstance(found, KitPack)
    return found


def platform(name: str, **changes: Any) -> PlatformSpec:
    return replace(next(each for each in pack().platforms if each.name == name), **changes)


YOUTUBE, FACEBOOK, ZALO = (platform(name) for name in ("YouTube", "Facebook", "Zalo"))


def codes(post: publishing.Post) -> list[str]:
    return [finding.code for finding in post.findings]


# ── texts that fit ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lesson_is_described_as_pupils_look_for_it() -> None:
    lesson = plain_lesson(description="Ba phép cộng đầu tiên.", keywords=("phép cộng", "Phép cộng", "số 10"))
    post = publishing.compose(lesson, MARKS, FRAMES, YOUTUBE)
    assert post.title.text.startswith("Toán 1, bài 12 (tiết 1): Phép cộng trong phạm vi 10 – Kết nối tri thức")
    assert post.title.rooms[0].left == 100 - len(post.title.text)
    assert "0:00 Khởi động\n2:00 Bài mới\n6:00 Luyện tập" in post.description.text
    assert post.description.rooms[0].left == 5000 - len(post.description.text.encode())
    assert post.tags[:3] == ("Toán 1", "phép cộng", "số 10")
    assert "#PhépCộng" in post.description.text
    assert post.findings == ()


def test_title_loses_the_series_then_the_part_then_the_number_and_only_then_words() -> None:
    def title(limit: int) -> str:
        return publishing.compose(plain_lesson(), MARKS, FRAMES, platform("Zalo", title_characters=limit)).title.text

    assert title(100).endswith("– Kết nối tri thức với cuộc sống")
    assert title(65) == "Toán 1, bài 12 (tiết 1): Phép cộng trong phạm vi 10"
    assert title(45) == "Toán 1, bài 12: Phép cộng trong phạm vi 10"
    assert title(36) == "Toán 1: Phép cộng trong phạm vi 10"
    assert title(30) == "Phép cộng trong phạm vi 10"
    assert title(20) == "Phép cộng trong…"


def test_a_description_ends_after_a_sentence_and_keeps_the_address_of_the_worksheets() -> None:
    words = "Các em học phép cộng. " * 100
    lesson = plain_lesson(description=words, materials_url="https://truong.example/phieu?a=1&b=2")
    post = publishing.compose(lesson, MARKS, FRAMES, ZALO)
    assert len(post.description.text) <= 400
    assert "Các em học phép cộng. …\n\nPhiếu học tập và tài liệu: https://truong.example/phieu?a=1&b=2\n" in (
        post.description.text
    )
    assert codes(post) == ["kit-title-shorter", "kit-description-shortened", "kit-description-left-out"]


def test_bytes_are_counted_where_the_platform_counts_bytes() -> None:
    lesson = plain_lesson(description="Ở đường ấy có những chữ nhiều byte. " * 200)
    post = publishing.compose(lesson, MARKS, FRAMES, YOUTUBE)
    room = post.description.rooms[0]
    assert room.used == len(post.description.text.encode()) <= 5000 < 2 * room.used
    assert "0:00 Khởi động" in post.description.text, "chapters stay, the words get shorter"


def test_characters_are_counted_in_utf_16_so_that_no_platform_counts_more() -> None:
    assert publishing.length("ở 😀") == 4
    assert publishing.tags_length(["Toán 1", "cộng"]) == 6 + 2 + 1 + 4


def test_tags_keep_to_the_limit_with_the_quotes_of_those_that_have_a_space() -> None:
    lesson = plain_lesson(keywords=tuple(f"từ khoá {number}" for number in range(100)))
    post = publishing.compose(lesson, MARKS, FRAMES, YOUTUBE)
    assert 480 < publishing.tags_length(post.tags) == post.tags_line.rooms[0].used <= 500
    assert "kit-tags-left-out" in codes(post)


def test_a_tag_has_no_comma_and_no_quote() -> None:
    post = publishing.compose(plain_lesson(keywords=('một, "hai"', ",")), MARKS, FRAMES, YOUTUBE)
    assert "một hai" in post.tags
    assert all("," not in tag and '"' not in tag for tag in post.tags)


def test_refused_signs_are_replaced_by_lookalikes_and_that_is_told() -> None:
    post = publishing.compose(plain_lesson(title="So sánh 3 < 5"), MARKS, FRAMES, YOUTUBE)
    assert "3 ‹ 5" in post.title.text
    assert codes(post)[0] == "kit-characters-replaced"
    assert "3 < 5" in publishing.compose(plain_lesson(title="So sánh 3 < 5"), MARKS, FRAMES, FACEBOOK).title.text


def test_letters_are_composed_and_invisible_signs_gone() -> None:
    text = publishing.replaced(unicodedata.normalize("NFD", "Phép cộng") + "\x00\r\nhai", "")
    assert text == "Phép cộng\nhai"


def test_lesson_of_an_unknown_series_and_without_numbers_has_a_plain_title() -> None:
    lesson = plain_lesson(series="KHAC", lesson_number=None, part=None, parts=None)
    post = publishing.compose(lesson, (), FRAMES, YOUTUBE)
    assert post.title.text == "Toán 1: Phép cộng trong phạm vi 10"
    assert codes(post) == ["kit-chapters-none"]
    assert "Khác" not in post.description.text + post.tags_line.text


words = st.text(st.sampled_from("aăộ😀é . !…\n,:/<>#"), max_size=120)


@settings(max_examples=150, deadline=None)
@given(
    title=words.filter(str.strip),
    description=words,
    keyword=words,
    url=st.sampled_from(["", "https://a.example/b.c?d=e"]),
    size=st.integers(20, 300),
)
def test_whatever_is_written_every_text_fits_and_addresses_are_whole(
    title: str, description: str, keyword: str, url: str, size: int
) -> None:
    lesson = plain_lesson(title=title, description=description, keywords=(keyword,), materials_url=url)
    spec = platform("YouTube", title_characters=20, description_bytes=size, tags_characters=40)
    post = publishing.compose(lesson, MARKS, FRAMES, spec)
    for counted in (post.title, post.description, post.tags_line):
        assert counted.fits
        assert unicodedata.is_normalized("NFC", counted.text)
        assert not set("<>") & set(counted.text)
    if url and "https" in post.description.text:
        assert url in post.description.text
    for finding in post.findings:
        assert say(finding.code, finding.values, "vi")
        assert say(finding.code, finding.values, "en")
        hint(finding.code, finding.values, "vi")


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from("ab .!?\n"), max_size=60), limit=st.integers(1, 60))
def test_a_shortened_text_is_the_beginning_of_what_was_said(text: str, limit: int) -> None:
    short = publishing.shortened(text, lambda each: len(each) <= limit)
    assert len(short) <= limit
    if short != text.strip():
        assert short == "" or short.endswith("…")
        assert text.strip().startswith(short.removesuffix("…").rstrip())


def test_an_address_is_never_cut() -> None:
    fits = {limit: publishing.shortened("https://a.example/bcd xem", lambda s: len(s) <= limit) for limit in range(30)}  # noqa: B023
    assert set(fits.values()) == {"", "https://a.example/bcd …", "https://a.example/bcd xem"}


# ── chapters ──────────────────────────────────────────────────────────────────────────────────────────────────────


def chapters(*starts: tuple[int, str], seconds: int = 600) -> tuple[list[tuple[int, str]], list[str]]:
    marks = [Mark(start_frames=start * 25, title=title) for start, title in starts]
    kept, gone = publishing.chapters_that_hold(marks, seconds * 25, shortest_s=10, beginning="Mở đầu")
    return list(kept), list(gone)


def test_short_chapters_become_part_of_their_neighbours() -> None:
    assert chapters((0, "a"), (5, "b"), (60, "c"), (65, "d"), (300, "e"), (595, "f")) == (
        [(0, "b"), (65, "d"), (300, "e")],
        ["a", "c", "f"],
    )


def test_a_list_that_begins_later_gets_a_beginning() -> None:
    assert chapters((30, "a"), (60, "b"))[0] == [(0, "Mở đầu"), (30, "a"), (60, "b")]
    assert chapters((4, "a"), (60, "b"))[0] == [(0, "a"), (60, "b")]


@settings(max_examples=200, deadline=None)
@given(starts=st.lists(st.integers(0, 20_000), max_size=12), frames=st.integers(0, 20_000))
def test_every_list_of_chapters_keeps_the_rules(starts: list[int], frames: int) -> None:
    marks = [Mark(start_frames=start, title=str(number)) for number, start in enumerate(starts)]
    kept, gone = publishing.chapters_that_hold(marks, frames, shortest_s=10, beginning="Mở đầu")
    times = [start for start, _ in kept]
    assert not times or times[0] == 0
    ends = [*times[1:], frames // 25]
    assert len(times) < 2 or all(end - start >= 10 for start, end in zip(times, ends, strict=True))
    assert len(kept) + len(gone) in (len(marks), len(marks) + 1)


def test_too_few_chapters_are_left_out_as_a_whole_and_that_is_told() -> None:
    post = publishing.compose(plain_lesson(), MARKS[:2], FRAMES, YOUTUBE)
    assert "0:00" not in post.description.text
    assert codes(post) == ["kit-chapters-left-out"]
    assert "Khởi động · Bài mới" in post.description.text


def test_moments_are_written_as_platforms_read_them() -> None:
    assert [publishing.clock(each) for each in (0, 59, 605, 3723)] == ["0:00", "0:59", "10:05", "1:02:03"]


# ── the kit ───────────────────────────────────────────────────────────────────────────────────────────────────────


def build(lesson: ShelvedLesson, folder: Path, spec: KitPack | None = None, **wishes: Any) -> Packed:
    folder.mkdir(parents=True)
    told: list[float] = []
    packed = kit.build(lesson, spec or pack(), folder, created=CREATED, cancel=Cancel(), progress=told.append, **wishes)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert {each.name for each in packed.files} == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }
    return packed


def facts(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / kit.LIST_NAME).read_text(encoding="utf-8"))
    return read


class Page(HTMLParser):
    """What a page is made of, as a browser would understand it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def places(self) -> list[str]:
        return [value for _, given in self.tags for name in ("src", "href") if (value := given.get(name))]


def test_a_kit_has_texts_picture_and_captions_for_each_platform(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    packed = build(lesson, tmp_path / "kit")
    names = {each.name for each in packed.files}
    assert {
        *("kit.html", "kit.json", f"video/{STEM}_360p.mp4"),
        *(f"youtube/{STEM}.vi.srt", f"youtube/{STEM}.en.srt", "youtube/tags.txt"),
        *(f"facebook/{STEM}.vi_VN.srt", f"facebook/{STEM}.en_US.srt", "facebook/thumbnail.jpg"),
        *("zalo/title.txt", "zalo/description.txt", "zalo/language.txt", "zalo/thumbnail.jpg"),
    } <= names
    assert "facebook/tags.txt" not in names
    made = facts(tmp_path / "kit")
    for each in made["platforms"]:
        for text in ("title", "description"):
            data = (tmp_path / "kit" / each["folder"] / f"{text}.txt").read_bytes()
            assert data.decode() == each[text]["text"]
            for room in each[text]["rooms"]:
                used = len(data) if room["unit"] == "bytes" else len(data.decode())
                assert (room["used"], room["left"]) == (used, room["limit"] - used)
    assert packed.total_bytes == sum(path.stat().st_size for path in (tmp_path / "kit").rglob("*") if path.is_file())
    assert (tmp_path / "kit" / "video" / f"{STEM}_360p.mp4").read_bytes() == lesson.videos[0].path.read_bytes()


def test_beside_the_other_packages_the_video_is_named_and_not_copied(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    place = lesson.videos[0].path.parents[1] / "publishing-kit"
    packed = build(lesson, tmp_path / "scratch", place=place)
    assert not any(each.role == "rendition" for each in packed.files)
    video = facts(tmp_path / "scratch")["video"]
    assert video["file"] == f"../online/{STEM}_360p.mp4"
    assert not video["inside"]
    assert (place / video["file"]).resolve() == lesson.videos[0].path.resolve()
    assert "không chép lại lần nữa" in (tmp_path / "scratch" / "kit.html").read_text(encoding="utf-8")


def test_the_same_lesson_gives_the_same_bytes(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    build(lesson, tmp_path / "one")
    build(lesson, tmp_path / "two")
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(names) >= 15
    assert [(tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names] == [
        True
    ] * len(names)


def test_names_from_hell_are_text_everywhere(tmp_path: Path) -> None:
    lesson = small_shelf(
        tmp_path, title=HELL, school=HELL, teachers=(HELL,), description=HELL, keywords=(HELL,),
        chapters=[Mark(start_frames=0, title=HELL)],
    )  # fmt: skip
    build(lesson, tmp_path / "kit", platforms_named(HELL))
    text = (tmp_path / "kit" / "kit.html").read_text(encoding="utf-8")
    page = Page(text)
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert all(not name.startswith("on") for _, given in page.tags for name in given)
    assert html.escape(HELL, quote=False).partition("script")[0] not in ("", text)
    assert "alert('x')" not in re.sub(r"<textarea.*?</textarea>", "", text, flags=re.S)
    assert facts(tmp_path / "kit")["lesson"]["title"] == HELL


def platforms_named(name: str) -> KitPack:
    return replace(pack(), platforms=(replace(FACEBOOK, name=name), replace(ZALO, name=f"{name} ")))


def test_platforms_whose_names_look_alike_have_folders_of_their_own(tmp_path: Path) -> None:
    build(small_shelf(tmp_path), tmp_path / "kit", platforms_named("!"))
    assert len({each["folder"] for each in facts(tmp_path / "kit")["platforms"]}) == 2


def test_the_page_asks_for_nothing_but_its_own_files_which_are_there(tmp_path: Path) -> None:
    build(small_shelf(tmp_path), tmp_path / "kit")
    text = (tmp_path / "kit" / "kit.html").read_text(encoding="utf-8")
    places = [place for place in Page(text).places() if not place.startswith("#")]
    assert len(places) >= 8
    assert [place for place in places if not (tmp_path / "kit" / place).is_file()] == []
    assert "http" not in re.sub(r"<meta http-equiv", "", text)


def test_lesson_without_picture_captions_chapters_and_poster_still_has_its_texts(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, heights=(), captions=(), chapters=(), poster=False, attachments=())
    packed = build(lesson, tmp_path / "kit")
    assert {finding.code for finding in packed.findings} >= {
        *("kit-video-none", "kit-captions-none", "kit-thumbnail-none", "kit-chapters-none"),
    }
    assert facts(tmp_path / "kit")["video"] is None
    assert (tmp_path / "kit" / "zalo" / "title.txt").read_text(encoding="utf-8").startswith("Toán 1")


def test_a_picture_that_is_too_large_is_compressed_and_that_is_told(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    spec = replace(pack(), platforms=(platform("YouTube", thumbnail_kb=5),))
    packed = build(lesson, tmp_path / "kit", spec)
    picture = tmp_path / "kit" / "youtube" / "thumbnail.jpg"
    assert picture.stat().st_size <= 5000
    with Image.open(picture) as opened:
        assert opened.width * 9 == pytest.approx(opened.height * 16, abs=20)
    assert "kit-thumbnail-smaller" in {finding.code for finding in packed.findings}


def test_missing_shape_of_picture_gives_another_one_and_unknown_country_is_told(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, captions=("vi", "hmn"))
    packed = build(replace(lesson, thumbnails=()), tmp_path / "kit", replace(pack(), platforms=(FACEBOOK,)))
    assert {finding.code for finding in packed.findings} == {"kit-thumbnail-other", "kit-captions-country"}
    assert (tmp_path / "kit" / "facebook" / f"{STEM}.hmn.srt").is_file()


def test_pupils_in_the_picture_and_small_children_are_a_step_of_the_list(tmp_path: Path) -> None:
    seen = Consent(pupils_visible=True, given=True, scope=("online",), date="2021-09-01")
    build(small_shelf(tmp_path, consent=seen), tmp_path / "one")
    build(small_shelf(tmp_path, grade=9), tmp_path / "two")
    young, old = ((tmp_path / name / "kit.html").read_text(encoding="utf-8") for name in ("one", "two"))
    assert "giấy đồng ý của phụ huynh" in young
    assert "dành cho trẻ em" in young
    assert "dành cho trẻ em" not in old


def test_a_thrown_cancel_stops_the_copying(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.throw()
    with pytest.raises(Interrupted):
        kit.build(small_shelf(tmp_path), pack(), tmp_path, created=CREATED, cancel=cancel, progress=lambda _: None)


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────────────────────


def used_in(page: Path, *wishes: str) -> dict[str, Any]:
    if not shutil.which("node") or not (NODE_JUDGES / "node_modules").is_dir():
        said = "the browsers' judges are missing: .ci/judges.sh"
        pytest.fail(said) if os.environ.get("CI") == "true" else pytest.skip(said)
    command = ["node", str(NODE_JUDGES / "kit.cjs"), str(page), *wishes]
    said_by = subprocess.run(command, check=False, capture_output=True, timeout=120)
    assert said_by.returncode == 0, said_by.stderr.decode()
    answer: dict[str, Any] = json.loads(said_by.stdout)
    return answer


@pytest.mark.proof
@pytest.mark.parametrize("wishes", [("chromium",), ("chromium", "without-clipboard"), ("firefox",)])
def test_the_copy_buttons_put_every_text_into_the_clipboard(tmp_path: Path, wishes: tuple[str, ...]) -> None:
    lesson = small_shelf(tmp_path, title=f"{HELL} 😀", description="Một.\nHai & ba.")
    build(lesson, tmp_path / "kit")
    told = used_in(tmp_path / "kit" / "kit.html", *wishes)
    assert told["wrong"] == []
    wanted = {}
    for each in facts(tmp_path / "kit")["platforms"]:
        for field, box in (("title", "name"), ("description", "description"), ("tags", "tags")):
            if each[field]["text"]:
                wanted[f"{each['folder']}-{box}"] = each[field]["text"]
    assert told["copied"] == wanted
    assert told["heading"] == f"{HELL} 😀"
    assert not told["missing"]
    assert not told["wide"]
    assert all(place.startswith("file:") for place in told["asked"])
    rooms = [room for each in facts(tmp_path / "kit")["platforms"] for field in ("title", "description", "tags")
             for room in each[field]["rooms"]]  # fmt: skip
    assert [int(re.findall(r"\d+", shown)[0]) for shown in told["rooms"]] == [room["left"] for room in rooms]
    assert "over" in told["over"][0]


@pytest.mark.proof
def test_a_kit_that_was_carried_away_from_its_video_says_so(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    build(lesson, tmp_path / "kit", place=lesson.videos[0].path.parents[1] / "kit")
    assert used_in(tmp_path / "kit" / "kit.html", "chromium")["missing"] is True
