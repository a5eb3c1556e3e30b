"""The one table of sentences that teachers, schools and stations read, by code, in Vietnamese and English.

A sentence says what is the matter in plain words; its hint says what to do. `{gaps}` are filled by the values of an
error or finding. No sentence speaks of ffmpeg, codecs, streams or stderr (a test).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say, in both languages, with a hint what to do (may be empty)."""

    vi: str
    en: str
    hint_vi: str = ""
    hint_en: str = ""


GENERAL: Final[dict[str, Message]] = {
    "interrupted": Message(
        "Đã dừng theo yêu cầu. Phần đã làm xong được giữ lại.",
        "Stopped as you asked. What was finished is kept.",
        "Chạy lại cùng lệnh đó để làm tiếp.",
        "Run the same command again to go on.",
    ),
    "tool-missing": Message(
        "Thiếu chương trình {program}.",
        "The program {program} is missing.",
        "Chạy “lessontool doctor” để xem máy còn thiếu gì.",
        "Run `lessontool doctor` to see what this machine lacks.",
    ),
    "tool-failed": Message(
        "Một bước xử lí bị lỗi.",
        "A step of the work failed.",
        "Hãy gửi nhật kí lỗi cho người phụ trách kĩ thuật.",
        "Send the log to the person who looks after the system.",
    ),
    "tool-too-slow": Message(
        "Một bước xử lí chạy quá lâu nên đã bị dừng.",
        "A step took far too long and was stopped.",
        "Hãy gửi nhật kí lỗi cho người phụ trách kĩ thuật.",
        "Send the log to the person who looks after the system.",
    ),
    "disk-full": Message(
        "Ổ đĩa đã đầy.",
        "The disk is full.",
        "Giải phóng dung lượng rồi chạy lại; phần đã làm xong được giữ lại.",
        "Free some space and run again; what was finished is kept.",
    ),
}

INTAKE: Final[dict[str, Message]] = {}
"""Files that cannot be accepted (analysis/intake.py, analysis/probe.py)."""

LESSON: Final[dict[str, Message]] = {}
"""What is wrong in lesson.yaml or a preset (presets.py, curriculum)."""

ADVICE: Final[dict[str, Message]] = {}
"""What `check` says about a recording (analysis/advice.py)."""

PLANNING: Final[dict[str, Message]] = {}
"""Wishes that cannot be met, and warnings of planning, running and packaging."""

TABLE: Final[Mapping[str, Message]] = {**GENERAL, **INTAKE, **LESSON, **ADVICE, **PLANNING}


def say(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say a message in a language, its gaps filled. Raises KeyError for a code that the table lacks."""
    message = TABLE[code]
    return (message.vi if language == "vi" else message.en).format_map(values)


def hint(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say what to do about it, or nothing."""
    message = TABLE[code]
    return (message.hint_vi if language == "vi" else message.hint_en).format_map(values)
