"""Learning what a recording is, once: the facts are kept beside the lesson until the file or the tools change."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from lessontool import records
from lessontool.analysis import intake
from lessontool.analysis.intake import Accepted
from lessontool.errors import EngineError, InputError
from lessontool.model import Measurements, MediaFile
from lessontool.model.work import Facts
from lessontool.running.workshop import Workshop
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from lessontool.version import VERSION


def examine(
    folder: Path,
    name: str,
    *,
    remember: bool = True,
    kept_in: Path | None = None,
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> tuple[Accepted, MediaFile, Measurements]:
    """Accept, probe and measure the recording `name` in a lesson folder, or recall what was found earlier.

    The facts are kept in that folder, or in the lesson folder `kept_in` for a file that does not belong to the lesson.
    Raises InputError for a file that cannot be accepted or read. `report` hears what is being done. Without
    `remember` nothing is written: a file that is only looked at lies in no lesson folder.
    """
    accepted = intake.accept(folder, name)
    state = _state(accepted)
    keeper = _keeper(kept_in or folder, str(accepted.path) if kept_in else name)
    known = _remembered(keeper)
    if known and (known.size_bytes, known.mtime_ns, known.inode, known.examined_by) == (*state, _examiner()):
        return accepted, known.media, known.measurements
    media, measurements = _examined(accepted, cancel, report)
    if _state(accepted) != state:
        raise InputError("recording-changed", name=name)
    facts = Facts(
        size_bytes=state[0],
        mtime_ns=state[1],
        inode=state[2],
        examined_by=_examiner(),
        media=media,
        measurements=measurements,
    )
    if not remember:
        return accepted, media, measurements
    # a folder that cannot be written to is no reason not to check a recording
    with contextlib.suppress(OSError, EngineError):
        Workshop(kept_in or folder).prepare()
        records.write_whole(keeper, records.pretty(facts).encode())
    return accepted, media, measurements


def _state(accepted: Accepted) -> tuple[int, int, int]:
    try:
        status = accepted.path.stat()
    except OSError as error:
        raise InputError("recording-changed", name=accepted.path.name, detail=str(error)) from error
    return status.st_size, status.st_mtime_ns, status.st_ino


def _examined(
    accepted: Accepted, cancel: Cancel | None, report: Callable[[str], None] | None
) -> tuple[MediaFile, Measurements]:
    from lessontool.analysis.measure import measure
    from lessontool.analysis.probe import probe

    tell = report or (lambda _: None)
    tell("probe")
    media = probe(accepted, cancel=cancel)
    tell("measure")
    return media, measure(accepted.path, media, cancel=cancel)


def _keeper(folder: Path, name: str) -> Path:
    return Workshop(folder).facts / f"{records.identity(name)[:24]}.json"


def _remembered(keeper: Path) -> Facts | None:
    with contextlib.suppress(OSError, ValueError):
        return records.load(Facts, keeper)
    return None


def _examiner() -> str:
    return f"lessontool {VERSION}, ffmpeg {ffmpeg.version()}"
