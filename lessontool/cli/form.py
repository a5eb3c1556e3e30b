"""Asking what `lesson.yaml` needs to know."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from lessontool.cli.asking import Voice, echo
from lessontool.curriculum import suggest
from lessontool.errors import InputError
from lessontool.lesson_form import Question, possible_recordings, questions, write_lesson

_ASKED_TOO: Final = ("lesson_number", "part", "consent.pupils_visible", "consent.given")
"""Asked although they may stay empty; everything else of that kind is explained in the file."""


def fill_in(voice: Voice, folder: Path, recording: str | None, given: Sequence[str]) -> None:
    """Write a lesson folder's `lesson.yaml` from answers given beforehand and, at a terminal, from asking.

    Raises InputError for an answer that cannot be right or a lesson.yaml that is there already.
    """
    answers = _given(given)
    if (folder / "lesson.yaml").exists():
        raise InputError("lesson-file-exists", path=str(folder / "lesson.yaml"))
    found = possible_recordings(folder)
    if recording or len(found) == 1:
        answers.setdefault("recording", recording or found[0])
    if sys.stdin.isatty() and not voice.json:
        for question in questions():
            if question.field not in answers and _is_asked(question, answers):
                answers[question.field] = _ask(voice, question, answers, found)
    path = write_lesson(folder, answers, recording=recording)
    missing = [q.field for q in questions() if q.required and not (answers.get(q.field) or q.expected(answers))]
    code = "lesson-written-incomplete" if missing else "lesson-written"
    data = {"lesson": str(path), "missing": missing}
    voice.answer(data, code, path=str(path), folder=str(folder), fields=", ".join(missing))


def _given(given: Sequence[str]) -> dict[str, str]:
    known = {question.field: question for question in questions()}
    answers: dict[str, str] = {}
    for pair in given:
        field, equals, text = pair.partition("=")
        field = field.strip()
        if not equals or field not in known:
            near = suggest(field, known) if field else None
            raise InputError("answer-unknown-field", field=field or pair, suggestion=near or ", ".join(known))
        answers[field] = known[field].check(text)
    for field, answer in answers.items():
        _require_choice(known[field], answer, answers)
    return answers


def _is_asked(question: Question, answers: Mapping[str, str]) -> bool:
    if question.field == "consent.given":
        return answers.get("consent.pupils_visible", "").casefold() in ("có", "yes", "co")
    return question.required or question.field in _ASKED_TOO


def _ask(voice: Voice, question: Question, answers: Mapping[str, str], recordings: Sequence[str]) -> str:
    wording = voice.pick(question.ask_vi, question.ask_en).removesuffix(".")
    suffix = " " if wording.endswith("?") else ": "
    for code, name in question.choices(answers):
        echo(f"    {code:<8}{name}")
    if question.field == "recording":
        for name in recordings:
            echo(f"    {name}")
    expected = _this_school_year() if question.field == "school_year" else question.expected(answers)
    default = expected if expected or not question.required else None
    while True:
        text = str(click.prompt(wording, default=default, show_default=bool(expected), prompt_suffix=suffix))
        try:
            answer = question.check(text) if text.strip() else ""
            _require_choice(question, answer, answers)
            if question.field == "recording" and recordings and answer not in recordings:
                raise InputError("recording-missing", name=answer)
        except InputError as error:
            voice.complain(error)
        else:
            return answer


def _require_choice(question: Question, answer: str, answers: Mapping[str, str]) -> None:
    """A subject or series must be one that the grade has. Raises InputError for another."""
    choices = dict(question.choices(answers))
    if question.field in ("subject", "series") and answer and answer not in choices:
        example = ", ".join(f"{code} ({name})" for code, name in choices.items())
        raise InputError("lesson-answer-wrong", field=question.field, value=answer, example=example)


def _this_school_year() -> str:
    """School years begin in September; lessons for the next one are recorded in August."""
    today = date.today()
    first = today.year if today.month >= 8 else today.year - 1
    return f"{first}-{first + 1}"
