"""The only file that starts programs: bounded, stoppable, and never outliving us.

A program gets no shell, no standard input unless given, its own process group, and limits on time and memory. If we
are killed, the kernel kills it too (Linux: parent-death signal), so no ffmpeg is ever orphaned.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from lessontool.errors import Interrupted, ToolError
from lessontool.tools import launcher

_KEPT_LOG_LINES: Final = 4_000
_LINE_LIMIT_BYTES: Final = 4_096

Command = Sequence[str]


class Cancel:
    """A switch that stops every program started with it: thrown once, by Ctrl-C or by a step that failed."""

    def __init__(self) -> None:
        self._thrown = threading.Event()

    def throw(self) -> None:
        """Ask every running program to end now."""
        self._thrown.set()

    @property
    def thrown(self) -> bool:
        """Whether it was thrown."""
        return self._thrown.is_set()

    def raise_if_thrown(self) -> None:
        """Raises Interrupted once the switch is thrown."""
        if self.thrown:
            raise Interrupted


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a program may take before it is ended."""

    wall_s: float
    memory_bytes: int | None = None
    output_bytes: int | None = None
    """Largest file that it may write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A program that ended by itself."""

    status: int
    stdout: bytes
    log: tuple[str, ...]
    """Its standard error, line by line, at most the last few thousand."""


def command_text(command: Command) -> str:
    """Write a command line as it could be pasted into a shell."""
    return shlex.join(command)


def run(
    command: Command,
    *,
    limits: Limits,
    cancel: Cancel | None = None,
    on_output_line: Callable[[str], None] | None = None,
    on_output: Callable[[bytes], None] | None = None,
    stdin: Iterator[bytes] | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stdout_limit_bytes: int = 256 << 20,
) -> Finished:
    """Run a program to its end and give back its exit status, output and log.

    With `on_output_line` standard output is handed over line by line, with `on_output` in blocks of bytes as they
    come, and not kept; what such a function raises ends the program and is raised here. Raises ToolError when the
    program is missing, runs longer than `limits.wall_s`, or writes more than `stdout_limit_bytes`; Interrupted when
    `cancel` is thrown. A non-zero status is *not* an error here: the caller knows what it means.
    """
    if cancel is not None:
        cancel.raise_if_thrown()  # a short program could end before anybody looks again
    if shutil.which(command[0], path=(environment or os.environ).get("PATH")) is None:
        raise ToolError("tool-missing", program=Path(command[0]).name, detail=f"no program {command[0]}")
    try:
        child = subprocess.Popen(
            [*_launched(limits), *command],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=dict(environment) if environment is not None else None,
            process_group=0,
            # pictures that we draw are megabytes: with the small default both sides wait for one another
            pipesize=1 << 20 if stdin is not None else -1,
        )
    except OSError as error:
        raise ToolError("tool-missing", program=Path(command[0]).name, detail=str(error)) from error
    return _Watch(command, child, limits, cancel, on_output_line, on_output, stdout_limit_bytes).until_it_ends(stdin)


def check(command: Command, finished: Finished) -> Finished:
    """Raise ToolError unless the program ended with status 0."""
    if finished.status != 0:
        raise failure(command, finished)
    return finished


def failure(command: Command, finished: Finished, reason: str = "") -> ToolError:
    """Make the error that tells an engineer all about a program that failed."""
    said = "\n".join(finished.log[-30:])
    disk_full = any("No space left on device" in line for line in finished.log)
    return ToolError(
        "disk-full" if disk_full else "tool-failed",
        program=Path(command[0]).name,
        detail=f"{reason}\nstatus {finished.status}: {command_text(command)}\n{said}".strip(),
    )


def _launched(limits: Limits) -> list[str]:
    """Begin a command line with what binds the program to us and to its limits, and then becomes it."""
    words = (os.getpid(), limits.memory_bytes or 0, limits.output_bytes or 0)
    return [sys.executable, "-I", "-S", launcher.__file__, *map(str, words)]


