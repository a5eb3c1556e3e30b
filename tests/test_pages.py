"""The lesson as data, and its page: every word arrives as text, nothing but the lesson's own files is asked for."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessontool.delivery import pages
from lessontool.delivery.pages import (
    beside,
    lesson_data,
    page_labels,
    player_script,
    player_style,
    script_json,
    web_page,
)
from lessontool.delivery.pages.formats import media_type
from lessontool.delivery.shelf import ShelvedLesson
from lessontool.messages.pages import PAGES
from lessontool.model import Mark
from lessontool.tools import ffmpeg
from tests.shelves import EN, HELL, STEM, VI, small_shelf, tiny_mp3, tiny_mp4

FOLDER = Path(pages.__file__).parent
MOST_PAGE_BYTES = 150_000
HELL_FILE = HELL.replace("/", "")
"""A file's name can hold everything but a slash."""


def name_of(path: Path) -> str:
    return path.name


def folder_of(lesson: ShelvedLesson) -> Path:
    return (lesson.videos or lesson.sounds)[0].path.parent


def page_of(lesson: ShelvedLesson) -> str:
    return web_page(lesson, address=beside(folder_of(lesson))).decode()


def elements(page: str) -> list[Any]:
    """All elements as a browser makes them, without namespaces; a fault in the markup is an error."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return list(tree.iter())


def json_in(page: str, kind: str) -> Any:
    (found,) = [each for each in elements(page) if each.tag == "script" and each.get("type") == kind]
    return json.loads(found.text)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> ShelvedLesson:
    return small_shelf(tmp_path_factory.mktemp("shelf"))


# ── the lesson as data ────────────────────────────────────────────────────────────────────────────────────────────


def test_data_says_what_plays_what_is_said_and_what_to_download(lesson: ShelvedLesson) -> None:
    data = lesson_data(lesson, address=name_of)
    assert json.loads(json.dumps(data)) == data
    assert (data["id"], data["title"], data["kind"]) == (str(lesson.id), "Phép cộng trong phạm vi 10", "video")
    assert data["subtitle"] == "Toán · Lớp 1 · Tuần 5 · Bài 12 · Tiết 1/2"
    assert data["subtitle_en"] == "Mathematics · Grade 1 · Week 5 · Lesson 12 · Part 1/2"
    assert [(each["label"], each["height"], each["light"]) for each in data["sources"]] == [
        ("360p", 360, False),
        ("180p", 180, False),
    ]
    assert data["sources"][0]["bytes"] == lesson.videos[0].path.stat().st_size
    assert [(each["lang"], each["label"], each["label_en"]) for each in data["captions"]] == [
        ("vi", "Tiếng Việt", "Vietnamese"),
        ("en", "Tiếng Anh", "English"),
    ]
    assert data["captions"][0]["cues"][1:] == [
        [1.6, 2.6, "Hai con chim nữa\nbay đến."],
        [2.8, 3.8, "Ba < năm & năm > ba."],
    ]
    assert data["chapters"] == [{"start": 0.0, "title": "Khởi động"}, {"start": 2.0, "title": "Luyện tập & củng cố"}]
    assert data["storyboard"]["tiles"] == [[0.0, 0, 0, 0], [1.0, 0, 160, 0], [2.0, 0, 320, 0], [3.0, 0, 480, 0]]
    assert data["attachments"] == [{"href": "phieu-bai-tap.pdf", "name": "phieu-bai-tap.pdf", "bytes": 36, "lang": ""}]
    assert [each["lang"] for each in data["documents"]] == ["vi", "en"]
    assert data["duration_s"] == 4.0


def test_a_lesson_without_picture_is_heard(tmp_path: Path) -> None:
    data = lesson_data(small_shelf(tmp_path, heights=()), address=name_of)
    assert (data["kind"], data["sources"][0]["type"], data["sounds"]) == ("audio", "audio/mpeg", [])
    assert [each["lang"] for each in data["captions"]] == ["vi", "en"]


def test_a_lesson_without_captions_chapters_attachments_and_poster_has_a_page(tmp_path: Path) -> None:
    bare = small_shelf(tmp_path, captions=(), chapters=(), attachments=(), poster=False)
    data = lesson_data(bare, address=name_of)
    assert (data["captions"], data["chapters"], data["attachments"], data["poster"], data["storyboard"]) == (
        [],
        [],
        [],
        "",
        None,
    )
    assert elements(page_of(bare))


@pytest.mark.parametrize(("tallest_px", "kept"), [(1080, [360, 180]), (360, [360, 180]), (240, [180]), (100, [180])])
def test_pictures_taller_than_wished_are_left_out_but_never_all(
    lesson: ShelvedLesson, tallest_px: int, kept: list[int]
) -> None:
    data = lesson_data(lesson, address=name_of, tallest_px=tallest_px)
    assert [each["height"] for each in data["sources"]] == kept


def test_a_file_without_an_address_is_not_offered(lesson: ShelvedLesson) -> None:
    data = lesson_data(lesson, address=lambda path: path.name if path.suffix == ".mp4" else "")
    assert len(data["sources"]) == 2
    assert (data["poster"], data["storyboard"], data["attachments"], data["documents"]) == ("", None, [], [])
    assert len(data["captions"]) == 2, "what is said stands in the data itself"


def test_captions_that_cannot_be_read_keep_nobody_from_the_lesson(tmp_path: Path) -> None:
    broken = small_shelf(tmp_path, texts=(("en", "WEBVTT\n\n00:00:01.000 --> 00:00:xx.000\nHello\n"),))
    assert [each["lang"] for each in lesson_data(broken, address=name_of)["captions"]] == ["vi"]


def test_a_storyboard_that_leads_to_other_files_is_not_shown(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    listing = lesson.storyboard[-1].path
    text = listing.read_text(encoding="utf-8").replace(f"{STEM}_storyboard_1.jpg", "http://example.org/x.jpg")
    listing.write_text(text, encoding="utf-8")
    assert lesson_data(lesson, address=name_of)["storyboard"] is None


def test_browsers_are_told_which_codecs_a_file_has(tmp_path: Path) -> None:
    assert re.fullmatch(r'video/mp4; codecs="avc1\.[0-9a-f]{6},mp4a\.40\.2"', media_type(tiny_mp4()))
    assert media_type(tiny_mp3()) == "audio/mpeg"
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(tiny_mp4().read_bytes()[:400])
    assert media_type(cut) == "video/mp4"


def test_browsers_are_told_that_a_file_is_av1_with_opus(tmp_path: Path) -> None:
    path = tmp_path / "light.mp4"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=5:duration=0.4"]
    command += ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=0.4", "-c:v", "libsvtav1", "-preset", "12"]
    command += ["-pix_fmt", "yuv420p", "-c:a", "libopus", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    assert media_type(path) == 'video/mp4; codecs="av01.0.00M.08,opus"'


def test_pupils_get_the_sound_as_mp3_and_not_as_the_stations_wav(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path, heights=())
    (mp3,) = lesson.sounds
    wav = replace(mp3, path=mp3.path.with_suffix(".wav"))
    data = lesson_data(replace(lesson, sounds=(mp3, wav)), address=name_of)
    assert [each["type"] for each in data["sources"]] == ["audio/mpeg"]
    data = lesson_data(replace(lesson, sounds=(wav,)), address=name_of)
    assert [each["type"] for each in data["sources"]] == ["audio/wav"]


# ── names from hell ───────────────────────────────────────────────────────────────────────────────────────────────


def test_names_that_want_to_be_markup_stay_text(tmp_path: Path) -> None:
    texts = (("vi", VI.replace("Thầy chào các em!", "&lt;/script&gt;&lt;b&gt;x &amp;amp;")), ("en", EN))
    lesson = small_shelf(
        tmp_path,
        title=HELL,
        school=HELL,
        teachers=(HELL,),
        description=HELL,
        attachments=(f"{HELL_FILE}.pdf", "bài 1 #2?.pdf"),
        chapters=(Mark(start_frames=0, title=HELL), Mark(start_frames=50, title="</script><script>")),
        texts=texts,
    )
    page = page_of(lesson)
    found = elements(page)
    scripts = [each for each in found if each.tag == "script"]
    assert [each.get("type") for each in scripts] == ["application/ld+json", "application/json", None]
    assert not [each.tag for each in found if isinstance(each.tag, str) and each.tag in ("b", "img", "iframe")]
    data = json_in(page, "application/json")
    assert (data["title"], data["school"], data["teachers"], data["chapters"][0]["title"]) == (HELL, HELL, [HELL], HELL)
    assert data["attachments"][0]["name"] == f"{HELL_FILE}.pdf"
    assert data["attachments"][1]["href"] == "attachments/b%C3%A0i%201%20%232%3F.pdf"
    assert data["captions"][0]["cues"][0][2] == "</script><b>x &amp;"
    assert json_in(page, "application/ld+json")["name"] == HELL
    (title,) = [each for each in found if each.tag == "title"]
    assert title.text is not None
    assert title.text.startswith(HELL)
    about = {each.get("property"): each.get("content") for each in found if each.tag == "meta"}
    assert about["og:title"] == about["og:description"] == HELL


@given(st.text(max_size=60))
def test_data_can_never_end_the_script_that_it_stands_in(text: str) -> None:
    written = script_json({"title": text})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {"title": text}


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_page_allows_its_own_script_and_style_and_no_other(lesson: ShelvedLesson) -> None:
    found = elements(page_of(lesson))
    (policy,) = [
        each.get("content")
        for each in found
        if each.tag == "meta" and each.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (script,) = [each.text for each in found if each.tag == "script" and each.get("type") is None]
    (style,) = [each.text for each in found if each.tag == "style"]
    for name, text in (("script-src", script), ("style-src", style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in policy


def test_page_has_no_handler_in_an_attribute_and_nothing_from_elsewhere(lesson: ShelvedLesson) -> None:
    page = page_of(lesson)
    for each in elements(page):
        for name, value in each.attrib.items():
            assert not str(name).startswith("on")
            assert name != "style"
            if name in ("src", "href"):
                assert re.match(r"data:,|[A-Za-z0-9_./%-]+$", value), value
    outside = set(re.findall(r"https?://[^\s\"')]+", page))
    assert outside == {"https://schema.org"}


def test_media_on_another_machine_may_be_played_from_there(lesson: ShelvedLesson) -> None:
    page = web_page(lesson, address=lambda path: f"https://video.example.vn/bai/{path.name}").decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert "media-src &#39;self&#39; file: blob: https://video.example.vn;" in policy


def test_page_is_the_same_for_the_same_lesson(lesson: ShelvedLesson) -> None:
    assert page_of(lesson) == page_of(lesson)


def test_page_without_script_has_a_link_to_every_file(lesson: ShelvedLesson) -> None:
    found = elements(page_of(lesson))
    (without,) = [each for each in found if each.tag == "noscript"]
    links = set(re.findall(r'href="([^"]+)"', without.text or "")) | {
        each.get("href") for each in without.iter() if each.tag == "a"
    }
    wanted = {
        f"{STEM}_360p.mp4",
        f"{STEM}_180p.mp4",
        f"{STEM}.vi.vtt",
        f"{STEM}.en.vtt",
        "attachments/phieu-bai-tap.pdf",
    }
    assert wanted <= links


def test_search_engines_read_what_the_lesson_is(lesson: ShelvedLesson) -> None:
    said = json_in(page_of(lesson), "application/ld+json")
    assert said["@type"] == ["VideoObject", "LearningResource"]
    assert (said["duration"], said["uploadDate"]) == ("PT4S", "2026-11-22T10:00:00Z")
    assert said["hasPart"][1] == {"@type": "Clip", "name": "Luyện tập & củng cố", "startOffset": 2.0, "endOffset": 4.0}


def test_playlist_beside_the_videos_is_offered_first(tmp_path: Path) -> None:
    lesson = small_shelf(tmp_path)
    assert json_in(page_of(lesson), "application/json")["playlist"] is None
    (folder_of(lesson) / f"{STEM}.m3u8").write_text("#EXTM3U\n", encoding="utf-8")
    playlist = json_in(page_of(lesson), "application/json")["playlist"]
    assert (playlist["src"], playlist["type"]) == (f"{STEM}.m3u8", "application/vnd.apple.mpegurl")


def test_page_of_a_whole_period_in_two_languages_stays_small(tmp_path: Path) -> None:
    def said(words: str) -> str:
        cues = (
            f"{at // 60:02}:{at % 60:02}.000 --> {at // 60:02}:{at % 60 + 3:02}.500\n{words}\n"
            for at in range(0, 2400, 4)
        )
        return "WEBVTT\n\n" + "\n".join(cues)

    texts = (("vi", said("Ta gộp lại rồi đếm:\nmột, hai, ba, bốn.")), ("en", said("We put them together:\none, two.")))
    lesson = small_shelf(tmp_path, texts=texts)
    assert len(lesson_data(lesson, address=name_of)["captions"][0]["cues"]) == 600
    assert len(page_of(lesson).encode()) <= MOST_PAGE_BYTES


# ── the player's texts ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_word_of_the_player_has_its_message_and_every_message_is_used() -> None:
    script = (FOLDER / "player.js").read_text(encoding="utf-8")
    template = (FOLDER / "page.html.j2").read_text(encoding="utf-8")
    said = set(re.findall(r'say\("([a-z-]+)"[,)]', script))
    said |= set(re.findall(r'(?:\? |: )"((?:go-on|from-start|heard|seen)[a-z-]*)"', script))
    said |= set(re.findall(r'"(speed-[a-z]+|key-[a-z]+)"', script)) | set(re.findall(r'group\("([a-z]+)"', script))
    said |= set(re.findall(r'section\("[a-z-]+", "([a-z]+)"', script))
    said |= {f"document-{kind}" for kind in ("html", "docx", "txt")}
    said |= set(re.findall(r'labels\.vi\["([a-z-]+)"\]', template))
    assert said - set(page_labels()["vi"]) == set()
    assert set(page_labels()["vi"]) - said == set()
    assert len(PAGES) >= 40


def test_player_is_a_classic_script_for_old_phones() -> None:
    script = player_script()
    for forbidden in (
        "import ",
        "export ",
        "fetch(",
        "XMLHttpRequest",
        "eval(",
        "innerHTML",
        "insertAdjacent",
        "?.",
        "??",
    ):
        assert forbidden not in script.partition("LessonPlayer.labels = ")[0], forbidden
    assert "document.write" not in script
    assert unicodedata.is_normalized("NFC", script)
    assert "</" not in script, "it must be possible to put it inside a page"


def test_style_asks_for_nothing_and_uses_what_old_phones_know() -> None:
    style = player_style()
    for forbidden in ("url(", "@import", "@font-face", "aspect-ratio", "clamp(", "color-mix", ":is(", "inset:"):
        assert forbidden not in style, forbidden
    assert not re.search(r"(?<!-)\bgap:", style), "gaps between flex items came with Chromium 84"
    assert "</" not in style
