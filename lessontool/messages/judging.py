"""What is said of judging as a whole: packages that cannot be read, and what could not be judged here."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

JUDGING: Final[dict[str, Message]] = {
    "package-no-manifest": Message(
        "Trong thư mục {folder} không có tệp manifest.json, nên đây không phải là một gói do lessontool làm ra.",
        "There is no manifest.json in {folder}, so it is no package that lessontool made.",
        "Hãy chỉ đúng thư mục của một gói, ví dụ bai-10/packages/tv, hoặc chỉ thẳng tới một tệp phim.",
        "Name the folder of a package, such as bai-10/packages/tv, or a single film.",
    ),
    "package-manifest-unreadable": Message(
        "Không đọc được tệp manifest.json trong thư mục {folder}: tệp bị hỏng hoặc do bản lessontool khác ghi.",
        "The manifest.json in {folder} cannot be read: it is damaged, or another version of lessontool wrote it.",
        "Hãy chép lại gói từ nơi gửi, hoặc chạy lại “lessontool process”.",
        "Copy the package again from where it came, or run `lessontool process` again.",
    ),
    "qc-seen-elsewhere": Message(
        "Hình ảnh đã được xem ở phiên bản lớn nhất; bản này làm từ cùng những hình đó.",
        "The pictures were looked at in the largest version; this one is made of the same pictures.",
    ),
}
