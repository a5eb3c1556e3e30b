"""What can be wrong with finished lessons of which packs are made."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

SHELF: Final[dict[str, Message]] = {
    "pack-unknown": Message(
        "Không có loại gói nào tên là “{preset}”.",
        "There is no kind of pack called “{preset}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "pack-needs-place": Message(
        "Gói “{pack}” gồm nhiều bài học, cần biết ghi vào đâu.",
        "“{pack}” holds many lessons; where it goes must be said.",
        "Thêm --to và thư mục của USB, thẻ nhớ hoặc ổ đĩa, ví dụ: --to /media/usb.",
        "Add --to and the folder of the stick, card or disk, such as --to /media/usb.",
    ),
    "pack-no-budget": Message(
        "Gói “{pack}” không dùng --budget: mỗi bài học là một tệp riêng.",
        "“{pack}” takes no --budget: each lesson is a file of its own.",
        "Bỏ --budget; muốn tệp nhỏ hơn thì sửa tallest_px trong mẫu gói.",
        "Leave --budget out; for smaller files change tallest_px in the pack's preset.",
    ),
    "pack-lesson-away": Message(
        "Bài “{title}” nằm ngoài thư mục bài học của nó, cần biết ghi gói vào đâu.",
        "“{title}” lies away from its lesson folder; where the pack goes must be said.",
        "Thêm --to và tên thư mục sẽ chứa gói.",
        "Add --to and the folder that shall hold the pack.",
    ),
    "pack-lesson-refused": Message(
        "Bài “{title}” ({place}) không còn được phép phát: hết hạn bản quyền, hoặc thiếu sự đồng ý của phụ huynh.",
        "“{title}” ({place}) may not be shown: its rights ran out, or parents' consent is missing.",
        "Xem mục rights và consent trong lesson.yaml của bài; hoặc đừng đưa bài này vào gói.",
        "Look at rights and consent in the lesson's lesson.yaml, or leave this lesson out.",
    ),
    "pack-lesson-failed": Message(
        "Bài “{title}” vẫn được đóng gói, dù chưa đạt kiểm tra: {items}.",
        "“{title}” was packed although it failed its quality control: {items}.",
        "Xem báo cáo QC trong gói của bài, sửa rồi chạy lại lessontool process.",
        "Read the QC report in the lesson's package, mend it and run lessontool process again.",
    ),
    "pack-done": Message(
        "Xong gói “{pack}”: {count} bài học, {size}, ở {place}.",
        "“{pack}” is ready: {count} lessons, {size}, in {place}.",
    ),
    "shelf-empty": Message(
        "Trong {places} chưa có bài học nào làm xong.",
        "There is no finished lesson in {places}.",
        "Chạy lessontool process cho bài học trước, rồi làm lại lệnh này.",
        "Run lessontool process for the lesson first, then this command again.",
    ),
    "shelf-missing": Message(
        "Không có thư mục {place}.",
        "There is no folder {place}.",
        "Kiểm tra lại tên thư mục.",
        "Check the folder's name.",
    ),
    "shelf-closed": Message(
        "Không được phép xem thư mục {place}.",
        "The folder {place} may not be looked into.",
        "Xin quyền đọc thư mục đó, rồi làm lại.",
        "Ask for the right to read that folder, then try again.",
    ),
    "shelf-broken": Message(
        "Không đọc được danh sách của gói: {path}.",
        "The list of a package cannot be read: {path}.",
        "Chạy lại lessontool process cho bài học đó.",
        "Run lessontool process for that lesson again.",
    ),
    "shelf-file-changed": Message(
        "Tệp {path} bị mất hoặc đã bị thay đổi sau khi làm xong.",
        "{path} is gone, or was changed after it was finished.",
        "Chạy lại lessontool process cho bài học đó; tệp sẽ được làm lại.",
        "Run lessontool process for that lesson again; it is made anew.",
    ),
}
