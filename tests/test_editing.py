"""The teacher's round trip: captions written out, corrected with whatever program, and taken back."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pysrt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages
from lessontool.errors import InputError
from lessontool.model import CaptionStyle, Subtitles
from lessontool.subtitles.editing import CueDiff, Edited, take_back, write_for_editing
from tests.caption_judges import captions, cue

FRAMES = 2_000
STYLE = CaptionStyle(
    name="grade-1-2",
    summary_vi="",
    summary_en="",
    grades=(1, 2),
    max_line_characters=32,
    max_lines=2,
    max_cps=12,
    min_s=Fraction(1),
    max_s=Fraction(7),
    min_gap_frames=2,
    close_gap_frames=12,
    lead_out_frames=12,
    snap_frames=12,
)
LESSON = captions(
    cue(12, 60, "Thầy chào các em!"),
    cue(63, 150, "Hôm nay chúng ta học", "phép cộng trong phạm vi mười.", doubtful=("cộng", "vi", "mười.")),
    cue(200, 260, "Trên cành cây", "có ba con chim."),
    cue(262, 330, "Hai con chim nữa bay đến.", doubtful=("bay",)),
    cue(400, 460, "- Hai cộng ba bằng mấy?", "- Thưa thầy, bằng năm ạ!"),
    cue(500, 560, "Nửa khoảng (2; 5] và 10 : 2"),
)


def back(text: str | bytes, original: Subtitles = LESSON) -> Edited:
    return take_back(original, text, style=STYLE, frames=FRAMES)


def edit(*changes: tuple[str, str]) -> Edited:
    """Change the file as a person would in a plain editor."""
    text = write_for_editing(LESSON)
    for before, after in changes:
        assert text.count(before.replace("\n", "\r\n")) == 1, before
        text = text.replace(before.replace("\n", "\r\n"), after.replace("\n", "\r\n"))
    return back(text)


def kinds(edited: Edited) -> list[str]:
    return [diff.kind for diff in edited.diff]


def untouched(edited: Edited, *but: int) -> bool:
    """Whether all captions but some come back as the very same records."""
    kept = [each for number, each in enumerate(LESSON.cues) if number not in but]
    return all(any(each == other for other in edited.subtitles.cues) for each in kept)


# ── the file ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_file_is_plain_subrip_that_explains_its_marks() -> None:
    text = write_for_editing(LESSON)
    assert text.startswith("\ufeff0\r\n00:00:00,000 --> 00:00:00,001\r\n[?] = từ chưa chắc")
    assert "phép [?cộng] trong phạm [?vi mười].\r\n" in text
    assert "Hai con chim nữa [?bay] đến." in text
    items = pysrt.from_string(text.removeprefix("\ufeff"), error_handling=pysrt.ERROR_RAISE)
    assert len(items) == 1 + len(LESSON.cues)
    assert [item.start.ordinal for item in items[1:]] == [each.span.start * 40 for each in LESSON.cues]


def test_a_file_without_doubts_needs_no_explanation() -> None:
    text = write_for_editing(captions(cue(0, 50, "Chào [?] các em", "[?đúng]")))
    assert text == "\ufeff1\r\n00:00:00,000 --> 00:00:02,000\r\nChào [ ?] các em\r\n[ ?đúng]\r\n\r\n"


# ── nothing changed ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_nobody_changed_gives_the_same_captions() -> None:
    edited = back(write_for_editing(LESSON))
    assert edited == Edited(subtitles=LESSON, diff=(), findings=())
    assert all(new is old for new, old in zip(edited.subtitles.cues, LESSON.cues, strict=True))


def renumbered(text: str) -> str:
    return re.sub(r"(?m)^\d+(?=\r?\n\d\d:)", lambda found: str(int(found[0]) + 41), text)


@pytest.mark.parametrize(
    "editor",
    [
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.removeprefix("\ufeff").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.removeprefix("\ufeff").encode("utf-16-le"),
        lambda text: renumbered(text).encode(),
        lambda text: re.sub(r"(?m)^\d+\r\n(?=\d\d:)", "", text).encode(),
        lambda text: text.replace("\r\n\r\n", "\r\n\r\n\r\n").encode(),
        lambda text: text.replace(",", ".").replace("từ chưa chắc.", "từ chưa chắc,").encode(),
        lambda text: ("WEBVTT\n\n" + text.removeprefix("\ufeff").replace("\r\n", "\n")).encode(),
        lambda text: text.replace(" --> ", " → ").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: re.sub(r"(?m)^([A-Z])", r"<i>\1", text).replace("!\r\n", "!</i>\r\n").encode(),
    ],
    ids=[
        *("linux", "no-bom", "utf-16", "utf-16-without-bom", "renumbered", "no-numbers", "more-blank-lines", "dots"),
        *("webvtt", "word-arrows", "old-mac", "italics"),
    ],
)
def test_what_editors_do_by_themselves_changes_nothing(editor: Callable[[str], bytes]) -> None:
    original = replace(LESSON, cues=tuple(each for each in LESSON.cues if "," not in each.text))
    edited = back(editor(write_for_editing(original)), original)
    assert edited == Edited(subtitles=original, diff=(), findings=())


def test_old_vietnamese_code_pages_are_understood() -> None:
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    text = write_for_editing(LESSON).removeprefix("\ufeff")
    # as Windows writes it: letters with hats, then the tone
    parted = "".join(
        unicodedata.normalize("NFC", "".join(part for part in unicodedata.normalize("NFD", sign) if part not in tones))
        + "".join(part for part in unicodedata.normalize("NFD", sign) if part in tones)
        for sign in text
    )
    assert back(parted.encode("cp1258")).diff == ()


def test_times_that_a_program_rounds_by_a_millisecond_are_the_same_frames() -> None:
    edited = edit(("00:00:02,520 --> 00:00:06,000", "00:00:02,521 --> 00:00:05,999"))
    assert (edited.diff, edited.subtitles) == ((), LESSON)


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_writing_and_taking_back_changes_nothing_whatever_is_said(data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=2), min_size=1, max_size=5))
    shown, at = [], 0
    for lines in texts:
        at += data.draw(st.integers(0, 40))
        length = data.draw(st.integers(1, 120))
        words = " ".join(lines).split()
        doubtful = tuple(data.draw(st.lists(st.sampled_from(words), max_size=3))) if words else ()
        shown.append(cue(at, at + length, *lines, "chữ cuối", doubtful=doubtful))
        at += length
    original = captions(*shown)
    edited = take_back(original, write_for_editing(original), style=STYLE, frames=at)
    assert edited == Edited(subtitles=original, diff=(), findings=())


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_corrected_word_changes_one_caption_and_not_its_times() -> None:
    edited = edit(("ba con chim", "bốn con chim"))
    assert edited.subtitles.cues[2].lines == ("Trên cành cây", "có bốn con chim.")
    assert edited.subtitles.cues[2].span == LESSON.cues[2].span
    assert (edited.subtitles.cues[2].confidence, edited.subtitles.cues[2].origin) == (1.0, "script")
    assert untouched(edited, 2)
    (diff,) = edited.diff
    assert (diff.kind, diff.before, diff.after) == (
        "text",
        "Trên cành cây có ba con chim.",
        "Trên cành cây có bốn con chim.",
    )
    assert diff.say("vi") == "00:08  sửa: “Trên cành cây có ba con chim.” → “Trên cành cây có bốn con chim.”"


def test_a_word_taken_out_of_its_mark_is_sure_and_the_others_stay_doubtful() -> None:
    edited = edit(("[?vi mười]", "vi mười"))
    assert edited.subtitles.cues[1] == replace(LESSON.cues[1], doubtful=("cộng",))
    assert kinds(edited) == ["confirmed"]
    edited = edit(("[?cộng]", "cộng"), ("[?vi mười]", "vi mười"))
    assert edited.subtitles.cues[1] == replace(LESSON.cues[1], doubtful=(), confidence=1.0)
    assert untouched(edited, 1)


def test_a_word_changed_inside_its_mark_is_sure() -> None:
    edited = edit(("[?bay]", "[?chạy]"))
    assert edited.subtitles.cues[3].lines == ("Hai con chim nữa chạy đến.",)
    assert (edited.subtitles.cues[3].doubtful, edited.subtitles.cues[3].confidence) == ((), 1.0)


@pytest.mark.parametrize("mangled", ["[?bay", "bay]", "[? bay ]", "[?bay]]", "[?\nbay]"])
def test_half_deleted_marks_leave_no_trace(mangled: str) -> None:
    said = " ".join(edit(("[?bay]", mangled)).subtitles.cues[3].lines)
    assert said == "Hai con chim nữa bay đến."


def test_brackets_and_divisions_of_mathematics_stay() -> None:
    edited = edit(("(2; 5] và", "(2; 7] và"))
    assert edited.subtitles.cues[5].lines == ("Nửa khoảng (2; 7] và 10 : 2",)


def test_a_line_that_got_too_long_is_broken_again_within_its_time() -> None:
    edited = edit(("Thầy chào các em!", "Thầy chào các em học sinh lớp một thân mến!"))
    first = edited.subtitles.cues[0]
    assert len(first.lines) == 2
    assert all(len(line) <= 32 for line in first.lines)
    assert first.span == LESSON.cues[0].span
    assert untouched(edited, 0)
    (finding,) = edited.findings
    assert finding.code == "correction-rebroken"
    assert "1 captions" in messages.say(finding.code, finding.values, "en")


def test_a_text_too_long_for_one_caption_becomes_two_in_its_time() -> None:
    much = "Trên cành cây cao trước sân trường em có ba con chim đang hót vang. Nghe thật là vui tai biết bao."
    edited = edit(("Trên cành cây\ncó ba con chim.", much))
    assert " ".join(each.text for each in edited.subtitles.cues[2:4]) == much
    assert edited.subtitles.cues[2].span.start == 200
    assert edited.subtitles.cues[3].span.end == 260
    assert all(len(line) <= 32 for each in edited.subtitles.cues[2:4] for line in each.lines)
    assert kinds(edited) == ["split"]
    assert untouched(edited, 2)


def test_two_speakers_keep_their_lines() -> None:
    edited = edit(("- Hai cộng ba bằng mấy?", "- Hai con chim cộng ba con chim bằng mấy con?"))
    said = [line for each in edited.subtitles.cues[4:-1] for line in each.lines]
    assert " ".join(said) == "- Hai con chim cộng ba con chim bằng mấy con? - Thưa thầy, bằng năm ạ!"
    assert any(line.startswith("- Thưa") for line in said)


@given(st.integers(0, 5), st.data())
@settings(max_examples=100, deadline=None)
def test_any_edit_of_one_word_changes_exactly_one_caption(number: int, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from([w for w in LESSON.cues[number].text.split() if w.isalpha()]))
    new = data.draw(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ", min_size=1, max_size=12))
    text = write_for_editing(LESSON)
    blocks = re.split(r"(?<=\r\n)\r\n", text)
    changed = re.sub(rf"(?<!\w){word}(?!\w)", new, blocks[number + 1], count=1)
    edited = back("\r\n".join([*blocks[: number + 1], changed, *blocks[number + 2 :]]))
    assert len(edited.diff) == (new != word)
    assert untouched(edited, *([number] if new != word else []))


# ── captions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_removed_caption_is_gone() -> None:
    edited = edit(("3\n00:00:08,000 --> 00:00:10,400\nTrên cành cây\ncó ba con chim.\n\n", ""))
    assert len(edited.subtitles.cues) == 5
    assert untouched(edited, 2)
    assert [(diff.kind, diff.before, diff.after) for diff in edited.diff] == [
        ("removed", "Trên cành cây có ba con chim.", "")
    ]


def test_a_caption_whose_text_was_deleted_is_gone_too() -> None:
    assert kinds(edit(("Trên cành cây\ncó ba con chim.\n", ""))) == ["removed"]


def test_an_added_caption_is_put_where_it_belongs() -> None:
    edited = edit(("4\n00:00:10,480", "00:00:19,010 --> 00:00:19,990\nGiỏi lắm!\n\n4\n00:00:10,480"))
    new = edited.subtitles.cues[5]
    assert (new.lines, new.span.start, new.span.end, new.confidence) == (("Giỏi lắm!",), 475, 500, 1.0)
    assert [change.kind for change in new.changes] == ["correction", "snap"]
    assert kinds(edited) == ["added"]
    assert untouched(edited)


def test_a_caption_parted_in_two_is_a_split() -> None:
    edited = edit(
        (
            "00:00:08,000 --> 00:00:10,400\nTrên cành cây\ncó ba con chim.",
            "00:00:08,000 --> 00:00:09,000\nTrên cành cây\n\n00:00:09,080 --> 00:00:10,400\ncó ba con chim.",
        )
    )
    assert [each.lines for each in edited.subtitles.cues[2:4]] == [("Trên cành cây",), ("có ba con chim.",)]
    (diff,) = edited.diff
    assert (diff.kind, diff.after) == ("split", "Trên cành cây / có ba con chim.")
    assert untouched(edited, 2)


def test_two_captions_joined_are_a_merge() -> None:
    edited = edit(
        (
            "00:00:08,000 --> 00:00:10,400\nTrên cành cây\ncó ba con chim.\n\n4\n00:00:10,480 --> 00:00:13,200\n",
            "00:00:08,000 --> 00:00:13,200\nTrên cành cây có ba con chim.\n",
        )
    )
    assert kinds(edited) == ["merged"]
    assert edited.subtitles.cues[2].span.end == 330
    assert edited.subtitles.cues[2].doubtful == ("bay",)
    assert untouched(edited, 2, 3)


def test_captions_in_any_order_are_put_in_order() -> None:
    text = write_for_editing(LESSON)
    blocks = re.split(r"(?<=\r\n)\r\n", text.removeprefix("\ufeff"))[:-1]
    random.Random(7).shuffle(blocks)
    assert back("\r\n".join([*blocks, ""])) == Edited(subtitles=LESSON, diff=(), findings=())


def test_a_moved_caption_stays_the_same_caption() -> None:
    edited = edit(("00:00:20,000 --> 00:00:22,400", "00:00:30,000 --> 00:00:32,400"))
    assert edited.subtitles.cues[-1].span.start == 750
    assert edited.subtitles.cues[-1].lines == LESSON.cues[5].lines
    assert [(diff.kind, diff.before == diff.after) for diff in edited.diff] == [("time", True)]


def test_all_captions_moved_by_half_a_second_stay_the_same_captions() -> None:
    text = write_for_editing(LESSON)
    later = pysrt.from_string(text.removeprefix("\ufeff"))
    later.shift(milliseconds=480)
    edited = back("".join(f"{item}\n" for item in later))
    assert kinds(edited) == ["time"] * 6
    assert [each.span.start for each in edited.subtitles.cues] == [each.span.start + 12 for each in LESSON.cues]
    assert edited.subtitles.cues[1].doubtful == LESSON.cues[1].doubtful


# ── times that cannot be ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_caption_that_runs_into_the_next_is_shortened() -> None:
    edited = edit(("--> 00:00:02,400", "--> 00:00:05,000"))
    assert edited.subtitles.cues[0].span.end == 61
    assert untouched(edited, 0)
    assert [(finding.code, finding.severity, finding.values["count"]) for finding in edited.findings] == [
        ("correction-times-mended", "repaired", 1)
    ]


@pytest.mark.parametrize("end", ["00:00:16,000", "00:00:15,000"])
def test_a_caption_without_length_gets_some(end: str) -> None:
    edited = edit(("00:00:16,000 --> 00:00:18,400", f"00:00:16,000 --> {end}"))
    assert edited.subtitles.cues[4].span.start == 400
    assert edited.subtitles.cues[4].span.end == 425


def test_captions_that_begin_together_follow_one_another() -> None:
    edited = edit(("có ba con chim.\n", "\n\n00:00:08,000 --> 00:00:10,400\ncó ba con chim.\n"))
    first, second = edited.subtitles.cues[2:4]
    assert (first.lines, second.lines) == (("Trên cành cây",), ("có ba con chim.",))
    assert 200 == first.span.start < first.span.end <= second.span.start < second.span.end == 260


def test_a_caption_that_ends_after_the_lesson_is_cut_to_it() -> None:
    edited = edit(("00:00:20,000 --> 00:00:22,400", "00:01:19,000 --> 00:01:22,000"))
    assert edited.subtitles.cues[-1].span.end == FRAMES


def test_a_caption_after_the_lesson_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as refused:
        edit(("00:00:20,000 --> 00:00:22,400", "00:20:00,000 --> 00:20:02,000"))
    assert refused.value.code == "correction-outside"
    assert refused.value.values == {"file": "captions.srt", "line": 30, "time": "20:00"}
    assert "30" in messages.say(refused.value.code, refused.value.values, "vi")


def test_a_time_that_cannot_be_read_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as refused:
        edit(("00:00:20,000 --> 00:00:22,400", "00:00:2o,000 --> 00:00:22,400"))
    assert refused.value.values["line"] == 30


def test_a_file_without_captions_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        back("đã xoá hết\n")
    assert refused.value.code == "subtitles-none"


TIMES = st.integers(0, FRAMES - 1)


@given(st.lists(st.tuples(TIMES, st.integers(-10, 200), st.text("abc đ-", min_size=1, max_size=90)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_captions_come_back_in_order_and_with_every_word(
    written: list[tuple[int, int, str]],
) -> None:
    lines = []
    for start, length, text in [*written, (FRAMES - 1, 1, "hết")]:
        times = (f"00:{at // 1500:02}:{at // 25 % 60:02},{at % 25 * 40:03}" for at in (start, max(0, start + length)))
        lines += [" --> ".join(times), text, ""]
    edited = back("\n".join(lines))
    spans = [each.span for each in edited.subtitles.cues]
    assert all(one.end <= two.start for one, two in itertools.pairwise(spans))
    assert spans[-1].end <= FRAMES
    said = sorted(re.sub(r"\s", "", "".join(text for _, _, text in written) + "hết"))
    assert sorted(re.sub(r"\s", "", "".join(each.text for each in edited.subtitles.cues))) == said


# ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["text", "time", "split", "merged", "rewritten", "added", "removed", "confirmed"])
def test_every_kind_of_correction_is_told_in_both_languages(kind: str) -> None:
    diff = CueDiff(kind=kind, span=LESSON.cues[0].span, before="trước", after="sau")  # type: ignore[arg-type]
    for language in ("vi", "en"):
        said = diff.say(language)  # type: ignore[arg-type]
        assert said.startswith("00:00  ")
        assert "trước" in said or "sau" in said


def test_a_day_of_captions_is_taken_back_in_seconds() -> None:
    many = captions(*(cue(at * 30, at * 30 + 28, f"Câu số {at}") for at in range(5_000)))
    text = write_for_editing(many).replace("Câu số 7", "Câu thứ 7").replace(",000 -->", ",040 -->")
    edited = take_back(many, text, style=STYLE, frames=150_000)
    assert len(edited.subtitles.cues) == 5_000
    assert {"text", "time"} <= set(kinds(edited))
