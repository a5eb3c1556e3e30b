"""The words of a quality report: names of everything that is judged, verdicts, and what they mean for whom."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_ITEMS: Final[dict[str, Message]] = {
    "container": Message("Loại tệp", "Container"),
    "complete": Message("Tệp nguyên vẹn", "File complete"),
    "readable": Message("Giải mã không lỗi", "Decodes without error"),
    "picture-format": Message("Định dạng hình", "Picture format"),
    "raster": Message("Khổ hình", "Picture size"),
    "scan": Message("Kiểu quét", "Scanning"),
    "frame-rate": Message("Tốc độ hình", "Frame rate"),
    "chroma": Message("Lấy mẫu màu", "Chroma sampling"),
    "colour": Message("Không gian màu", "Colour space"),
    "bit-rate": Message("Tốc độ bit", "Bit rate"),
    "gop": Message("Cấu trúc GOP", "GOP structure"),
    "timecode": Message("Mã thời gian", "Timecode"),
    "afd": Message("Mô tả khung hình (AFD)", "Active format (AFD)"),
    "sound-layout": Message("Bố trí kênh tiếng", "Sound layout"),
    "duration": Message("Thời lượng", "Duration"),
    "agreement": Message("Vỏ tệp khớp nội dung", "Wrapper and essence agree"),
    "video-levels": Message("Mức tín hiệu hình", "Video levels"),
    "gamut": Message("Gam màu", "Gamut"),
    "black": Message("Hình đen", "Black pictures"),
    "freeze": Message("Hình đứng", "Frozen pictures"),
    "flashes": Message("Chớp sáng", "Flashes"),
    "red-flashes": Message("Chớp đỏ", "Red flashes"),
    "field-order": Message("Thứ tự mành", "Field order"),
    "letterbox": Message("Viền đen", "Black borders"),
    "dead-pixels": Message("Điểm ảnh chết", "Dead pixels"),
    "loudness": Message("Độ to chương trình", "Programme loudness"),
    "true-peak": Message("Đỉnh thực", "True peak"),
    "loudness-range": Message("Dải độ to", "Loudness range"),
    "short-term": Message("Độ to ngắn hạn", "Short-term loudness"),
    "phase": Message("Pha trái–phải", "Phase"),
    "dual-mono": Message("Hai kênh giống nhau", "Dual mono"),
    "one-sided": Message("Tiếng lệch một bên", "One-sided sound"),
    "silence": Message("Khoảng lặng", "Silence"),
    "dropout": Message("Mất tiếng chớp nhoáng", "Sound dropouts"),
    "clicks": Message("Tiếng lách tách", "Clicks"),
    "clipping": Message("Tiếng vỡ (cắt đỉnh)", "Clipping"),
    "hum": Message("Tiếng ù điện", "Mains hum"),
    "lip-sync": Message("Khớp tiếng và môi", "Lip sync"),
    "captions": Message("Phụ đề", "Captions"),
    "caption-language": Message("Ngôn ngữ phụ đề", "Caption language"),
    "reading-speed": Message("Tốc độ đọc phụ đề", "Reading speed"),
    "caption-area": Message("Vùng an toàn phụ đề", "Caption safe area"),
    "caption-silence": Message("Phụ đề lúc im lặng", "Captions over silence"),
    "caption-phantoms": Message("Câu phụ đề ma", "Phantom captions"),
    "metadata": Message("Thông tin bài học", "Metadata"),
    "file-name": Message("Tên tệp", "File name"),
    "checksums": Message("Mã kiểm tra", "Checksums"),
}
"""Short names: a line of a table has room for some three words."""

_GROUPS: Final[dict[str, Message]] = {
    "file": Message("Tệp và định dạng", "File and format"),
    "picture": Message("Hình ảnh", "Picture"),
    "sound": Message("Âm thanh", "Sound"),
    "captions": Message("Phụ đề", "Captions"),
    "package": Message("Gói giao nộp", "Package"),
}

_VERDICTS: Final[dict[str, Message]] = {
    "passed": Message("Đạt", "Passed"),
    "noted": Message("Ghi nhận", "Noted"),
    "warning": Message("Xem lại", "Look at it"),
    "failed": Message("Không đạt", "Failed"),
    "waived": Message("Chấp thuận", "Waived"),
    "not_measured": Message("Chưa đo", "Not measured"),
}

_OVERALL: Final[dict[str, Message]] = {
    "passed": Message("Đạt", "Passed"),
    "warning": Message("Đạt, có điểm cần xem lại", "Passed, with points to look at"),
    "failed": Message("Không đạt", "Failed"),
}

_MEANS_TEACHER: Final[dict[str, Message]] = {
    "passed": Message(
        "Bài giảng đã sẵn sàng để gửi. Thầy cô không phải làm gì thêm.",
        "The lesson is ready to be sent. There is nothing left for you to do.",
    ),
    "warning": Message(
        "Bài giảng gửi được. Thầy cô hãy xem những chỗ nêu dưới đây; nếu thấy ổn thì cứ gửi.",
        "The lesson can be sent. Look at the places named below; if they are fine with you, send it.",
    ),
    "failed": Message(
        "Đài sẽ trả lại tệp này. Thầy cô hãy sửa những chỗ nêu dưới đây rồi làm lại chương trình.",
        "The station would send this back. Mend what is named below, then make the programme again.",
    ),
}

_MEANS_STATION: Final[dict[str, Message]] = {
    "passed": Message(
        "Mọi hạng mục đã đo đều nằm trong giới hạn của đài; có thể nhận mà không cần sửa.",
        "Everything that was measured is within the station's limits; it can be accepted as it is.",
    ),
    "warning": Message(
        "Không có lỗi phải trả lại; kỹ thuật viên nên xem những chỗ nêu dưới đây trước khi nhận.",
        "Nothing that is sent back; an engineer should look at the places named below before it is accepted.",
    ),
    "failed": Message(
        "Có lỗi mà hồ sơ của đài quy định phải trả lại; chỗ và số đo nêu dưới đây.",
        "There are faults that the station's profile sends back; places and figures are below.",
    ),
}

_FACTS: Final[dict[str, Message]] = {
    "format": Message("Định dạng", "Format"),
    "title": Message("Tên trong tệp", "Title"),
    "raster": Message("Khổ hình", "Picture size"),
    "scan": Message("Kiểu quét", "Scanning"),
    "rate": Message("Tốc độ hình", "Frame rate"),
    "chroma": Message("Lấy mẫu màu", "Chroma"),
    "colour": Message("Không gian màu", "Colour"),
    "bit-rate": Message("Tốc độ bit", "Bit rate"),
    "gop": Message("Cấu trúc GOP", "GOP"),
    "timecode": Message("Mã thời gian", "Timecode"),
    "sound": Message("Âm thanh", "Sound"),
    "language": Message("Ngôn ngữ", "Language"),
    "encoder": Message("Phần mềm", "Made with"),
    "duration": Message("Thời lượng", "Duration"),
    "name": Message("Tên tệp", "File"),
    "size": Message("Dung lượng", "Size"),
    "spec": Message("Đối chiếu với", "Judged by"),
    "sha256": Message("Mã SHA-256", "SHA-256"),
}

_PAGE: Final[dict[str, Message]] = {
    "title": Message("Báo cáo kiểm tra chất lượng", "Quality control report"),
    "station": Message("Hồ sơ đài", "Station profile"),
    "created": Message("Ngày kiểm tra", "Date"),
    "times": Message(
        "Mọi thời điểm ghi theo mã thời gian của tệp nếu có, nếu không thì tính từ hình đầu tiên.",
        "All times are the file's own timecode where it has one, else counted from its first picture.",
    ),
    "for-teacher": Message("Với thầy cô", "For the teacher"),
    "for-station": Message("Với đài truyền hình", "For the station"),
    "facts": Message("Thông số chính của tệp", "What a station checks first"),
    "findings": Message("Những điểm phát hiện", "Findings"),
    "no-findings": Message("Không phát hiện lỗi nào.", "No fault was found."),
    "do": Message("Cần làm", "What to do"),
    "more-places": Message("và {count} chỗ khác", "and {count} more places"),
    "more-findings": Message(
        "Còn {count} phát hiện nữa; xem tệp .html hoặc .json.", "{count} more findings: see the .html or .json file."
    ),
    "whole-file": Message("cả tệp", "whole file"),
    "measured": Message("Đo được", "Measured"),
    "limit": Message("Giới hạn", "Limit"),
    "item": Message("Hạng mục", "Item"),
    "verdict": Message("Kết luận", "Verdict"),
    "ebu": Message("Mã EBU", "EBU QC id"),
    "standard": Message("Tiêu chuẩn", "Standard"),
    "items": Message("Các hạng mục đã kiểm tra", "Everything that was judged"),
    "graph": Message("Độ to theo thời gian", "Loudness over time"),
    "graph-says": Message(
        "Độ to ngắn hạn (3 giây, EBU Tech 3341), cao nhất {highest} LUFS lúc {at}.",
        "Short-term loudness (3 s, EBU Tech 3341), highest {highest} LUFS at {at}.",
    ),
    "graph-target": Message("mục tiêu", "target"),
    "graph-highest": Message("cao nhất", "highest"),
    "minutes": Message("phút", "min"),
    "no-graph": Message("Chưa đo độ to của tệp này.", "Loudness was not measured in this file."),
    "notes": Message("Cách đo và phần chưa đo", "How it was measured"),
    "waivers": Message("Lỗi được đài chấp thuận", "Faults that the station takes as they are"),
    "waived-by": Message("{by} chấp thuận ngày {on}", "waived by {by} on {on}"),
    "reason": Message("Lý do", "Reason"),
    "no-certificate": Message(
        "Phép thử chớp sáng theo ITU-R BT.1702 chỉ để cảnh báo, không phải là chứng nhận an toàn cho người xem "
        "mẫn cảm với ánh sáng.",
        "The flash test follows ITU-R BT.1702 and is a warning only: no certificate of safety for photosensitive "
        "viewers.",
    ),
    "cites": Message(
        "Độ to và đỉnh thực đo theo EBU R 128; chương trình truyền hình phát tại Việt Nam theo QCVN "
        "115:2017/BTTTT, quy chuẩn dựa trên khuyến nghị đó.",
        "Loudness and true peak are measured by EBU R 128; television in Vietnam follows QCVN 115:2017/BTTTT, "
        "which is built on it.",
    ),
    "ebu-ids": Message(
        "Mã EBU QC chỉ ghi khi đã biết chắc; ô trống nghĩa là chưa biết mã.",
        "EBU QC ids stand only where they are known for certain; none: not known.",
    ),
    "tools": Message("Đo bằng", "Measured with"),
    "other-files": Message("Các phiên bản khác", "Other versions"),
    "others-passed": Message("{count} hạng mục khác đạt.", "{count} other items passed."),
    "package": Message("Tài liệu đi kèm", "What goes along"),
    "sign": Message("Phần của đài truyền hình", "For the station to fill in"),
    "accepted": Message("Nhận", "Accepted"),
    "rejected": Message("Trả lại", "Rejected"),
    "sign-name": Message("Họ tên", "Name"),
    "sign-date": Message("Ngày", "Date"),
    "sign-signature": Message("Chữ ký", "Signature"),
    "sign-remarks": Message("Ghi chú", "Remarks"),
    "frames": Message("{count} hình", "{count} frames"),
    "picture-alt": Message("Hình có lỗi: {name}", "Picture with the fault: {name}"),
    "unexplained": Message("Mã lỗi {code}", "Code {code}"),
}

QC_REPORT: Final[dict[str, Message]] = {
    **{f"qc-item-{name}": message for name, message in _ITEMS.items()},
    **{f"qc-group-{name}": message for name, message in _GROUPS.items()},
    **{f"qc-verdict-{name.replace('_', '-')}": message for name, message in _VERDICTS.items()},
    **{f"qc-overall-{name}": message for name, message in _OVERALL.items()},
    **{f"qc-for-teacher-{name}": message for name, message in _MEANS_TEACHER.items()},
    **{f"qc-for-station-{name}": message for name, message in _MEANS_STATION.items()},
    **{f"qc-fact-{name}": message for name, message in _FACTS.items()},
    **{f"qc-report-{name}": message for name, message in _PAGE.items()},
}
