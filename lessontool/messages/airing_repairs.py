"""What is to be said when a week has no room for everything that is demanded, and which change would help."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message


def _change(name: str, vi: str, en: str) -> dict[str, Message]:
    """One change in two sentences: where it is enough, and where something is missing still."""
    return {
        f"airing-change-{name}-enough": Message(f"{vi} thì đủ.", f"{en}: then everything has room."),
        f"airing-change-{name}-helps": Message(
            f"{vi} thì còn thiếu {{showings}} lượt ({{minutes}} phút).",
            f"{en}: then {{showings}} showings ({{minutes}} minutes) are still missing.",
        ),
    }


AIRING_REPAIRS: Final[dict[str, Message]] = {
    "airing-short": Message(
        "Thiếu {showings} lượt phát ({minutes} phút) trong tuần, trên {wanted} lượt phải xếp; cả tuần có {cells} ô.",
        "{showings} showings ({minutes} minutes) are missing in the week, of {wanted} to be placed; the week has {cells} cells.",
        "Đây là lịch tốt nhất xếp được; bên dưới là cách thay đổi có ích nhất.",
        "This is the best week that fits; below stands which changes help most.",
    ),
    "airing-short-grade": Message(
        "Lớp {grade}: thiếu {showings} lượt ({minutes} phút): {subjects}.",
        "Grade {grade}: {showings} showings ({minutes} minutes) are missing: {subjects}.",
    ),
    "airing-too-much": Message(
        "Dù bỏ mọi quy tắc về giờ, về buổi và về chương trình cố định, vẫn thiếu {showings} lượt: yêu cầu nhiều hơn giờ phát sóng có được.",
        "Even without any rule on hours, parts of the day or fixed programmes {showings} showings are missing: more is "
        "demanded than there is air time.",
    ),
    "airing-conflict-apart": Message(
        "Vướng ở quy tắc: các lượt của một môn ở những buổi khác nhau (hoặc cách nhau đủ lâu).",
        "What stands in the way: showings of a subject in different parts of the day (or far enough apart).",
    ),
    "airing-conflict-row": Message(
        "Vướng ở quy tắc: số bài liền nhau của một lớp.",
        "What stands in the way: how many lessons of a grade may follow each other.",
    ),
    "airing-conflict-one-channel": Message(
        "Vướng ở quy tắc: một lớp không có bài trên hai kênh cùng lúc.",
        "What stands in the way: no grade has lessons on two channels at once.",
    ),
    "airing-conflict-same-time": Message(
        "Vướng ở quy tắc: giờ phát như nhau mọi ngày.", "What stands in the way: the same times every day."
    ),
    "airing-conflict-hours": Message(
        "Vướng ở quy tắc: giờ học sinh xem được.", "What stands in the way: the hours in which pupils can watch."
    ),
    "airing-conflict-fixed": Message(
        "Vướng ở các chương trình cố định của kênh.", "What stands in the way: the channel's fixed programmes."
    ),
    **_change("relays", "Nếu tính mọi chương trình tiếp sóng là một lượt phát", "If every relay counts as a showing"),
    **_change(
        "shorter",
        "Nếu đổi sang tiết {lesson} + {break} phút",
        "If a lesson takes {lesson} minutes and {break} minutes of break",
    ),
    **_change(
        "rota",
        "Nếu các môn không phải môn chính chỉ phát một ngày trong tuần (đủ lượt trong ngày đó)",
        "If all but the core subjects are shown on one day of the week only (as often as demanded on it)",
    ),
    **_change(
        "channel",
        "Nếu thêm một kênh chỉ phát bài học, từ {start} đến {end}",
        "If there is one more channel for lessons alone, from {start} to {end}",
    ),
    **_change(
        "channels",
        "Nếu thêm {count} kênh chỉ phát bài học, tiết {lesson} + {break} phút",
        "If there are {count} more channels for lessons alone, with lessons of {lesson} + {break} minutes",
    ),
    **_change(
        "channels-shorter",
        "Nếu thêm {count} kênh chỉ phát bài học và đổi sang tiết {lesson} + {break} phút",
        "If there are {count} more channels for lessons alone, and lessons take {lesson} + {break} minutes",
    ),
    **_change(
        "hours",
        "Nếu mọi lớp xem được suốt từ {start} đến {end}",
        "If every grade can watch all the time from {start} to {end}",
    ),
    **_change("sunday", "Nếu phát cả Chủ nhật", "If lessons are shown on Sunday too"),
    **_change(
        "block",
        "Nếu dời “{title}” ({start}–{end}, {channel}) ra ngoài giờ học sinh xem",
        "If “{title}” ({start}–{end}, {channel}) is moved out of the hours in which pupils watch",
    ),
    **_change("once", "Nếu mỗi môn chỉ phát một lượt trong ngày", "If each subject is shown once a day"),
    **_change("same-time", "Nếu giờ phát không cần như nhau mọi ngày", "If the times may differ from day to day"),
    **_change(
        "apart",
        "Nếu hai lượt của một môn được ở cùng một buổi",
        "If showings of a subject may be in the same part of the day",
    ),
    **_change(
        "row", "Nếu một lớp được có hơn {most} bài liền nhau", "If a grade may have more than {most} lessons in a row"
    ),
}
