"""What lies beside a programme besides captions and pictures: its chapters, and the files that pupils work with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from lessontool.model import Attach, Mark, Output, SideFile, Step, WriteChapters
from lessontool.planning import names
from lessontool.planning.ground import Ground
from lessontool.timing import frames_at


def marks_of(ground: Ground, before_lesson: int, frames: int) -> tuple[Mark, ...]:
    """Say where the lesson's chapters start in a programme of so many frames; none lies outside it.

    `before_lesson` is the length of what comes before the lesson. The first part begins with the programme, so that
    no moment of it is without a name.
    """
    begin = ground.lesson.start_s or 0
    found: dict[int, str] = {}
    for chapter in sorted(ground.lesson.chapters, key=lambda each: each.start_s):
        at = before_lesson + max(0, frames_at(chapter.start_s - begin))
        if at < frames:
            found[at] = chapter.title
    starts = sorted(found)
    return tuple(Mark(start_frames=at if number else 0, title=found[at]) for number, at in enumerate(starts))


def write_chapters(preset: str, marks: tuple[Mark, ...], frames: int, stem: str) -> Iterator[tuple[Step, SideFile]]:
    """Plan the chapter file of a package, where the lesson has chapters."""
    if marks:
        output = Output(name=f"text/{preset}/chapters", suffix=".vtt", package_path=f"{stem}.chapters.vtt")
        step = WriteChapters(name=f"write chapters for {preset}", output=output, marks=marks, frames=frames)
        yield step, SideFile(output=output.name, role="chapters")


def attach(preset: str, attachments: Mapping[str, str], folder: str) -> Iterator[tuple[Step, SideFile]]:
    """Plan the attachments of a package: `attachments` gives each file's checksum by its name in the lesson folder."""
    taken: set[str] = set()
    for name, sha256 in attachments.items():
        file = _free(PurePosixPath(name), taken)
        output = Output(
            name=f"attachment/{preset}/{file}",
            suffix=PurePosixPath(file).suffix,
            package_path=f"{folder}/attachments/{file}",
        )
        yield (
            Attach(name=f"attach {file} for {preset}", output=output, sha256=sha256),
            SideFile(output=output.name, role="attachment"),
        )


def _free(path: PurePosixPath, taken: set[str]) -> str:
    """A name that every system takes, and that nothing else of the package has."""
    stem, suffix = names.slug(path.stem), re.sub(r"[^a-z0-9.]", "", path.suffix.lower())
    name, number = f"{stem}{suffix}", 2
    # sticks know no difference between capitals and small letters
    while name.casefold() in taken:
        name, number = f"{stem}_{number}{suffix}", number + 1
    taken.add(name.casefold())
    return name
