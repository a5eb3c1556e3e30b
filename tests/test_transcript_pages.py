"""The lesson to read: as text, as a page and as a Word file, with every word that is said."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.model import Chapter, Subtitles
from lessontool.subtitles.showing import writing
from lessontool.subtitles.showing.transcripts import transcript_docx, transcript_html, transcript_text
from tests.caption_judges import captions, cue
from tests.sources import LESSON
from tests.test_caption_files import lesson as sample

OFFSET = 250
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """A page as a browser takes it apart; an end tag that does not fit is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.names: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.paragraphs: list[list[str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [(tag, *each) for each in attrs]
        if tag == "p" and ("class", "said") in attrs:
            self.paragraphs.append(["", ""])
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in ("style", "title"):
            self.text += data
        if "article" in self.stack and "p" in self.stack:
            self.paragraphs[-1][0 if "a" in self.stack else 1] += data

    def values(self, attribute: str) -> list[str]:
        return [value or "" for _, name, value in self.attributes if name == attribute]


def word_lines(document: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(document)).paragraphs]


PAUSED = captions(
    cue(0, 50, "Thầy chào các em!"),
    cue(55, 100, "Hôm nay ta học", "phép cộng."),
    cue(150, 200, "Bây giờ đến lượt các em."),
    cue(203, 260, "- Hai cộng ba bằng mấy?", "- Thưa thầy, bằng năm ạ!"),
    cue(263, 300, "Giỏi lắm!"),
)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paragraph_ends_with_a_pause_of_two_seconds_or_another_speaker() -> None:
    text = transcript_text(PAUSED, LESSON, offset_frames=OFFSET)
    assert text.split("\r\n\r\n")[1:] == [
        "[00:10] Thầy chào các em! Hôm nay ta học phép cộng.",
        "[00:16] Bây giờ đến lượt các em.",
        "[00:18] - Hai cộng ba bằng mấy?",
        "[00:18] - Thưa thầy, bằng năm ạ! Giỏi lắm!\r\n",
    ]


def test_the_head_says_which_lesson_it_is_in_the_language_of_the_captions() -> None:
    head = transcript_text(PAUSED, LESSON).split("\r\n\r\n")[0].split("\r\n")
    assert head == [
        "Phép cộng trong phạm vi 10",
        "Toán · Lớp 1 · Tuần 5 · Bài 12 · Tiết 1/2",
        "Giáo viên: Lò Văn Sơn",
        "Trường Tiểu học Bản Mây",
        "Sách: Kết nối tri thức với cuộc sống",
    ]
    english = transcript_text(replace(PAUSED, language="en"), LESSON).split("\r\n")
    assert english[1] == "Mathematics · Grade 1 · Week 5 · Lesson 12 · Part 1/2"
    assert english[2] == "Teacher: Lò Văn Sơn"


def test_a_long_stretch_is_parted_at_the_end_of_a_sentence() -> None:
    sentence = "Ta gộp hai nhóm lại rồi đếm xem có tất cả bao nhiêu."
    talk = captions(*(cue(at * 60, at * 60 + 58, sentence) for at in range(20)))
    paragraphs = transcript_text(talk, LESSON).split("\r\n\r\n")[1:]
    assert len(paragraphs) == 3
    assert all(400 < len(paragraph) < 500 for paragraph in paragraphs[:-1])
    assert all(paragraph.strip().endswith(".") for paragraph in paragraphs)


def test_chapters_are_headings_where_they_begin() -> None:
    chapters = (
        Chapter(start_s=Fraction(10), title="Khởi động"),
        Chapter(start_s=Fraction(16), title="Luyện <tập> & chơi"),
        Chapter(start_s=Fraction(999), title="không tới"),
    )
    lesson = replace(LESSON, chapters=chapters, start_s=Fraction(10))
    text = transcript_text(PAUSED, lesson)
    assert "Khởi động\r\n---------\r\n\r\n[00:00] Thầy" in text
    assert "\r\n\r\n[00:06] Bây giờ" in text
    assert "không tới" not in text
    page = transcript_html(PAUSED, lesson)
    assert "<h2>Luyện &lt;tập&gt; &amp; chơi</h2>" in page
    assert Page(page).names.count("h2") == 2
    assert "Luyện <tập> & chơi" in word_lines(transcript_docx(PAUSED, lesson))


SAID = st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=2), min_size=1, max_size=12)


