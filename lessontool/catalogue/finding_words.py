"""How words are found without tones: one spelling for what is kept and for what is asked.

Every text is kept as its words, folded, each between two spaces: `Vật lý: Đường đi` becomes ` vat li duong di `. So the
beginning of a word is found by `% duo%`, a whole word by `% duong %`, in every database alike.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from lessontool import curriculum
from lessontool.model import Lesson

SAME_TITLE: Final = 0
"""The rank of a lesson whose whole title was asked for."""


def folded(*texts: str) -> str:
    """Write texts as they are searched: no tones or capitals, đ as d, y as i, no signs; words between spaces."""
    return f" {' '.join(filter(None, map(_folded_word, ' '.join(texts).split())))} "


@functools.lru_cache(maxsize=1 << 16)
def _folded_word(word: str) -> str:
    """One word: a language has few of them, and a transcript says each many times."""
    letters = "".join(sign if sign.isalnum() else " " for sign in curriculum.fold(word).replace("y", "i"))
    return " ".join(letters.split())


def once(*found: str) -> str:
    """Write every word of folded texts once: enough to say whether all words of a question occur."""
    return f" {' '.join(sorted({word for text in found for word in text.split()}))} "


def patterns(question: str) -> tuple[str, ...]:
    """Give what must be found for a question, each word by its beginning; numbers only whole."""
    words = dict.fromkeys(folded(question).split())
    return tuple(f" {word} " if word.isdecimal() else f" {word}" for word in words)


def phrase(question: str) -> str:
    """Give the whole question as it stands in a text that has these words one after the other."""
    found = folded(question)
    return found if found.split() and found.split()[-1].isdecimal() else found.rstrip()


def about(lesson: Lesson, house_numbers: Iterable[str]) -> str:
    """Write all that is known of a lesson besides its title and what is said in it."""
    subject, series = curriculum.subject(lesson.subject), curriculum.series(lesson.series)
    where = [f"lớp {lesson.grade}", f"tuần {lesson.week}"]
    where += [f"bài {lesson.lesson_number}"] * (lesson.lesson_number is not None)
    where += [f"tiết {lesson.part}"] * (lesson.part is not None)
    names = [subject.name_vi, *where, subject.name_en, subject.code, series.name_vi, series.code, lesson.school_year]
    people = [*lesson.teachers, lesson.school, lesson.rights.holder]
    chapters = [chapter.title for chapter in lesson.chapters]
    stems = [PurePosixPath(name).name for name in house_numbers]
    return folded(" . ".join((*names, *people, *lesson.keywords, lesson.description, *chapters, *stems)))


def rank(question: str, title: str, rest: str, *, said: bool) -> int:
    """Say how well a lesson answers a question, 0 best: title before description before what is said in it.

    `title` and `rest` are folded; `said`: it is said word for word in the lesson.
    """
    wanted, whole = patterns(question), phrase(question)
    if title == folded(question):
        return SAME_TITLE
    if whole in title:
        return 1
    if all(each in title for each in wanted):
        return 2
    if whole in rest:
        return 3
    if all(each in title or each in rest for each in wanted):
        return 4
    return 5 if said else 6
