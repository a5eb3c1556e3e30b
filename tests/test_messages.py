"""Every sentence is there in both languages, in plain words, with the same gaps."""

from __future__ import annotations

import re
import string
import unicodedata

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


@pytest.mark.parametrize(("code", "message"), TABLE.items(), ids=list(TABLE))
def test_a_message_is_complete_plain_and_the_same_in_both_languages(code: str, message: Message) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert message.vi.strip()
    assert message.en.strip()
    assert bool(message.hint_vi) == bool(message.hint_en)
    assert gaps(message.vi) == gaps(message.en)
    assert gaps(message.hint_vi) == gaps(message.hint_en)
    for text in (message.vi, message.en, message.hint_vi, message.hint_en):
        assert text == unicodedata.normalize("NFC", text)
        assert not ENGINEERS_WORDS.search(text), text
        assert "" not in gaps(text)


@pytest.mark.parametrize(("code", "message"), TABLE.items(), ids=list(TABLE))
def test_vietnamese_is_written_with_its_diacritics(code: str, message: Message) -> None:
    assert not message.vi.isascii(), message.vi
    assert not message.hint_vi or not message.hint_vi.isascii(), message.hint_vi


def test_say_and_hint_fill_the_gaps() -> None:
    values = {"file": "lesson.yaml", "fields": "title, week"}
    assert messages.say("lesson-field-missing", values, "en") == "The file lesson.yaml still lacks: title, week."
    assert "còn thiếu: title, week" in messages.say("lesson-field-missing", values, "vi")
    assert "lessontool new" in messages.hint("lesson-field-missing", values, "vi")
