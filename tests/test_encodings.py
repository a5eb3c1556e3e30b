"""Text in every dress that Vietnamese comes in is read without one wrong accent, and nothing else is touched."""

from __future__ import annotations

import codecs
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessontool.errors import InputError
from lessontool.messages import say
from lessontool.subtitles.reading import letters
from lessontool.subtitles.reading.encodings import (
    ENCODINGS,
    convert_text,
    hidden_signs,
    is_vietnamese_syllable,
    read_text,
    tidy,
)

LESSON = (
    "thầy chào các em! hôm nay chúng ta học phép cộng trong phạm vi mười.\n"
    "trên cành cây có ba con chim, hai con chim nữa bay đến.\n"
    "rổ thứ nhất có bốn quả táo, rổ thứ hai có hai quả táo.\n"
    "các em nhớ nhé: gộp lại hay thêm vào, ta đều làm phép cộng.\n"
    "được rồi, những ngày nghỉ tết người bản mường thường giã bánh dày.\n"
)
"""Composed for these tests; small letters only, for TCVN3 fonts have no accented capitals."""

ALL_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"


def iconv(text: str, to: str) -> bytes:
    """Let glibc's converter, which is not ours, write a text."""
    program = shutil.which("iconv")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("iconv is missing: apt-get install libc-bin")
    done = subprocess.run([program, "-f", "UTF-8", "-t", to], input=text.encode(), capture_output=True, check=True)
    return done.stdout


def as_vni(text: str) -> str:
    """Type a text with a VNI font: the pairs turned round."""
    pairs = {
        letter: pair for pair, letter in letters._VNI.items() if len(pair) == 1 or pair[1].islower() or pair.isupper()
    }
    return "".join(pairs.get(sign, sign) for sign in text)


def as_tcvn3(text: str) -> str:
    return letters.look_of(iconv(text, "TCVN5712-1"))


# ── the letters ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["TCVN5712-1", "VISCII", "CP1258"])
def test_every_letter_is_read_as_glibc_writes_it(encoding: str) -> None:
    data = iconv(ALL_LETTERS, encoding)
    name = {"TCVN5712-1": "tcvn3", "CP1258": "windows-1258"}.get(encoding, "viscii")
    assert read_text(data, name="a.txt", encoding=name).text == ALL_LETTERS


def test_viscii_and_code_page_1258_have_their_capitals_too() -> None:
    capitals = ALL_LETTERS.upper()
    assert read_text(iconv(capitals, "VISCII"), name="a", encoding="viscii").text == capitals
    assert read_text(iconv(capitals, "CP1258"), name="a", encoding="cp1258").text == capitals


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xin chaøo caùc baïn", "Xin chào các bạn"),
        ("Toâi ñi hoïc", "Tôi đi học"),
        ("Laøm vieäc vôùi moät ñoái töôïng", "Làm việc với một đối tượng"),
        ("Theâm Xeáp Lôùp, Nieân Khoùa, Baùo Caùo Ñieåm Hoïc Sinh", "Thêm Xếp Lớp, Niên Khóa, Báo Cáo Điểm Học Sinh"),
        ("ÑAËNG THÒ THUYÛ, quyeån vôû, kyõ nieäm, caêm thuø", "ĐẶNG THỊ THUỶ, quyển vở, kỹ niệm, căm thù"),
    ],
)
def test_vni_as_it_was_really_typed(typed: str, meant: str) -> None:
    assert letters.from_vni(typed) == meant
    assert convert_text(typed) == meant
    assert read_text(typed.encode("cp1252"), name="a").text == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xin chµo c¸c b¹n", "Xin chào các bạn"),
        ("CµI §ÆT C¸C M¸Y, T¹O TÖP", "CÀI ĐẶT CÁC MÁY, TẠO TỆP"),
        ("THAM KH¶O TH£M: bµi 4. NGUåN", "THAM KHẢO THÊM: bài 4. NGUỒN"),
        ("Hµ Néi, Lai Ch©u, §iÖn Biªn", "Hà Nội, Lai Châu, Điện Biên"),
        ("LÞCH Sö VIÖT NAM", "LỊCH SỬ VIỆT NAM"),
        ("AµO ¢ÊM, ¦¥êI", "ÀO ẤM, ƯỜI"),
    ],
)
def test_tcvn3_and_its_capitals_as_they_were_really_typed(typed: str, meant: str) -> None:
    assert letters.from_tcvn3(typed) == meant


def test_a_font_of_capitals_makes_capitals_of_all() -> None:
    assert letters.from_tcvn3("bµi h¸t lÞch sö", capitals=True) == "BÀI HÁT LỊCH SỬ"