class _Watch:
    """One running program, its three pipes and its clock."""

    def __init__(
        self,
        command: Command,
        child: subprocess.Popen[bytes],
        limits: Limits,
        cancel: Cancel | None,
        on_output_line: Callable[[str], None] | None,
        on_output: Callable[[bytes], None] | None,
        stdout_limit_bytes: int,
    ) -> None:
        self.command = command
        self.child = child
        self.limits = limits
        self.cancel = cancel
        self.on_output_line = on_output_line
        self.on_output = on_output
        self.stdout_limit_bytes = stdout_limit_bytes
        self.output = bytearray()
        self.log: deque[str] = deque(maxlen=_KEPT_LOG_LINES)
        self.too_much = False
        self.broken: BaseException | None = None

    def until_it_ends(self, stdin: Iterator[bytes] | None) -> Finished:
        threads = [threading.Thread(target=self._read_log), threading.Thread(target=self._read_output)]
        if stdin is not None:
            threads.append(threading.Thread(target=self._feed, args=(stdin,)))
        started: list[threading.Thread] = []
        try:
            for thread in threads:
                thread.start()
                started.append(thread)
            self._wait()
        finally:
            self._kill()
            for thread in started:
                thread.join()
            for pipe in (self.child.stdout, self.child.stderr):
                if pipe is not None:
                    pipe.close()
        if self.broken is not None:
            raise self.broken
        if self.too_much:
            raise self._too_much()
        if self.child.returncode == -signal.SIGINT:
            # we never send it: Ctrl-C met the program before it had left our own group
            raise Interrupted
        return Finished(status=self.child.returncode, stdout=bytes(self.output), log=tuple(self.log))

    def _wait(self) -> None:
        deadline = time.monotonic() + self.limits.wall_s
        while True:
            try:
                self.child.wait(timeout=0.1)
                return
            except subprocess.TimeoutExpired:
                pass
            if self.cancel is not None:
                self.cancel.raise_if_thrown()
            if time.monotonic() > deadline:
                raise ToolError("tool-too-slow", program=Path(self.command[0]).name, detail=command_text(self.command))
            if self.too_much:
                raise self._too_much()
            if self.broken is not None:
                return

    def _too_much(self) -> ToolError:
        return ToolError(
            "tool-failed",
            program=Path(self.command[0]).name,
            detail=f"more than {self.stdout_limit_bytes} bytes of output: {command_text(self.command)}",
        )

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def _read_log(self) -> None:
        for line in _lines(self.child.stderr):
            self.log.append(line)

    def _read_output(self) -> None:
        try:
            if self.on_output_line is not None:
                for line in _lines(self.child.stdout):
                    self.on_output_line(line)
                return
            assert self.child.stdout is not None  # noqa: S101  # Popen was given a pipe
            while block := os.read(self.child.stdout.fileno(), 1 << 16):
                if self.on_output is not None:
                    self.on_output(block)
                    continue
                if len(self.output) + len(block) > self.stdout_limit_bytes:
                    self.too_much = True
                    return
                self.output += block
        except BaseException as error:  # handed to the thread that waits
            self.broken = error

    def _feed(self, blocks: Iterator[bytes]) -> None:
        assert self.child.stdin is not None  # noqa: S101  # Popen was given a pipe
        try:
            with contextlib.suppress(BrokenPipeError), self.child.stdin:
                for block in blocks:
                    self.child.stdin.write(block)
        except BaseException as error:  # handed to the thread that waits
            self.broken = error


def _lines(pipe: IO[bytes] | None) -> Iterator[str]:
    """Read lines of bounded length from a pipe, whatever bytes are in it."""
    assert pipe is not None  # noqa: S101  # Popen was given a pipe
    while line := pipe.readline(_LINE_LIMIT_BYTES):
        yield line.decode("utf-8", "replace").rstrip("\r\n")
