"""What is to be said about the library."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

CATALOGUE: Final[dict[str, Message]] = {
    # ── opening it
    "catalogue-address": Message(
        "Không hiểu địa chỉ kho bài học kiểu “{kind}”.",
        "An address of the library that begins with “{kind}” is not understood.",
        "Dùng tên tệp (ví dụ kho.sqlite) hoặc postgresql://người-dùng@máy-chủ/tên-kho; dấu @ : / trong mật khẩu phải "
        "viết là %40 %3A %2F.",
        "Use a file's name (such as library.sqlite) or postgresql://user@server/database; in a password @ : / are "
        "written %40 %3A %2F.",
    ),
    "catalogue-is-folder": Message(
        "{place} là thư mục, không phải tệp kho bài học.",
        "{place} is a folder, not the library's file.",
        "Thêm tên tệp, ví dụ {place}/library.sqlite.",
        "Add a file's name, such as {place}/library.sqlite.",
    ),
    "catalogue-missing": Message(
        "Chưa có kho bài học ở {place}.",
        "There is no library at {place} yet.",
        "Tạo kho bằng lệnh: lessontool library add và thư mục bài học; hoặc chỉ kho khác bằng --library.",
        "Make one: lessontool library add with the folder of lessons; or name another with --library.",
    ),
    "catalogue-foreign": Message(
        "{place} không phải kho bài học của lessontool; tệp được giữ nguyên.",
        "{place} is no library of lessontool; it was left as it is.",
        "Chỉ tệp khác bằng --library.",
        "Name another file with --library.",
    ),
    "catalogue-newer-tables": Message(
        "Kho bài học {place} do bản lessontool mới hơn tạo ra (kiểu {version}; máy này hiểu đến kiểu {known}).",
        "The library {place} was made by a newer lessontool (version {version}; this one knows up to {known}).",
        "Cập nhật lessontool trên máy này.",
        "Update lessontool on this computer.",
    ),
    "catalogue-locked": Message(
        "Kho bài học {place} đang bị chương trình khác ghi, chờ mãi chưa xong.",
        "Another program is writing to the library {place}; it was waited for in vain.",
        "Đợi lệnh kia chạy xong rồi làm lại.",
        "Wait until the other command is done, then try again.",
    ),
    "catalogue-damaged": Message(
        "Tệp kho bài học {place} bị hỏng.",
        "The library's file {place} is damaged.",
        "Đổi tên tệp hỏng, chạy lessontool library rebuild với thư mục bài học, rồi lessontool library restore với tệp "
        "đã lưu bằng export --people.",
        "Rename the damaged file, run lessontool library rebuild with the folder of lessons, then lessontool library "
        "restore with what export --people had kept.",
    ),
    "catalogue-full": Message(
        "Ổ đĩa của kho bài học {place} đã đầy; kho vẫn như trước lệnh này.",
        "The disk of the library {place} is full; the library is as it was before.",
        "Dọn bớt ổ đĩa rồi chạy lại.",
        "Make room, then run the command again.",
    ),
    "catalogue-read-only": Message(
        "Không được phép ghi vào kho bài học {place}.",
        "The library {place} may not be written to.",
        "Xin quyền ghi, hoặc chỉ kho khác bằng --library.",
        "Ask for the right to write there, or name another with --library.",
    ),
    "catalogue-unopened": Message(
        "Không mở được kho bài học {place}.",
        "The library {place} cannot be opened.",
        "Xem thư mục của tệp có tồn tại và có quyền đọc không.",
        "Look whether the file's folder is there and may be read.",
    ),
    "catalogue-unreachable": Message(
        "Không vào được máy chủ của kho bài học {place}.",
        "The server of the library {place} cannot be reached, or does not let us in.",
        "Kiểm tra tên máy chủ, mạng, tên người dùng, mật khẩu và tên kho.",
        "Check the server's name, the network, the user's name, the password and the name of the database.",
    ),
    "catalogue-failed": Message(
        "Kho bài học {place} gặp sự cố; kho vẫn như trước lệnh này.",
        "The library {place} had a failure; it is as it was before.",
        "Làm lại; nếu vẫn lỗi, gửi các dòng kĩ thuật cho người phụ trách máy.",
        "Try again; if it fails again, send the technical lines to whoever looks after the computer.",
    ),
    "catalogue-no-driver": Message(
        "Máy này thiếu phần mềm để dùng kho bài học trên máy chủ PostgreSQL.",
        "This computer lacks what a library on a PostgreSQL server needs.",
        "Cài thêm bằng lệnh: pip install “lessontool[postgresql]”.",
        "Install it: pip install “lessontool[postgresql]”.",
    ),
    "catalogue-encoding": Message(
        "Máy chủ của kho bài học {place} dùng bảng mã {encoding}, không ghi được tiếng Việt.",
        "The server of the library {place} keeps text as {encoding}, which cannot hold Vietnamese.",
        "Tạo kho với bảng mã UTF8: createdb --encoding=UTF8.",
        "Make the database with UTF8: createdb --encoding=UTF8.",
    ),
    # ── adding to it
    "catalogue-newer": Message(
        "Gói có danh sách {path} do bản lessontool mới hơn làm ra, nên không đưa vào kho.",
        "The package with the list {path} was made by a newer lessontool and was left out.",
        "Cập nhật lessontool trên máy này, rồi chạy lại.",
        "Update lessontool on this computer, then try again.",
    ),
    "catalogue-folder-name": Message(
        "Tên thư mục {path} có kí tự không đọc được, nên gói trong đó không vào kho.",
        "The folder's name {path} cannot be read, so its package was left out.",
        "Đổi tên thư mục bằng chữ thường rồi chạy lại.",
        "Give the folder a plain name, then try again.",
    ),
    "catalogue-folder-closed": Message(
        "Không được phép xem thư mục {path}; các gói trong đó vẫn để như cũ.",
        "The folder {path} may not be looked into; its packages are left as they were.",
        "Xin quyền đọc thư mục đó rồi chạy lại.",
        "Ask for the right to read it, then try again.",
    ),
    "catalogue-place-gone": Message(
        "Không thấy thư mục {place}; kho vẫn còn {count} gói ở đó.",
        "There is no folder {place}; the library still has {count} packages there.",
        "Cắm ổ đĩa hoặc nối mạng rồi chạy lại; nếu đã xoá hẳn thì chạy: lessontool library forget và tên thư mục đó.",
        "Plug the disk in or connect the share; if it was deleted: lessontool library forget and its name.",
    ),
    "catalogue-place-empty": Message(
        "Trong {place} không còn gói nào, trong khi kho biết {count} gói ở đó; kho để nguyên.",
        "There is no package left in {place}, and the library knows {count} there; they were left as they are.",
        "Có thể chưa cắm ổ đĩa. Nếu đã xoá hẳn thì chạy: lessontool library forget và tên thư mục đó.",
        "Perhaps a disk is not plugged in. If they were deleted: lessontool library forget and the folder's name.",
    ),
    "catalogue-twice": Message(
        "Mẫu {preset} có hai gói của cùng một bài: tính gói mới nhất ở {folder}, không tính {other}.",
        "There are two packages of one lesson by {preset}: the newest counts, {folder}, and not {other}.",
    ),
    "catalogue-failed-qc": Message(
        "Bài “{title}” ({school}) chưa đạt kiểm tra: {items}.",
        "“{title}” ({school}) failed its quality control: {items}.",
        "Xem báo cáo kiểm tra (tệp …_qc.html trong gói của bài), sửa rồi chạy lại lessontool process.",
        "Read the report (…_qc.html in the lesson's package), mend it and run lessontool process again.",
    ),
    "catalogue-unproved": Message(
        "Bài “{title}” ({school}) có gói chưa ai kiểm tra.",
        "“{title}” ({school}) has a package that nobody has checked.",
        "Chạy lessontool qc cho gói đó.",
        "Run lessontool qc for that package.",
    ),
    "catalogue-no-consent": Message(
        "Bài “{title}” ({school}) có học sinh nhưng thiếu sự đồng ý của phụ huynh cho nơi phát.",
        "Pupils are seen or heard in “{title}” ({school}), and consent for where it is shown is missing.",
        "Xem mục consent trong lesson.yaml của bài.",
        "Look at consent in the lesson's lesson.yaml.",
    ),
    "catalogue-expired": Message(
        "Bài “{title}” ({school}) đã hết hạn bản quyền ngày {expires}.",
        "The rights of “{title}” ({school}) ran out on {expires}.",
        "Xin gia hạn rồi sửa rights.expires trong lesson.yaml, hoặc đừng phát bài này.",
        "Have them extended and change rights.expires in lesson.yaml, or do not show it.",
    ),
    "catalogue-expiring": Message(
        "Bài “{title}” ({school}) chỉ được phát đến hết ngày {expires}.",
        "“{title}” ({school}) may be shown until {expires} only.",
    ),
    "catalogue-added": Message(
        "Kho bài học {place}: {lessons} bài ở đây; gói mới {new}, đổi {changed}, chuyển chỗ {moved}, như cũ {same}, "
        "mất {gone}.",
        "Library {place}: {lessons} lessons here; packages new {new}, changed {changed}, moved {moved}, the same "
        "{same}, gone {gone}.",
    ),
    "catalogue-rebuilt": Message(
        "Kho bài học {place} đã được làm lại: {lessons} bài, {packages} gói. Điểm chấm, lựa chọn và lịch phát vẫn còn.",
        "The library {place} was made again: {lessons} lessons, {packages} packages. What people added stays.",
    ),
    "catalogue-gone": Message(
        "Không còn gói {folder}; đã bỏ khỏi kho.",
        "The package {folder} is no longer there; it was taken out.",
    ),
    "catalogue-forgotten": Message(
        "Đã bỏ {count} gói khỏi kho; tệp trên đĩa vẫn còn nguyên.",
        "{count} packages were taken out of the library; nothing on the disk was touched.",
    ),
    "catalogue-not-known": Message(
        "Kho không có gói nào ở {places}.",
        "The library has no package in {places}.",
        "Xem tên thư mục bằng lệnh: lessontool library show và tên bài.",
        "See where a lesson lies with: lessontool library show and its name.",
    ),
    # ── asking it
    "catalogue-no-words": Message(
        "Chưa có từ nào để tìm trong “{words}”.",
        "There is no word to search for in “{words}”.",
        "Viết vài từ của tên bài, tên giáo viên hoặc tên trường; không cần dấu.",
        "Write some words of a title, a teacher's or a school's name; tones are not needed.",
    ),
    "catalogue-none": Message(
        "Không có bài nào như vậy trong kho.",
        "The library has no such lesson.",
    ),
    "catalogue-lesson-unknown": Message(
        "Kho không có bài “{lesson}”.",
        "The library has no lesson “{lesson}”.",
        "Tìm bằng lệnh: lessontool library search và vài từ của tên bài.",
        "Find it with: lessontool library search and some words of its title.",
    ),
    "catalogue-several": Message(
        "“{lesson}” có thể là {count} bài: {names}.",
        "“{lesson}” may be any of {count} lessons: {names}.",
        "Chạy lại lệnh với mã ở đầu tên, ví dụ: {first}.",
        "Use the number before the title, such as {first}.",
    ),
    "catalogue-programme-gone": Message(
        "Kho có {count} chương trình mà tệp không còn, ví dụ {file}.",
        "The library has {count} programmes whose file is gone, such as {file}.",
        "Cắm ổ đĩa hoặc nối mạng; nếu đã chuyển hay xoá tệp thì chạy lại lessontool library add với thư mục bài học.",
        "Plug the disk in or connect the share; if files were moved or deleted, run lessontool library add again.",
    ),
    "catalogue-subject-unknown": Message(
        "Không có môn học “{subject}”.",
        "There is no subject “{subject}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "catalogue-series-unknown": Message(
        "Không có bộ sách “{series}”.",
        "There is no textbook series “{series}”.",
        "Có thể là: {suggestion}.",
        "Perhaps: {suggestion}.",
    ),
    "catalogue-year-unknown": Message(
        "“{year}” không phải năm học.",
        "“{year}” is no school year.",
        "Viết như 2021-2022.",
        "Write it as 2021-2022.",
    ),
    "catalogue-count": Message(
        "{count} bài học.",
        "{count} lessons.",
    ),
    # ── writing it
    "catalogue-export-kind": Message(
        "Không ghi được danh mục vào tệp “{name}”.",
        "The list cannot be written as “{name}”.",
        "Đặt tên tệp kết thúc bằng {kinds}.",
        "Let the file's name end in {kinds}.",
    ),
    "catalogue-export-there": Message(
        "Đã có {path}; không ghi đè.",
        "{path} is there already and was not written over.",
        "Chọn tên khác, hoặc thêm --force để ghi đè.",
        "Choose another name, or add --force to write over it.",
    ),
    "catalogue-export-unwritable": Message(
        "Không ghi được tệp {path}.",
        "{path} cannot be written.",
        "Xem thư mục có tồn tại, có quyền ghi và còn chỗ không.",
        "Look whether its folder is there, may be written to and has room.",
    ),
    "catalogue-exported": Message(
        "Đã ghi {count} bài học vào {path}.",
        "{count} lessons were written to {path}.",
    ),
    "catalogue-people-exported": Message(
        "Đã ghi {reviews} phiếu chấm, {choices} lựa chọn và {showings} lượt phát vào {path}.",
        "{reviews} reviews, {choices} choices and {showings} showings were written to {path}.",
    ),
    "catalogue-people-restored": Message(
        "Đã đưa lại {reviews} phiếu chấm, {choices} lựa chọn và {showings} lượt phát vào kho.",
        "{reviews} reviews, {choices} choices and {showings} showings were brought back.",
    ),
    "catalogue-people-unreadable": Message(
        "Không đọc được tệp {path}: đây không phải tệp do lessontool library export --people ghi.",
        "{path} cannot be read: it is not what lessontool library export --people writes.",
        "Chọn đúng tệp .json đã lưu.",
        "Choose the .json file that was kept.",
    ),
    "catalogue-no-showings": Message(
        "Chưa có lượt phát nào được ghi.",
        "No showing is known yet.",
    ),
    # ── words of tables
    "catalogue-status-ready": Message("phát được", "may be shown"),
    "catalogue-status-expiring": Message("sắp hết hạn", "rights end soon"),
    "catalogue-status-unproved": Message("chưa kiểm tra", "not checked"),
    "catalogue-status-failed": Message("chưa đạt kiểm tra", "failed its check"),
    "catalogue-status-no-consent": Message("thiếu đồng ý của phụ huynh", "consent is missing"),
    "catalogue-status-expired": Message("hết hạn bản quyền", "rights ran out"),
    "catalogue-showing-planned": Message("sẽ phát", "planned"),
    "catalogue-showing-aired": Message("đã phát", "aired"),
    "catalogue-showing-late": Message("phát muộn", "late"),
    "catalogue-showing-cut": Message("phát thiếu", "cut short"),
    "catalogue-showing-missed": Message("không phát", "missed"),
    "catalogue-showing-replaced": Message("bị thay", "replaced"),
    "catalogue-head-id": Message("Mã", "Number"),
    "catalogue-head-grade": Message("Lớp", "Grade"),
    "catalogue-head-subject": Message("Môn học", "Subject"),
    "catalogue-head-series": Message("Bộ sách", "Textbooks"),
    "catalogue-head-school-year": Message("Năm học", "School year"),
    "catalogue-head-week": Message("Tuần", "Week"),
    "catalogue-head-lesson": Message("Bài", "Lesson"),
    "catalogue-head-part": Message("Tiết", "Part"),
    "catalogue-head-title": Message("Tên bài", "Title"),
    "catalogue-head-teachers": Message("Giáo viên", "Teachers"),
    "catalogue-head-school": Message("Trường", "School"),
    "catalogue-head-minutes": Message("Số phút", "Minutes"),
    "catalogue-head-packages": Message("Các gói", "Packages"),
    "catalogue-head-captions": Message("Phụ đề", "Captions"),
    "catalogue-head-status": Message("Tình trạng", "Status"),
    "catalogue-head-expires": Message("Hết hạn bản quyền", "Rights end on"),
    "catalogue-head-rights": Message("Bản quyền", "Rights"),
    "catalogue-head-consent": Message("Đồng ý của phụ huynh", "Parents' consent"),
    "catalogue-head-reviews": Message("Phiếu chấm", "Reviews"),
    "catalogue-head-showings": Message("Lượt phát", "Showings"),
    "catalogue-head-folder": Message("Thư mục", "Folder"),
    "catalogue-consent-none-needed": Message("không cần: không có học sinh", "not needed: no pupils are in it"),
    "catalogue-consent-given": Message("đã có", "given"),
    "catalogue-consent-missing": Message("chưa có", "missing"),
    "catalogue-rights-no-end": Message("không thời hạn", "without end"),
    "catalogue-copy": Message("bản cũ, không tính: {folder}", "an older copy that does not count: {folder}"),
    "catalogue-part-of": Message("Tiết {part}", "Part {part}"),
    "catalogue-sheet": Message("Kho bài học", "Library"),
}
