"""What the form writes is what the lesson reader reads, whatever a teacher typed."""

from __future__ import annotations

import dataclasses
import tempfile
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessontool import messages
from lessontool.errors import InputError
from lessontool.lesson_form import guess_recording, questions, quoted, write_lesson
from lessontool.model import Consent, Lesson, Rights, SignLanguage
from lessontool.presets import load_lesson

ANSWERS = {
    "title": "Phép cộng trong phạm vi 10",
    "school_year": "2021-22",
    "grade": "1",
    "subject": "Toán",
    "series": "Kết nối tri thức với cuộc sống",
    "week": "5",
    "teachers": "Cô Lan; Thầy Hùng",
    "school": "Trường Tiểu học số 1 Mường Tè",
}

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Cn"]), min_size=1, max_size=60)
tricky = st.sampled_from(
    [
        "no",
        "~",
        "null",
        "a: b",
        "# x",
        "'",
        '"',
        "\\",
        "- x",
        "{a}",
        "&a *b !c",
        "😀👩‍🏫",
        "a\nb",
        "%",
        "10:00:00",
        "\\n",
        "½",
    ]
)


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_a_filled_in_form_reads_back(tmp_path: Path) -> None:
    path = write_lesson(tmp_path, ANSWERS, recording="bai 1.mp4")
    assert path == tmp_path / "lesson.yaml"
    assert load_lesson(tmp_path) == Lesson(
        recording="bai 1.mp4",
        title="Phép cộng trong phạm vi 10",
        subject="TO",
        grade=1,
        series="KNTT",
        school_year="2021-2022",
        week=5,
        teachers=("Cô Lan", "Thầy Hùng"),
        school="Trường Tiểu học số 1 Mường Tè",
        rights=Rights(holder="Trường Tiểu học số 1 Mường Tè"),
    )


def test_every_answer_arrives(tmp_path: Path) -> None:
    more = ANSWERS | {
        "lesson_number": "12",
        "part": "1",
        "parts": "2",
        "language": "hmn",
        "description": "Hai dòng:\n  dòng “hai”",
        "keywords": "cộng, số",
        "script": "loi-giang.txt",
        "destinations": "TV",
        "rights.holder": "Sở",
        "rights.licence": "CC BY 4.0",
        "rights.expires": "31/12/2026",
        "consent.pupils_visible": "có",
        "consent.given": "Yes",
        "consent.scope": "tv, online",
        "consent.date": "1/9/2021",
    }
    write_lesson(tmp_path, more, recording="a.mov")
    lesson = load_lesson(tmp_path)
    assert (lesson.lesson_number, lesson.part, lesson.parts, lesson.language) == (12, 1, 2, "hmn")
    assert lesson.description == "Hai dòng:\n  dòng “hai”"
    assert lesson.keywords == ("cộng, số",)
    assert lesson.script == "loi-giang.txt"
    assert lesson.destinations == ("tv",)
    assert lesson.rights == Rights(holder="Sở", licence="CC BY 4.0", expires="2026-12-31")
    assert lesson.consent == Consent(pupils_visible=True, given=True, scope=("tv", "online"), date="2021-09-01")


@settings(max_examples=100, deadline=None)
@given(title=texts | tricky, school=texts | tricky, description=texts | tricky, teacher=texts | tricky)
def test_any_text_reads_back_identically(title: str, school: str, description: str, teacher: str) -> None:
    teacher = f"Cô {teacher}".replace(";", " ")
    with tempfile.TemporaryDirectory() as name:
        answers = ANSWERS | {
            "title": f"Bài {title}",
            "school": f"Trường {school}",
            "description": description,
            "teachers": teacher,
        }
        write_lesson(Path(name), answers, recording="x.mp4")
        lesson = load_lesson(Path(name))
    assert lesson.title == one_line(f"Bài {title}")
    assert lesson.school == lesson.rights.holder == one_line(f"Trường {school}")
    lines = unicodedata.normalize("NFC", description).split("\n")
    assert lesson.description == "\n".join(line.rstrip() for line in lines).strip()
    assert lesson.teachers == (one_line(teacher),)


def test_the_form_explains_each_field_in_both_languages_and_keeps_empty_ones(tmp_path: Path) -> None:
    text = write_lesson(tmp_path, {}, recording=None).read_text(encoding="utf-8")
    for question in questions():
        assert f"# {question.ask_vi}" in text
        assert f"# {question.ask_en}" in text
        assert f"{question.field.rpartition('.')[2]}:" in text
    with pytest.raises(InputError) as caught:
        load_lesson(tmp_path)
    assert caught.value.code == "lesson-field-missing"
    required = {question.field for question in questions() if question.required}
    assert set(str(caught.value.values["fields"]).split(", ")) == required


