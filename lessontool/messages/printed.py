"""What stands on printed timetables and on their web page."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PRINTED: Final[dict[str, Message]] = {
    # ── days, grades, weeks ───────────────────────────────────────────────────────────────────────────────────────
    "printed-day-1": Message("Thứ Hai", "Monday"),
    "printed-day-2": Message("Thứ Ba", "Tuesday"),
    "printed-day-3": Message("Thứ Tư", "Wednesday"),
    "printed-day-4": Message("Thứ Năm", "Thursday"),
    "printed-day-5": Message("Thứ Sáu", "Friday"),
    "printed-day-6": Message("Thứ Bảy", "Saturday"),
    "printed-day-7": Message("Chủ nhật", "Sunday"),
    "printed-part-1": Message("Sáng", "Morning"),
    "printed-part-2": Message("Chiều", "Afternoon"),
    "printed-part-3": Message("Tối", "Evening"),
    "printed-grade": Message("Lớp {grade}", "Grade {grade}"),
    "printed-grades": Message("Lớp {grade}", "Grades {grade}"),
    "printed-and": Message("{first} và {last}", "{first} and {last}"),
    "printed-dates": Message("Từ {first} đến {last}", "{first} to {last}"),
    "printed-week-dates": Message("Tuần {week}, từ {first} đến {last}", "Week {week}, {first} to {last}"),
    # ── subjects that families call otherwise than the curriculum does ────────────────────────────────────────────
    "printed-subject-ta": Message("Tiếng Anh", "English"),
    "printed-subject-nt": Message("Nghệ thuật", "Arts"),
    "printed-subject-hdtnhn": Message("Trải nghiệm, hướng nghiệp", "Experience and careers"),
    "printed-subject-gdtc": Message("Giáo dục thể chất", "Physical education"),
    "printed-subject-td": Message("Thể dục", "Physical education"),
    "printed-subject-nddp": Message("Giáo dục địa phương", "Local education"),
    "printed-subject-tdt": Message("Tiếng dân tộc", "Ethnic language"),
    # ── the sheet for the wall ────────────────────────────────────────────────────────────────────────────────────
    "printed-title": Message("Lịch học trên truyền hình", "Lessons on television"),
    "printed-title-radio": Message("Lịch học trên loa, đài", "Lessons on the radio"),
    "printed-title-all": Message("Lịch học trên truyền hình – Toàn trường", "Lessons on television – the whole school"),
    "printed-time": Message("Giờ", "Time"),
    "printed-where": Message("Xem ở đâu", "Where to watch"),
    "printed-where-radio": Message("Nghe ở đâu", "Where to listen"),
    "printed-school": Message("Trường", "School"),
    "printed-pending": Message("Bài học sẽ báo sau", "Lesson will be announced"),
    "printed-relay": Message("Tiếp sóng {source}", "Relayed from {source}"),
    "printed-night": Message("sau 0 giờ đêm", "after midnight"),
    "printed-none-day": Message("Không có bài học", "No lessons"),
    "printed-none-week": Message(
        "Tuần này không có bài học trên truyền hình", "There are no lessons on television this week"
    ),
    "printed-none-week-radio": Message(
        "Tuần này không có bài học trên loa, đài", "There are no lessons on the radio this week"
    ),
    "printed-none-hint": Message(
        "Xem lịch của tuần sau, hoặc hỏi thầy cô giáo.", "Look at next week's timetable, or ask the teacher."
    ),
    "printed-off": Message("Nghỉ: {title}", "No school: {title}"),
    "printed-revision": Message("Bản sửa lần {n}", "Revision {n}"),
    "printed-legend": Message("Chú thích", "Legend"),
    "printed-sign-first": Message("bài mới, phát lần đầu", "new, shown for the first time"),
    "printed-sign-repeat": Message("phát lại, cho ai chưa kịp xem", "shown again, for those who missed it"),
    "printed-sign-number": Message(
        "số trong vòng tròn: lượt phát trong ngày", "number in the circle: its showing that day"
    ),
    "printed-sign-relay": Message("viền đứt: tiếp sóng kênh khác", "dashed frame: relayed from another channel"),
    "printed-sign-signed": Message("có phiên dịch ngôn ngữ kí hiệu", "with sign language"),
    "printed-sign-captions": Message("có phụ đề", "with captions"),
    "printed-all-signed": Message(
        "các bài trên tivi, trừ giờ tiếp sóng, đều có phiên dịch ngôn ngữ kí hiệu",
        "all lessons on television but relayed ones have sign language",
    ),
    "printed-all-captions": Message(
        "các bài trên tivi, trừ giờ tiếp sóng, đều có phụ đề",
        "all lessons on television but relayed ones have captions",
    ),
    "printed-letters-signed": Message("KÍ HIỆU", "SIGNS"),
    "printed-letters-captions": Message("PHỤ ĐỀ", "TEXT"),
    # ── what to prepare ───────────────────────────────────────────────────────────────────────────────────────────
    "printed-prepare": Message("Chuẩn bị", "Get ready"),
    "printed-prepare-all": Message(
        "Sách giáo khoa, vở, bút chì. Bật tivi trước giờ học 5 phút, ngồi cách tivi ít nhất 2 mét.",
        "Textbook, notebook, pencil. Switch on 5 minutes before, sit at least 2 metres from the screen.",
    ),
    "printed-prepare-radio": Message(
        "Sách giáo khoa, vở, bút chì. Bật đài trước giờ học 5 phút, ngồi chỗ nghe rõ loa.",
        "Textbook, notebook, pencil. Switch on 5 minutes before, sit where the loudspeaker is heard well.",
    ),
    "printed-prepare-to": Message(
        "{subject}: que tính, bảng con, thước kẻ.", "{subject}: sticks to count, slate, ruler."
    ),
    "printed-prepare-tv": Message("{subject}: bảng con, phấn, vở tập viết.", "{subject}: slate, chalk, writing book."),
    "printed-prepare-mt": Message(
        "{subject}: giấy vẽ, bút màu, kéo, hồ dán.", "{subject}: drawing paper, crayons, scissors, glue."
    ),
    "printed-prepare-tc": Message("{subject}: giấy màu, kéo, hồ dán.", "{subject}: coloured paper, scissors, glue."),
    "printed-prepare-gdtc": Message(
        "{subject}: chỗ trống rộng, quần áo gọn gàng.", "{subject}: free space, clothes to move in."
    ),
    "printed-prepare-td": Message(
        "{subject}: chỗ trống rộng, quần áo gọn gàng.", "{subject}: free space, clothes to move in."
    ),
    # ── the overview, and the slip for the refrigerator ───────────────────────────────────────────────────────────
    "printed-overview-legend": Message(
        "Chữ đậm: bài mới. Chữ thường: phát lại. Trong khung nhỏ: kênh, hoặc kênh được tiếp sóng.",
        "Bold: new lessons. Plain: shown again. In a small frame: the channel, or the channel that is relayed.",
    ),
    "printed-slip-legend": Message("Chữ đậm: bài mới. Chữ thường: phát lại.", "Bold: new lessons. Plain: shown again."),
    # ── the web page ──────────────────────────────────────────────────────────────────────────────────────────────
    "printed-page-about": Message(
        "Giờ phát các bài học trên truyền hình, theo lớp và theo ngày.",
        "When lessons are on television, by grade and day.",
    ),
    "printed-page-choose": Message("Chọn lớp", "Choose a grade"),
    "printed-page-all": Message("Tất cả các lớp", "All grades"),
    "printed-page-today": Message("Hôm nay", "Today"),
    "printed-page-now": Message("Đang phát", "On air now"),
    "printed-page-next": Message("Tiếp theo", "Next"),
    "printed-page-over": Message("Đã phát", "Over"),
    "printed-page-today-none": Message("Hôm nay không có bài học.", "There are no lessons today."),
    "printed-page-today-done": Message("Hôm nay đã phát hết các bài.", "All of today's lessons are over."),
    "printed-page-before": Message("Lịch này bắt đầu {day}.", "This timetable begins on {day}."),
    "printed-page-after": Message(
        "Lịch này đã qua. Hãy mở lịch của tuần mới.", "This timetable is over. Please open the new week's timetable."
    ),
    "printed-page-week": Message("Cả tuần", "The whole week"),
    "printed-page-changes": Message("Có thay đổi", "What has changed"),
    "printed-page-lesson": Message("Môn và bài học", "Subject and lesson"),
    "printed-page-channel": Message("Kênh", "Channel"),
    "printed-page-feed": Message("Thêm vào lịch điện thoại", "Add to my calendar"),
    "printed-page-pdf": Message("Bản in (PDF)", "To print (PDF)"),
    "printed-page-pdf-named": Message("Bản in {name} (PDF)", "To print, {name} (PDF)"),
    "printed-page-overview": Message("Lịch toàn trường {name} (PDF)", "The whole school, {name} (PDF)"),
    "printed-page-slips": Message("Phiếu nhỏ {name} để cắt (PDF)", "Slips to cut out, {name} (PDF)"),
    "printed-page-first": Message("Bài mới", "New"),
    "printed-page-repeat": Message("Phát lại", "Repeat"),
    "printed-page-showing": Message("lượt {n}", "showing {n}"),
    "printed-page-signed": Message("Ngôn ngữ kí hiệu", "Sign language"),
    "printed-page-captions": Message("Phụ đề", "Captions"),
    "printed-page-top": Message("Lên đầu trang", "To the top"),
    "printed-page-zone": Message("Giờ Việt Nam.", "Times are those of Việt Nam."),
}
"""No message says a telephone number: a sheet on a wall is read by everybody."""
