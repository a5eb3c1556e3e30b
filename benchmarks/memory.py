"""How much memory lessontool's own process takes for a short and for a long lesson: it must not grow with the length.

A real recording is looped to 5 and to 60 minutes and processed for the smallest online rung (the encoders are programs
of their own and have their own memory).
Run: `python -m benchmarks.memory [RECORDING] [--minutes 5 60]`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.speed import LESSON, SAMPLE, looped
from lessontool import records
from lessontool.presets import load_delivery


@dataclass(frozen=True)
class Run:
    """One lesson processed."""

    minutes: float
    peak_mb: float
    wall_s: float


def processed(recording: Path, minutes: float) -> Run:
    """Process a recording looped to a length; watch the memory of the process that does it."""
    folder = Path(tempfile.mkdtemp(prefix="lessontool-memory-"))
    try:
        long = looped(recording, minutes, folder)
        (folder / "lesson.yaml").write_text(LESSON.format(suffix=long.suffix), encoding="utf-8")
        presets = smallest(folder)
        command = [
            sys.executable,
            "-m",
            "lessontool",
            "process",
            str(folder),
            "--for",
            "online",
            "--no-branding",
            "--json",
        ]
        command.append("--no-captions")
        start = time.monotonic()
        child = subprocess.Popen([*command, "--preset-folder", str(presets)], stdout=subprocess.DEVNULL)
        peak = 0
        while child.poll() is None:
            peak = max(peak, high_water(child.pid))
            time.sleep(0.2)
        if child.returncode:
            raise SystemExit(f"lessontool ended with {child.returncode}")
        return Run(minutes, peak / 1000, time.monotonic() - start)
    finally:
        shutil.rmtree(folder)


def high_water(pid: int) -> int:
    """The most memory that a process ever had, in kB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def smallest(folder: Path) -> Path:
    """The online preset with its smallest rung only."""
    plain = records.plain(load_delivery("online-web"))
    plain["renditions"] = [{k: v for k, v in plain["renditions"][-1].items() if v is not None}]
    presets = folder / "presets"
    presets.mkdir()
    (presets / "online-web.yaml").write_text(records.pretty(plain), encoding="utf-8")
    return presets


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--minutes", type=float, nargs="+", default=[5.0, 60.0])
    wished = parser.parse_args()
    for minutes in wished.minutes:
        run = processed(wished.recording, minutes)
        print(f"{run.minutes:5.0f} minutes: peak {run.peak_mb:6.0f} MB, {run.wall_s:7.0f} s wall   aim: at most 250 MB")


if __name__ == "__main__":
    main()
