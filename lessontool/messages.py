"""The one table of sentences that teachers, schools and stations read, by code, in Vietnamese and English.

A sentence says what is the matter in plain words; its hint says what to do. `{gaps}` are filled by the values of an
error or finding. No sentence speaks of ffmpeg, codecs, streams or stderr (a test).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lessontool._general_messages import GENERAL, Language, Message
from lessontool._intake_messages import INTAKE

LESSON: Final[dict[str, Message]] = {
    "lesson-file-missing": Message(
        "Thư mục “{folder}” chưa có tệp {file}.",
        "The folder “{folder}” has no file {file} yet.",
        "Chạy “lessontool new” cho thư mục này để tạo tệp.",
        "Run `lessontool new` for this folder to make one.",
    ),
    "lesson-file-exists": Message(
        "Đã có tệp {path}; tệp này không bị thay đổi.",
        "There is already a file {path}; it was left as it is.",
        "Hãy mở tệp đó để sửa, hoặc đổi tên tệp rồi tạo lại.",
        "Open that file to change it, or rename it and make a new one.",
    ),
    "lesson-file-unreadable": Message(
        "Không mở được {file}: đây phải là một tệp bình thường và đọc được, không phải lối tắt hay thư mục.",
        "{file} cannot be opened: it must be an ordinary file that can be read, no shortcut and no folder.",
        "Hãy chép chính tệp đó vào thư mục bài học.",
        "Copy the file itself into the lesson folder.",
    ),
    "lesson-file-unwritable": Message(
        "Không ghi được tệp {file} vào thư mục “{folder}”.",
        "The file {file} cannot be written into the folder “{folder}”.",
        "Hãy kiểm tra thư mục có tồn tại và có quyền ghi hay không.",
        "See whether the folder exists and may be written to.",
    ),
    "lesson-file-too-big": Message(
        "Tệp {file} quá lớn nên không thể là phần mô tả bài học.",
        "The file {file} is too big to be the description of a lesson.",
        "Nếu có lời giảng dài, hãy để trong một tệp riêng và ghi tên tệp đó ở mục script.",
        "Keep a long script in a file of its own and name that file in the field script.",
    ),
    "lesson-file-not-unicode": Message(
        "Dòng {line} của {file} có chữ không phải Unicode (có thể là bảng mã TCVN3 hoặc VNI).",
        "Line {line} of {file} has letters that are not Unicode (perhaps TCVN3 or VNI).",
        "Hãy lưu lại tệp với bảng mã UTF-8.",
        "Save the file again as UTF-8.",
    ),
    "lesson-file-hidden-character": Message(
        "Dòng {line} của {file} có một kí tự ẩn không dùng được.",
        "Line {line} of {file} has a hidden character that cannot be used.",
        "Hãy xoá dòng đó và gõ lại bằng tay.",
        "Delete that line and type it again by hand.",
    ),
    "lesson-file-not-understood": Message(
        "Không hiểu được cách viết ở dòng {line} của {file}.",
        "Line {line} of {file} is not written in a way that can be understood.",
        "Mỗi mục viết trên một dòng theo dạng “tên: nội dung”; nội dung có dấu hai chấm thì đặt trong dấu ngoặc kép.",
        "Write each field on a line as `name: text`; put text that has a colon between double quotes.",
    ),
    "lesson-file-not-accepted": Message(
        "Dòng {line} của {file} dùng một cách viết không được chấp nhận.",
        "Line {line} of {file} is written in a way that is not accepted.",
        "Hãy đặt nội dung bắt đầu bằng &, * hoặc ! trong dấu ngoặc kép, và chỉ viết mỗi mục một lần, không lồng nhau.",
        "Put text that begins with &, * or ! between double quotes, and write fields one below the other, not nested.",
    ),
    "lesson-field-twice": Message(
        "Mục “{field}” được viết hai lần trong {file}, lần sau ở dòng {line}.",
        "The field “{field}” stands twice in {file}, the second time in line {line}.",
        "Hãy xoá một trong hai dòng.",
        "Delete one of the two lines.",
    ),
    "lesson-unknown-field": Message(
        "{file}, dòng {line}: không có mục nào tên là “{field}”.",
        "{file}, line {line}: there is no field called “{field}”.",
        "Tên đúng có thể là: {suggestion}.",
        "The right name may be: {suggestion}.",
    ),
    "lesson-field-missing": Message(
        "Tệp {file} còn thiếu: {fields}.",
        "The file {file} still lacks: {fields}.",
        "Hãy viết thêm các mục đó; “lessontool new” tạo một tệp mẫu có lời giải thích từng mục.",
        "Add these fields; `lessontool new` writes a sample file that explains each of them.",
    ),
    "lesson-field-wrong": Message(
        "{file}, dòng {line}: nội dung của mục “{field}” không dùng được: “{value}”.",
        "{file}, line {line}: what the field “{field}” says cannot be used: “{value}”.",
        "Ví dụ đúng: {example}.",
        "This would be right: {example}.",
    ),
    "lesson-answer-wrong": Message(
        "Câu trả lời cho mục “{field}” không dùng được: “{value}”.",
        "The answer for the field “{field}” cannot be used: “{value}”.",
        "Ví dụ đúng: {example}.",
        "This would be right: {example}.",
    ),
    "lesson-file-outside": Message(
        "{file}, dòng {line}: mục “{field}” phải là tên của một tệp nằm trong thư mục bài học, không phải “{value}”.",
        "{file}, line {line}: the field “{field}” must name a file inside the lesson folder, not “{value}”.",
        "Hãy chép tệp vào thư mục bài học và chỉ ghi tên tệp.",
        "Copy the file into the lesson folder and write only its name.",
    ),
    "lesson-subject-unknown": Message(
        "{file}, dòng {line}: không có môn học nào tên là “{subject}”.",
        "{file}, line {line}: there is no subject called “{subject}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "lesson-subject-not-in-grade": Message(
        "{file}, dòng {line}: lớp {grade} năm học {school_year} không có môn {subject}.",
        "{file}, line {line}: grade {grade} has no subject {subject} in the school year {school_year}.",
        "Lớp này có các môn: {subjects}. Hãy sửa môn học hoặc lớp.",
        "This grade has: {subjects}. Correct the subject or the grade.",
    ),
    "lesson-series-unknown": Message(
        "{file}, dòng {line}: không có bộ sách nào tên là “{series}”.",
        "{file}, line {line}: there is no textbook series called “{series}”.",
        "Có thể là: {suggestion}. Sách ngoài danh sách thì ghi KHAC.",
        "Perhaps: {suggestion}. For books outside the list write KHAC.",
    ),
    "lesson-series-not-in-grade": Message(
        "{file}, dòng {line}: lớp {grade} năm học {school_year} không dùng bộ sách {series}.",
        "{file}, line {line}: grade {grade} does not use the series {series} in the school year {school_year}.",
        "Lớp này dùng: {list}.",
        "This grade uses: {list}.",
    ),
    "preset-unknown": Message(
        "Không có mẫu đầu ra nào tên là “{preset}”.",
        "There is no preset called “{preset}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "preset-wrong": Message(
        "Mẫu đầu ra {file} bị viết sai ở dòng {line}, mục “{field}”.",
        "The preset {file} is wrong in line {line}, field “{field}”.",
        "Hãy báo cho người soạn mẫu; phần chi tiết bên dưới cho biết cần sửa gì.",
        "Tell whoever wrote the preset; the details say what to correct.",
    ),
}
"""What is wrong in lesson.yaml or a preset (presets.py, lesson_form.py)."""

ADVICE: Final[dict[str, Message]] = {
    "all-fine": Message(
        "Video bài giảng dùng tốt, thầy cô không cần sửa gì.",
        "The recording is fine; there is nothing for you to do.",
    ),
    "no-picture": Message(
        "Tệp {name} không có hình, chỉ có tiếng.",
        "The file {name} has no picture, only sound.",
        "Hãy chọn tệp video của bài giảng.",
        "Choose the video of the lesson.",
    ),
    "no-sound": Message(
        "Video bài giảng không có đường tiếng nào.",
        "The recording has no sound track at all.",
        "Lần sau hãy bật micrô và quay thử một đoạn ngắn. Nếu bài không cần tiếng, chạy với --accept-silence.",
        "Next time switch the microphone on and try a short take. If it needs no sound, run with --accept-silence.",
    ),
    "nobody-speaks": Message(
        "Hầu như không nghe thấy ai nói trong video.",
        "Hardly anybody is heard speaking in the recording.",
        "Hãy nghe lại: có thể micrô chưa bật hoặc chọn nhầm đường tiếng (audio_track).",
        "Listen to it: perhaps the microphone was off, or another sound track is meant (audio_track).",
    ),
    "quiet": Message(
        "Tiếng hơi nhỏ; lessontool sẽ tự tăng lên.",
        "The sound is a little low; lessontool raises it by itself.",
        "Lần sau hãy đặt micrô gần người nói hơn.",
        "Next time put the microphone nearer to the speaker.",
    ),
    "too-quiet": Message(
        "Tiếng rất nhỏ; tăng lên thì tiếng ồn cũng to theo.",
        "The sound is very low; when it is raised, the noise rises with it.",
        "Lần sau hãy đặt micrô cách miệng khoảng một gang tay và tăng mức thu.",
        "Next time put the microphone a hand's breadth from the mouth and raise the recording level.",
    ),
    "overdriven": Message(
        "Tiếng bị quá to nên vỡ tiếng ở những chỗ nói lớn; chỗ này không sửa được.",
        "The sound was recorded too loud and is distorted where the voice is loud; that cannot be repaired.",
        "Lần sau hãy giảm mức thu hoặc để micrô xa hơn một chút.",
        "Next time lower the recording level or move the microphone a little further away.",
    ),
    "one-channel": Message(
        "Tiếng chỉ có ở một bên loa; lessontool sẽ tự đưa ra cả hai bên.",
        "The sound is on one side only; lessontool puts it on both by itself.",
    ),
    "out-of-phase": Message(
        "Hai bên loa ngược nhau nên có thể triệt tiêu tiếng; lessontool sẽ tự sửa.",
        "The two sides work against each other and could cancel the voice; lessontool mends it by itself.",
        "Lần sau hãy kiểm tra dây micrô.",
        "Next time check the microphone cable.",
    ),
    "hum": Message(
        "Có tiếng ù của điện lưới; lessontool sẽ tự lọc bớt.",
        "A mains hum is heard; lessontool filters it out by itself.",
        "Lần sau hãy để dây micrô xa dây điện, hoặc dùng pin.",
        "Next time keep the microphone cable away from power cables, or use batteries.",
    ),
    "noisy": Message(
        "Tiếng ồn nền khá lớn; lessontool sẽ tự giảm bớt.",
        "There is much background noise; lessontool reduces it by itself.",
        "Lần sau hãy tắt quạt, đóng cửa sổ và để micrô gần người nói.",
        "Next time switch fans off, close the windows and keep the microphone near the speaker.",
    ),
    "too-noisy": Message(
        "Tiếng ồn gần to bằng giọng nói; lọc xong vẫn có thể khó nghe.",
        "The noise is nearly as loud as the voice; it may be hard to understand even when it is reduced.",
        "Nếu được, hãy quay lại ở nơi yên tĩnh, micrô gần miệng.",
        "If you can, record again in a quiet place with the microphone near the mouth.",
    ),
    "portrait": Message(
        "Video quay dọc nên hai bên màn hình ti vi sẽ trống.",
        "The picture is upright, so both sides of a television screen stay empty.",
        "Lần sau hãy xoay ngang điện thoại khi quay.",
        "Next time turn the phone sideways when recording.",
    ),
    "four-by-three": Message(
        "Hình theo khổ cũ 4:3 nên hai bên màn hình rộng sẽ còn khoảng trống.",
        "The picture has the old 4:3 shape, so a wide screen is not filled at its sides.",
        "Lần sau hãy chọn khổ hình 16:9 khi quay.",
        "Next time choose the 16:9 shape for recording.",
    ),
    "too-dark": Message(
        "Hình quá tối, khó thấy mặt người và bảng.",
        "The picture is so dark that faces and the board are hard to see.",
        "Lần sau hãy bật thêm đèn và đừng quay ngược sáng.",
        "Next time switch more lights on and do not record against the window.",
    ),
    "black-picture": Message(
        "Hình gần như đen toàn bộ.",
        "The picture is black almost everywhere.",
        "Hãy xem lại video: có thể chọn nhầm tệp hoặc ống kính bị che.",
        "Look at the recording: perhaps it is the wrong file, or the lens was covered.",
    ),
    "tiny-picture": Message(
        "Hình nhỏ ({width}×{height}) nên sẽ mờ khi chiếu trên ti vi.",
        "The picture is small ({width}×{height}) and will look blurred on a television.",
        "Lần sau hãy chọn chất lượng quay 1080p.",
        "Next time choose 1080p for recording.",
    ),
    "varying-rate": Message(
        "Số hình mỗi giây không đều; lessontool sẽ tự làm đều.",
        "The number of pictures a second varies; lessontool evens it out by itself.",
    ),
    "interlaced": Message(
        "Hình quay kiểu xen kẽ dòng; lessontool sẽ tự chuyển đổi.",
        "The picture is interlaced; lessontool converts it by itself.",
    ),
    "hdr": Message(
        "Hình quay ở chế độ HDR; lessontool sẽ tự chuyển về màu ti vi thường.",
        "The picture was recorded in HDR; lessontool turns it into ordinary television colours by itself.",
        "Lần sau có thể tắt HDR trong cài đặt máy quay.",
        "Next time you can switch HDR off in the camera's settings.",
    ),
    "rotated": Message(
        "Hình được ghi ở tư thế xoay; lessontool sẽ tự xoay lại cho đúng.",
        "The picture is stored turned; lessontool turns it upright by itself.",
    ),
    "full-range": Message(
        "Thang sáng tối theo kiểu máy tính; lessontool sẽ tự chuyển sang kiểu truyền hình.",
        "Light and dark are stored as computers do; lessontool converts them for television by itself.",
    ),
    "illegal-colours": Message(
        "Một số màu quá gắt so với quy định truyền hình; lessontool sẽ tự chỉnh.",
        "Some colours are too strong for television; lessontool corrects them by itself.",
    ),
    "several-pictures": Message(
        "Tệp có {count} đường hình; sẽ dùng đường số {chosen}.",
        "The file has {count} pictures; number {chosen} is used.",
        "Muốn dùng đường khác, hãy ghi video_track trong lesson.yaml.",
        "To use another one, set video_track in lesson.yaml.",
    ),
    "several-sounds": Message(
        "Tệp có {count} đường tiếng; sẽ dùng đường số {chosen}.",
        "The file has {count} sound tracks; number {chosen} is used.",
        "Muốn dùng đường khác, hãy ghi audio_track trong lesson.yaml.",
        "To use another one, set audio_track in lesson.yaml.",
    ),
    "no-such-picture": Message(
        "lesson.yaml yêu cầu đường hình số {wanted}, nhưng video chỉ có {count}.",
        "lesson.yaml asks for picture number {wanted}, but the recording has {count}.",
        "Hãy sửa video_track, hoặc bỏ dòng đó để lessontool tự chọn.",
        "Correct video_track, or remove that line and lessontool chooses.",
    ),
    "no-such-sound": Message(
        "lesson.yaml yêu cầu đường tiếng số {wanted}, nhưng video chỉ có {count}.",
        "lesson.yaml asks for sound track number {wanted}, but the recording has {count}.",
        "Hãy sửa audio_track, hoặc bỏ dòng đó để lessontool tự chọn.",
        "Correct audio_track, or remove that line and lessontool chooses.",
    ),
    "silence-head": Message(
        "Phần đầu im lặng đến {until}.",
        "Nothing is heard at the beginning until {until}.",
        "Nếu muốn cắt bỏ, hãy ghi start_s trong lesson.yaml.",
        "To cut it off, set start_s in lesson.yaml.",
    ),
    "silence-tail": Message(
        "Phần cuối im lặng từ {since}.",
        "Nothing is heard at the end from {since} on.",
        "Nếu muốn cắt bỏ, hãy ghi end_s trong lesson.yaml.",
        "To cut it off, set end_s in lesson.yaml.",
    ),
    "silence-middle": Message(
        "Giữa bài có {count} chỗ im lặng lâu, dài nhất {longest_s} giây: {when}.",
        "There are {count} long silences within the lesson, the longest of {longest_s} seconds: {when}.",
        "Nếu đó không phải là lúc học sinh làm bài, hãy nghe lại những chỗ này.",
        "Unless pupils are working there, listen to these places.",
    ),
    "recording-truncated": Message(
        "Tệp bị thiếu phần cuối: đúng ra dài {promised}, nhưng chỉ còn {real}.",
        "The end of the file is missing: it should last {promised}, but only {real} is there.",
        "Hãy chép lại tệp từ máy quay hoặc thẻ nhớ. Nếu không được, chạy với --accept-damage để dùng phần còn lại.",
        "Copy the file again from the camera or memory card. If that is impossible, run with --accept-damage.",
    ),
    "sound-damaged": Message(
        "Tiếng của tệp bị hỏng ở vài chỗ.",
        "The sound of the file is damaged in places.",
        "Hãy chép lại tệp từ máy quay rồi nghe lại.",
        "Copy the file again from the camera and listen to it.",
    ),
    "lesson-longer": Message(
        "Bài dài {minutes} phút, hơn dự kiến ({wanted} phút).",
        "The lesson lasts {minutes} minutes, longer than meant ({wanted} minutes).",
        "Hãy xem có chọn đúng tệp không, hoặc dùng start_s và end_s để cắt bớt.",
        "Check that it is the right file, or cut it with start_s and end_s.",
    ),
    "lesson-shorter": Message(
        "Bài dài {minutes} phút, ngắn hơn dự kiến ({wanted} phút).",
        "The lesson lasts {minutes} minutes, shorter than meant ({wanted} minutes).",
        "Hãy xem có chọn đúng tệp và tệp có đủ bài không.",
        "Check that it is the right file and that it is complete.",
    ),
    "sound-shorter": Message(
        "Tiếng kết thúc lúc {since}, sớm hơn hình {seconds} giây.",
        "The sound ends at {since}, {seconds} seconds before the picture.",
        "Hãy nghe lại phần cuối, hoặc ghi end_s để kết thúc sớm hơn.",
        "Listen to the end, or set end_s to finish earlier.",
    ),
    "picture-shorter": Message(
        "Hình kết thúc lúc {since}, sớm hơn tiếng {seconds} giây.",
        "The picture ends at {since}, {seconds} seconds before the sound.",
        "Hãy xem lại phần cuối, hoặc ghi end_s để kết thúc sớm hơn.",
        "Look at the end, or set end_s to finish earlier.",
    ),
    "sound-offset": Message(
        "Tiếng và hình không bắt đầu cùng lúc (lệch {seconds} giây); lessontool vẫn giữ khớp tiếng với hình.",
        "Sound and picture do not begin together ({seconds} seconds apart); lessontool keeps them in step by itself.",
    ),
    "black-head": Message(
        "Hình đen ở đầu bài, đến {until}.",
        "The picture is black at the beginning until {until}.",
        "Nếu muốn cắt bỏ, hãy ghi start_s trong lesson.yaml.",
        "To cut it off, set start_s in lesson.yaml.",
    ),
}
"""What `check` says about a recording (analysis/advice.py)."""

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

TABLE: Final[Mapping[str, Message]] = {**GENERAL, **INTAKE, **LESSON, **ADVICE, **PLANNING}


def say(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say a message in a language, its gaps filled. Raises KeyError for a code that the table lacks."""
    message = TABLE[code]
    return (message.vi if language == "vi" else message.en).format_map(values)


def hint(code: str, values: Mapping[str, object], language: Language) -> str:
    """Say what to do about it, or nothing."""
    message = TABLE[code]
    return (message.hint_vi if language == "vi" else message.hint_en).format_map(values)


__all__ = ["ADVICE", "GENERAL", "INTAKE", "LESSON", "PLANNING", "TABLE", "Language", "Message", "hint", "say"]
