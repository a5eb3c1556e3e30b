"""Sentences about recordings that cannot be accepted. Part of `messages.py`."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

INTAKE: Final[dict[str, Message]] = {
    "recording-missing": Message(
        "Không tìm thấy bản ghi hình “{name}” trong thư mục bài học.",
        "There is no recording “{name}” in the lesson folder.",
        "Chép tệp ghi hình vào thư mục bài học và kiểm tra lại tên ở dòng “recording:” trong lesson.yaml.",
        "Copy the recording into the lesson folder and check its name at `recording:` in lesson.yaml.",
    ),
    "recording-missing-nearest": Message(
        "Không tìm thấy bản ghi hình “{name}” trong thư mục bài học.",
        "There is no recording “{name}” in the lesson folder.",
        "Có phải ý thầy cô là “{nearest}”? Hãy sửa dòng “recording:” trong lesson.yaml.",
        "Did you mean “{nearest}”? Correct `recording:` in lesson.yaml.",
    ),
    "recording-outside-folder": Message(
        "Bản ghi hình “{name}” nằm ngoài thư mục bài học.",
        "The recording “{name}” lies outside the lesson folder.",
        "Chép tệp vào thư mục bài học và chỉ ghi tên tệp, không ghi đường dẫn.",
        "Copy the file into the lesson folder and give its name only, without a path.",
    ),
    "recording-not-regular": Message(
        "“{name}” không phải là một tệp thông thường (có thể là thư mục hoặc lối tắt).",
        "“{name}” is not an ordinary file (perhaps a folder or a shortcut).",
        "Chép chính tệp ghi hình vào thư mục bài học, không dùng lối tắt.",
        "Copy the recording itself into the lesson folder, not a shortcut to it.",
    ),
    "recording-no-access": Message(
        "Không có quyền đọc bản ghi hình “{name}”.",
        "The recording “{name}” may not be read.",
        "Cấp quyền đọc cho tệp này, hoặc chép lại tệp bằng tài khoản của thầy cô.",
        "Allow the file to be read, or copy it again under your own account.",
    ),
    "recording-empty": Message(
        "Bản ghi hình “{name}” là tệp rỗng.",
        "The recording “{name}” is an empty file.",
        "Chép lại tệp từ máy quay hoặc điện thoại.",
        "Copy the file from the camera or phone again.",
    ),
    "recording-not-all-here": Message(
        "Bản ghi hình “{name}” chưa được chép hoặc tải về đầy đủ: bên trong chưa có nội dung.",
        "The recording “{name}” was not completely copied or downloaded: its content is not there.",
        "Chờ tải xong (nếu tệp ở trên mạng) hoặc chép lại từ máy quay, điện thoại.",
        "Wait until the download has finished, or copy the file from the camera or phone again.",
    ),
    "recording-is-playlist": Message(
        "“{name}” chỉ là danh sách hoặc trang văn bản trỏ tới tệp khác, không phải bản ghi hình.",
        "“{name}” is only a list or page of text that points to other files, not a recording.",
        "Đưa chính tệp phim (ví dụ .mp4) vào thư mục bài học.",
        "Put the film file itself (such as .mp4) into the lesson folder.",
    ),
    "recording-is-archive": Message(
        "“{name}” là tệp nén, không phải bản ghi hình.",
        "“{name}” is a compressed archive, not a recording.",
        "Giải nén rồi đưa tệp phim vào thư mục bài học.",
        "Unpack it and put the film file into the lesson folder.",
    ),
    "recording-is-document": Message(
        "“{name}” là tài liệu (bài trình chiếu, văn bản hoặc PDF), không phải bản ghi hình.",
        "“{name}” is a document (slides, text or PDF), not a recording.",
        "Với bài trình chiếu, hãy xuất thành phim (.mp4) rồi đưa tệp phim vào thư mục bài học.",
        "Export slides as a film (.mp4) and put that film into the lesson folder.",
    ),
    "recording-is-picture": Message(
        "“{name}” là một ảnh, không phải bản ghi hình.",
        "“{name}” is a picture, not a recording.",
        "Đưa tệp phim hoặc tệp âm thanh của bài học vào thư mục.",
        "Put the film or sound file of the lesson into the folder.",
    ),
    "recording-unknown-kind": Message(
        "Không nhận ra loại tệp của “{name}”; có thể tệp bị hỏng hoặc không phải phim.",
        "The kind of the file “{name}” is not known; it may be damaged or no film at all.",
        "Chép lại tệp gốc, hoặc xuất lại thành .mp4 (H.264) từ phần mềm dựng phim.",
        "Copy the original again, or export it as .mp4 (H.264) from your editing program.",
    ),
    "recording-unreadable": Message(
        "Không mở được bản ghi hình “{name}”: tệp bị hỏng hoặc việc ghi hình, sao chép bị ngắt giữa chừng.",
        "The recording “{name}” cannot be opened: it is damaged, or recording or copying broke off.",
        "Chép lại từ thẻ nhớ hoặc điện thoại; nếu vẫn không mở được, hãy xuất lại thành .mp4 từ phần mềm đã ghi hình.",
        "Copy it from the memory card or phone again; if that does not help, export it again as .mp4 "
        "from the program that recorded it.",
    ),
    "recording-nothing-inside": Message(
        "Bản ghi hình “{name}” không có hình hay tiếng nào dùng được.",
        "The recording “{name}” holds no usable picture or sound.",
        "Mở thử tệp bằng trình phát phim; nếu không xem được, hãy chép lại hoặc xuất lại thành .mp4.",
        "Try it in a video player; if nothing plays, copy it again or export it again as .mp4.",
    ),
    "recording-times-broken": Message(
        "Mốc thời gian trong bản ghi hình “{name}” bị sai: thời gian nhảy lùi hoặc nhảy xa bất thường.",
        "The times inside the recording “{name}” are broken: they jump far forwards or backwards.",
        "Mở tệp bằng phần mềm dựng phim và xuất lại thành .mp4; nếu có nhiều đoạn, hãy ghép bằng phần mềm đó.",
        "Open it in an editing program and export it as .mp4; join several clips in an editing program, too.",
    ),
    "recording-too-long": Message(
        "Bản ghi hình “{name}” dài hơn {hours} giờ.",
        "The recording “{name}” is longer than {hours} hours.",
        "Cắt riêng từng bài học rồi xử lí từng tệp.",
        "Cut it into single lessons and process each file.",
    ),
    "recording-too-many-tracks": Message(
        "Bản ghi hình “{name}” có {tracks} đường hình, tiếng và phụ đề; nhiều nhất là {limit}.",
        "The recording “{name}” has {tracks} tracks of picture, sound and subtitles; {limit} are the most.",
        "Xuất lại thành .mp4 chỉ với hình và tiếng của bài học.",
        "Export it again as .mp4 with the lesson's picture and sound only.",
    ),
    "picture-too-large": Message(
        "Khung hình của “{name}” quá lớn: {width}×{height} điểm ảnh.",
        "The picture of “{name}” is too large: {width}×{height} pixels.",
        "Xuất lại với khung hình tối đa 8192×4320, tốt nhất là 1920×1080.",
        "Export it again with at most 8192×4320 pixels, best 1920×1080.",
    ),
}
"""Files that cannot be accepted (analysis/intake.py, analysis/probe.py)."""
