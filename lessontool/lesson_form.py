"""The form that a teacher fills in once for each lesson: what is asked, and the commented `lesson.yaml` it becomes."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lessontool import curriculum
from lessontool.errors import InputError
from lessontool.model import Consent, Lesson, Rights
from lessontool.presets import LESSON_FILE, _lesson_rules
from lessontool.presets._fields import MAX_TEXT, hints, read_text, tidy
from lessontool.presets._yaml import forbidden_character

RECORDING_SUFFIXES: Final = _lesson_rules.FILM_SUFFIXES
"""How files that hold moving pictures are called; whether one really does is seen when it is looked at."""

_MORE: Final = """
# Các mục sau ít khi cần; muốn dùng thì xoá dấu # ở đầu dòng. Thời gian tính theo tệp ghi hình: giờ:phút:giây.
# The following is rarely needed; to use a line, remove the # before it. Times are those of the recording.
# start_s: 00:00:10                # chỉ dùng từ đây / use the recording only from here
# end_s: 00:24:30                  # chỉ dùng đến đây / ... only up to here
# poster_s: 00:05:00               # lấy ảnh đại diện ở đây / take the poster here
# duration_minutes: 25             # bài học cần dài mấy phút / how long the lesson should be
# audio_track: 1                   # lấy đường tiếng thứ mấy / which sound track to take
# video_track: 1                   # lấy đường hình thứ mấy / which picture to take
# external_id: ""                  # mã học liệu của Sở / the department's own number
# captions: phu-de.srt             # phụ đề đã có sẵn / captions that you have already
# translations:                    # phụ đề tiếng khác: tệp phụ đề, hoặc lời giảng dịch từng dòng
#   - language: en                 # captions in other languages: a subtitle file, or the script line by line
#     file: english.srt
# caption_style: grade-1-2         # chữ hiện nhanh hay chậm; bình thường chọn theo lớp / how fast captions are
# text_encoding: tcvn3             # bảng mã của lời giảng và phụ đề, nếu máy hỏi / only if you are asked
# presets: [tv-xdcam-hd422, online-web]
# chapters:                        # tên từng phần, hiện lên khi phần đó bắt đầu / named parts, shown as they begin
#   - start_s: 00:00:10
#     title: Khởi động
# brand: province                  # bộ nhận diện riêng cho bài này / another look than the rest of the series
# broadcasts:                      # lịch phát lại, hiện ở cuối, nhiều nhất 4 dòng / when it is shown next, at the end
#   - Thứ Hai 6/9, 8:00, kênh LTV1
# materials_url: https://hoclieu.example.vn/toan1  # nơi có phiếu học tập, thành mã QR ở cuối / worksheets (QR code)
# attachments: [phieu-bai-tap.pdf] # phiếu bài tập, tài liệu cho học sinh / worksheets for pupils: PDF, Word, pictures
# radio_opening: mo-dau.mp3        # lời mở đầu cho bản phát thanh / what is heard first on the radio
# sign_language:                   # bản ghi người dịch ngôn ngữ kí hiệu / the sign-language interpreter's recording
#   file: ngon-ngu-ki-hieu.mp4
#   starts_s: 00:00:02             # bắt đầu ở giây nào của bài; bỏ dòng này thì máy tự tìm / where it begins, if known
"""

Choices = Callable[[Mapping[str, str]], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask a teacher, in Vietnamese and English, with the choices and the answer to expect."""

    field: str
    """Name in lesson.yaml, such as `title` or `rights.holder`."""
    ask_vi: str
    ask_en: str
    required: bool = False
    many: bool = False
    """Several answers, separated by `;` (lists of codes also by commas)."""
    default: str = ""
    default_from: str = ""
    """Take the answer to this other question where the teacher gives none."""
    choices_from: Choices | None = None

    def choices(self, answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """List what can be chosen, as code and Vietnamese name, given the answers so far; empty: any text."""
        return self.choices_from(answers) if self.choices_from else ()

    def expected(self, answers: Mapping[str, str]) -> str:
        """Say which answer to offer, given the answers so far; empty: none."""
        return self.default or answers.get(self.default_from, "")

    def check(self, text: str) -> str:
        """Bring an answer to its one spelling: `Toán` becomes `TO`. Raises InputError lesson-answer-wrong."""
        return "; ".join(_answers(self, text))


def questions() -> tuple[Question, ...]:
    """List what a lesson's description holds, in the order in which it is asked and written. Dots name groups."""
    return _QUESTIONS


def possible_recordings(folder: Path) -> tuple[str, ...]:
    """Name the files of a folder that look like recordings, sorted; hidden ones are left out."""
    if not folder.is_dir():
        return ()
    found = [path.name for path in folder.iterdir() if path.suffix.lower() in RECORDING_SUFFIXES and path.is_file()]
    return tuple(sorted(name for name in found if not name.startswith(".")))


def guess_recording(folder: Path) -> str | None:
    """Name the lesson folder's recording if exactly one file in it looks like one; None: none or several do."""
    found = possible_recordings(folder)
    return found[0] if len(found) == 1 else None


def write_lesson(folder: Path, answers: Mapping[str, str], *, recording: str | None) -> Path:
    """Write `folder/lesson.yaml` from a teacher's answers, with a comment for each field; what is unknown stays empty.

    Without `recording` it is guessed from the folder. Raises InputError: lesson-file-exists (nothing is overwritten),
    lesson-answer-wrong, lesson-file-unwritable. Raises KeyError for an answer to something that is not asked.
    """
    known = {question.field for question in _QUESTIONS}
    for field in answers:
        if field not in known:
            raise KeyError(f"{field} is not among the questions")
    answers = dict(answers)
    name = recording or answers.get("recording") or guess_recording(folder)
    if name:
        answers["recording"] = name
    path = folder / LESSON_FILE
    content = _lesson_text(answers).encode()
    try:
        _write_new(path, content)
    except FileExistsError as error:
        raise InputError("lesson-file-exists", path=str(path)) from error
    except OSError as error:
        detail = f"{path}: {error.strerror}"
        where = folder.name or str(folder)
        raise InputError("lesson-file-unwritable", detail=detail, file=LESSON_FILE, folder=where) from error
    return path


def _write_new(path: Path, content: bytes) -> None:
    """Whole or not at all, and never over a file that is there: a link to a finished file cannot replace another."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise
        except OSError:  # USB sticks (FAT, exFAT) have no hard links
            with path.open("xb") as file:
                file.write(content)
    finally:
        part.unlink(missing_ok=True)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def quoted(text: str) -> str:
    """Write any text as a YAML value between double quotes, on one line."""
    short = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return (
        '"' + "".join(short.get(sign) or (sign if _stands_for_itself(sign) else _escape(sign)) for sign in text) + '"'
    )


def _stands_for_itself(sign: str) -> bool:
    return sign == " " or sign.isprintable()


def _escape(sign: str) -> str:
    return f"\\U{ord(sign):08X}" if ord(sign) > 0xFFFF else f"\\u{ord(sign):04X}"


def _lesson_text(answers: Mapping[str, str]) -> str:
    lines = [
        "# Bài học này là gì: điền nội dung vào sau dấu hai chấm. Dòng bắt đầu bằng # chỉ là lời giải thích.",
        "# What this lesson is: write after the colons. Lines that begin with # only explain.",
    ]
    group = ""
    for question in _QUESTIONS:
        head, _, name = question.field.rpartition(".")
        if head != group:
            lines += ["", f"{head}:"] if head else [""]
        elif not head:
            lines.append("")
        group = head
        indent = "  " if head else ""
        lines += [f"{indent}# {question.ask_vi}", f"{indent}# {question.ask_en}"]
        choices = question.choices(answers)
        lines += [f"{indent}#   {_comment(code)}: {_comment(label)}" for code, label in choices]
        lines.append(f"{indent}{name}:{_value(question, answers)}")
    return "\n".join(lines) + "\n" + _MORE


def _comment(text: str) -> str:
    return " ".join(text.split())


def _value(question: Question, answers: Mapping[str, str]) -> str:
    given = answers.get(question.field, "")
    if not given.strip():
        given = question.expected(answers)
    values = _answers(question, given)
    if question.many:
        return f" [{', '.join(quoted(value) for value in values)}]" if values else ""
    return f" {quoted(values[0])}" if values else ""


def _answers(question: Question, text: str) -> tuple[str, ...]:
    """The checked spellings of an answer; empty: nothing was answered."""
    text = unicodedata.normalize("NFC", text)
    if forbidden_character(text) is not None or len(text) > MAX_TEXT:
        raise _wrong(question, text, "…")
    text = tidy(text, question.field)
    if not text:
        return ()
    if not question.many:
        return (_checked(question, text),)
    if question.choices_from:
        text = text.replace(",", ";")
    parts = [tidy(part, question.field) for part in text.split(";")]
    return tuple(dict.fromkeys(_checked(question, part) for part in parts if part))


def _checked(question: Question, text: str) -> str:
    spelling, example = _lesson_rules.value_of(question.field, text)
    if spelling is None:
        raise _wrong(question, text, example)
    if question.field in ("recording", "script") and _lesson_rules.leaves_folder(text):
        raise _wrong(question, text, "bai-giang.mp4" if question.field == "recording" else "loi-giang.txt")
    kind = _kind(question.field)
    if kind is bool and read_text(bool, spelling, question.field) is None:
        raise _wrong(question, text, "có / không (yes / no)")
    if question.field in ("destinations", "consent.scope"):
        spelling = spelling.casefold()
        if spelling not in _lesson_rules.DESTINATIONS:
            raise _wrong(question, text, " / ".join(_lesson_rules.DESTINATIONS))
    if question.field == "language" and not _lesson_rules.is_language(spelling):
        raise _wrong(question, text, "vi")
    return spelling


def _kind(field: str) -> object:
    group, _, name = field.rpartition(".")
    return hints({"": Lesson, "rights": Rights, "consent": Consent}[group])[name]


def _wrong(question: Question, text: str, example: str) -> InputError:
    shown = "".join(sign if sign.isprintable() else "?" for sign in text[:200])
    return InputError(
        "lesson-answer-wrong",
        detail=f"{LESSON_FILE}: {question.field}: {shown!r} cannot be used",
        field=question.field,
        value=shown,
        example=example,
    )


# ── the questions ─────────────────────────────────────────────────────────────────────────────────────────────────


def _grade_and_year(answers: Mapping[str, str]) -> tuple[int, str] | None:
    grade = _lesson_rules.value_of("grade", answers.get("grade", "").strip())[0]
    year = _lesson_rules.value_of("school_year", answers.get("school_year", "").strip())[0]
    return (int(grade), year) if grade and year else None


def _subject_choices(answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = _grade_and_year(answers)
    if known is None:
        return tuple((item.code, item.name_vi) for item in curriculum.subjects())
    return tuple((code, curriculum.subject(code).name_vi) for code in curriculum.subjects_of(*known))


def _series_choices(answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    known = _grade_and_year(answers)
    codes = curriculum.series_of(*known) if known else tuple(item.code for item in curriculum.all_series())
    return tuple((code, curriculum.series(code).name_vi) for code in codes)


def _destination_choices(_answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return (("tv", "đài truyền hình"), ("online", "trang web, điện thoại"))


def _yes_no(_answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return (("có", "yes"), ("không", "no"))


_QUESTIONS: Final = (
    Question(
        field="recording",
        ask_vi="Tệp ghi hình, nằm trong cùng thư mục với tệp này.",
        ask_en="The recording, in the same folder as this file.",
        required=True,
    ),
    Question(
        field="title",
        ask_vi="Tên bài học, viết như trong sách giáo khoa.",
        ask_en="Title of the lesson, as in the textbook.",
        required=True,
    ),
    Question(
        field="school_year",
        ask_vi="Năm học, ví dụ 2021-2022.",
        ask_en="School year, such as 2021-2022.",
        required=True,
    ),
    Question(field="grade", ask_vi="Lớp, từ 1 đến 12.", ask_en="Grade, 1 to 12.", required=True),
    Question(
        field="subject",
        ask_vi="Môn học: ghi tên môn hoặc mã.",
        ask_en="Subject: its name or its code.",
        required=True,
        choices_from=_subject_choices,
    ),
    Question(
        field="series",
        ask_vi="Bộ sách giáo khoa: ghi tên hoặc mã; sách ngoài danh sách thì ghi KHAC.",
        ask_en="Textbook series: its name or its code; KHAC for books outside the list.",
        required=True,
        choices_from=_series_choices,
    ),
    Question(
        field="week",
        ask_vi="Tuần học trong năm, từ 1 đến 35.",
        ask_en="Week of the school year, 1 to 35.",
        required=True,
    ),
    Question(
        field="lesson_number",
        ask_vi="Bài số mấy trong sách (có thể bỏ trống).",
        ask_en="Number of the lesson in the textbook (may stay empty).",
    ),
    Question(
        field="part",
        ask_vi="Tiết thứ mấy của bài này (có thể bỏ trống).",
        ask_en="Which period of this lesson it is (may stay empty).",
    ),
    Question(
        field="parts",
        ask_vi="Bài này gồm mấy tiết (có thể bỏ trống).",
        ask_en="How many periods this lesson has (may stay empty).",
    ),
    Question(
        field="teachers",
        ask_vi="Giáo viên; nhiều người thì ngăn cách bằng dấu chấm phẩy khi trả lời.",
        ask_en="Teachers; separate several by semicolons when you answer.",
        required=True,
        many=True,
    ),
    Question(field="school", ask_vi="Trường.", ask_en="School.", required=True),
    Question(
        field="language",
        ask_vi="Ngôn ngữ nói trong bài: vi là tiếng Việt, hmn là tiếng Mông, blt là tiếng Thái Đen.",
        ask_en="Language spoken in the lesson: vi Vietnamese, hmn Hmong, blt Tai Dam.",
        default="vi",
    ),
    Question(
        field="description",
        ask_vi="Giới thiệu ngắn cho học sinh và phụ huynh (có thể bỏ trống).",
        ask_en="A short introduction for pupils and parents (may stay empty).",
    ),
    Question(
        field="keywords",
        ask_vi="Từ khoá để tìm bài (có thể bỏ trống).",
        ask_en="Words by which people will look for it (may stay empty).",
        many=True,
    ),
    Question(
        field="script",
        ask_vi="Tệp lời giảng trong cùng thư mục, nếu có.",
        ask_en="A file with the script in the same folder, if there is one.",
    ),
    Question(
        field="destinations",
        ask_vi="Bài học sẽ được dùng ở đâu.",
        ask_en="Where the lesson will be used.",
        many=True,
        default="tv; online",
        choices_from=_destination_choices,
    ),
    Question(
        field="rights.holder",
        ask_vi="Đơn vị hoặc người giữ bản quyền bài học.",
        ask_en="Who owns the lesson.",
        required=True,
        default_from="school",
    ),
    Question(
        field="rights.licence",
        ask_vi="Điều kiện sử dụng, ví dụ CC BY 4.0 (có thể bỏ trống).",
        ask_en="Terms of use, such as CC BY 4.0 (may stay empty).",
    ),
    Question(
        field="rights.expires",
        ask_vi="Ngày cuối cùng được sử dụng, ví dụ 31/12/2026 (bỏ trống: không giới hạn).",
        ask_en="Last day of use, such as 2026-12-31 (empty: no end).",
    ),
    Question(
        field="consent.pupils_visible",
        ask_vi="Có nhìn thấy hoặc nghe thấy học sinh không?",
        ask_en="Are pupils seen or heard?",
        default="không",
        choices_from=_yes_no,
    ),
    Question(
        field="consent.given",
        ask_vi="Phụ huynh (và học sinh từ 7 tuổi) đã đồng ý bằng văn bản chưa? Không ghi tên học sinh vào đây.",
        ask_en="Have parents (and pupils from 7 years on) agreed in writing? Never write pupils' names here.",
        default="không",
        choices_from=_yes_no,
    ),
    Question(
        field="consent.scope",
        ask_vi="Sự đồng ý áp dụng cho nơi nào (có thể bỏ trống).",
        ask_en="Where the consent holds (may stay empty).",
        many=True,
        choices_from=_destination_choices,
    ),
    Question(
        field="consent.date",
        ask_vi="Ngày đồng ý, ví dụ 01/09/2021 (có thể bỏ trống).",
        ask_en="Date of the consent, such as 2021-09-01 (may stay empty).",
    ),
)
