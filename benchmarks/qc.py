"""What QC of a long master costs, in parts of the master's own duration, and its largest memory.

Ten minutes are made by joining the same two closed groups of pictures again and again, without encoding them: decoding
costs what it costs in any XDCAM HD422 file of 50 Mb/s. Figures are wall clock and processor time (ours and ffmpeg's
together) divided by the duration; the budget of all of QC is 0.35 of wall clock on two idle cores.
Run: `python -m benchmarks.qc [--minutes 10] [--keep FILE]`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.memory import high_water
from lessontool.model import Expected
from lessontool.qc.picture import look_at_picture
from lessontool.qc.subject import Subject, opened
from lessontool.tools import ffmpeg
from lessontool.tools.process import Cancel
from tests import masters
from tests.station import LIMITS


def master(path: Path, minutes: float) -> Path:
    """Write a master of so many minutes, by copying packets."""
    frames = round(minutes * 1500)
    chunk = masters.tv_chunk(0)
    repeated = path.with_suffix(".txt")
    times = -(-frames // masters.CHUNK_FRAMES)
    repeated.write_text("ffconcat version 1.0\n" + f"file '{_plain(chunk, path.parent)}'\n" * times)
    sound = "anoisesrc=a=0.05:c=pink:r=48000,aformat=sample_fmts=s32:channel_layouts=mono,asplit=8" + "".join(
        f"[a{number}]" for number in range(8)
    )
    command = [ffmpeg.executable(), "-hide_banner", "-nostdin", "-loglevel", "error", "-y"]
    command += ["-f", "concat", "-safe", "0", "-r", "25", "-i", str(repeated), "-filter_complex", sound, "-map", "0:v"]
    for number in range(8):
        command += ["-map", f"[a{number}]"]
    command += ["-c:v", "copy", "-c:a", "pcm_s24le", "-frames:v", str(frames), "-t", str(frames / 25)]
    subprocess.run([*command, "-timecode", "10:00:00:00", "-f", "mxf", str(path)], check=True)
    return path


def _plain(chunk: Path, folder: Path) -> Path:
    copied = folder / "chunk.m2v"
    copied.write_bytes(chunk.read_bytes())
    return copied


def measured(duration_s: float, work: Callable[[], Any]) -> dict[str, float]:
    """Do some work, and say what it took of the duration."""
    wall, cpu = time.monotonic(), _processor_s()
    work()
    return {
        "wall": round((time.monotonic() - wall) / duration_s, 3),
        "processor": round((_processor_s() - cpu) / duration_s, 3),
    }


def _processor_s() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def parts(subject: Subject, path: Path) -> dict[str, Callable[[], Any]]:
    """Everything that can be timed here."""
    cancel = Cancel()

    def quiet(_share: float) -> None:
        """Nobody watches."""

    found: dict[str, Callable[[], Any]] = {
        "picture": lambda: look_at_picture(subject, cancel=cancel, progress=quiet),
    }
    try:
        from lessontool.qc.sound import listen
    except ImportError:
        pass
    else:
        found["sound"] = lambda: listen(subject, cancel=cancel, progress=quiet)
    try:
        from lessontool.qc.observing import observe
    except ImportError:
        pass
    else:
        found["whole"] = lambda: observe(path, masters.TV, Expected(), LIMITS, cancel=cancel, progress=quiet)
    return found


def main() -> int:
    """Make the master, time each part, print one line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--keep", type=Path, help="a master that is there is used, a new one stays there")
    parser.add_argument("--only", choices=("picture", "sound", "whole"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lessontool-bench-") as folder:
        path = chosen.keep or Path(folder) / "master.mxf"
        if not path.exists():
            master(path, chosen.minutes)
        subject = opened(path, masters.TV, Expected(), LIMITS, cancel=Cancel())
        duration_s = subject.frames / 25
        for name, work in parts(subject, path).items():
            if chosen.only in (None, name):
                print(json.dumps({"part": name, "minutes": round(duration_s / 60, 2), **measured(duration_s, work)}))
        print(json.dumps({"peak_mb": round(high_water(os.getpid()) / 1000)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
