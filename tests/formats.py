"""One lesson of two seconds in every television format besides XDCAM, made once a session by the real engine."""

from __future__ import annotations

import atexit
import dataclasses
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from lessontool import running
from lessontool.door import plan_lesson
from lessontool.essence import joining, wrap
from lessontool.model import DeliverySpec, Plan, RenderChunk, WrapProgramme
from lessontool.planning import chunks
from lessontool.presets import load_delivery
from lessontool.tools import ffmpeg
from tests import judges, masters, small_lesson
from tests.sources import PRESETS

FORMATS = (
    "tv-mpeg2-ps-15",
    "tv-h264-mp4",
    "tv-h264-ts",
    "tv-avc-intra-100",
    "tv-imx50",
    "tv-dv25",
    "tv-dvb-ts",
)
FRAMES = 60
_CHUNK_FRAMES = 36
"""Two chunks: a join in every file."""


@dataclasses.dataclass(frozen=True)
class Made:
    """What the engine left behind: the plan, and every file by its name in the plan."""

    plan: Plan
    files: dict[str, Path]

    def step(self, name: str) -> WrapProgramme:
        """The step that wraps a preset's programme."""
        return next(each for each in self.plan.steps if isinstance(each, WrapProgramme) and f" {name}/" in each.name)

    def programme(self, name: str) -> Path:
        """A preset's finished programme."""
        return self.files[self.step(name).output.name]

    def chunks(self, name: str) -> list[Path]:
        """A preset's chunks in order."""
        return [self.files[each] for each in self.step(name).chunks]

    def sound(self, name: str) -> Path:
        """A preset's finished sound."""
        return self.files[self.step(name).sound]


def policy(name: str) -> Path:
    """The rules that a station would check a format by."""
    return judges.POLICIES / f"{name}.xml"


def spec(name: str) -> DeliverySpec:
    """A shipped preset."""
    return load_delivery(name)


def write_presets(folder: Path) -> Path:
    """The shipped presets without slate: two seconds of lesson are enough."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FORMATS:
        text = (PRESETS / f"{name}.yaml").read_text(encoding="utf-8")
        assert "segments: [slate, opening, lesson, closing]" in text
        text = text.replace("segments: [slate, opening, lesson, closing]", "segments: [lesson]")
        (folder / f"{name}.yaml").write_text(text.replace("slate_s: 10", "slate_s: 0"), encoding="utf-8")
    return folder


def _recording(target: Path) -> None:
    """Motion in every one of 50 pictures a second, and a voice with edges to measure time by."""
    tone = "sine=frequency=300:sample_rate=48000:duration=2,volume='0.1*(1+sin(19*t))':eval=frame"
    command = [
        *(ffmpeg.executable(), "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=960x540:rate=50:duration=2"),
        *("-f", "lavfi", "-i", tone, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", str(target)),
    ]
    subprocess.run(command, check=True, timeout=60)


@functools.cache
def made() -> Made:
    """Plan and make all formats from one recording, up to the finished programmes."""
    top = Path(tempfile.mkdtemp(prefix="lessontool-formats-"))
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    _recording(top / "recording.mp4")
    folder = small_lesson.write_lesson(top / "lesson", top / "recording.mp4")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_FRAMES", _CHUNK_FRAMES)
        patch.setattr(chunks, "_REST_FRAMES", 0)
        planned = plan_lesson(
            folder,
            day=small_lesson.CREATED[:10],
            captions=None,
            branded=False,
            presets=list(FORMATS),
            preset_folder=write_presets(top / "presets"),
            accept=["silence"],
        ).plan
    last = max(n for n, step in enumerate(planned.steps) if isinstance(step, WrapProgramme))
    wanted = {step.output.name for step in planned.steps if isinstance(step, WrapProgramme)}
    kept = [step for step in planned.steps[: last + 1] if not step.name.startswith(("package", "judge"))]
    steps = [step for step in kept if isinstance(step, RenderChunk) or not _made_of(step, wanted)]
    plan = dataclasses.replace(
        planned, steps=tuple(steps), wanted=tuple(name for step in steps for name in _names(step))
    )
    done = running.run(plan, folder, folder / "recording.mp4", created=small_lesson.CREATED, jobs=2)
    return Made(plan=plan, files=dict(done.files))


def _made_of(step: object, wanted: set[str]) -> bool:
    """Whether a step looks at finished programmes."""
    return not isinstance(step, WrapProgramme) and getattr(step, "programme", "") in wanted


def _names(step: object) -> list[str]:
    outputs = getattr(step, "outputs", None) or (getattr(step, "output", None),)
    return [output.name for output in outputs if output is not None]


def wrapped(target: Path, step: WrapProgramme, parts: list[Path], sound: Path, *swaps: tuple[str, str]) -> Path:
    """Wrap without lessontool's checks, with words of the command swapped: how broken brothers are born."""
    command = wrap.wrap_command(step, str(sound), str(target), created=small_lesson.CREATED)
    for old, new in swaps:
        assert old in command, old
        command = [new if word == old else word for word in command]
    listing = joining.chunk_list(step, [str(part) for part in parts]).encode()
    subprocess.run(command, check=True, capture_output=True, input=listing, timeout=120)
    return target


def decoded(*arguments: str | Path) -> list[str]:
    """The checksum of every decoded picture."""
    lines = masters.run(*arguments, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-").decode()
    return [line.rsplit(",", 1)[1].strip() for line in lines.splitlines() if not line.startswith("#")]
