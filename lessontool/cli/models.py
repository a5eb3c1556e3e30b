"""Speech models as people see them: which are here, adding one from a folder, fetching one by name."""

from __future__ import annotations

from pathlib import Path

import click

from lessontool.cli.asking import Voice, echo
from lessontool.errors import InputError, LessonToolError
from lessontool.tools import speech_models
from lessontool.tools.speech_models import SpeechModel


def list_models(voice: Voice, *, verify: bool) -> bool:
    """Show the speech models of this machine, with `verify` after reading them whole; False when one is damaged."""
    names = speech_models.model_names()
    found = {name: _looked_up(voice, name, verify) for name in names}
    if voice.json:
        voice.print_json(found)
        return all(bool(each["ok"]) for each in found.values())
    if not names:
        raise InputError("speech-models-none")
    for name, each in found.items():
        mark = click.style("✔", fg="green") if each["ok"] else click.style("✘", fg="red")
        echo(f" {mark} {name:<18} {each['words']}")
    return all(bool(each["ok"]) for each in found.values())


def add(voice: Voice, path: Path, name: str | None) -> None:
    """Add a model from a folder and say so."""
    _tell(voice, speech_models.add_model(path, name))


def fetch(voice: Voice, name: str) -> None:
    """Fetch a model from the network and say so."""
    _tell(voice, speech_models.fetch_model(name, cancel=voice.stoppable()))


def _looked_up(voice: Voice, name: str, verify: bool) -> dict[str, object]:
    if not verify and not speech_models.is_unpacked(name):
        return {"ok": True, "words": voice.pick("có sẵn trong gói Python", "comes as a Python package")}
    try:
        model = speech_models.find_model(name)
        if verify:
            speech_models.verify_model(model)
    except LessonToolError as error:
        return {"ok": False, "words": voice.say(error.code, **error.values), "error": error.code}
    kinds = voice.pick("nhiều thứ tiếng", "many languages"), voice.pick("chỉ tiếng Anh", "English only")
    words = f"{model.megabytes:>5} MB  {kinds[0] if model.multilingual else kinds[1]}  {model.folder}"
    return {"ok": True, "words": words, **_as_data(model)}


def _as_data(model: SpeechModel) -> dict[str, object]:
    return {
        "folder": str(model.folder),
        "sha256": model.sha256,
        "multilingual": model.multilingual,
        "megabytes": model.megabytes,
    }


def _tell(voice: Voice, model: SpeechModel) -> None:
    data = {"model": model.name, **_as_data(model)}
    voice.answer(data, "speech-model-added", model=model.name, megabytes=model.megabytes)
