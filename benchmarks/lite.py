"""What a lesson for phones on a small budget takes: kilobytes a minute, VMAF of the whole, and what the trial costs.

`python -m benchmarks.lite RECORDING… [--repeat N] [--voice FILE]`: each is made into an `online-lite` package without
captions and branding (with --repeat it is first put N times behind itself, as a lecture of minutes), and the whole
picture is compared with the same 480 lines before coding. Takes about 5 processor seconds for each second.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.cost import processor_s
from lessontool.analysis.likeness import likeness
from lessontool.door import Checked, check_lesson, process_lesson
from lessontool.essence.trial import picture_bytes, plain_input, take_pieces
from lessontool.lesson_form import write_lesson
from lessontool.model import DeliverySpec
from lessontool.planning import trial
from lessontool.planning.ground import ground_of
from lessontool.presets import load_delivery
from lessontool.timing import FrameSpan
from lessontool.tools import ffmpeg
from lessontool.trying import settle

PRESET: Final = "online-lite"
CREATED: Final = "2026-11-22T10:00:00Z"
ANSWERS: Final = {
    "title": "Bài đo",
    "school_year": "2021-2022",
    "grade": "1",
    "subject": "TO",
    "series": "KNTT",
    "week": "5",
    "teachers": "Lò Văn Sơn",
    "school": "Trường Tiểu học Bản Mây",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one recording gave."""

    recording: str
    minutes: float
    kb_a_minute: dict[str, float]
    vmaf: dict[str, float]
    factors: dict[str, int]
    trial_s: float
    work_s: float
    passed: bool


def folder_for(recording: Path, parent: Path, repeat: int, voice: Path | None) -> Path:
    """Make a lesson folder of a recording, put N times behind itself, with another sound where it has no voice."""
    folder = parent / recording.stem
    folder.mkdir()
    target = folder / f"recording{'.mkv' if voice else recording.suffix}"
    command = [ffmpeg.executable(), "-v", "error", "-stream_loop", str(repeat - 1), "-i", str(recording)]
    command += ["-i", str(voice), "-map", "0:v:0", "-map", "1:a:0", "-c:a", "pcm_s16le"] if voice else []
    command += ["-c:v", "copy", "-shortest"] if voice else ["-map", "0:v:0", "-map", "0:a:0", "-c", "copy"]
    subprocess.run([*command, str(target)], check=True)
    write_lesson(folder, ANSWERS, recording=None)
    return folder


def row(folder: Path) -> Row:
    """Make the package of a lesson folder and measure all that is in it."""
    checked = check_lesson(folder)
    lesson, media, facts = checked.lesson, checked.media, checked.measurements
    assert lesson is not None
    start = processor_s()
    settled = settle(folder, lesson, (load_delivery(PRESET),), checked.accepted.path, media, facts)
    tried = processor_s()
    done = process_lesson(folder, created=CREATED, presets=(PRESET,), accept=("silence",), captions=None, branded=False)
    worked = processor_s()
    place, manifest = done.packages[0]
    made = {file.rendition: file for file in manifest.files if file.role == "rendition"}
    minutes = next(iter(made.values())).duration_frames or 0
    return Row(
        recording=folder.name,
        minutes=minutes / 1500,
        kb_a_minute={name: file.size_bytes / 1000 / (minutes / 1500) for name, file in made.items()},
        vmaf={name: whole(checked, settled.presets[0], name, place / file.name) for name, file in made.items()},
        factors={each.name: each.quality_crf or 0 for each in settled.presets[0].renditions},
        trial_s=tried - start,
        work_s=worked - tried,
        passed=done.passed,
    )


def whole(checked: Checked, spec: DeliverySpec, name: str, file: Path) -> float:
    """Compare a whole file with the lesson's pictures before coding."""
    assert checked.lesson is not None
    ground = ground_of(checked.lesson, checked.media, checked.measurements)
    recipe = next(each for each in trial.tried_recipes(ground, spec) if each.rendition.name == name)
    step = trial.piece_step(ground, recipe, FrameSpan(0, ground.frames))
    with tempfile.TemporaryDirectory() as made:
        original = Path(made) / "whole.yuv"
        take_pieces([step], checked.accepted.path, checked.media, original, cancel=None)
        pictures = original.stat().st_size // picture_bytes(recipe)
        scores = likeness(file, plain_input(recipe, original), pictures=pictures, folder=Path(made), cancel=None)
    return sum(scores) / len(scores)


def main() -> None:
    """Print a row for each recording."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--voice", type=Path, help="a sound to take instead of the recordings' own")
    given = parser.parse_args()
    columns = ("recording", "minutes", "AV1 kB/min", "H.264 kB/min", "ratio", "VMAF AV1", "VMAF H.264", "CRF")
    print(" | ".join((*columns, "trial CPU-s", "work CPU-s", "QC")))
    with tempfile.TemporaryDirectory() as made:
        for recording in given.recordings:
            found = row(folder_for(recording, Path(made), given.repeat, given.voice))
            av1, old = (found.kb_a_minute[name] for name in ("480p-av1", "480p-h264"))
            figures = (
                f"{found.minutes:.1f} | {av1:.0f} | {old:.0f} | {old / av1:.2f} | {found.vmaf['480p-av1']:.1f}"
                f" | {found.vmaf['480p-h264']:.1f} | {'/'.join(str(each) for each in found.factors.values())}"
                f" | {found.trial_s:.0f} | {found.work_s:.0f}"
            )
            print(f"{found.recording} | {figures} | {'passed' if found.passed else 'NOT PASSED'}", flush=True)


if __name__ == "__main__":
    main()
