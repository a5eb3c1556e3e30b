"""What is to be said about files for playout and programme guides."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PLAYOUT: Final[dict[str, Message]] = {
    "playout-done": Message(
        "Đã xuất {count} tệp của tuần {week} vào {folder}.",
        "{count} files of week {week} are in {folder}.",
    ),
    "playout-format": Message(
        "Không có định dạng nào tên là “{name}”.",
        "There is no format called “{name}”.",
        "Có các định dạng: {suggestion}.",
        "There are: {suggestion}.",
    ),
    "playout-channel": Message(
        "Lịch phát sóng này không có kênh “{name}”.",
        "This timetable has no channel “{name}”.",
        "Trong lịch có: {suggestion}.",
        "It has: {suggestion}.",
    ),
    "playout-date": Message(
        "Ngày {date} không nằm trong tuần {week} của lịch phát sóng.",
        "{date} is not in week {week} of the timetable.",
        "Các ngày trong tuần: {days}. Viết ngày như 2021-10-04.",
        "Its days: {days}. Write a day as 2021-10-04.",
    ),
    "playout-overlap": Message(
        "Kênh {channel}, {day}: hai chương trình phát cùng một lúc: {one} và {other}.",
        "{channel}, {day}: two programmes are on at the same time: {one} and {other}.",
        "Sửa lại giờ của một trong hai chương trình trong lịch, rồi xuất lại. Chưa tệp nào được ghi.",
        "Move one of them in the plan and export again. No file was written.",
    ),
    "playout-file-letters": Message(
        "Tên tệp của “{title}” có kí tự xuống dòng hoặc kí tự không nhìn thấy: {file}.",
        "The file of “{title}” has a line break or an invisible character in its name: {file}.",
        "Đổi tên tệp thành chữ cái không dấu, chữ số và dấu gạch, rồi xuất lại.",
        "Rename it with plain letters, digits and hyphens and export again.",
    ),
    "playout-output-changed": Message(
        "{path} không phải do lessontool xuất ra, hoặc đã có người sửa. Chưa tệp nào bị động đến.",
        "{path} was not written by lessontool, or somebody changed it. No file was touched.",
        "Chuyển tệp đó đi chỗ khác, hoặc xuất vào một thư mục khác.",
        "Move it elsewhere, or export into another folder.",
    ),
    "playout-unwritable": Message(
        "Không ghi được vào thư mục {folder}.",
        "Nothing can be written into {folder}.",
        "Kiểm tra ổ đĩa còn chỗ và quyền ghi vào thư mục đó.",
        "Check that the disk has room and that you may write there.",
    ),
    "playout-no-lesson": Message(
        "Kênh {channel}, {day}: {count} ô chưa có bài học, được thay bằng hình chờ: {titles}.",
        "{channel}, {day}: {count} times have no lesson and are filled: {titles}.",
        "Làm xong các bài học đó rồi xếp lịch lại (lessontool schedule plan --keep).",
        "Finish these lessons and plan again (lessontool schedule plan --keep).",
    ),
    "playout-no-filler": Message(
        "Kênh {channel}, {day}: không có hình chờ, nên không có gì để phát lúc {times}.",
        "{channel}, {day}: there is no filler, so nothing is played at {times}.",
        "Ghi các tệp hình chờ của đài vào mục fillers của kênh.",
        "Name the station's fillers under `fillers` of the channel.",
    ),
    "playout-by-hand": Message(
        "Kênh {channel}, {day}: {count} chương trình phải chuyển bằng tay: {titles}.",
        "{channel}, {day}: {count} programmes are switched by hand: {titles}.",
        "Nếu máy phát tự chuyển được, ghi địa chỉ nguồn vào mục file của chương trình đó trong tệp kênh.",
        "Where playout can switch by itself, name the source under `file` of that programme in the channel's file.",
    ),
    "playout-cut": Message(
        "Kênh {channel}, {day}: {title} bị cắt mất {seconds} giây cuối, vì chương trình sau đã đến giờ.",
        "{channel}, {day}: {title} loses its last {seconds} seconds, since the next programme begins.",
        "Xếp cho bài này một ô dài hơn, hoặc rút ngắn bài.",
        "Give it a longer time, or make it shorter.",
    ),
    "playout-short": Message(
        "Kênh {channel}, {day}: có {count} khoảng trống ngắn hơn 1 giây (lúc {times}). ffplayout bỏ qua khoảng đó nên "
        "các chương trình sau có thể sớm vài khung hình.",
        "{channel}, {day}: {count} gaps are shorter than a second (at {times}). ffplayout leaves them out, so what "
        "follows may be some frames early.",
        "Để giữa hai chương trình ít nhất 1 giây, hoặc không để khoảng nào.",
        "Leave a second at least between two programmes, or nothing.",
    ),
    "playout-beyond": Message(
        "Kênh {channel}: các bài này nằm trong danh sách phát của một ngày không được xuất lần này: {titles}.",
        "{channel}: these lessons belong into the list of a day that is not exported now: {titles}.",
        "Tự thêm chúng vào danh sách của ngày đó, hoặc đặt giờ bắt đầu ngày (day_start) của kênh cho đúng máy phát.",
        "Add them to that day's list yourself, or set the channel's `day_start` as playout has it.",
    ),
    "playout-file-missing": Message(
        "Không thấy tệp {file} của {title} ({days}). Nó phải nằm trong {folder}.",
        "The file {file} of {title} ({days}) is not there. It should be in {folder}.",
        "Chép lại gói bài học vào chỗ cũ, hoặc xếp lịch lại.",
        "Put the lesson's package back, or plan again.",
    ),
    "playout-file-size": Message(
        "Tệp {file} của {title} ({days}) không đúng dung lượng như trong gói: có thể đang chép dở. Thư mục: {folder}.",
        "The file {file} of {title} ({days}) has not the size that its package says: perhaps it is still being copied. "
        "Folder: {folder}.",
        "Chờ chép xong, hoặc chép lại gói bài học.",
        "Wait for the copy to end, or copy the package again.",
    ),
    "playout-file-other": Message(
        "Tệp {file} của {title} ({days}) đã được làm lại sau khi xếp lịch. Thư mục: {folder}.",
        "The file {file} of {title} ({days}) was made again after the week was planned. Folder: {folder}.",
        "Xếp lịch lại (lessontool schedule plan --keep) để lấy đúng độ dài mới.",
        "Plan again (lessontool schedule plan --keep), so that its new length counts.",
    ),
    "playout-file-changed": Message(
        "Nội dung tệp {file} của {title} ({days}) đã bị thay đổi hoặc hỏng. Thư mục: {folder}.",
        "The file {file} of {title} ({days}) was changed or is damaged. Folder: {folder}.",
        "Chép lại gói bài học từ bản gốc.",
        "Copy the package again from the original.",
    ),
    "playout-file-double": Message(
        "Hai bài học khác nhau cùng tên tệp {file} trong kho của máy phát: {title} ({days}), thư mục {folder}.",
        "Two different lessons have the same file name {file} in the playout server's folder: {title} ({days}), "
        "folder {folder}.",
        "Đổi tên một tệp (mẫu tên trong preset), hoặc bỏ trống media_folder của kênh.",
        "Rename one of them (the name's pattern is in the preset), or leave the channel's `media_folder` empty.",
    ),
    "playout-day-left-out": Message(
        "Kênh {channel}: chưa ghi danh sách phát cho {days} vì còn tệp chưa đúng. Lịch giới thiệu vẫn được ghi.",
        "{channel}: no lists for playout were written for {days}, since files are not as they should be. Guides were "
        "written.",
        "Sửa các tệp nêu trên rồi xuất lại. Danh sách cũ của những ngày đó, nếu có, đừng dùng nữa.",
        "Mend the files named above and export again. Do not use older lists of these days.",
    ),
    "playout-file-not-ascii": Message(
        "Tên tệp có dấu, một số máy phát không đọc được: {files}.",
        "Names of files have letters that some playout servers cannot read: {files}.",
        "Nên đặt tên tệp bằng chữ không dấu.",
        "Better name files with plain letters.",
    ),
    "playout-guide-teacher": Message("Giáo viên: {names}", "Taught by: {names}"),
}
