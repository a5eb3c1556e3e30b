"""What can be wrong with a finished file and is seen without decoding it: container, headers, tracks, lengths."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_ENCODE: Final = (
    "Hãy xuất lại tệp theo đúng mẫu đầu ra (“lessontool presets show” cho xem từng giá trị).",
    "Make the file anew by the delivery preset (`lessontool presets show` lists every value).",
)
_COPY: Final = (
    "Hãy chép hoặc tải lại tệp; nếu vẫn lỗi, kiểm tra dung lượng ổ đĩa rồi xuất lại.",
    "Copy or download it again; if that does not help, check the free disk space and make it anew.",
)
_WRAP: Final = (
    "Hãy đóng gói lại tệp bằng phần mềm khác hoặc xuất lại từ đầu: máy chủ phát sóng tin phần mô tả, máy giải mã tin "
    "chính hình.",
    "Wrap it again with another program, or make it anew: playout servers believe the description, decoders the "
    "picture itself.",
)

_WHOLE: Final[dict[str, Message]] = {
    "qc-container": Message(
        "Loại tệp là {found}, cần {wanted}.",
        "The file is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-container-open": Message(
        "Tệp MXF chưa được đóng lại cho xong ({found}), cần {wanted}.",
        "The MXF was never finished ({found}), wanted {wanted}.",
        "Hãy đợi phần mềm ghi xong rồi chép lại, hoặc xuất lại tệp.",
        "Let the program that writes it finish and copy it then, or make it anew.",
    ),
    "qc-index-last": Message(
        "Mục lục nằm ở cuối tệp: phải tải hết mới xem được.",
        "The index stands at the end: it cannot play before it is downloaded whole.",
        "Hãy xuất lại với lựa chọn “fast start” (mục lục ở đầu tệp).",
        'Make it with "fast start" (index in front).',
    ),
    "qc-cut-off": Message(
        "Tệp bị cắt cụt: phần cuối bị thiếu.",
        "The file is cut off: its end is missing.",
        *_COPY,
    ),
    "qc-bytes-missing": Message(
        "Tệp bị cắt cụt: thiếu {bytes} byte ở cuối.",
        "The file is cut off: {bytes} bytes are missing at its end.",
        *_COPY,
    ),
    "qc-no-footer": Message(
        "Tệp MXF bị cắt cụt: không có phần kết.",
        "The MXF is cut off: its closing part is missing.",
        *_COPY,
    ),
    "qc-last-picture-cut": Message(
        "Khung hình cuối cùng bị cắt cụt.",
        "The last picture is cut off in the middle.",
        *_COPY,
    ),
    "qc-fewer-than-promised": Message(
        "Tệp ghi là có {wanted} khung hình nhưng chỉ có {found}.",
        "The file announces {wanted} pictures and holds {found}.",
        *_COPY,
    ),
    "qc-pictures-damaged": Message(
        "Có hình không giải mã được: {found} lỗi.",
        "Pictures are damaged: {found} errors while decoding.",
        "Hãy xem lại cả chương trình rồi xuất lại tệp; nếu vẫn lỗi, kiểm tra ổ đĩa.",
        "Watch the whole programme and make the file anew; if it stays, check the disk.",
    ),
    "qc-sound-damaged": Message(
        "Có tiếng không giải mã được: {found} lỗi.",
        "Sound is damaged: {found} errors while decoding.",
        "Hãy nghe lại cả chương trình rồi xuất lại tệp; nếu vẫn lỗi, kiểm tra ổ đĩa.",
        "Listen to the whole programme and make the file anew; if it stays, check the disk.",
    ),
    "qc-wrapping-damaged": Message(
        "Cấu trúc tệp bị hỏng: {found} lỗi khi đọc.",
        "The file's structure is damaged: {found} errors while reading.",
        *_COPY,
    ),
    "qc-pictures-undecoded": Message(
        "Chỉ giải mã được {found} trong {wanted} khung hình.",
        "Only {found} of {wanted} pictures could be decoded.",
        "Hãy xuất lại tệp; nếu vẫn lỗi, kiểm tra ổ đĩa.",
        "Make the file anew; if it stays, check the disk.",
    ),
}

_PICTURE: Final[dict[str, Message]] = {
    "qc-picture-tracks": Message(
        "Có {found} đường hình, cần {wanted}.",
        "{found} picture tracks, {wanted} wanted.",
        *_ENCODE,
    ),
    "qc-picture-format": Message(
        "Định dạng hình là {found}, cần {wanted}.",
        "The picture format is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-raster": Message("Khung hình {found}, cần {wanted}.", "The picture is {found}, wanted {wanted}.", *_ENCODE),
    "qc-aspect": Message(
        "Tỉ lệ hình được ghi là {found}, cần {wanted}: hình sẽ bị bóp hoặc giãn.",
        "The shape is flagged {found}, wanted {wanted}: the picture would be squeezed or stretched.",
        *_ENCODE,
    ),
    "qc-scan": Message("Kiểu quét là {found}, cần {wanted}.", "Scanning is {found}, wanted {wanted}.", *_ENCODE),
    "qc-scan-changes": Message(
        "Có khung hình quét kiểu {found} giữa chương trình {wanted}, từ {at} ({count} chỗ).",
        "Some pictures are {found} in a programme that is {wanted}, first at {at} ({count} places).",
        *_ENCODE,
    ),
    "qc-frame-rate": Message(
        "{found} hình mỗi giây, cần {wanted}.",
        "{found} pictures a second, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-times-missing": Message(
        "Thiếu {found} khung hình theo thời gian, từ {at} ({count} chỗ).",
        "{found} pictures are missing by their times, first at {at} ({count} places).",
        "Hãy xem chỗ đó có bị giật không, rồi xuất lại với tốc độ hình không đổi.",
        "See whether the picture jumps there, and make the file anew with a constant frame rate.",
    ),
    "qc-times-double": Message(
        "Có {found} khung hình trùng thời gian với hình trước, từ {at} ({count} chỗ).",
        "{found} pictures share their time with the one before, first at {at} ({count} places).",
        "Hãy xem chỗ đó có bị giật không, rồi xuất lại với tốc độ hình không đổi.",
        "See whether the picture jumps there, and make the file anew with a constant frame rate.",
    ),
    "qc-chroma": Message(
        "Lấy mẫu màu {found}, cần {wanted}.",
        "Colour sampling is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-colour": Message(
        "Hệ màu ghi trong hình là {found}, cần {wanted}.",
        "The picture is flagged with the colour system {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-colour-untold": Message(
        "Hình không ghi hệ màu, cần {wanted}: mỗi máy sẽ hiện màu một kiểu.",
        "The picture does not say its colour system, wanted {wanted}: every set would show other colours.",
        *_ENCODE,
    ),
    "qc-colour-container": Message(
        "Hệ màu ghi trong phần mô tả của tệp là {found}, cần {wanted}.",
        "The file's description gives the colour system {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-colour-range": Message(
        "Dải mức hình là {found}, cần {wanted}: vùng tối và sáng sẽ bị mất.",
        "The level range is {found}, wanted {wanted}: shadows and lights would be lost.",
        *_ENCODE,
    ),
    "qc-afd-changes": Message(
        "Thông tin AFD thay đổi giữa chương trình ({found}), từ {at}.",
        "The AFD changes within the programme ({found}), first at {at}.",
        "Hãy đặt một giá trị AFD cho cả tệp, hoặc bỏ đi.",
        "Give the whole file one AFD, or none.",
    ),
    "qc-afd-contradicts": Message(
        "AFD ghi trong hình là {found}, trong phần mô tả của tệp là {wanted}.",
        "The AFD in the picture is {found}, the one in the file's description {wanted}.",
        "Hãy đặt một giá trị AFD cho cả tệp, hoặc bỏ đi.",
        "Give the whole file one AFD, or none.",
    ),
}

_RATES: Final[dict[str, Message]] = {
    "qc-bit-rate": Message(
        "Tốc độ dữ liệu hình là {found}, cần {wanted}.",
        "The picture's bit rate is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-bit-rate-mean": Message(
        "Tốc độ dữ liệu hình thực tế là {found}, cần không đổi {wanted}.",
        "The picture really takes {found}, wanted a constant {wanted}.",
        *_ENCODE,
    ),
    "qc-buffer-dry": Message(
        "Bộ đệm của máy giải mã ({buffer}) bị cạn ở {found} khung hình, từ {at} ({count} chỗ): hình có thể khựng khi "
        "phát.",
        "A decoder's buffer ({buffer}) runs dry at {found} pictures, first at {at} ({count} places): the picture may "
        "stop on air.",
        *_ENCODE,
    ),
    "qc-buffer-over": Message(
        "Bộ đệm của máy giải mã bị tràn ở {found} khung hình, từ {at} ({count} chỗ): tốc độ dữ liệu không thật sự "
        "không đổi.",
        "A decoder's buffer overflows at {found} pictures, first at {at} ({count} places): the bit rate is not really "
        "constant.",
        *_ENCODE,
    ),
    "qc-bit-rate-ceiling": Message(
        "Có đoạn cần hơn {most}, từ {at} ({count} chỗ): mạng yếu sẽ bị ngắt quãng.",
        "Some parts take more than {most}, first at {at} ({count} places): on a weak line they stop.",
        *_ENCODE,
    ),
    "qc-frame-sizes": Message(
        "Có {found} khung hình không bằng cỡ những khung khác, từ {at} ({count} chỗ).",
        "{found} frames are not as large as the others, first at {at} ({count} places).",
        *_ENCODE,
    ),
    "qc-mux-rate": Message(
        "Tốc độ dữ liệu cả tệp là {found}, cần {wanted}.",
        "The whole file takes {found}, wanted {wanted}.",
        *_ENCODE,
    ),
}

_GROUPS: Final[dict[str, Message]] = {
    "qc-first-picture": Message(
        "Chương trình không bắt đầu bằng khung hình I (mà bằng {found}).",
        "The programme does not begin with an I picture (but with {found}).",
        *_ENCODE,
    ),
    "qc-first-group-open": Message(
        "{found} khung hình đầu cần một hình không có trong tệp.",
        "The first {found} pictures need one that is not in the file.",
        *_ENCODE,
    ),
    "qc-picture-lost": Message(
        "Mất {found} khung hình giữa nhóm hình, từ {at} ({count} chỗ).",
        "{found} pictures are lost inside their group, first at {at} ({count} places).",
        "Hãy xem chỗ đó và xuất lại tệp.",
        "Look there, and make the file anew.",
    ),
    "qc-group-length": Message(
        "Nhóm hình dài {found} khung hình, cần {wanted}, từ {at} ({count} chỗ).",
        "Groups of pictures are {found} long, wanted {wanted}, first at {at} ({count} places).",
        *_ENCODE,
    ),
    "qc-group-open": Message(
        "Nhóm hình mở, cần nhóm đóng, từ {at} ({count} chỗ): cắt tại đó sẽ hỏng hình.",
        "Groups of pictures are open, closed ones are wanted, first at {at} ({count} places): a cut there breaks "
        "pictures.",
        *_ENCODE,
    ),
    "qc-group-pattern": Message(
        "Thứ tự hình I, P, B là {found}, cần {wanted}, từ {at} ({count} chỗ).",
        "The pattern of I, P and B pictures is {found}, wanted {wanted}, first at {at} ({count} places).",
        *_ENCODE,
    ),
    "qc-timecode-start": Message(
        "Mã thời gian bắt đầu {found}, cần {wanted}.",
        "Timecode starts at {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-timecode-missing": Message(
        "Tệp không có mã thời gian, cần {wanted}.",
        "The file has no timecode, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-timecode-packages": Message(
        "Hai mã thời gian trong tệp MXF khác nhau: {found} và {wanted}.",
        "The two timecodes of the MXF differ: {found} and {wanted}.",
        *_WRAP,
    ),
    "qc-timecode-jump": Message(
        "Mã thời gian trong hình nhảy {found} khung hình, từ {at} ({count} chỗ).",
        "The timecode in the picture jumps by {found} frames, first at {at} ({count} places).",
        "Hãy xem chỗ đó có thiếu hình không, rồi xuất lại tệp.",
        "See whether pictures are missing there, and make the file anew.",
    ),
}

_TRACKS: Final[dict[str, Message]] = {
    "qc-sound-tracks": Message(
        "Có {found} đường tiếng, cần {wanted}.", "{found} sound tracks, {wanted} wanted.", *_ENCODE
    ),
    "qc-sound-channels": Message(
        "Có {found} kênh tiếng, cần {wanted}.",
        "{found} sound channels, {wanted} wanted.",
        *_ENCODE,
    ),
    "qc-sound-format": Message(
        "Định dạng tiếng ở đường {tracks} là {found}, cần {wanted}.",
        "The sound on track {tracks} is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-sound-rate": Message(
        "Tốc độ dữ liệu tiếng là {found}, cần {wanted}.",
        "The sound's bit rate is {found}, wanted {wanted}.",
        *_ENCODE,
    ),
    "qc-picture-count": Message(
        "Có {found} khung hình, cần đúng {wanted}.",
        "{found} pictures, exactly {wanted} wanted.",
        "Hãy so với bản dựng xem thiếu hay thừa đoạn nào, rồi xuất lại tệp.",
        "Compare with the edit what is missing or too much, and make the file anew.",
    ),
    "qc-sound-length": Message(
        "Tiếng ở đường {tracks} dài {found} mẫu, hình cần {wanted}.",
        "The sound on track {tracks} has {found} samples, the pictures need {wanted}.",
        "Hãy xuất lại tệp với tiếng dài đúng bằng hình.",
        "Make the file anew with sound exactly as long as the picture.",
    ),
    "qc-sound-start": Message(
        "Tiếng ở đường {tracks} bắt đầu lệch hình {found}.",
        "The sound on track {tracks} begins {found} from the picture.",
        "Hãy xuất lại tệp với hình và tiếng bắt đầu cùng lúc.",
        "Make the file anew with picture and sound beginning together.",
    ),
    "qc-late-start": Message(
        "Hình bắt đầu ở {found}, đúng ra phải là {wanted}.",
        "The picture begins at {found} instead of {wanted}.",
        *_ENCODE,
    ),
}

_DIFFERENT: Final[dict[str, Message]] = {
    "qc-differs-raster": Message(
        "Phần mô tả của tệp ghi khung hình {found}, còn trong hình là {wanted}.",
        "The file's description says {found}, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-aspect": Message(
        "Phần mô tả của tệp ghi tỉ lệ hình {found}, còn trong hình là {wanted}.",
        "The file's description says the shape is {found}, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-scan": Message(
        "Phần mô tả của tệp ghi kiểu quét {found}, còn trong hình là {wanted}.",
        "The file's description says scanning is {found}, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-rate": Message(
        "Phần mô tả của tệp ghi {found} hình mỗi giây, còn trong hình là {wanted}.",
        "The file's description says {found} pictures a second, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-bit-rate": Message(
        "Phần mô tả của tệp ghi tốc độ dữ liệu {found}, còn trong hình là {wanted}.",
        "The file's description says {found}, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-colour": Message(
        "Phần mô tả của tệp ghi hệ màu {found}, còn trong hình là {wanted}.",
        "The file's description says the colour system is {found}, the picture itself {wanted}.",
        *_WRAP,
    ),
    "qc-differs-timecode": Message(
        "Mã thời gian của tệp bắt đầu {found}, còn trong hình là {wanted}.",
        "The file's timecode starts at {found}, the picture's at {wanted}.",
        *_WRAP,
    ),
    "qc-differs-length": Message(
        "Phần mô tả của tệp ghi {found} khung hình, còn thực tế là {wanted}.",
        "The file's description says {found} pictures, and there are {wanted}.",
        *_WRAP,
    ),
    "qc-headers-change": Message(
        "Thông số hình thay đổi {found} lần giữa chương trình, từ {at}.",
        "What the picture says of itself changes {found} times within the programme, first at {at}.",
        *_ENCODE,
    ),
}

_UNKNOWN: Final[dict[str, Message]] = {
    "qc-sound-only": Message(
        "Chương trình chỉ để nghe, không có gì để xem.",
        "The programme is for the ears alone; there is nothing to look at.",
    ),
    "qc-sound-short": Message(
        "Chương trình dài {found} mẫu âm thanh, cần đúng {wanted}.",
        "The programme has {found} samples, exactly {wanted} wanted.",
        "Hãy chép lại tệp; nếu vẫn sai, hãy làm lại gói phát thanh.",
        "Copy the file again; if that does not help, make the package anew.",
    ),
    "qc-wave-plain": Message(
        "Tệp là {found} thường, không có phần mô tả mà đài cần ({wanted}).",
        "The file is plain {found}, without the description that stations want ({wanted}).",
        "Hãy xuất tệp dưới dạng Broadcast Wave (BWF), hoặc dùng tệp do lessontool làm ra.",
        "Export it as Broadcast Wave (BWF), or use the file that lessontool makes.",
    ),
    "qc-no-picture": Message("Tệp không có hình.", "The file has no picture."),
    "qc-pictures-unread": Message(
        "Không đọc được cấu trúc của định dạng hình này.",
        "The structure of this picture format cannot be read.",
    ),
    "qc-nothing-to-compare": Message(
        "Phần mô tả của tệp không ghi gì để so với hình.",
        "The file's description says nothing that could be compared with the picture.",
    ),
}

QC_FILE: Final[dict[str, Message]] = {
    **_WHOLE,
    **_PICTURE,
    **_RATES,
    **_GROUPS,
    **_TRACKS,
    **_DIFFERENT,
    **_UNKNOWN,
}
"""What is judged from the file alone, and why something could not be measured."""
