"""What lessontool costs beside what a good engineer would write today, and beside the encoders alone.

(a) one tuned ffmpeg for each output of the presets (the whole ladder: a fixed script does not look at its source),
    loudness measured first and then applied; also without the rungs that lessontool leaves out;
(b) `lessontool process`, everything included: check, cards, sound, packages, proof;
(c) the floor: the same encoders fed with ready frames, nothing decoded, scaled or checked.

All three run one after the other on the same recording and the same machine: read the ratios, not the seconds.
Run: `python -m benchmarks.speed [RECORDING] [--minutes N]` (default: the sample lesson, looped to 3 minutes).
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lessontool.door import plan_lesson
from lessontool.essence import picture
from lessontool.model import Plan, RecordingSource, RenderChunk
from lessontool.presets import load_delivery
from lessontool.tools.ffmpeg import executable

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "phep-cong-lop-1" / "recording.mp4"
FLOOR_FRAMES = 600
"""Raw frames for the floor: 2.5 GB at 1080i 4:2:2; what they cost is scaled to the whole lesson."""

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
class Cost:
    """Seconds of processor and of the clock."""

    user_s: float
    wall_s: float


def measured(work: Callable[[], object]) -> Cost:
    """Do some work and say what it and the programs that it started cost."""
    before, start = _processor(), time.monotonic()
    work()
    return Cost(_processor() - before, time.monotonic() - start)


def _processor() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


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


def _rungs(made: Plan) -> list[picture.RenditionSpec]:
    chunk = next(step for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson")
    return [recipe.rendition for recipe in chunk.recipes if recipe.rendition.codec == "h264"]


def floor(made: Plan, recording: Path, folder: Path) -> tuple[Cost, int]:
    """(c): the encoders of a stretch of the lesson, fed with raw frames made beforehand; cost and frames."""
    chunk = next(step for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson")
    frames = min(FLOOR_FRAMES, chunk.span.frames)
    assert isinstance(chunk.source, RecordingSource)
    command = picture.chunk_command(
        chunk, str(recording), [str(folder / f"c{n}") for n in range(len(chunk.recipes))], media=made.media
    )
    graph = command[command.index("-filter_complex") + 1]
    outputs = " ".join(command).split(" -map ")[1:]
    labels = [output.split()[0] for output in outputs]
    raw = [str(folder / f"c{n}.nut") for n in range(len(labels))]
    begin = command[: command.index("-filter_complex")]
    sinks = [
        word
        for label, file in zip(labels, raw, strict=True)
        for word in ("-map", label, "-frames:v", str(frames), "-c:v", "rawvideo", "-f", "nut", file)
    ]
    subprocess.run([*begin, "-filter_complex", graph, *sinks, "-y"], check=True, capture_output=True)

    def encode() -> None:
        for file, output in zip(raw, outputs, strict=True):
            words = output.split()[1:]
            words = [word for word in words if word != "-y"]
            words[words.index("-frames:v") + 1] = str(frames)
            options = words[:-1]
            run("-f", "nut", "-i", file, *options, f"{file}.out")

    return measured(encode), frames


def main() -> None:
    """Measure all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--minutes", type=float, default=3.0)
    wished = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lessontool-bench-"))
    try:
        recording = looped(wished.recording, wished.minutes, folder)
        (folder / "lesson.yaml").write_text(LESSON.format(suffix=recording.suffix), encoding="utf-8")
        tool = [sys.executable, "-m", "lessontool", "process", str(folder), "--no-captions", "--json"]
        b = measured(lambda: subprocess.run(tool, check=True, stdout=subprocess.DEVNULL))
        again = measured(lambda: subprocess.run(tool, check=True, stdout=subprocess.DEVNULL))
        made = plan_lesson(folder, day="2021-10-04", captions=None).plan
        made_rungs = [rendition.name for rendition in _rungs(made)]
        same = measured(lambda: engineer(recording, made_rungs, folder))
        left_out = [spec.name for spec in load_delivery("online-web").renditions if spec.name not in made_rungs]
        more = measured(lambda: [rung(recording, name, "-16:TP=-1.5", folder) for name in left_out])
        small, frames = floor(made, recording, folder)
        lesson = max(step.span.end for step in made.steps if isinstance(step, RenderChunk) and step.segment == "lesson")
        c = Cost(small.user_s * lesson / frames, small.wall_s * lesson / frames)
        show(wished, same, more, b, c, again)
    finally:
        shutil.rmtree(folder)


def show(wished: argparse.Namespace, same: Cost, more: Cost, b: Cost, c: Cost, again: Cost) -> None:
    """Print the figures."""
    a = Cost(same.user_s + more.user_s, same.wall_s + more.wall_s)
    print(f"{wished.recording.name}, {wished.minutes:g} minutes")
    rows = (
        ("(a) one ffmpeg per output, all", a),
        ("(a) without rungs above source", same),
        ("(b) lessontool process", b),
        ("(c) picture encoders alone", c),
    )
    for name, cost in rows:
        print(f"{name:<32} {cost.user_s:8.1f} CPU-s {cost.wall_s:8.1f} s wall")
    print(f"(b)/(a)  CPU {b.user_s / a.user_s:.2f}  wall {b.wall_s / a.wall_s:.2f}   aim: CPU at most 0.60")
    print(f"(b)/(a without rungs above source)  CPU {b.user_s / same.user_s:.2f}  wall {b.wall_s / same.wall_s:.2f}")
    print(f"(b)/(c)  CPU {b.user_s / c.user_s:.2f}   aim: at most 1.15")
    print(f"second process, nothing changed: {again.wall_s:.1f} s wall   aim: at most 2 s")


if __name__ == "__main__":
    main()