@given(st.text(alphabet=ALL_LETTERS + "abc xyz,.\n", max_size=60))
def test_what_is_typed_with_an_old_font_comes_back(text: str) -> None:
    codes = dict(zip(letters._TCVN3_LETTERS, letters._TCVN3_CODES, strict=True))
    typed = letters.look_of(bytes(codes.get(sign, ord(sign) & 0x7F) for sign in text))
    assert letters.from_tcvn3(typed) == text
    assert letters.from_vni(as_vni(text)) == text
    assert letters.from_twice(letters.look_of(text.encode())) == text


SYLLABLES = (
    "nghiêng cho Tiếng gì gìn giêng giết quốc quýt quyển của NGƯỜI thuở khuỷu Nguyễn ươm ở ý yêu hoà hòa thuỷ thủy "
    "ngoằn ngoèo xoong huênh nghĩ ghế kẻ Kạn Đắk buýt quẫy"
)


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_a_syllable_is_known(word: str) -> None:
    assert is_vietnamese_syllable(word)
    assert is_vietnamese_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word",
    ["", "été", "nghiêgn", "hoc", "đợc", "trờng", "nh", "caùc", "b¹n", "ke ", "à,", "gha", "cế", "tiếếng", "a" * 99],
)
def test_what_is_no_syllable_is_not_taken_for_one(word: str) -> None:
    assert not is_vietnamese_syllable(word)


# ── recognising ───────────────────────────────────────────────────────────────────────────────────────────────────

DRESSES: dict[str, Callable[[], bytes]] = {
    "utf-8": LESSON.encode,
    "utf-8 with mark": lambda: codecs.BOM_UTF8 + LESSON.encode(),
    "utf-8 decomposed": lambda: unicodedata.normalize("NFD", LESSON).encode(),
    "utf-16": lambda: LESSON.encode("utf-16"),
    "utf-16-be with mark": lambda: codecs.BOM_UTF16_BE + LESSON.encode("utf-16-be"),
    "utf-16-le": lambda: LESSON.encode("utf-16-le"),
    "utf-16-be": lambda: LESSON.encode("utf-16-be"),
    "utf-32": lambda: LESSON.encode("utf-32"),
    "windows-1258": lambda: iconv(LESSON, "CP1258"),
    "tcvn3": lambda: iconv(LESSON, "TCVN5712-1"),
    "viscii": lambda: iconv(LESSON, "VISCII"),
    "vni": lambda: as_vni(LESSON).encode("cp1252"),
    "tcvn3 saved as utf-8": lambda: as_tcvn3(LESSON).encode(),
    "tcvn3 saved as utf-16": lambda: as_tcvn3(LESSON).encode("utf-16"),
    "tcvn3 typed on Windows-1258": lambda: iconv(LESSON, "TCVN5712-1").decode("cp1258").encode(),
    "vni saved as utf-8": lambda: as_vni(LESSON).encode(),
    "utf-8 encoded twice": lambda: letters.look_of(LESSON.encode()).encode(),
    "crlf": lambda: LESSON.replace("\n", "\r\n").encode(),
    "crlf written twice": lambda: LESSON.replace("\n", "\r\r\n").encode(),
    "cr and crlf mixed": lambda: LESSON.replace("\n", "\r", 2).replace("\n", "\r\n", 1).encode(),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_lesson_is_read_from_any_dress(dress: str) -> None:
    read = read_text(DRESSES[dress](), name="a.txt")
    assert read.text == LESSON
    assert read.confidence >= 0.3
    assert read.encoding.split("+")[0] in ENCODINGS


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "viscii", "windows-1258"])
def test_a_forced_encoding_is_used(encoding: str) -> None:
    data = DRESSES[encoding]()
    assert read_text(data, name="a", encoding=encoding.upper()).text == LESSON
    assert read_text(data, name="a", encoding=encoding).encoding == encoding


def test_old_fonts_can_be_forced_on_text_in_unicode() -> None:
    assert read_text("Bµi 1".encode(), name="a", encoding="tcvn3").text == "Bài 1"
    assert read_text("Bµi 1".encode("utf-16"), name="a", encoding="abc").text == "Bài 1"


def test_a_lesson_with_lines_of_both_kinds_comes_out_whole() -> None:
    mixed = LESSON + as_tcvn3(LESSON) + LESSON + as_vni(LESSON)
    assert convert_text(mixed) == LESSON * 4
    assert read_text(mixed.encode(), name="a").encoding == "utf-8+tcvn3+vni"


