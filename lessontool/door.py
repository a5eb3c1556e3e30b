"""The three things that people and programs ask for: check a lesson, plan it, process it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lessontool import records
from lessontool.analysis.intake import Accepted, accept_attachment
from lessontool.captioning import CaptionWish, Heard, Request, decide, hear, plan_hearing, read_texts, recall
from lessontool.errors import InputError, PlanError
from lessontool.model import (
    Captions,
    Decision,
    DeliverySpec,
    Finding,
    Lesson,
    Manifest,
    Measurements,
    MediaFile,
    Package,
    Plan,
)
from lessontool.planning.delivery import DEFAULT_PRESETS
from lessontool.planning.permission import objections
from lessontool.planning.programme import plan
from lessontool.presentation import Surroundings, surroundings_of
from lessontool.presets import load_delivery, load_lesson, station_of
from lessontool.running import Done, Report, run
from lessontool.running.examining import examine
from lessontool.tools.process import Cancel
from lessontool.trying import settle

ACCEPTABLE: Final[Mapping[str, frozenset[str]]] = {
    "damage": frozenset({"recording-truncated", "recording-damaged"}),
    "silence": frozenset({"no-sound", "sound-silent"}),
}
"""Findings that stop the work unless the teacher accepts them, by the word of acceptance."""

CAPTIONED: Final = CaptionWish()
"""Captions as every lesson gets them; None instead: no captions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found out."""

    lesson: Lesson | None
    accepted: Accepted
    media: MediaFile
    measurements: Measurements
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What processing would do."""

    checked: Checked
    request: Request
    hearing: Plan | None
    """What is heard first, so that captions can be decided; None: no captions are wanted, or nothing is to be heard."""
    heard: Heard | None
    """What was heard earlier; None: not all that is needed, so `plan` has no captions yet."""
    surroundings: Surroundings
    attached: Mapping[str, Path]
    """Files that go with the lesson, by their names in its folder."""
    trials: Mapping[str, tuple[Decision, ...]]
    """Why renditions have their rate factors, by the preset's name."""
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What processing made: each package's folder with its manifest."""

    plan: Plan
    done: Done
    packages: tuple[tuple[Path, Manifest], ...]

    @property
    def passed(self) -> bool:
        """Whether every finished file is what its preset promises."""
        return not any(result == "failed" for _, manifest in self.packages for result in manifest.verdicts.values())


