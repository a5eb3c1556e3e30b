"""What can be wrong with the sound of a finished file, and why something about it could not be measured."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

_FAULTS: Final[dict[str, Message]] = {
    "qc-loudness-high": Message(
        "Chương trình quá to: lớn hơn mức yêu cầu {off} LU.",
        "The programme is too loud: {off} LU above the target.",
        "Hãy cân chỉnh lại âm lượng toàn chương trình (EBU R 128) rồi xuất lại tệp.",
        "Level the whole programme again (EBU R 128) and make the file anew.",
    ),
    "qc-loudness-low": Message(
        "Chương trình quá nhỏ: thấp hơn mức yêu cầu {off} LU.",
        "The programme is too soft: {off} LU below the target.",
        "Hãy cân chỉnh lại âm lượng toàn chương trình (EBU R 128) rồi xuất lại tệp.",
        "Level the whole programme again (EBU R 128) and make the file anew.",
    ),
    "qc-loudness-nothing": Message(
        "Không nghe thấy gì trong cả chương trình.",
        "Nothing is heard in the whole programme.",
        "Hãy kiểm tra tiếng có nằm ở kênh 1 và 2 không, và bản ghi có tiếng không.",
        "See whether the sound is on tracks 1 and 2, and whether the recording has any.",
    ),
    "qc-true-peak-high": Message(
        "Đỉnh tiếng cao quá mức cho phép, từ {at} ({count} chỗ).",
        "Sound peaks are higher than allowed, first at {at} ({count} places).",
        "Hãy hạn chế đỉnh thực (true peak) khi cân chỉnh âm lượng, rồi xuất lại tệp.",
        "Limit true peaks when levelling, and make the file anew.",
    ),
    "qc-loudness-range-wide": Message(
        "Chỗ to, chỗ nhỏ cách nhau quá xa: nghe ở nhà sẽ có đoạn không rõ.",
        "Loud and soft parts lie too far apart: at home some cannot be followed.",
        "Hãy thu hẹp dải độ to (nén tiếng nhẹ) trước khi cân chỉnh âm lượng.",
        "Reduce the loudness range (gentle compression) before levelling.",
    ),
    "qc-short-term-loud": Message(
        "Có đoạn to vọt lên, từ {at} ({count} chỗ).",
        "Some moments are much too loud, first at {at} ({count} places).",
        "Hãy nghe lại đoạn đó và hạ bớt âm lượng ở đấy.",
        "Listen there, and turn these moments down.",
    ),
    "qc-phase-inverted": Message(
        "Hai kênh trái và phải ngược pha, từ {at} ({count} chỗ, tất cả {seconds} giây): máy thu chỉ có một loa sẽ mất "
        "tiếng.",
        "Left and right are out of phase, first at {at} ({count} places, {seconds} s in all): a set with one "
        "loudspeaker plays nothing.",
        "Hãy đảo cực một trong hai kênh, hoặc dùng một kênh cho cả hai.",
        "Invert one of the two channels, or use one of them for both.",
    ),
    "qc-one-sided-left": Message(
        "Chỉ nghe thấy ở kênh trái, từ {at} (tất cả {seconds} giây).",
        "Only the left channel is heard, first at {at} ({seconds} s in all).",
        "Hãy chép tiếng của kênh trái sang cả kênh phải.",
        "Copy the left channel to the right one as well.",
    ),
    "qc-one-sided-right": Message(
        "Chỉ nghe thấy ở kênh phải, từ {at} (tất cả {seconds} giây).",
        "Only the right channel is heard, first at {at} ({seconds} s in all).",
        "Hãy chép tiếng của kênh phải sang cả kênh trái.",
        "Copy the right channel to the left one as well.",
    ),
    "qc-dual-mono": Message(
        "Hai kênh trái và phải giống hệt nhau.",
        "Left and right are the same.",
        "Với bài giảng thu bằng một micrô thì như vậy là đúng; chỉ cần sửa nếu đài yêu cầu âm thanh nổi (stereo).",
        "That is right for a lesson with one microphone; change it only if the station asks for stereo.",
    ),
    "qc-silence": Message(
        "Im lặng quá lâu, từ {at} ({count} chỗ, tất cả {seconds} giây).",
        "Silent for too long, first at {at} ({count} places, {seconds} s in all).",
        "Nếu là lúc học sinh suy nghĩ thì nên để tiếng phòng học hoặc nhạc nhẹ; nếu mất tiếng thì hãy làm lại tệp.",
        "If pupils are thinking there, keep the sound of the room or soft music; if sound is lost, make the file anew.",
    ),
    "qc-dropout": Message(
        "Tiếng bị ngắt đột ngột rồi có lại, từ {at} ({count} chỗ, lâu nhất {longest_ms} ms).",
        "The sound is cut out and comes back, first at {at} ({count} places, {longest_ms} ms at most).",
        "Hãy nghe lại bản ghi gốc ở chỗ đó; nếu bản gốc liền tiếng thì làm lại tệp.",
        "Listen to the recording there; if it is whole, make the file anew.",
    ),
    "qc-clicks": Message(
        "Có tiếng lách tách, từ {at} ({count} chỗ).",
        "There are clicks in the sound, first at {at} ({count} places).",
        "Hãy nghe lại chỗ đó; kiểm tra dây nối và đồng hồ đồng bộ của thiết bị thu tiếng.",
        "Listen there; check the cables and the clock of the sound equipment.",
    ),
    "qc-clipping": Message(
        "Tiếng bị vỡ vì quá mức, từ {at} ({count} chỗ, tất cả {seconds} giây).",
        "The sound is distorted because it hit the ceiling, first at {at} ({count} places, {seconds} s in all).",
        "Hãy giảm mức thu hoặc lùi xa micrô; đoạn đã vỡ thì phải thu lại hoặc nhờ người sửa tiếng.",
        "Lower the recording level or step back from the microphone; what is distorted must be recorded again or "
        "repaired.",
    ),
    "qc-clipping-before": Message(
        "Giọng nói có vẻ đã bị vỡ ngay khi thu, trước khi âm lượng được cân chỉnh.",
        "The voice seems to have been distorted when it was recorded, before it was levelled.",
        "Hãy nghe thử những chỗ to nhất; lần sau giảm mức thu.",
        "Listen to the loudest parts; next time lower the recording level.",
    ),
    "qc-hum": Message(
        "Có tiếng ù của điện lưới (50 Hz và các bội số), từ {at} (tất cả {seconds} giây).",
        "Mains hum (50 Hz and its harmonics) is heard, first at {at} ({seconds} s in all).",
        "Hãy kiểm tra dây micrô và nguồn điện; bộ lọc bỏ dải 50 Hz có thể giúp được.",
        "Check the microphone cable and the power supply; a filter for 50 Hz and its harmonics may help.",
    ),
    "qc-lip-sync-late": Message(
        "Tiếng đến sau hình khoảng {ms} ms (nhìn môi người nói).",
        "The sound comes about {ms} ms after the picture (by the speaker's lips).",
        "Đây là ước lượng của máy: hãy xem một từ có “b”, “m”, “p” rồi mới dời tiếng sớm lên.",
        "This is an estimate: look at a word with “b”, “m” or “p” before you move the sound forward.",
    ),
    "qc-lip-sync-early": Message(
        "Tiếng đến trước hình khoảng {ms} ms (nhìn môi người nói).",
        "The sound comes about {ms} ms before the picture (by the speaker's lips).",
        "Đây là ước lượng của máy: hãy xem một từ có “b”, “m”, “p” rồi mới dời tiếng muộn lại.",
        "This is an estimate: look at a word with “b”, “m” or “p” before you move the sound back.",
    ),
}

_NOTES: Final[dict[str, Message]] = {
    "qc-sound-silent-expected": Message(
        "Chương trình này được chấp nhận là không có tiếng.",
        "This programme was accepted as silent.",
    ),
    "qc-sound-one-channel": Message(
        "Tệp chỉ có một kênh tiếng; được đo như khi cả hai loa cùng phát.",
        "The file has one channel only; it was measured as both loudspeakers play it.",
    ),
    "qc-loudness-range-short": Message(
        "Chương trình ngắn hơn một phút: dải độ to nói lên rất ít, nên không xét.",
        "The programme is shorter than a minute: its loudness range says little and was not judged.",
    ),
    "qc-sound-coded": Message(
        "Tiếng đã nén: chỗ ngắt, tiếng lách tách và tiếng vỡ ngắn có thể không còn tìm thấy được.",
        "The sound is compressed: short holes, clicks and clipping may no longer be found.",
    ),
    "qc-lip-sync-estimate": Message(
        "Độ lệch tiếng và môi là ước lượng từ chuyển động của miệng, không phải phép đo chính xác.",
        "The offset of lips and sound is estimated from the movement of the mouth; it is no exact measurement.",
    ),
}

_UNMEASURED: Final[dict[str, Message]] = {
    "qc-sound-none": Message("Tệp không có tiếng.", "The file has no sound."),
    "qc-sound-unreadable": Message("Không giải mã được tiếng của tệp.", "The file's sound cannot be decoded."),
    "qc-sound-nothing-heard": Message("Không nghe thấy gì để xét.", "Nothing is heard that could be judged."),
    "qc-sound-not-both": Message(
        "Không có lúc nào nghe thấy rõ cả hai kênh.", "At no time are both channels clearly heard."
    ),
    "qc-sound-too-short": Message("Đoạn tiếng quá ngắn để xét.", "The sound is too short to be judged."),
    "qc-lip-sync-no-face": Message(
        "Không thấy khuôn mặt nào đủ rõ và đủ lâu để so môi với tiếng.",
        "No face is seen clearly and long enough to compare lips and sound.",
    ),
    "qc-lip-sync-unsure": Message(
        "Chuyển động của miệng và tiếng không khớp rõ ở độ lệch nào, nên không kết luận.",
        "Mouth and sound agree clearly at no offset, so nothing is concluded.",
    ),
}

QC_SOUND: Final[dict[str, Message]] = {**_FAULTS, **_NOTES, **_UNMEASURED}
