"""What is said by `lessontool qc` and `lessontool waive`: verdicts, drafts of stations, waivers, and what was typed."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_JUDGED: Final[dict[str, Message]] = {
    "qc-passed": Message(
        "ĐẠT – {name}: không có gì phải sửa.",
        "PASSED – {name}: nothing to mend.",
    ),
    "qc-passed-with-warnings": Message(
        "ĐẠT, CẦN XEM LẠI – {name}: nơi nhận sẽ nhận; nên xem những chỗ có dấu ! ở trên ({count}) trước khi phát.",
        "PASSED, LOOK AT IT – {name}: it would be taken; look at what is marked ! above ({count}) before it is shown.",
    ),
    "qc-failed": Message(
        "KHÔNG ĐẠT – {name}: nơi nhận sẽ trả lại vì những chỗ có dấu ✘ ở trên ({count}).",
        "FAILED – {name}: it would be sent back because of what is marked ✘ above ({count}).",
        "Hãy sửa những chỗ đó rồi kiểm tra lại.",
        "Mend it, then judge it again.",
    ),
    "qc-failed-package": Message(
        "KHÔNG ĐẠT – {name}: nơi nhận sẽ trả lại vì những chỗ có dấu ✘ ở trên ({count}).",
        "FAILED – {name}: it would be sent back because of what is marked ✘ above ({count}).",
        "Hãy sửa những chỗ đó rồi kiểm tra lại. Nếu đài nhận lỗi này như vậy: "
        "lessontool waive GÓI HẠNG-MỤC --by TÊN --reason LÍ-DO",
        "Mend it, then judge it again. If the station takes a fault as it is: "
        "lessontool waive PACKAGE ITEM --by NAME --reason TEXT",
    ),
    "qc-judged-as": Message(
        "Đối chiếu với mẫu “{spec}”, theo yêu cầu của “{station}”: {summary}",
        "Held against `{spec}`, as `{station}` wants it: {summary}",
    ),
    "qc-others-passed": Message("{count} hạng mục khác đạt.", "{count} other items passed."),
    "qc-reported": Message("Báo cáo: {files}", "Report: {files}"),
    "qc-report-unwritable": Message(
        "Không ghi được báo cáo vào thư mục {folder}.",
        "The report cannot be written into the folder {folder}.",
        "Hãy chọn thư mục khác sau --report.",
        "Choose another folder after --report.",
    ),
    "qc-no-spec": Message(
        "Cần biết tệp {name} dành cho nơi nào.",
        "It must be said for which destination {name} is meant.",
        "Hãy thêm --spec và tên một mẫu đầu ra, ví dụ: lessontool qc {name} --spec tv-xdcam-hd422. "
        "“lessontool presets list” kể các mẫu.",
        "Add --spec and a preset's name, such as: lessontool qc {name} --spec tv-xdcam-hd422. "
        "`lessontool presets list` names them.",
    ),
    "qc-options-apart": Message(
        "Không dùng {one} cùng với {other} được.",
        "{one} and {other} cannot go together.",
        "Xem “lessontool qc --help”.",
        "See `lessontool qc --help`.",
    ),
    "qc-what-file": Message(
        "Chưa nói kiểm tra tệp hay gói nào.",
        "It was not said which file or package to judge.",
        "Ví dụ: lessontool qc bai-10/packages/tv, hoặc: lessontool qc --learn mau.mxf --name dai-tinh.",
        "For example: lessontool qc my-lesson/packages/tv, or: lessontool qc --learn sample.mxf --name my-station.",
    ),
    "station-unknown": Message(
        "Không có hồ sơ đài nào tên là “{preset}”.",
        "There is no station profile called “{preset}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
}

_LEARNT: Final[dict[str, Message]] = {
    "learn-written": Message(
        "Đã viết nháp hồ sơ đài “{name}” theo tệp {sample}: {files}",
        "A station profile `{name}` was drafted after {sample}: {files}",
        "Hãy đọc lại từng dòng cùng đài: chỗ nào ghi “learned” là đo từ tệp mẫu, chỗ nào ghi “default” là chưa biết. "
        "Dùng thử: lessontool qc TỆP --spec {spec} --station {name} --preset-folder {folder}",
        "Go through it with the station, line by line: `learned` was measured in the sample, `default` is not known. "
        "Try it: lessontool qc FILE --spec {spec} --station {name} --preset-folder {folder}",
    ),
    "learn-fits": Message(
        "Tệp mẫu đúng là mẫu đầu ra “{spec}” có sẵn.",
        "The sample is the shipped delivery preset `{spec}`.",
    ),
    "learn-new-spec": Message(
        "Không mẫu có sẵn nào đúng hẳn; gần nhất là “{nearest}”. Khác ở: {differences}. Đã viết nháp mẫu "
        "đầu ra “{spec}”.",
        "No shipped preset fits quite; the nearest is `{nearest}`. It differs in: {differences}. A delivery preset "
        "`{spec}` was drafted.",
    ),
    "learn-cannot-express": Message(
        "Có điều lessontool chưa làm được như tệp mẫu: {what}. Trong bản nháp chỉ ghi thành lời.",
        "Something in the sample lessontool cannot make: {what}. The draft says so in words only.",
    ),
    "learn-taken": Message(
        "Tệp mẫu có lỗi ở hạng mục “{item}” ({measured}) mà đài vẫn nhận, nên từ nay chỉ ghi nhận.",
        "The sample has a fault in `{item}` ({measured}) and the station takes it, so from now on it is only told.",
    ),
    "learn-exists": Message(
        "Đã có tệp {path}; lessontool không ghi đè.",
        "There is already a file {path}; it was left as it is.",
        "Hãy đặt tên khác sau --name, hoặc chọn thư mục khác sau --to.",
        "Choose another name after --name, or another folder after --to.",
    ),
    "learn-name-wrong": Message(
        "“{name}” không dùng làm tên hồ sơ được.",
        "“{name}” cannot be the name of a profile.",
        "Chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, ví dụ: dai-lai-chau.",
        "Use small letters a–z, digits and hyphens only, such as: lai-chau.",
    ),
    "learn-sample-broken": Message(
        "Tệp mẫu {sample} bị hỏng nên không thể dựa vào đó: {what}",
        "The sample {sample} is damaged, so nothing can be learnt from it: {what}",
        "Hãy dùng một tệp nguyên vẹn mà đài đã phát.",
        "Use a whole file that the station has aired.",
    ),
    "learn-unwritable": Message(
        "Không ghi được vào thư mục {folder}.",
        "Nothing can be written to the folder {folder}.",
        "Hãy chọn thư mục khác sau --to.",
        "Choose another folder after --to.",
    ),
}

_WAIVED: Final[dict[str, Message]] = {
    "waived": Message(
        "Đã ghi: {by} chấp nhận lỗi “{what}”. Lí do: {reason}",
        "Noted: {by} takes the fault `{what}` as it is. Reason: {reason}",
        "Báo cáo, tệp manifest.json và các mã kiểm tra trong gói đã được ghi lại.",
        "Report, manifest.json and checksum lists of the package were written again.",
    ),
    "waiver-removed": Message(
        "Đã bỏ việc chấp nhận lỗi số {number}: {what}",
        "Waiver {number} was taken back: {what}",
    ),
    "waiver-line": Message(
        "{number}. {what} – {by}, {on}: {reason}",
        "{number}. {what} – {by}, {on}: {reason}",
    ),
    "waivers-none": Message(
        "Gói này chưa có lỗi nào được chấp nhận.",
        "No fault of this package is waived.",
    ),
    "waive-no-report": Message(
        "Gói {folder} không có báo cáo kiểm tra (hoặc báo cáo không đọc được), nên chưa biết có lỗi gì để chấp nhận.",
        "The package {folder} has no quality report that can be read, so there is no fault to take.",
        "Hãy chạy lại “lessontool process” để có báo cáo.",
        "Run `lessontool process` again: it makes one.",
    ),
    "waive-unknown-item": Message(
        "Không có hạng mục nào tên là “{item}”.",
        "There is no item called “{item}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "waive-never": Message(
        "Không ai có thể chấp nhận lỗi “{item}”: tệp bị cắt, hỏng hoặc bị tráo thì không dùng được.",
        "Nobody can waive `{item}`: a file that is cut off, damaged or exchanged cannot be used.",
        "Hãy làm lại hoặc chép lại gói.",
        "Make the package again, or copy it again.",
    ),
    "waive-no-fault": Message(
        "Hạng mục “{item}” không có lỗi nào để chấp nhận.",
        "There is no fault in `{item}` that could be waived.",
        "Các hạng mục có lỗi: {items}.",
        "Items with faults: {items}.",
    ),
    "waive-no-code": Message(
        "Hạng mục “{item}” không có lỗi mã “{fault}”.",
        "`{item}` has no fault with the code `{fault}`.",
        "Các mã lỗi ở đó: {faults}.",
        "Codes there: {faults}.",
    ),
    "waive-not-there": Message(
        "Lúc {at} không có lỗi nào ở hạng mục “{item}”.",
        "There is no fault in `{item}` at {at}.",
        "Các chỗ có lỗi: {places}.",
        "Places with faults: {places}.",
    ),
    "waive-at-wrong": Message(
        "Không hiểu thời điểm “{at}”.",
        "“{at}” is no time.",
        "Viết như trong báo cáo: mã thời gian của tệp, ví dụ 10:12:05:07, hoặc phút:giây từ đầu tệp, ví dụ 12:05.",
        "Write it as the report does: the file's timecode, such as 10:12:05:07, or minutes:seconds from its first "
        "picture, such as 12:05.",
    ),
    "waive-no-name": Message(
        "Chưa nói ai chấp nhận lỗi này (hoặc tên dài hơn {most} chữ).",
        "It was not said who waives it (or the name has more than {most} characters).",
        "Hãy thêm --by và tên người quyết định.",
        "Add --by and the name of whoever decided it.",
    ),
    "waive-no-reason": Message(
        "Chưa nói vì sao chấp nhận lỗi này (hoặc lí do dài hơn {most} chữ).",
        "It was not said why it is waived (or the reason has more than {most} characters).",
        "Hãy thêm --reason và lí do, để người xem báo cáo hiểu.",
        "Add --reason with words that a reader of the report understands.",
    ),
    "waive-what": Message(
        "Chưa nói chấp nhận lỗi ở hạng mục nào.",
        "It was not said which item's fault is waived.",
        "Các hạng mục có lỗi: {items}.",
        "Items with faults: {items}.",
    ),
    "waive-already": Message(
        "Lỗi “{item}” này đã được chấp nhận rồi.",
        "This fault in `{item}` is waived already.",
        "Xem “lessontool waive GÓI --list”; bỏ bằng --remove SỐ.",
        "See `lessontool waive PACKAGE --list`; take it back by --remove N.",
    ),
    "waive-no-number": Message(
        "Không có lỗi được chấp nhận nào mang số {number}.",
        "There is no waiver number {number}.",
        "Xem “lessontool waive GÓI --list”.",
        "See `lessontool waive PACKAGE --list`.",
    ),
    "waive-package-changed": Message(
        "Gói đã bị sửa sau khi làm xong ({files}), nên không ghi thêm gì vào đó.",
        "The package was changed after it was made ({files}), so nothing is written into it.",
        "Hãy chép lại gói từ nơi gửi, hoặc chạy lại “lessontool process”.",
        "Copy the package again from where it came, or run `lessontool process` again.",
    ),
}

QC: Final[dict[str, Message]] = {**_JUDGED, **_LEARNT, **_WAIVED}
