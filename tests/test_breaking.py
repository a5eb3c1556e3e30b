"""Where captions are broken: at phrase ends, and never inside a word, a name, a number with its unit, a letter."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessontool.model import CaptionStyle
from lessontool.presets import load_caption_style
from lessontool.subtitles.cutting.breaking import CLAUSE, CLOSE, COMMA, SENTENCE, TIED, break_prices, parts, words_of
from lessontool.subtitles.cutting.clusters import clusters, torn, unspaced
from lessontool.subtitles.cutting.phrasing import Piece, lay, phrases
from lessontool.subtitles.cutting.vietnamese import compounds
from tests.spoken_lessons import FRAMES_A_SYLLABLE

SENTENCES = Path(__file__).parent / "sentences-vi.txt"


def price(marked: str, language: str = "vi") -> int:
    """What it costs to break where a text has its bar."""
    before, _, after = marked.partition(" | ")
    words = [*before.split(), *after.split()]
    return break_prices(words, language)[len(before.split())]


def laid(text: str, style: CaptionStyle, language: str = "vi") -> list[str]:
    """The lines of a text that is said calmly."""
    pieces = []
    for at, part in enumerate(parts(text.split(), language, style.max_line_characters)):
        start = at * FRAMES_A_SYLLABLE
        pieces.append(Piece(part.text, part.word, part.glued, part.price, start, start + FRAMES_A_SYLLABLE))
    return [line for phrase in phrases(pieces, style, 100_000) for line in lay(pieces, phrase)]


# ── Vietnamese ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "marked",
    [
        "Cô có ba con | chim.",
        "Lan có năm quả | táo đỏ.",
        "Lan có | năm quả táo",
        "Bao gạo nặng 35 | kg và một lít.",
        "Con đường dài sáu | ki-lô-mét.",
        "Bạn Lò | Văn Sơn đọc bài.",
        "Bạn Lò Văn | Sơn đọc bài.",
        "Em ở Thành phố | Hồ Chí Minh.",
        "Em ở Thành | phố Hồ Chí Minh.",
        "Em ở TP. | Hồ Chí Minh.",
        "Ta có 3 | + 2 = 5 nhé.",
        "Ta có 3 + | 2 = 5 nhé.",
        "Ta có 3 + 2 = | 5 nhé.",
        "Hình | tam giác có ba cạnh.",
        "Hình tam | giác có ba cạnh.",
        "Các em mở sách giáo | khoa ra.",
        "Các em mở sách trang | 46 ra.",
        "Đọc là hai | mươi lăm nhé.",
        "Chú gà | con kêu.",
        "Em phải rửa | tay nhé các em.",
        "Chú gà chạy | tới bên mẹ nó.",
        "Giọt sương lấp | lánh trên lá.",
        "Các em thấy “ | Một con ngựa đau”.",
        "Đây là bài hát | này các em ạ.",
        "1. | Đặt tính rồi tính.",
        "- | Chào cô ạ!",
        "Hoà | bình là gì?",
        "Hòa | bình là gì?",
    ],
)
def test_no_line_ends_inside_one_thing(marked: str) -> None:
    assert price(marked) >= CLOSE


@pytest.mark.parametrize(
    "marked",
    ["Chiều dài cộng với | chiều rộng.", "Các em đang | học bài.", "Đây là quà của | mẹ em.", "Vì những | bạn ấy."],
)
def test_no_line_ends_with_a_little_word_that_wants_more(marked: str) -> None:
    assert price(marked) >= CLOSE


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("Em chào cô. | Em về nhà.", "Em chào cô, | em về nhà."),
        ("Em về nhà, | rồi em học bài.", "Em về nhà | rồi em học bài."),
        ("Em về nhà | rồi em học bài.", "Em về | nhà rồi em học bài."),
        ("Ta lấy ba | và thêm hai", "Ta lấy ba và | thêm hai"),
        ("Ta lấy ba cộng hai | bằng năm.", "Ta lấy ba cộng | hai bằng năm."),
        ("Con chim | trên cành cây", "Con chim trên | cành cây"),
        ("Cô nói: | “Các em ngồi xuống!”", "Cô nói: “Các | em ngồi xuống!”"),
        ("Gộp lại, ta đếm: | một, hai, ba.", "Gộp lại, ta đếm: một, | hai, ba."),
    ],
)
def test_the_end_of_a_phrase_is_the_cheaper_place(cheap: str, dear: str) -> None:
    assert price(cheap) < price(dear)


def test_punctuation_has_its_order() -> None:
    assert price("Hết bài. | Chào các em.") == SENTENCE
    assert price("Ta có: | ba cộng hai.") == CLAUSE
    assert price("Em chào cô, | em về nhà.") == COMMA
    assert price("Số đó là 3,5 | và còn nữa") > COMMA


def test_the_list_of_words_is_clean() -> None:
    entries = compounds()
    assert len(entries) > 2000
    for entry in entries:
        assert unicodedata.is_normalized("NFC", entry)
        assert 2 <= len(entry.split()) <= 5


@pytest.mark.parametrize(("width", "most_breaks_in_words"), [(42, 1), (37, 1), (32, 1)])
def test_sentences_of_lessons_are_not_broken_inside_words(width: int, most_breaks_in_words: int) -> None:
    style = replace(load_caption_style("grade-10-12"), max_line_characters=width)
    judged = [line for line in SENTENCES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(judged) == 145
    breaks, wrong = 0, []
    for sentence in judged:
        text = sentence.replace("_", " ")
        at = 0
        for line in laid(text, style)[:-1]:
            at += len(line) + 1
            breaks += 1
            if sentence[at - 1] == "_":
                wrong.append(sentence[max(0, at - 12) : at] + "/" + sentence[at : at + 12])
    assert breaks > 250
    assert len(wrong) <= most_breaks_in_words, wrong


# ── other languages ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ("the cat sat | on the mat", "the cat sat on | the mat"),
        ("the cat sat | on the mat", "the cat sat on the | mat"),
        ("we add three | and two", "we add three and | two"),
        ("ask Mary | because she knows", "ask Mary because | she knows"),
        ("one two | are numbers", "one | two are numbers"),
        ("in Ha Noi | there is rain", "in Ha | Noi there is rain"),
    ],
)
def test_english_has_its_little_words(cheap: str, dear: str) -> None:
    assert price(cheap, "en") < price(dear, "en")


def test_an_unknown_language_is_broken_at_punctuation() -> None:
    assert price("abc def, | ghi", "hmn") == COMMA
    assert price("abc | def, ghi", "hmn") == price("abc def, ghi | jkl", "hmn")


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("我们今天学习加法，十以内的“加法”。", ["我们", "今天", "学习", "加法，", "十以", "内的", "“加", "法”。"]),
        ("เรียนไปแล้ว", ["เรียน", "ไปแล้ว"]),
        ("ថ្ងៃ", ["ថ្ងៃ"]),
        ("Toán在ok", ["Toán", "在", "ok"]),
        ("nghiêng", ["nghiêng"]),
    ],
)
def test_a_language_without_spaces_is_parted_between_whole_letters(word: str, pieces: list[str]) -> None:
    assert unspaced(word) == pieces


@pytest.mark.parametrize("whole", ["ខ្ញុំ", "ป้ำ", "เก้า", "ຳ", "👨‍👩‍👧‍👦", "👍🏽", "🇻🇳", "ệ", "ငါ့"])
def test_a_letter_is_never_parted_from_its_marks(whole: str) -> None:
    assert len(clusters(whole)) <= (2 if whole == "เก้า" else 1)


@given(st.text(min_size=1), st.integers(min_value=4, max_value=60))
def test_whatever_is_torn_is_still_all_there(word: str, most: int) -> None:
    assert "".join(clusters(word)) == word
    assert "".join(unspaced(word)) == word
    fragments = torn(word, most)
    assert "".join(fragments) == word
    assert all(0 < len(fragment) <= most for fragment in fragments)


def test_a_web_address_is_torn_after_a_slash() -> None:
    assert torn("https://example.edu.vn/lop-1/toan/bai-5", 24) == ["https://example.edu.vn/", "lop-1/toan/bai-5"]


ODD_WORDS = words_of("Em chào cô. 3 + = – “ ” ( ) - 5 kg Lò Văn TP. ok, hay?! một 我们。 ไปโรงเรียน")


@given(st.lists(st.sampled_from(sorted(ODD_WORDS))))
def test_every_place_has_a_price_whatever_stands_there(words: list[str]) -> None:
    for language in ("vi", "en", "hmn", "th"):
        prices = break_prices(words, language)
        assert len(prices) == len(words)
        assert all(0 <= each <= TIED for each in prices)
        assert "".join(part.text for part in parts(words, language, 20)) == "".join(words)


def test_a_pyramid_stands_on_its_base() -> None:
    style = load_caption_style("grade-3-5")
    top, bottom = laid("Muốn giữ gìn đôi mắt khỏe mạnh của mình các em đọc sách nơi sáng", style)
    assert len(top) <= len(bottom)
