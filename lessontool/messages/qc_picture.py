"""What can be the matter with the decoded picture of a finished file, and how it was measured."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

QC_PICTURE: Final[dict[str, Message]] = {
    "qc-picture-nothing-decoded": Message(
        "Không đọc được hình nào nên không đo được.",
        "No picture could be read, so nothing was measured.",
        "Hãy xuất lại tệp từ bản gốc.",
        "Make the file again from its source.",
    ),
    "qc-picture-too-dark": Message(
        "Hình tối suốt chương trình nên không thấy được viền đen.",
        "The picture is dark throughout, so black borders cannot be told from it.",
    ),
    "qc-video-levels": Message(
        "Độ chói nằm ngoài mức cho phép tại {at}: nhiều nhất {percent} diện tích hình ({count} chỗ, tổng cộng"
        " {seconds} giây).",
        "Luma lies outside the legal range at {at}: up to {percent} of the picture ({count} places, {seconds} s in"
        " all).",
        "Hãy giảm độ tương phản hoặc hạn chế mức chói khi xuất tệp; màu trắng là 235, màu đen là 16.",
        "Lower the contrast or limit luma when the file is made; white is 235 and black is 16.",
    ),
    "qc-gamut": Message(
        "Màu không hiển thị được trên truyền hình tại {at}: nhiều nhất {percent} diện tích hình ({count} chỗ, tổng"
        " cộng {seconds} giây).",
        "Colours that television cannot show at {at}: up to {percent} of the picture ({count} places, {seconds} s in"
        " all).",
        "Hãy giảm độ bão hoà màu, hoặc xuất lại tệp với bước đưa màu về đúng dải (EBU R 103).",
        "Lower the saturation, or make the file again with its colours brought into range (EBU R 103).",
    ),
    "qc-black": Message(
        "Hình đen giữa chương trình tại {at} ({count} chỗ, dài nhất {longest} giây).",
        "Black inside the programme at {at} ({count} places, the longest {longest} s).",
        "Hãy xem lại bản dựng ở chỗ đó: có thể thiếu một đoạn hình.",
        "Look at the edit there: a piece of picture may be missing.",
    ),
    "qc-freeze": Message(
        "Hình đang chuyển động bỗng đứng yên tại {at} ({count} chỗ, lâu nhất {longest} giây).",
        "The moving picture suddenly stands still at {at} ({count} places, the longest {longest} s).",
        "Hãy xem chỗ đó trong bản ghi; nếu bản ghi tốt, hãy xuất lại tệp.",
        "Look at that place in the recording; if the recording is good, make the file again.",
    ),
    "qc-flashes": Message(
        "Hình nhấp nháy quá nhanh tại {at}: {flashes} lần chớp trong một giây; có thể gây co giật ở người nhạy cảm.",
        "The picture flashes too fast at {at}: {flashes} flashes within a second, which can harm sensitive people.",
        "Hãy bỏ hoặc làm chậm hiệu ứng nhấp nháy ở đó.",
        "Take the flashing effect out there, or make it slower.",
    ),
    "qc-red-flashes": Message(
        "Màu đỏ đậm nhấp nháy quá nhanh tại {at}: {flashes} lần chớp trong một giây; có thể gây co giật ở người nhạy"
        " cảm.",
        "Saturated red flashes too fast at {at}: {flashes} flashes within a second, which can harm sensitive people.",
        "Hãy bỏ hoặc làm chậm hiệu ứng nhấp nháy màu đỏ ở đó.",
        "Take the red flashing effect out there, or make it slower.",
    ),
    "qc-field-order": Message(
        "Thứ tự mành sai tại {at}: hình thật là {found}, yêu cầu {wanted}, tệp khai {flag}; chuyển động sẽ bị giật.",
        "Fields are in the wrong order at {at}: really {found}, wanted {wanted}, the file says {flag}; motion will"
        " jerk.",
        "Hãy xuất lại tệp với đúng thứ tự mành; đừng chỉ đổi phần khai báo trong tệp.",
        "Make the file again with the fields in order; do not only change what the file says.",
    ),
    "qc-combed": Message(
        "Hình có răng cưa do quét xen kẽ tại {at}, trong khi bản này phải quét liên tục.",
        "The picture is combed by interlaced scanning at {at}, though this version must be progressive.",
        "Hãy khử xen kẽ rồi xuất lại tệp.",
        "Deinterlace it and make the file again.",
    ),
    "qc-letterbox": Message(
        "Hình có viền đen suốt chương trình: trên và dưới {above}, hai bên {beside}.",
        "Black borders stay over the programme: {above} above and below, {beside} at the sides.",
        "Hãy cắt viền đen và phóng hình cho đầy, hoặc lấp hai bên bằng nền mờ.",
        "Cut the borders off and fill the screen, or fill the sides with a blurred ground.",
    ),
    "qc-dead-pixels": Message(
        "Có {spots} điểm hoặc vạch không bao giờ thay đổi trong khi hình xung quanh chuyển động, bắt đầu từ {at}.",
        "{spots} spots or lines never change while the picture moves around them, from {at} on.",
        "Hãy kiểm tra cảm biến của máy quay và thiết bị ghi; che điểm hỏng khi dựng.",
        "Have the camera's sensor and the recorder looked at; cover the spot in the edit.",
    ),
    "qc-field-order-undetermined": Message(
        "Hình hầu như không chuyển động nên không xác định được thứ tự mành.",
        "Hardly anything moves, so the order of fields cannot be told.",
    ),
    "qc-dead-pixels-undetermined": Message(
        "Hình hầu như không chuyển động hoặc quá ngắn nên không tìm được điểm hỏng.",
        "Hardly anything moves, or it is too short, so dead pixels cannot be told.",
    ),
    "qc-note-columns-sampled": Message(
        "Mọi hình được đo, ở mọi dòng và khoảng 480 cột cách đều.",
        "Every picture was measured, in all of its lines and about 480 evenly spaced columns.",
    ),
    "qc-note-gamut-sampled": Message(
        "Cứ bốn hình thì đo hai, ở khoảng một phần ba mươi số điểm ảnh; thay cho bộ lọc của EBU R 103,"
        " một điểm chỉ bị tính khi cả hai dòng kề nhau trong cùng một mành, ở hai hình liền nhau, đều sai.",
        "Two of each four pictures were measured, in about one pixel in thirty; in place of EBU R 103's filter,"
        " a pixel counts only where two neighbouring lines of a field are both wrong, in two pictures running.",
    ),
    "qc-note-no-certificate": Message(
        "Đo theo cách của ITU-R BT.1702 với màn hình 200 cd/m²; đây là cảnh báo, không phải chứng nhận.",
        "Measured after ITU-R BT.1702 for a screen of 200 cd/m²; this is a warning and no certificate.",
    ),
    "qc-note-freeze": Message(
        "Trang chiếu, bảng và màn hình đứng yên là bình thường; chỉ tính khi hình trước và sau đó đều chuyển động.",
        "Slides, boards and screens stand still by right; only a halt between lively pictures of one shot counts.",
    ),
    "qc-note-field-order-sampled": Message(
        "Cứ năm hình thì một cặp hình kề nhau được so sánh.",
        "One pair of neighbouring pictures in five was compared.",
    ),
    "qc-note-borders-sampled": Message(
        "Cứ mười hai hình thì một hình được xem.",
        "One picture in twelve was looked at.",
    ),
    "qc-note-dead-pixels": Message(
        "Chỉ tìm ở chỗ hình chuyển động, với khoảng 960 cột: điểm chỉ rộng một cột có thể bị bỏ sót.",
        "Sought where the picture moves, in about 960 columns: a spot of a single column can be missed.",
    ),
}
