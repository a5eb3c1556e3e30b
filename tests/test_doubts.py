"""What speech recognition imagined is sifted out, what was said is kept, and every removal is told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessontool import messages
from lessontool.model.text import Doubt, Word
from lessontool.subtitles.doubts import findings_of, sift
from lessontool.timing import TimeSpan
from lessontool.tools.whisper import Heard

PHANTOM = "Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn"


def word(text: str, start: float, end: float, confidence: float = 0.9) -> Word:
    return Word(text=text, start=Fraction(str(start)), end=Fraction(str(end)), confidence=confidence)


def said(text: str, start: float = 0, pace: float = 0.3, **figures: float) -> Heard:
    """A piece in which every word takes the same time."""
    words = text.split()
    spans = [(round(start + number * pace, 3), round(start + (number + 1) * pace, 3)) for number in range(len(words))]
    return heard(*(word(each, *span) for each, span in zip(words, spans, strict=True)), **figures)


def heard(*words: Word, nsp: float = 0.05, logprob: float = -0.3, compression: float = 1.2) -> Heard:
    return Heard(words=words, mean_log_probability=logprob, no_speech_probability=nsp, compression_ratio=compression)


def spans(*limits: tuple[float, float]) -> tuple[TimeSpan, ...]:
    return tuple(TimeSpan(Fraction(str(start)), Fraction(str(end))) for start, end in limits)


def text(words: tuple[Word, ...]) -> str:
    return " ".join(each.text for each in words)


def test_what_is_said_is_kept_as_it_is() -> None:
    sifted = sift([said("Các con mở sách trang mười hai.")], spans((0, 3)))
    assert text(sifted.words) == "Các con mở sách trang mười hai."
    assert sifted.doubts == ()


def test_words_where_nobody_speaks_are_left_out_and_told() -> None:
    sifted = sift([said("Xin chào", 0), said("bỏ lỡ", 10)], spans((0, 1)))
    assert text(sifted.words) == "Xin chào"
    (doubt,) = sifted.doubts
    assert (doubt.kind, doubt.removed, doubt.text) == ("no_speech", True, "bỏ lỡ")
    assert doubt.reason == "voice activity: nobody speaks there"


def test_a_word_that_runs_over_music_ends_with_the_speech() -> None:
    sifted = sift([heard(word("hết", 9.5, 42.2), word("Nào", 42.2, 42.9))], spans((8, 10), (42.3, 44)))
    assert [(each.start, each.end) for each in sifted.words] == [
        (Fraction("9.5"), 10),
        (Fraction("42.3"), Fraction("42.9")),
    ]


def test_a_word_that_begins_in_the_pause_before_it_is_put_where_it_is_heard() -> None:
    sifted = sift([heard(word("một", 0.5, 1.0), word("hai", 1.0, 3.4))], spans((0, 1.02), (3, 4)))
    assert [(each.start, each.end) for each in sifted.words] == [(Fraction("0.5"), 1), (3, Fraction("3.4"))]


def test_a_word_heard_in_a_short_gap_closes_it() -> None:
    sifted = sift([heard(word("a", 0.5, 1.0), word("và", 1.02, 1.2), word("b", 1.25, 1.5))], spans((0, 1), (1.25, 2)))
    assert sifted.speech == spans((0, 2))
    assert text(sifted.words) == "a và b"


def test_lone_punctuation_belongs_to_the_word_before_and_dashes_go() -> None:
    sifted = sift([said("- Hà Nội … là - thủ đô ?")], spans((0, 5)))
    assert text(sifted.words) == "Hà Nội… là thủ đô?"


@pytest.mark.parametrize("phrase", [PHANTOM, "Để không bỏ lỡ những video hấp dẫn", "Thanks for watching!"])
def test_a_known_phantom_over_a_moment_of_noise_is_left_out(phrase: str) -> None:
    sifted = sift([said(phrase, 5, 0.25)], spans((5.2, 5.5)))
    assert sifted.words == ()
    assert all(each.removed for each in sifted.doubts)
    assert "phantom" in {each.kind for each in sifted.doubts}


def test_a_phantom_is_known_whatever_its_tones() -> None:
    (doubt,) = sift([said("de khong bo lo nhung video hap dan", 0, 0.1)], spans((0.1, 0.4))).doubts
    assert (doubt.kind, doubt.removed) == ("phantom", True)


def test_a_teacher_who_really_thanks_is_kept_but_marked() -> None:
    sifted = sift([said("Cảm ơn các bạn đã theo dõi bài học")], spans((0, 3)))
    assert text(sifted.words) == "Cảm ơn các bạn đã theo dõi bài học"
    assert [(each.kind, each.removed) for each in sifted.doubts if each.kind == "phantom"] == [("phantom", False)]
    assert [each.confidence for each in sifted.words] == [0.3] * 7 + [0.9] * 2


def test_a_phrase_of_the_script_is_not_doubted() -> None:
    script = "Bài học kết thúc. Cảm ơn các bạn đã theo dõi!"
    assert sift([said("Cảm ơn các bạn đã theo dõi")], spans((0, 3)), script).doubts == ()


def test_thanking_children_is_no_phantom() -> None:
    assert sift([said("Cô cảm ơn các con đã chú ý lắng nghe")], spans((0, 4))).doubts == ()


def test_the_name_of_a_foreign_channel_is_left_out_even_over_speech() -> None:
    sifted = sift([said("Một cộng một bằng hai Ghiền Mì Gõ")], spans((0, 4)))
    assert text(sifted.words) == "Một cộng một bằng hai"


def test_of_a_loop_that_nobody_can_speak_only_the_first_round_is_left() -> None:
    sifted = sift([said("để không " + "bỏ lỡ " * 60, pace=0.05, compression=9.0)], spans((0, 6.1)))
    assert text(sifted.words) == "để không bỏ lỡ"
    assert next((each.text, each.removed) for each in sifted.doubts if each.kind == "loop") == ("bỏ lỡ", False)
    assert sum(each.removed for each in sifted.doubts) == 1


def test_a_loop_without_speech_leaves_nothing() -> None:
    sifted = sift([said("lỡ " * 20, 10, compression=6.0)], spans((0, 1)))
    assert sifted.words == ()
    assert {each.removed for each in sifted.doubts} == {True}


def test_children_who_repeat_a_letter_are_kept_and_marked() -> None:
    sifted = sift([said("o " * 6, pace=0.6)], spans((0, 4)))
    assert len(sifted.words) == 6
    assert {(each.kind, each.removed) for each in sifted.doubts if each.kind == "loop"} == {("loop", False)}


def test_counting_is_no_loop() -> None:
    assert sift([said("một hai ba bốn năm sáu bảy tám chín mười một hai ba", pace=0.4)], spans((0, 6))).doubts == ()


def test_what_whisper_takes_for_no_speech_is_left_out_over_little_speech() -> None:
    guess = said("Cái gì?", nsp=0.7, logprob=-0.9)
    assert sift([guess], spans((0, 0.6))).words == ()
    kept = sift([said("Các con nhìn lên bảng và đọc to nhé", nsp=0.7, logprob=-0.9)], spans((0, 3)))
    assert len(kept.words) == 9
    assert {(each.kind, each.removed) for each in kept.doubts if each.kind == "no_speech"} == {("no_speech", False)}


def test_what_whisper_itself_throws_away_goes_over_any_speech() -> None:
    assert sift([said("Các con nhìn lên bảng và đọc to", nsp=0.65, logprob=-1.4)], spans((0, 3))).words == ()


def test_what_is_heard_only_the_second_time_must_be_sure() -> None:
    first, again = said("Xin chào"), said("các con", 2)
    speech = spans((0, 1), (2, 3))
    assert text(sift([first, said("ạ", 2.7)], speech, again=[again]).words) == "Xin chào các con ạ"
    for figures in ({"nsp": 0.6}, {"logprob": -1.1}, {"compression": 2.5}):
        sifted = sift([first], speech, again=[said("các con", 2, **figures)])
        assert text(sifted.words) == "Xin chào"
        assert sifted.doubts[0].reason.startswith("nothing was heard at first")


def test_more_words_than_anybody_can_say_in_a_breath_are_left_out() -> None:
    sifted = sift([said("xin chào tất cả các bạn nhỏ thân yêu của cô", pace=0.02)], spans((0, 0.2)))
    assert sifted.words == ()
    assert sifted.doubts[0].reason == "voice activity: 11 words in 0.20 s"


def test_unsure_words_are_marked_and_neighbours_together() -> None:
    words = [word("Ba", 0, 0.3, 0.2), word("Đình", 0.3, 0.6, 0.4), word("ở", 0.6, 0.9), word("đâu", 0.9, 1.2, 0.1)]
    doubts = sift([heard(*words)], spans((0, 2))).doubts
    assert [(each.text, each.removed) for each in doubts] == [("Ba Đình", False), ("đâu", False)]


def test_findings_tell_what_was_left_out_and_what_may_be_imagined() -> None:
    doubts = (
        Doubt(kind="phantom", span=spans((61, 63))[0], text="Ghiền Mì Gõ", removed=True, reason=""),
        Doubt(kind="loop", span=spans((70, 73))[0], text="o o o o", removed=False, reason=""),
        Doubt(kind="low_confidence", span=spans((80, 81))[0], text="ừ", removed=False, reason=""),
    )
    left_out, kept = findings_of(doubts)
    assert messages.say(left_out.code, left_out.values, "en").endswith("left out: 61 s “Ghiền Mì Gõ”")
    assert (kept.code, kept.severity, kept.values["count"]) == ("speech-phantoms", "warning", 1)
    assert findings_of(doubts[2:]) == ()


SYLLABLES = st.sampled_from(["một", "hai", "lỡ", "bỏ", "subscribe", "kênh", "...", "-", "Ghiền", "Mì", "Gõ", "a"])
TIMES = st.integers(0, 3000)


@st.composite
def transcripts(draw: st.DrawFn) -> tuple[list[Heard], tuple[TimeSpan, ...]]:
    limits = sorted(draw(st.sets(TIMES, min_size=2, max_size=12)))
    speech = tuple(
        TimeSpan(Fraction(a, 100), Fraction(b, 100)) for a, b in zip(limits[::2], limits[1::2], strict=False)
    )
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        starts = sorted(draw(st.lists(TIMES, max_size=25)))
        words = tuple(
            Word(
                text=draw(SYLLABLES),
                start=Fraction(start, 100),
                end=Fraction(start + draw(st.integers(0, 400)), 100),
                confidence=draw(st.floats(0, 1)),
            )
            for start in starts
        )
        pieces.append(
            heard(*words, nsp=draw(st.floats(0, 1)), logprob=draw(st.floats(-2, 0)), compression=draw(st.floats(0, 9)))
        )
    return pieces, speech


@given(transcripts())
def test_words_rise_and_lie_in_speech_and_nothing_vanishes_untold(
    drawn: tuple[list[Heard], tuple[TimeSpan, ...]],
) -> None:
    pieces, speech = drawn
    sifted = sift(pieces, speech)
    for before, after in zip(sifted.words, sifted.words[1:], strict=False):
        assert before.end <= after.start
    for each in sifted.words:
        assert each.start < each.end
        assert any(span.start < each.end and each.start < span.end for span in sifted.speech), each
        assert _silence_in(TimeSpan(each.start, each.end), sifted.speech) <= Fraction(3, 10)
    for one, other in zip(sifted.speech, sifted.speech[1:], strict=False):
        assert one.end < other.start
    heard_words = sum(any(sign.isalnum() for sign in each.text) for piece in pieces for each in piece.words)
    removed = sum(len([w for w in doubt.text.split() if w.strip(".-")]) for doubt in sifted.doubts if doubt.removed)
    assert len(sifted.words) + removed == heard_words
    assert all(doubt.reason for doubt in sifted.doubts)


def _silence_in(span: TimeSpan, speech: tuple[TimeSpan, ...]) -> Fraction:
    inside = [(max(each.start, span.start), min(each.end, span.end)) for each in speech]
    edges = [span.start, *(at for start, end in inside if start < end for at in (start, end)), span.end]
    return max(edges[n + 1] - edges[n] for n in range(0, len(edges), 2))
