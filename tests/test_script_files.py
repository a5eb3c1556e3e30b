"""A lesson's script is read from text, Word and slides: every spoken sentence; what is left out is said."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from pptx.util import Inches

from lessontool.errors import InputError
from lessontool.messages import say
from lessontool.subtitles.reading.script import Script, read_script
from lessontool.subtitles.reading.sentences import split_sentences
from tests.test_encodings import LESSON, as_tcvn3, as_vni

Change = Callable[[bytes], bytes]


def read(path: Path, encoding: str | None = None) -> Script:
    script = read_script(path, encoding=encoding)
    assert script.source == path.name
    for finding in script.findings:
        assert say(finding.code, finding.values, "vi")
    return script


def text_file(folder: Path, content: str | bytes, name: str = "lời giảng.txt") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path, encoding: str | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_script(path, encoding=encoding)
    assert say(caught.value.code, caught.value.values, "vi")
    return caught.value


def codes(script: Script) -> list[str]:
    return [finding.code for finding in script.findings]


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Chào các em! Hôm nay ta học.", ["Chào các em!", "Hôm nay ta học."]),
        (
            "Em ở TP. Hồ Chí Minh. GS. Lan và Th.S. Nam cũng vậy.",
            ["Em ở TP. Hồ Chí Minh.", "GS. Lan và Th.S. Nam cũng vậy."],
        ),
        ("Bài 1. Phép cộng. Hoạt động 2. Luyện tập.", ["Bài 1. Phép cộng.", "Hoạt động 2. Luyện tập."]),
        ("Có táo, lê, v.v. và cam. Có mận, v.v. Ta đếm.", ["Có táo, lê, v.v. và cam.", "Có mận, v.v.", "Ta đếm."]),
        ("Dài 3,5 m. Có 1.000 con. Lúc 8.30 ta học.", ["Dài 3,5 m.", "Có 1.000 con.", "Lúc 8.30 ta học."]),
        ("Ta được 5. Vậy có 5 quả.", ["Ta được 5.", "Vậy có 5 quả."]),
        ("Nào... ta đếm nhé… Một, hai!", ["Nào... ta đếm nhé…", "Một, hai!"]),
        ("“Em chào cô!” Lan nói. “Chào em!” cô đáp.", ["“Em chào cô!”", "Lan nói.", "“Chào em!” cô đáp."]),
        ("Cô hỏi: “Mấy quả?” Ai biết?", ["Cô hỏi: “Mấy quả?”", "Ai biết?"]),
        ("Đúng chưa?! Rồi. (Đếm lại.) Tốt.", ["Đúng chưa?!", "Rồi.", "(Đếm lại.)", "Tốt."]),
        ("Nguyễn V. A. Tuấn đọc. II. Luyện tập", ["Nguyễn V. A. Tuấn đọc.", "II. Luyện tập"]),
        ("ថ្ងៃនេះយើងរៀន។ សូមអាន។", ["ថ្ងៃនេះយើងរៀន។", "សូមអាន។"]),
        ("同学们好。今天上课！", ["同学们好。", "今天上课！"]),
        ("không dấu chấm", ["không dấu chấm"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert list(split_sentences(text)) == sentences


@given(st.text(alphabet="aA. !?…”)1đĐ", max_size=80))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sentence_a_line_is_read_as_it_stands(tmp_path: Path) -> None:
    script = read(text_file(tmp_path, "Thầy chào các em!\n\nHôm nay ta học bài 10\nba cộng hai\n"))
    assert script.sentences == ("Thầy chào các em!", "Hôm nay ta học bài 10", "ba cộng hai")
    assert script.findings == ()


def test_wrapped_prose_is_joined_again(tmp_path: Path) -> None:
    wrapped = (
        "Hôm nay chúng ta cùng nhau học bài phép cộng trong phạm vi mười của\n"
        "sách Toán lớp một. Các em mở sách trang ba mươi và nhìn lên bảng,\n"
        "rồi đếm cùng thầy.\n\nCâu mới.\n"
    )
    assert read(text_file(tmp_path, wrapped)).sentences == (
        "Hôm nay chúng ta cùng nhau học bài phép cộng trong phạm vi mười của sách Toán lớp một.",
        "Các em mở sách trang ba mươi và nhìn lên bảng, rồi đếm cùng thầy.",
        "Câu mới.",
    )


def test_directions_speakers_and_list_marks_are_not_spoken(tmp_path: Path) -> None:
    script = read(
        text_file(
            tmp_path,
            "[Nhạc dạo]\nGV: Chào các em! [vẫy tay] Vào bài nhé.\nHS (đồng thanh): Em chào cô ạ!\n"
            "(Cả lớp ngồi xuống.)\n"
            "- Cô giáo: Mở sách (trang 5) ra.\n• Lấy bút\n1. Đọc đề\n2. Làm bài\na) Câu một\n-----\n"
            "Số x thuộc đoạn [1; 2].\nCô nói: im lặng nào.\n15. là số lẻ\n",
        )
    )
    assert script.sentences == (
        *("Chào các em!", "Vào bài nhé.", "Em chào cô ạ!", "Mở sách (trang 5) ra.", "Lấy bút", "Đọc đề", "Làm bài"),
        *("Câu một", "Số x thuộc đoạn [1; 2].", "Cô nói: im lặng nào.", "15. là số lẻ"),
    )
    (finding,) = script.findings
    assert finding.code == "script-left-out"
    assert finding.values == {"file": "lời giảng.txt", "count": 3, "example": "[Nhạc dạo]"}


@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_old_letters_are_converted_and_said(tmp_path: Path, encoding: str) -> None:
    typed = as_tcvn3(LESSON) if encoding == "tcvn3" else as_vni(LESSON)
    expected = tuple(sentence for line in LESSON.splitlines() for sentence in split_sentences(line))
    for data in (typed.encode("cp1252"), typed.encode()):
        script = read(text_file(tmp_path, data))
        assert script.sentences == expected
        assert codes(script) == ["text-converted"]
    assert read(text_file(tmp_path, typed.encode("cp1252")), encoding).sentences == expected


# ── Word ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def word_file(folder: Path, fill: Callable[[Any], object], name: str = "giáo án.docx") -> Path:
    document = docx.Document()
    fill(document)
    path = folder / name
    document.save(str(path))
    return path


def test_paragraphs_and_tables_come_in_the_order_of_the_document(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_heading("BÀI 10: PHÉP CỘNG", level=0)
        document.add_paragraph("Chào các em! Vào bài.")
        document.add_heading("I. Khởi động", level=2)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("Một.", "Hai.", "Ba.", "Bốn."), strict=True):
            cell.text = text
        table.cell(1, 0).add_table(rows=1, cols=1).cell(0, 0).text = "Trong bảng."
        document.add_paragraph("Hết.\nChào.", style="List Number")

    script = read(word_file(tmp_path, fill))
    assert script.sentences == (
        *("Chào các em!", "Vào bài.", "Một.", "Hai.", "Ba.", "Trong bảng.", "Bốn.", "Hết.", "Chào."),
    )
    (finding,) = script.findings
    assert finding.values == {"file": "giáo án.docx", "count": 2, "example": "BÀI 10: PHÉP CỘNG"}


def test_merged_cells_are_said_once(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Gộp."
        table.cell(1, 0).text = "Một."

    assert read(word_file(tmp_path, fill)).sentences == ("Gộp.", "Một.")


def test_of_a_television_script_only_the_column_of_words_is_spoken(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(rows=3, cols=3)
        rows = ("STT", "Hình ảnh", "Lời giảng"), ("1", "Cận cảnh", "Chào các em!"), ("2", "Toàn cảnh", "Vào bài.")
        for cell, text in zip(table._cells, (text for row in rows for text in row), strict=True):
            cell.text = text

    script = read(word_file(tmp_path, fill))
    assert script.sentences == ("Chào các em!", "Vào bài.")
    assert script.findings[0].values["count"] == 7


def test_words_in_links_insertions_and_smart_tags_are_kept_and_deleted_ones_are_not(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        space = nsdecls("w")
        paragraph = document.add_paragraph("Ở ")._p
        for xml in (
            f'<w:smartTag {space} w:element="place"><w:r><w:t xml:space="preserve">Lai Châu </w:t></w:r></w:smartTag>',
            f"<w:ins {space}><w:r><w:t>có</w:t><w:br/><w:t>núi</w:t><w:tab/><w:t>cao</w:t></w:r></w:ins>",
            f"<w:del {space}><w:r><w:delText>biển</w:delText></w:r></w:del>",
            f"<w:r {space}><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>",
            f'<w:r {space}><w:instrText>PAGE</w:instrText><w:sym w:font="Symbol" w:char="F0B4"/><w:t>2.</w:t></w:r>',
        ):
            paragraph.append(parse_xml(xml))
        document.element.body.insert(
            0,
            parse_xml(f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>Đầu bài.</w:t></w:r></w:p></w:sdtContent></w:sdt>"),
        )
        math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        document.add_paragraph("Phân số ")._p.append(parse_xml(f"<m:oMath {math}>{half}</m:oMath>"))

    assert read(word_file(tmp_path, fill)).sentences == ("Đầu bài.", "Ở Lai Châu có", "núi cao×2.", "Phân số 1/2")


def test_text_boxes_are_named_once_and_not_taken(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        space = nsdecls("w")
        box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
        mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        document.add_paragraph("Chào.")._p.append(
            parse_xml(f"<w:r {space} {mc}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
        )

    script = read(word_file(tmp_path, fill))
    assert script.sentences == ("Chào.",)
    assert script.findings[0].values["example"] == "Trong khung"


def set_font(run: Any, name: str) -> None:
    run.font.name = name
    run._r.rPr.rFonts.set(qn("w:hAnsi"), name)


def test_a_font_says_what_its_letters_are_even_in_one_word(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        set_font(document.add_paragraph().add_run("lÞch sö 4"), ".VnTimeH")
        vni = document.add_paragraph()
        set_font(vni.add_run("Ca"), "VNI-Times")
        set_font(vni.add_run("ùc baïn"), "VNI-Times")
        both = document.add_paragraph()
        set_font(both.add_run("B\u00b5i "), ".VnTime")
        set_font(both.add_run("là"), "Arial")
        set_font(document.add_paragraph().add_run("Được rồi"), ".VnTime")
        set_font(document.add_paragraph().add_run("là cá"), ".VnTime")

    script = read(word_file(tmp_path, fill))
    assert script.sentences == ("LỊCH SỬ 4", "Các bạn", "Bài là", "Được rồi", "là cá")
    assert codes(script) == ["text-converted"]


def test_the_font_of_a_style_counts_too(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.styles["Normal"].font.name = ".VnTime"
        document.add_paragraph("TiÕt 1", style="Body Text")

    assert read(word_file(tmp_path, fill)).sentences == ("Tiết 1",)


def test_old_letters_without_their_font_are_known_by_the_language(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        for line in as_tcvn3(LESSON).splitlines():
            document.add_paragraph(line)
        document.add_paragraph("Các em đã sẵn sàng chưa?")

    script = read(word_file(tmp_path, fill))
    assert script.sentences[0] == "thầy chào các em! hôm nay chúng ta học phép cộng trong phạm vi mười."
    assert script.sentences[-1] == "Các em đã sẵn sàng chưa?"
    assert codes(script) == ["text-converted"]


def test_letters_can_be_forced_or_left_in_documents(tmp_path: Path) -> None:
    path = word_file(tmp_path, lambda document: document.add_paragraph("Bµi 1"))
    assert read(path, "tcvn3").sentences == ("Bài 1",)
    assert read(path, "utf-8").sentences == ("Bµi 1",)
    assert refused(path, "klingon").code == "text-encoding-unknown"


def test_an_eaten_letter_in_word_is_refused(tmp_path: Path) -> None:
    typed = as_tcvn3(LESSON).replace("\xad", "")
    path = word_file(tmp_path, lambda document: [document.add_paragraph(line) for line in typed.splitlines()])
    assert refused(path).code == "text-letters-eaten"


# ── slides ────────────────────────────────────────────────────────────────────────────────────────────────────────


def slides_file(folder: Path, notes: list[str | None], *, hidden: int = -1, picture: bytes = b"") -> Path:
    deck = pptx.Presentation()
    for number, text in enumerate(notes):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Trang {number}"
        if picture:
            slide.shapes.add_picture(io.BytesIO(picture), Inches(1), Inches(1))
        if text is not None:
            slide.notes_slide.notes_text_frame.text = text
        if number == hidden:
            slide._element.set("show", "0")
    path = folder / "bài giảng.pptx"
    deck.save(str(path))
    return path


def picture() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return made.getvalue()


def test_notes_are_read_in_the_order_of_the_slides(tmp_path: Path) -> None:
    path = slides_file(
        tmp_path, ["Chào các em! Vào bài.\nMở sách.", None, "Ẩn.", "Hết\vgiờ."], hidden=2, picture=picture()
    )
    script = read(path)
    assert script.sentences == ("Chào các em!", "Vào bài.", "Mở sách.", "Hết", "giờ.")
    assert {finding.code: finding.values for finding in script.findings} == {
        "script-slides-without-notes": {"file": "bài giảng.pptx", "count": 1, "slides": "2"},
        "script-left-out": {"file": "bài giảng.pptx", "count": 1, "example": "Ẩn."},
    }


def test_slides_without_notes_are_refused_with_a_way_out(tmp_path: Path) -> None:
    assert refused(slides_file(tmp_path, [None, " "])).code == "script-no-notes"


def test_notes_in_an_old_font_are_converted(tmp_path: Path) -> None:
    path = slides_file(tmp_path, ["Bµi 1"])
    deck = pptx.Presentation(str(path))
    deck.slides[0].notes_slide.notes_text_frame.paragraphs[0].runs[0].font.name = ".VnTime"
    deck.save(str(path))
    assert read(path).sentences == ("Bài 1",)


# ── archives from strangers ───────────────────────────────────────────────────────────────────────────────────────


def simple(document: Any) -> None:
    document.add_paragraph("Chào các em.")


def rebuilt(path: Path, change: dict[str, Change], extra: dict[str, bytes] | None = None) -> Path:
    """Write an archive again with some of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, change.get(name, bytes)(content))
    return path


MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    "kind",
    [
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_files_with_macros_and_templates_are_read_without_them(tmp_path: Path, kind: bytes) -> None:
    path = rebuilt(
        word_file(tmp_path, simple),
        {"[Content_Types].xml": lambda content: content.replace(MAIN, kind)},
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100},
    )
    assert read(path).sentences == ("Chào các em.",)


def test_a_film_in_the_slides_is_never_unpacked(tmp_path: Path) -> None:
    path = rebuilt(slides_file(tmp_path, ["Chào."]), {}, {"ppt/media/film.mp4": b"\0" * (80 << 20)})
    begun = time.process_time()
    assert read(path).sentences == ("Chào.",)
    assert time.process_time() - begun < 5


BOMB = b"<w:p xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>" + b" " * (70 << 20) + b"</w:p>"


@pytest.mark.parametrize(
    ("change", "extra", "code"),
    [
        ({}, {"word/bomb.xml": BOMB}, "script-unsafe"),
        ({}, {f"x{number}.xml": b"" for number in range(5_001)}, "script-unsafe"),
        (
            {"word/document.xml": lambda content: content.replace(b"<w:document", b"<!DOCTYPE a><w:document")},
            {},
            "script-unsafe",
        ),
        ({"word/document.xml": lambda content: content.decode().encode("utf-16")}, {}, "script-unsafe"),
        ({"word/document.xml": lambda content: content[:-40]}, {}, "script-damaged"),
        ({"word/document.xml": lambda _: b""}, {}, "script-damaged"),
        ({"word/document.xml": lambda _: b"<a>" * 100_000}, {}, "script-damaged"),
        ({"[Content_Types].xml": lambda _: b"<Types/>"}, {}, "script-damaged"),
        ({"word/document.xml": lambda content: content.replace("Chào các em.".encode(), b"")}, {}, "script-empty"),
    ],
)
def test_a_document_that_is_built_to_harm_or_broken_is_refused(
    tmp_path: Path, change: dict[str, Change], extra: dict[str, bytes], code: str
) -> None:
    begun = time.process_time()
    assert refused(rebuilt(word_file(tmp_path, simple), change, extra)).code == code
    assert time.process_time() - begun < 5


