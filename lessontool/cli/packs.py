"""Packing as people see it: which lessons went in, what was made smaller or left out, and where the pack is."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.help import Option, both

if TYPE_CHECKING:
    from lessontool.packing import MadePack

_PATH = click.Path(path_type=Path, readable=False)
_FEW_FILES = 12
"""A stick has thousands of files; nobody reads their names."""


def pack_wishes(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command what `lessontool pack` can be asked."""
    to = both("USB, thẻ nhớ, ổ đĩa hoặc thư mục để ghi gói.", "Stick, card, disk or folder that gets the pack.")
    budget = both("Chỗ được dùng, ví dụ 8GB; hình nhỏ lại cho vừa.", "Room to use, such as 8GB; pictures get smaller.")
    folder = both("Thư mục chứa mẫu riêng.", "Where your own presets are.")
    for option in (
        click.option("--preset-folder", "own", cls=Option, type=_PATH, metavar="DIR", help=folder),
        click.option("--budget", cls=Option, metavar="SIZE", default="", help=budget),
        click.option("--to", cls=Option, type=_PATH, metavar="DIR", help=to),
        click.argument("lessons", metavar="LESSON...", type=_PATH, nargs=-1, required=True),
        click.argument("name", metavar="PACK"),
    ):
        command = option(command)
    return command


def pack(voice: Voice, name: str, lessons: Sequence[Path], wishes: Mapping[str, Any]) -> None:
    """Make packs of finished lessons and tell what came of it."""
    from lessontool.packing import pack_lessons
    from lessontool.planning.budget import bytes_of

    budget = bytes_of(wishes["budget"]) if wishes["budget"] else None
    with _bar(voice) as report:
        made = pack_lessons(
            name,
            lessons,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            to=wishes["to"],
            budget_bytes=budget,
            preset_folder=preset_folder(wishes["own"]),
            cancel=voice.stoppable(),
            report=report,
        )
    if voice.json:
        voice.print_json([_data(voice, each) for each in made])
        return
    for each in made:
        _tell(voice, each)


def _tell(voice: Voice, made: MadePack) -> None:
    from lessontool.cli.checking import show_finding, worst_first
    from lessontool.cli.handover import size_text

    if len(made.files) <= _FEW_FILES:
        for name in made.files:
            echo(f"    → {name}")
    else:
        echo("    → " + voice.pick(f"{len(made.files)} tệp mới", f"{len(made.files)} new files"))
    for finding in worst_first(made.findings):
        show_finding(voice, finding)
    size = size_text(made.total_bytes)
    echo(voice.say("pack-done", pack=made.spec.name, count=len(made.lessons), size=size, place=made.folder))


def _data(voice: Voice, made: MadePack) -> dict[str, object]:
    from lessontool.cli.checking import as_data

    return {
        "pack": made.spec.name,
        "folder": str(made.folder),
        "lessons": [{"id": str(each.id), "title": each.lesson.title} for each in made.lessons],
        "written": list(made.files),
        "bytes": made.total_bytes,
        "findings": [as_data(voice, finding) for finding in made.findings],
    }


@contextlib.contextmanager
def _bar(voice: Voice) -> Iterator[Callable[[float], None]]:
    """One bar for the whole; nothing where nobody watches."""
    if voice.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(voice.pick("đóng gói", "packing"), total=1.0)
        yield lambda share: progress.update(task, completed=share)
