"""Programs are bounded, stoppable, and never outlive us, whatever they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lessontool.errors import Interrupted, ToolError
from lessontool.tools import process
from lessontool.tools.process import Cancel, Limits

ROOT = Path(__file__).parents[1]
LIMITS = Limits(wall_s=60)
ENDLESS = "import time\nwhile True: time.sleep(1)"


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-I", "-c", code, *arguments]


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead but not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def soon(is_so: Callable[[], bool], within_s: float = 10) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not (so := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return so


def children() -> set[int]:
    """Our own child processes, dead ones that nobody buried included."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


@pytest.fixture(autouse=True)
def _nobody_is_left() -> Iterator[None]:
    before, threads = children(), threading.active_count()
    yield
    assert children() <= before
    assert threading.active_count() == threads


def test_output_log_and_status_come_back_whatever_the_bytes() -> None:
    code = "import sys; sys.stdout.buffer.write(bytes(range(256))*999); sys.stderr.buffer.write(b'\\xff\\n\\0x\\n')"
    ended = process.run(python(f"{code}; sys.exit(3)"), limits=LIMITS)
    assert ended.status == 3
    assert ended.stdout == bytes(range(256)) * 999
    assert ended.log == ("\ufffd", "\0x")


def test_a_status_that_is_not_zero_becomes_an_error_with_all_that_an_engineer_needs() -> None:
    command = python("import sys; print('why', file=sys.stderr); sys.exit(9)", "a b")
    with pytest.raises(ToolError) as caught:
        process.check(command, process.run(command, limits=LIMITS))
    assert caught.value.code == "tool-failed"
    assert all(part in caught.value.detail for part in ("status 9", "'a b'", "why"))


def test_a_full_disk_is_recognised_although_the_program_talks_on() -> None:
    ended = process.Finished(status=1, stdout=b"", log=("x: No space left on device", *["more"] * 100))
    assert process.failure(["x"], ended).code == "disk-full"


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ToolError) as caught:
        process.run(["no-such-program-here"], limits=LIMITS)
    assert (caught.value.code, caught.value.values["program"]) == ("tool-missing", "no-such-program-here")


def test_a_program_that_is_too_slow_is_ended() -> None:
    begun = time.monotonic()
    with pytest.raises(ToolError, match="tool-too-slow"):
        process.run(python(ENDLESS), limits=Limits(wall_s=0.3))
    assert time.monotonic() - begun < 10


def test_a_program_that_shrugs_off_signals_is_ended_with_its_children(tmp_path: Path) -> None:
    deaf = "import signal; [signal.signal(s, signal.SIG_IGN) for s in (1, 2, 15)]\n"
    code = (
        f"{deaf}import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {ENDLESS!r}, sys.argv[1]])\n{ENDLESS}"
    )
    cancel = Cancel()
    found: set[int] = set()

    def both() -> bool:
        found.update(processes_about(tmp_path))
        return len(found) == 2

    def stop() -> None:
        soon(both)
        cancel.throw()

    threading.Thread(target=stop).start()
    with pytest.raises(Interrupted):
        process.run(python(code, str(tmp_path)), limits=LIMITS, cancel=cancel)
    assert len(found) == 2
    assert soon(lambda: not any(map(alive, found)))


def processes_about(folder: Path) -> set[int]:
    """Every process in whose command line a folder stands."""
    found = set()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if os.fsencode(folder) in line.read_bytes():
                found.add(int(line.parent.name))
        except OSError:
            continue
    return {pid for pid in found if alive(pid)}


def test_memory_is_limited() -> None:
    code = "try:\n    b = bytearray(2 << 30)\nexcept MemoryError:\n    print('refused')"
    ended = process.run(python(code), limits=Limits(wall_s=60, memory_bytes=1 << 30))
    assert ended.stdout == b"refused\n"


def test_a_limit_above_the_machines_own_is_no_failure() -> None:
    code = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
