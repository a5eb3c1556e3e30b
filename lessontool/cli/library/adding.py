"""`library add`, `rebuild` and `forget`: what comes into the catalogue, and what leaves it."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lessontool.cli.asking import Voice, echo
from lessontool.cli.help import Command, both, common
from lessontool.cli.library.place import library_place, opened, with_named_items
from lessontool.errors import EXIT_QC_FAILED

if TYPE_CHECKING:
    from lessontool.catalogue.adding import Added
    from lessontool.model import Finding

_PATH = click.Path(path_type=Path, readable=False)
_MANY = 12
"""Nobody reads more sentences of one kind; JSON has all."""


@click.command(
    "add",
    cls=Command,
    help=both(
        "Đưa bài học đã làm xong vào kho: thư mục bài học, gói, hoặc thư mục chứa chúng. Chạy lại được.",
        "Put finished lessons into the library: lesson folders, packages, or folders of them. Run it again any time.",
    ),
)
@click.argument("places", metavar="PLACE...", type=_PATH, nargs=-1, required=True)
@library_place
@common
@click.pass_obj
def add(voice: Voice, /, places: tuple[Path, ...], place: str, **_: object) -> None:
    """Put finished lessons into the library."""
    from lessontool.cli.checking import today

    catalogue = opened(place)
    with _counting(voice) as report:
        added = catalogue.add(places, day=today(), cancel=voice.stoppable(), report=report)
    if voice.json:
        voice.print_json({"library": catalogue.place, **_data(voice, added)})
    else:
        for folder in added.gone[:_MANY]:
            echo("   " + voice.say("catalogue-gone", folder=folder))
        _tell(voice, added.findings)
        counts = {"new": len(added.new), "changed": len(added.changed), "moved": len(added.moved)}
        counts |= {"same": added.same, "gone": len(added.gone), "lessons": added.lessons}
        echo(voice.say("catalogue-added", place=catalogue.place, **counts))
    if added.broken:
        raise click.exceptions.Exit(EXIT_QC_FAILED)


@click.command(
    "rebuild",
    cls=Command,
    help=both(
        "Làm lại cả kho chỉ từ các gói trong PLACE; điểm chấm, lựa chọn và lịch phát được giữ.",
        "Make the whole library again from the packages in PLACE alone; reviews, choices and showings are kept.",
    ),
)
@click.argument("places", metavar="PLACE...", type=_PATH, nargs=-1, required=True)
@library_place
@common
@click.pass_obj
def rebuild(voice: Voice, /, places: tuple[Path, ...], place: str, **_: object) -> None:
    """Make the library again from the packages."""
    from lessontool.cli.checking import today

    catalogue = opened(place)
    with _counting(voice) as report:
        made = catalogue.rebuild(places, day=today(), cancel=voice.stoppable(), report=report)
    if voice.json:
        voice.print_json({"library": catalogue.place, **_data(voice, made)})
    else:
        _tell(voice, made.findings)
        echo(voice.say("catalogue-rebuilt", place=catalogue.place, lessons=made.lessons, packages=len(made.new)))
    if made.broken:
        raise click.exceptions.Exit(EXIT_QC_FAILED)


@click.command(
    "forget",
    cls=Command,
    help=both(
        "Bỏ các gói của một thư mục khỏi kho (ví dụ ổ đĩa đã trả lại). Tệp trên đĩa vẫn còn.",
        "Take a folder's packages out of the library (a disk that was given back). Files stay as they are.",
    ),
)
@click.argument("places", metavar="PLACE...", type=_PATH, nargs=-1, required=True)
@library_place
@common
@click.pass_obj
def forget(voice: Voice, /, places: tuple[Path, ...], place: str, **_: object) -> None:
    """Take packages out of the library."""
    folders = opened(place).forget(places)
    voice.answer({"forgotten": list(folders)}, "catalogue-forgotten", count=len(folders))


def _tell(voice: Voice, findings: Sequence[Finding]) -> None:
    """Show what was found, the worst first, and of each kind no more than people read."""
    from lessontool.cli.checking import show_finding, worst_first

    told: Counter[str] = Counter()
    for finding in worst_first(findings):
        told[finding.code] += 1
        if told[finding.code] <= _MANY:
            show_finding(voice, with_named_items(voice, finding), accepted=told[finding.code] > 1)
    left = sum(max(0, count - _MANY) for count in told.values())
    if left:
        echo("   " + voice.pick(f"… và {left} điều nữa (--json: tất cả)", f"… and {left} more (--json: all)"))


def _data(voice: Voice, added: Added) -> dict[str, object]:
    from lessontool.cli.checking import as_data

    return {
        "lessons": added.lessons,
        "new": list(added.new),
        "changed": list(added.changed),
        "moved": list(added.moved),
        "same": added.same,
        "gone": list(added.gone),
        "findings": [as_data(voice, each) for each in added.findings],
    }


@contextlib.contextmanager
def _counting(voice: Voice) -> Iterator[Callable[[int], None]]:
    """Count packages on a terminal; nothing where nobody watches."""
    if voice.json or not sys.stderr.isatty():
        yield lambda _: None
        return
    erase = "\r\033[K"
    words = voice.pick("gói đã đọc", "packages read")
    try:
        yield lambda count: echo(f"{erase}{count} {words}", nl=False, err=True)
    finally:
        echo(erase, nl=False, err=True)