def test_the_rarely_needed_lines_are_right_once_their_mark_is_removed(tmp_path: Path) -> None:
    path = write_lesson(tmp_path, ANSWERS, recording="x.mp4")
    head, _, tail = path.read_text(encoding="utf-8").partition("# start_s:")
    tail = "\n".join(line.removeprefix("# ") for line in ("# start_s:" + tail).splitlines())
    path.write_text(head + tail, encoding="utf-8")
    lesson = load_lesson(tmp_path)
    assert (lesson.start_s, lesson.end_s, lesson.duration_minutes) == (10, 24 * 60 + 30, 25)
    assert lesson.chapters[0].title == "Khởi động"
    assert (lesson.brand, lesson.broadcasts) == ("province", ("Thứ Hai 6/9, 8:00, kênh LTV1",))
    assert lesson.materials_url == "https://hoclieu.example.vn/toan1"
    assert lesson.sign_language == SignLanguage(file="ngon-ngu-ki-hieu.mp4", starts_s=Fraction(2))
    asked = {question.field.split(".")[0] for question in questions()}
    shown = {line.split(":")[0] for line in tail.splitlines() if line and not line.startswith(" ")}
    assert asked | shown == {field.name for field in dataclasses.fields(Lesson)}


def test_an_existing_lesson_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "lesson.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_lesson(tmp_path, ANSWERS, recording="x.mp4")
    assert caught.value.code == "lesson-file-exists"
    assert str(tmp_path / "lesson.yaml") in messages.say(caught.value.code, caught.value.values, "vi")
    assert (tmp_path / "lesson.yaml").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.yaml"]


def test_a_folder_that_is_not_there_is_the_teachers_to_mend(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_lesson(tmp_path / "no", ANSWERS, recording="x.mp4")
    assert caught.value.code == "lesson-file-unwritable"
    assert messages.say(caught.value.code, caught.value.values, "en")


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("grade", "13"),
        ("grade", "một"),
        ("week", "36"),
        ("subject", "Phép thuật"),
        ("series", "Bộ sách mới"),
        ("school_year", "2021"),
        ("rights.expires", "31/02/2026"),
        ("consent.given", "maybe"),
        ("destinations", "cinema"),
        ("language", "tiếng Việt"),
        ("title", "a\x00b"),
        ("title", "a\u202eb"),
        ("title", "x" * 10_001),
        ("recording", "../x.mp4"),
        ("recording", "http://example.org/x.mp4"),
        ("script", "C:\\x.txt"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, field: str, answer: str
) -> None:
    question = next(question for question in questions() if question.field == field)
    with pytest.raises(InputError) as caught:
        question.check(answer)
    assert caught.value.code == "lesson-answer-wrong"
    assert messages.hint(caught.value.code, caught.value.values, "vi")
    with pytest.raises(InputError):
        write_lesson(tmp_path, {**ANSWERS, "recording": "x.mp4", field: answer}, recording=None)
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_brought_to_its_one_spelling() -> None:
    checks = {question.field: question.check for question in questions()}
    assert checks["subject"]("tiếng việt") == "TV"
    assert checks["series"]("canh dieu") == "CD"
    assert checks["teachers"](" Cô  Lan ;Thầy Hùng; ") == "Cô Lan; Thầy Hùng"
    assert checks["part"]("") == ""


def test_an_answer_to_no_question_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_lesson(tmp_path, {"titel": "x"}, recording=None)


def test_choices_follow_the_grade() -> None:
    subject = next(question for question in questions() if question.field == "subject")
    assert ("VL", "Vật lí") in subject.choices({})
    assert ("VL", "Vật lí") not in subject.choices({"grade": "1", "school_year": "2021-2022"})


def test_the_only_recording_in_the_folder_is_guessed(tmp_path: Path) -> None:
    assert guess_recording(tmp_path) is None
    (tmp_path / "IMG_0001.MOV").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "._IMG_0001.MOV").touch()
    assert guess_recording(tmp_path) == "IMG_0001.MOV"
    write_lesson(tmp_path, ANSWERS, recording=None)
    assert load_lesson(tmp_path).recording == "IMG_0001.MOV"
    (tmp_path / "IMG_0002.mp4").touch()
    assert guess_recording(tmp_path) is None


def test_quoting_keeps_to_one_line() -> None:
    assert quoted('a"b\\c\nd\u2028e😀') == '"a\\"b\\\\c\\nd\\u2028e😀"'
