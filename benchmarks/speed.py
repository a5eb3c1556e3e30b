"""What lessontool costs beside what a good engineer would write today, and beside the encoders alone.

(a) one tuned ffmpeg for each output of the presets (the whole ladder: a fixed script does not look at its source),
    loudness measured first and then applied; also without the rungs that lessontool leaves out;
(b) `lessontool process` without captions and branding, everything else included: check, cards, sound, packages, proof;
(c) the floor: the very encoders of (b), fed with ready frames and ready sound, nothing decoded, scaled or checked;
    frames of stretches all over the lesson, and of the cards, made before the clock starts.

All three run one after the other on the same recording and the same machine: read the ratios, not the seconds. Part of
(b) is the same for a lesson of any length, so measure long ones too.
Run: `python -m benchmarks.speed [RECORDING] [--minutes N] [--without-script]` (default: the sample lesson, 3 minutes).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cost import FREE, Cost, measured
from benchmarks.floor import Floor, floor
from lessontool.door import plan_lesson
from lessontool.model import Plan, RenderChunk
from lessontool.presets import load_delivery
from lessontool.tools.ffmpeg import executable

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "phep-cong-lop-1" / "recording.mp4"

LESSON = """\
recording: recording{suffix}
title: Đo tốc độ
subject: TO
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
teachers: [Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
rights: {{holder: Trường Tiểu học Bản Mây}}
"""


@dataclass(frozen=True)
class Ours:
    """(b): what `lessontool process` costs, in all and by parts, and where its outputs lie."""

    cost: Cost
    parts: Mapping[str, float]
    files: Mapping[str, str]


def run(*words: str) -> None:
    """Run ffmpeg, quietly."""
    subprocess.run([executable(), "-v", "error", "-nostdin", "-y", *words], check=True)


def looped(recording: Path, minutes: float, folder: Path) -> Path:
    """Make a longer recording out of a short one, by stream copy."""
    target = folder / f"recording{recording.suffix}"
    seconds = str(minutes * 60)
    run("-stream_loop", "-1", "-i", str(recording), "-t", seconds, "-map", "0", "-c", "copy", str(target))
    return target


def engineer(recording: Path, rungs: Sequence[str], folder: Path) -> None:
    """(a): for the TV master and each rung, one ffmpeg that is tuned as the facts recommend."""
    for loudness, outputs in (("-23:TP=-1", ["tv"]), ("-16:TP=-1.5", rungs)):
        run("-i", str(recording), "-vn", "-af", f"loudnorm=I={loudness}:print_format=json", "-f", "null", "-")
        ladder(recording, outputs, loudness, folder)


def ladder(recording: Path, outputs: Sequence[str], loudness: str, folder: Path) -> None:
    """Some outputs of (a), one after the other."""
    for output in outputs:
        rung(recording, output, loudness, folder)


def rung(recording: Path, output: str, loudness: str, folder: Path) -> None:
    """One output of (a)."""
    sound = ["-af", f"loudnorm=I={loudness}:linear=true", "-ar", "48000"]
    if output == "tv":
        run("-i", str(recording), *_tuned_tv(), *sound, "-c:a", "pcm_s24le", str(folder / "a.mxf"))
    else:
        height = output.removesuffix("p")
        run("-i", str(recording), *_tuned_online(height), *sound, "-c:a", "aac", str(folder / f"a{output}.mp4"))


def _tuned_tv() -> list[str]:
    colour = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709:field_mode=tff"
    scale = "scale=1920:1080:out_color_matrix=bt709:out_range=tv,setsar=1,format=yuv422p"
    graph = f"{scale},fps=50,interlace=scan=tff:lowpass=complex,{colour}"
    rate = ["-b:v", "50M", "-minrate:v", "50M", "-maxrate:v", "50M", "-bufsize:v", "17825792"]
    coding = [
        "-g",
        "12",
        "-bf",
        "2",
        "-flags:v",
        "+ildct+ilme+cgop",
        "-sc_threshold",
        "1000000000",
        "-qmin",
        "1",
        "-lmin",
        "1*QP2LAMBDA",
    ]
    return ["-vf", graph, "-c:v", "mpeg2video", "-profile:v", "0", "-level:v", "2", *rate, *coding]


def _tuned_online(height: str) -> list[str]:
    graph = f"scale=-2:{height},fps=25,format=yuv420p"
    return ["-vf", graph, "-c:v", "libx264", "-preset", "veryfast", "-crf", "22", "-g", "100", "-bf", "3"]


def lessontool(folder: Path) -> Ours:
    """(b): process a lesson from nothing."""
    said: list[dict[str, Any]] = []

    def process() -> None:
        tool = [sys.executable, "-m", "benchmarks.parts", str(folder)]
        said.append(json.loads(subprocess.run(tool, check=True, stdout=subprocess.PIPE).stdout))

    cost = measured(process)
    return Ours(cost, said[0]["costs"], said[0]["files"])


def _rungs(made: Plan) -> list[str]:
    chunk = next(step for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson")
    return [recipe.rendition.name for recipe in chunk.recipes if recipe.rendition.codec == "h264"]


def main() -> None:
    """Measure all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--without-script", action="store_true", help="leave out (a), which takes longest")
    wished = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lessontool-bench-"))
    try:
        recording = looped(wished.recording, wished.minutes, folder)
        (folder / "lesson.yaml").write_text(LESSON.format(suffix=recording.suffix), encoding="utf-8")
        b = lessontool(folder)
        tool = [sys.executable, "-m", "lessontool", "process", str(folder), "--no-captions", "--no-branding", "--json"]
        again = measured(lambda: subprocess.run(tool, check=True, stdout=subprocess.DEVNULL))
        made = plan_lesson(folder, day="2021-10-04", captions=None, branded=False).plan
        c = floor(made, recording, b.files, folder)
        same, more = FREE, FREE
        if not wished.without_script:
            rungs = _rungs(made)
            same = measured(lambda: engineer(recording, rungs, folder))
            left_out = [spec.name for spec in load_delivery("online-web").renditions if spec.name not in rungs]
            more = measured(lambda: ladder(recording, left_out, "-16:TP=-1.5", folder))
        show(wished, same, more, b, c, again)
    finally:
        shutil.rmtree(folder)


def show(wished: argparse.Namespace, same: Cost, more: Cost, b: Ours, c: Floor, again: Cost) -> None:
    """Print the figures."""
    print(f"{wished.recording.name}, {wished.minutes:g} minutes")
    if same != FREE:
        _row("(a) one ffmpeg per output, all", same + more)
        _row("(a) without rungs above source", same)
    _row("(b) lessontool process, one by one", b.cost)
    for part, user_s in sorted(b.parts.items(), key=lambda each: -each[1]):
        print(f"      {part:<32} {user_s:6.1f}")
    _row("(c) the encoders alone", c.whole)
    for part, cost in (("lesson", c.lesson), ("cards", c.cards), ("AAC", c.sound), ("reading frames", c.reading)):
        print(f"      {part:<32} {cost.user_s:6.1f}{'  (within the above)' if cost is c.reading else ''}")
    if same != FREE:
        print(f"(b)/(a)  CPU {b.cost.user_s / (same + more).user_s:.2f}   aim: at most 0.60")
        print(f"(b)/(a without rungs above source)  CPU {b.cost.user_s / same.user_s:.2f}")
    print(f"(b)/(c)  CPU {b.cost.user_s / c.whole.user_s:.2f}   aim: at most 1.15")
    pictures = b.parts["pictures of the lesson"]
    print(f"pictures of the lesson: (b)/(c)  CPU {pictures / c.lesson.user_s:.2f}   decoding and scaling are the rest")
    print(f"second process, nothing changed: {again.wall_s:.1f} s wall   aim: at most 2 s")


def _row(name: str, cost: Cost) -> None:
    print(f"{name:<38} {cost.user_s:6.1f} CPU-s {cost.wall_s:8.1f} s wall")


if __name__ == "__main__":
    main()
