"""Words against words: numbers as they are said, syllables that sound alike, what was said and what was not."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool.subtitles.aligning.differences import Layout, Text, lay_out
from lessontool.subtitles.aligning.matching import pair, similarity
from lessontool.subtitles.aligning.snapping import Border, VoiceTime, settle
from lessontool.subtitles.aligning.spoken import number, spoken
from lessontool.subtitles.aligning.unheard import speech_of_pieces, with_lost_lines
from tests.spoken_lessons import script
from tests.verses import LINES

SYLLABLES = sorted(
    {syllable for words in spoken([w for line in LINES for w in line.split()], "vi") for syllable in words}
)


def say(text: str, language: str = "vi") -> str:
    """A written line as it is said."""
    return " ".join(syllable for word in spoken(text.split(), language) for syllable in word)


def laid(sentences: list[str], heard: str, language: str = "vi") -> Layout:
    """What was said of a script."""
    return lay_out(
        [Text.read(line.split(), language) for line in sentences], Text.read(heard.split(), language), language
    )


def order(layout: Layout) -> list[int | str]:
    """The sentences in the order in which they were said; remarks with their words."""
    return [" ".join(piece.text.words) if piece.sentence is None else piece.sentence for piece in layout.pieces]


# ── how words are said ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (35, "ba mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1_000, "một nghìn"),
        (1_945, "một nghìn chín trăm bốn mươi lăm"),
        (2_006, "hai nghìn không trăm linh sáu"),
        (10_000, "mười nghìn"),
        (100_005, "một trăm nghìn không trăm linh năm"),
        (999_999, "chín trăm chín mươi chín nghìn chín trăm chín mươi chín"),
        (1_000_000, "một triệu"),
    ],
)
def test_a_number_is_said_as_a_teacher_says_it(value: int, said: str) -> None:
    assert number(value) == said


@given(st.integers(0, 999_999))
def test_every_number_has_its_own_words(value: int) -> None:
    digits = {number(digit): digit for digit in range(10)}
    digits |= {"mốt": 1, "tư": 4, "lăm": 5}
    total = group = last = 0
    for word in number(value).split():
        match word:
            case "nghìn":
                total, group, last = (total + group + last) * 1000, 0, 0
            case "trăm":
                group, last = group + last * 100, 0
            case "mươi":
                group, last = group + last * 10, 0
            case "mười":
                group, last = group + 10, 0
            case "linh":
                last = 0
            case _:
                last = digits[word]
    assert total + group + last == value


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3 + 2 = 5", "ba cộng hai bằng năm"),
        ("3+2=5", "ba cộng hai bằng năm"),
        ("10 - 3 = 7", "mười trừ ba bằng bảy"),
        ("5 × 4", "năm nhân bốn"),
        ("5 x 4", "năm nhân bốn"),
        ("12 : 3 = 4", "mười hai chia ba bằng bốn"),
        ("lúc 7:30", "lúc bảy giờ ba mươi"),
        ("ngày 30/4", "ngày ba mươi tháng bốn"),
        ("phân số 3/4", "phân số ba phần bốn"),
        ("3,5 kg", "ba phẩy năm ki lô gam"),
        ("50%", "năm mươi phần trăm"),
        ("5 < 7", "năm bé hơn bảy"),
        ("25 m²", "hai mươi lăm mét vuông"),
        ("1.000 đồng", "một nghìn đồng"),
        ("1, 2, 3.", "một hai ba"),
        ("bài 12.", "bài mười hai"),
        ("thế kỷ XIX", "thế kỷ mười chín"),
        ("– Các em ơi!", "các em ơi"),
        ("Lan - Hoa", "lan hoa"),
        ("Điện thoại 0912345678", "điện thoại không chín một hai ba bốn năm sáu bảy tám"),
        ("H'Mông, Ê-đê", "h'mông ê đê"),
        ("* * *", ""),
    ],
)
def test_signs_numbers_and_units_are_read_out(written: str, said: str) -> None:
    assert say(written) == said


def test_the_words_of_other_languages_are_only_cleaned() -> None:
    assert say("Don't ask 25 times!", "en") == "don't ask 25 times"


def test_scripts_without_spaces_are_taken_letter_by_letter() -> None:
    assert say("你好，世界", "zh") == "你 好 世 界"
    assert say("សួស្តី", "km") == "សួ ស្ តី"


@given(st.lists(st.text(min_size=1, max_size=12), max_size=12))
def test_any_text_can_be_said_and_holds_nothing_that_a_reader_could_take_for_more(words: list[str]) -> None:
    for language in ("vi", "en"):
        said = spoken(words, language)
        assert len(said) == len(words)
        assert all(syllable.split() == [syllable] for word in said for syllable in word)


# ── what sounds alike ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cỏ", "có"),
        ("xanh", "sáng"),
        ("rậm", "giậm"),
        ("huấn", "hướng"),
        ("trung", "trông"),
        ("tư", "bốn"),
        ("lẻ", "linh"),
    ],
)
def test_what_whisper_confuses_sounds_alike(one: str, other: str) -> None:
    assert similarity(one, other, "vi") >= 0.6


@pytest.mark.parametrize(("one", "other"), [("đứa", "vần"), ("cho", "tính"), ("một", "xanh"), ("logic", "dích")])
def test_what_is_different_does_not(one: str, other: str) -> None:
    assert similarity(one, other, "vi") <= 0.3


@given(st.sampled_from(SYLLABLES), st.sampled_from(SYLLABLES))
def test_likeness_is_the_same_both_ways_and_whole_for_the_same(one: str, other: str) -> None:
    assert similarity(one, one, "vi") == pytest.approx(1, abs=1e-5)
    assert similarity(one, other, "vi") == pytest.approx(similarity(other, one, "vi"), abs=1e-6)
    assert -1e-6 <= similarity(one, other, "vi") <= 1 + 1e-5


# ── pairing ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(st.sampled_from(SYLLABLES), max_size=40), st.lists(st.sampled_from(SYLLABLES), max_size=40))
@settings(deadline=None)
def test_pairs_keep_their_order_and_stay_within_both_texts(written: list[str], heard: list[str]) -> None:
    found = pair([written[:7], written[7:]], heard, "vi")
    assert len(found.heard) == len(found.alike) == len(written)
    partners = [partner for partner in found.heard if partner is not None]
    assert all(before < after for before, after in pairwise(partners))
    assert all(0 <= partner < len(heard) for partner in partners)
    assert all(value == 0 for value, partner in zip(found.alike, found.heard, strict=True) if partner is None)


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=60))
@settings(deadline=None)
def test_the_same_text_is_paired_word_for_word(words: list[str]) -> None:
    assert pair([words], words, "vi").heard == tuple(range(len(words)))


def test_an_hour_of_words_is_paired_in_seconds_even_with_anothers_script() -> None:
    chance = random.Random(1)
    hour, other = (chance.choices(SYLLABLES, k=14_000) for _ in range(2))
    sentences = [hour[at : at + 10] for at in range(0, len(hour), 10)]
    start = time.process_time()
    pair(sentences, other, "vi")
    assert time.process_time() - start < 15
    late = [*other[:2_000], *hour]
    found = pair(sentences, late, "vi")
    assert sum(partner == at + 2_000 for at, partner in enumerate(found.heard)) > 13_500


# ── what was said and what was not ────────────────────────────────────────────────────────────────────────────────


def test_everything_said_as_written_is_found() -> None:
    layout = laid(script(), " ".join(script()))
    assert order(layout) == list(range(len(script())))
    assert (layout.match, layout.unspoken, layout.sure) == (1, (), True)


def test_numbers_in_a_script_match_the_words_that_were_heard() -> None:
    layout = laid(["Bài 12.", "Ta có: 3 + 2 = 5.", "Ngày 30/4 năm 1975."], "bài mười hai ta có ba cộng hai bằng năm "
                  "ngày ba mươi tháng tư năm một nghìn chín trăm bảy mươi lăm")  # fmt: skip
    assert order(layout) == [0, 1, 2]
    assert all(piece.similarity > 0.95 for piece in layout.pieces)
    assert layout.pieces[1].text.words == ("Ta", "có:", "3", "+", "2", "=", "5.")


def test_lines_that_nobody_says_are_named() -> None:
    said = " ".join([*LINES[:5], *LINES[7:]])
    layout = laid(list(LINES), said)
    assert layout.unspoken == (5, 6)
    assert order(layout) == [*range(5), *range(7, len(LINES))]


def test_a_remark_is_found_between_sentences() -> None:
    layout = laid(list(LINES[:4]), " ".join([*LINES[:2], "các em nhìn lên bảng nào", *LINES[2:4]]))
    assert order(layout) == [0, 1, "các em nhìn lên bảng nào", 2, 3]


def test_a_remark_inside_a_sentence_divides_it() -> None:
    sentence = "Hôm nay chúng ta học phép cộng trong phạm vi 10."
    layout = laid([sentence], "hôm nay chúng ta bạn Lan ngồi xuống đi nào học phép cộng trong phạm vi mười")
    assert order(layout) == [0, "bạn Lan ngồi xuống đi nào", 0]
    assert " ".join(word for piece in (layout.pieces[0], layout.pieces[2]) for word in piece.text.words) == sentence


def test_three_words_besides_are_a_slip_and_no_remark() -> None:
    layout = laid(list(LINES[:3]), " ".join([*LINES[:2], "à ừ thì", LINES[2]]))
    assert order(layout) == [0, 1, 2]


def test_a_sentence_that_is_read_twice_is_there_twice() -> None:
    lines = ["Bài 12.", "Các em hãy tính 3 + 2 = 5.", "Có tất cả 5 con chim."]
    twice = "bài 12 các em hãy tính 3 + 2 = 5 các em hãy tính 3 + 2 = 5 có tất cả 5 con chim"
    assert order(laid(lines, twice)) == [0, 1, 1, 2]


def test_lines_read_in_another_order_are_found() -> None:
    said = " ".join([*LINES[:3], *LINES[6:9], *LINES[3:6], *LINES[9:]])
    layout = laid(list(LINES), said)
    assert order(layout) == [0, 1, 2, 6, 7, 8, 3, 4, 5, *range(9, len(LINES))]
    assert layout.unspoken == ()


def test_refrains_are_told_apart_by_what_stands_around_them() -> None:
    lines = [line for verse in LINES[:6] for line in (verse, "Các em nhắc lại nào.")]
    assert order(laid(lines, " ".join(lines))) == list(range(len(lines)))


def test_a_badly_heard_line_is_kept_where_it_belongs() -> None:
    bad = "Trời sang quê thôi ma hoang đàn nghe"  # Trời xanh quen thói má hồng đánh ghen
    layout = laid(list(LINES[:8]), " ".join([*LINES[:5], bad, *LINES[6:8]]))
    assert order(layout) == list(range(8))


def test_a_line_is_dropped_only_where_the_others_are_heard_well() -> None:
    garbled = " ".join(" ".join(line.split()[::2]) + " ờ à ừ" for line in LINES[:6])
    layout = laid([*LINES[:6], *LINES[10:12]], garbled)
    assert not layout.sure
    assert layout.unspoken == ()
    assert {6, 7} <= set(layout.doubted)


def test_another_lessons_script_matches_hardly() -> None:
    layout = laid(script(), " ".join(LINES))
    assert max(layout.match, layout.explained) < 0.3


def test_a_few_minutes_of_a_long_script_explain_all_that_was_said() -> None:
    chapter = [
        " ".join(SYLLABLES[(start * 37 + at * 101) % len(SYLLABLES)] for at in range(11)) for start in range(280)
    ]
    layout = laid([*chapter[:150], *LINES, *chapter[150:]], " ".join(LINES))
    assert layout.match < 0.3
    assert layout.explained > 0.95
    assert order(layout) == list(range(150, 150 + len(LINES)))


def test_nothing_heard_and_nothing_written_are_no_error() -> None:
    assert laid(["Chào các em."], "").match == 0
    for sentences in ([], ["* * *"]):
        assert laid(sentences, "chào các em nhé các em").match == 0


def test_english_is_matched_too() -> None:
    lines = ["And so my fellow Americans,", "ask not", "what your country can do for you."]
    layout = laid(lines, "and so my fellow american ask not what your country can do for you", "en")
    assert order(layout) == [0, 1, 2]


# ── speech without words ──────────────────────────────────────────────────────────────────────────────────────────


def ticks(
    sentences: list[str], heard: str, spans: list[tuple[int, int]]
) -> tuple[Layout, list[Text], list[tuple[int, int]]]:
    """A layout, its script, and times for each heard syllable."""
    return laid(sentences, heard), [Text.read(line.split(), "vi") for line in sentences], spans


def evenly(start: int, count: int, step: int = 25) -> list[tuple[int, int]]:
    return [(start + at * step, start + (at + 1) * step) for at in range(count)]


def test_lines_that_fit_into_speech_without_words_were_said_after_all() -> None:
    lines = list(LINES[:4])
    layout, texts, times = ticks(lines, f"{LINES[0]} {LINES[3]}", [*evenly(0, 6), *evenly(500, 8)])
    assert layout.unspoken == (1, 2)
    found = with_lost_lines(layout, texts, times, VoiceTime([(0, 150), (160, 350), (360, 490), (500, 700)]))
    assert [piece.sentence for piece in found.pieces] == [0, 1, 2, 3]
    assert found.unspoken == ()


def test_lines_that_do_not_fit_stay_unspoken() -> None:
    layout, texts, times = ticks(list(LINES[:9]), f"{LINES[0]} {LINES[8]}", [*evenly(0, 6), *evenly(320, 6)])
    found = with_lost_lines(layout, texts, times, VoiceTime([(0, 150), (160, 310), (320, 470)]))
    assert found.unspoken == tuple(range(1, 8))


def test_speech_of_no_sentence_is_left_aside() -> None:
    lines = list(LINES[:2])
    layout = laid(lines, " ".join(lines))
    times = [*evenly(0, 6), *evenly(400, 8)]
    speech = [(0, 150), (200, 330), (400, 600)]
    assert speech_of_pieces(layout, times, speech) == ((0, 150), (400, 600))
    near = [(0, 150), (160, 330), (400, 600)]
    assert speech_of_pieces(layout, times, near) == tuple(near)


# ── voice time and pauses ─────────────────────────────────────────────────────────────────────────────────────────


SPANS = st.lists(st.integers(1, 200), min_size=2, max_size=20).map(
    lambda steps: [(sum(steps[:at]), sum(steps[: at + 1])) for at in range(0, len(steps), 2)]
)


@given(SPANS, st.integers(0, 3_000))
def test_voice_time_stands_still_in_pauses_and_comes_back(spans: list[tuple[int, int]], tick: int) -> None:
    voice = VoiceTime(spans)
    there = voice.at(tick)
    assert 0 <= there <= voice.length == sum(end - start for start, end in spans)
    inside = next(((start, end) for start, end in spans if start < tick < end), None)
    if inside:
        assert voice.begin(there) == voice.end(there) == tick
    assert voice.end(there) <= voice.begin(there)


@given(SPANS, st.integers(0, 500), st.integers(0, 500))
def test_the_speech_between_two_voice_times_is_as_long_as_they_are_apart(
    spans: list[tuple[int, int]], one: int, other: int
) -> None:
    voice = VoiceTime(spans)
    start, end = sorted((min(one, voice.length), min(other, voice.length)))
    assert sum(last - first for first, last in voice.between(start, end)) == end - start


def test_a_border_of_sentences_goes_to_the_long_pause_and_not_to_the_breath_beside_it() -> None:
    borders = [Border(warped=210, heard=215, pull=1.0, syllables=1)]
    assert settle(borders, [(195, 15), (240, 90)], 0, 400) == [240]


def test_a_border_without_a_pause_stays_where_it_is_expected() -> None:
    assert settle([Border(200, 210, 1.0, 1)], [(100, 50), (300, 80)], 0, 400) == [205]


def test_no_pause_is_given_twice() -> None:
    borders = [Border(100, None, 1.0, 2), Border(108, None, 1.0, 2)]
    assert sorted(settle(borders, [(104, 60)], 0, 300)).count(104) == 1


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.sampled_from((0.35, 0.6, 1.0))), max_size=20),
    st.lists(st.tuples(st.integers(1, 999), st.integers(10, 200)), max_size=10, unique_by=lambda pause: pause[0]),
)
def test_borders_never_fall_and_stay_within_the_stretch(
    guesses: list[tuple[int, int, float]], pauses: list[tuple[int, int]]
) -> None:
    warped, heard = sorted(first for first, _, _ in guesses), sorted(second for _, second, _ in guesses)
    borders = [
        Border(first, second, pull, 1) for first, second, (_, _, pull) in zip(warped, heard, guesses, strict=True)
    ]
    places = settle(borders, sorted(pauses), 0, 1_000)
    assert places == sorted(places)
    assert all(0 <= place <= 1_000 for place in places)
