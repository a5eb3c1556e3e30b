"""Numbers, times and days as they are spoken in Vietnamese: for texts that somebody reads aloud."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_DAYS: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MONTHS: Final = {4: "tư"}
"""The fourth month is `tháng tư`; all others are called by their number."""

_MOST: Final = 1_000_000_000
_SCALES: Final = ((1_000_000, "triệu"), (1_000, "nghìn"))

_GROUPED: Final = re.compile(r"(?<!\d)(\d{1,3})((?:[.\u00a0 ]\d{3})+)(?!\d)")
_FRACTION: Final = re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])")
_DECIMAL: Final = re.compile(r"(?<!\d)(\d+),(\d+)(?!\d)")
_JOINED: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Between a figure and a letter: VTV1."""
_NUMBER: Final = re.compile(r"\d+")
_SIGNS: Final = {
    "+": " cộng ", "=": " bằng ", "×": " nhân ", "%": " phần trăm ", "&": " và ", "<": " ", ">": " ", "_": " ",
}  # fmt: skip
_SPACES: Final = re.compile(r"\s+([,.;:!?])")


def number(value: int) -> str:
    """Speak a number: 21 is `hai mươi mốt`, 105 `một trăm linh năm`. Above a thousand millions digit by digit."""
    if value >= _MOST:
        return digits(str(value))
    for scale, name in _SCALES:
        if value >= scale:
            head, rest = divmod(value, scale)
            tail = f" {_below_thousand(rest, full=True)}" if 0 < rest < 1_000 else f" {number(rest)}" if rest else ""
            return f"{number(head)} {name}{tail}"
    return _below_thousand(value)


def digits(text: str) -> str:
    """Speak figures one by one."""
    return " ".join(_DIGITS[int(sign)] for sign in text)


def _below_thousand(value: int, *, full: bool = False) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds and not full:
        return _below_hundred(rest)
    head = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_below_hundred(rest)}"


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return head
    odd = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{head} {odd.get(ones, _DIGITS[ones])}"


def moment(start_s: int) -> str:
    """Speak a time of day: `tám giờ ba mươi phút`; seconds are left out."""
    hours, minutes = divmod(start_s // 60, 60)
    said = f"{number(hours % 24)} giờ"
    return f"{said} {number(minutes)} phút" if minutes else said


def weekday(day: date) -> str:
    """Speak a day of the week: `thứ Hai`."""
    return _DAYS[day.weekday()]


def full_day(day: date) -> str:
    """Speak a day: `thứ Hai, ngày bốn tháng mười`."""
    month = _MONTHS.get(day.month) or number(day.month)
    return f"{weekday(day)}, ngày {number(day.day)} tháng {month}"


def aloud(text: str) -> str:
    """Write a title as it is read aloud: figures and signs as words, nothing that cannot be spoken."""
    text = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text)
    text = _FRACTION.sub(lambda found: f"{number(int(found[1]))} phần {number(int(found[2]))}", text)
    text = _DECIMAL.sub(lambda found: f"{_figures(found[1])} phẩy {_figures(found[2])}", text)
    text = _NUMBER.sub(lambda found: _figures(found[0]), _JOINED.sub(" ", text))
    text = "".join(_SIGNS.get(sign, sign) for sign in text)
    kept = "".join(sign if sign.isalnum() or sign in " ,.;:!?-–()“”'" else " " for sign in text)
    return _SPACES.sub(r"\1", " ".join(kept.split()))


def _figures(text: str) -> str:
    ascii_figures = "".join(str(int(sign)) for sign in text)
    return digits(ascii_figures) if ascii_figures[0] == "0" and len(text) > 1 else number(int(ascii_figures))


def syllables(text: str) -> int:
    """Count what is to be spoken: Vietnamese writes each syllable apart; letters of a short name count one each."""
    words = re.findall(r"[^\W_]+", text)
    return sum(len(word) if word.isupper() and len(word) > 1 and word.isascii() else 1 for word in words)
