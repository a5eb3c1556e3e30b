"""What is to be said about planning a week of broadcasts."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

AIRING: Final[dict[str, Message]] = {
    "channel-unknown": Message(
        "Không có kênh nào tên là “{preset}”.",
        "There is no channel called “{preset}”.",
        "Có các kênh: {suggestion}.",
        "There are: {suggestion}.",
    ),
    "airing-unknown": Message(
        "Không có bộ quy tắc phát sóng nào tên là “{preset}”.",
        "There are no airing rules called “{preset}”.",
        "Có: {suggestion}.",
        "There are: {suggestion}.",
    ),
    "calendar-unknown": Message(
        "Không có lịch năm học nào tên là “{preset}”.",
        "There is no school calendar called “{preset}”.",
        "Có: {suggestion}.",
        "There are: {suggestion}.",
    ),
}
