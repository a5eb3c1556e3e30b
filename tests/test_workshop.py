"""Nothing of other people's is overwritten, deleted or reached through a link; our own is known again after any end."""

from __future__ import annotations

import contextlib
import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lessontool import records, running
from lessontool.errors import EngineError, InputError, LessonToolError
from lessontool.model import Output, Plan
from lessontool.model.work import Made
from lessontool.running.workshop import Workshop
from tests import small_lesson as tiny

pytestmark = pytest.mark.tools

MANIFEST = f"{tiny.PACKAGE}/manifest.json"
REPORTS = ("_qc.html", "_qc.json", "_qc.pdf", "_qc.xml")
ENDS = (".json", "_108p.mp4", "_144p.mp4", "_poster.jpg", *REPORTS)


class Killed(BaseException):
    """As if the power went out."""


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_presets(tmp_path_factory.mktemp("presets"))


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory, presets: Path) -> Path:
    """A lesson whose recording is known, and of which nothing is done."""
    place = tmp_path_factory.mktemp("examined")
    tiny.make_recording(place / "recording.mp4", seconds=2)
    folder = tiny.write_lesson(place / "lesson", place / "recording.mp4")
    tiny.planned(folder, presets)
    return folder


@pytest.fixture(autouse=True)
def _work_in_no_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(running, "do", tiny.pretend)
    with tiny.cutting_small():
        yield


@pytest.fixture
def lesson(tmp_path: Path, examined: Path) -> Path:
    return tiny.copy_lesson(examined, tmp_path / "lesson")


@pytest.fixture
def done(lesson: Path, presets: Path) -> Path:
    work(lesson, presets)
    return lesson


def work(folder: Path, presets: Path, jobs: int = 1, **wishes: Any) -> running.Done:
    plan = tiny.planned(folder, presets)
    given: dict[str, Any] = {"created": tiny.CREATED, **wishes}
    return running.run(plan, folder, folder / "recording.mp4", jobs=jobs, **given)


class EndOfDisk(Exception):  # noqa: N818  # what we wait for
    """The disk was full, and that was said."""


def attempt(folder: Path, presets: Path) -> None:
    """Work on a disk on which there may be no room."""
    try:
        work(folder, presets)
    except LessonToolError as error:
        if (error.code, error.exit_code) == ("disk-full", 4):
            raise EndOfDisk from error
        raise


def nothing_may_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(*_: object) -> None:
        raise AssertionError("work was begun")

    monkeypatch.setattr(running, "do", begin)


def package_is_true(folder: Path) -> None:
    """Its list names what lies there, byte for byte."""
    subprocess.run(["sha256sum", "-c", "--quiet", "checksums.sha256"], cwd=folder / tiny.PACKAGE, check=True)


# ── killed between two moments ────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def dying_at(moment: int) -> Iterator[list[int]]:
    """End at the so-many-th change that others can see: a file gets its name, or one goes."""
    changes = [0]

    def mortal(change: Callable[..., Any]) -> Callable[..., Any]:
        def done(*words: Any, **more: Any) -> Any:
            changes[0] += 1
            if changes[0] == moment:
                raise Killed
            # the dead clean up nothing
            return None if changes[0] > moment > 0 else change(*words, **more)

        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", mortal(Path.replace))
        patch.setattr(Path, "unlink", mortal(Path.unlink))
        yield changes


@pytest.mark.proof
def test_killed_at_each_change_of_the_folder_the_next_run_goes_on(done: Path, presets: Path, tmp_path: Path) -> None:
    (done / tiny.PACKAGE / "of-others.txt").write_text("mine")
    (done / tiny.PACKAGE / f"{tiny.STEM}_Ten_moi_144p.mp4.part").write_text("mine too")
    moments = 0
    for moment in itertools.count(1):
        folder = tiny.copy_lesson(done, tmp_path / f"killed-{moment}")
        tiny.retitle(folder, "Tên mới")
        with dying_at(moment) as changes, contextlib.suppress(Killed):
            work(folder, presets, created="2026-11-23T10:00:00Z")
        if changes[0] < moment:
            break
        moments += 1
        work(folder, presets, created="2026-11-24T10:00:00Z")
        package_is_true(folder)
        assert sorted(path.name for path in (folder / tiny.PACKAGE).iterdir()) == sorted(
            [
                *(f"{tiny.STEM}_Ten_moi{end}" for end in ENDS),
                *("checksums.sha256", "manifest.json", "of-others.txt", f"{tiny.STEM}_Ten_moi_144p.mp4.part"),
            ]
        ), moment
        assert sorted(path.name for path in (folder / "packages/superseded" / tiny.ONLINE).iterdir()) == [
            f"{tiny.STEM}_Bai_thu{end}" for end in ENDS
        ], moment
        assert (folder / tiny.PACKAGE / "of-others.txt").read_text() == "mine"
        assert (folder / tiny.PACKAGE / f"{tiny.STEM}_Ten_moi_144p.mp4.part").read_text() == "mine too"
        assert [part for part in tiny.parts(folder) if "packages" not in part] == []
        assert work(folder, presets).worked == (), moment
    assert moments >= 20


