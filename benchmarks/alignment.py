"""How well and at what cost a script is laid over the sound.

Without arguments: a real voice reads lines in a random order for 5 and 60 minutes, says some that stand in no script
and leaves some of the script out; recognition is made up, one word in five wrong. Accuracy, processor time with
children, and memory: it must not grow much with the length.

With a folder of clips (`NAME.wav`, 16 bit, and `NAME.txt` with what is said): they are joined in two orders, clean and
with noise at 10 dB, listened to with the real model, and aligned as they are, with neighbouring or scattered lines
taken out of the script (so they are remarks), and with lines put in that nobody says.
Run: `python -m benchmarks.alignment [--minutes 5 60] [--clips FOLDER]`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.memory import high_water
from lessontool import records
from lessontool.model.text import Alignment, Transcript
from lessontool.subtitles.alignment import align
from lessontool.subtitles.listening import listen
from lessontool.tools.process import Cancel
from lessontool.tools.speech_models import find_model
from tests.spoken_lessons import script
from tests.verses import LINES, Said, Sound, heard, joined, read, recording_at, trimmed, written

NEAR_S = 0.2
LINE_S = 2.6
"""A line and the pause after it, in the mean."""


@dataclass(frozen=True)
class Script:
    """What the teacher gives: the lines of it, which of them are said, and what is said besides."""

    sentences: tuple[str, ...]
    said: tuple[Said, ...]
    besides: tuple[Said, ...]
    unspoken: frozenset[int]


def as_said(said: Sequence[Said], left_out: Sequence[int], put_in: Sequence[tuple[int, str]]) -> Script:
    """Make a script of what was said, without some lines and with others."""
    lines: list[tuple[str, Said | None]] = [
        (line.text, line) for index, line in enumerate(said) if index not in set(left_out)
    ]
    for place, text in put_in:
        lines.insert(place, (text, None))
    return Script(
        tuple(text for text, _ in lines),
        tuple(line for _, line in lines if line),
        tuple(said[index] for index in sorted(left_out)),
        frozenset(index for index, (_, line) in enumerate(lines) if line is None),
    )


@dataclass(frozen=True)
class Cost:
    """What an alignment took."""

    cpu_s: float
    """With children."""
    peak_mb: float
    """Of the process that does it."""


def report(name: str, given: Script, found: Alignment, cost: Cost, seconds: float) -> None:
    """Compare with the truth and print a line."""
    spoken = [passage for passage in found.passages if passage.origin == "script"]
    starts, ends, lost = [], [], 0
    for line in given.said:
        near = [
            passage
            for passage in spoken
            if passage.text == line.text and passage.words[0].start < line.end and line.start < passage.words[-1].end
        ]
        if not near:
            lost += 1
            continue
        starts.append(abs(float(near[0].words[0].start - line.start)))
        ends.append(abs(float(near[0].words[-1].end - line.end)))
    missed = sum(given.sentences[index] not in found.unspoken for index in given.unspoken)
    unheard = sum(
        not any(
            passage.words[0].start < line.end
            and line.start < passage.words[-1].end
            and ("ad_lib" in passage.marks or passage.text == line.text)  # it may stand elsewhere in the script
            for passage in found.passages
        )
        for line in given.besides
    )
    print(
        f"{name:<24} start {figures(starts)}  end {figures(ends)}  lost {lost} of {len(given.said)}, "
        f"unspoken missed {missed} of {len(given.unspoken)}, remarks missed {unheard} of {len(given.besides)}, "
        f"cpu {cost.cpu_s / seconds:.4f} s a second, peak {cost.peak_mb:.0f} MB"
    )


def figures(values: Sequence[float]) -> str:
    """Mean and 95th percentile in milliseconds, and the share within 200 ms."""
    if not values:
        return "-"
    within = 100 * float(np.mean(np.array(values) <= NEAR_S))
    return f"{1000 * float(np.mean(values)):.0f}/{1000 * float(np.percentile(values, 95)):.0f} ms {within:.0f} %"


def measured(name: str, given: Script, listened: Transcript, path: Path, seconds: float) -> None:
    """Align once, in a process of its own, so that its cost can be told."""
    work = path.parent
    (work / "sentences.json").write_text(records.pretty(given.sentences), encoding="utf-8")
    (work / "heard.json").write_text(records.pretty(listened), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.alignment", "--align", str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    report(name, given, records.load(Alignment, work / "alignment.json"), Cost(**told), seconds)


def align_once(path: Path) -> None:
    """What the process of its own does: align what lies beside the sound, and print the cost."""
    work = path.parent
    sentences = records.load(tuple[str, ...], work / "sentences.json")
    listened = records.load(Transcript, work / "heard.json")
    found = align(sentences, listened, path, language="vi", cancel=Cancel())
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu_s = sum(each.ru_utime + each.ru_stime for each in used)
    (work / "alignment.json").write_text(records.pretty(found), encoding="utf-8")
    print(json.dumps({"cpu_s": cpu_s, "peak_mb": high_water(os.getpid()) / 1000}))


def long_lesson(minutes: float, folder: Path) -> None:
    """A lesson of made-up recognition: one line in twenty is said besides, one in twenty is never said."""
    chance = random.Random(7)  # noqa: S311  # no secret
    order = [chance.randrange(len(LINES)) for _ in range(round(minutes * 60 / LINE_S))]
    sound, said = read(order, gap_s=(0.3, 1.5))
    path = written(folder / "lesson.wav", sound)
    seconds = len(sound) / 48_000
    del sound
    left_out = chance.sample(range(len(said)), len(said) // 20)
    put_in = [(chance.randrange(len(said) - len(left_out)), line) for line in script()[: max(1, len(said) // 20)]]
    measured(f"{seconds / 60:.0f} minutes", as_said(said, left_out, put_in), heard(said), path, seconds)


def clips(folder: Path, work: Path, runs: int = 6) -> None:
    """People's clips with real recognition."""
    known = [
        (path.with_suffix(".txt").read_text().strip(), recording_at(path)) for path in sorted(folder.glob("*.wav"))
    ]
    spoken = [(text, trimmed(sound) / float(np.sqrt(np.mean(trimmed(sound) ** 2))) * 0.08) for text, sound in known]
    for seed, noise_db in ((1, None), (2, None), (2, 10.0)):
        order = random.Random(seed).sample(range(len(spoken)), len(spoken))  # noqa: S311  # no secret
        sound, said = joined([spoken[index] for index in order], seed=seed, gap_s=(0.3, 1.8))
        path = written(work / "clips.wav", noisy(sound, noise_db))
        seconds = len(sound) / 48_000
        start = time.monotonic()
        listened = recognised(path, work / "transcript.json")
        name = f"order {seed}" + (f" {noise_db:.0f} dB" if noise_db is not None else "")
        print(f"{name}: {seconds:.0f} s of sound, listened to in {time.monotonic() - start:.0f} s")
        measured(f"{name} plain", as_said(said, (), ()), listened, path, seconds)
        for run in range(runs):
            chance = random.Random(run)  # noqa: S311  # no secret
            first = chance.randrange(1, len(said) - 2)
            extra = [(chance.randrange(1, len(said) - 3), line) for line in chance.sample(script(), 2)]
            measured(f"{name} drop", as_said(said, (first, first + 1), ()), listened, path, seconds)
            measured(f"{name} extra", as_said(said, (), extra), listened, path, seconds)
            scattered = chance.sample(range(len(said)), 3)
            measured(f"{name} scattered", as_said(said, scattered, extra[:1]), listened, path, seconds)


