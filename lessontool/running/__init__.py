"""Carrying out a plan on this machine: side by side, resumable, and clean when stopped."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from lessontool import records
from lessontool.delivery.packaging import side_files
from lessontool.errors import EngineError, InputError, Interrupted
from lessontool.essence.sound import channels_of
from lessontool.model import (
    AlignScript,
    DrawGraphic,
    DrawPoster,
    DrawStoryboard,
    FindSlideChanges,
    JudgeProgramme,
    LevelSound,
    Listen,
    Package,
    Plan,
    RenderChunk,
    Step,
    TakeSound,
    TakeStill,
    WrapProgramme,
    WrapSound,
)
from lessontool.running.identity import identities, needs, outputs
from lessontool.running.steps import DAMAGE_SUFFIX, Bench, do
from lessontool.running.workshop import SUPERSEDED, Workshop
from lessontool.timing import SAMPLES_PER_FRAME
from lessontool.tools.process import Cancel

Stage = Literal["text", "sound", "picture", "package"]

_SPARE_BYTES: Final = 200 << 20
"""Room that is left free on the disk for everybody else."""

_REPORT_EVERY_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the work is: each stage and the whole, 0 to 1."""

    stages: Mapping[Stage, float]
    total: float


Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run left behind."""

    files: Mapping[str, Path]
    """Every output by its name in the plan."""
    worked: tuple[str, ...]
    """Names of the outputs that this run made; the others were there."""
    retired: tuple[str, ...]
    """Package files of earlier runs that were moved to `packages/superseded/`."""


def run(
    plan: Plan,
    folder: Path,
    recording: Path,
    *,
    created: str,
    assets: Mapping[str, Path] | None = None,
    jobs: int | None = None,
    accept_damage: bool = False,
    cancel: Cancel | None = None,
    report: Report | None = None,
) -> Done:
    """Do everything in a plan that is not done yet, `jobs` steps at a time (default: one for each processor).

    `assets` are the files besides the recording that the plan uses, by SHA-256.
    Raises the first error of any step, after all programs have ended; what was finished is kept. Raises Interrupted
    when `cancel` is thrown or Ctrl-C is pressed.
    """
    workshop = Workshop(folder)
    with workshop.locked():
        crew = _Crew(
            plan=plan,
            workshop=workshop,
            recording=recording,
            assets=assets or {},
            state=_state(recording),
            created=created,
            accept_damage=accept_damage,
            jobs=jobs or _processors(),
            cancel=cancel or Cancel(),
            meter=_Meter(plan, report),
        )
        return crew.work()


def _processors() -> int:
    """How many processors we may use: in a container fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _state(recording: Path) -> tuple[int, int, int] | None:
    """What changes when somebody changes a recording; None when it is gone."""
    try:
        status = recording.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