def test_killed_twice_at_any_two_changes_our_own_files_are_still_known(
    done: Path, presets: Path, tmp_path: Path
) -> None:
    for number, moment in enumerate(range(1, 24, 3)):
        folder = tiny.copy_lesson(done, tmp_path / f"twice-{moment}")
        next((folder / tiny.PACKAGE).glob("*_144p.mp4")).unlink()
        for title, at in (("Tên mới", moment), ("Bài thử", 3 + number)):
            tiny.retitle(folder, title)
            with dying_at(at), contextlib.suppress(Killed):
                work(folder, presets, created=f"2026-11-2{number}T10:00:00Z")
        work(folder, presets)
        package_is_true(folder)
        assert work(folder, presets).worked == ()


# ── other people's files ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        f"{tiny.STEM}_Bai_thu_144p.mp4",
        f"{tiny.STEM}_Bai_thu_poster.jpg",
        f"{tiny.STEM}_Bai_thu.json",
        "manifest.json",
        "checksums.sha256",
    ],
)
@pytest.mark.parametrize("whose", ["somebody's from the beginning", "changed since", "a link"])
def test_a_file_that_is_not_ours_is_never_overwritten_and_that_is_said_before_any_work(
    name: str, whose: str, lesson: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lesson / tiny.PACKAGE / name
    if whose == "changed since":
        work(lesson, presets)
        path.write_bytes(path.read_bytes() + b" by hand")
        (lesson / MANIFEST).write_bytes(b"{}") if name == "manifest.json" else (lesson / MANIFEST).unlink()
    else:
        path.parent.mkdir(parents=True)
        precious = lesson / "precious"
        precious.write_text("somebody's work")
        path.symlink_to(precious) if whose == "a link" else precious.replace(path)
    before = tiny.state(lesson)
    nothing_may_begin(monkeypatch)
    with pytest.raises(InputError) as caught:
        work(lesson, presets)
    assert (caught.value.code, caught.value.values["path"]) == ("not-our-file", f"{tiny.PACKAGE}/{name}")
    after = tiny.state(lesson)
    assert {name: after[name] for name in before} == before


def test_a_file_that_somebody_puts_there_meanwhile_is_not_overwritten_either(
    lesson: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lesson / tiny.PACKAGE / f"{tiny.STEM}_Bai_thu_144p.mp4"

    def meddle(step: Any, targets: Any, bench: Any) -> None:
        tiny.pretend(step, targets, bench)
        if step.name == "wrap tiny-online/144p":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("somebody's work")

    monkeypatch.setattr(running, "do", meddle)
    with pytest.raises(InputError, match="not-our-file"):
        work(lesson, presets)
    assert path.read_text() == "somebody's work"


@pytest.mark.parametrize(
    "place", ["packages", tiny.PACKAGE, "packages/superseded", f"packages/superseded/{tiny.ONLINE}"]
)
@pytest.mark.parametrize("kind", ["link", "file"])
def test_no_path_leaves_the_folder_through_a_link(
    place: str, kind: str, lesson: Path, presets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (lesson / place).parent.mkdir(parents=True, exist_ok=True)
    if kind == "link":
        (lesson / place).symlink_to(outside)
    else:
        (lesson / place).write_text("somebody's work")
    nothing_may_begin(monkeypatch)
    with pytest.raises(InputError) as caught:
        work(lesson, presets)
    wanted = {"link": "package-folder-is-link", "file": "not-our-file"}[kind]
    assert (caught.value.code, caught.value.values["path"]) == (wanted, place)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("place", ["", "/work", "/made", "/facts"])
@pytest.mark.parametrize("kind", ["link", "file"])
def test_the_hidden_folder_must_be_a_folder(
    place: str, kind: str, tmp_path: Path, examined: Path, presets: Path
) -> None:
    lesson = tiny.write_lesson(tmp_path / "lesson", examined / "recording.mp4")
    outside = tmp_path / "outside"
    outside.mkdir()
    path = lesson / f".lessontool{place}"
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(outside) if kind == "link" else path.write_text("x")
    with pytest.raises(InputError) as caught:
        work(lesson, presets)
    assert caught.value.code == {"link": "workshop-is-link", "file": "workshop-not-folder"}[kind]
    assert list(outside.iterdir()) == []


def test_a_lock_that_is_a_link_leads_to_no_other_file(lesson: Path, presets: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("somebody's work")
    (lesson / ".lessontool/lock").symlink_to(precious)
    work(lesson, presets)
    assert precious.read_text() == "somebody's work"


@pytest.mark.parametrize("path", [f"{tiny.PACKAGE}/../../../precious", "/etc/hostname", "lesson.yaml", "packages//x"])
def test_a_note_that_a_stranger_wrote_moves_nothing(path: str, done: Path, presets: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("somebody's work")
    status = (done / path).stat() if (done / path).exists() else precious.stat()
    note = Made(path=path, identity="0" * 64, size_bytes=status.st_size, mtime_ns=status.st_mtime_ns)
    (done / ".lessontool/made/evil.json").write_text(records.pretty(note))
    tiny.retitle(done, "Tên mới")
    assert path not in work(done, presets).retired
    assert precious.read_text() == "somebody's work"
    assert (done / "lesson.yaml").is_file()


# ── superseded ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_older_files_go_to_superseded_and_none_of_them_is_lost(done: Path, presets: Path) -> None:
    (done / tiny.PACKAGE / "of-others.txt").write_text("mine")
    first = {path.name: path.read_bytes() for path in (done / tiny.PACKAGE).glob(f"{tiny.STEM}*")}
    assert len(first) == 8
    for day, title in ((23, "Tên mới"), (24, "Bài thử"), (25, "Tên mới")):
        tiny.retitle(done, title)
        retired = work(done, presets, created=f"2026-11-{day}T10:00:00Z").retired
        assert len(retired) == 8
    superseded = done / "packages/superseded" / tiny.ONLINE
    assert len(list(superseded.iterdir())) == 24
    for name, content in first.items():
        assert (superseded / name).read_bytes() == content
        second = superseded / f"{Path(name).stem}_2{Path(name).suffix}"
        assert second.read_bytes() != content
    assert (done / tiny.PACKAGE / "of-others.txt").read_text() == "mine"


def test_an_older_file_that_somebody_changed_stays_where_it_is(done: Path, presets: Path) -> None:
    path = done / tiny.PACKAGE / f"{tiny.STEM}_Bai_thu_144p.mp4"
    path.write_text("cut by hand")
    tiny.retitle(done, "Tên mới")
    assert len(work(done, presets).retired) == 7
    assert path.read_text() == "cut by hand"


def test_a_preset_whose_name_begins_alike_keeps_its_package_and_its_work(done: Path, presets: Path) -> None:
    workshop = Workshop(done)
    other = Output(name="programme/tiny-online-sd/x", suffix=".mp4", package_path=f"{tiny.PACKAGE}-sd/x.mp4")
    chunk = Output(name=f"picture/lesson/0000/{tiny.ONLINE}-with-a-very-very-long-name-indeed/144p", suffix=".mp4")
    twin = Output(name=f"picture/lesson/0000/{tiny.ONLINE}-with-a-very-very-long-name-as-well/144p", suffix=".mp4")
    with workshop.locked():
        for output in (other, chunk, twin):
            part = workshop.part(output, "1" * 64)
            part.write_bytes(b"x")
            workshop.finish(output, "1" * 64, part)
        workshop.prune({workshop.path(twin, "2" * 64)})
    tiny.retitle(done, "Tên mới")
    work(done, presets)
    assert workshop.has(other, "1" * 64)
    assert workshop.has(chunk, "1" * 64)
    assert not workshop.has(twin, "1" * 64)


def test_looking_for_many_outputs_reads_the_notes_once(done: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, reads = Workshop(done), [0]
    load = records.load

    def count(kind: Any, path: Path) -> Any:
        reads[0] += 1
        return load(kind, path)

    monkeypatch.setattr(records, "load", count)
    outputs = [Output(name=f"x/{n}", suffix=".mp4", package_path=f"{tiny.PACKAGE}/{n}.mp4") for n in range(300)]
    assert not any(workshop.has(output, str(number)) for number, output in enumerate(outputs))
    assert reads == [10]


# ── the disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small disk in memory; skips where that is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        said = subprocess.run(command, capture_output=True, check=False)
        if said.returncode:
            pytest.skip(f"mounting is not permitted here: {said.stderr.decode().strip()}")
        return place

    try:
        yield mount
    finally:
        subprocess.run(["umount", "-l", str(place)], capture_output=True, check=False)


def test_a_disk_that_is_too_small_is_refused_before_any_work(
    small_disk: Callable[[str], Path], examined: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = tiny.write_lesson(small_disk("size=150m") / "lesson", examined / "recording.mp4")
    nothing_may_begin(monkeypatch)
    with pytest.raises(EngineError) as caught:
        work(lesson, presets)
    assert (caught.value.code, caught.value.exit_code) == ("disk-too-small", 4)
    assert tiny.work_files(lesson) == {}


def test_a_disk_that_fills_up_loses_nothing_and_the_work_goes_on_when_there_is_room(
    small_disk: Callable[[str], Path], examined: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lessontool.running.steps import do

    disk = small_disk("size=24m")
    lesson = tiny.write_lesson(disk / "lesson", examined / "recording.mp4")
    tiny.planned(lesson, presets)
    monkeypatch.setattr(running, "do", do)
    monkeypatch.setattr(running, "_SPARE_BYTES", -(1 << 40))
    kept: dict[str, tuple[int, int]] = {}
    tries = (0, 4, 200, 700, 800, 900, 1_000)
    ended_well = 0
    for free_kb in tries:
        ballast = disk / "ballast"
        ballast.unlink(missing_ok=True)
        status = os.statvfs(disk)
        ballast.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - free_kb * 1024)))
        with contextlib.suppress(EndOfDisk):
            attempt(lesson, presets)
            ended_well += 1
        now = tiny.work_files(lesson)
        assert {name: now.get(name) for name in kept} == kept
        kept = now
    assert ended_well <= len(tries) - 4
    assert len(kept) >= 1
    (disk / "ballast").unlink()
    worked = work(lesson, presets)
    assert {name: tiny.work_files(lesson)[name] for name in kept} == kept
    assert not {path.name for name in worked.worked if (path := worked.files[name])} & kept.keys()
    package_is_true(lesson)
    assert tiny.parts(lesson) == []


def test_packages_on_another_disk_are_filled_too(
    small_disk: Callable[[str], Path], examined: Path, presets: Path, tmp_path: Path
) -> None:
    disk = small_disk("size=24m")
    lesson = tiny.write_lesson(tmp_path / "lesson", examined / "recording.mp4")
    (lesson / "packages").mkdir()
    (disk / "packages").mkdir()
    subprocess.run(["mount", "--bind", str(disk / "packages"), str(lesson / "packages")], check=True)
    try:
        work(lesson, presets)
        tiny.retitle(lesson, "Tên mới")
        (lesson / tiny.PACKAGE / ".lessontool-0.part").write_text("left by a run that was killed")
        work(lesson, presets)
        package_is_true(lesson)
        assert work(lesson, presets).worked == ()
        assert tiny.parts(lesson) == []
    finally:
        subprocess.run(["umount", "-l", str(lesson / "packages")], check=True)


def test_a_folder_that_cannot_be_written_to_is_said_in_words(
    small_disk: Callable[[str], Path], examined: Path, presets: Path
) -> None:
    disk = small_disk("size=24m")
    lesson = tiny.write_lesson(disk / "lesson", examined / "recording.mp4")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    plan = tiny.planned(lesson, presets)
    with pytest.raises(EngineError) as caught:
        running.run(plan, lesson, lesson / "recording.mp4", created=tiny.CREATED)
    assert (caught.value.code, caught.value.exit_code) == ("folder-not-writable", 4)


def test_working_in_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="folder-not-writable"), Workshop(tmp_path / "typo").locked():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_plan_that_cannot_begin_is_a_bug_and_not_an_endless_wait(
    lesson: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan: Plan = tiny.planned(lesson, presets)
    backwards = replace(plan, steps=tuple(step for step in plan.steps if not step.name.startswith("take sound")))
    monkeypatch.setattr(running, "identities", lambda _: running.identity.identities(plan))
    with pytest.raises(RuntimeError, match="no step can start"):
        running.run(backwards, lesson, lesson / "recording.mp4", created=tiny.CREATED)
