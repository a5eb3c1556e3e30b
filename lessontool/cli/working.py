"""Processing and planning as people see them: bars, reasons, and where the result lies."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lessontool import records
from lessontool.captioning import CaptionWish
from lessontool.cli.asking import Voice, echo, preset_folder
from lessontool.cli.checking import as_data, show_finding, telling, today, worst_first
from lessontool.door import ACCEPTABLE, Processed, plan_lesson, process_lesson
from lessontool.model import Plan
from lessontool.running import Progress
from lessontool.running.telling import tell_step
from lessontool.tools.process import command_text


def process_folder(voice: Voice, folder: Path, jobs: int | None, wishes: Mapping[str, Any]) -> bool:
    """Process a lesson and show the result; False when a finished file is not what its preset promises."""
    with bars(voice) as (report_check, report):
        processed = process_lesson(
            folder,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            jobs=jobs,
            cancel=voice.stoppable(),
            report_check=report_check,
            report=report,
            **_understood(wishes),
        )
    (_show_json if voice.json else _show)(voice, folder, processed)
    return processed.passed


def show_plan(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """Show a plan as text or JSON. What is decided and why is written for engineers, in English."""
    cancel = voice.stoppable()
    with telling(voice) as tell:
        planned = plan_lesson(folder, day=today(), cancel=cancel, report=tell, **_understood(wishes))
    cancel.raise_if_thrown()
    made, recording = planned.plan, str(planned.checked.accepted.path)
    first = planned.hearing if planned.hearing and planned.heard is None else None
    if voice.json:
        parts = {"hearing": first, "plan": made} if first else {"plan": made}
        steps = [
            {"name": step.name, "commands": [list(command) for command in tell_step(step, part, recording)]}
            for part in parts.values()
            for step in part.steps
        ]
        voice.print_json({**{name: records.plain(part) for name, part in parts.items()}, "commands": steps})
        return
    if first:
        echo(
            voice.pick(
                "Nghe lời giảng trước, rồi mới định phụ đề:", "Listening comes first, then captions are decided:"
            )
        )
        _show_steps(voice, first, recording)
    echo(click.style(voice.pick("Các quyết định", "Decisions"), bold=True))
    for decision in made.decisions:
        echo(f"  {decision.subject}: {decision.choice}\n      {click.style(decision.reason, dim=True)}")
    _show_steps(voice, made, recording)


def _show_steps(voice: Voice, plan: Plan, recording: str) -> None:
    echo("\n" + click.style(voice.pick("Các bước", "Steps"), bold=True))
    for number, step in enumerate(plan.steps, start=1):
        echo(f"  {number}. {step.name}")
        for command in tell_step(step, plan, recording):
            echo(click.style(f"      {command_text(command)}", dim=True))


def caption_wish(wishes: Mapping[str, Any]) -> CaptionWish:
    """Understand how captions are wanted."""
    return CaptionWish(backend=wishes["backend"], model=wishes["model"], fix_drift=wishes["fix_drift"])


def _understood(wishes: Mapping[str, Any]) -> dict[str, Any]:
    destinations = [word.strip() for word in (wishes["destinations"] or "").split(",") if word.strip()]
    accept = [word for word in ("damage", "silence") if wishes[f"accept_{word}"]]
    return {
        "destinations": destinations,
        "presets": wishes["presets"],
        "accept": accept,
        "captions": None if wishes["no_captions"] else caption_wish(wishes),
        "branded": not wishes["no_branding"],
        "preset_folder": preset_folder(wishes["preset_folder"]),
    }


Reports = tuple[Callable[[str], None] | None, Callable[[Progress], None] | None]


@contextlib.contextmanager
def bars(voice: Voice) -> Iterator[Reports]:
    """One bar for each stage and one for the whole, with the time that is left; nothing where nobody watches."""
    if voice.json or not sys.stderr.isatty():
        yield None, None
        return
    from lessontool.cli.bars import Stages

    with Stages(voice) as stages:
        yield stages.checking, stages.working


def _show(voice: Voice, folder: Path, processed: Processed) -> None:
    known = processed.plan.findings
    for finding in worst_first(known):
        if finding.severity in ("error", "warning"):
            show_finding(voice, finding, accepted=any(finding.code in codes for codes in ACCEPTABLE.values()))
    for place, manifest in processed.packages:
        echo(f"{click.style(manifest.preset, bold=True)}  →  {_relative(place, folder)}")
        for file in manifest.files:
            echo(f"    {file.name}  {click.style(_size(file.size_bytes), dim=True)}")
        for finding in worst_first(each for each in manifest.findings if each not in known):
            show_finding(voice, finding)
    for moved in processed.done.retired:
        echo(voice.say("retired", path=moved))
    if not processed.passed:
        echo(voice.say("processed-not-passed"), err=True)
        return
    if not processed.done.worked:
        echo(voice.say("nothing-to-do"))
    echo(voice.say("processed", folder=str(folder / "packages")))


def _relative(place: Path, folder: Path) -> str:
    return str(folder / place.relative_to(folder.resolve()))


def _show_json(voice: Voice, _: Path, processed: Processed) -> None:
    voice.print_json(
        {
            "passed": processed.passed,
            "findings": [as_data(voice, finding) for finding in processed.plan.findings],
            "worked": list(processed.done.worked),
            "packages": [
                {"folder": str(place), "manifest": records.plain(manifest)} for place, manifest in processed.packages
            ],
        }
    )


def _size(count: int) -> str:
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{max(1, count / 1e3):.0f} kB"
