"""What `check` says about a recording."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

ADVICE: Final[dict[str, Message]] = {
    "all-fine": Message(
        "Video bài giảng dùng tốt, thầy cô không cần sửa gì.",
        "The recording is fine; there is nothing for you to do.",
    ),
    "no-picture": Message(
        "Tệp {name} không có hình, chỉ có tiếng.",
        "The file {name} has no picture, only sound.",
        "Hãy chọn tệp video của bài giảng. Nếu chỉ cần bản phát thanh, chạy với --for radio.",
        "Choose the video of the lesson. If only a radio programme is wanted, run with --for radio.",
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