OTHERS = {
    "fr": "Où est la bibliothèque ? Elle a été fermée à Noël. Les élèves préfèrent les fêtes. Hélène a mangé.",
    "de": "Über die Brücke fährt ein schöner Zug. Äpfel für Öl, größer als süß.",
    "pt": "Não há informação. Você é irmão, coração, maçã. São três pães.",
    "Tày": "Cần lầu pây hất nà, mí nẳm khẩu. Slon slư hẩư mẻn. Nưa pù mì fầy. Mơng khơng.",
    "Mông": "Nyob zoo. Côngz pâul shông hnôngz. Ndêx lus Hmôngz lênhx.",
    "Ê-đê": "Kâo jing êđê. Mnuih hriăm hră, ƀuôn hlăm čar. Ñu mâo sa čô anak. Aê Diê bi knă.",
    "Khmer": "សួស្តី\u200bអ្នក\u200bទាំងអស់គ្នា។ ថ្ងៃនេះ យើងរៀន។",
    "Thái": "ꪼꪕ ꪎꪴ ꪭꪱꪫ ꪹꪜꪸꪙ",
    "Lao": "ສະບາຍດີ ນັກຮຽນ",
    "zh": "你好，同学们",
    "en": "It’s “fine”: the café’s 5 µm wide; 25°C, ½ cup, naïve résumé © 2021.",
    "plain": "Xin chao cac em",
}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("times", [1, 6])
def test_other_languages_stay_as_they_are(language: str, times: int) -> None:
    text = "\n".join([OTHERS[language]] * times)
    assert read_text(text.encode(), name="a").text == unicodedata.normalize("NFC", text)
    assert read_text(text.encode("utf-16"), name="a").text == unicodedata.normalize("NFC", text)
    assert convert_text(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("language", ["fr", "de", "pt"])
def test_western_text_in_windows_1252_is_read_as_that(language: str) -> None:
    read = read_text(OTHERS[language].encode("cp1252"), name="a")
    assert (read.text, read.encoding) == (OTHERS[language], "windows-1252")
    assert read.confidence <= 0.5


# ── refusing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def refused(data: bytes, encoding: str | None = None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_text(data, name="phụ đề.srt", encoding=encoding)
    assert say(caught.value.code, caught.value.values, "vi")
    return caught.value


@pytest.mark.parametrize("data", [b"s\xe8 t\xb8m", b"l\xedp m\xe9t", "ığşİ işte".encode("cp1254")])
def test_nothing_is_guessed(data: bytes) -> None:
    error = refused(data)
    assert error.code == "text-encoding-unsure"
    assert {"tcvn3", "viscii"} & set(str(error.values["choices"]).split(", "))


def test_utf_8_with_a_broken_letter_is_refused_with_its_line() -> None:
    data = LESSON.encode().replace("nữa".encode(), b"n\xe1\xbba")
    error = refused(data)
    assert (error.code, error.values["line"]) == ("text-damaged", 2)
    assert refused(LESSON.encode()[:-4]).code == "text-damaged"
    assert refused(LESSON.encode("utf-16")[:-1]).code == "text-damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "text-file-empty"),
        (b" \r\n\t", "text-file-empty"),
        (b"PK\x03\x04\x14\x00", "text-not-text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "text-not-text"),
        (b"%PDF-1.7\n", "text-not-text"),
        (b"{\\rtf1 xin ch\\'e0o}", "text-not-text"),
        (b"\0\0\0\x20ftypisom", "text-not-text"),
        (bytes(range(256)) * 4, "text-not-text"),
        (b"abc\x01\x02\x03\x04\x05\x06", "text-not-text"),
        (b"a\0\0\0" * 50, "text-not-text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_a_wrong_or_unknown_encoding_is_refused() -> None:
    assert refused(b"abc", "klingon").code == "text-encoding-unknown"
    assert refused(DRESSES["tcvn3"](), "utf-8").code == "text-encoding-wrong"


def test_tcvn3_that_has_lost_its_soft_hyphens_is_refused() -> None:
    """0xAD is ư in TCVN3 and a soft hyphen elsewhere: many programs throw it away."""
    error = refused(as_tcvn3(LESSON).replace("\xad", "").encode())
    assert error.code == "text-letters-eaten"
    assert "đợc" in str(error.values["examples"])
    assert refused(iconv(LESSON, "TCVN5712-1").replace(b"\xad", b"")).code == "text-letters-eaten"


def test_who_names_the_encoding_gets_the_text_even_so() -> None:
    data = iconv("bước", "TCVN5712-1").replace(b"\xad", b"")
    assert read_text(data, name="a", encoding="tcvn3").text == "bớc"


# ── tidying ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_signs_that_nobody_sees_are_taken_out_and_counted() -> None:
    line = "\ufeff chào\u00a0\u202ecác\u202c\u00ad em\u200b\x07\u2009! "
    assert tidy(line) == "chào các em !"
    assert hidden_signs(line) == 6


def test_khmer_keeps_the_spaces_that_part_its_words() -> None:
    assert tidy(OTHERS["Khmer"]) == OTHERS["Khmer"]
    assert hidden_signs(OTHERS["Khmer"]) == 0
