"""What the columns of a plan are called: by us, and by everybody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from lessontool.curriculum import fold

Column = Literal[
    "channel",
    "weekday",
    "date",
    "start",
    "end",
    "minutes",
    "kind",
    "grade",
    "subject",
    "title",
    "lesson",
    "teachers",
    "showing",
    "repeat",
    "counts",
    "source",
    "captions",
    "signed",
    "note",
    "lesson_id",
    "house_number",
    "file",
    "in_frames",
    "out_frames",
    "file_frames",
    "sha256",
    "address",
    "week",
    "rules",
    "calendar",
]

HEADS: Final[dict[Column, tuple[str, str]]] = {
    "channel": ("Kênh", "Channel"),
    "weekday": ("Thứ", "Weekday"),
    "date": ("Ngày", "Date"),
    "start": ("Giờ", "Start"),
    "end": ("Đến", "End"),
    "kind": ("Loại", "Kind"),
    "grade": ("Lớp", "Grade"),
    "subject": ("Môn", "Subject"),
    "title": ("Chương trình", "Programme"),
    "lesson": ("Bài", "Lesson"),
    "teachers": ("Giáo viên", "Teachers"),
    "showing": ("Lượt", "Showing"),
    "repeat": ("Phát lại", "Repeat"),
    "counts": ("Tính lượt", "Counts"),
    "source": ("Nguồn", "Source"),
    "captions": ("Phụ đề", "Captions"),
    "signed": ("Kí hiệu", "Signed"),
    "note": ("Ghi chú", "Note"),
    "lesson_id": ("Mã bài", "Lesson id"),
    "house_number": ("Mã phát sóng", "House number"),
    "file": ("Tệp", "File"),
    "in_frames": ("Khung hình vào", "In frames"),
    "out_frames": ("Khung hình ra", "Out frames"),
    "file_frames": ("Khung hình cả tệp", "File frames"),
    "sha256": ("SHA-256", "SHA-256"),
    "address": ("Địa chỉ nguồn", "Address"),
    "week": ("Tuần", "Week"),
    "rules": ("Quy tắc", "Rules"),
    "calendar": ("Năm học", "Calendar"),
}
"""In Vietnamese and English, in the order in which they are written; each is read again under both."""

_CALLED: Final[dict[Column, str]] = {
    "channel": "kenh phat|kenh song|kenh truyen hinh|tv channel|station|dai|dai phat",
    "weekday": "thu trong tuan|day|day of week",
    "date": "ngay thang|ngay phat|ngay phat song|ngay thang nam|broadcast date|air date",
    "start": "gio phat|gio phat song|gio bat dau|bat dau|tu|tu gio|thoi gian|thoi gian phat|khung gio|thoi diem|time"
    "|start time|from|begin|begins|air time",
    "end": "den gio|gio ket thuc|ket thuc|until|to|end time|ends|finish",
    "minutes": "thoi luong|thoi luong phut|so phut|phut|do dai|duration|length|minutes|length minutes|duration minutes"
    "|duration min",
    "kind": "loai chuong trinh|the loai|type|category",
    "grade": "khoi|khoi lop|lop khoi|grades|class|cho lop",
    "subject": "mon hoc|mon day|ten mon|subjects",
    "title": "ten chuong trinh|noi dung chuong trinh|title|program|name|ten",
    "lesson": "bai hoc|ten bai|ten bai hoc|noi dung|noi dung bai|bai day|lesson title|content|topic",
    "teachers": "giao vien day|nguoi day|gv|teacher",
    "showing": "luot phat|lan phat|lan|showing no",
    "repeat": "phat lai khong|la phat lai|rerun",
    "counts": "co tinh|duoc tinh|tinh vao luot|counted",
    "source": "tiep song|tiep song tu|nguon phat|relay|relay source",
    "captions": "co phu de|subtitles",
    "signed": "ngon ngu ki hieu|ngon ngu ky hieu|ky hieu|sign language",
    "note": "ghi chu khac|notes|remark|remarks|comment|luu y",
    "lesson_id": "ma bai hoc|id",
    "house_number": "ma bang|ma chuong trinh|ma phat|house no|house id|clip|clip id",
    "file": "ten tep|duong dan|filename|path",
    "in_frames": "in",
    "out_frames": "out",
    "file_frames": "so khung hinh|frames",
    "sha256": "ma kiem tra|checksum",
    "address": "dia chi",
    "week": "tuan le|tuan phat song|iso week",
    "rules": "quy tac phat song|bo quy tac|airing rules",
    "calendar": "lich nam hoc|school year|school calendar",
}


def bare(text: str) -> str:
    """Write a text as heads are compared: letters and digits only, without tones, hats and capitals."""
    return " ".join(re.sub(r"[^\w\s]|_", " ", fold(text)).split())


_NAMES: Final[dict[str, Column]] = {
    **{name: column for column, names in _CALLED.items() for name in names.split("|")},
    **{bare(name): column for column, names in HEADS.items() for name in names},
}


def column_of(head: str) -> Column | None:
    """Say which column a head means; None: none that is known. What stands in brackets does not count."""
    said = re.sub(r"\(.*?\)|\[.*?\]", " ", head[:200])
    return _NAMES.get(bare(said)) or _NAMES.get(bare(head[:200]))


def known(heads: Sequence[str]) -> dict[Column, int]:
    """Say where each known column is in a row of heads; of two with the same meaning the first counts."""
    found: dict[Column, int] = {}
    for place, head in enumerate(heads):
        column = column_of(head)
        if column is not None:
            found.setdefault(column, place)
    return found
