"""What can happen in any work."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

GENERAL: Final[dict[str, Message]] = {
    "interrupted": Message(
        "Đã dừng theo yêu cầu. Phần đã làm xong được giữ lại.",
        "Stopped as you asked. What was finished is kept.",
        "Chạy lại cùng lệnh đó để làm tiếp.",
        "Run the same command again to go on.",
    ),
    "tool-missing": Message(
        "Thiếu chương trình {program}.",
        "The program {program} is missing.",
        "Chạy “lessontool doctor” để xem máy còn thiếu gì.",
        "Run `lessontool doctor` to see what this machine lacks.",
    ),
    "tool-failed": Message(
        "Một bước xử lí bị lỗi.",
        "A step of the work failed.",
        "Hãy gửi nhật kí lỗi cho người phụ trách kĩ thuật.",
        "Send the log to the person who looks after the system.",
    ),
    "tool-too-slow": Message(
        "Một bước xử lí chạy quá lâu nên đã bị dừng.",
        "A step took far too long and was stopped.",
        "Hãy gửi nhật kí lỗi cho người phụ trách kĩ thuật.",
        "Send the log to the person who looks after the system.",
    ),
    "disk-full": Message(
        "Ổ đĩa đã đầy.",
        "The disk is full.",
        "Giải phóng dung lượng rồi chạy lại; phần đã làm xong được giữ lại.",
        "Free some space and run again; what was finished is kept.",
    ),
    "bug": Message(
        "Có lỗi trong chính lessontool, không phải do thầy cô. Chi tiết lưu ở {reference}.",
        "This is a fault of lessontool itself, not yours. Details are in {reference}.",
        "Hãy gửi tệp đó cho người phụ trách kĩ thuật.",
        "Send that file to the person who looks after the system.",
    ),
    "already-running": Message(
        "Bài học này đang được xử lí ở một cửa sổ khác ({path}).",
        "This lesson is being worked on in another window ({path}).",
        "Đợi việc đó xong, hoặc dừng nó rồi chạy lại.",
        "Wait until that is done, or stop it and run again.",
    ),
    "folder-not-writable": Message(
        "Không ghi được vào thư mục {path}.",
        "Nothing can be written to the folder {path}.",
        "Chép bài học sang ổ đĩa ghi được rồi chạy lại.",
        "Copy the lesson to a disk that can be written to and run again.",
    ),
    "workshop-is-link": Message(
        "Thư mục làm việc {path} là một liên kết, nên không được dùng.",
        "The work folder {path} is a link and is not used.",
        "Xoá liên kết đó rồi chạy lại.",
        "Remove the link and run again.",
    ),
    "workshop-not-folder": Message(
        "{path} không phải là thư mục, nên không làm việc ở đó được.",
        "{path} is not a folder, so nothing can be worked on there.",
        "Xoá hoặc đổi tên nó rồi chạy lại.",
        "Remove or rename it and run again.",
    ),
    "package-folder-is-link": Message(
        "{path} là một liên kết ra nơi khác. Kết quả chỉ được ghi vào trong thư mục bài học.",
        "{path} is a link to another place. Results are written into the lesson folder only.",
        "Xoá liên kết đó rồi chạy lại; sau đó có thể chép kết quả đi nơi khác.",
        "Remove the link and run again; the results can be copied elsewhere afterwards.",
    ),
    "recording-changed": Message(
        "Bản ghi hình “{name}” bị thay đổi hoặc bị xoá trong khi đang xử lí.",
        "The recording “{name}” was changed or removed while it was being worked on.",
        "Đợi đến khi tệp đã chép xong, rồi chạy lại.",
        "Wait until the file is completely copied, then run again.",
    ),
    "not-our-file": Message(
        "Tệp {path} không phải do lessontool tạo ra (hoặc đã bị sửa), nên không bị ghi đè.",
        "The file {path} was not made by lessontool (or was changed since), so it is not overwritten.",
        "Chuyển tệp đó đi chỗ khác rồi chạy lại.",
        "Move that file elsewhere and run again.",
    ),
    "disk-too-small": Message(
        "Cần khoảng {need_gb} GB trống, nhưng ổ đĩa chỉ còn {free_gb} GB.",
        "About {need_gb} GB are needed, but the disk has only {free_gb} GB left.",
        "Giải phóng dung lượng, hoặc chép bài học sang ổ đĩa lớn hơn.",
        "Free some space, or copy the lesson to a larger disk.",
    ),
    "rate-missed": Message(
        "Hình quá nhiễu, không nén được vào tốc độ mà đài yêu cầu.",
        "The picture is too noisy to fit into the bit rate that the station asks for.",
        "Hãy báo cho người phụ trách kĩ thuật.",
        "Tell the person who looks after the system.",
    ),
    "recording-damaged": Message(
        "Bản ghi bị hỏng ở khoảng {at} của bài học.",
        "The recording is damaged around {at} of the lesson.",
        "Chép lại tệp từ máy ghi hình. Nếu không được, chạy lại với --accept-damage để dùng phần còn tốt.",
        "Copy the file again from the camera. If that is impossible, run with --accept-damage to use what is good.",
    ),
    "damage-accepted": Message(
        "Hình hoặc tiếng có thể hỏng ở khoảng {at}: bản ghi bị lỗi ở đó, thầy cô đã đồng ý dùng.",
        "Picture or sound may be broken around {at}: the recording is damaged there, and this was accepted.",
    ),
    "nothing-left": Message(
        "Sau khi cắt từ {start} giây đến {end} giây thì không còn gì của bản ghi.",
        "Nothing of the recording is left between {start} s and {end} s.",
        "Sửa start_s và end_s trong lesson.yaml.",
        "Correct start_s and end_s in lesson.yaml.",
    ),
    "plan-no-preset": Message(
        "Chưa chọn nơi phát nào.",
        "No destination was chosen.",
        "Ghi destinations: [tv, online] trong lesson.yaml, hoặc dùng --for.",
        "Write destinations: [tv, online] in lesson.yaml, or use --for.",
    ),
    "destination-unknown": Message(
        "Không có nơi phát “{destination}”.",
        "There is no destination “{destination}”.",
        "Các nơi phát: {known}.",
        "Destinations: {known}.",
    ),
    "consent-missing": Message(
        "Trong bài có nhìn thấy hoặc nghe thấy học sinh, nhưng chưa có sự đồng ý bằng văn bản.",
        "Pupils are seen or heard in the lesson, but nobody has agreed in writing yet.",
        "Hãy xin ý kiến cha mẹ (và học sinh từ 7 tuổi), rồi ghi given: có ở mục consent trong lesson.yaml.",
        "Ask the parents (and pupils from 7 years on), then write `given: yes` under consent in lesson.yaml.",
    ),
    "consent-not-for": Message(
        "Học sinh và cha mẹ chỉ đồng ý cho: {scope}. Chưa đồng ý cho: {destinations}.",
        "Pupils and parents agreed to {scope} only, not to {destinations}.",
        "Hãy xin thêm sự đồng ý, hoặc dùng --for để chỉ làm cho nơi đã được đồng ý.",
        "Ask for that too, or use --for to make only what was agreed to.",
    ),
    "rights-expired": Message(
        "Bài học chỉ được sử dụng đến hết ngày {expires}.",
        "The lesson may be used until {expires} only.",
        "Hãy gia hạn với người giữ bản quyền, rồi sửa expires ở mục rights trong lesson.yaml.",
        "Agree on more time with the owner, then correct `expires` under rights in lesson.yaml.",
    ),
    "lesson-written": Message(
        "Đã tạo {path}. Hãy mở ra xem lại, rồi chạy “lessontool check {folder}”.",
        "Wrote {path}. Look it over, then run `lessontool check {folder}`.",
    ),
    "lesson-written-incomplete": Message(
        "Đã tạo {path}, nhưng còn thiếu: {fields}. Hãy mở tệp, điền các mục đó, rồi chạy “lessontool check {folder}”.",
        "Wrote {path}, but it still lacks: {fields}. Open it, fill these in, then run `lessontool check {folder}`.",
    ),
    "answer-unknown-field": Message(
        "Không có mục nào tên là “{field}”.",
        "There is no field called “{field}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "folder-missing": Message(
        "Không có thư mục “{folder}”.",
        "There is no folder “{folder}”.",
        "Tạo thư mục đó, chép bản ghi vào, rồi chạy lại. Nếu đã có, hãy xem lại cách viết tên.",
        "Make that folder, copy the recording into it and run again. If it exists, check how its name is written.",
    ),
    "folder-missing-nearest": Message(
        "Không có thư mục hay tệp “{folder}”.",
        "There is no folder or file “{folder}”.",
        "Có phải ý thầy cô là “{nearest}”?",
        "Did you mean “{nearest}”?",
    ),
    "folder-is-file": Message(
        "“{folder}” là một tệp, nhưng lệnh này cần thư mục của bài học.",
        "“{folder}” is a file, but this command wants the folder of a lesson.",
        "Tạo một thư mục, chép tệp vào đó, rồi chạy “lessontool new” cho thư mục ấy.",
        "Make a folder, copy the file into it, then run `lessontool new` for that folder.",
    ),
    "folder-no-access": Message(
        "Không có quyền mở thư mục “{folder}”.",
        "The folder “{folder}” may not be opened.",
        "Cấp quyền cho thư mục này, hoặc chép lại bằng tài khoản của thầy cô.",
        "Allow it to be opened, or copy it again under your own account.",
    ),
    "preset-folder-missing": Message(
        "Không có thư mục mẫu đầu ra “{folder}”.",
        "There is no folder of presets “{folder}”.",
        "Xem lại cách viết tên sau --preset-folder.",
        "Check the name after --preset-folder.",
    ),
    "folder-without-recording": Message(
        "Trong thư mục “{folder}” không có bản ghi hình nào.",
        "There is no recording in the folder “{folder}”.",
        "Chép bản ghi hình (ví dụ .mp4) vào thư mục đó.",
        "Copy the recording (such as .mp4) into it.",
    ),
    "folder-several-recordings": Message(
        "Trong thư mục “{folder}” có nhiều bản ghi hình: {names}.",
        "There are several recordings in the folder “{folder}”: {names}.",
        "Chạy “lessontool check” cho từng tệp, hoặc “lessontool new” để chọn một tệp.",
        "Run `lessontool check` for one of the files, or `lessontool new` to choose one.",
    ),
    "usage-unknown-command": Message(
        "Không có lệnh “{name}”.", "There is no command “{name}”.", "Có thể là: {suggestion}.", "Perhaps: {suggestion}."
    ),
    "usage-unknown-option": Message(
        "Không có tuỳ chọn “{name}”.",
        "There is no option “{name}”.",
        "Có thể là: {suggestion}. Xem “{command} --help”.",
        "Perhaps: {suggestion}. See `{command} --help`.",
    ),
    "usage-missing": Message(
        "Lệnh còn thiếu {name}.",
        "The command lacks {name}.",
        "Cách viết: {usage}. Xem “{command} --help”.",
        "Write: {usage}. See `{command} --help`.",
    ),
    "usage-value": Message(
        "Giá trị sau {name} không dùng được.",
        "What stands after {name} cannot be used.",
        "Cách viết: {usage}. Xem “{command} --help”.",
        "Write: {usage}. See `{command} --help`.",
    ),
    "usage-wrong": Message(
        "Lệnh viết chưa đúng.",
        "The command is not right.",
        "Cách viết: {usage}. Xem “{command} --help”.",
        "Write: {usage}. See `{command} --help`.",
    ),
    "cleaned": Message(
        "Đã xoá các tệp trung gian ({megabytes} MB). Bản ghi và các gói phát hành vẫn còn nguyên.",
        "Deleted the work files ({megabytes} MB). The recording and the packages are untouched.",
    ),
    "processed": Message("Xong. Kết quả nằm ở {folder}.", "Done. The result is in {folder}."),
    "processed-not-passed": Message(
        "Đã làm xong, nhưng có tệp chưa đạt yêu cầu; xem các mục có dấu ✘ ở trên.",
        "Finished, but a file is not as it should be; see the lines marked ✘ above.",
    ),
    "nothing-to-do": Message("Mọi thứ đã có sẵn, không phải làm gì thêm.", "Everything was there, nothing to do."),
    "retired": Message(
        "Bản cũ {path} đã được chuyển vào packages/superseded.",
        "The older {path} was moved to packages/superseded.",
    ),
}