@dataclass(slots=True, kw_only=True)
class _Crew:
    plan: Plan
    workshop: Workshop
    recording: Path
    assets: Mapping[str, Path]
    state: tuple[int, int, int] | None
    created: str
    accept_damage: bool
    jobs: int
    cancel: Cancel
    meter: _Meter
    planned: Mapping[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    """As planned, and for a manifest as the files that it lists are now."""
    files: dict[str, Path] = field(default_factory=dict)
    worked: list[str] = field(default_factory=list)

    def work(self) -> Done:
        self.planned = identities(self.plan)
        self.identities = dict(self.planned)
        waiting = self._look_around()
        self._require_places(waiting)
        self._require_space(waiting)
        with ThreadPoolExecutor(max_workers=self.jobs, thread_name_prefix="step") as pool:
            running: dict[Future[None], Step] = {}
            try:
                while waiting or running:
                    self._start_ready(pool, waiting, running)
                    if not running:
                        raise RuntimeError(f"no step can start: {[step.name for step in waiting]}")
                    finished, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in finished:
                        running.pop(future)
                        future.result()
            except BaseException as error:
                self.cancel.throw()
                wait(running)
                raise self._cause(error, running) from error
        retired = self._tidy()
        return Done(files=dict(self.files), worked=tuple(self.worked), retired=tuple(retired))

    def _cause(self, error: BaseException, running: Mapping[Future[None], Step]) -> BaseException:
        """The error that people should hear of: Ctrl-C is an interruption; a step that was stopped is no cause."""
        if isinstance(error, KeyboardInterrupt):
            return Interrupted()
        if not isinstance(error, Interrupted):
            return error
        others = [future.exception() for future in running]
        return next((each for each in others if each and not isinstance(each, Interrupted)), error)

    def _look_around(self) -> list[Step]:
        """Find what is done already; give back the steps that lack an output, in order."""
        lacking = []
        for step in self.plan.steps:
            self._know_contents(step)
            for output in outputs(step):
                if self.workshop.has(output, self.identities[output.name]):
                    self.files[output.name] = self.workshop.path(output, self.identities[output.name])
            if all(output.name in self.files for output in outputs(step)):
                self.meter.set(step, 1.0)
            else:
                lacking.append(step)
        wanted = self._wanted(lacking)
        return [step for step in lacking if step.name in wanted]

    def _know_contents(self, step: Step) -> None:
        """Make the very files that a package lists part of who its manifest is.

        A programme that is wrapped again has other bytes: its manifest must be written again, even if we were killed
        between the two.
        """
        if isinstance(step, Package):
            # without the inode: a lesson that was copied with its times is the same lesson
            states = [(_state(self.files[name]) or ())[:2] if name in self.files else () for name in needs(step)]
            self.identities[step.output.name] = records.identity([self.planned[step.output.name], states])

    def _wanted(self, lacking: Sequence[Step]) -> set[str]:
        """Leave out steps whose work nobody needs any more: sound and chunks of a programme that is wrapped."""
        wanted: set[str] = set()
        needed: set[str] = set()
        for step in reversed(lacking):
            made = {output.name for output in outputs(step)}
            final = any(output.package_path or output.name in self.plan.wanted for output in outputs(step))
            if final or made & needed:
                wanted.add(step.name)
                needed |= {name for name in needs(step) if name not in self.files}
            else:
                self.meter.set(step, 1.0)
        return wanted

    def _require_places(self, waiting: Sequence[Step]) -> None:
        """Refuse other people's files where ours would go, before hours of work are done."""
        for step in self.plan.steps:
            if isinstance(step, Package):
                self.workshop.require_inside(f"{SUPERSEDED}/{PurePosixPath(step.folder).name}/x")
        for step in waiting:
            for output in outputs(step):
                if output.package_path and output.name not in self.files:
                    self.workshop.require_ours(output.package_path)
            for package_path in _beside(step):
                self.workshop.require_ours(package_path)

    def _require_space(self, waiting: Sequence[Step]) -> None:
        need = sum(_bytes(step, self.files) for step in waiting)
        free = self.workshop.free_bytes()
        if need + _SPARE_BYTES > free:
            raise EngineError("disk-too-small", need_gb=round(need / 1e9, 1), free_gb=round(free / 1e9, 1))

    def _start_ready(self, pool: ThreadPoolExecutor, waiting: list[Step], running: dict[Future[None], Step]) -> None:
        for step in [each for each in waiting if all(name in self.files for name in needs(each))]:
            if len(running) >= self.jobs:
                return
            waiting.remove(step)
            running[pool.submit(self._do, step)] = step

    def _do(self, step: Step) -> None:
        self.cancel.raise_if_thrown()
        self._know_contents(step)
        missing = {n: output for n, output in enumerate(outputs(step)) if output.name not in self.files}
        parts = {n: self.workshop.part(output, self.identities[output.name]) for n, output in missing.items()}
        try:
            do(step, parts, self._bench(step))
            self._require_same_recording(step)
            for number, output in missing.items():
                path = self.workshop.finish(output, self.identities[output.name], parts[number])
                self.files[output.name] = path
                self.worked.append(output.name)
        except Interrupted:
            raise
        except Exception as error:
            self._require_same_recording(step, error)
            raise
        finally:
            for part in parts.values():
                part.unlink(missing_ok=True)
        self.meter.set(step, 1.0)

    def _bench(self, step: Step) -> Bench:
        def write(path: Path, content: bytes) -> None:
            package_path = path.relative_to(self.workshop.folder).as_posix()
            self.workshop.write(package_path, self.identities[outputs(step)[0].name], content)

        return Bench(
            folder=self.workshop.folder,
            recording=self.recording,
            plan=self.plan,
            assets=self.assets,
            # other steps finish meanwhile
            files=dict(self.files),
            created=self.created,
            accept_damage=self.accept_damage,
            jobs=self.jobs,
            write=write,
            cancel=self.cancel,
            progress=lambda share: self.meter.set(step, share),
        )

    def _require_same_recording(self, step: Step, cause: Exception | None = None) -> None:
        """Refuse work on a recording that is another now: it would lie there under the old one's name."""
        uses = isinstance(step, (TakeSound, FindSlideChanges)) or (
            isinstance(step, RenderChunk) and step.source.kind == "recording"
        )
        if uses and (self.state is None or _state(self.recording) != self.state):
            raise InputError("recording-changed", name=self.recording.name, detail=str(cause or "")) from cause

    def _tidy(self) -> list[str]:
        """Delete older versions of work files, and move older package files out of the way."""
        made = [output for step in self.plan.steps for output in outputs(step)]
        keep = {self.workshop.path(output, self.identities[output.name]) for output in made}
        self.workshop.prune(keep | {path.with_name(path.name + DAMAGE_SUFFIX) for path in keep})
        current = {output.package_path for output in made}
        retired = []
        for step in self.plan.steps:
            if isinstance(step, Package):
                retired += self.workshop.retire(step.folder, current | set(_beside(step)))
        return retired


def _beside(step: Step) -> tuple[str, ...]:
    """Package files that a step writes beside its output."""
    return tuple(f"{step.folder}/{name}" for name in side_files(step)) if isinstance(step, Package) else ()


class _Meter:
    """Adds up how far the steps are, weighted by what they cost."""

    def __init__(self, plan: Plan, report: Report | None) -> None:
        self._costs = {step.name: _cost(step) for step in plan.steps}
        self._stages = {step.name: _stage(step) for step in plan.steps}
        self._shares = dict.fromkeys(self._costs, 0.0)
        self._report = report
        self._lock = threading.Lock()
        self._last = 0.0

    def set(self, step: Step, share: float) -> None:
        """Note how much of a step is done, 0 to 1, and tell whoever wants to know, not too often."""
        with self._lock:
            self._shares[step.name] = max(self._shares[step.name], min(1.0, share))
            now = time.monotonic()
            if self._report is None or (share < 1.0 and now - self._last < _REPORT_EVERY_S):
                return
            self._last = now
            self._report(self._progress())

    def _progress(self) -> Progress:
        done: dict[Stage, float] = {}
        cost: dict[Stage, float] = {}
        for name, stage in self._stages.items():
            cost[stage] = cost.get(stage, 0.0) + self._costs[name]
            done[stage] = done.get(stage, 0.0) + self._costs[name] * self._shares[name]
        return Progress(
            stages={stage: done[stage] / cost[stage] for stage in cost},
            total=sum(done.values()) / sum(cost.values()),
        )


def _stage(step: Step) -> Stage:
    if isinstance(step, (DrawGraphic, DrawPoster, DrawStoryboard, TakeStill, RenderChunk)):
        return "picture"
    if isinstance(step, (Listen, AlignScript, FindSlideChanges)):
        return "text"
    if isinstance(step, JudgeProgramme):
        return "package"
    return "package" if any(output.package_path for output in outputs(step)) else "sound"


def _cost(step: Step) -> float:
    """What a step costs, in rough processor seconds: enough for an honest bar."""
    match step:
        case RenderChunk():
            pixels = sum(
                recipe.rendition.width_px * recipe.rendition.height_px * (3 if recipe.field_motion else 1.5)
                for recipe in step.recipes
            )
            return step.span.frames * pixels / 1e8
        case DrawGraphic():
            return 0.5 + step.pictures / 50
        case TakeSound():
            return step.frames / 25 * (0.2 if step.noise_reduction_db else 0.01)
        case Listen():
            return 20.0 if step.model else 1.0
        case FindSlideChanges():
            return step.frames / 1e3
        case WrapProgramme():
            return step.frames / 1e3
        case JudgeProgramme():
            return (step.expected.frames or 0) / (500 if step.expected.pictures_judged_in else 60)
        case _:
            return 1.0


def _bytes(step: Step, there: Container[str] = ()) -> int:
    """How much disk the outputs of a step take that are not there yet, in bytes: about, and rather too much."""
    match step:
        case RenderChunk():
            recipes = [
                recipe for recipe, output in zip(step.recipes, step.outputs, strict=True) if output.name not in there
            ]
            rates = [r.rendition.bit_rate_kbps or (r.rendition.max_bit_rate_kbps or 0) // 2 for r in recipes]
            return sum(rates) * 125 * step.span.frames // 25
        case WrapProgramme():
            rate = step.rendition.bit_rate_kbps or (step.rendition.max_bit_rate_kbps or 0) // 2
            sound = (
                step.sound_tracks * SAMPLES_PER_FRAME * 3 * step.frames if step.container in ("mxf", "mxf_d10") else 0
            )
            return rate * 125 * step.frames // 25 + sound
        case TakeSound():
            # as it was decoded, and as it is laid out or cleaned
            return 2 * step.frames * SAMPLES_PER_FRAME * 4 * channels_of(step)
        case DrawGraphic():
            return (1 << 20) + step.pictures * step.width_px * step.height_px // 2
        case LevelSound():
            return sum(segment.frames for segment in step.segments) * SAMPLES_PER_FRAME * 14
        case WrapSound():
            return step.frames * SAMPLES_PER_FRAME * 6
        case _:
            return 1 << 20