@given(SAID, st.integers(0, 90))
@settings(max_examples=40, deadline=None)
def test_every_word_is_there_in_order_in_text_and_page(texts: list[list[str]], gap: int) -> None:
    subtitles = captions(*(cue(at * 100, at * 100 + 100 - gap, *lines) for at, lines in enumerate(texts)))
    said = " ".join(line for lines in texts for line in writing.clean_lines(lines)).split()
    blocks = transcript_text(subtitles, LESSON).removesuffix("\r\n").split("\r\n\r\n")[1:]
    assert " ".join(re.sub(r"^\[\d\d:\d\d\] ", "", block) for block in blocks).split() == said
    page = Page(transcript_html(subtitles, LESSON))
    assert " ".join(text for _, text in page.paragraphs).split() == said


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_needs_nothing_from_outside_and_suits_phones() -> None:
    page = transcript_html(sample(), LESSON, offset_frames=OFFSET)
    parsed = Page(page)
    assert parsed.values("lang") == ["vi"]
    assert "width=device-width, initial-scale=1" in parsed.values("content")
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(parsed.names)
    assert not re.search(r"https?:|//|url\(|@import", page)
    assert all(href.startswith("#") for href in parsed.values("href"))
    assert "@media print" in page
    assert len(page.encode()) < 12_000


def test_each_paragraph_has_a_time_to_link_to() -> None:
    page = Page(transcript_html(sample(), LESSON, offset_frames=OFFSET))
    anchors = [value for tag, name, value in page.attributes if tag == "p" and name == "id"]
    assert len(anchors) == len(set(anchors)) == len(page.paragraphs) > 1
    assert [f"#{anchor}" for anchor in anchors] == page.values("href")
    assert anchors[0] == f"t{OFFSET + 12}"
    assert page.paragraphs[0][0] == "00:10"


def test_text_is_never_markup() -> None:
    evil = captions(cue(0, 50, '"><script>alert(1)</script>', "a<b & c>d"))
    lesson = replace(LESSON, title="</title><script>x</script>", school="<img src=x>", teachers=('" onclick="x',))
    page = Page(transcript_html(evil, lesson))
    assert "script" not in page.names
    assert "img" not in page.names
    assert "alert(1)</script> a<b & c>d" in page.text
    assert "onclick" not in {name for _, name, _ in page.attributes}


def test_a_page_with_a_fault_is_noticed() -> None:
    with pytest.raises(AssertionError):
        Page(transcript_html(sample(), LESSON).replace("</h1>", "", 1))


def test_two_speakers_of_one_caption_have_links_of_their_own() -> None:
    page = Page(transcript_html(PAUSED, LESSON))
    anchors = [value for tag, name, value in page.attributes if tag == "p" and name == "id"]
    assert len(anchors) == len(set(anchors)) == 4


# ── Word ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_word_file_has_the_head_and_every_paragraph() -> None:
    lines = word_lines(transcript_docx(PAUSED, LESSON, offset_frames=OFFSET))
    assert lines[0] == "Toán · Lớp 1 · Tuần 5 · Bài 12 · Tiết 1/2"
    assert lines[1] == "Phép cộng trong phạm vi 10"
    assert "00:10  Thầy chào các em! Hôm nay ta học phép cộng." in lines
    assert lines[-1] == "00:18  - Thưa thầy, bằng năm ạ! Giỏi lắm!"


def test_the_word_file_is_a4_in_vietnamese_and_of_its_teacher() -> None:
    document = docx.Document(io.BytesIO(transcript_docx(PAUSED, LESSON)))
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.core_properties.title == LESSON.title
    assert document.core_properties.author == "Lò Văn Sơn"
    assert 'w:lang w:val="vi-VN"' in document.styles["Normal"].element.xml
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_equal_words_give_equal_bytes_without_a_date_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    first = transcript_docx(PAUSED, LESSON)
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    assert transcript_docx(PAUSED, LESSON) == first
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert packed.testzip() is None
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


def test_signs_that_xml_forbids_do_not_break_the_word_file() -> None:
    nasty = captions(cue(0, 50, "một\x00\x0b\ufffe hai\ud800", "👩🏽‍🏫 & <w:p>"))
    assert word_lines(transcript_docx(nasty, LESSON))[-1] == "00:00  một hai 👩🏽‍🏫 & <w:p>"


def test_nothing_said_gives_a_head_alone() -> None:
    nothing: Subtitles = captions()
    assert transcript_text(nothing, LESSON).endswith("Sách: Kết nối tri thức với cuộc sống\r\n")
    assert Page(transcript_html(nothing, LESSON)).paragraphs == []
    assert word_lines(transcript_docx(nothing, LESSON))[1] == LESSON.title
