"""What can be wrong in subtitle files and scripts that a teacher gives."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_FILES: Final[dict[str, Message]] = {
    "text-file-missing": Message(
        "Không tìm thấy tệp “{file}”.",
        "There is no file “{file}”.",
        "Chép tệp vào thư mục bài học và kiểm tra lại tên.",
        "Copy the file into the lesson folder and check its name.",
    ),
    "text-file-not-regular": Message(
        "“{file}” không phải là một tệp thông thường (có thể là thư mục hoặc lối tắt).",
        "“{file}” is not an ordinary file (perhaps a folder or a shortcut).",
        "Chép chính tệp đó vào thư mục bài học, không dùng lối tắt.",
        "Copy the file itself into the lesson folder, not a shortcut to it.",
    ),
    "text-file-no-access": Message(
        "Không có quyền đọc tệp “{file}”.",
        "The file “{file}” may not be read.",
        "Cấp quyền đọc cho tệp này, hoặc chép lại tệp bằng tài khoản của thầy cô.",
        "Allow the file to be read, or copy it again under your own account.",
    ),
    "text-file-empty": Message(
        "Tệp “{file}” không có chữ nào.",
        "There is no text in the file “{file}”.",
        "Mở tệp để kiểm tra, rồi lưu hoặc chép lại.",
        "Open the file to look, then save or copy it again.",
    ),
    "text-file-too-big": Message(
        "Tệp “{file}” lớn hơn {megabytes} MB, quá lớn so với lời của một bài học.",
        "The file “{file}” is larger than {megabytes} MB: too much for the words of one lesson.",
        "Kiểm tra xem có đúng là tệp của bài học này không.",
        "Check whether this really is the file of this lesson.",
    ),
    "text-not-text": Message(
        "“{file}” không phải là tệp văn bản.",
        "“{file}” is not a text file.",
        "Với phụ đề hãy đưa tệp .srt, .vtt, .ass hoặc .ttml; với lời giảng hãy đưa tệp .txt, .docx hoặc .pptx.",
        "Give captions as .srt, .vtt, .ass or .ttml, and a script as .txt, .docx or .pptx.",
    ),
    "text-damaged": Message(
        "Tệp “{file}” bị hỏng ở dòng {line}: ở đó có kí tự không đọc được.",
        "The file “{file}” is damaged at line {line}: there are letters that cannot be read.",
        "Chép lại tệp gốc, hoặc sửa dòng đó rồi lưu lại dạng UTF-8.",
        "Copy the original again, or correct that line and save the file as UTF-8.",
    ),
    "table-workbook": Message(
        "Không đọc được tệp Excel {file}: tệp hỏng, có mật khẩu, quá lớn hoặc là kiểu cũ (.xls).",
        "The workbook {file} cannot be read: broken, locked, too large, or of the old kind (.xls).",
        "Mở bằng Excel hoặc LibreOffice, lưu lại thành “.xlsx” hoặc “CSV UTF-8” rồi làm lại.",
        "Open it in Excel or LibreOffice, save it as “.xlsx” or “CSV UTF-8”, then try again.",
    ),
    "table-row-broken": Message(
        "Không đọc được dòng {line} của {file}: có lẽ thiếu dấu ngoặc kép.",
        "Line {line} of {file} cannot be read: a quotation mark may be missing.",
        "Sửa dòng đó, hoặc mở bằng Excel rồi lưu lại thành CSV.",
        "Mend that line, or open it in Excel and save it as CSV again.",
    ),
    "table-too-many": Message(
        "Bảng {file} có hơn {most} dòng.",
        "The table {file} has more than {most} lines.",
        "Tách bảng thành nhiều tệp, mỗi tệp một tuần hoặc một huyện.",
        "Part it into several files, one for each week or district.",
    ),
    "table-formula": Message(
        "{place}, cột “{column}”: ô là công thức chưa có kết quả.",
        "{place}, column “{column}”: the cell is a formula without its result.",
        "Mở bằng Excel hoặc LibreOffice rồi lưu lại, hoặc ghi thẳng giá trị vào ô.",
        "Open it in Excel or LibreOffice and save it again, or write the value itself.",
    ),
    "text-encoding-unsure": Message(
        "Không chắc tệp “{file}” dùng bảng mã nào (có thể là: {choices}), nên không đoán bừa để tránh sai dấu.",
        "It is not certain with which letters “{file}” was written (perhaps: {choices}); nothing is guessed.",
        "Ghi tên bảng mã vào mục text_encoding của lesson.yaml, hoặc mở tệp bằng phần mềm đã gõ ra nó rồi lưu lại dạng "
        "UTF-8 (Unicode).",
        "Name it in the field text_encoding of lesson.yaml, or open the file in the program that wrote it and save it "
        "as UTF-8 (Unicode).",
    ),
    "text-encoding-unknown": Message(
        "Không có bảng mã nào tên là “{encoding}”.",
        "There is no encoding called “{encoding}”.",
        "Các tên dùng được: {choices}.",
        "Names that can be used: {choices}.",
    ),
    "text-encoding-wrong": Message(
        "Tệp “{file}” không phải viết bằng bảng mã {encoding}.",
        "The file “{file}” is not written in {encoding}.",
        "Bỏ tên bảng mã đi để chương trình tự nhận, hoặc nêu tên khác.",
        "Leave the encoding out so that it is recognised, or name another one.",
    ),
    "text-letters-eaten": Message(
        "Tệp “{file}” gõ bằng phông TCVN3 (ABC) và đã mất các chữ “ư” (ví dụ: {examples}).",
        "The file “{file}” was typed with a TCVN3 (ABC) font and has lost its letters “ư” (such as: {examples}).",
        "Chữ “ư” bị mất khi chép chữ từ Word sang chương trình khác. Hãy đưa tệp Word gốc (.docx), "
        "hoặc chuyển sang Unicode bằng UniKey ngay trong Word rồi lưu lại.",
        "They are lost when text is copied out of Word. Give the original Word file (.docx), "
        "or convert the text to Unicode with UniKey inside Word and save it again.",
    ),
    "text-converted": Message(
        "Tệp “{file}” dùng bảng mã cũ ({encoding}); đã chuyển sang Unicode.",
        "The file “{file}” used old letters ({encoding}); they were converted to Unicode.",
        "Xem qua vài dòng để chắc chắn dấu đúng.",
        "Look at a few lines to make sure that the accents are right.",
    ),
    "text-letters-lost": Message(
        "Trong tệp “{file}” có {count} kí tự đã mất, nay hiện thành “\ufffd”.",
        "In the file “{file}” {count} letters are lost and show as “\ufffd”.",
        "Tìm kí tự “\ufffd” trong phụ đề và sửa lại bằng tay.",
        "Search the captions for “\ufffd” and correct them by hand.",
    ),
}

_SUBTITLES: Final[dict[str, Message]] = {
    "subtitles-unknown-format": Message(
        "Không nhận ra loại phụ đề của tệp “{file}”.",
        "The kind of captions in “{file}” is not known.",
        "Dùng tệp SRT, WebVTT, ASS/SSA hoặc TTML; các phần mềm phụ đề đều xuất được dạng SRT.",
        "Use SRT, WebVTT, ASS/SSA or TTML; every caption program can export SRT.",
    ),
    "subtitles-none": Message(
        "Trong tệp “{file}” không có dòng phụ đề nào dùng được.",
        "There is not one usable caption in “{file}”.",
        "Mở tệp để kiểm tra xem có đúng tệp phụ đề của bài học này không.",
        "Open the file and check whether it is the caption file of this lesson.",
    ),
    "subtitles-time-unreadable": Message(
        "Không đọc được thời gian ở dòng {line} của tệp “{file}”: “{text}”.",
        "The time at line {line} of “{file}” cannot be read: “{text}”.",
        "Viết thời gian như 00:01:02,500 --> 00:01:05,000.",
        "Write times like 00:01:02,500 --> 00:01:05,000.",
    ),
    "subtitles-damaged": Message(
        "Tệp phụ đề “{file}” bị hỏng ở dòng {line}.",
        "The caption file “{file}” is damaged at line {line}.",
        "Xuất lại tệp từ phần mềm phụ đề, hoặc chép lại tệp gốc.",
        "Export it again from the caption program, or copy the original again.",
    ),
    "subtitles-unsafe": Message(
        "Tệp phụ đề “{file}” có những phần không thuộc về phụ đề và có thể gây hại, nên không được mở.",
        "The caption file “{file}” holds parts that are no captions and may do harm; it was not opened.",
        "Xuất lại phụ đề từ phần mềm phụ đề, tốt nhất là dạng SRT.",
        "Export the captions again from your caption program, best as SRT.",
    ),
    "subtitles-too-many": Message(
        "Tệp “{file}” có hơn {limit} dòng phụ đề, quá nhiều cho một bài học.",
        "The file “{file}” has more than {limit} captions: too many for one lesson.",
        "Kiểm tra xem có đúng là tệp phụ đề của bài học này không.",
        "Check whether this really is the caption file of this lesson.",
    ),
    "subtitles-cue-too-long": Message(
        "Trong tệp “{file}”, phụ đề ở dòng {line} dài hơn {limit} kí tự.",
        "In “{file}” the caption at line {line} is longer than {limit} letters.",
        "Chia phụ đề đó thành nhiều phụ đề ngắn; mỗi phụ đề chỉ nên có một hai dòng.",
        "Divide it into several short ones; a caption should have one or two lines.",
    ),
    "subtitles-cues-dropped": Message(
        "Đã bỏ {count} phụ đề trống hoặc nằm ngoài bài học.",
        "{count} captions that were empty or outside the lesson were left out.",
    ),
    "subtitles-signs-cleaned": Message(
        "Đã xoá các kí tự ẩn trong {count} phụ đề.",
        "Signs that nobody sees were taken out of {count} captions.",
    ),
    "subtitles-times-mended": Message(
        "Đã sửa thời gian của {count} phụ đề (kết thúc trước khi bắt đầu, hoặc bắt đầu trước bài học).",
        "The times of {count} captions were mended (they ended before they began, or began before the lesson).",
        "Xem lại các chỗ này trong bài học.",
        "Look at these places in the lesson.",
    ),
    "subtitles-sorted": Message(
        "{count} phụ đề không đúng thứ tự thời gian; đã xếp lại.",
        "{count} captions were not in the order of their times; they were sorted.",
    ),
    "subtitles-duplicates": Message(
        "Đã bỏ {count} phụ đề lặp lại cùng lời, cùng lúc.",
        "{count} captions that said the same at the same time were left out.",
    ),
    "subtitles-overlaps-mended": Message(
        "{count} phụ đề chồng lên nhau; đã cắt ngắn hoặc ghép lại.",
        "{count} captions overlapped; they were shortened or put together.",
        "Xem lại các chỗ này trong bài học.",
        "Look at these places in the lesson.",
    ),
    "subtitle-drift": Message(
        "Phụ đề lệch so với lời nói: cần dời {first} giây ở đầu và {last} giây ở cuối bài "
        "(độ khớp {before} %, sau khi sửa {after} %).",
        "The captions run away from the voice: they must move by {first} s at the beginning and {last} s at the end "
        "(agreement {before} %, after that {after} %).",
        "Chạy lại với --fix-drift để tự sửa, rồi xem lại đầu và cuối bài.",
        "Run again with --fix-drift to correct it, then look at the beginning and the end.",
    ),
}

_SCRIPTS: Final[dict[str, Message]] = {
    "script-wrong-kind": Message(
        "“{file}” là tệp {kind}, không đọc được làm lời giảng.",
        "“{file}” is a {kind} file, which cannot be read as a script.",
        "Mở tệp bằng phần mềm đã tạo ra nó rồi lưu lại dạng .docx, .pptx hoặc .txt.",
        "Open it in the program that made it and save it as .docx, .pptx or .txt.",
    ),
    "script-encrypted": Message(
        "Tệp “{file}” được đặt mật khẩu.",
        "The file “{file}” is protected by a password.",
        "Mở tệp, bỏ mật khẩu rồi lưu lại.",
        "Open it, remove the password and save it again.",
    ),
    "script-damaged": Message(
        "Không mở được tệp “{file}”: tệp bị hỏng hoặc chưa được chép đầy đủ.",
        "The file “{file}” cannot be opened: it is damaged or was not completely copied.",
        "Mở tệp bằng Word hoặc PowerPoint rồi lưu thành tệp mới, hoặc chép lại tệp gốc.",
        "Open it in Word or PowerPoint and save it as a new file, or copy the original again.",
    ),
    "script-unsafe": Message(
        "Tệp “{file}” có cấu trúc bất thường và có thể gây hại, nên không được mở.",
        "The file “{file}” is built in an unusual way that may do harm; it was not opened.",
        "Chép phần lời sang một tệp Word mới rồi đưa tệp đó.",
        "Copy the words into a new Word file and give that one.",
    ),
    "script-too-big": Message(
        "Lời trong tệp “{file}” quá dài cho một bài học (hơn {limit} câu hoặc hơn {megabytes} MB chữ).",
        "The words in “{file}” are too many for one lesson (more than {limit} sentences or {megabytes} MB of text).",
        "Chỉ đưa lời của bài học này.",
        "Give the words of this lesson only.",
    ),
    "script-sentence-too-long": Message(
        "Trong tệp “{file}” có một câu dài hơn {limit} kí tự, bắt đầu bằng “{text}”.",
        "In “{file}” there is a sentence of more than {limit} letters that begins with “{text}”.",
        "Thêm dấu chấm hoặc xuống dòng để chia câu.",
        "Divide it with full stops or new lines.",
    ),
    "script-empty": Message(
        "Trong tệp “{file}” không có câu nào để đọc.",
        "There is not one sentence to be spoken in “{file}”.",
        "Kiểm tra xem lời giảng có nằm trong tệp này không; chỉ dẫn trong [ngoặc vuông] và đề mục "
        "không được tính là lời.",
        "Check whether the script is in this file; directions in [brackets] and headings do not count as spoken.",
    ),
    "script-no-notes": Message(
        "Bài trình chiếu “{file}” không có ghi chú nào cho người trình bày.",
        "The slides “{file}” have no speaker notes.",
        "Ghi lời giảng vào phần Ghi chú (Notes) dưới mỗi trang, hoặc đưa lời giảng bằng tệp .docx hay .txt.",
        "Write the words into the Notes below each slide, or give the script as .docx or .txt.",
    ),
    "script-is-subtitles": Message(
        "“{file}” là tệp phụ đề có thời gian, không phải lời giảng.",
        "“{file}” is a caption file with times, not a script.",
        "Đưa tệp này vào mục phụ đề.",
        "Give it as captions.",
    ),
    "script-left-out": Message(
        "Không tính là lời nói: {count} đoạn trong tệp “{file}” (đề mục, chỉ dẫn trong ngoặc), ví dụ “{example}”.",
        "Not taken as spoken: {count} passages of “{file}” (headings, directions in brackets), such as “{example}”.",
        "Nếu đoạn nào có đọc, hãy viết nó thành câu bình thường.",
        "If one of them is spoken, write it as an ordinary sentence.",
    ),
    "script-slides-without-notes": Message(
        "{count} trang trong “{file}” không có ghi chú: {slides}.",
        "{count} slides of “{file}” have no notes: {slides}.",
    ),
}

TEXT_FILES: Final[dict[str, Message]] = {**_FILES, **_SUBTITLES, **_SCRIPTS}
