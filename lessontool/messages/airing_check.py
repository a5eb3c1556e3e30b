"""What is to be said when a plan or an as-run log is checked."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_DATES: Final = "04/10/2021"

AIRING_CHECK: Final[dict[str, Message]] = {
    # ── reading a plan ──────────────────────────────────────────────────────────────────────────────────────────
    "check-plan-file-missing": Message(
        "Không có tệp “{file}”.",
        "There is no file “{file}”.",
        "Xem lại tên và thư mục; cần một tệp lịch (JSON, CSV, XLSX) hoặc nhật kí phát sóng.",
        "Look at its name and folder again; wanted is a plan (JSON, CSV, XLSX) or a log.",
    ),
    "check-plan-file-folder": Message(
        "“{file}” là thư mục hoặc lối tắt, không phải tệp.",
        "“{file}” is a folder or a shortcut, no file.",
        "Ghi tên tệp trong thư mục đó: tệp lịch (JSON, CSV, XLSX) hoặc nhật kí phát sóng.",
        "Name the file in that folder: a plan (JSON, CSV, XLSX) or a log.",
    ),
    "check-plan-file-big": Message(
        "Tệp “{file}” lớn hơn {megabytes} MB, quá lớn so với lịch hoặc nhật kí của một tuần.",
        "The file “{file}” is larger than {megabytes} MB: too much for the plan or log of one week.",
        "Kiểm tra xem có đúng tệp không; nếu đúng, tách ra mỗi tuần một tệp.",
        "Check whether this is the right file; if it is, part it into one file for each week.",
    ),
    "check-plan-not-table": Message(
        "“{file}” không phải là bảng hay lịch phát sóng.",
        "“{file}” is neither a table nor a timetable.",
        "Cần tệp lịch (JSON, CSV, XLSX) hoặc nhật kí phát sóng.",
        "Wanted is a plan (JSON, CSV, XLSX) or a log.",
    ),
    "check-plan-encoding-unsure": Message(
        "Không chắc bảng “{file}” dùng bảng mã nào (có thể là: {choices}), nên không đoán bừa để tránh sai dấu.",
        "It is not certain with which letters the table “{file}” was written (perhaps: {choices}); nothing is guessed.",
        "Mở bằng Excel hoặc LibreOffice rồi lưu lại thành “.xlsx” hoặc “CSV UTF-8”.",
        "Open it in Excel or LibreOffice and save it as “.xlsx” or “CSV UTF-8”.",
    ),
    "check-plan-columns": Message(
        "Bảng {file} còn thiếu cột: {columns}.",
        "The table {file} still lacks columns: {columns}.",
        "Dòng đầu ghi tên cột, ví dụ: Ngày, Giờ, Đến, Kênh, Lớp, Môn, Bài; mỗi chương trình một dòng.",
        "Name the columns in the first line, such as: Date, Start, End, Channel, Grade, Subject, Lesson; one programme "
        "a line.",
    ),
    "check-plan-column-twice": Message(
        "{place}: có hai cột cùng là “{column}”.",
        "{place}: two columns are “{column}”.",
        "Xoá bớt một cột hoặc đặt tên khác.",
        "Delete one of them, or call it something else.",
    ),
    "check-plan-empty": Message(
        "Bảng {file} không có chương trình nào.",
        "The table {file} has no programme.",
        "Ghi mỗi chương trình một dòng bên dưới dòng tên cột.",
        "Write one line for each programme below the line with the columns' names.",
    ),
    "check-plan-json": Message(
        "{file} không phải là lịch phát sóng của lessontool, hoặc đã bị sửa hỏng.",
        "{file} is no timetable of lessontool, or somebody broke it.",
        "Dùng tệp “….timetable.json” do lệnh schedule plan ghi, hoặc bảng CSV, XLSX.",
        "Use the “….timetable.json” that schedule plan wrote, or a table as CSV or XLSX.",
    ),
    "check-plan-weeks": Message(
        "Bảng {file} có ngày của nhiều tuần: {weeks}.",
        "The table {file} has days of several weeks: {weeks}.",
        "Mỗi tệp chỉ để một tuần, từ thứ Hai đến Chủ nhật.",
        "Keep one week in each file, Monday to Sunday.",
    ),
    "check-plan-date": Message(
        "{place}, cột “{column}”: “{value}” không phải là ngày của tuần này.",
        "{place}, column “{column}”: “{value}” is no day of this week.",
        f"Ghi ngày như {_DATES} hoặc 2021-10-04, hoặc thứ như T2, Thứ Hai.",
        f"Write a date such as {_DATES} or 2021-10-04, or a day such as T2, Monday.",
    ),
    "check-plan-no-date": Message(
        "{place}: không biết chương trình phát ngày nào.",
        "{place}: on which day this programme is shown is not said.",
        f"Ghi ngày ở cột “Ngày”, ví dụ {_DATES}; ô trống được hiểu là như dòng trên.",
        f"Write its date, such as {_DATES}; an empty cell means the day of the line above.",
    ),
    "check-plan-no-week": Message(
        "{place}, cột “{column}”: “{value}” chưa đủ để biết là tuần nào.",
        "{place}, column “{column}”: “{value}” does not say of which week.",
        f"Ghi đủ ngày, ví dụ {_DATES}, hoặc thêm --week 2021-W40.",
        f"Write the whole date, such as {_DATES}, or add --week 2021-W40.",
    ),
    "check-plan-weekday": Message(
        "{place}: cột “{column}” ghi “{value}” nhưng ngày {date} không phải thứ đó.",
        "{place}: the column “{column}” says “{value}”, but {date} is another day of the week.",
        "Sửa ngày hoặc thứ cho khớp nhau.",
        "Mend the date or the day of the week.",
    ),
    "check-plan-time": Message(
        "{place}, cột “{column}”: “{value}” không phải là giờ.",
        "{place}, column “{column}”: “{value}” is no time.",
        "Ghi như 8:00, 8h30 hoặc 14 giờ 30; sau nửa đêm ghi tiếp 24:30, 25:00.",
        "Write it as 8:00, 8h30 or 14:30; after midnight count on: 24:30, 25:00.",
    ),
    "check-plan-no-end": Message(
        "{place}: không biết chương trình này kết thúc lúc nào.",
        "{place}: when this programme ends is not said.",
        "Thêm cột “Đến” (giờ kết thúc) hoặc “Thời lượng” (số phút).",
        "Add a column “End” (a time) or “Duration” (minutes).",
    ),
    "check-plan-ends-before": Message(
        "{place}, cột “{column}”: kết thúc (“{value}”) trước khi bắt đầu.",
        "{place}, column “{column}”: it ends (“{value}”) before it begins.",
        "Sửa lại giờ; chương trình qua nửa đêm ghi giờ kết thúc là 24:30, 25:00.",
        "Mend the times; a programme that runs past midnight ends at 24:30, 25:00.",
    ),
    "check-plan-grade": Message(
        "{place}, cột “{column}”: “{value}” không phải là lớp.",
        "{place}, column “{column}”: “{value}” is no grade.",
        "Ghi số từ 1 đến 12; nhiều lớp thì ghi 1; 2.",
        "Write a number from 1 to 12; for several write 1; 2.",
    ),
    "check-plan-no-subject": Message(
        "{place}: dòng này là bài học nhưng cột “{column}” trống.",
        "{place}: this line is a lesson, but its column “{column}” is empty.",
        "Ghi tên môn, ví dụ Toán, Tiếng Việt.",
        "Write the subject, such as mathematics.",
    ),
    "check-plan-number": Message(
        "{place}, cột “{column}”: “{value}” không phải là số.",
        "{place}, column “{column}”: “{value}” is no number.",
        "Ghi số nguyên hoặc để trống.",
        "Write a whole number, or nothing.",
    ),
    "check-plan-channel": Message(
        "{place}, cột “{column}”: không có kênh nào tên là “{value}”.",
        "{place}, column “{column}”: there is no channel called “{value}”.",
        "Có lẽ là: {suggestion}. Kênh của riêng bạn: thêm --preset-folder.",
        "Did you mean: {suggestion}? For a channel of your own add --preset-folder.",
    ),
    "check-plan-no-channel": Message(
        "{place}: không biết phát trên kênh nào.",
        "{place}: on which channel this is shown is not said.",
        "Thêm cột “Kênh”, hoặc ghi --channel TÊN nếu cả bảng là một kênh.",
        "Add a column “Channel”, or say --channel NAME where the whole table is of one.",
    ),
    # ── words of tables ─────────────────────────────────────────────────────────────────────────────────────────
    "check-plan-kind-lesson": Message("Bài học", "Lesson"),
    "check-plan-kind-relay": Message("Tiếp sóng", "Relay"),
    "check-plan-kind-fixed": Message("Cố định", "Fixed"),
    "check-plan-no": Message("không", "no"),
    "check-plan-note-no-lesson": Message("Chưa có bài", "No lesson yet"),
    "check-plan-list": Message("Danh sách", "List"),
    "check-plan-grid-title": Message(
        "{channel} – Lịch phát sóng từ {first} đến {last}", "{channel} – timetable from {first} to {last}"
    ),
    "check-plan-grid-time": Message("Giờ", "Time"),
    "check-plan-grid-grade": Message("Lớp {grades}", "Grade {grades}"),
    "check-plan-grid-repeat": Message("phát lại", "repeat"),
    # ── what is proved ──────────────────────────────────────────────────────────────────────────────────────────
    "check-plan-by-plan": Message("theo lịch", "by the plan"),
    "check-plan-by-log": Message("theo nhật kí phát sóng", "by the as-run log"),
    "check-plan-of-grade": Message(
        "lớp {grade}: {met}/{count} môn đủ lượt mỗi ngày", "grade {grade}: {met}/{count} subjects have their showings"
    ),
    "check-plan-proved": Message(
        "Đạt, {source}: {grades} (tuần {week}, quy tắc {rules}: đủ {count} lượt).",
        "Proved, {source}: {grades} (week {week}, rules {rules}: all {count} showings).",
    ),
    "check-plan-refuted": Message(
        "Chưa đạt, {source}: {grades}; thiếu {missing} trong {wanted} lượt: {named}.",
        "Not met, {source}: {grades}; {missing} of {wanted} showings are missing: {named}.",
    ),
    "check-plan-impossible": Message(
        "Chưa đạt, {source}: {grades}, đủ lượt nhưng lịch có {count} chỗ không phát được như vậy.",
        "Not met, {source}: {grades}, all showings are there, but the plan cannot be aired as it is in {count} places.",
    ),
    "check-plan-unasked": Message(
        "Chưa kết luận được: tuần {week} quy tắc {rules} không yêu cầu môn nào.",
        "Nothing to prove: in week {week} the rules {rules} ask for nothing.",
    ),
    "check-plan-days-alike": Message("{count} ngày {share}", "{count} days {share}"),
    "check-plan-met": Message("Đủ", "Met"),
    "check-plan-together": Message("Không tách buổi", "Not apart"),
    "check-plan-short": Message("Thiếu", "Short"),
    "check-plan-none": Message("Không có", "None"),
    "check-plan-free": Message("Không yêu cầu", "Not asked"),
    "check-plan-legend-met": Message("đủ lượt", "enough showings"),
    "check-plan-legend-together": Message("đủ lượt nhưng gần nhau quá", "enough, but too close together"),
    "check-plan-legend-short": Message("thiếu lượt", "too few"),
    "check-plan-legend-none": Message("không có lượt nào", "none at all"),
    "check-plan-legend-free": Message("không yêu cầu ngày này", "not asked on this day"),
    "check-plan-head-grade": Message("Lớp", "Grade"),
    "check-plan-head-subject": Message("Môn", "Subject"),
    "check-plan-head-weekday": Message("Thứ", "Weekday"),
    "check-plan-head-date": Message("Ngày", "Date"),
    "check-plan-head-wanted": Message("Cần", "Wanted"),
    "check-plan-head-planned": Message("Trong lịch", "Planned"),
    "check-plan-head-aired": Message("Đã phát", "Aired"),
    "check-plan-head-apart": Message("Được tính", "Counted"),
    "check-plan-head-times": Message("Giờ", "Times"),
    "check-plan-head-verdict": Message("Kết quả", "Verdict"),
    "check-plan-head-rota": Message("Luân phiên", "Rota"),
    "check-plan-head-days": Message("Số ngày cần", "Days asked"),
    "check-plan-head-met": Message("Số ngày đủ", "Days met"),
    "check-plan-picture-title": Message(
        "Số lượt phát bài học mỗi ngày, từ {first} đến {last}", "Showings of lessons a day, {first} to {last}"
    ),
    "check-plan-picture-grade": Message("Lớp {grade} – {met}/{count} môn đủ", "Grade {grade} – {met}/{count} met"),
    "check-plan-picture-week": Message("Cả tuần", "Week"),
    "check-plan-picture-foot": Message(
        "Kênh: {channels}. Quy tắc: {rules}. Tính {source}, ngày {made}. Lượt tiếp sóng có tính; hai lượt cùng buổi "
        "chỉ tính một.",
        "Channels: {channels}. Rules: {rules}. Counted {source} on {made}. Relays count; of two showings in one part "
        "of the day only one does.",
    ),
    "check-plan-nothing-asked": Message(
        "Tuần {week} không có ngày học nào theo lịch năm học và quy tắc đã chọn.",
        "Week {week} has no school day by the school calendar and the rules.",
        "Xem lại tuần, --calendar và --rules.",
        "Look at the week, --calendar and --rules again.",
    ),
    "check-plan-rota": Message(
        "Lớp {grade}: {count} môn phát luân phiên theo quy tắc; nếu môn nào ngày nào cũng phải đủ thì còn thiếu "
        "{missing} lượt.",
        "Grade {grade}: the rules show {count} subjects by rota; if every one had to be shown every day, {missing} "
        "showings would be missing.",
    ),
    "check-plan-output-changed": Message(
        "{path} đã có và không phải do lessontool ghi, hoặc đã bị sửa.",
        "{path} is there and was not written by lessontool, or was changed since.",
        "Chuyển tệp đó đi, hoặc chọn thư mục khác bằng --to.",
        "Move that file away, or choose another folder with --to.",
    ),
    "check-plan-unwritable": Message(
        "Không ghi được vào thư mục {folder}.",
        "The folder {folder} cannot be written to.",
        "Kiểm tra ổ đĩa còn chỗ và quyền ghi.",
        "See whether the disk is full and who may write there.",
    ),
    # ── what contradicts itself ─────────────────────────────────────────────────────────────────────────────────
    "check-plan-overlap": Message(
        "{day} {time} {channel}: {title} chồng giờ với {other}.",
        "{day} {time} {channel}: {title} overlaps {other}.",
        "Dời một trong hai chương trình.",
        "Move one of them.",
    ),
    "check-plan-on-block": Message(
        "{day} {time} {channel}: {title} nằm vào giờ của {other}, đã cố định trên kênh.",
        "{day} {time} {channel}: {title} stands where the channel has {other}.",
        "Dời bài học, hoặc sửa chương trình cố định trong tệp kênh.",
        "Move the lesson, or mend the channel's file.",
    ),
    "check-plan-two-channels": Message(
        "{day} {time} {channel}: {title} cùng lúc với {other}; học sinh lớp {grade} chỉ xem được một.",
        "{day} {time} {channel}: {title} at the same time as {other}; pupils of grade {grade} can watch only one.",
        "Dời một trong hai.",
        "Move one of them.",
    ),
    "check-plan-off-air": Message(
        "{day} {time} {channel}: {title} ngoài giờ phát sóng của kênh ({from}–{until}).",
        "{day} {time} {channel}: {title} while the channel is not on air ({from}–{until}).",
        "Dời vào giờ phát sóng.",
        "Move it into the hours of broadcasting.",
    ),
    "check-plan-outside-hours": Message(
        "{day} {time} {channel}: {title} ngoài giờ xem của lớp {grade} ({hours}).",
        "{day} {time} {channel}: {title} when grade {grade} cannot watch ({hours}).",
        "Dời vào giờ xem, hoặc sửa giờ xem trong quy tắc phát sóng.",
        "Move it into the hours of viewing, or mend these in the airing rules.",
    ),
    "check-plan-subject": Message(
        "{day} {time} {channel}: không có môn nào tên là “{subject}”.",
        "{day} {time} {channel}: there is no subject called “{subject}”.",
        "Có lẽ là: {suggestion}.",
        "Did you mean: {suggestion}?",
    ),
    "check-plan-no-school": Message(
        "{day} {time} {channel}: {title} vào ngày không học ({why}).",
        "{day} {time} {channel}: {title} on a day without school ({why}).",
    ),
    "check-plan-row": Message(
        "{day} {time} {channel}: {title} là bài thứ hơn {most} liên tiếp của một lớp.",
        "{day} {time} {channel}: {title}: more than {most} lessons of one grade in a row.",
        "Xen chương trình khác vào giữa.",
        "Put something else between them.",
    ),
    "check-plan-too-long": Message(
        "{day} {time} {channel}: {title} dài {minutes} phút, khung giờ chỉ có {most} phút.",
        "{day} {time} {channel}: {title} lasts {minutes} minutes, its slot {most}.",
        "Chọn bài ngắn hơn hoặc nới khung giờ.",
        "Choose a shorter lesson or a longer slot.",
    ),
    "check-plan-order": Message(
        "{day} {time} {channel}: “{lesson}” phát sau “{before}”.",
        "{day} {time} {channel}: “{lesson}” comes after “{before}”.",
        "Xếp lại theo thứ tự bài, hoặc ghi x ở cột Phát lại.",
        "Put them in order, or write x in the column Repeat.",
    ),
    "check-plan-again": Message(
        "{day} {time} {channel}: “{lesson}” đã phát {other} mà không ghi là phát lại.",
        "{day} {time} {channel}: “{lesson}” was shown on {other} and is not marked as a repeat.",
        "Ghi x ở cột Phát lại nếu đúng là phát lại.",
        "Write x in the column Repeat if it is one.",
    ),
    "check-plan-not-repeated": Message(
        "{day} {time} {channel}: {title} là bài khác với lượt trước trong ngày; quy tắc yêu cầu phát lại cùng bài.",
        "{day} {time} {channel}: {title} is another lesson than before on that day; the rules want the same one again.",
    ),
    "check-plan-same-lesson": Message(
        "{day} {time} {channel}: {title} lặp lại bài của lượt trước trong ngày; quy tắc yêu cầu hai bài khác nhau.",
        "{day} {time} {channel}: {title} is the lesson of before on that day; the rules want two different ones.",
    ),
    "check-plan-relays-left-out": Message(
        "Kênh {channel}: lịch không ghi {count} lượt tiếp sóng bài học của kênh, nên không được tính.",
        "Channel {channel}: the plan leaves out {count} relays of lessons that the channel has; they were not counted.",
        "Thêm các lượt tiếp sóng vào bảng nếu vẫn phát.",
        "Add them to the table if they are on air.",
    ),
    "check-plan-more": Message("Còn {count} chỗ tương tự.", "{count} more of the same kind."),
    # ── as-run logs ─────────────────────────────────────────────────────────────────────────────────────────────
    "as-run-empty": Message(
        "Nhật kí {file} không có dòng phát sóng nào.",
        "The log {file} has no line of a broadcast.",
        "Xuất lại nhật kí của đúng ngày và kênh.",
        "Export the log of the right day and channel again.",
    ),
    "as-run-too-many": Message(
        "Nhật kí {file} có hơn {most} dòng.",
        "The log {file} has more than {most} lines.",
        "Chỉ xuất một tuần.",
        "Export one week only.",
    ),
    "as-run-columns": Message(
        "Nhật kí {file} thiếu cột giờ phát hoặc mã phát sóng.",
        "The log {file} has no column for when, or for what was on air.",
        "Cần ít nhất các cột: {columns}.",
        "It needs at least these columns: {columns}.",
    ),
    "as-run-date": Message(
        "{place}, cột “{column}”: “{value}” không có ngày.",
        "{place}, column “{column}”: “{value}” has no date.",
        f"Ghi ngày, ví dụ {_DATES} hoặc 2021-10-04T08:00:00.",
        f"Write the date, such as {_DATES} or 2021-10-04T08:00:00.",
    ),
    "as-run-time": Message(
        "{place}, cột “{column}”: “{value}” không phải là giờ.",
        "{place}, column “{column}”: “{value}” is no time.",
        "Ghi như 08:00:00 hoặc 2021-10-04T08:00:00.",
        "Write it as 08:00:00 or 2021-10-04T08:00:00.",
    ),
    "as-run-zone": Message(
        "{place}, cột “{column}”: “{value}” không phải giờ Việt Nam.",
        "{place}, column “{column}”: “{value}” is not Vietnam's time.",
        "Xuất nhật kí theo giờ địa phương (+07:00).",
        "Export the log in local time (+07:00).",
    ),
    "as-run-frames": Message(
        "{place}, “{column}”: “{value}” có số khung hình từ 25 trở lên; một giây chỉ có khung 00 đến 24.",
        "{place}, “{column}”: “{value}” has a frame number of 25 or more; a second has frames 00 to 24.",
        "Xuất lại nhật kí với 25 khung hình một giây.",
        "Export the log again at 25 frames a second.",
    ),
    "as-run-length": Message(
        "{place}, cột “{column}”: “{value}” không phải là thời lượng.",
        "{place}, column “{column}”: “{value}” is no length.",
        "Ghi số khung hình, ví dụ 37500, hoặc 00:25:00:00.",
        "Write a number of frames such as 37500, or 00:25:00:00.",
    ),
    "as-run-status": Message(
        "{place}, cột “{column}”: không hiểu “{value}”.",
        "{place}, column “{column}”: “{value}” is not understood.",
        "Ghi: đã phát, trễ, cắt, không phát hoặc thay (aired, late, cut, missed, replaced).",
        "Write: aired, late, cut, missed or replaced.",
    ),
    "as-run-xml": Message(
        "Không đọc được nhật kí {file}: tệp XML hỏng.",
        "The log {file} cannot be read: its XML is broken.",
        "Xuất lại nhật kí từ máy phát.",
        "Export it from the playout server again.",
    ),
    "as-run-channel": Message(
        "Nhật kí có kênh “{value}” không có trong lịch.",
        "The log has a channel “{value}” that the plan does not have.",
        "Kênh trong lịch: {suggestion}. Nhật kí không ghi kênh thì thêm cột “Kênh”.",
        "The plan has: {suggestion}. Where the log names none, add a column “Channel”.",
    ),
    "as-run-library-alone": Message(
        "--library chỉ dùng cùng với --as-run: kho chỉ ghi những gì đã phát thật.",
        "--library needs --as-run: the library notes only what really was on air.",
        "Thêm --as-run NHẬT-KÍ.csv.",
        "Add --as-run LOG.csv.",
    ),
    "as-run-day-missing": Message(
        "Kênh {channel}: nhật kí không có ngày {days}; các ngày đó coi như chưa phát.",
        "Channel {channel}: the log has nothing of {days}; nothing of these days counts as shown.",
        "Thêm nhật kí của các ngày đó bằng --as-run.",
        "Add the logs of these days with --as-run.",
    ),
    "as-run-missed": Message("{count} lượt không phát: {named}.", "{count} showings were missed: {named}."),
    "as-run-replaced": Message(
        "{count} lượt bị thay bằng chương trình khác: {named}.", "{count} showings were replaced: {named}."
    ),
    "as-run-cut": Message(
        "{count} lượt phát thiếu (dưới 95%), không được tính: {named}.",
        "{count} showings were cut (below 95 %) and do not count: {named}.",
    ),
    "as-run-late": Message(
        "{count} lượt lệch giờ hơn một phút, vẫn được tính: {named}.",
        "{count} showings were more than a minute off their time; they count: {named}.",
    ),
    "as-run-filed": Message("Đã ghi {count} lượt phát vào kho bài học.", "{count} showings were noted in the library."),
}
