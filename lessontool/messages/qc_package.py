"""What is found in what goes with a programme: captions, description, names, checksums."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_MEND_VI: Final = "Hãy chạy “lessontool captions edit” để sửa, rồi “lessontool process” để làm lại gói."
_MEND_EN: Final = "Correct them with `lessontool captions edit`, then run `lessontool process`."
_ANEW_VI: Final = "Hãy chạy lại “lessontool process” để làm lại gói, hoặc chép lại từ bản gốc."
_ANEW_EN: Final = "Run `lessontool process` again to make the package anew, or copy it again from the original."
_LESSON_VI: Final = "Hãy sửa lesson.yaml rồi chạy lại “lessontool process”."
_LESSON_EN: Final = "Correct lesson.yaml and run `lessontool process` again."

_CAPTIONS: Final[dict[str, Message]] = {
    "qc-no-captions": Message(
        "Gói không có tệp phụ đề nào đọc được.",
        "The package has no caption file that can be read.",
    ),
    "qc-captions-file-missing": Message(
        "Không có tệp phụ đề {file} trong gói.",
        "The caption file {file} is not in the package.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-captions-unreadable": Message(
        "Không đọc được tệp phụ đề {file}.",
        "The caption file {file} cannot be read.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-captions-faulty": Message(
        "Tệp phụ đề {file} có {count} chỗ viết sai quy cách; máy của đài có thể hiểu khác.",
        "The caption file {file} is wrongly written in {count} places; a station's machine may read it otherwise.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-captions-missing": Message(
        "Đài cần phụ đề các ngôn ngữ này nhưng gói không có: {languages}.",
        "The station wants captions in these languages, and the package has none: {languages}.",
        "Hãy thêm phụ đề hoặc bản dịch vào lesson.yaml (mục captions, translations) rồi làm lại gói.",
        "Give captions or translations in lesson.yaml (captions, translations) and make the package again.",
    ),
    "qc-captions-form-missing": Message(
        "Thiếu phụ đề dạng {form} cho ngôn ngữ {language}.",
        "Captions in the form {form} are missing for the language {language}.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-captions-outside": Message(
        "Phụ đề {file} còn hiện sau khi chương trình đã hết ({count} câu, từ {at}).",
        "Captions of {file} stand after the programme has ended ({count}, from {at}).",
        "Phụ đề có lẽ là của một bản khác: hãy làm lại gói.",
        "They probably belong to another version: make the package again.",
    ),
    "qc-captions-disagree": Message(
        "Hai tệp phụ đề {file} và {other} không giống nhau ở {count} câu, từ {at}.",
        "The caption files {file} and {other} differ in {count} captions, from {at}.",
        "Có lẽ chỉ một tệp được sửa. " + _MEND_VI,
        "Probably only one of them was corrected. " + _MEND_EN,
    ),
    "qc-caption-language-unsaid": Message(
        "Không biết phụ đề {file} là tiếng gì.",
        "It is not said in which language {file} is.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-caption-language-disagrees": Message(
        "Bên trong tệp phụ đề {file} ghi một ngôn ngữ khác với danh sách của gói.",
        "The caption file {file} says another language inside than the package's list.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-caption-language-other": Message(
        "Chữ trong phụ đề {file} có vẻ không phải ngôn ngữ đã ghi.",
        "The text of {file} does not look like the language that is named.",
        "Hãy mở tệp ra xem; có lẽ hai bản dịch bị đổi chỗ, hoặc chữ bị mất dấu.",
        "Open the file: two translations may have been swapped, or the text has lost its marks.",
    ),
    "qc-caption-style-unknown": Message(
        "Không biết học sinh lớp mấy sẽ đọc phụ đề, nên không xét tốc độ đọc.",
        "It is not known which grade reads the captions, so their speed was not judged.",
    ),
    "qc-caption-too-fast": Message(
        "{count} trên {total} câu phụ đề của {file} trôi quá nhanh, học sinh không kịp đọc; câu đầu ở {at}.",
        "{count} of {total} captions of {file} go too fast to be read; the first at {at}.",
        "Hãy viết ngắn lại những câu đó. " + _MEND_VI,
        "Shorten them. " + _MEND_EN,
    ),
    "qc-caption-too-short": Message(
        "{count} trên {total} câu phụ đề của {file} chỉ loé lên; câu đầu ở {at}.",
        "{count} of {total} captions of {file} only flash up; the first at {at}.",
        _MEND_VI,
        _MEND_EN,
    ),
    "qc-caption-too-long": Message(
        "{count} trên {total} câu phụ đề của {file} đứng quá lâu; câu đầu ở {at}.",
        "{count} of {total} captions of {file} stand too long; the first at {at}.",
        _MEND_VI,
        _MEND_EN,
    ),
    "qc-caption-gap": Message(
        "{count} lần trong {file} hai câu phụ đề nối liền nhau, không cách ít nhất {frames} hình; lần đầu ở {at}.",
        "{count} times in {file} one caption follows another with less than {frames} frames between; first at {at}.",
        _MEND_VI,
        _MEND_EN,
    ),
    "qc-caption-too-many-lines": Message(
        "{count} câu phụ đề của {file} có quá nhiều dòng, che mất hình; câu đầu ở {at}.",
        "{count} captions of {file} have too many lines and hide the picture; the first at {at}.",
        _MEND_VI,
        _MEND_EN,
    ),
    "qc-caption-too-wide": Message(
        "{count} câu phụ đề của {file} có dòng quá dài; câu đầu ở {at}.",
        "{count} captions of {file} have lines that are too long; the first at {at}.",
        _MEND_VI,
        _MEND_EN,
    ),
    "qc-caption-unsafe": Message(
        "Tệp {file} đặt phụ đề quá sát mép hình, ở ngoài vùng an toàn của EBU R 95 ({count} chỗ).",
        "{file} puts captions too near the edge of the picture, outside the safe area of EBU R 95 ({count} places).",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-silence-unknown": Message(
        "Không đo được chỗ nào im lặng, nên không biết phụ đề có đứng ở chỗ không ai nói hay không.",
        "Nobody measured where it is silent, so it is not known whether captions stand where nobody is heard.",
    ),
    "qc-caption-over-silence": Message(
        "Phụ đề {file} hiện cả ở chỗ không nghe thấy gì, từ {at}: có thể bị lệch giờ hoặc do máy bịa ra.",
        "Captions of {file} stand where nothing is heard, from {at}: they may be late, or invented.",
        "Hãy xem lại đoạn đó. " + _MEND_VI,
        "Look at that part. " + _MEND_EN,
    ),
    "qc-caption-phantom": Message(
        "Phụ đề {file} có câu mà máy nhận dạng hay bịa ra, ở chỗ không thể có ai nói ({at}): {text}",
        "{file} has phrases that speech recognition invents, where nobody can have said them ({at}): {text}",
        "Hãy xoá những câu đó. " + _MEND_VI,
        "Delete them. " + _MEND_EN,
    ),
    "qc-caption-phantom-perhaps": Message(
        "Phụ đề {file} có câu mà máy nhận dạng hay bịa ra ({at}): {text}",
        "{file} has phrases that speech recognition often invents ({at}): {text}",
        "Hãy nghe lại chỗ đó; nếu không ai nói câu ấy thì xoá đi. " + _MEND_VI,
        "Listen there; if nobody says it, delete it. " + _MEND_EN,
    ),
}

_DESCRIPTION: Final[dict[str, Message]] = {
    "qc-metadata-empty": Message(
        "Đài cần các thông tin này mà bài học chưa có: {fields}.",
        "The station wants to know this, and the lesson does not say: {fields}.",
        _LESSON_VI,
        _LESSON_EN,
    ),
    "qc-metadata-no-sidecar": Message(
        "Gói không có tệp mô tả bài học.",
        "The package has no description of the lesson.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-metadata-missing": Message(
        "Không có tệp mô tả {file} trong gói.",
        "The description {file} is not in the package.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-metadata-unreadable": Message(
        "Tệp mô tả {file} bị hỏng hoặc không phải dạng đã biết.",
        "The description {file} is damaged, or of no known kind.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-metadata-title": Message(
        "Tệp mô tả {file} ghi tên bài “{said}”, bài học là “{right}”.",
        "The description {file} has the title “{said}”, the lesson “{right}”.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-metadata-duration": Message(
        "Tệp mô tả {file} ghi thời lượng {said}, chương trình dài {right}.",
        "The description {file} says a length of {said}, the programme has {right}.",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-metadata-loudness": Message(
        "Tệp mô tả {file} ghi độ to {said} LUFS, đo được {right}.",
        "The description {file} says a loudness of {said} LUFS; {right} was measured.",
        _ANEW_VI,
        _ANEW_EN,
    ),
}

_NAMES: Final[dict[str, Message]] = {
    "qc-name-unsafe": Message(
        "Tên tệp có dấu, khoảng trắng hoặc kí tự mà nhiều máy không nhận: {files}",
        "File names have marks, spaces or signs that many machines refuse: {files}",
        "Trong tên tệp chỉ dùng chữ không dấu, số, dấu chấm, gạch ngang và gạch dưới.",
        "Use plain letters, digits, dots, dashes and underscores in file names.",
    ),
    "qc-name-collides": Message(
        "Các tên tệp này chỉ khác nhau ở chữ hoa, chữ thường nên sẽ đè lên nhau trên Windows: {files}",
        "These names differ in large and small letters only and become one file on Windows: {files}",
        "Hãy đổi tên một trong các tệp đó.",
        "Rename one of them.",
    ),
    "qc-name-pattern": Message(
        "Tên chương trình không theo quy định của đài ({limit}): {files}",
        "The programme's name is not as the station wants it ({limit}): {files}",
        "Hãy sửa file_name trong mẫu đầu ra cho đài này rồi làm lại gói.",
        "Correct file_name in this station's delivery preset and make the package again.",
    ),
    "qc-name-pattern-unusable": Message(
        "Không hiểu được quy định đặt tên trong hồ sơ của đài: {files}",
        "The station profile's rule for names cannot be understood: {files}",
        "Hãy sửa file_name_pattern trong hồ sơ của đài.",
        "Correct file_name_pattern in the station profile.",
    ),
    "qc-name-too-long": Message(
        "Tên tệp dài hơn {limit} kí tự: {files}",
        "File names are longer than {limit} characters: {files}",
        "Hãy rút ngắn file_name trong mẫu đầu ra, ví dụ bỏ {{title}}.",
        "Shorten file_name in the delivery preset, for instance without {{title}}.",
    ),
}

_WHOLE: Final[dict[str, Message]] = {
    "qc-package-name-outside": Message(
        "Danh sách của gói dẫn tới tệp nằm ngoài gói: {files}",
        "The package's list leads to files outside the package: {files}",
        "Không dùng gói này: hãy lấy lại từ nơi làm ra nó.",
        "Do not use this package: get it again from where it was made.",
    ),
    "qc-package-file-missing": Message(
        "Gói thiếu {count} tệp: {files}",
        "{count} files of the package are missing: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-file-size": Message(
        "{count} tệp có kích thước khác lúc đóng gói, có lẽ chép chưa xong: {files}",
        "{count} files have another size than when the package was closed, perhaps half copied: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-file-changed": Message(
        "{count} tệp đã bị thay đổi hoặc hỏng sau khi đóng gói: {files}",
        "{count} files were changed or damaged after the package was closed: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-list-missing": Message(
        "Gói thiếu danh sách mã kiểm tra mà đài cần: {files}",
        "The package lacks a checksum list that the station wants: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-list-unreadable": Message(
        "Không đọc được danh sách mã kiểm tra: {files}",
        "A checksum list cannot be read: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-list-disagrees": Message(
        "Danh sách mã kiểm tra không khớp với gói ở {count} dòng: {files}",
        "The checksum lists do not agree with the package in {count} lines: {files}",
        _ANEW_VI,
        _ANEW_EN,
    ),
    "qc-package-file-unknown": Message(
        "Trong gói có {count} tệp lạ: {files}",
        "There are {count} unknown files in the package: {files}",
        "Hãy dời các tệp đó ra khỏi thư mục của gói; chúng không được giao cho đài.",
        "Move them out of the package's folder; they are not handed over.",
    ),
}

QC_PACKAGE: Final[dict[str, Message]] = {**_CAPTIONS, **_DESCRIPTION, **_NAMES, **_WHOLE}
