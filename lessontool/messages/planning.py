"""Wishes that cannot be met, and what planning, running and packaging have to say."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PLANNING: Final[dict[str, Message]] = {
    "sound-unreadable": Message(
        "Không đọc được tiếng của video bài giảng.",
        "The sound of the recording cannot be read.",
        "Hãy mở thử video trên máy. Nếu không nghe thấy tiếng, hãy chép lại từ máy quay hoặc thẻ nhớ.",
        "Try to play the recording. If you hear nothing, copy it again from the camera or the memory card.",
    ),
    "sound-silent": Message(
        "Video bài giảng không có tiếng.",
        "The recording has no sound to be heard.",
        "Hãy kiểm tra micrô rồi quay lại, hoặc chọn bản ghi khác. Nếu bài không cần tiếng, chạy với --accept-silence.",
        "Check the microphone and record again, or choose another recording. If it needs no sound, run with "
        "--accept-silence.",
    ),
    "loudness-missed": Message(
        "Không đưa được âm lượng về {target} LUFS, kết quả là {measured} LUFS.",
        "The loudness of {target} LUFS could not be reached; it came to {measured} LUFS.",
        "Hãy gửi nhật kí lỗi cho người phụ trách kĩ thuật.",
        "Send the log to the person who looks after the system.",
    ),
    "file-name-template": Message(
        "Mẫu tên tệp “{template}” không đọc được.",
        "The file name template “{template}” cannot be read.",
        "Các trường được dùng: {fields}.",
        "Fields that exist: {fields}.",
    ),
    "proof-pictures": Message(
        "{file}: có {found} luồng hình, cần {wanted}.",
        "{file}: {found} picture tracks, {wanted} wanted.",
    ),
    "proof-readable": Message(
        "{file}: có chỗ trong tệp không đọc được.",
        "{file}: part of the file cannot be read.",
        "Chạy lại để làm lại tệp; nếu vẫn lỗi, hãy kiểm tra ổ đĩa.",
        "Run again to make the file anew; if it stays, check the disk.",
    ),
    "proof-start": Message(
        "{file}: bắt đầu ở giây {found}, đúng ra phải là {wanted}.",
        "{file}: starts at second {found} instead of {wanted}.",
    ),
    "proof-format": Message(
        "{file}: loại tệp là {found}, cần {wanted}.",
        "{file}: the file is {found}, wanted {wanted}.",
    ),
    "proof-whole": Message(
        "{file}: tệp bị cắt cụt.",
        "{file}: the file is cut off.",
        "Kiểm tra dung lượng ổ đĩa rồi chạy lại.",
        "Check the free disk space and run again.",
    ),
    "proof-faststart": Message(
        "{file}: phải tải hết tệp mới xem được.",
        "{file}: it cannot play before it is downloaded whole.",
    ),
    "proof-frames": Message(
        "{file}: có {found} hình, cần đúng {wanted}.",
        "{file}: {found} pictures, exactly {wanted} wanted.",
    ),
    "proof-raster": Message(
        "{file}: khung hình {found}, cần {wanted}.",
        "{file}: the picture is {found}, wanted {wanted}.",
    ),
    "proof-rate": Message(
        "{file}: {found} hình mỗi giây, cần {wanted}.",
        "{file}: {found} pictures a second, wanted {wanted}.",
    ),
    "proof-scan": Message(
        "{file}: kiểu quét {found}, cần {wanted}.",
        "{file}: scanning is {found}, wanted {wanted}.",
    ),
    "proof-picture-format": Message(
        "{file}: định dạng hình {found}, cần {wanted}.",
        "{file}: the picture format is {found}, wanted {wanted}.",
    ),
    "proof-chroma": Message(
        "{file}: mẫu màu {found}, cần {wanted}.",
        "{file}: colour sampling is {found}, wanted {wanted}.",
    ),
    "proof-colour": Message(
        "{file}: hệ màu {found}, cần {wanted}.",
        "{file}: the colour system is {found}, wanted {wanted}.",
    ),
    "proof-bit-rate": Message(
        "{file}: tốc độ dữ liệu hình {found}, cần {wanted}.",
        "{file}: the picture's bit rate is {found}, wanted {wanted}.",
    ),
    "proof-gop": Message(
        "{file}: nhóm hình {found}, cần {wanted}.",
        "{file}: groups of pictures are {found}, wanted {wanted}.",
    ),
    "proof-timecode": Message(
        "{file}: mã thời gian bắt đầu {found}, cần {wanted}.",
        "{file}: timecode starts at {found}, wanted {wanted}.",
    ),
    "proof-sound-tracks": Message(
        "{file}: có {found} đường tiếng, cần {wanted}.",
        "{file}: {found} sound tracks, wanted {wanted}.",
    ),
    "proof-sound-format": Message(
        "{file}: định dạng tiếng {found}, cần {wanted}.",
        "{file}: the sound is {found}, wanted {wanted}.",
    ),
    "proof-sound-length": Message(
        "{file}: tiếng dài {found} mẫu, cần đúng {wanted}.",
        "{file}: the sound has {found} samples, exactly {wanted} wanted.",
    ),
    "proof-sync": Message(
        "{file}: tiếng lệch hình {found} giây.",
        "{file}: sound and picture are {found} s apart.",
    ),
    "proof-loudness": Message(
        "{file}: độ to {found} LUFS, cần {wanted} LUFS.",
        "{file}: loudness is {found} LUFS, wanted {wanted} LUFS.",
    ),
    "proof-silent": Message(
        "{file}: không có tiếng, như thầy cô đã đồng ý.",
        "{file}: nothing is heard, as you accepted.",
    ),
    "proof-true-peak": Message(
        "{file}: đỉnh thực {found} dBTP, tối đa {wanted} dBTP.",
        "{file}: true peak is {found} dBTP, at most {wanted} dBTP.",
    ),
}
"""Wishes that cannot be met, and warnings of planning, running and packaging."""
