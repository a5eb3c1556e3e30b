"""What is to be said about who needs which package."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

ACCESS: Final[dict[str, Message]] = {
    "access-columns-missing": Message(
        "Bảng {file} còn thiếu cột: {columns}.",
        "The table {file} still lacks columns: {columns}.",
        "Cần các cột: Trường, Học sinh, Tivi, Internet, Điện thoại, Không có gì (chỉ ghi số lượng); "
        "thêm Huyện/xã và Lớp nếu có.",
        "Wanted: School, Pupils, TV, Internet, Phone, Nothing (numbers only); District and Grade where you have them.",
    ),
    "access-column-twice": Message(
        "Có hai cột cùng là “{column}”.",
        "Two columns are “{column}”.",
        "Xoá bớt một cột hoặc đặt tên khác.",
        "Delete one of them, or call it something else.",
    ),
    "access-names": Message(
        "Cột “{column}” giống như ghi tên người. lessontool không nhận và không lưu tên học sinh.",
        "The column “{column}” looks as if it named people. lessontool takes and keeps no pupil's name.",
        "Xoá cột đó và lưu lại; chỉ cần số lượng học sinh của mỗi trường.",
        "Delete that column and save again; only the numbers of each school's pupils are needed.",
    ),
    "access-empty": Message(
        "Bảng {file} không có trường nào.",
        "The table {file} has no school.",
        "Mỗi trường ghi một dòng bên dưới dòng tên cột.",
        "Write one line for each school below the line with the columns' names.",
    ),
    "access-too-many": Message(
        "Bảng có hơn {most} dòng.",
        "The table has more than {most} lines.",
        "Chia thành nhiều tệp, mỗi huyện một tệp.",
        "Divide it into several files, one for each district.",
    ),
    "access-row-broken": Message(
        "Không đọc được dòng {line}: số ô khác với dòng tên cột, hoặc thiếu dấu ngoặc kép.",
        "Line {line} cannot be read: its cells do not match the columns, or a quotation mark is missing.",
        "Sửa dòng đó, hoặc mở bằng Excel rồi lưu lại thành CSV.",
        "Mend that line, or open it in Excel and save it as CSV again.",
    ),
    "access-no-school": Message(
        "Dòng {line}: thiếu tên trường, hoặc tên quá dài.",
        "Line {line}: the school's name is missing, or too long.",
        "Ghi tên trường vào cột “Trường”.",
        "Write the school's name into its column.",
    ),
    "access-not-a-number": Message(
        "Dòng {line}, cột “{column}”: “{value}” không phải là số lượng.",
        "Line {line}, column “{column}”: “{value}” is not a number of pupils.",
        "Ghi số nguyên, ví dụ 120 hoặc 1.234; không có em nào thì ghi 0.",
        "Write a whole number such as 120 or 1,234; 0 where there is none.",
    ),
    "access-negative": Message(
        "Dòng {line}, cột “{column}”: {value} nhỏ hơn 0.",
        "Line {line}, column “{column}”: {value} is below 0.",
        "Ghi lại số lượng đúng.",
        "Write the right number.",
    ),
    "access-more-than-pupils": Message(
        "Dòng {line}, {school}: cột “{column}” ghi {value} em nhưng cả trường chỉ có {pupils} em.",
        "Line {line}, {school}: “{column}” says {value} pupils, but there are only {pupils} in all.",
        "Sửa số ở cột đó hoặc ở cột “Học sinh”.",
        "Mend that number, or that of all pupils.",
    ),
    "access-nothing-too-many": Message(
        "Dòng {line}, {school}: {value} em không có gì, nhưng theo các cột khác thì nhiều nhất chỉ {most} em.",
        "Line {line}, {school}: {value} pupils have nothing, but by the other columns at most {most} can.",
        "Em nào có ít nhất một thiết bị thì không ghi ở cột “Không có gì”.",
        "A pupil with at least one device does not belong into the column for nothing.",
    ),
    "access-grade-wrong": Message(
        "Dòng {line}, cột “Lớp”: “{value}” không phải là lớp.",
        "Line {line}: “{value}” is no grade.",
        "Ghi 1, hoặc 1-5; để trống là mọi lớp. Nếu Excel tự đổi thành ngày, hãy định dạng ô là Văn bản.",
        "Write 1, or 1-5; empty means all. Where Excel makes a date of it, format the cell as Text.",
    ),
    "access-twice": Message(
        "Dòng {line}: {school} đã có ở dòng {first} cho cùng lớp.",
        "Line {line}: {school} is there already on line {first} for the same grade.",
        "Xoá một dòng, hoặc ghi lớp khác nhau.",
        "Delete one of the lines, or give them different grades.",
    ),
    "access-output-changed": Message(
        "Tệp {path} đã có và đã bị sửa sau khi làm, hoặc không phải do lessontool làm.",
        "{path} is there already and was changed since, or was not made by lessontool.",
        "Đổi tên hoặc chuyển tệp đó đi, hoặc chọn thư mục khác bằng --to.",
        "Rename or move that file, or choose another folder with --to.",
    ),
    "access-unwritable": Message(
        "Không ghi được vào thư mục {folder}.",
        "The folder {folder} cannot be written to.",
        "Kiểm tra chỗ trống và quyền ghi, hoặc chọn thư mục khác bằng --to.",
        "Check its room and permissions, or choose another folder with --to.",
    ),
    "access-columns-ignored": Message(
        "Không dùng đến các cột: {columns}.",
        "Columns that are not used: {columns}.",
    ),
    "access-sums-left-out": Message(
        "Dòng tổng cộng không tính là trường: dòng {lines}.",
        "Lines of sums do not count as schools: line {lines}.",
    ),
    "access-uncounted": Message(
        "{pupils} học sinh ở {schools} trường không được ghi vào cột nào (trước hết: {first}); tính như không có gì.",
        "{pupils} pupils of {schools} schools are counted in no column (first: {first}); they count as having nothing.",
        "Hỏi lại trường để ghi đủ số học sinh.",
        "Ask the school again for all its pupils.",
    ),
    "access-no-lessons": Message(
        "Chưa nêu bài học nào nên chưa tính dung lượng và số trang in.",
        "No lessons were named, so neither bytes nor pages are counted.",
        "Thêm thư mục bài học đã làm xong: --lessons THƯ_MỤC.",
        "Add a folder of finished lessons: --lessons DIR.",
    ),
    "access-no-lessons-for": Message(
        "{schools} dòng chưa có bài học nào cho lớp của mình (trước hết: {first}).",
        "{schools} lines have no finished lesson for their grades (first: {first}).",
        "Làm bài cho các lớp đó, hoặc nêu thêm thư mục bằng --lessons.",
        "Make lessons for those grades, or name more folders with --lessons.",
    ),
    "access-lite-missing": Message(
        "{count} trong {lessons} bài chưa có bản nhẹ cho điện thoại.",
        "{count} of {lessons} lessons have no version for phones on a small budget.",
        "Chạy lessontool process với mẫu online-lite cho các bài đó.",
        "Run lessontool process with the preset online-lite for them.",
    ),
    "access-radio-missing": Message(
        "{count} trong {lessons} bài chưa có bản phát thanh.",
        "{count} of {lessons} lessons have no radio programme.",
        "Chạy lessontool process với đích radio cho các bài đó.",
        "Run lessontool process for the radio destination for them.",
    ),
    "access-web-missing": Message(
        "{count} trong {lessons} bài chưa có bản xem trên mạng.",
        "{count} of {lessons} lessons have no version for the web.",
        "Chạy lessontool process với đích online cho các bài đó.",
        "Run lessontool process for the online destination for them.",
    ),
    "access-several-sticks": Message(
        "Bài học không vừa một USB {size} GB dù hình nhỏ nhất: mỗi bộ cần {sticks} USB (trước hết: {first}).",
        "The lessons do not fit on a stick of {size} GB even with the smallest picture: a set takes "
        "{sticks} (first: {first}).",
        "Dùng USB lớn hơn (stick_gb), hoặc chia bài theo lớp.",
        "Use larger sticks (stick_gb), or divide the lessons by grade.",
    ),
    "access-smaller-pictures": Message(
        "Để vừa một USB {size} GB, hình trên USB phải nhỏ lại (trước hết: {first}).",
        "To fit on a stick of {size} GB, its pictures get smaller (first: {first}).",
        "Khi đóng gói USB thêm --budget {budget}.",
        "Pack the stick with --budget {budget}.",
    ),
    "access-done": Message(
        "{schools} trường, {pupils} học sinh: {sticks} USB, {loudspeakers} loa hoặc đài, phiếu in cho "
        "{printed} em. Đã ghi vào {folder}.",
        "{schools} schools, {pupils} pupils: {sticks} sticks, {loudspeakers} loudspeakers or radios, "
        "worksheets for {printed} pupils. Written to {folder}.",
    ),
    "access-need-tv": Message(
        "Truyền hình",
        "Television",
    ),
    "access-need-online-web": Message(
        "Trên mạng",
        "Web",
    ),
    "access-need-online-lite": Message(
        "Bản nhẹ",
        "Light",
    ),
    "access-need-radio": Message(
        "Loa/đài",
        "Radio",
    ),
    "access-need-stick": Message(
        "Ổ USB",
        "USB stick",
    ),
    "access-need-print": Message(
        "Phiếu in",
        "Paper",
    ),
    "access-tells-tv": Message(
        "Phát theo lịch, kèm lịch phát sóng",
        "On air, with the timetable",
    ),
    "access-tells-online-web": Message(
        "Gói online, xem trên trang của trường",
        "The online package on the school's site",
    ),
    "access-tells-online-lite": Message(
        "Gói online-lite cho điện thoại trả trước",
        "The online-lite package for prepaid phones",
    ),
    "access-tells-radio": Message(
        "Gói radio, phát trên sóng hoặc loa bản",
        "On air or over the hamlet's loudspeaker",
    ),
    "access-tells-stick": Message(
        "Gói usb-stick, mở index.html, không cần mạng",
        "The usb-stick pack, open index.html, no network",
    ),
    "access-tells-print": Message(
        "Phiếu học tập trên giấy",
        "Printed worksheets",
    ),
    "access-sheet-title": Message(
        "Giao bài học cho các trường",
        "Lessons for every school",
    ),
    "access-sheet-lead": Message(
        "Mỗi học sinh được học bằng ít nhất một cách",
        "Every pupil is reached in at least one way",
    ),
    "access-sheet-all": Message(
        "Tất cả",
        "All",
    ),
    "access-sheet-total": Message(
        "Cộng",
        "Sum",
    ),
    "access-sheet-number": Message(
        "Số",
        "No",
    ),
    "access-sheet-school": Message(
        "Trường",
        "School",
    ),
    "access-sheet-grade": Message(
        "lớp {grade}",
        "grade {grade}",
    ),
    "access-sheet-schools": Message(
        "Số trường",
        "Schools",
    ),
    "access-sheet-pupils": Message(
        "Học sinh",
        "Pupils",
    ),
    "access-sheet-tv": Message(
        "Có tivi",
        "TV",
    ),
    "access-sheet-internet": Message(
        "Có mạng",
        "Internet",
    ),
    "access-sheet-phone": Message(
        "Điện thoại",
        "Phone",
    ),
    "access-sheet-nothing": Message(
        "Không có gì",
        "Nothing",
    ),
    "access-sheet-offline": Message(
        "Cần USB, loa, phiếu",
        "By stick, radio, paper",
    ),
    "access-sheet-needs": Message(
        "Cách học",
        "Ways to learn",
    ),
    "access-sheet-sticks": Message(
        "Số USB",
        "Sticks",
    ),
    "access-sheet-size": Message(
        "Mỗi bộ",
        "Each set",
    ),
    "access-sheet-loudspeakers": Message(
        "Loa/đài (chiếc)",
        "Radios",
    ),
    "access-sheet-printed": Message(
        "Số em nhận phiếu",
        "Get paper",
    ),
    "access-sheet-pages": Message(
        "Số trang",
        "Pages",
    ),
    "access-sheet-signed": Message(
        "Ký nhận",
        "Received",
    ),
    "access-sheet-rules": Message(
        "Cách tính",
        "How it is counted",
    ),
    "access-sheet-rule-stick": Message(
        "Cứ {n} em không có gì chung một USB {size} GB, mỗi trường thêm {spare} chiếc dự phòng.",
        "{n} pupils with nothing share a stick of {size} GB, with {spare} spare for each school.",
    ),
    "access-sheet-rule-loudspeaker": Message(
        "Cứ {n} em nghe chung một loa hoặc đài.",
        "{n} pupils listen to one loudspeaker or radio.",
    ),
    "access-sheet-rule-phone": Message(
        "{n}% số em có điện thoại không dùng được vào giờ học (bố mẹ mang đi) nên nhận thêm phiếu in.",
        "{n}% of the pupils with a phone cannot have it in lesson time and get paper too.",
    ),
    "access-sheet-rule-nothing": Message(
        "Em không được ghi vào cột nào tính như không có gì.",
        "Pupils who are counted nowhere count as having nothing.",
    ),
    "access-sheet-lessons": Message(
        "{count} bài học",
        "{count} lessons",
    ),
    "access-sheet-each-web": Message(
        "qua mạng: {size} mỗi em",
        "web: {size} a pupil",
    ),
    "access-sheet-each-lite": Message(
        "bản nhẹ: {size} mỗi em",
        "light: {size} a pupil",
    ),
    "access-sheet-made": Message(
        "Người lập bảng",
        "Drawn up by",
    ),
    "access-sheet-checked": Message(
        "Phòng Giáo dục và Đào tạo",
        "Education office",
    ),
    "access-sheet-handed": Message(
        "Người giao",
        "Handed over by",
    ),
    "access-sheet-sign": Message(
        "Ký, ghi rõ họ tên, ngày",
        "Signature, name, date",
    ),
    "access-sheet-no-names": Message(
        "Bảng chỉ có số lượng, không có tên học sinh.",
        "Numbers only: no pupil is named.",
    ),
    "access-cell-wanted": Message("Cần", "Needs"),
    "access-cell-total": Message("Tổng cộng", "Total"),
    "access-sheet-uncounted": Message("{n} em chưa ghi ở cột nào", "{n} pupils counted nowhere"),
}
