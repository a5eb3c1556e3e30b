"""A lesson of a few seconds with presets of a few pixels, and `process` as a program that a test can stop.

`python -m tests.small_lesson CHUNK_FRAMES ARGUMENTS…` is `lessontool ARGUMENTS…` with small chunks; first it says
`ready`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lessontool import records
from lessontool.delivery.packaging import side_files
from lessontool.door import Processed, plan_lesson, process_lesson
from lessontool.model import Package, Plan, Step
from lessontool.planning import chunks
from lessontool.running.identity import needs
from lessontool.running.steps import Bench
from lessontool.tools import ffmpeg

ROOT = Path(__file__).parents[1]
CREATED = "2026-11-22T10:00:00Z"
CHUNK_FRAMES = 12
ONLINE = "tiny-online"
PACKAGE = f"packages/{ONLINE}"
STEM = "TO1_KNTT_T05_B12_P1"

LESSON = """
recording: recording.mp4
title: {title}
subject: TO
grade: 1
series: KNTT
school_year: 2021-2022
week: 5
lesson_number: 12
part: 1
teachers: [Lò Văn Sơn]
school: Trường Tiểu học Bản Mây
language: vi
rights:
  holder: Trường Tiểu học Bản Mây
consent:
  pupils_visible: no
destinations: [online]
"""

PRESET = """
name: {name}
destination: {destination}
summary_vi: Gói thử
summary_en: Test package
container: {container}
renditions:{renditions}
sound:
  codec: {codec}
  tracks: {tracks}
  channels_per_track: {channels}
  target_lufs: -16.0
  tolerance_lu: 0.5
  max_true_peak_dbtp: -1.5
  noise_reduction: off
  high_pass_hz: 70
picture:
  fill: black
  crop_black_borders: no
  repair_gamut: no
running_order:
  segments: [lesson]
captions:
  burn_in: no
  font_percent: 4.6
  safe_area_percent: 5
{timecode}
file_name: "{{subject}}{{grade}}_{{series}}_{{week}}_{{lesson}}_{{part}}_{{title}}"
metadata: {metadata}
checksums: [sha256]
{posters}
"""

RUNG = """
  - name: {height}p
    codec: h264
    width_px: {width}
    height_px: {height}
    pictures_per_second: 25
    interlaced: no
    chroma: "4:2:0"
    quality_crf: 30
    max_bit_rate_kbps: 300
    buffer_kbit: 600
    gop_frames: 12
    b_frames: 2
    effort: veryfast
    sound_kbps: 64"""

XDCAM = """
  - name: xdcam
    codec: mpeg2
    width_px: 1920
    height_px: 1080
    pictures_per_second: 25
    interlaced: yes
    chroma: "4:2:2"
    bit_rate_kbps: 50000
    buffer_kbit: 17825
    gop_frames: 12
    b_frames: 2"""


POSTERS = """\
posters:
  - name: poster
    width_px: 256
    height_px: 144
    max_kb: 60"""


def write_presets(folder: Path) -> Path:
    """Write small presets, also under the names that destinations have by default."""
    folder.mkdir(parents=True, exist_ok=True)
    rungs = "".join(RUNG.format(width=width, height=height) for width, height in ((256, 144), (192, 108)))
    online = {
        "destination": "online",
        "container": "mp4",
        "renditions": rungs,
        "codec": "aac",
        "tracks": 1,
        "channels": 2,
        "timecode": "",
        "metadata": "schema_org",
        "posters": POSTERS,
    }
    tv = {
        "destination": "tv",
        "container": "mxf",
        "renditions": XDCAM,
        "codec": "pcm_s24le",
        "tracks": 8,
        "channels": 1,
        "timecode": 'timecode_start: "10:00:00:00"',
        "metadata": "ebucore",
        "posters": "posters: []",
    }
    presets: tuple[tuple[str, dict[str, Any]], ...] = ((ONLINE, online), ("online-web", online), ("tv-xdcam-hd422", tv))
    for name, values in presets:
        (folder / f"{name}.yaml").write_text(PRESET.format(name=name, **values), encoding="utf-8")
    return folder


def cut_small(frames: int = CHUNK_FRAMES) -> None:
    """Cut lessons into small chunks from now on, a short rest included."""
    for name, value in (("CHUNK_FRAMES", frames), ("_REST_FRAMES", 0)):
        assert hasattr(chunks, name)
        setattr(chunks, name, value)


@contextlib.contextmanager
def cutting_small() -> Iterator[None]:
    """Cut lessons into small chunks for a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_FRAMES", CHUNK_FRAMES)
        patch.setattr(chunks, "_REST_FRAMES", 0)
        yield


