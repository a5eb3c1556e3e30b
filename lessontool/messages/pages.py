"""What stands on the pages that pupils, parents and teachers open."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PAGES: Final[dict[str, Message]] = {
    "page-player": Message("Trình phát bài học", "Lesson player"),
    "page-language": Message("Ngôn ngữ của trang", "Language of this page"),
    "page-teacher": Message("Giáo viên: {names}", "Teacher: {names}"),
    "page-book": Message("Sách: {name}", "Textbook: {name}"),
    "page-length": Message("Thời lượng: {time}", "Length: {time}"),
    "page-licence": Message("Giấy phép: {name}", "Licence: {name}"),
    "page-go-on": Message("Xem tiếp từ {time}", "Continue from {time}"),
    "page-go-on-listening": Message("Nghe tiếp từ {time}", "Continue from {time}"),
    "page-from-start": Message("Xem từ đầu", "From the beginning"),
    "page-from-start-listening": Message("Nghe từ đầu", "From the beginning"),
    "page-seen": Message("Đã xem {percent}% bài học", "{percent}% of the lesson watched"),
    "page-heard": Message("Đã nghe {percent}% bài học", "{percent}% of the lesson heard"),
    "page-captions": Message("Phụ đề", "Captions"),
    "page-captions-off": Message("Tắt", "Off"),
    "page-speed": Message("Tốc độ", "Speed"),
    "page-speed-slow": Message("Chậm hơn", "Slower"),
    "page-speed-plain": Message("Vừa", "Normal"),
    "page-speed-quick": Message("Nhanh hơn", "Faster"),
    "page-size": Message("Cỡ hình", "Picture size"),
    "page-size-automatic": Message("Tự động", "Automatic"),
    "page-size-light": Message("Tiết kiệm dữ liệu", "Data saver"),
    "page-chapters": Message("Các phần của bài", "Parts of the lesson"),
    "page-transcript": Message("Lời giảng", "What is said"),
    "page-transcript-help": Message("Bấm vào một câu để xem lại đoạn đó.", "Press a sentence to go there."),
    "page-follow": Message("Về câu đang nói", "Back to the sentence being said"),
    "page-print": Message("In lời giảng", "Print what is said"),
    "page-attachments": Message("Phiếu bài tập và tài liệu", "Worksheets and other files"),
    "page-downloads": Message("Tải bài học về máy", "Download the lesson"),
    "page-downloads-help": Message(
        "Tải một lần khi có mạng, sau đó xem lại bao nhiêu lần cũng không tốn dữ liệu.",
        "Download once where there is a connection; watching again then costs no data.",
    ),
    "page-sound-only": Message("Chỉ nghe tiếng ({name})", "Sound only ({name})"),
    "page-document-html": Message("Lời giảng: trang để đọc và in", "What is said: page to read and print"),
    "page-document-docx": Message("Lời giảng: tệp Word", "What is said: Word file"),
    "page-document-txt": Message("Lời giảng: tệp chữ", "What is said: text file"),
    "page-keys": Message("Phím tắt", "Keys"),
    "page-key-space": Message("Phím cách", "Space"),
    "page-key-play": Message("phát hoặc dừng", "play or pause"),
    "page-key-seek": Message("lùi hoặc tiến 5 giây", "back or forward 5 seconds"),
    "page-key-captions": Message("bật hoặc tắt phụ đề", "captions on or off"),
    "page-key-full": Message("mở rộng hết màn hình", "full screen"),
    "page-retry": Message("Thử lại", "Try again"),
    "page-fault-network": Message(
        "Mạng bị ngắt. Khi có mạng lại, bấm “Thử lại” để xem tiếp từ chỗ này.",
        "The connection broke. Press “Try again” to go on from here when it is back.",
    ),
    "page-fault-size": Message(
        "Máy này không mở được cỡ {name}, nên đang dùng cỡ {other}.",
        "This device cannot open {name}, so {other} is used.",
    ),
    "page-fault-all": Message(
        "Không mở được bài học ở đây. Em thử tải về máy để xem, hoặc mở trang này bằng máy khác.",
        "The lesson cannot be opened here. Try to download it, or open this page on another device.",
    ),
    "page-no-script": Message(
        "Trình duyệt này không chạy được trình phát. Vẫn có thể mở bài học bằng các tệp sau:",
        "This browser cannot run the player. The lesson can still be opened with these files:",
    ),
}
"""The words of `delivery/pages`; on a page each is known by its code without `page-`."""