from lessontool.tools import process
ended = process.run(["true"], limits=process.Limits(wall_s=9, output_bytes=1 << 40, memory_bytes=1 << 60))
raise SystemExit(ended.status)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_what_a_program_writes_is_limited(tmp_path: Path) -> None:
    code = "import sys; f = open(sys.argv[1], 'wb', 0)\nwhile True: f.write(bytes(65536))"
    target = tmp_path / "big"
    ended = process.run(python(code, str(target)), limits=Limits(wall_s=60, output_bytes=1 << 20))
    assert ended.status != 0
    assert target.stat().st_size <= 1 << 20


@pytest.mark.parametrize("size", [100_001, 50_000_000])
def test_more_output_than_allowed_is_an_error_and_never_cut_short_silently(size: int) -> None:
    code = f"import sys; sys.stdout.buffer.write(bytes({size}))"
    with pytest.raises(ToolError, match="more than 100000 bytes"):
        process.run(python(code), limits=LIMITS, stdout_limit_bytes=100_000)


def test_the_log_is_kept_bounded_in_lines_and_in_their_length() -> None:
    code = "import sys\nfor n in range(9999): sys.stderr.write(f'{n}\\n')\nsys.stderr.write('x' * 3_000_000)"
    log = process.run(python(code), limits=LIMITS).log
    assert len(log) == 4_000
    assert max(map(len, log)) <= 4_096


def test_cancelling_ends_a_program_at_once() -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.throw).start()
    begun = time.monotonic()
    with pytest.raises(Interrupted):
        process.run(python(ENDLESS), limits=LIMITS, cancel=cancel)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("kind", ["on_output_line", "on_output"])
def test_what_a_listener_raises_ends_the_program_and_is_raised(kind: str) -> None:
    def listen(_: object) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        process.run(python(f"print('x', flush=True)\n{ENDLESS}"), limits=LIMITS, **{kind: listen})  # type: ignore[arg-type]


def test_what_the_feeder_raises_ends_the_program_and_is_raised() -> None:
    def feed() -> Iterator[bytes]:
        yield b"x"
        raise LookupError("nothing more")

    with pytest.raises(LookupError, match="nothing more"):
        process.run(python(ENDLESS), limits=LIMITS, stdin=feed())


def test_a_program_that_does_not_read_what_it_is_given_is_no_failure() -> None:
    ended = process.run(python("pass"), limits=LIMITS, stdin=iter([bytes(1 << 20)] * 20))
    assert ended.status == 0


def test_input_goes_in_and_nothing_else_does() -> None:
    ended = process.run(python("print(len(input()))"), limits=LIMITS, stdin=iter([b"abc\n"]))
    assert ended.stdout == b"3\n"
    assert process.run(python("import sys; print(repr(sys.stdin.read()))"), limits=LIMITS).stdout == b"''\n"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_no_program_outlives_us_however_we_are_ended(how: signal.Signals, tmp_path: Path) -> None:
    # whoever started the tests in the background may have us ignore Ctrl-C and a lost terminal
    code = f"""
import signal, sys, threading
from lessontool.tools import process
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
command = [sys.executable, "-I", "-c", {ENDLESS!r}, sys.argv[1]]
start = lambda: process.run(command, limits=process.Limits(wall_s=60))
threading.Thread(target=start, daemon=True).start()
start()
"""
    us = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        assert soon(lambda: len(processes_about(tmp_path)) == 3, within_s=30)
    finally:
        us.send_signal(how)
        us.wait(timeout=30)
    assert soon(lambda: not processes_about(tmp_path), within_s=2)


def test_a_program_that_ctrl_c_met_first_was_stopped_and_has_not_failed() -> None:
    with pytest.raises(Interrupted):
        process.run(
            python("import os, signal; signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)"), limits=LIMITS
        )


def test_many_programs_side_by_side_leave_nothing_behind() -> None:
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    said: list[bytes] = []

    def start(number: int) -> None:
        said.append(process.run(["echo", str(number)], limits=LIMITS).stdout)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, said)) == list(range(24))
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