def test_an_archive_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = word_file(tmp_path, simple)
    path.write_bytes(path.read_bytes()[:-100])
    assert refused(path).code == "script-damaged"


def zip_of(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, "<a/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"%PDF-1.7 x", "script-wrong-kind", "PDF"),
        (b"{\\rtf1 x}", "script-wrong-kind", "RTF"),
        (b"<!DOCTYPE html><p>x", "script-wrong-kind", "HTML/XML"),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            "script-wrong-kind",
            "Word 97-2003 (.doc)",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "PowerPoint Document".encode("utf-16-le"),
            "script-wrong-kind",
            "PowerPoint 97-2003 (.ppt)",
        ),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "script-encrypted", None),
        (b"\xd0\xcf\x11\xe0", "script-wrong-kind", "Office 97-2003"),
        (zip_of("content.xml"), "script-wrong-kind", "OpenDocument"),
        (zip_of("xl/workbook.xml"), "script-wrong-kind", "Excel"),
        (zip_of("a.txt"), "script-wrong-kind", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "text-not-text", None),
        (b"", "text-file-empty", None),
        (b"[ch\xc3\xa0o]\n(l\xe1\xba\xb7ng)\n", "script-empty", None),
        (b"1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n", "script-is-subtitles", None),
        (b"a" * 2_001, "script-sentence-too-long", None),
        (b"A.\n" * 5_001, "script-too-big", None),
        (b"a" * ((2 << 20) + 1), "text-file-too-big", None),
    ],
)
def test_what_is_no_script_is_refused_by_what_is_in_it(
    tmp_path: Path, content: bytes, code: str, kind: str | None
) -> None:
    error = refused(text_file(tmp_path, content, "a.docx"))
    assert error.code == code
    assert error.values.get("kind") == kind


def test_a_shortcut_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "b.txt").symlink_to(text_file(tmp_path, "Chào."))
    assert refused(tmp_path / "b.txt").code == "text-file-not-regular"
    assert refused(tmp_path / "c.txt").code == "text-file-missing"
    assert refused(tmp_path).code == "text-file-not-regular"


@pytest.mark.parametrize("piece", [".", "A. ", "[", "[ab", "(a", '."', "1. ", "- ", "GV: ", "a\n", "Chào em. "])
def test_two_megabytes_of_anything_are_over_within_seconds(tmp_path: Path, piece: str) -> None:
    begun = time.process_time()
    code = refused(text_file(tmp_path, piece * ((1 << 20) // len(piece)))).code
    assert code in {"script-empty", "script-too-big", "script-sentence-too-long"}
    assert time.process_time() - begun < 5
