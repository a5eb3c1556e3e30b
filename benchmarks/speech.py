"""What recognising speech costs beside bare faster-whisper, and whether its memory grows with the lesson.

Cost: the same sound, model and settings (8 bit, one thread, beam 5, times of words, voice activity) with
faster-whisper's own pipeline and with `lessontool.subtitles.listening.listen`, one after the other: read the ratio.
Memory: the largest resident size of any process that listens, for a short and for a long sound.
Run: `python -m benchmarks.speech [RECORDING] [--language vi] [--minutes 3] [--memory 5 60]`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import high_water
from benchmarks.speed import SAMPLE, Cost, measured, run
from lessontool import records
from lessontool.model.text import Transcript
from lessontool.subtitles.listening import listen
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import SpeechModel, find_model, offline

BARE = """
import sys
from faster_whisper import BatchedInferencePipeline, WhisperModel
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
found, _ = BatchedInferencePipeline(model).transcribe(
    sys.argv[2], language=sys.argv[3], beam_size=5, batch_size=1, word_timestamps=True, vad_filter=True)
print(sum(len(segment.words) for segment in found))
"""


@dataclass
class Watch:
    """The largest resident size that any process started from here ever had."""

    peak_kb: int = 0
    done: bool = False

    def look(self) -> None:
        """Look at all children twice a second until it is done."""
        me = os.getpid()
        while not self.done:
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit() and parent(int(entry.name)) == me:
                    self.peak_kb = max(self.peak_kb, high_water(int(entry.name)))
            time.sleep(0.5)


def parent(pid: int) -> int:
    """Who started a process; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def looped(recording: Path, minutes: float, folder: Path) -> Path:
    """The sound of a recording again and again, as a float WAV of one channel."""
    target = folder / f"{minutes:g}.wav"
    if not target.exists():
        wanted = ("-t", str(minutes * 60), "-vn", "-ac", "1", "-ar", "48000", "-c:a", "pcm_f32le", "-rf64", "auto")
        run("-stream_loop", "-1", "-i", str(recording), *wanted, str(target))
    return target


def heard(sound: Path, language: str, model: SpeechModel, jobs: int) -> Transcript:
    """Recognise a sound with lessontool."""
    target = sound.with_suffix(".json")
    listen(
        sound,
        language=language,
        model=model,
        backend="faster-whisper",
        jobs=jobs,
        target=target,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    return records.load(Transcript, target)


def bare(sound: Path, language: str, model: SpeechModel) -> None:
    """Recognise a sound with faster-whisper alone."""
    command = [sys.executable, "-P", "-c", BARE, str(model.folder), str(sound), language]
    subprocess.run(command, check=True, env=offline(), stdout=subprocess.DEVNULL)


def cheapest(work: Callable[[], object]) -> Cost:
    """Do some work twice and take the better time: other work on the machine only ever adds."""
    return min((measured(work) for _ in range(2)), key=lambda cost: cost.user_s)


def watched(work: Callable[[], object]) -> float:
    """Do some work and say how many MB its largest process had."""
    watch = Watch()
    thread = threading.Thread(target=watch.look)
    thread.start()
    try:
        work()
    finally:
        watch.done = True
        thread.join()
    return watch.peak_kb / 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--language", default="vi")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--memory", type=float, nargs="*", default=[5.0, 60.0])
    wished = parser.parse_args()
    model = find_model("base")
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="lessontool-bench-") as place:
        if wished.minutes:
            sound = looped(wished.recording, wished.minutes, Path(place))
            seconds = wished.minutes * 60
            alone = cheapest(lambda: bare(sound, wished.language, model))
            ours = cheapest(lambda: heard(sound, wished.language, model, 1))
            side_by_side = measured(lambda: heard(sound, wished.language, model, jobs))
            print(f"{wished.recording.name}, {wished.minutes:g} minutes, {wished.language}")
            for name, cost in (
                ("faster-whisper alone", alone),
                ("lessontool, 1 process", ours),
                (f"lessontool, {jobs} processes", side_by_side),
            ):
                share = cost.user_s / seconds
                print(f"{name:<26} {cost.user_s:7.1f} CPU-s {cost.wall_s:7.1f} s wall  {share:.3f} CPU-s/s")
            print(f"ratio {ours.user_s / alone.user_s:.2f}   aim: at most 1.10")
        for minutes in wished.memory:
            sound = looped(wished.recording, minutes, Path(place))
            peak = watched(lambda sound=sound: heard(sound, wished.language, model, jobs))
            print(f"{minutes:5.0f} minutes: largest process {peak:6.0f} MB   aim: the same for all lengths")


if __name__ == "__main__":
    main()