def check_lesson(
    folder: Path,
    *,
    recording: str | None = None,
    day: str = "",
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> Checked:
    """Find out what is right and wrong with a lesson and its recording, in seconds.

    Works with `recording` alone where there is no `lesson.yaml`; then nothing is written either. `day` is the day
    (`YYYY-MM-DD`) on which the lesson's rights are judged; empty: they are not. Raises InputError for words or files
    that cannot be used at all.
    """
    if recording is not None:
        return _examined(folder, None, recording, cancel, report)
    lesson = load_lesson(folder)
    attached_files(folder, lesson)
    found = (*objections(lesson, lesson.destinations, day), *read_texts(folder, lesson).findings)
    checked = _examined(folder, lesson, lesson.recording, cancel, report)
    fine = [finding for finding in checked.findings if finding.code != "all-fine" or not found]
    return replace(checked, findings=(*found, *fine))


def _examined(
    folder: Path,
    lesson: Lesson | None,
    recording: str,
    cancel: Cancel | None,
    report: Callable[[str], None] | None,
) -> Checked:
    from lessontool.analysis.advice import advise

    accepted, media, measurements = examine(
        folder, recording, remember=lesson is not None, cancel=cancel, report=report
    )
    findings = advise(media, measurements, lesson)
    return Checked(lesson=lesson, accepted=accepted, media=media, measurements=measurements, findings=findings)


def plan_lesson(
    folder: Path,
    *,
    day: str,
    destinations: Sequence[str] = (),
    presets: Sequence[str] = (),
    accept: Sequence[str] = (),
    preset_folder: Path | None = None,
    captions: CaptionWish | None = CAPTIONED,
    branded: bool = True,
    cancel: Cancel | None = None,
    report: Callable[[str], None] | None = None,
) -> Planned:
    """Decide everything that processing would do on a day (`YYYY-MM-DD`), without doing it.

    `accept` may name `damage` and `silence`: faults with which the teacher wants the recording used all the same.
    What depends on what is said is decided only if the lesson was listened to before. Not `branded`: nothing surrounds
    the lesson but the station's slate.
    Raises InputError for a recording that cannot be used or a lesson that may not be shown (consent, rights),
    PresetError and PlanError for wishes that cannot be met.
    """
    lesson = load_lesson(folder)
    specs = choose_presets(lesson, destinations, presets, preset_folder)
    _accepted(objections(lesson, tuple(dict.fromkeys(spec.destination for spec in specs)), day), ())
    request, checked = _request(folder, lesson, specs, accept, preset_folder, cancel, report)
    media, measurements = checked.media, checked.measurements
    tried = settle(folder, lesson, specs, request.recording, media, measurements, cancel=cancel, report=report)
    specs, request = tried.presets, replace(request, presets=tried.presets)
    checked = replace(checked, findings=(*checked.findings, *tried.findings))
    around = Surroundings()
    if branded:
        around = surroundings_of(
            folder,
            lesson,
            specs,
            checked.media,
            checked.measurements,
            preset_folder=preset_folder,
            cancel=cancel,
            report=report,
        )
    request = replace(request, wish=captions or CaptionWish(), presentation=around.presentation)
    attached = attached_files(folder, lesson)
    hearing, findings = plan_hearing(request) if captions else (None, ())
    checked = replace(checked, findings=(*checked.findings, *findings))
    heard = recall(request, hearing) if hearing else None
    return Planned(
        checked=checked,
        request=request,
        hearing=hearing,
        heard=heard,
        surroundings=around,
        attached=attached,
        trials=tried.decisions,
        plan=_planned(request, checked, around, heard, attached, tried.decisions),
    )


def attached_files(folder: Path, lesson: Lesson) -> dict[str, Path]:
    """Find the files that go with a lesson, its worksheets and the script. Raises InputError for what is no file."""
    names = dict.fromkeys((*lesson.attachments, *filter(None, [lesson.script])))
    return {name: accept_attachment(folder, name) for name in names}


def _planned(
    request: Request,
    checked: Checked,
    around: Surroundings,
    heard: Heard | None,
    attached: Mapping[str, Path],
    trials: Mapping[str, tuple[Decision, ...]],
) -> Plan:
    """Plan with what is known of the speech; again, once it was heard."""
    captions = decide(request, heard) if heard else None
    presentation = around.heard(heard.transcript if heard else None)
    return plan(
        request.lesson,
        checked.media,
        checked.measurements,
        request.presets,
        checked.findings,
        captions,
        presentation,
        stations={spec.name: station_of(spec, folder=request.preset_folder) for spec in request.presets},
        attachments={name: records.checksum(path) for name, path in attached.items()},
        trials=trials,
    )


def _request(
    folder: Path,
    lesson: Lesson,
    specs: tuple[DeliverySpec, ...],
    accept: Sequence[str],
    preset_folder: Path | None,
    cancel: Cancel | None,
    report: Callable[[str], None] | None,
) -> tuple[Request, Checked]:
    texts = read_texts(folder, lesson)
    checked = _examined(folder, lesson, lesson.recording, cancel, report)
    # a programme for the ears alone needs no picture
    unseen = {"no-picture"} if all(spec.destination == "radio" for spec in specs) else set()
    found = tuple(finding for finding in checked.findings if finding.code not in unseen)
    checked = replace(checked, findings=_accepted(found, accept))
    request = Request(
        folder=folder,
        recording=checked.accepted.path,
        lesson=lesson,
        media=checked.media,
        measurements=checked.measurements,
        presets=specs,
        texts=texts,
        preset_folder=preset_folder,
    )
    return request, checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Captioned:
    """A lesson's captions, and what they were made from."""

    request: Request
    hearing: Plan | None
    """What was heard; None: the recording is silent."""
    unheard: tuple[Finding, ...]
    """Why words could not be recognised."""
    heard: Heard | None
    captions: Captions


def caption_lesson(
    folder: Path,
    *,
    created: str,
    wish: CaptionWish,
    preset_folder: Path | None = None,
    jobs: int | None = None,
    cancel: Cancel | None = None,
    report_check: Callable[[str], None] | None = None,
    report: Report | None = None,
) -> Captioned:
    """Make a lesson's captions and nothing else. Raises LessonToolError whatever goes wrong."""
    lesson = load_lesson(folder)
    specs = choose_presets(lesson, (), (), preset_folder)
    everything = tuple(ACCEPTABLE)
    request, _ = _request(folder, lesson, specs, everything, preset_folder, cancel, report_check)
    request = replace(request, wish=wish)
    hearing, unheard = plan_hearing(request)
    if hearing is None:
        silent = Captions(findings=(Finding(code="captions-no-speech", severity="note"),))
        return Captioned(request=request, hearing=None, unheard=unheard, heard=None, captions=silent)
    heard = recall(request, hearing) or hear(request, hearing, created=created, jobs=jobs, cancel=cancel, report=report)
    captions = decide(request, heard)
    return Captioned(request=request, hearing=hearing, unheard=unheard, heard=heard, captions=captions)


def choose_presets(
    lesson: Lesson, destinations: Sequence[str], presets: Sequence[str], folder: Path | None = None
) -> tuple[DeliverySpec, ...]:
    """Say which delivery presets are wanted: those named, else each destination's default, for its own destinations."""
    wanted = tuple(destinations) or lesson.destinations
    for destination in wanted:
        if destination not in DEFAULT_PRESETS:
            raise PlanError("destination-unknown", destination=destination, known=", ".join(DEFAULT_PRESETS))
    specs = [load_delivery(name, folder=folder) for name in dict.fromkeys(tuple(presets) or lesson.presets)]
    if destinations:
        specs = [spec for spec in specs if presets or spec.destination in wanted]
    covered = {spec.destination for spec in specs}
    specs += [load_delivery(DEFAULT_PRESETS[d], folder=folder) for d in wanted if d not in covered and not presets]
    if not specs:
        raise PlanError("plan-no-preset")
    return tuple(specs)


def process_lesson(
    folder: Path,
    *,
    created: str,
    destinations: Sequence[str] = (),
    presets: Sequence[str] = (),
    accept: Sequence[str] = (),
    preset_folder: Path | None = None,
    captions: CaptionWish | None = CAPTIONED,
    branded: bool = True,
    jobs: int | None = None,
    cancel: Cancel | None = None,
    report_check: Callable[[str], None] | None = None,
    report: Report | None = None,
) -> Processed:
    """Make every package that is wanted of a lesson; what is finished already is not done again.

    `created` is the date that files carry, UTC as `2026-11-22T10:00:00Z`. Raises LessonToolError whatever goes wrong.
    """
    planned = plan_lesson(
        folder,
        day=created[:10],
        destinations=destinations,
        presets=presets,
        accept=accept,
        preset_folder=preset_folder,
        captions=captions,
        branded=branded,
        cancel=cancel,
        report=report_check,
    )
    made = planned.plan
    if planned.hearing and planned.heard is None:
        heard = hear(
            planned.request,
            planned.hearing,
            created=created,
            jobs=jobs,
            cancel=cancel,
            report=report and _first_part(report),
        )
        made = _planned(planned.request, planned.checked, planned.surroundings, heard, planned.attached, planned.trials)
        report = report and _second_part(report)
    done = run(
        made,
        folder,
        planned.checked.accepted.path,
        created=created,
        assets={**planned.surroundings.assets, **{records.checksum(path): path for path in planned.attached.values()}},
        jobs=jobs,
        accept_damage="damage" in accept,
        cancel=cancel,
        report=report,
    )
    closed = [done.files[step.output.name] for step in made.steps if isinstance(step, Package)]
    packages = tuple((path.parent, records.load(Manifest, path)) for path in closed)
    return Processed(plan=made, done=done, packages=packages)


_HEARING_SHARE: Final = 0.15
"""Part of the whole work that listening takes: 0.2 processor seconds for each second, beside about 1.2."""


def _first_part(report: Report) -> Report:
    return lambda progress: report(replace(progress, total=progress.total * _HEARING_SHARE))


def _second_part(report: Report) -> Report:
    return lambda progress: report(
        replace(
            progress,
            stages={"text": 1.0, **progress.stages},
            total=_HEARING_SHARE + progress.total * (1 - _HEARING_SHARE),
        )
    )


def _accepted(findings: Sequence[Finding], accept: Sequence[str]) -> tuple[Finding, ...]:
    """What was found, faults that the teacher accepts as mere warnings. Raises InputError for the worst other fault."""
    codes = {code for word in accept for code in ACCEPTABLE[word]}
    known = tuple(replace(each, severity="warning") if each.code in codes else each for each in findings)
    faults = [finding for finding in known if finding.severity == "error"]
    if faults:
        # what is missing from a file that is cut off is the smaller trouble
        worst = next((fault for fault in faults if fault.code in ACCEPTABLE["damage"]), faults[0])
        values: dict[str, Any] = dict(worst.values)
        raise InputError(worst.code, **values)
    return known
