"""From the lines of a script to the sentences that are spoken: without directions, speakers' names and list marks.

Vietnamese full stops also stand after abbreviations (`TP. Hồ Chí Minh`, `GS. Tôn Thất Tùng`), numbers of lessons
(`Bài 1. Phép cộng`) and initials; there no sentence ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

# ── lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_LONG_LINE: Final = 50
"""A line this long that ends without punctuation was wrapped by its program; a shorter one is a line of its own."""

_FINAL: Final = (".", "!", "?", "…", ":", ";", "”", '"', "»", ")", "]", "។")


def unwrapped(lines: list[str]) -> list[str]:
    """Join lines that a program has wrapped in the middle of a sentence."""
    joined: list[str] = []
    wrapped = False
    for line in lines:
        text = line.strip()
        if wrapped and text[:1].islower():
            joined[-1] += " " + text
        else:
            joined.append(text)
        wrapped = len(text) >= _LONG_LINE and not text.endswith(_FINAL)
    return joined


_BULLET: Final = re.compile(r"[-–—•●▪◦*+·►➢✓❖]+ +")
_LIST_NUMBER: Final = re.compile(r"(\d{1,2})[.)] +")
_LIST_LETTER: Final = re.compile(r"[a-hđ]\) +")


def without_marks(lines: Iterable[str]) -> Iterator[str]:
    """Take the marks of lists off: bullets, letters, and numbers that really count up from 1."""
    following = 1
    for line in lines:
        line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
        number = _LIST_NUMBER.match(line)
        if number and int(number[1]) in {1, following}:
            following = int(number[1]) + 1
            line = line[number.end() :]
        yield _LIST_LETTER.sub("", line, count=1) if _LIST_LETTER.match(line) else line


_BRACKETS: Final = re.compile(r"\[[^\[\]]{0,500}\]")
_A_WORD: Final = re.compile(r"[^\W\d_]{2}")
"""The interval [1; 2] has none: it is spoken."""

_WHOLE_LINE: Final = re.compile(r"\([^()]*\)[.!]?")
_SPEAKER: Final = re.compile(
    r"(?:[-–—] *)?(?:gv|hs|giáo viên|học sinh|cô giáo|thầy giáo|thầy cô|cô|thầy|trò|mc|người dẫn(?: chương trình)?"
    r"|dẫn chương trình|lời bình|lời dẫn|thuyết minh|cả lớp|teacher|students?|pupils?|narrator|voice[- ]?over)"
    r"(?: ?\d{1,2})?(?: ?\([^()]{0,60}\))? ?:(?: +|$)",
    re.IGNORECASE,
)


def spoken_part(line: str) -> tuple[str, list[str]]:
    """Give the words of a line that are spoken, and the directions that are not."""
    directions = [found for found in _BRACKETS.findall(line) if _A_WORD.search(found)]
    line = _BRACKETS.sub(lambda found: " " if _A_WORD.search(found[0]) else found[0], line)
    line = " ".join(line.split())
    speaker = _SPEAKER.match(line)
    line = line[speaker.end() :] if speaker else line
    if _WHOLE_LINE.fullmatch(line):
        return "", [*directions, line]
    return (line if any(sign.isalnum() for sign in line) else ""), directions


# ── sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────

_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?= )|(?<![។៕。！？])[។៕。！？]++[”’」』)]*+ ?")
_ABBREVIATIONS: Final = frozenset(
    (
        *(
            "tp",
            "tx",
            "tt",
            "q",
            "p",
            "h",
            "gs",
            "pgs",
            "ts",
            "ths",
            "th.s",
            "bs",
            "ks",
            "cn",
            "nxb",
            "tr",
            "vd",
            "stt",
        ),
        *("st", "mr", "mrs", "ms", "dr", "prof", "no", "vs", "ubnd", "thpt", "thcs", "đc", "đ/c"),
    )
)
_NUMBERED_THINGS: Final = (
    "bài câu phần chương mục tiết tuần bước hình bảng chủ đề hoạt động ví dụ tập lớp trang số mẫu tranh đoạn khổ lesson"
)
_NUMBERED: Final = frozenset(_NUMBERED_THINGS.split())
_ROMAN: Final = re.compile(r"[IVX]{1,5}")
_INITIALS: Final = re.compile(r"(?:[A-ZĐ]\.)*[A-ZĐ]")


def split_sentences(text: str) -> Iterator[str]:
    """Cut a paragraph into sentences, each with its punctuation."""
    start = 0
    for end in _END.finditer(text):
        before = text[max(start, end.start() - _NEAR) : end.start()]
        if _ends_sentence(before, end[0], text[end.end() : end.end() + _NEAR]):
            yield text[start : end.end()].strip()
            start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def _ends_sentence(before: str, mark: str, after: str) -> bool:
    following = next((sign for sign in after if sign.isalnum()), "")
    if not before.strip() or following.islower():
        return False
    if mark != ".":
        return True
    words = before.split()
    word = words[-1].lstrip("(“\"'‘[") if words else ""
    if word.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word):
        return False
    if word.isdigit() or _ROMAN.fullmatch(word):
        return len(words) > 1 and not _is_numbered(words[:-1])
    return True


def _is_numbered(words: list[str]) -> bool:
    """`Bài 1`, `Hoạt động 2`, `Ví dụ 3`, `Chủ đề 4`."""
    return any(word.lower().strip("(“\"'‘[") in _NUMBERED for word in words[-2:])


_NEAR: Final = 60
"""So far one looks for the next letter, and back for the word before a full stop."""
