"""`library export` and `restore`: the library as files, and what people added to it, kept and brought back."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lessontool.cli.asking import Voice
from lessontool.cli.help import Command, Option, both, common
from lessontool.cli.library.listing import wished, wishes
from lessontool.cli.library.place import library_place, opened
from lessontool.errors import EngineError, InputError

_PATH = click.Path(path_type=Path, readable=False)


@click.command(
    "export",
    cls=Command,
    help=both(
        "Ghi danh mục ra tệp .csv, .xlsx hoặc .json; với --people: điểm chấm, lựa chọn và lịch phát, để lưu giữ.",
        "Write the list as .csv, .xlsx or .json; with --people: reviews, choices and showings, to be kept.",
    ),
)
@click.option(
    "--to", "target", cls=Option, type=_PATH, required=True, metavar="FILE", help=both("Tệp mới.", "The new file.")
)
@click.option(
    "--people",
    cls=Option,
    is_flag=True,
    help=both("Những gì chỉ kho mới có (.json).", "What only the library knows (.json)."),
)
@click.option("--force", cls=Option, is_flag=True, help=both("Ghi đè tệp đã có.", "Write over a file that is there."))
@wishes
@library_place
@common
@click.pass_obj
def export(voice: Voice, /, target: Path, people: bool, force: bool, place: str, **asked: Any) -> None:
    """Write the library as a file."""
    from lessontool.catalogue.sheets import KINDS, as_file
    from lessontool.cli.checking import today

    kinds = (".json",) if people else KINDS
    if target.suffix.lower() not in kinds:
        raise InputError("catalogue-export-kind", name=target.name, kinds=", ".join(kinds))
    catalogue = opened(place)
    if people:
        _export_people(voice, catalogue, target, force=force)
        return
    day = today()
    entries = wished(catalogue, asked, day)
    shown = Counter(each.lesson_id for each in catalogue.showings() if each.status in ("aired", "late", "cut"))
    data = as_file(
        target.suffix.lower(),
        entries,
        day=day,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        showings=shown,
        language=voice.language,
        soon_days=asked["within"],
    )
    _write(target, data, force=force)
    voice.answer({"file": str(target), "lessons": len(entries)}, "catalogue-exported", count=len(entries), path=target)


def _export_people(voice: Voice, catalogue: Any, target: Path, *, force: bool) -> None:
    from lessontool import records

    kept = catalogue.people()
    _write(target, records.pretty(kept).encode(), force=force)
    counts = {"reviews": len(kept.reviews), "choices": len(kept.choices), "showings": len(kept.showings)}
    voice.answer({"file": str(target), **counts}, "catalogue-people-exported", path=target, **counts)


def _write(target: Path, data: bytes, *, force: bool) -> None:
    from lessontool import records

    if target.is_dir() or ((target.exists() or target.is_symlink()) and not force):
        raise InputError("catalogue-export-there", path=str(target))
    try:
        records.write_whole(target, data)
    except OSError as error:
        raise EngineError("catalogue-export-unwritable", path=str(target), detail=str(error)) from error


@click.command(
    "restore",
    cls=Command,
    help=both(
        "Đưa lại vào kho điểm chấm, lựa chọn và lịch phát đã lưu bằng export --people.",
        "Bring back reviews, choices and showings that export --people had kept.",
    ),
)
@click.argument("file", metavar="FILE.json", type=_PATH)
@library_place
@common
@click.pass_obj
def restore(voice: Voice, /, file: Path, place: str, **_: object) -> None:
    """Bring back what people had added."""
    from lessontool.catalogue.people import read_people

    kept = read_people(file)
    opened(place).restore(kept)
    counts = {"reviews": len(kept.reviews), "choices": len(kept.choices), "showings": len(kept.showings)}
    voice.answer(counts, "catalogue-people-restored", **counts)
