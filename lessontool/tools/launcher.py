"""Becomes the program that it is told to start, after binding it to its parent and its limits.

It is started as a file, by a Python that has read nothing else: between fork and exec of a program with threads, our
own Python code could wait for ever for a lock that another thread held.

    launcher.py PARENT MEMORY_BYTES OUTPUT_BYTES PROGRAM ARGUMENTS…       0: no limit
"""

import ctypes
import os
import resource
import signal
import sys

CANNOT_START = 127
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bind this process, then be the program."""
    parent, memory_bytes, output_bytes = map(int, sys.argv[1:4])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before we could ask to follow it
            os._exit(CANNOT_START)
    # Python ignores these two, and what is ignored stays so
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    _limit(resource.RLIMIT_CORE, 0)
    if output_bytes:
        _limit(resource.RLIMIT_FSIZE, output_bytes)
    if memory_bytes:
        _limit(resource.RLIMIT_AS, memory_bytes)
    try:
        os.execvp(sys.argv[4], sys.argv[4:])  # noqa: S606  # no shell is meant
    except OSError as error:
        sys.stderr.write(f"{sys.argv[4]}: {error}\n")
        os._exit(CANNOT_START)


def _limit(which: int, most: int) -> None:
    """Set a limit; where the machine's own is lower, that one stays."""
    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main()
