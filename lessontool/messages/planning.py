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
}
"""Wishes that cannot be met, and warnings of planning, running and packaging."""