def make_recording(target: Path, seconds: int = 4, pattern: str = "testsrc2") -> None:
    """Make a small recording: moving picture, and a tone that comes and goes like syllables."""
    tone = f"sine=frequency=300:sample_rate=48000:duration={seconds},volume='0.1*(1+sin(19*t))':eval=frame"
    command = [
        *(ffmpeg.executable(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "lavfi", "-i", f"{pattern}=size=320x180:rate=25:duration={seconds}"),
        *("-f", "lavfi", "-i", tone),
        *("-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-pix_fmt", "yuv420p", "-c:a", "aac", str(target)),
    ]
    subprocess.run(command, check=True, timeout=60)


def write_lesson(folder: Path, recording: Path, title: str = "Bài thử") -> Path:
    """Make a lesson folder around a recording."""
    folder.mkdir(parents=True)
    shutil.copy2(recording, folder / "recording.mp4")
    retitle(folder, title)
    return folder


def retitle(folder: Path, title: str) -> None:
    """Describe the lesson under a title."""
    (folder / "lesson.yaml").write_text(LESSON.format(title=title), encoding="utf-8")


def copy_lesson(done: Path, target: Path) -> Path:
    """Copy a lesson with all that was made of it. The recording stays the same file, so it is not examined again."""

    def copy(source: str, copied: str) -> None:
        if Path(source).name == "recording.mp4":
            os.link(source, copied)
        else:
            shutil.copy2(source, copied)

    shutil.copytree(done, target, copy_function=copy, symlinks=True)
    return target


def process(folder: Path, presets: Path, **wishes: Any) -> Processed:
    """Process in this program, with the preset `tiny-online` unless destinations are wanted."""
    names = () if "destinations" in wishes else (ONLINE,)
    given: dict[str, Any] = {"created": CREATED, "accept": ["silence"], "jobs": 2, **wishes}
    return process_lesson(folder, captions=None, branded=False, presets=names, preset_folder=presets, **given)


def planned(folder: Path, presets: Path) -> Plan:
    """Plan for the preset `tiny-online`."""
    wishes: dict[str, Any] = {"presets": [ONLINE], "preset_folder": presets, "accept": ["silence"]}
    return plan_lesson(folder, day=CREATED[:10], captions=None, branded=False, **wishes).plan


def pretend(step: Step, targets: Mapping[int, Path], bench: Bench) -> None:
    """Do a step in no time: files that say what they are made of, and a package whose list is true."""
    made = [bench.files[name].read_bytes() for name in needs(step)]
    said = hashlib.sha256(repr([step.name, bench.created, made]).encode()).hexdigest().encode()
    if isinstance(step, Package):
        paths = [bench.files[name] for name in needs(step) if name not in step.judged]
        listing = "".join(f"{records.checksum(path)}  {path.name}\n" for path in paths)
        sidecar, *lists = side_files(step)
        bench.write(bench.folder / step.folder / sidecar, said)
        for name in lists:
            bench.write(bench.folder / step.folder / name, listing.encode())
    for number, target in targets.items():
        target.write_bytes(said + bytes([number]))


def start(folder: Path, presets: Path, *, jobs: int = 1, group: bool = False) -> subprocess.Popen[bytes]:
    """Process in a program of its own, and wait until it begins."""
    command = [
        *(sys.executable, "-m", "tests.small_lesson", str(CHUNK_FRAMES), "process", str(folder), "--lang", "en"),
        *("--preset", ONLINE, "--preset-folder", str(presets), "--accept-silence"),
        *("--no-captions", "--no-branding", "--jobs", str(jobs)),
    ]
    pipe = subprocess.PIPE
    program = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, start_new_session=group)
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    return program


def work_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Every finished work file, with what changes when it is made again."""
    work = folder / ".lessontool" / "work"
    found = {}
    for path in work.iterdir() if work.is_dir() else ():
        if ".part" not in path.name:
            found[path.name] = (path.stat().st_ino, path.stat().st_mtime_ns)
    return found


def parts(folder: Path) -> list[str]:
    """Everything unfinished that lies about."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.part*"))


def state(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def essence(folder: Path) -> dict[str, str]:
    """What can be seen and heard in every finished programme, decoded, whatever its container says."""
    found = {}
    for path in sorted((folder / "packages").rglob("*.m[px][4f]")):
        command = [ffmpeg.executable(), "-v", "error", "-i", str(path), "-map", "0", "-f", "framemd5", "-"]
        said = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
        found[path.relative_to(folder).as_posix()] = hashlib.sha256(said).hexdigest()
    return found


def processes_about(folder: Path) -> set[int]:
    """Every running process in whose command line a folder stands, but for this one."""
    found = set()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            stat = (line.parent / "stat").read_text()
            if os.fsencode(folder) in line.read_bytes() and stat.rpartition(")")[2].split()[0] != "Z":
                found.add(int(line.parent.name))
        except OSError:
            continue
    return found - {os.getpid()}


def soon(is_so: Callable[[], bool], within_s: float) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not (so := is_so()) and time.monotonic() < end:
        time.sleep(0.02)
    return so


def names_of(worked: Sequence[str], kind: str) -> Iterator[str]:
    """Pick outputs of a kind, such as `picture`."""
    return (name for name in worked if name.startswith(f"{kind}/"))


def main() -> None:
    """Be lessontool with small chunks."""
    from lessontool.cli import main as command_line

    cut_small(int(sys.argv[1]))
    sys.argv = ["lessontool", *sys.argv[2:]]
    print("ready", flush=True)
    command_line()


if __name__ == "__main__":
    main()
