"""What is to be said about the programme for radio and loudspeakers."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

RADIO: Final[dict[str, Message]] = {
    "radio-nothing-to-hear": Message(
        "Tệp {name} không có tiếng giảng, nên không làm được bản phát thanh.",
        "The file {name} has no voice, so no radio programme can be made of it.",
        "Hãy chọn bản ghi có tiếng, hoặc bỏ radio khỏi mục destinations.",
        "Choose a recording with sound, or leave radio out of destinations.",
    ),
    "radio-opening-silent": Message(
        "Tệp mở đầu {name} không có tiếng.",
        "The opening {name} has nothing to hear.",
        "Hãy ghi lại tệp mở đầu, hoặc bỏ dòng radio_opening trong lesson.yaml.",
        "Record it again, or remove radio_opening from lesson.yaml.",
    ),
    "radio-not-asked-for": Message(
        "Cấu hình {preset} dành cho phát thanh nhưng thiếu mục radio.",
        "The preset {preset} is for radio but has no radio block.",
        "Hãy xem presets/radio-programme.yaml và thêm mục radio.",
        "See presets/radio-programme.yaml and add the block.",
    ),
    "radio-pauses-shortened": Message(
        "Đã rút ngắn {count} khoảng im lặng, bớt {seconds} giây; xem danh sách kèm theo.",
        "{count} silences were shortened, {seconds} seconds in all; see the list that goes with the programme.",
        "Nếu bỏ nhầm chỗ nào, hãy tăng longest_pause_s trong cấu hình phát thanh.",
        "If something was taken that belongs there, raise longest_pause_s in the radio preset.",
    ),
    "radio-much-to-look-at": Message(
        "Bài này im lặng nhiều: {percent} % thời gian không có lời, người chỉ nghe có thể khó theo dõi.",
        "Much of this lesson is silent: {percent} % of it has no words, and whoever only listens may be lost.",
        "Hãy nghe thử bản phát thanh; nên đọc to những gì viết lên bảng.",
        "Listen to the programme; whatever is written on the board should be said aloud.",
    ),
}
