"""What is to be said of a planned week: how it was found, what has no room in it, and which change would help."""

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


AIRING_PLAN: Final[dict[str, Message]] = {
    "airing-planned": Message(
        "Đã xếp lịch tuần {week}: {showings} lượt phát bài học, đủ mọi môn mỗi ngày → {path}",
        "The week {week} is planned: {showings} lessons on air, every subject as often as demanded → {path}",
    ),
    "airing-planned-partly": Message(
        "Đã xếp được lịch tuần {week}: {showings} lượt phát bài học, còn thiếu {missing} lượt → {path}",
        "The week {week} is planned in part: {showings} lessons on air, {missing} showings are missing → {path}",
    ),
    "airing-planned-none": Message(
        "Đã ghi tuần {week}: không có bài học nào phải phát, chỉ có chương trình cố định → {path}",
        "The week {week} is written: no lessons are demanded, only fixed programmes are in it → {path}",
    ),
    "airing-no-calendar": Message(
        "Không có lịch năm học nào chứa tuần {week}.",
        "There is no school calendar in which week {week} lies.",
        "Có các lịch: {suggestion}. Chọn một lịch bằng --calendar, hoặc viết lịch mới vào thư mục calendars riêng.",
        "There are: {suggestion}. Choose one by --calendar, or write a new one into a calendars folder of your own.",
    ),
    "airing-several-calendars": Message(
        "Tuần {week} nằm trong nhiều lịch năm học: {suggestion}.",
        "The week {week} lies in several school calendars: {suggestion}.",
        "Chọn một lịch bằng --calendar.",
        "Choose one by --calendar.",
    ),
    "airing-no-library": Message(
        "Chưa có kho bài học nào, nên lịch chỉ giữ chỗ cho từng môn, chưa có bài.",
        "There is no library yet, so the plan keeps times for the subjects, without lessons.",
        "Thêm bài vào kho bằng `lessontool library add THƯ_MỤC`, hoặc chỉ thư mục bài bằng --lessons.",
        "Add lessons by `lessontool library add FOLDER`, or name a folder of lessons by --lessons.",
    ),
    "airing-no-programmes": Message(
        "Không có bài học nào đã làm xong cho kênh {channel} (mẫu {preset}).",
        "No finished lesson is there for the channel {channel} (preset {preset}).",
        "Làm bài bằng `lessontool process` với mẫu đó, rồi thêm vào kho.",
        "Make lessons by `lessontool process` with that preset, then add them to the library.",
    ),
    "airing-plan-there": Message(
        "Tệp lịch {path} đã được công bố hoặc đã được sửa bằng tay, nên không bị ghi đè.",
        "The plan {path} was published or changed by hand, so it is not written over.",
        "Dùng --force để ghi đè, --keep để giữ nguyên các giờ đã công bố, hoặc --to để ghi vào thư mục khác.",
        "Use --force to write over it, --keep to keep the times that were published, or --to for another folder.",
    ),
    "airing-plan-unwritable": Message(
        "Không ghi được lịch vào {path}.",
        "The plan cannot be written to {path}.",
        "Kiểm tra quyền ghi và chỗ trống của ổ đĩa.",
        "See whether the folder can be written and the disk has room.",
    ),
    "airing-keep-other-week": Message(
        "Lịch cần giữ là của tuần {kept}, không phải tuần {week}, nên không giữ được giờ nào.",
        "The plan to keep is of the week {kept}, not of {week}: no time of it is kept.",
    ),
    "airing-no-solver": Message(
        "Chưa cài bộ giải tối ưu, nên lịch được xếp bằng cách đơn giản hơn: đúng quy tắc, nhưng có thể chưa tốt nhất.",
        "The solver is not installed, so the week was planned in a simpler way: by the rules, but maybe not the best.",
        "Cài bằng: pip install 'lessontool[solver]'.",
        "Install it by: pip install 'lessontool[solver]'.",
    ),
    "airing-stopped": Message(
        "Máy đang bận nên việc tìm lịch phải dừng sớm; chạy lại có thể cho lịch khác.",
        "The machine was busy, so the search ended early; another run may give another plan.",
        "Chạy lại khi máy rảnh, hoặc cho thêm thời gian bằng --seconds.",
        "Run it again when the machine is idle, or give it more time by --seconds.",
    ),
    "airing-not-proved": Message(
        "Đây là lịch tốt nhất tìm được trong thời gian cho phép; có thể còn lịch tốt hơn nhiều nhất {gap} %.",
        "This is the best plan that was found in the time; one that is better by {gap} % at most may exist.",
        "Cho thêm thời gian bằng --seconds.",
        "Give it more time by --seconds.",
    ),
    "airing-other-time": Message(
        "{subject} lớp {grade}: {dates} không giữ được giờ như những ngày khác, vì lưới phát sóng ngày đó khác.",
        "{subject}, grade {grade}: on {dates} not at the times of the other days, as the grid of that day is another.",
    ),
    "airing-short": Message(
        "Thiếu {showings} lượt phát ({minutes} phút) trong tuần, trên {wanted} lượt phải xếp; cả tuần có {cells} ô.",
        "{showings} showings ({minutes} minutes) of {wanted} are missing in the week; it has {cells} cells.",
        "Đây là lịch tốt nhất xếp được; bên dưới là cách thay đổi có ích nhất.",
        "This is the best week that fits; below stands which changes help most.",
    ),
    "airing-short-grade": Message(
        "Lớp {grade}: thiếu {showings} lượt ({minutes} phút): {subjects}.",
        "Grade {grade}: {showings} showings ({minutes} minutes) are missing: {subjects}.",
    ),
    "airing-too-much": Message(
        "Dù bỏ mọi quy tắc về giờ, về buổi và mọi chương trình cố định, vẫn thiếu {showings} lượt: "
        "yêu cầu nhiều hơn giờ phát sóng có được.",
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
        "Nếu đổi sang tiết {lesson} + {break} phút (bài dài nhất {lesson} phút)",
        "If a lesson takes {lesson} minutes at most and {break} minutes of break",
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
