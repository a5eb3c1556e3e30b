"""What is to be said about packs for learning systems, Kolibri and platforms."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

PACKS: Final[dict[str, Message]] = {
    "budget-not-understood": Message(
        "Không hiểu dung lượng “{text}”.",
        "The size “{text}” is not understood.",
        "Viết số và đơn vị, ví dụ 8GB, 700MB hoặc 1,5GB (không viết dấu chấm ngăn hàng nghìn).",
        "Write a number and a unit, such as 8GB, 700MB or 1.5GB (no sign between thousands).",
    ),
    "kit-title-shorter": Message(
        "{platform}: tiêu đề được viết gọn cho vừa {limit} ký tự.",
        "{platform}: the title is written more briefly to fit {limit} characters.",
    ),
    "kit-title-shortened": Message(
        "{platform}: tên bài dài quá {limit} ký tự, phải cắt thành “{title}”.",
        "{platform}: the lesson's title is longer than {limit} characters and was cut to “{title}”.",
        "Viết tên bài ngắn hơn trong lesson.yaml, hoặc sửa lại khi đăng.",
        "Write a shorter title in lesson.yaml, or change it when publishing.",
    ),
    "kit-description-shortened": Message(
        "{platform}: phần giới thiệu bài được cắt ngắn cho vừa giới hạn.",
        "{platform}: the lesson's description was shortened to fit the limit.",
        "Đọc lại đoạn cuối; nếu cần thì viết ngắn hơn trong lesson.yaml.",
        "Read how it ends; if need be, write a shorter one in lesson.yaml.",
    ),
    "kit-description-left-out": Message(
        "{platform}: trong mô tả không đủ chỗ cho {parts}.",
        "{platform}: the description has no room for {parts}.",
    ),
    "kit-tags-left-out": Message(
        "{platform}: bỏ bớt thẻ cho vừa {limit} ký tự: {tags}.",
        "{platform}: tags left out to fit {limit} characters: {tags}.",
    ),
    "kit-characters-replaced": Message(
        "{platform}: nơi này không nhận dấu {characters}, nên đã thay bằng dấu trông giống.",
        "{platform} refuses {characters}; signs that look alike stand instead.",
    ),
    "kit-chapters-none": Message(
        "{platform}: bài chưa có mục lục nên mô tả không có mốc thời gian.",
        "{platform}: the lesson has no chapters, so the description has none.",
        "Thêm các phần của bài (chapters) vào lesson.yaml.",
        "Add chapters to lesson.yaml.",
    ),
    "kit-chapters-left-out": Message(
        "{platform}: không ghi mốc thời gian: chỉ có {count} phần đủ dài ({seconds} giây), cần ít nhất {least}.",
        "{platform}: no times are listed: only {count} chapters are long enough ({seconds} s), and {least} are needed.",
        "Chia bài thành ít nhất {least} phần, mỗi phần từ {seconds} giây.",
        "Divide the lesson into at least {least} chapters of {seconds} s or more.",
    ),
    "kit-chapters-joined": Message(
        "{platform}: phần ngắn hơn {seconds} giây được gộp với phần bên cạnh: {titles}.",
        "{platform}: chapters shorter than {seconds} s were joined with their neighbours: {titles}.",
    ),
    "kit-captions-none": Message(
        "{platform}: bài không có tệp phụ đề.",
        "{platform}: the lesson has no caption file.",
        "Thêm phụ đề hoặc lời giảng vào lesson.yaml rồi chạy lại lessontool process.",
        "Add captions or the script to lesson.yaml, then run lessontool process again.",
    ),
    "kit-captions-country": Message(
        "{platform}: chưa biết mã nước cho phụ đề {language}; hãy chọn ngôn ngữ khi tải lên.",
        "{platform}: no country is known for the captions in {language}; choose the language when uploading.",
        "Đặt lại tên tệp theo mẫu .vi_VN.srt nếu nơi đăng không nhận.",
        "Rename the file like .vi_VN.srt if the platform refuses it.",
    ),
    "kit-thumbnail-none": Message(
        "{platform}: bài không có ảnh đại diện.",
        "{platform}: the lesson has no picture to show.",
        "Chọn một ảnh khi đăng.",
        "Choose a picture when publishing.",
    ),
    "kit-thumbnail-other": Message(
        "{platform}: không có ảnh đúng khổ, dùng ảnh {name}.",
        "{platform}: there is no picture of the right shape; {name} stands instead.",
    ),
    "kit-thumbnail-smaller": Message(
        "{platform}: ảnh đại diện được nén lại cho dưới {limit} kB.",
        "{platform}: the picture was compressed to stay below {limit} kB.",
    ),
    "kit-video-none": Message(
        "Bài này chưa có tệp hình để đăng.",
        "This lesson has no video file to publish.",
        "Chạy lessontool process cho đích online trước.",
        "Run lessontool process for the online destination first.",
    ),
    "kit-text-lesson": Message(
        "Bài {number}",
        "Lesson {number}",
    ),
    "kit-text-part": Message(
        "Tiết {part}",
        "Part {part}",
    ),
    "kit-text-grade": Message(
        "lớp {grade}",
        "grade {grade}",
    ),
    "kit-text-week": Message(
        "Tuần {week}, năm học {year}",
        "Week {week}, school year {year}",
    ),
    "kit-text-teachers": Message(
        "Giáo viên",
        "Teachers",
    ),
    "kit-text-materials": Message(
        "Phiếu học tập và tài liệu",
        "Worksheets and materials",
    ),
    "kit-text-broadcasts": Message(
        "Phát sóng",
        "Broadcast",
    ),
    "kit-text-chapters": Message(
        "Nội dung bài học",
        "In this lesson",
    ),
    "kit-text-licence": Message(
        "Giấy phép",
        "Licence",
    ),
    "kit-text-beginning": Message(
        "Mở đầu",
        "Beginning",
    ),
    "kit-text-tag": Message(
        "bài giảng trên truyền hình",
        "lessons on television",
    ),
    "kit-block-about": Message(
        "phần giới thiệu",
        "the description",
    ),
    "kit-block-materials": Message(
        "địa chỉ tài liệu",
        "the address of the worksheets",
    ),
    "kit-block-place": Message(
        "vị trí trong chương trình",
        "the place in the curriculum",
    ),
    "kit-block-people": Message(
        "tên giáo viên và trường",
        "teachers and school",
    ),
    "kit-block-broadcasts": Message(
        "lịch phát sóng",
        "when it is shown",
    ),
    "kit-block-chapters": Message(
        "mục lục",
        "chapters",
    ),
    "kit-block-contents": Message(
        "tên các phần của bài",
        "the titles of the chapters",
    ),
    "kit-block-rights": Message(
        "bản quyền",
        "rights",
    ),
    "kit-block-hashtags": Message(
        "các thẻ #",
        "hashtags",
    ),
    "kit-page-title": Message(
        "Bộ đăng bài",
        "Publishing kit",
    ),
    "kit-page-lead": Message(
        "Mỗi ô bên dưới đã viết vừa giới hạn của từng nơi. Bấm Chép, rồi dán vào đúng ô khi đăng. "
        "Sửa chữ ngay ở đây cũng được: số còn lại đổi theo.",
        "Every box keeps to the platform's limits. Press Copy, then paste it where it belongs. "
        "You may change the words here: what is left is counted along.",
    ),
    "kit-page-file": Message(
        "Tệp hình để tải lên",
        "The video file to upload",
    ),
    "kit-page-file-inside": Message(
        "Tệp nằm trong bộ này:",
        "The file is part of this kit:",
    ),
    "kit-page-file-beside": Message(
        "Tệp nằm ở gói bên cạnh, không chép lại lần nữa:",
        "The file lies in the package beside this one and is not copied again:",
    ),
    "kit-page-file-missing": Message(
        "Không thấy tệp này. Bộ đăng bài đã được chép đi nơi khác: hãy chép cả tệp hình, hoặc làm lại bộ với --to.",
        "The file is not there. This kit was copied elsewhere: copy the video too, or make the kit again with --to.",
    ),
    "kit-page-file-none": Message(
        "Bài này chưa có tệp hình.",
        "This lesson has no video file.",
    ),
    "kit-page-name": Message(
        "Tiêu đề",
        "Title",
    ),
    "kit-page-description": Message(
        "Mô tả",
        "Description",
    ),
    "kit-page-tags": Message(
        "Thẻ (từ khoá)",
        "Tags",
    ),
    "kit-page-thumbnail": Message(
        "Ảnh đại diện",
        "Thumbnail",
    ),
    "kit-page-captions": Message(
        "Phụ đề",
        "Captions",
    ),
    "kit-page-language": Message(
        "Ngôn ngữ",
        "Language",
    ),
    "kit-page-copy": Message(
        "Chép",
        "Copy",
    ),
    "kit-page-copied": Message(
        "Đã chép ✓",
        "Copied ✓",
    ),
    "kit-page-not-copied": Message(
        "Hãy bấm Ctrl+C",
        "Press Ctrl+C",
    ),
    "kit-page-left-characters": Message(
        "còn {n} ký tự",
        "{n} characters left",
    ),
    "kit-page-left-bytes": Message(
        "còn {n} byte",
        "{n} bytes left",
    ),
    "kit-page-over-characters": Message(
        "thừa {n} ký tự",
        "{n} characters too many",
    ),
    "kit-page-over-bytes": Message(
        "thừa {n} byte",
        "{n} bytes too many",
    ),
    "kit-page-refused": Message(
        "không nhận dấu {n}",
        "refuses {n}",
    ),
    "kit-page-notes": Message(
        "Đã thay đổi cho vừa",
        "Changed so that it fits",
    ),
    "kit-page-nothing": Message(
        "Không phải cắt hay bỏ gì.",
        "Nothing was cut or left out.",
    ),
    "kit-page-steps": Message(
        "Các bước đăng",
        "Steps",
    ),
    "kit-page-made": Message(
        "Làm lúc {created} (UTC) bằng lessontool. Bộ này không tự đăng gì lên mạng.",
        "Made {created} (UTC) by lessontool. Nothing is uploaded by itself.",
    ),
    "kit-step-upload": Message(
        "Mở {platform}, chọn đăng video, chọn tệp {file}.",
        "Open {platform}, choose to publish a video, choose the file {file}.",
    ),
    "kit-step-title": Message(
        "Chép và dán tiêu đề.",
        "Copy and paste the title.",
    ),
    "kit-step-description": Message(
        "Chép và dán mô tả.",
        "Copy and paste the description.",
    ),
    "kit-step-tags": Message(
        "Chép và dán các thẻ.",
        "Copy and paste the tags.",
    ),
    "kit-step-thumbnail": Message(
        "Chọn ảnh đại diện {file}.",
        "Choose the thumbnail {file}.",
    ),
    "kit-step-captions": Message(
        "Thêm phụ đề {language}: tệp {file}.",
        "Add the captions in {language}: the file {file}.",
    ),
    "kit-step-language": Message(
        "Chọn ngôn ngữ của video: {language}.",
        "Choose the video's language: {language}.",
    ),
    "kit-step-children": Message(
        "Nếu được hỏi về người xem: chọn “dành cho trẻ em”, vì bài này là của lớp {grade}.",
        "If asked about the audience: choose “made for kids”, as this lesson is for grade {grade}.",
    ),
    "kit-step-consent": Message(
        "Trong hình có học sinh: xem lại giấy đồng ý của phụ huynh có cho đăng trên mạng không.",
        "Pupils are seen: check that their parents' consent covers publishing online.",
    ),
    "kit-step-watch": Message(
        "Xem thử bài đã đăng trên điện thoại, bật phụ đề, rồi mới để công khai.",
        "Watch the published lesson on a phone with captions before making it public.",
    ),
    # ── learning systems ──
    "scorm-nothing-to-play": Message(
        "Bài “{title}” không có hình và không có tiếng nên không làm được gói cho hệ thống học.",
        "“{title}” has neither picture nor sound, so there is no package for a learning system to make.",
        "Chạy lại lessontool process cho bài học, rồi làm lại lệnh này.",
        "Run lessontool process for the lesson again, then this command.",
    ),
    "scorm-sound-only": Message(
        "Bài học không có hình: gói cho hệ thống học chỉ có tiếng và phụ đề.",
        "The lesson has no picture: the learning system's package has sound and captions only.",
        "Nếu bài có hình, hãy làm gói trực tuyến trước (lessontool process), rồi làm lại lệnh này.",
        "If there is a picture, make the online package first (lessontool process), then run this again.",
    ),
    "scorm-page-needed": Message(
        "Em xem đủ {percent}% bài học là hoàn thành.", "Watch {percent}% of the lesson to complete it."
    ),
    "scorm-page-done": Message("Em đã hoàn thành bài học này.", "You have completed this lesson."),
    "scorm-page-alone": Message(
        "Bài học đang mở ngoài hệ thống học: kết quả chỉ lưu trên máy này.",
        "Opened outside a learning system: the result stays on this device.",
    ),
    "scorm-page-no-script": Message(
        "Trình duyệt đang tắt JavaScript. Có thể mở thẳng bài học ở đây:",
        "JavaScript is switched off in this browser. The lesson itself can be opened here:",
    ),
    # ── Kolibri ──
    "kolibri-text-grade": Message("Lớp {grade}", "Grade {grade}"),
    "kolibri-text-lesson": Message("Bài {number}", "Lesson {number}"),
    "kolibri-text-part": Message("tiết {part}", "part {part}"),
    "kolibri-text-week": Message("tuần {week}, năm học {year}", "week {week}, school year {year}"),
    "kolibri-ready": Message(
        "Kênh “{channel}” (phiên bản {version}) đã sẵn sàng để nhập vào Kolibri từ {place}.",
        "The channel “{channel}” (version {version}) is ready to be imported into Kolibri from {place}.",
        "Trong Kolibri: Thiết bị, Kênh, Nhập, Ổ đĩa hoặc thẻ nhớ được gắn vào. "
        "Không thấy ổ đĩa thì chạy: kolibri manage importchannel disk {id} {place} rồi "
        "kolibri manage importcontent --fail-on-error disk {id} {place}",
        "In Kolibri: Device, Channels, Import, Attached drive or memory card. If the drive is not listed, run: "
        "kolibri manage importchannel disk {id} {place} and then "
        "kolibri manage importcontent --fail-on-error disk {id} {place}",
    ),
    "kolibri-nothing-fits": Message(
        "Không có bài học nào để đưa vào kênh Kolibri (giới hạn {budget_mb} MB; 0 là không giới hạn).",
        "No lesson can go into the Kolibri channel (limit {budget_mb} MB; 0 is no limit).",
        "Tăng --budget, hoặc chạy lessontool process cho các bài học trước.",
        "Give a larger --budget, or run lessontool process for the lessons first.",
    ),
    "kolibri-left-out": Message(
        "Không đủ chỗ cho {count} bài học, nên kênh Kolibri không có những bài này: {lessons}.",
        "There was no room for {count} lessons, which are missing in the Kolibri channel: {lessons}.",
        "Để có đủ mọi bài ở cỡ hình nhỏ nhất, cần khoảng {needed_mb} MB.",
        "For all of them with the smallest picture, about {needed_mb} MB are needed.",
    ),
    "kolibri-smaller": Message(
        "Để vừa chỗ, {count} bài học trong kênh Kolibri có hình nhỏ hơn: {lessons}.",
        "To fit, {count} lessons of the Kolibri channel have a smaller picture: {lessons}.",
        "Để mọi bài có hình lớn nhất, cần khoảng {needed_mb} MB.",
        "For all of them with the largest picture, about {needed_mb} MB are needed.",
    ),
    "kolibri-heavy": Message(
        "{count} bài học cần hơn {most_kb} kB mỗi phút dù đã lấy hình nhỏ nhất: {lessons}.",
        "{count} lessons need more than {most_kb} kB a minute even with the smallest picture: {lessons}.",
        "Thêm gói online-lite cho các bài này (lessontool process), hoặc sửa most_kb_per_minute trong mẫu gói.",
        "Make their online-lite packages (lessontool process), or change most_kb_per_minute in the pack's preset.",
    ),
    "kolibri-nothing-to-play": Message(
        "{count} bài học chưa có hình hay tiếng mà Kolibri mở được, nên không có trong kênh: {lessons}.",
        "{count} lessons have no picture or sound that Kolibri plays, and are missing in the channel: {lessons}.",
        "Chạy lessontool process cho các bài đó với gói online hoặc radio rồi làm lại.",
        "Run lessontool process for them with an online or radio package, then again.",
    ),
    "kolibri-shortened": Message(
        "Tên hoặc phần giới thiệu của {count} bài học quá dài với Kolibri nên được cắt bớt: {lessons}.",
        "Title or description of {count} lessons are too long for Kolibri and were shortened: {lessons}.",
        "Viết ngắn hơn trong lesson.yaml: tên dưới 180 ký tự, giới thiệu dưới 280 ký tự.",
        "Write less in lesson.yaml: a title below 180 characters, a description below 280.",
    ),
    "kolibri-attachments-left-out": Message(
        "Kolibri không mở được {count} tệp đính kèm, nên kênh không có: {files}.",
        "Kolibri cannot open {count} attachments, which are missing in the channel: {files}.",
        "Lưu phiếu bài tập thành PDF rồi đính kèm bản PDF.",
        "Save worksheets as PDF and attach those.",
    ),
}
