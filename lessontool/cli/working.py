"""Processing and planning as people see them: bars, reasons, and where the result lies."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lessontool import records
from lessontool.cli.asking import Voice
from lessontool.cli.checking import show_finding, telling
from lessontool.door import Processed, plan_lesson, process_lesson
from lessontool.running import Progress
from lessontool.running.telling import tell_step
from lessontool.tools.process import command_text


def process_folder(voice: Voice, folder: Path, jobs: int | None, wishes: Mapping[str, Any]) -> bool:
    """Process a lesson and show the result; False when a finished file is not what its preset promises."""
    with _bars(voice) as report:
        processed = process_lesson(
            folder,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            jobs=jobs,
            report_check=None,
            report=report,
            **_understood(wishes),
        )
    (_show_json if voice.json else _show)(voice, folder, processed)
    return processed.passed


def show_plan(voice: Voice, folder: Path, wishes: Mapping[str, Any]) -> None:
    """Show a plan as text or JSON."""
    with telling(voice) as tell:
        checked, made = plan_lesson(folder, report=tell, **_understood(wishes))
    recording = str(checked.accepted.path)
    if voice.json:
        commands = {step.name: [list(command) for command in tell_step(step, made, recording)] for step in made.steps}
        voice.print_json({"plan": records.plain(made), "commands": commands})
        return
    for decision in made.decisions:
        click.echo(f"{decision.subject}: {decision.choice}\n    {voice.pick('vì', 'because')} {decision.reason}")
    for number, step in enumerate(made.steps, start=1):
        click.echo(f"\n{number}. {step.name}")
        for command in tell_step(step, made, recording):
            click.echo(f"   {command_text(command)}")


def _understood(wishes: Mapping[str, Any]) -> dict[str, Any]:
    destinations = [word.strip() for word in (wishes["destinations"] or "").split(",") if word.strip()]
    accept = [word for word in ("damage", "silence") if wishes[f"accept_{word}"]]
    return {
        "destinations": destinations,
        "presets": wishes["presets"],
        "accept": accept,
        "preset_folder": wishes["preset_folder"],
    }


@contextlib.contextmanager
def _bars(voice: Voice) -> Iterator[Callable[[Progress], None] | None]:
    """One bar for each stage and one for the whole, with the time that is left."""
    if voice.json:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    names = {
        "sound": voice.pick("Âm thanh", "Sound"),
        "picture": voice.pick("Hình ảnh", "Picture"),
        "package": voice.pick("Đóng gói", "Packaging"),
    }
    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {stage: bars.add_task(words, total=1.0) for stage, words in names.items()}
        total = bars.add_task(voice.pick("Tất cả", "Total"), total=1.0)

        def report(progress: Progress) -> None:
            for stage, share in progress.stages.items():
                bars.update(tasks[stage], completed=share)
            bars.update(total, completed=progress.total)

        yield report


def _show(voice: Voice, folder: Path, processed: Processed) -> None:
    for place, manifest in processed.packages:
        click.echo(f"\n{click.style(manifest.preset, bold=True)}  →  {place}")
        for file in manifest.files:
            click.echo(f"    {file.name}  ({_size(file.size_bytes)})")
        for finding in manifest.findings:
            if finding.severity in ("error", "warning"):
                show_finding(voice, finding)
    for moved in processed.done.retired:
        click.echo(voice.say("retired", path=moved))
    if not processed.done.worked:
        click.echo(voice.say("nothing-to-do"))
    if processed.passed:
        click.echo(voice.say("processed", folder=str(folder / "packages")))
    else:
        click.echo(voice.say("processed-not-passed"), err=True)


def _show_json(voice: Voice, _: Path, processed: Processed) -> None:
    voice.print_json(
        {
            "passed": processed.passed,
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
    return f"{count / 1e3:.0f} kB"
