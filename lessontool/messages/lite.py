"""What is to be said about lessons for phones on a small budget."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

LITE: Final[dict[str, Message]] = {
    "lite-quality-below": Message(
        "Hình của bản “{rendition}” cho điện thoại ít dữ liệu chỉ đạt {found} trên 100 điểm giống bản gốc"
        " (mong muốn {wanted}): bài học có nhiều chuyển động hoặc nhiễu.",
        "The picture of “{rendition}” for phones on a small budget reaches only {found} of 100 points of likeness"
        " (wanted: {wanted}): much of the lesson moves, or is noisy.",
        "Hình vẫn xem được. Lần sau hãy đặt máy quay trên chân máy và thêm ánh sáng; bản “online” có hình rõ hơn.",
        "It can be watched. Next time put the camera on a tripod and add light; the `online` package is sharper.",
    ),
}
