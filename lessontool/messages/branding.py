"""What can be the matter with a brand: its logo, fonts, clips and sounds."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

BRANDING: Final[dict[str, Message]] = {
    "brand-logo-unusable": Message(
        "Không dùng được tệp logo “{file}”.",
        "The logo file “{file}” cannot be used.",
        "Hãy dùng tệp SVG không dẫn tới tệp khác, hoặc tệp PNG nền trong suốt, nhỏ hơn 2 MB.",
        "Use an SVG that refers to no other file, or a PNG with a transparent ground, smaller than 2 MB.",
    ),
    "brand-unknown": Message(
        "Không có bộ nhận diện nào tên là “{preset}”.",
        "There is no brand called “{preset}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "brand-file-missing": Message(
        "Bộ nhận diện “{brand}” cần tệp “{file}” nhưng không dùng được: không có, hoặc nằm ở nơi khác.",
        "The brand “{brand}” needs the file “{file}”, which cannot be used: it is not there, or lies elsewhere.",
        "Hãy chép chính tệp đó vào cạnh tệp của bộ nhận diện, hoặc vào một thư mục con ở đó.",
        "Copy the file itself beside the brand's own file, or into a folder there.",
    ),
    "brand-clip-unusable": Message(
        "Không dùng được tệp phim hoặc âm thanh “{name}” của bộ nhận diện.",
        "The brand's film or sound file “{name}” cannot be used.",
        "Hãy kiểm tra tệp có mở xem được không; “lessontool check” cho biết tệp bị lỗi gì.",
        "See whether the file plays; `lessontool check` says what is wrong with it.",
    ),
    "brand-font-lacks-letters": Message(
        "Phông chữ “{file}” thiếu {count} chữ: {letters}",
        "The font “{file}” lacks {count} letters: {letters}",
        "Hãy dùng một phông có đủ chữ tiếng Việt, hoặc để trống để dùng phông Be Vietnam Pro có sẵn.",
        "Use a font that has all Vietnamese letters, or leave the field empty for the packaged Be Vietnam Pro.",
    ),
    "brand-font-unusable": Message(
        "Không dùng được tệp phông chữ “{file}”.",
        "The font file “{file}” cannot be used.",
        "Hãy dùng một tệp .ttf hoặc .otf còn nguyên vẹn.",
        "Use a .ttf or .otf file that is whole.",
    ),
    "brand-preview-exists": Message(
        "Đã có tệp {path}; tệp này không do lệnh xem trước tạo ra nên không bị thay đổi.",
        "There is already a file {path}, which no preview made; it was left as it is.",
        "Hãy chọn thư mục khác sau --to, hoặc thêm --force để ghi đè.",
        "Choose another folder after --to, or add --force to overwrite it.",
    ),
    "brand-preview-unwritable": Message(
        "Không ghi được vào thư mục {path}.",
        "Nothing can be written to the folder {path}.",
        "Hãy chọn thư mục khác sau --to.",
        "Choose another folder after --to.",
    ),
    "brand-previewed": Message(
        "Mở hai tệp này để xem: {sheet} (ảnh) và {clip} (phim ngắn). Bộ nhận diện: {brand}.",
        "Two files to look at: {sheet} (a picture) and {clip} (a short film). Brand: {brand}.",
    ),
    "poster-too-large": Message(
        "Không làm được ảnh đại diện nhỏ hơn {kilobytes} kB.",
        "The poster cannot be made smaller than {kilobytes} kB.",
        "Hãy tăng max_kb hoặc giảm kích thước ảnh đại diện trong presets/.",
        "Raise max_kb of the poster in presets/, or make its picture smaller.",
    ),
    "sign-missing": Message(
        "Không tìm thấy video ngôn ngữ kí hiệu “{file}” trong thư mục bài học.",
        "There is no sign-language video “{file}” in the lesson folder.",
        "Chép video vào thư mục bài học và kiểm tra lại tên ở mục sign_language trong lesson.yaml.",
        "Copy it into the lesson folder, and check its name at sign_language in lesson.yaml.",
    ),
    "sign-matched": Message(
        "Video ngôn ngữ kí hiệu “{file}” bắt đầu ở giây {at} của video bài giảng; nhờ so tiếng của hai video mà biết.",
        "The sign-language video “{file}” begins at second {at} of the recording, as the sound of both shows.",
    ),
    "sign-not-matched": Message(
        "Không biết video ngôn ngữ kí hiệu “{file}” bắt đầu lúc nào so với bài giảng, nên chưa đưa người phiên dịch "
        "vào chương trình.",
        "Nobody can tell when the sign-language video “{file}” begins in the lesson, so the interpreter is not shown.",
        "Hãy ghi mục starts_s của sign_language trong lesson.yaml: nghe cùng một tiếng vỗ tay (hoặc cùng một từ) trong "
        "hai video, lấy giây của bài giảng trừ đi giây của video kia. Lần sau, hãy để máy quay nghe rõ bài giảng.",
        "Give starts_s of sign_language in lesson.yaml: find the same clap (or the same word) in both, and subtract "
        "its second in the interpreter's video from its second in the lesson. Next time let the camera hear the "
        "lesson well.",
    ),
    "sign-drifts": Message(
        "Video ngôn ngữ kí hiệu “{file}”: ở đầu và cuối bài, hình người phiên dịch lệch tiếng {seconds} giây vì đồng "
        "hồ của hai máy chạy không đều nhau.",
        "Sign-language video “{file}”: at the lesson's beginning and end the interpreter is {seconds} s away from the "
        "voice, because the clocks of the two cameras differ.",
        "Nếu xem thấy khó theo dõi, hãy quay lại bằng máy khác.",
        "If that disturbs, record it again with another camera.",
    ),
    "sign-too-short": Message(
        "Video ngôn ngữ kí hiệu “{file}” không đủ cả bài: thiếu {before} giây đầu và {after} giây cuối, lúc đó hình "
        "người phiên dịch đứng yên.",
        "The sign-language video “{file}” does not cover the lesson: {before} s are missing at the beginning and "
        "{after} s at the end, where the interpreter's picture stands still.",
        "Hãy quay đủ cả bài, hoặc dùng start_s và end_s để cắt bài giảng.",
        "Record the whole lesson, or cut the lesson with start_s and end_s.",
    ),
    "sign-not-during-lesson": Message(
        "Video ngôn ngữ kí hiệu “{file}” không trùng với đoạn nào của bài giảng, nên chưa đưa người phiên dịch vào "
        "chương trình.",
        "The sign-language video “{file}” lies outside the lesson, so the interpreter is not shown.",
        "Hãy kiểm tra mục starts_s của sign_language trong lesson.yaml.",
        "Check starts_s of sign_language in lesson.yaml.",
    ),
    "sign-no-picture": Message(
        "Tệp ngôn ngữ kí hiệu “{file}” không có hình.",
        "The sign-language file “{file}” has no picture.",
        "Hãy ghi vào lesson.yaml tên video quay người phiên dịch.",
        "Name the interpreter's video in lesson.yaml.",
    ),
    "sign-is-the-lesson": Message(
        "Tệp ngôn ngữ kí hiệu “{file}” chính là video bài giảng.",
        "The sign-language file “{file}” is the lesson's own recording.",
        "Hãy ghi vào lesson.yaml tên video quay người phiên dịch.",
        "Name the interpreter's video in lesson.yaml.",
    ),
}
