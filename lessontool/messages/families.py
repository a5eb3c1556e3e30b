"""What families, schools and loudspeakers are told about the timetable."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_WORDS: Final[dict[str, Message]] = {
    "families-grade": Message("Lớp {grade}", "Grade {grade}"),
    # on a telephone, before tones are taken off: as the days are written in Vietnam
    "families-short-day-0": Message("Thứ 2", "Mon"),
    "families-short-day-1": Message("Thứ 3", "Tue"),
    "families-short-day-2": Message("Thứ 4", "Wed"),
    "families-short-day-3": Message("Thứ 5", "Thu"),
    "families-short-day-4": Message("Thứ 6", "Fri"),
    "families-short-day-5": Message("Thứ 7", "Sat"),
    "families-short-day-6": Message("Chủ nhật", "Sun"),
    "families-sms-week": Message("tuần {first}-{last}", "week {first}-{last}"),
    "families-sms-moved": Message("Đổi lịch học", "Timetable changed"),
    "families-sms-cancelled": Message("{old} {before}: nghỉ", "{old} {before}: cancelled"),
    "families-sms-added": Message("thêm {new} {after}", "new: {new} {after}"),
    "families-sms-replaced": Message("{after}: học {new} thay {old}", "{after}: {new} for {old}"),
}

_CALENDAR: Final[dict[str, Message]] = {
    "families-feed-name": Message("Lịch học lớp {grade} – {channels}", "Lessons of grade {grade} – {channels}"),
    "families-entry": Message("{subject} lớp {grade}: {lesson}", "{subject}, grade {grade}: {lesson}"),
    "families-entry-relay": Message("{subject} lớp {grade}", "{subject}, grade {grade}"),
    "families-entry-cancelled": Message("Đã huỷ: {entry}", "Cancelled: {entry}"),
    "families-where-tv": Message("Xem trên: {where}", "Watch on: {where}"),
    "families-where-radio": Message("Nghe trên: {where}", "Listen on: {where}"),
    "families-relay": Message("Tiếp sóng {source}", "Relayed from {source}"),
    "families-teacher": Message("Giáo viên: {names}", "Teacher: {names}"),
    "families-again": Message("Trong ngày còn phát lúc: {times}", "Also shown that day at: {times}"),
    "families-signed": Message("Có phiên dịch ngôn ngữ kí hiệu", "With sign language"),
    "families-captions": Message("Có phụ đề", "With captions"),
}

_SPOKEN: Final[dict[str, Message]] = {
    "families-loud-head": Message(
        "Bài đọc trên loa: {day}, {date}, {length}. Chữ trong ngoặc vuông không đọc.",
        "To be read over the loudspeaker: {day}, {date}, {length}. Words in square brackets are not read.",
    ),
    "families-loud-minutes": Message("khoảng {minutes} phút {seconds} giây", "about {minutes} min {seconds} s"),
    "families-loud-seconds": Message("khoảng {seconds} giây", "about {seconds} s"),
    "families-loud-opening": Message(
        "Kính thưa bà con, các bậc phụ huynh và các em học sinh! Sau đây là lịch học hôm nay, {day}, trên {where}.",
        "Dear neighbours, parents and pupils! These are today's lessons, {day}, on {where}.",
    ),
    "families-loud-grade": Message("Lịch học của lớp {grade}.", "The lessons of grade {grade}."),
    "families-loud-grade-on": Message(
        "Lịch học của lớp {grade}, trên kênh {channel}.", "The lessons of grade {grade}, on {channel}."
    ),
    "families-loud-again": Message("Xin nhắc lại lịch học của lớp {grade}.", "Once more the lessons of grade {grade}."),
    "families-loud-morning": Message("Buổi sáng: {showings}.", "In the morning: {showings}."),
    "families-loud-afternoon": Message("Buổi chiều: {showings}.", "In the afternoon: {showings}."),
    "families-loud-evening": Message("Buổi tối: {showings}.", "In the evening: {showings}."),
    "families-loud-showing": Message("{time}, môn {subject}", "{time}, {subject}"),
    "families-loud-repeat": Message("{time}, phát lại môn {subject}", "{time}, {subject} once more"),
    "families-loud-channel": Message("trên kênh {channel}", "on {channel}"),
    "families-loud-subject": Message("Môn {subject}: {times}.", "{subject}: {times}."),
    "families-loud-closing": Message(
        "Đề nghị các gia đình nhắc con em học đúng giờ. Chúc các em học tốt!",
        "Please see that your children are in time. Good learning to all of you!",
    ),
    "families-crawl-morning": Message(
        "{channel} – Lịch học sáng {day} {date}", "{channel} – Lessons in the morning, {day} {date}"
    ),
    "families-crawl-afternoon": Message(
        "{channel} – Lịch học chiều {day} {date}", "{channel} – Lessons in the afternoon, {day} {date}"
    ),
    "families-crawl-evening": Message(
        "{channel} – Lịch học tối {day} {date}", "{channel} – Lessons in the evening, {day} {date}"
    ),
    "families-zns-title": Message("Lịch học lớp {grade}, {day} {date}", "Lessons of grade {grade}, {day} {date}"),
    "families-zns-text": Message(
        "Gia đình nhắc các em lớp {grade} học đúng giờ theo lịch dưới đây.",
        "Please see that your child of grade {grade} is in time for these lessons.",
    ),
    "families-zns-where": Message("Xem, nghe ở đâu", "Where"),
}

_PAGE: Final[dict[str, Message]] = {
    "families-page-title": Message("Lịch học trên truyền hình, phát thanh", "Lessons on television and radio"),
    "families-page-week": Message("Tuần từ {first} đến {last}", "Week of {first} to {last}"),
    "families-concerns": Message("Lớp {grades}: {text}", "Grade {grades}: {text}"),
}

_NOTICE: Final[dict[str, Message]] = {
    "families-notice-head": Message(
        "THÔNG BÁO ĐỔI LỊCH HỌC\nTuần từ {first} đến {last}, bản sửa lần {revision}",
        "LESSONS THAT MOVED\nWeek of {first} to {last}, revision {revision}",
    ),
    "families-notice-rest": Message(
        "Các bài học khác vẫn phát theo lịch đã thông báo.", "All other lessons are shown as announced."
    ),
    "families-moment": Message("lúc {time}, {day} {date}", "at {time}, {day} {date}"),
    "families-notice-moved": Message(
        "{new}: không phát {before} nữa mà phát {after}.", "{new}: not {before} any more, but {after}."
    ),
    "families-notice-moved-day": Message(
        "{new}, {day} {date}: không phát lúc {old_time} nữa mà phát lúc {new_time}.",
        "{new}, {day} {date}: not at {old_time} any more, but at {new_time}.",
    ),
    "families-notice-cancelled-still": Message(
        "{old} {before}: nghỉ lượt này, cùng ngày vẫn phát lúc {times}.",
        "{old} {before}: cancelled; it is still shown that day at {times}.",
    ),
    "families-notice-channel": Message(
        "{new} {after}: chuyển sang kênh {channel}.", "{new} {after}: on {channel} now."
    ),
    "families-notice-replaced": Message("{after}: phát {new}, thay cho {old}.", "{after}: {new} instead of {old}."),
    "families-notice-cancelled": Message("{old} {before}: nghỉ, không phát.", "{old} {before}: cancelled."),
    "families-notice-added": Message("Thêm {new}, phát {after}.", "New: {new}, {after}."),
}

_PUBLISHING: Final[dict[str, Message]] = {
    "publish-no-lessons": Message(
        "Lịch {week} không có bài học nào để báo cho gia đình.",
        "The timetable of {week} has no lesson to tell families of.",
        "Xếp lại lịch bằng: lessontool schedule plan; hoặc bỏ --grade.",
        "Plan it again with: lessontool schedule plan; or leave out --grade.",
    ),
    "publish-grade-missing": Message(
        "Lịch {week} không có bài học nào của lớp {grade}.",
        "The timetable of {week} has no lesson of grade {grade}.",
        "Có các lớp: {grades}.",
        "There are grades: {grades}.",
    ),
    "publish-channel-missing": Message(
        "Lịch có kênh “{channel}” nhưng không có mô tả của kênh đó.",
        "The timetable has the channel “{channel}”, which is described nowhere.",
        "Ghi tệp channels/{channel}.yaml vào thư mục mẫu riêng và dùng --preset-folder.",
        "Write channels/{channel}.yaml into your own preset folder and use --preset-folder.",
    ),
    "publish-slot-wrong": Message(
        "Lịch có một dòng sai: kênh {channel}, ngày {date}, “{title}”, ở chỗ: {field}.",
        "A line of the timetable is wrong: channel {channel}, {date}, “{title}”, in: {field}.",
        "Sửa dòng đó trong lịch, hoặc xếp lại lịch bằng: lessontool schedule plan.",
        "Mend that line, or plan the week again with: lessontool schedule plan.",
    ),
    "publish-overlap": Message(
        "Trên kênh {channel}, ngày {date}, hai chương trình cùng giờ: “{first}” lúc {first_at} và “{second}” "
        "lúc {second_at}.",
        "On {channel}, {date}, two programmes at the same time: “{first}” at {first_at} and “{second}” at {second_at}.",
        "Sửa giờ của một chương trình trong lịch rồi làm lại. Lịch sai thì không báo cho gia đình.",
        "Mend the time of one of them. A wrong timetable is not told to families.",
    ),
    "publish-grade-twice": Message(
        "Lớp {grade}, ngày {date}: hai bài học khác nhau cùng giờ, lúc {first_at} trên {first} và lúc {second_at} "
        "trên {second}.",
        "Grade {grade}, {date}: two different lessons at the same time, at {first_at} on {first} and at {second_at} "
        "on {second}.",
        "Sửa giờ của một bài; nếu đúng là muốn thế, dùng --force.",
        "Mend the time of one of them; if it is meant, use --force.",
    ),
    "publish-not-ours": Message(
        "{path} đã có sẵn, không phải do lessontool làm hoặc đã bị sửa sau khi làm.",
        "{path} is there already; lessontool did not make it, or it was changed since.",
        "Đổi tên hoặc chuyển tệp đó đi, hoặc chọn thư mục khác bằng --to.",
        "Rename or move that file, or choose another folder with --to.",
    ),
    "publish-record-broken": Message(
        "Không đọc được {path}: tệp ghi những gì đã thông báo.",
        "{path} cannot be read: it says what was published before.",
        "Lấy lại tệp đó từ bản sao lưu, hoặc chọn thư mục mới bằng --to.",
        "Restore it from a copy, or choose a new folder with --to.",
    ),
    "publish-unwritable": Message(
        "Không ghi được vào thư mục {folder}.",
        "The folder {folder} cannot be written to.",
        "Kiểm tra chỗ trống và quyền ghi, hoặc chọn thư mục khác bằng --to.",
        "Check its room and permissions, or choose another folder with --to.",
    ),
    "publish-day-wrong": Message(
        "“{value}” không phải là ngày.",
        "“{value}” is no day.",
        "Ghi như 2021-10-01.",
        "Write it as 2021-10-01.",
    ),
    "publish-late": Message(
        "Tuần này đã bắt đầu từ {first}: gia đình nhận lịch muộn.",
        "This week began on {first}: families get its timetable late.",
        "Thông báo lịch tuần sau vào thứ Sáu hằng tuần.",
        "Publish next week's timetable every Friday.",
    ),
    "publish-over": Message(
        "Tuần này đã qua, hết ngày {last}.",
        "This week is over since {last}.",
        "Kiểm tra xem đã chọn đúng tuần chưa.",
        "See whether it is the right week.",
    ),
    "publish-shortages": Message(
        "Lịch còn thiếu {count} lượt phát so với yêu cầu; trước hết: {subject} lớp {grade}, {date}.",
        "{count} showings are missing that were asked for; first: {subject}, grade {grade}, {date}.",
        "Xem vì sao: lessontool schedule check.",
        "See why with: lessontool schedule check.",
    ),
    "publish-without-lesson": Message(
        "{count} giờ học chưa có bài (trước hết: {subject} lớp {grade}, {date} lúc {time}); lịch in ghi “sẽ báo sau”, "
        "tin nhắn và loa không nhắc đến.",
        "{count} times have no lesson yet (first: {subject}, grade {grade}, {date} at {time}); printed timetables say "
        "so, SMS and loudspeaker leave them out.",
        "Làm xong bài rồi xếp lại và thông báo lại.",
        "Finish the lessons, then plan and publish again.",
    ),
    "publish-loud-long": Message(
        "Bài đọc trên loa của lớp {grade}, ngày {date}, dài khoảng {seconds} giây.",
        "What the loudspeaker reads for grade {grade} on {date} takes about {seconds} s.",
        "Đọc một lượt thay vì hai, hoặc chia thành hai buổi.",
        "Read it once instead of twice, or at two times of the day.",
    ),
    "publish-sms-parts": Message(
        "Lớp {grade}, ngày {date}: lịch dài, cần {count} tin nhắn.",
        "Grade {grade}, {date}: a long timetable, {count} SMS.",
    ),
    "publish-done": Message(
        "Đã thông báo lịch tuần {week}, lần {revision}: {files} tệp ở {folder}.",
        "Published week {week}, revision {revision}: {files} files in {folder}.",
    ),
    "publish-same": Message(
        "Lịch tuần {week} không có gì thay đổi so với lần {revision}: không ghi gì.",
        "Week {week} is as it was in revision {revision}: nothing was written.",
    ),
    "publish-refreshed": Message(
        "Lịch tuần {week} vẫn là lần {revision}; đã làm lại {files} tệp ở {folder}.",
        "Week {week} is still revision {revision}; {files} files were made anew in {folder}.",
    ),
    "publish-moved": Message("Thay đổi: {count}.", "Changes: {count}."),
}

FAMILIES: Final[dict[str, Message]] = {**_WORDS, **_CALENDAR, **_SPOKEN, **_PAGE, **_NOTICE, **_PUBLISHING}
