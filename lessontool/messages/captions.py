"""Captions: aligned, cut, corrected and written."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

CAPTIONS: Final[dict[str, Message]] = {
    "caption-too-fast": Message(
        "{count} trong {total} phụ đề hiện nhanh hơn tốc độ đọc của học sinh ({limit} ký tự/giây; "
        "nhanh nhất {cps}), vì lời nói ở đó nhanh và không có chỗ dừng.",
        "{count} of {total} captions are faster than these pupils read ({limit} characters a second; "
        "the fastest has {cps}): the speech is fast there, without a pause.",
        "Vẫn dùng được. Lần sau hãy nói chậm hơn và dừng một giây sau mỗi câu, hoặc rút gọn chữ khi sửa phụ đề.",
        "They can be used. Next time speak more slowly and pause a second after each sentence, or shorten the text "
        "when you correct the captions.",
    ),
    "caption-too-short": Message(
        "{count} trong {total} phụ đề hiện chưa đến {seconds} giây, vì câu sau được nói ngay.",
        "{count} of {total} captions stay less than {seconds} seconds: the next sentence is spoken at once.",
    ),
    "caption-word-broken": Message(
        "{count} từ dài hơn một dòng phụ đề ({limit} ký tự) nên bị ngắt, ví dụ “{word}”.",
        "{count} words are longer than a line of captions ({limit} characters) and were broken, such as “{word}”.",
        "Nếu là địa chỉ trang web, hãy viết ngắn lại trong lời giảng.",
        "If it is a web address, shorten it in the script.",
    ),
    "caption-outside-lesson": Message(
        "{count} từ hoặc phụ đề nằm ngoài thời gian của bài học nên không hiện được.",
        "{count} words or captions lie outside the lesson's time and cannot be shown.",
        "Nếu không định cắt phần đó, hãy xem lại start và end trong lesson.yaml hoặc tệp phụ đề.",
        "If you did not mean to cut that part, check start and end in lesson.yaml, or the subtitle file.",
    ),
    "caption-mended": Message(
        "{count} trong {total} phụ đề được ngắt dòng hoặc chia lại cho vừa màn hình; không từ nào bị đổi.",
        "{count} of {total} captions were broken or parted anew to fit the screen; no word was changed.",
    ),
    "caption-no-room": Message(
        "Bài học dài {seconds} giây không đủ chỗ cho {count} phụ đề.",
        "A lesson of {seconds} seconds has no room for {count} captions.",
        "Có lẽ đây là phụ đề hoặc lời giảng của bài khác: hãy kiểm tra lại tệp.",
        "Perhaps these are the captions or the script of another lesson: check the file.",
    ),
    "text-file-missing-nearest": Message(
        "Không thấy tệp “{file}” trong thư mục bài học. Có phải là “{nearest}” không?",
        "There is no file “{file}” in the lesson folder. Did you mean “{nearest}”?",
        "Hãy sửa tên tệp trong lesson.yaml.",
        "Mend the name in lesson.yaml.",
    ),
    "attachment-too-large": Message(
        "“{file}” có {size_mb} MB; tài liệu kèm theo chỉ được đến {most_mb} MB.",
        "“{file}” has {size_mb} MB; a file that goes with the lesson may have {most_mb} MB.",
        "Lưu lại tệp với hình nhỏ hơn, hoặc đưa lên mạng rồi ghi địa chỉ vào materials_url.",
        "Save it again with smaller pictures, or put it online and write its address under materials_url.",
    ),
    "text-file-not-ordinary": Message(
        "Không đọc được “{file}”: đây phải là một tệp bình thường nằm trong thư mục bài học.",
        "“{file}” cannot be read: it must be an ordinary file inside the lesson folder.",
        "Hãy chép chính tệp đó vào thư mục bài học.",
        "Copy the file itself into the lesson folder.",
    ),
    "caption-doubtful": Message(
        "{count} từ trong phụ đề nghe chưa chắc chắn, ví dụ: {words}.",
        "{count} words of the captions are doubtful, such as: {words}.",
        "Hãy chạy “lessontool captions edit” để xem và sửa.",
        "Run `lessontool captions edit` to look at them and correct them.",
    ),
    "captions-no-speech": Message(
        "Không nghe thấy lời nói nên bài này không có phụ đề.",
        "Nobody is heard speaking, so this lesson has no captions.",
        "Nếu bài có lời giảng, hãy kiểm tra micrô; nếu không, không cần làm gì.",
        "If somebody does speak, check the microphone; if not, there is nothing to do.",
    ),
    "captions-not-yet": Message(
        "Chưa có phụ đề cho bài này: chạy “lessontool captions transcribe” hoặc “lessontool process” trước.",
        "This lesson has no captions yet: run `lessontool captions transcribe` or `lessontool process` first.",
    ),
    "captions-no-script": Message(
        "Bài này không có lời giảng để khớp với tiếng.",
        "This lesson has no script to lay over the sound.",
        "Hãy chép lời giảng vào thư mục bài học và ghi tên tệp ở mục script của lesson.yaml.",
        "Copy the script into the lesson folder and name it in the field script of lesson.yaml.",
    ),
    "captions-translation-lines": Message(
        "Bản dịch tiếng “{language}” có {lines} dòng, lời giảng có {wanted} dòng: thời gian chỉ là ước lượng.",
        "The translation in “{language}” has {lines} lines, the script has {wanted}: its times are only estimated.",
        "Hãy dịch từng dòng một, cùng số dòng với lời giảng.",
        "Translate line by line, with as many lines as the script has.",
    ),
    "correction-used": Message(
        "Dùng phụ đề đã sửa trong {file} ({count} chỗ sửa).",
        "The captions that were corrected in {file} are used ({count} changes).",
    ),
    "correction-of-older-text": Message(
        "{file} được sửa từ phụ đề cũ; lời giảng hoặc bản ghi đã thay đổi sau đó.",
        "{file} was corrected from older captions; the script or the recording has changed since.",
        "Hãy xem lại tệp này; muốn làm lại từ đầu thì đổi tên tệp rồi chạy “lessontool captions edit”.",
        "Look it over; to begin anew, rename it and run `lessontool captions edit`.",
    ),
    "correction-in-the-way": Message(
        "{file} đã được sửa nên không bị ghi đè.",
        "{file} has been changed, so it is not overwritten.",
        "Muốn làm lại từ đầu, hãy đổi tên tệp đó.",
        "To begin anew, rename that file.",
    ),
    "correction-written": Message(
        "Đã ghi phụ đề vào {path} để thầy cô sửa ({doubtful} từ chưa chắc chắn được đánh dấu).",
        "The captions are in {path} for you to correct ({doubtful} doubtful words are marked).",
    ),
    "correction-none": Message(
        "{path} chưa được sửa chỗ nào; {doubtful} từ được đánh dấu là chưa chắc chắn.",
        "Nothing has been corrected in {path} yet; {doubtful} words in it are marked as doubtful.",
    ),
    "correction-taken": Message(
        "Đã nhận {count} chỗ sửa từ {path}.",
        "{count} corrections were taken from {path}.",
    ),
    "converted": Message(
        "Đã ghi {path}.",
        "{path} was written.",
    ),
    "convert-exists": Message(
        "Đã có tệp {path}; tệp này không bị ghi đè.",
        "There is already a file {path}; it was left as it is.",
        "Hãy chọn tên khác bằng --to.",
        "Choose another name with --to.",
    ),
    "convert-unknown": Message(
        "Không biết ghi phụ đề thành “{suffix}”.",
        "Captions cannot be written as “{suffix}”.",
        "Các loại được dùng: {known}.",
        "Kinds that can be written: {known}.",
    ),
    "correction-outside": Message(
        "Dòng {line} của {file}: phụ đề lúc {time} nằm sau khi bài giảng đã kết thúc.",
        "Line {line} of {file}: the caption at {time} comes after the end of the lesson.",
        "Hãy sửa thời gian ở dòng đó; tệp vẫn giữ nguyên mọi chỗ thầy cô đã sửa.",
        "Mend the times on that line; the file keeps everything that you corrected.",
    ),
    "correction-times-mended": Message(
        "Đã chỉnh thời gian của {count} phụ đề bị chồng lên nhau hoặc không có độ dài (dòng {lines}).",
        "The times of {count} captions that overlapped or had no length were mended (lines {lines}).",
    ),
    "correction-rebroken": Message(
        "Đã ngắt lại dòng cho {count} phụ đề quá dài (dòng {lines}).",
        "The lines of {count} captions that were too long were broken again (lines {lines}).",
    ),
    "correction-diff-text": Message("{time}  sửa: “{before}” → “{after}”", "{time}  text: “{before}” → “{after}”"),
    "correction-diff-time": Message("{time}  đổi thời gian: “{after}”", "{time}  time changed: “{after}”"),
    "correction-diff-split": Message("{time}  tách: “{before}” → “{after}”", "{time}  split: “{before}” → “{after}”"),
    "correction-diff-merged": Message("{time}  gộp: “{before}” → “{after}”", "{time}  joined: “{before}” → “{after}”"),
    "correction-diff-rewritten": Message(
        "{time}  viết lại: “{before}” → “{after}”", "{time}  rewritten: “{before}” → “{after}”"
    ),
    "correction-diff-added": Message("{time}  thêm: “{after}”", "{time}  added: “{after}”"),
    "correction-diff-removed": Message("{time}  xoá: “{before}”", "{time}  removed: “{before}”"),
    "correction-diff-confirmed": Message(
        "{time}  đã xem, để nguyên chữ: “{after}”", "{time}  looked at, words kept: “{after}”"
    ),
    "caption-glyph-missing": Message(
        "Có ký tự không viết được lên hình trong {captions} phụ đề: {signs}",
        "Some signs in {captions} captions cannot be written into the picture: {signs}",
        "Hãy viết các ký tự đó bằng chữ.",
        "Write these signs as words.",
    ),
    "caption-keep-clear": Message(
        "Trong {preset}, các vùng phải để trống ({boxes}) không chừa chỗ nào cho phụ đề.",
        "In {preset}, the parts to keep clear ({boxes}) leave no room for captions.",
        "Hãy thu nhỏ các vùng đó hoặc cỡ chữ (captions trong tệp preset).",
        "Make these parts or the letters smaller (captions in the preset file).",
    ),
    "script-without-words": Message(
        "Kịch bản không có câu nào để đọc.",
        "The script has no sentence that could be said.",
        "Hãy kiểm tra tệp kịch bản của bài.",
        "Check the script file of the lesson.",
    ),
    "script-nobody-speaks": Message(
        "Không nghe thấy ai nói trong bài nên không khớp được kịch bản với tiếng.",
        "Nobody is heard speaking, so the script cannot be laid over the sound.",
        "Hãy nghe lại tiếng của bài và chọn đúng đường tiếng (audio_track).",
        "Listen to the lesson's sound and choose the right sound track (audio_track).",
    ),
    "script-of-another-lesson": Message(
        "Kịch bản có vẻ là của bài khác: chỉ nghe thấy {percent} % số câu của kịch bản trong bài giảng.",
        "The script seems to be another lesson's: only {percent} % of its sentences are heard in the recording.",
        "Hãy kiểm tra lại tệp kịch bản và video có cùng một bài không.",
        "Check whether script and recording are of the same lesson.",
    ),
    "script-lines-not-spoken": Message(
        "{count} câu của kịch bản không được đọc trong bài nên không có phụ đề; câu đầu tiên: “{first}”",
        "{count} sentences of the script are not spoken and get no caption; the first: “{first}”",
    ),
    "script-remarks": Message(
        "{count} chỗ thầy cô nói thêm ngoài kịch bản; phụ đề ở đó do máy nghe và viết lại.",
        "In {count} places something is said that is not in the script; captions there are written by the recogniser.",
        "Hãy xem lại chữ ở những chỗ đó.",
        "Look at the words there.",
    ),
    "script-hard-to-hear": Message(
        "Máy nghe bài này không rõ: {count} câu của kịch bản không nghe ra, có thể không được đọc hoặc hiện sai lúc.",
        "The lesson is hard to hear: {count} sentences of the script were not recognised, perhaps not spoken.",
        "Hãy xem lại phụ đề của cả bài.",
        "Look through the captions of the whole lesson.",
    ),
    "script-low-confidence": Message(
        "{count} câu có thể hiện chưa đúng lúc.",
        "{count} sentences may be shown at the wrong moment.",
        "Hãy xem lại những câu đó.",
        "Look at these sentences.",
    ),
    "script-by-sound": Message(
        "Máy không nhận ra lời nói trong bài; thời gian của {count} phụ đề tìm theo âm thanh của cả kịch bản.",
        "No words were recognised; the times of {count} captions were found by the sound of the whole script.",
        "Hãy xem lại phụ đề: câu không được đọc hoặc lời nói thêm ngoài kịch bản không được nhận ra.",
        "Look through the captions: sentences that are not spoken, or said besides, are not noticed.",
    ),
    "script-times-estimated": Message(
        "Thời gian của {count} phụ đề chỉ được chia theo những chỗ có tiếng nói, nên có thể lệch vài giây.",
        "The times of {count} captions are only shared out over the speech and may be some seconds off.",
        "Hãy xem lại thời gian, hoặc đưa tệp phụ đề đã có thời gian.",
        "Check the times, or give a subtitle file that has them.",
    ),
}