def noisy(sound: Sound, noise_db: float | None) -> Sound:
    """Add pink noise at so many dB below the voices."""
    if noise_db is None:
        return sound
    noise = np.fft.rfft(np.random.default_rng(1).standard_normal(len(sound)))
    pink = np.fft.irfft(noise / np.sqrt(np.arange(len(noise)) + 1), len(sound))
    return (sound + pink / pink.std() * 0.08 * 10 ** (-noise_db / 20)).astype(np.float32)


def recognised(path: Path, target: Path) -> Transcript:
    """Listen with the packaged model."""
    listen(
        path,
        language="vi",
        model=find_model("base"),
        backend="faster-whisper",
        jobs=1,
        target=target,
        cancel=Cancel(),
        progress=lambda _: None,
    )
    return records.load(Transcript, target)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, nargs="*", default=[5.0, 60.0])
    parser.add_argument("--clips", type=Path)
    parser.add_argument("--align", type=Path, help=argparse.SUPPRESS)
    wished = parser.parse_args()
    if wished.align:
        align_once(wished.align)
        return
    with tempfile.TemporaryDirectory(prefix="lessontool-alignment-") as folder:
        for minutes in wished.minutes:
            long_lesson(minutes, Path(folder))
        if wished.clips:
            clips(wished.clips, Path(folder))


if __name__ == "__main__":
    main()
