"""Captions: aligned, cut, corrected and written."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

CAPTIONS: Final[dict[str, Message]] = {
    "text-file-missing": Message(
        "Không thấy tệp “{file}” trong thư mục bài học.",
        "There is no file “{file}” in the lesson folder.",
        "Hãy chép tệp vào thư mục bài học, hoặc sửa tên tệp trong lesson.yaml.",
        "Copy the file into the lesson folder, or mend its name in lesson.yaml.",
    ),
    "text-file-missing-nearest": Message(
        "Không thấy tệp “{file}” trong thư mục bài học. Có phải là “{nearest}” không?",
        "There is no file “{file}” in the lesson folder. Did you mean “{nearest}”?",
        "Hãy sửa tên tệp trong lesson.yaml.",
        "Mend the name in lesson.yaml.",
    ),
    "text-file-not-ordinary": Message(
        "Không đọc được “{file}”: đây phải là một tệp bình thường nằm trong thư mục bài học.",
        "“{file}” cannot be read: it must be an ordinary file inside the lesson folder.",
        "Hãy chép chính tệp đó vào thư mục bài học.",
        "Copy the file itself into the lesson folder.",
    ),
    "captions-no-speech": Message(
        "Không nghe thấy lời nói nên bài này không có phụ đề.",
        "Nobody is heard speaking, so this lesson has no captions.",
        "Nếu bài có lời giảng, hãy kiểm tra micrô; nếu không, không cần làm gì.",
        "If somebody does speak, check the microphone; if not, there is nothing to do.",
    ),
    "captions-not-yet": Message(
        "Chưa có phụ đề cho bài này: chạy “lessontool captions transcribe” hoặc “lessontool process” trước.",
        "This lesson has no captions yet: run `lessontool captions transcribe` or `lessontool process` first.",
    ),
    "captions-no-script": Message(
        "Bài này không có lời giảng để khớp với tiếng.",
        "This lesson has no script to lay over the sound.",
        "Hãy chép lời giảng vào thư mục bài học và ghi tên tệp ở mục script của lesson.yaml.",
        "Copy the script into the lesson folder and name it in the field script of lesson.yaml.",
    ),
    "captions-translation-lines": Message(
        "Bản dịch tiếng “{language}” có {lines} dòng, lời giảng có {wanted} dòng: thời gian chỉ là ước lượng.",
        "The translation in “{language}” has {lines} lines, the script has {wanted}: its times are only estimated.",
        "Hãy dịch từng dòng một, cùng số dòng với lời giảng.",
        "Translate line by line, with as many lines as the script has.",
    ),
    "correction-used": Message(
        "Dùng phụ đề đã sửa trong {file} ({count} chỗ sửa).",
        "The captions that were corrected in {file} are used ({count} changes).",
    ),
    "correction-of-older-text": Message(
        "{file} được sửa từ phụ đề cũ; lời giảng hoặc bản ghi đã thay đổi sau đó.",
        "{file} was corrected from older captions; the script or the recording has changed since.",
        "Hãy xem lại tệp này; muốn làm lại từ đầu thì đổi tên tệp rồi chạy “lessontool captions edit”.",
        "Look it over; to begin anew, rename it and run `lessontool captions edit`.",
    ),
    "correction-in-the-way": Message(
        "{file} đã được sửa nên không bị ghi đè.",
        "{file} has been changed, so it is not overwritten.",
        "Muốn làm lại từ đầu, hãy đổi tên tệp đó.",
        "To begin anew, rename that file.",
    ),
    "correction-written": Message(
        "Đã ghi phụ đề vào {path} để thầy cô sửa ({doubtful} từ chưa chắc chắn được đánh dấu).",
        "The captions are in {path} for you to correct ({doubtful} doubtful words are marked).",
    ),
    "correction-none": Message(
        "{path} chưa được sửa chỗ nào; {doubtful} từ được đánh dấu là chưa chắc chắn.",
        "Nothing has been corrected in {path} yet; {doubtful} words in it are marked as doubtful.",
    ),
    "correction-taken": Message(
        "Đã nhận {count} chỗ sửa từ {path}.",
        "{count} corrections were taken from {path}.",
    ),
    "converted": Message(
        "Đã ghi {path}.",
        "{path} was written.",
    ),
    "convert-exists": Message(
        "Đã có tệp {path}; tệp này không bị ghi đè.",
        "There is already a file {path}; it was left as it is.",
        "Hãy chọn tên khác bằng --to.",
        "Choose another name with --to.",
    ),
    "convert-unknown": Message(
        "Không biết ghi phụ đề thành “{suffix}”.",
        "Captions cannot be written as “{suffix}”.",
        "Các loại được dùng: {known}.",
        "Kinds that can be written: {known}.",
    ),
}
