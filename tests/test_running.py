"""Stopped at any moment, the work goes on where it was; what is done is not done again; nothing is left behind."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessontool import running
from lessontool.errors import EngineError, InputError, Interrupted, ToolError
from lessontool.model import RenderChunk, Step, TakeSound, WrapProgramme
from lessontool.running.identity import outputs
from lessontool.running.steps import Bench, do
from lessontool.tools import process as programs
from lessontool.tools.process import Cancel, Limits
from tests import small_lesson as tiny

pytestmark = pytest.mark.tools

KILLS = 10


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_presets(tmp_path_factory.mktemp("presets"))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "recording.mp4"
    tiny.make_recording(path)
    return path


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, recording: Path, presets: Path) -> Path:
    """A lesson that was processed in one go."""
    folder = tiny.write_lesson(tmp_path_factory.mktemp("undisturbed") / "lesson", recording)
    with tiny.cutting_small():
        assert tiny.process(folder, presets).passed
    return folder


@pytest.fixture(autouse=True)
def _small_chunks() -> Iterator[None]:
    with tiny.cutting_small():
        yield


@pytest.fixture
def lesson(tmp_path: Path, recording: Path) -> Path:
    """A lesson of which nothing is done."""
    return tiny.write_lesson(tmp_path / "lesson", recording)


@pytest.fixture
def done(tmp_path: Path, undisturbed: Path) -> Path:
    """A lesson that is finished."""
    return tiny.copy_lesson(undisturbed, tmp_path / "lesson")


@pytest.fixture(autouse=True)
def _nobody_works_on(tmp_path: Path) -> Iterator[None]:
    yield
    assert tiny.soon(lambda: not tiny.processes_about(tmp_path), within_s=2)


def chunks(folder: Path) -> int:
    return sum(name.startswith("picture_") for name in tiny.work_files(folder))


# ── killed ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.proof
def test_killed_ten_times_the_lesson_is_what_it_is_undisturbed(lesson: Path, presets: Path, undisturbed: Path) -> None:
    moments = random.Random(20261122)
    hits = 0
    kept: dict[str, tuple[int, int]] = {}
    for number in range(KILLS):
        program = tiny.start(lesson, presets, jobs=2)
        # later kills wait longer: the way to where the work went on is long
        time.sleep(moments.uniform(0.05, 0.35 + 0.1 * number))
        hits += program.poll() is None
        program.kill()
        program.communicate()
        assert tiny.soon(lambda: not tiny.processes_about(lesson), within_s=2), number
        now = tiny.work_files(lesson)
        assert {name: now.get(name) for name in kept} == kept, "finished work was done twice"
        kept = now
    assert hits >= KILLS // 2
    processed = tiny.process(lesson, presets)
    assert processed.passed
    for name in processed.done.worked:
        assert processed.done.files[name].name not in kept, "finished work was done twice"
    assert {name: tiny.work_files(lesson)[name] for name in kept} == kept
    assert tiny.parts(lesson) == []
    assert len(tiny.essence(lesson)) == 2
    assert tiny.essence(lesson) == tiny.essence(undisturbed)
    assert tiny.process(lesson, presets).done.worked == ()


def test_a_manifest_is_written_again_when_we_were_killed_between_it_and_a_new_programme(
    done: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_file = next((done / tiny.PACKAGE).glob("*_144p.mp4"))
    programme_file.unlink()

    def stop_before_closing(step: Step, targets: dict[int, Path], bench: Bench) -> None:
        if not isinstance(step, WrapProgramme):
            raise Interrupted
        do(step, targets, bench)

    with monkeypatch.context() as patch:
        patch.setattr(running, "do", stop_before_closing)
        with pytest.raises(Interrupted):
            tiny.process(done, presets, created="2026-11-23T10:00:00Z", jobs=1)
    assert programme_file.is_file()
    assert "package/tiny-online" in tiny.process(done, presets).done.worked
    subprocess.run(["sha256sum", "-c", "--quiet", "checksums.sha256"], cwd=done / tiny.PACKAGE, check=True)


# ── stopped ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("how", "group"), [(signal.SIGINT, False), (signal.SIGINT, True), (signal.SIGTERM, False)])
def test_stopped_it_says_so_keeps_what_is_finished_and_goes_on(
    how: signal.Signals, group: bool, lesson: Path, presets: Path
) -> None:
    program = tiny.start(lesson, presets, group=True)
    assert tiny.soon(lambda: chunks(lesson) >= 2, within_s=60)
    if group:
        import os

        os.killpg(program.pid, how)
    else:
        program.send_signal(how)
    begun = time.monotonic()
    _, said = program.communicate(timeout=30)
    assert time.monotonic() - begun < 5
    assert program.returncode == 130
    assert b"What was finished is kept." in said
    assert b"Run the same command again" in said
    assert b"Traceback" not in said
    assert tiny.soon(lambda: not tiny.processes_about(lesson), within_s=2)
    kept = tiny.work_files(lesson)
    assert len(kept) >= 2
    assert tiny.parts(lesson) == []
    assert tiny.process(lesson, presets).passed
    assert {name: tiny.work_files(lesson)[name] for name in kept} == kept


def test_thrown_from_another_thread_the_switch_stops_a_run(lesson: Path, presets: Path) -> None:
    cancel = Cancel()
    threading.Thread(target=lambda: tiny.soon(lambda: chunks(lesson) >= 2, within_s=60) and cancel.throw()).start()
    with pytest.raises(Interrupted):
        tiny.process(lesson, presets, cancel=cancel)
    assert 2 <= chunks(lesson) < 18
    assert tiny.parts(lesson) == []


def test_a_step_that_fails_ends_the_others_at_once_and_is_the_one_that_is_told(
    lesson: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(step: Step, targets: dict[int, Path], bench: Bench) -> None:
        if isinstance(step, TakeSound):
            programs.run(["sleep", "60"], limits=Limits(wall_s=99), cancel=bench.cancel)
        time.sleep(0.3)
        raise ToolError("tool-failed", program="x", detail="the true cause")

    monkeypatch.setattr(running, "do", fail)
    begun = time.monotonic()
    with pytest.raises(ToolError, match="the true cause"):
        tiny.process(lesson, presets, jobs=4)
    assert time.monotonic() - begun < 20
    assert tiny.parts(lesson) == []


# ── done already ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_run_with_nothing_changed_does_nothing_and_that_quickly(done: Path, presets: Path) -> None:
    before = tiny.state(done)
    begun = time.monotonic()
    processed = tiny.process(done, presets)
    assert time.monotonic() - begun < 2
    assert processed.done.worked == ()
    assert processed.done.retired == ()
    assert processed.passed
    assert tiny.state(done) == before


def test_a_new_title_wraps_and_packages_again_and_encodes_nothing(done: Path, presets: Path) -> None:
    kept = tiny.work_files(done)
    assert len(kept) > 9
    tiny.retitle(done, "Tên mới")
    processed = tiny.process(done, presets)
    assert sorted(processed.done.worked) == [
        "judged/tiny-online/108p",
        "judged/tiny-online/144p",
        "package/tiny-online",
        "poster/tiny-online/poster",
        "programme/tiny-online/108p",
        "programme/tiny-online/144p",
        "still/tiny-online",
    ]
    now = tiny.work_files(done)
    # the still is taken from the programme as it is delivered, and that is judged
    made_again = {name for name in kept if name.endswith(".png") or name.startswith("judged_")}
    assert {name for name in kept if kept[name] != now.get(name)} == made_again


@pytest.mark.proof
def test_a_second_destination_leaves_what_the_first_has(tmp_path: Path, presets: Path) -> None:
    tiny.make_recording(tmp_path / "recording.mp4", seconds=1)
    lesson = tiny.write_lesson(tmp_path / "lesson", tmp_path / "recording.mp4")
    tiny.process(lesson, presets, destinations=["online"])
    kept, package = tiny.work_files(lesson), tiny.state(lesson / "packages")
    assert kept
    both = tiny.process(lesson, presets, destinations=["tv", "online"])
    assert not [name for name in both.done.worked if "online" in name]
    pictures = list(tiny.names_of(both.done.worked, "picture"))
    assert pictures
    assert all(name.endswith("/xdcam") for name in pictures)
    assert {name: tiny.work_files(lesson)[name] for name in kept} == kept
    assert package.items() <= tiny.state(lesson / "packages").items()
    kept = tiny.work_files(lesson)
    assert tiny.process(lesson, presets, destinations=["tv"]).done.worked == ()
    assert tiny.process(lesson, presets, destinations=["online"]).done.worked == ()
    assert tiny.work_files(lesson) == kept


def test_a_new_recording_is_worked_on_from_the_beginning(done: Path, presets: Path) -> None:
    before = tiny.essence(done)
    old = tiny.work_files(done)
    (done / "recording.mp4").unlink()
    tiny.make_recording(done / "recording.mp4", seconds=2, pattern="smptebars")
    processed = tiny.process(done, presets)
    assert processed.passed
    assert {name for step in processed.plan.steps for name in (o.name for o in outputs(step))} == set(
        processed.done.worked
    )
    assert not old.keys() & tiny.work_files(done).keys(), "nobody needs the old recording's work any more"
    assert tiny.essence(done).keys() == before.keys()
    assert not tiny.essence(done).items() & before.items()


def test_a_shorter_lesson_leaves_no_chunks_of_the_longer_one(done: Path, presets: Path) -> None:
    assert chunks(done) == 18
    text = (done / "lesson.yaml").read_text(encoding="utf-8")
    (done / "lesson.yaml").write_text(f"{text}end_s: 2\n", encoding="utf-8")
    assert tiny.process(done, presets).passed
    assert chunks(done) == 10
    assert len(tiny.work_files(done)) == 16, "and no sound of the longer one"


# ── two at once ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_runs_at_once_are_one_too_many(lesson: Path, presets: Path, undisturbed: Path) -> None:
    first = tiny.start(lesson, presets)
    assert tiny.soon(lambda: chunks(lesson) >= 1, within_s=60)
    with pytest.raises(EngineError) as caught:
        tiny.process(lesson, presets)
    assert (caught.value.code, caught.value.exit_code) == ("already-running", 4)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert tiny.essence(lesson) == tiny.essence(undisturbed)
    assert tiny.process(lesson, presets).done.worked == ()


# ── the recording meanwhile ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("what", "when", "pretended"),
    [
        ("grows", "before", True),
        ("grows", "after", True),
        ("is replaced", "before", True),
        ("is replaced", "after", True),
        ("is deleted", "before", False),
        ("is deleted", "after", False),
    ],
)
def test_a_recording_that_changes_meanwhile_is_noticed_before_its_work_is_kept(
    what: str, when: str, pretended: bool, lesson: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = lesson / "recording.mp4"
    original = path.read_bytes()

    def meddle() -> None:
        if what == "grows":
            path.write_bytes(original + bytes(99))
            return
        path.unlink()
        if what == "is replaced":
            path.write_bytes(original)

    def work(step: Step, targets: dict[int, Path], bench: Bench) -> None:
        due = isinstance(step, RenderChunk) and "0002" in step.outputs[0].name
        if due and when == "before":
            meddle()
        (tiny.pretend if pretended else do)(step, targets, bench)
        if due and when == "after":
            meddle()

    monkeypatch.setattr(running, "do", work)
    with pytest.raises(InputError, match="recording-changed"):
        tiny.process(lesson, presets, jobs=1)
    kept = tiny.work_files(lesson)
    assert len(kept) >= 2
    assert not [name for name in kept if "lesson_0002" in name]
    assert tiny.parts(lesson) == []


def test_two_packages_of_one_run_do_not_disturb_each_other(
    done: Path, presets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is finished meanwhile is not added to what a step looks at."""
    (done / tiny.PACKAGE / "manifest.json").unlink()
    benches: list[dict[str, Path]] = []

    def look(step: Step, targets: dict[int, Path], bench: Bench) -> None:
        benches.append(dict(bench.files))
        assert isinstance(bench.files, dict)
        do(step, targets, bench)
        assert bench.files == benches[-1]

    monkeypatch.setattr(running, "do", look)
    assert tiny.process(done, presets).done.worked == ("package/tiny-online",)
    assert len(benches) == 1
