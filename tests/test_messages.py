"""Every sentence is there in both languages, in plain words, with the same gaps."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator

import pytest

from lessontool import messages
from lessontool.messages import TABLE, Message

SECTIONS = [value for name, value in vars(messages).items() if name.isupper() and name != "TABLE"]
ENGINEERS_WORDS = re.compile(r"ffmpeg|codec|stream|stderr|traceback|exception", re.IGNORECASE)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_table_has_all_sections_without_a_code_twice() -> None:
    assert len(SECTIONS) >= 15
    assert sum(map(len, SECTIONS)) == len(TABLE)
    assert len(messages.LESSON) == 21


def faults(code: str, message: Message) -> Iterator[str]:
    """What is wrong with a message: it must be complete, plain, and the same in both languages."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
        yield "its code is no plain name"
    if not message.vi.strip() or not message.en.strip():
        yield "it says nothing in one of the languages"
    if bool(message.hint_vi) != bool(message.hint_en):
        yield "its hint is in one language only"
    if gaps(message.vi) != gaps(message.en) or gaps(message.hint_vi) != gaps(message.hint_en):
        yield "its languages tell different values"
    # Vietnamese without a single mark was typed without them
    if message.vi.isascii() or (message.hint_vi and message.hint_vi.isascii()):
        yield "its Vietnamese has no diacritics"
    for text in (message.vi, message.en, message.hint_vi, message.hint_en):
        if text != unicodedata.normalize("NFC", text):
            yield f"not NFC: {text}"
        if ENGINEERS_WORDS.search(text):
            yield f"an engineer's word: {text}"
        if "" in gaps(text):
            yield f"a gap without a name: {text}"


def test_every_message_is_complete_plain_and_the_same_in_both_languages() -> None:
    assert len(TABLE) > 1000
    assert [f"{code}: {fault}" for code, message in TABLE.items() for fault in faults(code, message)] == []


@pytest.mark.parametrize(
    ("code", "message", "fault"),
    [
        ("No-Name", Message("Đủ.", "Enough."), "its code is no plain name"),
        ("a", Message("Đủ.", " "), "it says nothing"),
        ("a", Message("Đủ.", "Enough.", "Xoá đi."), "its hint is in one language only"),
        ("a", Message("Còn {n} tệp.", "{m} files left."), "its languages tell different values"),
        ("a", Message("Khong co gi.", "Nothing."), "its Vietnamese has no diacritics"),
        ("a", Message(unicodedata.normalize("NFD", "Đủ rồi."), "Enough."), "not NFC"),
        ("a", Message("Lỗi của ffmpeg.", "An error of ffmpeg."), "an engineer's word"),
        ("a", Message("Còn {} tệp.", "{} files left."), "a gap without a name"),
    ],
)
def test_a_message_that_nobody_should_read_is_found(code: str, message: Message, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(code, message))


def test_say_and_hint_fill_the_gaps() -> None:
    values = {"file": "lesson.yaml", "fields": "title, week"}
    assert messages.say("lesson-field-missing", values, "en") == "The file lesson.yaml still lacks: title, week."
    assert "còn thiếu: title, week" in messages.say("lesson-field-missing", values, "vi")
    assert "lessontool new" in messages.hint("lesson-field-missing", values, "vi")
