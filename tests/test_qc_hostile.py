"""Hostile files on the QC's table: a judgement or a clear error, within bounds, and nothing left behind."""

from __future__ import annotations

import os
import resource
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from lessontool.errors import LessonToolError
from lessontool.model import Expected, Observed
from lessontool.qc.observing import observe
from lessontool.tools.process import Cancel
from tests.faults import copies
from tests.faults.mutations import FRAMES, Mutation, film, mutations, strangers
from tests.station import LIMITS

pytestmark = [pytest.mark.tools, pytest.mark.proof]

COUNT = int(os.environ.get("LESSONTOOL_HOSTILE", "40"))
"""How many harmed films are judged; `LESSONTOOL_HOSTILE=200` for all."""
CPU_S = 40.0
"""Most processor time for one of them: a limit that is met means that something went on and on."""
CHILD_BYTES = 3 << 30
GROWTH_BYTES = 400 << 20
DISK_BYTES = 64 << 20


def judge(path: Path) -> Observed:
    spec = copies.online() if path.suffix in (".mp4", ".mkv", ".mov") else copies.tv()
    return observe(path, spec, Expected(frames=FRAMES), LIMITS, cancel=Cancel())


def processor_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def largest_bytes() -> tuple[int, int]:
    """Most memory that this process, and any program that it started, has ever held."""
    used = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return used[0] * 1024, used[1] * 1024


def inventory(folder: Path) -> dict[str, tuple[int, int]]:
    """Every entry below a folder with its size and time of change."""
    entries = {path: path.lstat() for path in folder.rglob("*")}
    return {str(path): (found.st_size, found.st_mtime_ns) for path, found in entries.items()}


def judged_all(harmed: Iterable[Mutation], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Judge each; what became of them, counted. Fails at the first that breaks a bound."""
    desk, scratch = folder / "desk", folder / "scratch"
    desk.mkdir()
    scratch.mkdir()
    (desk / "canary.mp4").write_bytes(film(".mp4"))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.chdir(desk)
    ends: Counter[str] = Counter()
    own, children = largest_bytes()
    for one in harmed:
        path = desk / one.name
        one.write(path)
        before, used = inventory(desk), processor_s()
        try:
            ends["judged" if judge(path).outcomes else "nothing said"] += 1
        except LessonToolError as error:
            ends[error.code] += 1
        assert processor_s() - used < CPU_S, one.name
        assert inventory(desk) == before, f"{one.name}: the folder was changed"
        left = inventory(scratch)
        assert sum(size for size, _ in left.values()) < DISK_BYTES, f"{one.name}: {left}"
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    own_now, children_now = largest_bytes()
    assert own_now - own < GROWTH_BYTES
    assert children_now <= max(children, CHILD_BYTES)
    return ends


def test_harmed_films_end_in_a_judgement_or_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = judged_all(mutations(COUNT), tmp_path, monkeypatch)
    assert ends.total() == COUNT
    assert ends["judged"] > COUNT // 4  # the others say why they could not be
    assert ends["tool-too-slow"] <= COUNT // 10  # MediaInfo on tables that lie, on a machine that is busy


def test_what_is_no_film_is_refused_at_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = list(strangers())
    assert len(every) == 26
    ends = judged_all(every, tmp_path, monkeypatch)
    assert ends.total() == len(every)
    assert all(code.startswith("recording-") for code in ends), ends


@pytest.mark.parametrize("kind", [".mxf", ".mp4"])
def test_the_films_that_are_harmed_are_whole_before(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"whole{kind}"
    path.write_bytes(film(kind))
    found = {outcome.item for outcome in judge(path).outcomes if outcome.faults}
    assert found.isdisjoint({"complete", "readable", "duration", "black", "freeze", "dropout", "clicks"})
