"""What is to be said about planning a week of broadcasts."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message
from lessontool.messages.airing_plan import AIRING_PLAN

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
    **AIRING_PLAN,
    "airing-week": Message(
        "Không có tuần “{week}”.",
        "There is no week “{week}”.",
        "Viết năm và số tuần theo lịch, ví dụ 2021-W40, hoặc một ngày trong tuần đó, ví dụ 2021-10-04. Đa số "
        "các năm chỉ có "
        "52 tuần.",
        "Write the year and the number of the week, such as 2021-W40, or a day in it, such as 2021-10-04. "
        "Most years have "
        "52 weeks only.",
    ),
    "airing-clock-change": Message(
        "Tuần {week} có ngày đổi giờ ({day}) theo múi giờ {time_zone} của kênh {channel}: có giờ bị mất hoặc "
        "lặp lại, nên "
        "không lập được lịch đúng.",
        "In week {week} clocks change ({day}) in the time zone {time_zone} of channel {channel}: an hour is "
        "missing or comes "
        "twice, so no true timetable can be made.",
        "Việt Nam không đổi giờ: kiểm tra time_zone trong tệp kênh, thường là Asia/Ho_Chi_Minh.",
        "Viet Nam does not change its clocks: look at time_zone in the channel's file, usually Asia/Ho_Chi_Minh.",
    ),
    "airing-blocks-overlap": Message(
        "Kênh {channel}, {day}: “{one}” và “{other}” cùng giờ với nhau.",
        "Channel {channel}, {day}: “{one}” and “{other}” are at the same time.",
        "Sửa giờ của một trong hai chương trình trong tệp kênh.",
        "Change the time of one of them in the channel's file.",
    ),
    "airing-no-channel": Message(
        "Chưa chọn kênh nào để lập lịch.",
        "No channel is named to plan for.",
        "Thêm --channel TÊN, có thể nhiều lần.",
        "Add --channel NAME, several times for several channels.",
    ),
    "airing-channel-twice": Message(
        "Kênh “{channel}” được chọn hai lần.",
        "Channel “{channel}” is named twice.",
        "Mỗi kênh chỉ chọn một lần.",
        "Name each channel once.",
    ),
    "airing-subject": Message(
        "Lớp {grade} năm học {school_year} không có môn “{subject}”.",
        "Grade {grade} has no subject “{subject}” in the school year {school_year}.",
        "Sửa quy tắc phát sóng. Lớp này có: {suggestion}.",
        "Change the airing rules. This grade has: {suggestion}.",
    ),
    "airing-district-off": Message(
        "{title} ({districts}) nghỉ học {dates}: vẫn lập lịch phát sóng cho các nơi khác.",
        "{title} ({districts}): no school there on {dates}; lessons are planned for all others.",
    ),
    "airing-day-off": Message(
        "{title}: {dates} không có bài học trên sóng.",
        "{title}: no lessons on {dates}.",
    ),
    "airing-no-school": Message(
        "Tuần {week} không có ngày học nào theo lịch năm học {calendar}: không có bài học trên sóng.",
        "Week {week} has no school day in the school calendar {calendar}: there are no lessons in it.",
        "Nếu vẫn có học, sửa lịch năm học: thêm ngày vào school_days_added.",
        "If there is school all the same, change the calendar: add the days to school_days_added.",
    ),
    "airing-relays-at-once": Message(
        "Lớp {grade}: hai chương trình tiếp sóng cùng lúc, học sinh chỉ xem được một: {one} và {other} ({dates}).",
        "Grade {grade}: two relays at once, pupils can watch one: {one} and {other} ({dates}).",
        "Chỉ tiếp sóng một trong hai cho lớp này.",
        "Relay one of them only for this grade.",
    ),
    "airing-series": Message(
        "{subject} lớp {grade}: kho có bài theo nhiều bộ sách; lịch dùng bộ {series}, không dùng {others}.",
        "{subject}, grade {grade}: the library has lessons of several textbook series; the plan uses "
        "{series}, not {others}.",
    ),
    "airing-lesson-unproved": Message(
        "{subject} lớp {grade}: “{lesson}” ({file}) chưa được kiểm tra chất lượng nên không được phát.",
        "{subject}, grade {grade}: “{lesson}” ({file}) has not been through quality control and is not shown.",
        "Chạy lessontool qc cho gói này rồi thêm lại vào kho.",
        "Run lessontool qc on the package, and add it to the library again.",
    ),
    "airing-lesson-failed": Message(
        "{subject} lớp {grade}: “{lesson}” ({file}) không đạt kiểm tra chất lượng nên không được phát.",
        "{subject}, grade {grade}: “{lesson}” ({file}) failed quality control and is not shown.",
        "Làm lại gói, rồi thêm lại vào kho.",
        "Make the package again, and add it to the library again.",
    ),
    "airing-lesson-expired": Message(
        "{subject} lớp {grade}: “{lesson}” chỉ được phát đến {expires}.",
        "{subject}, grade {grade}: “{lesson}” may be shown until {expires} only.",
        "Xin phép lại người giữ bản quyền, hoặc dùng bài khác.",
        "Ask whoever holds the rights again, or use another lesson.",
    ),
    "airing-lesson-consent": Message(
        "{subject} lớp {grade}: “{lesson}” có học sinh nhưng chưa có sự đồng ý cho kênh này.",
        "{subject}, grade {grade}: “{lesson}” shows pupils, and there is no consent for this channel.",
        "Xin sự đồng ý của phụ huynh và học sinh, ghi vào phiếu bài giảng, hoặc dùng bài khác.",
        "Get the consent of parents and pupils and note it in the lesson's file, or use another lesson.",
    ),
    "airing-lesson-too-long": Message(
        "{subject} lớp {grade}: “{lesson}” dài {minutes} phút, ô bài học của kênh {channel} chỉ có {room} phút.",
        "{subject}, grade {grade}: “{lesson}” lasts {minutes} minutes, a cell of channel {channel} holds {room}.",
        "Cắt ngắn bài, chia thành hai tiết, hoặc tăng lesson_minutes của kênh.",
        "Shorten the lesson, divide it in two, or raise the channel's lesson_minutes.",
    ),
    "airing-lessons-more": Message(
        "{subject} lớp {grade}: còn {count} bài khác không được phát vì cùng lí do.",
        "{subject}, grade {grade}: {count} other lessons are not shown for the same reason.",
    ),
    "airing-no-lessons": Message(
        "{subject} lớp {grade}: kho chưa có bài nào; giờ phát được giữ chỗ nhưng còn trống.",
        "{subject}, grade {grade}: the library has no lesson; its time is kept, but empty.",
        "Làm bài bằng lessontool process rồi thêm vào bằng lessontool library add.",
        "Make lessons with lessontool process, and add them with lessontool library add.",
    ),
    "airing-lessons-missing": Message(
        "{subject} lớp {grade}: không có bài phát được cho {dates}; giờ phát được giữ chỗ nhưng còn trống.",
        "{subject}, grade {grade}: there is no lesson that can be shown on {dates}; its time is kept, but empty.",
        "Thêm bài đã đạt kiểm tra chất lượng vào kho, rồi lập lịch lại.",
        "Add lessons that passed quality control to the library, and plan again.",
    ),
    "airing-lessons-again": Message(
        "{subject} lớp {grade}: hết bài mới, {dates} phát lại bài cũ.",
        "{subject}, grade {grade}: no new lesson is left, older ones are shown again on {dates}.",
    ),
    "airing-room-minutes": Message(
        "Lớp {grades}, mỗi ngày ({dates}): cần {need} ô × {each} phút = {needed} phút, chỉ có {free} phút, "
        "thiếu {lacking} "
        "phút.",
        "Grades {grades}, each day ({dates}): {need} cells × {each} minutes = {needed} minutes are needed, {free} are "
        "free, {lacking} are missing.",
    ),
    "airing-room-week": Message(
        "Lớp {grades}, cả tuần ({dates}): cần {need} ô × {each} phút = {needed} phút, chỉ có {free} phút, "
        "thiếu {lacking} "
        "phút.",
        "Grades {grades}, the whole week ({dates}): {need} cells × {each} minutes = {needed} minutes are "
        "needed, {free} "
        "are free, {lacking} are missing.",
    ),
    "airing-room-cells": Message(
        "Lớp {grades} ({dates}): cần {need} ô, trong giờ xem được chỉ xếp được {cells} ô, thiếu {lacking} ô ({minutes} "
        "phút).",
        "Grades {grades} ({dates}): {need} cells are needed, the hours in which they can watch hold {cells}, {lacking} "
        "are missing ({minutes} minutes).",
    ),
    "airing-bottleneck": Message(
        "{dates}: {pairs} môn cùng cần {cells} ô từ {from} đến {until}, nên trong {wanted} lượt chỉ xếp được {placed} "
        "(lớp {subjects}).",
        "{dates}: {pairs} subjects compete for {cells} cells from {from} to {until}, so of {wanted} showings "
        "{placed} fit (grade {subjects}).",
    ),
}
