"""What can be wrong in `lesson.yaml` or a preset."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

LESSON: Final[dict[str, Message]] = {
    "lesson-file-missing": Message(
        "Thư mục “{folder}” chưa có tệp {file}.",
        "The folder “{folder}” has no file {file} yet.",
        "Chạy “lessontool new” cho thư mục này để tạo tệp.",
        "Run `lessontool new` for this folder to make one.",
    ),
    "lesson-file-exists": Message(
        "Đã có tệp {path}; tệp này không bị thay đổi.",
        "There is already a file {path}; it was left as it is.",
        "Hãy mở tệp đó để sửa, hoặc đổi tên tệp rồi tạo lại.",
        "Open that file to change it, or rename it and make a new one.",
    ),
    "lesson-file-unreadable": Message(
        "Không mở được {file}: đây phải là một tệp bình thường và đọc được, không phải lối tắt hay thư mục.",
        "{file} cannot be opened: it must be an ordinary file that can be read, no shortcut and no folder.",
        "Hãy chép chính tệp đó vào thư mục bài học.",
        "Copy the file itself into the lesson folder.",
    ),
    "lesson-file-unwritable": Message(
        "Không ghi được tệp {file} vào thư mục “{folder}”.",
        "The file {file} cannot be written into the folder “{folder}”.",
        "Hãy kiểm tra thư mục có tồn tại và có quyền ghi hay không.",
        "See whether the folder exists and may be written to.",
    ),
    "lesson-file-too-big": Message(
        "Tệp {file} quá lớn nên không thể là phần mô tả bài học.",
        "The file {file} is too big to be the description of a lesson.",
        "Nếu có lời giảng dài, hãy để trong một tệp riêng và ghi tên tệp đó ở mục script.",
        "Keep a long script in a file of its own and name that file in the field script.",
    ),
    "lesson-file-not-unicode": Message(
        "Dòng {line} của {file} có chữ không phải Unicode (có thể là bảng mã TCVN3 hoặc VNI).",
        "Line {line} of {file} has letters that are not Unicode (perhaps TCVN3 or VNI).",
        "Hãy lưu lại tệp với bảng mã UTF-8.",
        "Save the file again as UTF-8.",
    ),
    "lesson-file-hidden-character": Message(
        "Dòng {line} của {file} có một kí tự ẩn không dùng được.",
        "Line {line} of {file} has a hidden character that cannot be used.",
        "Hãy xoá dòng đó và gõ lại bằng tay.",
        "Delete that line and type it again by hand.",
    ),
    "lesson-file-not-understood": Message(
        "Không hiểu được cách viết ở dòng {line} của {file}.",
        "Line {line} of {file} is not written in a way that can be understood.",
        "Mỗi mục viết trên một dòng theo dạng “tên: nội dung”; nội dung có dấu hai chấm thì đặt trong dấu ngoặc kép.",
        "Write each field on a line as `name: text`; put text that has a colon between double quotes.",
    ),
    "lesson-file-not-accepted": Message(
        "Dòng {line} của {file} dùng một cách viết không được chấp nhận.",
        "Line {line} of {file} is written in a way that is not accepted.",
        "Hãy đặt nội dung bắt đầu bằng &, * hoặc ! trong dấu ngoặc kép, và chỉ viết mỗi mục một lần, không lồng nhau.",
        "Put text that begins with &, * or ! between double quotes, and write fields one below the other, not nested.",
    ),
    "lesson-field-twice": Message(
        "Mục “{field}” được viết hai lần trong {file}, lần sau ở dòng {line}.",
        "The field “{field}” stands twice in {file}, the second time in line {line}.",
        "Hãy xoá một trong hai dòng.",
        "Delete one of the two lines.",
    ),
    "lesson-unknown-field": Message(
        "{file}, dòng {line}: không có mục nào tên là “{field}”.",
        "{file}, line {line}: there is no field called “{field}”.",
        "Tên đúng có thể là: {suggestion}.",
        "The right name may be: {suggestion}.",
    ),
    "lesson-field-missing": Message(
        "Tệp {file} còn thiếu: {fields}.",
        "The file {file} still lacks: {fields}.",
        "Hãy viết thêm các mục đó; “lessontool new” tạo một tệp mẫu có lời giải thích từng mục.",
        "Add these fields; `lessontool new` writes a sample file that explains each of them.",
    ),
    "lesson-field-wrong": Message(
        "{file}, dòng {line}: nội dung của mục “{field}” không dùng được: “{value}”.",
        "{file}, line {line}: what the field “{field}” says cannot be used: “{value}”.",
        "Ví dụ đúng: {example}.",
        "This would be right: {example}.",
    ),
    "lesson-answer-wrong": Message(
        "Câu trả lời cho mục “{field}” không dùng được: “{value}”.",
        "The answer for the field “{field}” cannot be used: “{value}”.",
        "Ví dụ đúng: {example}.",
        "This would be right: {example}.",
    ),
    "lesson-file-outside": Message(
        "{file}, dòng {line}: mục “{field}” phải là tên của một tệp nằm trong thư mục bài học, không phải “{value}”.",
        "{file}, line {line}: the field “{field}” must name a file inside the lesson folder, not “{value}”.",
        "Hãy chép tệp vào thư mục bài học và chỉ ghi tên tệp.",
        "Copy the file into the lesson folder and write only its name.",
    ),
    "lesson-subject-unknown": Message(
        "{file}, dòng {line}: không có môn học nào tên là “{subject}”.",
        "{file}, line {line}: there is no subject called “{subject}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "lesson-subject-not-in-grade": Message(
        "{file}, dòng {line}: lớp {grade} năm học {school_year} không có môn {subject}.",
        "{file}, line {line}: grade {grade} has no subject {subject} in the school year {school_year}.",
        "Lớp này có các môn: {subjects}. Hãy sửa môn học hoặc lớp.",
        "This grade has: {subjects}. Correct the subject or the grade.",
    ),
    "lesson-series-unknown": Message(
        "{file}, dòng {line}: không có bộ sách nào tên là “{series}”.",
        "{file}, line {line}: there is no textbook series called “{series}”.",
        "Có thể là: {suggestion}. Sách ngoài danh sách thì ghi KHAC.",
        "Perhaps: {suggestion}. For books outside the list write KHAC.",
    ),
    "lesson-series-not-in-grade": Message(
        "{file}, dòng {line}: lớp {grade} năm học {school_year} không dùng bộ sách {series}.",
        "{file}, line {line}: grade {grade} does not use the series {series} in the school year {school_year}.",
        "Lớp này dùng: {list}.",
        "This grade uses: {list}.",
    ),
    "preset-unknown": Message(
        "Không có mẫu đầu ra nào tên là “{preset}”.",
        "There is no preset called “{preset}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "preset-wrong": Message(
        "Mẫu đầu ra {file} bị viết sai ở dòng {line}, mục “{field}”.",
        "The preset {file} is wrong in line {line}, field “{field}”.",
        "Hãy báo cho người soạn mẫu; phần chi tiết bên dưới cho biết cần sửa gì.",
        "Tell whoever wrote the preset; the details say what to correct.",
    ),
}
"""What is wrong in lesson.yaml or a preset (presets.py, lesson_form.py)."""
