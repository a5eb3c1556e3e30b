"""What is to be said about the best lessons, the panel and the coverage."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_CRITERIA: Final[dict[str, Message]] = {
    "rank-criterion-qc": Message("Kiểm tra kĩ thuật", "Quality control"),
    "rank-criterion-sound-faults": Message("Lỗi tiếng khi ghi", "Faults of the sound as recorded"),
    "rank-criterion-picture-faults": Message("Lỗi hình khi ghi", "Faults of the picture as recorded"),
    "rank-criterion-source-lines": Message("Độ nét bản ghi", "Detail of the recording"),
    "rank-criterion-speech-to-noise": Message("Giọng nổi trên tiếng ồn", "Voice above noise"),
    "rank-criterion-pace": Message("Tốc độ nói", "Pace of speaking"),
    "rank-criterion-speech-share": Message("Phần thời gian có tiếng nói", "Share of time with speech"),
    "rank-criterion-caption-speed": Message("Tốc độ đọc phụ đề", "Reading speed of captions"),
    "rank-criterion-caption-origin": Message("Nguồn của phụ đề", "Where captions come from"),
    "rank-criterion-caption-languages": Message("Số ngôn ngữ phụ đề", "Languages of captions"),
    "rank-criterion-chapters": Message("Mục trong bài", "Chapters"),
    "rank-criterion-worksheets": Message("Phiếu bài tập", "Worksheets"),
    "rank-criterion-description": Message("Lời giới thiệu", "Description"),
    "rank-criterion-rights": Message("Bản quyền và đồng ý", "Rights and consent"),
    "rank-criterion-sign-language": Message("Ngôn ngữ kí hiệu", "Sign language"),
    "rank-criterion-destinations": Message("Đủ nơi phát", "All destinations"),
    "rank-criterion-panel": Message("Hội đồng chấm", "Review panel"),
    "rank-group-technical": Message("Kĩ thuật", "Technical quality"),
    "rank-group-clarity": Message("Nghe rõ", "Clarity"),
    "rank-group-legibility": Message("Đọc được", "Legibility"),
    "rank-group-captions": Message("Phụ đề", "Captions"),
    "rank-group-completeness": Message("Đầy đủ", "Completeness"),
    "rank-group-panel": Message("Hội đồng", "Panel"),
}

_MEASURED: Final[dict[str, Message]] = {
    "rank-unmeasured": Message("chưa đo", "not measured"),
    "rank-unread": Message("không đọc được gói bài học", "the package cannot be read"),
    "rank-no-picture": Message("chưa có gói có hình", "there is no package with a picture"),
    "rank-qc-unmeasured": Message("chưa kiểm tra", "not looked at yet"),
    "rank-qc-clean": Message("không có gì phải nhắc", "nothing to remark"),
    "rank-qc-faults": Message("{count} mục bị nhắc: {items}", "{count} items remarked on: {items}"),
    "rank-no-faults": Message("không có lỗi", "none"),
    "rank-faults": Message("có: {faults}", "{faults}"),
    "rank-lines": Message("{lines} dòng hình", "{lines} lines"),
    "rank-decibels": Message("hơn {db} dB", "{db} dB above"),
    "rank-pace": Message("{pace} tiếng mỗi giây", "{pace} syllables a second"),
    "rank-percent": Message("{percent} % thời gian", "{percent} % of the time"),
    "rank-cps": Message("{cps} chữ mỗi giây", "{cps} characters a second"),
    "rank-captions-none": Message("không có phụ đề", "no captions"),
    "rank-captions-unknown": Message("không rõ nguồn", "nobody knows"),
    "rank-captions-subtitle": Message("tệp phụ đề do người làm", "a subtitle file made by people"),
    "rank-captions-script": Message("lời giảng của giáo viên", "the teacher's script"),
    "rank-captions-speech": Message("máy nghe và ghi lại", "recognised by a machine"),
    "rank-languages": Message("có: {languages}", "{languages}"),
    "rank-count": Message("có {count}", "{count}"),
    "rank-there": Message("có đủ", "there"),
    "rank-missing": Message("chưa có", "missing"),
    "rank-rights-missing": Message("còn thiếu: {missing}", "missing: {missing}"),
    "rank-rights-holder": Message("người giữ bản quyền", "who holds the rights"),
    "rank-rights-licence": Message("giấy phép dùng", "the licence"),
    "rank-rights-consent": Message("ngày và phạm vi đồng ý của gia đình", "date and scope of the families' consent"),
    "rank-destinations": Message("đã có cho {destinations}", "there for {destinations}"),
    "rank-destination-tv": Message("truyền hình", "television"),
    "rank-destination-online": Message("mạng", "the web"),
    "rank-destination-radio": Message("phát thanh", "radio"),
    "rank-panel": Message("{reviewers} người chấm, trung bình {mean}", "{reviewers} reviewers, {mean} on average"),
    "rank-panel-nobody": Message("chưa ai chấm", "nobody has marked it yet"),
    "rank-panel-few": Message(
        "mới có {reviewers} người chấm, cần {least}", "{reviewers} reviewers so far, {least} are needed"
    ),
    "rank-fault-too-quiet": Message("tiếng quá nhỏ", "far too quiet"),
    "rank-fault-quiet": Message("tiếng nhỏ", "quiet"),
    "rank-fault-one-channel": Message("tiếng một bên", "one side only"),
    "rank-fault-out-of-phase": Message("hai kênh ngược pha", "out of phase"),
    "rank-fault-hum": Message("tiếng ù điện", "mains hum"),
    "rank-fault-overdriven": Message("tiếng vỡ", "distorted"),
    "rank-fault-sound-offset": Message("tiếng lệch hình", "sound out of step"),
    "rank-fault-portrait": Message("quay dọc", "held upright"),
    "rank-fault-four-by-three": Message("hình 4:3", "4:3 picture"),
    "rank-fault-rotated": Message("quay nghiêng máy", "camera turned"),
    "rank-fault-varying-rate": Message("tốc độ hình không đều", "uneven frame rate"),
    "rank-fault-full-range": Message("mức sáng kiểu máy tính", "computer levels"),
    "rank-fault-illegal-colours": Message("màu quá mức", "colours out of range"),
    "rank-fault-too-dark": Message("hình tối", "too dark"),
    "rank-fault-black-picture": Message("hình đen nhiều", "much black picture"),
}

_IDEAL: Final[dict[str, Message]] = {
    "rank-ideal-qc": Message("không mục nào bị nhắc", "no item remarked on"),
    "rank-ideal-sound-faults": Message("không có lỗi", "none"),
    "rank-ideal-picture-faults": Message("không có lỗi", "none"),
    "rank-ideal-source-lines": Message("từ {lines} dòng", "{lines} lines or more"),
    "rank-ideal-speech-to-noise": Message("từ {db} dB", "{db} dB or more"),
    "rank-ideal-pace": Message("{least} đến {most} tiếng mỗi giây", "{least} to {most} syllables a second"),
    "rank-ideal-speech-share": Message("{least} đến {most} %, còn lại để học sinh nghĩ", "{least} to {most} %"),
    "rank-ideal-caption-speed": Message("không quá {cps} chữ mỗi giây", "at most {cps} characters a second"),
    "rank-ideal-caption-speed-grade": Message("vừa sức đọc của lớp", "what the grade can read"),
    "rank-ideal-caption-origin": Message("do người viết", "written by people"),
    "rank-ideal-caption-languages": Message("từ {count} ngôn ngữ", "{count} languages or more"),
    "rank-ideal-chapters": Message("từ {count} mục", "{count} or more"),
    "rank-ideal-worksheets": Message("có phiếu", "some"),
    "rank-ideal-description": Message("có lời giới thiệu", "there is one"),
    "rank-ideal-rights": Message("ghi đủ", "all written down"),
    "rank-ideal-sign-language": Message("có người phiên dịch", "with an interpreter"),
    "rank-ideal-destinations": Message("đủ {destinations}", "{destinations}"),
    "rank-ideal-panel": Message("{most} điểm", "{most} points"),
}

_RANKS: Final[dict[str, Message]] = {
    "rank-qc-failed": Message(
        "Gói cho “{destination}” không đạt kiểm tra: {items}.",
        "The package for “{destination}” failed quality control: {items}.",
        "Sửa rồi làm lại gói, hoặc chấp nhận lỗi bằng “lessontool waive”.",
        "Mend it and make the package again, or take the fault as it is with `lessontool waive`.",
    ),
    "rank-unproved": Message(
        "Gói cho “{destination}” chưa ai kiểm tra.",
        "Nobody has looked at the package for “{destination}” yet.",
        "Hãy chạy “lessontool qc” cho gói đó.",
        "Run `lessontool qc` on it.",
    ),
    "rank-unlike": Message(
        "Các bài ở chỗ này được đo không giống nhau (từ {least} % đến {most} % số điểm): hãy so sánh cẩn thận.",
        "These lessons were not measured alike (from {least} % to {most} % of the weight): compare them with care.",
        "Cho hội đồng chấm tất cả, hoặc làm lại gói cũ để có đủ số đo.",
        "Let the panel mark all of them, or make old packages again so that all is measured.",
    ),
    "rank-panel-apart": Message(
        "Bài xếp thứ {rank}: người chấm cho điểm rất khác nhau ở {questions}.",
        "Number {rank}: the reviewers disagree strongly on {questions}.",
        "Nên để hội đồng xem lại và trao đổi trước khi chọn.",
        "Let the panel talk about it before somebody chooses.",
    ),
    "rank-nothing": Message(
        "Không có bài nào như vậy trong kho.",
        "The library has no such lesson.",
        "Xem “lessontool library list”, hoặc thêm bài bằng “lessontool library add”.",
        "See `lessontool library list`, or add lessons with `lessontool library add`.",
    ),
    "rank-row": Message("{rank}. {score}/100 · {lesson}", "{rank}. {score}/100 · {lesson}"),
    "rank-row-barred": Message("Không được phát · {lesson}", "May not be shown · {lesson}"),
    "rank-row-measured": Message(
        "tính trên {percent} % số điểm đã đo được", "stands on {percent} % of the weight, which was measured"
    ),
    "rank-row-provisional": Message("(tạm tính)", "(provisional)"),
    "rank-row-criterion": Message(
        "{points}/{weight} {criterion}: {measured} (tốt nhất: {ideal})",
        "{points}/{weight} {criterion}: {measured} (ideal: {ideal})",
    ),
    "rank-row-unmeasured": Message("–/{weight} {criterion}: {measured}", "–/{weight} {criterion}: {measured}"),
    "rank-row-chosen": Message("★ đã chọn", "★ chosen"),
    "rank-place": Message(
        "{subject} lớp {grade}, tuần {week}: {lesson}", "{subject}, grade {grade}, week {week}: {lesson}"
    ),
    "rank-place-lesson": Message("bài {number}", "lesson {number}"),
    "rank-place-part": Message("tiết {part}", "part {part}"),
    "rank-written": Message("Đã ghi bảng điểm vào {path}.", "The scores are written to {path}."),
    "rank-how": Message(
        "Điểm là phần đạt được trong những gì đã đo; điều chưa đo không cộng, không trừ.",
        "A score is the share reached of what was measured; what was not measured neither helps nor hurts.",
    ),
    "rank-file-there": Message(
        "{path} đã có và không phải do lệnh này viết, hoặc đã bị sửa.",
        "{path} is there already, and this command did not write it or somebody changed it since.",
        "Chọn tên khác, hoặc tự xoá tệp đó.",
        "Choose another name, or delete it yourself.",
    ),
    "rank-unwritable": Message(
        "Không ghi được vào {path}.",
        "{path} cannot be written.",
        "Kiểm tra thư mục có tồn tại và còn chỗ không.",
        "See whether the folder exists and has room.",
    ),
}

_PANEL: Final[dict[str, Message]] = {
    "review-lesson-unknown": Message(
        "Không có bài học “{lesson}” trong kho.",
        "The library has no lesson “{lesson}”.",
        "Xem mã bài bằng “lessontool library list”.",
        "`lessontool library list` shows the lessons with their numbers.",
    ),
    "review-lesson-unclear": Message(
        "“{lesson}” có thể là nhiều bài: {count} bài.",
        "“{lesson}” may be any of {count} lessons.",
        "Ghi mã bài đầy đủ hơn; xem mã bằng “lessontool library search”.",
        "Write more of the lesson's number; `lessontool library search` shows it.",
    ),
    "review-marks-wrong": Message(
        "Không hiểu điểm “{text}”.",
        "The marks “{text}” are not understood.",
        "Viết như: noi-dung=4,phuong-phap=5 (các câu hỏi: {questions}).",
        "Write them as: noi-dung=4,phuong-phap=5 (questions: {questions}).",
    ),
    "review-question-unknown": Message(
        "Bộ câu hỏi không có câu “{question}”.",
        "The rubric has no question “{question}”.",
        "Các câu hỏi: {questions}.",
        "The questions are: {questions}.",
    ),
    "review-question-twice": Message(
        "Câu “{question}” được cho điểm hai lần.",
        "The question “{question}” is marked twice.",
        "Chỉ ghi một điểm cho mỗi câu.",
        "Write one mark for each question.",
    ),
    "review-question-missing": Message(
        "Còn thiếu điểm cho: {questions}.",
        "Marks are missing for: {questions}.",
        "Cho điểm tất cả các câu: bài thiếu điểm không so được với bài khác.",
        "Mark every question: lessons with gaps cannot be compared.",
    ),
    "review-points-range": Message(
        "Điểm {points} cho câu “{question}” nằm ngoài thang {least} đến {most}.",
        "{points} points for “{question}” are outside {least} to {most}.",
        "Sửa lại theo thang điểm.",
        "Write a mark from that range.",
    ),
    "review-reviewer-missing": Message(
        "Chưa ghi ai chấm.",
        "It is not said who marks.",
        "Thêm --reviewer TÊN hoặc SỐ của người chấm.",
        "Add --reviewer with the reviewer's name or number.",
    ),
    "review-nothing-to-do": Message(
        "Chưa rõ muốn làm gì: chấm một bài, nhập bảng điểm hay lấy mẫu bảng.",
        "It is not clear what to do: mark a lesson, read a table of marks, or write an empty one.",
        "Dùng: library review BÀI --reviewer TÊN --marks …; hoặc --import BẢNG.csv; hoặc --template --to MẪU.csv.",
        "Use: library review LESSON --reviewer NAME --marks …; or --import TABLE.csv; or --template --to FILE.csv.",
    ),
    "review-kept": Message(
        "Đã ghi điểm của {reviews} lượt chấm cho {lessons} bài.", "{reviews} reviews of {lessons} lessons are kept."
    ),
    "review-replaced": Message(
        "{count} lượt chấm cũ của cùng người, cùng bài được thay bằng điểm mới.",
        "{count} earlier reviews by the same people of the same lessons were replaced.",
    ),
    "review-table-broken": Message(
        "Không đọc được dòng {line} của {file}: thiếu dấu ngoặc kép, hoặc số ô không khớp.",
        "Line {line} of {file} cannot be read: a quotation mark is missing, or cells do not match.",
        "Sửa dòng đó, hoặc mở bằng Excel rồi lưu lại thành CSV.",
        "Mend that line, or open it in Excel and save it as CSV again.",
    ),
    "review-table-columns": Message(
        "Bảng {file} còn thiếu cột: {columns}.",
        "The table {file} lacks columns: {columns}.",
        "Lấy mẫu bảng bằng “lessontool library review --template --to MẪU.csv”.",
        "Write an empty table with `lessontool library review --template --to FILE.csv`.",
    ),
    "review-table-column-twice": Message(
        "Có hai cột cùng là “{column}”.",
        "Two columns are “{column}”.",
        "Xoá bớt một cột.",
        "Delete one of them.",
    ),
    "review-table-empty": Message(
        "Bảng {file} chưa có điểm nào.",
        "The table {file} has no marks.",
        "Mỗi bài một dòng, ghi điểm vào các cột câu hỏi.",
        "Write one line for each lesson, with its marks.",
    ),
    "review-table-too-many": Message(
        "Bảng có hơn {most} dòng.",
        "The table has more than {most} lines.",
        "Chia thành nhiều tệp.",
        "Divide it into several files.",
    ),
    "review-line-lesson": Message(
        "Dòng {line}: không có bài học “{lesson}” trong kho.",
        "Line {line}: the library has no lesson “{lesson}”.",
        "Giữ nguyên cột “Mã bài” của mẫu bảng.",
        "Leave the column with the lesson's number as the empty table has it.",
    ),
    "review-line-reviewer": Message(
        "Dòng {line}: chưa ghi ai chấm.",
        "Line {line}: it is not said who marks.",
        "Ghi vào cột “Người chấm”, hoặc thêm --reviewer TÊN.",
        "Write it into its column, or add --reviewer NAME.",
    ),
    "review-line-points": Message(
        "Dòng {line}, cột “{column}”: “{value}” không phải là điểm từ {least} đến {most}.",
        "Line {line}, column “{column}”: “{value}” is no mark from {least} to {most}.",
        "Sửa lại ô đó.",
        "Mend that cell.",
    ),
    "review-line-missing": Message(
        "Dòng {line}: còn thiếu điểm cho {questions}.",
        "Line {line}: marks are missing for {questions}.",
        "Cho điểm tất cả các câu, hoặc để trống cả dòng.",
        "Mark every question, or leave the whole line without marks.",
    ),
    "review-line-date": Message(
        "Dòng {line}: “{value}” không phải là ngày.",
        "Line {line}: “{value}” is no date.",
        "Viết như 25/9/2021 hoặc 2021-09-25.",
        "Write it as 25/9/2021 or 2021-09-25.",
    ),
    "review-columns-ignored": Message("Không dùng các cột: {columns}.", "Columns that are not used: {columns}."),
    "review-lines-unmarked": Message(
        "{count} dòng chưa có điểm được bỏ qua.", "{count} lines without marks are left out."
    ),
    "review-lines-twice": Message(
        "Dòng {line}: người này đã chấm bài này ở dòng {first}; dùng điểm của dòng {line}.",
        "Line {line}: this reviewer marked this lesson in line {first} too; the marks of line {line} are used.",
    ),
    "review-template-written": Message(
        "Đã ghi bảng mẫu cho {lessons} bài vào {path}.", "An empty table for {lessons} lessons is written to {path}."
    ),
    "review-column-number": Message("Số", "No."),
    "review-column-lesson": Message("Mã bài", "Lesson"),
    "review-column-title": Message("Bài", "Title"),
    "review-column-school": Message("Trường", "School"),
    "review-column-teachers": Message("Giáo viên", "Teachers"),
    "review-column-reviewer": Message("Người chấm", "Reviewer"),
    "review-column-date": Message("Ngày", "Date"),
    "review-column-remark": Message("Nhận xét", "Remark"),
    "review-points-head": Message("{question} ({least}–{most} điểm)", "{question} ({least}–{most} points)"),
    "review-shown": Message(
        "{question}: trung bình {mean} (thấp nhất {low}, cao nhất {high}, độ lệch {spread})",
        "{question}: {mean} on average (lowest {low}, highest {high}, standard deviation {spread})",
    ),
    "review-shown-apart": Message("← chấm rất khác nhau", "← strong disagreement"),
    "review-harsh": Message(
        "{reviewer}: chấm {reviews} bài, thấp hơn người khác {points} điểm (so trên {compared} điểm số)",
        "{reviewer}: {reviews} lessons, {points} points below the others (over {compared} marks)",
    ),
    "review-kind": Message(
        "{reviewer}: chấm {reviews} bài, cao hơn người khác {points} điểm (so trên {compared} điểm số)",
        "{reviewer}: {reviews} lessons, {points} points above the others (over {compared} marks)",
    ),
    "review-alone": Message(
        "{reviewer}: chấm {reviews} bài, chưa có bài nào chấm chung với người khác",
        "{reviewer}: {reviews} lessons, none of them marked by anybody else",
    ),
    "review-blind-reviewer": Message("Người chấm {number}", "Reviewer {number}"),
    "review-nobody": Message("Chưa ai chấm bài nào.", "Nobody has marked any lesson yet."),
}

_CHOICES: Final[dict[str, Message]] = {
    "select-missing": Message(
        "Chưa ghi {what}.",
        "{what} is missing.",
        "Viết: library select BÀI --by TÊN --why “lí do”.",
        "Write: library select LESSON --by NAME --why “the reason”.",
    ),
    "select-why": Message(
        "Bài này xếp thứ {rank}, không phải bài đứng đầu.",
        "This lesson is number {rank}, not the first.",
        "Hãy ghi lí do: --why “…”.",
        "Say why: --why “…”.",
    ),
    "select-nobody": Message(
        "Không bài nào ở chỗ “{place}” được phát.",
        "No lesson for “{place}” may be shown.",
        "Xem lí do bằng “lessontool library rank”.",
        "`lessontool library rank` shows why.",
    ),
    "select-place-unknown": Message(
        "Không có chỗ hay bài học “{said}” trong kho.",
        "The library has no place and no lesson “{said}”.",
        "Chép tên chỗ từ “lessontool library rank”, như TO-1-KNTT-T05-B12.",
        "Copy the place from `lessontool library rank`, such as TO-1-KNTT-T05-B12.",
    ),
    "select-kept": Message("Đã chọn {lesson} cho {place} ({score} điểm).", "{lesson} is chosen for {place} ({score})."),
    "select-instead": Message("Thay cho bài đã chọn trước: {lesson}.", "It takes the place of {lesson}."),
    "select-same": Message(
        "Bài này đã được chọn từ trước, không có gì thay đổi.", "It is chosen already; nothing changed."
    ),
    "select-line": Message(
        "{place}: {lesson} ({score} điểm), {by} chọn ngày {date}: {why}",
        "{place}: {lesson} ({score}), chosen by {by} on {date}: {why}",
    ),
    "select-line-before": Message("trước đó: {lesson}, {by}, {date}: {why}", "before: {lesson}, {by}, {date}: {why}"),
    "select-line-gone": Message("bài không còn trong kho", "no longer in the library"),
    "select-none": Message("Chưa chọn bài nào.", "No lesson is chosen yet."),
    "select-first": Message("đứng đầu bảng điểm", "it has the highest score"),
}

_COVERAGE: Final[dict[str, Message]] = {
    "coverage-title": Message("Bài học đã có, năm học {year}", "Lessons that are there, school year {year}"),
    "coverage-grade": Message("Lớp {grade}", "Grade {grade}"),
    "coverage-subject": Message("Môn", "Subject"),
    "coverage-series": Message("Bộ sách", "Series"),
    "coverage-week": Message("Tuần", "Week"),
    "coverage-a-week": Message("tiết mỗi tuần", "periods a week"),
    "coverage-total": Message("Cả năm", "All year"),
    "coverage-ready": Message("sẵn sàng", "ready"),
    "coverage-wanted": Message("cần", "wanted"),
    "coverage-missing": Message("còn thiếu", "missing"),
    "coverage-waiting": Message("chưa kiểm tra", "not looked at"),
    "coverage-failed": Message("không đạt", "failed"),
    "coverage-barred": Message("chưa được phép", "without consent"),
    "coverage-expired": Message("hết hạn", "expired"),
    "coverage-expiring": Message("sắp hết hạn", "expiring"),
    "coverage-chosen": Message("đã chọn", "chosen"),
    "coverage-sign-full": Message("đủ bài", "complete"),
    "coverage-sign-part": Message("có một phần", "partly there"),
    "coverage-sign-none": Message("chưa có bài", "nothing yet"),
    "coverage-sign-waiting": Message("có bài nhưng chưa đạt kiểm tra", "there, but quality control has not passed it"),
    "coverage-sign-expired": Message("có bài nhưng hết hạn hoặc chưa được phép", "there, but expired or not allowed"),
    "coverage-sign-chosen": Message("đã chọn bài cho mọi tiết", "chosen for every period"),
    "coverage-sign-unasked": Message("tuần này không có tiết", "no period in this week"),
    "coverage-sum": Message(
        "Có {ready} trên {wanted} tiết của năm học ({percent} %); còn thiếu {missing}, chờ kiểm tra {waiting}, "
        "hết hạn {expired}.",
        "{ready} of {wanted} periods of the year are there ({percent} %); {missing} missing, {waiting} not passed yet, "
        "{expired} expired.",
    ),
    "coverage-read": Message("số đã có / số cần", "there / wanted"),
    "coverage-numbers": Message("Mỗi ô: số tiết đã có / số tiết cần", "Each box: periods there / periods wanted"),
    "coverage-outside": Message(
        "{count} bài của môn không có trong chương trình lớp đó, hoặc tuần ngoài 1–35, không được tính.",
        "{count} lessons of subjects that their grade does not have, or of weeks beyond 35, are not counted.",
    ),
    "coverage-written": Message("Đã ghi: {files}", "Written: {files}"),
    "coverage-grade-wrong": Message(
        "Không có lớp {grade}.",
        "There is no grade {grade}.",
        "Lớp từ 1 đến 12, cách nhau bằng dấu phẩy.",
        "Grades are 1 to 12, with commas between.",
    ),
}

RANKING: Final[dict[str, Message]] = {
    **_CRITERIA,
    **_MEASURED,
    **_IDEAL,
    **_RANKS,
    **_PANEL,
    **_CHOICES,
    **_COVERAGE,
}
