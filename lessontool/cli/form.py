"""Asking what `lesson.yaml` needs to know."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from lessontool.cli.asking import Voice
from lessontool.errors import InputError
from lessontool.lesson_form import Question, guess_recording, questions, write_lesson


def fill_in(voice: Voice, folder: Path, recording: str | None, given: Sequence[str]) -> Path:
    """Make a lesson folder's `lesson.yaml` from answers given beforehand and, at a terminal, from asking.

    Raises InputError for an answer that cannot be right or a lesson.yaml that is there already.
    """
    answers = {}
    for pair in given:
        field, equals, text = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--set {pair}: FIELD=TEXT")
        known = {question.field: question for question in questions()}
        if field.strip() not in known:
            raise click.UsageError(f"--set {field.strip()}: {', '.join(known)}")
        answers[field.strip()] = known[field.strip()].check(text)
    if (folder / "lesson.yaml").exists():
        raise InputError("lesson-file-exists", path=str(folder / "lesson.yaml"))
    folder.mkdir(parents=True, exist_ok=True)
    recording = recording or guess_recording(folder)
    if sys.stdin.isatty() and not voice.json:
        for question in questions():
            if question.field not in answers:
                answers[question.field] = _ask(voice, question, answers)
    return write_lesson(folder, answers, recording=recording)


def _ask(voice: Voice, question: Question, answers: dict[str, str]) -> str:
    wording = voice.pick(question.ask_vi, question.ask_en)
    for code, name in question.choices(answers):
        click.echo(f"    {code:<8}{name}")
    expected = question.expected(answers)
    default = expected if expected or not question.required else None
    while True:
        text = str(click.prompt(wording, default=default, show_default=bool(expected)))
        try:
            return question.check(text) if text.strip() else ""
        except InputError as error:
            voice.complain(error)
